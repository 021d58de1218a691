// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * bug_double_free - frees a buffer twice
 *
 * Where:   a packet_type: __netif_receive_skb_core() calls it.
 * Mirrors: nothing. One planted bug; bugs_test.c names what must be reported.
 */
#include "core/module.h"

#include "core/netdevice.h"
#include "hdr/eth.h"
#include "lib/slab.h"

static int double_free_rcv(struct sk_buff *skb, struct net_device *dev,
			   struct packet_type *pt, struct net_device *orig_dev)
{
	void *copy = kmemdup(skb->data, skb->len, GFP_ATOMIC);

	kfree(copy);
	if (skb->len > 4)
		kfree(copy); /* BUG */
	consume_skb(skb);
	return NET_RX_SUCCESS;
}

static struct packet_type double_free_type = {
	.type = cpu_to_be16(ETH_P_802_EX1),
	.func = double_free_rcv,
};

module_packet_type(double_free_type);
MODULE_DESCRIPTION("frees a buffer twice");
MODULE_LICENSE("GPL");
