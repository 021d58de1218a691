// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * race_list - a list that is walked while its entries are freed
 *
 * Where:   a packet_type, in the softirqs of two CPUs at once.
 * Mirrors: nothing. A planted race; tests/topology/race_test.c finds it.
 *
 * Freed means marked here: what the walker must not see is then reported, and
 * the same in every build.
 */
#include "core/module.h"

#include "core/netdevice.h"
#include "hdr/eth.h"
#include "lib/rculist.h"
#include "lib/slab.h"
#include "lib/spinlock.h"

static int fixed;
module_param(fixed, int, 0444);
MODULE_PARM_DESC(fixed, "1: an entry is freed after a grace period");

struct rule {
	struct list_head node;
	struct list_head grave;
	struct rcu_head rcu;
	spinlock_t lock;
	unsigned long hits;
	bool freed;
};

struct rules {
	spinlock_t lock; /* of writers */
	struct list_head list;
	struct list_head graves; /* under lock */
};
DEFINE_STATIC_PER_MACHINE(struct rules, rules);

static int rule_add(struct rules *r)
{
	struct rule *rule = kzalloc(sizeof(*rule), GFP_ATOMIC);

	if (!rule)
		return -ENOMEM;
	spin_lock_init(&rule->lock);
	list_add_tail_rcu(&rule->node, &r->list);
	return 0;
}

static void rule_free_rcu(struct rcu_head *head)
{
	kfree(container_of(head, struct rule, rcu));
}

/* The oldest goes, a new one comes. */
static void rules_turn(struct rules *r)
{
	struct rule *old;

	spin_lock(&r->lock);
	old = list_first_entry_or_null(&r->list, struct rule, node);
	if (old && !rule_add(r)) {
		list_del_rcu(&old->node);
		if (!fixed) {
			old->freed = true; /* BUG: others may stand on it */
			list_add(&old->grave, &r->graves);
		} else {
			call_rcu(&old->rcu, rule_free_rcu);
		}
	}
	spin_unlock(&r->lock);
}

static void rules_walk(struct rules *r)
{
	struct rule *rule;

	rcu_read_lock();
	list_for_each_entry_rcu (rule, &r->list, node) {
		spin_lock(&rule->lock);
		rule->hits++;
		spin_unlock(&rule->lock);
		WARN(rule->freed, "race_list: walked onto a freed rule");
	}
	rcu_read_unlock();
}

static void list_packet(struct net_device *dev)
{
	if (dev->ifindex & 1)
		rules_walk(&machine_var(rules));
	else
		rules_turn(&machine_var(rules));
}

static int list_start(void)
{
	struct rules *r = &machine_var(rules);

	spin_lock_init(&r->lock);
	INIT_LIST_HEAD(&r->list);
	INIT_LIST_HEAD(&r->graves);
	return rule_add(r);
}

static void list_end(void)
{
	struct rules *r = &machine_var(rules);
	struct rule *rule, *next;

	list_for_each_entry_safe (rule, next, &r->list, node)
		kfree(rule);
	list_for_each_entry_safe (rule, next, &r->graves, grave)
		kfree(rule);
}

static int list_rcv(struct sk_buff *skb, struct net_device *dev,
		    struct packet_type *pt, struct net_device *orig_dev)
{
	list_packet(dev);
	consume_skb(skb);
	return NET_RX_SUCCESS;
}

static struct packet_type list_type = {
	.type = cpu_to_be16(ETH_P_802_EX1),
	.func = list_rcv,
};

static int __init list_init(void)
{
	int err = list_start();

	if (!err)
		dev_add_pack(&list_type);
	return err;
}

static void __exit list_exit(void)
{
	dev_remove_pack(&list_type);
	list_end();
}

module_init(list_init);
module_exit(list_exit);
MODULE_AUTHOR("The Strata developers");
MODULE_DESCRIPTION("a list that is walked while its entries are freed");
MODULE_LICENSE("GPL");
