// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sch_default - noop, noqueue, pfifo_fast, mq: what a device gets by itself
 *
 * Where:   attach_default_qdiscs() of sch_generic.c.
 * Mirrors: net/sched/sch_generic.c, sch_mq.c. pfifo_fast is three plain
 *          queues under the root's lock instead of three lockless rings.
 * Spec:    RFC 1349 gives the TOS values that the priorities stand for.
 */
#include "core/sch_generic.h"
#include "lib/slab.h"

#define PFIFO_FAST_BANDS 3

const u8 sch_default_prio2band[TC_PRIO_MAX + 1] = {
	1, 2, 2, 2, 1, 2, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1,
};
EXPORT_SYMBOL(sch_default_prio2band);

/* ---- noop: the device is down; noqueue: it needs none
 * ------------------------------ */

static int noop_enqueue(struct sk_buff *skb, struct Qdisc *sch,
			struct sk_buff **to_free)
{
	qdisc_skb_cb(skb)->drop_reason = SKB_DROP_REASON_DEV_DOWN;
	dev_core_stats_tx_dropped_inc(skb->dev);
	__qdisc_drop(skb, to_free);
	return NET_XMIT_CN;
}

static struct sk_buff *noop_dequeue(struct Qdisc *sch)
{
	return NULL;
}

const struct Qdisc_ops noop_qdisc_ops = {
	.id = "noop",
	.enqueue = noop_enqueue,
	.dequeue = noop_dequeue,
	.peek = noop_dequeue,
};

/* Without enqueue: __dev_queue_xmit() goes straight to the driver. */
const struct Qdisc_ops noqueue_qdisc_ops = {
	.id = "noqueue",
	.dequeue = noop_dequeue,
	.peek = noop_dequeue,
};

/* ---- pfifo_fast
 * ------------------------------------------------------------------------ */

struct pfifo_fast_priv {
	struct qdisc_skb_head q[PFIFO_FAST_BANDS];
	s32 bands;
	u8 priomap[TC_PRIO_MAX + 1]; /* skb->priority -> band */
};

/* Fixed, and shown as "bands 3 priomap 1 2 2 2 …" from a tc_prio_qopt. */
#define PRIOMAP(n, band)                                                       \
	{                                                                      \
		.name = "priomap", .unit = "band",                             \
		.offset = offsetof(struct pfifo_fast_priv, priomap) + (n),     \
		.min = band, .max = band, .def = band, .scale = 1,             \
		.attr = TC_ATTR_SELF,                                          \
		.opt_offset = offsetof(struct tc_prio_qopt, priomap) + (n),    \
		.opt_size = sizeof(struct tc_prio_qopt), .type = TC_TYPE_U8,   \
		.wire_type = TC_TYPE_U8, .read_only = true,                    \
	}

static const struct tc_param pfifo_fast_params[] = {
	__TC_PARAM(TC_TYPE_S32, struct pfifo_fast_priv, bands, PFIFO_FAST_BANDS,
		   PFIFO_FAST_BANDS, PFIFO_FAST_BANDS, "bands", TC_ATTR_SELF,
		   offsetof(struct tc_prio_qopt, bands),
		   sizeof(struct tc_prio_qopt)),
	PRIOMAP(0, 1),
	PRIOMAP(1, 2),
	PRIOMAP(2, 2),
	PRIOMAP(3, 2),
	PRIOMAP(4, 1),
	PRIOMAP(5, 2),
	PRIOMAP(6, 0),
	PRIOMAP(7, 0),
	PRIOMAP(8, 1),
	PRIOMAP(9, 1),
	PRIOMAP(10, 1),
	PRIOMAP(11, 1),
	PRIOMAP(12, 1),
	PRIOMAP(13, 1),
	PRIOMAP(14, 1),
	PRIOMAP(15, 1),
};

/* Each band holds tx_queue_len packets. */
static int pfifo_fast_enqueue(struct sk_buff *skb, struct Qdisc *sch,
			      struct sk_buff **to_free)
{
	struct pfifo_fast_priv *priv = qdisc_priv(sch);
	u8 band = priv->priomap[skb->priority & TC_PRIO_MAX];
	unsigned int limit = READ_ONCE(qdisc_dev(sch)->tx_queue_len);

	if (unlikely(priv->q[band].qlen >= max(limit, 1U)))
		return qdisc_drop_reason(skb, sch, to_free,
					 SKB_DROP_REASON_QDISC_OVERLIMIT);
	__qdisc_enqueue_tail(skb, &priv->q[band]);
	sch->q.qlen++;
	qdisc_qstats_backlog_inc(sch, skb);
	return NET_XMIT_SUCCESS;
}

