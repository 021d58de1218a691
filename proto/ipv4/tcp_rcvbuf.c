// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tcp_rcvbuf - how large the receive window may be, and how long an ACK waits
 *
 * Where:   tcp_data.c for each segment with data; tcp_recv.c when the reader
 *          has read.
 * Mirrors: net/ipv4/tcp_input.c, cut.
 * Spec:    RFC 9293 §3.8.6.2 (window management), §3.8.6.3 (delayed ACKs);
 *          RFC 5681 §4.2; dynamic right-sizing (Fisk and Feng, 2001).
 *
 * Two limits. rcv_ssthresh: what may be offered now; it grows as data comes
 * that is worth its memory. sk_rcvbuf: the memory; it grows to twice what the
 * reader took in a round trip (tcp_moderate_rcvbuf), up to tcp_rmem[2].
 *
 * An ACK waits for ato, 40 to 200 ms, unless two full segments came, or the
 * quick-ack mode says that the sender needs each: at the start, after a gap.
 */
#include "proto/ipv4/tcp_priv.h"

/* ---- at birth
 * ---------------------------------------------------------------- */

/* The peer's segments are probably not larger than this. */
void tcp_initialize_rcv_mss(struct sock *sk)
{
	const struct tcp_sock *tp = tcp_sk(sk);
	unsigned int hint = min_t(unsigned int, tp->advmss, tp->mss_cache);

	hint = min(hint, tp->rcv_wnd / 2);
	hint = min(hint, TCP_MSS_DEFAULT);
	hint = max(hint, TCP_MIN_MSS);
	inet_csk(sk)->icsk_ack.rcv_mss = (__u16)hint;
}

/* Room for twice the initial window, by memory. */
static void tcp_sndbuf_expand(struct sock *sk)
{
	const struct tcp_congestion_ops *ca_ops = inet_csk(sk)->icsk_ca_ops;
	const struct tcp_sock *tp = tcp_sk(sk);
	u32 per_mss, nr_segs;
	int sndmem;

	/* a full segment, in the smallest allocation that holds it */
	per_mss = max_t(u32, tp->rx_opt.mss_clamp, tp->mss_cache) +
		  MAX_TCP_HEADER + SKB_DATA_ALIGN(SKB_SHINFO_SIZE);
	per_mss = (u32)roundup_pow_of_two(per_mss) + SKB_DATA_ALIGN(SKB_SIZE);
	nr_segs = max_t(u32, TCP_INIT_CWND, tcp_snd_cwnd(tp));
	nr_segs = max_t(u32, nr_segs, tp->reordering + 1);
	sndmem = ca_ops->sndbuf_expand ? (int)ca_ops->sndbuf_expand(sk) : 2;
	sndmem *= (int)(nr_segs * per_mss);
	if (sk->sk_sndbuf < sndmem)
		WRITE_ONCE(sk->sk_sndbuf,
			   min(sndmem,
			       READ_ONCE(tcp_net(sk)->sysctl_tcp_wmem[2])));
}

void tcp_init_buffer_space(struct sock *sk)
{
	int tcp_app_win = READ_ONCE(tcp_net(sk)->sysctl_tcp_app_win);
	struct tcp_sock *tp = tcp_sk(sk);
	int maxwin;

	if (!(sk->sk_userlocks & SOCK_SNDBUF_LOCK))
		tcp_sndbuf_expand(sk);
	tcp_mstamp_refresh(tp);
	tp->rcvq_space.time = tp->tcp_mstamp;
	tp->rcvq_space.seq = tp->copied_seq;
	maxwin = tcp_full_space(sk);
	if (tp->window_clamp >= (u32)maxwin) {
		WRITE_ONCE(tp->window_clamp, (u32)maxwin);
		if (tcp_app_win && maxwin > 4 * tp->advmss)
			WRITE_ONCE(tp->window_clamp,
				   max((u32)(maxwin - (maxwin >> tcp_app_win)),
				       4U * tp->advmss));
	}
	/* silly window syndrome: two segments at least */
	if (tcp_app_win && tp->window_clamp > 2U * tp->advmss &&
	    tp->window_clamp + tp->advmss > (u32)maxwin)
		WRITE_ONCE(tp->window_clamp,
			   max(2U * tp->advmss, (u32)maxwin - tp->advmss));
	tp->rcv_ssthresh = min(tp->rcv_ssthresh, tp->window_clamp);
	tp->snd_cwnd_stamp = tcp_jiffies32;
	tp->rcvq_space.space = min3(tp->rcv_ssthresh, tp->rcv_wnd,
				    (u32)TCP_INIT_CWND * tp->advmss);
}

