// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lockdep - the stack of held locks, the order of classes, their contexts
 *
 * Where:   called by every spinlock, mutex and socket lock when it is taken
 *          and when it is given back.
 * Mirrors: kernel/locking/lockdep.c in purpose. Left out: read locks, wait
 *          types, sub-classes: two locks of one class may nest in any order.
 * Spec:    none.
 *
 * A class is what one initialising line made, known by its key. An edge A → B
 * says that B was once taken while A was held. Before an edge is added, a
 * search from B: if it reaches A, some other code takes them the other way
 * round, and two CPUs can wait for each other for ever. It need not happen to
 * be seen; that both orders were ever used is enough.
 *
 * A class that softirq code takes must not be taken by a task with softirqs
 * enabled: in the kernel one that interrupts the holder would spin for ever.
 *
 * Classes have dense numbers in order of first use, so nothing depends on
 * where a key lies. All state is a machine's, made at its first lock.
 */
#include <string.h>

#include "lib/bitmap.h"
#include "lib/kernel.h"
#include "lib/lockdep.h"
#include "lib/memory.h"
#include "lib/oops.h"
#include "lib/os_mem.h"
#include "lib/printk.h"
#include "lib/spinlock.h"

#define MAX_CLASSES 512
#define HASH_SIZE   1024
#define MAX_EDGES   4096
#define NO_CLASS    MAX_CLASSES
#define TEXT_LEN    1024

struct lock_class {
	const struct lock_class_key *key; /* NULL: its module is gone */
	char name[48];
	const char *in_softirq;	 /* first place where softirq code took it */
	const char *softirqs_on; /* … a task with softirqs enabled */
	bool told;		 /* the inconsistency was reported */
};

struct lock_edge {
	u16 from, to;
	const char *held_at, *taken_at;
};

struct lockdep_machine {
	struct os_lock lock; /* guards all that is written below */
	u16 hash[HASH_SIZE]; /* number of the class + 1; read without lock */
	unsigned int nr_classes, nr_edges, nr_hashed;
	struct lock_class class[MAX_CLASSES];
	unsigned long after[MAX_CLASSES][BITS_TO_LONGS(MAX_CLASSES)];
	struct lock_edge edge[MAX_EDGES];
};

/* What a search needs: 2 KB, which a task's stack has. */
struct search {
	DECLARE_BITMAP(seen, MAX_CLASSES);
	u16 via[MAX_CLASSES]; /* from which class we came here */
	u16 queue[MAX_CLASSES];
};

static struct lockdep_machine *lockdep_of(struct slab_machine *sm)
{
	struct lockdep_machine *ld = smp_load_acquire(&sm->lockdep);
	struct lockdep_machine *old = NULL;

	if (likely(ld))
		return ld;
	ld = os_mem_zalloc(sizeof(*ld));
	if (ld && !try_cmpxchg(&sm->lockdep, &old, ld)) {
		os_mem_free(ld, sizeof(*ld)); /* another CPU was faster */
		ld = old;
	}
	return ld;
}

void lockdep_machine_exit(struct slab_machine *sm)
{
	if (sm->lockdep)
		os_mem_free(sm->lockdep, sizeof(*sm->lockdep));
	sm->lockdep = NULL;
}

static u16 *hash_slot(struct lockdep_machine *ld,
		      const struct lock_class_key *key)
{
	unsigned int i =
		(unsigned int)((uintptr_t)key >> 3) * 2654435761U >> 22;
	u16 n;

	while ((n = smp_load_acquire(&ld->hash[i])) &&
	       READ_ONCE(ld->class[n - 1].key) != key)
		i = (i + 1) % HASH_SIZE;
	return &ld->hash[i];
}

/* A module that comes back finds its old classes, by name. Lock held. */
static struct lock_class *class_new(struct lockdep_machine *ld,
				    const struct lock_class_key *key)
{
	struct lock_class *class;
	char name[sizeof(class->name)] = "";

	strncpy(name, key->name, sizeof(name) - 1);
	for (class = ld->class; class < ld->class + ld->nr_classes; class ++)
		if (!class->key && !strcmp(class->name, name))
			break;
	if (class == ld->class + MAX_CLASSES || ld->nr_hashed == HASH_SIZE - 1)
		return NULL;
	if (class == ld->class + ld->nr_classes)
		ld->nr_classes++;
	ld->nr_hashed++;
	memcpy(class->name, name, sizeof(name));
	WRITE_ONCE(class->key, key);
	return class;
}

/* The number of a key's class; a new one at first sight. */
static unsigned int class_of(struct lockdep_machine *ld,
			     const struct lock_class_key *key)
{
	u16 *slot = hash_slot(ld, key);
	struct lock_class *class;
	unsigned int n = smp_load_acquire(slot);

	if (likely(n))
		return n - 1;
	os_lock(&ld->lock);
	slot = hash_slot(ld, key);
	n = *slot;
	class = n ? NULL : class_new(ld, key);
	if (class) {
		n = (unsigned int)(class - ld->class) + 1;
		smp_store_release(slot, (u16)n);
	}
	os_unlock(&ld->lock);
	return n ? n - 1 : NO_CLASS;
}

