// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * hrtimer - timers to the nanosecond, one red-black tree a CPU and class
 *
 * Where:   hrtimer_start() from any context. The executor calls
 *          hrtimer_interrupt() at the start of a CPU's turn and
 *          hrtimer_next_expiry() before it lets the CPU sleep.
 * Mirrors: kernel/time/hrtimer.c. Two clock bases a CPU, hard and soft; timers
 *          on CLOCK_REALTIME stand in the same trees, for the difference of
 *          the clocks never changes here.
 * Spec:    none.
 *
 * A timer has a soft expiry, before which it does not fire, and a hard one,
 * for which the CPU wakes. Trees are ordered by the hard one; what is softly
 * due when the CPU runs anyway fires with the rest. Equal times fire in the
 * order in which they were armed.
 */
#include "lib/hrtimer.h"

#include <string.h>

#include "lib/expiry.h"
#include "lib/interrupt.h"
#include "lib/percpu.h"
#include "lib/printk.h"

enum { HRTIMER_BASE_HARD, HRTIMER_BASE_SOFT, HRTIMER_MAX_CLOCK_BASES };

struct hrtimer_clock_base {
	struct rb_root_cached active;
	struct expiry expiry;
	ktime_t next; /* ktime_get() of the first hard expiry; KTIME_MAX */
};

struct hrtimer_cpu_base {
	struct expiry_base b;
	bool softirq_activated; /* HRTIMER_SOFTIRQ is raised */
	ktime_t real_offset;	/* CLOCK_REALTIME - CLOCK_MONOTONIC */
	struct hrtimer_clock_base clock_base[HRTIMER_MAX_CLOCK_BASES];
};

DEFINE_STATIC_PER_CPU(struct hrtimer_cpu_base, hrtimer_bases);

static const struct lock_class_key hrtimer_base_keys[NR_CPUS] = {
	[0 ... NR_CPUS - 1] = {"hrtimer_bases.lock", __FILE__, __LINE__},
};

static struct hrtimer_cpu_base *to_cpu_base(struct expiry_base *b)
{
	return container_of(b, struct hrtimer_cpu_base, b);
}

static struct hrtimer_clock_base *clock_base_of(const struct hrtimer *t)
{
	return &to_cpu_base(t->base)->clock_base[t->is_soft];
}

/* @when of the timer's own clock, as ktime_get() would say it. */
static ktime_t to_mono(const struct hrtimer *t, ktime_t when)
{
	return t->is_real ? when - to_cpu_base(t->base)->real_offset : when;
}

static ktime_t ktime_add_safe(ktime_t a, ktime_t b)
{
	ktime_t sum;

	return check_add_overflow(a, b, &sum) ? KTIME_MAX : sum;
}

/* Base locked, for the three below. */
static bool hrtimer_before(struct rb_node *a, const struct rb_node *b)
{
	const struct hrtimer *ta = rb_entry(a, struct hrtimer, node);
	const struct hrtimer *tb = container_of_const(b, struct hrtimer, node);

	return to_mono(ta, ta->expires) < to_mono(tb, tb->expires);
}

static void update_next(struct hrtimer_clock_base *cb)
{
	struct hrtimer *t = rb_entry_safe(rb_first_cached(&cb->active),
					  struct hrtimer, node);

	WRITE_ONCE(cb->next, t ? to_mono(t, t->expires) : KTIME_MAX);
}

static void enqueue_hrtimer(struct hrtimer_cpu_base *base, struct hrtimer *t)
{
	struct hrtimer_clock_base *cb = clock_base_of(t);

	WRITE_ONCE(t->state, 1);
	if (!rb_add_cached(&t->node, &cb->active, hrtimer_before))
		return;
	update_next(cb);
	cpu_event_changed(base->b.cpu);
}

static void remove_hrtimer(struct hrtimer *t)
{
	struct hrtimer_clock_base *cb = clock_base_of(t);

	rb_erase_cached(&t->node, &cb->active);
	WRITE_ONCE(t->state, 0);
	update_next(cb);
}

/* ---- arming */

void __hrtimer_init(struct hrtimer *t, int clock, enum hrtimer_mode mode,
		    const char *where)
{
	memset(t, 0, sizeof(*t));
	t->base = &this_cpu()->hrtimer_base->b;
	t->is_soft = !!(mode & HRTIMER_MODE_SOFT);
	t->is_real = clock == CLOCK_REALTIME || clock == CLOCK_TAI;
	t->where = where;
}
EXPORT_SYMBOL(__hrtimer_init);

static ktime_t clock_now(const struct hrtimer *t)
{
	return t->is_real ? ktime_get_real() : ktime_get();
}

