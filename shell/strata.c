// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * strata - the program: options, subcommands, and what they say of themselves
 *
 * Where:   main(). The daemon is up.c, the shell interactive.c.
 * Mirrors: nothing in the kernel; ip(8) in shape.
 */

#include "api/strata.h"
#include "shell/shell.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct subcommand {
	const char *name;
	const char *args;
	const char *what;
	const char *help;
	int (*fn)(int argc, char **argv, const struct options *o);
};

static const struct subcommand subcommands[] = {
	{"up", "[--foreground] [--host] [FILE]", "start a stack",
	 "Starts the hosts of FILE (strata.conf(5)), or one host with eth0 at\n"
	 "10.0.0.2/24 on a TAP whose other end, 10.0.0.1/24, is in a network\n"
	 "namespace of its own: reach it with `strata peer`. A host with a "
	 "TAP\n"
	 "serves http, echo, discard and chargen, unless FILE says otherwise.\n"
	 "  --foreground  stay on this terminal; Ctrl-C ends it\n"
	 "  --host        as root: the other end in this network namespace\n",
	 cmd_up},
	{"down", "", "end it, and check its books",
	 "Ends the stack and prints its account. The exit status is 1 when a\n"
	 "packet was not accounted for or something was left behind.\n",
	 cmd_down},
	{"peer", "-- CMD [ARG ...]", "run a program on the other end",
	 "Runs CMD in the namespace in which the host's end of the TAP is:\n"
	 "strata peer -- ping -c 3 10.0.0.2\n",
	 cmd_peer},
	{"demo", "", "ping and curl the stack, show their ways",
	 "Starts a stack of its own, pings it ten times, prints the way of a\n"
	 "ping, lets curl fetch the page that tells its own request's way, "
	 "prints\n"
	 "the ring and the books, and ends it. The exit status is 0 only when "
	 "all\n"
	 "was answered and every packet accounted for.\n",
	 cmd_demo},
	{"doctor", "", "what works here, and why not the rest",
	 "Tries each way to start a stack, and says what would help.\n",
	 cmd_doctor},
	{NULL, NULL, NULL, NULL, NULL},
};

static const struct option long_options[] = {
	{"command", required_argument, NULL, 'c'},
	{"help", no_argument, NULL, 'h'},
	{"host", required_argument, NULL, 'H'},
	{"json", no_argument, NULL, 'j'},
	{"version", no_argument, NULL, 'V'},
	{NULL, 0, NULL, 0},
};

static int usage(FILE *f)
{
	fputs("usage: strata [-H HOST] [--json] [COMMAND | -c 'VERB ...']\n\n",
	      f);
	for (const struct subcommand *s = subcommands; s->name; s++) {
		char name[64];

		snprintf(name, sizeof(name), "%s %s", s->name, s->args);
		fprintf(f, "  %-36s %s\n", name, s->what);
	}
	fputs("  (none)                               a shell on the stack\n"
	      "\n"
	      "  -c, --command 'VERB ...'  run one verb of the shell; -c help "
	      "lists them\n"
	      "  -H, --host HOST           of that host, not the first\n"
	      "      --json                answers for programs\n"
	      "      --help, --version\n"
	      "\n"
	      "strata COMMAND --help tells more.\n",
	      f);
	return f == stdout ? EXIT_OK : EXIT_USAGE;
}

static int help(const struct subcommand *s)
{
	printf("usage: strata %s %s\n%s", s->name, s->args, s->help);
	return EXIT_OK;
}

static int run_subcommand(int argc, char **argv, const struct options *o)
{
	for (const struct subcommand *s = subcommands; s->name; s++) {
		if (strcmp(s->name, argv[0]))
			continue;
		if (argc > 1 && !strcmp(argv[1], "--help"))
			return help(s);
		return s->fn(argc, argv, o);
	}
	fail("there is no command %s: `strata --help` lists them; a verb of "
	     "the shell goes behind -c",
	     argv[0]);
	return EXIT_USAGE;
}

static int one_line(const struct options *o, const char *line)
{
	char err[TEXT_MAX];
	int fd = client_connect(err, sizeof(err));
	int ret;

	if (fd < 0)
		return fail("%s", err);
	ret = shell_line(fd, o, line);
	close(fd);
	return ret;
}

int main(int argc, char **argv)
{
	struct options o = {.host = NULL};
	const char *line = NULL;
	int opt;

	while ((opt = getopt_long(argc, argv, "+c:hH:", long_options, NULL)) !=
	       -1) {
		switch (opt) {
		case 'c':
			line = optarg;
			break;
		case 'h':
			return usage(stdout);
		case 'H':
			o.host = optarg;
			break;
		case 'j':
			o.json = true;
			break;
		case 'V':
			printf("strata %s\n", st_version());
			return EXIT_OK;
		default:
			return usage(stderr);
		}
	}
	argc -= optind;
	argv += optind;
	if (line && argc) {
		fail("%s behind -c '...': put the whole command into the "
		     "quotes",
		     argv[0]);
		return EXIT_USAGE;
	}
	if (line)
		return one_line(&o, line);
	return argc ? run_subcommand(argc, argv, &o) : shell_interactive(&o);
}
