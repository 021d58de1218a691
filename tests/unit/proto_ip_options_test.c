// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * proto_ip_options_test - options: checked, filled in, followed, answered
 *
 * Where:   proto_test.
 * Mirrors: nothing.
 * Spec:    that of the file it tests.
 */
#include "tests/unit/ip_world.h"

#include <linux/in_route.h>

TEST_SETUP(ip_world_begin);
TEST_TEARDOWN(ip_world_end);

static u8 data[2000];

/* The options of @skb, a packet that was kept. */
static const u8 *options(const struct sk_buff *skb)
{
	return (const u8 *)&ip_hdr(skb)[1];
}

/* Sent in for us; gives what comes up, or NULL. */
static struct sk_buff *with_options(const void *opt, int len)
{
	pkt_in(ip_world.dev[0], .opt = opt, .optlen = len, .data = data,
	       .len = 16);
	return came_up();
}

TEST(ip_options_record_route_gets_our_address)
{
	static const u8 rr[] = {IPOPT_RR, 11, 4, 0, 0, 0,
				0,	  0,  0, 0, 0, IPOPT_END};
	__be32 us = ip4("10.0.0.1");
	struct sk_buff *skb = with_options(rr, sizeof(rr));

	ASSERT(skb);
	EXPECT_EQ(options(skb)[2], 8); /* the next free place */
	EXPECT(!memcmp(options(skb) + 3, &us, 4));
	EXPECT_EQ(IPCB(skb)->opt.rr, 20);
	EXPECT(IPCB(skb)->opt.rr_needaddr);
	consume_skb(skb);
}

TEST(ip_options_record_route_full_is_left_alone)
{
	static const u8 rr[] = {IPOPT_RR, 7, 8, 1, 2, 3, 4, IPOPT_END};
	struct sk_buff *skb = with_options(rr, sizeof(rr));

	ASSERT(skb);
	EXPECT(!memcmp(options(skb), rr, sizeof(rr)));
	EXPECT(!IPCB(skb)->opt.rr_needaddr);
	consume_skb(skb);
}

TEST(ip_options_timestamp_is_milliseconds_since_midnight)
{
	static const u8 ts[] = {
		IPOPT_TIMESTAMP, 8, 5, IPOPT_TS_TSONLY, 0, 0, 0, 0};
	__be32 now = inet_current_timestamp();
	struct sk_buff *skb = with_options(ts, sizeof(ts));

	ASSERT(skb);
	EXPECT_EQ(options(skb)[2], 9);
	EXPECT(!memcmp(options(skb) + 4, &now, 4));
	EXPECT(ntohl(now) < 86400u * 1000);
	consume_skb(skb);
}

TEST(ip_options_timestamp_without_room_counts_the_overflow)
{
	static const u8 ts[] = {IPOPT_TIMESTAMP, 8, 9, 0x20, 1, 2, 3, 4};
	struct sk_buff *skb = with_options(ts, sizeof(ts));

	ASSERT(skb);
	EXPECT_EQ(options(skb)[3], 0x30);
	consume_skb(skb);
}

TEST(ip_options_after_the_end_are_wiped)
{
	static const u8 opt[] = {IPOPT_NOOP, IPOPT_END, 0xaa, 0xbb};
	struct sk_buff *skb = with_options(opt, sizeof(opt));

	ASSERT(skb);
	EXPECT_EQ(options(skb)[2], 0);
	EXPECT_EQ(options(skb)[3], 0);
	consume_skb(skb);
}

/* ---- what is wrong is told, with the byte
 * --------------------------------------- */

TEST(ip_options_each_fault_names_its_byte)
{
	static const struct {
		u8 opt[8];
		u8 pointer; /* from the start of the IP header */
	} table[] = {
		{{IPOPT_RR, 0}, 20},			/* length 0 */
		{{IPOPT_RR, 9}, 20},			/* beyond the header */
		{{IPOPT_RR, 2}, 21},			/* no pointer */
		{{IPOPT_RR, 7, 3}, 22},			/* points at itself */
		{{IPOPT_RR, 7, 6}, 22},			/* half an address */
		{{IPOPT_RR, 3, 4, IPOPT_RR, 3, 4}, 23}, /* twice */
		{{IPOPT_TIMESTAMP, 3, 5}, 21},
		{{IPOPT_TIMESTAMP, 8, 4}, 22},
		{{IPOPT_TIMESTAMP, 8, 7}, 22},
		{{IPOPT_TIMESTAMP, 4, 5, 0xf0}, 23}, /* overflow of overflow */
		{{IPOPT_TIMESTAMP, 8, 5, 1}, 22},    /* no room for both */
		{{IPOPT_LSRR, 2}, 21},
		{{IPOPT_LSRR, 7, 3}, 22},
		{{IPOPT_LSRR, 3, 4, IPOPT_SSRR, 3, 4}, 23},
		{{IPOPT_RA, 3, 0}, 21},
		{{IPOPT_NOOP, IPOPT_NOOP, IPOPT_NOOP, IPOPT_NOOP, IPOPT_NOOP,
		  IPOPT_NOOP, IPOPT_NOOP, IPOPT_RR},
		 27},
	};
	struct sk_buff *skb;

	EXPECT_EQ(set("icmp_ratelimit", "0"), 0);
	for (unsigned int i = 0; i < ARRAY_SIZE(table); i++) {
		EXPECT_NULL(with_options(table[i].opt, 8));
		skb = sent();
		ASSERT(skb);
		EXPECT_EQ(icmp_hdr(skb)->type, ICMP_PARAMETERPROB);
		EXPECT_EQ(icmp_hdr(skb)->code, 0);
		EXPECT_EQ(ntohl(icmp_hdr(skb)->un.gateway) >> 24,
			  table[i].pointer);
		consume_skb(skb);
		EXPECT_EQ(drops(SKB_DROP_REASON_IP_OPTIONS), i + 1);
		EXPECT_EQ(ip_count(IPSTATS_MIB_INHDRERRORS), i + 1);
	}
}

