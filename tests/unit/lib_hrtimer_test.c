// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lib_hrtimer_test - to the nanosecond, in order, in the right context
 *
 * Where:   lib/hrtimer.c, on both executors.
 * Mirrors: none; the kernel has no test of it.
 * Spec:    lib/hrtimer.h.
 */
#include "lib/err.h"
#include "lib/hrtimer.h"
#include "lib/interrupt.h"
#include "lib/kthread.h"
#include "lib/spinlock.h"
#include "tests/harness.h"
#include "tests/world.h"

struct hshot {
	struct hrtimer timer;
	ktime_t at;
	unsigned int fired, limit;
	unsigned int order, *next;
	ktime_t interval;
	u64 overruns;
	bool hard;
};

static enum hrtimer_restart hshot_fn(struct hrtimer *t)
{
	struct hshot *s = container_of(t, struct hshot, timer);

	EXPECT_EQ(in_hardirq() != 0, s->hard);
	EXPECT_EQ(in_serving_softirq(), !s->hard);
	EXPECT(!hrtimer_is_queued(t));
	EXPECT(hrtimer_active(t));
	s->at = ktime_get();
	if (s->next)
		s->order = (*s->next)++;
	if (++s->fired >= s->limit)
		return HRTIMER_NORESTART;
	s->overruns += hrtimer_forward_now(t, s->interval);
	return HRTIMER_RESTART;
}

static void hshot_init(struct hshot *s, enum hrtimer_mode mode)
{
	memset(s, 0, sizeof(*s));
	s->hard = !(mode & HRTIMER_MODE_SOFT);
	hrtimer_setup(&s->timer, hshot_fn, CLOCK_MONOTONIC, mode);
}

static void run_until_idle(struct test_host *h)
{
	EXPECT_EQ(world_run(h->world, KTIME_MAX, NULL, NULL), -ENOENT);
}

TEST(hrtimer_fires_at_its_nanosecond_hard_or_soft)
{
	static const enum hrtimer_mode modes[] = {HRTIMER_MODE_REL,
						  HRTIMER_MODE_REL_SOFT};

	for (int i = 0; i < 2; i++) {
		struct test_host h = test_host(1);
		struct hshot s;
		struct task_guard g;

		task_enter(&g, h.machine, 0);
		hshot_init(&s, modes[i]);
		hrtimer_start(&s.timer, 123457, modes[i]);
		EXPECT_EQ(hrtimer_get_remaining(&s.timer), 123457);
		EXPECT_EQ(hrtimer_next_expiry(this_cpu()), 123457);
		EXPECT(hrtimer_is_queued(&s.timer));
		task_leave(&g);
		run_until_idle(&h);
		EXPECT_EQ(s.fired, 1);
		EXPECT_EQ(s.at, 123457);
		EXPECT(!hrtimer_active(&s.timer));
		test_host_end(&h);
	}
}

TEST(equal_times_fire_in_the_order_of_arming)
{
	struct test_host h = test_host(1);
	struct hshot s[20];
	unsigned int next = 0;
	struct task_guard g;

	task_enter(&g, h.machine, 0);
	for (int i = 0; i < 20; i++) {
		hshot_init(&s[i], HRTIMER_MODE_ABS_SOFT);
		s[i].next = &next;
		hrtimer_start(&s[i].timer, i == 7 ? 400 : 500,
			      HRTIMER_MODE_ABS_SOFT);
	}
	hrtimer_start(&s[3].timer, 500, HRTIMER_MODE_ABS_SOFT);
	task_leave(&g);
	run_until_idle(&h);
	EXPECT_EQ(s[7].order, 0);
	EXPECT_EQ(s[0].order, 1);
	EXPECT_EQ(s[4].order, 4);
	EXPECT_EQ(s[8].order, 7);
	EXPECT_EQ(s[19].order, 18);
	EXPECT_EQ(s[3].order, 19);
	test_host_end(&h);
}

TEST(restart_keeps_the_phase)
{
	struct test_host h = test_host(1);
	struct hshot s;
	struct task_guard g;

	task_enter(&g, h.machine, 0);
	hshot_init(&s, HRTIMER_MODE_REL);
	s.limit = 1000;
	s.interval = 333;
	hrtimer_start(&s.timer, 1000, HRTIMER_MODE_REL);
	task_leave(&g);
	run_until_idle(&h);
	EXPECT_EQ(s.fired, 1000);
	EXPECT_EQ(s.overruns, 999);
	EXPECT_EQ(s.at, 1000 + 999 * 333);
	test_host_end(&h);
}