/* The lowest band first, always: a busy band 0 starves the others. */
static struct sk_buff *pfifo_fast_dequeue(struct Qdisc *sch)
{
	struct pfifo_fast_priv *priv = qdisc_priv(sch);
	struct sk_buff *skb = NULL;

	for (int band = 0; band < PFIFO_FAST_BANDS && !skb; band++)
		skb = __qdisc_dequeue_head(&priv->q[band]);
	if (skb) {
		sch->q.qlen--;
		qdisc_qstats_backlog_dec(sch, skb);
		qdisc_bstats_update(sch, skb);
	}
	return skb;
}

static struct sk_buff *pfifo_fast_peek(struct Qdisc *sch)
{
	struct pfifo_fast_priv *priv = qdisc_priv(sch);

	for (int band = 0; band < PFIFO_FAST_BANDS; band++) {
		if (priv->q[band].head)
			return priv->q[band].head;
	}
	return NULL;
}

static void pfifo_fast_reset(struct Qdisc *sch)
{
	struct pfifo_fast_priv *priv = qdisc_priv(sch);

	for (int band = 0; band < PFIFO_FAST_BANDS; band++) {
		struct qdisc_skb_head *q = &priv->q[band];

		if (q->head)
			kfree_skb_list_reason(q->head,
					      SKB_DROP_REASON_QUEUE_PURGE);
		q->head = q->tail = NULL;
		q->qlen = 0;
	}
}

const struct Qdisc_ops pfifo_fast_ops = {
	.id = "pfifo_fast",
	.priv_size = sizeof(struct pfifo_fast_priv),
	.params = pfifo_fast_params,
	.n_params = ARRAY_SIZE(pfifo_fast_params),
	.static_flags = TCQ_F_CAN_BYPASS,
	.enqueue = pfifo_fast_enqueue,
	.dequeue = pfifo_fast_dequeue,
	.peek = pfifo_fast_peek,
	.reset = pfifo_fast_reset,
};

/* ---- mq: one child for each transmit queue
 * ------------------------------------------- */

struct mq_sched {
	struct Qdisc **qdiscs; /* made by init, handed over by attach */
};

static void mq_destroy(struct Qdisc *sch)
{
	struct mq_sched *priv = qdisc_priv(sch);
	struct net_device *dev = qdisc_dev(sch);

	if (!priv->qdiscs)
		return;
	for (unsigned int i = 0; i < dev->num_tx_queues && priv->qdiscs[i]; i++)
		qdisc_put(priv->qdiscs[i]);
	kfree(priv->qdiscs);
	priv->qdiscs = NULL;
}

static const struct Qdisc_ops *mq_child_ops(const struct net_device *dev,
					    unsigned int ntx)
{
	const struct Qdisc_ops *ops = NULL;

	if (ntx < dev->real_num_tx_queues)
		ops = qdisc_lookup_ops(net_hotdata.default_qdisc);
	if (!ops)
		return &pfifo_fast_ops;
	qdisc_put_ops(ops);
	return ops;
}

static int mq_init(struct Qdisc *sch, struct nlattr *opt,
		   struct netlink_ext_ack *extack)
{
	struct mq_sched *priv = qdisc_priv(sch);
	struct net_device *dev = qdisc_dev(sch);

	if (sch->parent != TC_H_ROOT || !netif_is_multiqueue(dev))
		return -EOPNOTSUPP;
	priv->qdiscs = kcalloc(dev->num_tx_queues, sizeof(priv->qdiscs[0]),
			       GFP_KERNEL);
	if (!priv->qdiscs)
		return -ENOMEM;
	for (unsigned int i = 0; i < dev->num_tx_queues; i++) {
		struct Qdisc *q;

		q = qdisc_create_dflt(
			netdev_get_tx_queue(dev, i), mq_child_ops(dev, i),
			TC_H_MAKE(TC_H_MAJ(sch->handle), TC_H_MIN(i + 1)),
			extack);
		if (!q)
			return -ENOMEM; /* mq_destroy() puts the others */
		priv->qdiscs[i] = q;
		q->flags |= TCQ_F_ONETXQUEUE | TCQ_F_NOPARENT | TCQ_F_DEFAULT;
	}
	sch->flags |= TCQ_F_MQROOT;
	return 0;
}

