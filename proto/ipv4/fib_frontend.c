// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fib_frontend - tables by number, what kind an address is, who may send it
 *
 * Where:   between route.c and the tables; the control side's way in; device
 *          and address events come here.
 * Mirrors: net/ipv4/fib_frontend.c, cut: what an address brings with it is in
 *          fib_ifaddr.c. Messages are parsed in netlink/.
 * Spec:    RFC 3704 (reverse path filter: rp_filter 1 strict, 2 loose),
 *          RFC 1812 §5.3.7 (martian addresses).
 */
#include "core/dst.h"
#include "core/extack.h"
#include "core/netdevice.h"
#include "core/rtnl.h"
#include "core/skbuff.h"
#include "hdr/ip.h"
#include "lib/kernel.h"
#include "proto/ipv4/arp.h"
#include "proto/ipv4/fib_lookup.h"
#include "proto/ipv4/inetdevice.h"
#include "proto/ipv4/route.h"

/* ---- tables -------------------------------------------------------------- */

static struct hlist_head *table_bucket(struct net *net, u32 id)
{
	return &net_ipv4(net)->fib_table_hash[id & (FIB_TABLE_HASHSZ - 1)];
}

/**
 * fib_get_table - the table of a number
 * @net: the namespace
 * @id: RT_TABLE_*; 0: main
 *
 * Context: RTNL or RCU. Return: borrowed; NULL when nothing was put there.
 */
struct fib_table *fib_get_table(struct net *net, u32 id)
{
	struct fib_table *tb;

	if (id == RT_TABLE_UNSPEC)
		id = RT_TABLE_MAIN;
	hlist_for_each_entry_rcu (tb, table_bucket(net, id), tb_hlist)
		if (tb->tb_id == id)
			return tb;
	return NULL;
}
EXPORT_SYMBOL(fib_get_table);

/**
 * fib_new_table - the table of a number, made if need be
 * @net: the namespace
 * @id: RT_TABLE_*; 0: main
 *
 * Context: process, RTNL held. Return: borrowed; NULL without memory.
 */
struct fib_table *fib_new_table(struct net *net, u32 id)
{
	struct netns_ipv4 *ipv4 = net_ipv4(net);
	struct fib_table *tb, *alias = NULL;

	if (id == RT_TABLE_UNSPEC)
		id = RT_TABLE_MAIN;
	tb = fib_get_table(net, id);
	if (tb)
		return tb;
	if (id == RT_TABLE_LOCAL && !ipv4->fib_has_custom_rules) {
		alias = fib_new_table(net, RT_TABLE_MAIN);
		if (!alias)
			return NULL;
	}
	tb = fib_trie_table(id, alias);
	if (!tb)
		return NULL;
	if (id == RT_TABLE_MAIN)
		rcu_assign_pointer(ipv4->fib_main, tb);
	else if (id == RT_TABLE_DEFAULT)
		rcu_assign_pointer(ipv4->fib_default, tb);
	hlist_add_head_rcu(&tb->tb_hlist, table_bucket(net, id));
	return tb;
}
EXPORT_SYMBOL(fib_new_table);

int fib_tables_walk(struct net *net, int (*fn)(struct fib_table *, void *),
		    void *data)
{
	struct netns_ipv4 *ipv4 = net_ipv4(net);
	struct fib_table *tb;
	unsigned int h;
	int err;

	for (h = 0; h < FIB_TABLE_HASHSZ; h++) {
		hlist_for_each_entry_rcu (tb, &ipv4->fib_table_hash[h],
					  tb_hlist) {
			err = fn(tb, data);
			if (err)
				return err;
		}
	}
	return 0;
}
EXPORT_SYMBOL(fib_tables_walk);

