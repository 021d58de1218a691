// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lib_live_test - several live CPUs on one hardware event, one interrupt line
 *
 * Where:   lib_test; names say "live", so that the thread sanitizer's tree runs
 *          them too.
 * Mirrors: nothing.
 * Spec:    lib/machine.h, lib/interrupt.h.
 */
#include "lib/atomic.h"
#include "lib/completion.h"
#include "lib/err.h"
#include "lib/interrupt.h"
#include "lib/kthread.h"
#include "lib/ktime.h"
#include "lib/percpu.h"
#include "lib/rcupdate.h"
#include "lib/spinlock.h"
#include "lib/wait.h"
#include "tests/unit/host_fixture.h"

/* Sleep till @word is @want; a second is for ever. */
static bool becomes(const unsigned int *word, unsigned int want)
{
	for (int i = 0; i < 1000 && smp_load_acquire(word) != want; i++)
		schedule_timeout_uninterruptible(msecs_to_jiffies(1));
	return smp_load_acquire(word) == want;
}

/* ---- hardware events */

struct shot {
	struct hw_event ev;
	unsigned int fired, inside, seen;
	unsigned int cpu; /* where, plus 1 */
};

static void shot_fn(struct hw_event *ev)
{
	struct shot *s = container_of(ev, struct shot, ev);

	WRITE_ONCE(s->cpu, this_cpu()->id + 1);
	smp_store_release(&s->fired, s->fired + 1);
}

/* The CPU sleeps without a timer: it must be told. */
TEST(live_event_for_a_sleeping_cpu_comes_in_time)
{
	struct shot s = {};

	host_begin_live(2);
	schedule_timeout_uninterruptible(msecs_to_jiffies(4));
	for (unsigned int cpu = 0; cpu < 2; cpu++) {
		s.fired = 0;
		hw_event_init(&s.ev, &host.machine->cpus[cpu], shot_fn);
		hw_event_at(&s.ev, this_cpu()->now + 2 * NSEC_PER_MSEC);
		EXPECT(becomes(&s.fired, 1));
		EXPECT_EQ(s.cpu, cpu + 1);
		hw_event_cancel(&s.ev);
	}
	host_end();
}

#define SHOTS  16
#define ROUNDS 300

struct range {
	struct shot shots[SHOTS];
	unsigned int done;
};

/* Arm, move, take back: on CPUs that are not ours, several of us at once. */
static int shooter(void *data)
{
	struct range *r = data;
	struct machine *m = current_machine();

	for (unsigned int i = 0; i < SHOTS; i++)
		hw_event_init(&r->shots[i].ev,
			      &m->cpus[(this_cpu()->id + i) % m->nr_cpus],
			      shot_fn);
	for (unsigned int round = 0; round < ROUNDS; round++) {
		for (unsigned int i = 0; i < SHOTS; i++)
			hw_event_at(&r->shots[i].ev,
				    this_cpu()->now +
					    (ktime_t)((i * 7 + round) % 40) *
						    1000);
		if (round % 3 == 0)
			hw_event_cancel(&r->shots[round % SHOTS].ev);
		if (round % 8 == 0)
			cond_resched();
	}
	for (unsigned int i = 0; i < SHOTS; i++)
		hw_event_cancel(&r->shots[i].ev);
	smp_store_release(&r->done, 1);
	return 0;
}

TEST(live_events_are_armed_by_every_cpu_on_every_cpu)
{
	struct range r[3] = {};
	unsigned int fired = 0;

	host_begin_live(3);
	for (unsigned int i = 0; i < 3; i++) {
		struct task_struct *t = kthread_create_on_cpu(shooter, &r[i], i,
							      "shooter/%u", i);

		ASSERT(!IS_ERR(t));
		kthread_detach(t);
		wake_up_process(t);
	}
	for (unsigned int i = 0; i < 3; i++) {
		while (!smp_load_acquire(&r[i].done))
			schedule_timeout_uninterruptible(1);
		for (unsigned int s = 0; s < SHOTS; s++)
			fired += r[i].shots[s].fired;
	}
	EXPECT_GT(fired, 0);
	for (unsigned int i = 0; i < 3; i++)
		EXPECT(RB_EMPTY_ROOT(&host.machine->cpus[i].hw_events.rb_root));
	host_end();
}

