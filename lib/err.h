/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * err - a pointer that may be an errno
 *
 * Where:   included by kernel.h.
 * Mirrors: include/linux/err.h, errno.h (the numbers above the ABI's).
 * Spec:    the last 4095 addresses are never an object.
 */
#ifndef LIB_ERR_H
#define LIB_ERR_H

#include <linux/errno.h>

#include "lib/types.h"

/* Inside the kernel only; a program never sees them. */
#define ERESTARTSYS  512
#define ENOIOCTLCMD  515
#define EPROBE_DEFER 517
#define ENOTSUPP     524
#define MAX_ERRNO    4095
#define IS_ERR_VALUE(x)                                                        \
	unlikely((unsigned long)(void *)(x) >= (unsigned long)-MAX_ERRNO)

static inline void *__must_check ERR_PTR(long error)
{
	return (void *)error;
}

static inline long __must_check PTR_ERR(const void *ptr)
{
	return (long)ptr;
}

static inline bool __must_check IS_ERR(const void *ptr)
{
	return IS_ERR_VALUE((unsigned long)ptr);
}

static inline bool __must_check IS_ERR_OR_NULL(const void *ptr)
{
	return unlikely(!ptr) || IS_ERR_VALUE((unsigned long)ptr);
}

static inline void *__must_check ERR_CAST(const void *ptr)
{
	return (void *)ptr;
}

static inline int __must_check PTR_ERR_OR_ZERO(const void *ptr)
{
	return IS_ERR(ptr) ? (int)PTR_ERR(ptr) : 0;
}

#endif /* LIB_ERR_H */
