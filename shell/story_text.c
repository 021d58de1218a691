// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * story_text - a packet's steps and its timeline, as text and as JSON
 *
 * Where:   cmd_story.c, cmd_look.c; story.c has read the events.
 * Mirrors: nothing in the kernel.
 */
#include "shell/story.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/internal.h"

/* "800 ns", "18.1 us", "98.9 ms": at most nine columns. */
static const char *duration(char *buf, size_t room, uint64_t ns)
{
	if (ns < 10000)
		snprintf(buf, room, "%llu ns", (unsigned long long)ns);
	else if (ns < 10000000)
		snprintf(buf, room, "%llu.%llu us",
			 (unsigned long long)(ns / 1000),
			 (unsigned long long)(ns / 100 % 10));
	else
		snprintf(buf, room, "%llu.%llu ms",
			 (unsigned long long)(ns / 1000000),
			 (unsigned long long)(ns / 100000 % 10));
	return buf;
}

/* ---- the steps -----------------------------------------------------------
 */

#define NAMES_AT    57 /* columns in front of the functions */
#define NAMES_WIDTH (79 - NAMES_AT)

struct names {
	struct st_text *t;
	bool json;
	unsigned int n;
	size_t column;
};

static void add_name(void *data, const char *name)
{
	struct names *names = data;
	size_t len = strlen(name) + 1;

	if (names->json) {
		st_text_add(names->t, "%s\"%s\"", names->n++ ? "," : "", name);
		return;
	}
	if (names->n && names->column + 1 + len > NAMES_WIDTH) {
		st_text_add(names->t, ",\n%*s%s", NAMES_AT, "", name);
		names->column = len - 1;
	} else {
		st_text_add(names->t, "%s%s", names->n ? ", " : "", name);
		names->column += len + (names->n ? 1 : 0);
	}
	names->n++;
}

/* "80+20": data stands at 80 and moves by 20. */
static const char *place_text(char *buf, size_t room,
			      const struct story_step *step)
{
	buf[0] = '\0';
	if (step->placed && step->moved)
		snprintf(buf, room, "%u%+d", step->data, step->moved);
	else if (step->placed)
		snprintf(buf, room, "%u", step->data);
	return buf;
}

static void step_text(struct st_text *t, const struct story *s, unsigned int i)
{
	const struct story_step *step = &s->step[i];
	struct names names = {.t = t};
	char ns[32], place[32], reason[64];

	st_text_add(t, "%2u %-35s ", i, story_title(s, i));
	if (!step->met) {
		st_text_add(t, "%9s\n", "-");
		return;
	}
	st_text_add(t, "%9s %-7s ", duration(ns, sizeof(ns), step->ns),
		    place_text(place, sizeof(place), step));
	story_names(s, i, add_name, &names);
	if (s->reason && s->died == i) {
		snprintf(reason, sizeof(reason), "DROP: %s", s->reason);
		add_name(&names, reason);
	}
	st_text_add(t, "\n");
}

static void step_json(struct st_text *t, const struct story *s, unsigned int i)
{
	const struct story_step *step = &s->step[i];
	struct names names = {.t = t, .json = true};

	st_text_add(t, "%s{\"step\":%u,\"what\":\"%s\",\"met\":%s",
		    i > 1 ? "," : "", i, story_title(s, i),
		    step->met ? "true" : "false");
	if (step->met)
		st_text_add(t, ",\"ns\":%llu", (unsigned long long)step->ns);
	if (step->placed)
		st_text_add(t, ",\"data\":%u,\"moved\":%d", step->data,
			    step->moved);
	st_text_add(t, ",\"functions\":[");
	story_names(s, i, add_name, &names);
	st_text_add(t, "]}");
}

char *story_steps(const struct story *s, bool json)
{
	struct st_text t = {.s = NULL};

	if (json)
		st_text_add(&t, "{\"skb\":%u,\"way\":\"%s\",\"steps\":[",
			    s->skb, s->tx ? "send" : "receive");
	else
		st_text_add(&t, "%-38s %9s %-7s %s\n",
			    s->tx ? "send path in ten steps"
				  : "receive path in twelve steps",
			    "after", "data", "functions");
	for (unsigned int i = 1; i <= s->nr; i++) {
		if (json)
			step_json(&t, s, i);
		else
			step_text(&t, s, i);
	}
	if (json)
		st_text_add(&t, "],\"dropped\":%s%s%s}", s->reason ? "\"" : "",
			    s->reason ? s->reason : "null",
			    s->reason ? "\"" : "");
	return st_text_end(&t);
}

/* ---- the timeline --------------------------------------------------------
 */

#define BAR_WIDTH 34
#define MAX_BARS  8

/* Steps that one layer does; @name NULL: the transport's. */
struct layer {
	const char *name;
	const char *context; /* whose time it is */
	unsigned int from, to;
};

static const struct layer rx_layers[] = {
	{"NIC DMA", "hardware", 1, 1},
	{"IRQ", "hardirq", 2, 2},
	{"softirq/NAPI", "softirq", 3, 5},
	{"core, tc", "softirq", 6, 6},
	{"IP", "softirq", 7, 9},
	{NULL, "softirq", 10, 10},
	{"socket", "waits", 11, 11},
	{"App", "syscall", 12, 12},
	{NULL, NULL, 0, 0},
};

