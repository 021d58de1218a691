// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * proto_fib_rules_test - which table, which nexthop, which device
 *
 * Where:   tests/unit/proto_route_test, on tests/unit/ipv4_world.h.
 * Mirrors: nothing.
 * Spec:    ip-rule(8), RFC 2992, checklist rows 100, 101.
 */
#include "core/fib_rules.h"
#include "core/rtnl.h"
#include "tests/harness.h"
#include "tests/unit/ipv4_world.h"

TEST_SETUP(ipv4_world_begin);
TEST_TEARDOWN(ipv4_world_end);

static struct netlink_ext_ack ack;

static int rule_do(const struct fib_rule_cfg *cfg, bool add)
{
	int err;

	memset(&ack, 0, sizeof(ack));
	rtnl_lock();
	err = add ? fib_newrule(ipv4_world.net, cfg, &ack)
		  : fib_delrule(ipv4_world.net, cfg, &ack);
	rtnl_unlock();
	return err;
}

static struct fib_rule_cfg rule(u32 pref, u32 table)
{
	struct fib_rule_cfg cfg;

	fib_rule_cfg_init(&cfg, AF_INET);
	cfg.has_pref = true;
	cfg.pref = pref;
	cfg.table = table;
	cfg.nlflags = NLM_F_CREATE | NLM_F_EXCL;
	return cfg;
}

static void addr_of(u8 *to, const char *text)
{
	__be32 a = ip4(text);

	memcpy(to, &a, 4);
}

/* A default route in table @id over device @i. */
static void default_in(u32 id, int i)
{
	struct fib_config cfg = {
		.fc_table = id,
		.fc_scope = RT_SCOPE_LINK,
		.fc_type = RTN_UNICAST,
		.fc_oif = ipv4_world.dev[i]->ifindex,
		.fc_nlflags = NLM_F_CREATE | NLM_F_EXCL,
	};

	ASSERT_EQ(route_add(&cfg), 0);
}

/* The device that @fl4 goes out of; negative: the error. */
static int way(struct flowi4 fl4)
{
	struct fib_result res;
	int err;

	rcu_read_lock();
	err = fib_lookup(ipv4_world.net, &fl4, &res, 0);
	if (!err)
		err = FIB_RES_OIF(res);
	rcu_read_unlock();
	return err;
}

static int count_rule(const struct fib_rule *r, const struct fib_rule_cfg *cfg,
		      void *data)
{
	static const u32 prefs[] = {0, 32766, 32767};
	static const u32 tables[] = {RT_TABLE_LOCAL, RT_TABLE_MAIN,
				     RT_TABLE_DEFAULT};
	int *nr = data;

	ASSERT_LT(*nr, 3);
	EXPECT_EQ(cfg->pref, prefs[*nr]);
	EXPECT_EQ(cfg->table, tables[*nr]);
	EXPECT(fib4_rule_default(r));
	(*nr)++;
	return 0;
}

TEST(fib_rules_at_start_are_local_main_default)
{
	int nr = 0;

	rtnl_lock();
	EXPECT_EQ(fib_rules_walk(ipv4_world.net, AF_INET, count_rule, &nr), 0);
	rtnl_unlock();
	EXPECT_EQ(nr, 3);
}

