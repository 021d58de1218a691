// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * dev_config - up, down, flags, MTU, address, name: what users change
 *
 * Where:   rtnetlink, ioctls, the shell; every function needs rtnl.
 * Mirrors: the configuration part of net/core/dev.c.
 */
#include "core/dev_priv.h"
#include "core/extack.h"
#include "core/module.h"
#include "core/rtnl.h"
#include "core/sch_generic.h"
#include "core/softnet.h"
#include "lib/slab.h"
#include "lib/string.h"

/* ---- up and down
 * ------------------------------------------------------------- */

static int __dev_open(struct net_device *dev, struct netlink_ext_ack *extack)
{
	const struct net_device_ops *ops = dev->netdev_ops;
	struct netdev_notifier_info info = {.dev = dev, .extack = extack};
	int ret;

	ASSERT_RTNL();
	if (!netif_device_present(dev))
		return -ENODEV;
	ret = notifier_to_errno(
		call_netdevice_notifiers_info(NETDEV_PRE_UP, &info));
	if (ret)
		return ret;

	set_bit(__LINK_STATE_START, &dev->state);
	if (ops->ndo_validate_addr)
		ret = CALL("net_device_ops.ndo_validate_addr",
			   ops->ndo_validate_addr, dev);
	if (!ret && ops->ndo_open)
		ret = CALL("net_device_ops.ndo_open", ops->ndo_open, dev);
	if (ret) {
		clear_bit(__LINK_STATE_START, &dev->state);
		return ret;
	}
	dev->flags |= IFF_UP;
	dev_set_rx_mode(dev);
	dev_activate(dev);
	return 0;
}

/**
 * dev_open - bring a device up
 *
 * Context: process, rtnl held.
 * Return: 0, -ENODEV, or what a notifier or the driver said.
 */
int dev_open(struct net_device *dev, struct netlink_ext_ack *extack)
{
	int ret;

	if (dev->flags & IFF_UP)
		return 0;
	ret = __dev_open(dev, extack);
	if (ret < 0)
		return ret;
	netdev_state_change(dev);
	call_netdevice_notifiers(NETDEV_UP, dev);
	return ret;
}
EXPORT_SYMBOL(dev_open);

static void __dev_close_many(struct list_head *head)
{
	struct net_device *dev;

	ASSERT_RTNL();
	might_sleep();
	list_for_each_entry (dev, head, close_list) {
		call_netdevice_notifiers(NETDEV_GOING_DOWN, dev);
		clear_bit(__LINK_STATE_START, &dev->state);
		smp_mb__after_atomic(); /* before the qdisc is looked at */
	}
	dev_deactivate_many(head);
	list_for_each_entry (dev, head, close_list) {
		const struct net_device_ops *ops = dev->netdev_ops;

		if (ops->ndo_stop)
			CALL("net_device_ops.ndo_stop", ops->ndo_stop, dev);
		dev->flags &= ~(unsigned int)IFF_UP;
	}
}

/* Devices by close_list; those that are down already leave the list. */
void dev_close_many(struct list_head *head, bool unlink)
{
	struct net_device *dev, *tmp;

	list_for_each_entry_safe (dev, tmp, head, close_list) {
		if (!(dev->flags & IFF_UP))
			list_del_init(&dev->close_list);
	}
	__dev_close_many(head);
	list_for_each_entry_safe (dev, tmp, head, close_list) {
		netdev_state_change(dev);
		call_netdevice_notifiers(NETDEV_DOWN, dev);
		if (unlink)
			list_del_init(&dev->close_list);
	}
}
EXPORT_SYMBOL(dev_close_many);

void dev_close(struct net_device *dev)
{
	LIST_HEAD(single);

	if (!(dev->flags & IFF_UP))
		return;
	list_add(&dev->close_list, &single);
	dev_close_many(&single, true);
}
EXPORT_SYMBOL(dev_close);

/* ---- flags
 * ---------------------------------------------------------------------- */

static void dev_change_rx_flags(struct net_device *dev, int flags)
{
	const struct net_device_ops *ops = dev->netdev_ops;

	if (ops->ndo_change_rx_flags)
		CALL_VOID("net_device_ops.ndo_change_rx_flags",
			  ops->ndo_change_rx_flags, dev, flags);
}

