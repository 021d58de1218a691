// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * raw_test - raw sockets and those of ping
 *
 * Spec: raw(7), icmp(7).
 * Where:   sockets through the embedding library.
 * Mirrors: tools/testing/selftests/net in purpose.
 */
#include <errno.h>
#include <linux/icmp.h>
#include <netinet/ip.h>
#include <string.h>

#include "tests/harness.h"
#include "tests/topology/topo.h"

#define PROTO 253 /* for experiments: RFC 3692 */

static struct st_sock *raw(struct st_net *n, int proto)
{
	struct st_sock *s = st_socket(n, AF_INET, SOCK_RAW, proto, NULL);

	ASSERT(s != NULL);
	return s;
}

static long sendto_(struct st_sock *s, const void *data, size_t len,
		    const char *ip)
{
	struct sockaddr_in a = topo_addr(ip, 0);

	return st_sendto(s, data, len, 0, (struct sockaddr *)&a, sizeof(a));
}

TEST(raw_needs_a_right_and_a_protocol)
{
	struct st_cred nobody = {.uid = 1000};
	struct topo t;

	topo_chain(&t, 2, &topo_envs[0], 41);
	EXPECT(st_socket(t.n[0], AF_INET, SOCK_RAW, PROTO, &nobody) == NULL);
	EXPECT_EQ(errno, EPERM);
	EXPECT(st_socket(t.n[0], AF_INET, SOCK_RAW, 0, NULL) == NULL);
	EXPECT_EQ(errno, EPROTONOSUPPORT);
	topo_end(&t);
}

/* Each socket of the protocol gets it, with the header. */
TEST(raw_packet_reaches_all_who_want_it)
{
	uint8_t buf[128];
	struct iphdr *iph = (struct iphdr *)buf;
	struct st_sock *a, *b, *c, *other;
	struct sockaddr_in from = topo_addr("10.0.0.9", 0);
	struct topo t;

	topo_chain(&t, 2, &topo_envs[0], 42);
	a = raw(t.n[0], PROTO);
	b = raw(t.n[1], PROTO);
	c = raw(t.n[1], PROTO);
	other = raw(t.n[1], PROTO);
	EXPECT_EQ(st_connect(other, (struct sockaddr *)&from, sizeof(from)), 0);
	EXPECT_EQ(sendto_(a, "payload", 7, "10.0.0.2"), 7);
	topo_run(&t, ST_SEC);
	EXPECT_EQ(st_recv(b, buf, sizeof(buf), MSG_DONTWAIT), 27);
	EXPECT_EQ(iph->protocol, PROTO);
	EXPECT_EQ(iph->saddr, topo_addr("10.0.0.1", 0).sin_addr.s_addr);
	EXPECT_EQ(ntohs(iph->tot_len), 27);
	EXPECT_EQ(memcmp(buf + 20, "payload", 7), 0);
	EXPECT_EQ(st_recv(c, buf, sizeof(buf), MSG_DONTWAIT), 27);
	EXPECT_EQ(st_recv(other, buf, sizeof(buf), MSG_DONTWAIT), -EAGAIN);
	/* somebody had it: no ICMP error */
	EXPECT_EQ(topo_snmp(&t, 1, "Ip:", "InUnknownProtos"), 0);
	st_close(a);
	st_close(b);
	st_close(c);
	st_close(other);
	topo_end(&t);
}

/* Our own header: checksum, length, id, source are filled in. */
TEST(raw_hdrincl_completes_the_header)
{
	uint8_t buf[128] = {0};
	struct iphdr *iph = (struct iphdr *)buf;
	struct st_sock *a, *b;
	struct topo t;

	topo_chain(&t, 2, &topo_envs[0], 43);
	a = raw(t.n[0], IPPROTO_RAW);
	b = raw(t.n[1], PROTO);
	iph->version = 4;
	iph->ihl = 5;
	iph->ttl = 9;
	iph->protocol = PROTO;
	iph->daddr = topo_addr("10.0.0.2", 0).sin_addr.s_addr;
	memcpy(buf + 20, "mine", 4);
	EXPECT_EQ(sendto_(a, buf, 24, "10.0.0.2"), 24);
	EXPECT_EQ(sendto_(a, buf, 10, "10.0.0.2"), -EINVAL);
	topo_run(&t, ST_SEC);
	memset(buf, 0, sizeof(buf));
	EXPECT_EQ(st_recv(b, buf, sizeof(buf), MSG_DONTWAIT), 24);
	EXPECT_EQ(iph->ttl, 9);
	EXPECT_EQ(iph->saddr, topo_addr("10.0.0.1", 0).sin_addr.s_addr);
	EXPECT(iph->id != 0);
	st_close(a);
	st_close(b);
	topo_end(&t);
}

