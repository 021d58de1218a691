// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * core_netfilter_test - what each verdict does to a packet
 *
 * Where:   core/netfilter.c, nf_queue.c.
 * Mirrors: nothing.
 * Spec:    checklist rows 90 to 93.
 */
#include "core/book.h"
#include "core/netfilter.h"
#include "core/trace.h"
#include "lib/kthread.h"
#include "tests/testdev.h"
#include "tests/unit/core_fixture.h"

static struct testdev *t;
static unsigned int passed; /* packets that came to okfn */

static void begin(void)
{
	host_begin(2);
	t = testdev_new("eth0", 1, true);
	passed = 0;
}
TEST_SETUP(begin);

static void end(void)
{
	testdev_free(t);
	core_host_end();
}
TEST_TEARDOWN(end);

static int okfn(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	passed++;
	consume_skb(skb);
	return 7;
}

/* A hook that says what its @priv says, and notes that it was asked. */
struct probe {
	unsigned int answer[4]; /* one after the other; the last stays */
	unsigned int asked;
	struct sk_buff *stolen;
};
static char order[32];
static unsigned int n_order;

static unsigned int probe_hook(void *priv, struct sk_buff *skb,
			       const struct nf_hook_state *state)
{
	struct probe *p = priv;
	unsigned int v = p->answer[min(p->asked, 3U)];

	p->asked++;
	if (v == NF_STOLEN)
		p->stolen = skb;
	return v;
}

static unsigned int order_hook(void *priv, struct sk_buff *skb,
			       const struct nf_hook_state *state)
{
	order[n_order++] = *(const char *)priv;
	return NF_ACCEPT;
}

static struct nf_hook_ops probe_ops(struct probe *p)
{
	return (struct nf_hook_ops){
		.hook = probe_hook,
		.priv = p,
		.pf = NFPROTO_IPV4,
		.hooknum = NF_INET_LOCAL_IN,
	};
}

static int run(void)
{
	struct sk_buff *skb = testdev_skb(t, 60, 0);

	return NF_HOOK(NFPROTO_IPV4, NF_INET_LOCAL_IN, &init_net, NULL, skb,
		       t->dev, NULL, okfn);
}

static u64 drops(enum skb_drop_reason reason)
{
	return book_drops(host.machine, reason);
}

TEST(nf_without_hooks_is_okfn_alone)
{
	EXPECT_NULL(nf_hook_head(&init_net, NFPROTO_IPV4, NF_INET_LOCAL_IN));
	EXPECT_EQ(run(), 7);
	EXPECT_EQ(passed, 1);
}

TEST(nf_accept_goes_on_and_drop_frees_with_its_errno)
{
	struct probe p = {.answer = {NF_ACCEPT, NF_DROP,
				     NF_DROP_ERR(-ECONNREFUSED), NF_ACCEPT}};
	struct nf_hook_ops ops = probe_ops(&p);

	ASSERT_EQ(nf_register_net_hook(&init_net, &ops), 0);
	EXPECT_EQ(run(), 7);
	EXPECT_EQ(run(), -EPERM);
	EXPECT_EQ(run(), -ECONNREFUSED);
	EXPECT_EQ(passed, 1);
	EXPECT_EQ(drops(SKB_DROP_REASON_NETFILTER_DROP), 2);
	nf_unregister_net_hook(&init_net, &ops);
	EXPECT_EQ(run(), 7);
	EXPECT_EQ(p.asked, 3);
}

TEST(nf_stolen_is_not_freed)
{
	struct probe p = {.answer = {NF_STOLEN}};
	struct nf_hook_ops ops = probe_ops(&p);

	ASSERT_EQ(nf_register_net_hook(&init_net, &ops), 0);
	EXPECT_EQ(run(), 0);
	EXPECT_EQ(passed, 0);
	ASSERT_NOT_NULL(p.stolen);
	EXPECT_EQ(refcount_read(&p.stolen->users), 1);
	consume_skb(p.stolen);
	nf_unregister_net_hook(&init_net, &ops);
}

