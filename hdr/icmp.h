/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * icmp - the ICMP header
 *
 * Where:   proto/ipv4/icmp.c, ping sockets, connection tracking.
 * Mirrors: include/linux/icmp.h.
 * Spec:    RFC 792; RFC 1122 §3.2.2; RFC 1191 for the MTU in type 3 code 4.
 *
 *	 0                   1                   2                   3
 *	 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *	+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *	|     type      |     code      |           checksum            |
 *	+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *	|  echo: id             | echo: sequence                        |
 *	|  redirect: gateway    | unreachable: 16 unused, 16 MTU        |
 *	+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *	|  echo: data; errors: the IP header and at least 8 bytes of    |
 *	|  the packet that caused it                                    |
 *	+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */
#ifndef HDR_ICMP_H
#define HDR_ICMP_H

#include "hdr/socket.h"

#include <linux/icmp.h>

#include "core/skbuff.h"

static inline struct icmphdr *icmp_hdr(const struct sk_buff *skb)
{
	return (struct icmphdr *)skb_transport_header(skb);
}

/* An error must never answer an error: RFC 1122 §3.2.2. */
static inline bool icmp_is_err(int type)
{
	return type == ICMP_DEST_UNREACH || type == ICMP_SOURCE_QUENCH ||
	       type == ICMP_REDIRECT || type == ICMP_TIME_EXCEEDED ||
	       type == ICMP_PARAMETERPROB;
}

#endif
