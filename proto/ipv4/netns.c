// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * netns - each namespace gets its struct netns_ipv4
 *
 * Where:   the first pernet operations of ipv4.so, so that every other of its
 *          files finds net->ipv4 in its own.
 * Mirrors: nothing; in the kernel struct netns_ipv4 lies inside struct net.
 * Spec:    none.
 */
#include "proto/ipv4/netns.h"

#include "lib/slab.h"

static int netns_init(struct net *net)
{
	struct netns_ipv4 *ipv4 = kzalloc(sizeof(*ipv4), GFP_KERNEL);

	if (!ipv4)
		return -ENOMEM;
	ipv4->net = net;
	net->ipv4 = ipv4;
	return 0;
}

static void netns_exit(struct net *net)
{
	kfree(net->ipv4);
	net->ipv4 = NULL;
}

static const struct pernet_operations netns_ops = {
	.init = netns_init,
	.exit = netns_exit,
};

int ipv4_netns_init(void)
{
	return register_pernet_subsys(&netns_ops);
}

void ipv4_netns_exit(void)
{
	unregister_pernet_subsys(&netns_ops);
}
