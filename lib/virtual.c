// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * virtual - the executor of virtual time: one queue of events, one at a time
 *
 * Where:   slots of lib/exec.h for WORLD_VIRTUAL and WORLD_MANUAL.
 * Mirrors: nothing in the kernel.
 *
 * The world has one baton; who holds it *drives*: takes the first event of the
 * queue, ordered by (time, machine, cpu, seq), sets the clock to it, and lets
 * it happen. A hardware event is a function call. A CPU's run_event is a turn:
 * the CPU resumes the task that was paused on it, or ksoftirqd when interrupts
 * are due, or the first of its run queue. Our tasks are coroutines: the driver
 * switches to one, and it switches back when it blocks or pauses.
 *
 * A foreign task is the embedder's own thread inside a call. It runs on its
 * own stack as soon as its CPU is free. When it blocks, it drives, until its
 * turn comes; so a single-threaded program simply calls recv(). With several
 * threads a driver lends the baton to the thread whose task has its turn, or
 * who wants to enter, and gets it back when that one blocks or leaves. In a
 * MANUAL world only world_run() drives; blocked threads just wait.
 *
 * A CPU that was charged time stays *busy*: its next turn is not before that
 * time has passed, while wires and other CPUs go on.
 */
#include "lib/err.h"
#include "lib/exec.h"
#include "lib/hrtimer.h"
#include "lib/os.h"
#include "lib/printk.h"
#include "lib/rcupdate.h"
#include "lib/timer.h"
#include "lib/virtual_hub.h"
#include "lib/workqueue.h"

/* Outcomes of drive(), beside those of world_run() */
#define DRIVE_PICKED  2 /* our own task's turn has come */
#define DRIVE_STOPPED 3 /* a task stands at a park point */

/* Events */

/* While exploring, what happens at one time happens in seeded disorder. */
static bool event_before(const struct hw_event *a, const struct hw_event *b)
{
	const struct machine *ma = a->cpu->machine, *mb = b->cpu->machine;

	if (a->time != b->time)
		return a->time < b->time;
	if (ma->world->explore)
		return a->seq < b->seq;
	if (ma != mb)
		return ma->id < mb->id;
	if (a->cpu != b->cpu)
		return a->cpu->id < b->cpu->id;
	return a->seq < b->seq;
}

static void virtual_event_cancel(struct hw_event *ev)
{
	if (!ev->queued)
		return;
	rb_erase_cached(&ev->node, &ev->cpu->machine->world->events);
	ev->queued = false;
}

static void virtual_event_at(struct hw_event *ev, ktime_t when)
{
	struct world *world = ev->cpu->machine->world;
	struct rb_node **p = &world->events.rb_root.rb_node, *parent = NULL;
	bool leftmost = true;

	virtual_event_cancel(ev);
	ev->time = max(when, world->now);
	ev->seq = world->explore ? prandom_u64_state(&world->explore_rnd)
				 : world->event_seq++;
	while (*p) {
		parent = *p;
		if (event_before(ev, rb_entry(parent, struct hw_event, node))) {
			p = &parent->rb_left;
		} else {
			p = &parent->rb_right;
			leftmost = false;
		}
	}
	rb_link_node(&ev->node, parent, p);
	rb_insert_color_cached(&ev->node, &world->events, leftmost);
	ev->queued = true;
}

static struct hw_event *first_event(struct world *world)
{
	struct rb_node *n = rb_first_cached(&world->events);

	return n ? rb_entry(n, struct hw_event, node) : NULL;
}

/* CPUs */

/* Lists a CPU's next turn. Context: its baton is free, or a task is paused. */
static void cpu_rearm(struct cpu *cpu)
{
	ktime_t when;

	if (cpu->curr) {
		if (!cpu->run_event.queued)
			virtual_event_at(&cpu->run_event, cpu->busy_until);
		return;
	}
	if (!list_empty(&cpu->runqueue) || cpu_interrupts_pending(cpu))
		when = cpu->machine->world->now;
	else
		when = cpu_next_timer(cpu);
	when = max(when, cpu->busy_until);
	if (when == KTIME_MAX)
		virtual_event_cancel(&cpu->run_event);
	else if (!cpu->run_event.queued || cpu->run_event.time != when)
		virtual_event_at(&cpu->run_event, when);
}

