// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * arp - who has this IPv4 address? Asking, answering, listening
 *
 * Where:   core/neighbour.c calls arp_solicit() when it needs an address;
 *          __netif_receive_skb_core() gives ARP frames to arp_rcv(), which
 *          answers and tells core/neighbour.c what it heard.
 * Mirrors: net/ipv4/arp.c, cut in three: packets are made in arp_output.c,
 *          ioctls and /proc/net/arp are in arp_ctl.c. AX.25, FDDI, Infiniband
 *          and FireWire are left out.
 * Spec:    RFC 826; RFC 5227 (probes, announcements); RFC 1027 (proxies).
 *
 *	arp_rcv -> NF_ARP_IN -> arp_process -+-> arp_send (answer)
 *	                                     +-> neigh_update (heard)
 *	arp_solicit -> arp_send -> arp_xmit -> NF_ARP_OUT -> dev_queue_xmit
 * Spec:    RFC 826, RFC 5227, RFC 1027.
 */
#define pr_fmt(fmt) "arp: " fmt

#include "proto/ipv4/arp.h"
#include "core/dst.h"
#include "core/module.h"
#include "core/netfilter.h"
#include "core/trace.h"
#include "hdr/arp.h"
#include "hdr/ip.h"
#include "proto/ipv4/arp_priv.h"
#include "proto/ipv4/inetdevice.h"
#include "proto/ipv4/route.h"

/* The addresses of a packet, in their order. */
struct arp_addrs {
	const u8 *sha;
	__be32 sip;
	const u8 *tha;
	__be32 tip;
	__be16 op;
};

/* ---- asking ---- */

static bool arp_is_ours(struct net_device *dev, __be32 addr)
{
	return inet_addr_type_dev_table(dev_net(dev), dev, addr) == RTN_LOCAL;
}

/*
 * arp_announce: with which address do we ask? 0: any of ours that the packet
 * has; 1: only one in the target's subnet; 2: the best for the target. RCU.
 */
static __be32 arp_solicit_saddr(struct in_device *in_dev, __be32 target,
				struct sk_buff *skb)
{
	__be32 saddr = skb ? ip_hdr(skb)->saddr : 0;

	switch (IN_DEV_ARP_ANNOUNCE(in_dev)) {
	case 2:
		return 0;
	case 1:
		return skb && arp_is_ours(in_dev->dev, saddr) &&
				       inet_addr_onlink(in_dev, target, saddr)
			       ? saddr
			       : 0;
	default:
		return skb && arp_is_ours(in_dev->dev, saddr) ? saddr : 0;
	}
}

/*
 * Ask: him alone (ucast_solicit times), then a daemon (app_solicit), then all.
 * Context: softirq or process, neigh->lock not held. Borrows @skb, may be
 * NULL.
 */
static void arp_solicit(struct neighbour *neigh, struct sk_buff *skb)
{
	__be32 saddr, target = *(__be32 *)neigh->primary_key;
	u8 dst_ha[ALIGN(MAX_ADDR_LEN, 8)], *dst_hw = NULL;
	int probes = atomic_read(&neigh->probes);
	struct net_device *dev = neigh->dev;
	struct in_device *in_dev;

	rcu_read_lock();
	in_dev = __in_dev_get_rcu(dev);
	if (!in_dev) {
		rcu_read_unlock();
		return;
	}
	saddr = arp_solicit_saddr(in_dev, target, skb);
	rcu_read_unlock();
	if (!saddr)
		saddr = inet_select_addr(dev, target, RT_SCOPE_LINK);

	probes -= NEIGH_VAR(neigh->parms, UCAST_PROBES);
	if (probes < 0) {
		neigh_ha_snapshot((char *)dst_ha, neigh, dev);
		dst_hw = dst_ha;
	} else if (probes < NEIGH_VAR(neigh->parms, APP_PROBES)) {
		neigh_app_ns(neigh);
		return;
	}
	arp_send(ARPOP_REQUEST, ETH_P_ARP, target, dev, saddr, dst_hw,
		 dev->dev_addr, NULL);
}

/* He does not answer. Takes @skb, which waited for him. */
static void arp_error_report(struct neighbour *neigh, struct sk_buff *skb)
{
	dst_link_failure(skb);
	kfree_skb_reason(skb, SKB_DROP_REASON_NEIGH_FAILED);
}

/* ---- the table ---------------------------------------------------------- */

