// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lib_workqueue_test - works run once, in order, where and when they should
 *
 * Where:   lib/workqueue.c, lib/workqueue_flush.c.
 * Mirrors: none.
 * Spec:    lib/workqueue.h.
 */
#include "lib/atomic.h"
#include "lib/err.h"
#include "lib/interrupt.h"
#include "lib/kthread.h"
#include "lib/ktime.h"
#include "lib/slab.h"
#include "lib/spinlock.h"
#include "lib/workqueue.h"
#include "tests/harness.h"
#include "tests/world.h"

struct job {
	struct work_struct work;
	struct delayed_work dwork;
	unsigned int ran, again;
	unsigned int order, *next;
	unsigned int cpu;
	long naps;
	unsigned long at;
	bool inside, gone;
	struct workqueue_struct *wq;
	struct timer_list timer;
};

static void job_run(struct job *j)
{
	EXPECT(in_task());
	EXPECT(!in_atomic());
	EXPECT(!j->gone);
	EXPECT(!j->inside); /* never on two CPUs at a time */
	WRITE_ONCE(j->inside, true);
	j->ran++;
	j->cpu = smp_processor_id();
	j->at = jiffies;
	if (j->next)
		j->order = (*j->next)++;
	if (j->naps)
		schedule_timeout_uninterruptible(j->naps);
	WRITE_ONCE(j->inside, false);
}

static void job_fn(struct work_struct *w)
{
	struct job *j = container_of(w, struct job, work);

	EXPECT(!work_pending(w) || j->again);
	job_run(j);
	if (j->again) {
		j->again--;
		queue_work(j->wq, w);
	}
}

static void djob_fn(struct work_struct *w)
{
	struct job *j = container_of(to_delayed_work(w), struct job, dwork);

	job_run(j);
	if (j->again) {
		j->again--;
		queue_delayed_work(j->wq, &j->dwork, 10);
	}
}

static void job_init(struct job *j)
{
	memset(j, 0, sizeof(*j));
	INIT_WORK(&j->work, job_fn);
	INIT_DELAYED_WORK(&j->dwork, djob_fn);
	j->wq = system_wq;
}

static unsigned int count_tasks(struct machine *machine)
{
	return (unsigned int)list_count_nodes(&machine->tasks);
}

TEST(work_runs_in_a_task_that_is_made_when_the_first_work_comes)
{
	struct test_host h = test_host(2);
	unsigned int tasks;
	struct job j;
	struct task_guard g;

	task_enter(&g, h.machine, 1);
	job_init(&j);
	tasks = count_tasks(h.machine);
	EXPECT(schedule_work(&j.work));
	EXPECT(!schedule_work(&j.work));
	EXPECT(work_pending(&j.work));
	EXPECT_EQ(j.ran, 0);
	EXPECT(flush_work(&j.work));
	EXPECT_EQ(j.ran, 1);
	EXPECT_EQ(j.cpu, 1);
	EXPECT(!work_pending(&j.work));
	EXPECT(!flush_work(&j.work));
	EXPECT_EQ(count_tasks(h.machine), tasks + 1);
	EXPECT(schedule_work(&j.work));
	flush_scheduled_work();
	EXPECT_EQ(j.ran, 2);
	EXPECT_EQ(count_tasks(h.machine), tasks + 1);
	EXPECT(queue_work_on(0, system_wq, &j.work));
	flush_work(&j.work);
	EXPECT_EQ(j.cpu, 0);
	EXPECT_LT(ktime_get(), 100); /* nobody waited for a clock */
	task_leave(&g);
	test_host_end(&h);
}

static void queue_from_timer(struct timer_list *t)
{
	struct job *j = from_timer(j, t, timer);

	EXPECT(in_serving_softirq());
	schedule_work(&j->work);
}

