// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * dev_txq - which transmit queue; stopping, waking and filling it
 *
 * Where:   __dev_queue_xmit() picks; drivers stop and wake; NET_TX_SOFTIRQ
 *          runs the qdiscs that were woken and frees what was sent.
 * Mirrors: those parts of net/core/dev.c and netdevice.h.
 */
#include "core/dev_priv.h"
#include "core/flow_dissector.h"
#include "core/sch_generic.h"
#include "core/sock.h"
#include "core/softnet.h"
#include "lib/interrupt.h"

/* ---- picking
 * ---------------------------------------------------------------------- */

/* XPS: the queues of the sending CPU. -1: none configured. */
static int get_xps_queue(struct net_device *dev, struct sk_buff *skb)
{
	const struct xps_dev_maps *maps = rcu_dereference(dev->xps_cpus);
	const struct xps_map *map;
	unsigned int cpu = smp_processor_id();
	int q;

	if (!maps || cpu >= maps->nr_ids)
		return -1;
	map = maps->attr_map[cpu];
	if (!map)
		return -1;
	if (map->len == 1)
		q = map->queues[0];
	else
		q = map->queues[reciprocal_scale(skb_get_hash(skb), map->len)];
	return q < (int)READ_ONCE(dev->real_num_tx_queues) ? q : -1;
}

/*
 * A socket keeps its queue while packets of it may be under way, so that none
 * overtakes another; ooo_okay says that there are none.
 */
u16 netdev_pick_tx(struct net_device *dev, struct sk_buff *skb,
		   struct net_device *sb_dev)
{
	struct sock *sk = skb->sk;
	int queue_index = sk ? sk_tx_queue_get(sk) : -1;
	int new_index;

	if (queue_index >= 0 && !skb->ooo_okay &&
	    queue_index < (int)READ_ONCE(dev->real_num_tx_queues))
		return (u16)queue_index;
	new_index = get_xps_queue(dev, skb);
	if (new_index < 0)
		new_index = skb_tx_hash(dev, sb_dev, skb);
	if (sk && queue_index != new_index && sk_fullsock(sk))
		sk_tx_queue_set(sk, new_index);
	return (u16)new_index;
}
EXPORT_SYMBOL(netdev_pick_tx);

u16 dev_pick_tx_zero(struct net_device *dev, struct sk_buff *skb,
		     struct net_device *sb_dev)
{
	return 0;
}
EXPORT_SYMBOL(dev_pick_tx_zero);

struct netdev_queue *netdev_core_pick_tx(struct net_device *dev,
					 struct sk_buff *skb,
					 struct net_device *sb_dev)
{
	const struct net_device_ops *ops = dev->netdev_ops;
	int index = 0, real = (int)READ_ONCE(dev->real_num_tx_queues);

	if (real != 1) {
		if (ops->ndo_select_queue)
			index = CALL("net_device_ops.ndo_select_queue",
				     ops->ndo_select_queue, dev, skb, sb_dev);
		else
			index = netdev_pick_tx(dev, skb, sb_dev);
		if (unlikely(index >= real)) {
			pr_warn_ratelimited("%s selects TX queue %d, but real "
					    "number of TX queues is %d\n",
					    dev->name, index, real);
			index = 0;
		}
	}
	skb_set_queue_mapping(skb, (u16)index);
	return netdev_get_tx_queue(dev, (unsigned int)index);
}
EXPORT_SYMBOL(netdev_core_pick_tx);

/* ---- stopping and waking
 * ------------------------------------------------------------ */

/* Let NET_TX_SOFTIRQ run the qdisc. Context: any with a baton. */
void __netif_schedule(struct Qdisc *q)
{
	struct softnet_data *sd = this_softnet();

	if (test_and_set_bit(__QDISC_STATE_SCHED, &q->state))
		return;
	q->next_sched = NULL;
	*sd->output_queue_tailp = q;
	sd->output_queue_tailp = &q->next_sched;
	raise_softirq(NET_TX_SOFTIRQ);
}
EXPORT_SYMBOL(__netif_schedule);

