// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * port_fuzz - a host behind two ports that takes whatever comes
 *
 * Where:   frames go in by st_port_input(), in virtual time. eth0 is an
 *          Ethernet with 10.0.0.2/24, tun0 has 10.1.0.2/24 and no link header;
 *          the host forwards, has a UDP socket on port 5000 and a raw one.
 *
 * With libFuzzer:
 *	clang -fsanitize=fuzzer,address -I. tests/fuzz/port_fuzz.c -lstrata
 *	./a.out tests/fuzz/corpus
 * A report of the stack or a book that does not balance aborts.
 * Mirrors: nothing in the kernel.
 */
#include "tests/fuzz/port_fuzz.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "api/strata.h"

static struct port_fuzz {
	struct st_world *w;
	struct st_host *h;
	struct st_net *n;
	struct st_sock *udp, *raw;
	int port[2]; /* by FUZZ_L3 */
	uint8_t mac[6];
	struct port_fuzz_stats stats;
} fuzz;

static void must(long ret, const char *what)
{
	if (ret >= 0)
		return;
	fprintf(stderr, "port_fuzz: %s: %ld: %s\n", what, ret, st_errmsg());
	abort();
}

/* ---- what the stack sends --------------------------------------------------
 */

static uint16_t fold(const uint8_t *p, size_t len)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < len; i++)
		sum += (uint32_t)p[i] << (i % 2 ? 0 : 8);
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)sum;
}

/* Whatever came in: what goes out is a good IPv4 header. */
static int ip_is_good(const uint8_t *p, size_t len)
{
	size_t hlen, total;

	if (len < 20 || p[0] >> 4 != 4)
		return 0;
	hlen = (size_t)(p[0] & 15) * 4;
	total = (size_t)p[2] << 8 | p[3];
	return hlen >= 20 && hlen <= total && total <= len && p[8] &&
	       fold(p, hlen) == 0xffff;
}

static void out_l2(void *data, const void *pkt, size_t len, unsigned int gso,
		   int64_t t_ns)
{
	const uint8_t *p = pkt;

	fuzz.stats.out++;
	if (len < 14 || memcmp(p + 6, fuzz.mac, 6) ||
	    (p[12] == 8 && !p[13] && !ip_is_good(p + 14, len - 14)))
		fuzz.stats.bad_out++;
}

static void out_l3(void *data, const void *pkt, size_t len, unsigned int gso,
		   int64_t t_ns)
{
	const uint8_t *p = pkt;

	fuzz.stats.out++;
	if (len && p[0] >> 4 == 4 && !ip_is_good(p, len))
		fuzz.stats.bad_out++;
}

/* ---- the host --------------------------------------------------------------
 */

static void read_mac(void)
{
	char *text = st_file_text(fuzz.n, "/sys/class/net/eth0/address");
	unsigned int m[6];

	if (!text || sscanf(text, "%x:%x:%x:%x:%x:%x", &m[0], &m[1], &m[2],
			    &m[3], &m[4], &m[5]) != 6)
		must(-1, "address of eth0");
	for (int i = 0; i < 6; i++)
		fuzz.mac[i] = (uint8_t)m[i];
	free(text);
}

static struct st_sock *socket_on(int type, int proto, uint16_t port)
{
	struct sockaddr_in sin = {.sin_family = AF_INET,
				  .sin_port = htons(port)};
	struct st_sock *s = st_socket(fuzz.n, AF_INET, type, proto, NULL);

	if (!s)
		must(-1, "socket");
	if (port)
		must(st_bind(s, (struct sockaddr *)&sin, sizeof(sin)), "bind");
	return s;
}

