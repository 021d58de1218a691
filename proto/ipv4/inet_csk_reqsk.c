// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * inet_csk_reqsk - a listener's two queues: half-open ones, and those that
 *                  wait to be accepted
 *
 * Where:   tcp_conn_request() adds; tcp_check_req() completes; the timer
 *          sends the SYN-ACK again; accept() takes.
 * Mirrors: net/ipv4/inet_connection_sock.c, cut. Left out: migration to
 *          another listener of the group.
 * Spec:    RFC 9293 §3.10.7.4 (SYN-RECEIVED); RFC 6298 §5; TCP_DEFER_ACCEPT
 *          in tcp(7).
 *
 * Timer: rsk_timer, started with the request, doubled at each expiry, stopped
 * when the request becomes a child or dies. At expiry: the SYN-ACK once more,
 * or the end.
 *
 * References of a request: the hash, the timer, each packet in hand. The hash
 * gives its own back as the child comes; the packet's goes to the accept queue.
 */
#include "core/module.h"
#include "core/tcp_states.h"
#include "proto/ipv4/inet_hashtables.h"
#include "proto/ipv4/ip.h"
#include "proto/ipv4/tcp_priv.h"

unsigned long reqsk_timeout(struct request_sock *req, unsigned long max_timeout)
{
	u64 timeout = (u64)req->timeout << req->num_timeout;

	return (unsigned long)min_t(u64, timeout, max_timeout);
}

int inet_rtx_syn_ack(const struct sock *parent, struct request_sock *req)
{
	int err = req->rsk_ops->rtx_syn_ack(parent, req);

	if (!err)
		req->num_retrans++;
	return err;
}
EXPORT_SYMBOL(inet_rtx_syn_ack);

/* ---- out of the hash ----------------------------------------------------- */

static bool reqsk_queue_unlink(struct request_sock *req)
{
	struct sock *sk = req_to_sk(req);
	bool found = false;
	spinlock_t *lock;

	if (sk_hashed(sk)) {
		lock = inet_ehash_lockp(inet_hashinfo_get(), req->rsk_hash);
		spin_lock(lock);
		found = sk_hashed(sk);
		hlist_nulls_del_init_rcu(&sk->sk_nulls_node);
		spin_unlock(lock);
	}
	if (timer_pending(&req->rsk_timer) &&
	    timer_delete_sync(&req->rsk_timer))
		reqsk_put(req);
	return found;
}

/* Context: softirq. True: it was there, and its place in the queue is free. */
bool inet_csk_reqsk_queue_drop(struct sock *sk, struct request_sock *req)
{
	bool unlinked = reqsk_queue_unlink(req);

	if (unlinked) {
		reqsk_queue_removed(&inet_csk(sk)->icsk_accept_queue, req);
		reqsk_put(req);
	}
	return unlinked;
}
EXPORT_SYMBOL(inet_csk_reqsk_queue_drop);

void inet_csk_reqsk_queue_drop_and_put(struct sock *sk,
				       struct request_sock *req)
{
	inet_csk_reqsk_queue_drop(sk, req);
	reqsk_put(req);
}
EXPORT_SYMBOL(inet_csk_reqsk_queue_drop_and_put);

/* ---- the timer ----------------------------------------------------------- */

/*
 * How often may a SYN-ACK be sent? When more than half of the queue is used
 * up, half of it is kept for the young: the old ones get fewer chances.
 */
static int reqsk_max_retries(struct sock *sk_listener)
{
	struct inet_connection_sock *icsk = inet_csk(sk_listener);
	const struct request_sock_queue *queue = &icsk->icsk_accept_queue;
	int qlen = reqsk_queue_len(queue);
	int young = reqsk_queue_len_young(queue) << 1;
	int max = READ_ONCE(icsk->icsk_syn_retries)
			  ?: READ_ONCE(tcp_net(sk_listener)
					       ->sysctl_tcp_synack_retries);

	if ((u32)qlen << 1 <=
	    max(8U, READ_ONCE(sk_listener->sk_max_ack_backlog)))
		return max;
	for (; max > 2 && qlen >= young; young <<= 1)
		max--;
	return max;
}

