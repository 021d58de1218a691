// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * packets - what a packet costs on each of its ways
 *
 * Where:   make bench; the whole stack through the embedding library, virtual
 *          time, one CPU. Build without sanitizers: CFLAGS="-O2 -g".
 * Mirrors: nothing.
 * Spec:    PERFORMANCE.md, the rows "inside the stack".
 *
 * A batch of frames lies in a port's ring; what is measured is st_run() from
 * the interrupt to the socket's queue or to the other port. Each figure is the
 * median of nine rounds that take turns, so that a slow moment of the host
 * meets all. Instructions: bench/instructions counts those of measured().
 *
 * usage: packets             a table
 *        packets ROW BATCHES only that, for callgrind; prints the frames
 */
#include <arpa/inet.h>
#include <net/if_arp.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>

#include "api/strata.h"

#define ROUNDS	9
#define BATCHES 64  /* in a round */
#define BATCH	512 /* frames that lie in the ring */
#define MAX_LEN 1514

/* room for a frame whose IP header is aligned */
#define FRAME(name)                                                            \
	_Alignas(4) uint8_t name##_room[MAX_LEN + 2];                          \
	uint8_t *name = name##_room + 2

struct bench {
	struct st_world *w;
	struct st_host *h, *peer;
	struct st_net *n;
	struct st_sock *udp, *far, *near;
	int port[2];
	uint8_t mac[6];
	unsigned long out; /* frames that left by a port */
	size_t out_bytes;
};

static void must(long ret, const char *what)
{
	if (ret >= 0)
		return;
	fprintf(stderr, "packets: %s: %ld: %s\n", what, ret, st_errmsg());
	exit(1);
}

static uint64_t wall_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000000 + (uint64_t)ts.tv_nsec;
}

/* ---- frames ----------------------------------------------------------------
 */

static uint32_t add(uint32_t sum, const void *data, size_t len)
{
	const uint8_t *p = data;

	for (size_t i = 0; i < len; i++)
		sum += (uint32_t)p[i] << (i % 2 ? 0 : 8);
	return sum;
}

static uint16_t fold(uint32_t sum)
{
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return htons((uint16_t)~sum);
}

/* Ethernet and IPv4 around what stands at frame + 34. Return: its length. */
static size_t wrap(const struct bench *b, uint8_t *frame, uint8_t proto,
		   const char *dst, size_t l4_len, size_t sum_at)
{
	struct iphdr *ip = (struct iphdr *)(frame + 14);
	uint8_t *l4 = frame + 34;
	uint16_t sum;

	memcpy(frame, b->mac, 6);
	memcpy(frame + 6, "\x02\0\0\0\0\1\x08\0", 8);
	memset(ip, 0, sizeof(*ip));
	ip->version = 4;
	ip->ihl = 5;
	ip->tot_len = htons((uint16_t)(20 + l4_len));
	ip->frag_off = htons(IP_DF);
	ip->ttl = 64;
	ip->protocol = proto;
	inet_pton(AF_INET, "10.0.0.1", &ip->saddr);
	inet_pton(AF_INET, dst, &ip->daddr);
	ip->check = fold(add(0, ip, 20));
	sum = fold(
		add(add(proto + (uint32_t)l4_len, &ip->saddr, 8), l4, l4_len));
	memcpy(l4 + sum_at, &sum, 2);
	return 34 + l4_len;
}

static size_t udp_frame(const struct bench *b, uint8_t *frame, const char *dst,
			size_t size)
{
	struct udphdr *uh = (struct udphdr *)(frame + 34);

	memset(frame, 0, size);
	uh->source = htons(9);
	uh->dest = htons(5000);
	uh->len = htons((uint16_t)(size - 34));
	return wrap(b, frame, IPPROTO_UDP, dst, size - 34, 6);
}

/* The @i-th segment of a stream. */
static size_t tcp_frame(const struct bench *b, uint8_t *frame, const char *dst,
			unsigned int i)
{
	struct tcphdr *th = (struct tcphdr *)(frame + 34);

	memset(frame, 0, MAX_LEN);
	th->source = htons(9);
	th->dest = htons(5000);
	th->seq = htonl(1 + i * 1460);
	th->ack_seq = htonl(1);
	th->doff = 5;
	th->ack = 1;
	th->window = htons(1000);
	return wrap(b, frame, IPPROTO_TCP, dst, MAX_LEN - 34, 16);
}

/* ---- the host --------------------------------------------------------------
 */

static void count_out(void *data, const void *pkt, size_t len, unsigned int gso,
		      int64_t t_ns)
{
	struct bench *b = data;

	b->out++;
	b->out_bytes += len;
}

