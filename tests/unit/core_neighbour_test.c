// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * core_neighbour_test - every state, every event, to the jiffy
 *
 * Where:   core/neighbour.c, neigh_table.c, neigh_gc.c, neigh_proxy.c,
 *          neigh_cfg.c, neigh_sysctl.c.
 * Mirrors: nothing; the protocol is a table of this file.
 * Spec:    checklist row 110; RFC 4861 §7.3; the drawing in neighbour.c.
 */
#include "core/book.h"
#include "core/neighbour.h"
#include "core/proc.h"
#include "core/rtnl.h"
#include "core/trace.h"
#include "lib/hrtimer.h"
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

	memcpy(eth->h_dest, daddr, ETH_ALEN);
	memset(eth->h_source, 0, ETH_ALEN);
	eth->h_proto = htons(type);
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

static void begin(void)
{
	host = test_host(1);
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
TEST_SETUP(begin);

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
TEST_TEARDOWN(end);

static struct neighbour *make(u32 key)
{
	struct neighbour *n = neigh_create(&tbl, &key, t->dev);

	ASSERT(!IS_ERR(n));
	return n;
}

static void send(struct neighbour *n, u32 prio)
{
	struct sk_buff *skb = testdev_skb(t, 100, prio);

	rcu_read_lock();
	neigh_output(n, skb, false);
	rcu_read_unlock();
}

static u64 drops(enum skb_drop_reason reason)
{
	return book_drops(host.machine, reason);
}

static enum hrtimer_restart wake_up(struct hrtimer *timer)
{
	wake_up_process(woken);
	return HRTIMER_NORESTART;
}

/* Until exactly @ms after the test began: not by the wheel, which is late. */
static void until(unsigned long ms)
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
static unsigned long wheel(unsigned long ms)
{
	unsigned long gran = 1;

	while (ms >= gran * 64)
		gran *= 8;
	return ms + gran;
}

static struct neighbour *make_reachable(u32 key)
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

static void on_move(void *data, struct machine *machine,
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

static struct trace_consumer watch = {.fn = on_move};

static void watch_begin(void)
{
	n_moves = 0;
	ASSERT_EQ(trace_mask_parse(&watch.mask, "neigh:neigh_update"), 1);
	ASSERT_EQ(trace_register(host.machine, &watch), 0);
}

/* Move @i went to @new, @after ms after the one before (or the start). */
static void expect_move(unsigned int i, u8 new, unsigned long after)
{
	unsigned long d = moves[i].ms - (i ? moves[i - 1].ms : 0);

	EXPECT_LT(i, n_moves);
	EXPECT_STREQ(neigh_state_name(moves[i].new), neigh_state_name(new));
	EXPECT_GE(d, after);
	EXPECT_LE(d, after ? wheel(after) : 0);
}

/* ---- resolution ---- */

TEST(neigh_unresolved_asks_three_times_a_second_apart_then_fails)
{
	struct neighbour *n = make(1);

	watch_begin();
	send(n, 0);
	send(n, 1);
	EXPECT_EQ(solicits, 1);
	EXPECT_EQ(errors, 0);
	until(4000);
	expect_move(0, NUD_INCOMPLETE, 0);
	EXPECT_STREQ(neigh_state_name(moves[1].new), "FAILED");
	EXPECT_EQ(n_moves, 2);
	EXPECT_EQ(solicits, 3);
	EXPECT_EQ(solicit_at[0], 0);
	for (int i = 1; i < 3; i++) {
		EXPECT_GE(solicit_at[i] - solicit_at[i - 1], 1000);
		EXPECT_LE(solicit_at[i] - solicit_at[i - 1], wheel(1000));
	}
	EXPECT_GE(moves[1].ms - solicit_at[2], 1000);
	EXPECT_LE(moves[1].ms - solicit_at[2], wheel(1000));
	EXPECT_EQ(unicasts, 0);
	EXPECT_EQ(errors, 2);
	EXPECT_EQ(drops(SKB_DROP_REASON_NEIGH_FAILED), 2);
	EXPECT_EQ(t->xmits, 0);

	/* FAILED: the next packet begins again */
	send(n, 0);
	EXPECT_EQ(n->nud_state, NUD_INCOMPLETE);
	EXPECT_EQ(solicits, 4);
	trace_unregister(host.machine, &watch);
	neigh_release(n);
}

TEST(neigh_answer_sends_what_waited_in_order)
{
	struct neighbour *n = make(1);

	for (u32 i = 1; i <= 5; i++)
		send(n, i);
	EXPECT_EQ(t->xmits, 0);
	EXPECT_EQ(skb_queue_len(&n->arp_queue), 5);
	neigh_update(n, mac_a, NUD_REACHABLE, NEIGH_UPDATE_F_OVERRIDE, 0);
	EXPECT_EQ(t->xmits, 5);
	for (unsigned char i = 0; i < 5; i++)
		EXPECT_EQ(t->prio[i], i + 1);
	EXPECT_EQ(n->arp_queue_len_bytes, 0);
	EXPECT_EQ(n->nud_state, NUD_REACHABLE);
	EXPECT_MEMEQ(n->ha, mac_a, ETH_ALEN);
	neigh_release(n);
}

TEST(neigh_queue_drops_the_oldest_beyond_its_bytes)
{
	struct sk_buff *skb = testdev_skb(t, 100, 0);
	int size = (int)skb->truesize;
	struct neighbour *n = make(1);
	struct neigh_statistics st;

	consume_skb(skb);
	NEIGH_VAR_SET(parms, QUEUE_LEN_BYTES, 3 * size);
	for (u32 i = 1; i <= 5; i++)
		send(n, i);
	EXPECT_EQ(skb_queue_len(&n->arp_queue), 3);
	EXPECT_EQ(n->arp_queue_len_bytes, 3 * size);
	EXPECT_EQ(drops(SKB_DROP_REASON_NEIGH_QUEUEFULL), 2);
	neigh_stats_sum(&tbl, &st);
	EXPECT_EQ(st.unres_discards, 2);
	neigh_update(n, mac_a, NUD_REACHABLE, NEIGH_UPDATE_F_OVERRIDE, 0);
	EXPECT_EQ(t->xmits, 3);
	EXPECT_EQ(t->prio[0], 3);
	neigh_release(n);
}

TEST(neigh_without_probes_fails_at_once)
{
	struct neighbour *n = make(1);

	NEIGH_VAR_SET(parms, MCAST_PROBES, 0);
	send(n, 0);
	EXPECT_EQ(n->nud_state, NUD_FAILED);
	EXPECT_EQ(drops(SKB_DROP_REASON_NEIGH_FAILED), 1);
	EXPECT_EQ(solicits, 0);
	neigh_release(n);
}

/* ---- reachability ---- */

TEST(neigh_reachable_unused_becomes_stale_after_reachable_time)
{
	struct neighbour *n;

	watch_begin();
	n = make_reachable(1);
	until(100000);
	EXPECT_EQ(n_moves, 2);
	expect_move(0, NUD_REACHABLE, 0);
	expect_move(1, NUD_STALE, 30000);
	EXPECT_EQ(solicits, 0);
	trace_unregister(host.machine, &watch);
	neigh_release(n);
}

TEST(neigh_reachable_used_becomes_delay_and_is_probed)
{
	struct neighbour *n;

	watch_begin();
	n = make_reachable(1);
	until(27000);
	send(n, 0);
	until(45000);
	EXPECT_EQ(n_moves, 4);
	expect_move(1, NUD_DELAY, 30000);
	expect_move(2, NUD_PROBE, 5000);
	EXPECT_STREQ(neigh_state_name(moves[3].new), "FAILED");
	EXPECT_EQ(solicits, 3);
	EXPECT_EQ(unicasts, 3); /* he alone is asked, as he was known */
	EXPECT_EQ(solicit_at[0], moves[2].ms);
	EXPECT_GE(moves[3].ms - moves[2].ms, 3000);
	EXPECT_LE(moves[3].ms - moves[2].ms, 3 * wheel(1000));
	trace_unregister(host.machine, &watch);
	neigh_release(n);
}

TEST(neigh_delay_confirmed_by_upper_layer_is_reachable_without_probe)
{
	struct neighbour *n;

	watch_begin();
	n = make_reachable(1);
	until(31000);
	EXPECT_EQ(n->nud_state, NUD_STALE);
	send(n, 0);
	EXPECT_EQ(n->nud_state, NUD_DELAY);
	EXPECT_EQ(t->xmits, 1); /* a doubt delays nothing */
	until(33000);
	neigh_confirm(n);
	until(80000);
	EXPECT_EQ(n_moves, 5);
	EXPECT_EQ(moves[2].ms, 31000);
	expect_move(3, NUD_REACHABLE, 5000);
	EXPECT_STREQ(neigh_state_name(moves[4].new), "STALE");
	/* reachable_time counts from the word, not from the timer */
	EXPECT_GE(moves[4].ms, 63000);
	EXPECT_LE(moves[4].ms, 33000 + wheel(30000));
	EXPECT_EQ(solicits, 0);
	trace_unregister(host.machine, &watch);
	neigh_release(n);
}

TEST(neigh_reachable_confirmed_stays_reachable)
{
	struct neighbour *n;

	watch_begin();
	n = make_reachable(1);
	until(20000);
	neigh_confirm(n);
	until(80000);
	EXPECT_EQ(n_moves, 2);
	EXPECT_GE(moves[1].ms, 50000);
	EXPECT_LE(moves[1].ms, 20000 + wheel(30000));
	trace_unregister(host.machine, &watch);
	neigh_release(n);
}

TEST(neigh_probe_answered_is_reachable)
{
	struct neighbour *n = make_reachable(1);

	until(31000);
	send(n, 0);
	until(37000);
	EXPECT_EQ(n->nud_state, NUD_PROBE);
	EXPECT_EQ(solicits, 1);
	neigh_update(n, mac_a, NUD_REACHABLE, 0, 0);
	EXPECT_EQ(n->nud_state, NUD_REACHABLE);
	until(60000);
	EXPECT_EQ(solicits, 1);
	neigh_release(n);
}

/* ---- each state, each word ---- */

/* Bring an entry with mac_a into @state (or NONE, INCOMPLETE, FAILED). */
static struct neighbour *make_in(u32 key, u8 state)
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

struct word {
	const u8 *mac;
	u8 new;
	u32 flags;
};

/* What comes of @w in @state: state, error, whether the address is mac_b. */
struct cell {
	u8 state;
	int err;
	bool b;
};

static void expect_cell(u8 state, const struct word *w, struct cell want)
{
	static u32 key = 1000;
	struct neighbour *n = make_in(++key, state);
	int err = neigh_update(n, w->mac, w->new, w->flags, 0);
	bool b = !memcmp(n->ha, mac_b, ETH_ALEN);

	if (n->nud_state != want.state || err != want.err || b != want.b)
		test_check(false, false, __FILE__, __LINE__,
			   "%s, word %s flags %#x: is %s err %d %s, not %s %d "
			   "%s",
			   neigh_state_name(state), neigh_state_name(w->new),
			   w->flags, neigh_state_name(n->nud_state), err,
			   b ? "b" : "a", neigh_state_name(want.state),
			   want.err, want.b ? "b" : "a");
	neigh_release(n);
}

#define OVERRIDE NEIGH_UPDATE_F_OVERRIDE
#define WEAK	 NEIGH_UPDATE_F_WEAK_OVERRIDE
#define ADMIN	 NEIGH_UPDATE_F_ADMIN

static const u8 unknown[] = {NUD_NONE, NUD_INCOMPLETE, NUD_FAILED};
static const u8 known[] = {NUD_REACHABLE, NUD_STALE, NUD_DELAY, NUD_PROBE};
static const u8 fixed[] = {NUD_NOARP, NUD_PERMANENT};

TEST(neigh_word_in_an_unknown_state_is_believed)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(unknown); i++) {
		u8 s = unknown[i];

		expect_cell(s, &(struct word){mac_b, NUD_REACHABLE, 0},
			    (struct cell){NUD_REACHABLE, 0, true});
		expect_cell(s, &(struct word){mac_b, NUD_STALE, 0},
			    (struct cell){NUD_STALE, 0, true});
		expect_cell(s, &(struct word){mac_b, NUD_PERMANENT, ADMIN},
			    (struct cell){NUD_PERMANENT, 0, true});
		expect_cell(s, &(struct word){NULL, NUD_REACHABLE, 0},
			    (struct cell){s, -EINVAL, false});
		expect_cell(s, &(struct word){NULL, NUD_FAILED, 0},
			    (struct cell){NUD_FAILED, 0, false});
	}
}

