// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * datagram - from a socket's receive queue into the application's memory
 *
 * Where:   recvmsg() of UDP, raw, ping, packet, netlink and unix sockets; TCP
 *          uses the copying half.
 * Mirrors: net/core/datagram.c; splice and zero-copy sends are left out.
 *
 * A reader that peeks shares the packet with the queue: it takes a reference
 * and leaves the packet where it is. skb->peeked tells the counters that it
 * was seen before.
 */
#include "core/datagram.h"

#include <asm/ioctls.h>
#include <linux/errno.h>
#include <linux/in6.h>

#include "core/skbuff_priv.h"
#include "core/sock.h"
#include "core/tcp_states.h"
#include "core/trace.h"
#include "lib/os_sdt.h"

/* ---- the queue */

static bool connection_based(const struct sock *sk)
{
	return sk->sk_type == SOCK_SEQPACKET || sk->sk_type == SOCK_STREAM;
}

/* Writers' wake-ups are not for us. */
static int receiver_wake_function(struct wait_queue_entry *wait,
				  unsigned int mode, int sync, void *key)
{
	if (key && !((unsigned long)key & (EPOLLIN | EPOLLERR)))
		return 0;
	return autoremove_wake_function(wait, mode, sync, key);
}

/* Why there is no use in sleeping: 1, *@err set; 0: look again; -1: sleep. */
static int skb_no_need_to_wait(struct sock *sk, struct sk_buff_head *queue,
			       int *err, long timeo, const struct sk_buff *skb)
{
	int error = sock_error(sk);

	if (error) {
		*err = error;
		return 1;
	}
	if (READ_ONCE(queue->prev) != skb)
		return 0;
	if (sk->sk_shutdown & RCV_SHUTDOWN) {
		*err = 0;
		return 1;
	}
	if (connection_based(sk) && sk->sk_state != TCP_ESTABLISHED &&
	    sk->sk_state != TCP_LISTEN) {
		*err = -ENOTCONN;
		return 1;
	}
	if (signal_pending(current)) {
		*err = sock_intr_errno(timeo);
		return 1;
	}
	return -1;
}

/**
 * __skb_wait_for_more_packets - sleep until @queue has another tail
 * @sk: whose
 * @queue: sk_receive_queue, or the reader's own
 * @err: set when the wait is over for good; 0: shut down
 * @timeo_p: jiffies left
 * @skb: the tail that was seen, (struct sk_buff *)@queue when empty
 *
 * Context: process. Return: 0 look again, 1 @err says why not.
 */
int __skb_wait_for_more_packets(struct sock *sk, struct sk_buff_head *queue,
				int *err, long *timeo_p,
				const struct sk_buff *skb)
{
	DEFINE_WAIT_FUNC(wait, receiver_wake_function);
	int ret;

	prepare_to_wait_exclusive(sk_sleep(sk), &wait, TASK_INTERRUPTIBLE);
	ret = skb_no_need_to_wait(sk, queue, err, *timeo_p, skb);
	if (ret < 0) {
		*timeo_p = schedule_timeout(*timeo_p);
		ret = 0;
	}
	finish_wait(sk_sleep(sk), &wait);
	return ret;
}
EXPORT_SYMBOL(__skb_wait_for_more_packets);

/* Marks it as seen; a shared one is replaced in its queue by a clone. */
static struct sk_buff *skb_set_peeked(struct sk_buff *skb)
{
	struct sk_buff *nskb;

	if (skb->peeked)
		return skb;
	if (skb_shared(skb)) {
		nskb = skb_clone(skb, GFP_ATOMIC);
		if (!nskb)
			return NULL;
		skb->prev->next = nskb;
		skb->next->prev = nskb;
		nskb->prev = skb->prev;
		nskb->next = skb->next;
		consume_skb(skb);
		skb = nskb;
	}
	skb->peeked = 1;
	return skb;
}

/**
 * __skb_try_recv_from_queue - take or peek at one packet
 * @queue: its lock is held
 * @flags: MSG_PEEK: it stays, with a reference more
 * @off: peek behind so many bytes; -1: at the first. Set to what is left
 * @err: set when there is no memory
 * @last: set to the tail that was seen
 *
 * Return: gives a packet, or NULL.
 */
