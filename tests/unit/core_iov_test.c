// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * core_iov_test - iterators, datagram copies, control messages, page pools
 *
 * Where:   core_test.
 * Mirrors: nothing.
 * Spec:    core/iov_iter.h, core/datagram.h, core/page_pool.h, hdr/socket.h.
 */
#include "core/datagram.h"
#include "core/napi.h"
#include "core/page_pool.h"
#include "lib/err.h"
#include "lib/hrtimer.h"
#include "lib/ktime.h"
#include "lib/oops.h"
#include "lib/rcupdate.h"
#include "lib/slab.h"
#include "tests/unit/core_fixture.h"

TEST_CORE_HOST(1);

TEST(iov_iter_copies_over_segments_and_back)
{
	char a[3], b[5], c[4];
	struct iovec iov[] = {{a, 3}, {NULL, 0}, {b, 5}, {c, 4}};
	struct iov_iter i;
	char back[12];

	iov_iter_init(&i, ITER_DEST, iov, 4, 12);
	EXPECT_EQ(iov_iter_single_seg_count(&i), 3);
	EXPECT_EQ(copy_to_iter("hello w", 7, &i), 7);
	EXPECT_EQ(iov_iter_count(&i), 5);
	EXPECT_EQ(copy_to_iter("orld!!!!!", 9, &i), 5);
	EXPECT_EQ(copy_to_iter("x", 1, &i), 0);
	EXPECT_MEMEQ(a, "hel", 3);
	EXPECT_MEMEQ(b, "lo wo", 5);
	EXPECT_MEMEQ(c, "rld!", 4);
	iov_iter_revert(&i, 10);
	EXPECT_EQ(iov_iter_count(&i), 10);
	EXPECT_EQ(iov_iter_zero(2, &i), 2);
	EXPECT_EQ(a[2] | b[0], 0);

	iov_iter_init(&i, ITER_SOURCE, iov, 4, 12);
	iov_iter_advance(&i, 4);
	EXPECT(!copy_from_iter_full(back, 9, &i));
	EXPECT_EQ(iov_iter_count(&i), 8);
	EXPECT(copy_from_iter_full(back, 8, &i));
	EXPECT_MEMEQ(back, "o world!", 8);
}

TEST(iov_iter_truncated_and_faulting_copy_less)
{
	char buf[32], src[32];
	struct iov_iter i;

	memset(src, 7, sizeof(src));
	memset(buf, 0, sizeof(buf));
	iov_iter_ubuf(&i, ITER_DEST, buf, 32);
	iov_iter_truncate(&i, 10);
	EXPECT_EQ(copy_to_iter(src, 20, &i), 10);
	iov_iter_reexpand(&i, 22);
	i.fault_after = 5;
	EXPECT_EQ(copy_to_iter(src, 20, &i), 4);
	EXPECT_EQ(buf[13], 7);
	EXPECT_EQ(buf[14], 0);
	iov_iter_discard(&i, ITER_DEST, 100);
	EXPECT_EQ(copy_to_iter(src, 32, &i), 32);
	EXPECT_EQ(iov_iter_count(&i), 68);
}

static struct sk_buff *spread(const u8 *bytes)
{
	struct sk_buff *skb = alloc_skb(100, GFP_KERNEL);
	struct page *page = alloc_page(GFP_KERNEL);
	struct sk_buff *tail = alloc_skb(100, GFP_KERNEL);

	skb_put_data(skb, bytes, 31);
	memcpy(page_address(page), bytes + 31, 40);
	skb_add_rx_frag(skb, 0, page, 0, 40, 4096);
	skb_put_data(tail, bytes + 71, 29);
	skb_shinfo(skb)->frag_list = tail;
	skb->len += 29;
	skb->data_len += 29;
	return skb;
}

struct late {
	struct hrtimer timer;
	ktime_t due, fired;
};

static enum hrtimer_restart note_time(struct hrtimer *t)
{
	struct late *l = container_of(t, struct late, timer);

