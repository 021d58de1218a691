// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fib_rules - which table is asked for which packet: the family-neutral half
 *
 * Where:   fib_lookup() of each family; changed by the control side.
 * Mirrors: net/core/fib_rules.c without the netlink messages; l3mdev rules
 *          and tunnel ids are left out.
 * Spec:    ip-rule(8).
 *
 * The rules of a family are one list by preference. The first that matches
 * decides: look into a table, jump forward, or refuse. A jump goes only to a
 * higher preference, so every lookup ends.
 */
#include "core/fib_rules.h"

#include "core/extack.h"
#include "core/fib_notifier.h"
#include "core/netdevice.h"
#include "core/rtnl.h"
#include "lib/byteorder.h"
#include "lib/kernel.h"
#include "lib/slab.h"

static const struct fib_kuid_range fib_kuid_range_unset = {0, ~0u};

/* Context: any. */
void fib_rule_cfg_init(struct fib_rule_cfg *cfg, int family)
{
	memset(cfg, 0, sizeof(*cfg));
	cfg->family = family;
	cfg->action = FR_ACT_TO_TBL;
	cfg->suppress_prefixlen = -1;
	cfg->suppress_ifgroup = -1;
	cfg->uid_range = fib_kuid_range_unset;
}
EXPORT_SYMBOL(fib_rule_cfg_init);

bool fib_rule_port_match(const struct fib_rule_port_range *range, __be16 port)
{
	return ntohs(port) >= range->start && ntohs(port) <= range->end;
}
EXPORT_SYMBOL(fib_rule_port_match);

/* Whether the rule takes every packet, as those made at the start do. */
bool fib_rule_matchall(const struct fib_rule *rule)
{
	return !rule->iifindex && !rule->oifindex && !rule->mark &&
	       !rule->flags && rule->suppress_ifgroup == -1 &&
	       rule->suppress_prefixlen == -1 && !rule->ip_proto &&
	       rule->uid_range.start == fib_kuid_range_unset.start &&
	       rule->uid_range.end == fib_kuid_range_unset.end &&
	       !fib_rule_port_range_set(&rule->sport_range) &&
	       !fib_rule_port_range_set(&rule->dport_range);
}
EXPORT_SYMBOL(fib_rule_matchall);

static struct fib_rules_ops *lookup_rules_ops(const struct net *net, int family)
{
	struct fib_rules_ops *ops;

	list_for_each_entry_rcu (ops, &net->rules_ops, list)
		if (ops->family == family)
			return ops;
	return NULL;
}

static struct fib_rules_ops *control_ops(const struct net *net, int family,
					 struct netlink_ext_ack *extack)
{
	struct fib_rules_ops *ops = lookup_rules_ops(net, family);

	ASSERT_RTNL();
	if (!ops)
		NL_SET_ERR_MSG(extack, "Rule family not supported");
	return ops;
}

/* ---- registration -------------------------------------------------------- */

/**
 * fib_rules_register - a family has rules in this namespace
 * @tmpl: its ops; copied
 * @net: the namespace
 *
 * Context: process, namespace init.
 * Return: the copy, with no rules; ERR_PTR(-EEXIST), -ENOMEM, -EINVAL.
 */
struct fib_rules_ops *fib_rules_register(const struct fib_rules_ops *tmpl,
					 struct net *net)
{
	struct fib_rules_ops *ops;
	int err = 0;

	if (tmpl->rule_size < (int)sizeof(struct fib_rule) || !tmpl->match ||
	    !tmpl->configure || !tmpl->compare || !tmpl->fill || !tmpl->action)
		return ERR_PTR(-EINVAL);
	ops = kmemdup(tmpl, sizeof(*ops), GFP_KERNEL);
	if (!ops)
		return ERR_PTR(-ENOMEM);
	INIT_LIST_HEAD(&ops->rules_list);
	ops->fro_net = net;

	spin_lock(&net->rules_mod_lock);
	if (lookup_rules_ops(net, ops->family))
		err = -EEXIST;
	else
		list_add_tail_rcu(&ops->list, &net->rules_ops);
	spin_unlock(&net->rules_mod_lock);
	if (!err)
		return ops;
	kfree(ops);
	return ERR_PTR(err);
}
EXPORT_SYMBOL(fib_rules_register);

