// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * core_dev_test - the life of a device, its listeners, its knobs
 *
 * Where:   core/dev*.c, link_watch.c, net-sysfs.c, xdp.c.
 * Mirrors: nothing; figures are the checklist's.
 * Spec:    checklist rows 85, 102, 114, 115, 170; core/dev*.c, link_watch.c.
 */
#include <stdlib.h>

#include "core/book.h"
#include "core/pkt_cls.h"
#include "core/proc.h"
#include "core/rtnl.h"
#include "core/sch_generic.h"
#include "core/xdp.h"
#include "lib/kthread.h"
#include "lib/oops.h"
#include "lib/slab.h"
#include "tests/testdev.h"
#include "tests/unit/core_fixture.h"
#include "tests/unit/vfs_text.h"

static struct testdev *t;

static void begin(void)
{
	host_begin(2);
	t = testdev_new("eth%d", 1, true);
}
TEST_SETUP(begin);

static void end(void)
{
	testdev_free(t);
	core_host_end();
}
TEST_TEARDOWN(end);

static void expect_file(const char *path, const char *want)
{
	EXPECT_STREQ(vfs_text(&init_net, path), want);
}

/* ---- names and numbers ------------------------------------------------------
 */

TEST(dev_names_take_the_lowest_free_unit)
{
	struct testdev *a = testdev_new("eth%d", 1, false);
	struct testdev *b = testdev_new("eth%d", 1, false);

	EXPECT_STREQ(t->dev->name, "eth0");
	EXPECT_STREQ(a->dev->name, "eth1");
	EXPECT_STREQ(b->dev->name, "eth2");
	EXPECT_EQ(b->dev->ifindex, a->dev->ifindex + 1);
	testdev_free(a);
	a = testdev_new("eth%d", 1, false);
	EXPECT_STREQ(a->dev->name, "eth1");
	EXPECT_GT(a->dev->ifindex,
		  b->dev->ifindex); /* numbers are not reused */
	testdev_free(b);
	testdev_free(a);
}

TEST(dev_valid_name_refuses_what_breaks_paths)
{
	EXPECT(dev_valid_name("eth0"));
	EXPECT(dev_valid_name("a.b-c_d"));
	EXPECT(!dev_valid_name(""));
	EXPECT(!dev_valid_name("."));
	EXPECT(!dev_valid_name(".."));
	EXPECT(!dev_valid_name("a/b"));
	EXPECT(!dev_valid_name("a b"));
	EXPECT(!dev_valid_name("a:b"));
	EXPECT(!dev_valid_name("sixteencharacter"));
}

static void bare_setup(struct net_device *dev)
{
	dev->netdev_ops = t->dev->netdev_ops;
}

TEST(dev_register_of_a_taken_name_fails)
{
	struct net_device *dev =
		alloc_netdev(0, "eth0", NET_NAME_USER, bare_setup);

	EXPECT_EQ(register_netdev(dev), -EEXIST);
	strcpy(dev->name, "a/b");
	EXPECT_EQ(register_netdev(dev), -EINVAL);
	dev->netdev_ops = NULL;
	strcpy(dev->name, "ok");
	EXPECT_EQ(register_netdev(dev), -EINVAL);
	free_netdev(dev);
}

TEST(dev_is_found_by_name_and_index_until_it_goes)
{
	struct testdev *a = testdev_new("foo", 1, false);
	int ifindex = a->dev->ifindex;
	struct net_device *dev;

	dev = dev_get_by_name(&init_net, "foo");
	EXPECT(dev == a->dev);
	dev_put(dev);
	dev = dev_get_by_index(&init_net, ifindex);
	EXPECT(dev == a->dev);
	dev_put(dev);
	rtnl_lock();
	EXPECT_EQ(dev_change_name(a->dev, "bar%d"), 0);
	EXPECT_STREQ(a->dev->name, "bar0");
	EXPECT_EQ(dev_change_name(a->dev, "eth0"), -EEXIST);
	EXPECT_STREQ(a->dev->name, "bar0");
	rtnl_unlock();
	EXPECT_NULL(dev_get_by_name(&init_net, "foo"));
	testdev_free(a);
	EXPECT_NULL(dev_get_by_name(&init_net, "bar0"));
	EXPECT_NULL(dev_get_by_index(&init_net, ifindex));
}