TEST(fib_rules_from_to_mark_tos_iif_choose_table)
{
	struct flowi4 fl4 = {.daddr = ip4("8.8.8.8"),
			     .saddr = ip4("10.0.0.2"),
			     .flowi4_iif = LOOPBACK_IFINDEX};
	int e0 = ipv4_world.dev[0]->ifindex, e1 = ipv4_world.dev[1]->ifindex;
	struct fib_rule_cfg cfg = rule(100, 200);

	default_in(RT_TABLE_MAIN, 0);
	default_in(200, 1);
	EXPECT_EQ(way(fl4), e0);

	cfg.src_len = 24;
	addr_of(cfg.src, "10.0.0.0");
	ASSERT_EQ(rule_do(&cfg, true), 0);
	EXPECT_EQ(rule_do(&cfg, true), -EEXIST);
	EXPECT_EQ(way(fl4), e1);
	fl4.saddr = ip4("10.0.1.2");
	EXPECT_EQ(way(fl4), e0);
	ASSERT_EQ(rule_do(&cfg, false), 0);
	EXPECT_EQ(rule_do(&cfg, false), -ENOENT);

	cfg = rule(100, 200);
	cfg.dst_len = 32;
	addr_of(cfg.dst, "8.8.8.8");
	ASSERT_EQ(rule_do(&cfg, true), 0);
	EXPECT_EQ(way(fl4), e1);
	fl4.daddr = ip4("8.8.8.9");
	EXPECT_EQ(way(fl4), e0);
	ASSERT_EQ(rule_do(&cfg, false), 0);

	cfg = rule(100, 200);
	cfg.mark = 5;
	ASSERT_EQ(rule_do(&cfg, true), 0);
	EXPECT_EQ(way(fl4), e0);
	fl4.flowi4_mark = 5;
	EXPECT_EQ(way(fl4), e1);
	fl4.flowi4_mark = 0x105;
	EXPECT_EQ(way(fl4), e0);
	ASSERT_EQ(rule_do(&cfg, false), 0);

	cfg = rule(100, 200);
	cfg.tos = 0x10;
	ASSERT_EQ(rule_do(&cfg, true), 0);
	EXPECT_EQ(way(fl4), e0);
	fl4.flowi4_tos = 0x10;
	EXPECT_EQ(way(fl4), e1);
	ASSERT_EQ(rule_do(&cfg, false), 0);
	cfg.tos = 0x11;
	EXPECT_EQ(rule_do(&cfg, true), -EINVAL);
	EXPECT_STREQ(ack._msg, "Invalid dsfield (tos): ECN bits must be 0");

	cfg = rule(100, 200);
	memcpy(cfg.iifname, "eth1", 5);
	ASSERT_EQ(rule_do(&cfg, true), 0);
	EXPECT_EQ(way(fl4), e0);
	fl4.flowi4_iif = e1;
	EXPECT_EQ(way(fl4), e1);
	ASSERT_EQ(rule_do(&cfg, false), 0);
}

TEST(fib_rules_actions_say_no_with_linux_errno)
{
	static const struct {
		u8 action;
		int err;
	} row[] = {
		{FR_ACT_BLACKHOLE, -EINVAL},
		{FR_ACT_UNREACHABLE, -ENETUNREACH},
		{FR_ACT_PROHIBIT, -EACCES},
	};
	struct flowi4 fl4 = {.daddr = ip4("8.8.8.8")};
	struct fib_rule_cfg cfg;

	default_in(RT_TABLE_MAIN, 0);
	for (unsigned int i = 0; i < ARRAY_SIZE(row); i++) {
		cfg = rule(50, 0);
		cfg.action = row[i].action;
		ASSERT_EQ(rule_do(&cfg, true), 0);
		EXPECT_EQ(way(fl4), row[i].err);
		ASSERT_EQ(rule_do(&cfg, false), 0);
	}
	EXPECT_GT(way(fl4), 0);
}

TEST(fib_rules_goto_jumps_forward_only)
{
	struct flowi4 fl4 = {.daddr = ip4("8.8.8.8")};
	struct fib_rule_cfg jump = rule(10, 0), no = rule(20, 0);
	struct fib_rule_cfg target = rule(30, 200);

	default_in(RT_TABLE_MAIN, 0);
	default_in(200, 1);
	jump.action = FR_ACT_GOTO;
	jump.target = 30;
	no.action = FR_ACT_PROHIBIT;
	ASSERT_EQ(rule_do(&jump, true), 0);
	ASSERT_EQ(rule_do(&no, true), 0);
	/* The target is not there yet: the jump is no jump. */
	EXPECT_EQ(way(fl4), -EACCES);
	ASSERT_EQ(rule_do(&target, true), 0);
	EXPECT_EQ(way(fl4), ipv4_world.dev[1]->ifindex);
	ASSERT_EQ(rule_do(&target, false), 0);
	EXPECT_EQ(way(fl4), -EACCES);

	jump.pref = 40;
	EXPECT_EQ(rule_do(&jump, true), -EINVAL);
	EXPECT_STREQ(ack._msg, "Backward goto not supported");
}

