// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tcp_fastretrans - is something lost, and how much slower then?
 *
 * Where:   tcp_ack() calls tcp_fastretrans_alert() when an ACK is dubious or
 *          we are not in Open; tcp_timer.c calls tcp_enter_loss(). What is
 *          marked lost is sent by tcp_xmit_retransmit_queue().
 * Mirrors: net/ipv4/tcp_input.c, cut, as it is with net.ipv4.tcp_recovery = 0
 *          (loss by counting, not by time). Left out: RACK, F-RTO, ECN.
 * Spec:    RFC 5681 §3.2 (fast retransmit, fast recovery), RFC 6582 (without
 *          SACK), RFC 6675 §5 (with it), RFC 6937 (PRR), RFC 4015 (undo).
 *
 *	          3 duplicate ACKs, or > 3 segments SACKed
 *	   Open ─────► Disorder ───────────────────────► Recovery
 *	    ▲ │ RTO        │ RTO                            │ RTO
 *	    │ └────────────┴──────────► Loss ◄──────────────┘
 *	    │                             │
 *	    └────── all of high_seq is acknowledged, or undone
 *
 * CWR is Recovery's half without retransmission: a local queue was full.
 *
 * A retransmission that was not needed (a D-SACK says so, or the echoed
 * timestamp is of before it) is undone: cwnd and ssthresh are what they were.
 */
#include "proto/ipv4/tcp_priv.h"

void tcp_set_ca_state(struct sock *sk, const u8 ca_state)
{
	struct inet_connection_sock *icsk = inet_csk(sk);

	if (icsk->icsk_ca_ops->set_state)
		icsk->icsk_ca_ops->set_state(sk, ca_state);
	icsk->icsk_ca_state = ca_state;
}

/* ---- marks ----------------------------------------------------------------
 */

static void tcp_verify_retransmit_hint(struct tcp_sock *tp, struct sk_buff *skb)
{
	if (!tp->retransmit_skb_hint ||
	    (before(TCP_SKB_CB(skb)->seq,
		    TCP_SKB_CB(tp->retransmit_skb_hint)->seq)))
		tp->retransmit_skb_hint = skb;
}

/* @skb is lost; if it was sent again, that one is, too. */
void tcp_mark_skb_lost(struct sock *sk, struct sk_buff *skb)
{
	struct tcp_skb_cb *scb = TCP_SKB_CB(skb);
	struct tcp_sock *tp = tcp_sk(sk);
	u8 sacked = scb->sacked;

	if (sacked & TCPCB_SACKED_ACKED)
		return;
	tcp_verify_retransmit_hint(tp, skb);
	if (sacked & TCPCB_LOST) {
		if (sacked & TCPCB_SACKED_RETRANS) {
			scb->sacked &= (u8)~TCPCB_SACKED_RETRANS;
			tp->retrans_out -= (u32)tcp_skb_pcount(skb);
			NET_ADD_STATS(sock_net(sk), LINUX_MIB_TCPLOSTRETRANSMIT,
				      (u64)tcp_skb_pcount(skb));
			tp->lost += (u32)tcp_skb_pcount(skb);
		}
	} else {
		tp->lost_out += (u32)tcp_skb_pcount(skb);
		scb->sacked |= TCPCB_LOST;
		tp->lost += (u32)tcp_skb_pcount(skb);
	}
}

/*
 * All but the last @packets SACKed: what lies below is lost. @mark_head: the
 * first at most. lost_skb_hint: where the last walk ended.
 */
static void tcp_mark_head_lost(struct sock *sk, int packets, int mark_head)
{
	const u32 loss_high = tcp_sk(sk)->snd_nxt;
	struct tcp_sock *tp = tcp_sk(sk);
	struct sk_buff *skb = tp->lost_skb_hint;
	int cnt, pcount;

	if (skb) {
		/* the head was marked once for this loss */
		if (mark_head && after(TCP_SKB_CB(skb)->seq, tp->snd_una))
			return;
		cnt = tp->lost_cnt_hint;
	} else {
		skb = tcp_rtx_queue_head(sk);
		cnt = 0;
	}
	skb_rbtree_walk_from(skb)
	{
		tp->lost_skb_hint = skb;
		tp->lost_cnt_hint = cnt;
		if (after(TCP_SKB_CB(skb)->end_seq, loss_high))
			break;
		pcount = tcp_skb_pcount(skb);
		if (TCP_SKB_CB(skb)->sacked & TCPCB_SACKED_ACKED)
			cnt += pcount;
		if (cnt > packets)
			break;
		if (!(TCP_SKB_CB(skb)->sacked & TCPCB_LOST))
			tcp_mark_skb_lost(sk, skb);
		if (mark_head)
			break;
	}
	WARN_ON(tcp_left_out(tp) > tp->packets_out);
}

