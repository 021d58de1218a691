// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * skbuff_frags - pages behind the packet: fill, pull in, trim, split, join
 *
 * Where:   drivers add frags; every layer pulls headers out of them; TCP
 *          splits and joins.
 * Mirrors: the nonlinear part of net/core/skbuff.c.
 */
#include <linux/errno.h>

#include "core/page_pool.h"
#include "core/skbuff_priv.h"
#include "lib/slab.h"

static const struct skb_end skb_end_merged = {
	.death = SKB_DIED_MERGED,
	.reason = SKB_CONSUMED,
};
static const struct skb_end skb_end_trimmed = {
	.death = SKB_DIED_CONSUMED,
	.reason = SKB_CONSUMED,
};

/**
 * skb_add_rx_frag - a received buffer becomes frag @i
 * @skb: borrowed
 * @i: index, skb_shinfo(skb)->nr_frags
 * @page: the caller's reference is taken
 * @off: where the bytes begin
 * @size: how many
 * @truesize: what the buffer costs
 *
 * Context: softirq.
 */
void skb_add_rx_frag(struct sk_buff *skb, int i, struct page *page, int off,
		     int size, unsigned int truesize)
{
	skb_fill_page_desc(skb, i, page, off, size);
	skb->len += (unsigned int)size;
	skb->data_len += (unsigned int)size;
	skb->truesize += truesize;
}
EXPORT_SYMBOL(skb_add_rx_frag);

/* Frag @i goes on for @size bytes. */
void skb_coalesce_rx_frag(struct sk_buff *skb, int i, int size,
			  unsigned int truesize)
{
	skb_frag_size_add(&skb_shinfo(skb)->frags[i], size);
	skb->len += (unsigned int)size;
	skb->data_len += (unsigned int)size;
	skb->truesize += truesize;
}
EXPORT_SYMBOL(skb_coalesce_rx_frag);

/* A piece of a page, with a reference of its own. The lengths: the caller's. */
int skb_append_pagefrags(struct sk_buff *skb, struct page *page, int offset,
			 size_t size, size_t max_frags)
{
	int i = skb_shinfo(skb)->nr_frags;

	if (skb_can_coalesce(skb, i, page, offset)) {
		skb_frag_size_add(&skb_shinfo(skb)->frags[i - 1], (int)size);
	} else if ((size_t)i < min_t(size_t, max_frags, MAX_SKB_FRAGS)) {
		get_page(page);
		skb_fill_page_desc(skb, i, page, offset, (int)size);
	} else {
		return -EMSGSIZE;
	}
	return 0;
}
EXPORT_SYMBOL(skb_append_pagefrags);

/* ---- pull */

/* @eat bytes leave the front of the frag list. False: no memory. */
static bool skb_eat_frag_list(struct sk_buff *skb, unsigned int eat)
{
	struct sk_buff *list = skb_shinfo(skb)->frag_list;
	struct sk_buff *clone = NULL, *insp = NULL, *gone;

	while (eat) {
		if (list->len <= eat) {
			eat -= list->len;
			list = list->next;
			insp = list;
			continue;
		}
		if (skb_shared(list)) {
			/* somebody else looks at it: ours is a clone */
			clone = skb_clone(list, GFP_ATOMIC);
			if (!clone)
				return false;
			insp = list->next;
			list = clone;
		} else {
			insp = list;
		}
		if (!pskb_pull(list, eat)) {
			kfree_skb_reason(clone, SKB_DROP_REASON_NOMEM);
			return false;
		}
		eat = 0;
	}
	while ((gone = skb_shinfo(skb)->frag_list) != insp) {
		skb_shinfo(skb)->frag_list = gone->next;
		if (skb_unref(gone))
			skb_die(gone, &skb_end_merged);
	}
	if (clone) {
		clone->next = insp;
		skb_shinfo(skb)->frag_list = clone;
	}
	return true;
}

/* @eat bytes leave the front of the frags. */
static void skb_eat_frags(struct sk_buff *skb, unsigned int eat)
{
	struct skb_shared_info *shinfo = skb_shinfo(skb);
	int i, k = 0;

	for (i = 0; i < shinfo->nr_frags; i++) {
		unsigned int size = skb_frag_size(&shinfo->frags[i]);

		if (size <= eat) {
			skb_frag_unref(skb, i);
			eat -= size;
			continue;
		}
		shinfo->frags[k] = shinfo->frags[i];
		skb_frag_off_add(&shinfo->frags[k], (int)eat);
		skb_frag_size_sub(&shinfo->frags[k], (int)eat);
		eat = 0;
		k++;
	}
	shinfo->nr_frags = (u8)k;
}

