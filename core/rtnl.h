/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rtnl - one configuration change at a time, machine-wide
 *
 * Where:   everything that registers, opens, renames or re-plugs a device.
 * Mirrors: the lock of net/core/rtnetlink.c and its rtnl_link_ops; messages
 *          are netlink/rtnetlink_link.c's.
 */
#ifndef CORE_RTNL_H
#define CORE_RTNL_H

#include "lib/list.h"
#include "lib/lockdep.h"
#include "lib/sched.h"
#include "lib/types.h"

struct module;
struct net;
struct net_device;
struct netlink_ext_ack;
struct nlattr;
struct nla_policy;
struct sk_buff;

/*
 * Context: process. Unlocking also finishes what was unregistered meanwhile
 * (netdev_run_todo()), which may sleep until the last reference has gone.
 */
void rtnl_lock(void);
int rtnl_lock_killable(void);
bool rtnl_trylock(void);
void rtnl_unlock(void);
void __rtnl_unlock(void);
bool rtnl_is_locked(void);
bool lockdep_rtnl_is_held(void);

#define ASSERT_RTNL()	    lockdep_assert(lockdep_rtnl_is_held())
#define rtnl_dereference(p) (p)

/**
 * struct rtnl_link_ops - a kind of virtual link: "ip link add type KIND"
 * @kind: required; shown by ip -d link
 * @priv_size: for alloc_netdev
 * @setup: required; fills the fresh net_device
 * @maxtype, @policy: attributes of IFLA_INFO_DATA
 * @validate: optional; process; refuse before anything is made
 * @newlink: optional; rtnl; default register_netdevice()
 * @changelink: optional; rtnl
 * @configure: optional, ours; rtnl; knobs as text, "rate=10mbit delay=5ms":
 *	before newlink and again at any time; all of them or none, with a text
 *	that names the wrong one and what there is
 * @dellink: optional; rtnl; default unregister_netdevice_queue()
 * @max_queues: optional, ours; how many queues each way a device with these
 *	options gets; default 1
 * @get_size, @fill_info: optional; dump of IFLA_INFO_DATA
 * @get_link_net: optional; the namespace of the lower device
 * @owner: THIS_MODULE
 */
struct rtnl_link_ops {
	const char *kind;
	size_t priv_size;
	void (*setup)(struct net_device *dev);
	unsigned int (*max_queues)(const char *options);
	unsigned int maxtype;
	const struct nla_policy *policy;
	int (*validate)(struct nlattr *tb[], struct nlattr *data[],
			struct netlink_ext_ack *extack);
	int (*newlink)(struct net *src_net, struct net_device *dev,
		       struct nlattr *tb[], struct nlattr *data[],
		       struct netlink_ext_ack *extack);
	int (*changelink)(struct net_device *dev, struct nlattr *tb[],
			  struct nlattr *data[],
			  struct netlink_ext_ack *extack);
	int (*configure)(struct net_device *dev, const char *options,
			 struct netlink_ext_ack *extack);
	void (*dellink)(struct net_device *dev, struct list_head *head);
	size_t (*get_size)(const struct net_device *dev);
	int (*fill_info)(struct sk_buff *skb, const struct net_device *dev);
	struct net *(*get_link_net)(const struct net_device *dev);
	struct module *owner;
};

/* Context: process. Unregistering deletes every link of that kind. */
int rtnl_link_register(const struct rtnl_link_ops *ops);
void rtnl_link_unregister(const struct rtnl_link_ops *ops);
/* Context: rtnl. NULL when no module has it. */
const struct rtnl_link_ops *rtnl_link_ops_get(const char *kind);
/* Walk the kinds: @fn until it returns false. Context: rtnl. */
void rtnl_link_ops_walk(bool (*fn)(void *data, const struct rtnl_link_ops *ops),
			void *data);
/*
 * Make, configure and register one without netlink: "dummy" or "dummy%d".
 * @options: for configure(), or NULL. Context: process, takes rtnl.
 */
struct net_device *rtnl_create_link(struct net *net, const char *kind,
				    const char *name, const char *options,
				    struct netlink_ext_ack *extack);
int rtnl_configure_link(struct net_device *dev, const char *options,
			struct netlink_ext_ack *extack);	      /* rtnl */
int rtnl_delete_link(struct net_device *dev, struct list_head *head); /* rtnl */

#endif /* CORE_RTNL_H */
