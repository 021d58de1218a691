// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sock_queue - packets into and out of a socket's queues
 *
 * Where:   the last step up (sock_queue_rcv_skb) and the first step down
 *          (sock_alloc_send_pskb) of datagram sockets; the error queue.
 * Mirrors: net/core/sock.c, skbuff.c (sock_queue_err_skb, __skb_tstamp_tx).
 */
#include "core/datagram.h"
#include "core/errqueue.h"
#include "core/iov_iter.h"
#include "core/sock.h"
#include "core/sock_limits.h"
#include "core/trace.h"
#include "lib/err.h"
#include "lib/kernel.h"
#include "lib/ktime.h"
#include "lib/percpu.h"
#include "lib/sched.h"

#include <linux/net_tstamp.h>
#include <linux/poll.h>

/* Nobody has attached a filter yet: the slot takes classic BPF later. */
int sk_filter_trim_cap(struct sock *sk, struct sk_buff *skb, unsigned int cap)
{
	return 0;
}
EXPORT_SYMBOL(sk_filter_trim_cap);

DEFINE_STATIC_PER_CPU(struct sock_full_stats, sock_full);

/**
 * sock_book_full - a packet that @sk's receive buffer had no room for
 * @sk: borrowed
 *
 * One counter of Linux, two causes: whose buffer is below the default has
 * chosen so; with the default or more it is the reader who is late.
 * Context: softirq.
 */
void sock_book_full(const struct sock *sk)
{
	if ((u32)READ_ONCE(sk->sk_rcvbuf) < sysctl_rmem_default())
		cpu_var(sock_full).small_buffer++;
	else
		cpu_var(sock_full).slow_reader++;
}
EXPORT_SYMBOL(sock_book_full);

void sock_full_read(struct machine *machine, struct sock_full_stats *sum)
{
	struct cpu *c;

	*sum = (struct sock_full_stats){0};
	for_each_cpu_of (machine, c) {
		sum->small_buffer += cpu_var_of(c, sock_full).small_buffer;
		sum->slow_reader += cpu_var_of(c, sock_full).slow_reader;
	}
}

/*
 * As Linux: the limit is checked before, so one packet may go over it; it is
 * the truesize that counts, not the bytes.
 */
int __sock_queue_rcv_skb(struct sock *sk, struct sk_buff *skb)
{
	struct sk_buff_head *list = &sk->sk_receive_queue;

	if (sk_rmem_alloc_get(sk) >= READ_ONCE(sk->sk_rcvbuf)) {
		atomic_inc(&sk->sk_drops);
		sock_book_full(sk);
		trace_sock_rcvqueue_full(skb, (u64)sk_rmem_alloc_get(sk),
					 skb->truesize, (u64)sk->sk_rcvbuf);
		return -ENOMEM;
	}
	if (!sk_rmem_schedule(sk, skb, (int)skb->truesize)) {
		atomic_inc(&sk->sk_drops);
		return -ENOBUFS;
	}
	skb->dev = NULL;
	skb_set_owner_r(skb, sk);
	skb_dst_force(skb);
	spin_lock_bh(&list->lock);
	__skb_queue_tail(list, skb);
	spin_unlock_bh(&list->lock);
	trace_sock_queue_rcv(skb, sk->sk_num, (u64)sk_rmem_alloc_get(sk));
	if (!sock_flag(sk, SOCK_DEAD))
		sk->sk_data_ready(sk);
	return 0;
}
EXPORT_SYMBOL(__sock_queue_rcv_skb);

int sock_queue_rcv_skb_reason(struct sock *sk, struct sk_buff *skb,
			      enum skb_drop_reason *reason)
{
	enum skb_drop_reason why = SKB_NOT_DROPPED_YET;
	int err = sk_filter(sk, skb);

	if (err) {
		why = SKB_DROP_REASON_SOCKET_FILTER;
	} else {
		err = __sock_queue_rcv_skb(sk, skb);
		if (err == -ENOMEM)
			why = SKB_DROP_REASON_SOCKET_RCVBUFF;
		else if (err)
			why = SKB_DROP_REASON_PROTO_MEM;
	}
	if (reason)
		*reason = why;
	return err;
}
EXPORT_SYMBOL(sock_queue_rcv_skb_reason);

