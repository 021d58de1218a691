// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tcp - the socket's life: born, shut down, closed, aborted; its state; poll
 *
 * Where:   inet_create(), the calls of proto_ops; tcp_input.c and tcp_timer.c
 *          change its state by tcp_set_state(), end it by tcp_done().
 * Mirrors: net/ipv4/tcp.c; cut from it: tcp_send.c tcp_recv.c tcp_sockopt.c
 *          tcp_info.c tcp_init.c.
 * Spec:    RFC 9293 §3.3.2 (states), §3.6 (closing), §3.10.4 (CLOSE).
 *
 *	                    CLOSE ──listen()──► LISTEN
 *	          connect() │                     │ SYN (a request_sock)
 *	                    ▼                     ▼
 *	                 SYN_SENT ──SYN──────► SYN_RECV
 *	           SYN-ACK  │                     │ ACK
 *	                    └───► ESTABLISHED ◄───┘
 *	            close() │                     │ FIN
 *	                    ▼                     ▼
 *	                FIN_WAIT1 ──FIN──┐    CLOSE_WAIT
 *	                ACK │            ▼        │ close()
 *	                    ▼         CLOSING     ▼
 *	                FIN_WAIT2        │ ACK LAST_ACK
 *	                FIN │            ▼        │ ACK
 *	                    └──────► TIME_WAIT    └──► CLOSE
 */
#include "core/module.h"
#include "lib/percpu.h"
#include "proto/ipv4/tcp_priv.h"

#include <asm/ioctls.h>
#include <linux/poll.h>
#include <linux/sockios.h>

DEFINE_STATIC_PER_CPU(int, tcp_orphan_count);

/* ---- birth
 * -------------------------------------------------------------------- */

/* All families' init(). Context: process. */
void tcp_init_sock(struct sock *sk)
{
	struct inet_connection_sock *icsk = inet_csk(sk);
	const struct netns_ipv4 *ip4 = tcp_net(sk);
	struct tcp_sock *tp = tcp_sk(sk);

	tp->out_of_order_queue = RB_ROOT;
	sk->tcp_rtx_queue = RB_ROOT;
	tcp_init_xmit_timers(sk);
	INIT_LIST_HEAD(&tp->tsorted_sent_queue);
	icsk->icsk_rto = TCP_TIMEOUT_INIT;
	icsk->icsk_rto_min = TCP_RTO_MIN;
	icsk->icsk_delack_max = TCP_DELACK_MAX;
	tp->mdev_us = (u32)jiffies_to_usecs(TCP_TIMEOUT_INIT);
	minmax_reset(&tp->rtt_min, tcp_jiffies32, ~0U);
	/* RFC 9293 §3.8.2 needs one; so much is the start of RFC 6928 */
	tcp_snd_cwnd_set(tp, TCP_INIT_CWND);
	tp->app_limited = ~0U;
	tp->rate_app_limited = 1;
	tp->snd_ssthresh = TCP_INFINITE_SSTHRESH;
	tp->snd_cwnd_clamp = ~0U;
	tp->mss_cache = TCP_MSS_DEFAULT;
	tp->reordering = (u32)READ_ONCE(ip4->sysctl_tcp_reordering);
	tcp_assign_congestion_control(sk);
	sk->sk_write_space = sk_stream_write_space;
	sock_set_flag(sk, SOCK_USE_WRITE_QUEUE);
	icsk->icsk_sync_mss = tcp_sync_mss;
	WRITE_ONCE(sk->sk_sndbuf, READ_ONCE(ip4->sysctl_tcp_wmem[1]));
	WRITE_ONCE(sk->sk_rcvbuf, READ_ONCE(ip4->sysctl_tcp_rmem[1]));
	tcp_scaling_ratio_init(sk);
	sk_sockets_allocated_inc(sk);
}
EXPORT_SYMBOL(tcp_init_sock);

/* ---- state
 * -------------------------------------------------------------------- */

