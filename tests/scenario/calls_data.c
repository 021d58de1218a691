// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * calls_data - calls that move bytes: read, write and their like
 *
 * Where:   calls.c's table.
 * Mirrors: packetdrill's run_system_call.c; the bytes are the pattern that
 *          wire.c puts into packets, so what is read must be what was sent.
 * Spec:    send(2), recv(2).
 */
#include "tests/scenario/calls.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define MAX_IOV 8

/* One buffer for all parts of a message, behind one another. */
struct message {
	struct msghdr msg;
	struct iovec iov[MAX_IOV];
	uint8_t *buf;
	size_t len;
};

static void message_one(struct message *m, size_t len)
{
	memset(m, 0, sizeof(*m));
	m->len = len;
	m->buf = malloc(len + 1);
	m->iov[0] = (struct iovec){m->buf, len};
	m->msg.msg_iov = m->iov;
	m->msg.msg_iovlen = 1;
}

/* [{..., 1000}, {..., 500}] */
static long message_list(struct call *c, struct message *m,
			 const struct value *list)
{
	size_t at = 0;

	if (!list || list->kind != V_LIST || list->nr > MAX_IOV)
		return call_fail(c, "an iovec is [{..., 1000}]");
	for (int i = 0; i < list->nr; i++)
		at += list->kid[i]->nr == 2 ? (size_t)list->kid[i]->kid[1]->num
					    : 0;
	message_one(m, at);
	at = 0;
	for (int i = 0; i < list->nr; i++) {
		size_t n = list->kid[i]->nr == 2
				   ? (size_t)list->kid[i]->kid[1]->num
				   : 0;

		m->iov[i] = (struct iovec){m->buf + at, n};
		at += n;
	}
	m->msg.msg_iovlen = (size_t)list->nr;
	return 0;
}

/* ---- in -------------------------------------------------------------------
 */

/* Bytes of the stream in their order; urgent data makes holes. */
static void check_bytes(struct call *c, struct sd *sd, const uint8_t *buf,
			size_t n, int flags)
{
	if (!c->r->wild_rx && !(flags & MSG_OOB)) {
		for (size_t i = 0; i < n; i++) {
			if (buf[i] == pattern(sd->rx + i))
				continue;
			call_fail(c, "byte %zu of %zu is %u, was sent as %u", i,
				  n, buf[i], pattern(sd->rx + i));
			return;
		}
	}
	if (!(flags & (MSG_PEEK | MSG_OOB)))
		sd->rx += n;
}

static long do_recv(struct call *c, struct sd *sd, struct message *m, int flags)
{
	struct st_args a = {.msg = &m->msg, .flags = flags};
	long n;

	if (flags & MSG_DONTWAIT)
		a.how |= ST_TRY;
	n = call_do(c, sd, ST_RECVMSG, &a);
	if (n > 0 && (flags & MSG_TRUNC)) {
		if (!(flags & MSG_PEEK))
			sd->rx += (size_t)n; /* thrown away unseen */
	} else if (n > 0) {
		check_bytes(c, sd, m->buf, (size_t)n, flags);
	}
	return n;
}

long call_read(struct call *c)
{
	struct sd *sd = call_sd(c, 0);
	int flags = c->ev->nr_args > 3 ? (int)call_num(c, 3) : 0;
	struct message m;
	long ret;

	if (!sd)
		return -EBADF;
	message_one(&m, (size_t)call_num(c, 2));
	ret = do_recv(c, sd, &m, flags);
	free(m.buf);
	return ret;
}

long call_recvmsg(struct call *c)
{
	struct sd *sd = call_sd(c, 0);
	struct value *v = call_arg(c, 1), *want;
	int flags = c->ev->func[4] == 'm' ? (int)call_num(c, 2) : 0;
	struct message m;
	long ret;

	if (!sd)
		return -EBADF;
	if (message_list(c, &m,
			 v->kind == V_LIST ? v : value_field(v, "msg_iov")))
		return -EINVAL;
	ret = do_recv(c, sd, &m, flags);
	want = value_field(v, "msg_flags");
	if (ret >= 0 && want && want->num != m.msg.msg_flags)
		call_fail(c, "msg_flags: expected %#llx, got %#x",
			  (unsigned long long)want->num, m.msg.msg_flags);
	free(m.buf);
	return ret;
}

/* ---- out ------------------------------------------------------------------
 */

static long do_send(struct call *c, struct sd *sd, struct message *m, int flags)
{
	struct st_args a = {.msg = &m->msg, .flags = flags | MSG_NOSIGNAL};
	long n;

	for (size_t i = 0; i < m->len; i++)
		m->buf[i] = pattern(sd->tx + i);
	if (flags & MSG_DONTWAIT)
		a.how |= ST_TRY;
	n = call_do(c, sd, ST_SENDMSG, &a);
	if (n > 0)
		sd->tx += (size_t)n;
	free(m->buf);
	return n;
}

long call_write(struct call *c)
{
	struct sd *sd = call_sd(c, 0);
	int flags = c->ev->nr_args > 3 ? (int)call_num(c, 3) : 0;
	struct message m;

	if (!sd)
		return -EBADF;
	message_one(&m, (size_t)call_num(c, 2));
	return do_send(c, sd, &m, flags);
}

long call_sendto(struct call *c)
{
	struct sd *sd = call_sd(c, 0);
	int flags = (int)call_num(c, 3);
	struct sockaddr_in sin;
	struct message m;

	if (!sd)
		return -EBADF;
	message_one(&m, (size_t)call_num(c, 2));
	call_addr(c, 4, REMOTE_ADDR, &sin);
	m.msg.msg_name = &sin;
	m.msg.msg_namelen = sizeof(sin);
	if ((flags & MSG_FASTOPEN) && !sd->connected) {
		wire_connecting(c->r, 0, ntohs(sin.sin_port));
		sd->connected = true;
	}
	return do_send(c, sd, &m, flags);
}

long call_sendmsg(struct call *c)
{
	struct sd *sd = call_sd(c, 0);
	struct value *v = call_arg(c, 1);
	int flags = c->ev->func[0] == 's' ? (int)call_num(c, 2) : 0;
	struct message m;

	if (!sd)
		return -EBADF;
	if (message_list(c, &m,
			 v->kind == V_LIST ? v : value_field(v, "msg_iov")))
		return -EINVAL;
	return do_send(c, sd, &m, flags);
}
