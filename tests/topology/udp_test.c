// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * udp_test - who gets a datagram, how much fits, what a reader is told
 *
 * Spec: RFC 768; udp(7), ip(7), socket(7).
 * Where:   sockets through the embedding library.
 * Mirrors: tools/testing/selftests/net in purpose.
 */
#include <linux/net_tstamp.h>
#include <netinet/udp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "tests/harness.h"
#include "tests/topology/topo.h"

#ifndef UDP_SEGMENT
#define UDP_SEGMENT 103
#define UDP_GRO	    104
#endif

static struct st_sock *udp(struct st_net *n, const char *ip, uint16_t port)
{
	struct st_sock *s = st_socket(n, AF_INET, SOCK_DGRAM, 0, NULL);
	struct sockaddr_in a = topo_addr(ip, port);

	ASSERT(s != NULL);
	if (port)
		ASSERT_EQ(st_bind(s, (struct sockaddr *)&a, sizeof(a)), 0);
	return s;
}

static void set(struct st_sock *s, int level, int name, int val)
{
	EXPECT_EQ(st_setsockopt(s, level, name, &val, sizeof(val)), 0);
}

static long sendto_(struct st_sock *s, const char *text, const char *ip,
		    uint16_t port)
{
	struct sockaddr_in a = topo_addr(ip, port);

	return st_sendto(s, text, strlen(text), 0, (struct sockaddr *)&a,
			 sizeof(a));
}

static int connect_(struct st_sock *s, const char *ip, uint16_t port)
{
	struct sockaddr_in a = topo_addr(ip, port);

	return st_connect(s, (struct sockaddr *)&a, sizeof(a));
}

/* Nothing is there, or exactly @text. */
static void expect_recv(struct st_sock *s, const char *text)
{
	char buf[256] = "";
	ssize_t n = st_recv(s, buf, sizeof(buf) - 1, MSG_DONTWAIT);

	if (!text) {
		EXPECT_EQ(n, -11 /* EAGAIN */);
		return;
	}
	EXPECT_EQ(n, (ssize_t)strlen(text));
	EXPECT_STREQ(buf, text);
}

/* Connected to the sender before bound to the address before wildcard. */
TEST(udp_demux_prefers_what_is_named_more)
{
	struct st_sock *any, *addr, *conn, *a, *b;
	struct topo t;

	topo_chain(&t, 2, &topo_envs[0], 11);
	any = udp(t.n[1], "0.0.0.0", 5000);
	set(any, SOL_SOCKET, SO_REUSEADDR, 1);
	addr = st_socket(t.n[1], AF_INET, SOCK_DGRAM, 0, NULL);
	set(addr, SOL_SOCKET, SO_REUSEADDR, 1);
	conn = st_socket(t.n[1], AF_INET, SOCK_DGRAM, 0, NULL);
	set(conn, SOL_SOCKET, SO_REUSEADDR, 1);
	a = udp(t.n[0], "10.0.0.1", 6000);
	b = udp(t.n[0], "10.0.0.1", 6001);
	struct sockaddr_in me = topo_addr("10.0.0.2", 5000);

	EXPECT_EQ(st_bind(addr, (struct sockaddr *)&me, sizeof(me)), 0);
	EXPECT_EQ(st_bind(conn, (struct sockaddr *)&me, sizeof(me)), 0);
	EXPECT_EQ(connect_(conn, "10.0.0.1", 6000), 0);
	EXPECT_EQ(sendto_(a, "connected", "10.0.0.2", 5000), 9);
	EXPECT_EQ(sendto_(b, "address", "10.0.0.2", 5000), 7);
	topo_run(&t, ST_SEC);
	expect_recv(conn, "connected");
	expect_recv(conn, NULL);
	expect_recv(addr, "address");
	expect_recv(addr, NULL);
	st_close(addr);
	EXPECT_EQ(sendto_(b, "wildcard", "10.0.0.2", 5000), 8);
	topo_run(&t, ST_SEC);
	expect_recv(any, "wildcard");
	st_close(conn);
	st_close(any);
	st_close(a);
	st_close(b);
	topo_end(&t);
}

