// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lib_timer_test - the wheel: when, in which order, where, and how cheaply
 *
 * Where:   lib/timer.c, lib/timer_list.c.
 * Mirrors: none; the kernel has no test of its wheel.
 * Spec:    lib/timer.h; expiry times worked out from the kernel's calc_index().
 */
#include <stdlib.h>

#include "lib/err.h"
#include "lib/interrupt.h"
#include "lib/kthread.h"
#include "lib/ktime.h"
#include "lib/random.h"
#include "lib/spinlock.h"
#include "lib/timer.h"
#include "tests/harness.h"
#include "tests/world.h"

struct shot {
	struct timer_list timer;
	unsigned long at; /* jiffies when it fired last */
	unsigned int fired;
	unsigned int cpu;
	unsigned int order;
	unsigned int *next;
};

static void shot_fn(struct timer_list *t)
{
	struct shot *s = from_timer(s, t, timer);

	EXPECT(in_serving_softirq());
	EXPECT(!timer_pending(t));
	s->at = jiffies;
	s->fired++;
	s->cpu = smp_processor_id();
	if (s->next)
		s->order = (*s->next)++;
}

static void run_until_idle(struct test_host *h)
{
	EXPECT_EQ(world_run(h->world, KTIME_MAX, NULL, NULL), -ENOENT);
}

/*
 * Armed at jiffies INITIAL_JIFFIES = 2^32 - 300000, which is 32 modulo 64 and
 * 512, 3104 modulo 4096, 27680 modulo 32768, 224288 modulo 2^18, 1797152
 * modulo 2^21 and 16477216 modulo 2^24. On level n, the slot's end is
 * ((expires >> 3n) + 1) << 3n. Example: 504 is the first time-out of level 2;
 * 32 + 504 = 536 lies in the slot 512..575, which ends 576 - 32 = 544 later.
 */
static const struct {
	long timeout, fires;
} wheel_table[] = {
	{-5, 0},
	{0, 1},
	{1, 2},
	{62, 63},
	{63, 64},
	{64, 72},
	{100, 104},
	{503, 504},
	{504, 544},
	{1000, 1056},
	{4031, 4064},
	{4032, 4064},
	{5000, 5088},
	{30000, 30176},
	{32256, 33760},
	{60000, 62432},
	{258048, 267232},
	{3600000, 3707872},
	{43200000, 44340192},
	{432000000, 436507616},
	{1056964608L + 1000, 1040487392}, /* beyond the last level: cut off */
};

TEST(timer_fires_at_the_end_of_the_kernels_slot)
{
	for (size_t i = 0; i < ARRAY_SIZE(wheel_table); i++) {
		struct test_host h = test_host(1);
		struct shot s = {.fired = 0};
		unsigned long start;
		struct task_guard g;

		task_enter(&g, h.machine, 0);
		start = jiffies;
		EXPECT_EQ(start, 4294667296UL);
		timer_setup(&s.timer, shot_fn, 0);
		EXPECT_EQ(
			mod_timer(
				&s.timer,
				start + (unsigned long)wheel_table[i].timeout),
			0);
		EXPECT(timer_pending(&s.timer));
		EXPECT_EQ(timer_next_expiry(this_cpu()),
			  wheel_table[i].fires * NSEC_PER_MSEC);
		task_leave(&g);
		run_until_idle(&h);
		EXPECT_EQ(s.fired, 1);
		EXPECT_EQ((long)(s.at - start), wheel_table[i].fires);
		EXPECT_EQ(world_now(h.world),
			  wheel_table[i].fires * NSEC_PER_MSEC);
		test_host_end(&h);
	}
}

