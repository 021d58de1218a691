// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sched - tasks: made, put to sleep, woken, ended
 *
 * Where:   between what the stack asks for (schedule, kthread_run, st_call)
 *          and the two executors that know how (lib/virtual.c, lib/live.c).
 * Mirrors: kernel/sched/core.c, kernel/kthread.c, kernel/time/sleep_timeout.c
 *          in meaning. Left out: priorities, preemption, load balancing.
 */
#include <string.h>

#include "lib/err.h"
#include "lib/exec.h"
#include "lib/hrtimer.h"
#include "lib/kthread.h"
#include "lib/oops.h"
#include "lib/os.h"
#include "lib/printk.h"
#include "lib/rcupdate.h"
#include "lib/timer.h"
#include "lib/workqueue.h"

__thread struct task_struct *current_task
	__attribute__((tls_model("initial-exec")));
EXPORT_SYMBOL_TLS(current_task);

static const struct executor *exec_of(const struct machine *machine)
{
	return machine->world->exec;
}

void task_init(struct task_struct *t, struct machine *machine, struct cpu *cpu,
	       enum task_kind kind, const char *comm)
{
	memset(t, 0, sizeof(*t));
	t->machine = machine;
	t->cpu = cpu;
	t->kind = kind;
	strncpy(t->comm, comm, sizeof(t->comm) - 1);
	INIT_LIST_HEAD(&t->run_node);
	INIT_LIST_HEAD(&t->hub_node);
	os_lock(machine->tasks_lock);
	t->pid = machine->next_pid++;
	list_add_tail(&t->tasks_node, &machine->tasks);
	os_unlock(machine->tasks_lock);
}

void task_forget(struct task_struct *t)
{
	os_lock(t->machine->tasks_lock);
	list_del(&t->tasks_node);
	os_unlock(t->machine->tasks_lock);
}

void cpu_tasks_walk(void (*fn)(void *data, struct task_struct *t), void *data)
{
	struct machine *machine = current_machine();
	struct task_struct *t;

	os_lock(machine->tasks_lock);
	list_for_each_entry (t, &machine->tasks, tasks_node) {
		if (READ_ONCE(t->cpu) == this_cpu())
			fn(data, t);
	}
	os_unlock(machine->tasks_lock);
}
EXPORT_SYMBOL(cpu_tasks_walk);

struct task_struct *task_alloc(struct machine *machine, struct cpu *cpu,
			       enum task_kind kind, const char *comm)
{
	struct task_struct *t = os_zalloc(sizeof(*t));

	if (t)
		task_init(t, machine, cpu, kind, comm);
	return t;
}

void task_destroy(struct task_struct *t)
{
	if (!t)
		return;
	exec_of(t->machine)->task_free(t);
	task_forget(t);
	os_free(t);
}

/* Mutexes may be held while asleep; spinlocks show in preempt_count. */
void __might_sleep(const char *file, int line)
{
	struct task_struct *t = current;

	if (likely(!in_atomic() && !t->rcu_read_lock_nesting))
		return;
	report_bug(file, line, __func__,
		   "sleeping function called from invalid context: "
		   "preempt_count %#x, rcu_read_lock depth %d",
		   preempt_count(), t->rcu_read_lock_nesting);
}
EXPORT_SYMBOL(__might_sleep);

static void schedule_check(struct task_struct *t)
{
	if (likely(!in_atomic() && !t->rcu_read_lock_nesting))
		return;
	report_bug(__FILE__, __LINE__, __func__,
		   "scheduling while atomic: %s/%d, preempt_count %#x, "
		   "rcu_read_lock depth %d",
		   t->comm, t->pid, preempt_count(), t->rcu_read_lock_nesting);
}

void schedule(void)
{
	struct task_struct *t = current;

	schedule_check(t);
	if (local_softirq_pending() && !t->cpu->softirq_deferred)
		do_softirq();
	cpu_cost(schedule);
	cpu_settle();
	if (READ_ONCE(t->__state) == TASK_RUNNING)
		exec_of(t->machine)->yield(t);
	else
		exec_of(t->machine)->block(t);
}
EXPORT_SYMBOL(schedule);

void cond_resched(void)
{
	schedule_check(current);
	__set_current_state(TASK_RUNNING);
	schedule();
}
EXPORT_SYMBOL(cond_resched);

bool cpu_release(void)
{
	struct task_struct *t = current;

	might_sleep();
	if (unlikely(in_atomic() || t->rcu_read_lock_nesting))
		return false;
	if (local_softirq_pending() && !t->cpu->softirq_deferred)
		do_softirq();
	exec_of(t->machine)->release(t);
	return true;
}
EXPORT_SYMBOL(cpu_release);

