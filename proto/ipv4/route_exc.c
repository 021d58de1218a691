// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * route_exc - what is different for one destination: path MTU and redirects
 *
 * Where:   icmp.c hears, by dst_ops or by ipv4_update_pmtu() and friends;
 *          route lookups find the exception on the nexthop.
 * Mirrors: net/ipv4/route.c, cut: update_or_create_fnhe() to
 *          ipv4_sk_redirect().
 * Spec:    RFC 1191 (path MTU discovery), RFC 1122 §3.2.2.2 (redirects).
 *
 * An exception hangs in a hash on the nexthop that it is about, so that it
 * dies with it. A chain is kept to some five: the oldest makes room. Its
 * length is drawn by lot, lest a stranger learn from outside who talks here.
 */
#include "core/netdevice.h"
#include "core/skbuff.h"
#include "core/sock.h"
#include "hdr/icmp.h"
#include "hdr/ip.h"
#include "lib/hash.h"
#include "lib/kernel.h"
#include "lib/random.h"
#include "lib/slab.h"
#include "proto/ipv4/inet_sock.h"
#include "proto/ipv4/ip.h"
#include "proto/ipv4/route_priv.h"

DEFINE_STATIC_PER_MACHINE(spinlock_t, fnhe_lock); /* guards every exception */

void fnhe_machine_init(void)
{
	spin_lock_init(&machine_var(fnhe_lock));
}

static u32 fnhe_hashfn(const struct fib_nh_common *nhc, __be32 daddr)
{
	const struct netns_ipv4 *ipv4 = net_ipv4(dev_net(nhc->nhc_dev));

	return hash_32((u32)siphash_1u32(daddr, &ipv4->fnhe_key),
		       FNHE_HASH_SHIFT);
}

static void drop_kept(struct rtable **p)
{
	struct rtable *rt = *p;

	if (!rt)
		return;
	RCU_INIT_POINTER(*p, NULL);
	dst_dev_put(&rt->dst);
	dst_release(&rt->dst);
}

static void fnhe_flush_routes(struct fib_nh_exception *fnhe)
{
	drop_kept(&fnhe->fnhe_rth_input);
	drop_kept(&fnhe->fnhe_rth_output);
}

/* Take *@p out of its chain. fnhe_lock held. */
static void fnhe_unlink(struct fib_nh_exception **p)
{
	struct fib_nh_exception *fnhe = *p;

	rcu_assign_pointer(*p, fnhe->fnhe_next);
	fnhe_flush_routes(fnhe);
	kfree_rcu(fnhe, rcu);
}

static void fnhe_remove_oldest(struct fnhe_hash_bucket *hash)
{
	struct fib_nh_exception **p, **oldest = NULL;

	for (p = &hash->chain; *p; p = &(*p)->fnhe_next)
		if (!oldest ||
		    time_before((*p)->fnhe_stamp, (*oldest)->fnhe_stamp))
			oldest = p;
	if (oldest)
		fnhe_unlink(oldest);
}

static void fill_route_from_fnhe(struct rtable *rt,
				 const struct fib_nh_exception *fnhe)
{
	rt->rt_pmtu = fnhe->fnhe_pmtu;
	rt->rt_mtu_locked = fnhe->fnhe_mtu_locked;
	rt->dst.expires = fnhe->fnhe_expires;
	if (fnhe->fnhe_gw) {
		rt->rt_flags |= RTCF_REDIRECTED;
		rt->rt_uses_gateway = 1;
		rt->rt_gw_family = AF_INET;
		rt->rt_gw4 = fnhe->fnhe_gw;
	}
}

/* What is new about a destination. */
struct fnhe_news {
	__be32 gw; /* 0: nothing */
	u32 pmtu;  /* 0: nothing */
	bool lock; /* smaller than we believe: keep to the floor, fragment */
	unsigned long expires;
};

static void fnhe_apply(struct fib_nh_exception *fnhe,
		       const struct fnhe_news *news)
{
	if (news->gw)
		fnhe->fnhe_gw = news->gw;
	if (news->pmtu) {
		fnhe->fnhe_pmtu = news->pmtu;
		fnhe->fnhe_mtu_locked = news->lock;
	}
	fnhe->fnhe_expires = max(1UL, news->expires);
	if (fnhe->fnhe_rth_input)
		fill_route_from_fnhe(fnhe->fnhe_rth_input, fnhe);
	if (fnhe->fnhe_rth_output)
		fill_route_from_fnhe(fnhe->fnhe_rth_output, fnhe);
}

