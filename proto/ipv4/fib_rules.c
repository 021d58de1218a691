// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fib_rules - IPv4's rules, and the lookup through them
 *
 * Where:   fib_lookup(), for every packet that has no kept route.
 * Mirrors: net/ipv4/fib_rules.c and fib_lookup() of include/net/ip_fib.h.
 * Spec:    ip-rule(8): 0 local, 32766 main, 32767 default.
 *
 * Until somebody adds a rule, the three of the start need not be walked:
 * main's trie holds local's routes too, then comes default.
 */
#include "core/extack.h"
#include "core/module.h"
#include "core/netdevice.h"
#include "core/rtnl.h"
#include "core/skbuff.h"
#include "hdr/ip.h"
#include "lib/kernel.h"
#include "proto/ipv4/fib_lookup.h"
#include "proto/ipv4/inetdevice.h"
#include "proto/ipv4/route.h"

struct fib4_rule {
	struct fib_rule common; /* first */
	u8 dst_len;
	u8 src_len;
	u8 tos;
	__be32 src;
	__be32 srcmask;
	__be32 dst;
	__be32 dstmask;
	u32 tclassid;
};

static const struct fib4_rule *to_rule4(const struct fib_rule *rule)
{
	return container_of_const(rule, struct fib4_rule, common);
}

/* One of the three of the start, as it was made. */
bool fib4_rule_default(const struct fib_rule *rule)
{
	const struct fib4_rule *r = to_rule4(rule);

	if (!fib_rule_matchall(rule) || rule->action != FR_ACT_TO_TBL ||
	    rule->l3mdev || r->src_len || r->dst_len || r->tos)
		return false;
	return rule->table == RT_TABLE_LOCAL || rule->table == RT_TABLE_MAIN ||
	       rule->table == RT_TABLE_DEFAULT;
}
EXPORT_SYMBOL(fib4_rule_default);

bool fib4_has_custom_rules(const struct net *net)
{
	return net_ipv4(net)->fib_has_custom_rules;
}

unsigned int fib4_rules_seq_read(struct net *net)
{
	return fib_rules_seq_read(net, AF_INET);
}

/**
 * __fib_lookup - the lookup through all rules
 * @net: the namespace
 * @flp: the key
 * @res: filled in
 * @flags: FIB_LOOKUP_*
 *
 * Context: RCU. Return: as fib_lookup().
 */
int __fib_lookup(struct net *net, struct flowi4 *flp, struct fib_result *res,
		 unsigned int flags)
{
	struct fib_lookup_arg arg = {.result = res, .flags = flags};
	int err;

	err = fib_rules_lookup(net_ipv4(net)->rules_ops, flowi4_to_flowi(flp),
			       0, &arg);
	res->tclassid = arg.rule ? to_rule4(arg.rule)->tclassid : 0;
	if (err == -ESRCH)
		err = -ENETUNREACH;
	return err;
}
EXPORT_SYMBOL(__fib_lookup);

/**
 * fib_lookup - where does this flow go?
 * @net: the namespace
 * @flp: the key
 * @res: filled in; borrowed until the RCU section ends
 * @flags: FIB_LOOKUP_IGNORE_LINKSTATE or 0
 *
 * Context: RCU.
 * Return: 0; -ENETUNREACH no route; else the route's or the rule's error.
 */
int fib_lookup(struct net *net, const struct flowi4 *flp,
	       struct fib_result *res, unsigned int flags)
{
	struct netns_ipv4 *ipv4 = net_ipv4(net);
	struct fib_table *tb;
	int err = -EAGAIN;

	flags |= FIB_LOOKUP_NOREF;
	if (READ_ONCE(ipv4->fib_has_custom_rules))
		return __fib_lookup(net, (struct flowi4 *)flp, res, flags);

	res->tclassid = 0;
	tb = rcu_dereference(ipv4->fib_main);
	if (tb)
		err = fib_table_lookup(tb, flp, res, flags);
	if (err == -EAGAIN) {
		tb = rcu_dereference(ipv4->fib_default);
		if (tb)
			err = fib_table_lookup(tb, flp, res, flags);
	}
	return err == -EAGAIN ? -ENETUNREACH : err;
}
EXPORT_SYMBOL(fib_lookup);

/* ---- ops ----------------------------------------------------------------- */

static int fib4_rule_action(struct fib_rule *rule, struct flowi *flp, int flags,
			    struct fib_lookup_arg *arg)
{
	struct fib_table *tbl;