void cpu_reacquire(void)
{
	struct task_struct *t = current;

	exec_of(t->machine)->reacquire(t);
	if (local_softirq_pending() && !t->cpu->softirq_deferred)
		do_softirq();
}
EXPORT_SYMBOL(cpu_reacquire);

struct sleeper {
	struct timer_list timer;
	struct task_struct *task;
};

static void process_timeout(struct timer_list *t)
{
	struct sleeper *s = from_timer(s, t, timer);

	wake_up_process(s->task);
}

signed long schedule_timeout(signed long timeout)
{
	struct sleeper s = {.task = current};
	unsigned long end;

	if (timeout == MAX_SCHEDULE_TIMEOUT) {
		schedule();
		return MAX_SCHEDULE_TIMEOUT;
	}
	if (timeout <= 0) {
		__set_current_state(TASK_RUNNING);
		return 0;
	}
	end = jiffies + (unsigned long)timeout;
	timer_setup(&s.timer, process_timeout, 0);
	mod_timer(&s.timer, end);
	schedule();
	timer_delete_sync(&s.timer);
	timeout = (signed long)(end - jiffies);
	return timeout < 0 ? 0 : timeout;
}
EXPORT_SYMBOL(schedule_timeout);

signed long schedule_timeout_interruptible(signed long timeout)
{
	__set_current_state(TASK_INTERRUPTIBLE);
	return schedule_timeout(timeout);
}
EXPORT_SYMBOL(schedule_timeout_interruptible);

signed long schedule_timeout_uninterruptible(signed long timeout)
{
	__set_current_state(TASK_UNINTERRUPTIBLE);
	return schedule_timeout(timeout);
}
EXPORT_SYMBOL(schedule_timeout_uninterruptible);

/*
 * The state is the hand-over: whoever changes it from asleep to running, once,
 * has woken the task. So two wakers cannot queue it twice.
 */
int try_to_wake_up(struct task_struct *t, unsigned int state)
{
	unsigned int old = READ_ONCE(t->__state);

	do {
		if (!(old & state))
			return 0;
	} while (!__atomic_compare_exchange_n(&t->__state, &old, TASK_RUNNING,
					      false, __ATOMIC_SEQ_CST,
					      __ATOMIC_SEQ_CST));
	if (t != current)
		exec_of(t->machine)->wake(t);
	return 1;
}
EXPORT_SYMBOL(try_to_wake_up);

int wake_up_process(struct task_struct *t)
{
	return try_to_wake_up(t, TASK_NORMAL);
}
EXPORT_SYMBOL(wake_up_process);

void task_interrupt(struct task_struct *t, int err)
{
	WRITE_ONCE(t->signal, err);
	try_to_wake_up(t, TASK_INTERRUPTIBLE);
}

void __cpu_settle(void)
{
	struct cpu *cpu = this_cpu();

	/* What arrived while the CPU was busy interrupts it now. */
	do {
		exec_of(cpu->machine)->settle(cpu);
		if (!in_hardirq() && irq_pending(cpu))
			irq_take(cpu);
	} while (cpu->charged);
}
EXPORT_SYMBOL(__cpu_settle);

void clock_latch(struct cpu *cpu)
{
	cpu->now = world_now(cpu->machine->world);
}
EXPORT_SYMBOL(clock_latch);

void __explore_point(void)
{
	struct cpu *cpu = this_cpu();

	/* Before and after a machine's life a task runs without a baton. */
	if (cpu->machine->nr_cpus > 1 && !in_hardirq() && cpu->curr == current)
		exec_of(cpu->machine)->explore(cpu);
}
EXPORT_SYMBOL(__explore_point);

void task_park(void)
{
	struct task_struct *t = current;
	unsigned int old = t->__state;

	t->__state = TASK_PARKED;
	exec_of(t->machine)->park(t);
	t->__state = old;
}
EXPORT_SYMBOL(task_park);

void world_continue(struct world *world)
{
	world->exec->resume(world);
}

int task_enter(struct task_guard *g, struct machine *machine, int cpu)
{
	int err;

	g->outer = current;
	g->nested = g->outer && g->outer->machine == machine;
	if (g->nested)
		return 0;
	if (cpu >= (int)machine->nr_cpus)
		return -EINVAL;
	oops_thread_init();
	task_init(&g->task, machine, &machine->cpus[cpu < 0 ? 0 : cpu],
		  TASK_FOREIGN, "app");
	err = exec_of(machine)->enter(&g->task);
	if (err) {
		task_forget(&g->task);
		current_task = g->outer;
		return err;
	}
	cpu_cost(syscall);
	return 0;
}
EXPORT_SYMBOL(task_enter);

