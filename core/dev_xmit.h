/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * dev_xmit - handing packets to a device and getting them from one
 *
 * Where:   the functions of dev_rx.c and dev_tx.c that protocols and drivers
 *          call, packet_type, and the queue helpers of drivers.
 * Mirrors: those parts of include/linux/netdevice.h.
 */
#ifndef CORE_DEV_XMIT_H
#define CORE_DEV_XMIT_H

/* Included by core/netdevice.h, after struct net_device. */
#include "core/netdevice.h"

/**
 * struct packet_type - who gets frames of one EtherType
 * @type: big-endian EtherType; ETH_P_ALL: a tap
 * @ignore_outgoing: a tap that does not want what we send
 * @dev: NULL: any
 * @func: softirq, rcu_read_lock(); takes @skb (shared: skb_share_check())
 * @list_func: optional; takes a list of them
 * @id_match: whether @sk is the tap's own, which does not hear itself
 */
struct packet_type {
	__be16 type;
	bool ignore_outgoing;
	struct net_device *dev;
	int (*func)(struct sk_buff *skb, struct net_device *dev,
		    struct packet_type *pt, struct net_device *orig_dev);
	void (*list_func)(struct list_head *list, struct packet_type *pt,
			  struct net_device *dev);
	bool (*id_match)(struct packet_type *ptype, struct sock *sk);
	struct net *af_packet_net;
	void *af_packet_priv;
};

/* Context: process; add: any. Remove waits until nobody can be in func(). */
int dev_add_pack(struct packet_type *pt);
void dev_remove_pack(struct packet_type *pt);
void __dev_remove_pack(struct packet_type *pt); /* does not wait */

/* ---- up (dev_rx.c): every one takes the skb ----------------------------- */

int netif_receive_skb(struct sk_buff *skb);	 /* softirq */
int netif_receive_skb_core(struct sk_buff *skb); /* no RPS, no timestamp */
void netif_receive_skb_list(struct list_head *head);
void netif_receive_skb_list_internal(struct list_head *head); /* GRO */
int netif_rx(struct sk_buff *skb); /* any: to the backlog */
int __netif_rx(struct sk_buff *skb);

/* Somebody wants arrival times; counted. Context: any. */
void net_enable_timestamp(void);
void net_disable_timestamp(void);

/* Does the stack have to look at what passes dev as loopback or copy? */
int dev_forward_skb(struct net_device *dev, struct sk_buff *skb);
int __dev_forward_skb(struct net_device *dev, struct sk_buff *skb);
bool is_skb_forwardable(const struct net_device *dev,
			const struct sk_buff *skb);

/* ---- down (dev_tx.c) ------------------------------------------------------
 */

/**
 * __dev_queue_xmit - queue @skb on skb->dev's qdisc, or send it at once
 *
 * Takes @skb whatever it answers. Context: process or softirq, BH may be on.
 * Return: NET_XMIT_*, NETDEV_TX_BUSY never, or -errno (-ENETDOWN, -ENOMEM).
 */
int __dev_queue_xmit(struct sk_buff *skb, struct net_device *sb_dev);
static inline int dev_queue_xmit(struct sk_buff *skb)
{
	return __dev_queue_xmit(skb, NULL);
}
/* Around the qdisc, into one queue: AF_PACKET with PACKET_QDISC_BYPASS. */
int __dev_direct_xmit(struct sk_buff *skb, u16 queue_id);
int dev_loopback_xmit(struct net *net, struct sock *sk, struct sk_buff *skb);

/* qdisc -> driver. Gives back what was not sent; *@ret says why. */
struct sk_buff *dev_hard_start_xmit(struct sk_buff *skb, struct net_device *dev,
				    struct netdev_queue *txq, int *ret);
struct sk_buff *validate_xmit_skb_list(struct sk_buff *skb,
				       struct net_device *dev, bool *again);
netdev_features_t netif_skb_features(struct sk_buff *skb);
netdev_features_t passthru_features_check(struct sk_buff *skb,
					  struct net_device *dev,
					  netdev_features_t features);
void dev_queue_xmit_nit(struct sk_buff *skb, struct net_device *dev);
bool dev_nit_active(const struct net_device *dev);
int skb_checksum_help(struct sk_buff *skb);
u16 netdev_pick_tx(struct net_device *dev, struct sk_buff *skb,
		   struct net_device *sb_dev);
u16 dev_pick_tx_zero(struct net_device *dev, struct sk_buff *skb,
		     struct net_device *sb_dev);
struct netdev_queue *netdev_core_pick_tx(struct net_device *dev,
					 struct sk_buff *skb,
					 struct net_device *sb_dev);

