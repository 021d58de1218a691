// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tcp_sack - the scoreboard: which packets of ours arrived out of order
 *
 * Where:   tcp_ack() hands us an ACK with SACK blocks; tcp_fastretrans.c
 *          draws the conclusions.
 * Mirrors: net/ipv4/tcp_input.c, cut. Left out: shifting SACKed bytes into
 *          the packet before (a saving of memory).
 * Spec:    RFC 2018 (SACK), RFC 2883 (D-SACK), RFC 6675 (what is lost),
 *          RFC 6582 §4 (without SACK each duplicate ACK counts for one).
 *
 * Each packet of the retransmit queue is tagged in TCP_SKB_CB(skb)->sacked:
 * S (SACKED_ACKED: it arrived), R (SACKED_RETRANS: sent again, on its way), L
 * (LOST). Sums of segments: sacked_out S, retrans_out R, lost_out L. In
 * flight is packets_out - (S + L) + R. S excludes L and R.
 */
#include "lib/byteorder.h"
#include "proto/ipv4/tcp_priv.h"

/* ---- reordering -----------------------------------------------------------
 */

static int tcp_skb_sacked_mib(int ts)
{
	return ts ? LINUX_MIB_TCPTSREORDER : LINUX_MIB_TCPSACKREORDER;
}

/**
 * tcp_check_sack_reordering - @low_seq arrived after later ones did
 * @ts: a timestamp proved it
 *
 * Not lost but overtaken: from now on wait for as many more.
 */
void tcp_check_sack_reordering(struct sock *sk, const u32 low_seq, const int ts)
{
	struct tcp_sock *tp = tcp_sk(sk);
	const u32 mss = tp->mss_cache;
	u32 fack, metric;

	fack = tcp_highest_sack_seq(tp);
	if (!before(low_seq, fack))
		return;
	metric = fack - low_seq;
	if (metric > tp->reordering * mss && mss)
		tp->reordering = min_t(
			u32, (metric + mss - 1) / mss,
			(u32)READ_ONCE(tcp_net(sk)->sysctl_tcp_max_reordering));
	tp->reord_seen++;
	NET_INC_STATS(sock_net(sk), tcp_skb_sacked_mib(ts));
}

/* Without SACK: more duplicate ACKs came than segments could be lost. */
static bool tcp_limit_reno_sacked(struct tcp_sock *tp)
{
	u32 holes = max(tp->lost_out, 1U);

	holes = min(holes, tp->packets_out);
	if (tp->sacked_out + holes > tp->packets_out) {
		tp->sacked_out = tp->packets_out - holes;
		return true;
	}
	return false;
}

void tcp_check_reno_reordering(struct sock *sk, const int addend)
{
	struct tcp_sock *tp = tcp_sk(sk);

	if (!tcp_limit_reno_sacked(tp))
		return;
	tp->reordering =
		min_t(u32, tp->packets_out + (u32)addend,
		      (u32)READ_ONCE(tcp_net(sk)->sysctl_tcp_max_reordering));
	tp->reord_seen++;
	NET_INC_STATS(sock_net(sk), LINUX_MIB_TCPRENOREORDER);
}

/* @num_dupack duplicate ACKs: as many segments have left the network. */
void tcp_add_reno_sack(struct sock *sk, int num_dupack, bool ece_ack)
{
	struct tcp_sock *tp = tcp_sk(sk);
	u32 prior_sacked = tp->sacked_out;
	s32 delivered;

	if (!num_dupack)
		return;
	tp->sacked_out += (u32)num_dupack;
	tcp_check_reno_reordering(sk, 0);
	delivered = (s32)(tp->sacked_out - prior_sacked);
	if (delivered > 0)
		tp->delivered += (u32)delivered;
	(void)ece_ack;
}

/* @acked segments were acknowledged: one hole, the rest was "SACKed". */
void tcp_remove_reno_sacks(struct sock *sk, int acked, bool ece_ack)
{
	struct tcp_sock *tp = tcp_sk(sk);

	if (acked > 0) {
		tp->delivered +=
			(u32)max_t(int, acked - (int)tp->sacked_out, 1);
		if (acked - 1 >= (int)tp->sacked_out)
			tp->sacked_out = 0;
		else
			tp->sacked_out -= (u32)acked - 1;
	}
	tcp_check_reno_reordering(sk, acked);
	(void)ece_ack;
}

