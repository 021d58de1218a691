// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * core_netns_test - namespaces: birth, parts, moving devices, death
 *
 * Where:   core/net_namespace.c.
 * Mirrors: nothing.
 * Spec:    core/net_namespace.c.
 */
#include "core/net_namespace.h"
#include "core/proc.h"
#include "core/rtnl.h"
#include "lib/slab.h"
#include "tests/testdev.h"
#include "tests/unit/core_fixture.h"
#include "tests/unit/vfs_text.h"

TEST_CORE_HOST(2);

struct part {
	u64 magic;
};
DEFINE_STATIC_PER_MACHINE(unsigned int, part_id);
static int inits, exits, batches, fail_at;

static int part_init(struct net *net)
{
	struct part *part = net_generic(net, machine_var(part_id));

	if (++inits == fail_at)
		return -EIO;
	EXPECT_NOT_NULL(part);
	EXPECT_EQ(part->magic, 0);
	part->magic = 0xfeed0000 + net->key;
	return 0;
}

static void part_exit(struct net *net)
{
	struct part *part = net_generic(net, machine_var(part_id));

	EXPECT_EQ(part->magic, 0xfeed0000 + net->key);
	exits++;
}

static void part_exit_batch(struct list_head *nets)
{
	batches++;
}

static const struct pernet_operations part_ops = {
	.init = part_init,
	.exit = part_exit,
	.exit_batch = part_exit_batch,
	.id = &part_id,
	.size = sizeof(struct part),
};

static void reset(void)
{
	inits = exits = batches = fail_at = 0;
}

TEST(netns_init_net_is_there_and_nameless)
{
	EXPECT_EQ(init_net.key, 0);
	EXPECT(init_net_of(host.machine) == &init_net);
	EXPECT(init_net.machine == host.machine);
	EXPECT_EQ(refcount_read(&init_net.count), 1);
}

TEST(netns_parts_live_and_die_with_it)
{
	struct net *a, *b;

	reset();
	EXPECT_EQ(register_pernet_subsys(&part_ops), 0);
	EXPECT_EQ(register_pernet_subsys(&part_ops), -EEXIST);
	EXPECT_EQ(inits, 1); /* init_net's */
	a = net_create(17);
	ASSERT(!IS_ERR(a));
	EXPECT_EQ(PTR_ERR(net_create(17)), -EEXIST);
	EXPECT_EQ(PTR_ERR(net_create(0)), -EINVAL);
	b = net_find(17);
	EXPECT(a == b);
	put_net(b);
	EXPECT_EQ(inits, 2);
	put_net(a);
	settle(10);
	EXPECT_EQ(exits, 1);
	EXPECT_EQ(batches, 1);
	EXPECT_NULL(net_find(17));
	unregister_pernet_subsys(&part_ops);
	EXPECT_EQ(exits, 2);
}

TEST(netns_failed_init_leaves_nothing)
{
	struct net *a;

	reset();
	EXPECT_EQ(register_pernet_subsys(&part_ops), 0);
	fail_at = 2;
	a = net_create(1);
	EXPECT_EQ(PTR_ERR(a), -EIO);
	EXPECT_EQ(exits, 0); /* what failed cleans up itself */
	EXPECT_NULL(net_find(1));
	a = net_create(1);
	ASSERT(!IS_ERR(a));
	unregister_pernet_subsys(&part_ops);

	/* a newcomer that fails in the second of two is taken out of the first
	 */
	reset();
	fail_at = 2;
	EXPECT_EQ(register_pernet_subsys(&part_ops), -EIO);
	EXPECT_EQ(exits, 1);
	put_net(a);
	settle(10);
}

static char order[16];

#define ORDER(c)                                                               \
	static void exit_##c(struct net *net)                                  \
	{                                                                      \
		if (net->key)                                                  \
			strcat(order, #c);                                     \
	}                                                                      \
	static const struct pernet_operations ops_##c = {.exit = exit_##c}
ORDER(A);
ORDER(B);
ORDER(D);

TEST(netns_devices_go_before_subsystems_in_reverse_order)
{
	struct net *net;

	order[0] = '\0';
	register_pernet_subsys(&ops_A);
	register_pernet_device(&ops_D);
	register_pernet_subsys(&ops_B);
	net = net_create(5);
	put_net(net);
	settle(10);
	EXPECT_STREQ(order, "DBA");
	unregister_pernet_device(&ops_D);
	unregister_pernet_subsys(&ops_B);
	unregister_pernet_subsys(&ops_A);
}

TEST(netns_device_moves_and_comes_back)
{
	struct testdev *t = testdev_new("eth0", 1, true);
	struct testdev *u = testdev_new("eth1", 1, false);
	struct net *net = net_create(3);

	rtnl_lock();
	EXPECT_EQ(dev_change_net_namespace(t->dev, net, NULL), 0);
	EXPECT_EQ(dev_change_name(u->dev, "eth0"), 0);
	/* the name is taken there, and no pattern is given */
	EXPECT_EQ(dev_change_net_namespace(u->dev, net, NULL), -EEXIST);
	rtnl_unlock();
	EXPECT(dev_net(t->dev) == net);
	EXPECT(!(t->dev->flags & IFF_UP));
	EXPECT_STREQ(vfs_text(net, "/sys/class/net/eth0/mtu"), "1500\n");

	/* the namespace dies: the real device comes back, under a free name */
	put_net(net);
	settle(10);
	EXPECT(dev_net(t->dev) == &init_net);
	EXPECT_STREQ(t->dev->name, "dev0");
	testdev_free(u);
	testdev_free(t);
}

TEST(netns_files_and_sysctls_are_its_own)
{
	struct net *net = net_create(9);
	const char *text;

	EXPECT_EQ(vfs_write(net, "net.core.somaxconn", "77", 2), 0);
	text = vfs_text(&init_net, "net.core.somaxconn");
	EXPECT_STREQ(text, "4096\n");
	EXPECT_EQ(net->core.sysctl_somaxconn, 77);
	NET_INC_STATS(net, LINUX_MIB_SYNCOOKIESSENT);
	text = vfs_text(net, "/proc/net/netstat");
	EXPECT(strstr(text, "TcpExt: 1 0 0 ") != NULL);
	text = vfs_text(&init_net, "/proc/net/netstat");
	EXPECT(strstr(text, "TcpExt: 0 0 0 ") != NULL);
	put_net(net);
	settle(10);
}
