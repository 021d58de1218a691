// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ip_output - an IPv4 packet goes out: header, hooks, next hop, fragments
 *
 * Where:   transports → __ip_queue_xmit() or ip_append.c → ip_local_out() →
 *          LOCAL_OUT → dst_output() = ip_output() → POST_ROUTING →
 *          ip_finish_output() → [ip_do_fragment()] → neighbour → qdisc.
 * Mirrors: net/ipv4/ip_output.c; the corking half is in ip_append.c, cutting
 *          in ip_output_frag.c. Left out: IPsec, lwtunnels, cgroup programs.
 * Spec:    RFC 791 §3, RFC 1122 §3.3, RFC 6864 (ids), RFC 1191 (DF).
 */
#include "proto/ipv4/ip.h"

#include <linux/pkt_sched.h>

#include "core/gso.h"
#include "core/netfilter.h"
#include "core/trace.h"
#include "hdr/tcp.h"
#include "lib/err.h"
#include "lib/machine.h"
#include "lib/random.h"
#include "lib/sched.h"
#include "proto/ipv4/icmp.h"

const u8 ip_tos2prio[16] = {
	TC_PRIO_BESTEFFORT,
	TC_PRIO_BESTEFFORT,
	TC_PRIO_BESTEFFORT,
	TC_PRIO_BESTEFFORT,
	TC_PRIO_BULK,
	TC_PRIO_BULK,
	TC_PRIO_BULK,
	TC_PRIO_BULK,
	TC_PRIO_INTERACTIVE,
	TC_PRIO_INTERACTIVE,
	TC_PRIO_INTERACTIVE,
	TC_PRIO_INTERACTIVE,
	TC_PRIO_INTERACTIVE_BULK,
	TC_PRIO_INTERACTIVE_BULK,
	TC_PRIO_INTERACTIVE_BULK,
	TC_PRIO_INTERACTIVE_BULK,
};
EXPORT_SYMBOL(ip_tos2prio);

/* ---- ids ------------------------------------------------------------------
 * One counter for each hash of (source, destination, protocol): nobody can
 * count what we send to others. It jumps by up to the time that passed.
 */

#define IP_IDENTS_SZ 2048u

struct ip_ident {
	u32 id;
	u32 tstamp; /* jiffies of the last use */
};
DEFINE_STATIC_PER_MACHINE(struct ip_ident, ip_idents[IP_IDENTS_SZ]);

/* Context: any. The first of @segs ids. */
u32 ip_idents_reserve(u32 hash, int segs)
{
	struct ip_ident *p = &machine_var(ip_idents)[hash % IP_IDENTS_SZ];
	u32 old = READ_ONCE(p->tstamp), now = (u32)jiffies, delta = 0;

	if (old != now && cmpxchg(&p->tstamp, old, now) == old)
		delta = get_random_u32_below(now - old);
	return __atomic_add_fetch(&p->id, (u32)segs + delta, __ATOMIC_RELAXED) -
	       (u32)segs;
}
EXPORT_SYMBOL(ip_idents_reserve);

void __ip_select_ident(struct net *net, struct iphdr *iph, int segs)
{
	siphash_key_t *key = (siphash_key_t *)&net_ipv4(net)->ip_id_key;
	u32 hash;

	if (unlikely(siphash_key_is_zero(key)))
		get_random_bytes(key, sizeof(*key));
	hash = (u32)siphash_3u32((u32)iph->daddr, (u32)iph->saddr,
				 iph->protocol, key);
	iph->id = htons((u16)ip_idents_reserve(hash, segs));
}
EXPORT_SYMBOL(__ip_select_ident);

/**
 * ip_select_ident_segs - the id of a packet that becomes @segs packets
 *
 * A connected socket counts for itself; with DF an id means nothing and is 0
 * (RFC 6864 §4.1). Context: any.
 */
