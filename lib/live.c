// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * live - the executor of real time: threads, and a lock for each baton
 *
 * Where:   slots of lib/exec.h for WORLD_LIVE.
 * Mirrors: nothing in the kernel; ksoftirqd/N is also the idle task and takes
 *          the interrupts.
 *
 * A CPU's baton is a lock. Thread ksoftirqd/N takes it when an fd became
 * readable, a timer is due or somebody kicked; it runs interrupts and softirqs
 * and sleeps in epoll otherwise. An application thread takes it for one call.
 * All threads of a CPU are pinned to one host CPU, where changing over costs a
 * few microseconds; a wait therefore does not spin when the holder cannot run.
 */
#include "lib/atomic.h"
#include "lib/err.h"
#include "lib/exec.h"
#include "lib/expiry.h"
#include "lib/os.h"
#include "lib/printk.h"
#include "lib/rcupdate.h"
#include "lib/spinlock.h"
#include "lib/workqueue.h"

#define LOCK_SPINS 2000
#define MAX_WOKEN  16

struct live_baton {
	u32 val;     /* 0 free, 1 held, 2 held and somebody sleeps */
	u32 waiters; /* threads that want it, or are on their way */
	u32 grants;  /* times a waiter got it: who yields waits for that */
	struct os_thread *thread; /* ksoftirqd's */
	struct os_park parked;
	bool is_parked; /* a task stands there */
	bool stop;
	struct task_struct *woken[MAX_WOKEN]; /* by who holds it, in order */
	unsigned int nr_woken;
	spinlock_t event_lock; /* cpu->hw_events; innermost */
	struct expiry fired;   /* whose fn() runs; its end */
};

static bool word_try(u32 *word)
{
	u32 v = 0;

	return __atomic_compare_exchange_n(word, &v, 1, false, __ATOMIC_ACQUIRE,
					   __ATOMIC_RELAXED);
}

static void live_kick(struct cpu *cpu)
{
	if (cpu->poller)
		os_poller_kick(cpu->poller);
}

static void baton_take(struct cpu *cpu, struct task_struct *t)
{
	struct live_baton *b = cpu->baton;
	bool counted = t->awaited; /* wake_others() did */

	t->awaited = false;
	if (!word_try(&b->val)) {
		if (!counted)
			__atomic_fetch_add(&b->waiters, 1, __ATOMIC_SEQ_CST);
		counted = true;
		while (__atomic_exchange_n(&b->val, 2, __ATOMIC_ACQUIRE))
			os_futex_wait(&b->val, 2);
	}
	if (counted) {
		__atomic_fetch_sub(&b->waiters, 1, __ATOMIC_SEQ_CST);
		__atomic_fetch_add(&b->grants, 1, __ATOMIC_RELEASE);
	}
	WRITE_ONCE(cpu->curr, t);
	__atomic_fetch_add(&cpu->turn, 1, __ATOMIC_SEQ_CST);
	if (cpu->machine->nr_cpus > 1)
		smp_mb(); /* F2 of lib/rcu.c: the turn before what we read */
	cpu->nr_switches++;
	cpu->charged = 0;
	clock_latch(cpu);
	current_task = t;
}

/*
 * Who is woken by the holder of the baton that it needs cannot run before that
 * is free: waking it at once would cost two changes of threads more.
 */
static void wake_others(struct live_baton *b, struct task_struct **woken,
			unsigned int n)
{
	__atomic_fetch_add(&b->waiters, n, __ATOMIC_SEQ_CST);
	for (unsigned int i = 0; i < n; i++)
		woken[i]->awaited = true;
	for (unsigned int i = 0; i < n; i++)
		os_unpark((struct os_park *)&woken[i]->park);
}

static void baton_give(struct cpu *cpu)
{
	struct live_baton *b = cpu->baton;
	struct task_struct *woken[MAX_WOKEN];
	unsigned int n;

	WRITE_ONCE(cpu->curr, NULL);
	__atomic_fetch_add(&cpu->turn, 1, __ATOMIC_SEQ_CST);
	rcu_quiescent(cpu);
	if (cpu->softirq_pending || cpu->softirq_deferred)
		live_kick(cpu); /* ksoftirqd goes on with it */
	n = b->nr_woken;
	memcpy(woken, b->woken, n * sizeof(*woken));
	b->nr_woken = 0;
	if (__atomic_exchange_n(&b->val, 0, __ATOMIC_RELEASE) == 2)
		os_futex_wake(&b->val, 1);
	if (n)
		wake_others(b, woken, n);
}

