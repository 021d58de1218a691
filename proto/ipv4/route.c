// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * route - struct rtable: IPv4's dst_entry, made once and kept on the nexthop
 *
 * Where:   below route_input.c and route_output.c, which decide; above
 *          core/dst.c, which owns the life.
 * Mirrors: net/ipv4/route.c, cut: input and output lookups, exceptions
 *          (route_exc.c), ICMP (route_icmp.c) and knobs have files of their
 *          own.
 * Spec:    RFC 1122 §3.3.1, RFC 1191 §6.3, RFC 6691 (what MSS to announce).
 *
 * There is no route cache by flow. All packets that take a nexthop can share
 * one rtable, so it hangs there: one for input, one per CPU for output. Only
 * what differs by destination (a path MTU, a redirect) is an exception with
 * an rtable of its own. A change of tables, rules or addresses bumps
 * rt_genid, and every rtable that was kept under an older one is looked up
 * again at its next use.
 *
 * An rtable that is kept nowhere stands on its CPU's uncached list, so that
 * a device that goes away finds it.
 */
#include "proto/ipv4/route.h"

#include "core/netdevice.h"
#include "core/skbuff.h"
#include "hdr/ip.h"
#include "lib/kernel.h"
#include "lib/printk.h"
#include "lib/random.h"
#include "lib/slab.h"
#include "proto/ipv4/arp.h"
#include "proto/ipv4/icmp.h"
#include "proto/ipv4/inetpeer.h"
#include "proto/ipv4/ip.h"
#include "proto/ipv4/route_priv.h"

struct uncached_list {
	spinlock_t lock;
	struct list_head head;
};

DEFINE_STATIC_PER_CPU(struct uncached_list, rt_uncached_list);
DEFINE_STATIC_PER_MACHINE(struct dst_ops, ipv4_dst_ops);
DEFINE_STATIC_PER_MACHINE(struct dst_ops, ipv4_dst_blackhole_ops);

/**
 * rt_cache_flush - every route that was kept is looked up again
 * @net: the namespace
 *
 * Context: any.
 */
void rt_cache_flush(struct net *net)
{
	rt_genid_bump_ipv4(net);
}
EXPORT_SYMBOL(rt_cache_flush);

/* ---- the uncached list --------------------------------------------------- */

void rt_add_uncached_list(struct rtable *rt)
{
	struct uncached_list *ul = &cpu_var(rt_uncached_list);

	rt->rt_uncached_list = ul;
	spin_lock_bh(&ul->lock);
	list_add_tail(&rt->rt_uncached, &ul->head);
	spin_unlock_bh(&ul->lock);
}

void rt_del_uncached_list(struct rtable *rt)
{
	struct uncached_list *ul = rt->rt_uncached_list;

	if (list_empty(&rt->rt_uncached))
		return;
	spin_lock_bh(&ul->lock);
	list_del_init(&rt->rt_uncached);
	spin_unlock_bh(&ul->lock);
}

/* @dev goes away: who still holds a route over it holds a black hole. */
void rt_flush_dev(struct net_device *dev)
{
	struct machine *m = current_machine();
	struct cpu *c;

	for_each_cpu_of (m, c) {
		struct uncached_list *ul = &cpu_var_of(c, rt_uncached_list);
		struct rtable *rt, *safe;

		spin_lock_bh(&ul->lock);
		list_for_each_entry_safe (rt, safe, &ul->head, rt_uncached) {
			if (rt->dst.dev != dev)
				continue;
			list_del_init(&rt->rt_uncached);
			dst_dev_put(&rt->dst);
		}
		spin_unlock_bh(&ul->lock);
	}
}

/* ---- making one ---------------------------------------------------------- */

/* Nobody routes output through an input route. Takes @skb. */
int ip_rt_bug(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	pr_debug("output over an input route: %pI4 -> %pI4\n",
		 &ip_hdr(skb)->saddr, &ip_hdr(skb)->daddr);
	WARN_ON_ONCE(1);
	kfree_skb_reason(skb, SKB_DROP_REASON_IP_OUTNOROUTES);
	return 0;
}

/**
 * rt_dst_alloc - a route that goes out through ip_output()
 * @dev: held
 * @flags: RTCF_*; with RTCF_LOCAL its input is ip_local_deliver()
 * @type: RTN_*
 * @noxfrm: no policy is asked
 *
 * Context: any. Return: gives a reference, or NULL.
 */
