// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * app - listen, wait, serve: the loop of each service
 *
 * Where:   app_start() from a program; a task of the host runs the rest.
 * Mirrors: the shape of every epoll server.
 */
#include "examples/app.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define MAX_CONNS 16384
#define BATCH	  64 /* events of one wait, accepts of one event */

struct app {
	struct st_host *h;
	struct st_net *net;
	const struct service *service;
	struct app_opts o;
	struct st_sock *listener;
	struct st_epoll *ep;
	struct app_conn *conns;
	unsigned int nr;
	int full; /* the listener rests until a connection ends */
	char *room;

	pthread_mutex_t lock;
	pthread_cond_t ended;
	int stop, over; /* guarded by lock */
};

const struct service *const services[] = {
	&service_http,
	&service_echo,
	&service_discard,
	&service_chargen,
	&service_source,
	&service_sink,
	NULL,
};

const struct service *service_find(const char *name)
{
	for (const struct service *const *s = services; *s; s++)
		if (!strcmp((*s)->name, name))
			return *s;
	return NULL;
}

const struct app_opts *app_opts(const struct app_conn *c)
{
	return &c->app->o;
}

struct st_host *app_host(const struct app_conn *c)
{
	return c->app->h;
}

char *app_room(const struct app_conn *c)
{
	return c->app->room;
}

ssize_t app_send(struct app_conn *c, const void *buf, size_t len)
{
	return st_send(c->s, buf, len, MSG_DONTWAIT | MSG_NOSIGNAL);
}

ssize_t app_recv(struct app_conn *c, void *buf, size_t len)
{
	return st_recv(c->s, buf, len, MSG_DONTWAIT);
}

/* ---- connections ---------------------------------------------------------
 */

static int watch(struct app *app, int op, struct st_sock *s, uint32_t events,
		 void *ptr)
{
	struct epoll_event ev = {.events = events, .data.ptr = ptr};

	return st_epoll_ctl(app->ep, op, s, &ev);
}

static void conn_end(struct app_conn *c)
{
	struct app *app = c->app;

	if (app->service->end)
		app->service->end(c);
	st_close(c->s);
	if (c->prev)
		c->prev->next = c->next;
	else
		app->conns = c->next;
	if (c->next)
		c->next->prev = c->prev;
	free(c);
	app->nr--;
	if (app->full)
		app->full = watch(app, EPOLL_CTL_MOD, app->listener, EPOLLIN,
				  NULL) != 0;
}

static void conn_new(struct app *app, struct st_sock *s)
{
	struct app_conn *c = calloc(1, app->service->size);

	if (!c) {
		st_close(s);
		return;
	}
	c->app = app;
	c->s = s;
	c->since = st_now(app->h, 1);
	c->wants = c->armed = app->service->wants;
	c->next = app->conns;
	if (c->next)
		c->next->prev = c;
	app->conns = c;
	app->nr++;
	if (watch(app, EPOLL_CTL_ADD, s, c->wants, c))
		conn_end(c);
}

static void conn_event(struct app_conn *c)
{
	if (c->app->service->serve(c) < 0) {
		conn_end(c);
		return;
	}
	if (c->wants == c->armed)
		return;
	c->armed = c->wants;
	if (watch(c->app, EPOLL_CTL_MOD, c->s, c->wants, c))
		conn_end(c);
}

/* What is in the queue of the listener; more of it in the next round. */
static void accept_some(struct app *app)
{
	for (int i = 0; i < BATCH && app->nr < app->o.max; i++) {
		struct st_args a = {.how = ST_TRY};

		if (st_call(app->listener, ST_ACCEPT, &a))
			return; /* nobody, or he has gone already */
		conn_new(app, a.sock);
	}
	if (app->nr < app->o.max)
		return;
	app->full = 1;
	watch(app, EPOLL_CTL_MOD, app->listener, 0, NULL);
}

/* ---- the task ------------------------------------------------------------
 */

static int wants_stop(struct app *app)
{
	int stop;

	pthread_mutex_lock(&app->lock);
	stop = app->stop;
	pthread_mutex_unlock(&app->lock);
	return stop;
}

