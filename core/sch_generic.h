/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sch_generic - the slot for queueing disciplines, and the default ones
 *
 * Where:   between __dev_queue_xmit() and ndo_start_xmit().
 * Mirrors: include/net/sch_generic.h, pkt_sched.h.
 *
 * Every qdisc is run by one CPU at a time: its root's lock is held for
 * enqueue and dequeue, "running" keeps a second CPU from dequeueing while the
 * first is inside the driver. Deviation: no lockless qdiscs (TCQ_F_NOLOCK).
 */
#ifndef CORE_SCH_GENERIC_H
#define CORE_SCH_GENERIC_H

#include <linux/gen_stats.h>
#include <linux/pkt_cls.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>

#include "core/netdevice.h"
#include "core/skbuff.h"
#include "core/tc_param.h"
#include "lib/hrtimer.h"
#include "lib/percpu.h"
#include "lib/refcount.h"

struct Qdisc;
struct Qdisc_class_ops;
struct gnet_dump;
struct netlink_ext_ack;
struct nlattr;
struct tcf_block;
struct tcf_proto;
struct tcf_result;

#define STAB_SIZE_LOG_MAX 30

/* Above NET_XMIT_MASK: what happened inside a qdisc; not for the caller. */
enum net_xmit_qdisc_t {
	__NET_XMIT_STOLEN = 0x00010000,
	__NET_XMIT_BYPASS = 0x00020000,
};

struct gnet_stats_basic_sync {
	u64 bytes;
	u64 packets; /* in wire frames: gso_segs */
};

struct qdisc_skb_head {
	struct sk_buff *head;
	struct sk_buff *tail;
	u32 qlen;
};

/* In skb->cb[] while a qdisc owns the packet. */
struct qdisc_skb_cb {
	unsigned int pkt_len; /* on the wire, all segments */
	u16 pkt_segs;	      /* frames on the wire */
	u16 slave_dev_queue_mapping;
	u16 tc_classid;
	u16 drop_reason; /* while it is on a to_free list */
#define QDISC_CB_PRIV_LEN 32
	unsigned char data[QDISC_CB_PRIV_LEN] __aligned(8);
};

enum qdisc_state_t {
	__QDISC_STATE_SCHED,	   /* on sd->output_queue */
	__QDISC_STATE_DEACTIVATED, /* drop what is enqueued */
};

#define TCQ_F_BUILTIN	 1
#define TCQ_F_INGRESS	 2
#define TCQ_F_CAN_BYPASS 4 /* may be skipped when empty */
#define TCQ_F_MQROOT	 8
#define TCQ_F_ONETXQUEUE 0x10
#define TCQ_F_WARN_NONWC (1 << 16)
#define TCQ_F_NOPARENT	 0x40
#define TCQ_F_INVISIBLE	 0x80
#define TCQ_F_DEFAULT	 0x1000 /* made by dev_activate() */

/**
 * struct Qdisc_ops - one kind of queueing discipline
 *
 * "lock": softirq or BH off, qdisc_lock(root) held. rtnl otherwise.
 */
struct Qdisc_ops {
	const char *id; /* "pfifo_fast"; at most IFNAMSIZ - 1 */
	int priv_size;
	const struct tc_param *params; /* options, or NULL */
	unsigned int n_params;
	unsigned int static_flags; /* TCQ_F_* */
	const struct Qdisc_class_ops *cl_ops;
	/* required; lock; takes @skb; drops go to @to_free */
	int (*enqueue)(struct sk_buff *skb, struct Qdisc *sch,
		       struct sk_buff **to_free);
	/* required; lock; gives, or NULL: empty or not yet */
	struct sk_buff *(*dequeue)(struct Qdisc *sch);
	/* for a child of a classful one; lock; borrows the next */
	struct sk_buff *(*peek)(struct Qdisc *sch);
	/* optional; rtnl; parameters are in place, defaults or given */
	int (*init)(struct Qdisc *sch, struct nlattr *arg,
		    struct netlink_ext_ack *extack);
	void (*reset)(struct Qdisc *sch); /* lock; drop everything */
	void (*destroy)(struct Qdisc *sch);
	/* optional; rtnl; parameters have changed already when there are any */
	int (*change)(struct Qdisc *sch, struct nlattr *arg,
		      struct netlink_ext_ack *extack);
	void (*attach)(
		struct Qdisc *sch); /* rtnl; instead of the usual graft */
	int (*change_tx_queue_len)(struct Qdisc *sch, unsigned int new_len);
	void (*change_real_num_tx)(struct Qdisc *sch, unsigned int new_real_tx);
	int (*dump)(struct Qdisc *sch, struct sk_buff *skb);
	int (*dump_stats)(struct Qdisc *sch, struct gnet_dump *d);
	void (*ingress_block_set)(struct Qdisc *sch, u32 block_index);
	void (*egress_block_set)(struct Qdisc *sch, u32 block_index);
	u32 (*ingress_block_get)(struct Qdisc *sch);
	u32 (*egress_block_get)(struct Qdisc *sch);
	struct module *owner;
};

