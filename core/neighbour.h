/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * neighbour - who is on the link, and whether he still answers
 *
 * Where:   between ip_finish_output() and dev_queue_xmit(): neigh_output()
 *          puts the link-layer header on, or keeps the packet while ARP or
 *          ND ask. Protocols fill a neigh_table; core owns the states.
 * Mirrors: include/net/neighbour.h, include/net/netevent.h.
 * Spec:    RFC 4861 §7.3 (reachability), used for IPv4 as well.
 *
 * The states and who changes them are drawn in core/neighbour.c.
 */
#ifndef CORE_NEIGHBOUR_H
#define CORE_NEIGHBOUR_H

#include "hdr/socket.h"

#include <linux/neighbour.h>

#include "core/netdevice.h"
#include "core/notifier.h"
#include "core/skbuff.h"
#include "lib/bitmap.h"
#include "lib/percpu.h"
#include "lib/rcupdate.h"
#include "lib/refcount.h"
#include "lib/spinlock.h"
#include "lib/timer.h"
#include "lib/workqueue.h"

struct ctl_table_header;
struct neigh_sysctl_table;
struct neigh_table;
struct neighbour;
struct netlink_ext_ack;
struct seq_file;

#ifndef NTF_EXT_LOCKED
#define NTF_EXT_LOCKED (1 << 1)
#endif
#ifndef NTF_EXT_EXT_VALIDATED
#define NTF_EXT_EXT_VALIDATED (1 << 2)
#endif
/* neighbour.flags: the low byte as NTF_*, then NTF_EXT_*. */
#define NTF_EXT_SHIFT 8
#define NTF_MANAGED   (NTF_EXT_MANAGED << NTF_EXT_SHIFT)
#define NTF_OLD_MASK  0xff

/* A timer runs; the address is good; it is good without doubt. */
#define NUD_IN_TIMER (NUD_INCOMPLETE | NUD_REACHABLE | NUD_DELAY | NUD_PROBE)
#define NUD_VALID                                                              \
	(NUD_PERMANENT | NUD_NOARP | NUD_REACHABLE | NUD_PROBE | NUD_STALE |   \
	 NUD_DELAY)
#define NUD_CONNECTED (NUD_PERMANENT | NUD_NOARP | NUD_REACHABLE)

/* neigh_parms.data[]; times in jiffies. The _MS and QUEUE_LEN names are
 * other ways to write the same variable. */
enum {
	NEIGH_VAR_MCAST_PROBES,
	NEIGH_VAR_UCAST_PROBES,
	NEIGH_VAR_APP_PROBES,
	NEIGH_VAR_MCAST_REPROBES,
	NEIGH_VAR_RETRANS_TIME,
	NEIGH_VAR_BASE_REACHABLE_TIME,
	NEIGH_VAR_DELAY_PROBE_TIME,
	NEIGH_VAR_INTERVAL_PROBE_TIME_MS,
	NEIGH_VAR_GC_STALETIME,
	NEIGH_VAR_QUEUE_LEN_BYTES,
	NEIGH_VAR_PROXY_QLEN,
	NEIGH_VAR_ANYCAST_DELAY,
	NEIGH_VAR_PROXY_DELAY,
	NEIGH_VAR_LOCKTIME,
#define NEIGH_VAR_DATA_MAX (NEIGH_VAR_LOCKTIME + 1)
	NEIGH_VAR_QUEUE_LEN,
	NEIGH_VAR_RETRANS_TIME_MS,
	NEIGH_VAR_BASE_REACHABLE_TIME_MS,
	NEIGH_VAR_GC_INTERVAL,
	NEIGH_VAR_GC_THRESH1,
	NEIGH_VAR_GC_THRESH2,
	NEIGH_VAR_GC_THRESH3,
	NEIGH_VAR_MAX
};

/* The knobs of one table on one device; the table's own are the defaults. */
struct neigh_parms {
	struct net *net;
	struct net_device *dev; /* held; NULL: the table's defaults */
	struct list_head list;	/* tbl->parms_list: tbl->lock */
	int (*neigh_setup)(struct neighbour *n);
	struct neigh_table *tbl;
	struct neigh_sysctl_table *sysctl_table;
	int dead;
	refcount_t refcnt;
	struct rcu_head rcu_head;
	int reachable_time; /* jiffies: BASE_REACHABLE_TIME × 0.5 … 1.5 */
	u32 qlen;	    /* of this device in the proxy queue */
	int data[NEIGH_VAR_DATA_MAX];
	DECLARE_BITMAP(data_state, NEIGH_VAR_DATA_MAX); /* set by hand */
};