/* More than DupThresh segments lie between the ACK and the highest SACK. */
static bool tcp_force_fast_retransmit(const struct tcp_sock *tp)
{
	return after(tcp_highest_sack_seq(tp),
		     tp->snd_una + tp->reordering * tp->mss_cache);
}

/*
 * RFC 6675 §5 (4): DupThresh more were SACKed above what is lost. The head is
 * lost without that only when recovery begins, @fast_rexmit.
 */
static void tcp_update_scoreboard(struct sock *sk, bool fast_rexmit)
{
	struct tcp_sock *tp = tcp_sk(sk);
	int sacked_upto = (int)(tp->sacked_out - tp->reordering);

	if (!tcp_is_sack(tp))
		return;
	if (sacked_upto >= 0)
		tcp_mark_head_lost(sk, sacked_upto, 0);
	else if (fast_rexmit)
		tcp_mark_head_lost(sk, 1, 1);
}

/* RFC 6582: each partial ACK shows one more hole, at the front. */
static void tcp_newreno_mark_lost(struct sock *sk, bool snd_una_advanced)
{
	const u8 state = inet_csk(sk)->icsk_ca_state;
	struct tcp_sock *tp = tcp_sk(sk);

	if ((state < TCP_CA_Recovery && tp->sacked_out >= tp->reordering) ||
	    (state == TCP_CA_Recovery && snd_una_advanced)) {
		struct sk_buff *skb = tcp_rtx_queue_head(sk);
		u32 mss;

		if (!skb || (TCP_SKB_CB(skb)->sacked & TCPCB_LOST))
			return;
		mss = (u32)tcp_skb_mss(skb);
		if (tcp_skb_pcount(skb) > 1 && skb->len > mss)
			tcp_fragment(sk, TCP_FRAG_IN_RTX_QUEUE, skb, mss, mss,
				     GFP_ATOMIC);
		tcp_mark_skb_lost(sk, skb);
	}
}

static void tcp_identify_packet_loss(struct sock *sk, int *ack_flag)
{
	struct tcp_sock *tp = tcp_sk(sk);

	if (tcp_rtx_queue_empty(sk))
		return;
	if (tcp_is_reno(tp))
		tcp_newreno_mark_lost(sk, *ack_flag & FLAG_SND_UNA_ADVANCED);
}

/* ---- smaller, and back -----------------------------------------------------
 */

/* Recovery or CWR begins: RFC 6937's variables. */
void tcp_init_cwnd_reduction(struct sock *sk)
{
	struct tcp_sock *tp = tcp_sk(sk);

	tp->high_seq = tp->snd_nxt;
	tp->tlp_high_seq = 0;
	tp->snd_cwnd_cnt = 0;
	tp->prior_cwnd = tcp_snd_cwnd(tp);
	tp->prr_delivered = 0;
	tp->prr_out = 0;
	tp->snd_ssthresh = inet_csk(sk)->icsk_ca_ops->ssthresh(sk);
}

/*
 * RFC 6937 §3.1: send in proportion to what arrives, so that at the end cwnd
 * is ssthresh; and no slower than slow start when too much was lost.
 */
