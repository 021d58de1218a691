// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * devinet_conf - net.ipv4.conf.*: IPv4's settings, for all, by default, for one
 *
 * Where:   devinet.c registers a device's; everybody reads by IN_DEV_*().
 * Mirrors: net/ipv4/devinet.c, cut: its sysctl half.
 * Spec:    Documentation/networking/ip-sysctl.rst, /proc/sys/net/ipv4/conf.
 *
 * "default" is what a new device starts with, and what a device follows until
 * its own value was set, or an address given to it. "all" is combined with
 * the device's by and, or, or the larger, as IN_DEV_*() says; all.forwarding
 * alone is a command: it sets every device's.
 */
#include "core/netdevice.h"
#include "core/rtnl.h"
#include "core/sysctl.h"
#include "lib/kernel.h"
#include "lib/slab.h"
#include "lib/vsprintf.h"
#include "proto/ipv4/devinet.h"
#include "proto/ipv4/route.h"

/* What a namespace starts with; "default" also accepts source routes. */
static void devconf_defaults(struct ipv4_devconf *cnf, bool dflt)
{
	IPV4_DEVCONF(*cnf, ACCEPT_REDIRECTS) = 1;
	IPV4_DEVCONF(*cnf, SEND_REDIRECTS) = 1;
	IPV4_DEVCONF(*cnf, SECURE_REDIRECTS) = 1;
	IPV4_DEVCONF(*cnf, SHARED_MEDIA) = 1;
	IPV4_DEVCONF(*cnf, ACCEPT_SOURCE_ROUTE) = dflt;
	IPV4_DEVCONF(*cnf, IGMPV2_UNSOLICITED_REPORT_INTERVAL) = 10000; /* ms */
	IPV4_DEVCONF(*cnf, IGMPV3_UNSOLICITED_REPORT_INTERVAL) = 1000;	/* ms */
	IPV4_DEVCONF(*cnf, ARP_EVICT_NOCARRIER) = 1;
}

/* The settings that a row's variable is one of; row->extra1 is its number. */
static struct ipv4_devconf *conf_of(const struct ctl_table *ctl)
{
	int *first = (int *)ctl->data - (long)ctl->extra1 + 1;

	return container_of((int(*)[IPV4_DEVCONF_MAX])first,
			    struct ipv4_devconf, data);
}

/* A value of "default" reaches the devices that have none of their own. */
static void devinet_copy_dflt_conf(struct net *net, int i)
{
	struct net_device *dev;

	rcu_read_lock();
	for_each_netdev_rcu (net, dev) {
		struct in_device *in_dev = __in_dev_get_rcu(dev);

		if (in_dev && !test_bit(i, in_dev->cnf.state))
			WRITE_ONCE(in_dev->cnf.data[i],
				   net_ipv4(net)->devconf_dflt->data[i]);
	}
	rcu_read_unlock();
}

static int devinet_conf_proc(const struct ctl_table *ctl, int write,
			     void *buffer, size_t *lenp, loff_t *ppos)
{
	struct ipv4_devconf *cnf = conf_of(ctl);
	int attr = (long)ctl->extra1, old = *(int *)ctl->data, new;
	int ret = proc_dointvec(ctl, write, buffer, lenp, ppos);

	if (!write || ret)
		return ret;
	new = *(int *)ctl->data;
	set_bit(attr - 1, cnf->state);
	if (cnf == net_ipv4(cnf->net)->devconf_dflt)
		devinet_copy_dflt_conf(cnf->net, attr - 1);
	/* Routes that were kept under the old value are wrong now. */
	if ((attr == IPV4_DEVCONF_ACCEPT_LOCAL ||
	     attr == IPV4_DEVCONF_ROUTE_LOCALNET) &&
	    !new &&old)
		rt_cache_flush(cnf->net);
	if (attr == IPV4_DEVCONF_BC_FORWARDING && new != old)
		rt_cache_flush(cnf->net);
	return ret;
}

static int ipv4_doint_and_flush(const struct ctl_table *ctl, int write,
				void *buffer, size_t *lenp, loff_t *ppos)
{
	struct ipv4_devconf *cnf = conf_of(ctl);
	int old = *(int *)ctl->data;
	int ret = proc_dointvec(ctl, write, buffer, lenp, ppos);

	if (!write || ret || *(int *)ctl->data == old)
		return ret;
	set_bit((long)ctl->extra1 - 1, cnf->state);
	rt_cache_flush(cnf->net);
	return ret;
}

