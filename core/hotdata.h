/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hotdata - the knobs of net.core that every packet reads, one set a machine
 *
 * Where:   napi.c, dev_rx.c, dev_tx.c, gro.c, rps.c; net.core.* writes them.
 * Mirrors: include/net/hotdata.h.
 */
#ifndef CORE_HOTDATA_H
#define CORE_HOTDATA_H

#include "lib/sched.h"
#include "lib/types.h"

struct rps_sock_flow_table;

struct net_hotdata {
	int netdev_budget;	 /* 300: packets per net_rx_action() */
	int netdev_budget_usecs; /* 2 jiffies */
	int max_backlog;	 /* 1000: input_pkt_queue admits one more */
	int weight_p;		 /* 64: net.core.dev_weight */
	int dev_weight_rx_bias;	 /* 1 */
	int dev_weight_tx_bias;	 /* 1 */
	int dev_rx_weight;	 /* their products */
	int dev_tx_weight;
	int tstamp_prequeue;			      /* 1: stamp before RPS */
	int gro_normal_batch;			      /* 8 */
	u32 sysctl_wmem_max, sysctl_rmem_max;	      /* 212992 */
	u32 sysctl_wmem_default, sysctl_rmem_default; /* 212992 */
	char default_qdisc[16];			      /* "pfifo_fast" */
	struct rps_sock_flow_table *rps_sock_flow_table;
	u32 rps_cpu_mask;
	u32 hashrnd[4]; /* flow hashes: drawn from the seed at boot */
};

struct net_hotdata *net_hotdata_of(struct machine *machine);
#define net_hotdata (*net_hotdata_of(current_machine()))

#endif /* CORE_HOTDATA_H */
