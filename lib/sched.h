/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sched - tasks, contexts, and the one place where a CPU changes hands
 *
 * Where:   all code of the stack runs as a task that holds the baton of one
 *          emulated CPU. schedule() is the only function that gives it up.
 * Mirrors: include/linux/sched.h, preempt.h, kernel/sched/core.c in meaning;
 *          there is no preemption, so there is no scheduler either.
 *
 * Because at most one task runs per CPU and nobody preempts it, per-CPU data
 * needs no atomics, and local_bh_disable(), preempt_disable() and
 * rcu_read_lock() are counters that are checked instead of obeyed.
 */
#ifndef LIB_SCHED_H
#define LIB_SCHED_H

#include "lib/compiler.h"
#include "lib/list.h"
#include "lib/machine.h"
#include "lib/types.h"

#define TASK_COMM_LEN 16

#define TASK_RUNNING	     0x0
#define TASK_INTERRUPTIBLE   0x1
#define TASK_UNINTERRUPTIBLE 0x2
#define TASK_PARKED	     0x40 /* at a break point */
#define TASK_DEAD	     0x80
#define TASK_NORMAL	     (TASK_INTERRUPTIBLE | TASK_UNINTERRUPTIBLE)

#define MAX_SCHEDULE_TIMEOUT LONG_MAX
#define MAX_HELD_LOCKS	     16

/* preempt_count, laid out as the kernel's */
#define PREEMPT_OFFSET	       0x00000001
#define SOFTIRQ_OFFSET	       0x00000100
#define SOFTIRQ_DISABLE_OFFSET (2 * SOFTIRQ_OFFSET)
#define HARDIRQ_OFFSET	       0x00010000
#define PREEMPT_MASK	       0x000000ff
#define SOFTIRQ_MASK	       0x0000ff00
#define HARDIRQ_MASK	       0x000f0000

enum task_kind {
	TASK_COROUTINE, /* VIRTUAL: own stack, never changes thread */
	TASK_THREAD,	/* LIVE: a thread of ours */
	TASK_FOREIGN,	/* a thread of the embedder's, for one call */
};

struct lock_class_key;
struct module;

struct held_lock {
	const struct lock_class_key *key;
	const void *lock;
	const char *where;
};

/*
 * Which foreign code runs: pushed around every call into a module (poll,
 * hook, enqueue, handler), so that a report can name the callback.
 */
struct callsite {
	const char *slot; /* "napi_struct.poll" */
	const void *fn;
	struct callsite *up;
};

struct task_struct {
	/* immutable after creation */
	struct machine *machine;
	enum task_kind kind;
	int pid;
	char comm[TASK_COMM_LEN];
	int (*fn)(void *data);
	void *data;

	/* the running task's own */
	struct cpu *cpu;
	unsigned int __state;
	unsigned int preempt_count;
	int rcu_read_lock_nesting;
	bool irqs_off;	    /* spin_lock_irqsave() and kin: for lockdep */
	unsigned int flags; /* PF_* */
	struct held_lock held_locks[MAX_HELD_LOCKS];
	unsigned int lockdep_depth;
	struct callsite *callsite;
	const struct sk_buff *skb; /* the packet in hand, for reports */
	long signal;	 /* a reason to leave an interruptible sleep, -errno */
	long call_timeo; /* jiffies that this call may wait; 0: the socket's */
	int call_took_err; /* what sock_error() took in this call, > 0 */
	int exit_code;

	/* the executor's */
	struct list_head run_node; /* cpu->runqueue */
	struct list_head hub_node; /* VIRTUAL: threads that wait to drive */
	u32 park;		   /* struct os_park */
	bool picked;		   /* VIRTUAL: a waiting thread's turn came */
	bool awaited;		   /* LIVE: woken, and counted as a waiter */
	bool detached;
	struct task_struct *joiner;  /* waits for our end */
	struct list_head tasks_node; /* machine->tasks */
	bool on_rq;
	bool should_stop; /* kthread_stop() */
	bool exited;
	void *ctx;   /* struct os_coro or struct os_thread */
	void *waitq; /* where it sleeps, for inspectors */
	const char *wchan;
};

#define PF_KTHREAD   0x1
#define PF_KSOFTIRQD 0x2

extern __thread struct task_struct *current_task
	__attribute__((tls_model("initial-exec")));
#define current (current_task)

static inline struct machine *current_machine(void)
{
	return current->machine;
}

static inline struct world *current_world(void)
{
	return current->machine->world;
}

static inline struct cpu *this_cpu(void)
{
	return current->cpu;
}

static inline unsigned int smp_processor_id(void)
{
	return current->cpu->id;
}
#define raw_smp_processor_id() smp_processor_id()

static inline unsigned int num_online_cpus(void)
{
	return current->machine->nr_cpus;
}
#define nr_cpu_ids num_online_cpus()

static inline unsigned int preempt_count(void)
{
	return current->preempt_count;
}

