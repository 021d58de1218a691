/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * skbuff_meta - what a packet refers to: route, connection, flow hash, queue
 *
 * Where:   included by core/skbuff.h only.
 * Mirrors: include/linux/skbuff.h, the skb_dst part of include/net/dst.h.
 */
#ifndef CORE_SKBUFF_META_H
#define CORE_SKBUFF_META_H

#ifndef CORE_SKBUFF_H
#error "include core/skbuff.h"
#endif

/* ---- the packet's route */

#define SKB_DST_NOREF	1UL
#define SKB_DST_PTRMASK ~(SKB_DST_NOREF)

void dst_release(struct dst_entry *dst);
/* Turn a borrowed route into a counted one. False: it was dying; none now. */
bool skb_dst_force(struct sk_buff *skb);

static inline struct dst_entry *skb_dst(const struct sk_buff *skb)
{
	return (struct dst_entry *)(skb->_skb_refdst & SKB_DST_PTRMASK);
}

/* Gives the caller's reference to the packet. */
static inline void skb_dst_set(struct sk_buff *skb, struct dst_entry *dst)
{
	skb->slow_gro |= !!dst;
	skb->_skb_refdst = (unsigned long)dst;
}

/* Only until rcu_read_unlock(). */
static inline void skb_dst_set_noref(struct sk_buff *skb, struct dst_entry *dst)
{
	skb->slow_gro |= !!dst;
	skb->_skb_refdst = (unsigned long)dst | SKB_DST_NOREF;
}

static inline bool skb_dst_is_noref(const struct sk_buff *skb)
{
	return (skb->_skb_refdst & SKB_DST_NOREF) && skb_dst(skb);
}

static inline void refdst_drop(unsigned long refdst)
{
	if (!(refdst & SKB_DST_NOREF))
		dst_release((struct dst_entry *)(refdst & SKB_DST_PTRMASK));
}

static inline void skb_dst_drop(struct sk_buff *skb)
{
	if (skb->_skb_refdst) {
		refdst_drop(skb->_skb_refdst);
		skb->_skb_refdst = 0;
	}
}

/* ---- connection tracking, extensions, zero copy */

#define NFCT_INFOMASK 7UL
#define NFCT_PTRMASK  ~(NFCT_INFOMASK)

void nf_conntrack_destroy(struct nf_conntrack *nfct);

static inline unsigned long skb_get_nfct(const struct sk_buff *skb)
{
	return skb->_nfct;
}

static inline void skb_set_nfct(struct sk_buff *skb, unsigned long nfct)
{
	skb->slow_gro |= !!nfct;
	skb->_nfct = nfct;
}

static inline struct nf_conntrack *skb_nfct(const struct sk_buff *skb)
{
	return (void *)(skb->_nfct & NFCT_PTRMASK);
}

static inline void nf_conntrack_put(struct nf_conntrack *nfct)
{
	if (nfct && refcount_dec_and_test(&nfct->use))
		nf_conntrack_destroy(nfct);
}

static inline void nf_conntrack_get(struct nf_conntrack *nfct)
{
	if (nfct)
		refcount_inc(&nfct->use);
}

static inline void nf_reset_ct(struct sk_buff *skb)
{
	nf_conntrack_put(skb_nfct(skb));
	skb->_nfct = 0;
}

static inline void nf_reset_trace(struct sk_buff *skb)
{
	skb->nf_trace = 0;
}

void __skb_ext_put(struct skb_ext *ext);
static inline void skb_ext_put(struct sk_buff *skb)
{
	if (skb->extensions)
		__skb_ext_put(skb->extensions);
}

static inline void skb_ext_reset(struct sk_buff *skb)
{
	skb_ext_put(skb);
	skb->extensions = NULL;
}

static inline void __skb_ext_copy(struct sk_buff *dst,
				  const struct sk_buff *src)
{
	dst->extensions = src->extensions;
	if (src->extensions)
		refcount_inc(&src->extensions->refcnt);
}

/* Cut the tie to the socket: it is no longer charged. */
static inline void skb_orphan(struct sk_buff *skb)
{
	if (skb->destructor) {
		skb->destructor(skb);
		skb->destructor = NULL;
		skb->sk = NULL;
	} else {
		WARN_ON_ONCE(skb->sk);
	}
}

/* The packet passes into another namespace or comes out of a tunnel. */
void skb_scrub_packet(struct sk_buff *skb, bool xnet);

/* ---- the flow's hash; implemented by core/flow_dissector.c */

void __skb_get_hash(struct sk_buff *skb);
u32 __skb_get_hash_symmetric(const struct sk_buff *skb);
u32 skb_get_hash_perturb(const struct sk_buff *skb, const void *perturb);

static inline u32 skb_get_hash(struct sk_buff *skb)
{
	if (!skb->l4_hash && !skb->sw_hash)
		__skb_get_hash(skb);
	return skb->hash;
}

static inline u32 skb_get_hash_raw(const struct sk_buff *skb)
{
	return skb->hash;
}

