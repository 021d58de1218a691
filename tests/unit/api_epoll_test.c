// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * api_epoll_test - epoll over UDP sockets: level, edge, one-shot, exclusive
 *
 * Where:   api/epoll.c, core/eventpoll.c.
 * Mirrors: tools/testing/selftests/filesystems/epoll in purpose.
 * Spec:    epoll(7), epoll_ctl(2).
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include "api/strata.h"
#include "tests/harness.h"

#ifndef EPOLLEXCLUSIVE
#define EPOLLEXCLUSIVE (1U << 28)
#endif

#define NR 4

static struct st_world *w;
static struct st_host *h;
static struct st_net *n;
static struct st_sock *s[NR], *out;
static struct st_epoll *e;
static struct epoll_event ev[NR];

static struct sockaddr_in at(int i)
{
	return (struct sockaddr_in){.sin_family = AF_INET,
				    .sin_port = htons((uint16_t)(7000 + i)),
				    .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
}

static void begin(void)
{
	memset(s, 0, sizeof(s));
	out = NULL;
	e = NULL;
	w = st_world_new(NULL);
	h = st_host_new(w, "a", 1);
	if (!h)
		test_check(false, true, __FILE__, __LINE__, "%s", st_errmsg());
	n = st_net_get(h, 0);
	out = st_socket(n, AF_INET, SOCK_DGRAM, 0, NULL);
	for (int i = 0; i < NR; i++) {
		struct sockaddr_in a = at(i);

		s[i] = st_socket(n, AF_INET, SOCK_DGRAM, 0, NULL);
		ASSERT_EQ(st_bind(s[i], (struct sockaddr *)&a, sizeof(a)), 0);
	}
	e = st_epoll_create(h);
	ASSERT(e != NULL);
}
TEST_SETUP(begin);

static void end(void)
{
	for (int i = 0; i < NR; i++)
		if (s[i])
			st_close(s[i]);
	if (out)
		st_close(out);
	if (e)
		EXPECT_EQ(st_epoll_close(e), 0);
	EXPECT_EQ(st_world_free(w, NULL), 0);
}
TEST_TEARDOWN(end);

static int add(int i, uint32_t events)
{
	struct epoll_event event = {.events = events, .data.u32 = (uint32_t)i};

	return st_epoll_ctl(e, EPOLL_CTL_ADD, s[i], &event);
}

static int mod(int i, uint32_t events)
{
	struct epoll_event event = {.events = events, .data.u32 = (uint32_t)i};

	return st_epoll_ctl(e, EPOLL_CTL_MOD, s[i], &event);
}

static void feed(int i)
{
	struct sockaddr_in a = at(i);

	EXPECT_EQ(st_sendto(out, "x", 1, 0, (struct sockaddr *)&a, sizeof(a)),
		  1);
	st_run(w, st_now(h, 1) + ST_MSEC, NULL, NULL);
}

static void drain(int i)
{
	char byte;

	EXPECT_EQ(st_recv(s[i], &byte, 1, MSG_DONTWAIT), 1);
}

/* What is ready, as digits: "13". */
static const char *ready(int max)
{
	static char text[NR + 1];
	int got = st_epoll_wait(e, ev, max, 0);

	memset(text, 0, sizeof(text));
	for (int i = 0; i < got; i++)
		text[i] = (char)('0' + ev[i].data.u32);
	return text;
}

TEST(epoll_level_tells_until_it_is_read)
{
	EXPECT_EQ(add(0, EPOLLIN), 0);
	EXPECT_STREQ(ready(NR), "");
	feed(0);
	EXPECT_STREQ(ready(NR), "0");
	EXPECT_EQ(ev[0].events, EPOLLIN);
	EXPECT_STREQ(ready(NR), "0");
	feed(0);
	drain(0);
	EXPECT_STREQ(ready(NR), "0");
	drain(0);
	EXPECT_STREQ(ready(NR), "");
}

TEST(epoll_edge_tells_each_arrival_once)
{
	EXPECT_EQ(add(0, EPOLLIN | EPOLLET), 0);
	feed(0);
	EXPECT_STREQ(ready(NR), "0");
	EXPECT_STREQ(ready(NR), ""); /* it is still there, but no news */
	feed(0);
	EXPECT_STREQ(ready(NR), "0"); /* news */
	EXPECT_STREQ(ready(NR), "");
	drain(0);
	EXPECT_STREQ(ready(NR), ""); /* one is left: reading is no news */
	EXPECT_EQ(mod(0, EPOLLIN | EPOLLET), 0);
	EXPECT_STREQ(ready(NR), "0"); /* MOD asks again */
	drain(0);
	/* came and went before anybody asked */
	feed(0);
	drain(0);
	EXPECT_STREQ(ready(NR), "");
}

/* An edge tells all that holds, not only what has changed: EPOLLOUT too. */
TEST(epoll_edge_of_input_tells_output_too)
{
	EXPECT_EQ(add(0, EPOLLIN | EPOLLOUT | EPOLLET), 0);
	EXPECT_STREQ(ready(NR), "0"); /* writable as it was added */
	EXPECT_EQ(ev[0].events, EPOLLOUT);
	EXPECT_STREQ(ready(NR), "");
	feed(0);
	EXPECT_STREQ(ready(NR), "0");
	EXPECT_EQ(ev[0].events, EPOLLIN | EPOLLOUT);
	drain(0);
}

TEST(epoll_oneshot_is_mute_until_mod)
{
	EXPECT_EQ(add(0, EPOLLIN | EPOLLONESHOT), 0);
	feed(0);
	EXPECT_STREQ(ready(NR), "0");
	feed(0);
	EXPECT_STREQ(ready(NR), "");
	EXPECT_EQ(mod(0, EPOLLIN | EPOLLONESHOT), 0);
	EXPECT_STREQ(ready(NR), "0");
	EXPECT_STREQ(ready(NR), "");
	EXPECT_EQ(st_shutdown(s[0], SHUT_RD), -ENOTCONN);
}

TEST(epoll_order_is_that_of_arrival)
{
	for (int i = 0; i < NR; i++)
		EXPECT_EQ(add(i, EPOLLIN), 0);
	feed(2);
	feed(0);
	feed(3);
	feed(2); /* stands there already */
	EXPECT_STREQ(ready(NR), "203");
	/* who was told goes behind; who was not stays in front */
	EXPECT_STREQ(ready(1), "2");
	EXPECT_STREQ(ready(1), "0");
	EXPECT_STREQ(ready(NR), "320");
	feed(1);
	drain(3);
	EXPECT_STREQ(ready(NR), "201");
	EXPECT_EQ(mod(0, EPOLLOUT), 0);
	EXPECT_STREQ(ready(2), "20");
	EXPECT_EQ(ev[1].events, EPOLLOUT);
}

TEST(epoll_ctl_refuses_as_linux)
{
	struct epoll_event event = {.events = EPOLLIN};

	EXPECT_EQ(mod(0, EPOLLIN), -ENOENT);
	EXPECT_EQ(st_epoll_ctl(e, EPOLL_CTL_DEL, s[0], NULL), -ENOENT);
	EXPECT_EQ(add(0, EPOLLIN), 0);
	EXPECT_EQ(add(0, EPOLLIN), -EEXIST);
	EXPECT_EQ(st_epoll_ctl(e, 9, s[0], &event), -EINVAL);
	EXPECT_EQ(st_epoll_ctl(e, EPOLL_CTL_ADD, s[1], NULL), -EFAULT);
	EXPECT_EQ(mod(0, EPOLLIN | EPOLLEXCLUSIVE), -EINVAL);
	EXPECT_EQ(add(1, EPOLLIN | EPOLLEXCLUSIVE | EPOLLONESHOT), -EINVAL);
	EXPECT_EQ(add(1, EPOLLIN | EPOLLEXCLUSIVE), 0);
	EXPECT_EQ(mod(1, EPOLLIN), -EINVAL);
	EXPECT_EQ(st_epoll_wait(e, ev, 0, 0), -EINVAL);
	EXPECT_EQ(st_epoll_wait(e, ev, -1, 0), -EINVAL);
	EXPECT_EQ(st_epoll_ctl(e, EPOLL_CTL_DEL, s[0], NULL), 0);
	feed(0);
	EXPECT_STREQ(ready(NR), "");
}

TEST(epoll_forgets_a_socket_that_is_closed)
{
	EXPECT_EQ(add(0, EPOLLIN), 0);
	EXPECT_EQ(add(1, EPOLLIN), 0);
	feed(0);
	feed(1);
	st_close(s[0]);
	s[0] = NULL;
	EXPECT_STREQ(ready(NR), "1");
}

/* Not asked for, but told: an error, and that the peer is gone. */
TEST(epoll_tells_err_hup_and_rdhup)
{
	struct sockaddr_in nobody = at(99);
	int err;
	unsigned int len = sizeof(err);

	EXPECT_EQ(add(0, EPOLLRDHUP | EPOLLET), 0);
	EXPECT_EQ(st_connect(s[0], (struct sockaddr *)&nobody, sizeof(nobody)),
		  0);
	EXPECT_STREQ(ready(NR), "");
	EXPECT_EQ(st_send(s[0], "x", 1, 0), 1);
	st_run(w, ST_SEC, NULL, NULL);
	EXPECT_STREQ(ready(NR), "0");
	EXPECT_EQ(ev[0].events, EPOLLERR);
	EXPECT_EQ(st_getsockopt(s[0], SOL_SOCKET, SO_ERROR, &err, &len), 0);
	EXPECT_EQ(err, ECONNREFUSED);
	EXPECT_EQ(st_shutdown(s[0], SHUT_RD), 0);
	EXPECT_STREQ(ready(NR), "0");
	EXPECT_EQ(ev[0].events, EPOLLRDHUP);
	EXPECT_EQ(st_shutdown(s[0], SHUT_RDWR), 0);
	EXPECT_STREQ(ready(NR), "0");
	EXPECT_EQ(ev[0].events, EPOLLRDHUP | EPOLLHUP);
	EXPECT_STREQ(ready(NR), "");
}

TEST(epoll_wait_ends_in_time_by_an_event_or_when_nothing_can_happen)
{
	int64_t start = st_now(h, 1);

	EXPECT_EQ(add(0, EPOLLIN), 0);
	EXPECT_EQ(st_epoll_wait(e, ev, NR, 2500 * ST_USEC), 0);
	EXPECT_EQ(st_now(h, 1) - start, 2500 * ST_USEC);
	EXPECT_EQ(st_epoll_wait(e, ev, NR, -1), -EDEADLK);
	feed(0);
	EXPECT_EQ(st_epoll_wait(e, ev, NR, -1), 1);
	drain(0);
}

struct waiter {
	struct st_epoll *e;
	int woken;
	int ret;
};

static int wait_main(void *data)
{
	struct waiter *wt = data;
	struct epoll_event event;

	wt->ret = st_epoll_wait(wt->e, &event, 1, ST_SEC);
	wt->woken = wt->ret == 1;
	return 0;
}

/* Two epolls watch one socket: an exclusive one that wakes is enough. */
static int woken_of_two(uint32_t events)
{
	struct waiter wt[2] = {{.e = e}, {.e = st_epoll_create(h)}};
	struct epoll_event event = {.events = events};
	int sum;

	for (int i = 0; i < 2; i++) {
		EXPECT_EQ(st_epoll_ctl(wt[i].e, EPOLL_CTL_ADD, s[0], &event),
			  0);
		EXPECT_EQ(st_task(h, wait_main, &wt[i]), 0);
	}
	st_run(w, st_now(h, 1) + ST_MSEC, NULL, NULL);
	feed(0);
	sum = wt[0].woken + wt[1].woken;
	st_run(w, st_now(h, 1) + 2 * ST_SEC, NULL, NULL);
	drain(0);
	EXPECT_EQ(st_epoll_ctl(e, EPOLL_CTL_DEL, s[0], NULL), 0);
	EXPECT_EQ(st_epoll_close(wt[1].e), 0);
	return sum;
}

TEST(epoll_exclusive_wakes_one_of_two)
{
	EXPECT_EQ(woken_of_two(EPOLLIN), 2);
	EXPECT_EQ(woken_of_two(EPOLLIN | EPOLLEXCLUSIVE), 1);
}

/* Two threads wait in one epoll: an edge is for one of them. */
TEST(epoll_edge_wakes_one_of_two_waiters)
{
	struct waiter wt[2] = {{.e = e}, {.e = e}};

	EXPECT_EQ(add(0, EPOLLIN | EPOLLET), 0);
	for (int i = 0; i < 2; i++)
		EXPECT_EQ(st_task(h, wait_main, &wt[i]), 0);
	st_run(w, st_now(h, 1) + ST_MSEC, NULL, NULL);
	feed(0);
	EXPECT_EQ(wt[0].woken + wt[1].woken, 1);
	st_run(w, st_now(h, 1) + 2 * ST_SEC, NULL, NULL);
	EXPECT_EQ(wt[0].woken + wt[1].woken, 1);
	EXPECT_EQ(wt[0].ret + wt[1].ret, 1);
	drain(0);
}

/* A writer that found no room is told when half of it is free. */
TEST(epoll_out_comes_back_when_the_buffer_drains)
{
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(9)};
	struct st_host *b = st_host_new(w, "b", 1);
	struct epoll_event event = {.events = EPOLLOUT | EPOLLET};
	static char big[1000];
	int room = 5000;

