/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * gro - several packets of one flow become one before the stack sees them
 *
 * Where:   a driver's poll calls napi_gro_receive(); what is held goes up by
 *          netif_receive_skb_list_internal() when the poll is over or a rule
 *          says so. A protocol takes part by a packet_offload (EtherTypes) or
 *          a net_offload (IP protocols).
 * Mirrors: include/net/gro.h, the offload parts of include/linux/netdevice.h
 *          and include/net/protocol.h.
 *
 * The rules are in core/gro.c.
 */
#ifndef CORE_GRO_H
#define CORE_GRO_H

#include "core/napi.h"
#include "core/netdevice.h"
#include "core/skbuff.h"
#include "lib/checksum.h"

struct udphdr;

/**
 * struct offload_callbacks - how one protocol is cut and merged
 * @gso_segment: any; borrows @skb, which is at this protocol's header; gives
 *	a list of segments, NULL (the device may do it), or ERR_PTR()
 * @gro_receive: softirq; borrows; marks in @head who is of @skb's flow and
 *	gives the held packet that must go up now, or NULL
 * @gro_complete: softirq; borrows the merged packet; sets lengths and
 *	checksums at @nhoff; 0 or -errno
 */
struct offload_callbacks {
	struct sk_buff *(*gso_segment)(struct sk_buff *skb,
				       netdev_features_t features);
	struct sk_buff *(*gro_receive)(struct list_head *head,
				       struct sk_buff *skb);
	int (*gro_complete)(struct sk_buff *skb, int nhoff);
};

/* Of one EtherType. Registration does not write into it. */
struct packet_offload {
	__be16 type;
	u16 priority; /* lower is asked first */
	struct offload_callbacks callbacks;
};

/* Of one IP protocol. */
struct net_offload {
	struct offload_callbacks callbacks;
	unsigned int flags;
};
#define INET6_PROTO_GSO_EXTHDR 0x1 /* an IPv6 extension header */

/* Context: process. Return: 0 or -ENOMEM. Removing waits for readers. */
int dev_add_offload(const struct packet_offload *po);
void dev_remove_offload(const struct packet_offload *po);
/* Context: RCU. By EtherType, or NULL. */
const struct packet_offload *gro_find_receive_by_type(__be16 type);
const struct packet_offload *gro_find_complete_by_type(__be16 type);
const struct packet_offload *gro_find_segment_by_type(__be16 type);

/* skb->cb while GRO has it. */
struct napi_gro_cb {
	union {
		struct {
			void *frag0;		/* headers, if not linear */
			unsigned int frag0_len; /* 0: use skb->data */
		};
		struct {
			struct sk_buff *last; /* end of the frag_list */
			unsigned long age;    /* jiffies: held since */
		};
	};
	int data_offset; /* from skb->data to the current header */
	u16 flush;	 /* != 0: must not be merged, goes up at once */
	u16 flush_id;	 /* IP id does not continue */
	u16 count;	 /* packets in this one */
	u16 recursion_counter : 4;
	u16 same_flow : 1; /* in the list: belongs to the new packet's flow */
	u16 encap_mark : 1;
	u16 csum_valid : 1; /* csum is the sum from data_offset on */
	u16 csum_cnt : 3;   /* checksums that the device verified */
	u16 free : 2;	    /* who of a merged packet is freed */
#define NAPI_GRO_FREE		  1
#define NAPI_GRO_FREE_STOLEN_HEAD 2
	u16 is_ipv6 : 1;
	u16 is_fou : 1;
	u16 is_atomic : 1; /* IP id is fixed or meaningless */
	u16 is_flist : 1;  /* chained as whole packets */
	u16 proto;	   /* of the transport, for udp tunnels */
	__wsum csum;
};
#define NAPI_GRO_CB(skb) ((struct napi_gro_cb *)(skb)->cb)
_Static_assert(sizeof(struct napi_gro_cb) <= 48, "GRO's part of skb->cb");

#define GRO_RECURSION_LIMIT 15
static inline int gro_recursion_inc_test(struct sk_buff *skb)
{
	return ++NAPI_GRO_CB(skb)->recursion_counter == GRO_RECURSION_LIMIT;
}

typedef struct sk_buff *(*gro_receive_t)(struct list_head *head,
					 struct sk_buff *skb);
static inline struct sk_buff *
call_gro_receive(gro_receive_t cb, struct list_head *head, struct sk_buff *skb)
{
	if (unlikely(gro_recursion_inc_test(skb))) {
		NAPI_GRO_CB(skb)->flush |= 1;
		return NULL;
	}
	return cb(head, skb);
}

/* ---- headers, wherever they lie -------------------------------------------
 */

static inline unsigned int skb_gro_offset(const struct sk_buff *skb)
{
	return (unsigned int)NAPI_GRO_CB(skb)->data_offset;
}

static inline unsigned int skb_gro_len(const struct sk_buff *skb)
{
	return skb->len - skb_gro_offset(skb);
}

static inline void skb_gro_pull(struct sk_buff *skb, unsigned int len)
{
	NAPI_GRO_CB(skb)->data_offset += (int)len;
}

/* NULL: the fast place has not that many bytes. */
static inline void *skb_gro_header_fast(const struct sk_buff *skb,
					unsigned int offset)
{
	return (char *)NAPI_GRO_CB(skb)->frag0 + offset;
}