/* The route, step 3, is an errand of the transport. */
static const struct layer tx_layers[] = {
	{"App", "syscall", 1, 1},    {NULL, "syscall", 2, 2},
	{"IP", "syscall", 4, 6},     {"neighbour", "syscall", 7, 7},
	{"qdisc", "syscall", 8, 8},  {"driver", "syscall", 9, 9},
	{"NIC", "hardware", 10, 10}, {NULL, NULL, 0, 0},
};

struct bar {
	const struct layer *layer;
	uint64_t start, end;
	uint64_t at, to; /* on the picture, from which waiting is cut out */
};

static bool waits(const struct bar *bar)
{
	return !strcmp(bar->layer->context, "waits");
}

/* Return: whether the layer was met; when it was first. */
static bool layer_start(const struct story *s, const struct layer *l,
			uint64_t *ns)
{
	bool met = false;

	for (unsigned int i = l->from; i <= l->to; i++) {
		if (!s->step[i].met)
			continue;
		if (!met || s->step[i].ns < *ns)
			*ns = s->step[i].ns;
		met = true;
	}
	return met;
}

/* In the order of their beginning. Return: how many. */
static unsigned int find_bars(const struct story *s, struct bar *bars)
{
	unsigned int n = 0;

	for (const struct layer *l = s->tx ? tx_layers : rx_layers; l->context;
	     l++) {
		struct bar bar = {.layer = l};
		unsigned int at = n;

		if (!layer_start(s, l, &bar.start))
			continue;
		for (; at && bars[at - 1].start > bar.start; at--)
			bars[at] = bars[at - 1];
		bars[at] = bar;
		n++;
	}
	for (unsigned int i = 0; i < n; i++) {
		struct bar *bar = &bars[i];

		bar->end = i + 1 < n ? bars[i + 1].start : s->ns;
		bar->at = i ? bars[i - 1].to : 0;
		bar->to = bar->at + (waits(bar) ? 0 : bar->end - bar->start);
	}
	return n;
}

static const char *bar_name(const struct story *s, const struct bar *bar)
{
	return bar->layer->name ? bar->layer->name : s->transport;
}

/*
 * '#' for what it takes, '.' where it takes no time, '~' for a wait.
 * @all: what all layers take.
 */
static void draw_bar(char *line, const struct bar *bar, uint64_t all)
{
	unsigned int from, to;

	all = all ? all : 1;
	from = (unsigned int)(bar->at * BAR_WIDTH / all);
	to = (unsigned int)((bar->to * BAR_WIDTH + all - 1) / all);
	memset(line, ' ', BAR_WIDTH);
	line[BAR_WIDTH] = '\0';
	if (from >= BAR_WIDTH)
		from = BAR_WIDTH - 1;
	if (bar->at == bar->to)
		line[from] = bar->start == bar->end ? '.' : '~';
	else
		memset(line + from, '#', to - from);
}

static void bar_text(struct st_text *t, const struct story *s,
		     const struct bar *bar, uint64_t all)
{
	char start[32], takes[32], line[BAR_WIDTH + 1];

	draw_bar(line, bar, all);
	st_text_add(
		t, "%-13s %-8s %9s %9s |%s|\n", bar_name(s, bar),
		bar->layer->context, duration(start, sizeof(start), bar->start),
		duration(takes, sizeof(takes), bar->end - bar->start), line);
}

static void bar_json(struct st_text *t, const struct story *s,
		     const struct bar *bar)
{
	st_text_add(t,
		    "{\"layer\":\"%s\",\"context\":\"%s\",\"start_ns\":%llu,"
		    "\"takes_ns\":%llu}",
		    bar_name(s, bar), bar->layer->context,
		    (unsigned long long)bar->start,
		    (unsigned long long)(bar->end - bar->start));
}

char *story_timeline(const struct story *s, bool json)
{
	struct st_text t = {.s = NULL};
	struct bar bars[MAX_BARS];
	unsigned int n = find_bars(s, bars);

	if (json)
		st_text_add(&t, "{\"skb\":%u,\"way\":\"%s\",\"layers\":[",
			    s->skb, s->tx ? "send" : "receive");
	else
		st_text_add(&t, "%-13s %-8s %9s %9s  skb %u, %s\n", "layer",
			    "context", "from", "takes", s->skb,
			    s->tx ? "sent" : "received");
	for (unsigned int i = 0; i < n; i++) {
		if (json)
			st_text_add(&t, "%s", i ? "," : "");
		if (json)
			bar_json(&t, s, &bars[i]);
		else
			bar_text(&t, s, &bars[i], bars[n - 1].to);
	}
	if (json)
		st_text_add(&t, "]}");
	else if (!s->ns)
		st_text_add(&t, "All at one instant: virtual time passes only "
				"where a cost table says so,\nand live the "
				"clock is read once a poll.\n");
	return st_text_end(&t);
}
