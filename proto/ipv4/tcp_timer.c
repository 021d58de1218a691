// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tcp_timer - what happens when nothing happens
 *
 * Where:   timers of the socket, in softirq; armed by tcp_output.c, tcp_ack.c
 *          and tcp_data.c through inet_csk_reset_xmit_timer().
 * Mirrors: net/ipv4/tcp_timer.c. Left out: TLP, RACK's and Fast Open's timers,
 *          MTU probing.
 * Spec:    RFC 6298 §5 (RTO and its doubling), RFC 9293 §3.8.3 (R1, R2),
 *          §3.8.4 (keepalive), §3.8.6.1 (probes), §3.8.6.3 (delayed ACK),
 *          RFC 5482 (user timeout).
 *
 * The timers of a connection:
 *
 *	icsk_retransmit_timer, whose meaning is icsk_pending
 *	  RETRANS  since the oldest segment, icsk_rto; doubles to 120 s
 *	  PROBE0   the peer's window is shut; RTO, doubles
 *	icsk_delack_timer   an ACK waits for company, 40 to 200 ms
 *	sk_timer            keepalive after two hours of silence; SYN_RECV's
 *	                    children have none; an orphan's FIN_WAIT2
 *	pacing_timer        the next packet's departure (tcp_tsq.c)
 *	compressed_ack_timer  SACKs in a burst become one
 *
 * A timer that finds the socket owned by a process leaves a flag, and
 * release_sock() calls the handler.
 */
#include "lib/log2.h"
#include "proto/ipv4/tcp_priv.h"

/* ---- the end ---------------------------------------------------------------
 */

static void tcp_write_err(struct sock *sk)
{
	WRITE_ONCE(sk->sk_err, sk->sk_err_soft ?: ETIMEDOUT);
	sk_error_report(sk);
	tcp_write_queue_purge(sk);
	tcp_done(sk);
	NET_INC_STATS(sock_net(sk), LINUX_MIB_TCPABORTONTIMEOUT);
}

/*
 * An orphan that holds memory while there is little of it, or too many of
 * them: it dies at once, with a RST when the peer may still be there.
 */
static bool tcp_out_of_resources(struct sock *sk, bool do_reset)
{
	struct tcp_sock *tp = tcp_sk(sk);
	s32 idle = (s32)(tcp_jiffies32 - tp->lsndtime);
	int shift = 0;

	if (idle > 2 * (s32)TCP_RTO_MAX || !do_reset)
		shift++;
	if (sk->sk_err_soft)
		shift++;
	if (tcp_check_oom(sk, shift)) {
		if (idle <= TCP_TIMEWAIT_LEN ||
		    (!tp->snd_wnd && !tp->packets_out))
			do_reset = true;
		if (do_reset)
			tcp_send_active_reset(sk, GFP_ATOMIC);
		tcp_done(sk);
		NET_INC_STATS(sock_net(sk), LINUX_MIB_TCPABORTONMEMORY);
		return true;
	}
	if (!check_net(sock_net(sk))) {
		tcp_done(sk); /* the namespace goes away */
		return true;
	}
	return false;
}

/* Retries of a socket that nobody has: some, if it was alive just now. */
static int tcp_orphan_retries(struct sock *sk, bool alive)
{
	int retries = tcp_net(sk)->sysctl_tcp_orphan_retries;

	if (sk->sk_err_soft && !alive)
		retries = 0;
	/* 8: more than 100 s at the least RTO */
	if (retries == 0 && alive)
		retries = 8;
	return retries;
}

/* ---- R1 and R2 -------------------------------------------------------------
 */

/* ms that @boundary doublings of @rto_base take, each at most TCP_RTO_MAX. */
static u32 tcp_model_timeout(unsigned int boundary, unsigned int rto_base)
{
	unsigned int thresh = ilog2(TCP_RTO_MAX / rto_base);
	u64 timeout;

	if (boundary <= thresh)
		timeout = (u64)((2U << boundary) - 1) * rto_base;
	else
		timeout = (u64)((2U << thresh) - 1) * rto_base +
			  (u64)(boundary - thresh) * TCP_RTO_MAX;
	return (u32)jiffies_to_msecs(timeout);
}

