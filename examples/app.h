/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * app - a service on the stack: what each has in common
 *
 * Where:   echo.c, discard.c, chargen.c, source.c, sink.c and http.c say what
 *          one connection does; app.c listens, waits and calls them. `strata
 *          up` starts them (shell/service.c), hello.c and perf.c show the same
 *          in a world of their own.
 * Mirrors: inetd(8) in purpose; epoll(7) is the whole machinery.
 *
 * One task per service. It holds a st_epoll with the listener and each
 * connection; no call of it blocks but the wait itself, so a thousand
 * connections cost a thousand small structs and no thread. Only calls of
 * <strata/strata.h> are used: with `st_` taken away this is a Linux program.
 */
#ifndef EXAMPLES_APP_H
#define EXAMPLES_APP_H

#include <stddef.h>
#include <stdint.h>
#include <sys/epoll.h>

#if __has_include("api/strata.h") /* in the source tree */
#include "api/strata.h"
#else
#include <strata/strata.h>
#endif

/* Where and how a service listens; zero is a good value for each field. */
struct app_opts {
	const char *address; /* NULL: every one of the host */
	uint16_t port;	     /* 0: the service's own */
	unsigned int max;    /* connections at once; 0: 16,384 */
	uint64_t max_body;   /* http: of a PUT; 0: 64 GiB */
};

struct app;

/* One connection. A service's own data stands behind it. */
struct app_conn {
	struct app *app;
	struct st_sock *s;
	uint32_t wants; /* EPOLLIN, EPOLLOUT: what serve() waits for */
	uint32_t armed; /* what the epoll was told */
	struct app_conn *prev, *next;
	uint64_t bytes; /* for the service to count */
	int64_t since;	/* when it was accepted, CLOCK_MONOTONIC */
};

/* What serve() returns: any negative value ends the connection. */
#define APP_AGAIN 0
#define APP_CLOSE (-1) /* in order: what was sent arrives, then FIN */

/**
 * struct service - what one connection does
 * @name: "echo", as the configuration file has it
 * @port: the port that is known for it
 * @what: one line of help
 * @size: of its struct, which begins with a struct app_conn, zeroed at first
 * @wants: EPOLLIN or EPOLLOUT, at the beginning
 * @serve: do what can be done without waiting; set @wants
 * @end: before the connection goes; may be NULL
 */
struct service {
	const char *name;
	uint16_t port;
	const char *what;
	size_t size;
	uint32_t wants;
	int (*serve)(struct app_conn *c);
	void (*end)(struct app_conn *c);
};

extern const struct service service_echo, service_discard, service_chargen;
extern const struct service service_source, service_sink, service_http;
/* All of them; ends with NULL. */
extern const struct service *const services[];
const struct service *service_find(const char *name);

/*
 * Listen, and serve in a task of @h from now on. NULL: errno is set and
 * st_errmsg() tells why.
 */
struct app *app_start(struct st_host *h, const struct service *service,
		      const struct app_opts *o);
/* End the listener and all connections (RST); returns when all is over. */
int app_stop(struct app *app);

const struct app_opts *app_opts(const struct app_conn *c);
struct st_host *app_host(const struct app_conn *c);
/* 64 KB that a service may use until serve() returns. */
#define APP_ROOM 65536
char *app_room(const struct app_conn *c);

/*
 * Send or receive without waiting. Return: bytes; -EAGAIN; another -errno.
 * app_recv(): 0 is the end of what the other side sends.
 */
ssize_t app_send(struct app_conn *c, const void *buf, size_t len);
ssize_t app_recv(struct app_conn *c, void *buf, size_t len);

#endif
