// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * timer - the timer wheel: cheap to arm, coarse to expire
 *
 * Where:   mod_timer() and friends from any context; the executor asks
 *          timer_next_expiry() when a CPU has nothing to do, and raises
 *          TIMER_SOFTIRQ when timer_due().
 * Mirrors: kernel/time/timer.c; one base a CPU, no NOHZ migration. There is no
 *          deferrable base: a TIMER_DEFERRABLE timer expires as any other,
 *          but a world in which no other is armed is idle.
 * Spec:    none.
 *
 * The wheel has LVL_DEPTH levels of 64 slots. A slot of level n is 8^n
 * jiffies wide and level n is used for time-outs from 63 * 8^(n-1) jiffies
 * on, so that a timer is late by at most an eighth of its time-out, and never
 * early: the slot's end is its expiry. Nothing is ever moved from a level to
 * a finer one; a time-out is either short or not exact.
 *
 *	level  slot/ms     from      to
 *	    0        1     0 ms      62 ms
 *	    1        8    63 ms     503 ms
 *	    2       64   504 ms       4 s
 *	    3      512     4 s       32 s
 *	    4     4096    32 s      4.3 min
 *	    5    32768   4.3 min     34 min
 *	    6   262144    34 min    4.6 h
 *	    7  2097152   4.6 h       37 h
 *	    8 16777216    37 h       12 d
 *
 * One bit per slot says whether it holds timers: the next expiry is found
 * by one rotation and one count of zeros a level. It is cached; arming only
 * lowers the cached value, emptying a slot marks it for a new search.
 *
 * Deviation: timers of one slot fire in the order in which they were armed;
 * the kernel fires the youngest first.
 */
#include "lib/timer.h"

#include "lib/bitops.h"
#include "lib/interrupt.h"
#include "lib/percpu.h"
#include "lib/printk.h"
#include "lib/timer_base.h"

DEFINE_STATIC_PER_CPU(struct timer_base, timer_bases);

static const struct lock_class_key timer_base_keys[NR_CPUS] = {
	[0 ... NR_CPUS - 1] = {"timer_base.lock", __FILE__, __LINE__},
};

static struct timer_base *lock_timer_base(struct timer_list *t)
{
	return to_timer_base(lock_base_of(&t->base));
}

static struct timer_base *lock_timer_bases(struct timer_list *t,
					   struct timer_base *to)
{
	return to_timer_base(lock_bases_of(&t->base, &to->b));
}

/* ---- the wheel */

/*
 * Which slot @expires belongs in, seen from @clk, and when that is due. A
 * timer must not fire early: its slot is the one after the one it lies in.
 */
static unsigned int calc_wheel_index(unsigned long expires, unsigned long clk,
				     unsigned long *bucket_expiry)
{
	unsigned long delta = expires - clk;
	unsigned int lvl = 0;

	if ((long)delta < 0) { /* past: as soon as possible */
		*bucket_expiry = clk;
		return clk & LVL_MASK;
	}
	if (delta >= WHEEL_TIMEOUT_CUTOFF) {
		expires = clk + WHEEL_TIMEOUT_MAX;
		lvl = LVL_DEPTH - 1;
	}
	while (lvl < LVL_DEPTH - 1 && delta >= LVL_START(lvl + 1))
		lvl++;
	expires = (expires >> LVL_SHIFT(lvl)) + 1;
	*bucket_expiry = expires << LVL_SHIFT(lvl);
	return lvl * LVL_SIZE + (expires & LVL_MASK);
}

/*
 * When the first pending slot is due. Also called without the lock: a slot
 * that is missed then was armed meanwhile, and cpu_event_changed() follows.
 */
