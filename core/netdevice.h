/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * netdevice - struct net_device: one interface, and its life
 *
 * Where:   between the stack and a driver. dev.c owns its life, dev_rx.c the
 *          way up, dev_tx.c the way down, napi.c the polls.
 * Mirrors: include/linux/netdevice.h, cut into netdev_features.h,
 *          netdev_ops.h, netdev_queue.h, napi.h and dev_xmit.h, all of which
 *          this one includes.
 */
#ifndef CORE_NETDEVICE_H
#define CORE_NETDEVICE_H

#include "core/dev_addr_lists.h"
#include "core/hotdata.h"
#include "core/napi.h"
#include "core/net_namespace.h"
#include "core/netdev_features.h"
#include "core/netdev_ops.h"
#include "core/netdev_queue.h"
#include "core/notifier.h"
#include "core/skbuff.h"
#include "hdr/if.h"
#include "lib/percpu.h"
#include "lib/printk.h"
#include "lib/rculist.h"
#include "lib/refcount.h"
#include "lib/timer.h"

struct Qdisc;
struct ethtool_ops;
struct in_device;
struct inet6_dev;
struct mini_Qdisc;
struct nf_hook_entries;
struct rtnl_link_ops;
struct vlan_info;

#define NETDEV_ALIGN	     32
#define TC_MAX_QUEUE	     16
#define TC_BITMASK	     15
#define DEFAULT_TX_QUEUE_LEN 1000
#define GSO_MAX_SEGS	     65535u
#define GSO_LEGACY_MAX_SIZE  65536u
#define GRO_LEGACY_MAX_SIZE  65536u
#define GSO_MAX_SIZE	     (8 * 65535u)
#define GRO_MAX_SIZE	     (8 * 65535u)
#define TSO_LEGACY_MAX_SIZE  65536u

#ifndef NET_NAME_UNKNOWN
#define NET_NAME_UNKNOWN     0
#define NET_NAME_ENUM	     1
#define NET_NAME_PREDICTABLE 2
#define NET_NAME_USER	     3
#define NET_NAME_RENAMED     4
#endif
#define NET_ADDR_PERM	0
#define NET_ADDR_RANDOM 1
#define NET_ADDR_STOLEN 2
#define NET_ADDR_SET	3

enum netdev_state_t {
	__LINK_STATE_START,   /* running: between open and stop */
	__LINK_STATE_PRESENT, /* not suspended */
	__LINK_STATE_NOCARRIER,
	__LINK_STATE_LINKWATCH_PENDING,
	__LINK_STATE_DORMANT,
	__LINK_STATE_TESTING,
};

enum netreg_state {
	NETREG_UNINITIALIZED = 0,
	NETREG_REGISTERED,
	NETREG_UNREGISTERING, /* unregister_netdevice() was called */
	NETREG_UNREGISTERED,  /* netdev_run_todo() is through */
	NETREG_RELEASED,      /* free_netdev() was called */
	NETREG_DUMMY,	      /* a carrier of napi contexts only */
};

/* dev->priv_flags */
#define IFF_802_1Q_VLAN	      BIT(0)
#define IFF_EBRIDGE	      BIT(1)
#define IFF_BONDING	      BIT(2)
#define IFF_MACVLAN_PORT      BIT(9)
#define IFF_BRIDGE_PORT	      BIT(10)
#define IFF_TX_SKB_SHARING    BIT(12)
#define IFF_UNICAST_FLT	      BIT(13) /* filters unicast addresses itself */
#define IFF_LIVE_ADDR_CHANGE  BIT(15) /* mac may change while up */
#define IFF_MACVLAN	      BIT(16)
#define IFF_XMIT_DST_RELEASE  BIT(17) /* drop the dst before the qdisc */
#define IFF_L3MDEV_MASTER     BIT(18)
#define IFF_NO_QUEUE	      BIT(19) /* noqueue by default */
#define IFF_OPENVSWITCH	      BIT(20)
#define IFF_L3MDEV_SLAVE      BIT(21)
#define IFF_TEAM	      BIT(22)
#define IFF_PHONY_HEADROOM    BIT(24)
#define IFF_MACSEC	      BIT(25)
#define IFF_L3MDEV_RX_HANDLER BIT(28)
#define IFF_NO_ADDRCONF	      BIT(30)
#define IFF_LIVE_RENAME_OK    BIT(26)

struct netdev_tc_txq {
	u16 count;
	u16 offset;
};

