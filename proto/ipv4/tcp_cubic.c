// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tcp_cubic - the window as a cubic function of the time since the last loss
 *
 * Where:   a congestion control by itself, modules/tcp_cubic.so; tcp_ack.c
 *          calls through icsk_ca_ops.
 * Mirrors: net/ipv4/tcp_cubic.c. Deviation: the cubic root is exact and needs
 *          no table; what follows from the parameters is not kept.
 * Spec:    RFC 9438; HyStart: Ha and Rhee, "Taming the elephants" (2011).
 *
 *	W(t) = C (t - K)^3 + Wmax,	K = cbrt((Wmax - cwnd) / C)
 *
 *	cwnd ^                       /
 *	     |  Wmax - - - - - - -  /
 *	     |            .-------'
 *	     |         .-'        K: at Wmax again, slowly, then faster
 *	     |        /
 *	     +-------+------------|-----> t
 *	          beta Wmax
 *
 * Units: time in 1/1024 s (BICTCP_HZ 10 bits), C = bic_scale * 10 / 2^10
 * = 0.4 segments per s^3, windows in segments.
 */
#include "core/module.h"
#include "core/snmp.h"
#include "lib/math64.h"
#include "proto/tcp.h"

#define BICTCP_BETA_SCALE 1024
#define BICTCP_HZ	  10

#define HYSTART_ACK_TRAIN   0x1
#define HYSTART_DELAY	    0x2
#define HYSTART_MIN_SAMPLES 8
#define HYSTART_DELAY_MIN   4000U /* us */
#define HYSTART_DELAY_MAX   16000U

static int fast_convergence = 1;
static int beta = 717; /* / 1024 = 0.7: RFC 9438 §4.6 */
static int initial_ssthresh;
static int bic_scale = 41;
static int tcp_friendliness = 1;
static int hystart = 1;
static int hystart_detect = HYSTART_ACK_TRAIN | HYSTART_DELAY;
static int hystart_low_window = 16;
static int hystart_ack_delta_us = 2000;

module_param(fast_convergence, int, 0644);
MODULE_PARM_DESC(fast_convergence, "give way to newcomers: 0 or 1");
module_param(beta, int, 0644);
MODULE_PARM_DESC(beta, "what a loss leaves of the window, of 1024");
module_param(initial_ssthresh, int, 0644);
MODULE_PARM_DESC(initial_ssthresh, "first slow-start threshold, segments");
module_param(bic_scale, int, 0444);
MODULE_PARM_DESC(bic_scale, "C, of 1024 / 10");
module_param(tcp_friendliness, int, 0644);
MODULE_PARM_DESC(tcp_friendliness, "never slower than Reno: 0 or 1");
module_param(hystart, int, 0644);
MODULE_PARM_DESC(hystart, "leave slow start before the loss: 0 or 1");
module_param(hystart_detect, int, 0644);
MODULE_PARM_DESC(hystart_detect, "1: ACK train, 2: delay, 3: both");
module_param(hystart_low_window, int, 0644);
MODULE_PARM_DESC(hystart_low_window, "not below so many segments");
module_param(hystart_ack_delta_us, int, 0644);
MODULE_PARM_DESC(hystart_ack_delta_us, "ACKs nearer than this are a train");

struct bictcp {
	u32 cnt; /* one more for so many ACKs */
	u32 last_max_cwnd;
	u32 last_cwnd;
	u32 last_time; /* tcp_jiffies32 of it */
	u32 bic_origin_point;
	u32 bic_K;	 /* 1/1024 s from the epoch's start to the origin */
	u32 delay_min;	 /* us */
	u32 epoch_start; /* tcp_jiffies32; 0: none */
	u32 ack_cnt;
	u32 tcp_cwnd; /* what Reno would have */
	/* HyStart: of this round trip; bictcp_reset() leaves what is below */
	u8 sample_cnt;
	u8 found;
	u32 round_start; /* us */
	u32 end_seq;
	u32 last_ack; /* us */
	u32 curr_rtt; /* us: the least */
};
_Static_assert(sizeof(struct bictcp) <= ICSK_CA_PRIV_SIZE, "it must fit");

