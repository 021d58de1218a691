// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tcp_transmit - one segment: a clone, its header, and down to IP
 *
 * Where:   tcp_output.c, tcp_retransmit.c, tcp_connect.c and tcp_probe.c end
 *          here; icsk_af_ops->queue_xmit() is ip_queue_xmit().
 * Mirrors: net/ipv4/tcp_output.c, cut from it. Left out: ECN, MD5.
 * Spec:    RFC 9293 §3.1, §3.8.5 (urgent); RFC 8312's TX_START event.
 *
 * The packet in the queue keeps its payload; the clone gets the header in
 * the room in front, is charged to sk_wmem_alloc, and dies in tcp_wfree().
 */
#include "core/netdevice.h"
#include "core/trace.h"
#include "lib/math64.h"
#include "proto/ipv4/tcp_priv.h"

/* Our clock of departure moves; without pacing it is the time of sending. */
static void tcp_update_skb_after_send(struct sock *sk, struct sk_buff *skb,
				      u64 prior_wstamp)
{
	struct tcp_sock *tp = tcp_sk(sk);
	unsigned long rate = sk->sk_pacing_rate;
	u64 len_ns, credit;

	/* The first ten segments are not held back. */
	if (sk->sk_pacing_status != SK_PACING_NONE && rate != ~0UL && rate &&
	    tp->data_segs_out >= TCP_INIT_CWND) {
		len_ns = div64_ul((u64)skb->len * (u64)NSEC_PER_SEC, rate);
		credit = tp->tcp_wstamp_ns - prior_wstamp;
		/* what a late timer lost is made up for, by half at most */
		len_ns -= min_t(u64, len_ns / 2, credit);
		tp->tcp_wstamp_ns += len_ns;
	}
	list_move_tail(&skb->tcp_tsorted_anchor, &tp->tsorted_sent_queue);
}

/* The segment carries the ACK that was due. */
static void tcp_event_ack_sent(struct sock *sk, unsigned int pkts, u32 rcv_nxt)
{
	struct tcp_sock *tp = tcp_sk(sk);

	if (unlikely(tp->compressed_ack)) {
		NET_ADD_STATS(sock_net(sk), LINUX_MIB_TCPACKCOMPRESSED,
			      tp->compressed_ack);
		tp->compressed_ack = 0;
		if (hrtimer_try_to_cancel(&tp->compressed_ack_timer) == 1)
			__sock_put(sk);
	}
	if (unlikely(rcv_nxt != tp->rcv_nxt))
		return; /* an ACK of the past: what is due stays due */
	tcp_dec_quickack_mode(sk, pkts);
	inet_csk_clear_xmit_timer(sk, ICSK_TIME_DACK);
}

static void tcp_event_data_sent(struct tcp_sock *tp, struct sock *sk)
{
	struct inet_connection_sock *icsk = inet_csk(sk);
	const u32 now = tcp_jiffies32;

	if (tcp_packets_in_flight(tp) == 0)
		tcp_ca_event(sk, CA_EVENT_TX_START);
	tp->lsndtime = now;
	/* A reply while an ACK is due: a conversation. */
	if (now - icsk->icsk_ack.lrcvtime < icsk->icsk_ack.ato)
		inet_csk_inc_pingpong_cnt(sk);
}

/*
 * Give the packet that travels: a clone; or a copy, when one still does, or
 * when bytes were cut off in front so that headers would lie askew.
 */
static struct sk_buff *tcp_clone_for_xmit(struct sk_buff *oskb, gfp_t gfp)
{
	bool copy = skb_cloned(oskb) || ((unsigned long)oskb->data & 3);
	struct sk_buff *skb;

	tcp_skb_tsorted_save(oskb)
	{
		skb = unlikely(copy) ? __pskb_copy(oskb, MAX_TCP_HEADER, gfp)
				     : skb_clone(oskb, gfp);
	}
	tcp_skb_tsorted_restore(oskb);
	if (unlikely(!skb))
		return NULL;
	skb->next = NULL;
	skb->prev = NULL;
	skb->dev = NULL; /* it was a part of the rbnode */
	return skb;
}