void tcp_cwnd_reduction(struct sock *sk, int newly_acked_sacked, int newly_lost,
			int flag)
{
	struct tcp_sock *tp = tcp_sk(sk);
	int delta = (int)tp->snd_ssthresh - (int)tcp_packets_in_flight(tp);
	int sndcnt;

	if (newly_acked_sacked <= 0 || WARN_ON_ONCE(!tp->prior_cwnd))
		return;
	tp->prr_delivered += (u32)newly_acked_sacked;
	if (delta < 0) {
		u64 dividend = (u64)tp->snd_ssthresh * tp->prr_delivered +
			       tp->prior_cwnd - 1;

		sndcnt = (int)(dividend / tp->prior_cwnd) - (int)tp->prr_out;
	} else {
		sndcnt = max_t(int, (int)(tp->prr_delivered - tp->prr_out),
			       newly_acked_sacked);
		if ((flag & FLAG_SND_UNA_ADVANCED) && !newly_lost)
			sndcnt++;
		sndcnt = min(delta, sndcnt);
	}
	/* The fast retransmit itself always goes. */
	sndcnt = max(sndcnt, (tp->prr_out ? 0 : 1));
	tcp_snd_cwnd_set(tp, tcp_packets_in_flight(tp) + (u32)sndcnt);
}

static void tcp_end_cwnd_reduction(struct sock *sk)
{
	struct tcp_sock *tp = tcp_sk(sk);

	if (inet_csk(sk)->icsk_ca_ops->cong_control)
		return;
	if (tp->snd_ssthresh < TCP_INFINITE_SSTHRESH &&
	    (inet_csk(sk)->icsk_ca_state == TCP_CA_CWR || tp->undo_marker)) {
		tcp_snd_cwnd_set(tp, tp->snd_ssthresh);
		tp->snd_cwnd_stamp = tcp_jiffies32;
	}
	tcp_ca_event(sk, CA_EVENT_COMPLETE_CWR);
}

/* Our own queue dropped a packet: be slower, but nothing was lost. */
void tcp_enter_cwr(struct sock *sk)
{
	struct tcp_sock *tp = tcp_sk(sk);

	tp->prior_ssthresh = 0;
	if (inet_csk(sk)->icsk_ca_state < TCP_CA_CWR) {
		tp->undo_marker = 0;
		tcp_init_cwnd_reduction(sk);
		tcp_set_ca_state(sk, TCP_CA_CWR);
	}
}

/* No more than in flight and a burst of @reordering. */
void tcp_moderate_cwnd(struct tcp_sock *tp)
{
	tcp_snd_cwnd_set(tp,
			 min(tcp_snd_cwnd(tp), tcp_packets_in_flight(tp) + 3));
	tp->snd_cwnd_stamp = tcp_jiffies32;
}

u32 tcp_current_ssthresh(const struct sock *sk)
{
	const struct tcp_sock *tp = tcp_sk(sk);

	if (tcp_in_cwnd_reduction(sk))
		return tp->snd_ssthresh;
	return max(tp->snd_ssthresh,
		   (tcp_snd_cwnd(tp) >> 1) + (tcp_snd_cwnd(tp) >> 2));
}

static void tcp_init_undo(struct tcp_sock *tp)
{
	tp->undo_marker = tp->snd_una;
	/* what was sent again before counts, too: it may come back */
	tp->undo_retrans = tp->retrans_out ? (int)tp->retrans_out : -1;
}

void tcp_clear_retrans(struct tcp_sock *tp)
{
	tp->retrans_out = 0;
	tp->lost_out = 0;
	tp->undo_marker = 0;
	tp->undo_retrans = -1;
	tp->sacked_out = 0;
}

/* ---- undo -----------------------------------------------------------------
 */

/* Eifel, RFC 4015: this ACK answers what was sent before we sent again. */
static bool tcp_packet_delayed(const struct tcp_sock *tp)
{
	return tp->retrans_stamp && tp->rx_opt.saw_tstamp &&
	       tp->rx_opt.rcv_tsecr &&
	       before(tp->rx_opt.rcv_tsecr, tp->retrans_stamp);
}

static bool tcp_may_undo(const struct tcp_sock *tp)
{
	return tp->undo_marker && (!tp->undo_retrans || tcp_packet_delayed(tp));
}

