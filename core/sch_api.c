// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sch_api - the registry of queueing disciplines, and helpers for them
 *
 * Where:   register_qdisc() by modules; enqueue_tail and friends by qdiscs.
 * Mirrors: net/sched/sch_api.c (registry), the inline half of sch_generic.h;
 *          messages are netlink's.
 */
#define pr_fmt(fmt) "qdisc: " fmt

#include "core/kind.h"
#include "core/module.h"
#include "core/rtnl.h"
#include "core/sch_generic.h"
#include "core/trace.h"
#include "lib/slab.h"
#include "lib/string.h"

DEFINE_STATIC_PER_MACHINE(struct list_head, qdisc_base); /* rtnl or init */

/* ---- registry -------------------------------------------------------------
 */

/* Context: rtnl. */
static const struct Qdisc_ops *ops_find(const char *id)
{
	return kind_find(&machine_var(qdisc_base), id);
}

static const char *missing_slot(const struct Qdisc_ops *ops)
{
	const struct Qdisc_class_ops *cops = ops->cl_ops;

	if (!ops->id || !*ops->id || strlen(ops->id) >= IFNAMSIZ)
		return "id";
	if (!ops->dequeue && ops->enqueue)
		return "dequeue";
	if (cops && (!cops->find || !cops->walk || !cops->leaf))
		return "cl_ops.find, walk, leaf";
	if (cops && cops->tcf_block && (!cops->bind_tcf || !cops->unbind_tcf))
		return "cl_ops.bind_tcf, unbind_tcf";
	return NULL;
}

static void qdisc_forgotten(void *obj)
{
	unregister_qdisc(obj);
}

/**
 * register_qdisc - make a kind of qdisc known to tc
 * @ops: borrows until unregister_qdisc()
 *
 * Context: process, rtnl not held.
 * Return: 0, -EEXIST, -EINVAL with a line that names the slot, -ENOMEM.
 */
int register_qdisc(const struct Qdisc_ops *ops)
{
	const char *missing = missing_slot(ops);

	if (missing) {
		pr_err("Qdisc_ops.%s of %s is required\n", missing,
		       ops->id ? ops->id : "(no id)");
		return -EINVAL;
	}
	return kind_register(&machine_var(qdisc_base), "qdisc", ops, ops->id,
			     ops->owner, qdisc_forgotten);
}
EXPORT_SYMBOL(register_qdisc);

/**
 * unregister_qdisc - forget a kind
 *
 * Instances hold the module, so there are none. Context: process.
 */
void unregister_qdisc(const struct Qdisc_ops *ops)
{
	rtnl_lock();
	if (__kind_unregister(&machine_var(qdisc_base), "qdisc", ops,
			      ops->id) &&
	    !strcmp(net_hotdata.default_qdisc, ops->id))
		strscpy(net_hotdata.default_qdisc, "pfifo_fast",
			sizeof(net_hotdata.default_qdisc));
	rtnl_unlock();
	synchronize_net();
}
EXPORT_SYMBOL(unregister_qdisc);

const struct Qdisc_ops *qdisc_lookup_ops(const char *id)
{
	const struct Qdisc_ops *ops = ops_find(id);

	return ops && try_module_get(ops->owner) ? ops : NULL;
}
EXPORT_SYMBOL(qdisc_lookup_ops);

void qdisc_put_ops(const struct Qdisc_ops *ops)
{
	module_put(ops->owner);
}
EXPORT_SYMBOL(qdisc_put_ops);

/* net.core.default_qdisc: loads the module. Context: process. */
int qdisc_set_default(const char *id)
{
	bool known;

	rtnl_lock();
	known = ops_find(id);
	rtnl_unlock();
	if (!known) {
		request_module("net-sch-%s", id);
		rtnl_lock();
		known = ops_find(id);
		rtnl_unlock();
	}
	if (!known)
		return -ENOENT;
	strscpy(net_hotdata.default_qdisc, id,
		sizeof(net_hotdata.default_qdisc));
	return 0;
}
EXPORT_SYMBOL(qdisc_set_default);

void qdisc_ops_walk(bool (*fn)(void *data, const struct Qdisc_ops *ops),
		    void *data)
{
	struct kind *k;

	list_for_each_entry (k, &machine_var(qdisc_base), list) {
		if (!fn(data, k->ops))
			break;
	}
}
EXPORT_SYMBOL(qdisc_ops_walk);

/* ---- queues of a qdisc; lock held
 * ----------------------------------------------- */

void __qdisc_enqueue_tail(struct sk_buff *skb, struct qdisc_skb_head *qh)
{
	struct sk_buff *last = qh->tail;

	skb->next = NULL;
	if (last)
		last->next = skb;
	else
		qh->head = skb;
	qh->tail = skb;
	qh->qlen++;
}
EXPORT_SYMBOL(__qdisc_enqueue_tail);

