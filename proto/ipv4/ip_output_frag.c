// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ip_output_frag - cut an IPv4 packet into pieces that fit
 *
 * Where:   ip_finish_output() when the packet is longer than the MTU.
 * Mirrors: the middle of net/ipv4/ip_output.c, cut out.
 * Spec:    RFC 791 §3.2 (fragmentation), RFC 815.
 *
 * Fast path: the packet is a list of packets of the right size already
 * (ip_append.c made it so, or reassembly): each gets a header. Slow path: the
 * bytes are copied.
 */
#include "core/trace.h"
#include "lib/err.h"
#include "proto/ipv4/ip.h"

/* What a piece has from the whole, besides its bytes. */
static void ip_copy_metadata(struct sk_buff *to, struct sk_buff *from)
{
	to->pkt_type = from->pkt_type;
	to->priority = from->priority;
	to->protocol = from->protocol;
	to->skb_iif = from->skb_iif;
	skb_dst_drop(to);
	skb_dst_copy(to, from);
	to->dev = from->dev;
	to->mark = from->mark;
	to->hash = from->hash;
	to->sw_hash = from->sw_hash;
	to->l4_hash = from->l4_hash;
	to->tc_index = from->tc_index;
	nf_reset_ct(to);
	nf_conntrack_get(skb_nfct(from));
	skb_set_nfct(to, skb_get_nfct(from));
	to->nf_trace = from->nf_trace;
	to->secmark = from->secmark;
	to->tstamp = from->tstamp;
	to->tstamp_type = from->tstamp_type;
	if (to->extensions != from->extensions) {
		skb_ext_reset(to);
		__skb_ext_copy(to, from);
	}
}

/* @skb, whose frag_list holds the others, becomes the first piece. */
void ip_fraglist_init(struct sk_buff *skb, struct iphdr *iph, unsigned int hlen,
		      struct ip_fraglist_iter *iter)
{
	unsigned int first_len = skb_pagelen(skb);

	iter->frag = skb_shinfo(skb)->frag_list;
	skb_frag_list_init(skb);
	iter->offset = 0;
	iter->iph = iph;
	iter->hlen = hlen;
	skb->data_len = first_len - skb_headlen(skb);
	skb->len = first_len;
	iph->tot_len = htons((u16)first_len);
	iph->frag_off = htons(IP_MF);
	ip_send_check(iph);
}
EXPORT_SYMBOL(ip_fraglist_init);

/* The next piece gets its header, like that of @skb before it. */
void ip_fraglist_prepare(struct sk_buff *skb, struct ip_fraglist_iter *iter)
{
	struct sk_buff *frag = iter->frag;
	struct iphdr *iph;

	frag->ip_summed = CHECKSUM_NONE;
	skb_reset_transport_header(frag);
	skb_push(frag, iter->hlen);
	skb_reset_network_header(frag);
	memcpy(skb_network_header(frag), iter->iph, iter->hlen);
	iph = ip_hdr(frag);
	iter->iph = iph;
	iph->tot_len = htons((u16)frag->len);
	ip_copy_metadata(frag, skb);
	iter->offset += (int)(skb->len - iter->hlen);
	iph->frag_off = htons((u16)(iter->offset >> 3));
	if (frag->next)
		iph->frag_off |= htons(IP_MF);
	ip_send_check(iph);
}
EXPORT_SYMBOL(ip_fraglist_prepare);

void ip_frag_init(struct sk_buff *skb, unsigned int hlen, unsigned int ll_rs,
		  unsigned int mtu, bool DF, struct ip_frag_state *state)
{
	const struct iphdr *iph = ip_hdr(skb);

	state->DF = DF;
	state->hlen = hlen;
	state->ll_rs = ll_rs;
	state->mtu = mtu;
	state->left = skb->len - hlen;
	state->ptr = (int)hlen;
	state->offset = (ntohs(iph->frag_off) & IP_OFFSET) << 3;
	state->not_last_frag = iph->frag_off & htons(IP_MF);
}
EXPORT_SYMBOL(ip_frag_init);