void ip_select_ident_segs(struct net *net, struct sk_buff *skb, struct sock *sk,
			  int segs)
{
	struct iphdr *iph = ip_hdr(skb);

	if (sk && inet_sk(sk)->inet_daddr) {
		iph->id = htons(
			(u16)(atomic_add_return(segs, &inet_sk(sk)->inet_id) -
			      segs));
		return;
	}
	if ((iph->frag_off & htons(IP_DF)) && !skb->ignore_df)
		iph->id = 0;
	else
		__ip_select_ident(net, iph, segs);
}
EXPORT_SYMBOL(ip_select_ident_segs);

/* What @skb may be long: the path's MTU, or the device's if @sk says so. */
unsigned int ip_skb_dst_mtu(struct sock *sk, const struct sk_buff *skb)
{
	const struct dst_entry *dst = skb_dst(skb);

	if (!sk || !sk_fullsock(sk) || ip_sk_use_pmtu(sk))
		return ip_dst_mtu_maybe_forward(dst, IPCB(skb)->flags &
							     IPSKB_FORWARDED);
	return min(READ_ONCE(dst->dev->mtu), IP_MAX_MTU);
}
EXPORT_SYMBOL(ip_skb_dst_mtu);

/* ---- from the transport ----------------------------------------------------
 */

/**
 * __ip_local_out - length, checksum, LOCAL_OUT
 * @skb: taken unless 1 is returned
 *
 * Context: process or softirq, RCU.
 * Return: 1: the caller goes on with dst_output(); else what the hooks said.
 */
int __ip_local_out(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	struct iphdr *iph = ip_hdr(skb);

	iph_set_totlen(iph, skb->len);
	ip_send_check(iph);
	skb->protocol = htons(ETH_P_IP);
	trace_ip_local_out(skb, iph->saddr, iph->daddr, iph->protocol);
	return nf_hook(NFPROTO_IPV4, NF_INET_LOCAL_OUT, net, sk, skb, NULL,
		       skb_dst(skb)->dev, dst_output);
}
EXPORT_SYMBOL(__ip_local_out);

/* Takes @skb. Context: process or softirq, RCU. */
int ip_local_out(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	int err;

	cpu_cost(layer);
	err = __ip_local_out(net, sk, skb);
	if (likely(err == 1))
		err = dst_output(net, sk, skb);
	return err;
}
EXPORT_SYMBOL(ip_local_out);

/**
 * ip_build_and_send_pkt - a header with addresses that the caller gives
 * @skb: taken; routed; data at the transport header
 *
 * For SYN-ACKs: the socket is a listener. Context: softirq or process, RCU.
 */
int ip_build_and_send_pkt(struct sk_buff *skb, const struct sock *sk,
			  __be32 saddr, __be32 daddr,
			  struct ip_options_rcu *opt, u8 tos)
{
	struct rtable *rt = skb_rtable(skb);
	struct net *net = sock_net(sk);
	struct iphdr *iph;

	skb_push(skb, (unsigned int)(sizeof(struct iphdr) +
				     (opt ? opt->opt.optlen : 0)));
	skb_reset_network_header(skb);
	iph = ip_hdr(skb);
	iph->version = 4;
	iph->ihl = 5;
	iph->tos = tos;
	iph->ttl = (u8)ip_select_ttl(inet_sk(sk), &rt->dst);
	iph->daddr = opt && opt->opt.srr ? opt->opt.faddr : daddr;
	iph->saddr = saddr;
	iph->protocol = (u8)sk->sk_protocol;
	if (skb->len <= IPV4_MIN_MTU || ip_dst_dont_fragment(sk, &rt->dst)) {
		iph->frag_off = htons(IP_DF);
		iph->id = 0;
	} else {
		iph->frag_off = 0;
		if (sk->sk_protocol == IPPROTO_TCP)
			iph->id = (__be16)get_random_u32();
		else
			__ip_select_ident(net, iph, 1);
	}
	if (opt && opt->opt.optlen) {
		iph->ihl += (opt->opt.optlen >> 2) & 0xf;
		ip_options_build(skb, &opt->opt, daddr, rt);
	}
	skb->priority = READ_ONCE(sk->sk_priority);
	if (!skb->mark)
		skb->mark = READ_ONCE(sk->sk_mark);
	return ip_local_out(net, skb->sk, skb);
}
EXPORT_SYMBOL(ip_build_and_send_pkt);

