// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * udp_port_test - datagrams as a hostile wire delivers them, and groups
 *
 * Where:   tests/topology/topology_test.
 * Mirrors: nothing.
 * Spec: RFC 768 (a checksum of 0 means none), RFC 1122 §4.1.3.4.
 * Where:   proto/ipv4/udp*.c through the embedding library.
 * Mirrors: tools/testing/selftests/net in purpose.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/ip.h>
#include <netinet/udp.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>

#include "tests/harness.h"
#include "tests/topology/topo.h"

static void nobody(void *data, const void *pkt, size_t len, unsigned int gso,
		   int64_t t_ns)
{
}

static uint32_t sum(const void *data, size_t len, uint32_t s)
{
	const uint8_t *p = data;

	for (size_t i = 0; i < len; i++)
		s += (uint32_t)p[i] << (i % 2 ? 0 : 8);
	return s;
}

static uint16_t fold(uint32_t s)
{
	while (s >> 16)
		s = (s & 0xffff) + (s >> 16);
	return htons((uint16_t)~s);
}

struct dgram {
	struct iphdr ip;
	struct udphdr udp;
	char data[8];
};

enum csum { GOOD, WRONG, NONE };

static struct dgram datagram(const char *text, enum csum csum)
{
	struct dgram d = {
		.ip = {.version = 4, .ihl = 5, .ttl = 64, .protocol = 17},
	};
	uint32_t s;

	d.ip.tot_len = htons(sizeof(d));
	d.ip.saddr = topo_addr("10.9.0.2", 0).sin_addr.s_addr;
	d.ip.daddr = topo_addr("10.9.0.1", 0).sin_addr.s_addr;
	d.ip.check = fold(sum(&d.ip, sizeof(d.ip), 0));
	d.udp.source = htons(7);
	d.udp.dest = htons(5000);
	d.udp.len = htons(sizeof(d.udp) + sizeof(d.data));
	memcpy(d.data, text, strlen(text));
	s = sum(&d.ip.saddr, 8, 17 + sizeof(d.udp) + sizeof(d.data));
	d.udp.check = fold(sum(&d.udp, sizeof(d.udp) + sizeof(d.data), s));
	if (csum == NONE)
		d.udp.check = 0;
	else if (csum == WRONG)
		d.udp.check ^= htons(0x0101);
	return d;
}

struct wild {
	struct topo t;
	struct st_sock *s;
	int port;
};

static void wild_begin(struct wild *w, uint64_t seed)
{
	struct sockaddr_in me = topo_addr("0.0.0.0", 5000);

	topo_chain(&w->t, 2, &topo_envs[0], seed);
	w->port = st_port_open(w->t.h[0], "wild0", ST_L3, nobody, NULL);
	ASSERT(w->port >= 0);
	ASSERT_EQ(st_addr_add(w->t.n[0], "wild0", "10.9.0.1/24"), 0);
	w->s = st_socket(w->t.n[0], AF_INET, SOCK_DGRAM, 0, NULL);
	ASSERT(w->s != NULL);
	ASSERT_EQ(st_bind(w->s, (struct sockaddr *)&me, sizeof(me)), 0);
}

static void wild_in(struct wild *w, const void *pkt, size_t len)
{
	EXPECT_EQ(st_port_input(w->t.h[0], w->port, pkt, len, 0), 0);
	topo_run(&w->t, 10 * ST_MSEC);
}

static void wild_end(struct wild *w)
{
	st_close(w->s);
	st_port_close(w->t.h[0], w->port);
	topo_end(&w->t);
}

TEST(udp_without_checksum_is_accepted)
{
	struct dgram d = datagram("none", NONE);
	struct wild w;
	char buf[16];

	wild_begin(&w, 61);
	wild_in(&w, &d, sizeof(d));
	EXPECT_EQ(st_recv(w.s, buf, sizeof(buf), MSG_DONTWAIT), 8);
	EXPECT_EQ(topo_snmp(&w.t, 0, "Udp:", "InCsumErrors"), 0);
	wild_end(&w);
}