static inline void neigh_var_set(struct neigh_parms *p, int index, int val)
{
	set_bit(index, p->data_state);
	WRITE_ONCE(p->data[index], val);
}

#define NEIGH_VAR(p, attr)	     READ_ONCE((p)->data[NEIGH_VAR_##attr])
#define NEIGH_VAR_PTR(p, attr)	     (&(p)->data[NEIGH_VAR_##attr])
#define NEIGH_VAR_INIT(p, attr, val) (*NEIGH_VAR_PTR(p, attr) = (val))
#define NEIGH_VAR_SET(p, attr, val)  neigh_var_set(p, NEIGH_VAR_##attr, val)

/* From here on a change of "default" does not reach this device. */
static inline void neigh_parms_data_state_setall(struct neigh_parms *p)
{
	bitmap_fill(p->data_state, NEIGH_VAR_DATA_MAX);
}

static inline void neigh_parms_data_state_cleanall(struct neigh_parms *p)
{
	bitmap_zero(p->data_state, NEIGH_VAR_DATA_MAX);
}

/* Per table and CPU: /proc/net/stat/arp_cache, ip -s ntable. */
struct neigh_statistics {
	unsigned long allocs;
	unsigned long destroys;
	unsigned long hash_grows;
	unsigned long res_failed; /* resolutions that failed */
	unsigned long lookups;
	unsigned long hits;
	unsigned long rcv_probes_mcast;
	unsigned long rcv_probes_ucast;
	unsigned long periodic_gc_runs;
	unsigned long forced_gc_runs;
	unsigned long unres_discards; /* packets pushed out of an arp_queue */
	unsigned long table_fulls;
};

#define NEIGH_CACHE_STAT_INC(tbl, field) (this_cpu_ptr((tbl)->stats)->field++)

/* What a protocol does with one neighbour; immutable. */
struct neigh_ops {
	int family;
	/* softirq, n->lock not held; borrows @skb, the packet that asked */
	void (*solicit)(struct neighbour *n, struct sk_buff *skb);
	/* softirq; takes @skb, a packet that waited in vain */
	void (*error_report)(struct neighbour *n, struct sk_buff *skb);
	/* both take @skb: not sure he is there; sure */
	int (*output)(struct neighbour *n, struct sk_buff *skb);
	int (*connected_output)(struct neighbour *n, struct sk_buff *skb);
};

struct neighbour {
	struct hlist_node hash; /* tbl->nht: tbl->lock, RCU */
	struct neigh_table *tbl;
	struct neigh_parms *parms;
	struct net_device *dev; /* held */

	/* jiffies; any writer, no lock */
	unsigned long confirmed; /* he was heard of */
	unsigned long used;	 /* we sent to him */

	/* guarded by lock; one function writes nud_state */
	rwlock_t lock;
	unsigned long updated;
	u8 nud_state;
	u8 type;     /* RTN_* */
	u8 dead;     /* unhashed */
	u8 protocol; /* RTPROT_* of who made it */
	u32 flags;   /* NTF_*, NTF_EXT_* << NTF_EXT_SHIFT */
	struct timer_list timer;
	atomic_t probes;
	unsigned int arp_queue_len_bytes; /* truesize */
	struct sk_buff_head arp_queue;	  /* waits for the address */

	/* readers by ha_lock's count */
	seqlock_t ha_lock;
	unsigned char ha[ALIGN(MAX_ADDR_LEN, 8)] __aligned(8);
	struct hh_cache hh;
	int (*output)(struct neighbour *n, struct sk_buff *skb);

	const struct neigh_ops *ops;
	refcount_t refcnt;
	struct list_head gc_list;      /* tbl->lock: may be collected */
	struct list_head managed_list; /* tbl->lock: kept alive for a daemon */
	struct rcu_head rcu;
	u64 seq; /* order of birth */
	u8 primary_key[] __aligned(8);
};

