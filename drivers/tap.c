// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tap - an emulated card whose cable is a TAP device of the host kernel
 *
 * Where:   the hardware half of a nic. What the host's tap0 sends, a read()
 *          brings into the next free descriptor; what stands in the transmit
 *          ring, a write() gives to the host. The fd's readiness is the irq.
 * Mirrors: drivers/net/tun.c, seen from user space.
 *
 * This is the read/write engine, without offloads: one system call a frame.
 * A full ring with overrun=drop reads frames and throws them away, at most a
 * ring's worth a poll, as a card misses them; with overrun=hold they wait in
 * the TAP's own queue.
 */
#include "core/etherdevice.h"
#include "core/extack.h"
#include "core/module.h"
#include "core/rtnl.h"
#include "core/trace.h"
#include "drivers/hw_tap.h"
#include "drivers/nic.h"
#include "lib/err.h"
#include "lib/kernel.h"
#include "lib/kstrtox.h"
#include "lib/string.h"

struct tap {
	struct nic nic; /* first */
	int fd;
	bool fd_given; /* option fd=: opened by who started us */
	char host[IFNAMSIZ];
	u64 tx_errors; /* the host did not take the frame */
};

static struct tap *tap_of(struct nic_queue *q)
{
	return container_of(q->nic, struct tap, nic);
}

/* Context: softirq. Read until nothing waits or the ring is full. */
static void tap_dma(struct nic_queue *q)
{
	struct tap *tap = tap_of(q);
	unsigned int room, budget = q->rx.count;
	u8 missed[2048];
	void *buf;
	long n;

	if (in_hardirq())
		return; /* the poll comes at once and reads */
	while (budget--) {
		buf = nic_rx_slot(q, &room);
		if (!buf && q->nic->overrun_hold)
			return;
		n = buf ? hw_tap_read(tap->fd, buf, room)
			: hw_tap_read(tap->fd, missed, sizeof(missed));
		if (n < 0)
			return; /* -EAGAIN: the queue is empty */
		if (buf)
			nic_rx_commit(q, (unsigned int)n, 0);
		else
			nic_rx_missed(q);
	}
}

/* The frame's pieces, in place. */
static unsigned int gather(const struct sk_buff *skb, struct hw_vec *vec)
{
	unsigned int n = 0;

	vec[n++] = (struct hw_vec){skb->data, skb_headlen(skb)};
	for (unsigned int i = 0; i < skb_shinfo(skb)->nr_frags; i++) {
		const skb_frag_t *f = &skb_shinfo(skb)->frags[i];

		vec[n++] =
			(struct hw_vec){skb_frag_address(f), skb_frag_size(f)};
	}
	return n;
}

/* Context: tx lock held. */
static void tap_doorbell(struct nic_queue *q)
{
	struct tap *tap = tap_of(q);
	struct nic_tx_ring *r = &q->tx;
	struct hw_vec vec[MAX_SKB_FRAGS + 1];

	while (nic_tx_waiting(r)) {
		const struct nic_tx_desc *d =
			&r->desc[r->head & (r->count - 1)];

		if (hw_tap_write(tap->fd, vec, gather(d->skb, vec)) < 0)
			tap->tx_errors++;
		nic_tx_sent(r);
	}
	nic_tx_done(q);
}

static void tap_irq_on(struct nic_queue *q)
{
	/* enable_irq() has looked at the fd already */
}

static int tap_start(struct nic_queue *q)
{
	return irq_attach_fd((unsigned int)q->irq, tap_of(q)->fd);
}

static void tap_stop(struct nic_queue *q)
{
	irq_detach_fd((unsigned int)q->irq, tap_of(q)->fd);
}

static const char *tap_extra_name(unsigned int i)
{
	return "host_tx_errors";
}

static u64 tap_extra_value(struct net_device *dev, unsigned int i)
{
	return ((struct tap *)netdev_priv(dev))->tx_errors;
}

