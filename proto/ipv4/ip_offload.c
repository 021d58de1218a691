// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ip_offload - IPv4's part in merging and cutting packets
 *
 * Where:   between core/gro.c and the transports on the way up, between
 *          core/gso.c and the transports on the way down.
 * Mirrors: inet_gro_receive(), inet_gro_complete() and inet_gso_segment() of
 *          net/ipv4/af_inet.c, net/ipv4/protocol.c's offload table.
 * Spec:    RFC 791; RFC 6864 (what the IP id means when DF is set).
 *
 * Ids: packets with DF ("atomic") may carry any id. So a flow whose ids stay
 * the same merges as well as one whose ids count up; without DF they must
 * count up. The second packet decides which of both it is.
 */
#include "lib/machine.h"
#include "proto/ipv4/offload.h"

DEFINE_STATIC_PER_MACHINE(const struct net_offload *,
			  inet_offloads[MAX_INET_PROTOS]);

/**
 * inet_offloads_get - how a protocol is merged and cut
 * @num: its number, below MAX_INET_PROTOS
 *
 * Context: rcu_read_lock().
 * Return: borrowed; NULL: it is not.
 */
const struct net_offload *inet_offloads_get(unsigned int num)
{
	return rcu_dereference(machine_var(inet_offloads)[num]);
}
EXPORT_SYMBOL(inet_offloads_get);

/**
 * inet_add_offload - an IP protocol can be merged and cut
 * @prot: borrowed until inet_del_offload()
 * @num: its number
 *
 * Context: process.
 * Return: 0, or -1: another one has that number.
 */
int inet_add_offload(const struct net_offload *prot, unsigned char num)
{
	const struct net_offload **slot = &machine_var(inet_offloads)[num];

	if (*slot)
		return -1;
	rcu_assign_pointer(*slot, prot);
	return 0;
}
EXPORT_SYMBOL(inet_add_offload);

/**
 * inet_del_offload - it can no more
 * @prot: as added
 * @num: its number
 *
 * Context: process; sleeps until nobody can be in its callbacks.
 * Return: 0, or -1: it was not there.
 */
int inet_del_offload(const struct net_offload *prot, unsigned char num)
{
	const struct net_offload **slot = &machine_var(inet_offloads)[num];
	int ret = *slot == prot ? 0 : -1;

	if (!ret)
		RCU_INIT_POINTER(*slot, NULL);
	synchronize_net();
	return ret;
}
EXPORT_SYMBOL(inet_del_offload);

/* ---- up ----------------------------------------------------------------- */

/*
 * The first two words of the header against what a mergeable packet has:
 * version 4, no options, the right length; not a fragment. 0: good.
 */
static u16 inet_gro_header_flush(const struct sk_buff *skb,
				 const struct iphdr *iph)
{
	u16 len = (u16)(ntohs(iph->tot_len) ^ skb_gro_len(skb));

	return len | (ntohs(iph->frag_off) & (u16)~IP_DF);
}

/* How the id of @iph continues @p's: 0 it counts up (or is ignored). */
static u16 inet_gro_flush_id(const struct sk_buff *p, const struct iphdr *iph,
			     const struct iphdr *iph2)
{
	u16 flush_id = (u16)(ntohs(iph->id) - ntohs(iph2->id));

	/*
	 * Atomic packets are judged by the transport, which knows whether this
	 * is the second packet; others must be exactly count further on.
	 */
	if (!NAPI_GRO_CB(p)->is_atomic || !(iph->frag_off & htons(IP_DF)))
		flush_id = flush_id ^ NAPI_GRO_CB(p)->count ? 0xFFFF : 0;
	return flush_id;
}

static void inet_gro_compare(struct list_head *head, struct sk_buff *skb,
			     const struct iphdr *iph, unsigned int off,
			     u16 flush)
{
	struct sk_buff *p;

	list_for_each_entry (p, head, list) {
		const struct iphdr *iph2;
		u16 flush_id;

		if (!NAPI_GRO_CB(p)->same_flow)
			continue;
		iph2 = (const struct iphdr *)(p->data + off);
		if (iph->protocol != iph2->protocol ||
		    iph->saddr != iph2->saddr || iph->daddr != iph2->daddr) {
			NAPI_GRO_CB(p)->same_flow = 0;
			continue;
		}
		/* All else must match but length, id and checksum. */
		NAPI_GRO_CB(p)->flush |=
			(u16)((iph->ttl ^ iph2->ttl) | (iph->tos ^ iph2->tos) |
			      ((iph->frag_off ^ iph2->frag_off) &
			       htons(IP_DF)));
		NAPI_GRO_CB(p)->flush |= flush;

		flush_id = inet_gro_flush_id(p, iph, iph2);
		/* An outer header's verdict counts only if ids mean something
		 */
		if (NAPI_GRO_CB(skb)->is_atomic)
			NAPI_GRO_CB(p)->flush_id = flush_id;
		else
			NAPI_GRO_CB(p)->flush_id |= flush_id;
	}
}