static const struct neigh_ops arp_generic_ops = {
	.family = AF_INET,
	.solicit = arp_solicit,
	.error_report = arp_error_report,
	.output = neigh_resolve_output,
	.connected_output = neigh_connected_output,
};

static const struct neigh_ops arp_hh_ops = {
	.family = AF_INET,
	.solicit = arp_solicit,
	.error_report = arp_error_report,
	.output = neigh_resolve_output,
	.connected_output = neigh_resolve_output,
};

static const struct neigh_ops arp_direct_ops = {
	.family = AF_INET,
	.output = neigh_direct_output,
	.connected_output = neigh_direct_output,
};

/* Addresses that need no question: groups, broadcast, point to point. */
static void arp_constructor_link(struct neighbour *neigh, __be32 addr)
{
	struct net_device *dev = neigh->dev;

	if (neigh->type == RTN_MULTICAST) {
		neigh->nud_state = NUD_NOARP;
		arp_mc_map(addr, neigh->ha, dev, 1);
	} else if (dev->flags & (IFF_NOARP | IFF_LOOPBACK)) {
		neigh->nud_state = NUD_NOARP;
		memcpy(neigh->ha, dev->dev_addr, dev->addr_len);
	} else if (neigh->type == RTN_BROADCAST ||
		   (dev->flags & IFF_POINTOPOINT)) {
		neigh->nud_state = NUD_NOARP;
		memcpy(neigh->ha, dev->broadcast, dev->addr_len);
	}
	neigh->ops = dev->header_ops->cache ? &arp_hh_ops : &arp_generic_ops;
	neigh->output = neigh->nud_state & NUD_VALID
				? neigh->ops->connected_output
				: neigh->ops->output;
}

/* Context: any. Return: 0, or -EINVAL: the device has no IPv4. */
static int arp_constructor(struct neighbour *neigh)
{
	struct net_device *dev = neigh->dev;
	struct in_device *in_dev;
	__be32 addr;

	/* Such a link has one neighbour: everybody. */
	if (dev->flags & (IFF_LOOPBACK | IFF_POINTOPOINT))
		memset(neigh->primary_key, 0, sizeof(addr));
	addr = *(__be32 *)neigh->primary_key;

	rcu_read_lock();
	in_dev = __in_dev_get_rcu(dev);
	if (!in_dev) {
		rcu_read_unlock();
		return -EINVAL;
	}
	neigh->type = (u8)inet_addr_type_dev_table(dev_net(dev), dev, addr);
	neigh_parms_put(neigh->parms);
	neigh->parms = neigh_parms_clone(in_dev->arp_parms);
	rcu_read_unlock();

	if (dev->header_ops) {
		arp_constructor_link(neigh, addr);
	} else {
		neigh->nud_state = NUD_NOARP;
		neigh->ops = &arp_direct_ops;
		neigh->output = neigh_direct_output;
	}
	return 0;
}

static u32 arp_hash(const void *pkey, const struct net_device *dev,
		    const u32 *hash_rnd)
{
	u32 key = *(const u32 *)pkey;

	return (key ^ ((u32)dev->ifindex * 0x9e3779b1U)) * hash_rnd[0];
}

static int arp_is_multicast(const void *pkey)
{
	return ipv4_is_multicast(*(const __be32 *)pkey);
}

/* ---- receiving ----------------------------------------------------------- */

/*
 * arp_ignore: for which of our addresses do we not answer? 1: others than this
 * device's; 2: also to whom is in another subnet; 3: of scope host; 8: all.
 */
static bool arp_ignore(struct in_device *in_dev, __be32 sip, __be32 tip)
{
	struct net *net = dev_net(in_dev->dev);

	switch (IN_DEV_ARP_IGNORE(in_dev)) {
	case 1:
		return !inet_confirm_addr(net, in_dev, 0, tip, RT_SCOPE_HOST);
	case 2:
		return !inet_confirm_addr(net, in_dev, sip, tip, RT_SCOPE_HOST);
	case 3:
		return !inet_confirm_addr(net, NULL, 0, tip, RT_SCOPE_LINK);
	case 8:
		return true;
	default:
		return false;
	}
}

/* arp_accept: may an unasked word make a new entry? 2: from our subnets. */
static bool arp_accept(struct in_device *in_dev, __be32 sip)
{
	switch (IN_DEV_ARP_ACCEPT(in_dev)) {
	case 1:
		return true;
	case 2:
		return inet_confirm_addr(dev_net(in_dev->dev), in_dev, sip, 0,
					 RT_SCOPE_LINK) != 0;
	default:
		return false;
	}
}