#define hardirq_count() (preempt_count() & HARDIRQ_MASK)
#define softirq_count() (preempt_count() & SOFTIRQ_MASK)
#define irq_count()	(preempt_count() & (HARDIRQ_MASK | SOFTIRQ_MASK))
#define in_hardirq()	(hardirq_count() != 0)
#define in_softirq()	(softirq_count() != 0)
#define in_interrupt()	(irq_count() != 0)
/* serving one, not merely disabled */
#define in_serving_softirq() ((softirq_count() & SOFTIRQ_OFFSET) != 0)
#define in_task()	     (!in_hardirq() && !in_serving_softirq())
#define in_atomic()	     (preempt_count() != 0)

static inline void preempt_disable(void)
{
	current->preempt_count += PREEMPT_OFFSET;
}

static inline void preempt_enable(void)
{
	current->preempt_count -= PREEMPT_OFFSET;
}

#define get_cpu()                                                              \
	({                                                                     \
		preempt_disable();                                             \
		smp_processor_id();                                            \
	})
#define put_cpu() preempt_enable()

/* Context: process. Sleeping where it is forbidden is reported, always. */
void __might_sleep(const char *file, int line);
#define might_sleep() __might_sleep(__FILE__, __LINE__)

/**
 * schedule - give the baton up until somebody wakes us
 *
 * With the state TASK_RUNNING it only lets others run (a yield). Pending
 * softirqs run first; the CPU is quiescent for RCU. Sleeping with a spinlock,
 * rcu_read_lock() or BH disabled is a bug and is reported.
 *
 * Context: process.
 */
void schedule(void);

/**
 * cpu_release - the running task needs its CPU only as a host thread
 *
 * For a long copy to or from an application, which touches nothing of the
 * stack: live, other tasks run on the emulated CPU meanwhile. Pending softirqs
 * run first, as in schedule(). In virtual time a copy takes no time but what
 * was charged; others run at cpu_reacquire().
 *
 * Context: process. Sleeping must be allowed, or it is reported and refused.
 * Return: true: cpu_reacquire() must follow.
 */
bool cpu_release(void);
/* The task has its CPU again; what was charged has passed. */
void cpu_reacquire(void);

signed long schedule_timeout(signed long timeout); /* jiffies; returns rest */
signed long schedule_timeout_interruptible(signed long timeout);
signed long schedule_timeout_uninterruptible(signed long timeout);
void cond_resched(void);

/* A waker's condition is looked at after this, and by him after his store. */
#define set_current_state(s)   smp_store_mb(current->__state, (s))
#define __set_current_state(s) WRITE_ONCE(current->__state, (s))
#define signal_pending(t)      ((t)->signal != 0)

/*
 * Every task of this CPU: while @fn looks none of them runs. @fn must not
 * sleep. Context: any with a baton.
 */
void cpu_tasks_walk(void (*fn)(void *data, struct task_struct *t), void *data);

/* Make @t runnable if its state is in @state. Any context with a baton. */
int try_to_wake_up(struct task_struct *t, unsigned int state);
int wake_up_process(struct task_struct *t);
/* End an interruptible sleep with @err (-EINTR); as a signal would. */
void task_interrupt(struct task_struct *t, int err);

/*
 * Emulated CPU time: cpu_charge() books @ns on this CPU; cpu_settle() lets
 * that time pass (VIRTUAL: other events come first; the CPU is busy). Called
 * between units of work: a hardirq, a poll, a system call. Free when nothing
 * was charged. Context: any without locks.
 */
static inline void cpu_charge(u32 ns)
{
	current->cpu->charged += ns;
}
void __cpu_settle(void);
static inline void cpu_settle(void)
{
	if (unlikely(current->cpu->charged))
		__cpu_settle();
}
#define cpu_cost(what) cpu_charge(current->machine->cost.what)

/*
 * Foreign threads: task_enter() makes the calling thread a task of @machine
 * on CPU @cpu (-1: any) and takes its baton; task_leave() runs what is
 * pending and gives it back. They nest on one machine and on others.
 */
struct task_guard {
	struct task_struct task;
	struct task_struct *outer;
	bool nested;
};
int task_enter(struct task_guard *g, struct machine *machine, int cpu);
void task_leave(struct task_guard *g);

/*
 * Stop here: the task keeps its CPU's baton and the world (LIVE: the CPU)
 * stands until world_continue(). Inspectors may look meanwhile.
 */
void task_park(void);
void world_continue(struct world *world);

/* explore=SEED: a point where another CPU may go first. Free when off. */
void __explore_point(void);
static inline void explore_point(void)
{
	if (unlikely(current_world()->explore))
		__explore_point();
}

/* A call into a module: CALL(site, "napi_struct.poll", n->poll, n, budget) */
#define CALL(slotname, func, ...)                                              \
	({                                                                     \
		struct callsite __site = {slotname, (const void *)(func),      \
					  current->callsite};                  \
		current->callsite = &__site;                                   \
		barrier(); /* a report must see it */                          \
		__auto_type __ret = (func)(__VA_ARGS__);                       \
		current->callsite = __site.up;                                 \
		__ret;                                                         \
	})
#define CALL_VOID(slotname, func, ...)                                         \
	do {                                                                   \
		struct callsite __site = {slotname, (const void *)(func),      \
					  current->callsite};                  \
		current->callsite = &__site;                                   \
		barrier(); /* a report must see it */                          \
		(func)(__VA_ARGS__);                                           \
		current->callsite = __site.up;                                 \
	} while (0)

#endif