/* Have we tried for as long as @boundary retries take, or @timeout ms? */
static bool retransmits_timed_out(struct sock *sk, unsigned int boundary,
				  u32 timeout)
{
	struct tcp_sock *tp = tcp_sk(sk);
	unsigned int rto_base = TCP_RTO_MIN;

	if (!inet_csk(sk)->icsk_retransmits)
		return false;
	if (likely(timeout == 0)) {
		if ((1 << sk->sk_state) & (TCPF_SYN_SENT | TCPF_SYN_RECV))
			rto_base = TCP_TIMEOUT_INIT;
		timeout = tcp_model_timeout(boundary, rto_base);
	}
	return (s32)(tcp_time_stamp(tp) - tp->retrans_stamp - timeout) >= 0;
}

static void tcp_dst_negative_advice(struct sock *sk)
{
	sk_rethink_txhash(sk);
	dst_negative_advice(sk, __sk_dst_get(sk));
}

/* Is it over? True: the socket is closed. */
static bool tcp_write_timeout(struct sock *sk)
{
	const struct netns_ipv4 *ipv4 = tcp_net(sk);
	struct inet_connection_sock *icsk = inet_csk(sk);
	bool expired = false, alive, do_reset;
	int retry_until;

	if ((1 << sk->sk_state) & (TCPF_SYN_SENT | TCPF_SYN_RECV)) {
		if (icsk->icsk_retransmits)
			tcp_dst_negative_advice(sk);
		retry_until =
			icsk->icsk_syn_retries ?: ipv4->sysctl_tcp_syn_retries;
		expired = icsk->icsk_retransmits >= retry_until;
	} else {
		/* R1: perhaps another router */
		if (retransmits_timed_out(sk, ipv4->sysctl_tcp_retries1, 0))
			tcp_dst_negative_advice(sk);
		retry_until = ipv4->sysctl_tcp_retries2;
		if (sock_flag(sk, SOCK_DEAD)) {
			alive = icsk->icsk_rto < TCP_RTO_MAX;
			retry_until = tcp_orphan_retries(sk, alive);
			do_reset = alive ||
				   !retransmits_timed_out(
					   sk, (unsigned int)retry_until, 0);
			if (tcp_out_of_resources(sk, do_reset))
				return true;
		}
	}
	/* R2 */
	if (!expired)
		expired = retransmits_timed_out(
			sk, (unsigned int)retry_until,
			READ_ONCE(icsk->icsk_user_timeout));
	if (expired) {
		tcp_write_err(sk);
		return true;
	}
	if (sk_rethink_txhash(sk))
		NET_INC_STATS(sock_net(sk), LINUX_MIB_TCPTIMEOUTREHASH);
	return false;
}

/* ---- the retransmission timer ----------------------------------------------
 */

/* The next RTO, or what TCP_USER_TIMEOUT leaves. */
static u32 tcp_clamp_rto_to_user_timeout(const struct sock *sk)
{
	const struct inet_connection_sock *icsk = inet_csk(sk);
	u32 user_timeout = READ_ONCE(icsk->icsk_user_timeout), elapsed;
	s32 remaining;

	if (!user_timeout)
		return icsk->icsk_rto;
	elapsed = tcp_time_stamp(tcp_sk(sk)) - tcp_sk(sk)->retrans_stamp;
	remaining = (s32)(user_timeout - elapsed);
	if (remaining <= 0)
		return 1;
	return min_t(u32, icsk->icsk_rto, (u32)msecs_to_jiffies(remaining));
}

