/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * minmax - min, max, clamp, swap; arguments evaluated once
 *
 * Where:   included by kernel.h.
 * Mirrors: include/linux/minmax.h.
 * Spec:    none.
 *
 * Comparing a signed with an unsigned variable does not compile, as in the
 * kernel; a constant that is not negative goes with both.
 */
#ifndef LIB_MINMAX_H
#define LIB_MINMAX_H

#include "lib/compiler.h"

#define __is_signed(x) (((__typeof__((x) + 0))-1) < (__typeof__((x) + 0))1)
#define __is_noneg(x)                                                          \
	(__builtin_choose_expr(__is_constexpr(x), (long long)(x), -1LL) >= 0)
#define __types_ok(x, y)                                                       \
	(__is_signed(x) == __is_signed(y) || __is_noneg(x) || __is_noneg(y))

#define __cmp_once(op, x, y, ux, uy)                                           \
	({                                                                     \
		_Static_assert(__types_ok(x, y),                               \
			       "min/max of signed and unsigned: use min_t");   \
		__typeof__((x) + (y)) ux = (x);                                \
		__typeof__((x) + (y)) uy = (y);                                \
		ux op uy ? ux : uy;                                            \
	})
#define min(x, y) __cmp_once(<, x, y, __UNIQUE_ID(x_), __UNIQUE_ID(y_))
#define max(x, y) __cmp_once(>, x, y, __UNIQUE_ID(x_), __UNIQUE_ID(y_))

#define __cmp_t(type, op, x, y, ux, uy)                                        \
	({                                                                     \
		type ux = (type)(x);                                           \
		type uy = (type)(y);                                           \
		ux op uy ? ux : uy;                                            \
	})
#define min_t(type, x, y)                                                      \
	__cmp_t(type, <, x, y, __UNIQUE_ID(x_), __UNIQUE_ID(y_))
#define max_t(type, x, y)                                                      \
	__cmp_t(type, >, x, y, __UNIQUE_ID(x_), __UNIQUE_ID(y_))

#define min3(x, y, z) min(min(x, y), z)
#define max3(x, y, z) max(max(x, y), z)

#define clamp(val, lo, hi)	   min(max(val, lo), hi)
#define clamp_t(type, val, lo, hi) min_t(type, max_t(type, val, lo), hi)
#define clamp_val(val, lo, hi)	   clamp_t(__typeof__(val), val, lo, hi)

#define __min_not_zero(x, y, ux, uy)                                           \
	({                                                                     \
		__typeof__(x) ux = (x);                                        \
		__typeof__(y) uy = (y);                                        \
		ux == 0 ? uy : (uy == 0 ? ux : min(ux, uy));                   \
	})
#define min_not_zero(x, y)                                                     \
	__min_not_zero(x, y, __UNIQUE_ID(x_), __UNIQUE_ID(y_))

#define __swap(a, b, ut)                                                       \
	do {                                                                   \
		__typeof__(a) ut = (a);                                        \
		(a) = (b);                                                     \
		(b) = ut;                                                      \
	} while (0)
#define swap(a, b) __swap(a, b, __UNIQUE_ID(t_))

/* For constants at file scope, where the others cannot stand. */
#undef MIN
#undef MAX
#define MIN(a, b) ((a) < (b) ? (a) : (b))
#define MAX(a, b) ((a) > (b) ? (a) : (b))

#endif /* LIB_MINMAX_H */
