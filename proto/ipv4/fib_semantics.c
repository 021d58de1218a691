// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fib_semantics - what a route means: fib_info, its nexthops, its metrics
 *
 * Where:   fib_table_insert() makes one from the control side's words; every
 *          lookup ends at one.
 * Mirrors: net/ipv4/fib_semantics.c, cut: nexthops are checked in fib_nh.c,
 *          chosen and kept alive in fib_select.c.
 * Spec:    RFC 1812 §5.2.4; <linux/rtnetlink.h> for types and scopes.
 *
 * Routes that differ only in prefix, TOS, type or table share one fib_info:
 * a million routes over ten gateways need ten. It is found by a hash of its
 * content. Two counts: fib_treeref, of the routes, under RTNL; fib_clntref,
 * of everybody else who looks at it. A dead one goes after a grace period.
 *
 * A scope says how far a destination is: host (here), link (on the wire),
 * universe (behind a gateway). A route's nexthop must be strictly nearer than
 * the route: that is why a gateway must be on a link, and loops cannot be
 * configured.
 */
#include "core/dst.h"
#include "core/extack.h"
#include "core/fib_notifier.h"
#include "core/netdevice.h"
#include "core/rtnl.h"
#include "lib/jhash.h"
#include "lib/kernel.h"
#include "lib/log2.h"
#include "lib/printk.h"
#include "proto/ipv4/fib_lookup.h"
#include "proto/ipv4/inetdevice.h"
#include "proto/ipv4/route.h"

#define FIB_INFO_HASH_MIN 4 /* bits */

const struct fib_prop fib_props[RTN_MAX + 1] = {
	[RTN_UNSPEC] = {.error = 0, .scope = RT_SCOPE_NOWHERE},
	[RTN_UNICAST] = {.error = 0, .scope = RT_SCOPE_UNIVERSE},
	[RTN_LOCAL] = {.error = 0, .scope = RT_SCOPE_HOST},
	[RTN_BROADCAST] = {.error = 0, .scope = RT_SCOPE_LINK},
	[RTN_ANYCAST] = {.error = 0, .scope = RT_SCOPE_LINK},
	[RTN_MULTICAST] = {.error = 0, .scope = RT_SCOPE_UNIVERSE},
	[RTN_BLACKHOLE] = {.error = -EINVAL, .scope = RT_SCOPE_UNIVERSE},
	[RTN_UNREACHABLE] = {.error = -EHOSTUNREACH,
			     .scope = RT_SCOPE_UNIVERSE},
	[RTN_PROHIBIT] = {.error = -EACCES, .scope = RT_SCOPE_UNIVERSE},
	[RTN_THROW] = {.error = -EAGAIN, .scope = RT_SCOPE_UNIVERSE},
	[RTN_NAT] = {.error = -EINVAL, .scope = RT_SCOPE_NOWHERE},
	[RTN_XRESOLVE] = {.error = -EINVAL, .scope = RT_SCOPE_NOWHERE},
};

/* ---- hashes -------------------------------------------------------------- */

static u32 nh_hash(const struct fib_nh *nh, u32 val)
{
	val = jhash_3words(nh->fib_nh_oif, nh->fib_nh_gw_family,
			   nh->fib_nh_scope, val);
	if (nh->fib_nh_gw_family == AF_INET)
		return jhash_1word(nh->fib_nh_gw4, val);
	return val;
}

static struct hlist_head *fib_info_bucket(const struct fib_info *fi)
{
	struct netns_ipv4 *ipv4 = net_ipv4(fi->fib_net);
	u32 val = fi->fib_nhs << 7 | fi->fib_scope;
	int i;

	val = jhash_3words(fi->fib_protocol << 8 | fi->fib_type,
			   fi->fib_prefsrc, fi->fib_priority, val);
	val = jhash_1word(fi->fib_tb_id, val);
	for (i = 0; i < fi->fib_nhs; i++)
		val = nh_hash(&fi->fib_nh[i], val);
	return &ipv4->fib_info_hash[val >> (32 - ipv4->fib_info_hash_bits)];
}

struct hlist_head *fib_laddr_bucket(struct net *net, __be32 addr)
{
	struct netns_ipv4 *ipv4 = net_ipv4(net);
	u32 val = jhash_1word(addr, 0);

	return &ipv4->fib_info_laddrhash[val >>
					 (32 - ipv4->fib_info_hash_bits)];
}

