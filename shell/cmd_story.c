// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cmd_story - last, timeline: the way of a packet
 *
 * Where:   verbs.c's table; story.c reads the events.
 * Mirrors: nothing in the kernel.
 */
#include "shell/daemon.h"
#include "shell/story.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/internal.h"
#include "core/trace.h"

/* "icmp_rcv": the last packet that met such an event. 0: none. */
static uint32_t last_at(struct command *c, const char *points)
{
	struct trace_mask mask = {.bits = {0}};
	struct task_guard g;
	uint32_t skb = 0;

	if (trace_mask_parse(&mask, points) < 0 || st_enter(&g, c->h))
		return 0;
	skb = trace_last_at(c->h->machine, &mask);
	task_leave(&g);
	return skb;
}

/* [SKB|EVENT] [--tx]. Return: EXIT_OK, or refused. */
static int pick(struct command *c, uint32_t *skb, bool *tx)
{
	char *end;

	*skb = 0;
	*tx = false;
	for (int i = 1; i < c->argc; i++) {
		if (!strcmp(c->argv[i], "--tx")) {
			*tx = true;
			continue;
		}
		*skb = (uint32_t)strtoul(c->argv[i], &end, 10);
		if (*end)
			*skb = last_at(c, c->argv[i]);
		if (!*skb)
			return refuse(c,
				      "no packet of %s is remembered: "
				      "expected its number, or an event as "
				      "icmp_rcv, or --tx",
				      c->argv[i]);
	}
	if (!*skb)
		*skb = story_last(c->h, *tx);
	return *skb ? EXIT_OK
		    : refuse(c, "no packet is remembered: switch events on "
				"first (trace on) and let one pass");
}

/* ---- last ----------------------------------------------------------------
 */

/* The steps; also those down, when it came and went out again. */
static int say_steps(struct command *c, const struct story *s)
{
	struct story down;
	int ret = out_taken(c, story_steps(s, c->json));

	if (ret || !s->also || story_read(c->h, s->skb, true, &down))
		return ret;
	out(c, c->json ? "," : "\n");
	return out_taken(c, story_steps(&down, c->json));
}

int cmd_last(struct command *c)
{
	struct story s;
	uint32_t skb;
	char *text;
	bool tx;
	int ret = pick(c, &skb, &tx);

	if (ret)
		return ret;
	if (story_read(c->h, skb, tx, &s))
		return refuse(c, "%s", st_errmsg());
	out(c, c->json ? "{\"ways\":[" : "");
	ret = say_steps(c, &s);
	text = ret ? NULL : st_last(c->h, skb, tx);
	if (!text)
		return ret ? ret : refuse(c, "%s", st_errmsg());
	if (!c->json) {
		out(c, "\nits events\n");
		return out_taken(c, text);
	}
	out(c, "],\"last\":");
	out_json(c, text);
	out(c, "}\n");
	free(text);
	return EXIT_OK;
}

/* ---- timeline ------------------------------------------------------------
 */

int cmd_timeline(struct command *c)
{
	struct story s;
	uint32_t skb;
	bool tx;
	int ret = pick(c, &skb, &tx);

	if (ret)
		return ret;
	if (story_read(c->h, skb, tx, &s))
		return refuse(c, "%s", st_errmsg());
	ret = out_taken(c, story_timeline(&s, c->json));
	if (c->json)
		out(c, "\n");
	return ret;
}