static void tcp_undo_cwnd_reduction(struct sock *sk, bool unmark_loss)
{
	const struct inet_connection_sock *icsk = inet_csk(sk);
	struct tcp_sock *tp = tcp_sk(sk);

	if (unmark_loss) {
		struct sk_buff *skb;

		skb_rbtree_walk(skb, &sk->tcp_rtx_queue) TCP_SKB_CB(skb)
			->sacked &= (u8)~TCPCB_LOST;
		tp->lost_out = 0;
		tcp_clear_all_retrans_hints(tp);
	}
	if (tp->prior_ssthresh) {
		tcp_snd_cwnd_set(tp, icsk->icsk_ca_ops->undo_cwnd(sk));
		if (tp->prior_ssthresh > tp->snd_ssthresh)
			tp->snd_ssthresh = tp->prior_ssthresh;
	}
	tp->snd_cwnd_stamp = tcp_jiffies32;
	tp->undo_marker = 0;
}

static bool tcp_any_retrans_done(const struct sock *sk)
{
	const struct tcp_sock *tp = tcp_sk(sk);
	struct sk_buff *skb;

	if (tp->retrans_out)
		return true;
	skb = tcp_rtx_queue_head(sk);
	return skb && (TCP_SKB_CB(skb)->sacked & TCPCB_EVER_RETRANS);
}

/*
 * All of high_seq is acknowledged. True: without SACK, and nothing above it
 * yet: stay, for a late duplicate ACK would begin it all again (RFC 6582 §5).
 */
static bool tcp_is_non_sack_preventing_reopen(struct sock *sk)
{
	struct tcp_sock *tp = tcp_sk(sk);

	if (tp->snd_una == tp->high_seq && tcp_is_reno(tp)) {
		if (!tcp_any_retrans_done(sk))
			tp->retrans_stamp = 0;
		return true;
	}
	return false;
}

static bool tcp_try_undo_recovery(struct sock *sk)
{
	struct tcp_sock *tp = tcp_sk(sk);

	if (tcp_may_undo(tp)) {
		int mib = inet_csk(sk)->icsk_ca_state == TCP_CA_Loss
				  ? LINUX_MIB_TCPLOSSUNDO
				  : LINUX_MIB_TCPFULLUNDO;

		tcp_undo_cwnd_reduction(sk, false);
		NET_INC_STATS(sock_net(sk), mib);
	}
	if (tcp_is_non_sack_preventing_reopen(sk))
		return true;
	tcp_set_ca_state(sk, TCP_CA_Open);
	tp->is_sack_reneg = 0;
	return false;
}

/* A D-SACK for each retransmission: none was needed. */
bool tcp_try_undo_dsack(struct sock *sk)
{
	struct tcp_sock *tp = tcp_sk(sk);

	if (tp->undo_marker && !tp->undo_retrans) {
		tcp_undo_cwnd_reduction(sk, false);
		NET_INC_STATS(sock_net(sk), LINUX_MIB_TCPDSACKUNDO);
		return true;
	}
	return false;
}

static bool tcp_try_undo_loss(struct sock *sk)
{
	struct tcp_sock *tp = tcp_sk(sk);

	if (!tcp_may_undo(tp))
		return false;
	tcp_undo_cwnd_reduction(sk, true);
	NET_INC_STATS(sock_net(sk), LINUX_MIB_TCPLOSSUNDO);
	inet_csk(sk)->icsk_retransmits = 0;
	if (tcp_is_non_sack_preventing_reopen(sk))
		return true;
	if (tcp_is_sack(tp)) {
		tcp_set_ca_state(sk, TCP_CA_Open);
		tp->is_sack_reneg = 0;
	}
	return true;
}

/* A partial ACK in Recovery for what was not sent again: only reordered. */
static bool tcp_try_undo_partial(struct sock *sk, u32 prior_snd_una)
{
	struct tcp_sock *tp = tcp_sk(sk);

	if (!tp->undo_marker || !tcp_packet_delayed(tp))
		return false;
	tcp_check_sack_reordering(sk, prior_snd_una, 1);
	/* not while retransmissions are on their way: first let them land */
	if (tp->retrans_out)
		return true;
	if (!tcp_any_retrans_done(sk))
		tp->retrans_stamp = 0;
	tcp_undo_cwnd_reduction(sk, true);
	NET_INC_STATS(sock_net(sk), LINUX_MIB_TCPPARTIALUNDO);
	if (inet_csk(sk)->icsk_ca_state != TCP_CA_Open)
		tcp_set_ca_state(sk, TCP_CA_Open);
	return true;
}