/* Which program runs, by mode: XDP_MODE_SKB (generic), XDP_MODE_DRV. */
enum bpf_xdp_mode { XDP_MODE_SKB = 0, XDP_MODE_DRV = 1, __MAX_XDP_MODE };

struct net_device {
	/* read for every packet; changed under rtnl, readers under RCU */
	char name[IFNAMSIZ];
	int ifindex;
	unsigned long state; /* __LINK_STATE_*, atomic */
	unsigned int flags;  /* IFF_*, as SIOCGIFFLAGS less the volatile ones */
	unsigned int priv_flags;
	unsigned short gflags; /* IFF_PROMISC, IFF_ALLMULTI as users set them */
	unsigned short type;   /* ARPHRD_* */
	unsigned short hard_header_len;
	unsigned char min_header_len;
	unsigned char addr_len;
	unsigned int mtu;
	unsigned int min_mtu, max_mtu;
	unsigned short needed_headroom, needed_tailroom;
	netdev_features_t features;	   /* in force */
	netdev_features_t hw_features;	   /* the user may change these */
	netdev_features_t wanted_features; /* what the user asked for */
	netdev_features_t vlan_features, mpls_features;
	netdev_features_t hw_enc_features, gso_partial_features;
	const struct net_device_ops *netdev_ops;
	const struct ethtool_ops *ethtool_ops;
	const struct header_ops *header_ops;
	rx_handler_func_t *rx_handler;
	void *rx_handler_data;
	struct mini_Qdisc *miniq_ingress, *miniq_egress;
	struct nf_hook_entries *nf_hooks_ingress, *nf_hooks_egress;
	struct bpf_prog *xdp_prog; /* the generic one, or NULL */
	struct list_head ptype_all, ptype_specific;
	struct in_device *ip_ptr;
	struct inet6_dev *ip6_ptr;
	struct vlan_info *vlan_info;
	void *ax25_ptr, *mpls_ptr, *ml_priv;
	possible_net_t nd_net;

	/* addresses: guarded by addr_list_lock and rtnl */
	unsigned char dev_addr[MAX_ADDR_LEN];
	unsigned char perm_addr[MAX_ADDR_LEN];
	unsigned char broadcast[MAX_ADDR_LEN];
	unsigned char addr_assign_type; /* NET_ADDR_* */
	unsigned char name_assign_type; /* NET_NAME_* */
	unsigned char upper_level, lower_level;
	spinlock_t addr_list_lock;
	struct netdev_hw_addr_list uc, mc;
	bool uc_promisc;
	unsigned int promiscuity, allmulti; /* counts */

	/* queues */
	struct netdev_queue *_tx;
	struct netdev_rx_queue *_rx;
	unsigned int num_tx_queues, real_num_tx_queues;
	unsigned int num_rx_queues, real_num_rx_queues;
	unsigned int tx_queue_len; /* packets */
	struct Qdisc *qdisc;	   /* root, as configured */
	struct netdev_queue *ingress_queue;
	struct hlist_head qdisc_hash[16]; /* by handle */
	spinlock_t tx_global_lock;
	struct xps_dev_maps *xps_cpus; /* RCU */
	struct timer_list watchdog_timer;
	int watchdog_timeo; /* jiffies; 0: 5 s */
	unsigned int gso_max_size, gso_max_segs, tso_max_size, tso_max_segs;
	unsigned int gso_ipv4_max_size, gro_max_size, gro_ipv4_max_size;
	s16 num_tc;
	struct netdev_tc_txq tc_to_txq[TC_MAX_QUEUE];
	u8 prio_tc_map[TC_BITMASK + 1];

	/* NAPI: rtnl */
	struct list_head napi_list;
	bool threaded;
	u32 napi_defer_hard_irqs;
	unsigned long gro_flush_timeout; /* ns */

	/* state of the link: rtnl and link watch */
	unsigned char operstate; /* IF_OPER_*: RFC 2863 */
	unsigned char link_mode;
	bool link_watch_queued;
	struct list_head link_watch_list;
	atomic_t carrier_up_count, carrier_down_count;
	bool proto_down;
	u32 group;

	/* statistics */
	struct net_device_stats stats; /* the driver's */
	union {
		struct pcpu_sw_netstats __percpu *tstats;
		struct pcpu_lstats __percpu *lstats;
	};
	struct net_device_core_stats __percpu *core_stats;

