/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel - the macros every file uses: containers, rounding, sizes
 *
 * Where:   included by nearly everything; brings minmax, math64, log2, err.
 * Mirrors: include/linux/kernel.h, container_of.h, align.h, overflow.h,
 *          array_size.h, hex.h.
 * Spec:    none.
 */
#ifndef LIB_KERNEL_H
#define LIB_KERNEL_H

#include <string.h>

#include "lib/compiler.h"
#include "lib/err.h"
#include "lib/kstrtox.h"
#include "lib/log2.h"
#include "lib/math64.h"
#include "lib/minmax.h"
#include "lib/types.h"

/* The struct that holds @member at @ptr; the type of @ptr is checked. */
#define container_of(ptr, type, member)                                        \
	({                                                                     \
		_Static_assert(__same_type(*(ptr), ((type *)0)->member) ||     \
				       __same_type(*(ptr), void),              \
			       "container_of: pointer of another type");       \
		(type *)((char *)(ptr)-offsetof(type, member));                \
	})
#define container_of_const(ptr, type, member)                                  \
	((const type *)((const char *)(ptr)-offsetof(type, member)))

#define sizeof_field(type, member)  sizeof((((type *)0)->member))
#define typeof_member(type, member) __typeof__(((type *)0)->member)
#define offsetofend(type, member)                                              \
	(offsetof(type, member) + sizeof_field(type, member))
#define ARRAY_SIZE(arr)                                                        \
	(sizeof(arr) / sizeof((arr)[0]) +                                      \
	 BUILD_BUG_ON_ZERO(__same_type((arr), &(arr)[0])))

#define __ALIGN_MASK(x, mask)  (((x) + (mask)) & ~(mask))
#define ALIGN(x, a)	       __ALIGN_MASK(x, (__typeof__(x))(a)-1)
#define ALIGN_DOWN(x, a)       ((x) & ~((__typeof__(x))(a)-1))
#define PTR_ALIGN(p, a)	       ((__typeof__(p))ALIGN((unsigned long)(p), (a)))
#define IS_ALIGNED(x, a)       (((x) & ((__typeof__(x))(a)-1)) == 0)
#define DIV_ROUND_UP(n, d)     (((n) + (d)-1) / (d))
#define DIV_ROUND_UP_ULL(n, d) DIV_ROUND_UP((unsigned long long)(n), (d))
#define __round_mask(x, y)     ((__typeof__(x))((y)-1))
/* @y is a power of two; roundup() and rounddown() take any. */
#define round_up(x, y)	 ((((x)-1) | __round_mask(x, y)) + 1)
#define round_down(x, y) ((x) & ~__round_mask(x, y))
#define roundup(x, y)                                                          \
	({                                                                     \
		__typeof__(y) __ru_y = (y);                                    \
		(((x) + (__ru_y - 1)) / __ru_y) * __ru_y;                      \
	})
#define rounddown(x, y)                                                        \
	({                                                                     \
		__typeof__(x) __rd_x = (x);                                    \
		__rd_x - (__rd_x % (y));                                       \
	})

/* A constant stays one, so that it may stand in a static initialiser. */
#define abs(x)                                                                 \
	__builtin_choose_expr(sizeof(x) <= sizeof(int),                        \
			      __builtin_abs((int)(x)),                         \
			      __builtin_llabs((long long)(x)))
#define sign_extend32(value, index)                                            \
	((s32)((u32)(value) << (31 - (index))) >> (31 - (index)))

#define upper_32_bits(n) ((u32)(((u64)(n)) >> 32))
#define lower_32_bits(n) ((u32)(n))

#define REPEAT_BYTE(x) ((~0ul / 0xff) * (x))

#define check_add_overflow(a, b, d) __builtin_add_overflow(a, b, d)
#define check_sub_overflow(a, b, d) __builtin_sub_overflow(a, b, d)
#define check_mul_overflow(a, b, d) __builtin_mul_overflow(a, b, d)

/* Sums and products of sizes that stick at SIZE_MAX, which no one can have. */
static inline size_t size_mul(size_t a, size_t b)
{
	size_t bytes;

	return check_mul_overflow(a, b, &bytes) ? SIZE_MAX : bytes;
}

static inline size_t size_add(size_t a, size_t b)
{
	size_t bytes;

	return check_add_overflow(a, b, &bytes) ? SIZE_MAX : bytes;
}

#define array_size(a, b) size_mul(a, b)
#define flex_array_size(p, member, count)                                      \
	size_mul((count), sizeof(*(p)->member))
#define struct_size(p, member, count)                                          \
	size_add(sizeof(*(p)), flex_array_size(p, member, count))
#define struct_size_t(type, member, count)                                     \
	struct_size((type *)NULL, member, count)

/* Groups fields under one name without naming them twice. */
#define struct_group(NAME, MEMBERS...)                                         \
	union {                                                                \
		struct {                                                       \
			MEMBERS                                                \
		};                                                             \
		struct {                                                       \
			MEMBERS                                                \
		} NAME;                                                        \
	}

extern const char hex_asc[];
extern const char hex_asc_upper[];
#define hex_asc_lo(x) hex_asc[((x)&0x0f)]
#define hex_asc_hi(x) hex_asc[((x)&0xf0) >> 4]

int hex_to_bin(unsigned char ch);
int __must_check hex2bin(u8 *dst, const char *src, size_t count);
char *bin2hex(char *dst, const void *src, size_t count);

/* Writes the two digits of @byte, returns the place after them. */
static inline char *hex_byte_pack(char *buf, u8 byte)
{
	*buf++ = hex_asc_hi(byte);
	*buf++ = hex_asc_lo(byte);
	return buf;
}

#endif /* LIB_KERNEL_H */
