// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * af_inet_stream - the calls that only connected sockets have
 *
 * Where:   proto_ops of SOCK_STREAM; TCP's struct proto does the work.
 * Mirrors: net/ipv4/af_inet.c, cut out. Left out: TCP Fast Open's cookies at
 *          listen().
 * Spec:    tcp(7); POSIX connect(), accept(), listen().
 */
#include "core/sock.h"
#include "core/tcp_states.h"
#include "hdr/ip.h"
#include "lib/err.h"
#include "lib/wait.h"
#include "proto/ipv4/af_inet.h"
#include "proto/ipv4/ip.h"

/**
 * inet_listen - struct proto_ops.listen
 *
 * Context: process.
 * Return: 0, -EINVAL (not a free stream socket), -EADDRINUSE.
 */
int inet_listen(struct socket *sock, int backlog)
{
	struct sock *sk = sock->sk;
	int err = -EINVAL;

	lock_sock(sk);
	if (sock->state != SS_UNCONNECTED || sock->type != SOCK_STREAM ||
	    !((1 << sk->sk_state) & (TCPF_CLOSE | TCPF_LISTEN)) ||
	    !sk->sk_prot->listen_start)
		goto out;
	WRITE_ONCE(sk->sk_max_ack_backlog, (u32)backlog);
	err = 0;
	if (sk->sk_state != TCP_LISTEN)
		err = sk->sk_prot->listen_start(sk);
out:
	release_sock(sk);
	return err;
}
EXPORT_SYMBOL(inet_listen);

/* @sk is locked. Return: the rest of @timeo; 0: it is over. */
static long inet_wait_for_connect(struct sock *sk, long timeo, int writebias)
{
	DEFINE_WAIT_FUNC(wait, woken_wake_function);

	add_wait_queue(sk_sleep(sk), &wait);
	sk->sk_write_pending += writebias;
	while ((1 << sk->sk_state) & (TCPF_SYN_SENT | TCPF_SYN_RECV)) {
		release_sock(sk);
		timeo = wait_woken(&wait, TASK_INTERRUPTIBLE, timeo);
		lock_sock(sk);
		if (signal_pending(current) || !timeo)
			break;
	}
	remove_wait_queue(sk_sleep(sk), &wait);
	sk->sk_write_pending -= writebias;
	return timeo;
}

/* The first call, or one more while it is on the way. 0: go on and wait. */
static int stream_connect_start(struct socket *sock, struct sockaddr *uaddr,
				int addr_len, int *err, int is_sendmsg)
{
	struct sock *sk = sock->sk;

	switch (sock->state) {
	case SS_CONNECTED:
		return -EISCONN;
	case SS_CONNECTING:
		if (inet_test_bit(DEFER_CONNECT, sk))
			*err = is_sendmsg ? -EINPROGRESS : -EISCONN;
		else
			*err = -EALREADY;
		return 0;
	case SS_UNCONNECTED:
		break;
	default:
		return -EINVAL;
	}
	if (sk->sk_state != TCP_CLOSE)
		return -EISCONN;
	if (sk->sk_prot->pre_connect) {
		*err = sk->sk_prot->pre_connect(sk, uaddr, addr_len);
		if (*err)
			return *err;
	}
	*err = sk->sk_prot->connect(sk, uaddr, addr_len);
	if (*err < 0)
		return *err;
	sock->state = SS_CONNECTING;
	if (inet_test_bit(DEFER_CONNECT, sk))
		return 1; /* the SYN goes with the first data */
	*err = -EINPROGRESS;
	return 0;
}

static int stream_connect_unspec(struct socket *sock, int flags)
{
	struct sock *sk = sock->sk;
	int err = sk->sk_prot->disconnect(sk, flags);

	sock->state = err ? SS_DISCONNECTING : SS_UNCONNECTED;
	return err;
}

/* @sock's sk is locked. @is_sendmsg: of MSG_FASTOPEN, data wait behind us. */
int __inet_stream_connect(struct socket *sock, struct sockaddr *uaddr,
			  int addr_len, int flags, int is_sendmsg)
{
	struct sock *sk = sock->sk;
	int err = 0, ret;
	long timeo;

	if (uaddr) {
		if (addr_len < (int)sizeof(uaddr->sa_family))
			return -EINVAL;
		if (uaddr->sa_family == AF_UNSPEC)
			return stream_connect_unspec(sock, flags);
	}
	ret = stream_connect_start(sock, uaddr, addr_len, &err, is_sendmsg);
	if (ret)
		return ret < 0 ? ret : 0;
	timeo = sock_sndtimeo(sk, flags & O_NONBLOCK);
	if ((1 << sk->sk_state) & (TCPF_SYN_SENT | TCPF_SYN_RECV)) {
		if (!timeo || !inet_wait_for_connect(sk, timeo, is_sendmsg))
			return err;
		if (signal_pending(current))
			return sock_intr_errno(timeo);
	}
	if (sk->sk_state != TCP_CLOSE) {
		sock->state = SS_CONNECTED;
		return 0;
	}
	/* reset, timed out, or an ICMP error */
	err = sock_error(sk) ?: -ECONNABORTED;
	sock->state = SS_UNCONNECTED;
	if (sk->sk_prot->disconnect(sk, flags))
		sock->state = SS_DISCONNECTING;
	return err;
}
EXPORT_SYMBOL(__inet_stream_connect);

