// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tcp_data - what came in: in order, out of order, too much of it
 *
 * Where:   tcp_input.c hands us each acceptable segment; it goes to the
 *          socket's receive queue (tcp_recv.c, the reader) or waits in the
 *          out-of-order queue.
 * Mirrors: net/ipv4/tcp_input.c, cut; the window's growth: tcp_rcvbuf.c.
 * Spec:    RFC 9293 §3.10.7.4, seventh; RFC 2018 §4 and RFC 2883 (what we
 *          report); RFC 1122 §4.2.2.21 (out-of-order data is kept).
 *
 * The out-of-order queue is a tree by sequence; ooo_last_skb is its end, for
 * most segments that come early continue it.
 */
#include "core/trace.h"
#include "proto/ipv4/tcp_priv.h"

/* @skb dies unread. Takes it. */
void tcp_drop_reason(struct sock *sk, struct sk_buff *skb,
		     enum skb_drop_reason reason)
{
	atomic_add(max_t(int, 1, skb_shinfo(skb)->gso_segs), &sk->sk_drops);
	kfree_skb_reason(skb, reason);
}

void tcp_data_ready(struct sock *sk)
{
	int avail = (int)(tcp_sk(sk)->rcv_nxt - tcp_sk(sk)->copied_seq);

	/* SO_RCVLOWAT: not for less; but a full buffer must be read. */
	if (avail < READ_ONCE(sk->sk_rcvlowat) && !tcp_rmem_pressure(sk) &&
	    !sock_flag(sk, SOCK_DONE) &&
	    tcp_receive_window(tcp_sk(sk)) > inet_csk(sk)->icsk_ack.rcv_mss)
		return;
	sk->sk_data_ready(sk);
}

/* ---- D-SACK: RFC 2883 ------------------------------------------------------
 */

static void tcp_dsack_set(struct sock *sk, u32 seq, u32 end_seq)
{
	struct tcp_sock *tp = tcp_sk(sk);

	if (!tcp_is_sack(tp) || !READ_ONCE(tcp_net(sk)->sysctl_tcp_dsack))
		return;
	NET_INC_STATS(sock_net(sk), before(seq, tp->rcv_nxt)
					    ? LINUX_MIB_TCPDSACKOLDSENT
					    : LINUX_MIB_TCPDSACKOFOSENT);
	tp->rx_opt.dsack = 1;
	tp->duplicate_sack[0].start_seq = seq;
	tp->duplicate_sack[0].end_seq = end_seq;
}

static bool tcp_sack_extend(struct tcp_sack_block *sp, u32 seq, u32 end_seq)
{
	if (after(seq, sp->end_seq) || after(sp->start_seq, end_seq))
		return false;
	if (before(seq, sp->start_seq))
		sp->start_seq = seq;
	if (after(end_seq, sp->end_seq))
		sp->end_seq = end_seq;
	return true;
}

static void tcp_dsack_extend(struct sock *sk, u32 seq, u32 end_seq)
{
	struct tcp_sock *tp = tcp_sk(sk);

	if (!tp->rx_opt.dsack)
		tcp_dsack_set(sk, seq, end_seq);
	else
		tcp_sack_extend(tp->duplicate_sack, seq, end_seq);
}

/* Nothing new in @skb (borrowed): say so at once, and which. */
void tcp_send_dupack(struct sock *sk, const struct sk_buff *skb)
{
	struct tcp_sock *tp = tcp_sk(sk);

	if (TCP_SKB_CB(skb)->end_seq != TCP_SKB_CB(skb)->seq &&
	    before(TCP_SKB_CB(skb)->seq, tp->rcv_nxt)) {
		NET_INC_STATS(sock_net(sk), LINUX_MIB_DELAYEDACKLOST);
		tcp_enter_quickack_mode(sk, TCP_MAX_QUICKACKS);
		if (tcp_is_sack(tp) &&
		    READ_ONCE(tcp_net(sk)->sysctl_tcp_dsack)) {
			u32 end_seq = TCP_SKB_CB(skb)->end_seq;

			if (after(end_seq, tp->rcv_nxt))
				end_seq = tp->rcv_nxt;
			tcp_dsack_set(sk, TCP_SKB_CB(skb)->seq, end_seq);
		}
	}
	tcp_send_ack(sk);
}

