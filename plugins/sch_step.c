// SPDX-License-Identifier: MIT
/*
 * sch_step - FIFO that marks ECN-CE once the queue is K packets deep
 *
 * Where:   egress, below dev_queue_xmit(), above ndo_start_xmit().
 * Mirrors: net/sched/sch_fifo.c, plus the ce_threshold idea of sch_codel.c.
 * Spec:    RFC 8257 §3.1 (step marking), RFC 3168 §5 (what CE means).
 *
 * A plain FIFO tells TCP about congestion by dropping, which is late and
 * costs a retransmission. Marking at depth K tells it while there is room.
 */
#include "core/module.h"
#include "core/sch_generic.h"
#include "hdr/ecn.h"

struct step_sched_data {
	u32 limit;   /* drop beyond this many packets */
	u32 mark_at; /* K: mark from this depth on */
	u32 marked;  /* statistics, shown by "tc -s qdisc" */
};

static const struct tc_param step_params[] = {
	TC_PARAM_U32(struct step_sched_data, limit, 1, 65536, 1000, "packets"),
	TC_PARAM_U32(struct step_sched_data, mark_at, 0, 65536, 65, "packets"),
};

/*
 * Context: softirq, root qdisc lock held.
 * Owns @skb from here on; a drop goes to @to_free, never to kfree_skb(),
 * so that freeing happens after the lock is released.
 */
static int step_enqueue(struct sk_buff *skb, struct Qdisc *sch,
			struct sk_buff **to_free)
{
	struct step_sched_data *q = qdisc_priv(sch);

	if (sch->q.qlen >= q->limit)
		return qdisc_drop(skb, sch, to_free);

	/*
	 * Instantaneous depth, not RED's average: DCTCP averages at the
	 * sender. A non-ECT packet cannot be marked and waits for its drop.
	 */
	if (sch->q.qlen >= q->mark_at && INET_ECN_set_ce(skb))
		q->marked++;

	return qdisc_enqueue_tail(skb, sch);
}

static const struct Qdisc_ops step_qdisc_ops = {
	.id = "step",
	.priv_size = sizeof(struct step_sched_data),
	.params = step_params,
	.n_params = ARRAY_SIZE(step_params),
	.enqueue = step_enqueue,
	.dequeue = qdisc_dequeue_head,
	.peek = qdisc_peek_head,
	.reset = qdisc_reset_queue,
	.owner = THIS_MODULE,
};

module_qdisc(step_qdisc_ops);
MODULE_AUTHOR("A. Student");
MODULE_DESCRIPTION("FIFO with step ECN marking");
MODULE_LICENSE("MIT");
