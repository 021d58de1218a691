// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * proto_route_exc_test - what ICMP changes, and what we tell by ICMP
 *
 * Where:   tests/unit/proto_route_test, on tests/unit/ipv4_world.h.
 * Mirrors: nothing.
 * Spec:    RFC 1191, RFC 1122 §3.2.2.2, RFC 1812 §4.3.2.8, §5.2.7.
 */
#include "core/neighbour.h"
#include "core/rtnl.h"
#include "hdr/eth.h"
#include "hdr/icmp.h"
#include "hdr/ip.h"
#include "proto/ipv4/inetpeer.h"
#include "proto/ipv4/ip.h"
#include "tests/harness.h"
#include "tests/unit/ipv4_world.h"

TEST_SETUP(ipv4_world_begin);
TEST_TEARDOWN(ipv4_world_end);

#define ETH0 (ipv4_world.dev[0])

/* ---- redirects we send --------------------------------------------------- */

static void forward_back(void)
{
	struct sk_buff *skb = packet(ETH0, "10.0.0.9", "8.8.8.8", 1, 2);

	rcu_read_lock();
	EXPECT_EQ(ip_route_input_noref(skb, ip4("8.8.8.8"), ip4("10.0.0.9"), 0,
				       ETH0),
		  0);
	EXPECT(IPCB(skb)->flags & IPSKB_DOREDIRECT);
	ip_rt_send_redirect(skb);
	rcu_read_unlock();
	consume_skb(skb);
}

TEST(redirects_slow_down_and_stop_after_nine)
{
	int i;

	ASSERT_EQ(addr_add(ETH0, "10.0.0.2", 24), 0);
	ASSERT_EQ(sysctl_set("net.ipv4.ip_forward", "1"), 0);
	ASSERT_EQ(route_to("0.0.0.0", 0, "10.0.0.1", NULL, 0), 0);
	forward_back();
	EXPECT_EQ(ipv4_double.icmp_sent, 1);
	EXPECT_EQ(ipv4_double.icmp_type, ICMP_REDIRECT);
	EXPECT_EQ(ipv4_double.icmp_code, ICMP_REDIR_HOST);
	EXPECT_EQ(ipv4_double.icmp_info, ip4("10.0.0.1"));
	forward_back();
	EXPECT_EQ(ipv4_double.icmp_sent, 1);
	/* The n-th comes redirect_load << n after the one before. */
	for (i = 1; i < 9; i++) {
		schedule_timeout_uninterruptible((HZ / 50) << (i - 1));
		forward_back();
		EXPECT_EQ(ipv4_double.icmp_sent, i);
		schedule_timeout_uninterruptible((HZ / 50) << i);
		forward_back();
		EXPECT_EQ(ipv4_double.icmp_sent, i + 1);
	}
	schedule_timeout_uninterruptible(15 * HZ);
	forward_back();
	EXPECT_EQ(ipv4_double.icmp_sent, 9);
	/* Silence on his side, and it starts again. */
	schedule_timeout_uninterruptible((HZ / 50) << 11);
	forward_back();
	EXPECT_EQ(ipv4_double.icmp_sent, 10);
}

/* ---- path MTU ------------------------------------------------------------ */

/* ICMP says that @dst cannot have more than @mtu. */
static void too_big(const char *dst, u32 mtu)
{
	struct sk_buff *skb = packet(ETH0, "10.0.0.2", dst, 1, 2);

	ipv4_update_pmtu(skb, ipv4_world.net, mtu, 0, IPPROTO_UDP);
	consume_skb(skb);
}

static u32 mtu_to(const char *dst)
{
	struct flowi4 fl4 = {};
	struct rtable *rt = out(dst, &fl4);
	u32 mtu;

	ASSERT(!IS_ERR(rt));
	mtu = dst_mtu(&rt->dst);
	ip_rt_put(rt);
	return mtu;
}

