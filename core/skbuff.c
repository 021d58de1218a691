// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * skbuff - birth of packets, and the memory they are born from
 *
 * Where:   drivers and sockets allocate.
 * Mirrors: the allocating half of net/core/skbuff.c; death is in
 *          skbuff_free.c, copies in skbuff_copy.c, frags in skbuff_frags.c,
 *          bytes in skbuff_bits.c, queues in skbuff_queue.c.
 *
 * Three caches per machine: sk_buffs, pairs of them (fclone), and small heads.
 * Larger heads are kmalloc()ed or carved from this CPU's pages. The kernel's
 * extra per-NAPI array of sk_buffs is absent: our slab keeps such an array for
 * each CPU and cache already.
 */
#include <linux/errno.h>

#include "core/napi.h"
#include "core/skbuff_priv.h"
#include "lib/log2.h"
#include "lib/machine.h"
#include "lib/percpu.h"
#include "lib/slab.h"

DEFINE_STATIC_PER_MACHINE(struct skb_machine, skbs);

/* What netdev_alloc_skb() and napi_alloc_skb() carve from. */
DEFINE_STATIC_PER_CPU(struct page_frag_cache, netdev_frags);
DEFINE_STATIC_PER_CPU(struct page_frag_cache, napi_frags);

struct skb_machine *skb_machine(void)
{
	return &machine_var(skbs);
}

/* Sizes of the kernel's kmalloc() on 64 bits: 8, 16 … 96 … 192, 2^n. */
unsigned int skb_size_roundup(unsigned int size)
{
	if (size > 64 && size <= 96)
		return 96;
	if (size > 128 && size <= 192)
		return 192;
	return size <= 8 ? 8 : (unsigned int)roundup_pow_of_two(size);
}

void *skb_kmalloc_head(unsigned int *size, gfp_t gfp)
{
	if (*size <= SKB_SMALL_HEAD_SIZE) {
		*size = SKB_SMALL_HEAD_SIZE;
		return kmem_cache_alloc(skb_machine()->small_head_cache, gfp);
	}
	*size = skb_size_roundup(*size);
	return kmalloc(*size, gfp);
}

/* kmalloc() never makes a head of the small size: the sizes above differ. */
void skb_kfree_head(void *head, unsigned int end_offset)
{
	if (end_offset == SKB_WITH_OVERHEAD(SKB_SMALL_HEAD_SIZE))
		kmem_cache_free(skb_machine()->small_head_cache, head);
	else
		kfree(head);
}

struct sk_buff *skb_alloc_struct(gfp_t gfp, bool fclone)
{
	struct skb_machine *m = skb_machine();
	struct sk_buff_fclones *pair;
	struct sk_buff *skb;

	if (!fclone) {
		skb = kmem_cache_alloc(m->head_cache, gfp);
		if (skb)
			memset(skb, 0, sizeof(*skb));
		return skb;
	}
	pair = kmem_cache_alloc(m->fclone_cache, gfp);
	if (!pair)
		return NULL;
	memset(pair, 0, sizeof(*pair));
	pair->skb1.fclone = SKB_FCLONE_ORIG;
	refcount_set(&pair->fclone_ref, 1);
	return &pair->skb1;
}

/* The struct goes back, or waits for the other one of its pair. */
void skb_free_struct(struct sk_buff *skb)
{
	struct skb_machine *m = skb_machine();
	struct sk_buff_fclones *pair;

	switch (skb->fclone) {
	case SKB_FCLONE_UNAVAILABLE:
		kmem_cache_free(m->head_cache, skb);
		return;
	case SKB_FCLONE_ORIG:
		pair = container_of(skb, struct sk_buff_fclones, skb1);
		break;
	default:
		pair = container_of(skb, struct sk_buff_fclones, skb2);
		break;
	}
	if (refcount_dec_and_test(&pair->fclone_ref))
		kmem_cache_free(m->fclone_cache, pair);
}

/* @skb, zeroed, gets the buffer @head of @size bytes in all. */
void skb_init_head(struct sk_buff *skb, void *head, unsigned int size)
{
	struct skb_shared_info *shinfo;

	size = ALIGN_DOWN(SKB_WITH_OVERHEAD(size), 8U);
	skb->truesize = SKB_TRUESIZE(size);
	refcount_set(&skb->users, 1);
	skb->head = head;
	skb->data = head;
	skb_reset_tail_pointer(skb);
	skb_set_end_offset(skb, size);
	skb->mac_header = SKB_MAC_UNSET;
	skb->transport_header = SKB_MAC_UNSET;
	skb->alloc_cpu = (u16)smp_processor_id();

	shinfo = skb_shinfo(skb);
	memset(shinfo, 0, offsetof(struct skb_shared_info, frags));
	atomic_set(&shinfo->dataref, 1);
}

