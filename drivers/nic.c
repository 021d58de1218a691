// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * nic - the driver half of the emulated card: rings, interrupts, NAPI
 *
 * Where:   below dev_hard_start_xmit() and above the wire. Up: hardware writes
 *          a descriptor, raises the irq; the handler masks it and schedules
 *          NAPI; the poll turns descriptors into sk_buffs and refills.
 * Mirrors: drivers/net/ethernet/intel/ixgbe/ixgbe_main.c, the packet's way.
 *          Left out: PCI, DMA mapping, SR-IOV, flow director.
 *
 * Control (rings, queues, ethtool): drivers/nic_ctl.c.
 */
#include "drivers/nic.h"
#include "core/etherdevice.h"
#include "core/flow_dissector.h"
#include "core/sch_generic.h"
#include "core/trace.h"
#include "core/xdp.h"
#include "drivers/nic_ctl.h"
#include "lib/atomic.h"
#include "lib/kernel.h"
#include "lib/string.h"

/* ---- receive buffers -------------------------------------------------------
 */

static bool alloc_rx_buffer(struct nic_rx_ring *r, struct nic_rx_desc *d)
{
	d->page = page_pool_dev_alloc_frag(r->pool, &d->offset, r->buf_len);
	if (!d->page)
		return false;
	d->id = r->next_buf_id++;
	return true;
}

/* Give the NIC buffers for all descriptors that the driver has read. */
void nic_alloc_rx_buffers(struct nic_queue *q)
{
	struct nic_rx_ring *r = &q->rx;

	while (r->next_to_use - r->next_to_clean < r->count) {
		struct nic_rx_desc *d =
			&r->desc[r->next_to_use & (r->count - 1)];

		if (!d->page && !alloc_rx_buffer(r, d)) {
			nic_count(q->stats.rx_no_buffer_count, 1);
			break;
		}
		d->status = 0;
		d->owner = NIC_OWNS_NIC;
		r->next_to_use++;
	}
}

/* ---- the NIC writes
 * ---------------------------------------------------------- */

void nic_irq(struct nic_queue *q)
{
	irq_raise(read_pnet(&q->nic->dev->nd_net)->machine,
		  (unsigned int)q->irq);
}
EXPORT_SYMBOL(nic_irq);

static bool frame_is_bad(struct nic_queue *q, unsigned int len, u8 status)
{
	if (len < ETH_HLEN || len > q->nic->dev->mtu + ETH_HLEN + 4)
		nic_count(q->stats.rx_length_errors, 1);
	else if (status & NIC_RXD_ERR)
		nic_count(q->stats.rx_crc_errors, 1);
	else
		return false;
	nic_count(q->stats.rx_errors, 1);
	return true;
}

void *nic_rx_slot(struct nic_queue *q, unsigned int *room)
{
	struct nic_rx_ring *r = &q->rx;
	struct nic_rx_desc *d = &r->desc[r->head & (r->count - 1)];

	if (!nic_rx_free(r))
		return NULL;
	*room = r->buf_len - NIC_RX_PAD - NIC_SHINFO_ROOM;
	return (char *)page_address(d->page) + d->offset + NIC_RX_PAD;
}
EXPORT_SYMBOL(nic_rx_slot);

/* The frame is read and thrown away. TOUR: ring-full */
void nic_rx_missed(struct nic_queue *q)
{
	struct wire_book_rx *book = &q->nic->dev->_rx[q->index].book;

	nic_count(book->hw_in, 1);
	nic_count(book->missed, 1);
	nic_count(q->stats.rx_missed_errors, 1);
	trace_nic_drop(NULL, q->nic->dev->name, q->index,
		       SKB_DROP_REASON_FULL_RING);
}
EXPORT_SYMBOL(nic_rx_missed);

