// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * nic_xdp_test - native XDP: the verdict comes before there is a packet
 *
 * Where:   drivers/nic*.c below, a program in core's slot above; the hardware
 *          half is the test.
 * Mirrors: tools/testing/selftests/bpf/xdp_* in kind.
 * Spec:    checklist rows 70 and 71.
 */
#include "core/book.h"
#include "core/etherdevice.h"
#include "core/rtnl.h"
#include "core/xdp.h"
#include "drivers/nic.h"
#include "lib/string.h"
#include "tests/harness.h"
#include "tests/world.h"

static struct test_host host;
static struct task_guard guard;
static struct net_device *dev;
static unsigned int sent, got;
static u32 verdict;

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

static void begin(void)
{
	host = test_host(1);
	task_enter(&guard, host.machine, 0);
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
TEST_SETUP(begin);

static void end(void)
{
	EXPECT_EQ(wire_book_check(dev), 0);
	dev_remove_pack(&pt);
	rtnl_lock();
	dev_close(dev);
	rtnl_unlock();
	unregister_netdev(dev); /* and frees it */
	EXPECT_EQ(book_check(host.machine), 0);
	task_leave(&guard);
	test_host_end(&host);
}
TEST_TEARDOWN(end);

static void receive(unsigned int n)
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

static u64 born(void)
{
	struct skb_book sum;
	u64 n = 0;

	book_read(host.machine, &sum);
	for (int i = 0; i < SKB_NR_BIRTHS; i++)
		n += sum.births[i];
	return n;
}

static u32 run(const struct bpf_prog *prog, struct xdp_buff *xdp)
{
	EXPECT_EQ((char *)xdp->data_end - (char *)xdp->data, 60);
	EXPECT(xdp->rxq->dev == dev);
	return verdict;
}

static const struct bpf_prog_ops ops = {.name = "test", .run = run};

static void attach(void)
{
	u32 mode = 0;

	rtnl_lock();
	EXPECT_EQ(dev_xdp_attach(dev, bpf_prog_alloc(&ops, NULL), 0), 0);
	EXPECT_NOT_NULL(dev_xdp_prog(dev, &mode));
	EXPECT_EQ(mode, XDP_FLAGS_DRV_MODE);
	EXPECT_NULL(dev->xdp_prog); /* the generic one stays out */
	rtnl_unlock();
}

TEST(nic_xdp_drop_allocates_no_packet)
{
	u64 before = born();

	attach();
	verdict = XDP_DROP;
	receive(100);
	EXPECT_EQ(born(), before);
	EXPECT_EQ(dev->_rx[0].book.xdp[XDP_DROP], 100);
	EXPECT_EQ(got, 0);
	verdict = XDP_PASS;
	receive(3);
	EXPECT_EQ(born(), before + 3);
	EXPECT_EQ(got, 3);
}

TEST(nic_xdp_tx_sends_it_back)
{
	attach();
	verdict = XDP_TX;
	receive(10);
	EXPECT_EQ(sent, 10);
	EXPECT_EQ(got, 0);
	EXPECT_EQ(dev->_rx[0].book.xdp[XDP_TX], 10);
}

TEST(nic_xdp_aborted_redirect_and_nonsense_are_booked)
{
	attach();
	verdict = XDP_ABORTED;
	receive(1);
	verdict = XDP_REDIRECT; /* nobody registered what that means */
	receive(2);
	verdict = 77;
	receive(1);
	EXPECT_EQ(dev->_rx[0].book.xdp[XDP_ABORTED], 2);
	EXPECT_EQ(dev->_rx[0].book.xdp[XDP_REDIRECT], 2);
	EXPECT_EQ(got, 0);
}

TEST(nic_xdp_program_goes_under_traffic)
{
	attach();
	verdict = XDP_DROP;
	receive(5);
	rtnl_lock();
	EXPECT_EQ(dev_xdp_attach(dev, NULL, 0), 0);
	rtnl_unlock();
	receive(5);
	EXPECT_EQ(got, 5);
	attach(); /* the device goes with it attached */
}