/**
 * inet_gro_receive - which held packets have this IP flow?
 * @head: the bucket
 * @skb: borrowed; skb_gro_offset() at the IP header
 *
 * Context: softirq, rcu_read_lock().
 * Return: the held packet that must go up now, or NULL.
 */
struct sk_buff *inet_gro_receive(struct list_head *head, struct sk_buff *skb)
{
	unsigned int off = skb_gro_offset(skb);
	const struct net_offload *ops;
	struct sk_buff *pp = NULL;
	const struct iphdr *iph;
	u16 flush = 1;

	iph = skb_gro_header(skb, off + sizeof(*iph), off);
	if (unlikely(!iph))
		goto out;
	ops = inet_offloads_get(iph->protocol);
	if (!ops || !ops->callbacks.gro_receive)
		goto out;
	if (iph->version != 4 || iph->ihl != 5 || ip_is_fragment(iph) ||
	    unlikely(ip_fast_csum(iph, 5)))
		goto out;

	NAPI_GRO_CB(skb)->proto = iph->protocol;
	flush = inet_gro_header_flush(skb, iph);
	inet_gro_compare(head, skb, iph, off, flush);

	NAPI_GRO_CB(skb)->is_atomic = !!(iph->frag_off & htons(IP_DF));
	NAPI_GRO_CB(skb)->flush |= flush;
	skb_set_network_header(skb, (int)off);
	/* A tunnel's inner header is put over the outer one's place. */
	skb_gro_pull(skb, sizeof(*iph));
	skb_set_transport_header(skb, (int)skb_gro_offset(skb));
	pp = call_gro_receive(ops->callbacks.gro_receive, head, skb);
out:
	skb_gro_flush_final(skb, pp, flush);
	return pp;
}
EXPORT_SYMBOL(inet_gro_receive);

/**
 * inet_gro_complete - the merged packet's length and checksum
 * @skb: borrowed
 * @nhoff: of the IP header from skb->data
 *
 * Context: softirq, rcu_read_lock().
 * Return: 0, or -ENOSYS: the transport has gone.
 */
int inet_gro_complete(struct sk_buff *skb, int nhoff)
{
	struct iphdr *iph = (struct iphdr *)(skb->data + nhoff);
	__be16 old_len = iph->tot_len;
	const struct net_offload *ops;

	if (skb->encapsulation) {
		skb->inner_protocol = htons(ETH_P_IP);
		skb_set_inner_network_header(skb, nhoff);
	}
	iph_set_totlen(iph, skb->len - (unsigned int)nhoff);
	csum_replace2(&iph->check, old_len, iph->tot_len);

	ops = inet_offloads_get(iph->protocol);
	if (WARN_ON_ONCE(!ops || !ops->callbacks.gro_complete))
		return -ENOSYS;
	return ops->callbacks.gro_complete(skb, nhoff + (int)sizeof(*iph));
}
EXPORT_SYMBOL(inet_gro_complete);

/* ---- down ---------------------------------------------------------------- */

/* Length, id and checksum of each segment's IP header. */
static void inet_gso_fix(struct sk_buff *segs, unsigned int nhoff, u16 id,
			 bool fixedid, bool encap)
{
	struct sk_buff *skb;

	for (skb = segs; skb; skb = skb->next) {
		struct iphdr *iph = (void *)(skb_mac_header(skb) + nhoff);

		if (!fixedid)
			iph->id = htons(id++);
		iph_set_totlen(iph, skb->len - nhoff);
		ip_send_check(iph);
		if (encap)
			skb_reset_inner_headers(skb);
		skb->network_header = (u16)((u8 *)iph - skb->head);
		skb_reset_mac_len(skb);
	}
}

/* Step over the IP header. 0, or -EINVAL: it is malformed. */
static int inet_gso_pull(struct sk_buff *skb)
{
	unsigned int ihl;

	if (unlikely(!pskb_may_pull(skb, sizeof(struct iphdr))))
		return -EINVAL;
	ihl = ip_hdr(skb)->ihl * 4U;
	if (ihl < sizeof(struct iphdr) || unlikely(!pskb_may_pull(skb, ihl)))
		return -EINVAL;
	__skb_pull(skb, ihl);
	SKB_GSO_CB(skb)->encap_level += (u16)ihl;
	skb_reset_transport_header(skb);
	return 0;
}