/* Gives a piece that is a copy of the next bytes, or ERR_PTR(-ENOMEM). */
struct sk_buff *ip_frag_next(struct sk_buff *skb, struct ip_frag_state *state)
{
	unsigned int len = min(state->left, state->mtu);
	struct sk_buff *skb2;
	struct iphdr *iph;

	if (len < state->left)
		len &= ~7U; /* the offset counts in eights */
	skb2 = alloc_skb(len + state->hlen + state->ll_rs, GFP_ATOMIC);
	if (!skb2)
		return ERR_PTR(-ENOMEM);
	ip_copy_metadata(skb2, skb);
	skb_reserve(skb2, (int)state->ll_rs);
	skb_put(skb2, len + state->hlen);
	skb_reset_network_header(skb2);
	skb2->transport_header = (u16)(skb2->network_header + state->hlen);
	if (skb->sk)
		skb_set_owner_w(skb2, skb->sk);
	skb_copy_from_linear_data(skb, skb_network_header(skb2), state->hlen);
	if (skb_copy_bits(skb, state->ptr, skb_transport_header(skb2),
			  (int)len))
		WARN_ON_ONCE(1);
	state->left -= len;
	iph = ip_hdr(skb2);
	iph->frag_off = htons((u16)(state->offset >> 3));
	if (state->DF)
		iph->frag_off |= htons(IP_DF);
	if (state->left > 0 || state->not_last_frag)
		iph->frag_off |= htons(IP_MF);
	state->ptr += (int)len;
	state->offset += (int)len;
	iph->tot_len = htons((u16)(len + state->hlen));
	ip_send_check(iph);
	return skb2;
}
EXPORT_SYMBOL(ip_frag_next);

/*
 * Whether the packets of the frag_list can be the pieces. If so they are
 * charged to the socket each for itself.
 */
static bool fraglist_fits(struct sk_buff *skb, unsigned int hlen,
			  unsigned int mtu, unsigned int ll_rs)
{
	unsigned int first_len = skb_pagelen(skb);
	struct sk_buff *frag;

	if (first_len - hlen > mtu || ((first_len - hlen) & 7) ||
	    ip_is_fragment(ip_hdr(skb)) || skb_cloned(skb) ||
	    skb_headroom(skb) < ll_rs)
		return false;
	skb_walk_frags (skb, frag) {
		if (frag->len > mtu || ((frag->len & 7) && frag->next) ||
		    skb_headroom(frag) < hlen + ll_rs || skb_shared(frag))
			return false;
	}
	skb_walk_frags (skb, frag) {
		if (skb->sk) {
			frag->sk = skb->sk;
			frag->destructor = sock_wfree;
		}
		skb->truesize -= frag->truesize;
	}
	return true;
}

/* Takes @skb. */
static int fragment_fraglist(struct net *net, struct sock *sk,
			     struct sk_buff *skb, unsigned int hlen,
			     int (*output)(struct net *, struct sock *,
					   struct sk_buff *))
{
	struct ip_fraglist_iter iter;
	struct sk_buff *next;
	int err;