/* ---- room to send
 * ------------------------------------------------------------ */

struct sk_buff *sock_wmalloc(struct sock *sk, unsigned long size, int force,
			     gfp_t priority)
{
	struct sk_buff *skb;

	if (!force && sk_wmem_alloc_get(sk) >= READ_ONCE(sk->sk_sndbuf))
		return NULL;
	skb = alloc_skb((unsigned int)size, priority);
	if (skb)
		skb_set_owner_w(skb, sk);
	return skb;
}
EXPORT_SYMBOL(sock_wmalloc);

static long sock_wait_for_wmem(struct sock *sk, long timeo)
{
	DEFINE_WAIT(wait);

	for (;;) {
		if (!timeo || signal_pending(current))
			break;
		set_bit(SOCK_NOSPACE, &sk->sk_socket->flags);
		prepare_to_wait(sk_sleep(sk), &wait, TASK_INTERRUPTIBLE);
		if (sk_wmem_alloc_get(sk) < READ_ONCE(sk->sk_sndbuf) ||
		    (READ_ONCE(sk->sk_shutdown) & SEND_SHUTDOWN) ||
		    READ_ONCE(sk->sk_err))
			break;
		timeo = schedule_timeout(timeo);
	}
	finish_wait(sk_sleep(sk), &wait);
	return timeo;
}

struct sk_buff *sock_alloc_send_pskb(struct sock *sk, unsigned long header_len,
				     unsigned long data_len, int noblock,
				     int *errcode, int max_page_order)
{
	long timeo = sock_sndtimeo(sk, noblock);
	struct sk_buff *skb;
	int err;

	for (;;) {
		err = sock_error(sk);
		if (err)
			goto failure;
		err = -EPIPE;
		if (READ_ONCE(sk->sk_shutdown) & SEND_SHUTDOWN)
			goto failure;
		if (sk_wmem_alloc_get(sk) < READ_ONCE(sk->sk_sndbuf))
			break;
		err = -EAGAIN;
		if (!timeo)
			goto failure;
		if (signal_pending(current)) {
			err = sock_intr_errno(timeo);
			goto failure;
		}
		timeo = sock_wait_for_wmem(sk, timeo);
	}
	skb = alloc_skb_with_frags(header_len, data_len, max_page_order,
				   errcode, sk->sk_allocation);
	if (skb)
		skb_set_owner_w(skb, sk);
	return skb;
failure:
	*errcode = err;
	return NULL;
}
EXPORT_SYMBOL(sock_alloc_send_pskb);

struct sk_buff *sock_alloc_send_skb(struct sock *sk, unsigned long size,
				    int noblock, int *errcode)
{
	return sock_alloc_send_pskb(sk, size, 0, noblock, errcode, 0);
}
EXPORT_SYMBOL(sock_alloc_send_skb);

/* ---- the error queue
 * ----------------------------------------------------------- */

static void sock_rmem_free(struct sk_buff *skb)
{
	atomic_sub((int)skb->truesize, &skb->sk->sk_rmem_alloc);
}

int sock_queue_err_skb(struct sock *sk, struct sk_buff *skb)
{
	if (sk_rmem_alloc_get(sk) + (int)skb->truesize >=
	    READ_ONCE(sk->sk_rcvbuf))
		return -ENOMEM;
	skb_orphan(skb);
	skb->sk = sk;
	skb->destructor = sock_rmem_free;
	atomic_add((int)skb->truesize, &sk->sk_rmem_alloc);
	skb_dst_force(skb);
	skb_queue_tail(&sk->sk_error_queue, skb);
	if (!sock_flag(sk, SOCK_DEAD))
		sk_error_report(sk);
	return 0;
}
EXPORT_SYMBOL(sock_queue_err_skb);

static bool is_icmp_err(const struct sk_buff *skb)
{
	u8 origin = SKB_EXT_ERR(skb)->ee.ee_origin;

	return origin == SO_EE_ORIGIN_ICMP || origin == SO_EE_ORIGIN_ICMP6;
}

struct sk_buff *sock_dequeue_err_skb(struct sock *sk)
{
	struct sk_buff_head *q = &sk->sk_error_queue;
	struct sk_buff *skb, *next = NULL;
	bool icmp = false, icmp_next = false;

