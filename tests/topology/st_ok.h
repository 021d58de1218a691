/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * st_ok - calls of the embedding library that a test cannot do without
 *
 * Where:   topo.c, pair.c.
 * Mirrors: nothing.
 */
#ifndef TESTS_TOPOLOGY_ST_OK_H
#define TESTS_TOPOLOGY_ST_OK_H

#include "tests/harness.h"

#define OK(call)                                                               \
	do {                                                                   \
		long __ret = (call);                                           \
		if (__ret < 0)                                                 \
			test_check(false, true, __FILE__, __LINE__,            \
				   "%s: %ld: %s", #call, __ret, st_errmsg());  \
	} while (0)

#endif
