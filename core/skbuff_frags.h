/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * skbuff_frags - pages behind the packet, trimming, writing rights, checksums
 *
 * Where:   included by core/skbuff.h only.
 * Mirrors: include/linux/skbuff.h, include/linux/skbuff_ref.h.
 */
#ifndef CORE_SKBUFF_FRAGS_H
#define CORE_SKBUFF_FRAGS_H

#ifndef CORE_SKBUFF_H
#error "include core/skbuff.h"
#endif

/* ---- one frag */

static inline unsigned int skb_frag_size(const skb_frag_t *frag)
{
	return frag->len;
}

static inline void skb_frag_size_set(skb_frag_t *frag, unsigned int size)
{
	frag->len = size;
}

static inline void skb_frag_size_add(skb_frag_t *frag, int delta)
{
	frag->len += (unsigned int)delta;
}

static inline void skb_frag_size_sub(skb_frag_t *frag, int delta)
{
	frag->len -= (unsigned int)delta;
}

static inline unsigned int skb_frag_off(const skb_frag_t *frag)
{
	return frag->offset;
}

static inline void skb_frag_off_add(skb_frag_t *frag, int delta)
{
	frag->offset += (unsigned int)delta;
}

static inline void skb_frag_off_set(skb_frag_t *frag, unsigned int offset)
{
	frag->offset = offset;
}

static inline void skb_frag_off_copy(skb_frag_t *to, const skb_frag_t *from)
{
	to->offset = from->offset;
}

static inline struct page *skb_frag_page(const skb_frag_t *frag)
{
	return frag->page;
}

static inline void skb_frag_page_copy(skb_frag_t *to, const skb_frag_t *from)
{
	to->page = from->page;
}

static inline void *skb_frag_address(const skb_frag_t *frag)
{
	return (char *)page_address(frag->page) + frag->offset;
}
#define skb_frag_address_safe(frag) skb_frag_address(frag)

static inline void skb_frag_fill_page_desc(skb_frag_t *frag, struct page *page,
					   int off, int size)
{
	frag->page = page;
	frag->offset = (unsigned int)off;
	frag->len = (unsigned int)size;
}

/* page_pool pages go back to their pool, when @recycle says they are ours. */
bool napi_pp_put_page(struct page *page);
void skb_page_unref(struct page *page, bool recycle);
/* One more user of a page that may be a pool's. */
void skb_page_ref(struct page *page, bool recycle);

static inline void __skb_frag_ref(skb_frag_t *frag)
{
	get_page(frag->page);
}

static inline void skb_frag_ref(struct sk_buff *skb, int f)
{
	__skb_frag_ref(&skb_shinfo(skb)->frags[f]);
}
void skb_frag_unref(struct sk_buff *skb, int f);

static inline void __skb_frag_unref(skb_frag_t *frag, bool recycle)
{
	skb_page_unref(frag->page, recycle);
}

/* ---- the frags of a packet */

static inline void skb_len_add(struct sk_buff *skb, int delta)
{
	skb->len += (unsigned int)delta;
	skb->data_len += (unsigned int)delta;
	skb->truesize += (unsigned int)delta;
}

/* Takes the caller's reference on @page. */
static inline void skb_fill_page_desc(struct sk_buff *skb, int i,
				      struct page *page, int off, int size)
{
	skb_frag_fill_page_desc(&skb_shinfo(skb)->frags[i], page, off, size);
	skb_shinfo(skb)->nr_frags = (u8)(i + 1);
}
#define __skb_fill_page_desc(skb, i, page, off, size)                          \
	skb_frag_fill_page_desc(&skb_shinfo(skb)->frags[i], page, off, size)

/* As above, and the lengths; @truesize: what the buffer costs. */
void skb_add_rx_frag(struct sk_buff *skb, int i, struct page *page, int off,
		     int size, unsigned int truesize);
void skb_coalesce_rx_frag(struct sk_buff *skb, int i, int size,
			  unsigned int truesize);

/* Whether @page at @off continues frag @i - 1. */
static inline bool skb_can_coalesce(struct sk_buff *skb, int i,
				    const struct page *page, int off)
{
	if (i) {
		const skb_frag_t *frag = &skb_shinfo(skb)->frags[i - 1];

		return page == frag->page &&
		       (unsigned int)off == frag->offset + frag->len;
	}
	return false;
}

/* Append part of a page, with a reference of its own. 0 or -EMSGSIZE. */
int skb_append_pagefrags(struct sk_buff *skb, struct page *page, int offset,
			 size_t size, size_t max_frags);

