// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * dynamic_queue_limits - as few bytes below the qdisc as keep the wire busy
 *
 * Where:   netdev_tx_completed_queue() calls dql_completed().
 * Mirrors: lib/dynamic_queue_limits.c.
 *
 * Starved: everything queued has completed although the sender had been
 * stopped by the limit, so the limit was too small: it grows by the shortfall.
 * Slack: what was never needed to stay busy; after slack_hold_time without
 * starvation the limit shrinks by the least slack seen.
 */
#include "core/dynamic_queue_limits.h"
#include "lib/compiler.h"
#include "lib/kernel.h"
#include "lib/ktime.h"

#define POSDIFF(a, b)  ((int)((a) - (b)) > 0 ? (a) - (b) : 0)
#define AFTER_EQ(a, b) ((int)((a) - (b)) >= 0)

/* How many of the bytes in flight were not needed to keep it busy. */
static void dql_note_slack(struct dql *dql, unsigned int completed,
			   bool all_prev_completed)
{
	unsigned int slack, slack_last_objs;

	slack = POSDIFF(dql->limit + dql->prev_ovlimit,
			2 * (completed - dql->num_completed));
	slack_last_objs =
		dql->prev_ovlimit && all_prev_completed
			? POSDIFF(dql->prev_last_obj_cnt, dql->prev_ovlimit)
			: 0;
	slack = max(slack, slack_last_objs);
	if (slack < dql->lowest_slack)
		dql->lowest_slack = slack;
}

/**
 * dql_completed - @count bytes have left
 * @dql: whose
 * @count: bytes since the last call
 *
 * Context: the completion's CPU, the queue's lock not needed.
 */
void dql_completed(struct dql *dql, unsigned int count)
{
	unsigned int num_queued = READ_ONCE(dql->num_queued);
	unsigned int completed, ovlimit, limit = dql->limit;
	unsigned int prev_inprogress, inprogress;
	bool all_prev_completed;

	completed = dql->num_completed + count;
	ovlimit = POSDIFF(num_queued - dql->num_completed, limit);
	inprogress = num_queued - completed;
	prev_inprogress = dql->prev_num_queued - dql->num_completed;
	all_prev_completed = AFTER_EQ(completed, dql->prev_num_queued);

	if ((ovlimit && !inprogress) ||
	    (dql->prev_ovlimit && all_prev_completed)) {
		/* starved: it ran dry between two completions */
		limit += POSDIFF(completed, dql->prev_num_queued) +
			 dql->prev_ovlimit;
		dql->slack_start_time = jiffies;
		dql->lowest_slack = UINT_MAX;
	} else if (inprogress && prev_inprogress && !all_prev_completed) {
		dql_note_slack(dql, completed, all_prev_completed);
		if (time_after(jiffies,
			       dql->slack_start_time + dql->slack_hold_time)) {
			limit = POSDIFF(limit, dql->lowest_slack);
			dql->slack_start_time = jiffies;
			dql->lowest_slack = UINT_MAX;
		}
	}

	limit = clamp(limit, dql->min_limit, dql->max_limit);
	if (limit != dql->limit) {
		dql->limit = limit;
		ovlimit = 0;
	}
	WRITE_ONCE(dql->adj_limit, limit + completed);
	dql->prev_ovlimit = ovlimit;
	dql->prev_last_obj_cnt = READ_ONCE(dql->last_obj_cnt);
	dql->num_completed = completed;
	dql->prev_num_queued = num_queued;
}
EXPORT_SYMBOL(dql_completed);

void dql_reset(struct dql *dql)
{
	dql->limit = dql->min_limit;
	WRITE_ONCE(dql->num_queued, 0);
	dql->num_completed = 0;
	dql->last_obj_cnt = 0;
	dql->prev_num_queued = 0;
	dql->prev_last_obj_cnt = 0;
	dql->prev_ovlimit = 0;
	WRITE_ONCE(dql->adj_limit, dql->limit);
	dql->lowest_slack = UINT_MAX;
	dql->slack_start_time = jiffies;
}
EXPORT_SYMBOL(dql_reset);

void dql_init(struct dql *dql, unsigned int hold_time)
{
	dql->max_limit = DQL_MAX_LIMIT;
	dql->min_limit = 0;
	dql->slack_hold_time = hold_time;
	dql_reset(dql);
}
EXPORT_SYMBOL(dql_init);
