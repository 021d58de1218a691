// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tcp_test - connections between hosts, under each weather
 *
 * Spec: RFC 9293; tcp(7).
 * Where:   sockets through the embedding library.
 * Mirrors: tools/testing/selftests/net in purpose.
 */
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>

#include "tests/harness.h"
#include "tests/topology/stream.h"

static struct st_sock *tcp(struct st_net *n)
{
	struct st_sock *s = st_socket(n, AF_INET, SOCK_STREAM, 0, NULL);

	ASSERT(s != NULL);
	return s;
}

static int state_of(struct st_sock *s)
{
	struct tcp_info info;
	unsigned int len = sizeof(info);

	memset(&info, 0, sizeof(info));
	EXPECT_EQ(st_getsockopt(s, IPPROTO_TCP, TCP_INFO, &info, &len), 0);
	return info.tcpi_state;
}

static struct st_sock *listener(struct st_net *n, uint16_t port, int backlog)
{
	struct sockaddr_in a = topo_addr("0.0.0.0", port);
	struct st_sock *s = tcp(n);

	ASSERT_EQ(st_bind(s, (struct sockaddr *)&a, sizeof(a)), 0);
	ASSERT_EQ(st_listen(s, backlog), 0);
	return s;
}

TEST(tcp_connects_says_hello_and_closes)
{
	struct sockaddr_in a = topo_addr("10.0.0.2", 80);
	struct st_sock *l, *c, *s;
	char buf[64] = "";
	struct topo t;

	topo_chain(&t, 2, &topo_envs[0], 1);
	l = listener(t.n[1], 80, 8);
	c = tcp(t.n[0]);
	EXPECT_EQ(state_of(l), TCP_LISTEN);
	ASSERT_EQ(st_connect(c, (struct sockaddr *)&a, sizeof(a)), 0);
	EXPECT_EQ(state_of(c), TCP_ESTABLISHED);
	s = st_accept(l, NULL, NULL, 0);
	ASSERT(s != NULL);
	EXPECT_EQ(st_send(c, "hello", 5, 0), 5);
	EXPECT_EQ(st_recv(s, buf, sizeof(buf), 0), 5);
	EXPECT_STREQ(buf, "hello");
	EXPECT_EQ(st_send(s, "good bye", 8, 0), 8);
	EXPECT_EQ(st_recv(c, buf, sizeof(buf), 0), 8);
	EXPECT_EQ(st_shutdown(c, SHUT_WR), 0);
	EXPECT_EQ(st_recv(s, buf, sizeof(buf), 0), 0);
	EXPECT_EQ(state_of(s), TCP_CLOSE_WAIT);
	topo_run(&t, 50 * ST_MSEC); /* the ACK of a FIN may wait */
	EXPECT_EQ(state_of(c), TCP_FIN_WAIT2);
	st_close(s);
	EXPECT_EQ(st_recv(c, buf, sizeof(buf), 0), 0);
	st_close(c);
	st_close(l);
	topo_run(&t, 61 * ST_SEC);
	topo_end(&t);
}

/* close() in FIN_WAIT2: a small socket takes over, the large one ends once. */
TEST(tcp_close_in_fin_wait2_ends_once)
{
	struct sockaddr_in a = topo_addr("10.0.0.2", 80);
	struct st_sock *l, *c, *s;
	struct st_report r;
	struct topo t;

	topo_chain(&t, 2, &topo_envs[0], 1);
	l = listener(t.n[1], 80, 8);
	c = tcp(t.n[0]);
	ASSERT_EQ(st_connect(c, (struct sockaddr *)&a, sizeof(a)), 0);
	s = st_accept(l, NULL, NULL, 0);
	ASSERT(s != NULL);
	EXPECT_EQ(st_shutdown(c, SHUT_WR), 0);
	topo_run(&t, ST_SEC);
	EXPECT_EQ(state_of(c), TCP_FIN_WAIT2);
	st_close(c);
	EXPECT_EQ(st_report(t.h[0], &r), 0);
	EXPECT_EQ(r.oopses, 0);
	st_close(s);
	st_close(l);
	topo_run(&t, 61 * ST_SEC);
	topo_end(&t);
}

TEST(tcp_nobody_listens_is_refused)
{
	struct sockaddr_in a = topo_addr("10.0.0.2", 81);
	struct st_sock *c;
	struct topo t;

	topo_chain(&t, 2, &topo_envs[0], 2);
	c = tcp(t.n[0]);
	EXPECT_EQ(st_connect(c, (struct sockaddr *)&a, sizeof(a)),
		  -111 /* ECONNREFUSED */);
	st_close(c);
	topo_end(&t);
}

TEST(tcp_streams_are_whole_in_each_weather)
{
	for (unsigned int i = 0; i < topo_nr_envs; i++) {
		struct topo t;
		struct stream st = {
			.t = &t,
			.server = 1,
			.address = "10.0.0.2",
			.port = 5001,
			.up = 200000,
			.down = 100000,
			.seed = 77 + i,
		};

		topo_chain(&t, 2, &topo_envs[i], 100 + i);
		EXPECT_EQ(stream_run(&st, 3600 * ST_SEC), 1);
		stream_expect_whole(&st);
		topo_run(&t, 61 * ST_SEC);
		topo_end(&t);
	}
}

/* FIN_WAIT, half open, data on the wire: nothing of it outlives the world. */
TEST(tcp_world_may_end_while_connections_close)
{
	struct sockaddr_in a = topo_addr("10.0.0.2", 80);
	struct topo_env slow = {"", "delay=300ms", false};
	struct st_sock *l, *c, *half;
	struct topo t;
	int on = 1;

	topo_chain(&t, 2, &slow, 3);
	l = listener(t.n[1], 80, 8);
	c = tcp(t.n[0]);
	ASSERT_EQ(st_connect(c, (struct sockaddr *)&a, sizeof(a)), 0);
	EXPECT_EQ(st_send(c, "unread", 6, 0), 6);
	half = tcp(t.n[0]);
	EXPECT_EQ(st_ioctl(half, 0x5421 /* FIONBIO */, &on), 0);
	EXPECT_EQ(st_connect(half, (struct sockaddr *)&a, sizeof(a)),
		  -115 /* EINPROGRESS */);
	topo_run(&t, 310 * ST_MSEC);
	st_close(half);
	st_close(c);
	st_close(l);
	topo_end(&t);
}

/* A narrow link between two routers: RFC 1191, and the stream goes on. */
TEST(tcp_stream_follows_the_path_mtu)
{
	struct topo t;
	struct stream st = {
		.t = &t,
		.server = 3,
		.address = "10.0.2.2",
		.port = 5001,
		.up = 300000,
		.down = 300000,
		.seed = 5,
	};

	topo_chain(&t, 4, &topo_envs[1], 4);
	EXPECT_EQ(st_link_mtu(t.n[1], "eth1", 700), 0);
	EXPECT_EQ(st_link_mtu(t.n[2], "eth0", 700), 0);
	EXPECT_EQ(stream_run(&st, 600 * ST_SEC), 1);
	stream_expect_whole(&st);
	EXPECT(topo_snmp(&t, 0, "Icmp:", "InDestUnreachs") >= 1);
	EXPECT(topo_snmp(&t, 3, "Icmp:", "InDestUnreachs") >= 1);
	topo_run(&t, 61 * ST_SEC);
	topo_end(&t);
}
