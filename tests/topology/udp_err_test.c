// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * udp_err_test - what ICMP errors become at a socket
 *
 * Where:   tests/topology/topology_test.
 * Mirrors: nothing.
 * Spec: ip(7): IP_RECVERR; RFC 1122 §4.1.3.3.
 * Where:   proto/ipv4/udp*.c through the embedding library.
 * Mirrors: tools/testing/selftests/net in purpose.
 */
/* clang-format off */
#include <time.h>
#include <linux/errqueue.h>
/* clang-format on */
#include <errno.h>
#include <netinet/ip_icmp.h>
#include <poll.h>
#include <string.h>

#include "tests/harness.h"
#include "tests/topology/topo.h"

struct error {
	ssize_t n;
	struct sock_extended_err ee;
	struct sockaddr_in offender, to;
	int flags;
	char data[64];
};

static struct error recv_error(struct st_sock *s)
{
	struct error e = {0};
	char ctl[512];
	struct iovec iov = {.iov_base = e.data, .iov_len = sizeof(e.data)};
	struct msghdr msg = {
		.msg_name = &e.to,
		.msg_namelen = sizeof(e.to),
		.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = ctl,
		.msg_controllen = sizeof(ctl),
	};

	e.n = st_recvmsg(s, &msg, MSG_ERRQUEUE);
	if (e.n < 0)
		return e;
	e.flags = msg.msg_flags;
	for (struct cmsghdr *c = CMSG_FIRSTHDR(&msg); c;
	     c = CMSG_NXTHDR(&msg, c)) {
		if (c->cmsg_level != IPPROTO_IP || c->cmsg_type != IP_RECVERR)
			continue;
		memcpy(&e.ee, CMSG_DATA(c), sizeof(e.ee));
		memcpy(&e.offender,
		       SO_EE_OFFENDER((struct sock_extended_err *)CMSG_DATA(c)),
		       sizeof(e.offender));
	}
	return e;
}

static struct st_sock *recverr_sock(struct st_net *n)
{
	struct st_sock *s = st_socket(n, AF_INET, SOCK_DGRAM, 0, NULL);
	int one = 1;

	ASSERT(s != NULL);
	EXPECT_EQ(st_setsockopt(s, IPPROTO_IP, IP_RECVERR, &one, sizeof(one)),
		  0);
	return s;
}

static long sendto_(struct st_sock *s, const void *data, size_t len,
		    const char *ip, uint16_t port)
{
	struct sockaddr_in a = topo_addr(ip, port);

	return st_sendto(s, data, len, 0, (struct sockaddr *)&a, sizeof(a));
}

static uint32_t addr(const char *ip)
{
	return topo_addr(ip, 0).sin_addr.s_addr;
}

static void expect_icmp(const struct error *e, int err, int type, int code,
			const char *offender, const char *to, uint16_t port)
{
	EXPECT_EQ(e->ee.ee_errno, (unsigned int)err);
	EXPECT_EQ(e->ee.ee_origin, SO_EE_ORIGIN_ICMP);
	EXPECT_EQ(e->ee.ee_type, type);
	EXPECT_EQ(e->ee.ee_code, code);
	EXPECT_EQ(e->offender.sin_addr.s_addr, addr(offender));
	EXPECT_EQ(e->to.sin_addr.s_addr, addr(to));
	EXPECT_EQ(ntohs(e->to.sin_port), port);
	EXPECT(e->flags & MSG_ERRQUEUE);
}

TEST(udp_port_unreachable_is_in_the_error_queue)
{
	struct st_sock *s;
	struct error e;
	int err = 0;
	unsigned int len = sizeof(err);
	struct topo t;

	topo_chain(&t, 3, &topo_envs[0], 31);
	s = recverr_sock(t.n[0]);
	EXPECT_EQ(sendto_(s, "hello", 5, "10.0.1.2", 9), 5);
	topo_run(&t, ST_SEC);
	EXPECT_EQ(topo_snmp(&t, 2, "Udp:", "NoPorts"), 1);
	EXPECT_EQ(st_getsockopt(s, SOL_SOCKET, SO_ERROR, &err, &len), 0);
	EXPECT_EQ(err, ECONNREFUSED);
	e = recv_error(s);
	EXPECT_EQ(e.n, 5);
	EXPECT_EQ(memcmp(e.data, "hello", 5), 0);
	expect_icmp(&e, ECONNREFUSED, ICMP_DEST_UNREACH, ICMP_PORT_UNREACH,
		    "10.0.1.2", "10.0.1.2", 9);
	EXPECT_EQ(recv_error(s).n, -EAGAIN);
	st_close(s);
	topo_end(&t);
}

