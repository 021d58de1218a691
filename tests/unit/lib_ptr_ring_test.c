// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lib_ptr_ring_test - order, bounds, and two CPUs at the ends
 *
 * Where:   tests/unit/lib_test.
 * Mirrors: tools/virtio/ringtest/ptr_ring.c.
 * Spec:    lib/ptr_ring.h.
 */
#include "lib/kthread.h"
#include "lib/ptr_ring.h"
#include "lib/wait.h"
#include "tests/harness.h"
#include "tests/world.h"

static int items[64];

TEST(ptr_ring_is_a_bounded_queue)
{
	struct test_host h = test_host(1);
	struct ptr_ring r;
	struct task_guard g;
	void *batch[8];

	task_enter(&g, h.machine, 0);
	ASSERT_EQ(ptr_ring_init(&r, 4, GFP_KERNEL), 0);
	EXPECT(ptr_ring_empty(&r) && !ptr_ring_full(&r));
	EXPECT_NULL(ptr_ring_consume(&r));
	for (int round = 0; round < 10; round++) {
		for (int i = 0; i < 4; i++)
			EXPECT_EQ(ptr_ring_produce(&r, &items[i]), 0);
		EXPECT(ptr_ring_full(&r));
		EXPECT_EQ(ptr_ring_produce_bh(&r, &items[9]), -ENOSPC);
		EXPECT(__ptr_ring_peek(&r) == &items[0]);
		EXPECT(ptr_ring_consume_bh(&r) == &items[0]);
		EXPECT_EQ(ptr_ring_produce(&r, &items[4]), 0);
		EXPECT_EQ(ptr_ring_consume_batched(&r, batch, 3), 3);
		EXPECT(batch[0] == &items[1] && batch[2] == &items[3]);
		EXPECT_EQ(ptr_ring_consume_batched(&r, batch, 8), 1);
		EXPECT(batch[0] == &items[4]);
		EXPECT(ptr_ring_empty(&r));
	}
	ptr_ring_cleanup(&r, NULL);
	task_leave(&g);
	test_host_end(&h);
}

static int destroyed;

static void destroy(void *ptr)
{
	destroyed++;
}

TEST(ptr_ring_resize_keeps_the_oldest)
{
	struct test_host h = test_host(1);
	struct ptr_ring r;
	struct task_guard g;

	destroyed = 0;
	task_enter(&g, h.machine, 0);
	ASSERT_EQ(ptr_ring_init(&r, 4, GFP_KERNEL), 0);
	for (int i = 0; i < 4; i++)
		ptr_ring_produce(&r, &items[i]);
	ptr_ring_consume(&r);
	ptr_ring_produce(&r, &items[4]);
	EXPECT_EQ(ptr_ring_resize(&r, 3, GFP_KERNEL, destroy), 0);
	EXPECT_EQ(destroyed, 1);
	EXPECT(ptr_ring_full(&r));
	EXPECT_EQ(ptr_ring_resize(&r, 8, GFP_KERNEL, destroy), 0);
	EXPECT_EQ(destroyed, 1);
	ptr_ring_produce(&r, &items[5]);
	for (int i = 1; i < 4; i++)
		EXPECT(ptr_ring_consume(&r) == &items[i]);
	EXPECT(__ptr_ring_peek(&r) == &items[5]);
	ptr_ring_cleanup(&r, destroy);
	EXPECT_EQ(destroyed, 2);
	task_leave(&g);
	test_host_end(&h);
}

#define PASSED 20000UL

static struct {
	struct ptr_ring r;
	wait_queue_head_t space, data;
} belt;

static int consumer(void *data)
{
	unsigned long next = 1, wrong = 0;
	void *ptr;

	while (next <= PASSED) {
		wait_event(belt.data, !ptr_ring_empty(&belt.r));
		while ((ptr = ptr_ring_consume(&belt.r)))
			wrong += (unsigned long)ptr != next++ << 3;
		wake_up(&belt.space);
	}
	return (int)wrong;
}

TEST(ptr_ring_live_keeps_order_between_cpus)
{
	struct test_host h = test_host_live(2);
	struct task_struct *t;
	struct task_guard g;

	task_enter(&g, h.machine, 0);
	ASSERT_EQ(ptr_ring_init(&belt.r, 64, GFP_KERNEL), 0);
	init_waitqueue_head(&belt.space);
	init_waitqueue_head(&belt.data);
	t = kthread_create_on_cpu(consumer, NULL, 1, "consumer");
	wake_up_process(t);
	for (unsigned long i = 1; i <= PASSED; i++) {
		while (ptr_ring_produce(&belt.r, (void *)(i << 3))) {
			wake_up(&belt.data);
			wait_event(belt.space, !ptr_ring_full(&belt.r));
		}
	}
	wake_up(&belt.data);
	wait_event(belt.space, READ_ONCE(t->exited) || ptr_ring_empty(&belt.r));
	EXPECT_EQ(kthread_stop(t), 0);
	ptr_ring_cleanup(&belt.r, NULL);
	task_leave(&g);
	test_host_end(&h);
}
