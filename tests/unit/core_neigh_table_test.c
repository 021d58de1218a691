// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * core_neigh_table_test - growing, forgetting, proxies, knobs, two CPUs
 *
 * Where:   core/neigh_table.c, neigh_gc.c, neigh_proxy.c, neigh_cfg.c,
 *          neigh_sysctl.c.
 * Mirrors: nothing; the protocol is a table of neigh_fixture.h.
 * Spec:    Documentation/networking/ip-sysctl.rst on neigh.
 */
#include "tests/unit/neigh_fixture.h"
#include "tests/unit/vfs_text.h"

TEST_SETUP(begin);
TEST_TEARDOWN(end);

/* ---- the table ---- */

TEST(neigh_create_twice_is_one_entry)
{
	struct neighbour *a = make(1), *b = make(1);

	EXPECT(a == b);
	EXPECT_EQ(refcount_read(&a->refcnt), 3);
	EXPECT_EQ(atomic_read(&tbl.entries), 1);
	neigh_release(a);
	neigh_release(b);
	EXPECT_NULL(neigh_lookup(&tbl, KEY(2), t->dev));
	EXPECT_EQ(PTR_ERR(neigh_create(&tbl, KEY(0xbad), t->dev)), -EINVAL);
	EXPECT_EQ(atomic_read(&tbl.gc_entries), 1);
}

TEST(neigh_table_grows_and_finds_all)
{
	struct neigh_statistics st;

	for (u32 i = 0; i < 500; i++)
		neigh_release(make(i));
	EXPECT_EQ(atomic_read(&tbl.entries), 500);
	EXPECT_GE(1U << tbl.nht->hash_shift, 499);
	neigh_stats_sum(&tbl, &st);
	EXPECT_EQ(st.allocs, 500);
	EXPECT_EQ(st.hash_grows, 6); /* 8 to 512 */
	for (u32 i = 0; i < 500; i++) {
		struct neighbour *n = neigh_lookup(&tbl, &i, t->dev);

		ASSERT_NOT_NULL(n);
		neigh_release(n);
	}
}

TEST(neigh_table_full_of_young_entries_refuses_one_more)
{
	tbl.gc_thresh1 = 2;
	tbl.gc_thresh2 = 4;
	tbl.gc_thresh3 = 8;
	for (u32 i = 0; i < 8; i++)
		neigh_release(make_in(i, NUD_STALE));
	EXPECT_EQ(PTR_ERR(neigh_create(&tbl, KEY(100), t->dev)), -ENOBUFS);
	EXPECT_EQ(atomic_read(&tbl.entries), 8);

	/* after 5 s the oldest may go, down to thresh2 */
	until(6000);
	neigh_release(make(100));
	EXPECT_EQ(atomic_read(&tbl.gc_entries), 4);
	EXPECT_NULL(neigh_lookup(&tbl, KEY(0), t->dev));
}

TEST(neigh_full_table_forgets_the_failed_first)
{
	struct neighbour *held;

	tbl.gc_thresh2 = 2;
	tbl.gc_thresh3 = 4;
	held = make_in(0, NUD_FAILED);
	neigh_release(make_in(1, NUD_STALE));
	neigh_release(make_in(2, NUD_FAILED));
	neigh_release(make_in(3, NUD_FAILED));
	neigh_release(make(4));
	EXPECT_EQ(atomic_read(&tbl.entries), 3);
	EXPECT_EQ(refcount_read(&held->refcnt), 2); /* in use: stays */
	neigh_release(held);
	held = neigh_lookup(&tbl, KEY(1), t->dev);
	EXPECT_NOT_NULL(held);
	neigh_release(held);
}

TEST(neigh_periodic_gc_forgets_after_stale_time_above_thresh1)
{
	tbl.gc_thresh1 = 3;
	neigh_release(make_in(1, NUD_STALE));
	neigh_release(make_in(2, NUD_STALE));
	until(200000);
	EXPECT_EQ(atomic_read(&tbl.entries), 2); /* below: nothing goes */
	neigh_release(make_in(3, NUD_STALE));
	neigh_release(make_in(4, NUD_PERMANENT));
	settle(40000);
	EXPECT_EQ(atomic_read(&tbl.entries), 2);
	settle(40000);
	EXPECT_EQ(atomic_read(&tbl.entries), 2); /* 2 < 3 again */
}

