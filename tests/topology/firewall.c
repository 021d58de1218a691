// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * firewall - a hook at INPUT that drops UDP
 *
 * Where:   drop_test.c.
 * Mirrors: iptables -A INPUT -p udp -j DROP.
 */
#include "tests/topology/firewall.h"

#include "core/net_namespace.h"
#include "core/netfilter.h"
#include "hdr/ip.h"
#include "tests/harness.h"
#include "tests/topology/pair.h"

static unsigned int drop_udp(void *priv, struct sk_buff *skb,
			     const struct nf_hook_state *state)
{
	return ip_hdr(skb)->protocol == 17 ? NF_DROP : NF_ACCEPT;
}

static const struct nf_hook_ops ops = {
	.hook = drop_udp,
	.pf = NFPROTO_IPV4,
	.hooknum = NF_INET_LOCAL_IN,
};

static int up(void *data)
{
	return nf_register_net_hook(&init_net, &ops);
}

static int down(void *data)
{
	nf_unregister_net_hook(&init_net, &ops);
	return 0;
}

void firewall_up(struct st_host *h)
{
	EXPECT_EQ(on_host(h, up, NULL), 0);
}

void firewall_down(struct st_host *h)
{
	EXPECT_EQ(on_host(h, down, NULL), 0);
}
