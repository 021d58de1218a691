// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ip_input - an IPv4 packet comes in: is it good, and is it for us
 *
 * Where:   packet_type ETH_P_IP: __netif_receive_skb_core() → ip_rcv() →
 *          PRE_ROUTING → ip_rcv_finish() → route → ip_local_deliver() →
 *          LOCAL_IN → the protocol, or ip_forward().
 * Mirrors: net/ipv4/ip_input.c. Left out: multicast routing, IPsec policies,
 *          l3mdev.
 * Spec:    RFC 791 §3.1, RFC 1122 §3.2.1 and §3.3.1, RFC 1812 §5.2.
 *
 *	ip_rcv_core   length, version, checksum       IpInHdrErrors, …
 *	ip_rcv_finish early demux, route, options     rp_filter, martians
 *	deliver       raw sockets, net_protocol       IpInDelivers
 */
#include "proto/ipv4/ip.h"

#include "core/netfilter.h"
#include "core/trace.h"
#include "hdr/ecn.h"
#include "lib/err.h"
#include "lib/sched.h"
#include "proto/ipv4/icmp.h"
#include "proto/ipv4/igmp.h"
#include "proto/protocol.h"

/* ---- up: to the transport ------------------------------------------------ */

/*
 * Raw sockets get copies; then the protocol, or nobody. A handler that answers
 * -N wants the packet given to protocol N (IP in IP).
 */
static int protocol_deliver_one(struct net *net, struct sk_buff *skb,
				int protocol)
{
	const struct ip_raw_ops *raw_ops = ip_raw_ops_get();
	const struct net_protocol *ipprot;
	int raw, ret;

	raw = raw_ops ? raw_ops->local_deliver(skb, protocol) : 0;

	ipprot = inet_protos_get((unsigned int)protocol);
	if (ipprot) {
		if (!ipprot->no_policy)
			nf_reset_ct(skb);
		ret = CALL("net_protocol.handler", ipprot->handler, skb);
		if (ret >= 0)
			__IP_INC_STATS(net, IPSTATS_MIB_INDELIVERS);
		return ret;
	}
	if (!raw) {
		__IP_INC_STATS(net, IPSTATS_MIB_INUNKNOWNPROTOS);
		icmp_send(skb, ICMP_DEST_UNREACH, ICMP_PROT_UNREACH, 0);
		kfree_skb_reason(skb, SKB_DROP_REASON_IP_NOPROTO);
	} else {
		__IP_INC_STATS(net, IPSTATS_MIB_INDELIVERS);
		consume_skb(skb);
	}
	return 0;
}

/**
 * ip_protocol_deliver_rcu - to whoever speaks @protocol
 * @skb: taken; data at the transport header
 *
 * Context: softirq, RCU.
 */
void ip_protocol_deliver_rcu(struct net *net, struct sk_buff *skb, int protocol)
{
	int ret = protocol_deliver_one(net, skb, protocol);

	while (ret < 0)
		ret = protocol_deliver_one(net, skb, -ret);
}
EXPORT_SYMBOL(ip_protocol_deliver_rcu);

static int ip_local_deliver_finish(struct net *net, struct sock *sk,
				   struct sk_buff *skb)
{
	skb_clear_delivery_time(skb);
	__skb_pull(skb, (unsigned int)skb_network_header_len(skb));
	rcu_read_lock();
	ip_protocol_deliver_rcu(net, skb, ip_hdr(skb)->protocol);
	rcu_read_unlock();
	return 0;
}

/**
 * ip_call_ra_chain - packets with a router alert, to the sockets that asked
 * @skb: borrowed, or taken when the answer is true
 *
 * Context: softirq, RCU. RFC 2113.
 */
bool ip_call_ra_chain(struct sk_buff *skb)
{
	struct net_device *dev = skb->dev;
	struct net *net = dev_net(dev);
	const struct ip_raw_ops *raw = ip_raw_ops_get();
	u8 protocol = ip_hdr(skb)->protocol;
	struct sock *last = NULL;
	struct ip_ra_chain *ra;

	if (!raw)
		return false;
	for (ra = rcu_dereference(net_ipv4(net)->ra_chain); ra;
	     ra = rcu_dereference(ra->next)) {
		struct sock *sk = ra->sk;

		if (!sk || inet_sk(sk)->inet_num != protocol ||
		    (sk->sk_bound_dev_if &&
		     sk->sk_bound_dev_if != dev->ifindex))
			continue;
		if (ip_is_fragment(ip_hdr(skb)) &&
		    ip_defrag(net, skb, IP_DEFRAG_CALL_RA_CHAIN))
			return true;
		if (last) {
			struct sk_buff *skb2 = skb_clone(skb, GFP_ATOMIC);

			if (skb2)
				raw->rcv(last, skb2);
		}
		last = sk;
	}
	if (!last)
		return false;
	raw->rcv(last, skb);
	return true;
}
EXPORT_SYMBOL(ip_call_ra_chain);

