// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ip_test - ping, fragments, traceroute, path MTU, UDP over chains of hosts
 *
 * Where:   proto/ipv4 through the embedding library.
 * Mirrors: tools/testing/selftests/net in purpose.
 * Spec:    RFC 791, 792, 1191, 768; each under every environment of topo.c.
 */
#include <netinet/ip_icmp.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/harness.h"
#include "tests/topology/topo.h"

#define FOR_EACH_ENV(e)                                                        \
	for (const struct topo_env *e = topo_envs;                             \
	     e < topo_envs + topo_nr_envs; e++)

TEST(ping_neighbour_answers)
{
	FOR_EACH_ENV(e)
	{
		struct ping_opts o = {.count = 10, .size = 56};
		struct ping_result r;
		struct topo t;

		topo_chain(&t, 2, e, 1);
		r = topo_ping(&t, 0, "10.0.0.2", &o);
		EXPECT_EQ(r.sent, 10);
		if (e->hostile)
			EXPECT(r.received >= 5);
		else
			EXPECT_EQ(r.received, 10);
		topo_end(&t);
	}
}

TEST(ping_through_two_routers_answers)
{
	FOR_EACH_ENV(e)
	{
		struct ping_opts o = {.count = 10, .size = 56};
		struct ping_result r;
		struct topo t;

		topo_chain(&t, 4, e, 2);
		r = topo_ping(&t, 0, "10.0.2.2", &o);
		if (e->hostile)
			EXPECT(r.received >= 2);
		else
			EXPECT_EQ(r.received, 10);
		topo_end(&t);
	}
}

TEST(ping_of_60_kb_is_fragmented_and_reassembled)
{
	FOR_EACH_ENV(e)
	{
		struct ping_opts o = {.count = 10, .size = 60000};
		struct ping_result r;
		struct topo t;

		topo_chain(&t, 2, e, 3);
		r = topo_ping(&t, 0, "10.0.0.2", &o);
		if (!e->hostile) {
			EXPECT_EQ(r.received, 10);
			EXPECT_EQ(topo_snmp(&t, 1, "Ip:", "ReasmOKs"), 10);
			EXPECT_EQ(topo_snmp(&t, 0, "Ip:", "FragOKs"), 10);
		}
		EXPECT_EQ(r.errors, 0);
		/* incomplete queues time out after 30 s */
		topo_run(&t, 40 * ST_SEC);
		topo_end(&t);
	}
}

/* RFC 792: each router says who it is when the time to live ends there. */
TEST(traceroute_names_each_hop)
{
	static const char *const hop[] = {"10.0.0.2", "10.0.1.2", "10.0.2.2"};
	struct topo t;

	topo_chain(&t, 4, &topo_envs[1], 4);
	for (int ttl = 1; ttl <= 3; ttl++) {
		struct ping_opts o = {.count = 1, .size = 56, .ttl = ttl};
		struct ping_result r = topo_ping(&t, 0, "10.0.2.2", &o);

		EXPECT_EQ(r.from, topo_addr(hop[ttl - 1], 0).sin_addr.s_addr);
		if (ttl < 3) {
			EXPECT_EQ(r.icmp_type, ICMP_TIME_EXCEEDED);
			EXPECT_EQ(r.icmp_code, ICMP_EXC_TTL);
		} else {
			EXPECT_EQ(r.received, 1);
		}
	}
	topo_end(&t);
}

/* RFC 1191: the router with the small link tells its MTU. */
TEST(df_packet_too_big_is_answered_with_the_mtu)
{
	struct ping_opts o = {.count = 1, .size = 1400, .df = true};
	struct ping_result r;
	struct topo t;

	topo_chain(&t, 3, &topo_envs[0], 5);
	st_link_mtu(t.n[1], "eth1", 1000);
	st_link_mtu(t.n[2], "eth0", 1000);
	r = topo_ping(&t, 0, "10.0.1.2", &o);
	EXPECT_EQ(r.received, 0);
	EXPECT_EQ(r.icmp_type, ICMP_DEST_UNREACH);
	EXPECT_EQ(r.icmp_code, ICMP_FRAG_NEEDED);
	EXPECT_EQ(r.mtu, 1000);
	/* the sender has learned it: now it refuses by itself */
	r = topo_ping(&t, 0, "10.0.1.2", &o);
	EXPECT_EQ(r.sent, 0);
	topo_end(&t);
}

