// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * workqueue - process context for slow work
 *
 * Where:   queue_work() from any context; a kworker task runs the function.
 * Mirrors: kernel/workqueue.c in what callers see: a work is queued at most
 *          once, never runs on two CPUs at a time, may queue itself again.
 *          What waits and cancels is in workqueue_flush.c.
 * Spec:    none.
 *
 * Deviation: the kernel shares a pool of workers among all queues and starts
 * another one when a work sleeps. Here each queue has one worker a CPU, so
 * the works of a queue on one CPU run one after the other, in their order.
 * An ordered queue uses CPU 0's worker only.
 *
 * A worker is made when the first work comes. That may be in softirq, where
 * no task can be made: the pool is put on its CPU's list, the CPU is kicked,
 * and ksoftirqd makes the worker in its own process context. When the host
 * has no thread to give, it tries again after CREATE_COOLDOWN.
 *
 * Timers: pwq->retry, started when a worker could not be made, asks again;
 * stopped with the queue.
 *
 * One lock a machine guards all queues: work is not the packet's way.
 */
#include "lib/atomic.h"
#include "lib/kthread.h"
#include "lib/percpu.h"
#include "lib/printk.h"
#include "lib/slab.h"
#include "lib/string.h"
#include "lib/workqueue_internal.h"

#define CREATE_COOLDOWN HZ

DEFINE_STATIC_PER_MACHINE(struct wq_machine, wq_machines);
DEFINE_STATIC_PER_CPU(struct list_head, wq_spawn);

void __init_work(struct work_struct *w, work_func_t func, const char *where)
{
	INIT_LIST_HEAD(&w->entry);
	w->func = func;
	w->pwq = NULL;
	w->pending = false;
	w->canceling = false;
	w->where = where;
}
EXPORT_SYMBOL(__init_work);

/* ---- queueing; wq_machine.lock held for the __ forms */

/* A pool has work and no worker: ksoftirqd shall make one. */
static void want_worker(struct pool_workqueue *pwq)
{
	if (!list_empty(&pwq->spawn_node) || pwq->spawning ||
	    timer_pending(&pwq->retry))
		return;
	list_add_tail(&pwq->spawn_node, &cpu_var_of(pwq->cpu, wq_spawn));
	cpu_kick(pwq->cpu);
}

/* Puts @w before @pos. */
void insert_work(struct pool_workqueue *pwq, struct work_struct *w,
		 struct list_head *pos)
{
	list_add_tail(&w->entry, pos);
	w->pwq = pwq;
	if (pwq->worker)
		wake_up_process(pwq->worker);
	else
		want_worker(pwq);
}

static struct pool_workqueue *pool_for(struct workqueue_struct *wq,
				       struct work_struct *w, unsigned int cpu)
{
	struct pool_workqueue *pwq;

	/* It runs at the moment: behind itself, not beside. */
	for_each_pwq (pwq, wq)
		if (runs_here(pwq, w))
			return pwq;
	return &wq->pwqs[wq->nr_pwqs > 1 ? cpu : 0];
}

static int worker_thread(void *data);

/* A queue that is being drained takes only what its own works queue. */
static bool is_chained_work(const struct workqueue_struct *wq)
{
	return current->fn == worker_thread &&
	       ((struct pool_workqueue *)current->data)->wq == wq;
}

/* The caller has set w->pending. */
void __queue_work(unsigned int cpu, struct workqueue_struct *wq,
		  struct work_struct *w)
{
	struct wq_machine *wqm = this_wqm();
	struct pool_workqueue *pwq;

	spin_lock_bh(&wqm->lock);
	if (WARN(wq->draining && !is_chained_work(wq),
		 "work %s comes while queue %s is destroyed", w->where,
		 wq->name)) {
		smp_store_release(&w->pending, false);
	} else {
		pwq = pool_for(wq, w, cpu);
		insert_work(pwq, w, &pwq->works);
	}
	spin_unlock_bh(&wqm->lock);
}