/* Too often already? Send again? While data are awaited (deferred) not. */
static void syn_ack_recalc(const struct request_sock *req, int max_retries,
			   u8 defer_accept, bool *expire, bool *resend)
{
	bool acked = inet_rsk(req)->acked;

	*expire = req->num_timeout >= max_retries;
	*resend = true;
	if (!defer_accept)
		return;
	*expire &= !acked || req->num_timeout >= defer_accept;
	*resend = !acked || req->num_timeout >= defer_accept - 1;
}

static void reqsk_timer_handler(struct timer_list *t)
{
	struct request_sock *req = from_timer(req, t, rsk_timer);
	struct sock *sk_listener = req->rsk_listener;
	struct request_sock_queue *queue =
		&inet_csk(sk_listener)->icsk_accept_queue;
	bool expire, resend;

	if (inet_sk_state_load(sk_listener) != TCP_LISTEN)
		goto drop;
	syn_ack_recalc(req, reqsk_max_retries(sk_listener),
		       READ_ONCE(queue->rskq_defer_accept), &expire, &resend);
	req->rsk_ops->syn_ack_timeout(req);
	if (!expire && (!resend || !inet_rtx_syn_ack(sk_listener, req) ||
			inet_rsk(req)->acked)) {
		if (req->num_timeout++ == 0)
			atomic_dec(&queue->young);
		mod_timer(&req->rsk_timer,
			  jiffies + reqsk_timeout(req, TCP_RTO_MAX));
		return;
	}
drop:
	inet_csk_reqsk_queue_drop_and_put(sk_listener, req);
}

/* ---- in ------------------------------------------------------------------ */

/* One reference each: the hash, the timer, the caller. */
void inet_csk_reqsk_queue_hash_add(struct sock *sk, struct request_sock *req,
				   unsigned long timeout)
{
	timer_setup(&req->rsk_timer, reqsk_timer_handler, TIMER_PINNED);
	refcount_set(&req->rsk_refcnt, 2 + 1);
	reqsk_queue_added(&inet_csk(sk)->icsk_accept_queue);
	inet_ehash_insert(req_to_sk(req), NULL, NULL);
	mod_timer(&req->rsk_timer, jiffies + timeout);
}
EXPORT_SYMBOL(inet_csk_reqsk_queue_hash_add);

/* Nobody will accept @child: it is reset. Context: BH off, @child's slock. */
static void inet_child_forget(struct sock *sk, struct sock *child)
{
	sk->sk_prot->disconnect(child, O_NONBLOCK);
	sock_orphan(child);
	tcp_orphan_count_inc();
	inet_csk_destroy_sock(child);
}

struct sock *inet_csk_reqsk_queue_add(struct sock *sk, struct request_sock *req,
				      struct sock *child)
{
	struct request_sock_queue *queue = &inet_csk(sk)->icsk_accept_queue;
	bool listens;

	spin_lock(&queue->rskq_lock);
	listens = sk->sk_state == TCP_LISTEN;
	if (likely(listens)) {
		req->sk = child;
		req->dl_next = NULL;
		if (queue->rskq_accept_head)
			queue->rskq_accept_tail->dl_next = req;
		else
			WRITE_ONCE(queue->rskq_accept_head, req);
		queue->rskq_accept_tail = req;
		WRITE_ONCE(sk->sk_ack_backlog, sk->sk_ack_backlog + 1);
	}
	spin_unlock(&queue->rskq_lock);
	if (likely(listens))
		return child;
	inet_child_forget(sk, child);
	return NULL;
}
EXPORT_SYMBOL(inet_csk_reqsk_queue_add);

/**
 * inet_csk_complete_hashdance - the child has taken the request's place
 * @sk: the listener
 * @child: locked
 * @req: the caller's reference goes to the accept queue
 * @own_req: it was we who took @req out of the hash
 *
 * Context: softirq.
 * Return: @child; NULL: another CPU was first, or nobody listens: @child is
 * disposed of, and @req still the caller's.
 */
struct sock *inet_csk_complete_hashdance(struct sock *sk, struct sock *child,
					 struct request_sock *req, bool own_req)
{
	if (own_req) {
		inet_csk_reqsk_queue_drop(sk, req); /* its timer */
		reqsk_queue_removed(&inet_csk(sk)->icsk_accept_queue, req);
		if (inet_csk_reqsk_queue_add(sk, req, child))
			return child;
	}
	bh_unlock_sock(child);
	sock_put(child);
	return NULL;
}
EXPORT_SYMBOL(inet_csk_complete_hashdance);