	/* life: rtnl */
	struct list_head dev_list, unreg_list, close_list, todo_list;
	struct hlist_node name_hlist, index_hlist;
	struct list_head adj_upper, adj_lower; /* struct netdev_adjacent */
	enum netreg_state reg_state;
	bool dismantle;		/* ndo_uninit is near: no new users */
	bool needs_free_netdev; /* netdev_run_todo() frees it */
	bool rtnl_link_initializing;
	refcount_t dev_refcnt;
	void (*priv_destructor)(struct net_device *dev);
	const struct rtnl_link_ops *rtnl_link_ops;
	struct bpf_prog *xdp_state[__MAX_XDP_MODE]; /* each holds a reference */
	u64 xdp_generic[XDP_ACTION_NR];		    /* verdicts, generic mode */
	u64 reg_seq; /* order of registration: deterministic sorting */
	char *ifalias;
	struct net_device *iflink_dev; /* lower device of a stacked one */
	unsigned short dev_id, dev_port;
	int irq;

	void *priv; /* the driver's, behind us in the same allocation */
};

static inline void *netdev_priv(const struct net_device *dev)
{
	return dev->priv;
}

static inline struct net *dev_net(const struct net_device *dev)
{
	return read_pnet(&dev->nd_net);
}
#define dev_net_rcu(dev) dev_net(dev)

static inline void dev_net_set(struct net_device *dev, struct net *net)
{
	write_pnet(&dev->nd_net, net);
}