void netif_schedule_queue(struct netdev_queue *txq)
{
	rcu_read_lock();
	if (!netif_xmit_stopped(txq)) {
		struct Qdisc *q = rcu_dereference(txq->qdisc);

		if (q && q->enqueue)
			__netif_schedule(q);
	}
	rcu_read_unlock();
}
EXPORT_SYMBOL(netif_schedule_queue);

void netif_tx_wake_queue(struct netdev_queue *txq)
{
	struct Qdisc *q;

	if (!test_and_clear_bit(__QUEUE_STATE_DRV_XOFF, &txq->state))
		return;
	rcu_read_lock();
	q = rcu_dereference(txq->qdisc);
	if (q && q->enqueue)
		__netif_schedule(q);
	rcu_read_unlock();
}
EXPORT_SYMBOL(netif_tx_wake_queue);

void netif_tx_start_all_queues(struct net_device *dev)
{
	for (unsigned int i = 0; i < dev->num_tx_queues; i++)
		netif_tx_start_queue(&dev->_tx[i]);
}
EXPORT_SYMBOL(netif_tx_start_all_queues);

void netif_tx_stop_all_queues(struct net_device *dev)
{
	for (unsigned int i = 0; i < dev->num_tx_queues; i++)
		netif_tx_stop_queue(&dev->_tx[i]);
}
EXPORT_SYMBOL(netif_tx_stop_all_queues);

void netif_tx_wake_all_queues(struct net_device *dev)
{
	for (unsigned int i = 0; i < dev->num_tx_queues; i++)
		netif_tx_wake_queue(&dev->_tx[i]);
}
EXPORT_SYMBOL(netif_tx_wake_all_queues);

void netif_tx_disable(struct net_device *dev)
{
	local_bh_disable();
	spin_lock(&dev->tx_global_lock);
	for (unsigned int i = 0; i < dev->num_tx_queues; i++) {
		struct netdev_queue *txq = &dev->_tx[i];

		__netif_tx_lock(txq, (int)smp_processor_id());
		netif_tx_stop_queue(txq);
		__netif_tx_unlock(txq);
	}
	spin_unlock(&dev->tx_global_lock);
	local_bh_enable();
}
EXPORT_SYMBOL(netif_tx_disable);

/* No transmit runs, and none begins, until unlock. */
void netif_tx_lock_bh(struct net_device *dev)
{
	local_bh_disable();
	spin_lock(&dev->tx_global_lock);
	for (unsigned int i = 0; i < dev->num_tx_queues; i++) {
		struct netdev_queue *txq = &dev->_tx[i];

		/* one lock at a time: frozen queues stay frozen without it */
		__netif_tx_lock(txq, (int)smp_processor_id());
		set_bit(__QUEUE_STATE_FROZEN, &txq->state);
		__netif_tx_unlock(txq);
	}
}
EXPORT_SYMBOL(netif_tx_lock_bh);

void netif_tx_unlock_bh(struct net_device *dev)
{
	for (unsigned int i = 0; i < dev->num_tx_queues; i++) {
		struct netdev_queue *txq = &dev->_tx[i];

		clear_bit(__QUEUE_STATE_FROZEN, &txq->state);
		netif_schedule_queue(txq);
	}
	spin_unlock(&dev->tx_global_lock);
	local_bh_enable();
}
EXPORT_SYMBOL(netif_tx_unlock_bh);

/* ---- byte queue limits
 * ------------------------------------------------------------ */

/**
 * netdev_tx_sent_queue - the driver gave @bytes to the hardware
 *
 * Stops the queue when the limit is reached; completions start it again.
 * Context: the queue's lock.
 */
void netdev_tx_sent_queue(struct netdev_queue *q, unsigned int bytes)
{
	dql_queued(&q->dql, bytes);
	if (likely(dql_avail(&q->dql) >= 0))
		return;
	set_bit(__QUEUE_STATE_STACK_XOFF, &q->state);
	/* a completion between the look and the bit would not be seen */
	smp_mb();
	if (unlikely(dql_avail(&q->dql) >= 0))
		clear_bit(__QUEUE_STATE_STACK_XOFF, &q->state);
}
EXPORT_SYMBOL(netdev_tx_sent_queue);

