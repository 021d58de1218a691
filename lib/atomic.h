/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * atomic - atomic integers, cmpxchg and xchg on the compiler's builtins
 *
 * Where:   counters and lock-free lists; per-CPU data needs none of it.
 * Mirrors: include/linux/atomic.h and asm's.
 * Spec:    Documentation/atomic_t.txt: what returns a value is fully
 *          ordered, what returns nothing is not ordered at all.
 */
#ifndef LIB_ATOMIC_H
#define LIB_ATOMIC_H

#include "lib/types.h"

#define xchg(ptr, v)	     __atomic_exchange_n((ptr), (v), __ATOMIC_SEQ_CST)
#define xchg_relaxed(ptr, v) __atomic_exchange_n((ptr), (v), __ATOMIC_RELAXED)

/* Gives what was there; equal to @o means that @n was stored. */
#define __cmpxchg(ptr, o, n, mo)                                               \
	({                                                                     \
		__typeof__(*(ptr)) __cx_old = (o);                             \
		__atomic_compare_exchange_n((ptr), &__cx_old, (n), false,      \
					    (mo), __ATOMIC_RELAXED);           \
		__cx_old;                                                      \
	})
#define cmpxchg(ptr, o, n)	   __cmpxchg(ptr, o, n, __ATOMIC_SEQ_CST)
#define cmpxchg_acquire(ptr, o, n) __cmpxchg(ptr, o, n, __ATOMIC_ACQUIRE)
#define cmpxchg_release(ptr, o, n) __cmpxchg(ptr, o, n, __ATOMIC_RELEASE)
#define cmpxchg_relaxed(ptr, o, n) __cmpxchg(ptr, o, n, __ATOMIC_RELAXED)
#define cmpxchg_local(ptr, o, n)   __cmpxchg(ptr, o, n, __ATOMIC_RELAXED)

/* Whether @n was stored; if not, *@po is what was there. */
#define try_cmpxchg(ptr, po, n)                                                \
	__atomic_compare_exchange_n((ptr), (po), (n), false, __ATOMIC_SEQ_CST, \
				    __ATOMIC_RELAXED)

