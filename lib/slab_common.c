// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * slab_common - caches made, ended, walked; what is left is reported
 *
 * Where:   modules make a cache at init; a machine's end and a module's end
 *          ask here whether everything came back.
 * Mirrors: mm/slab_common.c, mm/util.c (kmemdup, kstrdup).
 * Spec:    none.
 */
#include <string.h>

#include "lib/err.h"
#include "lib/kernel.h"
#include "lib/memory.h"
#include "lib/oops.h"
#include "lib/os_mem.h"
#include "lib/printk.h"
#include "lib/rcupdate.h"
#include "lib/slab.h"

#define MAX_PLACES 64 /* of allocation, told apart in one report */

static const struct {
	const char *name;
	unsigned int size;
} kmalloc_info[NR_KMALLOC] = {
	{"kmalloc-16", 16},   {"kmalloc-32", 32},   {"kmalloc-64", 64},
	{"kmalloc-96", 96},   {"kmalloc-128", 128}, {"kmalloc-192", 192},
	{"kmalloc-256", 256}, {"kmalloc-384", 384}, {"kmalloc-512", 512},
	{"kmalloc-1k", 1024}, {"kmalloc-2k", 2048}, {"kmalloc-4k", 4096},
	{"kmalloc-8k", 8192},
};

/* The first slab holds a few objects, or one: most caches stay small. */
static size_t first_slab(const struct kmem_cache *s)
{
	size_t bytes = OS_MEM_MIN;
	size_t want = s->stride >= 1024 ? 1 : 4;

	while (bytes < s->obj_offset + want * s->stride)
		bytes *= 2;
	return bytes;
}

static void cache_layout(struct kmem_cache *s, unsigned int size,
			 unsigned int align, unsigned int flags)
{
	unsigned int below = sizeof(struct slab_obj);

	if (flags & SLAB_HWCACHE_ALIGN)
		align = max(align, (unsigned int)L1_CACHE_BYTES);
	align = max(align, (unsigned int)ARCH_KMALLOC_MINALIGN);
	s->object_size = max(size, (unsigned int)sizeof(struct slab_link));
	s->flags = flags;
	/* What readers or the constructor left there must stay. */
	if (s->ctor || flags & SLAB_TYPESAFE_BY_RCU) {
		below += sizeof(struct slab_link);
		s->link_back = below;
	}
	s->obj_offset = ALIGN((unsigned int)sizeof(struct slab) + below, align);
	s->stride = ALIGN(s->object_size + below, align);
}

/* Context: any; the list is under sm->lock. */
struct kmem_cache *cache_new(struct slab_machine *sm, const char *name,
			     unsigned int size, unsigned int align,
			     unsigned int flags, void (*ctor)(void *))
{
	unsigned int i, nr = sm->machine->nr_cpus;
	size_t bytes =
		sizeof(struct kmem_cache) + nr * sizeof(struct kmem_cache_cpu);
	struct kmem_cache *s = os_mem_zalloc(bytes);

	if (!s)
		return NULL;
	s->sm = sm;
	s->bytes = bytes;
	s->ctor = ctor;
	strncpy(s->name, name, sizeof(s->name) - 1);
	cache_layout(s, size, align, flags);
	for (i = 0; i < nr; i++) {
		s->cpu[i].tag = (u64)(uintptr_t)s | (u64)i << CPU_SHIFT |
				OBJ_ALIVE << STATE_SHIFT;
		s->cpu[i].next_bytes = first_slab(s);
	}
	atomic64_add((s64)os_mem_size(bytes), &sm->bytes);
	os_lock(&sm->lock);
	*sm->last = s;
	sm->last = &s->next;
	os_unlock(&sm->lock);
	return s;
}

static void cache_unlink(struct kmem_cache *s)
{
	struct slab_machine *sm = s->sm;
	struct kmem_cache **p;

	os_lock(&sm->lock);
	for (p = &sm->caches; *p != s; p = &(*p)->next)
		;
	*p = s->next;
	if (!s->next)
		sm->last = p;
	os_unlock(&sm->lock);
}

