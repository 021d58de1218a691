// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * harness_fail - tests that must fail, each in its own way
 *
 * Where:   run by tests/harness-can-fail, which knows what must come out; not
 *          among the tests of make check itself.
 * Mirrors: nothing.
 * Spec:    the comments of tests/harness.h.
 */
#include "tests/harness.h"

#include <stdio.h>
#include <stdlib.h>

static bool leak;

static void no_leak(void)
{
	EXPECT(!leak);
	leak = false;
	printf("# torn down\n");
}
TEST_TEARDOWN(no_leak);

TEST(expect_fails_and_goes_on)
{
	EXPECT_EQ(1 + 1, 3);
	printf("# went on\n");
}

TEST(assert_fails_and_leaves)
{
	ASSERT_STREQ("a", "b");
	printf("# not left\n");
}

TEST(teardown_fails_the_test)
{
	leak = true;
}

TEST(this_one_passes)
{
	EXPECT(true);
}

TEST(this_one_is_skipped)
{
	test_skip("no reason");
}

TEST(random_is_shown)
{
	printf("# random %llu\n", (unsigned long long)test_random());
}

TEST_SOAK(soak_dies)
{
	printf("# count %llu\n", (unsigned long long)test_soak_count(1000));
	fflush(stdout);
	abort();
}
