// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * core_gro_test - what is merged, what is not, and that nothing is copied
 *
 * Where:   core/gro.c, gro_merge.c; proto/ipv4/ip_offload.c, tcp_offload.c,
 *          udp_offload.c.
 * Mirrors: nothing.
 * Spec:    checklist rows 64 to 67.
 */
#include "core/book.h"
#include "core/gro.h"
#include "lib/slab.h"
#include "proto/ipv4/offload.h"
#include "tests/unit/core_fixture.h"
#include "tests/unit/offload_frames.h"

static struct testdev *t;
static struct sk_buff *up[64]; /* what came to IP, in order */
static unsigned int n_up;
static bool at_once; /* who gets it consumes it */

static int ip_catch(struct sk_buff *skb, struct net_device *dev,
		    struct packet_type *pt, struct net_device *orig_dev)
{
	if (n_up < ARRAY_SIZE(up) && !at_once)
		up[n_up++] = skb;
	else
		consume_skb(skb);
	return NET_RX_SUCCESS;
}

static struct packet_type ip_pt = {
	.type = cpu_to_be16(ETH_P_IP),
	.func = ip_catch,
};

static void begin(void)
{
	host_begin(1);
	t = testdev_new("eth0", 1, true);
	t->dev->features |= NETIF_F_GRO;
	t->dev->hard_header_len = ETH_HLEN;
	ASSERT_EQ(ipv4_offload_init(), 0);
	ASSERT_EQ(dev_add_pack(&ip_pt), 0);
	n_up = 0;
	at_once = false;
}
TEST_SETUP(begin);

static void let_go(void)
{
	while (n_up)
		consume_skb(up[--n_up]);
}

static void end(void)
{
	let_go();
	dev_remove_pack(&ip_pt);
	ipv4_offload_exit();
	testdev_free(t);
	core_host_end();
}
TEST_TEARDOWN(end);

static gro_result_t receive(const struct frame *f, enum frame_memory memory)
{
	struct sk_buff *skb = frame_skb(t, f, memory);
	gro_result_t ret;

	local_bh_disable();
	ret = napi_gro_receive(&t->napi, skb);
	local_bh_enable();
	return ret;
}

/* The poll is over. */
static void flush(void)
{
	local_bh_disable();
	napi_gro_flush(&t->napi, false);
	gro_normal_list(&t->napi);
	local_bh_enable();
}

/* The payload of @skb is the stream from @seq on, @len bytes. */
static void expect_stream(struct sk_buff *skb, u32 seq, unsigned int len)
{
	unsigned int hlen = ip_hdrlen(skb) + tcp_hdrlen(skb);
	u8 *buf = kmalloc(len, GFP_KERNEL);
	unsigned int wrong = 0;

	ASSERT_EQ(skb->len, hlen + len);
	ASSERT_EQ(skb_copy_bits(skb, (int)hlen, buf, (int)len), 0);
	for (unsigned int i = 0; i < len; i++)
		wrong += buf[i] != (u8)((seq + i) * 131 >> 3);
	EXPECT_EQ(wrong, 0);
	kfree(buf);
}

static void ten_in_one_poll(enum frame_memory memory)
{
	struct frame f = {.len = 1448, .tsval = 99, .id = 7};
	struct skb_book book;
	struct gro_stats st;

	for (int i = 0; i < 10; i++) {
		receive(&f, memory);
		f.seq += f.len;
		f.id++;
	}
	EXPECT_EQ(n_up, 0);
	flush();
	ASSERT_EQ(n_up, 1);
	skb_set_transport_header(up[0], 20);
	EXPECT_EQ(skb_shinfo(up[0])->gso_segs, 10);
	EXPECT_EQ(skb_shinfo(up[0])->gso_size, 1448);
	EXPECT_EQ(skb_shinfo(up[0])->gso_type, SKB_GSO_TCPV4);
	EXPECT_EQ(up[0]->ip_summed, CHECKSUM_PARTIAL);
	EXPECT_EQ(ntohs(ip_hdr(up[0])->tot_len), 20 + 32 + 14480);
	EXPECT_EQ(ip_fast_csum(ip_hdr(up[0]), 5), 0);
	expect_stream(up[0], 0, 14480);
	gro_stats_sum(host.machine, &st);
	EXPECT_EQ(st.merged, 9);
	book_read(host.machine, &book);
	if (memory != FRAME_LINEAR)
		EXPECT_EQ(book.deaths[SKB_DIED_MERGED], 9);
}