/* Nobody sees it: not poll, not FIONREAD, not recvmsg. */
TEST(udp_wrong_checksum_is_found_when_it_is_read)
{
	struct dgram bad = datagram("bad", WRONG),
		     good = datagram("good", GOOD);
	struct wild w;
	char buf[16];
	int n = -1;

	wild_begin(&w, 62);
	wild_in(&w, &bad, sizeof(bad));
	EXPECT_EQ(st_poll(w.s, POLLIN, NULL, NULL), 0);
	wild_in(&w, &bad, sizeof(bad));
	EXPECT_EQ(st_ioctl(w.s, FIONREAD, &n), 0);
	EXPECT_EQ(n, 0);
	wild_in(&w, &bad, sizeof(bad));
	wild_in(&w, &good, sizeof(good));
	EXPECT_EQ(st_recv(w.s, buf, sizeof(buf), MSG_DONTWAIT), 8);
	EXPECT_EQ(memcmp(buf, "good", 4), 0);
	wild_in(&w, &bad, sizeof(bad));
	/* with too little room it is summed first */
	EXPECT_EQ(st_recv(w.s, buf, 2, MSG_PEEK | MSG_DONTWAIT), -EAGAIN);
	EXPECT_EQ(topo_snmp(&w.t, 0, "Udp:", "InCsumErrors"), 4);
	EXPECT_EQ(topo_snmp(&w.t, 0, "Udp:", "InErrors"), 4);
	EXPECT_EQ(topo_snmp(&w.t, 0, "Udp:", "InDatagrams"), 1);
	wild_end(&w);
}

TEST(udp_length_beyond_the_packet_is_an_error)
{
	struct dgram d = datagram("long", NONE);
	struct wild w;
	char buf[16];

	wild_begin(&w, 63);
	d.udp.len = htons(2000);
	wild_in(&w, &d, sizeof(d));
	d.udp.len = htons(4);
	wild_in(&w, &d, sizeof(d));
	EXPECT_EQ(topo_snmp(&w.t, 0, "Udp:", "InErrors"), 2);
	/* shorter than the packet: the rest is padding */
	d.udp.len = htons(8 + 3);
	wild_in(&w, &d, sizeof(d));
	EXPECT_EQ(st_recv(w.s, buf, sizeof(buf), MSG_DONTWAIT), 3);
	EXPECT_EQ(st_recv(w.s, buf, sizeof(buf), MSG_DONTWAIT), -EAGAIN);
	wild_end(&w);
}

/* A group: members get it, one for each; leaving ends it. */
TEST(udp_multicast_reaches_members)
{
	struct sockaddr_in me = topo_addr("0.0.0.0", 5000);
	struct sockaddr_in to = topo_addr("239.1.2.3", 5000);
	struct ip_mreqn mreq = {.imr_multiaddr = to.sin_addr};
	struct st_sock *a, *b[2];
	int one = 1;
	char c;
	struct topo t;

	topo_chain(&t, 2, &topo_envs[0], 64);
	mreq.imr_address = topo_addr("10.0.0.2", 0).sin_addr;
	for (int i = 0; i < 2; i++) {
		b[i] = st_socket(t.n[1], AF_INET, SOCK_DGRAM, 0, NULL);
		st_setsockopt(b[i], SOL_SOCKET, SO_REUSEADDR, &one,
			      sizeof(one));
		EXPECT_EQ(st_bind(b[i], (struct sockaddr *)&me, sizeof(me)), 0);
		EXPECT_EQ(st_setsockopt(b[i], IPPROTO_IP, IP_ADD_MEMBERSHIP,
					&mreq, sizeof(mreq)),
			  0);
	}
	a = st_socket(t.n[0], AF_INET, SOCK_DGRAM, 0, NULL);
	me = topo_addr("10.0.0.1", 0);
	EXPECT_EQ(st_setsockopt(a, IPPROTO_IP, IP_MULTICAST_IF, &me.sin_addr,
				sizeof(me.sin_addr)),
		  0);
	EXPECT_EQ(st_sendto(a, "m", 1, 0, (struct sockaddr *)&to, sizeof(to)),
		  1);
	topo_run(&t, ST_SEC);
	for (int i = 0; i < 2; i++) {
		EXPECT_EQ(st_recv(b[i], &c, 1, MSG_DONTWAIT), 1);
		EXPECT_EQ(st_recv(b[i], &c, 1, MSG_DONTWAIT), -EAGAIN);
		EXPECT_EQ(st_setsockopt(b[i], IPPROTO_IP, IP_DROP_MEMBERSHIP,
					&mreq, sizeof(mreq)),
			  0);
	}
	EXPECT_EQ(st_sendto(a, "m", 1, 0, (struct sockaddr *)&to, sizeof(to)),
		  1);
	topo_run(&t, ST_SEC);
	for (int i = 0; i < 2; i++) {
		EXPECT_EQ(st_recv(b[i], &c, 1, MSG_DONTWAIT), -EAGAIN);
		st_close(b[i]);
	}
	st_close(a);
	topo_end(&t);
}
