// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * trace - the rings of events, their consumers, the stop point
 *
 * Where:   written by the inlines of core/trace.h; read by the shell, the
 *          embedding library and tests.
 * Mirrors: kernel/trace/ring_buffer.c and tracepoint.c in purpose.
 *
 * A CPU writes only its own ring, so a record needs no lock: the sequence
 * number is taken, the record written, then the ring's head moved. Numbers are
 * contiguous over all rings of a machine, so a reader that finds a gap knows
 * that records were overwritten (or, live, are being written: then it waits).
 */
#include "core/trace.h"

#include <linux/errno.h>

#include "core/name_table.h"
#include "core/skbuff.h"
#include "core/trace_priv.h"
#include "lib/ktime.h"
#include "lib/log2.h"
#include "lib/machine.h"
#include "lib/percpu.h"
#include "lib/rculist.h"
#include "lib/slab.h"
#include "lib/spinlock.h"

unsigned int strata_trace_key;
EXPORT_SYMBOL(strata_trace_key);
void (*strata_park)(const struct trace_rec *rec);
EXPORT_SYMBOL(strata_park);

/* One CPU's records: [head - size, head). */
struct trace_ring {
	u64 head;
	u32 mask;
	bool writing;
	struct trace_rec recs[];
};

/*
 * Callbacks walk the consumers without a lock, as RCU readers do. But a CPU
 * that is parked at a stop point holds its baton for as long as the user likes:
 * a grace period would wait for him. So each CPU counts how often it went in
 * and out, and who unregisters waits only for those that are in.
 */
struct tracing {
	spinlock_t lock; /* who changes what follows */
	struct list_head consumers;
	struct trace_mask mask; /* what any of them wants */
	atomic64_t seq;
	unsigned int ring_size;
	struct name_table *names;

	struct trace_consumer stop; /* registered while @stop_fn is set */
	trace_stop_fn *stop_fn;
	void *stop_data;
};
DEFINE_STATIC_PER_MACHINE(struct tracing, tracing);
DEFINE_STATIC_PER_CPU(unsigned int, in_callback); /* odd: yes */
DEFINE_STATIC_PER_CPU(const void *, drop_ip);

/* ---- writing */

/* What callbacks may not cause: events of their own. */
static void trace_callbacks(struct tracing *t, struct machine *m,
			    const struct trace_rec *rec)
{
	struct trace_consumer *c;

	list_for_each_entry_rcu (c, &t->consumers, node) {
		if (c->fn && trace_mask_test(&c->mask, rec->type))
			c->fn(c->data, m, rec);
	}
}

static bool trace_stops(struct tracing *t, const struct trace_rec *rec,
			const struct sk_buff *skb)
{
	trace_stop_fn *match = smp_load_acquire(&t->stop_fn);

	return match && READ_ONCE(strata_park) &&
	       trace_mask_test(&t->stop.mask, rec->type) &&
	       match(t->stop_data, rec, skb);
}

/* A barrier on each side: see trace_wait(). */
static void trace_tell(struct tracing *t, struct machine *m,
		       const struct trace_rec *rec, const struct sk_buff *skb)
{
	unsigned int *in = &cpu_var(in_callback);
	bool stop;

	if (*in & 1)
		return;
	smp_store_mb(*in, *in + 1);
	trace_callbacks(t, m, rec);
	stop = trace_stops(t, rec, skb);
	smp_store_release(in, *in + 1);
	if (stop)
		READ_ONCE(strata_park)(rec);
}

/*
 * Until every CPU that is among the callbacks now has left. It stored that it
 * is in before it looked for what we took off, and we took it off before we
 * look: one sees the other. Nobody sleeps in there.
 */
static void trace_wait(struct machine *machine)
{
	struct cpu *c;

	smp_mb();
	for_each_cpu_of (machine, c) {
		const unsigned int *in = &cpu_var_of(c, in_callback);
		unsigned int seen = smp_load_acquire(in);

		if (!(seen & 1) || c == this_cpu())
			continue;
		while (smp_load_acquire(in) == seen)
			spin_relax();
	}
}

void __trace_event(enum trace_type type, const struct sk_buff *skb, u64 a1,
		   u64 a2, u64 a3, u64 a4)
{
	struct machine *m = current_machine();
	struct tracing *t = &machine_var(tracing);
	struct trace_ring *ring =
		smp_load_acquire((struct trace_ring **)&this_cpu()->events);
	struct trace_rec *rec, copy;

	if (!READ_ONCE(m->trace_on) || !ring ||
	    !trace_mask_test(&t->mask, type))
		return;
	WRITE_ONCE(ring->writing, true);
	smp_mb();
	rec = &ring->recs[ring->head & ring->mask];
	/* what this CPU has spent since the clock was latched is past too */
	rec->time = ktime_get_ns() + this_cpu()->charged;
	rec->seq = (u64)atomic64_inc_return(&t->seq);
	rec->skb = skb ? skb->id : 0;
	rec->parent = skb ? skb->parent : 0;
	rec->len = skb ? skb->len : 0;
	rec->headroom = skb ? (u16)skb_headroom(skb) : 0;
	rec->type = (u8)type;
	rec->cpu = (u8)smp_processor_id();
	rec->arg[0] = a1;
	rec->arg[1] = a2;
	rec->arg[2] = a3;
	rec->arg[3] = a4;
	copy = *rec;
	smp_store_release(&ring->head, ring->head + 1);
	smp_store_release(&ring->writing, false);

	trace_tell(t, m, &copy, skb);
}
EXPORT_SYMBOL(__trace_event);

