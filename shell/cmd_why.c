// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cmd_why - why: what packets died of, and what would help
 *
 * Where:   verbs.c's table; core/why.c finds it.
 * Mirrors: nothing in the kernel.
 */
#include "shell/daemon.h"

int cmd_why(struct command *c)
{
	return out_taken(c, st_why(c->h, c->argv[1], c->json));
}

void words_why(struct command *c, void (*add)(void *data, const char *),
	       void *data)
{
	if (c->argc == 1)
		add(data, "drops");
}
