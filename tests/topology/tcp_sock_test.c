// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tcp_sock_test - what programs rely on: flags, options, limits, readiness
 *
 * Where:   sockets through the embedding library, two hosts on a wire.
 * Mirrors: tools/testing/selftests/net in purpose.
 * Spec:    tcp(7), socket(7), send(2), recv(2), epoll(7); checklist rows 171,
 *          172, 176.
 */
#include <errno.h>
#include <time.h>
/* after the above */
#include <linux/errqueue.h>
#include <linux/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/time.h>

#include "core/tcp_states.h"
#include "tests/harness.h"
#include "tests/topology/st_ok.h"
#include "tests/topology/topo.h"

static struct topo t;
static struct st_sock *l, *c, *s; /* listener, client, accepted */

static struct st_sock *tcp(struct st_net *n)
{
	struct st_sock *sk = st_socket(n, AF_INET, SOCK_STREAM, 0, NULL);

	ASSERT(sk != NULL);
	return sk;
}

static int set(struct st_sock *sk, int level, int name, int val)
{
	return st_setsockopt(sk, level, name, &val, sizeof(val));
}

static int get(struct st_sock *sk, int level, int name)
{
	unsigned int len = sizeof(int);
	int val = -1;

	EXPECT_EQ(st_getsockopt(sk, level, name, &val, &len), 0);
	return val;
}

static struct st_sock *listener(uint16_t port, int backlog)
{
	struct sockaddr_in a = topo_addr("0.0.0.0", port);
	struct st_sock *sk = tcp(t.n[1]);

	ASSERT_EQ(st_bind(sk, (struct sockaddr *)&a, sizeof(a)), 0);
	ASSERT_EQ(st_listen(sk, backlog), 0);
	return sk;
}

static int connect_to(struct st_sock *sk, uint16_t port)
{
	struct sockaddr_in a = topo_addr("10.0.0.2", port);

	return st_connect(sk, (struct sockaddr *)&a, sizeof(a));
}

/* A connection from h0 to port 80 of h1. */
static void pair_up(const char *knobs)
{
	struct topo_env env = {.name = "", .knobs = knobs};

	topo_chain(&t, 2, &env, 1);
	l = listener(80, 8);
	c = tcp(t.n[0]);
	ASSERT_EQ(connect_to(c, 80), 0);
	s = st_accept(l, NULL, NULL, 0);
	ASSERT(s != NULL);
}

static void pair_down(void)
{
	st_close(c);
	st_close(s);
	st_close(l);
	topo_run(&t, 200 * ST_SEC);
	topo_end(&t);
}

static struct tcp_info info_of(struct st_sock *sk)
{
	struct tcp_info info;
	unsigned int len = sizeof(info);

	memset(&info, 0, sizeof(info));
	EXPECT_EQ(st_getsockopt(sk, IPPROTO_TCP, TCP_INFO, &info, &len), 0);
	return info;
}

/* ---- flags of send() and recv() --------------------------------------------
 */

TEST(tcp_peek_leaves_and_trunc_throws_away)
{
	char buf[16] = "";

	pair_up("delay=1ms");
	EXPECT_EQ(st_send(c, "abcdef", 6, 0), 6);
	EXPECT_EQ(st_recv(s, buf, 3, MSG_PEEK), 3);
	EXPECT_STREQ(buf, "abc");
	EXPECT_EQ(st_recv(s, buf, 16, MSG_PEEK), 6);
	EXPECT_STREQ(buf, "abcdef");
	EXPECT_EQ(st_recv(s, NULL, 2, MSG_TRUNC), 2);
	memset(buf, 0, sizeof(buf));
	EXPECT_EQ(st_recv(s, buf, 16, 0), 4);
	EXPECT_STREQ(buf, "cdef");
	pair_down();
}