TEST(neigh_word_in_a_known_state_needs_override_for_another_address)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(known); i++) {
		u8 s = known[i];
		u8 weak = s == NUD_REACHABLE ? NUD_STALE : s;

		expect_cell(s, &(struct word){mac_b, NUD_REACHABLE, 0},
			    (struct cell){s, 0, false});
		expect_cell(s, &(struct word){mac_b, NUD_REACHABLE, OVERRIDE},
			    (struct cell){NUD_REACHABLE, 0, true});
		expect_cell(s, &(struct word){mac_b, NUD_STALE, OVERRIDE},
			    (struct cell){NUD_STALE, 0, true});
		expect_cell(s, &(struct word){mac_b, NUD_REACHABLE, WEAK},
			    (struct cell){weak, 0, false});
		/* the same address: confirmed, or no news */
		expect_cell(s, &(struct word){mac_a, NUD_REACHABLE, 0},
			    (struct cell){NUD_REACHABLE, 0, false});
		expect_cell(s, &(struct word){mac_a, NUD_STALE, 0},
			    (struct cell){s, 0, false});
		expect_cell(s, &(struct word){mac_a, NUD_STALE, ADMIN},
			    (struct cell){NUD_STALE, 0, false});
		expect_cell(s, &(struct word){NULL, NUD_REACHABLE, 0},
			    (struct cell){NUD_REACHABLE, 0, false});
		expect_cell(s, &(struct word){NULL, NUD_FAILED, ADMIN},
			    (struct cell){NUD_FAILED, 0, false});
	}
}

