// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * calls - the system calls of a packet script
 *
 * Where:   run.c, at each line that is a call; each ends in the target's
 *          call().
 * Mirrors: packetdrill's run_system_call.c.
 * Spec:    socket(2), tcp(7) and their like.
 */
#include "tests/scenario/calls.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

long call_fail(struct call *c, const char *fmt, ...)
{
	va_list ap;

	if (c->error[0])
		return -EINVAL;
	va_start(ap, fmt);
	vsnprintf(c->error, sizeof(c->error), fmt, ap);
	va_end(ap);
	return -EINVAL;
}

struct value *call_arg(struct call *c, int i)
{
	static struct value any = {.kind = V_ANY};

	return i < c->ev->nr_args ? c->ev->args[i] : &any;
}

int64_t call_num(struct call *c, int i)
{
	struct value *v = call_arg(c, i);

	if (v->kind == V_NUM)
		return v->num;
	if (v->kind == V_LIST && v->nr == 1 && v->kid[0]->kind == V_NUM)
		return v->kid[0]->num;
	call_fail(c, "argument %d should be a number", i + 1);
	return 0;
}

struct sd *call_sd(struct call *c, int i)
{
	int64_t fd = call_num(c, i);

	if (fd < 0 || fd >= MAX_FDS || !c->r->fds[fd].used) {
		call_fail(c, "the script has no descriptor %d", (int)fd);
		return NULL;
	}
	return &c->r->fds[fd];
}

long call_do(struct call *c, struct sd *sd, enum st_op op, struct st_args *a)
{
	if (sd->nonblock)
		a->how |= ST_TRY;
	return c->r->target->call(c->r, sd->handle, op, a);
}

/* A field of {sa_family=..., sin_port=...}; NULL: it is not there. */
struct value *value_field(const struct value *v, const char *name)
{
	for (int i = 0; i < v->nr; i++)
		if (v->kid[i]->name && !strcmp(v->kid[i]->name, name))
			return v->kid[i];
	return NULL;
}

void call_addr(struct call *c, int i, const char *def, struct sockaddr_in *sin)
{
	struct value *v = call_arg(c, i), *f;

	memset(sin, 0, sizeof(*sin));
	sin->sin_family = AF_INET;
	sin->sin_port = htons(PORT);
	sin->sin_addr.s_addr = inet_addr(def);
	if (v->kind != V_STRUCT)
		return;
	f = value_field(v, "sa_family");
	if (f)
		sin->sin_family = (sa_family_t)f->num;
	f = value_field(v, "sin_port");
	if (f)
		sin->sin_port = htons((uint16_t)f->num);
	f = value_field(v, "sin_addr");
	if (f)
		sin->sin_addr.s_addr = htonl((uint32_t)f->num);
}

/* A new descriptor bears the number that the script expects. */
static long new_fd(struct call *c, long handle)
{
	int64_t fd = c->ev->ret->kind == V_NUM ? c->ev->ret->num : -1;
	struct sd *sd;

	if (handle < 0)
		return handle;
	if (fd < 0 || fd >= MAX_FDS || c->r->fds[fd].used) {
		struct st_args a = {.how = 0};

		c->r->target->call(c->r, (int)handle, ST_CLOSE, &a);
		return fd < 0 ? 0
			      : call_fail(c, "descriptor %d is in use",
					  (int)fd);
	}
	sd = &c->r->fds[fd];
	memset(sd, 0, sizeof(*sd));
	sd->used = true;
	sd->handle = (int)handle;
	c->r->info_fd = (int)fd;
	return fd;
}

/* ---- open and close ------------------------------------------------------ */

static long do_socket(struct call *c)
{
	int type = (int)call_num(c, 1);
	long fd = new_fd(c, c->r->target->socket(c->r, AF_INET,
						 type & ~SOCK_NONBLOCK,
						 (int)call_num(c, 2)));

	if (fd >= 0 && (type & SOCK_NONBLOCK)) {
		c->r->fds[fd].nonblock = true;
		c->r->target->nonblock(c->r, c->r->fds[fd].handle, true);
	}
	return fd;
}

static long do_bind(struct call *c)
{
	struct sd *sd = call_sd(c, 0);
	struct sockaddr_in sin;
	struct st_args a = {.addr = &sin, .addrlen = sizeof(sin)};

	call_addr(c, 1, LOCAL_ADDR, &sin);
	return sd ? call_do(c, sd, ST_BIND, &a) : -EBADF;
}

static long do_listen(struct call *c)
{
	struct sd *sd = call_sd(c, 0);
	struct st_args a = {.arg = (int)call_num(c, 1)};
	long ret = sd ? call_do(c, sd, ST_LISTEN, &a) : -EBADF;

	if (!ret)
		sd->listening = true;
	return ret;
}