/* ---- the blocks that we report --------------------------------------------
 */

/* The first one grew: does it now touch others? */
static void tcp_sack_maybe_coalesce(struct tcp_sock *tp)
{
	struct tcp_sack_block *sp = &tp->selective_acks[0];
	struct tcp_sack_block *swalk = sp + 1;

	for (int i = 1; i < tp->rx_opt.num_sacks;) {
		if (!tcp_sack_extend(sp, swalk->start_seq, swalk->end_seq)) {
			i++;
			swalk++;
			continue;
		}
		tp->rx_opt.num_sacks--;
		for (int j = i; j < tp->rx_opt.num_sacks; j++)
			sp[j] = sp[j + 1];
	}
}

/* RFC 2018 §4: the block with the newest segment stands first. */
static void tcp_sack_new_ofo_skb(struct sock *sk, u32 seq, u32 end_seq)
{
	struct tcp_sock *tp = tcp_sk(sk);
	struct tcp_sack_block *sp = &tp->selective_acks[0];
	int n = tp->rx_opt.num_sacks, i;

	for (i = 0; i < n; i++)
		if (tcp_sack_extend(&sp[i], seq, end_seq))
			break;
	if (i < n) {
		for (; i > 0; i--)
			swap(sp[i], sp[i - 1]);
		if (n > 1)
			tcp_sack_maybe_coalesce(tp);
		return;
	}
	if (n >= TCP_NUM_SACKS)
		n = --tp->rx_opt.num_sacks;
	for (i = n; i > 0; i--)
		sp[i] = sp[i - 1];
	sp[0].start_seq = seq;
	sp[0].end_seq = end_seq;
	tp->rx_opt.num_sacks++;
}

/* rcv_nxt moved on: blocks below it are reported no more. */
static void tcp_sack_remove(struct tcp_sock *tp)
{
	struct tcp_sack_block *sp = &tp->selective_acks[0];
	int n = tp->rx_opt.num_sacks, kept = 0;

	if (RB_EMPTY_ROOT(&tp->out_of_order_queue)) {
		tp->rx_opt.num_sacks = 0;
		return;
	}
	for (int i = 0; i < n; i++)
		if (before(tp->rcv_nxt, sp[i].start_seq))
			sp[kept++] = sp[i];
	tp->rx_opt.num_sacks = (u8)kept;
}

/* ---- memory ----------------------------------------------------------------
 */

static int tcp_try_rmem_schedule(struct sock *sk, struct sk_buff *skb,
				 unsigned int size)
{
	while (sk_rmem_alloc_get(sk) > sk->sk_rcvbuf ||
	       !sk_rmem_schedule(sk, skb, (int)size))
		if (tcp_prune_queue(sk, skb) < 0)
			return -1;
	return 0;
}

/*
 * The out-of-order queue is what may go: it is not promised to the reader,
 * and will be sent again. Last ones first, an eighth of the buffer at a time.
 */
static bool tcp_prune_ofo_queue(struct sock *sk, const struct sk_buff *in_skb)
{
	struct tcp_sock *tp = tcp_sk(sk);
	struct rb_node *node, *prev;
	bool pruned = false;
	int goal;

	if (RB_EMPTY_ROOT(&tp->out_of_order_queue))
		return false;
	goal = sk->sk_rcvbuf >> 3;
	for (node = &tp->ooo_last_skb->rbnode; node; node = prev) {
		struct sk_buff *skb = rb_to_skb(node);

		/* what came before the new one is worth more than it */
		if (after(TCP_SKB_CB(in_skb)->seq, TCP_SKB_CB(skb)->seq))
			break;
		pruned = true;
		prev = rb_prev(node);
		tcp_rbtree_unlink(&tp->out_of_order_queue, skb);
		goal -= (int)skb->truesize;
		tcp_drop_reason(sk, skb, SKB_DROP_REASON_TCP_OFO_QUEUE_PRUNE);
		tp->ooo_last_skb = rb_to_skb(prev);
		if (!prev || goal <= 0) {
			if (sk_rmem_alloc_get(sk) <= sk->sk_rcvbuf &&
			    !tcp_under_memory_pressure(sk))
				break;
			goal = sk->sk_rcvbuf >> 3;
		}
	}
	if (!pruned)
		return false;
	NET_INC_STATS(sock_net(sk), LINUX_MIB_OFOPRUNED);
	/* What we reported is not there any more: start over. */
	if (tp->rx_opt.sack_ok)
		tp->rx_opt.num_sacks = 0;
	return true;
}

