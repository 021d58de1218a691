// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lib_mm_test - pages: blocks, references, pieces, pools, accounts
 *
 * Where:   unit tests of lib.
 * Mirrors: lib/test_free_pages.c, mm/page_frag in purpose.
 * Spec:    lib/mm.h.
 */
#include <stdio.h>

#include "lib/kasan.h"
#include "lib/kernel.h"
#include "lib/mm.h"
#include "lib/oops.h"
#include "tests/unit/host_fixture.h"

static char report[16384];

static void keep_report(void *data, const char *text)
{
	snprintf(report, sizeof(report), "%s", text);
}

static void setup(void)
{
	report[0] = '\0';
	oops_reset();
	oops_set_sink(keep_report, NULL);
	host_begin(2);
	EXPECT_EQ(mm_pages_alive(host.machine), 0);
}
TEST_SETUP(setup);

static void teardown(void)
{
	host_end();
	oops_set_sink(NULL, NULL);
}
TEST_TEARDOWN(teardown);

TEST(block_of_each_order_knows_its_head)
{
	for (unsigned int order = 0; order <= MAX_PAGE_ORDER; order++) {
		struct page *page = alloc_pages(GFP_ATOMIC, order);
		char *va = page_address(page);

		EXPECT_EQ((unsigned long)va % PAGE_SIZE, 0);
		EXPECT_EQ(page_size(page), PAGE_SIZE << order);
		EXPECT_EQ(compound_order(page), order);
		EXPECT_EQ(page_count(page), 1);
		memset(va, 0xa5, PAGE_SIZE << order);
		EXPECT(virt_to_head_page(va) == page);
		EXPECT(virt_to_head_page(va + page_size(page) - 1) == page);
		EXPECT_EQ(mm_pages_alive(host.machine), 1UL << order);
		__free_pages(page, order);
		EXPECT_EQ(mm_pages_alive(host.machine), 0);
	}
	EXPECT_NULL(alloc_pages(GFP_ATOMIC, MAX_PAGE_ORDER + 1));
}

TEST(page_is_recycled_on_its_cpu_and_cleared_on_demand)
{
	struct page *page = alloc_page(GFP_KERNEL), *next;

	memset(page_address(page), 0xff, PAGE_SIZE);
	put_page(page);
	next = alloc_page(GFP_KERNEL | __GFP_ZERO);
	EXPECT(next == page);
	EXPECT_EQ(((u8 *)page_address(next))[0], 0);
	EXPECT_EQ(((u8 *)page_address(next))[PAGE_SIZE - 1], 0);
	put_page(next);
}

TEST(page_lives_until_the_last_reference)
{
	struct page *page = alloc_pages(GFP_KERNEL, 2);

	get_page(page);
	put_page(page + 3); /* a tail stands for its block */
	EXPECT_EQ(page_count(page), 1);
	EXPECT_EQ(mm_pages_alive(host.machine), 4);
	put_page(page);
	EXPECT_EQ(mm_pages_alive(host.machine), 0);
}

TEST(page_freed_twice_is_reported)
{
	struct page *page = alloc_page(GFP_KERNEL);

	put_page(page);
	page->_refcount = (refcount_t)REFCOUNT_INIT(1);
	put_page(page);
	EXPECT_EQ(oops_count(), 1);
	EXPECT_NOT_NULL(strstr(report, "freed twice"));
	EXPECT_EQ(mm_pages_alive(host.machine), 0);
	oops_reset();
}

TEST(many_blocks_do_not_overlap)
{
	struct page *page[40];

	/* 5 MB: more than two arenas */
	for (unsigned int i = 0; i < 40; i++) {
		page[i] = alloc_pages(GFP_KERNEL, 5);
		ASSERT_NOT_NULL(page[i]);
		memset(page_address(page[i]), (int)i, page_size(page[i]));
	}
	for (unsigned int i = 0; i < 40; i++) {
		u8 *va = page_address(page[i]);

		EXPECT_EQ(va[0], i);
		EXPECT_EQ(va[page_size(page[i]) - 1], i);
		put_page(page[i]);
	}
	EXPECT_EQ(mm_pages_alive(host.machine), 0);
}

TEST(page_freed_by_another_machine_is_accounted)
{
	struct machine *other = test_machine(host.world, "other", 1);
	struct page *page = alloc_pages(GFP_KERNEL, 3);
	struct task_guard g;

	task_leave(&guard);
	task_enter(&g, other, 0);
	put_page(page);
	EXPECT_EQ(mm_pages_alive(other), 0);
	task_leave(&g);
	EXPECT_EQ(mm_pages_alive(host.machine), 0);
	EXPECT_EQ(machine_free(other), 0);
	task_enter(&guard, host.machine, 0);
}