TEST(tcp_waitall_waits_for_all)
{
	char buf[16] = "";

	pair_up("delay=1ms");
	set(c, IPPROTO_TCP, TCP_NODELAY, 1);
	EXPECT_EQ(st_send(c, "abc", 3, 0), 3);
	EXPECT_EQ(st_recv(s, buf, 16, MSG_DONTWAIT), -EAGAIN);
	topo_run(&t, 5 * ST_MSEC);
	EXPECT_EQ(st_send(c, "def", 3, 0), 3); /* comes while it waits */
	EXPECT_EQ(st_recv(s, buf, 6, MSG_WAITALL), 6);
	EXPECT_STREQ(buf, "abcdef");
	EXPECT_EQ(st_recv(s, buf, 16, MSG_DONTWAIT), -EAGAIN);
	pair_down();
}

TEST(tcp_more_waits_for_the_rest)
{
	char buf[16] = "";

	pair_up("delay=1ms");
	EXPECT_EQ(st_send(c, "abc", 3, MSG_MORE), 3);
	topo_run(&t, 100 * ST_MSEC);
	EXPECT_EQ(st_recv(s, buf, 16, MSG_DONTWAIT), -EAGAIN);
	EXPECT_EQ(st_send(c, "def", 3, 0), 3);
	EXPECT_EQ(st_recv(s, buf, 16, 0), 6);
	EXPECT_EQ(info_of(s).tcpi_data_segs_in, 1);
	/* nobody else comes: it goes after 200 ms, as on Linux */
	EXPECT_EQ(st_send(c, "gh", 2, MSG_MORE), 2);
	topo_run(&t, 300 * ST_MSEC);
	EXPECT_EQ(st_recv(s, buf, 16, MSG_DONTWAIT), 2);
	pair_down();
}

TEST(tcp_send_after_the_peer_is_gone_is_epipe)
{
	char buf[16];

	pair_up("delay=1ms");
	EXPECT_EQ(st_shutdown(c, SHUT_WR), 0);
	EXPECT_EQ(st_send(c, "x", 1, MSG_NOSIGNAL), -EPIPE);
	EXPECT_EQ(st_recv(s, buf, 16, 0), 0);
	st_close(s);
	topo_run(&t, ST_SEC);
	s = tcp(t.n[1]);
	EXPECT_EQ(st_recv(c, buf, 16, 0), 0);
	pair_down();
}

TEST(tcp_data_to_a_closed_socket_is_reset)
{
	char buf[16];

	pair_up("delay=1ms");
	st_close(s);
	s = tcp(t.n[1]);
	topo_run(&t, ST_SEC);
	EXPECT_EQ(st_recv(c, buf, 16, 0), 0);
	EXPECT_EQ(st_send(c, "x", 1, MSG_NOSIGNAL), 1);
	topo_run(&t, ST_SEC);
	EXPECT_EQ(st_send(c, "x", 1, MSG_NOSIGNAL), -EPIPE);
	pair_down();
}

TEST(tcp_timeouts_end_calls)
{
	struct timeval tv = {.tv_usec = 50000};
	static char big[1 << 20];
	char buf[16];
	int64_t start;

	pair_up("delay=1ms");
	OK(st_setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv)));
	OK(st_setsockopt(c, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof(tv)));
	start = st_now(t.h[0], 1);
	EXPECT_EQ(st_recv(s, buf, 16, 0), -EAGAIN);
	EXPECT_GE(st_now(t.h[0], 1) - start, 50 * ST_MSEC);
	EXPECT_LE(st_now(t.h[0], 1) - start, 60 * ST_MSEC);
	/* what fits is taken, then nothing is */
	for (int none = 0; none < 20;) /* the window's rest goes as a probe */
		none = st_send(c, big, sizeof(big), 0) > 0 ? 0 : none + 1;
	start = st_now(t.h[0], 1);
	EXPECT_EQ(st_send(c, big, sizeof(big), 0), -EAGAIN);
	EXPECT_GE(st_now(t.h[0], 1) - start, 50 * ST_MSEC);
	EXPECT_EQ(st_send(c, big, 1, MSG_DONTWAIT), -EAGAIN);
	pair_down();
}