/* ---- events
 * --------------------------------------------------------------------- */

static char events[512];

static int note(struct notifier_block *nb, unsigned long val, void *data)
{
	struct net_device *dev = netdev_notifier_info_to_dev(data);

	strncat(events, dev->name, sizeof(events) - strlen(events) - 1);
	strncat(events, ":", sizeof(events) - strlen(events) - 1);
	strncat(events, netdev_cmd_to_name((enum netdev_cmd)val),
		sizeof(events) - strlen(events) - 1);
	strncat(events, " ", sizeof(events) - strlen(events) - 1);
	return NOTIFY_DONE;
}

static struct notifier_block note_block = {.notifier_call = note};

TEST(dev_notifier_hears_the_past_and_the_whole_life)
{
	struct testdev *a;

	events[0] = '\0';
	EXPECT_EQ(register_netdevice_notifier(&note_block), 0);
	EXPECT_EQ(register_netdevice_notifier(&note_block), -EEXIST);
	EXPECT_STREQ(events, "eth0:REGISTER eth0:UP ");
	events[0] = '\0';
	a = testdev_new("a", 1, true);
	EXPECT_STREQ(events, "a:POST_INIT a:REGISTER a:PRE_UP a:CHANGE a:UP ");
	events[0] = '\0';
	testdev_free(a);
	EXPECT_STREQ(events, "a:GOING_DOWN a:DOWN a:UNREGISTER ");
	events[0] = '\0';
	EXPECT_EQ(unregister_netdevice_notifier(&note_block), 0);
	EXPECT_STREQ(events, "eth0:GOING_DOWN eth0:DOWN eth0:UNREGISTER ");
}

static int refuse_up(struct notifier_block *nb, unsigned long val, void *data)
{
	return val == NETDEV_PRE_UP ? notifier_from_errno(-EPERM) : NOTIFY_DONE;
}

TEST(dev_open_can_be_refused)
{
	static struct notifier_block nb = {.notifier_call = refuse_up};
	struct testdev *a = testdev_new("a", 1, false);

	register_netdevice_notifier(&nb);
	rtnl_lock();
	EXPECT_EQ(dev_open(a->dev, NULL), -EPERM);
	EXPECT(!(a->dev->flags & IFF_UP));
	EXPECT(!netif_running(a->dev));
	rtnl_unlock();
	unregister_netdevice_notifier(&nb);
	testdev_free(a);
}

static int release_later(void *arg)
{
	schedule_timeout_uninterruptible(2500);
	dev_put(arg);
	return 0;
}

/* The last reference is somebody else's: unregistering waits for it. */
TEST(dev_unregister_waits_for_the_last_reference)
{
	struct testdev *a = testdev_new("a", 1, false);
	struct task_struct *k;
	ktime_t before;

	dev_hold(a->dev);
	k = kthread_create(release_later, a->dev, "holder");
	wake_up_process(k);
	kthread_detach(k);
	before = ktime_get();
	testdev_free(a);
	EXPECT_GE(ktime_get() - before, 2500 * NSEC_PER_MSEC);
	EXPECT_LT(ktime_get() - before, 3000 * NSEC_PER_MSEC);
}

/* ---- flags, MTU, carrier, files
 * ---------------------------------------------------- */

TEST(dev_flags_show_state_and_count_promiscuity)
{
	rtnl_lock();
	EXPECT_EQ(dev_get_flags(t->dev) & (IFF_UP | IFF_RUNNING | IFF_LOWER_UP),
		  IFF_UP | IFF_RUNNING | IFF_LOWER_UP);
	dev_set_promiscuity(t->dev, 1);
	dev_set_promiscuity(t->dev, 1);
	EXPECT(t->dev->flags & IFF_PROMISC);
	EXPECT(!(dev_get_flags(t->dev) & IFF_PROMISC)); /* no user asked */
	dev_set_promiscuity(t->dev, -1);
	EXPECT(t->dev->flags & IFF_PROMISC);
	dev_set_promiscuity(t->dev, -1);
	EXPECT(!(t->dev->flags & IFF_PROMISC));
	dev_change_flags(t->dev, t->dev->flags | IFF_PROMISC, NULL);
	EXPECT(dev_get_flags(t->dev) & IFF_PROMISC);
	dev_change_flags(t->dev, t->dev->flags & ~(unsigned int)IFF_PROMISC,
			 NULL);
	EXPECT_EQ(t->dev->promiscuity, 0);
	rtnl_unlock();
}

