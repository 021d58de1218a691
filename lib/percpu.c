// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * percpu - memory of which every emulated CPU has a copy
 *
 * Where:   statistics of devices, tables and sockets; page pools.
 * Mirrors: mm/percpu.c: chunks of one unit per CPU, an area in one unit is an
 *          area in all. Left out: area scanning hints, populate on demand.
 * Spec:    none.
 *
 * A chunk's unit is divided into granules of 16 bytes; a bitmap tells which
 * are in use and a second one where an allocation ends. First fit.
 */
#include <string.h>

#include "lib/bitmap.h"
#include "lib/err.h"
#include "lib/kernel.h"
#include "lib/memory.h"
#include "lib/oops.h"
#include "lib/os_mem.h"
#include "lib/percpu.h"

#define GRANULE 16
#define NR_GRAN (PCPU_UNIT / GRANULE)

struct pcpu_chunk {
	struct list_head list;
	char *base; /* CPU 0's unit */
	DECLARE_BITMAP(used, NR_GRAN);
	DECLARE_BITMAP(last, NR_GRAN); /* the last granule of an allocation */
};

struct percpu_machine {
	struct os_lock lock;
	struct list_head chunks; /* oldest first */
	int objects;
};

static struct pcpu_chunk *chunk_new(struct machine *machine)
{
	size_t bytes = (size_t)machine->nr_cpus * PCPU_UNIT;
	struct pcpu_chunk *chunk = os_mem_zalloc(sizeof(*chunk));

	if (!chunk)
		return NULL;
	chunk->base = os_mem_alloc(bytes);
	if (!chunk->base) {
		os_mem_free(chunk, sizeof(*chunk));
		return NULL;
	}
	kasan_poison(chunk->base, bytes);
	atomic64_add((s64)os_mem_size(bytes), &machine->slab->bytes);
	list_add_tail(&chunk->list, &machine->slab->percpu->chunks);
	return chunk;
}

static void chunk_free(struct machine *machine, struct pcpu_chunk *chunk)
{
	size_t bytes = (size_t)machine->nr_cpus * PCPU_UNIT;

	atomic64_sub((s64)os_mem_size(bytes), &machine->slab->bytes);
	os_mem_free(chunk->base, bytes);
	os_mem_free(chunk, sizeof(*chunk));
}

/* First @n free granules that begin at a multiple of @step, or NR_GRAN. */
static unsigned int chunk_find(const struct pcpu_chunk *chunk, unsigned int n,
			       unsigned int step)
{
	unsigned int start, end;

	for (start = 0; start + n <= NR_GRAN; start = ALIGN(end + 1, step)) {
		end = (unsigned int)find_next_bit(chunk->used, start + n,
						  start);
		if (end >= start + n)
			return start;
	}
	return NR_GRAN;
}

static void *chunk_alloc(struct pcpu_chunk *chunk, unsigned int n,
			 unsigned int step)
{
	unsigned int start = chunk_find(chunk, n, step);

	if (start == NR_GRAN)
		return NULL;
	bitmap_set(chunk->used, start, n);
	__set_bit(start + n - 1, chunk->last);
	return chunk->base + (size_t)start * GRANULE;
}

/**
 * __alloc_percpu - give zeroed memory on every CPU of this machine
 * @size: bytes, 1..PCPU_UNIT
 * @align: power of two, at most PAGE_SIZE
 *
 * Context: process or init. Return: for per_cpu_ptr(), or NULL.
 */
void *__alloc_percpu(size_t size, size_t align)
{
	struct machine *machine = current->machine;
	struct percpu_machine *pm = machine->slab->percpu;
	unsigned int n = (unsigned int)DIV_ROUND_UP(size, GRANULE);
	unsigned int step = (unsigned int)DIV_ROUND_UP(align, GRANULE);
	struct pcpu_chunk *chunk;
	char *p = NULL;

	if (!size || size > PCPU_UNIT || align > PAGE_SIZE ||
	    fail_now(&machine->slab->fail))
		return NULL;
	os_lock(&pm->lock);
	list_for_each_entry (chunk, &pm->chunks, list) {
		p = chunk_alloc(chunk, n, max(step, 1U));
		if (p)
			break;
	}
	if (!p) {
		chunk = chunk_new(machine);
		if (chunk)
			p = chunk_alloc(chunk, n, max(step, 1U));
	}
	pm->objects += p != NULL;
	os_unlock(&pm->lock);
	for (unsigned int cpu = 0; p && cpu < machine->nr_cpus; cpu++) {
		kasan_unpoison(p + cpu * PCPU_UNIT, size);
		memset(p + cpu * PCPU_UNIT, 0, size);
	}
	return p;
}
EXPORT_SYMBOL(__alloc_percpu);

static struct pcpu_chunk *chunk_of(struct percpu_machine *pm, const char *p)
{
	struct pcpu_chunk *chunk;

	list_for_each_entry (chunk, &pm->chunks, list)
		if (p >= chunk->base && p < chunk->base + PCPU_UNIT)
			return chunk;
	return NULL;
}

/* Return: bytes freed, 0: @p is no allocation. */
static size_t chunk_give_back(struct pcpu_chunk *chunk, const char *p)
{
	size_t offset = (size_t)(p - chunk->base);
	unsigned int start = (unsigned int)(offset / GRANULE);
	unsigned int end;

	if (offset % GRANULE || !test_bit(start, chunk->used) ||
	    (start && test_bit(start - 1, chunk->used) &&
	     !test_bit(start - 1, chunk->last)))
		return 0;
	end = (unsigned int)find_next_bit(chunk->last, NR_GRAN, start);
	__clear_bit(end, chunk->last);
	bitmap_clear(chunk->used, start, end - start + 1);
	return (size_t)(end - start + 1) * GRANULE;
}

/**
 * free_percpu - take back what alloc_percpu() gave; NULL is fine
 * @p: the memory, of the running machine
 *
 * Context: any with a baton.
 */
void free_percpu(void __percpu *p)
{
	struct machine *machine = current->machine;
	struct percpu_machine *pm = machine->slab->percpu;
	struct pcpu_chunk *chunk;
	size_t bytes = 0;

	if (!p)
		return;
	os_lock(&pm->lock);
	chunk = chunk_of(pm, p);
	if (chunk)
		bytes = chunk_give_back(chunk, p);
	pm->objects -= bytes != 0;
	for (unsigned int cpu = 0; bytes && cpu < machine->nr_cpus; cpu++)
		kasan_poison((char *)p + cpu * PCPU_UNIT, bytes);
	os_unlock(&pm->lock);
	if (!bytes)
		oops_report(NULL, "free_percpu() of what is not allocated");
}
EXPORT_SYMBOL(free_percpu);

/* Context: after slab_machine_init(). Return: 0 or -ENOMEM. */
int percpu_machine_init(struct machine *machine)
{
	struct percpu_machine *pm = os_mem_zalloc(sizeof(*pm));

	if (!pm)
		return -ENOMEM;
	INIT_LIST_HEAD(&pm->chunks);
	machine->slab->percpu = pm;
	return 0;
}

/* Context: before slab_machine_exit(). Return: allocations left. */
int percpu_machine_exit(struct machine *machine)
{
	struct percpu_machine *pm =
		machine->slab ? machine->slab->percpu : NULL;
	struct pcpu_chunk *chunk, *next;
	int left;

	if (!pm)
		return 0;
	left = pm->objects;
	list_for_each_entry_safe (chunk, next, &pm->chunks, list)
		chunk_free(machine, chunk);
	machine->slab->percpu = NULL;
	os_mem_free(pm, sizeof(*pm));
	return left;
}
