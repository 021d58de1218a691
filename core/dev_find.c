// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * dev_find - names and numbers of devices
 *
 * Where:   every "dev NAME" and every ifindex of a message ends here.
 * Mirrors: the lookup part of net/core/dev.c.
 */
#include "core/dev_priv.h"
#include "core/rtnl.h"
#include "lib/bitops.h"
#include "lib/jhash.h"
#include "lib/slab.h"
#include "lib/string.h"

static struct hlist_head *dev_name_hash(struct net *net, const char *name)
{
	u32 hash = jhash(name, (u32)strnlen(name, IFNAMSIZ), 0);

	return &net->dev_name_head[hash & (NETDEV_HASHENTRIES - 1)];
}

static struct hlist_head *dev_index_hash(struct net *net, int ifindex)
{
	return &net->dev_index_head[ifindex & (NETDEV_HASHENTRIES - 1)];
}

void list_netdevice(struct net_device *dev)
{
	struct net *net = dev_net(dev);

	ASSERT_RTNL();
	list_add_tail_rcu(&dev->dev_list, &net->dev_base_head);
	hlist_add_head_rcu(&dev->name_hlist, dev_name_hash(net, dev->name));
	hlist_add_head_rcu(&dev->index_hlist,
			   dev_index_hash(net, dev->ifindex));
	net->dev_base_seq++;
}

/* The device stays valid for RCU readers until synchronize_net(). */
void unlist_netdevice(struct net_device *dev)
{
	ASSERT_RTNL();
	list_del_rcu(&dev->dev_list);
	hlist_del_init_rcu(&dev->name_hlist);
	hlist_del_init_rcu(&dev->index_hlist);
	dev_net(dev)->dev_base_seq++;
}

void netdev_name_rehash(struct net_device *dev, const char *newname)
{
	hlist_del_init_rcu(&dev->name_hlist);
	synchronize_net();
	strscpy(dev->name, newname, IFNAMSIZ);
	hlist_add_head_rcu(&dev->name_hlist,
			   dev_name_hash(dev_net(dev), dev->name));
}

struct net_device *dev_get_by_name_rcu(struct net *net, const char *name)
{
	struct net_device *dev;

	hlist_for_each_entry_rcu (dev, dev_name_hash(net, name), name_hlist) {
		if (!strncmp(dev->name, name, IFNAMSIZ))
			return dev;
	}
	return NULL;
}
EXPORT_SYMBOL(dev_get_by_name_rcu);

struct net_device *__dev_get_by_name(struct net *net, const char *name)
{
	return dev_get_by_name_rcu(net, name);
}
EXPORT_SYMBOL(__dev_get_by_name);

/**
 * dev_get_by_name - find a device
 *
 * Context: any. Gives a reference: dev_put(). Return: NULL, not found.
 */
struct net_device *dev_get_by_name(struct net *net, const char *name)
{
	struct net_device *dev;

	rcu_read_lock();
	dev = dev_get_by_name_rcu(net, name);
	dev_hold(dev);
	rcu_read_unlock();
	return dev;
}
EXPORT_SYMBOL(dev_get_by_name);

struct net_device *dev_get_by_index_rcu(struct net *net, int ifindex)
{
	struct net_device *dev;

	hlist_for_each_entry_rcu (dev, dev_index_hash(net, ifindex),
				  index_hlist) {
		if (dev->ifindex == ifindex)
			return dev;
	}
	return NULL;
}
EXPORT_SYMBOL(dev_get_by_index_rcu);

struct net_device *__dev_get_by_index(struct net *net, int ifindex)
{
	return dev_get_by_index_rcu(net, ifindex);
}
EXPORT_SYMBOL(__dev_get_by_index);

struct net_device *dev_get_by_index(struct net *net, int ifindex)
{
	struct net_device *dev;

	rcu_read_lock();
	dev = dev_get_by_index_rcu(net, ifindex);
	dev_hold(dev);
	rcu_read_unlock();
	return dev;
}
EXPORT_SYMBOL(dev_get_by_index);

struct net_device *dev_getbyhwaddr_rcu(struct net *net, unsigned short type,
				       const char *ha)
{
	struct net_device *dev;

	for_each_netdev_rcu (net, dev) {
		if (dev->type == type &&
		    !memcmp(dev->dev_addr, ha, dev->addr_len))
			return dev;
	}
	return NULL;
}
EXPORT_SYMBOL(dev_getbyhwaddr_rcu);

struct net_device *dev_getfirstbyhwtype(struct net *net, unsigned short type)
{
	struct net_device *dev, *ret = NULL;

	rcu_read_lock();
	for_each_netdev_rcu (net, dev) {
		if (dev->type == type) {
			dev_hold(dev);
			ret = dev;
			break;
		}
	}
	rcu_read_unlock();
	return ret;
}
EXPORT_SYMBOL(dev_getfirstbyhwtype);

