// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cmd_map - map: layer, structures, functions, and the line where each stands
 *
 * Where:   verbs.c's table; scripts/make-map finds the lines when the program
 *          is built, so that none is typed.
 * Mirrors: nothing in the kernel; the summary table of the article.
 */
#include "shell/daemon.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

struct place {
	const char *layer;
	const char *kind; /* "struct", "function" */
	const char *name;
	const char *as; /* what it is called where it is used; "": the same */
	const char *file;
	unsigned int line; /* 0: this build has none */
};

static const struct place places[] = {
#include "shell/map_table.h"
};

#define NR_PLACES (sizeof(places) / sizeof(places[0]))

static void place_text(struct command *c, const struct place *p, bool first)
{
	char name[64], where[96] = "not in this build";
	const char *file = strstr(p->file, "/include/");
	bool function = p->kind[0] == 'f';

	snprintf(name, sizeof(name), "%s%s%s%s%s", function ? "" : "struct ",
		 p->name, function ? "()" : "", *p->as ? " = " : "", p->as);
	if (p->line)
		snprintf(where, sizeof(where), "%s:%u",
			 file ? file + strlen("/include/") : p->file, p->line);
	out(c, "%-9s %-37s %s\n", first ? p->layer : "", name, where);
}

static void place_json(struct command *c, const struct place *p, bool first)
{
	out(c,
	    "%s{\"layer\":\"%s\",\"kind\":\"%s\",\"name\":\"%s\",\"as\":"
	    "\"%s\",",
	    first ? "" : ",", p->layer, p->kind, p->name, p->as);
	if (p->line)
		out(c, "\"file\":\"%s\",\"line\":%u}", p->file, p->line);
	else
		out(c, "\"file\":null,\"line\":null}");
}

int cmd_map(struct command *c)
{
	const char *only = c->argc > 1 ? c->argv[1] : NULL, *layer = "";
	unsigned int n = 0;

	for (size_t i = 0; i < NR_PLACES; i++) {
		const struct place *p = &places[i];

		if (only && strcasecmp(only, p->layer))
			continue;
		if (c->json && !n)
			out(c, "{\"map\":[");
		if (c->json)
			place_json(c, p, !n);
		else
			place_text(c, p, strcmp(layer, p->layer) != 0);
		layer = p->layer;
		n++;
	}
	if (!n)
		return refuse(c, "there is no layer %s: `map` lists them",
			      only);
	if (c->json)
		out(c, "]}\n");
	return EXIT_OK;
}

void words_layers(struct command *c, void (*add)(void *data, const char *),
		  void *data)
{
	const char *layer = "";

	for (size_t i = 0; c->argc < 2 && i < NR_PLACES; i++) {
		if (strcmp(layer, places[i].layer))
			add(data, places[i].layer);
		layer = places[i].layer;
	}
}
