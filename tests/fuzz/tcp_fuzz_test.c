// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tcp_fuzz_test - a peer that knows where each connection stands, and lies
 *
 * Where:   segments go in by st_port_input() on a port without link header, in
 *          virtual time; servers and clients on the host read, write, close.
 * Spec:    RFC 9293: whatever comes, both books balance, every connection
 *          ends, nothing is left.
 * Mirrors: nothing in the kernel.
 *
 * port_fuzz seldom gets past the sequence check. This peer takes sequence and
 * acknowledgment from what the stack sent last and moves them a little: old,
 * exact, overlapping, beyond the window; with flags, options, SACK blocks and
 * windows that are right, wrong, or nonsense.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "api/strata.h"
#include "tests/harness.h"

#define PEERS 24 /* connections that the peer plays */
#define OURS  32 /* sockets that the host has open at most */
#define MTU   1500

enum { FIN = 1, SYN = 2, RST = 4, PSH = 8, ACK = 16, URG = 32 };

/* What the stack said last on one pair of ports. */
struct conn {
	uint16_t sport, dport; /* the peer's, ours */
	uint32_t seq;	       /* ours next, as the stack acknowledged it */
	uint32_t ack;	       /* end of what it sent */
	uint32_t ts;	       /* its last timestamp */
	int heard;
};

static struct tcp_fuzz {
	struct st_world *w;
	struct st_host *h;
	struct st_net *n;
	struct st_sock *listener, *s[OURS];
	int port;
	struct conn c[PEERS];
	uint64_t in, out, bad_out;
	uint64_t state;
} f;

static uint32_t rnd(uint32_t below)
{
	f.state ^= f.state << 13;
	f.state ^= f.state >> 7;
	f.state ^= f.state << 17;
	return below ? (uint32_t)((f.state >> 32) % below) : 0;
}

static int one_in(uint32_t n)
{
	return rnd(n) == 0;
}

/* ---- what the stack sends ---------------------------------------------------
 */

static uint32_t get32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	       (uint32_t)p[2] << 8 | p[3];
}

static void put32(uint8_t *p, uint32_t v)
{
	p[0] = (uint8_t)(v >> 24);
	p[1] = (uint8_t)(v >> 16);
	p[2] = (uint8_t)(v >> 8);
	p[3] = (uint8_t)v;
}

static void put16(uint8_t *p, uint32_t v)
{
	p[0] = (uint8_t)(v >> 8);
	p[1] = (uint8_t)v;
}

static uint32_t sum(uint32_t s, const uint8_t *p, size_t len)
{
	for (size_t i = 0; i < len; i++)
		s += (uint32_t)p[i] << (i % 2 ? 0 : 8);
	return s;
}

static uint16_t fold(uint32_t s)
{
	while (s >> 16)
		s = (s & 0xffff) + (s >> 16);
	return (uint16_t)s;
}

/* One segment of the stack's: note where its connection stands. */
static void out(void *data, const void *pkt, size_t len, unsigned int gso,
		int64_t t_ns)
{
	const uint8_t *p = pkt, *th = p + 20;
	uint32_t size, dlen;

	f.out++;
	if (len < 40 || p[0] != 0x45 || p[9] != 6)
		return; /* ICMP, IGMP */
	dlen = (uint32_t)(th[12] >> 4) * 4;
	if (dlen < 20 || 20 + dlen > len ||
	    (!gso &&
	     fold(sum(6 + (uint32_t)len - 20, p + 12, len - 12)) != 0xffff)) {
		f.bad_out++;
		return;
	}
	size = (uint32_t)len - 20 - dlen + !!(th[13] & SYN) + !!(th[13] & FIN);
	for (int i = 0; i < PEERS; i++) {
		struct conn *c = &f.c[i];

		if (c->sport != (th[2] << 8 | th[3]) ||
		    c->dport != (th[0] << 8 | th[1]))
			continue;
		c->heard = !(th[13] & RST);
		if ((th[13] & SYN) ||
		    (int32_t)(get32(th + 4) + size - c->ack) > 0)
			c->ack = get32(th + 4) + size;
		if (th[13] & ACK)
			c->seq = get32(th + 8);
		if (dlen >= 32 && th[20] == 1 && th[21] == 1 && th[22] == 8)
			c->ts = get32(th + 24);
	}
}

/* ---- what the peer sends ----------------------------------------------------
 */

