// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tcp_probe - is the peer there, and is there room? Probes of a shut window
 *
 * Where:   tcp_timer.c's probe0 and keepalive timers; tcp_output.c arms the
 *          first when nothing can be sent and nothing is in flight.
 * Mirrors: net/ipv4/tcp_output.c (tcp_write_wakeup), include/net/tcp.h; cut.
 * Spec:    RFC 9293 §3.8.6.1 (zero-window probes), §3.8.4 (keepalives).
 *
 * Linux's probe carries no data: a sequence the peer has acknowledged, which
 * it must answer with an ACK that tells its window.
 */
#include "lib/log2.h"
#include "proto/ipv4/tcp_priv.h"

unsigned long tcp_probe0_base(const struct sock *sk)
{
	return max_t(unsigned long, inet_csk(sk)->icsk_rto, TCP_RTO_MIN);
}

/* Doubled for each probe without an answer. */
unsigned long tcp_probe0_when(const struct sock *sk, unsigned long max_when)
{
	unsigned int most = ilog2(TCP_RTO_MAX / TCP_RTO_MIN) + 1;
	u64 when = (u64)tcp_probe0_base(sk)
		   << min_t(unsigned int, most, inet_csk(sk)->icsk_backoff);

	return (unsigned long)min_t(u64, when, max_when);
}

/* The window is shut, all is acknowledged: nobody will wake us but a timer. */
void tcp_check_probe_timer(struct sock *sk)
{
	if (!tcp_sk(sk)->packets_out && !inet_csk(sk)->icsk_pending)
		tcp_reset_xmit_timer(sk, ICSK_TIME_PROBE0, tcp_probe0_base(sk),
				     TCP_RTO_MAX);
}

/* Not later than TCP_USER_TIMEOUT allows. */
u32 tcp_clamp_probe0_to_user_timeout(const struct sock *sk, u32 when)
{
	const struct inet_connection_sock *icsk = inet_csk(sk);
	u32 user_timeout = READ_ONCE(icsk->icsk_user_timeout);
	s32 elapsed, remaining;

	if (!user_timeout || !icsk->icsk_probes_tstamp)
		return when;
	elapsed = (s32)(tcp_jiffies32 - icsk->icsk_probes_tstamp);
	if (unlikely(elapsed < 0))
		elapsed = 0;
	remaining = (s32)msecs_to_jiffies(user_timeout) - elapsed;
	return min_t(u32, (u32)max_t(s32, remaining, (s32)TCP_TIMEOUT_MIN),
		     when);
}

/*
 * @urgent: at snd_una, which carries an urgent pointer; else one before it.
 * 0, or -errno, or what a full queue below said.
 */
static int tcp_xmit_probe_skb(struct sock *sk, int urgent, int mib)
{
	struct tcp_sock *tp = tcp_sk(sk);
	struct sk_buff *skb = alloc_skb(MAX_TCP_HEADER, GFP_ATOMIC);

	if (!skb)
		return -ENOMEM;
	skb_reserve(skb, MAX_TCP_HEADER);
	tcp_init_nondata_skb(skb, tp->snd_una - !urgent, TCPHDR_ACK);
	NET_INC_STATS(sock_net(sk), mib);
	return tcp_transmit_skb(sk, skb, 0, GFP_ATOMIC);
}

/* There is some window, too small for us until now: send what fits. */
static int tcp_write_wakeup_data(struct sock *sk, struct sk_buff *skb)
{
	struct tcp_skb_cb *tcb = TCP_SKB_CB(skb);
	struct tcp_sock *tp = tcp_sk(sk);
	unsigned int mss = tcp_current_mss(sk);
	u32 seg_size = tcp_wnd_end(tp) - tcb->seq;
	int err;

	if (before(tp->pushed_seq, tcb->end_seq))
		tp->pushed_seq = tcb->end_seq;
	if (seg_size < tcb->end_seq - tcb->seq || skb->len > mss) {
		seg_size = min(seg_size, mss);
		tcb->tcp_flags |= TCPHDR_PSH;
		if (tcp_fragment(sk, TCP_FRAG_IN_WRITE_QUEUE, skb, seg_size,
				 mss, GFP_ATOMIC))
			return -ENOMEM;
	} else if (!tcp_skb_pcount(skb)) {
		tcp_set_skb_tso_segs(skb, mss);
	}
	tcb->tcp_flags |= TCPHDR_PSH;
	err = tcp_transmit_skb(sk, skb, 1, GFP_ATOMIC);
	if (!err)
		tcp_event_new_data_sent(sk, skb);
	return err;
}

/**
 * tcp_write_wakeup - send something that must be answered
 * @sk: locked
 * @mib: LINUX_MIB_*: what the probe is counted as
 *
 * Context: process or softirq. Return: <= 0: sent, or no memory; > 0: our own
 * queues are full.
 */
int tcp_write_wakeup(struct sock *sk, int mib)
{
	struct tcp_sock *tp = tcp_sk(sk);
	struct sk_buff *skb;

	if (sk->sk_state == TCP_CLOSE)
		return -ENOTCONN;
	skb = tcp_send_head(sk);
	if (skb && before(TCP_SKB_CB(skb)->seq, tcp_wnd_end(tp)))
		return tcp_write_wakeup_data(sk, skb);
	if (between(tp->snd_up, tp->snd_una + 1, tp->snd_una + 0xFFFF))
		tcp_xmit_probe_skb(sk, 1, mib);
	return tcp_xmit_probe_skb(sk, 0, mib);
}

/* The probe timer fired: probe, and arm it again while the window is shut. */
void tcp_send_probe0(struct sock *sk)
{
	struct inet_connection_sock *icsk = inet_csk(sk);
	struct tcp_sock *tp = tcp_sk(sk);
	unsigned long timeout;
	int err = tcp_write_wakeup(sk, LINUX_MIB_TCPWINPROBE);

	if (tp->packets_out || tcp_write_queue_empty(sk)) {
		icsk->icsk_probes_out = 0;
		icsk->icsk_backoff = 0;
		icsk->icsk_probes_tstamp = 0;
		return;
	}
	icsk->icsk_probes_out++;
	if (err <= 0) {
		if (icsk->icsk_backoff < tcp_net(sk)->sysctl_tcp_retries2)
			icsk->icsk_backoff++;
		timeout = tcp_probe0_when(sk, TCP_RTO_MAX);
	} else {
		/* Our own queue was full: soon, and without doubling. */
		timeout = TCP_RESOURCE_PROBE_INTERVAL;
	}
	timeout = tcp_clamp_probe0_to_user_timeout(sk, (u32)timeout);
	tcp_reset_xmit_timer(sk, ICSK_TIME_PROBE0, timeout, TCP_RTO_MAX);
}
