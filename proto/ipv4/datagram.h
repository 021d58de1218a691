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

#endif /* PROTO_IPV4_DATAGRAM_H */