/* From a hardirq the skb dies in NET_TX_SOFTIRQ, else at once. */
void dev_kfree_skb_any_reason(struct sk_buff *skb, enum skb_drop_reason reason);
void dev_kfree_skb_irq_reason(struct sk_buff *skb, enum skb_drop_reason reason);
#define dev_kfree_skb(s) consume_skb(s)
#define dev_kfree_skb_any(s)                                                   \
	dev_kfree_skb_any_reason(s, SKB_DROP_REASON_NOT_SPECIFIED)
#define dev_kfree_skb_irq(s)                                                   \
	dev_kfree_skb_irq_reason(s, SKB_DROP_REASON_NOT_SPECIFIED)
#define dev_consume_skb_any(s) dev_kfree_skb_any_reason(s, SKB_CONSUMED)
#define dev_consume_skb_irq(s) dev_kfree_skb_irq_reason(s, SKB_CONSUMED)

/* More packets follow at once: the driver may wait with the doorbell. */
bool netdev_xmit_more(void);

/* ---- link headers -------------------------------------------------------- */

static inline int dev_hard_header(struct sk_buff *skb, struct net_device *dev,
				  unsigned short type, const void *daddr,
				  const void *saddr, unsigned int len)
{
	if (!dev->header_ops || !dev->header_ops->create)
		return 0;
	return dev->header_ops->create(skb, dev, type, daddr, saddr, len);
}

static inline int dev_parse_header(const struct sk_buff *skb,
				   unsigned char *haddr)
{
	const struct net_device *dev = skb->dev;

	if (!dev->header_ops || !dev->header_ops->parse)
		return 0;
	return dev->header_ops->parse(skb, haddr);
}

static inline bool dev_has_header(const struct net_device *dev)
{
	return dev->header_ops && dev->header_ops->create;
}
bool dev_validate_header(const struct net_device *dev, char *ll_header,
			 int len);

/* ---- statistics -------------------------------------------------------- */

#define __DEV_CORE_STATS_INC(FIELD)                                            \
	static inline void dev_core_stats_##FIELD##_inc(                       \
		struct net_device *dev)                                        \
	{                                                                      \
		__auto_type n = &this_cpu_ptr(dev->core_stats)->FIELD;         \
                                                                               \
		WRITE_ONCE(*n, *n + 1);                                        \
	}                                                                      \
	struct net_device
__DEV_CORE_STATS_INC(rx_dropped);
__DEV_CORE_STATS_INC(tx_dropped);
__DEV_CORE_STATS_INC(rx_nohandler);
__DEV_CORE_STATS_INC(rx_otherhost_dropped);

#define DEV_STATS_INC(dev, f)	 ((dev)->stats.f++)
#define DEV_STATS_ADD(dev, f, v) ((dev)->stats.f += (v))
#define DEV_STATS_READ(dev, f)	 ((dev)->stats.f)

static inline void dev_sw_netstats_rx_add(struct net_device *dev,
					  unsigned int len)
{
	struct pcpu_sw_netstats *t = this_cpu_ptr(dev->tstats);

	t->rx_packets++;
	t->rx_bytes += len;
}

static inline void dev_sw_netstats_tx_add(struct net_device *dev,
					  unsigned int packets,
					  unsigned int len)
{
	struct pcpu_sw_netstats *t = this_cpu_ptr(dev->tstats);

	t->tx_packets += packets;
	t->tx_bytes += len;
}

#define netdev_alloc_pcpu_stats(type) alloc_percpu(type)

/* ---- transmit queues ----------------------------------------------------- */

static inline struct netdev_queue *
netdev_get_tx_queue(const struct net_device *dev, unsigned int index)
{
	return &dev->_tx[index];
}

static inline struct netdev_queue *
skb_get_tx_queue(const struct net_device *dev, const struct sk_buff *skb)
{
	return netdev_get_tx_queue(dev, skb_get_queue_mapping(skb));
}

static inline void netdev_for_each_tx_queue(struct net_device *dev,
					    void (*f)(struct net_device *,
						      struct netdev_queue *,
						      void *),
					    void *arg)
{
	for (unsigned int i = 0; i < dev->num_tx_queues; i++)
		f(dev, &dev->_tx[i], arg);
}

static inline bool netif_is_multiqueue(const struct net_device *dev)
{
	return dev->num_tx_queues > 1;
}

static inline void netif_start_queue(struct net_device *dev)
{
	netif_tx_start_queue(netdev_get_tx_queue(dev, 0));
}

static inline void netif_stop_queue(struct net_device *dev)
{
	netif_tx_stop_queue(netdev_get_tx_queue(dev, 0));
}

