/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * timer - the timer wheel: cheap to arm, coarse to expire
 *
 * Where:   protocol time-outs. Handlers run in TIMER_SOFTIRQ of the CPU that
 *          armed the timer.
 * Mirrors: include/linux/timer.h, kernel/time/timer.c: levels of 64 slots,
 *          granularity × 8 a level, no cascading, arm and cancel O(1).
 */
#ifndef LIB_TIMER_H
#define LIB_TIMER_H

#include "lib/hlist.h"
#include "lib/kernel.h"
#include "lib/ktime.h"

struct timer_list {
	struct hlist_node entry;
	unsigned long expires; /* jiffies */
	void (*function)(struct timer_list *t);
	u32 flags;		  /* TIMER_*; the low bits name the slot */
	struct expiry_base *base; /* where it is armed, or was last */
	const char *where; /* who armed it: for the report of what is left */
};

/*
 * Housekeeping: it expires in its time, but nobody waits for it. A virtual
 * world with no other event due is idle: its clock stands still, st_run()
 * until idle ends, and a call that blocks gets -EDEADLK.
 */
#define TIMER_DEFERRABLE 0x00080000
#define TIMER_PINNED	 0x00100000
#define TIMER_IRQSAFE	 0x00200000

void __timer_setup(struct timer_list *t, void (*function)(struct timer_list *),
		   u32 flags, const char *where);
#define timer_setup(t, fn, flags)  __timer_setup(t, fn, flags, #fn)
#define from_timer(var, cb, field) container_of(cb, __typeof__(*(var)), field)
#define timer_container_of	   from_timer

/* Context: any with a baton. Return: 1 it was pending, 0 it was not. */
int mod_timer(struct timer_list *t, unsigned long expires);
int mod_timer_pending(struct timer_list *t, unsigned long expires);
int timer_reduce(struct timer_list *t, unsigned long expires);
void add_timer(struct timer_list *t);
void add_timer_on(struct timer_list *t, int cpu);
int del_timer(struct timer_list *t);
#define timer_delete(t) del_timer(t) /* a function's name in libc */
/* Also waits until the handler is over. Not from the handler itself. */
int timer_delete_sync(struct timer_list *t);
#define del_timer_sync(t) timer_delete_sync(t)
int timer_shutdown_sync(struct timer_list *t);

static inline int timer_pending(const struct timer_list *t)
{
	return READ_ONCE(t->entry.pprev) != NULL;
}

unsigned long round_jiffies(unsigned long j);
unsigned long round_jiffies_up(unsigned long j);

/* For the executors and reports. */
int timer_machine_init(struct machine *machine);
unsigned int timer_machine_exit(struct machine *machine); /* timers left */
unsigned int timers_armed(struct machine *machine);
/* Walk what is armed: @fn(handler's name, function, expires, data). */
void timers_walk(struct machine *machine,
		 void (*fn)(void *data, const char *what, const void *function,
			    ktime_t expires),
		 void *data);
/* The same, with the timer itself; @fn must not arm or delete any. */
void timers_each(struct machine *machine,
		 void (*fn)(void *data, struct timer_list *t), void *data);
/* World time in ns, KTIME_MAX: none. Lock-free; the executor's question. */
ktime_t timer_next_expiry(struct cpu *cpu);
bool timers_all_deferrable(struct cpu *cpu);
bool timer_due(struct cpu *cpu); /* then raise TIMER_SOFTIRQ */
void run_timer_softirq(void);	 /* TIMER_SOFTIRQ */
/* A module's text goes away: timers whose function lies in it. */
unsigned int timers_in_range(struct machine *machine, const void *start,
			     const void *end);
/* ... and are deleted. Context: process. */
void timers_cancel_range(struct machine *machine, const void *start,
			 const void *end);

#endif
