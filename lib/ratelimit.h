/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ratelimit - so many in such a time, and a count of the rest
 *
 * Where:   whatever a packet can make us print or answer.
 * Mirrors: include/linux/ratelimit.h, lib/ratelimit.c. The state lives in the
 *          object it limits, or in the machine's log (printk.h), never in a
 *          static variable.
 * Spec:    none.
 */
#ifndef LIB_RATELIMIT_H
#define LIB_RATELIMIT_H

#include "lib/types.h"

#define DEFAULT_RATELIMIT_INTERVAL (5 * 1000) /* jiffies */
#define DEFAULT_RATELIMIT_BURST	   10
#define RATELIMIT_MSG_ON_RELEASE   1

struct ratelimit_state {
	u32 lock;     /* guards the rest; who finds it taken is limited */
	int interval; /* jiffies; 0: no limit */
	int burst;
	int printed;
	int missed;
	bool begun;
	unsigned long flags;
	u64 begin; /* ns */
};

#define RATELIMIT_STATE_INIT(name, interval_init, burst_init)                  \
	{                                                                      \
		.interval = (interval_init), .burst = (burst_init),            \
	}

static inline void ratelimit_state_init(struct ratelimit_state *rs,
					int interval, int burst)
{
	*rs = (struct ratelimit_state){
		.interval = interval,
		.burst = burst,
	};
}

int ___ratelimit(struct ratelimit_state *rs, const char *func);
#define __ratelimit(state) ___ratelimit(state, __func__)

#endif /* LIB_RATELIMIT_H */
