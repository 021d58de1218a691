// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * proto_igmp_test - routers are told of groups, in the version they speak
 *
 * Where:   proto_test.
 * Mirrors: nothing.
 * Spec:    RFC 2236, RFC 3376.
 */
#include "tests/unit/ip_world.h"
#include "tests/unit/vfs_text.h"

#include "core/proc.h"
#include "core/rtnl.h"
#include "lib/slab.h"
#include "proto/ipv4/igmp.h"

TEST_SETUP(ip_world_begin);
TEST_TEARDOWN(ip_world_end);

static struct in_device *in_dev(void)
{
	return __in_dev_get_rtnl(ip_world.dev[0]);
}

static void join(const char *group)
{
	rtnl_lock();
	ip_mc_inc_group(in_dev(), ip4(group));
	rtnl_unlock();
}

static void leave(const char *group)
{
	rtnl_lock();
	ip_mc_dec_group(in_dev(), ip4(group));
	rtnl_unlock();
}

/* The next IGMP packet; checks what all have in common. Gives it, or NULL. */
static struct sk_buff *igmp_sent(void)
{
	struct sk_buff *skb = sent();
	const struct iphdr *iph;

	if (!skb)
		return NULL;
	iph = ip_hdr(skb);
	EXPECT_EQ(iph->protocol, IPPROTO_IGMP);
	EXPECT_EQ(iph->ttl, 1);
	EXPECT_EQ(iph->ihl, 6);
	EXPECT_EQ(((const u8 *)&iph[1])[0], IPOPT_RA);
	EXPECT_EQ(iph->saddr, ip4("10.0.0.1"));
	EXPECT_EQ(ip_compute_csum(skb->data + 24, (int)skb->len - 24), 0);
	return skb;
}

/* It is a v3 report of one record. */
static void expect_v3(struct sk_buff *skb, u8 type, const char *group)
{
	const struct igmpv3_report *r;

	ASSERT(skb);
	r = (const struct igmpv3_report *)(skb->data + 24);
	EXPECT_EQ(ip_hdr(skb)->daddr, IGMPV3_ALL_MCR);
	EXPECT_EQ(r->type, IGMPV3_HOST_MEMBERSHIP_REPORT);
	EXPECT_EQ(ntohs(r->ngrec), 1);
	EXPECT_EQ(r->grec[0].grec_type, type);
	EXPECT_EQ(r->grec[0].grec_nsrcs, 0);
	EXPECT_EQ(r->grec[0].grec_mca, ip4(group));
	consume_skb(skb);
}

static void expect_v2(struct sk_buff *skb, u8 type, const char *group,
		      const char *to)
{
	const struct igmphdr *ih;

	ASSERT(skb);
	ih = (const struct igmphdr *)(skb->data + 24);
	EXPECT_EQ(ip_hdr(skb)->daddr, ip4(to));
	EXPECT_EQ(ih->type, type);
	EXPECT_EQ(ih->group, ip4(group));
	consume_skb(skb);
}

static void igmp_in(const void *msg, int len, const char *dst)
{
	struct igmphdr *ih = (struct igmphdr *)msg;

	ih->csum = 0;
	ih->csum = ip_compute_csum(msg, len);
	pkt_in(ip_world.dev[0], .src = "10.0.0.9", .dst = dst,
	       .proto = IPPROTO_IGMP, .data = msg, .len = len, .ttl = 1,
	       .pkt_type = PACKET_MULTICAST);
}

TEST(igmp_v3_join_and_leave_are_said_twice)
{
	join("239.1.2.3");
	wait_jiffies(3 * HZ);
	expect_v3(igmp_sent(), IGMPV3_CHANGE_TO_EXCLUDE, "239.1.2.3");
	expect_v3(igmp_sent(), IGMPV3_CHANGE_TO_EXCLUDE, "239.1.2.3");
	EXPECT_NULL(igmp_sent());
	leave("239.1.2.3");
	wait_jiffies(3 * HZ);
	expect_v3(igmp_sent(), IGMPV3_CHANGE_TO_INCLUDE, "239.1.2.3");
	expect_v3(igmp_sent(), IGMPV3_CHANGE_TO_INCLUDE, "239.1.2.3");
	EXPECT_NULL(igmp_sent());
}

