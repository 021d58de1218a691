// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * dev_tx - the way down: from a finished frame to the driver
 *
 * Where:   neighbours and packet sockets call dev_queue_xmit(); the qdisc is
 *          asked, then ndo_start_xmit().
 * Mirrors: the transmit half of net/core/dev.c; dev_validate.c makes the
 *          packet fit the device, dev_txq.c picks and wakes queues.
 */
#define pr_fmt(fmt) "dev: " fmt

#include "core/dev_priv.h"
#include "core/netfilter.h"
#include "core/pkt_cls.h"
#include "core/ptype.h"
#include "core/sch_generic.h"
#include "core/softnet.h"
#include "core/trace.h"
#include "lib/ratelimit.h"

/* ---- taps
 * ------------------------------------------------------------------------ */

bool dev_nit_active(const struct net_device *dev)
{
	return !list_empty(ptype_all_list()) || !list_empty(&dev->ptype_all) ||
	       !list_empty(&dev_net(dev)->ptype_all);
}
EXPORT_SYMBOL(dev_nit_active);

/* A packet socket does not hear what it sends itself. */
static bool skb_loop_sk(struct packet_type *pt, struct sk_buff *skb)
{
	if (!pt->af_packet_priv || !skb->sk)
		return false;
	if (pt->id_match)
		return CALL("packet_type.id_match", pt->id_match, pt, skb->sk);
	return (struct sock *)pt->af_packet_priv == skb->sk;
}

static struct sk_buff *nit_clone(struct sk_buff *skb)
{
	struct sk_buff *skb2 = skb_clone(skb, GFP_ATOMIC);

	if (!skb2)
		return NULL;
	if (!skb2->tstamp && net_timestamp_needed())
		skb2->tstamp = ktime_get_real();
	/* header pointers that a listener may trust */
	skb_reset_mac_header(skb2);
	if (skb_network_header(skb2) < skb2->data ||
	    skb_network_header(skb2) > skb_tail_pointer(skb2)) {
		pr_err_ratelimited("protocol %04x is buggy, dev %s\n",
				   ntohs(skb2->protocol), skb->dev->name);
		skb_reset_network_header(skb2);
	}
	skb2->transport_header = skb2->network_header;
	skb2->pkt_type = PACKET_OUTGOING;
	return skb2;
}

struct nit {
	struct sk_buff *skb2;
	struct packet_type *pt_prev;
};

static void nit_deliver(struct nit *nit, struct net_device *dev, bool last)
{
	struct packet_type *pt = nit->pt_prev;

	if (!last)
		skb_get(nit->skb2);
	if (skb_orphan_frags_rx(nit->skb2, GFP_ATOMIC)) {
		kfree_skb_reason(nit->skb2, SKB_DROP_REASON_NOMEM);
		return;
	}
	CALL("packet_type.func", pt->func, nit->skb2, dev, pt, dev);
}

/* False: no memory for the clone, nobody gets one. */
static bool nit_list(struct nit *nit, struct list_head *list,
		     struct sk_buff *skb, struct net_device *dev)
{
	struct ptype_entry *e;

	list_for_each_entry_rcu (e, list, list) {
		if (READ_ONCE(e->pt->ignore_outgoing) ||
		    skb_loop_sk(e->pt, skb))
			continue;
		if (nit->pt_prev) {
			nit_deliver(nit, dev, false);
			nit->pt_prev = e->pt;
			continue;
		}
		nit->skb2 = nit_clone(skb);
		if (!nit->skb2)
			return false;
		nit->pt_prev = e->pt;
	}
	return true;
}

/**
 * dev_queue_xmit_nit - show what is sent to the taps
 * @skb: borrows
 *
 * Context: BH disabled.
 */
void dev_queue_xmit_nit(struct sk_buff *skb, struct net_device *dev)
{
	struct nit nit = {};

	rcu_read_lock();
	if (nit_list(&nit, &dev_net(dev)->ptype_all, skb, dev) &&
	    nit_list(&nit, ptype_all_list(), skb, dev) &&
	    nit_list(&nit, &dev->ptype_all, skb, dev) && nit.pt_prev)
		nit_deliver(&nit, dev, true);
	else if (nit.skb2)
		consume_skb(nit.skb2);
	rcu_read_unlock();
}
EXPORT_SYMBOL(dev_queue_xmit_nit);

/* ---- the driver
 * ------------------------------------------------------------------- */

