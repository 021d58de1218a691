// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * bug_exit - ends the process
 *
 * Where:   a packet_type: __netif_receive_skb_core() calls it.
 * Mirrors: nothing. One planted bug; bugs_test.c names what must be reported.
 */
#include "core/module.h"

#include "core/netdevice.h"
#include "hdr/eth.h"

void exit(int status) __noreturn;

static int exit_rcv(struct sk_buff *skb, struct net_device *dev,
		    struct packet_type *pt, struct net_device *orig_dev)
{
	if (skb->len > 4)
		exit(1); /* BUG */
	consume_skb(skb);
	return NET_RX_SUCCESS;
}

static struct packet_type exit_type = {
	.type = cpu_to_be16(ETH_P_802_EX1),
	.func = exit_rcv,
};

module_packet_type(exit_type);
MODULE_DESCRIPTION("ends the process");
MODULE_LICENSE("GPL");
