// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lib_rcu_test - nobody's object is freed under his eyes, and all are freed
 *
 * Where:   lib/rcu.c: order, waiting, races explored and live.
 * Mirrors: kernel/rcu/rcutorture.c in purpose.
 * Spec:    lib/rcupdate.h.
 */
#include "lib/completion.h"
#include "lib/err.h"
#include "lib/interrupt.h"
#include "lib/kthread.h"
#include "lib/ktime.h"
#include "lib/rcupdate.h"
#include "lib/slab.h"
#include "lib/spinlock.h"
#include "tests/harness.h"
#include "tests/world.h"

#define ALIVE 0x600df00du
#define DEAD  0xdeadbeefu

struct obj {
	unsigned int before;
	struct rcu_head rcu;
	unsigned int canary;
};

static int join(struct task_struct *t)
{
	while (!READ_ONCE(t->exited))
		schedule_timeout_uninterruptible(1);
	return kthread_stop(t);
}

static struct task_struct *start(int (*fn)(void *), void *data,
				 unsigned int cpu)
{
	struct task_struct *t =
		kthread_create_on_cpu(fn, data, cpu, "t%u", cpu);

	wake_up_process(t);
	return t;
}

/* ---- order and place of callbacks */

struct note {
	struct rcu_head rcu;
	unsigned int order, cpu;
	unsigned int *next;
	struct note *then;
};

static void note_fn(struct rcu_head *head)
{
	struct note *n = container_of(head, struct note, rcu);

	EXPECT(in_serving_softirq());
	n->order = (*n->next)++;
	n->cpu = smp_processor_id();
	if (n->then)
		call_rcu(&n->then->rcu, note_fn);
}

TEST(callback_runs_when_the_baton_has_gone_up_once)
{
	struct test_host h = test_host(1);
	unsigned int next = 0;
	struct note n = {.next = &next};
	struct task_guard g;

	task_enter(&g, h.machine, 0);
	rcu_read_lock();
	call_rcu(&n.rcu, note_fn);
	local_bh_disable();
	local_bh_enable();
	EXPECT_EQ(next, 0);
	rcu_read_unlock();
	EXPECT_EQ(next, 0);
	cond_resched();
	cond_resched();
	EXPECT_EQ(next, 1);
	task_leave(&g);
	EXPECT_EQ(world_now(h.world), 0); /* no tick was waited for */
	test_host_end(&h);
}

TEST(callbacks_run_in_order_on_the_cpu_that_queued_them)
{
	enum { N = 500 };
	struct test_host h = test_host(3);
	static struct note n[N];
	unsigned int next = 0;
	struct note last = {.next = &next};
	struct task_guard g;

	task_enter(&g, h.machine, 2);
	for (int i = 0; i < N; i++) {
		n[i] = (struct note){.next = &next};
		if (i == N - 1)
			n[i].then = &last; /* queued by a callback */
		call_rcu(&n[i].rcu, note_fn);
		if (i == 100)
			cond_resched();
	}
	rcu_barrier();
	for (int i = 0; i < N; i++) {
		EXPECT_EQ(n[i].order, i);
		EXPECT_EQ(n[i].cpu, 2);
	}
	rcu_barrier();
	EXPECT_EQ(last.order, N);
	task_leave(&g);
	test_host_end(&h);
}

TEST(barrier_waits_for_every_cpu)
{
	struct test_host h = test_host(4);
	struct note n[4];
	unsigned int next = 0;
	struct task_guard g;

	for (int i = 0; i < 4; i++) {
		n[i] = (struct note){.next = &next};
		task_enter(&g, h.machine, i);
		local_bh_disable(); /* as in the middle of something */
		call_rcu(&n[i].rcu, note_fn);
		local_bh_enable();
		task_leave(&g);
	}
	task_enter(&g, h.machine, 1);
	rcu_barrier();
	EXPECT_EQ(next, 4);
	for (unsigned int i = 0; i < 4; i++)
		EXPECT_EQ(n[i].cpu, i);
	rcu_barrier(); /* with nothing queued */
	task_leave(&g);
	test_host_end(&h);
}

