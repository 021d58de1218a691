// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kind - registries of ops by their name
 *
 * Where:   see kind.h.
 * Mirrors: nothing.
 * Spec:    none.
 */
#include "core/kind.h"

#include "core/module.h"
#include "core/netdevice.h"
#include "core/rtnl.h"
#include "lib/slab.h"
#include "lib/string.h"

static struct kind *find(const struct list_head *base, const char *name)
{
	struct kind *k;

	list_for_each_entry (k, base, list) {
		if (!strcmp(k->name, name))
			return k;
	}
	return NULL;
}

const void *kind_find(const struct list_head *base, const char *name)
{
	const struct kind *k = find(base, name);

	ASSERT_RTNL();
	return k ? k->ops : NULL;
}

int kind_register(struct list_head *base, const char *what, const void *ops,
		  const char *name, struct module *owner,
		  void (*forgotten)(void *ops))
{
	struct kind *k = kzalloc(sizeof(*k), GFP_KERNEL);
	int err = 0;

	if (!k)
		return -ENOMEM;
	k->ops = ops;
	k->name = name;
	rtnl_lock();
	if (find(base, name)) {
		err = -EEXIST;
		kfree(k);
	} else {
		list_add_tail(&k->list, base);
		module_track(owner, what, ops, name, forgotten);
	}
	rtnl_unlock();
	return err;
}

bool __kind_unregister(struct list_head *base, const char *what,
		       const void *ops, const char *name)
{
	struct kind *k = find(base, name);

	ASSERT_RTNL();
	if (!k || k->ops != ops)
		return false;
	list_del(&k->list);
	kfree(k);
	module_untrack(what, ops);
	return true;
}

void kind_unregister(struct list_head *base, const char *what, const void *ops,
		     const char *name)
{
	rtnl_lock();
	__kind_unregister(base, what, ops, name);
	rtnl_unlock();
	synchronize_net();
}
