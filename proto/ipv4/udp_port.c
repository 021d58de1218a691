// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * udp_port - who has which port
 *
 * Where:   bind() and autobind call udp_v4_get_port(); the lookups of
 *          udp_input.c walk the chains that are built here.
 * Mirrors: net/ipv4/udp.c, cut.
 * Spec:    SO_REUSEADDR, SO_REUSEPORT in socket(7); RFC 6056 §3.3.2 for the
 *          choice of a port at random.
 *
 * A port's chain is locked while its owner is sought. Lock order: the chain by
 * port, then the one by port and address.
 */
#include "core/sock_reuseport.h"
#include "lib/bitmap.h"
#include "lib/log2.h"
#include "lib/machine.h"
#include "lib/math64.h"
#include "lib/random.h"
#include "lib/rculist.h"
#include "lib/sched.h"
#include "lib/slab.h"
#include "proto/ipv4/udp.h"

#define PORTS_PER_CHAIN (65536 / UDP_HTABLE_SIZE)

DEFINE_STATIC_PER_MACHINE(struct udp_table, udp_table);
DEFINE_STATIC_PER_MACHINE(u32, ehash_secret);

struct udp_table *udp_table_get(void)
{
	return &machine_var(udp_table);
}
EXPORT_SYMBOL(udp_table_get);

u32 udp_ehash_secret(void)
{
	return machine_var(ehash_secret);
}

/* Context: process. 0 or -ENOMEM. */
int udp_table_init(void)
{
	struct udp_table *table = udp_table_get();

	table->hash = kcalloc(2 * UDP_HTABLE_SIZE, sizeof(struct udp_hslot),
			      GFP_KERNEL);
	if (!table->hash)
		return -ENOMEM;
	table->hash2 = table->hash + UDP_HTABLE_SIZE;
	machine_var(ehash_secret) = get_random_u32();
	table->mask = UDP_HTABLE_SIZE - 1;
	table->log = (unsigned int)ilog2(UDP_HTABLE_SIZE);
	for (unsigned int i = 0; i < 2 * UDP_HTABLE_SIZE; i++)
		spin_lock_init(&table->hash[i].lock);
	return 0;
}

void udp_table_exit(void)
{
	kfree(udp_table_get()->hash);
	udp_table_get()->hash = NULL;
}

/* ---- is it taken?
 * ------------------------------------------------------------ */

/* Would @sk and @sk2, both of them on one port, be in each other's way? */
static bool udp_conflict(const struct sock *sk, const struct sock *sk2)
{
	return sk2 != sk && net_eq(sock_net(sk2), sock_net(sk)) &&
	       (!sk2->sk_reuse || !sk->sk_reuse) &&
	       (!sk2->sk_bound_dev_if || !sk->sk_bound_dev_if ||
		sk2->sk_bound_dev_if == sk->sk_bound_dev_if) &&
	       inet_rcv_saddr_equal(sk, sk2, true);
}

/* They share by SO_REUSEPORT, which one user's sockets may. */
static bool udp_may_share(const struct sock *sk, const struct sock *sk2)
{
	return sk2->sk_reuseport && sk->sk_reuseport && !sk->sk_reuseport_cb &&
	       sk2->sk_cred.uid == sk->sk_cred.uid;
}

/*
 * @bitmap NULL: is @num taken? Else set a bit for each port of the chain that
 * is. Context: @hslot locked.
 */
static bool udp_lib_lport_inuse(struct sock *sk, unsigned int num,
				const struct udp_hslot *hslot,
				unsigned long *bitmap, unsigned int log)
{
	struct sock *sk2;

	sk_for_each(sk2, &hslot->head)
	{
		unsigned int port = udp_sk(sk2)->udp_port_hash;

		if ((!bitmap && port != num) || !udp_conflict(sk, sk2))
			continue;
		if (udp_may_share(sk, sk2)) {
			if (!bitmap)
				return false;
		} else {
			if (!bitmap)
				return true;
			__set_bit(port >> log, bitmap);
		}
	}
	return false;
}

/* The same in a chain by port and address. */
static bool udp_lib_lport_inuse2(struct sock *sk, unsigned int num,
				 struct udp_hslot *hslot2)
{
	struct udp_sock *up2;
	bool taken = false;

	spin_lock(&hslot2->lock);
	hlist_for_each_entry (up2, &hslot2->head, udp_portaddr_node) {
		struct sock *sk2 = &up2->inet.sk;

		if (up2->udp_port_hash != num || !udp_conflict(sk, sk2))
			continue;
		taken = !udp_may_share(sk, sk2);
		break;
	}
	spin_unlock(&hslot2->lock);
	return taken;
}

