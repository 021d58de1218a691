// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * gso - cut a large packet into frames; how long its frames would be
 *
 * Where:   validate_xmit_skb() when the device does not segment itself,
 *          ip_finish_output() when a merged packet meets a smaller MTU, and
 *          sockets that want single datagrams.
 * Mirrors: net/core/gso.c, skb_segment() and skb_segment_list() of
 *          net/core/skbuff.c. GSO_PARTIAL and GSO_BY_FRAGS are left out.
 *
 * The protocols take their headers off, one gso_segment() inside the other;
 * the innermost calls skb_segment(), which knows no protocol: it copies what
 * lies in front of data before each piece of the payload. On the way back each
 * protocol repairs its header in every segment.
 *
 * A piece that lies in pages is shared by reference. It is copied when the
 * device wants linear packets, or when a part of it lies in a head that
 * kmalloc() made.
 */
#include "core/gso.h"
#include "core/book.h"
#include "core/gro.h"
#include "core/trace.h"
#include "hdr/tcp.h"
#include "hdr/udp.h"
#include "hdr/vlan.h"

/* ---- one segment -----------------------------------------------------------
 */

/* What stays the same for all segments of a packet. */
struct segment {
	struct sk_buff *head;  /* data at its mac header again */
	unsigned int doffset;  /* bytes of headers from there */
	unsigned int tnl_hlen; /* and in front of it: a tunnel's */
	unsigned int headroom;
	bool sg;
	bool csum; /* the device computes it */
};

/* Whether bytes of @from's linear part may become a frag. */
static bool head_can_be_frag(const struct sk_buff *from)
{
	return from->head_frag && !skb_zcopy(from);
}

static bool segment_add_frag(struct sk_buff *nskb, struct page *page,
			     unsigned int off, unsigned int len, bool recycle)
{
	struct skb_shared_info *si = skb_shinfo(nskb);
	int i = si->nr_frags;

	if (i == MAX_SKB_FRAGS)
		return false;
	skb_page_ref(page, recycle);
	skb_fill_page_desc(nskb, i, page, (int)off, (int)len);
	skb_len_add(nskb, (int)len);
	return true;
}

/* Share bytes [@offset, @offset + @len) of @from; true: all are in @nskb. */
static bool segment_share_from(struct sk_buff *nskb, struct sk_buff *from,
			       unsigned int offset, unsigned int len,
			       bool linear_copied)
{
	unsigned int headlen = skb_headlen(from), n;

	if (offset < headlen) {
		struct page *page;

		n = min(len, headlen - offset);
		if (!linear_copied) {
			if (!head_can_be_frag(from))
				return false;
			page = virt_to_head_page(from->head);
			if (!segment_add_frag(
				    nskb, page,
				    (unsigned int)(from->data + offset -
						   (unsigned char *)
							   page_address(page)),
				    n, from->pp_recycle))
				return false;
		}
		offset += n;
		len -= n;
	}
	offset -= headlen;
	for (unsigned int i = 0; len && i < skb_shinfo(from)->nr_frags; i++) {
		const skb_frag_t *frag = &skb_shinfo(from)->frags[i];

		if (offset >= frag->len) {
			offset -= frag->len;
			continue;
		}
		n = min(len, frag->len - offset);
		if (!segment_add_frag(nskb, frag->page, frag->offset + offset,
				      n, from->pp_recycle))
			return false;
		offset = 0;
		len -= n;
	}
	skb_shinfo(nskb)->flags |= skb_shinfo(from)->flags & SKBFL_SHARED_FRAG;
	skb_zcopy_set(nskb, skb_zcopy(from), NULL);
	return true;
}

/*
 * Share @len bytes at @offset of the whole packet: its pages, then those of
 * the packets on its frag_list. What is linear in the first was copied.
 */
