// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tcp_mss - how large a segment may be, and how large a window we offer
 *
 * Where:   tcp_output.c and tcp_send.c ask for the MSS before they cut;
 *          tcp_transmit.c for the window before it writes the header.
 * Mirrors: net/ipv4/tcp_output.c, cut from it. Left out: MTU probing.
 * Spec:    RFC 9293 §3.7.1 (MSS), §3.8.6.2.2 (the receiver's silly window
 *          avoidance), RFC 1191 §6, RFC 7323 §2.
 *
 *	 MTU = IP header + options | TCP header | TCP options | MSS
 *	                                        '--- mss_cache ---'
 *	mss_cache is without SACK blocks: tcp_current_mss() takes them off.
 */
#include "core/sock_limits.h"
#include "lib/log2.h"
#include "proto/ipv4/tcp_priv.h"

/* ---- segments --------------------------------------------------------------
 */

/* The route's or the socket's word: TCP_MAXSEG. */
u16 tcp_mss_clamp(const struct tcp_sock *tp, u16 mss)
{
	u16 user_mss = READ_ONCE(tp->rx_opt.user_mss);

	return user_mss && user_mss < mss ? user_mss : mss;
}

/* Payload and TCP options of a packet of @pmtu bytes. */
static int __tcp_mtu_to_mss(struct sock *sk, int pmtu)
{
	const struct inet_connection_sock *icsk = inet_csk(sk);
	const struct tcp_sock *tp = tcp_sk(sk);
	int mss_now;

	mss_now = pmtu - icsk->icsk_af_ops->net_header_len -
		  (int)sizeof(struct tcphdr);
	if (mss_now > tp->rx_opt.mss_clamp)
		mss_now = tp->rx_opt.mss_clamp;
	mss_now -= icsk->icsk_ext_hdr_len;
	return max(mss_now, tcp_net(sk)->sysctl_tcp_min_snd_mss);
}

int tcp_mtu_to_mss(struct sock *sk, int pmtu)
{
	return __tcp_mtu_to_mss(sk, pmtu) -
	       (tcp_sk(sk)->tcp_header_len - (int)sizeof(struct tcphdr));
}

int tcp_mss_to_mtu(struct sock *sk, int mss)
{
	const struct inet_connection_sock *icsk = inet_csk(sk);

	return mss + tcp_sk(sk)->tcp_header_len + icsk->icsk_ext_hdr_len +
	       icsk->icsk_af_ops->net_header_len;
}

void tcp_mtup_init(struct sock *sk)
{
	struct inet_connection_sock *icsk = inet_csk(sk);

	icsk->icsk_mtup.enabled = false;
	icsk->icsk_mtup.search_high = tcp_sk(sk)->rx_opt.mss_clamp +
				      (int)sizeof(struct tcphdr) +
				      icsk->icsk_af_ops->net_header_len;
	icsk->icsk_mtup.search_low =
		tcp_mss_to_mtu(sk, tcp_net(sk)->sysctl_tcp_base_mss);
}

/* Not more than half of the peer's window: else each segment waits for it. */
static int tcp_bound_to_half_wnd(const struct tcp_sock *tp, int pktsize)
{
	int cutoff = (int)tp->max_window;

	if (tp->max_window > TCP_MSS_DEFAULT)
		cutoff >>= 1;
	if (cutoff && pktsize > cutoff)
		return max(cutoff, 68 - (int)tp->tcp_header_len);
	return pktsize;
}

/**
 * tcp_sync_mss - the path's MTU is @pmtu
 *
 * Context: the socket's lock held. Return: the new mss_cache.
 */
unsigned int tcp_sync_mss(struct sock *sk, u32 pmtu)
{
	struct inet_connection_sock *icsk = inet_csk(sk);
	struct tcp_sock *tp = tcp_sk(sk);
	int mss_now;

	if (icsk->icsk_mtup.search_high > (int)pmtu)
		icsk->icsk_mtup.search_high = (int)pmtu;
	mss_now = tcp_mtu_to_mss(sk, (int)pmtu);
	mss_now = tcp_bound_to_half_wnd(tp, mss_now);
	icsk->icsk_pmtu_cookie = pmtu;
	tp->mss_cache = (u32)mss_now;
	return tp->mss_cache;
}