/**
 * ip_local_deliver - the packet is for us
 * @skb: taken; routed
 *
 * Context: softirq, RCU; struct dst_entry.input of a local route.
 */
int ip_local_deliver(struct sk_buff *skb)
{
	struct net *net = dev_net(skb->dev);

	trace_ip_local_deliver(skb, ip_hdr(skb)->saddr, ip_hdr(skb)->daddr,
			       ip_hdr(skb)->protocol);
	cpu_cost(layer);
	if (ip_is_fragment(ip_hdr(skb)) &&
	    ip_defrag(net, skb, IP_DEFRAG_LOCAL_DELIVER))
		return 0;
	return NF_HOOK(NFPROTO_IPV4, NF_INET_LOCAL_IN, net, NULL, skb, skb->dev,
		       NULL, ip_local_deliver_finish);
}
EXPORT_SYMBOL(ip_local_deliver);

/* ---- route and options --------------------------------------------------- */

/* True: drop; @reason says why. */
static bool ip_rcv_options(struct sk_buff *skb, struct net_device *dev)
{
	struct ip_options *opt;
	struct in_device *in_dev;

	/* A sniffer may share the header; we are going to write into it. */
	if (skb_cow(skb, skb_headroom(skb))) {
		__IP_INC_STATS(dev_net(dev), IPSTATS_MIB_INDISCARDS);
		return true;
	}
	opt = &IPCB(skb)->opt;
	opt->optlen = (unsigned char)(ip_hdrlen(skb) - sizeof(struct iphdr));
	if (ip_options_compile(dev_net(dev), opt, skb)) {
		__IP_INC_STATS(dev_net(dev), IPSTATS_MIB_INHDRERRORS);
		return true;
	}
	if (likely(!opt->srr))
		return false;
	in_dev = __in_dev_get_rcu(dev);
	if (in_dev && !IN_DEV_SOURCE_ROUTE(in_dev))
		return true;
	return ip_options_rcv_srr(skb, dev);
}

/* Before the route is looked up, its socket may know it. */
static void ip_early_demux(struct net *net, struct sk_buff *skb)
{
	const struct netns_ipv4 *ip4 = net_ipv4(net);
	const struct iphdr *iph = ip_hdr(skb);
	const struct net_protocol *ipprot;

	if (!READ_ONCE(ip4->sysctl_ip_early_demux) || skb_dst(skb) || skb->sk ||
	    ip_is_fragment(iph))
		return;
	if (iph->protocol == IPPROTO_TCP && !ip4->sysctl_tcp_early_demux)
		return;
	if (iph->protocol == IPPROTO_UDP && !ip4->sysctl_udp_early_demux)
		return;
	ipprot = inet_protos_get(iph->protocol);
	if (ipprot && ipprot->early_demux)
		(void)CALL("net_protocol.early_demux", ipprot->early_demux,
			   skb);
}

static enum skb_drop_reason route_reason(int err)
{
	switch (err) {
	case -EXDEV:
		return SKB_DROP_REASON_IP_RPFILTER;
	case -EHOSTUNREACH:
	case -ENETUNREACH:
		return SKB_DROP_REASON_IP_INNOROUTES;
	case -ENOBUFS:
	case -ENOMEM:
		return SKB_DROP_REASON_NOMEM;
	default:
		return SKB_DROP_REASON_IP_INADDRERRORS;
	}
}

/* Like the packet before it: the same route will do. */
static bool ip_can_use_hint(const struct sk_buff *skb, const struct iphdr *iph,
			    const struct sk_buff *hint)
{
	return hint && !skb_dst(skb) && ip_hdr(hint)->daddr == iph->daddr &&
	       ip_hdr(hint)->tos == iph->tos;
}

static int ip_rcv_route(struct net *net, struct sk_buff *skb,
			struct net_device *dev, const struct sk_buff *hint)
{
	const struct iphdr *iph = ip_hdr(skb);
	int err;

	if (ip_can_use_hint(skb, iph, hint))
		err = ip_route_use_hint(skb, iph->daddr, iph->saddr, iph->tos,
					dev, hint);
	else if (!skb_dst(skb))
		err = ip_route_input_noref(skb, iph->daddr, iph->saddr,
					   iph->tos, dev);
	else
		return 0;
	if (err == -EXDEV)
		__NET_INC_STATS(net, LINUX_MIB_IPRPFILTER);
	return err;
}

/* RFC 1122 §3.3.6: a unicast packet in a broadcast frame is not for us. */
static bool ip_unicast_in_l2_multicast(const struct sk_buff *skb,
				       const struct net_device *dev)
{
	const struct in_device *in_dev = __in_dev_get_rcu(dev);

	return (skb->pkt_type == PACKET_BROADCAST ||
		skb->pkt_type == PACKET_MULTICAST) &&
	       in_dev && IN_DEV_ORCONF(in_dev, DROP_UNICAST_IN_L2_MULTICAST);
}

