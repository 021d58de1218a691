// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tcp_tso - how many segments one packet carries
 *
 * Where:   tcp_output.c asks, before a packet leaves.
 * Mirrors: net/ipv4/tcp_output.c, cut from it.
 * Spec:    RFC 9293 §3.7.4 (Nagle).
 *
 * Large packets cost less; small ones keep the ACK clock smooth. The size is
 * what the connection's pacing rate sends in about a millisecond, more when
 * the peer is near:
 *
 *	bytes = rate >> pacing_shift  +  gso_max_size >> (min_rtt >> rtt_log)
 */
#include "proto/ipv4/tcp_priv.h"

/* Is a small segment on its way without an ACK? */
static bool tcp_minshall_check(const struct tcp_sock *tp)
{
	return after(tp->snd_sml, tp->snd_una) &&
	       !after(tp->snd_sml, tp->snd_nxt);
}

/* True: a @partial segment has to wait. */
bool tcp_nagle_check(bool partial, const struct tcp_sock *tp, int nonagle)
{
	return partial &&
	       ((nonagle & TCP_NAGLE_CORK) ||
		(!nonagle && tp->packets_out && tcp_minshall_check(tp)));
}

static u32 tcp_tso_autosize(const struct sock *sk, unsigned int mss_now,
			    u32 min_tso_segs)
{
	unsigned long bytes = sk->sk_pacing_rate >> sk->sk_pacing_shift;
	u32 r = tcp_min_rtt(tcp_sk(sk)) >> tcp_net(sk)->sysctl_tcp_tso_rtt_log;

	if (r < 32)
		bytes += sk->sk_gso_max_size >> r;
	bytes = min_t(unsigned long, bytes, sk->sk_gso_max_size);
	return max_t(u32, (u32)(bytes / mss_now), min_tso_segs);
}

u32 tcp_tso_segs(struct sock *sk, unsigned int mss_now)
{
	const struct tcp_congestion_ops *ca_ops = inet_csk(sk)->icsk_ca_ops;
	u32 min_tso = ca_ops->min_tso_segs
			      ? ca_ops->min_tso_segs(sk)
			      : tcp_net(sk)->sysctl_tcp_min_tso_segs;
	u32 segs = tcp_tso_autosize(sk, mss_now, min_tso);

	/* A socket without a device's word yet sends single segments. */
	return clamp_t(u32, segs, 1, sk->sk_gso_max_segs ?: 1);
}

/* The count for @mss_now, made anew when the MSS changed. */
int tcp_init_tso_segs(struct sk_buff *skb, unsigned int mss_now)
{
	int tso_segs = tcp_skb_pcount(skb);

	if (!tso_segs ||
	    (tso_segs > 1 && (unsigned int)tcp_skb_mss(skb) != mss_now))
		return tcp_set_skb_tso_segs(skb, mss_now);
	return tso_segs;
}

/* How many bytes of @skb go now: whole segments, unless Nagle lets a rest. */
unsigned int tcp_mss_split_point(const struct sock *sk,
				 const struct sk_buff *skb,
				 unsigned int mss_now, unsigned int max_segs,
				 int nonagle)
{
	const struct tcp_sock *tp = tcp_sk(sk);
	u32 window = tcp_wnd_end(tp) - TCP_SKB_CB(skb)->seq;
	u32 max_len = mss_now * max_segs;
	u32 needed, partial;

	if (likely(max_len <= window && skb != tcp_write_queue_tail(sk)))
		return max_len;
	needed = min_t(u32, skb->len, window);
	if (max_len <= needed)
		return max_len;
	partial = needed % mss_now;
	if (tcp_nagle_check(partial != 0, tp, nonagle))
		return needed - partial;
	return needed;
}

/* Is the next ACK more than half an RTT away? Then waiting is not worth it. */
static bool tcp_ack_is_far(const struct sock *sk)
{
	const struct tcp_sock *tp = tcp_sk(sk);
	const struct sk_buff *head = tcp_rtx_queue_head(sk);
	s64 age;

	if (!head)
		return true;
	age = (s64)(tp->tcp_clock_cache - head->skb_mstamp_ns);
	return age - (s64)NSEC_PER_USEC * (tp->srtt_us >> 4) < 0;
}

/**
 * tcp_tso_should_defer - would waiting for an ACK make a larger packet?
 * @skb: borrowed; the head of the write queue, more than one segment
 * @is_cwnd_limited: set when the congestion window is what we wait for
 * @is_rwnd_limited: the same for the peer's
 * @max_segs: tcp_tso_segs()
 *
 * Context: the socket's lock held. Return: true: wait.
 */
bool tcp_tso_should_defer(struct sock *sk, struct sk_buff *skb,
			  bool *is_cwnd_limited, bool *is_rwnd_limited,
			  u32 max_segs)
{
	struct tcp_sock *tp = tcp_sk(sk);
	u32 send_win, cong_win, limit, chunk, divisor;

	if (inet_csk(sk)->icsk_ca_state >= TCP_CA_Recovery)
		return false;
	/* Only if the last packet left within a millisecond. */
	if ((s64)(tp->tcp_clock_cache - tp->tcp_wstamp_ns) > NSEC_PER_MSEC)
		return false;
	send_win = tcp_wnd_end(tp) - TCP_SKB_CB(skb)->seq;
	cong_win =
		(tcp_snd_cwnd(tp) - tcp_packets_in_flight(tp)) * tp->mss_cache;
	limit = min(send_win, cong_win);
	if (limit >= max_segs * tp->mss_cache)
		return false;
	if (skb != tcp_write_queue_tail(sk) && limit >= skb->len)
		return false;
	divisor = tcp_net(sk)->sysctl_tcp_tso_win_divisor;
	if (divisor) {
		chunk = min(tp->snd_wnd, tcp_snd_cwnd(tp) * tp->mss_cache);
		if (limit >= chunk / divisor)
			return false;
	} else if (limit > 3 * tp->mss_cache) {
		return false; /* enough: the divisor is switched off */
	}
	if (tcp_ack_is_far(sk))
		return false;
	if (cong_win < send_win && cong_win <= skb->len) {
		*is_cwnd_limited = true;
		return true;
	}
	if (cong_win >= send_win && send_win <= skb->len) {
		*is_rwnd_limited = true;
		return true;
	}
	/* Nothing can be added to it. */
	return !(TCP_SKB_CB(skb)->tcp_flags & TCPHDR_FIN) &&
	       !TCP_SKB_CB(skb)->eor;
}