#define __ATOMIC_OPS(name, atype, type)                                        \
	static inline type name##_read(const atype *v)                         \
	{                                                                      \
		return __atomic_load_n(&v->counter, __ATOMIC_RELAXED);         \
	}                                                                      \
	static inline type name##_read_acquire(const atype *v)                 \
	{                                                                      \
		return __atomic_load_n(&v->counter, __ATOMIC_ACQUIRE);         \
	}                                                                      \
	static inline void name##_set(atype *v, type i)                        \
	{                                                                      \
		__atomic_store_n(&v->counter, i, __ATOMIC_RELAXED);            \
	}                                                                      \
	static inline void name##_set_release(atype *v, type i)                \
	{                                                                      \
		__atomic_store_n(&v->counter, i, __ATOMIC_RELEASE);            \
	}                                                                      \
	static inline type name##_xchg(atype *v, type i)                       \
	{                                                                      \
		return xchg(&v->counter, i);                                   \
	}                                                                      \
	static inline type name##_cmpxchg(atype *v, type old, type new)        \
	{                                                                      \
		return cmpxchg(&v->counter, old, new);                         \
	}                                                                      \
	static inline bool name##_try_cmpxchg(atype *v, type *old, type new)   \
	{                                                                      \
		return try_cmpxchg(&v->counter, old, new);                     \
	}                                                                      \
	__ATOMIC_OP(name, atype, type, add)                                    \
	__ATOMIC_OP(name, atype, type, sub)                                    \
	__ATOMIC_OP(name, atype, type, and)                                    \
	__ATOMIC_OP(name, atype, type, or)                                     \
	__ATOMIC_OP(name, atype, type, xor)                                    \
	static inline void name##_inc(atype *v)                                \
	{                                                                      \
		name##_add(1, v);                                              \
	}                                                                      \
	static inline void name##_dec(atype *v)                                \
	{                                                                      \
		name##_sub(1, v);                                              \
	}                                                                      \
	static inline type name##_inc_return(atype *v)                         \
	{                                                                      \
		return name##_add_return(1, v);                                \
	}                                                                      \
	static inline type name##_dec_return(atype *v)                         \
	{                                                                      \
		return name##_sub_return(1, v);                                \
	}                                                                      \
	static inline type name##_fetch_inc(atype *v)                          \
	{                                                                      \
		return name##_fetch_add(1, v);                                 \
	}                                                                      \
	static inline type name##_fetch_dec(atype *v)                          \
	{                                                                      \
		return name##_fetch_sub(1, v);                                 \
	}                                                                      \
	static inline bool name##_inc_and_test(atype *v)                       \
	{                                                                      \
		return name##_add_return(1, v) == 0;                           \
	}                                                                      \
	static inline bool name##_dec_and_test(atype *v)                       \
	{                                                                      \
		return name##_sub_return(1, v) == 0;                           \
	}                                                                      \
	static inline bool name##_sub_and_test(type i, atype *v)               \
	{                                                                      \
		return name##_sub_return(i, v) == 0;                           \
	}                                                                      \
	static inline bool name##_add_negative(type i, atype *v)               \
	{                                                                      \
		return name##_add_return(i, v) < 0;                            \
	}                                                                      \
	/* Adds @a unless the value is @u; gives the value before. */          \
	static inline type name##_fetch_add_unless(atype *v, type a, type u)   \
	{                                                                      \
		type c = name##_read(v);                                       \
                                                                               \
		while (c != u && !name##_try_cmpxchg(v, &c, c + a))            \
			;                                                      \
		return c;                                                      \
	}                                                                      \
	static inline bool name##_add_unless(atype *v, type a, type u)         \
	{                                                                      \
		return name##_fetch_add_unless(v, a, u) != u;                  \
	}                                                                      \
	static inline bool name##_inc_not_zero(atype *v)                       \
	{                                                                      \
		return name##_add_unless(v, 1, 0);                             \
	}                                                                      \
	/* Gives the value after, stored only if it is not negative. */        \
	static inline type name##_dec_if_positive(atype *v)                    \
	{                                                                      \
		type c = name##_read(v);                                       \
                                                                               \
		while (c > 0 && !name##_try_cmpxchg(v, &c, c - 1))             \
			;                                                      \
		return c - 1;                                                  \
	}

#define __ATOMIC_OP(name, atype, type, op)                                     \
	static inline void name##_##op(type i, atype *v)                       \
	{                                                                      \
		__atomic_fetch_##op(&v->counter, i, __ATOMIC_RELAXED);         \
	}                                                                      \
	static inline type name##_fetch_##op(type i, atype *v)                 \
	{                                                                      \
		return __atomic_fetch_##op(&v->counter, i, __ATOMIC_SEQ_CST);  \
	}                                                                      \
	static inline type name##_##op##_return(type i, atype *v)              \
	{                                                                      \
		return __atomic_##op##_fetch(&v->counter, i,                   \
					     __ATOMIC_SEQ_CST);                \
	}

__ATOMIC_OPS(atomic, atomic_t, int)
__ATOMIC_OPS(atomic64, atomic64_t, s64)

#define atomic_long_read(v)	     ((long)atomic64_read(v))
#define atomic_long_set(v, i)	     atomic64_set(v, i)
#define atomic_long_add(i, v)	     atomic64_add(i, v)
#define atomic_long_sub(i, v)	     atomic64_sub(i, v)
#define atomic_long_inc(v)	     atomic64_inc(v)
#define atomic_long_dec(v)	     atomic64_dec(v)
#define atomic_long_add_return(i, v) ((long)atomic64_add_return(i, v))
#define atomic_long_sub_return(i, v) ((long)atomic64_sub_return(i, v))
#define atomic_long_inc_return(v)    ((long)atomic64_inc_return(v))
#define atomic_long_cmpxchg(v, o, n) ((long)atomic64_cmpxchg(v, o, n))
#define atomic_long_xchg(v, n)	     ((long)atomic64_xchg(v, n))

#endif /* LIB_ATOMIC_H */
