// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tcp_recv - recvmsg(): bytes from the receive queue to the application
 *
 * Where:   inet_recvmsg() → tcp_recvmsg(); what was read opens the window
 *          (tcp_cleanup_rbuf() → tcp_send_ack()).
 * Mirrors: net/ipv4/tcp.c, cut. Left out: prequeue, splice, zero-copy
 *          receive, devmem.
 * Spec:    RFC 9293 §3.9.1.4 (RECEIVE), recv(2), tcp(7); RFC 6093 (urgent).
 */
#include "core/datagram.h"
#include "lib/err.h"
#include "proto/ipv4/tcp_priv.h"

/* ---- the window
 * ------------------------------------------------------------------- */

/* Is the ACK that waits worth sending now that @copied bytes were read? */
static bool read_makes_ack_due(struct sock *sk, int copied)
{
	const struct inet_connection_sock *icsk = inet_csk(sk);
	const struct tcp_sock *tp = tcp_sk(sk);

	if (!inet_csk_ack_scheduled(sk))
		return false;
	/* delayed for two full segments, which have come */
	if (tp->rcv_nxt - tp->rcv_wup > icsk->icsk_ack.rcv_mss)
		return true;
	/* the queue is empty: nothing more will come until we answer */
	return copied > 0 &&
	       ((icsk->icsk_ack.pending & ICSK_ACK_PUSHED2) ||
		((icsk->icsk_ack.pending & ICSK_ACK_PUSHED) &&
		 !inet_csk_in_pingpong_mode(sk))) &&
	       !sk_rmem_alloc_get(sk);
}

void tcp_cleanup_rbuf(struct sock *sk, int copied)
{
	struct tcp_sock *tp = tcp_sk(sk);
	bool time_to_ack = read_makes_ack_due(sk, copied);

	/* The window may be opened by half of what it was, or from zero. */
	if (copied > 0 && !time_to_ack && !(sk->sk_shutdown & RCV_SHUTDOWN)) {
		u32 rcv_window_now = tcp_receive_window(tp);

		if (2 * rcv_window_now <= tp->window_clamp) {
			u32 new_window = __tcp_select_window(sk);

			if (new_window && new_window >= 2 * rcv_window_now)
				time_to_ack = true;
		}
	}
	if (time_to_ack)
		tcp_send_ack(sk);
}

/* ---- urgent
 * ------------------------------------------------------------------------ */

/* MSG_OOB. Return: 1, 0, or -errno. */
static int tcp_recv_urg(struct sock *sk, struct msghdr *msg, size_t len,
			int flags)
{
	struct tcp_sock *tp = tcp_sk(sk);
	u8 c = (u8)tp->urg_data;

	if (sock_flag(sk, SOCK_URGINLINE) || !tp->urg_data ||
	    tp->urg_data == TCP_URG_READ)
		return -EINVAL; /* no such thing, or taken */
	if (sk->sk_state == TCP_CLOSE && !sock_flag(sk, SOCK_DONE))
		return -ENOTCONN;
	if (tp->urg_data & TCP_URG_VALID) {
		if (!(flags & MSG_PEEK))
			WRITE_ONCE(tp->urg_data, TCP_URG_READ);
		msg->msg_flags |= MSG_OOB;
		if (len > 0) {
			if (flags & MSG_TRUNC)
				return 1;
			return memcpy_to_msg(msg, &c, 1) ? -EFAULT : 1;
		}
		msg->msg_flags |= MSG_TRUNC;
		return 0;
	}
	if (sk->sk_state == TCP_CLOSE || (sk->sk_shutdown & RCV_SHUTDOWN))
		return 0;
	return -EAGAIN; /* announced, not here yet */
}

/* ---- recvmsg
 * ------------------------------------------------------------------------ */

/* One call's state. */
struct tcp_rx {
	struct sock *sk;
	struct msghdr *msg;
	int flags;
	long timeo;
	int target; /* return when so much was read */
	size_t len; /* wanted still */
	int copied;
	u32 peek_seq; /* MSG_PEEK moves this one */
	u32 *seq;
	u32 peek_offset;
	struct sk_buff *last; /* end of the queue as we saw it */
};

enum rx_next {
	RX_FOUND, /* @skb has the byte at *seq, at @offset */
	RX_FIN,	  /* the stream ends here */
	RX_EMPTY, /* nothing (more) yet */
};