struct sk_buff *__skb_try_recv_from_queue(struct sk_buff_head *queue,
					  unsigned int flags, int *off,
					  int *err, struct sk_buff **last)
{
	bool peek_at_off = flags & MSG_PEEK && *off >= 0;
	int skip = peek_at_off ? *off : 0;
	struct sk_buff *skb;

	*last = queue->prev;
	skb_queue_walk (queue, skb) {
		if (!(flags & MSG_PEEK)) {
			__skb_unlink(skb, queue);
			*off = 0;
			return skb;
		}
		if (peek_at_off && skip >= (int)skb->len &&
		    (skip || skb->peeked)) {
			skip -= (int)skb->len;
			continue;
		}
		if (!skb->len) {
			skb = skb_set_peeked(skb);
			if (!skb) {
				*err = -ENOMEM;
				return NULL;
			}
		}
		*off = skip;
		return skb_get(skb);
	}
	return NULL;
}
EXPORT_SYMBOL(__skb_try_recv_from_queue);

/* Without waiting: NULL and *@err -EAGAIN, or the socket's error. */
struct sk_buff *__skb_try_recv_datagram(struct sock *sk,
					struct sk_buff_head *queue,
					unsigned int flags, int *off, int *err,
					struct sk_buff **last)
{
	int error = sock_error(sk);
	struct sk_buff *skb = NULL;
	unsigned long cpu_flags;

	*last = (struct sk_buff *)queue;
	if (!error) {
		spin_lock_irqsave(&queue->lock, cpu_flags);
		skb = __skb_try_recv_from_queue(queue, flags, off, &error,
						last);
		spin_unlock_irqrestore(&queue->lock, cpu_flags);
	}
	if (!skb)
		*err = error ? error : -EAGAIN;
	return skb;
}
EXPORT_SYMBOL(__skb_try_recv_datagram);

/**
 * __skb_recv_datagram - one packet, waiting as the caller allows
 * @sk: whose
 * @queue: to take it from
 * @flags: MSG_DONTWAIT, MSG_PEEK
 * @off: see __skb_try_recv_from_queue()
 * @err: set when there is none; 0: shut down
 *
 * Context: process. Return: gives a packet, or NULL.
 */
struct sk_buff *__skb_recv_datagram(struct sock *sk, struct sk_buff_head *queue,
				    unsigned int flags, int *off, int *err)
{
	long timeo = sock_rcvtimeo(sk, flags & MSG_DONTWAIT);
	struct sk_buff *skb, *last;

	do {
		skb = __skb_try_recv_datagram(sk, queue, flags, off, err,
					      &last);
		if (skb)
			return skb;
		if (*err != -EAGAIN)
			break;
	} while (timeo &&
		 !__skb_wait_for_more_packets(sk, queue, err, &timeo, last));
	return NULL;
}
EXPORT_SYMBOL(__skb_recv_datagram);

/* From the receive queue. Context: process. Gives; NULL: see *@err. */
struct sk_buff *skb_recv_datagram(struct sock *sk, unsigned int flags, int *err)
{
	int off = 0;

	return __skb_recv_datagram(sk, &sk->sk_receive_queue, flags, &off, err);
}
EXPORT_SYMBOL(skb_recv_datagram);

/* Takes what recv gave. Context: process. */
void skb_free_datagram(struct sock *sk, struct sk_buff *skb)
{
	consume_skb(skb);
}
EXPORT_SYMBOL(skb_free_datagram);

/**
 * __sk_queue_drop_skb - a packet that was peeked at leaves the queue
 * @sk: whose
 * @sk_queue: where it may still be
 * @skb: borrowed; the queue's reference is dropped
 * @flags: of the recvmsg(); without MSG_PEEK it has left already
 * @destructor: optional; the queue's own accounting
 *
 * Context: process. Return: 0, or -ENOENT: somebody else took it.
 */
int __sk_queue_drop_skb(struct sock *sk, struct sk_buff_head *sk_queue,
			struct sk_buff *skb, unsigned int flags,
			void (*destructor)(struct sock *sk,
					   struct sk_buff *skb))
{
	int err = 0;

