// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * http - connections, requests and their answers
 *
 * Where:   app.c calls http_serve() when there is something to read or room to
 *          write.
 * Mirrors: nothing.
 * Spec:    RFC 9110, RFC 9112; 431 is RFC 6585's.
 *
 * The idea: each state has one function that does a step and says what comes
 * next: GO (another step, maybe of another state), WAIT or END.
 */
#include "examples/http.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum http_state { HTTP_HEAD, HTTP_BODY, HTTP_REPLY, HTTP_DRAIN, HTTP_END };
enum { GO, WAIT, END };

struct http {
	struct app_conn c;
	enum http_state state;
	enum http_state after; /* REPLY */
	struct http_request req;
	size_t req_bytes; /* of the head */

	char *in; /* HTTP_HEAD_MAX; NULL: nothing is held */
	size_t in_len;
	uint32_t skb[HTTP_PACKETS]; /* that brought what is in @in */
	int nr_skb;

	/* HTTP_BODY */
	struct http_sha *sha;
	struct http_chunks chunks;
	uint64_t body; /* bytes so far */

	/* HTTP_REPLY: text first, then bytes that are not in memory */
	struct http_text out;
	size_t out_from;
	uint64_t pos, end;

	uint64_t drained;
};

#define DRAIN_MAX (1 << 20)

void http_add(struct http_text *t, const char *fmt, ...)
{
	va_list ap;
	char *s;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	s = realloc(t->s, t->len + (size_t)n + 1);
	if (!s) {
		t->failed = 1;
		return;
	}
	t->s = s;
	va_start(ap, fmt);
	vsnprintf(t->s + t->len, (size_t)n + 1, fmt, ap);
	va_end(ap);
	t->len += (size_t)n;
}

/* ---- answers -------------------------------------------------------------
 */

static const char *reason(int status)
{
	switch (status) {
	case 200:
		return "OK";
	case 400:
		return "Bad Request";
	case 404:
		return "Not Found";
	case 405:
		return "Method Not Allowed";
	case 411:
		return "Length Required";
	case 413:
		return "Content Too Large";
	case 417:
		return "Expectation Failed";
	case 431:
		return "Request Header Fields Too Large";
	case 501:
		return "Not Implemented";
	case 505:
		return "HTTP Version Not Supported";
	}
	return "Internal Server Error";
}

/* Head of an answer of @length bytes; @more: a field with its line end. */
static void begin_reply(struct http *h, int status, const char *type,
			uint64_t length, const char *more)
{
	h->out.len = 0;
	h->out_from = 0;
	h->pos = h->end = 0;
	http_add(&h->out,
		 "HTTP/1.1 %d %s\r\nServer: strata\r\nContent-Type: %s\r\n"
		 "Content-Length: %llu\r\n%s%s\r\n",
		 status, reason(status), type, (unsigned long long)length,
		 h->req.keep ? "" : "Connection: close\r\n", more ? more : "");
	h->state = HTTP_REPLY;
	h->after = h->req.keep ? HTTP_HEAD : HTTP_DRAIN;
	h->c.wants = EPOLLOUT;
}

static int is_head(const struct http *h)
{
	return !strcmp(h->req.method, "HEAD");
}

static int reply_text(struct http *h, int status, const char *type,
		      const struct http_text *body)
{
	if (body->failed)
		return END;
	begin_reply(h, status, type, body->len, NULL);
	if (!is_head(h))
		http_add(&h->out, "%s", body->s);
	return GO;
}

/* An error ends the connection when a body may follow that nobody reads. */
static int reply_error(struct http *h, int status, const char *why,
		       const char *more)
{
	if (status == 400 || h->req.has_length || h->req.chunked ||
	    status >= 411)
		h->req.keep = 0;
	begin_reply(h, status, "text/plain", strlen(why) + 6, more);
	if (!is_head(h))
		http_add(&h->out, "%d: %s\n", status, why);
	return GO;
}

/* ---- resources -----------------------------------------------------------
 */

static void name_of(char *name, size_t room, const struct sockaddr_in *a)
{
	char ip[INET_ADDRSTRLEN] = "?";

	inet_ntop(AF_INET, &a->sin_addr, ip, sizeof(ip));
	snprintf(name, room, "%s:%u", ip, ntohs(a->sin_port));
}

