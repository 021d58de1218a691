// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cmd_help - help, dmesg, run
 *
 * Where:   verbs.c's table.
 * Mirrors: nothing in the kernel; dmesg(1).
 */
#include "shell/daemon.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/show.h"
#include "lib/printk.h"
#include "lib/sched.h"
#include "lib/seq_buf.h"

/* The machine behind a host: its tasks enter it. Between these two lines
 * nothing waits for a terminal or a socket. */
#include "api/internal.h"

struct view_text {
	char text[8192];
	size_t used;
};

static void one_view(void *data, const struct view *v)
{
	struct view_text *t = data;
	char name[64];
	int n;

	snprintf(name, sizeof(name), "%s %s", v->name, v->args);
	n = snprintf(t->text + t->used, sizeof(t->text) - t->used,
		     "  show %-24s %s\n", name, v->what);
	if (n > 0 && (size_t)n < sizeof(t->text) - t->used)
		t->used += (size_t)n;
}

static int help_show(struct command *c)
{
	struct view_text t = {.used = 0};
	struct task_guard g;

	if (st_enter(&g, c->h))
		return refuse(c, "%s", st_errmsg());
	views_walk(one_view, &t);
	task_leave(&g);
	out(c, "  show %-24s %s\n", "file PATH",
	    "a file of /proc or /sys, or a sysctl");
	out_text(c, t.text);
	return EXIT_OK;
}

static int help_one(struct command *c, const char *name)
{
	const struct verb *v = verb_find(name);

	if (!v)
		return refuse(c, "there is no verb %s: `help` lists them",
			      name);
	out(c, "%s %s\n  %s\n", v->name, v->args, v->what);
	return v->fn == cmd_show ? help_show(c) : EXIT_OK;
}

static int help_json(struct command *c)
{
	out(c, "{\"verbs\":[");
	for (const struct verb *v = verbs; v->name; v++) {
		out(c, "%s{\"name\":\"%s\",\"args\":", v == verbs ? "" : ",",
		    v->name);
		out_json(c, v->args);
		out(c, ",\"what\":");
		out_json(c, v->what);
		out(c, "}");
	}
	out(c, "]}\n");
	return EXIT_OK;
}

int cmd_help(struct command *c)
{
	if (c->argc > 1)
		return help_one(c, c->argv[1]);
	if (c->json)
		return help_json(c);
	for (const struct verb *v = verbs; v->name; v++) {
		char name[64];

		snprintf(name, sizeof(name), "%s %s", v->name, v->args);
		out(c, "  %-30s %s\n", name, v->what);
	}
	out(c, "  %-30s %s\n", "peer -- CMD ...",
	    "run a program on the other end of the wire");
	out(c, "  %-30s %s\n", "tour [STOP|all]",
	    "ten guided stops, with commands that it runs");
	out(c, "  %-30s %s\n", "exit", "leave; the stack stays up");
	return EXIT_OK;
}

/* ---- dmesg ---------------------------------------------------------------
 */

int cmd_dmesg(struct command *c)
{
	size_t size = 2 * LOG_BUF_LEN;
	char *text = malloc(size);
	struct task_guard g;
	struct seq_buf s;

	if (!text || st_enter(&g, c->h)) {
		free(text);
		return refuse(c, "%s", text ? st_errmsg() : "out of memory");
	}
	seq_buf_init(&s, text, size);
	log_print(c->h->machine->log, &s);
	seq_buf_str(&s);
	task_leave(&g);
	if (c->json) {
		out(c, "{\"log\":");
		out_json(c, text);
		out(c, "}\n");
	} else {
		out_text(c, text);
	}
	free(text);
	return EXIT_OK;
}

/* ---- run -----------------------------------------------------------------
 */

/* "10s", "5ms", "20us", "7ns". Return: ns, or -1. */
static int64_t parse_time(const char *text)
{
	static const struct {
		const char *unit;
		int64_t ns;
	} units[] = {
		{"s", ST_SEC}, {"ms", ST_MSEC}, {"us", ST_USEC}, {"ns", 1}};
	char *end;
	long long n = strtoll(text, &end, 10);

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (end != text && n >= 0 && n < 1000000000 &&
		    !strcmp(end, units[i].unit))
			return n * units[i].ns;
	return -1;
}

int cmd_run(struct command *c)
{
	int64_t ns = parse_time(c->argv[1]);
	struct st_world *w = st_host_world(c->h);
	int ret;

	if (ns < 0)
		return refuse(c, "%s is no time: 10s, 5ms, 20us, 7ns",
			      c->argv[1]);
	ret = st_run(w, st_now(c->h, 1) + ns, NULL, NULL);
	if (ret == -EOPNOTSUPP || ret == -EDEADLK)
		return refuse(c, "%s", st_errmsg());
	out(c, c->json ? "{\"now\":%lld}\n" : "now %lld ns\n",
	    (long long)st_now(c->h, 1));
	return EXIT_OK;
}
