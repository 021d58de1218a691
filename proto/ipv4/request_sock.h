/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * request_sock - a connection that is not one yet: its SYN came, its ACK did
 *                not
 *
 * Where:   made by tcp_conn_request(), lives in the established hash in state
 *          TCP_NEW_SYN_RECV, becomes a child in tcp_check_req(); what is
 *          established waits in the listener's accept queue.
 * Mirrors: include/net/request_sock.h, net/core/request_sock.c. Left out:
 *          saved SYNs, TCP Fast Open's queue.
 * Spec:    RFC 4987 §3 (a SYN cache and cookies).
 */
#ifndef PROTO_IPV4_REQUEST_SOCK_H
#define PROTO_IPV4_REQUEST_SOCK_H

#include "core/sock.h"
#include "lib/slab.h"

struct request_sock;

/**
 * struct request_sock_ops - what a transport does for half-open connections
 * @rtx_syn_ack: process or softirq; sends the SYN-ACK once more; 0 or -errno
 * @send_ack: softirq, RCU; borrows @skb; answers with what we expect
 * @send_reset: softirq, RCU; borrows @skb
 * @destructor: frees what hangs on the request
 * @syn_ack_timeout: a SYN-ACK was not answered in time
 */
struct request_sock_ops {
	int family;
	unsigned int obj_size;
	const char *slab_name;
	int (*rtx_syn_ack)(const struct sock *sk, struct request_sock *req);
	void (*send_ack)(const struct sock *sk, struct sk_buff *skb,
			 struct request_sock *req);
	void (*send_reset)(const struct sock *sk, struct sk_buff *skb);
	void (*destructor)(struct request_sock *req);
	void (*syn_ack_timeout)(const struct request_sock *req);
};

struct request_sock {
	struct sock_common __req_common; /* first: it stands in the hash */
#define rsk_refcnt	 __req_common.skc_refcnt
#define rsk_hash	 __req_common.skc_hash
#define rsk_listener	 __req_common.skc_listener
#define rsk_window_clamp window_clamp
#define rsk_rcv_wnd	 __req_common.skc_rcv_wnd
	struct request_sock *dl_next; /* accept queue */
	u16 mss;		      /* the peer's; clamped */
	u8 num_retrans;		      /* SYN-ACKs sent again */
	u8 syncookie : 1; /* no memory was kept: the ISN tells it all */
	u8 num_timeout : 7;
	u32 ts_recent;
	u32 window_clamp;
	u32 rcv_wnd;
	struct timer_list rsk_timer;
	const struct request_sock_ops *rsk_ops;
	struct sock *sk;	 /* the child, once there is one */
	u32 timeout;		 /* jiffies until the SYN-ACK is sent again */
	struct rcu_head rsk_rcu; /* readers of the hash may still look */
};

static inline struct request_sock *inet_reqsk(const struct sock *sk)
{
	return (struct request_sock *)sk;
}

static inline struct sock *req_to_sk(struct request_sock *req)
{
	return (struct sock *)req;
}

/* Those that are established and not accepted; in the order they came. */
struct request_sock_queue {
	spinlock_t rskq_lock;
	u8 rskq_defer_accept; /* TCP_DEFER_ACCEPT, in retransmissions */
	u32 synflood_warned;
	atomic_t qlen;	/* half-open ones */
	atomic_t young; /* … whose SYN-ACK was sent once only */
	struct request_sock *rskq_accept_head;
	struct request_sock *rskq_accept_tail;
};

/*
 * Give a request with no reference yet (reqsk refcount 0 until it is hashed);
 * @attach_listener holds the listener. NULL: no memory. Context: softirq.
 */
struct request_sock *reqsk_alloc(const struct request_sock_ops *ops,
				 struct sock *sk_listener,
				 bool attach_listener);
void __reqsk_free(struct request_sock *req); /* whatever its count */

static inline void reqsk_free(struct request_sock *req)
{
	WARN_ON_ONCE(refcount_read(&req->rsk_refcnt) != 0);
	__reqsk_free(req);
}

static inline void reqsk_put(struct request_sock *req)
{
	if (refcount_dec_and_test(&req->rsk_refcnt))
		__reqsk_free(req);
}

/* This machine's slab for @ops: process. 0 or -ENOMEM. */
int reqsk_slab_init(const struct request_sock_ops *ops);
void reqsk_slab_exit(const struct request_sock_ops *ops);

static inline void reqsk_queue_alloc(struct request_sock_queue *queue)
{
	spin_lock_init(&queue->rskq_lock);
}

static inline bool reqsk_queue_empty(const struct request_sock_queue *queue)
{
	return READ_ONCE(queue->rskq_accept_head) == NULL;
}

/* Give the oldest, or NULL. Context: process, listener locked. */
static inline struct request_sock *
reqsk_queue_remove(struct request_sock_queue *queue, struct sock *parent)
{
	struct request_sock *req;

	spin_lock_bh(&queue->rskq_lock);
	req = queue->rskq_accept_head;
	if (req) {
		WRITE_ONCE(parent->sk_ack_backlog, parent->sk_ack_backlog - 1);
		WRITE_ONCE(queue->rskq_accept_head, req->dl_next);
		if (!queue->rskq_accept_head)
			queue->rskq_accept_tail = NULL;
	}
	spin_unlock_bh(&queue->rskq_lock);
	return req;
}

static inline void reqsk_queue_added(struct request_sock_queue *queue)
{
	atomic_inc(&queue->young);
	atomic_inc(&queue->qlen);
}

static inline void reqsk_queue_removed(struct request_sock_queue *queue,
				       const struct request_sock *req)
{
	if (req->num_timeout == 0)
		atomic_dec(&queue->young);
	atomic_dec(&queue->qlen);
}

static inline int reqsk_queue_len(const struct request_sock_queue *queue)
{
	return atomic_read(&queue->qlen);
}

static inline int reqsk_queue_len_young(const struct request_sock_queue *queue)
{
	return atomic_read(&queue->young);
}

#endif /* PROTO_IPV4_REQUEST_SOCK_H */
