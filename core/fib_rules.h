/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fib_rules - which table is asked for which packet: the family-neutral half
 *
 * Where:   fib_lookup() of each family, before any table is searched.
 * Mirrors: include/net/fib_rules.h. The netlink messages are parsed in
 *          netlink/; here a rule arrives as struct fib_rule_cfg.
 * Spec:    <linux/fib_rules.h>: actions, flags, attribute numbers.
 *
 * A family registers struct fib_rules_ops in each namespace; its rules are a
 * list ordered by preference, read under RCU, changed under RTNL.
 */
#ifndef CORE_FIB_RULES_H
#define CORE_FIB_RULES_H

#include <linux/fib_rules.h>
#include <linux/in6.h>

#include "core/flow.h"
#include "hdr/if.h"
#include "lib/list.h"
#include "lib/rcupdate.h"
#include "lib/refcount.h"
#include "lib/types.h"

struct module;
struct net;
struct net_device;
struct netlink_ext_ack;

struct fib_kuid_range {
	u32 start;
	u32 end;
};

/* One rule. A family embeds it as the first member of its own. */
struct fib_rule {
	struct list_head list; /* ops->rules_list; RTNL, RCU */
	int iifindex;	       /* 0: any; -1: the name is not here now */
	int oifindex;
	u32 mark; /* matches when (flow mark ^ mark) & mark_mask is 0 */
	u32 mark_mask;
	u32 flags; /* FIB_RULE_INVERT, FIB_RULE_*_DETACHED, … */
	u32 table;
	u8 action; /* FR_ACT_* */
	u8 l3mdev;
	u8 proto; /* RTPROT_*: who made it */
	u8 ip_proto;
	u32 target;		  /* FR_ACT_GOTO: preference to go on at */
	struct fib_rule *ctarget; /* the rule found there, or NULL; RCU */
	struct net *fr_net;
	refcount_t refcnt;
	u32 pref;
	int suppress_ifgroup;	/* -1: none */
	int suppress_prefixlen; /* -1: none */
	char iifname[IFNAMSIZ];
	char oifname[IFNAMSIZ];
	struct fib_kuid_range uid_range;
	struct fib_rule_port_range sport_range;
	struct fib_rule_port_range dport_range;
	struct rcu_head rcu;
};

#define FIB_RULE_ADDR_MAX 16

/* A rule as the control side states it; has_* tell what was stated. */
struct fib_rule_cfg {
	int family;
	u8 action;
	u8 tos;
	u8 src_len;
	u8 dst_len;
	u8 src[FIB_RULE_ADDR_MAX]; /* network order, addr_size bytes */
	u8 dst[FIB_RULE_ADDR_MAX];
	u32 flags; /* FIB_RULE_INVERT or 0 */
	u32 table; /* RT_TABLE_UNSPEC: the family finds a free one */
	u32 pref;
	u32 target;
	u32 mark;
	u32 mark_mask;
	u8 proto;
	u8 ip_proto;
	u8 l3mdev;
	char iifname[IFNAMSIZ];
	char oifname[IFNAMSIZ];
	int suppress_prefixlen;
	int suppress_ifgroup;
	u32 tclassid; /* realms, both halves */
	struct fib_kuid_range uid_range;
	struct fib_rule_port_range sport_range;
	struct fib_rule_port_range dport_range;
	u16 nlflags; /* NLM_F_EXCL */
	bool has_pref;
	bool has_mark;
	bool has_mark_mask;
	bool has_table;
	bool has_proto;
	bool has_uid_range;
	bool has_suppress_prefixlen;
	bool has_suppress_ifgroup;
};

/* The defaults of a rule that states nothing. */
void fib_rule_cfg_init(struct fib_rule_cfg *cfg, int family);

struct fib_lookup_arg {
	void *lookup_ptr;
	const void *lookup_data;
	void *result;
	struct fib_rule *rule; /* a reference, unless FIB_LOOKUP_NOREF */
	u32 table;
	int flags;
#define FIB_LOOKUP_NOREF	    1
#define FIB_LOOKUP_IGNORE_LINKSTATE 2
};

