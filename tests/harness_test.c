// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * harness_test - the harness tests itself: it can fail, and it goes on
 *
 * Where:   tests/harness_test, first of make check.
 * Mirrors: nothing.
 * Spec:    the comments of tests/harness.h.
 *
 * The cases that must fail live in harness_fail.c, a program of their own,
 * run by tests/harness-can-fail.
 */
#include "tests/harness.h"

static int setups, suite_setups, teardowns;

static void count_setup(void)
{
	setups++;
}
TEST_SETUP(count_setup);

static void count_suite_setup(void)
{
	suite_setups++;
}
SUITE_SETUP(count_suite_setup);

static void count_teardown(void)
{
	teardowns++;
}
TEST_TEARDOWN(count_teardown);

TEST(first_test_sees_one_setup_and_no_teardown)
{
	EXPECT_EQ(suite_setups, 1);
	EXPECT_EQ(setups, 1);
	EXPECT_EQ(teardowns, 0);
}

TEST(second_test_sees_the_first_torn_down)
{
	ASSERT_EQ(suite_setups, 1);
	ASSERT_EQ(setups, 2);
	ASSERT_EQ(teardowns, 1);
}

TEST(checks_take_integers_pointers_and_strings)
{
	unsigned char small = 200;
	const char *text = "text";
	uint64_t big = UINT64_MAX;

	EXPECT_EQ(small, 200);
	EXPECT_LT(small, 201);
	EXPECT_GE(big, UINT64_MAX);
	EXPECT_NE(text, NULL);
	EXPECT_STREQ(text, "text");
	EXPECT_MEMEQ(text, "texture", 4);
	EXPECT_NULL(NULL);
	EXPECT_NOT_NULL(text);
}

TEST(random_depends_on_seed_and_name_only)
{
	uint64_t a = test_random(), b = test_random();

	EXPECT_NE(a, b);
}

TEST_SOAK(soak_count_is_never_zero)
{
	EXPECT_GE(test_soak_count(1), 1U);
}
