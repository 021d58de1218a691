/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * interrupt - hardirqs and softirqs of the emulated CPUs
 *
 * Where:   hardware raises an irq; its handler runs on the irq's CPU and
 *          raises softirqs; those run when the handler has returned, or in
 *          ksoftirqd/N when there are too many.
 * Mirrors: include/linux/interrupt.h, kernel/softirq.c, kernel/irq/. A hardirq
 *          does not preempt: it is taken at the next unit boundary (before a
 *          turn, between polls, when BH are enabled).
 */
#ifndef LIB_INTERRUPT_H
#define LIB_INTERRUPT_H

#include "lib/cpumask.h"
#include "lib/sched.h"
#include "lib/spinlock.h"
#include "lib/types.h"

enum {
	HI_SOFTIRQ = 0,
	TIMER_SOFTIRQ,
	NET_TX_SOFTIRQ,
	NET_RX_SOFTIRQ,
	BLOCK_SOFTIRQ,
	IRQ_POLL_SOFTIRQ,
	TASKLET_SOFTIRQ,
	SCHED_SOFTIRQ,
	HRTIMER_SOFTIRQ,
	RCU_SOFTIRQ,
};
extern const char *const softirq_to_name[NR_SOFTIRQS];

#define MAX_SOFTIRQ_RESTART 10
#define MAX_SOFTIRQ_TIME    (2 * NSEC_PER_MSEC)

/* Per machine; called from an initcall. */
void open_softirq(int nr, void (*action)(void));
void raise_softirq(unsigned int nr); /* any context with a baton */
#define raise_softirq_irqoff(nr)   raise_softirq(nr)
#define __raise_softirq_irqoff(nr) __raise_softirq(nr)
void __raise_softirq(unsigned int nr); /* no wake-up of ksoftirqd */
void do_softirq(void);
static inline bool local_softirq_pending(void)
{
	return this_cpu()->softirq_pending != 0;
}

typedef enum irqreturn {
	IRQ_NONE = 0,
	IRQ_HANDLED = 1,
	IRQ_WAKE_THREAD = 2,
} irqreturn_t;
typedef irqreturn_t (*irq_handler_t)(int irq, void *dev_id);

#define FIRST_IRQ   45	/* device irqs start here, as in the seed's picture */
#define NR_IRQS	    256 /* bits of cpu->irq_pending */
#define IRQF_SHARED 0x80

/*
 * One interrupt line of a machine. A handler runs on one CPU at a time, also
 * while the line moves to another: what comes meanwhile is pending.
 */
struct irq_desc {
	spinlock_t lock; /* guards what follows; counts are their CPU's */
	irq_handler_t handler;
	void *dev_id;
	char name[32];	    /* eth0-TxRx-0 */
	u64 affinity;	    /* mask of CPUs, as smp_affinity shows it */
	unsigned int cpu;   /* the lowest CPU of the mask */
	unsigned int depth; /* disable_irq() nesting; > 0: masked */
	bool requested;
	bool in_progress;    /* the handler runs */
	bool pending;	     /* raised while masked or in progress */
	unsigned int nr_fds; /* LIVE: irq_attach_fd() */
	int fds[4];
	u64 count[NR_CPUS]; /* handled, per CPU */
};

/* Context: process. Give a free irq number, from FIRST_IRQ on, or -ENOSPC. */
int irq_alloc(void);
/*
 * Whoever asks for a line under the name that it had before finds it on the
 * CPUs that it was on: a device that goes down and up.
 */
int request_irq(unsigned int irq, irq_handler_t handler, unsigned long flags,
		const char *name, void *dev_id);
/* After free_irq() the handler does not run and will not. Context: process. */
void free_irq(unsigned int irq, void *dev_id);
/* Any context on the irq's machine. Masked irqs stay pending. */
void disable_irq_nosync(unsigned int irq);
void disable_irq(unsigned int irq); /* process; the handler is over */
void enable_irq(unsigned int irq);
/*
 * The line moves to the lowest CPU of @mask. Context: process. Return: 0, or
 * -EINVAL: no such line, or no such CPU.
 */
int irq_set_affinity(unsigned int irq, u64 mask);
/* Its mask; @effective: the CPU of it that takes the line. 0: no such line. */
u64 irq_get_affinity(unsigned int irq, bool effective);
void synchronize_irq(unsigned int irq); /* process; the handler is over */
struct irq_desc *irq_to_desc(unsigned int irq);
/* Copy of its name, 32 bytes; "" and false: nobody requested it. */
bool irq_name(unsigned int irq, char *name);

/*
 * irq_raise - the hardware asserts a line of @machine
 *
 * Context: any thread, baton or not; @machine may be another than current's.
 * The handler runs on the irq's CPU as soon as that CPU takes a turn.
 */
void irq_raise(struct machine *machine, unsigned int irq);

/*
 * Live: an fd whose readability raises @irq until the driver masks it.
 * Level-triggered; masked irqs are not polled. Context: process.
 */
int irq_attach_fd(unsigned int irq, int fd);
void irq_detach_fd(unsigned int irq, int fd);

/* tasklets, for drivers that have them */
struct tasklet_struct {
	struct list_head entry;
	bool scheduled;
	void (*callback)(struct tasklet_struct *t);
};
void tasklet_setup(struct tasklet_struct *t,
		   void (*callback)(struct tasklet_struct *));
void tasklet_schedule(struct tasklet_struct *t);
void tasklet_kill(struct tasklet_struct *t);

int softirq_machine_init(struct machine *machine);
void softirq_machine_exit(struct machine *machine);
/* One turn of a CPU's interrupt side; lib/sched.c. True: more is pending. */
bool cpu_do_interrupts(struct cpu *cpu);

#endif
