// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * dev_features - what a device does for us: asked for, possible, in force
 *
 * Where:   ethtool -K changes wanted_features; this file works out features.
 * Mirrors: the feature part of net/core/dev.c, the names of net/ethtool.
 */
#include "core/dev_priv.h"
#include "core/rtnl.h"

const char netdev_features_strings[NETDEV_FEATURE_COUNT][32] = {
	[NETIF_F_SG_BIT] = "tx-scatter-gather",
	[NETIF_F_IP_CSUM_BIT] = "tx-checksum-ipv4",
	[NETIF_F_HW_CSUM_BIT] = "tx-checksum-ip-generic",
	[NETIF_F_IPV6_CSUM_BIT] = "tx-checksum-ipv6",
	[NETIF_F_HIGHDMA_BIT] = "highdma",
	[NETIF_F_FRAGLIST_BIT] = "tx-scatter-gather-fraglist",
	[NETIF_F_HW_VLAN_CTAG_TX_BIT] = "tx-vlan-hw-insert",
	[NETIF_F_HW_VLAN_CTAG_RX_BIT] = "rx-vlan-hw-parse",
	[NETIF_F_HW_VLAN_CTAG_FILTER_BIT] = "rx-vlan-filter",
	[NETIF_F_HW_VLAN_STAG_TX_BIT] = "tx-vlan-stag-hw-insert",
	[NETIF_F_HW_VLAN_STAG_RX_BIT] = "rx-vlan-stag-hw-parse",
	[NETIF_F_HW_VLAN_STAG_FILTER_BIT] = "rx-vlan-stag-filter",
	[NETIF_F_VLAN_CHALLENGED_BIT] = "vlan-challenged",
	[NETIF_F_GSO_BIT] = "tx-generic-segmentation",
	[NETIF_F_LLTX_BIT] = "tx-lockless",
	[NETIF_F_NETNS_LOCAL_BIT] = "netns-local",
	[NETIF_F_GRO_BIT] = "rx-gro",
	[NETIF_F_GRO_HW_BIT] = "rx-gro-hw",
	[NETIF_F_LRO_BIT] = "rx-lro",
	[NETIF_F_TSO_BIT] = "tx-tcp-segmentation",
	[NETIF_F_GSO_ROBUST_BIT] = "tx-gso-robust",
	[NETIF_F_TSO_ECN_BIT] = "tx-tcp-ecn-segmentation",
	[NETIF_F_TSO_MANGLEID_BIT] = "tx-tcp-mangleid-segmentation",
	[NETIF_F_TSO6_BIT] = "tx-tcp6-segmentation",
	[NETIF_F_FSO_BIT] = "tx-fcoe-segmentation",
	[NETIF_F_GSO_GRE_BIT] = "tx-gre-segmentation",
	[NETIF_F_GSO_GRE_CSUM_BIT] = "tx-gre-csum-segmentation",
	[NETIF_F_GSO_IPXIP4_BIT] = "tx-ipxip4-segmentation",
	[NETIF_F_GSO_IPXIP6_BIT] = "tx-ipxip6-segmentation",
	[NETIF_F_GSO_UDP_TUNNEL_BIT] = "tx-udp_tnl-segmentation",
	[NETIF_F_GSO_UDP_TUNNEL_CSUM_BIT] = "tx-udp_tnl-csum-segmentation",
	[NETIF_F_GSO_PARTIAL_BIT] = "tx-gso-partial",
	[NETIF_F_GSO_TUNNEL_REMCSUM_BIT] = "tx-tunnel-remcsum-segmentation",
	[NETIF_F_GSO_SCTP_BIT] = "tx-sctp-segmentation",
	[NETIF_F_GSO_ESP_BIT] = "tx-esp-segmentation",
	[NETIF_F_GSO_UDP_L4_BIT] = "tx-udp-segmentation",
	[NETIF_F_GSO_FRAGLIST_BIT] = "tx-gso-list",
	[NETIF_F_FCOE_CRC_BIT] = "tx-checksum-fcoe-crc",
	[NETIF_F_SCTP_CRC_BIT] = "tx-checksum-sctp",
	[NETIF_F_NTUPLE_BIT] = "rx-ntuple-filter",
	[NETIF_F_RXHASH_BIT] = "rx-hashing",
	[NETIF_F_RXCSUM_BIT] = "rx-checksum",
	[NETIF_F_NOCACHE_COPY_BIT] = "tx-nocache-copy",
	[NETIF_F_LOOPBACK_BIT] = "loopback",
	[NETIF_F_RXFCS_BIT] = "rx-fcs",
	[NETIF_F_RXALL_BIT] = "rx-all",
	[NETIF_F_HW_L2FW_DOFFLOAD_BIT] = "l2-fwd-offload",
	[NETIF_F_HW_TC_BIT] = "hw-tc-offload",
	[NETIF_F_HW_ESP_BIT] = "esp-hw-offload",
	[NETIF_F_HW_ESP_TX_CSUM_BIT] = "esp-tx-csum-hw-offload",
	[NETIF_F_RX_UDP_TUNNEL_PORT_BIT] = "rx-udp_tunnel-port-offload",
	[NETIF_F_HW_TLS_RECORD_BIT] = "tls-hw-record",
	[NETIF_F_HW_TLS_TX_BIT] = "tls-hw-tx-offload",
	[NETIF_F_HW_TLS_RX_BIT] = "tls-hw-rx-offload",
	[NETIF_F_GRO_FRAGLIST_BIT] = "rx-gro-list",
	[NETIF_F_HW_MACSEC_BIT] = "macsec-hw-offload",
	[NETIF_F_GRO_UDP_FWD_BIT] = "rx-udp-gro-forwarding",
};
EXPORT_SYMBOL(netdev_features_strings);