static void start(void)
{
	fuzz.w = st_world_new(NULL);
	if (!fuzz.w)
		must(-1, "world");
	fuzz.h = st_host_new(fuzz.w, "fuzz", 1);
	if (!fuzz.h)
		must(-1, "host");
	fuzz.n = st_net_get(fuzz.h, 0);
	fuzz.port[0] = st_port_open(fuzz.h, "eth0", ST_L2, out_l2, NULL);
	fuzz.port[1] = st_port_open(fuzz.h, "tun0", ST_L3, out_l3, NULL);
	must(fuzz.port[0], "eth0");
	must(fuzz.port[1], "tun0");
	must(st_addr_add(fuzz.n, "eth0", "10.0.0.2/24"), "10.0.0.2");
	must(st_addr_add(fuzz.n, "tun0", "10.1.0.2/24"), "10.1.0.2");
	must(st_sysctl(fuzz.n, "net.ipv4.ip_forward", "1"), "ip_forward");
	read_mac();
	fuzz.udp = socket_on(SOCK_DGRAM, 0, 5000);
	fuzz.raw = socket_on(SOCK_RAW, IPPROTO_ICMP, 0);
}

static void drain(struct st_sock *s)
{
	char buf[4096];
	ssize_t n;

	do
		n = st_recv(s, buf, sizeof(buf), MSG_DONTWAIT);
	while (n != -EAGAIN && n != -EWOULDBLOCK);
	do
		n = st_recv(s, buf, sizeof(buf), MSG_DONTWAIT | MSG_ERRQUEUE);
	while (n >= 0);
}

static void run(int64_t ns)
{
	must(st_run(fuzz.w, st_now(fuzz.h, 1) + ns, NULL, NULL), "run");
}

static void one_frame(uint8_t flags, const uint8_t *data, size_t len)
{
	static const int64_t wait[] = {0, ST_MSEC, ST_SEC, 35 * ST_SEC};
	uint8_t frame[FUZZ_FRAME];

	memcpy(frame, data, len);
	if (!(flags & FUZZ_L3) && len >= 6 && !memcmp(frame, FUZZ_MAC, 6))
		memcpy(frame, fuzz.mac, 6);
	/* too short, or the ring is full: refused, and that is all */
	st_port_input(fuzz.h, fuzz.port[flags & FUZZ_L3], frame, len, 0);
	fuzz.stats.frames++;
	if (flags >> 1 & 3)
		run(wait[flags >> 1 & 3]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct st_report r;

	if (!fuzz.w)
		start();
	while (size > FUZZ_HEAD) {
		size_t len = data[1] | (size_t)data[2] << 8;

		if (len > size - FUZZ_HEAD)
			len = size - FUZZ_HEAD;
		if (len > FUZZ_FRAME)
			len = FUZZ_FRAME;
		one_frame(data[0], data + FUZZ_HEAD, len);
		data += FUZZ_HEAD + len;
		size -= FUZZ_HEAD + len;
	}
	run(ST_USEC);
	drain(fuzz.udp);
	drain(fuzz.raw);
	must(st_report(fuzz.h, &r), "report");
	if (!r.balanced || r.oopses || fuzz.stats.bad_out)
		abort();
	return 0;
}

int port_fuzz_settle(void)
{
	struct st_report r;

	if (!fuzz.w)
		return 0;
	run(100 * ST_SEC);
	drain(fuzz.udp);
	drain(fuzz.raw);
	must(st_report(fuzz.h, &r), "report");
	if (r.balanced && !r.skb_alive && !r.oopses)
		return 0;
	fprintf(stderr,
		"port_fuzz: %llu packets alive, books %s, %llu reports\n",
		(unsigned long long)r.skb_alive, r.balanced ? "good" : "off",
		(unsigned long long)r.oopses);
	return 1;
}

int port_fuzz_end(void)
{
	int left;

	if (!fuzz.w)
		return 0;
	must(st_close(fuzz.udp), "close");
	must(st_close(fuzz.raw), "close");
	left = st_world_free(fuzz.w, NULL);
	fuzz.w = NULL;
	return left;
}

const struct port_fuzz_stats *port_fuzz_stats(void)
{
	return &fuzz.stats;
}