TEST(first_work_may_come_from_a_softirq)
{
	struct test_host h = test_host(1);
	struct job j;
	struct task_guard g;

	task_enter(&g, h.machine, 0);
	job_init(&j);
	timer_setup(&j.timer, queue_from_timer, 0);
	mod_timer(&j.timer, jiffies + 9);
	task_leave(&g);
	EXPECT_EQ(world_run(h.world, KTIME_MAX, NULL, NULL), -ENOENT);
	EXPECT_EQ(j.ran, 1);
	EXPECT_EQ(j.at, INITIAL_JIFFIES + 10);
	test_host_end(&h);
}

TEST(works_of_a_queue_run_in_order_even_when_they_sleep)
{
	struct test_host h = test_host(2);
	struct workqueue_struct *wq;
	unsigned int next = 0;
	struct job j[20];
	struct task_guard g;

	task_enter(&g, h.machine, 0);
	wq = alloc_ordered_workqueue("ordered", 0);
	for (int i = 0; i < 20; i++) {
		job_init(&j[i]);
		j[i].next = &next;
		j[i].naps = i % 3;
		queue_work_on(i % 2, wq, &j[i].work);
	}
	flush_workqueue(wq);
	for (int i = 0; i < 20; i++) {
		EXPECT_EQ(j[i].order, i);
		EXPECT_EQ(j[i].cpu, 0);
	}
	destroy_workqueue(wq);
	task_leave(&g);
	test_host_end(&h);
}

TEST(flush_work_waits_for_its_work_and_not_for_later_ones)
{
	struct test_host h = test_host(1);
	struct job j[3];
	struct task_guard g;

	task_enter(&g, h.machine, 0);
	for (int i = 0; i < 3; i++) {
		job_init(&j[i]);
		j[i].naps = 50;
		schedule_work(&j[i].work);
	}
	flush_work(&j[1].work);
	EXPECT_EQ(j[1].ran, 1);
	EXPECT_EQ(j[2].inside + j[2].ran, 0);
	flush_scheduled_work();
	EXPECT_EQ(j[2].ran, 1);
	task_leave(&g);
	test_host_end(&h);
}

static void free_self(struct work_struct *w)
{
	kfree(w);
}

TEST(work_may_free_itself)
{
	struct test_host h = test_host(1);
	struct task_guard g;

	task_enter(&g, h.machine, 0);
	for (int i = 0; i < 5; i++) {
		struct work_struct *w = kzalloc(sizeof(*w), GFP_KERNEL);

		INIT_WORK(w, free_self);
		schedule_work(w);
	}
	flush_scheduled_work();
	task_leave(&g);
	test_host_end(&h);
}

TEST(work_that_queues_itself_goes_on_until_it_is_cancelled)
{
	struct test_host h = test_host(1);
	struct job j;
	struct task_guard g;

	task_enter(&g, h.machine, 0);
	job_init(&j);
	j.again = 7;
	schedule_work(&j.work);
	schedule_timeout_uninterruptible(1);
	EXPECT_EQ(j.ran, 8);

	j.again = UINT_MAX;
	j.naps = 3;
	schedule_work(&j.work);
	schedule_timeout_uninterruptible(50);
	EXPECT_GT(j.ran, 10);
	cancel_work_sync(&j.work);
	EXPECT(!j.inside);
	EXPECT(!work_pending(&j.work));
	j.gone = true;
	schedule_timeout_uninterruptible(50);
	EXPECT(!cancel_work_sync(&j.work));

	/* and it can be used again */
	j.gone = false;
	j.again = 0;
	EXPECT(schedule_work(&j.work));
	EXPECT(cancel_work_sync(&j.work));
	task_leave(&g);
	test_host_end(&h);
}

