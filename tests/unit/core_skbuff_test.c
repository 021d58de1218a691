// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * core_skbuff_test - pointers, references and prices of one packet
 *
 * Where:   core_test.
 * Mirrors: nothing.
 * Spec:    core/skbuff.h; checklist rows 50 to 63, S6, S7.
 */
#include "core/book.h"
#include "core/skbuff.h"
#include "hdr/eth.h"
#include "hdr/ip.h"
#include "hdr/tcp.h"
#include "hdr/udp.h"
#include "hdr/vlan.h"
#include "tests/unit/core_fixture.h"

#include "lib/oops.h"
#include "lib/slab.h"

TEST_CORE_HOST(1);

static u64 drops(enum skb_drop_reason reason)
{
	return book_drops(host.machine, reason);
}

/* 832 and 1280 are what SO_MEMINFO shows on the oracle for small datagrams. */
TEST(skb_truesize_is_a_protocol_constant)
{
	static const struct {
		unsigned int size, truesize, room;
	} row[] = {
		{1, 832, 256},	    {256, 832, 256},	   {257, 1280, 704},
		{704, 1280, 704},   {705, 2304, 1728},	   {1728, 2304, 1728},
		{1729, 4352, 3776}, {16000, 16640, 16064},
	};
	struct sk_buff *skb;

	for (unsigned int i = 0; i < ARRAY_SIZE(row); i++) {
		skb = alloc_skb(row[i].size, GFP_KERNEL);
		ASSERT_NOT_NULL(skb);
		EXPECT_EQ(skb->truesize, row[i].truesize);
		EXPECT_EQ(skb_tailroom(skb), row[i].room);
		EXPECT_EQ(skb_end_offset(skb), row[i].room);
		consume_skb(skb);
	}
}

TEST(skb_put_push_pull_trim_move_exactly)
{
	struct sk_buff *skb = alloc_skb(200, GFP_KERNEL);
	u8 *p;

	skb_reserve(skb, 64);
	EXPECT_EQ(skb_headroom(skb), 64);
	EXPECT_EQ(skb->len, 0);
	p = skb_put(skb, 100);
	EXPECT(p == skb->data);
	EXPECT_EQ(skb->len, 100);
	EXPECT_EQ(skb->tail, 164);
	/* the send path: 20 TCP, 20 IP, 14 Ethernet */
	EXPECT(skb_push(skb, 20) == p - 20);
	skb_reset_transport_header(skb);
	skb_push(skb, 20);
	skb_reset_network_header(skb);
	skb_push(skb, 14);
	skb_reset_mac_header(skb);
	EXPECT_EQ(skb_headroom(skb), 10);
	EXPECT_EQ(skb->len, 154);
	EXPECT_EQ(skb->transport_header, 44);
	EXPECT_EQ(skb->network_header, 24);
	EXPECT_EQ(skb->mac_header, 10);
	EXPECT((u8 *)eth_hdr(skb) == skb->data);
	EXPECT((u8 *)ip_hdr(skb) == skb->data + 14);
	EXPECT((u8 *)tcp_hdr(skb) == skb->data + 34);
	EXPECT((u8 *)udp_hdr(skb) == skb->data + 34);
	EXPECT(skb_pull(skb, 14) == skb->data);
	EXPECT_EQ(skb_network_offset(skb), 0);
	EXPECT_EQ(skb_transport_offset(skb), 20);
	EXPECT_EQ(skb_mac_offset(skb), -14);
	skb_trim(skb, 50);
	EXPECT_EQ(skb->len, 50);
	EXPECT_EQ(skb->tail, skb_headroom(skb) + 50);
	EXPECT_NULL(skb_pull(skb, 51));
	EXPECT_EQ(skb->len, 50);
	skb_set_transport_header(skb, 8);
	EXPECT_EQ(skb_transport_offset(skb), 8);
	EXPECT((u8 *)skb_shinfo(skb) == skb->head + 256);
	consume_skb(skb);
}

