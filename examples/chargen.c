// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * chargen - a stream of lines, as fast as it is read
 *
 * Where:   TCP port 19 of `strata up`.
 * Mirrors: inetd's internal chargen.
 * Spec:    RFC 864: lines of 72 letters, each begins one letter later.
 *
 * The idea: a writer that is told when there is room (EPOLLOUT), and whose
 * text is a function of the position: whoever reads it can tell what is lost.
 */
#include "examples/app.h"

#include <errno.h>

#define LETTERS 95 /* of ASCII, from the blank on */
#define LINE	74 /* 72 of them, CR, LF */

static char letter(uint64_t pos)
{
	uint64_t line = pos / LINE, col = pos % LINE;

	if (col >= LINE - 2)
		return col == LINE - 2 ? '\r' : '\n';
	return (char)(' ' + (line + col) % LETTERS);
}

static int chargen_serve(struct app_conn *c)
{
	char *text = app_room(c);
	ssize_t n = 0;

	for (int round = 0; round < 16 && n >= 0; round++) {
		for (size_t i = 0; i < 64 * LINE; i++)
			text[i] = letter(c->bytes + i);
		n = app_send(c, text, 64 * LINE);
		if (n > 0)
			c->bytes += (uint64_t)n;
	}
	return n < 0 && n != -EAGAIN ? APP_CLOSE : APP_AGAIN;
}

const struct service service_chargen = {
	.name = "chargen",
	.port = 19,
	.what = "a stream of lines, as fast as it is read",
	.size = sizeof(struct app_conn),
	.wants = EPOLLOUT,
	.serve = chargen_serve,
};
