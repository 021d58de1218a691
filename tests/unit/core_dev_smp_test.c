// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * core_dev_smp_test - several CPUs on one device, in every order we can make
 *
 * Where:   core/dev*.c, napi.c, rps.c, sch_*.c under explore=SEED, and live.
 * Mirrors: nothing.
 */
#include "core/book.h"
#include "core/rps.h"
#include "core/rtnl.h"
#include "core/sch_generic.h"
#include "core/softnet.h"
#include "lib/completion.h"
#include "lib/kthread.h"
#include "tests/harness.h"
#include "tests/testdev.h"

#define SENDERS	 3
#define PER_TASK 40

static struct testdev *t;
static struct sink sink;

struct sender {
	int sent;
	int refused;
	bool done;
};

static int send_many(void *arg)
{
	struct sender *s = arg;

	for (int i = 0; i < PER_TASK; i++) {
		int rc = dev_queue_xmit(testdev_skb(t, 100, (u32)i & 7));

		if (net_xmit_eval(rc))
			s->refused++;
		else
			s->sent++;
		if (i % 8 == 7)
			schedule_timeout_uninterruptible(1);
	}
	smp_store_release(&s->done, true);
	return 0;
}

static int loop_many(void *arg)
{
	struct sender *s = arg;

	for (int i = 0; i < PER_TASK; i++) {
		struct sk_buff *skb = testdev_skb(t, 100, 0);

		skb_reset_mac_header(skb);
		skb_set_hash(skb, (u32)i * 0x9e3779b9 + 1, PKT_HASH_TYPE_L4);
		if (netif_rx(skb) == NET_RX_SUCCESS)
			s->sent++;
		else
			s->refused++;
		if (i % 8 == 7)
			cond_resched();
	}
	smp_store_release(&s->done, true);
	return 0;
}

static void start(int (*fn)(void *), struct sender *s, unsigned int cpu)
{
	struct task_struct *k;

	*s = (struct sender){};
	k = kthread_create_on_cpu(fn, s, cpu, "send/%u", cpu);
	ASSERT(!IS_ERR(k));
	kthread_detach(k);
	wake_up_process(k);
}

/* Everybody at once; what comes out is as much as went in. */
static void crowd(struct test_host *host, bool updown)
{
	struct sender tx[SENDERS], rx[SENDERS];
	unsigned int total = 0, dropped;

	netdev_rx_queue_set_rps_mask(&t->dev->_rx[0], 0x7);
	t->gap_every = 1;
	t->hash = 1;
	for (unsigned int i = 0; i < SENDERS; i++) {
		start(send_many, &tx[i], i);
		start(loop_many, &rx[i], i);
	}
	for (int i = 0; i < 10; i++) {
		testdev_rx(t, 20);
		settle(1);
		if (updown && i == 4) {
			rtnl_lock();
			dev_close(t->dev);
			t->masked = false;
			dev_open(t->dev, NULL);
			rtnl_unlock();
		}
	}
	for (unsigned int i = 0; i < SENDERS; i++) {
		while (!smp_load_acquire(&tx[i].done) ||
		       !smp_load_acquire(&rx[i].done))
			settle(1);
		total += (unsigned int)rx[i].sent;
		EXPECT_EQ(tx[i].sent + tx[i].refused, PER_TASK);
		EXPECT_EQ(rx[i].sent + rx[i].refused, PER_TASK);
	}
	settle(20);
	if (!updown) {
		dropped = (unsigned int)book_drops(host->machine,
						   SKB_DROP_REASON_CPU_BACKLOG);
		EXPECT_EQ(READ_ONCE(sink.total) + dropped, total + 200);
		EXPECT_EQ(READ_ONCE(t->xmits), SENDERS * PER_TASK);
	}
	EXPECT_EQ(wire_book_check(t->dev), 0);
}

static void one_run(struct test_host host, bool updown)
{
	struct task_guard guard;

	task_enter(&guard, host.machine, 0);
	t = testdev_new("eth0", 1, true);
	sink_add(&sink, NULL);
	crowd(&host, updown);
	sink_del(&sink);
	testdev_free(t);
	EXPECT_EQ(book_check(host.machine), 0);
	task_leave(&guard);
	test_host_end(&host);
}

TEST(smp_three_cpus_lose_nothing_in_50_orders)
{
	for (u64 seed = 1; seed <= 50; seed++)
		one_run(test_host_explore(3, seed), false);
}

TEST(smp_device_goes_down_and_up_under_traffic_in_50_orders)
{
	for (u64 seed = 1; seed <= 50; seed++)
		one_run(test_host_explore(3, seed), true);
}

TEST(smp_live_cpus_lose_nothing)
{
	one_run(test_host_live(3), false);
}

TEST(smp_live_device_goes_down_and_up_under_traffic)
{
	one_run(test_host_live(3), true);
}

TEST_SOAK(smp_orders_soak)
{
	u64 n = test_soak_count(10000);

	for (u64 i = 0; i < n; i++)
		one_run(test_host_explore(3, test_seed() + i), i & 1);
}