/* Takes @skb if NET_RX_DROP. Else it has a route. */
static int ip_rcv_finish_core(struct net *net, struct sk_buff *skb,
			      struct net_device *dev,
			      const struct sk_buff *hint)
{
	enum skb_drop_reason reason;
	struct rtable *rt;
	int err;

	if (!ip_can_use_hint(skb, ip_hdr(skb), hint))
		ip_early_demux(net, skb);
	err = ip_rcv_route(net, skb, dev, hint);
	if (unlikely(err)) {
		reason = route_reason(err);
		goto drop;
	}
	reason = SKB_DROP_REASON_IP_OPTIONS;
	if (ip_hdr(skb)->ihl > 5 && ip_rcv_options(skb, dev))
		goto drop;
	rt = skb_rtable(skb);
	if (rt->rt_type == RTN_MULTICAST) {
		__IP_UPD_PO_STATS(net, IPSTATS_MIB_INMCAST, skb->len);
	} else if (rt->rt_type == RTN_BROADCAST) {
		__IP_UPD_PO_STATS(net, IPSTATS_MIB_INBCAST, skb->len);
	} else if (ip_unicast_in_l2_multicast(skb, dev)) {
		reason = SKB_DROP_REASON_UNICAST_IN_L2_MULTICAST;
		goto drop;
	}
	return NET_RX_SUCCESS;
drop:
	kfree_skb_reason(skb, reason);
	return NET_RX_DROP;
}

static int ip_rcv_finish(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	int ret = ip_rcv_finish_core(net, skb, skb->dev, NULL);

	if (ret != NET_RX_DROP)
		ret = dst_input(skb);
	return ret;
}

/* ---- is it good ---------------------------------------------------------- */

/* Length, version, checksum. Return: SKB_NOT_DROPPED_YET or why not. */
static enum skb_drop_reason ip_rcv_header(struct net *net, struct sk_buff *skb)
{
	const struct iphdr *iph;
	u32 len;

	if (!pskb_may_pull(skb, sizeof(struct iphdr)))
		goto inhdr_error;
	iph = ip_hdr(skb);
	/* RFC 1122 §3.2.1.1, §3.2.1.2: version, checksum; or silently no */
	if (iph->ihl < 5 || iph->version != 4)
		goto inhdr_error;
	__IP_ADD_STATS(net, IPSTATS_MIB_NOECTPKTS + (iph->tos & INET_ECN_MASK),
		       skb_wire_segs(skb));
	if (!pskb_may_pull(skb, iph->ihl * 4U))
		goto inhdr_error;
	iph = ip_hdr(skb);
	if (unlikely(ip_fast_csum((u8 *)iph, iph->ihl))) {
		__IP_INC_STATS(net, IPSTATS_MIB_CSUMERRORS);
		__IP_INC_STATS(net, IPSTATS_MIB_INHDRERRORS);
		return SKB_DROP_REASON_IP_CSUM;
	}
	len = iph_totlen(skb, iph);
	if (skb->len < len) {
		__IP_INC_STATS(net, IPSTATS_MIB_INTRUNCATEDPKTS);
		return SKB_DROP_REASON_PKT_TOO_SMALL;
	}
	if (len < iph->ihl * 4U)
		goto inhdr_error;
	/* Ethernet pads short frames: what is behind the packet goes. */
	if (pskb_trim_rcsum(skb, len)) {
		__IP_INC_STATS(net, IPSTATS_MIB_INDISCARDS);
		return SKB_DROP_REASON_NOMEM;
	}
	return SKB_NOT_DROPPED_YET;

inhdr_error:
	__IP_INC_STATS(net, IPSTATS_MIB_INHDRERRORS);
	return SKB_DROP_REASON_IP_INHDR;
}

/* Takes and gives @skb; NULL: it was not good. */
static struct sk_buff *ip_rcv_core(struct sk_buff *skb, struct net *net)
{
	enum skb_drop_reason reason;
	const struct iphdr *iph;

	/* Promiscuous mode brought it up; the taps have seen it. */
	if (skb->pkt_type == PACKET_OTHERHOST) {
		dev_core_stats_rx_otherhost_dropped_inc(skb->dev);
		reason = SKB_DROP_REASON_OTHERHOST;
		goto drop;
	}
	__IP_UPD_PO_STATS(net, IPSTATS_MIB_IN, skb->len);
	skb = skb_share_check(skb, GFP_ATOMIC);
	if (!skb) {
		__IP_INC_STATS(net, IPSTATS_MIB_INDISCARDS);
		return NULL;
	}
	reason = ip_rcv_header(net, skb);
	if (reason)
		goto drop;
	iph = ip_hdr(skb);
	skb->transport_header = (u16)(skb->network_header + iph->ihl * 4);
	memset(IPCB(skb), 0, sizeof(struct inet_skb_parm));
	IPCB(skb)->iif = skb->skb_iif;
	/* What a hook or a device set belongs to the way up to here. */
	skb_orphan(skb);
	return skb;
drop:
	kfree_skb_reason(skb, reason);
	return NULL;
}

