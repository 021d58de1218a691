/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * eth - the Ethernet header
 *
 * Where:   made by eth_header() on the way down, read by eth_type_trans() on
 *          the way up; ARP and bridges look at it too.
 * Mirrors: include/linux/if_ether.h, include/linux/etherdevice.h.
 * Spec:    IEEE 802.3 §3; RFC 894; RFC 1042 for 802.2 frames.
 *
 *	 0                   1                   2                   3
 *	 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *	+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *	|                   destination address (6)                     |
 *	+                               +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *	|                               |                               |
 *	+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+                               +
 *	|                     source address (6)                        |
 *	+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *	|       type (>= 0x600)         |  payload, 46..1500, then FCS  |
 *	+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */
#ifndef HDR_ETH_H
#define HDR_ETH_H

#include <linux/if_ether.h>
#include <string.h>

#include "core/skbuff.h"

#ifndef ETH_P_802_EX1
#define ETH_P_802_EX1 0x88B5
#endif

static inline struct ethhdr *eth_hdr(const struct sk_buff *skb)
{
	return (struct ethhdr *)skb_mac_header(skb);
}

/* The frame being received: the header still lies at skb->data. */
static inline struct ethhdr *skb_eth_hdr(const struct sk_buff *skb)
{
	return (struct ethhdr *)skb->data;
}

static inline bool is_multicast_ether_addr(const u8 *addr)
{
	return addr[0] & 0x01;
}

static inline bool is_unicast_ether_addr(const u8 *addr)
{
	return !is_multicast_ether_addr(addr);
}

static inline bool is_local_ether_addr(const u8 *addr)
{
	return addr[0] & 0x02;
}

static inline bool is_zero_ether_addr(const u8 *addr)
{
	return !(addr[0] | addr[1] | addr[2] | addr[3] | addr[4] | addr[5]);
}

static inline bool is_broadcast_ether_addr(const u8 *addr)
{
	return (addr[0] & addr[1] & addr[2] & addr[3] & addr[4] & addr[5]) ==
	       0xff;
}

static inline bool is_valid_ether_addr(const u8 *addr)
{
	return !is_multicast_ether_addr(addr) && !is_zero_ether_addr(addr);
}

static inline void eth_zero_addr(u8 *addr)
{
	memset(addr, 0, ETH_ALEN);
}

static inline void eth_broadcast_addr(u8 *addr)
{
	memset(addr, 0xff, ETH_ALEN);
}

static inline void ether_addr_copy(u8 *dst, const u8 *src)
{
	memcpy(dst, src, ETH_ALEN);
}

static inline bool ether_addr_equal(const u8 *a, const u8 *b)
{
	return !memcmp(a, b, ETH_ALEN);
}
#define ether_addr_equal_64bits(a, b)	 ether_addr_equal(a, b)
#define ether_addr_equal_unaligned(a, b) ether_addr_equal(a, b)

/* Below 0x600 the field is a length and an 802.2 header follows. */
static inline bool eth_proto_is_802_3(__be16 proto)
{
	return ntohs(proto) >= ETH_P_802_3_MIN;
}

#endif