TEST(forward_counts_whole_intervals)
{
	struct test_host h = test_host(1);
	struct hshot s;
	struct task_guard g;

	task_enter(&g, h.machine, 0);
	hshot_init(&s, HRTIMER_MODE_ABS);
	hrtimer_set_expires(&s.timer, 1000);
	EXPECT_EQ(hrtimer_forward(&s.timer, 999, 100), 0);
	EXPECT_EQ(hrtimer_forward(&s.timer, 1000, 100), 1);
	EXPECT_EQ(hrtimer_get_expires(&s.timer), 1100);
	EXPECT_EQ(hrtimer_forward(&s.timer, 1399, 100), 3);
	EXPECT_EQ(hrtimer_get_expires(&s.timer), 1400);
	EXPECT_EQ(hrtimer_forward(&s.timer, 1500, 100), 2);
	EXPECT_EQ(hrtimer_get_expires(&s.timer), 1600);
	EXPECT_EQ(hrtimer_forward(&s.timer, 1600, 0), 1);
	task_leave(&g);
	test_host_end(&h);
}

/* Softly due timers ride along when a hard expiry wakes the CPU. */
TEST(slack_saves_a_wake_up)
{
	struct test_host h = test_host(1);
	struct hshot lazy, exact, late;
	struct task_guard g;

	task_enter(&g, h.machine, 0);
	hshot_init(&lazy, HRTIMER_MODE_ABS);
	hshot_init(&exact, HRTIMER_MODE_ABS);
	hshot_init(&late, HRTIMER_MODE_ABS);
	hrtimer_start_range_ns(&lazy.timer, 100, 15, HRTIMER_MODE_ABS);
	hrtimer_start(&exact.timer, 110, HRTIMER_MODE_ABS);
	hrtimer_start_range_ns(&late.timer, 200, 50, HRTIMER_MODE_ABS);
	task_leave(&g);
	run_until_idle(&h);
	EXPECT_EQ(exact.at, 110);
	EXPECT_EQ(lazy.at, 110); /* not 100: nothing woke for it */
	EXPECT_EQ(late.at, 250);

	task_enter(&g, h.machine, 0);
	hrtimer_start_range_ns(&lazy.timer, 1000, 500, HRTIMER_MODE_ABS);
	hrtimer_start_range_ns(&exact.timer, 1500, 0, HRTIMER_MODE_ABS);
	hrtimer_start_range_ns(&late.timer, 1400, 300, HRTIMER_MODE_ABS);
	task_leave(&g);
	run_until_idle(&h);
	EXPECT_EQ(lazy.at, 1500);
	EXPECT_EQ(exact.at, 1500);
	EXPECT_EQ(late.at, 1500);
	test_host_end(&h);
}

TEST(cancel_says_what_it_found)
{
	struct test_host h = test_host(1);
	struct hshot s;
	struct task_guard g;

	task_enter(&g, h.machine, 0);
	hshot_init(&s, HRTIMER_MODE_REL);
	EXPECT_EQ(hrtimer_try_to_cancel(&s.timer), 0);
	EXPECT_EQ(hrtimer_cancel(&s.timer), 0);
	hrtimer_start(&s.timer, 50, HRTIMER_MODE_REL);
	EXPECT_EQ(hrtimers_armed(h.machine), 1);
	EXPECT_EQ(hrtimer_try_to_cancel(&s.timer), 1);
	hrtimer_start(&s.timer, 50, HRTIMER_MODE_REL);
	hrtimer_start(&s.timer, 70, HRTIMER_MODE_REL);
	EXPECT_EQ(hrtimer_cancel(&s.timer), 1);
	EXPECT_EQ(hrtimer_next_expiry(this_cpu()), KTIME_MAX);
	hrtimer_start(&s.timer, KTIME_MAX, HRTIMER_MODE_REL);
	EXPECT_EQ(hrtimer_next_expiry(this_cpu()), KTIME_MAX);
	EXPECT_EQ(hrtimer_cancel(&s.timer), 1);
	task_leave(&g);
	run_until_idle(&h);
	EXPECT_EQ(s.fired, 0);
	test_host_end(&h);
}