/* At the end nobody waits for the other side: what is open is reset. */
static void end_all(struct app *app)
{
	struct linger now = {.l_onoff = 1};

	while (app->conns) {
		st_setsockopt(app->conns->s, SOL_SOCKET, SO_LINGER, &now,
			      sizeof(now));
		conn_end(app->conns);
	}
}

static int app_main(void *data)
{
	struct epoll_event ev[BATCH];
	struct app *app = data;
	int n;

	while (!wants_stop(app)) {
		n = st_epoll_wait(app->ep, ev, BATCH, -1);
		for (int i = 0; i < n && !wants_stop(app); i++) {
			if (ev[i].data.ptr)
				conn_event(ev[i].data.ptr);
			else
				accept_some(app);
		}
	}
	end_all(app);
	pthread_mutex_lock(&app->lock);
	app->over = 1;
	pthread_cond_signal(&app->ended);
	pthread_mutex_unlock(&app->lock);
	return 0;
}

/* ---- for the program -----------------------------------------------------
 */

static int app_listen(struct app *app)
{
	struct sockaddr_in a = {
		.sin_family = AF_INET,
		.sin_port = htons(app->o.port),
	};
	int on = 1, err;

	if (app->o.address && !inet_aton(app->o.address, &a.sin_addr))
		return -EINVAL;
	app->net = st_net_get(app->h, 0);
	app->ep = st_epoll_create(app->h);
	app->listener =
		app->net ? st_socket(app->net, AF_INET, SOCK_STREAM, 0, NULL)
			 : NULL;
	if (!app->ep || !app->listener)
		return -errno;
	err = st_setsockopt(app->listener, SOL_SOCKET, SO_REUSEADDR, &on,
			    sizeof(on));
	if (!err)
		err = st_bind(app->listener, (struct sockaddr *)&a, sizeof(a));
	if (!err)
		err = st_listen(app->listener, 4096);
	if (!err)
		err = watch(app, EPOLL_CTL_ADD, app->listener, EPOLLIN, NULL);
	return err ? err : st_task(app->h, app_main, app);
}

/* The task is over, or never began. */
static void app_free(struct app *app)
{
	if (app->listener)
		st_close(app->listener);
	if (app->ep)
		st_epoll_close(app->ep);
	if (app->net)
		st_net_put(app->net);
	pthread_cond_destroy(&app->ended);
	pthread_mutex_destroy(&app->lock);
	free(app->room);
	free(app);
}

struct app *app_start(struct st_host *h, const struct service *service,
		      const struct app_opts *o)
{
	struct app *app = calloc(1, sizeof(*app));
	int err;

	if (!app)
		return NULL;
	app->h = h;
	app->service = service;
	app->o = o ? *o : (struct app_opts){.port = 0};
	app->o.port = app->o.port ? app->o.port : service->port;
	app->o.max = app->o.max ? app->o.max : MAX_CONNS;
	pthread_mutex_init(&app->lock, NULL);
	pthread_cond_init(&app->ended, NULL);
	app->room = malloc(APP_ROOM);
	err = app->room ? app_listen(app) : -ENOMEM;
	if (!err)
		return app;
	app_free(app);
	errno = -err;
	return NULL;
}

static int is_over(void *data)
{
	struct app *app = data;
	int over;

	pthread_mutex_lock(&app->lock);
	over = app->over;
	pthread_mutex_unlock(&app->lock);
	return over;
}

int app_stop(struct app *app)
{
	pthread_mutex_lock(&app->lock);
	app->stop = 1;
	pthread_mutex_unlock(&app->lock);
	/* a listener that is shut down hangs up (EPOLLHUP): the wait ends */
	st_shutdown(app->listener, SHUT_RDWR);
	if (st_run(st_host_world(app->h), ST_EVER, is_over, app) ==
	    -EOPNOTSUPP) { /* live: it runs by itself */
		pthread_mutex_lock(&app->lock);
		while (!app->over)
			pthread_cond_wait(&app->ended, &app->lock);
		pthread_mutex_unlock(&app->lock);
	}
	app_free(app);
	return 0;
}