TEST(kfree_rcu_frees_the_object_around_the_head)
{
	struct test_host h = test_host(1);
	unsigned long alive;
	struct task_guard g;

	task_enter(&g, h.machine, 0);
	alive = slab_alive(h.machine);
	for (int i = 0; i < 10; i++) {
		struct obj *o = kmalloc(sizeof(*o), GFP_KERNEL);

		kfree_rcu(o, rcu);
	}
	EXPECT_EQ(slab_alive(h.machine), alive + 10);
	rcu_barrier();
	EXPECT_EQ(slab_alive(h.machine), alive);
	task_leave(&g);
	test_host_end(&h);
}

TEST(callbacks_left_at_the_end_are_run_and_counted)
{
	struct test_host h = test_host(2);
	unsigned int next = 0;
	struct note n[3];
	struct task_guard g;

	/* machine_free() waits for them: nothing is left */
	task_enter(&g, h.machine, 1);
	for (int i = 0; i < 3; i++) {
		n[i] = (struct note){.next = &next};
		call_rcu(&n[i].rcu, note_fn);
	}
	task_leave(&g);
	test_host_end(&h);
	EXPECT_EQ(next, 3);
}

/* ---- a reader holds the grace period up; others do not */

static int long_reader(void *data)
{
	unsigned int *phase = data;

	rcu_read_lock();
	*phase = 1;
	cpu_charge(5000); /* 5 us inside */
	cpu_settle();
	*phase = 2;
	rcu_read_unlock();
	schedule_timeout_uninterruptible(1000);
	return 0;
}

TEST(synchronize_waits_for_a_reader_of_another_cpu_and_no_longer)
{
	struct test_host h = test_host(8); /* six CPUs idle */
	unsigned int phase = 0;
	struct task_struct *t;
	struct task_guard g;

	task_enter(&g, h.machine, 0);
	synchronize_rcu();
	EXPECT_EQ(ktime_get(), 0); /* nobody reads: nothing to wait for */
	t = start(long_reader, &phase, 1);
	cond_resched();
	EXPECT_EQ(phase, 1);
	synchronize_rcu();
	EXPECT_EQ(phase, 2);
	EXPECT_EQ(ktime_get(), 5000);
	join(t);
	task_leave(&g);
	test_host_end(&h);
}

/* ---- one updater, one reader, under explored interleavings */

enum bug {
	BUG_NONE,
	BUG_FREE_AT_ONCE, /* the updater does not wait */
	BUG_NO_READ_LOCK, /* the reader sleeps with the object in hand */
};

struct race {
	struct obj *p;
	enum bug bug;
	bool sync; /* synchronize_rcu() instead of call_rcu() */
	unsigned int bad, reads;
	bool stop;
};

/* Freed, but kept where the reader can still see that it was. */
static void obj_dead(struct rcu_head *head)
{
	container_of(head, struct obj, rcu)->canary = DEAD;
}

static int reader(void *data)
{
	struct race *r = data;

	while (!READ_ONCE(r->stop)) {
		struct obj *o;

		if (r->bug != BUG_NO_READ_LOCK)
			rcu_read_lock();
		o = rcu_dereference(r->p);
		for (int i = 0; i < 6; i++)
			explore_point();
		if (r->bug == BUG_NO_READ_LOCK)
			cond_resched(); /* would be reported under the lock */
		r->bad += READ_ONCE(o->canary) != ALIVE;
		r->reads++;
		if (r->bug != BUG_NO_READ_LOCK)
			rcu_read_unlock();
		cond_resched();
	}
	return 0;
}

static int updater(void *data)
{
	static struct obj objs[2][32];
	struct race *r = data;
	struct obj *fresh = objs[current_machine()->nr_cpus & 1];

	for (int i = 0; i < 30; i++) {
		struct obj *old = r->p;

		fresh[i].canary = ALIVE;
		rcu_assign_pointer(r->p, &fresh[i]);
		explore_point();
		if (r->bug == BUG_FREE_AT_ONCE) {
			old->canary = DEAD;
		} else if (r->sync) {
			synchronize_rcu();
			old->canary = DEAD;
		} else {
			call_rcu(&old->rcu, obj_dead);
		}
		cond_resched();
	}
	rcu_barrier();
	r->stop = true;
	return 0;
}