/**
 * __pskb_pull_tail - move @delta bytes from the frags into the linear part
 * @skb: borrowed; may be reallocated: reload every header pointer
 * @delta: how many; skb->data_len at most
 *
 * Context: any. Return: the new tail, or NULL (no memory).
 */
void *__pskb_pull_tail(struct sk_buff *skb, int delta)
{
	unsigned int paged = __skb_pagelen(skb);
	int more = (int)(skb->tail + (unsigned int)delta - skb->end);

	if (more > 0 || skb_cloned(skb)) {
		if (pskb_expand_head(skb, 0, more > 0 ? more + 128 : 0,
				     GFP_ATOMIC))
			return NULL;
	}
	BUG_ON(skb_copy_bits(skb, (int)skb_headlen(skb), skb_tail_pointer(skb),
			     delta));
	if ((unsigned int)delta > paged &&
	    !skb_eat_frag_list(skb, (unsigned int)delta - paged))
		return NULL;
	skb_eat_frags(skb, min((unsigned int)delta, paged));

	skb->tail += (unsigned int)delta;
	skb->data_len -= (unsigned int)delta;
	if (!skb->data_len)
		skb_zcopy_clear(skb, false);
	return skb_tail_pointer(skb);
}
EXPORT_SYMBOL(__pskb_pull_tail);

/* ---- trim */

/* Frags behind @len bytes go. Return: where the frag list begins. */
static unsigned int skb_trim_frags(struct sk_buff *skb, unsigned int len)
{
	struct skb_shared_info *shinfo = skb_shinfo(skb);
	unsigned int offset = skb_headlen(skb);
	int i, keep = 0;

	for (i = 0; i < shinfo->nr_frags; i++) {
		unsigned int size = skb_frag_size(&shinfo->frags[i]);

		if (offset >= len) {
			skb_frag_unref(skb, i);
		} else {
			if (offset + size > len)
				skb_frag_size_set(&shinfo->frags[i],
						  len - offset);
			keep = i + 1;
		}
		offset += size;
	}
	shinfo->nr_frags = (u8)keep;
	return offset;
}

/* The frag list keeps what lies before @len; it begins at @offset. */
static int skb_trim_frag_list(struct sk_buff *skb, unsigned int offset,
			      unsigned int len)
{
	struct sk_buff **fragp = &skb_shinfo(skb)->frag_list;
	struct sk_buff *frag, *nfrag;
	int err;

	for (; (frag = *fragp) && offset < len; fragp = &frag->next) {
		if (skb_shared(frag)) {
			nfrag = skb_clone(frag, GFP_ATOMIC);
			if (unlikely(!nfrag))
				return -ENOMEM;
			nfrag->next = frag->next;
			consume_skb(frag);
			frag = nfrag;
			*fragp = frag;
		}
		if (offset + frag->len > len) {
			err = pskb_trim(frag, len - offset);
			if (unlikely(err))
				return err;
			offset = len;
		} else {
			offset += frag->len;
		}
	}
	skb_free_list(*fragp, &skb_end_trimmed);
	*fragp = NULL;
	return 0;
}

/**
 * ___pskb_trim - the first @len bytes remain
 * @skb: borrowed; nonlinear
 * @len: less than skb->len
 *
 * Context: any. Return: 0 or -ENOMEM.
 */
int ___pskb_trim(struct sk_buff *skb, unsigned int len)
{
	unsigned int offset;
	int err;

	if (skb_cloned(skb)) {
		err = pskb_expand_head(skb, 0, 0, GFP_ATOMIC);
		if (unlikely(err))
			return err;
	}
	offset = skb_trim_frags(skb, len);
	err = skb_trim_frag_list(skb, offset, len);
	if (unlikely(err))
		return err;

	if (len > skb_headlen(skb)) {
		skb->data_len -= skb->len - len;
		skb->len = len;
	} else {
		skb->len = len;
		skb->data_len = 0;
		skb_set_tail_pointer(skb, (int)len);
	}
	if (!skb->sk)
		skb_condense(skb);
	return 0;
}
EXPORT_SYMBOL(___pskb_trim);

/* Trim, and take the bytes out of the sum. 0 or -ENOMEM. */
int pskb_trim_rcsum_slow(struct sk_buff *skb, unsigned int len)
{
	int delta;

	if (skb->ip_summed == CHECKSUM_COMPLETE) {
		delta = (int)(skb->len - len);
		skb->csum = csum_block_sub(
			skb->csum, skb_checksum(skb, (int)len, delta, 0),
			(int)len);
	} else if (skb->ip_summed == CHECKSUM_PARTIAL) {
		int hdlen = (int)len > skb_checksum_start_offset(skb)
				    ? skb_checksum_start_offset(skb)
				    : -1;

		if (hdlen < 0 || hdlen + skb->csum_offset + 2 > (int)len)
			return -EINVAL;
	}
	return __pskb_trim(skb, len);
}
EXPORT_SYMBOL(pskb_trim_rcsum_slow);

