/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * os_mem - memory of the host, in blocks
 *
 * Where:   below slab.c, mm.c, percpu.c and lockdep.c, and nothing else.
 * Mirrors: the page allocator's place under the slab allocator.
 * Spec:    none.
 *
 * An allocator of the process: what machines give back is kept and given to
 * the next one, already mapped. That is its only state, under its own lock.
 */
#ifndef LIB_OS_MEM_H
#define LIB_OS_MEM_H

#include "lib/types.h"

#define OS_MEM_MIN   512UL	  /* the smallest block */
#define OS_MEM_MAX   (64UL << 10) /* above, each block is a mapping */
#define OS_MEM_ARENA (2UL << 20)

/* What a request for @size bytes takes: a power of two, or whole pages. */
size_t os_mem_size(size_t size);

/*
 * Give a block of os_mem_size(@size) bytes, aligned to the power of two or to
 * a page, or NULL. Its contents are old; os_mem_zalloc() clears them. Any
 * thread. os_mem_free() takes the block; @size as when it was asked for.
 */
void *os_mem_alloc(size_t size);
void *os_mem_zalloc(size_t size);
void os_mem_free(void *p, size_t size);

/* Give OS_MEM_ARENA zeroed bytes, aligned to that, for ever; or NULL. */
void *os_mem_arena(void);

#endif /* LIB_OS_MEM_H */
