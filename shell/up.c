// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * up - strata up: make the daemon
 *
 * Where:   strata.c's table.
 * Mirrors: nothing in the kernel.
 *
 * The caller forks; the child leaves for a namespace before it has a thread,
 * makes the world, listens, and then says so through a pipe. Whatever fails
 * before, fails in the child, whose end undoes all of it: namespace, TAP and
 * world are held by its fds only. Later a kill -9 leaves a socket file, which
 * nobody answers and the next start replaces.
 */
#include "shell/daemon.h"
#include "shell/proto.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/oops.h"

/* ---- one daemon a folder -------------------------------------------------
 */

static int lock_folder(struct daemon *d, char *err, size_t len)
{
	char dir[128];

	if (runtime_dir(dir, sizeof(dir), err, len) ||
	    runtime_path(d->socket, sizeof(d->socket), "socket", err, len))
		return -1;
	d->dir_fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (d->dir_fd < 0) {
		snprintf(err, len, "%s: %s", dir, strerror(errno));
		return -1;
	}
	if (!flock(d->dir_fd, LOCK_EX | LOCK_NB))
		return 0;
	snprintf(err, len,
		 "a stack is up already (%s): `strata down` ends it; a second "
		 "one needs an XDG_RUNTIME_DIR of its own",
		 d->socket);
	return -1;
}

static int listen_there(struct daemon *d, char *err, size_t len)
{
	struct sockaddr_un un = {.sun_family = AF_UNIX};

	memcpy(un.sun_path, d->socket, strlen(d->socket));
	d->listen_fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	unlink(d->socket); /* stale: the lock is ours */
	if (d->listen_fd >= 0 &&
	    !bind(d->listen_fd, (struct sockaddr *)&un, sizeof(un)) &&
	    !listen(d->listen_fd, 16))
		return 0;
	snprintf(err, len, "%s: %s: is the folder writable?", d->socket,
		 strerror(errno));
	return -1;
}

/* ---- running -------------------------------------------------------------
 */

static int signals_fd(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	pthread_sigmask(SIG_BLOCK, &set, NULL); /* later threads, too */
	signal(SIGPIPE, SIG_IGN);
	return signalfd(-1, &set, SFD_CLOEXEC);
}

static bool wants_end(struct daemon *d)
{
	bool yes;

	pthread_mutex_lock(&d->lock);
	yes = d->down_fd >= 0;
	pthread_mutex_unlock(&d->lock);
	return yes;
}

/* Until a signal, or a client's DOWN. */
static void serve(struct daemon *d, int sig_fd)
{
	struct pollfd p[3] = {
		{.fd = d->listen_fd, .events = POLLIN},
		{.fd = sig_fd, .events = POLLIN},
		{.fd = d->wake_fd, .events = POLLIN},
	};
	uint64_t n;

	while (!wants_end(d)) {
		if (poll(p, 3, -1) < 0 && errno != EINTR)
			return;
		if (p[1].revents)
			return;
		if (p[2].revents && read(d->wake_fd, &n, sizeof(n)) > 0)
			sessions_reap(d, false);
		if (p[0].revents) {
			int fd =
				accept4(d->listen_fd, NULL, NULL, SOCK_CLOEXEC);

			if (fd >= 0)
				session_start(d, fd);
		}
	}
}

/* The end: clients, world, socket; the account to who asked. */
static int finish(struct daemon *d)
{
	char *text = NULL;
	int ret;

	close(d->listen_fd);
	unlink(d->socket);
	sessions_reap(d, true);
	watchdog_stop();
	ret = world_stop(d, &text);
	if (d->foreground && text)
		fputs(text, stdout);
	if (d->down_fd >= 0) {
		if (text)
			proto_send(d->down_fd, PROTO_OUT, 0, text,
				   strlen(text));
		proto_send(d->down_fd, PROTO_END, ret ? EXIT_FAILED : EXIT_OK,
			   NULL, 0);
		close(d->down_fd);
	}
	free(text);
	config_free(d->config);
	return ret ? EXIT_FAILED : EXIT_OK;
}

/* stdin from nowhere, messages to the log file. */
static void to_background(struct daemon *d)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC), log = log_open(d);

	dup2(null, STDIN_FILENO);
	dup2(log >= 0 ? log : null, STDOUT_FILENO);
	dup2(log >= 0 ? log : null, STDERR_FILENO);
	close(null);
	setsid();
	if (chdir("/"))
		return; /* it only keeps a mount busy */
}