int qdisc_enqueue_tail(struct sk_buff *skb, struct Qdisc *sch)
{
	__qdisc_enqueue_tail(skb, &sch->q);
	qdisc_qstats_backlog_inc(sch, skb);
	return NET_XMIT_SUCCESS;
}
EXPORT_SYMBOL(qdisc_enqueue_tail);

struct sk_buff *__qdisc_dequeue_head(struct qdisc_skb_head *qh)
{
	struct sk_buff *skb = qh->head;

	if (!skb)
		return NULL;
	qh->head = skb->next;
	qh->qlen--;
	if (!qh->head)
		qh->tail = NULL;
	skb->next = NULL;
	return skb;
}
EXPORT_SYMBOL(__qdisc_dequeue_head);

struct sk_buff *qdisc_dequeue_head(struct Qdisc *sch)
{
	struct sk_buff *skb = __qdisc_dequeue_head(&sch->q);

	if (skb) {
		qdisc_qstats_backlog_dec(sch, skb);
		qdisc_bstats_update(sch, skb);
	}
	return skb;
}
EXPORT_SYMBOL(qdisc_dequeue_head);

struct sk_buff *qdisc_peek_head(struct Qdisc *sch)
{
	return sch->q.head;
}
EXPORT_SYMBOL(qdisc_peek_head);

void qdisc_reset_queue(struct Qdisc *sch)
{
	struct sk_buff *list = sch->q.head;

	sch->q.head = NULL;
	sch->q.tail = NULL;
	sch->q.qlen = 0;
	sch->qstats.backlog = 0;
	if (list)
		kfree_skb_list_reason(list, SKB_DROP_REASON_QUEUE_PURGE);
}
EXPORT_SYMBOL(qdisc_reset_queue);

unsigned int qdisc_queue_drop_head(struct Qdisc *sch, struct sk_buff **to_free)
{
	struct sk_buff *skb = __qdisc_dequeue_head(&sch->q);
	unsigned int len;

	if (!skb)
		return 0;
	len = qdisc_pkt_len(skb);
	sch->qstats.backlog -= len;
	qdisc_drop_reason(skb, sch, to_free, SKB_DROP_REASON_QDISC_OVERLIMIT);
	return len;
}
EXPORT_SYMBOL(qdisc_queue_drop_head);

struct sk_buff *qdisc_peek_dequeued(struct Qdisc *sch)
{
	struct sk_buff *skb = skb_peek(&sch->gso_skb);

	if (skb)
		return skb;
	skb = CALL("Qdisc_ops.dequeue", sch->dequeue, sch);
	if (skb) {
		/* it is still in the queue, for everybody who counts */
		__skb_queue_head(&sch->gso_skb, skb);
		qdisc_qstats_backlog_inc(sch, skb);
		sch->q.qlen++;
	}
	return skb;
}
EXPORT_SYMBOL(qdisc_peek_dequeued);

struct sk_buff *qdisc_dequeue_peeked(struct Qdisc *sch)
{
	struct sk_buff *skb = skb_peek(&sch->gso_skb);

	if (!skb)
		return CALL("Qdisc_ops.dequeue", sch->dequeue, sch);
	skb = __skb_dequeue(&sch->gso_skb);
	qdisc_qstats_backlog_dec(sch, skb);
	sch->q.qlen--;
	return skb;
}
EXPORT_SYMBOL(qdisc_dequeue_peeked);

/* ---- deaths
 * ------------------------------------------------------------------------ */

void __qdisc_drop(struct sk_buff *skb, struct sk_buff **to_free)
{
	skb->next = *to_free;
	*to_free = skb;
}
EXPORT_SYMBOL(__qdisc_drop);

int qdisc_drop_reason(struct sk_buff *skb, struct Qdisc *sch,
		      struct sk_buff **to_free, enum skb_drop_reason reason)
{
	qdisc_qstats_drop(sch);
	trace_qdisc_drop(skb, qdisc_dev(sch)->name, sch->handle, reason);
	qdisc_skb_cb(skb)->drop_reason = reason;
	__qdisc_drop(skb, to_free);
	return NET_XMIT_DROP;
}
EXPORT_SYMBOL(qdisc_drop_reason);

/* What was booked as having come in leaves the root without being sent. */
static void book_dropped(struct Qdisc *sch, const struct sk_buff *skb)
{
	qdisc_root_sleeping(sch)->book.dropped += qdisc_pkt_segs(skb);
}

void qdisc_dequeue_drop(struct Qdisc *sch, struct sk_buff *skb,
			enum skb_drop_reason reason)
{
	qdisc_qstats_drop(sch);
	trace_qdisc_drop(skb, qdisc_dev(sch)->name, sch->handle, reason);
	book_dropped(sch, skb);
	kfree_skb_reason(skb, reason);
}
EXPORT_SYMBOL(qdisc_dequeue_drop);