TEST(udp_port_is_taken_once)
{
	struct st_sock *a, *b;
	struct sockaddr_in me = topo_addr("0.0.0.0", 5000);
	struct topo t;

	topo_chain(&t, 2, &topo_envs[0], 12);
	a = udp(t.n[0], "10.0.0.1", 5000);
	b = st_socket(t.n[0], AF_INET, SOCK_DGRAM, 0, NULL);
	EXPECT_EQ(st_bind(b, (struct sockaddr *)&me, sizeof(me)),
		  -98 /* EADDRINUSE */);
	me = topo_addr("10.0.0.9", 5001);
	EXPECT_EQ(st_bind(b, (struct sockaddr *)&me, sizeof(me)),
		  -99 /* EADDRNOTAVAIL */);
	me = topo_addr("127.0.0.1", 5000);
	EXPECT_EQ(st_bind(b, (struct sockaddr *)&me, sizeof(me)), 0);
	st_close(a);
	st_close(b);
	topo_end(&t);
}

/* The limit is memory: each small datagram costs 768 bytes of it. */
TEST(udp_full_buffer_drops_and_counts)
{
	struct st_sock *a, *b;
	unsigned int got = 0;
	char c;
	struct topo t;

	topo_chain(&t, 2, &topo_envs[0], 13);
	a = udp(t.n[0], "10.0.0.1", 6000);
	b = udp(t.n[1], "10.0.0.2", 5000);
	set(b, SOL_SOCKET, SO_RCVBUF, 2048); /* doubled: 4096 */
	for (int i = 0; i < 10; i++) {
		EXPECT_EQ(sendto_(a, "x", "10.0.0.2", 5000), 1);
		topo_run(&t, 10 * ST_MSEC);
	}
	while (st_recv(b, &c, 1, MSG_DONTWAIT) == 1)
		got++;
	EXPECT(got > 0 && got < 10);
	EXPECT_EQ(topo_snmp(&t, 1, "Udp:", "RcvbufErrors"), 10 - got);
	EXPECT_EQ(topo_snmp(&t, 1, "Udp:", "InErrors"), 10 - got);
	EXPECT_EQ(topo_snmp(&t, 1, "Udp:", "InDatagrams"), got);
	EXPECT_EQ(topo_snmp(&t, 1, "Udp:", "NoPorts"), 0);
	/* and room again */
	EXPECT_EQ(sendto_(a, "y", "10.0.0.2", 5000), 1);
	topo_run(&t, ST_SEC);
	expect_recv(b, "y");
	st_close(a);
	st_close(b);
	topo_end(&t);
}

/* The limit of all sockets together; below udp_rmem_min it does not count. */
TEST(udp_mem_refuses_and_counts)
{
	uint32_t mem[9] = {0}; /* SO_MEMINFO; [0]: what is in the queue */
	unsigned int got = 0, fit, len = sizeof(mem);
	struct st_sock *a, *b;
	char c, *text;
	struct topo t;

	topo_chain(&t, 2, &topo_envs[0], 15);
	text = st_file_text(t.n[1], "net.ipv4.udp_mem");
	EXPECT_STREQ(text, "94611\t126151\t189222\n");
	free(text);
	EXPECT_EQ(st_sysctl(t.n[1], "net.ipv4.udp_mem", "0 0 100"), 0);
	EXPECT_EQ(st_sysctl(t.n[1], "net.ipv4.udp_rmem_min", "0"), -22);
	EXPECT_EQ(st_sysctl(t.n[1], "net.ipv4.udp_rmem_min", "2000"), 0);
	a = udp(t.n[0], "10.0.0.1", 6000);
	b = udp(t.n[1], "10.0.0.2", 5000);
	for (int i = 0; i < 10; i++) {
		EXPECT_EQ(sendto_(a, "x", "10.0.0.2", 5000), 1);
		topo_run(&t, 10 * ST_MSEC);
		if (!i)
			st_getsockopt(b, SOL_SOCKET, SO_MEMINFO, mem, &len);
	}
	while (st_recv(b, &c, 1, MSG_DONTWAIT) == 1)
		got++;
	ASSERT(mem[0] > 0);
	fit = 4096 / mem[0]; /* of the first page; the next page is refused */
	EXPECT_EQ(got, fit);
	EXPECT_EQ(topo_snmp(&t, 1, "Udp:", "MemErrors"), 10 - fit);
	EXPECT_EQ(topo_snmp(&t, 1, "Udp:", "InErrors"), 10 - fit);
	EXPECT_EQ(topo_snmp(&t, 1, "Udp:", "RcvbufErrors"), 0);
	/* above the hard limit nobody gets any; @b has a page yet */
	st_close(b);
	b = udp(t.n[1], "10.0.0.2", 5000);
	EXPECT_EQ(st_sysctl(t.n[1], "net.ipv4.udp_mem", "0 0 0"), 0);
	EXPECT_EQ(sendto_(a, "x", "10.0.0.2", 5000), 1);
	topo_run(&t, ST_SEC);
	expect_recv(b, NULL);
	EXPECT_EQ(topo_snmp(&t, 1, "Udp:", "MemErrors"), 11 - fit);
	EXPECT_EQ(st_sysctl(t.n[1], "net.ipv4.udp_mem", "1 2 3"), 0);
	EXPECT_EQ(sendto_(a, "y", "10.0.0.2", 5000), 1);
	topo_run(&t, ST_SEC);
	expect_recv(b, "y");
	st_close(a);
	st_close(b);
	topo_end(&t);
}

