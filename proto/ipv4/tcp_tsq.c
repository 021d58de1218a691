// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tcp_tsq - small queues: a socket has little below it, and is called back
 *
 * Where:   tcp_wfree() is the destructor of every data packet that travels;
 *          tcp_release_cb() is called by release_sock().
 * Mirrors: net/ipv4/tcp_output.c, cut from it.
 * Spec:    none; against bufferbloat in our own qdisc.
 *
 * A socket may have about a millisecond of its rate in qdisc and device. Over
 * that it is TSQ_THROTTLED, and sends no more. When a packet of it dies, the
 * driver cleaned its ring, it goes on a list of this CPU, whose tasklet sends:
 *
 *	tcp_small_queue_check():  THROTTLED
 *	tcp_wfree():              THROTTLED -> QUEUED, keeps one byte of
 *	                          sk_wmem_alloc, so that the socket lives
 *	tcp_tasklet_func():       QUEUED -> sends, or, owned by a process,
 *	                          TCP_TSQ_DEFERRED for release_sock()
 */
#include "lib/interrupt.h"
#include "lib/percpu.h"
#include "proto/ipv4/tcp_priv.h"

struct tsq_tasklet {
	struct tasklet_struct tasklet;
	struct list_head head; /* tcp_sock.tsq_node */
};
DEFINE_STATIC_PER_CPU(struct tsq_tasklet, tsq_tasklet);

#define TCP_DEFERRED_ALL                                                       \
	(TCPF_TSQ_DEFERRED | TCPF_WRITE_TIMER_DEFERRED |                       \
	 TCPF_DELACK_TIMER_DEFERRED | TCPF_MTU_REDUCED_DEFERRED)

/* There is room again. Context: the socket's lock held. */
static void tcp_tsq_write(struct sock *sk)
{
	struct tcp_sock *tp = tcp_sk(sk);

	if (!((1 << sk->sk_state) &
	      (TCPF_ESTABLISHED | TCPF_FIN_WAIT1 | TCPF_CLOSING |
	       TCPF_CLOSE_WAIT | TCPF_LAST_ACK)))
		return;
	if (tp->lost_out > tp->retrans_out &&
	    tcp_snd_cwnd(tp) > tcp_packets_in_flight(tp)) {
		tcp_mstamp_refresh(tp);
		tcp_xmit_retransmit_queue(sk);
	}
	tcp_write_xmit(sk, tcp_current_mss(sk), tp->nonagle, 0, GFP_ATOMIC);
}

/* Send now, or leave it to release_sock(). Context: BH off. */
static void tcp_tsq_handler(struct sock *sk)
{
	bh_lock_sock(sk);
	if (!sock_owned_by_user(sk))
		tcp_tsq_write(sk);
	else if (!test_and_set_bit(TCP_TSQ_DEFERRED, &sk->sk_tsq_flags))
		sock_hold(sk);
	bh_unlock_sock(sk);
}

static void tcp_tasklet_func(struct tasklet_struct *t)
{
	struct tsq_tasklet *tsq = container_of(t, struct tsq_tasklet, tasklet);
	struct tcp_sock *tp;
	LIST_HEAD(list);

	list_splice_init(&tsq->head, &list);
	while (!list_empty(&list)) {
		struct sock *sk;

		tp = list_first_entry(&list, struct tcp_sock, tsq_node);
		list_del(&tp->tsq_node);
		sk = (struct sock *)tp;
		clear_bit(TSQ_QUEUED, &sk->sk_tsq_flags);
		tcp_tsq_handler(sk);
		sk_free(sk); /* the byte that tcp_wfree() kept */
	}
}

int tcp_tasklet_init(void)
{
	struct machine *machine = current_machine();
	unsigned int i;

	for (i = 0; i < machine->nr_cpus; i++) {
		struct tsq_tasklet *tsq =
			&cpu_var_of(&machine->cpus[i], tsq_tasklet);

		INIT_LIST_HEAD(&tsq->head);
		tasklet_setup(&tsq->tasklet, tcp_tasklet_func);
	}
	return 0;
}

void tcp_tasklet_exit(void)
{
	struct machine *machine = current_machine();
	unsigned int i;

	for (i = 0; i < machine->nr_cpus; i++)
		tasklet_kill(
			&cpu_var_of(&machine->cpus[i], tsq_tasklet).tasklet);
}

/**
 * tcp_wfree - a data packet has left the machine
 * @skb: borrowed; skb->sk is uncharged
 *
 * Context: any with BH off; the driver's completion, mostly.
 */