TEST(timers_of_a_slot_fire_in_the_order_of_arming_coarse_levels_first)
{
	struct test_host h = test_host(1);
	struct shot s[40] = {{.fired = 0}};
	unsigned int next = 0;
	struct task_guard g;

	task_enter(&g, h.machine, 0);
	for (int i = 0; i < 40; i++) {
		s[i].next = &next;
		timer_setup(&s[i].timer, shot_fn, 0);
	}
	/* level 1, due 104 from now on; then, nearer, level 0 for the same */
	for (int i = 20; i < 40; i++)
		mod_timer(&s[i].timer, jiffies + 100);
	schedule_timeout_uninterruptible(60);
	for (int i = 0; i < 20; i++)
		mod_timer(&s[i].timer, INITIAL_JIFFIES + 103);
	/* one from the middle and the last one leave, and come back last */
	EXPECT_EQ(timer_delete(&s[5].timer), 1);
	EXPECT_EQ(timer_delete(&s[19].timer), 1);
	mod_timer(&s[5].timer, INITIAL_JIFFIES + 103);
	mod_timer(&s[19].timer, INITIAL_JIFFIES + 103);
	task_leave(&g);
	run_until_idle(&h);
	for (int i = 20; i < 40; i++)
		EXPECT_EQ(s[i].order, i - 20);
	for (int i = 0; i < 5; i++)
		EXPECT_EQ(s[i].order, 20 + i);
	EXPECT_EQ(s[6].order, 25);
	EXPECT_EQ(s[18].order, 37);
	EXPECT_EQ(s[5].order, 38);
	EXPECT_EQ(s[19].order, 39);
	for (int i = 0; i < 40; i++)
		EXPECT_EQ(s[i].at, INITIAL_JIFFIES + 104);
	test_host_end(&h);
}

TEST(return_values_say_whether_it_was_pending)
{
	struct test_host h = test_host(1);
	struct shot s = {.fired = 0};
	struct task_guard g;

	task_enter(&g, h.machine, 0);
	timer_setup(&s.timer, shot_fn, 0);
	EXPECT_EQ(timer_delete(&s.timer), 0);
	EXPECT_EQ(timer_delete_sync(&s.timer), 0);
	EXPECT_EQ(mod_timer_pending(&s.timer, jiffies + 5), 0);
	EXPECT(!timer_pending(&s.timer));
	EXPECT_EQ(timer_reduce(&s.timer, jiffies + 500), 0);
	EXPECT_EQ(timer_reduce(&s.timer, jiffies + 600), 1);
	EXPECT_EQ(s.timer.expires, jiffies + 500);
	EXPECT_EQ(timer_reduce(&s.timer, jiffies + 10), 1);
	EXPECT_EQ(s.timer.expires, jiffies + 10);
	EXPECT_EQ(mod_timer(&s.timer, jiffies + 20), 1);
	EXPECT_EQ(mod_timer_pending(&s.timer, jiffies + 30), 1);
	EXPECT_EQ(timers_armed(h.machine), 1);
	EXPECT_EQ(timer_delete(&s.timer), 1);
	EXPECT_EQ(timers_armed(h.machine), 0);
	EXPECT_EQ(timer_next_expiry(this_cpu()), KTIME_MAX);
	s.timer.expires = jiffies + 3;
	add_timer(&s.timer);
	EXPECT_EQ(timer_shutdown_sync(&s.timer), 1);
	EXPECT_EQ(mod_timer(&s.timer, jiffies + 1), 0);
	EXPECT(!timer_pending(&s.timer));
	task_leave(&g);
	run_until_idle(&h);
	EXPECT_EQ(s.fired, 0);
	test_host_end(&h);
}

/* A cancelled timer costs the world no turn: idle is idle. */
TEST(deleted_timer_leaves_no_event_behind)
{
	struct test_host h = test_host(1);
	struct shot s[3] = {{.fired = 0}};
	struct task_guard g;

	task_enter(&g, h.machine, 0);
	for (int i = 0; i < 3; i++) {
		timer_setup(&s[i].timer, shot_fn, 0);
		mod_timer(&s[i].timer, jiffies + 10 + 30UL * (unsigned)i);
	}
	timer_delete(&s[0].timer);
	task_leave(&g);
	EXPECT_EQ(world_next_event(h.world), 41 * NSEC_PER_MSEC);
	task_enter(&g, h.machine, 0);
	timer_delete(&s[1].timer);
	timer_delete(&s[2].timer);
	task_leave(&g);
	EXPECT_EQ(world_next_event(h.world), KTIME_MAX);
	test_host_end(&h);
}

