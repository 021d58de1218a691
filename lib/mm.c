// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mm - pages, in blocks of one to 32, and small pieces of them
 *
 * Where:   page pools, netdev_alloc_skb(), 64 KB segments.
 * Mirrors: mm/page_alloc.c (alloc_pages, per-CPU lists, page_frag), swap.c
 *          (put_page). Left out: the buddy system. A block keeps its order
 *          for ever, for the stack asks for the same four orders again and
 *          again, and what is freed in one is asked for in it.
 * Spec:    none.
 *
 * Arenas of 2 MB are the process's, not a machine's, and so are free blocks:
 * that one list per order, under its lock, is this file's only global state.
 * It changes which address a page has and nothing that can be seen. Each CPU
 * keeps some free blocks of its own, so the packet's way takes no lock.
 */
#include <string.h>

#include "lib/kernel.h"
#include "lib/memory.h"
#include "lib/mm.h"
#include "lib/oops.h"
#include "lib/os_mem.h"
#include "lib/printk.h"

#define ARENA_PAGES (OS_MEM_ARENA / PAGE_SIZE)

struct arena {
	struct page pages[ARENA_PAGES];
	struct arena *older;
};

/* The first pages of an arena hold struct arena itself. */
#define ARENA_FIRST DIV_ROUND_UP(sizeof(struct arena), PAGE_SIZE)

/* How many blocks a CPU keeps; it takes and gives a half of them at once. */
static const u8 cpu_keeps[MM_ORDERS] = {64, 8, 8, 16, 8, 32};

static struct {
	struct os_lock lock;
	struct page *free[MM_ORDERS];
	struct arena *arena; /* newest; its pages from @cut on are unused */
	unsigned int cut;
} zone;

static struct arena *arena_of(const void *p)
{
	return (struct arena *)((uintptr_t)p & ~(OS_MEM_ARENA - 1));
}

void *page_address(const struct page *page)
{
	struct arena *arena = arena_of(page);

	return (char *)arena + (size_t)(page - arena->pages) * PAGE_SIZE;
}
EXPORT_SYMBOL(page_address);

/**
 * virt_to_head_page - the first struct page of the block that holds @p
 * @p: an address inside a block from alloc_pages()
 *
 * Context: any. Return: the head page.
 */
struct page *virt_to_head_page(const void *p)
{
	struct arena *arena = arena_of(p);

	return arena->pages[((uintptr_t)p & (OS_MEM_ARENA - 1)) >> PAGE_SHIFT]
		.head_page;
}
EXPORT_SYMBOL(virt_to_head_page);

static void block_init(struct page *page, unsigned int order)
{
	for (unsigned int i = 0; i < 1U << order; i++)
		page[i].head_page = page;
	page->head = true;
	page->order = (u8)order;
	kasan_poison(page_address(page), PAGE_SIZE << order);
}

static void zone_push(struct page *page)
{
	page->next = zone.free[page->order];
	zone.free[page->order] = page;
}

/* A new arena; what the last one has left goes to the lists. */
static bool zone_grow(void)
{
	struct arena *arena = os_mem_arena();
	unsigned int order = MAX_PAGE_ORDER;

	if (!arena)
		return false;
	while (zone.arena && zone.cut < ARENA_PAGES) {
		while (zone.cut + (1U << order) > ARENA_PAGES)
			order--;
		block_init(&zone.arena->pages[zone.cut], order);
		zone_push(&zone.arena->pages[zone.cut]);
		zone.cut += 1U << order;
	}
	arena->older = zone.arena;
	zone.arena = arena;
	zone.cut = ARENA_FIRST;
	return true;
}

/* Lock held. */
static struct page *zone_pop(unsigned int order)
{
	struct page *page = zone.free[order];

	if (page) {
		zone.free[order] = page->next;
		return page;
	}
	if ((!zone.arena || zone.cut + (1U << order) > ARENA_PAGES) &&
	    !zone_grow())
		return NULL;
	page = &zone.arena->pages[zone.cut];
	zone.cut += 1U << order;
	block_init(page, order);
	return page;
}

static noinline void cpu_refill(struct mem_cpu *mc, unsigned int order)
{
	unsigned int n = cpu_keeps[order] / 4;
	struct page *page;

	os_lock(&zone.lock);
	while (n-- && (page = zone_pop(order))) {
		page->next = mc->pages[order];
		mc->pages[order] = page;
		mc->nr_pages[order]++;
	}
	os_unlock(&zone.lock);
}