/* Join the group of a socket with the same address, or found one. */
static int udp_reuseport_add_sock(struct sock *sk, struct udp_hslot *hslot)
{
	bool any = !sk->sk_rcv_saddr;
	struct sock *sk2;

	sk_for_each(sk2, &hslot->head)
	{
		if (sk2 != sk && net_eq(sock_net(sk2), sock_net(sk)) &&
		    sk2->sk_family == sk->sk_family &&
		    sk2->sk_ipv6only == sk->sk_ipv6only &&
		    udp_sk(sk2)->udp_port_hash == udp_sk(sk)->udp_port_hash &&
		    sk2->sk_bound_dev_if == sk->sk_bound_dev_if &&
		    sk2->sk_reuseport && sk2->sk_cred.uid == sk->sk_cred.uid &&
		    inet_rcv_saddr_equal(sk, sk2, false))
			return reuseport_add_sock(sk, sk2, any);
	}
	return reuseport_alloc(sk, any);
}

/* ---- take it
 * ------------------------------------------------------------------ */

/* @hslot is locked; @snum is free. Return: 0 or 1 (no memory). */
static int udp_take_port(struct sock *sk, unsigned short snum,
			 struct udp_hslot *hslot)
{
	struct udp_table *table = udp_table_get();
	struct udp_sock *up = udp_sk(sk);
	struct udp_hslot *hslot2;

	inet_sk(sk)->inet_num = snum;
	up->udp_port_hash = snum;
	up->udp_portaddr_hash ^= snum;
	if (!sk_unhashed(sk))
		return 0;
	if (sk->sk_reuseport && udp_reuseport_add_sock(sk, hslot)) {
		inet_sk(sk)->inet_num = 0;
		up->udp_port_hash = 0;
		up->udp_portaddr_hash ^= snum;
		return 1;
	}
	sock_set_flag(sk, SOCK_RCU_FREE);
	sk_add_node_rcu(sk, &hslot->head);
	hslot->count++;
	hslot2 = udp_hashslot2(table, up->udp_portaddr_hash);
	spin_lock(&hslot2->lock);
	if (sk->sk_reuseport && sk->sk_family == AF_INET6)
		hlist_add_tail_rcu(&up->udp_portaddr_node, &hslot2->head);
	else
		hlist_add_head_rcu(&up->udp_portaddr_node, &hslot2->head);
	hslot2->count++;
	spin_unlock(&hslot2->lock);
	return 0;
}

/*
 * Any free port. A random chain first; within it the ports by a random odd
 * step, so that all of them are visited.
 */
static int udp_get_any_port(struct sock *sk)
{
	struct udp_table *table = udp_table_get();
	struct net *net = sock_net(sk);
	unsigned long bitmap[BITS_TO_LONGS(PORTS_PER_CHAIN)];
	unsigned short first, last, snum;
	int low, high, ret;
	u32 rand;

	inet_sk_get_local_port_range(sk, &low, &high);
	rand = get_random_u32();
	first = (u16)(reciprocal_scale(rand, (u32)(high - low + 1)) + (u32)low);
	rand = (rand | 1) * UDP_HTABLE_SIZE;
	last = (u16)(first + UDP_HTABLE_SIZE);
	do {
		struct udp_hslot *hslot = udp_hashslot(table, net, first);

		bitmap_zero(bitmap, PORTS_PER_CHAIN);
		spin_lock_bh(&hslot->lock);
		udp_lib_lport_inuse(sk, 0, hslot, bitmap, table->log);
		snum = first;
		do {
			if (low <= snum && snum <= high &&
			    !test_bit(snum >> table->log, bitmap) &&
			    !inet_is_local_reserved_port(net, snum)) {
				ret = udp_take_port(sk, snum, hslot);
				spin_unlock_bh(&hslot->lock);
				return ret;
			}
			snum = (u16)(snum + rand);
		} while (snum != first);
		spin_unlock_bh(&hslot->lock);
		cond_resched();
	} while (++first != last);
	return 1;
}

/* Is @snum taken? In a long chain the one by address is shorter. */
static bool udp_port_taken(struct sock *sk, unsigned short snum,
			   struct udp_hslot *hslot, unsigned int nulladdr)
{
	struct udp_table *table = udp_table_get();
	unsigned int slot2 = udp_sk(sk)->udp_portaddr_hash ^ snum;
	struct udp_hslot *hslot2 = udp_hashslot2(table, slot2);