TEST(igmp_second_user_of_a_group_says_nothing)
{
	join("239.1.2.3");
	wait_jiffies(3 * HZ);
	forget(&ip_world.out);
	join("239.1.2.3");
	leave("239.1.2.3");
	wait_jiffies(3 * HZ);
	EXPECT_NULL(igmp_sent());
	leave("239.1.2.3");
	wait_jiffies(3 * HZ);
	expect_v3(igmp_sent(), IGMPV3_CHANGE_TO_INCLUDE, "239.1.2.3");
}

TEST(igmp_v2_join_reports_to_the_group_leave_to_routers)
{
	EXPECT_EQ(set("conf/eth0/force_igmp_version", "2"), 0);
	join("239.1.2.3");
	wait_jiffies(25 * HZ);
	expect_v2(igmp_sent(), IGMPV2_HOST_MEMBERSHIP_REPORT, "239.1.2.3",
		  "239.1.2.3");
	expect_v2(igmp_sent(), IGMPV2_HOST_MEMBERSHIP_REPORT, "239.1.2.3",
		  "239.1.2.3");
	EXPECT_NULL(igmp_sent());
	leave("239.1.2.3");
	expect_v2(igmp_sent(), IGMP_HOST_LEAVE_MESSAGE, "239.1.2.3",
		  "224.0.0.2");
}

TEST(igmp_v3_general_query_is_answered_in_its_time)
{
	struct igmpv3_query q = {
		.type = IGMP_HOST_MEMBERSHIP_QUERY,
		.code = 20, /* 2 s */
		.qrv = 2,
		.qqic = 125,
	};

	join("239.1.2.3");
	wait_jiffies(3 * HZ);
	forget(&ip_world.out);
	igmp_in(&q, sizeof(q), "224.0.0.1");
	wait_jiffies(2 * HZ + HZ / 4);
	expect_v3(igmp_sent(), IGMPV3_MODE_IS_EXCLUDE, "239.1.2.3");
	EXPECT_NULL(igmp_sent());
	leave("239.1.2.3");
}

/* RFC 2236 §3: a member that hears another's report keeps silent. */
TEST(igmp_v2_query_is_answered_once_by_all_members_together)
{
	struct igmphdr q = {.type = IGMP_HOST_MEMBERSHIP_QUERY, .code = 50};
	struct igmphdr r = {.type = IGMPV2_HOST_MEMBERSHIP_REPORT,
			    .group = ip4("239.1.2.3")};

	join("239.1.2.3");
	join("239.9.9.9");
	wait_jiffies(3 * HZ);
	forget(&ip_world.out);
	igmp_in(&q, sizeof(q), "224.0.0.1");
	igmp_in(&r, sizeof(r), "239.1.2.3");
	wait_jiffies(6 * HZ);
	expect_v2(igmp_sent(), IGMPV2_HOST_MEMBERSHIP_REPORT, "239.9.9.9",
		  "239.9.9.9");
	EXPECT_NULL(igmp_sent());
}

TEST(igmp_group_of_all_hosts_is_never_reported)
{
	struct igmpv3_query q = {.type = IGMP_HOST_MEMBERSHIP_QUERY,
				 .code = 10};

	igmp_in(&q, sizeof(q), "224.0.0.1");
	wait_jiffies(3 * HZ);
	EXPECT_NULL(igmp_sent());
}

TEST(igmp_membership_lets_packets_in)
{
	struct sk_buff *skb;
	u8 data[8] = {0};

	pkt_in(ip_world.dev[0], .dst = "239.1.2.3", .data = data, .len = 8,
	       .pkt_type = PACKET_MULTICAST);
	EXPECT_NULL(came_up());
	join("239.1.2.3");
	pkt_in(ip_world.dev[0], .dst = "239.1.2.3", .data = data, .len = 8,
	       .pkt_type = PACKET_MULTICAST);
	skb = came_up();
	EXPECT(skb != NULL);
	EXPECT_EQ(ip_count(IPSTATS_MIB_INMCASTPKTS), 1);
	consume_skb(skb);
	leave("239.1.2.3");
}

TEST(igmp_proc_lists_groups_as_linux)
{
	const char *text;

	join("239.1.2.3");
	text = vfs_text(ip_world.net, "/proc/net/igmp");
	EXPECT(strstr(text, "Idx\tDevice    : Count Querier\tGroup    Users "
			    "Timer\tReporter\n") == text);
	EXPECT(strstr(text, "\teth0      :     2      V3\n") != NULL);
	EXPECT(strstr(text, "\t\t\t\t030201EF     1 ") != NULL);
	EXPECT(strstr(text, "\t\t\t\t010000E0     1 0:00000000\t\t0\n") !=
	       NULL);
	leave("239.1.2.3");
}