	if (flags & MSG_PEEK) {
		err = -ENOENT;
		spin_lock_bh(&sk_queue->lock);
		if (skb->next) {
			__skb_unlink(skb, sk_queue);
			refcount_dec(&skb->users);
			if (destructor)
				destructor(sk, skb);
			err = 0;
		}
		spin_unlock_bh(&sk_queue->lock);
	}
	atomic_inc(&sk->sk_drops);
	return err;
}
EXPORT_SYMBOL(__sk_queue_drop_skb);

/* Its checksum was wrong, as the reader found. Takes. 0 or -ENOENT. */
int skb_kill_datagram(struct sock *sk, struct sk_buff *skb, unsigned int flags)
{
	int err = __sk_queue_drop_skb(sk, &sk->sk_receive_queue, skb, flags,
				      NULL);

	kfree_skb_reason(skb, SKB_DROP_REASON_DATAGRAM_CSUM);
	return err;
}
EXPORT_SYMBOL(skb_kill_datagram);

/* ---- copies */

struct datagram_copy {
	struct iov_iter *iter;
	size_t done;
	bool fault;
	__wsum csum;
};

static void datagram_to_iter(void *ctx, void *bytes, unsigned int n)
{
	struct datagram_copy *c = ctx;
	size_t copied;

	if (c->fault)
		return;
	copied = copy_to_iter(bytes, n, c->iter);
	c->done += copied;
	c->fault = copied != n;
}

static void datagram_csum_to_iter(void *ctx, void *bytes, unsigned int n)
{
	struct datagram_copy *c = ctx;
	size_t copied;

	if (c->fault)
		return;
	copied = csum_and_copy_to_iter(bytes, n, &c->csum, (int)c->done,
				       c->iter);
	c->done += copied;
	c->fault = copied != n;
}

static void datagram_from_iter(void *ctx, void *bytes, unsigned int n)
{
	struct datagram_copy *c = ctx;
	size_t copied;

	if (c->fault)
		return;
	copied = copy_from_iter(bytes, n, c->iter);
	c->done += copied;
	c->fault = copied != n;
}

/**
 * skb_copy_datagram_iter - bytes of a packet to the application
 * @skb: borrowed
 * @offset: from skb->data
 * @to: moves on by @len; as it was on failure
 * @len: how many
 *
 * Context: process. Return: 0 or -EFAULT.
 */
int skb_copy_datagram_iter(const struct sk_buff *skb, int offset,
			   struct iov_iter *to, int len)
{
	struct datagram_copy c = {.iter = to};

	OS_PROBE2(skb, skb_copy_datagram_iovec, skb, len);
	trace_skb_copy_datagram_iovec(skb, (u64)len);
	if (!skb_walk(skb, offset, len, datagram_to_iter, &c) && !c.fault)
		return 0;
	iov_iter_revert(to, c.done);
	return -EFAULT;
}
EXPORT_SYMBOL(skb_copy_datagram_iter);

/* The application's bytes into a packet that has room. 0 or -EFAULT. */
int skb_copy_datagram_from_iter(struct sk_buff *skb, int offset,
				struct iov_iter *from, int len)
{
	struct datagram_copy c = {.iter = from};

	if (!skb_walk(skb, offset, len, datagram_from_iter, &c) && !c.fault)
		return 0;
	iov_iter_revert(from, c.done);
	return -EFAULT;
}
EXPORT_SYMBOL(skb_copy_datagram_from_iter);

/* In one pass; right or wrong is known only at the end. */
static int skb_copy_and_csum_datagram(struct sk_buff *skb, int hlen,
				      struct iov_iter *to, int len)
{
	struct datagram_copy c = {.iter = to};
	__wsum csum;

	OS_PROBE2(skb, skb_copy_datagram_iovec, skb, len);
	trace_skb_copy_datagram_iovec(skb, (u64)len);
	if (skb_walk(skb, hlen, len, datagram_csum_to_iter, &c) || c.fault) {
		iov_iter_revert(to, c.done);
		return -EFAULT;
	}
	csum = csum_partial(skb->data, hlen, skb->csum);
	if (!csum_fold(csum_block_add(csum, c.csum, hlen)))
		return 0;
	iov_iter_revert(to, c.done);
	return -EINVAL;
}

