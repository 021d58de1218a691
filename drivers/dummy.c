// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * dummy - a device that swallows what is sent
 *
 * Where:   an address to hold, a route to point at, a qdisc to try.
 * Mirrors: drivers/net/dummy.c.
 */
#include "core/etherdevice.h"
#include "core/module.h"
#include "core/netdevice.h"
#include "core/rtnl.h"
#include "core/sch_generic.h"
#include "core/skbuff.h"
#include "hdr/if.h"
#include "lib/err.h"
#include "lib/percpu.h"

/* Takes @skb: it has reached its end. */
static netdev_tx_t dummy_xmit(struct sk_buff *skb, struct net_device *dev)
{
	dev->_tx[0].book.taken++;
	dev->_tx[0].book.sent++;
	dev_sw_netstats_tx_add(dev, 1, skb->len);
	dev_consume_skb_any(skb);
	return NETDEV_TX_OK;
}

static int dummy_dev_init(struct net_device *dev)
{
	dev->tstats = alloc_percpu(struct pcpu_sw_netstats);
	return dev->tstats ? 0 : -ENOMEM;
}

static void dummy_dev_uninit(struct net_device *dev)
{
	free_percpu(dev->tstats);
	dev->tstats = NULL;
}

static const struct net_device_ops dummy_netdev_ops = {
	.ndo_init = dummy_dev_init,
	.ndo_uninit = dummy_dev_uninit,
	.ndo_start_xmit = dummy_xmit,
	.ndo_set_mac_address = eth_mac_addr,
	.ndo_validate_addr = eth_validate_addr,
	.ndo_get_stats64 = dev_get_tstats64,
};

static void dummy_setup(struct net_device *dev)
{
	ether_setup(dev);
	dev->netdev_ops = &dummy_netdev_ops;
	dev->needs_free_netdev = true;
	dev->flags |= IFF_NOARP;
	dev->flags &= ~(unsigned int)IFF_MULTICAST;
	dev->priv_flags |= IFF_LIVE_ADDR_CHANGE | IFF_NO_QUEUE;
	dev->features |= NETIF_F_SG | NETIF_F_FRAGLIST | NETIF_F_GSO_SOFTWARE |
			 NETIF_F_HW_CSUM | NETIF_F_HIGHDMA;
	dev->hw_features |= dev->features;
	dev->min_mtu = 0;
	dev->max_mtu = 0;
	eth_hw_addr_random(dev);
}

static const struct rtnl_link_ops dummy_link_ops = {
	.kind = "dummy",
	.setup = dummy_setup,
	.owner = THIS_MODULE,
};

module_rtnl_link(dummy_link_ops);
MODULE_AUTHOR("The Strata developers");
MODULE_DESCRIPTION("A device that swallows what is sent");
MODULE_LICENSE("GPL");
MODULE_ALIAS_RTNL_LINK("dummy");