/* What did not work before this time-out. */
static void tcp_count_timeout(struct sock *sk)
{
	const u8 state = inet_csk(sk)->icsk_ca_state;
	const struct tcp_sock *tp = tcp_sk(sk);
	const bool sack = tcp_is_sack(tp);
	int mib_idx;

	if (state == TCP_CA_Recovery)
		mib_idx = sack ? LINUX_MIB_TCPSACKRECOVERYFAIL
			       : LINUX_MIB_TCPRENORECOVERYFAIL;
	else if (state == TCP_CA_Loss)
		mib_idx = LINUX_MIB_TCPLOSSFAILURES;
	else if (state == TCP_CA_Disorder || tp->sacked_out)
		mib_idx = sack ? LINUX_MIB_TCPSACKFAILURES
			       : LINUX_MIB_TCPRENOFAILURES;
	else
		return;
	NET_INC_STATS(sock_net(sk), mib_idx);
}

static bool tcp_stream_is_thin(const struct tcp_sock *tp)
{
	return tp->packets_out < 4 && !tcp_in_initial_slowstart(tp);
}

/* RFC 6298 §5.5: back off the timer; a thin stream does so later. */
static void tcp_backoff_rto(struct sock *sk)
{
	struct inet_connection_sock *icsk = inet_csk(sk);
	struct tcp_sock *tp = tcp_sk(sk);

	if (sk->sk_state == TCP_ESTABLISHED &&
	    (tp->thin_lto || tcp_net(sk)->sysctl_tcp_thin_linear_timeouts) &&
	    tcp_stream_is_thin(tp) && icsk->icsk_retransmits <= 6) {
		icsk->icsk_backoff = 0;
		icsk->icsk_rto = min(__tcp_set_rto(tp), TCP_RTO_MAX);
	} else {
		icsk->icsk_rto = min(icsk->icsk_rto << 1, TCP_RTO_MAX);
	}
	inet_csk_reset_xmit_timer(sk, ICSK_TIME_RETRANS,
				  tcp_clamp_rto_to_user_timeout(sk),
				  TCP_RTO_MAX);
	if (retransmits_timed_out(sk, tcp_net(sk)->sysctl_tcp_retries1 + 1U, 0))
		__sk_dst_reset(sk);
}

/*
 * The peer shut its window over what is in flight: our retransmissions are
 * probes, and the connection lasts as long as they are answered.
 */
static void tcp_retransmit_into_shut_window(struct sock *sk)
{
	struct tcp_sock *tp = tcp_sk(sk);

	if (tcp_jiffies32 - tp->rcv_tstamp > TCP_RTO_MAX) {
		tcp_write_err(sk);
		return;
	}
	tcp_enter_loss(sk);
	tcp_retransmit_skb(sk, tcp_rtx_queue_head(sk), 1);
	__sk_dst_reset(sk);
	tcp_backoff_rto(sk);
}

/* RFC 6298 §5.4-5.6. Context: softirq, slock held, the socket not owned. */
void tcp_retransmit_timer(struct sock *sk)
{
	struct inet_connection_sock *icsk = inet_csk(sk);
	struct tcp_sock *tp = tcp_sk(sk);

	if (!tp->packets_out || WARN_ON_ONCE(tcp_rtx_queue_empty(sk)))
		return;
	if (!tp->snd_wnd && !sock_flag(sk, SOCK_DEAD) &&
	    !((1 << sk->sk_state) & (TCPF_SYN_SENT | TCPF_SYN_RECV))) {
		tcp_retransmit_into_shut_window(sk);
		return;
	}
	NET_INC_STATS(sock_net(sk), LINUX_MIB_TCPTIMEOUTS);
	if (tcp_write_timeout(sk))
		return;
	if (icsk->icsk_retransmits == 0)
		tcp_count_timeout(sk);
	tcp_enter_loss(sk);
	icsk->icsk_retransmits++;
	if (tcp_retransmit_skb(sk, tcp_rtx_queue_head(sk), 1) > 0) {
		/* Our own queues are full: that is not the network's loss. */
		inet_csk_reset_xmit_timer(sk, ICSK_TIME_RETRANS,
					  TCP_RESOURCE_PROBE_INTERVAL,
					  TCP_RTO_MAX);
		return;
	}
	icsk->icsk_backoff++;
	tcp_backoff_rto(sk);
}

