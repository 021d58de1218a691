// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tcp_order_test - segments in each order, with overlaps
 *
 * Where:   one host and a port that speaks TCP by hand.
 * Mirrors: nothing in the kernel.
 * Spec:    RFC 9293 section 3.10.7.4; RFC 2018 (each block is true, the first
 *          one has the segment that came last, the others are repeated);
 *          checklist row 124.
 */
#include <arpa/inet.h>
#include <netinet/ip.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>

#include "tests/harness.h"
#include "tests/topology/st_ok.h"
#include "tests/topology/topo.h"

#define SEGMENTS 5
#define STEP	 10 /* bytes from one's begin to the next one's */
#define LENGTH	 14 /* each reaches into its successor */
#define TOTAL	 (SEGMENTS * STEP)
#define ISN	 0xfffffff0u /* numbers wrap within the stream */
#define BLOCKS	 4

struct answer {
	uint32_t seq, ack;
	uint8_t flags;
	unsigned int nr; /* of SACK blocks */
	uint32_t block[BLOCKS][2];
};

static struct st_world *w;
static struct st_host *h;
static struct st_net *n;
static struct st_sock *l;
static int port;
static struct answer last;

static uint16_t sum16(const void *data, size_t len, uint32_t sum)
{
	const uint8_t *p = data;

	for (size_t i = 0; i < len; i++)
		sum += (uint32_t)p[i] << (i % 2 ? 0 : 8);
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return htons((uint16_t)~sum);
}

static void take_sack(const uint8_t *opt, const uint8_t *end)
{
	while (opt < end && *opt) {
		if (*opt == TCPOPT_NOP) {
			opt++;
			continue;
		}
		if (*opt == TCPOPT_SACK) {
			last.nr = (opt[1] - 2u) / 8;
			memcpy(last.block, opt + 2, opt[1] - 2u);
		}
		opt += opt[1];
	}
	for (unsigned int i = 0; i < last.nr; i++)
		for (int k = 0; k < 2; k++)
			last.block[i][k] = ntohl(last.block[i][k]) - (ISN + 1);
}

static void out(void *data, const void *pkt, size_t len, unsigned int gso,
		int64_t t_ns)
{
	const struct iphdr *iph = pkt;
	const struct tcphdr *th = (const void *)((const char *)pkt + 20);

	if (iph->protocol != IPPROTO_TCP)
		return;
	memset(&last, 0, sizeof(last));
	last.seq = ntohl(th->th_seq);
	last.ack = ntohl(th->th_ack) - (ISN + 1);
	last.flags = th->th_flags;
	take_sack((const uint8_t *)(th + 1),
		  (const uint8_t *)th + th->th_off * 4);
}

static void run(int64_t ns)
{
	st_run(w, st_now(h, 1) + ns, NULL, NULL);
}

/* One segment from 10.9.0.1:@sport to 10.9.0.2:80. */
static void in(uint16_t sport, uint8_t flags, uint32_t seq, uint32_t ack,
	       const void *data, size_t len)
{
	static const uint8_t syn_opts[8] = {2, 4, 5, 0xb4, 4, 2, 1, 1};
	size_t opts = flags & TH_SYN ? sizeof(syn_opts) : 0;
	size_t tcplen = sizeof(struct tcphdr) + opts + len;
	uint8_t buf[200] = {0};
	struct iphdr *iph = (struct iphdr *)buf;
	struct tcphdr *th = (struct tcphdr *)(buf + sizeof(*iph));

	*iph = (struct iphdr){
		.version = 4,
		.ihl = 5,
		.ttl = 64,
		.protocol = IPPROTO_TCP,
		.tot_len = htons((uint16_t)(sizeof(*iph) + tcplen)),
		.saddr = htonl(0x0a090001),
		.daddr = htonl(0x0a090002),
	};
	iph->check = sum16(iph, sizeof(*iph), 0);
	th->th_sport = htons(sport);
	th->th_dport = htons(80);
	th->th_seq = htonl(seq);
	th->th_ack = htonl(ack);
	th->th_flags = flags;
	th->th_off = (sizeof(*th) + opts) / 4 & 15;
	th->th_win = htons(60000);
	memcpy(th + 1, syn_opts, opts);
	if (len)
		memcpy((uint8_t *)(th + 1) + opts, data, len);
	th->th_sum =
		sum16(th, tcplen,
		      0x0a09 + 1 + 0x0a09 + 2 + IPPROTO_TCP + (uint32_t)tcplen);
	OK(st_port_input(h, port, buf, sizeof(*iph) + tcplen, 0));
	run(ST_MSEC);
}

static struct st_sock *shake_hands(uint16_t sport)
{
	struct st_sock *s;

	in(sport, TH_SYN, ISN, 0, NULL, 0);
	EXPECT_EQ(last.flags, TH_SYN | TH_ACK);
	EXPECT_EQ(last.ack, 0);
	in(sport, TH_ACK, ISN + 1, last.seq + 1, NULL, 0);
	s = st_accept(l, NULL, NULL, 0);
	ASSERT(s != NULL);
	return s;
}

