// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * proto_icmp_test - who is answered, who is not, how often, with how much
 *
 * Where:   proto_test.
 * Mirrors: nothing.
 * Spec:    that of the file it tests.
 */
#include "tests/unit/ip_world.h"

#include "lib/checksum.h"
#include "proto/ipv4/icmp.h"

TEST_SETUP(ip_world_begin);
TEST_TEARDOWN(ip_world_end);

static u8 buf[3000];

/* An ICMP message of @len bytes of data behind its header, in buf. */
static int message(u8 type, u8 code, int len)
{
	struct icmphdr *h = (struct icmphdr *)buf;

	memset(h, 0, sizeof(*h));
	h->type = type;
	h->code = code;
	h->un.echo.id = htons(0x1234);
	h->un.echo.sequence = htons(7);
	fill(buf + 8, 0, len);
	h->checksum = ip_compute_csum(buf, 8 + len);
	return 8 + len;
}

static void echo_in(int len, const char *dst, u8 pkt_type)
{
	int n = message(ICMP_ECHO, 0, len);

	pkt_in(ip_world.dev[0], .dst = dst, .proto = IPPROTO_ICMP, .data = buf,
	       .len = n, .pkt_type = pkt_type);
}

/* ---- questions
 * ------------------------------------------------------------------- */

TEST(icmp_echo_is_answered_with_the_same_bytes)
{
	struct sk_buff *skb;

	echo_in(56, NULL, PACKET_HOST);
	skb = sent();
	ASSERT(skb);
	EXPECT_EQ(ip_hdr(skb)->saddr, ip4("10.0.0.1"));
	EXPECT_EQ(ip_hdr(skb)->daddr, ip4("10.0.0.2"));
	EXPECT_EQ(ip_hdr(skb)->ttl, 64);
	EXPECT_EQ(skb->len, 84);
	EXPECT_EQ(icmp_hdr(skb)->type, ICMP_ECHOREPLY);
	EXPECT_EQ(ntohs(icmp_hdr(skb)->un.echo.id), 0x1234);
	EXPECT_EQ(ntohs(icmp_hdr(skb)->un.echo.sequence), 7);
	EXPECT(filled((u8 *)icmp_hdr(skb) + 8, 0, 56));
	EXPECT_EQ(ip_compute_csum(icmp_hdr(skb), 64), 0);
	EXPECT_EQ(icmp_count(ICMP_MIB_INMSGS), 1);
	EXPECT_EQ(icmp_count(ICMP_MIB_OUTMSGS), 1);
	consume_skb(skb);
}

/* The reply is longer than the MTU: it leaves as fragments, none copied. */
TEST(icmp_echo_larger_than_the_mtu_comes_back_in_fragments)
{
	int n = message(ICMP_ECHO, 0, 2800), offset = 0, count = 0;
	struct sk_buff *skb;
	u8 whole[3000];

	pkt_in(ip_world.dev[0], .proto = IPPROTO_ICMP, .data = buf, .len = 1480,
	       .frag = IP_MF, .id = 5);
	pkt_in(ip_world.dev[0], .proto = IPPROTO_ICMP, .data = buf + 1480,
	       .len = n - 1480, .frag = 1480 / 8, .id = 5);
	while ((skb = sent()) != NULL) {
		int len = (int)skb->len - 20;

		EXPECT(skb->len <= 1500);
		EXPECT_EQ((ntohs(ip_hdr(skb)->frag_off) & IP_OFFSET) * 8,
			  offset);
		EXPECT_EQ(skb_copy_bits(skb, 20, whole + offset, len), 0);
		offset += len;
		count++;
		consume_skb(skb);
	}
	EXPECT_EQ(count, 2);
	EXPECT_EQ(offset, n);
	EXPECT_EQ(whole[0], ICMP_ECHOREPLY);
	EXPECT_EQ(ip_compute_csum(whole, n), 0);
	EXPECT(filled(whole + 8, 0, 2800));
	EXPECT_EQ(ip_count(IPSTATS_MIB_FRAGOKS), 1);
	EXPECT_EQ(ip_count(IPSTATS_MIB_FRAGCREATES), 2);
}

