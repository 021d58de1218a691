// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * core_neighbour_test - every state, every event, timed by the trace
 *
 * Where:   core/neighbour.c, neigh_output.c.
 * Mirrors: nothing; the protocol is a table of neigh_fixture.h.
 * Spec:    checklist row 110; RFC 4861 §7.3; the drawing in neighbour.c.
 */
#include "tests/unit/neigh_fixture.h"

TEST_SETUP(begin);
TEST_TEARDOWN(end);

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