/* The first rule of the user's: local gets a trie of its own. RTNL. */
int fib_unmerge(struct net *net)
{
	struct fib_table *old, *new, *main_table;

	old = fib_get_table(net, RT_TABLE_LOCAL);
	if (!old)
		return 0;
	new = fib_trie_unmerge(old);
	if (!new)
		return -ENOMEM;
	if (new == old)
		return 0;
	hlist_replace_rcu(&old->tb_hlist, &new->tb_hlist);
	fib_free_table(old);
	main_table = fib_get_table(net, RT_TABLE_MAIN);
	if (main_table)
		fib_table_flush_external(main_table);
	return 0;
}

/* Routes of dead nexthops go. Context: RTNL. */
void fib_flush(struct net *net)
{
	struct netns_ipv4 *ipv4 = net_ipv4(net);
	struct hlist_node *tmp;
	struct fib_table *tb;
	unsigned int h;
	int flushed = 0;

	for (h = 0; h < FIB_TABLE_HASHSZ; h++)
		hlist_for_each_entry_safe (tb, tmp, &ipv4->fib_table_hash[h],
					   tb_hlist)
			flushed += fib_table_flush(net, tb, false);
	if (flushed)
		rt_cache_flush(net);
}

/* ---- what kind of address is it? ----------------------------------------- */

static unsigned int __inet_dev_addr_type(struct net *net,
					 const struct net_device *dev,
					 __be32 addr, u32 tb_id)
{
	struct flowi4 fl4 = {.daddr = addr};
	unsigned int ret = RTN_BROADCAST;
	struct fib_table *table;
	struct fib_result res;

	if (ipv4_is_zeronet(addr) || ipv4_is_lbcast(addr))
		return RTN_BROADCAST;
	if (ipv4_is_multicast(addr))
		return RTN_MULTICAST;

	rcu_read_lock();
	table = fib_get_table(net, tb_id);
	if (table) {
		ret = RTN_UNICAST;
		if (!fib_table_lookup(table, &fl4, &res, FIB_LOOKUP_NOREF) &&
		    (!dev || dev == fib_info_nhc(res.fi, 0)->nhc_dev))
			ret = res.type;
	}
	rcu_read_unlock();
	return ret;
}

unsigned int inet_addr_type_table(struct net *net, __be32 addr, u32 tb_id)
{
	return __inet_dev_addr_type(net, NULL, addr, tb_id);
}
EXPORT_SYMBOL(inet_addr_type_table);

/**
 * inet_addr_type - what an address is to this namespace
 * @net: the namespace
 * @addr: the address
 *
 * Context: any. Return: RTN_LOCAL, RTN_BROADCAST, RTN_MULTICAST, RTN_UNICAST
 * (somebody else's).
 */
unsigned int inet_addr_type(struct net *net, __be32 addr)
{
	return __inet_dev_addr_type(net, NULL, addr, RT_TABLE_LOCAL);
}
EXPORT_SYMBOL(inet_addr_type);

/* As inet_addr_type(), but local only if it is @dev's. */
unsigned int inet_dev_addr_type(struct net *net, const struct net_device *dev,
				__be32 addr)
{
	return __inet_dev_addr_type(net, dev, addr, RT_TABLE_LOCAL);
}
EXPORT_SYMBOL(inet_dev_addr_type);

/* As inet_addr_type(), in the table that @dev's packets would ask. */
unsigned int inet_addr_type_dev_table(struct net *net,
				      const struct net_device *dev, __be32 addr)
{
	return __inet_dev_addr_type(net, NULL, addr, RT_TABLE_LOCAL);
}
EXPORT_SYMBOL(inet_addr_type_dev_table);

