// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * parse - a packet script from its text: options, times, lines
 *
 * Where:   first of all for each file; parse_packet.c reads packets,
 *          parse_value.c calls.
 * Mirrors: packetdrill's lexer.l and parser.y in what they accept.
 */
#include "tests/scenario/script.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int parse_fail(struct parser *ps, const char *fmt, ...)
{
	va_list ap;
	int n;

	if (ps->error[0])
		return -1;
	n = snprintf(ps->error, sizeof(ps->error), "%s:%d: ", ps->s->path,
		     ps->line);
	va_start(ap, fmt);
	vsnprintf(ps->error + n, sizeof(ps->error) - (size_t)n, fmt, ap);
	va_end(ap);
	return -1;
}

/* ---- words ------------------------------------------------------------- */

static void skip_line(struct parser *ps)
{
	while (*ps->p && *ps->p != '\n')
		ps->p++;
}

static void skip_comment(struct parser *ps)
{
	while (*ps->p && strncmp(ps->p, "*/", 2)) {
		ps->line += *ps->p == '\n';
		ps->p++;
	}
	if (*ps->p)
		ps->p += 2;
}

void skip_space(struct parser *ps)
{
	for (;;) {
		if (*ps->p == '\n')
			ps->line++;
		if (isspace((unsigned char)*ps->p))
			ps->p++;
		else if (*ps->p == '#' || !strncmp(ps->p, "//", 2))
			skip_line(ps);
		else if (!strncmp(ps->p, "/*", 2))
			skip_comment(ps);
		else
			return;
	}
}

bool take(struct parser *ps, const char *text)
{
	size_t n = strlen(text);

	skip_space(ps);
	if (strncmp(ps->p, text, n))
		return false;
	ps->p += n;
	return true;
}