/* The socket's kept route, or a new one, which it keeps. NULL: none. */
static struct rtable *queue_xmit_route(struct sock *sk, struct flowi4 *fl4,
				       const struct ip_options_rcu *inet_opt,
				       u8 tos)
{
	struct rtable *rt = (struct rtable *)__sk_dst_check(sk, 0);
	struct inet_sock *inet = inet_sk(sk);
	__be32 daddr = inet->inet_daddr;

	if (rt)
		return rt;
	if (inet_opt && inet_opt->opt.srr)
		daddr = inet_opt->opt.faddr;
	flowi4_init_output(fl4, sk->sk_bound_dev_if, READ_ONCE(sk->sk_mark),
			   tos & (u8)~3, ip_sock_rt_scope(sk),
			   (u8)sk->sk_protocol,
			   inet_sk_transparent(sk) ? FLOWI_FLAG_ANYSRC : 0,
			   daddr, inet->inet_saddr, inet->inet_dport,
			   inet->inet_sport, sk->sk_cred.uid);
	rt = ip_route_output_flow(sock_net(sk), fl4, sk);
	if (IS_ERR(rt))
		return NULL;
	sk_setup_caps(sk, &rt->dst); /* takes the reference */
	return rt;
}

static void queue_xmit_header(struct sock *sk, struct sk_buff *skb,
			      const struct rtable *rt, const struct flowi4 *fl4,
			      u8 tos)
{
	struct iphdr *iph = ip_hdr(skb);

	iph->version = 4;
	iph->ihl = 5;
	iph->tos = tos;
	iph->frag_off = ip_dst_dont_fragment(sk, &rt->dst) && !skb->ignore_df
				? htons(IP_DF)
				: 0;
	iph->ttl = (u8)ip_select_ttl(inet_sk(sk), &rt->dst);
	iph->protocol = (u8)sk->sk_protocol;
	ip_copy_addrs(iph, fl4);
}

/**
 * __ip_queue_xmit - send for a connected socket
 * @sk: locked or in softirq with its spinlock
 * @skb: taken; data at the transport header
 * @fl: the flow that connect() chose; rewritten when the route is looked up
 *
 * Context: process or softirq.
 * Return: NET_XMIT_*, -EHOSTUNREACH, or what the hooks said.
 */
int __ip_queue_xmit(struct sock *sk, struct sk_buff *skb, struct flowi *fl,
		    u8 tos)
{
	struct inet_sock *inet = inet_sk(sk);
	struct net *net = sock_net(sk);
	struct flowi4 *fl4 = &fl->u.ip4;
	struct ip_options_rcu *inet_opt;
	struct rtable *rt;
	int res;

	rcu_read_lock();
	inet_opt = rcu_dereference(inet->inet_opt);
	rt = skb_rtable(skb);
	if (!rt) {
		rt = queue_xmit_route(sk, fl4, inet_opt, tos);
		if (!rt)
			goto no_route;
		skb_dst_set_noref(skb, &rt->dst);
	}
	if (inet_opt && inet_opt->opt.is_strictroute && rt->rt_uses_gateway)
		goto no_route;
	skb_push(skb, (unsigned int)(sizeof(struct iphdr) +
				     (inet_opt ? inet_opt->opt.optlen : 0)));
	skb_reset_network_header(skb);
	queue_xmit_header(sk, skb, rt, fl4, tos);
	if (inet_opt && inet_opt->opt.optlen) {
		ip_hdr(skb)->ihl += (inet_opt->opt.optlen >> 2) & 0xf;
		ip_options_build(skb, &inet_opt->opt, inet->inet_daddr, rt);
	}
	ip_select_ident_segs(net, skb, sk, skb_shinfo(skb)->gso_segs ?: 1);
	skb->priority = READ_ONCE(sk->sk_priority);
	skb->mark = READ_ONCE(sk->sk_mark);
	res = ip_local_out(net, sk, skb);
	rcu_read_unlock();
	return res;

no_route:
	rcu_read_unlock();
	IP_INC_STATS(net, IPSTATS_MIB_OUTNOROUTES);
	kfree_skb_reason(skb, SKB_DROP_REASON_IP_OUTNOROUTES);
	return -EHOSTUNREACH;
}
EXPORT_SYMBOL(__ip_queue_xmit);

