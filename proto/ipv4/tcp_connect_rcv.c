// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tcp_connect_rcv - the answer to our SYN
 *
 * Where:   tcp_rcv_state_process() in SYN_SENT.
 * Mirrors: net/ipv4/tcp_input.c, cut: tcp_rcv_synsent_state_process(),
 *          tcp_finish_connect(). Left out: Fast Open, ECN.
 * Spec:    RFC 9293 §3.10.7.3; §3.5 (simultaneous open); RFC 7323 §2, §3.
 */
#include "proto/ipv4/tcp_priv.h"

/* The handshake is done, from either side: what needs to know the route. */
void tcp_init_transfer(struct sock *sk, struct sk_buff *skb)
{
	struct inet_connection_sock *icsk = inet_csk(sk);
	struct tcp_sock *tp = tcp_sk(sk);

	icsk->icsk_af_ops->rebuild_header(sk);
	/* RFC 6298 §5.7, RFC 5681 §3.1: the SYN was lost: one segment */
	if (tp->total_retrans > 1 && tp->undo_marker)
		tcp_snd_cwnd_set(tp, 1);
	else
		tcp_snd_cwnd_set(tp, tcp_init_cwnd(tp, __sk_dst_get(sk)));
	tp->snd_cwnd_stamp = tcp_jiffies32;
	if (!icsk->icsk_ca_initialized)
		tcp_init_congestion_control(sk);
	tcp_init_buffer_space(sk);
	(void)skb;
}

void tcp_finish_connect(struct sock *sk, struct sk_buff *skb)
{
	struct inet_connection_sock *icsk = inet_csk(sk);
	struct tcp_sock *tp = tcp_sk(sk);

	tcp_set_state(sk, TCP_ESTABLISHED);
	icsk->icsk_ack.lrcvtime = tcp_jiffies32;
	if (skb)
		icsk->icsk_af_ops->sk_rx_dst_set(sk, skb);
	tcp_init_transfer(sk, skb);
	/* no restart of an idle connection: it has just begun */
	tp->lsndtime = tcp_jiffies32;
	if (sock_flag(sk, SOCK_KEEPOPEN))
		inet_csk_reset_keepalive_timer(
			sk, (unsigned long)keepalive_time_when(tp));
	if (!tp->rx_opt.snd_wscale)
		__tcp_fast_path_on(tp, tp->snd_wnd);
	else
		tp->pred_flags = 0;
}

/* What both a SYN-ACK and a SYN tell of the peer. */
static void synsent_take_options(struct sock *sk)
{
	struct tcp_sock *tp = tcp_sk(sk);

	if (tp->rx_opt.saw_tstamp) {
		tp->rx_opt.tstamp_ok = 1;
		tcp_store_ts_recent(tp);
		tp->tcp_header_len =
			sizeof(struct tcphdr) + TCPOLEN_TSTAMP_ALIGNED;
	} else {
		tp->tcp_header_len = sizeof(struct tcphdr);
	}
	if (!tp->rx_opt.wscale_ok) {
		tp->rx_opt.snd_wscale = tp->rx_opt.rcv_wscale = 0;
		WRITE_ONCE(tp->window_clamp, min(tp->window_clamp, 65535U));
	}
}

/* A SYN-ACK that fits. -1: go on; 0: it was taken. */
static int synsent_synack(struct sock *sk, struct sk_buff *skb,
			  const struct tcphdr *th)
{
	struct inet_connection_sock *icsk = inet_csk(sk);
	struct tcp_sock *tp = tcp_sk(sk);

	tp->snd_wl1 = TCP_SKB_CB(skb)->seq;
	tcp_ack(sk, skb, FLAG_SLOWPATH);
	WRITE_ONCE(tp->rcv_nxt, TCP_SKB_CB(skb)->seq + 1);
	tp->rcv_wup = TCP_SKB_CB(skb)->seq + 1;
	tp->snd_wnd = ntohs(th->window); /* a SYN's is not scaled */
	synsent_take_options(sk);
	if (tp->rx_opt.tstamp_ok) /* no more SYN of ours tells an MSS */
		tp->advmss -= TCPOLEN_TSTAMP_ALIGNED;
	tcp_sync_mss(sk, icsk->icsk_pmtu_cookie);
	tcp_initialize_rcv_mss(sk);
	WRITE_ONCE(tp->copied_seq, tp->rcv_nxt);

	tcp_finish_connect(sk, skb);
	if (!sock_flag(sk, SOCK_DEAD))
		sk->sk_state_change(sk);
	/* Data is coming, or a quick answer is not wanted: the ACK may wait. */
	if (sk->sk_write_pending ||
	    READ_ONCE(icsk->icsk_accept_queue.rskq_defer_accept) ||
	    inet_csk_in_pingpong_mode(sk)) {
		inet_csk_schedule_ack(sk);
		tcp_enter_quickack_mode(sk, TCP_MAX_QUICKACKS);
		inet_csk_reset_xmit_timer(sk, ICSK_TIME_DACK, TCP_DELACK_MAX,
					  TCP_RTO_MAX);
		consume_skb(skb);
		return 0;
	}
	tcp_send_ack(sk);
	return -1;
}