/**
 * hrtimer_start_range_ns - arm a timer, or move one that is armed
 * @t: set up by hrtimer_setup() or hrtimer_init()
 * @when: time of the timer's clock, or from now on (HRTIMER_MODE_REL)
 * @slack: it may fire so many ns later, if that saves a wake-up
 * @mode: as at hrtimer_setup()
 *
 * Context: any with a baton. The handler will run on this CPU, unless it is
 * running on another one just now.
 */
void hrtimer_start_range_ns(struct hrtimer *t, ktime_t when, u64 slack,
			    enum hrtimer_mode mode)
{
	struct hrtimer_cpu_base *local = this_cpu()->hrtimer_base, *base, *to;

	if (WARN_ON_ONCE(!t->function) ||
	    WARN_ON_ONCE(!!(mode & HRTIMER_MODE_SOFT) != t->is_soft))
		return;
	base = to_cpu_base(lock_bases_of(&t->base, &local->b));
	to = clock_base_of(t)->expiry.running == t ? base : local;
	if (t->state)
		remove_hrtimer(t);
	if (mode & HRTIMER_MODE_REL)
		when = ktime_add_safe(clock_now(t), when);
	t->_softexpires = when;
	t->expires = ktime_add_safe(when, (ktime_t)slack);
	WRITE_ONCE(t->base, &to->b);
	enqueue_hrtimer(to, t);
	unlock_bases(&base->b, &local->b);
}
EXPORT_SYMBOL(hrtimer_start_range_ns);

/**
 * hrtimer_forward - move the expiry past @now by whole intervals
 *
 * For handlers that return HRTIMER_RESTART; not on an armed timer.
 *
 * Context: any.
 * Return: how many intervals, 0 when the timer expires after @now anyway.
 */
u64 hrtimer_forward(struct hrtimer *t, ktime_t now, ktime_t interval)
{
	ktime_t delta = now - t->expires;
	s64 n = 1;

	if (delta < 0 || WARN_ON_ONCE(t->state))
		return 0;
	if (interval < 1)
		interval = 1;
	n += delta / interval;
	t->expires = ktime_add_safe(t->expires, n * interval);
	t->_softexpires = ktime_add_safe(t->_softexpires, n * interval);
	return (u64)n;
}
EXPORT_SYMBOL(hrtimer_forward);

/**
 * hrtimer_forward_now - hrtimer_forward() to the present of the timer's clock
 *
 * Context: any with a baton.
 * Return: how many intervals.
 */
u64 hrtimer_forward_now(struct hrtimer *t, ktime_t interval)
{
	return hrtimer_forward(t, clock_now(t), interval);
}
EXPORT_SYMBOL(hrtimer_forward_now);

/* ---- taking back */

/* Return: 1 taken back, 0 was not armed, -1 its handler runs. */
static int try_to_cancel(struct hrtimer *t, bool wait, struct expiry **busy)
{
	struct hrtimer_cpu_base *base = to_cpu_base(lock_base_of(&t->base));
	struct hrtimer_clock_base *cb = clock_base_of(t);
	bool own = base->b.cpu == this_cpu();
	int ret = -1;

	if (cb->expiry.running != t) {
		ret = t->state;
		if (ret)
			remove_hrtimer(t);
	} else if (wait &&
		   !WARN_ONCE(own, "hrtimer %s waits for itself", t->where)) {
		expiry_busy(&cb->expiry, t);
		*busy = &cb->expiry;
	}
	base_unlock(&base->b);
	return ret;
}

/**
 * hrtimer_try_to_cancel - take a timer back, unless its handler runs
 *
 * Context: any with a baton.
 * Return: 1 it was armed, 0 it was not, -1 the handler runs, nothing is done.
 */
int hrtimer_try_to_cancel(struct hrtimer *t)
{
	if (!hrtimer_active(t))
		return 0;
	return try_to_cancel(t, false, NULL);
}
EXPORT_SYMBOL(hrtimer_try_to_cancel);

/**
 * hrtimer_cancel - take a timer back, and wait for the end of its handler
 *
 * Context: any but the timer's own handler; no lock that the handler takes.
 * Return: 1 it was armed, 0 it was not.
 */
int hrtimer_cancel(struct hrtimer *t)
{
	for (;;) {
		struct expiry *busy = NULL;
		int ret = try_to_cancel(t, true, &busy);

		if (ret >= 0)
			return ret;
		if (!busy)
			return 0;
		expiry_wait(busy, t);
	}
}
EXPORT_SYMBOL(hrtimer_cancel);

