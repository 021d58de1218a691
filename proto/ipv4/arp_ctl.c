// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * arp_ctl - ARP's table by hand: ioctls, /proc/net/arp, devices that change
 *
 * Where:   af_inet.c calls arp_init() and arp_ioctl(); devinet.c tells when a
 *          device loses IPv4; arp -a reads /proc/net/arp.
 * Mirrors: the control half of net/ipv4/arp.c.
 * Spec:    arp(7).
 */
#include "core/module.h"
#include "core/proc.h"
#include "core/rtnl.h"
#include "hdr/arp.h"
#include "lib/printk.h"
#include "lib/string.h"
#include "proto/ipv4/arp.h"
#include "proto/ipv4/arp_priv.h"
#include "proto/ipv4/inetdevice.h"
#include "proto/ipv4/route.h"

#ifndef SIOCDARP
#define SIOCDARP 0x8953
#define SIOCGARP 0x8954
#define SIOCSARP 0x8955
#endif

DEFINE_STATIC_PER_MACHINE(struct neigh_table, arp_neigh_tbl);

struct neigh_table *arp_table(void)
{
	return &machine_var(arp_neigh_tbl);
}

/* ---- the requests of arp(8) -------------------------------------------------
 */

static __be32 arpreq_addr(const struct sockaddr *sa)
{
	struct sockaddr_in sin;

	memcpy(&sin, sa, sizeof(sin));
	return sin.sin_addr.s_addr;
}

/* Proxy ARP for everything, on one device or all. */
static int arp_req_set_proxy(struct net *net, struct net_device *dev, int on)
{
	struct in_device *in_dev;

	if (!dev) {
		IPV4_DEVCONF_ALL(net, PROXY_ARP) = on;
		return 0;
	}
	in_dev = __in_dev_get_rtnl(dev);
	if (!in_dev)
		return -ENXIO;
	IN_DEV_CONF_SET(in_dev, PROXY_ARP, on);
	return 0;
}

static int arp_req_set_public(struct net *net, const struct arpreq *r,
			      struct net_device *dev)
{
	__be32 mask = arpreq_addr(&r->arp_netmask);
	__be32 ip = arpreq_addr(&r->arp_pa);

	if (mask && mask != htonl(0xFFFFFFFF))
		return -EINVAL;
	if (!dev && (r->arp_flags & ATF_COM)) {
		dev = dev_getbyhwaddr_rcu(net, r->arp_ha.sa_family,
					  (const char *)r->arp_ha.sa_data);
		if (!dev)
			return -ENODEV;
	}
	if (!mask)
		return arp_req_set_proxy(net, dev, 1);
	return pneigh_lookup(&arp_tbl, net, &ip, dev, 1) ? 0 : -ENOBUFS;
}

/* The device that @ip is reached by; borrowed under rtnl. */
static struct net_device *arp_req_dev(struct net *net, __be32 ip, u8 tos)
{
	struct rtable *rt = ip_route_output(net, ip, 0, tos, 0);
	struct net_device *dev;

	if (IS_ERR(rt))
		return ERR_CAST(rt);
	dev = rt->dst.dev;
	ip_rt_put(rt);
	return dev;
}

/**
 * arp_req_set - make or change an entry
 * @net: the namespace
 * @r: what is wanted
 * @dev: the device; NULL: where the address is routed to
 *
 * Context: rtnl.
 * Return: 0 or -errno.
 */
