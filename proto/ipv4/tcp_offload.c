// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tcp_offload - TCP's part in merging and cutting packets
 *
 * Where:   below IPv4's and IPv6's gro_receive() and gso_segment().
 * Mirrors: net/ipv4/tcp_offload.c, as of Linux 6.1.
 * Spec:    RFC 9293 §3.1; RFC 3168 §6.1.2 (CWR stands in one segment only).
 *
 * Merged are data segments that continue each other and whose headers are
 * equal but for length, PSH and FIN. Everything that a receiver could see
 * must survive merging and cutting again: the same bytes come out.
 */
#include "proto/ipv4/offload.h"

/* The fourth word of the header, network order: doff, flags, window. */
#define tcp_flag_word(tp) (((union tcp_word_hdr *)(tp))->words[3])

/* ---- up ----------------------------------------------------------------- */

/* The header, whole; NULL: it is malformed. Steps behind it. */
static struct tcphdr *tcp_gro_pull_header(struct sk_buff *skb)
{
	unsigned int thlen, off = skb_gro_offset(skb);
	struct tcphdr *th;

	th = skb_gro_header(skb, off + sizeof(*th), off);
	if (unlikely(!th))
		return NULL;
	thlen = th->doff * 4U;
	if (unlikely(thlen < sizeof(*th)))
		return NULL;
	th = skb_gro_header(skb, off + thlen, off);
	if (unlikely(!th))
		return NULL;
	skb_gro_pull(skb, thlen);
	return th;
}

/* The held packet with these ports; the marks of the others go. */
static struct sk_buff *tcp_gro_lookup(struct list_head *head,
				      const struct tcphdr *th)
{
	struct sk_buff *p;

	list_for_each_entry (p, head, list) {
		const struct tcphdr *th2;

		if (!NAPI_GRO_CB(p)->same_flow)
			continue;
		th2 = tcp_hdr(p);
		if (th->source == th2->source && th->dest == th2->dest)
			return p;
		NAPI_GRO_CB(p)->same_flow = 0;
	}
	return NULL;
}

/*
 * The IP ids of @p and its successor: does the successor fit? The second
 * packet of a flow decides whether ids stay or count up.
 */
static bool gro_id_differs(struct sk_buff *p)
{
	struct napi_gro_cb *cb = NAPI_GRO_CB(p);

	if (cb->flush_id != 1 || cb->count != 1 || !cb->is_atomic)
		return cb->flush_id;
	cb->is_atomic = 0;
	return false;
}

/* Whether @skb's header forbids appending it to @p. @len: of its payload. */
static bool tcp_gro_differs(struct sk_buff *p, struct sk_buff *skb,
			    struct tcphdr *th, unsigned int len)
{
	const __be32 ignore = TCP_FLAG_CWR | TCP_FLAG_FIN | TCP_FLAG_PSH;
	unsigned int thlen = th->doff * 4U, mss = skb_shinfo(p)->gso_size;
	__be32 flags = tcp_flag_word(th);
	struct tcphdr *th2 = tcp_hdr(p);

	if (NAPI_GRO_CB(p)->flush)
		return true;
	/* RFC 3168: a CWR in the middle would be lost */
	if ((flags & TCP_FLAG_CWR) || ((flags ^ tcp_flag_word(th2)) & ~ignore))
		return true;
	if (th->ack_seq != th2->ack_seq)
		return true;
	if (memcmp(th + 1, th2 + 1, thlen - sizeof(*th)))
		return true;
	if (gro_id_differs(p))
		return true;
	if (unlikely(skb_is_gso(skb)) ? mss != skb_shinfo(skb)->gso_size
				      : len - 1 >= mss)
		return true;
	return ntohl(th2->seq) + skb_gro_len(p) != ntohl(th->seq);
}

/**
 * tcp_gro_receive - append a segment to its predecessor
 * @head: the bucket, marked by the IP layer
 * @skb: borrowed; skb_gro_offset() at the TCP header
 *
 * Context: softirq, rcu_read_lock().
 * Return: the held packet that must go up now, or NULL.
 */