/* Handlers that arm their own timer, others', and take others back. */
struct repeat {
	struct timer_list timer;
	struct timer_list *victim;
	long step;
	unsigned int left;
	unsigned long at[12];
	unsigned int n;
};

static void repeat_fn(struct timer_list *t)
{
	struct repeat *r = from_timer(r, t, timer);

	r->at[r->n++] = jiffies;
	if (--r->left)
		mod_timer(t, jiffies + (unsigned long)r->step);
	if (r->victim)
		timer_delete_sync(r->victim);
}

TEST(timer_armed_by_its_handler_fires_again_but_not_in_the_same_jiffy)
{
	/* While handlers run, the base's clock is one jiffy ahead. */
	static const struct {
		long step;
		unsigned long apart;
	} t[] = {{-10, 1}, {0, 1}, {1, 2}, {2, 3}, {10, 11}, {62, 63}};

	for (size_t i = 0; i < ARRAY_SIZE(t); i++) {
		struct test_host h = test_host(1);
		struct repeat r = {.step = t[i].step, .left = 10};
		struct task_guard g;

		task_enter(&g, h.machine, 0);
		timer_setup(&r.timer, repeat_fn, 0);
		mod_timer(&r.timer, jiffies);
		task_leave(&g);
		run_until_idle(&h);
		EXPECT_EQ(r.n, 10);
		for (unsigned int k = 1; k < 10; k++)
			EXPECT_EQ(r.at[k] - r.at[k - 1], t[i].apart);
		test_host_end(&h);
	}
}

TEST(handler_may_delete_a_timer_that_expires_with_it)
{
	struct test_host h = test_host(1);
	struct shot s[3] = {{.fired = 0}};
	struct repeat r = {.left = 1, .victim = &s[1].timer};
	struct task_guard g;

	task_enter(&g, h.machine, 0);
	for (int i = 0; i < 3; i++)
		timer_setup(&s[i].timer, shot_fn, 0);
	timer_setup(&r.timer, repeat_fn, 0);
	mod_timer(&s[0].timer, jiffies + 9);
	mod_timer(&r.timer, jiffies + 9);
	mod_timer(&s[1].timer, jiffies + 9);
	mod_timer(&s[2].timer, jiffies + 9);
	task_leave(&g);
	run_until_idle(&h);
	EXPECT_EQ(s[0].fired, 1);
	EXPECT_EQ(s[1].fired, 0);
	EXPECT_EQ(s[2].fired, 1);
	test_host_end(&h);
}

/* A hundred thousand: none lost, none early, none later than an eighth. */
TEST(many_timers_fire_once_in_time_or_not_at_all)
{
	enum { N = 100000 };
	struct test_host h = test_host(1);
	struct shot *s = calloc(N, sizeof(*s));
	unsigned int armed = 0, fired = 0;
	struct task_guard g;

	task_enter(&g, h.machine, 0);
	for (int i = 0; i < N; i++) {
		timer_setup(&s[i].timer, shot_fn, 0);
		mod_timer(&s[i].timer,
			  jiffies + get_random_u32_below(
					    1u << get_random_u32_below(22)));
	}
	EXPECT_EQ(timers_armed(h.machine), N);
	for (int i = 0; i < N; i++) {
		u32 what = get_random_u32_below(4);

		if (what == 0)
			EXPECT_EQ(timer_delete(&s[i].timer), 1);
		else if (what == 1)
			EXPECT_EQ(
				mod_timer(&s[i].timer,
					  jiffies + get_random_u32_below(9999)),
				1);
		if (what)
			armed++;
	}
	EXPECT_EQ(timers_armed(h.machine), armed);
	task_leave(&g);
	run_until_idle(&h);
	for (int i = 0; i < N; i++) {
		unsigned long timeout = s[i].timer.expires - INITIAL_JIFFIES;

		fired += s[i].fired;
		if (s[i].fired != 1)
			EXPECT_EQ(s[i].fired, 0);
		else if (s[i].at <= s[i].timer.expires ||
			 s[i].at > s[i].timer.expires + timeout / 7 + 1)
			EXPECT_EQ(s[i].at, s[i].timer.expires);
	}
	EXPECT_EQ(fired, armed);
	free(s);
	test_host_end(&h);
}

