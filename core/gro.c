// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * gro - hold a packet for a moment: its successor may fit behind it
 *
 * Where:   a driver's poll -> napi_gro_receive() -> dev_gro_receive() -> the
 *          protocols' gro_receive(); up by gro_normal_list() in batches, when
 *          the poll is over by napi_gro_flush().
 * Mirrors: net/core/gro.c, as of Linux 6.1. Merging itself is in gro_merge.c.
 *
 * Each NAPI context has 8 buckets (by skb->hash) of at most 8 held packets,
 * newest first. A new packet is shown to each protocol in turn, outermost
 * first. Each looks at the held packets that are still candidates and takes
 * away the mark same_flow from those that are another flow. What the innermost
 * finds it appends (merge), or it says which held packet must go up now:
 *
 *	goes up at once	  fragments, IP options, bad checksums, SYN FIN RST URG
 *	ends the held one a gap, other flags, options, ack number, TTL, TOS or
 *			  DF bit, a longer segment than the first
 *	ends after merge  a shorter segment, PSH
 *	ends by itself	  64 KB, the 9th flow of a bucket, a new jiffy (with
 *			  gro_flush_timeout), the end of the poll
 */
#include "core/gro.h"
#include "core/hotdata.h"
#include "core/module.h"
#include "core/trace.h"
#include "hdr/eth.h"
#include "hdr/vlan.h"
#include "lib/percpu.h"
#include "lib/slab.h"

#define GRO_MAX_HEAD (MAX_HEADER + 128)

/* What a packet_offload hangs on: it itself is constant. */
struct offload_link {
	struct list_head list;
	const struct packet_offload *po;
	struct rcu_head rcu;
};

DEFINE_STATIC_PER_MACHINE(struct list_head, offload_base);
DEFINE_STATIC_PER_MACHINE(spinlock_t, offload_lock);
DEFINE_STATIC_PER_CPU(struct gro_stats, gro_stats);

static int __init offload_init(void)
{
	INIT_LIST_HEAD(&machine_var(offload_base));
	spin_lock_init(&machine_var(offload_lock));
	return 0;
}
core_initcall(offload_init, NULL);

static void offload_forgotten(void *po)
{
	dev_remove_offload(po);
}

/**
 * dev_add_offload - an EtherType can be merged and cut
 * @po: borrowed until dev_remove_offload()
 *
 * Context: process.
 * Return: 0 or -ENOMEM.
 */
int dev_add_offload(const struct packet_offload *po)
{
	struct offload_link *link = kmalloc(sizeof(*link), GFP_KERNEL), *at;
	struct list_head *base = &machine_var(offload_base), *before = base;

	if (!link)
		return -ENOMEM;
	link->po = po;
	spin_lock(&machine_var(offload_lock));
	list_for_each_entry (at, base, list) {
		if (po->priority < at->po->priority) {
			before = &at->list;
			break;
		}
	}
	list_add_tail_rcu(&link->list, before);
	spin_unlock(&machine_var(offload_lock));
	module_track(NULL, "packet_offload", po, NULL, offload_forgotten);
	return 0;
}
EXPORT_SYMBOL(dev_add_offload);

/**
 * dev_remove_offload - it can no more
 * @po: as added
 *
 * Context: process; sleeps until nobody can be in its callbacks.
 */
void dev_remove_offload(const struct packet_offload *po)
{
	struct offload_link *link, *next;

	spin_lock(&machine_var(offload_lock));
	list_for_each_entry_safe (link, next, &machine_var(offload_base),
				  list) {
		if (link->po == po) {
			list_del_rcu(&link->list);
			kfree_rcu(link, rcu);
			break;
		}
	}
	spin_unlock(&machine_var(offload_lock));
	module_untrack("packet_offload", po);
	synchronize_net();
}
EXPORT_SYMBOL(dev_remove_offload);

#define GRO_FIND_BY_TYPE(name, slot)                                           \
	const struct packet_offload *gro_find_##name##_by_type(__be16 type)    \
	{                                                                      \
		struct offload_link *link;                                     \
                                                                               \
		list_for_each_entry_rcu (link, &machine_var(offload_base),     \
					 list) {                               \
			if (link->po->type == type &&                          \
			    link->po->callbacks.slot)                          \
				return link->po;                               \
		}                                                              \
		return NULL;                                                   \
	}