/* Off the list already, or the machine ends. */
static void cache_release(struct kmem_cache *s)
{
	struct slab *slab, *next;

	for (unsigned int i = 0; i < s->sm->machine->nr_cpus; i++) {
		for (slab = s->cpu[i].slabs; slab; slab = next) {
			next = slab->next;
			atomic64_sub((s64)slab->bytes, &s->sm->bytes);
			os_mem_free(slab, slab->bytes);
		}
	}
	atomic64_sub((s64)os_mem_size(s->bytes), &s->sm->bytes);
	os_mem_free(s, s->bytes);
}

unsigned long cache_alive(const struct kmem_cache *s)
{
	unsigned long n = 0;

	for (unsigned int i = 0; i < s->sm->machine->nr_cpus; i++) {
		const struct kmem_cache_cpu *c = &s->cpu[i];

		n += READ_ONCE(c->allocs) - READ_ONCE(c->frees) -
		     (unsigned long)atomic_long_read(&c->remote_frees);
	}
	return n;
}

static unsigned long cache_total(const struct kmem_cache *s)
{
	const struct slab *slab;
	unsigned long n = 0;

	for (unsigned int i = 0; i < s->sm->machine->nr_cpus; i++)
		for (slab = s->cpu[i].slabs; slab; slab = slab->next)
			n += slab->nr;
	return n;
}

/* Living objects by place of allocation. */
struct place_table {
	struct {
		const char *where;
		unsigned long count;
	} place[MAX_PLACES];
	unsigned int nr;
	const char *start, *end; /* only places within; NULL: all */
};

static void count_place(struct place_table *t, const char *where)
{
	unsigned int i;

	for (i = 0; i < t->nr; i++)
		if (!strcmp(t->place[i].where, where))
			break;
	if (i == MAX_PLACES) {
		t->place[MAX_PLACES - 1].count++;
		return;
	}
	if (i == t->nr) {
		t->place[i].where = i < MAX_PLACES - 1 ? where : "other places";
		t->nr++;
	}
	t->place[i].count++;
}

/* One living object: is it the text's we look for? Then forget its place. */
__no_kasan static void visit(struct place_table *t, struct slab_obj *obj)
{
	const char *where = (const char *)(uintptr_t)(obj->place & PTR_MASK);

	if (t->start && (where < t->start || where >= t->end))
		return;
	count_place(t, where);
	if (t->start)
		obj->place = (obj->place & ~PTR_MASK) |
			     (u64)(uintptr_t) "an unloaded module";
}

__no_kasan static void visit_slab(const struct kmem_cache *s, struct slab *slab,
				  struct place_table *t)
{
	for (unsigned int i = 0; i < slab->used; i++) {
		struct slab_obj *obj = obj_of(slab->base + i * s->stride);

		if (obj->tag >> STATE_SHIFT == OBJ_ALIVE)
			visit(t, obj);
	}
}

/* Sorted by place, for the order of memory is no order. */
static unsigned long print_places(struct place_table *t, const char *cache)
{
	unsigned long sum = 0;

	for (unsigned int i = 1; i < t->nr; i++)
		for (unsigned int j = i; j; j--)
			if (strcmp(t->place[j].where, t->place[j - 1].where) <
			    0)
				swap(t->place[j], t->place[j - 1]);
	for (unsigned int i = 0; i < t->nr; i++) {
		pr_err("slab: %s: %lu left, allocated at %s\n", cache,
		       t->place[i].count, t->place[i].where);
		sum += t->place[i].count;
	}
	return sum;
}

static unsigned long report_cache(struct kmem_cache *s, const void *start,
				  const void *end)
{
	struct place_table t = {.start = start, .end = end};
	struct slab *slab;

	for (unsigned int i = 0; i < s->sm->machine->nr_cpus; i++)
		for (slab = s->cpu[i].slabs; slab; slab = slab->next)
			visit_slab(s, slab, &t);
	return print_places(&t, s->name);
}

static unsigned long report_large(struct slab_machine *sm, const void *start,
				  const void *end)
{
	struct place_table t = {.start = start, .end = end};
	struct large_obj *large;

	list_for_each_entry (large, &sm->large, list)
		visit(&t, &large->obj);
	return print_places(&t, "kmalloc-large");
}

/**
 * kmem_cache_create - give a cache of equal objects
 * @name: shown in reports; copied
 * @size: bytes of an object, 1..32768
 * @align: power of two, or 0
 * @flags: SLAB_*
 * @ctor: called once for each object when its memory is first used, or NULL
 *
 * Context: process or init. The cache is the running machine's.
 * Return: the cache, or NULL.
 */
