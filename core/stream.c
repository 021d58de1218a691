// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * stream - what sockets that carry a stream of bytes wait for, and their end
 *
 * Where:   tcp_sendmsg() waits here for a connection and for room; tcp_close()
 *          lingers here; inet_csk_destroy_sock() empties the queues.
 * Mirrors: net/core/stream.c. Left out: SIGPIPE. The embedder sends it, if
 *          MSG_NOSIGNAL was not given and the answer is -EPIPE.
 * Spec:    send(2), SO_SNDTIMEO and SO_LINGER in socket(7).
 *
 * All sleep by sk_wait_event(): the sock is released meanwhile, so anything
 * may have changed afterwards, and each loop begins with asking again.
 */
#include "core/sock.h"
#include "core/tcp_states.h"
#include "lib/err.h"
#include "lib/kernel.h"
#include "lib/random.h"

#include <linux/poll.h>

/**
 * sk_stream_write_space - room in the write queue: tell who waits for it
 * @sk: borrowed; a third of its buffer must be free
 *
 * Context: any; struct sock.sk_write_space of streams.
 */
void sk_stream_write_space(struct sock *sk)
{
	struct socket *sock = sk->sk_socket;
	struct socket_wq *wq;

	if (!sock || !__sk_stream_is_writeable(sk, 1))
		return;
	clear_bit(SOCK_NOSPACE, &sock->flags);
	rcu_read_lock();
	wq = rcu_dereference(sk->sk_wq);
	if (wq && wq_has_sleeper(&wq->wait))
		wake_up_interruptible_poll(&wq->wait, EPOLLOUT | EPOLLWRNORM |
							      EPOLLWRBAND);
	rcu_read_unlock();
}
EXPORT_SYMBOL(sk_stream_write_space);

static bool sk_in_state(const struct sock *sk, int states)
{
	return 1 << READ_ONCE(sk->sk_state) & states;
}

/* Neither connecting nor refused any more. */
static bool is_connected(const struct sock *sk)
{
	return !READ_ONCE(sk->sk_err) &&
	       sk_in_state(sk, TCPF_ESTABLISHED | TCPF_CLOSE_WAIT);
}

/* 0: sleep; else why @sk does not go on connecting. */
static int connect_error(struct sock *sk, long timeo)
{
	int err = sock_error(sk);

	if (err)
		return err;
	if (!sk_in_state(sk, TCPF_SYN_SENT | TCPF_SYN_RECV))
		return -EPIPE;
	if (!timeo)
		return -EAGAIN;
	return signal_pending(current) ? sock_intr_errno(timeo) : 0;
}

/**
 * sk_stream_wait_connect - sleep until the handshake is over
 * @sk: locked; released while we sleep
 * @timeo_p: jiffies; becomes the rest
 *
 * Context: process.
 * Return: 0 connected; the sock's error, -EPIPE, -EAGAIN, or a signal's.
 */
int sk_stream_wait_connect(struct sock *sk, long *timeo_p)
{
	DEFINE_WAIT_FUNC(wait, woken_wake_function);
	int done, err;

	do {
		err = connect_error(sk, *timeo_p);
		if (err)
			return err;
		add_wait_queue(sk_sleep(sk), &wait);
		sk->sk_write_pending++;
		done = sk_wait_event(sk, timeo_p, is_connected(sk), &wait);
		remove_wait_queue(sk_sleep(sk), &wait);
		sk->sk_write_pending--;
	} while (!done);
	return min(done, 0);
}
EXPORT_SYMBOL(sk_stream_wait_connect);

/* Our FIN is not acknowledged yet. */
static bool sk_stream_closing(const struct sock *sk)
{
	return sk_in_state(sk, TCPF_FIN_WAIT1 | TCPF_CLOSING | TCPF_LAST_ACK);
}

/**
 * sk_stream_wait_close - SO_LINGER: sleep until all has been acknowledged
 * @sk: locked; released while we sleep
 * @timeout: jiffies
 *
 * Context: process. A signal ends it as the timeout does.
 */
void sk_stream_wait_close(struct sock *sk, long timeout)
{
	DEFINE_WAIT_FUNC(wait, woken_wake_function);

	if (!timeout)
		return;
	add_wait_queue(sk_sleep(sk), &wait);
	do {
		if (sk_wait_event(sk, &timeout, !sk_stream_closing(sk), &wait))
			break;
	} while (!signal_pending(current) && timeout);
	remove_wait_queue(sk_sleep(sk), &wait);
}
EXPORT_SYMBOL(sk_stream_wait_close);