/* Row 64, once for each way of merging. */
TEST(gro_ten_segments_with_pages_are_one_packet_of_ten)
{
	ten_in_one_poll(FRAME_PAGES);
	EXPECT_EQ(skb_shinfo(up[0])->nr_frags, 10);
}

TEST(gro_ten_segments_in_page_frags_are_one_packet_of_ten)
{
	ten_in_one_poll(FRAME_HEAD_FRAG);
	EXPECT_EQ(skb_shinfo(up[0])->nr_frags, 9);
}

TEST(gro_ten_linear_segments_hang_on_the_frag_list)
{
	ten_in_one_poll(FRAME_LINEAR);
	EXPECT(skb_has_frag_list(up[0]));
}

/* Row 67: the very page that was received. */
TEST(gro_moves_pages_and_copies_none)
{
	struct frame f = {.len = 1000};
	struct sk_buff *a = frame_skb(t, &f, FRAME_PAGES), *b;
	struct page *page;

	f.seq = 1000;
	b = frame_skb(t, &f, FRAME_PAGES);
	page = skb_frag_page(&skb_shinfo(b)->frags[0]);
	local_bh_disable();
	EXPECT_EQ(napi_gro_receive(&t->napi, a), GRO_HELD);
	EXPECT_EQ(napi_gro_receive(&t->napi, b), GRO_MERGED_FREE);
	local_bh_enable();
	flush();
	ASSERT_EQ(n_up, 1);
	EXPECT(skb_frag_page(&skb_shinfo(up[0])->frags[1]) == page);
	EXPECT_EQ(page_count(page), 1);
}

/* Row 65: five trips, or one. */
TEST(gro_five_packets_are_one_trip_and_five_with_gro_off)
{
	struct frame f = {.len = 1460};

	for (int i = 0; i < 5; i++, f.seq += f.len)
		receive(&f, FRAME_PAGES);
	flush();
	EXPECT_EQ(n_up, 1);
	EXPECT_EQ(up[0]->len, 40 + 7300);
	let_go();
	t->dev->features &= ~NETIF_F_GRO;
	for (int i = 0; i < 5; i++, f.seq += f.len)
		EXPECT_EQ(receive(&f, FRAME_PAGES), GRO_NORMAL);
	flush();
	EXPECT_EQ(n_up, 5);
}

/* Row 66: two packets of which the second breaks one rule. */
static void expect_not_merged(const char *what, const struct frame *bad)
{
	struct frame f = {.len = 1000, .id = 1};

	let_go();
	receive(&f, FRAME_PAGES);
	receive(bad, FRAME_PAGES);
	flush();
	if (n_up != 2)
		test_check(false, false, __FILE__, __LINE__,
			   "%s: %u packets came up, not 2", what, n_up);
}

