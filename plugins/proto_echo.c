// SPDX-License-Identifier: MIT
/*
 * proto_echo - answer frames of EtherType 0x88B5 with their own payload
 *
 * Where:   L3 demultiplexing: __netif_receive_skb_core() finds us by type,
 *          as it finds ip_rcv() and arp_rcv().
 * Mirrors: the receive half of net/ipv4/arp.c (a packet_type and one reply).
 * Spec:    IEEE Std 802, local experimental EtherType 1 (ETH_P_802_EX1).
 *
 * On entry skb->data is at the payload; the Ethernet header lies before it
 * and is reached by eth_hdr().
 */
#include "core/module.h"
#include "core/netdevice.h"
#include "hdr/eth.h"

/*
 * Context: softirq, rcu_read_lock() held.
 * Owns @skb: every path below sends it or frees it, with a reason.
 */
static int echo_rcv(struct sk_buff *skb, struct net_device *dev,
		    struct packet_type *pt, struct net_device *orig_dev)
{
	enum skb_drop_reason reason = SKB_DROP_REASON_NOMEM;
	u8 peer[ETH_ALEN];

	skb = skb_share_check(skb, GFP_ATOMIC); /* a sniffer may hold it */
	if (!skb)
		return NET_RX_DROP;

	/* Answering a broadcast would answer our own answer, for ever. */
	if (skb->pkt_type != PACKET_HOST) {
		reason = SKB_DROP_REASON_OTHERHOST;
		goto drop;
	}

	if (skb_cow_head(skb, dev->hard_header_len))
		goto drop;

	/* dev_hard_header() writes where the old header stands: save first. */
	ether_addr_copy(peer, eth_hdr(skb)->h_source);
	if (dev_hard_header(skb, dev, ETH_P_802_EX1, peer, dev->dev_addr,
			    skb->len) < 0)
		goto drop;

	dev_queue_xmit(skb); /* takes our reference */
	return NET_RX_SUCCESS;
drop:
	kfree_skb_reason(skb, reason);
	return NET_RX_DROP;
}

static struct packet_type echo_packet_type = {
	.type = cpu_to_be16(ETH_P_802_EX1),
	.func = echo_rcv,
};

module_packet_type(echo_packet_type);
MODULE_AUTHOR("A. Student");
MODULE_DESCRIPTION("Ethernet echo responder");
MODULE_LICENSE("MIT");