/* ---- several CPUs */

TEST(timer_runs_where_it_was_armed_last)
{
	struct test_host h = test_host(3);
	struct shot s = {.fired = 0}, on = {.fired = 0};
	struct task_guard g;

	task_enter(&g, h.machine, 0);
	timer_setup(&s.timer, shot_fn, 0);
	timer_setup(&on.timer, shot_fn, 0);
	mod_timer(&s.timer, jiffies + 100);
	on.timer.expires = jiffies + 10;
	add_timer_on(&on.timer, 1);
	task_leave(&g);
	task_enter(&g, h.machine, 2);
	EXPECT_EQ(mod_timer(&s.timer, jiffies + 5), 1);
	task_leave(&g);
	EXPECT_EQ(timer_next_expiry(&h.machine->cpus[0]), KTIME_MAX);
	run_until_idle(&h);
	EXPECT_EQ(s.fired, 1);
	EXPECT_EQ(s.cpu, 2);
	EXPECT_EQ(s.at, INITIAL_JIFFIES + 6);
	EXPECT_EQ(on.fired, 1);
	EXPECT_EQ(on.cpu, 1);
	EXPECT_EQ(on.at, INITIAL_JIFFIES + 11);
	test_host_end(&h);
}

/* The handler can be interrupted at its lock by another CPU. */
struct guarded {
	struct timer_list timer;
	spinlock_t lock;
	bool inside;
	bool rearm, atomic;
	bool gone;
	unsigned int met; /* somebody came while it ran */
};

static void guarded_fn(struct timer_list *t)
{
	struct guarded *x = from_timer(x, t, timer);

	EXPECT(!x->gone);
	WRITE_ONCE(x->inside, true);
	for (int i = 0; i < 4; i++) {
		spin_lock(&x->lock);
		spin_unlock(&x->lock);
	}
	if (x->rearm)
		mod_timer(t, jiffies);
	for (int i = 0; i < 4; i++) {
		spin_lock(&x->lock);
		spin_unlock(&x->lock);
	}
	EXPECT(!x->gone);
	WRITE_ONCE(x->inside, false);
}

static int guarded_killer(void *data)
{
	struct guarded *x = data;

	schedule_timeout_uninterruptible(4); /* with the handler's jiffy */
	explore_point();
	explore_point();
	if (x->atomic)
		local_bh_disable();
	x->met += READ_ONCE(x->inside);
	if (x->rearm)
		timer_delete_sync(&x->timer);
	else
		timer_shutdown_sync(&x->timer);
	EXPECT(!READ_ONCE(x->inside));
	EXPECT(!timer_pending(&x->timer));
	x->gone = true;
	if (x->atomic)
		local_bh_enable();
	return 0;
}

static unsigned int delete_race(u64 seed, bool rearm, bool atomic)
{
	struct test_host h = test_host_explore(2, seed);
	struct guarded x = {.rearm = rearm, .atomic = atomic};
	struct task_struct *t;
	struct task_guard g;

	task_enter(&g, h.machine, 0);
	spin_lock_init(&x.lock);
	timer_setup(&x.timer, guarded_fn, 0);
	x.timer.expires = jiffies + 4;
	add_timer_on(&x.timer, 1);
	t = kthread_run(guarded_killer, &x, "killer");
	while (!READ_ONCE(t->exited))
		schedule_timeout_uninterruptible(1);
	kthread_stop(t);
	task_leave(&g);
	world_run(h.world, 100 * NSEC_PER_MSEC, NULL, NULL);
	test_host_end(&h);
	return x.met;
}

