// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * route_output - where does what we send go, and from which address?
 *
 * Where:   connect(), sendmsg(), ip_queue_xmit(), icmp_reply() ask; the
 *          route's output is ip_output() or ip_mc_output().
 * Mirrors: net/ipv4/route.c, cut: ip_route_output_*(), __mkroute_output().
 * Spec:    RFC 1122 §3.3.4 (multihoming), §3.3.6 (broadcast).
 */
#include "core/netdevice.h"
#include "core/skbuff.h"
#include "hdr/ip.h"
#include "lib/kernel.h"
#include "proto/ipv4/igmp.h"
#include "proto/ipv4/ip.h"
#include "proto/ipv4/route_priv.h"

/* What a destination says about its route, beyond the table. */
struct out_kind {
	struct fib_info *fi; /* NULL: do not use the gateway */
	unsigned int flags;
	u16 type;
	bool do_cache;
};

/* Broadcast and multicast are heard here too. Return: 0, -EINVAL. */
static int out_kind(struct out_kind *k, const struct fib_result *res,
		    const struct flowi4 *fl4, int orig_oif,
		    struct net_device *dev_out, struct in_device *in_dev)
{
	if (ipv4_is_zeronet(fl4->daddr))
		return -EINVAL;
	if (ipv4_is_lbcast(fl4->daddr))
		k->type = RTN_BROADCAST;
	else if (ipv4_is_multicast(fl4->daddr))
		k->type = RTN_MULTICAST;

	if (dev_out->flags & IFF_LOOPBACK)
		k->flags |= RTCF_LOCAL;
	if (k->type == RTN_BROADCAST) {
		k->flags |= RTCF_BROADCAST | RTCF_LOCAL;
		k->fi = NULL;
	} else if (k->type == RTN_MULTICAST) {
		k->flags |= RTCF_MULTICAST;
		if (ip_check_mc_rcu(in_dev, fl4->daddr, fl4->saddr,
				    fl4->flowi4_proto)) {
			k->flags |= RTCF_LOCAL;
			k->do_cache = false;
		} else {
			k->flags &= ~RTCF_LOCAL;
		}
		/* A default route is not where groups live. */
		if (k->fi && res->prefixlen < 4)
			k->fi = NULL;
	} else if (k->type == RTN_LOCAL && orig_oif &&
		   orig_oif != dev_out->ifindex) {
		/* rt_iif differs by the device asked for: not to be shared. */
		k->do_cache = false;
	}
	if (!k->fi)
		k->do_cache = false;
	return 0;
}

/* Where a route of this kind over this nexthop is kept; NULL: nowhere. */
static struct rtable **out_place(struct out_kind *k, const struct flowi4 *fl4,
				 struct fib_nh_common *nhc,
				 struct fib_nh_exception *fnhe)
{
	if (!k->do_cache)
		return NULL;
	if (fnhe)
		return &fnhe->fnhe_rth_output;
	if ((fl4->flowi4_flags & FLOWI_FLAG_KNOWN_NH) &&
	    !(nhc->nhc_gw_family && nhc->nhc_scope == RT_SCOPE_LINK)) {
		k->do_cache = false;
		return NULL;
	}
	return this_cpu_ptr(nhc->nhc_pcpu_rth_output);
}

