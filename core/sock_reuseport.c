// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sock_reuseport - sockets that share an address share its packets
 *
 * Where:   UDP's and TCP's bind() build the groups, their lookups choose.
 * Mirrors: net/core/sock_reuseport.c. Left out: selection by BPF, migration.
 * Spec:    SO_REUSEPORT in socket(7).
 *
 * A group is an array; the hash of the four-tuple picks a place, so that a
 * flow stays with its socket while the group does not change.
 */
#include "core/sock_reuseport.h"
#include "core/tcp_states.h"
#include "lib/machine.h"
#include "lib/math64.h"
#include "lib/slab.h"

#define INIT_SOCKS 16

DEFINE_STATIC_PER_MACHINE(spinlock_t, reuseport_lock);

static struct sock_reuseport *__reuseport_alloc(unsigned int max_socks)
{
	struct sock_reuseport *reuse;

	reuse = kzalloc(sizeof(*reuse) + max_socks * sizeof(struct sock *),
			GFP_ATOMIC);
	if (reuse)
		reuse->max_socks = (u16)max_socks;
	return reuse;
}

/**
 * reuseport_alloc - @sk is the first of a new group
 * @bind_inany: it is bound to the wildcard address
 *
 * Context: process, the port's chain locked.
 * Return: 0, also when it has a group; -ENOMEM.
 */
int reuseport_alloc(struct sock *sk, bool bind_inany)
{
	struct sock_reuseport *reuse;
	int err = 0;

	spin_lock_bh(&machine_var(reuseport_lock));
	reuse = sk->sk_reuseport_cb;
	if (reuse) {
		if (bind_inany)
			reuse->bind_inany = true;
		goto out;
	}
	reuse = __reuseport_alloc(INIT_SOCKS);
	if (!reuse) {
		err = -ENOMEM;
		goto out;
	}
	reuse->socks[0] = sk;
	reuse->num_socks = 1;
	reuse->bind_inany = bind_inany;
	rcu_assign_pointer(sk->sk_reuseport_cb, reuse);
out:
	spin_unlock_bh(&machine_var(reuseport_lock));
	return err;
}
EXPORT_SYMBOL(reuseport_alloc);

/* Twice the room; all members move. Lock held. NULL: no more. */
static struct sock_reuseport *reuseport_grow(struct sock_reuseport *reuse)
{
	unsigned int size = reuse->max_socks * 2U;
	struct sock_reuseport *more;

	if (size > U16_MAX)
		return NULL;
	more = __reuseport_alloc(size);
	if (!more)
		return NULL;
	more->num_socks = reuse->num_socks;
	more->has_conns = reuse->has_conns;
	more->bind_inany = reuse->bind_inany;
	memcpy(more->socks, reuse->socks,
	       reuse->num_socks * sizeof(struct sock *));
	for (unsigned int i = 0; i < more->num_socks; i++)
		rcu_assign_pointer(more->socks[i]->sk_reuseport_cb, more);
	kfree_rcu(reuse, rcu);
	return more;
}

/**
 * reuseport_add_sock - @sk joins the group of @sk2
 * @bind_inany: it is bound to the wildcard address
 *
 * Context: process, the port's chain locked.
 * Return: 0, -ENOMEM, -EBUSY: it is in a group of several already.
 */
int reuseport_add_sock(struct sock *sk, struct sock *sk2, bool bind_inany)
{
	struct sock_reuseport *old, *reuse;
	int err = sk2->sk_reuseport_cb ? 0 : reuseport_alloc(sk2, bind_inany);

	if (err)
		return err;
	spin_lock_bh(&machine_var(reuseport_lock));
	reuse = sk2->sk_reuseport_cb;
	old = sk->sk_reuseport_cb;
	err = -EBUSY;
	if (old && old->num_socks != 1)
		goto out;
	err = -ENOMEM;
	if (reuse->num_socks == reuse->max_socks)
		reuse = reuseport_grow(reuse);
	if (!reuse)
		goto out;
	reuse->socks[reuse->num_socks] = sk;
	smp_store_release(&reuse->num_socks, (u16)(reuse->num_socks + 1));
	rcu_assign_pointer(sk->sk_reuseport_cb, reuse);
	if (old)
		kfree_rcu(old, rcu);
	err = 0;
out:
	spin_unlock_bh(&machine_var(reuseport_lock));
	return err;
}
EXPORT_SYMBOL(reuseport_add_sock);

/* @sk is closed or moves. Context: process, the port's chain locked. */
void reuseport_detach_sock(struct sock *sk)
{
	struct sock_reuseport *reuse;
	unsigned int i, last;

	spin_lock_bh(&machine_var(reuseport_lock));
	reuse = sk->sk_reuseport_cb;
	if (!reuse)
		goto out;
	rcu_assign_pointer(sk->sk_reuseport_cb, NULL);
	last = reuse->num_socks - 1U;
	for (i = 0; i < last && reuse->socks[i] != sk; i++)
		;
	WRITE_ONCE(reuse->socks[i], reuse->socks[last]);
	WRITE_ONCE(reuse->num_socks, (u16)last);
	if (!last)
		kfree_rcu(reuse, rcu);
out:
	spin_unlock_bh(&machine_var(reuseport_lock));
}
EXPORT_SYMBOL(reuseport_detach_sock);

/**
 * reuseport_select_sock - the member for a flow
 * @sk: one of them
 * @hash: of the flow
 * @skb: borrowed; for a BPF program
 * @hdr_len: of the transport header in front of its data
 *
 * Connected members have packets of their own and are passed over.
 * Context: softirq, RCU. Return: borrowed; NULL: no group, or all connected.
 */
struct sock *reuseport_select_sock(struct sock *sk, u32 hash,
				   struct sk_buff *skb, int hdr_len)
{
	struct sock_reuseport *reuse = rcu_dereference(sk->sk_reuseport_cb);
	u32 num, i, first;

	if (!reuse)
		return NULL;
	num = smp_load_acquire(&reuse->num_socks);
	if (!num)
		return NULL;
	i = first = reciprocal_scale(hash, num);
	while (READ_ONCE(reuse->socks[i])->sk_state == TCP_ESTABLISHED) {
		i = i + 1 < num ? i + 1 : 0;
		if (i == first)
			return NULL;
	}
	return READ_ONCE(reuse->socks[i]);
}
EXPORT_SYMBOL(reuseport_select_sock);

/* Is a member connected? Context: RCU. */
bool reuseport_has_conns(struct sock *sk)
{
	struct sock_reuseport *reuse = rcu_dereference(sk->sk_reuseport_cb);

	return reuse && READ_ONCE(reuse->has_conns);
}
EXPORT_SYMBOL(reuseport_has_conns);

/* @sk was connected. Context: process. */
void reuseport_has_conns_set(struct sock *sk)
{
	spin_lock_bh(&machine_var(reuseport_lock));
	if (sk->sk_reuseport_cb)
		WRITE_ONCE(sk->sk_reuseport_cb->has_conns, true);
	spin_unlock_bh(&machine_var(reuseport_lock));
}
EXPORT_SYMBOL(reuseport_has_conns_set);

static int reuseport_init(void)
{
	spin_lock_init(&machine_var(reuseport_lock));
	return 0;
}
core_initcall(reuseport_init, NULL);