TEST(tcp_zerocopy_is_a_copy_and_says_so)
{
	struct sock_extended_err ee;
	char ctl[128], data[4] = "abc";
	struct cmsghdr *cm;

	pair_up("delay=1ms");
	EXPECT_EQ(st_send(c, data, 3, MSG_ZEROCOPY), 3); /* not asked for */
	EXPECT_EQ(set(c, SOL_SOCKET, SO_ZEROCOPY, 1), 0);
	EXPECT_EQ(st_send(c, data, 3, MSG_ZEROCOPY), 3);
	EXPECT_EQ(st_send(c, data, 3, MSG_ZEROCOPY), 3);
	for (unsigned int lo = 0; lo < 2; lo++) {
		struct msghdr m = {.msg_control = ctl,
				   .msg_controllen = sizeof(ctl)};

		EXPECT_EQ(st_recvmsg(c, &m, MSG_ERRQUEUE), 0);
		cm = CMSG_FIRSTHDR(&m);
		ASSERT(cm != NULL);
		EXPECT_EQ(cm->cmsg_level, SOL_IP);
		EXPECT_EQ(cm->cmsg_type, IP_RECVERR);
		memcpy(&ee, CMSG_DATA(cm), sizeof(ee));
		EXPECT_EQ(ee.ee_errno, 0);
		EXPECT_EQ(ee.ee_origin, SO_EE_ORIGIN_ZEROCOPY);
		EXPECT_EQ(ee.ee_code, SO_EE_CODE_ZEROCOPY_COPIED);
		EXPECT_LE(ee.ee_info, ee.ee_data);
		if (ee.ee_data == 1)
			lo = 2; /* both calls in one */
		else
			EXPECT_EQ(ee.ee_data, lo);
	}
	/* a call that fails has no number */
	EXPECT_EQ(st_shutdown(c, SHUT_WR), 0);
	EXPECT_EQ(st_send(c, data, 3, MSG_ZEROCOPY | MSG_NOSIGNAL), -EPIPE);
	{
		struct msghdr m = {.msg_control = ctl,
				   .msg_controllen = sizeof(ctl)};

		EXPECT_EQ(st_recvmsg(c, &m, MSG_ERRQUEUE | MSG_DONTWAIT),
			  -EAGAIN);
	}
	pair_down();
}

/* ---- options ---------------------------------------------------------------
 */

TEST(tcp_linger_of_zero_resets)
{
	struct linger lg = {.l_onoff = 1, .l_linger = 0};
	char buf[16];

	pair_up("delay=1ms");
	OK(st_setsockopt(c, SOL_SOCKET, SO_LINGER, &lg, sizeof(lg)));
	st_close(c);
	EXPECT_EQ(st_recv(s, buf, 16, 0), -ECONNRESET);
	EXPECT_EQ(topo_netstat(&t, 0, "TcpExt:", "TCPAbortOnData"), 1);
	EXPECT_EQ(topo_snmp(&t, 0, "Tcp:", "OutRsts"), 1);
	EXPECT_EQ(topo_netstat(&t, 0, "TcpExt:", "TW"), 0);
	c = tcp(t.n[0]);
	pair_down();
}

TEST(tcp_linger_waits_for_the_last_ack)
{
	struct linger lg = {.l_onoff = 1, .l_linger = 10};
	int64_t start;

	pair_up("delay=100ms");
	OK(st_setsockopt(c, SOL_SOCKET, SO_LINGER, &lg, sizeof(lg)));
	EXPECT_EQ(st_send(c, "abc", 3, 0), 3);
	start = st_now(t.h[0], 1);
	st_close(c);
	EXPECT_GE(st_now(t.h[0], 1) - start, 200 * ST_MSEC);
	EXPECT_LE(st_now(t.h[0], 1) - start, ST_SEC);
	c = tcp(t.n[0]);
	pair_down();
}

