// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * rcu - read without locks, free after everybody has looked away
 *
 * Where:   call_rcu() from any context; the executor calls rcu_quiescent()
 *          each time a baton goes up; callbacks run in RCU_SOFTIRQ.
 * Mirrors: classic RCU, as kernel/rcu/tree.c was before it grew a tree: no
 *          ticks, no stalls to detect, no expedited forms.
 * Spec:    McKenney, "Is Parallel Programming Hard", chapter 9.5.
 *
 * A reader never sleeps, so a CPU whose baton was free, or has changed hands,
 * since a moment has no reader left from before that moment. cpu->turn counts
 * both: odd is held, even is free. A grace period is: note every CPU's turn;
 * wait until each was even or is another one now.
 *
 * Nothing polls. Each baton that goes up asks rcu_poll() to look again, which
 * one thread at a time does; who comes meanwhile leaves a request, and the one
 * inside looks once more for him. So there is no lock to wait for, and the
 * executors can call it from their innermost parts.
 *
 * Why no reader is missed, with several CPUs running. The updater U unlinks
 * an object, call_rcu() passes a full fence (F1), and the starter of the grace
 * period, ordered behind it, reads CPU c's turn. Who takes c's baton stores
 * the turn, then passes a full fence (F2), then reads pointers.
 *  - U's side read an old turn (before that store): then F1 is before F2 and
 *    the taker's reads come after the unlinking: he cannot find the object.
 *  - It read the new, odd turn: the grace period waits until the turn changes.
 *    The holder gives the baton with a release, behind all his reads, and we
 *    read the changed turn with acquire: his reads are over before callbacks.
 *  - The end is not missed: the giver stores the even turn, fence, reads
 *    gp_seq; the starter stores gp_seq, fence, reads the turn. One of the two
 *    sees the other: either the turn is read even, or rcu_poll() is called.
 */
#include "lib/rcupdate.h"

#include "lib/atomic.h"
#include "lib/bitops.h"
#include "lib/completion.h"
#include "lib/interrupt.h"
#include "lib/mutex.h"
#include "lib/percpu.h"
#include "lib/printk.h"
#include "lib/slab.h"

/* Callbacks of one RCU_SOFTIRQ; the kernel's blimit is 10, for latency. */
#define RCU_BLIMIT 100

struct rcu_cblist {
	struct rcu_head *head;
	struct rcu_head **tail; /* valid while head is not NULL */
};

/*
 * One CPU's callbacks, touched by its baton's holder only: next → wait → done.
 * Others read wait_seq and count, and leave @barrier.
 */
struct rcu_data {
	struct rcu_cblist next; /* came while another period was awaited */
	struct rcu_cblist wait; /* ready when gp_seq reaches wait_seq */
	struct rcu_cblist done;
	unsigned long wait_seq; /* 0: nothing waits */
	unsigned long count;	/* in all three lists */
	bool barrier;		/* rcu_barrier() wants its head queued */
	struct rcu_head barrier_head;
	unsigned long snap; /* the turn at the start; rcu_poll()'s own */
};

struct rcu_state {
	atomic_t requests; /* for rcu_poll(): 0, nobody is inside */
	u64 waiting;	   /* CPUs not yet quiescent; rcu_poll()'s own */

	struct mutex barrier_mutex;
	atomic_t barrier_count;
	struct completion barrier_completion;
};

DEFINE_STATIC_PER_CPU(struct rcu_data, rcu_datas);
DEFINE_STATIC_PER_MACHINE(struct rcu_state, rcu_states);

static void cblist_add(struct rcu_cblist *l, struct rcu_head *head)
{
	if (!l->head)
		l->tail = &l->head;
	head->next = NULL;
	*l->tail = head;
	l->tail = &head->next;
}

static void cblist_move(struct rcu_cblist *to, struct rcu_cblist *from)
{
	if (!from->head)
		return;
	if (!to->head)
		to->tail = &to->head;
	*to->tail = from->head;
	to->tail = from->tail;
	from->head = NULL;
}

/* ---- grace periods: gp_seq is odd while one runs, as the kernel's */

/* Exactly one thread is inside; see rcu_poll(). */
static void rcu_gp_start(struct machine *machine, struct rcu_state *rs)
{
	struct cpu *cpu;

	smp_store_release(&machine->rcu_gp_seq, machine->rcu_gp_seq + 1);
	smp_mb();
	rs->waiting = 0;
	for_each_cpu_of (machine, cpu) {
		cpu->rcu->snap = smp_load_acquire(&cpu->turn);
		if (cpu->rcu->snap & 1)
			rs->waiting |= BIT_ULL(cpu->id);
	}
}

