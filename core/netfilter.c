// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * netfilter - the lists of hooks, and how a packet is shown to them
 *
 * Where:   NF_HOOK() in IP and ARP, nf_hook_ingress() and nf_hook_egress() in
 *          the device layer come here only when a place has hooks.
 * Mirrors: net/netfilter/core.c. Queueing is in nf_queue.c, the slot of
 *          connection tracking in nf_ct_hook.c.
 *
 * The hooks of a place are one array. To add or remove one, a new array is
 * built and put in its stead; a packet that walks the old one finishes there,
 * and the old one dies a grace period later. So registering and removing
 * under traffic costs the packets nothing.
 */
#define pr_fmt(fmt) "netfilter: " fmt

#include "core/netfilter.h"

#include "core/module.h"
#include "core/net_namespace.h"
#include "core/rtnl.h"
#include "core/trace.h"
#include "lib/mutex.h"
#include "lib/slab.h"

/* One writer at a time, machine-wide. */
DEFINE_STATIC_PER_MACHINE(struct mutex, nf_hook_mutex);

static const char *const inet_hook_names[] = {
	[NF_INET_PRE_ROUTING] = "PRE_ROUTING",
	[NF_INET_LOCAL_IN] = "LOCAL_IN",
	[NF_INET_FORWARD] = "FORWARD",
	[NF_INET_LOCAL_OUT] = "LOCAL_OUT",
	[NF_INET_POST_ROUTING] = "POST_ROUTING",
	[NF_INET_INGRESS] = "INGRESS",
};

static const char *const arp_hook_names[] = {
	[NF_ARP_IN] = "ARP_IN",
	[NF_ARP_OUT] = "ARP_OUT",
	[NF_ARP_FORWARD] = "ARP_FORWARD",
};

static const char *const netdev_hook_names[] = {
	[NF_NETDEV_INGRESS] = "INGRESS",
	[NF_NETDEV_EGRESS] = "EGRESS",
};

/**
 * nf_hook_name - what a place is called
 * @pf: NFPROTO_*
 * @hooknum: of that family
 *
 * Context: any.
 * Return: a literal, or NULL when there is no such place.
 */
const char *nf_hook_name(u8 pf, unsigned int hooknum)
{
	switch (pf) {
	case NFPROTO_INET:
	case NFPROTO_IPV4:
	case NFPROTO_IPV6:
	case NFPROTO_BRIDGE:
		return hooknum < ARRAY_SIZE(inet_hook_names)
			       ? inet_hook_names[hooknum]
			       : NULL;
	case NFPROTO_ARP:
		return hooknum < ARRAY_SIZE(arp_hook_names)
			       ? arp_hook_names[hooknum]
			       : NULL;
	case NFPROTO_NETDEV:
		return hooknum < ARRAY_SIZE(netdev_hook_names)
			       ? netdev_hook_names[hooknum]
			       : NULL;
	default:
		return NULL;
	}
}
EXPORT_SYMBOL(nf_hook_name);

static unsigned int accept_all(void *priv, struct sk_buff *skb,
			       const struct nf_hook_state *state)
{
	return NF_ACCEPT;
}

/* Stands in the array for a hook that went when there was no memory. */
static const struct nf_hook_ops dummy_ops = {
	.hook = accept_all,
	.priority = INT_MIN,
};

/* Where the array of a place hangs; NULL: there is no such place. */
static struct nf_hook_entries **nf_hook_entry_head(struct net *net, u8 pf,
						   unsigned int hooknum,
						   struct net_device *dev)
{
	struct netns_nf *nf = net->nf;

	switch (pf) {
	case NFPROTO_NETDEV:
		if (!dev || dev_net(dev) != net)
			return NULL;
		if (hooknum == NF_NETDEV_INGRESS)
			return &dev->nf_hooks_ingress;
		return hooknum == NF_NETDEV_EGRESS ? &dev->nf_hooks_egress
						   : NULL;
	case NFPROTO_INET:
		if (hooknum != NF_INET_INGRESS || !dev || dev_net(dev) != net)
			return NULL;
		return &dev->nf_hooks_ingress;
	case NFPROTO_IPV4:
		return hooknum < NF_INET_NUMHOOKS ? &nf->hooks_ipv4[hooknum]
						  : NULL;
	case NFPROTO_IPV6:
		return hooknum < NF_INET_NUMHOOKS ? &nf->hooks_ipv6[hooknum]
						  : NULL;
	case NFPROTO_ARP:
		return hooknum < NF_ARP_NUMHOOKS ? &nf->hooks_arp[hooknum]
						 : NULL;
	case NFPROTO_BRIDGE:
		return hooknum < NF_INET_NUMHOOKS ? &nf->hooks_bridge[hooknum]
						  : NULL;
	default:
		return NULL;
	}
}

