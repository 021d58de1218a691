// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * core_sock_mem_test - a transport's account, and what streams wait for
 *
 * Where:   core_test; a transport of our own, "TEST", with small limits.
 * Mirrors: nothing.
 * Spec:    core/sock_mem.h; net.ipv4.tcp_mem in ip-sysctl.rst.
 */
#include "core/sock.h"
#include "core/tcp_states.h"
#include "lib/err.h"
#include "lib/kthread.h"
#include "lib/ktime.h"
#include "tests/unit/core_fixture.h"

#include <linux/poll.h>

#define PAGES(n) ((n)*SK_MEM_QUANTUM)

static int entered;

static void enter_pressure(struct sock *sk)
{
	unsigned long *pressure = proto_memory_pressure(sk->sk_prot);

	entered += !*pressure;
	if (!*pressure)
		*pressure = 1;
}

static const long limits[3] = {4, 6, 8};

static struct proto stream_prot = {
	.name = "TEST",
	.obj_size = sizeof(struct sock),
	.sysctl_mem = limits,
	.enter_memory_pressure = enter_pressure,
};

/* Its memory is TEST's, as tcpv6's is tcp's. */
static struct proto sharing_prot = {
	.name = "TESTv6",
	.obj_size = sizeof(struct sock),
	.sysctl_mem = limits,
	.mem_of = &stream_prot,
	.enter_memory_pressure = enter_pressure,
};

static void begin(void)
{
	entered = 0;
	host_begin(1);
	ASSERT_EQ(proto_register(&stream_prot, 1), 0);
	ASSERT_EQ(proto_register(&sharing_prot, 1), 0);
}
TEST_SETUP(begin);

static void end(void)
{
	EXPECT_EQ(*proto_memory_allocated(&stream_prot), 0);
	proto_unregister(&sharing_prot);
	proto_unregister(&stream_prot);
	core_host_end();
}
TEST_TEARDOWN(end);

struct pair {
	struct socket *sock;
	struct sock *sk;
};

static struct pair stream(struct proto *prot)
{
	struct pair p;

	ASSERT_EQ(sock_create_lite(&init_net, AF_INET, SOCK_STREAM, 0, &p.sock),
		  0);
	p.sk = sk_alloc(&init_net, AF_INET, GFP_KERNEL, prot, 0);
	ASSERT_NOT_NULL(p.sk);
	sock_init_data(p.sock, p.sk);
	sk_sockets_allocated_inc(p.sk);
	return p;
}

static void destroy(struct pair *p)
{
	sk_stream_kill_queues(p->sk);
	sk_sockets_allocated_dec(p->sk);
	sock_orphan(p->sk);
	sock_put(p->sk);
	p->sock->sk = NULL;
	sock_release(p->sock);
}

/* What tcp_sendmsg() does for one packet of @size bytes. */
static bool queue(struct sock *sk, int size)
{
	if (!sk_wmem_schedule(sk, size))
		return false;
	sk_wmem_queued_add(sk, size);
	sk_mem_charge(sk, size);
	return true;
}

static void unqueue(struct sock *sk, int size)
{
	sk_wmem_queued_add(sk, -size);
	sk_mem_uncharge(sk, size);
}

TEST(sk_mem_is_bought_by_the_page_and_given_back)
{
	struct pair p = stream(&stream_prot);

	EXPECT(queue(p.sk, 1000));
	EXPECT_EQ(sk_memory_allocated(p.sk), 1);
	EXPECT_EQ(sk_forward_alloc_get(p.sk), 4096 - 1000);
	EXPECT(queue(p.sk, 3000)); /* of the same page */
	EXPECT_EQ(sk_memory_allocated(p.sk), 1);
	EXPECT(queue(p.sk, 5000));
	EXPECT_EQ(sk_memory_allocated(p.sk), 3);
	unqueue(p.sk, 5000);
	EXPECT_EQ(sk_memory_allocated(p.sk), 1);
	EXPECT_LT(sk_forward_alloc_get(p.sk), SK_MEM_QUANTUM);
	unqueue(p.sk, 4000);
	EXPECT_EQ(sk_memory_allocated(p.sk), 0);
	EXPECT_EQ(sk_forward_alloc_get(p.sk), 0);
	destroy(&p);
}