GRO_FIND_BY_TYPE(receive, gro_receive)
EXPORT_SYMBOL(gro_find_receive_by_type);
GRO_FIND_BY_TYPE(complete, gro_complete)
EXPORT_SYMBOL(gro_find_complete_by_type);
GRO_FIND_BY_TYPE(segment, gso_segment)
EXPORT_SYMBOL(gro_find_segment_by_type);

/* ---- up ----------------------------------------------------------------- */

/**
 * gro_normal_list - the batch goes up
 * @napi: whose rx_list
 *
 * Context: softirq, polling @napi.
 */
void gro_normal_list(struct napi_struct *napi)
{
	if (!napi->rx_count)
		return;
	netif_receive_skb_list_internal(&napi->rx_list);
	INIT_LIST_HEAD(&napi->rx_list);
	napi->rx_count = 0;
}
EXPORT_SYMBOL(gro_normal_list);

/**
 * gro_normal_one - into the batch; up with it when it has gro_normal_batch
 * @napi: being polled
 * @skb: taken
 * @segs: packets that it stands for
 *
 * Context: softirq, polling @napi.
 */
void gro_normal_one(struct napi_struct *napi, struct sk_buff *skb, int segs)
{
	list_add_tail(&skb->list, &napi->rx_list);
	napi->rx_count += segs;
	if (napi->rx_count >= READ_ONCE(net_hotdata.gro_normal_batch))
		gro_normal_list(napi);
}
EXPORT_SYMBOL(gro_normal_one);

/* A held packet has waited long enough. Takes @skb, off its list. */
static void napi_gro_complete(struct napi_struct *napi, struct sk_buff *skb)
{
	unsigned int count = NAPI_GRO_CB(skb)->count;
	const struct packet_offload *ptype;
	int err = -ENOENT;

	trace_gro_flush(skb, count, jiffies - NAPI_GRO_CB(skb)->age);
	cpu_var(gro_stats).flushed++;
	if (count == 1) {
		skb_shinfo(skb)->gso_size = 0;
		goto out;
	}
	rcu_read_lock();
	ptype = gro_find_complete_by_type(skb->protocol);
	if (ptype)
		err = CALL("packet_offload.gro_complete",
			   ptype->callbacks.gro_complete, skb, 0);
	rcu_read_unlock();
	if (err) {
		WARN_ON_ONCE(!ptype);
		kfree_skb_reason(skb, SKB_DROP_REASON_UNHANDLED_PROTO);
		return;
	}
out:
	gro_normal_one(napi, skb, (int)count);
}

static void napi_gro_flush_chain(struct napi_struct *napi, unsigned int index,
				 bool flush_old)
{
	struct gro_list *bucket = &napi->gro_hash[index];
	struct sk_buff *skb, *p;

	list_for_each_entry_safe_reverse(skb, p, &bucket->list, list)
	{
		if (flush_old && NAPI_GRO_CB(skb)->age == jiffies)
			return;
		skb_list_del_init(skb);
		napi_gro_complete(napi, skb);
		bucket->count--;
	}
	if (!bucket->count)
		napi->gro_bitmask &= ~BIT(index);
}

/**
 * napi_gro_flush - what is held goes up
 * @napi: being polled
 * @flush_old: only what is held since an earlier jiffy
 *
 * Context: softirq, polling @napi.
 */
void napi_gro_flush(struct napi_struct *napi, bool flush_old)
{
	for (unsigned int i = 0; i < GRO_HASH_BUCKETS; i++) {
		if (napi->gro_bitmask & BIT(i))
			napi_gro_flush_chain(napi, i, flush_old);
	}
}
EXPORT_SYMBOL(napi_gro_flush);

static void gro_flush_oldest(struct napi_struct *napi, struct list_head *head)
{
	struct sk_buff *oldest = list_last_entry(head, struct sk_buff, list);

	skb_list_del_init(oldest);
	napi_gro_complete(napi, oldest);
}

/* ---- down the protocols -------------------------------------------------- */

static bool netif_elide_gro(const struct net_device *dev)
{
	return !(dev->features & NETIF_F_GRO) || dev->xdp_prog;
}

/* What only packets with a route, socket or connection differ in. */
static bool gro_slow_differs(const struct sk_buff *p, const struct sk_buff *skb)
{
	return p->sk != skb->sk || skb_dst(p) != skb_dst(skb) ||
	       skb_get_nfct(p) != skb_get_nfct(skb) ||
	       p->extensions != skb->extensions;
}

