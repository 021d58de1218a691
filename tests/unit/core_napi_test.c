// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * core_napi_test - from the interrupt to the poll, counted exactly
 *
 * Where:   core/napi.c, napi_busy.c.
 * Mirrors: nothing; figures are the checklist's.
 * Spec:    checklist rows 23, 25 to 32, 44 to 46; core/napi.c.
 */
#include "core/book.h"
#include "core/rtnl.h"
#include "lib/oops.h"
#include "tests/unit/nic_fixture.h"

static void begin(void)
{
	nic_begin(2, 1);
}
TEST_SETUP(begin);

TEST(napi_one_packet_is_one_irq_and_one_poll)
{
	testdev_rx(t, 1);
	settle(1);
	EXPECT_EQ(t->irqs, 1);
	EXPECT_EQ(t->polls, 1);
	EXPECT_EQ(t->unmasks, 1);
	EXPECT_EQ(sink.total, 1);
	EXPECT_EQ(sd(0)->processed, 1);
	EXPECT_EQ(sd(0)->time_squeeze, 0);
}

/* Row 23: 15 polls of 64 and one of 40, one interrupt for all. */
TEST(napi_1000_packets_back_to_back_are_one_irq_and_16_polls)
{
	testdev_rx(t, 1000);
	settle(1);
	EXPECT_EQ(t->irqs, 1);
	EXPECT_EQ(t->polls, 16);
	EXPECT_EQ(t->unmasks, 1);
	for (int i = 0; i < 15; i++)
		EXPECT_EQ(t->work[i], 64);
	EXPECT_EQ(t->work[15], 40);
	EXPECT_EQ(sink.total, 1000);
	/*
	 * A context that wants more goes to the end of the line, and with
	 * nobody else in line the softirq ends: as in the kernel, one of 64
	 * never meets the budget of 300.
	 */
	EXPECT_EQ(sd(0)->time_squeeze, 0);
	EXPECT_EQ(sd(0)->net_rx_actions, 16);
	EXPECT_EQ(t->napi.packets, 1000);
	EXPECT_EQ(t->napi.completions, 1);
}

/* Row 29, for every size of burst around the weight. */
TEST(napi_completes_exactly_when_it_does_less_than_its_weight)
{
	static const unsigned int burst[] = {1, 63, 64, 65, 127, 128, 129, 192};

	for (unsigned int i = 0; i < ARRAY_SIZE(burst); i++) {
		t->polls = t->completes = 0;
		testdev_rx(t, burst[i]);
		settle(1);
		EXPECT_EQ(t->polls, burst[i] / 64 + 1);
		EXPECT_EQ(t->completes, 1);
		for (unsigned int p = 0; p + 1 < t->polls; p++)
			EXPECT_EQ(t->work[p], 64);
		EXPECT_EQ(t->work[t->polls - 1], burst[i] % 64);
	}
}

TEST(napi_ring_full_drops_the_rest_as_missed)
{
	t->rx_size = 256;
	testdev_rx(t, 300);
	settle(1);
	EXPECT_EQ(t->dev->stats.rx_missed_errors, 44);
	EXPECT_EQ(sink.total, 256);
	EXPECT_EQ(wire_book_check(t->dev), 0);
}

TEST(napi_five_packet_burst_is_one_irq_legacy_is_five)
{
	testdev_rx(t, 5);
	settle(1);
	EXPECT_EQ(t->irqs, 1);

	t->legacy = true;
	t->irqs = 0;
	for (int i = 0; i < 5; i++) {
		testdev_rx(t, 1);
		settle(1);
	}
	EXPECT_EQ(t->irqs, 5);
	EXPECT_EQ(sink.total, 10);
}

/* Row 30: each poll of up to 64 uses the budget of 8 up: 8 polls for 500. */
TEST(napi_budget_8_squeezes_once_for_each_poll)
{
	net_hotdata.netdev_budget = 8;
	testdev_rx(t, 500);
	settle(1);
	EXPECT_EQ(t->polls, 8);
	EXPECT_EQ(sd(0)->time_squeeze, 8);
	EXPECT_EQ(sink.total, 500);
}

