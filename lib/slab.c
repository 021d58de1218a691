// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * slab - kmalloc() and the caches: give an object, take it back
 *
 * Where:   every layer; below it os_mem.c. Making, ending and walking caches
 *          is in slab_common.c.
 * Mirrors: mm/slub.c: a list of free objects per CPU, a list of those that
 *          other CPUs freed. Left out: NUMA, partial slabs, merging, shrinking.
 * Spec:    none.
 *
 * Below each object lie 16 bytes: the place that allocated it, its cache, its
 * CPU, its state. So kfree() needs no look-up, a double free is seen in every
 * build, and a leak has a name. An object's memory goes back to its CPU's
 * list and to no other cache before the cache ends, which is all that
 * SLAB_TYPESAFE_BY_RCU asks for. The price of an alloc or a free is four
 * loads, three stores and no atomic.
 *
 * Under AddressSanitizer headers are always poisoned and objects are while
 * free; a freed object waits until QUARANTINE_LEN others came after it. The
 * functions that look below an object are therefore __no_kasan.
 */
#include <string.h>

#include "lib/kernel.h"
#include "lib/memory.h"
#include "lib/oops.h"
#include "lib/os_mem.h"
#include "lib/slab.h"

#define CALLER __builtin_return_address(0)

/* Sizes up to 512 by sixteens; above, the next power of two. */
static const u8 small_class[32] = {
	0, 1, 2, 2, 3, 3, 4, 4, 5, 5, 5, 5, 6, 6, 6, 6,
	7, 7, 7, 7, 7, 7, 7, 7, 8, 8, 8, 8, 8, 8, 8, 8,
};

/* 1..512 as above; 1024 → 9, 2048 → 10, 4096 → 11, 8192 → 12 */
static inline unsigned int kmalloc_class(size_t size)
{
	if (size <= 512)
		return small_class[(size - 1) / 16];
	return 64 - (unsigned int)__builtin_clzl(size - 1) - 1;
}

/* GFP_KERNEL may sleep; here it never does, but the habit is kept. */
static bool may_alloc(struct slab_machine *sm, gfp_t flags, const char *where)
{
	if (gfpflags_allow_blocking(flags) &&
	    unlikely(in_atomic() || current->rcu_read_lock_nesting))
		oops_report_once(where,
				 "GFP_KERNEL in atomic context: "
				 "preempt_count %#x, rcu_read_lock depth %d",
				 preempt_count(),
				 current->rcu_read_lock_nesting);
	return !fail_now(&sm->fail);
}

/* A new slab, twice as large as the last one. */
__no_kasan static struct slab *slab_new(struct kmem_cache *s,
					struct kmem_cache_cpu *c)
{
	size_t bytes = os_mem_size(c->next_bytes);
	struct slab *slab = os_mem_alloc(bytes);
	char *end = (char *)slab + bytes;
	char *first;

	if (!slab)
		return NULL;
	first = (char *)slab + s->obj_offset;
	slab->base = first;
	slab->nr = (unsigned int)((size_t)(end - first) / s->stride);
	slab->used = 0;
	slab->bytes = bytes;
	slab->next = c->slabs;
	c->slabs = slab;
	if (bytes < SLAB_BLOCK_MAX)
		c->next_bytes = 2 * bytes;
	kasan_poison(slab + 1, bytes - sizeof(*slab));
	atomic64_add((s64)bytes, &s->sm->bytes);
	return slab;
}

/* An object that was never used. @slab->base is the first object itself. */
__no_kasan static void *slab_cut(struct kmem_cache *s, struct kmem_cache_cpu *c)
{
	struct slab *slab = c->slabs;
	void *p;

	if (!slab || slab->used == slab->nr)
		slab = slab_new(s, c);
	if (!slab)
		return NULL;
	p = slab->base + (size_t)slab->used * s->stride;
	slab->used++;
	if (s->ctor) {
		kasan_unpoison(p, s->object_size);
		s->ctor(p);
	}
	return p;
}

