/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * nic_ctl - what the two halves of the driver share: its way and its control
 *
 * Where:   drivers/nic.c and drivers/nic_ctl.c only.
 * Mirrors: ixgbe.h.
 */
#ifndef DRIVERS_NIC_CTL_H
#define DRIVERS_NIC_CTL_H

#include "drivers/nic.h"

struct bpf_prog;
struct show;
struct xdp_buff;

/* nic.c */
void nic_alloc_rx_buffers(struct nic_queue *q);
void nic_tx_clean(struct nic_queue *q);
netdev_tx_t nic_start_xmit(struct sk_buff *skb, struct net_device *dev);
irq_handler_t nic_irq_handler(const struct nic *nic);
napi_poll_fn nic_poll_fn(void);

/* nic_xdp.c: attach; DROP, ABORTED, TX, REDIRECT */
int nic_bpf(struct net_device *dev, struct netdev_bpf *bpf);
void nic_xdp_verdict(struct nic_queue *q, struct bpf_prog *prog,
		     struct xdp_buff *xdp, u32 act);

/* nic_show.c: ndo_show */
int nic_show(struct net_device *dev, struct show *s);

#endif