/* RFC 9293 §3.8.6.1: for ever, if only the peer answers and has an owner. */
static void tcp_probe_timer(struct sock *sk)
{
	struct inet_connection_sock *icsk = inet_csk(sk);
	u32 user_timeout = READ_ONCE(icsk->icsk_user_timeout);
	struct tcp_sock *tp = tcp_sk(sk);
	int max_probes = tcp_net(sk)->sysctl_tcp_retries2;
	bool alive;

	if (tp->packets_out || !tcp_send_head(sk)) {
		icsk->icsk_probes_out = 0;
		icsk->icsk_probes_tstamp = 0;
		return;
	}
	if (!icsk->icsk_probes_tstamp)
		icsk->icsk_probes_tstamp = tcp_jiffies32;
	else if (user_timeout &&
		 (s32)(tcp_jiffies32 - icsk->icsk_probes_tstamp) >=
			 (s32)msecs_to_jiffies(user_timeout))
		goto abort;
	if (sock_flag(sk, SOCK_DEAD)) {
		alive = inet_csk_rto_backoff(icsk, TCP_RTO_MAX) < TCP_RTO_MAX;
		max_probes = tcp_orphan_retries(sk, alive);
		if (!alive && icsk->icsk_backoff >= max_probes)
			goto abort;
		if (tcp_out_of_resources(sk, true))
			return;
	}
	if (icsk->icsk_probes_out < max_probes) {
		tcp_send_probe0(sk);
		return;
	}
abort:
	tcp_write_err(sk);
}

/* Context: slock held, not owned by another. */
void tcp_write_timer_handler(struct sock *sk)
{
	struct inet_connection_sock *icsk = inet_csk(sk);
	u8 event = icsk->icsk_pending;

	if (((1 << sk->sk_state) & (TCPF_CLOSE | TCPF_LISTEN)) || !event)
		return;
	/* It was moved on meanwhile: the timer itself is not, each time. */
	if (time_after(icsk->icsk_timeout, jiffies)) {
		sk_reset_timer(sk, &icsk->icsk_retransmit_timer,
			       icsk->icsk_timeout);
		return;
	}
	tcp_mstamp_refresh(tcp_sk(sk));
	icsk->icsk_pending = 0;
	if (event == ICSK_TIME_RETRANS)
		tcp_retransmit_timer(sk);
	else if (event == ICSK_TIME_PROBE0)
		tcp_probe_timer(sk);
}

static void tcp_write_timer(struct timer_list *t)
{
	struct inet_connection_sock *icsk =
		from_timer(icsk, t, icsk_retransmit_timer);
	struct sock *sk = &icsk->icsk_inet.sk;

	bh_lock_sock(sk);
	if (!sock_owned_by_user(sk))
		tcp_write_timer_handler(sk);
	else if (!test_and_set_bit(TCP_WRITE_TIMER_DEFERRED, &sk->sk_tsq_flags))
		sock_hold(sk);
	bh_unlock_sock(sk);
	sock_put(sk);
}

/* ---- the delayed ACK -------------------------------------------------------
 */

/* Context: slock held, not owned by another. */
void tcp_delack_timer_handler(struct sock *sk)
{
	struct inet_connection_sock *icsk = inet_csk(sk);
	struct tcp_sock *tp = tcp_sk(sk);
	s32 left;

	if ((1 << sk->sk_state) & (TCPF_CLOSE | TCPF_LISTEN))
		return;
	/* compressed_ack_timer found the socket owned */
	if (tp->compressed_ack) {
		tcp_mstamp_refresh(tp);
		tp->compressed_ack--;
		tcp_send_ack(sk);
		return;
	}
	if (!(icsk->icsk_ack.pending & ICSK_ACK_TIMER))
		return;
	left = (s32)(icsk->icsk_ack.timeout - tcp_jiffies32);
	if (left > 0) {
		sk_reset_timer(sk, &icsk->icsk_delack_timer,
			       jiffies + (unsigned long)left);
		return;
	}
	icsk->icsk_ack.pending &= (u8)~ICSK_ACK_TIMER;
	if (!inet_csk_ack_scheduled(sk))
		return;
	if (!inet_csk_in_pingpong_mode(sk)) {
		/* No reply came to take it along: wait longer next time. */
		icsk->icsk_ack.ato =
			min(icsk->icsk_ack.ato << 1, icsk->icsk_rto);
	} else {
		/* The conversation is over. */
		inet_csk_exit_pingpong_mode(sk);
		icsk->icsk_ack.ato = TCP_ATO_MIN;
	}
	tcp_mstamp_refresh(tp);
	tcp_send_ack(sk);
	NET_INC_STATS(sock_net(sk), LINUX_MIB_DELAYEDACKS);
}

