// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lib_random_test - the seed and the machine decide every number
 *
 * Where:   lib/random.c.
 * Mirrors: none.
 * Spec:    lib/random.h.
 */
#include "lib/err.h"
#include "lib/random.h"
#include "tests/harness.h"
#include "tests/world.h"

struct draws {
	u32 a, below[4];
	u64 b;
	u8 bytes[13];
};

static struct draws draw(u64 seed, unsigned int skip_machines,
			 unsigned int nr_cpus)
{
	struct world_opts opts = {.mode = WORLD_VIRTUAL, .seed = seed};
	struct world *world = world_new(&opts);
	struct machine *m;
	struct task_guard g;
	struct draws d;

	memset(&d, 0, sizeof(d));
	while (skip_machines--)
		machine_free(test_machine(world, "other", 1));
	m = test_machine(world, "host", nr_cpus);
	task_enter(&g, m, 0);
	d.a = get_random_u32();
	d.b = get_random_u64();
	get_random_bytes(d.bytes, sizeof(d.bytes));
	for (u32 i = 0; i < 4; i++)
		d.below[i] = get_random_u32_below(1000 << i);
	task_leave(&g);
	EXPECT_EQ(machine_free(m), 0);
	world_free(world);
	return d;
}

TEST(same_seed_and_machine_give_the_same_numbers)
{
	struct draws a = draw(1, 0, 1), b = draw(1, 0, 1), smp = draw(1, 0, 4);
	struct draws seed = draw(2, 0, 1), machine = draw(1, 1, 1);

	EXPECT_MEMEQ(&a, &b, sizeof(a));
	EXPECT_MEMEQ(&a, &smp, sizeof(a));
	EXPECT(memcmp(&a, &seed, sizeof(a)));
	EXPECT(memcmp(&a, &machine, sizeof(a)));
}

TEST(numbers_below_a_limit_are_even)
{
	static const u32 limits[] = {1, 2, 3, 6, 10, 0x80000001u, U32_MAX};
	struct test_host h = test_host(1);
	unsigned int bin[10] = {0}, threes = 0;
	struct task_guard g;

	task_enter(&g, h.machine, 0);
	for (size_t i = 0; i < ARRAY_SIZE(limits); i++)
		for (int k = 0; k < 100; k++)
			EXPECT_LT(get_random_u32_below(limits[i]), limits[i]);
	for (int i = 0; i < 10000; i++)
		bin[get_random_u32_below(10)]++;
	for (int i = 0; i < 10; i++) {
		EXPECT_GT(bin[i], 850);
		EXPECT_LT(bin[i], 1150);
	}
	/* a quarter of the draws are refused; else 0, 3, 6 … come twice as
	 * often */
	for (int i = 0; i < 3000; i++)
		threes += !(get_random_u32_below(0xc0000000u) % 3);
	EXPECT_GT(threes, 900);
	EXPECT_LT(threes, 1100);
	for (int i = 0; i < 200; i++) {
		u32 r = get_random_u32_inclusive(5, 7);

		EXPECT(r >= 5 && r <= 7);
	}
	EXPECT_EQ(get_random_u32_inclusive(9, 9), 9);
	get_random_u32_inclusive(0, U32_MAX);
	task_leave(&g);
	test_host_end(&h);
}