TEST(sk_mem_two_protos_use_one_account)
{
	struct pair p = stream(&stream_prot), q = stream(&sharing_prot);

	EXPECT(queue(p.sk, PAGES(2)));
	EXPECT(queue(q.sk, PAGES(1)));
	EXPECT_EQ(sk_memory_allocated(p.sk), 3);
	EXPECT_EQ(sk_memory_allocated(q.sk), 3);
	EXPECT_EQ(sk_sockets_allocated_read_positive(q.sk), 2);
	unqueue(p.sk, PAGES(2));
	unqueue(q.sk, PAGES(1));
	destroy(&p);
	destroy(&q);
}

/* Between the limits: pressure, but less than the minimum is always granted. */
TEST(sk_mem_pressure_begins_above_the_second_limit_and_ends_below_the_first)
{
	struct pair big = stream(&stream_prot), small = stream(&stream_prot);

	big.sk->sk_userlocks |= SOCK_SNDBUF_LOCK;
	EXPECT(queue(big.sk, PAGES(6)));
	EXPECT_EQ(entered, 0);
	EXPECT(!sk_under_memory_pressure(big.sk));
	EXPECT(queue(small.sk, 100)); /* the seventh page */
	EXPECT_EQ(entered, 1);
	EXPECT(sk_under_memory_pressure(big.sk));
	/* 8 sockets of 6 pages each would be too much */
	EXPECT(!queue(big.sk, PAGES(1)));
	EXPECT_EQ(sk_memory_allocated(big.sk), 7);
	EXPECT(!sk_rmem_schedule(small.sk, NULL, PAGES(2)));
	EXPECT_EQ(sk_memory_allocated(big.sk), 7);
	unqueue(big.sk, PAGES(2));
	EXPECT(sk_under_memory_pressure(big.sk)); /* 5 pages: not yet */
	unqueue(big.sk, PAGES(4));
	EXPECT(!sk_under_memory_pressure(big.sk));
	unqueue(small.sk, 100);
	destroy(&big);
	destroy(&small);
}

TEST(sk_mem_hard_limit_shrinks_the_send_buffer)
{
	struct pair p = stream(&stream_prot), q = stream(&stream_prot);

	q.sk->sk_userlocks |= SOCK_SNDBUF_LOCK;
	EXPECT(queue(p.sk, PAGES(8)));
	EXPECT(!queue(q.sk, PAGES(1))); /* its buffer is empty: an error */
	EXPECT_EQ(q.sk->sk_sndbuf, 212992);
	/* a full buffer must wait, not fail: it gets this one */
	EXPECT(queue(p.sk, PAGES(1)));
	EXPECT_EQ(p.sk->sk_sndbuf, PAGES(4));
	EXPECT(!sk_stream_memory_free(p.sk));
	EXPECT_EQ(sk_memory_allocated(p.sk), 9);
	sk_forced_mem_schedule(q.sk, 100); /* a FIN */
	EXPECT_EQ(sk_memory_allocated(p.sk), 10);
	sk_mem_charge(q.sk, 100);
	sk_mem_uncharge(q.sk, 100);
	unqueue(p.sk, PAGES(9));
	destroy(&p);
	destroy(&q);
}

TEST(sk_mem_limits_are_the_machines)
{
	struct pair p = stream(&stream_prot);

	p.sk->sk_userlocks |= SOCK_SNDBUF_LOCK;
	proto_sysctl_mem(&stream_prot)[2] = 1;
	proto_sysctl_mem(&stream_prot)[0] = 0;
	EXPECT_EQ(sk_prot_mem_limits(p.sk, 2), 1);
	EXPECT(!queue(p.sk, PAGES(2)));
	EXPECT_EQ(limits[2], 8);
	destroy(&p);
}

