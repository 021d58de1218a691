/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * route - IPv4 routes as packets carry them: struct rtable and who makes it
 *
 * Where:   ip_rcv_finish() and ip_queue_xmit() ask; the answer hangs on the
 *          skb (skb_dst) and says which function takes the packet next.
 * Mirrors: include/net/route.h.
 * Spec:    RFC 1812 §5 (forwarding), RFC 1122 §3.3.1 (hosts), RFC 1191.
 */
#ifndef PROTO_IPV4_ROUTE_H
#define PROTO_IPV4_ROUTE_H

#include "hdr/socket.h"

#include <linux/in.h>
#include <linux/in_route.h>
#include <linux/ip.h>
#include <linux/route.h>
#include <linux/rtnetlink.h>

#include "core/dst.h"
#include "core/flow.h"
#include "core/neighbour.h"
#include "hdr/ip.h"
#include "lib/list.h"
#include "lib/rcupdate.h"
#include "proto/ipv4/inetdevice.h"
#include "proto/ipv4/ip_fib.h"
#include "proto/ipv4/netns.h"

struct fib_nh;
struct sk_buff;
struct sock;
struct uncached_list;

#define RTO_ONLINK 0x01
/* The bits of the TOS byte that a route may ask for (not ECN). */
#define IPTOS_RT_MASK (IPTOS_TOS_MASK & ~3)

struct rtable {
	struct dst_entry dst;

	int rt_genid;
	unsigned int rt_flags; /* RTCF_* */
	u16 rt_type;	       /* RTN_* */
	u8 rt_is_input;
	u8 rt_uses_gateway;
	int rt_iif;
	u8 rt_gw_family; /* 0: the destination is on the link */
	union {
		__be32 rt_gw4;
		struct in6_addr rt_gw6;
	};

	/* from an exception; 0: what the route and the device say */
	u32 rt_mtu_locked : 1;
	u32 rt_pmtu : 31;

	struct list_head rt_uncached;
	struct uncached_list *rt_uncached_list;
};

static inline struct rtable *dst_rtable(const struct dst_entry *dst)
{
	return container_of((struct dst_entry *)dst, struct rtable, dst);
}

static inline struct rtable *skb_rtable(const struct sk_buff *skb)
{
	return (struct rtable *)skb_dst(skb);
}

static inline bool rt_is_input_route(const struct rtable *rt)
{
	return rt->rt_is_input != 0;
}

static inline bool rt_is_output_route(const struct rtable *rt)
{
	return rt->rt_is_input == 0;
}

static inline __be32 rt_nexthop(const struct rtable *rt, __be32 daddr)
{
	return rt->rt_gw_family == AF_INET ? rt->rt_gw4 : daddr;
}

static inline int rt_genid_ipv4(const struct net *net)
{
	return atomic_read(&net_ipv4(net)->rt_genid);
}

static inline void rt_genid_bump_ipv4(struct net *net)
{
	atomic_inc(&net_ipv4(net)->rt_genid);
}

static inline int fnhe_genid(const struct net *net)
{
	return atomic_read(&net_ipv4(net)->fnhe_genid);
}

static inline void fnhe_genid_bump(struct net *net)
{
	atomic_inc(&net_ipv4(net)->fnhe_genid);
}

int ip_rt_init(void);
void ip_rt_exit(void);
void rt_cache_flush(struct net *net);
void rt_flush_dev(struct net_device *dev);

/*
 * Output. Give a reference, or ERR_PTR(); what was chosen is written back
 * into @flp (saddr, daddr, oif). Context: process or softirq.
 */
struct rtable *ip_route_output_key_hash(struct net *net, struct flowi4 *flp,
					const struct sk_buff *skb);
struct rtable *ip_route_output_key_hash_rcu(struct net *net, struct flowi4 *flp,
					    struct fib_result *res,
					    const struct sk_buff *skb);
struct rtable *ip_route_output_flow(struct net *net, struct flowi4 *flp,
				    const struct sock *sk);
struct dst_entry *ipv4_blackhole_route(struct net *net,
				       struct dst_entry *dst_orig);

static inline struct rtable *__ip_route_output_key(struct net *net,
						   struct flowi4 *flp)
{
	return ip_route_output_key_hash(net, flp, NULL);
}

static inline struct rtable *ip_route_output_key(struct net *net,
						 struct flowi4 *flp)
{
	return ip_route_output_flow(net, flp, NULL);
}

static inline struct rtable *ip_route_output(struct net *net, __be32 daddr,
					     __be32 saddr, u8 tos, int oif)
{
	struct flowi4 fl4 = {
		.flowi4_oif = oif,
		.flowi4_tos = tos,
		.daddr = daddr,
		.saddr = saddr,
	};

	return ip_route_output_key(net, &fl4);
}

/*
 * Input. The route is set on @skb (borrowed); _noref without a reference, so
 * only for the RCU section that runs. Return: 0; -EXDEV reverse path filter;
 * -EHOSTUNREACH, -ENETUNREACH, -EINVAL (martian), -ENOBUFS: drop.
 */
