/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * inetdevice - what IPv4 knows of a device: addresses and settings
 *
 * Where:   dev->ip_ptr; read on every packet's way (rp_filter, forwarding,
 *          source selection), changed by the control side under RTNL.
 * Mirrors: include/linux/inetdevice.h.
 * Spec:    Documentation/networking/ip-sysctl.rst, net.ipv4.conf.*
 */
#ifndef PROTO_IPV4_INETDEVICE_H
#define PROTO_IPV4_INETDEVICE_H

#include <linux/ip.h>
#include <linux/rtnetlink.h>

#include "core/netdevice.h"
#include "core/rtnl.h"
#include "hdr/if.h"
#include "lib/bitmap.h"
#include "lib/byteorder.h"
#include "lib/rcupdate.h"
#include "lib/refcount.h"
#include "lib/timer.h"
#include "proto/ipv4/netns.h"

struct ctl_table_header;
struct in_device;
struct ip_mc_list;
struct neigh_parms;
struct netlink_ext_ack;

struct ipv4_devconf {
	struct ctl_table_header *sysctl;
	int data[IPV4_DEVCONF_MAX];
	DECLARE_BITMAP(state, IPV4_DEVCONF_MAX); /* set by hand */
	struct net *net;
	struct net_device *dev; /* NULL: all, default */
};

struct in_ifaddr {
	struct hlist_node hash;	    /* netns_ipv4->inet_addr_lst */
	struct in_ifaddr *ifa_next; /* RCU; primaries before secondaries */
	struct in_device *ifa_dev;
	struct rcu_head rcu_head;
	__be32 ifa_local;
	__be32 ifa_address; /* the peer's on a point-to-point link */
	__be32 ifa_mask;
	u32 ifa_rt_priority;
	__be32 ifa_broadcast;
	unsigned char ifa_scope;
	unsigned char ifa_prefixlen;
	unsigned char ifa_proto;
	u32 ifa_flags; /* IFA_F_* */
	char ifa_label[IFNAMSIZ];
	u32 ifa_valid_lft; /* seconds; INFINITY_LIFE_TIME: for ever */
	u32 ifa_preferred_lft;
	unsigned long ifa_cstamp; /* created, jiffies */
	unsigned long ifa_tstamp; /* updated, jiffies */
};

struct in_device {
	struct net_device *dev; /* held */
	refcount_t refcnt;
	int dead;
	struct in_ifaddr *ifa_list; /* RTNL, RCU */

	/* igmp.c */
	struct ip_mc_list *mc_list;
	struct ip_mc_list **mc_hash;
	int mc_count;
	spinlock_t mc_tomb_lock;
	struct ip_mc_list *mc_tomb;
	unsigned long mr_v1_seen;
	unsigned long mr_v2_seen;
	unsigned long mr_maxdelay;
	unsigned long mr_qi;
	unsigned long mr_qri;
	unsigned char mr_qrv;
	unsigned char mr_gq_running;
	u32 mr_ifc_count;
	struct timer_list mr_gq_timer;
	struct timer_list mr_ifc_timer;

	struct neigh_parms *arp_parms; /* arp.c's, of this device */
	struct ipv4_devconf cnf;
	struct rcu_head rcu_head;
};

#define INFINITY_LIFE_TIME 0xFFFFFFFF
/* Two days: how often lifetimes are looked at without need. */
#define ADDR_CHECK_FREQUENCY (120UL * HZ)

#define IPV4_DEVCONF(cnf, attr) ((cnf).data[IPV4_DEVCONF_##attr - 1])
#define IPV4_DEVCONF_ALL(net, attr)                                            \
	IPV4_DEVCONF((*net_ipv4(net)->devconf_all), attr)
#define IPV4_DEVCONF_DFLT(net, attr)                                           \
	IPV4_DEVCONF((*net_ipv4(net)->devconf_dflt), attr)

static inline int ipv4_devconf_get(const struct in_device *in_dev, int index)
{
	return READ_ONCE(in_dev->cnf.data[index - 1]);
}

