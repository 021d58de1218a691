// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tcp_send - sendmsg(): the application's bytes into the write queue
 *
 * Where:   inet_sendmsg() → tcp_sendmsg() → tcp_push() → tcp_output.c.
 * Mirrors: net/ipv4/tcp.c, cut. Left out: MSG_FASTOPEN, devmem. With
 *          MSG_ZEROCOPY bytes are copied, and the notification says so, as
 *          it does on Linux where the device cannot gather.
 * Spec:    RFC 9293 §3.9.1.3 (SEND), send(2), tcp(7).
 *
 * Bytes lie in page frags, so that a segment of 64 KB is a few pointers. The
 * last packet of the queue is filled up before a new one is made.
 */
#include "core/iov_iter.h"
#include "core/trace.h"
#include "lib/err.h"
#include "proto/ipv4/tcp_priv.h"

/* A third of the buffer, or, with TCP_NOTSENT_LOWAT, what is not sent yet. */
bool tcp_stream_memory_free(const struct sock *sk, int wake)
{
	const struct tcp_sock *tp = tcp_sk(sk);
	u32 notsent = READ_ONCE(tp->write_seq) - READ_ONCE(tp->snd_nxt);
	u32 lowat = READ_ONCE(tp->notsent_lowat);

	if (!lowat)
		lowat = READ_ONCE(tcp_net(sk)->sysctl_tcp_notsent_lowat);
	return (notsent << wake) < lowat;
}

/* The smallest room a packet of ours has; see tcp_skb_entail(). */
struct sk_buff *tcp_stream_alloc_skb(struct sock *sk, gfp_t gfp,
				     bool force_schedule)
{
	struct sk_buff *skb = alloc_skb_fclone(MAX_TCP_HEADER, gfp);
	bool mem_scheduled;

	if (unlikely(!skb)) {
		sk->sk_prot->enter_memory_pressure(sk);
		sk_stream_moderate_sndbuf(sk);
		return NULL;
	}
	if (force_schedule) {
		mem_scheduled = true;
		sk_forced_mem_schedule(sk, (int)skb->truesize);
	} else {
		mem_scheduled = sk_wmem_schedule(sk, (int)skb->truesize);
	}
	if (unlikely(!mem_scheduled)) {
		kfree_skb_reason(skb, SKB_DROP_REASON_PROTO_MEM);
		return NULL;
	}
	skb_reserve(skb, MAX_TCP_HEADER);
	skb->ip_summed = CHECKSUM_PARTIAL;
	INIT_LIST_HEAD(&skb->tcp_tsorted_anchor);
	return skb;
}

static unsigned int tcp_xmit_size_goal(struct sock *sk, u32 mss_now,
				       int large_allowed)
{
	struct tcp_sock *tp = tcp_sk(sk);
	u32 new_size_goal, size_goal;

	if (!large_allowed)
		return mss_now;
	/* half the peer's largest window: keep the pipe moving */
	new_size_goal = sk->sk_gso_max_size;
	if (tp->max_window > TCP_MSS_DEFAULT)
		new_size_goal =
			min(new_size_goal,
			    max(tp->max_window >> 1, 68U - tp->tcp_header_len));
	else if (tp->max_window)
		new_size_goal =
			min(new_size_goal,
			    max(tp->max_window, 68U - tp->tcp_header_len));
	/* a whole number of segments; the division is done rarely */
	size_goal = tp->gso_segs * mss_now;
	if (unlikely(new_size_goal < size_goal ||
		     new_size_goal >= size_goal + mss_now)) {
		tp->gso_segs = (u16)min_t(u16, (u16)(new_size_goal / mss_now),
					  sk->sk_gso_max_segs);
		size_goal = tp->gso_segs * mss_now;
	}
	return max(size_goal, mss_now);
}

int tcp_send_mss(struct sock *sk, int *size_goal, int flags)
{
	int mss_now = (int)tcp_current_mss(sk);

	*size_goal =
		(int)tcp_xmit_size_goal(sk, (u32)mss_now, !(flags & MSG_OOB));
	return mss_now;
}