/* Under KASAN: the newest waits, the oldest of too many becomes free. */
__no_kasan static void quarantine(struct kmem_cache_cpu *c, struct slab_link *l)
{
	struct slab_link *oldest = c->quarantine;

	l->next = NULL;
	if (c->quarantine_tail)
		c->quarantine_tail->next = l;
	else
		c->quarantine = l;
	c->quarantine_tail = l;
	if (++c->quarantined <= QUARANTINE_LEN)
		return;
	c->quarantine = oldest->next;
	c->quarantined--;
	oldest->next = c->free;
	c->free = oldest;
}

/* Take over what other CPUs gave back. */
__no_kasan_sync static void take_remote(struct kmem_cache_cpu *c)
{
	struct slab_link *l, *next;

	l = xchg(&c->remote, NULL);
	if (!KASAN_ENABLED) {
		c->free = l;
		return;
	}
	for (; l; l = next) {
		next = l->next;
		quarantine(c, l);
	}
}

/* No free object at hand. */
__no_kasan static noinline void *slab_refill(struct kmem_cache *s,
					     struct kmem_cache_cpu *c)
{
	struct slab_link *l;

	if (READ_ONCE(c->remote))
		take_remote(c);
	l = c->free;
	if (!l)
		return slab_cut(s, c);
	c->free = l->next;
	return link_object(s, l);
}

/* @asked: bytes the caller may touch. */
__no_kasan static void *slab_alloc(struct kmem_cache *s, size_t asked,
				   gfp_t flags, const char *where)
{
	struct kmem_cache_cpu *c = &s->cpu[smp_processor_id()];
	struct slab_link *l = c->free;
	struct slab_obj *obj;
	void *p;

	if (unlikely(!may_alloc(s->sm, flags, where)))
		return NULL;
	if (likely(l)) {
		c->free = l->next;
		p = link_object(s, l);
	} else {
		p = slab_refill(s, c);
		if (!p)
			return NULL;
	}
	c->allocs++;
	obj = obj_of(p);
	obj->place = (u64)(uintptr_t)where | (u64)asked << CPU_SHIFT;
	obj->tag = c->tag;
	kasan_unpoison(p, asked);
	if (flags & __GFP_ZERO)
		memset(p, 0, asked);
	return p;
}

static struct kmem_cache *tag_cache(u64 tag)
{
	return (struct kmem_cache *)(uintptr_t)(tag & PTR_MASK);
}

/* Not a living object: freed before, or never ours. */
__no_kasan static noinline void bad_free(struct kmem_cache *s, const void *p)
{
	const struct slab_obj *obj = obj_of(p);
	const char *place = (const char *)(uintptr_t)(obj->place & PTR_MASK);
	const struct kmem_cache *own = tag_cache(obj->tag);
	char by[96];

	switch (obj->tag >> STATE_SHIFT) {
	case OBJ_FREE:
		oops_symbol(link_of(own, p)->freed_by, by, sizeof(by));
		oops_report(NULL,
			    "double free of %s: allocated at %s, freed by %s",
			    own->name, place, by);
		break;
	case OBJ_ALIVE:
		oops_report(NULL, "kmem_cache_free(%s) of %s, allocated at %s",
			    s->name, own->name, place);
		break;
	default:
		oops_report(NULL, "free of what no allocator gave");
	}
}

/* Another CPU's object, or one of another machine: hand it over. */
__no_kasan_sync static noinline void free_remote(struct kmem_cache *s, u64 tag,
						 struct slab_link *l)
{
	struct kmem_cache_cpu *home = &s->cpu[tag >> CPU_SHIFT & 0xff];
	struct slab_link *first = READ_ONCE(home->remote);

	do {
		l->next = first;
	} while (!try_cmpxchg(&home->remote, &first, l));
	atomic_long_inc(&home->remote_frees);
}

