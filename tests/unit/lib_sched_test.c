// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lib_sched_test - tasks, batons, interrupts, costs, on both executors
 *
 * Where:   lib/sched.c, virtual.c, live.c, softirq.c, irq.c.
 * Mirrors: nothing in the kernel.
 * Spec:    lib/sched.h, lib/machine.h, lib/interrupt.h.
 */
#include <pthread.h>

#include "lib/completion.h"
#include "lib/err.h"
#include "lib/interrupt.h"
#include "lib/kthread.h"
#include "lib/ktime.h"
#include "lib/mutex.h"
#include "lib/percpu.h"
#include "lib/spinlock.h"
#include "tests/harness.h"
#include "tests/world.h"

/* Tasks on one CPU take turns in the order in which they became runnable. */
struct turns {
	char order[32];
	unsigned int n;
};

static int turn_taker(void *data)
{
	struct turns *turns = data;

	for (int i = 0; i < 3; i++) {
		turns->order[turns->n++] = current->comm[0];
		cond_resched();
	}
	return current->comm[0];
}

/* kthread_stop() on a task that has not begun keeps it from beginning. */
static int join(struct task_struct *t)
{
	while (!READ_ONCE(t->exited))
		cond_resched();
	return kthread_stop(t);
}

TEST(tasks_of_one_cpu_take_turns)
{
	struct test_host h = test_host(1);
	struct turns turns = {{0}, 0};
	struct task_struct *a, *b;
	struct task_guard g;

	task_enter(&g, h.machine, 0);
	a = kthread_run(turn_taker, &turns, "a");
	b = kthread_run(turn_taker, &turns, "b");
	EXPECT_EQ(join(a), 'a');
	EXPECT_EQ(join(b), 'b');
	task_leave(&g);
	EXPECT_STREQ(turns.order, "ababab");
	test_host_end(&h);
}

TEST(task_that_never_ran_is_stopped)
{
	struct test_host h = test_host(1);
	struct turns turns = {{0}, 0};
	struct task_guard g;

	task_enter(&g, h.machine, 0);
	EXPECT_EQ(kthread_stop(kthread_create(turn_taker, &turns, "x")),
		  -EINTR);
	EXPECT_EQ(turns.n, 0);
	task_leave(&g);
	test_host_end(&h);
}

/* A foreign thread that blocks drives the world itself. */
static int completer(void *data)
{
	complete(data);
	return 0;
}

TEST(foreign_call_that_blocks_drives_the_world)
{
	struct test_host h = test_host(2);
	struct completion done;
	struct task_struct *t;
	struct task_guard g;

	task_enter(&g, h.machine, 0);
	init_completion(&done);
	t = kthread_create_on_cpu(completer, &done, 1, "completer");
	wake_up_process(t);
	wait_for_completion(&done);
	join(t);
	task_leave(&g);
	test_host_end(&h);
}

/* Nobody can wake it: the call ends with an error instead of hanging. */
TEST(call_that_nobody_can_wake_ends_with_edeadlk)
{
	struct test_host h = test_host(1);
	struct wait_queue_head wq;
	struct task_guard g;
	bool never = false;

	task_enter(&g, h.machine, 0);
	init_waitqueue_head(&wq);
	EXPECT_EQ(wait_event_interruptible(wq, never), -EDEADLK);
	task_leave(&g);
	test_host_end(&h);
}

/* Interrupts */

struct nic {
	struct hw_event ev;
	int irq;
	unsigned int handled;
	ktime_t at;
	bool mask;
};

static irqreturn_t nic_handler(int irq, void *dev_id)
{
	struct nic *nic = dev_id;

	nic->at = ktime_get();
	__atomic_fetch_add(&nic->handled, 1, __ATOMIC_RELEASE);
	EXPECT(in_hardirq());
	if (nic->mask)
		disable_irq_nosync((unsigned int)irq);
	return IRQ_HANDLED;
}

static void nic_event(struct hw_event *ev)
{
	struct nic *nic = container_of(ev, struct nic, ev);

	irq_raise(ev->cpu->machine, (unsigned int)nic->irq);
}

TEST(irq_runs_at_the_time_of_its_event)
{
	struct test_host h = test_host(1);
	struct nic nic = {.handled = 0};
	struct task_guard g;

	task_enter(&g, h.machine, 0);
	nic.irq = irq_alloc();
	EXPECT_EQ(nic.irq, FIRST_IRQ);
	EXPECT_EQ(request_irq(FIRST_IRQ, nic_handler, 0, "nic", &nic), 0);
	hw_event_init(&nic.ev, this_cpu(), nic_event);
	hw_event_at(&nic.ev, 5 * NSEC_PER_MSEC);
	task_leave(&g);

	EXPECT_EQ(world_run(h.world, 4 * NSEC_PER_MSEC, NULL, NULL), 0);
	EXPECT_EQ(nic.handled, 0);
	EXPECT_EQ(world_run(h.world, 9 * NSEC_PER_MSEC, NULL, NULL), 0);
	EXPECT_EQ(nic.handled, 1);
	EXPECT_EQ(nic.at, 5 * NSEC_PER_MSEC);
	EXPECT_EQ(world_now(h.world), 9 * NSEC_PER_MSEC);

	task_enter(&g, h.machine, 0);
	EXPECT_EQ(irq_to_desc(FIRST_IRQ)->count[0], 1);
	free_irq(FIRST_IRQ, &nic);
	task_leave(&g);
	test_host_end(&h);
}