	switch (rule->action) {
	case FR_ACT_TO_TBL:
		break;
	case FR_ACT_UNREACHABLE:
		return -ENETUNREACH;
	case FR_ACT_PROHIBIT:
		return -EACCES;
	case FR_ACT_BLACKHOLE:
	default:
		return -EINVAL;
	}
	tbl = fib_get_table(rule->fr_net, rule->table);
	if (!tbl)
		return -EAGAIN;
	return fib_table_lookup(tbl, &flp->u.ip4, arg->result, arg->flags);
}

/* "suppress_prefixlength 0": everything but the default route. */
static bool fib4_rule_suppress(struct fib_rule *rule, int flags,
			       struct fib_lookup_arg *arg)
{
	struct fib_result *result = arg->result;
	struct net_device *dev = NULL;

	if (result->fi)
		dev = fib_info_nhc(result->fi, 0)->nhc_dev;
	if (result->prefixlen > rule->suppress_prefixlen &&
	    (rule->suppress_ifgroup == -1 || !dev ||
	     dev->group != (u32)rule->suppress_ifgroup))
		return false;
	if (!(arg->flags & FIB_LOOKUP_NOREF))
		fib_info_put(result->fi);
	return true;
}

static int fib4_rule_match(struct fib_rule *rule, struct flowi *fl, int flags)
{
	const struct fib4_rule *r = to_rule4(rule);
	const struct flowi4 *fl4 = &fl->u.ip4;

	if (((fl4->saddr ^ r->src) & r->srcmask) ||
	    ((fl4->daddr ^ r->dst) & r->dstmask))
		return 0;
	if (r->tos && r->tos != fl4->flowi4_tos)
		return 0;
	if (rule->ip_proto && rule->ip_proto != fl4->flowi4_proto)
		return 0;
	if (fib_rule_port_range_set(&rule->sport_range) &&
	    !fib_rule_port_match(&rule->sport_range, fl4->fl4_sport))
		return 0;
	if (fib_rule_port_range_set(&rule->dport_range) &&
	    !fib_rule_port_match(&rule->dport_range, fl4->fl4_dport))
		return 0;
	return 1;
}

static struct fib_table *fib_empty_table(struct net *net)
{
	u32 id;

	for (id = 1; id < RT_TABLE_MAX; id++)
		if (!fib_get_table(net, id))
			return fib_new_table(net, id);
	return NULL;
}

static bool requires_fldissect(const struct fib_rule *rule)
{
	return rule->ip_proto || fib_rule_port_range_set(&rule->sport_range) ||
	       fib_rule_port_range_set(&rule->dport_range);
}

static __be32 cfg_addr(const u8 *bytes)
{
	__be32 addr;

	memcpy(&addr, bytes, sizeof(addr));
	return addr;
}

static int fib4_rule_configure(struct fib_rule *rule,
			       const struct fib_rule_cfg *cfg,
			       struct netlink_ext_ack *extack)
{
	struct fib4_rule *rule4 = (struct fib4_rule *)rule;
	struct net *net = rule->fr_net;
	struct netns_ipv4 *ipv4 = net_ipv4(net);
	struct fib_table *table;
	int err;

	if (cfg->tos & 3) {
		NL_SET_ERR_MSG(extack,
			       "Invalid dsfield (tos): ECN bits must be 0");
		return -EINVAL;
	}
	if (cfg->tos & ~IPTOS_TOS_MASK) {
		NL_SET_ERR_MSG(extack, "Invalid tos");
		return -EINVAL;
	}
	/* From here on local is asked at its own rule only. */
	err = fib_unmerge(net);
	if (err)
		return err;
	if (rule->table == RT_TABLE_UNSPEC && rule->action == FR_ACT_TO_TBL) {
		table = fib_empty_table(net);
		if (!table)
			return -ENOBUFS;
		rule->table = table->tb_id;
	}
	rule4->tos = cfg->tos;
	rule4->src_len = cfg->src_len;
	rule4->dst_len = cfg->dst_len;
	rule4->srcmask = inet_make_mask(cfg->src_len);
	rule4->dstmask = inet_make_mask(cfg->dst_len);
	rule4->src = cfg->src_len ? cfg_addr(cfg->src) : 0;
	rule4->dst = cfg->dst_len ? cfg_addr(cfg->dst) : 0;
	rule4->tclassid = cfg->tclassid;
	if (rule4->tclassid)
		ipv4->fib_num_tclassid_users++;
	if (requires_fldissect(rule))
		ipv4->fib_rules_require_fldissect++;
	WRITE_ONCE(ipv4->fib_has_custom_rules, true);
	return 0;
}

