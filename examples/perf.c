// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * perf - how fast is TCP over a wire of your choice
 *
 * Where:   a program of its own: ./perf 10 rate=100mbit,delay=5ms,loss=0.001
 * Mirrors: iperf(1), both directions.
 *
 * The idea: the wire's knobs and nothing else decide, because time is virtual:
 * the same line prints the same rates on every machine.
 */
#include "examples/app.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

static char block[65536];

static void check(long ret, const char *what)
{
	if (ret >= 0)
		return;
	fprintf(stderr, "perf: %s: %s (%s)\n", what, st_errmsg(),
		strerror((int)-ret));
	exit(1);
}

static struct st_sock *dial(struct st_net *n, uint16_t port)
{
	struct sockaddr_in to = {.sin_family = AF_INET,
				 .sin_port = htons(port)};
	struct st_sock *s = st_socket(n, AF_INET, SOCK_STREAM, 0, NULL);

	inet_aton("10.0.0.2", &to.sin_addr);
	check(s ? 0 : -1, "socket");
	check(st_connect(s, (struct sockaddr *)&to, sizeof(to)), "connect");
	return s;
}

/* Send @bytes to the sink; it answers the rate. */
static void up(struct st_net *n, uint64_t bytes)
{
	struct st_sock *s = dial(n, service_sink.port);
	char line[128] = "";

	while (bytes) {
		size_t len = bytes < sizeof(block) ? bytes : sizeof(block);
		ssize_t sent = st_send(s, block, len, 0);

		check(sent, "send");
		bytes -= (uint64_t)sent;
	}
	check(st_shutdown(s, SHUT_WR), "shutdown");
	check(st_recv(s, line, sizeof(line) - 1, 0), "recv");
	printf("up    %s", line);
	st_close(s);
}

/* Read @bytes from the source. */
static void down(struct st_host *h, struct st_net *n, uint64_t bytes)
{
	struct st_sock *s = dial(n, service_source.port);
	int64_t start = st_now(h, 1), ns;
	uint64_t got = 0;

	while (got < bytes) {
		ssize_t len = st_recv(s, block, sizeof(block), 0);

		check(len > 0 ? 0 : -1, "recv");
		got += (uint64_t)len;
	}
	ns = st_now(h, 1) - start;
	printf("down  %llu bytes in %.6f s: %.1f Mbit/s\n",
	       (unsigned long long)got, (double)ns / 1e9,
	       (double)got * 8e3 / (double)(ns ? ns : 1));
	st_close(s); /* what is on its way is answered with RST */
}

int main(int argc, char **argv)
{
	uint64_t bytes = argc > 1 ? strtoull(argv[1], NULL, 10) << 20 : 0;
	const char *knobs = argc > 2 ? argv[2] : "rate=100mbit,delay=1ms";
	struct st_world *w = st_world_new(NULL);
	struct st_host *a = st_host_new(w, "a", 1), *b = st_host_new(w, "b", 1);
	struct st_net *na = st_net_get(a, 0), *nb = st_net_get(b, 0);
	struct app *sink, *source;

	check(st_wire(a, "eth0", b, "eth0", knobs), knobs);
	check(st_addr_add(na, "eth0", "10.0.0.1/24"), "address");
	check(st_addr_add(nb, "eth0", "10.0.0.2/24"), "address");
	check(st_link_up(na, "eth0", 1), "eth0 up");
	check(st_link_up(nb, "eth0", 1), "eth0 up");
	sink = app_start(b, &service_sink, NULL);
	source = app_start(b, &service_source, NULL);
	check(sink && source ? 0 : -1, "services");
	bytes = bytes ? bytes : 1 << 20;
	printf("%llu bytes each way, %s\n", (unsigned long long)bytes, knobs);
	up(na, bytes);
	down(a, na, bytes);
	app_stop(sink);
	app_stop(source);
	st_run(w, st_now(a, 1) + 61 * ST_SEC, NULL, NULL); /* TIME_WAIT */
	st_net_put(na);
	st_net_put(nb);
	return st_world_free(w, NULL) ? 1 : 0;
}
