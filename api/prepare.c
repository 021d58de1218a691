// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * prepare - calls that can be undone: ST_PREPARE and st_commit()
 *
 * Where:   st_call(); for embedders whose answer may not arrive, such as the
 *          launcher: a signal takes a seccomp notification's answer away after
 *          the call was made.
 * Mirrors: nothing in the kernel.
 *
 * Answer first, commit after, by what the call would take away:
 *	RECVMSG	reads with MSG_PEEK; the commit reads again, to nowhere
 *	  of the error queue: a reference keeps what was taken, undo puts it
 *back ACCEPT	undo gives the child to the listener, for its next accept()
 *	SENDMSG	the transport's send_prepare() builds it, send_commit() sends it
 *	an error that the call took from the socket is put back
 * While a ticket stands out, other calls of its side (RX, TX) wait, so that
 * they neither overtake it nor take the same. Arrivals only join the end.
 */
#include "api/internal.h"

#include "core/iov_iter.h"
#include "core/sock.h"
#include "core/socket.h"
#include "lib/kernel.h"

void st_prepare_init(struct st_sock *s)
{
	spin_lock_init(&s->lock);
	init_waitqueue_head(&s->settled);
}

/* ---- one at a time --------------------------------------------------------
 */

static bool try_claim(struct st_sock *s, enum st_side side, bool claim)
{
	struct st_prepared *p = &s->prepared[side];
	bool ok;

	spin_lock_bh(&s->lock);
	ok = !p->claimed;
	if (ok && claim) {
		memset(p, 0, sizeof(*p));
		p->claimed = true;
	}
	spin_unlock_bh(&s->lock);
	return ok;
}

static long wait_claim(struct st_sock *s, enum st_side side, bool try,
		       bool claim)
{
	long timeo = current->call_timeo ?: MAX_SCHEDULE_TIMEOUT;
	DEFINE_WAIT(wait);
	bool mine;

	if (likely(try_claim(s, side, claim)))
		return 0;
	if (try)
		return -EAGAIN;
	for (;;) {
		prepare_to_wait(&s->settled, &wait, TASK_INTERRUPTIBLE);
		mine = try_claim(s, side, claim);
		if (mine || !timeo || signal_pending(current))
			break;
		timeo = schedule_timeout(timeo);
	}
	finish_wait(&s->settled, &wait);
	if (mine)
		return 0;
	return timeo ? current->signal : -EAGAIN;
}

static void unclaim(struct st_sock *s, enum st_side side)
{
	spin_lock_bh(&s->lock);
	s->prepared[side].claimed = false;
	s->prepared[side].ticket = 0;
	spin_unlock_bh(&s->lock);
	wake_up_interruptible_all(&s->settled);
}

long st_prepare_wait(struct st_sock *s, enum st_side side, bool try)
{
	return wait_claim(s, side, try, false);
}

/* ---- the first half -------------------------------------------------------
 */

static struct sk_buff *hold_error(struct sock *sk)
{
	struct sk_buff *skb;

	spin_lock_bh(&sk->sk_error_queue.lock);
	skb = skb_peek(&sk->sk_error_queue);
	if (skb)
		skb_get(skb);
	spin_unlock_bh(&sk->sk_error_queue.lock);
	return skb;
}

static long prepare_errqueue(struct st_sock *s, struct st_args *a,
			     struct st_prepared *p)
{
	struct sock *sk = s->sock->sk;
	long ret;

	p->eskb = hold_error(sk);
	p->sk_err = READ_ONCE(sk->sk_err);
	ret = st_dispatch(s, ST_RECVMSG, a);
	if (ret >= 0 || !p->eskb)
		return ret;
	consume_skb(p->eskb);
	p->eskb = NULL;
	return ret;
}

static long prepare_recvmsg(struct st_sock *s, struct st_args *a,
			    struct st_prepared *p)
{
	int flags = a->flags;
	long ret;

	p->flags = flags;
	if (flags & MSG_ERRQUEUE)
		return prepare_errqueue(s, a, p);
	a->flags |= MSG_PEEK;
	ret = st_dispatch(s, ST_RECVMSG, a);
	a->flags = flags;
	p->len = ret > 0 ? (size_t)ret : 0;
	return ret;
}

static int send_prepare(struct socket *sock, struct msghdr *msg)
{
	struct sock *sk = sock->sk;

	if (sock->file->f_flags & O_NONBLOCK)
		msg->msg_flags |= MSG_DONTWAIT;
	return CALL("proto.send_prepare", sk->sk_prot->send_prepare, sk, msg,
		    iov_iter_count(&msg->msg_iter));
}

static long prepare_sendmsg(struct st_sock *s, struct st_args *a)
{
	int flags = a->flags | (a->how & ST_TRY ? MSG_DONTWAIT : 0);

	return st_sendmsg_by(s, a->msg, flags, send_prepare);
}