/* ---- what streams wait for --------------------------------------------------
 */

struct waiter {
	struct pair p;
	int (*wait)(struct sock *sk, long *timeo);
	long timeo;
	int ret;
	bool done;
};

static int wait_main(void *data)
{
	struct waiter *w = data;

	lock_sock(w->p.sk);
	w->ret = w->wait(w->p.sk, &w->timeo);
	release_sock(w->p.sk);
	w->done = true;
	return 0;
}

static void start(struct waiter *w)
{
	struct task_struct *t = kthread_create(wait_main, w, "waiter");

	ASSERT(!IS_ERR(t));
	kthread_detach(t);
	wake_up_process(t);
	schedule_timeout_uninterruptible(2);
}

TEST(sk_stream_wait_memory_ends_when_a_third_is_free)
{
	struct waiter w = {.p = stream(&stream_prot),
			   .wait = sk_stream_wait_memory,
			   .timeo = HZ};
	struct sock *sk = w.p.sk;

	sk->sk_sndbuf = 9000;
	sk_wmem_queued_add(sk, 9000);
	start(&w);
	EXPECT(!w.done);
	EXPECT_EQ(sk->sk_write_pending, 1);
	EXPECT(test_bit(SOCK_NOSPACE, &w.p.sock->flags));
	sk_wmem_queued_add(sk, -2000); /* room, but not enough to wake */
	sk_stream_write_space(sk);
	EXPECT(test_bit(SOCK_NOSPACE, &w.p.sock->flags));
	schedule_timeout_uninterruptible(2);
	EXPECT(!w.done);
	sk_wmem_queued_add(sk, -1000);
	sk_stream_write_space(sk);
	EXPECT(!test_bit(SOCK_NOSPACE, &w.p.sock->flags));
	schedule_timeout_uninterruptible(2);
	EXPECT(w.done);
	EXPECT_EQ(w.ret, 0);
	EXPECT(w.timeo > 0 && w.timeo < HZ);
	EXPECT_EQ(sk->sk_write_pending, 0);
	sk_wmem_queued_add(sk, -6000);
	destroy(&w.p);
}

TEST(sk_stream_wait_memory_says_eagain_epipe_and_the_timeout)
{
	struct waiter w = {.p = stream(&stream_prot),
			   .wait = sk_stream_wait_memory};
	struct sock *sk = w.p.sk;

	sk->sk_sndbuf = 4096;
	sk_wmem_queued_add(sk, 5000);
	start(&w);
	EXPECT(w.done);
	EXPECT_EQ(w.ret, -EAGAIN);
	EXPECT(test_bit(SOCK_NOSPACE, &w.p.sock->flags));
	w.timeo = 5;
	w.done = false;
	start(&w);
	EXPECT(!w.done);
	schedule_timeout_uninterruptible(6);
	EXPECT(w.done);
	EXPECT_EQ(w.ret, -EAGAIN);
	EXPECT_EQ(w.timeo, 0);
	w.timeo = MAX_SCHEDULE_TIMEOUT;
	w.done = false;
	start(&w);
	EXPECT(!w.done);
	sk->sk_shutdown |= SEND_SHUTDOWN;
	sk->sk_state_change(sk);
	schedule_timeout_uninterruptible(2);
	EXPECT(w.done);
	EXPECT_EQ(w.ret, -EPIPE);
	EXPECT_EQ(w.timeo, MAX_SCHEDULE_TIMEOUT);
	sk->sk_err = ECONNRESET;
	EXPECT_EQ(sk_stream_error(sk, 0, w.ret), -ECONNRESET);
	EXPECT_EQ(sk_stream_error(sk, 0, w.ret), -EPIPE);
	sk_wmem_queued_add(sk, -5000);
	destroy(&w.p);
}