static bool gro_differs(const struct sk_buff *p, const struct sk_buff *skb)
{
	unsigned int maclen = skb->dev->hard_header_len;

	if (skb_get_hash_raw(p) != skb_get_hash_raw(skb) ||
	    p->dev != skb->dev || p->vlan_present != skb->vlan_present)
		return true;
	if (p->vlan_present &&
	    (p->vlan_proto != skb->vlan_proto || p->vlan_tci != skb->vlan_tci))
		return true;
	if (skb_shinfo(p)->meta_len != skb_shinfo(skb)->meta_len)
		return true;
	if (memcmp(skb_mac_header(p), skb_mac_header(skb), maclen))
		return true;
	return (p->slow_gro | skb->slow_gro) && gro_slow_differs(p, skb);
}

/* Who of the bucket may be of @skb's flow, as far as the link tells. */
static void gro_list_prepare(const struct list_head *head,
			     const struct sk_buff *skb)
{
	struct sk_buff *p;

	list_for_each_entry (p, head, list) {
		NAPI_GRO_CB(p)->flush = 0;
		NAPI_GRO_CB(p)->same_flow = !gro_differs(p, skb);
	}
}

/* Where the headers are: in the linear part, or in the first frag. */
static void skb_gro_reset_offset(struct sk_buff *skb, unsigned int nhoff)
{
	struct skb_shared_info *pinfo = skb_shinfo(skb);
	const skb_frag_t *frag = &pinfo->frags[0];
	unsigned int headlen = skb_headlen(skb);

	NAPI_GRO_CB(skb)->data_offset = 0;
	NAPI_GRO_CB(skb)->frag0 = NULL;
	NAPI_GRO_CB(skb)->frag0_len = 0;
	if (headlen) {
		NAPI_GRO_CB(skb)->frag0 = skb->data;
		NAPI_GRO_CB(skb)->frag0_len = headlen;
	} else if (pinfo->nr_frags && !((frag->offset + nhoff) & 3)) {
		NAPI_GRO_CB(skb)->frag0 = skb_frag_address(frag);
		NAPI_GRO_CB(skb)->frag0_len =
			min(frag->len, skb->end - skb->tail);
	}
}

static void gro_pull_from_frag0(struct sk_buff *skb, unsigned int grow)
{
	struct skb_shared_info *pinfo = skb_shinfo(skb);

	memcpy(skb_tail_pointer(skb), NAPI_GRO_CB(skb)->frag0, grow);
	skb->data_len -= grow;
	skb->tail += grow;
	skb_frag_off_add(&pinfo->frags[0], (int)grow);
	skb_frag_size_sub(&pinfo->frags[0], (int)grow);
	if (!pinfo->frags[0].len) {
		skb_frag_unref(skb, 0);
		pinfo->nr_frags--;
		memmove(pinfo->frags, pinfo->frags + 1,
			pinfo->nr_frags * sizeof(skb_frag_t));
	}
}

/* The headers that were read in the frag must be linear for the stack. */
static void gro_try_pull_from_frag0(struct sk_buff *skb)
{
	int grow = (int)skb_gro_offset(skb) - (int)skb_headlen(skb);

	if (grow > 0 && NAPI_GRO_CB(skb)->frag0)
		gro_pull_from_frag0(skb, (unsigned int)grow);
}

/* A new packet: nothing is known but what the device verified. */
static void gro_cb_init(struct sk_buff *skb)
{
	struct napi_gro_cb *cb = NAPI_GRO_CB(skb);

	cb->flush = skb_has_frag_list(skb);
	cb->flush_id = 0;
	cb->count = 1;
	cb->recursion_counter = 0;
	cb->same_flow = 0;
	cb->encap_mark = 0;
	cb->csum_valid = 0;
	cb->csum_cnt = 0;
	cb->free = 0;
	cb->is_ipv6 = 0;
	cb->is_fou = 0;
	cb->is_atomic = 1;
	cb->is_flist = 0;
	cb->proto = 0;
	if (unlikely(skb_is_gso(skb))) {
		cb->count = skb_shinfo(skb)->gso_segs;
		/* Only TCP from a source that we trust is merged further. */
		if (!skb_is_gso_tcp(skb) ||
		    (skb_shinfo(skb)->gso_type & SKB_GSO_DODGY))
			cb->flush = 1;
	}
	if (skb->ip_summed == CHECKSUM_COMPLETE) {
		cb->csum = skb->csum;
		cb->csum_valid = 1;
	} else if (skb->ip_summed == CHECKSUM_UNNECESSARY) {
		cb->csum_cnt = skb->csum_level + 1;
	}
}

