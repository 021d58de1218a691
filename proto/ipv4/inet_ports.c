// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * inet_ports - which local ports there are, and who may share one
 *
 * Where:   bind() and autobind of UDP and TCP.
 * Mirrors: net/ipv4/inet_connection_sock.c, cut.
 * Spec:    net.ipv4.ip_local_port_range, ip_local_reserved_ports.
 */
#include "lib/bitops.h"
#include "proto/ipv4/ip.h"
#include "proto/ipv4/udp.h"

void inet_get_local_port_range(const struct net *net, int *low, int *high)
{
	u32 range = READ_ONCE(net_ipv4(net)->ip_local_ports);

	*low = (int)(range & 0xffff);
	*high = (int)(range >> 16);
}
EXPORT_SYMBOL(inet_get_local_port_range);

/**
 * inet_sk_get_local_port_range - the ports that autobind may choose from
 * @low, @high: first and last
 *
 * Context: any. Return: whether the socket said so itself
 * (IP_LOCAL_PORT_RANGE); a half that it left open is the namespace's.
 */
bool inet_sk_get_local_port_range(const struct sock *sk, int *low, int *high)
{
	u32 range = READ_ONCE(inet_sk(sk)->local_port_range);
	int lo = (int)(range & 0xffff), hi = (int)(range >> 16);

	inet_get_local_port_range(sock_net(sk), low, high);
	if (!range)
		return false;
	if (lo >= *low && lo <= *high)
		*low = lo;
	if (hi && hi <= *high && hi >= *low)
		*high = hi;
	return true;
}
EXPORT_SYMBOL(inet_sk_get_local_port_range);

bool inet_is_local_reserved_port(const struct net *net, unsigned short port)
{
	const unsigned long *ports = net_ipv4(net)->sysctl_local_reserved_ports;

	return ports && test_bit(port, ports);
}
EXPORT_SYMBOL(inet_is_local_reserved_port);

/* ---- do two sockets want the same packets? --------------------------------
 */

static bool v6_any(const struct in6_addr *a)
{
	static const struct in6_addr any;

	return !memcmp(a, &any, sizeof(any));
}

static bool v6_mapped(const struct in6_addr *a)
{
	return !a->in6_u.u6_addr32[0] && !a->in6_u.u6_addr32[1] &&
	       a->in6_u.u6_addr32[2] == htonl(0xffff);
}

static bool v4_addr_equal(__be32 a, __be32 b, bool match_wildcard)
{
	return a == b || (match_wildcard && (!a || !b));
}

/* @sk is of AF_INET6. An AF_INET @sk2 has a mapped address. */
static bool ipv6_rcv_saddr_equal(const struct sock *sk, const struct sock *sk2,
				 bool wild)
{
	const struct in6_addr *a = &sk->sk_v6_rcv_saddr, *b = NULL;
	bool mapped2 = true, any2 = false;

	if (sk2->sk_family == AF_INET6) {
		b = &sk2->sk_v6_rcv_saddr;
		mapped2 = v6_mapped(b);
		any2 = v6_any(b);
	}
	if (v6_mapped(a) && mapped2)
		return !(sk2->sk_family == AF_INET6 && sk2->sk_ipv6only) &&
		       v4_addr_equal(sk->sk_rcv_saddr, sk2->sk_rcv_saddr, wild);
	if (v6_any(a) && any2)
		return true;
	if (any2 && wild && !(sk2->sk_ipv6only && v6_mapped(a)))
		return true;
	if (v6_any(a) && wild && !(sk->sk_ipv6only && mapped2))
		return true;
	return b && !memcmp(a, b, sizeof(*a));
}

/**
 * inet_rcv_saddr_equal - are two sockets bound to the same address?
 * @match_wildcard: one that is bound to all addresses is bound to this, too
 *
 * Context: any.
 */
bool inet_rcv_saddr_equal(const struct sock *sk, const struct sock *sk2,
			  bool match_wildcard)
{
	if (sk->sk_family == AF_INET6)
		return ipv6_rcv_saddr_equal(sk, sk2, match_wildcard);
	if (sk2->sk_family == AF_INET6 && sk2->sk_ipv6only)
		return false;
	return v4_addr_equal(sk->sk_rcv_saddr, sk2->sk_rcv_saddr,
			     match_wildcard);
}
EXPORT_SYMBOL(inet_rcv_saddr_equal);