static int fib4_rule_delete(struct fib_rule *rule)
{
	struct netns_ipv4 *ipv4 = net_ipv4(rule->fr_net);
	int err;

	if (!ipv4->fib_exiting) {
		err = fib_unmerge(rule->fr_net);
		if (err)
			return err;
	}
	if (to_rule4(rule)->tclassid)
		ipv4->fib_num_tclassid_users--;
	if (requires_fldissect(rule))
		ipv4->fib_rules_require_fldissect--;
	WRITE_ONCE(ipv4->fib_has_custom_rules, true);
	return 0;
}

static int fib4_rule_compare(struct fib_rule *rule,
			     const struct fib_rule_cfg *cfg)
{
	const struct fib4_rule *r = to_rule4(rule);

	if (cfg->src_len &&
	    (r->src_len != cfg->src_len || r->src != cfg_addr(cfg->src)))
		return 0;
	if (cfg->dst_len &&
	    (r->dst_len != cfg->dst_len || r->dst != cfg_addr(cfg->dst)))
		return 0;
	if (cfg->tos && r->tos != cfg->tos)
		return 0;
	if (cfg->tclassid && r->tclassid != cfg->tclassid)
		return 0;
	return 1;
}

static void fib4_rule_fill(const struct fib_rule *rule,
			   struct fib_rule_cfg *cfg)
{
	const struct fib4_rule *r = to_rule4(rule);

	cfg->tos = r->tos;
	cfg->src_len = r->src_len;
	cfg->dst_len = r->dst_len;
	memcpy(cfg->src, &r->src, sizeof(r->src));
	memcpy(cfg->dst, &r->dst, sizeof(r->dst));
	cfg->tclassid = r->tclassid;
}

static void fib4_rule_flush_cache(struct fib_rules_ops *ops)
{
	rt_cache_flush(ops->fro_net);
}

static const struct fib_rules_ops fib4_rules_ops_template = {
	.family = AF_INET,
	.rule_size = sizeof(struct fib4_rule),
	.addr_size = sizeof(u32),
	.action = fib4_rule_action,
	.suppress = fib4_rule_suppress,
	.match = fib4_rule_match,
	.configure = fib4_rule_configure,
	.delete = fib4_rule_delete,
	.compare = fib4_rule_compare,
	.fill = fib4_rule_fill,
	.flush_cache = fib4_rule_flush_cache,
	.nlgroup = RTNLGRP_IPV4_RULE,
	.owner = THIS_MODULE,
};

/* The protocol and ports of a packet, when some rule asks for them. */
bool fib4_rules_early_flow_dissect(struct net *net, struct sk_buff *skb,
				   struct flowi4 *fl4, struct flow_keys *flkeys)
{
	const struct iphdr *iph = ip_hdr(skb);
	const __be16 *ports;
	__be16 _ports[2];

	if (!net_ipv4(net)->fib_rules_require_fldissect)
		return false;
	fl4->flowi4_proto = iph->protocol;
	if (iph->protocol != IPPROTO_TCP && iph->protocol != IPPROTO_UDP &&
	    iph->protocol != IPPROTO_SCTP && iph->protocol != IPPROTO_UDPLITE)
		return true;
	if (iph->frag_off & htons(IP_OFFSET))
		return true;
	ports = skb_header_pointer(skb, skb_network_offset(skb) + iph->ihl * 4,
				   sizeof(_ports), _ports);
	if (!ports)
		return true;
	fl4->fl4_sport = ports[0];
	fl4->fl4_dport = ports[1];
	return true;
}

/* Context: process, namespace init. Return: 0, -ENOMEM. */
int fib4_rules_init(struct net *net)
{
	struct netns_ipv4 *ipv4 = net_ipv4(net);
	struct fib_rules_ops *ops;
	int err;

	ops = fib_rules_register(&fib4_rules_ops_template, net);
	if (IS_ERR(ops))
		return PTR_ERR(ops);
	err = fib_default_rule_add(ops, 0, RT_TABLE_LOCAL, 0);
	if (!err)
		err = fib_default_rule_add(ops, 0x7FFE, RT_TABLE_MAIN, 0);
	if (!err)
		err = fib_default_rule_add(ops, 0x7FFF, RT_TABLE_DEFAULT, 0);
	if (err) {
		fib_rules_unregister(ops);
		return err;
	}
	ipv4->rules_ops = ops;
	ipv4->fib_has_custom_rules = false;
	return 0;
}

void fib4_rules_exit(struct net *net)
{
	fib_rules_unregister(net_ipv4(net)->rules_ops);
}