/**
 * skb_copy_and_csum_datagram_msg - copy and verify what was not verified
 * @skb: borrowed; skb->csum holds the pseudo-header's sum
 * @hlen: of the transport header: summed, not copied
 * @msg: where to
 *
 * With less room than the packet has, the sum is taken first.
 * Context: process. Return: 0, -EFAULT, or -EINVAL: the checksum is wrong.
 */
int skb_copy_and_csum_datagram_msg(struct sk_buff *skb, int hlen,
				   struct msghdr *msg)
{
	int chunk = (int)skb->len - hlen;

	if (!chunk)
		return 0;
	if (msg_data_left(msg) >= (size_t)chunk)
		return skb_copy_and_csum_datagram(skb, hlen, &msg->msg_iter,
						  chunk);
	if (__skb_checksum_complete(skb))
		return -EINVAL;
	return skb_copy_datagram_msg(skb, hlen, msg, (int)msg_data_left(msg));
}
EXPORT_SYMBOL(skb_copy_and_csum_datagram_msg);

/**
 * skb_copy_datagram_trunc - a datagram to its reader, as far as there is room
 * @skb: borrowed
 * @msg: MSG_TRUNC is set when it was too long
 * @len: room
 *
 * Context: process. Return: bytes, or -EFAULT.
 */
int skb_copy_datagram_trunc(const struct sk_buff *skb, struct msghdr *msg,
			    size_t len)
{
	int copied = (int)min_t(size_t, len, skb->len), err;

	if (len < skb->len)
		msg->msg_flags |= MSG_TRUNC;
	err = skb_copy_datagram_msg(skb, 0, msg, copied);
	return err ? err : copied;
}
EXPORT_SYMBOL(skb_copy_datagram_trunc);

/* ---- poll */

/**
 * datagram_poll - may the application read or write?
 * @file: for the waiter
 * @sock: the socket
 * @wait: where to wait, or NULL
 *
 * Context: process. Return: EPOLL* bits.
 */
__poll_t datagram_poll(struct file *file, struct socket *sock,
		       struct poll_table_struct *wait)
{
	struct sock *sk = sock->sk;
	u8 shutdown = READ_ONCE(sk->sk_shutdown);
	__poll_t mask = 0;

	sock_poll_wait(file, sock, wait);
	if (READ_ONCE(sk->sk_err) ||
	    !skb_queue_empty_lockless(&sk->sk_error_queue)) {
		mask |= EPOLLERR;
		if (sock_flag(sk, SOCK_SELECT_ERR_QUEUE))
			mask |= EPOLLPRI;
	}
	if (shutdown & RCV_SHUTDOWN)
		mask |= EPOLLRDHUP | EPOLLIN | EPOLLRDNORM;
	if (shutdown == SHUTDOWN_MASK)
		mask |= EPOLLHUP;
	if (!skb_queue_empty_lockless(&sk->sk_receive_queue))
		mask |= EPOLLIN | EPOLLRDNORM;
	if (connection_based(sk)) {
		if (sk->sk_state == TCP_CLOSE)
			mask |= EPOLLHUP;
		if (sk->sk_state == TCP_SYN_SENT)
			return mask;
	}
	if (sock_writeable(sk))
		mask |= EPOLLOUT | EPOLLWRNORM | EPOLLWRBAND;
	else
		set_bit(SOCK_NOSPACE, &sock->flags);
	return mask;
}
EXPORT_SYMBOL(datagram_poll);

/**
 * datagram_ioctl - what waits to be sent, and how long the next datagram is
 * @karg: the answer, in bytes
 *
 * Context: process; struct proto.ioctl. Return: 0 or -ENOIOCTLCMD.
 */
int datagram_ioctl(struct sock *sk, int cmd, int *karg)
{
	struct sk_buff *skb;

	switch (cmd) {
	case SIOCOUTQ:
		*karg = sk_wmem_alloc_get(sk);
		return 0;
	case SIOCINQ:
		spin_lock_bh(&sk->sk_receive_queue.lock);
		skb = skb_peek(&sk->sk_receive_queue);
		*karg = skb ? (int)skb->len : 0;
		spin_unlock_bh(&sk->sk_receive_queue.lock);
		return 0;
	default:
		return -ENOIOCTLCMD;
	}
}
EXPORT_SYMBOL(datagram_ioctl);