TEST(delete_sync_waits_for_the_handler_on_another_cpu)
{
	unsigned int met[3] = {0};

	for (u64 seed = 1; seed <= 200; seed++) {
		met[0] += delete_race(seed, false, false);
		met[1] += delete_race(seed, true, false);
		met[2] += delete_race(seed, false, true);
	}
	/* else the test has shown nothing */
	EXPECT_GT(met[0], 5);
	EXPECT_GT(met[1], 5);
	EXPECT_GT(met[2], 5);
}

/* Two CPUs move, delete and fire the same few timers: the books agree. */
struct crowd {
	struct shot s[8];
	int refs; /* as sk_reset_timer() counts: one while it is pending */
	spinlock_t lock;
	unsigned int salt;
};

static void crowd_fn(struct timer_list *t)
{
	struct shot *s = from_timer(s, t, timer);

	__atomic_fetch_sub((int *)s->next, 1, __ATOMIC_RELAXED);
}

static int crowd_task(void *data)
{
	struct crowd *c = data;
	u32 rnd = smp_processor_id() * 77 + c->salt;

	for (int i = 0; i < 100; i++) {
		struct timer_list *t = &c->s[(rnd >> 8) % 8].timer;

		rnd = rnd * 1664525 + 1013904223;
		if (rnd >> 30) {
			if (!mod_timer(t, jiffies + (rnd >> 16) % 70))
				__atomic_fetch_add(&c->refs, 1,
						   __ATOMIC_RELAXED);
		} else if (timer_delete(t)) {
			__atomic_fetch_sub(&c->refs, 1, __ATOMIC_RELAXED);
		}
		if (!(rnd >> 29))
			schedule_timeout_uninterruptible(1);
	}
	return 0;
}

static void crowd_run(struct test_host *h, unsigned int salt)
{
	struct crowd c = {.salt = salt};
	struct task_struct *t[2];
	struct task_guard g;

	task_enter(&g, h->machine, 0);
	for (int i = 0; i < 8; i++) {
		timer_setup(&c.s[i].timer, crowd_fn, 0);
		c.s[i].next = (unsigned int *)&c.refs;
	}
	for (unsigned int i = 0; i < 2; i++) {
		t[i] = kthread_create_on_cpu(crowd_task, &c, i, "crowd/%u", i);
		wake_up_process(t[i]);
	}
	for (int i = 0; i < 2; i++) {
		while (!READ_ONCE(t[i]->exited))
			schedule_timeout_uninterruptible(1);
		kthread_stop(t[i]);
	}
	schedule_timeout_uninterruptible(100);
	EXPECT_EQ(__atomic_load_n(&c.refs, __ATOMIC_RELAXED), 0);
	EXPECT_EQ(timers_armed(h->machine), 0);
	task_leave(&g);
}

TEST(timers_moved_by_two_cpus_keep_their_books)
{
	for (u64 seed = 1; seed <= 100; seed++) {
		struct test_host h = test_host_explore(2, seed);

		crowd_run(&h, (unsigned int)seed);
		test_host_end(&h);
	}
}

TEST(timers_moved_by_two_live_cpus_keep_their_books)
{
	struct test_host h = test_host_live(2);

	crowd_run(&h, 1);
	test_host_end(&h);
}

/* ---- time is cheap */

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SLOWER 8
#else
#define SLOWER 1
#endif

static void period_fn(struct timer_list *t)
{
	struct repeat *r = from_timer(r, t, timer);

	r->n++;
	mod_timer(t, jiffies + (unsigned long)r->step);
}