TEST(icmp_echo_ignore_all_is_silent)
{
	EXPECT_EQ(set("icmp_echo_ignore_all", "1"), 0);
	echo_in(56, NULL, PACKET_HOST);
	EXPECT_NULL(sent());
	EXPECT_EQ(drops(SKB_DROP_REASON_ICMP_IGNORED), 1);
}

TEST(icmp_echo_to_all_is_answered_only_if_asked_for)
{
	struct sk_buff *skb;

	echo_in(8, "10.0.0.255", PACKET_BROADCAST);
	EXPECT_NULL(sent());
	EXPECT_EQ(drops(SKB_DROP_REASON_INVALID_PROTO), 1);
	EXPECT_EQ(set("icmp_echo_ignore_broadcasts", "0"), 0);
	echo_in(8, "10.0.0.255", PACKET_BROADCAST);
	skb = sent();
	ASSERT(skb);
	EXPECT_EQ(ip_hdr(skb)->saddr, ip4("10.0.0.1"));
	consume_skb(skb);
}

TEST(icmp_timestamp_answers_with_three_times)
{
	__be32 now = inet_current_timestamp(), t[3];
	int n = message(ICMP_TIMESTAMP, 0, 12);
	struct sk_buff *skb;

	pkt_in(ip_world.dev[0], .proto = IPPROTO_ICMP, .data = buf, .len = n);
	skb = sent();
	ASSERT(skb);
	EXPECT_EQ(icmp_hdr(skb)->type, ICMP_TIMESTAMPREPLY);
	EXPECT_EQ(skb->len, 20 + 20);
	memcpy(t, (u8 *)icmp_hdr(skb) + 8, 12);
	EXPECT(!memcmp(&t[0], buf + 8, 4));
	EXPECT_EQ(t[1], now);
	EXPECT_EQ(t[2], now);
	EXPECT_EQ(ip_compute_csum(icmp_hdr(skb), 20), 0);
	consume_skb(skb);
}

TEST(icmp_bad_messages_die_with_their_reasons)
{
	int n = message(ICMP_ECHO, 0, 8);

	buf[9] ^= 1;
	pkt_in(ip_world.dev[0], .proto = IPPROTO_ICMP, .data = buf, .len = n);
	EXPECT_EQ(drops(SKB_DROP_REASON_ICMP_CSUM), 1);
	EXPECT_EQ(icmp_count(ICMP_MIB_CSUMERRORS), 1);
	memset(buf, 0xff, 4);
	buf[3] = buf[2] = 0;
	pkt_in(ip_world.dev[0], .proto = IPPROTO_ICMP, .data = buf, .len = 2);
	n = message(77, 0, 8);
	pkt_in(ip_world.dev[0], .proto = IPPROTO_ICMP, .data = buf, .len = n);
	EXPECT_EQ(drops(SKB_DROP_REASON_UNHANDLED_PROTO), 1);
	n = message(ICMP_INFO_REQUEST, 0, 0);
	pkt_in(ip_world.dev[0], .proto = IPPROTO_ICMP, .data = buf, .len = n);
	EXPECT_EQ(drops(SKB_DROP_REASON_ICMP_IGNORED), 1);
	EXPECT_EQ(icmp_count(ICMP_MIB_INERRORS), 3);
	EXPECT_NULL(sent());
}

/* ---- to whom no error is sent: RFC 1122 §3.2.2
 * -------------------------------------- */

static void no_answer(const struct pkt *p)
{
	skb_in(pkt_make(ip_world.dev[0], p));
	EXPECT_NULL(sent());
}

