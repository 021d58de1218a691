/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * skbuff_data - the linear part: put, push, pull, and where headers are
 *
 * Where:   included by core/skbuff.h only.
 * Mirrors: include/linux/skbuff.h.
 *
 * skb_put() and skb_push() that do not fit are refused: the report names the
 * packet and the caller, and the memory stays as it was.
 */
#ifndef CORE_SKBUFF_DATA_H
#define CORE_SKBUFF_DATA_H

#ifndef CORE_SKBUFF_H
#error "include core/skbuff.h"
#endif

static inline bool skb_is_nonlinear(const struct sk_buff *skb)
{
	return skb->data_len;
}

static inline unsigned int skb_headlen(const struct sk_buff *skb)
{
	return skb->len - skb->data_len;
}

static inline unsigned int __skb_pagelen(const struct sk_buff *skb)
{
	unsigned int i, len = 0;

	for (i = 0; i < skb_shinfo(skb)->nr_frags; i++)
		len += skb_shinfo(skb)->frags[i].len;
	return len;
}

static inline unsigned int skb_pagelen(const struct sk_buff *skb)
{
	return skb_headlen(skb) + __skb_pagelen(skb);
}

static inline unsigned char *skb_tail_pointer(const struct sk_buff *skb)
{
	return skb->head + skb->tail;
}

static inline void skb_reset_tail_pointer(struct sk_buff *skb)
{
	skb->tail = (sk_buff_data_t)(skb->data - skb->head);
}

static inline void skb_set_tail_pointer(struct sk_buff *skb, int offset)
{
	skb_reset_tail_pointer(skb);
	skb->tail += (unsigned int)offset;
}

static inline unsigned int skb_headroom(const struct sk_buff *skb)
{
	return (unsigned int)(skb->data - skb->head);
}

static inline int skb_tailroom(const struct sk_buff *skb)
{
	return skb_is_nonlinear(skb) ? 0 : (int)(skb->end - skb->tail);
}

static inline int skb_availroom(const struct sk_buff *skb)
{
	if (skb_is_nonlinear(skb))
		return 0;
	return (int)(skb->end - skb->tail - skb->reserved_tailroom);
}

/* Only for a packet that is still empty. */
static inline void skb_reserve(struct sk_buff *skb, int len)
{
	skb->data += len;
	skb->tail += (unsigned int)len;
}

/* Leave room so that @mtu bytes and @needed_tailroom fit, and no more. */
static inline void skb_tailroom_reserve(struct sk_buff *skb, unsigned int mtu,
					unsigned int needed_tailroom)
{
	if (mtu < (unsigned int)skb_tailroom(skb) - needed_tailroom)
		skb->reserved_tailroom = skb_tailroom(skb) - mtu;
	else
		skb->reserved_tailroom = needed_tailroom;
}

/* Append @len bytes; gives where they begin. NULL: refused and reported. */
static inline void *skb_put_at(struct sk_buff *skb, unsigned int len,
			       const char *func)
{
	unsigned char *tmp = skb_tail_pointer(skb);

	if (unlikely(skb_is_nonlinear(skb) || len > skb->end - skb->tail)) {
		skb_over_panic(skb, len, func);
		return NULL;
	}
	skb->tail += len;
	skb->len += len;
	return tmp;
}
#define skb_put(skb, len)   skb_put_at(skb, len, __func__)
#define __skb_put(skb, len) skb_put_at(skb, len, __func__)

static inline void *skb_put_zero_at(struct sk_buff *skb, unsigned int len,
				    const char *func)
{
	void *tmp = skb_put_at(skb, len, func);

	return tmp ? memset(tmp, 0, len) : NULL;
}
#define skb_put_zero(skb, len)	 skb_put_zero_at(skb, len, __func__)
#define __skb_put_zero(skb, len) skb_put_zero_at(skb, len, __func__)

static inline void *skb_put_data_at(struct sk_buff *skb, const void *data,
				    unsigned int len, const char *func)
{
	void *tmp = skb_put_at(skb, len, func);

	return tmp && len ? memcpy(tmp, data, len) : tmp;
}
#define skb_put_data(skb, data, len)   skb_put_data_at(skb, data, len, __func__)
#define __skb_put_data(skb, data, len) skb_put_data_at(skb, data, len, __func__)

static inline void skb_put_u8(struct sk_buff *skb, u8 val)
{
	u8 *p = skb_put(skb, 1);

	if (p)
		*p = val;
}

/* Prepend @len bytes; gives the new data. NULL: refused and reported. */
static inline void *skb_push_at(struct sk_buff *skb, unsigned int len,
				const char *func)
{
	if (unlikely(len > skb_headroom(skb))) {
		skb_under_panic(skb, len, func);
		return NULL;
	}
	skb->data -= len;
	skb->len += len;
	return skb->data;
}
#define skb_push(skb, len)   skb_push_at(skb, len, __func__)
#define __skb_push(skb, len) skb_push_at(skb, len, __func__)

/* The caller knows that the bytes are in the linear part. */
static inline void *__skb_pull(struct sk_buff *skb, unsigned int len)
{
	skb->len -= len;
	if (unlikely(skb->len < skb->data_len)) {
		skb->len += len;
		skb_under_panic(skb, len, __func__);
		return NULL;
	}
	return skb->data += len;
}

static inline void *skb_pull_inline(struct sk_buff *skb, unsigned int len)
{
	return unlikely(len > skb->len) ? NULL : __skb_pull(skb, len);
}
#define skb_pull(skb, len) skb_pull_inline(skb, len)

/* Pull, and give the bytes that went; NULL if they are not linear. */
void *skb_pull_data(struct sk_buff *skb, size_t len);