static unsigned int panics;
static void panic_hook(const struct sk_buff *skb)
{
	panics++;
}
static void panic_text(void *data, const char *text)
{
	if (strstr(text, data))
		panics += 100;
}

TEST(skb_put_past_end_is_refused_and_reported)
{
	struct sk_buff *skb = alloc_skb(64, GFP_KERNEL);

	panics = 0;
	skb_set_panic_hook(panic_hook);
	oops_set_sink(panic_text, "skb_over_panic");
	EXPECT_NULL(skb_put(skb, 257));
	EXPECT_EQ(panics, 101);
	EXPECT_EQ(skb->len, 0);
	EXPECT_EQ(skb->tail, 0);
	oops_set_sink(panic_text, "skb_under_panic");
	EXPECT_NULL(skb_push(skb, 1));
	EXPECT_EQ(panics, 202);
	EXPECT_EQ(skb->len, 0);
	oops_set_sink(NULL, NULL);
	oops_reset();
	consume_skb(skb);
}

TEST(skb_alloc_for_drivers_leaves_their_headroom)
{
	struct sk_buff *skb;

	skb = netdev_alloc_skb(NULL, 100);
	EXPECT_EQ(skb_headroom(skb), NET_SKB_PAD);
	EXPECT_EQ(skb->book, SKB_BORN_RX);
	consume_skb(skb);
	skb = netdev_alloc_skb_ip_align(NULL, 1600);
	EXPECT_EQ(skb_headroom(skb), NET_SKB_PAD + NET_IP_ALIGN);
	EXPECT_EQ(skb->head_frag, 1);
	EXPECT_GE(skb_tailroom(skb), 1600);
	consume_skb(skb);
}

TEST(skb_clone_shares_data_and_counts_it)
{
	struct sk_buff *skb = alloc_skb(100, GFP_KERNEL);
	struct sk_buff *c1, *c2;

	skb_put_zero(skb, 10);
	skb->mark = 7;
	skb->cb[3] = 42;
	skb->pkt_type = PACKET_OTHERHOST;
	c1 = skb_clone(skb, GFP_ATOMIC);
	c2 = skb_clone(c1, GFP_ATOMIC);
	EXPECT(c1->head == skb->head && c2->data == skb->data);
	EXPECT_EQ(atomic_read(&skb_shinfo(skb)->dataref), 3);
	EXPECT_EQ(refcount_read(&c1->users), 1);
	EXPECT(skb_cloned(skb) && skb_cloned(c1) && skb_cloned(c2));
	EXPECT_EQ(c2->mark, 7);
	EXPECT_EQ(c2->cb[3], 42);
	EXPECT_EQ(c2->pkt_type, PACKET_OTHERHOST);
	EXPECT_EQ(c1->parent, skb->id);
	EXPECT_EQ(c2->parent, c1->id);
	EXPECT_EQ(c1->truesize, skb->truesize);
	consume_skb(skb);
	EXPECT_EQ(atomic_read(&skb_shinfo(c1)->dataref), 2);
	/* a private head: the other one no longer sees what is written */
	EXPECT_EQ(skb_unclone(c1, GFP_ATOMIC), 0);
	EXPECT(c1->head != c2->head);
	EXPECT(!skb_cloned(c1) && !skb_cloned(c2));
	c1->data[0] = 9;
	EXPECT_EQ(c2->data[0], 0);
	consume_skb(c1);
	consume_skb(c2);
}

TEST(skb_fclone_pair_is_one_object)
{
	struct sk_buff *skb = alloc_skb_fclone(100, GFP_KERNEL);
	struct sk_buff *c1, *c2;

	c1 = skb_clone(skb, GFP_ATOMIC);
	EXPECT(c1 == skb + 1);
	EXPECT_EQ(c1->fclone, SKB_FCLONE_CLONE);
	c2 = skb_clone(skb, GFP_ATOMIC);
	EXPECT_EQ(c2->fclone, SKB_FCLONE_UNAVAILABLE);
	consume_skb(c1);
	c1 = skb_clone(skb, GFP_ATOMIC);
	EXPECT(c1 == skb + 1);
	consume_skb(skb); /* the pair stays until its clone goes */
	consume_skb(c2);
	EXPECT_EQ(c1->len, 0);
	consume_skb(c1);
}

