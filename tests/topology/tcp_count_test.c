// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tcp_count_test - counters, limits and windows that sysctls rule
 *
 * Where:   two hosts on a wire; /proc/net/netstat, TCP_INFO.
 * Mirrors: tools/testing/selftests/net in purpose.
 * Spec:    checklist rows 122, 127, 132, 176, 177, 179, 180, 189 to 192.
 */
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/harness.h"
#include "tests/topology/st_ok.h"
#include "tests/topology/stream.h"

#define MANY 50

static struct topo t;

static void hosts(const char *knobs)
{
	struct topo_env env = {.name = "", .knobs = knobs};

	topo_chain(&t, 2, &env, 1);
}

static struct st_sock *tcp(unsigned int h)
{
	struct st_sock *sk = st_socket(t.n[h], AF_INET, SOCK_STREAM, 0, NULL);

	ASSERT(sk != NULL);
	return sk;
}

static struct st_sock *listener(uint16_t port, int backlog)
{
	struct sockaddr_in a = topo_addr("0.0.0.0", port);
	struct st_sock *sk = tcp(1);

	ASSERT_EQ(st_bind(sk, (struct sockaddr *)&a, sizeof(a)), 0);
	ASSERT_EQ(st_listen(sk, backlog), 0);
	return sk;
}

/* Begin to connect to port 80; what comes of it shows later. */
static struct st_sock *begin(void)
{
	struct sockaddr_in a = topo_addr("10.0.0.2", 80);
	struct st_args args = {.how = ST_TRY, .addr = &a, .addrlen = sizeof(a)};
	struct st_sock *sk = tcp(0);

	EXPECT_EQ(st_call(sk, ST_CONNECT, &args), -EINPROGRESS);
	return sk;
}

static struct tcp_info info_of(struct st_sock *sk)
{
	struct tcp_info info;
	unsigned int len = sizeof(info);

	memset(&info, 0, sizeof(info));
	EXPECT_EQ(st_getsockopt(sk, IPPROTO_TCP, TCP_INFO, &info, &len), 0);
	return info;
}

static int64_t ext(unsigned int h, const char *name)
{
	return topo_netstat(&t, h, "TcpExt:", name);
}

static void finish(int64_t ns)
{
	topo_run(&t, ns);
	topo_end(&t);
}

static uint64_t before[300];

/* Which of TcpExt moved since the last call: a blank before each name. */
static void moved(unsigned int h, char *names, size_t size)
{
	char *text = st_file_text(t.n[h], "/proc/net/netstat");
	char *values, *ns = NULL, *vs = NULL, *n, *v;
	unsigned int i = 0;

	ASSERT(text != NULL);
	*names = '\0';
	values = strchr(text, '\n') + 1;
	values[-1] = '\0';
	*strchr(values, '\n') = '\0';
	strtok_r(text, " ", &ns);
	strtok_r(values, " ", &vs);
	while ((n = strtok_r(NULL, " ", &ns)) &&
	       (v = strtok_r(NULL, " ", &vs)) && i < 300) {
		uint64_t now = strtoull(v, NULL, 10);

		if (now != before[i])
			snprintf(names + strlen(names), size - strlen(names),
				 " %s", n);
		before[i++] = now;
	}
	free(text);
}

static void mark(unsigned int h)
{
	char names[2000];

	memset(before, 0, sizeof(before));
	moved(h, names, sizeof(names));
}

/* Exactly these, in the file's order. */
static void expect_moved(unsigned int h, const char *want)
{
	char names[2000];

	moved(h, names, sizeof(names));
	EXPECT_STREQ(names, want);
}

/* ---- header prediction, autotuning -----------------------------------------
 */

static void count(void *data, const struct st_event *ev, const char *text)
{
	++*(uint64_t *)data;
}

