// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * devinet_ifa - addresses as the control side states them, and their end
 *
 * Where:   RTM_NEWADDR, RTM_DELADDR, SIOCSIFADDR, the shell; a work ends
 *          addresses with a lifetime.
 * Mirrors: net/ipv4/devinet.c, cut: inet_rtm_newaddr(), inet_rtm_deladdr(),
 *          check_lifetime(). Messages are parsed in netlink/.
 * Spec:    <linux/if_addr.h>.
 *
 * One work per namespace, armed only while some address has an end: it
 * deletes what is past its valid, marks what is past its preferred lifetime,
 * and sleeps until the next of either.
 */
#include "core/extack.h"
#include "core/netdevice.h"
#include "core/rtnl.h"
#include "hdr/ip.h"
#include "lib/kernel.h"
#include "lib/string.h"
#include "proto/ipv4/arp.h"
#include "proto/ipv4/devinet.h"
#include "proto/ipv4/ip_fib.h"

/* ---- lifetimes ----------------------------------------------------------- */

static void set_ifa_lifetime(struct in_ifaddr *ifa, u32 valid, u32 preferred)
{
	ifa->ifa_flags &= ~(IFA_F_PERMANENT | IFA_F_DEPRECATED);
	ifa->ifa_valid_lft = valid;
	if (valid == INFINITY_LIFE_TIME)
		ifa->ifa_flags |= IFA_F_PERMANENT;
	if (!preferred)
		ifa->ifa_flags |= IFA_F_DEPRECATED;
	ifa->ifa_preferred_lft = preferred;
	ifa->ifa_tstamp = jiffies;
}

/* Seconds until something happens to @ifa; U32_MAX: never. */
static u32 ifa_next_event(const struct in_ifaddr *ifa, u32 age)
{
	u32 next = U32_MAX;

	if (ifa->ifa_valid_lft != INFINITY_LIFE_TIME)
		next = ifa->ifa_valid_lft > age ? ifa->ifa_valid_lft - age : 0;
	if (ifa->ifa_preferred_lft != INFINITY_LIFE_TIME &&
	    !(ifa->ifa_flags & IFA_F_DEPRECATED))
		next = min(next, ifa->ifa_preferred_lft > age
					 ? ifa->ifa_preferred_lft - age
					 : 0u);
	return next;
}

static u32 ifa_age(const struct in_ifaddr *ifa)
{
	return (jiffies - ifa->ifa_tstamp) / HZ;
}

/* Arm the work for the first address that changes by itself. RTNL. */
void inet_check_lifetime(struct net *net)
{
	struct netns_ipv4 *ipv4 = net_ipv4(net);
	struct in_ifaddr *ifa;
	u32 next = U32_MAX;
	int i;

	for (i = 0; i < IN4_ADDR_HSIZE; i++)
		hlist_for_each_entry (ifa, &ipv4->inet_addr_lst[i], hash)
			next = min(next, ifa_next_event(ifa, ifa_age(ifa)));
	if (next != U32_MAX)
		mod_delayed_work(system_power_efficient_wq,
				 &ipv4->addr_chk_work,
				 (unsigned long)next * HZ);
}

/* @ifa's time has come. Return: whether it was deleted. */
static bool ifa_expire(struct in_ifaddr *ifa)
{
	struct in_device *in_dev = ifa->ifa_dev;
	u32 age = ifa_age(ifa);
	struct in_ifaddr **ifap;

	if (ifa->ifa_valid_lft != INFINITY_LIFE_TIME &&
	    age >= ifa->ifa_valid_lft) {
		for (ifap = &in_dev->ifa_list; *ifap; ifap = &(*ifap)->ifa_next)
			if (*ifap == ifa) {
				inet_del_ifa(in_dev, ifap, 1);
				return true;
			}
	}
	if (ifa->ifa_preferred_lft != INFINITY_LIFE_TIME &&
	    age >= ifa->ifa_preferred_lft &&
	    !(ifa->ifa_flags & IFA_F_DEPRECATED)) {
		ifa->ifa_flags |= IFA_F_DEPRECATED;
		inet_ifa_notify(NETDEV_CHANGE, ifa);
	}
	return false;
}

static void check_lifetime(struct work_struct *work)
{
	struct netns_ipv4 *ipv4 = container_of(
		to_delayed_work(work), struct netns_ipv4, addr_chk_work);
	struct hlist_node *n;
	struct in_ifaddr *ifa;
	int i;

	rtnl_lock();
	for (i = 0; i < IN4_ADDR_HSIZE; i++) {
restart:
		/* A primary takes its secondaries along: start again. */
		hlist_for_each_entry_safe (ifa, n, &ipv4->inet_addr_lst[i],
					   hash)
			if (ifa_expire(ifa))
				goto restart;
	}
	inet_check_lifetime(ipv4->net);
	rtnl_unlock();
}

