// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * dst - birth, references and death of route results
 *
 * Where:   rt_dst_alloc() makes them, skbs and sockets hold them, the last
 *          dst_release() frees them after a grace period.
 * Mirrors: net/core/dst.c. The counter is a plain refcount, not rcuref, and
 *          the entries of a dst_ops are one atomic, not per CPU.
 * Spec:    RFC 1122 §3.3.1.3: a route that stopped working must not be kept.
 */
#include "core/dst.h"
#include "core/netdevice.h"
#include "core/sch_generic.h"
#include "lib/slab.h"

/*
 * What dead routes point to, so that their readers need no check for NULL and
 * no real device is kept from going.
 */
DEFINE_STATIC_PER_MACHINE(struct net_device *, blackhole_dev);

/* Context: softirq. Takes @skb. */
static netdev_tx_t blackhole_xmit(struct sk_buff *skb, struct net_device *dev)
{
	kfree_skb_reason(skb, SKB_DROP_REASON_IP_OUTNOROUTES);
	return NETDEV_TX_OK;
}

static const struct net_device_ops blackhole_netdev_ops = {
	.ndo_start_xmit = blackhole_xmit,
};

static void blackhole_setup(struct net_device *dev)
{
	dev->mtu = 68; /* RFC 791: what every link carries */
	dev->flags = IFF_UP | IFF_RUNNING | IFF_NOARP;
	dev->netdev_ops = &blackhole_netdev_ops;
}

static int __init blackhole_netdev_init(void)
{
	struct net_device *dev;

	dev = alloc_netdev(0, "blackhole_dev", NET_NAME_UNKNOWN,
			   blackhole_setup);
	if (!dev)
		return -ENOMEM;
	dev_net_set(dev, &init_net);
	dev_init_scheduler(dev);
	machine_var(blackhole_dev) = dev;
	return 0;
}

static void __exit blackhole_netdev_exit(void)
{
	rcu_barrier(); /* the last routes let go of it */
	free_netdev(machine_var(blackhole_dev));
}
fs_initcall(blackhole_netdev_init, blackhole_netdev_exit);

/* What a route without metrics of its own points to. */
const struct dst_metrics dst_default_metrics = {
	.refcnt = REFCOUNT_INIT(1),
};
EXPORT_SYMBOL(dst_default_metrics);

/**
 * dst_discard_out - the output of a route that leads nowhere
 * @net: unused, as @sk: the signature is dst_entry.output's
 * @sk: unused
 * @skb: taken
 *
 * Context: any.
 * Return: 0.
 */
int dst_discard_out(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	kfree_skb_reason(skb, SKB_DROP_REASON_IP_OUTNOROUTES);
	return 0;
}
EXPORT_SYMBOL(dst_discard_out);

/**
 * dst_init - make memory a route with one reference
 * @dst: the memory, zeroed behind the dst_entry by whoever owns it
 * @ops: whose
 * @dev: held; may be NULL
 * @initial_obsolete: DST_OBSOLETE_*
 * @flags: DST_*
 *
 * Context: any.
 */
void dst_init(struct dst_entry *dst, struct dst_ops *ops,
	      struct net_device *dev, int initial_obsolete,
	      unsigned short flags)
{
	memset(dst, 0, sizeof(*dst));
	dst->dev = dev;
	dev_hold(dev);
	dst->ops = ops;
	dst_init_metrics(dst, dst_default_metrics.metrics, true);
	dst->input = dst_discard;
	dst->output = dst_discard_out;
	dst->obsolete = (short)initial_obsolete;
	refcount_set(&dst->__refcnt, 1);
	dst->lastuse = jiffies;
	dst->flags = flags;
	if (!(flags & DST_NOCOUNT))
		dst_entries_add(ops, 1);
}
EXPORT_SYMBOL(dst_init);

/**
 * dst_alloc - see core/dst.h
 * @ops: whose; makes room first when there are more than gc_thresh
 * @dev: held
 * @initial_obsolete: DST_OBSOLETE_*
 * @flags: DST_*
 *
 * Context: any.
 * Return: an object of @ops' cache with one reference, or NULL.
 */
void *dst_alloc(struct dst_ops *ops, struct net_device *dev,
		int initial_obsolete, unsigned short flags)
{
	struct dst_entry *dst;

	if (ops->gc && !(flags & DST_NOCOUNT) &&
	    dst_entries_get_fast(ops) > (int)ops->gc_thresh && ops->gc(ops)) {
		pr_notice_ratelimited(
			"Route cache is full: consider increasing sysctl "
			"net.ipv6.route.max_size\n");
		return NULL;
	}
	dst = kmem_cache_zalloc(ops->kmem_cachep, GFP_ATOMIC);
	if (!dst)
		return NULL;
	dst_init(dst, ops, dev, initial_obsolete, flags);
	return dst;
}
EXPORT_SYMBOL(dst_alloc);

/**
 * dst_destroy - free a route that nobody refers to
 * @dst: taken
 *
 * Context: any, after a grace period.
 * Return: NULL; the kernel's chains of bundles are not built here.
 */
struct dst_entry *dst_destroy(struct dst_entry *dst)
{
	if (dst->ops->destroy)
		dst->ops->destroy(dst);
	dev_put(dst->dev);
	kmem_cache_free(dst->ops->kmem_cachep, dst);
	return NULL;
}
EXPORT_SYMBOL(dst_destroy);