static struct race race_once(u64 seed, enum bug bug, bool sync)
{
	struct test_host h = test_host_explore(2, seed);
	struct obj first = {.canary = ALIVE};
	struct race r = {.p = &first, .bug = bug, .sync = sync};
	struct task_struct *t[2];
	struct task_guard g;

	task_enter(&g, h.machine, 0);
	t[0] = start(updater, &r, 0);
	t[1] = start(reader, &r, 1);
	join(t[0]);
	join(t[1]);
	task_leave(&g);
	test_host_end(&h);
	return r;
}

TEST(readers_never_see_a_freed_object)
{
	unsigned int reads = 0;

	for (u64 seed = 1; seed <= 100; seed++) {
		struct race a = race_once(seed, BUG_NONE, false);
		struct race b = race_once(seed, BUG_NONE, true);

		EXPECT_EQ(a.bad, 0);
		EXPECT_EQ(b.bad, 0);
		reads += a.reads + b.reads;
	}
	EXPECT_GT(reads, 1000);
}

/* The same test finds what it is for: the planted bugs, and repeats them. */
TEST(exploring_finds_a_missing_grace_period_and_a_missing_read_lock)
{
	for (enum bug bug = BUG_FREE_AT_ONCE; bug <= BUG_NO_READ_LOCK; bug++) {
		struct race r = {.bad = 0};
		u64 seed = 0;

		while (!r.bad && seed < 1000)
			r = race_once(++seed, bug, false);
		EXPECT_GT(r.bad, 0);
		EXPECT_EQ(race_once(seed, bug, false).bad, r.bad);
	}
}

/* ---- live: two threads, real time; for the thread sanitizer, too */

struct live {
	struct obj *p;
	bool stop;
	unsigned int bad;
	unsigned long reads;
	struct completion reading; /* the reader has begun */
};

static int live_reader(void *data)
{
	struct live *l = data;

	while (!READ_ONCE(l->stop)) {
		for (int i = 0; i < 50; i++) {
			rcu_read_lock();
			l->bad += rcu_dereference(l->p)->canary != ALIVE;
			l->reads++;
			rcu_read_unlock();
		}
		if (l->reads == 50)
			complete(&l->reading);
		cond_resched();
	}
	return 0;
}

static void live_free(struct rcu_head *head)
{
	struct obj *o = container_of(head, struct obj, rcu);

	o->canary = DEAD;
	kfree(o);
}

static int live_updater(void *data)
{
	struct live *l = data;

	wait_for_completion(&l->reading);
	for (int i = 0; i < 2000; i++) {
		struct obj *old = l->p,
			   *new = kmalloc(sizeof(*new), GFP_KERNEL);

		new->canary = ALIVE;
		rcu_assign_pointer(l->p, new);
		if (i % 16) {
			call_rcu(&old->rcu, live_free);
			if (!(i % 5))
				cond_resched();
			continue;
		}
		synchronize_rcu();
		old->canary = DEAD;
		kfree(old);
	}
	rcu_barrier();
	WRITE_ONCE(l->stop, true);
	return 0;
}

TEST(live_readers_on_another_cpu_never_see_a_freed_object)
{
	struct test_host h = test_host_live(2);
	struct live l = {.bad = 0};
	struct task_struct *t[2];
	struct task_guard g;

	task_enter(&g, h.machine, 0);
	init_completion(&l.reading);
	l.p = kmalloc(sizeof(*l.p), GFP_KERNEL);
	l.p->canary = ALIVE;
	t[1] = start(live_reader, &l, 1);
	t[0] = start(live_updater, &l, 0);
	join(t[0]);
	join(t[1]);
	EXPECT_EQ(l.bad, 0);
	EXPECT_GT(l.reads, 0);
	kfree(l.p);
	task_leave(&g);
	test_host_end(&h);
}

TEST_SOAK(readers_never_see_a_freed_object_under_many_seeds)
{
	u64 n = test_soak_count(20000);

	for (u64 i = 0; i < n; i++) {
		u64 seed = test_random() | 1;

		EXPECT_EQ(race_once(seed, BUG_NONE, i & 1).bad, 0);
	}
}