TEST(nf_repeat_asks_again_and_gives_up_in_the_end)
{
	struct probe p = {.answer = {NF_REPEAT, NF_ACCEPT, NF_ACCEPT}};
	struct probe mad = {
		.answer = {NF_REPEAT, NF_REPEAT, NF_REPEAT, NF_REPEAT}};
	struct nf_hook_ops ops = probe_ops(&p), mad_ops = probe_ops(&mad);

	ASSERT_EQ(nf_register_net_hook(&init_net, &ops), 0);
	EXPECT_EQ(run(), 7);
	EXPECT_EQ(p.asked, 2);
	ASSERT_EQ(nf_register_net_hook(&init_net, &mad_ops), 0);
	EXPECT_EQ(run(), -EPERM);
	EXPECT_EQ(mad.asked, NF_MAX_REPEAT);
	nf_unregister_net_hook(&init_net, &mad_ops);
	nf_unregister_net_hook(&init_net, &ops);
}

TEST(nf_stop_accepts_without_asking_the_rest)
{
	struct probe p = {.answer = {NF_STOP}}, late = {.answer = {NF_DROP}};
	struct nf_hook_ops ops = probe_ops(&p), late_ops = probe_ops(&late);

	late_ops.priority = 100;
	ASSERT_EQ(nf_register_net_hook(&init_net, &late_ops), 0);
	ASSERT_EQ(nf_register_net_hook(&init_net, &ops), 0);
	EXPECT_EQ(run(), 7);
	EXPECT_EQ(late.asked, 0);
	nf_unregister_net_hook(&init_net, &ops);
	nf_unregister_net_hook(&init_net, &late_ops);
}

TEST(nf_hooks_run_by_priority_and_the_newest_of_equals_first)
{
	static const int prio[] = {0, -200, 100, 0, INT_MIN, INT_MAX};
	static const char name[] = "abcdef";
	struct nf_hook_ops ops[6];

	n_order = 0;
	for (int i = 0; i < 6; i++) {
		ops[i] = (struct nf_hook_ops){
			.hook = order_hook,
			.priv = (void *)&name[i],
			.pf = NFPROTO_INET,
			.hooknum = NF_INET_LOCAL_IN,
			.priority = prio[i],
		};
	}
	ASSERT_EQ(nf_register_net_hooks(&init_net, ops, 6), 0);
	EXPECT_NOT_NULL(
		nf_hook_head(&init_net, NFPROTO_IPV6, NF_INET_LOCAL_IN));
	run();
	EXPECT_MEMEQ(order, "ebdacf", 6);
	nf_unregister_net_hooks(&init_net, ops, 6);
	EXPECT_NULL(nf_hook_head(&init_net, NFPROTO_IPV4, NF_INET_LOCAL_IN));
	EXPECT_NULL(nf_hook_head(&init_net, NFPROTO_IPV6, NF_INET_LOCAL_IN));
}

TEST(nf_register_refuses_what_is_no_place)
{
	struct probe p = {};
	struct nf_hook_ops ops = probe_ops(&p);

	ops.hooknum = NF_INET_NUMHOOKS;
	EXPECT_EQ(nf_register_net_hook(&init_net, &ops), -EINVAL);
	ops.pf = NFPROTO_NETDEV;
	ops.hooknum = NF_NETDEV_INGRESS;
	EXPECT_EQ(nf_register_net_hook(&init_net, &ops), -EINVAL);
	ops.pf = 200;
	EXPECT_EQ(nf_register_net_hook(&init_net, &ops), -EINVAL);
	ops = probe_ops(&p);
	ops.hook = NULL;
	EXPECT_EQ(nf_register_net_hook(&init_net, &ops), -EINVAL);
	EXPECT_STREQ(nf_hook_name(NFPROTO_IPV4, NF_INET_PRE_ROUTING),
		     "PRE_ROUTING");
	EXPECT_STREQ(nf_hook_name(NFPROTO_IPV4, NF_INET_LOCAL_IN), "LOCAL_IN");
	EXPECT_STREQ(nf_hook_name(NFPROTO_IPV4, NF_INET_FORWARD), "FORWARD");
	EXPECT_STREQ(nf_hook_name(NFPROTO_IPV4, NF_INET_LOCAL_OUT),
		     "LOCAL_OUT");
	EXPECT_STREQ(nf_hook_name(NFPROTO_IPV4, NF_INET_POST_ROUTING),
		     "POST_ROUTING");
}

/* ---- queueing ---- */

static struct nf_queue_entry *waiting[8];
static unsigned int n_waiting, queue_nr, hook_drops;

static int queue_out(struct nf_queue_entry *entry, unsigned int queuenum)
{
	if (n_waiting == ARRAY_SIZE(waiting))
		return -ENOSPC;
	queue_nr = queuenum;
	waiting[n_waiting++] = entry;
	return 0;
}

static void queue_hook_drop(struct net *net)
{
	hook_drops++;
}

