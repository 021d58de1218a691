// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * port - a device whose other end is the embedder's own code
 *
 * Where:   st_port_open() makes it; fuzzers, packetdrill and tests put frames
 *          in with st_port_input() and get them out through a callback.
 * Mirrors: drivers/net/tun.c: IFF_TAP (L2) and IFF_TUN (L3) with a vnet header
 *          that says the size of segments.
 *
 * What comes in waits in a ring of descriptors until the CPU polls: a full
 * ring counts rx_missed_errors, as hardware does.
 */
#include "api/internal.h"

#include "core/etherdevice.h"
#include "core/netdevice.h"
#include "core/rtnl.h"
#include "core/skbuff.h"
#include "core/trace.h"
#include "hdr/if.h"
#include "lib/interrupt.h"
#include "lib/slab.h"
#include "lib/spinlock.h"
#include "lib/string.h"

#include <linux/ip.h>

#define PORT_RING 1024

struct port_desc {
	void *data;
	unsigned int len;
	unsigned int gso_size;
};

struct st_port {
	struct st_host *h;
	struct net_device *dev;
	struct napi_struct napi;
	int irq;
	int index;
	bool l3;
	st_out_fn *out;
	void *data;
	spinlock_t lock; /* ring, and what the book says of it */
	struct port_desc ring[PORT_RING];
	unsigned int head, tail;
};

struct port_priv {
	struct st_port *port;
};

static struct st_port *port_of(struct net_device *dev)
{
	return ((struct port_priv *)netdev_priv(dev))->port;
}

/* ---- out ----------------------------------------------------------------- */

/* Context: softirq, tx queue lock held. Takes @skb. */
static netdev_tx_t port_xmit(struct sk_buff *skb, struct net_device *dev)
{
	struct st_port *port = port_of(dev);
	struct netdev_queue *txq = netdev_get_tx_queue(dev, 0);
	unsigned int segs = skb_shinfo(skb)->gso_segs ?: 1;

	txq->book.taken += segs;
	if (skb_linearize(skb) ||
	    (skb->ip_summed == CHECKSUM_PARTIAL && !skb_is_gso(skb) &&
	     skb_checksum_help(skb))) {
		txq->book.dropped += segs;
		dev->stats.tx_dropped++;
		kfree_skb_reason(skb, SKB_DROP_REASON_NOMEM);
		return NETDEV_TX_OK;
	}
	trace_nic_tx(skb, dev->name, 0, 0);
	txq->book.sent += segs;
	dev->stats.tx_packets += segs;
	dev->stats.tx_bytes += skb->len;
	if (port->out)
		port->out(port->data, skb->data, skb->len,
			  skb_shinfo(skb)->gso_size, ktime_get_charged());
	dev_consume_skb_any(skb);
	return NETDEV_TX_OK;
}

/* ---- in --------------------------------------------------------------------
 */

/* A packet that stands for segments: what GRO would have made of them. */
static void set_gso(struct sk_buff *skb, const struct port_desc *desc)
{
	const struct iphdr *iph = (const struct iphdr *)skb->data;
	struct skb_shared_info *shinfo = skb_shinfo(skb);

	if (!desc->gso_size || skb->len <= desc->gso_size ||
	    (skb->protocol != cpu_to_be16(ETH_P_IP) &&
	     skb->protocol != cpu_to_be16(ETH_P_IPV6)))
		return;
	shinfo->gso_size = (u16)desc->gso_size;
	shinfo->gso_segs = (u16)DIV_ROUND_UP(skb->len, desc->gso_size);
	shinfo->gso_type = iph->version == 6 ? SKB_GSO_TCPV6 : SKB_GSO_TCPV4;
}

static __be16 l3_protocol(const struct sk_buff *skb)
{
	switch (skb->len ? skb->data[0] >> 4 : 0) {
	case 4:
		return cpu_to_be16(ETH_P_IP);
	case 6:
		return cpu_to_be16(ETH_P_IPV6);
	}
	return 0;
}

static void port_deliver(struct st_port *port, struct port_desc *desc)
{
	struct wire_book_rx *book = &port->dev->_rx[0].book;
	/* an IP header on a boundary of 4, with a link header before or not */
	unsigned int pad = port->l3 ? 4 - NET_IP_ALIGN : 0;
	struct sk_buff *skb = napi_alloc_skb(&port->napi, desc->len + pad);

	if (!skb) {
		spin_lock(&port->lock);
		book->no_buffer++;
		spin_unlock(&port->lock);
		port->dev->stats.rx_dropped++;
		return;
	}
	skb_reserve(skb, (int)pad);
	skb_put_data(skb, desc->data, desc->len);
	trace_nic_rx(skb, port->dev->name, 0, desc->len, 0);
	if (port->l3) {
		skb_reset_mac_header(skb);
		skb->dev = port->dev;
		skb->protocol = l3_protocol(skb);
	} else {
		skb->protocol = eth_type_trans(skb, port->dev);
	}
	set_gso(skb, desc);
	book->delivered++;
	port->dev->stats.rx_packets++;
	port->dev->stats.rx_bytes += desc->len;
	napi_gro_receive(&port->napi, skb);
}