/* Answer for others: "ip neigh add proxy". */
struct pneigh_entry {
	struct pneigh_entry *next;
	struct net *net;
	struct net_device *dev; /* held; NULL: every device */
	u32 flags;
	u8 protocol;
	u32 key[];
};

struct neigh_hash_table {
	struct hlist_head *hash_buckets;
	unsigned int hash_shift;
	__u32 hash_rnd[4];
	struct rcu_head rcu;
};

#define NEIGH_NUM_HASH_RND 4
#define PNEIGH_HASHMASK	   0xf

/**
 * struct neigh_table - one protocol's neighbours, one for each machine
 *
 * @family … @id are the protocol's, set before neigh_table_init():
 * @key_len: bytes of an address
 * @entry_size: of struct neighbour plus key, or more; 0: computed
 * @protocol: big-endian EtherType of the packets that use it
 * @hash: from key, ifindex and four random words
 * @key_eq: whether @n has that key
 * @constructor: any; fills ops, output, type, nud_state; 0 or -errno
 * @pconstructor, @pdestructor: optional; of proxy entries
 * @proxy_redo: softirq; takes a packet whose delay is over
 * @is_multicast: optional; whether a key is a group's
 * @allow_add: optional; whether an entry may be added by hand
 * @id: "arp_cache"
 * @parms, @gc_*: the defaults that "net.ipv4.neigh.default" shows
 */
struct neigh_table {
	int family;
	unsigned int entry_size;
	unsigned int key_len;
	__be16 protocol;
	u32 (*hash)(const void *pkey, const struct net_device *dev,
		    const u32 *hash_rnd);
	bool (*key_eq)(const struct neighbour *n, const void *pkey);
	int (*constructor)(struct neighbour *n);
	int (*pconstructor)(struct pneigh_entry *p);
	void (*pdestructor)(struct pneigh_entry *p);
	void (*proxy_redo)(struct sk_buff *skb);
	int (*is_multicast)(const void *pkey);
	bool (*allow_add)(const struct net_device *dev,
			  struct netlink_ext_ack *extack);
	const char *id;
	struct neigh_parms parms;
	struct list_head parms_list;
	int gc_interval; /* jiffies */
	int gc_thresh1;	 /* below: nothing is collected */
	int gc_thresh2;	 /* above, for 5 s: collect before a new one */
	int gc_thresh3;	 /* never more */
	unsigned long last_flush;
	unsigned long last_rand; /* reachable_time was drawn */
	struct delayed_work gc_work;
	struct delayed_work managed_work;
	struct timer_list proxy_timer;
	struct sk_buff_head proxy_queue;
	atomic_t entries;
	atomic_t gc_entries; /* those on gc_list */
	struct list_head gc_list;
	struct list_head managed_list;
	rwlock_t lock;
	u64 next_seq;
	struct neigh_statistics __percpu *stats;
	struct neigh_hash_table *nht;
	struct pneigh_entry **phash_buckets;
	struct proc_entry *stat_file;
	struct machine *machine;
};

enum {
	NEIGH_ARP_TABLE = 0,
	NEIGH_ND_TABLE = 1,
	NEIGH_NR_TABLES,
	NEIGH_LINK_TABLE = NEIGH_NR_TABLES, /* neigh_xmit(): no table */
};

/* neigh_update()'s flags */
#define NEIGH_UPDATE_F_OVERRIDE		 BIT(0) /* another address wins */
#define NEIGH_UPDATE_F_WEAK_OVERRIDE	 BIT(1) /* … makes it STALE only */
#define NEIGH_UPDATE_F_OVERRIDE_ISROUTER BIT(2)
#define NEIGH_UPDATE_F_USE		 BIT(3) /* start resolving */
#define NEIGH_UPDATE_F_MANAGED		 BIT(4)
#define NEIGH_UPDATE_F_EXT_LEARNED	 BIT(5)
#define NEIGH_UPDATE_F_ISROUTER		 BIT(6)
#define NEIGH_UPDATE_F_ADMIN		 BIT(7) /* by hand: no locktime */

static inline void *neighbour_priv(const struct neighbour *n)
{
	return (char *)n + n->tbl->entry_size;
}

static inline bool neigh_key_eq32(const struct neighbour *n, const void *pkey)
{
	return *(const u32 *)n->primary_key == *(const u32 *)pkey;
}