/* CLOCK_REALTIME is another name for the same moment. */
TEST(realtime_timer_fires_with_the_monotonic_one)
{
	struct world_opts opts = {.mode = WORLD_VIRTUAL,
				  .seed = 1,
				  .epoch = 1700000000 * NSEC_PER_SEC};
	struct world *world = world_new(&opts);
	struct test_host h = {.world = world};
	struct hshot real, mono;
	struct task_guard g;

	/* a machine that starts late: boot is not 0 */
	world_run(world, 5000, NULL, NULL);
	h.machine = test_machine(world, "late", 1);
	task_enter(&g, h.machine, 0);
	hshot_init(&real, HRTIMER_MODE_ABS);
	hshot_init(&mono, HRTIMER_MODE_ABS);
	hrtimer_setup(&real.timer, hshot_fn, CLOCK_REALTIME, HRTIMER_MODE_ABS);
	EXPECT_EQ(ktime_get(), 0);
	EXPECT_EQ(ktime_get_real(), opts.epoch + 5000);
	hrtimer_start(&mono.timer, 800, HRTIMER_MODE_ABS);
	hrtimer_start(&real.timer, opts.epoch + 5000 + 700, HRTIMER_MODE_ABS);
	EXPECT_EQ(hrtimer_next_expiry(this_cpu()), 5700);
	task_leave(&g);
	run_until_idle(&h);
	EXPECT_EQ(real.at, 700);
	EXPECT_EQ(mono.at, 800);
	test_host_end(&h);
}

/* ---- two CPUs */

struct hguard {
	struct hrtimer timer;
	spinlock_t lock;
	bool inside, gone;
	unsigned int left, met;
};

static enum hrtimer_restart hguard_fn(struct hrtimer *t)
{
	struct hguard *x = container_of(t, struct hguard, timer);

	EXPECT(!x->gone);
	WRITE_ONCE(x->inside, true);
	for (int i = 0; i < 8; i++) {
		spin_lock(&x->lock);
		spin_unlock(&x->lock);
	}
	WRITE_ONCE(x->inside, false);
	hrtimer_forward_now(t, 1000);
	return --x->left ? HRTIMER_RESTART : HRTIMER_NORESTART;
}

static int hguard_start(void *data)
{
	struct hguard *x = data;

	hrtimer_start(&x->timer, 1000, HRTIMER_MODE_ABS_SOFT);
	return 0;
}

static unsigned int cancel_race(u64 seed)
{
	struct test_host h = test_host_explore(2, seed);
	struct hguard x = {.left = 4000};
	struct task_struct *t;
	struct task_guard g;

	task_enter(&g, h.machine, 0);
	spin_lock_init(&x.lock);
	hrtimer_setup(&x.timer, hguard_fn, CLOCK_MONOTONIC,
		      HRTIMER_MODE_ABS_SOFT);
	t = kthread_create_on_cpu(hguard_start, &x, 1, "start");
	wake_up_process(t);
	schedule_timeout_uninterruptible(1); /* 2 ms: as it fires again */
	explore_point();
	x.met = READ_ONCE(x.inside);
	EXPECT_EQ(hrtimer_cancel(&x.timer), 1);
	EXPECT(!READ_ONCE(x.inside));
	x.gone = true;
	kthread_stop(t);
	task_leave(&g);
	world_run(h.world, 10 * NSEC_PER_MSEC, NULL, NULL);
	EXPECT_GT(x.left, 0);
	test_host_end(&h);
	return x.met;
}

TEST(hrtimer_cancel_waits_for_the_handler_on_another_cpu)
{
	unsigned int met = 0;

	for (u64 seed = 1; seed <= 20; seed++)
		met += cancel_race(seed);
	EXPECT_GT(met, 1); /* else the test has shown nothing */
}

TEST(armed_hrtimers_are_reported_and_counted_at_the_end)
{
	struct test_host h = test_host(1);
	const char *fn = (const char *)hshot_fn;
	struct hshot s[2];
	struct task_guard g;

	task_enter(&g, h.machine, 0);
	for (int i = 0; i < 2; i++) {
		hshot_init(&s[i], HRTIMER_MODE_REL);
		hrtimer_start(&s[i].timer, 77, HRTIMER_MODE_REL);
	}
	EXPECT_EQ(hrtimers_in_range(h.machine, fn, fn + 1), 2);
	EXPECT_EQ(hrtimers_in_range(h.machine, fn + 1, fn + 9), 0);
	task_leave(&g);
	EXPECT_EQ(machine_free(h.machine), 2);
	world_free(h.world);
}