/* Gives a route as decided, kept or new; or ERR_PTR(). Context: RCU. */
static struct rtable *__mkroute_output(const struct fib_result *res,
				       const struct flowi4 *fl4, int orig_oif,
				       struct net_device *dev_out,
				       unsigned int flags)
{
	struct in_device *in_dev = __in_dev_get_rcu(dev_out);
	struct out_kind k = {res->fi, flags, res->type, true};
	struct fib_nh_exception *fnhe = NULL;
	struct rtable *rth, **prth;

	if (!in_dev)
		return ERR_PTR(-EINVAL);
	if (ipv4_is_loopback(fl4->saddr) && !(dev_out->flags & IFF_LOOPBACK) &&
	    !IN_DEV_ROUTE_LOCALNET(in_dev))
		return ERR_PTR(-EINVAL);
	if (out_kind(&k, res, fl4, orig_oif, dev_out, in_dev))
		return ERR_PTR(-EINVAL);

	if (k.fi) {
		fnhe = find_exception(res->nhc, fl4->daddr);
		prth = out_place(&k, fl4, res->nhc, fnhe);
		rth = prth ? rcu_dereference(*prth) : NULL;
		if (rt_cache_valid(rth) && dst_hold_safe(&rth->dst))
			return rth;
	}

	rth = rt_dst_alloc(dev_out, k.flags, k.type,
			   IN_DEV_ORCONF(in_dev, NOXFRM));
	if (!rth)
		return ERR_PTR(-ENOBUFS);
	rth->rt_iif = orig_oif;
	if ((k.flags & (RTCF_BROADCAST | RTCF_MULTICAST)) &&
	    (k.flags & RTCF_LOCAL) && !(dev_out->flags & IFF_LOOPBACK))
		rth->dst.output = ip_mc_output;
	rt_set_nexthop(rth, fl4->daddr, res, fnhe, k.fi, 0, k.do_cache);
	return rth;
}

/* ---- the decision -------------------------------------------------------- */

/* Where we stand while deciding. */
struct out_choice {
	struct net_device *dev_out;
	unsigned int flags;
	int orig_oif;
	int err;
};

/*
 * The caller named his source: it must be ours, and for a group or broadcast
 * it also says which device is meant. Return: whether that settles it.
 */
static bool out_by_source(struct net *net, struct flowi4 *fl4,
			  struct out_choice *c)
{
	c->err = -EINVAL;
	if (ipv4_is_multicast(fl4->saddr) || ipv4_is_lbcast(fl4->saddr))
		return false;
	c->err = -ENETUNREACH;
	if (!fl4->flowi4_oif &&
	    (ipv4_is_multicast(fl4->daddr) || ipv4_is_lbcast(fl4->daddr))) {
		c->dev_out = __ip_dev_find(net, fl4->saddr, false);
		if (!c->dev_out)
			return false;
		fl4->flowi4_oif = c->dev_out->ifindex;
		c->err = 0;
		return true;
	}
	if ((fl4->flowi4_flags & FLOWI_FLAG_ANYSRC) ||
	    __ip_dev_find(net, fl4->saddr, false))
		c->err = 0;
	return false;
}

/* The caller named the device. Return: whether that settles it. */
static bool out_by_device(struct net *net, struct flowi4 *fl4,
			  struct out_choice *c)
{
	struct net_device *dev = dev_get_by_index_rcu(net, fl4->flowi4_oif);

	c->dev_out = dev;
	c->err = -ENODEV;
	if (!dev)
		return false;
	c->err = -ENETUNREACH;
	if (!(dev->flags & IFF_UP) || !__in_dev_get_rcu(dev))
		return false;
	c->err = 0;
	if (ipv4_is_local_multicast(fl4->daddr) || ipv4_is_lbcast(fl4->daddr) ||
	    fl4->flowi4_proto == IPPROTO_IGMP) {
		if (!fl4->saddr)
			fl4->saddr = inet_select_addr(dev, 0, RT_SCOPE_LINK);
		return true;
	}
	if (!fl4->saddr) {
		if (ipv4_is_multicast(fl4->daddr))
			fl4->saddr =
				inet_select_addr(dev, 0, fl4->flowi4_scope);
		else if (!fl4->daddr)
			fl4->saddr = inet_select_addr(dev, 0, RT_SCOPE_HOST);
	}
	return false;
}

/* The tables decide. */
static void out_by_table(struct net *net, struct flowi4 *fl4,
			 struct fib_result *res, const struct sk_buff *skb,
			 struct out_choice *c)
{
	c->err = fib_lookup(net, fl4, res, 0);
	if (c->err) {
		res->fi = NULL;
		res->table = NULL;
		if (!fl4->flowi4_oif)
			return;
		/*
		 * No route, but he insists on the device: then everybody is
		 * on its link. So DHCP works before there is an address.
		 */
		if (!fl4->saddr)
			fl4->saddr =
				inet_select_addr(c->dev_out, 0, RT_SCOPE_LINK);
		res->type = RTN_UNICAST;
		c->err = 0;
		return;
	}
	if (res->type == RTN_LOCAL) {
		if (!fl4->saddr)
			fl4->saddr = res->fi->fib_prefsrc ? res->fi->fib_prefsrc
							  : fl4->daddr;
		c->orig_oif = FIB_RES_OIF(*res);
		c->dev_out = net->loopback_dev;
		fl4->flowi4_oif = c->dev_out->ifindex;
		c->flags |= RTCF_LOCAL;
		return;
	}
	fib_select_path(net, res, fl4, skb);
	c->dev_out = FIB_RES_DEV(*res);
}