	l->fired = ktime_get();
	return HRTIMER_NORESTART;
}

static void expect_at(struct late *l, ktime_t when)
{
	hrtimer_setup(&l->timer, note_time, CLOCK_MONOTONIC, HRTIMER_MODE_ABS);
	l->due = when;
	hrtimer_start(&l->timer, when, HRTIMER_MODE_ABS);
}

/* A KB takes a microsecond here; nobody waits for longer than four. */
TEST(iov_iter_long_copy_is_cut_so_that_timers_come_in_time)
{
	size_t len = 64 << 10;
	char *from = kmalloc(len, GFP_KERNEL), *to = kzalloc(len, GFP_KERNEL);
	struct late at[6];
	struct iov_iter i;
	ktime_t start;

	cpu_settle();
	start = ktime_get();
	host.machine->cost.copy_kb = 1000;
	memset(from, 5, len);
	for (int n = 0; n < 6; n++)
		expect_at(&at[n], start + (1 + n * 11) * 1000);
	iov_iter_ubuf(&i, ITER_DEST, to, len);
	EXPECT_EQ(copy_to_iter(from, len, &i), len);
	EXPECT_EQ(ktime_get() - start, 64000);
	EXPECT_MEMEQ(from, to, len);
	for (int n = 0; n < 6; n++) {
		EXPECT_GE(at[n].fired, at[n].due);
		/* the first 4 KB are copied in one go with the next */
		EXPECT_LE(at[n].fired - at[n].due, n ? 4000 : 8000);
	}

	/* A short one keeps its CPU: what it takes passes later. */
	start = ktime_get();
	expect_at(&at[0], start + 1000);
	iov_iter_ubuf(&i, ITER_SOURCE, to, 4096);
	EXPECT_EQ(copy_from_iter(from, 4096, &i), 4096);
	EXPECT_EQ(ktime_get(), start);
	cpu_settle();
	EXPECT_EQ(ktime_get(), start + 4096 / 1024 * 1000);
	cond_resched();
	hrtimer_cancel(&at[0].timer);

	/* The stack's own memory is no application's. */
	start = ktime_get();
	iov_iter_kvec(&i, ITER_SOURCE, &(struct kvec){to, len}, 1, len);
	EXPECT_EQ(copy_from_iter(from, len, &i), len);
	cpu_settle();
	EXPECT_EQ(ktime_get(), start);
	kfree(from);
	kfree(to);
}

TEST(iov_iter_long_copy_where_nobody_may_sleep_is_reported)
{
	char from[8192], to[8192];
	struct iov_iter i;

	memset(from, 5, sizeof(from));
	iov_iter_ubuf(&i, ITER_DEST, to, sizeof(to));
	rcu_read_lock();
	EXPECT_EQ(copy_to_iter(from, sizeof(from), &i), sizeof(from));
	rcu_read_unlock();
	EXPECT_EQ(oops_count(), 1);
	oops_reset();
	iov_iter_ubuf(&i, ITER_DEST, to, sizeof(to));
	EXPECT_EQ(copy_to_iter(from, 4096, &i), 4096);
	EXPECT_EQ(copy_to_iter(from, 4096, &i), 4096);
}