int arp_req_set(struct net *net, struct arpreq *r, struct net_device *dev)
{
	struct neighbour *neigh;
	u8 state = NUD_STALE;
	__be32 ip;
	int err;

	ASSERT_RTNL();
	if (r->arp_flags & ATF_PUBL)
		return arp_req_set_public(net, r, dev);
	ip = arpreq_addr(&r->arp_pa);
	if (r->arp_flags & ATF_PERM) {
		r->arp_flags |= ATF_COM;
		state = NUD_PERMANENT;
	}
	if (!dev)
		dev = arp_req_dev(net, ip, RTO_ONLINK);
	if (IS_ERR(dev))
		return (int)PTR_ERR(dev);

	neigh = __neigh_lookup_errno(&arp_tbl, &ip, dev);
	if (IS_ERR(neigh))
		return (int)PTR_ERR(neigh);
	err = neigh_update(
		neigh,
		r->arp_flags & ATF_COM ? (const u8 *)r->arp_ha.sa_data : NULL,
		state, NEIGH_UPDATE_F_OVERRIDE | NEIGH_UPDATE_F_ADMIN, 0);
	neigh_release(neigh);
	return err;
}

static int arp_state_to_flags(const struct neighbour *neigh)
{
	if (neigh->nud_state & NUD_PERMANENT)
		return ATF_PERM | ATF_COM;
	return neigh->nud_state & NUD_VALID ? ATF_COM : 0;
}

/**
 * arp_req_get - look an entry up
 * @r: the address; gets the rest
 * @dev: the device
 *
 * Context: rtnl.
 * Return: 0 or -ENXIO.
 */
int arp_req_get(struct arpreq *r, struct net_device *dev)
{
	__be32 ip = arpreq_addr(&r->arp_pa);
	struct neighbour *neigh;
	int err = -ENXIO;

	neigh = neigh_lookup(&arp_tbl, &ip, dev);
	if (!neigh)
		return err;
	if (!(READ_ONCE(neigh->nud_state) & NUD_NOARP)) {
		read_lock_bh(&neigh->lock);
		memcpy(r->arp_ha.sa_data, neigh->ha,
		       min((size_t)dev->addr_len, sizeof(r->arp_ha.sa_data)));
		r->arp_flags = arp_state_to_flags(neigh);
		read_unlock_bh(&neigh->lock);
		r->arp_ha.sa_family = dev->type;
		strscpy(r->arp_dev, dev->name, sizeof(r->arp_dev));
		err = 0;
	}
	neigh_release(neigh);
	return err;
}

/**
 * arp_invalidate - forget an address
 * @dev: the device
 * @ip: the address
 * @force: also if it is good
 *
 * Context: rtnl.
 * Return: 0 or -ENXIO.
 */
int arp_invalidate(struct net_device *dev, __be32 ip, bool force)
{
	struct neighbour *neigh = neigh_lookup(&arp_tbl, &ip, dev);
	int err = -ENXIO;

	if (!neigh)
		return err;
	if ((READ_ONCE(neigh->nud_state) & NUD_VALID) && !force) {
		neigh_release(neigh);
		return 0;
	}
	if (READ_ONCE(neigh->nud_state) & ~NUD_NOARP)
		err = neigh_update(
			neigh, NULL, NUD_FAILED,
			NEIGH_UPDATE_F_OVERRIDE | NEIGH_UPDATE_F_ADMIN, 0);
	neigh_remove_release(neigh);
	return err;
}

/**
 * arp_req_delete - take an entry away
 * @net: the namespace
 * @r: which
 * @dev: the device; NULL: where the address is routed to
 *
 * Context: rtnl.
 * Return: 0 or -errno.
 */
int arp_req_delete(struct net *net, struct arpreq *r, struct net_device *dev)
{
	__be32 ip = arpreq_addr(&r->arp_pa);
	__be32 mask = arpreq_addr(&r->arp_netmask);

	ASSERT_RTNL();
	if (r->arp_flags & ATF_PUBL) {
		if (mask == htonl(0xFFFFFFFF))
			return pneigh_delete(&arp_tbl, net, &ip, dev);
		return mask ? -EINVAL : arp_req_set_proxy(net, dev, 0);
	}
	if (!dev)
		dev = arp_req_dev(net, ip, RTO_ONLINK);
	if (IS_ERR(dev))
		return (int)PTR_ERR(dev);
	return arp_invalidate(dev, ip, true);
}

