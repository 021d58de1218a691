// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tcp_input - a segment for a connection: the fast path, and RFC 9293's steps
 *
 * Where:   tcp_v4_do_rcv() calls tcp_rcv_established() or, in any other state
 *          but LISTEN's ACKs, tcp_rcv_state_process(); both end in tcp_ack()
 *          and tcp_data_queue().
 * Mirrors: net/ipv4/tcp_input.c; cut from it: tcp_options.c tcp_ack.c
 *          tcp_sack.c tcp_fastretrans.c tcp_data.c tcp_rcvbuf.c tcp_collapse.c
 *          tcp_connect_rcv.c (SYN_SENT).
 * Spec:    RFC 9293 §3.10.7; RFC 5961 §3, §4, §5 (blind attacks); Van
 *          Jacobson's header prediction.
 */
#include "lib/random.h"
#include "proto/ipv4/tcp_priv.h"

/* ---- answers
 * ------------------------------------------------------------------ */

/* RFC 5961 §7: not more of them than an attacker could count. */
void tcp_send_challenge_ack(struct sock *sk)
{
	struct netns_ipv4 *ip4 = tcp_net(sk);
	struct tcp_sock *tp = tcp_sk(sk);
	u32 ack_limit, now;

	if (tp->last_oow_ack_time) {
		s32 elapsed = (s32)(tcp_jiffies32 - tp->last_oow_ack_time);

		if (elapsed >= 0 &&
		    elapsed < READ_ONCE(ip4->sysctl_tcp_invalid_ratelimit)) {
			NET_INC_STATS(sock_net(sk),
				      LINUX_MIB_TCPACKSKIPPEDCHALLENGE);
			return;
		}
	}
	tp->last_oow_ack_time = tcp_jiffies32;
	ack_limit = (u32)READ_ONCE(ip4->sysctl_tcp_challenge_ack_limit);
	if (ack_limit == INT_MAX)
		goto send;
	now = (u32)ktime_get_seconds();
	if (now != ip4->tcp_challenge_timestamp) {
		u32 half = (ack_limit + 1) >> 1;

		ip4->tcp_challenge_timestamp = now;
		ip4->tcp_challenge_count =
			half + get_random_u32_below(max(ack_limit, 1U));
	}
	if (!ip4->tcp_challenge_count)
		return;
	ip4->tcp_challenge_count--;
send:
	NET_INC_STATS(sock_net(sk), LINUX_MIB_TCPCHALLENGEACK);
	tcp_send_ack(sk);
}

/* A RST that we believe. @skb: borrowed, or NULL. */
void tcp_reset(struct sock *sk, struct sk_buff *skb)
{
	trace_tcp_receive_reset(skb, sk->sk_num, ntohs(sk->sk_dport));
	switch (sk->sk_state) {
	case TCP_SYN_SENT:
		WRITE_ONCE(sk->sk_err, ECONNREFUSED);
		break;
	case TCP_CLOSE_WAIT:
		WRITE_ONCE(sk->sk_err, EPIPE);
		break;
	case TCP_CLOSE:
		return;
	default:
		WRITE_ONCE(sk->sk_err, ECONNRESET);
		break;
	}
	smp_wmb(); /* poll() looks at the error when it sees the state */
	tcp_write_queue_purge(sk);
	tcp_done(sk);
	if (!sock_flag(sk, SOCK_DEAD))
		sk_error_report(sk);
}

/* RFC 9293 §3.10.7.4, eighth: the peer's FIN, when all before it is here. */
void tcp_fin(struct sock *sk)
{
	struct tcp_sock *tp = tcp_sk(sk);

	inet_csk_schedule_ack(sk);
	WRITE_ONCE(sk->sk_shutdown, sk->sk_shutdown | RCV_SHUTDOWN);
	sock_set_flag(sk, SOCK_DONE);
	switch (sk->sk_state) {
	case TCP_SYN_RECV:
	case TCP_ESTABLISHED:
		tcp_set_state(sk, TCP_CLOSE_WAIT);
		inet_csk_enter_pingpong_mode(sk);
		break;
	case TCP_CLOSE_WAIT:
	case TCP_CLOSING:
	case TCP_LAST_ACK:
		return; /* once more: nothing changes */
	case TCP_FIN_WAIT1:
		/* both closed at once: ours has no ACK yet */
		tcp_send_ack(sk);
		tcp_set_state(sk, TCP_CLOSING);
		break;
	case TCP_FIN_WAIT2:
		tcp_send_ack(sk);
		tcp_time_wait(sk, TCP_TIME_WAIT, 0);
		break;
	default:
		pr_err("tcp: a FIN in state %d\n", sk->sk_state);
		break;
	}
	/* What waits behind a FIN is nonsense. */
	skb_rbtree_purge(&tp->out_of_order_queue);
	tp->ooo_last_skb = NULL;
	if (tcp_is_sack(tp))
		tp->rx_opt.num_sacks = 0;
	if (sock_flag(sk, SOCK_DEAD))
		return;
	sk->sk_state_change(sk);
}

