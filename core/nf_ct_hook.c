// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * nf_ct_hook - what connection tracking offers to who does not link with it
 *
 * Where:   icmp.c and TCP's resets attach their answers to the connection
 *          that they answer; the last packet lets go of its connection here.
 * Mirrors: the nf_ct_hook part of net/netfilter/core.c.
 */
#include "core/netfilter.h"

DEFINE_STATIC_PER_MACHINE(const struct nf_ct_hook *, nf_ct_hook);

/**
 * nf_ct_hook_set - conntrack comes or goes
 * @hook: borrowed while it is set; NULL: gone
 *
 * Context: process; sleeps until nobody can be in the old one.
 */
void nf_ct_hook_set(const struct nf_ct_hook *hook)
{
	rcu_assign_pointer(machine_var(nf_ct_hook), hook);
	if (!hook)
		synchronize_rcu();
}
EXPORT_SYMBOL(nf_ct_hook_set);

/**
 * nf_ct_hook_get - what conntrack offers
 *
 * Context: rcu_read_lock().
 * Return: NULL when it is not loaded.
 */
const struct nf_ct_hook *nf_ct_hook_get(void)
{
	return rcu_dereference(machine_var(nf_ct_hook));
}
EXPORT_SYMBOL(nf_ct_hook_get);

/**
 * nf_ct_attach - an answer belongs to the connection of what it answers
 * @new: borrowed; an ICMP error or reset of ours
 * @skb: borrowed; what caused it
 *
 * Context: any.
 */
void nf_ct_attach(struct sk_buff *new, const struct sk_buff *skb)
{
	const struct nf_ct_hook *hook;

	if (!skb->_nfct)
		return;
	rcu_read_lock();
	hook = nf_ct_hook_get();
	if (hook)
		hook->attach(new, skb);
	rcu_read_unlock();
}
EXPORT_SYMBOL(nf_ct_attach);

/**
 * nf_ct_set_closing - we have reset the connection that @nfct tracks
 * @nfct: borrowed; may be NULL
 *
 * Context: any.
 */
void nf_ct_set_closing(struct nf_conntrack *nfct)
{
	const struct nf_ct_hook *hook;

	if (!nfct)
		return;
	rcu_read_lock();
	hook = nf_ct_hook_get();
	if (hook && hook->set_closing)
		hook->set_closing(nfct);
	rcu_read_unlock();
}
EXPORT_SYMBOL(nf_ct_set_closing);

/**
 * nf_ct_update - a program outside changed a tracked packet
 * @net: its namespace
 * @skb: borrowed
 *
 * Context: rcu_read_lock().
 * Return: 0, or what conntrack said.
 */
int nf_ct_update(struct net *net, struct sk_buff *skb)
{
	const struct nf_ct_hook *hook = nf_ct_hook_get();

	return hook && hook->update ? hook->update(net, skb) : 0;
}
EXPORT_SYMBOL(nf_ct_update);

/**
 * nf_conntrack_destroy - the last packet let go of its connection
 * @nfct: taken
 *
 * Context: any.
 */
void nf_conntrack_destroy(struct nf_conntrack *nfct)
{
	const struct nf_ct_hook *hook;

	rcu_read_lock();
	hook = nf_ct_hook_get();
	if (!WARN_ON_ONCE(!hook))
		hook->destroy(nfct);
	rcu_read_unlock();
}
EXPORT_SYMBOL(nf_conntrack_destroy);
