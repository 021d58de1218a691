// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * proto_ip_test - an IPv4 packet comes in, passes through, goes out
 *
 * Where:   proto_test.
 * Mirrors: nothing.
 * Spec:    that of the file it tests.
 */
#include "tests/unit/ip_world.h"

#include "proto/ipv4/icmp.h"

TEST_SETUP(ip_world_begin);
TEST_TEARDOWN(ip_world_end);

static u8 data[4096];

TEST(ip_rcv_good_packet_is_delivered_without_its_padding)
{
	struct sk_buff *skb;

	fill(data, 0, 100);
	pkt_in(ip_world.dev[0], .data = data, .len = 100, .pad = 6);
	skb = came_up();
	ASSERT(skb);
	EXPECT_EQ(skb->len, 100);
	EXPECT(filled(skb->data, 0, 100));
	EXPECT_EQ(skb->data, skb_transport_header(skb));
	EXPECT_EQ(ip_count(IPSTATS_MIB_INPKTS), 1);
	EXPECT_EQ(ip_count(IPSTATS_MIB_INOCTETS), 126);
	EXPECT_EQ(ip_count(IPSTATS_MIB_INDELIVERS), 1);
	EXPECT_EQ(ip_count(IPSTATS_MIB_NOECTPKTS), 1);
	consume_skb(skb);
}

/* One bad packet each: its reason and its counter move, nothing goes up. */
static void bad(const struct pkt *p, enum skb_drop_reason reason, int field)
{
	u64 n = drops(reason), c = field ? ip_count(field) : 0;

	skb_in(pkt_make(ip_world.dev[0], p));
	EXPECT_NULL(came_up());
	EXPECT_EQ(drops(reason), n + 1);
	if (field)
		EXPECT_EQ(ip_count(field), c + 1);
}

TEST(ip_rcv_bad_header_dies_with_its_reason)
{
	bad(&(struct pkt){.bad_csum = true}, SKB_DROP_REASON_IP_CSUM,
	    IPSTATS_MIB_CSUMERRORS);
	bad(&(struct pkt){.version = 6}, SKB_DROP_REASON_IP_INHDR,
	    IPSTATS_MIB_INHDRERRORS);
	bad(&(struct pkt){.cut = 1}, SKB_DROP_REASON_IP_INHDR,
	    IPSTATS_MIB_INHDRERRORS);
	bad(&(struct pkt){.data = data, .len = 50, .cut = 1},
	    SKB_DROP_REASON_PKT_TOO_SMALL, IPSTATS_MIB_INTRUNCATEDPKTS);
	bad(&(struct pkt){.pkt_type = PACKET_OTHERHOST},
	    SKB_DROP_REASON_OTHERHOST, 0);
	EXPECT_EQ(ip_count(IPSTATS_MIB_INHDRERRORS), 3);
	EXPECT_EQ(ip_count(IPSTATS_MIB_INPKTS), 4);
}

TEST(ip_rcv_header_shorter_or_longer_than_the_packet_dies)
{
	struct sk_buff *skb = pkt_make(ip_world.dev[0],
				       &(struct pkt){.len = 8, .data = data});

	ip_hdr(skb)->ihl = 4;
	skb_in(skb);
	skb = pkt_make(ip_world.dev[0], &(struct pkt){.len = 8, .data = data});
	ip_hdr(skb)->tot_len = htons(19);
	ip_send_check(ip_hdr(skb));
	skb_in(skb);
	EXPECT_NULL(came_up());
	EXPECT_EQ(drops(SKB_DROP_REASON_IP_INHDR), 2);
	EXPECT_EQ(ip_count(IPSTATS_MIB_INHDRERRORS), 2);
}