TEST(masked_irq_stays_pending_until_enabled)
{
	struct test_host h = test_host(1);
	struct nic nic = {.irq = FIRST_IRQ, .mask = true};
	struct task_guard g;

	task_enter(&g, h.machine, 0);
	request_irq(FIRST_IRQ, nic_handler, 0, "nic", &nic);
	task_leave(&g);
	for (int i = 0; i < 3; i++) {
		irq_raise(h.machine, FIRST_IRQ);
		world_run(h.world, i + 1, NULL, NULL);
	}
	EXPECT_EQ(nic.handled, 1);
	nic.mask = false;
	task_enter(&g, h.machine, 0);
	enable_irq(FIRST_IRQ);
	task_leave(&g);
	world_run(h.world, 10, NULL, NULL);
	EXPECT_EQ(nic.handled, 2);
	task_enter(&g, h.machine, 0);
	free_irq(FIRST_IRQ, &nic);
	task_leave(&g);
	test_host_end(&h);
}

TEST(irq_affinity_moves_the_handler)
{
	struct test_host h = test_host(4);
	struct nic nic = {.irq = FIRST_IRQ};
	struct task_guard g;

	task_enter(&g, h.machine, 0);
	request_irq(FIRST_IRQ, nic_handler, 0, "nic", &nic);
	EXPECT_EQ(irq_set_affinity(FIRST_IRQ, 0x30), -EINVAL);
	EXPECT_EQ(irq_set_affinity(FIRST_IRQ, 0x4), 0);
	task_leave(&g);
	world_run(h.world, 1, NULL, NULL);
	EXPECT_EQ(h.machine->irqs[FIRST_IRQ].count[2], 1);
	EXPECT_EQ(h.machine->irqs[FIRST_IRQ].count[0], 0);
	task_enter(&g, h.machine, 0);
	free_irq(FIRST_IRQ, &nic);
	task_leave(&g);
	test_host_end(&h);
}

/* Costs: while the CPU is busy with one interrupt, the next ones wait. */
static irqreturn_t slow_handler(int irq, void *dev_id)
{
	struct nic *nic = dev_id;

	nic->handled++;
	cpu_charge(700);
	nic->at = ktime_get();
	if (nic->handled < 5)
		hw_event_at(&nic->ev, this_cpu()->now + 100);
	return IRQ_HANDLED;
}

TEST(charged_time_makes_the_cpu_busy)
{
	struct test_host h = test_host(1);
	struct nic nic = {.irq = FIRST_IRQ};
	struct task_guard g;

	task_enter(&g, h.machine, 0);
	request_irq(FIRST_IRQ, slow_handler, 0, "nic", &nic);
	hw_event_init(&nic.ev, this_cpu(), nic_event);
	hw_event_at(&nic.ev, 1000);
	task_leave(&g);
	world_run(h.world, 20000, NULL, NULL);
	EXPECT_EQ(nic.handled, 5);
	EXPECT_EQ(nic.at, 1000 + 4 * 700);
	task_enter(&g, h.machine, 0);
	free_irq(FIRST_IRQ, &nic);
	task_leave(&g);
	test_host_end(&h);
}

/* Softirqs: ten rounds, then ksoftirqd, who lets a task go between. */
static DEFINE_PER_MACHINE(unsigned int, rounds);
static DEFINE_PER_MACHINE(unsigned int, rounds_when_task_ran);

static void greedy_action(void)
{
	if (++machine_var(rounds) < 25)
		__raise_softirq(NET_RX_SOFTIRQ);
}

static int note_rounds(void *data)
{
	machine_var(rounds_when_task_ran) = machine_var(rounds);
	return 0;
}

TEST(softirq_storm_lets_tasks_run_after_ten_rounds)
{
	struct test_host h = test_host(1);
	struct task_struct *t;
	struct task_guard g;

	task_enter(&g, h.machine, 0);
	open_softirq(NET_RX_SOFTIRQ, greedy_action);
	t = kthread_run(note_rounds, NULL, "task");
	local_bh_disable();
	raise_softirq(NET_RX_SOFTIRQ);
	EXPECT_EQ(machine_var(rounds), 0);
	local_bh_enable();
	EXPECT_EQ(machine_var(rounds), 10);
	join(t);
	EXPECT_EQ(machine_var(rounds_when_task_ran), 10);
	task_leave(&g);
	world_run(h.world, 1, NULL, NULL);
	EXPECT_EQ(machine_var_of(h.machine, rounds), 25);
	test_host_end(&h);
}

/* Two machines have two copies of a variable, each CPU its own. */
static DEFINE_PER_CPU(int, of_cpu);

