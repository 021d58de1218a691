// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tcp_ack - what an ACK says: what arrived, how long it took, how much may go
 *
 * Where:   tcp_input.c calls tcp_ack() for each segment with ACK; it calls
 *          tcp_sack.c (which), tcp_fastretrans.c (is something lost?), the
 *          congestion control, and sends what was marked lost.
 * Mirrors: net/ipv4/tcp_input.c, cut. Left out: F-RTO's new data, TLP, ECN.
 * Spec:    RFC 9293 §3.10.7.4, fifth; RFC 6298 (RTO); RFC 5961 §5 (ACKs that
 *          acknowledge what was never sent).
 */
#include "proto/ipv4/tcp_priv.h"

/* ---- round-trip time: RFC 6298 --------------------------------------------
 */

static void tcp_update_rtt_min(struct sock *sk, u32 rtt_us, const int flag)
{
	u32 wlen = (u32)READ_ONCE(tcp_net(sk)->sysctl_tcp_min_rtt_wlen) * HZ;
	struct tcp_sock *tp = tcp_sk(sk);

	/* A delayed ACK tells nothing of the path. */
	if ((flag & FLAG_ACK_MAYBE_DELAYED) && rtt_us > tcp_min_rtt(tp))
		return;
	minmax_running_min(&tp->rtt_min, wlen, tcp_jiffies32,
			   rtt_us ?: (u32)jiffies_to_usecs(1));
}

/*
 * srtt <<3, mdev <<2 as Jacobson has them. The variance may fall only once in
 * a round trip, and rises at once; a sudden drop of the RTT must not make the
 * deviation look large.
 */
static void tcp_rtt_estimator(struct sock *sk, long mrtt_us)
{
	struct tcp_sock *tp = tcp_sk(sk);
	long m = mrtt_us;
	u32 srtt = tp->srtt_us;

	if (!srtt) {
		tp->srtt_us = max(1U, (u32)m << 3);
		tp->mdev_us = (u32)m << 1; /* so that RTO is 3 * RTT */
		tp->rttvar_us = max(tp->mdev_us, tcp_rto_min_us(sk));
		tp->mdev_max_us = tp->rttvar_us;
		tp->rtt_seq = tp->snd_nxt;
		return;
	}
	m -= (long)(srtt >> 3);
	srtt += (u32)m;
	if (m < 0) {
		m = -m;
		m -= (long)(tp->mdev_us >> 2);
		if (m > 0)
			m >>= 3;
	} else {
		m -= (long)(tp->mdev_us >> 2);
	}
	tp->mdev_us += (u32)m;
	if (tp->mdev_us > tp->mdev_max_us) {
		tp->mdev_max_us = tp->mdev_us;
		if (tp->mdev_max_us > tp->rttvar_us)
			tp->rttvar_us = tp->mdev_max_us;
	}
	if (after(tp->snd_una, tp->rtt_seq)) {
		if (tp->mdev_max_us < tp->rttvar_us)
			tp->rttvar_us -= (tp->rttvar_us - tp->mdev_max_us) >> 2;
		tp->rtt_seq = tp->snd_nxt;
		tp->mdev_max_us = tcp_rto_min_us(sk);
	}
	tp->srtt_us = max(1U, srtt);
}

void tcp_set_rto(struct sock *sk)
{
	inet_csk(sk)->icsk_rto = __tcp_set_rto(tcp_sk(sk));
	tcp_bound_rto(sk);
}

/* Karn: segments sent twice tell no RTT, but timestamps do. */
static long tcp_rtt_tsopt_us(const struct tcp_sock *tp)
{
	u32 delta = tcp_time_stamp(tp) - tp->rx_opt.rcv_tsecr;

	if (likely(delta < INT_MAX / (USEC_PER_SEC / 1000))) {
		if (!delta)
			delta = 1;
		return (long)delta * (long)(USEC_PER_SEC / 1000);
	}
	return -1;
}

/**
 * tcp_ack_update_rtt - one sample, if there is one
 * @seq_rtt_us: of the segments acknowledged; < 0: none was sent once only
 * @sack_rtt_us: of those SACKed
 * @ca_rtt_us: for the congestion control and the minimum
 *
 * Return: whether srtt and RTO changed.
 */