const char *const tcp_state_name[TCP_MAX_STATES] = {
	[TCP_ESTABLISHED] = "ESTABLISHED",
	[TCP_SYN_SENT] = "SYN_SENT",
	[TCP_SYN_RECV] = "SYN_RECV",
	[TCP_FIN_WAIT1] = "FIN_WAIT1",
	[TCP_FIN_WAIT2] = "FIN_WAIT2",
	[TCP_TIME_WAIT] = "TIME_WAIT",
	[TCP_CLOSE] = "CLOSE",
	[TCP_CLOSE_WAIT] = "CLOSE_WAIT",
	[TCP_LAST_ACK] = "LAST_ACK",
	[TCP_LISTEN] = "LISTEN",
	[TCP_CLOSING] = "CLOSING",
	[TCP_NEW_SYN_RECV] = "NEW_SYN_RECV",
};

/**
 * tcp_set_state - the one writer of the state
 *
 * Counts CurrEstab and EstabResets; CLOSE leaves the hash and the port.
 * Context: softirq or process, sock locked.
 */
void tcp_set_state(struct sock *sk, int state)
{
	int oldstate = sk->sk_state;

	switch (state) {
	case TCP_ESTABLISHED:
		if (oldstate != TCP_ESTABLISHED)
			TCP_INC_STATS(sock_net(sk), TCP_MIB_CURRESTAB);
		break;
	case TCP_CLOSE_WAIT:
		if (oldstate == TCP_SYN_RECV)
			TCP_INC_STATS(sock_net(sk), TCP_MIB_CURRESTAB);
		break;
	case TCP_CLOSE:
		if (oldstate == TCP_CLOSE_WAIT || oldstate == TCP_ESTABLISHED)
			TCP_INC_STATS(sock_net(sk), TCP_MIB_ESTABRESETS);
		sk->sk_prot->unhash(sk);
		if (inet_csk(sk)->icsk_bind_hash &&
		    !(sk->sk_userlocks & SOCK_BINDPORT_LOCK))
			inet_put_port(sk);
		fallthrough;
	default:
		if (oldstate == TCP_ESTABLISHED || oldstate == TCP_CLOSE_WAIT)
			TCP_DEC_STATS(sock_net(sk), TCP_MIB_CURRESTAB);
		break;
	}
	/* unhash() comes first: a lookup finds no closed socket */
	inet_sk_state_store(sk, state);
}
EXPORT_SYMBOL(tcp_set_state);

/*
 * What close() leads to, and whether a FIN is due. RFC 9293 §3.10.4: in
 * SYN_RECV as in ESTABLISHED, for the ACK may already wait in a queue.
 */
static const unsigned char new_state[16] = {
	[0 /* none */] = TCP_CLOSE,
	[TCP_ESTABLISHED] = TCP_FIN_WAIT1 | TCP_ACTION_FIN,
	[TCP_SYN_SENT] = TCP_CLOSE,
	[TCP_SYN_RECV] = TCP_FIN_WAIT1 | TCP_ACTION_FIN,
	[TCP_FIN_WAIT1] = TCP_FIN_WAIT1,
	[TCP_FIN_WAIT2] = TCP_FIN_WAIT2,
	[TCP_TIME_WAIT] = TCP_CLOSE,
	[TCP_CLOSE] = TCP_CLOSE,
	[TCP_CLOSE_WAIT] = TCP_LAST_ACK | TCP_ACTION_FIN,
	[TCP_LAST_ACK] = TCP_LAST_ACK,
	[TCP_LISTEN] = TCP_CLOSE,
	[TCP_CLOSING] = TCP_CLOSING,
	[TCP_NEW_SYN_RECV] = TCP_CLOSE, /* a request_sock: not here */
};

static int tcp_close_state(struct sock *sk)
{
	int next = new_state[sk->sk_state];

	tcp_set_state(sk, next & TCP_STATE_MASK);
	return next & TCP_ACTION_FIN;
}

