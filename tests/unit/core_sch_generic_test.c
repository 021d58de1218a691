// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * core_sch_generic_test - from dev_queue_xmit() to the driver
 *
 * Where:   core/sch_*.c, dev_tx.c, dynamic_queue_limits.c.
 * Mirrors: nothing; figures are the checklist's.
 * Spec:    checklist rows 12, 155, 170; core/sch_*.c, dev_tx.c.
 */
#include "core/book.h"
#include "core/rtnl.h"
#include "core/sch_generic.h"
#include "core/softnet.h"
#include "core/trace.h"
#include "lib/oops.h"
#include "tests/testdev.h"
#include "tests/unit/core_fixture.h"

static struct testdev *t;

static void begin(void)
{
	host_begin(2);
	t = testdev_new("eth0", 1, true);
}
TEST_SETUP(begin);

static void end(void)
{
	testdev_free(t);
	core_host_end();
}
TEST_TEARDOWN(end);

static struct Qdisc *root(void)
{
	return t->dev->_tx[0].qdisc;
}

static int send(u32 priority)
{
	return dev_queue_xmit(testdev_skb(t, 100, priority));
}

TEST(qdisc_default_is_pfifo_fast_and_passes_through_when_empty)
{
	EXPECT_STREQ(root()->id, "pfifo_fast");
	EXPECT_EQ(send(0), NET_XMIT_SUCCESS);
	EXPECT_EQ(t->xmits, 1);
	EXPECT_EQ(root()->bstats.packets, 1);
	EXPECT_EQ(root()->bstats.bytes, 100);
	EXPECT_EQ(root()->book.in, 1);
	EXPECT_EQ(root()->book.sent, 1);
}

/*
 * Row 155: bands by priomap 1 2 2 2 1 2 0 0 1 1 1 1 1 1 1 1, lowest first. The
 * very first packet finds the qdisc empty, goes straight to the driver, comes
 * back and keeps its place, as in the kernel.
 */
TEST(pfifo_fast_sends_band_0_before_1_before_2)
{
	static const unsigned char want[] = {0, 6, 7, 4, 8, 15, 1, 2, 3, 5};

	netif_stop_queue(t->dev);
	for (u32 prio = 0; prio < 9; prio++)
		send(prio);
	send(15);
	EXPECT_EQ(t->xmits, 0);
	EXPECT_EQ(root()->q.qlen, 10);
	EXPECT_EQ(root()->qstats.backlog, 1000);
	netif_wake_queue(t->dev);
	settle(1);
	EXPECT_EQ(t->xmits, 10);
	for (unsigned int i = 0; i < ARRAY_SIZE(want); i++)
		EXPECT_EQ(t->prio[i], want[i]);
	EXPECT_EQ(root()->q.qlen, 0);
	EXPECT_EQ(root()->qstats.backlog, 0);
}

TEST(pfifo_fast_limit_is_tx_queue_len_for_each_band)
{
	int dropped = 0;

	netif_stop_queue(t->dev);
	for (int i = 0; i < 105; i++)
		dropped += send(0) == NET_XMIT_DROP;
	EXPECT_EQ(dropped, 4); /* one waits in gso_skb, in front */
	EXPECT_EQ(send(6), NET_XMIT_SUCCESS); /* another band has room */
	EXPECT_EQ(root()->qstats.drops, 4);
	EXPECT_EQ(book_drops(host.machine, SKB_DROP_REASON_QDISC_OVERLIMIT), 4);
	EXPECT_EQ(root()->book.in, 106);
	EXPECT_EQ(root()->book.dropped, 4);
	netif_wake_queue(t->dev);
	settle(1);
	EXPECT_EQ(root()->book.sent, 102);
	EXPECT_EQ(wire_book_check(t->dev), 0);
}