static bool segment_share(struct sk_buff *nskb, struct sk_buff *head,
			  unsigned int offset, unsigned int len)
{
	unsigned int own = skb_pagelen(head), n;
	struct sk_buff *from;

	if (offset < own) {
		n = min(len, own - offset);
		if (!segment_share_from(nskb, head, offset, n, true))
			return false;
		offset += n;
		len -= n;
	}
	offset -= own;
	skb_walk_frags (head, from) {
		if (!len)
			break;
		if (offset >= from->len) {
			offset -= from->len;
			continue;
		}
		if (skb_has_frag_list(from))
			return false;
		n = min(len, from->len - offset);
		if (!segment_share_from(nskb, from, offset, n, false))
			return false;
		offset = 0;
		len -= n;
	}
	return true;
}

/* Give a packet with the headers and room for @linear bytes behind them. */
static struct sk_buff *segment_alloc(const struct segment *s,
				     unsigned int linear)
{
	struct sk_buff *head = s->head, *nskb;

	nskb = alloc_skb(s->headroom + s->doffset + linear, GFP_ATOMIC);
	if (!nskb)
		return NULL;
	book_rebirth(nskb, SKB_BORN_SEGMENT, head);
	skb_reserve(nskb, (int)s->headroom);
	__skb_put(nskb, s->doffset);
	skb_copy_header(nskb, head);
	skb_gso_reset(nskb);
	skb_headers_offset_update(
		nskb, (int)(skb_headroom(nskb) - skb_headroom(head)));
	skb_reset_mac_len(nskb);
	memcpy(nskb->data - s->tnl_hlen, head->data - s->tnl_hlen,
	       s->doffset + s->tnl_hlen);
	return nskb;
}

/* The whole piece copied into the linear part. */
static struct sk_buff *segment_copy(const struct segment *s,
				    unsigned int offset, unsigned int len)
{
	struct sk_buff *nskb = segment_alloc(s, len);

	if (nskb && skb_copy_bits(s->head, (int)offset, __skb_put(nskb, len),
				  (int)len) < 0) {
		kfree_skb_reason(nskb, SKB_DROP_REASON_SKB_GSO_SEG);
		return NULL;
	}
	return nskb;
}

/* Give one segment: @len bytes of payload at @offset. NULL: no memory. */
static struct sk_buff *segment_one(const struct segment *s, unsigned int offset,
				   unsigned int len)
{
	unsigned int headlen = skb_headlen(s->head), linear = 0;
	struct sk_buff *nskb;

	if (offset < headlen)
		linear = min(len, headlen - offset);
	if (!s->sg || linear == len)
		return segment_copy(s, offset, len);

	nskb = segment_alloc(s, linear);
	if (!nskb)
		return NULL;
	nskb->pp_recycle = s->head->pp_recycle;
	if (linear)
		skb_copy_from_linear_data_offset(
			s->head, (int)offset, __skb_put(nskb, linear), linear);
	if (segment_share(nskb, s->head, offset + linear, len - linear))
		return nskb;
	/* Too many pieces, or memory that cannot be shared. */
	kfree_skb_reason(nskb, SKB_CONSUMED);
	return segment_copy(s, offset, len);
}

/* Sum the payload up, for gso_make_checksum(). 0 or -ENOMEM. */
static int segment_checksum(const struct segment *s, struct sk_buff *nskb)
{
	if (skb_has_shared_frag(nskb) && __skb_linearize(nskb))
		return -ENOMEM;
	nskb->ip_summed = CHECKSUM_NONE;
	SKB_GSO_CB(nskb)->csum = skb_checksum(nskb, (int)s->doffset,
					      (int)(nskb->len - s->doffset), 0);
	SKB_GSO_CB(nskb)->csum_start = (u16)(skb_headroom(nskb) + s->doffset);
	return 0;
}

/* Who was charged for the packet is charged for its last segment. */
static void segment_give_owner(struct sk_buff *tail, struct sk_buff *head)
{
	if (!head->destructor)
		return;
	swap(tail->truesize, head->truesize);
	swap(tail->destructor, head->destructor);
	swap(tail->sk, head->sk);
}