/**
 * ___alloc_skb - a packet with room for @size bytes, nothing in it
 * @size: of the linear part, headroom included
 * @gfp: GFP_KERNEL may sleep
 * @flags: SKB_ALLOC_FCLONE, SKB_ALLOC_RX
 * @node: ignored
 * @where: file and line of the caller, for the leak report
 *
 * Context: any with a baton.
 * Return: gives an skb with one user, or NULL.
 */
struct sk_buff *___alloc_skb(unsigned int size, gfp_t gfp, int flags, int node,
			     const char *where)
{
	struct sk_buff *skb;
	void *head;

	if (unlikely(size > INT_MAX / 2))
		return NULL;
	skb = skb_alloc_struct(gfp, flags & SKB_ALLOC_FCLONE);
	if (unlikely(!skb))
		return NULL;
	size = SKB_HEAD_ALIGN(size);
	head = skb_kmalloc_head(&size, gfp);
	if (unlikely(!head)) {
		skb_free_struct(skb);
		return NULL;
	}
	skb_init_head(skb, head, size);
	book_birth(skb, flags & SKB_ALLOC_RX ? SKB_BORN_RX : SKB_BORN_ALLOC, 0,
		   where);
	return skb;
}
EXPORT_SYMBOL(___alloc_skb);

/**
 * __build_skb_at - a packet round a buffer that has bytes in it
 * @data: its begin; the shared info goes to its end. Taken on success
 * @frag_size: of a page frag, or 0: @data was kmalloc()ed
 * @napi: by a driver's poll (no effect but the reader's)
 * @where: file and line of the caller
 *
 * The caller reserves and puts what is in the buffer. Context: any.
 * Return: gives an skb, or NULL; then @data is still the caller's.
 */
struct sk_buff *__build_skb_at(void *data, unsigned int frag_size, bool napi,
			       const char *where)
{
	unsigned int size = frag_size;
	struct sk_buff *skb;

	if (!size) {
		size = (unsigned int)ksize(data);
		/* not to be taken for one of the small heads' cache */
		if (SKB_WITH_OVERHEAD(size) ==
		    SKB_WITH_OVERHEAD(SKB_SMALL_HEAD_SIZE))
			size -= 8;
	}
	if (WARN_ON_ONCE(size < SKB_SHINFO_SIZE))
		return NULL;
	skb = skb_alloc_struct(GFP_ATOMIC, false);
	if (unlikely(!skb))
		return NULL;
	skb_init_head(skb, data, size);
	skb->head_frag = frag_size != 0;
	book_birth(skb, SKB_BORN_RX, 0, where);
	return skb;
}
EXPORT_SYMBOL(__build_skb_at);

/**
 * netdev_alloc_frag - memory for build_skb()
 * @fragsz: bytes, SKB_HEAD_ALIGN()ed
 *
 * Context: any with a baton. Return: page_frag_free() frees it; or NULL.
 */
void *netdev_alloc_frag(unsigned int fragsz)
{
	return page_frag_alloc(&cpu_var(netdev_frags), SKB_DATA_ALIGN(fragsz),
			       GFP_ATOMIC);
}
EXPORT_SYMBOL(netdev_alloc_frag);

/* As netdev_alloc_frag(). Context: softirq. */
void *napi_alloc_frag(unsigned int fragsz)
{
	return page_frag_alloc(&cpu_var(napi_frags), SKB_DATA_ALIGN(fragsz),
			       GFP_ATOMIC);
}
EXPORT_SYMBOL(napi_alloc_frag);

/* Small ones from the cache, huge ones by kmalloc(), the rest from a page. */
static struct sk_buff *skb_alloc_rx(struct page_frag_cache *nc,
				    unsigned int len, unsigned int small,
				    gfp_t gfp, const char *where)
{
	struct sk_buff *skb;
	void *data;

	if (len <= small || len > SKB_WITH_OVERHEAD(PAGE_SIZE) ||
	    gfpflags_allow_blocking(gfp))
		return ___alloc_skb(len, gfp, SKB_ALLOC_RX, -1, where);

	len = SKB_HEAD_ALIGN(len);
	data = page_frag_alloc(nc, len, gfp);
	if (unlikely(!data))
		return NULL;
	skb = __build_skb_at(data, len, true, where);
	if (unlikely(!skb))
		page_frag_free(data);
	return skb;
}

