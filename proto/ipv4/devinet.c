// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * devinet - IPv4 on a device: struct in_device, and the addresses it has
 *
 * Where:   device events make and end an in_device; the control side gives
 *          it addresses; everybody who sends asks for a source.
 * Mirrors: net/ipv4/devinet.c, cut: settings are in devinet_conf.c, the
 *          control side's forms in devinet_ifa.c, the choice of a source in
 *          devinet_select.c.
 * Spec:    RFC 791 §3.2, RFC 5227 §3 (announcements).
 *
 * A device's addresses are one list under RCU: primaries by falling scope,
 * then secondaries (addresses in the subnet of an earlier one). Every address
 * is also hashed, so that "is this ours?" costs one bucket.
 */
#include "proto/ipv4/devinet.h"

#include "core/netdevice.h"
#include "core/rtnl.h"
#include "hdr/ip.h"
#include "lib/jhash.h"
#include "lib/kernel.h"
#include "lib/printk.h"
#include "lib/slab.h"
#include "lib/string.h"
#include "lib/vsprintf.h"
#include "proto/ipv4/arp.h"
#include "proto/ipv4/igmp.h"
#include "proto/ipv4/ip.h"
#include "proto/ipv4/ip_fib.h"
#include "proto/ipv4/route.h"

DEFINE_STATIC_PER_MACHINE(struct raw_notifier_head, inetaddr_chain);

/**
 * register_inetaddr_notifier - hear of addresses: NETDEV_UP, DOWN, CHANGE
 * @nb: called with a struct in_ifaddr, under RTNL
 *
 * Context: process. Return: 0, -EEXIST, -ENOMEM.
 */
int register_inetaddr_notifier(struct notifier_block *nb)
{
	int err;

	rtnl_lock();
	err = raw_notifier_chain_register(&machine_var(inetaddr_chain), nb);
	rtnl_unlock();
	return err;
}
EXPORT_SYMBOL(register_inetaddr_notifier);

int unregister_inetaddr_notifier(struct notifier_block *nb)
{
	int err;

	rtnl_lock();
	err = raw_notifier_chain_unregister(&machine_var(inetaddr_chain), nb);
	rtnl_unlock();
	return err;
}
EXPORT_SYMBOL(unregister_inetaddr_notifier);

/* Tell the listeners about @ifa. RTNL. */
void inet_ifa_notify(unsigned long event, struct in_ifaddr *ifa)
{
	raw_notifier_call_chain(&machine_var(inetaddr_chain), event, ifa);
}

/* ---- hash ---------------------------------------------------------------- */

static struct hlist_head *ifa_bucket(const struct net *net, __be32 addr)
{
	u32 val = jhash_1word(addr, net_hash_mix(net));

	return &net_ipv4(net)
			->inet_addr_lst[val >> (32 - IN4_ADDR_HSIZE_SHIFT)];
}

/**
 * inet_lookup_ifaddr_rcu - the address of ours that is @addr
 * @net: the namespace
 * @addr: the address
 *
 * Context: RCU. Return: borrowed, or NULL.
 */
struct in_ifaddr *inet_lookup_ifaddr_rcu(struct net *net, __be32 addr)
{
	struct in_ifaddr *ifa;

	hlist_for_each_entry_rcu (ifa, ifa_bucket(net, addr), hash)
		if (ifa->ifa_local == addr)
			return ifa;
	return NULL;
}
EXPORT_SYMBOL(inet_lookup_ifaddr_rcu);

/**
 * __ip_dev_find - the device that has a local address
 * @net: the namespace
 * @addr: the address
 * @devref: give a reference; else borrow until the RCU section ends
 *
 * 127.0.0.5 is local by its subnet: then the local table knows.
 *
 * Context: RCU, or any with @devref. Return: the device, or NULL.
 */
struct net_device *__ip_dev_find(struct net *net, __be32 addr, bool devref)
{
	struct flowi4 fl4 = {.daddr = addr};
	struct net_device *result = NULL;
	struct fib_table *local;
	struct fib_result res;
	struct in_ifaddr *ifa;

	rcu_read_lock();
	ifa = inet_lookup_ifaddr_rcu(net, addr);
	if (ifa) {
		result = ifa->ifa_dev->dev;
	} else {
		local = fib_get_table(net, RT_TABLE_LOCAL);
		if (local &&
		    !fib_table_lookup(local, &fl4, &res, FIB_LOOKUP_NOREF) &&
		    res.type == RTN_LOCAL)
			result = FIB_RES_DEV(res);
	}
	if (result && devref)
		dev_hold(result);
	rcu_read_unlock();
	return result;
}
EXPORT_SYMBOL(__ip_dev_find);