struct qdisc_walker {
	int stop;
	int skip;
	int count;
	int (*fn)(struct Qdisc *sch, unsigned long cl, struct qdisc_walker *w);
};

/* Classes of a classful qdisc; rtnl. A class is an opaque number, 0: none. */
struct Qdisc_class_ops {
	unsigned int flags;
	struct netdev_queue *(*select_queue)(struct Qdisc *sch,
					     struct tcmsg *tcm);
	int (*graft)(struct Qdisc *sch, unsigned long cl, struct Qdisc *new,
		     struct Qdisc **old, struct netlink_ext_ack *extack);
	struct Qdisc *(*leaf)(struct Qdisc *sch, unsigned long cl);
	void (*qlen_notify)(struct Qdisc *sch, unsigned long cl);
	unsigned long (*find)(struct Qdisc *sch, u32 classid);
	int (*change)(struct Qdisc *sch, u32 classid, u32 parentid,
		      struct nlattr **tca, unsigned long *cl,
		      struct netlink_ext_ack *extack);
	int (*delete)(struct Qdisc *sch, unsigned long cl,
		      struct netlink_ext_ack *extack);
	void (*walk)(struct Qdisc *sch, struct qdisc_walker *arg);
	struct tcf_block *(*tcf_block)(struct Qdisc *sch, unsigned long cl,
				       struct netlink_ext_ack *extack);
	unsigned long (*bind_tcf)(struct Qdisc *sch, unsigned long cl,
				  u32 classid);
	void (*unbind_tcf)(struct Qdisc *sch, unsigned long cl);
	int (*dump)(struct Qdisc *sch, unsigned long cl, struct sk_buff *skb,
		    struct tcmsg *tcm);
	int (*dump_stats)(struct Qdisc *sch, unsigned long cl,
			  struct gnet_dump *d);
};

struct Qdisc {
	/* immutable */
	int (*enqueue)(struct sk_buff *skb, struct Qdisc *sch,
		       struct sk_buff **to_free);
	struct sk_buff *(*dequeue)(struct Qdisc *sch);
	const struct Qdisc_ops *ops;
	char id[IFNAMSIZ]; /* copy of ops->id */
	unsigned int flags;
	u32 handle; /* major:0 */
	u32 parent; /* class it hangs in, TC_H_ROOT */
	struct netdev_queue *dev_queue;

	struct hlist_node hash; /* dev->qdisc_hash; rtnl */
	refcount_t refcnt;
	struct rcu_head rcu;
	u32 limit;
	struct tc_sizespec *stab;
	struct mini_Qdisc *miniq;

	/* guarded by the root's lock */
	spinlock_t lock;
	struct sk_buff_head gso_skb;	 /* dequeued, not taken by the driver */
	struct sk_buff_head skb_bad_txq; /* for a queue that is stopped */
	struct qdisc_skb_head q;
	struct gnet_stats_basic_sync bstats; /* dequeued, sent */
	struct gnet_stats_queue qstats;
	struct wire_book_qdisc {
		u64 in;	  /* wire frames that enqueue() was given */
		u64 sent; /* taken by the driver */
		u64 dropped;
		u64 inflight; /* in the driver's hands, lock released */
		u64 queued;   /* in it now, with gso_skb and skb_bad_txq */
	} book;
	bool running; /* one CPU is in __qdisc_run() */

	unsigned long state;	  /* __QDISC_STATE_*, atomic */
	struct Qdisc *next_sched; /* sd->output_queue */

	long privdata[];
};

static inline void *qdisc_priv(struct Qdisc *q)
{
	return &q->privdata;
}

static inline struct qdisc_skb_cb *qdisc_skb_cb(const struct sk_buff *skb)
{
	return (struct qdisc_skb_cb *)skb->cb;
}

static inline struct net_device *qdisc_dev(const struct Qdisc *sch)
{
	return sch->dev_queue->dev;
}

static inline struct Qdisc *qdisc_root(const struct Qdisc *sch)
{
	return rcu_dereference(sch->dev_queue->qdisc);
}