TEST(tcp_bulk_goes_the_predicted_way)
{
	uint64_t up = 0, down = 0;
	struct stream st = {
		.t = &t,
		.server = 1,
		.address = "10.0.0.2",
		.port = 80,
		.up = 2000000,
		.seed = 1,
	};

	hosts("rate=100mbit delay=1ms");
	EXPECT_EQ(st_trace(t.h[1], "tcp_rcv", count, &up), 0);
	EXPECT_EQ(st_trace(t.h[0], "tcp_rcv", count, &down), 0);
	EXPECT_EQ(stream_run(&st, 100 * ST_SEC), 1);
	stream_expect_whole(&st);
	EXPECT_GE(ext(1, "TCPHPHits") * 10, up * 9);
	EXPECT_EQ(ext(0, "TCPSACKReorder"), 0);
	EXPECT_GE((ext(0, "TCPHPAcks") + ext(0, "TCPPureAcks")) * 10, down * 9);
	st_trace(t.h[0], NULL, NULL, NULL);
	st_trace(t.h[1], NULL, NULL, NULL);
	finish(61 * ST_SEC);
}

struct sink {
	struct st_sock *l;
	uint64_t got;
	int rcvbuf, done;
};

static int sink(void *data)
{
	struct sink *k = data;
	struct st_sock *s = st_accept(k->l, NULL, NULL, 0);
	unsigned int len = sizeof(k->rcvbuf);
	char buf[8192];
	ssize_t n;

	while ((n = st_recv(s, buf, sizeof(buf), 0)) > 0)
		k->got += (uint64_t)n;
	st_getsockopt(s, SOL_SOCKET, SO_RCVBUF, &k->rcvbuf, &len);
	st_close(s);
	k->done = 1;
	return 0;
}

/* The receive buffer after @bytes over a wire of 1 Gbit/s with @delay. */
static int tuned(const char *knobs, size_t bytes)
{
	struct sockaddr_in a = topo_addr("10.0.0.2", 80);
	static char big[1 << 16];
	struct st_sock *c;
	struct sink k = {0};
	size_t sent = 0;

	hosts(knobs);
	k.l = listener(80, 8);
	OK(st_task(t.h[1], sink, &k));
	c = tcp(0);
	EXPECT_EQ(st_connect(c, (struct sockaddr *)&a, sizeof(a)), 0);
	while (sent < bytes) {
		ssize_t n = st_send(c, big, sizeof(big), 0);

		ASSERT(n > 0);
		sent += (size_t)n;
	}
	st_close(c);
	topo_run(&t, 10 * ST_SEC);
	EXPECT_EQ(k.done, 1);
	EXPECT_EQ(k.got, sent);
	st_close(k.l);
	finish(61 * ST_SEC);
	return k.rcvbuf;
}

/* 1 Gbit/s: 20 ms there and back are 2.5 MB, 2 ms are 250 KB. */
TEST(tcp_rcvbuf_grows_with_what_is_on_its_way)
{
	int near = tuned("rate=1gbit delay=1ms", 8 << 20);
	int far = tuned("rate=1gbit delay=10ms", 32 << 20);

	EXPECT_GE(near, 131072);
	EXPECT_GT(far, 2 * near);
	EXPECT_GE(far, 5 << 20);
	EXPECT_LE(far, 6291456);
}

/* ---- queues of a listener --------------------------------------------------
 */

static void end_many(struct st_sock **c, struct st_sock *l)
{
	for (unsigned int i = 0; i < MANY; i++)
		st_close(c[i]);
	st_close(l);
	finish(300 * ST_SEC);
}

/* The first is a connection, so that the hosts know each other's address. */
static void many_without_syn_ack(struct st_sock **c)
{
	c[0] = begin();
	topo_run(&t, 10 * ST_MSEC);
	EXPECT_EQ(info_of(c[0]).tcpi_state, TCP_ESTABLISHED);
	OK(st_wire_set(t.h[1], "eth0", "loss=100%"));
	mark(1);
	for (unsigned int i = 1; i < MANY; i++)
		c[i] = begin();
	topo_run(&t, 100 * ST_MSEC);
}