TEST(pages_left_are_counted_when_the_machine_ends)
{
	struct machine *other = test_machine(host.world, "other", 1);
	struct task_guard g;
	struct page *page;

	task_leave(&guard);
	task_enter(&g, other, 0);
	page = alloc_pages(GFP_KERNEL, 1);
	task_leave(&g);
	EXPECT_EQ(machine_free(other), 2);
	task_enter(&guard, host.machine, 0);
	put_page(page); /* too late, and said so */
	EXPECT_EQ(oops_count(), 1);
	oops_reset();
}

static struct page *released;

static void pool_release(struct page *page)
{
	released = page;
}

TEST(last_reference_of_a_pool_page_goes_to_the_pool)
{
	struct page *page = alloc_page(GFP_KERNEL);

	released = NULL;
	mm_set_page_pool_release(pool_release);
	page->pp = (struct page_pool *)page;
	get_page(page);
	put_page(page);
	EXPECT_NULL(released);
	put_page(page);
	EXPECT(released == page);
	EXPECT_EQ(page_count(page), 1);
	EXPECT_EQ(mm_pages_alive(host.machine), 1);
	page->pp = NULL;
	put_page(page);
	EXPECT_EQ(mm_pages_alive(host.machine), 0);
}

TEST(nth_page_fails)
{
	struct page *page;

	mm_fail_nth(host.machine, 2);
	page = alloc_page(GFP_KERNEL);
	EXPECT_NOT_NULL(page);
	EXPECT_NULL(alloc_page(GFP_KERNEL));
	put_page(page);
	page = alloc_page(GFP_KERNEL);
	EXPECT_NOT_NULL(page);
	put_page(page);
}

TEST(frags_are_apart_aligned_and_hold_their_block)
{
	struct page_frag_cache nc = {0};
	char *a = page_frag_alloc_align(&nc, 100, GFP_ATOMIC, -64u);
	char *b = page_frag_alloc_align(&nc, 200, GFP_ATOMIC, -64u);

	EXPECT_EQ((unsigned long)a % 64, 0);
	EXPECT_EQ((unsigned long)b % 64, 0);
	EXPECT(b + 200 <= a || a + 100 <= b);
	EXPECT(virt_to_head_page(a) == virt_to_head_page(b));
	EXPECT_EQ(mm_pages_alive(host.machine), 8);
	page_frag_cache_drain(&nc);
	EXPECT_EQ(mm_pages_alive(host.machine), 8);
	page_frag_free(a);
	memset(b, 1, 200);
	put_page(virt_to_head_page(b));
	EXPECT_EQ(mm_pages_alive(host.machine), 0);
	EXPECT_NULL(page_frag_alloc(&nc, 40000, GFP_ATOMIC));
	EXPECT_NULL(page_frag_alloc(&nc, 0, GFP_ATOMIC));
	page_frag_cache_drain(&nc);
}

TEST(frag_cache_uses_one_block_again_when_all_came_back)
{
	struct page_frag_cache nc = {0};
	const char *first = page_frag_alloc(&nc, 1500, GFP_ATOMIC);
	struct page *page = virt_to_head_page(first);

	page_frag_free((void *)first);
	for (int i = 0; i < 1000; i++) {
		char *p = page_frag_alloc(&nc, 1500, GFP_ATOMIC);

		EXPECT(virt_to_head_page(p) == page);
		page_frag_free(p);
	}
	EXPECT_EQ(mm_pages_alive(host.machine), 8);
	page_frag_cache_drain(&nc);
	EXPECT_EQ(mm_pages_alive(host.machine), 0);
}

TEST(frag_cache_leaves_a_block_that_is_in_use)
{
	struct page_frag_cache nc = {0};
	char *held = page_frag_alloc(&nc, 2048, GFP_ATOMIC), *p;

	memset(held, 7, 2048);
	for (int i = 0; i < 100; i++) {
		p = page_frag_alloc(&nc, 2048, GFP_ATOMIC);
		memset(p, 0, 2048);
		page_frag_free(p);
	}
	EXPECT_EQ(held[0] + held[2047], 14);
	EXPECT_EQ(mm_pages_alive(host.machine), 16);
	page_frag_cache_drain(&nc);
	page_frag_free(held);
	EXPECT_EQ(mm_pages_alive(host.machine), 0);
}

#ifdef KASAN
int __asan_address_is_poisoned(const volatile void *addr);

TEST(kasan_sees_free_pages)
{
	struct page *page = alloc_pages(GFP_KERNEL, 3);
	char *va = page_address(page);

	EXPECT(!__asan_address_is_poisoned(va + 30000));
	put_page(page);
	EXPECT(__asan_address_is_poisoned(va + 30000));
}
#endif
