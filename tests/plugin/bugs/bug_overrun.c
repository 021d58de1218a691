// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * bug_overrun - writes a header behind the end of a packet
 *
 * Where:   a packet_type: __netif_receive_skb_core() calls it.
 * Mirrors: nothing. One planted bug; bugs_test.c names what must be reported.
 */
#include "core/module.h"

#include "core/netdevice.h"
#include "hdr/eth.h"

static int overrun_rcv(struct sk_buff *skb, struct net_device *dev,
		       struct packet_type *pt, struct net_device *orig_dev)
{
	struct sk_buff *answer = alloc_skb(16, GFP_ATOMIC);

	if (answer) {
		skb_put(answer, skb->len * 32); /* BUG: where is the room? */
		consume_skb(answer);
	}
	consume_skb(skb);
	return NET_RX_SUCCESS;
}

static struct packet_type overrun_type = {
	.type = cpu_to_be16(ETH_P_802_EX1),
	.func = overrun_rcv,
};

module_packet_type(overrun_type);
MODULE_DESCRIPTION("writes a header behind the end of a packet");
MODULE_LICENSE("GPL");
