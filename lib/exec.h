/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * exec - what an executor does for tasks; two of them exist
 *
 * Where:   lib/sched.c calls these slots; lib/virtual.c and lib/live.c fill
 *          them. Nothing else includes this file.
 * Mirrors: nothing in the kernel.
 */
#ifndef LIB_EXEC_H
#define LIB_EXEC_H

#include "lib/interrupt.h"
#include "lib/ktime.h"
#include "lib/sched.h"

struct executor {
	/* a world, a machine begins and ends; no baton held */
	int (*world_init)(struct world *world);
	void (*world_exit)(struct world *world);
	int (*machine_start)(struct machine *machine);
	void (*machine_stop)(struct machine *machine);

	/* a task of ours: make its stack; it runs after the first wake */
	int (*task_start)(struct task_struct *t);
	void (*task_free)(struct task_struct *t);
	/* last act of a task of ours */
	void (*task_exit)(struct task_struct *t);

	/* foreign threads take and give a CPU's baton */
	int (*enter)(struct task_struct *t);
	void (*leave)(struct task_struct *t);

	/* the running task gives up the baton; returns when it has it again */
	void (*block)(struct task_struct *t);
	/* as block(), but stays runnable and lets others go first */
	void (*yield)(struct task_struct *t);
	/* the running task goes on without the baton; and has it again */
	void (*release)(struct task_struct *t);
	void (*reacquire)(struct task_struct *t);
	/* @t became TASK_RUNNING; hand it a turn */
	void (*wake)(struct task_struct *t);

	void (*kick)(struct cpu *cpu);
	void (*event_changed)(struct cpu *cpu);
	void (*hw_event_at)(struct hw_event *ev, ktime_t when);
	void (*hw_event_cancel)(struct hw_event *ev);

	/* let the charged time pass; another CPU's turn; wait for a lock */
	void (*settle)(struct cpu *cpu);
	void (*explore)(struct cpu *cpu);
	bool (*lock_wait)(u32 *word); /* true: and took it */
	void (*lock_wake)(u32 *word);
	void (*park)(struct task_struct *t);
	void (*resume)(struct world *world);
	ktime_t (*now)(const struct world *world);
};

extern const struct executor virtual_executor, live_executor;

/* lib/sched.c, for the executors */
struct task_struct *task_alloc(struct machine *machine, struct cpu *cpu,
			       enum task_kind kind, const char *comm);
void task_init(struct task_struct *t, struct machine *machine, struct cpu *cpu,
	       enum task_kind kind, const char *comm);
void task_destroy(struct task_struct *t);
void task_forget(struct task_struct *t); /* off machine->tasks */
void task_main(struct task_struct *t);	 /* body of a task of ours */
ktime_t cpu_next_timer(struct cpu *cpu); /* KTIME_MAX: none */
bool cpu_interrupts_pending(struct cpu *cpu);
/* What ksoftirqd does in one turn. @turn_came: its place in the queue. */
void ksoftirqd_turn(struct cpu *cpu, bool turn_came);
void irq_take(struct cpu *cpu);	    /* run what is pending */
void irq_dispatch(struct cpu *cpu); /* and let its time pass */
bool irq_pending(struct cpu *cpu);
int irq_machine_init(struct machine *machine);
void irq_machine_exit(struct machine *machine);

#endif
