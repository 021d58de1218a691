// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * hello - two hosts, a wire, an echo server, and who talks to it
 *
 * Where:   a program of its own: build it, run it.
 * Mirrors: nothing.
 *
 * The idea: a whole network in one process and in virtual time. It takes no
 * root and no second terminal, and each run prints the same.
 *
 *	cp -r /usr/local/share/doc/strata/examples . && make -C examples
 */
#include "examples/app.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

static void check(long ret, const char *what)
{
	if (ret >= 0)
		return;
	fprintf(stderr, "hello: %s: %s (%s)\n", what, st_errmsg(),
		strerror((int)-ret));
	exit(1);
}

/* A host with eth0 at @address. */
static struct st_net *net_up(struct st_host *h, const char *address)
{
	struct st_net *n = st_net_get(h, 0);

	check(st_addr_add(n, "eth0", address), address);
	check(st_link_up(n, "eth0", 1), "eth0 up");
	return n;
}

static void talk(struct st_host *h, struct st_net *n)
{
	struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(7)};
	struct st_sock *s = st_socket(n, AF_INET, SOCK_STREAM, 0, NULL);
	int64_t start = st_now(h, 1);
	char answer[64] = "";

	inet_aton("10.0.0.2", &to.sin_addr);
	check(s ? 0 : -1, "socket");
	check(st_connect(s, (struct sockaddr *)&to, sizeof(to)), "connect");
	printf("connected in %lld us of virtual time\n",
	       (long long)(st_now(h, 1) - start) / 1000);
	check(st_send(s, "hello, stack", 12, 0), "send");
	check(st_recv(s, answer, sizeof(answer) - 1, 0), "recv");
	printf("the echo is: %s\n", answer);
	check(st_close(s), "close");
}

int main(void)
{
	struct st_world *w = st_world_new(&(struct st_opts){.seed = 1});
	struct st_host *a = st_host_new(w, "a", 1), *b = st_host_new(w, "b", 1);
	struct st_net *na, *nb;
	struct app *echo;

	check(a && b ? 0 : -1, "hosts");
	check(st_wire(a, "eth0", b, "eth0", "delay=1ms"), "wire");
	na = net_up(a, "10.0.0.1/24");
	nb = net_up(b, "10.0.0.2/24");
	echo = app_start(b, &service_echo, NULL);
	check(echo ? 0 : -1, "echo");
	talk(a, na);
	app_stop(echo);
	st_run(w, st_now(a, 1) + 61 * ST_SEC, NULL, NULL); /* TIME_WAIT */
	st_net_put(na);
	st_net_put(nb);
	return st_world_free(w, NULL) ? 1 : 0;
}
