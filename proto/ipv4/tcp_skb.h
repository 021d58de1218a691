/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tcp_skb - what TCP keeps with a packet, and its queues
 *
 * Where:   included by tcp_priv.h.
 * Mirrors: include/net/tcp.h, cut.
 * Spec:    RFC 9293 §3.1 (flags, options).
 *
 * What is sent for the first time waits in sk_write_queue; what was sent and
 * has no ACK stands in tcp_rtx_queue, ordered by sequence.
 */
#ifndef PROTO_IPV4_TCP_SKB_H
#define PROTO_IPV4_TCP_SKB_H

#include "core/trace.h"
#include "proto/ipv4/ip.h"
#include "proto/tcp.h"

/* ---- skb->cb --------------------------------------------------------------
 */

struct tcp_skb_cb {
	__u32 seq;
	__u32 end_seq; /* seq + FIN + SYN + data */
	union {
		__u32 tcp_tw_isn; /* up: ISN chosen by TIME_WAIT */
		struct {	  /* down */
			u16 tcp_gso_segs;
			u16 tcp_gso_size;
		};
	};
	__u8 tcp_flags;	 /* TCPHDR_* */
	__u8 sacked;	 /* TCPCB_* */
	__u8 ip_dsfield; /* up: TOS byte */
	__u8 txstamp_ack : 1, eor : 1, has_rxtstamp : 1, unused : 5;
	__u32 ack_seq; /* up */
	union {
		struct { /* down; see tcp_rate.c */
			u32 is_app_limited : 1, delivered_ce : 20, unused : 11;
			u32 delivered; /* tp->delivered when it was sent */
			u64 first_tx_mstamp;
			u64 delivered_mstamp;
		} tx;
		struct inet_skb_parm h4; /* up: moved here from the front */
	} header;
};
#define TCP_SKB_CB(skb) ((struct tcp_skb_cb *)&((skb)->cb[0]))
_Static_assert(sizeof(struct tcp_skb_cb) <= 48, "it must fit skb->cb");

#define TCPCB_SACKED_ACKED   0x01
#define TCPCB_SACKED_RETRANS 0x02
#define TCPCB_LOST	     0x04
#define TCPCB_TAGBITS	     0x07
#define TCPCB_REPAIRED	     0x10
#define TCPCB_EVER_RETRANS   0x80
#define TCPCB_RETRANS                                                          \
	(TCPCB_SACKED_RETRANS | TCPCB_EVER_RETRANS | TCPCB_REPAIRED)

#define TCPHDR_FIN     0x01
#define TCPHDR_SYN     0x02
#define TCPHDR_RST     0x04
#define TCPHDR_PSH     0x08
#define TCPHDR_ACK     0x10
#define TCPHDR_URG     0x20
#define TCPHDR_ECE     0x40
#define TCPHDR_CWR     0x80
#define TCPHDR_SYN_ECN (TCPHDR_SYN | TCPHDR_ECE | TCPHDR_CWR)

#define TCP_REMNANT (TCP_FLAG_FIN | TCP_FLAG_URG | TCP_FLAG_SYN | TCP_FLAG_PSH)
#define TCP_HP_BITS (~(TCP_RESERVED_BITS | TCP_FLAG_PSH))

/* The fourth word of the header, network order: doff, flags, window. */
#define tcp_flag_word(tp) (((union tcp_word_hdr *)(tp))->words[3])

/* option kinds and lengths: RFC 9293 §3.2, 7323 §2.2 and 3.2, 2018 §2 */
#define TCPOPT_NOP		  1
#define TCPOPT_EOL		  0
#define TCPOPT_MSS		  2
#define TCPOPT_WINDOW		  3
#define TCPOPT_SACK_PERM	  4
#define TCPOPT_SACK		  5
#define TCPOPT_TIMESTAMP	  8
#define TCPOPT_MD5SIG		  19
#define TCPOPT_FASTOPEN		  34
#define TCPOPT_EXP		  254
#define TCPOLEN_MSS		  4
#define TCPOLEN_WINDOW		  3
#define TCPOLEN_SACK_PERM	  2
#define TCPOLEN_TIMESTAMP	  10
#define TCPOLEN_TSTAMP_ALIGNED	  12
#define TCPOLEN_WSCALE_ALIGNED	  4
#define TCPOLEN_SACKPERM_ALIGNED  4
#define TCPOLEN_SACK_BASE	  2
#define TCPOLEN_SACK_BASE_ALIGNED 4
#define TCPOLEN_SACK_PERBLOCK	  8
#define TCPOLEN_MSS_ALIGNED	  4

#define TCP_URG_VALID  0x0100
#define TCP_URG_NOTYET 0x0200
#define TCP_URG_READ   0x0400

/* ---- the queues -----------------------------------------------------------
 */

static inline struct rb_root *tcp_rtx_queue(struct sock *sk)
{
	return &sk->tcp_rtx_queue;
}

static inline struct sk_buff *tcp_rtx_queue_head(const struct sock *sk)
{
	return skb_rb_first(&sk->tcp_rtx_queue);
}

static inline struct sk_buff *tcp_rtx_queue_tail(const struct sock *sk)
{
	return skb_rb_last(&sk->tcp_rtx_queue);
}

static inline bool tcp_rtx_queue_empty(const struct sock *sk)
{
	return RB_EMPTY_ROOT(&sk->tcp_rtx_queue);
}

static inline bool tcp_rtx_and_write_queues_empty(const struct sock *sk)
{
	return tcp_rtx_queue_empty(sk) && skb_queue_empty(&sk->sk_write_queue);
}

