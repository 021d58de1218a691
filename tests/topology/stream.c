// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * stream - a transfer between two hosts of a topology, checked byte for byte
 *
 * Where:   tests/topology/tcp_*.c, tests/soak.
 * Mirrors: nothing in the kernel.
 */
#include "tests/topology/stream.h"

#include <netinet/tcp.h>
#include <string.h>
#include <sys/time.h>

#include "tests/harness.h"

#define CHUNK 8192

uint8_t stream_byte(uint32_t seed, uint64_t pos)
{
	uint64_t x = (pos >> 3) * 0x9e3779b97f4a7c15ULL + seed;

	x ^= x >> 29;
	x *= 0xbf58476d1ce4e5b9ULL;
	x ^= x >> 32;
	return (uint8_t)(x >> (8 * (pos & 7)));
}

static int give_up(struct stream_end *e, const char *call, long ret)
{
	e->err = (int)-ret;
	e->call = call;
	return -1;
}

static void set(struct st_sock *s, int level, int name, int val)
{
	st_setsockopt(s, level, name, &val, sizeof(val));
}

static void set_options(const struct stream *st, struct st_sock *s)
{
	struct timeval tv = {
		.tv_sec = st->timeout_ns / ST_SEC,
		.tv_usec = st->timeout_ns % ST_SEC / 1000,
	};

	if (st->rcvbuf)
		set(s, SOL_SOCKET, SO_RCVBUF, st->rcvbuf);
	if (st->timeout_ns) {
		st_setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv));
		st_setsockopt(s, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof(tv));
	}
	if (st->sndbuf)
		set(s, SOL_SOCKET, SO_SNDBUF, st->sndbuf);
	if (st->cork)
		set(s, IPPROTO_TCP, TCP_CORK, 1);
	if (st->cc)
		st_setsockopt(s, IPPROTO_TCP, TCP_CONGESTION, st->cc,
			      (unsigned int)strlen(st->cc));
}

/* Sizes of writes vary, from one byte up. */
static size_t chunk_size(const struct stream *st, uint64_t pos, uint64_t left)
{
	unsigned int most = st->chunk ? st->chunk : CHUNK;
	uint64_t n = 1 + (stream_byte(st->seed ^ 0x5a5a, pos) * 257u +
			  stream_byte(st->seed, pos)) %
				 most;

	return n < left ? n : left;
}

static int send_all(const struct stream *st, struct st_sock *s, uint64_t total,
		    uint32_t seed, struct stream_end *e)
{
	uint8_t buf[8192]; /* a task may sleep in st_send(): its own */

	while (e->sent < total) {
		size_t n = chunk_size(st, e->sent, total - e->sent);
		ssize_t ret;

		if (n > sizeof(buf))
			n = sizeof(buf);
		for (size_t i = 0; i < n; i++)
			buf[i] = stream_byte(seed, e->sent + i);
		ret = st_send(s, buf, n, MSG_NOSIGNAL);
		if (ret < 0)
			return give_up(e, "send", ret);
		e->sent += (uint64_t)ret;
	}
	return 0;
}

static int receive_all(struct st_sock *s, uint32_t seed, struct stream_end *e)
{
	uint8_t buf[8192];

	for (;;) {
		ssize_t n = st_recv(s, buf, sizeof(buf), 0);

		if (n < 0)
			return give_up(e, "recv", n);
		if (n == 0)
			return 0;
		for (ssize_t i = 0; i < n; i++)
			e->wrong +=
				buf[i] !=
				stream_byte(seed, e->received + (uint64_t)i);
		e->received += (uint64_t)n;
	}
}

static int client(void *data)
{
	struct stream *st = data;
	struct sockaddr_in a = topo_addr(st->address, st->port);
	struct st_sock *s =
		st_socket(st->t->n[st->client], AF_INET, SOCK_STREAM, 0, NULL);
	int ret;

	if (!s)
		return give_up(&st->c, "socket", -1);
	set_options(st, s);
	ret = st_connect(s, (struct sockaddr *)&a, sizeof(a));
	if (ret)
		give_up(&st->c, "connect", ret);
	else if (!send_all(st, s, st->up, st->seed, &st->c) &&
		 !st_shutdown(s, SHUT_WR))
		receive_all(s, ~st->seed, &st->c);
	st_close(s);
	__atomic_store_n(&st->c.done, 1, __ATOMIC_RELEASE);
	return 0;
}

static int server(void *data)
{
	struct stream *st = data;
	struct st_sock *s = st_accept(st->listener, NULL, NULL, 0);

	if (!s) {
		give_up(&st->s, "accept", -1);
	} else {
		if (!receive_all(s, st->seed, &st->s))
			send_all(st, s, st->down, ~st->seed, &st->s);
		st_close(s);
	}
	st_close(st->listener);
	__atomic_store_n(&st->s.done, 1, __ATOMIC_RELEASE);
	return 0;
}

void stream_start(struct stream *st)
{
	struct sockaddr_in a = topo_addr("0.0.0.0", st->port);

	st->listener =
		st_socket(st->t->n[st->server], AF_INET, SOCK_STREAM, 0, NULL);
	ASSERT(st->listener != NULL);
	set(st->listener, SOL_SOCKET, SO_REUSEADDR, 1);
	set_options(st, st->listener);
	ASSERT_EQ(st_bind(st->listener, (struct sockaddr *)&a, sizeof(a)), 0);
	ASSERT_EQ(st_listen(st->listener, 8), 0);
	ASSERT_EQ(st_task(st->t->h[st->server], server, st), 0);
	ASSERT_EQ(st_task(st->t->h[st->client], client, st), 0);
}

int stream_done(void *data)
{
	const struct stream *st = data;

	return __atomic_load_n(&st->c.done, __ATOMIC_ACQUIRE) &&
	       __atomic_load_n(&st->s.done, __ATOMIC_ACQUIRE);
}

int stream_run(struct stream *st, int64_t ns)
{
	stream_start(st);
	return st_run(st->t->w, st_now(st->t->h[0], 1) + ns, stream_done, st) ==
	       1;
}

void stream_expect_whole(const struct stream *st)
{
	EXPECT_EQ(st->c.err, 0);
	EXPECT_EQ(st->s.err, 0);
	EXPECT_EQ(st->c.sent, st->up);
	EXPECT_EQ(st->s.received, st->up);
	EXPECT_EQ(st->s.sent, st->down);
	EXPECT_EQ(st->c.received, st->down);
	EXPECT_EQ(st->c.wrong, 0);
	EXPECT_EQ(st->s.wrong, 0);
	if (st->c.err || st->s.err)
		test_check(false, false, __FILE__, __LINE__,
			   "client: %s %d, server: %s %d",
			   st->c.call ? st->c.call : "-", st->c.err,
			   st->s.call ? st->s.call : "-", st->s.err);
}