/* The oldest frame leaves the ring. False: there is none. */
static bool port_next(struct st_port *port, struct port_desc *desc)
{
	bool any;

	spin_lock(&port->lock);
	any = port->tail != port->head;
	if (any) {
		*desc = port->ring[port->tail++ % PORT_RING];
		port->dev->_rx[0].book.in_ring--;
	}
	spin_unlock(&port->lock);
	return any;
}

static int port_poll(struct napi_struct *napi, int budget)
{
	struct st_port *port = container_of(napi, struct st_port, napi);
	struct port_desc desc;
	int work = 0;

	while (work < budget && port_next(port, &desc)) {
		port_deliver(port, &desc);
		kfree(desc.data);
		work++;
	}
	if (work < budget && napi_complete_done(napi, work))
		enable_irq((unsigned int)port->irq);
	return work;
}

static irqreturn_t port_irq(int irq, void *dev_id)
{
	struct st_port *port = dev_id;

	if (!napi_schedule_prep(&port->napi))
		return IRQ_HANDLED;
	disable_irq_nosync((unsigned int)irq);
	__napi_schedule_irqoff(&port->napi);
	return IRQ_HANDLED;
}

/* Context: process, port locked. Takes @desc->data if it returns 0. */
static int port_post(struct st_port *port, const struct port_desc *desc)
{
	struct net_device *dev = port->dev;
	struct wire_book_rx *book = &dev->_rx[0].book;

	book->hw_in++;
	if (desc->len < (port->l3 ? 1 : ETH_HLEN)) {
		book->errors++;
		dev->stats.rx_errors++;
		return -EINVAL;
	}
	if (!netif_running(dev) || port->head - port->tail == PORT_RING) {
		book->missed++;
		dev->stats.rx_missed_errors++;
		return -ENOBUFS;
	}
	if (!desc->data) {
		book->no_buffer++;
		return -ENOMEM;
	}
	port->ring[port->head++ % PORT_RING] = *desc;
	book->in_ring++;
	return 0;
}

/* Context: process. The hardware takes a frame from the embedder. */
static int port_take(struct st_port *port, const void *pkt, size_t len,
		     unsigned int gso_size)
{
	struct port_desc desc = {
		.data = len ? kmemdup(pkt, len, GFP_KERNEL) : NULL,
		.len = (unsigned int)len,
		.gso_size = gso_size,
	};
	int err;

	spin_lock_bh(&port->lock);
	err = port_post(port, &desc);
	spin_unlock_bh(&port->lock);
	if (err)
		kfree(desc.data);
	else
		irq_raise(port->h->machine, (unsigned int)port->irq);
	return err;
}

/* ---- life ------------------------------------------------------------------
 */

static int port_open(struct net_device *dev)
{
	struct st_port *port = port_of(dev);

	napi_enable(&port->napi);
	netif_start_queue(dev);
	return 0;
}

static int port_stop(struct net_device *dev)
{
	struct st_port *port = port_of(dev);

	netif_stop_queue(dev);
	napi_disable(&port->napi);
	while (port->tail != port->head) {
		dev->_rx[0].book.in_ring--;
		dev->_rx[0].book.missed++;
		kfree(port->ring[port->tail++ % PORT_RING].data);
	}
	return 0;
}

static const struct net_device_ops port_ops = {
	.ndo_open = port_open,
	.ndo_stop = port_stop,
	.ndo_start_xmit = port_xmit,
	.ndo_set_mac_address = eth_mac_addr,
	.ndo_validate_addr = eth_validate_addr,
};

static const struct net_device_ops port_l3_ops = {
	.ndo_open = port_open,
	.ndo_stop = port_stop,
	.ndo_start_xmit = port_xmit,
};

static void port_setup(struct net_device *dev)
{
	ether_setup(dev);
	dev->netdev_ops = &port_ops;
	dev->hw_features = NETIF_F_SG | NETIF_F_HW_CSUM | NETIF_F_TSO |
			   NETIF_F_TSO6 | NETIF_F_GRO;
	dev->features |= NETIF_F_SG | NETIF_F_HW_CSUM;
}

