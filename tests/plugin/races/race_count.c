// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * race_count - a counter of packets that two CPUs write
 *
 * Where:   a packet_type, in the softirqs of two CPUs at once.
 * Mirrors: nothing. A planted race; tests/topology/race_test.c finds it.
 */
#include "core/module.h"

#include "core/netdevice.h"
#include "hdr/eth.h"
#include "lib/spinlock.h"

static int fixed;
module_param(fixed, int, 0444);
MODULE_PARM_DESC(fixed, "1: the counter has a lock");

struct counter {
	spinlock_t lock;
	unsigned long packets; /* lock, were it not for the bug */
	atomic_t really;
};
DEFINE_STATIC_PER_MACHINE(struct counter, counter);

/* Does the device still exist? So a reader passes between load and store. */
static bool known(struct net_device *dev)
{
	bool found;

	rcu_read_lock();
	found = dev_get_by_index_rcu(dev_net(dev), dev->ifindex) != NULL;
	rcu_read_unlock();
	return found;
}

static void count_packet(struct net_device *dev)
{
	struct counter *c = &machine_var(counter);
	unsigned long n;

	atomic_inc(&c->really);
	if (fixed)
		spin_lock(&c->lock);
	n = READ_ONCE(c->packets);
	if (known(dev))
		n++;
	WRITE_ONCE(c->packets, n); /* BUG: what the other CPU added is gone */
	if (fixed)
		spin_unlock(&c->lock);
}

static int count_start(void)
{
	spin_lock_init(&machine_var(counter).lock);
	return 0;
}

static void count_end(void)
{
	struct counter *c = &machine_var(counter);

	WARN(c->packets != (unsigned long)atomic_read(&c->really),
	     "race_count: %lu packets counted, %d came", c->packets,
	     atomic_read(&c->really));
}

static int count_rcv(struct sk_buff *skb, struct net_device *dev,
		     struct packet_type *pt, struct net_device *orig_dev)
{
	count_packet(dev);
	consume_skb(skb);
	return NET_RX_SUCCESS;
}

static struct packet_type count_type = {
	.type = cpu_to_be16(ETH_P_802_EX1),
	.func = count_rcv,
};

static int __init count_init(void)
{
	int err = count_start();

	if (!err)
		dev_add_pack(&count_type);
	return err;
}

static void __exit count_exit(void)
{
	dev_remove_pack(&count_type);
	count_end();
}

module_init(count_init);
module_exit(count_exit);
MODULE_AUTHOR("The Strata developers");
MODULE_DESCRIPTION("a counter of packets that two CPUs write");
MODULE_LICENSE("GPL");
