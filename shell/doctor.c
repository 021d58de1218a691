// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * doctor - which ways to start a stack work here, and what would help
 *
 * Where:   strata doctor. Each way is tried in a child, which takes all of it
 *          back by ending.
 * Mirrors: nothing in the kernel.
 */
#include "shell/netns.h"
#include "shell/shell.h"

#include "drivers/hw_tap.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int try_namespace(char *err, size_t len)
{
	struct netns ns;
	char *lo[] = {"strata-hostnet", "up", "lo", NULL};

	return netns_enter(&ns, true, err, len) || hostnet(lo, err, len);
}

static int try_tap(char *err, size_t len)
{
	struct netns ns;

	if (netns_enter(&ns, true, err, len))
		return -1;
	return hw_tap_open("tap0", err, len) < 0;
}

static int try_host(char *err, size_t len)
{
	char *argv[] = {"strata-hostnet", "free", "10.0.0.0/24", NULL};

	if (geteuid()) {
		snprintf(err, len,
			 "only root may put a TAP into this network "
			 "namespace");
		return -1;
	}
	return hostnet(argv, err, len);
}

static int try_wire(char *err, size_t len)
{
	return 0; /* needs nothing of the host's kernel */
}

static const struct {
	const char *name;
	const char *what;
	int (*fn)(char *err, size_t len);
} ways[] = {
	{"namespace", "a network namespace for the peer's side", try_namespace},
	{"tap", "a TAP in it: strata up", try_tap},
	{"host", "the TAP in this namespace: strata up --host", try_host},
	{"wire", "hosts on wires, in one process: strata up FILE", try_wire},
};

/* 0 it works; else a sentence in @err. */
static int in_child(int (*fn)(char *err, size_t len), char *err, size_t len)
{
	int fds[2], status = 0;
	ssize_t n;
	pid_t pid;

	if (pipe(fds))
		return -1;
	fflush(stdout);
	pid = fork();
	if (!pid) {
		char text[TEXT_MAX] = "";
		int ret = fn(text, sizeof(text));

		if (ret && write(fds[1], text, strlen(text)) < 0)
			ret = 1;
		_exit(ret ? 1 : 0);
	}
	close(fds[1]);
	n = read(fds[0], err, len - 1);
	err[n > 0 ? n : 0] = '\0';
	close(fds[0]);
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return pid < 0 || status;
}

int cmd_doctor(int argc, char **argv, const struct options *o)
{
	bool tap = false;

	if (argc > 1) {
		fail("doctor takes no arguments");
		return EXIT_USAGE;
	}
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		char err[TEXT_MAX];
		int ret = in_child(ways[i].fn, err, sizeof(err));

		printf("%-4s %-10s %s\n", ret ? "no" : "yes", ways[i].name,
		       ways[i].what);
		if (ret)
			printf("                because: %s\n", err);
		if (!ret && !strcmp(ways[i].name, "tap"))
			tap = true;
	}
	if (client_running())
		printf("a stack is up: `strata down` ends it\n");
	return tap ? EXIT_OK : EXIT_FAILED;
}