/* Return: the grace period is over. */
static bool rcu_gp_check(struct machine *machine, struct rcu_state *rs)
{
	u64 mask = rs->waiting;

	for (; mask; mask &= mask - 1) {
		struct cpu *cpu = &machine->cpus[__ffs64(mask)];

		if (smp_load_acquire(&cpu->turn) != cpu->rcu->snap)
			rs->waiting &= ~BIT_ULL(cpu->id);
	}
	return !rs->waiting;
}

static void rcu_raise(struct cpu *cpu)
{
	__atomic_fetch_or(&cpu->softirq_remote, BIT(RCU_SOFTIRQ),
			  __ATOMIC_SEQ_CST);
	cpu_kick(cpu);
}

static void rcu_gp_end(struct machine *machine)
{
	unsigned long seq = machine->rcu_gp_seq + 1;
	struct cpu *cpu;

	smp_store_release(&machine->rcu_gp_seq, seq);
	smp_mb();
	for_each_cpu_of (machine, cpu) {
		unsigned long want = READ_ONCE(cpu->rcu->wait_seq);

		if (want && (long)(seq - want) >= 0)
			rcu_raise(cpu);
	}
}

/* Does any CPU wait for a period that has not begun? */
static bool rcu_gp_wanted(struct machine *machine)
{
	struct cpu *cpu;

	for_each_cpu_of (machine, cpu) {
		unsigned long want = READ_ONCE(cpu->rcu->wait_seq);

		if (want && (long)(want - machine->rcu_gp_seq) > 0)
			return true;
	}
	return false;
}

static void rcu_gp_advance(struct machine *machine, struct rcu_state *rs)
{
	for (;;) {
		if (machine->rcu_gp_seq & 1) {
			if (!rcu_gp_check(machine, rs))
				return;
			rcu_gp_end(machine);
		}
		if (!rcu_gp_wanted(machine))
			return;
		rcu_gp_start(machine, rs);
	}
}

/*
 * Look at turns and wishes and take the grace period as far as it goes. The
 * full barriers of @requests hand rcu_state from one thread to the next.
 */
static void rcu_poll(struct machine *machine)
{
	struct rcu_state *rs = machine->rcu;
	int seen;

	if (atomic_fetch_inc(&rs->requests))
		return;
	do {
		seen = atomic_read(&rs->requests);
		smp_mb();
		rcu_gp_advance(machine, rs);
	} while (atomic_fetch_sub(seen, &rs->requests) != seen);
}

void rcu_quiescent(struct cpu *cpu)
{
	struct machine *machine = cpu->machine;

	if (machine->nr_cpus > 1)
		smp_mb();
	if (unlikely(READ_ONCE(machine->rcu_gp_seq) & 1))
		rcu_poll(machine);
}

/*
 * The gp_seq at which whoever reads now has looked away: the end of the next
 * period, or of the one after, when one runs that may have begun before.
 */
static unsigned long rcu_seq_snap(const struct machine *machine)
{
	unsigned long seq;

	smp_mb(); /* F1: what the caller unlinked comes first */
	seq = (READ_ONCE(machine->rcu_gp_seq) + 3) & ~1UL;
	smp_mb();
	return seq;
}

/* ---- callbacks */

/* Own CPU: let what came last wait for a grace period of its own. */
static void rcu_accelerate(struct machine *machine, struct rcu_data *rd)
{
	if (rd->wait.head || !rd->next.head)
		return;
	cblist_move(&rd->wait, &rd->next);
	WRITE_ONCE(rd->wait_seq, rcu_seq_snap(machine));
	rcu_poll(machine);
}

static void rcu_queue(struct machine *machine, struct rcu_data *rd,
		      struct rcu_head *head)
{
	cblist_add(&rd->next, head);
	WRITE_ONCE(rd->count, rd->count + 1);
	rcu_accelerate(machine, rd);
}

/**
 * call_rcu - run a function when all readers of now have looked away
 * @head: inside the object, which the readers can no longer find
 * @func: called in softirq; usually frees the object
 *
 * Context: any with a baton. Callbacks of one CPU run in their order.
 */
void call_rcu(struct rcu_head *head, void (*func)(struct rcu_head *head))
{
	head->func = func;
	rcu_queue(current_machine(), this_cpu()->rcu, head);
}
EXPORT_SYMBOL(call_rcu);

/* What kfree_rcu() leaves in @func: no function lies on the first page. */
#define KFREE_RCU_LIMIT 4096

void __kfree_rcu(struct rcu_head *head, size_t offset)
{
	BUG_ON(offset >= KFREE_RCU_LIMIT);
	head->func = (void (*)(struct rcu_head *))offset;
	rcu_queue(current_machine(), this_cpu()->rcu, head);
}
EXPORT_SYMBOL(__kfree_rcu);

