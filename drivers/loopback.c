// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * loopback - lo: what is sent comes back as received
 *
 * Where:   below dev_queue_xmit() without a qdisc; __netif_rx() puts the
 *          packet into this CPU's backlog.
 * Mirrors: drivers/net/loopback.c.
 *
 * One in each namespace, always ifindex 1. It sends whole 64 KB segments and
 * sums nothing: a byte cannot change on the way.
 */
#include "core/etherdevice.h"
#include "core/module.h"
#include "core/net_namespace.h"
#include "core/netdevice.h"
#include "core/sch_generic.h"
#include "core/skbuff.h"
#include "hdr/if.h"
#include "lib/err.h"
#include "lib/percpu.h"

/* Context: process or softirq. Takes @skb: it becomes the received one. */
static netdev_tx_t loopback_xmit(struct sk_buff *skb, struct net_device *dev)
{
	unsigned int len;

	/* No tie to the sender: the receiver may sit on it for long. */
	skb->tstamp = 0;
	skb_orphan(skb);
	skb_dst_force(skb); /* the route outlives this RCU section */
	skb->protocol = eth_type_trans(skb, dev);
	len = skb->len;
	dev->_tx[0].book.taken++;
	dev->_rx[0].book.hw_in++;
	if (likely(__netif_rx(skb) == NET_RX_SUCCESS)) {
		dev_sw_netstats_tx_add(dev, 1, len);
		dev_sw_netstats_rx_add(dev, len);
		dev->_tx[0].book.sent++;
		dev->_rx[0].book.delivered++;
	} else {
		dev->_tx[0].book.dropped++;
		dev->_rx[0].book.missed++;
	}
	return NETDEV_TX_OK;
}

static int loopback_dev_init(struct net_device *dev)
{
	dev->tstats = alloc_percpu(struct pcpu_sw_netstats);
	return dev->tstats ? 0 : -ENOMEM;
}

static void loopback_dev_uninit(struct net_device *dev)
{
	free_percpu(dev->tstats);
	dev->tstats = NULL;
}

static const struct net_device_ops loopback_ops = {
	.ndo_init = loopback_dev_init,
	.ndo_uninit = loopback_dev_uninit,
	.ndo_start_xmit = loopback_xmit,
	.ndo_get_stats64 = dev_get_tstats64,
};

static void loopback_setup(struct net_device *dev)
{
	dev->mtu = 65536;
	dev->hard_header_len = ETH_HLEN;
	dev->min_header_len = ETH_HLEN;
	dev->addr_len = ETH_ALEN;
	dev->type = ARPHRD_LOOPBACK;
	dev->flags = IFF_LOOPBACK;
	dev->priv_flags |= IFF_NO_QUEUE;
	netif_keep_dst(dev); /* the route out is the route in */
	dev->hw_features = NETIF_F_GSO_SOFTWARE;
	dev->features = NETIF_F_SG | NETIF_F_FRAGLIST | NETIF_F_GSO_SOFTWARE |
			NETIF_F_HW_CSUM | NETIF_F_RXCSUM | NETIF_F_HIGHDMA |
			NETIF_F_LOOPBACK;
	dev->header_ops = &eth_header_ops;
	dev->netdev_ops = &loopback_ops;
	dev->needs_free_netdev = true;
}

static int loopback_net_init(struct net *net)
{
	struct net_device *dev =
		alloc_netdev(0, "lo", NET_NAME_PREDICTABLE, loopback_setup);
	int err;

	if (!dev)
		return -ENOMEM;
	dev_net_set(dev, net);
	err = register_netdev(dev);
	if (err) {
		free_netdev(dev);
		return err;
	}
	net->loopback_dev = dev;
	return 0;
}

static void loopback_net_exit(struct net *net)
{
	unregister_netdev(net->loopback_dev);
	net->loopback_dev = NULL;
}

static const struct pernet_operations loopback_net_ops = {
	.init = loopback_net_init,
	.exit = loopback_net_exit,
};

static int __init loopback_init(void)
{
	return register_pernet_device(&loopback_net_ops);
}

static void __exit loopback_exit(void)
{
	unregister_pernet_device(&loopback_net_ops);
}

module_init(loopback_init);
module_exit(loopback_exit);
MODULE_AUTHOR("The Strata developers");
MODULE_DESCRIPTION("The loopback device, lo");
MODULE_LICENSE("GPL");