TEST(neigh_word_in_a_fixed_state_is_the_users_only)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(fixed); i++) {
		u8 s = fixed[i];

		expect_cell(s, &(struct word){mac_b, NUD_REACHABLE, OVERRIDE},
			    (struct cell){s, -EPERM, false});
		expect_cell(s, &(struct word){NULL, NUD_FAILED, OVERRIDE},
			    (struct cell){s, -EPERM, false});
		expect_cell(
			s,
			&(struct word){mac_b, NUD_REACHABLE, OVERRIDE | ADMIN},
			(struct cell){NUD_REACHABLE, 0, true});
	}
}

TEST(neigh_permanent_never_ages)
{
	struct neighbour *n = make_in(1, NUD_PERMANENT);

	settle(1000000);
	EXPECT_EQ(n->nud_state, NUD_PERMANENT);
	EXPECT_EQ(atomic_read(&tbl.gc_entries), 0);
	neigh_release(n);
}

/* ---- the ready-made header ---- */

TEST(neigh_header_is_made_once_and_follows_the_address)
{
	struct neighbour *n = make_reachable(1);

	for (u32 i = 0; i < 4; i++)
		send(n, i);
	EXPECT_EQ(t->xmits, 4);
	EXPECT_EQ(hh_fills, 1);
	EXPECT_EQ(n->hh.hh_len, ETH_HLEN);
	neigh_update(n, mac_b, NUD_REACHABLE, OVERRIDE, 0);
	EXPECT_MEMEQ((u8 *)n->hh.hh_data + HH_DATA_OFF(ETH_HLEN), mac_b,
		     ETH_ALEN);
	send(n, 0);
	EXPECT_EQ(hh_fills, 1);
	neigh_release(n);
}

