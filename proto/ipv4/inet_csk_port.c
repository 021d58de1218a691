// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * inet_csk_port - who may share a local port with whom
 *
 * Where:   bind(), autobind and listen() of connected transports.
 * Mirrors: net/ipv4/inet_connection_sock.c, cut.
 * Spec:    SO_REUSEADDR, SO_REUSEPORT in socket(7).
 *
 * Two sockets on one port do not conflict when their addresses or devices
 * differ; or when both said SO_REUSEADDR and neither listens; or when both
 * said SO_REUSEPORT and belong to one user (or one is in TIME_WAIT). What
 * port 0 gives is chosen more carefully: see @relax.
 *
 * tb->fastreuse and fastreuseport remember that all owners agree, so that the
 * list of a thousand connections is not walked for one more.
 */
#include "core/module.h"
#include "core/sock_reuseport.h"
#include "core/tcp_states.h"
#include "lib/random.h"
#include "lib/sched.h"
#include "proto/ipv4/inet_hashtables.h"
#include "proto/ipv4/ip.h"
#include "proto/ipv4/udp.h"

static struct inet_bind_bucket *
inet_bind_bucket_find(const struct inet_bind_hashbucket *head,
		      const struct net *net, int port)
{
	struct inet_bind_bucket *tb;

	hlist_for_each_entry (tb, &head->chain, node)
		if (net_eq(ib_net(tb), net) && tb->port == port)
			return tb;
	return NULL;
}

/* One group by SO_REUSEPORT? @sk2 may be in TIME_WAIT: it has no user. */
static bool inet_same_group(const struct sock *sk, const struct sock *sk2)
{
	return sk->sk_reuseport && sk2->sk_reuseport && !sk->sk_reuseport_cb &&
	       (sk2->sk_state == TCP_TIME_WAIT ||
		sk->sk_cred.uid == sk2->sk_cred.uid);
}

/* Would @sk and @sk2, if their addresses met, be in each other's way? */
static bool inet_owners_conflict(const struct sock *sk, const struct sock *sk2,
				 bool relax, bool reuseport_ok)
{
	if (sk->sk_reuse && sk2->sk_reuse && sk2->sk_state != TCP_LISTEN)
		return !relax || (!reuseport_ok && inet_same_group(sk, sk2));
	return !reuseport_ok || !inet_same_group(sk, sk2);
}

/*
 * @relax: SO_REUSEADDR is enough; else only for a port named by the caller.
 * @reuseport_ok: SO_REUSEPORT counts. Context: the port's chain locked.
 */
static bool inet_csk_bind_conflict(const struct sock *sk,
				   const struct inet_bind_bucket *tb,
				   bool relax, bool reuseport_ok)
{
	struct sock *sk2;

	hlist_for_each_entry (sk2, &tb->owners, sk_bind_node) {
		if (sk == sk2 || (sk->sk_bound_dev_if && sk2->sk_bound_dev_if &&
				  sk->sk_bound_dev_if != sk2->sk_bound_dev_if))
			continue;
		if (inet_owners_conflict(sk, sk2, relax, reuseport_ok) &&
		    inet_rcv_saddr_equal(sk, sk2, true))
			return true;
	}
	return false;
}

/* ---- port 0 -------------------------------------------------------------- */

/* Every second port of [low, high), from @offset on. Gives a locked chain. */
static struct inet_bind_hashbucket *
inet_csk_scan_ports(struct sock *sk, int low, u32 remaining, u32 offset,
		    bool relax, struct inet_bind_bucket **tbp, int *portp)
{
	struct net *net = sock_net(sk);
	struct inet_bind_hashbucket *head;

	for (u32 i = 0; i < remaining; i += 2) {
		int port = low + (int)((offset + i) % remaining);

		if (inet_is_local_reserved_port(net, (u16)port))
			continue;
		head = inet_bhashfn(inet_hashinfo_get(), net, (u16)port);
		spin_lock_bh(&head->lock);
		*tbp = inet_bind_bucket_find(head, net, port);
		if (!*tbp || !inet_csk_bind_conflict(sk, *tbp, relax, false)) {
			*portp = port;
			return head;
		}
		spin_unlock_bh(&head->lock);
		cond_resched();
	}
	return NULL;
}

/* Odd distances first: connect() begins with the even ones. */
static struct inet_bind_hashbucket *
inet_csk_scan_range(struct sock *sk, int low, int high, bool relax,
		    struct inet_bind_bucket **tbp, int *portp)
{
	struct inet_bind_hashbucket *head;
	u32 remaining = (u32)(high - low), offset;

	if (remaining > 1)
		remaining &= ~1U;
	offset = get_random_u32_below(remaining) | 1;
	head = inet_csk_scan_ports(sk, low, remaining, offset, relax, tbp,
				   portp);
	if (head)
		return head;
	return inet_csk_scan_ports(sk, low, remaining, offset - 1, relax, tbp,
				   portp);
}