/* Breadth first: is there a way @from → … → @to? Lock held. */
static bool find_way(const struct lockdep_machine *ld, struct search *s,
		     unsigned int from, unsigned int to)
{
	unsigned int head = 0, tail = 0, at;

	bitmap_zero(s->seen, MAX_CLASSES);
	__set_bit(from, s->seen);
	s->queue[tail++] = (u16)from;
	while (head < tail) {
		unsigned int n = s->queue[head++];

		if (n == to)
			return true;
		for_each_set_bit(at, ld->after[n], ld->nr_classes)
		{
			if (test_bit(at, s->seen))
				continue;
			__set_bit(at, s->seen);
			s->via[at] = (u16)n;
			s->queue[tail++] = (u16)at;
		}
	}
	return false;
}

static const struct lock_edge *edge_of(const struct lockdep_machine *ld,
				       unsigned int from, unsigned int to)
{
	for (unsigned int i = 0; i < ld->nr_edges; i++)
		if (ld->edge[i].from == from && ld->edge[i].to == to)
			return &ld->edge[i];
	return NULL;
}

/* The way found, from its end to its start. */
static void describe_way(const struct lockdep_machine *ld,
			 const struct search *s, unsigned int from,
			 unsigned int to, char *text)
{
	size_t used = 0;

	for (unsigned int n = to; n != from && used < TEXT_LEN - 1;
	     n = s->via[n]) {
		const struct lock_edge *e = edge_of(ld, s->via[n], n);

		used += (size_t)scnprintf(
			text + used, TEXT_LEN - used,
			"\n  but %s was taken at %s while %s was held, since "
			"%s",
			ld->class[n].name, e ? e->taken_at : "?",
			ld->class[s->via[n]].name, e ? e->held_at : "?");
	}
}

/* Return: whether the new edge closes a ring, described in @text. */
static bool add_edge(struct lockdep_machine *ld, const struct lock_edge *new,
		     char *text)
{
	struct search s;
	bool ring = false;

	os_lock(&ld->lock);
	if (!test_bit(new->to, ld->after[new->from])) {
		ring = find_way(ld, &s, new->to, new->from);
		if (ring)
			describe_way(ld, &s, new->to, new->from, text);
		set_bit(new->to, ld->after[new->from]);
		if (ld->nr_edges < MAX_EDGES)
			ld->edge[ld->nr_edges++] = *new;
	}
	os_unlock(&ld->lock);
	return ring;
}

static void check_order(struct lockdep_machine *ld, unsigned int to,
			const struct held_lock *held, const char *where)
{
	struct lock_edge new = {.to = (u16)to};
	char text[TEXT_LEN];
	unsigned int from;

	if (!held->key->line)
		return;
	from = class_of(ld, held->key);
	if (from == NO_CLASS || from == to ||
	    likely(test_bit(to, ld->after[from])))
		return;
	new.from = (u16)from;
	new.held_at = held->where;
	new.taken_at = where;
	if (add_edge(ld, &new, text))
		oops_report(where,
			    "possible circular locking dependency\n"
			    "  %s is taken at %s while %s is held, since %s%s",
			    ld->class[to].name, where, ld->class[from].name,
			    held->where, text);
}

/* In which contexts a class is taken: one of them must be impossible. */
static void check_context(struct lockdep_machine *ld, struct lock_class *class,
			  const char *where)
{
	bool told;

	if (in_serving_softirq()) {
		if (!READ_ONCE(class->in_softirq))
			WRITE_ONCE(class->in_softirq, where);
	} else if (!irqs_disabled() && !in_softirq()) {
		if (!READ_ONCE(class->softirqs_on))
			WRITE_ONCE(class->softirqs_on, where);
	}
	if (likely(!READ_ONCE(class->in_softirq) ||
		   !READ_ONCE(class->softirqs_on)))
		return;
	os_lock(&ld->lock);
	told = class->told;
	class->told = true;
	os_unlock(&ld->lock);
	if (!told)
		oops_report(where,
			    "inconsistent lock state\n"
			    "  %s is taken in softirq at %s\n"
			    "  and with softirqs enabled at %s",
			    class->name, class->in_softirq, class->softirqs_on);
}

static void check_lock(struct task_struct *t, const struct lock_class_key *key,
		       const char *where, bool tried)
{
	struct lockdep_machine *ld;
	unsigned int i, n;

	/* A lock of no class; the end of a machine, when memory has gone. */
	if (!key->line || !t->machine->slab)
		return;
	ld = lockdep_of(t->machine->slab);
	if (!ld)
		return;
	n = class_of(ld, key);
	if (n == NO_CLASS)
		return;
	check_context(ld, &ld->class[n], where);
	for (i = 0; !tried && i < t->lockdep_depth; i++)
		check_order(ld, n, &t->held_locks[i], where);
}

