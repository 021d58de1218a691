// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * wait - queues of sleepers, completions, mutexes
 *
 * Where:   whoever sleeps in the stack sleeps through here.
 * Mirrors: kernel/sched/wait.c, completion.c, kernel/locking/mutex.c.
 */
#include "lib/wait.h"
#include "lib/completion.h"
#include "lib/mutex.h"
#include "lib/oops.h"
#include "lib/printk.h"

static const struct lock_class_key wq_key = {"wait_queue_head.lock", __FILE__,
					     __LINE__};

void init_waitqueue_head(struct wait_queue_head *wq)
{
	__spin_lock_init(&wq->lock, &wq_key);
	INIT_LIST_HEAD(&wq->head);
}
EXPORT_SYMBOL(init_waitqueue_head);

/* Ordinary waiters stand in front, exclusive ones behind: as in the kernel. */
static void enqueue(struct wait_queue_head *wq, struct wait_queue_entry *e)
{
	if (e->flags & WQ_FLAG_EXCLUSIVE)
		list_add_tail(&e->entry, &wq->head);
	else
		list_add(&e->entry, &wq->head);
}

void add_wait_queue(struct wait_queue_head *wq, struct wait_queue_entry *e)
{
	spin_lock_bh(&wq->lock);
	e->flags &= ~WQ_FLAG_EXCLUSIVE;
	enqueue(wq, e);
	spin_unlock_bh(&wq->lock);
}
EXPORT_SYMBOL(add_wait_queue);

void add_wait_queue_exclusive(struct wait_queue_head *wq,
			      struct wait_queue_entry *e)
{
	spin_lock_bh(&wq->lock);
	e->flags |= WQ_FLAG_EXCLUSIVE;
	enqueue(wq, e);
	spin_unlock_bh(&wq->lock);
}
EXPORT_SYMBOL(add_wait_queue_exclusive);

void remove_wait_queue(struct wait_queue_head *wq, struct wait_queue_entry *e)
{
	spin_lock_bh(&wq->lock);
	list_del_init(&e->entry);
	spin_unlock_bh(&wq->lock);
}
EXPORT_SYMBOL(remove_wait_queue);

int default_wake_function(struct wait_queue_entry *e, unsigned int mode,
			  int flags, void *key)
{
	return try_to_wake_up(e->private, mode);
}
EXPORT_SYMBOL(default_wake_function);

int autoremove_wake_function(struct wait_queue_entry *e, unsigned int mode,
			     int flags, void *key)
{
	int ret = default_wake_function(e, mode, flags, key);

	if (ret)
		list_del_init(&e->entry);
	return ret;
}
EXPORT_SYMBOL(autoremove_wake_function);

void init_wait(struct wait_queue_entry *e)
{
	e->flags = 0;
	e->private = current;
	e->func = autoremove_wake_function;
	INIT_LIST_HEAD(&e->entry);
}
EXPORT_SYMBOL(init_wait);

void init_waitqueue_func_entry(struct wait_queue_entry *e,
			       wait_queue_func_t func)
{
	e->flags = 0;
	e->private = NULL;
	e->func = func;
	INIT_LIST_HEAD(&e->entry);
}
EXPORT_SYMBOL(init_waitqueue_func_entry);

void prepare_to_wait(struct wait_queue_head *wq, struct wait_queue_entry *e,
		     unsigned int state)
{
	spin_lock_bh(&wq->lock);
	e->flags &= ~WQ_FLAG_EXCLUSIVE;
	if (list_empty(&e->entry))
		enqueue(wq, e);
	set_current_state(state);
	spin_unlock_bh(&wq->lock);
}
EXPORT_SYMBOL(prepare_to_wait);

void prepare_to_wait_exclusive(struct wait_queue_head *wq,
			       struct wait_queue_entry *e, unsigned int state)
{
	spin_lock_bh(&wq->lock);
	e->flags |= WQ_FLAG_EXCLUSIVE;
	if (list_empty(&e->entry))
		enqueue(wq, e);
	set_current_state(state);
	spin_unlock_bh(&wq->lock);
}
EXPORT_SYMBOL(prepare_to_wait_exclusive);

void finish_wait(struct wait_queue_head *wq, struct wait_queue_entry *e)
{
	__set_current_state(TASK_RUNNING);
	spin_lock_bh(&wq->lock);
	list_del_init(&e->entry);
	spin_unlock_bh(&wq->lock);
}
EXPORT_SYMBOL(finish_wait);

static void wake_up_locked(struct wait_queue_head *wq, unsigned int mode,
			   int nr, void *key)
{
	struct wait_queue_entry *e, *next;

	list_for_each_entry_safe (e, next, &wq->head, entry) {
		unsigned int flags = e->flags;

		if (e->func(e, mode, 0, key) && (flags & WQ_FLAG_EXCLUSIVE) &&
		    !--nr)
			break;
	}
}

void __wake_up(struct wait_queue_head *wq, unsigned int mode, int nr, void *key)
{
	if (!wq_has_sleeper(wq))
		return;
	spin_lock_bh(&wq->lock);
	wake_up_locked(wq, mode, nr, key);
	spin_unlock_bh(&wq->lock);
}
EXPORT_SYMBOL(__wake_up);