static unsigned long next_bucket(const struct timer_base *base)
{
	unsigned long clk = READ_ONCE(base->clk);
	unsigned long next = clk + NEXT_TIMER_MAX_DELTA;
	unsigned long levels = READ_ONCE(base->levels);

	for (; levels; levels &= levels - 1) {
		unsigned int lvl = (unsigned int)__ffs(levels);
		u64 map = READ_ONCE(base->pending[lvl]);
		/* a slot is due when its level's clock begins a step */
		unsigned long step =
			(clk + LVL_GRAN(lvl) - 1) >> LVL_SHIFT(lvl);

		if (!map)
			continue;
		step += __ffs64(ror64(map, step & LVL_MASK));
		if (time_before(step << LVL_SHIFT(lvl), next))
			next = step << LVL_SHIFT(lvl);
	}
	return next;
}

static unsigned long timer_next(const struct timer_base *base)
{
	if (READ_ONCE(base->recalc))
		return next_bucket(base);
	return READ_ONCE(base->next_expiry);
}

static void update_next(struct timer_base *base)
{
	WRITE_ONCE(base->next_expiry, next_bucket(base));
	WRITE_ONCE(base->recalc, false);
}

/*
 * The base's clock stands while nothing expires; arming from an old clock
 * would choose too coarse a level. While handlers run it is one ahead, so
 * that a timer armed for now does not fire in the same round for ever.
 */
static void forward_timer_base(struct timer_base *base)
{
	unsigned long now = jiffies;

	if ((long)(now - base->clk) < 1)
		return;
	if (base->levels) {
		if (base->recalc)
			update_next(base);
		WRITE_ONCE(base->clk, time_after(base->next_expiry, now)
					      ? now
					      : base->next_expiry);
		return;
	}
	WRITE_ONCE(base->clk, now);
	update_next(base);
}

static void enqueue_timer(struct timer_base *base, struct timer_list *t,
			  unsigned int idx, unsigned long bucket_expiry)
{
	struct timer_slot *slot = &base->slots[idx];
	unsigned int lvl = idx / LVL_SIZE;

	if (!slot->first) {
		slot->last = &slot->first;
		WRITE_ONCE(base->pending[lvl],
			   base->pending[lvl] | BIT_ULL(idx % LVL_SIZE));
		WRITE_ONCE(base->levels, base->levels | BIT(lvl));
	}
	if (!(t->flags & TIMER_DEFERRABLE))
		base->nr_real++;
	t->entry.next = NULL;
	WRITE_ONCE(t->entry.pprev, slot->last);
	*slot->last = &t->entry;
	slot->last = &t->entry.next;
	t->flags = (t->flags & ~TIMER_SLOT_MASK) | idx;

	if (base->recalc) {
		update_next(base);
	} else if (time_before(bucket_expiry, base->next_expiry)) {
		WRITE_ONCE(base->next_expiry, bucket_expiry);
	} else {
		return;
	}
	cpu_event_changed(base->b.cpu);
}

/* Off its slot, or off the list of those that are being expired. */
void detach_timer(struct timer_base *base, struct timer_list *t)
{
	unsigned int idx = t->flags & TIMER_SLOT_MASK;
	unsigned int lvl = idx / LVL_SIZE;
	struct timer_slot *slot = &base->slots[idx];

	if (!(t->flags & TIMER_DEFERRABLE))
		base->nr_real--;
	if (slot->last == &t->entry.next)
		slot->last = t->entry.pprev;
	__hlist_del(&t->entry);
	WRITE_ONCE(t->entry.pprev, NULL);
	if (slot->first || !(base->pending[lvl] & BIT_ULL(idx % LVL_SIZE)))
		return;
	WRITE_ONCE(base->pending[lvl],
		   base->pending[lvl] & ~BIT_ULL(idx % LVL_SIZE));
	if (!base->pending[lvl])
		WRITE_ONCE(base->levels, base->levels & ~BIT(lvl));
	WRITE_ONCE(base->recalc, true);
}

/* ---- arming */

void __timer_setup(struct timer_list *t, void (*function)(struct timer_list *),
		   u32 flags, const char *where)
{
	t->entry.next = NULL;
	t->entry.pprev = NULL;
	t->expires = 0;
	t->function = function;
	t->flags = flags & ~TIMER_SLOT_MASK;
	t->base = &this_cpu()->timer_base->b;
	t->where = where;
}
EXPORT_SYMBOL(__timer_setup);

