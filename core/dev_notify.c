// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * dev_notify - who hears of a device's events; who lies on top of whom
 *
 * Where:   every configuration change of dev*.c ends in a notifier call.
 * Mirrors: the notifier and adjacency parts of net/core/dev.c.
 */
#include "core/dev_priv.h"
#include "core/module.h"
#include "core/rtnl.h"
#include "lib/slab.h"

#define MAX_NEST_DEV 8 /* devices on top of each other */

DEFINE_STATIC_PER_MACHINE(struct raw_notifier_head, netdev_chain); /* rtnl */

static const char *const cmd_names[] = {
	[NETDEV_UP] = "UP",
	[NETDEV_DOWN] = "DOWN",
	[NETDEV_REBOOT] = "REBOOT",
	[NETDEV_CHANGE] = "CHANGE",
	[NETDEV_REGISTER] = "REGISTER",
	[NETDEV_UNREGISTER] = "UNREGISTER",
	[NETDEV_CHANGEMTU] = "CHANGEMTU",
	[NETDEV_CHANGEADDR] = "CHANGEADDR",
	[NETDEV_PRE_CHANGEADDR] = "PRE_CHANGEADDR",
	[NETDEV_GOING_DOWN] = "GOING_DOWN",
	[NETDEV_CHANGENAME] = "CHANGENAME",
	[NETDEV_FEAT_CHANGE] = "FEAT_CHANGE",
	[NETDEV_PRE_UP] = "PRE_UP",
	[NETDEV_POST_INIT] = "POST_INIT",
	[NETDEV_NOTIFY_PEERS] = "NOTIFY_PEERS",
	[NETDEV_CHANGEUPPER] = "CHANGEUPPER",
	[NETDEV_PRECHANGEUPPER] = "PRECHANGEUPPER",
	[NETDEV_PRECHANGEMTU] = "PRECHANGEMTU",
	[NETDEV_CHANGE_TX_QUEUE_LEN] = "CHANGE_TX_QUEUE_LEN",
};

const char *netdev_cmd_to_name(enum netdev_cmd cmd)
{
	if ((unsigned int)cmd < ARRAY_SIZE(cmd_names) && cmd_names[cmd])
		return cmd_names[cmd];
	return "UNKNOWN";
}
EXPORT_SYMBOL(netdev_cmd_to_name);

static int notify_one(struct notifier_block *nb, unsigned long val,
		      struct net_device *dev)
{
	struct netdev_notifier_info info = {.dev = dev};

	return CALL("notifier_block.notifier_call", nb->notifier_call, nb, val,
		    &info);
}

/* A newcomer hears what it has missed. */
static int replay_up(struct notifier_block *nb, struct net *net)
{
	struct net_device *dev;
	int err;

	for_each_netdev (net, dev) {
		err = notifier_to_errno(notify_one(nb, NETDEV_REGISTER, dev));
		if (err)
			return err;
		if (dev->flags & IFF_UP)
			notify_one(nb, NETDEV_UP, dev);
	}
	return 0;
}

static void replay_down(struct notifier_block *nb, struct net *net)
{
	struct net_device *dev;

	for_each_netdev (net, dev) {
		if (dev->flags & IFF_UP) {
			notify_one(nb, NETDEV_GOING_DOWN, dev);
			notify_one(nb, NETDEV_DOWN, dev);
		}
		notify_one(nb, NETDEV_UNREGISTER, dev);
	}
}

static void notifier_forgotten(void *obj)
{
	unregister_netdevice_notifier(obj);
}

/**
 * register_netdevice_notifier - hear of every device of the machine
 * @nb: borrows; on success it has heard REGISTER and UP of what is there
 *
 * Context: process; rtnl not held.
 * Return: 0, or what @nb said to a REGISTER (then it is not registered).
 */
int register_netdevice_notifier(struct notifier_block *nb)
{
	struct net *net;
	int err;

	rtnl_lock();
	err = raw_notifier_chain_register(&machine_var(netdev_chain), nb);
	if (err)
		goto unlock;
	for_each_net (net) {
		err = replay_up(nb, net);
		if (err)
			break;
	}
	if (err) {
		for_each_net (net)
			replay_down(nb, net);
		raw_notifier_chain_unregister(&machine_var(netdev_chain), nb);
	} else {
		module_track(NULL, "netdevice_notifier", nb, NULL,
			     notifier_forgotten);
	}
unlock:
	rtnl_unlock();
	return err;
}
EXPORT_SYMBOL(register_netdevice_notifier);

int unregister_netdevice_notifier(struct notifier_block *nb)
{
	struct net *net;
	int err;

	rtnl_lock();
	err = raw_notifier_chain_unregister(&machine_var(netdev_chain), nb);
	if (!err) {
		module_untrack("netdevice_notifier", nb);
		for_each_net (net)
			replay_down(nb, net);
	}
	rtnl_unlock();
	return err;
}
EXPORT_SYMBOL(unregister_netdevice_notifier);

