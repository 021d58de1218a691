// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tour - ten guided stops: a few lines to read, and commands that are run
 *
 * Where:   shell_line(), so on the client's side: a stop also runs programs on
 *          the peer. The texts are doc/tour/, put into the program by
 *          scripts/make-tour.
 * Mirrors: nothing in the kernel.
 */
#include "shell/shell.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What stands in front of a command in a stop's text. */
#define PROMPT "    strata> "

struct stop {
	const char *title;
	const char *const *lines; /* ends with NULL */
};

#include "shell/tour_text.h"

#define NR_STOPS (sizeof(stops) / sizeof(stops[0]))

static int list_json(void)
{
	printf("{\"stops\":[");
	for (size_t i = 0; i < NR_STOPS; i++)
		printf("%s{\"stop\":%zu,\"title\":\"%s\"}", i ? "," : "", i + 1,
		       stops[i].title);
	puts("]}");
	return EXIT_OK;
}

static int list(void)
{
	for (size_t i = 0; i < NR_STOPS; i++)
		printf("%3zu  %s\n", i + 1, stops[i].title);
	puts("`tour 1` walks to a stop, `tour all` to each in turn");
	return EXIT_OK;
}

/* Read and run. Return: the status of the first command that failed. */
static int walk(int fd, const struct options *o, size_t number)
{
	const struct stop *stop = &stops[number - 1];
	int ret = EXIT_OK;

	printf("== %zu of %zu: %s\n\n", number, NR_STOPS, stop->title);
	for (const char *const *line = stop->lines; *line; line++) {
		int one;

		puts(*line);
		if (strncmp(*line, PROMPT, strlen(PROMPT)))
			continue;
		fflush(stdout);
		one = shell_line(fd, o, *line + strlen(PROMPT));
		if (one && !ret) {
			fail("stop %zu: `%s` did not work here", number,
			     *line + strlen(PROMPT));
			ret = one;
		}
		puts("");
	}
	fflush(stdout);
	return ret;
}

int shell_tour(int fd, const struct options *o, const char *args)
{
	unsigned long n;
	int ret = EXIT_OK;
	char *end;

	args += strspn(args, " \t");
	if (!*args)
		return o->json ? list_json() : list();
	if (o->json)
		return fail("a stop speaks to people: leave out --json");
	if (!strcmp(args, "all")) {
		for (n = 1; n <= NR_STOPS; n++) {
			int one = walk(fd, o, n);

			ret = ret ? ret : one;
		}
		return ret;
	}
	n = strtoul(args, &end, 10);
	end += strspn(end, " \t");
	if (*end || n < 1 || n > NR_STOPS) {
		fail("there is no stop %s: `tour` lists them", args);
		return EXIT_USAGE;
	}
	return walk(fd, o, n);
}