static void acquired(const struct lock_class_key *key, const void *lock,
		     const char *where, bool tried)
{
	struct task_struct *t = current;
	unsigned int depth;

	if (unlikely(!t))
		return;
	depth = t->lockdep_depth;
	if (unlikely(depth == MAX_HELD_LOCKS)) {
		oops_report_once(where, "more than %d locks held",
				 MAX_HELD_LOCKS);
		return;
	}
	if (STRATA_LOCKDEP)
		check_lock(t, key, where, tried);
	t->held_locks[depth] = (struct held_lock){key, lock, where};
	WRITE_ONCE(t->lockdep_depth, depth + 1); /* st_report() looks */
}

/**
 * lock_acquired - the running task has taken a lock
 * @key: its class; one with line 0 has no class and no order
 * @lock: which
 * @where: "file:line"
 *
 * Context: any. Reports an inversion, a wrong context.
 */
void lock_acquired(const struct lock_class_key *key, const void *lock,
		   const char *where)
{
	acquired(key, lock, where, false);
}
EXPORT_SYMBOL(lock_acquired);

void lock_acquired_try(const struct lock_class_key *key, const void *lock,
		       const char *where)
{
	acquired(key, lock, where, true);
}
EXPORT_SYMBOL(lock_acquired_try);

/**
 * lock_released - the running task gives a lock back, in any order
 * @lock: which
 * @where: "file:line"
 *
 * Context: any.
 */
void lock_released(const void *lock, const char *where)
{
	struct task_struct *t = current;
	unsigned int i;

	if (unlikely(!t))
		return;
	for (i = t->lockdep_depth; i; i--)
		if (t->held_locks[i - 1].lock == lock)
			break;
	if (unlikely(!i)) {
		/* A full stack has forgotten some. */
		if (t->lockdep_depth < MAX_HELD_LOCKS)
			oops_report_once(where, "release of a lock not held");
		return;
	}
	for (; i < t->lockdep_depth; i++)
		t->held_locks[i - 1] = t->held_locks[i];
	WRITE_ONCE(t->lockdep_depth, t->lockdep_depth - 1);
}
EXPORT_SYMBOL(lock_released);

/* Context: any. Return: whether the running task holds @lock. */
bool lock_is_held(const void *lock)
{
	const struct task_struct *t = current;

	for (unsigned int i = 0; t && i < t->lockdep_depth; i++)
		if (t->held_locks[i].lock == lock)
			return true;
	return false;
}
EXPORT_SYMBOL(lock_is_held);

void __lockdep_report(const char *claim, const char *file, int line)
{
	if (printk_once_site(file, line))
		report_bug(file, line, "", "lockdep_assert(%s)", claim);
}
EXPORT_SYMBOL(__lockdep_report);

unsigned int lockdep_locks_held(struct machine *machine)
{
	struct task_struct *t;
	unsigned int n = 0;

	os_lock(machine->tasks_lock);
	list_for_each_entry (t, &machine->tasks, tasks_node)
		n += READ_ONCE(t->lockdep_depth);
	os_unlock(machine->tasks_lock);
	return n;
}

void lockdep_print_held_locks(const struct task_struct *t,
			      void (*line)(const char *fmt, ...))
{
	unsigned int n = min(t->lockdep_depth, (unsigned int)MAX_HELD_LOCKS);

	if (!n)
		return;
	line("%u lock%s held by %s/%d:", n, n == 1 ? "" : "s", t->comm, t->pid);
	for (unsigned int i = 0; i < n; i++)
		line(" #%u: %s, at %s", i, t->held_locks[i].key->name,
		     t->held_locks[i].where);
}

static void forget_place(const char **place, const char *start, size_t size)
{
	if (*place >= start && *place < start + size)
		*place = "an unloaded module";
}

/* A class without key is found by no one; its edges lead nowhere. */
static void forget_class(struct lockdep_machine *ld, unsigned int n)
{
	WRITE_ONCE(ld->class[n].key, NULL);
	bitmap_zero(ld->after[n], MAX_CLASSES);
	for (unsigned int i = 0; i < ld->nr_classes; i++)
		clear_bit(n, ld->after[i]);
}

void lockdep_free_key_range(struct machine *machine, const void *start,
			    size_t size)
{
	struct lockdep_machine *ld =
		machine->slab ? machine->slab->lockdep : NULL;
	const char *key;
	unsigned int i;

	if (!ld)
		return;
	os_lock(&ld->lock);
	for (i = 0; i < ld->nr_classes; i++) {
		struct lock_class *class = &ld->class[i];

		key = (const char *)class->key;
		forget_place(&class->in_softirq, start, size);
		forget_place(&class->softirqs_on, start, size);
		if (key >= (const char *)start &&
		    key < (const char *)start + size)
			forget_class(ld, i);
	}
	for (i = 0; i < ld->nr_edges; i++) {
		forget_place(&ld->edge[i].held_at, start, size);
		forget_place(&ld->edge[i].taken_at, start, size);
	}
	os_unlock(&ld->lock);
}
EXPORT_SYMBOL(lockdep_free_key_range);
