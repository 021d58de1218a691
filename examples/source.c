// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * source - zeros without end: how fast can the stack send
 *
 * Where:   a service that a configuration file may name; perf.c reads it.
 * Mirrors: the sender's half of iperf -R.
 *
 * The idea: nothing is made for each byte, so that the rate is the stack's.
 */
#include "examples/app.h"

#include <errno.h>
#include <string.h>

static int source_serve(struct app_conn *c)
{
	ssize_t n = 0;

	memset(app_room(c), 0, APP_ROOM);
	for (int round = 0; round < 16 && n >= 0; round++) {
		n = app_send(c, app_room(c), APP_ROOM);
		if (n > 0)
			c->bytes += (uint64_t)n;
	}
	return n < 0 && n != -EAGAIN ? APP_CLOSE : APP_AGAIN;
}

const struct service service_source = {
	.name = "source",
	.port = 5002,
	.what = "zeros without end, as fast as they are read",
	.size = sizeof(struct app_conn),
	.wants = EPOLLOUT,
	.serve = source_serve,
};