TEST(pfifo_fast_parameters_are_a_tc_prio_qopt)
{
	const struct tc_param *p = pfifo_fast_ops.params;

	EXPECT_EQ(pfifo_fast_ops.n_params, 17);
	EXPECT_EQ(tc_param_get(&p[0], qdisc_priv(root())), 3);
	for (int i = 0; i <= TC_PRIO_MAX; i++) {
		EXPECT_EQ(p[i + 1].opt_offset,
			  offsetof(struct tc_prio_qopt, priomap) + i);
		EXPECT_EQ(tc_param_get(&p[i + 1], qdisc_priv(root())),
			  sch_default_prio2band[i]);
	}
}

/* The ring fills, the queue stops, the qdisc keeps the rest. */
TEST(qdisc_keeps_what_the_ring_cannot_take)
{
	t->hold_tx = true;
	t->tx_size = 8;
	for (int i = 0; i < 20; i++)
		EXPECT_EQ(send(0), NET_XMIT_SUCCESS);
	EXPECT_EQ(t->xmits, 8);
	EXPECT_EQ(root()->q.qlen, 12);
	testdev_complete(t, 8);
	settle(1);
	EXPECT_EQ(t->xmits, 16);
	testdev_complete(t, 8);
	settle(1);
	EXPECT_EQ(t->xmits, 20);
	testdev_complete(t, 8);
	EXPECT_EQ(root()->book.sent, 20);
	EXPECT_EQ(t->dev->stats.tx_packets, 20);
}

/* Row 12: ring 8, burst 20, nothing behind it: 12 are tx_dropped. */
TEST(noqueue_drops_what_the_ring_cannot_take)
{
	struct testdev *a = testdev_new("nq0", 1, false);
	struct rtnl_link_stats64 st;

	a->dev->priv_flags |= IFF_NO_QUEUE;
	a->hold_tx = true;
	a->tx_size = 8;
	rtnl_lock();
	dev_open(a->dev, NULL);
	rtnl_unlock();
	EXPECT_STREQ(a->dev->qdisc->id, "noqueue");
	for (int i = 0; i < 20; i++)
		dev_queue_xmit(testdev_skb(a, 100, 0));
	EXPECT_EQ(dev_get_stats(a->dev, &st)->tx_dropped, 12);
	testdev_complete(a, 8);
	EXPECT_EQ(dev_get_stats(a->dev, &st)->tx_packets, 8);
	testdev_free(a);
}

TEST(qdisc_of_a_device_that_is_down_drops)
{
	rtnl_lock();
	dev_close(t->dev);
	rtnl_unlock();
	EXPECT(root() == &noop_qdisc);
	EXPECT_EQ(net_xmit_eval(send(0)), 0);
	EXPECT_EQ(book_drops(host.machine, SKB_DROP_REASON_DEV_DOWN), 1);
	rtnl_lock();
	dev_open(t->dev, NULL);
	rtnl_unlock();
	EXPECT_EQ(send(0), 0);
	EXPECT_EQ(t->xmits, 1);
}

/* What waits when the device goes down is dropped, and booked. */
TEST(qdisc_reset_books_what_it_drops)
{
	netif_stop_queue(t->dev);
	for (int i = 0; i < 7; i++)
		send(0);
	rtnl_lock();
	dev_close(t->dev);
	rtnl_unlock();
	EXPECT_EQ(book_drops(host.machine, SKB_DROP_REASON_QUEUE_PURGE), 7);
	EXPECT_EQ(wire_book_check(t->dev), 0);
}

/* BQL: the limit starts at 0; one packet starts, the rest waits. */
TEST(bql_stops_the_queue_and_completions_start_it)
{
	t->hold_tx = true;
	t->bql = true;
	send(0);
	EXPECT_EQ(t->xmits, 1);
	EXPECT(netif_xmit_stopped(&t->dev->_tx[0]));
	for (int i = 0; i < 5; i++)
		send(0);
	EXPECT_EQ(t->xmits, 1);
	testdev_complete(t, 1);
	settle(1);
	EXPECT_GT(t->xmits, 1);
	/* it had run dry with packets waiting: the limit has grown */
	EXPECT_GT(t->dev->_tx[0].dql.limit, 0);
	for (int i = 0; i < 20; i++) {
		testdev_complete(t, 2);
		settle(1);
	}
	EXPECT_EQ(t->xmits, 6);
	EXPECT_EQ(t->dev->stats.tx_packets, 6);
}

