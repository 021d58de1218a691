// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * proto_route_test - addresses and their routes, who may send, where it goes
 *
 * Where:   tests/unit/proto_route_test, on tests/unit/ipv4_world.h.
 * Mirrors: nothing.
 * Spec:    RFC 1122 §3.3, RFC 1812 §5, RFC 1191, RFC 3704; checklist rows 99 to
 *          108. Known answers were taken from Linux
 *(tests/linux/fib-lookup.sh).
 */
#include "core/rtnl.h"
#include "core/snmp.h"
#include "hdr/icmp.h"
#include "hdr/ip.h"
#include "lib/slab.h"
#include "proto/ipv4/ip.h"
#include "tests/harness.h"
#include "tests/unit/ipv4_world.h"

#include "proto/ipv4/route_priv.h"

TEST_SETUP(ipv4_world_begin);
TEST_TEARDOWN(ipv4_world_end);

#define ETH0 (ipv4_world.dev[0])
#define ETH1 (ipv4_world.dev[1])

/* ---- addresses ----------------------------------------------------------- */

struct route_text {
	char buf[2048];
	size_t len;
};

static int print_route(const struct fib_rt_info *fri, void *data)
{
	struct route_text *t = data;

	t->len += (size_t)ksnprintf(
		t->buf + t->len, sizeof(t->buf) - t->len,
		"%u %pI4/%d type %d scope %d src %pI4 metric %u;", fri->tb_id,
		&fri->dst, fri->dst_len, fri->type, fri->fi->fib_scope,
		&fri->fi->fib_prefsrc, fri->fi->fib_priority);
	return 0;
}

/* Table @id without 127/8, as one line. */
static const char *table_text(u32 id)
{
	static struct route_text t;
	struct fib_table *tb;

	memset(&t, 0, sizeof(t));
	addr_del(ipv4_world.lo, "127.0.0.1", 8);
	rtnl_lock();
	tb = fib_get_table(ipv4_world.net, id);
	if (tb)
		fib_table_walk(tb, print_route, &t);
	rtnl_unlock();
	return t.buf;
}

TEST(addr_add_brings_local_broadcast_and_connected_route)
{
	ASSERT_EQ(addr_add(ETH0, "10.0.0.2", 24), 0);
	EXPECT_STREQ(table_text(RT_TABLE_MAIN),
		     "254 10.0.0.0/24 type 1 scope 253 src 10.0.0.2 metric 0;");
	EXPECT_STREQ(table_text(RT_TABLE_LOCAL),
		     "255 10.0.0.2/32 type 2 scope 254 src 10.0.0.2 metric 0;"
		     "255 10.0.0.255/32 type 3 scope 253 src 10.0.0.2 metric "
		     "0;");
	EXPECT_EQ(addr_add(ETH0, "10.0.0.2", 24), -EEXIST);
	EXPECT_STREQ(refusal(), "ipv4: Address already assigned");
	ASSERT_EQ(addr_del(ETH0, "10.0.0.2", 24), 0);
	EXPECT_STREQ(table_text(RT_TABLE_MAIN), "");
	EXPECT_STREQ(table_text(RT_TABLE_LOCAL), "");
	EXPECT_EQ(addr_del(ETH0, "10.0.0.2", 24), -EADDRNOTAVAIL);
}

TEST(addr_31_and_32_bring_no_broadcast)
{
	ASSERT_EQ(addr_add(ETH0, "10.0.0.2", 31), 0);
	ASSERT_EQ(addr_add(ETH0, "10.9.0.1", 32), 0);
	EXPECT_STREQ(table_text(RT_TABLE_MAIN),
		     "254 10.0.0.2/31 type 1 scope 253 src 10.0.0.2 metric 0;");
	EXPECT_STREQ(table_text(RT_TABLE_LOCAL),
		     "255 10.0.0.2/32 type 2 scope 254 src 10.0.0.2 metric 0;"
		     "255 10.9.0.1/32 type 2 scope 254 src 10.9.0.1 metric 0;");
}