/* Who keeps the nexthop's own route must look whether he is the exception. */
static void nhc_kill_kept(struct fib_nh_common *nhc)
{
	unsigned int cpu;
	struct rtable *rt = nhc->nhc_rth_input;

	if (rt)
		rt->dst.obsolete = DST_OBSOLETE_KILL;
	for_each_possible_cpu(cpu)
	{
		rt = *per_cpu_ptr(nhc->nhc_pcpu_rth_output, cpu);
		if (rt)
			rt->dst.obsolete = DST_OBSOLETE_KILL;
	}
}

static struct fib_nh_exception *fnhe_create(struct fnhe_hash_bucket *hash,
					    __be32 daddr, int depth)
{
	int max_depth =
		FNHE_RECLAIM_DEPTH + get_random_u32_below(FNHE_RECLAIM_DEPTH);
	struct fib_nh_exception *fnhe;

	for (; depth > max_depth; depth--)
		fnhe_remove_oldest(hash);
	fnhe = kzalloc(sizeof(*fnhe), GFP_ATOMIC);
	if (!fnhe)
		return NULL;
	fnhe->fnhe_daddr = daddr;
	fnhe->fnhe_next = hash->chain;
	return fnhe;
}

static void update_or_create_fnhe(struct fib_nh_common *nhc, __be32 daddr,
				  const struct fnhe_news *news)
{
	spinlock_t *lock = &machine_var(fnhe_lock);
	struct fnhe_hash_bucket *hash;
	struct fib_nh_exception *fnhe;
	int depth = 0;

	spin_lock_bh(lock);
	hash = nhc->nhc_exceptions;
	if (!hash) {
		hash = kcalloc(FNHE_HASH_SIZE, sizeof(*hash), GFP_ATOMIC);
		if (!hash)
			goto out_unlock;
		rcu_assign_pointer(nhc->nhc_exceptions, hash);
	}
	hash += fnhe_hashfn(nhc, daddr);
	for (fnhe = hash->chain; fnhe; fnhe = fnhe->fnhe_next, depth++)
		if (fnhe->fnhe_daddr == daddr)
			break;
	if (fnhe) {
		fnhe_apply(fnhe, news);
	} else {
		fnhe = fnhe_create(hash, daddr, depth);
		if (!fnhe)
			goto out_unlock;
		fnhe_apply(fnhe, news);
		rcu_assign_pointer(hash->chain, fnhe);
		nhc_kill_kept(nhc);
	}
	fnhe->fnhe_genid = fnhe_genid(dev_net(nhc->nhc_dev));
	fnhe->fnhe_stamp = jiffies;
out_unlock:
	spin_unlock_bh(lock);
}

/* Its time is over. */
static void ip_del_fnhe(struct fib_nh_common *nhc, __be32 daddr)
{
	struct fib_nh_exception **p;

	spin_lock_bh(&machine_var(fnhe_lock));
	p = &nhc->nhc_exceptions[fnhe_hashfn(nhc, daddr)].chain;
	for (; *p; p = &(*p)->fnhe_next) {
		if ((*p)->fnhe_daddr == daddr) {
			fnhe_unlink(p);
			break;
		}
	}
	spin_unlock_bh(&machine_var(fnhe_lock));
}

/**
 * find_exception - what is different about @daddr on this nexthop
 * @nhc: the nexthop
 * @daddr: the destination
 *
 * Context: RCU. Return: borrowed, or NULL.
 */
struct fib_nh_exception *find_exception(struct fib_nh_common *nhc, __be32 daddr)
{
	struct fnhe_hash_bucket *hash = rcu_dereference(nhc->nhc_exceptions);
	struct fib_nh_exception *fnhe;

	if (likely(!hash))
		return NULL;
	fnhe = rcu_dereference(hash[fnhe_hashfn(nhc, daddr)].chain);
	for (; fnhe; fnhe = rcu_dereference(fnhe->fnhe_next)) {
		if (fnhe->fnhe_daddr != daddr)
			continue;
		if (!fnhe->fnhe_expires ||
		    !time_after(jiffies, fnhe->fnhe_expires))
			return fnhe;
		ip_del_fnhe(nhc, daddr);
		break;
	}
	return NULL;
}