bool tcp_ack_update_rtt(struct sock *sk, const int flag, long seq_rtt_us,
			long sack_rtt_us, long ca_rtt_us,
			struct rate_sample *rs)
{
	const struct tcp_sock *tp = tcp_sk(sk);

	if (seq_rtt_us < 0)
		seq_rtt_us = sack_rtt_us;
	if (seq_rtt_us < 0 && tp->rx_opt.saw_tstamp && tp->rx_opt.rcv_tsecr &&
	    (flag & FLAG_ACKED))
		seq_rtt_us = ca_rtt_us = tcp_rtt_tsopt_us(tp);
	rs->rtt_us = ca_rtt_us;
	if (seq_rtt_us < 0)
		return false;
	tcp_update_rtt_min(sk, (u32)ca_rtt_us, flag);
	tcp_rtt_estimator(sk, seq_rtt_us);
	tcp_set_rto(sk);
	inet_csk(sk)->icsk_backoff = 0; /* RFC 6298 §5: until a new sample */
	return true;
}

/* The handshake's own sample, taken by the request. */
void tcp_synack_rtt_meas(struct sock *sk, struct request_sock *req)
{
	struct rate_sample rs = {0};
	long rtt_us = -1L;

	if (req && !req->num_retrans && tcp_rsk(req)->snt_synack)
		rtt_us = tcp_stamp_us_delta(tcp_clock_us(),
					    tcp_rsk(req)->snt_synack);
	tcp_ack_update_rtt(sk, FLAG_SYN_ACKED, rtt_us, -1L, rtt_us, &rs);
}

/* RFC 6298 §5.3: an ACK of new data restarts the timer; of all, stops it. */
void tcp_rearm_rto(struct sock *sk)
{
	const struct inet_connection_sock *icsk = inet_csk(sk);
	struct tcp_sock *tp = tcp_sk(sk);
	u64 sent_us, rto_us;
	s64 delta_us;
	u32 rto = icsk->icsk_rto;

	if (!tp->packets_out) {
		inet_csk_clear_xmit_timer(sk, ICSK_TIME_RETRANS);
		return;
	}
	/* What was waited already counts when another timer had its place. */
	if (icsk->icsk_pending == ICSK_TIME_REO_TIMEOUT ||
	    icsk->icsk_pending == ICSK_TIME_LOSS_PROBE) {
		rto_us = (u64)jiffies_to_usecs(rto);
		sent_us = tcp_skb_timestamp_us(tcp_rtx_queue_head(sk));
		delta_us = (s64)(sent_us + rto_us - tp->tcp_mstamp);
		rto = (u32)usecs_to_jiffies((u32)max_t(s64, delta_us, 1));
	}
	inet_csk_reset_xmit_timer(sk, ICSK_TIME_RETRANS, rto, TCP_RTO_MAX);
}

/* ---- the send window ------------------------------------------------------
 */

/* RFC 9293 §3.10.7.4: SND.WL1, SND.WL2 say whether this is news. */
static bool tcp_may_update_window(const struct tcp_sock *tp, u32 ack,
				  u32 ack_seq, u32 nwin)
{
	return after(ack, tp->snd_una) || after(ack_seq, tp->snd_wl1) ||
	       (ack_seq == tp->snd_wl1 && nwin > tp->snd_wnd);
}

static void tcp_snd_una_update(struct tcp_sock *tp, u32 ack)
{
	tp->bytes_acked += ack - tp->snd_una;
	tp->snd_una = ack;
}

static int tcp_ack_update_window(struct sock *sk, const struct sk_buff *skb,
				 u32 ack, u32 ack_seq)
{
	struct tcp_sock *tp = tcp_sk(sk);
	u32 nwin = ntohs(tcp_hdr(skb)->window);
	int flag = 0;

	if (likely(!tcp_hdr(skb)->syn)) /* a SYN's is not scaled */
		nwin <<= tp->rx_opt.snd_wscale;
	if (tcp_may_update_window(tp, ack, ack_seq, nwin)) {
		flag |= FLAG_WIN_UPDATE;
		tp->snd_wl1 = ack_seq;
		if (tp->snd_wnd != nwin) {
			tp->snd_wnd = nwin;
			tp->pred_flags = 0;
			tcp_fast_path_check(sk);
			if (nwin > tp->max_window) {
				tp->max_window = nwin;
				tcp_sync_mss(sk,
					     inet_csk(sk)->icsk_pmtu_cookie);
			}
		}
	}
	tcp_snd_una_update(tp, ack);
	return flag;
}