/* ---- after the segment
 * ------------------------------------------------------------ */

void tcp_data_snd_check(struct sock *sk)
{
	tcp_push_pending_frames(sk);
	tcp_check_space(sk);
}

/* Now, or later? RFC 5681 §4.2: at the latest for each second full segment. */
void __tcp_ack_snd_check(struct sock *sk, int ofo_possible)
{
	const struct inet_connection_sock *icsk = inet_csk(sk);
	const struct tcp_sock *tp = tcp_sk(sk);

	/* More than a full segment came and the window follows. */
	if ((tp->rcv_nxt - tp->rcv_wup > icsk->icsk_ack.rcv_mss &&
	     (tp->rcv_nxt - tp->copied_seq < (u32)sk->sk_rcvlowat ||
	      __tcp_select_window(sk) >= tp->rcv_wnd)) ||
	    tcp_in_quickack_mode(sk) ||
	    (icsk->icsk_ack.pending & ICSK_ACK_NOW) ||
	    (ofo_possible && !RB_EMPTY_ROOT(&tp->out_of_order_queue)))
		tcp_send_ack(sk);
	else
		tcp_send_delayed_ack(sk);
}

void tcp_ack_snd_check(struct sock *sk)
{
	if (inet_csk_ack_scheduled(sk))
		__tcp_ack_snd_check(sk, 1);
}

/* ---- is it acceptable? RFC 9293 §3.10.7.4, first to fourth
 * --------------------------- */

static enum skb_drop_reason tcp_sequence(const struct tcp_sock *tp, u32 seq,
					 u32 end_seq)
{
	if (before(end_seq, tp->rcv_wup))
		return SKB_DROP_REASON_TCP_OLD_SEQUENCE;
	if (after(seq, tp->rcv_nxt + tcp_receive_window(tp)))
		return SKB_DROP_REASON_TCP_INVALID_SEQUENCE;
	return SKB_NOT_DROPPED_YET;
}

/* RFC 7323 §5.3, R1: but an old pure ACK in sequence is only reordered. */
static bool tcp_disordered_ack(const struct sock *sk, const struct sk_buff *skb)
{
	const struct tcp_sock *tp = tcp_sk(sk);
	const struct tcphdr *th = tcp_hdr(skb);
	u32 seq = TCP_SKB_CB(skb)->seq, ack = TCP_SKB_CB(skb)->ack_seq;
	u32 nwin = (u32)ntohs(th->window) << tp->rx_opt.snd_wscale;

	return th->ack && seq == TCP_SKB_CB(skb)->end_seq &&
	       seq == tp->rcv_nxt && ack == tp->snd_una &&
	       !(after(ack, tp->snd_una) || after(seq, tp->snd_wl1) ||
		 (seq == tp->snd_wl1 && nwin > tp->snd_wnd)) &&
	       (s32)(tp->rx_opt.ts_recent - tp->rx_opt.rcv_tsval) <=
		       (s32)(inet_csk(sk)->icsk_rto * 1024 / HZ);
}

/* A RST may be exact, or at the right edge of a SACK block: RFC 5961 §3. */
static bool tcp_reset_check(const struct sock *sk, const struct sk_buff *skb)
{
	const struct tcp_sock *tp = tcp_sk(sk);

	return unlikely(TCP_SKB_CB(skb)->seq == (tp->rcv_nxt - 1) &&
			(1 << sk->sk_state) & (TCPF_CLOSE_WAIT | TCPF_LAST_ACK |
					       TCPF_CLOSING));
}