static void tcp_delack_timer(struct timer_list *t)
{
	struct inet_connection_sock *icsk =
		from_timer(icsk, t, icsk_delack_timer);
	struct sock *sk = &icsk->icsk_inet.sk;

	bh_lock_sock(sk);
	if (!sock_owned_by_user(sk)) {
		tcp_delack_timer_handler(sk);
	} else {
		NET_INC_STATS(sock_net(sk), LINUX_MIB_DELAYEDACKLOCKED);
		if (!test_and_set_bit(TCP_DELACK_TIMER_DEFERRED,
				      &sk->sk_tsq_flags))
			sock_hold(sk);
	}
	bh_unlock_sock(sk);
	sock_put(sk);
}

enum hrtimer_restart tcp_compressed_ack_kick(struct hrtimer *timer)
{
	struct tcp_sock *tp =
		container_of(timer, struct tcp_sock, compressed_ack_timer);
	struct sock *sk = (struct sock *)tp;

	bh_lock_sock(sk);
	if (!sock_owned_by_user(sk)) {
		if (tp->compressed_ack) {
			/* one ACK is sent after all */
			tp->compressed_ack--;
			tcp_mstamp_refresh(tp);
			tcp_send_ack(sk);
		}
	} else if (!test_and_set_bit(TCP_DELACK_TIMER_DEFERRED,
				     &sk->sk_tsq_flags)) {
		sock_hold(sk);
	}
	bh_unlock_sock(sk);
	sock_put(sk);
	return HRTIMER_NORESTART;
}

/* ---- sk_timer: keepalive, and the orphan's FIN_WAIT2 -----------------------
 */

void tcp_reset_keepalive_timer(struct sock *sk, unsigned long timeout)
{
	inet_csk_reset_keepalive_timer(sk, timeout);
}

/* jiffies in FIN_WAIT2: TCP_LINGER2, but at least 3.5 RTOs */
int tcp_fin_time(const struct sock *sk)
{
	int fin_timeout =
		tcp_sk(sk)->linger2
			?: READ_ONCE(tcp_net(sk)->sysctl_tcp_fin_timeout);
	const int rto = (int)inet_csk(sk)->icsk_rto;

	return max(fin_timeout, (rto << 2) - (rto >> 1));
}

/* jiffies since anything came from the peer */
u32 keepalive_time_elapsed(const struct tcp_sock *tp)
{
	const struct inet_connection_sock *icsk = &tp->inet_conn;

	return min_t(u32, tcp_jiffies32 - icsk->icsk_ack.lrcvtime,
		     tcp_jiffies32 - tp->rcv_tstamp);
}

/* The orphan waited for the peer's FIN: a small socket waits on, or a RST. */
static void tcp_fin_wait2_timeout(struct sock *sk)
{
	int tmo = tcp_fin_time(sk) - TCP_TIMEWAIT_LEN;

	if (tcp_sk(sk)->linger2 >= 0 && tmo > 0) {
		tcp_time_wait(sk, TCP_FIN_WAIT2, tmo);
		return;
	}
	tcp_send_active_reset(sk, GFP_ATOMIC);
	tcp_done(sk);
}

/* Unanswered for too long? */
static bool tcp_keepalive_expired(const struct sock *sk, u32 elapsed)
{
	const struct inet_connection_sock *icsk = inet_csk(sk);
	u32 user_timeout = READ_ONCE(icsk->icsk_user_timeout);

	if (user_timeout)
		return elapsed >= msecs_to_jiffies(user_timeout) &&
		       icsk->icsk_probes_out > 0;
	return icsk->icsk_probes_out >= keepalive_probes(tcp_sk(sk));
}