/* @p is alive. */
__no_kasan static void slab_free(struct kmem_cache *s, void *p, u64 tag,
				 const void *caller)
{
	struct kmem_cache_cpu *c = cache_this_cpu(s);
	struct slab_link *l = link_of(s, p);

	obj_of(p)->tag = tag ^ (OBJ_ALIVE ^ OBJ_FREE) << STATE_SHIFT;
	l->freed_by = caller;
	/* Readers under rcu_read_lock() may still look at a typesafe one. */
	if (KASAN_ENABLED && !(s->flags & SLAB_TYPESAFE_BY_RCU))
		kasan_poison(p, s->object_size);
	if (unlikely(!c || c->tag != tag)) {
		free_remote(s, tag, l);
		return;
	}
	c->frees++;
	if (KASAN_ENABLED && !(s->flags & SLAB_TYPESAFE_BY_RCU)) {
		quarantine(c, l);
		return;
	}
	l->next = c->free;
	c->free = l;
}

static void *large_alloc(size_t size, gfp_t flags, const char *where)
{
	struct slab_machine *sm = current->machine->slab;
	struct large_obj *large;
	size_t bytes = sizeof(*large) + size;

	if (!may_alloc(sm, flags, where) || bytes < size || size >> 40)
		return NULL;
	large = flags & __GFP_ZERO ? os_mem_zalloc(bytes) : os_mem_alloc(bytes);
	if (!large)
		return NULL;
	large->sm = sm;
	large->size = size;
	large->obj.place = (u64)(uintptr_t)where;
	large->obj.tag = OBJ_LARGE << STATE_SHIFT;
	os_lock(&sm->lock);
	list_add_tail(&large->list, &sm->large);
	sm->large_alive++;
	sm->large_bytes += os_mem_size(bytes);
	os_unlock(&sm->lock);
	kasan_poison(&large->obj, sizeof(large->obj));
	kasan_poison((char *)(large + 1) + size, os_mem_size(bytes) - bytes);
	return large + 1;
}

__no_kasan static void large_free(const void *p)
{
	struct large_obj *large = (struct large_obj *)p - 1;
	struct slab_machine *sm = large->sm;
	size_t bytes = sizeof(*large) + large->size;

	large->obj.tag = OBJ_FREE << STATE_SHIFT;
	os_lock(&sm->lock);
	list_del(&large->list);
	sm->large_alive--;
	sm->large_bytes -= os_mem_size(bytes);
	os_unlock(&sm->lock);
	os_mem_free(large, bytes);
}

/**
 * __kmalloc - give @size bytes, 16-byte aligned
 * @size: bytes; 0 gives ZERO_SIZE_PTR
 * @flags: GFP_*; __GFP_ZERO clears
 * @where: "file:line" for the leak report, filled in by kmalloc()
 *
 * Context: any with a baton; process when @flags may sleep.
 * Return: memory, or NULL (no memory, or slab_fail_nth()).
 */
void *__kmalloc(size_t size, gfp_t flags, const char *where)
{
	struct slab_machine *sm = current->machine->slab;

	if (unlikely(size - 1 >= KMALLOC_MAX_CACHE_SIZE))
		return size ? large_alloc(size, flags, where) : ZERO_SIZE_PTR;
	return slab_alloc(sm->kmalloc[kmalloc_class(size)], size, flags, where);
}
EXPORT_SYMBOL(__kmalloc);

/**
 * kfree - take back what kmalloc() and its kin gave; NULL is fine
 * @p: the memory
 *
 * Context: any, on any CPU or machine.
 */
__no_kasan void kfree(const void *p)
{
	u64 tag;

	if (unlikely(ZERO_OR_NULL_PTR(p)))
		return;
	tag = obj_of(p)->tag;
	if (likely(tag >> STATE_SHIFT == OBJ_ALIVE))
		slab_free(tag_cache(tag), (void *)p, tag, CALLER);
	else if (tag >> STATE_SHIFT == OBJ_LARGE)
		large_free(p);
	else
		bad_free(NULL, p);
}
EXPORT_SYMBOL(kfree);