/* Let @rt follow @fnhe, and keep it there. False: it is not kept. */
bool rt_bind_exception(struct rtable *rt, struct fib_nh_exception *fnhe,
		       __be32 daddr, bool do_cache)
{
	spinlock_t *lock = &machine_var(fnhe_lock);
	struct rtable **porig;
	bool ret = false;

	spin_lock_bh(lock);
	if (daddr != fnhe->fnhe_daddr)
		goto out_unlock;
	porig = rt_is_input_route(rt) ? &fnhe->fnhe_rth_input
				      : &fnhe->fnhe_rth_output;
	if (fnhe->fnhe_genid != fnhe_genid(dev_net(rt->dst.dev))) {
		/* "ip route flush cache": it no longer says anything. */
		fnhe->fnhe_genid = fnhe_genid(dev_net(rt->dst.dev));
		fnhe->fnhe_gw = 0;
		fnhe->fnhe_pmtu = 0;
		fnhe->fnhe_expires = 0;
		fnhe->fnhe_mtu_locked = false;
		fnhe_flush_routes(fnhe);
	}
	fill_route_from_fnhe(rt, fnhe);
	if (!rt->rt_gw4) {
		rt->rt_gw4 = daddr;
		rt->rt_gw_family = AF_INET;
	}
	if (do_cache) {
		dst_hold(&rt->dst);
		drop_kept(porig);
		rcu_assign_pointer(*porig, rt);
		ret = true;
	}
	fnhe->fnhe_stamp = jiffies;
out_unlock:
	spin_unlock_bh(lock);
	return ret;
}

/* ---- keys ---------------------------------------------------------------- */

/* Whose the packets are, for rules with uidrange; the namespace's: root. */
static u32 flow_uid(const struct sock *sk)
{
	return sk ? sk->sk_cred.uid : 0;
}

/* The key under which the packet that ICMP quotes was routed. */
static void __build_flow_key(struct net *net, struct flowi4 *fl4,
			     const struct sock *sk, const struct iphdr *iph,
			     int oif, u8 tos, u8 prot, u32 mark)
{
	u8 scope = RT_SCOPE_UNIVERSE;

	if (sk) {
		oif = sk->sk_bound_dev_if;
		mark = READ_ONCE(sk->sk_mark);
		tos = ip_sock_rt_tos(sk);
		scope = ip_sock_rt_scope(sk);
		prot = inet_test_bit(HDRINCL, sk) ? IPPROTO_RAW
						  : sk->sk_protocol;
	}
	flowi4_init_output(fl4, oif, mark, tos & IPTOS_RT_MASK, scope, prot, 0,
			   iph->daddr, iph->saddr, 0, 0, flow_uid(sk));
}

/* fwmark_reflect: an answer is routed by the mark of the question. */
static u32 reply_mark(const struct net *net, const struct sk_buff *skb)
{
	return READ_ONCE(net_ipv4(net)->sysctl_fwmark_reflect) ? skb->mark : 0;
}

/* The key of what a connected socket sends. */
static void build_sk_flow_key(struct flowi4 *fl4, const struct sock *sk)
{
	const struct inet_sock *inet = inet_sk(sk);
	const struct ip_options_rcu *inet_opt;
	__be32 daddr = inet->inet_daddr;

	rcu_read_lock();
	inet_opt = rcu_dereference(inet->inet_opt);
	if (inet_opt && inet_opt->opt.srr)
		daddr = inet_opt->opt.faddr;
	flowi4_init_output(
		fl4, sk->sk_bound_dev_if, READ_ONCE(sk->sk_mark),
		ip_sock_rt_tos(sk) & IPTOS_RT_MASK, ip_sock_rt_scope(sk),
		inet_test_bit(HDRINCL, sk) ? IPPROTO_RAW : sk->sk_protocol,
		inet_sk_transparent(sk) ? FLOWI_FLAG_ANYSRC : 0, daddr,
		inet->inet_saddr, 0, 0, flow_uid(sk));
	rcu_read_unlock();
}