/* Count users of a receive-everything mode; @flag follows the count. */
static int dev_count_mode(struct net_device *dev, unsigned int *count, int inc,
			  unsigned int flag)
{
	unsigned int old = dev->flags, new = *count + (unsigned int)inc;

	if (inc > 0 && new < *count) {
		netdev_warn(dev, "mode count touches the roof, the feature of "
				 "this device might be broken\n");
		return -EOVERFLOW;
	}
	*count = new;
	if (new)
		dev->flags |= flag;
	else
		dev->flags &= ~flag;
	if (dev->flags == old)
		return 0;
	if (flag == IFF_PROMISC)
		netdev_info(dev, "%s promiscuous mode\n",
			    new ? "entered" : "left");
	else
		netdev_info(dev, "%s allmulticast mode\n",
			    new ? "entered" : "left");
	dev_change_rx_flags(dev, (int)flag);
	return 1;
}

static int dev_set_mode(struct net_device *dev, unsigned int *count, int inc,
			unsigned int flag)
{
	int err;

	ASSERT_RTNL();
	err = dev_count_mode(dev, count, inc, flag);
	if (err < 0)
		return err;
	if (err) {
		dev_set_rx_mode(dev);
		netdev_state_change(dev);
	}
	return 0;
}

/**
 * dev_set_promiscuity - one user more, or less, who wants every frame
 *
 * Context: rtnl.
 */
int dev_set_promiscuity(struct net_device *dev, int inc)
{
	return dev_set_mode(dev, &dev->promiscuity, inc, IFF_PROMISC);
}
EXPORT_SYMBOL(dev_set_promiscuity);

int dev_set_allmulti(struct net_device *dev, int inc)
{
	return dev_set_mode(dev, &dev->allmulti, inc, IFF_ALLMULTI);
}
EXPORT_SYMBOL(dev_set_allmulti);

/* What ifconfig and ip show: the user's modes, and the state of the link. */
unsigned int dev_get_flags(const struct net_device *dev)
{
	unsigned int flags;

	flags = (dev->flags &
		 ~(unsigned int)(IFF_PROMISC | IFF_ALLMULTI | IFF_RUNNING |
				 IFF_LOWER_UP | IFF_DORMANT)) |
		(dev->gflags & (IFF_PROMISC | IFF_ALLMULTI));
	if (netif_running(dev)) {
		if (netif_oper_up(dev))
			flags |= IFF_RUNNING;
		if (netif_carrier_ok(dev))
			flags |= IFF_LOWER_UP;
		if (netif_dormant(dev))
			flags |= IFF_DORMANT;
	}
	return flags;
}
EXPORT_SYMBOL(dev_get_flags);

int __dev_change_flags(struct net_device *dev, unsigned int flags,
		       struct netlink_ext_ack *extack)
{
	const unsigned int settable = IFF_DEBUG | IFF_NOTRAILERS | IFF_NOARP |
				      IFF_DYNAMIC | IFF_MULTICAST |
				      IFF_PORTSEL | IFF_AUTOMEDIA;
	unsigned int old_flags = dev->flags;
	int ret = 0;

	ASSERT_RTNL();
	dev->flags = (flags & settable) |
		     (dev->flags &
		      (IFF_UP | IFF_VOLATILE | IFF_PROMISC | IFF_ALLMULTI));
	if ((old_flags ^ flags) & IFF_MULTICAST)
		dev_change_rx_flags(dev, IFF_MULTICAST);
	dev_set_rx_mode(dev);

	if ((old_flags ^ flags) & IFF_UP) {
		if (old_flags & IFF_UP) {
			LIST_HEAD(single);

			list_add(&dev->close_list, &single);
			__dev_close_many(&single);
			list_del_init(&dev->close_list);
		} else {
			ret = __dev_open(dev, extack);
		}
	}
	if ((flags ^ dev->gflags) & IFF_PROMISC) {
		dev->gflags ^= IFF_PROMISC;
		dev_count_mode(dev, &dev->promiscuity,
			       flags & IFF_PROMISC ? 1 : -1, IFF_PROMISC);
	}
	if ((flags ^ dev->gflags) & IFF_ALLMULTI) {
		dev->gflags ^= IFF_ALLMULTI;
		dev_count_mode(dev, &dev->allmulti,
			       flags & IFF_ALLMULTI ? 1 : -1, IFF_ALLMULTI);
	}
	dev_set_rx_mode(dev);
	return ret;
}
EXPORT_SYMBOL(__dev_change_flags);