/* ---- source routes
 * ------------------------------------------------------------------ */

static const u8 lsrr[] = {IPOPT_LSRR, 7, 4, 10, 0, 1, 9, IPOPT_END};

TEST(ip_options_source_route_is_refused_unless_allowed)
{
	EXPECT_EQ(set("ip_forward", "1"), 0);
	EXPECT_EQ(set("conf/all/accept_source_route", "0"), 0);
	EXPECT_NULL(with_options(lsrr, sizeof(lsrr)));
	EXPECT_NULL(sent());
	EXPECT_EQ(drops(SKB_DROP_REASON_IP_OPTIONS), 1);
}

TEST(ip_options_source_route_is_followed_and_recorded)
{
	__be32 left_by = ip4("10.0.1.1");
	struct sk_buff *skb;

	EXPECT_EQ(set("ip_forward", "1"), 0);
	EXPECT_EQ(set("conf/all/accept_source_route", "1"), 0);
	EXPECT_EQ(set("conf/eth0/accept_source_route", "1"), 0);
	EXPECT_NULL(with_options(lsrr, sizeof(lsrr)));
	skb = sent();
	ASSERT(skb);
	EXPECT_EQ(skb->dev, ip_world.dev[1]);
	EXPECT_EQ(ip_hdr(skb)->daddr, ip4("10.0.1.9"));
	EXPECT(!memcmp(options(skb) + 3, &left_by, 4));
	EXPECT_EQ(options(skb)[2], 8);
	EXPECT_EQ(ip_fast_csum(ip_hdr(skb), ip_hdr(skb)->ihl), 0);
	consume_skb(skb);
}

TEST(ip_options_echo_reverses_the_way)
{
	/* we are the end: the hops that were visited stand before us */
	static const u8 opt[] = {IPOPT_LSRR, 11, 12, 10, 0, 0,
				 7,	     10, 0,  0,	 8, IPOPT_END};
	struct ip_options_data reply;
	struct ip_options *o = &reply.opt.opt;
	__be32 hop7 = ip4("10.0.0.7"), hop8 = ip4("10.0.0.8");
	struct sk_buff *skb;

	EXPECT_EQ(set("conf/all/accept_source_route", "1"), 0);
	EXPECT_EQ(set("conf/eth0/accept_source_route", "1"), 0);
	skb = with_options(opt, sizeof(opt));
	ASSERT(skb);
	EXPECT_EQ(ip_options_echo(ip_world.net, o, skb), 0);
	EXPECT_EQ(o->faddr, hop8); /* back to the last one first */
	EXPECT_EQ(o->srr, 20);
	EXPECT_EQ(o->optlen, 12); /* with room for the final destination */
	EXPECT_EQ(o->__data[0], IPOPT_LSRR);
	EXPECT_EQ(o->__data[1], 11);
	EXPECT_EQ(o->__data[2], 4);
	EXPECT(!memcmp(o->__data + 3, &hop7, 4));
	consume_skb(skb);
}

TEST(ip_options_undo_gives_what_was_compiled)
{
	static const u8 given[] = {IPOPT_LSRR, 11, 4, 10, 0,	     0, 7,
				   10,	       0,  0, 8,  IPOPT_RR,  7, 4,
				   0,	       0,  0, 0,  IPOPT_END, 0};
	struct ip_options_data d = {0};
	struct ip_options *o = &d.opt.opt;

	o->optlen = sizeof(given);
	memcpy(o->__data, given, sizeof(given));
	rcu_read_lock();
	EXPECT_EQ(__ip_options_compile(ip_world.net, o, NULL, NULL), 0);
	rcu_read_unlock();
	EXPECT_EQ(o->faddr, ip4("10.0.0.7"));
	EXPECT(memcmp(o->__data, given, sizeof(given)));
	ip_options_undo(o);
	EXPECT(!memcmp(o->__data, given, sizeof(given)));
}

/* ---- fragments
 * ------------------------------------------------------------------------ */

TEST(ip_options_later_fragments_carry_only_copied_ones)
{
	/* RR is not copied, security is */
	static const u8 opt[] = {IPOPT_RR, 7, 4,	 0, 0, 0,
				 0,	   1, IPOPT_SEC, 4, 9, 9};
	struct sk_buff *first, *second;

	EXPECT_EQ(set("ip_forward", "1"), 0);
	rtnl_lock();
	EXPECT_EQ(dev_set_mtu(ip_world.dev[1], 600), 0);
	rtnl_unlock();
	pkt_in(ip_world.dev[0], .dst = "10.0.1.9", .opt = opt,
	       .optlen = sizeof(opt), .data = data, .len = 1000);
	first = sent();
	second = sent();
	ASSERT(first && second);
	EXPECT_EQ(ip_hdr(second)->ihl, 8);
	EXPECT_EQ(options(first)[0], IPOPT_RR);
	EXPECT_EQ(options(second)[0], IPOPT_NOOP);
	EXPECT_EQ(options(second)[6], IPOPT_NOOP);
	EXPECT_EQ(options(second)[8], IPOPT_SEC);
	EXPECT_EQ(ip_fast_csum(ip_hdr(second), 8), 0);
	consume_skb(first);
	consume_skb(second);
}
