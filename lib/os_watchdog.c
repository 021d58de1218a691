// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * os_watchdog - a CPU that keeps its baton for seconds is reported
 *
 * Where:   a thread of its own, started by watchdog_start(); each machine
 *          registers itself by an initcall.
 * Mirrors: kernel/watchdog.c (soft lockup), whose words it uses.
 * Spec:    none.
 *
 * A CPU's turn is counted when its baton is taken and when it is given, so an
 * odd count that stands still is a task that does not come back. Time is
 * counted in ticks of this thread: a process that was stopped, or a debugger
 * at a prompt, is one tick. While the process hardly uses the host's CPU the
 * task is starved or blocked in a system call, and has five times as long.
 *
 * Then every thread gets a signal; the one that runs a task on that CPU
 * reports, with its own stack. Nothing is asked of the CPU's healthy path.
 */
#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "lib/machine.h"
#include "lib/oops.h"
#include "lib/os_oops.h"
#include "lib/sched.h"

#define LOCKUP_SIGNAL (SIGRTMIN + 9)
#define TICKS	      8 /* per period of @seconds */
#define PATIENCE      5 /* periods for who does not use the CPU */
#define CPU_SHARE     4 /* "uses the CPU": a quarter of the time, or more */
#define ANSWER_MS     200

/* What was last seen of one CPU. */
struct watch {
	unsigned long turn;
	unsigned int ticks; /* for which it has stood still */
	s64 cpu_time;	    /* the process's, when it was seen first */
	bool told;
};

struct watched {
	struct watched *next;
	struct machine *machine;
	struct watch cpu[]; /* nr_cpus */
};

/* Of the process: the machines there are and the thread that looks. */
static struct {
	pthread_mutex_t lock;
	pthread_cond_t stop;
	struct watched *machines;
	pthread_t thread;
	bool running, stopping;
	unsigned int seconds;

	/* a question to all threads */
	const struct cpu *suspect;
	unsigned long turn;
	unsigned int stuck_for;
	bool answered;
} dog = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* In the suspect's thread, on its alternate stack. */
static void on_lockup(int sig, siginfo_t *si, void *uc)
{
	const struct task_struct *t = current;
	int saved = errno;
	char what[128];

	if (!t || t->__state == TASK_PARKED || /* at a break point */
	    t->cpu != __atomic_load_n(&dog.suspect, __ATOMIC_ACQUIRE) ||
	    __atomic_load_n(&t->cpu->turn, __ATOMIC_RELAXED) != dog.turn ||
	    __atomic_exchange_n(&dog.answered, true, __ATOMIC_ACQ_REL))
		return;
	snprintf(what, sizeof(what),
		 "watchdog: BUG: soft lockup - CPU#%u stuck for %us! [%s:%d]",
		 t->cpu->id, dog.stuck_for, t->comm, t->pid);
	if (!oops_signal(what, uc))
		_exit(OOPS_EXIT_STATUS);
	errno = saved;
}

static s64 process_cpu_time(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return ts.tv_sec * 1000000000LL + ts.tv_nsec;
}

/* Which thread runs a task on the suspect only that thread knows. */
static void ask_all_threads(void)
{
	pid_t pid = getpid(), me = (pid_t)syscall(SYS_gettid), tid;
	DIR *dir = opendir("/proc/self/task");
	struct dirent *de;

	while (dir && (de = readdir(dir))) {
		tid = (pid_t)atoi(de->d_name);
		if (tid > 0 && tid != me)
			syscall(SYS_tgkill, pid, tid, LOCKUP_SIGNAL);
	}
	if (dir)
		closedir(dir);
}

static void accuse(struct cpu *cpu, struct watch *w)
{
	struct timespec ms = {.tv_nsec = 1000000};

	dog.turn = w->turn;
	dog.stuck_for = w->ticks * dog.seconds / TICKS;
	dog.answered = false;
	__atomic_store_n(&dog.suspect, cpu, __ATOMIC_RELEASE);
	ask_all_threads();
	for (int i = 0; i < ANSWER_MS; i++) {
		if (__atomic_load_n(&dog.answered, __ATOMIC_ACQUIRE))
			break;
		nanosleep(&ms, NULL);
	}
	__atomic_store_n(&dog.suspect, NULL, __ATOMIC_RELEASE);
	w->told = true;
}