/**
 * queue_work_on - run @w's function in a task of CPU @cpu
 *
 * Context: any with a baton.
 * Return: false when it was queued already.
 */
bool queue_work_on(int cpu, struct workqueue_struct *wq, struct work_struct *w)
{
	if (xchg(&w->pending, true))
		return false;
	__queue_work((unsigned int)cpu, wq, w);
	return true;
}
EXPORT_SYMBOL(queue_work_on);

/**
 * queue_work - run @w's function in a task of this CPU
 *
 * Context: any with a baton.
 * Return: false when it was queued already.
 */
bool queue_work(struct workqueue_struct *wq, struct work_struct *w)
{
	return queue_work_on((int)smp_processor_id(), wq, w);
}
EXPORT_SYMBOL(queue_work);

/* ---- workers */

static struct work_struct *next_work(struct pool_workqueue *pwq)
{
	struct wq_machine *wqm = this_wqm();
	struct work_struct *w;

	spin_lock_bh(&wqm->lock);
	pwq->current_work = NULL;
	w = list_first_entry_or_null(&pwq->works, struct work_struct, entry);
	if (w) {
		list_del_init(&w->entry);
		w->pwq = NULL;
		pwq->current_work = w;
		pwq->current_func = w->func;
		/* From here on it may be queued again, also by itself. */
		smp_store_release(&w->pending, false);
	}
	spin_unlock_bh(&wqm->lock);
	return w;
}

/* The function may free its work. */
static void process_one_work(struct work_struct *w)
{
	work_func_t func = w->func;
	const char *where = w->where;

	CALL_VOID("work_struct.func", func, w);
	WARN(in_atomic() || current->rcu_read_lock_nesting ||
		     current->lockdep_depth,
	     "work %s left preempt_count %#x, %d RCU sections, %u locks", where,
	     preempt_count(), current->rcu_read_lock_nesting,
	     current->lockdep_depth);
	cond_resched();
}

static int worker_thread(void *data)
{
	struct pool_workqueue *pwq = data;
	struct work_struct *w;

	for (;;) {
		set_current_state(TASK_INTERRUPTIBLE);
		w = next_work(pwq);
		if (w) {
			__set_current_state(TASK_RUNNING);
			process_one_work(w);
		} else if (kthread_should_stop()) {
			__set_current_state(TASK_RUNNING);
			return 0;
		} else {
			schedule();
		}
	}
}

bool workqueue_spawn_wanted(struct cpu *cpu)
{
	return !list_empty(&cpu_var_of(cpu, wq_spawn));
}

static struct pool_workqueue *next_spawn(struct wq_machine *wqm,
					 struct cpu *cpu)
{
	struct pool_workqueue *pwq;

	spin_lock_bh(&wqm->lock);
	pwq = list_first_entry_or_null(&cpu_var_of(cpu, wq_spawn),
				       struct pool_workqueue, spawn_node);
	if (pwq) {
		list_del_init(&pwq->spawn_node);
		pwq->spawning = true;
	}
	spin_unlock_bh(&wqm->lock);
	return pwq;
}

static void spawn_worker(struct wq_machine *wqm, struct pool_workqueue *pwq)
{
	struct task_struct *t;

	t = kthread_create_on_cpu(worker_thread, pwq, pwq->cpu->id,
				  "kworker/%u:%s", pwq->cpu->id, pwq->wq->name);
	if (IS_ERR(t))
		pr_warn("no worker for queue %s: %pe\n", pwq->wq->name, t);
	spin_lock_bh(&wqm->lock);
	pwq->spawning = false;
	if (IS_ERR(t))
		mod_timer(&pwq->retry, jiffies + CREATE_COOLDOWN);
	else
		pwq->worker = t;
	spin_unlock_bh(&wqm->lock);
	if (!IS_ERR(t))
		wake_up_process(t);
	wake_up_all(&wqm->wait);
}