/*
 * A turn of a CPU for whose sake nobody would wake it: only timers that are
 * deferrable are due on it.
 */
static bool is_housekeeping(const struct hw_event *ev)
{
	struct cpu *cpu = ev->cpu;

	return ev == &cpu->run_event && !cpu->curr &&
	       list_empty(&cpu->runqueue) && !cpu_interrupts_pending(cpu) &&
	       timers_all_deferrable(cpu) &&
	       hrtimer_next_expiry(cpu) == KTIME_MAX;
}

/* Nothing is due but housekeeping, or nothing at all. */
static bool world_is_idle(struct world *world)
{
	struct rb_node *n = rb_first_cached(&world->events);

	for (; n; n = rb_next(n))
		if (!is_housekeeping(rb_entry(n, struct hw_event, node)))
			return false;
	return true;
}

static void virtual_kick(struct cpu *cpu)
{
	if (!cpu->curr)
		cpu_rearm(cpu);
}

static void queue_task(struct task_struct *t)
{
	if (t->on_rq)
		return;
	t->on_rq = true;
	list_add_tail(&t->run_node, &t->cpu->runqueue);
}

static void virtual_wake(struct task_struct *t)
{
	/* Paused on its CPU on the way to sleep: it will see its state. */
	if (t == t->cpu->curr && !(t->flags & PF_KSOFTIRQD))
		return;
	queue_task(t);
	virtual_kick(t->cpu);
}

static void baton_up(struct cpu *cpu)
{
	cpu->curr = NULL;
	cpu->turn++;
	rcu_quiescent(cpu);
}

static void baton_down(struct cpu *cpu, struct task_struct *t)
{
	cpu->curr = t;
	cpu->turn++;
	cpu->nr_switches++;
	cpu->now = cpu->machine->world->now;
}

/* Whose turn is it? Interrupts come first; then the queue, in order. */
static struct task_struct *pick_next(struct cpu *cpu)
{
	struct task_struct *t;

	cpu->now = cpu->machine->world->now;
	if (cpu_interrupts_pending(cpu) || cpu_next_timer(cpu) <= cpu->now)
		return cpu->ksoftirqd;
	if (list_empty(&cpu->runqueue))
		return NULL;
	t = list_first_entry(&cpu->runqueue, struct task_struct, run_node);
	list_del_init(&t->run_node);
	t->on_rq = false;
	return t;
}

/* From a coroutine back to whoever drives. */
static void to_driver(struct task_struct *t)
{
	os_coro_switch(t->ctx, t->machine->world->hub->driver);
}

/* Free what a task that ended left behind: it cannot do it itself. */
static void reap(struct task_struct *t)
{
	if (t->exited && t->detached)
		task_destroy(t);
}

/* One turn. Return: true when the task is @me, whose own stack we are on. */
static bool cpu_turn(struct cpu *cpu, struct task_struct *me)
{
	struct world *world = cpu->machine->world;
	struct task_struct *t = cpu->curr, *saved = current_task;

	if (!t) {
		t = pick_next(cpu);
		if (!t) { /* what it woke for was taken back */
			cpu_rearm(cpu);
			return false;
		}
		baton_down(cpu, t);
	}
	cpu->now = world->now;
	if (t == me)
		return true;
	if (t->kind == TASK_FOREIGN) {
		t->picked = true;
		hub_lend(world, me, t);
		return false;
	}
	world->hub->driver = os_coro_self();
	current_task = t;
	os_coro_switch(world->hub->driver, t->ctx);
	current_task = saved;
	reap(t);
	cpu_rearm(cpu);
	return false;
}

static void run_hardware(struct hw_event *ev)
{
	struct cpu *cpu = ev->cpu;
	struct task_struct *saved = current_task;

	cpu->now = cpu->machine->world->now;
	current_task = cpu->hw;
	ev->fn(ev);
	current_task = saved;
	virtual_kick(cpu);
}