TEST(icmp_error_is_not_sent_where_rfc1122_forbids)
{
	int n;

	no_answer(&(struct pkt){.proto = 253,
				.data = buf,
				.len = 20,
				.pkt_type = PACKET_BROADCAST});
	no_answer(&(struct pkt){
		.proto = 253, .data = buf, .len = 20, .dst = "10.0.0.255"});
	no_answer(&(struct pkt){.proto = 253,
				.data = buf,
				.len = 20,
				.dst = "255.255.255.255"});
	no_answer(&(struct pkt){
		.proto = 253, .data = buf, .len = 20, .dst = "224.0.0.1"});
	/* an error about an error, on the way through */
	EXPECT_EQ(set("ip_forward", "1"), 0);
	n = message(ICMP_DEST_UNREACH, ICMP_PORT_UNREACH, 28);
	no_answer(&(struct pkt){.proto = IPPROTO_ICMP,
				.data = buf,
				.len = n,
				.dst = "10.0.1.9",
				.ttl = 1});
	n = message(200, 0, 28); /* what nobody knows may be one */
	no_answer(&(struct pkt){.proto = IPPROTO_ICMP,
				.data = buf,
				.len = n,
				.dst = "10.0.1.9",
				.ttl = 1});
	/* a fragment that is not the first */
	no_answer(&(struct pkt){.data = buf,
				.len = 24,
				.dst = "10.0.1.9",
				.frag = 3,
				.ttl = 1});
	EXPECT_EQ(icmp_count(ICMP_MIB_OUTMSGS), 0);
	/* but an echo request is no error */
	n = message(ICMP_ECHO, 0, 8);
	pkt_in(ip_world.dev[0], .proto = IPPROTO_ICMP, .data = buf, .len = n,
	       .dst = "10.0.1.9", .ttl = 1);
	EXPECT_EQ(icmp_count(ICMP_MIB_OUTMSGS), 1);
}

TEST(icmp_error_quotes_at_most_576_bytes)
{
	struct sk_buff *skb;

	fill(buf, 0, 1400);
	pkt_in(ip_world.dev[0], .proto = 253, .data = buf, .len = 1400,
	       .tos = 0x10);
	skb = sent();
	ASSERT(skb);
	EXPECT_EQ(skb->len, 576);
	EXPECT_EQ(ip_hdr(skb)->tos, 0x10 | IPTOS_PREC_INTERNETCONTROL);
	EXPECT_EQ(skb_linearize(skb), 0);
	EXPECT(filled(skb->data + 20 + 8 + 20, 0, 576 - 48));
	EXPECT_EQ(ip_compute_csum(icmp_hdr(skb), 556), 0);
	consume_skb(skb);
	pkt_in(ip_world.dev[0], .proto = 253, .data = buf, .len = 3);
	skb = sent();
	ASSERT(skb);
	EXPECT_EQ(skb->len, 20 + 8 + 20 + 3);
	consume_skb(skb);
}

TEST(icmp_error_source_is_the_way_out_or_the_way_in)
{
	struct sk_buff *skb;

	EXPECT_EQ(set("ip_forward", "1"), 0);
	EXPECT_EQ(set("conf/all/rp_filter", "0"), 0);
	EXPECT_EQ(route_via("192.0.2.0", 24, "10.0.1.7"), 0);
	pkt_in(ip_world.dev[0], .src = "192.0.2.5", .dst = "10.0.1.9",
	       .data = buf, .len = 8, .ttl = 1);
	skb = sent();
	ASSERT(skb);
	EXPECT_EQ(skb->dev, ip_world.dev[1]);
	EXPECT_EQ(ip_hdr(skb)->saddr, ip4("10.0.1.1"));
	consume_skb(skb);
	EXPECT_EQ(set("icmp_errors_use_inbound_ifaddr", "1"), 0);
	pkt_in(ip_world.dev[0], .src = "192.0.2.5", .dst = "10.0.1.9",
	       .data = buf, .len = 8, .ttl = 1);
	skb = sent();
	ASSERT(skb);
	EXPECT_EQ(ip_hdr(skb)->saddr, ip4("10.0.0.1"));
	consume_skb(skb);
}

/* ---- how often
 * ------------------------------------------------------------------------ */

/* @n bad packets at once; how many were answered. */
static int answers(int n, const char *src)
{
	int got = 0;
	struct sk_buff *skb;

	while (n--)
		pkt_in(ip_world.dev[0], .src = src, .proto = 253, .data = buf,
		       .len = 8);
	while ((skb = sent()) != NULL) {
		got++;
		consume_skb(skb);
	}
	return got;
}