/* See core/gso.h. */
struct sk_buff *skb_segment(struct sk_buff *head_skb,
			    netdev_features_t features)
{
	unsigned int doffset =
		(unsigned int)(head_skb->data - skb_mac_header(head_skb));
	unsigned int mss = skb_shinfo(head_skb)->gso_size, offset = doffset;
	struct sk_buff *segs = NULL, *tail = NULL;
	struct segment s = {.head = head_skb, .doffset = doffset};
	int err = -ENOMEM;
	__be16 proto;

	__skb_push(head_skb, doffset);
	proto = __vlan_get_protocol(head_skb, head_skb->protocol, NULL);
	if (unlikely(!proto) || !mss)
		return ERR_PTR(-EINVAL);
	s.tnl_hlen = (unsigned int)skb_tnl_header_len(head_skb);
	s.headroom = skb_headroom(head_skb);
	s.sg = features & NETIF_F_SG;
	s.csum = can_checksum_protocol(features, proto);

	while (offset < head_skb->len) {
		unsigned int len = min(head_skb->len - offset, mss);
		struct sk_buff *nskb = segment_one(&s, offset, len);

		if (unlikely(!nskb))
			goto err;
		if (segs)
			tail->next = nskb;
		else
			segs = nskb;
		tail = nskb;
		if (!s.csum && segment_checksum(&s, nskb))
			goto err;
		offset += len;
	}
	if (!segs)
		return ERR_PTR(-EINVAL);
	segs->prev = tail;
	segment_give_owner(tail, head_skb);
	return segs;

err:
	kfree_skb_list_reason(segs, SKB_DROP_REASON_NOMEM);
	return ERR_PTR(err);
}
EXPORT_SYMBOL(skb_segment);

/* ---- a chain of whole packets
 * ------------------------------------------------ */

/* Bytes that are pulled off in front of @skb's data, with its link header. */
static unsigned int segment_list_room(const struct sk_buff *skb,
				      unsigned int offset)
{
	return offset - (unsigned int)skb_network_offset(skb);
}

/*
 * A member of the chain becomes a packet of its own: its IP header and what
 * follows are its own, in front of it stands what the first has. 0 or -ENOMEM.
 */
static int segment_list_dress(struct sk_buff *nskb, struct sk_buff *skb,
			      unsigned int offset, unsigned int tnl_hlen)
{
	unsigned int push = segment_list_room(nskb, offset);

	if (skb_cow(nskb, push + tnl_hlen))
		return -ENOMEM;
	__skb_push(nskb, push);
	skb_release_head_state(nskb);
	nskb->destructor = NULL;
	nskb->sk = NULL;
	skb_copy_header(nskb, skb);
	skb_gso_reset(nskb);
	skb_headers_offset_update(
		nskb, (int)(skb_headroom(nskb) - skb_headroom(skb)));
	memcpy(nskb->data - tnl_hlen, skb->data - tnl_hlen, offset + tnl_hlen);
	return 0;
}

/* The chain may have another reader: a struct of our own. Takes and gives. */
static struct sk_buff *segment_list_own(struct sk_buff *nskb)
{
	struct sk_buff *next = nskb->next, *own;

	if (!skb_shared(nskb))
		return nskb;
	own = skb_clone(nskb, GFP_ATOMIC);
	if (!own)
		return NULL;
	own->next = next;
	consume_skb(nskb);
	return own;
}

/**
 * skb_segment_list - the packets that fraglist GRO chained, one by one
 * @skb: borrowed; becomes the first of them, with one more reference
 * @features: without NETIF_F_SG each is made linear
 * @offset: bytes of the link header, which all have from the first
 *
 * Context: any.
 * Return: gives a list by ->next, or ERR_PTR(-ENOMEM).
 */