/* Frags that fit into the tailroom move there; truesize is what is left. */
void skb_condense(struct sk_buff *skb)
{
	if (skb->data_len) {
		if (skb->data_len > skb->end - skb->tail || skb_cloned(skb))
			return;
		__pskb_pull_tail(skb, (int)skb->data_len);
	}
	skb->truesize = SKB_TRUESIZE(skb_end_offset(skb));
}
EXPORT_SYMBOL(skb_condense);

/* ---- split and join */

static void skb_split_inside_header(struct sk_buff *skb, struct sk_buff *skb1,
				    unsigned int len, unsigned int pos)
{
	struct skb_shared_info *from = skb_shinfo(skb);
	struct skb_shared_info *to = skb_shinfo(skb1);

	skb_copy_from_linear_data_offset(skb, (int)len,
					 skb_put(skb1, pos - len), pos - len);
	memcpy(to->frags, from->frags, from->nr_frags * sizeof(skb_frag_t));
	to->nr_frags = from->nr_frags;
	from->nr_frags = 0;
	skb1->data_len = skb->data_len;
	skb1->len += skb1->data_len;
	skb->data_len = 0;
	skb->len = len;
	skb_set_tail_pointer(skb, (int)len);
}

static void skb_split_no_header(struct sk_buff *skb, struct sk_buff *skb1,
				unsigned int len, unsigned int pos)
{
	struct skb_shared_info *from = skb_shinfo(skb);
	struct skb_shared_info *to = skb_shinfo(skb1);
	int i, k = 0, keep = 0;

	skb1->len = skb1->data_len = skb->len - len;
	skb->data_len = len - pos;
	skb->len = len;
	for (i = 0; i < from->nr_frags; i++) {
		unsigned int size = skb_frag_size(&from->frags[i]);

		if (pos + size > len) {
			to->frags[k] = from->frags[i];
			if (pos < len) {
				/* both have part of this page */
				skb_page_ref(from->frags[i].page,
					     skb->pp_recycle);
				skb_frag_off_add(&to->frags[k],
						 (int)(len - pos));
				skb_frag_size_sub(&to->frags[k],
						  (int)(len - pos));
				skb_frag_size_set(&from->frags[i], len - pos);
				keep++;
			}
			k++;
		} else {
			keep++;
		}
		pos += size;
	}
	from->nr_frags = (u8)keep;
	to->nr_frags = (u8)k;
}

/**
 * skb_split - cut a packet in two
 * @skb: borrowed; keeps the first @len bytes. Not cloned, no frag list
 * @skb1: borrowed; empty, with room for skb_headlen(@skb); gets the rest
 * @len: less than skb->len
 *
 * Context: any.
 */
void skb_split(struct sk_buff *skb, struct sk_buff *skb1, const u32 len)
{
	unsigned int pos = skb_headlen(skb);

	skb1->pp_recycle = skb->pp_recycle;
	skb_shinfo(skb1)->flags |= skb_shinfo(skb)->flags & SKBFL_SHARED_FRAG;
	if (skb_zcopy(skb))
		skb_zcopy_set(skb1, skb_uarg(skb), NULL);
	if (len < pos)
		skb_split_inside_header(skb, skb1, len, pos);
	else
		skb_split_no_header(skb, skb1, len, pos);
}
EXPORT_SYMBOL(skb_split);

/* @from's head becomes a frag of @to. False: it may not. */
static bool skb_steal_head(struct sk_buff *to, struct sk_buff *from)
{
	struct page *page;

	if (skb_shinfo(to)->nr_frags + skb_shinfo(from)->nr_frags >=
	    MAX_SKB_FRAGS)
		return false;
	if (skb_head_is_locked(from))
		return false;
	page = virt_to_head_page(from->head);
	skb_fill_page_desc(to, skb_shinfo(to)->nr_frags, page,
			   (int)(from->data - (u8 *)page_address(page)),
			   (int)skb_headlen(from));
	return true;
}

