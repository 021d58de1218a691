// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * proto_tcp_cubic_test - CUBIC's window against RFC 9438's formula
 *
 * Where:   tcp_cong_test; tcp_cong.c and tcp_cubic.c are linked in, the socket
 *          is only memory, and the test is the network.
 * Mirrors: nothing.
 * Spec:    RFC 9438 §4.1-4.7: W(t) = 0.4 (t - K)^3 + Wmax, beta 0.7.
 */
#include "core/net_namespace.h"
#include "lib/ktime.h"
#include "lib/slab.h"
#include "proto/ipv4/tcp_priv.h"
#include "tests/unit/host_fixture.h"

static struct tcp_sock *tp;
static struct sock *sk;

static void begin(void)
{
	host_begin(1);
	tp = kzalloc(sizeof(*tp), GFP_KERNEL);
	sk = (struct sock *)tp;
	sock_net_set(sk, &init_net);
	sk->sk_state = TCP_ESTABLISHED;
	inet_csk(sk)->icsk_ca_ops = &tcp_reno;
	tp->snd_cwnd_clamp = ~0U;
	tp->snd_ssthresh = TCP_INFINITE_SSTHRESH;
	tp->is_cwnd_limited = 1;
	ASSERT_EQ(tcp_set_congestion_control(sk, "cubic", false, true), 0);
}
TEST_SETUP(begin);

static void end(void)
{
	tcp_cleanup_congestion_control(sk);
	kfree(tp);
	host_end();
}
TEST_TEARDOWN(end);

static const struct tcp_congestion_ops *ca(void)
{
	return inet_csk(sk)->icsk_ca_ops;
}

/* A loss at a window of @cwnd, and the window after it. */
static u32 lose(u32 cwnd)
{
	tcp_snd_cwnd_set(tp, cwnd);
	tp->snd_ssthresh = ca()->ssthresh(sk);
	tcp_snd_cwnd_set(tp, tp->snd_ssthresh);
	return tp->snd_ssthresh;
}

TEST(a_loss_leaves_717_of_1024_but_at_least_two)
{
	u32 cwnd;

	for (cwnd = 3; cwnd < 100000; cwnd = cwnd * 3 + 1)
		EXPECT_EQ(lose(cwnd), max(cwnd * 717 / 1024, 2U));
	EXPECT_EQ(lose(1), 2);
}

/* One round trip of @ms: each segment of the window is acknowledged. */
static void round_trip(long ms)
{
	u32 acks = tcp_snd_cwnd(tp), i;

	for (i = 0; i < 10; i++) {
		schedule_timeout_uninterruptible(ms / 10);
		ca()->cong_avoid(sk, 0, acks / 10);
	}
}

/* Wmax 1000, 700 left: K = cbrt(300 / 0.4) = 9.08 s. */
TEST(the_window_follows_the_cubic_function)
{
	const double wmax = 1000;
	double t, k, model, dist;
	u32 left = lose(1000), n;
	ktime_t start = ktime_get();

	dist = wmax - left;
	for (k = 0; 0.4 * k * k * k < dist; k += 0.0001)
		;
	EXPECT(k > 9.0 && k < 9.2);
	for (n = 1; n <= 150; n++) {
		round_trip(100);
		t = (double)(ktime_get() - start) / 1e9;
		model = wmax + 0.4 * (t - k) * (t - k) * (t - k);
		/* it lags by a round trip's growth, 10 at most */
		EXPECT(tcp_snd_cwnd(tp) > model - 12);
		EXPECT(tcp_snd_cwnd(tp) < model + 3);
	}
	/* past the plateau by now */
	EXPECT(tcp_snd_cwnd(tp) > 1050);
}

TEST(a_second_loss_below_the_first_gives_way)
{
	u32 n;

	lose(1000);
	lose(700); /* below 1000: the plateau is (1 + 0.7) / 2 of 700 */
	for (n = 0; n < 60; n++)
		round_trip(100);
	EXPECT(tcp_snd_cwnd(tp) > 560);
	EXPECT(tcp_snd_cwnd(tp) < 620);
}

TEST(slow_start_grows_by_what_was_acknowledged)
{
	tcp_snd_cwnd_set(tp, 10);
	ca()->cong_avoid(sk, 0, 10);
	EXPECT_EQ(tcp_snd_cwnd(tp), 20);
	tp->snd_ssthresh = 25;
	ca()->cong_avoid(sk, 0, 20);
	EXPECT(tcp_snd_cwnd(tp) >= 25 && tcp_snd_cwnd(tp) <= 33);
}

TEST(an_unknown_control_is_refused_and_the_list_tells_both)
{
	char buf[64];

	EXPECT_EQ(tcp_set_congestion_control(sk, "nobody", false, true),
		  -ENOENT);
	EXPECT_EQ(tcp_register_congestion_control(ca()), -EEXIST);
	tcp_get_available_congestion_control(buf, sizeof(buf));
	EXPECT_STREQ(buf, "cubic");
}
