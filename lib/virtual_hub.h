/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * virtual_hub - the one baton of a virtual world, among host threads
 *
 * Where:   lib/virtual.c only.
 * Mirrors: nothing in the kernel.
 *
 * Who has the baton may touch the world. It passes to a driver that lent it,
 * then to a thread that wants to enter, then to a blocked thread that had
 * nothing to drive for, because something may have changed.
 */
#ifndef LIB_VIRTUAL_HUB_H
#define LIB_VIRTUAL_HUB_H

#include "lib/os.h"
#include "lib/sched.h"

struct os_hub {
	struct os_lock lock;   /* guards what several threads look at */
	bool held;	       /* a thread has the world's baton */
	struct list_head want; /* threads that wait to enter */
	struct list_head lent; /* drivers that lent the baton, newest last */
	struct list_head idle; /* blocked threads with nothing to drive for */
	u32 nr_want;
	struct os_coro *driver; /* the stack coroutines switch back to */
};

/* Any thread without the baton; returns with it. @me: the thread's task. */
void hub_take(struct world *world, struct task_struct *me);
void hub_give(struct world *world);
/* Lend the baton to @to (NULL: to whoever wants it), get it back. */
void hub_lend(struct world *world, struct task_struct *me,
	      struct task_struct *to);
/* As hub_lend(), but comes back only when something has changed. */
void hub_idle(struct world *world, struct task_struct *me);
/* Wake an idle thread, if nobody has the baton. Any thread. */
void hub_stir(struct world *world);
/* Sleep until thread_wake() of our task: a MANUAL world's blocked call. */
void thread_wait(struct world *world, struct task_struct *me);

int hub_init(struct world *world);
void hub_exit(struct world *world);

#endif
