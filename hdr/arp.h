/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arp - the ARP header
 *
 * Where:   arp_rcv(), arp_create(), the flow dissector.
 * Mirrors: include/linux/if_arp.h.
 * Spec:    RFC 826. For Ethernet and IPv4 the packet is 28 bytes:
 *
 *	 0                   1                   2                   3
 *	 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *	+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *	|      hardware type (1)        |   protocol type (0x0800)      |
 *	+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *	| hw length (6) | pr length (4) |  operation: 1 ask, 2 answer   |
 *	+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *	|  sender hardware (6), sender protocol (4), target hardware    |
 *	|  (6), target protocol (4)                                     |
 *	+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */
#ifndef HDR_ARP_H
#define HDR_ARP_H

#include "hdr/socket.h" /* before uapi headers that ask for libc's */

#include <linux/if_arp.h>

#include "core/skbuff.h"
#include "hdr/eth.h"

#define ARP_ETH_IP_LEN (sizeof(struct arphdr) + 2 * (ETH_ALEN + 4))

static inline struct arphdr *arp_hdr(const struct sk_buff *skb)
{
	return (struct arphdr *)skb_network_header(skb);
}

#endif
