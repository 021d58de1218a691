// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fib_ifaddr - the routes that an address brings, and takes with it
 *
 * Where:   called for each address that comes or goes (fib_frontend.c), and
 *          by devinet.c when a secondary address is promoted.
 * Mirrors: net/ipv4/fib_frontend.c, cut: fib_magic() to fib_del_ifaddr().
 * Spec:    RFC 1122 §3.3.1.1 (what is on the link), §3.3.6 (broadcasts).
 *
 *	10.0.0.2/24 on eth0 brings
 *		local 10.0.0.2 (table local, scope host)
 *		broadcast 10.0.0.255 (table local, scope link)
 *		10.0.0.0/24 (table main, scope link, src 10.0.0.2)
 *
 * An address of the same subnet as an earlier one is secondary: it brings
 * only its local route, with the primary's address as preferred source.
 */
#include "core/netdevice.h"
#include "core/rtnl.h"
#include "hdr/ip.h"
#include "lib/kernel.h"
#include "lib/printk.h"
#include "proto/ipv4/arp.h"
#include "proto/ipv4/fib_lookup.h"
#include "proto/ipv4/inetdevice.h"
#include "proto/ipv4/route.h"

/* Add or delete one route in the name of @ifa. */
static void fib_magic(int cmd, int type, __be32 dst, int dst_len,
		      struct in_ifaddr *ifa, u32 rt_priority)
{
	struct net *net = dev_net(ifa->ifa_dev->dev);
	struct fib_table *tb;
	struct fib_config cfg = {
		.fc_protocol = RTPROT_KERNEL,
		.fc_table =
			type == RTN_UNICAST ? RT_TABLE_MAIN : RT_TABLE_LOCAL,
		.fc_type = type,
		.fc_dst = dst,
		.fc_dst_len = dst_len,
		.fc_priority = rt_priority,
		.fc_prefsrc = ifa->ifa_local,
		.fc_oif = ifa->ifa_dev->dev->ifindex,
		.fc_scope = type == RTN_LOCAL ? RT_SCOPE_HOST : RT_SCOPE_LINK,
		.fc_nlflags = NLM_F_CREATE | NLM_F_APPEND,
		.fc_net = net,
	};

	tb = fib_new_table(net, cfg.fc_table);
	if (!tb)
		return;
	if (cmd == RTM_NEWROUTE)
		fib_table_insert(net, tb, &cfg, NULL);
	else
		fib_table_delete(net, tb, &cfg, NULL);
}

static int prefix_type(const struct net_device *dev)
{
	return dev->flags & IFF_LOOPBACK ? RTN_LOCAL : RTN_UNICAST;
}

/* Whether there is a subnet: not 0.0.0.0/x, not a /32 of its own. */
static bool ifa_has_subnet(const struct in_ifaddr *ifa, __be32 prefix)
{
	return !ipv4_is_zeronet(prefix) &&
	       (prefix != ifa->ifa_local || ifa->ifa_prefixlen < 32);
}

/**
 * fib_add_ifaddr - add the routes of an address
 * @ifa: on its device's list already; only local is added while that is down
 *
 * Context: process, RTNL held.
 */
void fib_add_ifaddr(struct in_ifaddr *ifa)
{
	struct in_device *in_dev = ifa->ifa_dev;
	struct net_device *dev = in_dev->dev;
	__be32 mask = ifa->ifa_mask, prefix = ifa->ifa_address & mask;
	struct in_ifaddr *prim = ifa;

	if (ifa->ifa_flags & IFA_F_SECONDARY) {
		prim = inet_ifa_byprefix(in_dev, prefix, mask);
		if (WARN_ON_ONCE(!prim))
			return;
	}
	fib_magic(RTM_NEWROUTE, RTN_LOCAL, ifa->ifa_local, 32, prim, 0);
	if (!(dev->flags & IFF_UP))
		return;

	if (ifa->ifa_broadcast &&
	    ifa->ifa_broadcast != htonl(INADDR_BROADCAST)) {
		fib_magic(RTM_NEWROUTE, RTN_BROADCAST, ifa->ifa_broadcast, 32,
			  prim, 0);
		arp_invalidate(dev, ifa->ifa_broadcast, false);
	}
	if ((ifa->ifa_flags & IFA_F_SECONDARY) || !ifa_has_subnet(ifa, prefix))
		return;
	if (!(ifa->ifa_flags & IFA_F_NOPREFIXROUTE))
		fib_magic(RTM_NEWROUTE, prefix_type(dev), prefix,
			  ifa->ifa_prefixlen, prim, ifa->ifa_rt_priority);
	/* RFC 3021: a /31 has no broadcast address. */
	if (ifa->ifa_prefixlen < 31) {
		fib_magic(RTM_NEWROUTE, RTN_BROADCAST, prefix | ~mask, 32, prim,
			  0);
		arp_invalidate(dev, prefix | ~mask, false);
	}
}

