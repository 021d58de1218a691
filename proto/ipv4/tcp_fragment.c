// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tcp_fragment - packets of the send queues: insert, take out, cut, trim
 *
 * Where:   tcp_output.c, tcp_retransmit.c, tcp_ack.c, tcp_sack.c.
 * Mirrors: net/ipv4/tcp_output.c (tcp_fragment), tcp.c
 *          (tcp_write_queue_purge), include/net/tcp.h; cut from them.
 * Spec:    none; RFC 2018 makes it necessary to cut what is in flight.
 *
 * A packet of the queues is payload only: the header is written in front of
 * the clone that travels. Cutting moves no byte but page references.
 */
#include "proto/ipv4/tcp_priv.h"

/* ---- the retransmit queue --------------------------------------------------
 */

/* Takes @skb into the tree, by sequence. */
void tcp_rbtree_insert(struct rb_root *root, struct sk_buff *skb)
{
	struct rb_node **p = &root->rb_node;
	struct rb_node *parent = NULL;

	while (*p) {
		parent = *p;
		if (before(TCP_SKB_CB(skb)->seq,
			   TCP_SKB_CB(rb_to_skb(parent))->seq))
			p = &parent->rb_left;
		else
			p = &parent->rb_right;
	}
	rb_link_node(&skb->rbnode, parent, p);
	rb_insert_color(&skb->rbnode, root);
}

/* Gives @skb back to the caller. */
void tcp_rtx_queue_unlink(struct sk_buff *skb, struct sock *sk)
{
	rb_erase(&skb->rbnode, &sk->tcp_rtx_queue);
	skb->next = NULL;
	skb->prev = NULL;
}

/* Takes @skb; it arrived, or its bytes went into another. */
void tcp_rtx_queue_unlink_and_free(struct sk_buff *skb, struct sock *sk)
{
	list_del(&skb->tcp_tsorted_anchor);
	tcp_rtx_queue_unlink(skb, sk);
	tcp_wmem_free_skb(sk, skb);
}

/* Takes @skb, which stands in no list and is charged to sk_wmem_queued. */
void tcp_wmem_free_skb(struct sock *sk, struct sk_buff *skb)
{
	tcp_skb_tsorted_anchor_cleanup(skb);
	skb->next = NULL;
	skb->dev = NULL; /* it was a part of the rbnode */
	sk_wmem_free_skb(sk, skb);
}

/* The connection is over: nothing is sent any more. */
void tcp_write_queue_purge(struct sock *sk)
{
	struct tcp_sock *tp = tcp_sk(sk);
	struct sk_buff *skb;

	tcp_chrono_stop(sk, TCP_CHRONO_BUSY);
	while ((skb = __skb_dequeue(&sk->sk_write_queue)))
		tcp_wmem_free_skb(sk, skb);
	while ((skb = tcp_rtx_queue_head(sk))) {
		tcp_rtx_queue_unlink(skb, sk);
		tcp_wmem_free_skb(sk, skb);
	}
	tp->highest_sack = NULL;
	INIT_LIST_HEAD(&tp->tsorted_sent_queue);
	sk_mem_reclaim(sk);
	tcp_clear_all_retrans_hints(tp);
	tp->packets_out = 0;
	inet_csk(sk)->icsk_backoff = 0;
}

/* ---- segments --------------------------------------------------------------
 */

int tcp_set_skb_tso_segs(struct sk_buff *skb, unsigned int mss_now)
{
	if (skb->len <= mss_now) {
		TCP_SKB_CB(skb)->tcp_gso_size = 0;
		tcp_skb_pcount_set(skb, 1);
		return 1;
	}
	TCP_SKB_CB(skb)->tcp_gso_size = (u16)mss_now;
	tcp_skb_pcount_set(skb, (int)DIV_ROUND_UP(skb->len, mss_now));
	return tcp_skb_pcount(skb);
}