void inet_lifetime_net_init(struct net *net)
{
	INIT_DELAYED_WORK(&net_ipv4(net)->addr_chk_work, check_lifetime);
}

void inet_lifetime_net_exit(struct net *net)
{
	cancel_delayed_work_sync(&net_ipv4(net)->addr_chk_work);
}

/* ---- control ------------------------------------------------------------- */

static int ifaddr_config_check(const struct ifaddr_config *cfg,
			       const struct net_device *dev,
			       struct netlink_ext_ack *extack)
{
	if (cfg->prefixlen > 32) {
		NL_SET_ERR_MSG(extack, "ipv4: Invalid prefix length");
		return -EINVAL;
	}
	if (cfg->has_lft && !cfg->valid_lft) {
		NL_SET_ERR_MSG(extack, "ipv4: Invalid address lifetime");
		return -EINVAL;
	}
	if (cfg->has_lft && cfg->preferred_lft > cfg->valid_lft) {
		NL_SET_ERR_MSG(extack, "ipv4: Invalid address lifetime");
		return -EINVAL;
	}
	if (!dev) {
		NL_SET_ERR_MSG(extack, "ipv4: Device not found");
		return -ENODEV;
	}
	return 0;
}

static struct in_ifaddr *cfg_to_ifaddr(struct in_device *in_dev,
				       const struct ifaddr_config *cfg)
{
	struct in_ifaddr *ifa = inet_alloc_ifa(in_dev);

	if (!ifa)
		return NULL;
	ifa->ifa_prefixlen = cfg->prefixlen;
	ifa->ifa_mask = inet_make_mask(cfg->prefixlen);
	ifa->ifa_flags = cfg->flags;
	ifa->ifa_scope = cfg->scope;
	ifa->ifa_proto = cfg->proto;
	ifa->ifa_local = cfg->local;
	ifa->ifa_address = cfg->address ? cfg->address : cfg->local;
	ifa->ifa_broadcast = cfg->has_broadcast ? cfg->broadcast : 0;
	ifa->ifa_rt_priority = cfg->rt_priority;
	strscpy(ifa->ifa_label, cfg->label ? cfg->label : in_dev->dev->name,
		IFNAMSIZ);
	set_ifa_lifetime(
		ifa, cfg->has_lft ? cfg->valid_lft : INFINITY_LIFE_TIME,
		cfg->has_lft ? cfg->preferred_lft : INFINITY_LIFE_TIME);
	return ifa;
}

/* Secondary, if it stands there: "exists" means local and subnet agree. */
static struct in_ifaddr *find_matching_ifa(struct in_device *in_dev,
					   const struct in_ifaddr *ifa)
{
	struct in_ifaddr *ifa1;

	in_dev_for_each_ifa_rtnl(
		ifa1,
		in_dev) if (ifa1->ifa_mask == ifa->ifa_mask &&
			    inet_ifa_match(ifa1->ifa_address, ifa) &&
			    ifa1->ifa_local == ifa->ifa_local) return ifa1;
	return NULL;
}

/* NLM_F_REPLACE: lifetimes, metric and flags of the address that is there. */
static int ifa_replace(struct net *net, struct in_ifaddr *ifa,
		       const struct ifaddr_config *cfg)
{
	if (ifa->ifa_rt_priority != cfg->rt_priority) {
		fib_modify_prefix_metric(ifa, cfg->rt_priority);
		ifa->ifa_rt_priority = cfg->rt_priority;
	}
	ifa->ifa_proto = cfg->proto;
	set_ifa_lifetime(
		ifa, cfg->has_lft ? cfg->valid_lft : INFINITY_LIFE_TIME,
		cfg->has_lft ? cfg->preferred_lft : INFINITY_LIFE_TIME);
	inet_check_lifetime(net);
	inet_ifa_notify(NETDEV_CHANGE, ifa);
	return 0;
}

/**
 * inet_rtm_newaddr_cfg - give a device an address, or change one
 * @net: the namespace
 * @dev: the device
 * @cfg: the address; nlflags NLM_F_REPLACE changes what is there
 * @extack: gets the sentence
 *
 * Context: process, RTNL held.
 * Return: 0, -EEXIST, -EINVAL, -ENODEV, -ENOBUFS (no IPv4 on the device).
 */
int inet_rtm_newaddr_cfg(struct net *net, struct net_device *dev,
			 const struct ifaddr_config *cfg,
			 struct netlink_ext_ack *extack)
{
	struct in_device *in_dev;
	struct in_ifaddr *ifa, *old;
	int err;

