/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ethtool - what a driver lets "ethtool" see and change
 *
 * Where:   filled by drivers; called by netlink/ethtool.c and the shell.
 * Mirrors: include/linux/ethtool.h.
 * Spec:    <linux/ethtool.h>; every op: process context, rtnl held.
 */
#ifndef CORE_ETHTOOL_H
#define CORE_ETHTOOL_H

#include <linux/ethtool.h>

#include "core/netdevice.h"
#include "lib/types.h"

struct netlink_ext_ack;

#ifndef ETH_RSS_HASH_TOP
#define ETH_RSS_HASH_TOP (1 << 0)
#endif

struct kernel_ethtool_ringparam {
	u32 rx_buf_len;
	u8 tcp_data_split;
	u32 cqe_size;
};

struct kernel_ethtool_coalesce {
	u8 use_cqe_mode_tx;
	u8 use_cqe_mode_rx;
};

struct ethtool_link_ksettings {
	struct ethtool_link_settings base;
	struct {
		u32 supported[4];
		u32 advertising[4];
		u32 lp_advertising[4];
	} link_modes;
	u32 lanes;
};

struct ethtool_pause_stats {
	u64 tx_pause_frames;
	u64 rx_pause_frames;
};

/* A row of ethtool -S: text and where the number is. */
struct ethtool_stat_desc {
	char name[ETH_GSTRING_LEN];
	size_t offset;
};

#define ETHTOOL_COALESCE_RX_USECS      BIT(0)
#define ETHTOOL_COALESCE_RX_MAX_FRAMES BIT(1)
#define ETHTOOL_COALESCE_TX_USECS      BIT(4)
#define ETHTOOL_COALESCE_TX_MAX_FRAMES BIT(5)
#define ETHTOOL_COALESCE_USECS                                                 \
	(ETHTOOL_COALESCE_RX_USECS | ETHTOOL_COALESCE_TX_USECS)
#define ETHTOOL_COALESCE_MAX_FRAMES                                            \
	(ETHTOOL_COALESCE_RX_MAX_FRAMES | ETHTOOL_COALESCE_TX_MAX_FRAMES)

/* Every slot is optional; without it the tool gets -EOPNOTSUPP. */
struct ethtool_ops {
	u32 supported_coalesce_params;
	void (*get_drvinfo)(struct net_device *dev, struct ethtool_drvinfo *d);
	int (*get_regs_len)(struct net_device *dev);
	void (*get_regs)(struct net_device *dev, struct ethtool_regs *regs,
			 void *p);
	u32 (*get_msglevel)(struct net_device *dev);
	void (*set_msglevel)(struct net_device *dev, u32 val);
	int (*nway_reset)(struct net_device *dev);
	u32 (*get_link)(struct net_device *dev);
	int (*get_coalesce)(struct net_device *dev, struct ethtool_coalesce *c,
			    struct kernel_ethtool_coalesce *kc,
			    struct netlink_ext_ack *extack);
	int (*set_coalesce)(struct net_device *dev, struct ethtool_coalesce *c,
			    struct kernel_ethtool_coalesce *kc,
			    struct netlink_ext_ack *extack);
	void (*get_ringparam)(struct net_device *dev,
			      struct ethtool_ringparam *r,
			      struct kernel_ethtool_ringparam *kr,
			      struct netlink_ext_ack *extack);
	int (*set_ringparam)(struct net_device *dev,
			     struct ethtool_ringparam *r,
			     struct kernel_ethtool_ringparam *kr,
			     struct netlink_ext_ack *extack);
	void (*get_pause_stats)(struct net_device *dev,
				struct ethtool_pause_stats *stats);
	void (*get_pauseparam)(struct net_device *dev,
			       struct ethtool_pauseparam *p);
	int (*set_pauseparam)(struct net_device *dev,
			      struct ethtool_pauseparam *p);
	void (*self_test)(struct net_device *dev, struct ethtool_test *test,
			  u64 *data);
	void (*get_strings)(struct net_device *dev, u32 stringset, u8 *data);
	int (*set_phys_id)(struct net_device *dev, int state);
	void (*get_ethtool_stats)(struct net_device *dev,
				  struct ethtool_stats *stats, u64 *data);
	int (*begin)(struct net_device *dev);
	void (*complete)(struct net_device *dev);
	u32 (*get_priv_flags)(struct net_device *dev);
	int (*set_priv_flags)(struct net_device *dev, u32 flags);
	int (*get_sset_count)(struct net_device *dev, int sset);
	int (*get_rxnfc)(struct net_device *dev, struct ethtool_rxnfc *info,
			 u32 *rule_locs);
	int (*set_rxnfc)(struct net_device *dev, struct ethtool_rxnfc *info);
	u32 (*get_rxfh_key_size)(struct net_device *dev);
	u32 (*get_rxfh_indir_size)(struct net_device *dev);
	int (*get_rxfh)(struct net_device *dev, u32 *indir, u8 *key, u8 *hfunc);
	int (*set_rxfh)(struct net_device *dev, const u32 *indir, const u8 *key,
			const u8 hfunc);
	void (*get_channels)(struct net_device *dev,
			     struct ethtool_channels *ch);
	int (*set_channels)(struct net_device *dev,
			    struct ethtool_channels *ch);
	int (*get_ts_info)(struct net_device *dev,
			   struct ethtool_ts_info *info);
	int (*get_link_ksettings)(struct net_device *dev,
				  struct ethtool_link_ksettings *ks);
	int (*set_link_ksettings)(struct net_device *dev,
				  const struct ethtool_link_ksettings *ks);
};

u32 ethtool_op_get_link(struct net_device *dev);
int ethtool_op_get_ts_info(struct net_device *dev,
			   struct ethtool_ts_info *info);
/* printf into the next ETH_GSTRING_LEN slot of a string set. */
void ethtool_sprintf(u8 **data, const char *fmt, ...) __printf(2, 3);
void ethtool_puts(u8 **data, const char *s);
/* Give 40 random bytes of RSS key, once for each machine. */
void netdev_rss_key_fill(void *buffer, size_t len);
static inline u32 ethtool_rxfh_indir_default(u32 index, u32 n_rx_rings)
{
	return index % n_rx_rings;
}

#endif /* CORE_ETHTOOL_H */
