// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ip_forward - a packet passes through: one hop less, and out by another door
 *
 * Where:   dst_entry.input of a route that leads on: ip_rcv_finish() →
 *          ip_forward() → FORWARD → ip_forward_finish() → ip_output().
 * Mirrors: net/ipv4/ip_forward.c. Left out: IPsec, offload forward marks.
 * Spec:    RFC 1812 §5.2 (forwarding), §5.2.7.2 (redirects), §5.3.1 (TTL).
 */
#include "proto/ipv4/ip.h"

#include "core/gso.h"
#include "core/netfilter.h"
#include "core/trace.h"
#include "lib/err.h"
#include "lib/sched.h"
#include "proto/ipv4/icmp.h"

/* Whether it must be cut and may not be. */
static bool ip_exceeds_mtu(const struct sk_buff *skb, unsigned int mtu)
{
	if (skb->len <= mtu)
		return false;
	if (!(ip_hdr(skb)->frag_off & htons(IP_DF)))
		return false;
	/* It came in fragments with DF; the largest of them counts. */
	if (unlikely(IPCB(skb)->frag_max_size > mtu))
		return true;
	if (skb->ignore_df)
		return false;
	if (skb_is_gso(skb) && skb_gso_validate_network_len(skb, mtu))
		return false;
	return true;
}

static int ip_forward_finish(struct net *net, struct sock *sk,
			     struct sk_buff *skb)
{
	struct ip_options *opt = &IPCB(skb)->opt;

	__IP_INC_STATS(net, IPSTATS_MIB_OUTFORWDATAGRAMS);
	if (unlikely(opt->optlen))
		ip_forward_options(skb);
	skb_clear_tstamp(skb);
	return dst_output(net, sk, skb);
}

/* What must not be passed on at all. Return: why, or 0. */
static enum skb_drop_reason ip_forward_refuse(struct sk_buff *skb)
{
	if (skb->pkt_type != PACKET_HOST)
		return SKB_DROP_REASON_OTHERHOST; /* RFC 1812 §5.3.4 */
	if (unlikely(skb->sk))
		return SKB_DROP_REASON_INVALID_PROTO;
	return SKB_NOT_DROPPED_YET;
}

/* The header changes: TTL, and what the options say. True: drop. */
static bool ip_forward_strict(struct sk_buff *skb, const struct rtable *rt)
{
	return IPCB(skb)->opt.is_strictroute && rt->rt_uses_gateway;
}

/**
 * ip_forward - send on what is not for us
 * @skb: taken; routed
 *
 * Context: softirq, RCU.
 * Return: NET_RX_DROP, or what dst_output() said.
 */
int ip_forward(struct sk_buff *skb)
{
	struct net *net = dev_net(skb->dev);
	struct ip_options *opt = &IPCB(skb)->opt;
	enum skb_drop_reason reason;
	struct rtable *rt;
	u32 mtu;

	cpu_cost(layer);
	trace_ip_forward(skb, ip_hdr(skb)->saddr, ip_hdr(skb)->daddr,
			 ip_hdr(skb)->ttl);
	reason = ip_forward_refuse(skb);
	if (reason)
		goto drop;
	if (opt->router_alert && ip_call_ra_chain(skb))
		return NET_RX_SUCCESS;
	skb_forward_csum(skb);

	/* RFC 1812 §5.3.1: never forward what would arrive with TTL 0 */
	if (ip_hdr(skb)->ttl <= 1)
		goto too_many_hops;
	rt = skb_rtable(skb);
	reason = SKB_DROP_REASON_IP_OPTIONS;
	if (ip_forward_strict(skb, rt)) {
		icmp_send(skb, ICMP_DEST_UNREACH, ICMP_SR_FAILED, 0);
		goto drop;
	}
	IPCB(skb)->flags |= IPSKB_FORWARDED;
	mtu = ip_dst_mtu_maybe_forward(&rt->dst, true);
	if (ip_exceeds_mtu(skb, mtu)) {
		IP_INC_STATS(net, IPSTATS_MIB_FRAGFAILS);
		icmp_send(skb, ICMP_DEST_UNREACH, ICMP_FRAG_NEEDED, htonl(mtu));
		reason = SKB_DROP_REASON_PKT_TOO_BIG;
		goto drop;
	}
	/* A sniffer may share it; the header is written now. */
	reason = SKB_DROP_REASON_NOMEM;
	if (skb_cow(skb, LL_RESERVED_SPACE(rt->dst.dev)))
		goto drop;
	ip_decrease_ttl(ip_hdr(skb));

	/* It leaves where it came: the sender has a shorter way. */
	if (IPCB(skb)->flags & IPSKB_DOREDIRECT && !opt->srr)
		ip_rt_send_redirect(skb);
	if (READ_ONCE(net_ipv4(net)->sysctl_ip_fwd_update_priority))
		skb->priority = rt_tos2priority(ip_hdr(skb)->tos);
	return NF_HOOK(NFPROTO_IPV4, NF_INET_FORWARD, net, NULL, skb, skb->dev,
		       rt->dst.dev, ip_forward_finish);

too_many_hops:
	__IP_INC_STATS(net, IPSTATS_MIB_INHDRERRORS);
	icmp_send(skb, ICMP_TIME_EXCEEDED, ICMP_EXC_TTL, 0);
	reason = SKB_DROP_REASON_IP_TTL;
drop:
	kfree_skb_reason(skb, reason);
	return NET_RX_DROP;
}
EXPORT_SYMBOL(ip_forward);