struct rtable *rt_dst_alloc(struct net_device *dev, unsigned int flags,
			    u16 type, bool noxfrm)
{
	struct rtable *rt;

	rt = dst_alloc(&machine_var(ipv4_dst_ops), dev, DST_OBSOLETE_FORCE_CHK,
		       noxfrm ? DST_NOXFRM : 0);
	if (!rt)
		return NULL;
	rt->rt_genid = rt_genid_ipv4(dev_net(dev));
	rt->rt_flags = flags;
	rt->rt_type = type;
	rt->rt_is_input = 0;
	rt->rt_iif = 0;
	rt->rt_pmtu = 0;
	rt->rt_mtu_locked = 0;
	rt->rt_uses_gateway = 0;
	rt->rt_gw_family = 0;
	rt->rt_gw4 = 0;
	rt->rt_uncached_list = NULL;
	INIT_LIST_HEAD(&rt->rt_uncached);
	rt->dst.output = ip_output;
	if (flags & RTCF_LOCAL)
		rt->dst.input = ip_local_deliver;
	return rt;
}
EXPORT_SYMBOL(rt_dst_alloc);

/* The same route over another device. Gives a reference, or NULL. */
struct rtable *rt_dst_clone(struct net_device *dev, struct rtable *rt)
{
	struct rtable *new_rt = rt_dst_alloc(dev, rt->rt_flags, rt->rt_type,
					     rt->dst.flags & DST_NOXFRM);

	if (!new_rt)
		return NULL;
	new_rt->rt_genid = rt->rt_genid;
	new_rt->rt_is_input = rt->rt_is_input;
	new_rt->rt_iif = rt->rt_iif;
	new_rt->rt_pmtu = rt->rt_pmtu;
	new_rt->rt_mtu_locked = rt->rt_mtu_locked;
	new_rt->rt_uses_gateway = rt->rt_uses_gateway;
	new_rt->rt_gw_family = rt->rt_gw_family;
	new_rt->rt_gw6 = rt->rt_gw6;
	new_rt->dst.input = rt->dst.input;
	new_rt->dst.output = rt->dst.output;
	new_rt->dst.error = rt->dst.error;
	new_rt->dst.lastuse = jiffies;
	return new_rt;
}
EXPORT_SYMBOL(rt_dst_clone);

/* Keep @rt on its nexthop. False: somebody else was faster. */
bool rt_cache_route(struct fib_nh_common *nhc, struct rtable *rt)
{
	struct rtable *orig, *prev, **p;

	if (rt_is_input_route(rt))
		p = &nhc->nhc_rth_input;
	else
		p = this_cpu_ptr(nhc->nhc_pcpu_rth_output);
	orig = *p;
	dst_hold(&rt->dst);
	prev = cmpxchg(p, orig, rt);
	if (prev != orig) {
		dst_release(&rt->dst);
		return false;
	}
	/* Its users go on; the device must still find it. */
	if (orig) {
		rt_add_uncached_list(orig);
		dst_release(&orig->dst);
	}
	return true;
}

static void rt_init_metrics(struct dst_entry *dst, struct dst_metrics *m)
{
	dst_init_metrics(dst, m->metrics, true);
	if (m != &dst_default_metrics) {
		dst->_metrics |= DST_METRICS_REFCOUNTED;
		refcount_inc(&m->refcnt);
	}
}

/* Realms: each half from the first who has one. */
static void set_class_tag(struct rtable *rt, u32 tag)
{
	if (!(rt->dst.tclassid & 0xFFFF))
		rt->dst.tclassid |= tag & 0xFFFF;
	if (!(rt->dst.tclassid & 0xFFFF0000))
		rt->dst.tclassid |= tag & 0xFFFF0000;
}

/**
 * rt_set_nexthop - the gateway, metrics and exception of a new route
 * @rt: the route
 * @daddr: its destination, used if it is for this one only
 * @res: the lookup's
 * @fnhe: the exception of @daddr on this nexthop, or NULL
 * @fi: res->fi, or NULL when the destination is taken to be on the link
 * @itag: realms
 * @do_cache: keep it
 *
 * Context: RCU.
 */
void rt_set_nexthop(struct rtable *rt, __be32 daddr,
		    const struct fib_result *res, struct fib_nh_exception *fnhe,
		    struct fib_info *fi, u32 itag, bool do_cache)
{
	struct fib_nh_common *nhc;
	bool cached = false;