TEST(addr_secondary_goes_with_its_primary)
{
	ASSERT_EQ(addr_add(ETH0, "10.0.0.2", 24), 0);
	ASSERT_EQ(addr_add(ETH0, "10.0.0.3", 24), 0);
	EXPECT_EQ(inet_addr_type(ipv4_world.net, ip4("10.0.0.3")), RTN_LOCAL);
	ASSERT_EQ(addr_del(ETH0, "10.0.0.2", 24), 0);
	EXPECT_EQ(inet_addr_type(ipv4_world.net, ip4("10.0.0.3")), RTN_UNICAST);
	EXPECT_STREQ(table_text(RT_TABLE_LOCAL), "");
}

TEST(addr_secondary_is_promoted_when_asked)
{
	ASSERT_EQ(sysctl_set("net.ipv4.conf.all.promote_secondaries", "1"), 0);
	ASSERT_EQ(addr_add(ETH0, "10.0.0.2", 24), 0);
	ASSERT_EQ(addr_add(ETH0, "10.0.0.3", 24), 0);
	ASSERT_EQ(addr_add(ETH0, "10.0.0.4", 24), 0);
	ASSERT_EQ(addr_del(ETH0, "10.0.0.2", 24), 0);
	EXPECT_STREQ(table_text(RT_TABLE_MAIN),
		     "254 10.0.0.0/24 type 1 scope 253 src 10.0.0.3 metric 0;");
	EXPECT_STREQ(table_text(RT_TABLE_LOCAL),
		     "255 10.0.0.3/32 type 2 scope 254 src 10.0.0.3 metric 0;"
		     "255 10.0.0.4/32 type 2 scope 254 src 10.0.0.3 metric 0;"
		     "255 10.0.0.255/32 type 3 scope 253 src 10.0.0.3 metric "
		     "0;");
}

TEST(addr_type_knows_all_kinds)
{
	static const struct {
		const char *addr;
		unsigned int type;
	} row[] = {
		{"0.0.0.0", RTN_BROADCAST},
		{"255.255.255.255", RTN_BROADCAST},
		{"224.0.0.1", RTN_MULTICAST},
		{"127.0.0.1", RTN_LOCAL},
		{"127.9.9.9", RTN_LOCAL},
		{"10.0.0.2", RTN_LOCAL},
		{"10.0.0.255", RTN_BROADCAST},
		{"10.0.0.3", RTN_UNICAST},
	};

	ASSERT_EQ(addr_add(ETH0, "10.0.0.2", 24), 0);
	for (unsigned int i = 0; i < ARRAY_SIZE(row); i++)
		EXPECT_EQ(inet_addr_type(ipv4_world.net, ip4(row[i].addr)),
			  row[i].type);
}

TEST(addr_with_lifetime_is_deprecated_and_then_gone)
{
	struct ifaddr_config cfg = {
		.local = ip4("10.0.0.2"),
		.prefixlen = 24,
		.has_lft = true,
		.preferred_lft = 10,
		.valid_lft = 20,
		.nlflags = NLM_F_CREATE | NLM_F_EXCL,
	};

	rtnl_lock();
	ASSERT_EQ(inet_rtm_newaddr_cfg(ipv4_world.net, ETH0, &cfg, NULL), 0);
	rtnl_unlock();
	schedule_timeout_uninterruptible(15 * HZ);
	EXPECT(__in_dev_get_rtnl(ETH0)->ifa_list->ifa_flags & IFA_F_DEPRECATED);
	schedule_timeout_uninterruptible(10 * HZ);
	EXPECT_NULL(__in_dev_get_rtnl(ETH0)->ifa_list);
	EXPECT_STREQ(table_text(RT_TABLE_MAIN), "");
}

