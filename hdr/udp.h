/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * udp - the UDP header
 *
 * Where:   proto/ipv4/udp.c, GRO, GSO, the flow dissector.
 * Mirrors: include/linux/udp.h (the accessor only).
 * Spec:    RFC 768; a checksum of 0 means none (IPv4 only).
 *
 *	 0                   1                   2                   3
 *	 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *	+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *	|          source port          |       destination port        |
 *	+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *	|     length, header included   |           checksum            |
 *	+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */
#ifndef HDR_UDP_H
#define HDR_UDP_H

#include <linux/udp.h>

#include "core/skbuff.h"

static inline struct udphdr *udp_hdr(const struct sk_buff *skb)
{
	return (struct udphdr *)skb_transport_header(skb);
}

static inline struct udphdr *inner_udp_hdr(const struct sk_buff *skb)
{
	return (struct udphdr *)skb_inner_transport_header(skb);
}

#endif
