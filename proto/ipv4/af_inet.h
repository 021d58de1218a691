/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * af_inet - what the files of PF_INET share
 *
 * Where:   af_inet.c, af_inet_stream.c, af_inet_init.c, ping.c.
 * Mirrors: statics of net/ipv4/af_inet.c.
 * Spec:    RFC 1122.
 */
#ifndef PROTO_IPV4_AF_INET_H
#define PROTO_IPV4_AF_INET_H

#include "core/socket.h"

struct net;
struct sock;

/* af_inet_init.c */
extern const struct net_proto_family inet_family_ops;
/* It has its address and port; @snum: what was asked for. @sk is locked. */
void inet_bind_end(struct sock *sk, u16 snum);
int inet_create(struct net *net, struct socket *sock, int protocol, int kern);
/* udp.c */
__poll_t udp_poll(struct file *file, struct socket *sock,
		  struct poll_table_struct *wait);

#endif /* PROTO_IPV4_AF_INET_H */