bool netdev_xmit_more(void)
{
	return this_softnet()->xmit.more;
}
EXPORT_SYMBOL(netdev_xmit_more);

static netdev_tx_t netdev_start_xmit(struct sk_buff *skb,
				     struct net_device *dev,
				     struct netdev_queue *txq, bool more)
{
	const struct net_device_ops *ops = dev->netdev_ops;
	netdev_tx_t rc;

	this_softnet()->xmit.more = more;
	rc = CALL("net_device_ops.ndo_start_xmit", ops->ndo_start_xmit, skb,
		  dev);
	if (rc == NETDEV_TX_OK)
		txq_trans_update(txq);
	return rc;
}

/*
 * A packet that another may own or have freed by now: the event bears what
 * was known of it before. Only while somebody traces.
 */
struct seen {
	u32 id;
	u32 parent;
	u32 len;
};

static struct seen see(const struct sk_buff *skb)
{
	return (struct seen){skb->id, skb->parent, skb->len};
}

static noinline void trace_xmit_seen(const struct seen *was,
				     struct netdev_queue *txq, int rc)
{
	const struct sk_buff skb = {
		.id = was->id, .parent = was->parent, .len = was->len};

	trace_net_dev_xmit(&skb, txq->dev->name, txq->index, rc);
}

static noinline void trace_enqueue_seen(const struct seen *was, struct Qdisc *q)
{
	const struct sk_buff skb = {
		.id = was->id, .parent = was->parent, .len = was->len};

	trace_qdisc_enqueue(&skb, qdisc_dev(q)->name, q->handle, q->q.qlen);
}

static int xmit_one(struct sk_buff *skb, struct net_device *dev,
		    struct netdev_queue *txq, bool more)
{
	const struct sk_buff *outer = current->skb;
	struct seen was = see(skb);
	netdev_tx_t rc;

	if (dev_nit_active(dev))
		dev_queue_xmit_nit(skb, dev);
	trace_net_dev_start_xmit(skb, dev->name, txq->index, more);
	cpu_cost(layer);
	current->skb = skb;
	rc = netdev_start_xmit(skb, dev, txq, more);
	current->skb = outer;
	if (unlikely(current_machine()->trace_on))
		trace_xmit_seen(&was, txq, rc);
	return rc;
}

/**
 * dev_hard_start_xmit - hand a list of packets to the driver
 * @first: takes what the driver takes
 * @ret: NETDEV_TX_OK, NETDEV_TX_BUSY
 *
 * Context: BH disabled, the queue's lock held unless LLTX.
 * Return: what is left, or NULL.
 */
struct sk_buff *dev_hard_start_xmit(struct sk_buff *first,
				    struct net_device *dev,
				    struct netdev_queue *txq, int *ret)
{
	struct sk_buff *skb = first;
	int rc = NETDEV_TX_OK;

	while (skb) {
		struct sk_buff *next = skb->next;

		skb_mark_not_on_list(skb);
		rc = xmit_one(skb, dev, txq, next != NULL);
		if (unlikely(!dev_xmit_complete(rc))) {
			skb->next = next;
			goto out;
		}
		skb = next;
		if (netif_tx_queue_stopped(txq) && skb) {
			rc = NETDEV_TX_BUSY;
			break;
		}
	}
out:
	*ret = rc;
	return skb;
}

/* ---- the qdisc
 * -------------------------------------------------------------------- */

static int dev_qdisc_enqueue(struct sk_buff *skb, struct Qdisc *q,
			     struct sk_buff **to_free)
{
	struct seen was = see(skb);
	int rc;

	rc = CALL("Qdisc_ops.enqueue", q->enqueue, skb, q, to_free) &
	     NET_XMIT_MASK;
	if (rc == NET_XMIT_SUCCESS && unlikely(current_machine()->trace_on))
		trace_enqueue_seen(&was, q);
	return rc;
}

static u64 list_segs(const struct sk_buff *skb)
{
	u64 segs = 0;

	for (; skb; skb = skb->next)
		segs += qdisc_pkt_segs(skb);
	return segs;
}

static int __dev_xmit_skb(struct sk_buff *skb, struct Qdisc *q,
			  struct net_device *dev, struct netdev_queue *txq)
{
	spinlock_t *root_lock = qdisc_lock(q);
	struct sk_buff *to_free = NULL;
	int rc;