/* ---- struct in_device ---------------------------------------------------- */

static void inet_free_ifa_rcu(struct rcu_head *head)
{
	struct in_ifaddr *ifa = container_of(head, struct in_ifaddr, rcu_head);

	if (ifa->ifa_dev)
		in_dev_put(ifa->ifa_dev);
	kfree(ifa);
}

/* Gives an address that hangs nowhere, holding @in_dev; or NULL. */
struct in_ifaddr *inet_alloc_ifa(struct in_device *in_dev)
{
	struct in_ifaddr *ifa = kzalloc(sizeof(*ifa), GFP_KERNEL);

	if (!ifa)
		return NULL;
	in_dev_hold(in_dev);
	ifa->ifa_dev = in_dev;
	ifa->ifa_valid_lft = INFINITY_LIFE_TIME;
	ifa->ifa_preferred_lft = INFINITY_LIFE_TIME;
	ifa->ifa_flags = IFA_F_PERMANENT;
	ifa->ifa_cstamp = ifa->ifa_tstamp = jiffies;
	return ifa;
}

void inet_free_ifa(struct in_ifaddr *ifa)
{
	call_rcu(&ifa->rcu_head, inet_free_ifa_rcu);
}

/* The last reference. Context: any. */
void in_dev_finish_destroy(struct in_device *idev)
{
	WARN_ON_ONCE(idev->ifa_list);
	WARN_ON_ONCE(!idev->dead);
	dev_put(idev->dev);
	kfree(idev);
}
EXPORT_SYMBOL(in_dev_finish_destroy);

static void in_dev_rcu_put(struct rcu_head *head)
{
	in_dev_put(container_of(head, struct in_device, rcu_head));
}

/* Gives the device IPv4. Return: borrowed, or ERR_PTR(). RTNL. */
static struct in_device *inetdev_init(struct net_device *dev)
{
	struct netns_ipv4 *ipv4 = net_ipv4(dev_net(dev));
	struct in_device *in_dev;
	int err = -ENOMEM;

	ASSERT_RTNL();
	in_dev = kzalloc(sizeof(*in_dev), GFP_KERNEL);
	if (!in_dev)
		return ERR_PTR(err);
	memcpy(in_dev->cnf.data, ipv4->devconf_dflt->data,
	       sizeof(in_dev->cnf.data));
	in_dev->dev = dev;
	refcount_set(&in_dev->refcnt, 1);
	in_dev->arp_parms = neigh_parms_alloc(dev, arp_neigh_table());
	if (!in_dev->arp_parms)
		goto out_free;
	dev_hold(dev);
	err = devinet_sysctl_register(in_dev);
	if (err)
		goto out_parms;
	ip_mc_init_dev(in_dev);
	if (dev->flags & IFF_UP)
		ip_mc_up(in_dev);
	rcu_assign_pointer(dev->ip_ptr, in_dev);
	return in_dev;
out_parms:
	neigh_parms_release(arp_neigh_table(), in_dev->arp_parms);
	dev_put(dev);
out_free:
	kfree(in_dev);
	return ERR_PTR(err);
}

static void inetdev_destroy(struct in_device *in_dev)
{
	struct net_device *dev = in_dev->dev;

	ASSERT_RTNL();
	in_dev->dead = 1;
	ip_mc_destroy_dev(in_dev);
	while (in_dev->ifa_list)
		inet_del_ifa(in_dev, &in_dev->ifa_list, 1);
	RCU_INIT_POINTER(dev->ip_ptr, NULL);
	devinet_sysctl_unregister(in_dev);
	neigh_parms_release(arp_neigh_table(), in_dev->arp_parms);
	arp_ifdown(dev);
	call_rcu(&in_dev->rcu_head, in_dev_rcu_put);
}

/* RTNL. Return: borrowed, or NULL. */
struct in_device *inetdev_by_index(struct net *net, int ifindex)
{
	struct in_device *in_dev = NULL;
	struct net_device *dev;

	rcu_read_lock();
	dev = dev_get_by_index_rcu(net, ifindex);
	if (dev)
		in_dev = __in_dev_get_rcu(dev);
	rcu_read_unlock();
	return in_dev;
}
EXPORT_SYMBOL(inetdev_by_index);

