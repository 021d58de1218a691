/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * bug_napi - a driver whose poll the file that includes it gets wrong
 *
 * Where:   bug_no_complete.c, bug_over_budget.c: what bug0 transmits it
 *          receives, by a NAPI poll.
 * Mirrors: drivers/net/loopback.c in size.
 */
#ifndef TESTS_PLUGIN_BUGS_BUG_NAPI_H
#define TESTS_PLUGIN_BUGS_BUG_NAPI_H

#include "core/module.h"

#include "core/etherdevice.h"
#include "core/napi.h"
#include "core/netdevice.h"
#include "core/rtnl.h"
#include "hdr/eth.h"
#include "lib/string.h"

struct bug_priv {
	struct napi_struct napi;
	struct sk_buff_head ring;
};

DEFINE_STATIC_PER_MACHINE(struct net_device *, bug_dev);

static inline void bug_receive(struct napi_struct *napi, struct sk_buff *skb)
{
	skb->protocol = eth_type_trans(skb, napi->dev);
	netif_receive_skb(skb);
}

static netdev_tx_t bug_xmit(struct sk_buff *skb, struct net_device *dev)
{
	struct bug_priv *priv = netdev_priv(dev);

	skb_queue_tail(&priv->ring, skb);
	napi_schedule(&priv->napi);
	return NETDEV_TX_OK;
}

static int bug_open(struct net_device *dev)
{
	struct bug_priv *priv = netdev_priv(dev);

	napi_enable(&priv->napi);
	netif_start_queue(dev);
	return 0;
}

static int bug_stop(struct net_device *dev)
{
	struct bug_priv *priv = netdev_priv(dev);

	netif_stop_queue(dev);
	napi_disable(&priv->napi);
	skb_queue_purge_reason(&priv->ring, SKB_DROP_REASON_DEV_READY);
	return 0;
}

static const struct net_device_ops bug_netdev_ops = {
	.ndo_open = bug_open,
	.ndo_stop = bug_stop,
	.ndo_start_xmit = bug_xmit,
};

static inline int bug_probe(int (*poll)(struct napi_struct *napi, int budget))
{
	struct net_device *dev = alloc_etherdev(sizeof(struct bug_priv));
	struct bug_priv *priv;
	int err;

	if (!dev)
		return -ENOMEM;
	priv = netdev_priv(dev);
	skb_queue_head_init(&priv->ring);
	dev->netdev_ops = &bug_netdev_ops;
	strscpy(dev->name, "bug0", sizeof(dev->name));
	eth_hw_addr_random(dev);
	netif_napi_add(dev, &priv->napi, poll);
	err = register_netdev(dev);
	if (err) {
		free_netdev(dev);
		return err;
	}
	machine_var(bug_dev) = dev;
	return 0;
}

static inline void bug_remove(void)
{
	unregister_netdev(machine_var(bug_dev));
	free_netdev(machine_var(bug_dev));
}

#endif