/* all.forwarding was written: a router does not obey redirects. RTNL. */
void inet_forward_change(struct net *net)
{
	int on = IPV4_DEVCONF_ALL(net, FORWARDING);
	struct net_device *dev;

	ASSERT_RTNL();
	IPV4_DEVCONF_ALL(net, ACCEPT_REDIRECTS) = !on;
	IPV4_DEVCONF_DFLT(net, FORWARDING) = on;
	for_each_netdev (net, dev) {
		struct in_device *in_dev = __in_dev_get_rtnl(dev);

		if (in_dev)
			IN_DEV_CONF_SET(in_dev, FORWARDING, on);
	}
}

static int devinet_sysctl_forward(const struct ctl_table *ctl, int write,
				  void *buffer, size_t *lenp, loff_t *ppos)
{
	struct ipv4_devconf *cnf = conf_of(ctl);
	struct netns_ipv4 *ipv4 = net_ipv4(cnf->net);
	int old = *(int *)ctl->data;
	int ret = proc_dointvec(ctl, write, buffer, lenp, ppos);

	if (!write || ret || *(int *)ctl->data == old)
		return ret;
	set_bit(IPV4_DEVCONF_FORWARDING - 1, cnf->state);
	if (cnf == ipv4->devconf_dflt)
		return ret;
	rtnl_lock();
	if (cnf == ipv4->devconf_all)
		inet_forward_change(cnf->net);
	rtnl_unlock();
	rt_cache_flush(cnf->net);
	return ret;
}