struct hlist_head *fib_info_devhash_bucket(const struct net_device *dev)
{
	struct netns_ipv4 *ipv4 = net_ipv4(dev_net(dev));
	u32 val = jhash_1word(dev->ifindex, 0);

	return &ipv4->fib_info_devhash[val >> (32 - FIB_DEVINDEX_HASHBITS)];
}

/* Twice as many buckets. Failing to is no error: chains are longer then. */
static void fib_info_hash_grow(struct net *net)
{
	struct netns_ipv4 *ipv4 = net_ipv4(net);
	struct hlist_head *info = ipv4->fib_info_hash, *new_info, *new_laddr;
	struct hlist_head *laddr = ipv4->fib_info_laddrhash;
	unsigned int old = 1u << ipv4->fib_info_hash_bits, i;
	struct hlist_node *tmp;
	struct fib_info *fi;

	new_info = kvcalloc(2 * old, sizeof(*new_info), GFP_KERNEL);
	new_laddr = kvcalloc(2 * old, sizeof(*new_laddr), GFP_KERNEL);
	if (!new_info || !new_laddr) {
		kvfree(new_info);
		kvfree(new_laddr);
		return;
	}
	ipv4->fib_info_hash = new_info;
	ipv4->fib_info_laddrhash = new_laddr;
	ipv4->fib_info_hash_bits++;
	for (i = 0; i < old; i++) {
		hlist_for_each_entry_safe (fi, tmp, &info[i], fib_hash)
			hlist_add_head(&fi->fib_hash, fib_info_bucket(fi));
		hlist_for_each_entry_safe (fi, tmp, &laddr[i], fib_lhash)
			hlist_add_head(&fi->fib_lhash,
				       fib_laddr_bucket(net, fi->fib_prefsrc));
	}
	kvfree(info);
	kvfree(laddr);
}

/* Whether the nexthops are equal; what the link does just now is not. */
static bool nh_same(const struct fib_info *fi, const struct fib_info *ofi)
{
	int i;

	for (i = 0; i < fi->fib_nhs; i++) {
		const struct fib_nh *nh = &fi->fib_nh[i],
				    *onh = &ofi->fib_nh[i];

		if (nh->fib_nh_oif != onh->fib_nh_oif ||
		    nh->fib_nh_gw_family != onh->fib_nh_gw_family ||
		    nh->fib_nh_scope != onh->fib_nh_scope ||
		    nh->fib_nh_weight != onh->fib_nh_weight ||
		    nh->nh_tclassid != onh->nh_tclassid ||
		    ((nh->fib_nh_flags ^ onh->fib_nh_flags) &
		     ~RTNH_COMPARE_MASK))
			return false;
		if (nh->fib_nh_gw_family == AF_INET &&
		    nh->fib_nh_gw4 != onh->fib_nh_gw4)
			return false;
	}
	return true;
}

/* The fib_info that says the same as @nfi, or NULL. Context: RTNL. */
struct fib_info *fib_find_info(struct fib_info *nfi)
{
	struct fib_info *fi;

	hlist_for_each_entry (fi, fib_info_bucket(nfi), fib_hash) {
		if (fi->fib_nhs != nfi->fib_nhs)
			continue;
		if (nfi->fib_protocol == fi->fib_protocol &&
		    nfi->fib_scope == fi->fib_scope &&
		    nfi->fib_prefsrc == fi->fib_prefsrc &&
		    nfi->fib_priority == fi->fib_priority &&
		    nfi->fib_type == fi->fib_type &&
		    nfi->fib_tb_id == fi->fib_tb_id &&
		    memcmp(nfi->fib_metrics->metrics, fi->fib_metrics->metrics,
			   sizeof(fi->fib_metrics->metrics)) == 0 &&
		    !((nfi->fib_flags ^ fi->fib_flags) & ~RTNH_COMPARE_MASK) &&
		    nh_same(nfi, fi))
			return fi;
	}
	return NULL;
}

/* ---- metrics ------------------------------------------------------------- */

/* Gives metrics, clamped as Linux clamps them; or ERR_PTR(). */
static struct dst_metrics *fib_metrics_init(const u32 *mx,
					    struct netlink_ext_ack *extack)
{
	struct dst_metrics *m;

