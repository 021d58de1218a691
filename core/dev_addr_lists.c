// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * dev_addr_lists - the unicast and multicast addresses a device listens to
 *
 * Where:   IGMP, packet sockets and stacked devices add; ndo_set_rx_mode()
 *          of the driver reads.
 * Mirrors: net/core/dev_addr_lists.c. A linear list: hosts have few groups.
 */
#include "core/netdevice.h"
#include "core/rtnl.h"
#include "lib/slab.h"
#include "lib/string.h"

void __hw_addr_init(struct netdev_hw_addr_list *list)
{
	INIT_LIST_HEAD(&list->list);
	list->count = 0;
}
EXPORT_SYMBOL(__hw_addr_init);

static struct netdev_hw_addr *hw_addr_find(struct netdev_hw_addr_list *list,
					   const unsigned char *addr,
					   unsigned int len, u8 type)
{
	struct netdev_hw_addr *ha;

	netdev_hw_addr_list_for_each(ha, list)
	{
		if (ha->type == type && !memcmp(ha->addr, addr, len))
			return ha;
	}
	return NULL;
}

/* Context: addr_list_lock. -EEXIST only when @excl. */
static int __hw_addr_add(struct net_device *dev,
			 struct netdev_hw_addr_list *list,
			 const unsigned char *addr, u8 type, bool global,
			 bool excl)
{
	struct netdev_hw_addr *ha;

	ha = hw_addr_find(list, addr, dev->addr_len, type);
	if (ha) {
		if (excl)
			return -EEXIST;
		if (global) {
			if (ha->global_use)
				return 0;
			ha->global_use = true;
		}
		ha->refcount++;
		return 0;
	}
	ha = kzalloc(sizeof(*ha), GFP_ATOMIC);
	if (!ha)
		return -ENOMEM;
	memcpy(ha->addr, addr, dev->addr_len);
	ha->type = type;
	ha->refcount = 1;
	ha->global_use = global;
	list_add_tail_rcu(&ha->list, &list->list);
	list->count++;
	return 0;
}

static int __hw_addr_del(struct net_device *dev,
			 struct netdev_hw_addr_list *list,
			 const unsigned char *addr, u8 type, bool global)
{
	struct netdev_hw_addr *ha;

	ha = hw_addr_find(list, addr, dev->addr_len, type);
	if (!ha || (global && !ha->global_use))
		return -ENOENT;
	if (global)
		ha->global_use = false;
	if (--ha->refcount)
		return 0;
	list_del_rcu(&ha->list);
	kfree_rcu(ha, rcu_head);
	list->count--;
	return 0;
}

static void __hw_addr_flush(struct netdev_hw_addr_list *list)
{
	struct netdev_hw_addr *ha, *tmp;

	list_for_each_entry_safe (ha, tmp, &list->list, list) {
		list_del_rcu(&ha->list);
		kfree_rcu(ha, rcu_head);
	}
	list->count = 0;
}

/* ---- unicast, multicast ---------------------------------------------------
 */

static int hw_addr_change(struct net_device *dev,
			  struct netdev_hw_addr_list *list,
			  const unsigned char *addr, u8 type, bool add,
			  bool global, bool excl)
{
	int err;

	spin_lock_bh(&dev->addr_list_lock);
	if (add)
		err = __hw_addr_add(dev, list, addr, type, global, excl);
	else
		err = __hw_addr_del(dev, list, addr, type, global);
	if (!err)
		__dev_set_rx_mode(dev);
	spin_unlock_bh(&dev->addr_list_lock);
	return err;
}

int dev_uc_add(struct net_device *dev, const unsigned char *addr)
{
	return hw_addr_change(dev, &dev->uc, addr, NETDEV_HW_ADDR_T_UNICAST,
			      true, false, false);
}
EXPORT_SYMBOL(dev_uc_add);

int dev_uc_add_excl(struct net_device *dev, const unsigned char *addr)
{
	return hw_addr_change(dev, &dev->uc, addr, NETDEV_HW_ADDR_T_UNICAST,
			      true, false, true);
}
EXPORT_SYMBOL(dev_uc_add_excl);

int dev_uc_del(struct net_device *dev, const unsigned char *addr)
{
	return hw_addr_change(dev, &dev->uc, addr, NETDEV_HW_ADDR_T_UNICAST,
			      false, false, false);
}
EXPORT_SYMBOL(dev_uc_del);

int dev_mc_add(struct net_device *dev, const unsigned char *addr)
{
	return hw_addr_change(dev, &dev->mc, addr, NETDEV_HW_ADDR_T_MULTICAST,
			      true, false, false);
}
EXPORT_SYMBOL(dev_mc_add);

int dev_mc_add_global(struct net_device *dev, const unsigned char *addr)
{
	return hw_addr_change(dev, &dev->mc, addr, NETDEV_HW_ADDR_T_MULTICAST,
			      true, true, false);
}
EXPORT_SYMBOL(dev_mc_add_global);

int dev_mc_del(struct net_device *dev, const unsigned char *addr)
{
	return hw_addr_change(dev, &dev->mc, addr, NETDEV_HW_ADDR_T_MULTICAST,
			      false, false, false);
}
EXPORT_SYMBOL(dev_mc_del);

int dev_mc_del_global(struct net_device *dev, const unsigned char *addr)
{
	return hw_addr_change(dev, &dev->mc, addr, NETDEV_HW_ADDR_T_MULTICAST,
			      false, true, false);
}
EXPORT_SYMBOL(dev_mc_del_global);

void dev_uc_flush(struct net_device *dev)
{
	spin_lock_bh(&dev->addr_list_lock);
	__hw_addr_flush(&dev->uc);
	spin_unlock_bh(&dev->addr_list_lock);
}
EXPORT_SYMBOL(dev_uc_flush);