TEST(dev_mtu_stays_within_its_limits)
{
	rtnl_lock();
	EXPECT_EQ(dev_set_mtu(t->dev, 9000), 0);
	EXPECT_EQ(t->dev->mtu, 9000);
	EXPECT_EQ(dev_set_mtu(t->dev, 9001), -EINVAL);
	EXPECT_EQ(dev_set_mtu(t->dev, 67), -EINVAL);
	EXPECT_EQ(dev_set_mtu(t->dev, -1), -EINVAL);
	EXPECT_EQ(t->dev->mtu, 9000);
	rtnl_unlock();
}

TEST(dev_carrier_off_takes_the_qdisc_away)
{
	EXPECT_EQ(t->dev->operstate, IF_OPER_UNKNOWN);
	netif_carrier_off(t->dev);
	settle(1);
	EXPECT_EQ(t->dev->operstate, IF_OPER_DOWN);
	EXPECT(t->dev->_tx[0].qdisc == &noop_qdisc);
	EXPECT(!(dev_get_flags(t->dev) & (IFF_RUNNING | IFF_LOWER_UP)));
	EXPECT_EQ(dev_queue_xmit(testdev_skb(t, 60, 0)), NET_XMIT_CN);
	EXPECT_EQ(t->xmits, 0);
	netif_carrier_on(t->dev);
	settle(1);
	EXPECT_EQ(t->dev->operstate, IF_OPER_UP);
	EXPECT_EQ(dev_queue_xmit(testdev_skb(t, 60, 0)), 0);
	EXPECT_EQ(t->xmits, 1);
	expect_file("/sys/class/net/eth0/carrier_changes", "2\n");
}

static int count_names(void *ctx, const char *name, umode_t mode)
{
	++*(int *)ctx;
	return 0;
}

TEST(dev_files_say_what_the_kernels_say)
{
	struct vfs_stat st;
	int n = 0;

	expect_file("/sys/class/net/eth0/mtu", "1500\n");
	expect_file("/sys/class/net/eth0/operstate", "unknown\n");
	expect_file("/sys/class/net/eth0/address", "00:00:00:00:00:00\n");
	expect_file("/sys/class/net/eth0/statistics/rx_packets", "0\n");
	EXPECT_EQ(vfs_write(&init_net, "/sys/class/net/eth0/mtu", "1400", 4),
		  0);
	EXPECT_EQ(t->dev->mtu, 1400);
	EXPECT_EQ(vfs_write(&init_net, "/sys/class/net/eth0/mtu", "x", 1),
		  -EINVAL);
	EXPECT_EQ(vfs_write(&init_net,
			    "/sys/class/net/eth0/napi_defer_hard_irqs", "2", 1),
		  0);
	EXPECT_EQ(t->dev->napi_defer_hard_irqs, 2);
	EXPECT_EQ(vfs_stat(&init_net, "/sys/class/net/eth0/queues", &st), 0);
	EXPECT(S_ISDIR(st.mode));
	EXPECT_EQ(vfs_stat(&init_net, "/sys/class/net/eth9", &st), -ENOENT);
	EXPECT_EQ(vfs_readdir(&init_net, "/sys/class/net/eth0/queues",
			      count_names, &n),
		  0);
	EXPECT_EQ(n, 2); /* rx-0, tx-0 */
}