TEST(ip_deliver_unknown_protocol_answers_unreachable)
{
	struct sk_buff *skb;

	pkt_in(ip_world.dev[0], .proto = 253, .data = data, .len = 40);
	EXPECT_EQ(ip_count(IPSTATS_MIB_INUNKNOWNPROTOS), 1);
	EXPECT_EQ(drops(SKB_DROP_REASON_IP_NOPROTO), 1);
	skb = sent();
	ASSERT(skb);
	EXPECT_EQ(ip_hdr(skb)->protocol, IPPROTO_ICMP);
	EXPECT_EQ(icmp_hdr(skb)->type, ICMP_DEST_UNREACH);
	EXPECT_EQ(icmp_hdr(skb)->code, ICMP_PROT_UNREACH);
	EXPECT_EQ(ip_hdr(skb)->daddr, ip4("10.0.0.2"));
	EXPECT_EQ(ip_hdr(skb)->saddr, ip4("10.0.0.1"));
	consume_skb(skb);
}

/* ---- on the way through
 * ------------------------------------------------------ */

TEST(ip_forward_takes_one_hop_and_keeps_the_checksum)
{
	struct sk_buff *skb;

	EXPECT_EQ(set("ip_forward", "1"), 0);
	fill(data, 0, 64);
	pkt_in(ip_world.dev[0], .dst = "10.0.1.9", .data = data, .len = 64,
	       .ttl = 7);
	skb = sent();
	ASSERT(skb);
	EXPECT_EQ(skb->dev, ip_world.dev[1]);
	EXPECT_EQ(ip_hdr(skb)->ttl, 6);
	EXPECT_EQ(ip_fast_csum(ip_hdr(skb), 5), 0);
	EXPECT(filled(skb->data + 20, 0, 64));
	EXPECT_EQ(ip_count(IPSTATS_MIB_OUTFORWDATAGRAMS), 1);
	consume_skb(skb);
}

TEST(ip_forward_off_drops)
{
	EXPECT_EQ(set("ip_forward", "0"), 0);
	pkt_in(ip_world.dev[0], .dst = "10.0.1.9", .data = data, .len = 8);
	EXPECT_NULL(sent());
	EXPECT_EQ(ip_count(IPSTATS_MIB_OUTFORWDATAGRAMS), 0);
	EXPECT_EQ(ip_count(IPSTATS_MIB_INADDRERRORS), 1);
}

TEST(ip_forward_last_hop_is_told_time_exceeded)
{
	struct sk_buff *skb;

	EXPECT_EQ(set("ip_forward", "1"), 0);
	pkt_in(ip_world.dev[0], .dst = "10.0.1.9", .data = data, .len = 30,
	       .ttl = 1);
	skb = sent();
	ASSERT(skb);
	EXPECT_EQ(skb->dev, ip_world.dev[0]);
	EXPECT_EQ(icmp_hdr(skb)->type, ICMP_TIME_EXCEEDED);
	EXPECT_EQ(icmp_hdr(skb)->code, ICMP_EXC_TTL);
	EXPECT_EQ(drops(SKB_DROP_REASON_IP_TTL), 1);
	EXPECT_EQ(ip_count(IPSTATS_MIB_INHDRERRORS), 1);
	consume_skb(skb);
}

TEST(ip_forward_df_over_mtu_is_told_the_mtu)
{
	struct sk_buff *skb;

	EXPECT_EQ(set("ip_forward", "1"), 0);
	rtnl_lock();
	EXPECT_EQ(dev_set_mtu(ip_world.dev[1], 600), 0);
	rtnl_unlock();
	pkt_in(ip_world.dev[0], .dst = "10.0.1.9", .data = data, .len = 581,
	       .frag = IP_DF);
	skb = sent();
	ASSERT(skb);
	EXPECT_EQ(icmp_hdr(skb)->type, ICMP_DEST_UNREACH);
	EXPECT_EQ(icmp_hdr(skb)->code, ICMP_FRAG_NEEDED);
	EXPECT_EQ(ntohs(icmp_hdr(skb)->un.frag.mtu), 600);
	EXPECT_EQ(drops(SKB_DROP_REASON_PKT_TOO_BIG), 1);
	EXPECT_EQ(ip_count(IPSTATS_MIB_FRAGFAILS), 1);
	consume_skb(skb);
	/* one byte less fits */
	pkt_in(ip_world.dev[0], .dst = "10.0.1.9", .data = data, .len = 580,
	       .frag = IP_DF);
	skb = sent();
	ASSERT(skb);
	EXPECT_EQ(skb->dev, ip_world.dev[1]);
	consume_skb(skb);
}