void dev_mc_flush(struct net_device *dev)
{
	spin_lock_bh(&dev->addr_list_lock);
	__hw_addr_flush(&dev->mc);
	spin_unlock_bh(&dev->addr_list_lock);
}
EXPORT_SYMBOL(dev_mc_flush);

/* ---- stacked devices --------------------------------------------------------
 */

/* Give @to what @from has and it has not given yet; take back what is gone. */
static int hw_addr_sync(struct net_device *to, struct netdev_hw_addr_list *tl,
			struct netdev_hw_addr_list *fl)
{
	struct netdev_hw_addr *ha, *tmp;
	int err = 0;

	list_for_each_entry_safe (ha, tmp, &fl->list, list) {
		if (!ha->sync_cnt) {
			err = __hw_addr_add(to, tl, ha->addr, ha->type, false,
					    false);
			if (err)
				break;
			ha->sync_cnt++;
			ha->refcount++;
		} else if (ha->refcount == 1) {
			__hw_addr_del(to, tl, ha->addr, ha->type, false);
			list_del_rcu(&ha->list);
			kfree_rcu(ha, rcu_head);
			fl->count--;
		}
	}
	return err;
}

static void hw_addr_unsync(struct net_device *to,
			   struct netdev_hw_addr_list *tl,
			   struct net_device *from,
			   struct netdev_hw_addr_list *fl)
{
	struct netdev_hw_addr *ha, *tmp;

	list_for_each_entry_safe (ha, tmp, &fl->list, list) {
		if (!ha->sync_cnt)
			continue;
		__hw_addr_del(to, tl, ha->addr, ha->type, false);
		ha->sync_cnt--;
		__hw_addr_del(from, fl, ha->addr, ha->type, false);
	}
}

/* @from's lock is held by its ndo_set_rx_mode(). Context: BH off. */
int dev_uc_sync(struct net_device *to, struct net_device *from)
{
	int err;

	spin_lock_nested(&to->addr_list_lock, to->lower_level);
	err = hw_addr_sync(to, &to->uc, &from->uc);
	if (!err)
		__dev_set_rx_mode(to);
	spin_unlock(&to->addr_list_lock);
	return err;
}
EXPORT_SYMBOL(dev_uc_sync);

int dev_mc_sync(struct net_device *to, struct net_device *from)
{
	int err;

	spin_lock_nested(&to->addr_list_lock, to->lower_level);
	err = hw_addr_sync(to, &to->mc, &from->mc);
	if (!err)
		__dev_set_rx_mode(to);
	spin_unlock(&to->addr_list_lock);
	return err;
}
EXPORT_SYMBOL(dev_mc_sync);

void dev_uc_unsync(struct net_device *to, struct net_device *from)
{
	spin_lock_bh(&from->addr_list_lock);
	spin_lock_nested(&to->addr_list_lock, to->lower_level);
	hw_addr_unsync(to, &to->uc, from, &from->uc);
	__dev_set_rx_mode(to);
	spin_unlock(&to->addr_list_lock);
	spin_unlock_bh(&from->addr_list_lock);
}
EXPORT_SYMBOL(dev_uc_unsync);

void dev_mc_unsync(struct net_device *to, struct net_device *from)
{
	spin_lock_bh(&from->addr_list_lock);
	spin_lock_nested(&to->addr_list_lock, to->lower_level);
	hw_addr_unsync(to, &to->mc, from, &from->mc);
	__dev_set_rx_mode(to);
	spin_unlock(&to->addr_list_lock);
	spin_unlock_bh(&from->addr_list_lock);
}
EXPORT_SYMBOL(dev_mc_unsync);

/* ---- telling the driver; the device's own address ---------------------------
 */

static void set_promisc_for_uc(struct net_device *dev)
{
	/* A device that cannot filter several addresses hears everything. */
	if (dev->priv_flags & IFF_UNICAST_FLT)
		return;
	if (!netdev_uc_empty(dev) && !dev->uc_promisc) {
		dev->uc_promisc = true;
		dev->promiscuity++;
		dev->flags |= IFF_PROMISC;
	} else if (netdev_uc_empty(dev) && dev->uc_promisc) {
		dev->uc_promisc = false;
		if (!--dev->promiscuity)
			dev->flags &= ~(unsigned int)IFF_PROMISC;
	}
}

void __dev_set_rx_mode(struct net_device *dev)
{
	const struct net_device_ops *ops = dev->netdev_ops;

	if (!(dev->flags & IFF_UP) || !netif_device_present(dev))
		return;
	set_promisc_for_uc(dev);
	if (ops->ndo_set_rx_mode)
		CALL_VOID("net_device_ops.ndo_set_rx_mode",
			  ops->ndo_set_rx_mode, dev);
}
EXPORT_SYMBOL(__dev_set_rx_mode);

void dev_set_rx_mode(struct net_device *dev)
{
	spin_lock_bh(&dev->addr_list_lock);
	__dev_set_rx_mode(dev);
	spin_unlock_bh(&dev->addr_list_lock);
}
EXPORT_SYMBOL(dev_set_rx_mode);

/**
 * dev_addr_mod - write part of the device's own address
 *
 * Context: rtnl, or before registration.
 */
void dev_addr_mod(struct net_device *dev, unsigned int offset, const void *addr,
		  size_t len)
{
	if (WARN_ON_ONCE(offset + len > MAX_ADDR_LEN))
		return;
	memcpy(&dev->dev_addr[offset], addr, len);
}
EXPORT_SYMBOL(dev_addr_mod);

void dev_addr_set(struct net_device *dev, const u8 *addr)
{
	dev_addr_mod(dev, 0, addr, dev->addr_len);
}
EXPORT_SYMBOL(dev_addr_set);
