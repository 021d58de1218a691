/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * netdev_queue - one transmit queue, one receive queue, and their wire book
 *
 * Where:   between qdisc and driver; between the ring and the stack.
 * Mirrors: struct netdev_queue and netdev_rx_queue, rps and xps maps of
 *          include/linux/netdevice.h, include/net/netdev_rx_queue.h.
 *
 * The wire book counts frames as they are on the wire (gso_segs for a merged
 * or unsplit packet). At any quiet moment, per queue:
 *
 *	rx: hw_in    = missed + no_buffer + errors + sum(xdp) + delivered + ring
 *	tx: qdisc in = sent + dropped + queued      (the qdisc's own counters)
 *	    sent     = completed + in the ring
 */
#ifndef CORE_NETDEV_QUEUE_H
#define CORE_NETDEV_QUEUE_H

#include "core/dynamic_queue_limits.h"
#include "core/xdp.h"
#include "lib/bitops.h"
#include "lib/cpumask.h"
#include "lib/rcupdate.h"
#include "lib/spinlock.h"
#include "lib/types.h"

struct Qdisc;
struct net_device;

/* Written by the driver on the queue's CPU. */
struct wire_book_rx {
	u64 hw_in;     /* frames that the hardware took from the wire */
	u64 missed;    /* ring full: rx_missed_errors */
	u64 no_buffer; /* no memory for its sk_buff: alloc_rx_buff_failed */
	u64 errors;    /* bad FCS, runt, oversize: rx_errors */
	u64 xdp[XDP_ACTION_NR]; /* ended there: every verdict but PASS */
	u64 delivered; /* handed up: napi_gro_receive(), netif_receive_skb() */
	u64 in_ring;   /* received, not yet polled */
};

struct wire_book_tx {
	u64 taken;   /* from the stack: ndo_start_xmit(), ndo_xdp_xmit() */
	u64 dropped; /* by the driver: ring full, fault */
	u64 sent;    /* put on the wire */
	u64 in_ring; /* taken, not yet on the wire */
};

enum netdev_queue_state_t {
	__QUEUE_STATE_DRV_XOFF,	  /* netif_stop_queue() */
	__QUEUE_STATE_STACK_XOFF, /* byte queue limit reached */
	__QUEUE_STATE_FROZEN,	  /* netif_tx_lock() */
};
#define QUEUE_STATE_DRV_XOFF   (1UL << __QUEUE_STATE_DRV_XOFF)
#define QUEUE_STATE_STACK_XOFF (1UL << __QUEUE_STATE_STACK_XOFF)
#define QUEUE_STATE_FROZEN     (1UL << __QUEUE_STATE_FROZEN)
#define QUEUE_STATE_ANY_XOFF   (QUEUE_STATE_DRV_XOFF | QUEUE_STATE_STACK_XOFF)
#define QUEUE_STATE_ANY_XOFF_OR_FROZEN                                         \
	(QUEUE_STATE_ANY_XOFF | QUEUE_STATE_FROZEN)
#define QUEUE_STATE_DRV_XOFF_OR_FROZEN                                         \
	(QUEUE_STATE_DRV_XOFF | QUEUE_STATE_FROZEN)

struct netdev_queue {
	/* immutable after registration */
	struct net_device *dev;
	unsigned int index;

	/* guarded by rtnl; read under RCU */
	struct Qdisc *qdisc;
	struct Qdisc *qdisc_sleeping; /* qdisc while the device is up */
	unsigned long tx_maxrate;

	/* guarded by _xmit_lock */
	spinlock_t _xmit_lock;
	int xmit_lock_owner; /* CPU, -1 */
	int xmit_recursion;
	unsigned long trans_start; /* jiffies of the last start of a transmit */
	unsigned long trans_timeout; /* how often the watchdog fired */
	struct wire_book_tx book;

	unsigned long state; /* QUEUE_STATE_*, atomic */
	struct dql dql;	     /* byte queue limit; the completion's CPU */
};

/* RPS: the CPUs that a receive queue spreads its flows over. */
struct rps_map {
	struct rcu_head rcu;
	unsigned int len;
	u16 cpus[];
};

/* RFS: where a flow's packets went last, and how far that CPU had got. */
struct rps_dev_flow {
	u16 cpu;
	u16 filter;
	unsigned int last_qtail;
};
#define RPS_NO_FILTER 0xffff
#define RPS_NO_CPU    0xffff

struct rps_dev_flow_table {
	struct rcu_head rcu;
	unsigned int mask;
	struct rps_dev_flow flows[];
};

/* RFS: where each flow's reader runs; filled by recvmsg(). One a machine. */
struct rps_sock_flow_table {
	struct rcu_head rcu;
	u32 mask;
	u32 cpu_mask;
	u32 ents[]; /* hash bits above cpu_mask, CPU below */
};

struct netdev_rx_queue {
	/* immutable after registration */
	struct net_device *dev;
	unsigned int index;

	/* guarded by rtnl; read under RCU */
	struct rps_map *rps_map;
	struct rps_dev_flow_table *rps_flow_table;

	struct xdp_rxq_info xdp_rxq;
	struct wire_book_rx book;
	struct napi_struct *napi; /* that polls it, if the driver said */
};

/* XPS: CPU -> transmit queues. */
struct xps_map {
	struct rcu_head rcu;
	unsigned int len;
	u16 queues[];
};

struct xps_dev_maps {
	struct rcu_head rcu;
	unsigned int nr_ids;
	s16 num_tc;
	struct xps_map *attr_map[];
};

static inline bool netif_xmit_stopped(const struct netdev_queue *q)
{
	return READ_ONCE(q->state) & QUEUE_STATE_ANY_XOFF;
}

static inline bool netif_xmit_frozen_or_stopped(const struct netdev_queue *q)
{
	return READ_ONCE(q->state) & QUEUE_STATE_ANY_XOFF_OR_FROZEN;
}

static inline bool
netif_xmit_frozen_or_drv_stopped(const struct netdev_queue *q)
{
	return READ_ONCE(q->state) & QUEUE_STATE_DRV_XOFF_OR_FROZEN;
}

static inline void netif_tx_start_queue(struct netdev_queue *q)
{
	clear_bit(__QUEUE_STATE_DRV_XOFF, &q->state);
}

static inline void netif_tx_stop_queue(struct netdev_queue *q)
{
	set_bit(__QUEUE_STATE_DRV_XOFF, &q->state);
}

static inline bool netif_tx_queue_stopped(const struct netdev_queue *q)
{
	return test_bit(__QUEUE_STATE_DRV_XOFF, &q->state);
}

/* Start and let the qdisc run: after descriptors became free. */
void netif_tx_wake_queue(struct netdev_queue *q);
void netif_schedule_queue(struct netdev_queue *q);

/* Byte queue limits: what the driver has given to the hardware and back. */
void netdev_tx_sent_queue(struct netdev_queue *q, unsigned int bytes);
bool __netdev_tx_sent_queue(struct netdev_queue *q, unsigned int bytes,
			    bool xmit_more);
void netdev_tx_completed_queue(struct netdev_queue *q, unsigned int pkts,
			       unsigned int bytes);
void netdev_tx_reset_queue(struct netdev_queue *q);

#endif /* CORE_NETDEV_QUEUE_H */