	if (fi) {
		nhc = res->nhc;
		if (nhc->nhc_gw_family && nhc->nhc_scope == RT_SCOPE_LINK) {
			rt->rt_uses_gateway = 1;
			rt->rt_gw_family = nhc->nhc_gw_family;
			rt->rt_gw4 = nhc->nhc_gw.ipv4;
		}
		rt_init_metrics(&rt->dst, fi->fib_metrics);
		rt->dst.tclassid = container_of(nhc, struct fib_nh, nh_common)
					   ->nh_tclassid;
		if (fnhe)
			cached = rt_bind_exception(rt, fnhe, daddr, do_cache);
		else if (do_cache)
			cached = rt_cache_route(nhc, rt);
		if (!cached && !rt->rt_gw4) {
			rt->rt_gw_family = AF_INET;
			rt->rt_gw4 = daddr;
		}
	}
	if (!cached)
		rt_add_uncached_list(rt);
	set_class_tag(rt, res->tclassid);
	set_class_tag(rt, itag);
}

/* ---- ops ----------------------------------------------------------------- */

static struct dst_entry *ipv4_dst_check(struct dst_entry *dst, u32 cookie)
{
	if (dst->obsolete != DST_OBSOLETE_FORCE_CHK ||
	    rt_is_expired(dst_rtable(dst)))
		return NULL;
	return dst;
}

bool ip_mtu_locked(const struct dst_entry *dst)
{
	return dst_rtable(dst)->rt_mtu_locked ||
	       dst_metric_locked(dst, RTAX_MTU);
}

/**
 * ip_dst_mtu_maybe_forward - how large a packet may be on this route
 * @dst: the route
 * @forwarding: it is not ours: what ICMP told us need not be true for him
 *
 * Context: RCU. Return: bytes, headers of IP included.
 */
unsigned int ip_dst_mtu_maybe_forward(const struct dst_entry *dst,
				      bool forwarding)
{
	const struct rtable *rt = dst_rtable(dst);
	struct netns_ipv4 *ipv4 = net_ipv4(dev_net(dst->dev));
	unsigned int mtu;

	if (READ_ONCE(ipv4->sysctl_ip_fwd_use_pmtu) || ip_mtu_locked(dst) ||
	    !forwarding) {
		mtu = rt->rt_pmtu;
		if (mtu && time_before(jiffies, dst->expires))
			return min(mtu, IPV4_MAX_PMTU);
	}
	mtu = dst_metric_raw(dst, RTAX_MTU);
	if (mtu)
		return min(mtu, IPV4_MAX_PMTU);
	mtu = READ_ONCE(dst->dev->mtu);
	/* RFC 791: without path MTU discovery beyond the link, 576. */
	if (ip_mtu_locked(dst) && rt->rt_uses_gateway && mtu > 576)
		mtu = 576;
	return min(mtu, IPV4_MAX_PMTU);
}
EXPORT_SYMBOL(ip_dst_mtu_maybe_forward);

unsigned int ipv4_mtu(const struct dst_entry *dst)
{
	return ip_dst_mtu_maybe_forward(dst, false);
}
EXPORT_SYMBOL(ipv4_mtu);

/* RFC 6691 §2: MTU less fixed headers, whatever the options. */
static unsigned int ipv4_default_advmss(const struct dst_entry *dst)
{
	unsigned int header_size = 20 + 20;
	struct netns_ipv4 *ipv4 = net_ipv4(dev_net(dst->dev));
	unsigned int mtu = ipv4_mtu(dst), advmss;

	advmss = max(mtu > header_size ? mtu - header_size : 0u,
		     (unsigned int)ipv4->sysctl_min_adv_mss);
	return min(advmss, IPV4_MAX_PMTU - header_size);
}

static void ipv4_dst_destroy(struct dst_entry *dst)
{
	struct dst_metrics *m = (struct dst_metrics *)DST_METRICS_PTR(dst);

	if ((dst->_metrics & DST_METRICS_REFCOUNTED) &&
	    refcount_dec_and_test(&m->refcnt))
		kfree(m);
	rt_del_uncached_list(dst_rtable(dst));
}

static void ipv4_negative_advice(struct sock *sk, struct dst_entry *dst)
{
	if (dst->obsolete > 0 ||
	    (dst_rtable(dst)->rt_flags & RTCF_REDIRECTED) || dst->expires)
		sk_dst_reset(sk);
}

static struct neighbour *ipv4_neigh_lookup(const struct dst_entry *dst,
					   struct sk_buff *skb,
					   const void *daddr)
{
	const struct rtable *rt = dst_rtable(dst);
	struct neighbour *n;
	__be32 key;

	rcu_read_lock();
	if (rt->rt_gw_family == AF_INET)
		key = rt->rt_gw4;
	else
		key = skb ? ip_hdr(skb)->daddr : *(const __be32 *)daddr;
	n = ip_neigh_gw4(dst->dev, key);
	if (!IS_ERR(n) && !refcount_inc_not_zero(&n->refcnt))
		n = NULL;
	rcu_read_unlock();
	return n;
}

