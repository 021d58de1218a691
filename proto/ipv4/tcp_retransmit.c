// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tcp_retransmit - what was sent is sent again
 *
 * Where:   tcp_timer.c (the oldest), tcp_input.c after tcp_fastretrans.c has
 *          marked what is lost, tcp_tsq.c.
 * Mirrors: net/ipv4/tcp_output.c, cut from it.
 * Spec:    RFC 6675 §4 (NextSeg), RFC 5681 §3.2, RFC 6298 §5.
 *
 * The packets stand in tcp_rtx_queue, marked in tcp_skb_cb.sacked: LOST by
 * the scoreboard, SACKED_RETRANS by us.
 */
#include "core/trace.h"
#include "proto/ipv4/tcp_priv.h"

/* Its clone has not left the host: sending it again would only add to it. */
static bool skb_still_in_host_queue(struct sock *sk, const struct sk_buff *skb)
{
	if (likely(!skb_fclone_busy(sk, skb)))
		return false;
	set_bit(TSQ_THROTTLED, &sk->sk_tsq_flags);
	smp_mb(); /* the clone may have died before the mark */
	if (!skb_fclone_busy(sk, skb))
		return false;
	NET_INC_STATS(sock_net(sk), LINUX_MIB_TCPSPURIOUS_RTX_HOSTQUEUES);
	return true;
}

/* ---- small neighbours become one -------------------------------------------
 */

static bool tcp_can_collapse(const struct sk_buff *skb)
{
	return tcp_skb_pcount(skb) <= 1 && !skb_cloned(skb) &&
	       !(TCP_SKB_CB(skb)->sacked & TCPCB_SACKED_ACKED);
}

/* The pages of @from become @to's; false: they do not fit. */
static bool tcp_shift_frags(struct sock *sk, struct sk_buff *to,
			    struct sk_buff *from)
{
	struct skb_shared_info *a = skb_shinfo(to), *b = skb_shinfo(from);
	unsigned int len = from->len;

	if (skb_headlen(from) || skb_cloned(to) || skb_cloned(from) ||
	    a->nr_frags + b->nr_frags > MAX_SKB_FRAGS)
		return false;
	memcpy(&a->frags[a->nr_frags], b->frags,
	       b->nr_frags * sizeof(b->frags[0]));
	a->nr_frags += b->nr_frags;
	b->nr_frags = 0;
	from->len = from->data_len = 0;
	to->len += len;
	to->data_len += len;
	to->truesize += len;
	from->truesize -= len;
	return true;
}

/* @skb takes the bytes of the next one, which dies. */
static bool tcp_collapse_retrans(struct sock *sk, struct sk_buff *skb)
{
	struct sk_buff *next_skb = skb_rb_next(skb);
	struct tcp_skb_cb *to = TCP_SKB_CB(skb), *from;
	struct tcp_sock *tp = tcp_sk(sk);

	if (next_skb->len && !tcp_shift_frags(sk, skb, next_skb))
		return false;
	from = TCP_SKB_CB(next_skb);
	tcp_highest_sack_replace(sk, next_skb, skb);
	to->end_seq = from->end_seq;
	to->tcp_flags |= from->tcp_flags;
	to->sacked |= from->sacked & TCPCB_EVER_RETRANS;
	to->eor = from->eor;
	tp->lost_skb_hint = NULL;
	if (next_skb == tp->retransmit_skb_hint)
		tp->retransmit_skb_hint = skb;
	tcp_adjust_pcount(sk, next_skb, tcp_skb_pcount(next_skb));
	tcp_skb_collapse_tstamp(skb, next_skb);
	tcp_rtx_queue_unlink_and_free(next_skb, sk);
	return true;
}

/* Fill @to up to @space bytes with what follows it: one header for many. */
static void tcp_retrans_try_collapse(struct sock *sk, struct sk_buff *to,
				     int space)
{
	struct tcp_sock *tp = tcp_sk(sk);
	struct sk_buff *skb;

	if (!tcp_net(sk)->sysctl_tcp_retrans_collapse ||
	    (TCP_SKB_CB(to)->tcp_flags & TCPHDR_SYN) || !tcp_can_collapse(to))
		return;
	space -= (int)to->len;
	while ((skb = skb_rb_next(to))) {
		if (!tcp_can_collapse(skb) || !tcp_skb_can_collapse(to, skb))
			return;
		space -= (int)skb->len;
		if (space < 0 ||
		    after(TCP_SKB_CB(skb)->end_seq, tcp_wnd_end(tp)) ||
		    !tcp_collapse_retrans(sk, to))
			return;
	}
}