void nic_rx_commit(struct nic_queue *q, unsigned int len, u8 status)
{
	struct wire_book_rx *book = &q->nic->dev->_rx[q->index].book;
	struct nic_rx_ring *r = &q->rx;
	struct nic_rx_desc *d = &r->desc[r->head & (r->count - 1)];

	nic_count(book->hw_in, 1);
	if (frame_is_bad(q, len, status)) {
		nic_count(book->errors, 1);
		return; /* the next frame takes the descriptor */
	}
	d->len = (u16)len;
	d->owner = NIC_OWNS_DRIVER;
	d->status = status | NIC_RXD_DD | NIC_RXD_EOP; /* last: it is done */
	trace_nic_dma(NULL, q->nic->dev->name, q->index, r->head);
	r->head++;
	nic_count(book->in_ring, 1);
}
EXPORT_SYMBOL(nic_rx_commit);

bool nic_rx_frame(struct nic_queue *q, const void *data, unsigned int len,
		  u8 status)
{
	unsigned int room;
	void *buf = nic_rx_slot(q, &room);

	if (!buf && q->nic->overrun_hold)
		return false;
	if (!buf) {
		nic_rx_missed(q);
		return false;
	}
	if (len <= room)
		memcpy(buf, data, len);
	nic_rx_commit(q, len, len <= room ? status : NIC_RXD_ERR);
	return true;
}
EXPORT_SYMBOL(nic_rx_frame);

unsigned int nic_rss(struct nic *nic, const void *data, unsigned int len)
{
	enum pkt_hash_types type;

	if (nic->nr_queues == 1 || len < ETH_HLEN)
		return 0;
	return rss_hash(toeplitz_default_key, data, ETH_HLEN, (int)len,
			((const struct ethhdr *)data)->h_proto, true, &type) %
	       nic->nr_queues;
}
EXPORT_SYMBOL(nic_rss);

/* ---- the driver reads
 * -------------------------------------------------------- */

void *nic_rx_desc_data(struct nic_queue *q, const struct nic_rx_desc *d)
{
	bool done = d->status & NIC_RXD_DD && d->owner == NIC_OWNS_DRIVER;

	if (WARN(!done,
		 "%s: queue %u: the driver reads descriptor %u, which the NIC "
		 "has not written (no DD)",
		 q->nic->dev->name, q->index, (unsigned int)(d - q->rx.desc)))
		return NULL;
	return (char *)page_address(d->page) + d->offset + NIC_RX_PAD;
}
EXPORT_SYMBOL(nic_rx_desc_data);

/* Short: copy out, keep the buffer. Give an skb, or NULL. */
static struct sk_buff *rx_copy(struct nic_queue *q, struct nic_rx_desc *d,
			       const void *data, unsigned int len)
{
	struct sk_buff *skb = napi_alloc_skb(&q->napi, len);

	if (skb)
		skb_put_data(skb, data, len);
	return skb;
}

/* Long: the buffer becomes the packet's head; the ring gets a new one. */
static struct sk_buff *rx_build(struct nic_queue *q, struct nic_rx_desc *d,
				const void *data, unsigned int len)
{
	char *buf = (char *)page_address(d->page) + d->offset;
	struct sk_buff *skb = napi_build_skb(buf, q->rx.buf_len);

	if (!skb)
		return NULL;
	skb_reserve(skb, (int)((const char *)data - buf));
	skb_put(skb, len);
	skb_mark_for_recycle(skb);
	d->page = NULL;
	return skb;
}

/*
 * The native XDP slot: before there is an sk_buff. True: it is over.
 * TOUR: xdp
 */
static bool rx_xdp(struct nic_queue *q, struct nic_rx_desc *d, void **data,
		   unsigned int *len)
{
	struct net_device *dev = q->nic->dev;
	struct bpf_prog *prog = rcu_dereference(q->nic->xdp_prog);
	char *buf = (char *)page_address(d->page) + d->offset;
	struct xdp_buff xdp;
	u32 act;

	if (likely(!prog))
		return false;
	xdp_init_buff(&xdp, q->rx.buf_len, &dev->_rx[q->index].xdp_rxq);
	xdp_prepare_buff(&xdp, (unsigned char *)buf, NIC_RX_PAD, (int)d->len,
			 true);
	act = bpf_prog_run_xdp(prog, &xdp);
	if (act == XDP_PASS) {
		*data = xdp.data;
		*len = (unsigned int)((char *)xdp.data_end - (char *)xdp.data);
		return false;
	}
	nic_xdp_verdict(q, prog, &xdp, act);
	if (act == XDP_TX || act == XDP_REDIRECT)
		d->page = NULL; /* the frame took the buffer along */
	return true;
}