/**
 * hrtimer_active - is it armed, or does its handler run?
 *
 * Context: any. The answer may be old already.
 */
bool hrtimer_active(const struct hrtimer *t)
{
	const struct hrtimer_cpu_base *base = to_cpu_base(READ_ONCE(t->base));

	return READ_ONCE(t->state) ||
	       READ_ONCE(base->clock_base[t->is_soft].expiry.running) == t;
}
EXPORT_SYMBOL(hrtimer_active);

/**
 * hrtimer_get_remaining - ns until it expires, negative when that is past
 *
 * Context: any with a baton.
 */
ktime_t hrtimer_get_remaining(const struct hrtimer *t)
{
	return t->expires - clock_now(t);
}
EXPORT_SYMBOL(hrtimer_get_remaining);

/* ---- expiring */

/* Base locked; unlocked while the handler runs. */
static void run_hrtimer(struct hrtimer_cpu_base *base,
			struct hrtimer_clock_base *cb, struct hrtimer *t)
{
	const char *where = t->where;
	enum hrtimer_restart restart;
	unsigned int count;

	WRITE_ONCE(cb->expiry.running, t);
	remove_hrtimer(t);
	base_unlock(&base->b);
	count = preempt_count();
	restart = CALL("hrtimer.function", t->function, t);
	if (WARN(count != preempt_count(),
		 "hrtimer %s left preempt_count %#x, was %#x", where,
		 preempt_count(), count))
		current->preempt_count = count;
	base_lock(&base->b);
	/* A handler that says NORESTART may have freed its timer. */
	if (restart == HRTIMER_RESTART && !t->state)
		enqueue_hrtimer(base, t);
	expiry_end(&cb->expiry);
}

/* Base locked. Time stands still meanwhile, so this ends. */
static void run_hrtimer_queue(struct hrtimer_cpu_base *base, int which)
{
	struct hrtimer_clock_base *cb = &base->clock_base[which];
	ktime_t now = ktime_get();
	struct hrtimer *t;

	while ((t = rb_entry_safe(rb_first_cached(&cb->active), struct hrtimer,
				  node)) &&
	       to_mono(t, t->_softexpires) <= now)
		run_hrtimer(base, cb, t);
}

/**
 * hrtimer_interrupt - the clock's interrupt: run the hard ones that are due
 *
 * Context: @cpu, at the start of its turn; handlers are in hardirq context.
 */
void hrtimer_interrupt(struct cpu *cpu)
{
	struct hrtimer_cpu_base *base = cpu->hrtimer_base;

	current->preempt_count += HARDIRQ_OFFSET;
	base_lock(&base->b);
	if (!base->softirq_activated &&
	    base->clock_base[HRTIMER_BASE_SOFT].next <= ktime_get()) {
		base->softirq_activated = true;
		__raise_softirq(HRTIMER_SOFTIRQ);
	}
	run_hrtimer_queue(base, HRTIMER_BASE_HARD);
	base_unlock(&base->b);
	current->preempt_count -= HARDIRQ_OFFSET;
}

/**
 * hrtimer_run_softirq - run the soft ones that are due
 *
 * Context: HRTIMER_SOFTIRQ.
 */
void hrtimer_run_softirq(void)
{
	struct hrtimer_cpu_base *base = this_cpu()->hrtimer_base;

	base_lock(&base->b);
	run_hrtimer_queue(base, HRTIMER_BASE_SOFT);
	base->softirq_activated = false;
	base_unlock(&base->b);
	cpu_event_changed(base->b.cpu);
}

ktime_t hrtimer_next_expiry(struct cpu *cpu)
{
	const struct hrtimer_cpu_base *base = cpu->hrtimer_base;
	ktime_t next = READ_ONCE(base->clock_base[HRTIMER_BASE_HARD].next);
	ktime_t soft = READ_ONCE(base->clock_base[HRTIMER_BASE_SOFT].next);

	if (!READ_ONCE(base->softirq_activated) && soft < next)
		next = soft;
	return ktime_add_safe(next, cpu->machine->boot);
}

/* ---- reports */

static void hrtimers_each(struct machine *machine,
			  void (*fn)(void *data, struct hrtimer *t), void *data)
{
	/* At a break point a parked CPU may hold the lock: nothing moves. */
	bool lock = current && current_machine() == machine && !machine->frozen;
	struct cpu *cpu;

	for_each_cpu_of (machine, cpu) {
		struct hrtimer_cpu_base *base = cpu->hrtimer_base;

		if (!base)
			continue;
		if (lock)
			base_lock(&base->b);
		for (int i = 0; i < HRTIMER_MAX_CLOCK_BASES; i++) {
			struct rb_node *n, *next;

			n = rb_first_cached(&base->clock_base[i].active);
			for (; n; n = next) {
				next = rb_next(n);
				fn(data, rb_entry(n, struct hrtimer, node));
			}
		}
		if (lock)
			base_unlock(&base->b);
	}
}