/* The window opened, or is still shut: the probe timer. */
void tcp_ack_probe(struct sock *sk)
{
	struct inet_connection_sock *icsk = inet_csk(sk);
	struct sk_buff *head = tcp_send_head(sk);
	const struct tcp_sock *tp = tcp_sk(sk);

	if (!head)
		return;
	if (!after(TCP_SKB_CB(head)->end_seq, tcp_wnd_end(tp))) {
		icsk->icsk_backoff = 0;
		icsk->icsk_probes_tstamp = 0;
		inet_csk_clear_xmit_timer(sk, ICSK_TIME_PROBE0);
		/* tcp_data_snd_check() sends what may go */
	} else {
		inet_csk_reset_xmit_timer(sk, ICSK_TIME_PROBE0,
					  tcp_probe0_when(sk, TCP_RTO_MAX),
					  TCP_RTO_MAX);
	}
}

/* ---- the retransmit queue loses its head ----------------------------------
 */

/* What one walk over the acknowledged packets finds. */
struct rtx_clean {
	u64 first_ackt, last_ackt; /* us: when they were sent */
	u32 prior_sacked, prior_fack;
	u32 pkts_acked;
	u32 reord;
	int flag;
	bool fully_acked;
};

/* @skb is a part of a TSO packet: its front was acknowledged. */
static u32 tcp_tso_acked(struct sock *sk, struct sk_buff *skb)
{
	struct tcp_sock *tp = tcp_sk(sk);
	u32 packets_acked = (u32)tcp_skb_pcount(skb);

	BUG_ON(!after(TCP_SKB_CB(skb)->end_seq, tp->snd_una));
	if (tcp_trim_head(sk, skb, tp->snd_una - TCP_SKB_CB(skb)->seq))
		return 0;
	packets_acked -= (u32)tcp_skb_pcount(skb);
	return packets_acked;
}

/* Book one packet, of which @acked_pcount segments arrived. */
static void rtx_clean_one(struct sock *sk, struct sk_buff *skb,
			  u32 acked_pcount, struct rtx_clean *c,
			  struct rate_sample *rs)
{
	struct tcp_sock *tp = tcp_sk(sk);
	struct tcp_skb_cb *scb = TCP_SKB_CB(skb);
	u8 sacked = scb->sacked;

	if (unlikely(sacked & TCPCB_RETRANS)) {
		if (sacked & TCPCB_SACKED_RETRANS)
			tp->retrans_out -= acked_pcount;
		c->flag |= FLAG_RETRANS_DATA_ACKED;
	} else if (!(sacked & TCPCB_SACKED_ACKED)) {
		c->last_ackt = tcp_skb_timestamp_us(skb);
		if (!c->first_ackt)
			c->first_ackt = c->last_ackt;
		if (before(scb->seq, c->reord))
			c->reord = scb->seq;
		if (!after(scb->end_seq, tp->high_seq))
			c->flag |= FLAG_ORIG_SACK_ACKED;
	}
	if (sacked & TCPCB_SACKED_ACKED)
		tp->sacked_out -= acked_pcount;
	else if (tcp_is_sack(tp))
		tp->delivered += acked_pcount;
	if (sacked & TCPCB_LOST)
		tp->lost_out -= acked_pcount;
	tp->packets_out -= acked_pcount;
	c->pkts_acked += acked_pcount;
	tcp_rate_skb_delivered(sk, skb, rs);
	/* The SYN is no data; it is the first thing in the queue. */
	if (likely(!(scb->tcp_flags & TCPHDR_SYN)))
		c->flag |= FLAG_DATA_ACKED;
	else
		c->flag |= FLAG_SYN_ACKED;
}

static void rtx_clean_walk(struct sock *sk, struct rtx_clean *c,
			   struct rate_sample *rs)
{
	struct tcp_sock *tp = tcp_sk(sk);
	struct sk_buff *skb, *next;

