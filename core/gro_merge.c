// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * gro_merge - append one packet's payload to another without a copy
 *
 * Where:   called by tcp_gro_receive() and udp_gro_receive() when all their
 *          rules agree.
 * Mirrors: skb_gro_receive(), skb_gro_receive_list() and the checksum half of
 *          net/core/gro.c.
 *
 * Three ways, the first that fits:
 *	the headers are linear, the payload is in frags: the frags move over
 *	the head is a page frag: it becomes a frag itself
 *	otherwise: the whole packet hangs on the first one's frag_list
 */
#include "core/gro.h"
#include "core/trace.h"
#include "hdr/ip.h"

/* Move @skb's frags behind those of @lp. @offset: headers in the first one. */
static unsigned int gro_move_frags(struct sk_buff *lp, struct sk_buff *skb,
				   unsigned int offset)
{
	struct skb_shared_info *to = skb_shinfo(lp), *from = skb_shinfo(skb);
	unsigned int truesize = SKB_TRUESIZE(skb_end_offset(skb));
	unsigned int delta = skb->truesize - truesize;
	skb_frag_t *frag = &to->frags[to->nr_frags];

	memcpy(frag, from->frags, from->nr_frags * sizeof(*frag));
	to->nr_frags = (u8)(to->nr_frags + from->nr_frags);
	from->nr_frags = 0;
	skb_frag_off_add(frag, (int)offset);
	skb_frag_size_sub(frag, (int)offset);

	skb->truesize = truesize;
	skb->len -= skb->data_len;
	skb->data_len = 0;
	NAPI_GRO_CB(skb)->free = NAPI_GRO_FREE;
	return delta;
}

/* @skb's head becomes a frag of @lp, its frags follow. */
static unsigned int gro_steal_head(struct sk_buff *lp, struct sk_buff *skb,
				   unsigned int offset)
{
	struct skb_shared_info *to = skb_shinfo(lp), *from = skb_shinfo(skb);
	unsigned int truesize = SKB_DATA_ALIGN(SKB_SIZE);
	unsigned int delta = skb->truesize - truesize;
	skb_frag_t *frag = &to->frags[to->nr_frags];
	struct page *page = virt_to_head_page(skb->head);
	unsigned char *first = skb->data + offset;

	skb_frag_fill_page_desc(
		frag, page, (int)(first - (unsigned char *)page_address(page)),
		(int)(skb_headlen(skb) - offset));
	memcpy(frag + 1, from->frags, from->nr_frags * sizeof(*frag));
	to->nr_frags = (u8)(to->nr_frags + 1 + from->nr_frags);

	skb->truesize = truesize;
	NAPI_GRO_CB(skb)->free = NAPI_GRO_FREE_STOLEN_HEAD;
	return delta;
}

/* Behind the last of @p's frag_list. */
static void gro_chain(struct sk_buff *p, struct sk_buff *skb)
{
	if (NAPI_GRO_CB(p)->last == p)
		skb_shinfo(p)->frag_list = skb;
	else
		NAPI_GRO_CB(p)->last->next = skb;
	NAPI_GRO_CB(p)->last = skb;
	__skb_header_release(skb);
}

/* Hang @skb on @p; without the @offset bytes of headers. */
static unsigned int gro_chain_payload(struct sk_buff *p, struct sk_buff *skb,
				      unsigned int offset)
{
	unsigned int headlen = skb_headlen(skb), delta = skb->truesize;

	/* its owner, if any, owns the aggregate, which was found equal */
	skb->destructor = NULL;
	skb->sk = NULL;
	if (offset > headlen) {
		unsigned int eat = offset - headlen;

		skb_frag_off_add(&skb_shinfo(skb)->frags[0], (int)eat);
		skb_frag_size_sub(&skb_shinfo(skb)->frags[0], (int)eat);
		skb->data_len -= eat;
		skb->len -= eat;
		offset = headlen;
	}
	__skb_pull(skb, offset);
	gro_chain(p, skb);
	return delta;
}

/* How large @p may become. */
static unsigned int gro_max_size_of(const struct sk_buff *p,
				    const struct sk_buff *skb)
{
	unsigned int max = p->protocol == htons(ETH_P_IPV6)
				   ? READ_ONCE(p->dev->gro_max_size)
				   : READ_ONCE(p->dev->gro_ipv4_max_size);

	/* only TCP can say more than 64 KB */
	if (NAPI_GRO_CB(skb)->proto != IPPROTO_TCP || skb->encapsulation)
		max = min(max, GRO_LEGACY_MAX_SIZE);
	return max;
}