static void bictcp_reset(struct bictcp *ca)
{
	memset(ca, 0, offsetof(struct bictcp, sample_cnt));
	ca->found = 0;
}

/* ---- the curve -------------------------------------------------------------
 */

/* The largest x with x^3 <= @a: one bit of x at a time. */
static u32 cubic_root(u64 a)
{
	u64 y = 0, b;
	int s;

	for (s = 63; s >= 0; s -= 3) {
		y <<= 1;
		b = 3 * y * (y + 1) + 1;
		if (a >> s >= b) {
			a -= b << s;
			y++;
		}
	}
	return (u32)y;
}

/* K for a window @dist below the origin: cbrt(dist / C), in 1/1024 s. */
static u32 cubic_K(u32 dist)
{
	return cubic_root(
		div_u64(1ULL << (10 + 3 * BICTCP_HZ), (u32)(bic_scale * 10)) *
		dist);
}

/* A new epoch: the curve through @cwnd whose plateau is the last maximum. */
static void bictcp_start_epoch(struct bictcp *ca, u32 cwnd, u32 acked)
{
	ca->epoch_start = tcp_jiffies32;
	ca->ack_cnt = acked;
	ca->tcp_cwnd = cwnd;
	if (ca->last_max_cwnd <= cwnd) {
		ca->bic_K = 0;
		ca->bic_origin_point = cwnd;
	} else {
		ca->bic_K = cubic_K(ca->last_max_cwnd - cwnd);
		ca->bic_origin_point = ca->last_max_cwnd;
	}
}

/* W(now + RTT): where the window should be when these ACKs' data arrives. */
static u32 bictcp_target(const struct bictcp *ca)
{
	u64 t = tcp_jiffies32 - ca->epoch_start, offs, delta;

	t += usecs_to_jiffies(ca->delay_min);
	t = div_u64(t << BICTCP_HZ, HZ);
	offs = t < ca->bic_K ? ca->bic_K - t : t - ca->bic_K;
	delta = ((u64)(bic_scale * 10) * offs * offs * offs) >>
		(10 + 3 * BICTCP_HZ);
	return t < ca->bic_K ? ca->bic_origin_point - (u32)delta
			     : ca->bic_origin_point + (u32)delta;
}

/* RFC 9438 §4.3: what Reno with our beta would have is the least. */
static void bictcp_friendliness(struct bictcp *ca, u32 cwnd)
{
	u32 scale = (u32)(8 * (BICTCP_BETA_SCALE + beta) / 3 /
			  (BICTCP_BETA_SCALE - beta));
	u32 delta = max((cwnd * scale) >> 3, 1U);

	ca->tcp_cwnd += ca->ack_cnt > delta ? (ca->ack_cnt - 1) / delta : 0;
	if (ca->ack_cnt > delta)
		ca->ack_cnt -= (ca->ack_cnt - 1) / delta * delta;
	if (ca->tcp_cwnd > cwnd)
		ca->cnt = min(ca->cnt, cwnd / (ca->tcp_cwnd - cwnd));
}

/* Compute ca->cnt: by how many ACKs the window grows by one. */
static void bictcp_update(struct bictcp *ca, u32 cwnd, u32 acked)
{
	u32 target;

	ca->ack_cnt += acked;
	if (ca->last_cwnd == cwnd &&
	    (s32)(tcp_jiffies32 - ca->last_time) <= HZ / 32)
		return;
	/* The curve moves once a jiffy at most. */
	if (!ca->epoch_start || tcp_jiffies32 != ca->last_time) {
		ca->last_cwnd = cwnd;
		ca->last_time = tcp_jiffies32;
		if (!ca->epoch_start)
			bictcp_start_epoch(ca, cwnd, acked);
		target = bictcp_target(ca);
		ca->cnt = target > cwnd ? cwnd / (target - cwnd) : 100 * cwnd;
		/* No loss yet: 5 % a round trip at least. */
		if (ca->last_max_cwnd == 0 && ca->cnt > 20)
			ca->cnt = 20;
	}
	if (tcp_friendliness)
		bictcp_friendliness(ca, cwnd);
	/* not faster than 1.5 times a round trip */
	ca->cnt = max(ca->cnt, 2U);
}