/**
 * dev_change_flags - set the flags a user may set, up and down with them
 *
 * Context: process, rtnl held.
 */
int dev_change_flags(struct net_device *dev, unsigned int flags,
		     struct netlink_ext_ack *extack)
{
	unsigned int old = dev->flags, gold = dev->gflags, changes;
	struct netdev_notifier_change_info change = {.info.dev = dev};
	int ret;

	ret = __dev_change_flags(dev, flags, extack);
	if (ret < 0)
		return ret;
	changes = (old ^ dev->flags) | (gold ^ dev->gflags);
	if (changes & IFF_UP)
		call_netdevice_notifiers(
			dev->flags & IFF_UP ? NETDEV_UP : NETDEV_DOWN, dev);
	if ((dev->flags & IFF_UP) &&
	    (changes & ~(unsigned int)(IFF_UP | IFF_PROMISC | IFF_ALLMULTI |
				       IFF_VOLATILE))) {
		change.flags_changed = changes;
		call_netdevice_notifiers_info(NETDEV_CHANGE, &change.info);
	}
	return 0;
}
EXPORT_SYMBOL(dev_change_flags);

/* ---- MTU, address, name
 * ------------------------------------------------------ */

static int __dev_set_mtu(struct net_device *dev, int new_mtu)
{
	const struct net_device_ops *ops = dev->netdev_ops;

	if (ops->ndo_change_mtu)
		return CALL("net_device_ops.ndo_change_mtu",
			    ops->ndo_change_mtu, dev, new_mtu);
	WRITE_ONCE(dev->mtu, (unsigned int)new_mtu);
	return 0;
}

int dev_set_mtu_ext(struct net_device *dev, int new_mtu,
		    struct netlink_ext_ack *extack)
{
	int orig_mtu = (int)dev->mtu, err;

	ASSERT_RTNL();
	if (new_mtu == orig_mtu)
		return 0;
	if (new_mtu < 0 || (unsigned int)new_mtu < dev->min_mtu) {
		NL_SET_ERR_MSG(extack, "mtu less than device minimum");
		return -EINVAL;
	}
	if (dev->max_mtu && (unsigned int)new_mtu > dev->max_mtu) {
		NL_SET_ERR_MSG(extack, "mtu greater than device maximum");
		return -EINVAL;
	}
	if (!netif_device_present(dev))
		return -ENODEV;
	err = notifier_to_errno(
		call_netdevice_notifiers(NETDEV_PRECHANGEMTU, dev));
	if (err)
		return err;
	err = __dev_set_mtu(dev, new_mtu);
	if (err)
		return err;
	err = notifier_to_errno(call_netdevice_notifiers_mtu(
		NETDEV_CHANGEMTU, dev, (u32)orig_mtu));
	if (err) {
		/* somebody cannot live with it: go back, and tell */
		__dev_set_mtu(dev, orig_mtu);
		call_netdevice_notifiers_mtu(NETDEV_CHANGEMTU, dev,
					     (u32)new_mtu);
	}
	return err;
}
EXPORT_SYMBOL(dev_set_mtu_ext);

/**
 * dev_set_mtu - change the largest payload of a frame
 *
 * Context: process, rtnl held.
 * Return: 0, -EINVAL outside min_mtu..max_mtu, -ENODEV, the driver's.
 */
int dev_set_mtu(struct net_device *dev, int new_mtu)
{
	return dev_set_mtu_ext(dev, new_mtu, NULL);
}
EXPORT_SYMBOL(dev_set_mtu);

int dev_set_mac_address(struct net_device *dev, struct sockaddr *sa,
			struct netlink_ext_ack *extack)
{
	const struct net_device_ops *ops = dev->netdev_ops;
	struct netdev_notifier_pre_changeaddr_info info = {
		.info = {.dev = dev, .extack = extack},
		.dev_addr = (const unsigned char *)sa->sa_data,
	};
	int err;

	ASSERT_RTNL();
	if (!ops->ndo_set_mac_address)
		return -EOPNOTSUPP;
	if (sa->sa_family != dev->type)
		return -EINVAL;
	if (!netif_device_present(dev))
		return -ENODEV;
	err = notifier_to_errno(call_netdevice_notifiers_info(
		NETDEV_PRE_CHANGEADDR, &info.info));
	if (err)
		return err;
	if (memcmp(dev->dev_addr, sa->sa_data, dev->addr_len)) {
		err = CALL("net_device_ops.ndo_set_mac_address",
			   ops->ndo_set_mac_address, dev, sa);
		if (err)
			return err;
	}
	dev->addr_assign_type = NET_ADDR_SET;
	call_netdevice_notifiers(NETDEV_CHANGEADDR, dev);
	return 0;
}
EXPORT_SYMBOL(dev_set_mac_address);

