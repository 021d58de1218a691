// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * dropwatch - the prompt of dropwatch(1), on the client's side
 *
 * Where:   shell_line(); `start` runs the daemon's verb (cmd_dropwatch.c).
 * Mirrors: dropwatch(1): its prompt, its commands, its lines.
 */
#include "shell/shell.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PROMPT "dropwatch> "

struct prompt {
	bool packet, symbols;
	unsigned int limit; /* 0: none */
};

static void tell_commands(void)
{
	puts("Command Syntax:\n"
	     "exit\t\t\t\t - Quit dropwatch\n"
	     "help\t\t\t\t - Display this message\n"
	     "set:\n"
	     "\talertlimit <number>\t - capture only this many alerts\n"
	     "\talertmode <mode>\t - set mode to \"summary\" or \"packet\"\n"
	     "start\t\t\t\t - start capture\n"
	     "stop\t\t\t\t - stop capture\n"
	     "show\t\t\t\t - show existing configuration");
}

static void tell_settings(const struct prompt *p)
{
	printf("Alert Mode: %s\nAlert Limit: ",
	       p->packet ? "Packet" : "Summary");
	if (p->limit)
		printf("%u\n", p->limit);
	else
		puts("none");
}

/* "alertmode packet", "alertlimit 3" */
static void set(struct prompt *p, const char *what)
{
	unsigned int n;

	if (!strcmp(what, "alertmode packet"))
		p->packet = true;
	else if (!strcmp(what, "alertmode summary"))
		p->packet = false;
	else if (sscanf(what, "alertlimit %u", &n) == 1)
		p->limit = n;
	else
		puts("Unknown option: alertlimit NUMBER, alertmode "
		     "summary|packet");
}

static int start(int fd, const struct options *o, const struct prompt *p)
{
	char line[96], limit[32] = "";

	if (p->limit)
		snprintf(limit, sizeof(limit), " --limit %u", p->limit);
	snprintf(line, sizeof(line), "dropwatch%s%s%s start",
		 p->symbols ? " -l kas" : "", p->packet ? " --packet" : "",
		 limit);
	return client_run(fd, o, line, NULL, NULL);
}

/* Return: an exit status, or -1: leave. */
static int one_command(int fd, const struct options *o, struct prompt *p,
		       const char *line)
{
	if (!strcmp(line, "exit") || !strcmp(line, "quit"))
		return -1;
	if (!strcmp(line, "start"))
		return start(fd, o, p);
	if (!strncmp(line, "set ", 4))
		set(p, line + 4);
	else if (!strcmp(line, "show"))
		tell_settings(p);
	else if (!strcmp(line, "help"))
		tell_commands();
	else if (!strcmp(line, "stop"))
		puts("Nothing is being monitored: Ctrl-C stops it");
	else if (*line)
		printf("Unknown command %s: help lists them\n", line);
	return EXIT_OK;
}

/* "-l kas", or nothing. */
static bool parse(struct prompt *p, const char *args)
{
	char word[2][8] = {"", ""}, more[2];
	int n = sscanf(args, "%7s %7s %1s", word[0], word[1], more);

	p->symbols =
		n == 2 && !strcmp(word[0], "-l") && !strcmp(word[1], "kas");
	return n <= 0 || p->symbols;
}

int run_dropwatch(int fd, const struct options *o, const char *args)
{
	struct prompt p = {.packet = false};
	int ret = EXIT_OK, one = EXIT_OK;
	char *line;

	if (!parse(&p, args)) {
		fail("usage: dropwatch [-l kas], or with start and [--packet] "
		     "[--limit N]");
		return EXIT_USAGE;
	}
	if (p.symbols)
		puts("Initializing kallsyms db");
	while (one >= 0 && (line = shell_ask(PROMPT)) != NULL) {
		one = one_command(fd, o, &p, line);
		ret = one > 0 ? one : ret;
		free(line);
	}
	puts("Shutting down ...");
	return ret;
}