/* RFC 1122 §3.2.1.3: the source for an answer to @skb (borrowed). */
__be32 fib_compute_spec_dst(struct sk_buff *skb)
{
	struct net_device *dev = skb->dev;
	struct in_device *in_dev = __in_dev_get_rcu(dev);
	struct rtable *rt = skb_rtable(skb);
	const struct iphdr *iph = ip_hdr(skb);
	struct net *net = dev_net(dev);
	struct fib_result res;
	struct flowi4 fl4 = {
		.flowi4_iif = LOOPBACK_IFINDEX,
		.daddr = iph->saddr,
		.flowi4_tos = iph->tos & IPTOS_RT_MASK,
		.flowi4_scope = RT_SCOPE_UNIVERSE,
	};

	if ((rt->rt_flags & (RTCF_BROADCAST | RTCF_MULTICAST | RTCF_LOCAL)) ==
	    RTCF_LOCAL)
		return iph->daddr;
	if (ipv4_is_zeronet(iph->saddr))
		return inet_select_addr(dev, iph->saddr, RT_SCOPE_LINK);
	if (in_dev && IN_DEV_SRC_VMARK(in_dev))
		fl4.flowi4_mark = skb->mark;
	if (!fib_lookup(net, &fl4, &res, 0))
		return fib_result_prefsrc(net, &res);
	return inet_select_addr(dev, iph->saddr, RT_SCOPE_UNIVERSE);
}
EXPORT_SYMBOL(fib_compute_spec_dst);

/* ---- may this source come in here? --------------------------------------- */

bool fib_info_nh_uses_dev(struct fib_info *fi, const struct net_device *dev)
{
	int i;

	for (i = 0; i < fi->fib_nhs; i++)
		if (fi->fib_nh[i].fib_nh_dev == dev)
			return true;
	return false;
}
EXPORT_SYMBOL(fib_info_nh_uses_dev);

/* Who has the realms of the packet: route first, rule second. */
static void fib_combine_itag(u32 *itag, const struct fib_result *res)
{
	const struct fib_nh *nh;

	if (res->nhc->nhc_family != AF_INET)
		return;
	nh = container_of(res->nhc, struct fib_nh, nh_common);
	*itag = nh->nh_tclassid << 16;
	if (!*itag)
		*itag = res->tclassid << 16;
	*itag |= res->tclassid >> 16;
}

/* The sender is on our link: a redirect to him would be understood. */
static int src_on_link(const struct fib_result *res)
{
	return res->nhc->nhc_scope >= RT_SCOPE_HOST;
}

/* Where would we send to @src? Through @dev (strict), or at all (loose). */
static int validate_reverse(struct net *net, struct flowi4 *fl4,
			    struct net_device *dev, struct in_device *idev,
			    int rpf, u32 *itag)
{
	struct fib_result res;
	bool dev_match;

	if (fib_lookup(net, fl4, &res, 0)) {
		*itag = 0;
		return rpf ? -EXDEV : 0;
	}
	if (res.type != RTN_UNICAST &&
	    (res.type != RTN_LOCAL || !IN_DEV_ACCEPT_LOCAL(idev)))
		return -EINVAL;
	fib_combine_itag(itag, &res);
	dev_match = fib_info_nh_uses_dev(res.fi, dev) ||
		    (res.type == RTN_LOCAL && dev == net->loopback_dev);
	if (dev_match)
		return src_on_link(&res);
	/* A device without addresses cannot be asymmetric, only wrong. */
	if (!rcu_access_pointer(idev->ifa_list)) {
		*itag = 0;
		return rpf ? -EXDEV : 0;
	}
	if (rpf == 1)
		return -EXDEV;

	fl4->flowi4_oif = dev->ifindex;
	if (!fib_lookup(net, fl4, &res, FIB_LOOKUP_IGNORE_LINKSTATE) &&
	    res.type == RTN_UNICAST)
		return src_on_link(&res);
	return 0;
}

/**
 * fib_validate_source - is the sender of a packet plausible?
 * @skb: borrowed
 * @src: its source
 * @dst: its destination
 * @tos: its TOS
 * @oif: where it will go out, if it is forwarded; 0: to us
 * @dev: where it came in
 * @idev: IPv4's part of @dev
 * @itag: gets the realms
 *
 * The quick way: without rp_filter only our own address is refused as source.
 *
 * Context: softirq, RCU.
 * Return: -EINVAL martian; -EXDEV reverse path filter; 0; 1 on the link.
 */