/* Context: process, sock locked; struct proto.shutdown. */
void tcp_shutdown(struct sock *sk, int how)
{
	if (!(how & SEND_SHUTDOWN))
		return;
	if ((1 << sk->sk_state) &
	    (TCPF_ESTABLISHED | TCPF_SYN_SENT | TCPF_CLOSE_WAIT)) {
		if (tcp_close_state(sk))
			tcp_send_fin(sk);
	}
}
EXPORT_SYMBOL(tcp_shutdown);

/* ---- sockets without an owner
 * -------------------------------------------------- */

void tcp_orphan_count_inc(void)
{
	cpu_var(tcp_orphan_count)++;
}

void tcp_orphan_count_dec(void)
{
	cpu_var(tcp_orphan_count)--;
}

int tcp_orphan_count_sum(void)
{
	const struct cpu *c;
	int total = 0;

	for_each_cpu_of (current_machine(), c)
		total += READ_ONCE(cpu_var_of(c, tcp_orphan_count));
	return max(total, 0);
}

bool tcp_out_of_memory(struct sock *sk)
{
	return sk->sk_wmem_queued > SOCK_MIN_SNDBUF &&
	       sk_memory_allocated(sk) > sk_prot_mem_limits(sk, 2);
}

/* Too many orphans, or no memory: this one is not worth waiting for. */
bool tcp_check_oom(struct sock *sk, int shift)
{
	bool too_many_orphans = (tcp_orphan_count_sum() << shift) >
				READ_ONCE(tcp_net(sk)->sysctl_tcp_max_orphans);
	bool out_of_memory = tcp_out_of_memory(sk);

	if (too_many_orphans)
		pr_info_ratelimited("tcp: too many orphaned sockets\n");
	if (out_of_memory)
		pr_info_ratelimited(
			"tcp: out of memory, consider tuning tcp_mem\n");
	return too_many_orphans || out_of_memory;
}

/* ---- death
 * ---------------------------------------------------------------------- */

/* The connection is over; the sock dies if nobody has it. Sock locked. */
void tcp_done(struct sock *sk)
{
	if (sk->sk_state == TCP_SYN_SENT || sk->sk_state == TCP_SYN_RECV)
		TCP_INC_STATS(sock_net(sk), TCP_MIB_ATTEMPTFAILS);
	tcp_set_state(sk, TCP_CLOSE);
	tcp_clear_xmit_timers(sk);
	WRITE_ONCE(sk->sk_shutdown, SHUTDOWN_MASK);
	if (!sock_flag(sk, SOCK_DEAD))
		sk->sk_state_change(sk);
	else
		inet_csk_destroy_sock(sk);
}
EXPORT_SYMBOL(tcp_done);

/* What the reader left. Bytes, so that close() knows to reset. */
static int tcp_drop_unread(struct sock *sk)
{
	struct sk_buff *skb;
	int unread = 0;

	while ((skb = __skb_dequeue(&sk->sk_receive_queue)) != NULL) {
		u32 len = TCP_SKB_CB(skb)->end_seq - TCP_SKB_CB(skb)->seq;

		if (TCP_SKB_CB(skb)->tcp_flags & TCPHDR_FIN)
			len--;
		unread += (int)len;
		if (len)
			kfree_skb_reason(skb, SKB_DROP_REASON_SOCKET_CLOSE);
		else
			consume_skb(skb);
	}
	return unread;
}

/* The graceful ways and the others. @sk is locked. */
static void tcp_close_begin(struct sock *sk, int data_was_unread)
{
	if (sk->sk_state == TCP_CLOSE)
		return;
	if (data_was_unread) {
		/* RFC 2525 §2.17: the peer must not think that it was read */
		NET_INC_STATS(sock_net(sk), LINUX_MIB_TCPABORTONCLOSE);
		tcp_set_state(sk, TCP_CLOSE);
		tcp_send_active_reset(sk, sk->sk_allocation);
	} else if (sock_flag(sk, SOCK_LINGER) && !sk->sk_lingertime) {
		sk->sk_prot->disconnect(sk, 0);
		NET_INC_STATS(sock_net(sk), LINUX_MIB_TCPABORTONDATA);
	} else if (tcp_close_state(sk)) {
		tcp_send_fin(sk);
	}
}