static inline bool skb_gro_may_pull(const struct sk_buff *skb,
				    unsigned int hlen)
{
	return likely(hlen <= NAPI_GRO_CB(skb)->frag0_len);
}

static inline void *skb_gro_header_slow(struct sk_buff *skb, unsigned int hlen,
					unsigned int offset)
{
	if (!pskb_may_pull(skb, hlen))
		return NULL;
	/* the data may have moved: from now on only skb->data counts */
	NAPI_GRO_CB(skb)->frag0 = NULL;
	NAPI_GRO_CB(skb)->frag0_len = 0;
	return skb->data + offset;
}

/* @hlen: from skb->data to the header's end. NULL: the packet is shorter. */
static inline void *skb_gro_header(struct sk_buff *skb, unsigned int hlen,
				   unsigned int offset)
{
	if (skb_gro_may_pull(skb, hlen))
		return skb_gro_header_fast(skb, offset);
	return skb_gro_header_slow(skb, hlen, offset);
}

static inline void *skb_gro_network_header(const struct sk_buff *skb)
{
	if (NAPI_GRO_CB(skb)->frag0)
		return skb_gro_header_fast(
			skb, (unsigned int)skb_network_offset(skb));
	return skb_network_header(skb);
}

/* ---- checksums -------------------------------------------------------------
 */

static inline bool __skb_gro_checksum_validate_needed(struct sk_buff *skb,
						      bool zero_okay,
						      __sum16 check)
{
	return (skb->ip_summed != CHECKSUM_PARTIAL ||
		skb_checksum_start_offset(skb) < (int)skb_gro_offset(skb)) &&
	       NAPI_GRO_CB(skb)->csum_cnt == 0 && (!zero_okay || check);
}

/* Sum the packet up from here. 0: good. */
__sum16 __skb_gro_checksum_complete(struct sk_buff *skb);

static inline __sum16 __skb_gro_checksum_validate_complete(struct sk_buff *skb,
							   __wsum psum)
{
	if (NAPI_GRO_CB(skb)->csum_valid &&
	    !csum_fold(csum_add(psum, NAPI_GRO_CB(skb)->csum)))
		return 0;
	NAPI_GRO_CB(skb)->csum = psum;
	return __skb_gro_checksum_complete(skb);
}

/* One verified checksum is used up, or we verified it: for the stack. */
static inline void skb_gro_incr_csum_unnecessary(struct sk_buff *skb)
{
	if (NAPI_GRO_CB(skb)->csum_cnt > 0)
		NAPI_GRO_CB(skb)->csum_cnt--;
	else
		__skb_incr_checksum_unnecessary(skb);
}

#define __skb_gro_checksum_validate(skb, proto, zero_okay, check,              \
				    compute_pseudo)                            \
	({                                                                     \
		__sum16 __ret = 0;                                             \
		if (__skb_gro_checksum_validate_needed(skb, zero_okay, check)) \
			__ret = __skb_gro_checksum_validate_complete(          \
				skb, compute_pseudo(skb, proto));              \
		if (!__ret)                                                    \
			skb_gro_incr_csum_unnecessary(skb);                    \
		__ret;                                                         \
	})
#define skb_gro_checksum_validate(skb, proto, compute_pseudo)                  \
	__skb_gro_checksum_validate(skb, proto, false, 0, compute_pseudo)
#define skb_gro_checksum_validate_zero_check(skb, proto, check,                \
					     compute_pseudo)                   \
	__skb_gro_checksum_validate(skb, proto, true, check, compute_pseudo)

#define skb_gro_checksum_simple_validate(skb)                                  \
	__skb_gro_checksum_validate(skb, 0, false, 0, null_compute_pseudo)

/* @len bytes at @start leave the sum. */
static inline void skb_gro_postpull_rcsum(struct sk_buff *skb,
					  const void *start, unsigned int len)
{
	if (NAPI_GRO_CB(skb)->csum_valid)
		NAPI_GRO_CB(skb)->csum =
			csum_sub(NAPI_GRO_CB(skb)->csum,
				 csum_partial(start, (int)len, 0));
}

static inline void skb_gro_flush_final(struct sk_buff *skb, struct sk_buff *pp,
				       int flush)
{
	if (PTR_ERR(pp) != -EINPROGRESS)
		NAPI_GRO_CB(skb)->flush |= (u16)flush;
}

/* ---- merging; core/gro.c ----------------------------------------------------
 */

/* Append @skb's payload to @p. 0, or -E2BIG: @p is full. */
int skb_gro_receive(struct sk_buff *p, struct sk_buff *skb);
/* Chain @skb whole behind @p: UDP with fraglist. 0, or -E2BIG. */
int skb_gro_receive_list(struct sk_buff *p, struct sk_buff *skb);

/* Up with it, in a batch of gro_normal_batch. Takes @skb. */
void gro_normal_one(struct napi_struct *napi, struct sk_buff *skb, int segs);
void gro_normal_list(struct napi_struct *napi);

/* How often what was merged, for "show napi": one set for each machine. */
struct gro_stats {
	u64 received; /* packets that came to dev_gro_receive() */
	u64 merged;   /* went into another one: gro_merged */
	u64 held;
	u64 normal;
	u64 flushed; /* held ones that went up */
};
void gro_stats_sum(struct machine *machine, struct gro_stats *sum);

#endif /* CORE_GRO_H */