TEST(pmtu_is_learnt_per_destination_and_forgotten)
{
	ASSERT_EQ(addr_add(ETH0, "10.0.0.2", 24), 0);
	ASSERT_EQ(route_to("0.0.0.0", 0, "10.0.0.1", NULL, 0), 0);
	EXPECT_EQ(mtu_to("8.8.8.8"), 1500);
	too_big("8.8.8.8", 1400);
	EXPECT_EQ(mtu_to("8.8.8.8"), 1400);
	EXPECT_EQ(mtu_to("8.8.4.4"), 1500);
	/* RFC 1191: never raised by ICMP. */
	too_big("8.8.8.8", 1450);
	EXPECT_EQ(mtu_to("8.8.8.8"), 1400);
	/* Below min_pmtu it is taken as min_pmtu, and DF is not set. */
	too_big("8.8.8.8", 68);
	EXPECT_EQ(mtu_to("8.8.8.8"), 552);
	schedule_timeout_uninterruptible(10 * 60 * HZ + 10);
	EXPECT_EQ(mtu_to("8.8.8.8"), 1500);
}

TEST(pmtu_flush_forgets_all)
{
	ASSERT_EQ(addr_add(ETH0, "10.0.0.2", 24), 0);
	ASSERT_EQ(route_to("0.0.0.0", 0, "10.0.0.1", NULL, 0), 0);
	too_big("8.8.8.8", 1400);
	EXPECT_EQ(mtu_to("8.8.8.8"), 1400);
	ASSERT_EQ(sysctl_set("net.ipv4.route.flush", "1"), 0);
	EXPECT_EQ(mtu_to("8.8.8.8"), 1500);
}

/* A stranger who makes us learn much does not make us keep much. */
TEST(pmtu_exceptions_are_bounded)
{
	struct rtable *rt;
	struct flowi4 fl4 = {};
	unsigned int i, nr = 0;
	char text[24];
	struct fib_result res;

	ASSERT_EQ(addr_add(ETH0, "10.0.0.2", 24), 0);
	ASSERT_EQ(route_to("0.0.0.0", 0, "10.0.0.1", NULL, 0), 0);
	for (i = 0; i < 60000; i++) {
		snprintf(text, sizeof(text), "20.%u.%u.1", i >> 8, i & 255);
		too_big(text, 1400);
	}
	rt = out("8.8.8.8", &fl4);
	ip_rt_put(rt);
	rcu_read_lock();
	fl4.flowi4_oif = 0;
	ASSERT_EQ(fib_lookup(ipv4_world.net, &fl4, &res, 0), 0);
	for (i = 0; i < FNHE_HASH_SIZE; i++) {
		struct fib_nh_exception *fnhe =
			res.nhc->nhc_exceptions[i].chain;
		unsigned int chain = 0;

		for (; fnhe; fnhe = fnhe->fnhe_next)
			chain++;
		EXPECT_LE(chain, 2 * FNHE_RECLAIM_DEPTH);
		nr += chain;
	}
	rcu_read_unlock();
	EXPECT_LT(nr, 2 * FNHE_RECLAIM_DEPTH * FNHE_HASH_SIZE);
	EXPECT_GT(nr, 4000);
}

/* ---- neighbours ---------------------------------------------------------- */

/* @addr on eth0 is (or no longer is) known to answer. */
static void neighbour(const char *addr, u8 state)
{
	static const u8 mac[ETH_ALEN] = {2, 0, 0, 0, 0, 9};
	__be32 key = ip4(addr);
	struct neighbour *n = __neigh_lookup_errno(
		neigh_table_get(NEIGH_ARP_TABLE), &key, ETH0);

	ASSERT(!IS_ERR(n));
	EXPECT_EQ(neigh_update(n, mac, state,
			       NEIGH_UPDATE_F_OVERRIDE | NEIGH_UPDATE_F_ADMIN,
			       0),
		  0);
	neigh_release(n);
}

static __be32 gw_to(const char *dst)
{
	struct flowi4 fl4 = {};
	struct rtable *rt = out(dst, &fl4);
	__be32 gw;

	ASSERT(!IS_ERR(rt));
	gw = rt->rt_gw4;
	ip_rt_put(rt);
	return gw;
}

