// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sch_generic - the life of a qdisc, and its coming and going with the device
 *
 * Where:   dev_open() activates, dev_close() deactivates, link watch both.
 * Mirrors: net/sched/sch_generic.c. The default qdiscs are in sch_default.c,
 *          dequeueing in sch_run.c.
 *
 * Timers: dev->watchdog_timer. Started when a device with ndo_tx_timeout()
 * becomes active, stopped by dev_deactivate(); at expiry it looks for a
 * stopped queue that has not moved for watchdog_timeo, and starts again.
 */
#define pr_fmt(fmt) "qdisc: " fmt

#include "core/sch_generic.h"
#include "core/module.h"
#include "core/rtnl.h"
#include "core/trace.h"
#include "lib/slab.h"
#include "lib/string.h"

DEFINE_STATIC_PER_MACHINE(struct netdev_queue, noop_netdev_queue);
DEFINE_STATIC_PER_MACHINE(struct Qdisc, noop_instance);

struct Qdisc *machine_noop_qdisc(void)
{
	return &machine_var(noop_instance);
}
EXPORT_SYMBOL(machine_noop_qdisc);

/* ---- life
 * ----------------------------------------------------------------------- */

static void qdisc_init_common(struct Qdisc *sch, struct netdev_queue *dev_queue,
			      const struct Qdisc_ops *ops)
{
	spin_lock_init(&sch->lock);
	skb_queue_head_init(&sch->gso_skb);
	skb_queue_head_init(&sch->skb_bad_txq);
	INIT_HLIST_NODE(&sch->hash);
	sch->ops = ops;
	strscpy(sch->id, ops->id, sizeof(sch->id));
	sch->flags = ops->static_flags;
	sch->enqueue = ops->enqueue;
	sch->dequeue = ops->dequeue;
	sch->dev_queue = dev_queue;
	refcount_set(&sch->refcnt, 1);
}

/* Context: process. Give a qdisc with its defaults, or ERR_PTR(-ENOMEM). */
struct Qdisc *qdisc_alloc(struct netdev_queue *dev_queue,
			  const struct Qdisc_ops *ops,
			  struct netlink_ext_ack *extack)
{
	struct Qdisc *sch;

	sch = kzalloc(sizeof(*sch) + (size_t)ops->priv_size, GFP_KERNEL);
	if (!sch)
		return ERR_PTR(-ENOMEM);
	qdisc_init_common(sch, dev_queue, ops);
	tc_params_default(ops->params, ops->n_params, qdisc_priv(sch));
	dev_hold(dev_queue->dev);
	return sch;
}
EXPORT_SYMBOL(qdisc_alloc);

/* With its defaults and running, or NULL. Context: rtnl. */
struct Qdisc *qdisc_create_dflt(struct netdev_queue *dev_queue,
				const struct Qdisc_ops *ops, u32 parentid,
				struct netlink_ext_ack *extack)
{
	struct Qdisc *sch;

	if (!try_module_get(ops->owner))
		return NULL;
	sch = qdisc_alloc(dev_queue, ops, extack);
	if (IS_ERR(sch)) {
		module_put(ops->owner);
		return NULL;
	}
	sch->parent = parentid;
	if (!ops->init || !CALL("Qdisc_ops.init", ops->init, sch, NULL, extack))
		return sch;
	qdisc_put(sch);
	return NULL;
}
EXPORT_SYMBOL(qdisc_create_dflt);

/* Empty it. Context: its lock, or nobody else sees it. */
void qdisc_reset(struct Qdisc *qdisc)
{
	const struct Qdisc_ops *ops = qdisc->ops;

	if (ops->reset)
		CALL_VOID("Qdisc_ops.reset", ops->reset, qdisc);
	__skb_queue_purge(&qdisc->gso_skb);
	__skb_queue_purge(&qdisc->skb_bad_txq);
	qdisc->q.qlen = 0;
	qdisc->qstats.backlog = 0;
	/* in = sent + dropped + queued, and nothing is queued now */
	qdisc->book.dropped =
		qdisc->book.in - qdisc->book.sent - qdisc->book.inflight;
}
EXPORT_SYMBOL(qdisc_reset);

static void qdisc_free_cb(struct rcu_head *head)
{
	kfree(container_of(head, struct Qdisc, rcu));
}

void qdisc_destroy(struct Qdisc *qdisc)
{
	const struct Qdisc_ops *ops = qdisc->ops;

	qdisc_hash_del(qdisc);
	qdisc_reset(qdisc);
	if (ops->destroy)
		CALL_VOID("Qdisc_ops.destroy", ops->destroy, qdisc);
	module_put(ops->owner);
	dev_put(qdisc_dev(qdisc));
	call_rcu(&qdisc->rcu, qdisc_free_cb);
}
EXPORT_SYMBOL(qdisc_destroy);

