// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * page_pool - receive buffers that come back
 *
 * Where:   a driver's refill and an skb's death.
 * Mirrors: net/core/page_pool.c; left out: DMA mapping, memory providers, the
 *          work that waits for pages after destruction (the last page frees
 *          the pool here).
 *
 * A pool page has _refcount 1, the pool's, and counts its users in
 * pp_ref_count. skb_frag_ref() by somebody who does not know pools raises
 * _refcount; then the page cannot be recycled and leaves the pool when its
 * last pool user goes. put_page() by such a one, if it is the last, hands the
 * page to pp_release() below.
 */
#include "core/page_pool.h"

#include <linux/errno.h>

#include "core/napi.h"
#include "core/skbuff.h"
#include "lib/machine.h"
#include "lib/memory.h"
#include "lib/rcupdate.h"
#include "lib/slab.h"

/* Users that a page being carved has in advance. */
#define PP_FRAG_BIAS (INT_MAX / 2)

/* Statistics of the giving-back side: several CPUs write. */
#define pp_stat_inc(pool, field)                                               \
	__atomic_fetch_add(&(pool)->stats.field, 1, __ATOMIC_RELAXED)

/* Pools have members on cache lines of their own, which kmalloc() has not. */
struct pp_machine {
	struct kmem_cache *cache;
	atomic_t ids;
};
DEFINE_STATIC_PER_MACHINE(struct pp_machine, pools);

/**
 * page_pool_create - a pool for one receive queue
 * @params: copied; order and pool_size (0: 1024)
 *
 * Context: process. Return: the pool, or ERR_PTR(-EINVAL, -ENOMEM).
 */
struct page_pool *page_pool_create(const struct page_pool_params *params)
{
	struct page_pool *pool;
	int err;

	if (params->order > MAX_PAGE_ORDER || params->pool_size > 32768)
		return ERR_PTR(-EINVAL);
	pool = kmem_cache_zalloc(machine_var(pools).cache, GFP_KERNEL);
	if (!pool)
		return ERR_PTR(-ENOMEM);
	pool->p = *params;
	if (!pool->p.pool_size)
		pool->p.pool_size = 1024;
	err = ptr_ring_init(&pool->ring, (int)pool->p.pool_size, GFP_KERNEL);
	if (err) {
		kmem_cache_free(machine_var(pools).cache, pool);
		return ERR_PTR(err);
	}
	pool->machine = current_machine();
	pool->id = (u32)atomic_inc_return(&machine_var(pools).ids);
	refcount_set(&pool->user_cnt, 1);
	return pool;
}
EXPORT_SYMBOL(page_pool_create);

static void page_pool_free(struct page_pool *pool)
{
	ptr_ring_cleanup(&pool->ring, NULL);
	kmem_cache_free(machine_var_of(pool->machine, pools).cache, pool);
}

static void page_pool_leave(struct page_pool *pool)
{
	if (refcount_dec_and_test(&pool->user_cnt))
		page_pool_free(pool);
}

/* The page is not the pool's any more. */
static void page_pool_return_page(struct page_pool *pool, struct page *page)
{
	page->pp = NULL;
	atomic_set(&page->pp_ref_count, 0);
	put_page(page);
	page_pool_leave(pool);
}

/* ---- out */

/* The ring refills the cache in one go; the last one is given. */
static struct page *page_pool_refill_cache(struct page_pool *pool)
{
	int n;

	/* before its NAPI runs a pool is filled by a process: no lock then */
	if (__ptr_ring_empty(&pool->ring)) {
		pool->stats.empty++;
		return NULL;
	}
	n = ptr_ring_consume_batched(&pool->ring, (void **)pool->alloc.cache,
				     PP_ALLOC_CACHE_REFILL);
	if (!n) {
		pool->stats.empty++;
		return NULL;
	}
	pool->stats.refill++;
	pool->alloc.count = (u32)n - 1;
	return pool->alloc.cache[n - 1];
}

static struct page *page_pool_alloc_slow(struct page_pool *pool, gfp_t gfp)
{
	struct page *page = alloc_pages(gfp, pool->p.order);

	if (unlikely(!page))
		return NULL;
	if (pool->p.order)
		pool->stats.slow_high_order++;
	else
		pool->stats.slow++;
	page->pp = pool;
	refcount_inc(&pool->user_cnt);
	return page;
}

/**
 * page_pool_alloc_pages - a buffer of 2^order pages
 * @pool: whose
 * @gfp: GFP_ATOMIC
 *
 * Context: the pool's NAPI, or process before it runs.
 * Return: a page with one user, or NULL.
 */
struct page *page_pool_alloc_pages(struct page_pool *pool, gfp_t gfp)
{
	struct page *page;

	if (likely(pool->alloc.count)) {
		page = pool->alloc.cache[--pool->alloc.count];
		pool->stats.fast++;
	} else {
		page = page_pool_refill_cache(pool);
	}
	if (!page)
		page = page_pool_alloc_slow(pool, gfp);
	if (page)
		atomic_set(&page->pp_ref_count, 1);
	return page;
}
EXPORT_SYMBOL(page_pool_alloc_pages);

/* Users less; what is left. */
static int page_pool_unref_page(struct page *page, int nr)
{
	int left = atomic_sub_return(nr, &page->pp_ref_count);

	WARN_ON(left < 0);
	return left;
}

/* The page was carved up. NULL, or the same page if all pieces came back. */
static struct page *page_pool_drain_frag(struct page_pool *pool,
					 struct page *page)
{
	if (page_pool_unref_page(page, PP_FRAG_BIAS - pool->frag_users))
		return NULL;
	if (page_ref_count(page) == 1)
		return page;
	page_pool_return_page(pool, page);
	return NULL;
}

