/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * workqueue - process context for slow work
 *
 * Where:   garbage collection, module unload, link watch, control work.
 * Mirrors: include/linux/workqueue.h; one worker task per CPU and queue.
 */
#ifndef LIB_WORKQUEUE_H
#define LIB_WORKQUEUE_H

#include "lib/list.h"
#include "lib/timer.h"

struct workqueue_struct;
struct pool_workqueue;
struct work_struct;
struct machine;
struct cpu;
typedef void (*work_func_t)(struct work_struct *work);

struct work_struct {
	struct list_head entry;
	work_func_t func;
	struct pool_workqueue *pwq; /* where it is queued, or NULL */
	bool pending; /* queued, on a timer, or claimed by a cancel */
	bool canceling;
	const char *where;
};

struct delayed_work {
	struct work_struct work;
	struct timer_list timer;
	struct workqueue_struct *wq;
};

void __init_work(struct work_struct *w, work_func_t func, const char *where);
void __init_delayed_work(struct delayed_work *w, work_func_t func,
			 const char *where);
#define INIT_WORK(w, fn)	 __init_work(w, fn, #fn)
#define INIT_DELAYED_WORK(w, fn) __init_delayed_work(w, fn, #fn)
/* Housekeeping: see TIMER_DEFERRABLE. */
#define INIT_DEFERRABLE_WORK(w, fn)                                            \
	(INIT_DELAYED_WORK(w, fn), (void)((w)->timer.flags |= TIMER_DEFERRABLE))
#define to_delayed_work(w) container_of(w, struct delayed_work, work)

#define WQ_UNBOUND	   (1U << 1) /* runs on CPU 0 when also ordered */
#define WQ_FREEZABLE	   (1U << 2)
#define WQ_MEM_RECLAIM	   (1U << 3)
#define WQ_HIGHPRI	   (1U << 4)
#define WQ_CPU_INTENSIVE   (1U << 5)
#define WQ_POWER_EFFICIENT (1U << 7)
#define __WQ_ORDERED	   (1U << 17)

/* Context: process. Give a queue or NULL. */
struct workqueue_struct *alloc_workqueue(const char *name, unsigned int flags,
					 int max_active);
#define alloc_ordered_workqueue(name, flags)                                   \
	alloc_workqueue(name, (flags) | WQ_UNBOUND | __WQ_ORDERED, 1)
void destroy_workqueue(struct workqueue_struct *wq); /* flushes first */

struct workqueue_struct *machine_system_wq(void);
#define system_wq		  machine_system_wq()
#define system_power_efficient_wq machine_system_wq()

/* Any context with a baton. Return: false when it was queued already. */
bool queue_work(struct workqueue_struct *wq, struct work_struct *w);
bool queue_work_on(int cpu, struct workqueue_struct *wq, struct work_struct *w);
bool queue_delayed_work(struct workqueue_struct *wq, struct delayed_work *w,
			unsigned long delay);
bool mod_delayed_work(struct workqueue_struct *wq, struct delayed_work *w,
		      unsigned long delay);
#define schedule_work(w)	    queue_work(system_wq, w)
#define schedule_delayed_work(w, d) queue_delayed_work(system_wq, w, d)

/* Context: process. Wait until it has run, or will not run. */
bool flush_work(struct work_struct *w);
bool cancel_work_sync(struct work_struct *w);
bool cancel_delayed_work(struct delayed_work *w); /* any context, no wait */
bool cancel_delayed_work_sync(struct delayed_work *w);
bool flush_delayed_work(struct delayed_work *w);
void flush_workqueue(struct workqueue_struct *wq);
#define flush_scheduled_work() flush_workqueue(system_wq)
static inline bool work_pending(const struct work_struct *w)
{
	return w->pending;
}
#define delayed_work_pending(w) work_pending(&(w)->work)

/*
 * The first work of a queue on a CPU may come from any context, but a task is
 * made in process context only. So queue_work() kicks the CPU, and ksoftirqd
 * calls this in its process context, once a turn, while it asks to.
 */
bool workqueue_spawn_wanted(struct cpu *cpu);
void workqueue_spawn_pending(struct cpu *cpu);

int workqueue_machine_init(struct machine *machine);
/* Context: process. Run all that is queued and end all workers. */
void workqueue_machine_stop(struct machine *machine);
unsigned int workqueue_machine_exit(struct machine *machine); /* works left */
unsigned int works_in_range(struct machine *machine, const void *start,
			    const void *end);
/* ... and are cancelled. Context: process. */
void works_cancel_range(struct machine *machine, const void *start,
			const void *end);

#endif
