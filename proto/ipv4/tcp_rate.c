// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tcp_rate - how fast the network delivers
 *
 * Where:   tcp_output.c stamps what is sent, tcp_ack.c and tcp_sack.c tell
 *          what arrived; congestion controls get the sample.
 * Mirrors: net/ipv4/tcp_rate.c, lib/win_minmax.c.
 * Spec:    draft-cheng-iccrg-delivery-rate-estimation-00 §3.
 *
 * Each packet remembers how much had been delivered, and when, as it was
 * sent. When it arrives, the difference over the time is the rate. The time
 * is the longer of the two phases, sending and being acknowledged, so that
 * ACKs which come in bunches do not exaggerate.
 */
#include "proto/ipv4/tcp_priv.h"

/* ---- a moving minimum: Kathleen Nichols' three best samples -------------- */

u32 minmax_reset(struct minmax *m, u32 t, u32 meas)
{
	const struct minmax_sample val = {.t = t, .v = meas};

	m->s[2] = m->s[1] = m->s[0] = val;
	return m->s[0].v;
}

/* Time passed: the best one leaves the window, or the others get too old. */
static u32 minmax_subwin_update(struct minmax *m, u32 win,
				const struct minmax_sample *val)
{
	u32 dt = val->t - m->s[0].t;

	if (unlikely(dt > win)) {
		m->s[0] = m->s[1];
		m->s[1] = m->s[2];
		m->s[2] = *val;
		if (unlikely(val->t - m->s[0].t > win)) {
			m->s[0] = m->s[1];
			m->s[1] = m->s[2];
			m->s[2] = *val;
		}
	} else if (unlikely(m->s[1].t == m->s[0].t) && dt > win / 4) {
		m->s[2] = m->s[1] = *val;
	} else if (unlikely(m->s[2].t == m->s[1].t) && dt > win / 2) {
		m->s[2] = *val;
	}
	return m->s[0].v;
}

u32 minmax_running_min(struct minmax *m, u32 win, u32 t, u32 meas)
{
	struct minmax_sample val = {.t = t, .v = meas};

	if (unlikely(val.v <= m->s[0].v) || unlikely(val.t - m->s[2].t > win))
		return minmax_reset(m, t, meas);
	if (unlikely(val.v <= m->s[1].v))
		m->s[2] = m->s[1] = val;
	else if (unlikely(val.v <= m->s[2].v))
		m->s[2] = val;
	return minmax_subwin_update(m, win, &val);
}

/* ---- samples --------------------------------------------------------------
 */

/* @skb leaves, for the first time or again. */
void tcp_rate_skb_sent(struct sock *sk, struct sk_buff *skb)
{
	struct tcp_sock *tp = tcp_sk(sk);

	/* Nothing in flight: a new phase of sending begins here. */
	if (!tp->packets_out) {
		u64 tstamp_us = tcp_skb_timestamp_us(skb);

		tp->first_tx_mstamp = tstamp_us;
		tp->delivered_mstamp = tstamp_us;
	}
	TCP_SKB_CB(skb)->header.tx.first_tx_mstamp = tp->first_tx_mstamp;
	TCP_SKB_CB(skb)->header.tx.delivered_mstamp = tp->delivered_mstamp;
	TCP_SKB_CB(skb)->header.tx.delivered = tp->delivered;
	TCP_SKB_CB(skb)->header.tx.delivered_ce = tp->delivered_ce;
	TCP_SKB_CB(skb)->header.tx.is_app_limited = tp->app_limited ? 1 : 0;
}

static bool tcp_skb_sent_after(u64 t1, u64 t2, u32 seq1, u32 seq2)
{
	return t1 > t2 || (t1 == t2 && after(seq1, seq2));
}

/* @skb arrived: SACKed, or acknowledged without having been SACKed. */
void tcp_rate_skb_delivered(struct sock *sk, struct sk_buff *skb,
			    struct rate_sample *rs)
{
	struct tcp_sock *tp = tcp_sk(sk);
	struct tcp_skb_cb *scb = TCP_SKB_CB(skb);
	u64 tx_tstamp;

	if (!scb->header.tx.delivered_mstamp)
		return;
	tx_tstamp = tcp_skb_timestamp_us(skb);
	if (!rs->prior_delivered ||
	    tcp_skb_sent_after(tx_tstamp, tp->first_tx_mstamp, scb->end_seq,
			       rs->last_end_seq)) {
		rs->prior_delivered_ce = scb->header.tx.delivered_ce;
		rs->prior_delivered = scb->header.tx.delivered;
		rs->prior_mstamp = scb->header.tx.delivered_mstamp;
		rs->is_app_limited = scb->header.tx.is_app_limited;
		rs->is_retrans = scb->sacked & TCPCB_RETRANS;
		rs->last_end_seq = scb->end_seq;
		tp->first_tx_mstamp = tx_tstamp;
		rs->interval_us = tcp_stamp_us_delta(
			tp->first_tx_mstamp, scb->header.tx.first_tx_mstamp);
	}
	/* Once SACKed it may be looked at again: not twice the same sample. */
	if (scb->sacked & TCPCB_SACKED_ACKED)
		scb->header.tx.delivered_mstamp = 0;
}

/* The sample of this ACK, complete. interval_us < 0: there is none. */
void tcp_rate_gen(struct sock *sk, u32 delivered, u32 lost, bool is_sack_reneg,
		  struct rate_sample *rs)
{
	struct tcp_sock *tp = tcp_sk(sk);
	u32 snd_us, ack_us;

	if (tp->app_limited && after(tp->delivered, tp->app_limited))
		tp->app_limited = 0;
	if (delivered)
		tp->delivered_mstamp = tp->tcp_mstamp;
	rs->acked_sacked = delivered;
	rs->losses = (int)lost;
	if (!rs->prior_mstamp || is_sack_reneg) {
		rs->delivered = -1;
		rs->interval_us = -1;
		return;
	}
	rs->delivered = (s32)(tp->delivered - rs->prior_delivered);
	rs->delivered_ce = (s32)(tp->delivered_ce - rs->prior_delivered_ce);
	snd_us = (u32)rs->interval_us;
	ack_us = tcp_stamp_us_delta(tp->tcp_mstamp, rs->prior_mstamp);
	rs->interval_us = max(snd_us, ack_us);
	rs->snd_interval_us = snd_us;
	rs->rcv_interval_us = ack_us;
	/* Faster than the path's RTT: an ACK for a spurious retransmission. */
	if (unlikely(rs->interval_us < (long)tcp_min_rtt(tp))) {
		rs->interval_us = -1;
		return;
	}
	/* The highest rate that was not the application's doing. */
	if (!rs->is_app_limited ||
	    ((u64)rs->delivered * tp->rate_interval_us >=
	     (u64)tp->rate_delivered * (u64)rs->interval_us)) {
		tp->rate_delivered = (u32)rs->delivered;
		tp->rate_interval_us = (u32)rs->interval_us;
		tp->rate_app_limited = rs->is_app_limited;
	}
}

/* Is it the application that does not send more? */
void tcp_rate_check_app_limited(struct sock *sk)
{
	struct tcp_sock *tp = tcp_sk(sk);

	if (tp->write_seq - tp->snd_nxt < tp->mss_cache &&
	    sk_wmem_alloc_get(sk) < 2 * 4096 &&
	    tcp_packets_in_flight(tp) < tcp_snd_cwnd(tp) &&
	    tp->lost_out <= tp->retrans_out)
		tp->app_limited =
			(tp->delivered + tcp_packets_in_flight(tp)) ?: 1;
}