TEST(neigh_empty_table_has_no_work_pending)
{
	EXPECT(!delayed_work_pending(&tbl.gc_work));
	neigh_release(make_in(1, NUD_STALE));
	EXPECT(delayed_work_pending(&tbl.gc_work));
	neigh_changeaddr(&tbl, t->dev);
	until(40000);
	EXPECT_EQ(atomic_read(&tbl.entries), 0);
	EXPECT(!delayed_work_pending(&tbl.gc_work));
}

/* ---- the device ---- */

TEST(neigh_ifdown_drops_what_waits_and_disarms_who_is_held)
{
	struct neighbour *n = make(1), *p = make_in(2, NUD_PERMANENT);

	send(n, 0);
	rtnl_lock();
	neigh_carrier_down(&tbl, t->dev);
	EXPECT(n->dead);
	EXPECT(!p->dead); /* made by hand */
	EXPECT_EQ(drops(SKB_DROP_REASON_NEIGH_DEAD), 1);
	EXPECT_EQ(n->nud_state, NUD_NONE);
	neigh_ifdown(&tbl, t->dev);
	rtnl_unlock();
	EXPECT(p->dead);
	EXPECT_EQ(p->nud_state, NUD_NOARP);
	send(p, 0);
	EXPECT_EQ(drops(SKB_DROP_REASON_NEIGH_DEAD), 2);
	EXPECT_EQ(neigh_update(n, mac_a, NUD_REACHABLE, OVERRIDE | ADMIN, 0),
		  -EPERM);
	neigh_release(n);
	neigh_release(p);
	settle(5000);
	EXPECT_EQ(atomic_read(&tbl.entries), 0);
}

/* ---- proxies ---- */

TEST(neigh_proxy_entries_are_found_by_device_and_namespace)
{
	rtnl_lock();
	EXPECT_NULL(pneigh_lookup(&tbl, &init_net, KEY(7), t->dev, 0));
	EXPECT_NOT_NULL(pneigh_lookup(&tbl, &init_net, KEY(7), t->dev, 1));
	EXPECT_NOT_NULL(pneigh_lookup(&tbl, &init_net, KEY(8), NULL, 1));
	EXPECT_NOT_NULL(pneigh_lookup(&tbl, &init_net, KEY(7), t->dev, 0));
	EXPECT_NOT_NULL(pneigh_lookup(&tbl, &init_net, KEY(8), t->dev, 0));
	EXPECT_EQ(pneigh_delete(&tbl, &init_net, KEY(7), NULL), -ENOENT);
	EXPECT_EQ(pneigh_delete(&tbl, &init_net, KEY(7), t->dev), 0);
	EXPECT_EQ(pneigh_delete(&tbl, &init_net, KEY(8), NULL), 0);
	rtnl_unlock();
}

TEST(neigh_proxy_answers_within_proxy_delay)
{
	for (int i = 0; i < 20; i++)
		pneigh_enqueue(&tbl, parms, testdev_skb(t, 60, 0));
	EXPECT_EQ(parms->qlen, 20);
	EXPECT_EQ(redone, 0);
	until(400);
	EXPECT_GT(redone, 0);
	EXPECT_LT(redone, 20);
	until(900);
	EXPECT_EQ(redone, 20);
	EXPECT_EQ(parms->qlen, 0);
}

TEST(neigh_proxy_queue_has_a_limit_and_dies_with_the_device)
{
	NEIGH_VAR_SET(parms, PROXY_QLEN, 4);
	for (int i = 0; i < 7; i++)
		pneigh_enqueue(&tbl, parms, testdev_skb(t, 60, 0));
	EXPECT_EQ(parms->qlen, 5);
	EXPECT_EQ(drops(SKB_DROP_REASON_NEIGH_QUEUEFULL), 2);
	rtnl_lock();
	neigh_ifdown(&tbl, t->dev);
	rtnl_unlock();
	EXPECT_EQ(parms->qlen, 0);
	EXPECT_EQ(drops(SKB_DROP_REASON_DEV_DOWN), 5);
	EXPECT_EQ(redone, 0);
}