static bool word_char(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

bool take_word(struct parser *ps, const char *word)
{
	size_t n = strlen(word);

	skip_space(ps);
	if (strncmp(ps->p, word, n) || word_char(ps->p[n]))
		return false;
	ps->p += n;
	return true;
}

int get_word(struct parser *ps, char *word, size_t len)
{
	size_t n = 0;

	skip_space(ps);
	while (word_char(ps->p[n]))
		n++;
	if (!n || n >= len)
		return 0;
	memcpy(word, ps->p, n);
	word[n] = '\0';
	ps->p += n;
	return (int)n;
}

int get_uint(struct parser *ps, uint32_t *num)
{
	unsigned long long v;
	char *end;

	skip_space(ps);
	if (!isdigit((unsigned char)*ps->p))
		return parse_fail(ps, "a number should stand before \"%.20s\"",
				  ps->p);
	v = strtoull(ps->p, &end, 0);
	if (v > UINT32_MAX)
		return parse_fail(ps, "%llu is more than 32 bits", v);
	ps->p = end;
	*num = (uint32_t)v;
	return 0;
}

/* ---- times --------------------------------------------------------------- */

/* Seconds, with a fraction or without, to ns. */
static int get_time(struct parser *ps, int64_t *ns)
{
	int64_t v = 0, unit = NSEC_PER_SEC / 10;
	const char *start;

	skip_space(ps);
	start = ps->p;
	for (; isdigit((unsigned char)*ps->p); ps->p++)
		v = v * 10 + (*ps->p - '0');
	v *= NSEC_PER_SEC;
	if (*ps->p == '.' && isdigit((unsigned char)ps->p[1])) {
		for (ps->p++; isdigit((unsigned char)*ps->p); ps->p++) {
			v += (*ps->p - '0') * unit;
			unit /= 10;
		}
	}
	if (ps->p == start)
		return parse_fail(ps, "a time should stand before \"%.20s\"",
				  ps->p);
	*ns = v;
	return 0;
}

static int parse_time(struct parser *ps, struct event *ev)
{
	bool relative;

	if (take(ps, "*")) {
		ev->time = T_ANY;
		return 0;
	}
	relative = take(ps, "+");
	ev->time = relative ? T_REL : T_ABS;
	if (get_time(ps, &ev->t))
		return -1;
	if (take(ps, "~")) {
		if (take(ps, "+") != relative)
			return parse_fail(ps, "a range is 1~2 or +1~+2");
		ev->time = relative ? T_REL_RANGE : T_ABS_RANGE;
		return get_time(ps, &ev->t2);
	}
	if (!strncmp(ps->p, "...", 3)) {
		ps->p += 3;
		return get_time(ps, &ev->end);
	}
	return 0;
}

/* ---- lines --------------------------------------------------------------- */

/* All up to @end, which is taken too. */
static char *get_until(struct parser *ps, const char *end)
{
	const char *stop = strstr(ps->p, end);
	char *text;

	if (!stop) {
		parse_fail(ps, "%s is missing", end);
		return NULL;
	}
	text = strndup(ps->p, (size_t)(stop - ps->p));
	for (; ps->p < stop; ps->p++)
		ps->line += *ps->p == '\n';
	ps->p += *end == '\n' ? 0 : strlen(end);
	return text;
}

static int parse_text(struct parser *ps, struct event *ev, enum event_kind kind,
		      const char *end)
{
	ev->kind = kind;
	ev->text = get_until(ps, end);
	return ev->text ? 0 : -1;
}

static int parse_action(struct parser *ps, struct event *ev)
{
	skip_space(ps);
	ev->line = ps->line;
	if (*ps->p == '<' || *ps->p == '>')
		return parse_packet(ps, ev);
	if (take(ps, "`"))
		return parse_text(ps, ev, EV_SHELL, "`");
	if (take(ps, "%{"))
		return parse_text(ps, ev, EV_CODE, "}%");
	if (take_word(ps, "expect"))
		return parse_text(ps, ev, EV_EXPECT, "\n");
	ev->kind = EV_CALL;
	return parse_call(ps, ev);
}

static int parse_event(struct parser *ps, struct event *ev)
{
	ev->line = ps->line;
	ev->end = NO_TIME;
	if (*ps->p == '`') { /* the script's first or last line */
		ev->time = T_REL;
		return parse_action(ps, ev);
	}
	if (parse_time(ps, ev))
		return -1;
	return parse_action(ps, ev);
}

static int parse_option(struct parser *ps)
{
	char name[64];
	uint32_t num = 0;

	if (!get_word(ps, name, sizeof(name)))
		return parse_fail(ps, "an option should stand behind --");
	if (!strcmp(name, "tolerance_usecs") && take(ps, "=")) {
		if (get_uint(ps, &num))
			return -1;
		ps->s->tolerance = num * NSEC_PER_USEC;
		return 0;
	}
	if (!strcmp(name, "tcp_ts_tick_usecs"))
		ps->s->check_ts = true;
	if (!strcmp(name, "mss") && take(ps, "="))
		return get_uint(ps, &ps->s->mss);
	if (!strcmp(name, "mtu") && take(ps, "="))
		return get_uint(ps, &ps->s->mtu);
	while (*ps->p && !isspace((unsigned char)*ps->p))
		ps->p++;
	return 0;
}

static int parse_all(struct parser *ps)
{
	struct event **tail = &ps->s->events;

	for (;;) {
		skip_space(ps);
		if (!*ps->p)
			return 0;
		if (take(ps, "--")) {
			if (parse_option(ps))
				return -1;
			continue;
		}
		*tail = calloc(1, sizeof(**tail));
		if (!*tail)
			return parse_fail(ps, "out of memory");
		if (parse_event(ps, *tail))
			return -1;
		tail = &(*tail)->next;
	}
}

static char *read_whole(const char *path)
{
	FILE *f = fopen(path, "r");
	size_t max = 1 << 20, n;
	char *text;

	if (!f)
		return NULL;
	text = calloc(1, max + 2);
	n = text ? fread(text, 1, max, f) : 0;
	fclose(f);
	if (text)
		text[n] = '\n';
	return text;
}

int script_read(struct script *s, const char *path, char *error, size_t len)
{
	struct parser ps = {.s = s, .line = 1};
	int err;

	memset(s, 0, sizeof(*s));
	s->path = path;
	s->tolerance = -1;
	s->mtu = 1500;
	s->text = read_whole(path);
	if (!s->text) {
		snprintf(error, len, "%s: %s", path, strerror(errno));
		return -1;
	}
	ps.p = s->text;
	err = parse_all(&ps);
	if (err)
		snprintf(error, len, "%s", ps.error);
	return err;
}

void script_free(struct script *s)
{
	struct event *ev;

	while ((ev = s->events)) {
		s->events = ev->next;
		for (int i = 0; i < ev->nr_args; i++)
			value_free(ev->args[i]);
		value_free(ev->ret);
		free(ev->args);
		free(ev->func);
		free(ev->text);
		free(ev);
	}
	free(s->text);
}