/* SYN-ACKs get lost: requests stay. Cookies begin when there are ten. */
TEST(tcp_syn_queue_full_sends_cookies)
{
	struct st_sock *c[MANY], *l;

	hosts("delay=1ms");
	l = listener(80, 10);
	many_without_syn_ack(c);
	EXPECT_EQ(ext(1, "SyncookiesSent"), MANY - 1 - 10);
	expect_moved(1, " SyncookiesSent TCPReqQFullDoCookies");
	OK(st_wire_set(t.h[1], "eth0", "loss=0"));
	end_many(c, l);
}

/* Nobody accepts: one more than the backlog is kept, the rest tries again. */
TEST(tcp_accept_queue_full_drops)
{
	struct st_sock *c[MANY], *l;

	hosts("delay=1ms");
	l = listener(80, 1);
	mark(1);
	for (unsigned int i = 0; i < MANY; i++)
		c[i] = begin();
	topo_run(&t, 500 * ST_MSEC);
	EXPECT_EQ(info_of(l).tcpi_unacked, 2);
	EXPECT_EQ(info_of(l).tcpi_sacked, 1);
	EXPECT_GT(ext(1, "ListenOverflows"), 0);
	EXPECT_GE(ext(1, "ListenDrops"), ext(1, "ListenOverflows"));
	expect_moved(1, " SyncookiesSent SyncookiesRecv ListenOverflows"
			" ListenDrops TCPPureAcks TCPReqQFullDoCookies");
	end_many(c, l);
}

TEST(tcp_somaxconn_caps_listen)
{
	struct st_sock *l;

	hosts(NULL);
	l = listener(80, 100000);
	EXPECT_EQ(info_of(l).tcpi_sacked, 4096);
	OK(st_sysctl(t.n[1], "net.core.somaxconn", "65535"));
	EXPECT_EQ(st_listen(l, 100000), 0);
	EXPECT_EQ(info_of(l).tcpi_sacked, 65535);
	OK(st_sysctl(t.n[1], "net.core.somaxconn", "7"));
	EXPECT_EQ(st_listen(l, 100000), 0);
	EXPECT_EQ(info_of(l).tcpi_sacked, 7);
	st_close(l);
	finish(0);
}

/* Without cookies a quarter of tcp_max_syn_backlog is kept for known peers. */
TEST(tcp_max_syn_backlog_limits_without_cookies)
{
	struct st_sock *c[MANY], *l;

	hosts("delay=1ms");
	OK(st_sysctl(t.n[1], "net.ipv4.tcp_syncookies", "0"));
	OK(st_sysctl(t.n[1], "net.ipv4.tcp_max_syn_backlog", "16"));
	l = listener(80, 1000);
	many_without_syn_ack(c);
	EXPECT_EQ(topo_snmp(&t, 1, "Tcp:", "PassiveOpens"), 1);
	EXPECT_EQ(ext(1, "ListenDrops"), MANY - 1 - 13);
	expect_moved(1, " ListenDrops");
	OK(st_wire_set(t.h[1], "eth0", "loss=0"));
	end_many(c, l);
}

/* ---- time ------------------------------------------------------------------
 */

