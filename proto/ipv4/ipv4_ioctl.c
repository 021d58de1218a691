// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ipv4_ioctl - addresses and routes by the ioctls of ifconfig(8) and route(8)
 *
 * Where:   inet_ioctl(); the work is done by the calls that rtnetlink uses.
 * Mirrors: devinet_ioctl() of net/ipv4/devinet.c, ip_rt_ioctl() and
 *          rtentry_to_fib_config() of net/ipv4/fib_frontend.c.
 * Spec:    netdevice(7), rtnetlink(7); <linux/route.h>.
 */
#include <linux/capability.h>

#include "core/netdevice.h"
#include "core/rtnl.h"
#include "hdr/if.h"
#include "lib/err.h"
#include "proto/ipv4/igmp.h"
#include "proto/ipv4/inetdevice.h"
#include "proto/ipv4/ip.h"
#include "proto/ipv4/ip_fib.h"
#include "proto/ipv4/protosw.h"

/* ---- addresses --------------------------------------------------------------
 */

/* Classful, as ifconfig expects without a netmask: RFC 791 §3.2. */
static int inet_abc_len(__be32 addr)
{
	u32 haddr = ntohl(addr);

	if (!addr || ipv4_is_lbcast(addr) || ipv4_is_multicast(addr))
		return 0;
	if (!(haddr & 0x80000000))
		return 8;
	if ((haddr & 0xc0000000) == 0x80000000)
		return 16;
	return (haddr & 0xe0000000) == 0xc0000000 ? 24 : -1;
}

/* By the label and, if @match is not 0, the address. RTNL. */
static struct in_ifaddr *ifa_by_label(struct in_device *in_dev,
				      const char *label, __be32 match)
{
	struct in_ifaddr *ifa;

	in_dev_for_each_ifa_rtnl(
		ifa,
		in_dev) if (!strcmp(label, ifa->ifa_label) &&
			    (!match || ifa->ifa_local == match)) return ifa;
	return NULL;
}

static struct ifaddr_config cfg_of(const struct in_ifaddr *ifa)
{
	return (struct ifaddr_config){
		.local = ifa->ifa_local,
		.address = ifa->ifa_address,
		.broadcast = ifa->ifa_broadcast,
		.has_broadcast = ifa->ifa_broadcast != 0,
		.prefixlen = ifa->ifa_prefixlen,
		.scope = ifa->ifa_scope,
		.label = ifa->ifa_label,
	};
}

/* The old one goes, @cfg comes; the old one returns when that fails. */
static int ifa_replace(struct net *net, struct net_device *dev,
		       const struct ifaddr_config *old,
		       const struct ifaddr_config *cfg)
{
	int err, undo;

	if (old) {
		err = inet_rtm_deladdr_cfg(net, dev, old, NULL);
		if (err)
			return err;
	}
	err = inet_rtm_newaddr_cfg(net, dev, cfg, NULL);
	if (err && old) {
		undo = inet_rtm_newaddr_cfg(net, dev, old, NULL);
		WARN_ON_ONCE(undo);
	}
	return err;
}

static int siocsifaddr(struct net *net, struct net_device *dev,
		       struct in_ifaddr *ifa, const char *label, __be32 addr)
{
	struct ifaddr_config old, cfg = {.local = addr, .label = label};
	char keep[IFNAMSIZ];

	if (inet_abc_len(addr) < 0)
		return -EINVAL;
	if (ifa) {
		if (ifa->ifa_local == addr)
			return 0;
		old = cfg_of(ifa);
		memcpy(keep, ifa->ifa_label, IFNAMSIZ);
		old.label = keep;
	}
	if (!addr) /* "ifconfig eth0 0.0.0.0" takes it away */
		return ifa ? inet_rtm_deladdr_cfg(net, dev, &old, NULL) : 0;
	cfg.address = addr;
	cfg.prefixlen =
		dev->flags & IFF_POINTOPOINT ? 32 : (u8)inet_abc_len(addr);
	if ((dev->flags & IFF_BROADCAST) && cfg.prefixlen < 31) {
		cfg.broadcast = addr | ~inet_make_mask(cfg.prefixlen);
		cfg.has_broadcast = true;
	}
	return ifa_replace(net, dev, ifa ? &old : NULL, &cfg);
}

static int siocsifother(struct net *net, struct net_device *dev,
			struct in_ifaddr *ifa, unsigned int cmd, __be32 addr)
{
	struct ifaddr_config old = cfg_of(ifa), cfg;
	char keep[IFNAMSIZ];