/* jiffies until the next look; 0: the connection is dead. */
static u32 tcp_keepalive(struct sock *sk)
{
	struct tcp_sock *tp = tcp_sk(sk);
	u32 idle = (u32)keepalive_time_when(tp), elapsed;

	/* The retransmit timer watches over what is in flight. */
	if (tp->packets_out || !tcp_write_queue_empty(sk))
		return idle;
	elapsed = keepalive_time_elapsed(tp);
	if (elapsed < idle)
		return idle - elapsed;
	if (tcp_keepalive_expired(sk, elapsed)) {
		tcp_send_active_reset(sk, GFP_ATOMIC);
		tcp_write_err(sk);
		return 0;
	}
	if (tcp_write_wakeup(sk, LINUX_MIB_TCPKEEPALIVE) > 0)
		return TCP_RESOURCE_PROBE_INTERVAL;
	inet_csk(sk)->icsk_probes_out++;
	return (u32)keepalive_intvl_when(tp);
}

static void tcp_keepalive_timer(struct timer_list *t)
{
	struct sock *sk = from_timer(sk, t, sk_timer);
	u32 next;

	bh_lock_sock(sk);
	if (sock_owned_by_user(sk)) {
		inet_csk_reset_keepalive_timer(sk, HZ / 20);
		goto out;
	}
	if (WARN_ON_ONCE(sk->sk_state == TCP_LISTEN))
		goto out;
	tcp_mstamp_refresh(tcp_sk(sk));
	if (sk->sk_state == TCP_FIN_WAIT2 && sock_flag(sk, SOCK_DEAD)) {
		tcp_fin_wait2_timeout(sk);
		goto out;
	}
	if (!sock_flag(sk, SOCK_KEEPOPEN) ||
	    ((1 << sk->sk_state) & (TCPF_CLOSE | TCPF_SYN_SENT)))
		goto out;
	next = tcp_keepalive(sk);
	if (next)
		inet_csk_reset_keepalive_timer(sk, next);
out:
	bh_unlock_sock(sk);
	sock_put(sk);
}

/* ---- life ------------------------------------------------------------------
 */

void tcp_init_xmit_timers(struct sock *sk)
{
	struct tcp_sock *tp = tcp_sk(sk);

	inet_csk_init_xmit_timers(sk, tcp_write_timer, tcp_delack_timer,
				  tcp_keepalive_timer);
	hrtimer_setup(&tp->pacing_timer, tcp_pace_kick, CLOCK_MONOTONIC,
		      HRTIMER_MODE_ABS_PINNED_SOFT);
	hrtimer_setup(&tp->compressed_ack_timer, tcp_compressed_ack_kick,
		      CLOCK_MONOTONIC, HRTIMER_MODE_REL_PINNED_SOFT);
}

/* Each armed timer held a reference. */
void tcp_clear_xmit_timers(struct sock *sk)
{
	struct tcp_sock *tp = tcp_sk(sk);

	if (hrtimer_try_to_cancel(&tp->pacing_timer) == 1)
		__sock_put(sk);
	if (hrtimer_try_to_cancel(&tp->compressed_ack_timer) == 1)
		__sock_put(sk);
	inet_csk_clear_xmit_timers(sk);
}

/* SO_KEEPALIVE. Context: process, sock locked; struct proto.keepalive. */
void tcp_set_keepalive(struct sock *sk, int val)
{
	if ((1 << sk->sk_state) & (TCPF_CLOSE | TCPF_LISTEN))
		return;
	if (val && !sock_flag(sk, SOCK_KEEPOPEN))
		inet_csk_reset_keepalive_timer(
			sk, (unsigned long)keepalive_time_when(tcp_sk(sk)));
	else if (!val)
		inet_csk_delete_keepalive_timer(sk);
}
EXPORT_SYMBOL(tcp_set_keepalive);
