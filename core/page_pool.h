/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * page_pool - receive buffers that come back
 *
 * Where:   a driver's RX refill takes pages; skbs marked for recycling give
 *          them back when they die, through skb_free_frags().
 * Mirrors: include/net/page_pool/{types,helpers}.h, net/core/page_pool.c
 *          without DMA mapping and memory providers.
 *
 * Three stores, fastest first: alloc.cache (only the pool's NAPI, no lock),
 * the ptr_ring (any CPU), the page allocator. A page in use counts its
 * fragments in pp_ref_count; _refcount stays 1 and is the pool's.
 */
#ifndef CORE_PAGE_POOL_H
#define CORE_PAGE_POOL_H

#include "lib/mm.h"
#include "lib/ptr_ring.h"
#include "lib/types.h"

struct device;
struct napi_struct;
struct net_device;

#define PP_ALLOC_CACHE_SIZE   128
#define PP_ALLOC_CACHE_REFILL 64

struct page_pool_params {
	unsigned int flags;
	unsigned int order;	/* of each page */
	unsigned int pool_size; /* of the ring */
	int nid;
	struct device *dev;
	struct napi_struct *napi; /* who allocates */
	struct net_device *netdev;
};

struct page_pool_stats {
	u64 fast; /* from alloc.cache */
	u64 slow; /* from the page allocator */
	u64 slow_high_order;
	u64 empty;  /* ring was empty */
	u64 refill; /* cache refilled from the ring */
	u64 cached; /* given back into the cache */
	u64 cache_full;
	u64 ring; /* given back into the ring */
	u64 ring_full;
	u64 released_refcnt; /* somebody else still held it */
};

struct page_pool {
	/* immutable after page_pool_create() */
	struct page_pool_params p;
	struct machine *machine;
	u32 id;

	/* softirq of the napi's CPU only */
	struct {
		u32 count;
		struct page *cache[PP_ALLOC_CACHE_SIZE];
	} alloc;
	struct page *frag_page;
	unsigned int frag_offset;
	int frag_users;
	struct page_pool_stats stats;

	/* any CPU */
	struct ptr_ring ring;
	bool destroyed;
	refcount_t user_cnt; /* the owner, and every page that is held */
};

/* Context: process. Give a pool or ERR_PTR(). */
struct page_pool *page_pool_create(const struct page_pool_params *params);
/*
 * The pool goes when its last page has come back; until then pages in flight
 * are freed as they come. Context: process.
 */
void page_pool_destroy(struct page_pool *pool);
/* Pages that it holds or has given out. */
s32 page_pool_pages(const struct page_pool *pool);
void page_pool_get_stats(const struct page_pool *pool,
			 struct page_pool_stats *stats);

/* Context: the pool's NAPI. Give a page with one user, or NULL. */
struct page *page_pool_alloc_pages(struct page_pool *pool, gfp_t gfp);
/* Part of a page: *@offset says where; it has its own reference. */
struct page *page_pool_alloc_frag(struct page_pool *pool, unsigned int *offset,
				  unsigned int size, gfp_t gfp);
#define page_pool_dev_alloc_pages(pool) page_pool_alloc_pages(pool, GFP_ATOMIC)
#define page_pool_dev_alloc_frag(pool, offset, size)                           \
	page_pool_alloc_frag(pool, offset, size, GFP_ATOMIC)

/*
 * Take one user of @page away; the last one recycles it. @allow_direct: we
 * are the pool's NAPI. put_page() does the same. Context: any.
 */
void page_pool_put_page(struct page_pool *pool, struct page *page,
			unsigned int dma_sync_size, bool allow_direct);
#define page_pool_put_full_page(pool, page, allow_direct)                      \
	page_pool_put_page(pool, page, -1U, allow_direct)
#define page_pool_recycle_direct(pool, page)                                   \
	page_pool_put_full_page(pool, page, true)

static inline bool page_is_pp(const struct page *page)
{
	return page->pp != NULL;
}

/* One more user of a page that is in use. */
static inline void page_pool_ref_page(struct page *page)
{
	atomic_inc(&page->pp_ref_count);
}

#endif
