// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cmd_dropwatch - dropwatch: where packets are dropped, as it happens
 *
 * Where:   verbs.c's table; dropwatch.c is the prompt on the client's side.
 * Mirrors: dropwatch(1) and net/core/drop_monitor.c: summary alerts collect
 *          what was dropped for a second, packet alerts tell each.
 */
#include "shell/daemon.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "api/internal.h"
#include "core/dropreason.h"
#include "lib/byteorder.h"
#include "lib/oops.h"
#include "shell/watch.h"

#define DELAY_MS                                                               \
	1000	      /* of drop_monitor.c: from the first drop to the alert   \
		       */
#define MAX_PLACES 64 /* in one alert, as there */

struct place {
	struct seen first;
	uint64_t count;
};

struct dropwatch {
	bool packet;	   /* one alert for each packet */
	bool symbols;	   /* -l kas */
	unsigned int left; /* alerts until the end; 0: no limit */
	bool limited;
	struct place place[MAX_PLACES];
	unsigned int n;
	int64_t due; /* real ms: when the alert goes out; n != 0 */
};

static int64_t real_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

/* "nf_hook_slow+0xa3/0x140", or without symbols "nf_hook_slow:470". */
static void place_name(struct command *c, const struct dropwatch *d,
		       const struct seen *s, char *name, size_t size)
{
	if (d->symbols && s->ip)
		oops_symbol(s->ip, name, size);
	else
		snprintf(name, size, "%s:%llu",
			 trace_name(c->h->machine, s->rec.arg[1]),
			 (unsigned long long)s->rec.arg[2]);
}

/* The same without the function's size, as summaries have it. */
static void cut_size(char *name)
{
	char *slash = strchr(name, '/');
	char *rest = slash ? strchr(slash, ' ') : NULL;

	if (rest)
		memmove(slash, rest, strlen(rest) + 1);
	else if (slash)
		*slash = '\0';
}

static enum skb_drop_reason reason_of(const struct seen *s)
{
	return (enum skb_drop_reason)s->rec.arg[0];
}

static void alert_json(struct command *c, const char *at, const struct place *p)
{
	out(c, "{\"drops\":%llu,\"at\":", (unsigned long long)p->count);
	out_json(c, at);
	out(c, ",\"reason\":\"%s\",\"what\":",
	    skb_drop_reason_name(reason_of(&p->first)));
	out_json(c, skb_drop_reason_text(reason_of(&p->first)));
	out(c, ",\"skb\":%u}\n", p->first.rec.skb);
}

static void summary_alert(struct command *c, struct dropwatch *d)
{
	for (unsigned int i = 0; i < d->n; i++) {
		const struct place *p = &d->place[i];
		char at[120];

		place_name(c, d, &p->first, at, sizeof(at));
		if (c->json) {
			alert_json(c, at, p);
			continue;
		}
		cut_size(at);
		out(c, "%llu drops at %s (%s) [%s]\n",
		    (unsigned long long)p->count, at,
		    skb_drop_reason_text(reason_of(&p->first)),
		    skb_drop_reason_name(reason_of(&p->first)));
	}
	d->n = 0;
}

static void packet_alert(struct command *c, const struct dropwatch *d,
			 const struct seen *s)
{
	const struct trace_rec *rec = &s->rec;
	const struct place p = {.first = *s, .count = 1};
	char at[120];

	place_name(c, d, s, at, sizeof(at));
	if (c->json) {
		alert_json(c, at, &p);
		return;
	}
	out(c, "drop at: %s (%s)\n", at, skb_drop_reason_text(reason_of(s)));
	out(c, "origin: software\ntimestamp: %llu.%09llu\n",
	    (unsigned long long)(rec->time / ST_SEC),
	    (unsigned long long)(rec->time % ST_SEC));
	out(c, "protocol: 0x%x\nlength: %u\ndrop reason: %s\n",
	    ntohs((__be16)rec->arg[3]), rec->len,
	    skb_drop_reason_name(reason_of(s)));
	out(c, "skb: %u\n\n", rec->skb);
}

/* One alert less. Return: whether the limit is reached. */
static bool limit_reached(struct command *c, struct dropwatch *d)
{
	if (!d->limited || --d->left)
		return false;
	if (!c->json)
		out(c, "Alert limit reached, deactivating!\n");
	return true;
}

static void add_place(struct dropwatch *d, const struct seen *s)
{
	for (unsigned int i = 0; i < d->n; i++) {
		const struct seen *first = &d->place[i].first;

		if (first->ip != s->ip || reason_of(first) != reason_of(s) ||
		    first->rec.arg[2] != s->rec.arg[2])
			continue;
		d->place[i].count++;
		return;
	}
	if (!d->n)
		d->due = real_ms() + DELAY_MS;
	if (d->n < MAX_PLACES)
		d->place[d->n++] = (struct place){.first = *s, .count = 1};
}

/* Return: whether to go on. */
static bool read_drops(struct command *c, struct dropwatch *d,
		       struct watcher *w)
{
	struct seen s;

	while (watch_next(w, &s)) {
		if (!d->packet) {
			add_place(d, &s);
			continue;
		}
		packet_alert(c, d, &s);
		if (limit_reached(c, d))
			return false;
	}
	if (!d->n || real_ms() < d->due)
		return true;
	summary_alert(c, d);
	return !limit_reached(c, d);
}

static void monitor(struct command *c, struct dropwatch *d, struct watcher *w)
{
	uint64_t lost;
	int ms;

	if (!c->json)
		out(c, "Enabling monitoring...\nKernel monitoring activated.\n"
		       "Issue Ctrl-C to stop monitoring\n");
	while (read_drops(c, d, w)) {
		ms = d->n ? (int)(d->due - real_ms()) : -1;
		if (!watch_wait(c, w, ms < 0 && d->n ? 0 : ms)) {
			summary_alert(c, d);
			if (!c->json)
				out(c, "Got a stop message\n");
			break;
		}
	}
	lost = watch_lost(w);
	if (lost && !c->json)
		out(c, "%llu drops were faster than this terminal\n",
		    (unsigned long long)lost);
}

static int usage(struct command *c)
{
	refuse(c, "usage: dropwatch [-l kas] [--packet] [--limit N] start; "
		  "without start, a prompt");
	return EXIT_USAGE;
}

static int parse(struct command *c, struct dropwatch *d)
{
	bool start = false;

	for (int i = 1; i < c->argc; i++) {
		const char *word = c->argv[i];
		const char *value = i + 1 < c->argc ? c->argv[i + 1] : "";

		if (!strcmp(word, "start")) {
			start = true;
		} else if (!strcmp(word, "--packet")) {
			d->packet = true;
		} else if (!strcmp(word, "-l") && !strcmp(value, "kas")) {
			d->symbols = true;
			i++;
		} else if (!strcmp(word, "--limit") && atoi(value) > 0) {
			d->left = (unsigned int)atoi(value);
			d->limited = true;
			i++;
		} else {
			return usage(c);
		}
	}
	return start ? EXIT_OK : usage(c);
}

int cmd_dropwatch(struct command *c)
{
	struct dropwatch *d = calloc(1, sizeof(*d));
	struct watcher *w;
	int ret;

	if (!d)
		return refuse(c, "out of memory");
	ret = parse(c, d);
	if (ret == EXIT_OK) {
		w = watch_open(c, "skb:kfree_skb");
		ret = w ? EXIT_OK : EXIT_FAILED;
		if (w) {
			monitor(c, d, w);
			watch_close(c, w);
		}
	}
	free(d);
	return ret;
}