int inet_addr_onlink(struct in_device *in_dev, __be32 a, __be32 b)
{
	const struct in_ifaddr *ifa;
	int ret = 0;

	rcu_read_lock();
	in_dev_for_each_ifa_rcu(ifa, in_dev)
	{
		if (inet_ifa_match(a, ifa) && (!b || inet_ifa_match(b, ifa))) {
			ret = 1;
			break;
		}
	}
	rcu_read_unlock();
	return ret;
}
EXPORT_SYMBOL(inet_addr_onlink);

/* ---- addresses come and go ----------------------------------------------- */

/* Where on the list @ifa belongs; marks it secondary. NULL: *@err says why. */
static struct in_ifaddr **ifa_place(struct in_device *in_dev,
				    struct in_ifaddr *ifa, int *err)
{
	struct in_ifaddr **last_primary = &in_dev->ifa_list;
	struct in_ifaddr **ifap = &in_dev->ifa_list, *ifa1;

	for (; (ifa1 = *ifap); ifap = &ifa1->ifa_next) {
		if (!(ifa1->ifa_flags & IFA_F_SECONDARY) &&
		    ifa->ifa_scope <= ifa1->ifa_scope)
			last_primary = &ifa1->ifa_next;
		if (ifa1->ifa_mask != ifa->ifa_mask ||
		    !inet_ifa_match(ifa1->ifa_address, ifa))
			continue;
		*err = -EEXIST;
		if (ifa1->ifa_local == ifa->ifa_local)
			return NULL;
		*err = -EINVAL;
		if (ifa1->ifa_scope != ifa->ifa_scope)
			return NULL;
		ifa->ifa_flags |= IFA_F_SECONDARY;
	}
	return ifa->ifa_flags & IFA_F_SECONDARY ? ifap : last_primary;
}

/**
 * inet_insert_ifa - the device gets an address, and the routes that it brings
 * @ifa: taken; freed when refused
 *
 * Context: process, RTNL held.
 * Return: 0; -EEXIST; -EINVAL: another scope than its subnet's primary.
 */
int inet_insert_ifa(struct in_ifaddr *ifa)
{
	struct in_device *in_dev = ifa->ifa_dev;
	struct in_ifaddr **ifap;
	int err = 0;

	ASSERT_RTNL();
	if (!ifa->ifa_local) {
		inet_free_ifa(ifa);
		return 0;
	}
	ifa->ifa_flags &=
		~(IFA_F_SECONDARY | IFA_F_NODAD | IFA_F_OPTIMISTIC |
		  IFA_F_DADFAILED | IFA_F_HOMEADDRESS | IFA_F_TENTATIVE |
		  IFA_F_MANAGETEMPADDR | IFA_F_STABLE_PRIVACY);
	ifap = ifa_place(in_dev, ifa, &err);
	if (!ifap) {
		inet_free_ifa(ifa);
		return err;
	}
	rcu_assign_pointer(ifa->ifa_next, *ifap);
	rcu_assign_pointer(*ifap, ifa);
	hlist_add_head_rcu(&ifa->hash,
			   ifa_bucket(dev_net(in_dev->dev), ifa->ifa_local));
	inet_check_lifetime(dev_net(in_dev->dev));
	inet_ifa_notify(NETDEV_UP, ifa);
	return 0;
}

/* Off the list and the hash; the routes follow. Frees @ifa if @destroy. */
static void ifa_unlink(struct in_ifaddr **ifap, bool destroy)
{
	struct in_ifaddr *ifa = *ifap;

	rcu_assign_pointer(*ifap, ifa->ifa_next);
	hlist_del_init_rcu(&ifa->hash);
	inet_ifa_notify(NETDEV_DOWN, ifa);
	if (destroy)
		inet_free_ifa(ifa);
}

static bool ifa_same_subnet(const struct in_ifaddr *prim,
			    const struct in_ifaddr *ifa)
{
	return prim->ifa_mask == ifa->ifa_mask &&
	       inet_ifa_match(prim->ifa_address, ifa);
}

/* Primary @ifa1 goes: its secondaries go first. */
static void ifa_del_secondaries(struct in_ifaddr *ifa1)
{
	struct in_ifaddr **ifap = &ifa1->ifa_next, *ifa;

	while ((ifa = *ifap)) {
		if ((ifa->ifa_flags & IFA_F_SECONDARY) &&
		    ifa_same_subnet(ifa1, ifa))
			ifa_unlink(ifap, true);
		else
			ifap = &ifa->ifa_next;
	}
}