/* Wait for a successor. Takes @skb. */
static void gro_hold(struct napi_struct *napi, struct gro_list *bucket,
		     struct sk_buff *skb)
{
	if (unlikely(bucket->count >= MAX_GRO_SKBS))
		gro_flush_oldest(napi, &bucket->list);
	else
		bucket->count++;

	/* age and last lie where frag0 was */
	gro_try_pull_from_frag0(skb);
	NAPI_GRO_CB(skb)->age = jiffies;
	NAPI_GRO_CB(skb)->last = skb;
	if (!skb_is_gso(skb))
		skb_shinfo(skb)->gso_size = (u16)skb_gro_len(skb);
	list_add(&skb->list, &bucket->list);
}

/* Ask the protocols. Return: false when none is there. */
static bool gro_ask(struct sk_buff *skb, struct list_head *head,
		    struct sk_buff **pp)
{
	const struct packet_offload *ptype;

	rcu_read_lock();
	ptype = gro_find_receive_by_type(skb->protocol);
	if (ptype) {
		skb_set_network_header(skb, (int)skb_gro_offset(skb));
		skb_reset_mac_len(skb);
		gro_cb_init(skb);
		*pp = CALL("packet_offload.gro_receive",
			   ptype->callbacks.gro_receive, head, skb);
	}
	rcu_read_unlock();
	return ptype;
}

/* Held, merged with one that is held, or passed on. TOUR: gro */
static gro_result_t dev_gro_receive(struct napi_struct *napi,
				    struct sk_buff *skb)
{
	u32 index = skb_get_hash_raw(skb) & (GRO_HASH_BUCKETS - 1);
	struct gro_list *bucket = &napi->gro_hash[index];
	struct sk_buff *pp = NULL;
	gro_result_t ret = GRO_NORMAL;
	bool same_flow;

	cpu_var(gro_stats).received++;
	if (netif_elide_gro(skb->dev))
		goto normal;
	gro_list_prepare(&bucket->list, skb);
	if (!gro_ask(skb, &bucket->list, &pp))
		goto normal;
	if (PTR_ERR(pp) == -EINPROGRESS) {
		ret = GRO_CONSUMED;
		goto out;
	}
	/* merged, @skb may end with @pp: it is not looked at any more */
	same_flow = NAPI_GRO_CB(skb)->same_flow;
	if (same_flow)
		ret = NAPI_GRO_CB(skb)->free ? GRO_MERGED_FREE : GRO_MERGED;
	if (pp) {
		skb_list_del_init(pp);
		napi_gro_complete(napi, pp);
		bucket->count--;
	}
	if (same_flow) {
		cpu_var(gro_stats).merged++;
		goto out;
	}
	if (NAPI_GRO_CB(skb)->flush)
		goto normal;
	gro_hold(napi, bucket, skb);
	cpu_var(gro_stats).held++;
	ret = GRO_HELD;
	goto out;

normal:
	cpu_var(gro_stats).normal++;
	gro_try_pull_from_frag0(skb);
out:
	if (bucket->count)
		napi->gro_bitmask |= BIT(index);
	else
		napi->gro_bitmask &= ~BIT(index);
	return ret;
}

/* Its payload is in another packet: what is left of it dies. Takes @skb. */
static void gro_free_merged(struct sk_buff *skb)
{
	kfree_skb_partial(skb,
			  NAPI_GRO_CB(skb)->free == NAPI_GRO_FREE_STOLEN_HEAD);
}

/* Takes @skb. */
static gro_result_t gro_receive_one(struct napi_struct *napi,
				    struct sk_buff *skb)
{
	gro_result_t ret;

	trace_napi_gro_receive_entry(skb, skb->dev->name, napi->napi_id,
				     skb->protocol);
	ret = dev_gro_receive(napi, skb);
	if (ret == GRO_NORMAL)
		gro_normal_one(napi, skb, 1);
	else if (ret == GRO_MERGED_FREE)
		gro_free_merged(skb);
	return ret;
}