static inline void ipv4_devconf_set(struct in_device *in_dev, int index,
				    int val)
{
	set_bit(index - 1, in_dev->cnf.state);
	WRITE_ONCE(in_dev->cnf.data[index - 1], val);
}

/* From here on a change of "default" does not reach this device. */
static inline void ipv4_devconf_setall(struct in_device *in_dev)
{
	bitmap_fill(in_dev->cnf.state, IPV4_DEVCONF_MAX);
}

#define IN_DEV_CONF_GET(in_dev, attr)                                          \
	ipv4_devconf_get((in_dev), IPV4_DEVCONF_##attr)
#define IN_DEV_CONF_SET(in_dev, attr, val)                                     \
	ipv4_devconf_set((in_dev), IPV4_DEVCONF_##attr, (val))
#define IN_DEV_NET_ALL(in_dev, attr)                                           \
	READ_ONCE(IPV4_DEVCONF_ALL(dev_net((in_dev)->dev), attr))

/* Both must be on; one is enough; the larger counts. */
#define IN_DEV_ANDCONF(in_dev, attr)                                           \
	(IN_DEV_NET_ALL(in_dev, attr) && IN_DEV_CONF_GET(in_dev, attr))
#define IN_DEV_NET_ORCONF(in_dev, net, attr)                                   \
	(IPV4_DEVCONF_ALL(net, attr) || IN_DEV_CONF_GET(in_dev, attr))
#define IN_DEV_ORCONF(in_dev, attr)                                            \
	(IN_DEV_NET_ALL(in_dev, attr) || IN_DEV_CONF_GET(in_dev, attr))
#define IN_DEV_MAXCONF(in_dev, attr)                                           \
	max(IN_DEV_NET_ALL(in_dev, attr), IN_DEV_CONF_GET(in_dev, attr))

#define IN_DEV_FORWARD(in_dev)	 IN_DEV_CONF_GET((in_dev), FORWARDING)
#define IN_DEV_MFORWARD(in_dev)	 IN_DEV_ANDCONF((in_dev), MC_FORWARDING)
#define IN_DEV_BFORWARD(in_dev)	 IN_DEV_ANDCONF((in_dev), BC_FORWARDING)
#define IN_DEV_RPFILTER(in_dev)	 IN_DEV_MAXCONF((in_dev), RP_FILTER)
#define IN_DEV_SRC_VMARK(in_dev) IN_DEV_ORCONF((in_dev), SRC_VMARK)
#define IN_DEV_SOURCE_ROUTE(in_dev)                                            \
	IN_DEV_ANDCONF((in_dev), ACCEPT_SOURCE_ROUTE)
#define IN_DEV_ACCEPT_LOCAL(in_dev)    IN_DEV_ORCONF((in_dev), ACCEPT_LOCAL)
#define IN_DEV_BOOTP_RELAY(in_dev)     IN_DEV_ANDCONF((in_dev), BOOTP_RELAY)
#define IN_DEV_LOG_MARTIANS(in_dev)    IN_DEV_ORCONF((in_dev), LOG_MARTIANS)
#define IN_DEV_PROXY_ARP(in_dev)       IN_DEV_ORCONF((in_dev), PROXY_ARP)
#define IN_DEV_PROXY_ARP_PVLAN(in_dev) IN_DEV_ORCONF((in_dev), PROXY_ARP_PVLAN)
#define IN_DEV_SHARED_MEDIA(in_dev)    IN_DEV_ORCONF((in_dev), SHARED_MEDIA)
#define IN_DEV_TX_REDIRECTS(in_dev)    IN_DEV_ORCONF((in_dev), SEND_REDIRECTS)
#define IN_DEV_SEC_REDIRECTS(in_dev)   IN_DEV_ORCONF((in_dev), SECURE_REDIRECTS)
#define IN_DEV_IDTAG(in_dev)	       IN_DEV_CONF_GET(in_dev, TAG)
#define IN_DEV_MEDIUM_ID(in_dev)       IN_DEV_CONF_GET(in_dev, MEDIUM_ID)
#define IN_DEV_PROMOTE_SECONDARIES(in_dev)                                     \
	IN_DEV_ORCONF((in_dev), PROMOTE_SECONDARIES)
#define IN_DEV_ROUTE_LOCALNET(in_dev) IN_DEV_ORCONF(in_dev, ROUTE_LOCALNET)
#define IN_DEV_NET_ROUTE_LOCALNET(in_dev, net)                                 \
	IN_DEV_NET_ORCONF(in_dev, net, ROUTE_LOCALNET)
#define IN_DEV_RX_REDIRECTS(in_dev)                                            \
	((IN_DEV_FORWARD(in_dev) &&                                            \
	  IN_DEV_ANDCONF((in_dev), ACCEPT_REDIRECTS)) ||                       \
	 (!IN_DEV_FORWARD(in_dev) &&                                           \
	  IN_DEV_ORCONF((in_dev), ACCEPT_REDIRECTS)))
#define IN_DEV_IGNORE_ROUTES_WITH_LINKDOWN(in_dev)                             \
	IN_DEV_ORCONF((in_dev), IGNORE_ROUTES_WITH_LINKDOWN)
#define IN_DEV_ARPFILTER(in_dev)    IN_DEV_ORCONF((in_dev), ARPFILTER)
#define IN_DEV_ARP_ACCEPT(in_dev)   IN_DEV_MAXCONF((in_dev), ARP_ACCEPT)
#define IN_DEV_ARP_ANNOUNCE(in_dev) IN_DEV_MAXCONF((in_dev), ARP_ANNOUNCE)
#define IN_DEV_ARP_IGNORE(in_dev)   IN_DEV_MAXCONF((in_dev), ARP_IGNORE)
#define IN_DEV_ARP_NOTIFY(in_dev)   IN_DEV_MAXCONF((in_dev), ARP_NOTIFY)
#define IN_DEV_ARP_EVICT_NOCARRIER(in_dev)                                     \
	IN_DEV_ANDCONF((in_dev), ARP_EVICT_NOCARRIER)

/* What a notifier of register_inetaddr_validator_notifier() is asked. */
struct in_validator_info {
	__be32 ivi_addr;
	struct in_device *ivi_dev;
	struct netlink_ext_ack *extack;
};

int register_inetaddr_notifier(struct notifier_block *nb);
int unregister_inetaddr_notifier(struct notifier_block *nb);

/* The address of @addr's device: a reference if @devref. Context: RCU. */
struct net_device *__ip_dev_find(struct net *net, __be32 addr, bool devref);

static inline struct net_device *ip_dev_find(struct net *net, __be32 addr)
{
	return __ip_dev_find(net, addr, true);
}

struct in_ifaddr *inet_lookup_ifaddr_rcu(struct net *net, __be32 addr);
struct in_ifaddr *inet_ifa_byprefix(struct in_device *in_dev, __be32 prefix,
				    __be32 mask);
int inet_addr_onlink(struct in_device *in_dev, __be32 a, __be32 b);
/* The source for a packet to @dst through @dev, of at most @scope; 0: none. */
__be32 inet_select_addr(const struct net_device *dev, __be32 dst, int scope);
/* Whether @local (0: any) is ours for @dst on @in_dev; the address or 0. */
__be32 inet_confirm_addr(struct net *net, struct in_device *in_dev, __be32 dst,
			 __be32 local, int scope);

struct in_device *inetdev_by_index(struct net *net, int ifindex);
void inet_forward_change(struct net *net);
/* For SIOCSIFADDR and RTM_NEWADDR alike. */
void in_dev_finish_destroy(struct in_device *idev);

/* An address as the control side states it (RTM_NEWADDR, SIOCSIFADDR). */
struct ifaddr_config {
	__be32 local;
	__be32 address; /* 0: as local */
	__be32 broadcast;
	u8 prefixlen;
	u8 scope;  /* RT_SCOPE_* */
	u8 proto;  /* IFAPROT_* */
	u32 flags; /* IFA_F_* */
	u32 rt_priority;
	u32 valid_lft; /* seconds; INFINITY_LIFE_TIME */
	u32 preferred_lft;
	const char *label; /* NULL: the device's name */
	u16 nlflags;	   /* NLM_F_EXCL, NLM_F_REPLACE */
	bool has_broadcast;
	bool has_lft;
};

/*
 * Control. Context: process, RTNL held. Return: 0 or -errno, a sentence in
 * @extack. An address brings its local, broadcast and connected routes.
 */
int inet_rtm_newaddr_cfg(struct net *net, struct net_device *dev,
			 const struct ifaddr_config *cfg,
			 struct netlink_ext_ack *extack);
int inet_rtm_deladdr_cfg(struct net *net, struct net_device *dev,
			 const struct ifaddr_config *cfg,
			 struct netlink_ext_ack *extack);
int ip_addr_add(struct net *net, struct net_device *dev, __be32 addr,
		int prefixlen, struct netlink_ext_ack *extack);
int ip_addr_del(struct net *net, struct net_device *dev, __be32 addr,
		int prefixlen, struct netlink_ext_ack *extack);
/* Every address of the namespace by ifindex; non-zero stops. */
int inet_ifa_walk(struct net *net,
		  int (*fn)(const struct in_ifaddr *ifa, void *data),
		  void *data);

static inline bool inet_ifa_match(__be32 addr, const struct in_ifaddr *ifa)
{
	return !((addr ^ ifa->ifa_address) & ifa->ifa_mask);
}

static inline bool bad_mask(__be32 mask, __be32 addr)
{
	u32 hmask;

	if (addr & (mask = ~mask))
		return true;
	hmask = ntohl(mask);
	return hmask & (hmask + 1);
}

static inline __be32 inet_make_mask(int logmask)
{
	return logmask ? htonl(~((1U << (32 - logmask)) - 1)) : 0;
}

static inline int inet_mask_len(__be32 mask)
{
	u32 hmask = ntohl(mask);

	return hmask ? 32 - __builtin_ctz(hmask) : 0;
}

#define in_dev_for_each_ifa_rcu(ifa, in_dev)                                   \
	for (ifa = rcu_dereference((in_dev)->ifa_list); ifa;                   \
	     ifa = rcu_dereference(ifa->ifa_next))
#define in_dev_for_each_ifa_rtnl(ifa, in_dev)                                  \
	for (ifa = (in_dev)->ifa_list; ifa; ifa = ifa->ifa_next)

static inline struct in_device *__in_dev_get_rcu(const struct net_device *dev)
{
	return rcu_dereference(dev->ip_ptr);
}

static inline struct in_device *__in_dev_get_rtnl(const struct net_device *dev)
{
	return dev->ip_ptr;
}

static inline void in_dev_put(struct in_device *idev)
{
	if (refcount_dec_and_test(&idev->refcnt))
		in_dev_finish_destroy(idev);
}

static inline void in_dev_hold(struct in_device *idev)
{
	refcount_inc(&idev->refcnt);
}

/* Gives a reference, or NULL. */
static inline struct in_device *in_dev_get(const struct net_device *dev)
{
	struct in_device *in_dev;

	rcu_read_lock();
	in_dev = __in_dev_get_rcu(dev);
	if (in_dev)
		refcount_inc(&in_dev->refcnt);
	rcu_read_unlock();
	return in_dev;
}

static inline struct neigh_parms *
__in_dev_arp_parms_get_rcu(const struct net_device *dev)
{
	struct in_device *in_dev = __in_dev_get_rcu(dev);

	return in_dev ? in_dev->arp_parms : NULL;
}

int devinet_init(void);
void devinet_exit(void);

#endif /* PROTO_IPV4_INETDEVICE_H */
