/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sock_queue - packets into and out of a socket's queues
 *
 * Where:   the last step up and the first step down of every socket; the
 *          error queue; timestamps and control messages.
 * Mirrors: include/net/sock.h, net/core/sock.c.
 */
#ifndef CORE_SOCK_QUEUE_H
#define CORE_SOCK_QUEUE_H

#include "core/sock.h"

/* ---- queues ----------------------------------------------------------------
 */

/* Give a packet charged to @sk; sleeps for room unless @noblock. */
struct sk_buff *sock_alloc_send_skb(struct sock *sk, unsigned long size,
				    int noblock, int *errcode);
struct sk_buff *sock_alloc_send_pskb(struct sock *sk, unsigned long header_len,
				     unsigned long data_len, int noblock,
				     int *errcode, int max_page_order);
struct sk_buff *sock_wmalloc(struct sock *sk, unsigned long size, int force,
			     gfp_t priority);
/* Takes @skb when 0; else it is the caller's, and @reason says why. */
int sock_queue_rcv_skb_reason(struct sock *sk, struct sk_buff *skb,
			      enum skb_drop_reason *reason);
int __sock_queue_rcv_skb(struct sock *sk, struct sk_buff *skb);
static inline int sock_queue_rcv_skb(struct sock *sk, struct sk_buff *skb)
{
	return sock_queue_rcv_skb_reason(sk, skb, NULL);
}
/* core/skbuff_zerocopy.c: notifications of MSG_ZEROCOPY; all is copied. */
struct sk_buff *sock_omalloc(struct sock *sk, unsigned long size,
			     gfp_t priority);
struct ubuf_info *msg_zerocopy_realloc(struct sock *sk, size_t size,
				       struct ubuf_info *uarg);
void msg_zerocopy_put_abort(struct ubuf_info *uarg);
int sock_queue_err_skb(struct sock *sk, struct sk_buff *skb); /* takes if 0 */
struct sk_buff *sock_dequeue_err_skb(struct sock *sk);	      /* gives */
int sock_recv_errqueue(struct sock *sk, struct msghdr *msg, int len, int level,
		       int type);
int sock_error(struct sock *sk); /* -sk_err, and forget it */
void sk_error_report(struct sock *sk);
int sk_filter_trim_cap(struct sock *sk, struct sk_buff *skb, unsigned int cap);
static inline int sk_filter(struct sock *sk, struct sk_buff *skb)
{
	return sk_filter_trim_cap(sk, skb, 1);
}

/*
 * MSG_DONTWAIT, the call's own timeout, SO_RCVTIMEO, SO_SNDTIMEO: jiffies to
 * wait; 0: do not
 */
static inline long sock_rcvtimeo(const struct sock *sk, bool noblock)
{
	if (noblock)
		return 0;
	return current->call_timeo ?: READ_ONCE(sk->sk_rcvtimeo);
}

static inline long sock_sndtimeo(const struct sock *sk, bool noblock)
{
	if (noblock)
		return 0;
	return current->call_timeo ?: READ_ONCE(sk->sk_sndtimeo);
}

/* Where a peek begins: -1 at the first packet, whatever was peeked at. */
static inline int sk_peek_offset(const struct sock *sk, int flags)
{
	return flags & MSG_PEEK ? READ_ONCE(sk->sk_peek_off) : 0;
}

static inline int sock_rcvlowat(const struct sock *sk, int waitall, int len)
{
	int v = waitall ? len : min_t(int, READ_ONCE(sk->sk_rcvlowat), len);

	return v ?: 1;
}

/* A signal ended the wait: the errno that fits the timeout. */
static inline int sock_intr_errno(long timeo)
{
	int err = (int)current->signal;

	if (err && err != -EINTR)
		return err; /* -EDEADLK: nothing can wake this call */
	return timeo == MAX_SCHEDULE_TIMEOUT ? -ERESTARTSYS : -EINTR;
}

/* ---- timestamps ------------------------------------------------------------
 */

void __sock_recv_timestamp(struct msghdr *msg, struct sock *sk,
			   struct sk_buff *skb);
void sock_recv_cmsgs(struct msghdr *msg, struct sock *sk, struct sk_buff *skb);
void __sock_tx_timestamp(u16 tsflags, u8 *tx_flags);
static inline void sock_tx_timestamp(const struct sock *sk, u16 tsflags,
				     u8 *tx_flags)
{
	if (unlikely(tsflags))
		__sock_tx_timestamp(tsflags, tx_flags);
}
void sock_enable_timestamp(struct sock *sk, enum sock_flags flag);

/* What sendmsg() says of itself by SOL_SOCKET control messages. */
struct sockcm_cookie {
	u64 transmit_time; /* SCM_TXTIME: ns of the socket's clock */
	u32 mark;
	u32 tsflags; /* SOF_TIMESTAMPING_TX_* */
	u32 ts_opt_id;
	u32 priority;
};

static inline void sockcm_init(struct sockcm_cookie *sockc,
			       const struct sock *sk)
{
	*sockc = (struct sockcm_cookie){
		.mark = READ_ONCE(sk->sk_mark),
		.tsflags = READ_ONCE(sk->sk_tsflags),
		.priority = READ_ONCE(sk->sk_priority),
	};
}

/* One message, all messages of SOL_SOCKET: -EINVAL, -EPERM. Process. */
int __sock_cmsg_send(struct sock *sk, struct cmsghdr *cmsg,
		     struct sockcm_cookie *sockc);
int sock_cmsg_send(struct sock *sk, struct msghdr *msg,
		   struct sockcm_cookie *sockc);

#endif /* CORE_SOCK_QUEUE_H */