static int set_up(struct daemon *d, char *err, size_t len)
{
	if (lock_folder(d, err, len) ||
	    netns_enter(&d->ns, !d->host_side, err, len))
		return -1;
	oops_install();
	watchdog_start(2);
	if (world_start(d, err, len) || listen_there(d, err, len))
		return -1;
	return 0;
}

/*
 * The daemon's whole life. @ready_fd hears one sentence: "+summary" or "-why
 * not"; its end says that there is nothing more to hear.
 */
static int daemon_main(struct daemon *d, int ready_fd)
{
	char text[2048] = "-", *err = text + 1;
	int sig_fd = signals_fd();

	d->listen_fd = d->down_fd = d->log_fd = -1;
	d->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	pthread_mutex_init(&d->lock, NULL);
	pthread_mutex_init(&d->log_lock, NULL);
	if (set_up(d, err, sizeof(text) - 1)) {
		if (write(ready_fd, text, strlen(text)) < 0)
			perror("strata");
		_exit(EXIT_FAILED); /* and with it all that was begun */
	}
	text[0] = '+';
	world_summary(d, err, sizeof(text) - 1);
	if (write(ready_fd, text, strlen(text)) < 0)
		return finish(d);
	if (!d->foreground)
		to_background(d);
	close(ready_fd);
	__atomic_store_n(&d->ready, true, __ATOMIC_RELAXED);
	serve(d, sig_fd);
	return finish(d);
}

/* ---- the caller's side ---------------------------------------------------
 */

/* What the daemon says at its start. */
static int hear(int fd, pid_t pid)
{
	char text[2048];
	size_t used = 0;
	int status = 0;
	ssize_t n;

	while (used < sizeof(text) - 1 &&
	       (n = read(fd, text + used, sizeof(text) - 1 - used)) > 0)
		used += (size_t)n;
	text[used] = '\0';
	close(fd);
	if (text[0] == '+') {
		fputs(text + 1, stdout);
		fflush(stdout);
		return EXIT_OK;
	}
	waitpid(pid, &status, 0);
	if (text[0] == '-')
		return fail("%s", text + 1);
	if (WIFSIGNALED(status))
		return fail("the daemon was ended by signal %d (%s): run "
			    "`strata up --foreground` to see its last words",
			    WTERMSIG(status), strsignal(WTERMSIG(status)));
	return fail("the daemon ended with status %d: run `strata up "
		    "--foreground` to see its last words",
		    WEXITSTATUS(status));
}

/* With --foreground the sentence goes through the same pipe, at once. */
static int in_foreground(struct daemon *d, int fds[2])
{
	pid_t pid = fork();

	if (!pid) {
		close(fds[1]);
		_exit(hear(fds[0], getpid()));
	}
	close(fds[0]);
	return daemon_main(d, fds[1]);
}

static int start(struct daemon *d)
{
	int fds[2];
	pid_t pid;

	fflush(stdout);
	if (pipe2(fds, O_CLOEXEC))
		return fail("no pipe: %s", strerror(errno));
	if (d->foreground)
		return in_foreground(d, fds);
	pid = fork();
	if (pid < 0)
		return fail("no process: %s", strerror(errno));
	if (!pid) {
		close(fds[0]);
		exit(daemon_main(d, fds[1]));
	}
	close(fds[1]);
	return hear(fds[0], pid);
}

static const struct option up_options[] = {
	{"foreground", no_argument, NULL, 'f'},
	{"host", no_argument, NULL, 'h'},
	{NULL, 0, NULL, 0},
};

int cmd_up(int argc, char **argv, const struct options *o)
{
	static struct daemon d;
	char err[TEXT_MAX];
	int opt, ret;

	optind = 0;
	while ((opt = getopt_long(argc, argv, "+", up_options, NULL)) != -1) {
		if (opt == 'f')
			d.foreground = true;
		else if (opt == 'h')
			d.host_side = true;
		else
			return EXIT_USAGE;
	}
	if (argc - optind > 1) {
		fail("up takes one configuration file: `strata up --help`");
		return EXIT_USAGE;
	}
	if (d.host_side && geteuid())
		return fail("--host puts the TAP into this network "
			    "namespace: only root may; start without it and "
			    "use `strata peer`");
	d.file = argv[optind]; /* or the NULL at the end */
	d.config = optind < argc ? config_load(argv[optind], err, sizeof(err))
				 : config_parse("default", config_default, err,
						sizeof(err));
	if (!d.config)
		return fail("%s", err);
	ret = start(&d);
	config_free(d.foreground ? NULL : d.config);
	return ret;
}
