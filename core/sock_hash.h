/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sock_hash - the chains by which sockets are found
 *
 * Where:   ports and connections: udp's, raw's, tcp's tables.
 * Mirrors: include/net/sock.h.
 */
#ifndef CORE_SOCK_HASH_H
#define CORE_SOCK_HASH_H

#include "core/sock.h"
#include "lib/list_nulls.h"
#include "lib/rculist.h"

static inline bool sk_unhashed(const struct sock *sk)
{
	return hlist_unhashed(&sk->sk_node);
}

static inline bool sk_hashed(const struct sock *sk)
{
	return !sk_unhashed(sk);
}

static inline void sk_add_node(struct sock *sk, struct hlist_head *list)
{
	sock_hold(sk);
	hlist_add_head(&sk->sk_node, list);
}

static inline void sk_add_node_rcu(struct sock *sk, struct hlist_head *list)
{
	sock_hold(sk);
	hlist_add_head_rcu(&sk->sk_node, list);
}

bool sk_del_node_init(struct sock *sk); /* true: it was there, ref dropped */
bool sk_del_node_init_rcu(struct sock *sk);
#define sk_for_each(sk, list)	  hlist_for_each_entry (sk, list, sk_node)
#define sk_for_each_rcu(sk, list) hlist_for_each_entry_rcu (sk, list, sk_node)
#define sk_nulls_for_each_rcu(sk, node, list)                                  \
	hlist_nulls_for_each_entry_rcu(sk, node, list, sk_nulls_node)

/* ... of a table with nulls: a reader that was moved to another chain sees */

static inline void __sk_nulls_add_node_rcu(struct sock *sk,
					   struct hlist_nulls_head *list)
{
	hlist_nulls_add_head_rcu(&sk->sk_nulls_node, list);
}

static inline void __sk_nulls_add_node_tail_rcu(struct sock *sk,
						struct hlist_nulls_head *list)
{
	hlist_nulls_add_tail_rcu(&sk->sk_nulls_node, list);
}

static inline void sk_nulls_add_node_rcu(struct sock *sk,
					 struct hlist_nulls_head *list)
{
	sock_hold(sk);
	__sk_nulls_add_node_rcu(sk, list);
}

/* True: it was there; the chain's reference is the caller's (__) or gone. */
bool __sk_nulls_del_node_init_rcu(struct sock *sk);
bool sk_nulls_del_node_init_rcu(struct sock *sk);
#define sk_nulls_for_each(sk, node, list)                                      \
	hlist_nulls_for_each_entry(sk, node, list, sk_nulls_node)

/* ---- sockets of one port; no reference ---- */

static inline void sk_add_bind_node(struct sock *sk, struct hlist_head *list)
{
	hlist_add_head(&sk->sk_bind_node, list);
}

static inline void __sk_del_bind_node(struct sock *sk)
{
	hlist_del(&sk->sk_bind_node);
}

#define sk_for_each_bound(sk, list)                                            \
	hlist_for_each_entry (sk, list, sk_bind_node)
#define sk_for_each_bound_safe(sk, node, list)                                 \
	hlist_for_each_entry_safe (sk, node, list, sk_bind_node)

#endif /* CORE_SOCK_HASH_H */