TEST(raw_icmp_filter_keeps_types_out)
{
	uint8_t buf[128];
	struct icmp_filter f = {1U << ICMP_ECHO};
	struct st_sock *s;
	struct ping_opts o = {.count = 1, .size = 8};
	struct topo t;

	topo_chain(&t, 2, &topo_envs[0], 44);
	s = raw(t.n[1], IPPROTO_ICMP);
	EXPECT_EQ(
		st_setsockopt(s, 255 /* SOL_RAW */, ICMP_FILTER, &f, sizeof(f)),
		0);
	EXPECT_EQ(topo_ping(&t, 0, "10.0.0.2", &o).received, 1);
	EXPECT_EQ(st_recv(s, buf, sizeof(buf), MSG_DONTWAIT), -EAGAIN);
	f.data = 0;
	st_setsockopt(s, 255, ICMP_FILTER, &f, sizeof(f));
	EXPECT_EQ(topo_ping(&t, 0, "10.0.0.2", &o).received, 1);
	EXPECT_EQ(st_recv(s, buf, sizeof(buf), MSG_DONTWAIT), 20 + 8 + 8);
	st_close(s);
	topo_end(&t);
}

TEST(raw_full_buffer_drops)
{
	uint8_t buf[128];
	struct st_sock *a, *b;
	int room = 2048, got = 0;
	struct topo t;

	topo_chain(&t, 2, &topo_envs[0], 45);
	a = raw(t.n[0], PROTO);
	b = raw(t.n[1], PROTO);
	st_setsockopt(b, SOL_SOCKET, SO_RCVBUF, &room, sizeof(room));
	for (int i = 0; i < 20; i++) {
		sendto_(a, "x", 1, "10.0.0.2");
		topo_run(&t, ST_MSEC);
	}
	while (st_recv(b, buf, sizeof(buf), MSG_DONTWAIT) > 0)
		got++;
	EXPECT(got > 0 && got < 20);
	st_close(a);
	st_close(b);
	topo_end(&t);
}

/* ---- ping ------------------------------------------------------------------
 */

TEST(ping_socket_is_for_the_group_range)
{
	struct st_cred user = {.uid = 1000, .gid = 100};
	struct icmphdr out = {.type = ICMP_ECHO}, *in;
	uint8_t buf[64];
	struct st_sock *s;
	struct topo t;

	topo_chain(&t, 2, &topo_envs[0], 46);
	EXPECT(st_socket(t.n[0], AF_INET, SOCK_DGRAM, IPPROTO_ICMP, &user) ==
	       NULL);
	EXPECT_EQ(errno, EACCES);
	EXPECT_EQ(st_sysctl(t.n[0], "net.ipv4.ping_group_range", "100 100"), 0);
	s = st_socket(t.n[0], AF_INET, SOCK_DGRAM, IPPROTO_ICMP, &user);
	ASSERT(s != NULL);
	out.un.echo.sequence = htons(7);
	memcpy(buf, &out, sizeof(out));
	memcpy(buf + sizeof(out), "echo", 4);
	EXPECT_EQ(sendto_(s, buf, sizeof(out) + 4, "10.0.0.2"),
		  (long)sizeof(out) + 4);
	topo_run(&t, ST_SEC);
	memset(buf, 0, sizeof(buf));
	EXPECT_EQ(st_recv(s, buf, sizeof(buf), MSG_DONTWAIT),
		  (ssize_t)sizeof(out) + 4);
	in = (struct icmphdr *)buf;
	EXPECT_EQ(in->type, ICMP_ECHOREPLY);
	EXPECT_EQ(ntohs(in->un.echo.sequence), 7);
	EXPECT_EQ(memcmp(buf + sizeof(out), "echo", 4), 0);
	/* nothing but echo requests */
	buf[0] = ICMP_TIMESTAMP;
	EXPECT_EQ(sendto_(s, buf, sizeof(out), "10.0.0.2"), -EINVAL);
	st_close(s);
	topo_end(&t);
}

/* Two of them: each hears its own echoes only. */
TEST(ping_sockets_have_ids_of_their_own)
{
	struct icmphdr out = {.type = ICMP_ECHO};
	uint8_t buf[64];
	struct st_sock *a, *b;
	struct topo t;

	topo_chain(&t, 2, &topo_envs[0], 47);
	EXPECT_EQ(st_sysctl(t.n[0], "net.ipv4.ping_group_range", "0 0"), 0);
	a = st_socket(t.n[0], AF_INET, SOCK_DGRAM, IPPROTO_ICMP, NULL);
	b = st_socket(t.n[0], AF_INET, SOCK_DGRAM, IPPROTO_ICMP, NULL);
	ASSERT(a && b);
	EXPECT_EQ(sendto_(a, &out, sizeof(out), "10.0.0.2"), sizeof(out));
	EXPECT_EQ(sendto_(b, &out, sizeof(out), "10.0.0.2"), sizeof(out));
	topo_run(&t, ST_SEC);
	for (int i = 0; i < 2; i++) {
		struct st_sock *s = i ? b : a;

		EXPECT_EQ(st_recv(s, buf, sizeof(buf), MSG_DONTWAIT), 8);
		EXPECT_EQ(st_recv(s, buf, sizeof(buf), MSG_DONTWAIT), -EAGAIN);
	}
	st_close(a);
	st_close(b);
	topo_end(&t);
}