/* @from's frags go behind @to's; shared ones get a reference more. */
static void skb_move_frags(struct sk_buff *to, struct sk_buff *from)
{
	struct skb_shared_info *dst = skb_shinfo(to), *src = skb_shinfo(from);
	int i;

	memcpy(dst->frags + dst->nr_frags, src->frags,
	       src->nr_frags * sizeof(skb_frag_t));
	dst->nr_frags = (u8)(dst->nr_frags + src->nr_frags);
	if (!skb_cloned(from)) {
		src->nr_frags = 0;
		return;
	}
	for (i = 0; i < src->nr_frags; i++)
		skb_page_ref(src->frags[i].page, from->pp_recycle);
}

/**
 * skb_try_coalesce - append a packet's bytes without copying pages
 * @to: borrowed; grows
 * @from: borrowed; on success empty: kfree_skb_partial(from, *@fragstolen)
 * @fragstolen: its head is a frag of @to now
 * @delta_truesize: by how much @to has become larger
 *
 * Context: any. Return: whether it was possible.
 */
bool skb_try_coalesce(struct sk_buff *to, struct sk_buff *from,
		      bool *fragstolen, int *delta_truesize)
{
	unsigned int delta, len = from->len;

	*fragstolen = false;
	if (skb_cloned(to) || to->pp_recycle != from->pp_recycle)
		return false;
	if ((int)len <= skb_tailroom(to)) {
		if (len)
			BUG_ON(skb_copy_bits(from, 0, skb_put(to, len),
					     (int)len));
		*delta_truesize = 0;
		return true;
	}
	if (skb_has_frag_list(to) || skb_has_frag_list(from) || skb_zcopy(to) ||
	    skb_zcopy(from))
		return false;

	if (skb_headlen(from)) {
		if (!skb_steal_head(to, from))
			return false;
		delta = from->truesize - SKB_SIZE;
		*fragstolen = true;
	} else {
		if (skb_shinfo(to)->nr_frags + skb_shinfo(from)->nr_frags >
		    MAX_SKB_FRAGS)
			return false;
		delta = from->truesize - SKB_TRUESIZE(skb_end_offset(from));
	}
	skb_move_frags(to, from);
	to->truesize += delta;
	to->len += len;
	to->data_len += len;
	*delta_truesize = (int)delta;
	return true;
}
EXPORT_SYMBOL(skb_try_coalesce);

/* ---- the application's pages */

/* Blocks of 2^@order for @len bytes, chained by page->next. */
static struct page *skb_alloc_chain(unsigned int len, unsigned int order,
				    gfp_t gfp)
{
	struct page *head = NULL, *page;
	unsigned int got;

	for (got = 0; got < len; got += (unsigned int)(PAGE_SIZE << order)) {
		page = alloc_pages(gfp, order);
		if (!page)
			goto fail;
		page->next = head;
		head = page;
	}
	return head;
fail:
	while ((page = head) != NULL) {
		head = page->next;
		put_page(page);
	}
	return NULL;
}

/**
 * skb_copy_ubufs - copy frags that are the application's memory
 * @skb: borrowed; not shared
 * @gfp_mask: as for kmalloc()
 *
 * The application is told that its pages are free, and that they were copied.
 * Context: any. Return: 0, -EINVAL (shared) or -ENOMEM.
 */
int skb_copy_ubufs(struct sk_buff *skb, gfp_t gfp_mask)
{
	unsigned int len, order = 0, n, pos;
	struct page *page, *next;
	int i, k = 0;

	if (skb_shared(skb) || skb_unclone(skb, gfp_mask))
		return -EINVAL;
	len = __skb_pagelen(skb);
	while ((PAGE_SIZE << order) * MAX_SKB_FRAGS < len)
		order++;
	page = len ? skb_alloc_chain(len, order, gfp_mask) : NULL;
	if (len && !page)
		return -ENOMEM;

	pos = skb_headlen(skb);
	for (next = page; next && k < MAX_SKB_FRAGS; next = next->next) {
		n = min_t(unsigned int, len,
			  (unsigned int)(PAGE_SIZE << order));
		skb_copy_bits(skb, (int)pos, page_address(next), (int)n);
		pos += n;
		len -= n;
		k++;
	}
	for (i = 0; i < skb_shinfo(skb)->nr_frags; i++)
		skb_frag_unref(skb, i);
	len = __skb_pagelen(skb);
	skb_shinfo(skb)->nr_frags = 0;
	for (i = 0; page; page = next, i++) {
		next = page->next;
		page->next = NULL;
		n = min_t(unsigned int, len,
			  (unsigned int)(PAGE_SIZE << order));
		skb_fill_page_desc(skb, i, page, 0, (int)n);
		len -= n;
	}
	skb_zcopy_clear(skb, false);
	return 0;
}
EXPORT_SYMBOL(skb_copy_ubufs);
