// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * demo - the main job without a human: the host's ping and curl, answered
 *
 * Where:   strata demo, ./run demo.
 * Mirrors: nothing in the kernel.
 *
 * Everything is done as a user would do it: up, peer, -c, down. The word of
 * nobody is taken: the loss is read from ping's own output, the steps from the
 * biography, the account from the books.
 */
#include "shell/shell.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define TARGET "10.0.0.2"

struct text {
	char s[65536];
	size_t len;
};

/* Show it, and keep it. */
static void keep(void *data, const char *text, size_t len)
{
	struct text *t = data;
	size_t room = sizeof(t->s) - 1 - t->len;

	fwrite(text, 1, len, stdout);
	fflush(stdout);
	len = len < room ? len : room;
	memcpy(t->s + t->len, text, len);
	t->len += len;
	t->s[t->len] = '\0';
}

static void head(const char *text)
{
	printf("\n== %s\n", text);
	fflush(stdout);
}

/* A program on the other side; what it says is kept. Return: its status. */
static int peer(struct text *t, const struct options *o, int argc, char **argv)
{
	char buf[4096];
	int fds[2], status = 0;
	ssize_t n;
	pid_t pid;

	t->len = 0;
	t->s[0] = '\0';
	if (pipe(fds))
		return fail("no pipe: %s", strerror(errno));
	pid = fork();
	if (!pid) {
		dup2(fds[1], STDOUT_FILENO);
		close(fds[0]);
		close(fds[1]);
		_exit(cmd_peer(argc, argv, o));
	}
	close(fds[1]);
	while ((n = read(fds[0], buf, sizeof(buf))) > 0)
		keep(t, buf, (size_t)n);
	close(fds[0]);
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return pid < 0 || !WIFEXITED(status) ? -1 : WEXITSTATUS(status);
}

static int ping(struct text *t, const struct options *o)
{
	char *argv[] = {"peer", "--",  "ping", "-c", "10",
			"-i",	"0.2", TARGET, NULL};

	if (peer(t, o, 8, argv))
		return fail("ping did not succeed: is iputils-ping installed? "
			    "`strata doctor` looks further");
	if (!strstr(t->s, " 0% packet loss") || !strstr(t->s, "10 received"))
		return fail("some pings were not answered");
	return 0;
}

static int run(struct text *t, const struct options *o, const char *line)
{
	char err[TEXT_MAX];
	int fd = client_connect(err, sizeof(err));
	int ret;

	if (fd < 0)
		return fail("%s", err);
	t->len = 0;
	t->s[0] = '\0';
	ret = client_run(fd, o, line, keep, t);
	close(fd);
	return ret;
}

/* The words stand in this order in @text. */
static int in_order(const char *text, const char *const *words)
{
	for (; *words; words++) {
		text = strstr(text, *words);
		if (!text)
			return fail("the ping's biography lacks %s, or has it "
				    "too early",
				    *words);
	}
	return 0;
}

/*
 * The page tells the way of the packet that asked for it; the event log must
 * say the same of that packet.
 */
static int web(struct text *t, const struct options *o)
{
	char *argv[] = {"peer", "--", "curl", "-sS", "http://" TARGET "/",
			NULL};
	char line[32], slot[32], *p;
	unsigned int skb, desc;

	head("curl http://" TARGET "/: what the request's packet met");
	if (peer(t, o, 5, argv))
		return fail("curl did not succeed: is it installed?");
	p = strstr(t->s, "poll() takes slot ");
	if (!p || sscanf(p, "poll() takes slot %u: %*u bytes become packet %u",
			 &desc, &skb) != 2)
		return fail("the page does not name its packet");
	head("the same packet in the event log");
	snprintf(line, sizeof(line), "last %u", skb);
	if (run(t, o, line))
		return EXIT_FAILED;
	snprintf(slot, sizeof(slot), "desc=%u", desc);
	if (!strstr(t->s, slot) || !strstr(t->s, "tcp_rcv"))
		return fail("the event log does not know packet %u in slot %u",
			    skb, desc);
	return 0;
}

static int steps(struct text *t, const struct options *o)
{
	static const char *const way[] = {
		"irq_handler_entry",
		"napi_schedule",
		"nic_dma",
		"nic_rx",
		"ip_rcv",
		"icmp_rcv",
		"nic_tx ",
		"napi_poll",
		NULL,
	};
	int ret;

	head("ten pings from the host's kernel");
	ret = ping(t, o);
	if (ret)
		return ret;
	head("the way of the last one, from ring to reply (last icmp_rcv)");
	ret = run(t, o, "last icmp_rcv");
	if (ret || in_order(t->s, way))
		return EXIT_FAILED;
	ret = web(t, o);
	if (ret)
		return ret;
	head("the card (show ring eth0)");
	ret = run(t, o, "show ring eth0");
	if (ret)
		return ret;
	head("every packet is accounted for (show books)");
	ret = run(t, o, "show books");
	if (!ret && !strstr(t->s, "both books balance"))
		ret = fail("the books do not balance");
	return ret;
}

static int up_and_down(const struct options *o)
{
	char *up[] = {"up", NULL}, *down[] = {"down", NULL};
	struct text *t = calloc(1, sizeof(*t));
	int ret, end;

	if (!t)
		return fail("out of memory");
	head("strata up");
	ret = cmd_up(1, up, o);
	if (ret) {
		free(t);
		return ret;
	}
	ret = steps(t, o);
	head("strata down");
	end = cmd_down(1, down, o);
	free(t);
	return ret ? ret : end;
}

int cmd_demo(int argc, char **argv, const struct options *o)
{
	const char *tmp = getenv("TMPDIR");
	char dir[64], path[128];
	struct options plain = {.host = NULL};
	int ret;

	if (argc > 1) {
		fail("demo takes no arguments");
		return EXIT_USAGE;
	}
	snprintf(dir, sizeof(dir), "%.40s/strata-demo-XXXXXX",
		 tmp && strlen(tmp) < 40 ? tmp : "/tmp");
	if (!mkdtemp(dir))
		return fail("%s: %s: set TMPDIR to a folder of yours", dir,
			    strerror(errno));
	setenv("XDG_RUNTIME_DIR", dir, 1);
	ret = up_and_down(&plain);
	snprintf(path, sizeof(path), "%s/strata/log", dir);
	unlink(path);
	snprintf(path, sizeof(path), "%s/strata", dir);
	rmdir(path);
	rmdir(dir);
	if (!ret)
		puts("\ndemo: all of it happened");
	return ret;
}
