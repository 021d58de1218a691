// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * interactive - lines from a terminal: prompt, history, completion
 *
 * Where:   strata without a command; `strata -c` shares shell_line().
 * Mirrors: nothing in the kernel.
 */

#include "shell/shell.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* readline's hooks have no argument of ours; one shell a process. */
static struct {
	int fd;
	const struct options *o;
	char *words; /* of the completion in hand */
	char *next;
	bool nested; /* a prompt within: its words are others */
	size_t skip; /* what of the line stands before the word */
} shell;

/* ---- one line ------------------------------------------------------------
 */

/* peer [--] CMD …: a program, started by sh so that quotes mean the same. */
static int run_peer(const char *line, const struct options *o)
{
	char *argv[] = {"peer", "--", "sh", "-c", NULL, NULL};
	int status = 0;
	pid_t pid;

	line += strspn(line, " \t");
	if (!strncmp(line, "-- ", 3))
		line += 3;
	if (!line[strspn(line, " \t")])
		return cmd_peer(1, argv, o);
	argv[4] = (char *)line;
	fflush(stdout);
	pid = fork();
	if (!pid)
		_exit(cmd_peer(5, argv, o));
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_FAILED;
}

int shell_line(int fd, const struct options *o, const char *line)
{
	line += strspn(line, " \t");
	if (!strncmp(line, "peer", 4) && (!line[4] || line[4] == ' '))
		return run_peer(line + 4, o);
	if (!strncmp(line, "dropwatch", 9) && (!line[9] || line[9] == ' ') &&
	    !strstr(line, " start"))
		return run_dropwatch(fd, o, line + 9);
	if (!strncmp(line, "tour", 4) && (!line[4] || line[4] == ' '))
		return shell_tour(fd, o, line + 4);
	return client_run(fd, o, line, NULL, NULL);
}

/* ---- a terminal ----------------------------------------------------------
 */

static bool is_exit(const char *line)
{
	return !strcmp(line, "exit") || !strcmp(line, "quit");
}

#ifdef HAVE_SHELL
#include <readline/history.h>
#include <readline/readline.h>

#define HISTORY_MAX 1000

/* readline asks for word after word; it frees them. */
static char *next_word(const char *text, int state)
{
	if (!state) {
		char line[PATH_MAX];

		snprintf(line, sizeof(line), "%.*s", rl_point, rl_line_buffer);
		free(shell.words);
		shell.words =
			shell.nested ? NULL
				     : client_complete(shell.fd, shell.o, line);
		shell.next = shell.words;
	}
	while (shell.next && *shell.next) {
		char *word = shell.next, *end = strchr(word, '\n');

		shell.next = end ? end + 1 : NULL;
		if (end)
			*end = '\0';
		if (*word)
			return strdup(word);
	}
	return NULL;
}

static char **complete(const char *text, int start, int end)
{
	rl_attempted_completion_over = 1; /* no file names */
	return rl_completion_matches(text, next_word);
}

static char *ask(const char *prompt)
{
	char *line = readline(prompt);

	if (line && *line)
		add_history(line);
	return line;
}

static void history_open(char *path, size_t len)
{
	rl_readline_name = "strata";
	rl_attempted_completion_function = complete;
	using_history();
	if (history_path(path, len))
		path[0] = '\0';
	else
		read_history(path);
	stifle_history(HISTORY_MAX);
}

static void history_close(const char *path)
{
	if (path[0])
		write_history(path);
	free(shell.words);
}
#else
static char *ask(const char *prompt)
{
	char *line = NULL;
	size_t room = 0;
	ssize_t n;

	fputs(prompt, stdout);
	fflush(stdout);
	n = getline(&line, &room, stdin);
	if (n < 0) {
		free(line);
		return NULL;
	}
	line[strcspn(line, "\n")] = '\0';
	return line;
}

static void history_open(char *path, size_t len)
{
	path[0] = '\0';
}

static void history_close(const char *path)
{
}
#endif

/* A prompt within the shell; what a pipe says stands behind the prompt. */
char *shell_ask(const char *prompt)
{
	char *line = NULL;
	size_t room = 0;

	if (isatty(STDIN_FILENO)) {
		shell.nested = true;
		line = ask(prompt);
		shell.nested = false;
		return line;
	}
	if (getline(&line, &room, stdin) < 0) {
		free(line);
		return NULL;
	}
	line[strcspn(line, "\n")] = '\0';
	printf("%s%s\n", prompt, line);
	return line;
}

/* Lines from a file or pipe: no prompt, no history; the last failure counts.
 */
static int from_pipe(int fd, const struct options *o)
{
	char *line = NULL;
	size_t room = 0;
	int ret = EXIT_OK;

	while (getline(&line, &room, stdin) >= 0) {
		int one;

		line[strcspn(line, "\n")] = '\0';
		if (is_exit(line))
			break;
		one = shell_line(fd, o, line);
		ret = one ? one : ret;
	}
	free(line);
	return ret;
}

static void from_terminal(int fd, const struct options *o)
{
	char path[PATH_MAX], prompt[96], *line;

	snprintf(prompt, sizeof(prompt), "%s> ", o->host ? o->host : "strata");
	history_open(path, sizeof(path));
	while ((line = ask(prompt)) != NULL && !is_exit(line)) {
		shell_line(fd, o, line);
		free(line);
	}
	free(line);
	history_close(path);
}

int shell_interactive(const struct options *o)
{
	char err[TEXT_MAX];
	int fd = client_connect(err, sizeof(err));
	int ret = EXIT_OK;

	if (fd < 0)
		return fail("%s", err);
	shell.fd = fd;
	shell.o = o;
	if (isatty(STDIN_FILENO))
		from_terminal(fd, o);
	else
		ret = from_pipe(fd, o);
	close(fd);
	return ret;
}