/* ipv4.so with sockets of all kinds stays; without, it comes and goes. */
TEST(raw_and_udp_hold_the_module)
{
	struct st_sock *s;
	struct topo t;

	topo_chain(&t, 2, &topo_envs[0], 48);
	s = raw(t.n[0], PROTO);
	EXPECT_EQ(st_rmmod(t.h[0], "ipv4"), -EBUSY);
	st_close(s);
	s = st_socket(t.n[0], AF_INET, SOCK_DGRAM, 0, NULL);
	EXPECT_EQ(st_rmmod(t.h[0], "ipv4"), -EBUSY);
	st_close(s);
	topo_run(&t, ST_SEC); /* a sock is freed by RCU */
	EXPECT_EQ(st_reload(t.h[0], "ipv4"), 0);
	s = st_socket(t.n[0], AF_INET, SOCK_DGRAM, 0, NULL);
	EXPECT(s != NULL);
	st_close(s);
	topo_end(&t);
}

/* The router's answer to an echo whose time ran out. */
TEST(ping_error_is_in_the_error_queue)
{
	struct icmphdr out = {.type = ICMP_ECHO};
	struct st_sock *s;
	uint8_t buf[64];
	int one = 1, err = 0;
	unsigned int len = sizeof(err);
	struct msghdr msg = {0};
	struct iovec iov = {.iov_base = buf, .iov_len = sizeof(buf)};
	struct topo t;

	topo_chain(&t, 3, &topo_envs[0], 49);
	EXPECT_EQ(st_sysctl(t.n[0], "net.ipv4.ping_group_range", "0 0"), 0);
	s = st_socket(t.n[0], AF_INET, SOCK_DGRAM, IPPROTO_ICMP, NULL);
	ASSERT(s != NULL);
	st_setsockopt(s, IPPROTO_IP, IP_RECVERR, &one, sizeof(one));
	st_setsockopt(s, IPPROTO_IP, IP_TTL, &one, sizeof(one));
	EXPECT_EQ(sendto_(s, &out, sizeof(out), "10.0.1.2"), sizeof(out));
	topo_run(&t, ST_SEC);
	EXPECT_EQ(st_getsockopt(s, SOL_SOCKET, SO_ERROR, &err, &len), 0);
	EXPECT_EQ(err, EHOSTUNREACH);
	msg.msg_iov = &iov;
	msg.msg_iovlen = 1;
	EXPECT_EQ(st_recvmsg(s, &msg, MSG_ERRQUEUE), (ssize_t)sizeof(out));
	EXPECT_EQ(buf[0], ICMP_ECHO);
	st_close(s);
	topo_end(&t);
}

/* Options come first, then a message that is wrong: the options are freed. */
TEST(raw_wrong_control_message_leaves_nothing)
{
	struct {
		struct cmsghdr opts;
		uint8_t nop[8];
		struct cmsghdr ttl;
		int value;
	} __attribute__((packed)) c = {
		.opts = {sizeof(struct cmsghdr) + 4, IPPROTO_IP, IP_RETOPTS},
		.nop = {1, 1, 1, 1},
		.ttl = {sizeof(struct cmsghdr) + 4, IPPROTO_IP, IP_TTL},
		.value = 256,
	};
	struct sockaddr_in to = topo_addr("10.0.0.2", 0);
	struct icmphdr echo = {.type = ICMP_ECHO};
	struct iovec iov = {&echo, sizeof(echo)};
	struct msghdr msg = {
		.msg_name = &to,
		.msg_namelen = sizeof(to),
		.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = &c,
		.msg_controllen = sizeof(c),
	};
	struct st_sock *s[2];
	struct topo t;

	topo_chain(&t, 2, &topo_envs[0], 50);
	EXPECT_EQ(st_sysctl(t.n[0], "net.ipv4.ping_group_range", "0 0"), 0);
	s[0] = raw(t.n[0], PROTO);
	s[1] = st_socket(t.n[0], AF_INET, SOCK_DGRAM, IPPROTO_ICMP, NULL);
	ASSERT(s[1] != NULL);
	for (int i = 0; i < 2; i++) {
		c.value = 256;
		EXPECT_EQ(st_sendmsg(s[i], &msg, 0), -EINVAL);
		c.value = 9;
		EXPECT_EQ(st_sendmsg(s[i], &msg, 0), (ssize_t)sizeof(echo));
		st_close(s[i]);
	}
	topo_end(&t);
}