/* ---- blocks ---------------------------------------------------------------
 */

/*
 * Is a block believable? RFC 2018 lets no one SACK what was never sent; a
 * D-SACK may be old, but not older than any window of ours.
 */
static bool tcp_is_sackblock_valid(struct tcp_sock *tp, bool is_dsack,
				   u32 start_seq, u32 end_seq)
{
	if (after(end_seq, tp->snd_nxt) || !before(start_seq, end_seq))
		return false;
	if (!before(start_seq, tp->snd_nxt))
		return false;
	if (after(start_seq, tp->snd_una))
		return true;
	if (!is_dsack || !tp->undo_marker)
		return false;
	if (after(end_seq, tp->snd_una))
		return false;
	if (!before(start_seq, tp->undo_marker))
		return true;
	if (!after(end_seq, tp->undo_marker))
		return false;
	return !before(start_seq, end_seq - tp->max_window);
}

/* RFC 2883 §4: the first block repeats what is acknowledged already. */
static bool tcp_check_dsack(struct sock *sk, const struct sk_buff *ack_skb,
			    const struct tcp_sack_block *sp, int num_sacks,
			    u32 prior_snd_una, struct tcp_sacktag_state *state)
{
	struct tcp_sock *tp = tcp_sk(sk);
	u32 start_seq_0 = sp[0].start_seq, end_seq_0 = sp[0].end_seq;
	u32 dup_segs = 1;

	if (before(start_seq_0, TCP_SKB_CB(ack_skb)->ack_seq)) {
		NET_INC_STATS(sock_net(sk), LINUX_MIB_TCPDSACKRECV);
	} else if (num_sacks > 1 && !after(end_seq_0, sp[1].end_seq) &&
		   !before(start_seq_0, sp[1].start_seq)) {
		NET_INC_STATS(sock_net(sk), LINUX_MIB_TCPDSACKOFORECV);
	} else {
		return false;
	}
	if (before(start_seq_0, end_seq_0) && tp->mss_cache &&
	    end_seq_0 - start_seq_0 > tp->mss_cache)
		dup_segs = DIV_ROUND_UP(end_seq_0 - start_seq_0, tp->mss_cache);
	tp->rx_opt.sack_ok |= TCP_DSACK_SEEN;
	tp->rack.dsack_seen = 1;
	tp->dsack_dups += dup_segs;
	state->flag |= FLAG_DSACKING_ACK;
	/* A retransmission of ours came twice: it was not needed. */
	if (tp->undo_marker && tp->undo_retrans > 0 &&
	    !after(end_seq_0, prior_snd_una) &&
	    after(end_seq_0, tp->undo_marker))
		tp->undo_retrans =
			max_t(int, 0, tp->undo_retrans - (int)dup_segs);
	return true;
}

/* Among the @n of @sp, which stand in order. */
static void sack_insert(struct tcp_sack_block *sp, int n,
			struct tcp_sack_block b)
{
	for (; n > 0 && after(sp[n - 1].start_seq, b.start_seq); n--)
		sp[n] = sp[n - 1];
	sp[n] = b;
}

/*
 * From the wire, host order, by sequence, only those that can be true and are
 * news. *@dsack: the one that reports a duplicate.
 */
static int tcp_sack_blocks(struct sock *sk, const struct sk_buff *ack_skb,
			   struct tcp_sack_block *sp,
			   struct tcp_sack_block *dsack, u32 prior_snd_una,
			   struct tcp_sacktag_state *state)
{
	const u8 *ptr =
		skb_transport_header(ack_skb) + TCP_SKB_CB(ack_skb)->sacked;
	int num = min(TCP_NUM_SACKS, (ptr[1] - TCPOLEN_SACK_BASE) >> 3);
	struct tcp_sack_block wire[TCP_NUM_SACKS] = {{0, 0}};
	struct tcp_sock *tp = tcp_sk(sk);
	bool found_dsack;
	int used = 0;