TEST(skb_header_release_lets_the_clone_write_its_header)
{
	struct sk_buff *skb = alloc_skb_fclone(200, GFP_KERNEL);
	struct sk_buff *clone;

	skb_reserve(skb, 100);
	skb_put_zero(skb, 50);
	__skb_header_release(skb);
	clone = skb_clone(skb, GFP_ATOMIC);
	EXPECT(skb_cloned(clone));
	EXPECT(!skb_header_cloned(clone));
	EXPECT_EQ(clone->hdr_len, 100);
	EXPECT(skb_clone_writable(clone, 0));
	EXPECT(!skb_clone_writable(clone, 1));
	EXPECT_EQ(skb_cow_head(clone, 40), 0);
	EXPECT(clone->head == skb->head);
	consume_skb(clone);
	EXPECT_EQ(atomic_read(&skb_shinfo(skb)->dataref),
		  1 + (1 << SKB_DATAREF_SHIFT));
	consume_skb(skb);
}

TEST(skb_share_check_gives_a_struct_of_its_own)
{
	struct sk_buff *skb = alloc_skb(100, GFP_KERNEL);
	struct sk_buff *mine;

	EXPECT(skb_share_check(skb, GFP_ATOMIC) == skb);
	skb_get(skb);
	mine = skb_share_check(skb, GFP_ATOMIC);
	EXPECT(mine != skb);
	EXPECT_EQ(refcount_read(&skb->users), 1);
	consume_skb(mine);
	mine = skb_clone(skb, GFP_ATOMIC);
	mine = skb_unshare(mine, GFP_ATOMIC);
	EXPECT(!skb_cloned(mine) && !skb_cloned(skb));
	EXPECT_EQ(mine->book, SKB_BORN_COPY);
	consume_skb(mine);
	consume_skb(skb);
}

TEST(pskb_expand_head_keeps_bytes_and_headers)
{
	struct sk_buff *skb = alloc_skb(100, GFP_KERNEL);
	unsigned int truesize = skb->truesize;

	skb_reserve(skb, 20);
	skb_put(skb, 60);
	for (int i = 0; i < 60; i++)
		skb->data[i] = (u8)i;
	skb_set_network_header(skb, 4);
	skb_set_transport_header(skb, 24);
	EXPECT_EQ(pskb_expand_head(skb, 128, 500, GFP_ATOMIC), 0);
	EXPECT_EQ(skb_headroom(skb), 148);
	EXPECT_GE(skb_tailroom(skb), 500);
	EXPECT_EQ(skb_network_offset(skb), 4);
	EXPECT_EQ(skb_transport_offset(skb), 24);
	EXPECT_EQ(skb->data[59], 59);
	EXPECT_EQ(skb->truesize - truesize, skb_end_offset(skb) - 256);
	EXPECT_EQ(skb->truesize, SKB_TRUESIZE(skb_end_offset(skb)));
	consume_skb(skb);
}

