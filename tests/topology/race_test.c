// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * race_test - explore=SEED finds three planted races, and repeats each
 *
 * Where:   tests/plugin/races: plug-ins with a race between two CPUs. Two
 *          ports whose packets RPS sends to one CPU each feed them.
 * Mirrors: loom, rr's chaos mode in purpose.
 * Spec:    DESIGN section 3: explore=SEED.
 */
#include <stdio.h>
#include <stdlib.h>

#include "api/strata.h"
#include "tests/harness.h"

#define SEEDS  1000
#define FRAMES 20

/* What a run was, in a number: every event, with its time and its text. */
struct run {
	uint64_t events;
	uint64_t digest;
	uint64_t reports; /* of wrong code */
};

static void digest(void *data, const struct st_event *ev, const char *text)
{
	struct run *r = data;

	r->events++;
	r->digest = (r->digest ^ ev->time) * 0x100000001b3ULL;
	for (; *text; text++)
		r->digest = (r->digest ^ (uint8_t)*text) * 0x100000001b3ULL;
}

static void discard(void *data, const void *pkt, size_t len, unsigned int gso,
		    int64_t t_ns)
{
}

static const char *module_path(void)
{
	static char path[512];
	const char *build = getenv("builddir");

	snprintf(path, sizeof(path), "%s/tests/plugin/races",
		 build ? build : ".");
	return path;
}

/* A port whose packets go up on @cpu. */
static int port_on(struct st_host *h, const char *dev, unsigned int cpu)
{
	int port = st_port_open(h, dev, ST_L2, discard, NULL);
	struct st_net *n = st_net_get(h, 0);
	char path[64], mask[16];

	snprintf(path, sizeof(path), "/sys/class/net/%s/queues/rx-0/rps_cpus",
		 dev);
	snprintf(mask, sizeof(mask), "%x", 1U << cpu);
	EXPECT_GE(port, 0);
	EXPECT_EQ(st_sysctl(n, path, mask), 0);
	st_net_put(n);
	return port;
}

static void send_frames(struct st_host *h, const int *port)
{
	uint8_t frame[60] = {[0] = 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};

	frame[12] = 0x88;
	frame[13] = 0xb5;
	for (int i = 0; i < FRAMES; i++)
		for (int p = 0; p < 2; p++)
			EXPECT_EQ(st_port_input(h, port[p], frame,
						sizeof(frame), 0),
				  0);
}

static struct run run_once(const char *module, int fixed, uint64_t seed,
			   bool watch)
{
	struct st_opts opts = {.explore = seed, .module_path = module_path()};
	struct st_world *w = st_world_new(&opts);
	struct st_host *h = st_host_new_bare(w, "h", 2);
	struct run r = {.digest = 0xcbf29ce484222325ULL};
	struct st_report before, after;
	char params[16];
	int port[2];

	snprintf(params, sizeof(params), "fixed=%d", fixed);
	if (st_insmod(h, module, params))
		test_check(false, true, __FILE__, __LINE__, "%s", st_errmsg());
	st_report(h, &before);
	port[0] = port_on(h, "eth0", 0);
	port[1] = port_on(h, "eth1", 1);
	if (watch)
		EXPECT_EQ(st_trace(h, "*", digest, &r), 0);
	send_frames(h, port);
	st_run(w, ST_SEC, NULL, NULL);
	EXPECT_EQ(st_rmmod(h, module), 0);
	st_report(h, &after);
	r.reports = after.oopses - before.oopses;
	EXPECT_EQ(after.balanced, 1);
	EXPECT_EQ(st_world_free(w, NULL), 0);
	return r;
}

static void find_and_repeat(const char *module)
{
	struct run first = {0, 0, 0}, again;
	uint64_t seed;

	for (seed = 1; seed <= SEEDS && !first.reports; seed++)
		first = run_once(module, 0, seed, true);
	if (!first.reports)
		test_check(false, true, __FILE__, __LINE__,
			   "%s: not found in %d seeds", module, SEEDS);
	seed--;
	for (int i = 0; i < 2; i++) {
		again = run_once(module, 0, seed, true);
		EXPECT_EQ(again.reports, first.reports);
		EXPECT_EQ(again.events, first.events);
		EXPECT_EQ(again.digest, first.digest);
	}
	printf("# %s: seed %llu, %llu events\n", module,
	       (unsigned long long)seed, (unsigned long long)first.events);
	EXPECT_GT(first.events, 2 * FRAMES);
}

static void not_found_when_fixed(const char *module, uint64_t seeds)
{
	for (uint64_t seed = 1; seed <= seeds; seed++) {
		struct run r = run_once(module, 1, seed, false);

		ASSERT_EQ(r.reports, 0);
	}
}

TEST(explore_finds_a_counter_without_lock)
{
	find_and_repeat("race_count");
}

TEST(explore_finds_a_walk_over_freed_entries)
{
	find_and_repeat("race_list");
}

TEST(explore_finds_a_reference_to_the_dead)
{
	find_and_repeat("race_ref");
}

TEST(explore_finds_nothing_in_fixed_modules)
{
	not_found_when_fixed("race_count", 100);
	not_found_when_fixed("race_list", 100);
	not_found_when_fixed("race_ref", 100);
}

TEST_SOAK(explore_finds_nothing_in_a_thousand_seeds)
{
	uint64_t seeds = test_soak_count(SEEDS);

	not_found_when_fixed("race_count", seeds);
	not_found_when_fixed("race_list", seeds);
	not_found_when_fixed("race_ref", seeds);
}
