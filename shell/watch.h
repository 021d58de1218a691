/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * watch - events with what no record holds: who was running, who dropped
 *
 * Where:   cmd_dropwatch.c, cmd_perf.c: sessions that show events as they
 *          happen, with addresses as symbols.
 * Mirrors: nothing in the kernel.
 */
#ifndef SHELL_WATCH_H
#define SHELL_WATCH_H

#include <stdint.h>

#include "core/trace.h"
#include "shell/daemon.h"

struct seen {
	struct trace_rec rec;
	const void *ip; /* of a kfree_skb: trace_ip() */
	char comm[16];	/* the task that was running */
};

struct watcher;

/* Look from now on. NULL: the refusal was told. */
struct watcher *watch_open(struct command *c, const char *points);
void watch_close(struct command *c, struct watcher *w);
/* The oldest that was not read yet. Return: whether there was one. */
bool watch_next(struct watcher *w, struct seen *seen);
/* Events that found the buffer full since the last call. */
uint64_t watch_lost(struct watcher *w);
/*
 * Sleep until there is something to read, @ms are over (-1: never), or the
 * client wants the end. Return: whether to go on.
 */
bool watch_wait(struct command *c, struct watcher *w, int ms);

/* One event as `perf trace` prints it; @at: where, or NULL. No newline. */
void perf_print(struct machine *machine, const struct trace_rec *rec,
		const char *at, char *buf, size_t size);

#endif
