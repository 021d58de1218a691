/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * skbuff - the packet
 *
 * Where:   everywhere. A driver allocates it, every layer moves its pointers,
 *          a socket's reader or a driver's completion frees it.
 * Mirrors: include/linux/skbuff.h, cut in four: this file (the struct, birth
 *          and death), skbuff_data.h (the linear part and header offsets),
 *          skbuff_frags.h (pages, checksums), skbuff_queue.h (queues).
 *
 *	head        data                 tail            end
 *	 |           |                    |               |
 *	 v           v                    v               v
 *	 +-----------+--------------------+---------------+-----------------+
 *	 | headroom  |  linear data       |   tailroom    | skb_shared_info |
 *	 +-----------+--------------------+---------------+-----------------+
 *	              <- skb_headlen() ->                   | frags[], frag_list
 *	              <------------------ len = headlen + data_len ------------>
 *
 * Several sk_buffs may share one buffer (skb_clone): users counts the holders
 * of the struct, dataref those of the buffer.
 *
 * truesize, the memory that a socket is charged, is a protocol constant: it
 * decides what fits into a window. So it is computed from fixed numbers, the
 * sizes that the structs have in the kernel, never from ours.
 */
#ifndef CORE_SKBUFF_H
#define CORE_SKBUFF_H

#include <linux/if_packet.h>
#include <string.h>

#include "core/dropreason.h"
#include "lib/atomic.h"
#include "lib/byteorder.h"
#include "lib/checksum.h"
#include "lib/compiler.h"
#include "lib/kernel.h"
#include "lib/list.h"
#include "lib/llist.h"
#include "lib/mm.h"
#include "lib/printk.h"
#include "lib/rbtree.h"
#include "lib/refcount.h"
#include "lib/spinlock.h"
#include "lib/types.h"

struct ahash_request;
struct dst_entry;
struct iov_iter;
struct msghdr;
struct napi_struct;
struct net;
struct net_device;
struct nf_bridge_info;
struct sk_buff;
struct sock;

typedef u64 netdev_features_t;

/* ---- sizes that are protocol constants */

#define SKB_SIZE	256 /* of an sk_buff, as truesize counts it */
#define SKB_SHINFO_SIZE 320 /* of a skb_shared_info */
#define NET_SKB_PAD	64
#define NET_IP_ALIGN	2 /* so that the IP header is aligned */
#define MAX_SKB_FRAGS	17

#define SKB_DATA_ALIGN(x)	ALIGN((unsigned int)(x), 64U)
#define SKB_HEAD_ALIGN(x)	(SKB_DATA_ALIGN(x) + SKB_SHINFO_SIZE)
#define SKB_WITH_OVERHEAD(x)	((unsigned int)(x)-SKB_SHINFO_SIZE)
#define SKB_TRUESIZE(x)		((unsigned int)(x) + SKB_SIZE + SKB_SHINFO_SIZE)
#define SKB_MAX_ORDER(x, order) SKB_WITH_OVERHEAD((PAGE_SIZE << (order)) - (x))
#define SKB_MAX_HEAD(x)		SKB_MAX_ORDER(x, 0)
#define SKB_MAX_ALLOC		SKB_MAX_ORDER(0, 2)
#define SKB_SMALL_HEAD_SIZE	SKB_HEAD_ALIGN(256) /* a cache of its own */

#define SKB_FRAG_PAGE_ORDER 3 /* 32 KB: what sockets carve frags from */
#define GRO_MAX_SIZE	    (8 * 65535u)
#define GRO_LEGACY_MAX_SIZE 65536u
#define GSO_MAX_SEGS	    65535u
#define GSO_BY_FRAGS	    0xFFFF

/* ---- checksums: what ip_summed says */

#define CHECKSUM_NONE	     0 /* up: not verified. down: done or none */
#define CHECKSUM_UNNECESSARY 1 /* up: verified by the device */
#define CHECKSUM_COMPLETE    2 /* up: csum is the sum of the whole packet */
#define CHECKSUM_PARTIAL     3 /* csum_start, csum_offset: to be filled in */
#define SKB_MAX_CSUM_LEVEL   3

/* ---- what lies behind the linear part */

typedef struct skb_frag {
	struct page *page;
	unsigned int len;
	unsigned int offset;
} skb_frag_t;

