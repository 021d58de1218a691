// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tcp_collapse - the same bytes in less memory
 *
 * Where:   tcp_prune_queue(), when the receive buffer is full: many small
 *          segments, each in a large buffer, are copied together.
 * Mirrors: net/ipv4/tcp_input.c, cut: tcp_collapse().
 * Spec:    none; tcp_rmem bounds the memory that data may wait in.
 */
#include "proto/ipv4/tcp_priv.h"

#define COLLAPSE_SIZE 3776 /* payload of a page, as SKB_MAX_ORDER(0, 0) */

/* Either the receive queue or the out-of-order tree. */
struct collapse {
	struct sock *sk;
	struct sk_buff_head *list; /* NULL: it is the tree */
	struct rb_root *root;
	struct sk_buff_head made; /* new ones for the tree */
};

static struct sk_buff *collapse_next(struct collapse *c, struct sk_buff *skb)
{
	if (!c->list)
		return skb_rb_next(skb);
	return skb_queue_is_last(c->list, skb) ? NULL : skb->next;
}

/* @skb was copied, or is old. Give the one behind it. */
static struct sk_buff *collapse_one(struct collapse *c, struct sk_buff *skb)
{
	struct sk_buff *next = collapse_next(c, skb);

	if (c->list)
		__skb_unlink(skb, c->list);
	else
		tcp_rbtree_unlink(c->root, skb);
	consume_skb(skb);
	NET_INC_STATS(sock_net(c->sk), LINUX_MIB_TCPRCVCOLLAPSED);
	return next;
}

static bool has_syn_or_fin(const struct sk_buff *skb)
{
	return TCP_SKB_CB(skb)->tcp_flags & (TCPHDR_SYN | TCPHDR_FIN);
}

/* The first one from which copying would gain; NULL: none. */
static struct sk_buff *collapse_first(struct collapse *c, struct sk_buff *skb,
				      const struct sk_buff *tail, u32 *start)
{
	while (skb && skb != tail) {
		struct sk_buff *next = collapse_next(c, skb);

		if (!before(*start, TCP_SKB_CB(skb)->end_seq)) {
			skb = collapse_one(c, skb);
			continue;
		}
		if (!has_syn_or_fin(skb)) {
			bool bloated =
				tcp_win_from_space(c->sk, (int)skb->truesize) >
				(int)skb->len;

			if (bloated || before(TCP_SKB_CB(skb)->seq, *start))
				return skb;
			if (next && next != tail &&
			    TCP_SKB_CB(skb)->end_seq != TCP_SKB_CB(next)->seq)
				return skb;
		}
		*start = TCP_SKB_CB(skb)->end_seq;
		skb = next;
	}
	return NULL;
}

/* A new one, before @skb, that begins at @start. */
static struct sk_buff *collapse_new(struct collapse *c, struct sk_buff *skb,
				    u32 start, int size)
{
	struct sk_buff *nskb = alloc_skb((unsigned int)size, GFP_ATOMIC);

	if (!nskb)
		return NULL;
	memcpy(nskb->cb, skb->cb, sizeof(skb->cb));
	TCP_SKB_CB(nskb)->seq = TCP_SKB_CB(nskb)->end_seq = start;
	if (c->list)
		__skb_queue_before(c->list, skb, nskb);
	else
		__skb_queue_tail(&c->made, nskb);
	skb_set_owner_r(nskb, c->sk);
	return nskb;
}

/* Copy [@start, @end) from @skb on. They lie in sequence. */
static void collapse_range(struct collapse *c, struct sk_buff *skb,
			   const struct sk_buff *tail, u32 start, u32 end)
{
	while (before(start, end)) {
		int room = (int)min_t(u32, COLLAPSE_SIZE, end - start);
		struct sk_buff *nskb = collapse_new(c, skb, start, room);

		if (!nskb)
			return;
		while (room > 0) {
			int offset = (int)(start - TCP_SKB_CB(skb)->seq);
			int size = (int)(TCP_SKB_CB(skb)->end_seq - start);

			if (WARN_ON_ONCE(offset < 0))
				return;
			if (size > 0) {
				size = min(room, size);
				if (skb_copy_bits(
					    skb, offset,
					    skb_put(nskb, (unsigned int)size),
					    size))
					BUG();
				TCP_SKB_CB(nskb)->end_seq += (u32)size;
				room -= size;
				start += (u32)size;
			}
			if (!before(start, TCP_SKB_CB(skb)->end_seq)) {
				skb = collapse_one(c, skb);
				if (!skb || skb == tail || has_syn_or_fin(skb))
					return;
			}
		}
	}
}

static void tcp_collapse(struct collapse *c, struct sk_buff *head,
			 const struct sk_buff *tail, u32 start, u32 end)
{
	struct sk_buff *skb = collapse_first(c, head, tail, &start);

	if (!skb)
		return;
	__skb_queue_head_init(&c->made);
	collapse_range(c, skb, tail, start, end);
	while ((skb = __skb_dequeue(&c->made)) != NULL)
		tcp_rbtree_insert(c->root, skb);
}

/* Each run of segments that touch, if it holds enough air. */
static void tcp_collapse_ofo_queue(struct sock *sk)
{
	struct tcp_sock *tp = tcp_sk(sk);
	struct collapse c = {.sk = sk, .root = &tp->out_of_order_queue};
	struct sk_buff *skb = skb_rb_first(&tp->out_of_order_queue), *head;
	u32 start, end, range_truesize, sum_tiny = 0;

new_range:
	if (!skb) {
		tp->ooo_last_skb = skb_rb_last(&tp->out_of_order_queue);
		return;
	}
	start = TCP_SKB_CB(skb)->seq;
	end = TCP_SKB_CB(skb)->end_seq;
	range_truesize = skb->truesize;
	for (head = skb;;) {
		skb = skb_rb_next(skb);
		if (!skb || after(TCP_SKB_CB(skb)->seq, end) ||
		    before(TCP_SKB_CB(skb)->end_seq, start)) {
			if (range_truesize != head->truesize ||
			    end - start >= COLLAPSE_SIZE) {
				tcp_collapse(&c, head, skb, start, end);
			} else {
				sum_tiny += range_truesize;
				if (sum_tiny > (u32)sk->sk_rcvbuf >> 3)
					return;
			}
			goto new_range;
		}
		range_truesize += skb->truesize;
		if (before(TCP_SKB_CB(skb)->seq, start))
			start = TCP_SKB_CB(skb)->seq;
		if (after(TCP_SKB_CB(skb)->end_seq, end))
			end = TCP_SKB_CB(skb)->end_seq;
	}
}

/* Context: softirq or process, sock locked. */
void tcp_collapse_queues(struct sock *sk)
{
	struct tcp_sock *tp = tcp_sk(sk);
	struct collapse c = {.sk = sk, .list = &sk->sk_receive_queue};

	tcp_collapse_ofo_queue(sk);
	if (!skb_queue_empty(&sk->sk_receive_queue))
		tcp_collapse(&c, skb_peek(&sk->sk_receive_queue), NULL,
			     tp->copied_seq, tp->rcv_nxt);
}
