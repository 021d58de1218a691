// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * skbuff_vlan - a VLAN tag moves between the frame and the sk_buff
 *
 * Where:   __netif_receive_skb_core() and act_vlan take it out; devices that
 *          cannot insert it get it put in by validate_xmit_vlan().
 * Mirrors: skb_vlan_*() of net/core/skbuff.c, include/linux/if_vlan.h.
 * Spec:    IEEE 802.1Q §9.6.
 */
#include <linux/errno.h>

#include "core/skbuff_priv.h"
#include "hdr/vlan.h"

#define VLAN_MAX_DEPTH 8

/* The EtherType behind the tags; *@depth: where its header begins. */
__be16 __vlan_get_protocol(const struct sk_buff *skb, __be16 type, int *depth)
{
	int pos = skb->mac_len, n; /* 0: IP cuts before there is a link */
	struct vlan_hdr vhdr, *vh;

	/* On the way up data is behind the mac header, and one tag was read. */
	if (eth_type_vlan(type)) {
		if (skb->mac_len) {
			if (WARN_ON_ONCE(skb->mac_len < VLAN_HLEN))
				return 0;
			pos = skb->mac_len - VLAN_HLEN;
		} else {
			pos = ETH_HLEN;
		}
		for (n = 0; eth_type_vlan(type); n++) {
			vh = skb_header_pointer(skb, pos, sizeof(vhdr), &vhdr);
			if (unlikely(!vh || n == VLAN_MAX_DEPTH))
				return 0;
			type = vh->h_vlan_encapsulated_proto;
			pos += VLAN_HLEN;
		}
	}
	if (depth)
		*depth = pos;
	return type;
}
EXPORT_SYMBOL(__vlan_get_protocol);

/* What follows the last tag: an EtherType, or 802.2 by its length. */
static void vlan_set_encap_proto(struct sk_buff *skb,
				 const struct vlan_hdr *vhdr)
{
	__be16 proto = vhdr->h_vlan_encapsulated_proto;
	const __be16 *rawp;

	if (eth_proto_is_802_3(proto)) {
		skb->protocol = proto;
		return;
	}
	rawp = (const __be16 *)(vhdr + 1);
	skb->protocol =
		htons(*rawp == htons(0xFFFF) ? ETH_P_802_3 : ETH_P_802_2);
}

/* The addresses move over the tag that has gone. */
static struct sk_buff *skb_reorder_vlan_header(struct sk_buff *skb)
{
	int mac_len;

	if (skb_cow(skb, skb_headroom(skb)) < 0) {
		kfree_skb_reason(skb, SKB_DROP_REASON_NOMEM);
		return NULL;
	}
	mac_len = (int)(skb->data - skb_mac_header(skb));
	if (mac_len > VLAN_HLEN + 2)
		memmove(skb_mac_header(skb) + VLAN_HLEN, skb_mac_header(skb),
			(size_t)(mac_len - VLAN_HLEN - 2));
	if (skb_mac_header_was_set(skb))
		skb->mac_header += VLAN_HLEN;
	return skb;
}

/**
 * skb_vlan_untag - the outer tag from the frame into the sk_buff
 * @skb: taken; data at the tag, skb->protocol says that it is one
 *
 * Context: softirq. Return: gives @skb (or a clone); NULL: it is freed.
 */
struct sk_buff *skb_vlan_untag(struct sk_buff *skb)
{
	struct vlan_hdr *vhdr;

	if (unlikely(skb_vlan_tag_present(skb)))
		return skb;
	skb = skb_share_check(skb, GFP_ATOMIC);
	if (unlikely(!skb))
		return NULL;
	/* the two bytes behind the tag: vlan_set_encap_proto() reads them */
	if (unlikely(!pskb_may_pull(skb, VLAN_HLEN + sizeof(__be16)))) {
		kfree_skb_reason(skb, SKB_DROP_REASON_PKT_TOO_SMALL);
		return NULL;
	}
	vhdr = (struct vlan_hdr *)skb->data;
	__vlan_hwaccel_put_tag(skb, skb->protocol, ntohs(vhdr->h_vlan_TCI));
	skb_pull_rcsum(skb, VLAN_HLEN);
	vlan_set_encap_proto(skb, vhdr);
	skb = skb_reorder_vlan_header(skb);
	if (unlikely(!skb))
		return NULL;
	skb_reset_network_header(skb);
	if (!skb_transport_header_was_set(skb))
		skb_reset_transport_header(skb);
	skb_reset_mac_len(skb);
	return skb;
}
EXPORT_SYMBOL(skb_vlan_untag);