u64 __trace_name(const char *name)
{
	struct name_table *names =
		smp_load_acquire(&machine_var(tracing).names);

	if (!names || !name || !READ_ONCE(current_machine()->trace_on))
		return 0;
	return name_table_add(names, name);
}
EXPORT_SYMBOL(__trace_name);

void __trace_ip(const void *ip)
{
	cpu_var(drop_ip) = ip;
}

const void *trace_ip(void)
{
	return cpu_var(drop_ip);
}
EXPORT_SYMBOL(trace_ip);

/* The name with this number; "?" if there is none. */
const char *trace_name(struct machine *machine, u64 id)
{
	const char *name;

	name = name_table_get(machine_var_of(machine, tracing).names, id);
	return name ? name : "?";
}
EXPORT_SYMBOL(trace_name);

/* What lib tells of interrupts, as events. */
static void trace_irq(int what, unsigned int nr, const char *name, int ret)
{
	switch (what) {
	case IRQ_TRACE_ENTRY:
		trace_irq_handler_entry(NULL, nr, name);
		break;
	case IRQ_TRACE_EXIT:
		trace_irq_handler_exit(NULL, nr, (u64)ret);
		break;
	case IRQ_TRACE_SOFTIRQ_RAISE:
		trace_softirq_raise(NULL, nr);
		break;
	case IRQ_TRACE_SOFTIRQ_ENTRY:
		trace_softirq_entry(NULL, nr);
		break;
	case IRQ_TRACE_SOFTIRQ_EXIT:
		trace_softirq_exit(NULL, nr);
		break;
	}
}

/* ---- consumers */

/* Two may come at once: who is later gives his memory back. */
static int trace_alloc_names(struct tracing *t)
{
	struct name_table *names, *none = NULL;

	if (READ_ONCE(t->names))
		return 0;
	names = kzalloc(sizeof(*names), GFP_KERNEL);
	if (!names)
		return -ENOMEM;
	if (!try_cmpxchg(&t->names, &none, names))
		kfree(names);
	return 0;
}

static int trace_alloc_ring(struct cpu *c, unsigned int size)
{
	struct trace_ring *ring;
	void *none = NULL;

	if (READ_ONCE(c->events))
		return 0;
	ring = kvzalloc(sizeof(*ring) + size * sizeof(ring->recs[0]),
			GFP_KERNEL);
	if (!ring)
		return -ENOMEM;
	ring->mask = size - 1;
	if (!try_cmpxchg(&c->events, &none, (void *)ring))
		kvfree(ring);
	return 0;
}

static int trace_alloc(struct machine *machine, struct tracing *t)
{
	int err = trace_alloc_names(t);
	struct cpu *c;

	for_each_cpu_of (machine, c)
		err = err ? err : trace_alloc_ring(c, t->ring_size);
	return err;
}

static void trace_update_mask(struct tracing *t)
{
	struct trace_mask mask = {};
	struct trace_consumer *c;
	unsigned int i;

	list_for_each_entry (c, &t->consumers, node) {
		for (i = 0; i < ARRAY_SIZE(mask.bits); i++)
			mask.bits[i] |= c->mask.bits[i];
	}
	for (i = 0; i < ARRAY_SIZE(mask.bits); i++)
		WRITE_ONCE(t->mask.bits[i], mask.bits[i]);
}

u64 trace_next_seq(struct machine *machine)
{
	struct tracing *t = &machine_var_of(machine, tracing);

	return (u64)atomic64_read(&t->seq) + 1;
}

/**
 * trace_register - look at a machine's events
 * @machine: the running task's
 * @c: mask, fn and data filled in; the caller's until trace_unregister()
 *
 * Context: process. Return: 0, -EINVAL (another machine) or -ENOMEM.
 */
int trace_register(struct machine *machine, struct trace_consumer *c)
{
	struct tracing *t = &machine_var_of(machine, tracing);
	int err;

	if (!current || current_machine() != machine)
		return -EINVAL;
	err = trace_alloc(machine, t);
	if (err)
		return err;
	c->cursor = trace_next_seq(machine);
	c->lost = 0;
	spin_lock_bh(&t->lock);
	list_add_tail_rcu(&c->node, &t->consumers);
	trace_update_mask(t);
	WRITE_ONCE(machine->trace_on, machine->trace_on + 1);
	WRITE_ONCE(machine->trace_irq, trace_irq);
	spin_unlock_bh(&t->lock);
	__atomic_add_fetch(&strata_trace_key, 1, __ATOMIC_RELAXED);
	return 0;
}
EXPORT_SYMBOL(trace_register);