static void read_mac(struct bench *b)
{
	char *text = st_file_text(b->n, "/sys/class/net/eth0/address");
	unsigned int m[6];

	if (!text || sscanf(text, "%x:%x:%x:%x:%x:%x", &m[0], &m[1], &m[2],
			    &m[3], &m[4], &m[5]) != 6)
		must(-1, "address of eth0");
	for (int i = 0; i < 6; i++)
		b->mac[i] = (uint8_t)m[i];
	free(text);
}

static struct st_sock *udp_socket(struct st_net *n, int room)
{
	struct sockaddr_in sin = {.sin_family = AF_INET,
				  .sin_port = htons(5000)};
	struct st_sock *s = st_socket(n, AF_INET, SOCK_DGRAM, 0, NULL);

	if (!s)
		must(-1, "socket");
	must(st_bind(s, (struct sockaddr *)&sin, sizeof(sin)), "bind");
	must(st_setsockopt(s, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof(room)),
	     "SO_RCVBUFFORCE");
	return s;
}

static void add_neighbour(struct bench *b, const char *ip, const char *dev)
{
	struct arpreq r = {.arp_flags = ATF_PERM | ATF_COM};
	struct sockaddr_in *sin = (struct sockaddr_in *)&r.arp_pa;

	sin->sin_family = AF_INET;
	inet_pton(AF_INET, ip, &sin->sin_addr);
	r.arp_ha.sa_family = ARPHRD_ETHER;
	memcpy(r.arp_ha.sa_data, "\x02\0\0\0\0\1", 6);
	strcpy(r.arp_dev, dev);
	must(st_ioctl(b->udp, SIOCSARP, &r), "SIOCSARP");
}

static void start(struct bench *b)
{
	memset(b, 0, sizeof(*b));
	b->w = st_world_new(NULL);
	b->h = b->w ? st_host_new(b->w, "bench", 1) : NULL;
	b->peer = b->h ? st_host_new(b->w, "peer", 1) : NULL;
	if (!b->peer)
		must(-1, "hosts");
	b->n = st_net_get(b->h, 0);
	b->port[0] = st_port_open(b->h, "eth0", ST_L2, count_out, b);
	b->port[1] = st_port_open(b->h, "eth1", ST_L2, count_out, b);
	must(b->port[0], "eth0");
	must(b->port[1], "eth1");
	must(st_wire(b->h, "eth2", b->peer, "eth0", "rx=4096 tx=4096"), "wire");
	must(st_addr_add(b->n, "eth0", "10.0.0.2/24"), "eth0");
	must(st_addr_add(b->n, "eth1", "10.1.0.2/24"), "eth1");
	must(st_addr_add(b->n, "eth2", "10.2.0.2/24"), "eth2");
	must(st_addr_add(st_net_get(b->peer, 0), "eth0", "10.2.0.1/24"),
	     "peer");
	must(st_sysctl(b->n, "net.ipv4.ip_forward", "1"), "ip_forward");
	b->udp = udp_socket(b->n, 64 << 20);
	b->far = udp_socket(st_net_get(b->peer, 0), 64 << 20);
	read_mac(b);
	add_neighbour(b, "10.0.0.1", "eth0");
	add_neighbour(b, "10.1.0.1", "eth1");
	must(st_run(b->w, 2 * ST_SEC, NULL, NULL), "run");
}

static void end(struct bench *b)
{
	st_close(b->udp);
	st_close(b->far);
	if (st_world_free(b->w, NULL))
		must(-1, "something was left");
}

/* ---- rows ------------------------------------------------------------------
 */

/* callgrind counts what happens in here. */
__attribute__((noinline)) void measured(struct bench *b);
void measured(struct bench *b)
{
	st_run(b->w, st_now(b->h, 1) + ST_MSEC, NULL, NULL);
}

static uint64_t timed(struct bench *b)
{
	uint64_t start = wall_ns();

	measured(b);
	return wall_ns() - start;
}

static unsigned int drain(struct st_sock *s)
{
	unsigned int n = 0;
	char buf[2048];

	while (st_recv(s, buf, sizeof(buf), MSG_DONTWAIT) >= 0)
		n++;
	return n;
}

static void want(unsigned long got, unsigned long wanted, const char *what)
{
	if (got == wanted)
		return;
	fprintf(stderr, "packets: %s: %lu of %lu frames\n", what, got, wanted);
	exit(1);
}

static uint64_t ring_to_socket(struct bench *b)
{
	FRAME(frame);
	size_t len = udp_frame(b, frame, "10.0.0.2", 64);
	uint64_t ns;

	for (int i = 0; i < BATCH; i++)
		must(st_port_input(b->h, b->port[0], frame, len, 0), "input");
	ns = timed(b);
	want(drain(b->udp), BATCH, "ring to socket");
	return ns;
}