static void dst_destroy_rcu(struct rcu_head *head)
{
	dst_destroy(container_of(head, struct dst_entry, rcu_head));
}

/* The count falls with the last reference, not with the memory. */
static void dst_count_dec(struct dst_entry *dst)
{
	if (!(dst->flags & DST_NOCOUNT))
		dst_entries_add(dst->ops, -1);
}

/**
 * dst_release - let one reference go
 * @dst: taken; NULL is fine
 *
 * Readers that found it under RCU may still look: freed a grace period later.
 * Context: any.
 */
void dst_release(struct dst_entry *dst)
{
	if (dst && refcount_dec_and_test(&dst->__refcnt)) {
		dst_count_dec(dst);
		call_rcu(&dst->rcu_head, dst_destroy_rcu);
	}
}
EXPORT_SYMBOL(dst_release);

/**
 * dst_release_immediate - as dst_release(), when no reader can have seen it
 * @dst: taken; NULL is fine
 *
 * Context: any.
 */
void dst_release_immediate(struct dst_entry *dst)
{
	if (dst && refcount_dec_and_test(&dst->__refcnt)) {
		dst_count_dec(dst);
		dst_destroy(dst);
	}
}
EXPORT_SYMBOL(dst_release_immediate);

/**
 * dst_dev_put - the device goes: become a black hole
 * @dst: borrowed; its holders find out by dst_check()
 *
 * Context: any.
 */
void dst_dev_put(struct dst_entry *dst)
{
	struct net_device *hole = machine_var(blackhole_dev);
	struct net_device *dev = dst->dev;

	WRITE_ONCE(dst->obsolete, DST_OBSOLETE_DEAD);
	if (dst->ops->ifdown)
		dst->ops->ifdown(dst, dev);
	WRITE_ONCE(dst->input, dst_discard);
	WRITE_ONCE(dst->output, dst_discard_out);
	dev_hold(hole);
	rcu_assign_pointer(dst->dev, hole);
	dev_put(dev);
}
EXPORT_SYMBOL(dst_dev_put);

/**
 * skb_dst_force - count the route that a packet only borrows
 * @skb: borrowed; afterwards its route outlives the RCU section, or is gone
 *
 * Context: rcu_read_lock() since the route was set.
 * Return: whether it has a route.
 */
bool skb_dst_force(struct sk_buff *skb)
{
	if (skb_dst_is_noref(skb)) {
		struct dst_entry *dst = skb_dst(skb);

		WARN_ON_ONCE(!rcu_read_lock_held());
		if (!dst_hold_safe(dst))
			dst = NULL;
		skb->_skb_refdst = (unsigned long)dst;
		skb->slow_gro |= !!dst;
	}
	return skb->_skb_refdst != 0;
}
EXPORT_SYMBOL(skb_dst_force);

/**
 * __skb_dst_copy - a copy of a packet takes the same way
 * @nskb: borrowed; has no route yet
 * @refdst: the other's _skb_refdst; counted again if it was counted
 *
 * Context: any; for a borrowed route the RCU section that set it.
 */
void __skb_dst_copy(struct sk_buff *nskb, unsigned long refdst)
{
	nskb->slow_gro |= !!refdst;
	nskb->_skb_refdst = refdst;
	if (!(refdst & SKB_DST_NOREF))
		dst_clone(skb_dst(nskb));
}
EXPORT_SYMBOL(__skb_dst_copy);

/**
 * dst_cow_metrics_generic - metrics of our own instead of shared ones
 * @dst: borrowed
 * @old: what dst->_metrics was when the caller looked
 *
 * Context: any.
 * Return: metrics to write, or NULL without memory or when a read-only set
 * won the race.
 */
u32 *dst_cow_metrics_generic(struct dst_entry *dst, unsigned long old)
{
	struct dst_metrics *p = kmalloc(sizeof(*p), GFP_ATOMIC);
	struct dst_metrics *old_p = (void *)__DST_METRICS_PTR(old);
	unsigned long prev = old;

	if (!p)
		return NULL;
	refcount_set(&p->refcnt, 1);
	memcpy(p->metrics, old_p->metrics, sizeof(p->metrics));
	if (__atomic_compare_exchange_n(&dst->_metrics, &prev, (unsigned long)p,
					false, __ATOMIC_SEQ_CST,
					__ATOMIC_SEQ_CST)) {
		if ((prev & DST_METRICS_REFCOUNTED) &&
		    refcount_dec_and_test(&old_p->refcnt))
			kfree(old_p);
		return p->metrics;
	}
	kfree(p);
	return prev & DST_METRICS_READ_ONLY ? NULL : __DST_METRICS_PTR(prev);
}
EXPORT_SYMBOL(dst_cow_metrics_generic);

/**
 * __dst_destroy_metrics_generic - free metrics of our own
 * @dst: borrowed; has the defaults afterwards
 * @old: what dst->_metrics was when the caller looked
 *
 * Context: any.
 */
void __dst_destroy_metrics_generic(struct dst_entry *dst, unsigned long old)
{
	unsigned long new = (unsigned long)dst_default_metrics.metrics |
			    DST_METRICS_READ_ONLY;
	unsigned long prev = old;

	if (__atomic_compare_exchange_n(&dst->_metrics, &prev, new, false,
					__ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
		kfree(__DST_METRICS_PTR(prev));
}
EXPORT_SYMBOL(__dst_destroy_metrics_generic);
