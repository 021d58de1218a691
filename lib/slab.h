/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * slab - memory: kmalloc() and caches of equal objects
 *
 * Where:   everything that is not a packet's page (lib/mm.h).
 * Mirrors: include/linux/slab.h. Every byte belongs to a machine; what is left
 *          when the machine dies is reported as a leak, by cache and by place.
 *
 * A cache keeps a magazine of free objects per CPU, so that the packet's way
 * allocates without a lock and without malloc(). An object freed on another
 * CPU goes back over a lock-free list. Under AddressSanitizer each object is
 * poisoned while free and comes back late, so that use after free is seen.
 * kmalloc() can be told to fail the n-th time: allocation failure is tested.
 */
#ifndef LIB_SLAB_H
#define LIB_SLAB_H

#include <stdarg.h>

#include "lib/compiler.h"
#include "lib/types.h"

struct kmem_cache;
struct machine;

#define SLAB_HWCACHE_ALIGN     0x00002000
#define SLAB_TYPESAFE_BY_RCU   0x00080000
#define SLAB_PANIC	       0x00040000
#define SLAB_ACCOUNT	       0x04000000
#define KMALLOC_MAX_CACHE_SIZE 8192
#define ARCH_KMALLOC_MINALIGN  16

/* What kmalloc(0) gives: not NULL, not to be touched. */
#define ZERO_SIZE_PTR	    ((void *)16)
#define ZERO_OR_NULL_PTR(p) ((unsigned long)(p) <= (unsigned long)ZERO_SIZE_PTR)

/*
 * Context: any with a baton (GFP_KERNEL: process; checked). Give memory or
 * NULL. The caller's place is kept for the leak report.
 */
void *__kmalloc(size_t size, gfp_t flags, const char *where);
void kfree(const void *p);
size_t ksize(const void *p);
size_t kmalloc_size_roundup(size_t size);
void *__krealloc(const void *p, size_t size, gfp_t flags, const char *where);

#define __SLAB_STR1(x) #x
#define __SLAB_STR(x)  __SLAB_STR1(x)
#define __SLAB_HERE    __FILE__ ":" __SLAB_STR(__LINE__)

#define kmalloc(size, flags) __kmalloc(size, flags, __SLAB_HERE)
#define kzalloc(size, flags) __kmalloc(size, (flags) | __GFP_ZERO, __SLAB_HERE)
#define kmalloc_array(n, size, flags)                                          \
	__kmalloc_array(n, size, flags, __SLAB_HERE)
#define kcalloc(n, size, flags)                                                \
	__kmalloc_array(n, size, (flags) | __GFP_ZERO, __SLAB_HERE)
#define kvmalloc(size, flags)	 kmalloc(size, flags)
#define kvzalloc(size, flags)	 kzalloc(size, flags)
#define kvcalloc(n, size, flags) kcalloc(n, size, flags)
#define kvmalloc_array(n, s, f)	 kmalloc_array(n, s, f)
#define kvfree(p)		 kfree(p)
#define vmalloc(size)		 kmalloc(size, GFP_KERNEL)
#define vzalloc(size)		 kzalloc(size, GFP_KERNEL)
#define vfree(p)		 kfree(p)
#define kfree_sensitive(p)	 kfree(p)
#define krealloc(p, size, flags) __krealloc(p, size, flags, __SLAB_HERE)

void *__kmalloc_array(size_t n, size_t size, gfp_t flags, const char *where);
#define kmemdup(p, len, flags) __kmemdup(p, len, flags, __SLAB_HERE)
void *__kmemdup(const void *p, size_t len, gfp_t flags, const char *where);
#define kstrdup(s, flags) __kstrdup(s, flags, __SLAB_HERE)
char *__kstrdup(const char *s, gfp_t flags, const char *where);
#define kstrndup(s, max, flags) __kstrndup(s, max, flags, __SLAB_HERE)
char *__kstrndup(const char *s, size_t max, gfp_t flags, const char *where);
#define kvasprintf(flags, fmt, ap) __kvasprintf(flags, __SLAB_HERE, fmt, ap)
char *__kvasprintf(gfp_t flags, const char *where, const char *fmt,
		   va_list args) __printf(3, 0);
#define kasprintf(flags, fmt, ...)                                             \
	__kasprintf(flags, __SLAB_HERE, fmt, ##__VA_ARGS__)
char *__kasprintf(gfp_t flags, const char *where, const char *fmt, ...)
	__printf(3, 4);

/* Caches belong to the machine that made them. Context: process or init. */
struct kmem_cache *kmem_cache_create(const char *name, unsigned int size,
				     unsigned int align, unsigned int flags,
				     void (*ctor)(void *));
#define KMEM_CACHE(type, flags)                                                \
	kmem_cache_create(#type, sizeof(struct type),                          \
			  __alignof__(struct type), flags, NULL)
void kmem_cache_destroy(struct kmem_cache *s); /* reports what is left */
void *__kmem_cache_alloc(struct kmem_cache *s, gfp_t flags, const char *where);
#define kmem_cache_alloc(s, flags) __kmem_cache_alloc(s, flags, __SLAB_HERE)
#define kmem_cache_zalloc(s, flags)                                            \
	__kmem_cache_alloc(s, (flags) | __GFP_ZERO, __SLAB_HERE)
void kmem_cache_free(struct kmem_cache *s, void *p);
unsigned int kmem_cache_size(struct kmem_cache *s);

/* Statistics of a cache: /proc/slabinfo, leak checks. */
struct slab_stat {
	const char *name;
	unsigned int size;
	unsigned long alive;
	unsigned long total; /* objects that memory is held for */
};
/* Walk all caches of a machine, kmalloc's included. */
void slab_walk(struct machine *machine,
	       void (*fn)(void *data, const struct slab_stat *st), void *data);
unsigned long slab_alive(struct machine *machine);
size_t slab_bytes(struct machine *machine); /* held from the host */

/* Fault injection: the @n-th allocation from now fails; 0: none. */
void slab_fail_nth(struct machine *machine, unsigned long n);

/*
 * Before a module's text goes: log what is left of what it allocated (cache,
 * place, count) and forget the places, which lie in its text. Return: how
 * many objects. Context: process, on the machine.
 */
unsigned long slab_check_text(struct machine *machine, const void *start,
			      const void *end);

int slab_machine_init(struct machine *machine);
/* Log each object left (cache, place, count), free all. Return: how many. */
unsigned long slab_machine_exit(struct machine *machine);

#endif
