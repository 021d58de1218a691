/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vlan_rx - the slot where the 802.1Q module takes tagged frames
 *
 * Where:   __netif_receive_skb_core(), behind the taps and tc.
 * Mirrors: vlan_do_receive() of net/8021q/vlan_core.c, as a registered slot.
 */
#ifndef CORE_VLAN_RX_H
#define CORE_VLAN_RX_H

#include "core/skbuff.h"

/**
 * struct vlan_rx_ops - the VLAN module's receive side
 * @do_receive: softirq, rcu_read_lock(); true: skb->dev is the VLAN device
 *	now, or *@skbp is NULL and it was taken; false: no such device
 */
struct vlan_rx_ops {
	bool (*do_receive)(struct sk_buff **skbp);
};

/* Context: process. -EBUSY: somebody has. Unregistering waits. */
int vlan_register_rx(const struct vlan_rx_ops *ops);
void vlan_unregister_rx(const struct vlan_rx_ops *ops);

bool vlan_do_receive(struct sk_buff **skbp);

#endif /* CORE_VLAN_RX_H */