TEST(udp_peek_leaves_it_and_trunc_tells_its_length)
{
	struct st_sock *a, *b;
	char buf[16] = "";
	int n = 0;
	struct topo t;

	topo_chain(&t, 2, &topo_envs[0], 14);
	a = udp(t.n[0], "10.0.0.1", 6000);
	b = udp(t.n[1], "10.0.0.2", 5000);
	EXPECT_EQ(sendto_(a, "0123456789", "10.0.0.2", 5000), 10);
	EXPECT_EQ(sendto_(a, "next", "10.0.0.2", 5000), 4);
	topo_run(&t, ST_SEC);
	EXPECT_EQ(st_ioctl(b, FIONREAD, &n), 0);
	EXPECT_EQ(n, 10);
	EXPECT_EQ(st_recv(b, buf, 4, MSG_PEEK), 4);
	EXPECT_EQ(memcmp(buf, "0123", 4), 0);
	EXPECT_EQ(st_recv(b, buf, 4, MSG_TRUNC), 10);
	expect_recv(b, "next");
	expect_recv(b, NULL);
	st_close(a);
	st_close(b);
	topo_end(&t);
}

struct got {
	ssize_t n;
	struct in_pktinfo info;
	struct timespec ts;
	int ttl, tos, gso, flags;
	struct sockaddr_in from;
	bool has_info, has_ts;
};

static struct got recv_meta(struct st_sock *s, void *buf, size_t room, int fl)
{
	char ctl[512];
	struct iovec iov = {.iov_base = buf, .iov_len = room};
	struct got g = {.gso = -1, .ttl = -1, .tos = -1};
	struct msghdr msg = {
		.msg_name = &g.from,
		.msg_namelen = sizeof(g.from),
		.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = ctl,
		.msg_controllen = sizeof(ctl),
	};

	g.n = st_recvmsg(s, &msg, fl | MSG_DONTWAIT);
	g.flags = msg.msg_flags;
	if (g.n < 0)
		return g;
	for (struct cmsghdr *c = CMSG_FIRSTHDR(&msg); c;
	     c = CMSG_NXTHDR(&msg, c)) {
		const void *d = CMSG_DATA(c);

		if (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_PKTINFO) {
			memcpy(&g.info, d, sizeof(g.info));
			g.has_info = true;
		} else if (c->cmsg_level == IPPROTO_IP &&
			   c->cmsg_type == IP_TTL) {
			memcpy(&g.ttl, d, sizeof(int));
		} else if (c->cmsg_level == IPPROTO_IP &&
			   c->cmsg_type == IP_TOS) {
			g.tos = *(const uint8_t *)d;
		} else if (c->cmsg_level == SOL_SOCKET &&
			   c->cmsg_type == SO_TIMESTAMPNS) {
			memcpy(&g.ts, d, sizeof(g.ts));
			g.has_ts = true;
		} else if (c->cmsg_level == IPPROTO_UDP &&
			   c->cmsg_type == UDP_GRO) {
			memcpy(&g.gso, d, sizeof(int));
		}
	}
	return g;
}