void workqueue_spawn_pending(struct cpu *cpu)
{
	struct wq_machine *wqm = cpu->machine->workqueues;
	struct pool_workqueue *pwq;

	if (likely(!workqueue_spawn_wanted(cpu)))
		return;
	while ((pwq = next_spawn(wqm, cpu)))
		spawn_worker(wqm, pwq);
}

static void retry_timer_fn(struct timer_list *t)
{
	struct pool_workqueue *pwq = from_timer(pwq, t, retry);
	struct wq_machine *wqm = this_wqm();

	spin_lock_bh(&wqm->lock);
	if (!pwq->worker && !list_empty(&pwq->works))
		want_worker(pwq);
	spin_unlock_bh(&wqm->lock);
}

/* ---- queues */

/**
 * alloc_workqueue - make a queue
 * @max_active: 1 with WQ_UNBOUND | __WQ_ORDERED is an ordered queue; other
 *		values are without effect, a pool has one worker
 *
 * Context: process.
 * Return: the queue, or NULL when there is no memory.
 */
struct workqueue_struct *alloc_workqueue(const char *name, unsigned int flags,
					 int max_active)
{
	struct machine *machine = current_machine();
	unsigned int n = flags & __WQ_ORDERED ? 1 : machine->nr_cpus;
	struct wq_machine *wqm = machine->workqueues;
	struct workqueue_struct *wq;

	wq = kzalloc(struct_size(wq, pwqs, n), GFP_KERNEL);
	if (!wq)
		return NULL;
	strscpy(wq->name, name, sizeof(wq->name));
	wq->flags = flags;
	wq->nr_pwqs = n;
	for (unsigned int i = 0; i < n; i++) {
		struct pool_workqueue *pwq = &wq->pwqs[i];

		pwq->wq = wq;
		pwq->cpu = &machine->cpus[i];
		INIT_LIST_HEAD(&pwq->works);
		INIT_LIST_HEAD(&pwq->spawn_node);
		timer_setup(&pwq->retry, retry_timer_fn, 0);
	}
	spin_lock_bh(&wqm->lock);
	list_add_tail(&wq->node, &wqm->queues);
	spin_unlock_bh(&wqm->lock);
	return wq;
}
EXPORT_SYMBOL(alloc_workqueue);

static void stop_worker(struct wq_machine *wqm, struct pool_workqueue *pwq)
{
	wait_event(wqm->wait, !READ_ONCE(pwq->spawning));
	timer_delete_sync(&pwq->retry);
	spin_lock_bh(&wqm->lock);
	list_del_init(&pwq->spawn_node);
	spin_unlock_bh(&wqm->lock);
	if (pwq->worker)
		kthread_stop(pwq->worker);
	pwq->worker = NULL;
}

static bool is_busy(struct wq_machine *wqm, struct workqueue_struct *wq)
{
	struct pool_workqueue *pwq;
	bool busy = false;

	spin_lock_bh(&wqm->lock);
	for_each_pwq (pwq, wq)
		busy |= !list_empty(&pwq->works) ||
			(pwq->current_work &&
			 pwq->current_func != wq_barrier_func);
	spin_unlock_bh(&wqm->lock);
	return busy;
}

/* Run what is queued, and what that queues; then end the workers. */
static void drain_workqueue(struct wq_machine *wqm, struct workqueue_struct *wq)
{
	struct pool_workqueue *pwq;
	unsigned int rounds = 0;

	wq->draining = true;
	while (is_busy(wqm, wq)) {
		flush_workqueue(wq);
		WARN(++rounds == 10, "queue %s is not empty after %u rounds",
		     wq->name, rounds);
	}
	for_each_pwq (pwq, wq)
		stop_worker(wqm, pwq);
}

/**
 * destroy_workqueue - run what is queued, end the workers, free the queue
 *
 * Delayed works that still wait must have been cancelled.
 *
 * Context: process, not a work of the queue.
 */
void destroy_workqueue(struct workqueue_struct *wq)
{
	struct wq_machine *wqm = this_wqm();

	might_sleep();
	drain_workqueue(wqm, wq);
	spin_lock_bh(&wqm->lock);
	list_del(&wq->node);
	spin_unlock_bh(&wqm->lock);
	kfree(wq);
}
EXPORT_SYMBOL(destroy_workqueue);

