// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * watch - events with what no record holds: who was running, who dropped
 *
 * Where:   between the stack, where note() runs with a baton, and a session's
 *          thread.
 * Mirrors: nothing in the kernel; the ring of a perf event in spirit.
 *
 * The address of a drop is another in each run, so it is not in a record and
 * must be taken at the event. note() copies, kicks an eventfd and is done; what
 * finds no room is counted.
 */
#include "shell/daemon.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "api/internal.h"
#include "shell/watch.h"

#define ROOM 4096

struct watcher {
	struct trace_consumer consumer;
	int event_fd;
	int busy; /* atomic: guards what follows, for moments */
	unsigned int first, n;
	uint64_t lost;
	struct seen seen[ROOM];
};

static void watch_lock(struct watcher *w)
{
	while (__atomic_exchange_n(&w->busy, 1, __ATOMIC_ACQUIRE))
		;
}

static void watch_unlock(struct watcher *w)
{
	__atomic_store_n(&w->busy, 0, __ATOMIC_RELEASE);
}

/* Context: inside the stack; live, several CPUs at once. */
static void note(void *data, struct machine *machine,
		 const struct trace_rec *rec)
{
	struct watcher *w = data;
	uint64_t one = 1;
	bool first;

	watch_lock(w);
	first = !w->n;
	if (w->n < ROOM) {
		struct seen *s = &w->seen[(w->first + w->n++) % ROOM];

		s->rec = *rec;
		s->ip = rec->type == TRACE_kfree_skb ? trace_ip() : NULL;
		memcpy(s->comm, current->comm, sizeof(s->comm));
		s->comm[sizeof(s->comm) - 1] = '\0';
	} else {
		w->lost++;
	}
	watch_unlock(w);
	if (first && write(w->event_fd, &one, sizeof(one)) < 0)
		return; /* full: it is readable anyway */
}

bool watch_next(struct watcher *w, struct seen *seen)
{
	bool found;

	watch_lock(w);
	found = w->n;
	if (found) {
		*seen = w->seen[w->first];
		w->first = (w->first + 1) % ROOM;
		w->n--;
	}
	watch_unlock(w);
	return found;
}

uint64_t watch_lost(struct watcher *w)
{
	uint64_t lost;

	watch_lock(w);
	lost = w->lost;
	w->lost = 0;
	watch_unlock(w);
	return lost;
}

bool watch_wait(struct command *c, struct watcher *w, int ms)
{
	struct pollfd p[2] = {
		{.fd = c->s->fd, .events = POLLIN},
		{.fd = w->event_fd, .events = POLLIN},
	};
	uint64_t n;

	if (out_flush(c) || poll(p, 2, ms) < 0 || p[0].revents)
		return false;
	if (p[1].revents && read(w->event_fd, &n, sizeof(n)) < 0)
		return false;
	return true;
}

static int start(struct command *c, struct watcher *w, const char *points)
{
	struct task_guard g;
	int err;

	if (trace_mask_parse(&w->consumer.mask, points) < 0)
		return refuse(c,
			      "%s names no event: try 'skb:*', net:* or "
			      "kfree_skb,consume_skb",
			      points);
	w->consumer.fn = note;
	w->consumer.data = w;
	if (st_enter(&g, c->h))
		return refuse(c, "%s", st_errmsg());
	err = trace_register(c->h->machine, &w->consumer);
	task_leave(&g);
	return err ? refuse(c, "no memory for the events") : EXIT_OK;
}

struct watcher *watch_open(struct command *c, const char *points)
{
	struct watcher *w = calloc(1, sizeof(*w));

	if (!w) {
		refuse(c, "out of memory");
		return NULL;
	}
	w->event_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (w->event_fd >= 0 && start(c, w, points) == EXIT_OK)
		return w;
	close(w->event_fd);
	free(w);
	return NULL;
}

void watch_close(struct command *c, struct watcher *w)
{
	struct task_guard g;

	if (!st_enter(&g, c->h)) {
		trace_unregister(c->h->machine, &w->consumer);
		task_leave(&g);
	}
	close(w->event_fd);
	free(w);
}
