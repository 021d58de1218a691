// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * os_thread - threads, sleep, wake-up, clock and fd readiness of the host
 *
 * Where:   lib/live.c for the live executor; lib/virtual.c for embedders with
 *          several threads.
 * Mirrors: nothing in the kernel.
 */
#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "lib/oops.h"
#include "lib/os.h"

void *os_zalloc(size_t size)
{
	return calloc(1, size);
}

void os_free(void *p)
{
	free(p);
}

static s64 clock_ns(clockid_t id)
{
	struct timespec ts;

	clock_gettime(id, &ts);
	return ts.tv_sec * 1000000000LL + ts.tv_nsec;
}

s64 os_clock_monotonic(void)
{
	return clock_ns(CLOCK_MONOTONIC);
}

s64 os_clock_realtime(void)
{
	return clock_ns(CLOCK_REALTIME);
}

void os_futex_wait(u32 *word, u32 val)
{
	syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, val, NULL, NULL, 0);
}

void os_futex_wake(u32 *word, int nr)
{
	syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, nr, NULL, NULL, 0);
}

#if defined(__aarch64__)
#define RELAX "yield"
#else
#define RELAX "pause"
#endif

void os_cpu_relax(void)
{
	__asm__ volatile(RELAX);
}

void os_park(struct os_park *p)
{
	while (!__atomic_exchange_n(&p->token, 0, __ATOMIC_ACQUIRE))
		os_futex_wait(&p->token, 0);
}

void os_unpark(struct os_park *p)
{
	if (!__atomic_exchange_n(&p->token, 1, __ATOMIC_RELEASE))
		os_futex_wake(&p->token, 1);
}

/* 0 free, 1 held, 2 held and somebody may sleep */
void os_lock(struct os_lock *l)
{
	u32 v = 0;

	if (__atomic_compare_exchange_n(&l->val, &v, 1, false, __ATOMIC_ACQUIRE,
					__ATOMIC_RELAXED))
		return;
	while (__atomic_exchange_n(&l->val, 2, __ATOMIC_ACQUIRE))
		os_futex_wait(&l->val, 2);
}

void os_unlock(struct os_lock *l)
{
	if (__atomic_exchange_n(&l->val, 0, __ATOMIC_RELEASE) == 2)
		os_futex_wake(&l->val, 1);
}

struct os_lock *os_lock_new(void)
{
	return os_zalloc(sizeof(struct os_lock));
}

void os_lock_free(struct os_lock *l)
{
	os_free(l);
}

struct os_thread {
	pthread_t id;
	char name[16];
	int cpu;
	void (*fn)(void *);
	void *arg;
};

int os_nr_cpus(void)
{
	cpu_set_t set;

	if (sched_getaffinity(0, sizeof(set), &set))
		return 1;
	return CPU_COUNT(&set);
}

/* Pin to the @cpu-th of the CPUs that we may use. */
void os_thread_pin(int cpu)
{
	cpu_set_t may, one;
	int n = 0;

	if (cpu < 0 || sched_getaffinity(0, sizeof(may), &may))
		return;
	cpu %= CPU_COUNT(&may);
	for (int i = 0; i < CPU_SETSIZE; i++) {
		if (!CPU_ISSET(i, &may) || n++ != cpu)
			continue;
		CPU_ZERO(&one);
		CPU_SET(i, &one);
		pthread_setaffinity_np(pthread_self(), sizeof(one), &one);
		return;
	}
}

static void *thread_main(void *arg)
{
	struct os_thread *t = arg;

	pthread_setname_np(pthread_self(), t->name);
	os_thread_pin(t->cpu);
	oops_thread_init();
	t->fn(t->arg);
	return NULL;
}