TEST(fib_rules_suppress_prefixlength_hides_default_route)
{
	struct flowi4 fl4 = {.daddr = ip4("8.8.8.8")};
	struct fib_rule_cfg cfg = rule(10, RT_TABLE_MAIN);

	default_in(RT_TABLE_MAIN, 0);
	default_in(200, 1);
	ASSERT_EQ(route_to("8.8.4.0", 24, NULL, ipv4_world.dev[0], 0), 0);
	cfg.suppress_prefixlen = 0;
	cfg.has_suppress_prefixlen = true;
	ASSERT_EQ(rule_do(&cfg, true), 0);
	cfg = rule(11, 200);
	ASSERT_EQ(rule_do(&cfg, true), 0);
	EXPECT_EQ(way(fl4), ipv4_world.dev[1]->ifindex);
	fl4.daddr = ip4("8.8.4.4");
	EXPECT_EQ(way(fl4), ipv4_world.dev[0]->ifindex);
}

TEST(fib_rules_ports_match_the_flow)
{
	struct flowi4 fl4 = {.daddr = ip4("8.8.8.8"),
			     .flowi4_proto = IPPROTO_UDP};
	struct fib_rule_cfg cfg = rule(10, 200);

	default_in(RT_TABLE_MAIN, 0);
	default_in(200, 1);
	cfg.ip_proto = IPPROTO_UDP;
	cfg.dport_range.start = 53;
	cfg.dport_range.end = 60;
	ASSERT_EQ(rule_do(&cfg, true), 0);
	fl4.fl4_dport = htons(52);
	EXPECT_EQ(way(fl4), ipv4_world.dev[0]->ifindex);
	fl4.fl4_dport = htons(53);
	EXPECT_EQ(way(fl4), ipv4_world.dev[1]->ifindex);
	fl4.fl4_dport = htons(60);
	EXPECT_EQ(way(fl4), ipv4_world.dev[1]->ifindex);
	fl4.flowi4_proto = IPPROTO_TCP;
	EXPECT_EQ(way(fl4), ipv4_world.dev[0]->ifindex);
	cfg.dport_range.end = 40;
	EXPECT_EQ(rule_do(&cfg, true), -EINVAL);
	EXPECT_STREQ(ack._msg, "Invalid dport range");
}

/* Types of routes say no as rules do; throw sends on to the next table. */
TEST(fib_route_types_answer_with_linux_errno)
{
	static const struct {
		u8 type;
		int err;
	} row[] = {
		{RTN_BLACKHOLE, -EINVAL},
		{RTN_UNREACHABLE, -EHOSTUNREACH},
		{RTN_PROHIBIT, -EACCES},
		{RTN_THROW, -ENETUNREACH},
	};
	struct flowi4 fl4 = {.daddr = ip4("9.9.9.9")};

	EXPECT_EQ(way(fl4), -ENETUNREACH);
	for (unsigned int i = 0; i < ARRAY_SIZE(row); i++) {
		struct fib_config cfg = {
			.fc_dst = ip4("9.0.0.0"),
			.fc_dst_len = 8,
			.fc_type = row[i].type,
			.fc_nlflags = NLM_F_CREATE | NLM_F_EXCL,
		};

		ASSERT_EQ(route_add(&cfg), 0);
		EXPECT_EQ(way(fl4), row[i].err);
		cfg.fc_scope = RT_SCOPE_NOWHERE;
		ASSERT_EQ(route_del(&cfg), 0);
	}
}

