// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cmd_look - trace: events as they happen
 *
 * Where:   verbs.c's table; core/trace.h keeps the events.
 * Mirrors: nothing in the kernel; trace_pipe in spirit.
 *
 * A watcher's function runs inside the stack and only kicks an eventfd; the
 * session's thread then reads a batch as a task of the host, leaves, and sends
 * it. What it does not read in time is counted, not waited for.
 */
#include "shell/daemon.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "api/internal.h"
#include "core/trace.h"

/* ---- trace ---------------------------------------------------------------
 */

#define BATCH 32

struct watch {
	struct trace_consumer consumer;
	struct machine *machine;
	int event_fd;
	int armed; /* atomic: somebody sleeps on event_fd */
	u64 lost;  /* told already */
	char text[BATCH * 256];
};

static void kick(void *data, struct machine *machine,
		 const struct trace_rec *rec)
{
	struct watch *w = data;
	uint64_t one = 1;

	if (__atomic_exchange_n(&w->armed, 0, __ATOMIC_ACQ_REL) &&
	    write(w->event_fd, &one, sizeof(one)) < 0)
		w->armed = 0; /* full: it is readable anyway */
}

/* Up to BATCH events as text. Return: how many, or -errno. */
static int read_batch(struct command *c, struct watch *w)
{
	struct trace_rec rec;
	struct task_guard g;
	size_t used = 0;
	int n = 0, err;

	err = st_enter(&g, c->h);
	if (err)
		return err;
	__atomic_store_n(&w->armed, 1, __ATOMIC_RELEASE);
	w->text[0] = '\0';
	while (n < BATCH && trace_read(w->machine, &w->consumer, &rec)) {
		char line[200];

		trace_print(w->machine, &rec, line, sizeof(line));
		used += (size_t)snprintf(w->text + used, sizeof(w->text) - used,
					 "%s\n", line);
		n++;
	}
	task_leave(&g);
	return n;
}

static void send_batch(struct command *c, struct watch *w)
{
	if (!c->json) {
		out_text(c, w->text);
	} else {
		char *save = NULL, *line = strtok_r(w->text, "\n", &save);

		for (; line; line = strtok_r(NULL, "\n", &save)) {
			out(c, "{\"event\":");
			out_json(c, line);
			out(c, "}\n");
		}
	}
	if (!c->json && w->consumer.lost > w->lost)
		out(c, "... %llu events were faster than this terminal\n",
		    (unsigned long long)(w->consumer.lost - w->lost));
	w->lost = w->consumer.lost;
}

/* Until the client sends something (STOP), or is gone. */
static void stream(struct command *c, struct watch *w)
{
	struct pollfd p[2] = {
		{.fd = c->s->fd, .events = POLLIN},
		{.fd = w->event_fd, .events = POLLIN},
	};
	uint64_t n;

	for (;;) {
		int got = read_batch(c, w);

		if (got < 0)
			return;
		send_batch(c, w);
		if (out_flush(c) || poll(p, 2, got ? 0 : -1) < 0 ||
		    p[0].revents)
			return;
		if (p[1].revents && read(w->event_fd, &n, sizeof(n)) < 0)
			return;
	}
}

static int watch_start(struct command *c, struct watch *w)
{
	struct task_guard g;
	int err;

	if (trace_mask_parse(&w->consumer.mask, c->argv[1]) < 0)
		return refuse(c,
			      "%s names no event: try *, net:*, ip_rcv or "
			      "kfree_skb,consume_skb",
			      c->argv[1]);
	w->consumer.fn = kick;
	w->consumer.data = w;
	w->machine = c->h->machine;
	if (st_enter(&g, c->h))
		return refuse(c, "%s", st_errmsg());
	err = trace_register(w->machine, &w->consumer);
	task_leave(&g);
	return err ? refuse(c, "no memory for the events") : EXIT_OK;
}

static void watch_stop(struct command *c, struct watch *w)
{
	struct task_guard g;

	if (st_enter(&g, c->h))
		return;
	trace_unregister(w->machine, &w->consumer);
	task_leave(&g);
}

static int trace_off(struct command *c)
{
	if (st_trace(c->h, NULL, NULL, NULL))
		return refuse(c, "%s", st_errmsg());
	if (!c->json)
		out(c, "events are off: `last` has nothing to tell until "
		       "`trace on`\n");
	return EXIT_OK;
}

int cmd_trace(struct command *c)
{
	struct watch *w;
	int ret;

	if (!strcmp(c->argv[1], "off"))
		return trace_off(c);
	if (!strcmp(c->argv[1], "on"))
		return st_trace(c->h, "*", NULL, NULL)
			       ? refuse(c, "%s", st_errmsg())
			       : EXIT_OK;
	w = calloc(1, sizeof(*w));
	if (!w)
		return refuse(c, "out of memory");
	w->event_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	ret = watch_start(c, w);
	if (ret == EXIT_OK) {
		stream(c, w);
		watch_stop(c, w);
	}
	close(w->event_fd);
	free(w);
	return ret;
}