void qdisc_put(struct Qdisc *qdisc)
{
	if (!qdisc || (qdisc->flags & TCQ_F_BUILTIN))
		return;
	if (refcount_dec_and_test(&qdisc->refcnt))
		qdisc_destroy(qdisc);
}
EXPORT_SYMBOL(qdisc_put);

/* ---- by handle
 * ----------------------------------------------------------------- */

static struct hlist_head *qdisc_bucket(struct net_device *dev, u32 handle)
{
	return &dev->qdisc_hash[(handle >> 16) & 15];
}

void qdisc_hash_add(struct Qdisc *q, bool invisible)
{
	if (q->parent == TC_H_ROOT || (q->flags & TCQ_F_INGRESS))
		return;
	ASSERT_RTNL();
	hlist_add_head_rcu(&q->hash, qdisc_bucket(qdisc_dev(q), q->handle));
	if (invisible)
		q->flags |= TCQ_F_INVISIBLE;
}
EXPORT_SYMBOL(qdisc_hash_add);

void qdisc_hash_del(struct Qdisc *q)
{
	if (!hlist_unhashed(&q->hash))
		hlist_del_init_rcu(&q->hash);
}
EXPORT_SYMBOL(qdisc_hash_del);

/* Context: rtnl or RCU. */
struct Qdisc *qdisc_lookup(struct net_device *dev, u32 handle)
{
	struct Qdisc *q = dev->qdisc;

	if (!handle)
		return NULL;
	if (q && !(q->flags & TCQ_F_BUILTIN) && q->handle == handle)
		return q;
	hlist_for_each_entry_rcu (q, qdisc_bucket(dev, handle), hash) {
		if (q->handle == handle)
			return q;
	}
	q = dev->ingress_queue ? dev->ingress_queue->qdisc_sleeping : NULL;
	return q && q->handle == handle ? q : NULL;
}
EXPORT_SYMBOL(qdisc_lookup);

/**
 * dev_graft_qdisc - put @qdisc under @dev_queue; it runs from dev_activate()
 *
 * Context: rtnl. Gives the old one.
 */
struct Qdisc *dev_graft_qdisc(struct netdev_queue *dev_queue,
			      struct Qdisc *qdisc)
{
	struct Qdisc *old = dev_queue->qdisc_sleeping;
	spinlock_t *lock = qdisc_lock(old);

	spin_lock_bh(lock);
	if (!qdisc)
		qdisc = &noop_qdisc;
	dev_queue->qdisc_sleeping = qdisc;
	rcu_assign_pointer(dev_queue->qdisc, &noop_qdisc);
	spin_unlock_bh(lock);
	return old;
}
EXPORT_SYMBOL(dev_graft_qdisc);

/* ---- with the device
 * -------------------------------------------------------------- */

static const struct Qdisc_ops *default_ops(const struct net_device *dev)
{
	const struct Qdisc_ops *ops;

	if (dev->priv_flags & IFF_NO_QUEUE)
		return &noqueue_qdisc_ops;
	ops = qdisc_lookup_ops(net_hotdata.default_qdisc);
	if (!ops)
		return &pfifo_fast_ops;
	qdisc_put_ops(ops); /* qdisc_create_dflt() takes its own */
	return ops;
}

static void attach_one_default_qdisc(struct net_device *dev,
				     struct netdev_queue *txq, void *unused)
{
	struct Qdisc *q;

	q = qdisc_create_dflt(txq, default_ops(dev), TC_H_ROOT, NULL);
	if (!q) {
		netdev_info(dev, "activation failed\n");
		return;
	}
	if (!(dev->priv_flags & IFF_NO_QUEUE))
		q->flags |= TCQ_F_ONETXQUEUE | TCQ_F_NOPARENT;
	q->flags |= TCQ_F_DEFAULT;
	txq->qdisc_sleeping = q;
}

static void attach_default_qdiscs(struct net_device *dev)
{
	struct netdev_queue *txq = netdev_get_tx_queue(dev, 0);
	struct Qdisc *q = NULL;

	if (netif_is_multiqueue(dev) && !(dev->priv_flags & IFF_NO_QUEUE)) {
		q = qdisc_create_dflt(txq, &mq_qdisc_ops, TC_H_ROOT, NULL);
		if (q) {
			dev->qdisc = q;
			CALL_VOID("Qdisc_ops.attach", q->ops->attach, q);
			return;
		}
	}
	netdev_for_each_tx_queue(dev, attach_one_default_qdisc, NULL);
	dev->qdisc = txq->qdisc_sleeping;
	qdisc_refcount_inc(dev->qdisc);
}

static void transition_one_qdisc(struct net_device *dev,
				 struct netdev_queue *txq, void *need_watchdog)
{
	struct Qdisc *new = txq->qdisc_sleeping;