/*
 * Drive the world until @me's turn comes (DRIVE_PICKED), @until is reached
 * (0), @done says so (1), nothing is due (-ENOENT), or a task parked. Without
 * an end, housekeeping alone does not move the clock: it would go on for ever.
 */
static int drive(struct world *world, struct task_struct *me, ktime_t until,
		 bool (*done)(void *), void *data)
{
	struct hw_event *ev;

	for (;;) {
		if (me->picked) {
			me->picked = false;
			return DRIVE_PICKED;
		}
		if (done && done(data))
			return 1;
		if (world->stopped)
			return DRIVE_STOPPED;
		if (unlikely(READ_ONCE(world->hub->nr_want))) {
			hub_lend(world, me, NULL);
			continue;
		}
		ev = first_event(world);
		if (!ev || (until == KTIME_MAX && world_is_idle(world)))
			return -ENOENT;
		if (ev->time > until) {
			world->now = max(world->now, until);
			return 0;
		}
		world->now = ev->time;
		virtual_event_cancel(ev);
		if (ev != &ev->cpu->run_event)
			run_hardware(ev);
		else if (cpu_turn(ev->cpu, me))
			return DRIVE_PICKED;
	}
}

int world_run(struct world *world, ktime_t until, bool (*done)(void *),
	      void *data)
{
	struct task_struct me = {.kind = TASK_FOREIGN};
	struct task_struct *outer = current_task;
	int ret;

	if (world->mode == WORLD_LIVE)
		return -EOPNOTSUPP;
	if (outer)
		return -EDEADLK; /* from inside: the world runs already */
	INIT_LIST_HEAD(&me.hub_node);
	hub_take(world, &me);
	world->run_until = until;
	ret = drive(world, &me, until, done, data);
	if (ret == -ENOENT && until != KTIME_MAX) {
		world->now = max(world->now, until);
		ret = 0;
	}
	world->run_until = 0;
	hub_give(world);
	return ret;
}

ktime_t world_next_event(struct world *world)
{
	if (world->mode == WORLD_LIVE || world_is_idle(world))
		return KTIME_MAX;
	return first_event(world)->time;
}

/* Foreign tasks */

/*
 * Nothing is due, so nobody can wake @t by himself. With threads about,
 * somebody may still come in; without, the call would hang for ever.
 */
static void starve(struct world *world, struct task_struct *t)
{
	if (world->ops && world->ops->wait) {
		hub_idle(world, t);
		return;
	}
	if (!(READ_ONCE(t->__state) & TASK_INTERRUPTIBLE)) {
		report_bug(__FILE__, __LINE__, __func__,
			   "deadlock: %s/%d sleeps and nothing is due", t->comm,
			   t->pid);
		try_to_wake_up(t, TASK_NORMAL);
	}
	task_interrupt(t, -EDEADLK);
}

/* A MANUAL world: whoever calls world_run() gives us our turn. */
static void wait_for_driver(struct world *world, struct task_struct *t)
{
	if (!world->ops || !world->ops->wait) {
		starve(world, t);
		drive(world, t, world->now, NULL, NULL);
		return;
	}
	while (!t->picked) {
		hub_give(world);
		thread_wait(world, t);
	}
	t->picked = false;
}

/* Context: @t is off its CPU, or paused on it; this thread has the baton. */
static void wait_for_turn(struct task_struct *t)
{
	struct world *world = t->machine->world;
	int ret = 0;

	current_task = NULL;
	if (world->mode == WORLD_MANUAL) {
		wait_for_driver(world, t);
		ret = DRIVE_PICKED;
	}
	while (ret != DRIVE_PICKED) {
		ret = drive(world, t, KTIME_MAX, NULL, NULL);
		if (ret == -ENOENT)
			starve(world, t);
		else if (ret == DRIVE_STOPPED)
			hub_idle(world, t);
	}
	current_task = t;
}

