// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fib_nh - the nexthops of a route: made, checked, released
 *
 * Where:   below fib_create_info(); the check is a route lookup of its own.
 * Mirrors: net/ipv4/fib_semantics.c, cut: fib_nh_init() to fib_check_nh().
 * Spec:    RFC 1812 §5.2.4: a gateway is a neighbour.
 */
#include "core/dst.h"
#include "core/extack.h"
#include "core/netdevice.h"
#include "lib/kernel.h"
#include "lib/percpu.h"
#include "proto/ipv4/fib_lookup.h"
#include "proto/ipv4/inetdevice.h"
#include "proto/ipv4/route.h"

/* The places where routes are kept. Context: process. */
int fib_nh_common_init(struct net *net, struct fib_nh_common *nhc,
		       struct netlink_ext_ack *extack)
{
	nhc->nhc_pcpu_rth_output = alloc_percpu(struct rtable *);
	return nhc->nhc_pcpu_rth_output ? 0 : -ENOMEM;
}

static void rt_fibinfo_free(struct rtable **rtp)
{
	struct rtable *rt = *rtp;

	*rtp = NULL;
	if (!rt)
		return;
	dst_dev_put(&rt->dst);
	dst_release_immediate(&rt->dst);
}

static void free_nh_exceptions(struct fib_nh_common *nhc)
{
	struct fnhe_hash_bucket *hash = nhc->nhc_exceptions;
	struct fib_nh_exception *fnhe, *next;
	int i;

	if (!hash)
		return;
	for (i = 0; i < FNHE_HASH_SIZE; i++) {
		for (fnhe = hash[i].chain; fnhe; fnhe = next) {
			next = fnhe->fnhe_next;
			rt_fibinfo_free(&fnhe->fnhe_rth_input);
			rt_fibinfo_free(&fnhe->fnhe_rth_output);
			kfree(fnhe);
		}
	}
	kfree(hash);
}

/* Nobody looks at it any more. Context: any. */
void fib_nh_common_release(struct fib_nh_common *nhc)
{
	unsigned int cpu;

	dev_put(nhc->nhc_dev);
	nhc->nhc_dev = NULL;
	if (nhc->nhc_pcpu_rth_output) {
		for_each_possible_cpu(cpu) rt_fibinfo_free(
			per_cpu_ptr(nhc->nhc_pcpu_rth_output, cpu));
		free_percpu(nhc->nhc_pcpu_rth_output);
		nhc->nhc_pcpu_rth_output = NULL;
	}
	rt_fibinfo_free(&nhc->nhc_rth_input);
	free_nh_exceptions(nhc);
	nhc->nhc_exceptions = NULL;
}

void fib_nh_release(struct net *net, struct fib_nh *nh)
{
	if (nh->nh_tclassid)
		net_ipv4(net)->fib_num_tclassid_users--;
	fib_nh_common_release(&nh->nh_common);
}

/* Take over what @cfg states. Context: RTNL. Return: 0, -EINVAL. */
int fib_nh_init(struct net *net, struct fib_nh *nh, struct fib_config *cfg,
		int nh_weight, struct netlink_ext_ack *extack)
{
	nh->fib_nh_family = AF_INET;
	nh->fib_nh_oif = cfg->fc_oif;
	nh->fib_nh_gw_family = cfg->fc_gw_family;
	if (cfg->fc_gw_family == AF_INET) {
		nh->fib_nh_gw4 = cfg->fc_gw4;
	} else if (cfg->fc_gw_family) {
		NL_SET_ERR_MSG(extack, "IPv6 support not enabled in kernel");
		nh->fib_nh_gw_family = 0;
		return -EPFNOSUPPORT;
	}
	nh->fib_nh_flags = cfg->fc_flags;
	nh->nh_tclassid = cfg->fc_flow;
	if (nh->nh_tclassid)
		net_ipv4(net)->fib_num_tclassid_users++;
	nh->fib_nh_weight = nh_weight;
	return 0;
}

/* Take @dev as the nexthop's, with a reference. */
static void nh_set_dev(struct fib_nh *nh, struct net_device *dev, u8 scope)
{
	nh->fib_nh_dev = dev;
	dev_hold(dev);
	nh->fib_nh_scope = scope;
	if (!netif_carrier_ok(dev))
		nh->fib_nh_flags |= RTNH_F_LINKDOWN;
}

/* "onlink": the user says that the gateway is on the link, believe it. */
static int check_nh_onlink(struct net *net, struct fib_nh *nh, u8 scope,
			   struct netlink_ext_ack *extack)
{
	struct net_device *dev;

	if (scope >= RT_SCOPE_LINK) {
		NL_SET_ERR_MSG(extack, "Nexthop has invalid scope");
		return -EINVAL;
	}
	dev = __dev_get_by_index(net, nh->fib_nh_oif);
	if (!dev) {
		NL_SET_ERR_MSG(extack, "Nexthop device required for onlink");
		return -ENODEV;
	}
	if (!(dev->flags & IFF_UP)) {
		NL_SET_ERR_MSG(extack, "Nexthop device is not up");
		return -ENETDOWN;
	}
	if (inet_addr_type_dev_table(net, dev, nh->fib_nh_gw4) != RTN_UNICAST) {
		NL_SET_ERR_MSG(extack, "Nexthop has invalid gateway");
		return -EINVAL;
	}
	nh_set_dev(nh, dev, RT_SCOPE_LINK);
	return 0;
}