	if (!(new->flags &TCQ_F_BUILTIN))
		clear_bit(__QDISC_STATE_DEACTIVATED, &new->state);
	rcu_assign_pointer(txq->qdisc, new);
	if (need_watchdog) {
		WRITE_ONCE(txq->trans_start, 0);
		*(int *)need_watchdog = 1;
	}
}

/**
 * dev_activate - let packets through: the device is up and has its carrier
 *
 * Context: rtnl. A device that gets up without qdisc gets the default one.
 */
void dev_activate(struct net_device *dev)
{
	int need_watchdog = 0;

	if (dev->qdisc == &noop_qdisc)
		attach_default_qdiscs(dev);
	if (!netif_carrier_ok(dev))
		return; /* at the next carrier-on */
	netdev_for_each_tx_queue(dev, transition_one_qdisc, &need_watchdog);
	if (dev->ingress_queue)
		transition_one_qdisc(dev, dev->ingress_queue, NULL);
	if (need_watchdog) {
		netif_trans_update(dev);
		netdev_watchdog_up(dev);
	}
}
EXPORT_SYMBOL(dev_activate);

static void deactivate_queue(struct net_device *dev, struct netdev_queue *txq,
			     void *unused)
{
	struct Qdisc *q = txq->qdisc;

	if (!q)
		return;
	if (!(q->flags & TCQ_F_BUILTIN))
		set_bit(__QDISC_STATE_DEACTIVATED, &q->state);
	rcu_assign_pointer(txq->qdisc, &noop_qdisc);
}

static void reset_queue(struct net_device *dev, struct netdev_queue *txq,
			void *unused)
{
	struct Qdisc *q = txq->qdisc_sleeping;

	if (!q || (q->flags & TCQ_F_BUILTIN))
		return;
	spin_lock_bh(qdisc_lock(q));
	qdisc_reset(q);
	spin_unlock_bh(qdisc_lock(q));
}

static bool some_qdisc_is_busy(struct net_device *dev)
{
	for (unsigned int i = 0; i < dev->num_tx_queues; i++) {
		struct Qdisc *q = dev->_tx[i].qdisc_sleeping;
		bool busy;

		if (!q || (q->flags & TCQ_F_BUILTIN))
			continue;
		spin_lock_bh(qdisc_lock(q));
		busy = q->running || test_bit(__QDISC_STATE_SCHED, &q->state);
		spin_unlock_bh(qdisc_lock(q));
		if (busy)
			return true;
	}
	return false;
}

static void dev_watchdog_down(struct net_device *dev)
{
	netif_tx_lock_bh(dev);
	if (timer_delete(&dev->watchdog_timer))
		dev_put(dev);
	netif_tx_unlock_bh(dev);
}

/* Devices by close_list. Context: rtnl; sleeps until nobody is inside. */
void dev_deactivate_many(struct list_head *head)
{
	struct net_device *dev;

	list_for_each_entry (dev, head, close_list) {
		netdev_for_each_tx_queue(dev, deactivate_queue, NULL);
		if (dev->ingress_queue)
			deactivate_queue(dev, dev->ingress_queue, NULL);
		dev_watchdog_down(dev);
	}
	synchronize_net();
	list_for_each_entry (dev, head, close_list) {
		netdev_for_each_tx_queue(dev, reset_queue, NULL);
		while (some_qdisc_is_busy(dev))
			schedule_timeout_uninterruptible(1);
	}
}
EXPORT_SYMBOL(dev_deactivate_many);

void dev_deactivate(struct net_device *dev)
{
	LIST_HEAD(single);

	list_add(&dev->close_list, &single);
	dev_deactivate_many(&single);
	list_del_init(&dev->close_list);
}
EXPORT_SYMBOL(dev_deactivate);

int dev_qdisc_change_tx_queue_len(struct net_device *dev)
{
	bool up = dev->flags & IFF_UP;
	int ret = 0;

	if (up)
		dev_deactivate(dev);
	for (unsigned int i = 0; i < dev->num_tx_queues; i++) {
		struct Qdisc *q = dev->_tx[i].qdisc_sleeping;

		if (q->ops->change_tx_queue_len)
			ret = CALL("Qdisc_ops.change_tx_queue_len",
				   q->ops->change_tx_queue_len, q,
				   dev->tx_queue_len);
		if (ret)
			break;
	}
	if (up)
		dev_activate(dev);
	return ret;
}

void dev_qdisc_change_real_num_tx(struct net_device *dev, unsigned int new_txq)
{
	struct Qdisc *q = dev->qdisc;

	if (q->ops->change_real_num_tx)
		CALL_VOID("Qdisc_ops.change_real_num_tx",
			  q->ops->change_real_num_tx, q, new_txq);
}