/* Free for a moment, and nobody came: a busy CPU is quiescent for RCU too. */
static void baton_lift(struct cpu *cpu)
{
	__atomic_fetch_add(&cpu->turn, 2, __ATOMIC_SEQ_CST);
	rcu_quiescent(cpu);
}

/* Wake ksoftirqd if it sleeps longer than the CPU's timers allow. */
static void live_event_changed(struct cpu *cpu)
{
	ktime_t sleeps_until;

	if (cpu != this_cpu())
		smp_mb(); /* the timer, then this; see idle_time() */
	sleeps_until = READ_ONCE(cpu->next_event);
	if (sleeps_until && cpu_next_timer(cpu) < sleeps_until)
		live_kick(cpu);
}

static int live_enter(struct task_struct *t)
{
	if (current_task)
		return -EBUSY; /* two batons at once could deadlock */
	baton_take(t->cpu, t);
	return 0;
}

static void live_leave(struct task_struct *t)
{
	baton_give(t->cpu);
}

static void live_block(struct task_struct *t)
{
	baton_give(t->cpu);
	do {
		os_park((struct os_park *)&t->park);
	} while (READ_ONCE(t->__state) != TASK_RUNNING);
	baton_take(t->cpu, t);
}

/* Let a waiter have a turn: until one got the baton, or a millisecond. */
static void let_waiter(struct live_baton *b, u32 grants)
{
	for (int i = 0; i < 100; i++) {
		if (!__atomic_load_n(&b->waiters, __ATOMIC_ACQUIRE) ||
		    __atomic_load_n(&b->grants, __ATOMIC_ACQUIRE) != grants)
			break;
		os_thread_yield();
	}
}

static void live_yield(struct task_struct *t)
{
	struct live_baton *b = t->cpu->baton;
	u32 grants = __atomic_load_n(&b->grants, __ATOMIC_ACQUIRE);

	baton_give(t->cpu);
	let_waiter(b, grants);
	baton_take(t->cpu, t);
}

static void live_release(struct task_struct *t)
{
	baton_give(t->cpu);
}

/* Who came while we were away, and may still be waking up, goes first. */
static void live_reacquire(struct task_struct *t)
{
	struct live_baton *b = t->cpu->baton;

	let_waiter(b, __atomic_load_n(&b->grants, __ATOMIC_ACQUIRE));
	baton_take(t->cpu, t);
}

static void live_wake(struct task_struct *t)
{
	struct live_baton *b = t->cpu->baton;

	if (t->flags & PF_KSOFTIRQD)
		live_kick(t->cpu);
	else if (current && t->cpu == this_cpu() && b->nr_woken < MAX_WOKEN)
		b->woken[b->nr_woken++] = t;
	else
		os_unpark((struct os_park *)&t->park);
}

/* Tasks of ours: a thread that waits for its first wake-up. */
static void live_task_main(void *arg)
{
	struct task_struct *t = arg;

	do {
		os_park((struct os_park *)&t->park);
	} while (READ_ONCE(t->__state) != TASK_RUNNING);
	baton_take(t->cpu, t);
	task_main(t);
}

static int live_task_start(struct task_struct *t)
{
	t->ctx = os_thread_start(t->comm, (int)t->cpu->id, live_task_main, t);
	return t->ctx ? 0 : -ENOMEM;
}

static void live_task_free(struct task_struct *t)
{
	if (t->kind == TASK_THREAD && t->ctx)
		os_thread_join(t->ctx);
	t->ctx = NULL;
}

static void live_task_exit(struct task_struct *t)
{
	baton_give(t->cpu);
	current_task = NULL;
	if (!t->detached)
		return; /* kthread_stop() joins and frees */
	os_thread_detach(t->ctx);
	task_forget(t);
	os_free(t);
}

/*
 * Hardware events: a tree per CPU, run by its ksoftirqd. Any CPU of the machine
 * arms them (the one that puts a frame on a wire), so a tree has a lock, as an
 * hrtimer base has.
 */
static void event_erase(struct hw_event *ev)
{
	if (!ev->queued)
		return;
	rb_erase_cached(&ev->node, &ev->cpu->hw_events);
	WRITE_ONCE(ev->queued, false);
}

/* Return: it is the first of its tree. */
static bool event_insert(struct hw_event *ev)
{
	struct rb_node **p = &ev->cpu->hw_events.rb_root.rb_node;
	struct rb_node *parent = NULL;
	bool leftmost = true;

	while (*p) {
		parent = *p;
		if (ev->time < rb_entry(parent, struct hw_event, node)->time) {
			p = &parent->rb_left;
		} else {
			p = &parent->rb_right;
			leftmost = false;
		}
	}
	rb_link_node(&ev->node, parent, p);
	rb_insert_color_cached(&ev->node, &ev->cpu->hw_events, leftmost);
	WRITE_ONCE(ev->queued, true);
	return leftmost;
}

