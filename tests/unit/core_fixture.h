/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * core_fixture - as host_fixture.h, and the skb book balances in the end
 *
 * Where:   core_*_test.c.
 * Mirrors: nothing.
 */
#ifndef TESTS_UNIT_CORE_FIXTURE_H
#define TESTS_UNIT_CORE_FIXTURE_H

#include "core/book.h"
#include "tests/unit/host_fixture.h"

static inline void core_host_end(void)
{
	EXPECT_EQ(book_check(host.machine), 0);
	host_end();
}

/* When a file's tests need nothing else. */
#define TEST_CORE_HOST(nr_cpus)                                                \
	static void begin(void)                                                \
	{                                                                      \
		host_begin(nr_cpus);                                           \
	}                                                                      \
	TEST_SETUP(begin);                                                     \
	TEST_TEARDOWN(core_host_end)

#endif