TEST(skb_copy_datagram_gathers_frags_and_lists)
{
	struct sk_buff *skb;
	u8 bytes[100], out[100];
	struct msghdr msg = {};

	for (int i = 0; i < 100; i++)
		bytes[i] = (u8)(i * 3);
	skb = spread(bytes);
	for (int off = 0; off < 100; off += 9) {
		iov_iter_ubuf(&msg.msg_iter, ITER_DEST, out, 100);
		memset(out, 0, 100);
		EXPECT_EQ(skb_copy_datagram_msg(skb, off, &msg, 100 - off), 0);
		EXPECT_MEMEQ(out, bytes + off, (size_t)(100 - off));
		EXPECT_EQ(msg_data_left(&msg), off);
	}
	iov_iter_ubuf(&msg.msg_iter, ITER_DEST, out, 50);
	EXPECT_EQ(skb_copy_datagram_msg(skb, 0, &msg, 100), -14);
	EXPECT_EQ(msg_data_left(&msg), 50);
	memset(bytes, 9, 100);
	iov_iter_ubuf(&msg.msg_iter, ITER_SOURCE, bytes, 100);
	EXPECT_EQ(skb_copy_datagram_from_iter(skb, 20, &msg.msg_iter, 80), 0);
	EXPECT_EQ(skb_copy_bits(skb, 0, out, 100), 0);
	EXPECT_EQ(out[19], 57);
	EXPECT_MEMEQ(out + 20, bytes, 80);
	consume_skb(skb);
}

TEST(skb_copy_and_csum_datagram_finds_a_wrong_byte)
{
	u8 bytes[100], out[100];
	struct msghdr msg = {};
	struct sk_buff *skb;
	__sum16 sum;

	for (int i = 0; i < 100; i++)
		bytes[i] = (u8)(i * 7 + 1);
	bytes[6] = bytes[7] = 0;
	sum = csum_fold(csum_partial(bytes, 100, 0));
	memcpy(bytes + 6, &sum, 2);
	skb = spread(bytes);
	iov_iter_ubuf(&msg.msg_iter, ITER_DEST, out, 100);
	EXPECT_EQ(skb_copy_and_csum_datagram_msg(skb, 8, &msg), 0);
	EXPECT_MEMEQ(out, bytes + 8, 92);
	iov_iter_ubuf(&msg.msg_iter, ITER_DEST, out, 10);
	EXPECT_EQ(skb_copy_and_csum_datagram_msg(skb, 8, &msg), 0);
	EXPECT_EQ(msg_data_left(&msg), 0);
	skb->csum = 0;
	skb->ip_summed = CHECKSUM_NONE;
	*(u8 *)skb_frag_address(&skb_shinfo(skb)->frags[0]) ^= 4;
	iov_iter_ubuf(&msg.msg_iter, ITER_DEST, out, 100);
	EXPECT_EQ(skb_copy_and_csum_datagram_msg(skb, 8, &msg), -22);
	EXPECT_EQ(msg_data_left(&msg), 100);
	iov_iter_ubuf(&msg.msg_iter, ITER_DEST, out, 10);
	EXPECT_EQ(skb_copy_and_csum_datagram_msg(skb, 8, &msg), -22);
	consume_skb(skb);
}

TEST(put_cmsg_cuts_what_does_not_fit)
{
	u64 control[8] = {};
	struct msghdr msg = {.msg_control = control,
			     .msg_controllen = sizeof(control)};
	struct cmsghdr *cmsg = (struct cmsghdr *)control;
	u32 value = 42;

	EXPECT_EQ(put_cmsg(&msg, SOL_IP, 8, 4, &value), 0);
	EXPECT_EQ(cmsg->cmsg_len, CMSG_LEN(4));
	EXPECT_EQ(*(u32 *)CMSG_DATA(cmsg), 42);
	EXPECT_EQ(msg.msg_controllen, 64 - CMSG_SPACE(4));
	EXPECT_EQ(put_cmsg(&msg, SOL_IP, 9, 40, control), 0);
	EXPECT_EQ(msg.msg_flags, MSG_CTRUNC);
	EXPECT_EQ(msg.msg_controllen, 0);
	cmsg = (struct cmsghdr *)((char *)control + CMSG_SPACE(4));
	EXPECT_EQ(cmsg->cmsg_len, 40);
	put_cmsg(&msg, SOL_IP, 9, 4, &value);
	EXPECT_EQ(msg.msg_controllen, 0);
}

