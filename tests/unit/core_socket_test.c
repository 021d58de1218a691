// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * core_socket_test - a child that accept() gave, and got back
 *
 * Where:   core_test; a family of our own that accepts always.
 * Mirrors: nothing.
 * Spec:    kernel_unaccept() in core/socket.h.
 */
#include "core/eventpoll.h"
#include "core/sock.h"
#include "lib/err.h"
#include "tests/harness.h"
#include "tests/world.h"

static int children, released;

static int test_accept(struct socket *sock, struct socket *newsock, int flags)
{
	newsock->state = SS_CONNECTED;
	children++;
	return 0;
}

static int test_release(struct socket *sock)
{
	struct sock *sk = sock->sk;

	released++;
	if (!sk)
		return 0;
	sock_orphan(sk);
	sock_put(sk);
	return 0;
}

static __poll_t test_poll(struct file *file, struct socket *sock,
			  struct poll_table_struct *pt)
{
	sock_poll_wait(file, sock, pt);
	return 0;
}

static const struct proto_ops test_ops = {
	.family = AF_UNIX,
	.release = test_release,
	.accept = test_accept,
	.poll = test_poll,
};

static struct proto test_prot = {
	.name = "TEST",
	.obj_size = sizeof(struct sock),
};

static struct test_host host;
static struct task_guard guard;
static struct socket *listener;

static void begin(void)
{
	struct sock *sk;

	children = released = 0;
	host = test_host(1);
	task_enter(&guard, host.machine, 0);
	ASSERT_EQ(proto_register(&test_prot, 1), 0);
	ASSERT_EQ(
		sock_create_lite(&init_net, AF_UNIX, SOCK_STREAM, 0, &listener),
		0);
	sk = sk_alloc(&init_net, AF_UNIX, GFP_KERNEL, &test_prot, 0);
	ASSERT_NOT_NULL(sk);
	sock_init_data(listener, sk);
	listener->ops = &test_ops;
}
TEST_SETUP(begin);

static void end(void)
{
	sock_release(listener);
	EXPECT_EQ(released, children + 1);
	proto_unregister(&test_prot);
	task_leave(&guard);
	test_host_end(&host);
}
TEST_TEARDOWN(end);

TEST(accept_undone_gives_the_same_child_first)
{
	struct socket *a, *b, *c, *again;

	EXPECT_EQ(sock_poll_now(listener), 0);
	ASSERT_EQ(kernel_accept(listener, &a, 0), 0);
	ASSERT_EQ(kernel_accept(listener, &b, 0), 0);
	kernel_unaccept(listener, b);
	kernel_unaccept(listener, a);
	EXPECT_EQ(sock_poll_now(listener), EPOLLIN | EPOLLRDNORM);
	ASSERT_EQ(kernel_accept(listener, &again, O_NONBLOCK), 0);
	EXPECT(again == a);
	EXPECT_EQ(a->file->f_flags, O_NONBLOCK);
	ASSERT_EQ(kernel_accept(listener, &again, 0), 0);
	EXPECT(again == b);
	EXPECT_EQ(sock_poll_now(listener), 0);
	ASSERT_EQ(kernel_accept(listener, &c, 0), 0);
	EXPECT(c != a && c != b);
	EXPECT_EQ(children, 3);
	sock_release(a);
	sock_release(b);
	kernel_unaccept(listener, c); /* goes with the listener */
}

TEST(accept_undone_is_an_edge_for_epoll)
{
	struct epoll_event event = {.events = EPOLLIN | EPOLLET}, got;
	struct eventpoll *ep = ep_alloc();
	struct socket *child;

	ASSERT_NOT_NULL(ep);
	EXPECT_EQ(ep_ctl(ep, EPOLL_CTL_ADD, listener, &event), 0);
	ASSERT_EQ(kernel_accept(listener, &child, 0), 0);
	EXPECT_EQ(ep_wait(ep, &got, 1, 0), 0);
	kernel_unaccept(listener, child);
	EXPECT_EQ(ep_wait(ep, &got, 1, 0), 1);
	EXPECT_EQ(got.events, EPOLLIN);
	EXPECT_EQ(ep_wait(ep, &got, 1, 0), 0);
	ep_free(ep);
}