static void rx_one(struct nic_queue *q, struct nic_rx_desc *d)
{
	struct net_device *dev = q->nic->dev;
	struct wire_book_rx *book = &dev->_rx[q->index].book;
	void *data = nic_rx_desc_data(q, d);
	unsigned int len = d->len;
	struct sk_buff *skb;

	if (!data)
		return;
	WRITE_ONCE(book->in_ring, book->in_ring - 1);
	nic_count(q->stats.rx_packets, 1);
	nic_count(q->stats.rx_bytes, len);
	if (rx_xdp(q, d, &data, &len))
		return;
	cpu_cost(skb);
	skb = len <= NIC_COPYBREAK ? rx_copy(q, d, data, len)
				   : rx_build(q, d, data, len);
	if (!skb) {
		nic_count(book->no_buffer, 1);
		nic_count(q->stats.alloc_rx_buff_failed, 1);
		trace_nic_drop(NULL, dev->name, q->index,
			       SKB_DROP_REASON_NOMEM);
		return;
	}
	nic_count(book->delivered, 1);
	trace_nic_rx(skb, dev->name, q->index, len, q->rx.next_to_clean);
	skb_record_rx_queue(skb, (u16)q->index);
	if (d->status & NIC_RXD_CSUM)
		skb->ip_summed = CHECKSUM_UNNECESSARY;
	skb->protocol = eth_type_trans(skb, dev);
	if (q->nic->irq_per_packet)
		netif_rx(skb);
	else
		napi_gro_receive(&q->napi, skb);
}

/* DD is all that the driver looks at: the head is the NIC's own. */
static bool rx_next(struct nic_queue *q)
{
	struct nic_rx_ring *r = &q->rx;
	struct nic_rx_desc *d = &r->desc[r->next_to_clean & (r->count - 1)];

	if (!(d->status & NIC_RXD_DD))
		return false;
	rx_one(q, d);
	d->status = 0;
	d->len = 0;
	r->next_to_clean++;
	return true;
}

/*
 * Nothing is left. From its completion on the queue may be another CPU's: one
 * of us lifts the mask, if there is one; a busy reader's poll found none.
 */
static void nic_poll_done(struct nic_queue *q, int work)
{
	if (!napi_complete_done(&q->napi, work))
		return;
	if (xchg(&q->masked, false))
		enable_irq((unsigned int)q->irq);
	q->nic->hw->irq_on(q);
}

static int nic_poll(struct napi_struct *napi, int budget)
{
	struct nic_queue *q = container_of(napi, struct nic_queue, napi);
	int work = 0;

	nic_count(q->stats.polls, 1);
	q->nic->hw->dma(q);
	while (work < budget && rx_next(q))
		work++;
	nic_alloc_rx_buffers(q);
	nic_tx_clean(q);
	if (work < budget)
		nic_poll_done(q, work);
	return work;
}

/*
 * Two lines, as the article shows: mask, schedule. Whose schedule_prep() fails
 * leaves the rings alone: another CPU polls them, and will look once more.
 */
static irqreturn_t nic_msix_clean_rings(int irq, void *data)
{
	struct nic_queue *q = data;

	nic_count(q->stats.irqs, 1);
	if (!napi_schedule_prep(&q->napi))
		return IRQ_HANDLED;
	q->nic->hw->dma(q);
	disable_irq_nosync((unsigned int)irq);
	WRITE_ONCE(q->masked, true);
	__napi_schedule_irqoff(&q->napi);
	return IRQ_HANDLED;
}

/*
 * Before NAPI: the handler takes one frame itself and leaves it in the CPU's
 * backlog. The line is level-triggered: frames left mean another interrupt.
 */
static irqreturn_t nic_legacy_irq(int irq, void *data)
{
	struct nic_queue *q = data;

	nic_count(q->stats.irqs, 1);
	q->nic->hw->dma(q);
	cpu_cost(poll);
	rx_next(q);
	nic_alloc_rx_buffers(q);
	if (nic_rx_waiting(&q->rx))
		nic_irq(q);
	else
		q->nic->hw->irq_on(q);
	return IRQ_HANDLED;
}

