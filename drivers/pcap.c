// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * pcap - a card whose cable is a capture file: replay one, write one
 *
 * Where:   the hardware half of a nic. read=FILE: its frames arrive at the
 *          distances in time that they were captured with, or back to back
 *          with speed=fast. write=FILE: what is sent is appended.
 * Mirrors: nothing in the kernel; tcpreplay and tcpdump -w.
 */
#include "core/etherdevice.h"
#include "core/extack.h"
#include "core/module.h"
#include "core/rtnl.h"
#include "drivers/hw_pcap.h"
#include "drivers/nic.h"
#include "lib/err.h"
#include "lib/kernel.h"
#include "lib/ktime.h"
#include "lib/slab.h"
#include "lib/string.h"

struct pcap_dev {
	struct nic nic; /* first */
	struct hw_pcap *in, *out;
	char read_path[256], write_path[256];
	bool fast;
	struct hw_event next;
	const void *data; /* the frame that arrives next */
	u32 len;
	s64 first_t, t; /* of the first frame, of the next one */
	ktime_t started;
	u64 replayed, written, errors;
};

/* When, in world time, does the next frame arrive? False: there is none. */
static bool fetch(struct pcap_dev *p)
{
	int ret = hw_pcap_next(p->in, &p->data, &p->len, &p->t);

	if (ret < 0)
		p->errors++;
	if (ret != 1)
		p->data = NULL; /* it is over, also after down and up */
	return ret == 1;
}

static ktime_t arrival(const struct pcap_dev *p)
{
	return p->fast ? p->started : p->started + (p->t - p->first_t);
}

/* The next frame into its descriptor, and when the one behind it comes. */
static void pcap_take(struct pcap_dev *p)
{
	struct nic_queue *q = &p->nic.queues[0];

	if (!nic_rx_frame(q, p->data, p->len, 0) && p->nic.overrun_hold) {
		nic_irq(q);
		hw_event_at(&p->next, this_cpu()->now + NSEC_PER_USEC);
		return;
	}
	p->replayed++;
	nic_irq(q);
	if (fetch(p))
		hw_event_at(&p->next, arrival(p));
}

/* Live the ring may be polled on another CPU now: its poll takes the frame. */
static void pcap_arrival(struct hw_event *ev)
{
	struct pcap_dev *p = container_of(ev, struct pcap_dev, next);

	if (current_world()->mode == WORLD_LIVE)
		nic_irq(&p->nic.queues[0]);
	else
		pcap_take(p);
}

static int pcap_start(struct nic_queue *q)
{
	struct pcap_dev *p = container_of(q->nic, struct pcap_dev, nic);

	hw_event_init(&p->next, this_cpu(), pcap_arrival);
	if (!p->in || (!p->replayed && !p->data && !fetch(p)) || !p->data)
		return 0;
	if (!p->replayed) {
		p->first_t = p->t;
		p->started = this_cpu()->now;
	}
	hw_event_at(&p->next, max(arrival(p), this_cpu()->now));
	return 0;
}

static void pcap_stop(struct nic_queue *q)
{
	struct pcap_dev *p = container_of(q->nic, struct pcap_dev, nic);

	hw_event_cancel(&p->next);
}

static void pcap_dma(struct nic_queue *q)
{
	struct pcap_dev *p = container_of(q->nic, struct pcap_dev, nic);

	if (current_world()->mode == WORLD_LIVE && p->data &&
	    READ_ONCE(p->next.time) <= this_cpu()->now)
		pcap_take(p);
}

static void write_frame(struct pcap_dev *p, struct sk_buff *skb)
{
	ktime_t now = current_world()->epoch + this_cpu()->now +
		      (ktime_t)this_cpu()->charged;

	if (skb_linearize(skb) ||
	    hw_pcap_write(p->out, skb->data, skb->len, now))
		p->errors++;
	else
		p->written++;
}

/* Context: tx lock held. */
static void pcap_doorbell(struct nic_queue *q)
{
	struct pcap_dev *p = container_of(q->nic, struct pcap_dev, nic);
	struct nic_tx_ring *r = &q->tx;

	while (nic_tx_waiting(r)) {
		struct nic_tx_desc *d = &r->desc[r->head & (r->count - 1)];

		if (p->out)
			write_frame(p, d->skb);
		nic_tx_sent(r);
	}
	nic_tx_done(q);
}