/* arp_filter: answer only where we would send to him. */
static bool arp_filter(__be32 sip, __be32 tip, struct net_device *dev)
{
	struct net *net = dev_net(dev);
	struct rtable *rt;
	bool filter;

	rt = ip_route_output(net, sip, tip, 0, 0);
	if (IS_ERR(rt))
		return true;
	filter = rt->dst.dev != dev;
	if (filter)
		NET_INC_STATS(net, LINUX_MIB_ARPFILTER);
	ip_rt_put(rt);
	return filter;
}

/* RFC 1027: the target is behind another device of ours, and medium. */
static bool arp_fwd_proxy(struct in_device *in_dev, struct net_device *dev,
			  struct rtable *rt)
{
	struct in_device *out_dev;
	int imi, omi = -1;

	if (rt->dst.dev == dev || !IN_DEV_PROXY_ARP(in_dev))
		return false;
	imi = IN_DEV_MEDIUM_ID(in_dev);
	if (imi == 0)
		return true;
	if (imi == -1)
		return false;
	out_dev = __in_dev_get_rcu(rt->dst.dev);
	if (out_dev)
		omi = IN_DEV_MEDIUM_ID(out_dev);
	return omi != imi && omi != -1;
}

/* RFC 3069: ports of one segment that may not hear each other. */
static bool arp_fwd_pvlan(struct in_device *in_dev, struct net_device *dev,
			  struct rtable *rt, __be32 sip, __be32 tip)
{
	return rt->dst.dev == dev && sip != tip &&
	       IN_DEV_PROXY_ARP_PVLAN(in_dev);
}

static bool arp_is_proxied(struct in_device *in_dev, struct rtable *rt,
			   const struct arp_addrs *a)
{
	struct net_device *dev = in_dev->dev;

	if (!IN_DEV_FORWARD(in_dev) || rt->rt_type != RTN_UNICAST)
		return false;
	if (arp_fwd_proxy(in_dev, dev, rt) ||
	    arp_fwd_pvlan(in_dev, dev, rt, a->sip, a->tip))
		return true;
	return rt->dst.dev != dev &&
	       pneigh_lookup(&arp_tbl, dev_net(dev), &a->tip, dev, 0);
}

static void arp_reply(struct net_device *dev, const struct arp_addrs *a)
{
	arp_send(ARPOP_REPLY, ETH_P_ARP, a->sip, dev, a->tip, a->sha,
		 dev->dev_addr, a->sha);
}

/* Who asks tells who he is: remember him before we answer. */
static bool arp_learn_asker(struct net_device *dev, const struct arp_addrs *a)
{
	struct neighbour *n;

	n = neigh_event_ns(&arp_tbl, (u8 *)a->sha, (void *)&a->sip, dev);
	if (!n)
		return false;
	neigh_release(n);
	return true;
}

/* The header and what it must not say. False: malformed or forbidden. */
static bool arp_parse(struct sk_buff *skb, struct in_device *in_dev,
		      struct arp_addrs *a, enum skb_drop_reason *reason)
{
	const struct arphdr *arp = arp_hdr(skb);
	struct net_device *dev = skb->dev;
	const u8 *p = (const u8 *)(arp + 1);
	bool ether = dev->type == ARPHRD_ETHER;

	*reason = SKB_DROP_REASON_ARP_MALFORMED;
	if (arp->ar_pro != htons(ETH_P_IP) ||
	    (arp->ar_hrd != htons(dev->type) &&
	     !(ether && arp->ar_hrd == htons(ARPHRD_IEEE802))))
		return false;
	a->op = arp->ar_op;
	if (a->op != htons(ARPOP_REPLY) && a->op != htons(ARPOP_REQUEST))
		return false;

	a->sha = p;
	memcpy(&a->sip, p + dev->addr_len, 4);
	a->tha = p + dev->addr_len + 4;
	memcpy(&a->tip, a->tha + dev->addr_len, 4);
	trace_arp_rcv(skb, ntohs(a->op), a->sip, a->tip, dev->name);

	*reason = SKB_DROP_REASON_IP_INVALID_DEST;
	if (ipv4_is_multicast(a->tip) ||
	    (!IN_DEV_ROUTE_LOCALNET(in_dev) && ipv4_is_loopback(a->tip)))
		return false;
	*reason = SKB_DROP_REASON_ARP_IGNORED;
	return a->sip != a->tip || !IN_DEV_ORCONF(in_dev, DROP_GRATUITOUS_ARP);
}