TEST(skb_copies_have_their_own_bytes)
{
	struct sk_buff *skb = alloc_skb(300, GFP_KERNEL);
	struct page *page = alloc_page(GFP_KERNEL);
	struct sk_buff *copy, *pcopy, *more;

	skb_reserve(skb, 50);
	memset(skb_put(skb, 30), 1, 30);
	memset(page_address(page), 2, 100);
	skb_add_rx_frag(skb, 0, page, 10, 90, 4096);
	skb_set_network_header(skb, 14);
	copy = skb_copy(skb, GFP_ATOMIC);
	pcopy = pskb_copy(skb, GFP_ATOMIC);
	more = skb_copy_expand(skb, 80, 40, GFP_ATOMIC);
	EXPECT_EQ(page_count(page), 2);
	EXPECT_EQ(copy->data_len, 0);
	EXPECT_EQ(copy->len, 120);
	EXPECT_EQ(skb_headroom(copy), 50);
	EXPECT_EQ(skb_network_offset(copy), 14);
	EXPECT_EQ(copy->data[30], 2);
	EXPECT_EQ(pcopy->data_len, 90);
	EXPECT_EQ(skb_network_offset(pcopy), 14);
	EXPECT_EQ(skb_headroom(more), 80);
	EXPECT_GE(skb_tailroom(more), 40);
	EXPECT_EQ(skb_network_offset(more), 14);
	EXPECT_EQ(more->parent, skb->id);
	consume_skb(skb);
	EXPECT_EQ(page_count(page), 1);
	consume_skb(copy);
	consume_skb(pcopy);
	consume_skb(more);
}

TEST(kfree_skb_reason_counts_the_last_user_only)
{
	struct sk_buff *skb = alloc_skb(10, GFP_KERNEL);

	skb_get(skb);
	kfree_skb_reason(skb, SKB_DROP_REASON_NO_SOCKET);
	EXPECT_EQ(drops(SKB_DROP_REASON_NO_SOCKET), 0);
	kfree_skb_reason(skb, SKB_DROP_REASON_SOCKET_RCVBUFF);
	EXPECT_EQ(drops(SKB_DROP_REASON_NO_SOCKET), 0);
	EXPECT_EQ(drops(SKB_DROP_REASON_SOCKET_RCVBUFF), 1);
	kfree_skb_reason(NULL, SKB_DROP_REASON_NOMEM);
	consume_skb(NULL);
	EXPECT_EQ(drops(SKB_DROP_REASON_NOMEM), 0);
}

static int destructed;
static void destructor(struct sk_buff *skb)
{
	destructed++;
}

TEST(skb_destructor_runs_once)
{
	struct sk_buff *skb = alloc_skb(10, GFP_KERNEL);
	struct sk_buff *clone;

	destructed = 0;
	skb->destructor = destructor;
	clone = skb_clone(skb, GFP_ATOMIC);
	EXPECT_NULL(clone->destructor);
	skb_orphan(skb);
	EXPECT_EQ(destructed, 1);
	consume_skb(skb);
	clone->destructor = destructor;
	consume_skb(clone);
	EXPECT_EQ(destructed, 2);
}

TEST(skb_header_pointer_copies_only_what_straddles)
{
	struct sk_buff *skb = alloc_skb(100, GFP_KERNEL);
	struct page *page = alloc_page(GFP_KERNEL);
	u8 buf[8], *p;

	skb_put(skb, 20);
	for (int i = 0; i < 100; i++)
		((u8 *)page_address(page))[i] = (u8)(20 + i);
	for (int i = 0; i < 20; i++)
		skb->data[i] = (u8)i;
	skb_add_rx_frag(skb, 0, page, 0, 50, 4096);
	p = skb_header_pointer(skb, 12, 8, buf);
	EXPECT(p == skb->data + 12);
	p = skb_header_pointer(skb, 16, 8, buf);
	EXPECT(p == buf);
	EXPECT(p && p[0] == 16 && p[7] == 23);
	EXPECT_NULL(skb_header_pointer(skb, 63, 8, buf));
	EXPECT_EQ(pskb_may_pull_reason(skb, 71), SKB_DROP_REASON_PKT_TOO_SMALL);
	EXPECT(pskb_may_pull(skb, 40));
	EXPECT_EQ(skb_headlen(skb), 40);
	EXPECT_EQ(skb->data[39], 39);
	EXPECT_EQ(skb_frag_size(&skb_shinfo(skb)->frags[0]), 30);
	EXPECT_EQ(skb_linearize(skb), 0);
	EXPECT_EQ(skb_shinfo(skb)->nr_frags, 0);
	EXPECT_EQ(skb->data[69], 69);
	consume_skb(skb);
}

