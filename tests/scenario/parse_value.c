// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * parse_value - a call of a packet script: its arguments and its result
 *
 * Where:   parse.c, at a line that is a call; calls.c makes it.
 * Mirrors: packetdrill's "expression": numbers, names joined by |, "text",
 *          [lists], {structs}, and ... for whatever it is.
 */
#include "tests/scenario/script.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static struct value *parse_value(struct parser *ps);

void value_free(struct value *v)
{
	if (!v)
		return;
	for (int i = 0; i < v->nr; i++)
		value_free(v->kid[i]);
	free(v->kid);
	free(v->name);
	free(v->str);
	free(v);
}

static struct value *value_new(enum value_kind kind)
{
	struct value *v = calloc(1, sizeof(*v));

	if (v)
		v->kind = kind;
	return v;
}

static int add_kid(struct value ***kid, int *nr, struct value *v)
{
	struct value **more = realloc(*kid, (size_t)(*nr + 1) * sizeof(*more));

	if (!more) {
		value_free(v);
		return -1;
	}
	*kid = more;
	more[(*nr)++] = v;
	return 0;
}

/* Values with commas between, up to @close. */
static int parse_list(struct parser *ps, const char *close, struct value ***kid,
		      int *nr)
{
	if (take(ps, close))
		return 0;
	do {
		struct value *v = parse_value(ps);

		if (!v || add_kid(kid, nr, v))
			return -1;
	} while (take(ps, ","));
	return take(ps, close) ? 0
			       : parse_fail(ps,
					    "%s should stand before "
					    "\"%.20s\"",
					    close, ps->p);
}

static struct value *parse_kids(struct parser *ps, enum value_kind kind,
				const char *close)
{
	struct value *v = value_new(kind);

	if (v && parse_list(ps, close, &v->kid, &v->nr)) {
		value_free(v);
		return NULL;
	}
	return v;
}

static struct value *parse_string(struct parser *ps)
{
	const char *end = strchr(ps->p, '"');
	struct value *v;

	if (!end) {
		parse_fail(ps, "a text without its end");
		return NULL;
	}
	v = value_new(V_STR);
	if (v)
		v->str = strndup(ps->p, (size_t)(end - ps->p));
	ps->p = end + 1;
	return v;
}

/* htons(8080) and inet_addr("10.0.0.1"), in the order of the host. */
static struct value *parse_swapped(struct parser *ps)
{
	struct value *v = parse_value(ps);

	if (v && v->kind == V_STR) {
		v->kind = V_NUM;
		v->num = ntohl(inet_addr(v->str));
	}
	if (v && !take(ps, ")"))
		parse_fail(ps, ") is missing");
	return v;
}

/* A name: a symbol, the name of a field, or one of the two functions. */
static struct value *parse_name(struct parser *ps)
{
	char word[64];
	struct value *v;
	int64_t num;

	if (!get_word(ps, word, sizeof(word))) {
		parse_fail(ps, "a value should stand before \"%.20s\"", ps->p);
		return NULL;
	}
	if (!strcmp(word, "htons") || !strcmp(word, "htonl") ||
	    !strcmp(word, "inet_addr"))
		return take(ps, "(") ? parse_swapped(ps) : NULL;
	if (take(ps, "(")) /* msg_iov(1)=: how many there are is plain */
		while (*ps->p && *ps->p++ != ')')
			;
	if (take(ps, "=")) {
		v = parse_value(ps);
		if (v) {
			free(v->name);
			v->name = strdup(word);
		}
		return v;
	}
	if (!symbol_find(word, &num)) {
		parse_fail(ps, "%s is no name that is known here", word);
		return NULL;
	}
	v = value_new(V_NUM);
	if (v)
		v->num = num;
	return v;
}

static struct value *parse_number(struct parser *ps)
{
	struct value *v = value_new(V_NUM);
	char *end;

	if (!v)
		return NULL;
	v->num = strtoll(ps->p, &end, 0);
	ps->p = end;
	return v;
}

static struct value *parse_one(struct parser *ps)
{
	skip_space(ps);
	if (take(ps, "..."))
		return value_new(V_ANY);
	if (isdigit((unsigned char)*ps->p) || *ps->p == '-')
		return parse_number(ps);
	if (take(ps, "\""))
		return parse_string(ps);
	if (take(ps, "["))
		return parse_kids(ps, V_LIST, "]");
	if (take(ps, "{"))
		return parse_kids(ps, V_STRUCT, "}");
	return parse_name(ps);
}

static struct value *parse_value(struct parser *ps)
{
	struct value *v = parse_one(ps), *more;

	while (v && take(ps, "|")) {
		more = parse_one(ps);
		if (!more || more->kind != V_NUM || v->kind != V_NUM) {
			parse_fail(ps, "only numbers and names take a |");
			value_free(more);
			value_free(v);
			return NULL;
		}
		v->num |= more->num;
		value_free(more);
	}
	return v;
}

/* (Resource temporarily unavailable): for the reader only */
static void skip_note(struct parser *ps)
{
	if (take(ps, "("))
		while (*ps->p && *ps->p++ != ')')
			;
}

static int parse_result(struct parser *ps, struct event *ev)
{
	char word[64];
	int64_t num;

	if (!take(ps, "="))
		return parse_fail(ps, "= and a result should follow the call");
	ev->ret = parse_value(ps);
	if (!ev->ret)
		return -1;
	while (*ps->p == ' ' || *ps->p == '\t')
		ps->p++;
	if (isupper((unsigned char)*ps->p)) {
		get_word(ps, word, sizeof(word));
		if (!symbol_find(word, &num))
			return parse_fail(ps, "%s is no errno", word);
		ev->err = (int)num;
		while (*ps->p == ' ' || *ps->p == '\t')
			ps->p++;
	}
	if (*ps->p == '(')
		skip_note(ps);
	return 0;
}

int parse_call(struct parser *ps, struct event *ev)
{
	char word[64];

	if (!get_word(ps, word, sizeof(word)))
		return parse_fail(ps,
				  "a call or a packet should stand before "
				  "\"%.20s\"",
				  ps->p);
	ev->func = strdup(word);
	if (!take(ps, "("))
		return parse_fail(ps, "( should follow %s", word);
	if (parse_list(ps, ")", &ev->args, &ev->nr_args))
		return -1;
	return parse_result(ps, ev);
}
