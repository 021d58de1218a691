// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * nic_ctl - make, open, stop and resize the emulated card; ethtool
 *
 * Where:   rtnl: ip link, ethtool, module load.
 * Mirrors: drivers/net/ethernet/intel/ixgbe/ixgbe_main.c (open, close) and
 *          ixgbe_ethtool.c.
 */
#include "drivers/nic_ctl.h"
#include "core/etherdevice.h"
#include "core/extack.h"
#include "core/module.h"
#include "core/rtnl.h"
#include "core/xdp.h"
#include "lib/err.h"
#include "lib/kernel.h"
#include "lib/kstrtox.h"
#include "lib/log2.h"
#include "lib/slab.h"
#include "lib/string.h"
#include "lib/vsprintf.h"

#include <linux/ethtool.h>

/* ---- rings
 * ------------------------------------------------------------------- */

static int alloc_rings(struct nic_queue *q)
{
	struct page_pool_params pp = {
		.order = 0,
		.pool_size = q->nic->rx_count,
		.napi = &q->napi,
		.netdev = q->nic->dev,
	};

	q->rx = (struct nic_rx_ring){.count = q->nic->rx_count,
				     .buf_len = NIC_RX_BUF};
	q->tx = (struct nic_tx_ring){.count = q->nic->tx_count};
	if (q->nic->dev->mtu + ETH_HLEN + 4 >
	    NIC_RX_BUF - NIC_RX_PAD - NIC_SHINFO_ROOM) {
		q->rx.buf_len = (u32)roundup_pow_of_two(
			q->nic->dev->mtu + ETH_HLEN + 4 + NIC_RX_PAD +
			NIC_SHINFO_ROOM);
		while (PAGE_SIZE << pp.order < q->rx.buf_len)
			pp.order++;
	}
	q->rx.pool = page_pool_create(&pp);
	if (IS_ERR(q->rx.pool)) {
		q->rx.pool = NULL;
		return -ENOMEM;
	}
	q->rx.desc = kcalloc(q->rx.count, sizeof(*q->rx.desc), GFP_KERNEL);
	q->tx.desc = kcalloc(q->tx.count, sizeof(*q->tx.desc), GFP_KERNEL);
	return q->rx.desc && q->tx.desc ? 0 : -ENOMEM;
}

/* Frames that nobody will read any more were missed, in the book's words. */
static void free_rx_ring(struct nic_queue *q)
{
	struct wire_book_rx *book = &q->nic->dev->_rx[q->index].book;
	struct nic_rx_ring *r = &q->rx;

	book->in_ring -= nic_rx_waiting(r);
	book->missed += nic_rx_waiting(r);
	nic_count(q->stats.rx_missed_errors, nic_rx_waiting(r));
	for (u32 i = 0; r->desc && i < r->count; i++)
		if (r->desc[i].page)
			page_pool_put_full_page(r->pool, r->desc[i].page,
						false);
	kfree(r->desc);
	if (r->pool)
		page_pool_destroy(r->pool);
	memset(r, 0, sizeof(*r));
}

static void free_tx_ring(struct nic_queue *q)
{
	struct netdev_queue *txq = netdev_get_tx_queue(q->nic->dev, q->index);
	struct nic_tx_ring *r = &q->tx;

	for (; r->desc && r->next_to_clean != r->next_to_use;
	     r->next_to_clean++) {
		struct nic_tx_desc *d =
			&r->desc[r->next_to_clean & (r->count - 1)];

		txq->book.in_ring--;
		txq->book.dropped++;
		kfree_skb_reason(d->skb, SKB_DROP_REASON_DEV_READY);
	}
	kfree(r->desc);
	netdev_tx_reset_queue(txq);
	memset(r, 0, sizeof(*r));
}

static void queue_free(struct nic_queue *q)
{
	xdp_rxq_info_unreg(&q->nic->dev->_rx[q->index].xdp_rxq);
	free_rx_ring(q);
	free_tx_ring(q);
}

/* ---- open and stop
 * ------------------------------------------------------------- */

/* What XDP gives back goes to this queue's pool. */
static int queue_reg_xdp(struct nic_queue *q)
{
	struct xdp_rxq_info *rxq = &q->nic->dev->_rx[q->index].xdp_rxq;
	int err;

	err = xdp_rxq_info_reg(rxq, q->nic->dev, q->index, q->napi.napi_id);
	return err ? err
		   : xdp_rxq_info_reg_mem_model(rxq, MEM_TYPE_PAGE_POOL,
						q->rx.pool);
}

