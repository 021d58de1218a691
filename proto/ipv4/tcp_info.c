// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tcp_info - what a connection tells of itself
 *
 * Where:   getsockopt(TCP_INFO), later ss by sock_diag; "show tcp".
 * Mirrors: net/ipv4/tcp.c, cut: tcp_get_info().
 * Spec:    <linux/tcp.h>: struct tcp_info, in the kernel's layout; times in
 *          microseconds or milliseconds as there.
 */
#include "proto/ipv4/tcp_priv.h"

#include <linux/inet_diag.h>

static void info_rates(const struct sock *sk, struct tcp_info *info)
{
	const struct tcp_sock *tp = tcp_sk(sk);
	u64 rate64 = READ_ONCE(sk->sk_pacing_rate);

	info->tcpi_pacing_rate = rate64 != ~0UL ? rate64 : ~0ULL;
	rate64 = READ_ONCE(sk->sk_max_pacing_rate);
	info->tcpi_max_pacing_rate = rate64 != ~0UL ? rate64 : ~0ULL;
	info->tcpi_reordering = tp->reordering;
	info->tcpi_snd_cwnd = tcp_snd_cwnd(tp);
	if (tp->rate_interval_us)
		info->tcpi_delivery_rate = (u64)tp->rate_delivered *
					   tp->mss_cache * USEC_PER_SEC /
					   tp->rate_interval_us;
	info->tcpi_delivery_rate_app_limited = tp->rate_app_limited ? 1 : 0;
}

/* Time in jiffies, by what held the sender back. */
static void info_chrono(const struct tcp_sock *tp, struct tcp_info *info)
{
	u64 stats[__TCP_CHRONO_MAX], total = 0;

	for (int i = TCP_CHRONO_BUSY; i < __TCP_CHRONO_MAX; i++) {
		stats[i] = tp->chrono_stat[i - 1];
		if (i == tp->chrono_type)
			stats[i] += tcp_jiffies32 - tp->chrono_start;
		stats[i] *= USEC_PER_SEC / HZ;
		total += stats[i];
	}
	info->tcpi_busy_time = total;
	info->tcpi_rwnd_limited = stats[TCP_CHRONO_RWND_LIMITED];
	info->tcpi_sndbuf_limited = stats[TCP_CHRONO_SNDBUF_LIMITED];
}

static void info_options(const struct tcp_sock *tp, struct tcp_info *info)
{
	if (tp->rx_opt.tstamp_ok)
		info->tcpi_options |= TCPI_OPT_TIMESTAMPS;
	if (tcp_is_sack(tp))
		info->tcpi_options |= TCPI_OPT_SACK;
	if (tp->rx_opt.wscale_ok) {
		info->tcpi_options |= TCPI_OPT_WSCALE;
		info->tcpi_snd_wscale = tp->rx_opt.snd_wscale;
		info->tcpi_rcv_wscale = tp->rx_opt.rcv_wscale;
	}
	if (tp->ecn_flags & TCP_ECN_OK)
		info->tcpi_options |= TCPI_OPT_ECN;
	if (tp->ecn_flags & TCP_ECN_SEEN)
		info->tcpi_options |= TCPI_OPT_ECN_SEEN;
}

static void info_counts(const struct sock *sk, struct tcp_info *info)
{
	const struct tcp_sock *tp = tcp_sk(sk);

	info->tcpi_bytes_acked = tp->bytes_acked;
	info->tcpi_bytes_received = tp->bytes_received;
	info->tcpi_notsent_bytes =
		(u32)max_t(int, 0, (int)(tp->write_seq - tp->snd_nxt));
	info->tcpi_segs_out = tp->segs_out;
	info->tcpi_segs_in = tp->segs_in;
	info->tcpi_data_segs_in = tp->data_segs_in;
	info->tcpi_data_segs_out = tp->data_segs_out;
	info->tcpi_delivered = tp->delivered;
	info->tcpi_delivered_ce = tp->delivered_ce;
	info->tcpi_bytes_sent = tp->bytes_sent;
	info->tcpi_bytes_retrans = tp->bytes_retrans;
	info->tcpi_dsack_dups = tp->dsack_dups;
	info->tcpi_reord_seen = tp->reord_seen;
	info->tcpi_rcv_ooopack = tp->rcv_ooopack;
	info->tcpi_snd_wnd = tp->snd_wnd;
	info->tcpi_min_rtt = tcp_min_rtt(tp);
}

static void info_connection(struct sock *sk, struct tcp_info *info)
{
	const struct inet_connection_sock *icsk = inet_csk(sk);
	const struct tcp_sock *tp = tcp_sk(sk);
	u32 now = tcp_jiffies32;

	info->tcpi_ca_state = icsk->icsk_ca_state;
	info->tcpi_retransmits = icsk->icsk_retransmits;
	info->tcpi_probes = icsk->icsk_probes_out;
	info->tcpi_backoff = icsk->icsk_backoff;
	info_options(tp, info);
	info->tcpi_rto = (u32)jiffies_to_usecs(icsk->icsk_rto);
	info->tcpi_ato = (u32)jiffies_to_usecs(
		min_t(u32, icsk->icsk_ack.ato, tcp_delack_max(sk)));
	info->tcpi_snd_mss = tp->mss_cache;
	info->tcpi_rcv_mss = icsk->icsk_ack.rcv_mss;
	info->tcpi_unacked = tp->packets_out;
	info->tcpi_sacked = tp->sacked_out;
	info->tcpi_lost = tp->lost_out;
	info->tcpi_retrans = tp->retrans_out;
	info->tcpi_last_data_sent = (u32)jiffies_to_msecs(now - tp->lsndtime);
	info->tcpi_last_data_recv =
		(u32)jiffies_to_msecs(now - icsk->icsk_ack.lrcvtime);
	info->tcpi_last_ack_recv = (u32)jiffies_to_msecs(now - tp->rcv_tstamp);
	info->tcpi_pmtu = icsk->icsk_pmtu_cookie;
	info->tcpi_rcv_ssthresh = tp->rcv_ssthresh;
	info->tcpi_rtt = tp->srtt_us >> 3;
	info->tcpi_rttvar = tp->mdev_us >> 2;
	info->tcpi_snd_ssthresh = tp->snd_ssthresh;
	info->tcpi_advmss = tp->advmss;
	info->tcpi_rcv_rtt = tp->rcv_rtt_est.rtt_us >> 3;
	info->tcpi_rcv_space = tp->rcvq_space.space;
	info->tcpi_total_retrans = tp->total_retrans;
	info_chrono(tp, info);
	info_counts(sk, info);
}

/**
 * tcp_get_info - fill @info, all of it
 *
 * Context: process, sock not locked.
 */
void tcp_get_info(struct sock *sk, struct tcp_info *info)
{
	memset(info, 0, sizeof(*info));
	if (sk->sk_type != SOCK_STREAM)
		return;
	info->tcpi_state = (__u8)inet_sk_state_load(sk);
	info_rates(sk, info);
	if (info->tcpi_state == TCP_LISTEN) {
		/* what ss shows as Recv-Q and Send-Q of a listener */
		info->tcpi_unacked = READ_ONCE(sk->sk_ack_backlog);
		info->tcpi_sacked = READ_ONCE(sk->sk_max_ack_backlog);
		return;
	}
	lock_sock(sk);
	info_connection(sk, info);
	release_sock(sk);
}
EXPORT_SYMBOL(tcp_get_info);