TEST(delayed_work_comes_when_its_timer_fires)
{
	struct test_host h = test_host(1);
	struct job j;
	struct task_guard g;

	task_enter(&g, h.machine, 0);
	job_init(&j);
	EXPECT(queue_delayed_work(system_wq, &j.dwork, 20));
	EXPECT(!queue_delayed_work(system_wq, &j.dwork, 1));
	EXPECT(delayed_work_pending(&j.dwork));
	schedule_timeout_uninterruptible(30);
	EXPECT_EQ(j.ran, 1);
	EXPECT_EQ(j.at, INITIAL_JIFFIES + 21);

	/* moved: once, at the later time */
	schedule_delayed_work(&j.dwork, 10);
	EXPECT(mod_delayed_work(system_wq, &j.dwork, 40));
	schedule_timeout_uninterruptible(30);
	EXPECT_EQ(j.ran, 1);
	schedule_timeout_uninterruptible(30);
	EXPECT_EQ(j.ran, 2);
	EXPECT(!mod_delayed_work(system_wq, &j.dwork, 0));
	EXPECT(flush_delayed_work(&j.dwork));
	EXPECT_EQ(j.ran, 3);

	/* flushed: at once */
	schedule_delayed_work(&j.dwork, 1000);
	EXPECT(flush_delayed_work(&j.dwork));
	EXPECT_EQ(j.ran, 4);

	/* taken back, on its timer and in its queue */
	schedule_delayed_work(&j.dwork, 10);
	EXPECT(cancel_delayed_work(&j.dwork));
	EXPECT(!cancel_delayed_work(&j.dwork));
	schedule_delayed_work(&j.dwork, 0);
	EXPECT(cancel_delayed_work(&j.dwork));
	schedule_timeout_uninterruptible(30);
	EXPECT_EQ(j.ran, 4);

	j.again = UINT_MAX;
	schedule_delayed_work(&j.dwork, 0);
	schedule_timeout_uninterruptible(100);
	EXPECT_GT(j.ran, 10);
	EXPECT(cancel_delayed_work_sync(&j.dwork));
	j.gone = true;
	schedule_timeout_uninterruptible(100);
	task_leave(&g);
	test_host_end(&h);
}

TEST(destroy_runs_what_is_queued_and_ends_the_workers)
{
	struct test_host h = test_host(2);
	struct workqueue_struct *wq;
	unsigned int tasks;
	struct job j[4];
	struct task_guard g;

	task_enter(&g, h.machine, 0);
	tasks = count_tasks(h.machine);
	wq = alloc_workqueue("some", 0, 0);
	for (int i = 0; i < 4; i++) {
		job_init(&j[i]);
		j[i].wq = wq;
		j[i].naps = 2;
		j[i].again = (unsigned int)i;
		queue_work_on(i % 2, wq, &j[i].work);
	}
	destroy_workqueue(wq);
	for (unsigned int i = 0; i < 4; i++)
		EXPECT_EQ(j[i].ran, i + 1);
	EXPECT_EQ(count_tasks(h.machine), tasks);
	/* never used, and used but taken back before there was a worker */
	destroy_workqueue(alloc_workqueue("unused", 0, 0));
	wq = alloc_workqueue("soon", 0, 0);
	queue_work(wq, &j[0].work);
	EXPECT(cancel_work_sync(&j[0].work));
	destroy_workqueue(wq);
	EXPECT(!cancel_work_sync(&j[0].work));
	task_leave(&g);
	test_host_end(&h);
}

TEST(works_of_a_text_range_are_counted_on_timer_in_queue_and_running)
{
	struct test_host h = test_host(1);
	const char *fn = (const char *)job_fn, *dfn = (const char *)djob_fn;
	struct job j;
	struct task_guard g;

	task_enter(&g, h.machine, 0);
	job_init(&j);
	EXPECT_EQ(works_in_range(h.machine, fn, fn + 1), 0);
	j.naps = 5;
	schedule_work(&j.work);
	EXPECT_EQ(works_in_range(h.machine, fn, fn + 1), 1);
	schedule_timeout_uninterruptible(2);
	EXPECT(j.inside);
	EXPECT_EQ(works_in_range(h.machine, fn, fn + 1), 1);
	flush_work(&j.work);
	EXPECT_EQ(works_in_range(h.machine, fn, fn + 1), 0);
	j.naps = 0;
	schedule_delayed_work(&j.dwork, 100);
	EXPECT_EQ(works_in_range(h.machine, dfn, dfn + 1), 1);
	cancel_delayed_work_sync(&j.dwork);
	EXPECT_EQ(works_in_range(h.machine, dfn, dfn + 1), 0);
	task_leave(&g);
	test_host_end(&h);
}