/* More is charged than the buffer holds: the reader is slow, or we are. */
void tcp_clamp_window(struct sock *sk)
{
	struct inet_connection_sock *icsk = inet_csk(sk);
	struct tcp_sock *tp = tcp_sk(sk);
	int rmem2 = READ_ONCE(tcp_net(sk)->sysctl_tcp_rmem[2]);

	icsk->icsk_ack.quick = 0;
	if (sk->sk_rcvbuf < rmem2 && !(sk->sk_userlocks & SOCK_RCVBUF_LOCK) &&
	    !tcp_under_memory_pressure(sk))
		WRITE_ONCE(sk->sk_rcvbuf, min(sk_rmem_alloc_get(sk), rmem2));
	if (sk_rmem_alloc_get(sk) > sk->sk_rcvbuf)
		tp->rcv_ssthresh = min(tp->window_clamp, 2U * tp->advmss);
}

/* ---- growth
 * -------------------------------------------------------------------- */

/* By how much for @skb, whose payload is small for its memory: less. */
static int __tcp_grow_window(const struct sock *sk, const struct sk_buff *skb,
			     unsigned int skbtruesize)
{
	const struct tcp_sock *tp = tcp_sk(sk);
	int truesize = tcp_win_from_space(sk, (int)skbtruesize) >> 1;
	int window = tcp_win_from_space(
			     sk, READ_ONCE(tcp_net(sk)->sysctl_tcp_rmem[2])) >>
		     1;

	while (tp->rcv_ssthresh <= (u32)window) {
		if (truesize <= (int)skb->len)
			return 2 * inet_csk(sk)->icsk_ack.rcv_mss;
		truesize >>= 1;
		window >>= 1;
	}
	return 0;
}

static void tcp_grow_window(struct sock *sk, const struct sk_buff *skb,
			    bool adjust)
{
	struct tcp_sock *tp = tcp_sk(sk);
	int room = (int)(min_t(u32, tp->window_clamp, (u32)tcp_space(sk)) -
			 tp->rcv_ssthresh);
	unsigned int truesize = skb->truesize;
	int incr;

	if (room <= 0)
		return;
	/* merged by GRO: as if each had come alone */
	if (adjust && skb_shinfo(skb)->gso_segs > 1)
		truesize = max(truesize, 2 * skb->len);
	if (tcp_under_memory_pressure(sk)) {
		tp->rcv_ssthresh = min(tp->rcv_ssthresh, 4U * tp->advmss);
		return;
	}
	if (tcp_win_from_space(sk, (int)truesize) <= (int)skb->len)
		incr = 2 * tp->advmss;
	else
		incr = __tcp_grow_window(sk, skb, truesize);
	if (incr) {
		incr = max_t(int, incr, 2 * (int)skb->len);
		tp->rcv_ssthresh += (u32)min(room, incr);
		inet_csk(sk)->icsk_ack.quick |= 1;
	}
}

/* ---- the round trip, as the receiver sees it
 * ------------------------------------ */

static void tcp_rcv_rtt_update(struct tcp_sock *tp, u32 sample, int win_dep)
{
	u32 new_sample = tp->rcv_rtt_est.rtt_us;
	long m = sample;

	if (new_sample != 0) {
		/* a window's time is a bound from above: only downwards */
		if (!win_dep) {
			m -= (new_sample >> 3);
			new_sample += (u32)m;
		} else {
			m <<= 3;
			if (m < (long)new_sample)
				new_sample = (u32)m;
		}
	} else {
		new_sample = (u32)m << 3;
	}
	tp->rcv_rtt_est.rtt_us = new_sample;
}

/* Without timestamps: how long one window takes to come. */
static void tcp_rcv_rtt_measure(struct tcp_sock *tp)
{
	u32 delta_us;

	if (tp->rcv_rtt_est.time == 0)
		goto new_measure;
	if (before(tp->rcv_nxt, tp->rcv_rtt_est.seq))
		return;
	delta_us = tcp_stamp_us_delta(tp->tcp_mstamp, tp->rcv_rtt_est.time);
	if (!delta_us)
		delta_us = 1;
	tcp_rcv_rtt_update(tp, delta_us, 1);
new_measure:
	tp->rcv_rtt_est.seq = tp->rcv_nxt + tp->rcv_wnd;
	tp->rcv_rtt_est.time = tp->tcp_mstamp;
}