static void drop_feature(struct net_device *dev, netdev_features_t *f,
			 netdev_features_t what, const char *why)
{
	if (*f & what) {
		netdev_dbg(dev, "dropping features %#llx: %s\n",
			   (unsigned long long)(*f & what), why);
		*f &= ~what;
	}
}

/* Combinations that make no sense are reduced to what does. */
netdev_features_t netdev_fix_features(struct net_device *dev,
				      netdev_features_t features)
{
	if ((features & NETIF_F_HW_CSUM) &&
	    (features & (NETIF_F_IP_CSUM | NETIF_F_IPV6_CSUM))) {
		netdev_warn(dev, "mixed HW and IP checksum settings\n");
		features &= ~(NETIF_F_IP_CSUM | NETIF_F_IPV6_CSUM);
	}
	if (!(features & NETIF_F_HW_CSUM)) {
		if (!(features & NETIF_F_IP_CSUM))
			drop_feature(dev, &features,
				     NETIF_F_TSO | NETIF_F_TSO_ECN |
					     NETIF_F_TSO_MANGLEID,
				     "no checksum feature");
		if (!(features & NETIF_F_IPV6_CSUM))
			drop_feature(dev, &features, NETIF_F_TSO6,
				     "no checksum feature");
	}
	if (!(features & NETIF_F_SG))
		drop_feature(dev, &features, NETIF_F_ALL_TSO | NETIF_F_GSO,
			     "no scatter-gather feature");
	if ((features & NETIF_F_TSO_MANGLEID) && !(features & NETIF_F_TSO))
		features &= ~NETIF_F_TSO_MANGLEID;
	if ((features & NETIF_F_ALL_TSO) == NETIF_F_TSO_ECN)
		features &= ~NETIF_F_TSO_ECN;
	if (!(features & NETIF_F_RXCSUM))
		drop_feature(dev, &features, NETIF_F_GRO_HW | NETIF_F_LRO,
			     "no receive checksum");
	if (features & NETIF_F_RXFCS)
		drop_feature(dev, &features, NETIF_F_LRO | NETIF_F_GRO_HW,
			     "receive FCS is kept");
	if (features & NETIF_F_GRO_HW)
		features &= ~NETIF_F_LRO;
	return features;
}
EXPORT_SYMBOL(netdev_fix_features);

/* Return: whether anything changed; -errno: the driver refused. */
int __netdev_update_features(struct net_device *dev)
{
	const struct net_device_ops *ops = dev->netdev_ops;
	netdev_features_t features;
	int err = 0;

	ASSERT_RTNL();
	features = (dev->features & ~dev->hw_features) |
		   (dev->wanted_features & dev->hw_features);
	if (ops->ndo_fix_features)
		features = CALL("net_device_ops.ndo_fix_features",
				ops->ndo_fix_features, dev, features);
	features = netdev_fix_features(dev, features);
	if (dev->features == features)
		return 0;
	if (ops->ndo_set_features)
		err = CALL("net_device_ops.ndo_set_features",
			   ops->ndo_set_features, dev, features);
	if (err < 0) {
		netdev_err(dev,
			   "set_features() failed (%d); wanted %#llx, left "
			   "%#llx\n",
			   err, (unsigned long long)features,
			   (unsigned long long)dev->features);
		return -1;
	}
	if (!err)
		dev->features = features;
	return 1;
}
EXPORT_SYMBOL(__netdev_update_features);

/* Context: rtnl. */
void netdev_update_features(struct net_device *dev)
{
	if (__netdev_update_features(dev))
		netdev_features_change(dev);
}
EXPORT_SYMBOL(netdev_update_features);

void netdev_change_features(struct net_device *dev)
{
	__netdev_update_features(dev);
	netdev_features_change(dev);
}
EXPORT_SYMBOL(netdev_change_features);

/* At registration: what software does is the user's to switch. */
void netdev_features_register(struct net_device *dev)
{
	dev->hw_features |= NETIF_F_SOFT_FEATURES | NETIF_F_SOFT_FEATURES_OFF;
	dev->features |= NETIF_F_SOFT_FEATURES;
	dev->wanted_features = dev->features & dev->hw_features;
	if (!(dev->flags & IFF_LOOPBACK))
		dev->hw_features |= NETIF_F_NOCACHE_COPY;
	if (dev->hw_features & NETIF_F_TSO)
		dev->hw_features |= NETIF_F_TSO_MANGLEID;
	if (dev->vlan_features & NETIF_F_TSO)
		dev->vlan_features |= NETIF_F_TSO_MANGLEID;
	dev->vlan_features |= NETIF_F_HIGHDMA;
	dev->hw_enc_features |= NETIF_F_SG | NETIF_F_GSO_PARTIAL;
	dev->mpls_features |= NETIF_F_SG;
}

/* The features of a stacked device, from those of one more lower device. */
netdev_features_t netdev_increment_features(netdev_features_t all,
					    netdev_features_t one,
					    netdev_features_t mask)
{
	if (mask & NETIF_F_HW_CSUM)
		mask |= NETIF_F_CSUM_MASK;
	mask |= NETIF_F_VLAN_CHALLENGED;
	all |= one & (NETIF_F_ONE_FOR_ALL | NETIF_F_CSUM_MASK) & mask;
	all &= one | ~NETIF_F_ALL_FOR_ALL;
	/* If one needs to checksum in hardware, all may. */
	if (all & NETIF_F_HW_CSUM)
		all &= ~(NETIF_F_CSUM_MASK & ~NETIF_F_HW_CSUM);
	return all;
}
EXPORT_SYMBOL(netdev_increment_features);
