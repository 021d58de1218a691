// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lib_oops_test - reports, faults, exit() in a task, soft lockups
 *
 * Where:   unit tests of lib.
 * Mirrors: drivers/misc/lkdtm in purpose: each accident is caused on purpose.
 * Spec:    lib/oops.h.
 *
 * What ends a process happens in a child, whose stderr is read.
 */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/kernel.h"
#include "lib/kthread.h"
#include "lib/oops.h"
#include "lib/printk.h"
#include "lib/spinlock.h"
#include "tests/unit/host_fixture.h"

static char report[65536];

static void keep_report(void *data, const char *text)
{
	snprintf(report, sizeof(report), "%s", text);
}

static void setup(void)
{
	report[0] = '\0';
	oops_reset();
	oops_set_sink(keep_report, NULL);
	host_begin(1);
}
TEST_SETUP(setup);

static void teardown(void)
{
	oops_reset();
	host_end();
	oops_set_sink(NULL, NULL);
}
TEST_TEARDOWN(teardown);

static noinline int broken_poll(int budget)
{
	WARN(budget > 64, "budget is %d", budget);
	return budget;
}

TEST(warning_names_place_function_task_callback_and_locks)
{
	spinlock_t lock;

	spin_lock_init(&lock);
	spin_lock_bh(&lock);
	EXPECT_EQ(CALL("napi_struct.poll", broken_poll, 65), 65);
	spin_unlock_bh(&lock);
	EXPECT_EQ(oops_count(), 1);
	EXPECT_NOT_NULL(strstr(report, "budget is 65\n"));
	EXPECT_NOT_NULL(strstr(report, "WARNING: CPU: 0 PID: "));
	EXPECT_NOT_NULL(strstr(report, "lib_oops_test.c:"));
	EXPECT_NOT_NULL(strstr(report, " broken_poll+0x"));
	EXPECT_NOT_NULL(strstr(report, "Comm: app  Host: host  "
				       "Context: process, BH disabled\n"));
	EXPECT_NOT_NULL(strstr(report, "In: napi_struct.poll = broken_poll\n"));
	EXPECT_NOT_NULL(strstr(report, "1 lock held by app/"));
	EXPECT_NOT_NULL(strstr(report, " #0: &lock, at "));
	EXPECT_NOT_NULL(strstr(report, "---[ end trace ]---\n"));
}

TEST(warning_that_does_not_hold_is_silent)
{
	EXPECT_EQ(broken_poll(64), 64);
	EXPECT_EQ(oops_count(), 0);
	EXPECT(!WARN_ON(0));
}

static void warn_once(void)
{
	WARN_ON_ONCE(1);
}

TEST(warn_once_speaks_once_in_each_machine)
{
	warn_once();
	warn_once();
	EXPECT_EQ(oops_count(), 1);
}

TEST(place_that_repeats_itself_becomes_short)
{
	for (int i = 0; i < 5; i++)
		broken_poll(100 + i);
	EXPECT_EQ(oops_count(), 5);
	EXPECT_NOT_NULL(strstr(report, "budget is 104\n"));
	EXPECT_NOT_NULL(strstr(report, "5 times now"));
	EXPECT_NULL(strstr(report, "Call trace"));
}

static void section(struct task_struct *t, void (*line)(const char *fmt, ...))
{
	if (t->skb)
		line("packet in hand: %d", 42);
}

TEST(sections_of_upper_layers_are_added)
{
	static bool added;

	if (!added)
		oops_add_section(section);
	added = true;
	current->skb = (const struct sk_buff *)&host;
	broken_poll(65);
	current->skb = NULL;
	EXPECT_NOT_NULL(strstr(report, "packet in hand: 42\n"));
}

TEST(symbol_of_a_static_function_has_a_name)
{
	char buf[128];

	oops_symbol((const char *)(uintptr_t)broken_poll + 1, buf, sizeof(buf));
	EXPECT(!strncmp(buf, "broken_poll+0x1/0x", 18));
	oops_symbol(NULL, buf, sizeof(buf));
	EXPECT_STREQ(buf, "NULL");
	oops_symbol((void *)16, buf, sizeof(buf));
	EXPECT_STREQ(buf, "no code");
}

TEST(report_without_a_task_is_possible)
{
	task_leave(&guard);
	oops_report("a.c:1", "no task here");
	task_enter(&guard, host.machine, 0);
	EXPECT_NOT_NULL(strstr(report, "no task here"));
	EXPECT_NOT_NULL(strstr(report, "at a.c:1 "));
	EXPECT_NOT_NULL(strstr(report, "this thread runs no task"));
}

/* Runs @accident in a child; its stderr is in report[] then. */
static int in_child(void (*accident)(void))
{
	int fd[2], status = 0;
	size_t used = 0;
	ssize_t n;
	pid_t pid;

	ASSERT_EQ(pipe(fd), 0);
	fflush(stdout);
	pid = fork();
	if (!pid) {
		dup2(fd[1], STDERR_FILENO);
		oops_set_sink(NULL, NULL);
		oops_install();
		accident();
		_exit(0);
	}
	close(fd[1]);
	while ((n = read(fd[0], report + used, sizeof(report) - 1 - used)) > 0)
		used += (size_t)n;
	report[used] = '\0';
	close(fd[0]);
	waitpid(pid, &status, 0);
	return status;
}

static noinline int null_write(int *p)
{
	*(volatile int *)p = 1;
	return 0;
}

static void null_accident(void)
{
	int (*volatile hook)(int *) = null_write;

	CALL("nf_hook_ops.hook", hook, (int *)8);
}