/* ---- the retransmission timer fired ----------------------------------------
 */

/* What was in flight is lost; SACK tags stay unless the peer reneged. */
static void tcp_timeout_mark_lost(struct sock *sk)
{
	struct sk_buff *skb, *head = tcp_rtx_queue_head(sk);
	struct tcp_sock *tp = tcp_sk(sk);
	bool is_reneg = head && (TCP_SKB_CB(head)->sacked & TCPCB_SACKED_ACKED);

	if (is_reneg) {
		/* RFC 2018 §8: it threw away what it had SACKed */
		NET_INC_STATS(sock_net(sk), LINUX_MIB_TCPSACKRENEGING);
		tp->sacked_out = 0;
		tp->is_sack_reneg = 1;
	} else if (tcp_is_reno(tp)) {
		tcp_reset_reno_sack(tp);
	}
	for (skb = head; skb; skb = skb_rb_next(skb)) {
		if (is_reneg)
			TCP_SKB_CB(skb)->sacked &= (u8)~TCPCB_SACKED_ACKED;
		tcp_mark_skb_lost(sk, skb);
	}
	WARN_ON(tcp_left_out(tp) > tp->packets_out);
	tcp_clear_all_retrans_hints(tp);
}

/* Context: timer, sock locked. RFC 5681 §3.1: cwnd is one segment. */
void tcp_enter_loss(struct sock *sk)
{
	const struct inet_connection_sock *icsk = inet_csk(sk);
	struct tcp_sock *tp = tcp_sk(sk);
	u8 reordering = (u8)READ_ONCE(tcp_net(sk)->sysctl_tcp_reordering);

	tcp_timeout_mark_lost(sk);
	/* Once a loss, not once a timeout: equation (4) is for new data. */
	if (icsk->icsk_ca_state <= TCP_CA_Disorder ||
	    !after(tp->high_seq, tp->snd_una) ||
	    (icsk->icsk_ca_state == TCP_CA_Loss && !icsk->icsk_retransmits)) {
		tp->prior_ssthresh = tcp_current_ssthresh(sk);
		tp->prior_cwnd = tcp_snd_cwnd(tp);
		tp->snd_ssthresh = icsk->icsk_ca_ops->ssthresh(sk);
		tcp_ca_event(sk, CA_EVENT_LOSS);
		tcp_init_undo(tp);
	}
	tcp_snd_cwnd_set(tp, tcp_packets_in_flight(tp) + 1);
	tp->snd_cwnd_cnt = 0;
	tp->snd_cwnd_stamp = tcp_jiffies32;
	/* Timeouts with disorder: the network may reorder less than we think.
	 */
	if (icsk->icsk_ca_state <= TCP_CA_Disorder &&
	    tp->sacked_out >= reordering)
		tp->reordering = min_t(u32, tp->reordering, reordering);
	tcp_set_ca_state(sk, TCP_CA_Loss);
	tp->high_seq = tp->snd_nxt;
	tp->tlp_high_seq = 0;
}

/* The path's MTU went down: what is larger was lost for that, not by load. */
void tcp_simple_retransmit(struct sock *sk)
{
	const struct inet_connection_sock *icsk = inet_csk(sk);
	struct tcp_sock *tp = tcp_sk(sk);
	int mss = (int)tcp_current_mss(sk);
	struct sk_buff *skb;

	skb_rbtree_walk(skb, &sk->tcp_rtx_queue)
	{
		int seglen = tcp_skb_pcount(skb) == 1 ? (int)skb->len
						      : tcp_skb_mss(skb);

		if (seglen > mss)
			tcp_mark_skb_lost(sk, skb);
	}
	tcp_clear_all_retrans_hints(tp);
	if (!tp->lost_out)
		return;
	if (tcp_is_reno(tp))
		tcp_check_reno_reordering(sk, 0);
	WARN_ON(tcp_left_out(tp) > tp->packets_out);
	/* no reduction: but the state says that something is on its way */
	if (icsk->icsk_ca_state != TCP_CA_Loss) {
		tp->high_seq = tp->snd_nxt;
		tp->snd_ssthresh = tcp_current_ssthresh(sk);
		tp->prior_ssthresh = 0;
		tp->undo_marker = 0;
		tcp_set_ca_state(sk, TCP_CA_Loss);
	}
	tcp_xmit_retransmit_queue(sk);
}

