// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * proto_ip_fragment_test - fragments in every order, twice, overlapping, late
 *
 * Where:   proto_test.
 * Mirrors: nothing.
 * Spec:    that of the file it tests.
 */
#include "tests/unit/ip_world.h"
#include "tests/unit/vfs_text.h"

#include "core/proc.h"
#include "lib/slab.h"
#include "proto/ipv4/inet_frag.h"

TEST_SETUP(ip_world_begin);
TEST_TEARDOWN(ip_world_end);

static u8 whole[70000];

/* Bytes [@from, @to) of a datagram of @total, with the right flags. */
static void piece_of(u16 id, int from, int to, int total, u16 flags, u8 tos)
{
	static u8 buf[70000];

	fill(buf, from, to - from);
	pkt_in(ip_world.dev[0], .data = buf, .len = to - from, .id = id,
	       .tos = tos,
	       .frag = (u16)(from / 8 | (to < total ? IP_MF : 0) | flags));
}

static void piece(u16 id, int from, int to, int total)
{
	piece_of(id, from, to, total, 0, 0);
}

/* The whole datagram is there, once, and nothing waits. */
static void expect_whole(int total)
{
	struct sk_buff *skb = came_up();

	ASSERT(skb);
	EXPECT_EQ(skb->len, total);
	EXPECT_EQ(skb_copy_bits(skb, 0, whole, total), 0);
	EXPECT(filled(whole, 0, total));
	EXPECT_EQ(ntohs(ip_hdr(skb)->tot_len), total + 20);
	EXPECT(!ip_is_fragment(ip_hdr(skb)));
	EXPECT_EQ(ip_fast_csum(ip_hdr(skb), 5), 0);
	EXPECT_EQ(skb->dev, ip_world.dev[0]);
	consume_skb(skb);
	EXPECT_NULL(came_up());
}

static struct fqdir *fqdir(void)
{
	return net_ipv4(ip_world.net)->fqdir;
}

static void expect_empty(void)
{
	EXPECT_EQ(frag_mem_limit(fqdir()), 0);
	EXPECT_EQ(fqdir_queues(fqdir()), 0);
}

/* ---- order
 * -------------------------------------------------------------------- */

/* Heap's algorithm, iterative: each of n! orders once. */
static void each_order(int n, void (*fn)(const int *order, int n, u16 id))
{
	int order[8] = {0}, c[8] = {0}, i = 0, t;
	u16 id = 1;

	for (int k = 0; k < n; k++)
		order[k] = k;
	fn(order, n, id++);
	while (i < n) {
		if (c[i] >= i) {
			c[i++] = 0;
			continue;
		}
		t = i % 2 ? c[i] : 0;
		int x = order[t];

		order[t] = order[i];
		order[i] = x;
		fn(order, n, id++);
		c[i]++;
		i = 0;
	}
}

static void in_order(const int *order, int n, u16 id)
{
	int total = n * 24 - 5; /* the last is short */

	for (int i = 0; i < n; i++) {
		int from = order[i] * 24, to = min(from + 24, total);

		if (i == n - 1)
			EXPECT_NULL(came_up());
		piece(id, from, to, total);
	}
	expect_whole(total);
}

TEST(ip_defrag_two_to_five_fragments_in_every_order)
{
	for (int n = 2; n <= 5; n++)
		each_order(n, in_order);
	expect_empty();
	EXPECT_EQ(ip_count(IPSTATS_MIB_REASMOKS), 2 + 6 + 24 + 120);
	EXPECT_EQ(ip_count(IPSTATS_MIB_REASMREQDS),
		  2 * 2 + 3 * 6 + 4 * 24 + 5 * 120);
	EXPECT_EQ(ip_count(IPSTATS_MIB_REASMFAILS), 0);
}

/* Every order of four, and after each piece the first one comes again. */
static void with_duplicates(const int *order, int n, u16 id)
{
	int total = n * 24;

	for (int i = 0; i < n - 1; i++) {
		piece(id, order[i] * 24, order[i] * 24 + 24, total);
		piece(id, order[0] * 24, order[0] * 24 + 24, total);
	}
	EXPECT_NULL(came_up());
	piece(id, order[n - 1] * 24, order[n - 1] * 24 + 24, total);
	expect_whole(total);
}

TEST(ip_defrag_duplicates_are_dropped_and_do_no_harm)
{
	each_order(4, with_duplicates);
	expect_empty();
	EXPECT_EQ(drops(SKB_DROP_REASON_DUP_FRAG), 24 * 3);
	EXPECT_EQ(ip_count(IPSTATS_MIB_REASMOKS), 24);
	EXPECT_EQ(ip_count(IPSTATS_MIB_REASMFAILS), 0);
}

/* A part of what a run has already is a duplicate too. */
TEST(ip_defrag_piece_inside_a_run_is_a_duplicate)
{
	piece(1, 0, 48, 96);
	piece(1, 8, 24, 96);
	EXPECT_EQ(drops(SKB_DROP_REASON_DUP_FRAG), 1);
	piece(1, 48, 96, 96);
	expect_whole(96);
	expect_empty();
}

