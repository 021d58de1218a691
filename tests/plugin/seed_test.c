// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * seed_test - the article's driver loads, receives and goes
 *
 * Where:   tests/plugin/seed_driver.c, on a host in virtual time.
 * Mirrors: nothing.
 * Spec:    checklist rows 46 and 47.
 */
#include <linux/if_link.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/book.h"
#include "core/etherdevice.h"
#include "core/module.h"
#include "core/rtnl.h"
#include "lib/string.h"
#include "lib/vsprintf.h"
#include "tests/harness.h"
#include "tests/world.h"

static struct sk_buff *frame(struct net_device *dev)
{
	struct sk_buff *skb = alloc_skb(256, GFP_KERNEL);
	struct ethhdr *eth;

	skb_reserve(skb, ETH_HLEN + 32);
	skb_put_zero(skb, 60);
	eth = skb_push(skb, ETH_HLEN);
	ether_addr_copy(eth->h_dest, dev->dev_addr);
	ether_addr_copy(eth->h_source, dev->dev_addr);
	eth->h_proto = htons(ETH_P_802_EX1);
	skb->dev = dev;
	skb->protocol = eth->h_proto;
	return skb;
}

static unsigned int got;

static int take(struct sk_buff *skb, struct net_device *dev,
		struct packet_type *pt, struct net_device *orig_dev)
{
	got += skb->len == 60 && skb->pkt_type == PACKET_HOST;
	consume_skb(skb);
	return NET_RX_SUCCESS;
}

TEST(seed_driver_loads_polls_and_goes)
{
	static struct packet_type pt = {.func = take};
	const char *build = getenv("builddir");
	struct test_host host = test_host(1);
	struct task_guard guard;
	struct net_device *dev;
	char dir[256], msg[512] = "";

	scnprintf(dir, sizeof(dir), "%s/tests/plugin/traffic",
		  build ? build : ".");
	module_set_path(dir);
	task_enter(&guard, host.machine, 0);
	pt.type = htons(ETH_P_802_EX1);
	got = 0;
	dev_add_pack(&pt);
	ASSERT_EQ(load_module("seed_driver", NULL, msg, sizeof(msg)), 0);
	dev = dev_get_by_name(&init_net, "seed0");
	ASSERT_NOT_NULL(dev);
	rtnl_lock();
	ASSERT_EQ(dev_open(dev, NULL), 0);
	rtnl_unlock();
	for (int i = 0; i < 100; i++)
		dev_queue_xmit(frame(dev));
	schedule_timeout_uninterruptible(2);
	EXPECT_EQ(got, 100);
	EXPECT_EQ(dev->stats.rx_packets, 100);
	dev_put(dev);
	EXPECT_EQ(unload_module("seed_driver", msg, sizeof(msg)), 0);
	EXPECT_NULL(dev_get_by_name(&init_net, "seed0"));
	dev_remove_pack(&pt);
	EXPECT_EQ(book_check(host.machine), 0);
	task_leave(&guard);
	test_host_end(&host);
	module_set_path(NULL);
}
