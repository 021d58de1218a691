// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * dev_validate - make a packet fit what its device can do
 *
 * Where:   between the qdisc and the driver: segmentation, checksum, one
 *          linear piece, a VLAN tag into the frame, each only when needed.
 * Mirrors: netif_skb_features(), validate_xmit_skb(), skb_checksum_help() of
 *          net/core/dev.c.
 */
#include "core/dev_priv.h"
#include "core/gso.h"
#include "core/sch_generic.h"
#include "core/trace.h"
#include "hdr/ip.h"
#include "hdr/tcp.h"
#include "hdr/udp.h"
#include "hdr/vlan.h"

/**
 * skb_checksum_help - compute the checksum the device cannot
 * @skb: borrows; CHECKSUM_PARTIAL becomes CHECKSUM_NONE
 *
 * Return: 0, -EINVAL when csum_start lies outside, -ENOMEM.
 */
int skb_checksum_help(struct sk_buff *skb)
{
	__sum16 sum;
	int ret, offset;
	__wsum csum;

	if (skb->ip_summed == CHECKSUM_COMPLETE)
		goto done;
	if (WARN_ON_ONCE(skb_is_gso(skb)))
		return -EINVAL;
	/* a page that an application may still write */
	if (skb_has_shared_frag(skb)) {
		ret = __skb_linearize(skb);
		if (ret)
			return ret;
	}
	offset = skb_checksum_start_offset(skb);
	if (WARN_ON_ONCE(offset >= (int)skb_headlen(skb)))
		return -EINVAL;
	csum = skb_checksum(skb, offset, (int)skb->len - offset, 0);
	offset += skb->csum_offset;
	if (WARN_ON_ONCE((unsigned int)offset + sizeof(sum) > skb_headlen(skb)))
		return -EINVAL;
	ret = skb_ensure_writable(skb, (unsigned int)offset + sizeof(sum));
	if (ret)
		return ret;
	sum = csum_fold(csum) ?: CSUM_MANGLED_0;
	memcpy(skb->data + offset, &sum, sizeof(sum));
done:
	skb->ip_summed = CHECKSUM_NONE;
	return 0;
}
EXPORT_SYMBOL(skb_checksum_help);

/* The protocol behind VLAN tags. *@depth: bytes in front of it, or NULL. */
static __be16 network_protocol(const struct sk_buff *skb)
{
	__be16 type = skb->protocol;

	if (type == htons(ETH_P_TEB)) {
		if (skb_headlen(skb) < ETH_HLEN)
			return 0;
		memcpy(&type, skb->data + offsetof(struct ethhdr, h_proto),
		       sizeof(type));
	}
	return eth_type_vlan(type) ? vlan_get_protocol(skb) : type;
}

bool can_checksum_protocol(netdev_features_t features, __be16 protocol)
{
	if (features & NETIF_F_HW_CSUM)
		return true;
	if (protocol == htons(ETH_P_IP))
		return features & NETIF_F_IP_CSUM;
	if (protocol == htons(ETH_P_IPV6))
		return features & NETIF_F_IPV6_CSUM;
	return false;
}

netdev_features_t harmonize_features(struct sk_buff *skb,
				     netdev_features_t features)
{
	if (skb->ip_summed != CHECKSUM_NONE &&
	    !can_checksum_protocol(features, network_protocol(skb)))
		features &= ~(NETIF_F_CSUM_MASK | NETIF_F_GSO_MASK);
	return features;
}
EXPORT_SYMBOL(harmonize_features);

static netdev_features_t gso_features_check(const struct sk_buff *skb,
					    struct net_device *dev,
					    netdev_features_t features)
{
	const struct skb_shared_info *si = skb_shinfo(skb);

	if (si->gso_segs > READ_ONCE(dev->gso_max_segs) ||
	    skb->len >= READ_ONCE(dev->gso_max_size))
		return features & ~NETIF_F_GSO_MASK;
	if (WARN_ON_ONCE(!si->gso_type))
		return features & ~NETIF_F_GSO_MASK;
	if (!(si->gso_type & SKB_GSO_PARTIAL))
		features &= ~dev->gso_partial_features;
	/* fixed ids only where nobody will reassemble by them */
	if (si->gso_type & SKB_GSO_TCPV4) {
		const struct iphdr *iph =
			skb->encapsulation ? inner_ip_hdr(skb) : ip_hdr(skb);

		if (!(iph->frag_off & htons(IP_DF)))
			features &= ~NETIF_F_TSO_MANGLEID;
	}
	return features;
}

netdev_features_t passthru_features_check(struct sk_buff *skb,
					  struct net_device *dev,
					  netdev_features_t features)
{
	return features;
}
EXPORT_SYMBOL(passthru_features_check);

/* What the device can do for this packet. */
netdev_features_t netif_skb_features(struct sk_buff *skb)
{
	struct net_device *dev = skb->dev;
	const struct net_device_ops *ops = dev->netdev_ops;
	netdev_features_t features = dev->features;

	if (skb_is_gso(skb))
		features = gso_features_check(skb, dev, features);
	if (skb->encapsulation)
		features &= dev->hw_enc_features;
	if (skb_vlan_tag_present(skb) || eth_type_vlan(skb->protocol))
		features = netdev_intersect_features(
			features, dev->vlan_features | NETIF_F_HW_VLAN_CTAG_TX |
					  NETIF_F_HW_VLAN_STAG_TX);
	if (ops->ndo_features_check)
		features &= CALL("net_device_ops.ndo_features_check",
				 ops->ndo_features_check, skb, dev, features);
	return harmonize_features(skb, features);
}
EXPORT_SYMBOL(netif_skb_features);