/*
 * FIN_WAIT2 without an owner: for how long? @sk is locked, BH off. Return:
 * a small socket waits instead, and @sk has ended.
 */
static bool tcp_close_finwait2(struct sock *sk)
{
	const int tmo = tcp_fin_time(sk);

	if (READ_ONCE(tcp_sk(sk)->linger2) < 0) {
		tcp_set_state(sk, TCP_CLOSE);
		tcp_send_active_reset(sk, GFP_ATOMIC);
		NET_INC_STATS(sock_net(sk), LINUX_MIB_TCPABORTONLINGER);
	} else if (tmo > TCP_TIMEWAIT_LEN) {
		inet_csk_reset_keepalive_timer(
			sk, (unsigned long)(tmo - TCP_TIMEWAIT_LEN));
	} else {
		tcp_time_wait(sk, TCP_FIN_WAIT2, tmo);
		return true;
	}
	return false;
}

/* An orphan now: it ends by itself, or at once. @sk is locked, BH off. */
static void tcp_close_orphan(struct sock *sk, int old_state)
{
	/* softirq, in the backlog, may have been faster */
	if (old_state != TCP_CLOSE && sk->sk_state == TCP_CLOSE)
		return;
	if (sk->sk_state == TCP_FIN_WAIT2 && tcp_close_finwait2(sk))
		return;
	if (sk->sk_state != TCP_CLOSE && tcp_check_oom(sk, 0)) {
		tcp_set_state(sk, TCP_CLOSE);
		tcp_send_active_reset(sk, GFP_ATOMIC);
		NET_INC_STATS(sock_net(sk), LINUX_MIB_TCPABORTONMEMORY);
	}
	if (sk->sk_state == TCP_CLOSE)
		inet_csk_destroy_sock(sk);
}

/* @sk is locked on entry and on return, and may be gone but for our hold. */
void __tcp_close(struct sock *sk, long timeout)
{
	int data_was_unread, state;

	WRITE_ONCE(sk->sk_shutdown, SHUTDOWN_MASK);
	if (sk->sk_state == TCP_LISTEN) {
		tcp_set_state(sk, TCP_CLOSE);
		inet_csk_listen_stop(sk);
	} else {
		data_was_unread = tcp_drop_unread(sk);
		tcp_close_begin(sk, data_was_unread);
		if (sk->sk_state != TCP_CLOSE && sock_flag(sk, SOCK_LINGER))
			sk_stream_wait_close(sk, timeout);
	}
	state = sk->sk_state;
	sock_hold(sk);
	sock_orphan(sk);
	local_bh_disable();
	bh_lock_sock(sk);
	/* what came while we owned it; then nobody owns it ever again */
	__release_sock(sk);
	tcp_orphan_count_inc();
	tcp_close_orphan(sk, state);
	bh_unlock_sock(sk);
	local_bh_enable();
}

/* Context: process; struct proto.close. @timeout: jiffies to linger. */
void tcp_close(struct sock *sk, long timeout)
{
	lock_sock(sk);
	__tcp_close(sk, timeout);
	release_sock(sk);
	if (!sk->sk_net_refcnt)
		inet_csk_clear_xmit_timers(sk);
	sock_put(sk);
}
EXPORT_SYMBOL(tcp_close);

/* A RST is what the peer would need to hear. */
static bool tcp_need_reset(int state)
{
	return (1 << state) & (TCPF_ESTABLISHED | TCPF_CLOSE_WAIT |
			       TCPF_FIN_WAIT1 | TCPF_FIN_WAIT2 | TCPF_SYN_RECV);
}