/* A new, empty packet is the last one. */
void tcp_skb_entail(struct sock *sk, struct sk_buff *skb)
{
	struct tcp_skb_cb *tcb = TCP_SKB_CB(skb);
	struct tcp_sock *tp = tcp_sk(sk);

	tcb->seq = tcb->end_seq = tp->write_seq;
	tcb->tcp_flags = TCPHDR_ACK;
	__skb_header_release(skb);
	__tcp_add_write_queue_tail(sk, skb);
	sk_wmem_queued_add(sk, (int)skb->truesize);
	sk_mem_charge(sk, (int)skb->truesize);
	if (tp->nonagle & TCP_NAGLE_PUSH)
		tp->nonagle &= ~TCP_NAGLE_PUSH;
	/* RFC 2861: idle for long: begin slowly */
	tcp_slow_start_after_idle_check(sk);
}

/* An error left an empty one behind. */
void tcp_remove_empty_skb(struct sock *sk)
{
	struct sk_buff *skb = tcp_write_queue_tail(sk);

	if (!skb || TCP_SKB_CB(skb)->seq != TCP_SKB_CB(skb)->end_seq)
		return;
	tcp_unlink_write_queue(skb, sk);
	if (tcp_write_queue_empty(sk))
		tcp_chrono_stop(sk, TCP_CHRONO_BUSY);
	tcp_wmem_free_skb(sk, skb);
}

/* ---- push
 * ------------------------------------------------------------------------ */

/* Half of the largest window is written: the reader should look. */
static bool forced_push(const struct tcp_sock *tp)
{
	return after(tp->write_seq, tp->pushed_seq + (tp->max_window >> 1));
}

/*
 * Cork a little by ourselves: a small packet, while another one of ours is
 * still in the qdisc, may grow. Its completion sends it (tcp_wfree()).
 */
static bool tcp_should_autocork(struct sock *sk, const struct sk_buff *skb,
				int size_goal)
{
	return (int)skb->len < size_goal &&
	       READ_ONCE(tcp_net(sk)->sysctl_tcp_autocorking) &&
	       !tcp_rtx_queue_empty(sk) &&
	       sk_wmem_alloc_get(sk) > (int)skb->truesize &&
	       tcp_skb_can_collapse_to(skb);
}

/* @flags: MSG_MORE holds back, MSG_OOB marks the last byte urgent. */
void tcp_push(struct sock *sk, int flags, int mss_now, int nonagle,
	      int size_goal)
{
	struct tcp_sock *tp = tcp_sk(sk);
	struct sk_buff *skb = tcp_write_queue_tail(sk);

	if (!skb)
		return;
	if (!(flags & MSG_MORE) || forced_push(tp))
		tcp_mark_push(tp, skb);
	if (flags & MSG_OOB)
		tp->snd_up = tp->write_seq;
	if (tcp_should_autocork(sk, skb, size_goal)) {
		if (!test_bit(TSQ_THROTTLED, &sk->sk_tsq_flags)) {
			NET_INC_STATS(sock_net(sk), LINUX_MIB_TCPAUTOCORKING);
			set_bit(TSQ_THROTTLED, &sk->sk_tsq_flags);
		}
		/* it may have completed between the look and the mark */
		if (sk_wmem_alloc_get(sk) > (int)skb->truesize)
			return;
	}
	if (flags & MSG_MORE)
		nonagle = TCP_NAGLE_CORK;
	__tcp_push_pending_frames(sk, (unsigned int)mss_now, nonagle);
}

/* ---- sendmsg
 * ---------------------------------------------------------------------- */

/* One call's state. */
struct tcp_tx {
	struct sock *sk;
	struct msghdr *msg;
	int flags;
	int mss_now, size_goal;
	long timeo;
	int copied;
	const struct sk_buff *full; /* it takes no more frags */
};

/* The packet that takes the next bytes, and *@room; ERR_PTR(-EAGAIN): wait. */
static struct sk_buff *tcp_tx_skb(struct tcp_tx *tx, int *room)
{
	struct sock *sk = tx->sk;
	struct sk_buff *skb = tcp_write_queue_tail(sk);