TEST(skb_checksum_validate_sums_frags_at_odd_places)
{
	struct sk_buff *skb = alloc_skb(100, GFP_KERNEL);
	struct page *page = alloc_page(GFP_KERNEL);
	u8 flat[70];
	__sum16 sum;

	for (unsigned int i = 0; i < sizeof(flat); i++)
		flat[i] = (u8)(i * 37 + 1);
	flat[6] = flat[7] = 0;
	sum = csum_fold(csum_partial(flat, sizeof(flat), 0));
	memcpy(flat + 6, &sum, 2);
	memcpy(skb_put(skb, 33), flat, 33);
	memcpy(page_address(page), flat + 33, 37);
	skb_add_rx_frag(skb, 0, page, 0, 11, 4096);
	get_page(page);
	skb_add_rx_frag(skb, 1, page, 11, 26, 0);
	EXPECT_EQ(skb->len, 70);
	EXPECT_EQ(csum_fold(skb_checksum(skb, 0, 70, 0)), 0);
	EXPECT_EQ(skb_checksum_simple_validate(skb), 0);
	EXPECT(skb_csum_unnecessary(skb));
	skb->ip_summed = CHECKSUM_NONE;
	skb->data[3] ^= 1;
	EXPECT_NE(skb_checksum_simple_validate(skb), 0);
	EXPECT(!skb_csum_unnecessary(skb));
	consume_skb(skb);
}

TEST(skb_pull_rcsum_keeps_the_complete_sum_true)
{
	struct sk_buff *skb = alloc_skb(100, GFP_KERNEL);

	for (int i = 0; i < 60; i++)
		skb_put_u8(skb, (u8)(i * 91));
	skb->ip_summed = CHECKSUM_COMPLETE;
	skb->csum = csum_partial(skb->data, 60, 0);
	skb_pull_rcsum(skb, 14);
	EXPECT_EQ(csum_fold(skb->csum),
		  csum_fold(csum_partial(skb->data, 46, 0)));
	EXPECT_EQ(pskb_trim_rcsum(skb, 29), 0);
	EXPECT_EQ(csum_fold(skb->csum),
		  csum_fold(csum_partial(skb->data, 29, 0)));
	skb_push_rcsum(skb, 4);
	EXPECT_EQ(csum_fold(skb->csum),
		  csum_fold(csum_partial(skb->data, 33, 0)));
	consume_skb(skb);
}

TEST(skb_try_coalesce_steals_a_page_head)
{
	struct sk_buff *to = netdev_alloc_skb(NULL, 1500);
	struct sk_buff *from = netdev_alloc_skb(NULL, 1500);
	bool stolen;
	int delta;

	memset(skb_put(to, skb_tailroom(to)), 1, 10);
	memset(skb_put(from, 1000), 2, 1000);
	EXPECT(skb_try_coalesce(to, from, &stolen, &delta));
	EXPECT(stolen);
	EXPECT_EQ(delta, (int)from->truesize - SKB_SIZE);
	EXPECT_EQ(to->data_len, 1000);
	kfree_skb_partial(from, stolen);
	EXPECT_EQ(*(u8 *)skb_frag_address(&skb_shinfo(to)->frags[0]), 2);
	/* a small kmalloc()ed one cannot be stolen and does not fit */
	from = alloc_skb(100, GFP_KERNEL);
	skb_put_zero(from, 100);
	EXPECT(!skb_try_coalesce(to, from, &stolen, &delta));
	consume_skb(from);
	consume_skb(to);
}

