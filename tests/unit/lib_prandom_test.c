// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lib_prandom_test - published numbers; a seed is all there is
 *
 * Where:   tests/unit/lib_test.
 * Mirrors: lib/random32.c, its self-test.
 * Spec:    xoshiro128++ 1.0.
 */
#include "tests/harness.h"

#include "lib/kernel.h"
#include "lib/prandom.h"

/* xoshiro128++ 1.0 by its authors, from the state {1, 2, 3, 4}. */
TEST(prandom_u32_gives_published_numbers)
{
	static const u32 expected[] = {
		641,	     1573767,	  3222811527u, 3517856514u, 836907274u,
		4247214768u, 3867114732u, 1355841295u, 495546011u,  621204420u,
	};
	struct rnd_state state = {.s = {1, 2, 3, 4}};

	for (size_t i = 0; i < ARRAY_SIZE(expected); i++)
		EXPECT_EQ(prandom_u32_state(&state), expected[i]);
}

TEST(prandom_same_seed_gives_same_numbers)
{
	struct rnd_state a, b, c;
	int same = 0;

	prandom_seed_state(&a, 42);
	prandom_seed_state(&b, 42);
	prandom_seed_state(&c, 43);
	for (int i = 0; i < 1000; i++) {
		u32 x = prandom_u32_state(&a);

		EXPECT_EQ(x, prandom_u32_state(&b));
		same += x == prandom_u32_state(&c);
	}
	EXPECT_LT(same, 3);
}

TEST(prandom_u64_is_two_u32_low_first)
{
	struct rnd_state a, b;
	u64 low;

	prandom_seed_state(&a, 7);
	prandom_seed_state(&b, 7);
	low = prandom_u32_state(&a);
	EXPECT_EQ(prandom_u64_state(&b),
		  (u64)prandom_u32_state(&a) << 32 | low);
}

TEST(prandom_bytes_are_the_numbers_little_endian)
{
	struct rnd_state a, b;
	u8 buf[11];
	u32 w = 0;

	prandom_seed_state(&a, 9);
	prandom_seed_state(&b, 9);
	prandom_bytes_state(&a, buf, sizeof(buf));
	for (size_t i = 0; i < sizeof(buf); i++) {
		if (!(i & 3))
			w = prandom_u32_state(&b);
		EXPECT_EQ(buf[i], (u8)(w >> 8 * (i & 3)));
	}
}

TEST(prandom_max_stays_below_and_reaches_all)
{
	struct rnd_state a;
	unsigned int hits[10] = {0};
	u32 x;

	prandom_seed_state(&a, 1);
	for (int i = 0; i < 10000; i++) {
		x = prandom_u32_max_state(&a, 10);
		ASSERT_LT(x, 10u);
		hits[x]++;
	}
	for (int i = 0; i < 10; i++) {
		EXPECT_GT(hits[i], 850u);
		EXPECT_LT(hits[i], 1150u);
	}
	EXPECT_EQ(prandom_u32_max_state(&a, 0), 0u);
	EXPECT_EQ(prandom_u32_max_state(&a, 1), 0u);
}
