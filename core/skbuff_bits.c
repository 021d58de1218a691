// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * skbuff_bits - the bytes of a packet, wherever they lie
 *
 * Where:   header parsing behind the linear part, copies, checksums.
 * Mirrors: skb_copy_bits(), skb_store_bits(), skb_checksum() and kin of
 *          net/core/skbuff.c; __skb_checksum_complete() of datagram.c.
 * Spec:    RFC 1071 for sums of parts at odd places.
 *
 * One walker knows the three places (linear part, frags, frag_list); what is
 * done with the bytes is a callback.
 */
#include <linux/errno.h>

#include "core/skbuff_priv.h"

int skb_walk(const struct sk_buff *skb, int offset, int len, skb_walk_fn *fn,
	     void *ctx)
{
	int end = (int)skb_headlen(skb), start, i, n;
	const struct sk_buff *iter;

	n = min(end - offset, len);
	if (n > 0) {
		fn(ctx, skb->data + offset, (unsigned int)n);
		offset += n;
		len -= n;
	}
	for (i = 0; len > 0 && i < skb_shinfo(skb)->nr_frags; i++) {
		const skb_frag_t *frag = &skb_shinfo(skb)->frags[i];

		start = end;
		end += (int)skb_frag_size(frag);
		n = min(end - offset, len);
		if (n <= 0)
			continue;
		fn(ctx, (char *)skb_frag_address(frag) + (offset - start),
		   (unsigned int)n);
		offset += n;
		len -= n;
	}
	if (len <= 0)
		return 0;
	skb_walk_frags (skb, iter) {
		start = end;
		end += (int)iter->len;
		n = min(end - offset, len);
		if (n <= 0)
			continue;
		if (skb_walk(iter, offset - start, n, fn, ctx))
			break;
		offset += n;
		len -= n;
		if (!len)
			break;
	}
	return len;
}

static void bits_copy_out(void *ctx, void *bytes, unsigned int n)
{
	u8 **to = ctx;

	memcpy(*to, bytes, n);
	*to += n;
}

static void bits_copy_in(void *ctx, void *bytes, unsigned int n)
{
	const u8 **from = ctx;

	memcpy(bytes, *from, n);
	*from += n;
}

static bool bits_within(const struct sk_buff *skb, int offset, int len)
{
	return len >= 0 && offset >= -(int)skb_headroom(skb) &&
	       offset <= (int)skb->len - len;
}

/**
 * skb_copy_bits - copy bytes out
 * @skb: borrowed
 * @offset: from skb->data; negative ones are the headroom
 * @to: @len bytes
 * @len: how many
 *
 * Context: any. Return: 0, or -EFAULT: it has not that many; nothing copied.
 */
int skb_copy_bits(const struct sk_buff *skb, int offset, void *to, int len)
{
	u8 *p = to;

	if (!bits_within(skb, offset, len))
		return -EFAULT;
	return skb_walk(skb, offset, len, bits_copy_out, &p) ? -EFAULT : 0;
}
EXPORT_SYMBOL(skb_copy_bits);

/* Copy bytes in. The caller made them writable. 0 or -EFAULT. */
int skb_store_bits(struct sk_buff *skb, int offset, const void *from, int len)
{
	const u8 *p = from;

	if (!bits_within(skb, offset, len))
		return -EFAULT;
	return skb_walk(skb, offset, len, bits_copy_in, &p) ? -EFAULT : 0;
}
EXPORT_SYMBOL(skb_store_bits);

struct bits_csum {
	__wsum sum;
	unsigned int pos; /* bytes summed so far: odd ones shift the rest */
	u8 *to;
};

static void bits_csum(void *ctx, void *bytes, unsigned int n)
{
	struct bits_csum *c = ctx;

	c->sum = csum_block_add(c->sum, csum_partial(bytes, (int)n, 0),
				(int)c->pos);
	c->pos += n;
}

static void bits_csum_copy(void *ctx, void *bytes, unsigned int n)
{
	struct bits_csum *c = ctx;
	__wsum sum = csum_partial_copy_nocheck(bytes, c->to, (int)n);

	c->sum = csum_block_add(c->sum, sum, (int)c->pos);
	c->to += n;
	c->pos += n;
}

/* The sum of @len bytes at @offset, added to @csum. They must be there. */
__wsum skb_checksum(const struct sk_buff *skb, int offset, int len, __wsum csum)
{
	struct bits_csum c = {.sum = csum};

	if (!WARN_ON_ONCE(!bits_within(skb, offset, len)))
		skb_walk(skb, offset, len, bits_csum, &c);
	return c.sum;
}
EXPORT_SYMBOL(skb_checksum);