/**
 * struct fib_rules_ops - a family's half of policy routing
 * @family: AF_*
 * @rule_size: bytes of the family's rule
 * @addr_size: bytes of an address
 * @unresolved_rules: goto rules whose target is missing
 * @nr_goto_rules: goto rules
 * @fib_rules_seq: bumped with every change
 * @action: ask the rule's table. 0 found; -EAGAIN go on; else the answer.
 *	Required; softirq or process, RCU.
 * @suppress: whether a result that @action found is put aside. Optional.
 * @match: the family's own conditions. Required.
 * @configure: the family's fields of a new rule. Required; RTNL.
 * @delete: a rule goes; refuse with -errno. Optional; RTNL.
 * @compare: whether a rule has the family's stated fields. Required; RTNL.
 * @fill: the family's fields, for a dump. Required; RTNL or RCU.
 * @flush_cache: results that were kept are wrong now. Optional; RTNL.
 * @owner: module
 */
struct fib_rules_ops {
	int family;
	struct list_head list; /* net->rules_ops */
	int rule_size;
	int addr_size;
	int unresolved_rules;
	int nr_goto_rules;
	unsigned int fib_rules_seq;

	int (*action)(struct fib_rule *rule, struct flowi *fl, int flags,
		      struct fib_lookup_arg *arg);
	bool (*suppress)(struct fib_rule *rule, int flags,
			 struct fib_lookup_arg *arg);
	int (*match)(struct fib_rule *rule, struct flowi *fl, int flags);
	int (*configure)(struct fib_rule *rule, const struct fib_rule_cfg *cfg,
			 struct netlink_ext_ack *extack);
	int (*delete)(struct fib_rule *rule);
	int (*compare)(struct fib_rule *rule, const struct fib_rule_cfg *cfg);
	void (*fill)(const struct fib_rule *rule, struct fib_rule_cfg *cfg);
	void (*flush_cache)(struct fib_rules_ops *ops);

	int nlgroup; /* RTNLGRP_*_RULE */
	struct list_head rules_list;
	struct module *owner;
	struct net *fro_net;
	struct rcu_head rcu;
};

static inline void fib_rule_get(struct fib_rule *rule)
{
	refcount_inc(&rule->refcnt);
}

static inline void fib_rule_put(struct fib_rule *rule)
{
	if (refcount_dec_and_test(&rule->refcnt))
		kfree_rcu(rule, rcu);
}

static inline bool
fib_rule_port_range_set(const struct fib_rule_port_range *range)
{
	return range->start != 0 && range->end != 0;
}

bool fib_rule_port_match(const struct fib_rule_port_range *range, __be16 port);
bool fib_rule_matchall(const struct fib_rule *rule);

/* Context: RTNL or namespace init/exit. Gives a copy of @tmpl, or ERR_PTR. */
struct fib_rules_ops *fib_rules_register(const struct fib_rules_ops *tmpl,
					 struct net *net);
void fib_rules_unregister(struct fib_rules_ops *ops);
int fib_default_rule_add(struct fib_rules_ops *ops, u32 pref, u32 table,
			 u32 flags);
u32 fib_default_rule_pref(struct fib_rules_ops *ops);

/*
 * Walk the rules. Return: 0 and arg->result filled; -ESRCH no rule gave an
 * answer; else what the rule or the route says (-ENETUNREACH, -EACCES, …).
 * Context: RCU.
 */
int fib_rules_lookup(struct fib_rules_ops *ops, struct flowi *fl, int flags,
		     struct fib_lookup_arg *arg);

/* Control. Context: RTNL. Return: 0 or -errno, a sentence in @extack. */
int fib_newrule(struct net *net, const struct fib_rule_cfg *cfg,
		struct netlink_ext_ack *extack);
int fib_delrule(struct net *net, const struct fib_rule_cfg *cfg,
		struct netlink_ext_ack *extack);
/* Every rule of @family in order; stops when @fn returns non-zero. */
int fib_rules_walk(struct net *net, int family,
		   int (*fn)(const struct fib_rule *rule,
			     const struct fib_rule_cfg *cfg, void *data),
		   void *data);
unsigned int fib_rules_seq_read(struct net *net, int family);

#endif /* CORE_FIB_RULES_H */