/* ---- multipath ----------------------------------------------------------- */

static void multipath(u8 w0, u8 w1)
{
	struct fib_nh_config nh[2] = {
		{.oif = ipv4_world.dev[0]->ifindex, .hops = w0 - 1},
		{.oif = ipv4_world.dev[1]->ifindex, .hops = w1 - 1},
	};
	struct fib_config cfg = {
		.fc_dst = ip4("20.0.0.0"),
		.fc_dst_len = 8,
		.fc_type = RTN_UNICAST,
		.fc_scope = RT_SCOPE_LINK,
		.fc_mp = nh,
		.fc_mp_len = 2,
		.fc_nlflags = NLM_F_CREATE | NLM_F_EXCL,
	};

	ASSERT_EQ(route_add(&cfg), 0);
}

/* How many of 10,000 flows to distinct hosts take the first nexthop. */
static int share(bool by_port)
{
	int i, first = 0;

	for (i = 0; i < 10000; i++) {
		struct flowi4 fl4 = {
			.daddr = by_port ? ip4("20.1.1.1")
					 : htonl(0x14000000u + (u32)i),
			.saddr = ip4("10.0.0.2"),
			.flowi4_proto = IPPROTO_UDP,
			.fl4_sport = htons((u16)(by_port ? i : 0)),
		};
		struct fib_result res;

		rcu_read_lock();
		if (!fib_lookup(ipv4_world.net, &fl4, &res, 0)) {
			fib_select_path(ipv4_world.net, &res, &fl4, NULL);
			first += FIB_RES_OIF(res) == ipv4_world.dev[0]->ifindex;
		}
		rcu_read_unlock();
	}
	return first;
}

TEST(fib_multipath_shares_flows_by_weight)
{
	ASSERT_EQ(addr_add(ipv4_world.dev[0], "10.0.0.2", 24), 0);
	multipath(3, 1);
	EXPECT_GT(share(false), 7300);
	EXPECT_LT(share(false), 7700);
	/* Policy 0 does not look at ports. */
	EXPECT(share(true) == 0 || share(true) == 10000);
	ASSERT_EQ(sysctl_set("net.ipv4.fib_multipath_hash_policy", "1"), 0);
	EXPECT_GT(share(true), 7300);
	EXPECT_LT(share(true), 7700);
}

TEST(fib_multipath_hash_is_the_same_both_ways)
{
	struct flowi4 there = {.saddr = ip4("1.2.3.4"),
			       .daddr = ip4("5.6.7.8"),
			       .flowi4_proto = IPPROTO_TCP,
			       .fl4_sport = htons(80),
			       .fl4_dport = htons(1234)};
	struct flowi4 back = there;

	swap(back.saddr, back.daddr);
	swap(back.uli.ports.sport, back.uli.ports.dport);
	ASSERT_EQ(sysctl_set("net.ipv4.fib_multipath_hash_policy", "1"), 0);
	EXPECT_EQ(fib_multipath_hash(ipv4_world.net, &there, NULL, NULL),
		  fib_multipath_hash(ipv4_world.net, &back, NULL, NULL));
}

TEST(fib_multipath_dead_nexthop_gets_nothing)
{
	multipath(1, 1);
	rtnl_lock();
	dev_change_flags(ipv4_world.dev[0], IFF_BROADCAST | IFF_MULTICAST,
			 NULL);
	rtnl_unlock();
	EXPECT_EQ(share(false), 0);
	rtnl_lock();
	dev_change_flags(ipv4_world.dev[0],
			 IFF_BROADCAST | IFF_MULTICAST | IFF_UP, NULL);
	rtnl_unlock();
	EXPECT_GT(share(false), 4700);
	EXPECT_LT(share(false), 5300);
}