static void ip_rt_build_flow_key(struct flowi4 *fl4, const struct sock *sk,
				 const struct sk_buff *skb)
{
	const struct iphdr *iph;

	if (!skb) {
		build_sk_flow_key(fl4, sk);
		return;
	}
	iph = ip_hdr(skb);
	__build_flow_key(dev_net(skb->dev), fl4, sk, iph, skb->dev->ifindex,
			 iph->tos, iph->protocol, skb->mark);
}

/* ---- path MTU ------------------------------------------------------------ */

/*
 * A router on the way says that packets to fl4->daddr must not be larger.
 * RFC 1191 §3: never raised by ICMP. Below min_pmtu the message is taken as
 * "fragment", which bounds the harm of a forged one.
 */
static void __ip_rt_update_pmtu(struct rtable *rt, struct flowi4 *fl4, u32 mtu)
{
	struct dst_entry *dst = &rt->dst;
	struct fnhe_news news = {};
	struct netns_ipv4 *ipv4;
	struct fib_result res;
	u32 old_mtu, min_pmtu;
	struct net *net;

	if (ip_mtu_locked(dst))
		return;
	old_mtu = ipv4_mtu(dst);
	if (old_mtu < mtu)
		return;

	rcu_read_lock();
	net = dev_net(dst->dev);
	ipv4 = net_ipv4(net);
	min_pmtu = READ_ONCE(ipv4->sysctl_min_pmtu);
	if (mtu < min_pmtu) {
		news.lock = true;
		mtu = min(old_mtu, min_pmtu);
	}
	/* Known, and not yet half old: nothing to write. */
	if (rt->rt_pmtu == mtu && !news.lock &&
	    time_before(jiffies,
			dst->expires - READ_ONCE(ipv4->sysctl_mtu_expires) / 2))
		goto out;
	if (!fib_lookup(net, fl4, &res, 0)) {
		fib_select_path(net, &res, fl4, NULL);
		news.pmtu = mtu;
		news.expires = jiffies + READ_ONCE(ipv4->sysctl_mtu_expires);
		update_or_create_fnhe(res.nhc, fl4->daddr, &news);
	}
out:
	rcu_read_unlock();
}

/* dst_ops.update_pmtu. Borrows @skb. */
void ip_rt_update_pmtu(struct dst_entry *dst, struct sock *sk,
		       struct sk_buff *skb, u32 mtu, bool confirm_neigh)
{
	struct flowi4 fl4;

	ip_rt_build_flow_key(&fl4, sk, skb);
	if (skb && netif_is_bridge_port(skb->dev))
		fl4.flowi4_oif = 0;
	__ip_rt_update_pmtu(dst_rtable(dst), &fl4, mtu);
}

/**
 * ipv4_update_pmtu - ICMP "fragmentation needed" for a packet without socket
 * @skb: borrowed; its data start at the quoted IP header
 * @net: the namespace
 * @mtu: of the next hop
 * @oif: where that packet went out; 0: any
 * @protocol: its protocol
 *
 * Context: softirq, RCU.
 */
void ipv4_update_pmtu(struct sk_buff *skb, struct net *net, u32 mtu, int oif,
		      u8 protocol)
{
	const struct iphdr *iph = (const struct iphdr *)skb->data;
	struct rtable *rt;
	struct flowi4 fl4;

	__build_flow_key(net, &fl4, NULL, iph, oif, iph->tos, protocol,
			 reply_mark(net, skb));
	rt = __ip_route_output_key(net, &fl4);
	if (IS_ERR(rt))
		return;
	__ip_rt_update_pmtu(rt, &fl4, mtu);
	ip_rt_put(rt);
}
EXPORT_SYMBOL(ipv4_update_pmtu);

static void __ipv4_sk_update_pmtu(struct sk_buff *skb, struct sock *sk, u32 mtu)
{
	const struct iphdr *iph = (const struct iphdr *)skb->data;
	struct rtable *rt;
	struct flowi4 fl4;

	__build_flow_key(sock_net(sk), &fl4, sk, iph, 0, 0, 0, 0);
	if (!fl4.flowi4_mark)
		fl4.flowi4_mark = reply_mark(sock_net(sk), skb);
	rt = __ip_route_output_key(sock_net(sk), &fl4);
	if (IS_ERR(rt))
		return;
	__ip_rt_update_pmtu(rt, &fl4, mtu);
	ip_rt_put(rt);
}