/* The device that a request names; NULL: none. -errno: it may not. */
static int arp_ioctl_dev(struct net *net, unsigned int cmd, struct arpreq *r,
			 struct net_device **dev)
{
	*dev = NULL;
	if (!r->arp_dev[0])
		return cmd == SIOCGARP ? -ENODEV : 0;
	r->arp_dev[sizeof(r->arp_dev) - 1] = '\0';
	*dev = __dev_get_by_name(net, r->arp_dev);
	if (!*dev)
		return -ENODEV;
	if (!r->arp_ha.sa_family)
		r->arp_ha.sa_family = (*dev)->type;
	if ((r->arp_flags & ATF_COM) && r->arp_ha.sa_family != (*dev)->type)
		return -EINVAL;
	return 0;
}

/**
 * arp_ioctl - SIOCSARP, SIOCDARP, SIOCGARP
 * @net: the namespace
 * @cmd: which; who may is the caller's question
 * @r: the program's request, copied in; SIOCGARP: to be copied out
 *
 * Context: process; takes rtnl.
 * Return: 0 or -errno.
 */
int arp_ioctl(struct net *net, unsigned int cmd, struct arpreq *r)
{
	struct net_device *dev;
	int err;

	if (r->arp_pa.sa_family != AF_INET)
		return -EPFNOSUPPORT;
	if (!(r->arp_flags & ATF_PUBL) &&
	    (r->arp_flags & (ATF_NETMASK | ATF_DONTPUB)))
		return -EINVAL;
	if (!(r->arp_flags & ATF_NETMASK)) {
		struct sockaddr_in all = {.sin_addr.s_addr = ~(__be32)0};

		memcpy(&r->arp_netmask, &all, sizeof(r->arp_netmask));
	}
	rtnl_lock();
	err = arp_ioctl_dev(net, cmd, r, &dev);
	if (!err) {
		switch (cmd) {
		case SIOCDARP:
			err = arp_req_delete(net, r, dev);
			break;
		case SIOCSARP:
			err = arp_req_set(net, r, dev);
			break;
		case SIOCGARP:
			err = arp_req_get(r, dev);
			break;
		default:
			err = -EINVAL;
		}
	}
	rtnl_unlock();
	return err;
}

/* ---- /proc/net/arp
 * ----------------------------------------------------------- */

static void arp_show_line(struct seq_file *m, const void *ip, int hatype,
			  int flags, const char *ha, const char *dev)
{
	char text[16];

	ksnprintf(text, sizeof(text), "%pI4", ip);
	seq_printf(m, "%-16s 0x%-10x0x%-10x%-17s     *        %s\n", text,
		   hatype, flags, ha, dev);
}

static int arp_show_neigh(struct neighbour *n, void *data)
{
	char ha[3 * MAX_ADDR_LEN + 1] = "*";
	struct net_device *dev = n->dev;
	int flags, len = 0;

	if (!(READ_ONCE(n->nud_state) & ~NUD_NOARP))
		return 0;
	read_lock_bh(&n->lock);
	for (unsigned int i = 0; i < dev->addr_len; i++)
		len += ksnprintf(ha + len, sizeof(ha) - (size_t)len,
				 i ? ":%02x" : "%02x", n->ha[i]);
	flags = arp_state_to_flags(n);
	read_unlock_bh(&n->lock);
	arp_show_line(data, n->primary_key, dev->type, flags, ha, dev->name);
	return 0;
}

static int arp_show_proxy(struct pneigh_entry *p, void *data)
{
	arp_show_line(data, p->key, p->dev ? p->dev->type : 0,
		      ATF_PUBL | ATF_PERM, "00:00:00:00:00:00",
		      p->dev ? p->dev->name : "*");
	return 0;
}

