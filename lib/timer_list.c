// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * timer_list - which timers are armed, and waiting for those that fire
 *
 * Where:   reports of the shell, module unload, the end of a machine;
 *          expiry_wait() for timer_delete_sync() and hrtimer_cancel().
 * Mirrors: kernel/time/timer_list.c in purpose.
 */
#include "lib/percpu.h"
#include "lib/printk.h"
#include "lib/timer_base.h"

static void each_in_list(struct hlist_node *first,
			 void (*fn)(void *data, struct timer_list *t),
			 void *data)
{
	struct hlist_node *n, *next;

	for (n = first; n; n = next) {
		next = n->next; /* timer_machine_exit() takes them off */
		fn(data, hlist_entry(n, struct timer_list, entry));
	}
}

void timers_each(struct machine *machine,
		 void (*fn)(void *data, struct timer_list *t), void *data)
{
	/* At a break point a parked CPU may hold the lock: nothing moves. */
	bool lock = current && current_machine() == machine && !machine->frozen;
	struct cpu *cpu;

	for_each_cpu_of (machine, cpu) {
		struct timer_base *base = cpu->timer_base;
		unsigned int i;

		if (!base)
			continue;
		if (lock)
			base_lock(&base->b);
		for (i = 0; i < LVL_DEPTH; i++)
			each_in_list(base->expired[i].first, fn, data);
		for (i = 0; i < WHEEL_SIZE; i++)
			each_in_list(base->slots[i].first, fn, data);
		if (lock)
			base_unlock(&base->b);
	}
}

static ktime_t timer_expires_ns(const struct timer_list *t)
{
	return (ktime_t)(t->expires - INITIAL_JIFFIES) * TICK_NSEC;
}

struct walk {
	void (*fn)(void *data, const char *what, const void *function,
		   ktime_t expires);
	void *data;
};

static void walk_one(void *data, struct timer_list *t)
{
	struct walk *w = data;

	w->fn(w->data, t->where, (const void *)t->function,
	      timer_expires_ns(t));
}

/**
 * timers_walk - show every armed timer of a machine
 * @fn: gets the handler's name, the handler, and ktime_get() when it is due
 *
 * Context: any; @fn must not arm or delete any.
 */
void timers_walk(struct machine *machine,
		 void (*fn)(void *data, const char *what, const void *function,
			    ktime_t expires),
		 void *data)
{
	struct walk w = {fn, data};

	timers_each(machine, walk_one, &w);
}
EXPORT_SYMBOL(timers_walk);

struct range {
	const void *start, *end;
	unsigned int n;
	struct timer_list *last;
};

static void count_one(void *data, struct timer_list *t)
{
	struct range *r = data;
	const void *fn = (const void *)t->function;

	if (fn >= r->start && fn < r->end) {
		r->n++;
		r->last = t;
	}
}

unsigned int timers_in_range(struct machine *machine, const void *start,
			     const void *end)
{
	struct range r = {start, end, 0, NULL};

	timers_each(machine, count_one, &r);
	return r.n;
}

void timers_cancel_range(struct machine *machine, const void *start,
			 const void *end)
{
	struct range r;

	do {
		r = (struct range){start, end, 0, NULL};
		timers_each(machine, count_one, &r);
		if (r.last)
			timer_delete_sync(r.last);
	} while (r.last);
}

unsigned int timers_armed(struct machine *machine)
{
	return timers_in_range(machine, NULL, (const void *)UINTPTR_MAX);
}
EXPORT_SYMBOL(timers_armed);

/* ---- waiting for a handler, for both kinds of timers */

void expiry_init(struct expiry *e)
{
	init_waitqueue_head(&e->wait);
}

static bool may_sleep(void)
{
	return !in_atomic() && !current->rcu_read_lock_nesting;
}

void expiry_wait(struct expiry *e, const void *t)
{
	if (may_sleep()) {
		wait_event(e->wait, READ_ONCE(e->running) != t);
	} else {
		/* The handler runs on another CPU and is not long. */
		while (READ_ONCE(e->running) == t) {
			spin_relax();
		}
	}
	atomic_dec(&e->waiters);
}

/* ---- the end of a machine */

static void report_one(void *data, struct timer_list *t)
{
	unsigned int *left = data;
	s64 ms = timer_expires_ns(t) / NSEC_PER_MSEC;

	pr_warn("timer %s is still armed on CPU %u, for %lld.%03lld s\n",
		t->where, t->base->cpu->id, (long long)(ms / MSEC_PER_SEC),
		(long long)(ms % MSEC_PER_SEC));
	detach_timer(to_timer_base(t->base), t);
	(*left)++;
}

unsigned int timer_machine_exit(struct machine *machine)
{
	unsigned int left = 0;

	timers_each(machine, report_one, &left);
	return left;
}
