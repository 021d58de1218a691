/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mutex - a lock that is held across schedule()
 *
 * Where:   process context only; rtnl is one.
 * Mirrors: include/linux/mutex.h. The owner is known, so that a report can
 *          name it.
 */
#ifndef LIB_MUTEX_H
#define LIB_MUTEX_H

#include "lib/lockdep.h"
#include "lib/wait.h"

struct mutex {
	struct task_struct *owner;
	struct wait_queue_head wait;
	const struct lock_class_key *key;
};

void __mutex_init(struct mutex *m, const struct lock_class_key *key);
#define mutex_init(m)                                                          \
	do {                                                                   \
		static const struct lock_class_key __key = {#m, __FILE__,      \
							    __LINE__};         \
		__mutex_init(m, &__key);                                       \
	} while (0)
/* Context: process. @where is filled in by the macros, for lockdep. */
void _mutex_lock(struct mutex *m, const char *where) __acquires(m);
int _mutex_lock_interruptible(struct mutex *m, const char *where);
bool _mutex_trylock(struct mutex *m, const char *where);
void mutex_unlock(struct mutex *m) __releases(m);
#define mutex_lock(m)		    _mutex_lock(m, HERE)
#define mutex_lock_interruptible(m) _mutex_lock_interruptible(m, HERE)
#define mutex_trylock(m)	    _mutex_trylock(m, HERE)
void mutex_destroy(struct mutex *m);

static inline bool mutex_is_locked(const struct mutex *m)
{
	return READ_ONCE(m->owner) != NULL;
}

static inline bool mutex_is_mine(const struct mutex *m)
{
	return READ_ONCE(m->owner) == current;
}

#endif
