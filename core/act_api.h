/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * act_api - the slot for actions: what to do with a packet that matched
 *
 * Where:   called by a classifier that found its filter.
 * Mirrors: include/net/act_api.h.
 */
#ifndef CORE_ACT_API_H
#define CORE_ACT_API_H

#include "core/pkt_cls.h"
#include "core/tc_param.h"

struct tc_action;
struct tc_action_ops;
struct tc_action_net;

/* The head of every action's own struct. */
struct tc_action {
	const struct tc_action_ops *ops;
	u32 type; /* as ops->id */
	u32 index;
	struct list_head list; /* rtnl: all of this kind in a namespace */
	refcount_t refcnt;
	atomic_t bindcnt; /* filters that use it */
	int action;	  /* TC_ACT_* after it */
	struct tcf_t tm;  /* jiffies */
	struct gnet_stats_basic_sync bstats;
	struct gnet_stats_queue qstats;
	spinlock_t lock;
	struct rcu_head rcu;
};

/**
 * struct tc_action_ops - one kind of action
 * @kind: "gact", "mirred", "police"
 * @id: TCA_ID_*
 * @size: of the struct that begins with struct tc_action
 * @params, @n_params: options, as for a qdisc
 * @act: required; softirq, rcu_read_lock(); borrows; TC_ACT_*, where STOLEN,
 *	 QUEUED, TRAP and CONSUMED take
 * @init: optional; rtnl; parameters are in place
 * @cleanup: optional; rtnl; before it is freed
 * @owner: THIS_MODULE
 */
struct tc_action_ops {
	const char *kind;
	u32 id;
	size_t size;
	const struct tc_param *params;
	unsigned int n_params;
	int (*act)(struct sk_buff *skb, const struct tc_action *a,
		   struct tcf_result *res);
	int (*init)(struct net *net, struct nlattr *nla, struct nlattr *est,
		    struct tc_action **act, struct tcf_proto *tp, u32 flags,
		    struct netlink_ext_ack *extack);
	void (*cleanup)(struct tc_action *a);
	int (*dump)(struct sk_buff *skb, struct tc_action *a, int bind,
		    int ref);
	struct net_device *(*get_dev)(const struct tc_action *a);
	struct module *owner;
};

/* Context: process. */
int tcf_register_action(const struct tc_action_ops *ops);
void tcf_unregister_action(const struct tc_action_ops *ops);
const struct tc_action_ops *tc_lookup_action(const char *kind);
#define module_tcf_action(ops)                                                 \
	module_driver(ops, tcf_register_action, tcf_unregister_action)

#endif /* CORE_ACT_API_H */