static int get_path(struct http *h)
{
	static const char *const types[] = {
		[HTTP_TEXT] = "text/plain; charset=utf-8",
		[HTTP_HTML] = "text/html; charset=utf-8",
		[HTTP_JSON] = "application/json",
	};
	struct http_origin o = {.h = app_host(&h->c), .bytes = h->req_bytes};
	struct sockaddr_in from = {}, to = {};
	unsigned int len = sizeof(from);
	struct http_text t = {.s = NULL};
	int ret;

	st_getpeername(h->c.s, (struct sockaddr *)&from, &len);
	len = sizeof(to);
	st_getsockname(h->c.s, (struct sockaddr *)&to, &len);
	name_of(o.from, sizeof(o.from), &from);
	name_of(o.to, sizeof(o.to), &to);
	o.nr = h->nr_skb;
	memcpy(o.skb, h->skb, sizeof(o.skb));
	http_path_page(&t, &o, h->req.format);
	ret = reply_text(h, 200, types[h->req.format], &t);
	free(t.s);
	return ret;
}

static int get_bytes(struct http *h)
{
	const char *n = h->req.target + strlen("/bytes/");
	char *end;
	uint64_t count = strtoull(n, &end, 10);

	if (*n < '0' || *n > '9' || *end || end - n > 15)
		return reply_error(h, 404,
				   "/bytes/N wants a number of at most 15 "
				   "digits",
				   NULL);
	begin_reply(h, 200, "application/octet-stream", count, NULL);
	h->end = is_head(h) ? 0 : count;
	return GO;
}

static int put_body(struct http *h)
{
	uint64_t max = app_opts(&h->c)->max_body;

	if (!http_sha_there())
		return reply_error(h, 501,
				   "this server was built without libnettle: "
				   "it cannot tell a SHA-256",
				   NULL);
	if (!h->req.chunked && !h->req.has_length)
		return reply_error(h, 411,
				   "a PUT says Content-Length, or comes in "
				   "chunks",
				   NULL);
	if (h->req.length > (max ? max : 1ULL << 36))
		return reply_error(h, 413, "that is more than is taken here",
				   NULL);
	h->sha = http_sha_new();
	if (!h->sha)
		return END;
	h->body = 0;
	memset(&h->chunks, 0, sizeof(h->chunks));
	h->state = HTTP_BODY;
	if (!h->req.expect || h->in_len)
		return GO;
	h->out.len = h->out_from = 0;
	h->pos = h->end = 0;
	http_add(&h->out, "HTTP/1.1 100 Continue\r\n\r\n");
	h->state = HTTP_REPLY;
	h->after = HTTP_BODY;
	return GO;
}

static int answer(struct http *h)
{
	const char *method = h->req.method, *target = h->req.target;
	int get = !strcmp(method, "GET") || is_head(h);
	int bytes = !strncmp(target, "/bytes/", 7);

	/* curl -T FILE http://…/ asks for /FILE */
	if (!strcmp(method, "PUT") && !bytes)
		return put_body(h);
	if (strcmp(target, "/") && !bytes)
		return reply_error(h, 404,
				   "there are / and /bytes/N, and PUT /", NULL);
	if (!get)
		return reply_error(h, 405,
				   bytes ? "/bytes/N takes GET and HEAD"
					 : "/ takes GET, HEAD and PUT",
				   bytes ? "Allow: GET, HEAD\r\n"
					 : "Allow: GET, HEAD, PUT\r\n");
	if (h->req.has_length || h->req.chunked)
		return reply_error(h, 400, "a GET has no body here", NULL);
	return bytes ? get_bytes(h) : get_path(h);
}

/* ---- HEAD ----------------------------------------------------------------
 */

/* The packets of the bytes that were just read. */
static void note_packets(struct http *h)
{
	if (h->nr_skb == HTTP_PACKETS)
		return;
	h->nr_skb += st_recv_packets(h->c.s, h->skb + h->nr_skb,
				     HTTP_PACKETS - h->nr_skb);
}

