/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kasan - tell AddressSanitizer which of our memory may not be touched
 *
 * Where:   the allocators: slab.c, mm.c, percpu.c, os_mem.c.
 * Mirrors: include/linux/kasan.h in purpose; empty without the sanitizer.
 * Spec:    the interface of compiler-rt's <sanitizer/asan_interface.h>.
 */
#ifndef LIB_KASAN_H
#define LIB_KASAN_H

#include "lib/compiler.h"
#include "lib/types.h"

#if defined(__SANITIZE_ADDRESS__)
#define KASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define KASAN 1
#endif
#endif

#ifdef KASAN
void __asan_poison_memory_region(const volatile void *p, size_t size);
void __asan_unpoison_memory_region(const volatile void *p, size_t size);

#define KASAN_ENABLED	     1
#define kasan_poison(p, n)   __asan_poison_memory_region(p, n)
#define kasan_unpoison(p, n) __asan_unpoison_memory_region(p, n)
/*
 * A function that reads and writes memory which is poisoned for others, or
 * which another CPU uses just now: it looks for what nobody uses.
 */
#define __no_kasan __attribute__((__no_sanitize_address__))
/* The same, but the thread sanitizer must see it: it orders two CPUs. */
#define __no_kasan_sync __no_kasan
#else
#define KASAN_ENABLED	     0
#define kasan_poison(p, n)   ((void)(p), (void)(n))
#define kasan_unpoison(p, n) ((void)(p), (void)(n))
#define __no_kasan	     __attribute__((__no_sanitize_thread__))
#define __no_kasan_sync
#endif

#endif /* LIB_KASAN_H */