/* ---- by hand ---- */

static unsigned int notes[64], n_notes;

static int note(struct notifier_block *nb, unsigned long event, void *ptr)
{
	const struct neigh_notify_info *info = ptr;

	if (event == NETEVENT_NEIGH_NOTIFY && n_notes < ARRAY_SIZE(notes))
		notes[n_notes++] = (unsigned int)info->type;
	return NOTIFY_DONE;
}

TEST(neigh_add_replace_delete_tell_rtnetlink)
{
	static struct notifier_block nb = {.notifier_call = note};
	struct neigh_config cfg = {.net = &init_net,
				   .dst = KEY(5),
				   .lladdr = mac_a,
				   .nud_state = NUD_PERMANENT,
				   .nlflags = NLM_F_CREATE | NLM_F_EXCL};
	struct neighbour *n;

	n_notes = 0;
	EXPECT_EQ(register_netevent_notifier(&nb), 0);
	rtnl_lock();
	EXPECT_EQ(neigh_add_cfg(&tbl, t->dev, &cfg, NULL), 0);
	EXPECT_EQ(neigh_add_cfg(&tbl, t->dev, &cfg, NULL), -EEXIST);
	cfg.lladdr = mac_b;
	cfg.nlflags = NLM_F_REPLACE;
	EXPECT_EQ(neigh_add_cfg(&tbl, t->dev, &cfg, NULL), 0);
	n = neigh_lookup(&tbl, KEY(5), t->dev);
	EXPECT_MEMEQ(n->ha, mac_b, ETH_ALEN);
	neigh_release(n);
	EXPECT_EQ(neigh_delete_cfg(&tbl, t->dev, &cfg, NULL), 0);
	EXPECT_EQ(neigh_delete_cfg(&tbl, t->dev, &cfg, NULL), -ENOENT);
	cfg.nlflags = 0;
	EXPECT_EQ(neigh_add_cfg(&tbl, t->dev, &cfg, NULL), -ENOENT);
	rtnl_unlock();
	unregister_netevent_notifier(&nb);
	ASSERT_EQ(n_notes, 4);
	EXPECT_EQ(notes[0], RTM_NEWNEIGH);
	EXPECT_EQ(notes[1], RTM_NEWNEIGH);
	EXPECT_EQ(notes[2], RTM_NEWNEIGH); /* FAILED */
	EXPECT_EQ(notes[3], RTM_DELNEIGH);
}

TEST(neigh_managed_is_kept_reachable)
{
	struct neigh_config cfg = {.net = &init_net,
				   .dst = KEY(5),
				   .ntf_flags = NTF_MANAGED,
				   .nlflags = NLM_F_CREATE};

	rtnl_lock();
	EXPECT_EQ(neigh_add_cfg(&tbl, t->dev, &cfg, NULL), 0);
	rtnl_unlock();
	EXPECT_EQ(solicits, 1);
	until(3500);
	EXPECT_EQ(solicits, 3);
	until(5500); /* FAILED, and asked for again */
	EXPECT_EQ(solicits, 4);
}

/* ---- knobs ---- */

static void expect_knob(const char *path, const char *want)
{
	EXPECT_STREQ(vfs_text(&init_net, path), want);
}

TEST(neigh_sysctls_show_the_kernels_numbers)
{
	expect_knob("net.ipv4.neigh.eth0.unres_qlen_bytes", "212992\n");
	expect_knob("net.ipv4.neigh.eth0.unres_qlen", "101\n");
	expect_knob("net.ipv4.neigh.eth0.retrans_time", "100\n");
	expect_knob("net.ipv4.neigh.eth0.retrans_time_ms", "1000\n");
	expect_knob("net.ipv4.neigh.eth0.base_reachable_time", "30\n");
	expect_knob("net.ipv4.neigh.eth0.base_reachable_time_ms", "30000\n");
	expect_knob("net.ipv4.neigh.eth0.delay_first_probe_time", "5\n");
	expect_knob("net.ipv4.neigh.eth0.gc_stale_time", "60\n");
	expect_knob("net.ipv4.neigh.eth0.proxy_delay", "80\n");
	expect_knob("net.ipv4.neigh.eth0.locktime", "100\n");
	expect_knob("net.ipv4.neigh.default.gc_thresh3", "1024\n");
}

