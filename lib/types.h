/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * types - the integer types, allocation flags and small value types
 *
 * Where:   included by everything; includes nothing of ours but compiler.h.
 * Mirrors: include/linux/types.h, include/linux/gfp_types.h.
 * Spec:    the sizes are those of the kernel's uapi <linux/types.h>.
 *
 * A file that also needs libc headers (lib/os_*.c, tests) includes those
 * first: some kernel names (abs, snprintf, htons) are macros here.
 */
#ifndef LIB_TYPES_H
#define LIB_TYPES_H

#include <limits.h>
#include <linux/types.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/compiler.h"

typedef __u8 u8;
typedef __u16 u16;
typedef __u32 u32;
typedef __u64 u64;
typedef __s8 s8;
typedef __s16 s16;
typedef __s32 s32;
typedef __s64 s64;

typedef unsigned char uchar;
typedef unsigned int uint;
typedef unsigned long ulong;
typedef unsigned short ushort;

/* Spelled so that libc's own typedefs of these names stay the same type. */
typedef __kernel_ssize_t ssize_t;
typedef __INT64_TYPE__ loff_t;
typedef unsigned short umode_t;
typedef u64 dma_addr_t;
typedef u64 phys_addr_t;
typedef s64 ktime_t; /* nanoseconds */

#define BITS_PER_LONG	   __LONG_WIDTH__
#define BITS_PER_LONG_LONG 64

typedef struct {
	int counter;
} atomic_t;

typedef struct {
	s64 __attribute__((aligned(8))) counter;
} atomic64_t;

typedef atomic64_t atomic_long_t;

typedef struct refcount_struct {
	atomic_t refs;
} refcount_t;

#define ATOMIC_INIT(i)                                                         \
	{                                                                      \
		(i)                                                            \
	}
#define ATOMIC64_INIT(i)                                                       \
	{                                                                      \
		(i)                                                            \
	}

struct list_head {
	struct list_head *next, *prev;
};

struct hlist_node {
	struct hlist_node *next, **pprev;
};

struct hlist_head {
	struct hlist_node *first;
};

/*
 * What the caller of an allocation may bear. GFP_KERNEL may sleep and is
 * refused in atomic context; memory reserves do not exist here.
 */
typedef unsigned int gfp_t;

#define __GFP_HIGH	     ((gfp_t)0x20u)
#define __GFP_ZERO	     ((gfp_t)0x100u)
#define __GFP_DIRECT_RECLAIM ((gfp_t)0x400u)
#define __GFP_KSWAPD_RECLAIM ((gfp_t)0x800u)
#define __GFP_NOWARN	     ((gfp_t)0x2000u)
#define __GFP_RETRY_MAYFAIL  ((gfp_t)0x4000u)
#define __GFP_NOFAIL	     ((gfp_t)0x8000u)
#define __GFP_NORETRY	     ((gfp_t)0x10000u)
#define __GFP_MEMALLOC	     ((gfp_t)0x20000u)
#define __GFP_COMP	     ((gfp_t)0x40000u)
#define __GFP_NOMEMALLOC     ((gfp_t)0x80000u)
#define __GFP_ACCOUNT	     ((gfp_t)0x400000u)

#define GFP_NOWAIT	   (__GFP_KSWAPD_RECLAIM | __GFP_NOWARN)
#define GFP_ATOMIC	   (__GFP_HIGH | __GFP_KSWAPD_RECLAIM)
#define GFP_KERNEL	   (__GFP_DIRECT_RECLAIM | __GFP_KSWAPD_RECLAIM)
#define GFP_KERNEL_ACCOUNT (GFP_KERNEL | __GFP_ACCOUNT)
#define GFP_USER	   GFP_KERNEL

/* Whether an allocation with these flags may sleep. */
static inline bool gfpflags_allow_blocking(const gfp_t gfp_flags)
{
	return !!(gfp_flags & __GFP_DIRECT_RECLAIM);
}

#define U8_MAX	((u8)~0U)
#define S8_MAX	((s8)(U8_MAX >> 1))
#define S8_MIN	((s8)(-S8_MAX - 1))
#define U16_MAX ((u16)~0U)
#define S16_MAX ((s16)(U16_MAX >> 1))
#define S16_MIN ((s16)(-S16_MAX - 1))
#define U32_MAX ((u32)~0U)
#define U32_MIN ((u32)0)
#define S32_MAX ((s32)(U32_MAX >> 1))
#define S32_MIN ((s32)(-S32_MAX - 1))
#define U64_MAX ((u64)~0ULL)
#define S64_MAX ((s64)(U64_MAX >> 1))
#define S64_MIN ((s64)(-S64_MAX - 1))

#endif /* LIB_TYPES_H */