/* With them: this full segment echoes when we sent its ACK. */
void tcp_rcv_rtt_measure_ts(struct sock *sk, const struct sk_buff *skb)
{
	struct tcp_sock *tp = tcp_sk(sk);
	u32 delta;

	if (tp->rx_opt.rcv_tsecr == tp->rcv_rtt_last_tsecr)
		return;
	tp->rcv_rtt_last_tsecr = tp->rx_opt.rcv_tsecr;
	if (TCP_SKB_CB(skb)->end_seq - TCP_SKB_CB(skb)->seq <
	    inet_csk(sk)->icsk_ack.rcv_mss)
		return;
	delta = tcp_time_stamp(tp) - tp->rx_opt.rcv_tsecr;
	if (delta < INT_MAX / (USEC_PER_SEC / 1000)) {
		if (!delta)
			delta = 1;
		tcp_rcv_rtt_update(tp, delta * (u32)(USEC_PER_SEC / 1000), 0);
	}
}

/* The buffer follows what was read in one round trip: @copied bytes. */
static void tcp_rcvbuf_grow(struct sock *sk, u32 copied)
{
	struct tcp_sock *tp = tcp_sk(sk);
	u64 rcvwin, grow;
	int rcvbuf;

	if (!READ_ONCE(tcp_net(sk)->sysctl_tcp_moderate_rcvbuf) ||
	    (sk->sk_userlocks & SOCK_RCVBUF_LOCK))
		return;
	/* twice, for cwnd doubles in slow start; and room for losses */
	rcvwin = ((u64)copied << 1) + 16 * tp->advmss;
	grow = rcvwin * (copied - tp->rcvq_space.space);
	grow /= tp->rcvq_space.space ?: 1;
	rcvwin += (grow << 1);
	rcvbuf = (int)min_t(
		u64,
		(u64)tcp_space_from_win(sk, (int)min_t(u64, rcvwin, INT_MAX)),
		(u64)READ_ONCE(tcp_net(sk)->sysctl_tcp_rmem[2]));
	if (rcvbuf > sk->sk_rcvbuf) {
		WRITE_ONCE(sk->sk_rcvbuf, rcvbuf);
		WRITE_ONCE(tp->window_clamp,
			   (u32)tcp_win_from_space(sk, rcvbuf));
	}
}

/* Context: process, sock locked: the reader has taken some. */
void tcp_rcv_space_adjust(struct sock *sk)
{
	struct tcp_sock *tp = tcp_sk(sk);
	u32 copied, time;

	tcp_mstamp_refresh(tp);
	time = tcp_stamp_us_delta(tp->tcp_mstamp, tp->rcvq_space.time);
	if (time < (tp->rcv_rtt_est.rtt_us >> 3) || tp->rcv_rtt_est.rtt_us == 0)
		return;
	copied = tp->copied_seq - tp->rcvq_space.seq;
	if (copied > tp->rcvq_space.space) {
		tcp_rcvbuf_grow(sk, copied);
		tp->rcvq_space.space = copied;
	}
	tp->rcvq_space.seq = tp->copied_seq;
	tp->rcvq_space.time = tp->tcp_mstamp;
}

/* ---- acknowledge when?
 * ----------------------------------------------------------- */

static void tcp_incr_quickack(struct sock *sk, unsigned int max_quickacks)
{
	struct inet_connection_sock *icsk = inet_csk(sk);
	unsigned int quickacks =
		tcp_sk(sk)->rcv_wnd / (2U * icsk->icsk_ack.rcv_mss);

	if (quickacks == 0)
		quickacks = 2;
	quickacks = min(quickacks, max_quickacks);
	if (quickacks > icsk->icsk_ack.quick)
		icsk->icsk_ack.quick = (__u8)quickacks;
}

void tcp_enter_quickack_mode(struct sock *sk, unsigned int max_quickacks)
{
	tcp_incr_quickack(sk, max_quickacks);
	inet_csk_exit_pingpong_mode(sk);
	inet_csk(sk)->icsk_ack.ato = TCP_ATO_MIN;
}

bool tcp_in_quickack_mode(struct sock *sk)
{
	const struct inet_connection_sock *icsk = inet_csk(sk);
	const struct dst_entry *dst = __sk_dst_get(sk);

	return (dst && dst_metric(dst, RTAX_QUICKACK)) ||
	       (icsk->icsk_ack.quick && !inet_csk_in_pingpong_mode(sk));
}