void qdisc_book_in(struct Qdisc *sch, unsigned int segs)
{
	qdisc_root_sleeping(sch)->book.in += segs;
}
EXPORT_SYMBOL(qdisc_book_in);

void qdisc_free_list(struct sk_buff *to_free)
{
	struct sk_buff *next;

	for (; to_free; to_free = next) {
		unsigned int reason = qdisc_skb_cb(to_free)->drop_reason;

		next = to_free->next;
		skb_mark_not_on_list(to_free);
		kfree_skb_reason(to_free,
				 reason ? reason : SKB_DROP_REASON_QDISC_DROP);
	}
}

/* ---- parents and children
 * -------------------------------------------------------- */

int qdisc_enqueue(struct sk_buff *skb, struct Qdisc *sch,
		  struct sk_buff **to_free)
{
	return CALL("Qdisc_ops.enqueue", sch->enqueue, skb, sch, to_free);
}
EXPORT_SYMBOL(qdisc_enqueue);

void qdisc_tree_reduce_backlog(struct Qdisc *sch, int n, int len)
{
	struct net_device *dev = qdisc_dev(sch);
	const struct Qdisc_class_ops *cops;
	unsigned long cl;
	bool notify;
	u32 parentid;

	if (!n && !len)
		return;
	while ((parentid = sch->parent)) {
		if (TC_H_MAJ(parentid) == TC_H_MAJ(TC_H_INGRESS) ||
		    parentid == TC_H_ROOT || (sch->flags & TCQ_F_NOPARENT))
			break;
		notify = !sch->q.qlen;
		sch = qdisc_lookup(dev, TC_H_MAJ(parentid));
		if (WARN_ON_ONCE(!sch))
			break;
		cops = sch->ops->cl_ops;
		if (notify && cops->qlen_notify) {
			cl = CALL("Qdisc_class_ops.find", cops->find, sch,
				  parentid);
			CALL_VOID("Qdisc_class_ops.qlen_notify",
				  cops->qlen_notify, sch, cl);
		}
		sch->q.qlen -= (u32)n;
		sch->qstats.backlog -= (u32)len;
		sch->qstats.drops += (u32)max(n, 0);
	}
}
EXPORT_SYMBOL(qdisc_tree_reduce_backlog);

void qdisc_purge_queue(struct Qdisc *sch)
{
	u32 qlen = sch->q.qlen, backlog = sch->qstats.backlog;

	qdisc_reset(sch);
	qdisc_tree_reduce_backlog(sch, (int)qlen, (int)backlog);
}
EXPORT_SYMBOL(qdisc_purge_queue);

/* ---- watchdog
 * ---------------------------------------------------------------------- */

static enum hrtimer_restart qdisc_watchdog(struct hrtimer *timer)
{
	struct qdisc_watchdog *wd =
		container_of(timer, struct qdisc_watchdog, timer);

	rcu_read_lock();
	__netif_schedule(qdisc_root(wd->qdisc));
	rcu_read_unlock();
	return HRTIMER_NORESTART;
}

void qdisc_watchdog_init(struct qdisc_watchdog *wd, struct Qdisc *qdisc)
{
	hrtimer_setup(&wd->timer, qdisc_watchdog, CLOCK_MONOTONIC,
		      HRTIMER_MODE_ABS_PINNED);
	wd->last_expires = 0;
	wd->qdisc = qdisc;
}
EXPORT_SYMBOL(qdisc_watchdog_init);

void qdisc_watchdog_schedule_range_ns(struct qdisc_watchdog *wd, u64 expires,
				      u64 delta_ns)
{
	if (test_bit(__QDISC_STATE_DEACTIVATED,
		     &qdisc_root_sleeping(wd->qdisc)->state))
		return;
	if (hrtimer_is_queued(&wd->timer)) {
		u64 softexpires = (u64)hrtimer_get_expires(&wd->timer);

		/* soon enough already */
		if (softexpires - expires <= delta_ns)
			return;
	}
	wd->last_expires = expires;
	hrtimer_start_range_ns(&wd->timer, ns_to_ktime(expires), delta_ns,
			       HRTIMER_MODE_ABS_PINNED);
}
EXPORT_SYMBOL(qdisc_watchdog_schedule_range_ns);

void qdisc_watchdog_schedule_ns(struct qdisc_watchdog *wd, u64 expires)
{
	qdisc_watchdog_schedule_range_ns(wd, expires, 0);
}
EXPORT_SYMBOL(qdisc_watchdog_schedule_ns);

void qdisc_watchdog_cancel(struct qdisc_watchdog *wd)
{
	hrtimer_cancel(&wd->timer);
}
EXPORT_SYMBOL(qdisc_watchdog_cancel);

static int sch_api_init(void)
{
	INIT_LIST_HEAD(&machine_var(qdisc_base));
	return 0;
}
pure_initcall(sch_api_init, NULL);