struct sk_buff *tcp_gro_receive(struct list_head *head, struct sk_buff *skb)
{
	const __be32 ends = TCP_FLAG_URG | TCP_FLAG_PSH | TCP_FLAG_RST |
			    TCP_FLAG_SYN | TCP_FLAG_FIN;
	struct sk_buff *p, *pp = NULL;
	unsigned int len, mss = 1;
	struct tcphdr *th;
	__be32 flags;
	bool flush;

	th = tcp_gro_pull_header(skb);
	if (unlikely(!th)) {
		NAPI_GRO_CB(skb)->flush |= 1;
		return NULL;
	}
	len = skb_gro_len(skb);
	flags = tcp_flag_word(th);

	p = tcp_gro_lookup(head, th);
	if (p && !tcp_gro_differs(p, skb, th, len) &&
	    !skb_gro_receive(p, skb)) {
		mss = skb_shinfo(p)->gso_size;
		tcp_flag_word(tcp_hdr(p)) |=
			flags & (TCP_FLAG_FIN | TCP_FLAG_PSH);
	}

	/* Shorter than the others: the last of a burst. */
	if (unlikely(skb_is_gso(skb)))
		flush = len != (unsigned int)NAPI_GRO_CB(skb)->count *
				       skb_shinfo(skb)->gso_size;
	else
		flush = len < mss;
	flush |= !!(flags & ends);
	if (p && (!NAPI_GRO_CB(skb)->same_flow || flush))
		pp = p;
	NAPI_GRO_CB(skb)->flush |= flush;
	return pp;
}
EXPORT_SYMBOL(tcp_gro_receive);

/**
 * tcp_gro_complete - make the merged segment one that GSO can cut again
 * @skb: borrowed; th->check holds the pseudo-header's sum
 *
 * Context: softirq.
 */
void tcp_gro_complete(struct sk_buff *skb)
{
	struct tcphdr *th = tcp_hdr(skb);

	skb->csum_start = (u16)((unsigned char *)th - skb->head);
	skb->csum_offset = offsetof(struct tcphdr, check);
	skb->ip_summed = CHECKSUM_PARTIAL;
	skb_shinfo(skb)->gso_segs = NAPI_GRO_CB(skb)->count;
	if (th->cwr)
		skb_shinfo(skb)->gso_type |= SKB_GSO_TCP_ECN;
	if (skb->encapsulation)
		skb->inner_transport_header = skb->transport_header;
}
EXPORT_SYMBOL(tcp_gro_complete);

static struct sk_buff *tcp4_gro_receive(struct list_head *head,
					struct sk_buff *skb)
{
	/* What goes up at once is verified by tcp_v4_rcv(). */
	if (!NAPI_GRO_CB(skb)->flush &&
	    skb_gro_checksum_validate(skb, IPPROTO_TCP,
				      inet_gro_compute_pseudo)) {
		NAPI_GRO_CB(skb)->flush = 1;
		return NULL;
	}
	return tcp_gro_receive(head, skb);
}

static int tcp4_gro_complete(struct sk_buff *skb, int thoff)
{
	const struct iphdr *iph =
		(void *)(skb->data + thoff - sizeof(struct iphdr));
	struct tcphdr *th = tcp_hdr(skb);

	th->check = (__sum16)~csum_tcpudp_magic(iph->saddr, iph->daddr,
						skb->len - (unsigned int)thoff,
						IPPROTO_TCP, 0);
	skb_shinfo(skb)->gso_type |= SKB_GSO_TCPV4;
	if (NAPI_GRO_CB(skb)->is_atomic)
		skb_shinfo(skb)->gso_type |= SKB_GSO_TCP_FIXEDID;
	tcp_gro_complete(skb);
	return 0;
}

/* ---- down ---------------------------------------------------------------- */

static void tcp_gso_checksum(struct sk_buff *skb, struct tcphdr *th,
			     __sum16 pseudo)
{
	th->check = pseudo;
	if (skb->ip_summed == CHECKSUM_PARTIAL)
		gso_reset_checksum(skb, ~csum_unfold(pseudo));
	else
		th->check = gso_make_checksum(skb, ~csum_unfold(pseudo));
}