/**
 * skb_gro_receive - append @skb's payload to @p
 * @p: borrowed; held
 * @skb: borrowed; from skb_gro_offset() on it is payload
 *
 * Afterwards same_flow is set, and free says what is left of @skb.
 * Context: softirq.
 * Return: 0; -E2BIG: @p would be too large; -ETOOMANYREFS: their pages belong
 * to different owners.
 */
int skb_gro_receive(struct sk_buff *p, struct sk_buff *skb)
{
	unsigned int offset = skb_gro_offset(skb), headlen = skb_headlen(skb);
	unsigned int len = skb_gro_len(skb), delta, frags;
	struct sk_buff *lp = NAPI_GRO_CB(p)->last;

	if (p->pp_recycle != skb->pp_recycle)
		return -ETOOMANYREFS;
	if (unlikely(p->len + len >= gro_max_size_of(p, skb) ||
		     NAPI_GRO_CB(skb)->flush))
		return -E2BIG;

	trace_gro_merge(skb, p->id,
			NAPI_GRO_CB(p)->count + NAPI_GRO_CB(skb)->count);
	frags = skb_shinfo(lp)->nr_frags + skb_shinfo(skb)->nr_frags;
	if (headlen <= offset && frags <= MAX_SKB_FRAGS) {
		delta = gro_move_frags(lp, skb, offset - headlen);
	} else if (headlen > offset && skb->head_frag && !skb_cloned(skb) &&
		   frags < MAX_SKB_FRAGS) {
		delta = gro_steal_head(lp, skb, offset);
	} else {
		delta = gro_chain_payload(p, skb, offset);
		lp = p;
	}

	NAPI_GRO_CB(p)->count += NAPI_GRO_CB(skb)->count;
	p->data_len += len;
	p->truesize += delta;
	p->len += len;
	if (lp != p) {
		lp->data_len += len;
		lp->truesize += delta;
		lp->len += len;
	}
	NAPI_GRO_CB(skb)->same_flow = 1;
	return 0;
}
EXPORT_SYMBOL(skb_gro_receive);

/**
 * skb_gro_receive_list - chain @skb as it is behind @p
 * @p: borrowed; held
 * @skb: borrowed; headers linear
 *
 * For forwarding: skb_segment_list() takes the chain apart again and each
 * packet still has its own headers. Context: softirq.
 * Return: 0 or -E2BIG.
 */
int skb_gro_receive_list(struct sk_buff *p, struct sk_buff *skb)
{
	if (unlikely(p->len + skb->len >= GRO_LEGACY_MAX_SIZE))
		return -E2BIG;

	trace_gro_merge(skb, p->id, NAPI_GRO_CB(p)->count + 1);
	skb_pull(skb, skb_gro_offset(skb));
	gro_chain(p, skb);
	NAPI_GRO_CB(p)->count++;
	p->data_len += skb->len;
	p->truesize += skb->truesize;
	p->len += skb->len;

	NAPI_GRO_CB(skb)->same_flow = 1;
	return 0;
}
EXPORT_SYMBOL(skb_gro_receive_list);

/**
 * __skb_gro_checksum_complete - sum a packet up while GRO has it
 * @skb: borrowed; NAPI_GRO_CB(skb)->csum is the pseudo-header's sum
 *
 * A good sum is kept, so that the stack need not do it again.
 * Context: softirq.
 * Return: 0: good.
 */
__sum16 __skb_gro_checksum_complete(struct sk_buff *skb)
{
	__wsum wsum = skb_checksum(skb, (int)skb_gro_offset(skb),
				   (int)skb_gro_len(skb), 0);
	__sum16 sum = csum_fold(csum_add(NAPI_GRO_CB(skb)->csum, wsum));

	/* the device summed it up wrongly, or the packet changed since */
	if (likely(!sum) && unlikely(skb->ip_summed == CHECKSUM_COMPLETE) &&
	    !skb->csum_complete_sw)
		pr_warn_ratelimited("%s: hw csum failure\n",
				    netdev_name(skb->dev));
	NAPI_GRO_CB(skb)->csum = wsum;
	NAPI_GRO_CB(skb)->csum_valid = 1;
	return sum;
}
EXPORT_SYMBOL(__skb_gro_checksum_complete);
