/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * wait - queues of tasks that sleep until something is so
 *
 * Where:   sockets (sk_sleep), completions, mutexes, synchronize_rcu().
 * Mirrors: include/linux/wait.h, kernel/sched/wait.c; exclusive waiters,
 *          custom wake functions (poll, epoll) and keys as there.
 */
#ifndef LIB_WAIT_H
#define LIB_WAIT_H

#include "lib/list.h"
#include "lib/sched.h"
#include "lib/spinlock.h"

#define WQ_FLAG_EXCLUSIVE 0x01

struct wait_queue_entry;
typedef int (*wait_queue_func_t)(struct wait_queue_entry *wq_entry,
				 unsigned int mode, int flags, void *key);

struct wait_queue_entry {
	unsigned int flags;
	void *private; /* the task */
	wait_queue_func_t func;
	struct list_head entry;
};

struct wait_queue_head {
	spinlock_t lock;
	struct list_head head;
};
typedef struct wait_queue_entry wait_queue_entry_t;
typedef struct wait_queue_head wait_queue_head_t;

void init_waitqueue_head(struct wait_queue_head *wq);
void add_wait_queue(struct wait_queue_head *wq, struct wait_queue_entry *e);
void add_wait_queue_exclusive(struct wait_queue_head *wq,
			      struct wait_queue_entry *e);
void remove_wait_queue(struct wait_queue_head *wq, struct wait_queue_entry *e);
int default_wake_function(struct wait_queue_entry *e, unsigned int mode,
			  int flags, void *key);
int autoremove_wake_function(struct wait_queue_entry *e, unsigned int mode,
			     int flags, void *key);
void init_wait(struct wait_queue_entry *e);
void init_waitqueue_func_entry(struct wait_queue_entry *e,
			       wait_queue_func_t func);
void prepare_to_wait(struct wait_queue_head *wq, struct wait_queue_entry *e,
		     unsigned int state);
void prepare_to_wait_exclusive(struct wait_queue_head *wq,
			       struct wait_queue_entry *e, unsigned int state);
void finish_wait(struct wait_queue_head *wq, struct wait_queue_entry *e);
void __wake_up(struct wait_queue_head *wq, unsigned int mode, int nr,
	       void *key);
long wait_woken(struct wait_queue_entry *e, unsigned int mode, long timeout);
int woken_wake_function(struct wait_queue_entry *e, unsigned int mode,
			int flags, void *key);

static inline bool waitqueue_active(struct wait_queue_head *wq)
{
	return !list_empty(&wq->head);
}

/* Also orders what the waker wrote before, against prepare_to_wait(). */
static inline bool wq_has_sleeper(struct wait_queue_head *wq)
{
	smp_mb();
	return waitqueue_active(wq);
}

#define DEFINE_WAIT_FUNC(name, function)                                       \
	struct wait_queue_entry name = {                                       \
		.private = current,                                            \
		.func = function,                                              \
		.entry = LIST_HEAD_INIT((name).entry),                         \
	}
#define DEFINE_WAIT(name) DEFINE_WAIT_FUNC(name, autoremove_wake_function)

#define wake_up(wq)		      __wake_up(wq, TASK_NORMAL, 1, NULL)
#define wake_up_nr(wq, nr)	      __wake_up(wq, TASK_NORMAL, nr, NULL)
#define wake_up_all(wq)		      __wake_up(wq, TASK_NORMAL, 0, NULL)
#define wake_up_interruptible(wq)     __wake_up(wq, TASK_INTERRUPTIBLE, 1, NULL)
#define wake_up_interruptible_all(wq) __wake_up(wq, TASK_INTERRUPTIBLE, 0, NULL)
#define wake_up_poll(wq, mask)                                                 \
	__wake_up(wq, TASK_NORMAL, 1, (void *)(unsigned long)(mask))
#define wake_up_interruptible_poll(wq, mask)                                   \
	__wake_up(wq, TASK_INTERRUPTIBLE, 1, (void *)(unsigned long)(mask))
#define wake_up_interruptible_sync_poll(wq, mask)                              \
	wake_up_interruptible_poll(wq, mask)

#define ___wait_event(wq, cond, state, timeout)                                \
	({                                                                     \
		DEFINE_WAIT(__wait);                                           \
		long __rest = (timeout);                                       \
		for (;;) {                                                     \
			prepare_to_wait(wq, &__wait, state);                   \
			if (cond)                                              \
				break;                                         \
			if (!__rest)                                           \
				break;                                         \
			if (((state)&TASK_INTERRUPTIBLE) &&                    \
			    signal_pending(current)) {                         \
				__rest = current->signal;                      \
				break;                                         \
			}                                                      \
			__rest = schedule_timeout(__rest);                     \
		}                                                              \
		finish_wait(wq, &__wait);                                      \
		__rest;                                                        \
	})

/* Sleep until @cond. The _timeout forms return 0, or the rest (at least 1). */
#define wait_event(wq, cond)                                                   \
	((void)___wait_event(&(wq), cond, TASK_UNINTERRUPTIBLE,                \
			     MAX_SCHEDULE_TIMEOUT))
#define wait_event_interruptible(wq, cond)                                     \
	({                                                                     \
		long __r = ___wait_event(&(wq), cond, TASK_INTERRUPTIBLE,      \
					 MAX_SCHEDULE_TIMEOUT);                \
		__r < 0 ? (int)__r : 0;                                        \
	})
#define wait_event_timeout(wq, cond, t)                                        \
	({                                                                     \
		long __r =                                                     \
			___wait_event(&(wq), cond, TASK_UNINTERRUPTIBLE, t);   \
		!__r && (cond) ? 1 : __r;                                      \
	})
#define wait_event_interruptible_timeout(wq, cond, t)                          \
	({                                                                     \
		long __r = ___wait_event(&(wq), cond, TASK_INTERRUPTIBLE, t);  \
		!__r && (cond) ? 1 : __r;                                      \
	})

#endif
