// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * skbuff_copy - clones, copies, and heads that grow
 *
 * Where:   whoever must keep a packet and pass it on (clone), change what
 *          others see (copy, expand), or put a header in front (expand).
 * Mirrors: the copying part of net/core/skbuff.c.
 *
 *			struct	head	frags' pages
 *	skb_clone	new	shared	shared
 *	pskb_copy	new	new	shared
 *	skb_copy	new	new	copied into the head
 */
#include <linux/errno.h>
#include <linux/in6.h>

#include "core/skbuff_priv.h"
#include "core/sock.h"
#include "core/trace.h"
#include "lib/slab.h"

/* What a clone and a copy have in common: all but the buffer. */
static void __copy_skb_header(struct sk_buff *new, const struct sk_buff *old)
{
	new->tstamp = old->tstamp;
	new->dev = old->dev;
	memcpy(new->cb, old->cb, sizeof(old->cb));
	memcpy(&new->headers, &old->headers, sizeof(new->headers));
	new->alloc_cpu = (u16)smp_processor_id();
	new->queue_mapping = old->queue_mapping;
	if (old->_skb_refdst)
		__skb_dst_copy(new, old->_skb_refdst);
	skb_set_nfct(new, skb_get_nfct(old));
	nf_conntrack_get(skb_nfct(new));
	__skb_ext_copy(new, old);
}

/* skb_copy_header - all that is not the buffer; borrows both */
void skb_copy_header(struct sk_buff *new, const struct sk_buff *old)
{
	u16 cpu = new->alloc_cpu;

	__copy_skb_header(new, old);
	new->alloc_cpu = cpu;
	skb_shinfo(new)->gso_size = skb_shinfo(old)->gso_size;
	skb_shinfo(new)->gso_segs = skb_shinfo(old)->gso_segs;
	skb_shinfo(new)->gso_type = skb_shinfo(old)->gso_type;
}
EXPORT_SYMBOL(skb_copy_header);

/* @n, empty, shares @skb's buffer. */
static void __skb_clone(struct sk_buff *n, struct sk_buff *skb)
{
	__copy_skb_header(n, skb);
	n->len = skb->len;
	n->data_len = skb->data_len;
	n->mac_len = skb->mac_len;
	n->hdr_len = skb->nohdr ? (u16)skb_headroom(skb) : skb->hdr_len;
	n->cloned = 1;
	n->pfmemalloc = skb->pfmemalloc;
	n->pp_recycle = skb->pp_recycle;
	n->tail = skb->tail;
	n->end = skb->end;
	n->head = skb->head;
	n->head_frag = skb->head_frag;
	n->data = skb->data;
	n->truesize = skb->truesize;
	refcount_set(&n->users, 1);
	atomic_inc(&skb_shinfo(skb)->dataref);
	skb->cloned = 1;
}

/* The second of a pair, if it is free. */
static struct sk_buff *skb_take_pair(struct sk_buff *skb)
{
	struct sk_buff_fclones *pair;

	if (skb->fclone != SKB_FCLONE_ORIG)
		return NULL;
	pair = container_of(skb, struct sk_buff_fclones, skb1);
	if (refcount_read(&pair->fclone_ref) != 1)
		return NULL;
	refcount_set(&pair->fclone_ref, 2);
	memset(&pair->skb2, 0, sizeof(pair->skb2));
	pair->skb2.fclone = SKB_FCLONE_CLONE;
	return &pair->skb2;
}

/**
 * skb_clone - another sk_buff for the same bytes
 * @skb: borrowed
 * @gfp: as for kmalloc()
 * @where: the caller's place
 *
 * Neither may write the bytes until skb_unclone() or skb_cow(). The clone has
 * no socket. Context: any. Return: gives the clone, or NULL.
 */
struct sk_buff *skb_clone_at(struct sk_buff *skb, gfp_t gfp, const char *where)
{
	struct sk_buff *n;