/* No room for @in_skb (borrowed). 0: there is now; -1: drop it. */
int tcp_prune_queue(struct sock *sk, const struct sk_buff *in_skb)
{
	struct tcp_sock *tp = tcp_sk(sk);

	/* Only old news: do not throw away the good for it. */
	if (after(tp->copied_seq, TCP_SKB_CB(in_skb)->end_seq))
		return -1;
	NET_INC_STATS(sock_net(sk), LINUX_MIB_PRUNECALLED);
	if (sk_rmem_alloc_get(sk) >= sk->sk_rcvbuf)
		tcp_clamp_window(sk);
	else if (tcp_under_memory_pressure(sk))
		tp->rcv_ssthresh = min(tp->rcv_ssthresh, 4U * tp->advmss);
	if (sk_rmem_alloc_get(sk) <= sk->sk_rcvbuf)
		return 0;
	tcp_collapse_queues(sk);
	if (sk_rmem_alloc_get(sk) <= sk->sk_rcvbuf)
		return 0;
	tcp_prune_ofo_queue(sk, in_skb);
	if (sk_rmem_alloc_get(sk) <= sk->sk_rcvbuf)
		return 0;
	/* The reader is slow, or the peer does not heed the window. */
	NET_INC_STATS(sock_net(sk), LINUX_MIB_RCVPRUNED);
	tp->pred_flags = 0;
	return -1;
}

/* ---- in order ---------------------------------------------------------------
 */

static void tcp_rcv_nxt_update(struct tcp_sock *tp, u32 seq)
{
	tp->bytes_received += seq - tp->rcv_nxt;
	tp->rcv_nxt = seq;
}

/* @from's bytes into @to, which it continues. Its struct stays the caller's. */
static bool tcp_try_coalesce(struct sock *sk, struct sk_buff *to,
			     struct sk_buff *from, bool *fragstolen)
{
	int delta;

	*fragstolen = false;
	if (TCP_SKB_CB(from)->seq != TCP_SKB_CB(to)->end_seq)
		return false;
	if (!skb_try_coalesce(to, from, fragstolen, &delta))
		return false;
	atomic_add(delta, &sk->sk_rmem_alloc);
	sk_mem_charge(sk, delta);
	NET_INC_STATS(sock_net(sk), LINUX_MIB_TCPRCVCOALESCE);
	TCP_SKB_CB(to)->end_seq = TCP_SKB_CB(from)->end_seq;
	TCP_SKB_CB(to)->ack_seq = TCP_SKB_CB(from)->ack_seq;
	TCP_SKB_CB(to)->tcp_flags |= TCP_SKB_CB(from)->tcp_flags;
	return true;
}

/**
 * tcp_queue_rcv - in order: to the reader
 * @skb: its data is at the payload
 * @fragstolen: set when its bytes went into the packet before
 *
 * Return: 1 when they did: kfree_skb_partial() it; else it is queued.
 */
int tcp_queue_rcv(struct sock *sk, struct sk_buff *skb, bool *fragstolen)
{
	struct sk_buff *tail = skb_peek_tail(&sk->sk_receive_queue);
	int eaten;

	trace_sock_queue_rcv(skb, sk->sk_num, (u64)sk_rmem_alloc_get(sk));
	eaten = tail && tcp_try_coalesce(sk, tail, skb, fragstolen) ? 1 : 0;
	tcp_rcv_nxt_update(tcp_sk(sk), TCP_SKB_CB(skb)->end_seq);
	if (!eaten) {
		__skb_queue_tail(&sk->sk_receive_queue, skb);
		skb_set_owner_r(skb, sk);
	}
	return eaten;
}

