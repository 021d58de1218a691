// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * bug_loop - does not come back
 *
 * Where:   a packet_type: __netif_receive_skb_core() calls it.
 * Mirrors: nothing. One planted bug; bugs_test.c names what must be reported.
 */
#include "core/module.h"

#include "core/netdevice.h"
#include "hdr/eth.h"

static int loop_rcv(struct sk_buff *skb, struct net_device *dev,
		    struct packet_type *pt, struct net_device *orig_dev)
{
	u32 len = skb->len;

	while (READ_ONCE(len)) /* BUG */
		cpu_relax();
	consume_skb(skb);
	return NET_RX_SUCCESS;
}

static struct packet_type loop_type = {
	.type = cpu_to_be16(ETH_P_802_EX1),
	.func = loop_rcv,
};

module_packet_type(loop_type);
MODULE_DESCRIPTION("does not come back");
MODULE_LICENSE("GPL");