/* A poll of 1 ms leaves time, one of 2 ms (netdev_budget_usecs) does not. */
TEST(napi_budget_usecs_squeezes_by_time)
{
	t->poll_time = NSEC_PER_MSEC;
	testdev_rx(t, 256);
	settle(20);
	EXPECT_EQ(t->polls, 5); /* 4 full, one that finds nothing */
	EXPECT_EQ(sd(0)->time_squeeze, 0);
	t->poll_time = 2 * NSEC_PER_MSEC;
	testdev_rx(t, 256);
	settle(20);
	EXPECT_EQ(t->polls, 10);
	EXPECT_EQ(sd(0)->time_squeeze, 5);
	EXPECT_EQ(sink.total, 512);
}

static void rearm_in_poll(struct testdev *d)
{
	d->rx_used += 3;
	d->dev->_rx[0].book.hw_in += 3;
	d->dev->_rx[0].book.in_ring += 3;
	EXPECT(!napi_schedule_prep(&d->napi)); /* SCHED is held: MISSED */
	EXPECT(test_bit(NAPI_STATE_MISSED, &d->napi.state));
}

/* Row 45: who asks while it polls makes it poll once more, without an irq. */
TEST(napi_missed_polls_again_without_irq)
{
	t->in_poll = rearm_in_poll;
	testdev_rx(t, 2);
	settle(1);
	EXPECT_EQ(t->irqs, 1);
	EXPECT_EQ(t->polls, 2);
	EXPECT_EQ(t->completes, 2);
	EXPECT_EQ(t->unmasks, 1);
	EXPECT_EQ(sink.total, 5);
	EXPECT(!test_bit(NAPI_STATE_MISSED, &t->napi.state));
	EXPECT(!test_bit(NAPI_STATE_SCHED, &t->napi.state));
}

/* Row 31: two empty polls, a timeout apart, before the irq is unmasked. */
TEST(napi_defer_hard_irqs_2_polls_twice_more)
{
	t->dev->napi_defer_hard_irqs = 2;
	t->dev->gro_flush_timeout = 20000; /* ns */
	testdev_rx(t, 1);
	settle(1);
	EXPECT_EQ(t->irqs, 1);
	EXPECT_EQ(t->polls, 3);
	EXPECT_EQ(t->work[0], 1);
	EXPECT_EQ(t->work[1], 0);
	EXPECT_EQ(t->work[2], 0);
	EXPECT_EQ(t->unmasks, 1);
	EXPECT_EQ(sink.total, 1);
}

TEST(napi_transitions_tell_the_story)
{
	static const char *const want[] = {"enable", "schedule", "repoll",
					   "complete"};

	testdev_rx(t, 100);
	settle(1);
	ASSERT_EQ(t->napi.transition_head, ARRAY_SIZE(want));
	for (unsigned int i = 0; i < ARRAY_SIZE(want); i++)
		EXPECT_STREQ(t->napi.transitions[i].what, want[i]);
	EXPECT_EQ(t->napi.transitions[2].work, 64);
	EXPECT_EQ(t->napi.transitions[3].work, 36);
	EXPECT_STREQ(napi_state_names[NAPI_STATE_SCHED_THREADED],
		     "SCHED_THREADED");
}

/* ---- threads, busy polling
 * --------------------------------------------------- */

TEST(napi_threaded_polls_outside_softirq)
{
	u64 before = host.machine->cpus[0].softirqs[NET_RX_SOFTIRQ];

	rtnl_lock();
	EXPECT_EQ(dev_set_threaded(t->dev, true), 0);
	rtnl_unlock();
	EXPECT(test_bit(NAPI_STATE_THREADED, &t->napi.state));
	testdev_rx(t, 200);
	settle(1);
	EXPECT_EQ(sink.total, 200);
	EXPECT_EQ(t->polls, 4);
	EXPECT_EQ(t->irqs, 1);
	EXPECT_EQ(host.machine->cpus[0].softirqs[NET_RX_SOFTIRQ], before);

	rtnl_lock();
	EXPECT_EQ(dev_set_threaded(t->dev, false), 0);
	rtnl_unlock();
	testdev_rx(t, 1);
	settle(1);
	EXPECT_EQ(sink.total, 201);
	EXPECT_GT(host.machine->cpus[0].softirqs[NET_RX_SOFTIRQ], before);
}

