// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tcp_output - what may be sent now: the windows, Nagle, the writer's rhythm
 *
 * Where:   tcp_send.c and tcp_input.c call tcp_push_pending_frames(); what is
 *          admitted goes to tcp_transmit.c and then into the retransmit queue.
 * Mirrors: net/ipv4/tcp_output.c, cut: tcp_tso.c, tcp_fragment.c, tcp_tsq.c,
 *          tcp_mss.c, tcp_header.c, tcp_transmit.c, tcp_connect.c,
 *          tcp_probe.c, tcp_retransmit.c. Left out: MTU probing, TLP.
 * Spec:    RFC 9293 §3.7.4 (Nagle), §3.8.6 (windows); RFC 5681; RFC 2861
 *          (a window that was not used is not believed).
 *
 *	sk_write_queue          tcp_rtx_queue
 *	 [ ][ ][ ]  --- sent ---> [ ][ ][ ]  --- ACKed ---> freed
 *	 ^ tcp_send_head()        ^ snd_una
 */
#include "proto/ipv4/tcp_priv.h"

/* ---- where the time went: TCP_INFO's busy, rwnd and sndbuf times ----------
 */

static void tcp_chrono_set(struct tcp_sock *tp, const enum tcp_chrono new)
{
	const u32 now = tcp_jiffies32;
	enum tcp_chrono old = tp->chrono_type;

	if (old > TCP_CHRONO_UNSPEC)
		tp->chrono_stat[old - 1] += now - tp->chrono_start;
	tp->chrono_start = now;
	tp->chrono_type = new;
}

/* A more interesting reason takes over; the other is resumed by stop. */
void tcp_chrono_start(struct sock *sk, const enum tcp_chrono type)
{
	struct tcp_sock *tp = tcp_sk(sk);

	if (type > tp->chrono_type)
		tcp_chrono_set(tp, type);
}

void tcp_chrono_stop(struct sock *sk, const enum tcp_chrono type)
{
	struct tcp_sock *tp = tcp_sk(sk);

	if (tcp_rtx_and_write_queues_empty(sk))
		tcp_chrono_set(tp, TCP_CHRONO_UNSPEC);
	else if (type == tp->chrono_type)
		tcp_chrono_set(tp, TCP_CHRONO_BUSY);
}

/* ---- is the congestion window used? RFC 2861, 7661 ------------------------
 */

/* Idle for @delta jiffies: halve for each RTO, not below the initial one. */
void tcp_cwnd_restart(struct sock *sk, s32 delta)
{
	struct tcp_sock *tp = tcp_sk(sk);
	u32 restart_cwnd = tcp_init_cwnd(tp, __sk_dst_get(sk));
	u32 cwnd = tcp_snd_cwnd(tp);

	tcp_ca_event(sk, CA_EVENT_CWND_RESTART);
	tp->snd_ssthresh = tcp_current_ssthresh(sk);
	restart_cwnd = min(restart_cwnd, cwnd);
	while ((delta -= (s32)inet_csk(sk)->icsk_rto) > 0 &&
	       cwnd > restart_cwnd)
		cwnd >>= 1;
	tcp_snd_cwnd_set(tp, max(cwnd, restart_cwnd));
	tp->snd_cwnd_stamp = tcp_jiffies32;
	tp->snd_cwnd_used = 0;
}

void tcp_slow_start_after_idle_check(struct sock *sk)
{
	struct tcp_sock *tp = tcp_sk(sk);
	s32 delta;

	if (!tcp_net(sk)->sysctl_tcp_slow_start_after_idle || tp->packets_out ||
	    inet_csk(sk)->icsk_ca_ops->cong_control)
		return;
	delta = (s32)(tcp_jiffies32 - tp->lsndtime);
	if (delta > (s32)inet_csk(sk)->icsk_rto)
		tcp_cwnd_restart(sk, delta);
}

static bool tcp_writer_waits(const struct sock *sk)
{
	return sk->sk_socket && test_bit(SOCK_NOSPACE, &sk->sk_socket->flags);
}

/* The application used less for a whole RTO: the window follows it. */
static void tcp_cwnd_application_limited(struct sock *sk)
{
	struct tcp_sock *tp = tcp_sk(sk);
	u32 init_win, win_used;

	if (inet_csk(sk)->icsk_ca_state == TCP_CA_Open && sk->sk_socket &&
	    !tcp_writer_waits(sk)) {
		init_win = tcp_init_cwnd(tp, __sk_dst_get(sk));
		win_used = max(tp->snd_cwnd_used, init_win);
		if (win_used < tcp_snd_cwnd(tp)) {
			tp->snd_ssthresh = tcp_current_ssthresh(sk);
			tcp_snd_cwnd_set(tp,
					 (tcp_snd_cwnd(tp) + win_used) >> 1);
		}
		tp->snd_cwnd_used = 0;
	}
	tp->snd_cwnd_stamp = tcp_jiffies32;
}