	if (!mx)
		return (struct dst_metrics *)&dst_default_metrics;
	if (mx[RTAX_FEATURES - 1] & ~(u32)RTAX_FEATURE_MASK) {
		NL_SET_ERR_MSG(extack, "Unknown flag set in feature mask in "
				       "metrics attribute");
		return ERR_PTR(-EINVAL);
	}
	m = kzalloc(sizeof(*m), GFP_KERNEL);
	if (!m)
		return ERR_PTR(-ENOMEM);
	memcpy(m->metrics, mx, sizeof(m->metrics));
	m->metrics[RTAX_ADVMSS - 1] =
		min(m->metrics[RTAX_ADVMSS - 1], 65535u - 40);
	m->metrics[RTAX_MTU - 1] = min(m->metrics[RTAX_MTU - 1], 65535u - 15);
	m->metrics[RTAX_HOPLIMIT - 1] =
		min(m->metrics[RTAX_HOPLIMIT - 1], 255u);
	refcount_set(&m->refcnt, 1);
	return m;
}

static void fib_metrics_put(struct dst_metrics *m)
{
	if (m && m != &dst_default_metrics && refcount_dec_and_test(&m->refcnt))
		kfree(m);
}

/* Whether every metric that @cfg states is the route's. */
bool fib_metrics_match(struct fib_config *cfg, struct fib_info *fi)
{
	int i;

	for (i = 0; cfg->fc_mx && i < RTAX_MAX; i++)
		if (cfg->fc_mx[i] &&
		    cfg->fc_mx[i] != fi->fib_metrics->metrics[i])
			return false;
	return true;
}

/* ---- life ---------------------------------------------------------------- */

/* Nobody can see @fi any more, or ever could. */
static void fib_info_destroy(struct fib_info *fi)
{
	int i;

	for (i = 0; i < fi->fib_nhs; i++)
		fib_nh_release(fi->fib_net, &fi->fib_nh[i]);
	fib_metrics_put(fi->fib_metrics);
	kfree(fi);
}

static void free_fib_info_rcu(struct rcu_head *head)
{
	fib_info_destroy(container_of(head, struct fib_info, rcu));
}

/* The last reference is gone. Any context. */
void free_fib_info(struct fib_info *fi)
{
	if (WARN_ON_ONCE(!fi->fib_dead))
		return;
	call_rcu(&fi->rcu, free_fib_info_rcu);
}
EXPORT_SYMBOL(free_fib_info);

/**
 * fib_release_info - a route lets its fib_info go
 * @fi: taken
 *
 * Context: RTNL.
 */
void fib_release_info(struct fib_info *fi)
{
	int i;

	if (!fi || !refcount_dec_and_test(&fi->fib_treeref))
		return;
	hlist_del(&fi->fib_hash);
	net_ipv4(fi->fib_net)->fib_info_cnt--;
	if (fi->fib_prefsrc)
		hlist_del(&fi->fib_lhash);
	for (i = 0; i < fi->fib_nhs; i++)
		if (fi->fib_nh[i].fib_nh_dev)
			hlist_del(&fi->fib_nh[i].nh_hash);
	WRITE_ONCE(fi->fib_dead, 1);
	fib_info_put(fi);
}

/* Make @fi findable; its nexthops get their per-CPU places now. */
static int fib_info_link(struct fib_info *fi)
{
	struct net *net = fi->fib_net;
	struct netns_ipv4 *ipv4 = net_ipv4(net);
	int i, err;

	for (i = 0; i < fi->fib_nhs; i++) {
		err = fib_nh_common_init(net, &fi->fib_nh[i].nh_common, NULL);
		if (err)
			return err;
	}
	if (ipv4->fib_info_cnt >= 1u << ipv4->fib_info_hash_bits)
		fib_info_hash_grow(net);
	ipv4->fib_info_cnt++;
	refcount_set(&fi->fib_treeref, 1);
	refcount_set(&fi->fib_clntref, 1);
	hlist_add_head(&fi->fib_hash, fib_info_bucket(fi));
	if (fi->fib_prefsrc)
		hlist_add_head(&fi->fib_lhash,
			       fib_laddr_bucket(net, fi->fib_prefsrc));
	for (i = 0; i < fi->fib_nhs; i++) {
		struct fib_nh *nh = &fi->fib_nh[i];

		if (nh->fib_nh_dev)
			hlist_add_head(&nh->nh_hash,
				       fib_info_devhash_bucket(nh->fib_nh_dev));
	}
	return 0;
}

/* ---- from the control side's words --------------------------------------- */

