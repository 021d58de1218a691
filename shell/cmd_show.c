// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cmd_show - show, knob: look at the stack, turn its knobs
 *
 * Where:   verbs.c's table; the views are core's and the modules' own.
 * Mirrors: nothing in the kernel.
 */
#include "shell/daemon.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/internal.h"
#include "core/show.h"

/* The words from @from on, a blank between. 0, or -1: too long. */
static int join(struct command *c, int from, char *to, size_t room)
{
	size_t used = 0;

	to[0] = '\0';
	for (int i = from; i < c->argc; i++) {
		int n = snprintf(to + used, room - used, "%s%s",
				 i > from ? " " : "", c->argv[i]);

		if (n < 0 || (size_t)n >= room - used)
			return -1;
		used += (size_t)n;
	}
	return 0;
}

/* A folder: its names. */
static int show_folder(struct command *c, struct st_net *n, const char *path)
{
	char names[8192];
	ssize_t len = st_file(n, path, ST_FILE_LIST, names, sizeof(names), 0);

	if (len < 0)
		return refuse(c,
			      "%s is no file here: `show file /proc/net` "
			      "lists some",
			      path);
	out_text(c, c->json ? "{\"names\":[" : "");
	for (char *p = names; p < names + len; p += strlen(p) + 1) {
		if (c->json && p != names)
			out(c, ",");
		if (c->json)
			out_json(c, p);
		else
			out(c, "%s\n", p);
	}
	out_text(c, c->json ? "]}\n" : "");
	return EXIT_OK;
}

static int show_file(struct command *c)
{
	struct st_net *n = st_net_get(c->h, 0);
	char *text;

	if (c->argc != 3)
		return refuse(c, "usage: show file PATH, as in show file "
				 "/proc/net/dev");
	text = st_file_text(n, c->argv[2]);
	if (!text)
		return show_folder(c, n, c->argv[2]);
	if (!c->json)
		return out_taken(c, text);
	out(c, "{\"file\":");
	out_json(c, c->argv[2]);
	out(c, ",\"text\":");
	out_json(c, text);
	out(c, "}\n");
	free(text);
	return EXIT_OK;
}

int cmd_show(struct command *c)
{
	char what[256];

	if (c->argc == 1) {
		c->argv[c->argc++] = "show";
		return cmd_help(c);
	}
	if (!strcmp(c->argv[1], "file"))
		return show_file(c);
	if (join(c, 1, what, sizeof(what)))
		return refuse(c, "a view has at most 255 bytes of words");
	return out_taken(c, st_show(c->h, what, c->json));
}

struct adder {
	void (*add)(void *data, const char *word);
	void *data;
	char names[64][32];
	unsigned int n;
};

static void note_name(void *data, const struct view *v)
{
	struct adder *a = data;

	if (a->n < 64)
		snprintf(a->names[a->n++], 32, "%s", v->name);
}

void words_show(struct command *c, void (*add)(void *data, const char *),
		void *data)
{
	struct adder a = {.n = 0};
	struct task_guard g;

	if (c->argc > 1 || st_enter(&g, c->h))
		return;
	views_walk(note_name, &a);
	task_leave(&g);
	for (unsigned int i = 0; i < a.n; i++)
		add(data, a.names[i]);
	add(data, "file");
}

int cmd_knob(struct command *c)
{
	struct st_net *n = st_net_get(c->h, 0);
	char options[512];

	if (join(c, 2, options, sizeof(options)))
		return refuse(c, "at most 511 bytes of knobs");
	if (st_link_set(n, c->argv[1], options))
		return refuse(c, "%s", st_errmsg());
	if (c->json)
		out(c, "{}\n");
	return EXIT_OK;
}
