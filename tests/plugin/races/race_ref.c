// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * race_ref - a reference taken after a look at the count
 *
 * Where:   a packet_type, in the softirqs of two CPUs at once.
 * Mirrors: nothing. A planted race; tests/topology/race_test.c finds it.
 */
#include "core/module.h"

#include "core/netdevice.h"
#include "hdr/eth.h"
#include "lib/refcount.h"
#include "lib/slab.h"
#include "lib/spinlock.h"

static int fixed;
module_param(fixed, int, 0444);
MODULE_PARM_DESC(fixed, "1: look and take are one step");

struct session {
	refcount_t ref;
	struct rcu_head rcu;
};

struct sessions {
	spinlock_t lock; /* of current */
	struct session __rcu *newest;
	spinlock_t stats_lock;
	unsigned long looks;
};
DEFINE_STATIC_PER_MACHINE(struct sessions, sessions);

static struct session *session_new(void)
{
	struct session *s = kzalloc(sizeof(*s), GFP_ATOMIC);

	if (s)
		refcount_set(&s->ref, 1);
	return s;
}

static void session_free_rcu(struct rcu_head *head)
{
	kfree(container_of(head, struct session, rcu));
}

static void session_put(struct session *s)
{
	if (s && refcount_dec_and_test(&s->ref))
		call_rcu(&s->rcu, session_free_rcu);
}

static bool session_hold(struct sessions *all, struct session *s)
{
	if (fixed)
		return refcount_inc_not_zero(&s->ref);
	if (!refcount_read(&s->ref))
		return false;
	spin_lock(&all->stats_lock);
	all->looks++;
	spin_unlock(&all->stats_lock);
	refcount_inc(&s->ref); /* BUG: it may be 0 by now */
	return true;
}

static void sessions_use(struct sessions *all)
{
	struct session *s;

	rcu_read_lock();
	s = rcu_dereference(all->newest);
	if (s && session_hold(all, s))
		session_put(s);
	rcu_read_unlock();
}

static void sessions_turn(struct sessions *all)
{
	struct session *old, *s = session_new();

	spin_lock(&all->lock);
	old = rcu_dereference_protected(all->newest, true);
	rcu_assign_pointer(all->newest, s);
	spin_unlock(&all->lock);
	session_put(old);
}

static void ref_packet(struct net_device *dev)
{
	if (dev->ifindex & 1)
		sessions_use(&machine_var(sessions));
	else
		sessions_turn(&machine_var(sessions));
}

static int ref_start(void)
{
	spin_lock_init(&machine_var(sessions).lock);
	spin_lock_init(&machine_var(sessions).stats_lock);
	return 0;
}

static void ref_end(void)
{
	session_put(
		rcu_dereference_protected(machine_var(sessions).newest, true));
}

static int ref_rcv(struct sk_buff *skb, struct net_device *dev,
		   struct packet_type *pt, struct net_device *orig_dev)
{
	ref_packet(dev);
	consume_skb(skb);
	return NET_RX_SUCCESS;
}

static struct packet_type ref_type = {
	.type = cpu_to_be16(ETH_P_802_EX1),
	.func = ref_rcv,
};

static int __init ref_init(void)
{
	int err = ref_start();

	if (!err)
		dev_add_pack(&ref_type);
	return err;
}

static void __exit ref_exit(void)
{
	dev_remove_pack(&ref_type);
	ref_end();
}

module_init(ref_init);
module_exit(ref_exit);
MODULE_AUTHOR("The Strata developers");
MODULE_DESCRIPTION("a reference taken after a look at the count");
MODULE_LICENSE("GPL");
