/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lockdep - who holds what, and in which order locks were ever taken
 *
 * Where:   every spin_lock() and mutex_lock() passes here.
 * Mirrors: kernel/locking/lockdep.c in purpose: classes, order, context. The
 *          first inversion is reported, with both places.
 *
 * The stack of held locks (current->held_locks) is kept in every build: a
 * sleep with a lock held is always reported. The order graph is kept when
 * STRATA_LOCKDEP is compiled in (--enable-debug, sanitizers).
 */
#ifndef LIB_LOCKDEP_H
#define LIB_LOCKDEP_H

#include "lib/compiler.h"
#include "lib/types.h"

struct lock_class_key {
	const char *name; /* the expression at the init site */
	const char *file;
	int line;
};

/* @where: "file:line" of the caller. */
void lock_acquired(const struct lock_class_key *key, const void *lock,
		   const char *where);
void lock_released(const void *lock, const char *where);
bool lock_is_held(const void *lock);

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
