// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * neigh_fixture - a neighbour table of the test's own, and what it did
 *
 * Where:   core_neighbour_test.c, core_neigh_table_test.c; static, so that each
 *          has its own.
 * Mirrors: nothing.
 */
#ifndef TESTS_UNIT_NEIGH_FIXTURE_H
#define TESTS_UNIT_NEIGH_FIXTURE_H

#include "core/book.h"
#include "core/neighbour.h"
#include "core/proc.h"
#include "core/rtnl.h"
#include "core/trace.h"
#include "lib/hrtimer.h"
#include "lib/kthread.h"
#include "lib/slab.h"
#include "tests/harness.h"
#include "tests/testdev.h"

#include <linux/rtnetlink.h>

#define KEY(n) ((u32[]){(u32)(n)})

static const u8 mac_a[ETH_ALEN] = {2, 0, 0, 0, 0, 0xa};
static const u8 mac_b[ETH_ALEN] = {2, 0, 0, 0, 0, 0xb};

static struct test_host host;
static struct task_guard guard;
static struct testdev *t;
static struct neigh_table tbl;
static struct neigh_parms *parms;
static unsigned int solicits, unicasts, errors, redone;
static unsigned long solicit_at[32], start;
static unsigned int hh_fills;
static struct task_struct *woken;

/* ---- the protocol under test ---- */

static void fake_solicit(struct neighbour *n, struct sk_buff *skb)
{
	if (solicits < ARRAY_SIZE(solicit_at))
		solicit_at[solicits] = jiffies - start;
	solicits++;
	unicasts += atomic_read(&n->probes) < NEIGH_VAR(n->parms, UCAST_PROBES);
}

static void fake_error_report(struct neighbour *n, struct sk_buff *skb)
{
	errors++;
	kfree_skb_reason(skb, SKB_DROP_REASON_NEIGH_FAILED);
}

static const struct neigh_ops fake_ops = {
	.family = AF_INET,
	.solicit = fake_solicit,
	.error_report = fake_error_report,
	.output = neigh_resolve_output,
	.connected_output = neigh_resolve_output,
};

static int fake_constructor(struct neighbour *n)
{
	if (*(u32 *)n->primary_key == 0xbad)
		return -EINVAL;
	neigh_parms_put(n->parms);
	n->parms = neigh_parms_clone(parms);
	n->ops = &fake_ops;
	n->output = n->ops->output;
	return 0;
}

static u32 fake_hash(const void *pkey, const struct net_device *dev,
		     const u32 *rnd)
{
	return *(const u32 *)pkey * rnd[0];
}

static void fake_redo(struct sk_buff *skb)
{
	redone++;
	EXPECT(NEIGH_CB(skb)->flags & LOCALLY_ENQUEUED);
	consume_skb(skb);
}

static int fake_header(struct sk_buff *skb, struct net_device *dev,
		       unsigned short type, const void *daddr,
		       const void *saddr, unsigned int len)
{
	struct ethhdr *eth = skb_push(skb, ETH_HLEN);

	*eth = (struct ethhdr){.h_proto = htons(type)};
	memcpy(eth->h_dest, daddr, ETH_ALEN);
	return ETH_HLEN;
}

static int fake_cache(const struct neighbour *n, struct hh_cache *hh,
		      __be16 type)
{
	u8 *p = (u8 *)hh->hh_data + HH_DATA_OFF(ETH_HLEN);

	memset(p, 0, ETH_HLEN);
	memcpy(p, n->ha, ETH_ALEN);
	memcpy(p + 12, &type, 2);
	WRITE_ONCE(hh->hh_len, ETH_HLEN);
	hh_fills++;
	return 0;
}

static void fake_cache_update(struct hh_cache *hh, const struct net_device *dev,
			      const u8 *haddr)
{
	memcpy((u8 *)hh->hh_data + HH_DATA_OFF(ETH_HLEN), haddr, ETH_ALEN);
}

static const struct header_ops fake_header_ops = {
	.create = fake_header,
	.cache = fake_cache,
	.cache_update = fake_cache_update,
};

static void table_setup(void)
{
	struct neigh_parms *p = &tbl.parms;

	memset(&tbl, 0, sizeof(tbl));
	tbl.family = AF_INET;
	tbl.key_len = 4;
	tbl.protocol = htons(TESTDEV_PROTO);
	tbl.hash = fake_hash;
	tbl.key_eq = neigh_key_eq32;
	tbl.constructor = fake_constructor;
	tbl.proxy_redo = fake_redo;
	tbl.id = "fake_cache";
	tbl.gc_thresh1 = 128;
	tbl.gc_thresh2 = 512;
	tbl.gc_thresh3 = 1024;
	NEIGH_VAR_INIT(p, MCAST_PROBES, 3);
	NEIGH_VAR_INIT(p, UCAST_PROBES, 3);
	NEIGH_VAR_INIT(p, RETRANS_TIME, HZ);
	NEIGH_VAR_INIT(p, BASE_REACHABLE_TIME, 30 * HZ);
	NEIGH_VAR_INIT(p, DELAY_PROBE_TIME, 5 * HZ);
	NEIGH_VAR_INIT(p, INTERVAL_PROBE_TIME_MS, 5 * HZ);
	NEIGH_VAR_INIT(p, GC_STALETIME, 60 * HZ);
	NEIGH_VAR_INIT(p, QUEUE_LEN_BYTES, 212992);
	NEIGH_VAR_INIT(p, PROXY_QLEN, 64);
	NEIGH_VAR_INIT(p, PROXY_DELAY, 8 * HZ / 10);
	NEIGH_VAR_INIT(p, LOCKTIME, HZ);
}