static void live_event_at(struct hw_event *ev, ktime_t when)
{
	struct live_baton *b = ev->cpu->baton;
	unsigned long flags;
	bool first;

	spin_lock_irqsave(&b->event_lock, flags);
	event_erase(ev);
	WRITE_ONCE(ev->time, when);
	first = event_insert(ev);
	spin_unlock_irqrestore(&b->event_lock, flags);
	if (!first)
		return;
	if (ev->cpu != this_cpu())
		smp_mb(); /* the event, then whether it sleeps: idle_time() */
	if (when < READ_ONCE(ev->cpu->next_event))
		live_kick(ev->cpu);
}

/* When it returns the event is not armed and its function is over. */
static void live_event_cancel(struct hw_event *ev)
{
	struct live_baton *b = ev->cpu->baton;
	unsigned long flags;
	bool busy;

	do {
		spin_lock_irqsave(&b->event_lock, flags);
		event_erase(ev);
		busy = ev->cpu != this_cpu() && expiry_busy(&b->fired, ev);
		spin_unlock_irqrestore(&b->event_lock, flags);
		if (busy)
			expiry_wait(&b->fired, ev);
	} while (busy); /* it may have armed itself again */
}

static struct hw_event *first_event(struct cpu *cpu)
{
	struct rb_node *n = rb_first_cached(&cpu->hw_events);

	return n ? rb_entry(n, struct hw_event, node) : NULL;
}

/* When the CPU's first event is due; KTIME_MAX: none. */
static ktime_t next_hardware(struct cpu *cpu)
{
	struct hw_event *ev;
	unsigned long flags;
	ktime_t when;

	spin_lock_irqsave(&cpu->baton->event_lock, flags);
	ev = first_event(cpu);
	when = ev ? ev->time : KTIME_MAX;
	spin_unlock_irqrestore(&cpu->baton->event_lock, flags);
	return when;
}

static void run_hardware(struct cpu *cpu)
{
	struct live_baton *b = cpu->baton;
	struct hw_event *ev;
	unsigned long flags;

	spin_lock_irqsave(&b->event_lock, flags);
	while ((ev = first_event(cpu)) && ev->time <= cpu->now) {
		event_erase(ev);
		WRITE_ONCE(b->fired.running, ev);
		spin_unlock_irqrestore(&b->event_lock, flags);
		current->preempt_count += HARDIRQ_OFFSET;
		ev->fn(ev);
		current->preempt_count -= HARDIRQ_OFFSET;
		spin_lock_irqsave(&b->event_lock, flags);
		expiry_end(&b->fired);
	}
	spin_unlock_irqrestore(&b->event_lock, flags);
}

static void fd_ready(void *data, unsigned int irq)
{
	struct cpu *cpu = data;

	__atomic_fetch_or(&cpu->irq_pending[irq / 64], 1UL << (irq % 64),
			  __ATOMIC_RELEASE);
}

/* How long may ksoftirqd sleep? 0: not at all; -1: until it is kicked. */
static s64 idle_time(struct cpu *cpu)
{
	ktime_t next;

	/* Another CPU that arms a timer here while we look shall kick us. */
	if (cpu->machine->nr_cpus > 1)
		smp_store_mb(cpu->next_event, KTIME_MAX);
	next = min(cpu_next_timer(cpu), next_hardware(cpu));
	if (cpu_interrupts_pending(cpu) || cpu->softirq_deferred) {
		WRITE_ONCE(cpu->next_event, 0);
		return 0;
	}
	WRITE_ONCE(cpu->next_event, next);
	if (next == KTIME_MAX)
		return -1;
	return max(next - world_now(cpu->machine->world), (ktime_t)0);
}

static void ksoftirqd_main(void *arg)
{
	struct task_struct *t = arg;
	struct cpu *cpu = t->cpu;
	struct live_baton *b = cpu->baton;
	s64 sleep;

	baton_take(cpu, t);
	while (!READ_ONCE(b->stop)) {
		clock_latch(cpu);
		run_hardware(cpu);
		ksoftirqd_turn(cpu, true);
		workqueue_spawn_pending(cpu);
		sleep = idle_time(cpu);
		if (!sleep && !READ_ONCE(b->waiters) && !b->nr_woken) {
			baton_lift(cpu);
			os_poller_wait(cpu->poller, 0, fd_ready, cpu);
			continue;
		}
		if (!sleep) {
			live_yield(t);
			os_poller_wait(cpu->poller, 0, fd_ready, cpu);
			continue;
		}
		baton_give(cpu);
		os_poller_wait(cpu->poller, sleep, fd_ready, cpu);
		baton_take(cpu, t);
		WRITE_ONCE(cpu->next_event, 0);
	}
	baton_give(cpu);
}

