// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * core_skbuff_smp_test - packets that die on another CPU than they were born
 *
 * Where:   core_test.
 * Mirrors: nothing.
 * Spec:    core/skbuff.h: users, dataref, page pools and the book hold over
 *          CPUs, in live threads and in explored interleavings.
 */
#include "core/book.h"
#include "core/page_pool.h"
#include "core/skbuff.h"
#include "core/trace.h"
#include "lib/err.h"
#include "lib/kthread.h"
#include "lib/oops.h"
#include "tests/harness.h"
#include "tests/world.h"

/* Time must pass: a CPU that only yields stays first in virtual time. */
static void wait_a_moment(void)
{
	schedule_timeout_uninterruptible(1);
}

#define PACKETS 2000
#define BACKLOG 64

struct pipe {
	struct sk_buff_head q;
	struct page_pool *pool;
	u64 bytes_in, bytes_out;
	bool done;
};

/* CPU 0: buffers of a pool, a clone of each packet dies here. */
static int producer(void *data)
{
	struct pipe *p = data;
	struct sk_buff *skb;
	struct page *page;
	unsigned int off;

	for (unsigned int i = 0; i < PACKETS; i++) {
		while (skb_queue_len_lockless(&p->q) >= BACKLOG)
			wait_a_moment();
		page = page_pool_dev_alloc_frag(p->pool, &off, 2048);
		skb = napi_build_skb((char *)page_address(page) + off, 2048);
		skb_mark_for_recycle(skb);
		skb_reserve(skb, 64);
		memset(skb_put(skb, 100 + i % 1000), (int)i, 100 + i % 1000);
		p->bytes_in += skb->len;
		consume_skb(skb_clone(skb, GFP_ATOMIC));
		skb_queue_tail(&p->q, skb_clone(skb, GFP_ATOMIC));
		consume_skb(skb);
	}
	__atomic_store_n(&p->done, true, __ATOMIC_RELEASE);
	return 0;
}

/* CPU 1: takes, looks, frees in each of the ways there are. */
static int consumer(void *data)
{
	struct pipe *p = data;
	struct sk_buff *skb;

	for (;;) {
		bool done = __atomic_load_n(&p->done, __ATOMIC_ACQUIRE);

		skb = skb_dequeue(&p->q);
		if (!skb && done)
			return 0;
		if (!skb) {
			wait_a_moment();
			continue;
		}
		EXPECT_EQ(skb->data[0], skb->data[skb->len - 1]);
		p->bytes_out += skb->len;
		switch (skb->id % 3) {
		case 0:
			skb_attempt_defer_free(skb);
			break;
		case 1:
			kfree_skb_reason(skb, SKB_DROP_REASON_NO_SOCKET);
			break;
		default:
			consume_skb(skb);
			break;
		}
	}
}

static void join(struct task_struct *t)
{
	while (!READ_ONCE(t->exited))
		wait_a_moment();
	kthread_stop(t);
}

static void run(struct test_host h)
{
	struct page_pool_params params = {.pool_size = 64};
	struct trace_consumer c = {};
	struct task_struct *t[2];
	struct pipe p = {};
	struct trace_rec rec;
	struct task_guard g;
	u64 n = 0;

	task_enter(&g, h.machine, 0);
	skb_queue_head_init(&p.q);
	p.pool = page_pool_create(&params);
	trace_mask_parse(&c.mask, "kfree_skb,consume_skb");
	EXPECT_EQ(trace_set_ring_size(h.machine, 8192), 0);
	EXPECT_EQ(trace_register(h.machine, &c), 0);
	t[0] = kthread_create_on_cpu(producer, &p, 0, "producer");
	t[1] = kthread_create_on_cpu(consumer, &p, 1, "consumer");
	wake_up_process(t[0]);
	wake_up_process(t[1]);
	join(t[0]);
	join(t[1]);
	EXPECT_EQ(p.bytes_in, p.bytes_out);
	EXPECT_EQ(book_alive(h.machine), 0);
	/* one of them is clone and original: three deaths for each packet */
	while (trace_read(h.machine, &c, &rec))
		n++;
	EXPECT_EQ(n, 3 * PACKETS);
	EXPECT_EQ(c.lost, 0);
	trace_unregister(h.machine, &c);
	EXPECT_EQ(book_check(h.machine), 0);
	page_pool_destroy(p.pool);
	task_leave(&g);
	test_host_end(&h);
}

TEST(skb_smp_live_balances)
{
	run(test_host_live(2));
}

TEST(skb_smp_explored_balances)
{
	for (u64 seed = 1; seed <= 5; seed++)
		run(test_host_explore(2, seed * 77 + test_seed()));
}