/* The router has no way: it says so. */
TEST(udp_net_unreachable_names_the_router)
{
	struct st_sock *s;
	struct error e;
	struct topo t;

	topo_chain(&t, 3, &topo_envs[0], 32);
	EXPECT_EQ(st_route_add(t.n[0], "192.0.2.0/24", "10.0.0.2", NULL), 0);
	s = recverr_sock(t.n[0]);
	EXPECT_EQ(sendto_(s, "x", 1, "192.0.2.7", 9), 1);
	topo_run(&t, ST_SEC);
	e = recv_error(s);
	EXPECT_EQ(e.n, 1);
	expect_icmp(&e, ENETUNREACH, ICMP_DEST_UNREACH, ICMP_NET_UNREACH,
		    "10.0.0.2", "192.0.2.7", 9);
	st_close(s);
	topo_end(&t);
}

/* Nobody answers ARP on the last link. */
TEST(udp_host_unreachable_after_arp_fails)
{
	struct st_sock *s;
	struct error e;
	struct topo t;

	topo_chain(&t, 3, &topo_envs[0], 33);
	s = recverr_sock(t.n[0]);
	EXPECT_EQ(sendto_(s, "x", 1, "10.0.1.77", 9), 1);
	topo_run(&t, 10 * ST_SEC);
	e = recv_error(s);
	EXPECT_EQ(e.n, 1);
	expect_icmp(&e, EHOSTUNREACH, ICMP_DEST_UNREACH, ICMP_HOST_UNREACH,
		    "10.0.0.2", "10.0.1.77", 9);
	st_close(s);
	topo_end(&t);
}

TEST(udp_frag_needed_tells_the_mtu)
{
	static char big[1400];
	int pmtu = IP_PMTUDISC_DO, mtu = 0;
	unsigned int len = sizeof(mtu);
	struct sockaddr_in to = topo_addr("10.0.1.2", 9);
	struct st_sock *s;
	struct error e;
	struct topo t;

	topo_chain(&t, 3, &topo_envs[0], 34);
	st_link_mtu(t.n[1], "eth1", 1000);
	st_link_mtu(t.n[2], "eth0", 1000);
	s = recverr_sock(t.n[0]);
	st_setsockopt(s, IPPROTO_IP, IP_MTU_DISCOVER, &pmtu, sizeof(pmtu));
	EXPECT_EQ(st_connect(s, (struct sockaddr *)&to, sizeof(to)), 0);
	EXPECT_EQ(st_send(s, big, sizeof(big), 0), (ssize_t)sizeof(big));
	topo_run(&t, ST_SEC);
	e = recv_error(s);
	EXPECT(e.n >= 0);
	expect_icmp(&e, EMSGSIZE, ICMP_DEST_UNREACH, ICMP_FRAG_NEEDED,
		    "10.0.0.2", "10.0.1.2", 9);
	EXPECT_EQ(e.ee.ee_info, 1000);
	EXPECT_EQ(st_getsockopt(s, IPPROTO_IP, IP_MTU, &mtu, &len), 0);
	EXPECT_EQ(mtu, 1000);
	/* now we know it ourselves */
	EXPECT_EQ(st_send(s, big, sizeof(big), 0), -EMSGSIZE);
	e = recv_error(s);
	EXPECT_EQ(e.ee.ee_errno, EMSGSIZE);
	EXPECT_EQ(e.ee.ee_origin, SO_EE_ORIGIN_LOCAL);
	EXPECT_EQ(e.ee.ee_info, 1000);
	st_close(s);
	topo_end(&t);
}

/* Without IP_RECVERR only a connected socket hears, and only hard errors. */
TEST(udp_unconnected_socket_hears_nothing)
{
	struct st_sock *s;
	char c;
	struct topo t;

	topo_chain(&t, 2, &topo_envs[0], 35);
	s = st_socket(t.n[0], AF_INET, SOCK_DGRAM, 0, NULL);
	EXPECT_EQ(sendto_(s, "x", 1, "10.0.0.2", 9), 1);
	topo_run(&t, ST_SEC);
	EXPECT_EQ(st_recv(s, &c, 1, MSG_DONTWAIT), -EAGAIN);
	st_close(s);
	topo_end(&t);
}

/* IP's options: what was set is read, nonsense is refused. */
TEST(ip_options_are_kept_and_checked)
{
	static const struct {
		int name, good, bad;
	} opt[] = {
		{IP_TTL, 77, 256},
		{IP_TOS, 0x10, -1},
		{IP_MTU_DISCOVER, IP_PMTUDISC_PROBE, 6},
		{IP_RECVERR, 1, -1},
		{IP_PKTINFO, 1, -1},
		{IP_FREEBIND, 1, -1},
		{IP_MULTICAST_TTL, 9, 256},
		{IP_MULTICAST_LOOP, 0, -1},
		{IP_MULTICAST_ALL, 0, 2},
		{IP_MINTTL, 200, 256},
		{IP_BIND_ADDRESS_NO_PORT, 1, -1},
	};
	struct st_sock *s;
	struct topo t;

	topo_chain(&t, 2, &topo_envs[0], 36);
	s = st_socket(t.n[0], AF_INET, SOCK_DGRAM, 0, NULL);
	for (unsigned int i = 0; i < sizeof(opt) / sizeof(opt[0]); i++) {
		int val = opt[i].good, got = -1;
		unsigned int len = sizeof(got);

		EXPECT_EQ(st_setsockopt(s, IPPROTO_IP, opt[i].name, &val,
					sizeof(val)),
			  0);
		EXPECT_EQ(st_getsockopt(s, IPPROTO_IP, opt[i].name, &got, &len),
			  0);
		EXPECT_EQ(got, opt[i].good);
		if (opt[i].bad == -1)
			continue;
		val = opt[i].bad;
		EXPECT_EQ(st_setsockopt(s, IPPROTO_IP, opt[i].name, &val,
					sizeof(val)),
			  -EINVAL);
	}
	int one = 1;

	EXPECT_EQ(st_setsockopt(s, IPPROTO_IP, IP_HDRINCL, &one, sizeof(one)),
		  -ENOPROTOOPT);
	EXPECT_EQ(st_setsockopt(s, IPPROTO_IP, 9999, &one, sizeof(one)),
		  -ENOPROTOOPT);
	st_close(s);
	topo_end(&t);
}