TEST(skb_queue_keeps_order_and_length)
{
	struct sk_buff_head q, other;
	struct sk_buff *skb[4];

	skb_queue_head_init(&q);
	skb_queue_head_init(&other);
	EXPECT(skb_queue_empty(&q));
	EXPECT_NULL(skb_dequeue(&q));
	for (int i = 0; i < 4; i++)
		skb[i] = alloc_skb(10, GFP_KERNEL);
	skb_queue_tail(&q, skb[1]);
	skb_queue_tail(&q, skb[2]);
	skb_queue_head(&q, skb[0]);
	skb_append(skb[2], skb[3], &q);
	EXPECT_EQ(skb_queue_len(&q), 4);
	EXPECT(skb_peek(&q) == skb[0] && skb_peek_tail(&q) == skb[3]);
	skb_unlink(skb[1], &q);
	consume_skb(skb[1]);
	skb_queue_splice_tail_init(&q, &other);
	EXPECT(skb_queue_empty(&q));
	EXPECT(skb_dequeue_tail(&other) == skb[3]);
	consume_skb(skb[3]);
	skb_queue_purge(&other);
	EXPECT_EQ(drops(SKB_DROP_REASON_QUEUE_PURGE), 2);
}

TEST(skb_vlan_tag_goes_in_and_out)
{
	struct sk_buff *skb = alloc_skb(128, GFP_KERNEL);
	u8 before[60];

	skb_reserve(skb, 16);
	skb_put(skb, 60);
	for (int i = 0; i < 60; i++)
		skb->data[i] = (u8)i;
	skb->data[12] = 0x08;
	skb->data[13] = 0x00;
	memcpy(before, skb->data, 60);
	skb->protocol = htons(ETH_P_IP);
	skb_reset_mac_header(skb);
	skb_set_network_header(skb, ETH_HLEN);
	skb_reset_mac_len(skb);
	EXPECT_EQ(skb_vlan_push(skb, htons(ETH_P_8021Q), 0x6123), 0);
	skb = __vlan_hwaccel_push_inside(skb);
	EXPECT_EQ(skb->len, 64);
	EXPECT_EQ(skb->protocol, htons(ETH_P_8021Q));
	EXPECT_EQ(vlan_eth_hdr(skb)->h_vlan_TCI, htons(0x6123));
	EXPECT_EQ(vlan_eth_hdr(skb)->h_vlan_encapsulated_proto,
		  htons(ETH_P_IP));
	EXPECT_EQ(skb_network_offset(skb), 18);
	/* and as it is received */
	skb_pull(skb, ETH_HLEN);
	skb = skb_vlan_untag(skb);
	EXPECT_EQ(skb_vlan_tag_get_id(skb), 0x123);
	EXPECT_EQ(skb_vlan_tag_get_prio(skb), 3);
	EXPECT_EQ(skb->protocol, htons(ETH_P_IP));
	EXPECT_MEMEQ(skb_mac_header(skb), before, 12);
	EXPECT_MEMEQ(skb->data, before + 14, 46);
	EXPECT_EQ(skb_mac_header_len(skb), 14);
	consume_skb(skb);
}

TEST(skb_pad_zeroes_what_follows)
{
	struct sk_buff *skb = alloc_skb(256, GFP_KERNEL);
	struct sk_buff *clone;

	memset(skb->data, 0xff, 256);
	skb_put(skb, 20);
	EXPECT_EQ(skb_put_padto(skb, 60), 0);
	EXPECT_EQ(skb->len, 60);
	EXPECT_EQ(skb->data[19], 0xff);
	EXPECT_EQ(skb->data[20] | skb->data[59], 0);
	clone = skb_clone(skb, GFP_ATOMIC);
	EXPECT_EQ(skb_padto(clone, 300), 0);
	EXPECT_EQ(clone->len, 60);
	EXPECT(clone->head != skb->head);
	consume_skb(clone);
	consume_skb(skb);
}

struct test_ubuf {
	struct ubuf_info info;
	int completed, success;
};
static void ubuf_complete(struct sk_buff *skb, struct ubuf_info *uarg,
			  bool success)
{
	struct test_ubuf *u = container_of(uarg, struct test_ubuf, info);

	if (!refcount_dec_and_test(&uarg->refcnt))
		return;
	u->completed++;
	u->success = success;
}