static bool fib_valid_prefsrc(struct fib_config *cfg, __be32 prefsrc)
{
	u32 tb_id = cfg->fc_table;
	unsigned int type;

	/* The local route of the very address is added before it is local. */
	if (cfg->fc_type == RTN_LOCAL && cfg->fc_dst && prefsrc == cfg->fc_dst)
		return true;
	if (tb_id == RT_TABLE_MAIN)
		tb_id = RT_TABLE_LOCAL;
	type = inet_addr_type_table(cfg->fc_net, prefsrc, tb_id);
	if (type != RTN_LOCAL && tb_id != RT_TABLE_LOCAL)
		type = inet_addr_type_table(cfg->fc_net, prefsrc,
					    RT_TABLE_LOCAL);
	return type == RTN_LOCAL;
}

/* One nexthop of a multipath route. */
static int fib_get_nh(struct fib_info *fi, int i, const struct fib_config *cfg,
		      struct netlink_ext_ack *extack)
{
	const struct fib_nh_config *mp = &cfg->fc_mp[i];
	struct fib_config nhcfg = {
		.fc_oif = mp->oif,
		.fc_gw_family = mp->gw_family,
		.fc_gw4 = mp->gw4,
		.fc_flags = (cfg->fc_flags & ~0xFFu) | mp->flags,
		.fc_flow = mp->flow,
		.fc_net = cfg->fc_net,
	};

	if (mp->flags & (RTNH_F_DEAD | RTNH_F_LINKDOWN)) {
		NL_SET_ERR_MSG(extack, "Invalid flags for nexthop - can not "
				       "contain DEAD or LINKDOWN");
		return -EINVAL;
	}
	return fib_nh_init(cfg->fc_net, &fi->fib_nh[i], &nhcfg, mp->hops + 1,
			   extack);
}

static int fib_get_nhs(struct fib_info *fi, const struct fib_config *cfg,
		       struct netlink_ext_ack *extack)
{
	struct fib_nh *nh = &fi->fib_nh[0];
	int i, err;

	for (i = 0; i < fi->fib_nhs; i++) {
		err = fib_get_nh(fi, i, cfg, extack);
		if (err)
			return err;
	}
	if (cfg->fc_oif && nh->fib_nh_oif != cfg->fc_oif) {
		NL_SET_ERR_MSG(extack,
			       "Nexthop device index does not match RTA_OIF");
		return -EINVAL;
	}
	if (cfg->fc_gw_family && (cfg->fc_gw_family != nh->fib_nh_gw_family ||
				  cfg->fc_gw4 != nh->fib_nh_gw4)) {
		NL_SET_ERR_MSG(extack, "Nexthop gateway does not match "
				       "RTA_GATEWAY or RTA_VIA");
		return -EINVAL;
	}
	if (cfg->fc_flow && nh->nh_tclassid != cfg->fc_flow) {
		NL_SET_ERR_MSG(extack,
			       "Nexthop class id does not match RTA_FLOW");
		return -EINVAL;
	}
	return 0;
}

/* What can be refused without looking at anything else. */
static int fib_config_check(const struct fib_config *cfg,
			    struct netlink_ext_ack *extack)
{
	if (cfg->fc_type > RTN_MAX)
		return -EINVAL;
	if (fib_props[cfg->fc_type].scope > cfg->fc_scope) {
		NL_SET_ERR_MSG(extack, "Invalid scope");
		return -EINVAL;
	}
	if (cfg->fc_flags & (RTNH_F_DEAD | RTNH_F_LINKDOWN)) {
		NL_SET_ERR_MSG(extack, "Invalid rtm_flags - can not contain "
				       "DEAD or LINKDOWN");
		return -EINVAL;
	}
	if (cfg->fc_mp && cfg->fc_mp_len <= 0)
		return -EINVAL;
	return 0;
}

/* A local address: the device is the destination. */
static int fib_check_host(struct fib_info *fi, struct netlink_ext_ack *extack)
{
	struct fib_nh *nh = fi->fib_nh;

	if (fi->fib_nhs != 1) {
		NL_SET_ERR_MSG(extack, "Route with host scope can not have "
				       "multiple nexthops");
		return -EINVAL;
	}
	if (nh->fib_nh_gw_family) {
		NL_SET_ERR_MSG(extack, "Route with host scope can not have a "
				       "gateway");
		return -EINVAL;
	}
	nh->fib_nh_scope = RT_SCOPE_NOWHERE;
	nh->fib_nh_dev = dev_get_by_index(fi->fib_net, nh->fib_nh_oif);
	return nh->fib_nh_dev ? 0 : -ENODEV;
}

