// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * testdev - a small NIC for the tests of core
 *
 * Where:   core_*_test.c of tests/unit.
 * Mirrors: the shape of drivers/net/dummy.c plus a ring.
 */
#include "tests/testdev.h"
#include "core/rtnl.h"
#include "lib/slab.h"
#include "tests/harness.h"

static struct testdev *of(struct net_device *dev)
{
	return netdev_priv(dev);
}

/* ---- receive ------------------------------------------------------------- */

static void deliver_one(struct testdev *t)
{
	struct wire_book_rx *book = &t->dev->_rx[0].book;
	struct sk_buff *skb;

	t->rx_used--;
	book->in_ring--;
	skb = netdev_alloc_skb(t->dev, TESTDEV_FRAME);
	if (!skb) {
		book->no_buffer++;
		return;
	}
	skb_put_zero(skb, TESTDEV_FRAME);
	skb_reset_mac_header(skb);
	skb->protocol = htons(TESTDEV_PROTO);
	skb->pkt_type = PACKET_HOST;
	if (t->hash)
		skb_set_hash(skb, t->hash, PKT_HASH_TYPE_L4);
	if (t->gap_every)
		t->hash += 0x9e3779b9;
	book->delivered++;
	t->dev->stats.rx_packets++;
	t->dev->stats.rx_bytes += TESTDEV_FRAME;
	netif_receive_skb(skb);
}

static irqreturn_t testdev_irq(int irq, void *data)
{
	struct testdev *t = data;

	t->irqs++;
	if (t->legacy) {
		while (t->rx_used)
			deliver_one(t);
		return IRQ_HANDLED;
	}
	if (napi_schedule_prep(&t->napi)) {
		t->masked = true;
		__napi_schedule(&t->napi);
	}
	return IRQ_HANDLED;
}

static int testdev_poll(struct napi_struct *napi, int budget)
{
	struct testdev *t = container_of(napi, struct testdev, napi);
	int work = 0;

	while (work < budget && t->rx_used) {
		deliver_one(t);
		work++;
	}
	if (t->polls < ARRAY_SIZE(t->work))
		t->work[t->polls] = work;
	t->polls++;
	if (t->in_poll) {
		void (*fn)(struct testdev *) = t->in_poll;

		t->in_poll = NULL;
		fn(t);
	}
	if (t->poll_time)
		cpu_charge((u32)t->poll_time);
	if (t->bug == TESTDEV_BUG_OVERBUDGET && work)
		return budget + 1;
	if (t->bug == TESTDEV_BUG_NOCOMPLETE && work)
		return work;
	if (work < budget) {
		t->completes++;
		if (napi_complete_done(napi, work)) {
			t->masked = false;
			t->unmasks++;
			/* level-triggered: what came meanwhile asserts it */
			if (t->rx_used)
				irq_raise(current_machine(),
					  (unsigned int)t->irq);
		}
		if (t->bug == TESTDEV_BUG_TWICE)
			napi_complete_done(napi, work);
	}
	return work;
}

void testdev_rx(struct testdev *t, unsigned int n)
{
	struct wire_book_rx *book = &t->dev->_rx[0].book;

	while (n--) {
		book->hw_in++;
		if (t->rx_used >= t->rx_size) {
			book->missed++;
			t->dev->stats.rx_missed_errors++;
			continue;
		}
		t->rx_used++;
		book->in_ring++;
		if (!t->masked)
			irq_raise(current_machine(), (unsigned int)t->irq);
	}
}

/* ---- transmit --------------------------------------------------------------
 */

static netdev_tx_t testdev_xmit(struct sk_buff *skb, struct net_device *dev)
{
	struct testdev *t = of(dev);
	u16 q = skb_get_queue_mapping(skb);
	struct netdev_queue *txq = netdev_get_tx_queue(dev, q);

	if (t->xmits < ARRAY_SIZE(t->prio))
		t->prio[t->xmits] = (unsigned char)skb->priority;
	t->xmits++;
	t->last_more = netdev_xmit_more();
	txq->book.taken += skb_wire_segs(skb);
	if (skb_queue_len(&t->tx) >= t->tx_size) {
		txq->book.dropped += skb_wire_segs(skb);
		dev->stats.tx_dropped++;
		kfree_skb_reason(skb, SKB_DROP_REASON_FULL_RING);
		return NETDEV_TX_OK;
	}
	if (!t->hold_tx) {
		txq->book.sent += skb_wire_segs(skb);
		dev->stats.tx_packets++;
		consume_skb(skb);
		return NETDEV_TX_OK;
	}
	txq->book.in_ring += skb_wire_segs(skb);
	skb_queue_tail(&t->tx, skb);
	if (t->bql)
		netdev_tx_sent_queue(txq, skb->len);
	if (skb_queue_len(&t->tx) >= t->tx_size)
		netif_tx_stop_queue(txq);
	return NETDEV_TX_OK;
}