/* Takes @ops, and all its rules. Context: RTNL or namespace exit. */
void fib_rules_unregister(struct fib_rules_ops *ops)
{
	struct net *net = ops->fro_net;
	struct fib_rule *rule, *tmp;

	spin_lock(&net->rules_mod_lock);
	list_del_rcu(&ops->list);
	spin_unlock(&net->rules_mod_lock);

	list_for_each_entry_safe (rule, tmp, &ops->rules_list, list) {
		list_del_rcu(&rule->list);
		if (ops->delete)
			ops->delete (rule);
		fib_rule_put(rule);
	}
	kfree_rcu(ops, rcu);
}
EXPORT_SYMBOL(fib_rules_unregister);

/* One that is there from the start. Return: 0, -ENOMEM. */
int fib_default_rule_add(struct fib_rules_ops *ops, u32 pref, u32 table,
			 u32 flags)
{
	struct fib_rule *r = kzalloc(ops->rule_size, GFP_KERNEL);

	if (!r)
		return -ENOMEM;
	refcount_set(&r->refcnt, 1);
	r->action = FR_ACT_TO_TBL;
	r->pref = pref;
	r->table = table;
	r->flags = flags;
	r->proto = RTPROT_KERNEL;
	r->fr_net = ops->fro_net;
	r->uid_range = fib_kuid_range_unset;
	r->suppress_prefixlen = -1;
	r->suppress_ifgroup = -1;
	list_add_tail_rcu(&r->list, &ops->rules_list);
	return 0;
}
EXPORT_SYMBOL(fib_default_rule_add);

/* One before the second rule: behind local, before all that exist. */
u32 fib_default_rule_pref(struct fib_rules_ops *ops)
{
	struct fib_rule *rule;
	struct list_head *pos;

	if (list_empty(&ops->rules_list))
		return 0;
	pos = ops->rules_list.next;
	if (pos->next == &ops->rules_list)
		return 0;
	rule = list_entry(pos->next, struct fib_rule, list);
	return rule->pref ? rule->pref - 1 : 0;
}
EXPORT_SYMBOL(fib_default_rule_pref);

/* ---- lookup -------------------------------------------------------------- */

static bool fib_rule_match(struct fib_rule *rule, struct fib_rules_ops *ops,
			   struct flowi *fl, int flags)
{
	int iifindex = READ_ONCE(rule->iifindex);
	int oifindex = READ_ONCE(rule->oifindex);
	bool ret = false;

	if (iifindex && iifindex != fl->flowi_iif)
		goto out;
	if (oifindex && oifindex != fl->flowi_oif)
		goto out;
	if ((rule->mark ^ fl->flowi_mark) & rule->mark_mask)
		goto out;
	if (fl->flowi_uid < rule->uid_range.start ||
	    fl->flowi_uid > rule->uid_range.end)
		goto out;
	ret = ops->match(rule, fl, flags);
out:
	return rule->flags & FIB_RULE_INVERT ? !ret : ret;
}

/* What the matching rule says; -EAGAIN: go on. */
static int fib_rule_do(struct fib_rule *rule, struct fib_rules_ops *ops,
		       struct flowi *fl, int flags, struct fib_lookup_arg *arg)
{
	int err;

	if (rule->action == FR_ACT_NOP)
		return -EAGAIN;
	err = ops->action(rule, fl, flags, arg);
	if (!err && ops->suppress && ops->suppress(rule, flags, arg))
		return -EAGAIN;
	return err;
}

int fib_rules_lookup(struct fib_rules_ops *ops, struct flowi *fl, int flags,
		     struct fib_lookup_arg *arg)
{
	struct fib_rule *rule;
	int err;

	list_for_each_entry_rcu (rule, &ops->rules_list, list) {
		bool match = fib_rule_match(rule, ops, fl, flags);

		/* Targets have higher preferences: this ends. */
		while (match && rule->action == FR_ACT_GOTO) {
			struct fib_rule *target =
				rcu_dereference(rule->ctarget);

			if (!target)
				break;
			rule = target;
			match = fib_rule_match(rule, ops, fl, flags);
		}
		if (!match || rule->action == FR_ACT_GOTO)
			continue;
		err = fib_rule_do(rule, ops, fl, flags, arg);
		if (err == -EAGAIN)
			continue;
		if (!(arg->flags & FIB_LOOKUP_NOREF) &&
		    !refcount_inc_not_zero(&rule->refcnt))
			return -ESRCH;
		arg->rule = rule;
		return err;
	}
	return -ESRCH;
}
EXPORT_SYMBOL(fib_rules_lookup);