int netdev_get_name(struct net *net, char *name, int ifindex)
{
	struct net_device *dev;
	int ret = -ENODEV;

	rcu_read_lock();
	dev = dev_get_by_index_rcu(net, ifindex);
	if (dev) {
		strscpy(name, dev->name, IFNAMSIZ);
		ret = 0;
	}
	rcu_read_unlock();
	return ret;
}
EXPORT_SYMBOL(netdev_get_name);

int dev_get_iflink(const struct net_device *dev)
{
	if (dev->netdev_ops && dev->netdev_ops->ndo_get_iflink)
		return CALL("net_device_ops.ndo_get_iflink",
			    dev->netdev_ops->ndo_get_iflink, dev);
	return dev->ifindex;
}
EXPORT_SYMBOL(dev_get_iflink);

const char *netdev_name(const struct net_device *dev)
{
	if (!dev->name[0] || strchr(dev->name, '%'))
		return "(unnamed net_device)";
	return dev->name;
}
EXPORT_SYMBOL(netdev_name);

/* ---- giving names and numbers
 * ------------------------------------------------ */

/* 1..15 characters, no slash, colon or white space, not "." or "..". */
bool dev_valid_name(const char *name)
{
	if (!*name || strnlen(name, IFNAMSIZ) == IFNAMSIZ)
		return false;
	if (!strcmp(name, ".") || !strcmp(name, ".."))
		return false;
	for (; *name; name++) {
		if (*name == '/' || *name == ':' || *name == ' ' ||
		    (*name >= '\t' && *name <= '\r'))
			return false;
	}
	return true;
}
EXPORT_SYMBOL(dev_valid_name);

#define MAX_NAME_UNITS (8 * PAGE_SIZE)

/* The lowest free unit of "eth%d". Context: rtnl. */
static int dev_alloc_unit(struct net *net, const char *format, char *res)
{
	const char *p = strchr(format, '%');
	unsigned long *inuse;
	struct net_device *d;
	char buf[IFNAMSIZ];
	unsigned long unit;

	/* Exactly one %d: the format comes from users too. */
	if (p[1] != 'd' || strchr(p + 2, '%'))
		return -EINVAL;
	inuse = kzalloc(MAX_NAME_UNITS / 8, GFP_KERNEL);
	if (!inuse)
		return -ENOMEM;
	for_each_netdev (net, d) {
		size_t prefix = (size_t)(p - format);
		unsigned long i = 0;
		const char *s = d->name + prefix;

		if (strncmp(d->name, format, prefix) || *s < '0' || *s > '9')
			continue;
		while (*s >= '0' && *s <= '9' && i < MAX_NAME_UNITS)
			i = i * 10 + (unsigned long)(*s++ - '0');
		if (i >= MAX_NAME_UNITS)
			continue;
		/* "eth01" is not "eth1", and a suffix must match */
		snprintf(buf, sizeof(buf), format, (int)i);
		if (!strncmp(buf, d->name, IFNAMSIZ))
			__set_bit(i, inuse);
	}
	unit = find_first_zero_bit(inuse, MAX_NAME_UNITS);
	kfree(inuse);
	if (unit >= MAX_NAME_UNITS)
		return -ENFILE;
	snprintf(res, IFNAMSIZ, format, (int)unit);
	return (int)unit;
}

int dev_prep_valid_name(struct net *net, struct net_device *dev,
			const char *want)
{
	char name[IFNAMSIZ];
	int ret;

	if (!dev_valid_name(want))
		return -EINVAL;
	if (strchr(want, '%')) {
		char fmt[IFNAMSIZ];

		strscpy(fmt, want, sizeof(fmt));
		ret = dev_alloc_unit(net, fmt, name);
		if (ret < 0)
			return ret;
		strscpy(dev->name, name, IFNAMSIZ);
		return ret;
	}
	if (__dev_get_by_name(net, want))
		return -EEXIST;
	if (dev->name != want)
		strscpy(dev->name, want, IFNAMSIZ);
	return 0;
}

/**
 * dev_alloc_name - put the lowest free name of a pattern into @dev
 *
 * Context: rtnl. Return: the unit, or -EINVAL, -ENFILE, -ENOMEM.
 */
int dev_alloc_name(struct net_device *dev, const char *name)
{
	return dev_prep_valid_name(dev_net(dev), dev, name);
}
EXPORT_SYMBOL(dev_alloc_name);

/* Numbers are not reused at once: the next one after the last. */
int dev_index_reserve(struct net *net, int ifindex)
{
	if (ifindex)
		return __dev_get_by_index(net, ifindex) ? -EBUSY : ifindex;
	do {
		if (net->ifindex == INT_MAX)
			net->ifindex = 0;
		net->ifindex++;
	} while (__dev_get_by_index(net, net->ifindex));
	return net->ifindex;
}
