// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * devinet_select - which of our addresses is the source?
 *
 * Where:   route_output.c and the FIB for what has no source yet; arp.c and
 *          bind() for what has.
 * Mirrors: net/ipv4/devinet.c, cut: inet_select_addr(), inet_confirm_addr().
 * Spec:    RFC 1122 §3.3.4.3 (multihoming: choosing a source).
 */
#include "core/netdevice.h"
#include "lib/kernel.h"
#include "proto/ipv4/inetdevice.h"

static __be32 in_dev_select_addr(const struct in_device *in_dev, int scope)
{
	const struct in_ifaddr *ifa;

	in_dev_for_each_ifa_rcu(ifa, in_dev)
	{
		if (ifa->ifa_flags & IFA_F_SECONDARY)
			continue;
		if (ifa->ifa_scope != RT_SCOPE_LINK && ifa->ifa_scope <= scope)
			return ifa->ifa_local;
	}
	return 0;
}

/* Addresses of 127/8 may leave the host when the device allows it. */
static unsigned char localnet_scope(const struct in_device *in_dev)
{
	return IN_DEV_ROUTE_LOCALNET(in_dev) ? RT_SCOPE_LINK : RT_SCOPE_HOST;
}

/**
 * inet_select_addr - a source for a packet
 * @dev: where it goes out
 * @dst: to whom; 0: anybody
 * @scope: how far it goes: the address must be known that far
 *
 * The device's primary in @dst's subnet, or its first; when it has none, the
 * first of any other device.
 *
 * Context: RCU or RTNL. Return: the address; 0: none.
 */
__be32 inet_select_addr(const struct net_device *dev, __be32 dst, int scope)
{
	struct net *net = dev_net(dev);
	const struct in_ifaddr *ifa;
	struct in_device *in_dev;
	__be32 addr = 0;

	rcu_read_lock();
	in_dev = __in_dev_get_rcu(dev);
	if (in_dev) {
		in_dev_for_each_ifa_rcu(ifa, in_dev)
		{
			if (ifa->ifa_flags & IFA_F_SECONDARY)
				continue;
			if (min(ifa->ifa_scope, localnet_scope(in_dev)) > scope)
				continue;
			if (!dst || inet_ifa_match(dst, ifa)) {
				addr = ifa->ifa_local;
				break;
			}
			if (!addr)
				addr = ifa->ifa_local;
		}
	}
	if (addr)
		goto out_unlock;

	/* lo is the first: an address put there on purpose is preferred. */
	for_each_netdev_rcu (net, dev) {
		in_dev = __in_dev_get_rcu(dev);
		addr = in_dev ? in_dev_select_addr(in_dev, scope) : 0;
		if (addr)
			break;
	}
out_unlock:
	rcu_read_unlock();
	return addr;
}
EXPORT_SYMBOL(inet_select_addr);

static __be32 confirm_addr_indev(struct in_device *in_dev, __be32 dst,
				 __be32 local, int scope)
{
	const struct in_ifaddr *ifa;
	bool same = false;
	__be32 addr = 0;

	in_dev_for_each_ifa_rcu(ifa, in_dev)
	{
		int min_scope = min(ifa->ifa_scope, localnet_scope(in_dev));

		if (!addr && (local == ifa->ifa_local || !local) &&
		    min_scope <= scope) {
			addr = ifa->ifa_local;
			if (same)
				break;
		}
		if (same)
			continue;
		same = (!local || inet_ifa_match(local, ifa)) &&
		       (!dst || inet_ifa_match(dst, ifa));
		if (!same || !addr)
			continue;
		if (local || !dst || inet_ifa_match(addr, ifa))
			break;
		/* Chosen, but not of dst's subnet: this one is. */
		if (min_scope <= scope) {
			addr = ifa->ifa_local;
			break;
		}
		same = false;
	}
	return same ? addr : 0;
}

/**
 * inet_confirm_addr - is @local an address for talking to @dst?
 * @net: the namespace
 * @in_dev: of the device; NULL: any
 * @dst: the peer; 0: any
 * @local: the address; 0: find one
 * @scope: how far it must be known
 *
 * Context: RCU. Return: the address; 0: no.
 */
__be32 inet_confirm_addr(struct net *net, struct in_device *in_dev, __be32 dst,
			 __be32 local, int scope)
{
	struct net_device *dev;
	__be32 addr = 0;

	if (in_dev)
		return confirm_addr_indev(in_dev, dst, local, scope);
	for_each_netdev_rcu (net, dev) {
		in_dev = __in_dev_get_rcu(dev);
		if (in_dev)
			addr = confirm_addr_indev(in_dev, dst, local, scope);
		if (addr)
			break;
	}
	return addr;
}
EXPORT_SYMBOL(inet_confirm_addr);