	for (skb = skb_rb_first(&sk->tcp_rtx_queue); skb; skb = next) {
		struct tcp_skb_cb *scb = TCP_SKB_CB(skb);
		u32 acked_pcount;

		if (after(scb->end_seq, tp->snd_una)) {
			if (tcp_skb_pcount(skb) == 1 ||
			    !after(tp->snd_una, scb->seq))
				break;
			acked_pcount = tcp_tso_acked(sk, skb);
			if (!acked_pcount)
				break;
			c->fully_acked = false;
		} else {
			acked_pcount = (u32)tcp_skb_pcount(skb);
		}
		rtx_clean_one(sk, skb, acked_pcount, c, rs);
		if (!c->fully_acked)
			break;
		next = skb_rb_next(skb);
		if (unlikely(skb == tp->retransmit_skb_hint))
			tp->retransmit_skb_hint = NULL;
		if (unlikely(skb == tp->lost_skb_hint))
			tp->lost_skb_hint = NULL;
		tcp_highest_sack_replace(sk, skb, next);
		tcp_rtx_queue_unlink_and_free(skb, sk);
	}
	if (!skb)
		tcp_chrono_stop(sk, TCP_CHRONO_BUSY);
	if (skb && (TCP_SKB_CB(skb)->sacked & TCPCB_SACKED_ACKED))
		c->flag |= FLAG_SACK_RENEGING;
}

/* Segments arrived: what that says of reordering and of lost_skb_hint. */
static void rtx_clean_order(struct sock *sk, struct rtx_clean *c, bool ece_ack)
{
	struct tcp_sock *tp = tcp_sk(sk);

	c->flag |= FLAG_SET_XMIT_TIMER;
	if (tcp_is_reno(tp)) {
		tcp_remove_reno_sacks(sk, (int)c->pkts_acked, ece_ack);
		/*
		 * A partial ACK that covers more than the one hole proves that
		 * nothing between was lost: RFC 6582 knows no reordering.
		 */
		if (c->flag & FLAG_RETRANS_DATA_ACKED)
			c->flag &= ~FLAG_ORIG_SACK_ACKED;
		return;
	}
	/* A hole below what was SACKed before was filled by the first copy. */
	if (before(c->reord, c->prior_fack))
		tcp_check_sack_reordering(sk, c->reord, 0);
	tp->lost_cnt_hint -= (int)min(
		(u32)tp->lost_cnt_hint,
		c->prior_sacked - min(c->prior_sacked, tp->sacked_out));
}

/**
 * tcp_clean_rtx_queue - free what was acknowledged, take the RTT
 * @prior_fack: highest SACKed before this ACK
 *
 * Return: FLAG_* found on the way.
 */
static int tcp_clean_rtx_queue(struct sock *sk, const struct sk_buff *ack_skb,
			       u32 prior_fack, u32 prior_snd_una,
			       struct tcp_sacktag_state *sack, bool ece_ack)
{
	const struct inet_connection_sock *icsk = inet_csk(sk);
	struct tcp_sock *tp = tcp_sk(sk);
	struct rtx_clean c = {
		.prior_sacked = tp->sacked_out,
		.prior_fack = prior_fack,
		.reord = tp->snd_nxt,
		.fully_acked = true,
	};
	long sack_rtt_us = -1L, seq_rtt_us = -1L, ca_rtt_us = -1L;
	bool rtt_update;