/* The socket's own route is told, and replaced when it is dead now. */
static void sk_update_kept_pmtu(struct sk_buff *skb, struct sock *sk,
				struct dst_entry *odst, u32 mtu)
{
	const struct iphdr *iph = (const struct iphdr *)skb->data;
	struct rtable *rt = dst_rtable(odst);
	bool new = false;
	struct flowi4 fl4;

	__build_flow_key(sock_net(sk), &fl4, sk, iph, 0, 0, 0, 0);
	if (!dst_check(odst, 0)) {
		rt = ip_route_output_flow(sock_net(sk), &fl4, sk);
		if (IS_ERR(rt))
			return;
		new = true;
	}
	__ip_rt_update_pmtu(rt, &fl4, mtu);
	if (!dst_check(&rt->dst, 0)) {
		if (new)
			dst_release(&rt->dst);
		rt = ip_route_output_flow(sock_net(sk), &fl4, sk);
		if (IS_ERR(rt))
			return;
		new = true;
	}
	if (new)
		sk_dst_set(sk, &rt->dst);
}

/**
 * ipv4_sk_update_pmtu - as ipv4_update_pmtu(), for a socket's packet
 * @skb: borrowed; its data start at the quoted IP header
 * @sk: the socket
 * @mtu: of the next hop
 *
 * Context: softirq, RCU.
 */
void ipv4_sk_update_pmtu(struct sk_buff *skb, struct sock *sk, u32 mtu)
{
	struct dst_entry *odst = NULL;

	bh_lock_sock(sk);
	if (!ip_sk_accept_pmtu(sk))
		goto out;
	odst = sk_dst_get(sk);
	if (sock_owned_by_user(sk) || !odst)
		__ipv4_sk_update_pmtu(skb, sk, mtu);
	else
		sk_update_kept_pmtu(skb, sk, odst, mtu);
out:
	bh_unlock_sock(sk);
	dst_release(odst);
}
EXPORT_SYMBOL(ipv4_sk_update_pmtu);

/* For tests and tunnels: an exception by hand. Context: RCU. */
void fnhe_update_pmtu(struct fib_nh_common *nhc, __be32 daddr, u32 pmtu)
{
	struct fnhe_news news = {
		.pmtu = pmtu,
		.expires = jiffies +
			   net_ipv4(dev_net(nhc->nhc_dev))->sysctl_mtu_expires,
	};

	update_or_create_fnhe(nhc, daddr, &news);
}

/* What ip_forward_finish() of a bridge asks: MTU without making a route. */
u32 ip_mtu_from_fib_result(struct fib_result *res, __be32 daddr)
{
	struct net_device *dev = res->nhc->nhc_dev;
	struct fib_nh_exception *fnhe;
	u32 mtu = 0;

	if (READ_ONCE(net_ipv4(dev_net(dev))->sysctl_ip_fwd_use_pmtu) ||
	    (res->fi->fib_metrics->metrics[RTAX_LOCK - 1] & (1 << RTAX_MTU)))
		mtu = res->fi->fib_mtu;
	if (!mtu) {
		fnhe = find_exception(res->nhc, daddr);
		if (fnhe && !time_after_eq(jiffies, fnhe->fnhe_expires))
			mtu = fnhe->fnhe_pmtu;
	}
	return mtu ? mtu : min(READ_ONCE(dev->mtu), IPV4_MAX_PMTU);
}
EXPORT_SYMBOL(ip_mtu_from_fib_result);

/* ---- redirects ----------------------------------------------------------- */

/* RFC 1122 §3.2.2.2: only from the gateway we use, only to a neighbour. */
static bool redirect_acceptable(struct rtable *rt, struct sk_buff *skb,
				__be32 new_gw, __be32 old_gw)
{
	struct net_device *dev = skb->dev;
	struct in_device *in_dev = __in_dev_get_rcu(dev);

	if (rt->rt_gw_family != AF_INET || rt->rt_gw4 != old_gw || !in_dev)
		return false;
	if (new_gw == old_gw || !IN_DEV_RX_REDIRECTS(in_dev) ||
	    ipv4_is_multicast(new_gw) || ipv4_is_lbcast(new_gw) ||
	    ipv4_is_zeronet(new_gw))
		return false;
	if (IN_DEV_SHARED_MEDIA(in_dev))
		return inet_addr_type(dev_net(dev), new_gw) == RTN_UNICAST;
	if (!inet_addr_onlink(in_dev, new_gw, old_gw))
		return false;
	return !IN_DEV_SEC_REDIRECTS(in_dev) ||
	       !ip_fib_check_default(new_gw, dev);
}