void tcp_adjust_pcount(struct sock *sk, const struct sk_buff *skb, int decr)
{
	struct tcp_sock *tp = tcp_sk(sk);
	u8 sacked = TCP_SKB_CB(skb)->sacked;

	tp->packets_out -= (u32)decr;
	if (sacked & TCPCB_SACKED_ACKED)
		tp->sacked_out -= (u32)decr;
	if (sacked & TCPCB_SACKED_RETRANS)
		tp->retrans_out -= (u32)decr;
	if (sacked & TCPCB_LOST)
		tp->lost_out -= (u32)decr;
	/* Without SACK we only count duplicates: not more than there are. */
	if (tcp_is_reno(tp) && decr > 0)
		tp->sacked_out -= min_t(u32, tp->sacked_out, (u32)decr);
	if (tp->lost_skb_hint &&
	    before(TCP_SKB_CB(skb)->seq, TCP_SKB_CB(tp->lost_skb_hint)->seq) &&
	    (sacked & TCPCB_SACKED_ACKED))
		tp->lost_cnt_hint -= decr;
	WARN_ON_ONCE(tcp_left_out(tp) > tp->packets_out);
}

/* The request for a transmit timestamp stays with the byte it was made for. */
static void tcp_fragment_tstamp(struct sk_buff *skb, struct sk_buff *buff)
{
	struct skb_shared_info *shinfo = skb_shinfo(skb);
	u8 tsflags = shinfo->tx_flags & SKBTX_ANY_TSTAMP;

	if (likely(!TCP_SKB_CB(skb)->txstamp_ack && !tsflags) ||
	    before(shinfo->tskey, TCP_SKB_CB(buff)->seq))
		return;
	shinfo->tx_flags &= (u8)~tsflags;
	skb_shinfo(buff)->tx_flags |= tsflags;
	swap(shinfo->tskey, skb_shinfo(buff)->tskey);
	TCP_SKB_CB(buff)->txstamp_ack = TCP_SKB_CB(skb)->txstamp_ack;
	TCP_SKB_CB(skb)->txstamp_ack = 0;
}

/* @next_skb's bytes are @skb's now: so is its request. */
void tcp_skb_collapse_tstamp(struct sk_buff *skb,
			     const struct sk_buff *next_skb)
{
	const struct skb_shared_info *next = skb_shinfo(next_skb);
	u8 tsflags = next->tx_flags & SKBTX_ANY_TSTAMP;

	if (likely(!TCP_SKB_CB(next_skb)->txstamp_ack && !tsflags))
		return;
	skb_shinfo(skb)->tx_flags |= tsflags;
	skb_shinfo(skb)->tskey = next->tskey;
	TCP_SKB_CB(skb)->txstamp_ack |= TCP_SKB_CB(next_skb)->txstamp_ack;
}

/* ---- cut -------------------------------------------------------------------
 */

/*
 * Tiny SACK blocks can make a peer's view of our queue arbitrarily long, and
 * each cut costs an sk_buff. Beyond twice the send buffer there is no more.
 */
static bool tcp_wqueue_too_big(struct sock *sk, enum tcp_queue tcp_queue,
			       const struct sk_buff *skb)
{
	long limit = sk->sk_sndbuf + 2L * SKB_TRUESIZE(GRO_LEGACY_MAX_SIZE);

	return (sk->sk_wmem_queued >> 1) > limit &&
	       tcp_queue != TCP_FRAG_IN_WRITE_QUEUE &&
	       skb != tcp_rtx_queue_head(sk) && skb != tcp_rtx_queue_tail(sk);
}

/* What is before @len stays with @skb, the rest becomes @buff's. */
static void tcp_fragment_cb(struct sk_buff *skb, struct sk_buff *buff, u32 len)
{
	struct tcp_skb_cb *a = TCP_SKB_CB(skb), *b = TCP_SKB_CB(buff);
	int nlen = (int)(skb->len - len);

	/* truesize counts payload byte by byte, so it can be moved */
	buff->truesize += (unsigned int)nlen;
	skb->truesize -= (unsigned int)nlen;
	b->seq = a->seq + len;
	b->end_seq = a->end_seq;
	a->end_seq = b->seq;
	b->tcp_flags = a->tcp_flags;
	a->tcp_flags &= (u8) ~(TCPHDR_FIN | TCPHDR_PSH);
	b->sacked = a->sacked;
	b->eor = a->eor;
	a->eor = 0;
	b->header.tx = a->header.tx;
	skb_split(skb, buff, len);
	buff->tstamp = skb->tstamp;
	buff->ip_summed = CHECKSUM_PARTIAL;
	tcp_fragment_tstamp(skb, buff);
}