static enum rx_next tcp_rx_find(struct tcp_rx *rx, struct sk_buff **found,
				u32 *offset)
{
	struct sk_buff *skb;

	rx->last = skb_peek_tail(&rx->sk->sk_receive_queue);
	skb_queue_walk (&rx->sk->sk_receive_queue, skb) {
		if (WARN_ONCE(before(*rx->seq, TCP_SKB_CB(skb)->seq),
			      "tcp: a hole in the receive queue\n"))
			break;
		*offset = *rx->seq - TCP_SKB_CB(skb)->seq;
		if (unlikely(TCP_SKB_CB(skb)->tcp_flags & TCPHDR_SYN))
			(*offset)--;
		*found = skb;
		if (*offset < skb->len)
			return RX_FOUND;
		if (TCP_SKB_CB(skb)->tcp_flags & TCPHDR_FIN)
			return RX_FIN;
		WARN_ON_ONCE(!(rx->flags & MSG_PEEK));
	}
	return RX_EMPTY;
}

/* The queue is empty: 1 return what was read; 0 wait; < 0 -errno. */
static int tcp_rx_may_wait(struct tcp_rx *rx)
{
	struct sock *sk = rx->sk;
	int err;

	if (rx->copied) {
		if (!rx->timeo || sk->sk_err || sk->sk_state == TCP_CLOSE ||
		    (sk->sk_shutdown & RCV_SHUTDOWN) ||
		    signal_pending(current) || (rx->flags & MSG_PEEK))
			return 1;
		return 0;
	}
	if (sock_flag(sk, SOCK_DONE))
		return 1;
	err = sock_error(sk);
	if (err)
		return err;
	if (sk->sk_shutdown & RCV_SHUTDOWN)
		return 1;
	if (sk->sk_state == TCP_CLOSE)
		return -ENOTCONN; /* never connected, and asked to read */
	if (!rx->timeo)
		return -EAGAIN;
	if (signal_pending(current))
		return sock_intr_errno(rx->timeo);
	return 0;
}

/* How much of @skb may be copied: the urgent byte stops, or is skipped. */
static size_t tcp_rx_urgent(struct tcp_rx *rx, size_t used)
{
	struct tcp_sock *tp = tcp_sk(rx->sk);
	u32 urg_offset = tp->urg_seq - *rx->seq;

	if (!unlikely(tp->urg_data) || urg_offset >= used)
		return used;
	if (urg_offset)
		return urg_offset;
	if (sock_flag(rx->sk, SOCK_URGINLINE))
		return used;
	/* the byte itself: it was, or will be, read by MSG_OOB */
	WRITE_ONCE(*rx->seq, *rx->seq + 1);
	return 0;
}

/* Copy from @skb. 0 or -EFAULT. The urgent byte alone may be stepped over. */
static int tcp_rx_copy(struct tcp_rx *rx, struct sk_buff *skb, u32 offset)
{
	struct tcp_sock *tp = tcp_sk(rx->sk);
	size_t used = min_t(size_t, skb->len - offset, rx->len);
	u32 seq = *rx->seq;

	used = tcp_rx_urgent(rx, used);
	if (used && !(rx->flags & MSG_TRUNC) &&
	    skb_copy_datagram_msg(skb, (int)offset, rx->msg, (int)used))
		return -EFAULT;
	WRITE_ONCE(*rx->seq, *rx->seq + (u32)used);
	rx->copied += (int)used;
	rx->len -= used;
	offset += *rx->seq - seq;
	tcp_rcv_space_adjust(rx->sk);
	if (tp->urg_data && after(tp->copied_seq, tp->urg_seq)) {
		WRITE_ONCE(tp->urg_data, 0);
		tcp_fast_path_check(rx->sk);
	}
	if (offset < skb->len)
		return 0;
	if (TCP_SKB_CB(skb)->tcp_flags & TCPHDR_FIN)
		WRITE_ONCE(*rx->seq, *rx->seq + 1);
	if (!(rx->flags & MSG_PEEK)) {
		__skb_unlink(skb, &rx->sk->sk_receive_queue);
		consume_skb(skb);
	}
	return 0;
}

/* Nothing there. 1: return; 0: look again; < 0: -errno. */
static int tcp_rx_wait(struct tcp_rx *rx)
{
	struct sock *sk = rx->sk;
	int err;

	if (rx->copied >= rx->target && !READ_ONCE(sk->sk_backlog.tail))
		return 1;
	err = tcp_rx_may_wait(rx);
	if (err)
		return err;
	if (rx->copied >= rx->target) {
		/* what came while we had the lock may be more of it */
		release_sock(sk);
		lock_sock(sk);
	} else {
		tcp_cleanup_rbuf(sk, rx->copied);
		err = sk_wait_data(sk, &rx->timeo, rx->last);
		if (err < 0)
			return rx->copied ? 1 : err;
	}
	return 0;
}

