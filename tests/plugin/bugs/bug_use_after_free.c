// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * bug_use_after_free - reads a packet that it has freed
 *
 * Where:   a packet_type: __netif_receive_skb_core() calls it.
 * Mirrors: nothing. One planted bug; bugs_test.c names what must be reported.
 */
#include "core/module.h"

#include "core/netdevice.h"
#include "hdr/eth.h"

static u64 bytes;

static int use_after_free_rcv(struct sk_buff *skb, struct net_device *dev,
			      struct packet_type *pt,
			      struct net_device *orig_dev)
{
	u32 len = skb->len;

	consume_skb(skb);
	bytes += len + skb->data_len; /* BUG */
	return NET_RX_SUCCESS;
}

static struct packet_type use_after_free_type = {
	.type = cpu_to_be16(ETH_P_802_EX1),
	.func = use_after_free_rcv,
};

module_packet_type(use_after_free_type);
MODULE_DESCRIPTION("reads a packet that it has freed");
MODULE_LICENSE("GPL");