static bool tcp_reset_exact(const struct sock *sk, const struct sk_buff *skb)
{
	const struct tcp_sock *tp = tcp_sk(sk);
	const struct tcp_sack_block *sp = &tp->selective_acks[0];
	u32 max_sack;

	if (TCP_SKB_CB(skb)->seq == tp->rcv_nxt || tcp_reset_check(sk, skb))
		return true;
	if (!tcp_is_sack(tp) || !tp->rx_opt.num_sacks)
		return false;
	max_sack = sp[0].end_seq;
	for (int i = 1; i < tp->rx_opt.num_sacks; i++)
		if (after(sp[i].end_seq, max_sack))
			max_sack = sp[i].end_seq;
	return TCP_SKB_CB(skb)->seq == max_sack;
}

/* Outside the window. True: it was a RST that counts all the same. */
static bool tcp_outside_window(struct sock *sk, struct sk_buff *skb,
			       const struct tcphdr *th)
{
	struct tcp_sock *tp = tcp_sk(sk);

	if (th->rst)
		return tcp_reset_check(sk, skb);
	if (th->syn) {
		NET_INC_STATS(sock_net(sk), LINUX_MIB_TCPSYNCHALLENGE);
		tcp_send_challenge_ack(sk);
		return false;
	}
	if (!tcp_oow_rate_limited(sock_net(sk), skb, LINUX_MIB_TCPACKSKIPPEDSEQ,
				  &tp->last_oow_ack_time))
		tcp_send_dupack(sk, skb);
	return false;
}

/**
 * tcp_validate_incoming - PAWS, sequence, RST, SYN
 * @skb: borrowed when true; else it was disposed of
 * @syn_inerr: a SYN is an error here
 */
static bool tcp_validate_incoming(struct sock *sk, struct sk_buff *skb,
				  const struct tcphdr *th, bool syn_inerr)
{
	struct tcp_sock *tp = tcp_sk(sk);
	enum skb_drop_reason reason;

	/* first: the timestamp (RFC 7323 §5.3), then the sequence */
	if (tcp_fast_parse_options(sock_net(sk), skb, th, tp) &&
	    tp->rx_opt.saw_tstamp && tcp_paws_reject(&tp->rx_opt, 0) &&
	    !tcp_disordered_ack(sk, skb) && !th->rst) {
		NET_INC_STATS(sock_net(sk), LINUX_MIB_PAWSESTABREJECTED);
		if (!tcp_oow_rate_limited(sock_net(sk), skb,
					  LINUX_MIB_TCPACKSKIPPEDPAWS,
					  &tp->last_oow_ack_time))
			tcp_send_dupack(sk, skb);
		reason = SKB_DROP_REASON_TCP_RFC7323_PAWS;
		goto discard;
	}
	reason = tcp_sequence(tp, TCP_SKB_CB(skb)->seq,
			      TCP_SKB_CB(skb)->end_seq);
	if (reason) {
		if (tcp_outside_window(sk, skb, th))
			goto reset;
		goto discard;
	}
	/* second: RST. Exactly in sequence, or it is challenged. */
	if (th->rst) {
		if (tcp_reset_exact(sk, skb))
			goto reset;
		tcp_send_challenge_ack(sk);
		reason = SKB_DROP_REASON_TCP_RESET;
		goto discard;
	}
	/* fourth: a SYN in a synchronized state is challenged: RFC 5961 §4 */
	if (th->syn) {
		/* simultaneous open, its SYN-ACK: RFC 9293 §3.10.7.4 */
		if (sk->sk_state == TCP_SYN_RECV && th->ack && sk->sk_socket &&
		    TCP_SKB_CB(skb)->seq + 1 == TCP_SKB_CB(skb)->end_seq &&
		    TCP_SKB_CB(skb)->seq + 1 == tp->rcv_nxt &&
		    TCP_SKB_CB(skb)->ack_seq == tp->snd_nxt)
			return true;
		if (syn_inerr)
			TCP_INC_STATS(sock_net(sk), TCP_MIB_INERRS);
		NET_INC_STATS(sock_net(sk), LINUX_MIB_TCPSYNCHALLENGE);
		tcp_send_challenge_ack(sk);
		reason = SKB_DROP_REASON_TCP_INVALID_SYN;
		goto discard;
	}
	return true;
reset:
	tcp_reset(sk, skb);
	reason = SKB_DROP_REASON_TCP_RESET;
discard:
	tcp_drop_reason(sk, skb, reason);
	return false;
}