TEST(icmp_ratelimit_is_six_at_once_then_one_a_second_for_each_host)
{
	EXPECT_EQ(set("icmp_msgs_burst", "1000000"), 0);
	EXPECT_EQ(set("icmp_msgs_per_sec", "1000000"), 0);
	EXPECT_EQ(answers(20, "10.0.0.2"), 6);
	EXPECT_EQ(answers(20, "10.0.0.3"), 6); /* another one's own */
	wait_jiffies(HZ / 2);
	EXPECT_EQ(answers(5, "10.0.0.2"), 0);
	wait_jiffies(HZ / 2);
	EXPECT_EQ(answers(5, "10.0.0.2"), 1);
	wait_jiffies(3 * HZ);
	EXPECT_EQ(answers(5, "10.0.0.2"), 3);
	wait_jiffies(100 * HZ);
	EXPECT_EQ(answers(20, "10.0.0.2"), 6); /* no more are saved up */
}

TEST(icmp_ratelimit_does_not_touch_what_the_mask_leaves_out)
{
	int n = 0;

	EXPECT_EQ(set("icmp_ratemask", "0"), 0);
	EXPECT_EQ(answers(100, "10.0.0.2"), 100);
	EXPECT_EQ(set("icmp_ratemask", "6168"), 0);
	/* echo replies are not in it; "fragmentation needed" never is */
	for (int i = 0; i < 100; i++)
		echo_in(8, NULL, PACKET_HOST);
	forget(&ip_world.out);
	EXPECT_EQ(icmp_count(ICMP_MIB_OUTMSGS), 200);
	EXPECT_EQ(set("ip_forward", "1"), 0);
	rtnl_lock();
	EXPECT_EQ(dev_set_mtu(ip_world.dev[1], 600), 0);
	rtnl_unlock();
	for (int i = 0; i < 100; i++) {
		pkt_in(ip_world.dev[0], .dst = "10.0.1.9", .data = buf,
		       .len = 700, .frag = IP_DF);
		n += skb_queue_len(&ip_world.out) == 1;
		forget(&ip_world.out);
	}
	EXPECT_EQ(n, 100);
}

/* A token is 0, 1 or 2 credits, so a burst of 50 is 25 to some 80 messages. */
TEST(icmp_msgs_burst_and_per_sec_bound_the_whole_namespace)
{
	int first, total = 0;

	EXPECT_EQ(set("icmp_ratelimit", "0"), 0);
	wait_jiffies(2 * HZ);
	first = answers(500, "10.0.0.2");
	EXPECT(first >= 25 && first <= 85);
	EXPECT_EQ(answers(500, "10.0.0.3"), 0);
	/* less than HZ / 50 later nothing flowed in yet */
	wait_jiffies(HZ / 50 - 2);
	EXPECT_EQ(answers(500, "10.0.0.2"), 0);
	/* 1000 a second, on average */
	for (int i = 0; i < 50; i++) {
		wait_jiffies(HZ / 50);
		total += answers(200, "10.0.0.2");
	}
	EXPECT(total > 700 && total < 1300);
}

/* ---- errors that come in
 * ------------------------------------------------------------ */

/* A message that quotes a packet of ours to 10.0.0.2. */
static void error_in(u8 type, u8 code, __be32 info, u8 proto, int quoted)
{
	struct iphdr iph = {
		.version = 4,
		.ihl = 5,
		.ttl = 64,
		.protocol = proto,
		.tot_len = htons(100),
		.saddr = ip4("10.0.0.1"),
		.daddr = ip4("10.0.0.2"),
	};
	struct icmphdr *h = (struct icmphdr *)buf;

	memset(buf, 0, 100);
	ip_send_check(&iph);
	h->type = type;
	h->code = code;
	h->un.gateway = info;
	memcpy(buf + 8, &iph, sizeof(iph));
	h->checksum = ip_compute_csum(buf, 8 + quoted);
	pkt_in(ip_world.dev[0], .proto = IPPROTO_ICMP, .data = buf,
	       .len = 8 + quoted);
}

