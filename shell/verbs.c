// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * verbs - the one table of the shell's words
 *
 * Where:   session.c hands a line in; help, completion and the manual page
 *          read the same table.
 * Mirrors: nothing in the kernel.
 */
#include "shell/daemon.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct verb verbs[] = {
	{"dmesg", "", "the host's log", 0, 0, cmd_dmesg, NULL},
	{"dropwatch", "[-l kas] [start]",
	 "where packets are dropped, as it happens", 0, 7, cmd_dropwatch, NULL},
	{"help", "[VERB]", "what there is, or what one verb does", 0, 1,
	 cmd_help, NULL},
	{"insmod", "MODULE [NAME=VALUE ..]", "load a module", 1, COMMAND_WORDS,
	 cmd_insmod, words_modules},
	{"knob", "DEV KEY=VALUE ...",
	 "turn a knob of a card or wire: loss=0.01", 2, COMMAND_WORDS, cmd_knob,
	 NULL},
	{"last", "[SKB|EVENT] [--tx]", "the way of the last packet that came",
	 0, 2, cmd_last, NULL},
	{"lsmod", "", "the modules that are loaded", 0, 0, cmd_lsmod, NULL},
	{"map", "[LAYER]", "layers, structures, functions: where they stand", 0,
	 1, cmd_map, words_layers},
	{"modinfo", "MODULE", "what a module says of itself", 1, 1, cmd_modinfo,
	 words_modules},
	{"perf", "trace [-e EVENTS] ...",
	 "events in perf's form: -e 'skb:*' --duration 5", 1, 6, cmd_perf,
	 NULL},
	{"reload", "MODULE", "take a module's file anew, under traffic", 1, 1,
	 cmd_reload, words_loaded},
	{"rmmod", "MODULE", "unload a module", 1, 1, cmd_rmmod, words_loaded},
	{"run", "TIME", "let virtual time pass: run 10s", 1, 1, cmd_run, NULL},
	{"show", "WHAT ...", "look: `help show` lists the views", 0,
	 COMMAND_WORDS, cmd_show, words_show},
	{"timeline", "[SKB|EVENT] [--tx]",
	 "how long each layer had the last packet", 0, 2, cmd_timeline, NULL},
	{"trace", "FILTER|on|off", "events as they happen, until Ctrl-C", 1, 1,
	 cmd_trace, NULL},
	{"why", "drops|SKB", "what packets died of, and what would help", 1, 1,
	 cmd_why, words_why},
	{NULL, NULL, NULL, 0, 0, NULL, NULL},
};

const struct verb *verb_find(const char *name)
{
	for (const struct verb *v = verbs; v->name; v++)
		if (!strcmp(v->name, name))
			return v;
	return NULL;
}

/* How many letters must be changed, added or left out (at most 9). */
static unsigned int distance(const char *a, const char *b)
{
	unsigned int row[32], n = (unsigned int)strlen(b);

	if (n >= 31 || strlen(a) >= 31)
		return 9;
	for (unsigned int j = 0; j <= n; j++)
		row[j] = j;
	for (unsigned int i = 1; a[i - 1]; i++) {
		unsigned int diagonal = row[0];

		row[0] = i;
		for (unsigned int j = 1; j <= n; j++) {
			unsigned int best = diagonal + (a[i - 1] != b[j - 1]);

			diagonal = row[j];
			if (row[j] + 1 < best)
				best = row[j] + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			row[j] = best;
		}
	}
	return row[n];
}

static int unknown(struct command *c, const char *word)
{
	const struct verb *best = verbs;

	for (const struct verb *v = verbs; v->name; v++)
		if (distance(word, v->name) < distance(word, best->name))
			best = v;
	if (distance(word, best->name) <= 3)
		refuse(c,
		       "there is no %s: did you mean %s? `help` lists the "
		       "verbs",
		       word, best->name);
	else
		refuse(c, "there is no %s: `help` lists the verbs", word);
	return EXIT_USAGE;
}

/* Cut at blanks; quotes keep a word together. Return: words, or -1. */
static int cut(char *line, char **argv, int max)
{
	char *to = line;
	int n = 0;

	for (;;) {
		char quote = 0;

		line += strspn(line, " \t\r\n");
		if (!*line)
			break;
		if (n == max)
			return -1;
		argv[n++] = to;
		for (; *line && (quote || !strchr(" \t\r\n", *line)); line++) {
			if (quote ? *line == quote
				  : *line == '"' || *line == '\'')
				quote = quote ? 0 : *line;
			else
				*to++ = *line;
		}
		if (quote)
			return -1;
		if (*line)
			line++;
		*to++ = '\0';
	}
	return n;
}

int verb_run(struct command *c, char *line)
{
	const struct verb *v;

	c->argc = cut(line, c->argv, COMMAND_WORDS);
	if (c->argc < 0) {
		refuse(c, "a quote that does not end, or more than %d words",
		       COMMAND_WORDS);
		return EXIT_USAGE;
	}
	if (!c->argc)
		return EXIT_OK;
	v = verb_find(c->argv[0]);
	if (!v)
		return unknown(c, c->argv[0]);
	if (c->argc - 1 >= v->min && c->argc - 1 <= v->max)
		return v->fn(c);
	refuse(c, "usage: %s %s", v->name, v->args);
	return EXIT_USAGE;
}

/* ---- completion ----------------------------------------------------------
 */

struct offer {
	struct command *c;
	const char *start; /* what is typed of the word */
};

static void offer(void *data, const char *word)
{
	struct offer *o = data;

	if (!strncmp(word, o->start, strlen(o->start)))
		out(o->c, "%s\n", word);
}

void verb_complete(struct command *c, char *line)
{
	size_t len = strlen(line);
	bool fresh = !len || strchr(" \t", line[len - 1]);
	struct offer o = {.c = c, .start = ""};
	const struct verb *v;

	c->argc = cut(line, c->argv, COMMAND_WORDS);
	if (c->argc < 0)
		return;
	if (!fresh && c->argc)
		o.start = c->argv[--c->argc];
	if (!c->argc) {
		for (v = verbs; v->name; v++)
			offer(&o, v->name);
		return;
	}
	v = verb_find(c->argv[0]);
	if (v && v->words)
		v->words(c, offer, &o);
	else if (v && v->fn == cmd_help)
		for (v = verbs; v->name; v++)
			offer(&o, v->name);
}