static bool got_enough(void *arg, ktime_t start)
{
	return sink.total >= 10 || ktime_get() - start > NSEC_PER_MSEC;
}

TEST(napi_busy_loop_takes_packets_without_irq)
{
	t->masked = true; /* nobody interrupts */
	testdev_rx(t, 10);
	napi_busy_loop(t->napi.napi_id, got_enough, NULL, false, 8);
	EXPECT_EQ(sink.total, 10);
	EXPECT_EQ(t->irqs, 0);
	settle(1);
	EXPECT(!napi_is_scheduled(&t->napi));
	EXPECT_EQ(snmp_sum(init_net.mib.net_statistics,
			   LINUX_MIB_BUSYPOLLRXPACKETS),
		  10);
}

TEST(napi_by_id_finds_only_what_is_listed)
{
	unsigned int id = t->napi.napi_id;

	EXPECT_GE(id, MIN_NAPI_ID);
	rcu_read_lock();
	EXPECT(napi_by_id(id) == &t->napi);
	EXPECT_NULL(napi_by_id(id + 1));
	rcu_read_unlock();
}

/* ---- mistakes of drivers
 * ------------------------------------------------------- */

static char report[512];

static void keep_report(void *data, const char *text)
{
	if (!report[0])
		strncpy(report, text, sizeof(report) - 1);
}

static void expect_report(int bug, const char *words)
{
	report[0] = '\0';
	oops_set_sink(keep_report, NULL);
	t->bug = bug;
	testdev_rx(t, 3);
	settle(1);
	EXPECT_EQ(oops_count(), 1);
	EXPECT(strstr(report, words) != NULL);
	oops_set_sink(NULL, NULL);
	oops_reset();
	t->bug = 0;
}

TEST(napi_poll_above_budget_is_reported)
{
	expect_report(TESTDEV_BUG_OVERBUDGET, "exceeding its budget of 64");
	/* it counts as "all of it": polled again, and completes */
	settle(2);
	EXPECT(!napi_is_scheduled(&t->napi));
}

TEST(napi_poll_without_complete_is_reported)
{
	expect_report(TESTDEV_BUG_NOCOMPLETE, "without napi_complete_done()");
	EXPECT(napi_is_scheduled(&t->napi)); /* for ever, as in the kernel */
	local_bh_disable();
	napi_complete_done(&t->napi, 0);
	t->masked = false;
	local_bh_enable();
}

TEST(napi_complete_of_what_is_not_scheduled_is_reported)
{
	expect_report(TESTDEV_BUG_TWICE, "of what is not scheduled");
}

/* ---- the seed's driver: row 46
 * -------------------------------------------------- */

struct my_priv {
	struct net_device *dev;
	struct napi_struct napi;
};

static int my_poll(struct napi_struct *napi, int budget)
{
	napi_complete_done(napi, 0);
	return 0;
}

TEST(napi_add_takes_the_weight_of_old_drivers)
{
	struct my_priv priv = {.dev = t->dev};

	netif_napi_add(priv.dev, &priv.napi, my_poll, NAPI_POLL_WEIGHT);
	EXPECT_EQ(priv.napi.weight, 64);
	netif_napi_del(&priv.napi);
	netif_napi_add(priv.dev, &priv.napi, my_poll, 16);
	EXPECT_EQ(priv.napi.weight, 16);
	netif_napi_del(&priv.napi);
	netif_napi_add(priv.dev, &priv.napi, my_poll);
	EXPECT_EQ(priv.napi.weight, 64);
	netif_napi_del(&priv.napi);
}