/**
 * nf_hook_entries_of - the hooks of a place, for who lists them
 * @net: the namespace
 * @pf: NFPROTO_*
 * @hooknum: of that family
 * @dev: for NFPROTO_NETDEV
 *
 * Context: rcu_read_lock().
 * Return: borrowed; NULL when there are none or no such place.
 */
const struct nf_hook_entries *nf_hook_entries_of(struct net *net, u8 pf,
						 unsigned int hooknum,
						 struct net_device *dev)
{
	struct nf_hook_entries **pp = nf_hook_entry_head(net, pf, hooknum, dev);

	return pp ? rcu_dereference(*pp) : NULL;
}
EXPORT_SYMBOL(nf_hook_entries_of);

static struct nf_hook_entries *nf_hook_entries_alloc(unsigned int n)
{
	struct nf_hook_entries *e;

	e = kzalloc(struct_size(e, hooks, n) + n * sizeof(*e->orig),
		    GFP_KERNEL);
	if (!e)
		return NULL;
	e->num_hook_entries = (u16)n;
	e->orig = (const struct nf_hook_ops **)&e->hooks[n];
	return e;
}

static void nf_hook_entries_set(struct nf_hook_entries *e, unsigned int i,
				const struct nf_hook_ops *ops)
{
	e->orig[i] = ops;
	e->hooks[i].hook = ops->hook;
	e->hooks[i].priv = ops->priv;
}

static unsigned int nf_hook_entries_live(const struct nf_hook_entries *e)
{
	unsigned int n = 0;

	for (unsigned int i = 0; e && i < e->num_hook_entries; i++)
		n += e->orig[i] != &dummy_ops;
	return n;
}

/* Give a copy of @old with @reg in its place. */
static struct nf_hook_entries *
nf_hook_entries_grow(const struct nf_hook_entries *old,
		     const struct nf_hook_ops *reg)
{
	unsigned int live = nf_hook_entries_live(old), n = 0;
	struct nf_hook_entries *new;
	bool inserted = false;

	if (live + 1 > MAX_HOOK_COUNT)
		return ERR_PTR(-E2BIG);
	new = nf_hook_entries_alloc(live + 1);
	if (!new)
		return ERR_PTR(-ENOMEM);

	for (unsigned int i = 0; old && i < old->num_hook_entries; i++) {
		const struct nf_hook_ops *orig = old->orig[i];

		if (orig == &dummy_ops)
			continue;
		if (reg->hook_ops_type == NF_HOOK_OP_BPF &&
		    orig->hook_ops_type == NF_HOOK_OP_BPF &&
		    reg->priority == orig->priority) {
			kfree(new);
			return ERR_PTR(-EBUSY);
		}
		if (!inserted && reg->priority <= orig->priority) {
			nf_hook_entries_set(new, n++, reg);
			inserted = true;
		}
		nf_hook_entries_set(new, n++, orig);
	}
	if (!inserted)
		nf_hook_entries_set(new, n, reg);
	return new;
}

/* Give a copy of @old without the dummies; NULL: nothing would be left. */
static struct nf_hook_entries *
nf_hook_entries_shrink(const struct nf_hook_entries *old)
{
	unsigned int live = nf_hook_entries_live(old), n = 0;
	struct nf_hook_entries *new;

	if (!live)
		return NULL;
	new = nf_hook_entries_alloc(live);
	if (!new)
		return ERR_PTR(-ENOMEM);
	for (unsigned int i = 0; i < old->num_hook_entries; i++) {
		if (old->orig[i] != &dummy_ops)
			nf_hook_entries_set(new, n++, old->orig[i]);
	}
	return new;
}

static void nf_hook_entries_free(struct nf_hook_entries *e)
{
	if (e)
		kfree_rcu(e, rcu);
}

