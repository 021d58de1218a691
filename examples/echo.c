// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * echo - what comes goes back
 *
 * Where:   TCP port 7 of `strata up`; hello.c talks to it.
 * Mirrors: inetd's internal echo.
 * Spec:    RFC 862.
 *
 * The idea: backpressure. While the other side does not read, nothing is read
 * from it; TCP's window then tells it to wait, and no buffer here grows.
 */
#include "examples/app.h"

#include <errno.h>

struct echo {
	struct app_conn c;
	char held[4096]; /* read, not sent yet */
	size_t from, to;
	int ended; /* nothing more will come */
};

static int echo_serve(struct app_conn *c)
{
	struct echo *e = (struct echo *)c;
	ssize_t n = 0;

	for (int round = 0; round < 16; round++) {
		if (e->from == e->to && !e->ended) {
			n = app_recv(c, e->held, sizeof(e->held));
			if (n < 0)
				break;
			e->from = 0;
			e->to = (size_t)n;
			e->ended = n == 0;
		}
		if (e->from == e->to)
			return APP_CLOSE;
		n = app_send(c, e->held + e->from, e->to - e->from);
		if (n < 0)
			break;
		e->from += (size_t)n;
		c->bytes += (uint64_t)n;
	}
	c->wants = e->from < e->to ? EPOLLOUT : EPOLLIN;
	return n < 0 && n != -EAGAIN ? APP_CLOSE : APP_AGAIN;
}

const struct service service_echo = {
	.name = "echo",
	.port = 7,
	.what = "what comes goes back",
	.size = sizeof(struct echo),
	.wants = EPOLLIN,
	.serve = echo_serve,
};