/* The next to be sent for the first time. */
static inline struct sk_buff *tcp_send_head(const struct sock *sk)
{
	return skb_peek(&sk->sk_write_queue);
}

static inline struct sk_buff *tcp_write_queue_tail(const struct sock *sk)
{
	return skb_peek_tail(&sk->sk_write_queue);
}

static inline bool tcp_write_queue_empty(const struct sock *sk)
{
	return tcp_sk(sk)->write_seq == tcp_sk(sk)->snd_nxt;
}

static inline bool tcp_skb_is_last(const struct sock *sk,
				   const struct sk_buff *skb)
{
	return skb_queue_is_last(&sk->sk_write_queue, skb);
}

static inline void __tcp_add_write_queue_tail(struct sock *sk,
					      struct sk_buff *skb)
{
	__skb_queue_tail(&sk->sk_write_queue, skb);
}

static inline void tcp_unlink_write_queue(struct sk_buff *skb, struct sock *sk)
{
	__skb_unlink(skb, &sk->sk_write_queue);
}

/* Out of a tree; the node lies over next, prev and dev. */
static inline void tcp_rbtree_unlink(struct rb_root *root, struct sk_buff *skb)
{
	rb_erase(&skb->rbnode, root);
	skb->next = NULL;
	skb->prev = NULL;
	skb->dev = NULL;
}

void tcp_rbtree_insert(struct rb_root *root, struct sk_buff *skb);
/* Out of the retransmit queue; the caller frees (tcp_wmem_free_skb). */
void tcp_rtx_queue_unlink(struct sk_buff *skb, struct sock *sk);
void tcp_rtx_queue_unlink_and_free(struct sk_buff *skb, struct sock *sk);
/* Takes @skb, which was charged by sk_wmem_queued. */
void tcp_wmem_free_skb(struct sock *sk, struct sk_buff *skb);
void tcp_write_queue_purge(struct sock *sk);

/*
 * A packet that is ours has no route and no owner: a list stands there, and
 * whoever clones or frees it must not see it.
 */
#define tcp_skb_tsorted_save(skb)                                              \
	{                                                                      \
		struct list_head __anchor = (skb)->tcp_tsorted_anchor;         \
		(skb)->_skb_refdst = 0;                                        \
		(skb)->destructor = NULL;
#define tcp_skb_tsorted_restore(skb)                                           \
	(skb)->tcp_tsorted_anchor = __anchor;                                  \
	}

static inline void tcp_skb_tsorted_anchor_cleanup(struct sk_buff *skb)
{
	skb->destructor = NULL;
	skb->_skb_refdst = 0;
}

static inline int tcp_skb_pcount(const struct sk_buff *skb)
{
	return TCP_SKB_CB(skb)->tcp_gso_segs;
}

static inline void tcp_skb_pcount_set(struct sk_buff *skb, int segs)
{
	TCP_SKB_CB(skb)->tcp_gso_segs = (u16)segs;
}

static inline void tcp_skb_pcount_add(struct sk_buff *skb, int segs)
{
	TCP_SKB_CB(skb)->tcp_gso_segs += (u16)segs;
}

static inline int tcp_skb_mss(const struct sk_buff *skb)
{
	return TCP_SKB_CB(skb)->tcp_gso_size;
}

static inline bool tcp_skb_can_collapse_to(const struct sk_buff *skb)
{
	return !TCP_SKB_CB(skb)->eor;
}

/* Marked by a truesize that no other packet has; it weighs nothing. */
static inline bool skb_is_tcp_pure_ack(const struct sk_buff *skb)
{
	return skb->truesize == 2;
}

static inline void skb_set_tcp_pure_ack(struct sk_buff *skb)
{
	skb->truesize = 2;
}

static inline u64 tcp_skb_timestamp_us(const struct sk_buff *skb)
{
	return skb->skb_mstamp_ns / NSEC_PER_USEC;
}

static inline u32 tcp_skb_timestamp(const struct sk_buff *skb)
{
	return (u32)(skb->skb_mstamp_ns / NSEC_PER_MSEC);
}

/* Highest SACKed: sequence; snd_una when nothing is. */
static inline u32 tcp_highest_sack_seq(const struct tcp_sock *tp)
{
	if (!tp->sacked_out)
		return tp->snd_una;
	if (!tp->highest_sack)
		return tp->snd_nxt;
	return TCP_SKB_CB(tp->highest_sack)->seq;
}

static inline void tcp_advance_highest_sack(struct sock *sk,
					    struct sk_buff *skb)
{
	tcp_sk(sk)->highest_sack = skb_rb_next(skb);
}

static inline void tcp_highest_sack_reset(struct sock *sk)
{
	tcp_sk(sk)->highest_sack = tcp_rtx_queue_head(sk);
}

static inline void tcp_highest_sack_replace(struct sock *sk,
					    struct sk_buff *old,
					    struct sk_buff *new)
{
	if (old == tcp_sk(sk)->highest_sack)
		tcp_sk(sk)->highest_sack = new;
}

static inline void tcp_clear_all_retrans_hints(struct tcp_sock *tp)
{
	tp->lost_skb_hint = NULL;
	tp->retransmit_skb_hint = NULL;
}

static inline bool tcp_is_sack(const struct tcp_sock *tp)
{
	return likely(tp->rx_opt.sack_ok);
}

static inline bool tcp_is_reno(const struct tcp_sock *tp)
{
	return !tcp_is_sack(tp);
}

#endif /* PROTO_IPV4_TCP_SKB_H */
