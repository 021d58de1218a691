// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tcp_purge - what a namespace that ends still has of TCP
 *
 * Where:   pre_exit of TCP's pernet_operations: no application has a socket any
 *          more; connections that were closing are cut short.
 * Mirrors: inet_twsk_purge() of net/ipv4/inet_timewait_sock.c. In Linux an
 *          orphan keeps its namespace alive; here a machine may end at once.
 * Spec:    none: the peers find out by themselves.
 */
#include "lib/rculist.h"
#include "proto/ipv4/tcp_priv.h"

/* Half open, or closed by its application: nobody else will end it. */
static bool left_alone(const struct sock *sk, const struct net *net)
{
	if (!net_eq(sock_net(sk), net) || sk->sk_state == TCP_TIME_WAIT)
		return false;
	return sk->sk_state == TCP_NEW_SYN_RECV || sock_flag(sk, SOCK_DEAD);
}

/* One of a chain, with a reference; NULL: there is none. Context: RCU. */
static struct sock *first_left(const struct inet_ehash_bucket *head,
			       const struct net *net)
{
	const struct hlist_nulls_node *node;
	struct sock *sk;

	sk_nulls_for_each_rcu(sk, node, &head->chain)
	{
		if (left_alone(sk, net) &&
		    refcount_inc_not_zero(&sk->sk_refcnt))
			return sk;
	}
	return NULL;
}

/* Takes the reference of first_left(). Context: BH off. */
static void purge_one(struct sock *sk)
{
	if (sk->sk_state == TCP_NEW_SYN_RECV) {
		struct request_sock *req = inet_reqsk(sk);

		inet_csk_reqsk_queue_drop_and_put(req->rsk_listener, req);
		return;
	}
	bh_lock_sock(sk);
	tcp_done(sk);
	bh_unlock_sock(sk);
	sock_put(sk);
}

/* Context: process; struct pernet_operations.pre_exit. May run twice. */
void tcp_purge(struct net *net)
{
	struct inet_hashinfo *h = inet_hashinfo_get();

	inet_twsk_purge(h, net);
	/* a request holds its listener, so this counts them, too */
	if (!h->ehash || !sock_prot_inuse_get(net, &tcp_prot))
		return;
	for (unsigned int i = 0; i <= h->ehash_mask; i++) {
		struct sock *sk;

		local_bh_disable();
		rcu_read_lock();
		while ((sk = first_left(&h->ehash[i], net)))
			purge_one(sk);
		rcu_read_unlock();
		local_bh_enable();
	}
}
