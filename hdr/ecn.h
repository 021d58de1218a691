/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ecn - two bits in the IP header that say "congested" without a drop
 *
 * Where:   queueing disciplines mark, TCP echoes, tunnels carry over.
 * Mirrors: include/net/inet_ecn.h, include/net/dsfield.h.
 * Spec:    RFC 3168 §5; RFC 6040 for tunnels.
 *
 *	the low bits of the traffic class:   00 not ECN-capable
 *	                                     01 ECT(1)   10 ECT(0)
 *	                                     11 CE, congestion experienced
 */
#ifndef HDR_ECN_H
#define HDR_ECN_H

#include "hdr/eth.h"
#include "hdr/ip.h"
#include "hdr/ipv6.h"
#include "lib/byteorder.h"

enum {
	INET_ECN_NOT_ECT = 0,
	INET_ECN_ECT_1 = 1,
	INET_ECN_ECT_0 = 2,
	INET_ECN_CE = 3,
	INET_ECN_MASK = 3,
};

static inline int INET_ECN_is_ce(u8 dsfield)
{
	return (dsfield & INET_ECN_MASK) == INET_ECN_CE;
}

static inline int INET_ECN_is_not_ect(u8 dsfield)
{
	return (dsfield & INET_ECN_MASK) == INET_ECN_NOT_ECT;
}

static inline int INET_ECN_is_capable(u8 dsfield)
{
	return dsfield & INET_ECN_ECT_0;
}

/* RFC 3168 §9.1.1: CE inside becomes ECT(0) outside. */
static inline u8 INET_ECN_encapsulate(u8 outer, u8 inner)
{
	outer &= (u8)~INET_ECN_MASK;
	outer |= !INET_ECN_is_ce(inner) ? (inner & INET_ECN_MASK)
					: INET_ECN_ECT_0;
	return outer;
}

static inline u8 ipv4_get_dsfield(const struct iphdr *iph)
{
	return iph->tos;
}

/* The header checksum follows the byte. */
static inline void ipv4_change_dsfield(struct iphdr *iph, u8 mask, u8 value)
{
	u8 tos = (u8)((iph->tos & mask) | value);

	csum_replace2(&iph->check, htons(iph->tos), htons(tos));
	iph->tos = tos;
}

/* IPv6 has no header checksum; four of the bits lie in each of two bytes. */
static inline void ipv6_change_dsfield(struct ipv6hdr *hdr, u8 mask, u8 value)
{
	__be16 *p = (__be16 *)hdr;

	*p = (*p & htons((u16)(0xf00f | (mask << 4)))) |
	     htons((u16)(value << 4));
}

/* Return: 1 the packet now carries CE, 0 it cannot. */
static inline int IP_ECN_set_ce(struct iphdr *iph)
{
	if (INET_ECN_is_not_ect(iph->tos))
		return 0;
	ipv4_change_dsfield(iph, 0xff, INET_ECN_CE);
	return 1;
}

/* A CHECKSUM_COMPLETE sum covers these bits: it follows them. */
static inline int IP6_ECN_set_ce(struct sk_buff *skb, struct ipv6hdr *hdr)
{
	__be16 from, to;

	if (INET_ECN_is_not_ect(ipv6_get_dsfield(hdr)))
		return 0;
	from = *(__be16 *)hdr;
	to = from | htons(INET_ECN_CE << 4);
	*(__be16 *)hdr = to;
	if (skb->ip_summed == CHECKSUM_COMPLETE)
		skb->csum =
			csum_add(csum_sub(skb->csum, (__wsum)from), (__wsum)to);
	return 1;
}

static inline int IP_ECN_set_ect1(struct iphdr *iph)
{
	if ((iph->tos & INET_ECN_MASK) != INET_ECN_ECT_0)
		return 0;
	ipv4_change_dsfield(iph, (u8)~INET_ECN_MASK, INET_ECN_ECT_1);
	return 1;
}

static inline void IP_ECN_clear(struct iphdr *iph)
{
	ipv4_change_dsfield(iph, (u8)~INET_ECN_MASK, 0);
}

/**
 * INET_ECN_set_ce - mark instead of dropping
 * @skb: borrowed; a packet with its network header set
 *
 * Context: any; the header must be writable or shared only with ourselves.
 * Return: 1 it is marked (or was), 0 it is not ECN-capable: drop it.
 */
static inline int INET_ECN_set_ce(struct sk_buff *skb)
{
	switch (skb_protocol(skb, true)) {
	case cpu_to_be16(ETH_P_IP):
		if (skb_network_header(skb) + sizeof(struct iphdr) <=
			    skb_tail_pointer(skb) &&
		    !skb_header_unclone(skb, GFP_ATOMIC))
			return IP_ECN_set_ce(ip_hdr(skb));
		break;
	case cpu_to_be16(ETH_P_IPV6):
		if (skb_network_header(skb) + sizeof(struct ipv6hdr) <=
			    skb_tail_pointer(skb) &&
		    !skb_header_unclone(skb, GFP_ATOMIC))
			return IP6_ECN_set_ce(skb, ipv6_hdr(skb));
		break;
	}
	return 0;
}

#endif