static int queue_open(struct nic_queue *q)
{
	char name[32];
	int err = alloc_rings(q);

	if (!err)
		err = queue_reg_xdp(q);
	if (err)
		goto free;
	q->irq = irq_alloc();
	if (q->irq < 0) {
		err = q->irq;
		goto free;
	}
	scnprintf(name, sizeof(name), "%s-TxRx-%u", q->nic->dev->name,
		  q->index);
	err = request_irq((unsigned int)q->irq, nic_irq_handler(q->nic), 0,
			  name, q);
	if (err)
		goto free;
	netif_napi_set_irq(&q->napi, q->irq);
	local_bh_disable(); /* the pool's ring is the softirq's otherwise */
	nic_alloc_rx_buffers(q);
	local_bh_enable();
	if (q->rx.next_to_use != q->rx.count) {
		err = -ENOMEM;
		goto irq;
	}
	napi_enable(&q->napi);
	err = q->nic->hw->start(q);
	if (err)
		goto napi;
	return 0;
napi:
	napi_disable(&q->napi);
irq:
	free_irq((unsigned int)q->irq, q);
free:
	queue_free(q);
	return err;
}

static void queue_stop(struct nic_queue *q)
{
	/* First nobody asks the hardware any more, then it ends. */
	disable_irq((unsigned int)q->irq);
	napi_disable(&q->napi); /* the last poll takes its mask away */
	q->nic->hw->stop(q);
	free_irq((unsigned int)q->irq, q);
	queue_free(q);
}

/* All queues; the stack's are stopped still. */
static int open_queues(struct net_device *dev)
{
	struct nic *nic = netdev_priv(dev);
	unsigned int i;
	int err;

	err = netif_set_real_num_tx_queues(dev, nic->nr_queues);
	if (!err)
		err = netif_set_real_num_rx_queues(dev, nic->nr_queues);
	if (err)
		return err;
	for (i = 0; i < nic->nr_queues; i++) {
		err = queue_open(&nic->queues[i]);
		if (err)
			goto stop;
	}
	/* The next sender, on whatever CPU, finds the rings as they are now. */
	netif_tx_lock_bh(dev);
	WRITE_ONCE(nic->opened, true);
	netif_tx_unlock_bh(dev);
	return 0;
stop:
	while (i--)
		queue_stop(&nic->queues[i]);
	return err;
}

static int nic_open(struct net_device *dev)
{
	int err = open_queues(dev);

	if (!err)
		netif_tx_start_all_queues(dev);
	return err;
}

static int nic_stop(struct net_device *dev)
{
	struct nic *nic = netdev_priv(dev);

	if (!nic->opened)
		return 0; /* it could not be opened again */
	WRITE_ONCE(nic->opened, false);
	netif_tx_disable(dev);
	for (unsigned int i = 0; i < nic->nr_queues; i++)
		queue_stop(&nic->queues[i]);
	return 0;
}

/*
 * Run @change on a device that is down for the moment. When it cannot be
 * opened again it is down, and says so.
 */
static int nic_reopen(struct nic *nic, void (*change)(struct nic *, u32, u32),
		      u32 a, u32 b)
{
	bool running = netif_running(nic->dev);
	int err;

	if (running)
		nic_stop(nic->dev);
	change(nic, a, b);
	if (!running)
		return 0;
	err = open_queues(nic->dev);
	if (err)
		dev_close(nic->dev);
	else
		netif_tx_wake_all_queues(nic->dev); /* what the qdisc held */
	return err;
}

static void set_mtu(struct nic *nic, u32 mtu, u32 unused)
{
	WRITE_ONCE(nic->dev->mtu, mtu);
}

static int nic_change_mtu(struct net_device *dev, int mtu)
{
	return nic_reopen(netdev_priv(dev), set_mtu, (u32)mtu, 0);
}

static void sum_stats(const struct nic *nic, struct nic_stats *sum)
{
	memset(sum, 0, sizeof(*sum));
	for (unsigned int i = 0; i < NIC_MAX_QUEUES; i++) {
		const u64 *from = (const u64 *)&nic->queues[i].stats;

		for (size_t f = 0; f < sizeof(*sum) / sizeof(u64); f++)
			((u64 *)sum)[f] += READ_ONCE(from[f]);
	}
}