static int __nf_register_net_hook(struct net *net, u8 pf,
				  const struct nf_hook_ops *reg)
{
	struct nf_hook_entries **pp, *old, *new;

	pp = nf_hook_entry_head(net, pf, reg->hooknum, reg->dev);
	if (!pp)
		return -EINVAL;

	mutex_lock(&machine_var(nf_hook_mutex));
	old = *pp;
	new = nf_hook_entries_grow(old, reg);
	if (!IS_ERR(new))
		rcu_assign_pointer(*pp, new);
	mutex_unlock(&machine_var(nf_hook_mutex));
	if (IS_ERR(new))
		return (int)PTR_ERR(new);
	nf_hook_entries_free(old);
	return 0;
}

static void __nf_unregister_net_hook(struct net *net, u8 pf,
				     const struct nf_hook_ops *reg)
{
	struct nf_hook_entries **pp, *old, *new;
	unsigned int i = 0;

	pp = nf_hook_entry_head(net, pf, reg->hooknum, reg->dev);
	if (!pp)
		return;

	mutex_lock(&machine_var(nf_hook_mutex));
	old = *pp;
	while (old && i < old->num_hook_entries && old->orig[i] != reg)
		i++;
	if (WARN_ON_ONCE(!old || i == old->num_hook_entries)) {
		mutex_unlock(&machine_var(nf_hook_mutex));
		return;
	}
	/* From here on it accepts, whether or not there is memory. */
	WRITE_ONCE(old->hooks[i].hook, accept_all);
	old->orig[i] = &dummy_ops;
	new = nf_hook_entries_shrink(old);
	if (!IS_ERR(new))
		rcu_assign_pointer(*pp, new);
	mutex_unlock(&machine_var(nf_hook_mutex));

	nf_queue_nf_hook_drop(net);
	if (!IS_ERR(new))
		nf_hook_entries_free(old);
}

/* INET: one place of a device, or the same place of both families. */
static bool nf_hook_is_both(const struct nf_hook_ops *reg)
{
	return reg->pf == NFPROTO_INET && reg->hooknum != NF_INET_INGRESS;
}

static bool nf_hook_hangs(struct net *net, const struct nf_hook_ops *reg)
{
	u8 pf = nf_hook_is_both(reg) ? NFPROTO_IPV4 : reg->pf;
	struct nf_hook_entries **pp, *e;
	bool found = false;
	unsigned int i;

	pp = nf_hook_entry_head(net, pf, reg->hooknum, reg->dev);
	mutex_lock(&machine_var(nf_hook_mutex));
	e = pp ? *pp : NULL;
	for (i = 0; e && i < e->num_hook_entries; i++)
		found |= e->orig[i] == reg;
	mutex_unlock(&machine_var(nf_hook_mutex));
	return found;
}

/* A module went and left it in some namespace. Context: process. */
static void nf_hook_forgotten(void *reg)
{
	struct net *net;

	rtnl_lock();
	for_each_net (net) {
		if (nf_hook_hangs(net, reg))
			nf_unregister_net_hook(net, reg);
	}
	rtnl_unlock();
}

static int nf_hook_track(int err, const struct nf_hook_ops *reg)
{
	if (!err)
		module_track(__module_address((const void *)reg->hook),
			     "nf_hook", reg, NULL, nf_hook_forgotten);
	return err;
}

/**
 * nf_register_net_hook - hang a hook
 * @net: its namespace
 * @reg: borrowed until it is unregistered; not written to
 *
 * Context: process.
 * Return: 0, -EINVAL, -ENOMEM, -E2BIG, -EBUSY: see core/netfilter.h.
 */
int nf_register_net_hook(struct net *net, const struct nf_hook_ops *reg)
{
	int err;

	might_sleep();
	if (!reg->hook) {
		pr_err("nf_hook_ops.hook is required\n");
		return -EINVAL;
	}
	if (!nf_hook_is_both(reg))
		return nf_hook_track(__nf_register_net_hook(net, reg->pf, reg),
				     reg);

	err = __nf_register_net_hook(net, NFPROTO_IPV4, reg);
	if (err)
		return err;
	err = __nf_register_net_hook(net, NFPROTO_IPV6, reg);
	if (err)
		__nf_unregister_net_hook(net, NFPROTO_IPV4, reg);
	return nf_hook_track(err, reg);
}
EXPORT_SYMBOL(nf_register_net_hook);