static const struct nf_queue_handler queue_handler = {
	.outfn = queue_out,
	.nf_hook_drop = queue_hook_drop,
};

TEST(nf_queue_waits_for_a_verdict_from_outside)
{
	struct probe p = {.answer = {NF_QUEUE_NR(42), NF_QUEUE_NR(42),
				     NF_QUEUE_NR(42), NF_QUEUE_NR(42)}};
	struct probe late = {.answer = {NF_ACCEPT}};
	struct nf_hook_ops ops = probe_ops(&p), late_ops = probe_ops(&late);

	n_waiting = hook_drops = 0;
	late_ops.priority = 1;
	ASSERT_EQ(nf_register_net_hook(&init_net, &ops), 0);
	ASSERT_EQ(nf_register_net_hook(&init_net, &late_ops), 0);
	EXPECT_EQ(run(), 0); /* nobody listens */
	EXPECT_EQ(drops(SKB_DROP_REASON_NF_QUEUE_FULL), 1);

	ASSERT_EQ(nf_register_queue_handler(&queue_handler), 0);
	EXPECT_EQ(nf_register_queue_handler(&queue_handler), -EBUSY);
	for (int i = 0; i < 3; i++)
		EXPECT_EQ(run(), 0);
	EXPECT_EQ(n_waiting, 3);
	EXPECT_EQ(queue_nr, 42);
	EXPECT_EQ(passed, 0);
	nf_reinject(waiting[0], NF_ACCEPT);
	EXPECT_EQ(passed, 1);
	EXPECT_EQ(late.asked, 1); /* the rest was asked */
	nf_reinject(waiting[1], NF_DROP);
	EXPECT_EQ(drops(SKB_DROP_REASON_NETFILTER_DROP), 1);
	p.answer[3] = NF_ACCEPT;
	nf_reinject(waiting[2], NF_STOP);
	EXPECT_EQ(passed, 2);
	EXPECT_EQ(late.asked, 1);
	nf_unregister_net_hook(&init_net, &late_ops);
	EXPECT_EQ(hook_drops, 1);
	nf_unregister_net_hook(&init_net, &ops);
	nf_unregister_queue_handler();
}

TEST(nf_queue_bypass_goes_on_when_nobody_listens)
{
	struct probe p = {
		.answer = {NF_QUEUE_NR(1) | NF_VERDICT_FLAG_QUEUE_BYPASS}};
	struct nf_hook_ops ops = probe_ops(&p);

	ASSERT_EQ(nf_register_net_hook(&init_net, &ops), 0);
	EXPECT_EQ(run(), 7);
	EXPECT_EQ(passed, 1);
	nf_unregister_net_hook(&init_net, &ops);
}

/* ---- devices, lists, traffic ---- */

TEST(nf_ingress_hook_sees_frames_of_its_device)
{
	struct probe p = {.answer = {NF_ACCEPT, NF_DROP}};
	struct nf_hook_ops ops = probe_ops(&p);
	struct sink sink;

	sink_add(&sink, NULL);
	ops.pf = NFPROTO_NETDEV;
	ops.hooknum = NF_NETDEV_INGRESS;
	ops.dev = t->dev;
	ASSERT_EQ(nf_register_net_hook(&init_net, &ops), 0);
	testdev_rx(t, 2);
	settle(1);
	EXPECT_EQ(p.asked, 2);
	EXPECT_EQ(sink.total, 1);
	EXPECT_EQ(drops(SKB_DROP_REASON_NETFILTER_DROP), 1);
	nf_unregister_net_hook(&init_net, &ops);
	sink_del(&sink);
}

TEST(nf_egress_hook_stands_before_the_qdisc)
{
	struct probe p = {.answer = {NF_DROP, NF_ACCEPT, NF_ACCEPT, NF_ACCEPT}};
	struct nf_hook_ops ops = probe_ops(&p);

	ops.pf = NFPROTO_NETDEV;
	ops.hooknum = NF_NETDEV_EGRESS;
	ops.dev = t->dev;
	ASSERT_EQ(nf_register_net_hook(&init_net, &ops), 0);
	EXPECT_EQ(dev_queue_xmit(testdev_skb(t, 60, 0)), NET_XMIT_DROP);
	EXPECT_EQ(t->xmits, 0);
	EXPECT_EQ(dev_queue_xmit(testdev_skb(t, 60, 0)), NET_XMIT_SUCCESS);
	EXPECT_EQ(t->xmits, 1);
	nf_unregister_net_hook(&init_net, &ops);
}

