// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * core_gso_test - cut again, it is what it was before
 *
 * Where:   core/gso.c; proto/ipv4/ip_offload.c, tcp_offload.c, udp_offload.c.
 * Mirrors: nothing; the naive splitter is frame_bytes().
 * Spec:    checklist rows 68, 69.
 */
#include "core/gso.h"
#include "lib/slab.h"
#include "proto/ipv4/offload.h"
#include "tests/unit/core_fixture.h"
#include "tests/unit/offload_frames.h"

static struct testdev *t;
static u8 *want_room, *want, *got;

static void begin(void)
{
	host_begin(1);
	t = testdev_new("eth0", 1, true);
	t->dev->hard_header_len = ETH_HLEN;
	t->dev->features |= NETIF_F_GRO;
	ASSERT_EQ(ipv4_offload_init(), 0);
	want_room = kmalloc(FRAME_MAX, GFP_KERNEL);
	want = want_room + 2;
	got = kmalloc(FRAME_MAX, GFP_KERNEL);
}
TEST_SETUP(begin);

static void end(void)
{
	kfree(want_room);
	kfree(got);
	ipv4_offload_exit();
	testdev_free(t);
	core_host_end();
}
TEST_TEARDOWN(end);

/* A packet as TCP or UDP sends it: CHECKSUM_PARTIAL, data at the frame. */
static struct sk_buff *large(const struct frame *f, unsigned int mss,
			     unsigned int linear)
{
	unsigned int len = frame_bytes(f, want), hlen = len - f->len, off;
	struct sk_buff *skb = alloc_skb(hlen + linear + 66, GFP_KERNEL);
	struct iphdr *iph;
	__sum16 *check;

	ASSERT_NOT_NULL(skb);
	skb_reserve(skb, 66);
	skb_put_data(skb, want, hlen + linear);
	for (off = hlen + linear; off < len;) {
		unsigned int n = min(len - off, 5000U);
		struct page *page = alloc_pages(GFP_KERNEL, 1);

		memcpy(page_address(page), want + off, n);
		skb_add_rx_frag(skb, skb_shinfo(skb)->nr_frags, page, 0, (int)n,
				n);
		off += n;
	}
	skb->dev = t->dev;
	skb->protocol = htons(ETH_P_IP);
	skb_reset_mac_header(skb);
	skb_set_network_header(skb, ETH_HLEN);
	skb_set_transport_header(skb, ETH_HLEN + 20);
	skb_reset_mac_len(skb);
	iph = ip_hdr(skb);
	check = f->udp ? &udp_hdr(skb)->check : &tcp_hdr(skb)->check;
	*check = (__sum16)~csum_tcpudp_magic(
		iph->saddr, iph->daddr, len - ETH_HLEN - 20, iph->protocol, 0);
	skb->ip_summed = CHECKSUM_PARTIAL;
	skb->csum_start = (u16)(skb_transport_header(skb) - skb->head);
	skb->csum_offset = f->udp ? offsetof(struct udphdr, check)
				  : offsetof(struct tcphdr, check);
	skb_shinfo(skb)->gso_size = (u16)mss;
	skb_shinfo(skb)->gso_segs = (u16)DIV_ROUND_UP(f->len, mss);
	skb_shinfo(skb)->gso_type = f->udp ? SKB_GSO_UDP_L4 : SKB_GSO_TCPV4;
	return skb;
}

/* @seg on the wire is what the naive splitter makes of @f. */
static void expect_frame(struct sk_buff *seg, const struct frame *f)
{
	unsigned int len = frame_bytes(f, want);

	if (seg->ip_summed == CHECKSUM_PARTIAL)
		EXPECT_EQ(skb_checksum_help(seg), 0);
	ASSERT_EQ(seg->len, len);
	ASSERT_EQ(skb_copy_bits(seg, 0, got, (int)len), 0);
	EXPECT_MEMEQ(got, want, len);
}

static void cut_and_compare(const struct frame *whole, unsigned int mss,
			    unsigned int linear, netdev_features_t features)
{
	struct sk_buff *skb = large(whole, mss, linear), *segs, *seg, *next;
	struct frame f = *whole;
	unsigned int left = whole->len;

	segs = __skb_gso_segment(skb, features, true);
	ASSERT(!IS_ERR_OR_NULL(segs));
	skb_list_walk_safe(segs, seg, next)
	{
		skb_mark_not_on_list(seg);
		f.len = min(left, mss);
		left -= f.len;
		f.psh = whole->psh && !left;
		f.fin = whole->fin && !left;
		EXPECT_EQ(seg->book, SKB_BORN_SEGMENT);
		EXPECT_EQ(seg->parent, skb->id);
		expect_frame(seg, &f);
		f.seq += f.len;
		f.id++;
		f.cwr = false;
		consume_skb(seg);
	}
	EXPECT_EQ(left, 0);
	consume_skb(skb);
}

/* Row 68: the same bytes, whatever the device can do. */
TEST(gso_segments_are_the_bytes_of_a_naive_splitter)
{
	static const netdev_features_t can[] = {0, NETIF_F_SG, NETIF_F_HW_CSUM,
						NETIF_F_SG | NETIF_F_HW_CSUM};

	for (int i = 0; i < 60; i++) {
		struct frame f = {.len = 2 + (u32)(test_random() % 60000),
				  .seq = (u32)test_random(),
				  .id = (u16)test_random(),
				  .tsval = (u32)(test_random() % 3),
				  .psh = test_random() & 1,
				  .fin = test_random() & 1,
				  .cwr = test_random() & 1};
		unsigned int mss = 1 + (u32)(test_random() % 1448), linear;

		if (f.len / mss > 500)
			mss = 1448;
		if (f.len <= mss)
			f.len = mss + 1;
		f.udp = i % 4 == 3;
		if (f.udp)
			f.psh = f.fin = f.cwr = false;
		linear = (u32)(test_random() % min(f.len, 3000U));
		cut_and_compare(&f, mss, linear, can[i & 3]);
	}
}

