// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * http_parse - the head of a request, and bodies that come in chunks
 *
 * Where:   http.c, on bytes that it has read.
 * Mirrors: nothing.
 * Spec:    RFC 9112 §2 to §7.
 *
 * The idea: refuse what two readers could understand differently (request
 * smuggling): a length twice, a length beside chunks, a folded field, a blank
 * before the colon.
 */
#include "examples/http.h"

#include <string.h>
#include <strings.h>

size_t http_head_len(const char *buf, size_t len)
{
	const char *p = buf, *nl;

	while ((nl = memchr(p, '\n', len - (size_t)(p - buf))) != NULL) {
		size_t line = (size_t)(nl - p);

		if (p > buf && (line == 0 || (line == 1 && *p == '\r')))
			return (size_t)(nl + 1 - buf);
		p = nl + 1;
	}
	return 0;
}

static int refuse(struct http_request *r, int status, const char *why)
{
	r->why = why;
	return status;
}

/* ---- the request line ----------------------------------------------------
 */

static int is_token(const char *s)
{
	static const char more[] = "!#$%&'*+-.^_`|~";

	if (!*s)
		return 0;
	for (; *s; s++)
		if (!((*s >= 'a' && *s <= 'z') || (*s >= 'A' && *s <= 'Z') ||
		      (*s >= '0' && *s <= '9') || strchr(more, *s)))
			return 0;
	return 1;
}

/* "http://host/path" is for proxies, but a server takes it: §3.2.2. */
static char *origin_form(char *target)
{
	char *path;

	if (strncasecmp(target, "http://", 7))
		return target;
	path = strchr(target + 7, '/');
	return path ? path : (char *)"/";
}

static int request_line(char *line, struct http_request *r)
{
	char *target = strchr(line, ' ');
	char *version = target ? strchr(target + 1, ' ') : NULL;

	if (!version)
		return refuse(r, 400,
			      "a request begins METHOD TARGET "
			      "HTTP/1.1");
	*target++ = '\0';
	*version++ = '\0';
	if (!is_token(line))
		return refuse(r, 400, "the method is no word");
	if (strncmp(version, "HTTP/", 5) || strlen(version) != 8 ||
	    version[6] != '.')
		return refuse(r, 400, "behind the target stands no HTTP/1.1");
	if (version[5] != '1' || version[7] < '0' || version[7] > '9')
		return refuse(r, 505, "this server speaks HTTP/1.1 and 1.0");
	r->minor = version[7] - '0';
	r->keep = r->minor > 0;
	r->method = line;
	target = origin_form(target);
	if (*target != '/')
		return refuse(r, 400, "the target does not begin with /");
	target[strcspn(target, "?#")] = '\0';
	r->target = target;
	return 0;
}

/* ---- fields --------------------------------------------------------------
 */

/* Does the list "a, b;q=1, c" have @word? */
static int has_word(const char *list, const char *word)
{
	size_t len = strlen(word);

	while (*list) {
		list += strspn(list, " \t,");
		if (!strncasecmp(list, word, len) && strchr(" \t,;", list[len]))
			return 1;
		list += strcspn(list, ",");
	}
	return 0;
}

static int field_length(struct http_request *r, const char *value)
{
	uint64_t n = 0;

	if (!*value || strlen(value) > 18 ||
	    strspn(value, "0123456789") != strlen(value))
		return refuse(r, 400, "Content-Length is no number");
	for (; *value; value++)
		n = n * 10 + (uint64_t)(*value - '0');
	if (r->has_length && n != r->length)
		return refuse(r, 400, "Content-Length is there twice");
	r->has_length = 1;
	r->length = n;
	return 0;
}

static int field_encoding(struct http_request *r, const char *value)
{
	if (strcasecmp(value, "chunked") || r->chunked)
		return refuse(r, 501,
			      "of the transfer codings only chunked "
			      "is known here");
	r->chunked = 1;
	return 0;
}

static int field_connection(struct http_request *r, const char *value)
{
	if (has_word(value, "keep-alive"))
		r->keep = 1;
	if (has_word(value, "close"))
		r->keep = 0;
	return 0;
}

static int field_expect(struct http_request *r, const char *value)
{
	if (strcasecmp(value, "100-continue"))
		return refuse(r, 417,
			      "of the expectations only 100-continue "
			      "is known here");
	r->expect = r->minor > 0;
	return 0;
}

/* The first that we have wins; qualities are not compared. */
static int field_accept(struct http_request *r, const char *value)
{
	if (has_word(value, "application/json"))
		r->format = HTTP_JSON;
	else if (has_word(value, "text/html"))
		r->format = HTTP_HTML;
	return 0;
}