static inline bool skb_has_frag_list(const struct sk_buff *skb)
{
	return skb_shinfo(skb)->frag_list != NULL;
}

static inline void skb_frag_list_init(struct sk_buff *skb)
{
	skb_shinfo(skb)->frag_list = NULL;
}

#define skb_walk_frags(skb, iter)                                              \
	for ((iter) = skb_shinfo(skb)->frag_list; (iter); (iter) = (iter)->next)

static inline bool skb_has_shared_frag(const struct sk_buff *skb)
{
	return skb_is_nonlinear(skb) &&
	       skb_shinfo(skb)->flags & SKBFL_SHARED_FRAG;
}

/* ---- zero copy: pages that are the application's */

static inline struct ubuf_info *skb_uarg(const struct sk_buff *skb)
{
	return (struct ubuf_info *)skb_shinfo(skb)->destructor_arg;
}

static inline struct ubuf_info *skb_zcopy(const struct sk_buff *skb)
{
	bool is_zcopy = skb && skb_shinfo(skb)->flags & SKBFL_ZEROCOPY_ENABLE;

	return is_zcopy ? skb_uarg(skb) : NULL;
}

static inline bool skb_zcopy_pure(const struct sk_buff *skb)
{
	return skb_shinfo(skb)->flags & SKBFL_PURE_ZEROCOPY;
}

static inline bool skb_zcopy_managed(const struct sk_buff *skb)
{
	return skb_shinfo(skb)->flags & SKBFL_MANAGED_FRAG_REFS;
}

static inline void net_zcopy_get(struct ubuf_info *uarg)
{
	refcount_inc(&uarg->refcnt);
}

static inline void net_zcopy_put(struct ubuf_info *uarg)
{
	if (uarg)
		uarg->ops->complete(NULL, uarg, true);
}

static inline void skb_zcopy_init(struct sk_buff *skb, struct ubuf_info *uarg)
{
	skb_shinfo(skb)->destructor_arg = uarg;
	skb_shinfo(skb)->flags |= uarg->flags;
}

static inline void skb_zcopy_set(struct sk_buff *skb, struct ubuf_info *uarg,
				 bool *have_ref)
{
	if (skb && uarg && !skb_zcopy(skb)) {
		if (unlikely(have_ref && *have_ref))
			*have_ref = false;
		else
			net_zcopy_get(uarg);
		skb_zcopy_init(skb, uarg);
	}
}

static inline void skb_zcopy_clear(struct sk_buff *skb, bool zerocopy_success)
{
	struct ubuf_info *uarg = skb_zcopy(skb);

	if (uarg) {
		uarg->ops->complete(skb, uarg, zerocopy_success);
		skb_shinfo(skb)->flags &= (u8)~SKBFL_ALL_ZEROCOPY;
	}
}

/* Copy the frags that are the application's memory. 0 or -ENOMEM. */
int skb_copy_ubufs(struct sk_buff *skb, gfp_t gfp_mask);

/* Before a packet stays for long: the application gets its pages back. */
static inline int skb_orphan_frags(struct sk_buff *skb, gfp_t gfp)
{
	if (likely(!skb_zcopy(skb)))
		return 0;
	if (skb_shinfo(skb)->flags & SKBFL_DONT_ORPHAN)
		return 0;
	return skb_copy_ubufs(skb, gfp);
}

static inline int skb_orphan_frags_rx(struct sk_buff *skb, gfp_t gfp)
{
	return likely(!skb_zcopy(skb)) ? 0 : skb_copy_ubufs(skb, gfp);
}

/* ---- who may write what */

static inline bool skb_cloned(const struct sk_buff *skb)
{
	return skb->cloned &&
	       (atomic_read(&skb_shinfo(skb)->dataref) & SKB_DATAREF_MASK) != 1;
}

/* 0, or -ENOMEM; afterwards the head is ours alone. */
static inline int skb_unclone(struct sk_buff *skb, gfp_t pri)
{
	return skb_cloned(skb) ? pskb_expand_head(skb, 0, 0, pri) : 0;
}

static inline int skb_unclone_keeptruesize(struct sk_buff *skb, gfp_t pri)
{
	return skb_cloned(skb) ? __skb_unclone_keeptruesize(skb, pri) : 0;
}