/* Everything that a connection taught us is forgotten. */
static void tcp_disconnect_reset(struct sock *sk)
{
	struct inet_connection_sock *icsk = inet_csk(sk);
	struct tcp_sock *tp = tcp_sk(sk);
	u32 seq;

	tp->srtt_us = 0;
	tp->mdev_us = (u32)jiffies_to_usecs(TCP_TIMEOUT_INIT);
	tp->rcv_rtt_last_tsecr = 0;
	/* far from the old one, should the same ports be used again */
	seq = tp->write_seq + tp->max_window + 2;
	if (!seq)
		seq = 1;
	WRITE_ONCE(tp->write_seq, seq);
	icsk->icsk_backoff = 0;
	icsk->icsk_probes_out = 0;
	icsk->icsk_probes_tstamp = 0;
	icsk->icsk_rto = TCP_TIMEOUT_INIT;
	icsk->icsk_rto_min = TCP_RTO_MIN;
	icsk->icsk_delack_max = TCP_DELACK_MAX;
	tp->snd_ssthresh = TCP_INFINITE_SSTHRESH;
	tcp_snd_cwnd_set(tp, TCP_INIT_CWND);
	tp->snd_cwnd_cnt = 0;
	tp->is_cwnd_limited = 0;
	tp->max_packets_out = 0;
	tp->window_clamp = 0;
	tp->delivered = 0;
	tp->delivered_ce = 0;
	if (icsk->icsk_ca_initialized && icsk->icsk_ca_ops->release)
		icsk->icsk_ca_ops->release(sk);
	memset(icsk->icsk_ca_priv, 0, sizeof(icsk->icsk_ca_priv));
	icsk->icsk_ca_initialized = 0;
	tcp_set_ca_state(sk, TCP_CA_Open);
	tp->is_sack_reneg = 0;
	tcp_clear_retrans(tp);
	tp->total_retrans = 0;
	inet_csk_delack_init(sk);
	/* icsk_ack.rcv_mss divides: never 0 */
	icsk->icsk_ack.rcv_mss = TCP_MIN_MSS;
	memset(&tp->rx_opt, 0, sizeof(tp->rx_opt));
	__sk_dst_reset(sk);
	dst_release(sk->sk_rx_dst);
	sk->sk_rx_dst = NULL;
	tp->segs_in = tp->segs_out = 0;
	tp->data_segs_in = tp->data_segs_out = 0;
	tp->bytes_sent = tp->bytes_acked = tp->bytes_received = 0;
	tp->bytes_retrans = 0;
	tp->dsack_dups = 0;
	tp->reord_seen = 0;
	tp->rcv_ooopack = 0;
	tp->duplicate_sack[0].start_seq = 0;
	tp->duplicate_sack[0].end_seq = 0;
	tp->rcvq_space.time = 0;
	tp->rcvq_space.space = 0;
	tcp_scaling_ratio_init(sk);
}

/**
 * tcp_disconnect - connect(AF_UNSPEC), or close() with a linger time of 0
 *
 * Context: process or softirq, sock locked; struct proto.disconnect.
 * Return: 0. The socket may connect again.
 */
int tcp_disconnect(struct sock *sk, int flags)
{
	struct tcp_sock *tp = tcp_sk(sk);
	int old_state = sk->sk_state;

	(void)flags;
	if (old_state != TCP_CLOSE)
		tcp_set_state(sk, TCP_CLOSE);
	if (old_state == TCP_LISTEN) {
		inet_csk_listen_stop(sk);
	} else if (tcp_need_reset(old_state)) {
		tcp_send_active_reset(sk, GFP_ATOMIC);
		WRITE_ONCE(sk->sk_err, ECONNRESET);
	} else if (tp->snd_nxt != tp->write_seq &&
		   (1 << old_state) & (TCPF_CLOSING | TCPF_LAST_ACK)) {
		/* the peer may not know that there was more */
		tcp_send_active_reset(sk, GFP_ATOMIC);
		WRITE_ONCE(sk->sk_err, ECONNRESET);
	} else if (old_state == TCP_SYN_SENT) {
		WRITE_ONCE(sk->sk_err, ECONNRESET);
	}
	tcp_clear_xmit_timers(sk);
	__skb_queue_purge_reason(&sk->sk_receive_queue,
				 SKB_DROP_REASON_SOCKET_CLOSE);
	WRITE_ONCE(tp->copied_seq, tp->rcv_nxt);
	WRITE_ONCE(tp->urg_data, 0);
	sk->sk_peek_off = -1;
	tcp_write_queue_purge(sk);
	skb_rbtree_purge(&tp->out_of_order_queue);
	tp->ooo_last_skb = NULL;
	inet_sk(sk)->inet_dport = 0;
	if (!(sk->sk_userlocks & SOCK_BINDADDR_LOCK)) {
		inet_sk(sk)->inet_rcv_saddr = 0;
		inet_sk(sk)->inet_saddr = 0;
	}
	WRITE_ONCE(sk->sk_shutdown, 0);
	sock_reset_flag(sk, SOCK_DONE);
	tcp_disconnect_reset(sk);
	WARN_ON(inet_sk(sk)->inet_num && !inet_csk(sk)->icsk_bind_hash);
	sk->sk_frag.offset = 0;
	sk_error_report(sk);
	return 0;
}
EXPORT_SYMBOL(tcp_disconnect);