TEST(dql_grows_when_starved_and_shrinks_after_a_second)
{
	struct dql dql;

	dql_init(&dql, (unsigned int)HZ);
	EXPECT_EQ(dql.limit, 0);
	dql_queued(&dql, 1500);
	EXPECT_LT(dql_avail(&dql), 0);
	dql_completed(&dql, 1500);
	EXPECT_GE(dql.limit, 1500);
	dql_reset(&dql);
	EXPECT_EQ(dql.limit, 0);
}

/* ---- mq
 * ----------------------------------------------------------------------------
 */

TEST(mq_gives_each_queue_its_own_child)
{
	struct testdev *a = testdev_new("mq0", 4, true);
	struct Qdisc *q;

	EXPECT_STREQ(a->dev->qdisc->id, "mq");
	for (unsigned int i = 0; i < 4; i++) {
		q = a->dev->_tx[i].qdisc;
		EXPECT_STREQ(q->id, "pfifo_fast");
		EXPECT_EQ(q->parent, i + 1);
		EXPECT(q->dev_queue == &a->dev->_tx[i]);
	}
	rtnl_lock();
	EXPECT_EQ(dev_change_tx_queue_len(a->dev, 5), 0);
	rtnl_unlock();
	EXPECT_EQ(a->dev->tx_queue_len, 5);
	testdev_free(a);
}

/* ---- a qdisc of one's own
 * ------------------------------------------------------------ */

struct step_sched_data {
	u32 limit;
	u32 mark_at;
};

static const struct tc_param step_params[] = {
	TC_PARAM_U32(struct step_sched_data, limit, 1, 65536, 3, "packets"),
	TC_PARAM_U32(struct step_sched_data, mark_at, 0, 65536, 65, "packets"),
};

static int step_enqueue(struct sk_buff *skb, struct Qdisc *sch,
			struct sk_buff **to_free)
{
	struct step_sched_data *q = qdisc_priv(sch);

	if (sch->q.qlen >= q->limit)
		return qdisc_drop(skb, sch, to_free);
	return qdisc_enqueue_tail(skb, sch);
}

static const struct Qdisc_ops step_ops = {
	.id = "step",
	.priv_size = sizeof(struct step_sched_data),
	.params = step_params,
	.n_params = ARRAY_SIZE(step_params),
	.enqueue = step_enqueue,
	.dequeue = qdisc_dequeue_head,
	.peek = qdisc_peek_head,
	.reset = qdisc_reset_queue,
};

TEST(qdisc_plugin_runs_with_its_parameter_defaults)
{
	static const struct Qdisc_ops broken = {.id = "b",
						.enqueue = step_enqueue};
	struct testdev *a;
	struct step_sched_data *q;

	EXPECT_EQ(register_qdisc(&broken), -EINVAL);
	EXPECT_EQ(register_qdisc(&step_ops), 0);
	EXPECT_EQ(register_qdisc(&step_ops), -EEXIST);
	EXPECT_EQ(qdisc_set_default("step"), 0);
	a = testdev_new("st0", 1, true);
	EXPECT_STREQ(a->dev->qdisc->id, "step");
	q = qdisc_priv(a->dev->qdisc);
	EXPECT_EQ(q->limit, 3);
	EXPECT_EQ(q->mark_at, 65);
	EXPECT_EQ(tc_param_set(&step_params[0], q, 0), -ERANGE);
	netif_stop_queue(a->dev);
	for (int i = 0; i < 5; i++)
		dev_queue_xmit(testdev_skb(a, 60, 0));
	EXPECT_EQ(a->dev->qdisc->qstats.drops, 2);
	EXPECT_EQ(book_drops(host.machine, SKB_DROP_REASON_QDISC_DROP), 2);
	netif_wake_queue(a->dev);
	settle(1);
	EXPECT_EQ(a->xmits, 3);
	testdev_free(a);
	unregister_qdisc(&step_ops);
	EXPECT_STREQ(net_hotdata.default_qdisc, "pfifo_fast");
}