static int fib_check_nexthops(struct fib_info *fi, struct fib_config *cfg,
			      struct netlink_ext_ack *extack)
{
	int i, err, linkdown = 0;

	if (cfg->fc_scope == RT_SCOPE_HOST)
		return fib_check_host(fi, extack);

	for (i = 0; i < fi->fib_nhs; i++) {
		err = fib_check_nh(fi->fib_net, &fi->fib_nh[i], cfg->fc_table,
				   cfg->fc_scope, extack);
		if (err)
			return err;
		if (fi->fib_nh[i].fib_nh_flags & RTNH_F_LINKDOWN)
			linkdown++;
	}
	if (linkdown == fi->fib_nhs)
		fi->fib_flags |= RTNH_F_LINKDOWN;
	return 0;
}

/* Fill in and check; afterwards only its place in the hash is missing. */
static int fib_info_fill(struct fib_info *fi, struct fib_config *cfg,
			 struct netlink_ext_ack *extack)
{
	int i, err;

	err = cfg->fc_mp ? fib_get_nhs(fi, cfg, extack)
			 : fib_nh_init(fi->fib_net, fi->fib_nh, cfg, 1, extack);
	if (err)
		return err;

	if (fib_props[cfg->fc_type].error) {
		if (!cfg->fc_gw_family && !cfg->fc_oif && !cfg->fc_mp)
			return 0;
		NL_SET_ERR_MSG(extack, "Gateway, device and multipath can not "
				       "be specified for this route type");
		return -EINVAL;
	}
	if (cfg->fc_type < RTN_UNICAST || cfg->fc_type > RTN_MULTICAST) {
		NL_SET_ERR_MSG(extack, "Invalid route type");
		return -EINVAL;
	}
	if (cfg->fc_scope > RT_SCOPE_HOST) {
		NL_SET_ERR_MSG(extack, "Invalid scope");
		return -EINVAL;
	}
	err = fib_check_nexthops(fi, cfg, extack);
	if (err)
		return err;
	if (fi->fib_prefsrc && !fib_valid_prefsrc(cfg, fi->fib_prefsrc)) {
		NL_SET_ERR_MSG(extack, "Invalid prefsrc address");
		return -EINVAL;
	}
	for (i = 0; i < fi->fib_nhs; i++)
		fib_info_update_nhc_saddr(fi->fib_net, &fi->fib_nh[i].nh_common,
					  fi->fib_scope);
	fib_rebalance(fi);
	return 0;
}

/**
 * fib_create_info - the fib_info that says what @cfg says
 * @cfg: the route
 * @extack: gets the sentence
 *
 * Context: process, RTNL held.
 * Return: gives a (shared or new) fib_info with a tree reference, or
 * ERR_PTR(): -EINVAL, -ENODEV, -ENETDOWN, -ENETUNREACH, -ENOBUFS.
 */
struct fib_info *fib_create_info(struct fib_config *cfg,
				 struct netlink_ext_ack *extack)
{
	struct fib_info *fi, *ofi;
	int nhs, i, err;

	ASSERT_RTNL();
	err = fib_config_check(cfg, extack);
	if (err)
		return ERR_PTR(err);
	nhs = cfg->fc_mp ? cfg->fc_mp_len : 1;
	fi = kzalloc(struct_size(fi, fib_nh, nhs), GFP_KERNEL);
	if (!fi)
		return ERR_PTR(-ENOBUFS);

	fi->fib_net = cfg->fc_net;
	fi->fib_protocol = cfg->fc_protocol;
	fi->fib_scope = cfg->fc_scope;
	fi->fib_flags = cfg->fc_flags;
	fi->fib_priority = cfg->fc_priority;
	fi->fib_prefsrc = cfg->fc_prefsrc;
	fi->fib_type = cfg->fc_type;
	fi->fib_tb_id = cfg->fc_table;
	fi->fib_nhs = nhs;
	fi->fib_dead = 1; /* until it is linked */
	for (i = 0; i < nhs; i++)
		fi->fib_nh[i].nh_parent = fi;