static int arp_seq_show(struct seq_file *m, void *data)
{
	seq_puts(m, "IP address       HW type     Flags       "
		    "HW address            Mask     Device\n");
	neigh_walk(&arp_tbl, m->net, arp_show_neigh, m);
	pneigh_walk(&arp_tbl, m->net, arp_show_proxy, m);
	return 0;
}

static int arp_net_init(struct net *net)
{
	struct proc_entry *pe;

	pe = proc_file(net, "/proc/net/arp", arp_seq_show, NULL, NULL);
	if (IS_ERR(pe))
		return (int)PTR_ERR(pe);
	net_ipv4(net)->arp_proc = pe;
	return 0;
}

static void arp_net_exit(struct net *net)
{
	proc_remove(net_ipv4(net)->arp_proc);
}

static const struct pernet_operations arp_net_ops = {
	.init = arp_net_init,
	.exit = arp_net_exit,
};

/* ---- devices --------------------------------------------------------------
 */

static int arp_netdev_event(struct notifier_block *nb, unsigned long event,
			    void *ptr)
{
	struct net_device *dev = netdev_notifier_info_to_dev(ptr);
	struct netdev_notifier_change_info *change = ptr;
	struct in_device *in_dev;

	switch (event) {
	case NETDEV_CHANGEADDR:
		neigh_changeaddr(&arp_tbl, dev);
		rt_cache_flush(dev_net(dev));
		break;
	case NETDEV_CHANGE:
		if (change->flags_changed & IFF_NOARP)
			neigh_changeaddr(&arp_tbl, dev);
		in_dev = __in_dev_get_rtnl(dev);
		if ((!in_dev || IN_DEV_ARP_EVICT_NOCARRIER(in_dev)) &&
		    !netif_carrier_ok(dev))
			neigh_carrier_down(&arp_tbl, dev);
		break;
	default:
		break;
	}
	return NOTIFY_DONE;
}

static struct notifier_block arp_netdev_notifier = {
	.notifier_call = arp_netdev_event,
};

/**
 * arp_ifdown - the device lost IPv4
 * @dev: the device
 *
 * Context: rtnl.
 */
void arp_ifdown(struct net_device *dev)
{
	neigh_ifdown(&arp_tbl, dev);
}

/**
 * arp_init - the table, the EtherType, the files
 *
 * Context: process; when ipv4.so comes, before devinet_init().
 * Return: 0 or -errno, and nothing is left.
 */
int arp_init(void)
{
	int err;

	memset(&arp_tbl, 0, sizeof(arp_tbl));
	arp_table_setup(&arp_tbl);
	err = neigh_table_init(NEIGH_ARP_TABLE, &arp_tbl);
	if (err)
		return err;
	err = neigh_sysctl_register(NULL, &arp_tbl.parms);
	if (err)
		goto out_table;
	err = register_pernet_subsys(&arp_net_ops);
	if (err)
		goto out_sysctl;
	err = register_netdevice_notifier(&arp_netdev_notifier);
	if (err)
		goto out_pernet;
	err = dev_add_pack(&arp_packet_type);
	if (err)
		goto out_notifier;
	return 0;

out_notifier:
	unregister_netdevice_notifier(&arp_netdev_notifier);
out_pernet:
	unregister_pernet_subsys(&arp_net_ops);
out_sysctl:
	neigh_sysctl_unregister(&arp_tbl.parms);
out_table:
	neigh_table_clear(NEIGH_ARP_TABLE, &arp_tbl);
	return err;
}

/**
 * arp_exit - the reverse
 *
 * Context: process; when ipv4.so goes, after devinet_exit().
 */
void arp_exit(void)
{
	dev_remove_pack(&arp_packet_type);
	unregister_netdevice_notifier(&arp_netdev_notifier);
	unregister_pernet_subsys(&arp_net_ops);
	neigh_sysctl_unregister(&arp_tbl.parms);
	neigh_table_clear(NEIGH_ARP_TABLE, &arp_tbl);
}