static void look_at(struct cpu *cpu, struct watch *w)
{
	unsigned long turn = __atomic_load_n(&cpu->turn, __ATOMIC_RELAXED);
	s64 used, enough;

	if (!(turn & 1) || turn != w->turn || cpu->machine->frozen ||
	    cpu->machine->world->stopped) {
		w->turn = turn;
		w->ticks = 0;
		w->told = false;
		w->cpu_time = process_cpu_time();
		return;
	}
	if (++w->ticks < TICKS || w->told)
		return;
	used = process_cpu_time() - w->cpu_time;
	enough = (s64)w->ticks * dog.seconds * 1000000000LL / TICKS / CPU_SHARE;
	if (used >= enough || w->ticks >= PATIENCE * TICKS)
		accuse(cpu, w);
}

static void wait_tick(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	ts.tv_nsec += dog.seconds * 1000000000L / TICKS % 1000000000L;
	ts.tv_sec += dog.seconds / TICKS + ts.tv_nsec / 1000000000L;
	ts.tv_nsec %= 1000000000L;
	while (!dog.stopping &&
	       pthread_cond_timedwait(&dog.stop, &dog.lock, &ts) != ETIMEDOUT)
		;
}

static void *watch_thread(void *arg)
{
	struct watched *m;

	pthread_setname_np(pthread_self(), "watchdog");
	pthread_mutex_lock(&dog.lock);
	while (!dog.stopping) {
		wait_tick();
		for (m = dog.machines; m && !dog.stopping; m = m->next)
			for (unsigned int i = 0; i < m->machine->nr_cpus; i++)
				look_at(&m->machine->cpus[i], &m->cpu[i]);
	}
	pthread_mutex_unlock(&dog.lock);
	return NULL;
}

/**
 * watchdog_start - report CPUs that stand still
 * @seconds: for how long, 1..60; the kernel says 2 * watchdog_thresh
 *
 * Context: any thread without current. Again after watchdog_stop() only.
 */
void watchdog_start(unsigned int seconds)
{
	struct sigaction sa = {.sa_sigaction = on_lockup,
			       .sa_flags =
				       SA_SIGINFO | SA_ONSTACK | SA_RESTART};
	pthread_condattr_t attr;

	if (dog.running || !seconds || seconds > 60)
		return;
	oops_thread_init();
	sigaction(LOCKUP_SIGNAL, &sa, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&dog.stop, &attr);
	pthread_condattr_destroy(&attr);
	dog.seconds = seconds;
	dog.stopping = false;
	dog.running = !pthread_create(&dog.thread, NULL, watch_thread, NULL);
}
EXPORT_SYMBOL(watchdog_start);

void watchdog_stop(void)
{
	if (!dog.running)
		return;
	pthread_mutex_lock(&dog.lock);
	dog.stopping = true;
	pthread_cond_signal(&dog.stop);
	pthread_mutex_unlock(&dog.lock);
	pthread_join(dog.thread, NULL);
	pthread_cond_destroy(&dog.stop);
	dog.running = false;
}
EXPORT_SYMBOL(watchdog_stop);

static int watchdog_init(void)
{
	struct machine *machine = current->machine;
	struct watched *m =
		calloc(1, sizeof(*m) + machine->nr_cpus * sizeof(m->cpu[0]));

	if (!m)
		return -ENOMEM;
	m->machine = machine;
	pthread_mutex_lock(&dog.lock);
	m->next = dog.machines;
	dog.machines = m;
	pthread_mutex_unlock(&dog.lock);
	return 0;
}

static void watchdog_exit(void)
{
	struct watched **p, *m;

	pthread_mutex_lock(&dog.lock);
	for (p = &dog.machines; (m = *p); p = &m->next)
		if (m->machine == current->machine)
			break;
	if (m)
		*p = m->next;
	pthread_mutex_unlock(&dog.lock);
	free(m);
}
core_initcall(watchdog_init, watchdog_exit);
