/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * http - a server whose first page tells the way of its own request
 *
 * Where:   TCP port 80 of `strata up`. http.c is the connection, http_parse.c
 *          reads, http_path.c writes the page, http_sha_*.c is SHA-256.
 * Mirrors: nothing; small on purpose.
 * Spec:    RFC 9110 (what requests mean), RFC 9112 (HTTP/1.1).
 *
 *	GET /          the path that this very request took; text, HTML or
 *	               JSON, as Accept says
 *	GET /bytes/N   N bytes; the one at position i is i modulo 251
 *	PUT /          the SHA-256 of what came, and its length; any name
 *	               will do
 *
 * A connection goes HEAD -> [REPLY 100 ->] BODY -> REPLY -> HEAD …; an error
 * ends it: REPLY -> DRAIN, which reads on for a while so that the reset of
 * unread bytes does not overtake the answer.
 */
#ifndef EXAMPLES_HTTP_H
#define EXAMPLES_HTTP_H

#include "examples/app.h"

#define HTTP_HEAD_MAX 16384 /* bytes of request line and header fields */
#define HTTP_PACKETS  16    /* of one request that are remembered */
#define HTTP_PERIOD   251   /* of the bytes of /bytes/N */

enum http_format { HTTP_TEXT, HTTP_HTML, HTTP_JSON };

/* What the head of a request says. */
struct http_request {
	const char *method, *target; /* in the head's buffer */
	int minor;		     /* HTTP/1.minor */
	int keep;		     /* the connection goes on */
	int expect;		     /* 100-continue */
	int chunked;
	int has_length;
	uint64_t length;
	enum http_format format;
	unsigned int hosts; /* fields named Host */
	const char *why;    /* it was refused: a sentence */
};

/* Body in chunks, RFC 9112 §7.1: where its reader stands. */
struct http_chunks {
	enum {
		CHUNK_SIZE,	/* hexadecimal digits */
		CHUNK_EXT,	/* up to the end of that line */
		CHUNK_DATA,	/* left bytes of data */
		CHUNK_DATA_END, /* the line end behind them */
		CHUNK_TRAILER,	/* fields behind the last chunk */
		CHUNK_DONE,
	} state;
	uint64_t left;
	unsigned int digits, line; /* bytes of the line in hand */
	unsigned int trailer;	   /* bytes of all trailer fields */
};

/* Length of the head at the start of @buf with its empty line; 0: not yet. */
size_t http_head_len(const char *buf, size_t len);
/* @head, @len bytes, is cut into words. Return: 0, or a status with r->why. */
int http_parse(char *head, size_t len, struct http_request *r);
/*
 * The next piece of a chunked body in @buf: *data and *n; n 0: none in this
 * step. Return: bytes of @buf that are done with; -1: this is no chunk.
 */
ssize_t http_chunk(struct http_chunks *ch, const char *buf, size_t len,
		   const char **data, size_t *n);

/* SHA-256; NULL: this program was built without libnettle, or no memory. */
struct http_sha;
struct http_sha *http_sha_new(void);
void http_sha_add(struct http_sha *sha, const void *buf, size_t len);
/* As 64 hexadecimal digits; frees @sha. @hex NULL: only that. */
void http_sha_end(struct http_sha *sha, char *hex);
int http_sha_there(void);

/* A text that grows. */
struct http_text {
	char *s;
	size_t len;
	int failed;
};
void http_add(struct http_text *t, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* What the page is about. */
struct http_origin {
	struct st_host *h;
	char from[32], to[32]; /* "10.0.0.1:40000" */
	size_t bytes;	       /* of the request */
	uint32_t skb[HTTP_PACKETS];
	int nr;
};

void http_path_page(struct http_text *t, const struct http_origin *o,
		    enum http_format format);

#endif
