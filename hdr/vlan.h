/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vlan - the 802.1Q tag, in the frame or beside it in the sk_buff
 *
 * Where:   __netif_receive_skb_core() takes a tag out of the frame into
 *          skb->vlan_tci; validate_xmit_vlan() puts it back if the device
 *          cannot.
 * Mirrors: include/linux/if_vlan.h; net/core/skbuff.c for skb_vlan_untag().
 * Spec:    IEEE 802.1Q §9.6.
 *
 *	 0                   1                   2                   3
 *	 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *	+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *	|       TPID (0x8100)           | PCP |D|        VID            |
 *	+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */
#ifndef HDR_VLAN_H
#define HDR_VLAN_H

#include "hdr/eth.h"

#define VLAN_HLEN	4
#define VLAN_ETH_HLEN	18
#define VLAN_ETH_ZLEN	64
#define VLAN_PRIO_MASK	0xe000
#define VLAN_PRIO_SHIFT 13
#define VLAN_CFI_MASK	0x1000
#define VLAN_VID_MASK	0x0fff
#define VLAN_N_VID	4096

/* What follows the TPID. */
struct vlan_hdr {
	__be16 h_vlan_TCI;
	__be16 h_vlan_encapsulated_proto;
};

struct vlan_ethhdr {
	unsigned char h_dest[ETH_ALEN];
	unsigned char h_source[ETH_ALEN];
	__be16 h_vlan_proto;
	__be16 h_vlan_TCI;
	__be16 h_vlan_encapsulated_proto;
};

static inline struct vlan_ethhdr *vlan_eth_hdr(const struct sk_buff *skb)
{
	return (struct vlan_ethhdr *)skb_mac_header(skb);
}

static inline bool eth_type_vlan(__be16 ethertype)
{
	return ethertype == htons(ETH_P_8021Q) ||
	       ethertype == htons(ETH_P_8021AD);
}

#define skb_vlan_tag_present(skb)  ((skb)->vlan_present)
#define skb_vlan_tag_get(skb)	   ((skb)->vlan_tci)
#define skb_vlan_tag_get_id(skb)   ((skb)->vlan_tci & VLAN_VID_MASK)
#define skb_vlan_tag_get_cfi(skb)  (!!((skb)->vlan_tci & VLAN_CFI_MASK))
#define skb_vlan_tag_get_prio(skb) ((skb)->vlan_tci >> VLAN_PRIO_SHIFT)

static inline void __vlan_hwaccel_put_tag(struct sk_buff *skb, __be16 proto,
					  u16 tci)
{
	skb->vlan_proto = proto;
	skb->vlan_tci = tci;
	skb->vlan_present = 1;
}

static inline void __vlan_hwaccel_clear_tag(struct sk_buff *skb)
{
	skb->vlan_present = 0;
}

/*
 * skb_vlan_untag - tag from the frame into the sk_buff. Takes and gives
 * @skb; NULL: it was too short or shared and memory was short; freed.
 */
struct sk_buff *skb_vlan_untag(struct sk_buff *skb);
/* Tag from the sk_buff into the frame at the mac header. Takes and gives. */
struct sk_buff *__vlan_hwaccel_push_inside(struct sk_buff *skb);
/* Borrow @skb; data at the mac header. 0 or -errno. */
int skb_vlan_push(struct sk_buff *skb, __be16 vlan_proto, u16 vlan_tci);
int skb_vlan_pop(struct sk_buff *skb);
int __vlan_insert_inner_tag(struct sk_buff *skb, __be16 vlan_proto,
			    u16 vlan_tci, unsigned int mac_len);

/* The EtherType behind all tags, and where its header begins in @depth. */
__be16 __vlan_get_protocol(const struct sk_buff *skb, __be16 type, int *depth);

static inline __be16 vlan_get_protocol(const struct sk_buff *skb)
{
	return __vlan_get_protocol(skb, skb->protocol, NULL);
}

#endif
