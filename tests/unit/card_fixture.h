/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * card_fixture - a card whose hardware is the test, up, with one protocol
 *
 * Where:   nic_*_test.c; static, so that each has its own.
 * Mirrors: nothing.
 */
#ifndef TESTS_UNIT_CARD_FIXTURE_H
#define TESTS_UNIT_CARD_FIXTURE_H

#include "core/book.h"
#include "core/etherdevice.h"
#include "core/rtnl.h"
#include "drivers/nic.h"
#include "lib/string.h"
#include "tests/unit/host_fixture.h"

static struct net_device *dev;
static unsigned int sent, got;

/* ---- hardware that sends at once --------------------------------------------
 */

static int hw_start(struct nic_queue *q)
{
	return 0;
}

static void hw_stop(struct nic_queue *q)
{
}

static void hw_dma(struct nic_queue *q)
{
}

static void hw_doorbell(struct nic_queue *q)
{
	struct nic_tx_ring *r = &q->tx;

	for (; r->head != r->next_to_use; r->head++) {
		r->desc[r->head & (r->count - 1)].done = 1;
		sent++;
	}
	nic_tx_done(q);
}

static const struct nic_hw hw = {
	.driver = "test",
	.start = hw_start,
	.stop = hw_stop,
	.dma = hw_dma,
	.doorbell = hw_doorbell,
	.irq_on = hw_dma,
};

static int take(struct sk_buff *skb, struct net_device *d,
		struct packet_type *pt, struct net_device *orig_dev)
{
	got++;
	consume_skb(skb);
	return NET_RX_SUCCESS;
}

static struct packet_type pt = {.func = take};

static inline void begin(void)
{
	host_begin(1);
	dev = alloc_netdev(sizeof(struct nic), "eth0", NET_NAME_USER,
			   nic_setup);
	ASSERT_NOT_NULL(dev);
	ASSERT_EQ(nic_init(dev, &hw), 0);
	eth_hw_addr_random(dev);
	rtnl_lock();
	EXPECT_EQ(nic_register(dev), 0);
	EXPECT_EQ(dev_open(dev, NULL), 0);
	rtnl_unlock();
	pt.type = htons(ETH_P_802_EX1);
	dev_add_pack(&pt);
	sent = got = 0;
}

static inline void end(void)
{
	EXPECT_EQ(wire_book_check(dev), 0);
	dev_remove_pack(&pt);
	rtnl_lock();
	dev_close(dev);
	rtnl_unlock();
	unregister_netdev(dev); /* and frees it */
	EXPECT_EQ(book_check(host.machine), 0);
	host_end();
}

static inline void receive(unsigned int n)
{
	struct nic_queue *q = &((struct nic *)netdev_priv(dev))->queues[0];
	u8 frame[60] = {};
	struct ethhdr *eth = (struct ethhdr *)frame;

	ether_addr_copy(eth->h_dest, dev->dev_addr);
	eth->h_proto = htons(ETH_P_802_EX1);
	while (n--)
		nic_rx_frame(q, frame, sizeof(frame), 0);
	nic_irq(q);
	schedule_timeout_uninterruptible(2);
}

#endif