static noinline void cpu_drain(struct mem_cpu *mc, unsigned int order,
			       unsigned int keep)
{
	struct page *page;

	os_lock(&zone.lock);
	while (mc->nr_pages[order] > keep) {
		page = mc->pages[order];
		mc->pages[order] = page->next;
		mc->nr_pages[order]--;
		zone_push(page);
	}
	os_unlock(&zone.lock);
}

/**
 * alloc_pages - give 2^@order pages as one block
 * @flags: GFP_*; __GFP_ZERO clears
 * @order: 0..MAX_PAGE_ORDER
 *
 * Context: any with a baton. The caller owns the one reference.
 * Return: the head page, or NULL.
 */
struct page *alloc_pages(gfp_t flags, unsigned int order)
{
	struct mem_cpu *mc = this_cpu()->slab;
	struct page *page;

	if (unlikely(order > MAX_PAGE_ORDER) ||
	    fail_now(&current->machine->slab->pages_fail))
		return NULL;
	if (unlikely(!mc->pages[order]))
		cpu_refill(mc, order);
	page = mc->pages[order];
	if (unlikely(!page))
		return NULL;
	mc->pages[order] = page->next;
	mc->nr_pages[order]--;
	mc->pages_alive += 1L << order;
	page->next = NULL;
	page->machine = current->machine;
	page->pp = NULL;
	set_page_count(page, 1);
	kasan_unpoison(page_address(page), PAGE_SIZE << order);
	if (flags & __GFP_ZERO)
		memset(page_address(page), 0, PAGE_SIZE << order);
	return page;
}
EXPORT_SYMBOL(alloc_pages);

/* The last reference went. Takes the block. */
static void block_free(struct page *page)
{
	struct machine *machine = page->machine;
	unsigned int order = page->order;
	struct mem_cpu *mc;

	if (unlikely(!machine)) {
		oops_report(NULL, "page of order %u freed twice, or late",
			    order);
		return;
	}
	set_page_count(page, 0);
	page->machine = NULL;
	page->pp = NULL;
	kasan_poison(page_address(page), PAGE_SIZE << order);
	if (unlikely(!current)) {
		atomic_long_sub(1L << order, &machine->slab->pages_alive);
		os_lock(&zone.lock);
		zone_push(page);
		os_unlock(&zone.lock);
		return;
	}
	if (likely(machine == current->machine))
		((struct mem_cpu *)this_cpu()->slab)->pages_alive -= 1L
								     << order;
	else
		atomic_long_sub(1L << order, &machine->slab->pages_alive);
	mc = this_cpu()->slab;
	page->next = mc->pages[order];
	mc->pages[order] = page;
	if (unlikely(++mc->nr_pages[order] > cpu_keeps[order]))
		cpu_drain(mc, order, cpu_keeps[order] / 2);
}

/**
 * __free_pages - drop one reference to a block
 * @page: its head page
 * @order: as given to alloc_pages()
 *
 * Context: any. A page of a pool does not go back to it this way.
 */
void __free_pages(struct page *page, unsigned int order)
{
	if (put_page_testzero(page))
		block_free(page);
}
EXPORT_SYMBOL(__free_pages);

/**
 * put_page - drop one reference to the block that @page is in
 * @page: head or tail
 *
 * Context: any. The last reference frees the block, or goes to its pool.
 */
void put_page(struct page *page)
{
	void (*release)(struct page * page);

	page = page->head_page;
	/* Who has the only reference needs no atomic to drop it. */
	if (atomic_read_acquire(&page->_refcount.refs) != 1 &&
	    !put_page_testzero(page))
		return;
	if (!page->pp) {
		block_free(page);
		return;
	}
	release = page->machine->slab->page_pool_release;
	set_page_count(page, 1);
	release(page);
}
EXPORT_SYMBOL(put_page);

#define FRAG_ORDER 3
#define FRAG_BIAS  (PAGE_SIZE << FRAG_ORDER) /* pieces have a byte at least */

/* All references at once; page_frag_alloc() hands them out one by one. */
static bool frag_refill(struct page_frag_cache *nc, gfp_t flags)
{
	struct page *page = alloc_pages(flags, FRAG_ORDER);

	if (!page)
		page = alloc_pages(flags, 0);
	if (!page)
		return false;
	nc->va = page_address(page);
	nc->size = (u16)page_size(page);
	nc->offset = nc->size;
	page_ref_add(page, FRAG_BIAS);
	nc->pagecnt_bias = FRAG_BIAS + 1;
	return true;
}

