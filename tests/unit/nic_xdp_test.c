// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * nic_xdp_test - native XDP: the verdict comes before there is a packet
 *
 * Where:   drivers/nic*.c below, a program in core's slot above; the hardware
 *          half is the test.
 * Mirrors: tools/testing/selftests/bpf/xdp_* in kind.
 * Spec:    checklist rows 70 and 71.
 */
#include "core/xdp.h"
#include "tests/unit/card_fixture.h"

TEST_SETUP(begin);
TEST_TEARDOWN(end);

static u32 verdict;

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
