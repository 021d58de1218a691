// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * dev_stats - a device's counters, and whether its wire book balances
 *
 * Where:   ip -s link, /proc/net/dev, sysfs; every test's end.
 * Mirrors: the statistics part of net/core/dev.c; the wire book is ours.
 */
#include "core/dev_priv.h"
#include "core/sch_generic.h"
#include "lib/string.h"

void netdev_stats_to_stats64(struct rtnl_link_stats64 *st,
			     const struct net_device_stats *s)
{
	st->rx_packets = s->rx_packets;
	st->tx_packets = s->tx_packets;
	st->rx_bytes = s->rx_bytes;
	st->tx_bytes = s->tx_bytes;
	st->rx_errors = s->rx_errors;
	st->tx_errors = s->tx_errors;
	st->rx_dropped = s->rx_dropped;
	st->tx_dropped = s->tx_dropped;
	st->multicast = s->multicast;
	st->collisions = s->collisions;
	st->rx_length_errors = s->rx_length_errors;
	st->rx_over_errors = s->rx_over_errors;
	st->rx_crc_errors = s->rx_crc_errors;
	st->rx_frame_errors = s->rx_frame_errors;
	st->rx_fifo_errors = s->rx_fifo_errors;
	st->rx_missed_errors = s->rx_missed_errors;
	st->tx_aborted_errors = s->tx_aborted_errors;
	st->tx_carrier_errors = s->tx_carrier_errors;
	st->tx_fifo_errors = s->tx_fifo_errors;
	st->tx_heartbeat_errors = s->tx_heartbeat_errors;
	st->tx_window_errors = s->tx_window_errors;
	st->rx_compressed = s->rx_compressed;
	st->tx_compressed = s->tx_compressed;
}
EXPORT_SYMBOL(netdev_stats_to_stats64);

void dev_fetch_sw_netstats(struct rtnl_link_stats64 *s,
			   const struct pcpu_sw_netstats __percpu *netstats)
{
	unsigned int cpu;

	for_each_possible_cpu(cpu)
	{
		const struct pcpu_sw_netstats *t = per_cpu_ptr(netstats, cpu);

		s->rx_packets += READ_ONCE(t->rx_packets);
		s->rx_bytes += READ_ONCE(t->rx_bytes);
		s->tx_packets += READ_ONCE(t->tx_packets);
		s->tx_bytes += READ_ONCE(t->tx_bytes);
	}
}
EXPORT_SYMBOL(dev_fetch_sw_netstats);

void dev_get_tstats64(struct net_device *dev, struct rtnl_link_stats64 *s)
{
	netdev_stats_to_stats64(s, &dev->stats);
	dev_fetch_sw_netstats(s, dev->tstats);
}
EXPORT_SYMBOL(dev_get_tstats64);

/**
 * dev_get_stats - what the driver counts plus what core dropped for it
 *
 * Context: process or softirq. Return: @storage.
 */
struct rtnl_link_stats64 *dev_get_stats(struct net_device *dev,
					struct rtnl_link_stats64 *storage)
{
	const struct net_device_ops *ops = dev->netdev_ops;
	unsigned int cpu;

	memset(storage, 0, sizeof(*storage));
	if (ops->ndo_get_stats64)
		CALL_VOID("net_device_ops.ndo_get_stats64",
			  ops->ndo_get_stats64, dev, storage);
	else if (ops->ndo_get_stats)
		netdev_stats_to_stats64(storage,
					CALL("net_device_ops.ndo_get_stats",
					     ops->ndo_get_stats, dev));
	else
		netdev_stats_to_stats64(storage, &dev->stats);

	for_each_possible_cpu(cpu)
	{
		const struct net_device_core_stats *c =
			per_cpu_ptr(dev->core_stats, cpu);

		storage->rx_dropped += READ_ONCE(c->rx_dropped);
		storage->tx_dropped += READ_ONCE(c->tx_dropped);
		storage->rx_nohandler += READ_ONCE(c->rx_nohandler);
		storage->rx_otherhost_dropped +=
			READ_ONCE(c->rx_otherhost_dropped);
	}
	return storage;
}
EXPORT_SYMBOL(dev_get_stats);

/* ---- the wire book --------------------------------------------------------
 */

static int check_rx(const struct net_device *dev, unsigned int i)
{
	const struct wire_book_rx *b = &dev->_rx[i].book;
	u64 out = b->missed + b->no_buffer + b->errors + b->delivered +
		  b->in_ring;

	for (int act = 0; act < XDP_ACTION_NR; act++)
		out += act == XDP_PASS ? 0 : b->xdp[act];
	if (b->hw_in == out)
		return 0;
	pr_err("wire book: %s rx-%u: hw_in %llu is not missed %llu + no_buffer "
	       "%llu + errors %llu + xdp + delivered %llu + ring %llu\n",
	       dev->name, i, (unsigned long long)b->hw_in,
	       (unsigned long long)b->missed, (unsigned long long)b->no_buffer,
	       (unsigned long long)b->errors, (unsigned long long)b->delivered,
	       (unsigned long long)b->in_ring);
	return 1;
}

static int check_tx(const struct net_device *dev, unsigned int i)
{
	struct netdev_queue *txq = &dev->_tx[i];
	struct wire_book_tx book;
	const struct wire_book_tx *b = &book;

	spin_lock_bh(&txq->_xmit_lock);
	book = txq->book;
	spin_unlock_bh(&txq->_xmit_lock);
	if (b->taken == b->dropped + b->sent + b->in_ring)
		return 0;
	pr_err("wire book: %s tx-%u: taken %llu is not dropped %llu + sent "
	       "%llu + ring %llu\n",
	       dev->name, i, (unsigned long long)b->taken,
	       (unsigned long long)b->dropped, (unsigned long long)b->sent,
	       (unsigned long long)b->in_ring);
	return 1;
}

static int check_qdisc(const struct net_device *dev, struct Qdisc *q)
{
	struct wire_book_qdisc b;
	u64 gone, held;

	spin_lock_bh(qdisc_lock(q));
	b = q->book;
	held = (u64)q->q.qlen + skb_queue_len(&q->gso_skb) +
	       skb_queue_len(&q->skb_bad_txq);
	spin_unlock_bh(qdisc_lock(q));
	gone = b.sent + b.dropped + b.inflight;
	/* Held packets may be several frames each, so only zero is exact. */
	if (held ? b.in > gone : b.in == gone)
		return 0;
	pr_err("wire book: %s qdisc %s: in %llu is not sent %llu + dropped "
	       "%llu + queued (%llu packets)\n",
	       dev->name, q->id, (unsigned long long)b.in,
	       (unsigned long long)b.sent, (unsigned long long)b.dropped,
	       (unsigned long long)held);
	return 1;
}

int wire_book_check(const struct net_device *dev)
{
	int bad = 0;

	for (unsigned int i = 0; i < dev->num_rx_queues; i++)
		bad += check_rx(dev, i);
	for (unsigned int i = 0; i < dev->num_tx_queues; i++) {
		struct Qdisc *q = dev->_tx[i].qdisc_sleeping;

		bad += check_tx(dev, i);
		/* one root for all queues is checked once */
		if (q && q->dev_queue == &dev->_tx[i])
			bad += check_qdisc(dev, q);
	}
	return bad;
}
EXPORT_SYMBOL(wire_book_check);