	rtx_clean_walk(sk, &c, sack->rate);
	if (likely(between(tp->snd_up, prior_snd_una, tp->snd_una)))
		tp->snd_up = tp->snd_una;
	if (likely(c.first_ackt) && !(c.flag & FLAG_RETRANS_DATA_ACKED)) {
		seq_rtt_us = tcp_stamp_us_delta(tp->tcp_mstamp, c.first_ackt);
		ca_rtt_us = tcp_stamp_us_delta(tp->tcp_mstamp, c.last_ackt);
		/* one small segment, all of it: the peer may have waited */
		if (c.pkts_acked == 1 && c.fully_acked && !c.prior_sacked &&
		    (tp->snd_una - prior_snd_una) < tp->mss_cache &&
		    sack->rate->prior_delivered + 1 == tp->delivered &&
		    !(c.flag & (FLAG_CA_ALERT | FLAG_SYN_ACKED)))
			c.flag |= FLAG_ACK_MAYBE_DELAYED;
	}
	if (sack->first_sackt) {
		sack_rtt_us =
			tcp_stamp_us_delta(tp->tcp_mstamp, sack->first_sackt);
		ca_rtt_us =
			tcp_stamp_us_delta(tp->tcp_mstamp, sack->last_sackt);
	}
	rtt_update = tcp_ack_update_rtt(sk, c.flag, seq_rtt_us, sack_rtt_us,
					ca_rtt_us, sack->rate);
	if (c.flag & FLAG_ACKED) {
		rtx_clean_order(sk, &c, ece_ack);
	} else if (rtt_update && sack_rtt_us >= 0 && tcp_rtx_queue_head(sk) &&
		   sack_rtt_us > (long)tcp_stamp_us_delta(
					 tp->tcp_mstamp,
					 tcp_skb_timestamp_us(
						 tcp_rtx_queue_head(sk)))) {
		/* The RTO was of before the SACK: count from now. */
		c.flag |= FLAG_SET_XMIT_TIMER;
	}
	if (icsk->icsk_ca_ops->pkts_acked) {
		struct ack_sample sample = {
			.pkts_acked = c.pkts_acked,
			.rtt_us = (s32)sack->rate->rtt_us,
		};

		sample.in_flight =
			tp->mss_cache *
			(tp->delivered - sack->rate->prior_delivered);
		icsk->icsk_ca_ops->pkts_acked(sk, &sample);
	}
	WARN_ON((int)tp->sacked_out < 0);
	WARN_ON((int)tp->lost_out < 0);
	WARN_ON((int)tp->retrans_out < 0);
	return c.flag;
}

/* ---- the congestion window ------------------------------------------------
 */

static bool tcp_ack_is_dubious(const struct sock *sk, const int flag)
{
	return !(flag & FLAG_NOT_DUP) || (flag & FLAG_CA_ALERT) ||
	       inet_csk(sk)->icsk_ca_state != TCP_CA_Open;
}

static bool tcp_may_raise_cwnd(const struct sock *sk, const int flag)
{
	/* With much reordering, SACKed data is progress, too. */
	if (tcp_sk(sk)->reordering >
	    (u32)READ_ONCE(tcp_net(sk)->sysctl_tcp_reordering))
		return flag & FLAG_FORWARD_PROGRESS;
	return flag & FLAG_DATA_ACKED;
}

/* Rate for fq and for TSO's size: cwnd / srtt, and room to grow. */
void tcp_update_pacing_rate(struct sock *sk)
{
	const struct tcp_sock *tp = tcp_sk(sk);
	u64 rate = (u64)tp->mss_cache * ((USEC_PER_SEC / 100) << 3);

	if (tcp_snd_cwnd(tp) < tp->snd_ssthresh / 2)
		rate *= (u64)READ_ONCE(tcp_net(sk)->sysctl_tcp_pacing_ss_ratio);
	else
		rate *= (u64)READ_ONCE(tcp_net(sk)->sysctl_tcp_pacing_ca_ratio);
	rate *= max(tcp_snd_cwnd(tp), tp->packets_out);
	if (likely(tp->srtt_us))
		rate /= tp->srtt_us;
	WRITE_ONCE(sk->sk_pacing_rate,
		   min_t(u64, rate, READ_ONCE(sk->sk_max_pacing_rate)));
}

static void tcp_cong_control(struct sock *sk, u32 ack, u32 acked_sacked,
			     int flag, const struct rate_sample *rs)
{
	const struct inet_connection_sock *icsk = inet_csk(sk);

	if (icsk->icsk_ca_ops->cong_control) {
		icsk->icsk_ca_ops->cong_control(sk, rs);
		return;
	}
	if (tcp_in_cwnd_reduction(sk)) {
		tcp_cwnd_reduction(sk, (int)acked_sacked, rs->losses, flag);
	} else if (tcp_may_raise_cwnd(sk, flag)) {
		icsk->icsk_ca_ops->cong_avoid(sk, ack, acked_sacked);
		tcp_sk(sk)->snd_cwnd_stamp = tcp_jiffies32;
	}
	tcp_update_pacing_rate(sk);
}