static inline bool skb_header_cloned(const struct sk_buff *skb)
{
	int dataref;

	if (!skb->cloned)
		return false;
	dataref = atomic_read(&skb_shinfo(skb)->dataref);
	dataref = (dataref & SKB_DATAREF_MASK) - (dataref >> SKB_DATAREF_SHIFT);
	return dataref != 1;
}

static inline int skb_header_unclone(struct sk_buff *skb, gfp_t pri)
{
	return skb_header_cloned(skb) ? pskb_expand_head(skb, 0, 0, pri) : 0;
}

/* From now on we hold the payload only: a clone may write the header. */
static inline void __skb_header_release(struct sk_buff *skb)
{
	skb->nohdr = 1;
	atomic_set(&skb_shinfo(skb)->dataref, 1 + (1 << SKB_DATAREF_SHIFT));
}

static inline bool skb_clone_writable(const struct sk_buff *skb,
				      unsigned int len)
{
	return !skb_header_cloned(skb) &&
	       skb_headroom(skb) + len <= skb->hdr_len;
}

static inline int skb_try_make_writable(struct sk_buff *skb,
					unsigned int write_len)
{
	return skb_cloned(skb) && !skb_clone_writable(skb, write_len) &&
	       pskb_expand_head(skb, 0, 0, GFP_ATOMIC);
}

static inline int __skb_cow(struct sk_buff *skb, unsigned int headroom,
			    int cloned)
{
	int delta = 0;

	if (headroom > skb_headroom(skb))
		delta = (int)(headroom - skb_headroom(skb));
	if (delta || cloned)
		return pskb_expand_head(skb, ALIGN(delta, NET_SKB_PAD), 0,
					GFP_ATOMIC);
	return 0;
}

/* The whole head ours, with @headroom. Borrows; reload pointers. */
static inline int skb_cow(struct sk_buff *skb, unsigned int headroom)
{
	return __skb_cow(skb, headroom, skb_cloned(skb));
}

/* Only the header must be ours. */
static inline int skb_cow_head(struct sk_buff *skb, unsigned int headroom)
{
	return __skb_cow(skb, headroom, skb_header_cloned(skb));
}

/* Before a packet is changed: its first @write_len bytes. 0 or -ENOMEM. */
int skb_ensure_writable(struct sk_buff *skb, unsigned int write_len);

/* Takes and gives: a struct of our own. NULL: the original is freed. */
struct sk_buff *skb_share_check(struct sk_buff *skb, gfp_t pri);
/* Takes and gives: data of our own. NULL: the original is freed. */
struct sk_buff *skb_unshare(struct sk_buff *skb, gfp_t pri);

/* ---- lengths */

int ___pskb_trim(struct sk_buff *skb, unsigned int len);
int pskb_trim_rcsum_slow(struct sk_buff *skb, unsigned int len);
/* @len bytes remain; only if linear. */
void skb_trim(struct sk_buff *skb, unsigned int len);

static inline void __skb_set_length(struct sk_buff *skb, unsigned int len)
{
	if (WARN_ON(skb_is_nonlinear(skb)))
		return;
	skb->len = len;
	skb_set_tail_pointer(skb, (int)len);
}

static inline void __skb_trim(struct sk_buff *skb, unsigned int len)
{
	__skb_set_length(skb, len);
}

static inline int __pskb_trim(struct sk_buff *skb, unsigned int len)
{
	if (skb->data_len)
		return ___pskb_trim(skb, len);
	__skb_trim(skb, len);
	return 0;
}

static inline int pskb_trim(struct sk_buff *skb, unsigned int len)
{
	return len < skb->len ? __pskb_trim(skb, len) : 0;
}

/* For a length that was checked; a failure is a bug. */
static inline void pskb_trim_unique(struct sk_buff *skb, unsigned int len)
{
	int err = pskb_trim(skb, len);

	BUG_ON(err);
}

static inline int pskb_trim_rcsum(struct sk_buff *skb, unsigned int len)
{
	if (likely(len >= skb->len))
		return 0;
	return pskb_trim_rcsum_slow(skb, len);
}

static inline int __skb_trim_rcsum(struct sk_buff *skb, unsigned int len)
{
	if (skb->ip_summed == CHECKSUM_COMPLETE)
		skb->ip_summed = CHECKSUM_NONE;
	__skb_trim(skb, len);
	return 0;
}

/* All bytes into the linear part. 0 or -ENOMEM. */
static inline int __skb_linearize(struct sk_buff *skb)
{
	return __pskb_pull_tail(skb, (int)skb->data_len) ? 0 : -12;
}