	spin_lock(root_lock);
	q->book.in += qdisc_pkt_segs(skb);
	if (unlikely(test_bit(__QDISC_STATE_DEACTIVATED, &q->state))) {
		qdisc_skb_cb(skb)->drop_reason = SKB_DROP_REASON_DEV_DOWN;
		__qdisc_drop(skb, &to_free);
		rc = NET_XMIT_DROP;
	} else if ((q->flags & TCQ_F_CAN_BYPASS) && !qdisc_qlen(q) &&
		   qdisc_run_begin(q)) {
		/* work-conserving and empty: no need to queue it first */
		qdisc_bstats_update(q, skb);
		if (sch_direct_xmit(skb, q, dev, txq, root_lock, true))
			__qdisc_run(q);
		qdisc_run_end(q);
		rc = NET_XMIT_SUCCESS;
	} else {
		rc = dev_qdisc_enqueue(skb, q, &to_free);
		qdisc_run(q);
	}
	if (unlikely(to_free))
		q->book.dropped += list_segs(to_free);
	spin_unlock(root_lock);
	if (unlikely(to_free))
		qdisc_free_list(to_free);
	return rc;
}

/* No queue: loopback, tunnels, bridges. Takes @skb. */
static int dev_xmit_noqueue(struct sk_buff *skb, struct net_device *dev,
			    struct netdev_queue *txq)
{
	enum skb_drop_reason reason = SKB_DROP_REASON_DEV_DOWN;
	struct softnet_data *sd = this_softnet();
	int cpu = (int)smp_processor_id(), rc;
	bool again = false;

	rc = -ENETDOWN;
	if (!(dev->flags & IFF_UP))
		goto drop;
	/* Our own lock held, or too deep: the device sends through itself. */
	reason = SKB_DROP_REASON_DEV_RECURSION;
	if (READ_ONCE(txq->xmit_lock_owner) == cpu ||
	    sd->xmit.recursion > XMIT_RECURSION_LIMIT) {
		pr_err_ratelimited(
			"Dead loop on virtual device %s, fix it urgently!\n",
			dev->name);
		goto drop;
	}
	skb = validate_xmit_skb_list(skb, dev, &again);
	if (!skb)
		return NET_XMIT_DROP;
	HARD_TX_LOCK(dev, txq, cpu);
	reason = SKB_DROP_REASON_FULL_RING;
	if (!netif_xmit_stopped(txq)) {
		sd->xmit.recursion++;
		skb = dev_hard_start_xmit(skb, dev, txq, &rc);
		sd->xmit.recursion--;
		if (dev_xmit_complete(rc)) {
			HARD_TX_UNLOCK(dev, txq);
			return rc;
		}
	}
	HARD_TX_UNLOCK(dev, txq);
	pr_err_ratelimited("Virtual device %s asks to queue packet!\n",
			   dev->name);
	rc = -ENETDOWN;
drop:
	for (const struct sk_buff *p = skb; p; p = p->next)
		dev_core_stats_tx_dropped_inc(dev);
	kfree_skb_list_reason(skb, reason);
	return rc;
}

/* netfilter and tc egress. NULL: taken, *@rc is the answer. */
static struct sk_buff *dev_xmit_egress(struct sk_buff *skb, int *rc,
				       struct net_device *dev)
{
	if (nf_hook_egress_active(dev)) {
		skb = nf_hook_egress(skb, rc, dev);
		if (!skb)
			return NULL;
	}
	if (rcu_access_pointer(dev->miniq_egress)) {
		nf_skip_egress(skb, true);
		skb = sch_handle_egress(skb, rc, dev);
		if (skb)
			nf_skip_egress(skb, false);
	}
	return skb;
}

/* To the device's queue, by its discipline or past it. TOUR: qdisc */
int __dev_queue_xmit(struct sk_buff *skb, struct net_device *sb_dev)
{
	struct net_device *dev = skb->dev;
	struct netdev_queue *txq;
	struct Qdisc *q;
	int rc = -ENOMEM;

	skb_reset_mac_header(skb);
	rcu_read_lock_bh();
	qdisc_pkt_len_init(skb);
	skb->tc_at_ingress = 0;
	skb = dev_xmit_egress(skb, &rc, dev);
	if (!skb)
		goto out;
	if (dev->priv_flags & IFF_XMIT_DST_RELEASE)
		skb_dst_drop(skb);
	else
		skb_dst_force(skb);
	txq = netdev_core_pick_tx(dev, skb, sb_dev);
	q = rcu_dereference_bh(txq->qdisc);
	trace_net_dev_queue(skb, dev->name, skb->protocol, txq->index);
	if (q->enqueue)
		rc = __dev_xmit_skb(skb, q, dev, txq);
	else
		rc = dev_xmit_noqueue(skb, dev, txq);
out:
	rcu_read_unlock_bh();
	return rc;
}
EXPORT_SYMBOL(__dev_queue_xmit);