static inline void skb_clear_hash(struct sk_buff *skb)
{
	skb->hash = 0;
	skb->sw_hash = 0;
	skb->l4_hash = 0;
}

static inline void skb_clear_hash_if_not_l4(struct sk_buff *skb)
{
	if (!skb->l4_hash)
		skb_clear_hash(skb);
}

static inline void __skb_set_sw_hash(struct sk_buff *skb, u32 hash, bool is_l4)
{
	skb->l4_hash = is_l4;
	skb->sw_hash = 1;
	skb->hash = hash;
}

enum pkt_hash_types {
	PKT_HASH_TYPE_NONE,
	PKT_HASH_TYPE_L2,
	PKT_HASH_TYPE_L3,
	PKT_HASH_TYPE_L4,
};

/* What the device's RSS computed. */
static inline void skb_set_hash(struct sk_buff *skb, __u32 hash,
				enum pkt_hash_types type)
{
	skb->l4_hash = type == PKT_HASH_TYPE_L4;
	skb->sw_hash = 0;
	skb->hash = hash;
}

/* ---- small facts */

static inline bool skb_is_gso(const struct sk_buff *skb)
{
	return skb_shinfo(skb)->gso_size;
}

static inline bool skb_is_gso_v6(const struct sk_buff *skb)
{
	return skb_shinfo(skb)->gso_type & SKB_GSO_TCPV6;
}

static inline bool skb_is_gso_tcp(const struct sk_buff *skb)
{
	return skb_shinfo(skb)->gso_type & (SKB_GSO_TCPV4 | SKB_GSO_TCPV6);
}

static inline void skb_gso_reset(struct sk_buff *skb)
{
	skb_shinfo(skb)->gso_size = 0;
	skb_shinfo(skb)->gso_segs = 0;
	skb_shinfo(skb)->gso_type = 0;
}

/* How many frames it makes on the wire. */
static inline unsigned int skb_wire_segs(const struct sk_buff *skb)
{
	return skb_is_gso(skb) && skb_shinfo(skb)->gso_segs
		       ? skb_shinfo(skb)->gso_segs
		       : 1;
}

static inline bool skb_is_redirected(const struct sk_buff *skb)
{
	return skb->redirected;
}

static inline void skb_set_redirected(struct sk_buff *skb, bool from_ingress)
{
	skb->redirected = 1;
	skb->from_ingress = from_ingress;
	if (from_ingress)
		skb->tstamp = 0;
}

static inline void skb_reset_redirect(struct sk_buff *skb)
{
	skb->redirected = 0;
}

static inline bool skb_at_tc_ingress(const struct sk_buff *skb)
{
	return skb->tc_at_ingress;
}

static inline void skb_set_queue_mapping(struct sk_buff *skb, u16 queue)
{
	skb->queue_mapping = queue;
}

static inline u16 skb_get_queue_mapping(const struct sk_buff *skb)
{
	return skb->queue_mapping;
}

static inline void skb_copy_queue_mapping(struct sk_buff *to,
					  const struct sk_buff *from)
{
	to->queue_mapping = from->queue_mapping;
}

static inline void skb_record_rx_queue(struct sk_buff *skb, u16 queue)
{
	skb->queue_mapping = queue + 1;
}

static inline u16 skb_get_rx_queue(const struct sk_buff *skb)
{
	return skb->queue_mapping - 1;
}

static inline bool skb_rx_queue_recorded(const struct sk_buff *skb)
{
	return skb->queue_mapping != 0;
}

static inline ktime_t skb_get_ktime(const struct sk_buff *skb)
{
	return skb->tstamp;
}

/* Forwarded: the arrival time goes, a departure time stays. */
static inline void skb_clear_tstamp(struct sk_buff *skb)
{
	if (!skb->tstamp_type)
		skb->tstamp = 0;
}

/* Delivered here: a departure time means nothing any more. */
static inline void skb_clear_delivery_time(struct sk_buff *skb)
{
	if (skb->tstamp_type) {
		skb->tstamp_type = 0;
		skb->tstamp = 0;
	}
}

static inline struct skb_shared_hwtstamps *skb_hwtstamps(struct sk_buff *skb)
{
	return &skb_shinfo(skb)->hwtstamps;
}

static inline void skb_mark_not_on_list(struct sk_buff *skb)
{
	skb->next = NULL;
}

static inline bool skb_pfmemalloc(const struct sk_buff *skb)
{
	return unlikely(skb->pfmemalloc);
}

static inline void skb_mark_for_recycle(struct sk_buff *skb)
{
	skb->pp_recycle = 1;
}

/* Delivery without a hurry: the confirmation goes to the neighbour later. */
static inline void skb_set_dst_pending_confirm(struct sk_buff *skb, u32 val)
{
	skb->dst_pending_confirm = val;
}

static inline bool skb_get_dst_pending_confirm(const struct sk_buff *skb)
{
	return skb->dst_pending_confirm != 0;
}

#endif
