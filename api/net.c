// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * net - namespaces, links, wires, addresses, routes
 *
 * Where:   st_net_get() and what `ip link`, `ip addr`, `ip route` would do
 *          before a netlink socket is at hand.
 * Mirrors: the SIOC ioctls that ifconfig and route use (net/core/dev_ioctl.c,
 *          net/ipv4/devinet.c, fib_frontend.c): the address family's module
 *          answers them, so that nothing here knows IPv4's insides.
 */
#include "api/internal.h"

#include "core/extack.h"
#include "core/netdevice.h"
#include "core/rtnl.h"
#include "core/socket.h"
#include "hdr/if.h"
#include "lib/net_utils.h"
#include "lib/string.h"
#include "lib/vsprintf.h"

#include <linux/in.h>
#include <linux/route.h>

static struct st_net *find_net(struct st_host *h, uint64_t key)
{
	struct st_net *n;

	list_for_each_entry (n, &h->nets, node) {
		if (n->net->key == key)
			return n;
	}
	return NULL;
}

static struct net *open_net(struct st_host *h, uint64_t key)
{
	struct net *net;

	if (!key)
		return init_net_of(h->machine);
	net = net_find(key);
	return net ? net : net_create(key);
}

struct st_net *st_net_get(struct st_host *h, uint64_t key)
{
	struct task_guard g;
	struct st_net *n;
	int err = st_enter(&g, h);

	if (err) {
		errno = -err;
		return NULL;
	}
	n = find_net(h, key);
	if (!n) {
		n = os_zalloc(sizeof(*n));
		if (!n)
			goto out;
		n->h = h;
		n->net = open_net(h, key);
		if (IS_ERR(n->net)) {
			err = (int)PTR_ERR(n->net);
			os_free(n);
			n = NULL;
			goto out;
		}
		list_add_tail(&n->node, &h->nets);
	}
	n->refs++;
out:
	task_leave(&g);
	if (!n)
		return st_fail_ptr(err ? err : -ENOMEM,
				   "no namespace could be made");
	return n;
}

void st_net_hold(struct st_net *n)
{
	n->refs++;
}

void st_net_drop(struct st_net *n)
{
	if (--n->refs || n->net == init_net_of(n->h->machine))
		return;
	list_del(&n->node);
	put_net(n->net);
	os_free(n);
}

int st_net_put(struct st_net *n)
{
	struct task_guard g;
	int err = st_enter(&g, n->h);

	if (err)
		return err;
	st_net_drop(n);
	task_leave(&g);
	return 0;
}

/* ---- links ------------------------------------------------------------- */

static int no_device(struct st_net *n, const char *dev)
{
	return (int)st_fail(-ENODEV,
			    "host %s has no device %s: `ip link` lists them",
			    n->h->machine->name, dev);
}

int st_link_add(struct st_net *n, const char *dev, const char *kind,
		const char *options)
{
	struct netlink_ext_ack extack = {._msg = NULL};
	struct net_device *made;
	struct task_guard g;
	int err = st_enter(&g, n->h);

	if (err)
		return err;
	made = rtnl_create_link(n->net, kind, dev, options, &extack);
	if (IS_ERR(made))
		err = (int)st_fail(PTR_ERR(made), "%s: %s", dev,
				   extack._msg ? extack._msg : "link not made");
	task_leave(&g);
	return err;
}

/* Run @fn on the device with rtnl held. */
static int with_device(struct st_net *n, const char *dev,
		       int (*fn)(struct net_device *dev, const void *arg,
				 struct netlink_ext_ack *extack),
		       const void *arg)
{
	struct netlink_ext_ack extack = {._msg = NULL};
	struct net_device *d;
	struct task_guard g;
	int err = st_enter(&g, n->h);

	if (err)
		return err;
	rtnl_lock();
	d = __dev_get_by_name(n->net, dev);
	if (!d)
		err = no_device(n, dev);
	else
		err = fn(d, arg, &extack);
	if (d && err)
		st_fail(err, "%s: %s", dev,
			extack._msg ? extack._msg : "the device refused");
	rtnl_unlock();
	task_leave(&g);
	return err;
}

static int do_delete(struct net_device *dev, const void *arg,
		     struct netlink_ext_ack *extack)
{
	return rtnl_delete_link(dev, NULL);
}

int st_link_del(struct st_net *n, const char *dev)
{
	return with_device(n, dev, do_delete, NULL);
}

static int do_up(struct net_device *dev, const void *arg,
		 struct netlink_ext_ack *extack)
{
	unsigned int flags = dev_get_flags(dev) & ~(unsigned int)IFF_UP;