/* A tag behind @mac_len bytes of frame at skb->data. 0 or -ENOMEM. */
int __vlan_insert_inner_tag(struct sk_buff *skb, __be16 vlan_proto,
			    u16 vlan_tci, unsigned int mac_len)
{
	struct vlan_ethhdr *veth;
	struct vlan_hdr *vhdr;

	if (skb_cow_head(skb, VLAN_HLEN) < 0)
		return -ENOMEM;
	skb_push(skb, VLAN_HLEN);
	if (likely(mac_len > 2))
		memmove(skb->data, skb->data + VLAN_HLEN, mac_len - 2);
	if (skb_mac_header_was_set(skb))
		skb->mac_header -= VLAN_HLEN;
	if (likely(mac_len > 2)) {
		veth = (struct vlan_ethhdr *)(skb->data + mac_len - ETH_HLEN);
		veth->h_vlan_proto = vlan_proto;
		veth->h_vlan_TCI = htons(vlan_tci);
		return 0;
	}
	/* no Ethernet header in front: the old type is where it was */
	vhdr = (struct vlan_hdr *)skb->data;
	vhdr->h_vlan_encapsulated_proto = skb->protocol;
	vhdr->h_vlan_TCI = htons(vlan_tci);
	return 0;
}
EXPORT_SYMBOL(__vlan_insert_inner_tag);

/* Takes @skb, gives it with the tag in the frame; NULL: it is freed. */
struct sk_buff *__vlan_hwaccel_push_inside(struct sk_buff *skb)
{
	if (__vlan_insert_inner_tag(skb, skb->vlan_proto, skb->vlan_tci,
				    ETH_HLEN)) {
		kfree_skb_reason(skb, SKB_DROP_REASON_NOMEM);
		return NULL;
	}
	skb->protocol = skb->vlan_proto;
	__vlan_hwaccel_clear_tag(skb);
	return skb;
}
EXPORT_SYMBOL(__vlan_hwaccel_push_inside);

/* Out of the frame, data at the mac header: *@tci. 0 or -errno. */
static int __skb_vlan_pop(struct sk_buff *skb, u16 *tci)
{
	struct vlan_hdr *vhdr;
	int err;

	err = skb_ensure_writable(skb, VLAN_ETH_HLEN);
	if (unlikely(err))
		return err;
	skb_postpull_rcsum(skb, skb->data + 2 * ETH_ALEN, VLAN_HLEN);
	vhdr = (struct vlan_hdr *)(skb->data + ETH_HLEN);
	*tci = ntohs(vhdr->h_vlan_TCI);
	vlan_set_encap_proto(skb, vhdr);
	memmove(skb->data + VLAN_HLEN, skb->data, 2 * ETH_ALEN);
	__skb_pull(skb, VLAN_HLEN);
	skb->mac_header += VLAN_HLEN;
	if (skb_network_offset(skb) < ETH_HLEN)
		skb_set_network_header(skb, ETH_HLEN);
	skb_reset_mac_len(skb);
	return 0;
}

/**
 * skb_vlan_pop - the outer tag goes; the next one becomes the outer
 * @skb: borrowed; data at the mac header
 *
 * Context: softirq or process. Return: 0 (also without a tag) or -errno.
 */
int skb_vlan_pop(struct sk_buff *skb)
{
	__be16 proto;
	u16 tci;
	int err;

	if (likely(skb_vlan_tag_present(skb))) {
		__vlan_hwaccel_clear_tag(skb);
	} else {
		if (unlikely(!eth_type_vlan(skb->protocol)))
			return 0;
		err = __skb_vlan_pop(skb, &tci);
		if (err)
			return err;
	}
	if (likely(!eth_type_vlan(skb->protocol)))
		return 0;
	proto = skb->protocol;
	err = __skb_vlan_pop(skb, &tci);
	if (unlikely(err))
		return err;
	__vlan_hwaccel_put_tag(skb, proto, tci);
	return 0;
}
EXPORT_SYMBOL(skb_vlan_pop);

/* A tag in front; the one beside the sk_buff goes into the frame first. */
int skb_vlan_push(struct sk_buff *skb, __be16 vlan_proto, u16 vlan_tci)
{
	int offset = (int)(skb->data - skb_mac_header(skb));
	int err;

	if (skb_vlan_tag_present(skb)) {
		if (WARN_ON_ONCE(offset))
			return -EINVAL;
		err = __vlan_insert_inner_tag(skb, skb->vlan_proto,
					      skb->vlan_tci, skb->mac_len);
		if (err)
			return err;
		skb->protocol = skb->vlan_proto;
		/* protocol and network header both name the tag now */
		skb->network_header -= VLAN_HLEN;
		skb_postpush_rcsum(skb, skb->data + 2 * ETH_ALEN, VLAN_HLEN);
	}
	__vlan_hwaccel_put_tag(skb, vlan_proto, vlan_tci);
	return 0;
}
EXPORT_SYMBOL(skb_vlan_push);