int register_netdevice_notifier_net(struct net *net, struct notifier_block *nb)
{
	int err;

	rtnl_lock();
	err = raw_notifier_chain_register(&net->netdev_chain, nb);
	if (!err)
		err = replay_up(nb, net);
	rtnl_unlock();
	return err;
}
EXPORT_SYMBOL(register_netdevice_notifier_net);

int unregister_netdevice_notifier_net(struct net *net,
				      struct notifier_block *nb)
{
	int err;

	rtnl_lock();
	err = raw_notifier_chain_unregister(&net->netdev_chain, nb);
	if (!err)
		replay_down(nb, net);
	rtnl_unlock();
	return err;
}
EXPORT_SYMBOL(unregister_netdevice_notifier_net);

int call_netdevice_notifiers_info(unsigned long val,
				  struct netdev_notifier_info *info)
{
	int ret;

	ASSERT_RTNL();
	/* the namespace's first: who guards it may refuse */
	ret = raw_notifier_call_chain(&dev_net(info->dev)->netdev_chain, val,
				      info);
	if (ret & NOTIFY_STOP_MASK)
		return ret;
	return raw_notifier_call_chain(&machine_var(netdev_chain), val, info);
}
EXPORT_SYMBOL(call_netdevice_notifiers_info);

int call_netdevice_notifiers(unsigned long val, struct net_device *dev)
{
	struct netdev_notifier_info info = {.dev = dev};

	return call_netdevice_notifiers_info(val, &info);
}
EXPORT_SYMBOL(call_netdevice_notifiers);

int call_netdevice_notifiers_mtu(unsigned long val, struct net_device *dev,
				 u32 mtu)
{
	struct netdev_notifier_info_ext info = {
		.info.dev = dev,
		.ext.mtu = mtu,
	};

	return call_netdevice_notifiers_info(val, &info.info);
}

/* Flags or operstate have changed: tell. Context: rtnl. */
void netdev_state_change(struct net_device *dev)
{
	struct netdev_notifier_change_info change = {.info.dev = dev};

	if (dev->flags & IFF_UP)
		call_netdevice_notifiers_info(NETDEV_CHANGE, &change.info);
}
EXPORT_SYMBOL(netdev_state_change);

void netdev_features_change(struct net_device *dev)
{
	call_netdevice_notifiers(NETDEV_FEAT_CHANGE, dev);
}
EXPORT_SYMBOL(netdev_features_change);

/* Let the neighbours hear of us again: gratuitous ARP and NA. */
void netdev_notify_peers(struct net_device *dev)
{
	rtnl_lock();
	call_netdevice_notifiers(NETDEV_NOTIFY_PEERS, dev);
	call_netdevice_notifiers(NETDEV_RESEND_IGMP, dev);
	rtnl_unlock();
}
EXPORT_SYMBOL(netdev_notify_peers);

/* ---- upper and lower devices ----------------------------------------------
 */

void netdev_adjacent_init(struct net_device *dev)
{
	INIT_LIST_HEAD(&dev->adj_upper);
	INIT_LIST_HEAD(&dev->adj_lower);
}

bool netdev_adjacent_empty(const struct net_device *dev)
{
	return list_empty(&dev->adj_upper) && list_empty(&dev->adj_lower);
}

static struct netdev_adjacent *adj_find(struct list_head *list,
					const struct net_device *dev)
{
	struct netdev_adjacent *adj;

	list_for_each_entry (adj, list, list) {
		if (adj->dev == dev)
			return adj;
	}
	return NULL;
}

static int adj_insert(struct net_device *dev, struct list_head *list,
		      void *private, bool master)
{
	struct netdev_adjacent *adj = kzalloc(sizeof(*adj), GFP_KERNEL);

	if (!adj)
		return -ENOMEM;
	adj->dev = dev;
	adj->master = master;
	adj->ref_nr = 1;
	adj->private = private;
	dev_hold(dev);
	if (master)
		list_add_rcu(&adj->list, list); /* masters come first */
	else
		list_add_tail_rcu(&adj->list, list);
	return 0;
}

static void adj_remove(struct net_device *dev, struct list_head *list)
{
	struct netdev_adjacent *adj = adj_find(list, dev);

	if (WARN_ON(!adj))
		return;
	list_del_rcu(&adj->list);
	dev_put(adj->dev);
	kfree_rcu(adj, rcu);
}

/* Does @upper lie anywhere above @dev? Depth is small: recursion will do. */
static bool upper_reachable(struct net_device *dev, struct net_device *upper)
{
	struct netdev_adjacent *adj;

	list_for_each_entry (adj, &dev->adj_upper, list) {
		if (adj->dev == upper || upper_reachable(adj->dev, upper))
			return true;
	}
	return false;
}

