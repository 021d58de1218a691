// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * null_stack - the other end of a TAP, with no stack: what the device allows
 *
 * Where:   bench/tap.c, in a process of its own.
 * Mirrors: nothing.
 * Spec:    PERFORMANCE.md: "over the null stack with the same engine".
 */
#include "bench/null_stack.h"

#include <arpa/inet.h>
#include <net/ethernet.h>
#include <netinet/ip.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define MSS	  1460
#define HEAD	  54 /* Ethernet, IPv4, TCP */
#define WSCALE	  5
#define WINDOW	  (1 << 20)
#define ACK_EVERY 16
#define BURST	  16
#define RTO_NS	  200000000ull
#define POOL	  (4u << 20) /* the application's memory */

struct frame {
	struct ether_header eth;
	struct iphdr ip;
	struct tcphdr tcp;
	uint8_t data[2048 - HEAD];
} __attribute__((packed));

struct null {
	int fd;
	enum null_mode mode;
	struct frame in, out; /* out: headers towards the last peer */
	uint8_t *pool;
	size_t at;
	unsigned int unacked; /* frames */
	uint32_t rcv_nxt, snd_una, snd_nxt, window;
	unsigned int shift;
	uint64_t moved; /* when snd_una did */
	unsigned long bad, lost;
};

static uint64_t now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000000u + (uint64_t)ts.tv_nsec;
}

/* Two accumulators, so that the additions do not wait for each other. */
static uint64_t sum(const void *data, size_t len, uint64_t a)
{
	const uint8_t *p = data;
	uint64_t b = 0;
	uint32_t w[4];
	uint16_t h;

	for (; len >= 16; len -= 16, p += 16) {
		memcpy(w, p, 16);
		a += (uint64_t)w[0] + w[1];
		b += (uint64_t)w[2] + w[3];
	}
	for (a += b; len >= 2; len -= 2, p += 2) {
		memcpy(&h, p, 2);
		a += h;
	}
	return len ? a + *p : a;
}

static uint16_t fold(uint64_t s)
{
	while (s >> 16)
		s = (s & 0xffff) + (s >> 16);
	return (uint16_t)s;
}

static uint16_t tcp_sum(const struct frame *f, size_t len)
{
	uint64_t pseudo = sum(&f->ip.saddr, 8, htons(IPPROTO_TCP));

	return fold(sum(&f->tcp, len, pseudo + htons((uint16_t)len)));
}

/* ---- sending -------------------------------------------------------------
 */

/* Where answers go from here on: to whom @n->in came from. */
static void turn_round(struct null *n)
{
	const struct frame *in = &n->in;
	struct frame *o = &n->out;

	memcpy(o->eth.ether_dhost, in->eth.ether_shost, ETH_ALEN);
	memcpy(o->eth.ether_shost, in->eth.ether_dhost, ETH_ALEN);
	o->eth.ether_type = htons(ETHERTYPE_IP);
	o->ip = (struct iphdr){.version = 4,
			       .ihl = 5,
			       .frag_off = htons(IP_DF),
			       .ttl = 64,
			       .protocol = IPPROTO_TCP,
			       .saddr = in->ip.daddr,
			       .daddr = in->ip.saddr};
	o->tcp = (struct tcphdr){.source = in->tcp.dest,
				 .dest = in->tcp.source,
				 .doff = 5,
				 .ack = 1,
				 .window = htons(WINDOW >> WSCALE)};
}

/* What stands in o->data (options, bytes) goes out as one segment. */
static void send_frame(struct null *n, uint32_t seq, uint32_t ack, size_t len)
{
	struct frame *o = &n->out;

	o->ip.tot_len = htons((uint16_t)(40 + len));
	o->ip.check = 0;
	o->ip.check = (uint16_t)~fold(sum(&o->ip, 20, 0));
	o->tcp.seq = htonl(seq);
	o->tcp.ack_seq = htonl(ack);
	o->tcp.check = 0;
	o->tcp.check = (uint16_t)~tcp_sum(o, 20 + len);
	if (write(n->fd, o, HEAD + len) < 0)
		n->lost++;
}

static void send_ack(struct null *n)
{
	n->unacked = 0;
	send_frame(n, n->snd_nxt, n->rcv_nxt, 0);
}

static uint8_t *next_bytes(struct null *n, size_t len)
{
	if (n->at + len > POOL)
		n->at = 0;
	n->at += len;
	return n->pool + n->at - len;
}

