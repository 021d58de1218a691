/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * raw - sockets that see whole IP packets
 *
 * Where:   ip_protocol_deliver_rcu() and icmp.c through struct ip_raw_ops;
 *          inet_create() for SOCK_RAW.
 * Mirrors: include/net/raw.h.
 * Spec:    raw(7).
 */
#ifndef PROTO_IPV4_RAW_H
#define PROTO_IPV4_RAW_H

#include "hdr/icmp.h"

#include "proto/ipv4/inet_sock.h"
#include "proto/protocol.h"

/* A power of two; a socket stands in the chain of its protocol number. */
#define RAW_HTABLE_SIZE MAX_INET_PROTOS

struct raw_hashinfo {
	spinlock_t lock;
	struct hlist_head ht[RAW_HTABLE_SIZE]; /* RCU */
};

struct raw_sock {
	struct inet_sock inet; /* first */
	struct icmp_filter filter;
};

static inline struct raw_sock *raw_sk(const struct sock *sk)
{
	return container_of(inet_sk(sk), struct raw_sock, inet);
}

extern struct proto raw_prot;

/*
 * inet_init() calls raw_init() before it registers protosws: proto, hash,
 * ip_raw_ops and /proc/net/raw. 0 or -errno. Context: process.
 */
int raw_init(void);
void raw_exit(void);

int raw_sendmsg(struct sock *sk, struct msghdr *msg, size_t len);

/* Shared with IPv6, whose table is another. */
int raw_hash_sk(struct sock *sk);
void raw_unhash_sk(struct sock *sk);
/* May a socket bound to @sk's address and device have it? */
bool raw_v4_match(struct net *net, const struct sock *sk, unsigned short num,
		  __be32 raddr, __be32 laddr, int dif, int sdif);

#endif /* PROTO_IPV4_RAW_H */
