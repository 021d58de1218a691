// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lib_refcount_test - the right ways, and a report for each wrong one
 *
 * Where:   tests/unit/lib_test.
 * Mirrors: drivers/misc/lkdtm/refcount.c.
 * Spec:    lib/refcount.h.
 */
#include "lib/oops.h"
#include "lib/refcount.h"
#include "tests/unit/host_fixture.h"

static char report[4096];

static void keep(void *data, const char *text)
{
	strncpy(report, text, sizeof(report) - 1);
}

static void begin(void)
{
	host_begin(1);
	memset(report, 0, sizeof(report));
	oops_set_sink(keep, NULL);
}
TEST_SETUP(begin);

static void end(void)
{
	task_leave(&guard);
	oops_reset();
	oops_set_sink(NULL, NULL);
	test_host_end(&host);
}
TEST_TEARDOWN(end);

TEST(refcount_counts)
{
	refcount_t r = REFCOUNT_INIT(1);

	refcount_inc(&r);
	refcount_add(3, &r);
	EXPECT(refcount_inc_not_zero(&r));
	EXPECT_EQ(refcount_read(&r), 6);
	EXPECT(!refcount_sub_and_test(4, &r));
	refcount_dec(&r);
	EXPECT(!refcount_dec_not_one(&r));
	EXPECT(refcount_dec_if_one(&r));
	EXPECT(!refcount_inc_not_zero(&r));
	refcount_set(&r, 2);
	EXPECT(refcount_dec_not_one(&r));
	EXPECT(!refcount_dec_if_one(&r) || refcount_read(&r) == 0);
	refcount_set(&r, 1);
	EXPECT(refcount_dec_and_test(&r));
	EXPECT_EQ(oops_count(), 0);
}

static void expect_report(refcount_t *r, const char *what)
{
	EXPECT_EQ(oops_count(), 1);
	EXPECT(strstr(report, what) != NULL);
	EXPECT_EQ(refcount_read(r), (unsigned int)REFCOUNT_SATURATED);
}

TEST(refcount_inc_from_zero_is_reported)
{
	refcount_t r = REFCOUNT_INIT(0);

	refcount_inc(&r);
	expect_report(&r, "addition on 0; use-after-free");
}

TEST(refcount_underflow_is_reported)
{
	refcount_t r = REFCOUNT_INIT(0);

	EXPECT(!refcount_dec_and_test(&r));
	expect_report(&r, "underflow; use-after-free");
}

TEST(refcount_dec_to_zero_is_reported)
{
	refcount_t r = REFCOUNT_INIT(1);

	refcount_dec(&r);
	expect_report(&r, "decrement hit 0; leaking memory");
}

TEST(refcount_overflow_saturates)
{
	refcount_t r = REFCOUNT_INIT(REFCOUNT_MAX);

	refcount_inc(&r);
	expect_report(&r, "saturated; leaking memory");
	EXPECT(!refcount_dec_and_test(&r));
	EXPECT(refcount_inc_not_zero(&r));
	EXPECT_EQ(refcount_read(&r), (unsigned int)REFCOUNT_SATURATED);
}