TEST(dev_sysctls_are_the_kernels_defaults)
{
	expect_file("net.core.netdev_budget", "300\n");
	expect_file("net.core.netdev_budget_usecs", "2000\n");
	expect_file("net.core.netdev_max_backlog", "1000\n");
	expect_file("net.core.dev_weight", "64\n");
	expect_file("net.core.somaxconn", "4096\n");
	expect_file("net.core.default_qdisc", "pfifo_fast\n");
	EXPECT_EQ(
		vfs_write(&init_net, "net.core.netdev_max_backlog", "5000", 4),
		0);
	EXPECT_EQ(net_hotdata.max_backlog, 5000);
	EXPECT_EQ(vfs_write(&init_net, "net.core.default_qdisc", "nonsense", 8),
		  -ENOENT);
}

/* ---- who gets it
 * ------------------------------------------------------------------ */

TEST(rx_taps_and_protocol_share_one_packet)
{
	struct sink tap, proto, mine;

	sink_add(&proto, NULL);
	sink_add(&mine, t->dev);
	sink_add(&tap, NULL);
	dev_remove_pack(&tap.pt);
	tap.pt.type = htons(ETH_P_ALL);
	dev_add_pack(&tap.pt);

	testdev_rx(t, 3);
	settle(1);
	EXPECT_EQ(tap.total, 3);
	EXPECT_EQ(proto.total, 3);
	EXPECT_EQ(mine.total, 3);
	/* and what we send is shown to the tap only */
	dev_queue_xmit(testdev_skb(t, 80, 0));
	EXPECT_EQ(tap.total, 4);
	EXPECT_EQ(proto.total, 3);
	sink_del(&tap);
	sink_del(&mine);
	sink_del(&proto);
}

TEST(rx_without_listener_is_dropped_with_its_reason)
{
	struct rtnl_link_stats64 st;

	testdev_rx(t, 2);
	settle(1);
	EXPECT_EQ(book_drops(host.machine, SKB_DROP_REASON_UNHANDLED_PROTO), 2);
	EXPECT_EQ(dev_get_stats(t->dev, &st)->rx_dropped, 2);
	EXPECT_EQ(st.rx_packets, 2);
}

static rx_handler_result_t to_other(struct sk_buff **pskb)
{
	struct testdev *other = rcu_dereference((*pskb)->dev->rx_handler_data);

	(*pskb)->dev = other->dev;
	return RX_HANDLER_ANOTHER;
}

TEST(rx_handler_moves_packets_to_another_device)
{
	struct testdev *up = testdev_new("br0", 1, true);
	struct sink sink;

	sink_add(&sink, up->dev);
	rtnl_lock();
	EXPECT_EQ(netdev_rx_handler_register(t->dev, to_other, up), 0);
	EXPECT_EQ(netdev_rx_handler_register(t->dev, to_other, up), -EBUSY);
	EXPECT_EQ(
		netdev_master_upper_dev_link(t->dev, up->dev, NULL, NULL, NULL),
		0);
	EXPECT_EQ(netdev_upper_dev_link(up->dev, t->dev, NULL), -EBUSY);
	rtnl_unlock();
	testdev_rx(t, 4);
	settle(1);
	EXPECT_EQ(sink.total, 4);
	rtnl_lock();
	netdev_rx_handler_unregister(t->dev);
	netdev_upper_dev_unlink(t->dev, up->dev);
	rtnl_unlock();
	sink_del(&sink);
	testdev_free(up);
}

static int verdict;

static int classify(struct sk_buff *skb, struct mini_Qdisc *miniq,
		    struct tcf_result *res)
{
	return verdict;
}

TEST(rx_tc_ingress_verdicts)
{
	struct mini_Qdisc miniq = {
		.classify = classify,
		.qdisc = t->dev->_tx[0].qdisc,
	};
	struct sink sink;

	sink_add(&sink, NULL);
	rcu_assign_pointer(t->dev->miniq_ingress, &miniq);
	verdict = TC_ACT_OK;
	testdev_rx(t, 1);
	settle(1);
	EXPECT_EQ(sink.total, 1);
	verdict = TC_ACT_SHOT;
	testdev_rx(t, 1);
	settle(1);
	EXPECT_EQ(sink.total, 1);
	EXPECT_EQ(book_drops(host.machine, SKB_DROP_REASON_TC_INGRESS), 1);
	verdict = TC_ACT_STOLEN;
	testdev_rx(t, 1);
	settle(1);
	EXPECT_EQ(sink.total, 1);
	RCU_INIT_POINTER(t->dev->miniq_ingress, NULL);
	sink_del(&sink);
}

