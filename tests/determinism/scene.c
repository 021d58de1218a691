// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * scene - one scene in virtual time, all of it written down
 *
 * Where:   tests/determinism/same-bytes runs it in several builds and
 *          surroundings and compares what it wrote.
 * Spec:    DESIGN, decision 2: the same seed and inputs give the same bytes in
 *          trace, counters and pcap.
 *
 * usage: scene FOLDER [SEED]
 *
 * Three hosts in a row: pings, a ping of 60 KB in fragments, a traceroute, then
 * on a bad wire a UDP exchange. FOLDER gets wire.pcap (what h1 saw), and for
 * each host its events, its counters, its books.
 * Mirrors: nothing in the kernel.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/harness.h"
#include "tests/topology/topo.h"

#define SNAP	 256
#define ETH_ALL	 3
#define NR_HOSTS 3

static const char *folder;
static struct st_sock *tap;
static FILE *pcap;

/* topo.c asks harness.h: here a wrong answer ends the program. */
bool test_check(bool ok, bool fatal, const char *file, int line,
		const char *fmt, ...)
{
	va_list ap;

	if (ok)
		return true;
	va_start(ap, fmt);
	fprintf(stderr, "scene: %s:%d: ", file, line);
	vfprintf(stderr, fmt, ap);
	fputc('\n', stderr);
	va_end(ap);
	exit(1);
}

static FILE *open_file(const char *host, const char *name)
{
	char path[512];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s%s%s", folder, host ? host : "",
		 host ? "-" : "", name);
	f = fopen(path, "wb");
	if (!f) {
		perror(path);
		exit(1);
	}
	return f;
}

/* ---- frames ----------------------------------------------------------------
 */

static void pcap_start(struct topo *t)
{
	/* nanoseconds, version 2.4, Ethernet; host order */
	static const uint32_t head[] = {0xa1b23c4d, 0x00040002, 0, 0, SNAP, 1};
	int on = 1;

	pcap = open_file(NULL, "wire.pcap");
	fwrite(head, sizeof(head), 1, pcap);
	tap = st_socket(t->n[1], AF_PACKET, SOCK_RAW, htons(ETH_ALL), NULL);
	if (!tap) {
		fprintf(stderr, "scene: packet socket: %s\n", st_errmsg());
		exit(1);
	}
	st_setsockopt(tap, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof(on));
	on = 4 << 20;
	st_setsockopt(tap, SOL_SOCKET, SO_RCVBUFFORCE, &on, sizeof(on));
}

static struct timespec stamp_of(struct msghdr *m)
{
	struct timespec ts = {0, 0};

	for (struct cmsghdr *c = CMSG_FIRSTHDR(m); c; c = CMSG_NXTHDR(m, c))
		if (c->cmsg_level == SOL_SOCKET &&
		    c->cmsg_type == SO_TIMESTAMPNS)
			memcpy(&ts, CMSG_DATA(c), sizeof(ts));
	return ts;
}

static void pcap_drain(void)
{
	uint8_t frame[2048], control[256];
	ssize_t n;

	for (;;) {
		struct iovec iov = {frame, sizeof(frame)};
		struct msghdr m = {.msg_iov = &iov,
				   .msg_iovlen = 1,
				   .msg_control = control,
				   .msg_controllen = sizeof(control)};
		uint32_t head[4];
		struct timespec ts;

		n = st_recvmsg(tap, &m, MSG_DONTWAIT);
		if (n < 0)
			break;
		ts = stamp_of(&m);
		head[0] = (uint32_t)ts.tv_sec;
		head[1] = (uint32_t)ts.tv_nsec;
		head[2] = n < SNAP ? (uint32_t)n : SNAP;
		head[3] = (uint32_t)n;
		fwrite(head, sizeof(head), 1, pcap);
		fwrite(frame, head[2], 1, pcap);
	}
}

/* ---- events and counters ---------------------------------------------------
 */

static void write_event(void *data, const struct st_event *ev, const char *text)
{
	fprintf(data, "%llu skb=%u/%u len=%u %s\n", (unsigned long long)ev->seq,
		ev->skb, ev->parent, ev->len, text);
}

static void write_text(const char *host, const char *name, char *text)
{
	FILE *f = open_file(host, name);

	fputs(text ? text : "(not there)\n", f);
	fclose(f);
	free(text);
}

static void write_counters(struct topo *t, unsigned int i)
{
	static const char *const files[][2] = {
		{"/proc/net/snmp", "snmp"},
		{"/proc/net/netstat", "netstat"},
		{"/proc/net/dev", "dev"},
		{"/proc/net/softnet_stat", "softnet"},
		{"/proc/net/arp", "arp"},
		{"/proc/net/route", "route"},
		{"/proc/interrupts", "interrupts"},
		{"/proc/softirqs", "softirqs"},
	};
	const char *host = st_host_name(t->h[i]);

	for (size_t k = 0; k < sizeof(files) / sizeof(files[0]); k++)
		write_text(host, files[k][1],
			   st_file_text(t->n[i], files[k][0]));
	write_text(host, "books", st_report_text(t->h[i]));
}