/* ---- the state machine -----------------------------------------------------
 */

void tcp_enter_recovery(struct sock *sk, bool ece_ack)
{
	struct tcp_sock *tp = tcp_sk(sk);

	NET_INC_STATS(sock_net(sk), tcp_is_reno(tp)
					    ? LINUX_MIB_TCPRENORECOVERY
					    : LINUX_MIB_TCPSACKRECOVERY);
	tp->prior_ssthresh = 0;
	tcp_init_undo(tp);
	if (!tcp_in_cwnd_reduction(sk)) {
		if (!ece_ack)
			tp->prior_ssthresh = tcp_current_ssthresh(sk);
		tcp_init_cwnd_reduction(sk);
	}
	tcp_set_ca_state(sk, TCP_CA_Recovery);
}

/* RFC 5681 §3.2: the third duplicate ACK; or a loss seen already. */
static bool tcp_time_to_recover(const struct tcp_sock *tp)
{
	if (tp->lost_out)
		return true;
	return tp->sacked_out + 1 > tp->reordering;
}

static void tcp_try_keep_open(struct sock *sk)
{
	struct tcp_sock *tp = tcp_sk(sk);
	u8 state = TCP_CA_Open;

	if (tcp_left_out(tp) || tcp_any_retrans_done(sk))
		state = TCP_CA_Disorder;
	if (inet_csk(sk)->icsk_ca_state != state) {
		tcp_set_ca_state(sk, state);
		tp->high_seq = tp->snd_nxt;
	}
}

static void tcp_try_to_open(struct sock *sk)
{
	struct tcp_sock *tp = tcp_sk(sk);

	if (!tcp_any_retrans_done(sk))
		tp->retrans_stamp = 0;
	if (inet_csk(sk)->icsk_ca_state != TCP_CA_CWR)
		tcp_try_keep_open(sk);
}

/* In Loss. True: an undo or the end of it lets the caller go on. */
static void tcp_process_loss(struct sock *sk, int flag, int num_dupack,
			     int *rexmit)
{
	struct tcp_sock *tp = tcp_sk(sk);
	bool recovered = !before(tp->snd_una, tp->high_seq);

	if ((flag & FLAG_SND_UNA_ADVANCED) && tcp_try_undo_loss(sk))
		return;
	if (recovered) {
		tcp_try_undo_recovery(sk);
		return;
	}
	if (tcp_is_reno(tp)) {
		/* a duplicate ACK frees no segment of the old flight */
		if (after(tp->snd_nxt, tp->high_seq) && num_dupack)
			tcp_add_reno_sack(sk, num_dupack, flag & FLAG_ECE);
		else if (flag & FLAG_SND_UNA_ADVANCED)
			tcp_reset_reno_sack(tp);
	}
	*rexmit = REXMIT_LOST;
}

/* The peer threw SACKed data away: ask again soon, and believe the ACKs. */
static bool tcp_check_sack_reneging(struct sock *sk, int *ack_flag)
{
	if ((*ack_flag & FLAG_SACK_RENEGING) &&
	    (*ack_flag & FLAG_SND_UNA_ADVANCED)) {
		struct tcp_sock *tp = tcp_sk(sk);
		u32 delay = max((u32)usecs_to_jiffies(tp->srtt_us >> 4),
				(u32)msecs_to_jiffies(10));

		inet_csk_reset_xmit_timer(sk, ICSK_TIME_RETRANS, delay,
					  TCP_RTO_MAX);
		*ack_flag &= ~FLAG_SET_XMIT_TIMER;
		return true;
	}
	return false;
}