/* The pseudo-header's sum in @check, with @delta more or less length. */
static __sum16 tcp_gso_pseudo(__sum16 check, __be32 delta)
{
	return (__sum16)~csum_fold(csum_add(csum_unfold(check), (__wsum)delta));
}

/*
 * Sequence numbers, flags and checksums of the segments: FIN and PSH stay in
 * the last, CWR in the first. @oldlen: complement of the whole's length.
 */
static void tcp_gso_fix(struct sk_buff *segs, u32 oldlen, unsigned int mss)
{
	struct tcphdr *th = tcp_hdr(segs);
	unsigned int thlen = th->doff * 4U;
	u32 seq = ntohl(th->seq);
	__sum16 check = th->check, full;
	struct sk_buff *skb = segs;

	full = tcp_gso_pseudo(check, htonl(oldlen + thlen + mss));
	while (skb->next) {
		th->fin = th->psh = 0;
		tcp_gso_checksum(skb, th, full);
		seq += mss;
		skb = skb->next;
		th = tcp_hdr(skb);
		th->seq = htonl(seq);
		th->cwr = 0;
	}
	tcp_gso_checksum(
		skb, th,
		tcp_gso_pseudo(check, htonl(oldlen + skb->len -
					    (u32)skb_transport_offset(skb))));
}

/**
 * tcp_gso_segment - cut a TCP segment
 * @skb: borrowed; data at the TCP header; th->check: the pseudo-header's sum
 * @features: of the device
 *
 * Context: any, rcu_read_lock().
 * Return: as struct offload_callbacks.gso_segment.
 */
struct sk_buff *tcp_gso_segment(struct sk_buff *skb, netdev_features_t features)
{
	unsigned int thlen, mss = skb_shinfo(skb)->gso_size;
	struct sk_buff *segs;
	bool ooo_okay;
	u32 oldlen;

	thlen = tcp_hdrlen(skb);
	if (thlen < sizeof(struct tcphdr) || !pskb_may_pull(skb, thlen))
		return ERR_PTR(-EINVAL);
	oldlen = ~skb->len;
	__skb_pull(skb, thlen);
	if (unlikely(skb->len <= mss))
		return ERR_PTR(-EINVAL);

	if (skb_gso_ok(skb, features | NETIF_F_GSO_ROBUST)) {
		/* From outside: only the count may be wrong. */
		skb_shinfo(skb)->gso_segs = (u16)DIV_ROUND_UP(skb->len, mss);
		return NULL;
	}

	/* Only the first may overtake what was sent before it. */
	ooo_okay = skb->ooo_okay;
	skb->ooo_okay = 0;
	segs = skb_segment(skb, features);
	if (IS_ERR(segs))
		return segs;
	segs->ooo_okay = ooo_okay;
	tcp_gso_fix(segs, oldlen, mss);
	return segs;
}
EXPORT_SYMBOL(tcp_gso_segment);

static struct sk_buff *tcp4_gso_segment(struct sk_buff *skb,
					netdev_features_t features)
{
	if (!(skb_shinfo(skb)->gso_type & SKB_GSO_TCPV4) ||
	    !pskb_may_pull(skb, sizeof(struct tcphdr)))
		return ERR_PTR(-EINVAL);

	/* A forwarder may have finished the checksum: begin it again. */
	if (unlikely(skb->ip_summed != CHECKSUM_PARTIAL)) {
		const struct iphdr *iph = ip_hdr(skb);
		struct tcphdr *th = tcp_hdr(skb);

		th->check = (__sum16)~csum_tcpudp_magic(
			iph->saddr, iph->daddr, skb->len, IPPROTO_TCP, 0);
		skb->csum_start = (u16)(skb_transport_header(skb) - skb->head);
		skb->csum_offset = offsetof(struct tcphdr, check);
		skb->ip_summed = CHECKSUM_PARTIAL;
	}
	return tcp_gso_segment(skb, features);
}

const struct net_offload tcpv4_offload = {
	.callbacks =
		{
			.gso_segment = tcp4_gso_segment,
			.gro_receive = tcp4_gro_receive,
			.gro_complete = tcp4_gro_complete,
		},
};