TEST(addr_add_without_memory_leaves_no_half)
{
	int n, err;

	for (n = 1; n < 24; n++) {
		slab_fail_nth(ipv4_world.host.machine, (unsigned long)n);
		err = addr_add(ETH0, "10.0.0.2", 24);
		slab_fail_nth(ipv4_world.host.machine, 0);
		if (!err)
			EXPECT_EQ(addr_del(ETH0, "10.0.0.2", 24), 0);
		EXPECT_EQ(addr_del(ETH0, "10.0.0.2", 24), -EADDRNOTAVAIL);
	}
	EXPECT_STREQ(table_text(RT_TABLE_MAIN), "");
	EXPECT_STREQ(table_text(RT_TABLE_LOCAL), "");
}

TEST(select_addr_prefers_subnet_then_primary_then_any_device)
{
	ASSERT_EQ(addr_add(ETH0, "10.0.0.2", 24), 0);
	ASSERT_EQ(addr_add(ETH0, "10.1.0.2", 24), 0);
	EXPECT_EQ(inet_select_addr(ETH0, ip4("10.1.0.9"), RT_SCOPE_UNIVERSE),
		  ip4("10.1.0.2"));
	EXPECT_EQ(inet_select_addr(ETH0, ip4("8.8.8.8"), RT_SCOPE_UNIVERSE),
		  ip4("10.0.0.2"));
	EXPECT_EQ(inet_select_addr(ETH1, ip4("8.8.8.8"), RT_SCOPE_UNIVERSE),
		  ip4("10.0.0.2"));
	/* 127.0.0.1 has host scope: never for somebody outside. */
	EXPECT_EQ(inet_select_addr(ipv4_world.lo, 0, RT_SCOPE_UNIVERSE),
		  ip4("10.0.0.2"));
	EXPECT_EQ(inet_select_addr(ipv4_world.lo, 0, RT_SCOPE_HOST),
		  ip4("127.0.0.1"));
}

/* ---- refusals ------------------------------------------------------------ */

TEST(route_add_refuses_as_linux_does)
{
	struct fib_config bad = {
		.fc_dst = ip4("30.0.0.0"),
		.fc_dst_len = 8,
		.fc_type = RTN_BLACKHOLE,
		.fc_oif = ETH0->ifindex,
		.fc_nlflags = NLM_F_CREATE,
	};

	ASSERT_EQ(addr_add(ETH0, "10.0.0.2", 24), 0);
	EXPECT_EQ(route_to("20.0.0.0", 8, "30.0.0.1", NULL, 0), -ENETUNREACH);
	EXPECT_STREQ(refusal(), "Nexthop has invalid gateway");
	EXPECT_EQ(route_to("20.0.0.0", 8, "10.0.0.255", NULL, 0), -EINVAL);
	EXPECT_STREQ(refusal(), "Nexthop has invalid gateway");
	EXPECT_EQ(route_to("20.0.0.0", 8, "10.0.0.1", NULL, 0), 0);
	EXPECT_EQ(route_to("20.0.0.0", 8, "10.0.0.1", NULL, 0), -EEXIST);
	EXPECT_EQ(route_to("20.0.0.0", 8, "10.0.0.1", NULL, 7), 0);
	EXPECT_EQ(route_add(&bad), -EINVAL);
	EXPECT_STREQ(refusal(), "Gateway, device and multipath can not be "
				"specified for this route type");
	bad.fc_oif = 0;
	bad.fc_prefsrc = ip4("1.2.3.4");
	bad.fc_type = RTN_UNICAST;
	bad.fc_scope = RT_SCOPE_LINK;
	bad.fc_oif = ETH0->ifindex;
	EXPECT_EQ(route_add(&bad), -EINVAL);
	EXPECT_STREQ(refusal(), "Invalid prefsrc address");
	bad.fc_prefsrc = 0;
	bad.fc_table = 77;
	EXPECT_EQ(route_del(&bad), -ESRCH);
	EXPECT_STREQ(refusal(), "FIB table does not exist");
}

/* ---- output -------------------------------------------------------------- */

