/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipv6 - the IPv6 header and addresses
 *
 * Where:   proto/ipv6, GRO, GSO, the flow dissector, netfilter.
 * Mirrors: include/linux/ipv6.h, include/net/ipv6.h (the accessors only).
 * Spec:    RFC 8200 §3; RFC 4291 for addresses.
 *
 *	 0                   1                   2                   3
 *	 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *	+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *	|version| traffic class |              flow label               |
 *	+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *	|          payload_len          |    nexthdr    |   hop_limit   |
 *	+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *	|                         saddr (16)                            |
 *	+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *	|                         daddr (16)                            |
 *	+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */
#ifndef HDR_IPV6_H
#define HDR_IPV6_H

#include "hdr/socket.h"

#include <linux/in6.h>
#include <linux/ipv6.h>
#include <string.h>

#include "core/skbuff.h"
#include "lib/byteorder.h"

#define IPV6_FLOWINFO_MASK  cpu_to_be32(0x0fffffff)
#define IPV6_FLOWLABEL_MASK cpu_to_be32(0x000fffff)
#define IPV6_TCLASS_SHIFT   20

#define NEXTHDR_HOP	 0
#define NEXTHDR_IPV4	 4
#define NEXTHDR_TCP	 6
#define NEXTHDR_UDP	 17
#define NEXTHDR_IPV6	 41
#define NEXTHDR_ROUTING	 43
#define NEXTHDR_FRAGMENT 44
#define NEXTHDR_GRE	 47
#define NEXTHDR_ESP	 50
#define NEXTHDR_AUTH	 51
#define NEXTHDR_ICMP	 58
#define NEXTHDR_NONE	 59
#define NEXTHDR_DEST	 60

/* RFC 8200 §4.5: the fragment header. */
struct frag_hdr {
	__u8 nexthdr;
	__u8 reserved;
	__be16 frag_off; /* 13 bits of offset, 2 reserved, M */
	__be32 identification;
};

#define IP6_MF	   0x0001
#define IP6_OFFSET 0xfff8

static inline struct ipv6hdr *ipv6_hdr(const struct sk_buff *skb)
{
	return (struct ipv6hdr *)skb_network_header(skb);
}

static inline struct ipv6hdr *inner_ipv6_hdr(const struct sk_buff *skb)
{
	return (struct ipv6hdr *)skb_inner_network_header(skb);
}

/* The first 32 bits: version, traffic class, flow label. */
static inline __be32 ip6_flowinfo(const struct ipv6hdr *hdr)
{
	return *(const __be32 *)hdr & IPV6_FLOWINFO_MASK;
}

static inline __be32 ip6_flowlabel(const struct ipv6hdr *hdr)
{
	return *(const __be32 *)hdr & IPV6_FLOWLABEL_MASK;
}

static inline void ip6_flow_hdr(struct ipv6hdr *hdr, unsigned int tclass,
				__be32 flowlabel)
{
	*(__be32 *)hdr = htonl(0x60000000 | (tclass << 20)) | flowlabel;
}

static inline u8 ipv6_get_dsfield(const struct ipv6hdr *hdr)
{
	return (u8)(ntohs(*(const __be16 *)hdr) >> 4);
}

static inline bool ipv6_addr_equal(const struct in6_addr *a,
				   const struct in6_addr *b)
{
	return !memcmp(a, b, sizeof(*a));
}

static inline int ipv6_addr_cmp(const struct in6_addr *a,
				const struct in6_addr *b)
{
	return memcmp(a, b, sizeof(*a));
}

static inline bool ipv6_addr_any(const struct in6_addr *a)
{
	return !(a->s6_addr32[0] | a->s6_addr32[1] | a->s6_addr32[2] |
		 a->s6_addr32[3]);
}

static inline bool ipv6_addr_loopback(const struct in6_addr *a)
{
	return !(a->s6_addr32[0] | a->s6_addr32[1] | a->s6_addr32[2] |
		 (a->s6_addr32[3] ^ htonl(1)));
}

static inline bool ipv6_addr_is_multicast(const struct in6_addr *a)
{
	return a->s6_addr[0] == 0xff;
}

static inline bool ipv6_addr_is_linklocal(const struct in6_addr *a)
{
	return (a->s6_addr32[0] & htonl(0xffc00000)) == htonl(0xfe800000);
}

/* ::ffff:a.b.c.d */
static inline bool ipv6_addr_v4mapped(const struct in6_addr *a)
{
	return !(a->s6_addr32[0] | a->s6_addr32[1] |
		 (a->s6_addr32[2] ^ htonl(0xffff)));
}

static inline void ipv6_addr_set_v4mapped(__be32 addr, struct in6_addr *a)
{
	memset(a, 0, sizeof(*a));
	a->s6_addr32[2] = htonl(0xffff);
	a->s6_addr32[3] = addr;
}

#endif