/* ---- ESTABLISHED
 * ------------------------------------------------------------------- */

/* All but the usual. Takes @skb. */
static void tcp_rcv_established_slow(struct sock *sk, struct sk_buff *skb)
{
	const struct tcphdr *th = tcp_hdr(skb);
	int ack;

	if (skb->len < th->doff * 4U || tcp_checksum_complete(skb)) {
		TCP_INC_STATS(sock_net(sk), TCP_MIB_CSUMERRORS);
		TCP_INC_STATS(sock_net(sk), TCP_MIB_INERRS);
		tcp_drop_reason(sk, skb, SKB_DROP_REASON_TCP_CSUM);
		return;
	}
	if (!th->ack && !th->rst && !th->syn) {
		tcp_drop_reason(sk, skb, SKB_DROP_REASON_TCP_FLAGS);
		return;
	}
	if (!tcp_validate_incoming(sk, skb, th, true))
		return;
	ack = tcp_ack(sk, skb, FLAG_SLOWPATH | FLAG_UPDATE_TS_RECENT);
	if (ack < 0) {
		tcp_drop_reason(sk, skb, tcp_ack_reason(ack));
		return;
	}
	tcp_rcv_rtt_measure_ts(sk, skb);
	tcp_urg(sk, skb, th);
	tcp_data_queue(sk, skb);
	tcp_data_snd_check(sk);
	tcp_ack_snd_check(sk);
}

/* The timestamp of the usual header. False: it is not there, or too old. */
static bool tcp_fast_timestamp(struct tcp_sock *tp, const struct tcphdr *th)
{
	const __be32 *ptr = (const __be32 *)(th + 1);

	if (ptr[0] != htonl((TCPOPT_NOP << 24) | (TCPOPT_NOP << 16) |
			    (TCPOPT_TIMESTAMP << 8) | TCPOLEN_TIMESTAMP))
		return false;
	tp->rx_opt.saw_tstamp = 1;
	tp->rx_opt.rcv_tsval = ntohl(ptr[1]);
	tp->rx_opt.rcv_tsecr = ptr[2] ? ntohl(ptr[2]) - tp->tsoffset : 0;
	return (s32)(tp->rx_opt.rcv_tsval - tp->rx_opt.ts_recent) >= 0;
}

/* Only an ACK, as predicted. True: done, @skb was taken. */
static bool tcp_fast_ack(struct sock *sk, struct sk_buff *skb, int hdr_len)
{
	struct tcp_sock *tp = tcp_sk(sk);

	if ((int)skb->len < hdr_len || tcp_checksum_complete(skb))
		return false; /* the slow path counts and drops it */
	/* RFC 7323 §4.3: the stamp to echo is the last ACKed segment's */
	if (hdr_len == (int)(sizeof(struct tcphdr) + TCPOLEN_TSTAMP_ALIGNED) &&
	    tp->rcv_nxt == tp->rcv_wup)
		tcp_store_ts_recent(tp);
	tcp_ack(sk, skb, 0);
	consume_skb(skb);
	tcp_data_snd_check(sk);
	return true;
}

/*
 * Is there memory for @skb? Deviation: Linux leaves the fast path when its
 * forward allocation, less than a page in a socket whose reader keeps up, is
 * too small; so most data would be counted as not predicted.
 */
static bool tcp_fast_memory(struct sock *sk, struct sk_buff *skb)
{
	int size = (int)skb->truesize;

	if (size <= sk->sk_forward_alloc)
		return true;
	return atomic_read(&sk->sk_rmem_alloc) + size <= sk->sk_rcvbuf &&
	       sk_rmem_schedule(sk, skb, size);
}