struct kmem_cache *kmem_cache_create(const char *name, unsigned int size,
				     unsigned int align, unsigned int flags,
				     void (*ctor)(void *))
{
	struct kmem_cache *s = NULL;

	if (size && size <= 32768 && !(align & (align - 1)) && align <= 4096)
		s = cache_new(current->machine->slab, name, size, align, flags,
			      ctor);
	if (!s && flags & SLAB_PANIC)
		BUG();
	return s;
}
EXPORT_SYMBOL(kmem_cache_create);

/**
 * kmem_cache_destroy - end a cache; what is left in it is reported
 * @s: the cache, or NULL; taken
 *
 * A cache with living objects stays until its machine ends, so that a late
 * kmem_cache_free() does no harm. Context: process; waits for RCU readers of
 * a SLAB_TYPESAFE_BY_RCU cache.
 */
void kmem_cache_destroy(struct kmem_cache *s)
{
	unsigned long left;

	if (!s)
		return;
	if (s->flags & SLAB_TYPESAFE_BY_RCU)
		rcu_barrier();
	left = cache_alive(s);
	if (left) {
		report_cache(s, NULL, NULL);
		oops_report(NULL, "cache %s destroyed with %lu objects in it",
			    s->name, left);
		s->dead = true;
		return;
	}
	cache_unlink(s);
	cache_release(s);
}
EXPORT_SYMBOL(kmem_cache_destroy);

unsigned int kmem_cache_size(struct kmem_cache *s)
{
	return s->object_size;
}
EXPORT_SYMBOL(kmem_cache_size);

/**
 * slab_walk - statistics of each cache, in order of creation
 * @machine: whose
 * @fn: called for each; must not allocate
 * @data: for @fn
 *
 * Context: any; the numbers of other CPUs may be a moment old.
 */
void slab_walk(struct machine *machine,
	       void (*fn)(void *data, const struct slab_stat *st), void *data)
{
	struct slab_machine *sm = machine->slab;
	struct slab_stat st;
	struct kmem_cache *s;

	os_lock(&sm->lock);
	for_each_cache (s, sm) {
		st.name = s->name;
		st.size = s->object_size;
		st.alive = cache_alive(s);
		st.total = cache_total(s);
		fn(data, &st);
	}
	st.name = "kmalloc-large";
	st.size = 0;
	st.alive = st.total = sm->large_alive;
	fn(data, &st);
	os_unlock(&sm->lock);
}
EXPORT_SYMBOL(slab_walk);

/* Context: any. Return: objects alive on @machine. */
unsigned long slab_alive(struct machine *machine)
{
	struct slab_machine *sm = machine->slab;
	struct kmem_cache *s;
	unsigned long n;

	os_lock(&sm->lock);
	n = sm->large_alive;
	for_each_cache (s, sm)
		n += cache_alive(s);
	os_unlock(&sm->lock);
	return n;
}
EXPORT_SYMBOL(slab_alive);

/* Context: any. Return: bytes that @machine's slabs hold from the host. */
size_t slab_bytes(struct machine *machine)
{
	struct slab_machine *sm = machine->slab;

	return (size_t)atomic64_read(&sm->bytes) + READ_ONCE(sm->large_bytes);
}
EXPORT_SYMBOL(slab_bytes);

/* Context: any. The @n-th allocation of @machine from now fails; 0: none. */
void slab_fail_nth(struct machine *machine, unsigned long n)
{
	atomic_long_set(&machine->slab->fail, (long)n);
}
EXPORT_SYMBOL(slab_fail_nth);

unsigned long slab_check_text(struct machine *machine, const void *start,
			      const void *end)
{
	struct slab_machine *sm = machine->slab;
	struct kmem_cache *s;
	unsigned long left;

	os_lock(&sm->lock);
	left = report_large(sm, start, end);
	for_each_cache (s, sm)
		left += report_cache(s, start, end);
	os_unlock(&sm->lock);
	return left;
}
EXPORT_SYMBOL(slab_check_text);