/* The metric of the connected route changes: the new one, then the old. */
void fib_modify_prefix_metric(struct in_ifaddr *ifa, u32 new_metric)
{
	struct net_device *dev = ifa->ifa_dev->dev;
	__be32 prefix = ifa->ifa_address & ifa->ifa_mask;

	if (!(dev->flags & IFF_UP) ||
	    (ifa->ifa_flags & (IFA_F_SECONDARY | IFA_F_NOPREFIXROUTE)) ||
	    ipv4_is_zeronet(prefix) ||
	    (prefix == ifa->ifa_local && ifa->ifa_prefixlen == 32))
		return;
	fib_magic(RTM_NEWROUTE, prefix_type(dev), prefix, ifa->ifa_prefixlen,
		  ifa, new_metric);
	fib_magic(RTM_DELROUTE, prefix_type(dev), prefix, ifa->ifa_prefixlen,
		  ifa, ifa->ifa_rt_priority);
}

/* Which of a leaving address's routes another address needs. */
#define LOCAL_OK 0x1
#define BRD_OK	 0x2  /* its broadcast address */
#define BRD0_OK	 0x4  /* all zeroes in its subnet */
#define BRD1_OK	 0x8  /* all ones */
#define NOT_GONE 0x10 /* the address itself stays: a promotion */

static bool same_subnet(const struct in_ifaddr *a, const struct in_ifaddr *b)
{
	return a->ifa_mask == b->ifa_mask && inet_ifa_match(a->ifa_address, b);
}

/* What @ifa1, whose routes have the same preferred source, still needs. */
static unsigned int ifa_needs(const struct in_ifaddr *ifa,
			      const struct in_ifaddr *ifa1, bool ifa1_is_prim)
{
	__be32 brd = ifa->ifa_address | ~ifa->ifa_mask;
	__be32 any = ifa->ifa_address & ifa->ifa_mask;
	__be32 brd1 = ifa1->ifa_address | ~ifa1->ifa_mask;
	__be32 any1 = ifa1->ifa_address & ifa1->ifa_mask;
	unsigned int ok = 0;

	if (ifa->ifa_local == ifa1->ifa_local)
		ok |= LOCAL_OK;
	if (ifa->ifa_broadcast == ifa1->ifa_broadcast)
		ok |= BRD_OK;
	if (brd == ifa1->ifa_broadcast)
		ok |= BRD1_OK;
	if (any == ifa1->ifa_broadcast)
		ok |= BRD0_OK;
	if (!ifa1_is_prim || ifa1->ifa_prefixlen >= 31 || ipv4_is_zeronet(any1))
		return ok;
	if (ifa->ifa_broadcast == brd1 || ifa->ifa_broadcast == any1)
		ok |= BRD_OK;
	if (brd == brd1 || brd == any1)
		ok |= BRD1_OK;
	if (any == brd1 || any == any1)
		ok |= BRD0_OK;
	return ok;
}

/*
 * Look through the device's other addresses. A route is told from another by
 * its preferred source, so only those that share @prim's address count.
 * Primaries come before secondaries on the list.
 */
static unsigned int ifa_still_needed(struct in_ifaddr *ifa,
				     struct in_ifaddr *prim,
				     struct in_ifaddr *iprim)
{
	struct in_device *in_dev = ifa->ifa_dev;
	struct in_ifaddr *ifa1, *prim1 = NULL;
	bool same_prefsrc = false;
	unsigned int ok = 0;