static void mq_attach(struct Qdisc *sch)
{
	struct mq_sched *priv = qdisc_priv(sch);
	struct net_device *dev = qdisc_dev(sch);

	for (unsigned int i = 0; i < dev->num_tx_queues; i++) {
		struct Qdisc *q = priv->qdiscs[i];

		qdisc_put(dev_graft_qdisc(q->dev_queue, q));
		if (i < dev->real_num_tx_queues)
			qdisc_hash_add(q, false);
	}
	kfree(priv->qdiscs);
	priv->qdiscs = NULL;
}

/* The root's numbers are the sum of its children's. */
static int mq_dump(struct Qdisc *sch, struct sk_buff *skb)
{
	struct net_device *dev = qdisc_dev(sch);

	sch->q.qlen = 0;
	memset(&sch->bstats, 0, sizeof(sch->bstats));
	memset(&sch->qstats, 0, sizeof(sch->qstats));
	for (unsigned int i = 0; i < dev->num_tx_queues; i++) {
		struct Qdisc *q = dev->_tx[i].qdisc_sleeping;

		spin_lock_bh(qdisc_lock(q));
		sch->bstats.bytes += q->bstats.bytes;
		sch->bstats.packets += q->bstats.packets;
		sch->qstats.qlen += q->q.qlen;
		sch->qstats.backlog += q->qstats.backlog;
		sch->qstats.drops += q->qstats.drops;
		sch->qstats.requeues += q->qstats.requeues;
		sch->qstats.overlimits += q->qstats.overlimits;
		sch->q.qlen += q->q.qlen;
		spin_unlock_bh(qdisc_lock(q));
	}
	return 0;
}

/* A class is a queue's number, from 1. */
static struct netdev_queue *mq_queue_get(struct Qdisc *sch, unsigned long cl)
{
	struct net_device *dev = qdisc_dev(sch);
	unsigned long ntx = cl - 1;

	return ntx < dev->num_tx_queues
		       ? netdev_get_tx_queue(dev, (unsigned int)ntx)
		       : NULL;
}

static struct netdev_queue *mq_select_queue(struct Qdisc *sch,
					    struct tcmsg *tcm)
{
	return mq_queue_get(sch, TC_H_MIN(tcm->tcm_parent));
}

static int mq_graft(struct Qdisc *sch, unsigned long cl, struct Qdisc *new,
		    struct Qdisc **old, struct netlink_ext_ack *extack)
{
	struct netdev_queue *txq = mq_queue_get(sch, cl);
	struct net_device *dev = qdisc_dev(sch);

	if (dev->flags & IFF_UP)
		dev_deactivate(dev);
	*old = dev_graft_qdisc(txq, new);
	if (new)
		new->flags |= TCQ_F_ONETXQUEUE | TCQ_F_NOPARENT;
	if (dev->flags & IFF_UP)
		dev_activate(dev);
	return 0;
}

static struct Qdisc *mq_leaf(struct Qdisc *sch, unsigned long cl)
{
	return mq_queue_get(sch, cl)->qdisc_sleeping;
}

static unsigned long mq_find(struct Qdisc *sch, u32 classid)
{
	unsigned long ntx = TC_H_MIN(classid);

	return mq_queue_get(sch, ntx) ? ntx : 0;
}

static int mq_dump_class(struct Qdisc *sch, unsigned long cl,
			 struct sk_buff *skb, struct tcmsg *tcm)
{
	tcm->tcm_parent = TC_H_ROOT;
	tcm->tcm_handle |= TC_H_MIN(cl);
	tcm->tcm_info = mq_leaf(sch, cl)->handle;
	return 0;
}

static void mq_walk(struct Qdisc *sch, struct qdisc_walker *arg)
{
	struct net_device *dev = qdisc_dev(sch);

	if (arg->stop)
		return;
	arg->count = arg->skip;
	for (unsigned int i = (unsigned int)arg->skip; i < dev->num_tx_queues;
	     i++) {
		if (arg->fn(sch, i + 1, arg) < 0) {
			arg->stop = 1;
			break;
		}
		arg->count++;
	}
}

static const struct Qdisc_class_ops mq_class_ops = {
	.select_queue = mq_select_queue,
	.graft = mq_graft,
	.leaf = mq_leaf,
	.find = mq_find,
	.walk = mq_walk,
	.dump = mq_dump_class,
};

const struct Qdisc_ops mq_qdisc_ops = {
	.id = "mq",
	.priv_size = sizeof(struct mq_sched),
	.cl_ops = &mq_class_ops,
	.enqueue = noop_enqueue, /* packets go to the children */
	.dequeue = noop_dequeue,
	.init = mq_init,
	.destroy = mq_destroy,
	.attach = mq_attach,
	.dump = mq_dump,
};