/* ---- again -----------------------------------------------------------------
 */

/* What was acknowledged of @skb meanwhile goes. 0 or -errno. */
static int tcp_retransmit_trim(struct sock *sk, struct sk_buff *skb)
{
	struct tcp_skb_cb *tcb = TCP_SKB_CB(skb);
	u32 una = tcp_sk(sk)->snd_una;

	if (before(tcb->seq, una) && unlikely(tcb->tcp_flags & TCPHDR_SYN)) {
		tcb->tcp_flags &= (u8)~TCPHDR_SYN;
		tcb->seq++;
	}
	if (!before(tcb->seq, una))
		return 0;
	if (WARN_ON_ONCE(before(tcb->end_seq, una)))
		return -EINVAL;
	return tcp_trim_head(sk, skb, una - tcb->seq);
}

/* @skb becomes as large as it may be sent: cut, or filled up. 0 or -errno. */
static int tcp_retransmit_resize(struct sock *sk, struct sk_buff *skb, int segs)
{
	unsigned int cur_mss = tcp_current_mss(sk);
	struct tcp_sock *tp = tcp_sk(sk);
	int avail_wnd = (int)(tcp_wnd_end(tp) - TCP_SKB_CB(skb)->seq);
	int len, diff;

	/*
	 * The peer took its window back. Only what it expects next goes, one
	 * segment, as a probe.
	 */
	if (avail_wnd <= 0) {
		if (TCP_SKB_CB(skb)->seq != tp->snd_una)
			return -EAGAIN;
		avail_wnd = (int)cur_mss;
	}
	len = (int)cur_mss * segs;
	if (len > avail_wnd) {
		len = rounddown(avail_wnd, (int)cur_mss);
		if (!len)
			len = avail_wnd;
	}
	if ((int)skb->len > len)
		return tcp_fragment(sk, TCP_FRAG_IN_RTX_QUEUE, skb, (u32)len,
				    cur_mss, GFP_ATOMIC)
			       ? -ENOMEM
			       : 0;
	if (skb_unclone_keeptruesize(skb, GFP_ATOMIC))
		return -ENOMEM;
	diff = tcp_skb_pcount(skb);
	diff -= tcp_set_skb_tso_segs(skb, cur_mss);
	if (diff)
		tcp_adjust_pcount(sk, skb, diff);
	avail_wnd = min(avail_wnd, (int)cur_mss);
	if ((int)skb->len < avail_wnd)
		tcp_retrans_try_collapse(sk, skb, avail_wnd);
	return 0;
}

/**
 * __tcp_retransmit_skb - send a packet of the retransmit queue again
 * @sk: locked
 * @skb: borrowed; may be cut, or filled with what follows
 * @segs: at most so many segments
 *
 * Context: process or softirq.
 * Return: 0; -EBUSY: it has not left yet; -EAGAIN: not in the window;
 * -EHOSTUNREACH, -ENOMEM, -EINVAL; > 0: our own queues are full.
 */