	if (skb_orphan_frags(skb, gfp))
		return NULL;
	n = skb_take_pair(skb);
	if (!n)
		n = skb_alloc_struct(gfp, false);
	if (!n)
		return NULL;
	__skb_clone(n, skb);
	book_birth(n, SKB_BORN_CLONE, skb->id, where);
	trace_skb_clone(skb, n->id);
	return n;
}
EXPORT_SYMBOL(skb_clone_at);

/* @dst lets go of all it has and becomes a clone of @src; keeps its id. */
struct sk_buff *skb_morph(struct sk_buff *dst, struct sk_buff *src)
{
	static const struct skb_end end = {.reason = SKB_CONSUMED};

	skb_release_all(dst, &end);
	dst->nohdr = 0;
	dst->peeked = 0;
	__skb_clone(dst, src);
	return dst;
}
EXPORT_SYMBOL(skb_morph);

/* Headers moved by @off bytes with regard to head. */
void skb_headers_offset_update(struct sk_buff *skb, int off)
{
	if (skb->ip_summed == CHECKSUM_PARTIAL)
		skb->csum_start = (u16)(skb->csum_start + off);
	if (skb_transport_header_was_set(skb))
		skb->transport_header = (u16)(skb->transport_header + off);
	skb->network_header = (u16)(skb->network_header + off);
	if (skb_mac_header_was_set(skb))
		skb->mac_header = (u16)(skb->mac_header + off);
	skb->inner_transport_header = (u16)(skb->inner_transport_header + off);
	skb->inner_network_header = (u16)(skb->inner_network_header + off);
	skb->inner_mac_header = (u16)(skb->inner_mac_header + off);
}
EXPORT_SYMBOL(skb_headers_offset_update);

static void skb_born_copy(struct sk_buff *n, const struct sk_buff *skb)
{
	book_rebirth(n, SKB_BORN_COPY, skb);
	trace_skb_copy(skb, n->id);
}

/**
 * skb_copy_expand - a copy with all bytes in its own head
 * @skb: borrowed
 * @newheadroom: of the copy
 * @newtailroom: of the copy
 * @gfp: as for kmalloc()
 * @where: the caller's place
 *
 * Context: any. Return: gives the copy, or NULL.
 */
struct sk_buff *skb_copy_expand_at(const struct sk_buff *skb, int newheadroom,
				   int newtailroom, gfp_t gfp,
				   const char *where)
{
	int headroom = (int)skb_headroom(skb);
	int keep = min(headroom, newheadroom);
	struct sk_buff *n;

	n = ___alloc_skb((unsigned int)(newheadroom + newtailroom) + skb->len,
			 gfp, 0, -1, where);
	if (!n)
		return NULL;
	skb_reserve(n, newheadroom);
	skb_put(n, skb->len);
	/* the headroom, too: it holds headers that were pulled */
	BUG_ON(skb_copy_bits(skb, -keep, n->data - keep, keep + (int)skb->len));
	skb_copy_header(n, skb);
	skb_headers_offset_update(n, newheadroom - headroom);
	skb_born_copy(n, skb);
	return n;
}
EXPORT_SYMBOL(skb_copy_expand_at);

/* As skb_copy_expand(), with the same head- and tailroom. */
struct sk_buff *skb_copy_at(const struct sk_buff *skb, gfp_t gfp,
			    const char *where)
{
	unsigned int tailroom = skb->end - skb->tail;

	return skb_copy_expand_at(skb, (int)skb_headroom(skb), (int)tailroom,
				  gfp, where);
}
EXPORT_SYMBOL(skb_copy_at);

static void skb_clone_fraglist(struct sk_buff *skb)
{
	struct sk_buff *list;

	skb_walk_frags (skb, list)
		skb_get(list);
}