static long do_accept(struct call *c)
{
	struct sd *sd = call_sd(c, 0);
	struct sockaddr_in sin;
	struct st_args a = {.addr = &sin, .addrlen = sizeof(sin)};
	int flags = c->ev->nr_args > 3 ? (int)call_num(c, 3) : 0;
	long fd;

	if (!sd)
		return -EBADF;
	fd = new_fd(c, call_do(c, sd, ST_ACCEPT, &a));
	if (fd >= 0 && (flags & SOCK_NONBLOCK)) {
		c->r->fds[fd].nonblock = true;
		c->r->target->nonblock(c->r, c->r->fds[fd].handle, true);
	}
	return fd;
}

static void note_connecting(struct call *c, struct sd *sd,
			    const struct sockaddr_in *to)
{
	struct sockaddr_in sin = {.sin_port = 0};
	struct st_args a = {.addr = &sin, .addrlen = sizeof(sin)};

	c->r->target->call(c->r, sd->handle, ST_GETNAME, &a);
	wire_connecting(c->r, ntohs(sin.sin_port), ntohs(to->sin_port));
}

static long do_connect(struct call *c)
{
	struct sd *sd = call_sd(c, 0);
	struct sockaddr_in sin;
	struct st_args a = {.addr = &sin, .addrlen = sizeof(sin)};
	long ret;

	if (!sd)
		return -EBADF;
	call_addr(c, 1, REMOTE_ADDR, &sin);
	/* a second connect() only asks how the first one went */
	if (sin.sin_family == AF_INET && !sd->connected)
		note_connecting(c, sd, &sin);
	ret = call_do(c, sd, ST_CONNECT, &a);
	sd->connected = sin.sin_family == AF_INET &&
			(!ret || ret == -EINPROGRESS || ret == -EALREADY ||
			 ret == -EISCONN);
	return ret;
}

static long do_close(struct call *c)
{
	struct sd *sd = call_sd(c, 0);
	struct st_args a = {.how = 0};

	if (!sd)
		return -EBADF;
	sd->used = false;
	return c->r->target->call(c->r, sd->handle, ST_CLOSE, &a);
}

static long do_shutdown(struct call *c)
{
	struct sd *sd = call_sd(c, 0);
	struct st_args a = {.arg = (int)call_num(c, 1)};

	return sd ? call_do(c, sd, ST_SHUTDOWN, &a) : -EBADF;
}

static long do_fcntl(struct call *c)
{
	struct sd *sd = call_sd(c, 0);
	int64_t cmd = call_num(c, 1);

	if (!sd)
		return -EBADF;
	if (cmd == F_GETFL)
		return O_RDWR | (sd->nonblock ? O_NONBLOCK : 0);
	if (cmd != F_SETFL)
		return call_fail(c, "fcntl() knows F_GETFL and F_SETFL");
	sd->nonblock = call_num(c, 2) & O_NONBLOCK;
	return c->r->target->nonblock(c->r, sd->handle, sd->nonblock);
}

/* ---- poll ---------------------------------------------------------------- */

static long check_revents(struct call *c, const struct pollfd *fds, int nr)
{
	struct value *list = call_arg(c, 0);

	for (int i = 0; i < nr; i++) {
		struct value *want = value_field(list->kid[i], "revents");
		int bits = want ? (int)want->num : 0;

		if (fds[i].revents != bits)
			return call_fail(
				c,
				"revents of descriptor %d: expected "
				"%#x, got %#x",
				(int)value_field(list->kid[i], "fd")->num, bits,
				fds[i].revents);
	}
	return 0;
}

static long do_poll(struct call *c)
{
	struct value *list = call_arg(c, 0);
	struct pollfd fds[8];
	long ret;

	if (list->kind != V_LIST || list->nr > 8)
		return call_fail(c, "poll([{fd=3, events=POLLIN}], 1, 0)");
	for (int i = 0; i < list->nr; i++) {
		struct value *fd = value_field(list->kid[i], "fd");
		struct value *events = value_field(list->kid[i], "events");

		if (!fd || !events || fd->num < 0 || fd->num >= MAX_FDS ||
		    !c->r->fds[fd->num].used)
			return call_fail(c, "poll() of no descriptor");
		fds[i].fd = c->r->fds[fd->num].handle;
		fds[i].events = (short)events->num;
		fds[i].revents = 0;
	}
	ret = c->r->target->poll(c->r, fds, list->nr, (int)call_num(c, 2));
	if (ret >= 0)
		check_revents(c, fds, list->nr);
	return ret;
}

/* ---- table --------------------------------------------------------------- */

