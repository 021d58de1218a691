// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * route_input - where does this packet go: to us, on, or nowhere?
 *
 * Where:   ip_rcv_finish() asks; skb_dst()->input is ip_local_deliver(),
 *          ip_forward(), ip_mr_input() or ip_error() afterwards.
 * Mirrors: net/ipv4/route.c, cut: ip_route_input_*(), __mkroute_input().
 * Spec:    RFC 1812 §5.2.1 (forwarding), §5.3.7 (martians), RFC 3704.
 */
#include "core/netdevice.h"
#include "core/skbuff.h"
#include "core/snmp.h"
#include "hdr/ip.h"
#include "lib/kernel.h"
#include "lib/printk.h"
#include "proto/ipv4/icmp.h"
#include "proto/ipv4/igmp.h"
#include "proto/ipv4/ip.h"
#include "proto/ipv4/route_priv.h"

/* RFC 1812 §5.3.8: log it, if anybody wants to read. Never kept. */
static void log_martian(const char *what, struct net_device *dev,
			struct in_device *in_dev, __be32 daddr, __be32 saddr)
{
	if (IN_DEV_LOG_MARTIANS(in_dev))
		pr_warn_ratelimited("martian %s %pI4 from %pI4, on dev %s\n",
				    what, &daddr, &saddr, dev->name);
}

/**
 * ip_mc_validate_source - may this sender send to a group?
 * @skb: borrowed
 * @daddr: the group
 * @saddr: the sender
 * @tos: of the packet
 * @dev: where it came in
 * @in_dev: IPv4's part of @dev
 * @itag: gets the realms
 *
 * Context: softirq, RCU. Return: 0, -EINVAL, -EXDEV.
 */
int ip_mc_validate_source(struct sk_buff *skb, __be32 daddr, __be32 saddr,
			  u8 tos, struct net_device *dev,
			  struct in_device *in_dev, u32 *itag)
{
	int err;

	if (!in_dev)
		return -EINVAL;
	if (ipv4_is_multicast(saddr) || ipv4_is_lbcast(saddr) ||
	    skb->protocol != htons(ETH_P_IP))
		return -EINVAL;
	if (ipv4_is_loopback(saddr) && !IN_DEV_ROUTE_LOCALNET(in_dev))
		return -EINVAL;
	if (ipv4_is_zeronet(saddr)) {
		/* RFC 1122 §3.2.1.3: only while it has no address yet. */
		if (!ipv4_is_local_multicast(daddr) &&
		    ip_hdr(skb)->protocol != IPPROTO_IGMP)
			return -EINVAL;
		return 0;
	}
	err = fib_validate_source(skb, saddr, 0, tos, 0, dev, in_dev, itag);
	return min(err, 0);
}
EXPORT_SYMBOL(ip_mc_validate_source);

static int ip_route_input_mc(struct sk_buff *skb, __be32 daddr, __be32 saddr,
			     u8 tos, struct net_device *dev)
{
	struct in_device *in_dev = __in_dev_get_rcu(dev);
	struct rtable *rth;
	u32 itag = 0;
	int err;

	err = ip_mc_validate_source(skb, daddr, saddr, tos, dev, in_dev, &itag);
	if (err)
		return err;
	if (IN_DEV_ORCONF(in_dev, NOPOLICY))
		IPCB(skb)->flags |= IPSKB_NOPOLICY;
	rth = rt_dst_alloc(dev_net(dev)->loopback_dev,
			   RTCF_MULTICAST | RTCF_LOCAL, RTN_MULTICAST, false);
	if (!rth)
		return -ENOBUFS;
	rth->dst.tclassid = itag;
	rth->dst.output = ip_rt_bug;
	rth->rt_is_input = 1;
	skb_dst_drop(skb);
	skb_dst_set(skb, &rth->dst);
	return 0;
}

/* ---- on ------------------------------------------------------------------ */

/* Out where it came in, and the sender could have reached the gateway. */
static bool wants_redirect(struct in_device *in_dev, struct in_device *out_dev,
			   const struct fib_nh_common *nhc,
			   const struct sk_buff *skb, __be32 saddr)
{
	__be32 gw = nhc->nhc_gw_family == AF_INET ? nhc->nhc_gw.ipv4 : 0;

	if (out_dev != in_dev || !IN_DEV_TX_REDIRECTS(out_dev) ||
	    skb->protocol != htons(ETH_P_IP))
		return false;
	return IN_DEV_SHARED_MEDIA(out_dev) ||
	       inet_addr_onlink(out_dev, saddr, gw);
}