/* @n's frags are @skb's. 0 or -ENOMEM. */
static int pskb_share_frags(struct sk_buff *n, struct sk_buff *skb, gfp_t gfp)
{
	int i;

	n->truesize += skb->data_len;
	n->data_len = skb->data_len;
	n->len = skb->len;
	if (skb_shinfo(skb)->nr_frags) {
		if (skb_orphan_frags(skb, gfp))
			return -ENOMEM;
		if (skb_zcopy(skb))
			skb_zcopy_set(n, skb_uarg(skb), NULL);
		for (i = 0; i < skb_shinfo(skb)->nr_frags; i++) {
			skb_shinfo(n)->frags[i] = skb_shinfo(skb)->frags[i];
			skb_frag_ref(skb, i);
		}
		skb_shinfo(n)->nr_frags = (u8)i;
		skb_shinfo(n)->flags |=
			skb_shinfo(skb)->flags & SKBFL_SHARED_FRAG;
	}
	if (skb_has_frag_list(skb)) {
		skb_shinfo(n)->frag_list = skb_shinfo(skb)->frag_list;
		skb_clone_fraglist(n);
	}
	return 0;
}

/**
 * __pskb_copy_fclone - a copy of the head, sharing the frags
 * @skb: borrowed
 * @headroom: of the copy
 * @gfp: as for kmalloc()
 * @fclone: room for a clone beside it
 * @where: the caller's place
 *
 * Context: any. Return: gives the copy, or NULL.
 */
struct sk_buff *__pskb_copy_fclone_at(struct sk_buff *skb, int headroom,
				      gfp_t gfp, bool fclone, const char *where)
{
	unsigned int size = skb_headlen(skb) + (unsigned int)headroom;
	struct sk_buff *n;

	n = ___alloc_skb(size, gfp, fclone ? SKB_ALLOC_FCLONE : 0, -1, where);
	if (!n)
		return NULL;
	skb_reserve(n, headroom);
	skb_put(n, skb_headlen(skb));
	skb_copy_from_linear_data(skb, n->data, n->len);
	if (pskb_share_frags(n, skb, gfp)) {
		n->data_len = 0;
		n->len = skb_headlen(skb);
		kfree_skb_reason(n, SKB_DROP_REASON_NOMEM);
		return NULL;
	}
	skb_copy_header(n, skb);
	skb_headers_offset_update(n, headroom - (int)skb_headroom(skb));
	skb_born_copy(n, skb);
	return n;
}
EXPORT_SYMBOL(__pskb_copy_fclone_at);

/* The new head is written; the old one, and our share of the frags, goes. */
static int pskb_leave_head(struct sk_buff *skb, gfp_t gfp)
{
	int i;

	if (!skb_cloned(skb)) {
		skb_free_head(skb);
		return 0;
	}
	if (skb_orphan_frags(skb, gfp))
		return -ENOMEM;
	if (skb_zcopy(skb))
		net_zcopy_get(skb_uarg(skb));
	for (i = 0; i < skb_shinfo(skb)->nr_frags; i++)
		skb_frag_ref(skb, i);
	if (skb_has_frag_list(skb))
		skb_clone_fraglist(skb);
	skb_unshare_data(skb);
	return 0;
}

/**
 * pskb_expand_head - a head of our own, with more room
 * @skb: borrowed; the only user of the struct. Reload every header pointer
 * @nhead: bytes more in front
 * @ntail: bytes more behind
 * @gfp: as for kmalloc()
 *
 * Context: any. Return: 0, or -ENOMEM and nothing has changed.
 */
int pskb_expand_head(struct sk_buff *skb, int nhead, int ntail, gfp_t gfp)
{
	unsigned int osize = skb_end_offset(skb), size;
	u8 *data;

	if (WARN_ON_ONCE(nhead < 0 || ntail < 0 || skb_shared(skb)))
		return -EINVAL;
	/* the frags of a clone are copied before the head is: ENOMEM is safe */
	if (skb_cloned(skb) && skb_orphan_frags(skb, gfp))
		return -ENOMEM;
	size = SKB_HEAD_ALIGN(osize + (unsigned int)nhead +
			      (unsigned int)ntail);
	data = skb_kmalloc_head(&size, gfp);
	if (!data)
		return -ENOMEM;
	size = SKB_WITH_OVERHEAD(size);

	memcpy(data + nhead, skb->head, skb->tail);
	memcpy(data + size, skb_shinfo(skb),
	       offsetof(struct skb_shared_info,
			frags[skb_shinfo(skb)->nr_frags]));
	if (pskb_leave_head(skb, gfp)) {
		skb_kfree_head(data, size);
		return -ENOMEM;
	}

	skb->data = data + nhead + skb_headroom(skb);
	skb->head = data;
	skb->head_frag = 0;
	skb_set_end_offset(skb, size);
	skb->tail += (unsigned int)nhead;
	skb_headers_offset_update(skb, nhead);
	skb->cloned = 0;
	skb->hdr_len = 0;
	skb->nohdr = 0;
	atomic_set(&skb_shinfo(skb)->dataref, 1);
	/* a packet that is charged to a socket keeps its price */
	if (!skb->sk)
		skb->truesize += size - osize;
	return 0;
}
EXPORT_SYMBOL(pskb_expand_head);