	if (skb_queue_empty_lockless(q))
		return NULL;
	spin_lock_bh(&q->lock);
	skb = __skb_dequeue(q);
	if (skb) {
		next = skb_peek(q);
		icmp = is_icmp_err(skb);
		icmp_next = next && is_icmp_err(next);
		if (icmp_next)
			sk->sk_err = (int)SKB_EXT_ERR(next)->ee.ee_errno;
	}
	spin_unlock_bh(&q->lock);
	if (icmp && !icmp_next)
		sk->sk_err = 0;
	if (next)
		sk_error_report(sk);
	return skb;
}
EXPORT_SYMBOL(sock_dequeue_err_skb);

/* recvmsg(MSG_ERRQUEUE) of families whose error is only the extended one. */
int sock_recv_errqueue(struct sock *sk, struct msghdr *msg, int len, int level,
		       int type)
{
	struct sk_buff *skb = sock_dequeue_err_skb(sk);
	int copied;

	if (!skb)
		return -EAGAIN;
	copied = skb_copy_datagram_trunc(skb, msg, (size_t)len);
	if (copied >= 0) {
		sock_recv_cmsgs(msg, sk, skb);
		put_cmsg(msg, level, type, sizeof(SKB_EXT_ERR(skb)->ee),
			 &SKB_EXT_ERR(skb)->ee);
		msg->msg_flags |= MSG_ERRQUEUE;
	}
	consume_skb(skb);
	return copied;
}
EXPORT_SYMBOL(sock_recv_errqueue);

/* ---- timestamps
 * ------------------------------------------------------------------ */

void __sock_tx_timestamp(u16 tsflags, u8 *tx_flags)
{
	u8 flags = *tx_flags;

	if (tsflags & SOF_TIMESTAMPING_TX_SOFTWARE)
		flags |= SKBTX_SW_TSTAMP;
	if (tsflags & SOF_TIMESTAMPING_TX_SCHED)
		flags |= SKBTX_SCHED_TSTAMP;
	*tx_flags = flags;
}
EXPORT_SYMBOL(__sock_tx_timestamp);

/* The machine stamps packets while at least one socket wants it. */
void sock_enable_timestamp(struct sock *sk, enum sock_flags flag)
{
	if (sock_flag(sk, flag))
		return;
	sock_set_flag(sk, flag);
}
EXPORT_SYMBOL(sock_enable_timestamp);

static ktime_t stamp_of(struct sk_buff *skb)
{
	return skb->tstamp ? skb->tstamp : ktime_get_real();
}

struct timeval64 {
	s64 sec, usec;
};

struct timespec64 {
	s64 sec, nsec;
};

static struct timespec64 ns_to_timespec64(s64 ns)
{
	return (struct timespec64){ns / NSEC_PER_SEC, ns % NSEC_PER_SEC};
}

static void put_rcvtstamp(struct msghdr *msg, struct sock *sk, ktime_t t)
{
	struct timespec64 ts = ns_to_timespec64(t);
	struct timeval64 tv = {ts.sec, ts.nsec / 1000};
	bool new = sock_flag(sk, SOCK_TSTAMP_NEW);

	if (sock_flag(sk, SOCK_RCVTSTAMPNS))
		put_cmsg(msg, SOL_SOCKET,
			 new ? SO_TIMESTAMPNS_NEW : SO_TIMESTAMPNS_OLD,
			 sizeof(ts), &ts);
	else
		put_cmsg(msg, SOL_SOCKET,
			 new ? SO_TIMESTAMP_NEW : SO_TIMESTAMP_OLD, sizeof(tv),
			 &tv);
}

void __sock_recv_timestamp(struct msghdr *msg, struct sock *sk,
			   struct sk_buff *skb)
{
	struct timespec64 tss[3] = {{0, 0}, {0, 0}, {0, 0}};

	if (sock_flag(sk, SOCK_RCVTSTAMP))
		put_rcvtstamp(msg, sk, stamp_of(skb));
	if (!(sk->sk_tsflags & SOF_TIMESTAMPING_SOFTWARE) || !skb->tstamp)
		return;
	tss[0] = ns_to_timespec64(skb->tstamp);
	put_cmsg(msg, SOL_SOCKET,
		 sock_flag(sk, SOCK_TSTAMP_NEW) ? SO_TIMESTAMPING_NEW
						: SO_TIMESTAMPING_OLD,
		 sizeof(tss), tss);
}
EXPORT_SYMBOL(__sock_recv_timestamp);

