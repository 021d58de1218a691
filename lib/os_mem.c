// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * os_mem - memory of the host, in blocks of powers of two
 *
 * Where:   slab.c, mm.c, percpu.c and lockdep.c take all their memory here.
 * Mirrors: mm/page_alloc.c's place in the kernel.
 * Spec:    none.
 *
 * Blocks of 512 bytes to 64 KB are cut from regions of 2 MB and come back to
 * a list per size; they are never joined again. Nothing is touched before its
 * user does, so a machine costs the pages that it writes. The free lists are
 * the process's, not a machine's: how fast a machine is made depends on them,
 * what it does never.
 */
#include <pthread.h>
#include <string.h>
#include <sys/mman.h>

#include "lib/kasan.h"
#include "lib/os_mem.h"

#define NR_ORDERS  8   /* 512 << 0 … 512 << 7 */
#define KEEP_WHOLE 256 /* free 64 KB blocks whose pages we keep */

struct block {
	struct block *next;
};

/* The one state of this file: memory of the process that no machine has. */
static struct {
	pthread_mutex_t lock;
	struct block *free[NR_ORDERS];
	unsigned int nr_largest; /* length of the last list */
	char *cut, *end;	 /* what is left of the newest region */
} pool = {.lock = PTHREAD_MUTEX_INITIALIZER};

static unsigned int order_of(size_t size)
{
	unsigned int order = 0;

	while ((OS_MEM_MIN << order) < size)
		order++;
	return order;
}

size_t os_mem_size(size_t size)
{
	if (size > OS_MEM_MAX)
		return (size + 4095) & ~4095UL;
	return OS_MEM_MIN << order_of(size);
}

static void *map(size_t size)
{
	void *p = mmap(NULL, size, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	return p == MAP_FAILED ? NULL : p;
}

/* Map twice as much, keep the aligned part. */
static void *map_aligned(size_t size)
{
	char *p = map(2 * size);
	char *aligned;

	if (!p)
		return NULL;
	aligned = (char *)(((uintptr_t)p + size - 1) & ~(size - 1));
	if (aligned > p)
		munmap(p, (size_t)(aligned - p));
	munmap(aligned + size, (size_t)(p + size - aligned));
	return aligned;
}

void *os_mem_arena(void)
{
	return map_aligned(OS_MEM_ARENA);
}

/* Blocks in the lists are poisoned, their first word too. */
__no_kasan static void push(unsigned int order, void *p)
{
	struct block *b = p;

	b->next = pool.free[order];
	pool.free[order] = b;
	pool.nr_largest += order == NR_ORDERS - 1;
}

__no_kasan static void *pop(unsigned int order)
{
	struct block *b = pool.free[order];

	if (b) {
		pool.free[order] = b->next;
		pool.nr_largest -= order == NR_ORDERS - 1;
	}
	return b;
}

/* Cut a new block; what alignment skips goes to the lists. Lock held. */
static void *cut(unsigned int order)
{
	size_t size = OS_MEM_MIN << order;
	unsigned int o;
	char *p;

	while (pool.cut < pool.end && ((uintptr_t)pool.cut & (size - 1))) {
		o = (unsigned int)__builtin_ctzl((uintptr_t)pool.cut /
						 OS_MEM_MIN);
		kasan_poison(pool.cut, OS_MEM_MIN << o);
		push(o, pool.cut);
		pool.cut += OS_MEM_MIN << o;
	}
	if (pool.cut >= pool.end) {
		p = map_aligned(OS_MEM_ARENA);
		if (!p)
			return NULL;
		pool.cut = p;
		pool.end = p + OS_MEM_ARENA;
	}
	p = pool.cut;
	pool.cut += size;
	return p;
}

static void *block_alloc(size_t size, bool *old)
{
	unsigned int order = order_of(size);
	void *p;

	pthread_mutex_lock(&pool.lock);
	p = pop(order);
	*old = p != NULL;
	if (!p)
		p = cut(order);
	pthread_mutex_unlock(&pool.lock);
	if (p)
		kasan_unpoison(p, OS_MEM_MIN << order);
	return p;
}

void *os_mem_alloc(size_t size)
{
	bool old;

	if (size > OS_MEM_MAX)
		return map(os_mem_size(size));
	return block_alloc(size, &old);
}

void *os_mem_zalloc(size_t size)
{
	bool old;
	void *p;

	if (size > OS_MEM_MAX)
		return map(os_mem_size(size));
	p = block_alloc(size, &old);
	if (p && old)
		memset(p, 0, size);
	return p;
}

void os_mem_free(void *p, size_t size)
{
	size_t bytes = os_mem_size(size);
	bool spare;

	if (!p)
		return;
	if (size > OS_MEM_MAX) {
		kasan_unpoison(p, bytes);
		munmap(p, bytes);
		return;
	}
	/* After a peak the host gets the pages back, we keep the place. */
	pthread_mutex_lock(&pool.lock);
	spare = bytes == OS_MEM_MAX && pool.nr_largest >= KEEP_WHOLE;
	pthread_mutex_unlock(&pool.lock);
	if (spare)
		madvise(p, bytes, MADV_DONTNEED);
	kasan_poison(p, bytes);
	pthread_mutex_lock(&pool.lock);
	push(order_of(size), p);
	pthread_mutex_unlock(&pool.lock);
}