/* Once it was seen inside it stays there for a while. */
static void slow_fn(struct hw_event *ev)
{
	struct shot *s = container_of(ev, struct shot, ev);
	ktime_t end;

	smp_store_release(&s->inside, 1);
	while (!smp_load_acquire(&s->seen))
		spin_relax();
	end = world_now(current_world()) + NSEC_PER_MSEC;
	while (world_now(current_world()) < end)
		spin_relax();
	if (!s->fired++)
		hw_event_at(ev, this_cpu()->now); /* and once more */
	smp_store_release(&s->inside, 0);
}

TEST(live_event_is_over_when_its_cancel_returns)
{
	struct shot s = {};

	host_begin_live(2);
	hw_event_init(&s.ev, &host.machine->cpus[1], slow_fn);
	hw_event_at(&s.ev, this_cpu()->now);
	while (!smp_load_acquire(&s.inside))
		cond_resched();
	smp_store_release(&s.seen, 1);
	hw_event_cancel(&s.ev);
	EXPECT_EQ(s.inside, 0);
	EXPECT(!s.ev.queued);
	host_end();
}

/* ---- a CPU that is never idle */

DEFINE_STATIC_PER_MACHINE(unsigned int, keep_busy);

static void busy_action(void)
{
	if (READ_ONCE(machine_var(keep_busy)))
		__raise_softirq(BLOCK_SOFTIRQ);
}

static int make_busy(void *data)
{
	raise_softirq(BLOCK_SOFTIRQ);
	return 0;
}

/* Its readers look away all the same. */
TEST(live_grace_period_ends_beside_a_busy_cpu)
{
	struct task_struct *t;

	host_begin_live(2);
	open_softirq(BLOCK_SOFTIRQ, busy_action);
	machine_var(keep_busy) = 1;
	t = kthread_create_on_cpu(make_busy, NULL, 1, "busy");
	ASSERT(!IS_ERR(t));
	wake_up_process(t);
	kthread_stop(t);
	for (int i = 0; i < 20; i++)
		synchronize_rcu();
	WRITE_ONCE(machine_var(keep_busy), 0);
	host_end();
}

/* ---- a lock that is held for longer than anybody spins */

#define HOLDERS 4

struct shared {
	spinlock_t lock;
	unsigned int value, done;
};

static int hold_long(void *data)
{
	struct shared *s = data;

	for (int i = 0; i < 60; i++) {
		ktime_t end = world_now(current_world()) + 60 * NSEC_PER_USEC;

		spin_lock_bh(&s->lock);
		s->value++;
		while (world_now(current_world()) < end)
			spin_relax();
		spin_unlock_bh(&s->lock);
	}
	__atomic_fetch_add(&s->done, 1, __ATOMIC_RELEASE);
	return 0;
}

/* Several sleep for it at once, and each is woken in the end. */
TEST(live_lock_wakes_all_who_sleep_for_it)
{
	struct shared s = {};

	host_begin_live(HOLDERS);
	spin_lock_init(&s.lock);
	for (unsigned int i = 0; i < HOLDERS; i++) {
		struct task_struct *t =
			kthread_create_on_cpu(hold_long, &s, i, "holder/%u", i);

		ASSERT(!IS_ERR(t));
		kthread_detach(t);
		wake_up_process(t);
	}
	while (smp_load_acquire(&s.done) != HOLDERS)
		schedule_timeout_uninterruptible(1);
	EXPECT_EQ(s.value, HOLDERS * 60);
	host_end();
}

/* ---- wakes by who holds the baton */

#define SLEEPERS 40 /* more than a baton keeps */

struct crowd {
	struct wait_queue_head wait;
	bool go;
	unsigned int asleep, ran;
};

static int sleeper(void *data)
{
	struct crowd *c = data;

	c->asleep++;
	wait_event(c->wait, c->go);
	smp_store_release(&c->ran, c->ran + 1);
	return 0;
}

