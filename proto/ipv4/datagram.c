// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * datagram - connect() of sockets that have no connection
 *
 * Where:   struct proto.connect, .release_cb and .recvmsg of UDP, raw, ping.
 * Mirrors: net/ipv4/datagram.c.
 * Spec:    udp(7): a connected socket has one peer and keeps its route.
 */
#include "proto/ipv4/datagram.h"
#include "core/tcp_states.h"
#include "lib/err.h"
#include "lib/random.h"
#include "proto/ipv4/ip.h"

struct rtable *ip_route_datagram(struct sock *sk, struct flowi4 *fl4)
{
	struct rtable *rt = ip_route_output_flow(sock_net(sk), fl4, sk);

	if (IS_ERR(rt)) {
		if (PTR_ERR(rt) == -ENETUNREACH)
			IP_INC_STATS(sock_net(sk), IPSTATS_MIB_OUTNOROUTES);
		return rt;
	}
	if ((rt->rt_flags & RTCF_BROADCAST) && !sock_flag(sk, SOCK_BROADCAST)) {
		ip_rt_put(rt);
		return ERR_PTR(-EACCES);
	}
	return rt;
}

static void connect_route(struct sock *sk, const struct sockaddr_in *usin,
			  struct flowi4 *fl4)
{
	struct inet_sock *inet = inet_sk(sk);
	int oif = sk->sk_bound_dev_if;
	__be32 saddr = inet->inet_saddr;

	inet_datagram_way(inet, usin->sin_addr.s_addr, &oif, &saddr);
	flowi4_init_output(fl4, oif, READ_ONCE(sk->sk_mark), ip_sock_rt_tos(sk),
			   ip_sock_rt_scope(sk), (u8)sk->sk_protocol,
			   inet_sk_transparent(sk) ? FLOWI_FLAG_ANYSRC : 0,
			   usin->sin_addr.s_addr, saddr, usin->sin_port,
			   inet->inet_sport, sk->sk_cred.uid);
}

/* The sock is locked. See datagram.h. */
int __ip4_datagram_connect(struct sock *sk, struct sockaddr *uaddr,
			   int addr_len)
{
	struct sockaddr_in *usin = (struct sockaddr_in *)uaddr;
	struct inet_sock *inet = inet_sk(sk);
	struct rtable *rt;
	struct flowi4 fl4;

	if (addr_len < (int)sizeof(*usin))
		return -EINVAL;
	if (usin->sin_family != AF_INET)
		return -EAFNOSUPPORT;
	sk_dst_reset(sk);
	connect_route(sk, usin, &fl4);
	rt = ip_route_datagram(sk, &fl4);
	if (IS_ERR(rt))
		return (int)PTR_ERR(rt);
	if (!inet->inet_saddr)
		inet->inet_saddr = fl4.saddr;
	if (!inet->inet_rcv_saddr) {
		inet->inet_rcv_saddr = fl4.saddr;
		if (sk->sk_prot->rehash)
			sk->sk_prot->rehash(sk);
	}
	inet->inet_daddr = fl4.daddr;
	inet->inet_dport = usin->sin_port;
	sk->sk_state = TCP_ESTABLISHED;
	sk->sk_txhash = get_random_u32() | 1;
	atomic_set(&inet->inet_id, (int)(get_random_u32() & 0xffff));
	sk_dst_set(sk, &rt->dst);
	return 0;
}
EXPORT_SYMBOL(__ip4_datagram_connect);

/**
 * ip4_datagram_connect - fix the peer, and with it source and route
 * @sk: not locked
 *
 * Context: process. Return: see datagram.h.
 */
int ip4_datagram_connect(struct sock *sk, struct sockaddr *uaddr, int addr_len)
{
	int err;

	lock_sock(sk);
	err = __ip4_datagram_connect(sk, uaddr, addr_len);
	release_sock(sk);
	return err;
}
EXPORT_SYMBOL(ip4_datagram_connect);

/**
 * ip4_datagram_release_cb - a kept route that has gone stale is replaced
 * @sk: owned, about to be released
 *
 * A path MTU that came while the sock was owned could not be put into it.
 * Context: process.
 */
void ip4_datagram_release_cb(struct sock *sk)
{
	const struct ip_options_rcu *inet_opt;
	const struct inet_sock *inet = inet_sk(sk);
	struct dst_entry *dst;
	struct flowi4 fl4;
	struct rtable *rt;
	__be32 daddr;

	rcu_read_lock();
	dst = __sk_dst_get(sk);
	if (!dst || !dst->obsolete || dst->ops->check(dst, 0)) {
		rcu_read_unlock();
		return;
	}
	daddr = inet->inet_daddr;
	inet_opt = rcu_dereference(inet->inet_opt);
	if (inet_opt && inet_opt->opt.srr)
		daddr = inet_opt->opt.faddr;
	flowi4_init_output(&fl4, sk->sk_bound_dev_if, READ_ONCE(sk->sk_mark),
			   ip_sock_rt_tos(sk), ip_sock_rt_scope(sk),
			   (u8)sk->sk_protocol, 0, daddr, inet->inet_saddr,
			   inet->inet_dport, inet->inet_sport, sk->sk_cred.uid);
	rt = ip_route_output_flow(sock_net(sk), &fl4, sk);
	sk_dst_set(sk, IS_ERR(rt) ? NULL : &rt->dst);
	rcu_read_unlock();
}
EXPORT_SYMBOL(ip4_datagram_release_cb);

void ip_put_name(struct msghdr *msg, const struct sk_buff *skb, __be16 port,
		 int *addr_len)
{
	struct sockaddr_in *sin = msg->msg_name;

	if (!sin)
		return;
	*sin = (struct sockaddr_in){
		.sin_family = AF_INET,
		.sin_port = port,
		.sin_addr.s_addr = ip_hdr(skb)->saddr,
	};
	*addr_len = sizeof(*sin);
}
