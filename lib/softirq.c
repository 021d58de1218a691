// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * softirq - deferred interrupt work, and its limit
 *
 * Where:   raised by irq handlers, timers and senders; run when an irq ends,
 *          when BH are enabled, and by ksoftirqd when there is too much.
 * Mirrors: kernel/softirq.c: ten vectors, at most 10 rounds or 2 ms in a row,
 *          the rest is ksoftirqd's, which takes turns with other tasks.
 */
#include "lib/bitops.h"
#include "lib/exec.h"
#include "lib/hrtimer.h"
#include "lib/interrupt.h"
#include "lib/percpu.h"
#include "lib/printk.h"
#include "lib/rcupdate.h"
#include "lib/spinlock.h"
#include "lib/timer.h"

const char *const softirq_to_name[NR_SOFTIRQS] = {
	"HI",	    "TIMER",   "NET_TX", "NET_RX",  "BLOCK",
	"IRQ_POLL", "TASKLET", "SCHED",	 "HRTIMER", "RCU",
};
EXPORT_SYMBOL(softirq_to_name);

static void trace_softirq(int what, unsigned int nr)
{
	__auto_type fn = READ_ONCE(current_machine()->trace_irq);

	if (unlikely(fn))
		fn(what, nr, softirq_to_name[nr], 0);
}

void open_softirq(int nr, void (*action)(void))
{
	current_machine()->softirq_vec[nr] = action;
}
EXPORT_SYMBOL(open_softirq);

void __raise_softirq(unsigned int nr)
{
	struct cpu *cpu = this_cpu();

	trace_softirq(IRQ_TRACE_SOFTIRQ_RAISE, nr);
	cpu->softirq_pending |= 1U << nr;
}
EXPORT_SYMBOL(__raise_softirq);

/* In interrupt context it runs on the way out; elsewhere nobody would. */
void raise_softirq(unsigned int nr)
{
	__raise_softirq(nr);
	if (!in_interrupt())
		cpu_kick(this_cpu());
}
EXPORT_SYMBOL(raise_softirq);

static void run_vectors(struct cpu *cpu, u32 pending)
{
	while (pending) {
		unsigned int nr = (unsigned int)__builtin_ctz(pending);
		u32 count = preempt_count();

		pending &= pending - 1;
		WRITE_ONCE(cpu->softirqs[nr], cpu->softirqs[nr] + 1);
		trace_softirq(IRQ_TRACE_SOFTIRQ_ENTRY, nr);
		if (cpu->machine->softirq_vec[nr])
			cpu->machine->softirq_vec[nr]();
		trace_softirq(IRQ_TRACE_SOFTIRQ_EXIT, nr);
		if (likely(count == preempt_count()))
			continue;
		report_bug(__FILE__, __LINE__, __func__,
			   "softirq %s left preempt_count %#x, was %#x",
			   softirq_to_name[nr], preempt_count(), count);
		current->preempt_count = count;
	}
}

static void wakeup_softirqd(struct cpu *cpu)
{
	cpu->softirq_deferred = true;
	cpu->machine->world->exec->wake(cpu->ksoftirqd);
}

void do_softirq(void)
{
	struct cpu *cpu = this_cpu();
	ktime_t end = world_now(cpu->machine->world) + MAX_SOFTIRQ_TIME;
	int restart = MAX_SOFTIRQ_RESTART;
	u32 pending;

	if (in_interrupt())
		return;
	current->preempt_count += SOFTIRQ_OFFSET;
	while ((pending = cpu->softirq_pending)) {
		if (!restart-- || world_now(cpu->machine->world) > end) {
			wakeup_softirqd(cpu);
			break;
		}
		cpu->softirq_pending = 0;
		cpu_cost(softirq);
		run_vectors(cpu, pending);
		cpu_settle();
	}
	current->preempt_count -= SOFTIRQ_OFFSET;
}
EXPORT_SYMBOL(do_softirq);

void local_bh_disable(void)
{
	current->preempt_count += SOFTIRQ_DISABLE_OFFSET;
}
EXPORT_SYMBOL(local_bh_disable);