/* Context: init; no task runs on @machine. Return: 0 or -ENOMEM. */
int slab_machine_init(struct machine *machine)
{
	struct slab_machine *sm = os_mem_zalloc(sizeof(*sm));
	struct cpu *cpu;
	unsigned int i;

	if (!sm)
		return -ENOMEM;
	machine->slab = sm;
	sm->machine = machine;
	sm->last = &sm->caches;
	INIT_LIST_HEAD(&sm->large);
	for_each_cpu_of (machine, cpu) {
		cpu->slab = os_mem_zalloc(sizeof(struct mem_cpu));
		if (!cpu->slab)
			return -ENOMEM;
	}
	for (i = 0; i < NR_KMALLOC; i++) {
		sm->kmalloc[i] = cache_new(sm, kmalloc_info[i].name,
					   kmalloc_info[i].size, 0, 0, NULL);
		if (!sm->kmalloc[i])
			return -ENOMEM;
	}
	return 0;
}

static void release_large(struct slab_machine *sm)
{
	struct large_obj *large, *next;

	list_for_each_entry_safe (large, next, &sm->large, list)
		os_mem_free(large, sizeof(*large) + large->size);
}

/* Context: nothing allocates on @machine any more; ends what init began. */
unsigned long slab_machine_exit(struct machine *machine)
{
	struct slab_machine *sm = machine->slab;
	struct kmem_cache *s, *next;
	unsigned long left;
	struct cpu *cpu;

	if (!sm)
		return 0;
	left = report_large(sm, NULL, NULL);
	for_each_cache (s, sm)
		left += report_cache(s, NULL, NULL);
	release_large(sm);
	for (s = sm->caches; s; s = next) {
		next = s->next;
		cache_release(s);
	}
	for_each_cpu_of (machine, cpu) {
		os_mem_free(cpu->slab, sizeof(struct mem_cpu));
		cpu->slab = NULL;
	}
	lockdep_machine_exit(sm);
	machine->slab = NULL;
	os_mem_free(sm, sizeof(*sm));
	return left;
}

/**
 * __kmalloc_array - kmalloc() of @n * @size bytes, refusing an overflow
 * @n: elements
 * @size: of one
 * @flags: GFP_*
 * @where: "file:line"
 *
 * Context: as __kmalloc(). Return: memory or NULL.
 */
void *__kmalloc_array(size_t n, size_t size, gfp_t flags, const char *where)
{
	size_t bytes;

	if (check_mul_overflow(n, size, &bytes))
		return NULL;
	return __kmalloc(bytes, flags, where);
}
EXPORT_SYMBOL(__kmalloc_array);

/* Context: as __kmalloc(). Return: a copy of @len bytes at @p, or NULL. */
void *__kmemdup(const void *p, size_t len, gfp_t flags, const char *where)
{
	void *new = __kmalloc(len, flags, where);

	if (new &&len)
		memcpy(new, p, len);
	return new;
}
EXPORT_SYMBOL(__kmemdup);

/* Context: as __kmalloc(). Return: a copy of @s, or NULL; NULL for NULL. */
char *__kstrdup(const char *s, gfp_t flags, const char *where)
{
	return s ? __kmemdup(s, strlen(s) + 1, flags, where) : NULL;
}
EXPORT_SYMBOL(__kstrdup);

/* Context: as __kmalloc(). Return: at most @max characters of @s, or NULL. */
char *__kstrndup(const char *s, size_t max, gfp_t flags, const char *where)
{
	size_t len = s ? strnlen(s, max) : 0;
	char *new = s ? __kmalloc(len + 1, flags, where) : NULL;

	if (new) {
		memcpy(new, s, len);
		new[len] = '\0';
	}
	return new;
}
EXPORT_SYMBOL(__kstrndup);

/* Context: as __kmalloc(). Return: what sprintf() would write, or NULL. */
char *__kvasprintf(gfp_t flags, const char *where, const char *fmt,
		   va_list args)
{
	va_list again;
	char *p;
	int len;

	va_copy(again, args);
	len = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	p = __kmalloc((size_t)len + 1, flags, where);
	if (p)
		vsnprintf(p, (size_t)len + 1, fmt, args);
	return p;
}
EXPORT_SYMBOL(__kvasprintf);

char *__kasprintf(gfp_t flags, const char *where, const char *fmt, ...)
{
	va_list args;
	char *p;

	va_start(args, fmt);
	p = __kvasprintf(flags, where, fmt, args);
	va_end(args);
	return p;
}
EXPORT_SYMBOL(__kasprintf);
