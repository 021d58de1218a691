// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * s9_net_device_ops - struct net_device_ops
 *
 * Where:   compiled by tests/symbols/compile against installed headers.
 * Mirrors: include/linux/netdevice.h
 */
#include "core/netdevice.h"
#include "symbols.h"

HAS_SLOT(struct net_device_ops, ndo_init);
HAS_SLOT(struct net_device_ops, ndo_uninit);
HAS_SLOT(struct net_device_ops, ndo_open);
HAS_SLOT(struct net_device_ops, ndo_stop);
HAS_SLOT(struct net_device_ops, ndo_start_xmit);
HAS_SLOT(struct net_device_ops, ndo_set_rx_mode);
HAS_SLOT(struct net_device_ops, ndo_set_mac_address);
HAS_SLOT(struct net_device_ops, ndo_validate_addr);
HAS_SLOT(struct net_device_ops, ndo_get_stats64);
HAS_SLOT(struct net_device_ops, ndo_vlan_rx_add_vid);
HAS_SLOT(struct net_device_ops, ndo_vlan_rx_kill_vid);
HAS_SLOT(struct net_device_ops, ndo_bpf);
HAS_SLOT(struct net_device_ops, ndo_xdp_xmit);