static void ipv4_confirm_neigh(const struct dst_entry *dst, const void *daddr)
{
	const struct rtable *rt = dst_rtable(dst);
	const __be32 *pkey = daddr;

	if (rt->rt_gw_family == AF_INET)
		pkey = &rt->rt_gw4;
	else if (!daddr || (rt->rt_flags &
			    (RTCF_MULTICAST | RTCF_BROADCAST | RTCF_LOCAL)))
		return;
	rcu_read_lock();
	neigh_confirm(__ipv4_neigh_lookup_noref(dst->dev, *pkey));
	rcu_read_unlock();
}

/*
 * The packet waited for a neighbour, who overwrote its control block: what
 * options it has is read from the header again. Borrows @skb.
 */
static void ipv4_send_dest_unreach(struct sk_buff *skb)
{
	struct ip_options opt = {};
	int res;

	if (!pskb_network_may_pull(skb, sizeof(struct iphdr)) ||
	    ip_hdr(skb)->version != 4 || ip_hdr(skb)->ihl < 5)
		return;
	if (ip_hdr(skb)->ihl > 5) {
		if (!pskb_network_may_pull(skb, ip_hdr(skb)->ihl * 4))
			return;
		opt.optlen = ip_hdr(skb)->ihl * 4 - sizeof(struct iphdr);
		rcu_read_lock();
		res = __ip_options_compile(dev_net(skb->dev), &opt, skb, NULL);
		rcu_read_unlock();
		if (res)
			return;
	}
	__icmp_send(skb, ICMP_DEST_UNREACH, ICMP_HOST_UNREACH, 0, &opt);
}

/* The neighbour does not answer: tell the sender, and look again. */
static void ipv4_link_failure(struct sk_buff *skb)
{
	struct rtable *rt;

	ipv4_send_dest_unreach(skb);
	rt = skb_rtable(skb);
	if (rt)
		dst_set_expires(&rt->dst, 0);
}

static void ipv4_dst_ops_init(struct kmem_cache *cachep)
{
	machine_var(ipv4_dst_ops) = (struct dst_ops){
		.family = AF_INET,
		.check = ipv4_dst_check,
		.default_advmss = ipv4_default_advmss,
		.mtu = ipv4_mtu,
		.cow_metrics = dst_cow_metrics_generic,
		.destroy = ipv4_dst_destroy,
		.negative_advice = ipv4_negative_advice,
		.link_failure = ipv4_link_failure,
		.update_pmtu = ip_rt_update_pmtu,
		.redirect = ip_do_redirect,
		.neigh_lookup = ipv4_neigh_lookup,
		.confirm_neigh = ipv4_confirm_neigh,
		.kmem_cachep = cachep,
	};
	machine_var(ipv4_dst_blackhole_ops) = (struct dst_ops){
		.family = AF_INET,
		.default_advmss = ipv4_default_advmss,
		.mtu = ipv4_mtu,
		.cow_metrics = dst_cow_metrics_generic,
		.neigh_lookup = ipv4_neigh_lookup,
		.kmem_cachep = cachep,
	};
}

/**
 * ipv4_blackhole_route - the same route, but everything vanishes
 * @net: the namespace
 * @dst_orig: taken
 *
 * Context: any. Return: gives a reference, or ERR_PTR(-ENOMEM).
 */
struct dst_entry *ipv4_blackhole_route(struct net *net,
				       struct dst_entry *dst_orig)
{
	struct rtable *ort = dst_rtable(dst_orig), *rt;

	rt = dst_alloc(&machine_var(ipv4_dst_blackhole_ops), net->loopback_dev,
		       DST_OBSOLETE_DEAD, 0);
	if (rt) {
		rt->dst.__use = 1;
		rt->dst.output = dst_discard_out;
		rt->rt_is_input = ort->rt_is_input;
		rt->rt_iif = ort->rt_iif;
		rt->rt_pmtu = ort->rt_pmtu;
		rt->rt_mtu_locked = ort->rt_mtu_locked;
		rt->rt_genid = rt_genid_ipv4(net);
		rt->rt_flags = ort->rt_flags;
		rt->rt_type = ort->rt_type;
		rt->rt_uses_gateway = ort->rt_uses_gateway;
		rt->rt_gw_family = ort->rt_gw_family;
		rt->rt_gw6 = ort->rt_gw6;
		rt->rt_uncached_list = NULL;
		INIT_LIST_HEAD(&rt->rt_uncached);
	}
	dst_release(dst_orig);
	return rt ? &rt->dst : ERR_PTR(-ENOMEM);
}
EXPORT_SYMBOL(ipv4_blackhole_route);