struct skb_shared_hwtstamps {
	ktime_t hwtstamp;
};

enum { /* tx_flags */
       SKBTX_HW_TSTAMP = 1 << 0,
       SKBTX_SW_TSTAMP = 1 << 1,
       SKBTX_IN_PROGRESS = 1 << 2,
       SKBTX_WIFI_STATUS = 1 << 4,
       SKBTX_SCHED_TSTAMP = 1 << 6,
};
#define SKBTX_ANY_SW_TSTAMP (SKBTX_SW_TSTAMP | SKBTX_SCHED_TSTAMP)
#define SKBTX_ANY_TSTAMP    (SKBTX_HW_TSTAMP | SKBTX_ANY_SW_TSTAMP)

enum {				       /* flags: zero copy */
       SKBFL_ZEROCOPY_ENABLE = 1 << 0, /* destructor_arg is a ubuf_info */
       SKBFL_SHARED_FRAG = 1 << 1,     /* somebody may change the pages */
       SKBFL_PURE_ZEROCOPY = 1 << 2,   /* no page is charged to a socket */
       SKBFL_DONT_ORPHAN = 1 << 3,
       SKBFL_MANAGED_FRAG_REFS = 1 << 4,
};
#define SKBFL_ZEROCOPY_FRAG (SKBFL_ZEROCOPY_ENABLE | SKBFL_SHARED_FRAG)
#define SKBFL_ALL_ZEROCOPY                                                     \
	(SKBFL_ZEROCOPY_FRAG | SKBFL_PURE_ZEROCOPY | SKBFL_DONT_ORPHAN |       \
	 SKBFL_MANAGED_FRAG_REFS)

enum { /* gso_type */
       SKB_GSO_TCPV4 = 1 << 0,
       SKB_GSO_DODGY = 1 << 1, /* from outside: headers not verified */
       SKB_GSO_TCP_ECN = 1 << 2,
       SKB_GSO_TCP_FIXEDID = 1 << 3,
       SKB_GSO_TCPV6 = 1 << 4,
       SKB_GSO_GRE = 1 << 6,
       SKB_GSO_GRE_CSUM = 1 << 7,
       SKB_GSO_IPXIP4 = 1 << 8,
       SKB_GSO_IPXIP6 = 1 << 9,
       SKB_GSO_UDP_TUNNEL = 1 << 10,
       SKB_GSO_UDP_TUNNEL_CSUM = 1 << 11,
       SKB_GSO_PARTIAL = 1 << 12,
       SKB_GSO_SCTP = 1 << 14,
       SKB_GSO_UDP_L4 = 1 << 17,
       SKB_GSO_FRAGLIST = 1 << 18,
};

/* Who is told when the last user of application pages is gone. */
struct ubuf_info;
struct ubuf_info_ops {
	void (*complete)(struct sk_buff *skb, struct ubuf_info *uarg,
			 bool zerocopy_success);
	int (*link_skb)(struct sk_buff *skb, struct ubuf_info *uarg);
};
struct ubuf_info {
	const struct ubuf_info_ops *ops;
	refcount_t refcnt;
	u8 flags;
};

struct skb_shared_info {
	u8 flags;
	u8 meta_len; /* XDP metadata in front of the mac header */
	u8 nr_frags;
	u8 tx_flags;
	u16 gso_size; /* payload of one segment, 0: not GSO */
	u16 gso_segs;
	struct sk_buff *frag_list;
	struct skb_shared_hwtstamps hwtstamps;
	unsigned int gso_type;
	u32 tskey;
	/* what is above here is cleared at birth */
	atomic_t dataref; /* low half: users; high half: of the payload only */
	unsigned int xdp_frags_size;
	void *destructor_arg; /* ubuf_info when SKBFL_ZEROCOPY_ENABLE */
	skb_frag_t frags[MAX_SKB_FRAGS];
};

_Static_assert(sizeof(struct skb_shared_info) <= SKB_SHINFO_SIZE,
	       "the shared info must fit where truesize counts it");

/*
 * A reference of a TCP packet in its write queue: the payload may be shared,
 * the header not (skb_header_release). It counts in the high half of dataref.
 */
#define SKB_DATAREF_SHIFT 16
#define SKB_DATAREF_MASK  ((1 << SKB_DATAREF_SHIFT) - 1)