TEST(udp_control_messages_tell_the_way)
{
	struct st_sock *a, *b;
	char buf[64];
	struct got g;
	struct topo t;

	topo_chain(&t, 2, &topo_envs[0], 15);
	a = udp(t.n[0], "10.0.0.1", 6000);
	b = udp(t.n[1], "0.0.0.0", 5000);
	set(a, IPPROTO_IP, IP_TTL, 33);
	set(a, IPPROTO_IP, IP_TOS, 0x28);
	set(b, IPPROTO_IP, IP_PKTINFO, 1);
	set(b, IPPROTO_IP, IP_RECVTTL, 1);
	set(b, IPPROTO_IP, IP_RECVTOS, 1);
	set(b, SOL_SOCKET, SO_TIMESTAMPNS, 1);
	EXPECT_EQ(sendto_(a, "hello", "10.0.0.2", 5000), 5);
	topo_run(&t, ST_SEC);
	g = recv_meta(b, buf, sizeof(buf), 0);
	EXPECT_EQ(g.n, 5);
	EXPECT(g.has_info && g.has_ts);
	EXPECT_EQ(g.info.ipi_addr.s_addr,
		  topo_addr("10.0.0.2", 0).sin_addr.s_addr);
	EXPECT_EQ(g.info.ipi_spec_dst.s_addr, g.info.ipi_addr.s_addr);
	EXPECT(g.info.ipi_ifindex > 1);
	EXPECT_EQ(g.ttl, 33);
	EXPECT_EQ(g.tos, 0x28);
	EXPECT_EQ(g.from.sin_addr.s_addr,
		  topo_addr("10.0.0.1", 0).sin_addr.s_addr);
	EXPECT_EQ(ntohs(g.from.sin_port), 6000);
	EXPECT(g.ts.tv_sec > 1700000000);
	st_close(a);
	st_close(b);
	topo_end(&t);
}

/* A flow stays with its socket; many flows reach all of them. */
TEST(udp_reuseport_spreads_flows)
{
	struct st_sock *s[4];
	unsigned int got[4] = {0}, all = 0;
	char c;
	struct topo t;

	topo_chain(&t, 2, &topo_envs[0], 16);
	for (int i = 0; i < 4; i++) {
		struct sockaddr_in me = topo_addr("0.0.0.0", 5000);

		s[i] = st_socket(t.n[1], AF_INET, SOCK_DGRAM, 0, NULL);
		set(s[i], SOL_SOCKET, SO_REUSEPORT, 1);
		EXPECT_EQ(st_bind(s[i], (struct sockaddr *)&me, sizeof(me)), 0);
	}
	for (uint16_t p = 0; p < 64; p++) {
		struct st_sock *a = udp(t.n[0], "10.0.0.1", 7000 + p);

		for (int i = 0; i < 2; i++)
			EXPECT_EQ(sendto_(a, "x", "10.0.0.2", 5000), 1);
		st_close(a);
		topo_run(&t, 10 * ST_MSEC);
	}
	for (int i = 0; i < 4; i++) {
		while (st_recv(s[i], &c, 1, MSG_DONTWAIT) == 1)
			got[i]++;
		EXPECT_EQ(got[i] % 2, 0);
		EXPECT(got[i] >= 8);
		all += got[i];
		st_close(s[i]);
	}
	EXPECT_EQ(all, 128);
	topo_end(&t);
}

TEST(udp_connected_socket_hears_its_peer_only)
{
	struct st_sock *a, *b, *c;
	struct sockaddr none = {.sa_family = AF_UNSPEC};
	struct topo t;

	topo_chain(&t, 2, &topo_envs[0], 17);
	a = udp(t.n[0], "10.0.0.1", 6000);
	b = udp(t.n[0], "10.0.0.1", 6001);
	c = udp(t.n[1], "10.0.0.2", 5000);
	EXPECT_EQ(connect_(c, "10.0.0.1", 6000), 0);
	sendto_(b, "stranger", "10.0.0.2", 5000);
	sendto_(a, "peer", "10.0.0.2", 5000);
	topo_run(&t, ST_SEC);
	expect_recv(c, "peer");
	expect_recv(c, NULL);
	EXPECT_EQ(topo_snmp(&t, 1, "Udp:", "NoPorts"), 1);
	EXPECT_EQ(st_connect(c, &none, sizeof(none)), 0);
	sendto_(b, "anybody", "10.0.0.2", 5000);
	topo_run(&t, ST_SEC);
	expect_recv(c, "anybody");
	st_close(a);
	st_close(b);
	st_close(c);
	topo_end(&t);
}