TEST(icmp_errors_reach_the_protocol_that_sent)
{
	error_in(ICMP_DEST_UNREACH, ICMP_PORT_UNREACH, 0, TEST_PROTO, 28);
	EXPECT_EQ(ip_world.errs, 1);
	EXPECT_EQ(ip_world.err_type, ICMP_DEST_UNREACH);
	EXPECT_EQ(ip_world.err_code, ICMP_PORT_UNREACH);
	EXPECT_EQ(ip_world.err_info, 0);
	error_in(ICMP_DEST_UNREACH, ICMP_FRAG_NEEDED, htonl(1400), TEST_PROTO,
		 28);
	EXPECT_EQ(ip_world.errs, 2);
	EXPECT_EQ(ip_world.err_info, 1400);
	error_in(ICMP_PARAMETERPROB, 0, htonl(12u << 24), TEST_PROTO, 28);
	EXPECT_EQ(ip_world.err_info, 12);
	error_in(ICMP_TIME_EXCEEDED, ICMP_EXC_TTL, 0, TEST_PROTO, 28);
	EXPECT_EQ(ip_world.errs, 4);
	error_in(ICMP_SOURCE_QUENCH, 0, 0, TEST_PROTO, 28);
	EXPECT_EQ(ip_world.errs, 5);
}

TEST(icmp_errors_that_mean_nothing_are_ignored)
{
	error_in(ICMP_TIME_EXCEEDED, ICMP_EXC_FRAGTIME, 0, TEST_PROTO, 28);
	error_in(ICMP_DEST_UNREACH, NR_ICMP_UNREACH + 1, 0, TEST_PROTO, 28);
	EXPECT_EQ(drops(SKB_DROP_REASON_ICMP_IGNORED), 2);
	error_in(ICMP_DEST_UNREACH, 0, 0, TEST_PROTO, 27); /* no ports */
	error_in(ICMP_DEST_UNREACH, 0, 0, TEST_PROTO, 19); /* no header */
	error_in(ICMP_DEST_UNREACH, 0, 0, 99, 28);	   /* nobody's */
	EXPECT_EQ(ip_world.errs, 0);
	EXPECT_EQ(icmp_count(ICMP_MIB_INERRORS), 2);
	EXPECT_EQ(drops(SKB_DROP_REASON_PKT_TOO_SMALL), 2);
}

TEST(icmp_no_pmtu_disc_modes_say_what_frag_needed_means)
{
	EXPECT_EQ(set("ip_no_pmtu_disc", "2"), 0); /* ignore */
	error_in(ICMP_DEST_UNREACH, ICMP_FRAG_NEEDED, htonl(1400), TEST_PROTO,
		 28);
	EXPECT_EQ(ip_world.errs, 0);
	EXPECT_EQ(set("ip_no_pmtu_disc", "1"), 0); /* without the number */
	error_in(ICMP_DEST_UNREACH, ICMP_FRAG_NEEDED, htonl(1400), TEST_PROTO,
		 28);
	EXPECT_EQ(ip_world.errs, 1);
	EXPECT_EQ(ip_world.err_info, 0);
	EXPECT_EQ(set("ip_no_pmtu_disc", "3"), 0); /* strict protocols only */
	error_in(ICMP_DEST_UNREACH, ICMP_FRAG_NEEDED, htonl(1400), TEST_PROTO,
		 28);
	EXPECT_EQ(ip_world.errs, 1);
}

TEST(icmp_err_convert_says_which_errors_are_fatal)
{
	EXPECT_EQ(icmp_err_convert[ICMP_PORT_UNREACH].errno_, ECONNREFUSED);
	EXPECT_EQ(icmp_err_convert[ICMP_PORT_UNREACH].fatal, 1);
	EXPECT_EQ(icmp_err_convert[ICMP_NET_UNREACH].errno_, ENETUNREACH);
	EXPECT_EQ(icmp_err_convert[ICMP_NET_UNREACH].fatal, 0);
	EXPECT_EQ(icmp_err_convert[ICMP_FRAG_NEEDED].errno_, EMSGSIZE);
	EXPECT_EQ(icmp_err_convert[ICMP_HOST_UNKNOWN].errno_, EHOSTDOWN);
	for (int i = 0; i <= NR_ICMP_UNREACH; i++)
		EXPECT(icmp_err_convert[i].errno_);
}