enum mod_how {
	MOD_TIMER_ANY,
	MOD_TIMER_PENDING_ONLY,
	MOD_TIMER_REDUCE,
};

/* Put @t, which is not pending, into @target's wheel. */
static void arm_timer(struct timer_base *target, struct timer_list *t,
		      unsigned long expires)
{
	unsigned long bucket_expiry;
	unsigned int idx;

	forward_timer_base(target);
	idx = calc_wheel_index(expires, target->clk, &bucket_expiry);
	t->expires = expires;
	WRITE_ONCE(t->base, &target->b);
	enqueue_timer(target, t, idx, bucket_expiry);
}

/*
 * Many a protocol moves its timer at each packet by less than the slot is
 * wide. Return: @t stays where it is. Not while slots are being expired: a
 * timer that waits for its handler stands in no slot.
 */
static bool same_slot(struct timer_base *base, struct timer_list *t,
		      unsigned long expires)
{
	unsigned long bucket_expiry;

	if (base->expiry.running)
		return false;
	forward_timer_base(base);
	if (calc_wheel_index(expires, base->clk, &bucket_expiry) !=
	    (t->flags & TIMER_SLOT_MASK))
		return false;
	t->expires = expires;
	return true;
}

/* Both bases locked. */
static int mod_timer_locked(struct timer_base *base, struct timer_base *local,
			    struct timer_list *t, unsigned long expires,
			    enum mod_how how)
{
	int pending = timer_pending(t);

	if (!t->function) /* shut down */
		return 0;
	if (!pending && how == MOD_TIMER_PENDING_ONLY)
		return 0;
	/* A running handler's timer stays, so that it can be waited for. */
	if (base->expiry.running == t)
		local = base;
	if (pending) {
		if (t->expires == expires)
			return 1;
		if (how == MOD_TIMER_REDUCE && time_before(t->expires, expires))
			return 1;
		if (base == local && same_slot(base, t, expires))
			return 1;
		detach_timer(base, t);
	}
	arm_timer(local, t, expires);
	return pending;
}

static int __mod_timer(struct timer_list *t, unsigned long expires,
		       enum mod_how how)
{
	struct timer_base *local = this_cpu()->timer_base;
	struct timer_base *base = lock_timer_bases(t, local);
	int ret = mod_timer_locked(base, local, t, expires, how);

	unlock_bases(&base->b, &local->b);
	return ret;
}

/**
 * mod_timer - arm a timer, or move one that is armed
 * @t: set up by timer_setup()
 * @expires: jiffies
 *
 * Context: any with a baton. The handler will run on this CPU.
 * Return: 1 it was pending, 0 it was not.
 */
int mod_timer(struct timer_list *t, unsigned long expires)
{
	return __mod_timer(t, expires, MOD_TIMER_ANY);
}
EXPORT_SYMBOL(mod_timer);

/**
 * mod_timer_pending - as mod_timer(), but only if it is armed
 *
 * Context: any with a baton.
 * Return: 1 it was pending, 0 it was not, and is not.
 */
int mod_timer_pending(struct timer_list *t, unsigned long expires)
{
	return __mod_timer(t, expires, MOD_TIMER_PENDING_ONLY);
}
EXPORT_SYMBOL(mod_timer_pending);

/**
 * timer_reduce - as mod_timer(), but never to a later time
 *
 * Context: any with a baton.
 * Return: 1 it was pending, 0 it was not.
 */
int timer_reduce(struct timer_list *t, unsigned long expires)
{
	return __mod_timer(t, expires, MOD_TIMER_REDUCE);
}
EXPORT_SYMBOL(timer_reduce);

/**
 * add_timer - arm a timer for t->expires
 *
 * Context: any with a baton. A timer that is armed is a bug of the caller.
 */
void add_timer(struct timer_list *t)
{
	if (WARN_ON_ONCE(timer_pending(t)))
		return;
	__mod_timer(t, t->expires, MOD_TIMER_ANY);
}
EXPORT_SYMBOL(add_timer);