/* "(unnamed net_device)" until it has one. */
const char *netdev_name(const struct net_device *dev);
#define netdev_emerg(dev, fmt, ...)                                            \
	pr_err("%s: " fmt, netdev_name(dev), ##__VA_ARGS__)
#define netdev_err(dev, fmt, ...)                                              \
	pr_err("%s: " fmt, netdev_name(dev), ##__VA_ARGS__)
#define netdev_warn(dev, fmt, ...)                                             \
	pr_warn("%s: " fmt, netdev_name(dev), ##__VA_ARGS__)
#define netdev_notice(dev, fmt, ...)                                           \
	pr_notice("%s: " fmt, netdev_name(dev), ##__VA_ARGS__)
#define netdev_info(dev, fmt, ...)                                             \
	pr_info("%s: " fmt, netdev_name(dev), ##__VA_ARGS__)
#define netdev_dbg(dev, fmt, ...)                                              \
	pr_debug("%s: " fmt, netdev_name(dev), ##__VA_ARGS__)

/* ---- allocation, registration (dev.c) ---------------------------------- */

/**
 * alloc_netdev_mqs - a device with its private part and queues
 * @sizeof_priv: what netdev_priv() has; zeroed
 * @name: "eth0", or with one %d
 * @setup: fills it, e.g. ether_setup()
 *
 * Context: process. Give a device with one reference, or NULL.
 */
struct net_device *alloc_netdev_mqs(int sizeof_priv, const char *name,
				    unsigned char name_assign_type,
				    void (*setup)(struct net_device *),
				    unsigned int txqs, unsigned int rxqs);
#define alloc_netdev(sizeof_priv, name, name_assign_type, setup)               \
	alloc_netdev_mqs(sizeof_priv, name, name_assign_type, setup, 1, 1)
#define alloc_netdev_mq(sizeof_priv, name, name_assign_type, setup, count)     \
	alloc_netdev_mqs(sizeof_priv, name, name_assign_type, setup, count,    \
			 count)
void free_netdev(struct net_device *dev);

/* _netdevice: rtnl held; _netdev: takes it. 0 or -errno. Process. */
int register_netdevice(struct net_device *dev);
int register_netdev(struct net_device *dev);
void unregister_netdevice_queue(struct net_device *dev, struct list_head *head);
void unregister_netdevice_many(struct list_head *head);
#define unregister_netdevice(dev) unregister_netdevice_queue(dev, NULL)
void unregister_netdev(struct net_device *dev);
void netdev_run_todo(void); /* rtnl_unlock() calls it, rtnl not held */

static inline void dev_hold(struct net_device *dev)
{
	if (dev)
		refcount_inc(&dev->dev_refcnt);
}

static inline void dev_put(struct net_device *dev)
{
	if (dev)
		refcount_dec(&dev->dev_refcnt);
}

typedef struct {
} netdevice_tracker;
#define netdev_hold(dev, tracker, gfp) ((void)(tracker), dev_hold(dev))
#define netdev_put(dev, tracker)       ((void)(tracker), dev_put(dev))

static inline bool netdev_unregistering(const struct net_device *dev)
{
	return dev->reg_state == NETREG_UNREGISTERING;
}

/* ---- finding ----------------------------------------------------------- */

/* __: rtnl, borrows; _rcu: rcu_read_lock(), borrows; plain: gives a reference
 */
struct net_device *__dev_get_by_name(struct net *net, const char *name);
struct net_device *dev_get_by_name_rcu(struct net *net, const char *name);
struct net_device *dev_get_by_name(struct net *net, const char *name);
struct net_device *__dev_get_by_index(struct net *net, int ifindex);
struct net_device *dev_get_by_index_rcu(struct net *net, int ifindex);
struct net_device *dev_get_by_index(struct net *net, int ifindex);
struct net_device *dev_getbyhwaddr_rcu(struct net *net, unsigned short type,
				       const char *ha);
struct net_device *dev_getfirstbyhwtype(struct net *net, unsigned short type);
int netdev_get_name(struct net *net, char *name, int ifindex);
bool dev_valid_name(const char *name);
int dev_alloc_name(struct net_device *dev, const char *name);
int dev_get_iflink(const struct net_device *dev);

/* In the order of registration. */
#define for_each_netdev(net, d)                                                \
	list_for_each_entry (d, &(net)->dev_base_head, dev_list)
#define for_each_netdev_safe(net, d, n)                                        \
	list_for_each_entry_safe (d, n, &(net)->dev_base_head, dev_list)
#define for_each_netdev_rcu(net, d)                                            \
	list_for_each_entry_rcu (d, &(net)->dev_base_head, dev_list)
#define net_device_entry(lh) list_entry(lh, struct net_device, dev_list)

/* ---- configuration: rtnl ------------------------------------------------ */

int dev_open(struct net_device *dev, struct netlink_ext_ack *extack);
void dev_close(struct net_device *dev);
void dev_close_many(struct list_head *head, bool unlink);
int dev_change_flags(struct net_device *dev, unsigned int flags,
		     struct netlink_ext_ack *extack);
int __dev_change_flags(struct net_device *dev, unsigned int flags,
		       struct netlink_ext_ack *extack);
unsigned int dev_get_flags(const struct net_device *dev); /* what users see */
int dev_set_promiscuity(struct net_device *dev, int inc);
int dev_set_allmulti(struct net_device *dev, int inc);
int dev_set_mtu(struct net_device *dev, int new_mtu);
int dev_set_mtu_ext(struct net_device *dev, int new_mtu,
		    struct netlink_ext_ack *extack);
int dev_set_mac_address(struct net_device *dev, struct sockaddr *sa,
			struct netlink_ext_ack *extack);
int dev_change_name(struct net_device *dev, const char *newname);
int dev_set_alias(struct net_device *dev, const char *alias, size_t len);
void dev_set_group(struct net_device *dev, int new_group);
int dev_change_carrier(struct net_device *dev, bool new_carrier);
int dev_change_proto_down(struct net_device *dev, bool proto_down);
int dev_change_tx_queue_len(struct net_device *dev, unsigned long new_len);
int dev_change_net_namespace(struct net_device *dev, struct net *net,
			     const char *pat);
int dev_set_threaded(struct net_device *dev, bool threaded);
int netif_set_real_num_tx_queues(struct net_device *dev, unsigned int txq);
int netif_set_real_num_rx_queues(struct net_device *dev, unsigned int rxq);
void netif_set_tso_max_size(struct net_device *dev, unsigned int size);
void netif_set_gso_max_size(struct net_device *dev, unsigned int size);

netdev_features_t netdev_fix_features(struct net_device *dev,
				      netdev_features_t features);
int __netdev_update_features(struct net_device *dev);
void netdev_update_features(struct net_device *dev);
void netdev_change_features(struct net_device *dev);
netdev_features_t netdev_increment_features(netdev_features_t all,
					    netdev_features_t one,
					    netdev_features_t mask);

struct rtnl_link_stats64 *dev_get_stats(struct net_device *dev,
					struct rtnl_link_stats64 *storage);
void dev_get_tstats64(struct net_device *dev, struct rtnl_link_stats64 *s);
void dev_fetch_sw_netstats(struct rtnl_link_stats64 *s,
			   const struct pcpu_sw_netstats __percpu *netstats);
void netdev_stats_to_stats64(struct rtnl_link_stats64 *stats64,
			     const struct net_device_stats *netdev_stats);

/* 0: both equations hold; else how many do not, each said at pr_err. */
int wire_book_check(const struct net_device *dev);

#include "core/dev_xmit.h"
#include "core/netdev_link.h"

#endif /* CORE_NETDEVICE_H */