/* The first secondary of @ifa1's subnet, or NULL. */
static struct in_ifaddr **ifa_first_secondary(struct in_ifaddr *ifa1)
{
	struct in_ifaddr **ifap = &ifa1->ifa_next, *ifa;

	for (; (ifa = *ifap); ifap = &ifa->ifa_next)
		if ((ifa->ifa_flags & IFA_F_SECONDARY) &&
		    ifa_same_subnet(ifa1, ifa))
			return ifap;
	return NULL;
}

/*
 * Primary *@ifap goes, its first secondary takes its place: the routes of all
 * secondaries name the old one as preferred source, so they are taken away
 * silently and come back in the new one's name.
 */
static void ifa_promote(struct in_device *in_dev, struct in_ifaddr **ifap,
			struct in_ifaddr **promote_p, bool destroy)
{
	struct in_ifaddr *ifa1 = *ifap, *promote = *promote_p, *ifa;
	struct in_ifaddr **place = &in_dev->ifa_list;

	for (ifa = promote; ifa; ifa = ifa->ifa_next)
		if (ifa_same_subnet(ifa1, ifa))
			fib_del_ifaddr(ifa, ifa1);

	rcu_assign_pointer(*promote_p, promote->ifa_next);
	ifa_unlink(ifap, false);
	promote->ifa_flags &= ~IFA_F_SECONDARY;
	for (ifap = place; (ifa = *ifap); ifap = &ifa->ifa_next)
		if (!(ifa->ifa_flags & IFA_F_SECONDARY) &&
		    promote->ifa_scope <= ifa->ifa_scope)
			place = &ifa->ifa_next;
	rcu_assign_pointer(promote->ifa_next, *place);
	rcu_assign_pointer(*place, promote);
	inet_ifa_notify(NETDEV_UP, promote);

	for (ifa = promote->ifa_next; ifa; ifa = ifa->ifa_next)
		if (ifa_same_subnet(ifa1, ifa))
			fib_add_ifaddr(ifa);
	if (destroy)
		inet_free_ifa(ifa1);
}

/**
 * inet_del_ifa - the device loses an address
 * @in_dev: IPv4's part of the device
 * @ifap: what points to it on the list
 * @destroy: and free it
 *
 * With a primary its secondaries go, unless promote_secondaries lets the
 * first of them take its place.
 *
 * Context: process, RTNL held.
 */
void inet_del_ifa(struct in_device *in_dev, struct in_ifaddr **ifap,
		  int destroy)
{
	struct in_ifaddr *ifa1 = *ifap, **promote = NULL;

	ASSERT_RTNL();
	if (!in_dev->dead && !(ifa1->ifa_flags & IFA_F_SECONDARY)) {
		if (IN_DEV_PROMOTE_SECONDARIES(in_dev))
			promote = ifa_first_secondary(ifa1);
		else
			ifa_del_secondaries(ifa1);
	}
	if (promote)
		ifa_promote(in_dev, ifap, promote, destroy);
	else
		ifa_unlink(ifap, destroy);
}

/* The primary address of the subnet @prefix/@mask. RTNL. Or NULL. */
struct in_ifaddr *inet_ifa_byprefix(struct in_device *in_dev, __be32 prefix,
				    __be32 mask)
{
	struct in_ifaddr *ifa;

	in_dev_for_each_ifa_rtnl(
		ifa, in_dev) if (ifa->ifa_mask == mask &&
				 inet_ifa_match(prefix, ifa)) return ifa;
	return NULL;
}
EXPORT_SYMBOL(inet_ifa_byprefix);

/* ---- events -------------------------------------------------------------- */

/* lo comes up: it has 127.0.0.1/8, as nobody else gives it. */
static void inetdev_loopback_up(struct in_device *in_dev)
{
	struct in_ifaddr *ifa;

	if (in_dev->ifa_list)
		return;
	ifa = inet_alloc_ifa(in_dev);
	if (!ifa)
		return;
	ifa->ifa_local = ifa->ifa_address = htonl(INADDR_LOOPBACK);
	ifa->ifa_prefixlen = 8;
	ifa->ifa_mask = inet_make_mask(8);
	ifa->ifa_scope = RT_SCOPE_HOST;
	memcpy(ifa->ifa_label, in_dev->dev->name, IFNAMSIZ);
	ipv4_devconf_setall(in_dev);
	neigh_parms_data_state_setall(in_dev->arp_parms);
	inet_insert_ifa(ifa);
}

/* RFC 5227 §3: the link or the MAC changed, tell the neighbours. */
static void inetdev_send_gratuitous_arp(struct net_device *dev,
					struct in_device *in_dev)
{
	const struct in_ifaddr *ifa;