/* What was asked for, before ksize() widened it. */
__no_kasan static size_t asked_size(const void *p)
{
	const struct slab_obj *obj = obj_of(p);

	if (obj->tag >> STATE_SHIFT == OBJ_LARGE)
		return ((const struct large_obj *)p - 1)->size;
	return obj->place >> CPU_SHIFT;
}

/**
 * ksize - how many bytes may be used at @p, at least what was asked for
 * @p: from kmalloc(), or NULL
 *
 * Context: any. Return: bytes.
 */
__no_kasan size_t ksize(const void *p)
{
	struct slab_obj *obj;
	struct kmem_cache *s;

	if (ZERO_OR_NULL_PTR(p))
		return 0;
	obj = obj_of(p);
	if (obj->tag >> STATE_SHIFT == OBJ_LARGE)
		return asked_size(p);
	s = tag_cache(obj->tag);
	obj->place = (obj->place & PTR_MASK) | (u64)s->object_size << CPU_SHIFT;
	kasan_unpoison(p, s->object_size);
	return s->object_size;
}
EXPORT_SYMBOL(ksize);

/**
 * kmalloc_size_roundup - what a kmalloc(@size) could really use
 * @size: bytes
 *
 * Context: any. Return: bytes, at least @size.
 */
size_t kmalloc_size_roundup(size_t size)
{
	if (!size || size > KMALLOC_MAX_CACHE_SIZE)
		return size;
	return current->machine->slab->kmalloc[kmalloc_class(size)]
		->object_size;
}
EXPORT_SYMBOL(kmalloc_size_roundup);

/**
 * __krealloc - move @p to a place of @size bytes, keep what fits
 * @p: from kmalloc(), or NULL; taken unless NULL is returned for @size > 0
 * @size: bytes; 0 frees
 * @flags: GFP_*
 * @where: "file:line"
 *
 * Context: as __kmalloc(). Return: memory, ZERO_SIZE_PTR, or NULL.
 */
void *__krealloc(const void *p, size_t size, gfp_t flags, const char *where)
{
	size_t old;
	void *new;

	if (!size) {
		kfree(p);
		return ZERO_SIZE_PTR;
	}
	new = __kmalloc(size, flags, where);
	if (!new || ZERO_OR_NULL_PTR(p))
		return new;
	old = asked_size(p);
	memcpy(new, p, min(old, size));
	kfree(p);
	return new;
}
EXPORT_SYMBOL(__krealloc);

/**
 * __kmem_cache_alloc - give one object of a cache
 * @s: a cache of the running machine
 * @flags: GFP_*
 * @where: "file:line", filled in by kmem_cache_alloc()
 *
 * Context: any with a baton; process when @flags may sleep.
 * Return: the object, or NULL.
 */
void *__kmem_cache_alloc(struct kmem_cache *s, gfp_t flags, const char *where)
{
	if (unlikely(s->sm != current->machine->slab)) {
		oops_report(where, "cache %s is another machine's", s->name);
		return NULL;
	}
	return slab_alloc(s, s->object_size, flags, where);
}
EXPORT_SYMBOL(__kmem_cache_alloc);

/**
 * kmem_cache_free - take an object back; NULL is fine
 * @s: its cache
 * @p: the object
 *
 * Context: any, on any CPU or machine.
 */
__no_kasan void kmem_cache_free(struct kmem_cache *s, void *p)
{
	u64 tag;

	if (unlikely(!p))
		return;
	tag = obj_of(p)->tag;
	if (likely(tag >> STATE_SHIFT == OBJ_ALIVE && tag_cache(tag) == s))
		slab_free(s, p, tag, CALLER);
	else
		bad_free(s, p);
}
EXPORT_SYMBOL(kmem_cache_free);
