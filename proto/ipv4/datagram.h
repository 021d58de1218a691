/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * datagram - connect() and the route cache of UDP, raw and ping sockets
 *
 * Where:   struct proto of udp.c, raw.c, ping.c.
 * Mirrors: the declarations of net/ipv4/datagram.c in include/net/ip.h.
 * Spec:    udp(7), ip(7).
 */
#ifndef PROTO_IPV4_DATAGRAM_H
#define PROTO_IPV4_DATAGRAM_H

#include "hdr/ip.h"
#include "proto/ipv4/inet_sock.h"

/*
 * Context: process, sock locked (ip4_) or not. 0, -EINVAL, -EAFNOSUPPORT,
 * -EACCES (broadcast without SO_BROADCAST), or what the route says.
 */
int __ip4_datagram_connect(struct sock *sk, struct sockaddr *uaddr,
			   int addr_len);
int ip4_datagram_connect(struct sock *sk, struct sockaddr *uaddr, int addr_len);
/* After a path MTU or redirect came while the sock was owned. */
void ip4_datagram_release_cb(struct sock *sk);

/*
 * Device and source by IP_MULTICAST_IF and IP_UNICAST_IF, where they are 0.
 * Context: process.
 */
static inline void inet_datagram_way(const struct inet_sock *inet, __be32 daddr,
				     int *oif, __be32 *saddr)
{
	bool mc = ipv4_is_multicast(daddr);

	if (!*oif)
		*oif = mc ? READ_ONCE(inet->mc_index)
			  : READ_ONCE(inet->uc_index);
	if (mc && !*saddr)
		*saddr = READ_ONCE(inet->mc_addr);
}

/*
 * The route of a datagram, for the caller to put. Context: process.
 * Errors: -EACCES: broadcast without SO_BROADCAST; -ENETUNREACH is counted.
 */
struct rtable *ip_route_datagram(struct sock *sk, struct flowi4 *fl4);
/* recvmsg(): who sent @skb, if the caller asks. @port: 0: it has none. */
void ip_put_name(struct msghdr *msg, const struct sk_buff *skb, __be16 port,
		 int *addr_len);

#endif /* PROTO_IPV4_DATAGRAM_H */