TEST(ip_defrag_ids_sources_and_protocols_do_not_mix)
{
	u8 buf[48];

	fill(buf, 0, 48);
	piece(1, 0, 24, 48);
	piece(2, 0, 24, 48);
	pkt_in(ip_world.dev[0], .src = "10.0.0.3", .data = buf + 24, .len = 24,
	       .id = 1, .frag = 3);
	pkt_in(ip_world.dev[0], .proto = 99, .data = buf + 24, .len = 24,
	       .id = 1, .frag = 3);
	EXPECT_NULL(came_up());
	EXPECT_EQ(fqdir_queues(fqdir()), 4);
	piece(2, 24, 48, 48);
	expect_whole(48);
	piece(1, 24, 48, 48);
	expect_whole(48);
	EXPECT_EQ(fqdir_queues(fqdir()), 2);
}

TEST(ip_defrag_largest_datagram_and_one_byte_more)
{
	int total = 65515;

	for (int from = 0; from < total; from += 1480)
		piece(1, from, min(from + 1480, total), total);
	expect_whole(total);
	total += 1;
	for (int from = 0; from < total; from += 1480)
		piece(2, from, min(from + 1480, total), total);
	EXPECT_NULL(came_up());
	EXPECT_EQ(ip_count(IPSTATS_MIB_REASMFAILS), 1);
	expect_empty();
}

/* ---- overlaps: RFC 5722, for IPv4 as Linux does
 * ---------------------------------- */

/* [0,48) waits; @from..@to overlaps: all of it is gone. */
static void overlap(u16 id, int from, int to)
{
	u64 n = ip_count(IPSTATS_MIB_REASM_OVERLAPS);

	piece(id, 24, 72, 120);
	piece(id, from, to, 120);
	EXPECT_EQ(ip_count(IPSTATS_MIB_REASM_OVERLAPS), n + 1);
	expect_empty();
	/* what is missing comes: there is no queue any more */
	piece(id, 0, 24, 120);
	piece(id, 72, 120, 120);
	EXPECT_NULL(came_up());
	wait_jiffies(40 * HZ);
	forget(&ip_world.out);
	expect_empty();
}

TEST(ip_defrag_overlap_kills_the_datagram)
{
	overlap(1, 16, 32); /* over the beginning */
	overlap(2, 64, 80); /* over the end */
	overlap(3, 16, 80); /* around it */
	overlap(4, 24, 80); /* the same start, longer */
	overlap(5, 16, 72); /* the same end, longer */
	EXPECT_NULL(came_up());
}

TEST(ip_defrag_contradicting_lengths_kill_the_datagram)
{
	piece(1, 24, 40, 40); /* the end is 40 … */
	piece(1, 48, 72, 96); /* … but here is more */
	expect_empty();
	piece(2, 24, 40, 40);
	piece(2, 24, 32, 32); /* … or it is 32 */
	expect_empty();
	piece(3, 24, 72, 96);
	piece(3, 8, 24, 24); /* … or before what came already */
	expect_empty();
	EXPECT_EQ(ip_count(IPSTATS_MIB_REASMFAILS), 3);
	EXPECT_EQ(ip_count(IPSTATS_MIB_REASM_OVERLAPS), 0);
	EXPECT_EQ(drops(SKB_DROP_REASON_FRAG_MALFORMED), 6);
}

/* ---- time
 * ------------------------------------------------------------------------- */

TEST(ip_defrag_timeout_answers_with_the_first_fragment)
{
	struct sk_buff *skb;

	EXPECT_EQ(set("ipfrag_time", "3"), 0);
	piece(7, 0, 48, 96);
	wait_jiffies(3 * HZ);
	EXPECT_EQ(fqdir_queues(fqdir()), 1);
	/* the wheel's slots are an eighth of the time-out wide */
	wait_jiffies(3 * HZ / 8);
	expect_empty();
	EXPECT_EQ(ip_count(IPSTATS_MIB_REASMTIMEOUT), 1);
	EXPECT_EQ(ip_count(IPSTATS_MIB_REASMFAILS), 1);
	EXPECT_EQ(drops(SKB_DROP_REASON_FRAG_REASM_TIMEOUT), 1);
	skb = sent();
	ASSERT(skb);
	EXPECT_EQ(icmp_hdr(skb)->type, ICMP_TIME_EXCEEDED);
	EXPECT_EQ(icmp_hdr(skb)->code, ICMP_EXC_FRAGTIME);
	EXPECT_EQ(ip_hdr(skb)->daddr, ip4("10.0.0.2"));
	consume_skb(skb);
	/* the rest comes too late */
	piece(7, 48, 96, 96);
	EXPECT_NULL(came_up());
}