int fib_validate_source(struct sk_buff *skb, __be32 src, __be32 dst, u8 tos,
			int oif, struct net_device *dev, struct in_device *idev,
			u32 *itag)
{
	int rpf = IN_DEV_RPFILTER(idev);
	struct net *net = dev_net(dev);
	struct netns_ipv4 *ipv4 = net_ipv4(net);
	struct flowi4 fl4 = {
		.flowi4_iif = oif ? oif : LOOPBACK_IFINDEX,
		.daddr = src,
		.saddr = dst,
		.flowi4_tos = tos,
		.flowi4_scope = RT_SCOPE_UNIVERSE,
	};

	if (!rpf && !ipv4->fib_num_tclassid_users &&
	    (dev->ifindex != oif || !IN_DEV_TX_REDIRECTS(idev)) &&
	    (IN_DEV_ACCEPT_LOCAL(idev) || (!ipv4->fib_has_custom_local_routes &&
					   !fib4_has_custom_rules(net)))) {
		*itag = 0;
		if (!IN_DEV_ACCEPT_LOCAL(idev) &&
		    inet_lookup_ifaddr_rcu(net, src))
			return -EINVAL;
		return 0;
	}

	if (IN_DEV_SRC_VMARK(idev))
		fl4.flowi4_mark = skb->mark;
	if (fib4_rules_early_flow_dissect(net, skb, &fl4, NULL))
		swap(fl4.fl4_sport, fl4.fl4_dport);
	return validate_reverse(net, &fl4, dev, idev, rpf, itag);
}
EXPORT_SYMBOL(fib_validate_source);

/* ---- the control side ---------------------------------------------------- */

static int fib_config_validate(struct fib_config *cfg,
			       struct netlink_ext_ack *extack)
{
	if (cfg->fc_tos & 3) {
		NL_SET_ERR_MSG(extack,
			       "Invalid dsfield (tos): ECN bits must be 0");
		return -EINVAL;
	}
	if (cfg->fc_type > RTN_MAX) {
		NL_SET_ERR_MSG(extack, "Invalid route type");
		return -EINVAL;
	}
	if (!cfg->fc_table)
		cfg->fc_table = RT_TABLE_MAIN;
	return 0;
}

/**
 * ip_route_add - RTM_NEWROUTE, SIOCADDRT: add, replace or append a route
 * @net: the namespace
 * @cfg: the route; fc_table 0 becomes main
 * @extack: gets the sentence
 *
 * Context: process, RTNL held. Return: 0 or -errno, as fib_table_insert().
 */
int ip_route_add(struct net *net, struct fib_config *cfg,
		 struct netlink_ext_ack *extack)
{
	struct fib_table *tb;
	int err;

	ASSERT_RTNL();
	cfg->fc_net = net;
	err = fib_config_validate(cfg, extack);
	if (err)
		return err;
	tb = fib_new_table(net, cfg->fc_table);
	if (!tb)
		return -ENOBUFS;
	err = fib_table_insert(net, tb, cfg, extack);
	if (!err && cfg->fc_type == RTN_LOCAL)
		net_ipv4(net)->fib_has_custom_local_routes = true;
	return err;
}
EXPORT_SYMBOL(ip_route_add);

/**
 * ip_route_del - RTM_DELROUTE, SIOCDELRT
 * @net: the namespace
 * @cfg: what is stated; fc_scope RT_SCOPE_NOWHERE matches any
 * @extack: gets the sentence
 *
 * Context: process, RTNL held. Return: 0, -ESRCH, -EINVAL.
 */
int ip_route_del(struct net *net, struct fib_config *cfg,
		 struct netlink_ext_ack *extack)
{
	struct fib_table *tb;
	int err;