static int cpu_start(struct cpu *cpu)
{
	struct task_struct *t;

	cpu->baton = os_zalloc(sizeof(*cpu->baton));
	cpu->poller = os_poller_new();
	t = task_alloc(cpu->machine, cpu, TASK_FOREIGN, "ksoftirqd");
	cpu->ksoftirqd = t;
	if (!cpu->baton || !cpu->poller || !t)
		return -ENOMEM;
	spin_lock_init(&cpu->baton->event_lock);
	expiry_init(&cpu->baton->fired);
	t->flags = PF_KTHREAD | PF_KSOFTIRQD;
	scnprintf(t->comm, TASK_COMM_LEN, "ksoftirqd/%u", cpu->id);
	cpu->baton->thread =
		os_thread_start(t->comm, (int)cpu->id, ksoftirqd_main, t);
	return cpu->baton->thread ? 0 : -ENOMEM;
}

static int live_machine_start(struct machine *machine)
{
	struct cpu *cpu;
	int err;

	for_each_cpu_of (machine, cpu) {
		err = cpu_start(cpu);
		if (err)
			return err;
	}
	return 0;
}

static void live_machine_stop(struct machine *machine)
{
	struct cpu *cpu;

	for_each_cpu_of (machine, cpu) {
		if (!cpu->baton || !cpu->baton->thread)
			continue;
		WRITE_ONCE(cpu->baton->stop, true);
		live_kick(cpu);
		os_thread_join(cpu->baton->thread);
	}
	/* Only now: one that still ran could have kicked another. */
	for_each_cpu_of (machine, cpu) {
		os_poller_free(cpu->poller);
		cpu->poller = NULL;
		os_free(cpu->baton);
		cpu->baton = NULL;
		task_destroy(cpu->ksoftirqd);
		cpu->ksoftirqd = NULL;
	}
}

static int live_world_init(struct world *world)
{
	return 0;
}

static void live_world_exit(struct world *world)
{
}

/* Nothing is charged in real time: it passes by itself. */
static void live_settle(struct cpu *cpu)
{
	cpu->charged = 0;
}

static void live_explore(struct cpu *cpu)
{
}

static bool live_lock_wait(u32 *word)
{
	for (int i = 0; i < LOCK_SPINS; i++) {
		if (word && !__atomic_load_n(word, __ATOMIC_RELAXED))
			return false;
		os_cpu_relax();
	}
	if (!word)
		return false;
	/*
	 * 2 says that somebody sleeps, so the one who unlocks will wake. Who
	 * slept leaves it so: another may sleep still.
	 */
	while (__atomic_exchange_n(word, 2, __ATOMIC_ACQUIRE))
		os_futex_wait(word, 2);
	return true;
}

static void live_lock_wake(u32 *word)
{
	os_futex_wake(word, 1);
}

/* The CPU stands: the task keeps its baton and sleeps. */
static void live_park(struct task_struct *t)
{
	WRITE_ONCE(t->cpu->baton->is_parked, true);
	os_park(&t->cpu->baton->parked);
	clock_latch(t->cpu);
}

static void live_resume(struct world *world)
{
	struct machine *machine;
	struct cpu *cpu;

	os_lock(world->lock);
	list_for_each_entry (machine, &world->machines, node) {
		for_each_cpu_of (machine, cpu)
			if (cpu->baton && xchg(&cpu->baton->is_parked, false))
				os_unpark(&cpu->baton->parked);
	}
	os_unlock(world->lock);
}

static ktime_t live_now(const struct world *world)
{
	return os_clock_monotonic();
}

const struct executor live_executor = {
	.world_init = live_world_init,
	.world_exit = live_world_exit,
	.machine_start = live_machine_start,
	.machine_stop = live_machine_stop,
	.task_start = live_task_start,
	.task_free = live_task_free,
	.task_exit = live_task_exit,
	.enter = live_enter,
	.leave = live_leave,
	.block = live_block,
	.yield = live_yield,
	.release = live_release,
	.reacquire = live_reacquire,
	.wake = live_wake,
	.kick = live_kick,
	.event_changed = live_event_changed,
	.hw_event_at = live_event_at,
	.hw_event_cancel = live_event_cancel,
	.settle = live_settle,
	.explore = live_explore,
	.lock_wait = live_lock_wait,
	.lock_wake = live_lock_wake,
	.park = live_park,
	.resume = live_resume,
	.now = live_now,
};