/**
 * add_timer_on - arm a timer for t->expires; the handler runs on @cpu
 *
 * Context: any with a baton.
 */
void add_timer_on(struct timer_list *t, int cpu)
{
	struct timer_base *to = current_machine()->cpus[cpu].timer_base;
	struct timer_base *base = lock_timer_bases(t, to);

	if (!WARN_ON_ONCE(timer_pending(t)) && t->function)
		arm_timer(base->expiry.running == t ? base : to, t, t->expires);
	unlock_bases(&base->b, &to->b);
}
EXPORT_SYMBOL(add_timer_on);

/* ---- taking back */

/**
 * del_timer - take a timer back; its handler may be running
 *
 * Context: any with a baton.
 * Return: 1 it was pending, 0 it was not.
 */
int del_timer(struct timer_list *t)
{
	struct timer_base *base;
	int ret;

	if (!timer_pending(t))
		return 0;
	base = lock_timer_base(t);
	ret = timer_pending(t);
	if (ret)
		detach_timer(base, t);
	base_unlock(&base->b);
	return ret;
}
EXPORT_SYMBOL(del_timer);

static int __timer_delete_sync(struct timer_list *t, bool shutdown)
{
	struct timer_base *base;
	bool own, busy;
	int ret = 0;

	do {
		base = lock_timer_base(t);
		/* Handlers do not sleep: on our own CPU it can only be us. */
		own = base->expiry.running == t && base->b.cpu == this_cpu();
		WARN_ONCE(own, "timer %s waits for its own handler", t->where);
		busy = !own && expiry_busy(&base->expiry, t);
		if (timer_pending(t)) {
			detach_timer(base, t);
			ret = 1;
		}
		if (shutdown)
			t->function = NULL;
		base_unlock(&base->b);
		if (busy)
			expiry_wait(&base->expiry, t);
	} while (busy);
	return ret;
}

/**
 * timer_delete_sync - take a timer back, and wait for the end of its handler
 *
 * Context: any but the timer's own handler; no lock that the handler takes.
 * A handler that arms its timer again is taken back once more.
 * Return: 1 it was pending, 0 it was not.
 */
int timer_delete_sync(struct timer_list *t)
{
	return __timer_delete_sync(t, false);
}
EXPORT_SYMBOL(timer_delete_sync);

/**
 * timer_shutdown_sync - timer_delete_sync(), and never arm it again
 *
 * Context: as timer_delete_sync(). Arming it is ignored from now on.
 * Return: 1 it was pending, 0 it was not.
 */
int timer_shutdown_sync(struct timer_list *t)
{
	return __timer_delete_sync(t, true);
}
EXPORT_SYMBOL(timer_shutdown_sync);

/* ---- expiring */

/* Run one handler. Nothing of the timer is used: it may be gone after it. */
static void call_timer_fn(struct timer_list *t, void (*fn)(struct timer_list *),
			  const char *where)
{
	unsigned int count = preempt_count();

	CALL_VOID("timer_list.function", fn, t);
	if (WARN(count != preempt_count(),
		 "timer %s left preempt_count %#x, was %#x", where,
		 preempt_count(), count))
		current->preempt_count = count;
}

static void expire_timers(struct timer_base *base, struct hlist_head *head)
{
	while (head->first) {
		struct timer_list *t =
			hlist_entry(head->first, struct timer_list, entry);
		/* read it now: a shutdown may take it away when unlocked */
		void (*fn)(struct timer_list *) = t->function;
		const char *where = t->where;

		WRITE_ONCE(base->expiry.running, t);
		detach_timer(base, t);
		base_unlock(&base->b);
		call_timer_fn(t, fn, where);
		base_lock(&base->b);
		expiry_end(&base->expiry);
	}
}