/* RFC 6928, or what the route says. */
__u32 tcp_init_cwnd(const struct tcp_sock *tp, const struct dst_entry *dst)
{
	__u32 cwnd = dst ? dst_metric(dst, RTAX_INITCWND) : 0;

	if (!cwnd)
		cwnd = TCP_INIT_CWND;
	return min_t(__u32, cwnd, tp->snd_cwnd_clamp);
}

/* Send again what is lost, or, for F-RTO, something new. */
static void tcp_xmit_recovery(struct sock *sk, int rexmit)
{
	struct tcp_sock *tp = tcp_sk(sk);

	if (rexmit == REXMIT_NONE || sk->sk_state == TCP_SYN_SENT)
		return;
	if (unlikely(rexmit == REXMIT_NEW)) {
		__tcp_push_pending_frames(sk, tcp_current_mss(sk),
					  TCP_NAGLE_OFF);
		if (after(tp->snd_nxt, tp->high_seq))
			return;
		tp->frto = 0;
	}
	tcp_xmit_retransmit_queue(sk);
}

/* ---- the ACK --------------------------------------------------------------
 */

/*
 * RFC 5961 §5.2: an ACK too old for any window, or older than all that was ever
 * acknowledged, may be an attack.
 */
static int tcp_ack_old(struct sock *sk, const struct sk_buff *skb, u32 ack,
		       u32 prior_snd_una, int flag)
{
	struct tcp_sock *tp = tcp_sk(sk);
	u32 max_window = (u32)min_t(u64, tp->max_window, tp->bytes_acked);

	if (before(ack, prior_snd_una - max_window)) {
		if (!(flag & FLAG_NO_CHALLENGE_ACK))
			tcp_send_challenge_ack(sk);
		return -SKB_DROP_REASON_TCP_TOO_OLD_ACK;
	}
	/* Late, but its SACK blocks may be news. */
	if (TCP_SKB_CB(skb)->sacked) {
		struct rate_sample rs = {.prior_delivered = 0};
		struct tcp_sacktag_state sack = {.rate = &rs};
		int rexmit = REXMIT_NONE;

		flag |= tcp_sacktag_write_queue(sk, skb, prior_snd_una, &sack);
		tcp_fastretrans_alert(sk, prior_snd_una, 0, &flag, &rexmit);
		tcp_xmit_recovery(sk, rexmit);
	}
	return 0;
}

/* In sequence, the window as before, no SACK: the usual case. */
static int tcp_ack_fast(struct sock *sk, u32 ack, u32 ack_seq)
{
	struct tcp_sock *tp = tcp_sk(sk);

	tp->snd_wl1 = ack_seq;
	tcp_snd_una_update(tp, ack);
	NET_INC_STATS(sock_net(sk), LINUX_MIB_TCPHPACKS);
	return FLAG_WIN_UPDATE;
}

static int tcp_ack_slow(struct sock *sk, const struct sk_buff *skb, u32 ack,
			u32 ack_seq, u32 prior_snd_una, int flag,
			struct tcp_sacktag_state *sack)
{
	if (ack_seq != TCP_SKB_CB(skb)->end_seq)
		flag |= FLAG_DATA;
	else
		NET_INC_STATS(sock_net(sk), LINUX_MIB_TCPPUREACKS);
	flag |= tcp_ack_update_window(sk, skb, ack, ack_seq);
	if (TCP_SKB_CB(skb)->sacked)
		flag |= tcp_sacktag_write_queue(sk, skb, prior_snd_una, sack);
	return flag;
}

/* Nothing was in flight: a window update, or the answer to a probe. */
static int tcp_ack_no_queue(struct sock *sk, u32 prior_snd_una, int flag,
			    int *rexmit)
{
	if (flag & FLAG_DSACKING_ACK)
		tcp_fastretrans_alert(sk, prior_snd_una, 0, &flag, rexmit);
	tcp_ack_probe(sk);
	tcp_xmit_recovery(sk, *rexmit);
	return 1;
}

/**
 * tcp_ack - process the ACK of a segment
 * @skb: borrowed
 * @flag: FLAG_SLOWPATH, FLAG_UPDATE_TS_RECENT, FLAG_NO_CHALLENGE_ACK
 *
 * Context: softirq or process, sock locked.
 * Return: 1; 0: it is old; < 0: minus the reason to drop the segment for.
 */