/* Data in sequence, as predicted. False: not so usual; @skb is untouched. */
static bool tcp_fast_data(struct sock *sk, struct sk_buff *skb, int hdr_len)
{
	struct tcp_sock *tp = tcp_sk(sk);
	bool fragstolen = false;
	int eaten;

	if (tcp_checksum_complete(skb) || !tcp_fast_memory(sk, skb))
		return false;
	if (hdr_len == (int)(sizeof(struct tcphdr) + TCPOLEN_TSTAMP_ALIGNED) &&
	    tp->rcv_nxt == tp->rcv_wup)
		tcp_store_ts_recent(tp);
	tcp_rcv_rtt_measure_ts(sk, skb);
	NET_INC_STATS(sock_net(sk), LINUX_MIB_TCPHPHITS);
	skb_dst_drop(skb);
	__skb_pull(skb, (unsigned int)hdr_len);
	eaten = tcp_queue_rcv(sk, skb, &fragstolen);
	tcp_event_data_recv(sk, skb);
	if (TCP_SKB_CB(skb)->ack_seq != tp->snd_una) {
		tcp_ack(sk, skb, FLAG_DATA);
		tcp_data_snd_check(sk);
		if (!inet_csk_ack_scheduled(sk))
			goto no_ack;
	}
	__tcp_ack_snd_check(sk, 0);
no_ack:
	if (eaten)
		kfree_skb_partial(skb, fragstolen);
	tcp_data_ready(sk);
	return true;
}

/**
 * tcp_rcv_established - a segment in the state where most of them come
 * @skb: taken; its data is at the TCP header
 *
 * Van Jacobson's observation: nearly every segment is the next one of a
 * one-way stream, or its ACK. pred_flags is the word of the header that such
 * a one has. Whatever is unusual takes the slow path: the word is 0 while the
 * window is shut, data waits out of order, there is urgent data, or the
 * buffer is full; it differs by a window update, an unexpected flag, options.
 *
 * Context: softirq or process, sock locked.
 */
void tcp_rcv_established(struct sock *sk, struct sk_buff *skb)
{
	const struct tcphdr *th = tcp_hdr(skb);
	struct tcp_sock *tp = tcp_sk(sk);
	int hdr_len = tp->tcp_header_len, len = (int)skb->len;

	trace_tcp_probe(skb, sk->sk_num, ntohs(sk->sk_dport), tcp_snd_cwnd(tp),
			tp->srtt_us >> 3);
	tcp_mstamp_refresh(tp);
	tp->rx_opt.saw_tstamp = 0;
	if ((tcp_flag_word(th) & TCP_HP_BITS) == tp->pred_flags &&
	    TCP_SKB_CB(skb)->seq == tp->rcv_nxt &&
	    !after(TCP_SKB_CB(skb)->ack_seq, tp->snd_nxt)) {
		if (hdr_len == (int)(sizeof(*th) + TCPOLEN_TSTAMP_ALIGNED) &&
		    !tcp_fast_timestamp(tp, th))
			goto slow;
		if (len == hdr_len) {
			if (tcp_fast_ack(sk, skb, hdr_len))
				return;
		} else if (len > hdr_len) {
			if (tcp_fast_data(sk, skb, hdr_len))
				return;
		}
	}
slow:
	tcp_rcv_established_slow(sk, skb);
}

/* ---- the other states
 * ---------------------------------------------------------------- */

/* Fifth, SYN_RECV: our SYN-ACK is acknowledged. 1: it is not a good ACK. */
static void tcp_rcv_synrecv(struct sock *sk, struct sk_buff *skb,
			    const struct tcphdr *th)
{
	struct tcp_sock *tp = tcp_sk(sk);

	tp->delivered++; /* the SYN */
	if (!tp->srtt_us)
		tcp_synack_rtt_meas(sk, NULL);
	tcp_init_transfer(sk, skb);
	WRITE_ONCE(tp->copied_seq, tp->rcv_nxt);
	smp_mb();
	tcp_set_state(sk, TCP_ESTABLISHED);
	sk->sk_state_change(sk);
	tp->snd_una = TCP_SKB_CB(skb)->ack_seq;
	tp->snd_wnd = (u32)ntohs(th->window) << tp->rx_opt.snd_wscale;
	tp->snd_wl1 = TCP_SKB_CB(skb)->seq;
	if (tp->rx_opt.tstamp_ok)
		tp->advmss -= TCPOLEN_TSTAMP_ALIGNED;
	if (!inet_csk(sk)->icsk_ca_ops->cong_control)
		tcp_update_pacing_rate(sk);
	tp->lsndtime = tcp_jiffies32;
	tcp_initialize_rcv_mss(sk);
	tcp_fast_path_on(tp);
}