struct workqueue_struct *machine_system_wq(void)
{
	return this_wqm()->events;
}
EXPORT_SYMBOL(machine_system_wq);

/* ---- birth and death */

int workqueue_machine_init(struct machine *machine)
{
	struct wq_machine *wqm = &machine_var_of(machine, wq_machines);
	struct cpu *cpu;

	spin_lock_init(&wqm->lock);
	INIT_LIST_HEAD(&wqm->queues);
	init_waitqueue_head(&wqm->wait);
	for_each_cpu_of (machine, cpu)
		INIT_LIST_HEAD(&cpu_var_of(cpu, wq_spawn));
	machine->workqueues = wqm;
	wqm->events = alloc_workqueue("events", 0, 0);
	return wqm->events ? 0 : -ENOMEM;
}

void workqueue_machine_stop(struct machine *machine)
{
	struct wq_machine *wqm = machine->workqueues;
	struct workqueue_struct *wq;

	list_for_each_entry (wq, &wqm->queues, node)
		drain_workqueue(wqm, wq);
}

unsigned int workqueue_machine_exit(struct machine *machine)
{
	struct wq_machine *wqm = machine->workqueues;
	struct workqueue_struct *wq, *next;
	struct pool_workqueue *pwq;
	struct work_struct *w;
	unsigned int left = 0;

	if (!wqm)
		return 0;
	list_for_each_entry_safe (wq, next, &wqm->queues, node) {
		if (wq != wqm->events) {
			pr_warn("queue %s was not destroyed\n", wq->name);
			left++;
		}
		for_each_pwq (pwq, wq) {
			list_for_each_entry (w, &pwq->works, entry) {
				pr_warn("work %s never ran\n", w->where);
				left++;
			}
		}
		kfree(wq);
	}
	machine->workqueues = NULL;
	return left;
}

/* ---- reports */

struct range {
	const void *start, *end;
	unsigned int n;
	struct work_struct *last;
	struct delayed_work *delayed;
};

static bool count_func(struct range *r, work_func_t func)
{
	const void *fn = (const void *)func;

	if (fn < r->start || fn >= r->end)
		return false;
	r->n++;
	return true;
}

static void count_delayed(void *data, struct timer_list *t)
{
	struct delayed_work *dw = container_of(t, struct delayed_work, timer);
	struct range *r = data;

	if (t->function == delayed_work_timer_fn &&
	    count_func(r, dw->work.func))
		r->delayed = dw;
}

static void find_in_range(struct machine *machine, struct range *r)
{
	struct wq_machine *wqm = machine->workqueues;
	struct workqueue_struct *wq;
	struct pool_workqueue *pwq;
	struct work_struct *w;

	timers_each(machine, count_delayed, r);
	spin_lock_bh(&wqm->lock);
	list_for_each_entry (wq, &wqm->queues, node) {
		for_each_pwq (pwq, wq) {
			if (pwq->current_work)
				count_func(r, pwq->current_func);
			list_for_each_entry (w, &pwq->works, entry)
				if (count_func(r, w->func))
					r->last = w;
		}
	}
	spin_unlock_bh(&wqm->lock);
}

/* Works that wait, are queued or run and whose function lies in a range. */
unsigned int works_in_range(struct machine *machine, const void *start,
			    const void *end)
{
	struct range r = {start, end, 0, NULL, NULL};

	find_in_range(machine, &r);
	return r.n;
}

/* One that runs on a queue of its own is waited for by cancel. */
void works_cancel_range(struct machine *machine, const void *start,
			const void *end)
{
	struct range r;

	do {
		r = (struct range){start, end, 0, NULL, NULL};
		find_in_range(machine, &r);
		if (r.delayed)
			cancel_delayed_work_sync(r.delayed);
		else if (r.last)
			cancel_work_sync(r.last);
	} while (r.delayed || r.last);
}
