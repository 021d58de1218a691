/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * icmpv6 - the ICMPv6 header
 *
 * Where:   proto/ipv6/icmp.c and ndisc.c.
 * Mirrors: include/linux/icmpv6.h.
 * Spec:    RFC 4443 §2.1; RFC 4861 for neighbour discovery. The checksum
 *          covers a pseudo-header, unlike ICMP's.
 *
 *	 0                   1                   2                   3
 *	 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *	+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *	| type: 0..127  |     code      |           checksum            |
 *	| errors, then  |               |                               |
 *	| information   |               |                               |
 *	+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *	|  echo: id, sequence; too big: MTU; parameter problem: pointer |
 *	+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */
#ifndef HDR_ICMPV6_H
#define HDR_ICMPV6_H

#include "hdr/socket.h"

#include <linux/icmpv6.h>

#include "core/skbuff.h"

static inline struct icmp6hdr *icmp6_hdr(const struct sk_buff *skb)
{
	return (struct icmp6hdr *)skb_transport_header(skb);
}

static inline bool icmpv6_is_err(int type)
{
	return !(type & ICMPV6_INFOMSG_MASK);
}

#endif
