/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * protosw - the kinds of AF_INET sockets of a machine, as a list per type
 *
 * Where:   protocol.c keeps it, af_inet.c walks it.
 * Mirrors: inetsw[] of net/ipv4/af_inet.c.
 * Spec:    RFC 1122.
 */
#ifndef PROTO_IPV4_PROTOSW_H
#define PROTO_IPV4_PROTOSW_H

#include "core/socket.h"
#include "lib/list.h"
#include "lib/spinlock.h"

struct inet_protosw;

struct inetsw_node {
	struct list_head list; /* RCU */
	const struct inet_protosw *p;
};

struct inetsw {
	spinlock_t lock;
	struct list_head list[SOCK_MAX];
};

void inetsw_init(void);
struct inetsw *inetsw_get(void);

/* Sockets' ioctls, ipv4_ioctl.c. Context: process. 0 or -errno. */
struct net;
struct sock;
int ip_rt_ioctl(struct net *net, unsigned int cmd, void *arg,
		const struct sock *sk);
int devinet_ioctl(struct net *net, unsigned int cmd, void *arg,
		  const struct sock *sk);

#endif /* PROTO_IPV4_PROTOSW_H */
