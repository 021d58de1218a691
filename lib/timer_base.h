/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * timer_base - the wheel of one CPU, for the two files that turn it
 *
 * Where:   lib/timer.c and lib/timer_list.c; nobody else includes this.
 * Mirrors: struct timer_base of kernel/time/timer.c.
 */
#ifndef LIB_TIMER_BASE_H
#define LIB_TIMER_BASE_H

#include "lib/expiry.h"
#include "lib/timer.h"

#define LVL_CLK_SHIFT 3
#define LVL_SIZE      64U /* slots a level: the bits of one word */
#define LVL_MASK      (LVL_SIZE - 1)
#define LVL_DEPTH     9U
#define LVL_SHIFT(n)  ((n)*LVL_CLK_SHIFT)
#define LVL_GRAN(n)   (1UL << LVL_SHIFT(n))
/* Time-outs from here on belong on level @n or above. */
#define LVL_START(n) ((LVL_SIZE - 1UL) << (((n)-1) * LVL_CLK_SHIFT))

#define WHEEL_TIMEOUT_CUTOFF LVL_START(LVL_DEPTH)
#define WHEEL_TIMEOUT_MAX    (WHEEL_TIMEOUT_CUTOFF - LVL_GRAN(LVL_DEPTH - 1))
#define WHEEL_SIZE	     (LVL_SIZE * LVL_DEPTH)
/* Beyond every slot: what next_expiry says when nothing is armed. */
#define NEXT_TIMER_MAX_DELTA ((1UL << 30) - 1)

#define TIMER_SLOT_MASK 0x3ffU /* of timer_list.flags */
static_assert(WHEEL_SIZE <= TIMER_SLOT_MASK + 1);

/* First in, first out; @last is valid while @first is not NULL. */
struct timer_slot {
	struct hlist_node *first;
	struct hlist_node **last;
};

struct timer_base {
	struct expiry_base b;
	bool recalc; /* next_expiry may be too early: a slot became empty */
	unsigned long clk; /* jiffies up to which slots were collected */
	unsigned long next_expiry;
	unsigned long levels; /* bit per level that has a pending slot */
	unsigned int nr_real; /* armed, not counting TIMER_DEFERRABLE */
	u64 pending[LVL_DEPTH];
	struct expiry expiry;
	struct hlist_head expired[LVL_DEPTH]; /* being expired, by level */
	struct timer_slot slots[WHEEL_SIZE];
};

static inline struct timer_base *to_timer_base(struct expiry_base *b)
{
	return container_of(b, struct timer_base, b);
}

/* Base locked, @t pending: off its slot, or off the list being expired. */
void detach_timer(struct timer_base *base, struct timer_list *t);

#endif
