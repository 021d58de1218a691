/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * napi - from the interrupt to the poll: the states of one receive context
 *
 * Where:   the driver's interrupt handler calls napi_schedule(); NET_RX_SOFTIRQ
 *          calls the poll until it does less than its budget.
 * Mirrors: the NAPI parts of include/linux/netdevice.h.
 *
 *	idle --napi_schedule()--> SCHED on sd->poll_list --net_rx_action()-->
 *	poll(n, 64): returns 64  --> repoll, still SCHED
 *		     returns <64 --> the driver called napi_complete_done(),
 *				     idle; or MISSED was set: SCHED again
 */
#ifndef CORE_NAPI_H
#define CORE_NAPI_H

#include "lib/bitops.h"
#include "lib/hrtimer.h"
#include "lib/list.h"
#include "lib/rcupdate.h"
#include "lib/types.h"

struct napi_struct;
struct net_device;
struct sk_buff;
struct task_struct;

#define NAPI_POLL_WEIGHT 64
#define GRO_HASH_BUCKETS 8
#define MAX_GRO_SKBS	 8 /* held per bucket */
#define MIN_NAPI_ID	 ((unsigned int)(NR_CPUS + 1))

enum {
	NAPI_STATE_SCHED,	     /* poll is scheduled */
	NAPI_STATE_MISSED,	     /* asked for again while it polled */
	NAPI_STATE_DISABLE,	     /* napi_disable() waits */
	NAPI_STATE_NPSVC,	     /* netpoll: do not dequeue */
	NAPI_STATE_LISTED,	     /* netif_napi_add() was called */
	NAPI_STATE_NO_BUSY_POLL,     /* not found by its id */
	NAPI_STATE_IN_BUSY_POLL,     /* a busy poller owns it */
	NAPI_STATE_PREFER_BUSY_POLL, /* softirq polls only as a fallback */
	NAPI_STATE_THREADED,	     /* polled by its own thread */
	NAPI_STATE_SCHED_THREADED,   /* that thread has work */
};

enum {
	NAPIF_STATE_SCHED = BIT(NAPI_STATE_SCHED),
	NAPIF_STATE_MISSED = BIT(NAPI_STATE_MISSED),
	NAPIF_STATE_DISABLE = BIT(NAPI_STATE_DISABLE),
	NAPIF_STATE_NPSVC = BIT(NAPI_STATE_NPSVC),
	NAPIF_STATE_LISTED = BIT(NAPI_STATE_LISTED),
	NAPIF_STATE_NO_BUSY_POLL = BIT(NAPI_STATE_NO_BUSY_POLL),
	NAPIF_STATE_IN_BUSY_POLL = BIT(NAPI_STATE_IN_BUSY_POLL),
	NAPIF_STATE_PREFER_BUSY_POLL = BIT(NAPI_STATE_PREFER_BUSY_POLL),
	NAPIF_STATE_THREADED = BIT(NAPI_STATE_THREADED),
	NAPIF_STATE_SCHED_THREADED = BIT(NAPI_STATE_SCHED_THREADED),
};

/* Packets of one hash bucket that wait for a successor; newest first. */
struct gro_list {
	struct list_head list;
	int count;
};

enum gro_result {
	GRO_MERGED,
	GRO_MERGED_FREE,
	GRO_HELD,
	GRO_NORMAL,
	GRO_CONSUMED,
};
typedef enum gro_result gro_result_t;

/* One poll of @budget packets. Return: how many; all of it = come again. */
typedef int (*napi_poll_fn)(struct napi_struct *napi, int budget);

/* What happened last, for "show napi"; newest at transition_head - 1. */
#define NAPI_TRANSITIONS 16
struct napi_transition {
	ktime_t time;
	unsigned long state; /* after it */
	int work;
	const char *what; /* "schedule", "poll", "complete", … : literals */
};

/* Fields are the polling CPU's own unless they say otherwise. */
struct napi_struct {
	struct list_head poll_list; /* sd->poll_list; SCHED guards it */
	unsigned long state;	    /* NAPIF_STATE_*, atomic */
	int weight;		    /* packets per poll */
	int defer_hard_irqs_count;  /* empty polls left before the irq is on */
	unsigned long gro_bitmask;  /* buckets in use */
	int (*poll)(struct napi_struct *napi, int budget);
	int poll_owner; /* CPU that polls, -1 */
	int list_owner; /* CPU whose poll_list it is on, -1 */
	struct net_device *dev;
	struct gro_list gro_hash[GRO_HASH_BUCKETS];
	struct sk_buff *skb;	  /* napi_get_frags() */
	struct list_head rx_list; /* packets for the stack, in a batch */
	int rx_count;		  /* their wire packets */
	unsigned int napi_id;
	struct hrtimer timer; /* gro_flush_timeout, deferred irqs */
	struct task_struct *thread;
	int irq; /* -1: none told */