/**
 * ip_rcv - a packet of EtherType 0x0800
 * @skb: taken; data at the IP header
 * @dev: it belongs to now
 *
 * Context: softirq, RCU; struct packet_type.func.
 */
int ip_rcv(struct sk_buff *skb, struct net_device *dev, struct packet_type *pt,
	   struct net_device *orig_dev)
{
	struct net *net = dev_net(dev);

	skb = ip_rcv_core(skb, net);
	if (!skb)
		return NET_RX_DROP;
	trace_ip_rcv(skb, ip_hdr(skb)->saddr, ip_hdr(skb)->daddr,
		     ip_hdr(skb)->protocol, ip_hdr(skb)->ttl);
	cpu_cost(layer);
	return NF_HOOK(NFPROTO_IPV4, NF_INET_PRE_ROUTING, net, NULL, skb, dev,
		       NULL, ip_rcv_finish);
}
EXPORT_SYMBOL(ip_rcv);

/* ---- in batches ---------------------------------------------------------- */

/* A route that depends on nothing but the destination may serve the next. */
static struct sk_buff *ip_extract_route_hint(const struct net *net,
					     struct sk_buff *skb)
{
	const struct iphdr *iph = ip_hdr(skb);

	if (net_ipv4(net)->fib_has_custom_rules || ipv4_is_lbcast(iph->daddr) ||
	    IPCB(skb)->flags & IPSKB_MULTIPATH)
		return NULL;
	return skb;
}

static void ip_sublist_rcv_finish(struct list_head *head)
{
	struct sk_buff *skb, *next;

	list_for_each_entry_safe (skb, next, head, list) {
		skb_list_del_init(skb);
		dst_input(skb);
	}
}

static void ip_list_rcv_finish(struct net *net, struct list_head *head)
{
	struct sk_buff *skb, *next, *hint = NULL;
	struct dst_entry *curr_dst = NULL;
	LIST_HEAD(sublist);

	list_for_each_entry_safe (skb, next, head, list) {
		struct net_device *dev = skb->dev;
		struct dst_entry *dst;

		skb_list_del_init(skb);
		if (ip_rcv_finish_core(net, skb, dev, hint) == NET_RX_DROP)
			continue;
		dst = skb_dst(skb);
		if (curr_dst != dst) {
			hint = ip_extract_route_hint(net, skb);
			if (!list_empty(&sublist))
				ip_sublist_rcv_finish(&sublist);
			INIT_LIST_HEAD(&sublist);
			curr_dst = dst;
		}
		list_add_tail(&skb->list, &sublist);
	}
	ip_sublist_rcv_finish(&sublist);
}

static void ip_sublist_rcv(struct list_head *head, struct net_device *dev,
			   struct net *net)
{
	NF_HOOK_LIST(NFPROTO_IPV4, NF_INET_PRE_ROUTING, net, NULL, head, dev,
		     NULL, ip_rcv_finish);
	ip_list_rcv_finish(net, head);
}

/**
 * ip_list_rcv - several packets at once
 * @head: all of them taken
 *
 * Context: softirq, RCU; struct packet_type.list_func.
 */
void ip_list_rcv(struct list_head *head, struct packet_type *pt,
		 struct net_device *orig_dev)
{
	struct net_device *curr_dev = NULL;
	struct net *curr_net = NULL;
	struct sk_buff *skb, *next;
	LIST_HEAD(sublist);

	list_for_each_entry_safe (skb, next, head, list) {
		struct net_device *dev = skb->dev;
		struct net *net = dev_net(dev);

		skb_list_del_init(skb);
		skb = ip_rcv_core(skb, net);
		if (!skb)
			continue;
		trace_ip_rcv(skb, ip_hdr(skb)->saddr, ip_hdr(skb)->daddr,
			     ip_hdr(skb)->protocol, ip_hdr(skb)->ttl);
		cpu_cost(layer);
		if (curr_dev != dev || curr_net != net) {
			if (!list_empty(&sublist))
				ip_sublist_rcv(&sublist, curr_dev, curr_net);
			INIT_LIST_HEAD(&sublist);
			curr_dev = dev;
			curr_net = net;
		}
		list_add_tail(&skb->list, &sublist);
	}
	if (!list_empty(&sublist))
		ip_sublist_rcv(&sublist, curr_dev, curr_net);
}
EXPORT_SYMBOL(ip_list_rcv);