/* ---- changes ------------------------------------------------------------- */

static bool port_range_valid(const struct fib_rule_port_range *r)
{
	return (!r->start && !r->end) ||
	       (r->start && r->end >= r->start && r->end < 0xffff);
}

static int fib_rule_cfg_check(struct fib_rules_ops *ops,
			      const struct fib_rule_cfg *cfg, u32 pref,
			      struct netlink_ext_ack *extack)
{
	if (cfg->src_len > ops->addr_size * 8) {
		NL_SET_ERR_MSG(extack, "Invalid source address");
		return -EINVAL;
	}
	if (cfg->dst_len > ops->addr_size * 8) {
		NL_SET_ERR_MSG(extack, "Invalid destination address");
		return -EINVAL;
	}
	if (cfg->l3mdev) {
		NL_SET_ERR_MSG(extack, "l3mdev rules are not supported");
		return -EOPNOTSUPP;
	}
	if (cfg->action == FR_ACT_GOTO && !cfg->target) {
		NL_SET_ERR_MSG(extack, "Missing goto target for action goto");
		return -EINVAL;
	}
	if (cfg->action == FR_ACT_GOTO && cfg->target <= pref) {
		NL_SET_ERR_MSG(extack, "Backward goto not supported");
		return -EINVAL;
	}
	if (!port_range_valid(&cfg->sport_range)) {
		NL_SET_ERR_MSG(extack, "Invalid sport range");
		return -EINVAL;
	}
	if (!port_range_valid(&cfg->dport_range)) {
		NL_SET_ERR_MSG(extack, "Invalid dport range");
		return -EINVAL;
	}
	if (cfg->uid_range.start > cfg->uid_range.end) {
		NL_SET_ERR_MSG(extack, "fib rule uid range is invalid");
		return -EINVAL;
	}
	return 0;
}

static int ifindex_of(struct net *net, const char *name)
{
	struct net_device *dev;

	if (!name[0])
		return 0;
	dev = __dev_get_by_name(net, name);
	return dev ? dev->ifindex : -1;
}

/* Gives the neutral half of a rule as @cfg states it, or ERR_PTR(). */
static struct fib_rule *fib_cfg2rule(struct net *net, struct fib_rules_ops *ops,
				     const struct fib_rule_cfg *cfg,
				     struct netlink_ext_ack *extack)
{
	u32 pref = cfg->has_pref ? cfg->pref : fib_default_rule_pref(ops);
	struct fib_rule *rule;
	int err;

	err = fib_rule_cfg_check(ops, cfg, pref, extack);
	if (err)
		return ERR_PTR(err);
	rule = kzalloc(ops->rule_size, GFP_KERNEL);
	if (!rule)
		return ERR_PTR(-ENOMEM);

	refcount_set(&rule->refcnt, 1);
	rule->fr_net = net;
	rule->pref = pref;
	rule->proto = cfg->has_proto ? cfg->proto : RTPROT_UNSPEC;
	memcpy(rule->iifname, cfg->iifname, IFNAMSIZ - 1);
	memcpy(rule->oifname, cfg->oifname, IFNAMSIZ - 1);
	rule->iifindex = ifindex_of(net, rule->iifname);
	rule->oifindex = ifindex_of(net, rule->oifname);
	rule->mark = cfg->mark;
	/* A mark without a mask is compared whole. */
	if (cfg->has_mark_mask)
		rule->mark_mask = cfg->mark_mask;
	else if (cfg->mark)
		rule->mark_mask = 0xFFFFFFFF;
	rule->action = cfg->action;
	rule->target = cfg->target;
	rule->flags = cfg->flags & FIB_RULE_INVERT;
	rule->table = cfg->table;
	rule->suppress_prefixlen = cfg->suppress_prefixlen;
	rule->suppress_ifgroup = cfg->suppress_ifgroup;
	rule->ip_proto = cfg->ip_proto;
	rule->uid_range = cfg->uid_range;
	rule->sport_range = cfg->sport_range;
	rule->dport_range = cfg->dport_range;
	return rule;
}

static bool range_eq(const struct fib_rule_port_range *a,
		     const struct fib_rule_port_range *b)
{
	return a->start == b->start && a->end == b->end;
}