	in_dev_for_each_ifa_rtnl(ifa, in_dev)
		arp_send(ARPOP_REQUEST, ETH_P_ARP, ifa->ifa_local, dev,
			 ifa->ifa_local, NULL, dev->dev_addr, NULL);
}

/* Labels follow the name: the first is the name, the others keep ":tail". */
static void inetdev_changename(struct net_device *dev, struct in_device *in_dev)
{
	struct in_ifaddr *ifa;
	int named = 0;

	in_dev_for_each_ifa_rtnl(ifa, in_dev)
	{
		const char *colon = strchr(ifa->ifa_label, ':');
		char tail[IFNAMSIZ] = "";

		if (named++) {
			if (colon)
				strscpy(tail, colon, sizeof(tail));
			else
				snprintf(tail, sizeof(tail), ":%d", named);
		}
		snprintf(ifa->ifa_label, IFNAMSIZ, "%.*s%s",
			 (int)(IFNAMSIZ - 1 - strlen(tail)), dev->name, tail);
		inet_ifa_notify(NETDEV_CHANGE, ifa);
	}
	devinet_sysctl_unregister(in_dev);
	devinet_sysctl_register(in_dev);
}

/* A device that IPv4 does not know yet. */
static int inetdev_event_new(struct net_device *dev, unsigned long event)
{
	struct in_device *in_dev;

	if (event == NETDEV_CHANGEMTU && dev->mtu >= IPV4_MIN_MTU)
		inetdev_init(dev); /* IP again */
	if (event != NETDEV_REGISTER)
		return NOTIFY_DONE;
	in_dev = inetdev_init(dev);
	if (IS_ERR(in_dev))
		return notifier_from_errno(PTR_ERR(in_dev));
	if (dev->flags & IFF_LOOPBACK) {
		IN_DEV_CONF_SET(in_dev, NOXFRM, 1);
		IN_DEV_CONF_SET(in_dev, NOPOLICY, 1);
	}
	return NOTIFY_DONE;
}

static int inetdev_event(struct notifier_block *nb, unsigned long event,
			 void *ptr)
{
	struct net_device *dev = netdev_notifier_info_to_dev(ptr);
	struct in_device *in_dev = __in_dev_get_rtnl(dev);

	ASSERT_RTNL();
	if (!in_dev)
		return inetdev_event_new(dev, event);

	switch (event) {
	case NETDEV_UP:
		if (dev->mtu < IPV4_MIN_MTU)
			break;
		if (dev->flags & IFF_LOOPBACK)
			inetdev_loopback_up(in_dev);
		ip_mc_up(in_dev);
		fallthrough;
	case NETDEV_CHANGEADDR:
		if (!IN_DEV_ARP_NOTIFY(in_dev))
			break;
		fallthrough;
	case NETDEV_NOTIFY_PEERS:
		inetdev_send_gratuitous_arp(dev, in_dev);
		break;
	case NETDEV_DOWN:
		ip_mc_down(in_dev);
		break;
	case NETDEV_CHANGEMTU:
		if (dev->mtu < IPV4_MIN_MTU)
			inetdev_destroy(in_dev);
		break;
	case NETDEV_UNREGISTER:
		inetdev_destroy(in_dev);
		break;
	case NETDEV_CHANGENAME:
		inetdev_changename(dev, in_dev);
		break;
	}
	return NOTIFY_DONE;
}

static struct notifier_block ip_netdev_notifier = {
	.notifier_call = inetdev_event,
};

static int inet_net_init(struct net *net)
{
	inet_lifetime_net_init(net);
	return devinet_conf_net_init(net);
}

static void inet_net_exit(struct net *net)
{
	inet_lifetime_net_exit(net);
	devinet_conf_net_exit(net);
}

static const struct pernet_operations devinet_ops = {
	.init = inet_net_init,
	.exit = inet_net_exit,
};

/* Context: process, module init, after ARP's table is there. */
int devinet_init(void)
{
	int err;

	RAW_INIT_NOTIFIER_HEAD(&machine_var(inetaddr_chain));
	err = register_pernet_subsys(&devinet_ops);
	if (err)
		return err;
	err = register_netdevice_notifier(&ip_netdev_notifier);
	if (err)
		unregister_pernet_subsys(&devinet_ops);
	return err;
}

void devinet_exit(void)
{
	unregister_netdevice_notifier(&ip_netdev_notifier);
	unregister_pernet_subsys(&devinet_ops);
}
