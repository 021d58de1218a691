// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * reload_test - drivers come and go while packets pass them
 *
 * Where:   wire, pcap and loopback on a host that has sockets; the other kinds
 *          of modules: tests/plugin/traffic_test.c.
 * Mirrors: tools/testing/selftests/net/ in kind: rmmod under load.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <stdlib.h>

#include "tests/harness.h"
#include "tests/topology/topo.h"

#define ROUNDS 1000

struct two {
	struct st_world *w;
	struct st_host *a, *b;
	struct st_net *na, *nb;
	struct st_sock *sa, *sb; /* may broadcast */
};

static void ok(long err, const char *what)
{
	test_check(err >= 0, err < 0, __FILE__, __LINE__, "%s: %ld, %s", what,
		   err, st_errmsg());
}

static struct st_sock *shouter(struct st_net *n)
{
	struct st_sock *s = st_socket(n, AF_INET, SOCK_DGRAM, 0, NULL);
	int one = 1;

	ok(s ? 0 : -1, "socket");
	ok(st_setsockopt(s, SOL_SOCKET, SO_BROADCAST, &one, sizeof(one)),
	   "SO_BROADCAST");
	return s;
}

static void begin(struct two *t)
{
	t->w = st_world_new(NULL);
	t->a = st_host_new(t->w, "a", 1);
	t->b = st_host_new(t->w, "b", 1);
	t->na = st_net_get(t->a, 0);
	t->nb = st_net_get(t->b, 0);
	t->sa = shouter(t->na);
	t->sb = shouter(t->nb);
}

static void end(struct two *t)
{
	struct st_report r;

	ok(st_close(t->sa), "close");
	ok(st_close(t->sb), "close");
	ok(st_report(t->a, &r), "report");
	EXPECT_EQ(r.balanced, 1);
	EXPECT_EQ(st_world_free(t->w, NULL), 0);
}

/* Whether it arrives depends on who is there: nobody waits for it. */
static void shout(struct st_sock *s, const char *to)
{
	struct sockaddr_in addr = topo_addr(to, 9);

	st_sendto(s, "hello", 5, MSG_DONTWAIT, (struct sockaddr *)&addr,
		  sizeof(addr));
}

static void traffic(struct two *t, const char *to)
{
	for (int i = 0; i < 4; i++) {
		shout(t->sb, to);
		shout(t->sa, to);
	}
	/* half of it is still under way when the driver goes */
	st_run(t->w, st_now(t->a, 1) + 50 * ST_USEC, NULL, NULL);
}

static void add(struct st_net *n, const char *kind, const char *options,
		const char *addr)
{
	ok(st_link_add(n, "eth0", kind, options), kind);
	ok(st_link_up(n, "eth0", 1), "up");
	ok(st_addr_add(n, "eth0", addr), addr);
}

static void rounds(struct two *t, const char *kind, const char *options, int n)
{
	for (int i = 0; i < n; i++) {
		ok(st_insmod(t->a, kind, NULL), "insmod");
		add(t->na, kind, options, "10.0.0.1/24");
		traffic(t, "10.0.0.255");
		ok(st_reload(t->a, kind), "reload");
		add(t->na, kind, options, "10.0.0.1/24");
		traffic(t, "10.0.0.255");
		ok(st_rmmod(t->a, kind), "rmmod");
	}
}

TEST(wire_comes_and_goes_a_thousand_times_under_traffic)
{
	struct st_report r;
	struct two t;

	begin(&t);
	ok(st_insmod(t.b, "wire", NULL), "insmod");
	add(t.nb, "wire", "wire=w delay=40us", "10.0.0.2/24");
	rounds(&t, "wire", "wire=w delay=40us", ROUNDS);
	ok(st_report(t.b, &r), "report");
	EXPECT_GT(r.wire_in, ROUNDS);
	end(&t);
}

TEST(pcap_comes_and_goes_a_thousand_times_under_traffic)
{
	struct two t;

	begin(&t);
	/* libpcap and its ten libraries stay mapped */
	rounds(&t, "pcap", "write=/dev/null", ROUNDS);
	end(&t);
}