static int __mkroute_input(struct sk_buff *skb, const struct fib_result *res,
			   struct in_device *in_dev, __be32 daddr, __be32 saddr,
			   u8 tos)
{
	struct fib_nh_common *nhc = res->nhc;
	struct in_device *out_dev = __in_dev_get_rcu(nhc->nhc_dev);
	struct fib_nh_exception *fnhe;
	struct rtable *rth;
	bool do_cache;
	u32 itag = 0;
	int err;

	if (!out_dev)
		return -EINVAL;
	err = fib_validate_source(skb, saddr, daddr, tos, nhc->nhc_oif,
				  in_dev->dev, in_dev, &itag);
	if (err < 0) {
		log_martian("source", in_dev->dev, in_dev, daddr, saddr);
		return err;
	}
	do_cache = !itag;
	if (err && wants_redirect(in_dev, out_dev, nhc, skb, saddr))
		IPCB(skb)->flags |= IPSKB_DOREDIRECT;
	/* ARP asks whether it should answer for others (proxy_arp). */
	if (skb->protocol != htons(ETH_P_IP) && out_dev == in_dev &&
	    !IN_DEV_PROXY_ARP_PVLAN(in_dev))
		return -EINVAL;
	if (IN_DEV_ORCONF(in_dev, NOPOLICY))
		IPCB(skb)->flags |= IPSKB_NOPOLICY;

	fnhe = find_exception(nhc, daddr);
	if (do_cache) {
		rth = rcu_dereference(
			*(fnhe ? &fnhe->fnhe_rth_input : &nhc->nhc_rth_input));
		if (rt_cache_valid(rth)) {
			skb_dst_set_noref(skb, &rth->dst);
			return 0;
		}
	}
	rth = rt_dst_alloc(out_dev->dev, 0, res->type,
			   IN_DEV_ORCONF(out_dev, NOXFRM));
	if (!rth)
		return -ENOBUFS;
	rth->rt_is_input = 1;
	rth->dst.input = ip_forward;
	rt_set_nexthop(rth, daddr, res, fnhe, res->fi, itag, do_cache);
	skb_dst_set(skb, &rth->dst);
	return 0;
}

static int ip_mkroute_input(struct sk_buff *skb, struct fib_result *res,
			    struct in_device *in_dev, __be32 daddr,
			    __be32 saddr, u8 tos)
{
	if (res->fi->fib_nhs > 1) {
		int h = fib_multipath_hash(res->fi->fib_net, NULL, skb, NULL);

		fib_select_multipath(res, h);
		IPCB(skb)->flags |= IPSKB_MULTIPATH;
	}
	return __mkroute_input(skb, res, in_dev, daddr, saddr, tos);
}

/* ---- to us, or nowhere --------------------------------------------------- */

/*
 * The packet ends here: local delivery, or (@error) ip_error(). What can be
 * kept is kept on the nexthop of the local route.
 */
static int ip_route_input_local(struct sk_buff *skb, struct fib_result *res,
				struct net_device *dev, unsigned int flags,
				u32 itag, bool do_cache, int error)
{
	struct net *net = dev_net(dev);
	struct rtable *rth;

	do_cache = do_cache && res->fi && !itag;
	if (do_cache) {
		rth = rcu_dereference(res->nhc->nhc_rth_input);
		if (rt_cache_valid(rth)) {
			skb_dst_set_noref(skb, &rth->dst);
			return 0;
		}
	}
	rth = rt_dst_alloc(net->loopback_dev, flags | RTCF_LOCAL, res->type,
			   false);
	if (!rth)
		return -ENOBUFS;
	rth->dst.output = ip_rt_bug;
	rth->dst.tclassid = itag;
	rth->rt_is_input = 1;
	if (res->type == RTN_UNREACHABLE) {
		rth->dst.input = ip_error;
		rth->dst.error = -error;
		rth->rt_flags &= ~RTCF_LOCAL;
	}
	if (do_cache && !rt_cache_route(res->nhc, rth))
		rt_add_uncached_list(rth);
	skb_dst_set(skb, &rth->dst);
	return 0;
}

