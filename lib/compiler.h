/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * compiler - attributes, single accesses, barriers, compile-time checks
 *
 * Where:   the lowest header; includes nothing.
 * Mirrors: include/linux/compiler*.h, asm/barrier.h, build_bug.h, cache.h,
 *          export.h.
 * Spec:    C11 memory model for the barriers.
 */
#ifndef LIB_COMPILER_H
#define LIB_COMPILER_H

#define likely(x)   __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)

#undef __always_inline
#define __always_inline inline __attribute__((__always_inline__))
#define noinline	__attribute__((__noinline__))
#define __cold		__attribute__((__cold__))
#define __noreturn	__attribute__((__noreturn__))
#define __must_check	__attribute__((__warn_unused_result__))
#define __maybe_unused	__attribute__((__unused__))
#define __always_unused __attribute__((__unused__))
#define __weak		__attribute__((__weak__))
#define __used		__attribute__((__used__))
#define __visible	__attribute__((__visibility__("default")))
#define __pure		__attribute__((__pure__))
#define __malloc	__attribute__((__malloc__))
#define __packed	__attribute__((__packed__))
#define __aligned(x)	__attribute__((__aligned__(x)))
#define __section(s)	__attribute__((__section__(s)))
#define __printf(a, b)	__attribute__((__format__(__printf__, a, b)))
#define __nonstring	/* gcc's nonstring is unknown to clang 14 */
#define fallthrough	__attribute__((__fallthrough__))

/* Marks of sparse: for the reader, and for a later checker. */
#define __percpu
#define __rcu
#define __user
#define __force
#define __iomem
#define __init
#define __exit
#define __read_mostly
#define __ro_after_init
#define __initdata

/*
 * Clang's thread safety analysis checks these; a lock type is marked
 * __capability("spinlock"). gcc sees nothing.
 */
#ifdef __clang__
#define __capability(name) __attribute__((capability(name)))
#define __acquires(x)	   __attribute__((acquire_capability(x)))
#define __releases(x)	   __attribute__((release_capability(x)))
#define __must_hold(x)	   __attribute__((requires_capability(x)))
#define __excludes(x)	   __attribute__((locks_excluded(x)))
#define __no_thread_safety __attribute__((no_thread_safety_analysis))
#else
#define __capability(name)
#define __acquires(x)
#define __releases(x)
#define __must_hold(x)
#define __excludes(x)
#define __no_thread_safety
#endif

#define L1_CACHE_SHIFT		     6
#define L1_CACHE_BYTES		     (1 << L1_CACHE_SHIFT)
#define SMP_CACHE_BYTES		     L1_CACHE_BYTES
#define ____cacheline_aligned	     __aligned(L1_CACHE_BYTES)
#define ____cacheline_aligned_in_smp __aligned(L1_CACHE_BYTES)
#define __cacheline_aligned_in_smp   __aligned(L1_CACHE_BYTES)

#ifdef __has_feature
#if __has_feature(thread_sanitizer)
#define __SANITIZE_THREAD__ 1
#endif
#endif

/*
 * One access, not torn, not repeated, not invented. The thread sanitizer
 * does not take volatile for an answer, so there it is a relaxed atomic.
 */
#ifdef __SANITIZE_THREAD__
#define READ_ONCE(x) __atomic_load_n(&(x), __ATOMIC_RELAXED)
#define WRITE_ONCE(x, val)                                                     \
	do {                                                                   \
		__atomic_store_n(&(x), (val), __ATOMIC_RELAXED);               \
	} while (0)
#else
#define READ_ONCE(x) (*(const volatile __typeof__(x) *)&(x))
#define WRITE_ONCE(x, val)                                                     \
	do {                                                                   \
		*(volatile __typeof__(x) *)&(x) = (val);                       \
	} while (0)
#endif
#define data_race(expr) (expr)

/*
 * A pointer whose target is read next: the CPU keeps that order by itself,
 * but the thread sanitizer has to be told.
 */
#ifdef __SANITIZE_THREAD__
#define READ_ONCE_DEPENDS(p) __atomic_load_n(&(p), __ATOMIC_ACQUIRE)
#else
#define READ_ONCE_DEPENDS(p) READ_ONCE(p)
#endif

#define barrier() __asm__ __volatile__("" : : : "memory")
#define smp_mb()  __atomic_thread_fence(__ATOMIC_SEQ_CST)
#define smp_rmb() __atomic_thread_fence(__ATOMIC_ACQUIRE)
#define smp_wmb() __atomic_thread_fence(__ATOMIC_RELEASE)
#define mb()	  smp_mb()
#define rmb()	  smp_rmb()
#define wmb()	  smp_wmb()
#define dma_rmb() smp_rmb()
#define dma_wmb() smp_wmb()

#define smp_load_acquire(p)	__atomic_load_n((p), __ATOMIC_ACQUIRE)
#define smp_store_release(p, v) __atomic_store_n((p), (v), __ATOMIC_RELEASE)
/* Behind all before it, before all behind it: also plain reads. */
#define smp_store_mb(var, val)                                                 \
	do {                                                                   \
		smp_store_release(&(var), val);                                \
		smp_mb();                                                      \
	} while (0)

#define smp_mb__before_atomic() smp_mb()
#define smp_mb__after_atomic()	smp_mb()

/* For the few turns before a waiter sleeps; never a loop of its own. */
#if defined(__x86_64__) || defined(__i386__)
#define cpu_relax() __builtin_ia32_pause()
#elif defined(__aarch64__)
#define cpu_relax() __asm__ __volatile__("yield" : : : "memory")
#else
#define cpu_relax() barrier()
#endif

#define prefetch(x)  __builtin_prefetch(x)
#define prefetchw(x) __builtin_prefetch((x), 1)

#undef static_assert
#define static_assert(expr, ...) __static_assert(expr, ##__VA_ARGS__, #expr)
#define __static_assert(expr, msg, ...) _Static_assert(expr, msg)

#define BUILD_BUG_ON_MSG(cond, msg) _Static_assert(!(cond), msg)
#define BUILD_BUG_ON(cond)	    BUILD_BUG_ON_MSG(cond, "BUILD_BUG_ON: " #cond)
/* As an expression of value 0: an error when @e is true. */
#define BUILD_BUG_ON_ZERO(e) ((int)sizeof(struct { int : (-!!(e)); }))

#define __same_type(a, b)                                                      \
	__builtin_types_compatible_p(__typeof__(a), __typeof__(b))
/* An integer constant expression? (a null pointer constant decides) */
#define __is_constexpr(x)                                                      \
	(sizeof(int) == sizeof(*(8 ? ((void *)((long)(x)*0l)) : (int *)8)))

#define __stringify_1(x...)   #x
#define __stringify(x...)     __stringify_1(x)
#define __PASTE_1(a, b)	      a##b
#define __PASTE(a, b)	      __PASTE_1(a, b)
#define __UNIQUE_ID(prefix)   __PASTE(__PASTE(__unique_, prefix), __COUNTER__)
#define OPTIMIZER_HIDE_VAR(v) __asm__("" : "=r"(v) : "0"(v))

/*
 * On the line after the function: read by a person, and by the script that
 * makes the linker's export list. What is not so marked no module can call.
 */
#define EXPORT_SYMBOL(sym)     extern __typeof__(sym) sym
#define EXPORT_SYMBOL_GPL(sym) EXPORT_SYMBOL(sym)
#define EXPORT_SYMBOL_TLS(sym) extern __thread __typeof__(sym) sym

#endif /* LIB_COMPILER_H */
