// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * bug_sleep - sleeps in a softirq
 *
 * Where:   a packet_type: __netif_receive_skb_core() calls it.
 * Mirrors: nothing. One planted bug; bugs_test.c names what must be reported.
 */
#include "core/module.h"

#include "core/netdevice.h"
#include "hdr/eth.h"
#include "lib/ktime.h"

static int sleep_rcv(struct sk_buff *skb, struct net_device *dev,
		     struct packet_type *pt, struct net_device *orig_dev)
{
	schedule_timeout_uninterruptible(1); /* BUG */
	consume_skb(skb);
	return NET_RX_SUCCESS;
}

static struct packet_type sleep_type = {
	.type = cpu_to_be16(ETH_P_802_EX1),
	.func = sleep_rcv,
};

module_packet_type(sleep_type);
MODULE_DESCRIPTION("sleeps in a softirq");
MODULE_LICENSE("GPL");