/* What is left in the buffer came with the last one. */
static void keep_last_packet(struct http *h)
{
	if (!h->nr_skb)
		return;
	h->skb[0] = h->skb[h->nr_skb - 1];
	h->nr_skb = 1;
}

static void take_in(struct http *h, size_t len)
{
	h->in_len -= len;
	memmove(h->in, h->in + len, h->in_len);
}

/* The head is whole. What stands behind it is the body's, or the next one's. */
static int take_head(struct http *h, size_t len)
{
	char *head = app_room(&h->c);
	int status;

	memcpy(head, h->in, len);
	take_in(h, len);
	h->req_bytes = len;
	status = http_parse(head, len, &h->req);
	status = status ? reply_error(h, status, h->req.why, NULL) : answer(h);
	/* method and target were in the room, which is needed now */
	h->req.method = h->req.target = "";
	keep_last_packet(h);
	return status;
}

static int read_more(struct http *h)
{
	ssize_t n;

	if (!h->in)
		h->in = malloc(HTTP_HEAD_MAX);
	if (!h->in)
		return END;
	if (!h->in_len)
		h->nr_skb = 0;
	n = app_recv(&h->c, h->in + h->in_len, HTTP_HEAD_MAX - h->in_len);
	if (n > 0) {
		h->in_len += (size_t)n;
		note_packets(h);
		return GO;
	}
	if (!h->in_len) { /* an idle connection holds no buffer */
		free(h->in);
		h->in = NULL;
	}
	h->c.wants = EPOLLIN;
	return n == -EAGAIN ? WAIT : END;
}

static int do_head(struct http *h)
{
	size_t len;

	/* RFC 9112 §2.2: an empty line in front of a request is skipped */
	while (h->in_len && (*h->in == '\r' || *h->in == '\n'))
		take_in(h, 1);
	len = h->in_len ? http_head_len(h->in, h->in_len) : 0;
	if (len)
		return take_head(h, len);
	if (h->in_len < HTTP_HEAD_MAX)
		return read_more(h);
	h->req = (struct http_request){.method = "", .target = ""};
	return reply_error(h, 431,
			   "request line and fields are longer than 16384 "
			   "bytes",
			   NULL);
}

/* ---- BODY ----------------------------------------------------------------
 */

static int body_end(struct http *h)
{
	struct http_text t = {.s = NULL};
	char hex[65];
	int ret;

	http_sha_end(h->sha, hex);
	h->sha = NULL;
	http_add(&t, "%s  %llu bytes\n", hex, (unsigned long long)h->body);
	ret = reply_text(h, 200, "text/plain", &t);
	free(t.s);
	return ret;
}

/* Return: bytes that belonged to the body; -1: no chunk; -2: too many. */
static ssize_t body_bytes(struct http *h, const char *buf, size_t len)
{
	uint64_t max = app_opts(&h->c)->max_body;
	const char *data = buf;
	size_t n = len;
	ssize_t used;

	if (h->req.chunked) {
		used = http_chunk(&h->chunks, buf, len, &data, &n);
	} else {
		if (n > h->req.length - h->body)
			n = (size_t)(h->req.length - h->body);
		used = (ssize_t)n;
	}
	if (used < 0)
		return -1;
	http_sha_add(h->sha, data, n);
	h->body += n;
	return h->body > (max ? max : 1ULL << 36) ? -2 : used;
}

static int body_is_whole(const struct http *h)
{
	return h->req.chunked ? h->chunks.state == CHUNK_DONE
			      : h->body == h->req.length;
}

/* Bytes of the body at @buf. What is behind it is kept for the next request. */
static int body_take(struct http *h, const char *buf, size_t len)
{
	size_t done = 0;

	while (done < len && !body_is_whole(h)) {
		ssize_t n = body_bytes(h, buf + done, len - done);

		if (n == -1)
			return reply_error(h, 400, "this is no chunk", NULL);
		if (n == -2)
			return reply_error(h, 413,
					   "that is more than is taken here",
					   NULL);
		done += (size_t)n;
	}
	if (buf == h->in) {
		take_in(h, done);
	} else if (done < len) {
		h->in = h->in ? h->in : malloc(HTTP_HEAD_MAX);
		if (!h->in)
			return END;
		h->in_len = len - done;
		memcpy(h->in, buf + done, h->in_len);
	}
	return GO;
}