static void cubictcp_cong_avoid(struct sock *sk, u32 ack, u32 acked)
{
	struct tcp_sock *tp = tcp_sk(sk);
	struct bictcp *ca = inet_csk_ca(sk);

	if (!tcp_is_cwnd_limited(sk))
		return;
	if (tcp_in_slow_start(tp)) {
		acked = tcp_slow_start(tp, acked);
		if (!acked)
			return;
	}
	bictcp_update(ca, tcp_snd_cwnd(tp), acked);
	tcp_cong_avoid_ai(tp, ca->cnt, acked);
}

/* A loss: the epoch ends. RFC 9438 §4.6, §4.7 (fast convergence). */
static u32 cubictcp_recalc_ssthresh(struct sock *sk)
{
	const u32 cwnd = tcp_snd_cwnd(tcp_sk(sk));
	struct bictcp *ca = inet_csk_ca(sk);

	ca->epoch_start = 0;
	if (cwnd < ca->last_max_cwnd && fast_convergence)
		ca->last_max_cwnd = cwnd * (u32)(BICTCP_BETA_SCALE + beta) /
				    (2 * BICTCP_BETA_SCALE);
	else
		ca->last_max_cwnd = cwnd;
	return max(cwnd * (u32)beta / BICTCP_BETA_SCALE, 2U);
}

/* ---- HyStart ---------------------------------------------------------------
 */

static u32 bictcp_clock_us(const struct sock *sk)
{
	return (u32)tcp_sk(sk)->tcp_mstamp;
}

/* A round trip begins. */
static void bictcp_hystart_reset(struct sock *sk)
{
	struct bictcp *ca = inet_csk_ca(sk);

	ca->round_start = ca->last_ack = bictcp_clock_us(sk);
	ca->end_seq = tcp_sk(sk)->snd_nxt;
	ca->curr_rtt = ~0U;
	ca->sample_cnt = 0;
}

/* What segments cut by the device add to a train's length, us. */
static u32 hystart_ack_delay(const struct sock *sk)
{
	unsigned long rate = READ_ONCE(sk->sk_pacing_rate);

	if (!rate)
		return 0;
	return (u32)min_t(
		u64, (u64)USEC_PER_MSEC,
		div64_ul((u64)sk->sk_gso_max_size * 4 * (u64)USEC_PER_SEC,
			 rate));
}

static void hystart_found(struct sock *sk, int detect, int cwnd_mib)
{
	struct tcp_sock *tp = tcp_sk(sk);
	struct bictcp *ca = inet_csk_ca(sk);

	ca->found = 1;
	NET_INC_STATS(sock_net(sk), detect);
	NET_ADD_STATS(sock_net(sk), cwnd_mib, tcp_snd_cwnd(tp));
	tp->snd_ssthresh = tcp_snd_cwnd(tp);
}