static void tcp_cwnd_validate(struct sock *sk, bool is_cwnd_limited)
{
	struct inet_connection_sock *icsk = inet_csk(sk);
	struct tcp_sock *tp = tcp_sk(sk);

	/* The strongest signal of this round trip is kept. */
	if (!before(tp->snd_una, tp->cwnd_usage_seq) || is_cwnd_limited ||
	    (!tp->is_cwnd_limited && tp->packets_out > tp->max_packets_out)) {
		tp->is_cwnd_limited = is_cwnd_limited;
		tp->max_packets_out = tp->packets_out;
		tp->cwnd_usage_seq = tp->snd_nxt;
	}
	if (tcp_is_cwnd_limited(sk)) {
		tp->snd_cwnd_used = 0;
		tp->snd_cwnd_stamp = tcp_jiffies32;
		return;
	}
	if (tp->packets_out > tp->snd_cwnd_used)
		tp->snd_cwnd_used = tp->packets_out;
	if (tcp_net(sk)->sysctl_tcp_slow_start_after_idle &&
	    (s32)(tcp_jiffies32 - tp->snd_cwnd_stamp) >= (s32)icsk->icsk_rto &&
	    !icsk->icsk_ca_ops->cong_control)
		tcp_cwnd_application_limited(sk);
	/* Everything is sent and the writer waits: the buffer is too small. */
	if (tcp_write_queue_empty(sk) && tcp_writer_waits(sk) &&
	    (1 << sk->sk_state) & (TCPF_ESTABLISHED | TCPF_CLOSE_WAIT))
		tcp_chrono_start(sk, TCP_CHRONO_SNDBUF_LIMITED);
}

/* ---- may this one go? ------------------------------------------------------
 */

/* How many segments the congestion window admits; a lone FIN always goes. */
static unsigned int tcp_cwnd_test(const struct tcp_sock *tp,
				  const struct sk_buff *skb)
{
	u32 in_flight, cwnd, halfcwnd;

	if ((TCP_SKB_CB(skb)->tcp_flags & TCPHDR_FIN) &&
	    tcp_skb_pcount(skb) == 1)
		return 1;
	in_flight = tcp_packets_in_flight(tp);
	cwnd = tcp_snd_cwnd(tp);
	if (in_flight >= cwnd)
		return 0;
	/* never the whole window in one packet: ACKs shall keep coming */
	halfcwnd = max(cwnd >> 1, 1U);
	return min(halfcwnd, cwnd - in_flight);
}

/* Does at least the first segment lie within the peer's window? */
static bool tcp_snd_wnd_test(const struct tcp_sock *tp,
			     const struct sk_buff *skb, unsigned int cur_mss)
{
	u32 end_seq = TCP_SKB_CB(skb)->end_seq;

	if (skb->len > cur_mss)
		end_seq = TCP_SKB_CB(skb)->seq + cur_mss;
	return !after(end_seq, tcp_wnd_end(tp));
}

/* RFC 9293 §3.7.4, after Minshall: one *small* segment without an ACK. */
static bool tcp_nagle_test(const struct tcp_sock *tp, const struct sk_buff *skb,
			   unsigned int cur_mss, int nonagle)
{
	if (nonagle & TCP_NAGLE_PUSH)
		return true;
	if (tcp_urg_mode(tp) || (TCP_SKB_CB(skb)->tcp_flags & TCPHDR_FIN))
		return true;
	return !tcp_nagle_check(skb->len < cur_mss, tp, nonagle);
}

static void tcp_minshall_update(struct tcp_sock *tp, unsigned int mss_now,
				const struct sk_buff *skb)
{
	if (skb->len < (unsigned int)tcp_skb_pcount(skb) * mss_now)
		tp->snd_sml = TCP_SKB_CB(skb)->end_seq;
}

/* @skb, the head of the write queue, left: it waits for its ACK now. */
void tcp_event_new_data_sent(struct sock *sk, struct sk_buff *skb)
{
	struct inet_connection_sock *icsk = inet_csk(sk);
	struct tcp_sock *tp = tcp_sk(sk);
	unsigned int prior_packets = tp->packets_out;

	WRITE_ONCE(tp->snd_nxt, TCP_SKB_CB(skb)->end_seq);
	__skb_unlink(skb, &sk->sk_write_queue);
	tcp_rbtree_insert(&sk->tcp_rtx_queue, skb);
	if (!tp->highest_sack)
		tp->highest_sack = skb;
	tp->packets_out += (u32)tcp_skb_pcount(skb);
	if (!prior_packets || icsk->icsk_pending == ICSK_TIME_LOSS_PROBE)
		tcp_rearm_rto(sk);
	NET_ADD_STATS(sock_net(sk), LINUX_MIB_TCPORIGDATASENT,
		      (u64)tcp_skb_pcount(skb));
	tcp_check_space(sk);
}