static int tcp_rx_loop(struct tcp_rx *rx)
{
	struct tcp_sock *tp = tcp_sk(rx->sk);

	do {
		struct sk_buff *skb = NULL;
		enum rx_next next;
		u32 offset = 0;
		int ret;

		/* the urgent mark splits the stream: RFC 9293 §3.8.5 */
		if (unlikely(tp->urg_data) && tp->urg_seq == *rx->seq) {
			if (rx->copied)
				return 0;
			if (signal_pending(current))
				return rx->timeo ? sock_intr_errno(rx->timeo)
						 : -EAGAIN;
		}
		next = tcp_rx_find(rx, &skb, &offset);
		if (next == RX_FIN) {
			WRITE_ONCE(*rx->seq, *rx->seq + 1);
			if (!(rx->flags & MSG_PEEK)) {
				__skb_unlink(skb, &rx->sk->sk_receive_queue);
				consume_skb(skb);
			}
			return 0;
		}
		if (next == RX_EMPTY) {
			ret = tcp_rx_wait(rx);
			if (ret)
				return ret < 0 && !rx->copied ? ret : 0;
			continue;
		}
		if (tcp_rx_copy(rx, skb, offset))
			return rx->copied ? 0 : -EFAULT;
	} while (rx->len > 0);
	return 0;
}

static int tcp_recvmsg_locked(struct sock *sk, struct msghdr *msg, size_t len,
			      int flags)
{
	struct tcp_sock *tp = tcp_sk(sk);
	struct tcp_rx rx = {
		.sk = sk,
		.msg = msg,
		.flags = flags,
		.len = len,
		.seq = &tp->copied_seq,
	};
	int err;

	if (sk->sk_state == TCP_LISTEN)
		return -ENOTCONN;
	rx.timeo = sock_rcvtimeo(sk, flags & MSG_DONTWAIT);
	if (flags & MSG_OOB)
		return tcp_recv_urg(sk, msg, len, flags);
	if (flags & MSG_PEEK) {
		int off = max(READ_ONCE(sk->sk_peek_off), 0);

		rx.peek_seq = tp->copied_seq + (u32)off;
		rx.seq = &rx.peek_seq;
	}
	rx.target = sock_rcvlowat(sk, flags & MSG_WAITALL,
				  (int)min_t(size_t, len, INT_MAX));
	err = tcp_rx_loop(&rx);
	if (err)
		return err;
	if ((flags & MSG_PEEK) && READ_ONCE(sk->sk_peek_off) >= 0)
		sk->sk_peek_off += rx.copied;
	if (!(flags & MSG_PEEK))
		tcp_cleanup_rbuf(sk, rx.copied);
	return rx.copied;
}

/**
 * tcp_recvmsg - struct proto.recvmsg
 *
 * Context: process. Return: bytes; 0: the peer has closed; -errno.
 */
int tcp_recvmsg(struct sock *sk, struct msghdr *msg, size_t len, int flags,
		int *addr_len)
{
	int ret;

	if (unlikely(flags & MSG_ERRQUEUE))
		return inet_recv_error(sk, msg, (int)len, addr_len);
	lock_sock(sk);
	ret = tcp_recvmsg_locked(sk, msg, len, flags);
	release_sock(sk);
	if (ret >= 0 && tcp_sk(sk)->recvmsg_inq) {
		int inq = tcp_inq(sk);

		put_cmsg(msg, SOL_TCP, TCP_CM_INQ, sizeof(inq), &inq);
	}
	return ret;
}
EXPORT_SYMBOL(tcp_recvmsg);

/* Context: process; struct proto_ops.set_rcvlowat. 0. */
int tcp_set_rcvlowat(struct sock *sk, int val)
{
	int cap = sk->sk_userlocks & SOCK_RCVBUF_LOCK
			  ? sk->sk_rcvbuf >> 1
			  : READ_ONCE(tcp_net(sk)->sysctl_tcp_rmem[2]) >> 1;
	int space;

	val = min(val, cap);
	WRITE_ONCE(sk->sk_rcvlowat, val ?: 1);
	tcp_data_ready(sk); /* poll() may say yes now */
	if (sk->sk_userlocks & SOCK_RCVBUF_LOCK)
		return 0;
	space = tcp_space_from_win(sk, val);
	if (space > sk->sk_rcvbuf) {
		WRITE_ONCE(sk->sk_rcvbuf, space);
		WRITE_ONCE(tcp_sk(sk)->window_clamp, (u32)val);
	}
	return 0;
}
EXPORT_SYMBOL(tcp_set_rcvlowat);

int tcp_peek_len(struct socket *sock)
{
	return tcp_inq(sock->sk);
}
EXPORT_SYMBOL(tcp_peek_len);