static bool rule_exists(struct fib_rules_ops *ops,
			const struct fib_rule_cfg *cfg,
			const struct fib_rule *rule)
{
	struct fib_rule *r;

	list_for_each_entry (r, &ops->rules_list, list) {
		if (r->action == rule->action && r->table == rule->table &&
		    r->pref == rule->pref &&
		    !memcmp(r->iifname, rule->iifname, IFNAMSIZ) &&
		    !memcmp(r->oifname, rule->oifname, IFNAMSIZ) &&
		    r->mark == rule->mark && r->mark_mask == rule->mark_mask &&
		    r->suppress_ifgroup == rule->suppress_ifgroup &&
		    r->suppress_prefixlen == rule->suppress_prefixlen &&
		    r->uid_range.start == rule->uid_range.start &&
		    r->uid_range.end == rule->uid_range.end &&
		    r->ip_proto == rule->ip_proto && r->proto == rule->proto &&
		    range_eq(&r->sport_range, &rule->sport_range) &&
		    range_eq(&r->dport_range, &rule->dport_range) &&
		    ops->compare(r, cfg))
			return true;
	}
	return false;
}

/* Those that jump to a preference that now exists. */
static void rule_resolve_gotos(struct fib_rules_ops *ops, struct fib_rule *rule)
{
	struct fib_rule *r;

	if (!ops->unresolved_rules)
		return;
	list_for_each_entry (r, &ops->rules_list, list) {
		if (r->action == FR_ACT_GOTO && r->target == rule->pref &&
		    !r->ctarget) {
			rcu_assign_pointer(r->ctarget, rule);
			if (--ops->unresolved_rules == 0)
				break;
		}
	}
}

/* By preference; behind those of the same. */
static void rule_link(struct fib_rules_ops *ops, struct fib_rule *rule)
{
	struct fib_rule *r, *last = NULL;
	bool unresolved = false;

	if (rule->action == FR_ACT_GOTO) {
		list_for_each_entry (r, &ops->rules_list, list) {
			if (r->pref == rule->target) {
				rule->ctarget = r;
				break;
			}
		}
		unresolved = !rule->ctarget;
	}
	list_for_each_entry (r, &ops->rules_list, list) {
		if (r->pref > rule->pref)
			break;
		last = r;
	}
	if (last)
		list_add_rcu(&rule->list, &last->list);
	else
		list_add_rcu(&rule->list, &ops->rules_list);
	rule_resolve_gotos(ops, rule);
	if (rule->action == FR_ACT_GOTO)
		ops->nr_goto_rules++;
	if (unresolved)
		ops->unresolved_rules++;
}

static void rule_changed(struct fib_rules_ops *ops, struct fib_rule *rule,
			 enum fib_event_type event)
{
	ops->fib_rules_seq++;
	call_fib_notifiers(ops->fro_net, ops->family, event, 0, rule);
	if (ops->flush_cache)
		ops->flush_cache(ops);
}

/**
 * fib_newrule - add a rule
 * @net: the namespace
 * @cfg: the rule; without has_pref it goes before the second one
 * @extack: gets the sentence
 *
 * Context: process, RTNL held.
 * Return: 0, -EEXIST (with NLM_F_EXCL), -EAFNOSUPPORT, -EINVAL, -ENOMEM.
 */
int fib_newrule(struct net *net, const struct fib_rule_cfg *cfg,
		struct netlink_ext_ack *extack)
{
	struct fib_rules_ops *ops = control_ops(net, cfg->family, extack);
	struct fib_rule *rule;
	int err;

	if (!ops)
		return -EAFNOSUPPORT;
	rule = fib_cfg2rule(net, ops, cfg, extack);
	if (IS_ERR(rule))
		return PTR_ERR(rule);
	err = -EEXIST;
	if ((cfg->nlflags & NLM_F_EXCL) && rule_exists(ops, cfg, rule))
		goto out_free;
	err = ops->configure(rule, cfg, extack);
	if (err < 0)
		goto out_free;
	rule_link(ops, rule);
	rule_changed(ops, rule, FIB_EVENT_RULE_ADD);
	return 0;
out_free:
	kfree(rule);
	return err;
}
EXPORT_SYMBOL(fib_newrule);

