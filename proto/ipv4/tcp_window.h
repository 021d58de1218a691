/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tcp_window - windows, buffer space, and the header that is predicted
 *
 * Where:   included by tcp_priv.h.
 * Mirrors: include/net/tcp.h, cut.
 * Spec:    RFC 9293 §3.8.6; RFC 6298 §2 (RTO).
 */
#ifndef PROTO_IPV4_TCP_WINDOW_H
#define PROTO_IPV4_TCP_WINDOW_H

#include "proto/ipv4/tcp_skb.h"

/* ---- windows and sizes ----------------------------------------------------
 */

/* What is left of the window that we offered. */
static inline u32 tcp_receive_window(const struct tcp_sock *tp)
{
	s32 win = (s32)(tp->rcv_wup + tp->rcv_wnd - tp->rcv_nxt);

	return win < 0 ? 0 : (u32)win;
}

/* First sequence that the peer's window does not admit. */
static inline u32 tcp_wnd_end(const struct tcp_sock *tp)
{
	return tp->snd_una + tp->snd_wnd;
}

/* Payload that @space bytes of memory hold, as the last segments tell. */
static inline int tcp_win_from_space(const struct sock *sk, int space)
{
	return (int)(((s64)space * tcp_sk(sk)->scaling_ratio) >> 8);
}

static inline int tcp_space_from_win(const struct sock *sk, int win)
{
	u64 val = (u64)win << 8;

	return (int)min_t(u64, val / tcp_sk(sk)->scaling_ratio, INT_MAX);
}

/* Half of a buffer is payload, until segments were seen. */
#define TCP_DEFAULT_SCALING_RATIO 128

static inline void tcp_scaling_ratio_init(struct sock *sk)
{
	tcp_sk(sk)->scaling_ratio = TCP_DEFAULT_SCALING_RATIO;
}

static inline int tcp_space(const struct sock *sk)
{
	return tcp_win_from_space(sk, READ_ONCE(sk->sk_rcvbuf) -
					      READ_ONCE(sk->sk_backlog.len) -
					      sk_rmem_alloc_get(sk));
}

static inline int tcp_full_space(const struct sock *sk)
{
	return tcp_win_from_space(sk, READ_ONCE(sk->sk_rcvbuf));
}

static inline bool tcp_rmem_pressure(const struct sock *sk)
{
	int rcvbuf = READ_ONCE(sk->sk_rcvbuf);

	return sk_rmem_alloc_get(sk) > rcvbuf - (rcvbuf >> 3);
}

static inline bool tcp_in_window(u32 seq, u32 end_seq, u32 s_win, u32 e_win)
{
	if (seq == s_win)
		return true;
	if (after(end_seq, s_win) && before(seq, e_win))
		return true;
	return seq == e_win && seq == end_seq;
}

static inline u32 __tcp_set_rto(const struct tcp_sock *tp)
{
	return (u32)usecs_to_jiffies((tp->srtt_us >> 3) + tp->rttvar_us);
}

static inline u32 tcp_rto_min(const struct sock *sk)
{
	const struct dst_entry *dst = __sk_dst_get((struct sock *)sk);
	u32 rto_min = inet_csk(sk)->icsk_rto_min;

	if (dst && dst_metric_locked(dst, RTAX_RTO_MIN))
		rto_min = (u32)dst_metric_rtt(dst, RTAX_RTO_MIN);
	return rto_min;
}

static inline u32 tcp_rto_min_us(const struct sock *sk)
{
	return (u32)jiffies_to_usecs(tcp_rto_min(sk));
}

static inline void tcp_bound_rto(struct sock *sk)
{
	if (inet_csk(sk)->icsk_rto > TCP_RTO_MAX)
		inet_csk(sk)->icsk_rto = TCP_RTO_MAX;
}

static inline void __tcp_fast_path_on(struct tcp_sock *tp, u32 snd_wnd)
{
	/* header length, ACK, and the window as it stands in the header */
	tp->pred_flags = htonl(((u32)tp->tcp_header_len << 26) |
			       (TCPHDR_ACK << 16) | snd_wnd);
}

static inline void tcp_fast_path_on(struct tcp_sock *tp)
{
	__tcp_fast_path_on(tp, tp->snd_wnd >> tp->rx_opt.snd_wscale);
}

static inline void tcp_fast_path_check(struct sock *sk)
{
	struct tcp_sock *tp = tcp_sk(sk);

	if (RB_EMPTY_ROOT(&tp->out_of_order_queue) && tp->rcv_wnd &&
	    sk_rmem_alloc_get(sk) < sk->sk_rcvbuf && !tp->urg_data)
		tcp_fast_path_on(tp);
}

static inline bool tcp_skb_can_collapse(const struct sk_buff *to,
					const struct sk_buff *from)
{
	return likely(tcp_skb_can_collapse_to(to) && !skb_zcopy_pure(to) &&
		      !skb_zcopy_pure(from));
}

static inline void tcp_dec_quickack_mode(struct sock *sk,
					 const unsigned int pkts)
{
	struct inet_connection_sock *icsk = inet_csk(sk);

	if (!icsk->icsk_ack.quick)
		return;
	if (pkts >= icsk->icsk_ack.quick) {
		icsk->icsk_ack.quick = 0;
		icsk->icsk_ack.ato = TCP_ATO_MIN;
	} else {
		icsk->icsk_ack.quick -= (u8)pkts;
	}
}

/* tp->tcp_mstamp is now. */
static inline void tcp_mstamp_refresh(struct tcp_sock *tp)
{
	tp->tcp_clock_cache = tcp_clock_ns();
	tp->tcp_mstamp = tp->tcp_clock_cache / NSEC_PER_USEC;
}

#define tcp_net(sk) net_ipv4(sock_net(sk))

#endif /* PROTO_IPV4_TCP_WINDOW_H */
