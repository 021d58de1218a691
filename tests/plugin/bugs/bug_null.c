// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * bug_null - reads through a NULL pointer
 *
 * Where:   a packet_type: __netif_receive_skb_core() calls it.
 * Mirrors: nothing. One planted bug; bugs_test.c names what must be reported.
 */
#include "core/module.h"

#include "core/netdevice.h"
#include "hdr/eth.h"

struct null_stats {
	u64 bytes, packets;
};

static struct null_stats *stats; /* nobody allocates it */

static int null_rcv(struct sk_buff *skb, struct net_device *dev,
		    struct packet_type *pt, struct net_device *orig_dev)
{
	struct null_stats *s = stats;

	s->packets++; /* BUG */
	consume_skb(skb);
	return NET_RX_SUCCESS;
}

static struct packet_type null_type = {
	.type = cpu_to_be16(ETH_P_802_EX1),
	.func = null_rcv,
};

module_packet_type(null_type);
MODULE_DESCRIPTION("reads through a NULL pointer");
MODULE_LICENSE("GPL");
