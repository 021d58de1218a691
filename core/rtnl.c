// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * rtnl - one configuration change at a time, machine-wide
 *
 * Where:   taken by whoever registers, opens or re-plugs devices.
 * Mirrors: the lock and rtnl_link_ops of net/core/rtnetlink.c.
 */
#define pr_fmt(fmt) "rtnl: " fmt

#include "core/rtnl.h"
#include "core/extack.h"
#include "core/kind.h"
#include "core/module.h"
#include "core/netdevice.h"
#include "lib/mutex.h"
#include "lib/slab.h"

DEFINE_STATIC_PER_MACHINE(struct mutex, rtnl_mutex);
DEFINE_STATIC_PER_MACHINE(struct list_head, link_ops); /* rtnl */

/**
 * rtnl_lock - take the configuration lock
 *
 * Context: process; may sleep.
 */
void rtnl_lock(void)
{
	mutex_lock(&machine_var(rtnl_mutex));
}
EXPORT_SYMBOL(rtnl_lock);

int rtnl_lock_killable(void)
{
	return mutex_lock_interruptible(&machine_var(rtnl_mutex));
}
EXPORT_SYMBOL(rtnl_lock_killable);

bool rtnl_trylock(void)
{
	return mutex_trylock(&machine_var(rtnl_mutex));
}
EXPORT_SYMBOL(rtnl_trylock);

void __rtnl_unlock(void)
{
	mutex_unlock(&machine_var(rtnl_mutex));
}
EXPORT_SYMBOL(__rtnl_unlock);

void rtnl_unlock(void)
{
	/* It releases the lock, for the last reference may be slow to go. */
	netdev_run_todo();
}
EXPORT_SYMBOL(rtnl_unlock);

bool rtnl_is_locked(void)
{
	return mutex_is_locked(&machine_var(rtnl_mutex));
}
EXPORT_SYMBOL(rtnl_is_locked);

bool lockdep_rtnl_is_held(void)
{
	return mutex_is_mine(&machine_var(rtnl_mutex));
}
EXPORT_SYMBOL(lockdep_rtnl_is_held);

static void link_forgotten(void *obj)
{
	rtnl_link_unregister(obj);
}

/**
 * rtnl_link_register - make a kind of link known
 * @ops: borrows until rtnl_link_unregister()
 *
 * Context: process.
 * Return: 0, -EEXIST, -EINVAL when kind or setup is missing, -ENOMEM.
 */
int rtnl_link_register(const struct rtnl_link_ops *ops)
{
	if (!ops->kind || !ops->setup) {
		pr_err("rtnl_link_ops.%s is required\n",
		       ops->kind ? "setup" : "kind");
		return -EINVAL;
	}
	return kind_register(&machine_var(link_ops), "rtnl_link_ops", ops,
			     ops->kind, ops->owner, link_forgotten);
}
EXPORT_SYMBOL(rtnl_link_register);

/* Every link of that kind, in every namespace. Context: rtnl. */
static void link_delete_all(const struct rtnl_link_ops *ops)
{
	LIST_HEAD(kill);
	struct net_device *dev;
	struct net *net;

	for_each_net (net) {
		for_each_netdev (net, dev) {
			if (dev->rtnl_link_ops != ops)
				continue;
			if (ops->dellink)
				CALL_VOID("rtnl_link_ops.dellink", ops->dellink,
					  dev, &kill);
			else
				unregister_netdevice_queue(dev, &kill);
		}
	}
	unregister_netdevice_many(&kill);
}

/**
 * rtnl_link_unregister - forget a kind of link, and delete all there are
 * @ops: as registered
 *
 * Context: process.
 */
void rtnl_link_unregister(const struct rtnl_link_ops *ops)
{
	rtnl_lock();
	if (rtnl_link_ops_get(ops->kind) == ops) {
		link_delete_all(ops);
		__kind_unregister(&machine_var(link_ops), "rtnl_link_ops", ops,
				  ops->kind);
	}
	rtnl_unlock();
}
EXPORT_SYMBOL(rtnl_link_unregister);

const struct rtnl_link_ops *rtnl_link_ops_get(const char *kind)
{
	return kind_find(&machine_var(link_ops), kind);
}
EXPORT_SYMBOL(rtnl_link_ops_get);

