// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * os_oops - fault signals and exit() inside a task become reports
 *
 * Where:   oops_install() at process start (the daemon, the tests, st_*);
 *          then the kernel calls us.
 * Mirrors: arch/x86/mm/fault.c, traps.c: which words name which fault.
 * Spec:    POSIX sigaction(), sigaltstack().
 *
 * After its report a fault goes on to whoever handled it before us (the
 * sanitizer, the default that dumps core): the handler puts the old action
 * back and returns, and the instruction faults again. Faults outside of tasks
 * are the embedder's and are passed on in silence.
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lib/kernel.h"
#include "lib/oops.h"
#include "lib/os_dl.h"
#include "lib/os_oops.h"
#include "lib/os_regs.h"
#include "lib/sched.h"

#define ALTSTACK_SIZE (128UL << 10)

static const int fault_signals[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};

/* Of the process: who handled what before us, and who reports now. */
static struct sigaction old_action[ARRAY_SIZE(fault_signals)];
static pthread_once_t install_once = PTHREAD_ONCE_INIT;
static pthread_key_t altstack_key;
static bool installed;
static bool faulted;   /* a signal was reported: the sanitizer comes after it */
static pid_t reporter; /* thread that makes a report, 0: none */

bool os_oops_begin(void)
{
	pid_t me = (pid_t)syscall(SYS_gettid), free = 0;

	while (!__atomic_compare_exchange_n(&reporter, &free, me, false,
					    __ATOMIC_ACQUIRE,
					    __ATOMIC_RELAXED)) {
		if (free == me)
			return false;
		free = 0;
		usleep(1000);
	}
	return true;
}

void os_oops_end(void)
{
	__atomic_store_n(&reporter, 0, __ATOMIC_RELEASE);
}

void os_oops_write(const char *text, size_t len)
{
	ssize_t n;

	while (len) {
		n = write(STDERR_FILENO, text, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return;
		text += n;
		len -= (size_t)n;
	}
}

/* A touch this near to the stack pointer was meant for the stack. */
static bool is_stack_overflow(uintptr_t addr, uintptr_t sp)
{
	return addr >= sp - 4096 && addr < sp + 4096;
}

static void describe(char *what, size_t size, int sig, const siginfo_t *si,
		     const ucontext_t *uc)
{
	uintptr_t addr = (uintptr_t)si->si_addr;

	if (sig == SIGFPE)
		snprintf(what, size, "divide error");
	else if (sig == SIGILL)
		snprintf(what, size, "invalid opcode");
	else if (sig == SIGABRT)
		snprintf(what, size, "BUG: abort() called");
	else if (si->si_code == SI_KERNEL)
		snprintf(what, size,
			 "general protection fault, probably for a "
			 "poisoned or wild pointer");
	else if (is_stack_overflow(addr, UC_SP(uc)))
		snprintf(what, size,
			 "BUG: stack guard page was hit: stack "
			 "overflow in task %s/%d",
			 current->comm, current->pid);
	else if (addr < 4096)
		snprintf(what, size,
			 "BUG: NULL pointer dereference, address: "
			 "%#lx",
			 (unsigned long)addr);
	else
		snprintf(what, size,
			 "BUG: unable to handle page fault for "
			 "address: %#lx",
			 (unsigned long)addr);
}

static void on_fault(int sig, siginfo_t *si, void *uc)
{
	char what[160];

	if (current) {
		faulted = true;
		describe(what, sizeof(what), sig, si, uc);
		oops_signal(what, uc);
	}
	for (size_t i = 0; i < ARRAY_SIZE(fault_signals); i++)
		if (fault_signals[i] == sig)
			sigaction(sig, &old_action[i], NULL);
	/* A signal that was sent does not come again by itself. */
	if (si->si_code <= 0 && sig != SIGABRT)
		raise(sig);
}

/* A module called exit(): its tasks, locks and sockets would be lost. */
static void on_exit_in_task(void)
{
	if (!current)
		return;
	oops_exit();
	_exit(OOPS_EXIT_STATUS);
}

/* A thread's stack for handlers; the one it had before (ASan's) is put back. */
struct altstack {
	stack_t old;
	char stack[] __aligned(64);
};

static void altstack_free(void *arg)
{
	struct altstack *as = arg;
	stack_t old = as->old;

	sigaltstack(&old, NULL);
	munmap(as, ALTSTACK_SIZE);
}

/*
 * A sanitizer's report is on stderr already and the process is about to end.
 * Ours adds the callback, the packet, the locks.
 */
static void on_sanitizer_death(void)
{
	if (current && !faulted)
		oops_signal("BUG: the sanitizer has found an error", NULL);
}

static void install(void)
{
	struct sigaction sa = {.sa_sigaction = on_fault,
			       .sa_flags = SA_SIGINFO | SA_ONSTACK};

	pthread_key_create(&altstack_key, altstack_free);
	for (size_t i = 0; i < ARRAY_SIZE(fault_signals); i++)
		sigaction(fault_signals[i], &sa, &old_action[i]);
	atexit(on_exit_in_task);
	os_dl_on_death(on_sanitizer_death);
	WRITE_ONCE(installed, true);
}

/**
 * oops_install - from now on faults and exit() inside tasks are reported
 *
 * Context: any thread, once or more.
 */
void oops_install(void)
{
	pthread_once(&install_once, install);
	oops_thread_init();
}
EXPORT_SYMBOL(oops_install);

/**
 * oops_thread_init - give this thread a stack for its fault handlers
 *
 * Context: any thread, after oops_install(); again at no cost.
 */
void oops_thread_init(void)
{
	static __thread bool done;
	struct altstack *as;
	stack_t ss = {0};

	if (done || !READ_ONCE(installed))
		return;
	done = true;
	as = mmap(NULL, ALTSTACK_SIZE, PROT_READ | PROT_WRITE,
		  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (as == MAP_FAILED)
		return;
	ss.ss_sp = as->stack;
	ss.ss_size = ALTSTACK_SIZE - sizeof(*as);
	if (sigaltstack(&ss, &as->old)) {
		munmap(as, ALTSTACK_SIZE);
		return;
	}
	pthread_setspecific(altstack_key, as);
}