static bool skb_needs_linearize(struct sk_buff *skb, netdev_features_t features)
{
	return skb_is_nonlinear(skb) &&
	       ((skb_has_frag_list(skb) && !(features & NETIF_F_FRAGLIST)) ||
		(skb_shinfo(skb)->nr_frags && !(features & NETIF_F_SG)));
}

static int skb_csum_hwoffload_help(struct sk_buff *skb,
				   netdev_features_t features)
{
	if (features & NETIF_F_HW_CSUM)
		return 0;
	if (features & (NETIF_F_IP_CSUM | NETIF_F_IPV6_CSUM)) {
		switch (skb->csum_offset) {
		case offsetof(struct tcphdr, check):
		case offsetof(struct udphdr, check):
			return 0;
		}
	}
	return skb_checksum_help(skb);
}

/* The tag into the frame, unless the device does it. Takes and gives. */
static struct sk_buff *validate_xmit_vlan(struct sk_buff *skb,
					  netdev_features_t features)
{
	netdev_features_t bit = skb->vlan_proto == htons(ETH_P_8021AD)
					? NETIF_F_HW_VLAN_STAG_TX
					: NETIF_F_HW_VLAN_CTAG_TX;

	if (skb_vlan_tag_present(skb) && !(features & bit))
		skb = __vlan_hwaccel_push_inside(skb);
	return skb;
}

/* Cut @skb. Takes it; gives the segments, or @skb itself; ERR_PTR(). */
static struct sk_buff *validate_gso(struct sk_buff *skb,
				    netdev_features_t features)
{
	struct sk_buff *segs;
	u16 gso_segs = skb_shinfo(skb)->gso_segs;

	trace_gso_segment(skb, skb->len, gso_segs, skb_shinfo(skb)->gso_type);
	segs = skb_gso_segment(skb, features);
	if (IS_ERR(segs) || !segs)
		return segs ? segs : skb;
	consume_skb(skb);
	return segs;
}

/* Takes; gives a list, or NULL: dropped and counted. */
static struct sk_buff *validate_xmit_skb(struct sk_buff *skb,
					 struct net_device *dev)
{
	netdev_features_t features = netif_skb_features(skb);
	struct sk_buff *segs;

	skb = validate_xmit_vlan(skb, features);
	if (unlikely(!skb))
		goto count;
	if (netif_needs_gso(skb, features)) {
		segs = validate_gso(skb, features);
		if (IS_ERR(segs))
			goto drop;
		return segs;
	}
	if (skb_needs_linearize(skb, features) && __skb_linearize(skb))
		goto drop;
	if (skb->ip_summed == CHECKSUM_PARTIAL) {
		if (skb->encapsulation)
			skb_set_inner_transport_header(
				skb, skb_checksum_start_offset(skb));
		else
			skb_set_transport_header(
				skb, skb_checksum_start_offset(skb));
		if (skb_csum_hwoffload_help(skb, features)) {
			kfree_skb_reason(skb, SKB_DROP_REASON_SKB_CSUM);
			goto count;
		}
	}
	return skb;
drop:
	kfree_skb_reason(skb, SKB_DROP_REASON_SKB_GSO_SEG);
count:
	dev_core_stats_tx_dropped_inc(dev);
	return NULL;
}

/**
 * validate_xmit_skb_list - validate each packet of a list
 * @skb: takes
 *
 * Context: BH disabled. Return: a list, perhaps longer, or NULL.
 */
struct sk_buff *validate_xmit_skb_list(struct sk_buff *skb,
				       struct net_device *dev, bool *again)
{
	struct sk_buff *next, *head = NULL, *tail = NULL;

	for (; skb; skb = next) {
		next = skb->next;
		skb_mark_not_on_list(skb);
		/* where it ends if it is not cut */
		skb->prev = skb;
		skb = validate_xmit_skb(skb, dev);
		if (!skb)
			continue;
		if (!head)
			head = skb;
		else
			tail->next = skb;
		/* segmentation left its last one in prev */
		tail = skb->prev;
	}
	return head;
}
EXPORT_SYMBOL(validate_xmit_skb_list);

static u16 tcp_or_udp_hdr_len(const struct sk_buff *skb)
{
	if (skb_shinfo(skb)->gso_type & (SKB_GSO_TCPV4 | SKB_GSO_TCPV6)) {
		struct tcphdr buf;
		const struct tcphdr *th = skb_header_pointer(
			skb, skb_transport_offset(skb), sizeof(buf), &buf);

		return th ? (u16)(th->doff * 4) : 0;
	}
	return sizeof(struct udphdr);
}

/*
 * What it takes on the wire, for qdiscs: a merged packet counts the headers of
 * every segment. Sets pkt_len and pkt_segs. Borrows @skb.
 */
void qdisc_pkt_len_init(struct sk_buff *skb)
{
	struct skb_shared_info *si = skb_shinfo(skb);
	struct qdisc_skb_cb *cb = qdisc_skb_cb(skb);
	unsigned int hdr_len, segs;

	cb->pkt_len = skb->len;
	cb->pkt_segs = 1;
	if (!si->gso_size || !skb_transport_header_was_set(skb))
		return;
	segs = si->gso_segs;
	hdr_len = (unsigned int)skb_transport_offset(skb) +
		  tcp_or_udp_hdr_len(skb);
	if (si->gso_type & SKB_GSO_DODGY) {
		/* from outside: the number is not to be trusted */
		if (skb->len <= hdr_len)
			return;
		segs = DIV_ROUND_UP(skb->len - hdr_len, si->gso_size);
		si->gso_segs = (u16)segs;
	}
	if (segs < 2)
		return;
	cb->pkt_segs = (u16)segs;
	cb->pkt_len += (segs - 1) * hdr_len;
}