static const struct nic_hw tap_hw = {
	.driver = "tap",
	.start = tap_start,
	.stop = tap_stop,
	.dma = tap_dma,
	.doorbell = tap_doorbell,
	.irq_on = tap_irq_on,
	.nr_extra = 1,
	.extra_name = tap_extra_name,
	.extra_value = tap_extra_value,
};

/* ---- ip link add type tap
 * ------------------------------------------------------- */

static int tap_option(void *data, const char *key, const char *value,
		      struct netlink_ext_ack *extack)
{
	struct tap *tap = data;
	int err = nic_option(&tap->nic, key, value, extack);

	if (err != -ENOENT)
		return err;
	if ((!strcmp(key, "host") || !strcmp(key, "fd")) &&
	    tap->nic.dev->reg_state != NETREG_UNINITIALIZED) {
		NL_SET_ERR_MSG(extack, "the TAP is chosen when the device is "
				       "made");
		return -EBUSY;
	}
	if (!strcmp(key, "host")) {
		strscpy(tap->host, value, sizeof(tap->host));
		return 0;
	}
	if (!strcmp(key, "fd") && !kstrtoint(value, 10, &tap->fd)) {
		tap->fd_given = true;
		return 0;
	}
	NL_SET_ERR_MSG_FMT(extack,
			   "%s=%s: a tap has host=NAME fd=NUMBER rx tx "
			   "overrun irq",
			   key, value);
	return -EINVAL;
}

static int tap_configure(struct net_device *dev, const char *options,
			 struct netlink_ext_ack *extack)
{
	struct tap *tap = netdev_priv(dev);

	nic_init(dev, &tap_hw);
	if (!tap->fd_given && !tap->fd)
		tap->fd = -1;
	return nic_options(options, tap_option, tap, extack);
}

static int tap_newlink(struct net *src_net, struct net_device *dev,
		       struct nlattr *tb[], struct nlattr *data[],
		       struct netlink_ext_ack *extack)
{
	struct tap *tap = netdev_priv(dev);
	char msg[NETLINK_MAX_FMTMSG_LEN] = "";
	int err;

	if (current_world()->mode != WORLD_LIVE) {
		NL_SET_ERR_MSG(extack, "a TAP needs a live world: use a wire "
				       "in virtual time");
		return -EOPNOTSUPP;
	}
	if (!tap->nic.hw)
		tap_configure(dev, NULL, extack);
	if (!tap->host[0])
		strscpy(tap->host, "tap0", sizeof(tap->host));
	if (!tap->fd_given) {
		tap->fd = hw_tap_open(tap->host, msg, sizeof(msg));
		if (tap->fd < 0) {
			NL_SET_ERR_MSG_FMT(extack, "%s", msg);
			return tap->fd;
		}
	}
	eth_hw_addr_random(dev);
	err = nic_register(dev);
	if (err && !tap->fd_given)
		hw_tap_close(tap->fd);
	return err;
}

static void tap_free(struct net_device *dev)
{
	struct tap *tap = netdev_priv(dev);

	if (tap->fd >= 0)
		hw_tap_close(tap->fd);
}

static void tap_setup(struct net_device *dev)
{
	nic_setup(dev);
	dev->hw_features |= NETIF_F_SG;
	dev->features |= NETIF_F_SG;
	dev->max_mtu = 1500;
	dev->priv_destructor = tap_free;
}

static const struct rtnl_link_ops tap_link_ops = {
	.kind = "tap",
	.priv_size = sizeof(struct tap),
	.setup = tap_setup,
	.newlink = tap_newlink,
	.configure = tap_configure,
	.owner = THIS_MODULE,
};

module_rtnl_link(tap_link_ops);
MODULE_AUTHOR("The Strata developers");
MODULE_DESCRIPTION("An emulated network card on a TAP of the host");
MODULE_LICENSE("GPL");
MODULE_ALIAS_RTNL_LINK("tap");