/* Move the slots that are due at @clk to base->expired; gives how many. */
static unsigned int collect_expired_timers(struct timer_base *base,
					   unsigned long clk)
{
	unsigned int lvl, n = 0;

	for (lvl = 0; lvl < LVL_DEPTH; lvl++) {
		unsigned int bit = clk & LVL_MASK;
		struct timer_slot *slot = &base->slots[lvl * LVL_SIZE + bit];

		if (base->pending[lvl] & BIT_ULL(bit)) {
			struct hlist_head *head = &base->expired[n++];

			head->first = slot->first;
			WRITE_ONCE(head->first->pprev, &head->first);
			slot->first = NULL;
			slot->last = NULL;
			WRITE_ONCE(base->pending[lvl],
				   base->pending[lvl] & ~BIT_ULL(bit));
			if (!base->pending[lvl])
				WRITE_ONCE(base->levels,
					   base->levels & ~BIT(lvl));
		}
		/* the next level's clock steps when eight steps are over */
		if (clk & ((1UL << LVL_CLK_SHIFT) - 1))
			break;
		clk >>= LVL_CLK_SHIFT;
	}
	return n;
}

/**
 * run_timer_softirq - fire what is due on this CPU
 *
 * Jumps from due slot to due slot: empty time costs nothing. Coarser levels
 * first, as in the kernel: they were armed longer ago.
 *
 * Context: TIMER_SOFTIRQ.
 */
void run_timer_softirq(void)
{
	struct timer_base *base = this_cpu()->timer_base;
	unsigned int levels;

	base_lock(&base->b);
	while (base->levels && time_after_eq(jiffies, timer_next(base))) {
		unsigned long clk = timer_next(base);

		levels = collect_expired_timers(base, clk);
		WRITE_ONCE(base->clk, clk + 1);
		update_next(base);
		while (levels--)
			expire_timers(base, &base->expired[levels]);
	}
	base_unlock(&base->b);
}

/* ---- the executor's questions */

static unsigned long cpu_jiffies(const struct cpu *cpu)
{
	return ns_to_jiffies64((u64)(cpu->now - cpu->machine->boot));
}

bool timer_due(struct cpu *cpu)
{
	const struct timer_base *base = cpu->timer_base;

	return READ_ONCE(base->levels) &&
	       time_after_eq(cpu_jiffies(cpu), timer_next(base));
}

bool timers_all_deferrable(struct cpu *cpu)
{
	const struct timer_base *base = cpu->timer_base;

	return !READ_ONCE(base->nr_real);
}

ktime_t timer_next_expiry(struct cpu *cpu)
{
	const struct timer_base *base = cpu->timer_base;

	if (!READ_ONCE(base->levels))
		return KTIME_MAX;
	return cpu->machine->boot +
	       (ktime_t)(timer_next(base) - INITIAL_JIFFIES) * TICK_NSEC;
}

/* ---- rounding, birth and death */

/*
 * Whole seconds, so that timers that need not be exact expire together; a
 * little later on each CPU, so that CPUs do not contend.
 */
static unsigned long __round_jiffies(unsigned long j, bool force_up)
{
	unsigned long skew = smp_processor_id() * 3UL;
	unsigned long orig = j, rem;

	j += skew;
	rem = j % HZ;
	if (rem < HZ / 4 && !force_up)
		j -= rem;
	else
		j += HZ - rem;
	j -= skew;
	return time_is_after_jiffies(j) ? j : orig;
}

unsigned long round_jiffies(unsigned long j)
{
	return __round_jiffies(j, false);
}
EXPORT_SYMBOL(round_jiffies);

unsigned long round_jiffies_up(unsigned long j)
{
	return __round_jiffies(j, true);
}
EXPORT_SYMBOL(round_jiffies_up);

int timer_machine_init(struct machine *machine)
{
	struct cpu *cpu;

	for_each_cpu_of (machine, cpu) {
		struct timer_base *base = &cpu_var_of(cpu, timer_bases);

		base_init(&base->b, cpu, &timer_base_keys[cpu->id]);
		expiry_init(&base->expiry);
		base->clk = cpu_jiffies(cpu);
		base->next_expiry = base->clk + NEXT_TIMER_MAX_DELTA;
		cpu->timer_base = base;
	}
	return 0;
}
