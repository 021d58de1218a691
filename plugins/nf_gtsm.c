// SPDX-License-Identifier: MIT
/*
 * nf_gtsm - accept a protected TCP port from direct neighbours only
 *
 * Where:   NF_INET_LOCAL_IN: after routing chose "for us", before tcp_v4_rcv().
 * Mirrors: the shape of net/netfilter/xt_hl.c (the iptables "ttl" match).
 * Spec:    RFC 5082 §3: a sender uses TTL 255; each router takes one off,
 *          so whoever arrives with less than 255 is not on this link.
 */
#include "core/module.h"
#include "core/netfilter.h"
#include "hdr/ip.h"
#include "hdr/tcp.h"

static unsigned int port = 179; /* BGP, where GTSM came from */
module_param(port, uint, 0644);
MODULE_PARM_DESC(port, "protected TCP destination port");

static unsigned int hops; /* 0: the same link */
module_param(hops, uint, 0644);
MODULE_PARM_DESC(hops, "routers a trusted peer may be away");

/*
 * Context: softirq, rcu_read_lock() held. Borrows @skb: the core frees it on
 * NF_DROP and counts SKB_DROP_REASON_NETFILTER_DROP.
 */
static unsigned int gtsm_hook(void *priv, struct sk_buff *skb,
			      const struct nf_hook_state *state)
{
	const struct iphdr *iph = ip_hdr(skb);
	const struct tcphdr *th;
	struct tcphdr buf;

	if (iph->protocol != IPPROTO_TCP)
		return NF_ACCEPT;

	/* The header may straddle two fragments: copy it out, never cast. */
	th = skb_header_pointer(skb, ip_hdrlen(skb), sizeof(buf), &buf);
	if (!th)
		return NF_DROP;

	if (ntohs(th->dest) != READ_ONCE(port))
		return NF_ACCEPT;

	return iph->ttl + READ_ONCE(hops) >= 255 ? NF_ACCEPT : NF_DROP;
}

static const struct nf_hook_ops gtsm_ops[] = {
	{
		.hook = gtsm_hook,
		.pf = NFPROTO_IPV4,
		.hooknum = NF_INET_LOCAL_IN,
		.priority = NF_IP_PRI_FILTER,
	},
};

module_nf_hooks(gtsm_ops);
MODULE_AUTHOR("A. Student");
MODULE_DESCRIPTION("Generalized TTL security for one TCP port");
MODULE_LICENSE("MIT");