	ASSERT_RTNL();
	cfg->fc_net = net;
	err = fib_config_validate(cfg, extack);
	if (err)
		return err;
	tb = fib_get_table(net, cfg->fc_table);
	if (!tb) {
		NL_SET_ERR_MSG(extack, "FIB table does not exist");
		return -ESRCH;
	}
	return fib_table_delete(net, tb, cfg, extack);
}
EXPORT_SYMBOL(ip_route_del);

/* RTA_VIA: a gateway of a family. Context: any. */
int fib_gw_from_via(struct fib_config *cfg, int family, const void *addr,
		    int len, struct netlink_ext_ack *extack)
{
	if (family == AF_INET6) {
		NL_SET_ERR_MSG(extack, "IPv6 support not enabled in kernel");
		return -EINVAL;
	}
	if (family != AF_INET) {
		NL_SET_ERR_MSG(extack, "Unsupported address family in RTA_VIA");
		return -EINVAL;
	}
	if (len != (int)sizeof(cfg->fc_gw4)) {
		NL_SET_ERR_MSG(extack, "Invalid IPv4 address in RTA_VIA");
		return -EINVAL;
	}
	cfg->fc_gw_family = AF_INET;
	memcpy(&cfg->fc_gw4, addr, sizeof(cfg->fc_gw4));
	return 0;
}
EXPORT_SYMBOL(fib_gw_from_via);

/* ---- namespaces ---------------------------------------------------------- */

/* Local (255) lies in main's trie: descending order takes it first. */
static void ip_fib_net_exit(struct net *net)
{
	struct netns_ipv4 *ipv4 = net_ipv4(net);
	struct hlist_node *tmp;
	struct fib_table *tb;
	int h;

	rtnl_lock();
	ipv4->fib_exiting = true;
	rcu_assign_pointer(ipv4->fib_main, NULL);
	rcu_assign_pointer(ipv4->fib_default, NULL);
	for (h = FIB_TABLE_HASHSZ - 1; h >= 0; h--) {
		hlist_for_each_entry_safe (tb, tmp, &ipv4->fib_table_hash[h],
					   tb_hlist) {
			hlist_del_rcu(&tb->tb_hlist);
			fib_table_flush(net, tb, true);
			fib_free_table(tb);
		}
	}
	fib4_rules_exit(net);
	rtnl_unlock();
	kfree(ipv4->fib_table_hash);
	fib_semantics_net_exit(net);
}

static int fib_net_init(struct net *net)
{
	struct netns_ipv4 *ipv4 = net_ipv4(net);
	int err = -ENOMEM;

	ipv4->fib_table_hash = kcalloc(FIB_TABLE_HASHSZ,
				       sizeof(struct hlist_head), GFP_KERNEL);
	if (!ipv4->fib_table_hash)
		return -ENOMEM;
	err = fib_semantics_net_init(net);
	if (err)
		goto out_hash;
	err = fib4_rules_init(net);
	if (err)
		goto out_semantics;
	err = fib_trie_proc_init(net);
	if (err) {
		ip_fib_net_exit(net);
		return err;
	}
	return 0;
out_semantics:
	fib_semantics_net_exit(net);
out_hash:
	kfree(ipv4->fib_table_hash);
	return err;
}

static void fib_net_exit(struct net *net)
{
	fib_trie_proc_exit(net);
	ip_fib_net_exit(net);
}

static const struct pernet_operations fib_net_ops = {
	.init = fib_net_init,
	.exit = fib_net_exit,
};

/* ---- events -------------------------------------------------------------- */

/* The device's nexthops are dead; what is left of the routes follows. */
static void fib_disable_ip(struct net_device *dev, unsigned long event,
			   bool force)
{
	if (fib_sync_down_dev(dev, event, force))
		fib_flush(dev_net(dev));
	else
		rt_cache_flush(dev_net(dev));
	arp_ifdown(dev);
}

