/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * shell - what the parts of the program `strata` know of each other
 *
 * Where:   shell/ only. strata.c reads the command line; up.c makes the
 *          daemon; client.c speaks with it; session.c answers.
 * Mirrors: nothing in the kernel.
 */
#ifndef SHELL_SHELL_H
#define SHELL_SHELL_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define EXIT_OK	    0
#define EXIT_FAILED 1 /* a command failed */
#define EXIT_USAGE  2 /* it was not understood */
#define TEXT_MAX    512

/* What stands before the command: -H, --json, -c. */
struct options {
	const char *host; /* -H; NULL: the first of the file */
	bool json;
};

/* One sentence on stderr, "strata: " before it. Return: EXIT_FAILED. */
int fail(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* ---- paths.c: where things are ------------------------------------------ */

/* The folder of this user's stack; made when missing. 0, or -1: failed. */
int runtime_dir(char *dir, size_t len, char *err, size_t errlen);
/* DIR/NAME, to a struct sockaddr_un's path at most. 0, or -1. */
int runtime_path(char *path, size_t len, const char *name, char *err,
		 size_t errlen);
/* A helper program or folder: in the build tree, else where installed. */
void libexec_path(char *path, size_t len, const char *name);
/* The folders with modules; NULL: STRATA_MODULES or the installed one. */
const char *module_path(void);
/* Where readline keeps its history. 0, or -1 without a home. */
int history_path(char *path, size_t len);

/* ---- client.c: the daemon's other end ------------------------------------ */

/* Connect. An fd, or -1 with a sentence in @err. */
int client_connect(char *err, size_t len);
/* Is somebody there? */
bool client_running(void);
/*
 * One command; what comes goes to @out (NULL: stdout), refusals to stderr.
 * Return: its exit status.
 */
int client_run(int fd, const struct options *o, const char *line,
	       void (*out)(void *data, const char *text, size_t len),
	       void *data);
/* Words that may follow @line, one a line; free() them. NULL: none. */
char *client_complete(int fd, const struct options *o, const char *line);

/* ---- the subcommands ------------------------------------------------------
 */

int cmd_up(int argc, char **argv, const struct options *o);
int cmd_down(int argc, char **argv, const struct options *o);
int cmd_peer(int argc, char **argv, const struct options *o);
int cmd_demo(int argc, char **argv, const struct options *o);
int cmd_doctor(int argc, char **argv, const struct options *o);
/* tour.c: @args "": the stops; "3", "all": walk. Return: an exit status. */
int shell_tour(int fd, const struct options *o, const char *args);
/* Runs @line, also "peer …", over @fd. Return: its exit status. */
int shell_line(int fd, const struct options *o, const char *line);
int shell_interactive(const struct options *o);
/* A line from the terminal or pipe, free() it; NULL: the end. */
char *shell_ask(const char *prompt);
/* dropwatch.c: its prompt, until exit. Return: an exit status. */
int run_dropwatch(int fd, const struct options *o, const char *args);

#endif
