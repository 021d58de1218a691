// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * session - one client of the daemon, in a thread of its own
 *
 * Where:   up.c accepts and starts it; verbs.c runs its commands.
 * Mirrors: nothing in the kernel.
 */
#include "shell/daemon.h"
#include "shell/proto.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* ---- output --------------------------------------------------------------
 */

int out_flush(struct command *c)
{
	int err = 0;

	if (c->used)
		err = proto_send(c->s->fd, PROTO_OUT, 0, c->buf, c->used);
	c->used = 0;
	return err;
}

static void out_bytes(struct command *c, const char *text, size_t len)
{
	while (len) {
		size_t n = sizeof(c->buf) - c->used;

		n = n < len ? n : len;
		memcpy(c->buf + c->used, text, n);
		c->used += n;
		text += n;
		len -= n;
		if (c->used == sizeof(c->buf))
			out_flush(c);
	}
}

void out_text(struct command *c, const char *text)
{
	out_bytes(c, text, strlen(text));
}

int out_taken(struct command *c, char *text)
{
	if (!text)
		return refuse(c, "%s", st_errmsg());
	out_text(c, text);
	free(text);
	return EXIT_OK;
}

void out(struct command *c, const char *fmt, ...)
{
	char text[1024];
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (n > 0)
		out_bytes(c, text,
			  (size_t)n < sizeof(text) ? (size_t)n
						   : sizeof(text) - 1);
}

void out_json(struct command *c, const char *text)
{
	out(c, "\"");
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			out(c, "\\%c", *text);
		else if ((unsigned char)*text < 0x20)
			out(c, "\\u%04x", (unsigned char)*text);
		else
			out(c, "%c", *text);
	}
	out(c, "\"");
}

int refuse(struct command *c, const char *fmt, ...)
{
	char text[TEXT_MAX];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	out_flush(c);
	proto_send(c->s->fd, PROTO_ERR, 0, text, strlen(text));
	return EXIT_FAILED;
}

/* ---- requests ------------------------------------------------------------
 */

/* "host\0cwd\0line": cut it. NULL: no host of that name, or no line; told. */
static char *open_request(struct command *c, struct proto_msg *msg, size_t len)
{
	const char *host = msg->text, *cwd = host + strlen(host) + 1;
	const char *end = host + len, *line;

	line = cwd < end ? cwd + strlen(cwd) + 1 : end;
	if (line >= end) {
		refuse(c, "the client speaks another language: is it of this "
			  "version?");
		return NULL;
	}
	c->cwd = cwd;
	c->h = daemon_host(c->s->d, host);
	c->json = msg->value & PROTO_JSON;
	if (c->h)
		return (char *)line;
	refuse(c, "there is no host %s: the configuration file names them",
	       host);
	return NULL;
}

static void run(struct session *s, struct proto_msg *msg, size_t len)
{
	struct command c = {.s = s};
	char *line = open_request(&c, msg, len);
	int ret = line ? verb_run(&c, line) : EXIT_FAILED;

	out_flush(&c);
	proto_send(s->fd, PROTO_END, (uint32_t)ret, NULL, 0);
}

static void complete(struct session *s, struct proto_msg *msg, size_t len)
{
	struct command c = {.s = s};
	char *line = open_request(&c, msg, len);

	if (line)
		verb_complete(&c, line);
	out_flush(&c);
	proto_send(s->fd, PROTO_END, 0, NULL, 0);
}

static void give_namespaces(struct session *s)
{
	const struct netns *ns = &s->d->ns;
	int fds[2] = {ns->net_fd, ns->user_fd};

	proto_send_fds(s->fd, ns->user_fd >= 0, fds, ns->user_fd >= 0 ? 2 : 1);
}

/* Keep the socket for the last word. Return: whether it was the first. */
static bool ask_for_end(struct session *s)
{
	struct daemon *d = s->d;
	bool first;

	pthread_mutex_lock(&d->lock);
	first = d->down_fd < 0;
	if (first) {
		d->down_fd = s->fd;
		s->fd = -1;
	}
	pthread_mutex_unlock(&d->lock);
	return first;
}

/* Return: whether the session goes on. */
static bool one_request(struct session *s, struct proto_msg *msg)
{
	ssize_t n = proto_recv(s->fd, msg, NULL);

	if (n < 0)
		return false;
	switch (msg->type) {
	case PROTO_RUN:
		run(s, msg, (size_t)n);
		return true;
	case PROTO_COMPLETE:
		complete(s, msg, (size_t)n);
		return true;
	case PROTO_JOIN:
		give_namespaces(s);
		return true;
	case PROTO_STOP: /* came after the end of what it was to stop */
		return true;
	case PROTO_DOWN:
		ask_for_end(s);
		return false;
	}
	return false;
}

static void *session_thread(void *data)
{
	struct proto_msg *msg = malloc(sizeof(*msg));
	struct session *s = data;
	struct daemon *d = s->d;
	uint64_t one = 1;

	while (msg && one_request(s, msg))
		;
	free(msg);
	pthread_mutex_lock(&d->lock);
	s->over = true;
	pthread_mutex_unlock(&d->lock);
	if (write(d->wake_fd, &one, sizeof(one)) < 0)
		return NULL; /* it counts to 2^64: cannot be */
	return NULL;
}

/* ---- the main thread's side ----------------------------------------------
 */

static struct session *free_session(struct daemon *d)
{
	struct session *s = NULL;

	pthread_mutex_lock(&d->lock);
	for (unsigned int i = 0; i < MAX_SESSIONS && !s; i++)
		if (!d->session[i].used)
			s = &d->session[i];
	pthread_mutex_unlock(&d->lock);
	return s;
}

void session_start(struct daemon *d, int fd)
{
	struct session *s = free_session(d);
	static const char full[] = "64 shells are open already: close one";

	if (s) {
		*s = (struct session){.d = d, .fd = fd, .used = true};
		if (!pthread_create(&s->thread, NULL, session_thread, s))
			return;
		s->used = false;
	}
	proto_send(fd, PROTO_ERR, 0, full, sizeof(full) - 1);
	close(fd);
}

/* Context: the main thread; s->used is its alone. */
static void reap(struct daemon *d, struct session *s, bool all)
{
	bool over;

	pthread_mutex_lock(&d->lock);
	over = s->over;
	if (all && !over && s->fd >= 0)
		shutdown(s->fd, SHUT_RDWR);
	pthread_mutex_unlock(&d->lock);
	if (!over && !all)
		return;
	pthread_join(s->thread, NULL);
	if (s->fd >= 0)
		close(s->fd);
	s->used = false;
}

void sessions_reap(struct daemon *d, bool all)
{
	for (unsigned int i = 0; i < MAX_SESSIONS; i++)
		if (d->session[i].used)
			reap(d, &d->session[i], all);
}
