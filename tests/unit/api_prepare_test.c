// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * api_prepare_test - calls that are undone, and calls with a time of their own
 *
 * Where:   api/prepare.c, api/sock.c.
 * Mirrors: nothing.
 * Spec:    st_commit() in api/strata.h.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/errqueue.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "api/strata.h"
#include "tests/harness.h"

static struct st_world *w;
static struct st_host *h;
static struct st_net *n;
static struct st_sock *rx, *tx;

static struct sockaddr_in at(uint16_t port)
{
	return (struct sockaddr_in){.sin_family = AF_INET,
				    .sin_port = htons(port),
				    .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
}

static struct st_sock *udp(uint16_t port)
{
	struct st_sock *s = st_socket(n, AF_INET, SOCK_DGRAM, 0, NULL);
	struct sockaddr_in a = at(port);

	if (s)
		EXPECT_EQ(st_bind(s, (struct sockaddr *)&a, sizeof(a)), 0);
	return s;
}

static void begin(void)
{
	w = st_world_new(NULL);
	h = st_host_new(w, "a", 1);
	if (!h)
		test_check(false, true, __FILE__, __LINE__, "%s", st_errmsg());
	n = st_net_get(h, 0);
	rx = udp(5000);
	tx = udp(6000);
}
TEST_SETUP(begin);

static void end(void)
{
	if (rx)
		EXPECT_EQ(st_close(rx), 0);
	EXPECT_EQ(st_close(tx), 0);
	EXPECT_EQ(st_world_free(w, NULL), 0);
}
TEST_TEARDOWN(end);

static void settle(void)
{
	st_run(w, st_now(h, 1) + ST_MSEC, NULL, NULL);
}

static void feed(const char *text)
{
	struct sockaddr_in a = at(5000);

	EXPECT_EQ(st_sendto(tx, text, strlen(text), 0, (struct sockaddr *)&a,
			    sizeof(a)),
		  (ssize_t)strlen(text));
	settle();
}

struct msg {
	struct msghdr hdr;
	struct iovec iov;
	struct sockaddr_in name;
	char buf[32];
	char control[256];
	struct st_args a;
};

/* One recvmsg; @m keeps what it said. */
static long get(struct msg *m, unsigned int how, int flags)
{
	memset(m, 0, sizeof(*m));
	m->iov = (struct iovec){m->buf, sizeof(m->buf) - 1};
	m->hdr = (struct msghdr){.msg_name = &m->name,
				 .msg_namelen = sizeof(m->name),
				 .msg_iov = &m->iov,
				 .msg_iovlen = 1,
				 .msg_control = m->control,
				 .msg_controllen = sizeof(m->control)};
	m->a = (struct st_args){.how = how, .flags = flags, .msg = &m->hdr};
	return st_call(rx, ST_RECVMSG, &m->a);
}

static long put(struct st_args *a, unsigned int how, const char *text,
		int flags)
{
	static struct sockaddr_in to;
	static struct iovec iov;
	static struct msghdr hdr;

	to = at(5000);
	iov = (struct iovec){(void *)text, strlen(text)};
	hdr = (struct msghdr){.msg_name = &to,
			      .msg_namelen = sizeof(to),
			      .msg_iov = &iov,
			      .msg_iovlen = 1};
	*a = (struct st_args){.how = how, .flags = flags, .msg = &hdr};
	return st_call(tx, ST_SENDMSG, a);
}

#define TRY	(ST_TRY)
#define PREPARE (ST_TRY | ST_PREPARE)

TEST(recvmsg_undone_is_read_again_in_order)
{
	struct msg m;

	feed("one");
	feed("second");
	EXPECT_EQ(get(&m, PREPARE, 0), 3);
	EXPECT_STREQ(m.buf, "one");
	EXPECT_EQ(m.name.sin_port, htons(6000));
	EXPECT_GT(m.a.ticket, 0);
	feed("third"); /* what comes meanwhile joins the end */
	EXPECT_EQ(st_commit(rx, m.a.ticket, 0), 0);
	EXPECT_EQ(st_commit(rx, m.a.ticket, 0), -ENOENT);
	EXPECT_EQ(st_poll(rx, POLLIN, NULL, NULL), POLLIN);
	EXPECT_EQ(get(&m, PREPARE, 0), 3);
	EXPECT_STREQ(m.buf, "one");
	EXPECT_EQ(st_commit(rx, m.a.ticket, 1), 0);
	EXPECT_EQ(get(&m, PREPARE, 0), 6);
	EXPECT_EQ(st_commit(rx, m.a.ticket, 1), 0);
	EXPECT_EQ(get(&m, TRY, 0), 5);
	EXPECT_STREQ(m.buf, "third");
	EXPECT_EQ(get(&m, PREPARE, 0), -EAGAIN);
	EXPECT_EQ(m.a.ticket, 0);
}

/* A peek takes nothing away, prepared or not; an empty datagram is one. */
TEST(recvmsg_of_a_peek_and_of_nothing)
{
	struct msg m;

	feed("");
	feed("x");
	EXPECT_EQ(get(&m, PREPARE, MSG_PEEK), 0);
	EXPECT_EQ(st_commit(rx, m.a.ticket, 1), 0);
	EXPECT_EQ(get(&m, PREPARE, 0), 0);
	EXPECT_EQ(m.name.sin_port, htons(6000));
	EXPECT_EQ(st_commit(rx, m.a.ticket, 1), 0);
	EXPECT_EQ(get(&m, TRY, 0), 1);
}

TEST(recvmsg_of_others_waits_for_the_commit)
{
	struct msg m, other;

	feed("one");
	feed("two");
	EXPECT_EQ(get(&m, PREPARE, 0), 3);
	EXPECT_EQ(get(&other, TRY, 0), -EAGAIN);
	EXPECT_EQ(get(&other, PREPARE, 0), -EAGAIN);
	EXPECT_EQ(other.a.ticket, 0);
	EXPECT_EQ(get(&other, 0, 0), -EDEADLK); /* who should commit? */
	EXPECT_EQ(st_commit(rx, m.a.ticket, 1), 0);
	EXPECT_EQ(get(&other, TRY, 0), 3);
	EXPECT_STREQ(other.buf, "two");
}

struct reader {
	struct msg m;
	long ret;
};

static int reader_main(void *data)
{
	struct reader *r = data;

	r->ret = get(&r->m, 0, 0);
	return 0;
}

TEST(recvmsg_that_waits_goes_on_when_the_other_is_undone)
{
	struct reader r = {.ret = -1};
	struct msg m;

	feed("one");
	EXPECT_EQ(get(&m, PREPARE, 0), 3);
	EXPECT_EQ(st_task(h, reader_main, &r), 0);
	settle();
	EXPECT_EQ(r.ret, -1);
	EXPECT_EQ(st_commit(rx, m.a.ticket, 0), 0);
	settle();
	EXPECT_EQ(r.ret, 3);
	EXPECT_STREQ(r.m.buf, "one");
}

TEST(error_that_a_call_took_is_told_again)
{
	struct sockaddr_in nobody = at(99);
	struct st_args a;
	unsigned int len = sizeof(int);
	struct msg m;
	int err = 0;

	EXPECT_EQ(st_connect(rx, (struct sockaddr *)&nobody, sizeof(nobody)),
		  0);
	EXPECT_EQ(st_send(rx, "x", 1, 0), 1);
	settle();
	EXPECT_EQ(get(&m, PREPARE, 0), -ECONNREFUSED);
	EXPECT_GT(m.a.ticket, 0);
	EXPECT_EQ(st_poll(rx, 0, NULL, NULL), 0);
	EXPECT_EQ(st_commit(rx, m.a.ticket, 0), 0);
	EXPECT_EQ(st_poll(rx, 0, NULL, NULL), POLLERR);
	a = (struct st_args){.how = ST_PREPARE,
			     .level = SOL_SOCKET,
			     .name = SO_ERROR,
			     .buf = &err,
			     .len = sizeof(err)};
	EXPECT_EQ(st_call(rx, ST_GETSOCKOPT, &a), 0);
	EXPECT_EQ(err, ECONNREFUSED);
	EXPECT_EQ(st_commit(rx, a.ticket, 0), 0);
	EXPECT_EQ(get(&m, PREPARE, 0), -ECONNREFUSED);
	EXPECT_EQ(st_commit(rx, m.a.ticket, 1), 0);
	EXPECT_EQ(get(&m, TRY, 0), -EAGAIN);
	EXPECT_EQ(st_getsockopt(rx, SOL_SOCKET, SO_ERROR, &err, &len), 0);
	EXPECT_EQ(err, 0);
}

TEST(errqueue_entry_undone_is_read_again)
{
	struct sockaddr_in nobody = at(99);
	int on = 1;
	struct msg m;

	EXPECT_EQ(st_setsockopt(rx, IPPROTO_IP, IP_RECVERR, &on, sizeof(on)),
		  0);
	EXPECT_EQ(st_connect(rx, (struct sockaddr *)&nobody, sizeof(nobody)),
		  0);
	EXPECT_EQ(st_send(rx, "lost", 4, 0), 4);
	settle();
	for (int ok = 0; ok <= 1; ok++) {
		EXPECT_EQ(st_poll(rx, 0, NULL, NULL), POLLERR);
		EXPECT_EQ(get(&m, PREPARE, MSG_ERRQUEUE), 4);
		EXPECT_STREQ(m.buf, "lost");
		EXPECT(m.hdr.msg_flags & MSG_ERRQUEUE);
		EXPECT_EQ(st_commit(rx, m.a.ticket, ok), 0);
	}
	EXPECT_EQ(get(&m, PREPARE, MSG_ERRQUEUE), -EAGAIN);
	EXPECT_EQ(m.a.ticket, 0);
}

TEST(sendmsg_leaves_with_its_commit_or_never)
{
	struct st_args a, b;
	struct msg m;

	EXPECT_EQ(put(&a, PREPARE, "one", 0), 3);
	EXPECT_GT(a.ticket, 0);
	settle();
	EXPECT_EQ(get(&m, TRY, 0), -EAGAIN);
	EXPECT_EQ(put(&b, TRY, "two", 0), -EAGAIN); /* not before the first */
	EXPECT_EQ(st_commit(tx, a.ticket, 0), 0);
	settle();
	EXPECT_EQ(get(&m, TRY, 0), -EAGAIN);
	EXPECT_EQ(put(&a, PREPARE, "three", 0), 5);
	EXPECT_EQ(st_commit(tx, a.ticket, 1), 0);
	settle();
	EXPECT_EQ(get(&m, TRY, 0), 5);
	EXPECT_STREQ(m.buf, "three");
	EXPECT_EQ(m.name.sin_port, htons(6000));
	EXPECT_EQ(get(&m, TRY, 0), -EAGAIN);
}

TEST(sendmsg_that_cannot_be_prepared_says_so)
{
	struct st_sock *raw = st_socket(n, AF_INET, SOCK_RAW, 255, NULL);
	struct st_args a;
	struct msg m;

	EXPECT_EQ(put(&a, PREPARE, "", 0), -EOPNOTSUPP);
	EXPECT_EQ(put(&a, PREPARE, "x", MSG_MORE), -EBUSY);
	EXPECT_EQ(a.ticket, 0);
	EXPECT_EQ(put(&a, TRY, "a", MSG_MORE), 1);
	EXPECT_EQ(put(&a, PREPARE, "b", 0), -EBUSY);
	EXPECT_EQ(put(&a, TRY, "c", 0), 1);
	settle();
	EXPECT_EQ(get(&m, TRY, 0), 2);
	EXPECT_STREQ(m.buf, "ac");
	a = (struct st_args){.how = ST_PREPARE, .msg = &m.hdr};
	EXPECT_EQ(st_call(raw, ST_SENDMSG, &a), -EOPNOTSUPP);
	a = (struct st_args){.how = ST_PREPARE, .arg = SHUT_RD};
	EXPECT_EQ(st_call(rx, ST_SHUTDOWN, &a), -EOPNOTSUPP);
	EXPECT_EQ(st_commit(rx, 1, 1), -ENOENT);
	EXPECT_EQ(st_commit(rx, 0, 1), -ENOENT);
	EXPECT_EQ(st_close(raw), 0);
}

TEST(close_undoes_what_stands_out)
{
	struct st_args a;
	struct msg m;

	feed("one");
	EXPECT_EQ(get(&m, PREPARE, 0), 3);
	EXPECT_EQ(put(&a, PREPARE, "two", 0), 3);
	EXPECT_EQ(st_close(rx), 0);
	rx = NULL;
}

TEST(timeout_of_a_call_is_its_own)
{
	struct timeval tv = {.tv_sec = 5};
	int64_t start = st_now(h, 1), took;
	struct msg m = {.a = {.how = 0}};
	struct iovec iov = {m.buf, sizeof(m.buf)};

	m.hdr = (struct msghdr){.msg_iov = &iov, .msg_iovlen = 1};
	m.a = (struct st_args){.msg = &m.hdr, .timeout_ns = 10 * ST_MSEC};
	EXPECT_EQ(st_call(rx, ST_RECVMSG, &m.a), -EAGAIN);
	took = st_now(h, 1) - start;
	EXPECT(took >= 10 * ST_MSEC && took <= 12 * ST_MSEC);
	EXPECT_EQ(st_setsockopt(rx, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv)),
		  0);
	start = st_now(h, 1);
	EXPECT_EQ(st_call(rx, ST_RECVMSG, &m.a), -EAGAIN);
	EXPECT_LT(st_now(h, 1) - start, 13 * ST_MSEC);
	m.a.timeout_ns = 0; /* the socket's again */
	start = st_now(h, 1);
	EXPECT_EQ(st_call(rx, ST_RECVMSG, &m.a), -EAGAIN);
	EXPECT_GE(st_now(h, 1) - start, 5 * ST_SEC);
	m.a.timeout_ns = -1;
	EXPECT_EQ(st_call(rx, ST_RECVMSG, &m.a), -EINVAL);
	m.a = (struct st_args){
		.how = ST_TRY, .msg = &m.hdr, .timeout_ns = ST_SEC};
	start = st_now(h, 1);
	EXPECT_EQ(st_call(rx, ST_RECVMSG, &m.a), -EAGAIN);
	EXPECT_EQ(st_now(h, 1), start);
}