TEST(gso_shares_pages_and_copies_headers_only)
{
	struct frame f = {.len = 4000};
	struct sk_buff *skb = large(&f, 1000, 0), *segs;
	struct page *page = skb_frag_page(&skb_shinfo(skb)->frags[0]);

	segs = __skb_gso_segment(skb, NETIF_F_SG | NETIF_F_HW_CSUM, true);
	ASSERT(!IS_ERR_OR_NULL(segs));
	EXPECT_EQ(page_count(page), 5);
	EXPECT_EQ(skb_headlen(segs), ETH_HLEN + 40);
	EXPECT(skb_frag_page(&skb_shinfo(segs)->frags[0]) == page);
	consume_skb(skb);
	kfree_skb_list_reason(segs, SKB_CONSUMED);
}

TEST(gso_leaves_it_to_a_device_that_segments)
{
	struct frame f = {.len = 4000};
	struct sk_buff *skb = large(&f, 1000, 0);

	skb_shinfo(skb)->gso_segs = 0;
	EXPECT_NULL(__skb_gso_segment(
		skb, NETIF_F_TSO | NETIF_F_SG | NETIF_F_HW_CSUM, true));
	EXPECT_EQ(skb_shinfo(skb)->gso_segs, 4);
	consume_skb(skb);
}

TEST(gso_refuses_what_is_no_large_packet)
{
	struct frame f = {.len = 1000};
	struct sk_buff *skb = large(&f, 1000, 1000);

	EXPECT_EQ(PTR_ERR(__skb_gso_segment(skb, NETIF_F_SG, true)), -EINVAL);
	consume_skb(skb);
}

TEST(gso_lengths_of_a_segment)
{
	struct frame f = {.len = 4000};
	struct sk_buff *skb = large(&f, 1460, 0);

	EXPECT_EQ(skb_gso_transport_seglen(skb), 1480);
	EXPECT_EQ(skb_gso_network_seglen(skb), 1500);
	EXPECT_EQ(skb_gso_mac_seglen(skb), 1514);
	EXPECT(skb_gso_validate_network_len(skb, 1500));
	EXPECT(!skb_gso_validate_network_len(skb, 1499));
	EXPECT(skb_gso_validate_mac_len(skb, 1514));
	EXPECT(!skb_gso_validate_mac_len(skb, 1513));
	consume_skb(skb);
}

/* ---- merged, and cut again ---- */

static struct sk_buff *caught;

static int ip_catch(struct sk_buff *skb, struct net_device *dev,
		    struct packet_type *pt, struct net_device *orig_dev)
{
	EXPECT_NULL(caught);
	caught = skb;
	return NET_RX_SUCCESS;
}

static struct packet_type ip_pt = {
	.type = cpu_to_be16(ETH_P_IP),
	.func = ip_catch,
};

static void merge_and_cut(const struct frame *first, unsigned int n,
			  enum frame_memory memory, netdev_features_t features)
{
	struct sk_buff *segs, *seg, *next;
	struct frame f = *first;
	unsigned int i;

	caught = NULL;
	for (i = 0; i < n; i++, f.seq += first->len, f.id++) {
		struct sk_buff *skb;

		f.len = i == n - 1 ? first->len / 2 : first->len;
		skb = frame_skb(t, &f, memory);
		local_bh_disable();
		napi_gro_receive(&t->napi, skb);
		local_bh_enable();
	}
	local_bh_disable();
	napi_gro_flush(&t->napi, false);
	gro_normal_list(&t->napi);
	local_bh_enable();
	ASSERT_NOT_NULL(caught);
	ASSERT_EQ(skb_shinfo(caught)->gso_segs, n);

	__skb_push(caught, ETH_HLEN);
	segs = __skb_gso_segment(caught, features, true);
	ASSERT(!IS_ERR_OR_NULL(segs));
	f = *first;
	i = 0;
	skb_list_walk_safe(segs, seg, next)
	{
		skb_mark_not_on_list(seg);
		f.len = i == n - 1 ? first->len / 2 : first->len;
		expect_frame(seg, &f);
		f.seq += first->len;
		f.id++;
		i++;
		consume_skb(seg);
	}
	EXPECT_EQ(i, n);
	consume_skb(caught);
}

TEST(gso_of_gro_is_what_was_received)
{
	ASSERT_EQ(dev_add_pack(&ip_pt), 0);
	for (enum frame_memory m = FRAME_LINEAR; m <= FRAME_PAGES; m++) {
		struct frame f = {.len = 1448, .id = 65530, .tsval = 3};
		struct frame u = {.len = 900, .udp = true};

		merge_and_cut(&f, 10, m, NETIF_F_SG);
		merge_and_cut(&f, 40, m, NETIF_F_SG | NETIF_F_HW_CSUM);
		merge_and_cut(&f, 10, m, 0);
		t->dev->features |= NETIF_F_GRO_UDP_FWD;
		merge_and_cut(&u, 10, m, NETIF_F_SG);
		t->dev->features ^= NETIF_F_GRO_UDP_FWD | NETIF_F_GRO_FRAGLIST;
		merge_and_cut(&u, 10, m, NETIF_F_SG);
		t->dev->features ^= NETIF_F_GRO_FRAGLIST;
	}
	dev_remove_pack(&ip_pt);
}