static inline bool neigh_key_eq128(const struct neighbour *n, const void *pkey)
{
	return !memcmp(n->primary_key, pkey, 16);
}

/* ---- tables ------------------------------------------------------------- */

/* Context: process; @index: NEIGH_ARP_TABLE … 0 or -ENOMEM. */
int neigh_table_init(int index, struct neigh_table *tbl);
/* The protocol goes: every entry must be let go. Return: entries left. */
int neigh_table_clear(int index, struct neigh_table *tbl);
struct neigh_table *neigh_find_table(int family);
struct neigh_table *neigh_table_get(int index); /* NULL: none */

/* Context: rtnl or init. Give the knobs of @dev, a copy of the defaults. */
struct neigh_parms *neigh_parms_alloc(struct net_device *dev,
				      struct neigh_table *tbl);
void neigh_parms_release(struct neigh_table *tbl, struct neigh_parms *parms);
void neigh_parms_destroy(struct neigh_parms *parms);
unsigned long neigh_rand_reach_time(unsigned long base);

static inline struct neigh_parms *neigh_parms_clone(struct neigh_parms *parms)
{
	refcount_inc(&parms->refcnt);
	return parms;
}

static inline void neigh_parms_put(struct neigh_parms *parms)
{
	if (refcount_dec_and_test(&parms->refcnt))
		neigh_parms_destroy(parms);
}

/*
 * net.ipv4.neigh.DEV.* of @p; @dev NULL: "default". Context: rtnl or init.
 * Return: 0 or -ENOMEM.
 */
int neigh_sysctl_register(struct net_device *dev, struct neigh_parms *p);
void neigh_sysctl_unregister(struct neigh_parms *p);

/* ---- entries ------------------------------------------------------------ */

/* Context: any. lookup: NULL; create: ERR_PTR(). Give a reference. */
struct neighbour *neigh_lookup(struct neigh_table *tbl, const void *pkey,
			       struct net_device *dev);
struct neighbour *__neigh_create(struct neigh_table *tbl, const void *pkey,
				 struct net_device *dev, bool want_ref);

static inline struct neighbour *
neigh_create(struct neigh_table *tbl, const void *pkey, struct net_device *dev)
{
	return __neigh_create(tbl, pkey, dev, true);
}

/* Context: rcu_read_lock(). Borrow; NULL: there is none. */
struct neighbour *___neigh_lookup_noref(struct neigh_table *tbl,
					const void *pkey,
					struct net_device *dev);
#define __neigh_lookup_noref(tbl, pkey, dev)                                   \
	___neigh_lookup_noref(tbl, pkey, dev)

/* @creat: make it if there is none. Give a reference, NULL or ERR_PTR(). */
static inline struct neighbour *__neigh_lookup(struct neigh_table *tbl,
					       const void *pkey,
					       struct net_device *dev,
					       int creat)
{
	struct neighbour *n = neigh_lookup(tbl, pkey, dev);

	if (n || !creat)
		return n;
	n = neigh_create(tbl, pkey, dev);
	return IS_ERR(n) ? NULL : n;
}

static inline struct neighbour *__neigh_lookup_errno(struct neigh_table *tbl,
						     const void *pkey,
						     struct net_device *dev)
{
	struct neighbour *n = neigh_lookup(tbl, pkey, dev);

	return n ? n : neigh_create(tbl, pkey, dev);
}

void neigh_destroy(struct neighbour *n);

static inline void neigh_hold(struct neighbour *n)
{
	refcount_inc(&n->refcnt);
}

static inline void neigh_release(struct neighbour *n)
{
	if (refcount_dec_and_test(&n->refcnt))
		neigh_destroy(n);
}

/* Takes a reference; and if it was the last user's, the table forgets too. */
void neigh_remove_release(struct neighbour *n);

static inline struct neighbour *neigh_clone(struct neighbour *n)
{
	if (n)
		neigh_hold(n);
	return n;
}

/**
 * neigh_update - the one writer of a neighbour's state and address
 * @neigh: borrowed
 * @lladdr: new address, or NULL to keep the old one
 * @new: NUD_*
 * @flags: NEIGH_UPDATE_F_*
 * @nlmsg_pid: who asked, for the notification; 0: we did
 *
 * Context: any, neigh->lock not held. Return: 0; -EPERM: permanent and not
 * NEIGH_UPDATE_F_ADMIN; -EINVAL: valid without an address.
 */
