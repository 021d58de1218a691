// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * inet_hash_connect - a local port for a connection that we open
 *
 * Where:   tcp_v4_connect(), once both addresses and the peer's port are
 *          known.
 * Mirrors: net/ipv4/inet_hashtables.c, cut.
 * Spec:    RFC 6056 §3.3.3 (algorithm 3), §3.3.4 (the table of counters).
 *
 * Where the search begins is a keyed hash of the peer plus a counter, so that
 * ports to one peer follow each other and an outsider cannot tell the next.
 * connect() begins with even distances from the first port of the range,
 * bind() with odd ones: they stay out of each other's way while they can.
 * What counts as free is a connection, not a port: others may have the port
 * to another peer, and a TIME_WAIT one may be taken over.
 */
#include "core/module.h"
#include "core/snmp.h"
#include "core/tcp_states.h"
#include "lib/machine.h"
#include "lib/random.h"
#include "lib/sched.h"
#include "proto/ipv4/inet_hashtables.h"
#include "proto/ipv4/ip.h"
#include "proto/ipv4/tcp_priv.h"

/* Deviation: the kernel has 65536; RFC 6056 speaks of 10. */
#define INET_TABLE_PERTURB_SIZE 256

DEFINE_STATIC_PER_MACHINE(u32, table_perturb[INET_TABLE_PERTURB_SIZE]);
DEFINE_STATIC_PER_MACHINE(bool, table_perturb_drawn);

/* The one with the numbers of @sk and @lport. Context: the chain locked. */
static struct sock *inet_find_established(struct sock *sk, __u16 lport,
					  u32 hash)
{
	const struct hlist_nulls_head *head =
		&inet_ehash_bucket(inet_hashinfo_get(), hash)->chain;
	const struct inet_sock *inet = inet_sk(sk);
	const struct hlist_nulls_node *node;
	int dif = sk->sk_bound_dev_if;
	struct sock *sk2;

	sk_nulls_for_each_rcu(sk2, node, head)
	{
		if (sk2->sk_hash == hash &&
		    INET_MATCH(sk2, sock_net(sk), inet->inet_daddr,
			       inet->inet_dport, inet->inet_rcv_saddr, lport,
			       dif, 0))
			return sk2;
	}
	return NULL;
}

/**
 * __inet_check_established - take @lport, if the connection is new
 * @sk: unhashed; both addresses and the peer's port are set
 * @lport: local port
 * @twp: given a small socket that was taken over, with a reference; NULL:
 *	it is ended here
 *
 * Context: BH off.
 * Return: 0: @sk is in the hash; or -EADDRNOTAVAIL.
 */
static int __inet_check_established(struct sock *sk, __u16 lport,
				    struct inet_timewait_sock **twp)
{
	struct inet_hashinfo *h = inet_hashinfo_get();
	struct inet_sock *inet = inet_sk(sk);
	struct inet_timewait_sock *tw = NULL;
	struct net *net = sock_net(sk);
	u32 hash = inet_ehashfn(net, inet->inet_rcv_saddr, lport,
				inet->inet_daddr, inet->inet_dport);
	spinlock_t *lock = inet_ehash_lockp(h, hash);
	struct sock *sk2;

	spin_lock(lock);
	sk2 = inet_find_established(sk, lport, hash);
	if (sk2) {
		if (sk2->sk_state != TCP_TIME_WAIT ||
		    !tcp_twsk_unique(sk, sk2, twp)) {
			spin_unlock(lock);
			return -EADDRNOTAVAIL;
		}
		tw = inet_twsk(sk2);
	}
	/* Before it is found, it must have its numbers. */
	inet->inet_num = lport;
	inet->inet_sport = htons(lport);
	sk->sk_hash = hash;
	WARN_ON(!sk_unhashed(sk));
	sock_set_flag(sk, SOCK_RCU_FREE);
	hlist_nulls_add_head_rcu(&sk->sk_nulls_node,
				 &inet_ehash_bucket(h, hash)->chain);
	if (tw) {
		hlist_nulls_del_init_rcu(&tw->tw_nulls_node);
		__sock_put((struct sock *)tw);
		__NET_INC_STATS(net, LINUX_MIB_TIMEWAITRECYCLED);
	}
	spin_unlock(lock);
	if (twp)
		*twp = tw;
	else if (tw)
		inet_twsk_deschedule_put(tw);
	return 0;
}

/* bind() chose the port. Alone on it, the connection must be new. */
static int inet_hash_connect_bound(struct sock *sk)
{
	struct inet_bind_hashbucket *head = inet_bhashfn(
		inet_hashinfo_get(), sock_net(sk), inet_sk(sk)->inet_num);
	struct inet_bind_bucket *tb = inet_csk(sk)->icsk_bind_hash;
	int ret;

	spin_lock_bh(&head->lock);
	if (tb->owners.first == &sk->sk_bind_node && !sk->sk_bind_node.next) {
		inet_ehash_nolisten(sk, NULL, NULL);
		spin_unlock_bh(&head->lock);
		return 0;
	}
	spin_unlock(&head->lock);
	ret = __inet_check_established(sk, inet_sk(sk)->inet_num, NULL);
	local_bh_enable();
	return ret;
}