static inline struct Qdisc *qdisc_root_sleeping(const struct Qdisc *sch)
{
	return sch->dev_queue->qdisc_sleeping;
}

/* The root's lock is the queue's lock: children share it. */
static inline spinlock_t *qdisc_lock(struct Qdisc *sch)
{
	return &sch->lock;
}
#define qdisc_root_lock(sch)	      qdisc_lock(qdisc_root(sch))
#define qdisc_root_sleeping_lock(sch) qdisc_lock(qdisc_root_sleeping(sch))
#define sch_tree_lock(sch)	      spin_lock_bh(qdisc_root_sleeping_lock(sch))
#define sch_tree_unlock(sch)	      spin_unlock_bh(qdisc_root_sleeping_lock(sch))

/* ---- for qdiscs -----------------------------------------------------------
 */

static inline unsigned int qdisc_pkt_len(const struct sk_buff *skb)
{
	return qdisc_skb_cb(skb)->pkt_len;
}

static inline unsigned int qdisc_pkt_segs(const struct sk_buff *skb)
{
	return qdisc_skb_cb(skb)->pkt_segs;
}

static inline int qdisc_qlen(const struct Qdisc *q)
{
	return (int)q->q.qlen;
}

static inline void qdisc_qstats_drop(struct Qdisc *sch)
{
	sch->qstats.drops++;
}
#define qdisc_qstats_overlimit(sch) ((void)(sch)->qstats.overlimits++)

static inline void qdisc_qstats_backlog_inc(struct Qdisc *sch,
					    const struct sk_buff *skb)
{
	sch->qstats.backlog += qdisc_pkt_len(skb);
}

static inline void qdisc_qstats_backlog_dec(struct Qdisc *sch,
					    const struct sk_buff *skb)
{
	sch->qstats.backlog -= qdisc_pkt_len(skb);
}

static inline void qdisc_bstats_update(struct Qdisc *sch,
				       const struct sk_buff *skb)
{
	sch->bstats.bytes += qdisc_pkt_len(skb);
	sch->bstats.packets += qdisc_pkt_segs(skb);
}

/* All of these: lock held. enqueue_tail takes; dequeue_head gives. */
int qdisc_enqueue_tail(struct sk_buff *skb, struct Qdisc *sch);
void __qdisc_enqueue_tail(struct sk_buff *skb, struct qdisc_skb_head *qh);
struct sk_buff *qdisc_dequeue_head(struct Qdisc *sch);
struct sk_buff *__qdisc_dequeue_head(struct qdisc_skb_head *qh);
struct sk_buff *qdisc_peek_head(struct Qdisc *sch);
void qdisc_reset_queue(struct Qdisc *sch);
unsigned int qdisc_queue_drop_head(struct Qdisc *sch, struct sk_buff **to_free);
/* Peek by dequeueing into gso_skb, for a qdisc without ->peek of its own. */
struct sk_buff *qdisc_peek_dequeued(struct Qdisc *sch);
struct sk_buff *qdisc_dequeue_peeked(struct Qdisc *sch);

/* Takes @skb onto @to_free, counts the drop. Return: NET_XMIT_DROP. */
int qdisc_drop_reason(struct sk_buff *skb, struct Qdisc *sch,
		      struct sk_buff **to_free, enum skb_drop_reason reason);
#define qdisc_drop(skb, sch, to_free)                                          \
	qdisc_drop_reason(skb, sch, to_free, SKB_DROP_REASON_QDISC_DROP)
void __qdisc_drop(struct sk_buff *skb, struct sk_buff **to_free);
/* At dequeue, where there is no @to_free: codel, fq_codel. Takes. */
void qdisc_dequeue_drop(struct Qdisc *sch, struct sk_buff *skb,
			enum skb_drop_reason reason);
/* A qdisc that makes packets (netem duplicate) books them as having come in */
void qdisc_book_in(struct Qdisc *sch, unsigned int segs);

/* A parent hands to its child: CALLs ops->enqueue and keeps the book. */
int qdisc_enqueue(struct sk_buff *skb, struct Qdisc *sch,
		  struct sk_buff **to_free);
/* Children lost @n packets of @len bytes: tell the parents. */
void qdisc_tree_reduce_backlog(struct Qdisc *sch, int n, int len);
void qdisc_purge_queue(struct Qdisc *sch);