int ip_queue_xmit(struct sock *sk, struct sk_buff *skb, struct flowi *fl)
{
	trace_ip_queue_xmit(skb, inet_sk(sk)->inet_saddr,
			    inet_sk(sk)->inet_daddr, sk->sk_protocol);
	return __ip_queue_xmit(sk, skb, fl, READ_ONCE(inet_sk(sk)->tos));
}
EXPORT_SYMBOL(ip_queue_xmit);

/* ---- to the next hop ------------------------------------------------------
 */

/* What the reader of an acknowledgement learned: the neighbour is alive. */
static void confirm_neigh(struct sk_buff *skb, struct neighbour *n)
{
	if (!skb_get_dst_pending_confirm(skb))
		return;
	if (skb->sk && READ_ONCE(skb->sk->sk_dst_pending_confirm))
		WRITE_ONCE(skb->sk->sk_dst_pending_confirm, 0);
	neigh_confirm(n);
}

/* Takes @skb, which fits the MTU. */
static int ip_finish_output2(struct net *net, struct sock *sk,
			     struct sk_buff *skb)
{
	struct rtable *rt = skb_rtable(skb);
	struct net_device *dev = rt->dst.dev;
	unsigned int hh_len = LL_RESERVED_SPACE(dev);
	struct neighbour *neigh;
	bool is_v6gw = false;
	int res;

	trace_ip_finish_output(skb, dev->name,
			       rt_nexthop(rt, ip_hdr(skb)->daddr), dev->mtu);
	if (rt->rt_type == RTN_MULTICAST)
		IP_UPD_PO_STATS(net, IPSTATS_MIB_OUTMCAST, skb->len);
	else if (rt->rt_type == RTN_BROADCAST)
		IP_UPD_PO_STATS(net, IPSTATS_MIB_OUTBCAST, skb->len);
	if (unlikely(skb_headroom(skb) < hh_len && dev->header_ops)) {
		skb = skb_expand_head(skb, hh_len);
		if (!skb)
			return -ENOMEM;
	}
	rcu_read_lock();
	neigh = ip_neigh_for_gw(rt, skb, &is_v6gw);
	if (!IS_ERR(neigh)) {
		confirm_neigh(skb, neigh);
		res = neigh_output(neigh, skb, is_v6gw);
		rcu_read_unlock();
		return res;
	}
	rcu_read_unlock();
	kfree_skb_reason(skb, SKB_DROP_REASON_NEIGH_CREATEFAIL);
	return (int)PTR_ERR(neigh);
}

/* Takes @skb: too long, or made of fragments that must come out again. */
static int ip_fragment(struct net *net, struct sock *sk, struct sk_buff *skb,
		       unsigned int mtu,
		       int (*output)(struct net *, struct sock *,
				     struct sk_buff *))
{
	if (!(ip_hdr(skb)->frag_off & htons(IP_DF)))
		return ip_do_fragment(net, sk, skb, output);
	if (unlikely(!skb->ignore_df || (IPCB(skb)->frag_max_size &&
					 IPCB(skb)->frag_max_size > mtu))) {
		IP_INC_STATS(net, IPSTATS_MIB_FRAGFAILS);
		icmp_send(skb, ICMP_DEST_UNREACH, ICMP_FRAG_NEEDED, htonl(mtu));
		kfree_skb_reason(skb, SKB_DROP_REASON_PKT_TOO_BIG);
		return -EMSGSIZE;
	}
	return ip_do_fragment(net, sk, skb, output);
}