TEST(queue_that_nobody_destroyed_is_counted)
{
	struct test_host h = test_host(1);
	struct task_guard g;

	task_enter(&g, h.machine, 0);
	EXPECT_NOT_NULL(alloc_workqueue("forgotten", 0, 0));
	task_leave(&g);
	EXPECT_EQ(machine_free(h.machine), 1);
	world_free(h.world);
}

/* ---- races: two CPUs queue, flush and cancel the same work */

struct tussle {
	struct job j;
	unsigned int stopped; /* the canceller's */
};

static int queuer(void *data)
{
	struct tussle *x = data;

	for (int i = 0; i < 30; i++) {
		if (i & 1)
			queue_work(system_wq, &x->j.work);
		else
			mod_delayed_work(system_wq, &x->j.dwork,
					 (unsigned long)i % 3);
		if (!(i % 3))
			schedule_timeout_uninterruptible(1);
		else
			cond_resched();
	}
	return 0;
}

static int canceller(void *data)
{
	struct tussle *x = data;

	for (int i = 0; i < 15; i++) {
		if (i % 3 == 0)
			flush_work(&x->j.work);
		else
			x->stopped += cancel_work_sync(&x->j.work);
		if (i % 4 == 0)
			cancel_delayed_work_sync(&x->j.dwork);
		else if (i % 4 == 1)
			flush_delayed_work(&x->j.dwork);
		cond_resched();
	}
	return 0;
}

static void plain_fn(struct work_struct *w)
{
	struct job *j = container_of(w, struct job, work);

	EXPECT(!xchg(&j->inside, true));
	explore_point();
	j->ran++;
	explore_point();
	WRITE_ONCE(j->inside, false);
}

static void plain_delayed_fn(struct work_struct *w)
{
}

static void tussle(struct test_host *h)
{
	struct tussle x = {.stopped = 0};
	struct task_struct *t[3];
	struct task_guard g;

	task_enter(&g, h->machine, 0);
	INIT_WORK(&x.j.work, plain_fn);
	INIT_DELAYED_WORK(&x.j.dwork, plain_delayed_fn);
	for (unsigned int i = 0; i < 3; i++) {
		t[i] = kthread_create_on_cpu(i == 2 ? canceller : queuer, &x,
					     i % 2, "x/%u", i);
		wake_up_process(t[i]);
	}
	for (int i = 0; i < 3; i++) {
		while (!READ_ONCE(t[i]->exited))
			schedule_timeout_uninterruptible(1);
		kthread_stop(t[i]);
	}
	x.stopped += cancel_work_sync(&x.j.work);
	cancel_delayed_work_sync(&x.j.dwork);
	EXPECT(!x.j.inside);
	/* each was run or taken back; queued by two, so counted loosely */
	EXPECT_LE(x.j.ran + x.stopped, 30);
	EXPECT_GT(x.j.ran + x.stopped, 0);
	task_leave(&g);
}

TEST(queueing_flushing_cancelling_race_safely)
{
	for (u64 seed = 1; seed <= 60; seed++) {
		struct test_host h = test_host_explore(2, seed);

		tussle(&h);
		test_host_end(&h);
	}
}

TEST(queueing_flushing_cancelling_race_safely_live)
{
	struct test_host h = test_host_live(2);

	tussle(&h);
	test_host_end(&h);
}

TEST_SOAK(works_of_two_cpus_race_safely_under_many_seeds)
{
	u64 n = test_soak_count(20000);

	for (u64 i = 0; i < n; i++) {
		struct test_host h = test_host_explore(2, test_random() | 1);

		tussle(&h);
		test_host_end(&h);
	}
}