TEST(ip_defrag_timeout_without_the_first_fragment_is_silent)
{
	EXPECT_EQ(set("ipfrag_time", "3"), 0);
	piece(7, 48, 96, 96);
	wait_jiffies(4 * HZ);
	expect_empty();
	EXPECT_EQ(ip_count(IPSTATS_MIB_REASMTIMEOUT), 1);
	EXPECT_NULL(sent());
}

TEST(ip_defrag_timer_is_gone_with_the_whole_datagram)
{
	piece(7, 48, 96, 96);
	piece(7, 0, 48, 96);
	expect_whole(96);
	wait_jiffies(60 * HZ);
	EXPECT_EQ(ip_count(IPSTATS_MIB_REASMTIMEOUT), 0);
}

/* ---- limits
 * ------------------------------------------------------------------------ */

TEST(ip_defrag_over_high_thresh_takes_no_new_fragments)
{
	const char *text;
	u16 id;

	EXPECT_EQ(set("ipfrag_low_thresh", "10000"), 0);
	EXPECT_EQ(set("ipfrag_high_thresh", "20000"), 0);
	EXPECT_EQ(set("ipfrag_high_thresh", "9999"), -EINVAL);
	for (id = 1; !drops(SKB_DROP_REASON_FRAG_MEM) && id < 1000; id++)
		piece(id, 0, 48, 96);
	EXPECT(frag_mem_limit(fqdir()) > 20000);
	EXPECT(frag_mem_limit(fqdir()) < 20000 + 2000);
	EXPECT_EQ(fqdir_queues(fqdir()), id - 2u);
	text = vfs_text(ip_world.net, "/proc/net/sockstat");
	EXPECT(strstr(text, "FRAG: inuse ") != NULL);
	wait_jiffies(40 * HZ);
	expect_empty();
}

TEST(ip_defrag_too_many_others_in_between_start_anew)
{
	EXPECT_EQ(set("ipfrag_max_dist", "3"), 0);
	piece(1, 0, 24, 48);
	for (u16 id = 10; id < 14; id++) {
		piece(id, 0, 24, 48);
		piece(id, 24, 48, 48);
		expect_whole(48);
	}
	/* eight others: the id may have come round */
	piece(1, 24, 48, 48);
	EXPECT_NULL(came_up());
	EXPECT_EQ(drops(SKB_DROP_REASON_FRAG_TOO_FAR), 1);
	piece(1, 0, 24, 48);
	expect_whole(48);
	expect_empty();
}

/* ---- ECN and DF
 * ---------------------------------------------------------------------- */

TEST(ip_defrag_ecn_of_the_whole_follows_rfc3168)
{
	static const struct {
		u8 a, b;
		int whole; /* -1: dropped */
	} table[] = {
		{0, 0, 0}, {1, 1, 1},  {2, 2, 2},  {3, 3, 3},  {3, 2, 3},
		{3, 1, 3}, {1, 2, -2}, {0, 1, -1}, {0, 2, -1}, {0, 3, -1},
	};
	struct sk_buff *skb;

	for (u16 i = 0; i < ARRAY_SIZE(table); i++) {
		piece_of(i, 0, 24, 48, 0, table[i].a);
		piece_of(i, 24, 48, 48, 0, table[i].b);
		skb = came_up();
		if (table[i].whole == -1) {
			EXPECT_NULL(skb);
			continue;
		}
		ASSERT(skb);
		/* ECT(0) and ECT(1) together: as the first fragment */
		EXPECT_EQ(ip_hdr(skb)->tos,
			  table[i].whole == -2 ? table[i].a : table[i].whole);
		consume_skb(skb);
	}
	EXPECT_EQ(ip_count(IPSTATS_MIB_REASMFAILS), 3);
	expect_empty();
}

TEST(ip_defrag_df_on_the_largest_fragment_stays)
{
	struct sk_buff *skb;

	piece_of(1, 0, 480, 600, IP_DF, 0);
	piece_of(1, 480, 600, 600, IP_DF, 0);
	skb = came_up();
	ASSERT(skb);
	EXPECT_EQ(ntohs(ip_hdr(skb)->frag_off), IP_DF);
	EXPECT_EQ(IPCB(skb)->frag_max_size, 500);
	EXPECT(IPCB(skb)->flags & IPSKB_FRAG_PMTU);
	consume_skb(skb);
	piece_of(2, 0, 480, 600, 0, 0);
	piece_of(2, 480, 600, 600, IP_DF, 0);
	skb = came_up();
	ASSERT(skb);
	EXPECT_EQ(ntohs(ip_hdr(skb)->frag_off), 0);
	consume_skb(skb);
}

/* Whatever waits when the namespace goes is purged: see ip_world_end(). */
TEST(ip_defrag_waiting_fragments_die_with_the_namespace)
{
	for (u16 id = 0; id < 20; id++)
		piece(id, 24, 48, 96);
	EXPECT_EQ(fqdir_queues(fqdir()), 20);
}