TEST(sixty_seconds_of_timers_take_under_fifty_milliseconds)
{
	struct test_host h = test_host(1);
	static struct repeat r[100];
	unsigned int fired = 0;
	struct task_guard g;
	u64 start;

	task_enter(&g, h.machine, 0);
	for (unsigned int i = 0; i < 100; i++) {
		r[i].step = 100 + 90L * i;
		r[i].n = 0;
		timer_setup(&r[i].timer, period_fn, 0);
		mod_timer(&r[i].timer, jiffies + (unsigned long)r[i].step);
	}
	task_leave(&g);
	start = test_wall_ns();
	EXPECT_EQ(world_run(h.world, 60 * NSEC_PER_SEC, NULL, NULL), 0);
	EXPECT_LT(test_wall_ns() - start, SLOWER * 50 * NSEC_PER_MSEC);
	task_enter(&g, h.machine, 0);
	EXPECT_EQ(ktime_get(), 60 * NSEC_PER_SEC);
	for (int i = 0; i < 100; i++) {
		fired += r[i].n;
		EXPECT_EQ(timer_delete_sync(&r[i].timer), 1);
	}
	EXPECT_GT(fired, 2000);
	task_leave(&g);
	test_host_end(&h);
}

TEST(empty_time_is_jumped_over)
{
	struct test_host h = test_host(1);
	struct shot s = {.fired = 0};
	struct task_guard g;
	u64 switches;

	task_enter(&g, h.machine, 0);
	timer_setup(&s.timer, shot_fn, 0);
	mod_timer(&s.timer, jiffies + 86400UL * HZ);
	switches = this_cpu()->nr_switches;
	task_leave(&g);
	run_until_idle(&h);
	EXPECT_EQ(s.fired, 1);
	EXPECT_LE(h.machine->cpus[0].nr_switches - switches, 2);
	test_host_end(&h);
}

/* ---- reports */

static void walk_fn(void *data, const char *what, const void *function,
		    ktime_t expires)
{
	unsigned int *n = data;

	(*n)++;
	EXPECT_STREQ(what, "shot_fn");
	EXPECT_EQ(function, (const void *)shot_fn);
	EXPECT_EQ(expires, 77 * NSEC_PER_MSEC);
}

TEST(armed_timers_are_reported_and_counted_at_the_end)
{
	struct test_host h = test_host(2);
	struct shot s[2] = {{.fired = 0}};
	const char *fn = (const char *)shot_fn;
	unsigned int n = 0;
	struct task_guard g;

	task_enter(&g, h.machine, 1);
	for (int i = 0; i < 2; i++) {
		timer_setup(&s[i].timer, shot_fn, 0);
		mod_timer(&s[i].timer, jiffies + 77);
	}
	timers_walk(h.machine, walk_fn, &n);
	EXPECT_EQ(n, 2);
	EXPECT_EQ(timers_in_range(h.machine, fn, fn + 1), 2);
	EXPECT_EQ(timers_in_range(h.machine, fn + 1, fn + 9), 0);
	task_leave(&g);
	EXPECT_EQ(machine_free(h.machine), 2);
	world_free(h.world);
	EXPECT(!timer_pending(&s[0].timer) && !timer_pending(&s[1].timer));
}

TEST(round_jiffies_goes_to_whole_seconds)
{
	struct test_host h = test_host(2);
	struct task_guard g;

	task_enter(&g, h.machine, 0);
	/* boot is 296 ms into a second of jiffies */
	EXPECT_EQ(round_jiffies(jiffies + 5000), jiffies + 5704);
	EXPECT_EQ(round_jiffies(jiffies + 4710), jiffies + 4704);
	EXPECT_EQ(round_jiffies_up(jiffies + 4710), jiffies + 5704);
	/* never into the past */
	EXPECT_EQ(round_jiffies(jiffies + 704 + 1), jiffies + 704);
	task_leave(&g);
	task_enter(&g, h.machine, 1);
	EXPECT_EQ(round_jiffies(jiffies + 5000), jiffies + 5701);
	task_leave(&g);
	test_host_end(&h);
}

TEST_SOAK(timers_of_two_cpus_keep_their_books_under_many_seeds)
{
	u64 n = test_soak_count(20000);

	for (u64 i = 0; i < n; i++) {
		u64 seed = test_random() | 1;
		struct test_host h = test_host_explore(2, seed);

		crowd_run(&h, (unsigned int)seed);
		test_host_end(&h);
		delete_race(seed, i & 1, i & 2);
	}
}