/* Idle 10 s, then a probe each 3 s; the third without an answer ends it. */
TEST(tcp_keepalive_finds_out)
{
	char buf[16];
	int64_t start;

	pair_up("delay=1ms");
	EXPECT_EQ(set(c, IPPROTO_TCP, TCP_KEEPIDLE, 10), 0);
	EXPECT_EQ(set(c, IPPROTO_TCP, TCP_KEEPINTVL, 3), 0);
	EXPECT_EQ(set(c, IPPROTO_TCP, TCP_KEEPCNT, 3), 0);
	EXPECT_EQ(set(c, SOL_SOCKET, SO_KEEPALIVE, 1), 0);
	topo_run(&t, 60 * ST_SEC); /* answered */
	EXPECT_EQ(info_of(c).tcpi_state, TCP_ESTABLISHED);
	EXPECT_GE(topo_netstat(&t, 0, "TcpExt:", "TCPKeepAlive"), 5);
	OK(st_wire_set(t.h[0], "eth0", "loss=100%"));
	start = st_now(t.h[0], 1);
	EXPECT_EQ(st_recv(c, buf, 16, 0), -ETIMEDOUT);
	EXPECT_GE(st_now(t.h[0], 1) - start, 9 * ST_SEC);
	EXPECT_LE(st_now(t.h[0], 1) - start, 20 * ST_SEC);
	EXPECT_EQ(topo_netstat(&t, 0, "TcpExt:", "TCPAbortOnTimeout"), 1);
	OK(st_wire_set(t.h[0], "eth0", "loss=0"));
	pair_down();
}

TEST(tcp_reuseport_shares_among_listeners)
{
	struct sockaddr_in a = topo_addr("0.0.0.0", 81);
	struct st_sock *g[4], *cl[40], *got;
	unsigned int hits[4] = {0}, used = 0, sum = 0;

	pair_up("delay=1ms");
	for (int i = 0; i < 4; i++) {
		g[i] = tcp(t.n[1]);
		EXPECT_EQ(set(g[i], SOL_SOCKET, SO_REUSEPORT, 1), 0);
		ASSERT_EQ(st_bind(g[i], (struct sockaddr *)&a, sizeof(a)), 0);
		ASSERT_EQ(st_listen(g[i], 64), 0);
	}
	got = tcp(t.n[1]);
	EXPECT_EQ(st_bind(got, (struct sockaddr *)&a, sizeof(a)), -EADDRINUSE);
	st_close(got);
	for (int i = 0; i < 40; i++) {
		cl[i] = tcp(t.n[0]);
		ASSERT_EQ(connect_to(cl[i], 81), 0);
	}
	topo_run(&t, ST_SEC);
	for (int i = 0; i < 4; i++) {
		for (;;) {
			struct st_args args = {.how = ST_TRY};

			if (st_call(g[i], ST_ACCEPT, &args) < 0)
				break;
			hits[i]++;
			st_close(args.sock);
		}
		used += hits[i] > 0;
		sum += hits[i];
		st_close(g[i]);
	}
	EXPECT_EQ(sum, 40);
	EXPECT_GE(used, 3);
	for (int i = 0; i < 40; i++)
		st_close(cl[i]);
	pair_down();
}

/* ---- readiness -------------------------------------------------------------
 */