/**
 * dev_change_name - rename; @newname may have one %d
 *
 * Context: process, rtnl held. Return: 0, -EEXIST, -EINVAL.
 */
int dev_change_name(struct net_device *dev, const char *newname)
{
	char oldname[IFNAMSIZ], name[IFNAMSIZ];
	unsigned char old_type = dev->name_assign_type;
	int err;

	ASSERT_RTNL();
	if (!strncmp(newname, dev->name, IFNAMSIZ))
		return 0;
	strscpy(oldname, dev->name, IFNAMSIZ);
	err = dev_prep_valid_name(dev_net(dev), dev, newname);
	if (err < 0)
		return err;
	strscpy(name, dev->name, IFNAMSIZ);
	strscpy(dev->name, oldname,
		IFNAMSIZ); /* readers see one or the other */

	netdev_name_rehash(dev, name);
	dev->name_assign_type = NET_NAME_RENAMED;
	err = notifier_to_errno(
		call_netdevice_notifiers(NETDEV_CHANGENAME, dev));
	if (err) {
		netdev_name_rehash(dev, oldname);
		dev->name_assign_type = old_type;
		call_netdevice_notifiers(NETDEV_CHANGENAME, dev);
		return err;
	}
	netdev_info(dev, "renamed from %s\n", oldname);
	return 0;
}
EXPORT_SYMBOL(dev_change_name);

int dev_set_alias(struct net_device *dev, const char *alias, size_t len)
{
	char *new = NULL;

	ASSERT_RTNL();
	if (len >= IFALIASZ)
		return -EINVAL;
	if (len) {
		new = kzalloc(len + 1, GFP_KERNEL);
		if (!new)
			return -ENOMEM;
		memcpy(new, alias, len);
	}
	kfree(dev->ifalias);
	dev->ifalias = new;
	return (int)len;
}
EXPORT_SYMBOL(dev_set_alias);

void dev_set_group(struct net_device *dev, int new_group)
{
	dev->group = (u32)new_group;
}
EXPORT_SYMBOL(dev_set_group);

int dev_change_carrier(struct net_device *dev, bool new_carrier)
{
	const struct net_device_ops *ops = dev->netdev_ops;

	if (!ops->ndo_change_carrier)
		return -EOPNOTSUPP;
	if (!netif_device_present(dev))
		return -ENODEV;
	return CALL("net_device_ops.ndo_change_carrier",
		    ops->ndo_change_carrier, dev, new_carrier);
}
EXPORT_SYMBOL(dev_change_carrier);

int dev_change_proto_down(struct net_device *dev, bool proto_down)
{
	if (!netif_device_present(dev))
		return -ENODEV;
	if (proto_down)
		netif_carrier_off(dev);
	else
		netif_carrier_on(dev);
	dev->proto_down = proto_down;
	return 0;
}
EXPORT_SYMBOL(dev_change_proto_down);

int dev_change_tx_queue_len(struct net_device *dev, unsigned long new_len)
{
	unsigned int orig = dev->tx_queue_len;
	int err;

	ASSERT_RTNL();
	if (new_len != (unsigned int)new_len)
		return -ERANGE;
	if (new_len == orig)
		return 0;
	WRITE_ONCE(dev->tx_queue_len, (unsigned int)new_len);
	err = notifier_to_errno(
		call_netdevice_notifiers(NETDEV_CHANGE_TX_QUEUE_LEN, dev));
	if (!err)
		err = dev_qdisc_change_tx_queue_len(dev);
	if (err) {
		WRITE_ONCE(dev->tx_queue_len, orig);
		netdev_err(dev, "refused to change device tx_queue_len\n");
	}
	return err;
}
EXPORT_SYMBOL(dev_change_tx_queue_len);

/* ---- another namespace
 * ------------------------------------------------------- */

/**
 * dev_change_net_namespace - move a device
 * @pat: name to take when its own is in use there; may have one %d; or NULL
 *
 * To the old namespace it looks unregistered, to the new one registered.
 * Context: process, rtnl held.
 */