struct os_thread *os_thread_start(const char *name, int cpu, void (*fn)(void *),
				  void *arg)
{
	struct os_thread *t = os_zalloc(sizeof(*t));

	if (!t)
		return NULL;
	strncpy(t->name, name, sizeof(t->name) - 1);
	t->cpu = cpu;
	t->fn = fn;
	t->arg = arg;
	if (pthread_create(&t->id, NULL, thread_main, t)) {
		os_free(t);
		return NULL;
	}
	return t;
}

void os_thread_join(struct os_thread *t)
{
	pthread_join(t->id, NULL);
	os_free(t);
}

void os_thread_detach(struct os_thread *t)
{
	pthread_detach(t->id);
	os_free(t);
}

void os_thread_yield(void)
{
	sched_yield();
}

struct os_poller {
	int epfd;
	int evfd;
	u32 kicked; /* an eventfd write is on its way: do not add another */
};

#define KICK_MARK (~0ULL)

struct os_poller *os_poller_new(void)
{
	struct epoll_event ev = {.events = EPOLLIN, .data.u64 = KICK_MARK};
	struct os_poller *p = os_zalloc(sizeof(*p));

	if (!p)
		return NULL;
	p->epfd = epoll_create1(EPOLL_CLOEXEC);
	p->evfd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (p->epfd < 0 || p->evfd < 0 ||
	    epoll_ctl(p->epfd, EPOLL_CTL_ADD, p->evfd, &ev)) {
		os_poller_free(p);
		return NULL;
	}
	return p;
}

void os_poller_free(struct os_poller *p)
{
	if (!p)
		return;
	if (p->epfd >= 0)
		close(p->epfd);
	if (p->evfd >= 0)
		close(p->evfd);
	os_free(p);
}

int os_poller_add(struct os_poller *p, int fd, unsigned int irq)
{
	struct epoll_event ev = {.events = EPOLLIN | EPOLLET, .data.u64 = irq};

	return epoll_ctl(p->epfd, EPOLL_CTL_ADD, fd, &ev) ? -errno : 0;
}

void os_poller_del(struct os_poller *p, int fd)
{
	epoll_ctl(p->epfd, EPOLL_CTL_DEL, fd, NULL);
}

void os_poller_kick(struct os_poller *p)
{
	u64 one = 1;

	if (__atomic_exchange_n(&p->kicked, 1, __ATOMIC_ACQ_REL))
		return;
	while (write(p->evfd, &one, sizeof(one)) < 0 && errno == EINTR)
		;
}

static int epoll_ns(int epfd, struct epoll_event *ev, int n, s64 ns)
{
	struct timespec ts = {ns / 1000000000LL, ns % 1000000000LL};
	int r = (int)syscall(SYS_epoll_pwait2, epfd, ev, n, ns < 0 ? NULL : &ts,
			     NULL, 0);

	/* Linux before 5.11, or a filter: milliseconds, rounded up. */
	if (r < 0 && (errno == ENOSYS || errno == EPERM)) {
		s64 ms = ns < 0 ? -1 : (ns + 999999) / 1000000;

		r = epoll_wait(epfd, ev, n, ms > INT_MAX ? INT_MAX : (int)ms);
	}
	return r;
}

void os_poller_wait(struct os_poller *p, s64 timeout_ns,
		    void (*ready)(void *data, unsigned int irq), void *data)
{
	struct epoll_event ev[16];
	u64 drain;
	int n = epoll_ns(p->epfd, ev, 16, timeout_ns);

	for (int i = 0; i < n; i++) {
		if (ev[i].data.u64 != KICK_MARK) {
			ready(data, (unsigned int)ev[i].data.u64);
			continue;
		}
		if (read(p->evfd, &drain, sizeof(drain)) < 0)
			continue;
		__atomic_store_n(&p->kicked, 0, __ATOMIC_RELEASE);
	}
}

bool os_fd_readable(int fd)
{
	struct pollfd pfd = {.fd = fd, .events = POLLIN};

	return poll(&pfd, 1, 0) == 1 && (pfd.revents & POLLIN);
}