static int do_body(struct http *h)
{
	uint64_t left = h->req.length - h->body;
	size_t room = APP_ROOM;
	ssize_t n;

	if (body_is_whole(h))
		return body_end(h);
	if (h->in_len)
		return body_take(h, h->in, h->in_len);
	/* never more than can be kept when it is of the next request */
	if (h->req.chunked)
		room = HTTP_HEAD_MAX;
	else if (left < room)
		room = (size_t)left;
	n = app_recv(&h->c, app_room(&h->c), room);
	h->c.wants = EPOLLIN;
	if (n == -EAGAIN)
		return WAIT;
	if (n <= 0)
		return END; /* the client has gone */
	h->nr_skb = 0;
	if (h->req.chunked)
		note_packets(h);
	keep_last_packet(h);
	return body_take(h, app_room(&h->c), (size_t)n);
}

/* ---- REPLY, DRAIN --------------------------------------------------------
 */

/* The bytes of /bytes/N at h->pos. */
static ssize_t send_pattern(struct http *h)
{
	char *room = app_room(&h->c);
	size_t n = APP_ROOM;

	if (h->end - h->pos < n)
		n = (size_t)(h->end - h->pos);
	for (size_t i = 0; i < n && i < HTTP_PERIOD; i++)
		room[i] = (char)((h->pos + i) % HTTP_PERIOD);
	for (size_t have = HTTP_PERIOD; have < n; have *= 2)
		memcpy(room + have, room, n - have < have ? n - have : have);
	return app_send(&h->c, room, n);
}

static int do_reply(struct http *h)
{
	ssize_t n;

	if (h->out.failed)
		return END;
	if (h->out_from < h->out.len) {
		n = app_send(&h->c, h->out.s + h->out_from,
			     h->out.len - h->out_from);
		h->out_from += n > 0 ? (size_t)n : 0;
	} else if (h->pos < h->end) {
		n = send_pattern(h);
		h->pos += n > 0 ? (uint64_t)n : 0;
	} else {
		free(h->out.s);
		h->out = (struct http_text){.s = NULL};
		h->state = h->after;
		if (h->state == HTTP_DRAIN)
			st_shutdown(h->c.s, SHUT_WR);
		return GO;
	}
	h->c.wants = EPOLLOUT;
	if (n == -EAGAIN)
		return WAIT;
	return n < 0 ? END : GO;
}

static int do_drain(struct http *h)
{
	ssize_t n = app_recv(&h->c, app_room(&h->c), APP_ROOM);

	h->c.wants = EPOLLIN;
	if (n == -EAGAIN)
		return WAIT;
	h->drained += n > 0 ? (uint64_t)n : 0;
	return n <= 0 || h->drained > DRAIN_MAX ? END : GO;
}

/* ---- the service ---------------------------------------------------------
 */

static int http_serve(struct app_conn *c)
{
	static int (*const steps[])(struct http * h) = {
		[HTTP_HEAD] = do_head,
		[HTTP_BODY] = do_body,
		[HTTP_REPLY] = do_reply,
		[HTTP_DRAIN] = do_drain,
	};
	struct http *h = (struct http *)c;
	int next = GO;

	/* others want their turn, too; the epoll tells us again */
	for (int i = 0; i < 64 && next == GO; i++)
		next = steps[h->state](h);
	if (next == GO)
		c->wants = EPOLLIN | EPOLLOUT;
	return next == END ? APP_CLOSE : APP_AGAIN;
}

static void http_end(struct app_conn *c)
{
	struct http *h = (struct http *)c;

	if (h->sha)
		http_sha_end(h->sha, NULL);
	free(h->in);
	free(h->out.s);
}

const struct service service_http = {
	.name = "http",
	.port = 80,
	.what = "GET /, GET /bytes/N, PUT /",
	.size = sizeof(struct http),
	.wants = EPOLLIN,
	.serve = http_serve,
	.end = http_end,
};