void local_bh_enable(void)
{
	struct task_struct *t = current;

	if (unlikely(softirq_count() < SOFTIRQ_DISABLE_OFFSET)) {
		report_bug(__FILE__, __LINE__, __func__,
			   "local_bh_enable() without local_bh_disable()");
		return;
	}
	t->preempt_count -= SOFTIRQ_DISABLE_OFFSET;
	if (unlikely(local_softirq_pending()) && !in_interrupt() &&
	    !t->cpu->softirq_deferred)
		do_softirq();
}
EXPORT_SYMBOL(local_bh_enable);

void rcu_read_unlock_bh(void)
{
	rcu_read_unlock();
	local_bh_enable();
}
EXPORT_SYMBOL(rcu_read_unlock_bh);

/* What other CPUs raised here: rcu, RPS. */
static void take_remote(struct cpu *cpu)
{
	u32 bits;

	if (!READ_ONCE(cpu->softirq_remote))
		return;
	bits = __atomic_exchange_n(&cpu->softirq_remote, 0, __ATOMIC_ACQUIRE);
	cpu->softirq_pending |= bits;
}

bool cpu_do_interrupts(struct cpu *cpu)
{
	clock_latch(cpu);
	irq_dispatch(cpu);
	take_remote(cpu);
	if (hrtimer_next_expiry(cpu) <= cpu->now)
		hrtimer_interrupt(cpu);
	if (timer_due(cpu))
		__raise_softirq(TIMER_SOFTIRQ);
	if (cpu->softirq_pending && !cpu->softirq_deferred)
		do_softirq();
	return cpu_interrupts_pending(cpu) || cpu_next_timer(cpu) <= cpu->now;
}

void ksoftirqd_turn(struct cpu *cpu, bool turn_came)
{
	cpu_do_interrupts(cpu);
	if (!turn_came || !cpu->softirq_deferred)
		return;
	cpu->softirq_deferred = false;
	do_softirq();
}

/* Tasklets: a list per CPU, run once each. */
static DEFINE_PER_CPU(struct list_head, tasklets);

static struct list_head *this_tasklets(void)
{
	struct list_head *list = &cpu_var(tasklets);

	if (!list->next)
		INIT_LIST_HEAD(list);
	return list;
}

static void tasklet_action(void)
{
	LIST_HEAD(todo);

	list_splice_init(this_tasklets(), &todo);
	while (!list_empty(&todo)) {
		struct tasklet_struct *t =
			list_first_entry(&todo, struct tasklet_struct, entry);

		list_del_init(&t->entry);
		t->scheduled = false;
		CALL_VOID("tasklet_struct.callback", t->callback, t);
	}
}

void tasklet_setup(struct tasklet_struct *t,
		   void (*callback)(struct tasklet_struct *))
{
	INIT_LIST_HEAD(&t->entry);
	t->scheduled = false;
	t->callback = callback;
}
EXPORT_SYMBOL(tasklet_setup);

void tasklet_schedule(struct tasklet_struct *t)
{
	if (t->scheduled)
		return;
	t->scheduled = true;
	list_add_tail(&t->entry, this_tasklets());
	raise_softirq(TASKLET_SOFTIRQ);
}
EXPORT_SYMBOL(tasklet_schedule);

/* Context: process. The callback does not run and is not queued after. */
void tasklet_kill(struct tasklet_struct *t)
{
	might_sleep();
	while (READ_ONCE(t->scheduled))
		schedule_timeout_uninterruptible(1);
}
EXPORT_SYMBOL(tasklet_kill);

int softirq_machine_init(struct machine *machine)
{
	int err = irq_machine_init(machine);

	machine->softirq_vec[TIMER_SOFTIRQ] = run_timer_softirq;
	machine->softirq_vec[HRTIMER_SOFTIRQ] = hrtimer_run_softirq;
	machine->softirq_vec[RCU_SOFTIRQ] = rcu_core;
	machine->softirq_vec[TASKLET_SOFTIRQ] = tasklet_action;
	return err;
}

void softirq_machine_exit(struct machine *machine)
{
	irq_machine_exit(machine);
}