static bool cannot_send(const struct sock *sk)
{
	return READ_ONCE(sk->sk_err) ||
	       READ_ONCE(sk->sk_shutdown) & SEND_SHUTDOWN;
}

/* 0: sleep; else why @sk will not send. SOCK_NOSPACE: poll() must say so. */
static int memory_error(struct sock *sk, long timeo)
{
	if (cannot_send(sk))
		return -EPIPE;
	if (!timeo) {
		set_bit(SOCK_NOSPACE, &sk->sk_socket->flags);
		return -EAGAIN;
	}
	return signal_pending(current) ? sock_intr_errno(timeo) : 0;
}

/* What is left of @timeo after @slept; both in jiffies. */
static long timeo_after(long timeo, long slept)
{
	if (timeo == MAX_SCHEDULE_TIMEOUT)
		return timeo;
	return max(timeo - slept, 0L);
}

/*
 * The buffer has room, so it is the transport's memory that ran out: nobody
 * will call when there is some again. Sleep for a random while, at most.
 */
static int wait_vm(struct sock *sk, long *timeo_p, wait_queue_entry_t *wait)
{
	long vm_wait = (long)get_random_u32_below(HZ / 5) + 2, rest = vm_wait;
	int err = memory_error(sk, *timeo_p), ret;

	if (err)
		return err;
	set_bit(SOCK_NOSPACE, &sk->sk_socket->flags);
	sk->sk_write_pending++;
	ret = sk_wait_event(sk, &rest, cannot_send(sk), wait);
	sk->sk_write_pending--;
	*timeo_p = timeo_after(*timeo_p, vm_wait - rest);
	return min(ret, 0);
}

static int wait_sndbuf(struct sock *sk, long *timeo_p, wait_queue_entry_t *wait)
{
	int err, ret;

	while (!(err = memory_error(sk, *timeo_p))) {
		if (sk_stream_memory_free(sk))
			return 0;
		set_bit(SOCK_NOSPACE, &sk->sk_socket->flags);
		sk->sk_write_pending++;
		ret = sk_wait_event(
			sk, timeo_p,
			cannot_send(sk) || sk_stream_memory_free(sk), wait);
		sk->sk_write_pending--;
		if (ret < 0)
			return ret;
	}
	return err;
}

/**
 * sk_stream_wait_memory - sleep until there is room to send
 * @sk: locked; released while we sleep
 * @timeo_p: jiffies; becomes the rest
 *
 * Context: process. Return: 0, -EPIPE, -EAGAIN, or a signal's errno.
 */
int sk_stream_wait_memory(struct sock *sk, long *timeo_p)
{
	DEFINE_WAIT_FUNC(wait, woken_wake_function);
	int err = 0;

	add_wait_queue(sk_sleep(sk), &wait);
	if (sk_stream_memory_free(sk))
		err = wait_vm(sk, timeo_p, &wait);
	if (!err)
		err = wait_sndbuf(sk, timeo_p, &wait);
	if (!sock_flag(sk, SOCK_DEAD))
		remove_wait_queue(sk_sleep(sk), &wait);
	return err;
}
EXPORT_SYMBOL(sk_stream_wait_memory);

int sk_stream_error(struct sock *sk, int flags, int err)
{
	return err == -EPIPE ? (sock_error(sk) ?: -EPIPE) : err;
}
EXPORT_SYMBOL(sk_stream_error);

/**
 * sk_stream_kill_queues - the end of a stream's sock
 * @sk: dead; its write queue is empty already
 *
 * Context: any.
 */
void sk_stream_kill_queues(struct sock *sk)
{
	skb_queue_purge_reason(&sk->sk_receive_queue,
			       SKB_DROP_REASON_SOCKET_CLOSE);
	skb_queue_purge_reason(&sk->sk_error_queue,
			       SKB_DROP_REASON_SOCKET_CLOSE);
	WARN_ON_ONCE(!skb_queue_empty(&sk->sk_write_queue));
	sk_mem_reclaim_final(sk);
	WARN_ON_ONCE(sk->sk_wmem_queued);
}
EXPORT_SYMBOL(sk_stream_kill_queues);