static int field_host(struct http_request *r, const char *value)
{
	r->hosts++;
	return 0;
}

static const struct {
	const char *name;
	int (*take)(struct http_request *r, const char *value);
} fields[] = {
	{"Content-Length", field_length}, {"Transfer-Encoding", field_encoding},
	{"Connection", field_connection}, {"Expect", field_expect},
	{"Accept", field_accept},	  {"Host", field_host},
};

static int field(char *line, struct http_request *r)
{
	char *value = strchr(line, ':'), *end;

	if (*line == ' ' || *line == '\t')
		return refuse(r, 400,
			      "a field that goes on in the next line "
			      "is not taken");
	if (!value)
		return refuse(r, 400, "a line of the head is no NAME: VALUE");
	*value++ = '\0';
	if (!is_token(line))
		return refuse(r, 400, "the name of a field is no word");
	value += strspn(value, " \t");
	end = value + strlen(value);
	while (end > value && (end[-1] == ' ' || end[-1] == '\t'))
		*--end = '\0';
	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++)
		if (!strcasecmp(line, fields[i].name))
			return fields[i].take(r, value);
	return 0;
}

/* Cut the line at @p off, without its end. Return: the next one. */
static char *cut_line(char *p)
{
	char *nl = strchr(p, '\n');

	if (nl > p && nl[-1] == '\r')
		nl[-1] = '\0';
	*nl = '\0';
	return nl + 1;
}

int http_parse(char *head, size_t len, struct http_request *r)
{
	char *end = head + len, *line = head, *next;
	int status;

	memset(r, 0, sizeof(*r));
	r->method = r->target = "";
	if (memchr(head, '\0', len))
		return refuse(r, 400, "there is a NUL in the head");
	head[len - 1] = '\n';
	next = cut_line(line);
	status = request_line(line, r);
	for (line = next;
	     !status && line < end && *line != '\n' && *line != '\r';
	     line = next) {
		next = cut_line(line);
		status = field(line, r);
	}
	if (status)
		return status;
	if (r->minor && r->hosts != 1)
		return refuse(r, 400, "HTTP/1.1 wants one Host field");
	if (r->chunked && r->has_length)
		return refuse(r, 400,
			      "a body is chunked or has a length, "
			      "not both");
	return 0;
}

/* ---- chunks --------------------------------------------------------------
 */

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static int size_byte(struct http_chunks *ch, char c)
{
	int d = digit(c);

	if (d >= 0) {
		if (++ch->digits > 15)
			return -1;
		ch->left = ch->left * 16 + (uint64_t)d;
		return 0;
	}
	if (!ch->digits || !strchr("\r\n; \t", c))
		return -1;
	ch->state = CHUNK_EXT;
	return 1; /* look at it again there */
}

static void next_chunk(struct http_chunks *ch)
{
	ch->state = CHUNK_SIZE;
	ch->digits = 0;
	ch->left = 0;
	ch->line = 0;
}

/* A byte that is no data. Return: 0; 1: not taken yet; -1: wrong. */
static int chunk_byte(struct http_chunks *ch, char c)
{
	switch (ch->state) {
	case CHUNK_SIZE:
		return size_byte(ch, c);
	case CHUNK_EXT:
		if (++ch->line > 256)
			return -1;
		if (c != '\n')
			return 0;
		ch->line = 0;
		ch->state = ch->left ? CHUNK_DATA : CHUNK_TRAILER;
		return 0;
	case CHUNK_DATA_END:
		if (c == '\n')
			next_chunk(ch);
		else if (c != '\r' || ch->line++)
			return -1;
		return 0;
	case CHUNK_TRAILER:
		if (++ch->trailer > HTTP_HEAD_MAX)
			return -1;
		if (c == '\n' && !ch->line)
			ch->state = CHUNK_DONE;
		else if (c == '\n')
			ch->line = 0;
		else if (c != '\r')
			ch->line++;
		return 0;
	case CHUNK_DATA:
	case CHUNK_DONE:
		break;
	}
	return -1;
}

ssize_t http_chunk(struct http_chunks *ch, const char *buf, size_t len,
		   const char **data, size_t *n)
{
	size_t used = 0;

	*n = 0;
	while (used < len && ch->state != CHUNK_DATA &&
	       ch->state != CHUNK_DONE) {
		int ret = chunk_byte(ch, buf[used]);

		if (ret < 0)
			return -1;
		used += ret == 0;
	}
	if (used == len || ch->state != CHUNK_DATA)
		return (ssize_t)used;
	*data = buf + used;
	*n = len - used < ch->left ? len - used : (size_t)ch->left;
	ch->left -= *n;
	if (!ch->left)
		ch->state = CHUNK_DATA_END;
	return (ssize_t)(used + *n);
}