/* Packets that arp_request() has dealt with. */
enum arp_done { ARP_GO_ON, ARP_CONSUME, ARP_QUEUED, ARP_DROP };

static enum arp_done arp_request_local(struct in_device *in_dev,
				       const struct arp_addrs *a)
{
	struct net_device *dev = in_dev->dev;

	if (arp_ignore(in_dev, a->sip, a->tip))
		return ARP_DROP;
	if (IN_DEV_ARPFILTER(in_dev) && arp_filter(a->sip, a->tip, dev))
		return ARP_DROP;
	if (arp_learn_asker(dev, a))
		arp_reply(dev, a);
	return ARP_CONSUME;
}

/* For somebody whom we answer for: at once, or after proxy_delay. */
static enum arp_done arp_request_proxy(struct in_device *in_dev,
				       struct sk_buff *skb,
				       const struct arp_addrs *a)
{
	arp_learn_asker(in_dev->dev, a);
	if ((NEIGH_CB(skb)->flags & LOCALLY_ENQUEUED) ||
	    skb->pkt_type == PACKET_HOST ||
	    NEIGH_VAR(in_dev->arp_parms, PROXY_DELAY) == 0) {
		arp_reply(in_dev->dev, a);
		return ARP_CONSUME;
	}
	pneigh_enqueue(&arp_tbl, in_dev->arp_parms, skb);
	return ARP_QUEUED;
}

static enum arp_done arp_request(struct in_device *in_dev, struct sk_buff *skb,
				 const struct arp_addrs *a)
{
	struct net_device *dev = in_dev->dev;
	struct rtable *rt;

	/* RFC 5227 §2.1.1: a probe, "is this address in use?" */
	if (a->sip == 0) {
		if (a->op == htons(ARPOP_REQUEST) && arp_is_ours(dev, a->tip) &&
		    !arp_ignore(in_dev, a->sip, a->tip))
			arp_reply(dev, a);
		return ARP_CONSUME;
	}
	if (a->op != htons(ARPOP_REQUEST) ||
	    ip_route_input_noref(skb, a->tip, a->sip, 0, dev))
		return ARP_GO_ON;
	rt = skb_rtable(skb);
	if (rt->rt_type == RTN_LOCAL)
		return arp_request_local(in_dev, a);
	if (arp_is_proxied(in_dev, rt, a))
		return arp_request_proxy(in_dev, skb, a);
	return ARP_GO_ON;
}

/* RFC 5227 §3: an announcement, of a unicast address. */
static bool arp_is_garp(struct net_device *dev, const struct arp_addrs *a)
{
	if (a->tip != a->sip)
		return false;
	if (a->op == htons(ARPOP_REPLY) &&
	    memcmp(a->tha, a->sha, dev->addr_len))
		return false;
	return inet_addr_type_dev_table(dev_net(dev), dev, a->sip) ==
	       RTN_UNICAST;
}

/* Tell the neighbour table what was heard of the sender. */
static void arp_update(struct in_device *in_dev, const struct sk_buff *skb,
		       const struct arp_addrs *a)
{
	struct net_device *dev = in_dev->dev;
	bool accept = arp_accept(in_dev, a->sip), is_garp = false;
	bool reply = a->op == htons(ARPOP_REPLY), override;
	u8 state = NUD_REACHABLE;
	struct neighbour *n;

	n = __neigh_lookup(&arp_tbl, &a->sip, dev, 0);
	if (n || accept)
		is_garp = arp_is_garp(dev, a);
	if (!n && accept &&
	    (is_garp ||
	     (reply && inet_addr_type_dev_table(dev_net(dev), dev, a->sip) ==
			       RTN_UNICAST)))
		n = __neigh_lookup(&arp_tbl, &a->sip, dev, 1);
	if (!n)
		return;

	/*
	 * Of several answers in a row the first counts: that is the nearest
	 * proxy, and entries do not flap.
	 */
	override =
		time_after(jiffies, n->updated + (unsigned long)NEIGH_VAR(
							 n->parms, LOCKTIME)) ||
		is_garp;
	/* A broadcast says nothing about the way from us to him. */
	if (!reply || skb->pkt_type != PACKET_HOST)
		state = NUD_STALE;
	neigh_update(n, a->sha, state, override ? NEIGH_UPDATE_F_OVERRIDE : 0,
		     0);
	neigh_release(n);
}

/*
 * An ARP packet for us. Context: softirq, rcu_read_lock(). Takes @skb.
 */