/*
 * A free port for bind() or listen() that named none. Sockets that share
 * (SO_REUSEADDR) begin in the lower half, so that the upper one stays free
 * for those that do not. Gives a locked chain, and the port's owners if it
 * has some; NULL: there is no port.
 */
static struct inet_bind_hashbucket *
inet_csk_find_open_port(struct sock *sk, struct inet_bind_bucket **tbp,
			int *portp)
{
	const struct netns_ipv4 *ipv4 = net_ipv4(sock_net(sk));
	struct inet_bind_hashbucket *head;
	int low, high, half;
	bool relax = false;

	inet_sk_get_local_port_range(sk, &low, &high);
	high++;
	half = low + (((high - low) >> 2) << 1);
again:
	if (sk->sk_reuse == SK_CAN_REUSE && high - low >= 4) {
		head = inet_csk_scan_range(sk, low, half, relax, tbp, portp);
		if (!head)
			head = inet_csk_scan_range(sk, half, high, relax, tbp,
						   portp);
	} else {
		head = inet_csk_scan_range(sk, low, high, relax, tbp, portp);
	}
	if (head)
		return head;
	if (READ_ONCE(ipv4->sysctl_ip_autobind_reuse) && !relax) {
		relax = true; /* rather shared than none */
		goto again;
	}
	return NULL;
}

/* ---- the short cut ------------------------------------------------------- */

/* All owners are of @sk's group: no need to look at each. */
static bool sk_reuseport_match(const struct inet_bind_bucket *tb,
			       const struct sock *sk)
{
	if (tb->fastreuseport <= 0 || !sk->sk_reuseport ||
	    sk->sk_reuseport_cb || tb->fastuid != sk->sk_cred.uid)
		return false;
	/* STRICT: some owner is no member; only this address was looked at */
	if (tb->fastreuseport == FASTREUSEPORT_ANY)
		return true;
	return !sk->sk_ipv6only &&
	       (tb->fast_rcv_saddr == sk->sk_rcv_saddr || !tb->fast_rcv_saddr);
}

static void inet_set_fastreuseport(struct inet_bind_bucket *tb,
				   const struct sock *sk, int how)
{
	tb->fastreuseport = (signed char)how;
	tb->fastuid = sk->sk_cred.uid;
	tb->fast_rcv_saddr = sk->sk_rcv_saddr;
	tb->fast_ipv6_only = sk->sk_ipv6only;
	tb->fast_sk_family = sk->sk_family;
}

void inet_csk_update_fastreuse(struct inet_bind_bucket *tb, struct sock *sk)
{
	bool reuse = sk->sk_reuse && sk->sk_state != TCP_LISTEN;

	if (hlist_empty(&tb->owners)) {
		tb->fastreuse = reuse;
		if (sk->sk_reuseport)
			inet_set_fastreuseport(tb, sk, FASTREUSEPORT_ANY);
		else
			tb->fastreuseport = 0;
		return;
	}
	if (!reuse)
		tb->fastreuse = 0;
	if (!sk->sk_reuseport)
		tb->fastreuseport = 0;
	else if (!sk_reuseport_match(tb, sk))
		inet_set_fastreuseport(tb, sk, FASTREUSEPORT_STRICT);
}

static bool inet_port_is_free(const struct sock *sk,
			      const struct inet_bind_bucket *tb)
{
	bool reuse = sk->sk_reuse && sk->sk_state != TCP_LISTEN;

	return hlist_empty(&tb->owners) || sk->sk_reuse == SK_FORCE_REUSE ||
	       (tb->fastreuse > 0 && reuse) || sk_reuseport_match(tb, sk) ||
	       !inet_csk_bind_conflict(sk, tb, true, true);
}

/**
 * inet_csk_get_port - a local port for @sk; listen() asks once more
 * @sk: locked; its address is set
 * @snum: which; 0: any that is free
 *
 * Context: process.
 * Return: 0, or 1: it is taken (or no memory).
 */
int inet_csk_get_port(struct sock *sk, unsigned short snum)
{
	struct inet_bind_bucket *tb = NULL;
	struct inet_bind_hashbucket *head;
	struct net *net = sock_net(sk);
	int port = snum, ret = 1;
	bool found = false;

	if (!port) {
		head = inet_csk_find_open_port(sk, &tb, &port);
		if (!head)
			return 1;
		found = tb != NULL;
	} else {
		head = inet_bhashfn(inet_hashinfo_get(), net, snum);
		spin_lock_bh(&head->lock);
		tb = inet_bind_bucket_find(head, net, port);
	}
	if (!tb)
		tb = inet_bind_bucket_create(net, head, (u16)port);
	if (!tb)
		goto unlock;
	if (!found && !inet_port_is_free(sk, tb))
		goto unlock;
	inet_csk_update_fastreuse(tb, sk);
	if (!inet_csk(sk)->icsk_bind_hash)
		inet_bind_hash(sk, tb, (u16)port);
	WARN_ON(inet_csk(sk)->icsk_bind_hash != tb);
	ret = 0;
unlock:
	spin_unlock_bh(&head->lock);
	return ret;
}
EXPORT_SYMBOL(inet_csk_get_port);