TEST(loopback_comes_and_goes_a_thousand_times_under_traffic)
{
	struct two t;

	begin(&t);
	for (int i = 0; i < ROUNDS; i++) {
		traffic(&t, "127.0.0.1");
		ok(st_reload(t.a, "loopback"), "reload");
		ok(st_link_up(t.na, "lo", 1), "up");
		traffic(&t, "127.0.0.1");
		ok(st_rmmod(t.a, "loopback"), "rmmod");
		traffic(&t, "127.0.0.1");
		ok(st_insmod(t.a, "loopback", NULL), "insmod");
		ok(st_link_up(t.na, "lo", 1), "up");
	}
	end(&t);
}

/* AF_PACKET: a socket holds the module; without one it goes. */
TEST(packet_comes_and_goes_a_thousand_times_under_traffic)
{
	struct two t;

	begin(&t);
	for (int i = 0; i < ROUNDS; i++) {
		struct st_sock *s = st_socket(t.na, AF_PACKET, SOCK_RAW,
					      htons(ETH_P_ALL), NULL);

		ok(s ? 0 : -1, "packet socket");
		traffic(&t, "127.0.0.1");
		EXPECT_EQ(st_rmmod(t.a, "packet"), -EBUSY);
		ok(st_close(s), "close");
		traffic(&t, "127.0.0.1");
		ok(st_reload(t.a, "packet"), "reload");
		traffic(&t, "127.0.0.1");
		ok(st_rmmod(t.a, "packet"), "rmmod");
		traffic(&t, "127.0.0.1");
		ok(st_insmod(t.a, "packet", NULL), "insmod");
	}
	end(&t);
}

/* Questions of ARP: a socket would hold the module. */
static void nothing_out(void *data, const void *pkt, size_t len,
			unsigned int gso, int64_t t_ns)
{
	++*(unsigned int *)data;
}

static void ipv4_rounds(uint64_t n_rounds)
{
	static const uint8_t arp[42] = {
		255, 255, 255, 255, 255, 255, 2, 0, 0, 0, 0,  1, 8, 6,
		0,   1,	  8,   0,   6,	 4,   0, 1, 2, 0, 0,  0, 0, 1,
		10,  0,	  0,   1,   0,	 0,   0, 0, 0, 0, 10, 0, 0, 2};
	struct st_world *w = st_world_new(NULL);
	struct st_host *h = st_host_new(w, "a", 1);
	struct st_net *n = st_net_get(h, 0);
	unsigned int out = 0, before;
	struct st_report r;
	int port;

	port = st_port_open(h, "eth0", ST_L2, nothing_out, &out);
	ok(port, "port");
	for (uint64_t i = 0; i < n_rounds; i++) {
		ok(st_addr_add(n, "eth0", "10.0.0.2/24"), "address");
		before = out;
		for (int k = 0; k < 4; k++)
			ok(st_port_input(h, port, arp, sizeof(arp), 0), "in");
		st_run(w, st_now(h, 1) + ST_MSEC, NULL, NULL);
		EXPECT_GE(out, before + 4);
		st_port_input(h, port, arp, sizeof(arp), 0);
		ok(st_reload(h, "ipv4"), "reload");
		st_port_input(h, port, arp, sizeof(arp), 0);
		ok(st_rmmod(h, "ipv4"), "rmmod");
		st_port_input(h, port, arp, sizeof(arp), 0);
		ok(st_insmod(h, "ipv4", NULL), "insmod");
	}
	ok(st_port_close(h, port), "close");
	ok(st_report(h, &r), "report");
	EXPECT_EQ(r.balanced, 1);
	EXPECT_EQ(st_world_free(w, NULL), 0);
}

TEST(ipv4_comes_and_goes_fifty_times_under_traffic)
{
	ipv4_rounds(50);
}

TEST_SOAK(ipv4_comes_and_goes_a_thousand_times_under_traffic)
{
	ipv4_rounds(test_soak_count(ROUNDS));
}
