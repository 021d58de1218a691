// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * bug_inversion - takes two locks in both orders
 *
 * Where:   a packet_type: __netif_receive_skb_core() calls it.
 * Mirrors: nothing. One planted bug; bugs_test.c names what must be reported.
 */
#include "core/module.h"

#include "core/netdevice.h"
#include "hdr/eth.h"
#include "lib/spinlock.h"

DEFINE_STATIC_PER_MACHINE(spinlock_t, lock_a);
DEFINE_STATIC_PER_MACHINE(spinlock_t, lock_b);

static int inversion_rcv(struct sk_buff *skb, struct net_device *dev,
			 struct packet_type *pt, struct net_device *orig_dev)
{
	spinlock_t *a = &machine_var(lock_a), *b = &machine_var(lock_b);

	spin_lock(a);
	spin_lock(b);
	spin_unlock(b);
	spin_unlock(a);

	spin_lock(b);
	spin_lock(a); /* BUG */
	spin_unlock(a);
	spin_unlock(b);
	consume_skb(skb);
	return NET_RX_SUCCESS;
}

static struct packet_type inversion_type = {
	.type = cpu_to_be16(ETH_P_802_EX1),
	.func = inversion_rcv,
};

static int __init inversion_init(void)
{
	spin_lock_init(&machine_var(lock_a));
	spin_lock_init(&machine_var(lock_b));
	dev_add_pack(&inversion_type);
	return 0;
}

static void __exit inversion_exit(void)
{
	dev_remove_pack(&inversion_type);
}

module_init(inversion_init);
module_exit(inversion_exit);
MODULE_DESCRIPTION("takes two locks in both orders");
MODULE_LICENSE("GPL");