static void nic_get_stats64(struct net_device *dev,
			    struct rtnl_link_stats64 *st)
{
	struct nic_stats s;

	sum_stats(netdev_priv(dev), &s);
	st->rx_packets = s.rx_packets;
	st->rx_bytes = s.rx_bytes;
	st->tx_packets = s.tx_packets;
	st->tx_bytes = s.tx_bytes;
	st->rx_errors = s.rx_errors;
	st->rx_crc_errors = s.rx_crc_errors;
	st->rx_length_errors = s.rx_length_errors;
	st->rx_missed_errors = s.rx_missed_errors;
	st->rx_dropped = s.alloc_rx_buff_failed;
	st->tx_dropped = s.tx_dropped;
}

static const struct net_device_ops nic_netdev_ops = {
	.ndo_open = nic_open,
	.ndo_stop = nic_stop,
	.ndo_start_xmit = nic_start_xmit,
	.ndo_set_mac_address = eth_mac_addr,
	.ndo_validate_addr = eth_validate_addr,
	.ndo_change_mtu = nic_change_mtu,
	.ndo_get_stats64 = nic_get_stats64,
	.ndo_bpf = nic_bpf,
	.ndo_show = nic_show,
};

/* ---- ethtool
 * ----------------------------------------------------------------------- */

static void nic_get_drvinfo(struct net_device *dev, struct ethtool_drvinfo *d)
{
	struct nic *nic = netdev_priv(dev);

	strscpy(d->driver, nic->hw->driver, sizeof(d->driver));
	strscpy(d->bus_info, "strata", sizeof(d->bus_info));
}

static void nic_get_ringparam(struct net_device *dev,
			      struct ethtool_ringparam *r,
			      struct kernel_ethtool_ringparam *kr,
			      struct netlink_ext_ack *extack)
{
	struct nic *nic = netdev_priv(dev);

	r->rx_max_pending = r->tx_max_pending = NIC_RING_MAX;
	r->rx_pending = nic->rx_count;
	r->tx_pending = nic->tx_count;
}

static void set_rings(struct nic *nic, u32 rx, u32 tx)
{
	nic->rx_count = rx;
	nic->tx_count = tx;
}

static int nic_set_ringparam(struct net_device *dev,
			     struct ethtool_ringparam *r,
			     struct kernel_ethtool_ringparam *kr,
			     struct netlink_ext_ack *extack)
{
	u32 rx = clamp(r->rx_pending, (u32)NIC_RING_MIN, (u32)NIC_RING_MAX);
	u32 tx = clamp(r->tx_pending, (u32)NIC_RING_MIN, (u32)NIC_RING_MAX);

	if (r->rx_mini_pending || r->rx_jumbo_pending)
		return -EINVAL;
	return nic_reopen(netdev_priv(dev), set_rings,
			  (u32)roundup_pow_of_two(rx),
			  (u32)roundup_pow_of_two(tx));
}

static void nic_get_channels(struct net_device *dev,
			     struct ethtool_channels *ch)
{
	struct nic *nic = netdev_priv(dev);

	ch->max_combined = min_t(u32, NIC_MAX_QUEUES, dev->num_rx_queues);
	ch->combined_count = nic->nr_queues;
}

static void set_queues(struct nic *nic, u32 n, u32 unused)
{
	nic->nr_queues = n;
}

static int nic_set_channels(struct net_device *dev, struct ethtool_channels *ch)
{
	if (ch->rx_count || ch->tx_count || ch->other_count ||
	    !ch->combined_count || ch->combined_count > dev->num_rx_queues)
		return -EINVAL;
	return nic_reopen(netdev_priv(dev), set_queues, ch->combined_count, 0);
}

#define NIC_STAT(name)                                                         \
	{                                                                      \
#name, offsetof(struct nic_stats, name)                        \
	}

static const struct ethtool_stat_desc nic_stat_descs[] = {
	NIC_STAT(rx_packets),	      NIC_STAT(tx_packets),
	NIC_STAT(rx_bytes),	      NIC_STAT(tx_bytes),
	NIC_STAT(rx_errors),	      NIC_STAT(rx_crc_errors),
	NIC_STAT(rx_length_errors),   NIC_STAT(rx_missed_errors),
	NIC_STAT(rx_no_buffer_count), NIC_STAT(alloc_rx_buff_failed),
	NIC_STAT(tx_dropped),
};