/* The records stay for trace_biography(). Context: as trace_register(). */
void trace_unregister(struct machine *machine, struct trace_consumer *c)
{
	struct tracing *t = &machine_var_of(machine, tracing);

	spin_lock_bh(&t->lock);
	list_del_rcu(&c->node);
	trace_update_mask(t);
	WRITE_ONCE(machine->trace_on, machine->trace_on - 1);
	if (!machine->trace_on)
		WRITE_ONCE(machine->trace_irq, NULL);
	spin_unlock_bh(&t->lock);
	trace_wait(machine);
	__atomic_sub_fetch(&strata_trace_key, 1, __ATOMIC_RELAXED);
}
EXPORT_SYMBOL(trace_unregister);

/* Where tasks park; one for each machine. Context: as trace_register(). */
int trace_set_stop(struct machine *machine, const struct trace_mask *mask,
		   trace_stop_fn *match, void *data)
{
	struct tracing *t = &machine_var_of(machine, tracing);
	int err = 0;

	if (t->stop_fn) {
		WRITE_ONCE(t->stop_fn, NULL);
		trace_unregister(machine, &t->stop); /* and waits */
	}
	if (!match)
		return 0;
	t->stop.mask = *mask;
	err = trace_register(machine, &t->stop);
	if (err)
		return err;
	t->stop_data = data;
	smp_store_release(&t->stop_fn, match);
	return 0;
}
EXPORT_SYMBOL(trace_set_stop);

int trace_set_ring_size(struct machine *machine, unsigned int n)
{
	if (!is_power_of_2(n) || n < 16 || n > (1u << 20))
		return -EINVAL;
	if (machine->cpus[0].events)
		return -EBUSY;
	machine_var_of(machine, tracing).ring_size = n;
	return 0;
}
EXPORT_SYMBOL(trace_set_ring_size);

/* ---- reading */

/* The oldest record of @ring with seq >= @cursor, copied. */
static bool trace_ring_find(struct trace_ring *ring, u64 cursor,
			    struct trace_rec *rec)
{
	u64 head, lo, hi, mid;

again:
	head = smp_load_acquire(&ring->head);
	lo = head > ring->mask ? head - ring->mask - 1 : 0;
	hi = head;
	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (READ_ONCE(ring->recs[mid & ring->mask].seq) < cursor)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo == head)
		return false;
	*rec = ring->recs[lo & ring->mask];
	smp_rmb();
	/* overwritten while we looked: what we have may be torn */
	if (READ_ONCE(ring->head) + READ_ONCE(ring->writing) - lo >
	    ring->mask + 1ull)
		goto again;
	return rec->seq >= cursor;
}

static bool trace_someone_writes(struct machine *machine)
{
	struct cpu *c;

	for_each_cpu_of (machine, c) {
		struct trace_ring *ring = c->events;

		if (ring && READ_ONCE(ring->writing))
			return true;
	}
	return false;
}

/* The record with the lowest seq >= @cursor, of all rings. */
bool trace_next(struct machine *machine, u64 cursor, struct trace_rec *rec)
{
	struct trace_rec one;
	bool found = false;
	struct cpu *c;

	for_each_cpu_of (machine, c) {
		if (!c->events || !trace_ring_find(c->events, cursor, &one))
			continue;
		if (!found || one.seq < rec->seq)
			*rec = one;
		found = true;
	}
	return found;
}

int trace_read(struct machine *machine, struct trace_consumer *c,
	       struct trace_rec *rec)
{
	while (trace_next(machine, c->cursor, rec)) {
		if (rec->seq != c->cursor && trace_someone_writes(machine))
			return 0;
		if (!trace_next(machine, c->cursor, rec))
			return 0;
		c->lost += rec->seq - c->cursor;
		c->cursor = rec->seq + 1;
		if (trace_mask_test(&c->mask, rec->type))
			return 1;
	}
	return 0;
}
EXPORT_SYMBOL(trace_read);

static int trace_init(void)
{
	struct tracing *t = &machine_var(tracing);

	spin_lock_init(&t->lock);
	INIT_LIST_HEAD(&t->consumers);
	t->ring_size = TRACE_RING_SIZE;
	return 0;
}

static void trace_exit(void)
{
	struct machine *m = current_machine();
	struct tracing *t = &machine_var(tracing);
	struct cpu *c;

	if (t->stop_fn)
		trace_set_stop(m, NULL, NULL, NULL);
	WARN_ON(!list_empty(&t->consumers));
	for_each_cpu_of (m, c) {
		kvfree(c->events);
		c->events = NULL;
	}
	kfree(t->names);
	t->names = NULL;
}
pure_initcall(trace_init, trace_exit);