int dev_change_net_namespace(struct net_device *dev, struct net *net,
			     const char *pat)
{
	char name[IFNAMSIZ];
	int err, ifindex;

	ASSERT_RTNL();
	if (dev->features & NETIF_F_NETNS_LOCAL)
		return -EINVAL;
	if (dev->reg_state != NETREG_REGISTERED)
		return -EINVAL;
	if (net_eq(dev_net(dev), net))
		return 0;
	strscpy(name, dev->name, IFNAMSIZ);
	if (__dev_get_by_name(net, name)) {
		char old[IFNAMSIZ];

		if (!pat)
			return -EEXIST;
		strscpy(old, name, IFNAMSIZ);
		err = dev_prep_valid_name(net, dev, pat);
		if (err < 0)
			return err;
		strscpy(name, dev->name, IFNAMSIZ);
		strscpy(dev->name, old, IFNAMSIZ); /* until it has moved */
	}
	dev_close(dev);
	unlist_netdevice(dev);
	synchronize_net();
	dev_shutdown(dev);
	call_netdevice_notifiers(NETDEV_UNREGISTER, dev);
	rcu_barrier();
	dev_uc_flush(dev);
	dev_mc_flush(dev);

	dev_net_set(dev, net);
	strscpy(dev->name, name, IFNAMSIZ);
	ifindex = dev_index_reserve(net, dev->ifindex);
	if (ifindex < 0)
		ifindex = dev_index_reserve(net, 0);
	dev->ifindex = ifindex;
	dev_init_scheduler(dev);
	list_netdevice(dev);
	call_netdevice_notifiers(NETDEV_REGISTER, dev);
	synchronize_net();
	return 0;
}
EXPORT_SYMBOL(dev_change_net_namespace);

/* ---- queues and sizes
 * --------------------------------------------------------- */

/**
 * netif_set_real_num_tx_queues - how many of the transmit queues are in use
 *
 * Context: rtnl once registered. Return: 0, -EINVAL.
 */
int netif_set_real_num_tx_queues(struct net_device *dev, unsigned int txq)
{
	bool disabling = txq < dev->real_num_tx_queues;

	if (txq < 1 || txq > dev->num_tx_queues)
		return -EINVAL;
	if (dev->reg_state != NETREG_REGISTERED) {
		dev->real_num_tx_queues = txq;
		return 0;
	}
	ASSERT_RTNL();
	dev_qdisc_change_real_num_tx(dev, txq);
	WRITE_ONCE(dev->real_num_tx_queues, txq);
	if (!disabling)
		return 0;
	synchronize_net();
	for (unsigned int i = txq; i < dev->num_tx_queues; i++) {
		struct Qdisc *q = dev->_tx[i].qdisc;

		if (q && !(q->flags & TCQ_F_BUILTIN)) {
			spin_lock_bh(qdisc_lock(q));
			qdisc_reset(q);
			spin_unlock_bh(qdisc_lock(q));
		}
	}
	return 0;
}
EXPORT_SYMBOL(netif_set_real_num_tx_queues);

int netif_set_real_num_rx_queues(struct net_device *dev, unsigned int rxq)
{
	if (rxq < 1 || rxq > dev->num_rx_queues)
		return -EINVAL;
	if (dev->reg_state == NETREG_REGISTERED)
		ASSERT_RTNL();
	dev->real_num_rx_queues = rxq;
	return 0;
}
EXPORT_SYMBOL(netif_set_real_num_rx_queues);

void netif_set_tso_max_size(struct net_device *dev, unsigned int size)
{
	dev->tso_max_size = min(GSO_MAX_SIZE, size);
	if (size < READ_ONCE(dev->gso_max_size))
		netif_set_gso_max_size(dev, size);
	if (size < READ_ONCE(dev->gso_ipv4_max_size))
		WRITE_ONCE(dev->gso_ipv4_max_size, size);
}
EXPORT_SYMBOL(netif_set_tso_max_size);

void netif_set_gso_max_size(struct net_device *dev, unsigned int size)
{
	WRITE_ONCE(dev->gso_max_size, size);
	if (size <= GSO_LEGACY_MAX_SIZE)
		WRITE_ONCE(dev->gso_ipv4_max_size, size);
}
EXPORT_SYMBOL(netif_set_gso_max_size);