void task_leave(struct task_guard *g)
{
	struct task_struct *t = &g->task;

	if (g->nested)
		return;
	schedule_check(t);
	if (local_softirq_pending() && !t->cpu->softirq_deferred)
		do_softirq();
	cpu_settle();
	exec_of(t->machine)->leave(t);
	task_forget(t);
	current_task = g->outer;
}
EXPORT_SYMBOL(task_leave);

/* Tasks of ours */

struct task_struct *kthread_create_on_cpu(int (*fn)(void *), void *data,
					  unsigned int cpu, const char *fmt,
					  ...)
{
	struct machine *machine = current_machine();
	char comm[TASK_COMM_LEN];
	struct task_struct *t;
	va_list ap;

	if (cpu >= machine->nr_cpus)
		return ERR_PTR(-EINVAL);
	va_start(ap, fmt);
	vsnprintf(comm, sizeof(comm), fmt, ap);
	va_end(ap);
	t = task_alloc(machine, &machine->cpus[cpu],
		       machine->world->mode == WORLD_LIVE ? TASK_THREAD
							  : TASK_COROUTINE,
		       comm);
	if (!t)
		return ERR_PTR(-ENOMEM);
	t->fn = fn;
	t->data = data;
	t->flags = PF_KTHREAD;
	t->__state = TASK_UNINTERRUPTIBLE;
	if (exec_of(machine)->task_start(t)) {
		task_forget(t);
		os_free(t);
		return ERR_PTR(-ENOMEM);
	}
	return t;
}
EXPORT_SYMBOL(kthread_create_on_cpu);

void task_main(struct task_struct *t)
{
	struct task_struct *joiner;

	t->exit_code = READ_ONCE(t->should_stop) ? -EINTR : t->fn(t->data);
	if (local_softirq_pending() && !t->cpu->softirq_deferred)
		do_softirq();
	cpu_settle();
	/* Either we see the joiner, or he sees that we have ended. */
	smp_store_mb(t->exited, true);
	joiner = smp_load_acquire(&t->joiner);
	if (joiner)
		wake_up_process(joiner);
	exec_of(t->machine)->task_exit(t);
}

bool kthread_should_stop(void)
{
	return READ_ONCE(current->should_stop);
}
EXPORT_SYMBOL(kthread_should_stop);

int kthread_stop(struct task_struct *t)
{
	int ret;

	might_sleep();
	smp_store_mb(t->joiner, current);
	WRITE_ONCE(t->should_stop, true);
	wake_up_process(t);
	for (;;) {
		set_current_state(TASK_UNINTERRUPTIBLE);
		if (smp_load_acquire(&t->exited))
			break;
		schedule();
	}
	__set_current_state(TASK_RUNNING);
	ret = t->exit_code;
	task_destroy(t);
	return ret;
}
EXPORT_SYMBOL(kthread_stop);

void kthread_detach(struct task_struct *t)
{
	t->detached = true;
}
EXPORT_SYMBOL(kthread_detach);

/* A CPU's own events */

ktime_t cpu_next_timer(struct cpu *cpu)
{
	return min(timer_next_expiry(cpu), hrtimer_next_expiry(cpu));
}

/* Is there something that ksoftirqd has to do now, timers apart? */
bool cpu_interrupts_pending(struct cpu *cpu)
{
	return irq_pending(cpu) || READ_ONCE(cpu->softirq_remote) ||
	       (cpu->softirq_pending && !cpu->softirq_deferred) ||
	       workqueue_spawn_wanted(cpu);
}

void cpu_kick(struct cpu *cpu)
{
	exec_of(cpu->machine)->kick(cpu);
}
EXPORT_SYMBOL(cpu_kick);

void cpu_event_changed(struct cpu *cpu)
{
	exec_of(cpu->machine)->event_changed(cpu);
}

void hw_event_init(struct hw_event *ev, struct cpu *cpu,
		   void (*fn)(struct hw_event *ev))
{
	memset(ev, 0, sizeof(*ev));
	ev->cpu = cpu;
	ev->fn = fn;
}
EXPORT_SYMBOL(hw_event_init);

void hw_event_at(struct hw_event *ev, ktime_t when)
{
	exec_of(ev->cpu->machine)->hw_event_at(ev, when);
}
EXPORT_SYMBOL(hw_event_at);

void hw_event_cancel(struct hw_event *ev)
{
	exec_of(ev->cpu->machine)->hw_event_cancel(ev);
}
EXPORT_SYMBOL(hw_event_cancel);