	*room = 0;
	if (skb)
		*room = tx->size_goal - (int)skb->len;
	if (*room > 0 && skb != tx->full && tcp_skb_can_collapse_to(skb))
		return skb;
	if (!sk_stream_memory_free(sk))
		return ERR_PTR(-EAGAIN);
	skb = tcp_stream_alloc_skb(sk, sk->sk_allocation,
				   tcp_rtx_and_write_queues_empty(sk));
	if (!skb)
		return ERR_PTR(-ENOMEM);
	tcp_skb_entail(sk, skb);
	*room = tx->size_goal;
	return skb;
}

/* @copy bytes at most into @skb. Return: how many; 0: wait; -errno. */
static int tcp_tx_copy(struct tcp_tx *tx, struct sk_buff *skb, int copy)
{
	struct sock *sk = tx->sk;
	struct page_frag *pfrag = sk_page_frag(sk);
	int i = skb_shinfo(skb)->nr_frags;
	bool merge = true;
	size_t got;

	if (!sk_page_frag_refill(sk, pfrag))
		return 0;
	if (!skb_can_coalesce(skb, i, pfrag->page, pfrag->offset)) {
		if (i >= (int)MAX_SKB_FRAGS) {
			tcp_mark_push(tcp_sk(sk), skb);
			tx->full = skb;
			return -EXFULL;
		}
		merge = false;
	}
	copy = min_t(int, copy, (int)(pfrag->size - pfrag->offset));
	if (!sk_wmem_schedule(sk, copy))
		return 0;
	got = copy_page_from_iter(pfrag->page, pfrag->offset, (size_t)copy,
				  &tx->msg->msg_iter);
	if (got != (size_t)copy)
		return -EFAULT;
	skb->len += (unsigned int)copy;
	skb->data_len += (unsigned int)copy;
	skb->truesize += (unsigned int)copy;
	sk_wmem_queued_add(sk, copy);
	sk_mem_charge(sk, copy);
	if (merge) {
		skb_frag_size_add(&skb_shinfo(skb)->frags[i - 1], copy);
	} else {
		skb_fill_page_desc(skb, i, pfrag->page, (int)pfrag->offset,
				   copy);
		get_page(pfrag->page);
	}
	pfrag->offset += (unsigned int)copy;
	return copy;
}

/* The queue is full, or memory short: send, then wait for room. */
static int tcp_tx_wait(struct tcp_tx *tx)
{
	struct sock *sk = tx->sk;
	int err;

	set_bit(SOCK_NOSPACE, &sk->sk_socket->flags);
	tcp_remove_empty_skb(sk);
	if (tx->copied)
		tcp_push(sk, tx->flags & ~MSG_MORE, tx->mss_now, TCP_NAGLE_PUSH,
			 tx->size_goal);
	tcp_chrono_start(sk, TCP_CHRONO_SNDBUF_LIMITED);
	err = sk_stream_wait_memory(sk, &tx->timeo);
	if (err)
		return err;
	tx->mss_now = tcp_send_mss(sk, &tx->size_goal, tx->flags);
	return 0;
}

/* @skb got @copy bytes. */
static void tcp_tx_account(struct tcp_tx *tx, struct sk_buff *skb, int copy)
{
	struct tcp_sock *tp = tcp_sk(tx->sk);

	if (!tx->copied)
		TCP_SKB_CB(skb)->tcp_flags &= (__u8)~TCPHDR_PSH;
	WRITE_ONCE(tp->write_seq, tp->write_seq + (u32)copy);
	TCP_SKB_CB(skb)->end_seq += (u32)copy;
	tcp_skb_pcount_set(skb, 0);
	tx->copied += copy;
}

