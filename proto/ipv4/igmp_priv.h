/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * igmp_priv - what igmp.c (devices), igmp_report.c and igmp_sock.c share
 *
 * Where:   proto/ipv4/igmp*.c only.
 * Mirrors: statics of net/ipv4/igmp.c.
 * Spec:    RFC 2236, RFC 3376.
 */
#ifndef PROTO_IPV4_IGMP_PRIV_H
#define PROTO_IPV4_IGMP_PRIV_H

#include "proto/ipv4/igmp.h"
#include "proto/ipv4/inetdevice.h"

#define for_each_pmc_rcu(in_dev, pmc)                                          \
	for (pmc = rcu_dereference((in_dev)->mc_list); pmc != NULL;            \
	     pmc = rcu_dereference(pmc->next_rcu))

struct ip_mc_list *ip_mc_find(struct in_device *in_dev, __be32 addr);
struct ip_mc_list *ip_mc_get_group(struct in_device *in_dev, __be32 addr);
void ip_mc_put_group(struct in_device *in_dev, __be32 addr);
void ip_mc_group_changed(struct ip_mc_list *im);
void ip_mc_clear_src(struct ip_mc_list *im);
void ip_ma_put(struct ip_mc_list *im);
void igmp_ifc_event(struct in_device *in_dev);

/* igmp.c: an older router was heard, or the version is forced. */
bool igmp_v1_seen(const struct in_device *in_dev);
bool igmp_v2_seen(const struct in_device *in_dev);

/* igmp_report.c. Context: any, RCU. */
bool igmp_reports_group(const struct in_device *in_dev, __be32 group);
void igmp_send_v2(struct in_device *in_dev, __be32 group, u8 type);
/* The state of one group, of all (NULL); what changed. */
void igmpv3_send_report(struct in_device *in_dev, struct ip_mc_list *only);
void igmpv3_send_cr(struct in_device *in_dev);

#endif /* PROTO_IPV4_IGMP_PRIV_H */
