/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * host_fixture - a machine for each test of a file, and a task on its CPU 0
 *
 * Where:   lib_*_test.c, core_*_test.c; static, so that each has its own.
 * Mirrors: nothing.
 */
#ifndef TESTS_UNIT_HOST_FIXTURE_H
#define TESTS_UNIT_HOST_FIXTURE_H

#include "tests/harness.h"
#include "tests/world.h"

static struct test_host host;
static struct task_guard guard;

static inline void host_begin(unsigned int nr_cpus)
{
	host = test_host(nr_cpus);
	ASSERT_EQ(task_enter(&guard, host.machine, 0), 0);
}

static inline void host_begin_live(unsigned int nr_cpus)
{
	host = test_host_live(nr_cpus);
	ASSERT_EQ(task_enter(&guard, host.machine, 0), 0);
}

static inline void host_end(void)
{
	task_leave(&guard);
	test_host_end(&host);
}

#endif