/* ---- the scene -------------------------------------------------------------
 */

static void show_ping(FILE *f, const char *what, struct ping_result r)
{
	fprintf(f,
		"%s: sent %u received %u duplicates %u errors %u rtt %lld "
		"type %u code %u from %08x\n",
		what, r.sent, r.received, r.duplicates, r.errors,
		(long long)r.rtt_ns, r.icmp_type, r.icmp_code, ntohl(r.from));
	pcap_drain();
}

static void pings(struct topo *t, FILE *f)
{
	struct ping_opts small = {.count = 3, .size = 56};
	struct ping_opts large = {.count = 2, .size = 60000};

	show_ping(f, "ping", topo_ping(t, 0, "10.0.1.2", &small));
	show_ping(f, "ping 60 KB", topo_ping(t, 0, "10.0.1.2", &large));
	for (int ttl = 1; ttl <= NR_HOSTS; ttl++) {
		struct ping_opts hop = {.count = 1, .size = 32, .ttl = ttl};

		show_ping(f, "hop", topo_ping(t, 0, "10.0.1.2", &hop));
	}
}

static struct st_sock *udp_socket(struct topo *t, unsigned int h)
{
	struct sockaddr_in any = topo_addr("0.0.0.0", 5000);
	struct st_sock *s = st_socket(t->n[h], AF_INET, SOCK_DGRAM, 0, NULL);

	if (!s || st_bind(s, (struct sockaddr *)&any, sizeof(any))) {
		fprintf(stderr, "scene: udp: %s\n", st_errmsg());
		exit(1);
	}
	return s;
}

/* 300 numbered datagrams, each sent back as it comes. */
static void udp_exchange(struct topo *t, FILE *f)
{
	struct st_sock *a = udp_socket(t, 0), *b = udp_socket(t, 2);
	struct sockaddr_in to = topo_addr("10.0.1.2", 5000), from;
	unsigned int len, there = 0, back = 0;
	uint8_t buf[1400];
	ssize_t n;

	for (unsigned int i = 0; i < 300; i++) {
		memset(buf, (int)i, sizeof(buf));
		st_sendto(a, buf, 100 + i * 4, 0, (struct sockaddr *)&to,
			  sizeof(to));
		topo_run(t, 3 * ST_MSEC);
		while (len = sizeof(from),
		       (n = st_recvfrom(b, buf, sizeof(buf), MSG_DONTWAIT,
					(struct sockaddr *)&from, &len)) > 0) {
			there++;
			st_sendto(b, buf, (size_t)n, 0,
				  (struct sockaddr *)&from, len);
		}
		while (st_recv(a, buf, sizeof(buf), MSG_DONTWAIT) > 0)
			back++;
		pcap_drain();
	}
	fprintf(f, "udp: there %u back %u\n", there, back);
	st_close(a);
	st_close(b);
}

int main(int argc, char **argv)
{
	struct st_opts opts = {.clock = ST_VIRTUAL, .seed = 1};
	FILE *f, *events[NR_HOSTS];
	struct topo t;

	if (argc < 2) {
		fprintf(stderr, "usage: scene FOLDER [SEED]\n");
		return 2;
	}
	folder = argv[1];
	if (argc > 2)
		opts.seed = strtoull(argv[2], NULL, 10);
	topo_chain_opts(&t, NR_HOSTS, "rate=100mbit delay=2ms jitter=500us",
			&opts);
	pcap_start(&t);
	f = open_file(NULL, "answers");
	for (unsigned int i = 0; i < NR_HOSTS; i++) {
		events[i] = open_file(st_host_name(t.h[i]), "events");
		st_trace(t.h[i], "*", write_event, events[i]);
	}
	pings(&t, f);
	st_wire_set(t.h[0], "eth0",
		    "loss=5% reorder=5% duplicate=2% corrupt=2%");
	st_wire_set(t.h[2], "eth0", "loss=5% reorder=5% duplicate=2%");
	udp_exchange(&t, f);
	topo_run(&t, 60 * ST_SEC);
	pcap_drain();
	for (unsigned int i = 0; i < NR_HOSTS; i++) {
		write_counters(&t, i);
		st_trace(t.h[i], NULL, NULL, NULL);
		fclose(events[i]);
	}
	fclose(f);
	fclose(pcap);
	st_close(tap);
	topo_end(&t);
	return 0;
}
