/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * dynamic_queue_limits - as few bytes below the qdisc as keep the wire busy
 *
 * Where:   netdev_tx_sent_queue() and netdev_tx_completed_queue() of a driver.
 * Mirrors: include/linux/dynamic_queue_limits.h, lib/dynamic_queue_limits.c.
 *
 * The limit grows when the hardware ran dry between two completions although
 * we had held packets back; it shrinks by the least slack seen over a second.
 */
#ifndef CORE_DYNAMIC_QUEUE_LIMITS_H
#define CORE_DYNAMIC_QUEUE_LIMITS_H

#include "lib/types.h"

struct dql {
	/* the sender's side, under the transmit lock */
	unsigned int num_queued; /* bytes ever given */
	unsigned int adj_limit;	 /* limit + num_completed */
	unsigned int last_obj_cnt;

	/* the completion's side */
	unsigned int limit;	    /* bytes in flight allowed */
	unsigned int num_completed; /* bytes ever taken back */
	unsigned int prev_ovlimit;
	unsigned int prev_num_queued;
	unsigned int prev_last_obj_cnt;
	unsigned int lowest_slack;
	unsigned long slack_start_time; /* jiffies */

	/* knobs: /sys/class/net/…/tx-N/byte_queue_limits */
	unsigned int max_limit;
	unsigned int min_limit;
	unsigned int slack_hold_time; /* jiffies */
};

#define DQL_MAX_OBJECT (UINT_MAX / 16)
#define DQL_MAX_LIMIT  ((UINT_MAX / 2) - DQL_MAX_OBJECT)

static inline void dql_queued(struct dql *dql, unsigned int count)
{
	dql->last_obj_cnt = count;
	WRITE_ONCE(dql->num_queued, dql->num_queued + count);
}

/* How many bytes may still be given; negative: stop. */
static inline int dql_avail(const struct dql *dql)
{
	return (int)(READ_ONCE(dql->adj_limit) - READ_ONCE(dql->num_queued));
}

void dql_completed(struct dql *dql, unsigned int count);
void dql_reset(struct dql *dql);
void dql_init(struct dql *dql, unsigned int hold_time);

#endif /* CORE_DYNAMIC_QUEUE_LIMITS_H */
