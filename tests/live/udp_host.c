// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * udp_host - a host on tap0 with one UDP socket, for nc as its peer
 *
 * Where:   tests/live/peers.sh, in a network namespace of the test's own.
 * Mirrors: nothing in the kernel; nc -u, on our side of the cable.
 *
 *	udp_host echo PORT N		answer N datagrams with their own bytes
 *	udp_host say ADDR PORT TEXT	send TEXT, print the first answer
 *
 * The host is 10.0.0.2/24. "ready" is printed when tap0 is there. The exit
 * status is 0 when all of it happened, the books balance and nothing is left.
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>

#include "api/strata.h"

#define SIZE_MAX_DATAGRAM 65507

static char buf[SIZE_MAX_DATAGRAM + 1];

static void must(long ret, const char *what)
{
	if (ret >= 0)
		return;
	fprintf(stderr, "udp_host: %s: %ld: %s\n", what, ret, st_errmsg());
	exit(1);
}

static struct sockaddr_in addr_of(const char *ip, const char *port)
{
	struct sockaddr_in a = {.sin_family = AF_INET,
				.sin_port = htons((uint16_t)atoi(port))};

	must(inet_pton(AF_INET, ip, &a.sin_addr) - 1, ip);
	return a;
}

static void echo(struct st_sock *s, const char *port, int n)
{
	struct sockaddr_in me = addr_of("0.0.0.0", port);

	must(st_bind(s, (struct sockaddr *)&me, sizeof(me)), "bind");
	puts("ready");
	while (n--) {
		struct sockaddr_in from;
		unsigned int len = sizeof(from);
		ssize_t got = st_recvfrom(s, buf, sizeof(buf), 0,
					  (struct sockaddr *)&from, &len);

		must(got, "recvfrom");
		printf("%s %zd\n", inet_ntoa(from.sin_addr), got);
		must(st_sendto(s, buf, (size_t)got, 0, (struct sockaddr *)&from,
			       len),
		     "sendto");
	}
}

/* The peer may still be on its way up: ask once a second, five times. */
static void say(struct st_sock *s, char **argv)
{
	struct sockaddr_in to = addr_of(argv[0], argv[1]);
	struct timeval second = {.tv_sec = 1};
	ssize_t got = -1;

	must(st_setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &second, sizeof(second)),
	     "SO_RCVTIMEO");
	puts("ready");
	must(st_connect(s, (struct sockaddr *)&to, sizeof(to)), "connect");
	for (int i = 0; i < 5 && got < 0; i++) {
		st_send(s, argv[2], strlen(argv[2]), 0);
		got = st_recv(s, buf, sizeof(buf) - 1, 0);
	}
	must(got, "no answer");
	fwrite(buf, 1, (size_t)got, stdout);
}

int main(int argc, char **argv)
{
	struct st_world *w = st_world_new(&(struct st_opts){.clock = ST_LIVE});
	struct st_host *h = w ? st_host_new(w, "udp", 1) : NULL;
	struct st_net *n = h ? st_net_get(h, 0) : NULL;
	struct st_report r;
	struct st_sock *s;

	setvbuf(stdout, NULL, _IOLBF, 0);
	must(n ? 0 : -1, "host");
	must(st_insmod(h, "tap", NULL), "tap");
	must(st_link_add(n, "eth0", "tap", "host=tap0"), "eth0");
	must(st_addr_add(n, "eth0", "10.0.0.2/24"), "address");
	must(st_link_up(n, "eth0", 1), "up");
	s = st_socket(n, AF_INET, SOCK_DGRAM, 0, NULL);
	must(s ? 0 : -1, "socket");
	if (argc == 4 && !strcmp(argv[1], "echo"))
		echo(s, argv[2], atoi(argv[3]));
	else if (argc == 5 && !strcmp(argv[1], "say"))
		say(s, argv + 2);
	else
		return 2;
	must(st_close(s), "close");
	return st_world_free(w, &r) || !r.balanced;
}