static void redirect_apply(struct net *net, struct flowi4 *fl4,
			   struct sk_buff *skb, __be32 new_gw)
{
	struct fnhe_news news = {
		.gw = new_gw,
		.expires = jiffies + READ_ONCE(rt_knobs()->sysctl_gc_timeout),
	};
	struct fib_result res;

	if (fib_lookup(net, fl4, &res, 0))
		return;
	fib_select_path(net, &res, fl4, skb);
	update_or_create_fnhe(res.nhc, fl4->daddr, &news);
}

static void __ip_do_redirect(struct rtable *rt, struct sk_buff *skb,
			     struct flowi4 *fl4, bool kill_route)
{
	__be32 new_gw = icmp_hdr(skb)->un.gateway;
	__be32 old_gw = ip_hdr(skb)->saddr;
	struct neighbour *n;

	if ((icmp_hdr(skb)->code & 7) > ICMP_REDIR_HOSTTOS)
		return;
	if (!redirect_acceptable(rt, skb, new_gw, old_gw)) {
		pr_debug_ratelimited("redirect from %pI4 to %pI4 ignored\n",
				     &old_gw, &new_gw);
		return;
	}
	n = ip_neigh_gw4(rt->dst.dev, new_gw);
	if (IS_ERR(n))
		return;
	/* Unknown yet: ask first, the next redirect will find him. */
	if (!(READ_ONCE(n->nud_state) & NUD_VALID)) {
		neigh_event_send(n, NULL);
		return;
	}
	redirect_apply(dev_net(skb->dev), fl4, skb, new_gw);
	if (kill_route)
		rt->dst.obsolete = DST_OBSOLETE_KILL;
	call_netevent_notifiers(NETEVENT_NEIGH_UPDATE, n);
}

/* dst_ops.redirect. Borrows @skb, whose data start at the quoted header. */
void ip_do_redirect(struct dst_entry *dst, struct sock *sk, struct sk_buff *skb)
{
	const struct iphdr *iph = (const struct iphdr *)skb->data;
	struct flowi4 fl4;

	__build_flow_key(dev_net(skb->dev), &fl4, sk, iph, skb->dev->ifindex,
			 iph->tos, iph->protocol, skb->mark);
	rcu_read_lock();
	__ip_do_redirect(dst_rtable(dst), skb, &fl4, true);
	rcu_read_unlock();
}

/**
 * ipv4_redirect - ICMP redirect for a packet without socket
 * @skb: borrowed; its data start at the quoted IP header
 * @net: the namespace
 * @oif: where that packet went out; 0: any
 * @protocol: its protocol
 *
 * Context: softirq, RCU.
 */
void ipv4_redirect(struct sk_buff *skb, struct net *net, int oif, u8 protocol)
{
	const struct iphdr *iph = (const struct iphdr *)skb->data;
	struct rtable *rt;
	struct flowi4 fl4;

	__build_flow_key(net, &fl4, NULL, iph, oif, iph->tos, protocol, 0);
	rt = __ip_route_output_key(net, &fl4);
	if (IS_ERR(rt))
		return;
	__ip_do_redirect(rt, skb, &fl4, false);
	ip_rt_put(rt);
}
EXPORT_SYMBOL(ipv4_redirect);

/* As ipv4_redirect(), for a socket's packet. Borrows @skb. */
void ipv4_sk_redirect(struct sk_buff *skb, struct sock *sk)
{
	const struct iphdr *iph = (const struct iphdr *)skb->data;
	struct net *net = sock_net(sk);
	struct rtable *rt;
	struct flowi4 fl4;

	__build_flow_key(net, &fl4, sk, iph, 0, 0, 0, 0);
	rt = __ip_route_output_key(net, &fl4);
	if (IS_ERR(rt))
		return;
	__ip_do_redirect(rt, skb, &fl4, false);
	ip_rt_put(rt);
}
EXPORT_SYMBOL(ipv4_sk_redirect);