static int virtual_enter(struct task_struct *t)
{
	struct world *world = t->machine->world;
	struct cpu *cpu = t->cpu;

	/* A call from inside another machine's turn has the baton already. */
	if (!current_task)
		hub_take(world, t);
	if (!cpu->curr && cpu->busy_until <= world->now &&
	    list_empty(&cpu->runqueue)) {
		virtual_event_cancel(&cpu->run_event);
		baton_down(cpu, t);
		current_task = t;
		return 0;
	}
	if (current_task)
		return -EBUSY;
	queue_task(t);
	virtual_kick(cpu);
	wait_for_turn(t);
	return 0;
}

static void virtual_leave(struct task_struct *t)
{
	struct cpu *cpu = t->cpu;
	bool nested = container_of(t, struct task_guard, task)->outer != NULL;

	baton_up(cpu);
	cpu_rearm(cpu);
	if (!nested)
		hub_give(t->machine->world);
}

/* Tasks of ours */

static void coroutine_main(void *arg)
{
	task_main(arg);
}

static int virtual_task_start(struct task_struct *t)
{
	t->ctx = os_coro_new(coroutine_main, t);
	return t->ctx ? 0 : -ENOMEM;
}

static void virtual_task_free(struct task_struct *t)
{
	if (t->kind == TASK_COROUTINE)
		os_coro_free(t->ctx);
	t->ctx = NULL;
}

static void virtual_task_exit(struct task_struct *t)
{
	baton_up(t->cpu);
	to_driver(t);
	BUG(); /* nobody resumes a task that ended */
}

/* Off the CPU, or paused on it: until the driver comes back to @t. */
static void switch_away(struct task_struct *t)
{
	if (t->kind == TASK_COROUTINE) {
		to_driver(t);
		return;
	}
	cpu_rearm(t->cpu);
	wait_for_turn(t);
}

static void virtual_block(struct task_struct *t)
{
	baton_up(t->cpu);
	if (READ_ONCE(t->__state) == TASK_RUNNING)
		queue_task(t); /* woken by what giving up the baton did */
	switch_away(t);
}

/*
 * With nobody else on this CPU a yield returns at once, or, when another CPU
 * or a wire is due at this very moment, a nanosecond later: events of one time
 * stand in the order of the CPUs, so a loop that yields would hold them up.
 */
static void virtual_yield(struct task_struct *t)
{
	struct world *world = t->machine->world;
	struct cpu *cpu = t->cpu;
	struct hw_event *ev = first_event(world);

	if (list_empty(&cpu->runqueue) && !cpu_interrupts_pending(cpu)) {
		cpu->turn += 2; /* free for a moment */
		rcu_quiescent(cpu);
		if (!cpu_interrupts_pending(cpu)) {
			/* another one's yield may have put him 1 ns off */
			if (!ev || ev->time > world->now + 1)
				return;
			cpu->busy_until = world->now + 1;
		}
	}
	queue_task(t);
	baton_up(cpu);
	switch_away(t);
}

/* There is one baton for the world: what the task does now takes no time. */
static void virtual_release(struct task_struct *t)
{
}

/*
 * The charged time passes, others have their turn. In a MANUAL world a foreign
 * task would wait for whoever calls world_run(): it goes on.
 */
static void virtual_reacquire(struct task_struct *t)
{
	if (t->kind == TASK_FOREIGN && t->machine->world->mode == WORLD_MANUAL)
		return;
	cpu_settle();
	if (cpu_next_timer(t->cpu) > t->machine->world->now) {
		virtual_yield(t);
		return;
	}
	queue_task(t); /* a timer of this CPU is due: it goes first */
	baton_up(t->cpu);
	switch_away(t);
}

static void virtual_settle(struct cpu *cpu)
{
	struct world *world = cpu->machine->world;
	struct hw_event *ev = first_event(world);
	struct task_struct *t = current;

	if (t == cpu->hw)
		return; /* booked on the CPU's next turn */
	cpu->busy_until = world->now + (ktime_t)cpu->charged;
	cpu->charged = 0;
	if (cpu->busy_until <= world->run_until &&
	    (!ev || ev->time > cpu->busy_until)) {
		world->now = cpu->busy_until; /* nobody else is due before */
		cpu->now = world->now;
		return;
	}
	virtual_event_at(&cpu->run_event, cpu->busy_until);
	switch_away(t);
}

