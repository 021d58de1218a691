/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arp_priv - what the files of ARP share
 *
 * Where:   arp.c, arp_output.c, arp_ctl.c.
 * Mirrors: nothing; the kernel has one file.
 * Spec:    RFC 826.
 */
#ifndef PROTO_IPV4_ARP_PRIV_H
#define PROTO_IPV4_ARP_PRIV_H

#include "core/neighbour.h"
#include "core/netdevice.h"
#include "hdr/arp.h"

/* The machine's; arp_ctl.c. */
struct neigh_table *arp_table(void);
#define arp_tbl (*arp_table())

/* The header and two pairs of addresses. */
static inline unsigned int arp_hdr_len(const struct net_device *dev)
{
	return (unsigned int)sizeof(struct arphdr) +
	       (dev->addr_len + (unsigned int)sizeof(u32)) * 2;
}

extern struct packet_type arp_packet_type;
void arp_table_setup(struct neigh_table *tbl);

#endif /* PROTO_IPV4_ARP_PRIV_H */
