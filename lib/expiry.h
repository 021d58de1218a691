/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * expiry - whose handler runs on a timer base, and waiting for its end
 *
 * Where:   lib/timer.c and lib/hrtimer.c; nobody else includes this.
 * Mirrors: the running_timer and expiry_lock parts of kernel/time/timer.c.
 *
 * A handler runs with its base unlocked. Whoever must know that it is over
 * (timer_delete_sync(), hrtimer_cancel()) finds it in @running under the
 * base's lock, counts himself in @waiters there, and waits after unlocking.
 */
#ifndef LIB_EXPIRY_H
#define LIB_EXPIRY_H

#include "lib/atomic.h"
#include "lib/wait.h"

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