/* The first rule that has all that @cfg states. */
static struct fib_rule *rule_find(struct fib_rules_ops *ops,
				  const struct fib_rule_cfg *cfg)
{
	struct fib_rule *r;

	list_for_each_entry (r, &ops->rules_list, list) {
		if ((cfg->action && r->action != cfg->action) ||
		    (cfg->table && r->table != cfg->table) ||
		    (cfg->has_pref && r->pref != cfg->pref) ||
		    (cfg->iifname[0] && strcmp(r->iifname, cfg->iifname)) ||
		    (cfg->oifname[0] && strcmp(r->oifname, cfg->oifname)) ||
		    (cfg->mark && r->mark != cfg->mark) ||
		    (cfg->has_mark_mask && r->mark_mask != cfg->mark_mask) ||
		    (cfg->ip_proto && r->ip_proto != cfg->ip_proto) ||
		    (cfg->has_proto && r->proto != cfg->proto))
			continue;
		if (cfg->has_suppress_prefixlen &&
		    r->suppress_prefixlen != cfg->suppress_prefixlen)
			continue;
		if (cfg->has_suppress_ifgroup &&
		    r->suppress_ifgroup != cfg->suppress_ifgroup)
			continue;
		if (cfg->has_uid_range &&
		    (r->uid_range.start != cfg->uid_range.start ||
		     r->uid_range.end != cfg->uid_range.end))
			continue;
		if (fib_rule_port_range_set(&cfg->sport_range) &&
		    !range_eq(&r->sport_range, &cfg->sport_range))
			continue;
		if (fib_rule_port_range_set(&cfg->dport_range) &&
		    !range_eq(&r->dport_range, &cfg->dport_range))
			continue;
		if (ops->compare(r, cfg))
			return r;
	}
	return NULL;
}

/* Jumps to @rule go to the next of its preference, or nowhere. */
static void rule_unlink(struct fib_rules_ops *ops, struct fib_rule *rule)
{
	struct fib_rule *r, *n = NULL;

	if (rule->action == FR_ACT_GOTO) {
		ops->nr_goto_rules--;
		if (!rule->ctarget)
			ops->unresolved_rules--;
	}
	if (!list_is_last(&rule->list, &ops->rules_list)) {
		n = list_next_entry(rule, list);
		if (n->pref != rule->pref)
			n = NULL;
	}
	list_del_rcu(&rule->list);
	if (!ops->nr_goto_rules)
		return;
	list_for_each_entry (r, &ops->rules_list, list) {
		if (r->ctarget != rule)
			continue;
		rcu_assign_pointer(r->ctarget, n);
		if (!n)
			ops->unresolved_rules++;
	}
}

/**
 * fib_delrule - delete the first rule that has all that is stated
 * @net: the namespace
 * @cfg: what is stated; zeroes and has_* false match any
 * @extack: gets the sentence
 *
 * Context: process, RTNL held.
 * Return: 0, -ENOENT, -EPERM (a permanent rule), -EAFNOSUPPORT.
 */
int fib_delrule(struct net *net, const struct fib_rule_cfg *cfg,
		struct netlink_ext_ack *extack)
{
	struct fib_rules_ops *ops = control_ops(net, cfg->family, extack);
	struct fib_rule *rule;
	int err;

	if (!ops)
		return -EAFNOSUPPORT;
	rule = rule_find(ops, cfg);
	if (!rule)
		return -ENOENT;
	if (rule->flags & FIB_RULE_PERMANENT)
		return -EPERM;
	if (ops->delete) {
		err = ops->delete (rule);
		if (err)
			return err;
	}
	rule_unlink(ops, rule);
	rule_changed(ops, rule, FIB_EVENT_RULE_DEL);
	fib_rule_put(rule);
	return 0;
}
EXPORT_SYMBOL(fib_delrule);

/* ---- dumps --------------------------------------------------------------- */