/* ---- what has come, bit by byte --------------------------------------------
 */

static uint32_t first_gap(uint64_t got)
{
	uint32_t pos = 0;

	while (got >> pos & 1)
		pos++;
	return pos;
}

/* The bytes around @pos that came without a gap: *@end, and the begin. */
static uint32_t island(uint64_t got, uint32_t pos, uint32_t *end)
{
	uint32_t begin = pos;

	while (begin && got >> (begin - 1) & 1)
		begin--;
	for (*end = pos; got >> *end & 1;)
		++*end;
	return begin;
}

/* The answer tells each island above the first gap, @pos's first. */
static void expect_sack(uint64_t got, uint32_t pos)
{
	uint32_t gap = first_gap(got), end, begin, islands = 0;

	EXPECT_EQ(last.ack, gap);
	for (uint32_t at = gap; at < TOTAL; at = end + 1) {
		while (at < TOTAL && !(got >> at & 1))
			at++;
		if (at >= TOTAL)
			break;
		begin = island(got, at, &end);
		islands++;
		test_check(begin >= gap, false, __FILE__, __LINE__, "island");
		for (unsigned int i = 0; i < last.nr; i++)
			if (last.block[i][0] == begin &&
			    last.block[i][1] == end)
				begin = TOTAL;
		test_check(begin == TOTAL, false, __FILE__, __LINE__,
			   "bytes %u to %u are in no block", begin, end);
	}
	EXPECT_EQ(last.nr, islands);
	if (pos < gap || !last.nr)
		return;
	begin = island(got, pos, &end);
	EXPECT_EQ(last.block[0][0], begin);
	EXPECT_EQ(last.block[0][1], end);
}

static void one_order(uint16_t sport, const int *order, int sack)
{
	struct st_sock *s = shake_hands(sport);
	uint8_t bytes[TOTAL], got[TOTAL + 1];
	uint64_t came = 0;
	uint32_t ack = last.seq;

	for (unsigned int i = 0; i < TOTAL; i++)
		bytes[i] = (uint8_t)(i * 7 + sport);
	for (unsigned int i = 0; i < SEGMENTS; i++) {
		uint32_t pos = (uint32_t)order[i] * STEP;
		uint32_t len = pos + LENGTH > TOTAL ? TOTAL - pos : LENGTH;

		in(sport, TH_ACK, ISN + 1 + pos, ack + 1, bytes + pos, len);
		came |= ((1ULL << len) - 1) << pos;
		run(50 * ST_MSEC); /* a delayed ACK */
		if (sack)
			expect_sack(came, pos);
	}
	EXPECT_EQ(last.ack, TOTAL);
	EXPECT_EQ(st_recv(s, got, sizeof(got), 0), TOTAL);
	EXPECT(!memcmp(got, bytes, TOTAL));
	in(sport, TH_RST | TH_ACK, ISN + 1 + TOTAL, ack + 1, NULL, 0);
	st_close(s);
}

/* Heap's algorithm would do; five nested loops are easier to believe. */
static unsigned int each_order(uint16_t sport, int sack)
{
	unsigned int nr = 0;
	int o[SEGMENTS];

	for (int code = 0; code < 5 * 5 * 5 * 5 * 5; code++) {
		unsigned int seen = 0;

		for (int i = 0, c = code; i < SEGMENTS; i++, c /= 5) {
			o[i] = c % 5;
			seen |= 1u << o[i];
		}
		if (seen == 31)
			one_order((uint16_t)(sport + nr++), o, sack);
	}
	return nr;
}

static void begin(const char *dsack)
{
	struct sockaddr_in a = topo_addr("10.9.0.2", 80);

	w = st_world_new(NULL);
	ASSERT(w != NULL);
	h = st_host_new(w, "h", 1);
	ASSERT(h != NULL);
	n = st_net_get(h, 0);
	port = st_port_open(h, "tun0", ST_L3, out, NULL);
	OK(port);
	OK(st_addr_add(n, "tun0", "10.9.0.2/24"));
	OK(st_sysctl(n, "net.ipv4.tcp_dsack", dsack));
	l = st_socket(n, AF_INET, SOCK_STREAM, 0, NULL);
	OK(st_bind(l, (struct sockaddr *)&a, sizeof(a)));
	OK(st_listen(l, 8));
}

static void end(void)
{
	st_close(l);
	run(65 * ST_SEC);
	st_net_put(n);
	EXPECT_EQ(st_world_free(w, NULL), 0);
}

TEST(tcp_each_order_of_five_is_one_stream_and_sacks_are_true)
{
	begin("0"); /* a D-SACK would stand before the first block */
	EXPECT_EQ(each_order(1000, 1), 120);
	end();
}

TEST(tcp_each_order_of_five_is_one_stream_with_dsack)
{
	begin("1");
	EXPECT_EQ(each_order(2000, 0), 120);
	end();
}
