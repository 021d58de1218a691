// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * world - a machine for a test, in one line
 *
 * Where:   unit tests of lib and core that need a task to run in.
 * Mirrors: nothing in the kernel.
 */
#ifndef TESTS_WORLD_H
#define TESTS_WORLD_H

#include "lib/machine.h"
#include "lib/sched.h"

struct test_host {
	struct world *world;
	struct machine *machine;
};

struct test_host test_host(unsigned int nr_cpus); /* virtual, seed 1 */
struct test_host test_host_explore(unsigned int nr_cpus, u64 seed);
struct test_host test_host_live(unsigned int nr_cpus);
/* virtual, for embedders with several threads (wait and wake supplied) */
struct test_host test_host_threads(unsigned int nr_cpus);
struct machine *test_machine(struct world *world, const char *name,
			     unsigned int nr_cpus);
/* Ends both and asserts that nothing was left and nothing was reported. */
void test_host_end(struct test_host *h);

#endif