static void fib_rule_fill(const struct fib_rule *rule,
			  struct fib_rules_ops *ops, struct fib_rule_cfg *cfg)
{
	fib_rule_cfg_init(cfg, ops->family);
	cfg->action = rule->action;
	cfg->flags = rule->flags;
	if (rule->action == FR_ACT_GOTO && !rule->ctarget)
		cfg->flags |= FIB_RULE_UNRESOLVED;
	if (rule->iifindex == -1)
		cfg->flags |= FIB_RULE_IIF_DETACHED;
	if (rule->oifindex == -1)
		cfg->flags |= FIB_RULE_OIF_DETACHED;
	cfg->table = rule->table;
	cfg->pref = rule->pref;
	cfg->has_pref = true;
	cfg->target = rule->target;
	cfg->mark = rule->mark;
	cfg->mark_mask = rule->mark_mask;
	cfg->has_mark = cfg->has_mark_mask = rule->mark || rule->mark_mask;
	cfg->proto = rule->proto;
	cfg->has_proto = true;
	cfg->ip_proto = rule->ip_proto;
	memcpy(cfg->iifname, rule->iifname, IFNAMSIZ);
	memcpy(cfg->oifname, rule->oifname, IFNAMSIZ);
	cfg->suppress_prefixlen = rule->suppress_prefixlen;
	cfg->suppress_ifgroup = rule->suppress_ifgroup;
	cfg->uid_range = rule->uid_range;
	cfg->has_uid_range =
		rule->uid_range.start != fib_kuid_range_unset.start ||
		rule->uid_range.end != fib_kuid_range_unset.end;
	cfg->sport_range = rule->sport_range;
	cfg->dport_range = rule->dport_range;
	ops->fill(rule, cfg);
}

/**
 * fib_rules_walk - call a function for each rule, in their order
 * @net: the namespace
 * @family: AF_*
 * @fn: gets the rule, and it as the control side would state it
 * @data: for @fn
 *
 * Context: RTNL or RCU. Return: what @fn returned last; -EAFNOSUPPORT.
 */
int fib_rules_walk(struct net *net, int family,
		   int (*fn)(const struct fib_rule *rule,
			     const struct fib_rule_cfg *cfg, void *data),
		   void *data)
{
	struct fib_rules_ops *ops = lookup_rules_ops(net, family);
	struct fib_rule_cfg cfg;
	struct fib_rule *rule;
	int err;

	if (!ops)
		return -EAFNOSUPPORT;
	list_for_each_entry_rcu (rule, &ops->rules_list, list) {
		fib_rule_fill(rule, ops, &cfg);
		err = fn(rule, &cfg, data);
		if (err)
			return err;
	}
	return 0;
}
EXPORT_SYMBOL(fib_rules_walk);

/* +1 with each change. Context: RTNL or RCU. */
unsigned int fib_rules_seq_read(struct net *net, int family)
{
	struct fib_rules_ops *ops = lookup_rules_ops(net, family);

	return ops ? ops->fib_rules_seq : 0;
}
EXPORT_SYMBOL(fib_rules_seq_read);

/* ---- devices ------------------------------------------------------------- */

static void attach_rules(struct fib_rules_ops *ops, struct net_device *dev)
{
	struct fib_rule *rule;

	list_for_each_entry (rule, &ops->rules_list, list) {
		if (rule->iifindex == -1 && !strcmp(dev->name, rule->iifname))
			WRITE_ONCE(rule->iifindex, dev->ifindex);
		if (rule->oifindex == -1 && !strcmp(dev->name, rule->oifname))
			WRITE_ONCE(rule->oifindex, dev->ifindex);
	}
}

static void detach_rules(struct fib_rules_ops *ops, struct net_device *dev)
{
	struct fib_rule *rule;

	list_for_each_entry (rule, &ops->rules_list, list) {
		if (rule->iifindex == dev->ifindex)
			WRITE_ONCE(rule->iifindex, -1);
		if (rule->oifindex == dev->ifindex)
			WRITE_ONCE(rule->oifindex, -1);
	}
}

static int fib_rules_event(struct notifier_block *nb, unsigned long event,
			   void *ptr)
{
	struct net_device *dev = netdev_notifier_info_to_dev(ptr);
	struct fib_rules_ops *ops;

	list_for_each_entry (ops, &dev_net(dev)->rules_ops, list) {
		if (event == NETDEV_CHANGENAME || event == NETDEV_UNREGISTER)
			detach_rules(ops, dev);
		if (event == NETDEV_CHANGENAME || event == NETDEV_REGISTER)
			attach_rules(ops, dev);
	}
	return NOTIFY_DONE;
}

static struct notifier_block fib_rules_notifier = {fib_rules_event, 0};

static int fib_rules_init(void)
{
	return register_netdevice_notifier(&fib_rules_notifier);
}

static void fib_rules_exit(void)
{
	unregister_netdevice_notifier(&fib_rules_notifier);
}
fs_initcall(fib_rules_init, fib_rules_exit);