TEST(route_output_finds_gateway_source_and_device)
{
	struct flowi4 fl4 = {};
	struct rtable *rt, *rt2;

	ASSERT_EQ(addr_add(ETH0, "10.0.0.2", 24), 0);
	rt = out("8.8.8.8", &fl4);
	EXPECT_EQ(PTR_ERR(rt), -ENETUNREACH);
	ASSERT_EQ(route_to("0.0.0.0", 0, "10.0.0.1", NULL, 0), 0);

	memset(&fl4, 0, sizeof(fl4));
	rt = out("8.8.8.8", &fl4);
	ASSERT(!IS_ERR(rt));
	EXPECT_EQ(fl4.saddr, ip4("10.0.0.2"));
	EXPECT_EQ(rt->rt_gw4, ip4("10.0.0.1"));
	EXPECT(rt->dst.dev == ETH0);
	EXPECT_EQ(dst_mtu(&rt->dst), 1500);
	EXPECT_EQ(dst_metric_advmss(&rt->dst), 1460);
	/* Another host behind the same gateway shares the route. */
	memset(&fl4, 0, sizeof(fl4));
	rt2 = out("8.8.4.4", &fl4);
	EXPECT(rt2 == rt);
	ip_rt_put(rt2);
	/* Until the tables change. */
	ASSERT_EQ(route_to("9.0.0.0", 8, "10.0.0.3", NULL, 0), 0);
	EXPECT_NULL(dst_check(&rt->dst, 0));
	ip_rt_put(rt);
}

TEST(route_output_to_own_address_goes_by_lo)
{
	struct flowi4 fl4 = {};
	struct rtable *rt;

	ASSERT_EQ(addr_add(ETH0, "10.0.0.2", 24), 0);
	rt = out("10.0.0.2", &fl4);
	ASSERT(!IS_ERR(rt));
	EXPECT(rt->dst.dev == ipv4_world.lo);
	EXPECT_EQ(fl4.saddr, ip4("10.0.0.2"));
	EXPECT(rt->rt_flags & RTCF_LOCAL);
	ip_rt_put(rt);
	memset(&fl4, 0, sizeof(fl4));
	rt = out("0.0.0.0", &fl4);
	ASSERT(!IS_ERR(rt));
	EXPECT_EQ(fl4.daddr, ip4("127.0.0.1"));
	ip_rt_put(rt);
}

TEST(route_output_with_source_not_ours_is_refused)
{
	struct flowi4 fl4 = {.saddr = ip4("1.1.1.1")};

	ASSERT_EQ(addr_add(ETH0, "10.0.0.2", 24), 0);
	EXPECT_EQ(PTR_ERR(out("10.0.0.9", &fl4)), -ENETUNREACH);
	fl4.saddr = ip4("224.0.0.5");
	EXPECT_EQ(PTR_ERR(out("10.0.0.9", &fl4)), -EINVAL);
	fl4.saddr = 0;
	fl4.flowi4_oif = 99;
	EXPECT_EQ(PTR_ERR(out("10.0.0.9", &fl4)), -ENODEV);
}

/* DHCP: no address, no route, but a device. */
TEST(route_output_by_device_needs_no_route)
{
	struct flowi4 fl4 = {.flowi4_oif = ETH1->ifindex};
	struct rtable *rt = out("255.255.255.255", &fl4);

	ASSERT(!IS_ERR(rt));
	EXPECT(rt->dst.dev == ETH1);
	EXPECT(rt->rt_flags & RTCF_BROADCAST);
	EXPECT_EQ(rt->rt_type, RTN_BROADCAST);
	ip_rt_put(rt);
}

/* ---- input --------------------------------------------------------------- */