/* Context: process; struct proto_ops.connect. */
int inet_stream_connect(struct socket *sock, struct sockaddr *uaddr,
			int addr_len, int flags)
{
	int err;

	lock_sock(sock->sk);
	err = __inet_stream_connect(sock, uaddr, addr_len, flags, 0);
	release_sock(sock->sk);
	return err;
}
EXPORT_SYMBOL(inet_stream_connect);

/* Context: process; struct proto_ops.accept. */
int inet_accept(struct socket *sock, struct socket *newsock, int flags)
{
	struct sock *sk1 = sock->sk, *sk2;
	int err = -EINVAL;

	if (!sk1->sk_prot->accept)
		return -EOPNOTSUPP;
	sk2 = sk1->sk_prot->accept(sk1, flags, &err, false);
	if (!sk2)
		return err;
	lock_sock(sk2);
	WARN_ON_ONCE(!((1 << sk2->sk_state) &
		       (TCPF_ESTABLISHED | TCPF_SYN_RECV | TCPF_FIN_WAIT1 |
			TCPF_FIN_WAIT2 | TCPF_CLOSING | TCPF_CLOSE_WAIT |
			TCPF_CLOSE)));
	sock_graft(sk2, newsock);
	newsock->state = SS_CONNECTED;
	release_sock(sk2);
	return 0;
}
EXPORT_SYMBOL(inet_accept);

/* ---- the route of a connection --------------------------------------------
 */

/* The address went away; net.ipv4.ip_dynaddr: take the new one. */
static int inet_sk_reselect_saddr(struct sock *sk, struct flowi4 *fl4)
{
	struct inet_sock *inet = inet_sk(sk);
	__be32 old = inet->inet_saddr, daddr = inet->inet_daddr;
	struct ip_options_rcu *opt = inet->inet_opt;
	struct rtable *rt;

	if (opt && opt->opt.srr)
		daddr = opt->opt.faddr;
	flowi4_init_output(fl4, sk->sk_bound_dev_if, READ_ONCE(sk->sk_mark),
			   ip_sock_rt_tos(sk), ip_sock_rt_scope(sk),
			   (u8)sk->sk_protocol, 0, daddr, 0, inet->inet_dport,
			   inet->inet_sport, sk->sk_cred.uid);
	rt = ip_route_output_flow(sock_net(sk), fl4, sk);
	if (IS_ERR(rt))
		return (int)PTR_ERR(rt);
	if (fl4->saddr != old) {
		inet->inet_saddr = inet->inet_rcv_saddr = fl4->saddr;
		if (sk->sk_prot->rehash)
			sk->sk_prot->rehash(sk);
	}
	sk_setup_caps(sk, &rt->dst);
	return 0;
}

/**
 * inet_sk_rebuild_header - a connection's route, looked up again if need be
 * @sk: locked
 *
 * Context: process or softirq.
 * Return: 0, or why there is no route.
 */
int inet_sk_rebuild_header(struct sock *sk)
{
	struct rtable *rt = (struct rtable *)__sk_dst_check(sk, 0);
	struct inet_sock *inet = inet_sk(sk);
	struct flowi4 *fl4 = &inet->cork.fl.u.ip4;
	__be32 daddr = inet->inet_daddr;
	struct ip_options_rcu *opt;
	int err;

	if (rt)
		return 0;
	rcu_read_lock();
	opt = rcu_dereference(inet->inet_opt);
	if (opt && opt->opt.srr)
		daddr = opt->opt.faddr;
	rcu_read_unlock();
	flowi4_init_output(fl4, sk->sk_bound_dev_if, READ_ONCE(sk->sk_mark),
			   ip_sock_rt_tos(sk), ip_sock_rt_scope(sk),
			   (u8)sk->sk_protocol, 0, daddr, inet->inet_saddr,
			   inet->inet_dport, inet->inet_sport, sk->sk_cred.uid);
	rt = ip_route_output_flow(sock_net(sk), fl4, sk);
	if (!IS_ERR(rt)) {
		sk_setup_caps(sk, &rt->dst);
		return 0;
	}
	err = (int)PTR_ERR(rt);
	sk->sk_route_caps = 0;
	if (!READ_ONCE(net_ipv4(sock_net(sk))->sysctl_ip_dynaddr) ||
	    sk->sk_state != TCP_SYN_SENT ||
	    (sk->sk_userlocks & SOCK_BINDADDR_LOCK))
		goto fail;
	err = inet_sk_reselect_saddr(sk, fl4);
	if (!err)
		return 0;
fail:
	WRITE_ONCE(sk->sk_err_soft, -err);
	return err;
}
EXPORT_SYMBOL(inet_sk_rebuild_header);
