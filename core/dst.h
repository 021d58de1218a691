/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * dst - where a packet goes next: the protocol-neutral half of a route
 *
 * Where:   hangs on the packet (skb_dst) once it is routed. ip_rcv_finish()
 *          ends in dst_input(), ip_local_out() in dst_output(); both call the
 *          function that the route chose.
 * Mirrors: include/net/dst.h, include/net/dst_ops.h. Tunnels' metadata_dst
 *          and xfrm bundles are left out.
 * Spec:    RFC 1122 §3.3.1 (a host's route cache), RFC 1191 (path MTU).
 *
 * Life: whoever makes one owns a reference. dst_release() of the last one
 * frees after a grace period, so that who found it under RCU may look, and
 * dst_hold_safe() tells whether it may be kept. When its device goes,
 * dst_dev_put() turns it into a black hole; who holds it finds out by
 * dst_check().
 */
#ifndef CORE_DST_H
#define CORE_DST_H

#include "core/neighbour.h"
#include "core/netdevice.h"
#include "core/skbuff.h"
#include "hdr/socket.h"
#include "lib/atomic.h"
#include "lib/percpu.h"
#include "lib/rcupdate.h"
#include "lib/refcount.h"

#include <linux/rtnetlink.h>

struct dst_entry;
struct flowi;
struct kmem_cache;
struct lwtunnel_state;
struct net;
struct sk_buff;
struct sock;

/* dst->flags */
#define DST_NOXFRM	0x0002
#define DST_NOPOLICY	0x0004
#define DST_NOCOUNT	0x0008 /* does not count as an entry of its ops */
#define DST_FAKE_RTABLE 0x0010
#define DST_XFRM_TUNNEL 0x0020
#define DST_XFRM_QUEUE	0x0040
#define DST_METADATA	0x0080

/* dst->obsolete: > 0 is dead, -1 asks ops->check() each time */
#define DST_OBSOLETE_NONE      0
#define DST_OBSOLETE_DEAD      2
#define DST_OBSOLETE_FORCE_CHK (-1)
#define DST_OBSOLETE_KILL      (-2)

/* Metrics by RTAX_* - 1; shared by the routes of one fib_info. */
struct dst_metrics {
	u32 metrics[RTAX_MAX];
	refcount_t refcnt;
};

/* dst->_metrics: a pointer and two bits. */
#define DST_METRICS_READ_ONLY  0x1UL
#define DST_METRICS_REFCOUNTED 0x2UL
#define DST_METRICS_FLAGS      0x3UL

extern const struct dst_metrics dst_default_metrics;

/**
 * struct dst_ops - a protocol's routes
 * @family: AF_INET, AF_INET6
 * @gc_thresh: entries above which gc() runs; 0: no limit
 * @gc: optional; any context; makes room, non-zero: there is none
 * @check: optional; RCU; NULL when the route must be looked up again
 * @default_advmss: the MSS we may announce over this route
 * @mtu: required; RCU; what a packet may have
 * @cow_metrics: a writable copy, or NULL (dst_cow_metrics_generic)
 * @destroy: optional; after the last reference and a grace period
 * @ifdown: optional; rtnl; @dev of the route goes away
 * @negative_advice: optional; the socket thinks this route is bad
 * @link_failure: optional; borrows @skb; the neighbour did not answer
 * @update_pmtu, @redirect: optional; borrow @skb; what ICMP said
 * @local_out: optional
 * @neigh_lookup: gives a neighbour or ERR_PTR()
 * @confirm_neigh: optional; the next hop was heard of
 * @kmem_cachep: of objects that begin with a dst_entry; the owner's
 *
 * One for each machine: @kmem_cachep and the count belong to it.
 */
struct dst_ops {
	unsigned short family;
	unsigned int gc_thresh;
	int (*gc)(struct dst_ops *ops);
	struct dst_entry *(*check)(struct dst_entry *dst, u32 cookie);
	unsigned int (*default_advmss)(const struct dst_entry *dst);
	unsigned int (*mtu)(const struct dst_entry *dst);
	u32 *(*cow_metrics)(struct dst_entry *dst, unsigned long old);
	void (*destroy)(struct dst_entry *dst);
	void (*ifdown)(struct dst_entry *dst, struct net_device *dev);
	void (*negative_advice)(struct sock *sk, struct dst_entry *dst);
	void (*link_failure)(struct sk_buff *skb);
	void (*update_pmtu)(struct dst_entry *dst, struct sock *sk,
			    struct sk_buff *skb, u32 mtu, bool confirm_neigh);
	void (*redirect)(struct dst_entry *dst, struct sock *sk,
			 struct sk_buff *skb);
	int (*local_out)(struct net *net, struct sock *sk, struct sk_buff *skb);
	struct neighbour *(*neigh_lookup)(const struct dst_entry *dst,
					  struct sk_buff *skb,
					  const void *daddr);
	void (*confirm_neigh)(const struct dst_entry *dst, const void *daddr);
	struct kmem_cache *kmem_cachep;
	atomic_t entries;
};

/**
 * struct dst_entry - the next hop of a packet
 *
 * Embedded first in struct rtable and struct rt6_info.
 */
struct dst_entry {
	/* immutable after dst_alloc(), but for dst_dev_put() */
	struct net_device *dev; /* held */
	struct dst_ops *ops;
	/* both take @skb; the answer is the verdict of who had it last */
	int (*input)(struct sk_buff *skb);
	int (*output)(struct net *net, struct sock *sk, struct sk_buff *skb);
	unsigned short flags;	    /* DST_* */
	short obsolete;		    /* DST_OBSOLETE_* */
	unsigned short header_len;  /* room in front that output() wants */
	unsigned short trailer_len; /* and behind */
	short error;		    /* what output() of a dead route says */
	u32 tclassid;

	unsigned long _metrics; /* pointer | DST_METRICS_*; cmpxchg */
	unsigned long expires;	/* jiffies; 0: never */
	refcount_t __refcnt;
	int __use; /* lookups that found it */
	unsigned long lastuse;
	struct rcu_head rcu_head;
	struct lwtunnel_state *lwtstate;
};

/* ---- birth and death ----------------------------------------------------- */

/**
 * dst_alloc - a route with one reference
 * @ops: whose; its cache says how large the object is
 * @dev: held; NULL: none yet
 * @initial_obsolete: DST_OBSOLETE_*
 * @flags: DST_*
 *
 * input() and output() are dst_discard() until the caller sets them.
 * Context: any. Give a route, or NULL: no memory, or gc() said no.
 */
void *dst_alloc(struct dst_ops *ops, struct net_device *dev,
		int initial_obsolete, unsigned short flags);
/* As dst_alloc(), in memory of the caller's; for black holes on a stack. */
void dst_init(struct dst_entry *dst, struct dst_ops *ops,
	      struct net_device *dev, int initial_obsolete,
	      unsigned short flags);
/* Takes a reference; the last frees after a grace period. NULL is fine. */
void dst_release(struct dst_entry *dst);
/* The last frees at once: for who was never seen by readers. */
void dst_release_immediate(struct dst_entry *dst);
struct dst_entry *dst_destroy(struct dst_entry *dst);
/* The device goes: output to nowhere, let go of it. Context: any. */
void dst_dev_put(struct dst_entry *dst);

/* The packet ends here. Take @skb. */
int dst_discard_out(struct net *net, struct sock *sk, struct sk_buff *skb);
static inline int dst_discard(struct sk_buff *skb)
{
	return dst_discard_out(NULL, skb->sk, skb);
}

/* ---- references ---------------------------------------------------------- */

static inline void dst_hold(struct dst_entry *dst)
{
	refcount_inc(&dst->__refcnt);
}

/* For who found it under RCU. False: it is dying. */
static inline bool dst_hold_safe(struct dst_entry *dst)
{
	return refcount_inc_not_zero(&dst->__refcnt);
}

static inline void dst_use_noref(struct dst_entry *dst, unsigned long time)
{
	if (unlikely(time != READ_ONCE(dst->lastuse))) {
		dst->__use++;
		WRITE_ONCE(dst->lastuse, time);
	}
}

static inline struct dst_entry *dst_clone(struct dst_entry *dst)
{
	if (dst)
		dst_hold(dst);
	return dst;
}

/* @nskb, which has none, gets a route as @refdst says: counted or not. */
void __skb_dst_copy(struct sk_buff *nskb, unsigned long refdst);

static inline void skb_dst_copy(struct sk_buff *nskb, const struct sk_buff *skb)
{
	__skb_dst_copy(nskb, skb->_skb_refdst);
}

/* ---- metrics ------------------------------------------------------------- */

#define __DST_METRICS_PTR(Y) ((u32 *)((Y) & ~DST_METRICS_FLAGS))
#define DST_METRICS_PTR(X)   __DST_METRICS_PTR((X)->_metrics)

u32 *dst_cow_metrics_generic(struct dst_entry *dst, unsigned long old);
void __dst_destroy_metrics_generic(struct dst_entry *dst, unsigned long old);

static inline bool dst_metrics_read_only(const struct dst_entry *dst)
{
	return dst->_metrics & DST_METRICS_READ_ONLY;
}

static inline void dst_destroy_metrics_generic(struct dst_entry *dst)
{
	unsigned long val = dst->_metrics;

	if (!(val & DST_METRICS_READ_ONLY))
		__dst_destroy_metrics_generic(dst, val);
}

static inline u32 *dst_metrics_write_ptr(struct dst_entry *dst)
{
	unsigned long p = dst->_metrics;

	if (p & DST_METRICS_READ_ONLY)
		return dst->ops->cow_metrics(dst, p);
	return __DST_METRICS_PTR(p);
}

static inline void dst_init_metrics(struct dst_entry *dst,
				    const u32 *src_metrics, bool read_only)
{
	dst->_metrics = (unsigned long)src_metrics |
			(read_only ? DST_METRICS_READ_ONLY : 0);
}

static inline u32 dst_metric_raw(const struct dst_entry *dst, int metric)
{
	return DST_METRICS_PTR(dst)[metric - 1];
}

/* For metrics that need no interpretation; the others have functions. */
static inline u32 dst_metric(const struct dst_entry *dst, int metric)
{
	WARN_ON_ONCE(metric == RTAX_HOPLIMIT || metric == RTAX_ADVMSS ||
		     metric == RTAX_MTU);
	return dst_metric_raw(dst, metric);
}

static inline u32 dst_metric_advmss(const struct dst_entry *dst)
{
	u32 advmss = dst_metric_raw(dst, RTAX_ADVMSS);

	return advmss ? advmss : dst->ops->default_advmss(dst);
}

static inline void dst_metric_set(struct dst_entry *dst, int metric, u32 val)
{
	u32 *p = dst_metrics_write_ptr(dst);

	if (p)
		p[metric - 1] = val;
}

static inline void dst_copy_metrics(struct dst_entry *dest,
				    const struct dst_entry *src)
{
	u32 *dst_metrics = dst_metrics_write_ptr(dest);

	if (dst_metrics)
		memcpy(dst_metrics, DST_METRICS_PTR(src),
		       RTAX_MAX * sizeof(u32));
}

static inline u32 dst_feature(const struct dst_entry *dst, u32 feature)
{
	return dst_metric(dst, RTAX_FEATURES) & feature;
}

static inline unsigned long dst_metric_rtt(const struct dst_entry *dst,
					   int metric)
{
	return msecs_to_jiffies(dst_metric(dst, metric));
}

static inline int dst_metric_locked(const struct dst_entry *dst, int metric)
{
	return dst_metric(dst, RTAX_LOCK) & (1U << metric);
}

static inline u32 dst_mtu(const struct dst_entry *dst)
{
	return dst->ops->mtu(dst);
}

static inline u32 dst_allfrag(const struct dst_entry *dst)
{
	return dst_feature(dst, RTAX_FEATURE_ALLFRAG);
}

/* ---- the way on -----------------------------------------------------------
 */

/* Up or forward: the route's choice. Takes @skb. Context: softirq, RCU. */
static inline int dst_input(struct sk_buff *skb)
{
	return skb_dst(skb)->input(skb);
}

/* Down. Takes @skb. Context: any, RCU. */
static inline int dst_output(struct net *net, struct sock *sk,
			     struct sk_buff *skb)
{
	return skb_dst(skb)->output(net, sk, skb);
}

/* Whether a kept route is still good; NULL: look up again. */
static inline struct dst_entry *dst_check(struct dst_entry *dst, u32 cookie)
{
	if (dst->obsolete && dst->ops->check)
		dst = dst->ops->check(dst, cookie);
	return dst;
}

static inline void dst_negative_advice(struct sock *sk, struct dst_entry *dst)
{
	if (dst && dst->ops->negative_advice)
		dst->ops->negative_advice(sk, dst);
}

static inline void dst_link_failure(struct sk_buff *skb)
{
	struct dst_entry *dst = skb_dst(skb);

	if (dst && dst->ops && dst->ops->link_failure)
		dst->ops->link_failure(skb);
}

static inline void dst_set_expires(struct dst_entry *dst, int timeout)
{
	unsigned long expires = jiffies + (unsigned long)timeout;

	if (expires == 0)
		expires = 1;
	if (dst->expires == 0 || time_before(expires, dst->expires))
		dst->expires = expires;
}

/* ---- neighbours ------------------------------------------------------------
 */

/* Give the neighbour that @daddr is reached by; NULL: there is none. */
static inline struct neighbour *dst_neigh_lookup(const struct dst_entry *dst,
						 const void *daddr)
{
	struct neighbour *n = dst->ops->neigh_lookup(dst, NULL, daddr);

	return IS_ERR(n) ? NULL : n;
}

static inline struct neighbour *
dst_neigh_lookup_skb(const struct dst_entry *dst, struct sk_buff *skb)
{
	struct neighbour *n;

	if (WARN_ON_ONCE(!dst->ops->neigh_lookup))
		return NULL;
	n = dst->ops->neigh_lookup(dst, skb, NULL);
	return IS_ERR(n) ? NULL : n;
}

static inline void dst_confirm_neigh(const struct dst_entry *dst,
				     const void *daddr)
{
	if (dst->ops->confirm_neigh)
		dst->ops->confirm_neigh(dst, daddr);
}

/* ---- what ICMP says ---------------------------------------------------------
 */

static inline void skb_dst_update_pmtu(struct sk_buff *skb, u32 mtu)
{
	struct dst_entry *dst = skb_dst(skb);

	if (dst && dst->ops->update_pmtu)
		dst->ops->update_pmtu(dst, NULL, skb, mtu, true);
}

static inline void skb_dst_update_pmtu_no_confirm(struct sk_buff *skb, u32 mtu)
{
	struct dst_entry *dst = skb_dst(skb);

	if (dst && dst->ops->update_pmtu)
		dst->ops->update_pmtu(dst, NULL, skb, mtu, false);
}

/* How many routes of @ops there are. */
static inline int dst_entries_get_slow(const struct dst_ops *ops)
{
	return atomic_read(&ops->entries);
}
#define dst_entries_get_fast(ops) dst_entries_get_slow(ops)

static inline void dst_entries_add(struct dst_ops *ops, int val)
{
	atomic_add(val, &ops->entries);
}

/* The count is an atomic: nothing to allocate. */
static inline int dst_entries_init(struct dst_ops *ops)
{
	atomic_set(&ops->entries, 0);
	return 0;
}

#endif /* CORE_DST_H */