static int fib_inetaddr_event(struct notifier_block *nb, unsigned long event,
			      void *ptr)
{
	struct in_ifaddr *ifa = ptr;
	struct net_device *dev = ifa->ifa_dev->dev;
	struct net *net = dev_net(dev);

	switch (event) {
	case NETDEV_UP:
		fib_add_ifaddr(ifa);
		fib_sync_up(dev, RTNH_F_DEAD);
		atomic_inc(&net_ipv4(net)->dev_addr_genid);
		rt_cache_flush(net);
		break;
	case NETDEV_DOWN:
		fib_del_ifaddr(ifa, NULL);
		atomic_inc(&net_ipv4(net)->dev_addr_genid);
		if (!ifa->ifa_dev->ifa_list)
			fib_disable_ip(dev, event, true);
		else
			rt_cache_flush(net);
		break;
	}
	return NOTIFY_DONE;
}

static void fib_netdev_up(struct net_device *dev, struct in_device *in_dev)
{
	struct in_ifaddr *ifa;

	in_dev_for_each_ifa_rtnl(ifa, in_dev) fib_add_ifaddr(ifa);
	fib_sync_up(dev, RTNH_F_DEAD);
	atomic_inc(&net_ipv4(dev_net(dev))->dev_addr_genid);
	rt_cache_flush(dev_net(dev));
}

static int fib_netdev_event(struct notifier_block *nb, unsigned long event,
			    void *ptr)
{
	struct net_device *dev = netdev_notifier_info_to_dev(ptr);
	struct netdev_notifier_info_ext *info_ext = ptr;
	struct in_device *in_dev;

	if (event == NETDEV_UNREGISTER) {
		fib_disable_ip(dev, event, true);
		rt_flush_dev(dev);
		return NOTIFY_DONE;
	}
	in_dev = __in_dev_get_rtnl(dev);
	if (!in_dev)
		return NOTIFY_DONE;

	switch (event) {
	case NETDEV_UP:
		fib_netdev_up(dev, in_dev);
		break;
	case NETDEV_DOWN:
		fib_disable_ip(dev, event, false);
		break;
	case NETDEV_CHANGE:
		if (dev_get_flags(dev) & (IFF_RUNNING | IFF_LOWER_UP))
			fib_sync_up(dev, RTNH_F_LINKDOWN);
		else
			fib_sync_down_dev(dev, event, false);
		rt_cache_flush(dev_net(dev));
		break;
	case NETDEV_CHANGEMTU:
		fib_sync_mtu(dev, info_ext->ext.mtu);
		rt_cache_flush(dev_net(dev));
		break;
	}
	return NOTIFY_DONE;
}

static struct notifier_block fib_inetaddr_notifier = {
	.notifier_call = fib_inetaddr_event,
};

static struct notifier_block fib_netdev_notifier = {
	.notifier_call = fib_netdev_event,
};

/* Context: process, module init, after devinet_init(). */
int ip_fib_init(void)
{
	int err;

	err = fib_trie_init();
	if (err)
		return err;
	err = register_pernet_subsys(&fib_net_ops);
	if (err)
		goto out_trie;
	err = register_netdevice_notifier(&fib_netdev_notifier);
	if (err)
		goto out_pernet;
	err = register_inetaddr_notifier(&fib_inetaddr_notifier);
	if (err)
		goto out_netdev;
	err = fib_show_init();
	if (err)
		goto out_inetaddr;
	return 0;
out_inetaddr:
	unregister_inetaddr_notifier(&fib_inetaddr_notifier);
out_netdev:
	unregister_netdevice_notifier(&fib_netdev_notifier);
out_pernet:
	unregister_pernet_subsys(&fib_net_ops);
out_trie:
	fib_trie_exit();
	return err;
}

void ip_fib_exit(void)
{
	fib_show_exit();
	unregister_inetaddr_notifier(&fib_inetaddr_notifier);
	unregister_netdevice_notifier(&fib_netdev_notifier);
	unregister_pernet_subsys(&fib_net_ops);
	rcu_barrier();
	fib_trie_exit();
}
