/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm - pages: what packets are made of
 *
 * Where:   receive buffers, skb frags, 64 KB segments.
 * Mirrors: include/linux/mm.h, gfp.h, page_frag_cache in mm/page_alloc.c.
 *
 * Pages lie in arenas of 2 MB, aligned to their size, whose first pages hold
 * the struct page array; so virt_to_head_page() is a mask and an index. Arenas
 * are shared by all machines of the process; a page is accounted to a machine.
 */
#ifndef LIB_MM_H
#define LIB_MM_H

#include "lib/atomic.h"
#include "lib/compiler.h"
#include "lib/refcount.h"
#include "lib/types.h"

#define PAGE_SHIFT     12
#define PAGE_SIZE      4096UL
#define PAGE_MASK      (~(PAGE_SIZE - 1))
#define PAGE_ALIGN(x)  ALIGN(x, PAGE_SIZE)
#define MAX_PAGE_ORDER 5 /* 128 KB: one 64 KB frame and its headroom */

struct page_pool;
struct machine;

struct page {
	refcount_t _refcount;
	u8 order;
	bool head;
	struct page *head_page;	 /* tail pages: the first of their block */
	struct machine *machine; /* accounted to; NULL when free */
	struct page_pool *pp;	 /* recycles here, or NULL */
	struct page *next;	 /* free list */
	atomic_t pp_ref_count;	 /* fragments of a pool page in use */
	u32 dma_sync_len;
};

/* Any context with a baton. Give 2^order pages as one block, or NULL. */
struct page *alloc_pages(gfp_t flags, unsigned int order);
#define alloc_page(flags)  alloc_pages(flags, 0)
#define dev_alloc_pages(o) alloc_pages(GFP_ATOMIC, o)
void __free_pages(struct page *page, unsigned int order);
#define __free_page(p) __free_pages(p, 0)

void *page_address(const struct page *page);
struct page *virt_to_head_page(const void *p);
#define virt_to_page(p) virt_to_head_page(p)

static inline void get_page(struct page *page)
{
	refcount_inc(&page->_refcount);
}
void put_page(struct page *page); /* frees, or gives back to its pool */

static inline int page_count(const struct page *page)
{
	return (int)refcount_read(&page->_refcount);
}
#define page_ref_count(p) page_count(p)

static inline void page_ref_add(struct page *page, int n)
{
	refcount_add(n, &page->_refcount);
}

static inline bool page_ref_sub_and_test(struct page *page, int n)
{
	return refcount_sub_and_test(n, &page->_refcount);
}

static inline bool put_page_testzero(struct page *page)
{
	return refcount_dec_and_test(&page->_refcount);
}

static inline void set_page_count(struct page *page, int n)
{
	refcount_set(&page->_refcount, n);
}
#define compound_order(p) ((p)->order)
#define page_size(p)	  (PAGE_SIZE << (p)->order)

/* Carve small pieces out of one block: netdev_alloc_skb()'s memory. */
struct page_frag_cache {
	void *va;
	u16 offset;
	u16 size;
	unsigned int pagecnt_bias;
	bool pfmemalloc;
};
void *page_frag_alloc_align(struct page_frag_cache *nc, unsigned int fragsz,
			    gfp_t flags, unsigned int align_mask);
#define page_frag_alloc(nc, sz, gfp) page_frag_alloc_align(nc, sz, gfp, ~0u)
void page_frag_free(void *addr);
void page_frag_cache_drain(struct page_frag_cache *nc);

struct page_frag {
	struct page *page;
	u32 offset;
	u32 size;
};

/*
 * What put_page() does with the last reference to a page whose pp is set: it
 * gives the page, with that one reference, to @fn. One for each machine, set
 * by core/page_pool.c from an initcall; @fn runs where put_page() was called,
 * which may be another CPU, or a task of another machine.
 */
void mm_set_page_pool_release(void (*fn)(struct page *page));

/* Fault injection: the @n-th alloc_pages() from now fails; 0: none. */
void mm_fail_nth(struct machine *machine, unsigned long n);

int mm_machine_init(struct machine *machine);
unsigned long mm_machine_exit(struct machine *machine); /* pages left */
unsigned long mm_pages_alive(struct machine *machine);

#endif