/* ss -K. Context: process, sock not locked. */
int tcp_abort(struct sock *sk, int err)
{
	lock_sock(sk);
	if (sk->sk_state == TCP_LISTEN) {
		tcp_set_state(sk, TCP_CLOSE);
		inet_csk_listen_stop(sk);
	}
	local_bh_disable();
	bh_lock_sock(sk);
	if (!sock_flag(sk, SOCK_DEAD)) {
		WRITE_ONCE(sk->sk_err, err);
		sk_error_report(sk);
		if (tcp_need_reset(sk->sk_state))
			tcp_send_active_reset(sk, GFP_ATOMIC);
		tcp_done(sk);
	}
	bh_unlock_sock(sk);
	local_bh_enable();
	tcp_write_queue_purge(sk);
	release_sock(sk);
	return 0;
}
EXPORT_SYMBOL(tcp_abort);

/* ---- looking
 * ---------------------------------------------------------------------- */

static bool tcp_stream_is_readable(struct sock *sk, int target)
{
	const struct tcp_sock *tp = tcp_sk(sk);
	int avail = (int)(READ_ONCE(tp->rcv_nxt) - READ_ONCE(tp->copied_seq));

	if (avail > 0 &&
	    (avail >= target || tcp_rmem_pressure(sk) ||
	     tcp_receive_window(tp) <= inet_csk(sk)->icsk_ack.rcv_mss))
		return true;
	return false;
}

/* Of a connection: what can be read, written, or was said out of band. */
static __poll_t tcp_poll_data(struct sock *sk, struct socket *sock, u8 shutdown)
{
	const struct tcp_sock *tp = tcp_sk(sk);
	u16 urg_data = READ_ONCE(tp->urg_data);
	int target = sock_rcvlowat(sk, 0, INT_MAX);
	__poll_t mask = 0;

	if (urg_data && READ_ONCE(tp->urg_seq) == READ_ONCE(tp->copied_seq) &&
	    !sock_flag(sk, SOCK_URGINLINE))
		target++;
	if (tcp_stream_is_readable(sk, target))
		mask |= EPOLLIN | EPOLLRDNORM;
	if (shutdown & SEND_SHUTDOWN) {
		mask |= EPOLLOUT | EPOLLWRNORM;
	} else if (__sk_stream_is_writeable(sk, 1)) {
		mask |= EPOLLOUT | EPOLLWRNORM;
	} else {
		set_bit(SOCK_NOSPACE, &sock->flags);
		/* room may have come between the look and the mark */
		smp_mb__after_atomic();
		if (__sk_stream_is_writeable(sk, 1))
			mask |= EPOLLOUT | EPOLLWRNORM;
	}
	if (urg_data & TCP_URG_VALID)
		mask |= EPOLLPRI;
	return mask;
}