int __tcp_retransmit_skb(struct sock *sk, struct sk_buff *skb, int segs)
{
	struct net *net = sock_net(sk);
	struct tcp_sock *tp = tcp_sk(sk);
	int err;

	if (skb_still_in_host_queue(sk, skb))
		return -EBUSY;
	err = tcp_retransmit_trim(sk, skb);
	if (err)
		return err;
	if (inet_csk(sk)->icsk_af_ops->rebuild_header(sk))
		return -EHOSTUNREACH; /* the route is gone */
	err = tcp_retransmit_resize(sk, skb, segs);
	if (err)
		return err;
	segs = tcp_skb_pcount(skb);
	TCP_ADD_STATS(net, TCP_MIB_RETRANSSEGS, (u64)segs);
	if (TCP_SKB_CB(skb)->tcp_flags & TCPHDR_SYN)
		NET_INC_STATS(net, LINUX_MIB_TCPSYNRETRANS);
	tp->total_retrans += (u32)segs;
	tp->bytes_retrans += skb->len;
	err = tcp_transmit_skb(sk, skb, 1, GFP_ATOMIC);
	if (likely(!err))
		trace_tcp_retransmit_skb(skb, inet_sk(sk)->inet_num,
					 ntohs(sk->sk_dport),
					 TCP_SKB_CB(skb)->seq);
	else if (err != -EBUSY)
		NET_ADD_STATS(net, LINUX_MIB_TCPRETRANSFAIL, (u64)segs);
	/* Whatever came of it: no RTT sample from this one. */
	TCP_SKB_CB(skb)->sacked |= TCPCB_EVER_RETRANS;
	return err;
}

/* The same, on the scoreboard; for undo the first one's time is kept. */
int tcp_retransmit_skb(struct sock *sk, struct sk_buff *skb, int segs)
{
	struct tcp_sock *tp = tcp_sk(sk);
	int err = __tcp_retransmit_skb(sk, skb, segs);

	if (err == 0) {
		TCP_SKB_CB(skb)->sacked |= TCPCB_RETRANS;
		tp->retrans_out += (u32)tcp_skb_pcount(skb);
	}
	if (!tp->retrans_stamp)
		tp->retrans_stamp = tcp_skb_timestamp(skb);
	if (tp->undo_retrans < 0)
		tp->undo_retrans = 0;
	tp->undo_retrans += tcp_skb_pcount(skb);
	return err;
}

/**
 * tcp_xmit_retransmit_queue - send what is marked lost, as far as cwnd goes
 *
 * RFC 6675's NextSeg(), rule 1. Context: the socket's lock held.
 */
void tcp_xmit_retransmit_queue(struct sock *sk)
{
	const struct inet_connection_sock *icsk = inet_csk(sk);
	struct sk_buff *skb, *rtx_head, *hole = NULL;
	struct tcp_sock *tp = tcp_sk(sk);
	bool rearm_timer = false;
	u32 max_segs;
	int segs;

	if (!tp->packets_out)
		return;
	rtx_head = tcp_rtx_queue_head(sk);
	skb = tp->retransmit_skb_hint ?: rtx_head;
	max_segs = tcp_tso_segs(sk, tcp_current_mss(sk));
	skb_rbtree_walk_from(skb)
	{
		u8 sacked = TCP_SKB_CB(skb)->sacked;

		if (tcp_pacing_check(sk))
			break;
		/* Next time from the first that is neither here nor there. */
		if (!hole)
			tp->retransmit_skb_hint = skb;
		segs = (int)(tcp_snd_cwnd(tp) - tcp_packets_in_flight(tp));
		if (segs <= 0 || tp->retrans_out >= tp->lost_out)
			break;
		segs = min(segs, (int)max_segs);
		if (!(sacked & TCPCB_LOST)) {
			if (!hole && !(sacked & (TCPCB_SACKED_RETRANS |
						 TCPCB_SACKED_ACKED)))
				hole = skb;
			continue;
		}
		if (sacked & (TCPCB_SACKED_ACKED | TCPCB_SACKED_RETRANS))
			continue;
		if (tcp_small_queue_check(sk, skb, 1))
			break;
		if (tcp_retransmit_skb(sk, skb, segs))
			break;
		NET_ADD_STATS(sock_net(sk),
			      icsk->icsk_ca_state != TCP_CA_Loss
				      ? LINUX_MIB_TCPFASTRETRANS
				      : LINUX_MIB_TCPSLOWSTARTRETRANS,
			      (u64)tcp_skb_pcount(skb));
		if (tcp_in_cwnd_reduction(sk))
			tp->prr_out += (u32)tcp_skb_pcount(skb);
		if (skb == rtx_head &&
		    icsk->icsk_pending != ICSK_TIME_REO_TIMEOUT)
			rearm_timer = true;
	}
	if (rearm_timer)
		tcp_reset_xmit_timer(sk, ICSK_TIME_RETRANS, icsk->icsk_rto,
				     TCP_RTO_MAX);
}
