// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * bug_forgotten - exit does not unregister
 *
 * Where:   a packet_type: __netif_receive_skb_core() calls it.
 * Mirrors: nothing. One planted bug; bugs_test.c names what must be reported.
 */
#include "core/module.h"

#include "core/netdevice.h"
#include "hdr/eth.h"

static int forgotten_rcv(struct sk_buff *skb, struct net_device *dev,
			 struct packet_type *pt, struct net_device *orig_dev)
{
	consume_skb(skb);
	return NET_RX_SUCCESS;
}

static struct packet_type forgotten_type = {
	.type = cpu_to_be16(ETH_P_802_EX1),
	.func = forgotten_rcv,
};

static int __init forgotten_init(void)
{
	dev_add_pack(&forgotten_type);
	return 0;
}

/* BUG: dev_remove_pack() is missing. */
static void __exit forgotten_exit(void)
{
}

module_init(forgotten_init);
module_exit(forgotten_exit);
MODULE_DESCRIPTION("exit does not unregister");
MODULE_LICENSE("GPL");