void rtnl_link_ops_walk(bool (*fn)(void *data, const struct rtnl_link_ops *ops),
			void *data)
{
	struct kind *k;

	list_for_each_entry (k, &machine_var(link_ops), list) {
		if (!fn(data, k->ops))
			break;
	}
}
EXPORT_SYMBOL(rtnl_link_ops_walk);

/**
 * rtnl_configure_link - give a virtual link its knobs, as text
 * @options: "rate=10mbit delay=5ms"; NULL: none
 *
 * Context: rtnl.
 * Return: 0, -EOPNOTSUPP when this kind has no knobs, or what it said.
 */
int rtnl_configure_link(struct net_device *dev, const char *options,
			struct netlink_ext_ack *extack)
{
	const struct rtnl_link_ops *ops = dev->rtnl_link_ops;

	ASSERT_RTNL();
	if (!options)
		return 0;
	if (!ops || !ops->configure) {
		NL_SET_ERR_MSG_FMT(extack, "%s has no knobs",
				   ops ? ops->kind : dev->name);
		return -EOPNOTSUPP;
	}
	return CALL("rtnl_link_ops.configure", ops->configure, dev, options,
		    extack);
}
EXPORT_SYMBOL(rtnl_configure_link);

/* Context: rtnl. @head: collect, or NULL: delete now. */
int rtnl_delete_link(struct net_device *dev, struct list_head *head)
{
	const struct rtnl_link_ops *ops = dev->rtnl_link_ops;
	LIST_HEAD(single);

	ASSERT_RTNL();
	if (!ops)
		return -EOPNOTSUPP;
	if (ops->dellink)
		CALL_VOID("rtnl_link_ops.dellink", ops->dellink, dev,
			  head ? head : &single);
	else
		unregister_netdevice_queue(dev, head ? head : &single);
	unregister_netdevice_many(&single);
	return 0;
}
EXPORT_SYMBOL(rtnl_delete_link);

/* Takes @dev when it succeeds. Context: rtnl. */
static int link_register(struct net *net, struct net_device *dev,
			 const char *options, struct netlink_ext_ack *extack)
{
	const struct rtnl_link_ops *ops = dev->rtnl_link_ops;
	int err;

	err = rtnl_configure_link(dev, options, extack);
	if (err)
		return err;
	if (ops->newlink)
		return CALL("rtnl_link_ops.newlink", ops->newlink, net, dev,
			    NULL, NULL, extack);
	return register_netdevice(dev);
}

static struct net_device *alloc_link(const struct rtnl_link_ops *ops,
				     const char *name, const char *options)
{
	unsigned int queues = 1;

	if (ops->max_queues)
		queues = CALL("rtnl_link_ops.max_queues", ops->max_queues,
			      options);
	return alloc_netdev_mqs((int)ops->priv_size, name, NET_NAME_USER,
				ops->setup, queues, queues);
}

/**
 * rtnl_create_link - make, configure and register a link without netlink
 * @net: its namespace
 * @kind: "dummy"; its module is loaded if it is not there
 * @name: "dummy0" or "dummy%d"
 * @options: for configure(), or NULL
 *
 * Context: process, rtnl not held.
 * Return: the device, borrowed, or ERR_PTR(): -EOPNOTSUPP for an unknown kind.
 */
struct net_device *rtnl_create_link(struct net *net, const char *kind,
				    const char *name, const char *options,
				    struct netlink_ext_ack *extack)
{
	const struct rtnl_link_ops *ops;
	struct net_device *dev;
	int err;

	rtnl_lock();
	ops = rtnl_link_ops_get(kind);
	if (!ops) {
		rtnl_unlock();
		request_module("rtnl-link-%s", kind);
		rtnl_lock();
		ops = rtnl_link_ops_get(kind);
	}
	err = -EOPNOTSUPP;
	if (!ops) {
		NL_SET_ERR_MSG(extack, "Unknown device type");
		goto unlock;
	}
	err = -ENOMEM;
	dev = alloc_link(ops, name, options);
	if (!dev)
		goto unlock;
	dev_net_set(dev, net);
	dev->rtnl_link_ops = ops;
	err = link_register(net, dev, options, extack);
	if (err)
		free_netdev(dev);
unlock:
	rtnl_unlock();
	return err ? ERR_PTR(err) : dev;
}
EXPORT_SYMBOL(rtnl_create_link);

static int rtnl_init(void)
{
	mutex_init(&machine_var(rtnl_mutex));
	INIT_LIST_HEAD(&machine_var(link_ops));
	return 0;
}
pure_initcall(rtnl_init, NULL);
