// SPDX-License-Identifier: MIT
/*
 * seed_driver - the NAPI driver that students read, with its hooks filled in
 *
 * Where:   my_driver_probe(), my_irq_handler() and my_poll() are the article's
 *          functions; what stands above them is the hardware they drive: what
 *          is sent comes back, one interrupt until it is unmasked.
 * Mirrors: any driver with one ring; drivers/net/ethernet in kind.
 * Spec:    checklist rows 46 and 47.
 */
#include "core/etherdevice.h"
#include "core/module.h"
#include "lib/interrupt.h"
#include "lib/string.h"

#define RX_BUF_SIZE 2048

struct pci_dev;

/* ---- the hardware
 * ------------------------------------------------------------ */

struct my_priv {
	struct net_device *dev;
	struct napi_struct napi;
	struct sk_buff_head ring;
	int irq;
	bool masked;
};

static void my_disable_irq(struct my_priv *priv)
{
	priv->masked = true;
}

static void my_enable_irq(struct my_priv *priv)
{
	priv->masked = false;
	if (!skb_queue_empty(&priv->ring))
		irq_raise(current_machine(), (unsigned int)priv->irq);
}

static bool my_rx_pending(struct my_priv *priv)
{
	return !skb_queue_empty(&priv->ring);
}

static void my_rx_copy_data(struct my_priv *priv, struct sk_buff *skb)
{
	struct sk_buff *frame = skb_dequeue(&priv->ring);

	skb_put_data(skb, frame->data, frame->len);
	priv->dev->stats.rx_packets++;
	consume_skb(frame);
}

static netdev_tx_t my_xmit(struct sk_buff *skb, struct net_device *dev)
{
	struct my_priv *priv = netdev_priv(dev);

	dev->stats.tx_packets++;
	skb_queue_tail(&priv->ring, skb);
	if (!priv->masked)
		irq_raise(current_machine(), (unsigned int)priv->irq);
	return NETDEV_TX_OK;
}

static irqreturn_t my_irq_handler(int irq, void *dev_id);

static int my_open(struct net_device *dev)
{
	struct my_priv *priv = netdev_priv(dev);

	napi_enable(&priv->napi);
	return request_irq((unsigned int)priv->irq, my_irq_handler, 0,
			   "seed-TxRx-0", dev);
}

static int my_stop(struct net_device *dev)
{
	struct my_priv *priv = netdev_priv(dev);

	free_irq((unsigned int)priv->irq, dev);
	napi_disable(&priv->napi);
	skb_queue_purge_reason(&priv->ring, SKB_DROP_REASON_DEV_READY);
	return 0;
}

static const struct net_device_ops my_netdev_ops = {
	.ndo_open = my_open,
	.ndo_stop = my_stop,
	.ndo_start_xmit = my_xmit,
};

DEFINE_STATIC_PER_MACHINE(struct net_device *, my_device);

static void my_hw_init(struct net_device *dev)
{
	struct my_priv *priv = netdev_priv(dev);

	priv->dev = dev;
	priv->irq = irq_alloc();
	skb_queue_head_init(&priv->ring);
	eth_hw_addr_random(dev);
	strscpy(dev->name, "seed%d", IFNAMSIZ);
	dev->netdev_ops = &my_netdev_ops;
	machine_var(my_device) = dev;
}

/* ---- the driver
 * --------------------------------------------------------------- */

static int my_poll(struct napi_struct *napi, int budget);

static int my_driver_probe(struct pci_dev *pdev)
{
	struct net_device *dev;
	struct my_priv *priv;

	dev = alloc_etherdev(sizeof(*priv));
	priv = netdev_priv(dev);
	my_hw_init(dev);

	netif_napi_add(dev, &priv->napi, my_poll, NAPI_POLL_WEIGHT);

	return register_netdev(dev);
}

static irqreturn_t my_irq_handler(int irq, void *dev_id)
{
	struct net_device *dev = dev_id;
	struct my_priv *priv = netdev_priv(dev);

	my_disable_irq(priv);

	if (napi_schedule_prep(&priv->napi))
		__napi_schedule(&priv->napi);

	return IRQ_HANDLED;
}

static int my_poll(struct napi_struct *napi, int budget)
{
	struct my_priv *priv = container_of(napi, struct my_priv, napi);
	int work_done = 0;

	while (work_done < budget) {
		struct sk_buff *skb;

		if (!my_rx_pending(priv))
			break;

		skb = napi_alloc_skb(napi, RX_BUF_SIZE);
		if (!skb)
			break;

		my_rx_copy_data(priv, skb);

		skb->protocol = eth_type_trans(skb, priv->dev);
		napi_gro_receive(napi, skb);

		work_done++;
	}

	if (work_done < budget) {
		napi_complete_done(napi, work_done);
		my_enable_irq(priv);
	}

	return work_done;
}

static int my_init(void)
{
	return my_driver_probe(NULL);
}

static void my_exit(void)
{
	struct net_device *dev = machine_var(my_device);

	unregister_netdev(dev);
	free_netdev(dev);
}

module_init(my_init);
module_exit(my_exit);
MODULE_AUTHOR("Strata");
MODULE_DESCRIPTION("the article's NAPI driver, looped back");
MODULE_LICENSE("MIT");