/* high_seq was reached: does that end the state? True: done for this ACK. */
static bool tcp_recovery_point_reached(struct sock *sk, u8 state)
{
	struct tcp_sock *tp = tcp_sk(sk);

	switch (state) {
	case TCP_CA_CWR:
		/* until something above it is acknowledged */
		if (tp->snd_una != tp->high_seq) {
			tcp_end_cwnd_reduction(sk);
			tcp_set_ca_state(sk, TCP_CA_Open);
		}
		return false;
	case TCP_CA_Recovery:
		if (tcp_is_reno(tp))
			tcp_reset_reno_sack(tp);
		if (tcp_try_undo_recovery(sk))
			return true;
		tcp_end_cwnd_reduction(sk);
		return false;
	default:
		return false;
	}
}

/**
 * tcp_fastretrans_alert - what an ACK that is not plain progress means
 * @prior_snd_una: before it
 * @num_dupack: duplicate ACKs in it (GRO merges several)
 * @ack_flag: FLAG_*, FLAG_SET_XMIT_TIMER is taken out when a timer was set
 * @rexmit: REXMIT_*, for tcp_xmit_recovery()
 */
void tcp_fastretrans_alert(struct sock *sk, const u32 prior_snd_una,
			   int num_dupack, int *ack_flag, int *rexmit)
{
	struct inet_connection_sock *icsk = inet_csk(sk);
	struct tcp_sock *tp = tcp_sk(sk);
	int flag = *ack_flag;
	bool ece_ack = flag & FLAG_ECE, fast_rexmit = false;
	bool do_lost = num_dupack || ((flag & FLAG_DATA_SACKED) &&
				      tcp_force_fast_retransmit(tp));

	if (!tp->packets_out && tp->sacked_out)
		tp->sacked_out = 0;
	/* A: an ECN echo forbids undo. B: reneging. C: the ledger. */
	if (ece_ack)
		tp->prior_ssthresh = 0;
	if (tcp_check_sack_reneging(sk, ack_flag))
		return;
	WARN_ON(tcp_left_out(tp) > tp->packets_out);

	/* D: the recovery point */
	if (icsk->icsk_ca_state == TCP_CA_Open) {
		WARN_ON(tp->retrans_out != 0);
		tp->retrans_stamp = 0;
	} else if (!before(tp->snd_una, tp->high_seq)) {
		if (tcp_recovery_point_reached(sk, icsk->icsk_ca_state))
			return;
	}

	/* E: the state */
	switch (icsk->icsk_ca_state) {
	case TCP_CA_Recovery:
		if (!(flag & FLAG_SND_UNA_ADVANCED)) {
			if (tcp_is_reno(tp))
				tcp_add_reno_sack(sk, num_dupack, ece_ack);
		} else if (tcp_try_undo_partial(sk, prior_snd_una)) {
			return;
		} else {
			do_lost = tcp_force_fast_retransmit(tp);
		}
		if (tcp_try_undo_dsack(sk))
			tcp_try_to_open(sk);
		tcp_identify_packet_loss(sk, ack_flag);
		if (icsk->icsk_ca_state != TCP_CA_Recovery) {
			if (!tcp_time_to_recover(tp))
				return;
			tcp_enter_recovery(sk, ece_ack);
		}
		break;
	case TCP_CA_Loss:
		tcp_process_loss(sk, flag, num_dupack, rexmit);
		tcp_identify_packet_loss(sk, ack_flag);
		if (!(icsk->icsk_ca_state == TCP_CA_Open ||
		      (*ack_flag & FLAG_LOST_RETRANS)))
			return;
		fallthrough;
	default:
		if (tcp_is_reno(tp)) {
			if (flag & FLAG_SND_UNA_ADVANCED)
				tcp_reset_reno_sack(tp);
			tcp_add_reno_sack(sk, num_dupack, ece_ack);
		}
		if (icsk->icsk_ca_state <= TCP_CA_Disorder)
			tcp_try_undo_dsack(sk);
		tcp_identify_packet_loss(sk, ack_flag);
		if (!tcp_time_to_recover(tp)) {
			tcp_try_to_open(sk);
			return;
		}
		tcp_enter_recovery(sk, ece_ack);
		fast_rexmit = true;
		break;
	}
	if (do_lost)
		tcp_update_scoreboard(sk, fast_rexmit);
	*rexmit = REXMIT_LOST;
}