/* Around the qdisc. Takes @skb; NETDEV_TX_BUSY: it was dropped. */
int __dev_direct_xmit(struct sk_buff *skb, u16 queue_id)
{
	struct net_device *dev = skb->dev;
	struct sk_buff *orig_skb = skb;
	struct softnet_data *sd;
	struct netdev_queue *txq;
	int ret = NETDEV_TX_BUSY;
	bool again = false;

	if (unlikely(!netif_running(dev) || !netif_carrier_ok(dev)))
		goto drop;
	skb = validate_xmit_skb_list(skb, dev, &again);
	if (skb != orig_skb)
		goto drop;
	skb_set_queue_mapping(skb, queue_id);
	txq = skb_get_tx_queue(dev, skb);
	local_bh_disable();
	sd = this_softnet();
	sd->xmit.recursion++;
	HARD_TX_LOCK(dev, txq, (int)smp_processor_id());
	if (!netif_xmit_frozen_or_drv_stopped(txq))
		ret = xmit_one(skb, dev, txq, false);
	HARD_TX_UNLOCK(dev, txq);
	sd->xmit.recursion--;
	local_bh_enable();
	if (dev_xmit_complete(ret))
		return ret;
	kfree_skb_reason(skb, SKB_DROP_REASON_FULL_RING);
	return NET_XMIT_DROP;
drop:
	dev_core_stats_tx_dropped_inc(dev);
	if (skb)
		kfree_skb_list_reason(skb, SKB_DROP_REASON_DEV_READY);
	return NET_XMIT_DROP;
}
EXPORT_SYMBOL(__dev_direct_xmit);

/* ---- back to ourselves
 * --------------------------------------------------------- */

/**
 * dev_loopback_xmit - what we send is for us as well: multicast, broadcast
 * @skb: takes; data at the network header
 *
 * Context: BH disabled or process.
 */
int dev_loopback_xmit(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	skb_reset_mac_header(skb);
	__skb_pull(skb, (unsigned int)skb_network_offset(skb));
	skb->pkt_type = PACKET_LOOPBACK;
	if (skb->ip_summed == CHECKSUM_NONE)
		skb->ip_summed = CHECKSUM_UNNECESSARY;
	WARN_ON_ONCE(!skb_dst(skb));
	skb_dst_force(skb);
	netif_rx(skb);
	return 0;
}
EXPORT_SYMBOL(dev_loopback_xmit);

bool is_skb_forwardable(const struct net_device *dev, const struct sk_buff *skb)
{
	const unsigned int vlan_hdr_len = 4;

	if (!(dev->flags & IFF_UP))
		return false;
	if (skb->len <= dev->mtu + dev->hard_header_len + vlan_hdr_len)
		return true;
	return skb_is_gso(skb); /* somebody will cut it */
}
EXPORT_SYMBOL(is_skb_forwardable);

/* @skb came out at one end and goes in at @dev. 0, or NET_RX_DROP: freed. */
int __dev_forward_skb(struct net_device *dev, struct sk_buff *skb)
{
	if (skb_orphan_frags(skb, GFP_ATOMIC) ||
	    unlikely(!is_skb_forwardable(dev, skb))) {
		dev_core_stats_rx_dropped_inc(dev);
		kfree_skb_reason(skb, SKB_DROP_REASON_PKT_TOO_BIG);
		return NET_RX_DROP;
	}
	skb_scrub_packet(skb, !net_eq(dev_net(dev), dev_net(skb->dev)));
	skb->priority = 0;
	return 0;
}
EXPORT_SYMBOL(__dev_forward_skb);

/*
 * Whether a link header that user space wrote may be sent: long enough, or
 * the link layer says yes to a short one.
 */
bool dev_validate_header(const struct net_device *dev, char *ll_header, int len)
{
	if (likely(len >= dev->hard_header_len))
		return true;
	if (len < dev->min_header_len)
		return false;
	if (dev->header_ops && dev->header_ops->validate)
		return CALL("header_ops.validate", dev->header_ops->validate,
			    ll_header, (unsigned int)len);
	return false;
}
EXPORT_SYMBOL(dev_validate_header);