/* ---- accept() ------------------------------------------------------------ */

/* Sleep until there is one. Each comer wakes one sleeper. 0 or -errno. */
static int inet_csk_wait_for_connect(struct sock *sk, long timeo)
{
	struct inet_connection_sock *icsk = inet_csk(sk);
	DEFINE_WAIT(wait);
	int err;

	for (;;) {
		prepare_to_wait_exclusive(sk_sleep(sk), &wait,
					  TASK_INTERRUPTIBLE);
		release_sock(sk);
		if (reqsk_queue_empty(&icsk->icsk_accept_queue))
			timeo = schedule_timeout(timeo);
		lock_sock(sk);
		err = 0;
		if (!reqsk_queue_empty(&icsk->icsk_accept_queue))
			break;
		err = -EINVAL;
		if (sk->sk_state != TCP_LISTEN)
			break;
		err = sock_intr_errno(timeo);
		if (signal_pending(current))
			break;
		err = -EAGAIN;
		if (!timeo)
			break;
	}
	finish_wait(sk_sleep(sk), &wait);
	return err;
}

/**
 * inet_csk_accept - the oldest connection that nobody has accepted
 * @flags: O_NONBLOCK
 * @err: -EINVAL: not listening; -EAGAIN; -EINTR
 * @kern: it is for the stack itself
 *
 * Context: process; struct proto.accept.
 * Return: given; NULL: see *@err.
 */
struct sock *inet_csk_accept(struct sock *sk, int flags, int *err, bool kern)
{
	struct request_sock_queue *queue = &inet_csk(sk)->icsk_accept_queue;
	struct request_sock *req;
	struct sock *newsk;
	long timeo;
	int error = 0;

	lock_sock(sk);
	if (sk->sk_state != TCP_LISTEN) {
		error = -EINVAL;
	} else if (reqsk_queue_empty(queue)) {
		timeo = sock_rcvtimeo(sk, flags & O_NONBLOCK);
		error = timeo ? inet_csk_wait_for_connect(sk, timeo) : -EAGAIN;
	}
	req = error ? NULL : reqsk_queue_remove(queue, sk);
	release_sock(sk);
	if (!req) {
		*err = error;
		return NULL;
	}
	newsk = req->sk;
	reqsk_put(req);
	return newsk;
}
EXPORT_SYMBOL(inet_csk_accept);

/* ---- listen() ------------------------------------------------------------ */

int inet_csk_listen_start(struct sock *sk)
{
	struct inet_connection_sock *icsk = inet_csk(sk);
	struct inet_sock *inet = inet_sk(sk);
	int err = -EADDRINUSE;

	reqsk_queue_alloc(&icsk->icsk_accept_queue);
	sk->sk_ack_backlog = 0;
	inet_csk_delack_init(sk);
	/*
	 * LISTEN before the port is asked for: two that share it may not both
	 * pass. Nobody finds the socket before it is hashed.
	 */
	inet_sk_state_store(sk, TCP_LISTEN);
	if (!sk->sk_prot->get_port(sk, inet->inet_num)) {
		inet->inet_sport = htons(inet->inet_num);
		sk_dst_reset(sk);
		err = sk->sk_prot->hash(sk);
		if (likely(!err))
			return 0;
	}
	inet_sk_set_state(sk, TCP_CLOSE);
	return err;
}
EXPORT_SYMBOL(inet_csk_listen_start);

/* Half-open ones die at their timers: they see that nobody listens. */
void inet_csk_listen_stop(struct sock *sk)
{
	struct request_sock_queue *queue = &inet_csk(sk)->icsk_accept_queue;
	struct request_sock *req;
	struct sock *child;

	while ((req = reqsk_queue_remove(queue, sk)) != NULL) {
		child = req->sk;
		local_bh_disable();
		bh_lock_sock(child);
		WARN_ON(sock_owned_by_user(child));
		sock_hold(child);
		inet_child_forget(sk, child);
		reqsk_put(req);
		bh_unlock_sock(child);
		local_bh_enable();
		sock_put(child);
		cond_resched();
	}
	WARN_ON_ONCE(sk->sk_ack_backlog);
}
EXPORT_SYMBOL(inet_csk_listen_stop);