enum {			       /* fclone */
       SKB_FCLONE_UNAVAILABLE, /* a single sk_buff */
       SKB_FCLONE_ORIG,	       /* the first of a pair */
       SKB_FCLONE_CLONE,       /* the second */
};

/* skb->book: how it was born; see core/book.h. */
enum skb_birth {
	SKB_BORN_ALLOC, /* alloc_skb(): on the way down, mostly */
	SKB_BORN_RX,	/* by a driver or its napi */
	SKB_BORN_CLONE,
	SKB_BORN_COPY,
	SKB_BORN_SEGMENT, /* cut by skb_segment() */
	SKB_NR_BIRTHS
};

/* What hangs on nf_conn and on a packet that belongs to it. */
struct nf_conntrack {
	refcount_t use;
};

/* Rarely used state that travels with a packet; shared by clones. */
struct skb_ext {
	refcount_t refcnt;
	void (*free)(struct skb_ext *ext);
};

typedef unsigned int sk_buff_data_t; /* an offset from head */
#define NET_SKBUFF_DATA_USES_OFFSET 1

/**
 * struct sk_buff - one packet
 *
 * The fields, in the kernel's order. Those in the headers group are copied to
 * a clone or copy as they are. TOUR: skb
 */
struct sk_buff {
	union {
		struct {
			struct sk_buff *next; /* in a queue: the first two */
			struct sk_buff *prev;
			union {
				struct net_device *dev;	   /* in by, out by */
				unsigned long dev_scratch; /* UDP's queue */
			};
		};
		struct rb_node rbnode; /* netem, fq, TCP's out-of-order */
		struct list_head list;
		struct llist_node ll_node;
	};
	union {
		struct sock *sk; /* charged for it */
		int ip_defrag_offset;
	};
	union {
		ktime_t tstamp;	   /* up: arrival. down: departure time */
		u64 skb_mstamp_ns; /* TCP: when it was sent */
	};
	/* free for the layer that has the packet now */
	char cb[48] __aligned(8);

	union {
		struct {
			unsigned long _skb_refdst; /* low bit: no reference */
			void (*destructor)(struct sk_buff *skb);
		};
		struct list_head tcp_tsorted_anchor;
		unsigned long _sk_redir;
	};
	unsigned long _nfct; /* struct nf_conntrack, ctinfo in 3 low bits */

	unsigned int len;      /* all bytes */
	unsigned int data_len; /* those in frags and frag_list */
	u16 mac_len;
	u16 hdr_len; /* of a clone whose header may be written */
	u16 queue_mapping;

	u8 cloned : 1; /* the buffer may have other users */
	u8 nohdr : 1;  /* we hold the payload only */
	u8 fclone : 2;
	u8 peeked : 1;	  /* seen by MSG_PEEK: counted already */
	u8 head_frag : 1; /* head lies in a page frag */
	u8 pfmemalloc : 1;
	u8 pp_recycle : 1; /* its pages go back to a page_pool */
	u8 active_extensions;

	struct_group(headers,
		u8 pkt_type : 3; /* PACKET_HOST … */
		u8 ignore_df : 1;
		u8 dst_pending_confirm : 1;
		u8 ip_summed : 2; /* CHECKSUM_* */
		u8 ooo_okay : 1;

		u8 tc_at_ingress : 1;
		u8 tc_skip_classify : 1;
		u8 remcsum_offload : 1;
		u8 csum_complete_sw : 1;
		u8 csum_level : 2;
		u8 inner_protocol_type : 1;
		u8 l4_hash : 1; /* hash covers the ports */

		u8 sw_hash : 1;
		u8 wifi_acked_valid : 1;
		u8 wifi_acked : 1;
		u8 no_fcs : 1;
		u8 encapsulation : 1; /* the inner headers are set */
		u8 encap_hdr_csum : 1;
		u8 csum_valid : 1;
		u8 ndisc_nodetype : 1;

		u8 nf_trace : 1;
		u8 redirected : 1;
		u8 from_ingress : 1;
		u8 nf_skip_egress : 1;
		u8 slow_gro : 1; /* has a dst, sk, ext or nfct */
		u8 csum_not_inet : 1;
		u8 offload_fwd_mark : 1;
		u8 vlan_present : 1;

		u8 tstamp_type : 2;
		u8 unreadable : 1;

		u16 tc_index;
		u16 alloc_cpu;
		union {
			__wsum csum;
			struct {
				u16 csum_start;	 /* from head */
				u16 csum_offset; /* from csum_start */
			};
		};
		u32 priority;
		int skb_iif; /* ifindex it first came in by */
		u32 hash;
		__be16 vlan_proto;
		u16 vlan_tci;
		union {
			unsigned int napi_id;
			unsigned int sender_cpu;
		};
		u32 secmark;
		union {
			u32 mark;
			u32 reserved_tailroom;
		};
		union {
			__be16 inner_protocol;
			u8 inner_ipproto;
		};
		u16 inner_transport_header;
		u16 inner_network_header;
		u16 inner_mac_header;
		__be16 protocol; /* EtherType */
		u16 transport_header;
		u16 network_header;
		u16 mac_header;
	);

