/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kthread - tasks of the stack's own
 *
 * Where:   workers, threaded NAPI, st_task(). A coroutine in a virtual world,
 *          a thread in a live one.
 * Mirrors: include/linux/kthread.h.
 */
#ifndef LIB_KTHREAD_H
#define LIB_KTHREAD_H

#include "lib/sched.h"
#include "lib/vsprintf.h"

/*
 * Give a task bound to @cpu (0 by default) that starts when it is woken.
 * The name is printf-like. Return: ERR_PTR(-ENOMEM). Context: process.
 */
struct task_struct *kthread_create_on_cpu(int (*fn)(void *), void *data,
					  unsigned int cpu, const char *fmt,
					  ...) __printf(4, 5);
#define kthread_create(fn, data, fmt, ...)                                     \
	kthread_create_on_cpu(fn, data, 0, fmt, ##__VA_ARGS__)
#define kthread_run(fn, data, fmt, ...)                                        \
	({                                                                     \
		struct task_struct *__k =                                      \
			kthread_create(fn, data, fmt, ##__VA_ARGS__);          \
		if (!IS_ERR(__k))                                              \
			wake_up_process(__k);                                  \
		__k;                                                           \
	})
bool kthread_should_stop(void);
/* Ask, wake, wait for the end, free. Return: fn's value. Context: process. */
int kthread_stop(struct task_struct *t);
/* Nobody will stop it: it is freed when fn returns. */
void kthread_detach(struct task_struct *t);

#endif