TEST(gro_each_broken_rule_keeps_packets_apart)
{
	static const struct {
		const char *what;
		struct frame f;
	} rules[] = {
		{"gap", {.len = 1000, .id = 2, .seq = 1001}},
		{"overlap", {.len = 1000, .id = 2, .seq = 999}},
		{"SYN", {.len = 1000, .id = 2, .seq = 1000, .syn = true}},
		{"RST", {.len = 1000, .id = 2, .seq = 1000, .rst = true}},
		{"URG", {.len = 1000, .id = 2, .seq = 1000, .urg = true}},
		{"CWR", {.len = 1000, .id = 2, .seq = 1000, .cwr = true}},
		{"flow", {.len = 1000, .id = 2, .seq = 1000, .flow = 1}},
		{"ack", {.len = 1000, .id = 2, .seq = 1000, .ack = 5}},
		{"option", {.len = 1000, .id = 2, .seq = 1000, .tsval = 5}},
		{"longer", {.len = 1001, .id = 2, .seq = 1000}},
		{"empty", {.len = 0, .id = 2, .seq = 1000}},
		{"ttl", {.len = 1000, .id = 2, .seq = 1000, .ttl = 63}},
		{"tos", {.len = 1000, .id = 2, .seq = 1000, .tos = 4}},
		{"DF", {.len = 1000, .id = 2, .seq = 1000, .no_df = true}},
		{"id", {.len = 1000, .id = 9, .seq = 1000}},
		{"fragment", {.len = 1000, .id = 2, .seq = 1000, .frag = true}},
		{"sum", {.len = 1000, .id = 2, .seq = 1000, .bad_csum = true}},
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(rules); i++)
		expect_not_merged(rules[i].what, &rules[i].f);
}

TEST(gro_fixed_ids_merge_when_df_is_set)
{
	struct frame f = {.len = 1000, .id = 5};

	for (int i = 0; i < 4; i++, f.seq += f.len)
		receive(&f, FRAME_PAGES);
	flush();
	ASSERT_EQ(n_up, 1);
	EXPECT_EQ(skb_shinfo(up[0])->gso_type,
		  SKB_GSO_TCPV4 | SKB_GSO_TCP_FIXEDID);
	let_go();
	f = (struct frame){.len = 1000, .id = 5, .no_df = true};
	for (int i = 0; i < 4; i++, f.seq += f.len)
		receive(&f, FRAME_PAGES);
	flush();
	EXPECT_EQ(n_up, 4);
}

TEST(gro_psh_and_a_short_segment_end_the_packet_at_once)
{
	struct frame f = {.len = 1000, .id = 1};

	receive(&f, FRAME_PAGES);
	f = (struct frame){.len = 1000, .seq = 1000, .id = 2, .psh = true};
	receive(&f, FRAME_PAGES);
	EXPECT_EQ(t->napi.gro_bitmask, 0);
	EXPECT_EQ(t->napi.rx_count, 2); /* counted as two */
	f = (struct frame){.len = 1000, .seq = 2000, .id = 3};
	receive(&f, FRAME_PAGES);
	f = (struct frame){.len = 10, .seq = 3000, .id = 4};
	receive(&f, FRAME_PAGES);
	EXPECT_EQ(t->napi.gro_bitmask, 0);
	flush();
	ASSERT_EQ(n_up, 2);
	EXPECT_EQ(up[0]->len, 40 + 2000);
	EXPECT_EQ(up[1]->len, 40 + 1010);
	EXPECT(((struct tcphdr *)(up[0]->data + 20))->psh);
}

TEST(gro_a_ninth_flow_pushes_the_oldest_up)
{
	for (unsigned int i = 0; i < 9; i++) {
		struct frame f = {.len = 100, .flow = i};

		receive(&f, FRAME_PAGES);
	}
	EXPECT_EQ(t->napi.gro_hash[0].count, MAX_GRO_SKBS);
	EXPECT_EQ(t->napi.rx_count, 1);
	flush();
	ASSERT_EQ(n_up, 9);
	EXPECT_EQ(ntohs(((struct tcphdr *)(up[0]->data + 20))->source), 1000);
}

TEST(gro_never_exceeds_64_kb)
{
	struct frame f = {.len = 1448};

	for (int i = 0; i < 60; i++, f.seq += f.len, f.id++)
		receive(&f, FRAME_HEAD_FRAG);
	flush();
	ASSERT_EQ(n_up, 2);
	EXPECT_LE(up[0]->len, 65535);
	EXPECT_EQ(up[0]->len, 40 + 45 * 1448);
	EXPECT_EQ(up[0]->len + up[1]->len, 80 + 60 * 1448);
}

