/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hrtimer - timers to the nanosecond, one red-black tree a CPU
 *
 * Where:   qdisc watchdogs, pacing, NAPI's gro_flush timer, wires.
 * Mirrors: include/linux/hrtimer.h; _SOFT modes run in HRTIMER_SOFTIRQ, the
 *          others in hardirq context at the start of a CPU's turn.
 */
#ifndef LIB_HRTIMER_H
#define LIB_HRTIMER_H

#include "lib/ktime.h"
#include "lib/rbtree.h"

enum hrtimer_restart {
	HRTIMER_NORESTART,
	HRTIMER_RESTART,
};

enum hrtimer_mode {
	HRTIMER_MODE_ABS = 0x00,
	HRTIMER_MODE_REL = 0x01,
	HRTIMER_MODE_PINNED = 0x02,
	HRTIMER_MODE_SOFT = 0x04,
	HRTIMER_MODE_HARD = 0x08,
	HRTIMER_MODE_ABS_PINNED = HRTIMER_MODE_ABS | HRTIMER_MODE_PINNED,
	HRTIMER_MODE_REL_PINNED = HRTIMER_MODE_REL | HRTIMER_MODE_PINNED,
	HRTIMER_MODE_ABS_SOFT = HRTIMER_MODE_ABS | HRTIMER_MODE_SOFT,
	HRTIMER_MODE_REL_SOFT = HRTIMER_MODE_REL | HRTIMER_MODE_SOFT,
	HRTIMER_MODE_ABS_PINNED_SOFT =
		HRTIMER_MODE_ABS_PINNED | HRTIMER_MODE_SOFT,
	HRTIMER_MODE_REL_PINNED_SOFT =
		HRTIMER_MODE_REL_PINNED | HRTIMER_MODE_SOFT,
};

#ifndef CLOCK_MONOTONIC
#define CLOCK_REALTIME	0
#define CLOCK_MONOTONIC 1
#define CLOCK_BOOTTIME	7
#define CLOCK_TAI	11
#endif

struct hrtimer {
	struct rb_node node;
	ktime_t expires;      /* the latest; both on the timer's own clock */
	ktime_t _softexpires; /* the earliest */
	enum hrtimer_restart (*function)(struct hrtimer *t);
	struct expiry_base *base; /* where it is armed, or was last */
	u8 state;		  /* 0 inactive, 1 enqueued */
	u8 is_soft;
	u8 is_real; /* on CLOCK_REALTIME or CLOCK_TAI */
	const char *where;
};

#define hrtimer_init(t, clock, mode)                                           \
	__hrtimer_init(t, clock, mode, HRTIMER_HERE)
#define HRTIMER_HERE __FILE__
void __hrtimer_init(struct hrtimer *t, int clock, enum hrtimer_mode mode,
		    const char *where);
#define hrtimer_setup(t, fn, clock, mode)                                      \
	do {                                                                   \
		struct hrtimer *__hrt = (t);                                   \
		__hrtimer_init(__hrt, clock, mode, #fn);                       \
		__hrt->function = (fn);                                        \
	} while (0)
#define hrtimer_start(t, when, mode) hrtimer_start_range_ns(t, when, 0, mode)
/*
 * Context: process, current's state set. Sleep until woken or @expires; NULL
 * or KTIME_MAX: until woken. Return: 0 it expired, -EINTR woken before.
 */
int schedule_hrtimeout(const ktime_t *expires, enum hrtimer_mode mode);
void hrtimer_start_range_ns(struct hrtimer *t, ktime_t when, u64 slack,
			    enum hrtimer_mode mode);
int hrtimer_cancel(struct hrtimer *t);	      /* waits for the handler */
int hrtimer_try_to_cancel(struct hrtimer *t); /* -1: the handler runs */
u64 hrtimer_forward(struct hrtimer *t, ktime_t now, ktime_t interval);
u64 hrtimer_forward_now(struct hrtimer *t, ktime_t interval);
bool hrtimer_active(const struct hrtimer *t);
static inline bool hrtimer_is_queued(const struct hrtimer *t)
{
	return t->state != 0;
}
static inline ktime_t hrtimer_get_expires(const struct hrtimer *t)
{
	return t->expires;
}
static inline ktime_t hrtimer_get_softexpires(const struct hrtimer *t)
{
	return t->_softexpires;
}
static inline void hrtimer_set_expires(struct hrtimer *t, ktime_t when)
{
	t->expires = t->_softexpires = when;
}
ktime_t hrtimer_get_remaining(const struct hrtimer *t);

int hrtimer_machine_init(struct machine *machine);
unsigned int hrtimer_machine_exit(struct machine *machine); /* timers left */
unsigned int hrtimers_armed(struct machine *machine);
void hrtimers_walk(struct machine *machine,
		   void (*fn)(void *data, const char *what,
			      const void *function, ktime_t expires),
		   void *data);
unsigned int hrtimers_in_range(struct machine *machine, const void *start,
			       const void *end);
void hrtimers_cancel_range(struct machine *machine, const void *start,
			   const void *end);
ktime_t hrtimer_next_expiry(struct cpu *cpu); /* KTIME_MAX: none; world time */
void hrtimer_interrupt(struct cpu *cpu); /* run the hard ones that are due */
void hrtimer_run_softirq(void);		 /* HRTIMER_SOFTIRQ */

#endif