	/* the buffer: not copied as it is */
	sk_buff_data_t tail;
	sk_buff_data_t end;
	unsigned char *head;
	unsigned char *data;
	unsigned int truesize;
	refcount_t users;
	struct skb_ext *extensions;
	struct nf_bridge_info *nf_bridge;

	/* ours: the two books and the biography */
	u32 id;	     /* a count, never reused within a machine */
	u32 parent;  /* id of what it was made from, 0: none */
	u8 book;     /* enum skb_birth */
	u16 born_at; /* sanitizers: a place, see skb_born_at() */
};

_Static_assert(sizeof(struct sk_buff) <= SKB_SIZE, "four cache lines");

/* A list of packets; begins like an sk_buff so that the ring closes. */
struct sk_buff_list {
	struct sk_buff *next;
	struct sk_buff *prev;
};
struct sk_buff_head {
	union {
		struct {
			struct sk_buff *next;
			struct sk_buff *prev;
		};
		struct sk_buff_list list;
	};
	__u32 qlen;
	spinlock_t lock;
};

/* Two sk_buffs side by side: TCP's packet and the clone that travels. */
struct sk_buff_fclones {
	struct sk_buff skb1;
	struct sk_buff skb2;
	refcount_t fclone_ref;
};

#define skb_shinfo(skb) ((struct skb_shared_info *)(skb_end_pointer(skb)))

static inline unsigned char *skb_end_pointer(const struct sk_buff *skb)
{
	return skb->head + skb->end;
}

static inline unsigned int skb_end_offset(const struct sk_buff *skb)
{
	return skb->end;
}

static inline void skb_set_end_offset(struct sk_buff *skb, unsigned int offset)
{
	skb->end = offset;
}

/* ---- birth; all give an sk_buff with one user, or NULL */

#define SKB_ALLOC_FCLONE 0x01
#define SKB_ALLOC_RX	 0x02
#define SKB_ALLOC_NAPI	 0x04

struct sk_buff *___alloc_skb(unsigned int size, gfp_t gfp, int flags, int node,
			     const char *where);
struct sk_buff *__build_skb_at(void *data, unsigned int frag_size, bool napi,
			       const char *where);
struct sk_buff *___netdev_alloc_skb(struct net_device *dev, unsigned int len,
				    gfp_t gfp, const char *where);
struct sk_buff *___napi_alloc_skb(struct napi_struct *napi, unsigned int len,
				  gfp_t gfp, const char *where);

#define __alloc_skb(size, gfp, flags, node)                                    \
	___alloc_skb(size, gfp, flags, node, HERE)
#define alloc_skb(size, gfp) __alloc_skb(size, gfp, 0, -1)
/* with room for a clone beside it: for who will clone each packet */
#define alloc_skb_fclone(size, gfp) __alloc_skb(size, gfp, SKB_ALLOC_FCLONE, -1)
/* @data: kmalloc()ed if @frag_size is 0, else a page frag of that size */
#define build_skb(data, frag_size) __build_skb_at(data, frag_size, false, HERE)
#define napi_build_skb(data, frag_size)                                        \
	__build_skb_at(data, frag_size, true, HERE)
/* headroom NET_SKB_PAD; dev may be NULL. Context: any. */
#define __netdev_alloc_skb(dev, len, gfp)                                      \
	___netdev_alloc_skb(dev, len, gfp, HERE)