/* A little before, exactly, a little after; seldom anywhere. */
static uint32_t near(uint32_t x)
{
	switch (rnd(12)) {
	case 0:
		return x - 1;
	case 1:
		return x - rnd(3000);
	case 2:
		return x + 1 + rnd(3000);
	case 3:
		return x + 1448 * (1 + rnd(4));
	case 4:
		return one_in(4) ? (uint32_t)f.state : x + rnd(100000);
	default:
		return x;
	}
}

static size_t options(uint8_t *o, const struct conn *c, uint8_t flags)
{
	size_t n = 0;

	if (flags & SYN) {
		static const uint8_t syn[] = {2, 4, 0, 0, 1, 1,
					      4, 2, 1, 3, 3, 0};
		memcpy(o, syn, sizeof(syn));
		put16(o + 2, one_in(8) ? rnd(65536) : 500 + rnd(960));
		o[11] = (uint8_t)rnd(16);
		n = one_in(4) ? 0 : sizeof(syn);
	}
	if (!one_in(4)) {
		static const uint8_t head[] = {1, 1, 8, 10};

		memcpy(o + n, head, 4);
		put32(o + n + 4, (uint32_t)(st_now(f.h, 1) / 1000000) +
					 (one_in(16) ? rnd(1u << 31) : 0));
		put32(o + n + 8, one_in(8) ? rnd(1u << 31) : c->ts);
		n += 12;
	}
	if (!(flags & SYN) && one_in(3)) {
		uint32_t blocks = 1 + rnd(3);

		o[n] = o[n + 1] = 1;
		o[n + 2] = 5;
		o[n + 3] = (uint8_t)(2 + 8 * blocks);
		n += 4;
		for (uint32_t i = 0; i < blocks && n + 8 <= 40; i++, n += 8) {
			uint32_t left = c->ack - rnd(20000);

			put32(o + n, left);
			put32(o + n + 4, left + rnd(4000));
		}
	}
	if (one_in(12))
		for (size_t i = 0; i < n; i++)
			if (one_in(4))
				o[i] = (uint8_t)rnd(256);
	return n;
}

static uint8_t flags_for(const struct conn *c)
{
	static const uint8_t usual[] = {
		ACK,	   ACK, ACK | PSH, ACK | PSH, ACK | FIN, RST,
		RST | ACK, SYN, SYN | ACK, ACK | URG, FIN,	 0};

	if (!c->heard)
		return one_in(6) ? (uint8_t)rnd(64) : SYN;
	if (one_in(20))
		return (uint8_t)rnd(64);
	return usual[one_in(3) ? rnd(sizeof(usual)) : rnd(4)];
}

static size_t segment(uint8_t *p, struct conn *c)
{
	uint8_t *th = p + 20, flags = flags_for(c);
	size_t opt = options(th + 20, c, flags), data = 0, len;

	if (!(flags & SYN) || one_in(20))
		data = one_in(2) ? rnd(1400) : one_in(2) ? 1 + rnd(3) : 0;
	len = 40 + opt + data;
	memset(p, 0, 40);
	p[0] = 0x45;
	put16(p + 2, (uint32_t)len);
	p[8] = 64;
	p[9] = 6;
	put32(p + 12, 0x0a010001); /* 10.1.0.1 */
	put32(p + 16, 0x0a010002);
	put16(p + 10, (uint16_t)~fold(sum(0, p, 20)));
	put16(th, c->sport);
	put16(th + 2, c->dport);
	put32(th + 4, near(c->seq));
	put32(th + 8, near(c->ack));
	th[12] = (uint8_t)((20 + opt) / 4 << 4);
	if (one_in(50))
		th[12] = (uint8_t)rnd(256);
	th[13] = flags;
	put16(th + 14, one_in(6) ? 0 : one_in(3) ? rnd(100) : rnd(65536));
	if (flags & URG)
		put16(th + 18, rnd(2000));
	for (size_t i = 0; i < data; i++)
		th[20 + opt + i] = (uint8_t)i;
	put16(th + 16,
	      (uint16_t)~fold(sum(6 + (uint32_t)len - 20, p + 12, len - 12)));
	if (one_in(100))
		th[16] ^= 1;
	return len;
}