/* alloc_skb() for a driver: NET_SKB_PAD of headroom. Gives; NULL. */
struct sk_buff *___netdev_alloc_skb(struct net_device *dev, unsigned int len,
				    gfp_t gfp, const char *where)
{
	struct sk_buff *skb;

	skb = skb_alloc_rx(&cpu_var(netdev_frags), len + NET_SKB_PAD,
			   SKB_WITH_OVERHEAD(1024), gfp, where);
	if (skb) {
		skb_reserve(skb, NET_SKB_PAD);
		skb->dev = dev;
	}
	return skb;
}
EXPORT_SYMBOL(___netdev_alloc_skb);

/* For a NAPI poll: the IP header will be aligned. Gives; NULL. */
struct sk_buff *___napi_alloc_skb(struct napi_struct *napi, unsigned int len,
				  gfp_t gfp, const char *where)
{
	struct sk_buff *skb;

	skb = skb_alloc_rx(&cpu_var(napi_frags),
			   len + NET_SKB_PAD + NET_IP_ALIGN,
			   SKB_WITH_OVERHEAD(SKB_SMALL_HEAD_SIZE), gfp, where);
	if (skb) {
		skb_reserve(skb, NET_SKB_PAD + NET_IP_ALIGN);
		skb->dev = napi->dev;
	}
	return skb;
}
EXPORT_SYMBOL(___napi_alloc_skb);

/* The largest block of at most @max_order that is not wasted on @len. */
static struct page *skb_alloc_block(unsigned long len, int max_order,
				    int *order, gfp_t gfp)
{
	struct page *page;

	*order = max_order;
	while (*order && PAGE_ALIGN(len) < PAGE_SIZE << *order)
		(*order)--;
	for (;; (*order)--) {
		page = alloc_pages(gfp, (unsigned int)*order);
		if (page || !*order)
			return page;
	}
}

/* A packet whose payload will be in pages. Gives; NULL and *@errcode. */
struct sk_buff *alloc_skb_with_frags(unsigned long header_len,
				     unsigned long data_len, int max_page_order,
				     int *errcode, gfp_t gfp_mask)
{
	int order, nr_frags = 0;
	unsigned long chunk;
	struct sk_buff *skb;
	struct page *page;

	*errcode = -EMSGSIZE;
	if (data_len >
	    (unsigned long)MAX_SKB_FRAGS * (PAGE_SIZE << max_page_order))
		return NULL;
	*errcode = -ENOBUFS;
	skb = alloc_skb((unsigned int)header_len, gfp_mask);
	if (!skb)
		return NULL;
	while (data_len) {
		page = nr_frags < MAX_SKB_FRAGS
			       ? skb_alloc_block(data_len, max_page_order,
						 &order, gfp_mask)
			       : NULL;
		if (!page)
			goto failure;
		chunk = min_t(unsigned long, data_len, PAGE_SIZE << order);
		skb_fill_page_desc(skb, nr_frags++, page, 0, (int)chunk);
		skb->truesize += (unsigned int)(PAGE_SIZE << order);
		data_len -= chunk;
	}
	return skb;
failure:
	kfree_skb_reason(skb, SKB_DROP_REASON_NOMEM);
	return NULL;
}
EXPORT_SYMBOL(alloc_skb_with_frags);

static int skb_init(void)
{
	struct skb_machine *m = skb_machine();
	unsigned int one = sizeof(struct sk_buff) + book_extra(1);
	unsigned int two = sizeof(struct sk_buff_fclones) + book_extra(2);

	m->head_cache = kmem_cache_create("skbuff_head_cache", one, 64,
					  SLAB_HWCACHE_ALIGN, NULL);
	m->fclone_cache = kmem_cache_create("skbuff_fclone_cache", two, 64,
					    SLAB_HWCACHE_ALIGN, NULL);
	m->small_head_cache =
		kmem_cache_create("skbuff_small_head", SKB_SMALL_HEAD_SIZE, 64,
				  SLAB_HWCACHE_ALIGN, NULL);
	if (!m->head_cache || !m->fclone_cache || !m->small_head_cache)
		return -ENOMEM;
	return book_init();
}

/* Before it: everybody who had packets is gone; book_check() says so. */
static void skb_exit(void)
{
	struct skb_machine *m = skb_machine();
	struct cpu *c;

	skb_defer_free_flush_all();
	book_check(current_machine());
	for_each_cpu_of (current_machine(), c) {
		page_frag_cache_drain(&cpu_var_of(c, netdev_frags));
		page_frag_cache_drain(&cpu_var_of(c, napi_frags));
	}
	kmem_cache_destroy(m->small_head_cache);
	kmem_cache_destroy(m->fclone_cache);
	kmem_cache_destroy(m->head_cache);
	book_exit();
}
core_initcall(skb_init, skb_exit);