/* Takes @skb: its segments fit, or are made here and cut each. */
static int ip_finish_output_gso(struct net *net, struct sock *sk,
				struct sk_buff *skb, unsigned int mtu)
{
	struct sk_buff *segs, *nskb;
	netdev_features_t features;
	int ret = 0, err;

	if (skb_gso_validate_network_len(skb, mtu))
		return ip_finish_output2(net, sk, skb);
	features = netif_skb_features(skb);
	segs = skb_gso_segment(skb, features & ~NETIF_F_GSO_MASK);
	if (IS_ERR_OR_NULL(segs)) {
		kfree_skb_reason(skb, SKB_DROP_REASON_SKB_GSO_SEG);
		return -ENOMEM;
	}
	consume_skb(skb);
	for (; segs; segs = nskb) {
		nskb = segs->next;
		skb_mark_not_on_list(segs);
		err = ip_fragment(net, sk, segs, mtu, ip_finish_output2);
		if (err && !ret)
			ret = err;
	}
	return ret;
}

static int ip_finish_output(struct net *net, struct sock *sk,
			    struct sk_buff *skb)
{
	unsigned int mtu = ip_skb_dst_mtu(sk, skb);

	if (skb_is_gso(skb))
		return ip_finish_output_gso(net, sk, skb, mtu);
	if (skb->len > mtu || IPCB(skb)->frag_max_size)
		return ip_fragment(net, sk, skb, mtu, ip_finish_output2);
	return ip_finish_output2(net, sk, skb);
}

/* Our own copy of a multicast or broadcast: up again through lo. */
static int ip_mc_finish_output(struct net *net, struct sock *sk,
			       struct sk_buff *skb)
{
	struct rtable *new_rt =
		rt_dst_clone(net->loopback_dev, skb_rtable(skb));

	if (new_rt) {
		new_rt->rt_iif = 0;
		skb_dst_drop(skb);
		skb_dst_set(skb, &new_rt->dst);
	}
	return dev_loopback_xmit(net, sk, skb);
}

static void ip_mc_loop(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	struct sk_buff *newskb = skb_clone(skb, GFP_ATOMIC);

	if (newskb)
		NF_HOOK(NFPROTO_IPV4, NF_INET_POST_ROUTING, net, sk, newskb,
			NULL, newskb->dev, ip_mc_finish_output);
}

static void ip_output_begin(struct net *net, struct sk_buff *skb,
			    struct net_device *dev)
{
	trace_ip_output(skb, ip_hdr(skb)->saddr, ip_hdr(skb)->daddr,
			ip_hdr(skb)->protocol);
	cpu_cost(layer);
	IP_UPD_PO_STATS(net, IPSTATS_MIB_OUT, skb->len);
	skb->dev = dev;
	skb->protocol = htons(ETH_P_IP);
}

/**
 * ip_mc_output - to a group or to all, and to ourselves
 * @skb: taken; routed
 *
 * Context: process or softirq, RCU; struct dst_entry.output.
 */
int ip_mc_output(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	struct rtable *rt = skb_rtable(skb);
	struct net_device *dev = rt->dst.dev;

	ip_output_begin(net, skb, dev);
	if (rt->rt_flags & RTCF_MULTICAST) {
		if (!sk || !sk_fullsock(sk) || inet_test_bit(MC_LOOP, sk))
			ip_mc_loop(net, sk, skb);
		/* RFC 1112 §6.1: TTL 0 does not leave the host */
		if (ip_hdr(skb)->ttl == 0) {
			consume_skb(skb);
			return 0;
		}
	}
	if (rt->rt_flags & RTCF_BROADCAST)
		ip_mc_loop(net, sk, skb);
	return NF_HOOK_COND(NFPROTO_IPV4, NF_INET_POST_ROUTING, net, sk, skb,
			    NULL, skb->dev, ip_finish_output,
			    !(IPCB(skb)->flags & IPSKB_REROUTED));
}
EXPORT_SYMBOL(ip_mc_output);

/**
 * ip_output - to one host, from here or on the way through
 * @skb: taken; routed
 *
 * Context: process or softirq, RCU; struct dst_entry.output.
 */