/* Wake a throttled qdisc at a time: tbf, netem, fq. */
struct qdisc_watchdog {
	u64 last_expires;
	struct hrtimer timer;
	struct Qdisc *qdisc;
};
void qdisc_watchdog_init(struct qdisc_watchdog *wd, struct Qdisc *qdisc);
void qdisc_watchdog_schedule_ns(struct qdisc_watchdog *wd, u64 expires);
void qdisc_watchdog_schedule_range_ns(struct qdisc_watchdog *wd, u64 expires,
				      u64 delta_ns);
void qdisc_watchdog_cancel(struct qdisc_watchdog *wd);

/* ---- registry ------------------------------------------------------------ */

/* Context: process. -EEXIST, -EINVAL with a line that names the slot. */
int register_qdisc(const struct Qdisc_ops *ops);
/* Waits until no CPU is inside. -EBUSY never: instances hold the module. */
void unregister_qdisc(const struct Qdisc_ops *ops);
/* Context: rtnl. A reference to the module is taken; NULL: unknown. */
const struct Qdisc_ops *qdisc_lookup_ops(const char *id);
void qdisc_put_ops(const struct Qdisc_ops *ops);
int qdisc_set_default(const char *id); /* net.core.default_qdisc */
void qdisc_ops_walk(bool (*fn)(void *data, const struct Qdisc_ops *ops),
		    void *data);

/* ---- core's own -----------------------------------------------------------
 */

extern const struct Qdisc_ops noop_qdisc_ops, noqueue_qdisc_ops, pfifo_fast_ops,
	mq_qdisc_ops;
struct Qdisc *machine_noop_qdisc(void);
#define noop_qdisc (*machine_noop_qdisc())
/* TC_PRIO_* -> band, as tc shows it: 1 2 2 2 1 2 0 0 1 1 1 1 1 1 1 1 */
extern const u8 sch_default_prio2band[TC_PRIO_MAX + 1];

struct Qdisc *qdisc_alloc(struct netdev_queue *dev_queue,
			  const struct Qdisc_ops *ops,
			  struct netlink_ext_ack *extack);
struct Qdisc *qdisc_create_dflt(struct netdev_queue *dev_queue,
				const struct Qdisc_ops *ops, u32 parentid,
				struct netlink_ext_ack *extack);
void qdisc_reset(struct Qdisc *qdisc);
void qdisc_put(struct Qdisc *qdisc);
void qdisc_destroy(struct Qdisc *qdisc);
void qdisc_hash_add(struct Qdisc *q, bool invisible);
void qdisc_hash_del(struct Qdisc *q);
struct Qdisc *qdisc_lookup(struct net_device *dev, u32 handle);
struct Qdisc *dev_graft_qdisc(struct netdev_queue *dev_queue,
			      struct Qdisc *qdisc);

static inline void qdisc_refcount_inc(struct Qdisc *qdisc)
{
	if (!(qdisc->flags & TCQ_F_BUILTIN))
		refcount_inc(&qdisc->refcnt);
}

void dev_init_scheduler(struct net_device *dev);
void dev_shutdown(struct net_device *dev);
void dev_activate(struct net_device *dev);
void dev_deactivate(struct net_device *dev);
void dev_deactivate_many(struct list_head *head);
int dev_qdisc_change_tx_queue_len(struct net_device *dev);
void dev_qdisc_change_real_num_tx(struct net_device *dev, unsigned int new_txq);
void netdev_watchdog_up(struct net_device *dev);

/* Dequeue and send until empty, stopped, or the quota is used up. */
void __qdisc_run(struct Qdisc *q);
/* Free a to_free list, each packet for its own reason. No lock held. */
void qdisc_free_list(struct sk_buff *to_free);
bool sch_direct_xmit(struct sk_buff *skb, struct Qdisc *q,
		     struct net_device *dev, struct netdev_queue *txq,
		     spinlock_t *root_lock, bool validate);
void __netif_schedule(struct Qdisc *q);

/* Lock held: one CPU at a time dequeues; the others only enqueue. */
static inline bool qdisc_run_begin(struct Qdisc *q)
{
	if (q->running)
		return false;
	q->running = true;
	return true;
}

static inline void qdisc_run_end(struct Qdisc *q)
{
	q->running = false;
}

static inline void qdisc_run(struct Qdisc *q)
{
	if (qdisc_run_begin(q)) {
		__qdisc_run(q);
		qdisc_run_end(q);
	}
}

/* qdisc_skb_cb's pkt_len: every segment's headers counted. */
void qdisc_pkt_len_init(struct sk_buff *skb);

#endif /* CORE_SCH_GENERIC_H */
