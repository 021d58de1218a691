/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * dev_priv - what the files cut from net/core/dev.c share
 *
 * Where:   dev.c, dev_config.c, dev_notify.c, dev_features.c, dev_find.c.
 * Mirrors: net/core/dev.h.
 */
#ifndef CORE_DEV_PRIV_H
#define CORE_DEV_PRIV_H

#include "core/netdevice.h"

/* dev_find.c: rtnl */
void list_netdevice(struct net_device *dev);
void unlist_netdevice(struct net_device *dev);
int dev_index_reserve(struct net *net, int ifindex);
int dev_prep_valid_name(struct net *net, struct net_device *dev,
			const char *want);
void netdev_name_rehash(struct net_device *dev, const char *newname);

/* dev_notify.c */
void netdev_adjacent_init(struct net_device *dev);
bool netdev_adjacent_empty(const struct net_device *dev);
int call_netdevice_notifiers_mtu(unsigned long val, struct net_device *dev,
				 u32 mtu);

/* dev_features.c */
void netdev_features_register(struct net_device *dev);

/* rps.c; rtnl */
void netdev_rps_release(struct net_device *dev);

#endif /* CORE_DEV_PRIV_H */
