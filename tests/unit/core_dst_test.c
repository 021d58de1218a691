// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * core_dst_test - routes are held, borrowed, dead, and have metrics
 *
 * Where:   core/dst.c.
 * Mirrors: nothing.
 * Spec:    none.
 */
#include "core/book.h"
#include "core/dst.h"
#include "core/rtnl.h"
#include "lib/slab.h"
#include "tests/testdev.h"
#include "tests/unit/core_fixture.h"

static struct testdev *t;
static struct dst_ops ops;
static unsigned int destroyed, downs;

static void count_destroy(struct dst_entry *dst)
{
	dst_destroy_metrics_generic(dst);
	destroyed++;
}

static void count_ifdown(struct dst_entry *dst, struct net_device *dev)
{
	downs++;
}

static void begin(void)
{
	host_begin(1);
	t = testdev_new("eth0", 1, true);
	destroyed = downs = 0;
	ops = (struct dst_ops){
		.family = AF_INET,
		.cow_metrics = dst_cow_metrics_generic,
		.destroy = count_destroy,
		.ifdown = count_ifdown,
		.kmem_cachep = kmem_cache_create(
			"test_dst", sizeof(struct dst_entry), 8, 0, NULL),
	};
}
TEST_SETUP(begin);

static void end(void)
{
	rcu_barrier();
	kmem_cache_destroy(ops.kmem_cachep);
	testdev_free(t);
	core_host_end();
}
TEST_TEARDOWN(end);

static struct dst_entry *make(void)
{
	struct dst_entry *dst = dst_alloc(&ops, t->dev, DST_OBSOLETE_NONE, 0);

	ASSERT_NOT_NULL(dst);
	return dst;
}

TEST(dst_last_release_frees_after_a_grace_period)
{
	struct dst_entry *dst = make();

	EXPECT_EQ(dst_entries_get_fast(&ops), 1);
	dst_hold(dst);
	dst_release(dst);
	EXPECT_EQ(dst_entries_get_fast(&ops), 1);
	rcu_read_lock();
	dst_release(dst);
	EXPECT_EQ(dst_entries_get_fast(&ops), 0);
	EXPECT(!dst_hold_safe(dst)); /* seen, but dying */
	EXPECT_EQ(destroyed, 0);
	rcu_read_unlock();
	synchronize_rcu();
	rcu_barrier();
	EXPECT_EQ(destroyed, 1);
	dst_release(NULL);
}

TEST(dst_borrowed_by_a_packet_is_counted_when_it_must_stay)
{
	struct sk_buff *skb = testdev_skb(t, 60, 0);
	struct dst_entry *dst = make();

	rcu_read_lock();
	skb_dst_set_noref(skb, dst);
	EXPECT(skb_dst_is_noref(skb));
	EXPECT_EQ(refcount_read(&dst->__refcnt), 1);
	EXPECT(skb_dst_force(skb));
	EXPECT(!skb_dst_is_noref(skb));
	EXPECT_EQ(refcount_read(&dst->__refcnt), 2);
	skb_dst_drop(skb);

	/* it dies between */
	skb_dst_set_noref(skb, dst);
	dst_release(dst);
	EXPECT(!skb_dst_force(skb));
	EXPECT_NULL(skb_dst(skb));
	rcu_read_unlock();
	consume_skb(skb);
}

TEST(dst_of_a_device_that_goes_is_a_black_hole)
{
	struct sk_buff *skb = testdev_skb(t, 60, 0);
	struct dst_entry *dst = make();
	struct net_device *dev = dst->dev;
	unsigned int refs = refcount_read(&dev->dev_refcnt);

	dst_dev_put(dst);
	EXPECT_EQ(downs, 1);
	EXPECT_EQ(refcount_read(&dev->dev_refcnt), refs - 1);
	EXPECT(dst->dev != dev);
	EXPECT_STREQ(dst->dev->name, "blackhole_dev");
	EXPECT_EQ(dst->obsolete, DST_OBSOLETE_DEAD);
	skb_dst_set(skb, dst);
	dst_output(&init_net, NULL, skb);
	EXPECT_EQ(book_drops(host.machine, SKB_DROP_REASON_IP_OUTNOROUTES), 1);
}

TEST(dst_metrics_are_shared_until_written)
{
	struct dst_entry *dst = make();

	EXPECT(dst_metrics_read_only(dst));
	EXPECT_EQ(dst_metric(dst, RTAX_RTT), 0);
	dst_metric_set(dst, RTAX_RTT, 77);
	EXPECT(!dst_metrics_read_only(dst));
	EXPECT_EQ(dst_metric(dst, RTAX_RTT), 77);
	EXPECT_EQ(dst_default_metrics.metrics[RTAX_RTT - 1], 0);
	dst_release(dst);
}

static int full(struct dst_ops *o)
{
	return 1;
}

TEST(dst_alloc_stops_where_gc_finds_no_room)
{
	struct dst_entry *dst = make();

	ops.gc = full;
	EXPECT_NULL(dst_alloc(&ops, t->dev, 0, 0));
	ops.gc_thresh = 1;
	dst_release(dst_alloc(&ops, t->dev, 0, 0));
	dst_release_immediate(dst);
	EXPECT_GE(destroyed, 1);
}