/* All bytes, or an error. */
static int tcp_tx_loop(struct tcp_tx *tx)
{
	struct sock *sk = tx->sk;

	while (iov_iter_count(&tx->msg->msg_iter)) {
		struct sk_buff *skb;
		int room, copy;

		if (sk->sk_err || (sk->sk_shutdown & SEND_SHUTDOWN))
			return -EPIPE;
		skb = tcp_tx_skb(tx, &room);
		copy = 0;
		if (!IS_ERR(skb)) {
			copy = min_t(
				int, room,
				(int)min_t(size_t, INT_MAX,
					   iov_iter_count(&tx->msg->msg_iter)));
			copy = tcp_tx_copy(tx, skb, copy);
		}
		if (copy == -EXFULL)
			continue; /* the next round makes a new packet */
		if (copy < 0)
			return copy;
		if (copy == 0) {
			int err = tcp_tx_wait(tx);

			if (err)
				return err;
			continue;
		}
		tcp_tx_account(tx, skb, copy);
		if (!iov_iter_count(&tx->msg->msg_iter)) {
			if (tx->flags & MSG_EOR)
				TCP_SKB_CB(skb)->eor = 1;
			break;
		}
		if ((int)skb->len < tx->size_goal || (tx->flags & MSG_OOB))
			continue;
		if (forced_push(tcp_sk(sk))) {
			tcp_mark_push(tcp_sk(sk), skb);
			__tcp_push_pending_frames(sk, (unsigned int)tx->mss_now,
						  TCP_NAGLE_PUSH);
		} else if (skb == tcp_send_head(sk)) {
			tcp_push_one(sk, (unsigned int)tx->mss_now);
		}
	}
	return 0;
}

/*
 * The loop, with the notification of MSG_ZEROCOPY: all was copied, so it is due
 * when the call is.
 */
static int tcp_tx_run(struct tcp_tx *tx, size_t size)
{
	struct ubuf_info *uarg = NULL;
	struct sock *sk = tx->sk;
	int err;

	if ((tx->flags & MSG_ZEROCOPY) && size &&
	    sock_flag(sk, SOCK_ZEROCOPY)) {
		uarg = msg_zerocopy_realloc(sk, size, NULL);
		if (!uarg)
			return -ENOBUFS;
	}
	err = tcp_tx_loop(tx);
	tcp_remove_empty_skb(sk);
	if (uarg && tx->copied)
		net_zcopy_put(uarg);
	else if (uarg)
		msg_zerocopy_put_abort(uarg);
	return err;
}

/* Context: process, sock locked. Bytes taken, or -errno. */
int tcp_sendmsg_locked(struct sock *sk, struct msghdr *msg, size_t size)
{
	struct tcp_tx tx = {.sk = sk, .msg = msg, .flags = (int)msg->msg_flags};
	struct sockcm_cookie sockc;
	int err;

	tx.timeo = sock_sndtimeo(sk, tx.flags & MSG_DONTWAIT);
	tcp_rate_check_app_limited(sk);
	/* not connected yet: wait, for the SYN may be on its way */
	if ((1 << sk->sk_state) & ~(TCPF_ESTABLISHED | TCPF_CLOSE_WAIT)) {
		err = sk_stream_wait_connect(sk, &tx.timeo);
		if (err)
			goto out_err;
	}
	sockcm_init(&sockc, sk);
	if (msg->msg_controllen) {
		err = sock_cmsg_send(sk, msg, &sockc);
		if (err) {
			err = -EINVAL;
			goto out_err;
		}
	}
	clear_bit(SOCK_ASYNC_NOSPACE, &sk->sk_wq->flags);
	tx.mss_now = tcp_send_mss(sk, &tx.size_goal, tx.flags);
	err = tcp_tx_run(&tx, size);
	if (tx.copied) {
		tcp_push(sk, tx.flags, tx.mss_now, tcp_sk(sk)->nonagle,
			 tx.size_goal);
		return tx.copied;
	}
	if (!err)
		return 0;
out_err:
	err = sk_stream_error(sk, tx.flags, err);
	/* epoll's edge: who could not write hears when it is possible */
	if (unlikely(tcp_rtx_and_write_queues_empty(sk) && err == -EAGAIN)) {
		sk->sk_write_space(sk);
		tcp_chrono_stop(sk, TCP_CHRONO_SNDBUF_LIMITED);
	}
	return err;
}
EXPORT_SYMBOL(tcp_sendmsg_locked);

/* Context: process; struct proto.sendmsg. */
int tcp_sendmsg(struct sock *sk, struct msghdr *msg, size_t size)
{
	int ret;

	lock_sock(sk);
	ret = tcp_sendmsg_locked(sk, msg, size);
	release_sock(sk);
	return ret;
}
EXPORT_SYMBOL(tcp_sendmsg);