static void init_queue(struct net_device *dev, struct netdev_queue *txq,
		       void *unused)
{
	rcu_assign_pointer(txq->qdisc, &noop_qdisc);
	txq->qdisc_sleeping = &noop_qdisc;
}

static void shutdown_queue(struct net_device *dev, struct netdev_queue *txq,
			   void *unused)
{
	struct Qdisc *q = txq->qdisc_sleeping;

	if (!q)
		return;
	rcu_assign_pointer(txq->qdisc, &noop_qdisc);
	txq->qdisc_sleeping = &noop_qdisc;
	qdisc_put(q);
}

static void dev_watchdog(struct timer_list *t);

void dev_init_scheduler(struct net_device *dev)
{
	dev->qdisc = &noop_qdisc;
	netdev_for_each_tx_queue(dev, init_queue, NULL);
	if (dev->ingress_queue)
		init_queue(dev, dev->ingress_queue, NULL);
	/* Deviation: deferrable, so that a world that sleeps is idle */
	timer_setup(&dev->watchdog_timer, dev_watchdog, TIMER_DEFERRABLE);
}

/* The device is down and goes. Context: rtnl. */
void dev_shutdown(struct net_device *dev)
{
	struct Qdisc *root = dev->qdisc;

	netdev_for_each_tx_queue(dev, shutdown_queue, NULL);
	if (dev->ingress_queue)
		shutdown_queue(dev, dev->ingress_queue, NULL);
	dev->qdisc = &noop_qdisc;
	qdisc_put(root);
	WARN_ON(timer_pending(&dev->watchdog_timer));
}

/* ---- the watchdog of a stuck driver
 * ------------------------------------------------- */

/* Milliseconds that a stopped queue has not moved; 0: fine. */
static unsigned int txq_timed_out(struct net_device *dev,
				  struct netdev_queue *txq)
{
	unsigned long start = READ_ONCE(txq->trans_start);

	if (!netif_xmit_stopped(txq) || !start ||
	    !time_after(jiffies, start + (unsigned long)dev->watchdog_timeo))
		return 0;
	txq->trans_timeout++;
	return jiffies_to_msecs(jiffies - start);
}

static void dev_watchdog(struct timer_list *t)
{
	struct net_device *dev = from_timer(dev, t, watchdog_timer);
	bool release = true;

	spin_lock(&dev->tx_global_lock);
	if (dev->qdisc != &noop_qdisc && netif_device_present(dev) &&
	    netif_running(dev) && netif_carrier_ok(dev)) {
		for (unsigned int i = 0; i < dev->num_tx_queues; i++) {
			unsigned int ms = txq_timed_out(dev, &dev->_tx[i]);

			if (!ms)
				continue;
			trace_net_dev_xmit_timeout(NULL, dev->name, i);
			netdev_err(dev,
				   "NETDEV WATCHDOG: CPU: %u: transmit queue "
				   "%u timed out %u ms\n",
				   smp_processor_id(), i, ms);
			CALL_VOID("net_device_ops.ndo_tx_timeout",
				  dev->netdev_ops->ndo_tx_timeout, dev, i);
			break;
		}
		if (!mod_timer(
			    &dev->watchdog_timer,
			    round_jiffies(jiffies +
					  (unsigned long)dev->watchdog_timeo)))
			release = false;
	}
	spin_unlock(&dev->tx_global_lock);
	if (release)
		dev_put(dev);
}

void netdev_watchdog_up(struct net_device *dev)
{
	if (!dev->netdev_ops->ndo_tx_timeout)
		return;
	if (dev->watchdog_timeo <= 0)
		dev->watchdog_timeo = 5 * HZ;
	if (!mod_timer(&dev->watchdog_timer,
		       round_jiffies(jiffies +
				     (unsigned long)dev->watchdog_timeo)))
		dev_hold(dev);
}
EXPORT_SYMBOL(netdev_watchdog_up);

/* ---- the machine's
 * ---------------------------------------------------------------------- */

static int sch_generic_init(void)
{
	struct netdev_queue *txq = &machine_var(noop_netdev_queue);
	int err;

	qdisc_init_common(&noop_qdisc, txq, &noop_qdisc_ops);
	noop_qdisc.flags |= TCQ_F_BUILTIN;
	txq->qdisc = txq->qdisc_sleeping = &noop_qdisc;
	err = register_qdisc(&pfifo_fast_ops);
	if (!err)
		err = register_qdisc(&mq_qdisc_ops);
	if (!err)
		err = register_qdisc(&noqueue_qdisc_ops);
	return err;
}

static void sch_generic_exit(void)
{
	unregister_qdisc(&noqueue_qdisc_ops);
	unregister_qdisc(&mq_qdisc_ops);
	unregister_qdisc(&pfifo_fast_ops);
}
core_initcall(sch_generic_init, sch_generic_exit);