/* Return: whether the doorbell must be rung now. */
bool __netdev_tx_sent_queue(struct netdev_queue *q, unsigned int bytes,
			    bool xmit_more)
{
	if (xmit_more) {
		dql_queued(&q->dql, bytes);
		return netif_tx_queue_stopped(q);
	}
	netdev_tx_sent_queue(q, bytes);
	return true;
}
EXPORT_SYMBOL(__netdev_tx_sent_queue);

void netdev_tx_completed_queue(struct netdev_queue *q, unsigned int pkts,
			       unsigned int bytes)
{
	if (unlikely(!bytes))
		return;
	dql_completed(&q->dql, bytes);
	smp_mb();
	if (unlikely(dql_avail(&q->dql) < 0))
		return;
	if (test_and_clear_bit(__QUEUE_STATE_STACK_XOFF, &q->state))
		netif_schedule_queue(q);
}
EXPORT_SYMBOL(netdev_tx_completed_queue);

void netdev_tx_reset_queue(struct netdev_queue *q)
{
	clear_bit(__QUEUE_STATE_STACK_XOFF, &q->state);
	dql_reset(&q->dql);
}
EXPORT_SYMBOL(netdev_tx_reset_queue);

/* ---- NET_TX_SOFTIRQ
 * ------------------------------------------------------------------ */

/* While it waits on the completion queue. */
struct irq_free_cb {
	enum skb_drop_reason reason;
};
#define IRQ_FREE_CB(skb) ((struct irq_free_cb *)(skb)->cb)

static void free_for(struct sk_buff *skb, enum skb_drop_reason reason)
{
	if (reason == SKB_CONSUMED)
		consume_skb(skb);
	else
		kfree_skb_reason(skb, reason);
}

/* From a hardirq: freed by NET_TX_SOFTIRQ. Takes. */
void dev_kfree_skb_irq_reason(struct sk_buff *skb, enum skb_drop_reason reason)
{
	struct softnet_data *sd = this_softnet();

	if (unlikely(!skb))
		return;
	if (skb_shared(skb)) {
		/* not the last user: nothing to free */
		free_for(skb, reason);
		return;
	}
	IRQ_FREE_CB(skb)->reason = reason;
	skb->next = sd->completion_queue;
	sd->completion_queue = skb;
	raise_softirq(NET_TX_SOFTIRQ);
}
EXPORT_SYMBOL(dev_kfree_skb_irq_reason);

void dev_kfree_skb_any_reason(struct sk_buff *skb, enum skb_drop_reason reason)
{
	if (unlikely(!skb))
		return;
	if (in_hardirq())
		dev_kfree_skb_irq_reason(skb, reason);
	else
		free_for(skb, reason);
}
EXPORT_SYMBOL(dev_kfree_skb_any_reason);

static void tx_free_completed(struct softnet_data *sd)
{
	struct sk_buff *skb = sd->completion_queue, *next;

	sd->completion_queue = NULL;
	for (; skb; skb = next) {
		next = skb->next;
		skb_mark_not_on_list(skb);
		free_for(skb, IRQ_FREE_CB(skb)->reason);
	}
}

static void tx_run_qdiscs(struct softnet_data *sd)
{
	struct Qdisc *head = sd->output_queue, *q;

	sd->output_queue = NULL;
	sd->output_queue_tailp = &sd->output_queue;
	while (head) {
		q = head;
		head = head->next_sched;
		spin_lock(qdisc_lock(q));
		clear_bit_unlock(__QDISC_STATE_SCHED, &q->state);
		if (!test_bit(__QDISC_STATE_DEACTIVATED, &q->state))
			qdisc_run(q);
		spin_unlock(qdisc_lock(q));
		cpu_settle();
	}
}

void net_tx_action(void)
{
	struct softnet_data *sd = this_softnet();

	sd->net_tx_actions++;
	if (sd->completion_queue)
		tx_free_completed(sd);
	if (sd->output_queue)
		tx_run_qdiscs(sd);
}

static int net_tx_init(void)
{
	open_softirq(NET_TX_SOFTIRQ, net_tx_action);
	return 0;
}

static void net_tx_exit(void)
{
	struct cpu *cpu;

	for_each_cpu_of (current_machine(), cpu)
		tx_free_completed(softnet_data_of(cpu));
}
core_initcall(net_tx_init, net_tx_exit);