static void fill_window(struct null *n)
{
	for (int i = 0; i < BURST; i++) {
		if (n->snd_nxt - n->snd_una + MSS > n->window)
			return;
		memcpy(n->out.data, next_bytes(n, MSS), MSS);
		send_frame(n, n->snd_nxt, n->rcv_nxt, MSS);
		n->snd_nxt += MSS;
	}
}

/* ---- receiving -----------------------------------------------------------
 */

static void read_scale(struct null *n)
{
	size_t len = n->in.tcp.doff * 4u - 20u, i = 0;
	const uint8_t *o = n->in.data;

	n->shift = 0;
	while (i + 2 < len && o[i]) {
		if (o[i] == TCPOPT_WINDOW)
			n->shift = o[i + 2];
		i += o[i] == TCPOPT_NOP ? 1 : o[i + 1] ? o[i + 1] : 1;
	}
}

static void answer_syn(struct null *n)
{
	static const uint8_t options[8] = {
		TCPOPT_MAXSEG, 4, MSS >> 8, MSS & 255, TCPOPT_NOP,
		TCPOPT_WINDOW, 3, WSCALE};

	read_scale(n);
	turn_round(n);
	n->rcv_nxt = ntohl(n->in.tcp.seq) + 1;
	n->snd_una = n->snd_nxt = 1;
	n->window = 0;
	n->out.tcp.syn = 1;
	n->out.tcp.doff = 7;
	n->out.tcp.window = htons(0xffff);
	memcpy(n->out.data, options, sizeof(options));
	send_frame(n, 0, n->rcv_nxt, sizeof(options));
	turn_round(n);
}

static void take_ack(struct null *n)
{
	uint32_t ack = ntohl(n->in.tcp.ack_seq);

	if ((int32_t)(ack - n->snd_una) < 0)
		return;
	if (ack != n->snd_una)
		n->moved = now();
	n->snd_una = ack;
	if ((int32_t)(n->snd_nxt - ack) < 0)
		n->snd_nxt = ack;
	n->window = (uint32_t)ntohs(n->in.tcp.window) << n->shift;
}

static void take_data(struct null *n, uint32_t seq, size_t off, size_t len)
{
	const uint8_t *data = (const uint8_t *)&n->in.tcp + off;

	if (tcp_sum(&n->in, off + len) != 0xffff) {
		n->bad++;
		return;
	}
	if (n->mode == NULL_ECHO) {
		turn_round(n);
		memcpy(n->out.data, data, len);
		send_frame(n, ntohl(n->in.tcp.ack_seq), seq + (uint32_t)len,
			   len);
		return;
	}
	memcpy(next_bytes(n, len), data, len);
	if (seq == n->rcv_nxt)
		n->rcv_nxt += (uint32_t)len;
	else
		n->unacked = ACK_EVERY; /* something is missing: tell at once */
	if (++n->unacked >= ACK_EVERY)
		send_ack(n);
}

static void take(struct null *n, size_t got)
{
	const struct frame *in = &n->in;
	size_t off = in->tcp.doff * 4u, total = ntohs(in->ip.tot_len);
	uint32_t seq = ntohl(in->tcp.seq);

	if (got < HEAD || in->eth.ether_type != htons(ETHERTYPE_IP) ||
	    in->ip.protocol != IPPROTO_TCP || in->tcp.rst || total < 20 + off ||
	    total + 14 > got)
		return;
	if (in->tcp.syn) {
		answer_syn(n);
		return;
	}
	if (n->mode == NULL_ANSWER)
		return;
	if (in->tcp.ack && n->mode == NULL_SOURCE)
		take_ack(n);
	if (total > 20 + off)
		take_data(n, seq, off, total - 20 - off);
}

void null_stack(int fd, enum null_mode mode)
{
	struct null *n = calloc(1, sizeof(*n));
	struct pollfd p = {.fd = fd, .events = POLLIN};

	n->fd = fd;
	n->mode = mode;
	n->pool = malloc(POOL);
	memset(n->pool, 1, POOL);
	for (;;) {
		uint32_t before;
		ssize_t got;

		while ((got = read(fd, &n->in, sizeof(n->in))) > 0)
			take(n, (size_t)got);
		if (n->unacked) {
			send_ack(n);
			continue;
		}
		before = n->snd_nxt;
		if (mode == NULL_SOURCE)
			fill_window(n);
		if (n->snd_nxt != before)
			continue;
		if (n->snd_nxt != n->snd_una && now() - n->moved > RTO_NS) {
			n->snd_nxt = n->snd_una; /* go back */
			n->moved = now();
		}
		poll(&p, 1, 50);
	}
}
