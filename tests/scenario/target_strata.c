// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * target_strata - our stack under a packet script, in virtual time
 *
 * Where:   run.c's target; everything goes through the embedding library.
 * Mirrors: a host with a tun device, as packetdrill has it.
 * Spec:    api/strata.h.
 *
 * At the end the world runs until nothing is due any more: connections that
 * the script has left must end by themselves, and nothing may stay.
 */
#include "tests/scenario/run.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>

#define MAX_SOCKS 128
#define START	  (10 * NSEC_PER_SEC) /* the script's 0 */
#define LAST	  (24 * 3600 * NSEC_PER_SEC)

struct strata {
	struct st_world *w;
	struct st_host *h;
	struct st_net *n;
	int port;
	int64_t base;
	struct st_sock *socks[MAX_SOCKS];
};

static void strata_out(void *data, const void *pkt, size_t len,
		       unsigned int gso, int64_t t_ns)
{
	struct run *r = data;
	struct strata *s = r->priv;

	wire_sent(r, pkt, len, gso, t_ns - s->base);
}

static int strata_start(struct run *r, struct strata *s)
{
	s->w = st_world_new(&(struct st_opts){.clock = ST_VIRTUAL, .seed = 1});
	s->h = s->w ? st_host_new(s->w, "h", 1) : NULL;
	s->n = s->h ? st_net_get(s->h, 0) : NULL;
	if (!s->n)
		return -1;
	s->port = st_port_open(s->h, "tun0", ST_L3, strata_out, r);
	if (s->port < 0 || st_link_mtu(s->n, "tun0", r->s->mtu) ||
	    st_addr_add(s->n, "tun0", LOCAL_ADDR "/16") ||
	    st_route_add(s->n, "192.0.2.0/24", GATEWAY, "tun0"))
		return -1;
	return 0;
}

static int strata_open(struct run *r)
{
	struct strata *s = calloc(1, sizeof(*s));

	r->priv = s;
	if (s && !strata_start(r, s))
		return 0;
	return run_fail(r, 1, "no world: %s", st_errmsg());
}

static void strata_begin(struct run *r)
{
	struct strata *s = r->priv;

	s->base = START;
	st_run(s->w, START, NULL, NULL);
}

static int64_t strata_now(struct run *r)
{
	struct strata *s = r->priv;

	return st_now(s->h, 1) - s->base;
}

static void strata_advance(struct run *r, int64_t until)
{
	struct strata *s = r->priv;

	st_run(s->w, until + s->base, NULL, NULL);
}

static int something_sent(void *data)
{
	struct run *r = data;

	return r->sent != NULL;
}

static bool strata_await(struct run *r, int64_t until)
{
	struct strata *s = r->priv;

	if (!r->sent)
		st_run(s->w, until + s->base, something_sent, r);
	return r->sent;
}

static int strata_input(struct run *r, const void *pkt, size_t len)
{
	struct strata *s = r->priv;

	return st_port_input(s->h, s->port, pkt, len, r->s->mss);
}

/* ---- sockets --------------------------------------------------------------
 */

static int keep(struct strata *s, struct st_sock *sock)
{
	for (int i = 0; i < MAX_SOCKS; i++) {
		if (!s->socks[i]) {
			s->socks[i] = sock;
			return i;
		}
	}
	st_close(sock);
	return -EMFILE;
}

static int strata_socket(struct run *r, int family, int type, int proto)
{
	struct strata *s = r->priv;
	struct st_sock *sock = st_socket(s->n, family, type, proto, NULL);

	return sock ? keep(s, sock) : -errno;
}

static long strata_call(struct run *r, int h, enum st_op op, struct st_args *a)
{
	struct strata *s = r->priv;
	struct st_sock *sock = s->socks[h];
	long ret;

	if (op == ST_CLOSE)
		s->socks[h] = NULL;
	ret = st_call(sock, op, a);
	return op == ST_ACCEPT && !ret ? keep(s, a->sock) : ret;
}

static int strata_nonblock(struct run *r, int h, bool on)
{
	return 0; /* each call says ST_TRY */
}

static int strata_poll(struct run *r, struct pollfd *fds, int nr, int ms)
{
	struct strata *s = r->priv;
	struct st_epoll *e = st_epoll_create(s->h);
	struct epoll_event ev;
	int n = 0;

	if (!e)
		return -errno;
	for (int i = 0; i < nr; i++) {
		ev = (struct epoll_event){
			.events = (unsigned short)fds[i].events};
		st_epoll_ctl(e, EPOLL_CTL_ADD, s->socks[fds[i].fd], &ev);
	}
	st_epoll_wait(e, &ev, 1, ms < 0 ? -1 : ms * NSEC_PER_MSEC);
	st_epoll_close(e);
	for (int i = 0; i < nr; i++) {
		fds[i].revents = (short)st_poll(s->socks[fds[i].fd],
						fds[i].events, NULL, NULL);
		n += fds[i].revents != 0;
	}
	return n;
}

static int strata_spawn(struct run *r, int (*fn)(void *data), void *data)
{
	struct strata *s = r->priv;

	return st_task(s->h, fn, data);
}

static int strata_sysctl(struct run *r, const char *name, const char *value)
{
	struct strata *s = r->priv;

	return st_sysctl(s->n, name, value);
}

static char *strata_file(struct run *r, const char *path)
{
	struct strata *s = r->priv;

	return st_file_text(s->n, path);
}

/* ---- the end ------------------------------------------------------------- */

static int too_late(void *data)
{
	struct strata *s = data;

	return st_now(s->h, 1) > LAST;
}

static void check_left(struct run *r, struct strata *s)
{
	struct st_report rep;

	st_report(s->h, &rep);
	if (!rep.balanced || rep.skb_alive || rep.sockets || rep.locks_held ||
	    rep.oopses)
		run_fail(r, 1,
			 "left over: %llu packets, %llu sockets, %llu locks, "
			 "%llu reports of wrong code; books %sbalanced",
			 (unsigned long long)rep.skb_alive,
			 (unsigned long long)rep.sockets,
			 (unsigned long long)rep.locks_held,
			 (unsigned long long)rep.oopses,
			 rep.balanced ? "" : "not ");
}

static void strata_close(struct run *r)
{
	struct strata *s = r->priv;
	struct st_report rep;
	int left;

	if (st_run(s->w, ST_EVER, too_late, s) != -ENOENT)
		run_fail(r, 1, "a day later something still happens");
	check_left(r, s);
	st_net_put(s->n);
	left = st_world_free(s->w, &rep);
	if (left)
		run_fail(r, 1,
			 "the world leaves %d things: %llu packets, %llu "
			 "timers, %llu objects, %llu references",
			 left, (unsigned long long)rep.skb_alive,
			 (unsigned long long)rep.timers,
			 (unsigned long long)rep.objects,
			 (unsigned long long)rep.module_refs);
	free(s);
	r->priv = NULL;
}

const struct target strata_target = {
	.name = "strata",
	.open = strata_open,
	.close = strata_close,
	.begin = strata_begin,
	.now = strata_now,
	.advance = strata_advance,
	.await = strata_await,
	.input = strata_input,
	.socket = strata_socket,
	.call = strata_call,
	.nonblock = strata_nonblock,
	.poll = strata_poll,
	.spawn = strata_spawn,
	.sysctl = strata_sysctl,
	.file = strata_file,
};
