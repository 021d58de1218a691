// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * neigh_output - the link-layer header, and down to the device
 *
 * Where:   neigh_output() and neigh->output, from IP; ends in
 *          dev_queue_xmit().
 * Mirrors: the output functions of net/core/neighbour.c and of
 *          include/net/neighbour.h.
 *
 * All take the packet; data is at the network header.
 */
#include "core/neigh_priv.h"

/* Make the header once; neigh_hh_output() copies it from then on. */
static void neigh_hh_init(struct neighbour *n)
{
	struct net_device *dev = n->dev;
	struct hh_cache *hh = &n->hh;

	write_lock_bh(&n->lock);
	/* somebody else may have been faster */
	if (!hh->hh_len)
		dev->header_ops->cache(n, hh, n->tbl->protocol);
	write_unlock_bh(&n->lock);
}

/* The header for @n's address of now, then down. */
static int neigh_header_xmit(struct neighbour *n, struct sk_buff *skb)
{
	struct net_device *dev = n->dev;
	unsigned int seq;
	int err;

	do {
		__skb_pull(skb, (unsigned int)skb_network_offset(skb));
		seq = read_seqbegin(&n->ha_lock);
		err = dev_hard_header(skb, dev, ntohs(skb->protocol), n->ha,
				      NULL, skb->len);
	} while (read_seqretry(&n->ha_lock, seq));

	if (err >= 0)
		return dev_queue_xmit(skb);
	kfree_skb_reason(skb, SKB_DROP_REASON_NEIGH_HH_FILLFAIL);
	return -EINVAL;
}

/**
 * neigh_resolve_output - send, or wait until the address is known
 * @neigh: borrowed
 * @skb: taken
 *
 * Context: any.
 * Return: 0 also when it waits, NET_XMIT_*, -errno.
 */
int neigh_resolve_output(struct neighbour *neigh, struct sk_buff *skb)
{
	const struct header_ops *ops = neigh->dev->header_ops;

	if (neigh_event_send(neigh, skb))
		return 0;
	if (ops && ops->cache && !READ_ONCE(neigh->hh.hh_len))
		neigh_hh_init(neigh);
	return neigh_header_xmit(neigh, skb);
}
EXPORT_SYMBOL(neigh_resolve_output);

/**
 * neigh_connected_output - send; he was heard of not long ago
 * @neigh: borrowed
 * @skb: taken
 *
 * Context: any.
 * Return: NET_XMIT_*, -errno.
 */
int neigh_connected_output(struct neighbour *neigh, struct sk_buff *skb)
{
	return neigh_header_xmit(neigh, skb);
}
EXPORT_SYMBOL(neigh_connected_output);

/**
 * neigh_direct_output - the device needs no header
 * @neigh: borrowed
 * @skb: taken
 *
 * Context: any.
 * Return: NET_XMIT_*, -errno.
 */
int neigh_direct_output(struct neighbour *neigh, struct sk_buff *skb)
{
	return dev_queue_xmit(skb);
}
EXPORT_SYMBOL(neigh_direct_output);

/**
 * neigh_hh_output - copy the ready-made header in front
 * @hh: borrowed
 * @skb: taken; needs HH_DATA_ALIGN(hh_len) bytes of headroom
 *
 * The header lies at the end of hh_data, so that one copy of fixed size does.
 * Context: any.
 * Return: NET_XMIT_*, -errno.
 */
int neigh_hh_output(const struct hh_cache *hh, struct sk_buff *skb)
{
	unsigned int hh_len, hh_alen, seq;

	do {
		seq = read_seqbegin(&hh->hh_lock);
		hh_len = READ_ONCE(hh->hh_len);
		hh_alen = HH_DATA_ALIGN(hh_len);
		if (likely(skb_headroom(skb) >= hh_alen))
			memcpy(skb->data - hh_alen, hh->hh_data, hh_alen);
	} while (read_seqretry(&hh->hh_lock, seq));

	if (WARN_ON_ONCE(skb_headroom(skb) < hh_alen)) {
		kfree_skb_reason(skb, SKB_DROP_REASON_NEIGH_HH_FILLFAIL);
		return NET_XMIT_DROP;
	}
	__skb_push(skb, hh_len);
	return dev_queue_xmit(skb);
}
EXPORT_SYMBOL(neigh_hh_output);

static int neigh_table_xmit(struct neigh_table *tbl, struct net_device *dev,
			    const void *addr, struct sk_buff *skb)
{
	struct neighbour *n;
	int err;

	rcu_read_lock();
	n = ___neigh_lookup_noref(tbl, addr, dev);
	if (!n)
		n = __neigh_create(tbl, addr, dev, false);
	if (IS_ERR(n)) {
		err = (int)PTR_ERR(n);
		kfree_skb_reason(skb, SKB_DROP_REASON_NEIGH_CREATEFAIL);
	} else {
		err = READ_ONCE(n->output)(n, skb);
	}
	rcu_read_unlock();
	return err;
}

/**
 * neigh_xmit - to a neighbour that was named by its address
 * @index: NEIGH_ARP_TABLE, NEIGH_ND_TABLE; NEIGH_LINK_TABLE: @addr is the
 *	link's
 * @dev: the device
 * @addr: in network order
 * @skb: taken
 *
 * Context: any.
 * Return: NET_XMIT_*; -EAFNOSUPPORT, -EINVAL, -ENOBUFS.
 */
int neigh_xmit(int index, struct net_device *dev, const void *addr,
	       struct sk_buff *skb)
{
	struct neigh_table *tbl;

	if (index == NEIGH_LINK_TABLE) {
		if (dev_hard_header(skb, dev, ntohs(skb->protocol), addr, NULL,
				    skb->len) >= 0)
			return dev_queue_xmit(skb);
		kfree_skb_reason(skb, SKB_DROP_REASON_NEIGH_HH_FILLFAIL);
		return -EINVAL;
	}
	tbl = neigh_table_get(index);
	if (tbl)
		return neigh_table_xmit(tbl, dev, addr, skb);
	kfree_skb_reason(skb, SKB_DROP_REASON_NEIGH_CREATEFAIL);
	return -EAFNOSUPPORT;
}
EXPORT_SYMBOL(neigh_xmit);
