/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * memory - what the allocators keep for one machine and for each CPU
 *
 * Where:   slab.c, slab_common.c, mm.c, percpu.c and lockdep.c only; others
 *          see slab.h, mm.h, percpu.h, lockdep.h.
 * Mirrors: mm/slab.h, struct per_cpu_pages.
 * Spec:    none.
 */
#ifndef LIB_MEMORY_H
#define LIB_MEMORY_H

#include "lib/atomic.h"
#include "lib/kasan.h"
#include "lib/list.h"
#include "lib/machine.h"
#include "lib/mm.h"
#include "lib/os.h"
#include "lib/sched.h"
#include "lib/slab.h"

#define NR_KMALLOC     13
#define SLAB_NAME_LEN  32
#define SLAB_BLOCK_MAX (32UL << 10)
#define QUARANTINE_LEN 256 /* freed objects that wait, per cache and CPU */

/*
 * Right below every object. Two words that are written at once:
 * @place: where it was allocated, and in the upper 16 bits how much of a
 *	   kmalloc() was asked for;
 * @tag:   its cache, in bits 48..55 the CPU it returns to, above the state.
 */
struct slab_obj {
	u64 place;
	u64 tag;
};

#define PTR_MASK    ((1ULL << 48) - 1)
#define OBJ_ALIVE   0xa1ULL
#define OBJ_FREE    0xf4ULL
#define OBJ_LARGE   0xb6ULL
#define STATE_SHIFT 56
#define CPU_SHIFT   48

/* In a free object; below its slab_obj when the object must stay whole. */
struct slab_link {
	struct slab_link *next;
	const void *freed_by; /* return address of who freed it */
};

/* At the start of each block of objects. */
struct slab {
	struct slab *next; /* of the same CPU, newest first */
	char *base;	   /* the first struct slab_obj */
	unsigned int nr;
	unsigned int used; /* objects that were ever handed out */
	size_t bytes;
};

/* One CPU's part of a cache. The baton's holder owns all but the last two. */
struct kmem_cache_cpu {
	struct slab_link *free; /* last freed first */
	u64 tag;		/* of our living objects */
	unsigned long allocs;
	unsigned long frees; /* by this CPU, of its own objects */
	struct slab *slabs;  /* the first has unused objects left, or not */
	size_t next_bytes;   /* size of the next slab */
	struct slab_link *quarantine, *quarantine_tail;
	unsigned int quarantined;

	/* any CPU of the process */
	struct slab_link *remote ____cacheline_aligned;
	atomic_long_t remote_frees;
} ____cacheline_aligned;

struct kmem_cache {
	/* immutable after kmem_cache_create() */
	struct slab_machine *sm;
	unsigned int object_size;
	unsigned int stride;	 /* from one object to the next */
	unsigned int link_back;	 /* the link lies so far below the object */
	unsigned int obj_offset; /* of the first object in a slab */
	unsigned int flags;
	void (*ctor)(void *obj);
	size_t bytes; /* of this struct */
	char name[SLAB_NAME_LEN];

	struct kmem_cache *next; /* guarded by sm->lock */
	bool dead;		 /* destroyed with objects in it */
	struct kmem_cache_cpu cpu[];
} ____cacheline_aligned;

/* A kmalloc() above KMALLOC_MAX_CACHE_SIZE: a block of its own. */
struct large_obj {
	struct list_head list; /* guarded by sm->lock */
	struct slab_machine *sm;
	size_t size; /* asked for */
	u64 pad[2];
	struct slab_obj obj;
};

/* Not list_head: its head would lie at no multiple of the alignment. */
#define for_each_cache(s, sm) for ((s) = (sm)->caches; s; (s) = (s)->next)

#define MM_ORDERS (MAX_PAGE_ORDER + 1)

/* One CPU's memory. The baton's holder owns it. */
struct mem_cpu {
	struct page *pages[MM_ORDERS]; /* free ones */
	unsigned int nr_pages[MM_ORDERS];
	long pages_alive; /* taken minus given back here */
};

struct percpu_machine;
struct lockdep_machine;

struct slab_machine {
	struct machine *machine;
	struct kmem_cache *kmalloc[NR_KMALLOC];
	struct os_lock lock;
	struct kmem_cache *caches, **last; /* in order of creation */
	struct list_head large;
	unsigned long large_alive;
	size_t large_bytes;
	atomic64_t bytes;   /* taken from os_mem for caches and slabs */
	atomic_long_t fail; /* allocations until one fails, 0: never */

	atomic_long_t pages_alive; /* given back where we have no CPU */
	atomic_long_t pages_fail;
	void (*page_pool_release)(struct page *page);

	struct percpu_machine *percpu;
	struct lockdep_machine *lockdep;
};

static inline struct slab_obj *obj_of(const void *p)
{
	return (struct slab_obj *)((char *)p - sizeof(struct slab_obj));
}

static inline struct slab_link *link_of(const struct kmem_cache *s,
					const void *p)
{
	return (struct slab_link *)((char *)p - s->link_back);
}

static inline void *link_object(const struct kmem_cache *s, struct slab_link *l)
{
	return (char *)l + s->link_back;
}

/* This CPU's part, or NULL when the running task is not of that machine. */
static inline struct kmem_cache_cpu *cache_this_cpu(struct kmem_cache *s)
{
	if (unlikely(!current || current->machine != s->sm->machine))
		return NULL;
	return &s->cpu[smp_processor_id()];
}

/* Count down to a wished-for failure. */
static inline bool fail_now(atomic_long_t *left)
{
	return unlikely(atomic_long_read(left)) &&
	       atomic_long_sub_return(1, left) == 0;
}

/* slab_common.c */
struct kmem_cache *cache_new(struct slab_machine *sm, const char *name,
			     unsigned int size, unsigned int align,
			     unsigned int flags, void (*ctor)(void *));
unsigned long cache_alive(const struct kmem_cache *s);

/* lockdep.c */
void lockdep_machine_exit(struct slab_machine *sm);

#endif /* LIB_MEMORY_H */