TEST(neigh_xmit_makes_the_entry_and_asks)
{
	EXPECT_EQ(neigh_xmit(NEIGH_ARP_TABLE, t->dev, KEY(9),
			     testdev_skb(t, 60, 0)),
		  0);
	EXPECT_EQ(solicits, 1);
	EXPECT_EQ(atomic_read(&tbl.entries), 1);
	EXPECT_EQ(neigh_xmit(NEIGH_LINK_TABLE, t->dev, mac_a,
			     testdev_skb(t, 60, 0)),
		  0);
	EXPECT_EQ(t->xmits, 1);
	EXPECT_EQ(neigh_xmit(NEIGH_ND_TABLE, t->dev, KEY(9),
			     testdev_skb(t, 60, 0)),
		  -EAFNOSUPPORT);
	EXPECT_EQ(drops(SKB_DROP_REASON_NEIGH_CREATEFAIL), 1);
}

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
	char *text;
	size_t len;

	ASSERT_EQ(vfs_read(&init_net, path, &text, &len), 0);
	EXPECT_STREQ(text, want);
	kfree(text);
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
	char *text;
	size_t len;

	neigh_release(make(1));
	ASSERT_EQ(vfs_read(&init_net, "/proc/net/stat/fake_cache", &text, &len),
		  0);
	EXPECT(strstr(text, "entries  allocs   destroys hash_grows lookups"));
	EXPECT(strstr(text, "\n00000001 00000001 00000000 00000000   "));
	kfree(text);
}