static inline int skb_linearize(struct sk_buff *skb)
{
	return skb_is_nonlinear(skb) ? __skb_linearize(skb) : 0;
}

static inline int skb_linearize_cow(struct sk_buff *skb)
{
	return skb_is_nonlinear(skb) || skb_cloned(skb) ? __skb_linearize(skb)
							: 0;
}

/* Zeroes behind the packet, outside its length. Takes on failure if asked. */
int __skb_pad(struct sk_buff *skb, int pad, bool free_on_error);
#define skb_pad(skb, pad) __skb_pad(skb, pad, true)
int __skb_put_padto(struct sk_buff *skb, unsigned int len, bool free_on_error);
#define skb_put_padto(skb, len) __skb_put_padto(skb, len, true)

static inline int skb_padto(struct sk_buff *skb, unsigned int len)
{
	unsigned int size = skb->len;

	return likely(size >= len) ? 0 : skb_pad(skb, (int)(len - size));
}

/* @skb keeps @len bytes, the empty @skb1 gets the rest. */
void skb_split(struct sk_buff *skb, struct sk_buff *skb1, const u32 len);
/*
 * Append @from's bytes to @to without a copy of pages. True: @from is empty:
 * kfree_skb_partial(from, *fragstolen). *@delta_truesize: what @to grew by.
 */
bool skb_try_coalesce(struct sk_buff *to, struct sk_buff *from,
		      bool *fragstolen, int *delta_truesize);
/* A packet that will wait long: no larger than it must be. */
void skb_condense(struct sk_buff *skb);
/* Whether the head may not become a frag of another packet. */
static inline bool skb_head_is_locked(const struct sk_buff *skb)
{
	return !skb->head_frag || skb_cloned(skb);
}

/* ---- bytes in and out */

/* 0 or -EFAULT (not that many bytes). */
int skb_copy_bits(const struct sk_buff *skb, int offset, void *to, int len);
int skb_store_bits(struct sk_buff *skb, int offset, const void *from, int len);
__wsum skb_checksum(const struct sk_buff *skb, int offset, int len,
		    __wsum csum);
__wsum skb_copy_and_csum_bits(const struct sk_buff *skb, int offset, u8 *to,
			      int len);
/* Copy for a device that wants a finished checksum. */
void skb_copy_and_csum_dev(const struct sk_buff *skb, u8 *to);

/* @len bytes at @offset: in place if linear, else copied to @buffer. */
static inline void *__skb_header_pointer(const struct sk_buff *skb, int offset,
					 int len, const void *data, int hlen,
					 void *buffer)
{
	if (likely(hlen - offset >= len))
		return (char *)data + offset;
	if (!skb || skb_copy_bits(skb, offset, buffer, len) < 0)
		return NULL;
	return buffer;
}

static inline void *skb_header_pointer(const struct sk_buff *skb, int offset,
				       int len, void *buffer)
{
	return __skb_header_pointer(skb, offset, len, skb->data,
				    (int)skb_headlen(skb), buffer);
}

static inline void skb_copy_from_linear_data(const struct sk_buff *skb,
					     void *to, unsigned int len)
{
	memcpy(to, skb->data, len);
}

static inline void skb_copy_from_linear_data_offset(const struct sk_buff *skb,
						    int offset, void *to,
						    unsigned int len)
{
	memcpy(to, skb->data + offset, len);
}

static inline void skb_copy_to_linear_data(struct sk_buff *skb,
					   const void *from, unsigned int len)
{
	memcpy(skb->data, from, len);
}

static inline void skb_copy_to_linear_data_offset(struct sk_buff *skb,
						  int offset, const void *from,
						  unsigned int len)
{
	memcpy(skb->data + offset, from, len);
}

/* ---- checksums that follow the data */

/* @len bytes at @start left the packet. */
static inline void skb_postpull_rcsum(struct sk_buff *skb, const void *start,
				      unsigned int len)
{
	if (skb->ip_summed == CHECKSUM_COMPLETE)
		skb->csum = ~csum_partial(start, (int)len, ~skb->csum);
	else if (skb->ip_summed == CHECKSUM_PARTIAL &&
		 skb_checksum_start_offset(skb) < 0)
		skb->ip_summed = CHECKSUM_NONE;
}

/* @len bytes at @start came in front. */
static inline void skb_postpush_rcsum(struct sk_buff *skb, const void *start,
				      unsigned int len)
{
	if (skb->ip_summed == CHECKSUM_COMPLETE)
		skb->csum = csum_partial(start, (int)len, skb->csum);
}