/* As skb_unclone(); truesize stays, so that accounts need not follow. */
int __skb_unclone_keeptruesize(struct sk_buff *skb, gfp_t pri)
{
	unsigned int small = SKB_WITH_OVERHEAD(SKB_SMALL_HEAD_SIZE);
	unsigned int end = skb_end_offset(skb), truesize = skb->truesize;
	struct skb_shared_info *shinfo;
	int res;

	res = pskb_expand_head(skb, 0, 0, pri);
	if (res)
		return res;
	skb->truesize = truesize;
	/* the end says which cache the head is from: see skb_kfree_head() */
	if (skb_end_offset(skb) == end || end == small ||
	    skb_end_offset(skb) == small)
		return 0;
	shinfo = skb_shinfo(skb);
	skb_set_end_offset(skb, end);
	memmove(skb_shinfo(skb), shinfo,
		offsetof(struct skb_shared_info, frags[shinfo->nr_frags]));
	return 0;
}
EXPORT_SYMBOL(__skb_unclone_keeptruesize);

/* A copy with at least @headroom. Borrows @skb, gives the copy; NULL. */
struct sk_buff *skb_realloc_headroom(struct sk_buff *skb, unsigned int headroom)
{
	int delta = (int)headroom - (int)skb_headroom(skb);
	struct sk_buff *skb2;

	if (delta <= 0)
		return pskb_copy(skb, GFP_ATOMIC);
	skb2 = skb_clone(skb, GFP_ATOMIC);
	if (skb2 &&
	    pskb_expand_head(skb2, (int)SKB_DATA_ALIGN(delta), 0, GFP_ATOMIC)) {
		kfree_skb_reason(skb2, SKB_DROP_REASON_NOMEM);
		skb2 = NULL;
	}
	return skb2;
}
EXPORT_SYMBOL(skb_realloc_headroom);

/* The socket pays for what its packet has grown by. */
static void skb_charge_growth(struct sk_buff *skb, unsigned int osize)
{
	int delta = (int)(skb_end_offset(skb) - osize);

	refcount_add(delta, &skb->sk->sk_wmem_alloc);
	skb->truesize += (unsigned int)delta;
}

/**
 * skb_expand_head - room for a header on the way down
 * @skb: taken
 * @headroom: what it shall have
 *
 * Context: any. Return: gives @skb or a clone of it; NULL: it is freed.
 */
struct sk_buff *skb_expand_head(struct sk_buff *skb, unsigned int headroom)
{
	int delta = (int)headroom - (int)skb_headroom(skb);
	unsigned int osize = skb_end_offset(skb);
	struct sk_buff *nskb;

	if (delta <= 0)
		return skb;
	if (skb_shared(skb)) {
		nskb = skb_clone(skb, GFP_ATOMIC);
		if (unlikely(!nskb))
			goto fail;
		if (skb->sk)
			skb_set_owner_w(nskb, skb->sk);
		consume_skb(skb);
		skb = nskb;
	}
	if (pskb_expand_head(skb, (int)SKB_DATA_ALIGN(delta), 0, GFP_ATOMIC))
		goto fail;
	if (skb->sk && skb->destructor == sock_wfree)
		skb_charge_growth(skb, osize);
	return skb;
fail:
	kfree_skb_reason(skb, SKB_DROP_REASON_NOMEM);
	return NULL;
}
EXPORT_SYMBOL(skb_expand_head);

