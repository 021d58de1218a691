/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * etherdevice - what every Ethernet driver needs
 *
 * Where:   drivers allocate with it and hand frames up through
 *          eth_type_trans(). proto/ethernet/eth.c implements it; core itself
 *          calls none of it.
 * Mirrors: include/linux/etherdevice.h. Address helpers are in hdr/eth.h.
 */
#ifndef CORE_ETHERDEVICE_H
#define CORE_ETHERDEVICE_H

#include "core/netdevice.h"
#include "hdr/eth.h"
#include "lib/random.h"

extern const struct header_ops eth_header_ops;

/**
 * eth_type_trans - read the Ethernet header and step behind it
 * @skb: borrows; data at the header, at least ETH_HLEN linear bytes
 * @dev: received on; becomes skb->dev
 *
 * Sets mac_header and pkt_type. Context: softirq.
 * Return: skb->protocol, big-endian.
 */
__be16 eth_type_trans(struct sk_buff *skb, struct net_device *dev);

/* header_ops of Ethernet. */
int eth_header(struct sk_buff *skb, struct net_device *dev, unsigned short type,
	       const void *daddr, const void *saddr, unsigned int len);
int eth_header_parse(const struct sk_buff *skb, unsigned char *haddr);
int eth_header_cache(const struct neighbour *neigh, struct hh_cache *hh,
		     __be16 type);
void eth_header_cache_update(struct hh_cache *hh, const struct net_device *dev,
			     const unsigned char *haddr);
__be16 eth_header_parse_protocol(const struct sk_buff *skb);

/* net_device_ops that most drivers use as they are. Context: rtnl. */
int eth_mac_addr(struct net_device *dev, void *p);
int eth_prepare_mac_addr_change(struct net_device *dev, void *p);
void eth_commit_mac_addr_change(struct net_device *dev, void *p);
int eth_validate_addr(struct net_device *dev);
void ether_setup(struct net_device *dev);

/* Context: process. Give "eth%d" devices, or NULL. */
struct net_device *alloc_etherdev_mqs(int sizeof_priv, unsigned int txqs,
				      unsigned int rxqs);
#define alloc_etherdev(sizeof_priv)	  alloc_etherdev_mq(sizeof_priv, 1)
#define alloc_etherdev_mq(sizeof_priv, n) alloc_etherdev_mqs(sizeof_priv, n, n)

static inline void eth_hw_addr_set(struct net_device *dev, const u8 *addr)
{
	__dev_addr_set(dev, addr, ETH_ALEN);
}

/* Unicast, locally administered; from the machine's seed. */
static inline void eth_random_addr(u8 *addr)
{
	get_random_bytes(addr, ETH_ALEN);
	addr[0] &= 0xfe;
	addr[0] |= 0x02;
}
#define random_ether_addr(addr) eth_random_addr(addr)

static inline void eth_hw_addr_random(struct net_device *dev)
{
	u8 addr[ETH_ALEN];

	dev->addr_assign_type = NET_ADDR_RANDOM;
	eth_random_addr(addr);
	eth_hw_addr_set(dev, addr);
}

#endif /* CORE_ETHERDEVICE_H */