	if (*(const int *)arg)
		flags |= IFF_UP;
	return dev_change_flags(dev, flags, extack);
}

int st_link_up(struct st_net *n, const char *dev, int up)
{
	return with_device(n, dev, do_up, &up);
}

static int do_mtu(struct net_device *dev, const void *arg,
		  struct netlink_ext_ack *extack)
{
	return dev_set_mtu_ext(dev, (int)*(const unsigned int *)arg, extack);
}

int st_link_mtu(struct st_net *n, const char *dev, unsigned int mtu)
{
	return with_device(n, dev, do_mtu, &mtu);
}

static int do_configure(struct net_device *dev, const void *arg,
			struct netlink_ext_ack *extack)
{
	return rtnl_configure_link(dev, arg, extack);
}

int st_link_set(struct st_net *n, const char *dev, const char *options)
{
	return with_device(n, dev, do_configure, options);
}

/* ---- wires ------------------------------------------------------------- */

/* Both ends, up; or none. */
static int add_ends(struct st_net *na, const char *dev_a, struct st_net *nb,
		    const char *dev_b, const char *options)
{
	int err = st_link_add(na, dev_a, "wire", options);

	if (err)
		return err;
	err = st_link_add(nb, dev_b, "wire", options);
	if (err)
		goto del_a;
	err = st_link_up(na, dev_a, 1);
	if (!err)
		err = st_link_up(nb, dev_b, 1);
	if (!err)
		return 0;
	st_link_del(nb, dev_b);
del_a:
	st_link_del(na, dev_a);
	return err;
}

static int need_wire_module(struct st_host *h)
{
	int err = st_insmod(h, "wire", NULL);

	return err == -EEXIST ? 0 : err;
}

int st_wire(struct st_host *a, const char *dev_a, struct st_host *b,
	    const char *dev_b, const char *knobs)
{
	struct st_net *na, *nb;
	char options[512];
	unsigned int nr;
	int err;

	if (a->w != b->w)
		return (int)st_fail(-EXDEV,
				    "hosts %s and %s are in two "
				    "worlds: a wire joins hosts of one",
				    a->machine->name, b->machine->name);
	nr = __atomic_fetch_add(&a->w->next_wire, 1, __ATOMIC_RELAXED);
	if ((size_t)snprintf(options, sizeof(options), "wire=%u %s", nr,
			     knobs ? knobs : "") >= sizeof(options))
		return (int)st_fail(-E2BIG, "at most %zu bytes of knobs",
				    sizeof(options) - 20);
	err = need_wire_module(a);
	if (!err)
		err = need_wire_module(b);
	if (err)
		return err;
	na = st_net_get(a, 0);
	if (!na)
		return -errno;
	nb = st_net_get(b, 0);
	err = nb ? add_ends(na, dev_a, nb, dev_b, options) : -errno;
	if (nb)
		st_net_put(nb);
	st_net_put(na);
	return err;
}

int st_wire_set(struct st_host *h, const char *dev, const char *knobs)
{
	struct st_net *n = st_net_get(h, 0);
	int err;

	if (!n)
		return -errno;
	err = st_link_set(n, dev, knobs);
	st_net_put(n);
	return err;
}

/* ---- IPv4 addresses and routes, by ioctl ------------------------------- */

static int sioc(struct st_net *n, unsigned int cmd, void *arg)
{
	struct socket *sock;
	struct task_guard g;
	int err = st_enter(&g, n->h);

	if (err)
		return err;
	err = sock_create_kern(n->net, AF_INET, SOCK_DGRAM, 0, &sock);
	if (!err) {
		err = sock_ioctl_kern(sock, cmd, arg);
		sock_release(sock);
	}
	task_leave(&g);
	return err;
}

/* "10.0.0.1/24" to address and mask; a missing length means /32. */
static int parse_prefix(const char *text, __be32 *addr, __be32 *mask)
{
	const char *slash = strchr(text, '/');
	unsigned long plen = 32;
	char *end;

	if (slash) {
		plen = strtoul(slash + 1, &end, 10);
		if (end == slash + 1 || *end || plen > 32)
			return (int)st_fail(-EINVAL,
					    "%s: the prefix length is 0 to 32",
					    text);
	}
	if (!in4_pton(text, slash ? (int)(slash - text) : -1, (u8 *)addr, '/',
		      NULL))
		return (int)st_fail(-EINVAL, "%s: write it as 10.0.0.1/24",
				    text);
	*mask = plen ? cpu_to_be32(~0U << (32 - plen)) : 0;
	return 0;
}