TEST(udp_broadcast_needs_leave_and_reaches_all)
{
	struct st_sock *a, *b, *c;
	struct topo t;

	topo_chain(&t, 2, &topo_envs[0], 18);
	a = udp(t.n[0], "10.0.0.1", 6000);
	b = st_socket(t.n[1], AF_INET, SOCK_DGRAM, 0, NULL);
	c = st_socket(t.n[1], AF_INET, SOCK_DGRAM, 0, NULL);
	struct sockaddr_in me = topo_addr("0.0.0.0", 5000);

	set(b, SOL_SOCKET, SO_REUSEADDR, 1);
	set(c, SOL_SOCKET, SO_REUSEADDR, 1);
	EXPECT_EQ(st_bind(b, (struct sockaddr *)&me, sizeof(me)), 0);
	EXPECT_EQ(st_bind(c, (struct sockaddr *)&me, sizeof(me)), 0);
	EXPECT_EQ(sendto_(a, "all", "10.0.0.255", 5000), -13 /* EACCES */);
	set(a, SOL_SOCKET, SO_BROADCAST, 1);
	EXPECT_EQ(sendto_(a, "all", "10.0.0.255", 5000), 3);
	topo_run(&t, ST_SEC);
	expect_recv(b, "all");
	expect_recv(c, "all");
	EXPECT_EQ(sendto_(a, "all", "10.0.0.255", 5001), 3);
	topo_run(&t, ST_SEC);
	EXPECT_EQ(topo_snmp(&t, 1, "Udp:", "IgnoredMulti"), 1);
	st_close(a);
	st_close(b);
	st_close(c);
	topo_end(&t);
}

/* One call, several datagrams; a reader that wants them merged or not. */
TEST(udp_segment_is_cut_into_datagrams)
{
	struct st_sock *a, *b;
	char buf[4096], in[4096];
	unsigned int n = 0, bytes = 0;
	struct got g;
	struct topo t;

	topo_chain(&t, 2, &topo_envs[0], 19);
	a = udp(t.n[0], "10.0.0.1", 6000);
	b = udp(t.n[1], "10.0.0.2", 5000);
	for (unsigned int i = 0; i < sizeof(buf); i++)
		buf[i] = (char)(i * 7);
	EXPECT_EQ(connect_(a, "10.0.0.2", 5000), 0);
	set(a, IPPROTO_UDP, UDP_SEGMENT, 1000);
	EXPECT_EQ(st_send(a, buf, 3500, 0), 3500);
	topo_run(&t, ST_SEC);
	while ((g = recv_meta(b, in, sizeof(in), 0)).n > 0) {
		EXPECT_EQ(g.n, n < 3 ? 1000 : 500);
		EXPECT_EQ(memcmp(in, buf + bytes, (size_t)g.n), 0);
		n++;
		bytes += (unsigned int)g.n;
	}
	EXPECT_EQ(n, 4);
	EXPECT_EQ(bytes, 3500);
	/* more than 64 segments are too many */
	set(a, IPPROTO_UDP, UDP_SEGMENT, 10);
	EXPECT_EQ(st_send(a, buf, 1000, 0), -22);
	set(b, IPPROTO_UDP, UDP_GRO, 1);
	set(a, IPPROTO_UDP, UDP_SEGMENT, 1000);
	EXPECT_EQ(st_send(a, buf, 3500, 0), 3500);
	topo_run(&t, ST_SEC);
	for (bytes = 0, n = 0; (g = recv_meta(b, in, sizeof(in), 0)).n > 0;
	     n++) {
		if (g.n > 1000)
			EXPECT_EQ(g.gso, 1000);
		EXPECT_EQ(memcmp(in, buf + bytes, (size_t)g.n), 0);
		bytes += (unsigned int)g.n;
	}
	EXPECT_EQ(bytes, 3500);
	EXPECT(n < 4);
	st_close(a);
	st_close(b);
	topo_end(&t);
}

TEST(udp_more_is_one_datagram)
{
	struct st_sock *a, *b;
	struct topo t;

	topo_chain(&t, 2, &topo_envs[0], 20);
	a = udp(t.n[0], "10.0.0.1", 6000);
	b = udp(t.n[1], "10.0.0.2", 5000);
	EXPECT_EQ(connect_(a, "10.0.0.2", 5000), 0);
	EXPECT_EQ(st_send(a, "one ", 4, MSG_MORE), 4);
	EXPECT_EQ(st_send(a, "two ", 4, MSG_MORE), 4);
	topo_run(&t, ST_SEC);
	expect_recv(b, NULL);
	EXPECT_EQ(st_send(a, "three", 5, 0), 5);
	topo_run(&t, ST_SEC);
	expect_recv(b, "one two three");
	set(a, IPPROTO_UDP, UDP_CORK, 1);
	EXPECT_EQ(st_send(a, "a", 1, 0), 1);
	EXPECT_EQ(st_send(a, "b", 1, 0), 1);
	topo_run(&t, ST_SEC);
	expect_recv(b, NULL);
	set(a, IPPROTO_UDP, UDP_CORK, 0);
	topo_run(&t, ST_SEC);
	expect_recv(b, "ab");
	/* what is corked dies with the socket */
	EXPECT_EQ(st_send(a, "lost", 4, MSG_MORE), 4);
	st_close(a);
	st_close(b);
	topo_end(&t);
}

