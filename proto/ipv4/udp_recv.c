// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * udp_recv - from a socket's queue to its reader
 *
 * Where:   recvmsg(), poll() and FIONREAD of UDP sockets.
 * Mirrors: net/ipv4/udp.c, cut. Deviation: one queue (the kernel has a second
 *          one for the reader), and memory is given back with each datagram.
 * Spec:    udp(7). A checksum is verified when its data is copied: a reader
 *          may be woken for a datagram that then proves wrong.
 */
#include "core/datagram.h"
#include "core/trace.h"
#include "proto/ipv4/datagram.h"
#include "proto/ipv4/udp.h"

#include <asm/ioctls.h>

/* Give back what udp_charge() took. Context: the queue's lock held. */
static void udp_rmem_release(struct sock *sk, int size, bool all)
{
	int keep = all ? 0 : SK_MEM_QUANTUM, spare;

	sk->sk_forward_alloc += size;
	spare = (sk->sk_forward_alloc - keep) & ~(SK_MEM_QUANTUM - 1);
	if (spare > 0)
		__sk_mem_reclaim(sk, spare);
	atomic_sub(size, &sk->sk_rmem_alloc);
}

/* A datagram has left the queue. */
static void udp_skb_destructor(struct sock *sk, struct sk_buff *skb)
{
	udp_rmem_release(sk, (int)skb->truesize, false);
}

/* The socket dies with what is in its queue. Context: any. */
void udp_destruct_common(struct sock *sk)
{
	struct sk_buff_head *queue = &sk->sk_receive_queue;
	struct sk_buff *skb;
	int total = 0;

	spin_lock_bh(&queue->lock);
	skb_queue_walk (queue, skb)
		total += (int)skb->truesize;
	udp_rmem_release(sk, total, true);
	spin_unlock_bh(&queue->lock);
	skb_queue_purge_reason(queue, SKB_DROP_REASON_SOCKET_CLOSE);
}

static void udp_count_csum_error(struct sock *sk)
{
	UDP_INC_STATS(sock_net(sk), UDP_MIB_CSUMERRORS, 0);
	UDP_INC_STATS(sock_net(sk), UDP_MIB_INERRORS, 0);
}

static bool udp_csum_wrong(struct sk_buff *skb)
{
	return !skb_csum_unnecessary(skb) && __skb_checksum_complete(skb);
}

/* The length of the first datagram that is intact, or -1. Process. */
static int first_packet_length(struct sock *sk)
{
	struct sk_buff_head *queue = &sk->sk_receive_queue;
	struct sk_buff_head bad;
	struct sk_buff *skb;
	int res;

	__skb_queue_head_init(&bad);
	spin_lock_bh(&queue->lock);
	while ((skb = skb_peek(queue)) != NULL && udp_csum_wrong(skb)) {
		udp_count_csum_error(sk);
		atomic_inc(&sk->sk_drops);
		__skb_unlink(skb, queue);
		udp_skb_destructor(sk, skb);
		__skb_queue_tail(&bad, skb);
	}
	res = skb ? (int)skb->len : -1;
	spin_unlock_bh(&queue->lock);
	__skb_queue_purge_reason(&bad, SKB_DROP_REASON_UDP_CSUM);
	return res;
}

/* Context: process; struct proto.ioctl. */
int udp_ioctl(struct sock *sk, int cmd, int *karg)
{
	if (cmd != SIOCINQ)
		return datagram_ioctl(sk, cmd, karg);
	*karg = max(0, first_packet_length(sk));
	return 0;
}
EXPORT_SYMBOL(udp_ioctl);

/**
 * udp_poll - datagram_poll(), but a wrong datagram is not one to be read
 *
 * Context: process; struct proto_ops.poll. Return: EPOLL* bits.
 */
__poll_t udp_poll(struct file *file, struct socket *sock,
		  struct poll_table_struct *wait)
{
	__poll_t mask = datagram_poll(file, sock, wait);
	struct sock *sk = sock->sk;

	if ((mask & EPOLLRDNORM) && !(file && (file->f_flags & O_NONBLOCK)) &&
	    !(sk->sk_shutdown & RCV_SHUTDOWN) && first_packet_length(sk) == -1)
		mask &= ~(__poll_t)(EPOLLIN | EPOLLRDNORM);
	return mask;
}
EXPORT_SYMBOL(udp_poll);

/**
 * __skb_recv_udp - the next datagram, waiting as the caller allows
 * @flags: MSG_DONTWAIT, MSG_PEEK
 * @off: see __skb_try_recv_from_queue()
 *
 * Context: process. Return: gives a datagram; NULL: see *@err.
 */