/* What stopped tcp_write_xmit(), and what it did. */
struct tcp_xmit_state {
	unsigned int mss_now;
	int nonagle;
	int push_one;
	u32 max_segs;
	unsigned int sent_pkts;
	bool is_cwnd_limited;
	bool is_rwnd_limited;
};

/*
 * May @skb, the head of the queue, go, and is it cut to what may? False: it
 * must wait.
 */
static bool tcp_xmit_admit(struct sock *sk, struct sk_buff *skb,
			   struct tcp_xmit_state *x, gfp_t gfp)
{
	struct tcp_sock *tp = tcp_sk(sk);
	unsigned int limit = x->mss_now, quota;
	int tso_segs;

	if (tcp_pacing_check(sk))
		return false;
	tso_segs = tcp_init_tso_segs(skb, x->mss_now);
	quota = tcp_cwnd_test(tp, skb);
	if (!quota)
		return false;
	if (unlikely(!tcp_snd_wnd_test(tp, skb, x->mss_now))) {
		x->is_rwnd_limited = true;
		return false;
	}
	if (tso_segs == 1) {
		if (!tcp_nagle_test(tp, skb, x->mss_now,
				    tcp_skb_is_last(sk, skb) ? x->nonagle
							     : TCP_NAGLE_PUSH))
			return false;
	} else if (!x->push_one &&
		   tcp_tso_should_defer(sk, skb, &x->is_cwnd_limited,
					&x->is_rwnd_limited, x->max_segs)) {
		return false;
	}
	if (tso_segs > 1 && !tcp_urg_mode(tp))
		limit = tcp_mss_split_point(sk, skb, x->mss_now,
					    min(quota, x->max_segs),
					    x->nonagle);
	if (skb->len > limit &&
	    unlikely(tcp_fragment(sk, TCP_FRAG_IN_WRITE_QUEUE, skb, limit,
				  x->mss_now, gfp)))
		return false;
	if (tcp_small_queue_check(sk, skb, 0))
		return false;
	/* Empty: its writer sleeps for memory. */
	return TCP_SKB_CB(skb)->end_seq != TCP_SKB_CB(skb)->seq;
}

/**
 * tcp_write_xmit - send as much of the write queue as may go
 * @sk: locked
 * @mss_now: tcp_current_mss()
 * @nonagle: TCP_NAGLE_*, for the last packet of the queue
 * @push_one: 1: one packet and no more
 * @gfp: for cuts and clones
 *
 * Borrows the queue's packets: clones travel.
 * Context: process or softirq, the socket's lock held.
 * Return: true when nothing is in flight and nothing could go: the peer's
 * window is shut, and a probe must find out when it opens.
 */
bool tcp_write_xmit(struct sock *sk, unsigned int mss_now, int nonagle,
		    int push_one, gfp_t gfp)
{
	struct tcp_xmit_state x = {
		.mss_now = mss_now, .nonagle = nonagle, .push_one = push_one};
	struct tcp_sock *tp = tcp_sk(sk);
	struct sk_buff *skb;

	tcp_mstamp_refresh(tp);
	x.max_segs = tcp_tso_segs(sk, mss_now);
	while ((skb = tcp_send_head(sk))) {
		if (!tcp_xmit_admit(sk, skb, &x, gfp))
			break;
		if (unlikely(tcp_transmit_skb(sk, skb, 1, gfp)))
			break;
		tcp_event_new_data_sent(sk, skb);
		tcp_minshall_update(tp, mss_now, skb);
		x.sent_pkts += (unsigned int)tcp_skb_pcount(skb);
		if (push_one)
			break;
	}
	if (x.is_rwnd_limited)
		tcp_chrono_start(sk, TCP_CHRONO_RWND_LIMITED);
	else
		tcp_chrono_stop(sk, TCP_CHRONO_RWND_LIMITED);
	if (tcp_packets_in_flight(tp) >= tcp_snd_cwnd(tp))
		x.is_cwnd_limited = true;
	if (likely(x.sent_pkts || x.is_cwnd_limited))
		tcp_cwnd_validate(sk, x.is_cwnd_limited);
	if (likely(x.sent_pkts)) {
		if (tcp_in_cwnd_reduction(sk))
			tp->prr_out += x.sent_pkts;
		return false;
	}
	return !tp->packets_out && !tcp_write_queue_empty(sk);
}

void __tcp_push_pending_frames(struct sock *sk, unsigned int cur_mss,
			       int nonagle)
{
	/* Closed by an error meanwhile: nothing may leave any more. */
	if (unlikely(sk->sk_state == TCP_CLOSE))
		return;
	if (tcp_write_xmit(sk, cur_mss, nonagle, 0, GFP_ATOMIC))
		tcp_check_probe_timer(sk);
}

/* The writer has a full segment and more to come: send the head. Process. */
void tcp_push_one(struct sock *sk, unsigned int mss_now)
{
	tcp_write_xmit(sk, mss_now, TCP_NAGLE_PUSH, 1, sk->sk_allocation);
}
