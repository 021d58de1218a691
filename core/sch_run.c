// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sch_run - take packets out of a qdisc and hand them to the driver
 *
 * Where:   __dev_xmit_skb() after an enqueue; net_tx_action() after a wake.
 * Mirrors: the dequeue half of net/sched/sch_generic.c.
 *
 * The root's lock is released while the driver has the packet; q->running
 * keeps other CPUs from dequeueing meanwhile, so that no packet overtakes.
 */
#include "core/sch_generic.h"
#include "core/trace.h"

static u64 list_segs(const struct sk_buff *skb)
{
	u64 segs = 0;

	for (; skb; skb = skb->next)
		segs += qdisc_pkt_segs(skb);
	return segs;
}

/* Back to the front: the driver would not take it. Lock held. */
static void dev_requeue_skb(struct sk_buff *skb, struct Qdisc *q)
{
	struct sk_buff *next, *after = NULL;

	for (; skb; skb = next) {
		next = skb->next;
		/* in the order they had */
		if (after)
			__skb_queue_after(&q->gso_skb, after, skb);
		else
			__skb_queue_head(&q->gso_skb, skb);
		after = skb;
		q->qstats.requeues++;
		qdisc_qstats_backlog_inc(q, skb);
		q->q.qlen++;
	}
	__netif_schedule(q);
}

/*
 * After validation each segment is a frame of its own: as many as were
 * counted, or some died there.
 */
static struct sk_buff *sch_validate(struct sk_buff *skb, struct Qdisc *q,
				    struct net_device *dev, u64 *lost)
{
	u64 before = list_segs(skb), after = 0;
	struct sk_buff *p;
	bool again = false;

	skb = validate_xmit_skb_list(skb, dev, &again);
	for (p = skb; p; p = p->next) {
		unsigned int segs = skb_wire_segs(p);

		qdisc_skb_cb(p)->pkt_segs = (u16)segs;
		if (!skb_is_gso(p))
			qdisc_skb_cb(p)->pkt_len = p->len;
		after += segs;
	}
	*lost = before - min(before, after);
	return skb;
}

/**
 * sch_direct_xmit - send @skb, a list, on @txq
 * @skb: takes
 * @root_lock: held; released inside, held again on return
 * @validate: it has not been made to fit the device yet
 *
 * Return: true: go on with the qdisc; false: the queue is stopped.
 */
bool sch_direct_xmit(struct sk_buff *skb, struct Qdisc *q,
		     struct net_device *dev, struct netdev_queue *txq,
		     spinlock_t *root_lock, bool validate)
{
	u64 given = list_segs(skb), lost = 0, left;
	int ret = NETDEV_TX_BUSY;

	q->book.inflight = given;
	spin_unlock(root_lock);
	if (validate)
		skb = sch_validate(skb, q, dev, &lost);
	if (unlikely(!skb)) {
		spin_lock(root_lock);
		q->book.inflight = 0;
		q->book.dropped += given;
		return true;
	}
	HARD_TX_LOCK(dev, txq, (int)smp_processor_id());
	if (!netif_xmit_frozen_or_stopped(txq))
		skb = dev_hard_start_xmit(skb, dev, txq, &ret);
	HARD_TX_UNLOCK(dev, txq);
	spin_lock(root_lock);
	q->book.inflight = 0;

	left = dev_xmit_complete(ret) ? 0 : list_segs(skb);
	q->book.dropped += lost;
	q->book.sent += given - lost - min(given - lost, left);
	if (dev_xmit_complete(ret))
		return true;
	if (unlikely(ret != NETDEV_TX_BUSY))
		pr_warn_ratelimited("BUG %s code %d qlen %u\n", dev->name, ret,
				    q->q.qlen);
	dev_requeue_skb(skb, q);
	return false;
}
EXPORT_SYMBOL(sch_direct_xmit);

/* More packets for the same queue, as many as its byte limit lets. */
static void try_bulk_dequeue_skb(struct Qdisc *q, struct sk_buff *skb,
				 const struct netdev_queue *txq, int *packets)
{
	int bytelimit = dql_avail(&txq->dql) - (int)skb->len;
	struct sk_buff *nskb;

	while (bytelimit > 0) {
		nskb = CALL("Qdisc_ops.dequeue", q->dequeue, q);
		if (!nskb)
			break;
		bytelimit -= (int)nskb->len;
		skb->next = nskb;
		skb = nskb;
		(*packets)++;
	}
	skb_mark_not_on_list(skb);
}

/* What came back from the driver goes first. NULL: nothing may be sent. */
static struct sk_buff *dequeue_requeued(struct Qdisc *q)
{
	struct sk_buff *skb = skb_peek(&q->gso_skb);
	const struct netdev_queue *txq =
		skb_get_tx_queue(q->dev_queue->dev, skb);

	if (netif_xmit_frozen_or_stopped(txq))
		return NULL;
	skb = __skb_dequeue(&q->gso_skb);
	qdisc_qstats_backlog_dec(q, skb);
	q->q.qlen--;
	return skb;
}

static struct sk_buff *dequeue_skb(struct Qdisc *q, int *packets)
{
	const struct netdev_queue *txq = q->dev_queue;
	struct sk_buff *skb;

	*packets = 1;
	if (unlikely(!skb_queue_empty(&q->gso_skb)))
		return dequeue_requeued(q);
	if ((q->flags & TCQ_F_ONETXQUEUE) && netif_xmit_frozen_or_stopped(txq))
		return NULL;
	skb = CALL("Qdisc_ops.dequeue", q->dequeue, q);
	if (skb && (q->flags & TCQ_F_ONETXQUEUE))
		try_bulk_dequeue_skb(q, skb, txq, packets);
	return skb;
}

/* One packet, or one bulk. Return: go on. Lock held. */
static bool qdisc_restart(struct Qdisc *q, int *packets)
{
	struct net_device *dev = qdisc_dev(q);
	struct sk_buff *skb;

	skb = dequeue_skb(q, packets);
	if (unlikely(!skb))
		return false;
	trace_qdisc_dequeue(skb, dev->name, q->handle, q->q.qlen);
	/* a requeued packet was validated: doing it again changes nothing */
	return sch_direct_xmit(skb, q, dev, skb_get_tx_queue(dev, skb),
			       qdisc_lock(q), true);
}

/* Until it is empty, stopped, or dev_tx_weight packets went. Lock held. */
void __qdisc_run(struct Qdisc *q)
{
	int quota = READ_ONCE(net_hotdata.dev_tx_weight), packets;

	while (qdisc_restart(q, &packets)) {
		quota -= packets;
		if (quota <= 0) {
			__netif_schedule(q);
			break;
		}
	}
}
EXPORT_SYMBOL(__qdisc_run);