struct walk {
	void (*fn)(void *data, const char *what, const void *function,
		   ktime_t expires);
	void *data;
};

static void walk_one(void *data, struct hrtimer *t)
{
	struct walk *w = data;

	w->fn(w->data, t->where, (const void *)t->function,
	      to_mono(t, t->expires));
}

/**
 * hrtimers_walk - show every armed timer of a machine
 * @fn: gets the handler's name, the handler, and ktime_get() when it is due
 *
 * Context: any; @fn must not arm or cancel any.
 */
void hrtimers_walk(struct machine *machine,
		   void (*fn)(void *data, const char *what,
			      const void *function, ktime_t expires),
		   void *data)
{
	struct walk w = {fn, data};

	hrtimers_each(machine, walk_one, &w);
}
EXPORT_SYMBOL(hrtimers_walk);

struct range {
	const void *start, *end;
	unsigned int n;
	struct hrtimer *last;
};

static void count_one(void *data, struct hrtimer *t)
{
	struct range *r = data;
	const void *fn = (const void *)t->function;

	if (fn >= r->start && fn < r->end) {
		r->n++;
		r->last = t;
	}
}

unsigned int hrtimers_in_range(struct machine *machine, const void *start,
			       const void *end)
{
	struct range r = {start, end, 0, NULL};

	hrtimers_each(machine, count_one, &r);
	return r.n;
}

void hrtimers_cancel_range(struct machine *machine, const void *start,
			   const void *end)
{
	struct range r;

	do {
		r = (struct range){start, end, 0, NULL};
		hrtimers_each(machine, count_one, &r);
		if (r.last)
			hrtimer_cancel(r.last);
	} while (r.last);
}

unsigned int hrtimers_armed(struct machine *machine)
{
	return hrtimers_in_range(machine, NULL, (const void *)UINTPTR_MAX);
}
EXPORT_SYMBOL(hrtimers_armed);

/* ---- sleeping */

struct hrtimer_sleeper {
	struct hrtimer timer;
	struct task_struct *task; /* NULL: it expired */
};

static enum hrtimer_restart hrtimer_wakeup(struct hrtimer *t)
{
	struct hrtimer_sleeper *s =
		container_of(t, struct hrtimer_sleeper, timer);
	struct task_struct *task = s->task;

	s->task = NULL;
	wake_up_process(task);
	return HRTIMER_NORESTART;
}

int schedule_hrtimeout(const ktime_t *expires, enum hrtimer_mode mode)
{
	struct hrtimer_sleeper s = {.task = current};

	if (!expires || *expires == KTIME_MAX) {
		schedule();
		return -EINTR;
	}
	hrtimer_setup(&s.timer, hrtimer_wakeup, CLOCK_MONOTONIC, mode);
	hrtimer_start(&s.timer, *expires, mode);
	if (likely(s.task))
		schedule();
	hrtimer_cancel(&s.timer);
	__set_current_state(TASK_RUNNING);
	return s.task ? -EINTR : 0;
}
EXPORT_SYMBOL(schedule_hrtimeout);

/* ---- birth and death */

int hrtimer_machine_init(struct machine *machine)
{
	struct cpu *cpu;

	for_each_cpu_of (machine, cpu) {
		struct hrtimer_cpu_base *base = &cpu_var_of(cpu, hrtimer_bases);

		base_init(&base->b, cpu, &hrtimer_base_keys[cpu->id]);
		base->real_offset = machine->world->epoch + machine->boot;
		for (int i = 0; i < HRTIMER_MAX_CLOCK_BASES; i++) {
			base->clock_base[i].active = RB_ROOT_CACHED;
			base->clock_base[i].next = KTIME_MAX;
			expiry_init(&base->clock_base[i].expiry);
		}
		cpu->hrtimer_base = base;
	}
	return 0;
}

static void report_one(void *data, struct hrtimer *t)
{
	unsigned int *left = data;

	pr_warn("hrtimer %s is still armed on CPU %u, for %lld ns\n", t->where,
		t->base->cpu->id, (long long)to_mono(t, t->expires));
	remove_hrtimer(t);
	(*left)++;
}

unsigned int hrtimer_machine_exit(struct machine *machine)
{
	unsigned int left = 0;

	hrtimers_each(machine, report_one, &left);
	return left;
}