	ASSERT_RTNL();
	err = ifaddr_config_check(cfg, dev, extack);
	if (err)
		return err;
	in_dev = __in_dev_get_rtnl(dev);
	if (!in_dev)
		return -ENOBUFS;
	ifa = cfg_to_ifaddr(in_dev, cfg);
	if (!ifa)
		return -ENOBUFS;
	/* From its first address on a device no longer follows "default". */
	ipv4_devconf_setall(in_dev);
	neigh_parms_data_state_setall(in_dev->arp_parms);

	old = find_matching_ifa(in_dev, ifa);
	if (!old)
		return inet_insert_ifa(ifa);
	inet_free_ifa(ifa);
	if ((cfg->nlflags & NLM_F_EXCL) || !(cfg->nlflags & NLM_F_REPLACE)) {
		NL_SET_ERR_MSG(extack, "ipv4: Address already assigned");
		return -EEXIST;
	}
	return ifa_replace(net, old, cfg);
}
EXPORT_SYMBOL(inet_rtm_newaddr_cfg);

/**
 * inet_rtm_deladdr_cfg - take an address away
 * @net: the namespace
 * @dev: the device
 * @cfg: what is stated: local, label, or address with prefixlen; zeroes match
 * @extack: gets the sentence
 *
 * Context: process, RTNL held. Return: 0, -ENODEV, -EADDRNOTAVAIL.
 */
int inet_rtm_deladdr_cfg(struct net *net, struct net_device *dev,
			 const struct ifaddr_config *cfg,
			 struct netlink_ext_ack *extack)
{
	struct in_device *in_dev = dev ? __in_dev_get_rtnl(dev) : NULL;
	struct in_ifaddr **ifap, *ifa;

	ASSERT_RTNL();
	if (!in_dev) {
		NL_SET_ERR_MSG(extack, "ipv4: Device not found");
		return -ENODEV;
	}
	for (ifap = &in_dev->ifa_list; (ifa = *ifap); ifap = &ifa->ifa_next) {
		if (cfg->local && ifa->ifa_local != cfg->local)
			continue;
		if (cfg->label && strcmp(cfg->label, ifa->ifa_label))
			continue;
		if (cfg->address && (cfg->prefixlen != ifa->ifa_prefixlen ||
				     !inet_ifa_match(cfg->address, ifa)))
			continue;
		inet_del_ifa(in_dev, ifap, 1);
		return 0;
	}
	NL_SET_ERR_MSG(extack, "ipv4: Address not found");
	return -EADDRNOTAVAIL;
}
EXPORT_SYMBOL(inet_rtm_deladdr_cfg);

/**
 * ip_addr_add - "ip addr add ADDR/LEN dev DEV"
 * @net: the namespace
 * @dev: the device
 * @addr: the address
 * @prefixlen: 0..32
 * @extack: gets the sentence
 *
 * Context: process, RTNL held. Return: as inet_rtm_newaddr_cfg().
 */
int ip_addr_add(struct net *net, struct net_device *dev, __be32 addr,
		int prefixlen, struct netlink_ext_ack *extack)
{
	struct ifaddr_config cfg = {
		.local = addr,
		.address = addr,
		.prefixlen = (u8)clamp(prefixlen, 0, 255),
		.scope = ipv4_is_loopback(addr) ? RT_SCOPE_HOST
						: RT_SCOPE_UNIVERSE,
		.nlflags = NLM_F_CREATE | NLM_F_EXCL,
	};

	return inet_rtm_newaddr_cfg(net, dev, &cfg, extack);
}
EXPORT_SYMBOL(ip_addr_add);

/**
 * ip_addr_del - "ip addr del ADDR/LEN dev DEV"
 * @net: the namespace
 * @dev: the device
 * @addr: the address
 * @prefixlen: as it was added
 * @extack: gets the sentence
 *
 * Context: process, RTNL held. Return: as inet_rtm_deladdr_cfg().
 */
int ip_addr_del(struct net *net, struct net_device *dev, __be32 addr,
		int prefixlen, struct netlink_ext_ack *extack)
{
	struct ifaddr_config cfg = {
		.local = addr,
		.address = addr,
		.prefixlen = (u8)clamp(prefixlen, 0, 255),
	};

	return inet_rtm_deladdr_cfg(net, dev, &cfg, extack);
}
EXPORT_SYMBOL(ip_addr_del);

int inet_ifa_walk(struct net *net,
		  int (*fn)(const struct in_ifaddr *ifa, void *data),
		  void *data)
{
	const struct in_ifaddr *ifa;
	struct net_device *dev;
	int err;

	for_each_netdev_rcu (net, dev) {
		struct in_device *in_dev = __in_dev_get_rcu(dev);

		if (!in_dev)
			continue;
		in_dev_for_each_ifa_rcu(ifa, in_dev)
		{
			err = fn(ifa, data);
			if (err)
				return err;
		}
	}
	return 0;
}
EXPORT_SYMBOL(inet_ifa_walk);