static void open_world(struct test_host h)
{
	host = h;
	task_enter(&guard, host.machine, 0);
	t = testdev_new("eth0", 1, true);
	t->dev->header_ops = &fake_header_ops;
	t->dev->hard_header_len = ETH_HLEN;
	table_setup();
	ASSERT_EQ(neigh_table_init(NEIGH_ARP_TABLE, &tbl), 0);
	ASSERT_EQ(neigh_sysctl_register(NULL, &tbl.parms), 0);
	rtnl_lock();
	parms = neigh_parms_alloc(t->dev, &tbl);
	rtnl_unlock();
	ASSERT_EQ(neigh_sysctl_register(t->dev, parms), 0);
	parms->reachable_time = 30 * HZ;
	solicits = unicasts = errors = redone = hh_fills = 0;
	start = jiffies;
}

static void begin(void)
{
	open_world(test_host(1));
}

static void end(void)
{
	rtnl_lock();
	neigh_ifdown(&tbl, t->dev);
	neigh_sysctl_unregister(parms);
	neigh_parms_release(&tbl, parms);
	rtnl_unlock();
	neigh_sysctl_unregister(&tbl.parms);
	EXPECT_EQ(neigh_table_clear(NEIGH_ARP_TABLE, &tbl), 0);
	testdev_free(t);
	EXPECT_EQ(book_check(host.machine), 0);
	task_leave(&guard);
	test_host_end(&host);
}

static struct neighbour *make(u32 key)
{
	struct neighbour *n = neigh_create(&tbl, &key, t->dev);

	ASSERT(!IS_ERR(n));
	return n;
}

static __maybe_unused void send(struct neighbour *n, u32 prio)
{
	struct sk_buff *skb = testdev_skb(t, 100, prio);

	rcu_read_lock();
	neigh_output(n, skb, false);
	rcu_read_unlock();
}

static __maybe_unused u64 drops(enum skb_drop_reason reason)
{
	return book_drops(host.machine, reason);
}

static __maybe_unused enum hrtimer_restart wake_up(struct hrtimer *timer)
{
	wake_up_process(woken);
	return HRTIMER_NORESTART;
}

/* Until exactly @ms after the test began: not by the wheel, which is late. */
static __maybe_unused void until(unsigned long ms)
{
	struct hrtimer timer;
	long left = (long)(start + ms - jiffies);

	EXPECT(left >= 0);
	if (left <= 0)
		return;
	woken = current;
	hrtimer_setup(&timer, wake_up, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	set_current_state(TASK_UNINTERRUPTIBLE);
	hrtimer_start(&timer, ms_to_ktime(left), HRTIMER_MODE_REL);
	schedule();
	hrtimer_cancel(&timer);
	EXPECT_EQ(jiffies - start, ms);
}

/*
 * When a timer of @ms fires: the wheel rounds up to 1/8 of the largest power
 * of 8 below, so 1 s may be 64 ms late and 5 s half a second.
 */
static __maybe_unused unsigned long wheel(unsigned long ms)
{
	unsigned long gran = 1;

	while (ms >= gran * 64)
		gran *= 8;
	return ms + gran;
}

static __maybe_unused struct neighbour *make_reachable(u32 key)
{
	struct neighbour *n = make(key);

	ASSERT_EQ(neigh_update(n, mac_a, NUD_REACHABLE, NEIGH_UPDATE_F_OVERRIDE,
			       0),
		  0);
	return n;
}

/* ---- what was traced: each change of a state, with its time ---- */

static struct {
	unsigned long ms;
	u8 old, new;
} moves[32];
static unsigned int n_moves;

static __maybe_unused void on_move(void *data, struct machine *machine,
				   const struct trace_rec *rec)
{
	if (n_moves == ARRAY_SIZE(moves))
		return;
	moves[n_moves].ms = (unsigned long)(rec->time / NSEC_PER_MSEC) -
			    (start - INITIAL_JIFFIES);
	moves[n_moves].old = (u8)rec->arg[1];
	moves[n_moves].new = (u8)rec->arg[2];
	n_moves++;
}

static __maybe_unused struct trace_consumer watch = {.fn = on_move};

static __maybe_unused void watch_begin(void)
{
	n_moves = 0;
	ASSERT_EQ(trace_mask_parse(&watch.mask, "neigh:neigh_update"), 1);
	ASSERT_EQ(trace_register(host.machine, &watch), 0);
}

/* Move @i went to @new, @after ms after the one before (or the start). */
static __maybe_unused void expect_move(unsigned int i, u8 new,
				       unsigned long after)
{
	unsigned long d = moves[i].ms - (i ? moves[i - 1].ms : 0);

	EXPECT_LT(i, n_moves);
	EXPECT_STREQ(neigh_state_name(moves[i].new), neigh_state_name(new));
	EXPECT_GE(d, after);
	EXPECT_LE(d, after ? wheel(after) : 0);
}

/* Bring an entry with mac_a into @state (or NONE, INCOMPLETE, FAILED). */
static __maybe_unused struct neighbour *make_in(u32 key, u8 state)
{
	struct neighbour *n = make(key);

	if (state == NUD_INCOMPLETE)
		neigh_event_send(n, NULL);
	else if (state == NUD_FAILED)
		neigh_update(n, NULL, NUD_FAILED, 0, 0);
	else if (state != NUD_NONE)
		neigh_update(n, mac_a, state,
			     NEIGH_UPDATE_F_OVERRIDE | NEIGH_UPDATE_F_ADMIN, 0);
	ASSERT_EQ(n->nud_state, state);
	return n;
}

#define OVERRIDE NEIGH_UPDATE_F_OVERRIDE
#define WEAK	 NEIGH_UPDATE_F_WEAK_OVERRIDE
#define ADMIN	 NEIGH_UPDATE_F_ADMIN

#endif