/* A broadcast that we hear. */
static int ip_route_input_brd(struct sk_buff *skb, __be32 daddr, __be32 saddr,
			      u8 tos, struct net_device *dev,
			      struct in_device *in_dev, struct fib_result *res,
			      bool do_cache)
{
	u32 itag = 0;
	int err;

	if (skb->protocol != htons(ETH_P_IP))
		return -EINVAL;
	if (!ipv4_is_zeronet(saddr)) {
		err = fib_validate_source(skb, saddr, 0, tos, 0, dev, in_dev,
					  &itag);
		if (err < 0) {
			log_martian("source", dev, in_dev, daddr, saddr);
			return err;
		}
	}
	res->type = RTN_BROADCAST;
	if (IN_DEV_ORCONF(in_dev, NOPOLICY))
		IPCB(skb)->flags |= IPSKB_NOPOLICY;
	return ip_route_input_local(skb, res, dev, RTCF_BROADCAST, itag,
				    do_cache, 0);
}

/* Martians that no table knows. Return: 0, 1 a source, 2 a destination. */
static int weird_address(struct in_device *in_dev, __be32 daddr, __be32 saddr)
{
	if (ipv4_is_zeronet(saddr))
		return 1;
	if (ipv4_is_zeronet(daddr))
		return 2;
	if (ipv4_is_loopback(daddr))
		return IN_DEV_ROUTE_LOCALNET(in_dev) ? 0 : 2;
	if (ipv4_is_loopback(saddr))
		return IN_DEV_ROUTE_LOCALNET(in_dev) ? 0 : 1;
	return 0;
}

/* No route; or one that is not for a host that does not forward. */
static int ip_route_input_none(struct sk_buff *skb, struct fib_result *res,
			       struct net_device *dev, int err)
{
	res->type = RTN_UNREACHABLE;
	res->fi = NULL;
	res->table = NULL;
	return ip_route_input_local(skb, res, dev, 0, 0, false, err);
}

/* What the lookup found, for each type of route. */
static int ip_route_input_found(struct sk_buff *skb, __be32 daddr, __be32 saddr,
				u8 tos, struct net_device *dev,
				struct in_device *in_dev,
				struct fib_result *res)
{
	struct net *net = dev_net(dev);
	u32 itag = 0;
	int err;

	switch (res->type) {
	case RTN_BROADCAST:
		if (IN_DEV_BFORWARD(in_dev))
			break;
		return ip_route_input_brd(
			skb, daddr, saddr, tos, dev, in_dev, res,
			!IPV4_DEVCONF_ALL(net, BC_FORWARDING));
	case RTN_LOCAL:
		err = fib_validate_source(skb, saddr, daddr, tos, 0, dev,
					  in_dev, &itag);
		if (err < 0) {
			log_martian("source", dev, in_dev, daddr, saddr);
			return err;
		}
		if (IN_DEV_ORCONF(in_dev, NOPOLICY))
			IPCB(skb)->flags |= IPSKB_NOPOLICY;
		return ip_route_input_local(skb, res, dev, 0, itag, true, 0);
	default:
		if (!IN_DEV_FORWARD(in_dev))
			return ip_route_input_none(skb, res, dev,
						   -EHOSTUNREACH);
		if (res->type == RTN_UNICAST)
			break;
		log_martian("destination", dev, in_dev, daddr, saddr);
		return -EINVAL;
	}
	return ip_mkroute_input(skb, res, in_dev, daddr, saddr, tos);
}

/*
 * The lookup itself. TOUR: route-input. Errors here are drops by the caller,
 * with a reason; an unreachable destination is not one: it has a route, whose
 * input is ip_error().
 */
static int ip_route_input_slow(struct sk_buff *skb, __be32 daddr, __be32 saddr,
			       u8 tos, struct net_device *dev,
			       struct fib_result *res)
{
	struct in_device *in_dev = __in_dev_get_rcu(dev);
	struct net *net = dev_net(dev);
	struct flowi4 fl4 = {
		.flowi4_iif = dev->ifindex,
		.flowi4_mark = skb->mark,
		.flowi4_tos = tos,
		.flowi4_scope = RT_SCOPE_UNIVERSE,
		.daddr = daddr,
		.saddr = saddr,
	};
	int err, weird;