/* The notification of MSG_ZEROCOPY calls @lo to @hi, and nothing else. */
static void expect_notice(struct st_sock *s, uint32_t lo, uint32_t hi)
{
	struct sock_extended_err ee = {.ee_errno = 1};
	char control[128];
	struct msghdr msg = {.msg_control = control,
			     .msg_controllen = sizeof(control)};
	struct cmsghdr *c;

	EXPECT_EQ(st_poll(s, 0, NULL, NULL), POLLERR);
	ASSERT_EQ(st_recvmsg(s, &msg, MSG_ERRQUEUE), 0);
	c = CMSG_FIRSTHDR(&msg);
	ASSERT(c != NULL);
	EXPECT_EQ(c->cmsg_level, SOL_IP);
	EXPECT_EQ(c->cmsg_type, IP_RECVERR);
	memcpy(&ee, CMSG_DATA(c), sizeof(ee));
	EXPECT_EQ(ee.ee_errno, 0);
	EXPECT_EQ(ee.ee_origin, SO_EE_ORIGIN_ZEROCOPY);
	EXPECT_EQ(ee.ee_code, SO_EE_CODE_ZEROCOPY_COPIED);
	EXPECT_EQ(ee.ee_info, lo);
	EXPECT_EQ(ee.ee_data, hi);
	EXPECT_EQ(st_recvmsg(s, &msg, MSG_ERRQUEUE), -EAGAIN);
}

/* We copy, and each notification says so. */
TEST(zerocopy_is_a_copy_and_says_so)
{
	static char big[70000];
	struct st_sock *a, *ping;
	struct sockaddr_in to = topo_addr("10.0.0.2", 5000);
	int on = 1;
	struct topo t;

	topo_chain(&t, 2, &topo_envs[0], 16);
	a = st_socket(t.n[0], AF_INET, SOCK_DGRAM, 0, NULL);
	ping = st_socket(t.n[0], AF_INET, SOCK_RAW, IPPROTO_ICMP, NULL);
	EXPECT_EQ(st_setsockopt(ping, SOL_SOCKET, SO_ZEROCOPY, &on, sizeof(on)),
		  -EOPNOTSUPP);
	ASSERT_EQ(st_connect(a, (struct sockaddr *)&to, sizeof(to)), 0);
	/* not asked for: a flag without meaning */
	EXPECT_EQ(st_send(a, big, 100, MSG_ZEROCOPY), 100);
	topo_run(&t, ST_SEC);
	while (st_poll(a, 0, NULL, NULL) & POLLERR)
		st_recv(a, big, 1, MSG_DONTWAIT); /* -ECONNREFUSED */
	EXPECT_EQ(st_setsockopt(a, SOL_SOCKET, SO_ZEROCOPY, &on, sizeof(on)),
		  0);
	EXPECT_EQ(st_close(ping), 0);
	ping = st_socket(t.n[1], AF_INET, SOCK_DGRAM, 0, NULL);
	ASSERT_EQ(st_bind(ping, (struct sockaddr *)&to, sizeof(to)), 0);

	EXPECT_EQ(st_send(a, big, 100, MSG_ZEROCOPY), 100);
	topo_run(&t, ST_SEC);
	expect_notice(a, 0, 0);
	EXPECT_EQ(st_send(a, big, sizeof(big), MSG_ZEROCOPY), -EMSGSIZE);
	for (int i = 0; i < 3; i++)
		EXPECT_EQ(st_send(a, big, 5000, MSG_ZEROCOPY), 5000);
	topo_run(&t, ST_SEC);
	expect_notice(a, 1, 3); /* merged; the refused call has no number */
	EXPECT_EQ(st_send(a, big, 100, MSG_ZEROCOPY | MSG_MORE), 100);
	EXPECT_EQ(st_send(a, big, 100, MSG_ZEROCOPY), 100);
	topo_run(&t, ST_SEC);
	expect_notice(a, 4, 5); /* two calls, one packet */
	EXPECT_EQ(st_send(a, big, 100, MSG_ZEROCOPY), 100);
	EXPECT_EQ(st_close(a), 0); /* unread, or still on its way */
	EXPECT_EQ(st_close(ping), 0);
	topo_end(&t);
}