int neigh_update(struct neighbour *neigh, const u8 *lladdr, u8 new, u32 flags,
		 u32 nlmsg_pid);
/* The same with a sentence for who asked. */
int __neigh_update(struct neighbour *neigh, const u8 *lladdr, u8 new, u32 flags,
		   u32 nlmsg_pid, struct netlink_ext_ack *extack);
/* IPv6: a solicitation or redirect told us. Gives a reference or NULL. */
struct neighbour *neigh_event_ns(struct neigh_table *tbl, u8 *lladdr,
				 void *saddr, struct net_device *dev);
/* A router stopped answering: look again with one unicast probe. */
void __neigh_set_probe_once(struct neighbour *neigh);

/**
 * __neigh_event_send - somebody wants to send to @neigh
 * @skb: taken when it returns 1 (queued, or dropped with a reason)
 * @immediate_ok: solicit from here, not from the timer
 *
 * Return: 0: send now; 1: not yet, @skb is kept.
 */
int __neigh_event_send(struct neighbour *neigh, struct sk_buff *skb,
		       const bool immediate_ok);

static inline int neigh_event_send_probe(struct neighbour *neigh,
					 struct sk_buff *skb,
					 const bool immediate_ok)
{
	unsigned long now = jiffies;

	if (READ_ONCE(neigh->used) != now)
		WRITE_ONCE(neigh->used, now);
	if (!(READ_ONCE(neigh->nud_state) &
	      (NUD_CONNECTED | NUD_DELAY | NUD_PROBE)))
		return __neigh_event_send(neigh, skb, immediate_ok);
	return 0;
}

static inline int neigh_event_send(struct neighbour *neigh, struct sk_buff *skb)
{
	return neigh_event_send_probe(neigh, skb, true);
}

/* An upper layer got an answer that only he can have given. */
static inline void neigh_confirm(struct neighbour *n)
{
	unsigned long now = jiffies;

	if (n && READ_ONCE(n->confirmed) != now)
		WRITE_ONCE(n->confirmed, now);
}

static inline bool neigh_is_connected(const struct neighbour *n)
{
	return READ_ONCE(n->nud_state) & NUD_CONNECTED;
}

static inline bool neigh_is_valid(const struct neighbour *n)
{
	return READ_ONCE(n->nud_state) & NUD_VALID;
}

/* ---- output; all take @skb ------------------------------------------------
 */

int neigh_resolve_output(struct neighbour *neigh, struct sk_buff *skb);
int neigh_connected_output(struct neighbour *neigh, struct sk_buff *skb);
int neigh_direct_output(struct neighbour *neigh, struct sk_buff *skb);
/* @index: NEIGH_*_TABLE; LINK: @addr is the link's. */
int neigh_xmit(int index, struct net_device *dev, const void *addr,
	       struct sk_buff *skb);

/* The ready-made header, then the device. */
int neigh_hh_output(const struct hh_cache *hh, struct sk_buff *skb);

static inline int neigh_output(struct neighbour *n, struct sk_buff *skb,
			       bool skip_cache)
{
	const struct hh_cache *hh = &n->hh;

	if (!skip_cache && (READ_ONCE(n->nud_state) & NUD_CONNECTED) &&
	    READ_ONCE(hh->hh_len))
		return neigh_hh_output(hh, skb);
	return READ_ONCE(n->output)(n, skb);
}

/* @dst: at least MAX_ADDR_LEN bytes. Never half of a change. */
static inline void neigh_ha_snapshot(char *dst, const struct neighbour *n,
				     const struct net_device *dev)
{
	unsigned int seq;

	do {
		seq = read_seqbegin(&n->ha_lock);
		memcpy(dst, n->ha, dev->addr_len);
	} while (read_seqretry(&n->ha_lock, seq));
}

/* ---- the device --------------------------------------------------------- */

/* Its address changed; it goes down (@dev NULL: all); the cable is out. */
void neigh_changeaddr(struct neigh_table *tbl, struct net_device *dev);
int neigh_ifdown(struct neigh_table *tbl, struct net_device *dev);
int neigh_carrier_down(struct neigh_table *tbl, struct net_device *dev);