/**
 * napi_gro_receive - a packet from the device, perhaps one of many
 * @napi: being polled
 * @skb: taken; data at the network header, mac_header and protocol set
 *
 * Context: softirq, the poll function.
 * Return: what happened, for statistics.
 */
gro_result_t napi_gro_receive(struct napi_struct *napi, struct sk_buff *skb)
{
	skb->napi_id = napi->napi_id;
	skb_gro_reset_offset(skb, 0);
	return gro_receive_one(napi, skb);
}
EXPORT_SYMBOL(napi_gro_receive);

/* ---- packets that are pages only -------------------------------------------
 */

/**
 * napi_get_frags - an empty packet to hang received pages on
 * @napi: being polled
 *
 * Context: softirq.
 * Return: the context's own until napi_gro_frags(); NULL without memory.
 */
struct sk_buff *napi_get_frags(struct napi_struct *napi)
{
	if (!napi->skb) {
		napi->skb = napi_alloc_skb(napi, GRO_MAX_HEAD);
		if (napi->skb)
			napi->skb->napi_id = napi->napi_id;
	}
	return napi->skb;
}
EXPORT_SYMBOL(napi_get_frags);

/* As eth_type_trans(), for a header that lies at @eth in a frag. */
static void gro_frags_type(struct sk_buff *skb, const struct ethhdr *eth)
{
	if (is_broadcast_ether_addr(eth->h_dest))
		skb->pkt_type = PACKET_BROADCAST;
	else if (is_multicast_ether_addr(eth->h_dest))
		skb->pkt_type = PACKET_MULTICAST;
	else if (!ether_addr_equal(eth->h_dest, skb->dev->dev_addr))
		skb->pkt_type = PACKET_OTHERHOST;
	skb->protocol = eth_proto_is_802_3(eth->h_proto) ? eth->h_proto
							 : htons(ETH_P_802_2);
}

/* Give the packet, stepped behind its Ethernet header; NULL: it was a runt. */
static struct sk_buff *napi_frags_skb(struct napi_struct *napi)
{
	struct sk_buff *skb = napi->skb;

	napi->skb = NULL;
	skb_reset_mac_header(skb);
	skb_gro_reset_offset(skb, ETH_HLEN);
	if (skb_headlen(skb) < ETH_HLEN && skb_gro_may_pull(skb, ETH_HLEN)) {
		gro_pull_from_frag0(skb, ETH_HLEN);
		NAPI_GRO_CB(skb)->frag0 =
			(char *)NAPI_GRO_CB(skb)->frag0 + ETH_HLEN;
		NAPI_GRO_CB(skb)->frag0_len -= ETH_HLEN;
	} else if (!pskb_may_pull(skb, ETH_HLEN)) {
		kfree_skb_reason(skb, SKB_DROP_REASON_PKT_TOO_SMALL);
		return NULL;
	} else {
		skb_reset_mac_header(skb);
		NAPI_GRO_CB(skb)->frag0 = NULL;
		NAPI_GRO_CB(skb)->frag0_len = 0;
	}
	__skb_pull(skb, ETH_HLEN);
	gro_frags_type(skb, eth_hdr(skb));
	return skb;
}

/**
 * napi_gro_frags - the packet of napi_get_frags() has its pages
 * @napi: being polled; gives its packet away
 *
 * The first frag begins with the Ethernet header. Context: softirq.
 * Return: what happened; GRO_CONSUMED also for a runt, which was dropped.
 */
gro_result_t napi_gro_frags(struct napi_struct *napi)
{
	struct sk_buff *skb = napi_frags_skb(napi);

	if (!skb)
		return GRO_CONSUMED;
	return gro_receive_one(napi, skb);
}
EXPORT_SYMBOL(napi_gro_frags);

/**
 * gro_stats_sum - how much was merged on this machine
 * @machine: whose
 * @sum: filled in
 *
 * Context: any.
 */
void gro_stats_sum(struct machine *machine, struct gro_stats *sum)
{
	struct cpu *c;

	memset(sum, 0, sizeof(*sum));
	for_each_cpu_of (machine, c) {
		const struct gro_stats *s = &cpu_var_of(c, gro_stats);

		sum->received += s->received;
		sum->merged += s->merged;
		sum->held += s->held;
		sum->normal += s->normal;
		sum->flushed += s->flushed;
	}
}
EXPORT_SYMBOL(gro_stats_sum);