static inline void netif_wake_queue(struct net_device *dev)
{
	netif_tx_wake_queue(netdev_get_tx_queue(dev, 0));
}

static inline bool netif_queue_stopped(const struct net_device *dev)
{
	return netif_tx_queue_stopped(netdev_get_tx_queue(dev, 0));
}

static inline void netif_start_subqueue(struct net_device *dev, u16 index)
{
	netif_tx_start_queue(netdev_get_tx_queue(dev, index));
}

static inline void netif_stop_subqueue(struct net_device *dev, u16 index)
{
	netif_tx_stop_queue(netdev_get_tx_queue(dev, index));
}

static inline void netif_wake_subqueue(struct net_device *dev, u16 index)
{
	netif_tx_wake_queue(netdev_get_tx_queue(dev, index));
}

static inline bool __netif_subqueue_stopped(const struct net_device *dev,
					    u16 index)
{
	return netif_tx_queue_stopped(netdev_get_tx_queue(dev, index));
}

void netif_tx_start_all_queues(struct net_device *dev);
void netif_tx_stop_all_queues(struct net_device *dev);
void netif_tx_wake_all_queues(struct net_device *dev);
/* Stop every queue and wait for the transmit that runs: before ndo_stop(). */
void netif_tx_disable(struct net_device *dev);

/* Driver side lock of one queue; core takes it around ndo_start_xmit(). */
static inline void __netif_tx_lock(struct netdev_queue *txq, int cpu)
{
	spin_lock(&txq->_xmit_lock);
	WRITE_ONCE(txq->xmit_lock_owner, cpu);
}

static inline bool __netif_tx_trylock(struct netdev_queue *txq)
{
	bool ok = spin_trylock(&txq->_xmit_lock);

	if (ok)
		WRITE_ONCE(txq->xmit_lock_owner, (int)smp_processor_id());
	return ok;
}

static inline void __netif_tx_unlock(struct netdev_queue *txq)
{
	WRITE_ONCE(txq->xmit_lock_owner, -1);
	spin_unlock(&txq->_xmit_lock);
}
void netif_tx_lock_bh(struct net_device *dev);
void netif_tx_unlock_bh(struct net_device *dev);

#define HARD_TX_LOCK(dev, txq, cpu)                                            \
	do {                                                                   \
		if (!((dev)->features & NETIF_F_LLTX))                         \
			__netif_tx_lock(txq, cpu);                             \
	} while (0)
#define HARD_TX_UNLOCK(dev, txq)                                               \
	do {                                                                   \
		if (!((dev)->features & NETIF_F_LLTX))                         \
			__netif_tx_unlock(txq);                                \
	} while (0)

static inline void txq_trans_update(struct netdev_queue *txq)
{
	if (txq->xmit_lock_owner != -1)
		WRITE_ONCE(txq->trans_start, jiffies);
}
#define netif_trans_update(dev)                                                \
	WRITE_ONCE(netdev_get_tx_queue(dev, 0)->trans_start, jiffies)

static inline void netdev_sent_queue(struct net_device *dev, unsigned int bytes)
{
	netdev_tx_sent_queue(netdev_get_tx_queue(dev, 0), bytes);
}

static inline void netdev_completed_queue(struct net_device *dev,
					  unsigned int pkts, unsigned int bytes)
{
	netdev_tx_completed_queue(netdev_get_tx_queue(dev, 0), pkts, bytes);
}

static inline void netdev_reset_queue(struct net_device *dev)
{
	netdev_tx_reset_queue(netdev_get_tx_queue(dev, 0));
}

static inline bool net_gso_ok(netdev_features_t features, int gso_type)
{
	netdev_features_t f = (netdev_features_t)gso_type << NETIF_F_GSO_SHIFT;

	return (features & f) == f;
}

static inline bool skb_gso_ok(struct sk_buff *skb, netdev_features_t features)
{
	return net_gso_ok(features, (int)skb_shinfo(skb)->gso_type) &&
	       (!skb_has_frag_list(skb) || (features & NETIF_F_FRAGLIST));
}

static inline bool netif_needs_gso(struct sk_buff *skb,
				   netdev_features_t features)
{
	return skb_is_gso(skb) && (!skb_gso_ok(skb, features) ||
				   (skb->ip_summed != CHECKSUM_PARTIAL &&
				    skb->ip_summed != CHECKSUM_UNNECESSARY));
}

/* Whether the device can checksum @protocol, as netdev_features. */
/* Does a device with @features sum packets of @protocol? */
bool can_checksum_protocol(netdev_features_t features, __be16 protocol);
netdev_features_t harmonize_features(struct sk_buff *skb,
				     netdev_features_t features);

#endif /* CORE_DEV_XMIT_H */