TEST(tcp_timeout_counts_and_only_it)
{
	struct sockaddr_in a = topo_addr("10.0.0.2", 80);
	struct st_sock *l, *c;

	hosts("delay=1ms");
	l = listener(80, 8);
	c = tcp(0);
	EXPECT_EQ(st_connect(c, (struct sockaddr *)&a, sizeof(a)), 0);
	OK(st_wire_set(t.h[0], "eth0", "loss=100%"));
	mark(0);
	EXPECT_GE(info_of(c).tcpi_rtt, 2000);
	EXPECT_LE(info_of(c).tcpi_rtt, 5000);
	EXPECT_LE(info_of(c).tcpi_rto, 206000);
	EXPECT_EQ(st_send(c, "x", 1, 0), 1);
	topo_run(&t, 250 * ST_MSEC);
	EXPECT_EQ(ext(0, "TCPTimeouts"), 1);
	OK(st_wire_set(t.h[0], "eth0", "loss=0"));
	topo_run(&t, ST_SEC);
	expect_moved(0, " TCPPureAcks TCPLostRetransmit TCPTimeouts"
			" TCPOrigDataSent TCPDelivered TcpTimeoutRehash");
	EXPECT_EQ(topo_snmp(&t, 0, "Tcp:", "RetransSegs"), 2);
	st_close(c);
	st_close(l);
	finish(200 * ST_SEC);
}

static int64_t cwnd_after_idle(const char *value)
{
	struct sockaddr_in a = topo_addr("10.0.0.2", 80);
	static char big[1 << 16];
	struct st_sock *c;
	struct sink k = {0};
	int64_t cwnd;

	hosts("rate=100mbit delay=10ms");
	OK(st_sysctl(t.n[0], "net.ipv4.tcp_slow_start_after_idle", value));
	k.l = listener(80, 8);
	OK(st_task(t.h[1], sink, &k));
	c = tcp(0);
	EXPECT_EQ(st_connect(c, (struct sockaddr *)&a, sizeof(a)), 0);
	for (unsigned int i = 0; i < 16; i++)
		EXPECT_EQ(st_send(c, big, sizeof(big), 0), sizeof(big));
	topo_run(&t, 60 * ST_SEC); /* 10 RTO and more */
	EXPECT_GT(info_of(c).tcpi_snd_cwnd, 40);
	EXPECT_EQ(st_send(c, big, 1, 0), 1);
	cwnd = info_of(c).tcpi_snd_cwnd;
	st_close(c);
	topo_run(&t, ST_SEC);
	EXPECT_EQ(k.done, 1);
	st_close(k.l);
	finish(61 * ST_SEC);
	return cwnd;
}

TEST(tcp_slow_start_after_idle_is_a_choice)
{
	EXPECT_EQ(cwnd_after_idle("1"), 10);
	EXPECT_GT(cwnd_after_idle("0"), 40);
}

/* A port in TIME_WAIT, the only one: taken again after a second, or not. */
static int again(const char *value, int64_t after)
{
	struct sockaddr_in a = topo_addr("10.0.0.2", 80);
	struct st_sock *l, *c, *s;
	int ret;

	hosts("delay=1ms");
	OK(st_sysctl(t.n[0], "net.ipv4.tcp_tw_reuse", value));
	OK(st_sysctl(t.n[0], "net.ipv4.ip_local_port_range", "40000 40001"));
	topo_run(&t, ST_SEC); /* a time stamp of second 0 is none */
	l = listener(80, 8);
	for (int i = 0; i < 2; i++) {
		c = tcp(0);
		ret = st_connect(c, (struct sockaddr *)&a, sizeof(a));
		EXPECT_EQ(ret, 0);
		s = st_accept(l, NULL, NULL, 0);
		st_close(c);
		topo_run(&t, 10 * ST_MSEC);
		st_close(s);
		topo_run(&t, 10 * ST_MSEC);
	}
	topo_run(&t, after);
	c = tcp(0);
	ret = st_connect(c, (struct sockaddr *)&a, sizeof(a));
	st_close(c);
	st_close(l);
	finish(200 * ST_SEC);
	return ret;
}

TEST(tcp_tw_reuse_takes_the_port_after_a_second)
{
	EXPECT_EQ(again("1", 2 * ST_SEC), 0);
	EXPECT_EQ(again("1", 0), -EADDRNOTAVAIL);
	EXPECT_EQ(again("0", 2 * ST_SEC), -EADDRNOTAVAIL);
	EXPECT_EQ(again("0", 65 * ST_SEC), 0);
}