	ip_fraglist_init(skb, ip_hdr(skb), hlen, &iter);
	for (;;) {
		int offset = iter.offset;

		if (iter.frag) {
			memset(IPCB(iter.frag), 0,
			       sizeof(struct inet_skb_parm));
			IPCB(iter.frag)->flags = IPCB(skb)->flags;
			ip_fraglist_prepare(skb, &iter);
			if (!offset && IPCB(skb)->opt.optlen) {
				IPCB(iter.frag)->opt.optlen =
					IPCB(skb)->opt.optlen;
				ip_options_fragment(iter.frag);
				ip_send_check(iter.iph);
			}
		}
		trace_ip_fragment(skb, skb->len, (u64)offset, !!iter.frag);
		err = output(net, sk, skb);
		if (!err)
			IP_INC_STATS(net, IPSTATS_MIB_FRAGCREATES);
		if (err || !iter.frag)
			break;
		skb = ip_fraglist_next(&iter);
	}
	if (!err) {
		IP_INC_STATS(net, IPSTATS_MIB_FRAGOKS);
		return 0;
	}
	for (; iter.frag; iter.frag = next) {
		next = iter.frag->next;
		skb_mark_not_on_list(iter.frag);
		kfree_skb_reason(iter.frag, SKB_DROP_REASON_IP_FRAG_FAILED);
	}
	IP_INC_STATS(net, IPSTATS_MIB_FRAGFAILS);
	return err;
}

/* Takes @skb. */
static int fragment_copy(struct net *net, struct sock *sk, struct sk_buff *skb,
			 struct ip_frag_state *state,
			 int (*output)(struct net *, struct sock *,
				       struct sk_buff *))
{
	int err = 0;

	while (state->left > 0) {
		int offset = state->offset;
		bool first = !offset;
		struct sk_buff *skb2 = ip_frag_next(skb, state);

		if (IS_ERR(skb2)) {
			err = (int)PTR_ERR(skb2);
			break;
		}
		IPCB(skb2)->flags = IPCB(skb)->flags;
		/* From the second piece on, the whole's header has less. */
		if (first)
			ip_options_fragment(skb);
		trace_ip_fragment(skb2, skb2->len, (u64)offset,
				  state->left > 0);
		err = output(net, sk, skb2);
		if (err)
			break;
		IP_INC_STATS(net, IPSTATS_MIB_FRAGCREATES);
	}
	if (err) {
		kfree_skb_reason(skb, SKB_DROP_REASON_IP_FRAG_FAILED);
		IP_INC_STATS(net, IPSTATS_MIB_FRAGFAILS);
		return err;
	}
	consume_skb(skb);
	IP_INC_STATS(net, IPSTATS_MIB_FRAGOKS);
	return 0;
}

/**
 * ip_do_fragment - cut
 * @skb: taken; routed; data at the IP header
 * @output: takes each piece; 0, or the rest dies
 *
 * Context: process or softirq, RCU.
 */
int ip_do_fragment(struct net *net, struct sock *sk, struct sk_buff *skb,
		   int (*output)(struct net *, struct sock *, struct sk_buff *))
{
	struct rtable *rt = skb_rtable(skb);
	unsigned int hlen, mtu, ll_rs;
	struct ip_frag_state state;
	int err;

	/* A device cannot sum up what it does not see whole. */
	if (skb->ip_summed == CHECKSUM_PARTIAL) {
		err = skb_checksum_help(skb);
		if (err) {
			kfree_skb_reason(skb, SKB_DROP_REASON_SKB_CSUM);
			IP_INC_STATS(net, IPSTATS_MIB_FRAGFAILS);
			return err;
		}
	}
	mtu = ip_skb_dst_mtu(sk, skb);
	if (IPCB(skb)->frag_max_size && IPCB(skb)->frag_max_size < mtu)
		mtu = IPCB(skb)->frag_max_size;
	hlen = ip_hdrlen(skb);
	mtu -= hlen;
	IPCB(skb)->flags |= IPSKB_FRAG_COMPLETE;
	ll_rs = LL_RESERVED_SPACE(rt->dst.dev);
	if (skb_has_frag_list(skb) && fraglist_fits(skb, hlen, mtu, ll_rs))
		return fragment_fraglist(net, sk, skb, hlen, output);
	ip_frag_init(skb, hlen, ll_rs, mtu, IPCB(skb)->flags & IPSKB_FRAG_PMTU,
		     &state);
	return fragment_copy(net, sk, skb, &state, output);
}
EXPORT_SYMBOL(ip_do_fragment);