struct sk_buff *skb_segment_list(struct sk_buff *skb,
				 netdev_features_t features,
				 unsigned int offset)
{
	unsigned int tnl_hlen = (unsigned int)skb_tnl_header_len(skb);
	unsigned int delta_len = 0, delta_truesize = 0;
	struct sk_buff **link, *tail = skb;
	bool sg = features & NETIF_F_SG;

	__skb_push(skb, segment_list_room(skb, offset));
	if (skb_unclone(skb, GFP_ATOMIC))
		return ERR_PTR(-ENOMEM);
	skb->next = skb_shinfo(skb)->frag_list;
	skb_shinfo(skb)->frag_list = NULL;

	for (link = &skb->next; *link; link = &(*link)->next) {
		struct sk_buff *nskb = segment_list_own(*link);

		if (!nskb)
			goto err;
		*link = tail = nskb;
		delta_len += nskb->len;
		delta_truesize += nskb->truesize;
		if (segment_list_dress(nskb, skb, offset, tnl_hlen) ||
		    (!sg && skb_linearize(nskb)))
			goto err;
	}
	skb->truesize -= delta_truesize;
	skb->data_len -= delta_len;
	skb->len -= delta_len;
	skb_gso_reset(skb);
	skb->prev = tail;
	if (!sg && skb_linearize(skb))
		goto err;
	return skb_get(skb);

err:
	kfree_skb_list_reason(skb->next, SKB_DROP_REASON_NOMEM);
	skb->next = NULL;
	return ERR_PTR(-ENOMEM);
}
EXPORT_SYMBOL(skb_segment_list);

/* ---- from the outside in
 * ----------------------------------------------------- */

/**
 * gso_make_checksum - finish a segment's transport checksum
 * @skb: borrowed; the field holds the folded pseudo-header's sum
 * @res: what this header leaves to an outer one that covers it
 *
 * Context: any.
 * Return: what goes into the field.
 */
__sum16 gso_make_checksum(struct sk_buff *skb, __wsum res)
{
	unsigned char *start = skb_transport_header(skb);
	int plen = (int)(skb->head + SKB_GSO_CB(skb)->csum_start - start);
	__wsum partial = SKB_GSO_CB(skb)->csum;

	SKB_GSO_CB(skb)->csum = res;
	SKB_GSO_CB(skb)->csum_start = (u16)(start - skb->head);
	return csum_fold(csum_partial(start, plen, partial));
}
EXPORT_SYMBOL(gso_make_checksum);

/**
 * skb_mac_gso_segment - step over the link header and ask the EtherType
 * @skb: borrowed; data at its mac header, before and after
 * @features: of the device
 *
 * Context: any.
 * Return: as struct offload_callbacks.gso_segment.
 */
struct sk_buff *skb_mac_gso_segment(struct sk_buff *skb,
				    netdev_features_t features)
{
	struct sk_buff *segs = ERR_PTR(-EPROTONOSUPPORT);
	const struct packet_offload *ptype;
	int vlan_depth = skb->mac_len;
	__be16 type;

	type = __vlan_get_protocol(skb, skb->protocol, &vlan_depth);
	if (unlikely(!type))
		return ERR_PTR(-EINVAL);
	__skb_pull(skb, (unsigned int)vlan_depth);

	rcu_read_lock();
	ptype = gro_find_segment_by_type(type);
	if (ptype)
		segs = ptype->callbacks.gso_segment(skb, features);
	rcu_read_unlock();

	__skb_push(skb, (unsigned int)(skb->data - skb_mac_header(skb)));
	return segs;
}
EXPORT_SYMBOL(skb_mac_gso_segment);

/**
 * skb_eth_gso_segment - the payload of a tunnel that carries frames
 * @skb: borrowed; data at the network header
 * @features: of the device
 * @type: EtherType of the payload
 *
 * Context: any.
 * Return: as struct offload_callbacks.gso_segment.
 */