	for (int i = 0; i < num; i++) {
		wire[i].start_seq = get_unaligned_be32(ptr + 2 + i * 8);
		wire[i].end_seq = get_unaligned_be32(ptr + 6 + i * 8);
	}
	found_dsack =
		tcp_check_dsack(sk, ack_skb, wire, num, prior_snd_una, state);
	if (found_dsack)
		*dsack = wire[0];
	for (int i = 0; i < num; i++) {
		bool dup = i == 0 && found_dsack;

		if (!tcp_is_sackblock_valid(tp, dup, wire[i].start_seq,
					    wire[i].end_seq)) {
			int mib = LINUX_MIB_TCPSACKDISCARD;

			if (dup)
				mib = tp->undo_marker
					      ? LINUX_MIB_TCPDSACKIGNOREDOLD
					      : LINUX_MIB_TCPDSACKIGNOREDNOUNDO;
			NET_INC_STATS(sock_net(sk), mib);
			continue;
		}
		if (after(wire[i].end_seq, prior_snd_una))
			sack_insert(sp, used++, wire[i]);
	}
	return used;
}

/* ---- tags -----------------------------------------------------------------
 */

/*
 * @skb lies in a block, or its front or end does: cut it there, on a boundary
 * of segments. Return: 1 all of it lies in the block, 0 not, < 0 no memory.
 */
static int tcp_match_skb_to_sack(struct sock *sk, struct sk_buff *skb,
				 u32 start_seq, u32 end_seq)
{
	u32 seq = TCP_SKB_CB(skb)->seq, end = TCP_SKB_CB(skb)->end_seq;
	bool in_sack = !after(start_seq, seq) && !before(end_seq, end);
	unsigned int mss, new_len, pkt_len;
	int err;

	if (tcp_skb_pcount(skb) <= 1 || in_sack || !after(end_seq, seq))
		return in_sack;
	mss = (unsigned int)tcp_skb_mss(skb);
	in_sack = !after(start_seq, seq);
	pkt_len = in_sack ? end_seq - seq : start_seq - seq;
	if (in_sack && pkt_len < mss)
		pkt_len = mss;
	else if (!in_sack && pkt_len < mss)
		return -EINVAL;
	if (pkt_len > mss) {
		new_len = (pkt_len / mss) * mss;
		if (!in_sack && new_len < pkt_len)
			new_len += mss;
		pkt_len = new_len;
	}
	if (pkt_len >= skb->len && !in_sack)
		return 0;
	if (pkt_len >= skb->len)
		return in_sack;
	err = tcp_fragment(sk, TCP_FRAG_IN_RTX_QUEUE, skb, pkt_len, mss,
			   GFP_ATOMIC);
	return err < 0 ? err : in_sack;
}

/* A packet of @pcount segments was found in a block. */
static u8 tcp_sacktag_one(struct sock *sk, struct tcp_sacktag_state *state,
			  u8 sacked, u32 start_seq, u32 end_seq, bool dup_sack,
			  int pcount, u64 xmit_time)
{
	struct tcp_sock *tp = tcp_sk(sk);

	/* Sent again, arrived twice: the retransmission was spurious. */
	if (dup_sack && (sacked & TCPCB_RETRANS)) {
		if (tp->undo_marker && tp->undo_retrans > 0 &&
		    after(end_seq, tp->undo_marker))
			tp->undo_retrans =
				max_t(int, 0, tp->undo_retrans - pcount);
		if ((sacked & TCPCB_SACKED_ACKED) &&
		    before(start_seq, state->reord))
			state->reord = start_seq;
	}
	if (!after(end_seq, tp->snd_una) || (sacked & TCPCB_SACKED_ACKED))
		return sacked;
	if (sacked & TCPCB_SACKED_RETRANS) {
		/* Which of the two arrived is not known: if it was marked
		 * lost, it is the later one that is on its way. */
		if (sacked & TCPCB_LOST) {
			sacked &= (u8) ~(TCPCB_LOST | TCPCB_SACKED_RETRANS);
			tp->lost_out -= (u32)pcount;
			tp->retrans_out -= (u32)pcount;
		}
	} else {
		if (!(sacked & TCPCB_RETRANS)) {
			/* New, and below what was SACKed before: reordered. */
			if (before(start_seq, tcp_highest_sack_seq(tp)) &&
			    before(start_seq, state->reord))
				state->reord = start_seq;
			if (!after(end_seq, tp->high_seq))
				state->flag |= FLAG_ORIG_SACK_ACKED;
			if (state->first_sackt == 0)
				state->first_sackt = xmit_time;
			state->last_sackt = xmit_time;
		}
		if (sacked & TCPCB_LOST) {
			sacked &= (u8)~TCPCB_LOST;
			tp->lost_out -= (u32)pcount;
		}
	}
	sacked |= TCPCB_SACKED_ACKED;
	state->flag |= FLAG_DATA_SACKED;
	tp->sacked_out += (u32)pcount;
	tp->delivered += (u32)pcount;
	state->sack_delivered += (u32)pcount;
	/* RFC 6675's HighData moves: the hint counts what is above it */
	if (tp->lost_skb_hint &&
	    before(start_seq, TCP_SKB_CB(tp->lost_skb_hint)->seq))
		tp->lost_cnt_hint += pcount;
	if (sacked & TCPCB_SACKED_RETRANS) {
		sacked &= (u8)~TCPCB_SACKED_RETRANS;
		tp->retrans_out -= (u32)pcount;
	}
	return sacked;
}