int ip_output(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	struct net_device *dev = skb_dst(skb)->dev, *indev = skb->dev;

	ip_output_begin(net, skb, dev);
	return NF_HOOK_COND(NFPROTO_IPV4, NF_INET_POST_ROUTING, net, sk, skb,
			    indev, dev, ip_finish_output,
			    !(IPCB(skb)->flags & IPSKB_REROUTED));
}
EXPORT_SYMBOL(ip_output);

/* ---- answers without a socket ---------------------------------------------
 */

static int ip_reply_glue_bits(void *dptr, char *to, int offset, int len,
			      int odd, struct sk_buff *skb)
{
	__wsum csum = csum_partial_copy_nocheck((char *)dptr + offset, to, len);

	skb->csum = csum_block_add(skb->csum, csum, odd);
	return 0;
}

/* What was queued on @sk gets its checksum and goes. */
static void reply_push(struct sock *sk, struct flowi4 *fl4,
		       const struct ip_reply_arg *arg, u32 txhash)
{
	struct sk_buff *nskb = skb_peek(&sk->sk_write_queue);

	if (!nskb)
		return;
	if (arg->csumoffset >= 0)
		*((__sum16 *)skb_transport_header(nskb) + arg->csumoffset) =
			csum_fold(csum_add(nskb->csum, arg->csum));
	nskb->ip_summed = CHECKSUM_NONE;
	if (txhash)
		skb_set_hash(nskb, txhash, PKT_HASH_TYPE_L4);
	ip_push_pending_frames(sk, fl4);
}

/**
 * ip_send_unicast_reply - answer @skb for nobody in particular
 * @sk: a control socket of this CPU; locked by BH off
 * @orig_sk: the socket that it speaks for; may be NULL
 * @skb: borrowed; its transport header holds the ports
 * @arg: the transport's header and data, and the sum that goes with it
 *
 * Context: softirq.
 */
void ip_send_unicast_reply(struct sock *sk, const struct sock *orig_sk,
			   struct sk_buff *skb, const struct ip_options *sopt,
			   __be32 daddr, __be32 saddr,
			   const struct ip_reply_arg *arg, unsigned int len,
			   u64 transmit_time, u32 txhash)
{
	struct net *net = sock_net(sk);
	struct ip_options_data replyopts;
	struct ipcm_cookie ipc;
	struct flowi4 fl4;
	struct rtable *rt;

	if (__ip_options_echo(net, &replyopts.opt.opt, skb, sopt))
		return;
	ipcm_init(&ipc);
	ipc.addr = daddr;
	ipc.sockc.transmit_time = transmit_time;
	if (replyopts.opt.opt.optlen) {
		ipc.opt = &replyopts.opt;
		if (replyopts.opt.opt.srr)
			daddr = replyopts.opt.opt.faddr;
	}
	flowi4_init_output(
		&fl4, arg->bound_dev_if,
		IP4_REPLY_MARK(net, skb->mark) ?: READ_ONCE(sk->sk_mark),
		arg->tos & (u8)~3, RT_SCOPE_UNIVERSE, ip_hdr(skb)->protocol,
		ip_reply_arg_flowi_flags(arg), daddr, saddr,
		tcp_hdr(skb)->source, tcp_hdr(skb)->dest, arg->uid);
	rt = ip_route_output_flow(net, &fl4, sk);
	if (IS_ERR(rt))
		return;
	inet_sk(sk)->tos = arg->tos;
	sk->sk_protocol = ip_hdr(skb)->protocol;
	sk->sk_bound_dev_if = arg->bound_dev_if;
	ipc.sockc.mark = fl4.flowi4_mark;
	if (ip_append_data(sk, &fl4, ip_reply_glue_bits, arg->iov->iov_base,
			   (int)len, 0, &ipc, &rt, MSG_DONTWAIT))
		ip_flush_pending_frames(sk);
	else
		reply_push(sk, &fl4, arg, txhash);
	if (rt)
		ip_rt_put(rt);
}
EXPORT_SYMBOL(ip_send_unicast_reply);