static const char *const extra_names[] = {"replayed", "written", "errors"};

static const char *pcap_extra_name(unsigned int i)
{
	return extra_names[i];
}

static u64 pcap_extra_value(struct net_device *dev, unsigned int i)
{
	const struct pcap_dev *p = netdev_priv(dev);
	const u64 v[] = {p->replayed, p->written, p->errors};

	return v[i];
}

static const struct nic_hw pcap_hw = {
	.driver = "pcap",
	.start = pcap_start,
	.stop = pcap_stop,
	.dma = pcap_dma,
	.doorbell = pcap_doorbell,
	.irq_on = pcap_dma,
	.nr_extra = ARRAY_SIZE(extra_names),
	.extra_name = pcap_extra_name,
	.extra_value = pcap_extra_value,
};

static int pcap_option(void *data, const char *key, const char *value,
		       struct netlink_ext_ack *extack)
{
	struct pcap_dev *p = data;
	int err = nic_option(&p->nic, key, value, extack);

	if (err != -ENOENT)
		return err;
	if (!strcmp(key, "read") &&
	    strscpy(p->read_path, value, sizeof(p->read_path)) > 0)
		return 0;
	if (!strcmp(key, "write") &&
	    strscpy(p->write_path, value, sizeof(p->write_path)) > 0)
		return 0;
	if (!strcmp(key, "speed") &&
	    (!strcmp(value, "fast") || !strcmp(value, "real"))) {
		p->fast = value[0] == 'f';
		return 0;
	}
	NL_SET_ERR_MSG_FMT(extack,
			   "%s=%s: a pcap device has read=FILE write=FILE "
			   "speed=real|fast rx tx overrun",
			   key, value);
	return -EINVAL;
}

static int pcap_configure(struct net_device *dev, const char *options,
			  struct netlink_ext_ack *extack)
{
	struct pcap_dev *p = netdev_priv(dev);

	nic_init(dev, &pcap_hw);
	if (p->in || p->out) {
		NL_SET_ERR_MSG(extack, "files are chosen when the device is "
				       "made");
		return -EBUSY;
	}
	return nic_options(options, pcap_option, p, extack);
}

static void pcap_free(struct net_device *dev)
{
	struct pcap_dev *p = netdev_priv(dev);

	hw_pcap_close(p->in);
	hw_pcap_close(p->out);
	p->in = p->out = NULL;
}

static int open_files(struct pcap_dev *p, struct netlink_ext_ack *extack)
{
	char msg[NETLINK_MAX_FMTMSG_LEN] = "out of memory";

	if (p->read_path[0])
		p->in = hw_pcap_open(p->read_path, msg, sizeof(msg));
	if (p->write_path[0])
		p->out = hw_pcap_create(p->write_path, msg, sizeof(msg));
	if ((p->read_path[0] && !p->in) || (p->write_path[0] && !p->out)) {
		NL_SET_ERR_MSG_FMT(extack, "%s", msg);
		return -EINVAL;
	}
	return 0;
}

static int pcap_newlink(struct net *src_net, struct net_device *dev,
			struct nlattr *tb[], struct nlattr *data[],
			struct netlink_ext_ack *extack)
{
	struct pcap_dev *p = netdev_priv(dev);
	int err;

	nic_init(dev, &pcap_hw);
	err = open_files(p, extack);
	if (!err) {
		eth_hw_addr_random(dev);
		err = nic_register(dev);
	}
	if (err)
		pcap_free(dev);
	return err;
}

static void pcap_setup(struct net_device *dev)
{
	nic_setup(dev);
	dev->priv_destructor = pcap_free;
}

static const struct rtnl_link_ops pcap_link_ops = {
	.kind = "pcap",
	.priv_size = sizeof(struct pcap_dev),
	.setup = pcap_setup,
	.newlink = pcap_newlink,
	.configure = pcap_configure,
	.owner = THIS_MODULE,
};

module_rtnl_link(pcap_link_ops);
MODULE_AUTHOR("The Strata developers");
MODULE_DESCRIPTION("A card on a capture file: replay, write");
MODULE_LICENSE("GPL");
MODULE_ALIAS_RTNL_LINK("pcap");
