// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * workqueue_flush - wait for works, take them back, let them come later
 *
 * Where:   the end of whatever queued a work; delayed works from any context.
 * Mirrors: the flush, cancel and delayed_work parts of kernel/workqueue.c:
 *          flushing is a barrier work put behind what is waited for,
 *          cancelling is claiming PENDING, so that nobody else can queue.
 *
 * Timers: delayed_work.timer, started by queue_delayed_work(), queues the
 * work; stopped by a cancel, or by a flush, which queues at once.
 */
#include "lib/atomic.h"
#include "lib/completion.h"
#include "lib/printk.h"
#include "lib/workqueue_internal.h"

/* Runs behind the work it was put behind, and says so. */
struct wq_barrier {
	struct work_struct work;
	struct completion done;
};

void wq_barrier_func(struct work_struct *w)
{
	struct wq_barrier *barr = container_of(w, struct wq_barrier, work);

	complete(&barr->done);
}

static void insert_barrier(struct pool_workqueue *pwq, struct wq_barrier *barr,
			   struct list_head *pos)
{
	__init_work(&barr->work, wq_barrier_func, "wq_barrier");
	barr->work.pending = true;
	init_completion(&barr->done);
	insert_work(pwq, &barr->work, pos);
}

/* Lock held. The pool in which @w's function runs now, or NULL. */
static struct pool_workqueue *find_running(struct wq_machine *wqm,
					   const struct work_struct *w)
{
	struct workqueue_struct *wq;
	struct pool_workqueue *pwq;

	list_for_each_entry (wq, &wqm->queues, node)
		for_each_pwq (pwq, wq)
			if (runs_here(pwq, w))
				return pwq;
	return NULL;
}

/* Lock held. Would @pwq's worker wait for itself? Then say so, not hang. */
static bool waits_for_itself(const struct pool_workqueue *pwq, const char *what)
{
	return WARN(pwq->worker == current,
		    "worker %s would wait for itself in %s", current->comm,
		    what);
}

/**
 * flush_work - wait until the last instance that was queued has run
 *
 * Context: process.
 * Return: false when it was neither queued nor running.
 */
bool flush_work(struct work_struct *w)
{
	struct wq_machine *wqm = this_wqm();
	struct pool_workqueue *pwq;
	struct wq_barrier barr;
	bool wait = false;

	might_sleep();
	spin_lock_bh(&wqm->lock);
	pwq = w->pwq ? w->pwq : find_running(wqm, w);
	if (pwq && !waits_for_itself(pwq, "flush_work")) {
		insert_barrier(pwq, &barr,
			       w->pwq ? w->entry.next : pwq->works.next);
		wait = true;
	}
	spin_unlock_bh(&wqm->lock);
	if (wait)
		wait_for_completion(&barr.done);
	return wait;
}
EXPORT_SYMBOL(flush_work);

static void flush_pool(struct wq_machine *wqm, struct pool_workqueue *pwq)
{
	struct wq_barrier barr;
	bool wait = false;

	spin_lock_bh(&wqm->lock);
	if ((pwq->current_work || !list_empty(&pwq->works)) &&
	    !waits_for_itself(pwq, "flush_workqueue")) {
		insert_barrier(pwq, &barr, &pwq->works);
		wait = true;
	}
	spin_unlock_bh(&wqm->lock);
	if (wait)
		wait_for_completion(&barr.done);
}

/**
 * flush_workqueue - wait until all that is queued now has run
 *
 * Context: process, not a work of the same queue.
 */
void flush_workqueue(struct workqueue_struct *wq)
{
	struct pool_workqueue *pwq;

	might_sleep();
	for_each_pwq (pwq, wq)
		flush_pool(this_wqm(), pwq);
}
EXPORT_SYMBOL(flush_workqueue);

/*
 * Take PENDING over, from the queue, from the timer (@dw, may be NULL), or
 * from nobody. Nothing can queue the work until the caller clears it.
 *
 * Return: 1 it was to run, 0 it was idle, -EAGAIN somebody is just queueing
 * it, -ENOENT somebody else is cancelling it.
 */
static int try_to_grab_pending(struct work_struct *w, struct delayed_work *dw)
{
	struct wq_machine *wqm = this_wqm();
	int ret = -EAGAIN;

	if (dw && timer_delete(&dw->timer))
		return 1;
	if (!xchg(&w->pending, true))
		return 0;
	spin_lock_bh(&wqm->lock);
	if (w->pwq) {
		list_del_init(&w->entry);
		w->pwq = NULL;
		ret = 1;
	} else if (READ_ONCE(w->canceling)) {
		ret = -ENOENT;
	}
	spin_unlock_bh(&wqm->lock);
	return ret;
}