/* @from says: for @dst go by @gw. */
static void redirected(const char *from, const char *dst, const char *gw)
{
	struct sk_buff *skb = packet(ETH0, from, "10.0.0.2", 0, 0);
	struct icmphdr *icmph;
	struct iphdr *inner;

	skb_trim(skb, sizeof(struct iphdr));
	icmph = skb_put_zero(skb, sizeof(*icmph));
	icmph->type = ICMP_REDIRECT;
	icmph->code = ICMP_REDIR_HOST;
	icmph->un.gateway = ip4(gw);
	inner = skb_put_zero(skb, sizeof(*inner));
	inner->version = 4;
	inner->ihl = 5;
	inner->protocol = IPPROTO_UDP;
	inner->saddr = ip4("10.0.0.2");
	inner->daddr = ip4(dst);
	skb_pull(skb, sizeof(struct iphdr) + sizeof(*icmph));
	rcu_read_lock();
	ipv4_redirect(skb, ipv4_world.net, 0, IPPROTO_UDP);
	rcu_read_unlock();
	consume_skb(skb);
}

TEST(redirect_is_obeyed_from_the_gateway_in_use_only)
{
	__be32 old = ip4("10.0.0.1"), new = ip4("10.0.0.9");

	ASSERT_EQ(addr_add(ETH0, "10.0.0.2", 24), 0);
	ASSERT_EQ(route_to("0.0.0.0", 0, "10.0.0.1", NULL, 0), 0);
	neighbour("10.0.0.9", NUD_PERMANENT);
	/* not the gateway; not a neighbour's address; ourselves */
	redirected("10.0.0.5", "8.8.8.8", "10.0.0.9");
	EXPECT_EQ(gw_to("8.8.8.8"), old);
	redirected("10.0.0.1", "8.8.8.8", "224.0.0.1");
	redirected("10.0.0.1", "8.8.8.8", "10.0.0.2");
	EXPECT_EQ(gw_to("8.8.8.8"), old);
	ASSERT_EQ(sysctl_set("net.ipv4.conf.all.accept_redirects", "0"), 0);
	ASSERT_EQ(sysctl_set("net.ipv4.conf.eth0.accept_redirects", "0"), 0);
	redirected("10.0.0.1", "8.8.8.8", "10.0.0.9");
	EXPECT_EQ(gw_to("8.8.8.8"), old);
	ASSERT_EQ(sysctl_set("net.ipv4.conf.all.accept_redirects", "1"), 0);

	redirected("10.0.0.1", "8.8.8.8", "10.0.0.9");
	EXPECT_EQ(gw_to("8.8.8.8"), new);
	EXPECT_EQ(gw_to("8.8.4.4"), old);
	/* Believed for gc_timeout. */
	schedule_timeout_uninterruptible(301 * HZ);
	EXPECT_EQ(gw_to("8.8.8.8"), old);
}

TEST(default_routes_of_equal_metric_avoid_a_dead_gateway)
{
	struct fib_config cfg = {
		.fc_type = RTN_UNICAST,
		.fc_gw_family = AF_INET,
		.fc_gw4 = ip4("10.0.0.1"),
		.fc_nlflags = NLM_F_CREATE | NLM_F_APPEND,
	};

	ASSERT_EQ(addr_add(ETH0, "10.0.0.2", 24), 0);
	ASSERT_EQ(route_add(&cfg), 0);
	cfg.fc_gw4 = ip4("10.0.0.9");
	ASSERT_EQ(route_add(&cfg), 0);
	neighbour("10.0.0.1", NUD_REACHABLE);
	neighbour("10.0.0.9", NUD_REACHABLE);
	EXPECT_EQ(gw_to("8.8.8.8"), ip4("10.0.0.1"));
	neighbour("10.0.0.1", NUD_FAILED);
	EXPECT_EQ(gw_to("8.8.8.8"), ip4("10.0.0.9"));
	neighbour("10.0.0.1", NUD_REACHABLE);
	EXPECT_EQ(gw_to("8.8.8.8"), ip4("10.0.0.1"));
}

/* ---- peers --------------------------------------------------------------- */

TEST(inetpeer_tree_is_bounded)
{
	struct inet_peer_base *base = net_ipv4(ipv4_world.net)->peers;
	u32 i;

	for (i = 0; i < 3 * INET_PEER_THRESHOLD; i++) {
		struct inet_peer *p =
			inet_getpeer_v4(base, htonl(i * 2654435761u), 0, 1);

		ASSERT_NOT_NULL(p);
		inet_putpeer(p);
	}
	EXPECT_LE(base->total, 2 * INET_PEER_THRESHOLD);
	EXPECT_NULL(inet_getpeer_v4(base, htonl(1), 0, 0));
}
