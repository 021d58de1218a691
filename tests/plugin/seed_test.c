// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * seed_test - the articles' drivers load, receive and go
 *
 * Where:   seed_driver.c and seed_ixgbe.c, on a host in virtual time.
 * Mirrors: nothing.
 * Spec:    checklist rows 46 to 48.
 */
#include <linux/if_link.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/book.h"
#include "core/etherdevice.h"
#include "core/module.h"
#include "core/rtnl.h"
#include "core/trace.h"
#include "lib/kernel.h"
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

static struct packet_type pt = {.func = take};

/* Load @name, bring its @device up. */
static struct net_device *begin(const struct test_host *host,
				struct task_guard *guard, const char *name,
				const char *device)
{
	const char *build = getenv("builddir");
	char dir[256], msg[512] = "";
	struct net_device *dev;

	scnprintf(dir, sizeof(dir), "%s/tests/plugin/traffic",
		  build ? build : ".");
	module_set_path(dir);
	task_enter(guard, host->machine, 0);
	pt.type = htons(ETH_P_802_EX1);
	got = 0;
	dev_add_pack(&pt);
	EXPECT_EQ(load_module(name, NULL, msg, sizeof(msg)), 0);
	dev = dev_get_by_name(&init_net, device);
	if (!dev)
		return NULL;
	rtnl_lock();
	EXPECT_EQ(dev_open(dev, NULL), 0);
	rtnl_unlock();
	return dev;
}

static void end(struct test_host *host, struct task_guard *guard,
		struct net_device *dev, const char *name)
{
	char msg[512], device[IFNAMSIZ];

	strscpy(device, dev->name, sizeof(device));
	dev_put(dev);
	EXPECT_EQ(unload_module(name, msg, sizeof(msg)), 0);
	EXPECT_NULL(dev_get_by_name(&init_net, device));
	dev_remove_pack(&pt);
	EXPECT_EQ(book_check(host->machine), 0);
	task_leave(guard);
	test_host_end(host);
	module_set_path(NULL);
}

TEST(seed_driver_loads_polls_and_goes)
{
	struct test_host host = test_host(1);
	struct task_guard guard;
	struct net_device *dev = begin(&host, &guard, "seed_driver", "seed0");

	ASSERT_NOT_NULL(dev);
	for (int i = 0; i < 100; i++)
		dev_queue_xmit(frame(dev));
	schedule_timeout_uninterruptible(2);
	EXPECT_EQ(got, 100);
	EXPECT_EQ(dev->stats.rx_packets, 100);
	end(&host, &guard, dev, "seed_driver");
}

/* Row 48: the handler masks and schedules; the events say it in its words. */
TEST(seed_handler_is_irq_then_napi_schedule_then_poll)
{
	static const char *const way[] = {
		"irq:irq_handler_entry irq=45 name=ixgbe0-TxRx-0",
		"napi:napi_schedule dev=ixgbe0",
		"irq:irq_handler_exit irq=45 ret=1",
		"napi:napi_complete dev=ixgbe0 work=1",
		"napi:napi_poll dev=ixgbe0",
	};
	struct trace_consumer events = {.data = NULL};
	struct test_host host = test_host(1);
	struct task_guard guard;
	struct net_device *dev = begin(&host, &guard, "seed_ixgbe", "ixgbe0");
	struct trace_rec rec;
	unsigned int n = 0;

	ASSERT_NOT_NULL(dev);
	EXPECT(trace_mask_parse(&events.mask, "irq_handler_entry,napi:*,"
					      "irq_handler_exit") > 0);
	EXPECT_EQ(trace_register(host.machine, &events), 0);
	dev_queue_xmit(frame(dev));
	schedule_timeout_uninterruptible(2);
	for (; trace_read(host.machine, &events, &rec); n++) {
		char line[256];

		trace_print(host.machine, &rec, line, sizeof(line));
		EXPECT(n < ARRAY_SIZE(way) && strstr(line, way[n]));
	}
	EXPECT_EQ(n, ARRAY_SIZE(way));
	trace_unregister(host.machine, &events);
	EXPECT_EQ(got, 1);
	end(&host, &guard, dev, "seed_ixgbe");
}
