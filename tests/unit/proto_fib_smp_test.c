// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * proto_fib_smp_test - readers on other CPUs while the tables change
 *
 * Where:   tests/unit/proto_route_test: the trie, kept routes and exceptions
 *          under explore=SEED, and live.
 * Mirrors: nothing.
 * Spec:    a lookup finds what was there all the time, and nothing that never
 *          was.
 */
#include "core/rtnl.h"
#include "lib/kthread.h"
#include "tests/harness.h"
#include "tests/unit/ipv4_world.h"

#define READERS 2
#define ROUNDS	6
#define NR	48

struct reader {
	bool stop, done;
	unsigned long lookups;
	unsigned int seed;
};

/* Among 10.N.0.0/16, which come and go, 10.N.7.0/24 stays. */
static void look_stable(struct reader *r, u32 i)
{
	struct flowi4 fl4 = {.daddr = htonl(0x0a000700u | i << 16 | 5)};
	struct fib_result res;

	rcu_read_lock();
	if (!fib_lookup(ipv4_world.net, &fl4, &res, 0)) {
		EXPECT_EQ(res.prefixlen, 24);
		EXPECT_EQ(ntohl(res.prefix), 0x0a000700u | i << 16);
	} else {
		EXPECT(false);
	}
	rcu_read_unlock();
	r->lookups++;
}

/* Beside it the /16 is there or not; the default route always is. */
static void look_changing(struct reader *r, u32 i)
{
	struct flowi4 fl4 = {.daddr = htonl(0x0a000905u | i << 16)};
	struct rtable *rt = ip_route_output_key(ipv4_world.net, &fl4);

	if (IS_ERR(rt)) {
		EXPECT_EQ(PTR_ERR(rt), 0);
		return;
	}
	EXPECT(rt->dst.dev == ipv4_world.dev[0] ||
	       rt->dst.dev == ipv4_world.dev[1]);
	dst_mtu(&rt->dst);
	ip_rt_put(rt);
	r->lookups++;
}

static int reader(void *arg)
{
	struct reader *r = arg;
	u32 i = r->seed;

	while (!smp_load_acquire(&r->stop)) {
		look_stable(r, i % NR);
		look_changing(r, (i * 7) % NR);
		/* A virtual world's time stands while somebody runs. */
		if (++i % 8 == 0)
			schedule_timeout_uninterruptible(1);
	}
	smp_store_release(&r->done, true);
	return 0;
}

static void start(struct reader *r, unsigned int cpu)
{
	struct task_struct *k;

	*r = (struct reader){.seed = cpu * 13};
	k = kthread_create_on_cpu(reader, r, cpu, "reader/%u", cpu);
	ASSERT(!IS_ERR(k));
	kthread_detach(k);
	wake_up_process(k);
}

static void each_net(int (*fn)(struct fib_config *), const char *net, u8 len,
		     int dev)
{
	u32 base = ntohl(ip4(net));

	for (u32 i = 0; i < NR; i++) {
		struct fib_config cfg = {
			.fc_dst = htonl(base | i << 16),
			.fc_dst_len = len,
			.fc_type = RTN_UNICAST,
			.fc_scope = RT_SCOPE_LINK,
			.fc_oif = ipv4_world.dev[dev]->ifindex,
			.fc_nlflags = NLM_F_CREATE | NLM_F_EXCL,
		};

		EXPECT_EQ(fn(&cfg), 0);
	}
}

/* A path MTU for one of the changing ones: exceptions come and are used. */
static void learn_mtu(u32 i)
{
	char dst[24];
	struct sk_buff *skb;

	snprintf(dst, sizeof(dst), "10.%u.9.5", i);
	skb = packet(ipv4_world.dev[0], "10.200.0.2", dst, 1, 2);
	ipv4_update_pmtu(skb, ipv4_world.net, 1400, 0, IPPROTO_UDP);
	consume_skb(skb);
}

static void one_run(struct test_host host)
{
	struct reader r[READERS];

	ipv4_world_begin_on(host);
	ASSERT_EQ(addr_add(ipv4_world.dev[0], "10.200.0.2", 24), 0);
	ASSERT_EQ(route_to("0.0.0.0", 0, "10.200.0.1", NULL, 0), 0);
	each_net(route_add, "10.0.7.0", 24, 0);
	for (unsigned int i = 0; i < READERS; i++)
		start(&r[i], i + 1);
	for (int round = 0; round < ROUNDS; round++) {
		each_net(route_add, "10.0.0.0", 16, 1);
		learn_mtu((u32)round);
		schedule_timeout_uninterruptible(1);
		each_net(route_del, "10.0.0.0", 16, 1);
		learn_mtu((u32)round + 20);
		schedule_timeout_uninterruptible(1);
	}
	for (unsigned int i = 0; i < READERS; i++)
		smp_store_release(&r[i].stop, true);
	for (unsigned int i = 0; i < READERS; i++) {
		while (!smp_load_acquire(&r[i].done))
			schedule_timeout_uninterruptible(1);
		EXPECT_GT(r[i].lookups, 0);
	}
	ipv4_world_end();
}

TEST(fib_readers_find_what_stays_in_100_orders)
{
	for (u64 seed = 1; seed <= 100; seed++)
		one_run(test_host_explore(READERS + 1, seed));
}

TEST(fib_readers_find_what_stays_live)
{
	one_run(test_host_live(READERS + 1));
}

TEST_SOAK(fib_readers_orders_soak)
{
	u64 n = test_soak_count(5000);

	for (u64 i = 0; i < n; i++)
		one_run(test_host_explore(READERS + 1, test_seed() + i));
}