/* How large are the peer's segments? Small ones with PSH are a session's. */
static void tcp_measure_rcv_mss(struct sock *sk, const struct sk_buff *skb)
{
	struct inet_connection_sock *icsk = inet_csk(sk);
	const unsigned int lss = icsk->icsk_ack.last_seg_size;
	unsigned int len = skb_shinfo(skb)->gso_size ?: skb->len;

	icsk->icsk_ack.last_seg_size = 0;
	if (len >= icsk->icsk_ack.rcv_mss) {
		/* what memory one byte costs tells what a buffer holds */
		if (unlikely(len != icsk->icsk_ack.rcv_mss)) {
			u64 val = (u64)skb->len << 8;

			val /= skb->truesize;
			tcp_sk(sk)->scaling_ratio =
				val ? (u8)min_t(u64, val, 255) : 1;
		}
		icsk->icsk_ack.rcv_mss =
			(__u16)min_t(unsigned int, len, tcp_sk(sk)->advmss);
		if (TCP_SKB_CB(skb)->tcp_flags & TCPHDR_PSH)
			icsk->icsk_ack.pending |= ICSK_ACK_PUSHED;
		return;
	}
	/* as large as the last one, and no option ate a part: that is it */
	len += (unsigned int)(skb->data - skb_transport_header(skb));
	if (len >= TCP_MSS_DEFAULT + sizeof(struct tcphdr) ||
	    (len >= TCP_MIN_MSS + sizeof(struct tcphdr) &&
	     !(tcp_flag_word(tcp_hdr(skb)) & TCP_REMNANT))) {
		len -= tcp_sk(sk)->tcp_header_len;
		icsk->icsk_ack.last_seg_size = (__u16)len;
		if (len == lss) {
			icsk->icsk_ack.rcv_mss = (__u16)len;
			return;
		}
	}
	if (icsk->icsk_ack.pending & ICSK_ACK_PUSHED)
		icsk->icsk_ack.pending |= ICSK_ACK_PUSHED2;
	icsk->icsk_ack.pending |= ICSK_ACK_PUSHED;
}

/**
 * tcp_event_data_recv - data came, in order
 * @skb: borrowed; its data is at the payload
 *
 * The time between segments tells how long an ACK may wait.
 */
void tcp_event_data_recv(struct sock *sk, struct sk_buff *skb)
{
	struct inet_connection_sock *icsk = inet_csk(sk);
	struct tcp_sock *tp = tcp_sk(sk);
	u32 now = tcp_jiffies32;

	inet_csk_schedule_ack(sk);
	tcp_measure_rcv_mss(sk, skb);
	tcp_rcv_rtt_measure(tp);
	if (!icsk->icsk_ack.ato) {
		/* the first data: slow start needs each ACK */
		tcp_incr_quickack(sk, TCP_MAX_QUICKACKS);
		icsk->icsk_ack.ato = TCP_ATO_MIN;
	} else {
		int m = (int)(now - icsk->icsk_ack.lrcvtime);

		if (m <= (int)TCP_ATO_MIN / 2) {
			icsk->icsk_ack.ato =
				(icsk->icsk_ack.ato >> 1) + TCP_ATO_MIN / 2;
		} else if (m < (int)icsk->icsk_ack.ato) {
			icsk->icsk_ack.ato = (icsk->icsk_ack.ato >> 1) + (u32)m;
			if (icsk->icsk_ack.ato > icsk->icsk_rto)
				icsk->icsk_ack.ato = icsk->icsk_rto;
		} else if (m > (int)icsk->icsk_rto) {
			/* a long gap: the sender starts slowly again */
			tcp_incr_quickack(sk, TCP_MAX_QUICKACKS);
		}
	}
	icsk->icsk_ack.lrcvtime = now;
	if (skb->len >= 128)
		tcp_grow_window(sk, skb, true);
}

/* cwnd grew: may the send buffer? tcp_check_space() asks. */
static bool tcp_should_expand_sndbuf(struct sock *sk)
{
	const struct tcp_sock *tp = tcp_sk(sk);

	if (sk->sk_userlocks & SOCK_SNDBUF_LOCK)
		return false;
	if (tcp_under_memory_pressure(sk))
		return false;
	return tcp_packets_in_flight(tp) < tcp_snd_cwnd(tp);
}

/* ACKs made room: wake the writer. Softirq or process, sock locked. */
void tcp_check_space(struct sock *sk)
{
	struct tcp_sock *tp = tcp_sk(sk);

	if (!sk->sk_socket || !test_bit(SOCK_NOSPACE, &sk->sk_socket->flags))
		return;
	if (tcp_should_expand_sndbuf(sk)) {
		tcp_sndbuf_expand(sk);
		tp->snd_cwnd_stamp = tcp_jiffies32;
	}
	sk->sk_write_space(sk);
	if (!test_bit(SOCK_NOSPACE, &sk->sk_socket->flags))
		tcp_chrono_stop(sk, TCP_CHRONO_SNDBUF_LIMITED);
}