	inet_pton(AF_INET, "10.0.0.2", &a.sin_addr);
	ASSERT(b != NULL);
	ASSERT_EQ(st_wire(h, "eth0", b, "eth0", "rate=1mbit"), 0);
	EXPECT_EQ(st_addr_add(n, "eth0", "10.0.0.1/24"), 0);
	EXPECT_EQ(st_addr_add(st_net_get(b, 0), "eth0", "10.0.0.2/24"), 0);
	EXPECT_EQ(
		st_setsockopt(out, SOL_SOCKET, SO_SNDBUF, &room, sizeof(room)),
		0);
	EXPECT_EQ(st_sendto(out, big, 1, 0, (struct sockaddr *)&a, sizeof(a)),
		  1);
	st_run(w, st_now(h, 1) + ST_SEC, NULL, NULL); /* who has 10.0.0.2? */
	EXPECT_EQ(st_epoll_ctl(e, EPOLL_CTL_ADD, out, &event), 0);
	EXPECT_STREQ(ready(NR), "0");
	while (st_sendto(out, big, sizeof(big), MSG_DONTWAIT,
			 (struct sockaddr *)&a, sizeof(a)) > 0)
		;
	EXPECT_EQ(st_poll(out, POLLOUT, NULL, NULL), 0);
	EXPECT_STREQ(ready(NR), "");
	EXPECT_EQ(st_epoll_wait(e, ev, NR, -1), 1);
	EXPECT_EQ(ev[0].events, EPOLLOUT);
	st_run(w, st_now(h, 1) + ST_SEC, NULL, NULL);
}