struct sk_buff *__skb_recv_udp(struct sock *sk, unsigned int flags, int *off,
			       int *err)
{
	struct sk_buff_head *queue = &sk->sk_receive_queue;
	long timeo = sock_rcvtimeo(sk, flags & MSG_DONTWAIT);
	struct sk_buff *skb, *last;
	int error;

	do {
		error = sock_error(sk);
		if (error)
			break;
		error = -EAGAIN;
		last = (struct sk_buff *)queue;
		spin_lock_bh(&queue->lock);
		skb = __skb_try_recv_from_queue(queue, flags, off, err, &last);
		if (skb && !(flags & MSG_PEEK))
			udp_skb_destructor(sk, skb);
		spin_unlock_bh(&queue->lock);
		if (skb)
			return skb;
	} while (timeo &&
		 !__skb_wait_for_more_packets(sk, queue, &error, &timeo, last));
	*err = error;
	return NULL;
}
EXPORT_SYMBOL(__skb_recv_udp);

/* Takes what __skb_recv_udp() gave. */
void skb_consume_udp(struct sock *sk, struct sk_buff *skb, int len)
{
	consume_skb(skb);
}
EXPORT_SYMBOL(skb_consume_udp);

/* The copy, and the checksum if it is still to be verified. */
static int udp_copy(struct sk_buff *skb, int off, struct msghdr *msg,
		    int copied, bool peeking)
{
	bool valid = skb_csum_unnecessary(skb);

	/* cut short or read again: all must be summed, not only the copy */
	if (!valid && (copied < (int)skb->len || peeking)) {
		if (__skb_checksum_complete(skb))
			return -EINVAL;
		valid = true;
	}
	if (valid)
		return skb_copy_datagram_msg(skb, off, msg, copied);
	return skb_copy_and_csum_datagram_msg(skb, off, msg);
}

static void udp_put_meta(struct sock *sk, struct msghdr *msg,
			 struct sk_buff *skb, int off, int *addr_len)
{
	int gso_size = skb_shinfo(skb)->gso_size;

	sock_recv_cmsgs(msg, sk, skb);
	ip_put_name(msg, skb, udp_hdr(skb)->source, addr_len);
	if (udp_sk(sk)->gro_enabled &&
	    (skb_shinfo(skb)->gso_type & SKB_GSO_UDP_L4))
		put_cmsg(msg, SOL_UDP, UDP_GRO, sizeof(gso_size), &gso_size);
	if (inet_cmsg_flags(inet_sk(sk)))
		ip_cmsg_recv_offset(msg, sk, skb, sizeof(struct udphdr), off);
}

/* Takes a datagram whose checksum proved wrong while it was read. */
static void udp_recv_bad(struct sock *sk, struct sk_buff *skb, int flags)
{
	if (!__sk_queue_drop_skb(sk, &sk->sk_receive_queue, skb,
				 (unsigned int)flags, udp_skb_destructor))
		udp_count_csum_error(sk);
	kfree_skb_reason(skb, SKB_DROP_REASON_UDP_CSUM);
	cond_resched();
}

/**
 * udp_recvmsg - one datagram
 * @len: room; MSG_TRUNC in @flags: the answer is the datagram's length
 *
 * Context: process; struct proto.recvmsg.
 * Return: bytes, or -EAGAIN, -EFAULT, what an ICMP error said, …
 */
int udp_recvmsg(struct sock *sk, struct msghdr *msg, size_t len, int flags,
		int *addr_len)
{
	bool peeking = flags & MSG_PEEK;
	struct sk_buff *skb;
	int ulen, copied, off, err;

	if (flags & MSG_ERRQUEUE)
		return inet_recv_error(sk, msg, (int)len, addr_len);
	for (;;) {
		off = sk_peek_offset(sk, flags);
		skb = __skb_recv_udp(sk, (unsigned int)flags, &off, &err);
		if (!skb)
			return err;
		ulen = (int)skb->len;
		copied = min_t(int, (int)min_t(size_t, len, INT_MAX), ulen);
		if (copied < ulen)
			msg->msg_flags |= MSG_TRUNC;
		err = udp_copy(skb, off, msg, copied, peeking);
		if (err != -EINVAL)
			break;
		udp_recv_bad(sk, skb, flags);
		msg->msg_flags &= ~(unsigned int)MSG_TRUNC;
	}
	if (err) {
		if (!peeking) {
			atomic_inc(&sk->sk_drops);
			UDP_INC_STATS(sock_net(sk), UDP_MIB_INERRORS, 0);
		}
		kfree_skb_reason(skb, SKB_DROP_REASON_SKB_UCOPY_FAULT);
		return err;
	}
	if (!peeking)
		UDP_INC_STATS(sock_net(sk), UDP_MIB_INDATAGRAMS, 0);
	udp_put_meta(sk, msg, skb, off, addr_len);
	err = flags & MSG_TRUNC ? ulen : copied;
	skb_consume_udp(sk, skb, peeking ? -err : err);
	return err;
}
EXPORT_SYMBOL(udp_recvmsg);
