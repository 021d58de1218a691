/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rps - receive packet steering: whose backlog a packet goes to
 *
 * Where:   netif_receive_skb(); sysfs attributes of receive queues.
 * Mirrors: include/net/rps.h.
 */
#ifndef CORE_RPS_H
#define CORE_RPS_H

#include "core/netdevice.h"

/* Context: process. rps_cpus; 0: off. rps_flow_cnt; a power of two, 0: off. */
int netdev_rx_queue_set_rps_mask(struct netdev_rx_queue *queue, u64 mask);
u64 netdev_rx_queue_rps_mask(const struct netdev_rx_queue *queue);
int rps_dev_flow_table_resize(struct netdev_rx_queue *queue,
			      unsigned long count);
unsigned int rps_dev_flow_table_size(const struct netdev_rx_queue *queue);
/* net.core.rps_sock_flow_entries */
int rps_sock_flow_resize(unsigned int entries);
unsigned int rps_sock_flow_size(void);

/* A reader of flow @hash runs here: recvmsg() calls it. */
void rps_record_sock_flow_hash(u32 hash);

/* tx-N/xps_cpus. Context: process. */
int netif_set_xps_queue(struct net_device *dev, u64 mask, u16 index);
u64 netif_get_xps_queue(const struct net_device *dev, u16 index);

#endif /* CORE_RPS_H */