void *skb_pull_rcsum(struct sk_buff *skb, unsigned int len);

static inline void *skb_push_rcsum(struct sk_buff *skb, unsigned int len)
{
	skb_push(skb, len);
	skb_postpush_rcsum(skb, skb->data, len);
	return skb->data;
}

static inline void skb_forward_csum(struct sk_buff *skb)
{
	if (skb->ip_summed == CHECKSUM_COMPLETE)
		skb->ip_summed = CHECKSUM_NONE;
}

static inline bool skb_csum_unnecessary(const struct sk_buff *skb)
{
	return skb->ip_summed == CHECKSUM_UNNECESSARY || skb->csum_valid ||
	       (skb->ip_summed == CHECKSUM_PARTIAL &&
		skb_checksum_start_offset(skb) >= 0);
}

/* Sum the rest up; 0 is good. */
__sum16 __skb_checksum_complete_head(struct sk_buff *skb, int len);
__sum16 __skb_checksum_complete(struct sk_buff *skb);

static inline __sum16 skb_checksum_complete(struct sk_buff *skb)
{
	return skb_csum_unnecessary(skb) ? 0 : __skb_checksum_complete(skb);
}

static inline void __skb_decr_checksum_unnecessary(struct sk_buff *skb)
{
	if (skb->ip_summed == CHECKSUM_UNNECESSARY) {
		if (skb->csum_level == 0)
			skb->ip_summed = CHECKSUM_NONE;
		else
			skb->csum_level--;
	}
}

static inline void __skb_incr_checksum_unnecessary(struct sk_buff *skb)
{
	if (skb->ip_summed == CHECKSUM_UNNECESSARY) {
		if (skb->csum_level < SKB_MAX_CSUM_LEVEL)
			skb->csum_level++;
	} else if (skb->ip_summed == CHECKSUM_NONE) {
		skb->ip_summed = CHECKSUM_UNNECESSARY;
		skb->csum_level = 0;
	}
}

#define CHECKSUM_BREAK 76 /* shorter packets are summed at once */

/* False: it is known to be good, or there is none and that is allowed. */
static inline bool __skb_checksum_validate_needed(struct sk_buff *skb,
						  bool zero_okay, __sum16 check)
{
	if (skb_csum_unnecessary(skb) || (zero_okay && !check)) {
		skb->csum_valid = 1;
		__skb_decr_checksum_unnecessary(skb);
		return false;
	}
	return true;
}

__sum16 __skb_checksum_validate_complete(struct sk_buff *skb, bool complete,
					 __wsum psum);

/*
 * Is the transport checksum good? data is at the transport header. @complete:
 * sum up now, rather than when the data is copied. @zero_okay: a checksum of 0
 * means none (UDP over IPv4). @pseudo(skb, proto): the pseudo-header's sum.
 * 0: good, or not yet known (then skb_csum_unnecessary() is false).
 */
#define __skb_checksum_validate(skb, proto, complete, zero_okay, check,        \
				pseudo)                                        \
	({                                                                     \
		__sum16 __ret = 0;                                             \
		(skb)->csum_valid = 0;                                         \
		if (__skb_checksum_validate_needed(skb, zero_okay, check))     \
			__ret = __skb_checksum_validate_complete(              \
				skb, complete, pseudo(skb, proto));            \
		__ret;                                                         \
	})

static inline __wsum null_compute_pseudo(struct sk_buff *skb, int proto)
{
	return 0;
}

#define skb_checksum_init(skb, proto, pseudo)                                  \
	__skb_checksum_validate(skb, proto, false, false, 0, pseudo)
#define skb_checksum_init_zero_check(skb, proto, check, pseudo)                \
	__skb_checksum_validate(skb, proto, false, true, check, pseudo)
#define skb_checksum_validate(skb, proto, pseudo)                              \
	__skb_checksum_validate(skb, proto, true, false, 0, pseudo)
#define skb_checksum_validate_zero_check(skb, proto, check, pseudo)            \
	__skb_checksum_validate(skb, proto, true, true, check, pseudo)
#define skb_checksum_simple_validate(skb)                                      \
	__skb_checksum_validate(skb, 0, true, false, 0, null_compute_pseudo)

/* The checksum from the device's hint; false: start or offset lie outside. */
bool skb_partial_csum_set(struct sk_buff *skb, u16 start, u16 off);

#endif