struct sk_buff *skb_eth_gso_segment(struct sk_buff *skb,
				    netdev_features_t features, __be16 type)
{
	struct sk_buff *segs = ERR_PTR(-EPROTONOSUPPORT);
	const struct packet_offload *ptype;

	rcu_read_lock();
	ptype = gro_find_segment_by_type(type);
	if (ptype)
		segs = ptype->callbacks.gso_segment(skb, features);
	rcu_read_unlock();
	return segs;
}
EXPORT_SYMBOL(skb_eth_gso_segment);

/* A checksum that nobody asked the device for: headers will be written. */
static bool skb_needs_check(const struct sk_buff *skb, bool tx_path)
{
	if (tx_path)
		return skb->ip_summed != CHECKSUM_PARTIAL &&
		       skb->ip_summed != CHECKSUM_UNNECESSARY;
	return skb->ip_summed == CHECKSUM_NONE;
}

/* See core/gso.h. */
struct sk_buff *__skb_gso_segment(struct sk_buff *skb,
				  netdev_features_t features, bool tx_path)
{
	struct sk_buff *segs;

	if (unlikely(skb_needs_check(skb, tx_path)) && skb_cow_head(skb, 0) < 0)
		return ERR_PTR(-ENOMEM);
	trace_gso_segment(skb, skb_shinfo(skb)->gso_size,
			  skb_shinfo(skb)->gso_segs, skb_shinfo(skb)->gso_type);

	SKB_GSO_CB(skb)->mac_offset = (int)skb_headroom(skb);
	SKB_GSO_CB(skb)->encap_level = 0;
	skb_reset_mac_header(skb);
	skb_reset_mac_len(skb);
	segs = skb_mac_gso_segment(skb, features);
	if (!IS_ERR_OR_NULL(segs) && segs != skb &&
	    unlikely(skb_needs_check(skb, tx_path)))
		pr_warn_ratelimited(
			"%s: a large packet without CHECKSUM_PARTIAL\n",
			skb->dev ? netdev_name(skb->dev) : "?");
	return segs;
}
EXPORT_SYMBOL(__skb_gso_segment);

/* ---- lengths
 * ----------------------------------------------------------------- */

/**
 * skb_gso_transport_seglen - a full segment, from its transport header on
 * @skb: borrowed; headers linear
 *
 * Context: any.
 * Return: bytes.
 */
unsigned int skb_gso_transport_seglen(const struct sk_buff *skb)
{
	const struct skb_shared_info *shinfo = skb_shinfo(skb);
	unsigned int thlen = 0;

	if (skb->encapsulation) {
		thlen = (unsigned int)(skb_inner_transport_header(skb) -
				       skb_transport_header(skb));
		if (skb_is_gso_tcp(skb))
			thlen += __tcp_hdrlen(inner_tcp_hdr(skb));
	} else if (skb_is_gso_tcp(skb)) {
		thlen = tcp_hdrlen(skb);
	} else if (shinfo->gso_type & SKB_GSO_UDP_L4) {
		thlen = sizeof(struct udphdr);
	}
	return thlen + shinfo->gso_size;
}
EXPORT_SYMBOL(skb_gso_transport_seglen);

/**
 * skb_gso_validate_network_len - may each segment pass a link of this MTU?
 * @skb: borrowed
 * @mtu: bytes, from the network header on
 *
 * Context: any.
 * Return: whether.
 */
bool skb_gso_validate_network_len(const struct sk_buff *skb, unsigned int mtu)
{
	return skb_gso_network_seglen(skb) <= mtu;
}
EXPORT_SYMBOL(skb_gso_validate_network_len);

/**
 * skb_gso_validate_mac_len - does each segment fit with its link header?
 * @skb: borrowed
 * @len: bytes, from the mac header on
 *
 * Context: any.
 * Return: whether.
 */
bool skb_gso_validate_mac_len(const struct sk_buff *skb, unsigned int len)
{
	return skb_gso_mac_seglen(skb) <= len;
}
EXPORT_SYMBOL(skb_gso_validate_mac_len);