/* The hole is filled: what waited behind it goes to the reader. */
void tcp_ofo_queue(struct sock *sk)
{
	struct tcp_sock *tp = tcp_sk(sk);
	__u32 dsack_high = tp->rcv_nxt;
	struct rb_node *p = rb_first(&tp->out_of_order_queue);
	bool fin = false;

	while (p && !fin) {
		struct sk_buff *skb = rb_to_skb(p), *tail;
		bool fragstolen, eaten;

		if (after(TCP_SKB_CB(skb)->seq, tp->rcv_nxt))
			break;
		if (before(TCP_SKB_CB(skb)->seq, dsack_high)) {
			__u32 dsack = dsack_high;

			if (before(TCP_SKB_CB(skb)->end_seq, dsack_high))
				dsack_high = TCP_SKB_CB(skb)->end_seq;
			tcp_dsack_extend(sk, TCP_SKB_CB(skb)->seq, dsack);
		}
		p = rb_next(p);
		tcp_rbtree_unlink(&tp->out_of_order_queue, skb);
		if (unlikely(!after(TCP_SKB_CB(skb)->end_seq, tp->rcv_nxt))) {
			tcp_drop_reason(sk, skb, SKB_DROP_REASON_TCP_OLD_DATA);
			continue;
		}
		tail = skb_peek_tail(&sk->sk_receive_queue);
		eaten = tail && tcp_try_coalesce(sk, tail, skb, &fragstolen);
		tcp_rcv_nxt_update(tp, TCP_SKB_CB(skb)->end_seq);
		fin = TCP_SKB_CB(skb)->tcp_flags & TCPHDR_FIN;
		if (!eaten)
			__skb_queue_tail(&sk->sk_receive_queue, skb);
		else
			kfree_skb_partial(skb, fragstolen);
		if (unlikely(fin))
			tcp_fin(sk); /* nothing can follow it */
	}
	if (RB_EMPTY_ROOT(&tp->out_of_order_queue))
		tp->ooo_last_skb = NULL;
}

static void tcp_data_queue_inorder(struct sock *sk, struct sk_buff *skb)
{
	struct tcp_sock *tp = tcp_sk(sk);
	bool fragstolen = false, fin;
	int eaten;

	fin = TCP_SKB_CB(skb)->tcp_flags & TCPHDR_FIN;
	eaten = tcp_queue_rcv(sk, skb, &fragstolen);
	if (skb->len)
		tcp_event_data_recv(sk, skb);
	if (fin)
		tcp_fin(sk);
	if (!RB_EMPTY_ROOT(&tp->out_of_order_queue)) {
		tcp_ofo_queue(sk);
		/* RFC 5681 §4.2: a hole is filled: say so at once */
		if (RB_EMPTY_ROOT(&tp->out_of_order_queue))
			inet_csk(sk)->icsk_ack.pending |= ICSK_ACK_NOW;
	}
	if (tp->rx_opt.num_sacks)
		tcp_sack_remove(tp);
	tcp_fast_path_check(sk);
	if (eaten > 0)
		kfree_skb_partial(skb, fragstolen);
	if (!sock_flag(sk, SOCK_DEAD))
		tcp_data_ready(sk);
}

/* ---- out of order
 * ------------------------------------------------------------ */

/* Where a segment belongs in the tree, if it does. */
struct ofo_place {
	struct rb_node *parent, **link;
};
enum ofo_found { OFO_INSERT, OFO_COVERED, OFO_MERGED };

static enum ofo_found tcp_ofo_find(struct sock *sk, struct sk_buff *skb,
				   struct ofo_place *at)
{
	struct tcp_sock *tp = tcp_sk(sk);
	u32 seq = TCP_SKB_CB(skb)->seq, end_seq = TCP_SKB_CB(skb)->end_seq;
	bool fragstolen;