/**
 * tcp_current_mss - payload of a full segment, sent now
 *
 * The route is asked for a new MTU; the options that this very segment will
 * have (SACK blocks come and go) are taken off.
 * Context: the socket's lock held.
 */
unsigned int tcp_current_mss(struct sock *sk)
{
	const struct dst_entry *dst = __sk_dst_get(sk);
	struct tcp_sock *tp = tcp_sk(sk);
	struct tcp_out_options opts = {0};
	unsigned int header_len, mss_now = tp->mss_cache;

	if (dst) {
		u32 mtu = dst_mtu(dst);

		if (mtu != inet_csk(sk)->icsk_pmtu_cookie)
			mss_now = tcp_sync_mss(sk, mtu);
	}
	header_len = tcp_established_options(sk, NULL, &opts) +
		     (unsigned int)sizeof(struct tcphdr);
	return mss_now - (header_len - tp->tcp_header_len);
}

/* ---- the window that we offer ----------------------------------------------
 */

/**
 * tcp_select_initial_window - what our SYN or SYN-ACK offers
 * @sk: whose sysctls
 * @space: bytes of payload that the buffer holds
 * @mss: of what comes
 * @rcv_wnd: set; the window, not scaled
 * @window_clamp: in: 0 or the route's limit; set to what can be expressed
 * @wscale_ok: may we scale?
 * @rcv_wscale: set; the shift, so that the largest buffer can be offered
 * @init_rcv_wnd: the route's word in segments, or 0
 *
 * Context: process or softirq.
 */
void tcp_select_initial_window(const struct sock *sk, int space, u32 mss,
			       u32 *rcv_wnd, u32 *window_clamp, int wscale_ok,
			       u8 *rcv_wscale, u32 init_rcv_wnd)
{
	u32 room = space < 0 ? 0 : (u32)space;

	if (!*window_clamp)
		*window_clamp = (u32)U16_MAX << TCP_MAX_WSCALE;
	room = min(*window_clamp, room);
	if (room > mss)
		room = rounddown(room, mss);
	if (tcp_net(sk)->sysctl_tcp_workaround_signed_windows)
		*rcv_wnd = min(room, MAX_TCP_WINDOW);
	else
		*rcv_wnd = min_t(u32, room, U16_MAX);
	if (init_rcv_wnd)
		*rcv_wnd = min(*rcv_wnd, init_rcv_wnd * mss);
	*rcv_wscale = 0;
	if (wscale_ok) {
		room = max_t(u32, room,
			     (u32)READ_ONCE(tcp_net(sk)->sysctl_tcp_rmem[2]));
		room = max_t(u32, room, sysctl_rmem_max());
		room = min(room, *window_clamp);
		if (room)
			*rcv_wscale = (u8)clamp_t(int, ilog2(room) - 15, 0,
						  (int)TCP_MAX_WSCALE);
	}
	*window_clamp = min((u32)U16_MAX << *rcv_wscale, *window_clamp);
}

/* Half of the buffer is full: ACKs may wait, growth ends under pressure. */
static void tcp_window_is_short(struct sock *sk)
{
	struct tcp_sock *tp = tcp_sk(sk);

	inet_csk(sk)->icsk_ack.quick = 0;
	if (tcp_under_memory_pressure(sk))
		tp->rcv_ssthresh = min(tp->rcv_ssthresh, 4U * tp->advmss);
}