static const struct {
	const char *name;
	long (*fn)(struct call *c);
} table[] = {
	{"socket", do_socket},
	{"bind", do_bind},
	{"listen", do_listen},
	{"accept", do_accept},
	{"accept4", do_accept},
	{"connect", do_connect},
	{"close", do_close},
	{"shutdown", do_shutdown},
	{"fcntl", do_fcntl},
	{"poll", do_poll},
	{"read", call_read},
	{"recv", call_read},
	{"recvfrom", call_read},
	{"readv", call_recvmsg},
	{"recvmsg", call_recvmsg},
	{"write", call_write},
	{"send", call_write},
	{"sendto", call_sendto},
	{"writev", call_sendmsg},
	{"sendmsg", call_sendmsg},
	{"setsockopt", call_setsockopt},
	{"getsockopt", call_getsockopt},
	{"ioctl", call_ioctl},
};

static int call_run(void *data)
{
	struct call *c = data;

	c->begun = c->r->target->now(c->r);
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		if (strcmp(table[i].name, c->ev->func))
			continue;
		c->ret = table[i].fn(c);
		c->ended = c->r->target->now(c->r);
		__atomic_store_n(&c->done, true, __ATOMIC_RELEASE);
		return 0;
	}
	call_fail(c, "no call %s here", c->ev->func);
	c->done = true;
	return 0;
}

/* Did it give what the script says, when it says so? */
static int call_check(struct run *r, struct call *c)
{
	struct event *ev = c->ev;
	int64_t want = ev->end == NO_TIME ? c->begun : ev->end;
	int64_t late = c->ended - want;
	bool timed = ev->end != NO_TIME || !r->target->real_time;
	int err = ev->err;

	if (c->error[0])
		return run_fail(r, ev->line, "%s(): %s", ev->func, c->error);
	if (ev->ret->kind == V_NUM && ev->ret->num >= 0 &&
	    c->ret != ev->ret->num)
		return run_fail(r, ev->line, "%s(): expected %lld, got %ld %s",
				ev->func, (long long)ev->ret->num, c->ret,
				c->ret < 0 ? errno_name((int)-c->ret) : "");
	if (ev->ret->kind == V_NUM && ev->ret->num < 0 && c->ret != -err)
		return run_fail(r, ev->line, "%s(): expected %s, got %ld %s",
				ev->func, errno_name(err), c->ret,
				c->ret < 0 ? errno_name((int)-c->ret) : "");
	if (timed && (late > r->tolerance + timer_grain(r, want - c->begun) ||
		      -late > r->tolerance))
		return run_fail(
			r, ev->line, "%s(): should return at %.6f, did at %.6f",
			ev->func, (double)want / 1e9, (double)c->ended / 1e9);
	return 0;
}

int calls_finish(struct run *r)
{
	struct call *c = r->pending;
	int err;

	if (!c)
		return 0;
	r->pending = NULL;
	if (!__atomic_load_n(&c->done, __ATOMIC_ACQUIRE))
		r->target->advance(
			r, c->ev->end + timer_grain(r, c->ev->end - c->begun));
	for (int i = 0; i < 100 && r->target->real_time &&
			!__atomic_load_n(&c->done, __ATOMIC_ACQUIRE);
	     i++)
		r->target->advance(r, r->target->now(r) + NSEC_PER_MSEC);
	if (!__atomic_load_n(&c->done, __ATOMIC_ACQUIRE))
		/* the memory stays: the call still uses it */
		return run_fail(r, c->ev->line,
				"%s() should return at %.6f, but blocks on",
				c->ev->func, (double)c->ev->end / 1e9);
	err = call_check(r, c);
	free(c);
	return err;
}

int calls_start(struct run *r, struct event *ev)
{
	struct call *c;
	int err;

	if (calls_finish(r))
		return -1;
	c = calloc(1, sizeof(*c));
	if (!c)
		return run_fail(r, ev->line, "out of memory");
	c->r = r;
	c->ev = ev;
	if (ev->end != NO_TIME) {
		r->pending = c;
		return r->target->spawn(r, call_run, c)
			       ? run_fail(r, ev->line, "no task")
			       : 0;
	}
	call_run(c);
	err = call_check(r, c);
	free(c);
	return err;
}

void calls_close_all(struct run *r)
{
	struct st_args a = {.how = 0};

	for (int i = 0; i < MAX_FDS; i++) {
		if (!r->fds[i].used)
			continue;
		r->fds[i].used = false;
		r->target->call(r, r->fds[i].handle, ST_CLOSE, &a);
	}
}

long getsockopt_fd(struct run *r, int fd, int level, int name, void *buf,
		   unsigned int *len)
{
	struct st_args a = {.level = level,
			    .name = (unsigned long)name,
			    .buf = buf,
			    .len = *len};
	long ret;

	if (fd < 0 || fd >= MAX_FDS || !r->fds[fd].used)
		return -EBADF;
	ret = r->target->call(r, r->fds[fd].handle, ST_GETSOCKOPT, &a);
	*len = (unsigned int)a.len;
	return ret;
}