/* The block is used up: start again if all pieces came back, or leave it. */
static bool frag_renew(struct page_frag_cache *nc, gfp_t flags)
{
	struct page *page = virt_to_head_page(nc->va);

	if (page_ref_sub_and_test(page, (int)nc->pagecnt_bias)) {
		set_page_count(page, FRAG_BIAS + 1);
		nc->pagecnt_bias = FRAG_BIAS + 1;
		nc->offset = nc->size;
		return true;
	}
	nc->va = NULL;
	return frag_refill(nc, flags);
}

/**
 * page_frag_alloc_align - give a piece of a block
 * @nc: the cache, one CPU's or under a lock
 * @fragsz: bytes, 1..32768
 * @flags: GFP_*
 * @align_mask: -(alignment), or ~0u
 *
 * Context: any with a baton. The piece holds a reference to its page and goes
 * back by page_frag_free() or put_page(). Return: memory, or NULL.
 */
void *page_frag_alloc_align(struct page_frag_cache *nc, unsigned int fragsz,
			    gfp_t flags, unsigned int align_mask)
{
	if (unlikely(!fragsz || fragsz > PAGE_SIZE << FRAG_ORDER))
		return NULL;
	if (unlikely(!nc->va) && !frag_refill(nc, flags))
		return NULL;
	if (unlikely(nc->offset < fragsz) && !frag_renew(nc, flags))
		return NULL;
	if (unlikely(nc->offset < fragsz)) /* only a small page was to be had */
		return NULL;
	nc->pagecnt_bias--;
	nc->offset = (u16)((nc->offset - fragsz) & align_mask);
	return (char *)nc->va + nc->offset;
}
EXPORT_SYMBOL(page_frag_alloc_align);

/* Context: any. Takes a piece from page_frag_alloc(). */
void page_frag_free(void *addr)
{
	struct page *page = virt_to_head_page(addr);

	if (put_page_testzero(page))
		block_free(page);
}
EXPORT_SYMBOL(page_frag_free);

/* Context: as page_frag_alloc_align(). Pieces still out stay valid. */
void page_frag_cache_drain(struct page_frag_cache *nc)
{
	struct page *page;

	if (!nc->va)
		return;
	page = virt_to_head_page(nc->va);
	if (page_ref_sub_and_test(page, (int)nc->pagecnt_bias))
		block_free(page);
	memset(nc, 0, sizeof(*nc));
}
EXPORT_SYMBOL(page_frag_cache_drain);

void mm_set_page_pool_release(void (*fn)(struct page *page))
{
	current->machine->slab->page_pool_release = fn;
}
EXPORT_SYMBOL(mm_set_page_pool_release);

void mm_fail_nth(struct machine *machine, unsigned long n)
{
	atomic_long_set(&machine->slab->pages_fail, (long)n);
}
EXPORT_SYMBOL(mm_fail_nth);

/* Context: any; other CPUs' part may be a moment old. */
unsigned long mm_pages_alive(struct machine *machine)
{
	long n = atomic_long_read(&machine->slab->pages_alive);
	struct cpu *cpu;

	for_each_cpu_of (machine, cpu)
		n += READ_ONCE(((struct mem_cpu *)cpu->slab)->pages_alive);
	return (unsigned long)n;
}
EXPORT_SYMBOL(mm_pages_alive);

/* The lists are part of struct mem_cpu, which slab.c makes. */
int mm_machine_init(struct machine *machine)
{
	return 0;
}

/* Blocks that are left have no machine; who frees one now is reported. */
static void disown(const struct machine *machine)
{
	struct arena *arena;
	unsigned int i;

	os_lock(&zone.lock);
	for (arena = zone.arena; arena; arena = arena->older)
		for (i = ARENA_FIRST; i < ARENA_PAGES; i++)
			if (arena->pages[i].machine == machine)
				arena->pages[i].machine = NULL;
	os_unlock(&zone.lock);
}

/*
 * Context: nothing allocates on @machine any more. Blocks that are left can
 * still be referenced from a wire or another machine, so their memory is not
 * used again. Return: pages left.
 */
unsigned long mm_machine_exit(struct machine *machine)
{
	unsigned long left;
	unsigned int order;
	struct cpu *cpu;

	if (!machine->slab)
		return 0;
	for_each_cpu_of (machine, cpu)
		for (order = 0; cpu->slab && order < MM_ORDERS; order++)
			cpu_drain(cpu->slab, order, 0);
	left = mm_pages_alive(machine);
	if (left) {
		pr_err("mm: %lu pages left\n", left);
		disown(machine);
	}
	return left;
}