/* First packet that ends after @seq. The queue is a tree: log n. */
static struct sk_buff *tcp_sacktag_skip(struct sock *sk, u32 seq)
{
	struct rb_node *p = sk->tcp_rtx_queue.rb_node;
	struct sk_buff *found = NULL;

	while (p) {
		struct sk_buff *skb = rb_to_skb(p);

		if (before(seq, TCP_SKB_CB(skb)->end_seq)) {
			found = skb;
			p = p->rb_left;
		} else {
			p = p->rb_right;
		}
	}
	return found;
}

/* Tag all packets of one block. */
static void tcp_sacktag_walk(struct sock *sk, const struct tcp_sack_block *b,
			     bool dup_sack, struct tcp_sacktag_state *state)
{
	struct tcp_sock *tp = tcp_sk(sk);
	struct sk_buff *skb = tcp_sacktag_skip(sk, b->start_seq);

	skb_rbtree_walk_from(skb)
	{
		struct tcp_skb_cb *scb = TCP_SKB_CB(skb);
		int in_sack;

		if (!before(scb->seq, b->end_seq))
			break;
		in_sack = tcp_match_skb_to_sack(sk, skb, b->start_seq,
						b->end_seq);
		if (unlikely(in_sack < 0))
			break;
		if (!in_sack)
			continue;
		scb->sacked = tcp_sacktag_one(sk, state, scb->sacked, scb->seq,
					      scb->end_seq, dup_sack,
					      tcp_skb_pcount(skb),
					      tcp_skb_timestamp_us(skb));
		tcp_rate_skb_delivered(sk, skb, state->rate);
		if (!before(scb->seq, tcp_highest_sack_seq(tp)))
			tcp_advance_highest_sack(sk, skb);
	}
}

/**
 * tcp_sacktag_write_queue - what SACK blocks say about the retransmit queue
 * @ack_skb: borrowed; TCP_SKB_CB()->sacked is the option's offset
 * @prior_snd_una: before this ACK
 * @state: first_sackt, last_sackt, rate are filled
 *
 * Return: FLAG_*.
 */
int tcp_sacktag_write_queue(struct sock *sk, const struct sk_buff *ack_skb,
			    u32 prior_snd_una, struct tcp_sacktag_state *state)
{
	struct tcp_sack_block sp[TCP_NUM_SACKS];
	struct tcp_sock *tp = tcp_sk(sk);
	struct tcp_sack_block dsack = {0, 0};
	int used;

	state->flag = 0;
	state->reord = tp->snd_nxt;
	if (!tp->sacked_out)
		tcp_highest_sack_reset(sk);
	used = tcp_sack_blocks(sk, ack_skb, sp, &dsack, prior_snd_una, state);
	/* Older than anything that could be in flight: not worth a walk. */
	if (before(TCP_SKB_CB(ack_skb)->ack_seq,
		   prior_snd_una - tp->max_window))
		return 0;
	if (tp->packets_out)
		for (int i = 0; i < used; i++)
			tcp_sacktag_walk(sk, &sp[i],
					 !memcmp(&sp[i], &dsack, sizeof(dsack)),
					 state);
	if (inet_csk(sk)->icsk_ca_state != TCP_CA_Loss || tp->undo_marker)
		tcp_check_sack_reordering(sk, state->reord, 0);
	WARN_ON(tcp_left_out(tp) > tp->packets_out);
	return state->flag;
}