TEST(no_route_is_network_unreachable)
{
	struct sockaddr_in to = topo_addr("192.0.2.1", 9);
	struct st_sock *s;
	struct topo t;

	topo_chain(&t, 2, &topo_envs[0], 6);
	s = st_socket(t.n[0], AF_INET, SOCK_DGRAM, 0, NULL);
	ASSERT(s != NULL);
	EXPECT_EQ(st_sendto(s, "x", 1, 0, (struct sockaddr *)&to, sizeof(to)),
		  -101 /* ENETUNREACH */);
	st_close(s);
	topo_end(&t);
}

/* Nobody listens: the ICMP error comes back to a connected socket. */
TEST(udp_to_closed_port_is_refused)
{
	struct sockaddr_in to = topo_addr("10.0.0.2", 9);
	struct st_sock *s;
	char c;
	struct topo t;

	topo_chain(&t, 2, &topo_envs[0], 7);
	s = st_socket(t.n[0], AF_INET, SOCK_DGRAM, 0, NULL);
	ASSERT(s != NULL);
	EXPECT_EQ(st_connect(s, (struct sockaddr *)&to, sizeof(to)), 0);
	EXPECT_EQ(st_send(s, "x", 1, 0), 1);
	EXPECT_EQ(st_recv(s, &c, 1, 0), -111 /* ECONNREFUSED */);
	st_close(s);
	topo_end(&t);
}

/* 1,000 numbered datagrams: what arrives is intact and counted. */
TEST(udp_datagrams_arrive_whole_or_not_at_all)
{
	FOR_EACH_ENV(e)
	{
		struct sockaddr_in to = topo_addr("10.0.0.2", 5000);
		struct ping_opts warm = {.count = 5, .size = 8};
		struct st_sock *a, *b;
		unsigned int got = 0;
		uint32_t buf[64], seq;
		struct topo t;

		topo_chain(&t, 2, e, 8);
		/* an ARP request that is lost costs a second */
		topo_ping(&t, 0, "10.0.0.2", &warm);
		a = st_socket(t.n[0], AF_INET, SOCK_DGRAM, 0, NULL);
		b = st_socket(t.n[1], AF_INET, SOCK_DGRAM, 0, NULL);
		ASSERT(a && b);
		EXPECT_EQ(st_bind(b, (struct sockaddr *)&to, sizeof(to)), 0);
		/* ARP may take seconds on a bad wire: let it be over */
		for (unsigned int i = 0; i < 8; i++) {
			st_sendto(a, "x", 1, 0, (struct sockaddr *)&to,
				  sizeof(to));
			topo_run(&t, ST_SEC);
		}
		while (st_recv(b, buf, sizeof(buf), MSG_DONTWAIT) > 0)
			;
		for (seq = 0; seq < 1000; seq++) {
			for (unsigned int i = 0; i < 64; i++)
				buf[i] = seq * 64 + i;
			st_sendto(a, buf, sizeof(buf), 0,
				  (struct sockaddr *)&to, sizeof(to));
			topo_run(&t, ST_MSEC);
			while (st_recv(b, buf, sizeof(buf), MSG_DONTWAIT) ==
			       sizeof(buf)) {
				for (unsigned int i = 1; i < 64; i++)
					if (buf[i] != buf[0] + i)
						EXPECT_EQ(buf[i], buf[0] + i);
				got++;
			}
		}
		topo_run(&t, ST_SEC);
		while (st_recv(b, buf, sizeof(buf), MSG_DONTWAIT) > 0)
			got++;
		if (e->hostile)
			test_check(got >= 700 && got <= 1400, false, __FILE__,
				   __LINE__, "%s: %u of 1000 arrived", e->name,
				   got);
		else
			EXPECT_EQ(got, 1000);
		st_close(a);
		st_close(b);
		topo_end(&t);
	}
}
