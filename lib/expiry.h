/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * expiry - what both kinds of timer bases have: a lock, and a handler that runs
 *
 * Where:   lib/timer.c, lib/hrtimer.c, timer_list.c; nobody else includes this.
 * Mirrors: lock_timer_base(), the running_timer and expiry_lock parts of
 *          kernel/time/timer.c.
 *
 * A handler runs with its base unlocked. Whoever must know that it is over
 * (timer_delete_sync(), hrtimer_cancel()) finds it in @running under the
 * base's lock, counts himself in @waiters there, and waits after unlocking.
 */
#ifndef LIB_EXPIRY_H
#define LIB_EXPIRY_H

#include "lib/atomic.h"
#include "lib/machine.h"
#include "lib/spinlock.h"
#include "lib/wait.h"

/* The timers of one CPU; a timer points at the base that it is or was on. */
struct expiry_base {
	spinlock_t lock;     /* taken only when the machine has several CPUs */
	unsigned long flags; /* of who holds it */
	bool shared;
	struct cpu *cpu;
};

/* @key: of @cpu alone: two bases are locked in the order of their CPUs. */
static inline void base_init(struct expiry_base *base, struct cpu *cpu,
			     const struct lock_class_key *key)
{
	__spin_lock_init(&base->lock, key);
	base->shared = cpu->machine->nr_cpus > 1;
	base->cpu = cpu;
}

static inline void base_lock(struct expiry_base *base)
{
	unsigned long flags;

	if (!base->shared)
		return;
	spin_lock_irqsave(&base->lock, flags);
	base->flags = flags;
}

static inline void base_unlock(struct expiry_base *base)
{
	unsigned long flags = base->flags;

	if (base->shared)
		spin_unlock_irqrestore(&base->lock, flags);
}

/* Lock the base that the timer is on: it may change until it is locked. */
static inline struct expiry_base *
lock_base_of(struct expiry_base *const *timer_base)
{
	for (;;) {
		struct expiry_base *base = READ_ONCE(*timer_base);

		base_lock(base);
		if (likely(READ_ONCE(*timer_base) == base))
			return base;
		base_unlock(base);
	}
}

static inline void unlock_bases(struct expiry_base *base,
				struct expiry_base *to)
{
	if (base->cpu->id > to->cpu->id)
		base_unlock(base);
	base_unlock(to);
	if (base->cpu->id < to->cpu->id)
		base_unlock(base);
}

/* Lock the timer's base and @to, which may be the same. */
static inline struct expiry_base *
lock_bases_of(struct expiry_base *const *timer_base, struct expiry_base *to)
{
	for (;;) {
		struct expiry_base *base = READ_ONCE(*timer_base);

		if (base->cpu->id < to->cpu->id)
			base_lock(base);
		base_lock(to);
		if (base->cpu->id > to->cpu->id)
			base_lock(base);
		if (likely(READ_ONCE(*timer_base) == base))
			return base;
		unlock_bases(base, to);
	}
}

struct expiry {
	const void *running; /* guarded by the base's lock; read without */
	atomic_t waiters;
	struct wait_queue_head wait;
};

void expiry_init(struct expiry *e);

/* Base locked. Return: the handler of @t runs, and expiry_wait() must follow */
static inline bool expiry_busy(struct expiry *e, const void *t)
{
	if (likely(e->running != t))
		return false;
	atomic_inc(&e->waiters);
	return true;
}

/* Base locked. The handler that ran is over. */
static inline void expiry_end(struct expiry *e)
{
	WRITE_ONCE(e->running, NULL);
	if (unlikely(atomic_read(&e->waiters)))
		wake_up_all(&e->wait);
}

/* Nothing locked, after expiry_busy(). Any context but @t's own handler. */
void expiry_wait(struct expiry *e, const void *t);

#endif
