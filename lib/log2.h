/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * log2 - powers of two
 *
 * Where:   included by kernel.h; table sizes use it.
 * Mirrors: include/linux/log2.h. Constants give constants.
 * Spec:    none.
 */
#ifndef LIB_LOG2_H
#define LIB_LOG2_H

#include "lib/types.h"

/* @n is not 0. */
#define ilog2(n) (63 - __builtin_clzll((unsigned long long)(n)))

#define is_power_of_2(n) ((n) != 0 && (((n) & ((n)-1)) == 0))

/* 0 is not allowed; the result must fit an unsigned long. */
#define roundup_pow_of_two(n)                                                  \
	((n) == 1 ? 1UL : (1UL << (ilog2((unsigned long)(n)-1) + 1)))
#define rounddown_pow_of_two(n) (1UL << ilog2((unsigned long)(n)))

/* 0 and 1 give 0; 5 gives 3. */
#define order_base_2(n) ((n) > 1 ? ilog2((unsigned long)(n)-1) + 1 : 0)
#define bits_per(n)	((n) > 1 ? ilog2((unsigned long)(n)) + 1 : 1)

#endif /* LIB_LOG2_H */
