/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * reciprocal_div - divide by the same number often, without dividing
 *
 * Where:   fq, netem: a divisor that rarely changes.
 * Mirrors: include/linux/reciprocal_div.h, lib/math/reciprocal_div.c.
 * Spec:    Granlund and Montgomery, Division by Invariant Integers using
 *          Multiplication, 1994, figure 4.1.
 */
#ifndef LIB_RECIPROCAL_DIV_H
#define LIB_RECIPROCAL_DIV_H

#include "lib/bitops.h"
#include "lib/kernel.h"

struct reciprocal_value {
	u32 m;
	u8 sh1, sh2;
};

/* @d is not 0. */
static inline struct reciprocal_value reciprocal_value(u32 d)
{
	int l = fls(d - 1);
	u64 m = ((1ULL << 32) * ((1ULL << l) - d)) / d + 1;

	return (struct reciprocal_value){
		.m = (u32)m,
		.sh1 = (u8)min(l, 1),
		.sh2 = (u8)max(l - 1, 0),
	};
}

static inline u32 reciprocal_divide(u32 a, struct reciprocal_value r)
{
	u32 t = (u32)(((u64)a * r.m) >> 32);

	return (t + ((a - t) >> r.sh1)) >> r.sh2;
}

#endif /* LIB_RECIPROCAL_DIV_H */
