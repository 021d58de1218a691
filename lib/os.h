/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * os - what the executors need of the host: threads, stacks, sleep, clock
 *
 * Where:   lib/live.c, lib/virtual.c and lib/machine.c only. Nothing above
 *          the executors touches the host.
 * Mirrors: nothing in the kernel.
 *
 * Implemented in lib/os_*.c, the only files that see libc's own headers.
 */
#ifndef LIB_OS_H
#define LIB_OS_H

#include "lib/types.h"

/* Zeroed memory of the host, for roots and stacks; NULL when there is none. */
void *os_zalloc(size_t size);
void os_free(void *p);

s64 os_clock_monotonic(void); /* ns */
s64 os_clock_realtime(void);  /* ns since 1970 */

/* A token that one thread waits for and any thread leaves. */
struct os_park {
	u32 token;
};
void os_park(struct os_park *p);
void os_unpark(struct os_park *p);

/* A lock between host threads; short sections, never across a stack call. */
struct os_lock {
	u32 val;
};
void os_lock(struct os_lock *l);
void os_unlock(struct os_lock *l);
struct os_lock *os_lock_new(void);
void os_lock_free(struct os_lock *l);

/* Futex words for spinlocks: sleep while *@word == @val. */
void os_futex_wait(u32 *word, u32 val);
void os_futex_wake(u32 *word, int nr);
void os_cpu_relax(void);

/*
 * Coroutines. A coro is a stack and where it stopped; switching costs some
 * ten instructions. os_coro_self() describes the calling thread's own stack,
 * so that coroutines can switch back to it. @fn must not return.
 */
struct os_coro;
struct os_coro *os_coro_new(void (*fn)(void *arg), void *arg);
struct os_coro *os_coro_self(void);
void os_coro_switch(struct os_coro *from, struct os_coro *to);
void os_coro_free(struct os_coro *c); /* one that does not run */
size_t os_coro_stack_size(void);

/* Threads. @cpu: host CPU to pin to, modulo what is there; -1: anywhere. */
struct os_thread;
struct os_thread *os_thread_start(const char *name, int cpu, void (*fn)(void *),
				  void *arg);
void os_thread_join(struct os_thread *t);
void os_thread_detach(struct os_thread *t); /* the calling thread's */
void os_thread_yield(void);
void os_thread_pin(int cpu);
int os_nr_cpus(void);

/*
 * Readiness of fds as irqs: edge-triggered, so that a masked irq costs
 * nothing. os_poller_wait() calls @ready(irq) for each and returns when one
 * was ready, @timeout_ns passed (-1: for ever), or os_poller_kick() came.
 */
struct os_poller;
struct os_poller *os_poller_new(void);
void os_poller_free(struct os_poller *p);
int os_poller_add(struct os_poller *p, int fd, unsigned int irq);
void os_poller_del(struct os_poller *p, int fd);
void os_poller_kick(struct os_poller *p);
void os_poller_wait(struct os_poller *p, s64 timeout_ns,
		    void (*ready)(void *data, unsigned int irq), void *data);
bool os_fd_readable(int fd);

#endif