	if (!in_dev)
		return -EINVAL;
	skb_dst_drop(skb);
	if (ipv4_is_multicast(saddr) || ipv4_is_lbcast(saddr)) {
		log_martian("source", dev, in_dev, daddr, saddr);
		return -EINVAL;
	}
	res->fi = NULL;
	res->table = NULL;
	if (ipv4_is_lbcast(daddr) || (!saddr && !daddr))
		return ip_route_input_brd(skb, daddr, saddr, tos, dev, in_dev,
					  res, true);
	weird = weird_address(in_dev, daddr, saddr);
	if (weird) {
		log_martian(weird == 1 ? "source" : "destination", dev, in_dev,
			    daddr, saddr);
		return -EINVAL;
	}

	fib4_rules_early_flow_dissect(net, skb, &fl4, NULL);
	err = fib_lookup(net, &fl4, res, 0);
	if (err)
		return ip_route_input_none(
			skb, res, dev,
			IN_DEV_FORWARD(in_dev) ? err : -EHOSTUNREACH);
	return ip_route_input_found(skb, daddr, saddr, tos, dev, in_dev, res);
}

/* As ip_route_input_noref(); @res tells what was found. Context: RCU. */
int ip_route_input_rcu(struct sk_buff *skb, __be32 daddr, __be32 saddr, u8 tos,
		       struct net_device *dev, struct fib_result *res)
{
	struct in_device *in_dev;

	if (!ipv4_is_multicast(daddr))
		return ip_route_input_slow(skb, daddr, saddr, tos, dev, res);

	in_dev = __in_dev_get_rcu(dev);
	if (!in_dev ||
	    !ip_check_mc_rcu(in_dev, daddr, saddr, ip_hdr(skb)->protocol))
		return -EINVAL;
	return ip_route_input_mc(skb, daddr, saddr, tos, dev);
}
EXPORT_SYMBOL(ip_route_input_rcu);

/**
 * ip_route_input_noref - route a packet that came in
 * @skb: borrowed; gets its dst, not counted when it is a kept one
 * @daddr: destination
 * @saddr: source
 * @tos: of the packet
 * @dev: where it came in
 *
 * Context: softirq, RCU: the route may be used while the section lasts.
 * Return: 0; -EINVAL martian; -EXDEV reverse path filter; -ENOBUFS.
 */
int ip_route_input_noref(struct sk_buff *skb, __be32 daddr, __be32 saddr,
			 u8 tos, struct net_device *dev)
{
	struct fib_result res;
	int err;

	rcu_read_lock();
	err = ip_route_input_rcu(skb, daddr, saddr, tos & IPTOS_RT_MASK, dev,
				 &res);
	rcu_read_unlock();
	return err;
}
EXPORT_SYMBOL(ip_route_input_noref);

/**
 * ip_route_use_hint - the packet before it in the batch went to the same
 * @skb: borrowed; gets @hint's route
 * @daddr: destination, as @hint's
 * @saddr: source: still checked
 * @tos: of the packet
 * @dev: where it came in
 * @hint: borrowed; routed
 *
 * Context: softirq, RCU. Return: as ip_route_input_noref().
 */
int ip_route_use_hint(struct sk_buff *skb, __be32 daddr, __be32 saddr, u8 tos,
		      struct net_device *dev, const struct sk_buff *hint)
{
	struct in_device *in_dev = __in_dev_get_rcu(dev);
	struct rtable *rt = skb_rtable(hint);
	int err = -EINVAL;
	u32 tag = 0;

	if (!in_dev)
		return -EINVAL;
	if (ipv4_is_multicast(saddr) || ipv4_is_lbcast(saddr) ||
	    ipv4_is_zeronet(saddr))
		goto martian_source;
	if (ipv4_is_loopback(saddr) && !IN_DEV_ROUTE_LOCALNET(in_dev))
		goto martian_source;
	if (rt->rt_type == RTN_LOCAL) {
		err = fib_validate_source(skb, saddr, daddr,
					  tos & IPTOS_RT_MASK, 0, dev, in_dev,
					  &tag);
		if (err < 0)
			goto martian_source;
	}
	skb_dst_copy(skb, hint);
	return 0;
martian_source:
	log_martian("source", dev, in_dev, daddr, saddr);
	return err;
}
EXPORT_SYMBOL(ip_route_use_hint);