/* What ip_route_input_noref() says; 1 local, 2 forward, 3 error, 4 other. */
static int in(struct net_device *dev, const char *src, const char *dst)
{
	struct sk_buff *skb = packet(dev, src, dst, 1, 2);
	int err, ret = 4;

	rcu_read_lock();
	err = ip_route_input_noref(skb, ip4(dst), ip4(src), 0, dev);
	if (!err && skb_dst(skb)->input == ip_local_deliver)
		ret = 1;
	else if (!err && skb_dst(skb)->input == ip_forward)
		ret = 2;
	else if (!err && skb_dst(skb)->input == ip_error)
		ret = 3;
	rcu_read_unlock();
	consume_skb(skb);
	return err ? err : ret;
}

TEST(route_input_known_answers_host_and_router)
{
	static const struct {
		const char *src, *dst;
		int host, router;
	} row[] = {
		{"10.0.0.9", "10.0.0.2", 1, 1},
		{"10.0.0.9", "10.0.0.255", 1, 1},
		{"10.0.0.9", "255.255.255.255", 1, 1},
		{"0.0.0.0", "255.255.255.255", 1, 1},
		{"10.0.0.9", "224.0.0.1", 1, 1},
		{"10.0.0.9", "224.0.0.9", -EINVAL, -EINVAL},
		{"10.0.0.9", "10.1.0.9", 3, 2},
		{"10.0.0.9", "8.8.8.8", 3, 3},
		{"10.0.0.9", "127.0.0.1", -EINVAL, -EINVAL},
		{"127.0.0.1", "10.0.0.2", -EINVAL, -EINVAL},
		{"10.0.0.2", "10.0.0.2", -EINVAL, -EINVAL},
		{"224.0.0.1", "10.0.0.2", -EINVAL, -EINVAL},
		{"0.0.0.0", "10.0.0.2", -EINVAL, -EINVAL},
		{"10.0.0.9", "0.0.0.0", -EINVAL, -EINVAL},
	};

	ASSERT_EQ(addr_add(ETH0, "10.0.0.2", 24), 0);
	ASSERT_EQ(addr_add(ETH1, "10.1.0.2", 24), 0);
	for (unsigned int i = 0; i < ARRAY_SIZE(row); i++)
		EXPECT_EQ(in(ETH0, row[i].src, row[i].dst), row[i].host);
	ASSERT_EQ(sysctl_set("net.ipv4.ip_forward", "1"), 0);
	for (unsigned int i = 0; i < ARRAY_SIZE(row); i++)
		EXPECT_EQ(in(ETH0, row[i].src, row[i].dst), row[i].router);
}

/* RFC 3704: 0 off, 1 strict, 2 loose. */
TEST(route_input_rp_filter_strict_and_loose)
{
	static const struct {
		const char *rp, *src;
		int want;
	} row[] = {
		{"0", "10.0.0.9", 1},	   {"0", "10.1.0.9", 1},
		{"0", "8.8.8.8", 1},	   {"1", "10.0.0.9", 1},
		{"1", "10.1.0.9", -EXDEV}, {"1", "8.8.8.8", -EXDEV},
		{"2", "10.0.0.9", 1},	   {"2", "10.1.0.9", 1},
		{"2", "8.8.8.8", -EXDEV},
	};

	ASSERT_EQ(addr_add(ETH0, "10.0.0.2", 24), 0);
	ASSERT_EQ(addr_add(ETH1, "10.1.0.2", 24), 0);
	for (unsigned int i = 0; i < ARRAY_SIZE(row); i++) {
		ASSERT_EQ(sysctl_set("net.ipv4.conf.eth0.rp_filter", row[i].rp),
			  0);
		EXPECT_EQ(in(ETH0, row[i].src, "10.0.0.2"), row[i].want);
	}
	/* The larger of "all" and the device's counts. */
	ASSERT_EQ(sysctl_set("net.ipv4.conf.eth0.rp_filter", "0"), 0);
	ASSERT_EQ(sysctl_set("net.ipv4.conf.all.rp_filter", "1"), 0);
	EXPECT_EQ(in(ETH0, "10.1.0.9", "10.0.0.2"), -EXDEV);
}