/* Fifth, FIN_WAIT1: is our FIN acknowledged? True: @skb is not needed more. */
static bool tcp_rcv_finwait1(struct sock *sk, struct sk_buff *skb,
			     const struct tcphdr *th, int *reset)
{
	struct tcp_sock *tp = tcp_sk(sk);
	int tmo;

	if (tp->snd_una != tp->write_seq)
		return false;
	tcp_set_state(sk, TCP_FIN_WAIT2);
	WRITE_ONCE(sk->sk_shutdown, sk->sk_shutdown | SEND_SHUTDOWN);
	sk_dst_confirm(sk);
	if (!sock_flag(sk, SOCK_DEAD)) {
		sk->sk_state_change(sk); /* wake who lingers */
		return false;
	}
	if (READ_ONCE(tp->linger2) < 0 ||
	    (TCP_SKB_CB(skb)->end_seq != TCP_SKB_CB(skb)->seq &&
	     after(TCP_SKB_CB(skb)->end_seq - th->fin, tp->rcv_nxt))) {
		/* nobody will ever read that */
		tcp_done(sk);
		if (READ_ONCE(tp->linger2) >= 0)
			NET_INC_STATS(sock_net(sk), LINUX_MIB_TCPABORTONDATA);
		*reset = 1;
		return true;
	}
	tmo = tcp_fin_time(sk);
	if (tmo > TCP_TIMEWAIT_LEN) {
		inet_csk_reset_keepalive_timer(
			sk, (unsigned long)(tmo - TCP_TIMEWAIT_LEN));
	} else if (th->fin || sock_owned_by_user(sk)) {
		/* the FIN comes along: TIME_WAIT must see it, not we */
		inet_csk_reset_keepalive_timer(sk, (unsigned long)tmo);
	} else {
		tcp_time_wait(sk, TCP_FIN_WAIT2, tmo);
		return true;
	}
	return false;
}

/*
 * Fifth: what an acceptable ACK changes by state. True: go on with the text;
 * false: @skb is the caller's to drop, or to answer with a RST (*@reset).
 */
static bool tcp_rcv_ack_by_state(struct sock *sk, struct sk_buff *skb,
				 const struct tcphdr *th, int *reset)
{
	struct tcp_sock *tp = tcp_sk(sk);

	switch (sk->sk_state) {
	case TCP_SYN_RECV:
		tcp_rcv_synrecv(sk, skb, th);
		if (sk->sk_shutdown & SEND_SHUTDOWN)
			tcp_shutdown(sk, SEND_SHUTDOWN);
		return true;
	case TCP_FIN_WAIT1:
		return !tcp_rcv_finwait1(sk, skb, th, reset);
	case TCP_CLOSING:
		if (tp->snd_una != tp->write_seq)
			return true;
		tcp_time_wait(sk, TCP_TIME_WAIT, 0);
		return false;
	case TCP_LAST_ACK:
		if (tp->snd_una != tp->write_seq)
			return true;
		tcp_done(sk);
		return false;
	default:
		return true;
	}
}

/* Seventh: the text. True: *@reset, a RST for data nobody will read. */
static bool tcp_rcv_text_by_state(struct sock *sk, struct sk_buff *skb,
				  const struct tcphdr *th)
{
	struct tcp_sock *tp = tcp_sk(sk);

	switch (sk->sk_state) {
	case TCP_CLOSE_WAIT:
	case TCP_CLOSING:
	case TCP_LAST_ACK:
		if (!before(TCP_SKB_CB(skb)->seq, tp->rcv_nxt))
			return false; /* after a FIN: cannot be */
		fallthrough;
	case TCP_FIN_WAIT1:
	case TCP_FIN_WAIT2:
		/* RFC 1122 §4.2.2.13: closed for reading: say so */
		if ((sk->sk_shutdown & RCV_SHUTDOWN) &&
		    TCP_SKB_CB(skb)->end_seq != TCP_SKB_CB(skb)->seq &&
		    after(TCP_SKB_CB(skb)->end_seq - th->fin, tp->rcv_nxt)) {
			NET_INC_STATS(sock_net(sk), LINUX_MIB_TCPABORTONDATA);
			tcp_reset(sk, skb);
			return true;
		}
		fallthrough;
	case TCP_ESTABLISHED:
		tcp_data_queue(sk, skb);
		return false;
	default:
		return false;
	}
}