	memcpy(keep, ifa->ifa_label, IFNAMSIZ);
	old.label = keep;
	cfg = old;
	switch (cmd) {
	case SIOCSIFBRDADDR:
		cfg.broadcast = addr;
		cfg.has_broadcast = true;
		break;
	case SIOCSIFDSTADDR:
		if (inet_abc_len(addr) < 0)
			return -EINVAL;
		cfg.address = addr;
		break;
	default: /* SIOCSIFNETMASK */
		if (bad_mask(addr, 0))
			return -EINVAL;
		/* a broadcast that followed from the old mask follows */
		if ((dev->flags & IFF_BROADCAST) && cfg.prefixlen < 31 &&
		    cfg.broadcast ==
			    (cfg.local | ~inet_make_mask(cfg.prefixlen)))
			cfg.broadcast = cfg.local | ~addr;
		cfg.prefixlen = (u8)inet_mask_len(addr);
	}
	return ifa_replace(net, dev, &old, &cfg);
}

static __be32 ifa_read(const struct in_ifaddr *ifa, unsigned int cmd)
{
	switch (cmd) {
	case SIOCGIFADDR:
		return ifa->ifa_local;
	case SIOCGIFBRDADDR:
		return ifa->ifa_broadcast;
	case SIOCGIFDSTADDR:
		return ifa->ifa_address;
	default:
		return ifa->ifa_mask;
	}
}

static bool devinet_reads(unsigned int cmd)
{
	return cmd == SIOCGIFADDR || cmd == SIOCGIFBRDADDR ||
	       cmd == SIOCGIFDSTADDR || cmd == SIOCGIFNETMASK;
}

/* RTNL. @label is the name as given ("eth0:1"), @dev what stands before ":". */
static int devinet_locked(struct net *net, struct net_device *dev,
			  unsigned int cmd, struct ifreq *ifr,
			  const char *label)
{
	struct sockaddr_in *sin = (struct sockaddr_in *)&ifr->ifr_addr;
	struct in_device *in_dev = __in_dev_get_rtnl(dev);
	struct in_ifaddr *ifa = NULL;

	if (in_dev)
		ifa = ifa_by_label(in_dev, label,
				   devinet_reads(cmd) &&
						   sin->sin_family == AF_INET
					   ? sin->sin_addr.s_addr
					   : 0);
	if (!ifa && in_dev && devinet_reads(cmd))
		ifa = ifa_by_label(in_dev, label, 0);
	if (!ifa && cmd != SIOCSIFADDR && cmd != SIOCSIFFLAGS)
		return -EADDRNOTAVAIL;
	if (devinet_reads(cmd)) {
		memset(sin, 0, sizeof(*sin));
		sin->sin_family = AF_INET;
		sin->sin_addr.s_addr = ifa_read(ifa, cmd);
		return 0;
	}
	if (cmd == SIOCSIFADDR)
		return siocsifaddr(net, dev, ifa, label, sin->sin_addr.s_addr);
	if (cmd != SIOCSIFFLAGS)
		return siocsifother(net, dev, ifa, cmd, sin->sin_addr.s_addr);
	if (!strchr(label, ':'))
		return dev_change_flags(dev, (unsigned short)ifr->ifr_flags,
					NULL);
	/* taking an alias down takes its address away */
	if (!ifa)
		return -EADDRNOTAVAIL;
	return ifr->ifr_flags & IFF_UP ? 0
				       : siocsifaddr(net, dev, ifa, label, 0);
}

/**
 * devinet_ioctl - SIOCGIFADDR, SIOCSIFADDR and their kin
 * @arg: struct ifreq
 *
 * Context: process. Return: 0, -EPERM, -ENODEV, -EADDRNOTAVAIL, -EINVAL …
 */
int devinet_ioctl(struct net *net, unsigned int cmd, void *arg,
		  const struct sock *sk)
{
	struct ifreq *ifr = arg;
	char label[IFNAMSIZ], name[IFNAMSIZ], *colon;
	struct net_device *dev;
	int err;

	if (!devinet_reads(cmd) && !sk_capable(sk, CAP_NET_ADMIN))
		return -EPERM;
	memcpy(label, ifr->ifr_name, IFNAMSIZ);
	label[IFNAMSIZ - 1] = 0;
	memcpy(name, label, IFNAMSIZ);
	colon = strchr(name, ':');
	if (colon)
		*colon = 0;
	if (!devinet_reads(cmd) && cmd != SIOCSIFFLAGS &&
	    ifr->ifr_addr.sa_family != AF_INET)
		return -EINVAL;
	rtnl_lock();
	dev = __dev_get_by_name(net, name);
	err = dev ? devinet_locked(net, dev, cmd, ifr, label) : -ENODEV;
	rtnl_unlock();
	return err;
}

/* ---- routes
 * ------------------------------------------------------------------ */

static __be32 sk_extract_addr(const struct sockaddr *addr)
{
	return ((const struct sockaddr_in *)addr)->sin_addr.s_addr;
}