/* They cannot run before the baton is free, however it is given up. */
TEST(live_woken_tasks_run_when_the_waker_lets_them)
{
	struct crowd c = {};

	host_begin_live(1);
	for (int way = 0; way < 3; way++) {
		init_waitqueue_head(&c.wait);
		c.go = false;
		c.asleep = c.ran = 0;
		for (int i = 0; i < SLEEPERS; i++) {
			struct task_struct *t =
				kthread_run(sleeper, &c, "sleeper/%d", i);

			ASSERT(!IS_ERR(t));
			kthread_detach(t);
		}
		EXPECT(becomes(&c.asleep, SLEEPERS));
		c.go = true;
		wake_up_all(&c.wait);
		EXPECT_EQ(c.ran, 0);
		if (way == 1)
			cond_resched();
		if (way == 2 && cpu_release())
			cpu_reacquire();
		EXPECT(becomes(&c.ran, SLEEPERS));
	}
	host_end();
}

/* ---- an interrupt line that moves under fire */

struct line {
	unsigned int handled, inside, overlaps;
	unsigned int masked;
};

static irqreturn_t line_handler(int irq, void *dev_id)
{
	struct line *l = dev_id;

	if (__atomic_fetch_add(&l->inside, 1, __ATOMIC_ACQ_REL))
		__atomic_fetch_add(&l->overlaps, 1, __ATOMIC_RELAXED);
	if (l->handled % 5 == 0 && !l->masked) {
		l->masked = 1;
		disable_irq_nosync((unsigned int)irq);
	}
	WRITE_ONCE(l->handled, l->handled + 1);
	__atomic_fetch_sub(&l->inside, 1, __ATOMIC_ACQ_REL);
	return IRQ_HANDLED;
}

struct fire {
	struct machine *machine;
	unsigned int done;
};

static int raise_many(void *data)
{
	struct fire *f = data;

	for (int i = 0; i < 2000; i++) {
		irq_raise(f->machine, FIRST_IRQ);
		if (i % 16 == 0)
			cond_resched();
	}
	smp_store_release(&f->done, 1);
	return 0;
}

/* One handler at a time; nothing that came is forgotten. */
TEST(live_irq_moves_between_cpus_and_is_never_lost)
{
	struct line l = {};
	struct fire f = {};
	struct task_struct *t;
	unsigned int before;

	host_begin_live(3);
	f.machine = host.machine;
	ASSERT_EQ(request_irq(FIRST_IRQ, line_handler, 0, "line", &l), 0);
	t = kthread_create_on_cpu(raise_many, &f, 2, "fire");
	ASSERT(!IS_ERR(t));
	kthread_detach(t);
	wake_up_process(t);
	for (unsigned int i = 0; !smp_load_acquire(&f.done); i++) {
		EXPECT_EQ(irq_set_affinity(FIRST_IRQ, 1ULL << i % 3), 0);
		disable_irq(FIRST_IRQ); /* the handler is over */
		if (l.masked) {
			l.masked = 0;
			enable_irq(FIRST_IRQ);
		}
		enable_irq(FIRST_IRQ);
		cond_resched();
	}
	disable_irq(FIRST_IRQ);
	if (l.masked)
		enable_irq(FIRST_IRQ);
	l.masked = 1; /* no more of that */
	before = l.handled;
	irq_raise(host.machine, FIRST_IRQ); /* it waits */
	schedule_timeout_uninterruptible(msecs_to_jiffies(2));
	EXPECT_EQ(READ_ONCE(l.handled), before);
	enable_irq(FIRST_IRQ);
	EXPECT(becomes(&l.handled, before + 1));
	EXPECT_EQ(l.overlaps, 0);
	free_irq(FIRST_IRQ, &l);
	host_end();
}

/* What was raised for the CPU before is the new CPU's. */
TEST(irq_pending_follows_its_line_to_another_cpu)
{
	struct test_host h = test_host(2);
	struct line l = {.masked = 1};
	struct task_guard g;

	task_enter(&g, h.machine, 1);
	ASSERT_EQ(request_irq(FIRST_IRQ, line_handler, 0, "line", &l), 0);
	irq_raise(h.machine, FIRST_IRQ);
	EXPECT_EQ(irq_set_affinity(FIRST_IRQ, 2), 0);
	EXPECT_EQ(irq_set_affinity(FIRST_IRQ, 4), -EINVAL);
	schedule_timeout_uninterruptible(1);
	EXPECT_EQ(l.handled, 1);
	EXPECT_EQ(irq_to_desc(FIRST_IRQ)->count[0], 0);
	EXPECT_EQ(irq_to_desc(FIRST_IRQ)->count[1], 1);
	free_irq(FIRST_IRQ, &l);
	task_leave(&g);
	test_host_end(&h);
}