void testdev_complete(struct testdev *t, unsigned int n)
{
	unsigned int bytes = 0, pkts = 0;
	struct netdev_queue *txq = NULL;
	struct sk_buff *skb;

	local_bh_disable();
	while (n-- && (skb = skb_dequeue(&t->tx))) {
		txq = skb_get_tx_queue(t->dev, skb);
		txq->book.in_ring -= skb_wire_segs(skb);
		txq->book.sent += skb_wire_segs(skb);
		t->dev->stats.tx_packets++;
		bytes += skb->len;
		pkts++;
		consume_skb(skb);
	}
	if (txq && t->bql)
		netdev_tx_completed_queue(txq, pkts, bytes);
	if (txq)
		netif_tx_wake_queue(txq);
	local_bh_enable();
}

struct sk_buff *testdev_skb(struct testdev *t, unsigned int len, u32 priority)
{
	struct sk_buff *skb = alloc_skb(len + 64, GFP_KERNEL);

	ASSERT_NOT_NULL(skb);
	skb_reserve(skb, 64);
	skb_put_zero(skb, len);
	skb->dev = t->dev;
	skb->protocol = htons(TESTDEV_PROTO);
	skb->priority = priority;
	skb_reset_network_header(skb);
	return skb;
}

/* ---- life
 * ---------------------------------------------------------------------- */

static int testdev_open(struct net_device *dev)
{
	napi_enable(&of(dev)->napi);
	netif_tx_start_all_queues(dev);
	return 0;
}

static int testdev_stop(struct net_device *dev)
{
	struct testdev *t = of(dev);
	struct sk_buff *skb;

	netif_tx_disable(dev);
	napi_disable(&t->napi);
	while ((skb = skb_dequeue(&t->tx))) {
		struct netdev_queue *txq = skb_get_tx_queue(dev, skb);

		txq->book.in_ring -= skb_wire_segs(skb);
		txq->book.dropped += skb_wire_segs(skb);
		kfree_skb_reason(skb, SKB_DROP_REASON_DEV_READY);
	}
	return 0;
}

static const struct net_device_ops testdev_ops = {
	.ndo_open = testdev_open,
	.ndo_stop = testdev_stop,
	.ndo_start_xmit = testdev_xmit,
};

static void testdev_setup(struct net_device *dev)
{
	dev->netdev_ops = &testdev_ops;
	dev->type = ARPHRD_ETHER;
	dev->addr_len = ETH_ALEN;
	dev->mtu = 1500;
	dev->min_mtu = 68;
	dev->max_mtu = 9000;
	dev->tx_queue_len = 100;
	dev->flags = IFF_BROADCAST | IFF_MULTICAST;
}

struct testdev *testdev_new(const char *name, unsigned int queues, bool up)
{
	struct net_device *dev;
	struct testdev *t;

	dev = alloc_netdev_mqs(sizeof(*t), name, NET_NAME_USER, testdev_setup,
			       queues, queues);
	ASSERT_NOT_NULL(dev);
	t = of(dev);
	t->dev = dev;
	t->rx_size = 1024;
	t->tx_size = 64;
	skb_queue_head_init(&t->tx);
	netif_napi_add(dev, &t->napi, testdev_poll);
	t->irq = irq_alloc();
	ASSERT(t->irq >= FIRST_IRQ);
	ASSERT_EQ(request_irq((unsigned int)t->irq, testdev_irq, 0, name, t),
		  0);
	ASSERT_EQ(register_netdev(dev), 0);
	if (up) {
		rtnl_lock();
		ASSERT_EQ(dev_open(dev, NULL), 0);
		rtnl_unlock();
	}
	return t;
}

void testdev_free(struct testdev *t)
{
	struct net_device *dev = t->dev;

	t->bug = 0;
	free_irq((unsigned int)t->irq, t);
	rtnl_lock();
	dev_close(dev);
	rtnl_unlock();
	EXPECT_EQ(wire_book_check(dev), 0);
	unregister_netdev(dev);
	free_netdev(dev);
}

void settle(unsigned long ms)
{
	schedule_timeout_uninterruptible((long)ms);
}

/* ---- the listener
 * --------------------------------------------------------------- */

static int sink_rcv(struct sk_buff *skb, struct net_device *dev,
		    struct packet_type *pt, struct net_device *orig_dev)
{
	struct sink *sink = container_of(pt, struct sink, pt);

	sink->got[smp_processor_id()]++;
	__atomic_add_fetch(&sink->total, 1, __ATOMIC_RELAXED);
	WRITE_ONCE(sink->last_len, skb->len);
	consume_skb(skb);
	return NET_RX_SUCCESS;
}

void sink_add(struct sink *sink, struct net_device *dev)
{
	*sink = (struct sink){
		.pt =
			{
				.type = htons(TESTDEV_PROTO),
				.dev = dev,
				.func = sink_rcv,
			},
	};
	ASSERT_EQ(dev_add_pack(&sink->pt), 0);
}

void sink_del(struct sink *sink)
{
	dev_remove_pack(&sink->pt);
}
