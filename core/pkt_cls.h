/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pkt_cls - the slot for classifiers, and tc's door into a device
 *
 * Where:   ingress: __netif_receive_skb_core(), before the packet's type is
 *          looked at; egress: __dev_queue_xmit(), before the qdisc.
 * Mirrors: include/net/pkt_cls.h, and the classifier half of sch_generic.h.
 * Spec:    <linux/pkt_cls.h>: TC_ACT_UNSPEC -1 … TC_ACT_REDIRECT 7.
 */
#ifndef CORE_PKT_CLS_H
#define CORE_PKT_CLS_H

#include <linux/pkt_cls.h>

#include "core/sch_generic.h"
#include "core/tc_param.h"
#include "lib/list.h"
#include "lib/rcupdate.h"
#include "lib/types.h"

struct mini_Qdisc;
struct tcf_block;
struct tcf_chain;
struct tcf_exts;
struct tcf_proto;

/* TC_ACT_* beyond the uapi's: core's own. */
#define TC_ACT_CONSUMED (TC_ACT_VALUE_MAX + 1) /* taken, e.g. reassembly */

/* What a classifier found. */
struct tcf_result {
	union {
		struct {
			unsigned long class;
			u32 classid;
		};
		const struct tcf_proto *goto_tp;
	};
};

struct tcf_walker {
	int stop;
	int skip;
	int count;
	bool nonempty;
	unsigned long cookie;
	int (*fn)(struct tcf_proto *tp, void *node, struct tcf_walker *w);
};

/**
 * struct tcf_proto_ops - one kind of classifier
 * @classify: required; softirq, rcu_read_lock(); borrows; TC_ACT_* or -1
 * The rest: rtnl; @fh are the classifier's own filter nodes.
 */
struct tcf_proto_ops {
	const char *kind;
	int (*classify)(struct sk_buff *skb, const struct tcf_proto *tp,
			struct tcf_result *res);
	int (*init)(struct tcf_proto *tp);
	void (*destroy)(struct tcf_proto *tp, bool rtnl_held,
			struct netlink_ext_ack *extack);
	void *(*get)(struct tcf_proto *tp, u32 handle);
	void (*put)(struct tcf_proto *tp, void *f);
	int (*change)(struct net *net, struct sk_buff *in_skb,
		      struct tcf_proto *tp, unsigned long base, u32 handle,
		      struct nlattr **tca, void **arg, u32 flags,
		      struct netlink_ext_ack *extack);
	int (*delete)(struct tcf_proto *tp, void *arg, bool *last,
		      bool rtnl_held, struct netlink_ext_ack *extack);
	bool (*delete_empty)(struct tcf_proto *tp);
	void (*walk)(struct tcf_proto *tp, struct tcf_walker *arg,
		     bool rtnl_held);
	void (*bind_class)(void *fh, u32 classid, unsigned long cl, void *q,
			   unsigned long base);
	void *(*tmplt_create)(struct net *net, struct tcf_chain *chain,
			      struct nlattr **tca,
			      struct netlink_ext_ack *extack);
	void (*tmplt_destroy)(void *tmplt_priv);
	struct tcf_exts *(*get_exts)(const struct tcf_proto *tp, u32 handle);
	int (*dump)(struct net *net, struct tcf_proto *tp, void *fh,
		    struct sk_buff *skb, struct tcmsg *tcm, bool rtnl_held);
	int (*terse_dump)(struct net *net, struct tcf_proto *tp, void *fh,
			  struct sk_buff *skb, struct tcmsg *tcm,
			  bool rtnl_held);
	int flags;
	struct module *owner;
};

/* One classifier in a chain, by priority and protocol. */
struct tcf_proto {
	/* RCU */
	struct tcf_proto *next;
	void *root; /* the classifier's own */
	int (*classify)(struct sk_buff *skb, const struct tcf_proto *tp,
			struct tcf_result *res);
	__be16 protocol; /* ETH_P_ALL: any */
	/* rtnl */
	u32 prio;
	void *data;
	const struct tcf_proto_ops *ops;
	struct tcf_chain *chain;
	refcount_t refcnt;
	struct rcu_head rcu;
};

struct tcf_chain {
	struct tcf_proto *filter_chain; /* RCU, by prio */
	struct list_head list;
	struct tcf_block *block;
	u32 index;
	unsigned int refcnt;
	unsigned int action_refcnt;
	bool explicitly_created;
	bool flushing;
	void *tmplt_priv;
	const struct tcf_proto_ops *tmplt_ops;
	struct rcu_head rcu;
};

/*
 * What clsact or ingress hangs into a device. @classify is cls_api's; core
 * knows no chain. Statistics are the qdisc's: how much passed, how much died.
 */
struct mini_Qdisc {
	int (*classify)(struct sk_buff *skb, struct mini_Qdisc *miniq,
			struct tcf_result *res);
	struct tcf_proto *filter_list;
	struct tcf_block *block;
	struct Qdisc *qdisc;
	struct rcu_head rcu;
};

/* Filled by sched/act_mirred, bpf: what TC_ACT_REDIRECT does; takes. */
struct tc_redirect_ops {
	int (*redirect)(struct sk_buff *skb);
};
int tc_register_redirect(const struct tc_redirect_ops *ops);
void tc_unregister_redirect(const struct tc_redirect_ops *ops);
int skb_do_redirect(struct sk_buff *skb);

/*
 * core's calls. Give the packet back, or NULL when tc has taken it; then *@ret
 * is what the caller returns.
 */
struct sk_buff *sch_handle_ingress(struct sk_buff *skb, int *ret);
struct sk_buff *sch_handle_egress(struct sk_buff *skb, int *ret,
				  struct net_device *dev);

/* Context: process. */
int register_tcf_proto_ops(const struct tcf_proto_ops *ops);
void unregister_tcf_proto_ops(const struct tcf_proto_ops *ops);
const struct tcf_proto_ops *tcf_proto_lookup_ops(const char *kind);

#endif /* CORE_PKT_CLS_H */