TEST(route_input_accept_local_and_route_localnet)
{
	ASSERT_EQ(addr_add(ETH0, "10.0.0.2", 24), 0);
	EXPECT_EQ(in(ETH0, "10.0.0.2", "10.0.0.2"), -EINVAL);
	ASSERT_EQ(sysctl_set("net.ipv4.conf.eth0.accept_local", "1"), 0);
	EXPECT_EQ(in(ETH0, "10.0.0.2", "10.0.0.2"), 1);
	EXPECT_EQ(in(ETH0, "10.0.0.9", "127.0.0.1"), -EINVAL);
	ASSERT_EQ(sysctl_set("net.ipv4.conf.eth0.route_localnet", "1"), 0);
	EXPECT_EQ(in(ETH0, "10.0.0.9", "127.0.0.1"), 1);
}

/* A packet that no route wants: what is counted, and what the sender hears. */
static void to_error(const char *dst)
{
	struct sk_buff *skb = packet(ETH0, "10.0.0.9", dst, 1, 2);

	rcu_read_lock();
	EXPECT_EQ(ip_route_input_noref(skb, ip4(dst), ip4("10.0.0.9"), 0, ETH0),
		  0);
	dst_input(skb);
	rcu_read_unlock();
}

static u64 mib(int field)
{
	return snmp_sum(ipv4_world.net->mib.ip_statistics, (unsigned)field);
}

TEST(ip_error_counts_and_answers_as_linux)
{
	ASSERT_EQ(addr_add(ETH0, "10.0.0.2", 24), 0);
	to_error("8.8.8.8");
	EXPECT_EQ(mib(IPSTATS_MIB_INADDRERRORS), 1);
	EXPECT_EQ(ipv4_double.icmp_sent, 0);

	ASSERT_EQ(sysctl_set("net.ipv4.ip_forward", "1"), 0);
	/* Five saved up, then one a second. */
	for (int i = 0; i < 20; i++)
		to_error("8.8.8.8");
	EXPECT_EQ(mib(IPSTATS_MIB_INNOROUTES), 20);
	EXPECT_EQ(ipv4_double.icmp_sent, 5);
	EXPECT_EQ(ipv4_double.icmp_type, ICMP_DEST_UNREACH);
	EXPECT_EQ(ipv4_double.icmp_code, ICMP_NET_UNREACH);
	schedule_timeout_uninterruptible(HZ);
	to_error("8.8.8.8");
	to_error("8.8.8.8");
	EXPECT_EQ(ipv4_double.icmp_sent, 6);
	EXPECT_EQ(mib(IPSTATS_MIB_INADDRERRORS), 1);
}

/* ---- settings ------------------------------------------------------------ */

TEST(devconf_default_reaches_who_has_no_own)
{
	struct in_device *e0 = __in_dev_get_rtnl(ETH0);
	struct in_device *e1 = __in_dev_get_rtnl(ETH1);

	ASSERT_EQ(sysctl_set("net.ipv4.conf.eth0.arp_ignore", "1"), 0);
	ASSERT_EQ(sysctl_set("net.ipv4.conf.default.arp_ignore", "2"), 0);
	EXPECT_EQ(IN_DEV_CONF_GET(e0, ARP_IGNORE), 1);
	EXPECT_EQ(IN_DEV_CONF_GET(e1, ARP_IGNORE), 2);
	/* all.forwarding is a command to every device. */
	ASSERT_EQ(sysctl_set("net.ipv4.ip_forward", "1"), 0);
	EXPECT(IN_DEV_FORWARD(e0) && IN_DEV_FORWARD(e1));
	EXPECT_EQ(IPV4_DEVCONF_ALL(ipv4_world.net, ACCEPT_REDIRECTS), 0);
	ASSERT_EQ(sysctl_set("net.ipv4.conf.eth1.forwarding", "0"), 0);
	EXPECT(IN_DEV_FORWARD(e0) && !IN_DEV_FORWARD(e1));
}