static void hystart_update(struct sock *sk, u32 delay)
{
	struct tcp_sock *tp = tcp_sk(sk);
	struct bictcp *ca = inet_csk_ca(sk);
	u32 now = bictcp_clock_us(sk), threshold;

	if (after(tp->snd_una, ca->end_seq))
		bictcp_hystart_reset(sk);
	if (tcp_snd_cwnd(tp) < (u32)hystart_low_window)
		return;
	/* ACKs that come one after the other for half an RTT: it is full. */
	if ((hystart_detect & HYSTART_ACK_TRAIN) &&
	    (s32)(now - ca->last_ack) <= hystart_ack_delta_us) {
		ca->last_ack = now;
		threshold = ca->delay_min + hystart_ack_delay(sk);
		if (sk->sk_pacing_status == SK_PACING_NONE)
			threshold >>= 1;
		if ((s32)(now - ca->round_start) > (s32)threshold)
			hystart_found(sk, LINUX_MIB_TCPHYSTARTTRAINDETECT,
				      LINUX_MIB_TCPHYSTARTTRAINCWND);
	}
	if (!(hystart_detect & HYSTART_DELAY))
		return;
	/* The least RTT of this round is an eighth above the least of all. */
	ca->curr_rtt = min(ca->curr_rtt, delay);
	if (ca->sample_cnt < HYSTART_MIN_SAMPLES)
		ca->sample_cnt++;
	else if (ca->curr_rtt > ca->delay_min + clamp(ca->delay_min >> 3,
						      HYSTART_DELAY_MIN,
						      HYSTART_DELAY_MAX))
		hystart_found(sk, LINUX_MIB_TCPHYSTARTDELAYDETECT,
			      LINUX_MIB_TCPHYSTARTDELAYCWND);
}

/* ---- the slots -------------------------------------------------------------
 */

static void cubictcp_acked(struct sock *sk, const struct ack_sample *sample)
{
	struct bictcp *ca = inet_csk_ca(sk);
	u32 delay;

	if (sample->rtt_us < 0)
		return;
	/* Right after a loss the queue's delay is not the path's. */
	if (ca->epoch_start && (s32)(tcp_jiffies32 - ca->epoch_start) < HZ)
		return;
	delay = max_t(u32, (u32)sample->rtt_us, 1);
	if (ca->delay_min == 0 || ca->delay_min > delay)
		ca->delay_min = delay;
	if (!ca->found && tcp_in_slow_start(tcp_sk(sk)) && hystart)
		hystart_update(sk, delay);
}

static void cubictcp_init(struct sock *sk)
{
	struct bictcp *ca = inet_csk_ca(sk);

	bictcp_reset(ca);
	if (hystart)
		bictcp_hystart_reset(sk);
	else if (initial_ssthresh)
		tcp_sk(sk)->snd_ssthresh = (u32)initial_ssthresh;
}

static void cubictcp_state(struct sock *sk, u8 new_state)
{
	if (new_state == TCP_CA_Loss) {
		bictcp_reset(inet_csk_ca(sk));
		bictcp_hystart_reset(sk);
	}
}

/* The application was silent: the curve stood still meanwhile. */
static void cubictcp_cwnd_event(struct sock *sk, enum tcp_ca_event event)
{
	struct bictcp *ca = inet_csk_ca(sk);
	u32 now = tcp_jiffies32;
	s32 delta = (s32)(now - tcp_sk(sk)->lsndtime);

	if (event != CA_EVENT_TX_START || !ca->epoch_start || delta <= 0)
		return;
	ca->epoch_start += (u32)delta;
	if (after(ca->epoch_start, now))
		ca->epoch_start = now;
}

static const struct tcp_congestion_ops cubictcp = {
	.ssthresh = cubictcp_recalc_ssthresh,
	.cong_avoid = cubictcp_cong_avoid,
	.set_state = cubictcp_state,
	.cwnd_event = cubictcp_cwnd_event,
	.pkts_acked = cubictcp_acked,
	.undo_cwnd = tcp_reno_undo_cwnd,
	.init = cubictcp_init,
	.name = "cubic",
	.flags = TCP_CONG_NON_RESTRICTED,
	.owner = THIS_MODULE,
};

module_congestion_control(cubictcp);
MODULE_AUTHOR("the Strata authors");
MODULE_DESCRIPTION("congestion control CUBIC");
MODULE_LICENSE("GPL");