/* Copy out and sum in one go. They must be there. */
__wsum skb_copy_and_csum_bits(const struct sk_buff *skb, int offset, u8 *to,
			      int len)
{
	struct bits_csum c = {.to = to};

	if (!WARN_ON_ONCE(!bits_within(skb, offset, len)))
		skb_walk(skb, offset, len, bits_csum_copy, &c);
	return c.sum;
}
EXPORT_SYMBOL(skb_copy_and_csum_bits);

/* The whole packet to a device that cannot fill in the checksum. */
void skb_copy_and_csum_dev(const struct sk_buff *skb, u8 *to)
{
	int start = skb->ip_summed == CHECKSUM_PARTIAL
			    ? skb_checksum_start_offset(skb)
			    : (int)skb_headlen(skb);
	__wsum csum = 0;
	__sum16 sum;

	skb_copy_from_linear_data(skb, to, (unsigned int)start);
	if (start != (int)skb->len)
		csum = skb_copy_and_csum_bits(skb, start, to + start,
					      (int)skb->len - start);
	if (skb->ip_summed == CHECKSUM_PARTIAL) {
		sum = csum_fold(csum);
		memcpy(to + start + skb->csum_offset, &sum, sizeof(sum));
	}
}
EXPORT_SYMBOL(skb_copy_and_csum_dev);

/* The first @len bytes and what skb->csum holds. Return: 0 is good. */
__sum16 __skb_checksum_complete_head(struct sk_buff *skb, int len)
{
	__sum16 sum = csum_fold(skb_checksum(skb, 0, len, skb->csum));

	if (!skb_shared(skb))
		skb->csum_valid = !sum;
	return sum;
}
EXPORT_SYMBOL(__skb_checksum_complete_head);

/**
 * __skb_checksum_complete - sum the whole packet up
 * @skb: borrowed; skb->csum holds the pseudo-header's sum. Unless shared, it
 *	 is CHECKSUM_COMPLETE afterwards, so that nobody sums it again
 *
 * Context: any. Return: 0 is good.
 */
__sum16 __skb_checksum_complete(struct sk_buff *skb)
{
	__wsum csum = skb_checksum(skb, 0, (int)skb->len, 0);
	__sum16 sum = csum_fold(csum_add(skb->csum, csum));

	if (!skb_shared(skb)) {
		skb->csum = csum;
		skb->ip_summed = CHECKSUM_COMPLETE;
		skb->csum_complete_sw = 1;
		skb->csum_valid = !sum;
	}
	return sum;
}
EXPORT_SYMBOL(__skb_checksum_complete);

__sum16 __skb_checksum_validate_complete(struct sk_buff *skb, bool complete,
					 __wsum psum)
{
	__sum16 sum;

	if (skb->ip_summed == CHECKSUM_COMPLETE &&
	    !csum_fold(csum_add(psum, skb->csum))) {
		skb->csum_valid = 1;
		return 0;
	}
	skb->csum = psum;
	if (!complete && skb->len > CHECKSUM_BREAK)
		return 0;
	sum = __skb_checksum_complete(skb);
	skb->csum_valid = !sum;
	return sum;
}
EXPORT_SYMBOL(__skb_checksum_validate_complete);

/* What the device (virtio-net header) says about where the sum is. */
bool skb_partial_csum_set(struct sk_buff *skb, u16 start, u16 off)
{
	u32 csum_start = skb_headroom(skb) + start;

	if (csum_start > U16_MAX || start + off + 2u > skb_headlen(skb))
		return false;
	skb->ip_summed = CHECKSUM_PARTIAL;
	skb->csum_start = (u16)csum_start;
	skb->csum_offset = off;
	skb->transport_header = (u16)csum_start;
	return true;
}
EXPORT_SYMBOL(skb_partial_csum_set);

/* Pull @len bytes, and take them out of the sum. They must be there. */
void *skb_pull_rcsum(struct sk_buff *skb, unsigned int len)
{
	unsigned char *data = skb->data;

	__skb_pull(skb, len);
	skb_postpull_rcsum(skb, data, len);
	return skb->data;
}
EXPORT_SYMBOL(skb_pull_rcsum);

/* Pull @len bytes that are linear, give where they were; or NULL. */
void *skb_pull_data(struct sk_buff *skb, size_t len)
{
	void *data = skb->data;

	if (skb_headlen(skb) < len)
		return NULL;
	__skb_pull(skb, (unsigned int)len);
	return data;
}
EXPORT_SYMBOL(skb_pull_data);

/* The first @len bytes remain; only if the packet is linear. */
void skb_trim(struct sk_buff *skb, unsigned int len)
{
	if (skb->len > len)
		__skb_trim(skb, len);
}
EXPORT_SYMBOL(skb_trim);