/**
 * inet_gso_segment - cut an IPv4 packet
 * @skb: borrowed; data at the IP header
 * @features: of the device
 *
 * Context: any, rcu_read_lock().
 * Return: as struct offload_callbacks.gso_segment.
 */
struct sk_buff *inet_gso_segment(struct sk_buff *skb,
				 netdev_features_t features)
{
	bool encap = SKB_GSO_CB(skb)->encap_level > 0, fixedid;
	struct sk_buff *segs = ERR_PTR(-EPROTONOSUPPORT);
	const struct net_offload *ops;
	unsigned int nhoff;
	u8 proto;
	u16 id;

	skb_reset_network_header(skb);
	nhoff = (unsigned int)(skb_network_header(skb) - skb_mac_header(skb));
	if (inet_gso_pull(skb))
		return ERR_PTR(-EINVAL);
	if (encap)
		features &= skb->dev->hw_enc_features;
	proto = ip_hdr(skb)->protocol;
	id = ntohs(ip_hdr(skb)->id);
	fixedid = skb_shinfo(skb)->gso_type & SKB_GSO_TCP_FIXEDID;
	/* Only ids of packets that cannot be fragmented may stay the same. */
	if (fixedid && !(ip_hdr(skb)->frag_off & htons(IP_DF)))
		return ERR_PTR(-EINVAL);

	ops = inet_offloads_get(proto);
	if (ops && ops->callbacks.gso_segment) {
		segs = ops->callbacks.gso_segment(skb, features);
		if (!segs)
			skb->network_header =
				(u16)(skb_mac_header(skb) + nhoff - skb->head);
	}
	if (!IS_ERR_OR_NULL(segs))
		inet_gso_fix(segs, nhoff, id, fixedid,
			     encap && skb->encapsulation);
	return segs;
}
EXPORT_SYMBOL(inet_gso_segment);

/* ---- init ------------------------------------------------------------------
 */

/* IPv4 in IPv4: the outer header is one more header of IPv4. */
static struct sk_buff *ipip_gso_segment(struct sk_buff *skb,
					netdev_features_t features)
{
	if (!(skb_shinfo(skb)->gso_type & SKB_GSO_IPXIP4))
		return ERR_PTR(-EINVAL);
	return inet_gso_segment(skb, features);
}

static struct sk_buff *ipip_gro_receive(struct list_head *head,
					struct sk_buff *skb)
{
	if (NAPI_GRO_CB(skb)->encap_mark) {
		NAPI_GRO_CB(skb)->flush = 1;
		return NULL;
	}
	NAPI_GRO_CB(skb)->encap_mark = 1;
	return inet_gro_receive(head, skb);
}

static int ipip_gro_complete(struct sk_buff *skb, int nhoff)
{
	skb->encapsulation = 1;
	skb_shinfo(skb)->gso_type |= SKB_GSO_IPXIP4;
	return inet_gro_complete(skb, nhoff);
}

static const struct net_offload ipip_offload = {
	.callbacks =
		{
			.gso_segment = ipip_gso_segment,
			.gro_receive = ipip_gro_receive,
			.gro_complete = ipip_gro_complete,
		},
};

static const struct packet_offload ip_packet_offload = {
	.type = cpu_to_be16(ETH_P_IP),
	.callbacks =
		{
			.gso_segment = inet_gso_segment,
			.gro_receive = inet_gro_receive,
			.gro_complete = inet_gro_complete,
		},
};

/**
 * ipv4_offload_init - IPv4, TCP, UDP and IPIP can be merged and cut
 *
 * Context: process; when ipv4.so comes.
 * Return: 0 or -ENOMEM.
 */
int ipv4_offload_init(void)
{
	inet_add_offload(&tcpv4_offload, IPPROTO_TCP);
	inet_add_offload(&udpv4_offload, IPPROTO_UDP);
	inet_add_offload(&ipip_offload, IPPROTO_IPIP);
	return dev_add_offload(&ip_packet_offload);
}

/**
 * ipv4_offload_exit - they can no more
 *
 * Context: process; when ipv4.so goes.
 */
void ipv4_offload_exit(void)
{
	dev_remove_offload(&ip_packet_offload);
	inet_del_offload(&ipip_offload, IPPROTO_IPIP);
	inet_del_offload(&udpv4_offload, IPPROTO_UDP);
	inet_del_offload(&tcpv4_offload, IPPROTO_TCP);
}