/* Room in the buffer, but none in the account: nobody will wake the writer. */
TEST(sk_stream_wait_memory_of_the_account_is_short)
{
	struct waiter w = {.p = stream(&stream_prot),
			   .wait = sk_stream_wait_memory,
			   .timeo = 10 * HZ};

	start(&w);
	EXPECT(!w.done);
	schedule_timeout_uninterruptible(HZ / 5 + 2);
	EXPECT(w.done);
	EXPECT_EQ(w.ret, 0);
	EXPECT(w.timeo >= 10 * HZ - HZ / 5 - 2 && w.timeo < 10 * HZ);
	destroy(&w.p);
}

TEST(sk_stream_wait_connect_tells_how_it_ended)
{
	struct waiter w = {.p = stream(&stream_prot),
			   .wait = sk_stream_wait_connect,
			   .timeo = HZ};
	struct sock *sk = w.p.sk;

	sk->sk_state = TCP_SYN_SENT;
	start(&w);
	EXPECT(!w.done);
	sk->sk_state = TCP_ESTABLISHED;
	sk->sk_state_change(sk);
	schedule_timeout_uninterruptible(2);
	EXPECT(w.done);
	EXPECT_EQ(w.ret, 0);
	sk->sk_state = TCP_SYN_SENT;
	w.done = false;
	start(&w);
	sk->sk_err = ECONNREFUSED;
	sk->sk_state = TCP_CLOSE;
	sk->sk_state_change(sk);
	schedule_timeout_uninterruptible(2);
	EXPECT(w.done);
	EXPECT_EQ(w.ret, -ECONNREFUSED);
	EXPECT_EQ(sk->sk_err, 0);
	w.done = false;
	start(&w); /* closed */
	EXPECT_EQ(w.ret, -EPIPE);
	sk->sk_state = TCP_SYN_SENT;
	w.done = false;
	start(&w);
	sk->sk_disconnects++; /* disconnect() while it slept */
	sk->sk_state_change(sk);
	schedule_timeout_uninterruptible(2);
	EXPECT(w.done);
	EXPECT_EQ(w.ret, -EPIPE);
	destroy(&w.p);
}

static int wait_close(struct sock *sk, long *timeo)
{
	sk_stream_wait_close(sk, *timeo);
	return 0;
}

TEST(sk_stream_wait_close_lingers_while_a_fin_is_out)
{
	struct waiter w = {
		.p = stream(&stream_prot), .wait = wait_close, .timeo = HZ};
	struct sock *sk = w.p.sk;

	sk->sk_state = TCP_FIN_WAIT1;
	start(&w);
	EXPECT(!w.done);
	sk->sk_state = TCP_FIN_WAIT2;
	sk->sk_state_change(sk);
	schedule_timeout_uninterruptible(2);
	EXPECT(w.done);
	sk->sk_state = TCP_LAST_ACK;
	w.done = false;
	start(&w);
	schedule_timeout_uninterruptible(HZ);
	EXPECT(w.done); /* by the timeout */
	sk->sk_state = TCP_CLOSE;
	destroy(&w.p);
}

static void timer_fn(struct timer_list *t)
{
	struct sock *sk = from_timer(sk, t, sk_timer);

	sk->sk_mark++;
	sock_put(sk);
}

TEST(sk_timer_holds_the_sock_while_it_is_armed)
{
	struct pair p = stream(&stream_prot);

	timer_setup(&p.sk->sk_timer, timer_fn, 0);
	sk_reset_timer(p.sk, &p.sk->sk_timer, jiffies + 5);
	sk_reset_timer(p.sk, &p.sk->sk_timer, jiffies + 2);
	EXPECT_EQ(refcount_read(&p.sk->sk_refcnt), 2);
	schedule_timeout_uninterruptible(4);
	EXPECT_EQ(p.sk->sk_mark, 1);
	EXPECT_EQ(refcount_read(&p.sk->sk_refcnt), 1);
	sk_reset_timer(p.sk, &p.sk->sk_timer, jiffies + 5);
	sk_stop_timer(p.sk, &p.sk->sk_timer);
	sk_stop_timer_sync(p.sk, &p.sk->sk_timer);
	EXPECT_EQ(refcount_read(&p.sk->sk_refcnt), 1);
	destroy(&p);
}
