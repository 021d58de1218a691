// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * discard - what comes is read and forgotten
 *
 * Where:   TCP port 9 of `strata up`.
 * Mirrors: inetd's internal discard.
 * Spec:    RFC 863.
 *
 * The idea: the smallest reader. What it does not read in one round is told
 * again by the epoll, because that is level-triggered.
 */
#include "examples/app.h"

#include <errno.h>

static int discard_serve(struct app_conn *c)
{
	ssize_t n = 0;

	for (int round = 0; round < 16; round++) {
		n = app_recv(c, app_room(c), APP_ROOM);
		if (n <= 0)
			break;
		c->bytes += (uint64_t)n;
	}
	return n == 0 || (n < 0 && n != -EAGAIN) ? APP_CLOSE : APP_AGAIN;
}

const struct service service_discard = {
	.name = "discard",
	.port = 9,
	.what = "what comes is read and forgotten",
	.size = sizeof(struct app_conn),
	.wants = EPOLLIN,
	.serve = discard_serve,
};
