// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lib_idle_test - when a virtual world has nothing to do any more
 *
 * Where:   lib/virtual.c, lib/timer.c.
 * Mirrors: nothing.
 * Spec:    TIMER_DEFERRABLE in lib/timer.h.
 */
#include "lib/err.h"
#include "lib/ktime.h"
#include "lib/timer.h"
#include "lib/wait.h"
#include "lib/workqueue.h"
#include "tests/harness.h"
#include "tests/world.h"

struct keeper {
	struct timer_list timer;
	struct delayed_work work;
	unsigned int fired, worked;
};

static void keeper_fn(struct timer_list *t)
{
	struct keeper *k = from_timer(k, t, timer);

	k->fired++;
	mod_timer(t, jiffies + 9);
}

static void once_fn(struct timer_list *t)
{
	struct keeper *k = from_timer(k, t, timer);

	k->fired++;
}

static void keeper_work(struct work_struct *work)
{
	struct keeper *k = container_of(work, struct keeper, work.work);

	k->worked++;
	queue_delayed_work(system_wq, &k->work, 10);
}

/* It runs while time passes, but makes none pass, and wakes nobody. */
TEST(deferrable_timers_alone_are_idle)
{
	struct test_host h = test_host(2);
	struct keeper k = {.fired = 0};
	struct keeper s = {.fired = 0};
	struct wait_queue_head wq;
	bool never = false;
	struct task_guard g;

	task_enter(&g, h.machine, 0);
	timer_setup(&k.timer, keeper_fn, TIMER_DEFERRABLE);
	INIT_DEFERRABLE_WORK(&k.work, keeper_work);
	mod_timer(&k.timer, jiffies + 9);
	queue_delayed_work(system_wq, &k.work, 10);
	init_waitqueue_head(&wq);
	EXPECT_EQ(wait_event_interruptible(wq, never), -EDEADLK);
	EXPECT_EQ(ktime_get(), 0);
	task_leave(&g);
	EXPECT_EQ(world_next_event(h.world), KTIME_MAX);
	EXPECT_EQ(world_run(h.world, KTIME_MAX, NULL, NULL), -ENOENT);
	EXPECT_EQ(world_now(h.world), 0);
	EXPECT_EQ(world_run(h.world, 105 * NSEC_PER_MSEC, NULL, NULL), 0);
	EXPECT_EQ(k.fired, 10);
	EXPECT_GE(k.worked, 9);
	EXPECT_EQ(world_now(h.world), 105 * NSEC_PER_MSEC);

	task_enter(&g, h.machine, 1);
	timer_setup(&s.timer, once_fn, 0);
	mod_timer(&s.timer, jiffies + 50);
	task_leave(&g);
	EXPECT_LT(world_next_event(h.world), 120 * NSEC_PER_MSEC);
	EXPECT_EQ(world_run(h.world, KTIME_MAX, NULL, NULL), -ENOENT);
	EXPECT_EQ(s.fired, 1);
	EXPECT_GE(k.fired, 14); /* it went on meanwhile */
	EXPECT_LE(world_now(h.world), 160 * NSEC_PER_MSEC);

	task_enter(&g, h.machine, 0);
	timer_delete_sync(&k.timer);
	cancel_delayed_work_sync(&k.work);
	task_leave(&g);
	test_host_end(&h);
}
