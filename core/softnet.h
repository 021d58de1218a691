/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * softnet - the network's per-CPU state: what is to be polled, sent, freed
 *
 * Where:   napi.c, dev_rx.c, dev_tx.c, rps.c.
 * Mirrors: struct softnet_data of include/linux/netdevice.h.
 */
#ifndef CORE_SOFTNET_H
#define CORE_SOFTNET_H

#include "core/netdevice.h"
#include "lib/sched.h"

struct softnet_data {
	/* this CPU's own */
	struct list_head poll_list;
	struct sk_buff_head process_queue;
	struct napi_struct backlog;
	bool in_net_rx_action;
	bool in_napi_threaded_poll;
	struct softnet_data *rps_ipi_list; /* CPUs to kick */
	struct softnet_data *rps_ipi_next;
	bool rps_ipi_pending;
	struct Qdisc *output_queue;
	struct Qdisc **output_queue_tailp;
	struct sk_buff *completion_queue;
	struct {
		u16 recursion;
		u8 more;
	} xmit;
	unsigned int cpu;

	/* guarded by input_pkt_queue.lock: other CPUs enqueue */
	struct sk_buff_head input_pkt_queue;
	unsigned int input_queue_head; /* taken out so far: RFS */
	unsigned int input_queue_tail;

	/* statistics: /proc/net/softnet_stat */
	unsigned int processed;
	unsigned int dropped; /* any CPU's, under the queue's lock */
	unsigned int time_squeeze;
	unsigned int received_rps;
	u64 net_rx_actions; /* runs of NET_RX_SOFTIRQ */
	u64 net_tx_actions;
	u64 ipis; /* remote kicks received */
};

struct softnet_data *softnet_data_of(struct cpu *cpu);
#define this_softnet() softnet_data_of(this_cpu())

#define XMIT_RECURSION_LIMIT 8

/* napi.c */
int process_backlog(struct napi_struct *napi, int quota);
void ____napi_schedule(struct softnet_data *sd, struct napi_struct *napi);
void napi_transition(struct napi_struct *n, const char *what, int work);
/* rps.c; rcu_read_lock() held */
int get_rps_cpu(struct net_device *dev, struct sk_buff *skb,
		struct rps_dev_flow **rflowp);
void napi_schedule_rps(struct softnet_data *sd);
void net_rps_action(struct softnet_data *sd);
void rps_take_kick(struct softnet_data *sd);
/* dev_rx.c */
int enqueue_to_backlog(struct sk_buff *skb, int cpu, unsigned int *qtail);
void flush_all_backlogs(void); /* process context */
/* dev_tx.c */
void net_tx_action(void);

#endif /* CORE_SOFTNET_H */