static unsigned char level_of(struct net_device *dev, bool up)
{
	struct list_head *list = up ? &dev->adj_upper : &dev->adj_lower;
	struct netdev_adjacent *adj;
	unsigned char level = 1;

	list_for_each_entry (adj, list, list)
		level = max_t(unsigned char, level,
			      (unsigned char)(level_of(adj->dev, up) + 1));
	return level;
}

static int upper_dev_link(struct net_device *dev, struct net_device *upper,
			  bool master, void *priv, void *info,
			  struct netlink_ext_ack *extack)
{
	struct netdev_notifier_changeupper_info ci = {
		.info = {.dev = dev, .extack = extack},
		.upper_dev = upper,
		.master = master,
		.linking = true,
		.upper_info = info,
	};
	int err;

	ASSERT_RTNL();
	if (dev == upper || upper_reachable(upper, dev))
		return -EBUSY; /* a loop */
	if (level_of(dev, false) + level_of(upper, true) > MAX_NEST_DEV)
		return -EMLINK;
	if (adj_find(&dev->adj_upper, upper))
		return master ? -EBUSY : -EEXIST;
	if (master && netdev_master_upper_dev_get(dev))
		return -EBUSY;
	err = notifier_to_errno(
		call_netdevice_notifiers_info(NETDEV_PRECHANGEUPPER, &ci.info));
	if (err)
		return err;
	err = adj_insert(upper, &dev->adj_upper, priv, master);
	if (err)
		return err;
	err = adj_insert(dev, &upper->adj_lower, priv, false);
	if (err)
		goto del_upper;
	err = notifier_to_errno(
		call_netdevice_notifiers_info(NETDEV_CHANGEUPPER, &ci.info));
	if (err)
		goto del_lower;
	upper->lower_level = level_of(upper, false);
	dev->upper_level = level_of(dev, true);
	return 0;
del_lower:
	adj_remove(dev, &upper->adj_lower);
del_upper:
	adj_remove(upper, &dev->adj_upper);
	return err;
}

int netdev_upper_dev_link(struct net_device *dev, struct net_device *upper_dev,
			  struct netlink_ext_ack *extack)
{
	return upper_dev_link(dev, upper_dev, false, NULL, NULL, extack);
}
EXPORT_SYMBOL(netdev_upper_dev_link);

int netdev_master_upper_dev_link(struct net_device *dev,
				 struct net_device *upper_dev, void *upper_priv,
				 void *upper_info,
				 struct netlink_ext_ack *extack)
{
	return upper_dev_link(dev, upper_dev, true, upper_priv, upper_info,
			      extack);
}
EXPORT_SYMBOL(netdev_master_upper_dev_link);

void netdev_upper_dev_unlink(struct net_device *dev,
			     struct net_device *upper_dev)
{
	struct netdev_notifier_changeupper_info ci = {
		.info.dev = dev,
		.upper_dev = upper_dev,
		.linking = false,
	};

	ASSERT_RTNL();
	ci.master = netdev_master_upper_dev_get(dev) == upper_dev;
	call_netdevice_notifiers_info(NETDEV_PRECHANGEUPPER, &ci.info);
	adj_remove(upper_dev, &dev->adj_upper);
	adj_remove(dev, &upper_dev->adj_lower);
	call_netdevice_notifiers_info(NETDEV_CHANGEUPPER, &ci.info);
	upper_dev->lower_level = level_of(upper_dev, false);
	dev->upper_level = level_of(dev, true);
}
EXPORT_SYMBOL(netdev_upper_dev_unlink);

bool netdev_has_upper_dev(struct net_device *dev, struct net_device *upper_dev)
{
	ASSERT_RTNL();
	return upper_reachable(dev, upper_dev);
}
EXPORT_SYMBOL(netdev_has_upper_dev);

bool netdev_has_any_upper_dev(struct net_device *dev)
{
	return !list_empty(&dev->adj_upper);
}
EXPORT_SYMBOL(netdev_has_any_upper_dev);

struct net_device *netdev_master_upper_dev_get_rcu(struct net_device *dev)
{
	struct netdev_adjacent *adj;

	list_for_each_entry_rcu (adj, &dev->adj_upper, list)
		return adj->master ? adj->dev : NULL;
	return NULL;
}
EXPORT_SYMBOL(netdev_master_upper_dev_get_rcu);

struct net_device *netdev_master_upper_dev_get(struct net_device *dev)
{
	ASSERT_RTNL();
	return netdev_master_upper_dev_get_rcu(dev);
}
EXPORT_SYMBOL(netdev_master_upper_dev_get);

void *netdev_lower_dev_get_private(struct net_device *dev,
				   struct net_device *lower_dev)
{
	struct netdev_adjacent *adj = adj_find(&dev->adj_lower, lower_dev);

	return adj ? adj->private : NULL;
}
EXPORT_SYMBOL(netdev_lower_dev_get_private);

static int netdev_chain_init(void)
{
	RAW_INIT_NOTIFIER_HEAD(&machine_var(netdev_chain));
	return 0;
}
pure_initcall(netdev_chain_init, NULL);
