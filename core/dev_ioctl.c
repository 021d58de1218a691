// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * dev_ioctl - SIOCGIF* and SIOCSIF*: devices as ifconfig sees them
 *
 * Where:   sock_ioctl_kern(), when the socket's family did not know the
 *          request; so on any socket of any family.
 * Mirrors: net/core/dev_ioctl.c. Left out: bonding, bridges, wireless.
 */
#include "core/netdevice.h"
#include "core/rtnl.h"
#include "core/socket.h"
#include "hdr/if.h"
#include "lib/err.h"
#include "lib/kernel.h"
#include "lib/ktime.h"
#include "lib/string.h"

#include <linux/capability.h>

/* Context: process. -ENODEV, or the name of @ifr->ifr_ifindex. */
static int dev_ifname(struct net *net, struct ifreq *ifr)
{
	struct net_device *dev;
	int err = -ENODEV;

	rcu_read_lock();
	dev = dev_get_by_index_rcu(net, ifr->ifr_ifindex);
	if (dev) {
		strscpy(ifr->ifr_name, dev->name, IFNAMSIZ);
		err = 0;
	}
	rcu_read_unlock();
	return err;
}

static void get_map(const struct net_device *dev, struct ifreq *ifr)
{
	memset(&ifr->ifr_map, 0, sizeof(ifr->ifr_map));
}

static void get_hwaddr(const struct net_device *dev, struct ifreq *ifr)
{
	memset(ifr->ifr_hwaddr.sa_data, 0, sizeof(ifr->ifr_hwaddr.sa_data));
	memcpy(ifr->ifr_hwaddr.sa_data, dev->dev_addr,
	       min_t(size_t, sizeof(ifr->ifr_hwaddr.sa_data), dev->addr_len));
	ifr->ifr_hwaddr.sa_family = dev->type;
}

/* Context: rcu_read_lock(). Reads one field. */
static int dev_ifsioc_get(const struct net_device *dev, unsigned int cmd,
			  struct ifreq *ifr)
{
	switch (cmd) {
	case SIOCGIFFLAGS:
		ifr->ifr_flags = (short)dev_get_flags(dev);
		return 0;
	case SIOCGIFMETRIC:
		ifr->ifr_metric = 0;
		return 0;
	case SIOCGIFMTU:
		ifr->ifr_mtu = (int)dev->mtu;
		return 0;
	case SIOCGIFHWADDR:
		get_hwaddr(dev, ifr);
		return 0;
	case SIOCGIFMAP:
		get_map(dev, ifr);
		return 0;
	case SIOCGIFINDEX:
		ifr->ifr_ifindex = dev->ifindex;
		return 0;
	case SIOCGIFTXQLEN:
		ifr->ifr_qlen = (int)dev->tx_queue_len;
		return 0;
	}
	return -ENOIOCTLCMD;
}

/* Context: rtnl. Writes one field. */
static int dev_ifsioc_set(struct net_device *dev, unsigned int cmd,
			  struct ifreq *ifr)
{
	switch (cmd) {
	case SIOCSIFFLAGS:
		return dev_change_flags(dev, (unsigned short)ifr->ifr_flags,
					NULL);
	case SIOCSIFMETRIC:
		return -EOPNOTSUPP;
	case SIOCSIFMTU:
		return dev_set_mtu(dev, ifr->ifr_mtu);
	case SIOCSIFHWADDR:
		return dev_set_mac_address(dev, (void *)&ifr->ifr_hwaddr, NULL);
	case SIOCSIFTXQLEN:
		if (ifr->ifr_qlen < 0)
			return -EINVAL;
		return dev_change_tx_queue_len(dev,
					       (unsigned long)ifr->ifr_qlen);
	case SIOCSIFNAME:
		ifr->ifr_newname[IFNAMSIZ - 1] = '\0';
		return dev_change_name(dev, ifr->ifr_newname);
	}
	return -ENOIOCTLCMD;
}

static int dev_get_one(struct net *net, unsigned int cmd, struct ifreq *ifr)
{
	struct net_device *dev;
	int err = -ENODEV;

	rcu_read_lock();
	dev = dev_get_by_name_rcu(net, ifr->ifr_name);
	if (dev)
		err = dev_ifsioc_get(dev, cmd, ifr);
	rcu_read_unlock();
	return err;
}

static int dev_set_one(struct net *net, unsigned int cmd, struct ifreq *ifr,
		       const struct sock_cred *cred)
{
	struct net_device *dev;
	int err = -ENODEV;

	if (!(cred->caps >> CAP_NET_ADMIN & 1))
		return -EPERM;
	rtnl_lock();
	dev = __dev_get_by_name(net, ifr->ifr_name);
	if (dev)
		err = dev_ifsioc_set(dev, cmd, ifr);
	rtnl_unlock();
	return err;
}

int dev_ioctl(struct net *net, unsigned int cmd, void *arg,
	      const struct sock_cred *cred)
{
	struct ifreq *ifr = arg;
	char *colon, sep = 0;
	int err;

	if (!arg)
		return -EFAULT;
	if (cmd == SIOCGIFNAME)
		return dev_ifname(net, ifr);
	/* An alias, eth0:1, means its device. */
	ifr->ifr_name[IFNAMSIZ - 1] = '\0';
	colon = strchr(ifr->ifr_name, ':');
	if (colon) {
		sep = *colon;
		*colon = '\0';
	}
	switch (cmd) {
	case SIOCGIFFLAGS:
	case SIOCGIFMETRIC:
	case SIOCGIFMTU:
	case SIOCGIFHWADDR:
	case SIOCGIFMAP:
	case SIOCGIFINDEX:
	case SIOCGIFTXQLEN:
		err = dev_get_one(net, cmd, ifr);
		break;
	case SIOCSIFFLAGS:
	case SIOCSIFMETRIC:
	case SIOCSIFMTU:
	case SIOCSIFHWADDR:
	case SIOCSIFTXQLEN:
	case SIOCSIFNAME:
		err = dev_set_one(net, cmd, ifr, cred);
		break;
	default:
		err = -ENOIOCTLCMD;
	}
	if (colon && cmd != SIOCSIFNAME)
		*colon = sep;
	return err;
}
EXPORT_SYMBOL(dev_ioctl);