TEST(neigh_sysctl_default_reaches_devices_that_were_not_set)
{
	EXPECT_EQ(vfs_write(&init_net, "net.ipv4.neigh.default.mcast_solicit",
			    "7", 1),
		  0);
	expect_knob("net.ipv4.neigh.eth0.mcast_solicit", "7\n");
	EXPECT_EQ(vfs_write(&init_net, "net.ipv4.neigh.eth0.ucast_solicit", "2",
			    1),
		  0);
	EXPECT_EQ(vfs_write(&init_net, "net.ipv4.neigh.default.ucast_solicit",
			    "9", 1),
		  0);
	expect_knob("net.ipv4.neigh.eth0.ucast_solicit", "2\n");
	EXPECT_EQ(vfs_write(&init_net, "net.ipv4.neigh.eth0.ucast_solicit",
			    "-1", 2),
		  -EINVAL);
	EXPECT_EQ(vfs_write(&init_net,
			    "net.ipv4.neigh.eth0.base_reachable_time_ms",
			    "1000", 4),
		  0);
	EXPECT_GE(parms->reachable_time, 500);
	EXPECT_LT(parms->reachable_time, 1500);
}

TEST(neigh_reachable_time_is_spread_and_reproducible)
{
	unsigned long sum = 0;

	for (int i = 0; i < 100; i++) {
		unsigned long v = neigh_rand_reach_time(30000);

		EXPECT_GE(v, 15000);
		EXPECT_LT(v, 45000);
		sum += v;
	}
	EXPECT_GT(sum / 100, 27000);
	EXPECT_LT(sum / 100, 33000);
	EXPECT_EQ(neigh_rand_reach_time(0), 0);
}

TEST(neigh_stat_file_has_a_line_for_each_cpu)
{
	const char *text;

	neigh_release(make(1));
	text = vfs_text(&init_net, "/proc/net/stat/fake_cache");
	EXPECT(strstr(text, "entries  allocs   destroys hash_grows lookups"));
	EXPECT(strstr(text, "\n00000001 00000001 00000000 00000000   "));
}

/* ---- two CPUs ---- */

/* On CPU 1: what ARP would hear. */
static int talker(void *data)
{
	for (u32 i = 0; i < 60; i++) {
		struct neighbour *n = make(i % 3);

		neigh_update(n, i & 1 ? mac_a : mac_b,
			     i % 5 ? NUD_REACHABLE : NUD_STALE, OVERRIDE, 0);
		if (i % 7 == 0)
			neigh_update(n, NULL, NUD_FAILED, OVERRIDE | ADMIN, 0);
		neigh_release(n);
		if (i % 4 == 0)
			schedule_timeout_uninterruptible(1);
	}
	return 0;
}

/* Senders, answers and a device that is emptied, in many orders of locks. */
TEST(neigh_explored_loses_no_packet_and_no_reference)
{
	end();
	for (u64 seed = 1; seed <= 10; seed++) {
		struct task_struct *task;

		open_world(test_host_explore(2, seed));
		task = kthread_create_on_cpu(talker, NULL, 1, "talker");
		ASSERT(!IS_ERR(task));
		wake_up_process(task);
		for (u32 i = 0; i < 60; i++) {
			struct neighbour *n = make(i % 3);

			send(n, i);
			neigh_release(n);
			if (i % 16 == 15) {
				rtnl_lock();
				neigh_changeaddr(&tbl, t->dev);
				rtnl_unlock();
			}
			if (i % 5 == 0)
				settle(1);
		}
		EXPECT_EQ(kthread_stop(task), 0);
		end();
	}
	begin();
}