/* The gateway and what follows from it. 0 or -errno. */
static int rtentry_gateway(struct net *net, const struct rtentry *rt,
			   struct fib_config *cfg)
{
	__be32 gw = sk_extract_addr(&rt->rt_gateway);
	unsigned int type;

	if (rt->rt_gateway.sa_family == AF_INET && gw) {
		cfg->fc_gw4 = gw;
		cfg->fc_gw_family = AF_INET;
		type = inet_addr_type(net, gw);
		if ((rt->rt_flags & RTF_GATEWAY) && type == RTN_UNICAST)
			cfg->fc_scope = RT_SCOPE_UNIVERSE;
	}
	return (rt->rt_flags & RTF_GATEWAY) && !cfg->fc_gw_family ? -EINVAL : 0;
}

static int rtentry_prefix(const struct rtentry *rt, struct fib_config *cfg)
{
	__be32 addr = sk_extract_addr(&rt->rt_dst), mask;

	if (rt->rt_dst.sa_family != AF_INET)
		return -EAFNOSUPPORT;
	cfg->fc_dst = addr;
	cfg->fc_dst_len = 32;
	if (rt->rt_flags & RTF_HOST)
		return 0;
	if (rt->rt_genmask.sa_family != AF_INET &&
	    (sk_extract_addr(&rt->rt_genmask) || rt->rt_genmask.sa_family))
		return -EAFNOSUPPORT;
	mask = sk_extract_addr(&rt->rt_genmask);
	if (bad_mask(mask, addr))
		return -EINVAL;
	cfg->fc_dst_len = (u8)inet_mask_len(mask);
	return 0;
}

/* RTNL. @mx: room for RTAX_MAX metrics. 0 or -errno. */
static int rtentry_to_fib_config(struct net *net, unsigned int cmd,
				 const struct rtentry *rt,
				 struct fib_config *cfg, u32 *mx)
{
	struct net_device *dev;
	char name[IFNAMSIZ];
	int err = rtentry_prefix(rt, cfg);

	if (err)
		return err;
	cfg->fc_net = net;
	cfg->fc_table = RT_TABLE_MAIN;
	cfg->fc_priority = rt->rt_metric > 0 ? (u32)rt->rt_metric - 1 : 0;
	cfg->fc_type =
		rt->rt_flags & RTF_REJECT ? RTN_UNREACHABLE : RTN_UNICAST;
	cfg->fc_scope =
		rt->rt_flags & RTF_REJECT ? RT_SCOPE_HOST : RT_SCOPE_NOWHERE;
	if (cmd == SIOCADDRT) {
		cfg->fc_nlflags = NLM_F_CREATE;
		cfg->fc_protocol = RTPROT_BOOT;
	}
	if (rt->rt_flags & RTF_REJECT)
		return 0;
	cfg->fc_scope = cmd == SIOCDELRT ? RT_SCOPE_NOWHERE : RT_SCOPE_LINK;
	if (rt->rt_dev) {
		memcpy(name, rt->rt_dev, IFNAMSIZ - 1);
		name[IFNAMSIZ - 1] = 0;
		dev = __dev_get_by_name(net, name);
		if (!dev)
			return -ENODEV;
		cfg->fc_oif = dev->ifindex;
	}
	err = rtentry_gateway(net, rt, cfg);
	if (!err && (rt->rt_flags & RTF_MTU)) {
		mx[RTAX_ADVMSS - 1] = (u32)rt->rt_mtu - 40;
		cfg->fc_mx = mx;
	}
	return err;
}

/**
 * ip_rt_ioctl - SIOCADDRT, SIOCDELRT
 * @arg: struct rtentry
 *
 * Context: process. Return: 0, -EPERM, -EINVAL, -ENODEV, -ESRCH …
 */
int ip_rt_ioctl(struct net *net, unsigned int cmd, void *arg,
		const struct sock *sk)
{
	struct fib_config cfg = {0};
	u32 mx[RTAX_MAX] = {0};
	struct fib_table *tb;
	int err;

	if (!sk_capable(sk, CAP_NET_ADMIN))
		return -EPERM;
	rtnl_lock();
	err = rtentry_to_fib_config(net, cmd, arg, &cfg, mx);
	if (err)
		goto out;
	if (cmd == SIOCDELRT) {
		tb = fib_get_table(net, cfg.fc_table);
		err = tb ? fib_table_delete(net, tb, &cfg, NULL) : -ESRCH;
	} else {
		tb = fib_new_table(net, cfg.fc_table);
		err = tb ? fib_table_insert(net, tb, &cfg, NULL) : -ENOBUFS;
	}
out:
	rtnl_unlock();
	return err;
}