/* LISTEN: only a SYN is of use. 1: answer with a RST. */
static int tcp_rcv_listen(struct sock *sk, struct sk_buff *skb,
			  const struct tcphdr *th)
{
	int ret;

	if (th->ack)
		return 1;
	if (th->rst) {
		tcp_drop_reason(sk, skb, SKB_DROP_REASON_TCP_RESET);
		return 0;
	}
	if (!th->syn || th->fin) {
		tcp_drop_reason(sk, skb, SKB_DROP_REASON_TCP_FLAGS);
		return 0;
	}
	/* conn_request() looks at the route, and wants BH off */
	rcu_read_lock();
	local_bh_disable();
	ret = inet_csk(sk)->icsk_af_ops->conn_request(sk, skb);
	local_bh_enable();
	rcu_read_unlock();
	if (ret < 0)
		return 1;
	if (ret)
		sk_skb_reason_drop(sk, skb, (enum skb_drop_reason)ret);
	else
		consume_skb(skb);
	return 0;
}

/**
 * tcp_rcv_state_process - a segment in any state but ESTABLISHED, TIME_WAIT
 * @skb: taken when 0
 *
 * Context: softirq or process, sock locked.
 * Return: 0, or 1: reset the sender; @skb is the caller's.
 */
int tcp_rcv_state_process(struct sock *sk, struct sk_buff *skb)
{
	const struct tcphdr *th = tcp_hdr(skb);
	struct tcp_sock *tp = tcp_sk(sk);
	int queued, ack, reset = 0;

	switch (sk->sk_state) {
	case TCP_CLOSE: /* §3.10.7.1 */
		tcp_drop_reason(sk, skb, SKB_DROP_REASON_TCP_CLOSE);
		return 0;
	case TCP_LISTEN: /* §3.10.7.2 */
		return tcp_rcv_listen(sk, skb, th);
	case TCP_SYN_SENT: /* §3.10.7.3 */
		tp->rx_opt.saw_tstamp = 0;
		tcp_mstamp_refresh(tp);
		queued = tcp_rcv_synsent_state_process(sk, skb, th);
		if (queued >= 0)
			return queued;
		tcp_urg(sk, skb, th);
		consume_skb(skb);
		tcp_data_snd_check(sk);
		return 0;
	default: /* §3.10.7.4 */
		break;
	}
	tcp_mstamp_refresh(tp);
	tp->rx_opt.saw_tstamp = 0;
	if (!th->ack && !th->rst && !th->syn) {
		tcp_drop_reason(sk, skb, SKB_DROP_REASON_TCP_FLAGS);
		return 0;
	}
	/* first to fourth */
	if (!tcp_validate_incoming(sk, skb, th, false))
		return 0;
	/* fifth: the ACK; old ones pass, RFC 5961 §5 challenges others */
	ack = tcp_ack(sk, skb,
		      FLAG_SLOWPATH | FLAG_UPDATE_TS_RECENT |
			      FLAG_NO_CHALLENGE_ACK);
	if (ack <= 0 && sk->sk_state == TCP_SYN_RECV)
		return 1;
	if (ack < 0) {
		tcp_send_challenge_ack(sk);
		tcp_drop_reason(sk, skb, tcp_ack_reason(ack));
		return 0;
	}
	if (!tcp_rcv_ack_by_state(sk, skb, th, &reset)) {
		if (!reset)
			consume_skb(skb);
		return reset;
	}
	/* sixth: URG */
	tcp_urg(sk, skb, th);
	/* seventh and eighth: the text, the FIN */
	switch (sk->sk_state) {
	case TCP_CLOSE_WAIT:
	case TCP_CLOSING:
	case TCP_LAST_ACK:
		if (!before(TCP_SKB_CB(skb)->seq, tp->rcv_nxt)) {
			consume_skb(skb);
			goto out;
		}
		break;
	default:
		break;
	}
	if (tcp_rcv_text_by_state(sk, skb, th))
		return 1;
out:
	if (sk->sk_state != TCP_CLOSE) {
		tcp_data_snd_check(sk);
		tcp_ack_snd_check(sk);
	}
	return 0;
}