TEST(tcp_poll_says_what_holds)
{
	struct st_sock *n;

	pair_up("delay=1ms");
	EXPECT_EQ(st_poll(c, POLLIN | POLLOUT, NULL, NULL), POLLOUT);
	EXPECT_EQ(st_poll(l, POLLIN | POLLOUT, NULL, NULL), 0);
	n = tcp(t.n[0]);
	EXPECT_EQ(st_poll(n, POLLIN | POLLOUT, NULL, NULL), POLLOUT | POLLHUP);
	EXPECT_EQ(connect_to(n, 80), 0);
	topo_run(&t, ST_SEC);
	EXPECT_EQ(st_poll(l, POLLIN | POLLOUT, NULL, NULL), POLLIN);
	st_close(n);
	EXPECT_EQ(st_send(c, "x", 1, 0), 1);
	topo_run(&t, ST_SEC);
	EXPECT_EQ(st_poll(s, POLLIN | POLLOUT, NULL, NULL), POLLIN | POLLOUT);
	EXPECT_EQ(st_shutdown(c, SHUT_WR), 0);
	topo_run(&t, ST_SEC);
	EXPECT_EQ(st_poll(s, POLLIN | POLLOUT | POLLRDHUP, NULL, NULL),
		  POLLIN | POLLOUT | POLLRDHUP);
	EXPECT_EQ(st_shutdown(s, SHUT_WR), 0);
	topo_run(&t, ST_SEC);
	EXPECT_EQ(st_poll(s, POLLIN | POLLOUT | POLLRDHUP, NULL, NULL),
		  POLLIN | POLLOUT | POLLRDHUP | POLLHUP);
	pair_down();
}

static unsigned int ready(struct st_epoll *e, int64_t ns)
{
	struct epoll_event ev = {0};
	int n = st_epoll_wait(e, &ev, 1, ns);

	return n == 1 ? ev.events : 0;
}

TEST(tcp_epoll_level_and_edge)
{
	struct epoll_event lv = {.events = EPOLLIN};
	struct epoll_event ed = {.events = EPOLLIN | EPOLLET};
	struct st_epoll *level, *edge;
	char buf[16];

	pair_up("delay=1ms");
	level = st_epoll_create(t.h[1]);
	edge = st_epoll_create(t.h[1]);
	ASSERT(level && edge);
	EXPECT_EQ(st_epoll_ctl(level, EPOLL_CTL_ADD, s, &lv), 0);
	EXPECT_EQ(st_epoll_ctl(edge, EPOLL_CTL_ADD, s, &ed), 0);
	EXPECT_EQ(ready(level, 0), 0);
	EXPECT_EQ(st_send(c, "ab", 2, 0), 2);
	EXPECT_EQ(ready(level, ST_SEC), EPOLLIN);
	EXPECT_EQ(ready(level, 0), EPOLLIN);
	EXPECT_EQ(ready(edge, 0), EPOLLIN);
	EXPECT_EQ(ready(edge, 0), 0);
	EXPECT_EQ(st_recv(s, buf, 1, 0), 1);
	EXPECT_EQ(ready(level, 0), EPOLLIN);
	EXPECT_EQ(ready(edge, 0), 0);
	EXPECT_EQ(st_send(c, "c", 1, 0), 1);
	EXPECT_EQ(ready(edge, ST_SEC), EPOLLIN); /* more came: an edge */
	EXPECT_EQ(st_recv(s, buf, 16, 0), 2);
	EXPECT_EQ(ready(level, 0), 0);
	EXPECT_EQ(st_shutdown(c, SHUT_WR), 0);
	EXPECT_EQ(ready(level, ST_SEC), EPOLLIN);
	EXPECT_EQ(ready(edge, 0), EPOLLIN);
	EXPECT_EQ(st_epoll_close(level), 0);
	EXPECT_EQ(st_epoll_close(edge), 0);
	pair_down();
}

/* EPOLLOUT's edge: a full buffer that got room. */
TEST(tcp_epoll_out_after_a_full_buffer)
{
	struct epoll_event ed = {.events = EPOLLOUT | EPOLLET};
	static char big[1 << 20];
	struct st_epoll *e;
	ssize_t n;

	pair_up("delay=1ms");
	e = st_epoll_create(t.h[0]);
	ASSERT(e != NULL);
	EXPECT_EQ(st_epoll_ctl(e, EPOLL_CTL_ADD, c, &ed), 0);
	EXPECT_EQ(ready(e, 0), EPOLLOUT);
	while ((n = st_send(c, big, sizeof(big), MSG_DONTWAIT)) > 0)
		topo_run(&t, ST_SEC);
	EXPECT_EQ(n, -EAGAIN);
	EXPECT_EQ(ready(e, ST_SEC), 0);
	while (st_recv(s, big, sizeof(big), MSG_DONTWAIT) > 0)
		topo_run(&t, 100 * ST_MSEC);
	EXPECT_EQ(ready(e, ST_SEC), EPOLLOUT);
	EXPECT_EQ(st_epoll_close(e), 0);
	pair_down();
}

