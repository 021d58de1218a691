/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * inet_frag - queues of fragments, for IPv4, IPv6 and conntrack's own
 *
 * Where:   ip_defrag() and IPv6's ipv6_frag_rcv() find or make a queue, hand
 *          the fragment in, and take the whole packet out.
 * Mirrors: include/net/inet_frag.h.
 * Spec:    RFC 791 §3.2, RFC 815, RFC 5722 (no overlaps).
 *
 * A queue keeps its fragments in a tree of runs: fragments that follow each
 * other without a gap hang on one node, so that a flood in order costs O(1).
 */
#ifndef PROTO_IPV4_INET_FRAG_H
#define PROTO_IPV4_INET_FRAG_H

#include <linux/in6.h>

#include "core/skbuff.h"
#include "lib/atomic.h"
#include "lib/refcount.h"
#include "lib/rhashtable.h"
#include "lib/timer.h"

struct fqdir;
struct inet_frags;
struct net;

struct frag_v4_compare_key {
	__be32 saddr;
	__be32 daddr;
	u32 user; /* enum ip_defrag_users */
	u32 vif;
	__be16 id;
	u16 protocol;
};

struct frag_v6_compare_key {
	struct in6_addr saddr;
	struct in6_addr daddr;
	u32 user;
	__be32 id;
	u32 iif;
};

union inet_frag_key {
	struct frag_v4_compare_key v4;
	struct frag_v6_compare_key v6;
};

enum { /* inet_frag_queue.flags */
       INET_FRAG_FIRST_IN = BIT(0),
       INET_FRAG_LAST_IN = BIT(1),
       INET_FRAG_COMPLETE = BIT(2), /* dead to new fragments */
       INET_FRAG_HASH_DEAD = BIT(3),
       INET_FRAG_DROP = BIT(4),
};

struct inet_frag_queue {
	struct rhash_head node;
	union inet_frag_key key;
	struct timer_list timer;
	spinlock_t lock;
	refcount_t refcnt; /* hash, timer, users */
	struct rb_root rb_fragments;
	struct sk_buff *fragments_tail;
	struct sk_buff *last_run_head;
	ktime_t stamp;
	int len; /* end of the last byte known */
	int meat;
	u8 tstamp_type;
	u8 flags;
	u16 max_size;		     /* of the largest fragment */
	enum skb_drop_reason reason; /* of what is still in it at the end */
	unsigned int fragments;	     /* how many came in */
	struct fqdir *fqdir;
	struct rcu_head rcu;
};

/* One namespace's queues of one protocol. */
struct fqdir {
	long high_thresh; /* bytes of truesize */
	long low_thresh;
	int timeout;  /* jiffies */
	int max_dist; /* net.ipv4.ipfrag_max_dist */
	const struct inet_frags *f;
	struct net *net;
	bool dead;
	struct rhashtable rhashtable;
	atomic_long_t mem;
};

/**
 * struct inet_frags - how one protocol differs
 * @qsize: of its struct that begins with an inet_frag_queue
 * @qmem: what a queue counts as, a protocol constant
 * @constructor: fills a new queue from the key
 * @destructor: optional
 * @frag_expire: TIMER_SOFTIRQ; the time is up
 */
struct inet_frags {
	unsigned int qsize;
	unsigned int qmem;
	void (*constructor)(struct inet_frag_queue *q, const void *key);
	void (*destructor)(struct inet_frag_queue *q);
	void (*frag_expire)(struct timer_list *t);
	const char *frags_cache_name;
	struct rhashtable_params rhash_params;
};

/* Context: process. 0 or -ENOMEM. */
int fqdir_init(struct fqdir **fqdirp, const struct inet_frags *f,
	       struct net *net);
/* No new queues; those that are there do not answer any more. */
void fqdir_pre_exit(struct fqdir *fqdir);
/* Every queue dies with its fragments; waits for their timers. */
void fqdir_exit(struct fqdir *fqdir);
/* Queues alive: /proc/net/sockstat. */
unsigned int fqdir_queues(const struct fqdir *fqdir);

/* Context: softirq, RCU. Gives a reference, or NULL: no memory, no room. */
struct inet_frag_queue *inet_frag_find(struct fqdir *fqdir, void *key);
/* No more fragments; timer and hash give their references back. q->lock. */
void inet_frag_kill(struct inet_frag_queue *q);
void inet_frag_destroy(struct inet_frag_queue *q);
unsigned int inet_frag_rbtree_purge(struct rb_root *root,
				    enum skb_drop_reason reason);

static inline void inet_frag_put(struct inet_frag_queue *q)
{
	if (refcount_dec_and_test(&q->refcnt))
		inet_frag_destroy(q);
}

static inline long frag_mem_limit(const struct fqdir *fqdir)
{
	return atomic_long_read(&fqdir->mem);
}

static inline void sub_frag_mem_limit(struct fqdir *fqdir, long val)
{
	atomic_long_sub(val, &fqdir->mem);
}

static inline void add_frag_mem_limit(struct fqdir *fqdir, long val)
{
	atomic_long_add(val, &fqdir->mem);
}

#define IPFRAG_OK      0
#define IPFRAG_DUP     1
#define IPFRAG_OVERLAP 2
/* Borrows; takes when IPFRAG_OK. Bytes @offset … @end. q->lock. */
int inet_frag_queue_insert(struct inet_frag_queue *q, struct sk_buff *skb,
			   int offset, int end);
/* @skb, the last to come, becomes the first: gives what to finish with. */
void *inet_frag_reasm_prepare(struct inet_frag_queue *q, struct sk_buff *skb,
			      struct sk_buff *parent);
void inet_frag_reasm_finish(struct inet_frag_queue *q, struct sk_buff *head,
			    void *reasm_data, bool try_coalesce);
/* Gives the first fragment of a queue, out of it; or NULL. q->lock. */
struct sk_buff *inet_frag_pull_head(struct inet_frag_queue *q);

/* RFC 3168 §5.3: the ECN bits of a packet by those of its fragments. */
#define IPFRAG_ECN_NOT_ECT 0x01
#define IPFRAG_ECN_ECT_1   0x02
#define IPFRAG_ECN_ECT_0   0x04
#define IPFRAG_ECN_CE	   0x08
extern const u8 ip_frag_ecn_table[16]; /* 0xff: drop */

#endif /* PROTO_IPV4_INET_FRAG_H */