#define netdev_alloc_skb(dev, len) __netdev_alloc_skb(dev, len, GFP_ATOMIC)
#define dev_alloc_skb(len)	   netdev_alloc_skb(NULL, len)
#define netdev_alloc_skb_ip_align(dev, len)                                    \
	__netdev_alloc_skb_ip_align(dev, len, GFP_ATOMIC)
/* headroom NET_SKB_PAD + NET_IP_ALIGN. Context: softirq. */
#define __napi_alloc_skb(napi, len, gfp) ___napi_alloc_skb(napi, len, gfp, HERE)
#define napi_alloc_skb(napi, len)	 __napi_alloc_skb(napi, len, GFP_ATOMIC)

/*
 * Linear part of @header_len, the rest in pages up to order @max_page_order;
 * len and data_len are the caller's to set. *@errcode on NULL.
 */
struct sk_buff *alloc_skb_with_frags(unsigned long header_len,
				     unsigned long data_len, int max_page_order,
				     int *errcode, gfp_t gfp_mask);

/* Page frags of this CPU: memory for build_skb(). NULL when there is none. */
void *netdev_alloc_frag(unsigned int fragsz);
void *napi_alloc_frag(unsigned int fragsz);
#define skb_free_frag(addr) page_frag_free(addr)

/* ---- death; all take one reference */

/*
 * The packet dies of @reason: counted in the skb book, traced. The barrier
 * keeps the compiler from a jump in place of a call: dropwatch shows from where
 * it was called.
 */
void sk_skb_reason_drop_at(struct sock *sk, struct sk_buff *skb,
			   enum skb_drop_reason reason, const char *func,
			   int line);
#define sk_skb_reason_drop(sk, skb, reason)                                    \
	({                                                                     \
		sk_skb_reason_drop_at(sk, skb, reason, __func__, __LINE__);    \
		barrier();                                                     \
	})
#define kfree_skb_reason(skb, reason) sk_skb_reason_drop(NULL, skb, reason)
#define kfree_skb(skb)		      /* plug-ins only: without a reason */    \
	kfree_skb_reason(skb, SKB_DROP_REASON_NOT_SPECIFIED)
void kfree_skb_list_reason_at(struct sk_buff *segs, enum skb_drop_reason reason,
			      const char *func, int line);
#define kfree_skb_list_reason(segs, reason)                                    \
	({                                                                     \
		kfree_skb_list_reason_at(segs, reason, __func__, __LINE__);    \
		barrier();                                                     \
	})
/* It reached its end. */
void consume_skb(struct sk_buff *skb);
/* As consume_skb(), for who knows that he is the last user. */
void __consume_stateless_skb(struct sk_buff *skb);
/* The last user is gone already (skb_unref); books the death as consumed. */
void __kfree_skb(struct sk_buff *skb);
/* Its bytes went into another packet: GRO and skb_try_coalesce(). */
void kfree_skb_partial(struct sk_buff *skb, bool head_stolen);
/* A driver's TX completion. Context: NAPI poll with its @budget, or 0: any. */
void napi_consume_skb(struct sk_buff *skb, int budget);
/* Free it on the CPU that allocated it, where its memory is warm. */
void skb_attempt_defer_free(struct sk_buff *skb);
void skb_defer_free_flush(void);
/* GRO: the struct returns to this CPU's cache; the data is somebody's. */
void napi_skb_free_stolen_head(struct sk_buff *skb);
void __napi_kfree_skb_at(struct sk_buff *skb, enum skb_drop_reason reason,
			 const char *func, int line);
#define __napi_kfree_skb(skb, reason)                                          \
	({                                                                     \
		__napi_kfree_skb_at(skb, reason, __func__, __LINE__);          \
		barrier();                                                     \
	})
/* Release what it refers to, keep it alive: skb_morph(), GRO reuse. */
void skb_release_head_state(struct sk_buff *skb);
/* The packet as it stands, to the log: what WARNs print. @level: KERN_*. */
void skb_dump(int level, const struct sk_buff *skb, bool full_pkt);
/* Called by skb_put() and friends: report, and do nothing to the memory. */
void skb_over_panic(const struct sk_buff *skb, unsigned int len,
		    const char *func);
void skb_under_panic(const struct sk_buff *skb, unsigned int len,
		     const char *func);
/*
 * After that report: @hook may end the task or the test; if it returns, the
 * operation is refused (NULL). Without a hook it is a BUG(). For one machine.
 */