TEST(tcp_connect_without_waiting)
{
	struct st_sock *n;
	struct sockaddr_in a = topo_addr("10.0.0.2", 80);
	struct st_args args = {.how = ST_TRY, .addr = &a, .addrlen = sizeof(a)};

	pair_up("delay=10ms");
	n = tcp(t.n[0]);
	EXPECT_EQ(st_call(n, ST_CONNECT, &args), -EINPROGRESS);
	EXPECT_EQ(st_call(n, ST_CONNECT, &args), -EALREADY);
	EXPECT_EQ(st_poll(n, POLLOUT, NULL, NULL), 0);
	topo_run(&t, 50 * ST_MSEC);
	EXPECT_EQ(st_poll(n, POLLOUT, NULL, NULL), POLLOUT);
	EXPECT_EQ(get(n, SOL_SOCKET, SO_ERROR), 0);
	EXPECT_EQ(st_call(n, ST_CONNECT, &args), 0);
	EXPECT_EQ(st_call(n, ST_CONNECT, &args), -EISCONN);
	st_close(n);
	n = tcp(t.n[0]);
	a.sin_port = htons(82);
	EXPECT_EQ(st_call(n, ST_CONNECT, &args), -EINPROGRESS);
	topo_run(&t, 50 * ST_MSEC);
	EXPECT_EQ(st_poll(n, POLLOUT, NULL, NULL), POLLOUT | POLLERR | POLLHUP);
	EXPECT_EQ(get(n, SOL_SOCKET, SO_ERROR), ECONNREFUSED);
	st_close(n);
	pair_down();
}

/* ---- defaults --------------------------------------------------------------
 */

static void expect_sysctl(const char *name, const char *want)
{
	char path[80], *text, *p;

	snprintf(path, sizeof(path), "/proc/sys/%s", name);
	for (p = path + 10; *p; p++)
		if (*p == '.')
			*p = '/';
	text = st_file_text(t.n[0], path);
	ASSERT(text != NULL);
	EXPECT_STREQ(text, want);
	free(text);
}

TEST(tcp_defaults_are_linux_s)
{
	pair_up(NULL);
	expect_sysctl("net.ipv4.tcp_rmem", "4096\t131072\t6291456\n");
	expect_sysctl("net.ipv4.tcp_wmem", "4096\t16384\t4194304\n");
	expect_sysctl("net.core.somaxconn", "4096\n");
	expect_sysctl("net.ipv4.tcp_tw_reuse", "2\n");
	expect_sysctl("net.ipv4.tcp_slow_start_after_idle", "1\n");
	expect_sysctl("net.ipv4.tcp_fin_timeout", "60\n");
	expect_sysctl("net.ipv4.tcp_keepalive_time", "7200\n");
	expect_sysctl("net.ipv4.tcp_syncookies", "1\n");
	EXPECT_EQ(topo_snmp(&t, 0, "Tcp:", "RtoAlgorithm"), 1);
	EXPECT_EQ(topo_snmp(&t, 0, "Tcp:", "RtoMin"), 200);
	EXPECT_EQ(topo_snmp(&t, 0, "Tcp:", "RtoMax"), 120000);
	EXPECT_EQ(topo_snmp(&t, 0, "Tcp:", "MaxConn"), -1);
	EXPECT_EQ(get(l, SOL_SOCKET, SO_RCVBUF), 131072);
	EXPECT_EQ(get(l, SOL_SOCKET, SO_SNDBUF), 16384);
	pair_down();
}