/**
 * skb_share_check - a struct that nobody else looks at
 * @skb: taken
 * @pri: as for kmalloc()
 *
 * Context: any. Return: gives @skb or a clone of it; NULL: it is freed.
 */
struct sk_buff *skb_share_check(struct sk_buff *skb, gfp_t pri)
{
	struct sk_buff *nskb;

	if (likely(!skb_shared(skb)))
		return skb;
	nskb = skb_clone(skb, pri);
	if (likely(nskb))
		consume_skb(skb);
	else
		kfree_skb_reason(skb, SKB_DROP_REASON_NOMEM);
	return nskb;
}
EXPORT_SYMBOL(skb_share_check);

/* As skb_share_check(), for the bytes. Takes and gives; NULL: freed. */
struct sk_buff *skb_unshare(struct sk_buff *skb, gfp_t pri)
{
	struct sk_buff *nskb;

	if (!skb_cloned(skb))
		return skb;
	nskb = skb_copy(skb, pri);
	if (likely(nskb))
		consume_skb(skb);
	else
		kfree_skb_reason(skb, SKB_DROP_REASON_NOMEM);
	return nskb;
}
EXPORT_SYMBOL(skb_unshare);

/* Before its first @write_len bytes are changed. 0 or -ENOMEM. */
int skb_ensure_writable(struct sk_buff *skb, unsigned int write_len)
{
	if (!pskb_may_pull(skb, write_len))
		return -ENOMEM;
	if (!skb_cloned(skb) || skb_clone_writable(skb, write_len))
		return 0;
	return pskb_expand_head(skb, 0, 0, GFP_ATOMIC);
}
EXPORT_SYMBOL(skb_ensure_writable);

/**
 * __skb_pad - zeroes behind the packet, outside its length
 * @skb: borrowed; linear afterwards. Taken on failure if @free_on_error
 * @pad: bytes
 * @free_on_error: as it says
 *
 * Context: any. Return: 0 or -ENOMEM.
 */
int __skb_pad(struct sk_buff *skb, int pad, bool free_on_error)
{
	int ntail, err = 0;

	if (!skb_cloned(skb) && skb_tailroom(skb) >= pad) {
		memset(skb->data + skb->len, 0, (size_t)pad);
		return 0;
	}
	ntail = (int)skb->data_len + pad - (int)(skb->end - skb->tail);
	if (skb_cloned(skb) || ntail > 0)
		err = pskb_expand_head(skb, 0, max(ntail, 0), GFP_ATOMIC);
	if (!err)
		err = skb_linearize(skb);
	if (!err)
		memset(skb->data + skb->len, 0, (size_t)pad);
	else if (free_on_error)
		kfree_skb_reason(skb, SKB_DROP_REASON_NOMEM);
	return err;
}
EXPORT_SYMBOL(__skb_pad);

/* As __skb_pad(), and the zeroes count. @len: what it shall have at least. */
int __skb_put_padto(struct sk_buff *skb, unsigned int len, bool free_on_error)
{
	unsigned int size = skb->len;

	if (likely(size >= len))
		return 0;
	len -= size;
	if (__skb_pad(skb, (int)len, free_on_error))
		return -ENOMEM;
	skb_put(skb, len);
	return 0;
}
EXPORT_SYMBOL(__skb_put_padto);

/* Out of one namespace or tunnel: what the last one knew is forgotten. */
void skb_scrub_packet(struct sk_buff *skb, bool xnet)
{
	skb->pkt_type = PACKET_HOST;
	skb->skb_iif = 0;
	skb->ignore_df = 0;
	skb_dst_drop(skb);
	skb_ext_reset(skb);
	nf_reset_ct(skb);
	nf_reset_trace(skb);
	skb->offload_fwd_mark = 0;
	if (!xnet)
		return;
	skb->mark = 0;
	skb->tstamp = 0;
}
EXPORT_SYMBOL(skb_scrub_packet);