	fi->fib_metrics = fib_metrics_init(cfg->fc_mx, extack);
	if (IS_ERR(fi->fib_metrics)) {
		err = PTR_ERR(fi->fib_metrics);
		fi->fib_metrics = NULL;
		goto failure;
	}
	err = fib_info_fill(fi, cfg, extack);
	if (err)
		goto failure;
	ofi = fib_find_info(fi);
	if (ofi) {
		fib_info_destroy(fi);
		refcount_inc(&ofi->fib_treeref);
		return ofi;
	}
	err = fib_info_link(fi);
	if (err)
		goto failure;
	fi->fib_dead = 0;
	return fi;
failure:
	fib_info_destroy(fi);
	return ERR_PTR(err);
}
EXPORT_SYMBOL(fib_create_info);

static bool nh_gw_match(const struct fib_nh *nh, u8 family, __be32 gw4)
{
	return !family || (family == nh->fib_nh_gw_family &&
			   (family != AF_INET || gw4 == nh->fib_nh_gw4));
}

/* 0: the nexthops are those that @cfg states, or it states none. RTNL. */
int fib_nh_match(struct net *net, struct fib_config *cfg, struct fib_info *fi,
		 struct netlink_ext_ack *extack)
{
	const struct fib_nh *nh = fi->fib_nh;
	int i;

	if (cfg->fc_priority && cfg->fc_priority != fi->fib_priority)
		return 1;
	if (cfg->fc_oif || cfg->fc_gw_family)
		return (cfg->fc_oif && cfg->fc_oif != nh->fib_nh_oif) ||
		       !nh_gw_match(nh, cfg->fc_gw_family, cfg->fc_gw4);
	if (!cfg->fc_mp)
		return 0;

	for (i = 0; i < fi->fib_nhs; i++, nh++) {
		const struct fib_nh_config *mp = &cfg->fc_mp[i];

		if (i >= cfg->fc_mp_len)
			return -EINVAL;
		if (mp->oif && mp->oif != nh->fib_nh_oif)
			return 1;
		if (!nh_gw_match(nh, mp->gw_family, mp->gw4))
			return 1;
		if (mp->flow && mp->flow != nh->nh_tclassid)
			return 1;
	}
	return 0;
}

/* Tell the listeners about a route. Context: RTNL. */
void rtmsg_fib(int event, __be32 key, struct fib_alias *fa, int dst_len,
	       u32 tb_id, struct net *net, unsigned int nlm_flags)
{
	struct fib_rt_info fri = {
		.fi = fa->fa_info,
		.tb_id = tb_id,
		.dst = key,
		.dst_len = dst_len,
		.tos = fa->fa_tos,
		.type = fa->fa_type,
	};
	enum fib_event_type type = FIB_EVENT_ENTRY_ADD;

	if (event == RTM_DELROUTE)
		type = FIB_EVENT_ENTRY_DEL;
	else if (nlm_flags & NLM_F_REPLACE)
		type = FIB_EVENT_ENTRY_REPLACE;
	else if (nlm_flags & NLM_F_APPEND)
		type = FIB_EVENT_ENTRY_APPEND;
	net_ipv4(net)->fib_seq++;
	call_fib_notifiers(net, AF_INET, type, nlm_flags, &fri);
}

/* Context: process, namespace init. Return: 0, -ENOMEM. */
int fib_semantics_net_init(struct net *net)
{
	struct netns_ipv4 *ipv4 = net_ipv4(net);
	size_t n = 1u << FIB_INFO_HASH_MIN;

	ipv4->fib_info_hash_bits = FIB_INFO_HASH_MIN;
	ipv4->fib_info_hash = kcalloc(n, sizeof(struct hlist_head), GFP_KERNEL);
	ipv4->fib_info_laddrhash =
		kcalloc(n, sizeof(struct hlist_head), GFP_KERNEL);
	ipv4->fib_info_devhash = kcalloc(1u << FIB_DEVINDEX_HASHBITS,
					 sizeof(struct hlist_head), GFP_KERNEL);
	if (ipv4->fib_info_hash && ipv4->fib_info_laddrhash &&
	    ipv4->fib_info_devhash)
		return 0;
	fib_semantics_net_exit(net);
	return -ENOMEM;
}

void fib_semantics_net_exit(struct net *net)
{
	struct netns_ipv4 *ipv4 = net_ipv4(net);

	WARN_ON_ONCE(ipv4->fib_info_cnt);
	kvfree(ipv4->fib_info_hash);
	kvfree(ipv4->fib_info_laddrhash);
	kfree(ipv4->fib_info_devhash);
}