irq_handler_t nic_irq_handler(const struct nic *nic)
{
	return nic->irq_per_packet ? nic_legacy_irq : nic_msix_clean_rings;
}

napi_poll_fn nic_poll_fn(void)
{
	return nic_poll;
}

/* ---- transmit
 * ------------------------------------------------------------------ */

static bool tx_waiting_done(const struct nic_queue *q)
{
	const struct nic_tx_ring *r = &q->tx;

	return r->next_to_clean != r->head &&
	       r->desc[r->next_to_clean & (r->count - 1)].done;
}

/* Context: tx lock held. */
void nic_tx_done(struct nic_queue *q)
{
	struct netdev_queue *txq = netdev_get_tx_queue(q->nic->dev, q->index);
	struct nic_tx_ring *r = &q->tx;
	unsigned int pkts = 0, bytes = 0;

	while (tx_waiting_done(q)) {
		struct nic_tx_desc *d =
			&r->desc[r->next_to_clean & (r->count - 1)];

		pkts++;
		bytes += d->skb->len;
		trace_nic_tx_done(d->skb, q->nic->dev->name, q->index, 1);
		napi_consume_skb(d->skb, 1); /* sent: not merely consumed */
		d->skb = NULL;
		d->done = 0;
		WRITE_ONCE(r->next_to_clean, r->next_to_clean + 1);
	}
	if (!pkts)
		return;
	WRITE_ONCE(txq->book.in_ring, txq->book.in_ring - pkts);
	nic_count(txq->book.sent, pkts);
	nic_count(q->stats.tx_packets, pkts);
	nic_count(q->stats.tx_bytes, bytes);
	netdev_tx_completed_queue(txq, pkts, bytes);
	/* Going down it stays stopped: the ring will be freed. */
	if (netif_tx_queue_stopped(txq) && READ_ONCE(q->nic->opened) &&
	    nic_tx_free(r) >= r->count / 4)
		netif_tx_wake_queue(txq);
}
EXPORT_SYMBOL(nic_tx_done);

/* From the poll: the queue's lock is not ours yet. */
void nic_tx_clean(struct nic_queue *q)
{
	struct netdev_queue *txq = netdev_get_tx_queue(q->nic->dev, q->index);

	if (READ_ONCE(q->tx.next_to_clean) == READ_ONCE(q->tx.head))
		return;
	__netif_tx_lock(txq, (int)smp_processor_id());
	nic_tx_done(q);
	__netif_tx_unlock(txq);
}

/* Context: softirq, tx queue lock held. Takes @skb. */
netdev_tx_t nic_start_xmit(struct sk_buff *skb, struct net_device *dev)
{
	struct nic *nic = netdev_priv(dev);
	struct nic_queue *q = &nic->queues[skb_get_queue_mapping(skb)];
	struct netdev_queue *txq = netdev_get_tx_queue(dev, q->index);
	struct nic_tx_ring *r = &q->tx;
	struct nic_tx_desc *d;

	nic_count(txq->book.taken, 1);
	if (unlikely(!nic_tx_free(r))) {
		nic_count(txq->book.dropped, 1);
		nic_count(q->stats.tx_dropped, 1);
		kfree_skb_reason(skb, SKB_DROP_REASON_FULL_RING);
		return NETDEV_TX_OK;
	}
	d = &r->desc[r->next_to_use & (r->count - 1)];
	d->skb = skb;
	d->len = skb->len;
	d->done = 0;
	d->owner = NIC_OWNS_NIC;
	trace_nic_tx(skb, dev->name, q->index, r->next_to_use);
	r->next_to_use++;
	nic_count(txq->book.in_ring, 1);
	netdev_tx_sent_queue(txq, skb->len);
	/* A qdisc holds the next ones; without one they find the ring full. */
	if (!nic_tx_free(r) && rcu_access_pointer(txq->qdisc)->enqueue)
		netif_tx_stop_queue(txq);
	if (!netdev_xmit_more() || netif_xmit_stopped(txq))
		nic->hw->doorbell(q);
	return NETDEV_TX_OK;
}
