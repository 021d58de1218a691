/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sock_reuseport - several sockets on one address: which one gets the packet
 *
 * Where:   UDP and TCP listeners with SO_REUSEPORT; lookup asks by the hash
 *          of the four-tuple.
 * Mirrors: include/net/sock_reuseport.h. Left out: selection by BPF, migration
 *          of requests.
 * Spec:    SO_REUSEPORT in socket(7).
 */
#ifndef CORE_SOCK_REUSEPORT_H
#define CORE_SOCK_REUSEPORT_H

#include "core/sock.h"

/* Guarded by the machine's reuseport lock; read under RCU. */
struct sock_reuseport {
	struct rcu_head rcu;
	u16 max_socks;
	u16 num_socks;
	bool has_conns; /* some of them are connected: look at all */
	bool bind_inany;
	unsigned int reuseport_id;
	struct sock *socks[];
};

/* Context: process, with the hash slot's lock. 0 or -ENOMEM. */
int reuseport_alloc(struct sock *sk, bool bind_inany);
/* @sk joins @sk2's group. */
int reuseport_add_sock(struct sock *sk, struct sock *sk2, bool bind_inany);
void reuseport_detach_sock(struct sock *sk);
/* Context: softirq, RCU. Borrowed; NULL: @sk has no group. */
struct sock *reuseport_select_sock(struct sock *sk, u32 hash,
				   struct sk_buff *skb, int hdr_len);
bool reuseport_has_conns(struct sock *sk);
void reuseport_has_conns_set(struct sock *sk);

#endif /* CORE_SOCK_REUSEPORT_H */