static uint64_t forward(struct bench *b)
{
	FRAME(frame);
	size_t len = udp_frame(b, frame, "10.1.0.1", 64);
	unsigned long before = b->out;
	uint64_t ns;

	for (int i = 0; i < BATCH; i++)
		must(st_port_input(b->h, b->port[0], frame, len, 0), "input");
	ns = timed(b);
	want(b->out - before, BATCH, "forward");
	return ns;
}

/* A stream that GRO makes one packet of and GSO many again. */
static uint64_t forward_gro(struct bench *b)
{
	FRAME(frame);
	size_t len, before = b->out_bytes;
	uint64_t ns;

	for (unsigned int i = 0; i < BATCH; i++) {
		len = tcp_frame(b, frame, "10.1.0.1", i);
		must(st_port_input(b->h, b->port[0], frame, len, 0), "input");
	}
	ns = timed(b);
	/* headers that were merged are not sent again: count the payload */
	if (b->out_bytes - before < (size_t)BATCH * 1460)
		want(0, BATCH, "forward, GRO");
	return ns;
}

static void send_far(struct bench *b, int n)
{
	struct sockaddr_in to = {.sin_family = AF_INET,
				 .sin_port = htons(5000)};
	char buf[1400] = "";

	inet_pton(AF_INET, "10.2.0.1", &to.sin_addr);
	while (n--)
		must(st_sendto(b->udp, buf, sizeof(buf), 0,
			       (struct sockaddr *)&to, sizeof(to)),
		     "send");
}

static uint64_t wire_udp(struct bench *b)
{
	uint64_t start;

	/* the neighbour is known, and was confirmed a moment ago */
	send_far(b, 1);
	st_run(b->w, st_now(b->h, 1) + 10 * ST_MSEC, NULL, NULL);
	drain(b->far);
	start = wall_ns();
	send_far(b, BATCH);
	measured(b);
	start = wall_ns() - start;
	want(drain(b->far), BATCH, "wire");
	return start;
}

static uint64_t socket_to_application(struct bench *b)
{
	FRAME(frame);
	size_t len = udp_frame(b, frame, "10.0.0.2", 64);
	uint64_t start;

	for (int i = 0; i < BATCH; i++)
		must(st_port_input(b->h, b->port[0], frame, len, 0), "input");
	measured(b);
	start = wall_ns();
	want(drain(b->udp), BATCH, "socket");
	return wall_ns() - start;
}

static const struct {
	const char *name, *what;
	uint64_t (*fn)(struct bench *b);
	unsigned int bytes; /* for Gbit/s; 0: none */
} rows[] = {
	{"socket", "64 B UDP, ring to socket", ring_to_socket, 0},
	{"recv", "64 B UDP, socket to application", socket_to_application, 0},
	{"forward", "64 B UDP, ring to ring", forward, 0},
	{"gro", "1514 B TCP stream, ring to ring, GRO", forward_gro, 1514},
	{"wire", "1400 B UDP, sendto() to a socket by wire", wire_udp, 1442},
};
#define NR_ROWS (sizeof(rows) / sizeof(rows[0]))

static int cmp(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double round_of(struct bench *b, size_t row)
{
	uint64_t ns = 0;

	for (int i = 0; i < BATCHES; i++)
		ns += rows[row].fn(b);
	return (double)ns / (BATCHES * BATCH);
}

static void table(struct bench *b)
{
	static double ns[NR_ROWS][ROUNDS];

	for (int r = 0; r < ROUNDS; r++)
		for (size_t i = 0; i < NR_ROWS; i++)
			ns[i][r] = round_of(b, i);
	printf("%-42s %9s %9s %9s\n", "", "ns each", "kpps", "Gbit/s");
	for (size_t i = 0; i < NR_ROWS; i++) {
		double t;

		qsort(ns[i], ROUNDS, sizeof(double), cmp);
		t = ns[i][ROUNDS / 2];
		printf("%-42s %9.0f %9.0f", rows[i].what, t, 1e6 / t);
		if (rows[i].bytes)
			printf(" %9.2f", rows[i].bytes * 8 / t);
		putchar('\n');
	}
}

static int one_row(struct bench *b, const char *name, int batches)
{
	for (size_t i = 0; i < NR_ROWS; i++) {
		if (strcmp(rows[i].name, name))
			continue;
		for (int k = 0; k < batches; k++)
			rows[i].fn(b);
		printf("%d\n", batches * BATCH);
		return 0;
	}
	fprintf(stderr, "packets: no row %s\n", name);
	return 2;
}

int main(int argc, char **argv)
{
	struct bench b;
	int ret = 0;

	start(&b);
	if (argc > 2)
		ret = one_row(&b, argv[1], atoi(argv[2]));
	else
		table(&b);
	end(&b);
	return ret;
}
