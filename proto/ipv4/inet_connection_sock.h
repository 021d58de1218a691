/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * inet_connection_sock - what every connected transport has: a port of its
 *                        own, timers, an accept queue, congestion control
 *
 * Where:   embedded first in tcp_sock; inet_connection_sock.c is shared by
 *          both address families.
 * Mirrors: include/net/inet_connection_sock.h. Left out: ULPs, MTU probing.
 * Spec:    RFC 6298 (retransmission), RFC 1122 §4.2.3.2 (delayed ACK).
 */
#ifndef PROTO_IPV4_INET_CONNECTION_SOCK_H
#define PROTO_IPV4_INET_CONNECTION_SOCK_H

#include "lib/timer.h"
#include "proto/ipv4/inet_sock.h"
#include "proto/ipv4/request_sock.h"

struct inet_bind_bucket;
struct inet_hashinfo;
struct tcp_congestion_ops;

#define INET_CSK_CLEAR_TIMERS 1

/**
 * struct inet_connection_sock_af_ops - what differs by address family
 * @queue_xmit: takes @skb: a header in front, and on its way
 * @send_check: fills th->check (CHECKSUM_PARTIAL) from the socket's addresses
 * @rebuild_header: the route is looked up again
 * @sk_rx_dst_set: softirq; keeps @skb's route for early demux
 * @conn_request: softirq, no lock; borrows a SYN: 0; > 0: the reason to drop
 *	it with, counted already; < 0: reset
 * @syn_recv_sock: softirq; gives the child for @req, locked, or NULL;
 *	*@own_req: it was we who took @req out of the hash
 * @net_header_len: of the header queue_xmit() writes, without options
 * @sockaddr_len: of the family's address
 * @mtu_reduced: process or softirq; the path's MTU went down
 */
struct inet_connection_sock_af_ops {
	int (*queue_xmit)(struct sock *sk, struct sk_buff *skb,
			  struct flowi *fl);
	void (*send_check)(struct sock *sk, struct sk_buff *skb);
	int (*rebuild_header)(struct sock *sk);
	void (*sk_rx_dst_set)(struct sock *sk, const struct sk_buff *skb);
	int (*conn_request)(struct sock *sk, struct sk_buff *skb);
	struct sock *(*syn_recv_sock)(const struct sock *sk,
				      struct sk_buff *skb,
				      struct request_sock *req,
				      struct dst_entry *dst,
				      struct request_sock *req_unhash,
				      bool *own_req);
	u16 net_header_len;
	u16 sockaddr_len;
	int (*setsockopt)(struct sock *sk, int level, int optname,
			  sockptr_t optval, unsigned int optlen);
	int (*getsockopt)(struct sock *sk, int level, int optname, char *optval,
			  int *optlen);
	void (*addr2sockaddr)(struct sock *sk, struct sockaddr *addr);
	void (*mtu_reduced)(struct sock *sk);
};

/* icsk_pending: what the retransmit timer means now. */
#define ICSK_TIME_RETRANS     1 /* the oldest segment again */
#define ICSK_TIME_DACK	      2 /* (icsk_delack_timer) */
#define ICSK_TIME_PROBE0      3 /* a zero-window probe */
#define ICSK_TIME_LOSS_PROBE  5 /* tail loss probe */
#define ICSK_TIME_REO_TIMEOUT 6 /* RACK's reordering window */

/* icsk_ack.pending */
enum inet_csk_ack_state_t {
	ICSK_ACK_SCHED = 1,   /* an ACK is due */
	ICSK_ACK_TIMER = 2,   /* icsk_delack_timer runs */
	ICSK_ACK_PUSHED = 4,  /* a small segment came */
	ICSK_ACK_PUSHED2 = 8, /* and another */
	ICSK_ACK_NOW = 16,    /* with the next ack check */
};

