// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * core_rps_test - packets go to other CPUs: backlog, RPS, RFS, XPS
 *
 * Where:   core/rps.c, dev_backlog.c.
 * Mirrors: nothing; figures are the checklist's.
 * Spec:    checklist rows 32, 38, 39, 40, 43, 175; core/rps.c, dev_backlog.c.
 */
#include "core/book.h"
#include "core/proc.h"
#include "core/rps.h"
#include "core/rtnl.h"
#include "lib/slab.h"
#include "tests/unit/nic_fixture.h"
#include "tests/unit/vfs_text.h"

static void begin(void)
{
	nic_begin(4, 4);
}
TEST_SETUP(begin);

static void rps(u64 mask)
{
	EXPECT_EQ(netdev_rx_queue_set_rps_mask(&t->dev->_rx[0], mask), 0);
}

TEST(rps_off_stays_on_the_polling_cpu)
{
	t->hash = 0x12345678;
	testdev_rx(t, 10);
	settle(1);
	EXPECT_EQ(sink.got[0], 10);
}

TEST(rps_sends_a_flow_to_one_cpu)
{
	rps(0x4);
	EXPECT_EQ(netdev_rx_queue_rps_mask(&t->dev->_rx[0]), 0x4);
	t->hash = 0x12345678;
	testdev_rx(t, 10);
	settle(1);
	EXPECT_EQ(sink.got[2], 10);
	EXPECT_EQ(sd(2)->received_rps, 1); /* one kick for ten packets */
	EXPECT_EQ(sd(2)->processed, 10);
	EXPECT_EQ(sd(0)->processed, 0);
}

TEST(rps_spreads_flows_over_all_cpus)
{
	rps(0xf);
	t->hash = 1;
	t->gap_every = 1;
	testdev_rx(t, 400);
	settle(1);
	EXPECT_EQ(sink.total, 400);
	for (int cpu = 0; cpu < 4; cpu++)
		EXPECT_GT(sink.got[cpu], 50);
}

TEST(rps_same_flow_same_cpu_every_time)
{
	unsigned int cpu = 0;

	rps(0xf);
	t->hash = 0xdeadbeef;
	testdev_rx(t, 1);
	settle(1);
	while (!sink.got[cpu])
		cpu++;
	for (int i = 0; i < 20; i++) {
		testdev_rx(t, 1);
		settle(1);
	}
	EXPECT_EQ(sink.got[cpu], 21);
}

/* Row 32: limit 10 admits 11; 39 of 50 are dropped, by the queue's CPU. */
TEST(backlog_admits_limit_plus_one)
{
	const char *text;

	net_hotdata.max_backlog = 10;
	rps(0x2);
	t->hash = 7;
	testdev_rx(t, 50);
	settle(1);
	EXPECT_EQ(sink.got[1], 11);
	EXPECT_EQ(sd(1)->dropped, 39);
	EXPECT_EQ(book_drops(host.machine, SKB_DROP_REASON_CPU_BACKLOG), 39);

	text = vfs_text(&init_net, "/proc/net/softnet_stat");
	EXPECT(strstr(text, "\n0000000b 00000027 00000000 ") != NULL);
}

TEST(netif_rx_goes_through_this_cpus_backlog)
{
	struct sk_buff *skb = testdev_skb(t, 100, 0);

	skb_reset_mac_header(skb);
	EXPECT_EQ(netif_rx(skb), NET_RX_SUCCESS);
	EXPECT_EQ(sink.got[0], 1);
	EXPECT_EQ(sink.last_len, 100);
}

TEST(netif_rx_of_a_device_that_is_down_is_dropped)
{
	struct sk_buff *skb;
	struct rtnl_link_stats64 st;

	rtnl_lock();
	dev_close(t->dev);
	rtnl_unlock();
	skb = testdev_skb(t, 100, 0);
	skb_reset_mac_header(skb);
	EXPECT_EQ(netif_rx(skb), NET_RX_DROP);
	EXPECT_EQ(dev_get_stats(t->dev, &st)->rx_dropped, 1);
}

TEST(rfs_follows_the_reader)
{
	t->hash = 0xabcdef01;
	EXPECT_EQ(rps_sock_flow_resize(256), 0);
	EXPECT_EQ(rps_dev_flow_table_resize(&t->dev->_rx[0], 256), 0);
	EXPECT_EQ(rps_sock_flow_size(), 256);
	rps(0xf);

	/* The reader runs here, on CPU 0. */
	rps_record_sock_flow_hash(t->hash);
	testdev_rx(t, 5);
	settle(1);
	EXPECT_EQ(sink.got[0], 5);
	EXPECT_EQ(rps_sock_flow_resize(0), 0);
	EXPECT_EQ(rps_dev_flow_table_resize(&t->dev->_rx[0], 0), 0);
}

TEST(rps_files_read_and_write_masks)
{
	static const char path[] = "/sys/class/net/eth0/queues/rx-0/rps_cpus";
	const char *text;

	text = vfs_text(&init_net, path);
	EXPECT_STREQ(text, "0\n");
	EXPECT_EQ(vfs_write(&init_net, path, "f\n", 2), 0);
	text = vfs_text(&init_net, path);
	EXPECT_STREQ(text, "f\n");
	EXPECT_EQ(vfs_write(&init_net, path, "x\n", 2), -EINVAL);
	EXPECT_EQ(netdev_rx_queue_rps_mask(&t->dev->_rx[0]), 0xf);
}

TEST(xps_maps_this_cpu_to_its_queue)
{
	struct sk_buff *skb;

	EXPECT_EQ(netif_set_xps_queue(t->dev, 0x1, 3), 0);
	EXPECT_EQ(netif_get_xps_queue(t->dev, 3), 0x1);
	skb = testdev_skb(t, 60, 0);
	EXPECT_EQ(dev_queue_xmit(skb), 0);
	EXPECT_EQ(t->dev->_tx[3].book.sent, 1);
	EXPECT_EQ(netif_set_xps_queue(t->dev, 0, 3), 0);
	EXPECT_EQ(netif_get_xps_queue(t->dev, 3), 0);
	EXPECT_NULL(t->dev->xps_cpus);
}
