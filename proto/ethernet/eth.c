// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * eth - Ethernet framing
 *
 * Where:   drivers call eth_type_trans() on the way up; dev_hard_header()
 *          comes here on the way down, through eth_header_ops.
 * Mirrors: net/ethernet/eth.c.
 * Spec:    IEEE 802.3 §3.2; RFC 894; values below 0x600 are lengths.
 */
#include "core/etherdevice.h"
#include "core/neighbour.h"
#include "lib/string.h"

/**
 * eth_header - write an Ethernet header in front of the packet
 * @skb: borrows; needs ETH_HLEN headroom
 * @type: EtherType; ETH_P_802_3, ETH_P_802_2: the field is the length
 * @daddr: NULL: not known yet
 *
 * Return: ETH_HLEN, or -ETH_HLEN when there was no @daddr.
 */
int eth_header(struct sk_buff *skb, struct net_device *dev, unsigned short type,
	       const void *daddr, const void *saddr, unsigned int len)
{
	struct ethhdr *eth = skb_push(skb, ETH_HLEN);

	if (type != ETH_P_802_3 && type != ETH_P_802_2)
		eth->h_proto = htons(type);
	else
		eth->h_proto = htons((u16)len);
	memcpy(eth->h_source, saddr ? saddr : dev->dev_addr, ETH_ALEN);
	if (daddr) {
		memcpy(eth->h_dest, daddr, ETH_ALEN);
		return ETH_HLEN;
	}
	/* A loopback or point-to-point device has nobody to address. */
	if (dev->flags & (IFF_LOOPBACK | IFF_NOARP)) {
		eth_zero_addr(eth->h_dest);
		return ETH_HLEN;
	}
	return -ETH_HLEN;
}
EXPORT_SYMBOL(eth_header);

static u8 eth_pkt_type(const struct ethhdr *eth, const struct net_device *dev)
{
	if (likely(ether_addr_equal(eth->h_dest, dev->dev_addr)))
		return PACKET_HOST;
	if (is_multicast_ether_addr(eth->h_dest))
		return ether_addr_equal(eth->h_dest, dev->broadcast)
			       ? PACKET_BROADCAST
			       : PACKET_MULTICAST;
	return PACKET_OTHERHOST;
}

__be16 eth_type_trans(struct sk_buff *skb, struct net_device *dev)
{
	const unsigned short *raw;
	const struct ethhdr *eth;
	unsigned short buf;

	skb->dev = dev;
	skb_reset_mac_header(skb);
	eth = (const struct ethhdr *)skb->data;
	if (WARN_ON_ONCE(skb->len < ETH_HLEN))
		return htons(ETH_P_802_2);
	__skb_pull(skb, ETH_HLEN);
	skb->pkt_type = eth_pkt_type(eth, dev);

	if (likely(eth_proto_is_802_3(eth->h_proto)))
		return eth->h_proto;
	/* Novell's raw 802.3 has no 802.2 header but starts with 0xFFFF. */
	raw = skb_header_pointer(skb, 0, sizeof(buf), &buf);
	if (raw && *raw == 0xFFFF)
		return htons(ETH_P_802_3);
	return htons(ETH_P_802_2);
}
EXPORT_SYMBOL(eth_type_trans);

/* The sender's address. Return: its length. */
int eth_header_parse(const struct sk_buff *skb, unsigned char *haddr)
{
	memcpy(haddr, eth_hdr(skb)->h_source, ETH_ALEN);
	return ETH_ALEN;
}
EXPORT_SYMBOL(eth_header_parse);

/* A finished header for a neighbour. Return: 0, -1: type has none. */
int eth_header_cache(const struct neighbour *neigh, struct hh_cache *hh,
		     __be16 type)
{
	const struct net_device *dev = neigh->dev;
	struct ethhdr *eth;

	if (type == htons(ETH_P_802_3))
		return -1;
	eth = (struct ethhdr *)((u8 *)hh->hh_data + HH_DATA_OFF(sizeof(*eth)));
	eth->h_proto = type;
	memcpy(eth->h_source, dev->dev_addr, ETH_ALEN);
	memcpy(eth->h_dest, neigh->ha, ETH_ALEN);
	/* readers look at the length first */
	smp_store_release(&hh->hh_len, ETH_HLEN);
	return 0;
}
EXPORT_SYMBOL(eth_header_cache);

