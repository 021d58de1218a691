/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ktime - the only source of time
 *
 * Where:   ktime_get() and jiffies answer the time latched on this CPU when
 *          its baton was taken, at each NAPI poll and each hardirq. In a
 *          virtual world the clock jumps to the next event.
 * Mirrors: include/linux/ktime.h, timekeeping.h, jiffies.h; HZ is 1000.
 *
 * Units: nanoseconds, signed 64 bits, since the machine's boot.
 */
#ifndef LIB_KTIME_H
#define LIB_KTIME_H

#include "lib/kernel.h"
#include "lib/sched.h"
#include "lib/types.h"

#define NSEC_PER_SEC  1000000000LL
#define NSEC_PER_MSEC 1000000LL
#define NSEC_PER_USEC 1000LL
#define USEC_PER_SEC  1000000L
#define USEC_PER_MSEC 1000L
#define MSEC_PER_SEC  1000L
#define KTIME_MAX     ((s64)0x7fffffffffffffffLL)
#define HZ	      1000
#define USER_HZ	      100
#define TICK_NSEC     (NSEC_PER_SEC / HZ)

/* As in the kernel: the 32-bit count wraps five minutes after boot. */
#define INITIAL_JIFFIES ((unsigned long)(unsigned int)(-300 * HZ))

static inline ktime_t ktime_get(void)
{
	return this_cpu()->now - current_machine()->boot;
}
#define ktime_get_boottime() ktime_get()

static inline u64 ktime_get_ns(void)
{
	return (u64)ktime_get();
}
#define ktime_get_boottime_ns() ktime_get_ns()
#define local_clock()		ktime_get_ns()
#define sched_clock()		ktime_get_ns()

/* CLOCK_REALTIME: the world's epoch plus its time. */
static inline ktime_t ktime_get_real(void)
{
	return current_world()->epoch + this_cpu()->now;
}
#define ktime_get_real_ns()	 ((u64)ktime_get_real())
#define ktime_get_real_seconds() (ktime_get_real() / NSEC_PER_SEC)
#define ktime_get_seconds()	 (ktime_get() / NSEC_PER_SEC)

/* The latched time plus what this turn has cost so far: for hardware. */
static inline ktime_t ktime_get_charged(void)
{
	return ktime_get() + (ktime_t)this_cpu()->charged;
}

static inline unsigned long ns_to_jiffies64(u64 ns)
{
	return INITIAL_JIFFIES + ns / TICK_NSEC;
}
#define jiffies		 (ns_to_jiffies64(ktime_get_ns()))
#define get_jiffies_64() ((u64)jiffies)
#define jiffies32	 ((u32)jiffies)

#define ktime_set(s, ns)     ((ktime_t)(s)*NSEC_PER_SEC + (ns))
#define ns_to_ktime(ns)	     ((ktime_t)(ns))
#define us_to_ktime(us)	     ((ktime_t)(us)*NSEC_PER_USEC)
#define ms_to_ktime(ms)	     ((ktime_t)(ms)*NSEC_PER_MSEC)
#define ktime_to_ns(k)	     ((s64)(k))
#define ktime_to_us(k)	     ((s64)(k) / NSEC_PER_USEC)
#define ktime_to_ms(k)	     ((s64)(k) / NSEC_PER_MSEC)
#define ktime_add(a, b)	     ((a) + (b))
#define ktime_add_ns(a, b)   ((a) + (ktime_t)(b))
#define ktime_sub(a, b)	     ((a) - (b))
#define ktime_after(a, b)    ((a) > (b))
#define ktime_before(a, b)   ((a) < (b))
#define ktime_us_delta(a, b) ktime_to_us((a) - (b))
#define ktime_ms_delta(a, b) ktime_to_ms((a) - (b))

#define time_after(a, b)	  ((long)((b) - (a)) < 0)
#define time_before(a, b)	  time_after(b, a)
#define time_after_eq(a, b)	  ((long)((a) - (b)) >= 0)
#define time_before_eq(a, b)	  time_after_eq(b, a)
#define time_after32(a, b)	  ((s32)((u32)(b) - (u32)(a)) < 0)
#define time_before32(a, b)	  time_after32(b, a)
#define time_in_range(a, b, c)	  (time_after_eq(a, b) && time_before_eq(a, c))
#define time_is_before_jiffies(a) time_after(jiffies, a)
#define time_is_after_jiffies(a)  time_before(jiffies, a)

#define msecs_to_jiffies(ms)	    ((unsigned long)(ms))
#define jiffies_to_msecs(j)	    ((unsigned int)(j))
#define usecs_to_jiffies(us)	    DIV_ROUND_UP((unsigned long)(us), 1000UL)
#define jiffies_to_usecs(j)	    ((unsigned int)(j)*1000U)
#define nsecs_to_jiffies(ns)	    ((unsigned long)((ns) / TICK_NSEC))
#define jiffies_to_nsecs(j)	    ((u64)(j)*TICK_NSEC)
#define jiffies_to_clock_t(j)	    ((unsigned long)(j) / (HZ / USER_HZ))
#define jiffies_delta_to_clock_t(j) jiffies_to_clock_t(max(0L, (long)(j)))
#define clock_t_to_jiffies(c)	    ((unsigned long)(c) * (HZ / USER_HZ))

/* Latch the clock again: at a hardirq, a poll. Virtual: adds what was spent. */
void clock_latch(struct cpu *cpu);

#endif
