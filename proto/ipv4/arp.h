/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arp - who has this IPv4 address on this link?
 *
 * Where:   arp.c fills core/neighbour.c's NEIGH_ARP_TABLE; ip_output and the
 *          FIB look neighbours up; devinet.c announces addresses.
 * Mirrors: include/net/arp.h.
 * Spec:    RFC 826, RFC 5227.
 */
#ifndef PROTO_IPV4_ARP_H
#define PROTO_IPV4_ARP_H

#include "core/neighbour.h"

#include <linux/if_arp.h>
#include <linux/in.h>

struct arpreq;
struct net;
struct net_device;
struct sk_buff;

/* The machine's ARP table, once arp_init() has run. Context: any. */
static inline struct neigh_table *arp_neigh_table(void)
{
	return neigh_table_get(NEIGH_ARP_TABLE);
}

/* Context: RCU. Borrow; NULL: there is none. */
static inline struct neighbour *
__ipv4_neigh_lookup_noref(struct net_device *dev, __be32 key)
{
	if (dev->flags & (IFF_LOOPBACK | IFF_POINTOPOINT))
		key = INADDR_ANY;
	return ___neigh_lookup_noref(arp_neigh_table(), &key, dev);
}

/* Context: any. Gives a reference, or NULL. */
static inline struct neighbour *__ipv4_neigh_lookup(struct net_device *dev,
						    __be32 key)
{
	struct neighbour *n;

	rcu_read_lock();
	n = __ipv4_neigh_lookup_noref(dev, key);
	if (n && !refcount_inc_not_zero(&n->refcnt))
		n = NULL;
	rcu_read_unlock();
	return n;
}

static inline void __ipv4_confirm_neigh(struct net_device *dev, __be32 key)
{
	rcu_read_lock();
	neigh_confirm(__ipv4_neigh_lookup_noref(dev, key));
	rcu_read_unlock();
}

/* Module init, exit. The table first: devinet_init() makes parms of it. */
int arp_init(void);
void arp_exit(void);

/* Make a packet; send it. @dest_hw NULL: broadcast. Gives, takes. */
struct sk_buff *arp_create(int type, int ptype, __be32 dest_ip,
			   struct net_device *dev, __be32 src_ip,
			   const unsigned char *dest_hw,
			   const unsigned char *src_hw,
			   const unsigned char *target_hw);
void arp_xmit(struct sk_buff *skb);
void arp_send(int type, int ptype, __be32 dest_ip, struct net_device *dev,
	      __be32 src_ip, const unsigned char *dest_hw,
	      const unsigned char *src_hw, const unsigned char *th);

/* @ip is a broadcast address now, or gone: forget it. 0 or -ENXIO. RTNL. */
int arp_invalidate(struct net_device *dev, __be32 ip, bool force);
/* The device lost IPv4: its entries go. RTNL. */
void arp_ifdown(struct net_device *dev);
/* SIOCSARP, SIOCDARP, SIOCGARP; @r is copied in and out by the caller, who also
 * asks whether the program may. Process; the req functions: RTNL. */
int arp_ioctl(struct net *net, unsigned int cmd, struct arpreq *r);
int arp_req_set(struct net *net, struct arpreq *r, struct net_device *dev);
int arp_req_get(struct arpreq *r, struct net_device *dev);
int arp_req_delete(struct net *net, struct arpreq *r, struct net_device *dev);
/* The group's link address. 0 or -EINVAL. */
int arp_mc_map(__be32 addr, u8 *haddr, struct net_device *dev, int dir);

#endif /* PROTO_IPV4_ARP_H */
