/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * math64 - 64-bit division and multiplication with the kernel's names
 *
 * Where:   included by kernel.h; rates, RTTs, clocks use it.
 * Mirrors: include/linux/math64.h, asm-generic/div64.h, math.h.
 * Spec:    none.
 */
#ifndef LIB_MATH64_H
#define LIB_MATH64_H

#include "lib/types.h"

/* Divides @n in place, gives the remainder. */
#define do_div(n, base)                                                        \
	({                                                                     \
		u32 __do_base = (base);                                        \
		u32 __do_rem = (u32)((u64)(n) % __do_base);                    \
		(n) = (u64)(n) / __do_base;                                    \
		__do_rem;                                                      \
	})

static inline u64 div_u64_rem(u64 dividend, u32 divisor, u32 *remainder)
{
	*remainder = (u32)(dividend % divisor);
	return dividend / divisor;
}

static inline s64 div_s64_rem(s64 dividend, s32 divisor, s32 *remainder)
{
	*remainder = (s32)(dividend % divisor);
	return dividend / divisor;
}

static inline u64 div64_u64_rem(u64 dividend, u64 divisor, u64 *remainder)
{
	*remainder = dividend % divisor;
	return dividend / divisor;
}

static inline u64 div_u64(u64 dividend, u32 divisor)
{
	return dividend / divisor;
}

static inline s64 div_s64(s64 dividend, s32 divisor)
{
	return dividend / divisor;
}

static inline u64 div64_u64(u64 dividend, u64 divisor)
{
	return dividend / divisor;
}

static inline s64 div64_s64(s64 dividend, s64 divisor)
{
	return dividend / divisor;
}

#define div64_long(x, y) div64_s64((x), (y))
#define div64_ul(x, y)	 div64_u64((x), (y))
#define DIV64_U64_ROUND_UP(ll, d)                                              \
	({                                                                     \
		u64 __dr_d = (d);                                              \
		div64_u64((ll) + __dr_d - 1, __dr_d);                          \
	})
#define DIV_ROUND_CLOSEST_ULL(x, divisor)                                      \
	({                                                                     \
		u64 __dc_d = (divisor);                                        \
		((u64)(x) + __dc_d / 2) / __dc_d;                              \
	})
#define DIV_ROUND_CLOSEST(x, divisor)                                          \
	({                                                                     \
		__typeof__(x) __dc_x = (x);                                    \
		__typeof__(divisor) __dc_d = (divisor);                        \
		((__typeof__(x))-1 > 0 || (__dc_x > 0) == (__dc_d > 0))        \
			? (__dc_x + __dc_d / 2) / __dc_d                       \
			: (__dc_x - __dc_d / 2) / __dc_d;                      \
	})

/* The product has 96 or 128 bits before the shift. */
static inline u64 mul_u64_u32_shr(u64 a, u32 mul, unsigned int shift)
{
	return (u64)(((unsigned __int128)a * mul) >> shift);
}

static inline u64 mul_u64_u64_shr(u64 a, u64 mul, unsigned int shift)
{
	return (u64)(((unsigned __int128)a * mul) >> shift);
}

static inline u64 mul_u64_u64_div_u64(u64 a, u64 mul, u64 div)
{
	return (u64)((unsigned __int128)a * mul / div);
}

static inline u64 mul_u64_u32_div(u64 a, u32 mul, u32 div)
{
	return mul_u64_u64_div_u64(a, mul, div);
}

static inline u64 mul_u32_u32(u32 a, u32 b)
{
	return (u64)a * b;
}

/* Maps @val of [0, 2^32) onto [0, @ep_ro) without a division. */
static inline u32 reciprocal_scale(u32 val, u32 ep_ro)
{
	return (u32)(((u64)val * ep_ro) >> 32);
}

/**
 * int_sqrt64 - the integer part of a square root
 * @x: the number
 *
 * Context: any.
 * Return: the largest r with r * r <= @x.
 */
static inline u32 int_sqrt64(u64 x)
{
	u64 b, m, y = 0;

	for (m = 1ULL << 62; m; m >>= 2) {
		b = y + m;
		y >>= 1;
		if (x >= b) {
			x -= b;
			y += m;
		}
	}
	return (u32)y;
}

#define int_sqrt(x) ((unsigned long)int_sqrt64(x))

#endif /* LIB_MATH64_H */
