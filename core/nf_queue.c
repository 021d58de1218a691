// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * nf_queue - packets that wait for a program's verdict
 *
 * Where:   nf_hook_slow() on NF_QUEUE -> nf_queue() -> the handler (nfnetlink)
 *          … the program answers … -> nf_reinject() -> the remaining hooks ->
 *          okfn, as if nothing had happened.
 * Mirrors: net/netfilter/nf_queue.c.
 *
 * Deviation: the kernel takes a reference on state.sk. Here the packet's own
 * charge keeps its socket; a socket that is not the packet's is forgotten.
 */
#include "core/netfilter.h"
#include "core/trace.h"
#include "hdr/ip.h"
#include "hdr/ipv6.h"
#include "lib/slab.h"

DEFINE_STATIC_PER_MACHINE(const struct nf_queue_handler *, queue_handler);
DEFINE_STATIC_PER_MACHINE(nf_reroute_fn *, reroute_fn[NFPROTO_NUMPROTO]);

/**
 * nf_register_queue_handler - where NF_QUEUE goes from now on
 * @qh: borrowed until unregistered
 *
 * Context: process.
 * Return: 0, or -EBUSY: there is one.
 */
int nf_register_queue_handler(const struct nf_queue_handler *qh)
{
	if (machine_var(queue_handler))
		return -EBUSY;
	rcu_assign_pointer(machine_var(queue_handler), qh);
	return 0;
}
EXPORT_SYMBOL(nf_register_queue_handler);

/**
 * nf_unregister_queue_handler - NF_QUEUE drops again
 *
 * The caller lets go of what waits. Context: process; sleeps until nobody can
 * be in the handler.
 */
void nf_unregister_queue_handler(void)
{
	RCU_INIT_POINTER(machine_var(queue_handler), NULL);
	synchronize_rcu();
}
EXPORT_SYMBOL(nf_unregister_queue_handler);

/**
 * nf_register_reroute - how a family looks a route up again
 * @pf: NFPROTO_IPV4 or NFPROTO_IPV6
 * @fn: called when a queued packet of LOCAL_OUT came back changed
 *
 * Context: process.
 * Return: 0, -EINVAL, -EBUSY.
 */
int nf_register_reroute(u8 pf, nf_reroute_fn *fn)
{
	if (pf >= NFPROTO_NUMPROTO)
		return -EINVAL;
	if (machine_var(reroute_fn)[pf])
		return -EBUSY;
	rcu_assign_pointer(machine_var(reroute_fn)[pf], fn);
	return 0;
}
EXPORT_SYMBOL(nf_register_reroute);

/**
 * nf_unregister_reroute - the family goes
 * @pf: as registered
 *
 * Context: process; sleeps until nobody can be in it.
 */
void nf_unregister_reroute(u8 pf)
{
	RCU_INIT_POINTER(machine_var(reroute_fn)[pf], NULL);
	synchronize_rcu();
}
EXPORT_SYMBOL(nf_unregister_reroute);

/* What the route of an outgoing packet depends on, as bytes. */
static void nf_route_key(const struct nf_queue_entry *entry, u8 *key)
{
	const struct sk_buff *skb = entry->skb;

	memset(key, 0, sizeof(entry->rt_key));
	if (entry->state.pf == NFPROTO_IPV4) {
		const struct iphdr *iph = ip_hdr(skb);

		key[0] = iph->tos;
		memcpy(key + 1, &iph->saddr, 4);
		memcpy(key + 5, &iph->daddr, 4);
	} else if (entry->state.pf == NFPROTO_IPV6) {
		memcpy(key + 1, &ipv6_hdr(skb)->saddr, 32);
	}
}

static int nf_reroute(struct nf_queue_entry *entry)
{
	struct nf_hook_state *state = &entry->state;
	struct sk_buff *skb = entry->skb;
	u8 key[sizeof(entry->rt_key)];
	nf_reroute_fn *fn;

	if (state->hook != NF_INET_LOCAL_OUT ||
	    (state->pf != NFPROTO_IPV4 && state->pf != NFPROTO_IPV6))
		return 0;
	nf_route_key(entry, key);
	if (skb->mark == entry->rt_mark &&
	    !memcmp(key, entry->rt_key, sizeof(key)))
		return 0;
	fn = rcu_dereference(machine_var(reroute_fn)[state->pf]);
	return fn ? fn(state->net, state->sk, skb) : 0;
}

/**
 * nf_queue_entry_get_refs - keep what a waiting packet points at
 * @entry: borrowed
 *
 * Context: rcu_read_lock().
 * Return: true; false would mean that its socket is dying.
 */
bool nf_queue_entry_get_refs(struct nf_queue_entry *entry)
{
	struct nf_hook_state *state = &entry->state;

	if (state->sk != entry->skb->sk)
		state->sk = NULL;
	dev_hold(state->in);
	dev_hold(state->out);
	return true;
}
EXPORT_SYMBOL(nf_queue_entry_get_refs);

/**
 * nf_queue_entry_free - forget the wait; the packet is not touched
 * @entry: taken
 *
 * Context: any.
 */
void nf_queue_entry_free(struct nf_queue_entry *entry)
{
	dev_put(entry->state.in);
	dev_put(entry->state.out);
	kfree(entry);
}
EXPORT_SYMBOL(nf_queue_entry_free);

/**
 * nf_queue_nf_hook_drop - a hook is gone: positions in its list are void
 * @net: whose hook
 *
 * Context: process.
 */
