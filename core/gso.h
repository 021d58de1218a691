/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * gso - one large packet becomes frames, at the last moment
 *
 * Where:   validate_xmit_skb() calls skb_gso_segment() when the device cannot
 *          do it; IP calls it when a merged packet must leave by a smaller
 *          MTU; the protocols' gso_segment() end in skb_segment().
 * Mirrors: include/net/gso.h, the GSO parts of include/linux/skbuff.h.
 */
#ifndef CORE_GSO_H
#define CORE_GSO_H

#include "core/netdevice.h"
#include "core/skbuff.h"
#include "lib/checksum.h"

/* Behind what a qdisc keeps in skb->cb. */
#define SKB_GSO_CB_OFFSET 32
struct skb_gso_cb {
	union {
		int mac_offset;
		int data_offset;
	};
	u16 encap_level;
	u16 csum_start;
	__wsum csum;
};
#define SKB_GSO_CB(skb) ((struct skb_gso_cb *)((skb)->cb + SKB_GSO_CB_OFFSET))
_Static_assert(sizeof(struct skb_gso_cb) + SKB_GSO_CB_OFFSET <= 48,
	       "GSO's part of skb->cb");

static inline int skb_tnl_header_len(const struct sk_buff *inner_skb)
{
	return (int)(skb_mac_header(inner_skb) - inner_skb->head) -
	       SKB_GSO_CB(inner_skb)->mac_offset;
}

static inline void gso_reset_checksum(struct sk_buff *skb, __wsum res)
{
	SKB_GSO_CB(skb)->csum = res;
	SKB_GSO_CB(skb)->csum_start =
		(u16)(skb_checksum_start(skb) - skb->head);
}

/* Make a segment's transport checksum from @res, the pseudo-header's sum. */
__sum16 gso_make_checksum(struct sk_buff *skb, __wsum res);

/**
 * __skb_gso_segment - cut @skb into packets that may be sent
 * @skb: borrowed; consume it when segments came back
 * @features: what the device does itself
 * @tx_path: on the way out: CHECKSUM_PARTIAL is expected
 *
 * Context: any. Give a list by ->next, NULL: the device does it whole;
 * ERR_PTR(): it cannot be cut.
 */
struct sk_buff *__skb_gso_segment(struct sk_buff *skb,
				  netdev_features_t features, bool tx_path);
static inline struct sk_buff *skb_gso_segment(struct sk_buff *skb,
					      netdev_features_t features)
{
	return __skb_gso_segment(skb, features, true);
}

/* From the mac header on, by EtherType. */
struct sk_buff *skb_mac_gso_segment(struct sk_buff *skb,
				    netdev_features_t features);
struct sk_buff *skb_eth_gso_segment(struct sk_buff *skb,
				    netdev_features_t features, __be16 type);

/**
 * skb_segment - the payload in pieces of gso_size, each behind the headers
 * @head_skb: borrowed; data is at the payload, behind all headers
 * @features: NETIF_F_SG: pages are shared; without it they are copied
 *
 * Whoever was charged for @head_skb is charged for the last segment instead.
 * Context: any. Give a list by ->next, its last in ->prev of the first, or
 * ERR_PTR().
 */
struct sk_buff *skb_segment(struct sk_buff *head_skb,
			    netdev_features_t features);
/* A chain of whole packets (fraglist GRO) back into packets. */
struct sk_buff *skb_segment_list(struct sk_buff *skb,
				 netdev_features_t features,
				 unsigned int offset);

/* Lengths of a segment: from the transport, the network, the mac header. */
unsigned int skb_gso_transport_seglen(const struct sk_buff *skb);
static inline unsigned int skb_gso_network_seglen(const struct sk_buff *skb)
{
	unsigned int hdr_len = (unsigned int)(skb_transport_header(skb) -
					      skb_network_header(skb));

	return hdr_len + skb_gso_transport_seglen(skb);
}

static inline unsigned int skb_gso_mac_seglen(const struct sk_buff *skb)
{
	unsigned int hdr_len =
		(unsigned int)(skb_transport_header(skb) - skb_mac_header(skb));

	return hdr_len + skb_gso_transport_seglen(skb);
}

/* Whether each segment fits into @mtu; into @len with its mac header. */
bool skb_gso_validate_network_len(const struct sk_buff *skb, unsigned int mtu);
bool skb_gso_validate_mac_len(const struct sk_buff *skb, unsigned int len);

/* A linear copy of the header room for a tunnel. 0 or -ENOMEM. */
static inline int gso_pskb_expand_head(struct sk_buff *skb, int extra)
{
	int headroom = (int)skb_headroom(skb);
	int new_headroom, ret;

	ret = pskb_expand_head(skb, extra, 0, GFP_ATOMIC);
	if (ret)
		return ret;
	new_headroom = (int)skb_headroom(skb);
	SKB_GSO_CB(skb)->mac_offset += new_headroom - headroom;
	return 0;
}

#endif /* CORE_GSO_H */
