/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * workqueue_internal - queues and pools, for the two files that know them
 *
 * Where:   lib/workqueue.c and lib/workqueue_flush.c; nobody else.
 * Mirrors: kernel/workqueue_internal.h.
 */
#ifndef LIB_WORKQUEUE_INTERNAL_H
#define LIB_WORKQUEUE_INTERNAL_H

#include "lib/sched.h"
#include "lib/spinlock.h"
#include "lib/wait.h"
#include "lib/workqueue.h"

/* The works of one queue on one CPU. */
struct pool_workqueue {
	/* immutable after alloc_workqueue() */
	struct workqueue_struct *wq;
	struct cpu *cpu;

	/* guarded by wq_machine.lock */
	struct list_head works;
	struct work_struct *current_work; /* runs now; may be freed already */
	work_func_t current_func;
	struct task_struct *worker;
	struct list_head spawn_node; /* on its CPU's list, wants a worker */
	bool spawning;		     /* ksoftirqd makes one */
	struct timer_list retry;
};

struct workqueue_struct {
	struct list_head node; /* wq_machine.queues */
	char name[24];
	unsigned int flags;
	bool draining;
	unsigned int nr_pwqs;
	struct pool_workqueue pwqs[];
};

struct wq_machine {
	spinlock_t lock;
	struct list_head queues;
	struct wait_queue_head wait;	 /* a cancel, a spawn is over */
	struct workqueue_struct *events; /* system_wq */
};

#define for_each_pwq(pwq, wq)                                                  \
	for ((pwq) = (wq)->pwqs; (pwq) < (wq)->pwqs + (wq)->nr_pwqs; (pwq)++)

static inline struct wq_machine *this_wqm(void)
{
	return current_machine()->workqueues;
}

static inline bool runs_here(const struct pool_workqueue *pwq,
			     const struct work_struct *w)
{
	/* The address alone may belong to another work by now. */
	return pwq->current_work == w && pwq->current_func == w->func;
}

/* Lock held: puts @w before @pos, sees to it that a worker comes. */
void insert_work(struct pool_workqueue *pwq, struct work_struct *w,
		 struct list_head *pos);
/* The caller has set w->pending. */
void __queue_work(unsigned int cpu, struct workqueue_struct *wq,
		  struct work_struct *w);
void wq_barrier_func(struct work_struct *w);
void delayed_work_timer_fn(struct timer_list *t);

#endif
