// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * world - a machine for a test, in one line
 *
 * Where:   unit tests of lib and core.
 * Mirrors: nothing in the kernel.
 */
#include "tests/world.h"
#include "lib/err.h"
#include "lib/oops.h"
#include "lib/os.h"
#include "tests/harness.h"

struct machine *test_machine(struct world *world, const char *name,
			     unsigned int nr_cpus)
{
	struct machine_opts opts = {.name = name, .nr_cpus = nr_cpus};
	struct machine *machine = machine_new(world, &opts);

	ASSERT(!IS_ERR(machine));
	return machine;
}

static struct test_host host_with(const struct world_opts *opts,
				  unsigned int nr_cpus)
{
	struct test_host h = {.world = world_new(opts)};

	ASSERT(!IS_ERR(h.world));
	h.machine = test_machine(h.world, "host", nr_cpus);
	return h;
}

struct test_host test_host(unsigned int nr_cpus)
{
	struct world_opts opts = {.mode = WORLD_VIRTUAL, .seed = 1};

	return host_with(&opts, nr_cpus);
}

struct test_host test_host_explore(unsigned int nr_cpus, u64 seed)
{
	struct world_opts opts = {
		.mode = WORLD_VIRTUAL, .seed = 1, .explore = seed};

	return host_with(&opts, nr_cpus);
}

struct test_host test_host_live(unsigned int nr_cpus)
{
	struct world_opts opts = {.mode = WORLD_LIVE, .seed = 1};

	return host_with(&opts, nr_cpus);
}

/* The simplest embedder: a word to sleep on, whoever wakes wakes all. */
static u32 generation;

static void embedder_wait(void *data, void *cookie)
{
	struct task_struct *t = cookie;
	u32 seen = __atomic_load_n(&generation, __ATOMIC_ACQUIRE);

	if (!__atomic_load_n(&t->park, __ATOMIC_ACQUIRE))
		os_futex_wait(&generation, seen);
}

static void embedder_wake(void *data, void *cookie)
{
	__atomic_fetch_add(&generation, 1, __ATOMIC_RELEASE);
	os_futex_wake(&generation, 1000);
}

struct test_host test_host_threads(unsigned int nr_cpus)
{
	static const struct world_ops ops = {.wait = embedder_wait,
					     .wake = embedder_wake};
	struct world_opts opts = {
		.mode = WORLD_VIRTUAL, .seed = 1, .ops = &ops};

	return host_with(&opts, nr_cpus);
}

void test_host_end(struct test_host *h)
{
	EXPECT_EQ(machine_free(h->machine), 0);
	world_free(h->world);
	EXPECT_EQ(oops_count(), 0);
}
