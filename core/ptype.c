// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ptype - who gets frames of which EtherType
 *
 * Where:   protocols register; dev_rx.c and dev_tx.c walk the lists.
 * Mirrors: dev_add_pack() and friends of net/core/dev.c.
 *
 * Deviation: a packet_type is not linked itself, dev_add_pack() allocates the
 * link and can fail; so one static struct serves every machine.
 */
#include "core/ptype.h"
#include "core/module.h"
#include "lib/slab.h"

DEFINE_STATIC_PER_MACHINE(struct list_head, ptype_all);
DEFINE_STATIC_PER_MACHINE(struct list_head, ptype_base[PTYPE_HASH_SIZE]);
DEFINE_STATIC_PER_MACHINE(struct list_head, ptype_entries);
DEFINE_STATIC_PER_MACHINE(spinlock_t, ptype_lock);
DEFINE_STATIC_PER_MACHINE(int, netstamp_users);

struct list_head *ptype_all_list(void)
{
	return &machine_var(ptype_all);
}

struct list_head *ptype_base_of(__be16 type)
{
	return &machine_var(ptype_base)[ntohs(type) & PTYPE_HASH_MASK];
}

static struct list_head *ptype_head(const struct packet_type *pt)
{
	if (pt->type == htons(ETH_P_ALL)) {
		if (pt->dev)
			return &pt->dev->ptype_all;
		if (pt->af_packet_net)
			return &pt->af_packet_net->ptype_all;
		return ptype_all_list();
	}
	return pt->dev ? &pt->dev->ptype_specific : ptype_base_of(pt->type);
}

static void pack_forgotten(void *obj)
{
	dev_remove_pack(obj);
}

/**
 * dev_add_pack - let @pt have its packets from now on
 * @pt: borrows until dev_remove_pack()
 *
 * Context: any. Another CPU sees it as soon as the list is written.
 * Return: 0, -EINVAL without func, -ENOMEM.
 */
int dev_add_pack(struct packet_type *pt)
{
	struct ptype_entry *e;

	if (!pt->func) {
		pr_err("packet_type.func is required\n");
		return -EINVAL;
	}
	e = kzalloc(sizeof(*e), GFP_ATOMIC);
	if (!e)
		return -ENOMEM;
	e->pt = pt;
	e->type = pt->type;
	e->dev = pt->dev;
	spin_lock_bh(&machine_var(ptype_lock));
	list_add_rcu(&e->list, ptype_head(pt));
	list_add_tail(&e->all, &machine_var(ptype_entries));
	spin_unlock_bh(&machine_var(ptype_lock));
	module_track(NULL, "packet_type", pt, NULL, pack_forgotten);
	return 0;
}
EXPORT_SYMBOL(dev_add_pack);

/* Others may still be inside: see dev_remove_pack(). Context: any. */
void __dev_remove_pack(struct packet_type *pt)
{
	struct ptype_entry *e;
	bool found = false;

	spin_lock_bh(&machine_var(ptype_lock));
	list_for_each_entry (e, &machine_var(ptype_entries), all) {
		if (e->pt == pt) {
			list_del_rcu(&e->list);
			list_del(&e->all);
			kfree_rcu(e, rcu);
			found = true;
			break;
		}
	}
	spin_unlock_bh(&machine_var(ptype_lock));
	if (!found) {
		pr_warn("dev_remove_pack: packet_type not found\n");
		return;
	}
	module_untrack("packet_type", pt);
}
EXPORT_SYMBOL(__dev_remove_pack);

/**
 * dev_remove_pack - no packets for @pt any more
 *
 * Waits until no CPU can be in its functions. Context: process.
 */
void dev_remove_pack(struct packet_type *pt)
{
	__dev_remove_pack(pt);
	synchronize_net();
}
EXPORT_SYMBOL(dev_remove_pack);

void ptype_walk(void (*fn)(void *data, const struct ptype_entry *e), void *data)
{
	struct ptype_entry *e;

	spin_lock_bh(&machine_var(ptype_lock));
	list_for_each_entry (e, &machine_var(ptype_entries), all)
		fn(data, e);
	spin_unlock_bh(&machine_var(ptype_lock));
}

/* ---- arrival times: taken only while somebody wants them
 * ---------------------- */

bool net_timestamp_needed(void)
{
	return machine_var(netstamp_users) > 0;
}

void net_enable_timestamp(void)
{
	__atomic_add_fetch(&machine_var(netstamp_users), 1, __ATOMIC_RELAXED);
}
EXPORT_SYMBOL(net_enable_timestamp);

void net_disable_timestamp(void)
{
	__atomic_sub_fetch(&machine_var(netstamp_users), 1, __ATOMIC_RELAXED);
}
EXPORT_SYMBOL(net_disable_timestamp);

static int ptype_init(void)
{
	INIT_LIST_HEAD(&machine_var(ptype_all));
	INIT_LIST_HEAD(&machine_var(ptype_entries));
	for (int i = 0; i < PTYPE_HASH_SIZE; i++)
		INIT_LIST_HEAD(&machine_var(ptype_base)[i]);
	spin_lock_init(&machine_var(ptype_lock));
	return 0;
}
pure_initcall(ptype_init, NULL);