void sock_recv_cmsgs(struct msghdr *msg, struct sock *sk, struct sk_buff *skb)
{
	u32 drops = (u32)atomic_read(&sk->sk_drops);

	if (sock_flag(sk, SOCK_RCVTSTAMP) || sk->sk_tsflags)
		__sock_recv_timestamp(msg, sk, skb);
	sk->sk_stamp = skb->tstamp;
	if (sock_flag(sk, SOCK_RXQ_OVFL) && drops)
		put_cmsg(msg, SOL_SOCKET, SO_RXQ_OVFL, sizeof(drops), &drops);
	if (sock_flag(sk, SOCK_RCVMARK))
		put_cmsg(msg, SOL_SOCKET, SO_MARK, sizeof(skb->mark),
			 &skb->mark);
}
EXPORT_SYMBOL(sock_recv_cmsgs);

/* ---- refusals
 * -------------------------------------------------------------------- */

int sock_no_bind(struct socket *sock, struct sockaddr *saddr, int len)
{
	return -EOPNOTSUPP;
}
EXPORT_SYMBOL(sock_no_bind);

int sock_no_connect(struct socket *sock, struct sockaddr *saddr, int len,
		    int flags)
{
	return -EOPNOTSUPP;
}
EXPORT_SYMBOL(sock_no_connect);

int sock_no_socketpair(struct socket *sock1, struct socket *sock2)
{
	return -EOPNOTSUPP;
}
EXPORT_SYMBOL(sock_no_socketpair);

int sock_no_accept(struct socket *sock, struct socket *newsock, int flags)
{
	return -EOPNOTSUPP;
}
EXPORT_SYMBOL(sock_no_accept);

int sock_no_getname(struct socket *sock, struct sockaddr *saddr, int peer)
{
	return -EOPNOTSUPP;
}
EXPORT_SYMBOL(sock_no_getname);

int sock_no_ioctl(struct socket *sock, unsigned int cmd, unsigned long arg)
{
	return -EOPNOTSUPP;
}
EXPORT_SYMBOL(sock_no_ioctl);

int sock_no_listen(struct socket *sock, int backlog)
{
	return -EOPNOTSUPP;
}
EXPORT_SYMBOL(sock_no_listen);

int sock_no_shutdown(struct socket *sock, int how)
{
	return -EOPNOTSUPP;
}
EXPORT_SYMBOL(sock_no_shutdown);

int sock_no_sendmsg(struct socket *sock, struct msghdr *m, size_t len)
{
	return -EOPNOTSUPP;
}
EXPORT_SYMBOL(sock_no_sendmsg);

int sock_no_recvmsg(struct socket *sock, struct msghdr *m, size_t len,
		    int flags)
{
	return -EOPNOTSUPP;
}
EXPORT_SYMBOL(sock_no_recvmsg);

int sock_no_mmap(struct file *file, struct socket *sock,
		 struct vm_area_struct *vma)
{
	return -ENODEV;
}
EXPORT_SYMBOL(sock_no_mmap);

/* ---- proto_ops of sockets that are their proto
 * --------------------------------------- */

int sock_common_setsockopt(struct socket *sock, int level, int optname,
			   sockptr_t optval, unsigned int optlen)
{
	struct sock *sk = sock->sk;

	return sk->sk_prot->setsockopt(sk, level, optname, optval, optlen);
}
EXPORT_SYMBOL(sock_common_setsockopt);

int sock_common_getsockopt(struct socket *sock, int level, int optname,
			   char *optval, int *optlen)
{
	struct sock *sk = sock->sk;

	return sk->sk_prot->getsockopt(sk, level, optname, optval, optlen);
}
EXPORT_SYMBOL(sock_common_getsockopt);

int sock_common_recvmsg(struct socket *sock, struct msghdr *msg, size_t size,
			int flags)
{
	struct sock *sk = sock->sk;
	int addr_len = 0;
	int err = sk->sk_prot->recvmsg(sk, msg, size, flags, &addr_len);

	if (err >= 0)
		msg->msg_namelen = addr_len;
	return err;
}
EXPORT_SYMBOL(sock_common_recvmsg);
