// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * bug_leak - forgets a packet
 *
 * Where:   a packet_type: __netif_receive_skb_core() calls it.
 * Mirrors: nothing. One planted bug; bugs_test.c names what must be reported.
 */
#include "core/module.h"

#include "core/netdevice.h"
#include "hdr/eth.h"

static int leak_rcv(struct sk_buff *skb, struct net_device *dev,
		    struct packet_type *pt, struct net_device *orig_dev)
{
	if (skb->len > 4)
		return NET_RX_SUCCESS; /* BUG: it was ours */
	consume_skb(skb);
	return NET_RX_SUCCESS;
}

static struct packet_type leak_type = {
	.type = cpu_to_be16(ETH_P_802_EX1),
	.func = leak_rcv,
};

module_packet_type(leak_type);
MODULE_DESCRIPTION("forgets a packet");
MODULE_LICENSE("GPL");