TEST(ip_forward_without_df_is_cut_to_the_mtu)
{
	int offset = 0, n = 0;
	struct sk_buff *skb;

	EXPECT_EQ(set("ip_forward", "1"), 0);
	rtnl_lock();
	EXPECT_EQ(dev_set_mtu(ip_world.dev[1], 600), 0);
	rtnl_unlock();
	fill(data, 0, 1400);
	pkt_in(ip_world.dev[0], .dst = "10.0.1.9", .data = data, .len = 1400,
	       .id = 77);
	while ((skb = sent()) != NULL) {
		const struct iphdr *iph = ip_hdr(skb);
		int len = (int)skb->len - 20;

		EXPECT(skb->len <= 600);
		EXPECT_EQ(ntohs(iph->tot_len), skb->len);
		EXPECT_EQ(ntohs(iph->id), 77);
		EXPECT_EQ(ip_fast_csum(iph, 5), 0);
		EXPECT_EQ((ntohs(iph->frag_off) & IP_OFFSET) << 3, offset);
		EXPECT(filled(skb->data + 20, offset, len));
		offset += len;
		EXPECT_EQ(!!(iph->frag_off & htons(IP_MF)), offset < 1400);
		n++;
		consume_skb(skb);
	}
	EXPECT_EQ(offset, 1400);
	EXPECT_EQ(n, 3); /* 576, 576, 248 */
	EXPECT_EQ(ip_count(IPSTATS_MIB_FRAGOKS), 1);
	EXPECT_EQ(ip_count(IPSTATS_MIB_FRAGCREATES), 3);
}

TEST(ip_forward_link_broadcast_is_not_passed_on)
{
	EXPECT_EQ(set("ip_forward", "1"), 0);
	pkt_in(ip_world.dev[0], .dst = "10.0.1.9", .data = data, .len = 8,
	       .pkt_type = PACKET_BROADCAST);
	EXPECT_NULL(sent());
	EXPECT_EQ(drops(SKB_DROP_REASON_OTHERHOST), 1);
}

TEST(ip_rcv_no_route_dies_with_its_reason)
{
	EXPECT_EQ(set("ip_forward", "1"), 0);
	pkt_in(ip_world.dev[0], .dst = "192.0.2.1", .data = data, .len = 8);
	forget(&ip_world.out);
	EXPECT_EQ(ip_count(IPSTATS_MIB_INNOROUTES), 1);
	EXPECT_NULL(came_up());
}

/* ---- ids
 * ---------------------------------------------------------------------- */

TEST(ip_ident_counts_by_one_for_each_destination)
{
	struct iphdr a = {.saddr = ip4("10.0.0.1"), .daddr = ip4("10.0.0.7")};
	struct iphdr b = {.saddr = ip4("10.0.0.1"), .daddr = ip4("10.0.0.8")};
	u16 first_a, first_b;

	__ip_select_ident(ip_world.net, &a, 1);
	__ip_select_ident(ip_world.net, &b, 1);
	first_a = ntohs(a.id);
	first_b = ntohs(b.id);
	__ip_select_ident(ip_world.net, &a, 5);
	EXPECT_EQ(ntohs(a.id), (u16)(first_a + 1));
	__ip_select_ident(ip_world.net, &a, 1);
	EXPECT_EQ(ntohs(a.id), (u16)(first_a + 6));
	__ip_select_ident(ip_world.net, &b, 1);
	EXPECT_EQ(ntohs(b.id), (u16)(first_b + 1));
}

TEST(ip_list_rcv_delivers_all_in_order)
{
	LIST_HEAD(head);
	struct sk_buff *skb;
	u8 n = 0;

	for (u8 i = 0; i < 5; i++) {
		data[0] = i;
		skb = pkt_make(ip_world.dev[0],
			       &(struct pkt){.data = data, .len = 9});
		list_add_tail(&skb->list, &head);
	}
	local_bh_disable();
	netif_receive_skb_list(&head);
	local_bh_enable();
	while ((skb = came_up()) != NULL) {
		EXPECT_EQ(skb->data[0], n);
		n++;
		consume_skb(skb);
	}
	EXPECT_EQ(n, 5);
}