TEST(variables_belong_to_machine_and_cpu)
{
	struct test_host h = test_host(2);
	struct machine *other = test_machine(h.world, "other", 1);
	struct task_guard g, g2;

	task_enter(&g, h.machine, 1);
	machine_var(rounds) = 7;
	cpu_var(of_cpu) = 8;
	EXPECT_EQ(cpu_var_of(&h.machine->cpus[0], of_cpu), 0);
	task_enter(&g2, other, 0);
	EXPECT_EQ(machine_var(rounds), 0);
	task_leave(&g2);
	EXPECT_EQ(machine_var(rounds), 7);
	task_leave(&g);
	EXPECT_EQ(machine_free(other), 0);
	test_host_end(&h);
}

/* explore=SEED: a counter that is not guarded loses updates; a lock helps. */
struct race {
	spinlock_t lock;
	bool locked;
	int count;
};

static int racer(void *data)
{
	struct race *race = data;
	int seen;

	for (int i = 0; i < 20; i++) {
		if (race->locked)
			spin_lock(&race->lock);
		seen = race->count;
		explore_point();
		race->count = seen + 1;
		if (race->locked)
			spin_unlock(&race->lock);
	}
	return 0;
}

static int race_once(u64 seed, bool locked)
{
	struct test_host h = test_host_explore(2, seed);
	struct race race = {.locked = locked};
	struct task_struct *t[2];
	struct task_guard g;

	spin_lock_init(&race.lock);
	task_enter(&g, h.machine, 0);
	for (unsigned int i = 0; i < 2; i++) {
		t[i] = kthread_create_on_cpu(racer, &race, i, "racer/%u", i);
		wake_up_process(t[i]);
	}
	join(t[0]);
	join(t[1]);
	task_leave(&g);
	test_host_end(&h);
	return race.count;
}

TEST(exploring_finds_a_lost_update_and_repeats_it)
{
	u64 seed = 1;
	int found = 40;

	for (; seed <= 100 && found == 40; seed++)
		found = race_once(seed, false);
	EXPECT(found < 40);
	EXPECT_EQ(race_once(seed - 1, false), found);
	for (seed = 1; seed <= 50; seed++)
		EXPECT_EQ(race_once(seed, true), 40);
}

TEST(mutex_is_handed_over_in_order)
{
	struct test_host h = test_host(1);
	struct mutex m;
	struct task_guard g;

	task_enter(&g, h.machine, 0);
	mutex_init(&m);
	mutex_lock(&m);
	EXPECT(!mutex_trylock(&m));
	EXPECT(mutex_is_mine(&m));
	mutex_unlock(&m);
	EXPECT(mutex_trylock(&m));
	mutex_unlock(&m);
	task_leave(&g);
	test_host_end(&h);
}

/* Live: the same code on threads. */
struct counter {
	spinlock_t lock;
	long value;
};

static int count_up(void *data)
{
	struct counter *c = data;

	for (int i = 0; i < 2000; i++) {
		spin_lock_bh(&c->lock);
		c->value++;
		spin_unlock_bh(&c->lock);
		if (!(i % 100))
			cond_resched();
	}
	return 0;
}

TEST(live_tasks_on_two_cpus_share_a_spinlock)
{
	struct test_host h = test_host_live(2);
	struct counter c = {.value = 0};
	struct task_struct *t[4];
	struct task_guard g;

	spin_lock_init(&c.lock);
	task_enter(&g, h.machine, 0);
	for (unsigned int i = 0; i < 4; i++) {
		t[i] = kthread_create_on_cpu(count_up, &c, i % 2, "c%u", i);
		wake_up_process(t[i]);
	}
	for (unsigned int i = 0; i < 4; i++)
		join(t[i]);
	task_leave(&g);
	EXPECT_EQ(c.value, 8000);
	test_host_end(&h);
}

TEST(live_irq_wakes_a_sleeping_cpu)
{
	struct test_host h = test_host_live(1);
	struct nic nic = {.irq = FIRST_IRQ};
	struct task_guard g;

	task_enter(&g, h.machine, 0);
	request_irq(FIRST_IRQ, nic_handler, 0, "nic", &nic);
	task_leave(&g);
	irq_raise(h.machine, FIRST_IRQ);
	while (!__atomic_load_n(&nic.handled, __ATOMIC_ACQUIRE))
		sched_yield();
	task_enter(&g, h.machine, 0);
	free_irq(FIRST_IRQ, &nic);
	task_leave(&g);
	test_host_end(&h);
}

/* Several foreign threads in one virtual world: one waits, one wakes. */
struct pair {
	struct test_host *h;
	struct completion done;
};

static void *thread_completes(void *data)
{
	struct pair *p = data;
	struct task_guard g;

	task_enter(&g, p->h->machine, 0);
	complete(&p->done);
	task_leave(&g);
	return NULL;
}

TEST(foreign_threads_pass_the_worlds_baton)
{
	struct test_host h = test_host_threads(1);
	struct pair p = {.h = &h};
	struct task_guard g;
	pthread_t id;

	task_enter(&g, h.machine, 0);
	init_completion(&p.done);
	pthread_create(&id, NULL, thread_completes, &p);
	wait_for_completion(&p.done);
	task_leave(&g);
	pthread_join(id, NULL);
	test_host_end(&h);
}