TEST(gro_flush_by_age_keeps_what_is_of_this_jiffy)
{
	struct frame f = {.len = 100}, g = {.len = 100, .flow = 1};

	receive(&f, FRAME_PAGES);
	settle(3);
	receive(&g, FRAME_PAGES);
	local_bh_disable();
	napi_gro_flush(&t->napi, true);
	local_bh_enable();
	EXPECT_EQ(t->napi.gro_hash[0].count, 1);
	flush();
	EXPECT_EQ(n_up, 2);
}

TEST(gro_batch_of_eight_goes_up_by_itself)
{
	t->dev->features &= ~NETIF_F_GRO;
	for (unsigned int i = 0; i < 9; i++) {
		struct frame f = {.len = 100, .flow = i};

		receive(&f, FRAME_PAGES);
		EXPECT_EQ(n_up, i < 7 ? 0 : 8);
	}
	flush();
	EXPECT_EQ(n_up, 9);
}

/*
 * The eighth hangs on the first one's frag_list and has PSH: the packet goes
 * up, the batch is full, and who gets it frees all eight before GRO returns.
 */
TEST(gro_last_segment_may_end_before_its_caller_hears)
{
	at_once = true;
	for (unsigned int i = 0; i < 8; i++) {
		struct frame f = {.len = 100,
				  .seq = i * 100,
				  .id = (u16)i,
				  .psh = i == 7};

		EXPECT_EQ(receive(&f, FRAME_LINEAR), i ? GRO_MERGED : GRO_HELD);
	}
	EXPECT_EQ(t->napi.gro_bitmask, 0);
	EXPECT_EQ(t->napi.rx_count, 0);
}

/* ---- UDP ---- */

static enum udp_gro_wish wish;

static enum udp_gro_wish udp_wish(struct sk_buff *skb, __be16 sport,
				  __be16 dport)
{
	return wish;
}

static void three_datagrams(void)
{
	struct frame f = {.len = 500, .udp = true};

	for (int i = 0; i < 3; i++) {
		if (i == 2)
			f.len = 100;
		receive(&f, FRAME_PAGES);
		f.seq += 500;
		f.id++;
	}
	flush();
}

TEST(gro_udp_merges_only_for_who_asks)
{
	udp_gro_set_lookup(AF_INET, udp_wish);
	wish = UDP_GRO_OFF;
	three_datagrams();
	EXPECT_EQ(n_up, 3);
	let_go();
	wish = UDP_GRO_NO_SOCKET;
	three_datagrams();
	EXPECT_EQ(n_up, 3);
	let_go();
	t->dev->features |= NETIF_F_GRO_UDP_FWD;
	three_datagrams();
	EXPECT_EQ(n_up, 1);
	let_go();
	t->dev->features &= ~NETIF_F_GRO_UDP_FWD;
	wish = UDP_GRO_ON;
	three_datagrams();
	ASSERT_EQ(n_up, 1);
	EXPECT_EQ(skb_shinfo(up[0])->gso_type, SKB_GSO_UDP_L4);
	EXPECT_EQ(skb_shinfo(up[0])->gso_size, 500);
	EXPECT_EQ(skb_shinfo(up[0])->gso_segs, 3);
	EXPECT_EQ(up[0]->len, 28 + 1100);
	udp_gro_set_lookup(AF_INET, NULL);
}

TEST(gro_udp_fraglist_chains_whole_packets)
{
	t->dev->features |= NETIF_F_GRO_FRAGLIST;
	three_datagrams();
	ASSERT_EQ(n_up, 1);
	EXPECT(skb_has_frag_list(up[0]));
	EXPECT_EQ(skb_shinfo(up[0])->gso_type,
		  SKB_GSO_UDP_L4 | SKB_GSO_FRAGLIST);
	EXPECT_EQ(up[0]->ip_summed, CHECKSUM_UNNECESSARY);
	t->dev->features &= ~NETIF_F_GRO_FRAGLIST;
}