TEST(nf_list_keeps_those_that_pass)
{
	struct probe p = {.answer = {NF_ACCEPT, NF_DROP, NF_DROP, NF_ACCEPT}};
	struct nf_hook_ops ops = probe_ops(&p);
	struct sk_buff *skb, *next;
	LIST_HEAD(head);
	u32 prio[8], n = 0;

	ASSERT_EQ(nf_register_net_hook(&init_net, &ops), 0);
	for (u32 i = 0; i < 5; i++)
		list_add_tail(&testdev_skb(t, 60, i)->list, &head);
	NF_HOOK_LIST(NFPROTO_IPV4, NF_INET_LOCAL_IN, &init_net, NULL, &head,
		     t->dev, NULL, okfn);
	list_for_each_entry_safe (skb, next, &head, list) {
		skb_list_del_init(skb);
		prio[n++] = skb->priority;
		consume_skb(skb);
	}
	EXPECT_EQ(n, 3);
	EXPECT_EQ(prio[0], 0);
	EXPECT_EQ(prio[1], 3);
	EXPECT_EQ(prio[2], 4);
	nf_unregister_net_hook(&init_net, &ops);
}

static struct probe churn = {
	.answer = {NF_ACCEPT, NF_ACCEPT, NF_ACCEPT, NF_ACCEPT}};

/* On another CPU: hooks come and go. */
static int churner(void *data)
{
	struct nf_hook_ops ops[3] = {probe_ops(&churn), probe_ops(&churn),
				     probe_ops(&churn)};

	for (int i = 0; i < 40; i++) {
		nf_register_net_hooks(&init_net, ops, 3);
		schedule_timeout_uninterruptible(1);
		nf_unregister_net_hooks(&init_net, ops, 3);
	}
	return 0;
}

TEST(nf_register_under_traffic_loses_nothing)
{
	struct task_struct *task;

	task = kthread_create_on_cpu(churner, NULL, 1, "churner");
	ASSERT(!IS_ERR(task));
	wake_up_process(task);
	for (int i = 0; i < 400; i++) {
		EXPECT_EQ(run(), 7);
		if (i % 4 == 0)
			settle(1);
	}
	EXPECT_EQ(kthread_stop(task), 0);
	EXPECT_EQ(passed, 400);
	EXPECT_GT(churn.asked, 0);
	EXPECT_NULL(nf_hook_head(&init_net, NFPROTO_IPV4, NF_INET_LOCAL_IN));
}

/* Packets on CPU 0, hooks on CPU 1, changing at every lock: many orders. */
TEST(nf_register_under_traffic_explored_loses_nothing)
{
	struct testdev *outer = t;

	for (u64 seed = 1; seed <= 12; seed++) {
		struct test_host h = test_host_explore(2, seed);
		struct task_struct *task;
		struct task_guard g;

		task_enter(&g, h.machine, 0);
		t = testdev_new("eth0", 1, true);
		passed = 0;
		task = kthread_create_on_cpu(churner, NULL, 1, "churner");
		ASSERT(!IS_ERR(task));
		wake_up_process(task);
		for (int i = 0; i < 120; i++) {
			EXPECT_EQ(run(), 7);
			if (i % 3 == 0)
				settle(1);
		}
		EXPECT_EQ(kthread_stop(task), 0);
		EXPECT_EQ(passed, 120);
		testdev_free(t);
		EXPECT_EQ(book_check(h.machine), 0);
		task_leave(&g);
		test_host_end(&h);
	}
	t = outer;
}

/* ---- connection tracking's slot ---- */

static unsigned int destroyed, attached;

static void ct_destroy(struct nf_conntrack *nfct)
{
	destroyed++;
}

static void ct_attach(struct sk_buff *nskb, const struct sk_buff *skb)
{
	attached++;
}

TEST(nf_ct_hook_is_told_of_the_last_reference)
{
	static const struct nf_ct_hook hook = {.destroy = ct_destroy,
					       .attach = ct_attach};
	struct sk_buff *skb = testdev_skb(t, 60, 0);
	struct nf_conntrack ct;

	destroyed = attached = 0;
	refcount_set(&ct.use, 1);
	nf_ct_hook_set(&hook);
	skb_set_nfct(skb, (unsigned long)&ct);
	nf_ct_attach(skb, skb);
	EXPECT_EQ(attached, 1);
	consume_skb(skb);
	EXPECT_EQ(destroyed, 1);
	nf_ct_hook_set(NULL);
	EXPECT_NULL(nf_ct_hook_get());
}