/* No destination: ourselves. */
static void out_to_self(struct net *net, struct flowi4 *fl4,
			struct fib_result *res, struct out_choice *c)
{
	fl4->daddr = fl4->saddr;
	if (!fl4->daddr)
		fl4->daddr = fl4->saddr = htonl(INADDR_LOOPBACK);
	c->dev_out = net->loopback_dev;
	fl4->flowi4_oif = LOOPBACK_IFINDEX;
	res->type = RTN_LOCAL;
	c->flags |= RTCF_LOCAL;
}

/* As ip_route_output_key_hash(); @res tells what was found. Context: RCU. */
struct rtable *ip_route_output_key_hash_rcu(struct net *net, struct flowi4 *fl4,
					    struct fib_result *res,
					    const struct sk_buff *skb)
{
	struct out_choice c = {.orig_oif = fl4->flowi4_oif};
	bool settled = false;

	if (fl4->saddr) {
		settled = out_by_source(net, fl4, &c);
		if (c.err)
			return ERR_PTR(c.err);
	}
	if (!settled && fl4->flowi4_oif) {
		settled = out_by_device(net, fl4, &c);
		if (c.err)
			return ERR_PTR(c.err);
	}
	if (!settled && !fl4->daddr)
		out_to_self(net, fl4, res, &c);
	else if (!settled)
		out_by_table(net, fl4, res, skb, &c);
	if (c.err)
		return ERR_PTR(c.err);
	return __mkroute_output(res, fl4, c.orig_oif, c.dev_out, c.flags);
}
EXPORT_SYMBOL(ip_route_output_key_hash_rcu);

/**
 * ip_route_output_key_hash - a route for what we send
 * @net: the namespace
 * @fl4: the key; saddr, daddr and oif are written back
 * @skb: borrowed; for the multipath hash, or NULL
 *
 * Context: any. Return: gives a reference; ERR_PTR(): -ENETUNREACH no route,
 * -EHOSTUNREACH, -EACCES, -EINVAL the route's own; -ENODEV; -ENOBUFS.
 */
struct rtable *ip_route_output_key_hash(struct net *net, struct flowi4 *fl4,
					const struct sk_buff *skb)
{
	struct fib_result res = {.type = RTN_UNSPEC};
	u8 tos = fl4->flowi4_tos;
	struct rtable *rth;

	fl4->flowi4_iif = LOOPBACK_IFINDEX;
	fl4->flowi4_tos = tos & IPTOS_RT_MASK;
	if (tos & RTO_ONLINK)
		fl4->flowi4_scope = RT_SCOPE_LINK;
	rcu_read_lock();
	rth = ip_route_output_key_hash_rcu(net, fl4, &res, skb);
	rcu_read_unlock();
	return rth;
}
EXPORT_SYMBOL(ip_route_output_key_hash);

/**
 * ip_route_output_flow - a route for a flow
 * @net: the namespace
 * @flp4: the key; with a protocol, oif becomes the device chosen
 * @sk: whose; unused until there are policies
 *
 * Context: any. Return: as ip_route_output_key_hash().
 */
struct rtable *ip_route_output_flow(struct net *net, struct flowi4 *flp4,
				    const struct sock *sk)
{
	struct rtable *rt = __ip_route_output_key(net, flp4);

	if (!IS_ERR(rt) && flp4->flowi4_proto)
		flp4->flowi4_oif = rt->dst.dev->ifindex;
	return rt;
}
EXPORT_SYMBOL(ip_route_output_flow);