static void set_in(struct sockaddr *sa, __be32 addr)
{
	struct sockaddr_in *sin = (struct sockaddr_in *)sa;

	sin->sin_family = AF_INET;
	sin->sin_addr.s_addr = addr;
}

/* The first label of the device without an address: eth0, eth0:1, … */
static int free_label(struct st_net *n, struct ifreq *ifr, const char *dev)
{
	for (unsigned int i = 0; i < 1000; i++) {
		int err;

		if (i)
			scnprintf(ifr->ifr_name, IFNAMSIZ, "%s:%u", dev, i);
		else
			strscpy(ifr->ifr_name, dev, IFNAMSIZ);
		err = sioc(n, SIOCGIFADDR, ifr);
		if (err == -EADDRNOTAVAIL)
			return 0;
		if (err)
			return err;
	}
	return -ENOSPC;
}

int st_addr_add(struct st_net *n, const char *dev, const char *addr_len)
{
	struct ifreq ifr = {.ifr_flags = 0};
	__be32 addr, mask;
	int err = parse_prefix(addr_len, &addr, &mask);

	if (err)
		return err;
	err = free_label(n, &ifr, dev);
	if (err == -ENODEV)
		return no_device(n, dev);
	if (!err) {
		set_in(&ifr.ifr_addr, addr);
		err = sioc(n, SIOCSIFADDR, &ifr);
	}
	if (!err) {
		set_in(&ifr.ifr_netmask, mask);
		err = sioc(n, SIOCSIFNETMASK, &ifr);
		if (err) {
			set_in(&ifr.ifr_addr, 0);
			sioc(n, SIOCSIFADDR, &ifr); /* all or nothing */
		}
	}
	if (err)
		st_fail(err, "address %s on %s: %pe", addr_len, dev,
			ERR_PTR(err));
	return err;
}

/* Return: 0 it has the address, 1 it has not, or -errno. */
static int label_has(struct st_net *n, struct ifreq *ifr, __be32 addr)
{
	struct sockaddr_in *sin = (struct sockaddr_in *)&ifr->ifr_addr;
	int err = sioc(n, SIOCGIFADDR, ifr);

	return err ? err : sin->sin_addr.s_addr != addr;
}

int st_addr_del(struct st_net *n, const char *dev, const char *addr_len)
{
	struct ifreq ifr = {.ifr_flags = 0};
	__be32 addr, mask;
	int err = parse_prefix(addr_len, &addr, &mask);

	if (err)
		return err;
	for (unsigned int i = 0; i < 1000; i++) {
		if (i)
			scnprintf(ifr.ifr_name, IFNAMSIZ, "%s:%u", dev, i);
		else
			strscpy(ifr.ifr_name, dev, IFNAMSIZ);
		err = label_has(n, &ifr, addr);
		if (err == -ENODEV)
			return no_device(n, dev);
		if (err)
			continue;
		set_in(&ifr.ifr_addr, 0);
		err = sioc(n, SIOCSIFADDR, &ifr);
		return err ? (int)st_fail(err, "address %s on %s: %pe",
					  addr_len, dev, ERR_PTR(err))
			   : 0;
	}
	return (int)st_fail(-EADDRNOTAVAIL, "%s has no address %s", dev,
			    addr_len);
}

static int route_call(struct st_net *n, unsigned int cmd, const char *prefix,
		      const char *via, const char *dev)
{
	struct rtentry rt = {.rt_flags = RTF_UP};
	__be32 addr, mask, gw, gwmask;
	char name[IFNAMSIZ];
	int err;

	err = parse_prefix(strcmp(prefix, "default") ? prefix : "0.0.0.0/0",
			   &addr, &mask);
	if (!err && via)
		err = parse_prefix(via, &gw, &gwmask);
	if (err)
		return err;
	set_in(&rt.rt_dst, addr);
	set_in(&rt.rt_genmask, mask);
	if (via) {
		set_in(&rt.rt_gateway, gw);
		rt.rt_flags |= RTF_GATEWAY;
	}
	if (dev) {
		strscpy(name, dev, sizeof(name));
		rt.rt_dev = name;
	}
	err = sioc(n, cmd, &rt);
	if (err)
		st_fail(err, "route %s%s%s%s%s: %pe", prefix,
			via ? " via " : "", via ? via : "", dev ? " dev " : "",
			dev ? dev : "", ERR_PTR(err));
	return err;
}

int st_route_add(struct st_net *n, const char *prefix, const char *via,
		 const char *dev)
{
	return route_call(n, SIOCADDRT, prefix, via, dev);
}

int st_route_del(struct st_net *n, const char *prefix, const char *via,
		 const char *dev)
{
	return route_call(n, SIOCDELRT, prefix, via, dev);
}