/* ---- proxies ------------------------------------------------------------ */

/* Answer after a random part of PROXY_DELAY. Takes @skb. Context: softirq. */
void pneigh_enqueue(struct neigh_table *tbl, struct neigh_parms *p,
		    struct sk_buff *skb);
struct pneigh_entry *__pneigh_lookup(struct neigh_table *tbl, struct net *net,
				     const void *key, struct net_device *dev);
/* @creat: rtnl. NULL: none, or no memory. */
struct pneigh_entry *pneigh_lookup(struct neigh_table *tbl, struct net *net,
				   const void *key, struct net_device *dev,
				   int creat);
int pneigh_delete(struct neigh_table *tbl, struct net *net, const void *key,
		  struct net_device *dev);

/* ---- control: what rtnetlink and ioctl ask for; rtnl -----------------------
 */

/* RTM_NEWNEIGH as a struct; @flags: NLM_F_CREATE, EXCL, REPLACE. */
struct neigh_config {
	struct net *net;
	const void *dst;
	const u8 *lladdr; /* NULL: none given */
	u16 nud_state;
	u8 protocol;
	u32 ntf_flags; /* NTF_*, NTF_EXT_* << NTF_EXT_SHIFT */
	u16 nlflags;
	u32 pid;
};
int neigh_add_cfg(struct neigh_table *tbl, struct net_device *dev,
		  const struct neigh_config *cfg,
		  struct netlink_ext_ack *extack);
int neigh_delete_cfg(struct neigh_table *tbl, struct net_device *dev,
		     const struct neigh_config *cfg,
		     struct netlink_ext_ack *extack);

/*
 * Each entry of @net (NULL: all) in the order of the hash table; non-zero
 * from @fn stops and is returned. Context: any; rcu_read_lock() is taken.
 */
int neigh_walk(struct neigh_table *tbl, const struct net *net,
	       int (*fn)(struct neighbour *n, void *data), void *data);
int pneigh_walk(struct neigh_table *tbl, const struct net *net,
		int (*fn)(struct pneigh_entry *p, void *data), void *data);
void neigh_for_each(struct neigh_table *tbl,
		    void (*cb)(struct neighbour *n, void *cookie),
		    void *cookie);
/* The sum over all CPUs. */
void neigh_stats_sum(const struct neigh_table *tbl, struct neigh_statistics *s);
/* "REACHABLE", as ip neigh prints it; "NONE" for 0. */
const char *neigh_state_name(u8 state);
/* What struct nda_cacheinfo has: USER_HZ. */
void neigh_cacheinfo(const struct neighbour *n, struct nda_cacheinfo *ci);

/* ---- events ------------------------------------------------------------- */

enum netevent_notif_type {
	NETEVENT_NEIGH_UPDATE = 1, /* struct neighbour */
	NETEVENT_REDIRECT,
	NETEVENT_DELAY_PROBE_TIME_UPDATE, /* struct neigh_parms */
	NETEVENT_IPV4_MPATH_HASH_UPDATE,
	NETEVENT_NEIGH_NOTIFY, /* ours: struct neigh_notify_info */
};

/* An RTM_NEWNEIGH, DELNEIGH or GETNEIGH (app probe) for rtnetlink to send. */
struct neigh_notify_info {
	struct neighbour *neigh;
	struct pneigh_entry *pneigh; /* then neigh is NULL */
	struct neigh_table *tbl;
	int type;  /* RTM_* */
	int flags; /* NLM_F_* */
	u32 pid;
};

/* Context: process. The notifiers run in any context, under RCU. */
int register_netevent_notifier(struct notifier_block *nb);
int unregister_netevent_notifier(struct notifier_block *nb);
int call_netevent_notifiers(unsigned long val, void *v);
/* Ask a daemon (RTM_GETNEIGH to listeners of RTNLGRP_NEIGH). */
void neigh_app_ns(struct neighbour *n);

struct neighbour_cb {
	unsigned long sched_next; /* jiffies */
	unsigned int flags;
};
#define NEIGH_CB(skb)	 ((struct neighbour_cb *)(skb)->cb)
#define LOCALLY_ENQUEUED 0x1

#endif /* CORE_NEIGHBOUR_H */