/* net.ipv4.tcp_shrink_window: the window is what the buffer holds. */
static u32 tcp_window_may_shrink(struct sock *sk, int free_space,
				 int full_space, int mss)
{
	struct tcp_sock *tp = tcp_sk(sk);
	int unit = 1 << tp->rx_opt.rcv_wscale;

	free_space = round_down(free_space, unit);
	if (free_space < full_space >> 1) {
		tcp_window_is_short(sk);
		if (free_space < tcp_full_space(sk) >> 4 || free_space < mss ||
		    free_space < unit)
			return 0;
	}
	if (free_space > (int)tp->rcv_ssthresh)
		free_space = ALIGN((int)tp->rcv_ssthresh, unit);
	return (u32)free_space;
}

/**
 * __tcp_select_window - the window that the buffer suggests
 *
 * RFC 9293 §3.8.6.2.2: the right edge moves by a segment or half the buffer
 * at once, or not at all. It may come out smaller than what was offered:
 * tcp_select_window() and tcp_cleanup_rbuf() see to that.
 * Context: the socket's lock held.
 */
u32 __tcp_select_window(struct sock *sk)
{
	struct tcp_sock *tp = tcp_sk(sk);
	int mss = inet_csk(sk)->icsk_ack.rcv_mss;
	int free_space = tcp_space(sk);
	int allowed_space = tcp_full_space(sk);
	int full_space = min_t(int, (int)tp->window_clamp, allowed_space);
	int unit = 1 << tp->rx_opt.rcv_wscale, window;

	if (unlikely(mss > full_space)) {
		mss = full_space;
		if (mss <= 0)
			return 0;
	}
	if (tcp_net(sk)->sysctl_tcp_shrink_window && tp->rx_opt.rcv_wscale)
		return tcp_window_may_shrink(sk, free_space, full_space, mss);
	if (free_space < full_space >> 1) {
		tcp_window_is_short(sk);
		/* What is left over by scaling would be rounded up below. */
		free_space = round_down(free_space, unit);
		if (free_space < allowed_space >> 4 || free_space < mss)
			return 0;
	}
	if (free_space > (int)tp->rcv_ssthresh)
		free_space = (int)tp->rcv_ssthresh;
	if (tp->rx_opt.rcv_wscale)
		return (u32)ALIGN(free_space, unit);
	window = (int)tp->rcv_wnd;
	if (window <= free_space - mss || window > free_space)
		window = mss ? rounddown(free_space, mss) : free_space;
	else if (mss == full_space && free_space > window + (full_space >> 1))
		window = free_space;
	return (u32)window;
}

/**
 * tcp_select_window - the header's window; remembers what was offered
 *
 * Never less than is left of the last offer: RFC 9293 §3.8.6.
 * Context: the socket's lock held. Return: scaled.
 */
u16 tcp_select_window(struct sock *sk)
{
	struct tcp_sock *tp = tcp_sk(sk);
	struct net *net = sock_net(sk);
	u32 old_win = tp->rcv_wnd, cur_win = tcp_receive_window(tp);
	u32 new_win = __tcp_select_window(sk);

	if (new_win < cur_win && (!tcp_net(sk)->sysctl_tcp_shrink_window ||
				  !tp->rx_opt.rcv_wscale)) {
		if (new_win == 0)
			NET_INC_STATS(net, LINUX_MIB_TCPWANTZEROWINDOWADV);
		new_win = ALIGN(cur_win, 1U << tp->rx_opt.rcv_wscale);
	}
	tp->rcv_wnd = new_win;
	tp->rcv_wup = tp->rcv_nxt;
	if (!tp->rx_opt.rcv_wscale &&
	    tcp_net(sk)->sysctl_tcp_workaround_signed_windows)
		new_win = min(new_win, MAX_TCP_WINDOW);
	else
		new_win = min(new_win, 65535U << tp->rx_opt.rcv_wscale);
	new_win >>= tp->rx_opt.rcv_wscale;
	if (new_win == 0) {
		/* The fast path takes data without asking for room. */
		tp->pred_flags = 0;
		if (old_win)
			NET_INC_STATS(net, LINUX_MIB_TCPTOZEROWINDOWADV);
	} else if (old_win == 0) {
		NET_INC_STATS(net, LINUX_MIB_TCPFROMZEROWINDOWADV);
	}
	return (u16)new_win;
}
