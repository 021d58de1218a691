/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lockdep - who holds what, and in which order locks were ever taken
 *
 * Where:   every spin_lock() and mutex_lock() passes here.
 * Mirrors: kernel/locking/lockdep.c in purpose: classes, order, context. The
 *          first inversion is reported, with both places.
 * Spec:    none.
 *
 * The stack of held locks (current->held_locks) is kept in every build: a
 * sleep with a lock held is always reported. The order graph is kept when
 * STRATA_LOCKDEP is compiled in (--enable-debug, sanitizers).
 */
#ifndef LIB_LOCKDEP_H
#define LIB_LOCKDEP_H

#if defined(STRATA_SANITIZE) || defined(DEBUG)
#define STRATA_LOCKDEP 1
#else
#define STRATA_LOCKDEP 0
#endif

#include "lib/compiler.h"
#include "lib/types.h"

struct lock_class_key {
	const char *name; /* the expression at the init site */
	const char *file;
	int line;
};

struct machine;
struct task_struct;

/*
 * @where: "file:line" of the caller. A lock that was only tried for cannot
 * deadlock, so its order is not kept. Without a running task: nothing.
 */
void lock_acquired(const struct lock_class_key *key, const void *lock,
		   const char *where);
void lock_acquired_try(const struct lock_class_key *key, const void *lock,
		       const char *where);
void lock_released(const void *lock, const char *where);
bool lock_is_held(const void *lock);

/* The locks that @t holds, a line for each; nothing when it holds none. */
/* How many locks the machine's tasks hold now, asleep or not. Any thread. */
unsigned int lockdep_locks_held(struct machine *machine);
void lockdep_print_held_locks(const struct task_struct *t,
			      void (*line)(const char *fmt, ...));

/* A module's text goes: forget its classes and places on @machine. */
void lockdep_free_key_range(struct machine *machine, const void *start,
			    size_t size);

/* Report (once per place) when the claim does not hold. */
void __lockdep_report(const char *claim, const char *file, int line);
#define lockdep_assert(cond)                                                   \
	do {                                                                   \
		if (unlikely(!(cond)))                                         \
			__lockdep_report(#cond, __FILE__, __LINE__);           \
	} while (0)
#define lockdep_assert_held(l)	    lockdep_assert(lock_is_held(l))
#define lockdep_assert_in_softirq() lockdep_assert(in_softirq())
#define lockdep_assert_in_task()    lockdep_assert(in_task())

#endif
