// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * core_dev_nomem_test - the n-th allocation fails, for every n
 *
 * Where:   what core/dev*.c, sch_*.c, net_namespace.c, rps.c, xdp.c allocate.
 * Mirrors: CONFIG_FAILSLAB, in kind.
 */
#include "core/proc.h"
#include "core/rps.h"
#include "core/rtnl.h"
#include "core/sch_generic.h"
#include "core/xdp.h"
#include "lib/slab.h"
#include "tests/testdev.h"
#include "tests/unit/core_fixture.h"

static void begin(void)
{
	host_begin(2);
}
TEST_SETUP(begin);

static void end(void)
{
	slab_fail_nth(host.machine, 0);
	core_host_end();
}
TEST_TEARDOWN(end);

static netdev_tx_t nm_xmit(struct sk_buff *skb, struct net_device *dev)
{
	consume_skb(skb);
	return NETDEV_TX_OK;
}

static const struct net_device_ops nm_ops = {.ndo_start_xmit = nm_xmit};

static void nm_setup(struct net_device *dev)
{
	dev->netdev_ops = &nm_ops;
	dev->tx_queue_len = 10;
	dev->mtu = 1500;
	dev->addr_len = ETH_ALEN;
}

static u32 nm_run(const struct bpf_prog *prog, struct xdp_buff *xdp)
{
	return XDP_PASS;
}

/* As much of a device's life as memory allows. Return: all of it. */
static bool whole_life(unsigned int queues)
{
	static const struct bpf_prog_ops ops = {.name = "nm", .run = nm_run};
	static const u8 group[ETH_ALEN] = {1, 0, 0x5e, 0, 0, 1};
	struct net_device *dev;
	struct bpf_prog *prog;
	bool ok;

	dev = alloc_netdev_mqs(0, "nm%d", NET_NAME_ENUM, nm_setup, queues,
			       queues);
	if (!dev)
		return false;
	if (register_netdev(dev)) {
		free_netdev(dev);
		return false;
	}
	rtnl_lock();
	ok = !dev_open(dev, NULL);
	ok &= !dev_mc_add(dev, group);
	ok &= !netdev_rx_queue_set_rps_mask(&dev->_rx[0], 3);
	ok &= !rps_dev_flow_table_resize(&dev->_rx[0], 64);
	ok &= !netif_set_xps_queue(dev, 3, 0);
	prog = bpf_prog_alloc(&ops, NULL);
	if (IS_ERR(prog)) {
		ok = false;
	} else if (dev_xdp_attach(dev, prog, 0)) {
		bpf_prog_put(prog);
		ok = false;
	}
	ok &= dev->qdisc != &noop_qdisc;
	if (dev->flags & IFF_UP) {
		struct sk_buff *skb = alloc_skb(100, GFP_KERNEL);

		if (skb) {
			skb->dev = dev;
			dev_queue_xmit(skb);
		}
		ok &= skb != NULL;
	}
	rtnl_unlock();
	unregister_netdev(dev);
	free_netdev(dev);
	return ok;
}

/*
 * Fail the first, the second, … allocation; some failures are made good (mq
 * falls back to one qdisc a queue), so all are tried.
 */
static void every_failure(bool (*fn)(unsigned int), unsigned int arg,
			  unsigned int least)
{
	unsigned int failed = 0;

	for (unsigned int n = 1; n <= 80; n++) {
		slab_fail_nth(host.machine, n);
		failed += !fn(arg);
		slab_fail_nth(host.machine, 0);
		settle(2);
	}
	EXPECT_GE(failed, least);
	EXPECT(fn(arg));
}

TEST(nomem_device_life_survives_every_failure)
{
	every_failure(whole_life, 1, 8);
}

TEST(nomem_multiqueue_device_life_survives_every_failure)
{
	every_failure(whole_life, 4, 12);
}

static bool whole_net(unsigned int unused)
{
	struct net *net = net_create(42);
	bool ok = !IS_ERR(net);

	if (ok)
		put_net(net);
	settle(5);
	return ok;
}

TEST(nomem_namespace_survives_every_failure)
{
	every_failure(whole_net, 0, 10);
}

static int nm_init(struct net *net)
{
	return 0;
}

DEFINE_STATIC_PER_MACHINE(unsigned int, nm_id);
static const struct pernet_operations nm_pernet = {
	.init = nm_init,
	.id = &nm_id,
	.size = 64,
};

static int nm_note(struct notifier_block *nb, unsigned long val, void *data)
{
	return NOTIFY_DONE;
}

static int nm_rcv(struct sk_buff *skb, struct net_device *dev,
		  struct packet_type *pt, struct net_device *orig_dev)
{
	consume_skb(skb);
	return NET_RX_SUCCESS;
}

static bool registrations(unsigned int unused)
{
	static struct notifier_block nb = {.notifier_call = nm_note};
	static struct packet_type pt = {.func = nm_rcv};
	static const struct Qdisc_ops qops = {.id = "nm"};
	bool net = !register_pernet_subsys(&nm_pernet);
	bool note = !register_netdevice_notifier(&nb);
	bool pack = !dev_add_pack(&pt);
	bool qdisc = !register_qdisc(&qops);

	if (net)
		unregister_pernet_subsys(&nm_pernet);
	if (note)
		unregister_netdevice_notifier(&nb);
	if (pack)
		dev_remove_pack(&pt);
	if (qdisc)
		unregister_qdisc(&qops);
	return net && note && pack && qdisc;
}

TEST(nomem_registrations_survive_every_failure)
{
	every_failure(registrations, 0, 4);
}