#define DEVINET_ENTRY(attr, name, perm, handler)                               \
	{                                                                      \
		.procname = name,                                              \
		.data = SYSCTL_OFFSET(struct ipv4_devconf,                     \
				      data[IPV4_DEVCONF_##attr - 1]),          \
		.maxlen = sizeof(int), .mode = perm, .proc_handler = handler,  \
		.extra1 = (void *)(long)IPV4_DEVCONF_##attr,                   \
	}
#define DEVINET_RW(attr, name)                                                 \
	DEVINET_ENTRY(attr, name, 0644, devinet_conf_proc)
#define DEVINET_RO(attr, name)                                                 \
	DEVINET_ENTRY(attr, name, 0444, devinet_conf_proc)
#define DEVINET_FLUSH(attr, name)                                              \
	DEVINET_ENTRY(attr, name, 0644, ipv4_doint_and_flush)

static const struct ctl_table devinet_sysctl[] = {
	DEVINET_ENTRY(FORWARDING, "forwarding", 0644, devinet_sysctl_forward),
	DEVINET_RO(MC_FORWARDING, "mc_forwarding"),
	DEVINET_RW(BC_FORWARDING, "bc_forwarding"),
	DEVINET_RW(ACCEPT_REDIRECTS, "accept_redirects"),
	DEVINET_RW(SECURE_REDIRECTS, "secure_redirects"),
	DEVINET_RW(SHARED_MEDIA, "shared_media"),
	DEVINET_RW(RP_FILTER, "rp_filter"),
	DEVINET_RW(SEND_REDIRECTS, "send_redirects"),
	DEVINET_RW(ACCEPT_SOURCE_ROUTE, "accept_source_route"),
	DEVINET_RW(ACCEPT_LOCAL, "accept_local"),
	DEVINET_RW(SRC_VMARK, "src_valid_mark"),
	DEVINET_RW(PROXY_ARP, "proxy_arp"),
	DEVINET_RW(MEDIUM_ID, "medium_id"),
	DEVINET_RW(BOOTP_RELAY, "bootp_relay"),
	DEVINET_RW(LOG_MARTIANS, "log_martians"),
	DEVINET_RW(TAG, "tag"),
	DEVINET_RW(ARPFILTER, "arp_filter"),
	DEVINET_RW(ARP_ANNOUNCE, "arp_announce"),
	DEVINET_RW(ARP_IGNORE, "arp_ignore"),
	DEVINET_RW(ARP_ACCEPT, "arp_accept"),
	DEVINET_RW(ARP_NOTIFY, "arp_notify"),
	DEVINET_RW(ARP_EVICT_NOCARRIER, "arp_evict_nocarrier"),
	DEVINET_RW(PROXY_ARP_PVLAN, "proxy_arp_pvlan"),
	DEVINET_RW(FORCE_IGMP_VERSION, "force_igmp_version"),
	DEVINET_RW(IGMPV2_UNSOLICITED_REPORT_INTERVAL,
		   "igmpv2_unsolicited_report_interval"),
	DEVINET_RW(IGMPV3_UNSOLICITED_REPORT_INTERVAL,
		   "igmpv3_unsolicited_report_interval"),
	DEVINET_RW(IGNORE_ROUTES_WITH_LINKDOWN, "ignore_routes_with_linkdown"),
	DEVINET_RW(DROP_GRATUITOUS_ARP, "drop_gratuitous_arp"),
	DEVINET_FLUSH(NOXFRM, "disable_xfrm"),
	DEVINET_FLUSH(NOPOLICY, "disable_policy"),
	DEVINET_FLUSH(PROMOTE_SECONDARIES, "promote_secondaries"),
	DEVINET_FLUSH(ROUTE_LOCALNET, "route_localnet"),
	DEVINET_RW(DROP_UNICAST_IN_L2_MULTICAST,
		   "drop_unicast_in_l2_multicast"),
};

/* net.ipv4.ip_forward is another name of all.forwarding. */
static const struct ctl_table ctl_forward_entry[] = {
	DEVINET_ENTRY(FORWARDING, "ip_forward", 0644, devinet_sysctl_forward),
};

static int conf_register(struct net *net, const char *dev_name,
			 struct ipv4_devconf *cnf)
{
	char path[sizeof("net/ipv4/conf/") + IFNAMSIZ];

	snprintf(path, sizeof(path), "net/ipv4/conf/%s", dev_name);
	cnf->net = net;
	cnf->sysctl = register_net_sysctl_of(net, path, devinet_sysctl, cnf);
	return cnf->sysctl ? 0 : -ENOBUFS;
}

static void conf_unregister(struct ipv4_devconf *cnf)
{
	if (cnf->sysctl)
		unregister_net_sysctl_table(cnf->sysctl);
	cnf->sysctl = NULL;
}

/* Context: RTNL. Return: 0, -EINVAL (a name that is taken), -ENOBUFS. */
int devinet_sysctl_register(struct in_device *idev)
{
	struct net_device *dev = idev->dev;
	int err;

	if (!strcmp(dev->name, "all") || !strcmp(dev->name, "default"))
		return -EINVAL;
	idev->cnf.dev = dev;
	err = neigh_sysctl_register(dev, idev->arp_parms);
	if (err)
		return err;
	err = conf_register(dev_net(dev), dev->name, &idev->cnf);
	if (err)
		neigh_sysctl_unregister(idev->arp_parms);
	return err;
}

void devinet_sysctl_unregister(struct in_device *idev)
{
	conf_unregister(&idev->cnf);
	neigh_sysctl_unregister(idev->arp_parms);
}

/* Context: process, namespace init. As init_net is now, so are we. */
int devinet_conf_net_init(struct net *net)
{
	struct netns_ipv4 *ipv4 = net_ipv4(net);
	struct ipv4_devconf *all, *dflt;
	int err = -ENOMEM;

	all = kzalloc(sizeof(*all), GFP_KERNEL);
	dflt = kzalloc(sizeof(*dflt), GFP_KERNEL);
	if (!all || !dflt)
		goto out_free;
	if (net_eq(net, &init_net)) {
		devconf_defaults(all, false);
		devconf_defaults(dflt, true);
	} else {
		memcpy(all->data, net_ipv4(&init_net)->devconf_all->data,
		       sizeof(all->data));
		memcpy(dflt->data, net_ipv4(&init_net)->devconf_dflt->data,
		       sizeof(dflt->data));
	}
	ipv4->devconf_all = all;
	ipv4->devconf_dflt = dflt;
	err = conf_register(net, "all", all);
	if (!err)
		err = conf_register(net, "default", dflt);
	if (err)
		goto out_unregister;
	err = -ENOBUFS;
	ipv4->forw_hdr =
		register_net_sysctl_of(net, "net/ipv4", ctl_forward_entry, all);
	if (ipv4->forw_hdr)
		return 0;
out_unregister:
	conf_unregister(all);
	conf_unregister(dflt);
out_free:
	kfree(all);
	kfree(dflt);
	return err;
}

void devinet_conf_net_exit(struct net *net)
{
	struct netns_ipv4 *ipv4 = net_ipv4(net);

	unregister_net_sysctl_table(ipv4->forw_hdr);
	conf_unregister(ipv4->devconf_all);
	conf_unregister(ipv4->devconf_dflt);
	kfree(ipv4->devconf_all);
	kfree(ipv4->devconf_dflt);
}