/* For callers that check their condition outside prepare_to_wait(). */
#define WQ_FLAG_WOKEN 0x02

int woken_wake_function(struct wait_queue_entry *e, unsigned int mode,
			int flags, void *key)
{
	e->flags |= WQ_FLAG_WOKEN;
	return default_wake_function(e, mode, flags, key);
}
EXPORT_SYMBOL(woken_wake_function);

long wait_woken(struct wait_queue_entry *e, unsigned int mode, long timeout)
{
	set_current_state(mode);
	if (!(e->flags & WQ_FLAG_WOKEN) &&
	    !((mode & TASK_INTERRUPTIBLE) && signal_pending(current)))
		timeout = schedule_timeout(timeout);
	__set_current_state(TASK_RUNNING);
	e->flags &= ~WQ_FLAG_WOKEN;
	return timeout;
}
EXPORT_SYMBOL(wait_woken);

/* Completions */

void init_completion(struct completion *x)
{
	x->done = 0;
	init_waitqueue_head(&x->wait);
}
EXPORT_SYMBOL(init_completion);

void reinit_completion(struct completion *x)
{
	x->done = 0;
}
EXPORT_SYMBOL(reinit_completion);

/*
 * Often the waiter's stack holds the completion: he may leave when he sees
 * @done, but not before he had the lock, so we touch it only inside.
 */
void complete(struct completion *x)
{
	spin_lock_bh(&x->wait.lock);
	if (x->done != UINT_MAX)
		WRITE_ONCE(x->done, x->done + 1);
	wake_up_locked(&x->wait, TASK_NORMAL, 1, NULL);
	spin_unlock_bh(&x->wait.lock);
}
EXPORT_SYMBOL(complete);

void complete_all(struct completion *x)
{
	spin_lock_bh(&x->wait.lock);
	WRITE_ONCE(x->done, UINT_MAX);
	wake_up_locked(&x->wait, TASK_NORMAL, 0, NULL);
	spin_unlock_bh(&x->wait.lock);
}
EXPORT_SYMBOL(complete_all);

bool try_wait_for_completion(struct completion *x)
{
	bool done;

	spin_lock_bh(&x->wait.lock);
	done = x->done;
	if (done && x->done != UINT_MAX)
		x->done--;
	spin_unlock_bh(&x->wait.lock);
	return done;
}
EXPORT_SYMBOL(try_wait_for_completion);

void wait_for_completion(struct completion *x)
{
	might_sleep();
	wait_event(x->wait, try_wait_for_completion(x));
}
EXPORT_SYMBOL(wait_for_completion);

unsigned long wait_for_completion_timeout(struct completion *x,
					  unsigned long timeout)
{
	bool done = false;
	long rest;

	might_sleep();
	rest = ___wait_event(&x->wait, (done = try_wait_for_completion(x)),
			     TASK_UNINTERRUPTIBLE, (long)timeout);
	if (!done)
		return 0;
	return rest ? (unsigned long)rest : 1;
}
EXPORT_SYMBOL(wait_for_completion_timeout);

/* Mutexes: an owner, and a queue of those who try again when he unlocks. */

void __mutex_init(struct mutex *m, const struct lock_class_key *key)
{
	m->owner = NULL;
	m->key = key;
	init_waitqueue_head(&m->wait);
}
EXPORT_SYMBOL(__mutex_init);

static bool mutex_take(struct mutex *m)
{
	struct task_struct *nobody = NULL;

	return __atomic_compare_exchange_n(&m->owner, &nobody, current, false,
					   __ATOMIC_ACQUIRE, __ATOMIC_RELAXED);
}

bool _mutex_trylock(struct mutex *m, const char *where)
{
	bool taken = mutex_take(m);

	if (taken)
		lock_acquired_try(m->key, m, where);
	return taken;
}
EXPORT_SYMBOL(_mutex_trylock);

void _mutex_lock(struct mutex *m, const char *where)
{
	might_sleep();
	if (mutex_is_mine(m))
		oops_report(where, "mutex %s locked twice by %s/%d",
			    m->key->name, current->comm, current->pid);
	wait_event(m->wait, mutex_take(m));
	lock_acquired(m->key, m, where);
}
EXPORT_SYMBOL(_mutex_lock);

int _mutex_lock_interruptible(struct mutex *m, const char *where)
{
	int err;

	might_sleep();
	err = wait_event_interruptible(m->wait, mutex_take(m));
	if (!err)
		lock_acquired(m->key, m, where);
	return err;
}
EXPORT_SYMBOL(_mutex_lock_interruptible);

void mutex_unlock(struct mutex *m)
{
	if (!mutex_is_mine(m)) {
		report_bug(__FILE__, __LINE__, __func__,
			   "mutex %s unlocked by %s/%d, who does not hold it",
			   m->key->name, current->comm, current->pid);
		return;
	}
	lock_released(m, HERE);
	smp_store_release(&m->owner, NULL);
	wake_up(&m->wait);
}
EXPORT_SYMBOL(mutex_unlock);

void mutex_destroy(struct mutex *m)
{
	WARN_ON(m->owner);
}
EXPORT_SYMBOL(mutex_destroy);