/* Per queue: packets, bytes, drops, as ixgbe words them. */
static const struct ethtool_stat_desc nic_queue_descs[] = {
	{"rx_queue_%u_packets", offsetof(struct nic_stats, rx_packets)},
	{"rx_queue_%u_bytes", offsetof(struct nic_stats, rx_bytes)},
	{"rx_queue_%u_drops", offsetof(struct nic_stats, rx_missed_errors)},
	{"tx_queue_%u_packets", offsetof(struct nic_stats, tx_packets)},
	{"tx_queue_%u_bytes", offsetof(struct nic_stats, tx_bytes)},
	{"irq_queue_%u", offsetof(struct nic_stats, irqs)},
	{"poll_queue_%u", offsetof(struct nic_stats, polls)},
};

static int nic_get_sset_count(struct net_device *dev, int sset)
{
	struct nic *nic = netdev_priv(dev);

	if (sset != ETH_SS_STATS)
		return -EOPNOTSUPP;
	return (int)(ARRAY_SIZE(nic_stat_descs) +
		     ARRAY_SIZE(nic_queue_descs) * nic->nr_queues +
		     nic->hw->nr_extra);
}

static void nic_get_strings(struct net_device *dev, u32 stringset, u8 *data)
{
	struct nic *nic = netdev_priv(dev);

	if (stringset != ETH_SS_STATS)
		return;
	for (size_t i = 0; i < ARRAY_SIZE(nic_stat_descs); i++)
		ethtool_puts(&data, nic_stat_descs[i].name);
	for (unsigned int q = 0; q < nic->nr_queues; q++)
		for (size_t i = 0; i < ARRAY_SIZE(nic_queue_descs); i++)
			ethtool_sprintf(&data, nic_queue_descs[i].name, q);
	for (unsigned int i = 0; i < nic->hw->nr_extra; i++)
		ethtool_puts(&data, nic->hw->extra_name(i));
}

static u64 stat_at(const struct nic_stats *s, const struct ethtool_stat_desc *d)
{
	return READ_ONCE(*(const u64 *)((const char *)s + d->offset));
}

static void nic_get_ethtool_stats(struct net_device *dev,
				  struct ethtool_stats *stats, u64 *data)
{
	struct nic *nic = netdev_priv(dev);
	struct nic_stats sum;

	sum_stats(nic, &sum);
	for (size_t i = 0; i < ARRAY_SIZE(nic_stat_descs); i++)
		*data++ = stat_at(&sum, &nic_stat_descs[i]);
	for (unsigned int q = 0; q < nic->nr_queues; q++)
		for (size_t i = 0; i < ARRAY_SIZE(nic_queue_descs); i++)
			*data++ = stat_at(&nic->queues[q].stats,
					  &nic_queue_descs[i]);
	for (unsigned int i = 0; i < nic->hw->nr_extra; i++)
		*data++ = nic->hw->extra_value(dev, i);
}

const struct ethtool_ops nic_ethtool_ops = {
	.get_drvinfo = nic_get_drvinfo,
	.get_link = ethtool_op_get_link,
	.get_ringparam = nic_get_ringparam,
	.set_ringparam = nic_set_ringparam,
	.get_channels = nic_get_channels,
	.set_channels = nic_set_channels,
	.get_sset_count = nic_get_sset_count,
	.get_strings = nic_get_strings,
	.get_ethtool_stats = nic_get_ethtool_stats,
};

/* ---- options and life
 * ------------------------------------------------------------------ */

static int set_count(u32 *field, const char *key, const char *value, u32 max,
		     struct netlink_ext_ack *extack)
{
	u32 n;

	if (kstrtou32(value, 10, &n) || n < 1 || n > max) {
		NL_SET_ERR_MSG_FMT(extack, "%s=%s: a number from 1 to %u", key,
				   value, max);
		return -EINVAL;
	}
	*field = n;
	return 0;
}

static int set_choice(bool *field, const char *key, const char *value,
		      const char *off, const char *on,
		      struct netlink_ext_ack *extack)
{
	if (strcmp(value, off) && strcmp(value, on)) {
		NL_SET_ERR_MSG_FMT(extack, "%s=%s: %s or %s", key, value, off,
				   on);
		return -EINVAL;
	}
	*field = !strcmp(value, on);
	return 0;
}