static int arp_process(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	struct in_device *in_dev = __in_dev_get_rcu(skb->dev);
	SKB_DR_INIT(reason, ARP_IGNORED);
	struct arp_addrs a;

	if (!in_dev || !arp_parse(skb, in_dev, &a, &reason))
		goto drop;
	switch (arp_request(in_dev, skb, &a)) {
	case ARP_QUEUED:
		return NET_RX_SUCCESS;
	case ARP_DROP:
		goto drop;
	case ARP_GO_ON:
		arp_update(in_dev, skb, &a);
		break;
	case ARP_CONSUME:
		break;
	}
	consume_skb(skb);
	return NET_RX_SUCCESS;
drop:
	kfree_skb_reason(skb, reason);
	return NET_RX_DROP;
}

/* A proxied request has waited long enough. Takes @skb. */
static void parp_redo(struct sk_buff *skb)
{
	skb_dst_drop(skb);
	arp_process(dev_net(skb->dev), NULL, skb);
}

/* Context: softirq, rcu_read_lock(). Takes @skb. */
static int arp_rcv(struct sk_buff *skb, struct net_device *dev,
		   struct packet_type *pt, struct net_device *orig_dev)
{
	enum skb_drop_reason reason;
	const struct arphdr *arp;

	/* No drops: they are not meant for us, and not few. */
	if ((dev->flags & IFF_NOARP) || skb->pkt_type == PACKET_OTHERHOST ||
	    skb->pkt_type == PACKET_LOOPBACK) {
		consume_skb(skb);
		return NET_RX_SUCCESS;
	}
	skb = skb_share_check(skb, GFP_ATOMIC);
	if (!skb)
		return NET_RX_DROP;

	reason = pskb_may_pull_reason(skb, arp_hdr_len(dev));
	if (reason != SKB_NOT_DROPPED_YET)
		goto drop;
	arp = arp_hdr(skb);
	reason = SKB_DROP_REASON_ARP_MALFORMED;
	if (arp->ar_hln != dev->addr_len || arp->ar_pln != 4)
		goto drop;
	memset(NEIGH_CB(skb), 0, sizeof(struct neighbour_cb));
	return NF_HOOK(NFPROTO_ARP, NF_ARP_IN, dev_net(dev), NULL, skb, dev,
		       NULL, arp_process);
drop:
	kfree_skb_reason(skb, reason);
	return NET_RX_DROP;
}

struct packet_type arp_packet_type = {
	.type = cpu_to_be16(ETH_P_ARP),
	.func = arp_rcv,
};

/* What makes the table ARP's; the rest is neigh_table_init()'s. */
void arp_table_setup(struct neigh_table *tbl)
{
	struct neigh_parms *p = &tbl->parms;

	tbl->family = AF_INET;
	tbl->key_len = 4;
	tbl->protocol = htons(ETH_P_IP);
	tbl->hash = arp_hash;
	tbl->key_eq = neigh_key_eq32;
	tbl->constructor = arp_constructor;
	tbl->proxy_redo = parp_redo;
	tbl->is_multicast = arp_is_multicast;
	tbl->id = "arp_cache";
	tbl->gc_interval = 30 * HZ;
	tbl->gc_thresh1 = 128;
	tbl->gc_thresh2 = 512;
	tbl->gc_thresh3 = 1024;

	NEIGH_VAR_INIT(p, MCAST_PROBES, 3);
	NEIGH_VAR_INIT(p, UCAST_PROBES, 3);
	NEIGH_VAR_INIT(p, RETRANS_TIME, 1 * HZ);
	NEIGH_VAR_INIT(p, BASE_REACHABLE_TIME, 30 * HZ);
	NEIGH_VAR_INIT(p, DELAY_PROBE_TIME, 5 * HZ);
	NEIGH_VAR_INIT(p, INTERVAL_PROBE_TIME_MS, 5 * HZ);
	NEIGH_VAR_INIT(p, GC_STALETIME, 60 * HZ);
	NEIGH_VAR_INIT(p, QUEUE_LEN_BYTES, 212992); /* SK_WMEM_MAX */
	NEIGH_VAR_INIT(p, PROXY_QLEN, 64);
	NEIGH_VAR_INIT(p, ANYCAST_DELAY, 1 * HZ);
	NEIGH_VAR_INIT(p, PROXY_DELAY, (8 * HZ) / 10);
	NEIGH_VAR_INIT(p, LOCKTIME, 1 * HZ);
}