/* ---- XDP, generic mode
 * ---------------------------------------------------------- */

static u32 run_verdict(const struct bpf_prog *prog, struct xdp_buff *xdp)
{
	EXPECT_EQ((char *)xdp->data_end - (char *)xdp->data, TESTDEV_FRAME);
	EXPECT_GE((char *)xdp->data - (char *)xdp->data_hard_start,
		  XDP_PACKET_HEADROOM);
	return (u32)verdict;
}

TEST(xdp_generic_acts_on_each_verdict)
{
	static const struct bpf_prog_ops ops = {.name = "v",
						.run = run_verdict};
	struct bpf_prog *prog = bpf_prog_alloc(&ops, NULL), *other;
	struct sink sink;

	sink_add(&sink, NULL);
	rtnl_lock();
	EXPECT_EQ(dev_xdp_attach(t->dev, prog, XDP_FLAGS_DRV_MODE),
		  -EOPNOTSUPP);
	EXPECT_EQ(dev_xdp_attach(t->dev, prog, 0), 0);
	other = bpf_prog_alloc(&ops, NULL);
	EXPECT_EQ(dev_xdp_attach(t->dev, other, XDP_FLAGS_UPDATE_IF_NOEXIST),
		  -EBUSY);
	bpf_prog_put(other);
	rtnl_unlock();

	for (verdict = 0; verdict < XDP_ACTION_NR; verdict++) {
		testdev_rx(t, 1);
		settle(1);
	}
	EXPECT_EQ(sink.total, 1); /* PASS */
	EXPECT_EQ(t->xmits, 1);	  /* TX */
	for (int act = 0; act < XDP_ACTION_NR; act++)
		EXPECT_EQ(t->dev->xdp_generic[act], 1);
	/* ABORTED, DROP, and REDIRECT that nobody carries out */
	EXPECT_EQ(book_drops(host.machine, SKB_DROP_REASON_XDP), 3);

	verdict = 99;
	testdev_rx(t, 1);
	settle(1);
	EXPECT_EQ(t->dev->xdp_generic[XDP_ABORTED], 2);
	rtnl_lock();
	EXPECT_EQ(dev_xdp_attach(t->dev, NULL, 0), 0);
	rtnl_unlock();
	sink_del(&sink);
}

/* Fields and slots of the seed, by name: rows 114, 115, S8 to S11. */
TEST(dev_structs_have_the_seeds_fields)
{
	struct net_device *d = t->dev;
	struct napi_struct *n = &t->napi;

	EXPECT(d->name[0] && d->ifindex && d->mtu && d->type && d->netdev_ops);
	EXPECT(d->_tx && d->_rx && d->priv == t && !d->gflags);
	EXPECT_EQ(sizeof(d->dev_addr) + sizeof(d->broadcast), 2 * MAX_ADDR_LEN);
	EXPECT(&d->hard_header_len && &d->min_header_len && &d->priv_flags);
	EXPECT(&d->ethtool_ops && &d->header_ops && &d->tstats && &d->stats);
	EXPECT_EQ(d->num_tx_queues + d->num_rx_queues, 2);
	EXPECT(read_pnet(&d->nd_net) == &init_net);
	EXPECT(n->dev == d && n->weight == 64 && n->poll && !n->skb);
	EXPECT(&n->poll_list && &n->gro_hash[GRO_HASH_BUCKETS - 1].list);
	EXPECT(!n->rx_count && !n->gro_bitmask && !n->thread);
	EXPECT_EQ(n->poll_owner, -1);
	EXPECT_EQ(n->list_owner, -1);
}

/* Rows 115, S9: a driver that fills every slot the seed names. */
static int slot_dev(struct net_device *dev)
{
	return 0;
}

static void slot_void(struct net_device *dev)
{
}

