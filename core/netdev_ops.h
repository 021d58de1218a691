/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * netdev_ops - what a driver fills in, and what a link layer fills in
 *
 * Where:   core calls these; the driver or proto/ethernet provides them.
 * Mirrors: struct net_device_ops, header_ops and the return codes of
 *          include/linux/netdevice.h.
 */
#ifndef CORE_NETDEV_OPS_H
#define CORE_NETDEV_OPS_H

#include "core/netdev_features.h"
#include "hdr/if.h"
#include "lib/spinlock.h"
#include "lib/types.h"

struct hh_cache;
struct ifla_vf_info;
struct neighbour;
struct net_device;
struct netdev_bpf;
struct netlink_ext_ack;
struct show;
struct sk_buff;
struct xdp_frame;

/* Verdicts on the way up. */
#define NET_RX_SUCCESS 0
#define NET_RX_DROP    1

/* Answers on the way down: qdiscs and dev_queue_xmit(). */
#define NET_XMIT_SUCCESS  0x00
#define NET_XMIT_DROP	  0x01 /* the packet is gone */
#define NET_XMIT_CN	  0x02 /* congestion: perhaps another is gone */
#define NET_XMIT_MASK	  0x0f
#define net_xmit_eval(e)  ((e) == NET_XMIT_CN ? 0 : (e))
#define net_xmit_errno(e) ((e) != NET_XMIT_CN ? -ENOBUFS : 0)

enum netdev_tx {
	__NETDEV_TX_MIN = INT_MIN,
	NETDEV_TX_OK = 0x00,   /* the driver has taken the packet */
	NETDEV_TX_BUSY = 0x10, /* it has not: the qdisc keeps it */
};
typedef enum netdev_tx netdev_tx_t;
#define NETDEV_TX_MASK 0xf0

static inline bool dev_xmit_complete(int rc)
{
	return rc < NET_XMIT_MASK; /* taken, whether sent or dropped */
}

enum rx_handler_result {
	RX_HANDLER_CONSUMED, /* taken */
	RX_HANDLER_ANOTHER,  /* skb->dev changed: go round again */
	RX_HANDLER_EXACT,    /* only to packet_types of this device */
	RX_HANDLER_PASS,
};
typedef enum rx_handler_result rx_handler_result_t;
typedef rx_handler_result_t rx_handler_func_t(struct sk_buff **pskb);

struct net_device_stats {
	unsigned long rx_packets, tx_packets;
	unsigned long rx_bytes, tx_bytes;
	unsigned long rx_errors, tx_errors;
	unsigned long rx_dropped, tx_dropped;
	unsigned long multicast, collisions;
	unsigned long rx_length_errors, rx_over_errors, rx_crc_errors;
	unsigned long rx_frame_errors, rx_fifo_errors, rx_missed_errors;
	unsigned long tx_aborted_errors, tx_carrier_errors, tx_fifo_errors;
	unsigned long tx_heartbeat_errors, tx_window_errors;
	unsigned long rx_compressed, tx_compressed;
};

/* Per CPU; netdev_tstats. */
struct pcpu_sw_netstats {
	u64 rx_packets;
	u64 rx_bytes;
	u64 tx_packets;
	u64 tx_bytes;
};

struct pcpu_lstats {
	u64 packets;
	u64 bytes;
};

/* Per CPU: what core itself drops on behalf of a device. */
struct net_device_core_stats {
	u64 rx_dropped;
	u64 tx_dropped;
	u64 rx_nohandler;
	u64 rx_otherhost_dropped;
};

/**
 * struct net_device_ops - a device driver
 *
 * All slots but ndo_start_xmit are optional. "rtnl" = process context with
 * rtnl held, may sleep; "xmit" = softirq or BH off, under the queue's lock
 * unless NETIF_F_LLTX.
 */