/**
 * tcp_fragment - cut a packet of a send queue in two
 * @sk: locked
 * @tcp_queue: where @skb stands
 * @skb: borrowed; keeps the first @len bytes
 * @len: less than skb->len
 * @mss_now: both are counted anew by it
 * @gfp: for the new one, which stands behind @skb in its queue, charged
 *
 * Context: process or softirq.
 * Return: 0, -ENOMEM, -EINVAL. On failure @skb is as it was.
 */
int tcp_fragment(struct sock *sk, enum tcp_queue tcp_queue, struct sk_buff *skb,
		 u32 len, unsigned int mss_now, gfp_t gfp)
{
	int old_factor = tcp_skb_pcount(skb), diff;
	struct tcp_sock *tp = tcp_sk(sk);
	struct sk_buff *buff;

	if (WARN_ON(len > skb->len))
		return -EINVAL;
	if (unlikely(tcp_wqueue_too_big(sk, tcp_queue, skb))) {
		NET_INC_STATS(sock_net(sk), LINUX_MIB_TCPWQUEUETOOBIG);
		return -ENOMEM;
	}
	if (skb_unclone_keeptruesize(skb, gfp))
		return -ENOMEM;
	buff = tcp_stream_alloc_skb(sk, gfp, true);
	if (!buff)
		return -ENOMEM;
	sk_wmem_queued_add(sk, (int)buff->truesize);
	sk_mem_charge(sk, (int)buff->truesize);
	tcp_fragment_cb(skb, buff, len);
	tcp_set_skb_tso_segs(skb, mss_now);
	tcp_set_skb_tso_segs(buff, mss_now);
	/* In flight already: two halves may be more segments than the whole. */
	if (!before(tp->snd_nxt, TCP_SKB_CB(buff)->end_seq)) {
		diff = old_factor - tcp_skb_pcount(skb) - tcp_skb_pcount(buff);
		if (diff)
			tcp_adjust_pcount(sk, skb, diff);
	}
	__skb_header_release(buff);
	if (tcp_queue == TCP_FRAG_IN_WRITE_QUEUE) {
		__skb_queue_after(&sk->sk_write_queue, skb, buff);
	} else {
		tcp_rbtree_insert(&sk->tcp_rtx_queue, buff);
		list_add(&buff->tcp_tsorted_anchor, &skb->tcp_tsorted_anchor);
	}
	return 0;
}

/* @len bytes of the front leave @skb. Return: how many were page bytes. */
static unsigned int __pskb_trim_head(struct sk_buff *skb, u32 len)
{
	struct skb_shared_info *shinfo = skb_shinfo(skb);
	u32 eat = min_t(u32, len, skb_headlen(skb)), left = len - eat;
	int i, k = 0;

	if (eat)
		__skb_pull(skb, eat);
	for (i = 0; i < shinfo->nr_frags; i++) {
		unsigned int size = skb_frag_size(&shinfo->frags[i]);

		if (size <= left) {
			skb_frag_unref(skb, i);
			left -= size;
			continue;
		}
		shinfo->frags[k] = shinfo->frags[i];
		if (left) {
			skb_frag_off_add(&shinfo->frags[k], (int)left);
			skb_frag_size_sub(&shinfo->frags[k], (int)left);
			left = 0;
		}
		k++;
	}
	shinfo->nr_frags = (u8)k;
	skb->data_len -= len - eat;
	skb->len -= len - eat;
	return len - eat;
}

/**
 * tcp_trim_head - the first bytes of a packet were acknowledged
 * @sk: locked
 * @skb: borrowed; loses its first @len bytes
 * @len: less than skb->len
 *
 * Context: process or softirq. Return: 0 or -ENOMEM.
 */
int tcp_trim_head(struct sock *sk, struct sk_buff *skb, u32 len)
{
	unsigned int delta_truesize;

	if (skb_unclone_keeptruesize(skb, GFP_ATOMIC))
		return -ENOMEM;
	delta_truesize = __pskb_trim_head(skb, len);
	TCP_SKB_CB(skb)->seq += len;
	skb->truesize -= delta_truesize;
	sk_wmem_queued_add(sk, -(int)delta_truesize);
	sk_mem_uncharge(sk, (int)delta_truesize);
	if (tcp_skb_pcount(skb) > 1)
		tcp_set_skb_tso_segs(skb, (unsigned int)tcp_skb_mss(skb));
	return 0;
}
