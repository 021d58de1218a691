// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * notifier - chains of functions to call when something has happened
 *
 * Where:   dev.c, neighbour.c, devinet.c call their chains.
 * Mirrors: kernel/notifier.c.
 */
#include "core/notifier.h"

#include "core/module.h"
#include "lib/rculist.h"
#include "lib/rcupdate.h"
#include "lib/sched.h"
#include "lib/slab.h"

struct notifier_link {
	struct list_head list;
	struct notifier_block *nb;
	struct raw_notifier_head *head;
	int priority;
	struct rcu_head rcu;
};

void RAW_INIT_NOTIFIER_HEAD(struct raw_notifier_head *nh)
{
	INIT_LIST_HEAD(&nh->head);
}
EXPORT_SYMBOL(RAW_INIT_NOTIFIER_HEAD);

static struct notifier_link *notifier_find(struct raw_notifier_head *nh,
					   struct notifier_block *nb)
{
	struct notifier_link *link;

	list_for_each_entry (link, &nh->head, list) {
		if (link->nb == nb)
			return link;
	}
	return NULL;
}

static void notifier_forgotten(void *obj)
{
	struct notifier_link *link = obj;

	raw_notifier_chain_unregister(link->head, link->nb);
}

int raw_notifier_chain_register(struct raw_notifier_head *nh,
				struct notifier_block *nb)
{
	struct notifier_link *link, *pos;
	struct list_head *before = &nh->head;

	if (notifier_find(nh, nb))
		return -EEXIST;
	link = kzalloc(sizeof(*link), GFP_ATOMIC);
	if (!link)
		return -ENOMEM;
	link->nb = nb;
	link->head = nh;
	link->priority = nb->priority;
	list_for_each_entry (pos, &nh->head, list) {
		if (pos->priority < link->priority) {
			before = &pos->list;
			break;
		}
	}
	list_add_tail_rcu(&link->list, before);
	module_track(__module_address((const void *)nb->notifier_call),
		     "notifier_block", link, NULL, notifier_forgotten);
	return 0;
}
EXPORT_SYMBOL(raw_notifier_chain_register);

int raw_notifier_chain_unregister(struct raw_notifier_head *nh,
				  struct notifier_block *nb)
{
	struct notifier_link *link = notifier_find(nh, nb);

	if (!link)
		return -ENOENT;
	list_del_rcu(&link->list);
	module_untrack("notifier_block", link);
	kfree_rcu(link, rcu);
	return 0;
}
EXPORT_SYMBOL(raw_notifier_chain_unregister);

int raw_notifier_call_chain(struct raw_notifier_head *nh, unsigned long action,
			    void *data)
{
	struct notifier_link *link;
	int ret = NOTIFY_DONE;

	/* A notifier may sleep: it stays listed, for the owner's lock is held.
	 */
	list_for_each_entry_rcu (link, &nh->head, list) {
		ret = CALL("notifier_block.notifier_call",
			   link->nb->notifier_call, link->nb, action, data);
		if (ret & NOTIFY_STOP_MASK)
			break;
	}
	return ret;
}
EXPORT_SYMBOL(raw_notifier_call_chain);