/* A SYN and no ACK: both connect at once. Takes @skb. */
static int synsent_simultaneous(struct sock *sk, struct sk_buff *skb,
				const struct tcphdr *th)
{
	struct tcp_sock *tp = tcp_sk(sk);

	tcp_set_state(sk, TCP_SYN_RECV);
	synsent_take_options(sk);
	WRITE_ONCE(tp->rcv_nxt, TCP_SKB_CB(skb)->seq + 1);
	WRITE_ONCE(tp->copied_seq, tp->rcv_nxt);
	tp->rcv_wup = TCP_SKB_CB(skb)->seq + 1;
	tp->snd_wnd = ntohs(th->window);
	tp->snd_wl1 = TCP_SKB_CB(skb)->seq;
	tp->max_window = tp->snd_wnd;
	tcp_sync_mss(sk, inet_csk(sk)->icsk_pmtu_cookie);
	tcp_initialize_rcv_mss(sk);
	tcp_send_synack(sk);
	consume_skb(skb);
	return 0;
}

/* First: the ACK. 1: reset the sender; 0: fine; -1: drop it (*@reason). */
static int synsent_check_ack(struct sock *sk, struct sk_buff *skb,
			     enum skb_drop_reason *reason)
{
	struct inet_connection_sock *icsk = inet_csk(sk);
	const struct tcp_sock *tp = tcp_sk(sk);
	u32 ack = TCP_SKB_CB(skb)->ack_seq;

	if (!after(ack, tp->snd_una) || after(ack, tp->snd_nxt)) {
		/* a confused peer: it resets, and our next SYN is new to it */
		if (icsk->icsk_retransmits == 0)
			inet_csk_reset_xmit_timer(sk, ICSK_TIME_RETRANS,
						  TCP_TIMEOUT_MIN, TCP_RTO_MAX);
		return 1;
	}
	if (tp->rx_opt.saw_tstamp && tp->rx_opt.rcv_tsecr &&
	    !between(tp->rx_opt.rcv_tsecr, tp->retrans_stamp,
		     tcp_time_stamp(tp))) {
		NET_INC_STATS(sock_net(sk), LINUX_MIB_PAWSACTIVEREJECTED);
		return 1;
	}
	*reason = SKB_NOT_DROPPED_YET;
	return 0;
}

/**
 * tcp_rcv_synsent_state_process - RFC 9293 §3.10.7.3, first to fifth
 * @skb: taken when 0
 *
 * Return: 0; 1: reset the sender; -1: connected, go on with URG and sending.
 */
int tcp_rcv_synsent_state_process(struct sock *sk, struct sk_buff *skb,
				  const struct tcphdr *th)
{
	struct tcp_sock *tp = tcp_sk(sk);
	u16 saved_clamp = tp->rx_opt.mss_clamp;
	enum skb_drop_reason reason = SKB_DROP_REASON_TCP_FLAGS;

	tcp_parse_options(sock_net(sk), skb, &tp->rx_opt, 0);
	if (tp->rx_opt.saw_tstamp && tp->rx_opt.rcv_tsecr)
		tp->rx_opt.rcv_tsecr -= tp->tsoffset;
	if (th->ack) {
		if (synsent_check_ack(sk, skb, &reason)) {
			tcp_clear_options(&tp->rx_opt);
			tp->rx_opt.mss_clamp = saved_clamp;
			return 1;
		}
		/* second: a RST that acknowledges our SYN: nobody listens */
		if (th->rst) {
			tcp_reset(sk, skb);
			consume_skb(skb);
			return 0;
		}
		reason = SKB_DROP_REASON_TCP_FLAGS;
		if (!th->syn)
			goto discard;
		/* fourth */
		return synsent_synack(sk, skb, th);
	}
	/* fifth: neither of both means anything */
	if (th->rst)
		goto discard;
	if (tp->rx_opt.ts_recent_stamp && tp->rx_opt.saw_tstamp &&
	    tcp_paws_reject(&tp->rx_opt, 0)) {
		reason = SKB_DROP_REASON_TCP_RFC7323_PAWS;
		goto discard;
	}
	if (th->syn)
		return synsent_simultaneous(sk, skb, th);
discard:
	tcp_clear_options(&tp->rx_opt);
	tp->rx_opt.mss_clamp = saved_clamp;
	tcp_drop_reason(sk, skb, reason);
	return 0;
}