int ip_route_input_noref(struct sk_buff *skb, __be32 dst, __be32 src, u8 tos,
			 struct net_device *devin);
int ip_route_input_rcu(struct sk_buff *skb, __be32 dst, __be32 src, u8 tos,
		       struct net_device *devin, struct fib_result *res);
int ip_route_use_hint(struct sk_buff *skb, __be32 dst, __be32 src, u8 tos,
		      struct net_device *devin, const struct sk_buff *hint);
int ip_mc_validate_source(struct sk_buff *skb, __be32 daddr, __be32 saddr,
			  u8 tos, struct net_device *dev,
			  struct in_device *in_dev, u32 *itag);

static inline int ip_route_input(struct sk_buff *skb, __be32 dst, __be32 src,
				 u8 tos, struct net_device *devin)
{
	int err;

	rcu_read_lock();
	err = ip_route_input_noref(skb, dst, src, tos, devin);
	if (!err && !skb_dst_force(skb))
		err = -EINVAL;
	rcu_read_unlock();
	return err;
}

/* What icmp.c heard about a packet of ours. Borrow @skb. */
void ipv4_update_pmtu(struct sk_buff *skb, struct net *net, u32 mtu, int oif,
		      u8 protocol);
void ipv4_sk_update_pmtu(struct sk_buff *skb, struct sock *sk, u32 mtu);
void ipv4_redirect(struct sk_buff *skb, struct net *net, int oif, u8 protocol);
void ipv4_sk_redirect(struct sk_buff *skb, struct sock *sk);
/* A packet goes back where it came from: tell the sender. Borrows @skb. */
void ip_rt_send_redirect(struct sk_buff *skb);

unsigned int inet_addr_type(struct net *net, __be32 addr);
unsigned int inet_addr_type_table(struct net *net, __be32 addr, u32 tb_id);
unsigned int inet_dev_addr_type(struct net *net, const struct net_device *dev,
				__be32 addr);
unsigned int inet_addr_type_dev_table(struct net *net,
				      const struct net_device *dev,
				      __be32 addr);
void ip_rt_multicast_event(struct in_device *in_dev);
void ip_rt_get_source(u8 *addr, struct sk_buff *skb, struct rtable *rt);
struct rtable *rt_dst_alloc(struct net_device *dev, unsigned int flags,
			    u16 type, bool noxfrm);
struct rtable *rt_dst_clone(struct net_device *dev, struct rtable *rt);
void rt_add_uncached_list(struct rtable *rt);
void rt_del_uncached_list(struct rtable *rt);
struct fib_nh_exception *find_exception(struct fib_nh_common *nhc,
					__be32 daddr);
void fnhe_update_pmtu(struct fib_nh_common *nhc, __be32 daddr, u32 pmtu);
unsigned int ipv4_mtu(const struct dst_entry *dst);
unsigned int ip_dst_mtu_maybe_forward(const struct dst_entry *dst,
				      bool forwarding);
u32 ip_mtu_from_fib_result(struct fib_result *res, __be32 daddr);

/* The neighbour for @daddr, made if need be; borrowed, or ERR_PTR(). RCU. */
static inline struct neighbour *ip_neigh_gw4(struct net_device *dev,
					     __be32 daddr)
{
	struct neigh_table *tbl = neigh_table_get(NEIGH_ARP_TABLE);
	struct neighbour *n = ___neigh_lookup_noref(tbl, &daddr, dev);

	return n ? n : __neigh_create(tbl, &daddr, dev, false);
}

/* Whom @skb is handed to. Context: RCU. */
static inline struct neighbour *
ip_neigh_for_gw(struct rtable *rt, struct sk_buff *skb, bool *is_v6gw)
{
	*is_v6gw = false;
	return ip_neigh_gw4(rt->dst.dev, rt->rt_gw_family == AF_INET
						 ? rt->rt_gw4
						 : ip_hdr(skb)->daddr);
}

static inline void ip_rt_put(struct rtable *rt)
{
	dst_release(rt ? &rt->dst : NULL);
}

static inline int ip4_dst_hoplimit(const struct dst_entry *dst)
{
	int hoplimit = dst_metric_raw(dst, RTAX_HOPLIMIT);

	return hoplimit ? hoplimit
			: READ_ONCE(net_ipv4(dev_net(dst->dev))
					    ->sysctl_ip_default_ttl);
}

/* The source of the second lookup, once ports are known (connect()). */
static inline struct rtable *
ip_route_newports(struct flowi4 *fl4, struct rtable *rt, __be16 orig_sport,
		  __be16 orig_dport, __be16 sport, __be16 dport,
		  struct sock *sk, struct net *net)
{
	if (sport == orig_sport && dport == orig_dport)
		return rt;
	fl4->fl4_dport = dport;
	fl4->fl4_sport = sport;
	ip_rt_put(rt);
	return ip_route_output_flow(net, fl4, sk);
}

#endif /* PROTO_IPV4_ROUTE_H */
