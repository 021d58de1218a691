// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cmd_perf - perf trace: events as lines of perf
 *
 * Where:   verbs.c's table.
 * Mirrors: tools/perf/builtin-trace.c: perf trace -e 'skb:*' -a --duration 5.
 *
 * In a live world --duration are seconds of the clock; in a virtual one that
 * much virtual time passes, in steps, so that the buffer is read in between.
 */
#include "shell/daemon.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "api/internal.h"
#include "lib/oops.h"
#include "shell/watch.h"

#define STEP (10 * ST_MSEC)

struct perf {
	const char *points;
	int64_t duration; /* ns; 0: until Ctrl-C */
	uint64_t start;	  /* of the host's clock */
	struct watcher *w;
};

static int usage(struct command *c, const char *why)
{
	refuse(c,
	       "%s: perf trace [-e 'SYSTEM:EVENT,...'] [-a] [--duration "
	       "SECONDS]",
	       why);
	return EXIT_USAGE;
}

static int parse_duration(struct command *c, struct perf *p, const char *text)
{
	char *end;
	double seconds = strtod(text, &end);

	if (end == text || *end || !(seconds > 0 && seconds < 1e6))
		return usage(c, "--duration wants seconds");
	p->duration = (int64_t)(seconds * 1e9);
	return EXIT_OK;
}

static int parse(struct command *c, struct perf *p)
{
	if (strcmp(c->argv[1], "trace"))
		return usage(c, "of perf there is only trace");
	for (int i = 2; i < c->argc; i++) {
		bool more = i + 1 < c->argc;

		if (!strcmp(c->argv[i], "-a"))
			continue; /* all CPUs: always */
		if (!strcmp(c->argv[i], "-e") && more) {
			p->points = c->argv[++i];
		} else if (!strcmp(c->argv[i], "--duration") && more) {
			if (parse_duration(c, p, c->argv[++i]))
				return EXIT_USAGE;
		} else {
			return usage(c, c->argv[i]);
		}
	}
	return EXIT_OK;
}

/* "     0.012 ksoftirqd/0 skb:consume_skb(skbaddr: 17)" */
static void tell_one(struct command *c, struct perf *p, const struct seen *s)
{
	char text[400], at[120];
	const char *where = NULL;
	uint64_t ns = s->rec.time > p->start ? s->rec.time - p->start : 0;

	if (s->ip) {
		oops_symbol(s->ip, at, sizeof(at));
		where = at;
	}
	perf_print(c->h->machine, &s->rec, where, text, sizeof(text));
	if (!c->json) {
		out(c, "%10llu.%03llu %s %s\n",
		    (unsigned long long)(ns / 1000000),
		    (unsigned long long)(ns / 1000 % 1000), s->comm, text);
		return;
	}
	out(c, "{\"ns\":%llu,\"comm\":", (unsigned long long)ns);
	out_json(c, s->comm);
	out(c, ",\"event\":");
	out_json(c, text);
	out(c, "}\n");
}

static void tell(struct command *c, struct perf *p)
{
	uint64_t lost;
	struct seen s;

	while (watch_next(p->w, &s))
		tell_one(c, p, &s);
	lost = watch_lost(p->w);
	if (lost && !c->json)
		out(c, "LOST %llu events!\n", (unsigned long long)lost);
}

static void virtual_time(struct command *c, struct perf *p)
{
	int64_t now = st_now(c->h, 1), end = now + p->duration;
	int ret = 0;

	while (now < end && ret != -EOPNOTSUPP && ret != -EDEADLK) {
		now = now + STEP < end ? now + STEP : end;
		ret = st_run(st_host_world(c->h), now, NULL, NULL);
		tell(c, p);
		if (!watch_wait(c, p->w, 0))
			return;
	}
}

static int64_t real_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * ST_SEC + ts.tv_nsec;
}

/* Until the time is over, or the client sends STOP. */
static void real_time(struct command *c, struct perf *p)
{
	int64_t end = real_ns() + p->duration;
	int ms = -1;

	do {
		if (p->duration) {
			int64_t left = end - real_ns();

			if (left <= 0)
				break;
			ms = (int)(left / ST_MSEC) + 1;
		}
		tell(c, p);
	} while (watch_wait(c, p->w, ms));
	tell(c, p);
}

int cmd_perf(struct command *c)
{
	struct perf p = {.points = "*"};
	int ret = parse(c, &p);

	if (ret)
		return ret;
	p.start = (uint64_t)st_now(c->h, 1);
	p.w = watch_open(c, p.points);
	if (!p.w)
		return EXIT_FAILED;
	if (p.duration && c->h->w->opts.clock != ST_LIVE)
		virtual_time(c, &p);
	else
		real_time(c, &p);
	watch_close(c, p.w);
	return EXIT_OK;
}