TEST(skb_ubuf_is_told_when_its_pages_are_free)
{
	static const struct ubuf_info_ops ops = {.complete = ubuf_complete};
	struct test_ubuf u = {
		.info = {.ops = &ops, .flags = SKBFL_ZEROCOPY_FRAG}};
	struct sk_buff *skb = alloc_skb(100, GFP_KERNEL);
	struct page *page = alloc_page(GFP_KERNEL);
	struct sk_buff *clone;

	refcount_set(&u.info.refcnt, 1);
	memset(page_address(page), 5, 4096);
	skb_add_rx_frag(skb, 0, page, 0, 3000, 4096);
	skb_zcopy_init(skb, &u.info);
	/* a clone would keep the application's pages: they are copied first */
	clone = skb_clone(skb, GFP_ATOMIC);
	EXPECT_EQ(u.completed, 1);
	EXPECT_EQ(u.success, 0);
	EXPECT(skb_frag_page(&skb_shinfo(skb)->frags[0]) != page);
	EXPECT_EQ(*(u8 *)skb_frag_address(&skb_shinfo(skb)->frags[0]), 5);
	consume_skb(clone);
	consume_skb(skb);
}

TEST(alloc_skb_with_frags_spreads_over_pages)
{
	struct sk_buff *skb;
	int err;

	skb = alloc_skb_with_frags(100, 65536, 3, &err, GFP_KERNEL);
	EXPECT_EQ(skb_shinfo(skb)->nr_frags, 2);
	EXPECT_EQ(__skb_pagelen(skb), 65536);
	EXPECT_EQ(skb->truesize, 832 + 65536);
	consume_skb(skb);
	EXPECT_NULL(alloc_skb_with_frags(1, 70 << 12, 0, &err, GFP_KERNEL));
	EXPECT_EQ(err, -90);
}

TEST(alloc_skb_without_memory_gives_null)
{
	struct sk_buff *skb;
	int failed = 0;

	for (unsigned long n = 1; n <= 3; n++) {
		slab_fail_nth(host.machine, n);
		skb = alloc_skb(2000, GFP_ATOMIC);
		failed += !skb;
		consume_skb(skb);
	}
	slab_fail_nth(host.machine, 0);
	EXPECT_GE(failed, 1);
	EXPECT_EQ(book_alive(host.machine), 0);
}

/* S6, S7: the seed's names exist. */
TEST(skb_fields_have_the_seed_s_names)
{
	struct sk_buff s = {};
	struct skb_shared_info i = {};
	const void *p[] = {&s.next,
			   &s.prev,
			   &s.rbnode,
			   &s.sk,
			   &s.ip_defrag_offset,
			   &s.tstamp,
			   &s.skb_mstamp_ns,
			   &s.dev,
			   &s.protocol,
			   &s.transport_header,
			   &s.network_header,
			   &s.mac_header,
			   &s.tail,
			   &s.end,
			   &s.head,
			   &s.data,
			   &s.len,
			   &s.data_len,
			   &s.mac_len,
			   &s.hdr_len,
			   &s.users,
			   &i.nr_frags,
			   &i.tx_flags,
			   &i.gso_size,
			   &i.gso_segs,
			   &i.gso_type,
			   &i.frag_list,
			   &i.hwtstamps,
			   &i.tskey,
			   &i.dataref,
			   i.frags};
	unsigned int bits;

	bits = s.pkt_type + s.ignore_df + s.dst_pending_confirm + s.ip_summed +
	       s.ooo_okay + s.l4_hash + s.sw_hash + s.wifi_acked_valid +
	       s.wifi_acked + s.no_fcs + s.encapsulation + s.encap_hdr_csum +
	       s.csum_valid;
	EXPECT_EQ(bits, 0);
	EXPECT_EQ(ARRAY_SIZE(p), 31);
	EXPECT_EQ(ARRAY_SIZE(i.frags), MAX_SKB_FRAGS);
	EXPECT_EQ(MAX_SKB_FRAGS, 17);
}