TEST(page_pool_gives_the_same_page_again)
{
	struct page_pool_params params = {.pool_size = 8};
	struct page_pool *pool = page_pool_create(&params);
	struct page_pool_stats st;
	struct page *page, *again;

	ASSERT(!IS_ERR(pool));
	page = page_pool_dev_alloc_pages(pool);
	EXPECT_EQ(page_pool_pages(pool), 1);
	page_pool_recycle_direct(pool, page);
	again = page_pool_dev_alloc_pages(pool);
	EXPECT(page == again);
	/* through the ring: what another CPU does */
	page_pool_put_full_page(pool, page, false);
	again = page_pool_dev_alloc_pages(pool);
	EXPECT(page == again);
	page_pool_get_stats(pool, &st);
	EXPECT_EQ(st.slow, 1);
	EXPECT_EQ(st.fast, 1);
	EXPECT_EQ(st.cached, 1);
	EXPECT_EQ(st.ring, 1);
	EXPECT_EQ(st.refill, 1);
	page_pool_put_full_page(pool, page, false);
	page_pool_destroy(pool);
	EXPECT(IS_ERR(page_pool_create(
		&(struct page_pool_params){.order = MAX_PAGE_ORDER + 1})));
}

TEST(page_pool_takes_pages_back_from_dying_skbs)
{
	struct page_pool_params params = {.pool_size = 8};
	struct page_pool *pool = page_pool_create(&params);
	struct sk_buff *skb, *clone;
	struct page_pool_stats st;
	unsigned int off;
	struct page *page;

	page = page_pool_dev_alloc_frag(pool, &off, 2048);
	EXPECT_EQ(off, 0);
	skb = napi_build_skb(page_address(page), 2048);
	skb_mark_for_recycle(skb);
	skb_reserve(skb, 64);
	skb_put_zero(skb, 100);
	EXPECT(page_pool_dev_alloc_frag(pool, &off, 2048) == page);
	EXPECT_EQ(off, 2048);
	skb_add_rx_frag(skb, 0, page, (int)off, 1000, 2048);
	/* one page, two users: comes back when the clone dies, too */
	clone = skb_clone(skb, GFP_ATOMIC);
	EXPECT(page_pool_dev_alloc_frag(pool, &off, 4096) != page);
	page_pool_put_full_page(pool, pool->frag_page, false);
	consume_skb(skb);
	page_pool_get_stats(pool, &st);
	EXPECT_EQ(st.ring, 0);
	consume_skb(clone);
	page_pool_get_stats(pool, &st);
	EXPECT_EQ(st.ring, 1);
	EXPECT_EQ(page_pool_pages(pool), 2);
	page_pool_destroy(pool);
}

TEST(page_pool_page_held_by_others_leaves_it)
{
	struct page_pool_params params = {.pool_size = 8};
	struct page_pool *pool = page_pool_create(&params);
	struct page *page = page_pool_dev_alloc_pages(pool);
	struct page_pool_stats st;

	get_page(page);
	page_pool_put_full_page(pool, page, false);
	page_pool_get_stats(pool, &st);
	EXPECT_EQ(st.released_refcnt, 1);
	EXPECT_EQ(page_pool_pages(pool), 0);
	EXPECT(!page_is_pp(page));
	put_page(page);
	/* and put_page() of the only user gives it back */
	page = page_pool_dev_alloc_pages(pool);
	put_page(page);
	page_pool_get_stats(pool, &st);
	EXPECT_EQ(st.ring, 1);
	page_pool_destroy(pool);
}

TEST(page_pool_outlives_its_owner_until_the_last_page)
{
	struct page_pool_params params = {.pool_size = 8, .order = 4};
	struct page_pool *pool = page_pool_create(&params);
	struct page *page = page_pool_dev_alloc_pages(pool);
	struct sk_buff *skb = alloc_skb(10, GFP_KERNEL);

	skb_add_rx_frag(skb, 0, page, 0, 60000, 65536);
	skb_mark_for_recycle(skb);
	page_pool_destroy(pool);
	EXPECT_EQ(page_pool_pages(pool), 1);
	consume_skb(skb); /* frees the pool: the teardown finds no leak */
}