TEST(null_pointer_is_reported_with_function_and_callback)
{
	EXPECT_NE(in_child(null_accident), 0);
	EXPECT_NOT_NULL(strstr(report, "BUG: NULL pointer dereference, "
				       "address: 0x8\n"));
	EXPECT_NOT_NULL(strstr(report, "Oops: CPU: 0 PID: "));
	EXPECT_NOT_NULL(strstr(report, "at null_write+0x"));
	EXPECT_NOT_NULL(strstr(report, "In: nf_hook_ops.hook = null_write "));
	EXPECT_NOT_NULL(strstr(report, " null_accident+0x"));
}

static void call_accident(void)
{
	int (*volatile fn)(int) = NULL;

	fn(1);
	barrier();
}

TEST(call_through_null_names_the_caller)
{
	EXPECT_NE(in_child(call_accident), 0);
	EXPECT_NOT_NULL(strstr(report, "BUG: NULL pointer dereference"));
	EXPECT_NOT_NULL(strstr(report, " call_accident+0x"));
}

static void bug_accident(void)
{
	BUG_ON(current->pid > 0);
}

TEST(bug_is_reported_once_and_ends_the_process)
{
	char *first;

	EXPECT_NE(in_child(bug_accident), 0);
	first = strstr(report, "cut here");
	EXPECT_NOT_NULL(strstr(report, "kernel BUG: CPU: 0"));
	EXPECT_NOT_NULL(strstr(report, "BUG_ON(current->pid > 0)"));
	EXPECT(first && !strstr(first + 1, "cut here"));
}

static void exit_accident(void)
{
	exit(0);
}

TEST(exit_within_a_task_is_reported)
{
	int status = in_child(exit_accident);

	EXPECT(WIFEXITED(status));
	EXPECT_EQ(WEXITSTATUS(status), 70);
	EXPECT_NOT_NULL(strstr(report, "exit() called from within a task"));
	EXPECT_NOT_NULL(strstr(report, "at exit_accident+0x"));
}

static void abort_accident(void)
{
	abort();
}

TEST(abort_within_a_task_is_reported)
{
	EXPECT_NE(in_child(abort_accident), 0);
	EXPECT_NOT_NULL(strstr(report, "BUG: abort() called"));
	EXPECT_NOT_NULL(strstr(report, " abort_accident+0x"));
}

static noinline int deeper(volatile int n)
{
	volatile char room[512];

	room[n % 512] = (char)n;
	return n ? deeper(n + 1) + room[n % 512] : 0;
}

static int overflowing(void *data)
{
	return deeper(1);
}

static void overflow_accident(void)
{
	struct task_struct *t = kthread_run(overflowing, NULL, "deep");

	while (!READ_ONCE(t->exited))
		cond_resched();
}

TEST(stack_overflow_of_a_task_is_named)
{
	EXPECT_NE(in_child(overflow_accident), 0);
	EXPECT_NOT_NULL(strstr(report, "stack overflow in task deep/"));
	EXPECT_NOT_NULL(strstr(report, " deeper+0x"));
}

static void outside_accident(void)
{
	task_leave(&guard);
	null_write((int *)8);
}

TEST(fault_outside_of_tasks_is_the_embedders)
{
	EXPECT_NE(in_child(outside_accident), 0);
	EXPECT_NULL(strstr(report, "cut here"));
}

static noinline int endless_poll(int budget)
{
	volatile int n = 0;

	while (n >= 0)
		n = (n + 1) & 0xffff;
	return budget;
}

#ifdef __SANITIZE_THREAD__
#define SIGNALS_COME false
#else
#define SIGNALS_COME true
#endif

/* The thread sanitizer keeps signals back until the next libc call. */
static void need_signals(void)
{
	if (!SIGNALS_COME)
		test_skip("the thread sanitizer delays signals");
}

static void endless_accident(void)
{
	watchdog_start(1);
	CALL("napi_struct.poll", endless_poll, 64);
}

TEST(endless_loop_in_a_virtual_world_is_a_soft_lockup)
{
	uint64_t t0 = test_wall_ns();
	int status;

	need_signals();
	status = in_child(endless_accident);
	EXPECT(WIFEXITED(status));
	EXPECT_EQ(WEXITSTATUS(status), 70);
	EXPECT_NOT_NULL(strstr(report, "watchdog: BUG: soft lockup - CPU#0 "
				       "stuck for "));
	EXPECT_NOT_NULL(strstr(report, "s! [app:"));
	EXPECT_NOT_NULL(strstr(report, "In: napi_struct.poll = endless_poll"));
	EXPECT_NOT_NULL(strstr(report, " endless_poll+0x"));
	EXPECT_LT(test_wall_ns() - t0, 15000000000ULL);
}

/* With a sink the loop may go on: here the sink ends it. */
static volatile int told; /* no bool: gcc 12 with UBSan reads one only once */

static void end_loop(void *data, const char *text)
{
	keep_report(data, text);
	told = 1;
}

TEST(soft_lockup_with_a_sink_goes_on)
{
	need_signals();
	oops_set_sink(end_loop, NULL);
	oops_install();
	told = 0;
	watchdog_start(1);
	while (!told)
		;
	watchdog_stop();
	EXPECT_EQ(oops_count(), 1);
	EXPECT_NOT_NULL(strstr(report, "soft lockup - CPU#0 stuck for "));
	EXPECT_NOT_NULL(strstr(report, "s! [")); /* 1 s, or more under load */
}