struct net_device_ops {
	/* rtnl; in register_netdevice(), before anybody sees the device */
	int (*ndo_init)(struct net_device *dev);
	/* rtnl; in unregister, or when registering failed after ndo_init */
	void (*ndo_uninit)(struct net_device *dev);
	int (*ndo_open)(struct net_device *dev); /* rtnl; IFF_UP follows */
	int (*ndo_stop)(struct net_device *dev); /* rtnl; IFF_UP is off */
	/* required; xmit; takes @skb unless it returns NETDEV_TX_BUSY */
	netdev_tx_t (*ndo_start_xmit)(struct sk_buff *skb,
				      struct net_device *dev);
	/* xmit side; borrows; features that this packet may use */
	netdev_features_t (*ndo_features_check)(struct sk_buff *skb,
						struct net_device *dev,
						netdev_features_t features);
	/* xmit side; borrows; a queue below real_num_tx_queues */
	u16 (*ndo_select_queue)(struct net_device *dev, struct sk_buff *skb,
				struct net_device *sb_dev);
	void (*ndo_change_rx_flags)(struct net_device *dev,
				    int flags); /* rtnl */
	/* BH off, address lock held; flags or address lists changed */
	void (*ndo_set_rx_mode)(struct net_device *dev);
	int (*ndo_set_mac_address)(struct net_device *dev,
				   void *addr);		  /* rtnl */
	int (*ndo_validate_addr)(struct net_device *dev); /* rtnl */
	int (*ndo_do_ioctl)(struct net_device *dev, struct ifreq *ifr, int cmd);
	int (*ndo_eth_ioctl)(struct net_device *dev, struct ifreq *ifr,
			     int cmd);
	int (*ndo_siocdevprivate)(struct net_device *dev, struct ifreq *ifr,
				  void *data, int cmd);
	int (*ndo_change_mtu)(struct net_device *dev, int new_mtu); /* rtnl */
	/* softirq; no transmit was completed for watchdog_timeo */
	void (*ndo_tx_timeout)(struct net_device *dev, unsigned int txqueue);
	/* any; add to zeroed @storage, or set it */
	void (*ndo_get_stats64)(struct net_device *dev,
				struct rtnl_link_stats64 *storage);
	struct net_device_stats *(*ndo_get_stats)(struct net_device *dev);
	int (*ndo_vlan_rx_add_vid)(struct net_device *dev, __be16 proto,
				   u16 vid); /* rtnl */
	int (*ndo_vlan_rx_kill_vid)(struct net_device *dev, __be16 proto,
				    u16 vid); /* rtnl */
	int (*ndo_setup_tc)(struct net_device *dev, int type, void *type_data);
	int (*ndo_add_slave)(struct net_device *dev, struct net_device *slave,
			     struct netlink_ext_ack *extack); /* rtnl */
	int (*ndo_del_slave)(struct net_device *dev,
			     struct net_device *slave); /* rtnl */
	struct net_device *(*ndo_get_xmit_slave)(struct net_device *dev,
						 struct sk_buff *skb,
						 bool all_slaves);
	/* rtnl; take away what the device cannot do together */
	netdev_features_t (*ndo_fix_features)(struct net_device *dev,
					      netdev_features_t features);
	/* rtnl; dev->features changes afterwards; 0, >0 done, -errno */
	int (*ndo_set_features)(struct net_device *dev,
				netdev_features_t features);
	int (*ndo_change_carrier)(struct net_device *dev, bool new_carrier);
	int (*ndo_get_iflink)(const struct net_device *dev);
	/* rtnl; struct ndmsg, nlattr and flags of RTM_NEWNEIGH on PF_BRIDGE */
	int (*ndo_fdb_add)(void *ndm, void *tb[], struct net_device *dev,
			   const unsigned char *addr, u16 vid, u16 flags,
			   struct netlink_ext_ack *extack);
	int (*ndo_fdb_del)(void *ndm, void *tb[], struct net_device *dev,
			   const unsigned char *addr, u16 vid,
			   struct netlink_ext_ack *extack);
	void (*ndo_set_rx_headroom)(struct net_device *dev, int headroom);
	int (*ndo_bpf)(struct net_device *dev,
		       struct netdev_bpf *bpf); /* rtnl */
	/* softirq; takes the first n it says it sent; -errno: none */
	int (*ndo_xdp_xmit)(struct net_device *dev, int n,
			    struct xdp_frame **xdp, u32 flags);
	struct net_device *(*ndo_get_peer_dev)(struct net_device *dev);
	/* ours; rtnl; "show ring DEV": the rings as they are; core/show.h */
	int (*ndo_show)(struct net_device *dev, struct show *s);
};

/**
 * struct header_ops - how the link layer's header is made and read
 * @create: any; borrows; writes it below skb->data; its length, or negative
 *	    when @daddr was not known
 * @parse: any; borrows; copies the sender's address, gives its length
 * @cache: fill a neighbour's cached header; 0 or -1
 * @cache_update: the neighbour's address changed
 * @validate: whether a header that user space wrote may pass
 * @parse_protocol: the packet type from a raw header
 */
struct header_ops {
	int (*create)(struct sk_buff *skb, struct net_device *dev,
		      unsigned short type, const void *daddr, const void *saddr,
		      unsigned int len);
	int (*parse)(const struct sk_buff *skb, unsigned char *haddr);
	int (*cache)(const struct neighbour *neigh, struct hh_cache *hh,
		     __be16 type);
	void (*cache_update)(struct hh_cache *hh, const struct net_device *dev,
			     const unsigned char *haddr);
	bool (*validate)(const char *ll_header, unsigned int len);
	__be16 (*parse_protocol)(const struct sk_buff *skb);
};

/* Room that a header takes, rounded up so that IP lies aligned. */
#define HH_DATA_MOD	   16
#define HH_DATA_ALIGN(len) (((len) + (HH_DATA_MOD - 1)) & ~(HH_DATA_MOD - 1))
#define HH_DATA_OFF(len)   (HH_DATA_MOD - (((len)-1) & (HH_DATA_MOD - 1)) - 1)
#define LL_RESERVED_SPACE(dev)                                                 \
	((((dev)->hard_header_len + READ_ONCE((dev)->needed_headroom)) &       \
	  ~(HH_DATA_MOD - 1)) +                                                \
	 HH_DATA_MOD)
#define LL_RESERVED_SPACE_EXTRA(dev, extra)                                    \
	((((dev)->hard_header_len + READ_ONCE((dev)->needed_headroom) +        \
	   (extra)) &                                                          \
	  ~(HH_DATA_MOD - 1)) +                                                \
	 HH_DATA_MOD)
#define LL_MAX_HEADER 32 /* no radio: the truesize that the oracle shows */
#define MAX_HEADER    (LL_MAX_HEADER + 48)

/* A neighbour's ready-made link header, copied in front of the packet. */
struct hh_cache {
	unsigned int hh_len; /* 0: not made yet */
	seqlock_t hh_lock;
	unsigned long hh_data[HH_DATA_ALIGN(LL_MAX_HEADER) / sizeof(long)];
};

#endif /* CORE_NETDEV_OPS_H */