void tcp_wfree(struct sk_buff *skb)
{
	struct sock *sk = skb->sk;
	struct tcp_sock *tp = tcp_sk(sk);
	unsigned long oval, nval;
	struct tsq_tasklet *tsq;
	bool empty;

	/* One byte is kept: it goes by sk_free(), here or in the tasklet. */
	WARN_ON(refcount_sub_and_test((int)skb->truesize - 1,
				      &sk->sk_wmem_alloc));
	do {
		oval = READ_ONCE(sk->sk_tsq_flags);
		if (!(oval & TSQF_THROTTLED) || (oval & TSQF_QUEUED)) {
			sk_free(sk);
			return;
		}
		nval = (oval & ~(unsigned long)TSQF_THROTTLED) | TSQF_QUEUED;
	} while (cmpxchg(&sk->sk_tsq_flags, oval, nval) != oval);
	tsq = &cpu_var(tsq_tasklet);
	empty = list_empty(&tsq->head);
	list_add_tail(&tp->tsq_node, &tsq->head);
	if (empty)
		tasklet_schedule(&tsq->tasklet);
}

/**
 * tcp_release_cb - what came while a process owned the socket
 * @sk: owned by us, about to be released
 *
 * Context: process, slock held; release_sock().
 */
void tcp_release_cb(struct sock *sk)
{
	unsigned long flags, nflags;

	do {
		flags = READ_ONCE(sk->sk_tsq_flags);
		if (!(flags & TCP_DEFERRED_ALL))
			return;
		nflags = flags & ~(unsigned long)TCP_DEFERRED_ALL;
	} while (cmpxchg(&sk->sk_tsq_flags, flags, nflags) != flags);
	if (flags & TCPF_TSQ_DEFERRED) {
		tcp_tsq_write(sk);
		__sock_put(sk);
	}
	if (flags & TCPF_WRITE_TIMER_DEFERRED) {
		tcp_write_timer_handler(sk);
		__sock_put(sk);
	}
	if (flags & TCPF_DELACK_TIMER_DEFERRED) {
		tcp_delack_timer_handler(sk);
		__sock_put(sk);
	}
	if (flags & TCPF_MTU_REDUCED_DEFERRED) {
		inet_csk(sk)->icsk_af_ops->mtu_reduced(sk);
		__sock_put(sk);
	}
}

static bool tcp_rtx_queue_empty_or_single_skb(const struct sock *sk)
{
	const struct rb_node *node = sk->tcp_rtx_queue.rb_node;

	return !node || (!node->rb_left && !node->rb_right);
}

/* True: enough of ours lies below; @factor doubles what is enough. */
bool tcp_small_queue_check(struct sock *sk, const struct sk_buff *skb,
			   unsigned int factor)
{
	unsigned long limit;

	limit = max_t(unsigned long, 2UL * skb->truesize,
		      sk->sk_pacing_rate >> sk->sk_pacing_shift);
	if (sk->sk_pacing_status == SK_PACING_NONE)
		limit = min_t(unsigned long, limit,
			      (unsigned long)tcp_net(sk)
				      ->sysctl_tcp_limit_output_bytes);
	limit <<= factor;
	if (refcount_read(&sk->sk_wmem_alloc) <= limit)
		return false;
	/* Else a device that keeps its one packet would stop us for ever. */
	if (tcp_rtx_queue_empty_or_single_skb(sk))
		return false;
	set_bit(TSQ_THROTTLED, &sk->sk_tsq_flags);
	/* The packet may have died between the look and the mark. */
	smp_mb();
	return refcount_read(&sk->sk_wmem_alloc) > limit;
}

/* ---- pacing by our own timer: sk_pacing_status is SK_PACING_NEEDED ---------
 */

/* True: the next packet's time has not come; the timer will send it. */
bool tcp_pacing_check(struct sock *sk)
{
	struct tcp_sock *tp = tcp_sk(sk);

	if (likely(sk->sk_pacing_status != SK_PACING_NEEDED))
		return false;
	if (tp->tcp_wstamp_ns <= tp->tcp_clock_cache)
		return false;
	if (!hrtimer_is_queued(&tp->pacing_timer)) {
		hrtimer_start(&tp->pacing_timer,
			      ns_to_ktime((s64)tp->tcp_wstamp_ns),
			      HRTIMER_MODE_ABS_PINNED_SOFT);
		sock_hold(sk);
	}
	return true;
}

u64 tcp_pacing_delay(const struct sock *sk)
{
	const struct tcp_sock *tp = tcp_sk(sk);
	s64 delay = (s64)(tp->tcp_wstamp_ns - tp->tcp_clock_cache);

	return delay > 0 ? (u64)nsecs_to_jiffies((u64)delay) : 0;
}

void tcp_reset_xmit_timer(struct sock *sk, const int what, unsigned long when,
			  const unsigned long max_when)
{
	inet_csk_reset_xmit_timer(sk, what, when + tcp_pacing_delay(sk),
				  max_when);
}

enum hrtimer_restart tcp_pace_kick(struct hrtimer *timer)
{
	struct tcp_sock *tp =
		container_of(timer, struct tcp_sock, pacing_timer);
	struct sock *sk = (struct sock *)tp;

	tcp_tsq_handler(sk);
	sock_put(sk);
	return HRTIMER_NORESTART;
}
