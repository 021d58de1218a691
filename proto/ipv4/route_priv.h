/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * route_priv - what route.c, route_input.c, route_output.c and route_exc.c
 *		share
 *
 * Where:   those files.
 * Mirrors: the static functions of net/ipv4/route.c.
 * Spec:    none.
 */
#ifndef PROTO_IPV4_ROUTE_PRIV_H
#define PROTO_IPV4_ROUTE_PRIV_H

#include "lib/list.h"
#include "lib/percpu.h"
#include "lib/spinlock.h"
#include "proto/ipv4/ip.h"
#include "proto/ipv4/route.h"

/* The knobs that the kernel has once and not per namespace: init_net's. */
static inline struct netns_ipv4 *rt_knobs(void)
{
	return net_ipv4(&init_net);
}

static inline bool rt_is_expired(const struct rtable *rth)
{
	return rth->rt_genid != rt_genid_ipv4(dev_net(rth->dst.dev));
}

/* Whether a route that was kept may be used. */
static inline bool rt_cache_valid(const struct rtable *rt)
{
	return rt && rt->dst.obsolete == DST_OBSOLETE_FORCE_CHK &&
	       !rt_is_expired(rt);
}

/* route.c. Context: RCU. */
bool rt_cache_route(struct fib_nh_common *nhc, struct rtable *rt);
void rt_set_nexthop(struct rtable *rt, __be32 daddr,
		    const struct fib_result *res, struct fib_nh_exception *fnhe,
		    struct fib_info *fi, u32 itag, bool do_cache);
int ip_rt_bug(struct net *net, struct sock *sk, struct sk_buff *skb);
bool ip_mtu_locked(const struct dst_entry *dst);

/* route_exc.c */
bool rt_bind_exception(struct rtable *rt, struct fib_nh_exception *fnhe,
		       __be32 daddr, bool do_cache);
void ip_rt_update_pmtu(struct dst_entry *dst, struct sock *sk,
		       struct sk_buff *skb, u32 mtu, bool confirm_neigh);
void ip_do_redirect(struct dst_entry *dst, struct sock *sk,
		    struct sk_buff *skb);
void fnhe_machine_init(void);

/* route_icmp.c: input of a packet that goes nowhere. Takes @skb. */
int ip_error(struct sk_buff *skb);

/* route_sysctl.c */
int route_sysctl_net_init(struct net *net);
void route_sysctl_net_exit(struct net *net);

#endif /* PROTO_IPV4_ROUTE_PRIV_H */