/* How do we reach the gateway? By something nearer than the route itself. */
static int check_nh_gateway(struct net *net, struct fib_nh *nh, u32 table,
			    u8 scope, struct netlink_ext_ack *extack)
{
	struct flowi4 fl4 = {
		.daddr = nh->fib_nh_gw4,
		.flowi4_scope = max_t(u8, scope + 1, RT_SCOPE_LINK),
		.flowi4_oif = nh->fib_nh_oif,
		.flowi4_iif = LOOPBACK_IFINDEX,
	};
	struct fib_table *tbl = NULL;
	struct fib_result res;
	int err = -ENETUNREACH;

	if (table && table != RT_TABLE_MAIN)
		tbl = fib_get_table(net, table);
	if (tbl)
		err = fib_table_lookup(tbl, &fl4, &res,
				       FIB_LOOKUP_IGNORE_LINKSTATE |
					       FIB_LOOKUP_NOREF);
	if (!tbl || err)
		err = fib_lookup(net, &fl4, &res, FIB_LOOKUP_IGNORE_LINKSTATE);
	if (err) {
		NL_SET_ERR_MSG(extack, "Nexthop has invalid gateway");
		return err;
	}
	if (res.type != RTN_UNICAST && res.type != RTN_LOCAL) {
		NL_SET_ERR_MSG(extack, "Nexthop has invalid gateway");
		return -EINVAL;
	}
	nh->fib_nh_oif = FIB_RES_OIF(res);
	if (!FIB_RES_DEV(res)) {
		NL_SET_ERR_MSG(extack, "No egress device for nexthop gateway");
		return -EINVAL;
	}
	nh_set_dev(nh, FIB_RES_DEV(res), res.scope);
	return nh->fib_nh_dev->flags & IFF_UP ? 0 : -ENETDOWN;
}

/* No gateway: everybody is on the device's own link. */
static int check_nh_nongw(struct net *net, struct fib_nh *nh,
			  struct netlink_ext_ack *extack)
{
	struct in_device *in_dev;

	if (nh->fib_nh_flags & (RTNH_F_PERVASIVE | RTNH_F_ONLINK)) {
		NL_SET_ERR_MSG(extack, "Invalid flags for nexthop - PERVASIVE "
				       "and ONLINK can not be set");
		return -EINVAL;
	}
	in_dev = inetdev_by_index(net, nh->fib_nh_oif);
	if (!in_dev)
		return -ENODEV;
	if (!(in_dev->dev->flags & IFF_UP)) {
		NL_SET_ERR_MSG(extack, "Device for nexthop is not up");
		return -ENETDOWN;
	}
	nh_set_dev(nh, in_dev->dev, RT_SCOPE_HOST);
	return 0;
}

/**
 * fib_check_nh - find the nexthop's device, or refuse
 * @net: the namespace
 * @nh: its gateway, oif and flags are set; dev and scope are filled in
 * @table: where the route will be; asked first for the gateway
 * @scope: the route's
 * @extack: gets the sentence
 *
 * Context: process, RTNL held.
 * Return: 0, -EINVAL, -ENODEV, -ENETDOWN, or what the lookup says.
 */
int fib_check_nh(struct net *net, struct fib_nh *nh, u32 table, u8 scope,
		 struct netlink_ext_ack *extack)
{
	int err;

	rcu_read_lock();
	if (nh->fib_nh_gw_family != AF_INET)
		err = check_nh_nongw(net, nh, extack);
	else if (nh->fib_nh_flags & RTNH_F_ONLINK)
		err = check_nh_onlink(net, nh, scope, extack);
	else
		err = check_nh_gateway(net, nh, table, scope, extack);
	rcu_read_unlock();
	return err;
}

/* The source that @nhc's device would choose, kept until addresses change. */
__be32 fib_info_update_nhc_saddr(struct net *net, struct fib_nh_common *nhc,
				 unsigned char scope)
{
	struct fib_nh *nh = container_of(nhc, struct fib_nh, nh_common);

	if (nhc->nhc_family != AF_INET)
		return inet_select_addr(nhc->nhc_dev, 0, scope);
	nh->nh_saddr = inet_select_addr(
		nhc->nhc_dev,
		nhc->nhc_gw_family == AF_INET ? nhc->nhc_gw.ipv4 : 0, scope);
	nh->nh_saddr_genid = atomic_read(&net_ipv4(net)->dev_addr_genid);
	return nh->nh_saddr;
}

/* The source for a packet that goes where @res says. Context: RCU. */
__be32 fib_result_prefsrc(struct net *net, struct fib_result *res)
{
	struct fib_nh_common *nhc = res->nhc;
	struct fib_nh *nh;

	if (res->fi->fib_prefsrc)
		return res->fi->fib_prefsrc;
	if (nhc->nhc_family == AF_INET) {
		nh = container_of(nhc, struct fib_nh, nh_common);
		if (nh->nh_saddr_genid ==
		    atomic_read(&net_ipv4(net)->dev_addr_genid))
			return nh->nh_saddr;
	}
	return fib_info_update_nhc_saddr(net, nhc, res->fi->fib_scope);
}
EXPORT_SYMBOL(fib_result_prefsrc);