	if (hslot->count <= 10 || hslot->count < hslot2->count)
		return udp_lib_lport_inuse(sk, snum, hslot, NULL, 0);
	if (udp_lib_lport_inuse2(sk, snum, hslot2))
		return true;
	if ((nulladdr & table->mask) == (slot2 & table->mask))
		return false;
	return udp_lib_lport_inuse2(sk, snum, udp_hashslot2(table, nulladdr));
}

/**
 * udp_lib_get_port - bind @sk to a port
 * @snum: which; 0: any that is free
 * @hash2_nulladdr: the second hash of the wildcard address with @snum
 *
 * Context: process, @sk locked; its udp_portaddr_hash is set without the port.
 * Return: 0, or 1: it is taken.
 */
int udp_lib_get_port(struct sock *sk, unsigned short snum,
		     unsigned int hash2_nulladdr)
{
	struct udp_hslot *hslot;
	int ret = 1;

	if (!snum)
		return udp_get_any_port(sk);
	hslot = udp_hashslot(udp_table_get(), sock_net(sk), snum);
	spin_lock_bh(&hslot->lock);
	if (!udp_port_taken(sk, snum, hslot, hash2_nulladdr))
		ret = udp_take_port(sk, snum, hslot);
	spin_unlock_bh(&hslot->lock);
	return ret;
}
EXPORT_SYMBOL(udp_lib_get_port);

int udp_v4_get_port(struct sock *sk, unsigned short snum)
{
	struct net *net = sock_net(sk);

	udp_sk(sk)->udp_portaddr_hash =
		(u16)ipv4_portaddr_hash(net, inet_sk(sk)->inet_rcv_saddr, 0);
	return udp_lib_get_port(
		sk, snum, ipv4_portaddr_hash(net, htonl(INADDR_ANY), snum));
}

/* ---- give it back
 * ---------------------------------------------------------------- */

int udp_lib_hash(struct sock *sk)
{
	return WARN_ON_ONCE(1) ? -EINVAL : 0;
}

/* The port is free again. Context: process. */
void udp_lib_unhash(struct sock *sk)
{
	struct udp_table *table = udp_table_get();
	struct udp_hslot *hslot, *hslot2;

	if (!sk_hashed(sk))
		return;
	hslot = udp_hashslot(table, sock_net(sk), udp_sk(sk)->udp_port_hash);
	hslot2 = udp_hashslot2(table, udp_sk(sk)->udp_portaddr_hash);
	spin_lock_bh(&hslot->lock);
	if (sk->sk_reuseport_cb)
		reuseport_detach_sock(sk);
	if (sk_del_node_init_rcu(sk)) {
		hslot->count--;
		inet_sk(sk)->inet_num = 0;
		spin_lock(&hslot2->lock);
		hlist_del_init_rcu(&udp_sk(sk)->udp_portaddr_node);
		hslot2->count--;
		spin_unlock(&hslot2->lock);
	}
	spin_unlock_bh(&hslot->lock);
}
EXPORT_SYMBOL(udp_lib_unhash);

/**
 * udp_lib_rehash - the local address has changed: connect() chose it
 * @newhash: the second hash
 *
 * Context: process.
 */
void udp_lib_rehash(struct sock *sk, u16 newhash)
{
	struct udp_table *table = udp_table_get();
	struct udp_hslot *hslot, *hslot2, *nhslot2;

	if (!sk_hashed(sk))
		return;
	hslot = udp_hashslot(table, sock_net(sk), udp_sk(sk)->udp_port_hash);
	hslot2 = udp_hashslot2(table, udp_sk(sk)->udp_portaddr_hash);
	nhslot2 = udp_hashslot2(table, newhash);
	udp_sk(sk)->udp_portaddr_hash = newhash;
	if (hslot2 == nhslot2 && !sk->sk_reuseport_cb)
		return;
	spin_lock_bh(&hslot->lock);
	if (sk->sk_reuseport_cb)
		reuseport_detach_sock(sk);
	if (hslot2 != nhslot2) {
		spin_lock(&hslot2->lock);
		hlist_del_init_rcu(&udp_sk(sk)->udp_portaddr_node);
		hslot2->count--;
		spin_unlock(&hslot2->lock);
		spin_lock(&nhslot2->lock);
		hlist_add_head_rcu(&udp_sk(sk)->udp_portaddr_node,
				   &nhslot2->head);
		nhslot2->count++;
		spin_unlock(&nhslot2->lock);
	}
	spin_unlock_bh(&hslot->lock);
}
EXPORT_SYMBOL(udp_lib_rehash);

void udp_v4_rehash(struct sock *sk)
{
	udp_lib_rehash(sk, (u16)ipv4_portaddr_hash(sock_net(sk),
						   inet_sk(sk)->inet_rcv_saddr,
						   inet_sk(sk)->inet_num));
}