void skb_set_panic_hook(void (*hook)(const struct sk_buff *skb));

static inline struct sk_buff *skb_get(struct sk_buff *skb)
{
	refcount_inc(&skb->users);
	return skb;
}

static inline bool skb_shared(const struct sk_buff *skb)
{
	return refcount_read(&skb->users) != 1;
}

static inline bool skb_unref(struct sk_buff *skb)
{
	if (unlikely(!skb))
		return false;
	if (likely(refcount_read(&skb->users) == 1))
		smp_rmb();
	else if (likely(!refcount_dec_and_test(&skb->users)))
		return false;
	return true;
}

/* ---- copies; see skbuff_copy.c. All give; NULL without memory. */

struct sk_buff *skb_clone_at(struct sk_buff *skb, gfp_t gfp, const char *where);
struct sk_buff *skb_copy_at(const struct sk_buff *skb, gfp_t gfp,
			    const char *where);
struct sk_buff *skb_copy_expand_at(const struct sk_buff *skb, int newheadroom,
				   int newtailroom, gfp_t gfp,
				   const char *where);
struct sk_buff *__pskb_copy_fclone_at(struct sk_buff *skb, int headroom,
				      gfp_t gfp, bool fclone,
				      const char *where);
#define skb_clone(skb, gfp) skb_clone_at(skb, gfp, HERE)
#define skb_copy(skb, gfp)  skb_copy_at(skb, gfp, HERE)
#define skb_copy_expand(skb, headroom, tailroom, gfp)                          \
	skb_copy_expand_at(skb, headroom, tailroom, gfp, HERE)
#define __pskb_copy_fclone(skb, headroom, gfp, fclone)                         \
	__pskb_copy_fclone_at(skb, headroom, gfp, fclone, HERE)
#define __pskb_copy(skb, headroom, gfp)                                        \
	__pskb_copy_fclone(skb, headroom, gfp, false)
#define pskb_copy(skb, gfp) __pskb_copy(skb, skb_headroom(skb), gfp)
#define pskb_copy_for_clone(skb, gfp)                                          \
	__pskb_copy_fclone(skb, skb_headroom(skb), gfp, true)
/* @dst, emptied, becomes a clone of @src. */
struct sk_buff *skb_morph(struct sk_buff *dst, struct sk_buff *src);
void skb_copy_header(struct sk_buff *new, const struct sk_buff *old);
void skb_headers_offset_update(struct sk_buff *skb, int off);
/*
 * A private head with @nhead more bytes in front and @ntail behind. Borrows;
 * reload every header pointer. 0 or -ENOMEM.
 */
int pskb_expand_head(struct sk_buff *skb, int nhead, int ntail, gfp_t gfp);
/* Gives a copy with at least @headroom; @skb is borrowed. */
struct sk_buff *skb_realloc_headroom(struct sk_buff *skb,
				     unsigned int headroom);
/* Takes and gives; NULL: freed. */
struct sk_buff *skb_expand_head(struct sk_buff *skb, unsigned int headroom);
int __skb_unclone_keeptruesize(struct sk_buff *skb, gfp_t pri);

static inline bool skb_fclone_busy(const struct sock *sk,
				   const struct sk_buff *skb)
{
	const struct sk_buff_fclones *fclones;

	fclones = container_of_const(skb, struct sk_buff_fclones, skb1);
	return skb->fclone == SKB_FCLONE_ORIG &&
	       refcount_read(&fclones->fclone_ref) > 1 &&
	       READ_ONCE(fclones->skb2.sk) == sk;
}

#include "core/skbuff_data.h"
#include "core/skbuff_frags.h"
#include "core/skbuff_meta.h"
#include "core/skbuff_queue.h"

static inline struct sk_buff *
__netdev_alloc_skb_ip_align_at(struct net_device *dev, unsigned int len,
			       gfp_t gfp, const char *where)
{
	struct sk_buff *skb;

	skb = ___netdev_alloc_skb(dev, len + NET_IP_ALIGN, gfp, where);
	if (skb)
		skb_reserve(skb, NET_IP_ALIGN);
	return skb;
}
#define __netdev_alloc_skb_ip_align(dev, len, gfp)                             \
	__netdev_alloc_skb_ip_align_at(dev, len, gfp, HERE)

#endif