/* ---- the watchdog
 * ---------------------------------------------------------------------- */

static unsigned int timeouts;

static void on_timeout(struct net_device *dev, unsigned int txqueue)
{
	timeouts++;
	testdev_complete(netdev_priv(dev), 64);
}

TEST(watchdog_finds_a_stuck_queue_after_five_seconds)
{
	struct testdev *a = testdev_new("wd0", 1, false);
	struct net_device_ops ops = *a->dev->netdev_ops;

	ops.ndo_tx_timeout = on_timeout;
	a->dev->netdev_ops = &ops;
	a->hold_tx = true;
	a->tx_size = 1;
	timeouts = 0;
	rtnl_lock();
	dev_open(a->dev, NULL);
	rtnl_unlock();
	dev_queue_xmit(testdev_skb(a, 60, 0));
	settle(4000);
	EXPECT_EQ(timeouts, 0);
	settle(8000);
	EXPECT_EQ(timeouts, 1);
	EXPECT_EQ(a->dev->_tx[0].trans_timeout, 1);
	testdev_free(a);
}

/* ---- recursion
 * ----------------------------------------------------------------------- */

static netdev_tx_t loop_xmit(struct sk_buff *skb, struct net_device *dev)
{
	dev_queue_xmit(skb); /* to itself */
	return NETDEV_TX_OK;
}

TEST(xmit_recursion_ends_at_the_limit)
{
	struct testdev *a = testdev_new("loop0", 1, false);
	struct net_device_ops ops = *a->dev->netdev_ops;

	ops.ndo_start_xmit = loop_xmit;
	a->dev->netdev_ops = &ops;
	a->dev->priv_flags |= IFF_NO_QUEUE;
	a->dev->features |= NETIF_F_LLTX;
	rtnl_lock();
	dev_open(a->dev, NULL);
	rtnl_unlock();
	dev_queue_xmit(testdev_skb(a, 60, 0));
	EXPECT_EQ(book_drops(host.machine, SKB_DROP_REASON_DEV_RECURSION), 1);
	EXPECT_EQ(softnet_data_of(&host.machine->cpus[0])->xmit.recursion, 0);
	testdev_free(a);
}

/* ---- row 170: the way down, as events
 * ------------------------------------------ */

static char story[256];
static u32 story_skb;

static void tell(void *data, struct machine *machine,
		 const struct trace_rec *rec)
{
	if (rec->skb != story_skb)
		return;
	strncat(story, trace_descs[rec->type].name,
		sizeof(story) - strlen(story) - 1);
	strncat(story, " ", sizeof(story) - strlen(story) - 1);
}

TEST(xmit_events_tell_the_way_down)
{
	struct trace_consumer c = {.fn = tell};
	struct sk_buff *skb;

	EXPECT_GT(trace_mask_parse(&c.mask, "net:*,qdisc:*"), 0);
	EXPECT_EQ(trace_register(host.machine, &c), 0);

	/* straight through an empty qdisc */
	story[0] = '\0';
	skb = testdev_skb(t, 100, 0);
	story_skb = skb->id;
	dev_queue_xmit(skb);
	EXPECT_STREQ(story, "net_dev_queue net_dev_start_xmit net_dev_xmit ");

	/* behind another one, through the queue */
	netif_stop_queue(t->dev);
	send(0);
	story[0] = '\0';
	skb = testdev_skb(t, 100, 0);
	story_skb = skb->id;
	dev_queue_xmit(skb);
	netif_wake_queue(t->dev);
	settle(1);
	EXPECT_STREQ(story, "net_dev_queue qdisc_enqueue qdisc_dequeue "
			    "net_dev_start_xmit net_dev_xmit ");
	trace_unregister(host.machine, &c);
}