void *__pskb_pull_tail(struct sk_buff *skb, int delta);

/**
 * pskb_may_pull_reason - make sure that @len bytes are in the linear part
 * @skb: borrowed; may be reallocated: reload every header pointer
 * @len: bytes from skb->data
 *
 * Return: SKB_NOT_DROPPED_YET, or why not (PKT_TOO_SMALL, NOMEM).
 */
static inline enum skb_drop_reason pskb_may_pull_reason(struct sk_buff *skb,
							unsigned int len)
{
	if (likely(len <= skb_headlen(skb)))
		return SKB_NOT_DROPPED_YET;
	if (unlikely(len > skb->len))
		return SKB_DROP_REASON_PKT_TOO_SMALL;
	if (unlikely(!__pskb_pull_tail(skb, (int)(len - skb_headlen(skb)))))
		return SKB_DROP_REASON_NOMEM;
	return SKB_NOT_DROPPED_YET;
}

static inline bool pskb_may_pull(struct sk_buff *skb, unsigned int len)
{
	return pskb_may_pull_reason(skb, len) == SKB_NOT_DROPPED_YET;
}

static inline void *pskb_pull(struct sk_buff *skb, unsigned int len)
{
	if (!pskb_may_pull(skb, len))
		return NULL;
	skb->len -= len;
	return skb->data += len;
}

static inline bool pskb_network_may_pull(struct sk_buff *skb, unsigned int len)
{
	return pskb_may_pull(
		skb,
		(unsigned int)(skb->network_header - skb_headroom(skb)) + len);
}

/* ---- header offsets, from head */

#define SKB_MAC_UNSET ((u16)~0U)

#define __SKB_HEADER(kind, field)                                              \
	static inline unsigned char *skb_##kind##_header(                      \
		const struct sk_buff *skb)                                     \
	{                                                                      \
		return skb->head + skb->field;                                 \
	}                                                                      \
	static inline void skb_reset_##kind##_header(struct sk_buff *skb)      \
	{                                                                      \
		skb->field = (u16)(skb->data - skb->head);                     \
	}                                                                      \
	static inline void skb_set_##kind##_header(struct sk_buff *skb,        \
						   int offset)                 \
	{                                                                      \
		skb->field = (u16)(skb->data - skb->head + offset);            \
	}                                                                      \
	static inline int skb_##kind##_offset(const struct sk_buff *skb)       \
	{                                                                      \
		return (int)(skb_##kind##_header(skb) - skb->data);            \
	}
__SKB_HEADER(mac, mac_header)
__SKB_HEADER(network, network_header)
__SKB_HEADER(transport, transport_header)
__SKB_HEADER(inner_mac, inner_mac_header)
__SKB_HEADER(inner_network, inner_network_header)
__SKB_HEADER(inner_transport, inner_transport_header)
#undef __SKB_HEADER

static inline bool skb_mac_header_was_set(const struct sk_buff *skb)
{
	return skb->mac_header != SKB_MAC_UNSET;
}

static inline void skb_unset_mac_header(struct sk_buff *skb)
{
	skb->mac_header = SKB_MAC_UNSET;
}

static inline u32 skb_mac_header_len(const struct sk_buff *skb)
{
	return skb->network_header - skb->mac_header;
}

static inline void skb_reset_mac_len(struct sk_buff *skb)
{
	skb->mac_len = skb->network_header - skb->mac_header;
}

static inline bool skb_transport_header_was_set(const struct sk_buff *skb)
{
	return skb->transport_header != SKB_MAC_UNSET;
}

static inline u32 skb_network_header_len(const struct sk_buff *skb)
{
	return skb->transport_header - skb->network_header;
}

static inline u32 skb_inner_network_header_len(const struct sk_buff *skb)
{
	return skb->inner_transport_header - skb->inner_network_header;
}

static inline void skb_reset_inner_headers(struct sk_buff *skb)
{
	skb->inner_mac_header = skb->mac_header;
	skb->inner_network_header = skb->network_header;
	skb->inner_transport_header = skb->transport_header;
}

static inline void skb_mac_header_rebuild(struct sk_buff *skb)
{
	if (skb_mac_header_was_set(skb)) {
		const unsigned char *old_mac = skb_mac_header(skb);

		skb_set_mac_header(skb, -skb->mac_len);
		memmove(skb_mac_header(skb), old_mac, skb->mac_len);
	}
}

static inline void skb_pop_mac_header(struct sk_buff *skb)
{
	skb->mac_header = skb->network_header;
}

static inline int skb_checksum_start_offset(const struct sk_buff *skb)
{
	return skb->csum_start - (int)skb_headroom(skb);
}

static inline unsigned char *skb_checksum_start(const struct sk_buff *skb)
{
	return skb->head + skb->csum_start;
}

static inline unsigned int skb_inner_mac_header_len(const struct sk_buff *skb)
{
	return skb->inner_network_header - skb->inner_mac_header;
}

/* The EtherType; behind the tags if @skip_vlan. */
__be16 __vlan_get_protocol(const struct sk_buff *skb, __be16 type, int *depth);
static inline __be16 skb_protocol(const struct sk_buff *skb, bool skip_vlan)
{
	if (!skip_vlan)
		return skb->vlan_present ? skb->vlan_proto : skb->protocol;
	return __vlan_get_protocol(skb, skb->protocol, NULL);
}

static inline void skb_set_network_header_and_protocol(struct sk_buff *skb,
						       int offset, __be16 proto)
{
	skb_set_network_header(skb, offset);
	skb->protocol = proto;
}

#endif