	in_dev_for_each_ifa_rtnl(ifa1, in_dev)
	{
		if (ifa1 == ifa) {
			ok |= NOT_GONE;
			continue;
		}
		if (iprim && same_subnet(ifa1, iprim))
			continue;
		if (!(ifa1->ifa_flags & IFA_F_SECONDARY)) {
			if (prim->ifa_local != ifa1->ifa_local)
				continue;
			prim1 = ifa1;
			same_prefsrc = same_prefsrc || prim != prim1;
		} else if (same_subnet(ifa1, prim)) {
			prim1 = prim;
		} else {
			if (!same_prefsrc)
				continue;
			if (!prim1 || !same_subnet(ifa1, prim1))
				prim1 = inet_ifa_byprefix(in_dev,
							  ifa1->ifa_address,
							  ifa1->ifa_mask);
			if (!prim1 || prim1->ifa_local != prim->ifa_local)
				continue;
		}
		ok |= ifa_needs(ifa, ifa1, prim1 == ifa1);
	}
	return ok;
}

/* The primary in whose name the routes of @ifa were made, or NULL. */
static struct in_ifaddr *ifa_primary(struct in_ifaddr *ifa,
				     struct in_ifaddr *iprim)
{
	struct in_ifaddr *prim;

	if (!(ifa->ifa_flags & IFA_F_SECONDARY))
		return ifa;
	prim = inet_ifa_byprefix(ifa->ifa_dev, ifa->ifa_address & ifa->ifa_mask,
				 ifa->ifa_mask);
	if (!prim && !ifa->ifa_dev->dead)
		WARN_ON_ONCE(1);
	if (iprim && iprim != prim)
		return NULL;
	return prim;
}

/**
 * fib_del_ifaddr - delete the routes that only this address needs
 * @ifa: off its device's list, or (a promotion) still on it
 * @iprim: a promotion: the primary that goes; its subnet's addresses do not
 *	count; NULL otherwise
 *
 * Context: process, RTNL held.
 */
void fib_del_ifaddr(struct in_ifaddr *ifa, struct in_ifaddr *iprim)
{
	struct net_device *dev = ifa->ifa_dev->dev;
	__be32 any = ifa->ifa_address & ifa->ifa_mask;
	__be32 brd = ifa->ifa_address | ~ifa->ifa_mask;
	struct in_ifaddr *prim = ifa_primary(ifa, iprim);
	unsigned int ok = 0;
	bool subnet = false;

	if (!prim)
		return;
	if (!(ifa->ifa_flags & IFA_F_SECONDARY) && ifa_has_subnet(ifa, any)) {
		if (!(ifa->ifa_flags & IFA_F_NOPREFIXROUTE))
			fib_magic(RTM_DELROUTE, prefix_type(dev), any,
				  ifa->ifa_prefixlen, prim, 0);
		subnet = true;
	}
	if (!ifa->ifa_dev->dead)
		ok = ifa_still_needed(ifa, prim, iprim);

	if (!(ok & BRD_OK))
		fib_magic(RTM_DELROUTE, RTN_BROADCAST, ifa->ifa_broadcast, 32,
			  prim, 0);
	if (subnet && ifa->ifa_prefixlen < 31) {
		if (!(ok & BRD1_OK))
			fib_magic(RTM_DELROUTE, RTN_BROADCAST, brd, 32, prim,
				  0);
		if (!(ok & BRD0_OK))
			fib_magic(RTM_DELROUTE, RTN_BROADCAST, any, 32, prim,
				  0);
	}
	if (ok & LOCAL_OK)
		return;
	fib_magic(RTM_DELROUTE, RTN_LOCAL, ifa->ifa_local, 32, prim, 0);
	/* No longer ours at all: routes that prefer it as source go too. */
	if (!(ok & NOT_GONE) &&
	    inet_addr_type_dev_table(dev_net(dev), dev, ifa->ifa_local) !=
		    RTN_LOCAL &&
	    fib_sync_down_addr(dev, ifa->ifa_local))
		fib_flush(dev_net(dev));
}
