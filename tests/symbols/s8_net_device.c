// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * s8_net_device - struct net_device
 *
 * Where:   compiled by tests/symbols/compile against installed headers.
 * Mirrors: include/linux/netdevice.h
 */
#include "core/netdevice.h"
#include "symbols.h"

HAS_MEMBER(struct net_device, name[IFNAMSIZ - 1]);
HAS_MEMBER(struct net_device, ifindex);
HAS_MEMBER(struct net_device, dev_addr);
HAS_MEMBER(struct net_device, broadcast[MAX_ADDR_LEN - 1]);
HAS_MEMBER(struct net_device, mtu);
HAS_MEMBER(struct net_device, type);
HAS_MEMBER(struct net_device, hard_header_len);
HAS_MEMBER(struct net_device, min_header_len);
HAS_MEMBER(struct net_device, flags);
HAS_MEMBER(struct net_device, priv_flags);
HAS_MEMBER(struct net_device, gflags);
HAS_MEMBER(struct net_device, operstate);
HAS_MEMBER(struct net_device, netdev_ops);
HAS_MEMBER(struct net_device, ethtool_ops);
HAS_MEMBER(struct net_device, header_ops);
HAS_MEMBER(struct net_device, features);
HAS_MEMBER(struct net_device, hw_features);
HAS_MEMBER(struct net_device, wanted_features);
HAS_MEMBER(struct net_device, num_tx_queues);
HAS_MEMBER(struct net_device, num_rx_queues);
HAS_MEMBER(struct net_device, _tx);
HAS_MEMBER(struct net_device, _rx);
HAS_MEMBER(struct net_device, napi_list);
HAS_MEMBER(struct net_device, stats);
HAS_MEMBER(struct net_device, tstats);
HAS_MEMBER(struct net_device, dev_refcnt);
HAS_MEMBER(struct net_device, nd_net);
HAS_MEMBER(struct net_device, priv);
