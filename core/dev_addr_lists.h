/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * dev_addr_lists - the unicast and multicast addresses a device listens to
 *
 * Where:   IGMP, packet sockets, bridges add; the driver's ndo_set_rx_mode()
 *          programs its filter from them.
 * Mirrors: the netdev_hw_addr parts of include/linux/netdevice.h,
 *          net/core/dev_addr_lists.c.
 */
#ifndef CORE_DEV_ADDR_LISTS_H
#define CORE_DEV_ADDR_LISTS_H

#include "hdr/if.h"
#include "lib/list.h"
#include "lib/rcupdate.h"
#include "lib/types.h"

struct net_device;

#define NETDEV_HW_ADDR_T_LAN	   1
#define NETDEV_HW_ADDR_T_SAN	   2
#define NETDEV_HW_ADDR_T_UNICAST   3
#define NETDEV_HW_ADDR_T_MULTICAST 4

struct netdev_hw_addr {
	struct list_head list;
	unsigned char addr[MAX_ADDR_LEN];
	unsigned char type;
	bool global_use; /* added by a user of "ip maddr" */
	int sync_cnt;	 /* lower devices that have it from us */
	int refcount;
	int synced;
	struct rcu_head rcu_head;
};

struct netdev_hw_addr_list {
	struct list_head list;
	int count;
};

#define netdev_hw_addr_list_count(l) ((l)->count)
#define netdev_hw_addr_list_empty(l) ((l)->count == 0)
#define netdev_hw_addr_list_for_each(ha, l)                                    \
	list_for_each_entry (ha, &(l)->list, list)
#define netdev_uc_count(dev) netdev_hw_addr_list_count(&(dev)->uc)
#define netdev_uc_empty(dev) netdev_hw_addr_list_empty(&(dev)->uc)
#define netdev_for_each_uc_addr(ha, dev)                                       \
	netdev_hw_addr_list_for_each(ha, &(dev)->uc)
#define netdev_mc_count(dev) netdev_hw_addr_list_count(&(dev)->mc)
#define netdev_mc_empty(dev) netdev_hw_addr_list_empty(&(dev)->mc)
#define netdev_for_each_mc_addr(ha, dev)                                       \
	netdev_hw_addr_list_for_each(ha, &(dev)->mc)

/*
 * Context: rtnl or BH off. Counted: as many del as add. Return: 0, -ENOMEM,
 * -ENOENT; _excl: -EEXIST. The driver hears of it by __dev_set_rx_mode().
 */
int dev_uc_add(struct net_device *dev, const unsigned char *addr);
int dev_uc_add_excl(struct net_device *dev, const unsigned char *addr);
int dev_uc_del(struct net_device *dev, const unsigned char *addr);
int dev_mc_add(struct net_device *dev, const unsigned char *addr);
int dev_mc_add_global(struct net_device *dev, const unsigned char *addr);
int dev_mc_del(struct net_device *dev, const unsigned char *addr);
int dev_mc_del_global(struct net_device *dev, const unsigned char *addr);
/* Copy the lists of a stacked device to its lower one, and take them back. */
int dev_uc_sync(struct net_device *to, struct net_device *from);
int dev_mc_sync(struct net_device *to, struct net_device *from);
void dev_uc_unsync(struct net_device *to, struct net_device *from);
void dev_mc_unsync(struct net_device *to, struct net_device *from);
void dev_uc_flush(struct net_device *dev);
void dev_mc_flush(struct net_device *dev);
void __hw_addr_init(struct netdev_hw_addr_list *list);

/* Tell the driver. _: addr_list_lock held. */
void __dev_set_rx_mode(struct net_device *dev);
void dev_set_rx_mode(struct net_device *dev);

/* The device's own address; the driver's business before registration. */
void dev_addr_mod(struct net_device *dev, unsigned int offset, const void *addr,
		  size_t len);
void dev_addr_set(struct net_device *dev, const u8 *addr);
#define __dev_addr_set(dev, addr, len) dev_addr_mod(dev, 0, addr, len)

#endif /* CORE_DEV_ADDR_LISTS_H */