/* The packet is charged to the socket until it dies. */
static void tcp_set_owner(struct sock *sk, struct sk_buff *skb)
{
	skb_orphan(skb);
	skb->sk = sk;
	/* A pure ACK holds nobody back, and calls nobody back. */
	skb->destructor = skb_is_tcp_pure_ack(skb) ? __sock_wfree : tcp_wfree;
	refcount_add((int)skb->truesize, &sk->sk_wmem_alloc);
}

static void tcp_write_urgent(const struct tcp_sock *tp, struct tcphdr *th,
			     u32 seq)
{
	if (before(tp->snd_up, seq + 0x10000)) {
		th->urg_ptr = htons((u16)(tp->snd_up - seq));
		th->urg = 1;
	} else if (after(seq + 0xFFFF, tp->snd_nxt)) {
		/* too far for sixteen bits: as far as they go */
		th->urg_ptr = htons(0xFFFF);
		th->urg = 1;
	}
}

/* The header in front of @skb, with options of @optlen bytes. */
static void tcp_write_header(struct sock *sk, struct sk_buff *skb,
			     const struct tcp_out_options *opts,
			     unsigned int optlen, u32 rcv_nxt)
{
	const struct tcp_skb_cb *tcb = TCP_SKB_CB(skb);
	const struct inet_sock *inet = inet_sk(sk);
	struct tcp_sock *tp = tcp_sk(sk);
	unsigned int hlen = optlen + (unsigned int)sizeof(struct tcphdr);
	struct tcphdr *th;

	skb_push(skb, hlen);
	skb_reset_transport_header(skb);
	th = tcp_hdr(skb);
	th->source = inet->inet_sport;
	th->dest = inet->inet_dport;
	th->seq = htonl(tcb->seq);
	th->ack_seq = htonl(rcv_nxt);
	*((__be16 *)th + 6) = htons((u16)((hlen >> 2) << 12 | tcb->tcp_flags));
	th->check = 0;
	th->urg_ptr = 0;
	if (unlikely(tcp_urg_mode(tp) && before(tcb->seq, tp->snd_up)))
		tcp_write_urgent(tp, th, tcb->seq);
	/* RFC 7323 §2.2: the window of a SYN is never scaled. */
	if (likely(!(tcb->tcp_flags & TCPHDR_SYN)))
		th->window = htons(tcp_select_window(sk));
	else
		th->window = htons((u16)min(tp->rcv_wnd, 65535U));
	tcp_options_write(th, tp, opts);
}

/* What the socket and the namespace count of @skb, whose header is written. */
static void tcp_count_sent(struct sock *sk, struct sk_buff *skb,
			   unsigned int hlen, u32 rcv_nxt)
{
	const struct tcp_skb_cb *tcb = TCP_SKB_CB(skb);
	u32 segs = (u32)tcp_skb_pcount(skb);
	struct tcp_sock *tp = tcp_sk(sk);

	if (likely(tcb->tcp_flags & TCPHDR_ACK))
		tcp_event_ack_sent(sk, segs, rcv_nxt);
	if (skb->len != hlen) {
		tcp_event_data_sent(tp, sk);
		tp->data_segs_out += segs;
		tp->bytes_sent += skb->len - hlen;
	}
	if (after(tcb->end_seq, tp->snd_nxt) || tcb->seq == tcb->end_seq)
		TCP_ADD_STATS(sock_net(sk), TCP_MIB_OUTSEGS, segs);
	tp->segs_out += segs;
}

