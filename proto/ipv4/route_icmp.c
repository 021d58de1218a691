// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * route_icmp - what a router tells senders: redirects, unreachables
 *
 * Where:   ip_forward() asks for a redirect; a packet that no route wants has
 *          ip_error() as its input.
 * Mirrors: net/ipv4/route.c, cut: ip_rt_send_redirect(), ip_error().
 * Spec:    RFC 1812 §5.2.7 (redirects, unreachables), §4.3.2.8 (their rate).
 *
 * Both are limited per sender (inetpeer.c). A redirect: the first at once,
 * the n-th redirect_load << n later, after redirect_number silence until the
 * sender was quiet for redirect_silence. An error: one per error_cost, up to
 * error_burst saved up.
 */
#include "core/netdevice.h"
#include "core/skbuff.h"
#include "core/snmp.h"
#include "hdr/icmp.h"
#include "hdr/ip.h"
#include "lib/kernel.h"
#include "lib/ktime.h"
#include "proto/ipv4/icmp.h"
#include "proto/ipv4/inetpeer.h"
#include "proto/ipv4/ip.h"
#include "proto/ipv4/route_priv.h"

/* Whether a redirect may go to @peer now; books it. */
static bool redirect_allowed(struct inet_peer *peer)
{
	const struct netns_ipv4 *knobs = rt_knobs();
	unsigned long load = knobs->sysctl_redirect_load;

	if (time_after(jiffies,
		       peer->rate_last + knobs->sysctl_redirect_silence)) {
		peer->rate_tokens = 0;
		peer->n_redirects = 0;
	}
	/* He does not listen: from now on his packets keep us silent. */
	if (peer->n_redirects >= (u32)knobs->sysctl_redirect_number) {
		peer->rate_last = jiffies;
		return false;
	}
	if (peer->n_redirects &&
	    !time_after(jiffies, peer->rate_last +
					 (load << min(peer->n_redirects, 31u))))
		return false;
	peer->rate_last = jiffies;
	peer->n_redirects++;
	return true;
}

/**
 * ip_rt_send_redirect - tell the sender that there is a shorter way
 * @skb: borrowed; routed, goes out where it came in
 *
 * Context: softirq.
 */
void ip_rt_send_redirect(struct sk_buff *skb)
{
	struct rtable *rt = skb_rtable(skb);
	struct in_device *in_dev;
	struct inet_peer *peer;
	struct net *net;
	bool send = true;

	rcu_read_lock();
	in_dev = __in_dev_get_rcu(rt->dst.dev);
	if (!in_dev || !IN_DEV_TX_REDIRECTS(in_dev)) {
		rcu_read_unlock();
		return;
	}
	net = dev_net(rt->dst.dev);
	peer = inet_getpeer_v4(net_ipv4(net)->peers, ip_hdr(skb)->saddr, 0, 1);
	rcu_read_unlock();

	if (peer) {
		send = redirect_allowed(peer);
		inet_putpeer(peer);
	}
	if (send)
		icmp_send(skb, ICMP_REDIRECT, ICMP_REDIR_HOST,
			  rt_nexthop(rt, ip_hdr(skb)->daddr));
}

static bool error_allowed(struct net *net, __be32 saddr)
{
	struct inet_peer *peer =
		inet_getpeer_v4(net_ipv4(net)->peers, saddr, 0, 1);
	u32 cost = rt_knobs()->sysctl_error_cost;
	u32 burst = rt_knobs()->sysctl_error_burst;
	bool send = false;

	if (!peer)
		return true;
	peer->rate_tokens =
		min_t(unsigned long, burst,
		      peer->rate_tokens + jiffies - peer->rate_last);
	peer->rate_last = jiffies;
	if (peer->rate_tokens >= cost) {
		peer->rate_tokens -= cost;
		send = true;
	}
	inet_putpeer(peer);
	return send;
}

/* A router's answer for each error of a route; -1: silence. */
static int error_to_code(int error)
{
	switch (error) {
	case EHOSTUNREACH:
		return ICMP_HOST_UNREACH;
	case ENETUNREACH:
		return ICMP_NET_UNREACH;
	case EACCES:
		return ICMP_PKT_FILTERED;
	}
	return -1;
}

/*
 * dst.input of an unreachable route. Takes @skb: a host drops, a router also
 * says so. Context: softirq, RCU.
 */
int ip_error(struct sk_buff *skb)
{
	enum skb_drop_reason reason = SKB_DROP_REASON_NOT_SPECIFIED;
	struct rtable *rt = skb_rtable(skb);
	struct in_device *in_dev = __in_dev_get_rcu(skb->dev);
	struct net *net = dev_net(rt->dst.dev);
	int code = error_to_code(rt->dst.error);
	bool router;

	if (!in_dev)
		goto out;
	router = IN_DEV_FORWARD(in_dev);
	if (rt->dst.error == ENETUNREACH) {
		reason = SKB_DROP_REASON_IP_INNOROUTES;
		__IP_INC_STATS(net, IPSTATS_MIB_INNOROUTES);
	} else if (rt->dst.error == EHOSTUNREACH && !router) {
		reason = SKB_DROP_REASON_IP_INADDRERRORS;
		__IP_INC_STATS(net, IPSTATS_MIB_INADDRERRORS);
	}
	if (router && code >= 0 && error_allowed(net, ip_hdr(skb)->saddr))
		icmp_send(skb, ICMP_DEST_UNREACH, code, 0);
out:
	kfree_skb_reason(skb, reason);
	return 0;
}