/* Unreachable, or too big, about a segment that the stack may have sent. */
static size_t icmp_error(uint8_t *p, const struct conn *c)
{
	static const uint8_t codes[] = {0, 1, 2, 3, 4, 4, 13};
	uint8_t *ic = p + 20, *q = ic + 8;

	memset(p, 0, 56);
	p[0] = q[0] = 0x45;
	put16(p + 2, 56);
	p[8] = q[8] = 64;
	p[9] = 1;
	q[9] = 6;
	put32(p + 12, 0x0a010001);
	put32(p + 16, 0x0a010002);
	put16(p + 10, (uint16_t)~fold(sum(0, p, 20)));
	ic[0] = one_in(8) ? 12 : 3;
	ic[1] = codes[rnd(sizeof(codes))];
	put16(ic + 6, one_in(3) ? rnd(1500) : 576);
	put16(q + 2, 1500);
	put32(q + 12, 0x0a010002);
	put32(q + 16, 0x0a010001);
	put16(q + 20, c->dport);
	put16(q + 22, c->sport);
	put32(q + 24, near(c->ack - rnd(3000)));
	put16(ic + 2, (uint16_t)~fold(sum(0, ic, 36)));
	return 56;
}

/* ---- what the host's applications do
 * ----------------------------------------- */

static void must(long ret, const char *what)
{
	if (ret >= 0)
		return;
	fprintf(stderr, "tcp_fuzz: %s: %ld: %s\n", what, ret, st_errmsg());
	abort();
}

static void forget(int i)
{
	must(st_close(f.s[i]), "close");
	f.s[i] = NULL;
}

static void an_option(struct st_sock *s)
{
	static const int names[] = {
		TCP_NODELAY,  TCP_CORK,		TCP_QUICKACK, TCP_DEFER_ACCEPT,
		TCP_KEEPIDLE, TCP_USER_TIMEOUT, TCP_LINGER2,  TCP_MAXSEG};
	struct linger linger = {.l_onoff = (int)rnd(2), .l_linger = 0};
	int val = (int)rnd(3);

	if (one_in(4))
		st_setsockopt(s, SOL_SOCKET, SO_LINGER, &linger,
			      sizeof(linger));
	else if (one_in(4))
		st_setsockopt(s, SOL_SOCKET,
			      one_in(2) ? SO_KEEPALIVE : SO_OOBINLINE, &val,
			      sizeof(val));
	else
		st_setsockopt(s, IPPROTO_TCP, names[rnd(8)], &val, sizeof(val));
}

static void act(int i)
{
	static char buf[20000];
	struct st_sock *s = f.s[i];
	int flags = MSG_DONTWAIT | MSG_NOSIGNAL;

	switch (rnd(8)) {
	case 0:
		st_recv(s, buf, 1 + rnd(sizeof(buf)),
			flags | (one_in(4) ? MSG_PEEK : 0));
		break;
	case 1:
		if (st_recv(s, buf, sizeof(buf), flags) == 0 && one_in(2))
			forget(i);
		break;
	case 2:
	case 3:
		st_send(s, buf, 1 + rnd(sizeof(buf)),
			flags | (one_in(4) ? MSG_MORE : 0) |
				(one_in(16) ? MSG_OOB : 0));
		break;
	case 4:
		st_recv(s, buf, 1, flags | MSG_OOB);
		break;
	case 5:
		an_option(s);
		break;
	case 6:
		if (one_in(6))
			st_shutdown(s, (int)rnd(3));
		break;
	default:
		if (one_in(6))
			forget(i);
		break;
	}
}

/* A connect() of ours; the peer answers, or does not. */
static struct st_sock *call_out(void)
{
	struct sockaddr_in a = {.sin_family = AF_INET};
	struct st_sock *s = st_socket(f.n, AF_INET, SOCK_STREAM, 0, NULL);
	int on = 1;
	unsigned int i = rnd(PEERS);

	if (!s)
		must(-1, "socket");
	must(st_ioctl(s, 0x5421 /* FIONBIO */, &on), "FIONBIO");
	a.sin_addr.s_addr = htonl(0x0a010001);
	a.sin_port = htons((uint16_t)(2000 + i));
	if (st_connect(s, (struct sockaddr *)&a, sizeof(a)) == -EINPROGRESS) {
		unsigned int len = sizeof(a);

		st_getsockname(s, (struct sockaddr *)&a, &len);
		f.c[i].sport = (uint16_t)(2000 + i);
		f.c[i].dport = ntohs(a.sin_port);
		f.c[i].heard = 1;
	}
	return s;
}