/*
 * Try @port; its chain @head is locked. 0: it is ours, and *@tw may have been
 * in its place. -EADDRNOTAVAIL: the next. -ENOMEM.
 */
static int inet_try_port(struct sock *sk, struct inet_bind_hashbucket *head,
			 int port, struct inet_timewait_sock **tw)
{
	struct net *net = sock_net(sk);
	struct inet_bind_bucket *tb;

	hlist_for_each_entry (tb, &head->chain, node) {
		if (!net_eq(ib_net(tb), net) || tb->port != port)
			continue;
		/* bind() has it: only what connect() took is shared */
		if (tb->fastreuse >= 0 || tb->fastreuseport >= 0 ||
		    __inet_check_established(sk, (u16)port, tw))
			return -EADDRNOTAVAIL;
		goto ok;
	}
	tb = inet_bind_bucket_create(net, head, (u16)port);
	if (!tb)
		return -ENOMEM;
	tb->fastreuse = -1;
	tb->fastreuseport = -1;
ok:
	inet_bind_hash(sk, tb, (u16)port);
	if (sk_unhashed(sk)) {
		inet_sk(sk)->inet_sport = htons((u16)port);
		inet_ehash_nolisten(sk, NULL, NULL);
	}
	if (*tw)
		inet_twsk_bind_unhash(*tw, inet_hashinfo_get());
	return 0;
}

/* One more connection to this peer: the next begins a little later. */
static void inet_perturb(u32 index, u32 i)
{
	u32 *p = &machine_var(table_perturb)[index];

	/* with many free ports by chance, with few of them not */
	i = max_t(u32, i, get_random_u32_below(8) * 2);
	WRITE_ONCE(*p, READ_ONCE(*p) + i + 2);
}

static u32 inet_perturb_of(u32 index)
{
	if (!xchg(&machine_var(table_perturb_drawn), true))
		get_random_bytes(machine_var(table_perturb),
				 sizeof(machine_var(table_perturb)));
	return READ_ONCE(machine_var(table_perturb)[index]);
}

/* All ports at an even distance from @offset. As inet_try_port(). */
static int inet_scan_ports(struct sock *sk, int low, u32 remaining, u32 offset,
			   u32 index)
{
	struct inet_timewait_sock *tw = NULL;
	struct inet_bind_hashbucket *head;
	int port, err;

	for (u32 i = 0; i < remaining; i += 2) {
		port = low + (int)((offset + i) % remaining);
		if (inet_is_local_reserved_port(sock_net(sk), (u16)port))
			continue;
		head = inet_bhashfn(inet_hashinfo_get(), sock_net(sk),
				    (u16)port);
		spin_lock_bh(&head->lock);
		err = inet_try_port(sk, head, port, &tw);
		if (!err)
			inet_perturb(index, i);
		spin_unlock(&head->lock);
		if (tw)
			inet_twsk_deschedule_put(tw);
		local_bh_enable();
		if (err != -EADDRNOTAVAIL)
			return err;
		cond_resched();
	}
	return -EADDRNOTAVAIL;
}

/**
 * inet_hash_connect - bind (if need be) and hash a socket that connects
 * @death_row: its namespace's
 * @sk: locked; both addresses and the peer's port are set
 *
 * Context: process.
 * Return: 0, -EADDRNOTAVAIL: no port is free, -ENOMEM.
 */
int inet_hash_connect(struct inet_timewait_death_row *death_row,
		      struct sock *sk)
{
	const struct inet_sock *inet = inet_sk(sk);
	u32 remaining, offset, index;
	u64 port_offset;
	int low, high, err;

	if (inet->inet_num)
		return inet_hash_connect_bound(sk);
	port_offset = secure_ipv4_port_ephemeral(
		inet->inet_rcv_saddr, inet->inet_daddr, inet->inet_dport);
	inet_sk_get_local_port_range(sk, &low, &high);
	remaining = (u32)(high - low + 1);
	if (remaining > 1)
		remaining &= ~1U;
	index = (u32)port_offset & (INET_TABLE_PERTURB_SIZE - 1);
	offset = inet_perturb_of(index) + (u32)(port_offset >> 32);
	offset = (offset % remaining) & ~1U;
	err = inet_scan_ports(sk, low, remaining, offset, index);
	if (err == -EADDRNOTAVAIL && remaining > 1)
		err = inet_scan_ports(sk, low, remaining, offset + 1, index);
	return err;
}
EXPORT_SYMBOL(inet_hash_connect);