int tcp_ack(struct sock *sk, const struct sk_buff *skb, int flag)
{
	struct inet_connection_sock *icsk = inet_csk(sk);
	struct tcp_sock *tp = tcp_sk(sk);
	struct rate_sample rs = {.prior_delivered = 0};
	struct tcp_sacktag_state sack = {.rate = &rs};
	u32 ack_seq = TCP_SKB_CB(skb)->seq, ack = TCP_SKB_CB(skb)->ack_seq;
	u32 prior_snd_una = tp->snd_una, prior_fack;
	u32 prior_packets = tp->packets_out, prior_delivered = tp->delivered;
	u32 prior_lost = tp->lost;
	int num_dupack = 0, rexmit = REXMIT_NONE;

	if (before(ack, prior_snd_una))
		return tcp_ack_old(sk, skb, ack, prior_snd_una, flag);
	if (after(ack, tp->snd_nxt)) { /* RFC 9293 §3.10.7.4: never sent */
		if (!(flag & FLAG_NO_CHALLENGE_ACK))
			tcp_send_challenge_ack(sk);
		return -SKB_DROP_REASON_TCP_ACK_UNSENT_DATA;
	}
	if (after(ack, prior_snd_una)) {
		flag |= FLAG_SND_UNA_ADVANCED;
		icsk->icsk_retransmits = 0;
	}
	prior_fack = tcp_is_sack(tp) ? tcp_highest_sack_seq(tp) : tp->snd_una;
	rs.prior_in_flight = tcp_packets_in_flight(tp);
	if (flag & FLAG_UPDATE_TS_RECENT)
		tcp_replace_ts_recent(tp, TCP_SKB_CB(skb)->seq);
	if ((flag & (FLAG_SLOWPATH | FLAG_SND_UNA_ADVANCED)) ==
	    FLAG_SND_UNA_ADVANCED) {
		flag |= tcp_ack_fast(sk, ack, ack_seq);
	} else {
		flag = tcp_ack_slow(sk, skb, ack, ack_seq, prior_snd_una, flag,
				    &sack);
	}
	if (icsk->icsk_ca_ops->in_ack_event)
		icsk->icsk_ca_ops->in_ack_event(
			sk, (flag & FLAG_SLOWPATH ? CA_ACK_SLOWPATH : 0) |
				    (flag & FLAG_WIN_UPDATE ? CA_ACK_WIN_UPDATE
							    : 0));
	sk->sk_err_soft = 0;
	icsk->icsk_probes_out = 0;
	tp->rcv_tstamp = tcp_jiffies32;
	if (!prior_packets)
		return tcp_ack_no_queue(sk, prior_snd_una, flag, &rexmit);

	flag |= tcp_clean_rtx_queue(sk, skb, prior_fack, prior_snd_una, &sack,
				    flag & FLAG_ECE);
	if (flag & FLAG_SET_XMIT_TIMER)
		tcp_rearm_rto(sk);
	if (tcp_ack_is_dubious(sk, flag)) {
		if (!(flag & (FLAG_SND_UNA_ADVANCED | FLAG_NOT_DUP |
			      FLAG_DSACKING_ACK))) {
			num_dupack = 1;
			/* GRO merged some: each was one */
			if (!(flag & FLAG_DATA))
				num_dupack = max_t(u16, 1,
						   skb_shinfo(skb)->gso_segs);
		}
		tcp_fastretrans_alert(sk, prior_snd_una, num_dupack, &flag,
				      &rexmit);
	}
	/* The neighbour lives: the data went round by it. */
	if ((flag & FLAG_FORWARD_PROGRESS) || !(flag & FLAG_NOT_DUP))
		sk_dst_confirm(sk);
	prior_delivered = tp->delivered - prior_delivered; /* by this ACK */
	NET_ADD_STATS(sock_net(sk), LINUX_MIB_TCPDELIVERED, prior_delivered);
	tcp_rate_gen(sk, prior_delivered, tp->lost - prior_lost,
		     tp->is_sack_reneg, &rs);
	tcp_cong_control(sk, ack, prior_delivered, flag, &rs);
	tcp_xmit_recovery(sk, rexmit);
	return 1;
}