void nf_queue_nf_hook_drop(struct net *net)
{
	const struct nf_queue_handler *qh;

	rcu_read_lock();
	qh = rcu_dereference(machine_var(queue_handler));
	if (qh && qh->nf_hook_drop)
		qh->nf_hook_drop(net);
	rcu_read_unlock();
}

static int __nf_queue(struct sk_buff *skb, const struct nf_hook_state *state,
		      unsigned int index, unsigned int queuenum)
{
	const struct nf_queue_handler *qh;
	struct nf_queue_entry *entry;
	int status;

	qh = rcu_dereference(machine_var(queue_handler));
	if (!qh)
		return -ESRCH;
	if (!state->okfn) /* a device's hook: there is no way back in */
		return -EOPNOTSUPP;
	/* The route is only borrowed until the end of this softirq. */
	if (skb_dst(skb) && !skb_dst_force(skb))
		return -ENETDOWN;
	entry = kzalloc(sizeof(*entry), GFP_ATOMIC);
	if (!entry)
		return -ENOMEM;
	entry->skb = skb;
	entry->state = *state;
	entry->hook_index = index;
	entry->size = sizeof(*entry);
	entry->rt_mark = skb->mark;
	nf_route_key(entry, entry->rt_key);
	nf_queue_entry_get_refs(entry);

	status = CALL("nf_queue_handler.outfn", qh->outfn, entry, queuenum);
	if (status < 0)
		nf_queue_entry_free(entry);
	return status;
}

/**
 * nf_queue - a hook said NF_QUEUE
 * @skb: taken unless 1 is returned
 * @state: borrowed; copied
 * @index: which hook
 * @verdict: with the queue's number and NF_VERDICT_FLAG_QUEUE_BYPASS
 *
 * Context: rcu_read_lock().
 * Return: 0, or 1: nobody listens and the verdict says to go on then.
 */
int nf_queue(struct sk_buff *skb, struct nf_hook_state *state,
	     unsigned int index, unsigned int verdict)
{
	int ret = __nf_queue(skb, state, index, verdict >> NF_VERDICT_QBITS);

	if (ret >= 0)
		return 0;
	if (ret == -ESRCH && (verdict & NF_VERDICT_FLAG_QUEUE_BYPASS))
		return 1;
	kfree_skb_reason(skb, SKB_DROP_REASON_NF_QUEUE_FULL);
	return 0;
}
EXPORT_SYMBOL(nf_queue);

/* The hook that queued it is asked again; its answer is the verdict. */
static unsigned int nf_requeue_ask(struct nf_queue_entry *entry,
				   const struct nf_hook_entries *e)
{
	const struct nf_hook_entry *hook = &e->hooks[entry->hook_index];
	unsigned int verdict;

	verdict = CALL("nf_hook_ops.hook", hook->hook, hook->priv, entry->skb,
		       &entry->state);
	if ((verdict & NF_VERDICT_MASK) != NF_STOLEN)
		trace_nf_hook(entry->skb, entry->state.pf, entry->state.hook,
			      e->orig[entry->hook_index]->priority, verdict);
	return verdict;
}

/* The hooks behind the one that queued it, then okfn. Takes the packet. */
static void nf_reinject_accept(struct nf_queue_entry *entry,
			       const struct nf_hook_entries *e)
{
	struct nf_hook_state *state = &entry->state;
	struct sk_buff *skb = entry->skb;

	if (nf_reroute(entry) < 0) {
		kfree_skb_reason(skb, SKB_DROP_REASON_IP_OUTNOROUTES);
		return;
	}
	local_bh_disable();
	if (nf_hook_slow(skb, state, e, entry->hook_index + 1) == 1)
		state->okfn(state->net, state->sk, skb);
	local_bh_enable();
}

/**
 * nf_reinject - the verdict on a queued packet is there
 * @entry: taken, with its packet
 * @verdict: NF_ACCEPT, NF_DROP, NF_REPEAT, NF_STOP, NF_STOLEN, NF_QUEUE_NR()
 *
 * Context: process or softirq, rcu_read_lock() not needed.
 */
void nf_reinject(struct nf_queue_entry *entry, unsigned int verdict)
{
	struct nf_hook_state *state = &entry->state;
	const struct nf_hook_entries *e;
	struct sk_buff *skb = entry->skb;

	rcu_read_lock();
	e = nf_hook_entries_of(state->net, state->pf, state->hook,
			       state->in ? state->in : state->out);
	/* The list changed meanwhile, and the handler was not asked to drop. */
	if (!e || entry->hook_index >= e->num_hook_entries)
		verdict = NF_DROP;
	if ((verdict & NF_VERDICT_MASK) == NF_REPEAT)
		verdict = nf_requeue_ask(entry, e);

	switch (verdict & NF_VERDICT_MASK) {
	case NF_ACCEPT:
		nf_reinject_accept(entry, e);
		break;
	case NF_STOP:
		local_bh_disable();
		state->okfn(state->net, state->sk, skb);
		local_bh_enable();
		break;
	case NF_QUEUE:
		if (nf_queue(skb, state, entry->hook_index, verdict) == 1)
			nf_reinject_accept(entry, e);
		break;
	case NF_STOLEN:
		break;
	default:
		kfree_skb_reason(skb, SKB_DROP_REASON_NETFILTER_DROP);
	}
	rcu_read_unlock();
	nf_queue_entry_free(entry);
}
EXPORT_SYMBOL(nf_reinject);
