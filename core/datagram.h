/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * datagram - from a socket's receive queue into the application's memory
 *
 * Where:   recvmsg() of UDP, raw, ping, packet, netlink and unix sockets; TCP
 *          uses the copying half.
 * Mirrors: net/core/datagram.c.
 */
#ifndef CORE_DATAGRAM_H
#define CORE_DATAGRAM_H

#include "core/iov_iter.h"
#include "core/skbuff.h"

struct file;
struct poll_table_struct;
struct socket;

/* ---- copies; borrow @skb. 0 or -EFAULT (@to is left as it was). */
int skb_copy_datagram_iter(const struct sk_buff *skb, int offset,
			   struct iov_iter *to, int len);
int skb_copy_datagram_from_iter(struct sk_buff *skb, int offset,
				struct iov_iter *from, int len);
/* Also verifies the checksum: -EINVAL, @skb's data is not to be believed. */
int skb_copy_and_csum_datagram_msg(struct sk_buff *skb, int hlen,
				   struct msghdr *msg);

static inline int skb_copy_datagram_msg(const struct sk_buff *from, int offset,
					struct msghdr *msg, int size)
{
	return skb_copy_datagram_iter(from, offset, &msg->msg_iter, size);
}

/* ---- the queue. Context: process. */

/*
 * Sleep until @queue changes. Return: 0 look again, 1 shut down or *@err;
 * @skb: the last one that was seen.
 */
int __skb_wait_for_more_packets(struct sock *sk, struct sk_buff_head *queue,
				int *err, long *timeo_p,
				const struct sk_buff *skb);
/* Give the packet at *@off bytes, or NULL with *@err; does not wait. */
struct sk_buff *__skb_try_recv_datagram(struct sock *sk,
					struct sk_buff_head *queue,
					unsigned int flags, int *off, int *err,
					struct sk_buff **last);
struct sk_buff *__skb_try_recv_from_queue(struct sk_buff_head *queue,
					  unsigned int flags, int *off,
					  int *err, struct sk_buff **last);
/* Give a packet; waits as @flags and the socket's timeout allow. */
struct sk_buff *__skb_recv_datagram(struct sock *sk, struct sk_buff_head *queue,
				    unsigned int flags, int *off, int *err);
struct sk_buff *skb_recv_datagram(struct sock *sk, unsigned int flags,
				  int *err);
/* Take back what recv gave. */
void skb_free_datagram(struct sock *sk, struct sk_buff *skb);
/* A packet found bad after it was peeked: out of the queue. Takes. */
int __sk_queue_drop_skb(struct sock *sk, struct sk_buff_head *sk_queue,
			struct sk_buff *skb, unsigned int flags,
			void (*destructor)(struct sock *sk,
					   struct sk_buff *skb));
int skb_kill_datagram(struct sock *sk, struct sk_buff *skb, unsigned int flags);

__poll_t datagram_poll(struct file *file, struct socket *sock,
		       struct poll_table_struct *wait);
/* All of it, or the first @len bytes and MSG_TRUNC: bytes, or -EFAULT. */
int skb_copy_datagram_trunc(const struct sk_buff *skb, struct msghdr *msg,
			    size_t len);
/* SIOCOUTQ and SIOCINQ: bytes. Context: process. 0 or -ENOIOCTLCMD. */
int datagram_ioctl(struct sock *sk, int cmd, int *karg);

/* Packets for which a receive buffer had no room, by cause. */
struct sock_full_stats {
	u64 small_buffer; /* it is below net.core.rmem_default */
	u64 slow_reader;  /* it is not: the application is late */
};
void sock_book_full(const struct sock *sk);
/* The sums over all CPUs. Context: any; exact when no CPU runs. */
void sock_full_read(struct machine *machine, struct sock_full_stats *sum);

#endif