static int grab_pending(struct work_struct *w, struct delayed_work *dw)
{
	int ret;

	while ((ret = try_to_grab_pending(w, dw)) == -EAGAIN)
		spin_relax();
	return ret;
}

static bool __cancel_work_sync(struct work_struct *w, struct delayed_work *dw)
{
	struct wq_machine *wqm = this_wqm();
	int ret;

	might_sleep();
	while ((ret = grab_pending(w, dw)) < 0)
		wait_event(wqm->wait, !READ_ONCE(w->canceling));
	WRITE_ONCE(w->canceling, true);
	flush_work(w); /* it is not queued: waits if it runs */
	WRITE_ONCE(w->canceling, false);
	smp_store_release(&w->pending, false);
	wake_up_all(&wqm->wait);
	return ret;
}

/**
 * cancel_work_sync - take a work back, and wait if it runs
 *
 * A work that queues itself is stopped, too: meanwhile queueing does nothing.
 *
 * Context: process, not the work's own function.
 * Return: true when it was queued.
 */
bool cancel_work_sync(struct work_struct *w)
{
	return __cancel_work_sync(w, NULL);
}
EXPORT_SYMBOL(cancel_work_sync);

/* ---- delayed work */

void delayed_work_timer_fn(struct timer_list *t)
{
	struct delayed_work *dw = from_timer(dw, t, timer);

	__queue_work(smp_processor_id(), dw->wq, &dw->work);
}

void __init_delayed_work(struct delayed_work *dw, work_func_t func,
			 const char *where)
{
	__init_work(&dw->work, func, where);
	__timer_setup(&dw->timer, delayed_work_timer_fn, TIMER_IRQSAFE, where);
	dw->wq = NULL;
}
EXPORT_SYMBOL(__init_delayed_work);

/* The caller has set PENDING. */
static void __queue_delayed_work(struct workqueue_struct *wq,
				 struct delayed_work *dw, unsigned long delay)
{
	dw->wq = wq;
	if (delay)
		mod_timer(&dw->timer, jiffies + delay);
	else
		__queue_work(smp_processor_id(), wq, &dw->work);
}

/**
 * queue_delayed_work - queue a work after @delay jiffies
 *
 * Context: any with a baton.
 * Return: false when it waits or is queued already.
 */
bool queue_delayed_work(struct workqueue_struct *wq, struct delayed_work *dw,
			unsigned long delay)
{
	if (xchg(&dw->work.pending, true))
		return false;
	__queue_delayed_work(wq, dw, delay);
	return true;
}
EXPORT_SYMBOL(queue_delayed_work);

/**
 * mod_delayed_work - queue a work after @delay jiffies from now, whatever was
 *
 * Context: any with a baton.
 * Return: true when it waited or was queued already.
 */
bool mod_delayed_work(struct workqueue_struct *wq, struct delayed_work *dw,
		      unsigned long delay)
{
	int ret = grab_pending(&dw->work, dw);

	if (ret >= 0) /* else it is being cancelled, and that wins */
		__queue_delayed_work(wq, dw, delay);
	return ret;
}
EXPORT_SYMBOL(mod_delayed_work);

/**
 * cancel_delayed_work - take a work back; its function may be running
 *
 * Context: any with a baton.
 * Return: true when it waited or was queued.
 */
bool cancel_delayed_work(struct delayed_work *dw)
{
	int ret = grab_pending(&dw->work, dw);

	if (ret < 0)
		return false;
	smp_store_release(&dw->work.pending, false);
	return ret;
}
EXPORT_SYMBOL(cancel_delayed_work);

/**
 * cancel_delayed_work_sync - take a work back, and wait if it runs
 *
 * Context: process, not the work's own function.
 * Return: true when it waited or was queued.
 */
bool cancel_delayed_work_sync(struct delayed_work *dw)
{
	return __cancel_work_sync(&dw->work, dw);
}
EXPORT_SYMBOL(cancel_delayed_work_sync);

/**
 * flush_delayed_work - run it at once if it waits, and wait until it has run
 *
 * Context: process.
 * Return: false when there was nothing to wait for.
 */
bool flush_delayed_work(struct delayed_work *dw)
{
	if (timer_delete_sync(&dw->timer))
		__queue_work(smp_processor_id(), dw->wq, &dw->work);
	return flush_work(&dw->work);
}
EXPORT_SYMBOL(flush_delayed_work);