static void port_setup_l3(struct net_device *dev)
{
	port_setup(dev);
	dev->netdev_ops = &port_l3_ops;
	dev->header_ops = NULL;
	dev->type = ARPHRD_NONE;
	dev->hard_header_len = 0;
	dev->min_header_len = 0;
	dev->addr_len = 0;
	dev->flags = IFF_POINTOPOINT | IFF_NOARP | IFF_MULTICAST;
	dev->features |= NETIF_F_TSO | NETIF_F_TSO6;
}

static int port_bring_up(struct st_port *port)
{
	int err;

	err = register_netdev(port->dev);
	if (err)
		return err;
	rtnl_lock();
	err = dev_change_flags(port->dev, port->dev->flags | IFF_UP, NULL);
	rtnl_unlock();
	if (err)
		unregister_netdev(port->dev);
	return err;
}

static int port_create(struct st_port *port, const char *name)
{
	struct net_device *dev;
	int err;

	dev = alloc_netdev(sizeof(struct port_priv), name, NET_NAME_USER,
			   port->l3 ? port_setup_l3 : port_setup);
	if (!dev)
		return -ENOMEM;
	((struct port_priv *)netdev_priv(dev))->port = port;
	port->dev = dev;
	dev_net_set(dev, init_net_of(port->h->machine));
	if (!port->l3)
		eth_hw_addr_random(dev);
	netif_napi_add(dev, &port->napi, port_poll);
	port->irq = irq_alloc();
	err = request_irq((unsigned int)port->irq, port_irq, 0, name, port);
	if (err)
		goto free_dev;
	err = port_bring_up(port);
	if (err)
		goto free_irq;
	return 0;
free_irq:
	free_irq((unsigned int)port->irq, port);
free_dev:
	netif_napi_del(&port->napi);
	free_netdev(dev);
	return err;
}

static int free_slot(struct st_host *h)
{
	for (int i = 0; i < ST_MAX_PORTS; i++)
		if (!h->ports[i])
			return i;
	return -ENOSPC;
}

int st_port_open(struct st_host *h, const char *dev, int l2_or_l3,
		 st_out_fn *out, void *data)
{
	struct st_port *port;
	struct task_guard g;
	int slot = free_slot(h), err;

	if (slot < 0)
		return (int)st_fail(slot, "a host has at most %d ports",
				    ST_MAX_PORTS);
	err = st_enter(&g, h);
	if (err)
		return err;
	port = kzalloc(sizeof(*port), GFP_KERNEL);
	err = port ? 0 : -ENOMEM;
	if (!err) {
		port->h = h;
		port->l3 = l2_or_l3 == ST_L3;
		port->out = out;
		spin_lock_init(&port->lock);
		port->data = data;
		err = port_create(port, dev);
	}
	if (!err)
		h->ports[slot] = port;
	else
		kfree(port);
	task_leave(&g);
	return err ? (int)st_fail(err, "port %s: %pe", dev, ERR_PTR(err))
		   : slot;
}

static struct st_port *port_get(struct st_host *h, int port)
{
	return port >= 0 && port < ST_MAX_PORTS ? h->ports[port] : NULL;
}

int st_port_input(struct st_host *h, int port, const void *pkt, size_t len,
		  unsigned int gso_size)
{
	struct st_port *p = port_get(h, port);
	struct task_guard g;
	int err;

	if (!p)
		return (int)st_fail(-ENODEV, "host %s has no port %d",
				    h->machine->name, port);
	if (gso_size > U16_MAX)
		return (int)st_fail(-EINVAL, "segments have at most %d bytes",
				    U16_MAX);
	if (len > 65536 + ETH_HLEN)
		return (int)st_fail(-EMSGSIZE, "a frame has at most %d bytes",
				    65536 + ETH_HLEN);
	err = st_enter(&g, h);
	if (err)
		return err;
	err = port_take(p, pkt, len, gso_size);
	task_leave(&g);
	return err;
}

int st_port_close(struct st_host *h, int port)
{
	struct st_port *p = port_get(h, port);
	struct task_guard g;
	int err;

	if (!p)
		return -ENODEV;
	err = st_enter(&g, h);
	if (err)
		return err;
	h->ports[port] = NULL;
	unregister_netdev(p->dev); /* ends the poll, which unmasks the irq */
	free_irq((unsigned int)p->irq, p);
	netif_napi_del(&p->napi);
	free_netdev(p->dev);
	kfree(p);
	task_leave(&g);
	return 0;
}

int st_ports_close(struct st_host *h)
{
	for (int i = 0; i < ST_MAX_PORTS; i++)
		if (h->ports[i])
			st_port_close(h, i);
	return 0;
}
