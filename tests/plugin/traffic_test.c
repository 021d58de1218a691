// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * traffic_test - every kind of module comes and goes while packets pass it
 *
 * Where:   the examples of plugins/ and a driver, on a host with traffic.
 * Mirrors: tools/testing/selftests/net/ in kind: rmmod under load.
 *
 * Live, the traffic runs on a CPU of its own, in parallel with the loader; in
 * virtual time it runs between the loader's steps, in orders that a seed
 * chooses. In the end every packet is accounted for.
 */
#include <linux/if_link.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/book.h"
#include "core/etherdevice.h"
#include "core/module.h"
#include "core/netdevice.h"
#include "core/rtnl.h"
#include "core/sch_generic.h"
#include "core/xdp.h"
#include "hdr/eth.h"
#include "lib/kthread.h"
#include "lib/ktime.h"
#include "lib/string.h"
#include "lib/vsprintf.h"
#include "tests/harness.h"
#include "tests/world.h"

static char msg[512];
static unsigned long answers; /* frames that the echo has sent */

static void begin(void)
{
	const char *build = getenv("builddir");
	char dir[256];

	scnprintf(dir, sizeof(dir), "%s/tests/plugin/traffic",
		  build ? build : ".");
	module_set_path(dir);
	answers = 0;
}

static void end(void)
{
	module_set_path(NULL);
}

TEST_SETUP(begin);
TEST_TEARDOWN(end);

/* ---- a host with a device and a task that keeps it busy ------------------ */

static netdev_tx_t sink_xmit(struct sk_buff *skb, struct net_device *dev)
{
	__atomic_add_fetch(&answers, 1, __ATOMIC_RELAXED);
	dev_consume_skb_any(skb);
	return NETDEV_TX_OK;
}

static const struct net_device_ops sink_ops = {.ndo_start_xmit = sink_xmit};

static struct net_device *sink_device(const char *name)
{
	struct net_device *dev = alloc_etherdev(0);

	dev->netdev_ops = &sink_ops;
	strscpy(dev->name, name, sizeof(dev->name));
	eth_hw_addr_random(dev);
	EXPECT_EQ(register_netdev(dev), 0);
	rtnl_lock();
	EXPECT_EQ(dev_open(dev, NULL), 0);
	rtnl_unlock();
	return dev;
}

static struct sk_buff *frame(struct net_device *dev)
{
	struct sk_buff *skb = alloc_skb(256, GFP_KERNEL);
	struct ethhdr *eth;

	skb_reserve(skb, 64);
	eth = skb_put_zero(skb, sizeof(*eth) + 50);
	eth->h_proto = cpu_to_be16(ETH_P_802_EX1);
	ether_addr_copy(eth->h_dest, dev->dev_addr);
	skb->dev = dev;
	return skb;
}

static void receive_one(struct net_device *dev)
{
	struct sk_buff *skb = frame(dev);

	skb->protocol = eth_type_trans(skb, dev);
	netif_rx(skb);
}

/* Through whatever device and qdisc have that name now. */
static void send_one(const char *name)
{
	struct net_device *dev = dev_get_by_name(&init_net, name);
	struct sk_buff *skb;

	if (!dev)
		return;
	skb = frame(dev);
	skb->protocol = cpu_to_be16(ETH_P_802_EX1);
	skb_reset_mac_header(skb);
	skb_set_network_header(skb, ETH_HLEN);
	dev_queue_xmit(skb);
	dev_put(dev);
}

static int traffic(void *data)
{
	while (!kthread_should_stop()) {
		receive_one(data);
		send_one("busy0");
		cond_resched();
	}
	return 0;
}

/* ---- kinds of modules, and how they get in the packets' way ---------------
 */

static void use_link(const char *kind)
{
	struct net_device *dev;

	dev = rtnl_create_link(&init_net, kind, "busy0", NULL, NULL);
	ASSERT(!IS_ERR(dev));
	rtnl_lock();
	EXPECT_EQ(dev_open(dev, NULL), 0);
	rtnl_unlock();
}