	/* immutable while listed */
	struct list_head dev_list;	  /* dev->napi_list */
	struct hlist_node napi_hash_node; /* by napi_id */
	struct rcu_head rcu;

	/* statistics, and the last steps for inspectors */
	u64 polls;	 /* calls of poll() */
	u64 packets;	 /* their sum */
	u64 scheduled;	 /* idle -> SCHED */
	u64 completions; /* SCHED -> idle, or MISSED found */
	u64 empty_polls;
	struct napi_transition transitions[NAPI_TRANSITIONS];
	unsigned int transition_head;
};

/*
 * Give @napi to @dev; polling is off until napi_enable(). The weight is
 * NAPI_POLL_WEIGHT unless a fourth argument says otherwise, as it had to
 * before Linux 6.1. Context: process.
 */
void netif_napi_add_weight(struct net_device *dev, struct napi_struct *napi,
			   napi_poll_fn poll, int weight);
#define __NAPI_SECOND(a, b, ...) b
#define netif_napi_add(dev, napi, poll, ...)                                   \
	netif_napi_add_weight(                                                 \
		dev, napi, poll,                                               \
		__NAPI_SECOND(0, ##__VA_ARGS__, NAPI_POLL_WEIGHT, 0))
/* Not polled by busy pollers, no hash entry: transmit completions. */
void netif_napi_add_tx_weight(struct net_device *dev, struct napi_struct *napi,
			      napi_poll_fn poll, int weight);
#define netif_napi_add_tx(dev, napi, poll)                                     \
	netif_napi_add_tx_weight(dev, napi, poll, NAPI_POLL_WEIGHT)
/* After napi_disable(). The second form leaves synchronize_net() to us. */
void netif_napi_del(struct napi_struct *napi);
void __netif_napi_del(struct napi_struct *napi);
static inline void netif_napi_set_irq(struct napi_struct *napi, int irq)
{
	napi->irq = irq;
}

/* Context: process; disable sleeps until a running poll is over. */
void napi_enable(struct napi_struct *n);
void napi_disable(struct napi_struct *n);
void napi_synchronize(const struct napi_struct *n);

/* Claim the right to poll. Return: true when the caller must schedule. */
bool napi_schedule_prep(struct napi_struct *n);
/* After napi_schedule_prep(); from a hardirq or with irqs "off". */
void __napi_schedule(struct napi_struct *n);
void __napi_schedule_irqoff(struct napi_struct *n);

static inline bool napi_schedule(struct napi_struct *n)
{
	if (!napi_schedule_prep(n))
		return false;
	__napi_schedule(n);
	return true;
}

static inline void napi_schedule_irqoff(struct napi_struct *n)
{
	if (napi_schedule_prep(n))
		__napi_schedule_irqoff(n);
}

/**
 * napi_complete_done - the poll did less than its budget and is over
 * @n: the context being polled
 * @work_done: packets this time
 *
 * Context: the poll function.
 * Return: false when interrupts must stay masked (polled again soon).
 */
bool napi_complete_done(struct napi_struct *n, int work_done);
static inline bool napi_complete(struct napi_struct *n)
{
	return napi_complete_done(n, 0);
}

static inline bool napi_disable_pending(struct napi_struct *n)
{
	return test_bit(NAPI_STATE_DISABLE, &n->state);
}

static inline bool napi_prefer_busy_poll(struct napi_struct *n)
{
	return test_bit(NAPI_STATE_PREFER_BUSY_POLL, &n->state);
}

static inline bool napi_is_scheduled(struct napi_struct *n)
{
	return test_bit(NAPI_STATE_SCHED, &n->state);
}

/* Context: rcu_read_lock(). NULL when no such id. */
struct napi_struct *napi_by_id(unsigned int napi_id);

/*
 * Poll in the reader's context until @loop_end(@arg, start) says so; with a
 * NULL @loop_end once. Context: process, rcu_read_lock() not held.
 */
void napi_busy_loop(unsigned int napi_id, bool (*loop_end)(void *, ktime_t),
		    void *loop_end_arg, bool prefer_busy_poll, u16 budget);

/* Names of the state bits, NAPI_STATE_* order: "SCHED", "MISSED", … */
extern const char *const napi_state_names[];

/* core/gro.c */
gro_result_t napi_gro_receive(struct napi_struct *napi, struct sk_buff *skb);
void napi_gro_flush(struct napi_struct *napi, bool flush_old);
struct sk_buff *napi_get_frags(struct napi_struct *napi);
gro_result_t napi_gro_frags(struct napi_struct *napi);

#endif /* CORE_NAPI_H */