void eth_header_cache_update(struct hh_cache *hh, const struct net_device *dev,
			     const unsigned char *haddr)
{
	memcpy((u8 *)hh->hh_data + HH_DATA_OFF(sizeof(struct ethhdr)), haddr,
	       ETH_ALEN);
}
EXPORT_SYMBOL(eth_header_cache_update);

__be16 eth_header_parse_protocol(const struct sk_buff *skb)
{
	return eth_hdr(skb)->h_proto;
}
EXPORT_SYMBOL(eth_header_parse_protocol);

const struct header_ops eth_header_ops = {
	.create = eth_header,
	.parse = eth_header_parse,
	.cache = eth_header_cache,
	.cache_update = eth_header_cache_update,
	.parse_protocol = eth_header_parse_protocol,
};
EXPORT_SYMBOL(eth_header_ops);

/* ---- addresses
 * ------------------------------------------------------------------ */

int eth_prepare_mac_addr_change(struct net_device *dev, void *p)
{
	const struct sockaddr *addr = p;

	if (!(dev->priv_flags & IFF_LIVE_ADDR_CHANGE) && netif_running(dev))
		return -EBUSY;
	if (!is_valid_ether_addr((const u8 *)addr->sa_data))
		return -EADDRNOTAVAIL;
	return 0;
}
EXPORT_SYMBOL(eth_prepare_mac_addr_change);

void eth_commit_mac_addr_change(struct net_device *dev, void *p)
{
	const struct sockaddr *addr = p;

	eth_hw_addr_set(dev, (const u8 *)addr->sa_data);
}
EXPORT_SYMBOL(eth_commit_mac_addr_change);

/**
 * eth_mac_addr - ndo_set_mac_address() of most drivers
 *
 * Context: rtnl. Return: 0, -EBUSY while up, -EADDRNOTAVAIL.
 */
int eth_mac_addr(struct net_device *dev, void *p)
{
	int ret = eth_prepare_mac_addr_change(dev, p);

	if (ret < 0)
		return ret;
	eth_commit_mac_addr_change(dev, p);
	return 0;
}
EXPORT_SYMBOL(eth_mac_addr);

int eth_validate_addr(struct net_device *dev)
{
	return is_valid_ether_addr(dev->dev_addr) ? 0 : -EADDRNOTAVAIL;
}
EXPORT_SYMBOL(eth_validate_addr);

/* ---- devices
 * ------------------------------------------------------------------------ */

void ether_setup(struct net_device *dev)
{
	dev->header_ops = &eth_header_ops;
	dev->type = ARPHRD_ETHER;
	dev->hard_header_len = ETH_HLEN;
	dev->min_header_len = ETH_HLEN;
	dev->mtu = ETH_DATA_LEN;
	dev->min_mtu = ETH_MIN_MTU;
	dev->max_mtu = ETH_DATA_LEN;
	dev->addr_len = ETH_ALEN;
	dev->tx_queue_len = DEFAULT_TX_QUEUE_LEN;
	dev->flags = IFF_BROADCAST | IFF_MULTICAST;
	dev->priv_flags |= IFF_TX_SKB_SHARING;
	eth_broadcast_addr(dev->broadcast);
}
EXPORT_SYMBOL(ether_setup);

struct net_device *alloc_etherdev_mqs(int sizeof_priv, unsigned int txqs,
				      unsigned int rxqs)
{
	return alloc_netdev_mqs(sizeof_priv, "eth%d", NET_NAME_ENUM,
				ether_setup, txqs, rxqs);
}
EXPORT_SYMBOL(alloc_etherdev_mqs);

/**
 * dev_forward_skb - what left one end arrives at @dev: veth, wires
 * @skb: takes; data at the Ethernet header
 *
 * Context: BH disabled. Return: NET_RX_SUCCESS, NET_RX_DROP.
 */
int dev_forward_skb(struct net_device *dev, struct sk_buff *skb)
{
	if (__dev_forward_skb(dev, skb))
		return NET_RX_DROP;
	skb->protocol = eth_type_trans(skb, dev);
	skb_postpull_rcsum(skb, eth_hdr(skb), ETH_HLEN);
	return netif_rx(skb);
}
EXPORT_SYMBOL(dev_forward_skb);
