// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lib_percpu_test - one copy for each CPU: apart, zeroed, first fit
 *
 * Where:   unit tests of lib.
 * Mirrors: mm/percpu.c's contract.
 * Spec:    lib/percpu.h.
 */
#include "lib/kernel.h"
#include "lib/oops.h"
#include "lib/percpu.h"
#include "tests/unit/host_fixture.h"

static unsigned int nr_reports;

static void count_report(void *data, const char *text)
{
	nr_reports += strstr(text, "free_percpu()") != NULL;
}

static void setup(void)
{
	nr_reports = 0;
	oops_reset();
	oops_set_sink(count_report, NULL);
	host_begin(3);
}
TEST_SETUP(setup);

static void teardown(void)
{
	host_end();
	oops_set_sink(NULL, NULL);
}
TEST_TEARDOWN(teardown);

TEST(copies_of_cpus_are_zero_and_apart)
{
	u64 *p = alloc_percpu(u64), *q = alloc_percpu(u64);
	unsigned int cpu;

	for_each_possible_cpu(cpu)
	{
		EXPECT_EQ(*per_cpu_ptr(p, cpu), 0);
		*per_cpu_ptr(p, cpu) = cpu + 1;
		*per_cpu_ptr(q, cpu) = 100;
	}
	for_each_possible_cpu(cpu) EXPECT_EQ(*per_cpu_ptr(p, cpu), cpu + 1);
	EXPECT(this_cpu_ptr(p) == per_cpu_ptr(p, 0));
	free_percpu(p);
	free_percpu(q);
	free_percpu(NULL);
}

TEST(freed_place_is_used_first_and_is_zero_again)
{
	char *a = __alloc_percpu(64, 16), *b = __alloc_percpu(64, 16), *c;

	memset(per_cpu_ptr(a, 2), 0xff, 64);
	free_percpu(a);
	c = __alloc_percpu(48, 16);
	EXPECT(c == a);
	EXPECT_EQ(per_cpu_ptr(c, 2)[47], 0);
	free_percpu(b);
	free_percpu(c);
}

TEST(alignment_and_size_are_obeyed)
{
	char *odd = __alloc_percpu(8, 8);
	char *p = __alloc_percpu(40, 64);
	char *all = __alloc_percpu(PCPU_UNIT, 8);

	EXPECT_EQ((unsigned long)p % 64, 0);
	EXPECT_NOT_NULL(all);
	memset(per_cpu_ptr(all, 2), 1, PCPU_UNIT);
	EXPECT_NULL(__alloc_percpu(PCPU_UNIT + 1, 8));
	EXPECT_NULL(__alloc_percpu(0, 8));
	free_percpu(all);
	free_percpu(p);
	free_percpu(odd);
}

TEST(free_of_what_is_free_or_within_is_reported)
{
	char *p = __alloc_percpu(64, 16);

	free_percpu(p + 16);
	free_percpu(p);
	free_percpu(p);
	EXPECT_EQ(nr_reports, 2);
	oops_reset();
}

TEST(what_is_left_is_counted_when_the_machine_ends)
{
	struct machine *other = test_machine(host.world, "other", 1);
	struct task_guard g;

	task_leave(&guard);
	task_enter(&g, other, 0);
	EXPECT_NOT_NULL(alloc_percpu(u32));
	task_leave(&g);
	EXPECT_EQ(machine_free(other), 1);
	task_enter(&guard, host.machine, 0);
}

TEST(random_areas_never_overlap)
{
	struct {
		u8 *p;
		size_t size;
	} area[100] = {{0}}, *a;

	for (unsigned int i = 0; i < 5000; i++) {
		uint64_t r = test_random();

		a = &area[r % 100];
		if (a->p) {
			for (size_t k = 0; k < a->size; k++)
				if (per_cpu_ptr(a->p, 1)[k] != r % 100)
					break;
			EXPECT_EQ(per_cpu_ptr(a->p, 1)[0], r % 100);
			EXPECT_EQ(per_cpu_ptr(a->p, 1)[a->size - 1], r % 100);
			free_percpu(a->p);
			a->p = NULL;
			continue;
		}
		a->size = 1 + (r >> 8) % 700;
		a->p = __alloc_percpu(a->size, 1UL << (r >> 32) % 8);
		ASSERT_NOT_NULL(a->p);
		EXPECT_EQ((unsigned long)a->p % (1UL << (r >> 32) % 8), 0);
		memset(per_cpu_ptr(a->p, 1), (int)(r % 100), a->size);
	}
	for (a = area; a < area + 100; a++)
		free_percpu(a->p);
}