static int slot_mac(struct net_device *dev, void *addr)
{
	return 0;
}

static void slot_stats(struct net_device *dev, struct rtnl_link_stats64 *st)
{
	st->rx_packets = 41;
}

static int slot_vid(struct net_device *dev, __be16 proto, u16 vid)
{
	return 0;
}

static int slot_bpf(struct net_device *dev, struct netdev_bpf *bpf)
{
	return 0;
}

static int slot_xdp_xmit(struct net_device *dev, int n, struct xdp_frame **xdp,
			 u32 flags)
{
	return n;
}

TEST(dev_ops_have_the_seeds_slots)
{
	struct testdev *a = testdev_new("null0", 1, false);
	struct net_device_ops ops = {
		.ndo_init = slot_dev,
		.ndo_uninit = slot_void,
		.ndo_open = a->dev->netdev_ops->ndo_open,
		.ndo_stop = a->dev->netdev_ops->ndo_stop,
		.ndo_start_xmit = a->dev->netdev_ops->ndo_start_xmit,
		.ndo_set_rx_mode = slot_void,
		.ndo_set_mac_address = slot_mac,
		.ndo_validate_addr = slot_dev,
		.ndo_get_stats64 = slot_stats,
		.ndo_vlan_rx_add_vid = slot_vid,
		.ndo_vlan_rx_kill_vid = slot_vid,
		.ndo_bpf = slot_bpf,
		.ndo_xdp_xmit = slot_xdp_xmit,
	};
	struct rtnl_link_stats64 st;

	a->dev->netdev_ops = &ops;
	EXPECT_EQ(dev_get_stats(a->dev, &st)->rx_packets, 41);
	testdev_free(a);
}

TEST(xdp_structs_have_the_seeds_fields)
{
	struct xdp_buff xdp = {};
	struct xdp_rxq_info rxq = {};
	unsigned char buf[512] = {};
	struct xdp_frame *f;

	xdp_init_buff(&xdp, sizeof(buf), &rxq);
	xdp_prepare_buff(&xdp, buf, XDP_PACKET_HEADROOM, 60, true);
	EXPECT(xdp.data_hard_start == buf && xdp.data_meta == xdp.data);
	EXPECT_EQ((char *)xdp.data_end - (char *)xdp.data, 60);
	EXPECT(xdp.rxq == &rxq && !xdp.txq && xdp.frame_sz == sizeof(buf));
	f = xdp_convert_buff_to_frame(&xdp);
	ASSERT_NOT_NULL(f);
	EXPECT_EQ(f->len, 60);
	EXPECT(f->data == xdp.data);
	EXPECT_EQ(XDP_ABORTED, 0);
	EXPECT_EQ(XDP_DROP, 1);
	EXPECT_EQ(XDP_PASS, 2);
	EXPECT_EQ(XDP_TX, 3);
	EXPECT_EQ(XDP_REDIRECT, 4);
}

/* "NET_RX: 12": the number behind a label. */
static unsigned long long number_after(const char *text, const char *label)
{
	const char *p = strstr(text, label);

	return p ? strtoull(p + strlen(label), NULL, 10) : ~0ULL;
}

TEST(dev_proc_files_count_softirqs_and_interrupts)
{
	unsigned long long before;
	const char *text;

	text = vfs_text(&init_net, "/proc/softirqs");
	EXPECT(strstr(text, "CPU0") && strstr(text, "CPU1"));
	before = number_after(text, "NET_RX:");
	for (int i = 0; i < 10; i++) {
		testdev_rx(t, 1);
		settle(1);
	}
	text = vfs_text(&init_net, "/proc/softirqs");
	EXPECT_EQ(number_after(text, "NET_RX:") - before, 10);
	text = vfs_text(&init_net, "/proc/interrupts");
	EXPECT_EQ(number_after(text, " 45: "), 10);
	EXPECT(strstr(text, "IR-PCI-MSI") && strstr(text, "eth"));
	text = vfs_text(&init_net, "/proc/net/dev");
	EXPECT(strstr(text, "  eth0:     600      10    0   10 ") != NULL);
}