/* Does @p hold anything that could be undone or must be finished? */
static bool has_effect(const struct st_prepared *p, long ret)
{
	if (p->took_err)
		return true;
	return ret >= 0 && p->op != ST_GETSOCKOPT && p->op != ST_GETNAME;
}

static long prepare(struct st_sock *s, enum st_op op, struct st_args *a,
		    struct st_prepared *p)
{
	long ret;

	switch (op) {
	case ST_RECVMSG:
		return prepare_recvmsg(s, a, p);
	case ST_SENDMSG:
		return prepare_sendmsg(s, a);
	case ST_ACCEPT:
		ret = st_dispatch(s, op, a);
		p->child = ret ? NULL : a->sock;
		return ret;
	default:
		return st_dispatch(s, op, a);
	}
}

/* The side whose calls it stands in line with, or -EOPNOTSUPP. */
static int prepare_side(struct st_sock *s, enum st_op op)
{
	switch (op) {
	case ST_RECVMSG:
	case ST_ACCEPT:
	case ST_GETNAME:
	case ST_GETSOCKOPT: /* SO_ERROR takes */
		return ST_RX;
	case ST_SENDMSG:
		if (s->sock->sk && s->sock->sk->sk_prot->send_prepare)
			return ST_TX;
		break;
	default:
		break;
	}
	return (int)st_fail(-EOPNOTSUPP,
			    "such a call of this socket cannot be prepared: "
			    "make it, and keep its answer");
}

long st_prepare_call(struct st_sock *s, enum st_op op, struct st_args *a)
{
	int side = prepare_side(s, op);
	struct st_prepared *p;
	long ret;

	if (side < 0)
		return side;
	ret = wait_claim(s, (enum st_side)side, a->how & ST_TRY, true);
	if (ret)
		return ret;
	p = &s->prepared[side];
	p->op = op;
	current->call_took_err = 0;
	ret = prepare(s, op, a, p);
	p->took_err = current->call_took_err;
	if (has_effect(p, ret))
		a->ticket = p->ticket = ++s->last_ticket;
	else
		unclaim(s, (enum st_side)side);
	return ret;
}

/* ---- the second half ------------------------------------------------------
 */

/* Read what was peeked, to nowhere. */
static void finish_recvmsg(struct st_sock *s, const struct st_prepared *p)
{
	struct msghdr msg = {.msg_flags = 0};

	if (p->flags & (MSG_PEEK | MSG_ERRQUEUE))
		return;
	if (s->sock->type == SOCK_STREAM && !p->len)
		return; /* the end of the stream stays */
	iov_iter_discard(&msg.msg_iter, ITER_DEST, p->len);
	sock_recvmsg(s->sock, &msg, (p->flags & MSG_OOB) | MSG_DONTWAIT);
}

static void put_error_back(struct sock *sk, int err)
{
	if (!err || cmpxchg(&sk->sk_err, 0, err))
		return;
	if (!sock_flag(sk, SOCK_DEAD))
		sk_error_report(sk);
}

static void unaccept(struct st_sock *s, struct st_sock *child)
{
	s->n->h->nr_sockets--;
	kernel_unaccept(s->sock, child->sock);
	st_net_drop(child->n);
	os_free(child);
}

/* As if it had not been made; @p->eskb is put back or let go by the caller. */
static void undo(struct st_sock *s, struct st_prepared *p)
{
	struct sock *sk = s->sock->sk;

	if (p->eskb) {
		skb_queue_head(&sk->sk_error_queue, p->eskb);
		WRITE_ONCE(sk->sk_err, p->sk_err);
		p->eskb = NULL;
		sk_error_report(sk);
	}
	if (p->child)
		unaccept(s, p->child);
	put_error_back(sk, p->took_err);
}

static int settle(struct st_sock *s, enum st_side side, bool ok)
{
	struct st_prepared *p = &s->prepared[side];
	int err = 0;

	if (p->op == ST_SENDMSG && !p->took_err)
		err = s->sock->sk->sk_prot->send_commit(s->sock->sk, ok);
	if (!ok)
		undo(s, p);
	else if (p->op == ST_RECVMSG && !p->took_err)
		finish_recvmsg(s, p);
	if (p->eskb)
		consume_skb(p->eskb);
	unclaim(s, side);
	return err;
}

int st_commit(struct st_sock *s, long ticket, int ok)
{
	struct task_guard g;
	int err = st_enter(&g, s->n->h);

	if (err)
		return err;
	err = -ENOENT;
	for (int side = ST_RX; ticket > 0 && side <= ST_TX; side++)
		if (s->prepared[side].ticket == ticket) {
			err = settle(s, (enum st_side)side, ok);
			break;
		}
	task_leave(&g);
	if (err == -ENOENT)
		st_fail(err,
			"there is no ticket %ld: a ticket is for one "
			"commit",
			ticket);
	return err;
}

void st_prepare_undo_all(struct st_sock *s)
{
	for (int side = ST_RX; side <= ST_TX; side++)
		if (s->prepared[side].ticket)
			settle(s, (enum st_side)side, false);
}