/* Record route, timestamp: our address on the way out. Borrows @skb. */
void ip_rt_get_source(u8 *addr, struct sk_buff *skb, struct rtable *rt)
{
	const struct iphdr *iph = ip_hdr(skb);
	struct net *net = dev_net(rt->dst.dev);
	struct fib_result res;
	struct flowi4 fl4 = {
		.daddr = iph->daddr,
		.saddr = iph->saddr,
		.flowi4_tos = RT_TOS(iph->tos),
		.flowi4_oif = rt->dst.dev->ifindex,
		.flowi4_mark = skb->mark,
	};
	__be32 src = iph->saddr;

	if (!rt_is_output_route(rt)) {
		fl4.flowi4_iif = skb->dev->ifindex;
		rcu_read_lock();
		if (!fib_lookup(net, &fl4, &res, 0))
			src = fib_result_prefsrc(net, &res);
		else
			src = inet_select_addr(rt->dst.dev,
					       rt_nexthop(rt, iph->daddr),
					       RT_SCOPE_UNIVERSE);
		rcu_read_unlock();
	}
	memcpy(addr, &src, sizeof(src));
}
EXPORT_SYMBOL(ip_rt_get_source);

/* Groups changed: routes to them may be wrong. */
void ip_rt_multicast_event(struct in_device *in_dev)
{
	rt_cache_flush(dev_net(in_dev->dev));
}

/* ---- machines and namespaces --------------------------------------------- */

static int ip_rt_net_init(struct net *net)
{
	struct netns_ipv4 *ipv4 = net_ipv4(net);

	atomic_set(&ipv4->rt_genid, 0);
	atomic_set(&ipv4->fnhe_genid, 0);
	atomic_set(&ipv4->dev_addr_genid, (int)get_random_u32());
	get_random_bytes(&ipv4->multipath_key, sizeof(ipv4->multipath_key));
	get_random_bytes(&ipv4->fnhe_key, sizeof(ipv4->fnhe_key));
	ipv4->peers = kzalloc(sizeof(*ipv4->peers), GFP_KERNEL);
	if (!ipv4->peers)
		return -ENOMEM;
	inet_peer_base_init(ipv4->peers);
	if (route_sysctl_net_init(net)) {
		kfree(ipv4->peers);
		return -ENOMEM;
	}
	return 0;
}

static void ip_rt_net_exit(struct net *net)
{
	struct netns_ipv4 *ipv4 = net_ipv4(net);

	route_sysctl_net_exit(net);
	inetpeer_invalidate_tree(ipv4->peers);
	kfree(ipv4->peers);
}

static const struct pernet_operations ip_rt_net_ops = {
	.init = ip_rt_net_init,
	.exit = ip_rt_net_exit,
};

static void uncached_lists_init(void)
{
	struct machine *m = current_machine();
	struct cpu *c;

	for_each_cpu_of (m, c) {
		struct uncached_list *ul = &cpu_var_of(c, rt_uncached_list);

		spin_lock_init(&ul->lock);
		INIT_LIST_HEAD(&ul->head);
	}
}

/**
 * ip_rt_init - routing: addresses, tables, routes
 *
 * Context: process, module init: after ipv4_netns_init() and ARP's table.
 * Return: 0 or -errno, and nothing is left behind.
 */
int ip_rt_init(void)
{
	struct kmem_cache *cachep;
	int err;

	cachep = kmem_cache_create("ip_dst_cache", sizeof(struct rtable), 0,
				   SLAB_HWCACHE_ALIGN, NULL);
	if (!cachep)
		return -ENOMEM;
	ipv4_dst_ops_init(cachep);
	uncached_lists_init();
	fnhe_machine_init();
	err = register_pernet_subsys(&ip_rt_net_ops);
	if (err)
		goto out_cache;
	err = devinet_init();
	if (err)
		goto out_pernet;
	err = ip_fib_init();
	if (err)
		goto out_devinet;
	return 0;
out_devinet:
	devinet_exit();
out_pernet:
	unregister_pernet_subsys(&ip_rt_net_ops);
out_cache:
	kmem_cache_destroy(cachep);
	return err;
}

/* Context: process, module exit. */
void ip_rt_exit(void)
{
	ip_fib_exit();
	devinet_exit();
	unregister_pernet_subsys(&ip_rt_net_ops);
	rcu_barrier();
	kmem_cache_destroy(machine_var(ipv4_dst_ops).kmem_cachep);
}