/**
 * nf_unregister_net_hook - take a hook down
 * @net: its namespace
 * @reg: as it was registered
 *
 * New packets do not meet it when this returns; one that is in it may stay
 * until a grace period is over. Context: process.
 */
void nf_unregister_net_hook(struct net *net, const struct nf_hook_ops *reg)
{
	might_sleep();
	module_untrack("nf_hook", reg);
	if (!nf_hook_is_both(reg)) {
		__nf_unregister_net_hook(net, reg->pf, reg);
		return;
	}
	__nf_unregister_net_hook(net, NFPROTO_IPV4, reg);
	__nf_unregister_net_hook(net, NFPROTO_IPV6, reg);
}
EXPORT_SYMBOL(nf_unregister_net_hook);

/**
 * nf_register_net_hooks - hang several, or none
 * @net: their namespace
 * @reg: an array; borrowed until unregistered
 * @n: how many
 *
 * Context: process.
 * Return: 0, or what the first that failed said.
 */
int nf_register_net_hooks(struct net *net, const struct nf_hook_ops *reg,
			  unsigned int n)
{
	unsigned int i;
	int err;

	for (i = 0; i < n; i++) {
		err = nf_register_net_hook(net, &reg[i]);
		if (err) {
			nf_unregister_net_hooks(net, reg, i);
			return err;
		}
	}
	return 0;
}
EXPORT_SYMBOL(nf_register_net_hooks);

/**
 * nf_unregister_net_hooks - take several down, the last first
 * @net: their namespace
 * @reg: as registered
 * @n: how many
 *
 * Context: process.
 */
void nf_unregister_net_hooks(struct net *net, const struct nf_hook_ops *reg,
			     unsigned int n)
{
	while (n--)
		nf_unregister_net_hook(net, &reg[n]);
}
EXPORT_SYMBOL(nf_unregister_net_hooks);

/* One hook, as often as it says NF_REPEAT; a stolen packet is not traced. */
static unsigned int nf_call_hook(const struct nf_hook_entries *e,
				 unsigned int i, struct sk_buff *skb,
				 struct nf_hook_state *state)
{
	const struct nf_hook_entry *entry = &e->hooks[i];
	unsigned int verdict, turns = 0;

	do {
		nf_hookfn *fn = READ_ONCE(entry->hook);

		verdict = CALL("nf_hook_ops.hook", fn, entry->priv, skb, state);
		trace_nf_hook(
			(verdict & NF_VERDICT_MASK) == NF_STOLEN ? NULL : skb,
			state->pf, state->hook, e->orig[i]->priority, verdict);
	} while (verdict == NF_REPEAT && ++turns < NF_MAX_REPEAT);
	return verdict;
}

/**
 * nf_hook_slow - show a packet to the hooks of a place
 * @skb: taken unless 1 is returned
 * @state: borrowed
 * @e: the hooks
 * @i: the first to be asked
 *
 * Context: rcu_read_lock().
 * Return: 1: all accepted, go on; 0: somebody has it; -errno: it was dropped.
 * TOUR: hooks
 */
int nf_hook_slow(struct sk_buff *skb, struct nf_hook_state *state,
		 const struct nf_hook_entries *e, unsigned int i)
{
	for (; i < e->num_hook_entries; i++) {
		unsigned int verdict = nf_call_hook(e, i, skb, state);
		int ret;

		switch (verdict & NF_VERDICT_MASK) {
		case NF_ACCEPT:
			break;
		case NF_DROP:
			kfree_skb_reason(skb, SKB_DROP_REASON_NETFILTER_DROP);
			ret = NF_DROP_GETERR((int)verdict);
			return ret ? ret : -EPERM;
		case NF_QUEUE:
			ret = nf_queue(skb, state, i, verdict);
			if (ret == 1)
				break;
			return ret;
		case NF_STOLEN:
			return NF_DROP_GETERR((int)verdict);
		case NF_STOP:
			return 1;
		default:
			/* NF_REPEAT too often, or no verdict at all */
			pr_warn_ratelimited(
				"hook at %s answers %u\n",
				nf_hook_name(state->pf, state->hook), verdict);
			kfree_skb_reason(skb, SKB_DROP_REASON_NETFILTER_DROP);
			return -EPERM;
		}
	}
	return 1;
}
EXPORT_SYMBOL(nf_hook_slow);