static void use_nothing(void)
{
}

/* The device is left for the unload to take down. */
static void use_dummy(void)
{
	use_link("dummy");
}

/* A device whose queue is the module's, made and gone while it is loaded. */
static void use_step(void)
{
	struct net_device *dev;

	EXPECT_EQ(qdisc_set_default("step"), 0);
	dev = sink_device("busy0");
	cond_resched();
	EXPECT_EQ(unload_module("sch_step", NULL, 0), -EBUSY);
	EXPECT_EQ(qdisc_set_default("pfifo_fast"), 0);
	unregister_netdev(dev);
	free_netdev(dev);
}

/* On the device that the traffic comes from, in generic mode. */
static void use_xdp(void)
{
	struct net_device *dev = dev_get_by_name(&init_net, "test0");
	struct bpf_prog *prog;

	rtnl_lock();
	prog = xdp_prog_get("drop");
	ASSERT(!IS_ERR(prog));
	EXPECT_EQ(dev_xdp_attach(dev, prog, XDP_FLAGS_SKB_MODE), 0);
	rtnl_unlock();
	cond_resched();
	EXPECT_EQ(unload_module("xdp_drop", NULL, 0), -EBUSY);
	rtnl_lock();
	EXPECT_EQ(dev_xdp_attach(dev, NULL, XDP_FLAGS_SKB_MODE), 0);
	rtnl_unlock();
	dev_put(dev);
	/* the last reference goes after a grace period */
	synchronize_rcu();
	rcu_barrier();
}

static const struct kind {
	const char *name;
	void (*use)(void);
} kinds[] = {
	{"proto_echo", use_nothing}, {"nf_gtsm", use_nothing},
	{"dummy", use_dummy},	     {"sch_step", use_step},
	{"xdp_drop", use_xdp},
};

static void rounds(const struct kind *k, unsigned int n)
{
	unsigned int i;
	int err = 0;

	for (i = 0; i < n && !err; i++) {
		err = load_module(k->name, NULL, msg, sizeof(msg));
		if (err)
			break;
		cond_resched();
		k->use();
		err = reload_module(k->name, NULL, msg, sizeof(msg));
		if (err)
			break;
		cond_resched();
		err = unload_module(k->name, msg, sizeof(msg));
	}
	test_check(!err, false, __FILE__, __LINE__, "%s, round %u: %d, %s",
		   k->name, i, err, msg);
}

static void all_kinds(struct test_host *h, unsigned int cpus, unsigned int n)
{
	struct net_device *dev;
	struct task_struct *t;
	struct task_guard g;
	unsigned int i;

	task_enter(&g, h->machine, 0);
	dev = sink_device("test0");
	t = kthread_create_on_cpu(traffic, dev, cpus - 1, "traffic");
	wake_up_process(t);
	for (i = 0; i < ARRAY_SIZE(kinds); i++)
		rounds(&kinds[i], n);
	kthread_stop(t);
	unregister_netdev(dev);
	free_netdev(dev);
	EXPECT_EQ(book_alive(h->machine), 0);
	task_leave(&g);
	test_host_end(h);
}

TEST(virtual_traffic_passes_a_thousand_reloads_of_each_kind)
{
	struct test_host h = test_host(1);

	all_kinds(&h, 1, 1000);
	EXPECT_GT(answers, 1000);
}

/* TRAFFIC_ROUNDS: the thread sanitizer's tree has not the time for all. */
TEST(live_traffic_passes_a_thousand_reloads_of_each_kind)
{
	struct test_host h = test_host_live(2);
	const char *n = getenv("TRAFFIC_ROUNDS");

	all_kinds(&h, 2, n ? (unsigned int)atoi(n) : 1000);
	EXPECT_GT(answers, 0);
}

TEST(explored_traffic_passes_reloads_in_many_orders)
{
	struct test_host h;
	u64 seed;

	for (seed = 1; seed <= 40; seed++) {
		h = test_host_explore(2, seed);
		all_kinds(&h, 2, 3);
	}
}
