// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tcp_reno_test - Reno's window after scripted losses, against tables by hand
 *
 * Where:   three hosts in a row, the slow wire behind the router (so that the
 *          sender's own queues never hold it back); tcp_watch.c loses the n-th
 *          data segment and notes cwnd as each leaves.
 * Mirrors: nothing in the kernel.
 * Spec:    RFC 5681 (slow start, congestion avoidance, fast retransmit), 3042
 *          (limited transmit), 6675 (what is lost), 6937 (PRR), 6928 (10).
 *
 * The tables are worked by hand from the RFCs, as Linux reads them with
 * tcp_recovery = 0. A row is a segment that leaves: its number, cwnd and what
 * is in flight before it, whether it was sent before, ssthresh (0: not yet).
 *
 * In recovery each SACK is one segment delivered, the k-th of this recovery;
 * o is what was sent in it (prr_out), f what is in flight. While f is above
 * ssthresh the PRR sends ceil(k * ssthresh / prior cwnd) - o, then enough to
 * stay at ssthresh; cwnd = f + that.
 */
#include <string.h>

#include "tests/harness.h"
#include "tests/topology/st_ok.h"
#include "tests/topology/stream.h"
#include "tests/topology/tcp_watch.h"

#define MSS	1448
#define MAX_ROW 100

struct row {
	unsigned int seg; /* counted from 1 */
	unsigned int cwnd, flight, again, ssthresh;
};

/* Ten at first; the ACKs of 1, 2, 3 and 4 add one each: slow start. */
#define SLOW_START                                                             \
	{1, 10, 0, 0, 0}, {2, 10, 1, 0, 0}, {3, 10, 2, 0, 0},                  \
		{4, 10, 3, 0, 0}, {5, 10, 4, 0, 0}, {6, 10, 5, 0, 0},          \
		{7, 10, 6, 0, 0}, {8, 10, 7, 0, 0}, {9, 10, 8, 0, 0},          \
		{10, 10, 9, 0, 0}, {11, 11, 9, 0, 0}, {12, 11, 10, 0, 0},      \
		{13, 12, 10, 0, 0}, {14, 12, 11, 0, 0}, {15, 13, 11, 0, 0},    \
		{16, 13, 12, 0, 0}, {17, 14, 12, 0, 0},                        \
	{                                                                      \
		18, 14, 13, 0, 0                                               \
	}

/*
 * Segment 5 is lost. 6 and 7 are SACKed: one leaves for each (limited
 * transmit). 8 is SACKed: the third. ssthresh = 14 / 2, prior cwnd = 14, of
 * 5..20 three are SACKed and one is lost: f = 12.
 *	k = 1: ceil(7/14) = 1: cwnd 13, segment 5 again, o = 1
 *	k = 2: f = 12, ceil(14/14) - 1 = 0: cwnd 12
 *	k = 3: f = 11, ceil(21/14) - 1 = 1: cwnd 12, segment 21, o = 2
 *	k = 5, 7, 9: the same from f = 10, 9, 8: segments 22, 23, 24; o = 5
 *	k = 11: f = 7 = ssthresh: none; cwnd 7
 *	k = 12, 13: f = 6: one each, cwnd 7
 */
#define ONE_LOSS                                                               \
	SLOW_START, {19, 14, 13, 0, 0}, {20, 14, 13, 0, 0}, {5, 13, 12, 1, 7}, \
		{21, 12, 11, 0, 7}, {22, 11, 10, 0, 7}, {23, 10, 9, 0, 7},     \
		{24, 9, 8, 0, 7},                                              \
	{                                                                      \
		25, 7, 6, 0, 7                                                 \
	}

/*
 * All up to 20 is acknowledged: cwnd = ssthresh. From here on one more for
 * each cwnd acknowledged. The receiver acknowledges 20 (of which one segment
 * is new to us), 21, then 23, 25, 27 (delayed ACKs), then each (its window
 * grows): 1 + 1 + 2 + 2 + 2 = 8 >= 7 at the ACK of 27: cwnd 8, one too many is
 * kept; + 7 at the ACK of 34: cwnd 9; + 9 at the ACK of 43: cwnd 10.
 */
static const struct row one_loss[] = {
	ONE_LOSS,	   {26, 7, 6, 0, 7},  {27, 7, 6, 0, 7},
	{28, 7, 6, 0, 7},  {29, 7, 5, 0, 7},  {30, 7, 6, 0, 7},
	{31, 7, 5, 0, 7},  {32, 7, 6, 0, 7},  {33, 8, 5, 0, 7},
	{34, 8, 6, 0, 7},  {35, 8, 7, 0, 7},  {36, 8, 7, 0, 7},
	{37, 8, 7, 0, 7},  {38, 8, 7, 0, 7},  {39, 8, 7, 0, 7},
	{40, 8, 7, 0, 7},  {41, 8, 7, 0, 7},  {42, 9, 7, 0, 7},
	{43, 9, 8, 0, 7},  {44, 9, 8, 0, 7},  {45, 9, 8, 0, 7},
	{46, 9, 8, 0, 7},  {47, 9, 8, 0, 7},  {48, 9, 8, 0, 7},
	{49, 9, 8, 0, 7},  {50, 9, 8, 0, 7},  {51, 9, 8, 0, 7},
	{52, 10, 8, 0, 7}, {53, 10, 9, 0, 7}, {0},
};

/*
 * Segments 5 and 9 are lost. As before up to the third SACK, which is of 8.
 *	k = 2 (10): f = 12: none	k = 3 (11): f = 11: segment 21, o = 2
 *	k = 4 (12): three above 9 are SACKed: it is lost; f = 10,
 *		ceil(28/14) - 2 = 0
 *	k = 5 (13): f = 9, ceil(35/14) - 2 = 1: segment 9 again, o = 3
 *	k = 7 (15): f = 8, ceil(49/14) - 3 = 1: segment 22, o = 4
 *	k = 9 (17): f = 7: none
 *	k = 10, 11, 12 (18, 19, 20): f = 6: segments 23, 24, 25
 * The ACK of 8 (segment 5 came again) and the SACK of 21 let 26 and 27 go in
 * the same way; segment 9 ends it, and cwnd = ssthresh.
 */
static const struct row two_losses[] = {
	SLOW_START,	    {19, 14, 13, 0, 0},
	{20, 14, 13, 0, 0}, {5, 13, 12, 1, 7},
	{21, 12, 11, 0, 7}, {9, 10, 9, 1, 7},
	{22, 9, 8, 0, 7},   {23, 7, 6, 0, 7},
	{24, 7, 6, 0, 7},   {25, 7, 6, 0, 7},
	{26, 7, 6, 0, 7},   {27, 7, 6, 0, 7},
	{28, 7, 6, 0, 7},   {0},
};

/*
 * The tenth of ten is lost, and nothing follows. Nine ACKs in slow start: cwnd
 * 19. Then the timer: ssthresh = 19 / 2, cwnd = 1.
 */
static const struct row last_lost[] = {
	{1, 10, 0, 0, 0}, {2, 10, 1, 0, 0},  {3, 10, 2, 0, 0}, {4, 10, 3, 0, 0},
	{5, 10, 4, 0, 0}, {6, 10, 5, 0, 0},  {7, 10, 6, 0, 0}, {8, 10, 7, 0, 0},
	{9, 10, 8, 0, 0}, {10, 10, 9, 0, 0}, {10, 1, 0, 1, 9}, {0},
};

/*
 * Segment 5, and then its retransmission, the 21st to leave; 26 are all there
 * are, and the last has the FIN, which no window holds back. The rest is
 * SACKed, so only the timer helps: cwnd = 1, but ssthresh stays, for it is the
 * same loss (RFC 5681 section 3.1, equation 4).
 */
static const struct row lost_again[] = {
	ONE_LOSS, {26, 7, 7, 0, 7}, {5, 1, 0, 1, 7}, {0}};

/*
 * 5, 9 and 10 of ten are lost; the FIN comes alone. 6, 7, 8 are SACKed: f = 3,
 * below ssthresh = 7, so one for one: segment 5 again. The ACK of 8 leaves 9,
 * 10 and a SACKed FIN: too few to call 9 lost (RFC 6675 IsLost()); only the
 * timer does, and slow start brings 10.
 */
static const struct row too_few[] = {{1, 10, 0, 0, 0}, {2, 10, 1, 0, 0},
				     {3, 10, 2, 0, 0}, {4, 10, 3, 0, 0},
				     {5, 10, 4, 0, 0}, {6, 10, 5, 0, 0},
				     {7, 10, 6, 0, 0}, {8, 10, 7, 0, 0},
				     {9, 10, 8, 0, 0}, {10, 10, 9, 0, 0},
				     {5, 4, 3, 1, 7},  {9, 1, 0, 1, 7},
				     {10, 2, 0, 1, 7}, {0}};

struct check {
	const struct row *expect;
	unsigned int rows;
};

static void compare(void *data, const struct tcp_sent *s, int lost)
{
	struct check *c = data;
	const struct row *r = c->expect;
	struct row got = {
		.seg = s->seq / MSS + 1,
		.cwnd = s->cwnd,
		.flight = s->in_flight,
		.again = (unsigned int)s->again,
		.ssthresh = s->ssthresh == 0x7fffffff ? 0 : s->ssthresh,
	};

	if (!r->seg)
		return;
	test_check(!memcmp(r, &got, sizeof(got)), false, __FILE__, __LINE__,
		   "row %u {%u, %u, %u, %u, %u} is {%u, %u, %u, %u, %u}",
		   c->rows, got.seg, got.cwnd, got.flight, got.again,
		   got.ssthresh, r->seg, r->cwnd, r->flight, r->again,
		   r->ssthresh);
	c->rows++;
	c->expect++;
}

static void play(const struct row *expect, const unsigned int *lose,
		 unsigned int segments)
{
	struct topo t;
	struct check c = {.expect = expect};
	struct tcp_watch w = {
		.lose = lose, .no_gso = 1, .saw = compare, .data = &c};
	struct stream st = {
		.t = &t,
		.server = 2,
		.address = "10.0.1.2",
		.port = 80,
		.up = segments * MSS,
		.seed = 1,
		.cork = 1,
		.sndbuf = 1 << 20,
		.cc = "reno",
	};

	topo_chain(&t, 3, &topo_envs[0], 1);
	OK(st_wire_set(t.h[1], "eth1", "rate=12mbit delay=100ms"));
	tcp_watch_start(t.h[0], &w);
	EXPECT_EQ(stream_run(&st, 100 * ST_SEC), 1);
	stream_expect_whole(&st);
	EXPECT_EQ(c.expect->seg, 0); /* all rows were seen */
	EXPECT_EQ(w.beyond, 0);
	topo_run(&t, 61 * ST_SEC);
	tcp_watch_stop(t.h[0], &w);
	topo_end(&t);
}

TEST(tcp_reno_one_loss_halves_by_prr_then_grows_by_one)
{
	play(one_loss, (const unsigned int[]){5, 0}, 60);
}

TEST(tcp_reno_two_losses_in_a_window_halve_once)
{
	play(two_losses, (const unsigned int[]){5, 9, 0}, 60);
}

TEST(tcp_reno_lost_tail_starts_again_from_one)
{
	play(last_lost, (const unsigned int[]){10, 0}, 10);
}

TEST(tcp_reno_lost_retransmission_keeps_ssthresh)
{
	play(lost_again, (const unsigned int[]){5, 21, 0}, 26);
}

TEST(tcp_reno_too_few_sacks_wait_for_the_timer)
{
	play(too_few, (const unsigned int[]){5, 9, 10, 0}, 10);
}