/* Context: process, sock not locked; struct proto_ops.poll. */
__poll_t tcp_poll(struct file *file, struct socket *sock,
		  struct poll_table_struct *wait)
{
	struct sock *sk = sock->sk;
	__poll_t mask = 0;
	u8 shutdown;
	int state;

	sock_poll_wait(file, sock, wait);
	state = inet_sk_state_load(sk);
	if (state == TCP_LISTEN)
		return inet_csk_listen_poll(sk);
	shutdown = READ_ONCE(sk->sk_shutdown);
	/* POLLHUP cannot be masked: only when both directions are over */
	if (shutdown == SHUTDOWN_MASK || state == TCP_CLOSE)
		mask |= EPOLLHUP;
	if (shutdown & RCV_SHUTDOWN)
		mask |= EPOLLIN | EPOLLRDNORM | EPOLLRDHUP;
	if (state != TCP_SYN_SENT && state != TCP_SYN_RECV)
		mask |= tcp_poll_data(sk, sock, shutdown);
	smp_rmb(); /* of tcp_reset() */
	if (READ_ONCE(sk->sk_err) ||
	    !skb_queue_empty_lockless(&sk->sk_error_queue))
		mask |= EPOLLERR;
	return mask;
}
EXPORT_SYMBOL(tcp_poll);

/* Bytes that a reader would get; the urgent one ends them. Sock locked. */
int tcp_inq(struct sock *sk)
{
	const struct tcp_sock *tp = tcp_sk(sk);
	int answ;

	if ((1 << sk->sk_state) & (TCPF_SYN_SENT | TCPF_SYN_RECV))
		return 0;
	if (sock_flag(sk, SOCK_URGINLINE) || !tp->urg_data ||
	    before(tp->urg_seq, tp->copied_seq) ||
	    !before(tp->urg_seq, tp->rcv_nxt)) {
		answ = (int)(tp->rcv_nxt - tp->copied_seq);
		/* the FIN is no byte */
		if (answ && sock_flag(sk, SOCK_DONE))
			answ--;
	} else {
		answ = (int)(tp->urg_seq - tp->copied_seq);
	}
	return answ;
}

/* Context: process; struct proto.ioctl. 0, -EINVAL, -ENOIOCTLCMD. */
int tcp_ioctl(struct sock *sk, int cmd, int *karg)
{
	const struct tcp_sock *tp = tcp_sk(sk);

	if (cmd != SIOCINQ && cmd != SIOCATMARK && cmd != SIOCOUTQ &&
	    cmd != SIOCOUTQNSD)
		return -ENOIOCTLCMD;
	if (cmd != SIOCATMARK && sk->sk_state == TCP_LISTEN)
		return -EINVAL;
	switch (cmd) {
	case SIOCINQ:
		lock_sock(sk);
		*karg = tcp_inq(sk);
		release_sock(sk);
		break;
	case SIOCATMARK:
		*karg = READ_ONCE(tp->urg_data) &&
			READ_ONCE(tp->urg_seq) == READ_ONCE(tp->copied_seq);
		break;
	case SIOCOUTQ:
		*karg = (1 << sk->sk_state) & (TCPF_SYN_SENT | TCPF_SYN_RECV)
				? 0
				: (int)(READ_ONCE(tp->write_seq) -
					READ_ONCE(tp->snd_una));
		break;
	default:
		*karg = (1 << sk->sk_state) & (TCPF_SYN_SENT | TCPF_SYN_RECV)
				? 0
				: (int)(READ_ONCE(tp->write_seq) -
					READ_ONCE(tp->snd_nxt));
		break;
	}
	return 0;
}
EXPORT_SYMBOL(tcp_ioctl);

/* The account of all TCP sockets is above its second limit. */
void tcp_enter_memory_pressure(struct sock *sk)
{
	unsigned long *pressure = proto_memory_pressure(sk->sk_prot);

	if (READ_ONCE(*pressure))
		return;
	WRITE_ONCE(*pressure, jiffies ?: 1);
	NET_INC_STATS(sock_net(sk), LINUX_MIB_TCPMEMORYPRESSURES);
}
