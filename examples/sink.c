// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sink - counts what comes and answers the rate
 *
 * Where:   a service that a configuration file may name; perf.c sends to it.
 * Mirrors: the receiver's half of iperf.
 *
 * The idea: half-close. The sender says that this was all (shutdown(SHUT_WR),
 * a FIN), and still can read the answer.
 */
#include "examples/app.h"

#include <errno.h>
#include <stdio.h>

static int answer(struct app_conn *c)
{
	int64_t ns = st_now(app_host(c), 1) - c->since;
	double seconds = (double)(ns > 0 ? ns : 1) / 1e9;
	char line[128];
	int len = snprintf(line, sizeof(line),
			   "%llu bytes in %.6f s: %.1f Mbit/s\n",
			   (unsigned long long)c->bytes, seconds,
			   (double)c->bytes * 8 / seconds / 1e6);

	app_send(c, line, (size_t)len); /* so short that it always fits */
	return APP_CLOSE;
}

static int sink_serve(struct app_conn *c)
{
	ssize_t n = 0;

	for (int round = 0; round < 16; round++) {
		n = app_recv(c, app_room(c), APP_ROOM);
		if (n <= 0)
			break;
		c->bytes += (uint64_t)n;
	}
	if (n == 0)
		return answer(c);
	return n < 0 && n != -EAGAIN ? APP_CLOSE : APP_AGAIN;
}

const struct service service_sink = {
	.name = "sink",
	.port = 5001,
	.what = "counts what comes and answers the rate",
	.size = sizeof(struct app_conn),
	.wants = EPOLLIN,
	.serve = sink_serve,
};
