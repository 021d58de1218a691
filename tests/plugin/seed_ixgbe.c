// SPDX-License-Identifier: MIT
/*
 * seed_ixgbe - the article's interrupt handler, with the hardware it masks
 *
 * Where:   ixgbe_msix_clean_rings() is the article's function, line for line;
 *          the rest is a card of one queue whose frames come back to it.
 * Mirrors: drivers/net/ethernet/intel/ixgbe/ixgbe_main.c in names.
 * Spec:    checklist row 48.
 */
#include "core/etherdevice.h"
#include "core/module.h"
#include "lib/interrupt.h"
#include "lib/string.h"

struct ixgbe_adapter {
	struct net_device *netdev;
	struct sk_buff_head ring;
	u64 eims; /* queues whose interrupt is enabled */
	struct ixgbe_q_vector *q_vector;
};

struct ixgbe_q_vector {
	struct ixgbe_adapter *adapter;
	struct napi_struct napi;
	u64 ring_mask;
	int irq;
};

/* In the private part of the device: one adapter, one vector. */
struct ixgbe {
	struct ixgbe_adapter adapter;
	struct ixgbe_q_vector vector;
};

/* ---- the registers
 * ----------------------------------------------------------- */

static void ixgbe_irq_disable_queues(struct ixgbe_adapter *adapter, u64 qmask)
{
	adapter->eims &= ~qmask;
}

static void ixgbe_raise(struct ixgbe_adapter *adapter)
{
	struct ixgbe_q_vector *q_vector = adapter->q_vector;

	if (adapter->eims & q_vector->ring_mask &&
	    !skb_queue_empty(&adapter->ring))
		irq_raise(current_machine(), (unsigned int)q_vector->irq);
}

static void ixgbe_irq_enable_queues(struct ixgbe_adapter *adapter, u64 qmask)
{
	adapter->eims |= qmask;
	ixgbe_raise(adapter);
}

/* ---- the article's
 * ----------------------------------------------------------- */

static irqreturn_t ixgbe_msix_clean_rings(int irq, void *data)
{
	struct ixgbe_q_vector *q_vector = data;

	/* Disable further interrupts from this queue */
	ixgbe_irq_disable_queues(q_vector->adapter, q_vector->ring_mask);

	/* Schedule NAPI polling */
	napi_schedule_irqoff(&q_vector->napi);

	return IRQ_HANDLED;
}

/* ---- the rest of the driver
 * -------------------------------------------------- */

static int ixgbe_poll(struct napi_struct *napi, int budget)
{
	struct ixgbe_q_vector *q_vector =
		container_of(napi, struct ixgbe_q_vector, napi);
	struct ixgbe_adapter *adapter = q_vector->adapter;
	struct sk_buff *skb;
	int work = 0;

	while (work < budget && (skb = skb_dequeue(&adapter->ring)) != NULL) {
		adapter->netdev->stats.rx_packets++;
		skb->protocol = eth_type_trans(skb, adapter->netdev);
		napi_gro_receive(napi, skb);
		work++;
	}
	if (work < budget && napi_complete_done(napi, work))
		ixgbe_irq_enable_queues(adapter, q_vector->ring_mask);
	return work;
}

static netdev_tx_t ixgbe_xmit_frame(struct sk_buff *skb, struct net_device *dev)
{
	struct ixgbe *card = netdev_priv(dev);

	dev->stats.tx_packets++;
	skb_orphan(skb);
	skb_queue_tail(&card->adapter.ring, skb);
	ixgbe_raise(&card->adapter);
	return NETDEV_TX_OK;
}

static int ixgbe_open(struct net_device *dev)
{
	struct ixgbe *card = netdev_priv(dev);

	napi_enable(&card->vector.napi);
	card->adapter.eims = card->vector.ring_mask;
	return request_irq((unsigned int)card->vector.irq,
			   ixgbe_msix_clean_rings, 0, "ixgbe0-TxRx-0",
			   &card->vector);
}

static int ixgbe_close(struct net_device *dev)
{
	struct ixgbe *card = netdev_priv(dev);

	free_irq((unsigned int)card->vector.irq, &card->vector);
	napi_disable(&card->vector.napi);
	skb_queue_purge_reason(&card->adapter.ring, SKB_DROP_REASON_DEV_READY);
	return 0;
}

static const struct net_device_ops ixgbe_netdev_ops = {
	.ndo_open = ixgbe_open,
	.ndo_stop = ixgbe_close,
	.ndo_start_xmit = ixgbe_xmit_frame,
};

DEFINE_STATIC_PER_MACHINE(struct net_device *, ixgbe_device);

static int ixgbe_init(void)
{
	struct net_device *dev = alloc_etherdev(sizeof(struct ixgbe));
	struct ixgbe *card;
	int err;

	if (!dev)
		return -ENOMEM;
	card = netdev_priv(dev);
	card->adapter.netdev = dev;
	card->adapter.q_vector = &card->vector;
	card->vector.adapter = &card->adapter;
	card->vector.ring_mask = 1;
	card->vector.irq = irq_alloc();
	skb_queue_head_init(&card->adapter.ring);
	eth_hw_addr_random(dev);
	strscpy(dev->name, "ixgbe%d", IFNAMSIZ);
	dev->netdev_ops = &ixgbe_netdev_ops;
	netif_napi_add(dev, &card->vector.napi, ixgbe_poll, NAPI_POLL_WEIGHT);
	err = register_netdev(dev);
	if (err)
		free_netdev(dev);
	else
		machine_var(ixgbe_device) = dev;
	return err;
}

static void ixgbe_exit(void)
{
	struct net_device *dev = machine_var(ixgbe_device);

	unregister_netdev(dev);
	free_netdev(dev);
}

module_init(ixgbe_init);
module_exit(ixgbe_exit);
MODULE_AUTHOR("Strata");
MODULE_DESCRIPTION("the article's interrupt handler on a looped card");
MODULE_LICENSE("MIT");