static void rcu_do_one(struct rcu_head *head)
{
	void (*func)(struct rcu_head *) = head->func;
	unsigned long offset = (unsigned long)func;

	if (offset < KFREE_RCU_LIMIT)
		kfree((char *)head - offset);
	else
		CALL_VOID("rcu_head.func", func, head);
}

/* Return: how many ran, at most @limit. */
static unsigned int rcu_do_batch(struct rcu_data *rd, unsigned int limit)
{
	unsigned int n = 0;

	while (n < limit && rd->done.head) {
		struct rcu_head *head = rd->done.head;

		rd->done.head = head->next; /* the tail stays valid */
		rcu_do_one(head);
		WRITE_ONCE(rd->count, rd->count - 1); /* rcu_barrier() */
		n++;
	}
	return n;
}

static void rcu_barrier_callback(struct rcu_head *head)
{
	struct rcu_state *rs = current_machine()->rcu;

	if (atomic_dec_and_test(&rs->barrier_count))
		complete(&rs->barrier_completion);
}

/**
 * rcu_core - run this CPU's callbacks whose grace period is over
 *
 * Context: RCU_SOFTIRQ.
 */
void rcu_core(void)
{
	struct machine *machine = current_machine();
	struct rcu_data *rd = this_cpu()->rcu;

	if (xchg(&rd->barrier, false)) {
		rd->barrier_head.func = rcu_barrier_callback;
		rcu_queue(machine, rd, &rd->barrier_head);
	}
	if (rd->wait.head && (long)(smp_load_acquire(&machine->rcu_gp_seq) -
				    rd->wait_seq) >= 0) {
		cblist_move(&rd->done, &rd->wait);
		WRITE_ONCE(rd->wait_seq, 0);
	}
	rcu_accelerate(machine, rd);
	rcu_do_batch(rd, RCU_BLIMIT);
	if (rd->done.head)
		raise_softirq(RCU_SOFTIRQ);
}

/* ---- waiting */

struct rcu_synchronize {
	struct rcu_head head;
	struct completion completion;
};

static void wakeme_after_rcu(struct rcu_head *head)
{
	struct rcu_synchronize *rcu =
		container_of(head, struct rcu_synchronize, head);

	complete(&rcu->completion);
}

/**
 * synchronize_rcu - wait until all readers of now have looked away
 *
 * Context: process, outside rcu_read_lock().
 */
void synchronize_rcu(void)
{
	struct rcu_synchronize rcu;

	might_sleep();
	init_completion(&rcu.completion);
	call_rcu(&rcu.head, wakeme_after_rcu);
	wait_for_completion(&rcu.completion);
}
EXPORT_SYMBOL(synchronize_rcu);

/**
 * rcu_barrier - wait until all callbacks queued so far have run
 *
 * Each CPU that has callbacks queues one more itself, behind them.
 *
 * Context: process, outside rcu_read_lock().
 */
void rcu_barrier(void)
{
	struct machine *machine = current_machine();
	struct rcu_state *rs = machine->rcu;
	struct cpu *cpu;

	might_sleep();
	mutex_lock(&rs->barrier_mutex);
	init_completion(&rs->barrier_completion);
	atomic_set(&rs->barrier_count, 1); /* ours, until all are asked */
	smp_mb();
	for_each_cpu_of (machine, cpu) {
		if (!READ_ONCE(cpu->rcu->count))
			continue;
		atomic_inc(&rs->barrier_count);
		smp_store_release(&cpu->rcu->barrier, true);
		rcu_raise(cpu);
	}
	if (!atomic_dec_and_test(&rs->barrier_count))
		wait_for_completion(&rs->barrier_completion);
	mutex_unlock(&rs->barrier_mutex);
}
EXPORT_SYMBOL(rcu_barrier);

/* ---- birth and death */

int rcu_machine_init(struct machine *machine)
{
	struct rcu_state *rs = &machine_var_of(machine, rcu_states);
	struct cpu *cpu;

	for_each_cpu_of (machine, cpu)
		cpu->rcu = &cpu_var_of(cpu, rcu_datas);
	mutex_init(&rs->barrier_mutex);
	machine->rcu = rs;
	return 0;
}

/*
 * Nobody reads any more: no grace period is needed. Callbacks may queue others.
 */
int rcu_machine_exit(struct machine *machine)
{
	struct cpu *cpu;
	int left = 0, n;

	if (!machine->rcu)
		return 0;
	do {
		n = left;
		for_each_cpu_of (machine, cpu) {
			struct rcu_data *rd = cpu->rcu;

			cblist_move(&rd->done, &rd->wait);
			cblist_move(&rd->done, &rd->next);
			rd->wait_seq = 0;
			if (!rd->done.head)
				continue;
			local_bh_disable();
			left += (int)rcu_do_batch(rd, UINT_MAX);
			local_bh_enable();
		}
	} while (n != left);
	return left;
}