/**
 * nf_hook_slow_list - show a list of packets to the hooks of a place
 * @head: of skb->list; takes those that do not go on, the others stay
 * @state: borrowed
 * @e: the hooks
 *
 * Context: rcu_read_lock().
 */
void nf_hook_slow_list(struct list_head *head, struct nf_hook_state *state,
		       const struct nf_hook_entries *e)
{
	struct sk_buff *skb, *next;
	LIST_HEAD(sublist);

	list_for_each_entry_safe (skb, next, head, list) {
		skb_list_del_init(skb);
		if (nf_hook_slow(skb, state, e, 0) == 1)
			list_add_tail(&skb->list, &sublist);
	}
	list_splice(&sublist, head);
}
EXPORT_SYMBOL(nf_hook_slow_list);

/**
 * nf_hook_ingress - the hooks of the device that a packet came in by
 * @skb: taken unless 1 is returned
 *
 * Context: softirq, rcu_read_lock().
 * Return: 1: go on; negative: it is gone.
 */
int nf_hook_ingress(struct sk_buff *skb)
{
	struct nf_hook_entries *e = rcu_dereference(skb->dev->nf_hooks_ingress);
	struct nf_hook_state state;
	int ret;

	if (unlikely(!e))
		return 1;
	nf_hook_state_init(&state, NF_NETDEV_INGRESS, NFPROTO_NETDEV, skb->dev,
			   NULL, NULL, dev_net(skb->dev), NULL);
	ret = nf_hook_slow(skb, &state, e, 0);
	return ret == 0 ? -1 : ret;
}
EXPORT_SYMBOL(nf_hook_ingress);

/**
 * nf_hook_egress - the hooks of the device that a packet leaves by
 * @skb: taken and given back
 * @rc: set when NULL is returned: what dev_queue_xmit() answers
 * @dev: the device
 *
 * Context: BH off.
 * Return: @skb, or NULL: it is gone.
 */
struct sk_buff *nf_hook_egress(struct sk_buff *skb, int *rc,
			       struct net_device *dev)
{
	struct nf_hook_entries *e;
	struct nf_hook_state state;
	int ret = 1;

	if (skb->nf_skip_egress)
		return skb;
	rcu_read_lock();
	e = rcu_dereference(dev->nf_hooks_egress);
	if (e) {
		nf_hook_state_init(&state, NF_NETDEV_EGRESS, NFPROTO_NETDEV,
				   NULL, dev, NULL, dev_net(dev), NULL);
		ret = nf_hook_slow(skb, &state, e, 0);
	}
	rcu_read_unlock();
	if (ret == 1)
		return skb;
	*rc = ret < 0 ? NET_XMIT_DROP : NET_XMIT_SUCCESS;
	return NULL;
}
EXPORT_SYMBOL(nf_hook_egress);

/* ---- namespaces ------------------------------------------------------------
 */

static int netfilter_net_init(struct net *net)
{
	net->nf = kzalloc(sizeof(*net->nf), GFP_KERNEL);
	return net->nf ? 0 : -ENOMEM;
}

static void netfilter_net_exit(struct net *net)
{
	struct netns_nf *nf = net->nf;

	net->nf = NULL;
	for (unsigned int i = 0; i < NF_INET_NUMHOOKS; i++) {
		WARN_ON_ONCE(nf->hooks_ipv4[i] || nf->hooks_ipv6[i] ||
			     nf->hooks_bridge[i]);
	}
	kfree(nf);
}

static const struct pernet_operations netfilter_net_ops = {
	.init = netfilter_net_init,
	.exit = netfilter_net_exit,
};

static int __init netfilter_init(void)
{
	mutex_init(&machine_var(nf_hook_mutex));
	return register_pernet_subsys(&netfilter_net_ops);
}

static void __exit netfilter_exit(void)
{
	unregister_pernet_subsys(&netfilter_net_ops);
	mutex_destroy(&machine_var(nf_hook_mutex));
}
core_initcall(netfilter_init, netfilter_exit);