int nic_option(struct nic *nic, const char *key, const char *value,
	       struct netlink_ext_ack *extack)
{
	u32 n = 0;
	int err;

	if (!strcmp(key, "rx") || !strcmp(key, "tx")) {
		err = set_count(&n, key, value, NIC_RING_MAX, extack);
		if (err)
			return err;
		n = (u32)roundup_pow_of_two(max(n, (u32)NIC_RING_MIN));
		return nic_reopen(nic, set_rings,
				  key[0] == 'r' ? n : nic->rx_count,
				  key[0] == 't' ? n : nic->tx_count);
	}
	if (!strcmp(key, "queues")) {
		err = set_count(&n, key, value, nic->dev->num_rx_queues,
				extack);
		return err ? err : nic_reopen(nic, set_queues, n, 0);
	}
	if (!strcmp(key, "overrun"))
		return set_choice(&nic->overrun_hold, key, value, "drop",
				  "hold", extack);
	if (!strcmp(key, "irq")) {
		if (netif_running(nic->dev)) {
			NL_SET_ERR_MSG(extack, "irq=: set the device down "
					       "first");
			return -EBUSY;
		}
		return set_choice(&nic->irq_per_packet, key, value, "napi",
				  "packet", extack);
	}
	return -ENOENT;
}
EXPORT_SYMBOL(nic_option);

int nic_options(const char *options,
		int (*set)(void *data, const char *key, const char *value,
			   struct netlink_ext_ack *extack),
		void *data, struct netlink_ext_ack *extack)
{
	char buf[512], *p = buf, *word, *value;
	int err = 0;

	if (!options)
		return 0;
	if (strscpy(buf, options, sizeof(buf)) < 0) {
		NL_SET_ERR_MSG(extack, "at most 511 bytes of options");
		return -E2BIG;
	}
	while (!err && (word = strsep(&p, " ,\n")) != NULL) {
		if (!*word)
			continue;
		value = strchr(word, '=');
		if (value)
			*value++ = '\0';
		err = set(data, word, value ? value : "", extack);
	}
	return err;
}
EXPORT_SYMBOL(nic_options);

unsigned int nic_max_queues(const char *options)
{
	const char *word = options;
	unsigned int n;

	while (word && (word = strstr(word, "queues=")) != NULL) {
		if (word == options || word[-1] == ' ' || word[-1] == ',')
			break;
		word++;
	}
	if (!word)
		return 1;
	n = (unsigned int)simple_strtoul(word + 7, NULL, 10);
	return clamp(n, 1U, (unsigned int)NIC_MAX_QUEUES);
}
EXPORT_SYMBOL(nic_max_queues);

void nic_setup(struct net_device *dev)
{
	ether_setup(dev);
	dev->netdev_ops = &nic_netdev_ops;
	dev->ethtool_ops = &nic_ethtool_ops;
	dev->needs_free_netdev = true;
	dev->hw_features = NETIF_F_GRO | NETIF_F_GSO;
	dev->max_mtu = 9000;
}
EXPORT_SYMBOL(nic_setup);

int nic_init(struct net_device *dev, const struct nic_hw *hw)
{
	struct nic *nic = netdev_priv(dev);

	if (!nic->hw) {
		nic->dev = dev;
		nic->hw = hw;
	}
	if (!nic->nr_queues)
		nic->nr_queues = 1;
	if (!nic->rx_count)
		nic->rx_count = NIC_RING_DEFAULT;
	if (!nic->tx_count)
		nic->tx_count = NIC_RING_DEFAULT;
	return 0;
}
EXPORT_SYMBOL(nic_init);

int nic_register(struct net_device *dev)
{
	struct nic *nic = netdev_priv(dev);

	for (unsigned int i = 0; i < NIC_MAX_QUEUES; i++) {
		struct nic_queue *q = &nic->queues[i];

		q->nic = nic;
		q->index = i;
		q->irq = -1;
		netif_napi_add(dev, &q->napi, nic_poll_fn());
	}
	return register_netdevice(dev);
}
EXPORT_SYMBOL(nic_register);

MODULE_AUTHOR("The Strata developers");
MODULE_DESCRIPTION("The emulated network card: rings, interrupts, NAPI");
MODULE_LICENSE("GPL");