struct inet_connection_sock {
	struct inet_sock icsk_inet; /* first */
	struct request_sock_queue icsk_accept_queue;
	struct inet_bind_bucket *icsk_bind_hash; /* the local port */
	unsigned long icsk_timeout; /* when the retransmit timer means it */
	struct timer_list icsk_retransmit_timer;
	struct timer_list icsk_delack_timer;
	__u32 icsk_rto;		/* jiffies */
	__u32 icsk_rto_min;	/* jiffies; TCP_RTO_MIN */
	__u32 icsk_delack_max;	/* jiffies; TCP_DELACK_MAX */
	__u32 icsk_pmtu_cookie; /* the MTU that mss_cache was made for */
	const struct tcp_congestion_ops *icsk_ca_ops;
	const struct inet_connection_sock_af_ops *icsk_af_ops;
	unsigned int (*icsk_sync_mss)(struct sock *sk, u32 pmtu);
	__u8 icsk_ca_state : 5,		 /* TCP_CA_* */
		icsk_ca_initialized : 1, /* its init() was called */
		icsk_ca_setsockopt : 1,	 /* chosen by TCP_CONGESTION */
		icsk_ca_dst_locked : 1;	 /* chosen by the route */
	__u8 icsk_retransmits;	/* times the timer fired without progress */
	__u8 icsk_pending;	/* ICSK_TIME_* of the retransmit timer */
	__u8 icsk_backoff;	/* doublings of the RTO */
	__u8 icsk_syn_retries;	/* TCP_SYNCNT */
	__u8 icsk_probes_out;	/* probes without an answer */
	__u16 icsk_ext_hdr_len; /* bytes of IP options */
	struct {
		__u8 pending;	/* enum inet_csk_ack_state_t */
		__u8 quick;	/* ACKs to send at once: quick-ack mode */
		__u8 pingpong;	/* the session is interactive */
		__u8 retry;	/* the timer found the socket owned */
		__u32 ato;	/* jiffies: how long an ACK may wait */
		__u32 lrcvtime; /* tcp_jiffies32 of the last data */
		__u32 timeout;	/* jiffies: when the timer means it */
		__u16 last_seg_size;
		__u16 rcv_mss; /* a guess at the peer's segment size */
	} icsk_ack;
	__u32 icsk_probes_tstamp; /* since when the window is zero */
	__u32 icsk_user_timeout;  /* ms; TCP_USER_TIMEOUT */
	struct {
		int search_high; /* bytes: the largest MTU to use */
		int search_low;
		bool enabled; /* left out: probing itself */
	} icsk_mtup;

	u64 icsk_ca_priv[104 / sizeof(u64)];
#define ICSK_CA_PRIV_SIZE                                                      \
	sizeof_field(struct inet_connection_sock, icsk_ca_priv)
};

static inline struct inet_connection_sock *inet_csk(const struct sock *sk)
{
	return (struct inet_connection_sock *)sk;
}

static inline void *inet_csk_ca(const struct sock *sk)
{
	return (void *)inet_csk(sk)->icsk_ca_priv;
}

/* ---- life. Context: process, sk locked, unless said. --------------------- */

/* The child of @req: a clone of the listener, its slock held; NULL: memory. */
struct sock *inet_csk_clone_lock(const struct sock *sk,
				 const struct request_sock *req,
				 gfp_t priority);
void inet_csk_destroy_sock(struct sock *sk);
/* A child that was never given to anybody: lock, orphan, count it dead. */
void inet_csk_prepare_forced_close(struct sock *sk);

int inet_csk_get_port(struct sock *sk, unsigned short snum);
/* @sk is about to own @tb: may the next one share without a look? */
void inet_csk_update_fastreuse(struct inet_bind_bucket *tb, struct sock *sk);
int inet_csk_listen_start(struct sock *sk);
/* Everything half-open or not accepted goes, the peers are reset. */
void inet_csk_listen_stop(struct sock *sk);
struct sock *inet_csk_accept(struct sock *sk, int flags, int *err, bool kern);
void inet_csk_addr2sockaddr(struct sock *sk, struct sockaddr *uaddr);
struct dst_entry *inet_csk_update_pmtu(struct sock *sk, u32 mtu);

static inline __poll_t inet_csk_listen_poll(const struct sock *sk)
{
	return !reqsk_queue_empty(&inet_csk(sk)->icsk_accept_queue)
		       ? (EPOLLIN | EPOLLRDNORM)
		       : 0;
}

/* ---- half-open ones. Context: softirq. ----------------------------------- */