static void applications(void)
{
	int i = (int)rnd(OURS);

	if (f.s[i])
		act(i);
	else if (one_in(8))
		f.s[i] = call_out();
	else
		f.s[i] = st_accept(f.listener, NULL, NULL, O_NONBLOCK);
}

/* ---- a run
 * --------------------------------------------------------------------- */

static void run(int64_t ns)
{
	must(st_run(f.w, st_now(f.h, 1) + ns, NULL, NULL), "run");
}

static void start(void)
{
	struct sockaddr_in sin = {.sin_family = AF_INET, .sin_port = htons(80)};
	struct st_opts opts = {.seed = f.state};
	int on = 1;

	f.w = st_world_new(&opts);
	f.h = f.w ? st_host_new(f.w, "fuzz", 1) : NULL;
	if (!f.h)
		must(-1, "host");
	f.n = st_net_get(f.h, 0);
	f.port = st_port_open(f.h, "tun0", ST_L3, out, NULL);
	must(f.port, "tun0");
	must(st_addr_add(f.n, "tun0", "10.1.0.2/24"), "address");
	f.listener = st_socket(f.n, AF_INET, SOCK_STREAM, 0, NULL);
	must(st_ioctl(f.listener, 0x5421, &on), "FIONBIO");
	must(st_bind(f.listener, (struct sockaddr *)&sin, sizeof(sin)), "bind");
	must(st_listen(f.listener, 4), "listen");
	for (int i = 0; i < PEERS; i++)
		f.c[i] = (struct conn){.sport = (uint16_t)(1000 + i),
				       .dport = 80,
				       .seq = rnd(1u << 31)};
}

static void peer(void)
{
	static const int64_t wait[] = {ST_MSEC, 41 * ST_MSEC, 210 * ST_MSEC,
				       ST_SEC};
	struct conn *c = &f.c[rnd(PEERS)];
	uint8_t frame[MTU + 100];
	size_t len = one_in(40) ? icmp_error(frame, c) : segment(frame, c);

	st_port_input(f.h, f.port, frame, len, 0);
	f.in++;
	if (!c->heard && one_in(3)) {
		/* a new connection on old ports, or on others */
		c->seq = (uint32_t)f.state;
		if (c->dport != 80) {
			c->sport = (uint16_t)(1000 + (c - f.c));
			c->dport = 80;
		}
	}
	if (one_in(4))
		run(one_in(200) ? 61 * ST_SEC
		    : one_in(8) ? wait[rnd(4)]
				: 100 * ST_USEC);
}

static void check_books(void)
{
	struct st_report r;

	must(st_report(f.h, &r), "report");
	if (!r.balanced || r.oopses || f.bad_out) {
		fprintf(stderr,
			"tcp_fuzz: segment %llu: balanced %d, reports %llu, "
			"bad sent %llu\n",
			(unsigned long long)f.in, r.balanced,
			(unsigned long long)r.oopses,
			(unsigned long long)f.bad_out);
		abort();
	}
}

/* Everybody closes; the peer is silent; what must time out does. */
static void end(void)
{
	struct st_report r;

	for (int i = 0; i < OURS; i++)
		if (f.s[i])
			forget(i);
	must(st_close(f.listener), "close");
	run(2000 * ST_SEC);
	must(st_report(f.h, &r), "report");
	EXPECT_EQ(r.skb_alive, 0);
	EXPECT_EQ(r.sockets, 0);
	EXPECT_EQ(r.balanced, 1);
	EXPECT_EQ(st_world_free(f.w, NULL), 0);
	f.w = NULL;
}

static void fuzz_segments(uint64_t segments)
{
	uint64_t until = f.in + segments;

	f.state = test_random() | 1;
	while (f.in < until) {
		uint64_t host = f.in + 20000;

		start();
		for (; f.in < host && f.in < until;) {
			peer();
			if (one_in(2))
				applications();
			if (f.in % 256 == 0)
				check_books();
		}
		end();
	}
	EXPECT_EQ(f.bad_out, 0);
	printf("# %llu segments in, %llu out\n", (unsigned long long)f.in,
	       (unsigned long long)f.out);
}

TEST(lying_peer_breaks_nothing_in_100000_segments)
{
	fuzz_segments(100000);
	EXPECT(f.out > 10000);
}

TEST_SOAK(lying_peer_breaks_nothing_in_10000000_segments)
{
	fuzz_segments(test_soak_count(10000000));
}