/**
 * page_pool_alloc_frag - part of a page
 * @pool: whose
 * @offset: set to where the part begins
 * @size: of the part; 64 bytes is the grain
 * @gfp: GFP_ATOMIC
 *
 * Context: the pool's NAPI. Return: the page, with a user for this part; NULL.
 */
struct page *page_pool_alloc_frag(struct page_pool *pool, unsigned int *offset,
				  unsigned int size, gfp_t gfp)
{
	unsigned int max_size = (unsigned int)(PAGE_SIZE << pool->p.order);
	struct page *page = pool->frag_page;

	size = ALIGN(size, 64u);
	if (WARN_ON_ONCE(size > max_size))
		return NULL;
	if (page && pool->frag_offset + size > max_size)
		page = pool->frag_page = page_pool_drain_frag(pool, page);
	else if (page)
		goto carve;
	if (!page)
		page = page_pool_alloc_pages(pool, gfp);
	if (!page)
		return NULL;
	pool->frag_page = page;
	pool->frag_users = 0;
	pool->frag_offset = 0;
	atomic_set(&page->pp_ref_count, PP_FRAG_BIAS);
carve:
	pool->frag_users++;
	*offset = pool->frag_offset;
	pool->frag_offset += size;
	return page;
}
EXPORT_SYMBOL(page_pool_alloc_frag);

/* ---- back */

/* Whether we are the pool's NAPI, so that its cache is ours. */
static bool page_pool_napi_local(const struct page_pool *pool)
{
	const struct napi_struct *napi = pool->p.napi;

	return in_softirq() && napi &&
	       READ_ONCE(napi->list_owner) == (int)smp_processor_id();
}

static bool page_pool_recycle_in_cache(struct page_pool *pool,
				       struct page *page)
{
	if (pool->alloc.count == PP_ALLOC_CACHE_SIZE) {
		pp_stat_inc(pool, cache_full);
		return false;
	}
	pool->alloc.cache[pool->alloc.count++] = page;
	pp_stat_inc(pool, cached);
	return true;
}

/* Nobody uses the page. */
static void page_pool_recycle(struct page_pool *pool, struct page *page,
			      bool allow_direct)
{
	if (READ_ONCE(pool->destroyed) || page_ref_count(page) != 1) {
		if (!pool->destroyed)
			pp_stat_inc(pool, released_refcnt);
		page_pool_return_page(pool, page);
		return;
	}
	if (allow_direct && page_pool_recycle_in_cache(pool, page))
		return;
	if (!ptr_ring_produce_bh(&pool->ring, page)) {
		pp_stat_inc(pool, ring);
		return;
	}
	pp_stat_inc(pool, ring_full);
	page_pool_return_page(pool, page);
}

void page_pool_put_page(struct page_pool *pool, struct page *page,
			unsigned int dma_sync_size, bool allow_direct)
{
	if (page_pool_unref_page(page, 1) == 0)
		page_pool_recycle(pool, page, allow_direct);
}
EXPORT_SYMBOL(page_pool_put_page);

/* skb's way back. False: not a pool's page. */
bool napi_pp_put_page(struct page *page)
{
	struct page_pool *pool;

	page = page->head_page;
	pool = page->pp;
	if (!pool)
		return false;
	page_pool_put_page(pool, page, -1U, page_pool_napi_local(pool));
	return true;
}
EXPORT_SYMBOL(napi_pp_put_page);

/* lib/mm.c: the last reference went; it has given the page one again. */
static void pp_release(struct page *page)
{
	napi_pp_put_page(page);
}

/* ---- end */

static void page_pool_scrub(struct page_pool *pool)
{
	struct page *page = pool->frag_page;

	pool->frag_page = NULL;
	if (page &&
	    !page_pool_unref_page(page, PP_FRAG_BIAS - pool->frag_users))
		page_pool_return_page(pool, page);
	while (pool->alloc.count)
		page_pool_return_page(pool,
				      pool->alloc.cache[--pool->alloc.count]);
	while ((page = ptr_ring_consume_bh(&pool->ring)) != NULL)
		page_pool_return_page(pool, page);
}

/**
 * page_pool_destroy - the owner goes
 * @pool: taken; NULL is nothing
 *
 * Pages in use leave the pool as they come back; the last one frees it.
 * Context: process; the NAPI is disabled.
 */
void page_pool_destroy(struct page_pool *pool)
{
	if (!pool)
		return;
	WRITE_ONCE(pool->destroyed, true);
	/* whoever did not see that has put its page into the ring by then */
	synchronize_rcu();
	page_pool_scrub(pool);
	page_pool_leave(pool);
}
EXPORT_SYMBOL(page_pool_destroy);

s32 page_pool_pages(const struct page_pool *pool)
{
	return (s32)refcount_read(&pool->user_cnt) -
	       !READ_ONCE(pool->destroyed);
}
EXPORT_SYMBOL(page_pool_pages);

/* Context: any; exact when no CPU runs. */
void page_pool_get_stats(const struct page_pool *pool,
			 struct page_pool_stats *stats)
{
	*stats = pool->stats;
}
EXPORT_SYMBOL(page_pool_get_stats);

static int page_pool_init(void)
{
	struct pp_machine *m = &machine_var(pools);

	m->cache = KMEM_CACHE(page_pool, SLAB_HWCACHE_ALIGN);
	if (!m->cache)
		return -ENOMEM;
	current_machine()->slab->page_pool_release = pp_release;
	return 0;
}

static void page_pool_exit(void)
{
	kmem_cache_destroy(machine_var(pools).cache);
}
/* before skbs in the order of names: they are freed into pools at the end */
core_initcall(page_pool_init, page_pool_exit);