	at->link = &tp->out_of_order_queue.rb_node;
	at->parent = NULL;
	while (*at->link) {
		struct sk_buff *skb1 = rb_to_skb(*at->link);

		at->parent = *at->link;
		if (before(seq, TCP_SKB_CB(skb1)->seq)) {
			at->link = &at->parent->rb_left;
			continue;
		}
		if (!before(seq, TCP_SKB_CB(skb1)->end_seq)) {
			if (seq == TCP_SKB_CB(skb1)->end_seq &&
			    tcp_try_coalesce(sk, skb1, skb, &fragstolen)) {
				kfree_skb_partial(skb, fragstolen);
				return OFO_MERGED;
			}
			at->link = &at->parent->rb_right;
			continue;
		}
		/* it begins inside of skb1 */
		if (!after(end_seq, TCP_SKB_CB(skb1)->end_seq)) {
			tcp_dsack_set(sk, seq, end_seq);
			return OFO_COVERED;
		}
		tcp_dsack_set(sk, seq, TCP_SKB_CB(skb1)->end_seq);
		at->link = &at->parent->rb_right;
	}
	return OFO_INSERT;
}

/* @skb is in the tree: those behind it that it covers go. */
static void tcp_ofo_trim_behind(struct sock *sk, struct sk_buff *skb)
{
	struct tcp_sock *tp = tcp_sk(sk);
	u32 end_seq = TCP_SKB_CB(skb)->end_seq;
	struct sk_buff *skb1;

	while ((skb1 = skb_rb_next(skb)) != NULL) {
		if (!after(end_seq, TCP_SKB_CB(skb1)->seq))
			break;
		if (before(end_seq, TCP_SKB_CB(skb1)->end_seq)) {
			tcp_dsack_extend(sk, TCP_SKB_CB(skb1)->seq, end_seq);
			break;
		}
		tcp_rbtree_unlink(&tp->out_of_order_queue, skb1);
		tcp_dsack_extend(sk, TCP_SKB_CB(skb1)->seq,
				 TCP_SKB_CB(skb1)->end_seq);
		tcp_drop_reason(sk, skb1, SKB_DROP_REASON_TCP_OFOMERGE);
	}
	if (!skb1)
		tp->ooo_last_skb = skb;
}

static void tcp_data_queue_ofo(struct sock *sk, struct sk_buff *skb)
{
	struct tcp_sock *tp = tcp_sk(sk);
	u32 seq = TCP_SKB_CB(skb)->seq, end_seq = TCP_SKB_CB(skb)->end_seq;
	struct ofo_place at;
	bool fragstolen;

	if (unlikely(tcp_try_rmem_schedule(sk, skb, skb->truesize))) {
		NET_INC_STATS(sock_net(sk), LINUX_MIB_TCPOFODROP);
		sk->sk_data_ready(sk);
		tcp_drop_reason(sk, skb, SKB_DROP_REASON_TCP_OFO_DROP);
		return;
	}
	tp->pred_flags = 0;
	inet_csk_schedule_ack(sk);
	tp->rcv_ooopack += max_t(u16, 1, skb_shinfo(skb)->gso_segs);
	NET_INC_STATS(sock_net(sk), LINUX_MIB_TCPOFOQUEUE);
	if (RB_EMPTY_ROOT(&tp->out_of_order_queue)) {
		if (tcp_is_sack(tp)) {
			tp->rx_opt.num_sacks = 1;
			tp->selective_acks[0].start_seq = seq;
			tp->selective_acks[0].end_seq = end_seq;
		}
		rb_link_node(&skb->rbnode, NULL,
			     &tp->out_of_order_queue.rb_node);
		rb_insert_color(&skb->rbnode, &tp->out_of_order_queue);
		tp->ooo_last_skb = skb;
		goto charge;
	}
	/* Most continue the last one. */
	if (tcp_try_coalesce(sk, tp->ooo_last_skb, skb, &fragstolen)) {
		kfree_skb_partial(skb, fragstolen);
		skb = NULL;
		goto add_sack;
	}
	switch (tcp_ofo_find(sk, skb, &at)) {
	case OFO_COVERED:
		NET_INC_STATS(sock_net(sk), LINUX_MIB_TCPOFOMERGE);
		tcp_drop_reason(sk, skb, SKB_DROP_REASON_TCP_OFOMERGE);
		skb = NULL;
		break;
	case OFO_MERGED:
		skb = NULL;
		break;
	case OFO_INSERT:
		rb_link_node(&skb->rbnode, at.parent, at.link);
		rb_insert_color(&skb->rbnode, &tp->out_of_order_queue);
		tcp_ofo_trim_behind(sk, skb);
		break;
	}
add_sack:
	if (tcp_is_sack(tp))
		tcp_sack_new_ofo_skb(sk, seq, end_seq);
charge:
	if (skb) {
		skb_condense(skb);
		skb_set_owner_r(skb, sk);
	}
}