/* A datagram of 5,000 bytes in two parts: fragments, one checksum. */
TEST(udp_large_corked_datagram_is_fragmented)
{
	struct st_sock *a, *b;
	char *out = malloc(5000), *in = malloc(6000);
	struct topo t;

	topo_chain(&t, 2, &topo_envs[0], 21);
	a = udp(t.n[0], "10.0.0.1", 6000);
	b = udp(t.n[1], "10.0.0.2", 5000);
	for (int i = 0; i < 5000; i++)
		out[i] = (char)(i * 13);
	EXPECT_EQ(connect_(a, "10.0.0.2", 5000), 0);
	EXPECT_EQ(st_send(a, out, 1999, MSG_MORE), 1999);
	EXPECT_EQ(st_send(a, out + 1999, 3001, 0), 3001);
	topo_run(&t, ST_SEC);
	EXPECT_EQ(st_recv(b, in, 6000, MSG_DONTWAIT), 5000);
	EXPECT_EQ(memcmp(in, out, 5000), 0);
	EXPECT_EQ(topo_snmp(&t, 1, "Ip:", "ReasmOKs"), 1);
	st_close(a);
	st_close(b);
	free(out);
	free(in);
	topo_end(&t);
}

TEST(udp_poll_and_shutdown)
{
	struct st_sock *a, *b;
	struct topo t;

	topo_chain(&t, 2, &topo_envs[0], 22);
	a = udp(t.n[0], "10.0.0.1", 6000);
	b = udp(t.n[1], "10.0.0.2", 5000);
	EXPECT_EQ(st_poll(b, POLLIN | POLLOUT, NULL, NULL), POLLOUT);
	sendto_(a, "x", "10.0.0.2", 5000);
	topo_run(&t, ST_SEC);
	EXPECT_EQ(st_poll(b, POLLIN | POLLOUT, NULL, NULL), POLLIN | POLLOUT);
	expect_recv(b, "x");
	EXPECT_EQ(st_shutdown(b, SHUT_RD), -107 /* ENOTCONN */);
	st_close(a);
	st_close(b);
	topo_end(&t);
}

TEST(udp_has_its_lines_in_proc)
{
	struct st_sock *a;
	char *text;
	struct topo t;

	topo_chain(&t, 2, &topo_envs[0], 23);
	a = udp(t.n[0], "10.0.0.1", 6000);
	text = st_file_text(t.n[0], "/proc/net/udp");
	ASSERT(text != NULL);
	EXPECT(strstr(text, ": 0100000A:1770 00000000:0000 07 "
			    "00000000:00000000") != NULL);
	free(text);
	st_close(a);
	topo_end(&t);
}

/* Other CPUs go first where they may: nothing is lost, nothing is left. */
TEST(udp_echo_under_explored_interleavings)
{
	for (uint64_t seed = 1; seed <= 20; seed++) {
		struct st_opts opts = {.seed = seed, .explore = seed};
		struct st_sock *a, *b;
		unsigned int got = 0;
		char buf[64];
		struct topo t;

		topo_chain_opts(&t, 2, NULL, &opts);
		a = udp(t.n[0], "10.0.0.1", 6000);
		b = udp(t.n[1], "10.0.0.2", 5000);
		EXPECT_EQ(connect_(a, "10.0.0.2", 5000), 0);
		for (int i = 0; i < 20; i++) {
			EXPECT_EQ(st_send(a, "ping", 4, 0), 4);
			EXPECT_EQ(st_recv(b, buf, sizeof(buf), 0), 4);
			EXPECT_EQ(sendto_(b, "pong", "10.0.0.1", 6000), 4);
			got += st_recv(a, buf, sizeof(buf), 0) == 4;
		}
		EXPECT_EQ(got, 20);
		st_close(a);
		st_close(b);
		topo_end(&t);
	}
}
