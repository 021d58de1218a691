/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * igmp_priv - what igmp.c (devices) and igmp_sock.c (sockets) share
 *
 * Where:   proto/ipv4/igmp*.c only.
 * Mirrors: statics of net/ipv4/igmp.c.
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
void igmpv3_send(struct sk_buff *skb);

int igmp_proc_init(struct net *net);
void igmp_proc_exit(struct net *net);

#endif /* PROTO_IPV4_IGMP_PRIV_H */