/* The route a SYN-ACK goes; gives. NULL: none, counted. */
struct dst_entry *inet_csk_route_req(const struct sock *sk, struct flowi4 *fl4,
				     const struct request_sock *req);
struct dst_entry *inet_csk_route_child_sock(const struct sock *sk,
					    struct sock *newsk,
					    const struct request_sock *req);
/* Into the hash, with a timer; takes two references' worth of @req. */
void inet_csk_reqsk_queue_hash_add(struct sock *sk, struct request_sock *req,
				   unsigned long timeout);
bool inet_csk_reqsk_queue_drop(struct sock *sk, struct request_sock *req);
void inet_csk_reqsk_queue_drop_and_put(struct sock *sk,
				       struct request_sock *req);
/* To the accept queue. NULL: the listener is gone, @child was disposed of. */
struct sock *inet_csk_reqsk_queue_add(struct sock *sk, struct request_sock *req,
				      struct sock *child);
struct sock *inet_csk_complete_hashdance(struct sock *sk, struct sock *child,
					 struct request_sock *req,
					 bool own_req);
int inet_rtx_syn_ack(const struct sock *parent, struct request_sock *req);
unsigned long reqsk_timeout(struct request_sock *req,
			    unsigned long max_timeout);

static inline int inet_csk_reqsk_queue_len(const struct sock *sk)
{
	return reqsk_queue_len(&inet_csk(sk)->icsk_accept_queue);
}

static inline int inet_csk_reqsk_queue_is_full(const struct sock *sk)
{
	return inet_csk_reqsk_queue_len(sk) >=
	       (int)READ_ONCE(sk->sk_max_ack_backlog);
}

/* ---- timers. Context: sk locked or its slock held. ----------------------- */

void inet_csk_init_xmit_timers(struct sock *sk,
			       void (*retransmit_handler)(struct timer_list *),
			       void (*delack_handler)(struct timer_list *),
			       void (*keepalive_handler)(struct timer_list *));
void inet_csk_clear_xmit_timers(struct sock *sk);
void inet_csk_clear_xmit_timer(struct sock *sk, int what);
/* @what: ICSK_TIME_*; @when: jiffies from now, at most @max_when. */
void inet_csk_reset_xmit_timer(struct sock *sk, int what, unsigned long when,
			       unsigned long max_when);
void inet_csk_delete_keepalive_timer(struct sock *sk);
void inet_csk_reset_keepalive_timer(struct sock *sk, unsigned long len);

static inline void inet_csk_schedule_ack(struct sock *sk)
{
	inet_csk(sk)->icsk_ack.pending |= ICSK_ACK_SCHED;
}

static inline int inet_csk_ack_scheduled(const struct sock *sk)
{
	return inet_csk(sk)->icsk_ack.pending & ICSK_ACK_SCHED;
}

static inline void inet_csk_delack_init(struct sock *sk)
{
	memset(&inet_csk(sk)->icsk_ack, 0, sizeof(inet_csk(sk)->icsk_ack));
}

static inline unsigned long
inet_csk_rto_backoff(const struct inet_connection_sock *icsk,
		     unsigned long max_when)
{
	u64 when = (u64)icsk->icsk_rto << icsk->icsk_backoff;

	return (unsigned long)min_t(u64, when, max_when);
}

#define TCP_PINGPONG_THRESH 1 /* replies until a session is interactive */

static inline void inet_csk_enter_pingpong_mode(struct sock *sk)
{
	inet_csk(sk)->icsk_ack.pingpong = TCP_PINGPONG_THRESH;
}

static inline void inet_csk_exit_pingpong_mode(struct sock *sk)
{
	inet_csk(sk)->icsk_ack.pingpong = 0;
}

static inline bool inet_csk_in_pingpong_mode(const struct sock *sk)
{
	return inet_csk(sk)->icsk_ack.pingpong >= TCP_PINGPONG_THRESH;
}

static inline void inet_csk_inc_pingpong_cnt(struct sock *sk)
{
	if (inet_csk(sk)->icsk_ack.pingpong < U8_MAX)
		inet_csk(sk)->icsk_ack.pingpong++;
}

#endif /* PROTO_IPV4_INET_CONNECTION_SOCK_H */
