/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * devinet - what devinet.c, devinet_conf.c and devinet_ifa.c share
 *
 * Where:   those three files.
 * Mirrors: the static declarations of net/ipv4/devinet.c.
 * Spec:    none.
 */
#ifndef PROTO_IPV4_DEVINET_H
#define PROTO_IPV4_DEVINET_H

#include "proto/ipv4/inetdevice.h"

int devinet_sysctl_register(struct in_device *idev);
void devinet_sysctl_unregister(struct in_device *idev);
int devinet_conf_net_init(struct net *net);
void devinet_conf_net_exit(struct net *net);

/* devinet.c. RTNL. */
struct in_ifaddr *inet_alloc_ifa(struct in_device *in_dev);
void inet_free_ifa(struct in_ifaddr *ifa);
int inet_insert_ifa(struct in_ifaddr *ifa);
void inet_del_ifa(struct in_device *in_dev, struct in_ifaddr **ifap,
		  int destroy);
void inet_ifa_notify(unsigned long event, struct in_ifaddr *ifa);

/* devinet_ifa.c: addresses that end by themselves */
void inet_lifetime_net_init(struct net *net);
void inet_lifetime_net_exit(struct net *net);
void inet_check_lifetime(struct net *net);

#endif /* PROTO_IPV4_DEVINET_H */
