// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * client - the command line's end of the control socket; down, peer
 *
 * Where:   strata.c, interactive.c, demo.c.
 * Mirrors: nothing in the kernel.
 */
#include "shell/netns.h"
#include "shell/proto.h"
#include "shell/shell.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

int client_connect(char *err, size_t len)
{
	struct sockaddr_un un = {.sun_family = AF_UNIX};
	int fd;

	if (runtime_path(un.sun_path, sizeof(un.sun_path), "socket", err, len))
		return -1;
	fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	if (fd >= 0 && !connect(fd, (struct sockaddr *)&un, sizeof(un)))
		return fd;
	if (errno == ENOENT || errno == ECONNREFUSED)
		snprintf(err, len,
			 "no stack is up: start one with `strata "
			 "up`");
	else
		snprintf(err, len, "%s: %s", un.sun_path, strerror(errno));
	close(fd);
	return -1;
}

bool client_running(void)
{
	char err[TEXT_MAX];
	int fd = client_connect(err, sizeof(err));

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

/* Ctrl-C while a command runs ends the command, not us. */
static volatile sig_atomic_t interrupted;

static void on_int(int sig)
{
	interrupted = 1;
}

static void to_stdout(void *data, const char *text, size_t len)
{
	fwrite(text, 1, len, stdout);
	fflush(stdout);
}

/* Wait for a message; an interrupt asks the daemon to stop, once. */
static ssize_t next_message(int fd, struct proto_msg *msg)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};

	while (poll(&p, 1, -1) < 0) {
		if (errno != EINTR)
			return -errno;
		if (interrupted)
			proto_send(fd, PROTO_STOP, 0, NULL, 0);
		interrupted = 0;
	}
	return proto_recv(fd, msg, NULL);
}

static int hear_all(int fd, void (*output)(void *data, const char *, size_t),
		    void *data)
{
	struct proto_msg *msg = malloc(sizeof(*msg));
	int ret = -1;

	while (msg && ret < 0) {
		ssize_t n = next_message(fd, msg);

		if (n < 0)
			ret = fail("the daemon is gone: start it again with "
				   "`strata up`");
		else if (msg->type == PROTO_OUT)
			output(data, msg->text, (size_t)n);
		else if (msg->type == PROTO_ERR)
			fail("%s", msg->text);
		else if (msg->type == PROTO_END)
			ret = (int)msg->value;
	}
	free(msg);
	return ret;
}

/* "host\0folder\0line": names of files are the client's. */
static int request(int fd, enum proto_type type, const struct options *o,
		   const char *line)
{
	const char *host = o->host ? o->host : "";
	char cwd[PATH_MAX], *text;
	size_t hl, cl, ll;
	int err;

	if (!getcwd(cwd, sizeof(cwd)))
		strcpy(cwd, "/");
	hl = strlen(host) + 1;
	cl = strlen(cwd) + 1;
	ll = strlen(line) + 1;
	if (hl + cl + ll > PROTO_TEXT - 1)
		return -E2BIG;
	text = malloc(hl + cl + ll);
	if (!text)
		return -ENOMEM;
	memcpy(text, host, hl);
	memcpy(text + hl, cwd, cl);
	memcpy(text + hl + cl, line, ll);
	err = proto_send(fd, type, o->json ? PROTO_JSON : 0, text,
			 hl + cl + ll);
	free(text);
	return err;
}

int client_run(int fd, const struct options *o, const char *line,
	       void (*output)(void *data, const char *text, size_t len),
	       void *data)
{
	struct sigaction act = {.sa_handler = on_int}, old;
	int ret = request(fd, PROTO_RUN, o, line);

	if (ret == -E2BIG)
		return fail("a command has at most 12,000 bytes");
	if (ret)
		return fail("the daemon is gone: start it again with `strata "
			    "up`");
	interrupted = 0;
	sigaction(SIGINT, &act, &old);
	ret = hear_all(fd, output ? output : to_stdout, data);
	sigaction(SIGINT, &old, NULL);
	return ret;
}

struct growing {
	char *text;
	size_t len;
};

static void grow(void *data, const char *text, size_t len)
{
	struct growing *g = data;
	char *more = realloc(g->text, g->len + len + 1);

	if (!more)
		return;
	g->text = more;
	memcpy(more + g->len, text, len);
	g->len += len;
	more[g->len] = '\0';
}

char *client_complete(int fd, const struct options *o, const char *line)
{
	struct growing g = {NULL, 0};

	if (!request(fd, PROTO_COMPLETE, o, line))
		hear_all(fd, grow, &g);
	return g.text;
}

/* ---- down ----------------------------------------------------------------
 */

int cmd_down(int argc, char **argv, const struct options *o)
{
	char err[TEXT_MAX], c;
	int fd, ret;

	if (argc > 1) {
		fail("down takes no arguments: `strata down --help`");
		return EXIT_USAGE;
	}
	fd = client_connect(err, sizeof(err));
	if (fd < 0)
		return fail("%s", err);
	if (proto_send(fd, PROTO_DOWN, 0, NULL, 0))
		return fail("the daemon does not listen any more");
	ret = hear_all(fd, to_stdout, NULL);
	while (read(fd, &c, 1) > 0) /* until the process is gone */
		;
	close(fd);
	return ret;
}

/* ---- peer ----------------------------------------------------------------
 */

/* The namespaces of the daemon. 0, or EXIT_FAILED (told). */
static int get_namespaces(struct netns *ns)
{
	struct proto_msg *msg = malloc(sizeof(*msg));
	int fds[2] = {-1, -1};
	char err[TEXT_MAX];
	int fd = client_connect(err, sizeof(err));
	bool ok;

	if (fd < 0) {
		free(msg);
		return fail("%s", err);
	}
	ok = msg && !proto_send(fd, PROTO_JOIN, 0, NULL, 0) &&
	     proto_recv(fd, msg, fds) >= 0 && msg->type == PROTO_FDS &&
	     fds[0] >= 0;
	close(fd);
	free(msg);
	ns->net_fd = fds[0];
	ns->user_fd = fds[1];
	return ok ? 0
		  : fail("the daemon gave no namespace: is it of this "
			 "version? `strata down`, then `strata up`");
}

int cmd_peer(int argc, char **argv, const struct options *o)
{
	struct netns ns;
	int err;

	argc--;
	argv++;
	if (argc && !strcmp(argv[0], "--")) {
		argc--;
		argv++;
	}
	if (!argc) {
		fail("peer needs a program: strata peer -- ping 10.0.0.2");
		return EXIT_USAGE;
	}
	if (get_namespaces(&ns))
		return EXIT_FAILED;
	err = netns_join(&ns);
	if (err)
		return fail("the peer's namespace cannot be joined (%s): run "
			    "as the user who ran `strata up`",
			    strerror(-err));
	execvp(argv[0], argv);
	err = errno;
	fail("%s: %s: is it installed?", argv[0], strerror(err));
	return err == ENOENT ? 127 : 126;
}