/* ---- the door
 * ----------------------------------------------------------------- */

static void tcp_data_queue_old(struct sock *sk, struct sk_buff *skb)
{
	/* A retransmission whose ACK was lost. */
	NET_INC_STATS(sock_net(sk), LINUX_MIB_DELAYEDACKLOST);
	tcp_dsack_set(sk, TCP_SKB_CB(skb)->seq, TCP_SKB_CB(skb)->end_seq);
	tcp_enter_quickack_mode(sk, TCP_MAX_QUICKACKS);
	inet_csk_schedule_ack(sk);
	tcp_drop_reason(sk, skb, SKB_DROP_REASON_TCP_OLD_DATA);
}

/* Beyond the window, even if it is shut: the ACK tells the peer. */
static void tcp_data_queue_over(struct sock *sk, struct sk_buff *skb,
				enum skb_drop_reason reason)
{
	tcp_enter_quickack_mode(sk, TCP_MAX_QUICKACKS);
	inet_csk_schedule_ack(sk);
	tcp_drop_reason(sk, skb, reason);
}

/**
 * tcp_data_queue - a segment's text, checked already
 * @skb: taken; its data is at the TCP header
 *
 * RFC 9293 §3.10.7.4, seventh. A FIN is handled when its turn comes.
 */
void tcp_data_queue(struct sock *sk, struct sk_buff *skb)
{
	struct tcp_sock *tp = tcp_sk(sk);

	if (TCP_SKB_CB(skb)->seq == TCP_SKB_CB(skb)->end_seq) {
		consume_skb(skb);
		return;
	}
	skb_dst_drop(skb);
	__skb_pull(skb, tcp_hdr(skb)->doff * 4U);
	tp->rx_opt.dsack = 0;

	if (TCP_SKB_CB(skb)->seq == tp->rcv_nxt) {
		if (tcp_receive_window(tp) == 0) {
			NET_INC_STATS(sock_net(sk),
				      LINUX_MIB_TCPZEROWINDOWDROP);
			tcp_data_queue_over(sk, skb,
					    SKB_DROP_REASON_TCP_ZEROWINDOW);
			return;
		}
		goto queue;
	}
	if (!after(TCP_SKB_CB(skb)->end_seq, tp->rcv_nxt)) {
		tcp_data_queue_old(sk, skb);
		return;
	}
	if (!before(TCP_SKB_CB(skb)->seq,
		    tp->rcv_nxt + tcp_receive_window(tp))) {
		tcp_data_queue_over(sk, skb, SKB_DROP_REASON_TCP_OVERWINDOW);
		return;
	}
	if (before(TCP_SKB_CB(skb)->seq, tp->rcv_nxt)) {
		/* its front is old: the reader skips what he has */
		tcp_dsack_set(sk, TCP_SKB_CB(skb)->seq, tp->rcv_nxt);
		if (!tcp_receive_window(tp)) {
			NET_INC_STATS(sock_net(sk),
				      LINUX_MIB_TCPZEROWINDOWDROP);
			tcp_data_queue_over(sk, skb,
					    SKB_DROP_REASON_TCP_ZEROWINDOW);
			return;
		}
		goto queue;
	}
	tcp_data_queue_ofo(sk, skb);
	return;
queue:
	/* Something must always be taken, or the two of us stand still. */
	if (skb_queue_len(&sk->sk_receive_queue) == 0) {
		sk_forced_mem_schedule(sk, (int)skb->truesize);
	} else if (tcp_try_rmem_schedule(sk, skb, skb->truesize)) {
		NET_INC_STATS(sock_net(sk), LINUX_MIB_TCPRCVQDROP);
		sk->sk_data_ready(sk);
		tcp_data_queue_over(sk, skb, SKB_DROP_REASON_PROTO_MEM);
		return;
	}
	tcp_data_queue_inorder(sk, skb);
}