/* One in eight points lets whoever else is due at this moment go first. */
static void virtual_explore(struct cpu *cpu)
{
	struct world *world = cpu->machine->world;

	/* not hardware's code, nor before and after a machine's life */
	if (current != cpu->curr || !world->explore ||
	    (prandom_u32_state(&world->explore_rnd) & 7))
		return;
	cpu->busy_until = world->now;
	virtual_event_at(&cpu->run_event, world->now);
	switch_away(current);
}

/* Only another CPU, paused in its critical section, can hold the lock. */
static bool virtual_lock_wait(u32 *word)
{
	struct cpu *cpu = this_cpu();

	cpu->busy_until = cpu->machine->world->now;
	virtual_event_at(&cpu->run_event, cpu->busy_until);
	switch_away(current);
	return false;
}

static void virtual_lock_wake(u32 *word)
{
}

static void virtual_park(struct task_struct *t)
{
	struct world *world = t->machine->world;

	world->stopped = true;
	t->cpu->busy_until = world->now;
	virtual_event_at(&t->cpu->run_event, world->now);
	switch_away(t);
}

static void virtual_resume(struct world *world)
{
	world->stopped = false;
	hub_stir(world);
}

/* ksoftirqd: interrupts and softirqs, then wait for the next. */
static void ksoftirqd_main(void *arg)
{
	struct task_struct *t = arg;
	struct cpu *cpu = t->cpu;

	for (;;) {
		ksoftirqd_turn(cpu, !t->on_rq);
		workqueue_spawn_pending(cpu);
		baton_up(cpu);
		to_driver(t);
	}
}

static int virtual_machine_start(struct machine *machine)
{
	struct cpu *cpu;

	for_each_cpu_of (machine, cpu) {
		hw_event_init(&cpu->run_event, cpu, NULL);
		cpu->hw = task_alloc(machine, cpu, TASK_FOREIGN, "hardware");
		cpu->ksoftirqd =
			task_alloc(machine, cpu, TASK_COROUTINE, "ksoftirqd");
		if (!cpu->hw || !cpu->ksoftirqd)
			return -ENOMEM;
		cpu->hw->preempt_count = HARDIRQ_OFFSET;
		cpu->ksoftirqd->flags = PF_KTHREAD | PF_KSOFTIRQD;
		scnprintf(cpu->ksoftirqd->comm, TASK_COMM_LEN, "ksoftirqd/%u",
			  cpu->id);
		cpu->ksoftirqd->ctx =
			os_coro_new(ksoftirqd_main, cpu->ksoftirqd);
		if (!cpu->ksoftirqd->ctx)
			return -ENOMEM;
	}
	return 0;
}

static void virtual_machine_stop(struct machine *machine)
{
	struct cpu *cpu;

	for_each_cpu_of (machine, cpu) {
		virtual_event_cancel(&cpu->run_event);
		task_destroy(cpu->ksoftirqd);
		task_destroy(cpu->hw);
	}
}

static ktime_t virtual_now(const struct world *world)
{
	return world->now;
}

const struct executor virtual_executor = {
	.world_init = hub_init,
	.world_exit = hub_exit,
	.machine_start = virtual_machine_start,
	.machine_stop = virtual_machine_stop,
	.task_start = virtual_task_start,
	.task_free = virtual_task_free,
	.task_exit = virtual_task_exit,
	.enter = virtual_enter,
	.leave = virtual_leave,
	.block = virtual_block,
	.yield = virtual_yield,
	.release = virtual_release,
	.reacquire = virtual_reacquire,
	.wake = virtual_wake,
	.kick = virtual_kick,
	.event_changed = virtual_kick,
	.hw_event_at = virtual_event_at,
	.hw_event_cancel = virtual_event_cancel,
	.settle = virtual_settle,
	.explore = virtual_explore,
	.lock_wait = virtual_lock_wait,
	.lock_wake = virtual_lock_wake,
	.park = virtual_park,
	.resume = virtual_resume,
	.now = virtual_now,
};