/* What IP and the device need to know; skb->cb is theirs from here on. */
static void tcp_hand_over(struct sock *sk, struct sk_buff *skb)
{
	struct skb_shared_info *shinfo = skb_shinfo(skb);
	u32 txhash = READ_ONCE(sk->sk_txhash);

	if (txhash)
		skb_set_hash(skb, txhash, PKT_HASH_TYPE_L4);
	shinfo->gso_type = (unsigned int)sk->sk_gso_type;
	shinfo->gso_segs = (u16)tcp_skb_pcount(skb);
	shinfo->gso_size = (u16)tcp_skb_mss(skb);
	trace_tcp_transmit(skb, inet_sk(sk)->inet_num, ntohs(sk->sk_dport),
			   TCP_SKB_CB(skb)->seq, tcp_sk(sk)->rcv_nxt);
	memset(skb->cb, 0, sizeof(skb->cb));
}

/**
 * __tcp_transmit_skb - send one segment, or several in one packet
 * @sk: locked
 * @skb: borrowed with @clone_it (a packet of a queue), else taken
 * @clone_it: a clone shall travel
 * @gfp_mask: for it
 * @rcv_nxt: what the segment acknowledges
 *
 * Context: process or softirq.
 * Return: 0, -ENOBUFS, or what IP said; a full queue below (NET_XMIT_CN) is
 * congestion, and 0.
 */
int __tcp_transmit_skb(struct sock *sk, struct sk_buff *skb, int clone_it,
		       gfp_t gfp_mask, u32 rcv_nxt)
{
	struct inet_connection_sock *icsk = inet_csk(sk);
	struct tcp_out_options opts = {0};
	struct tcp_sock *tp = tcp_sk(sk);
	struct sk_buff *oskb = NULL;
	u64 prior_wstamp = tp->tcp_wstamp_ns;
	unsigned int optlen;
	int err;

	tp->tcp_wstamp_ns = max(tp->tcp_wstamp_ns, tp->tcp_clock_cache);
	skb->skb_mstamp_ns = tp->tcp_wstamp_ns;
	skb->tstamp_type = 1; /* a departure time */
	if (clone_it) {
		oskb = skb;
		skb = tcp_clone_for_xmit(oskb, gfp_mask);
		if (unlikely(!skb))
			return -ENOBUFS;
	}
	if (unlikely(TCP_SKB_CB(skb)->tcp_flags & TCPHDR_SYN)) {
		optlen = tcp_syn_options(sk, skb, &opts);
	} else {
		optlen = tcp_established_options(sk, skb, &opts);
		/* The peer's GRO shall not keep it to wait for more. */
		if (tcp_skb_pcount(skb) > 1)
			TCP_SKB_CB(skb)->tcp_flags |= TCPHDR_PSH;
	}
	/* Nothing of ours is below: the queue may change without reordering. */
	skb->ooo_okay = sk_wmem_alloc_get(sk) < (int)SKB_TRUESIZE(1) ||
			tcp_rtx_queue_empty(sk);
	skb->pfmemalloc = 0;
	tcp_set_owner(sk, skb);
	skb_set_dst_pending_confirm(skb, READ_ONCE(sk->sk_dst_pending_confirm));
	tcp_write_header(sk, skb, &opts, optlen, rcv_nxt);
	icsk->icsk_af_ops->send_check(sk, skb);
	tcp_count_sent(sk, skb, optlen + (unsigned int)sizeof(struct tcphdr),
		       rcv_nxt);
	tcp_hand_over(sk, skb);
	err = icsk->icsk_af_ops->queue_xmit(sk, skb, &inet_sk(sk)->cork.fl);
	if (unlikely(err > 0)) {
		tcp_enter_cwr(sk);
		err = net_xmit_eval(err);
	}
	if (!err && oskb) {
		tcp_update_skb_after_send(sk, oskb, prior_wstamp);
		tcp_rate_skb_sent(sk, oskb);
	}
	return err;
}

int tcp_transmit_skb(struct sock *sk, struct sk_buff *skb, int clone_it,
		     gfp_t gfp_mask)
{
	return __tcp_transmit_skb(sk, skb, clone_it, gfp_mask,
				  tcp_sk(sk)->rcv_nxt);
}
