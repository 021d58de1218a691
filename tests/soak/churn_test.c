// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * churn_test - hosts with their default modules come and go by the million
 *
 * Where:   st_host_new(), st_host_free(): what every test and every lab does.
 * Mirrors: nothing in the kernel.
 * Spec:    DESIGN section 2.1: < 200 us, < 512 KB, nothing left.
 *
 * Time is asserted only where it means something: in a soak of an optimised
 * build without sanitizers. Elsewhere it is printed.
 */
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "api/strata.h"
#include "tests/harness.h"

#if defined(STRATA_SANITIZE) || !defined(__OPTIMIZE__)
#define TIMED false
#else
#define TIMED true
#endif

#define WARM_UP 200 /* cycles, until caches and arenas have their size */
#define AT_ONCE 100

static uint64_t resident(void)
{
	unsigned long long size, pages = 0;
	FILE *f = fopen("/proc/self/statm", "r");

	if (!f || fscanf(f, "%llu %llu", &size, &pages) != 2)
		pages = 0;
	if (f)
		fclose(f);
	return pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

static struct st_host *host(struct st_world *w, const char *name)
{
	struct st_host *h = st_host_new(w, name, 1);

	if (!h)
		test_check(false, true, __FILE__, __LINE__, "host %s: %s", name,
			   st_errmsg());
	return h;
}

/* Return: how many things all these hosts left behind. */
static int cycles(struct st_world *w, uint64_t n)
{
	int left = 0;

	while (n--)
		left += st_host_free(host(w, "h"));
	return left;
}

static void churn(uint64_t n, bool soak)
{
	struct st_world *w = st_world_new(NULL);
	struct st_host *keeper =
		host(w, "keeper"); /* the modules stay mapped */
	uint64_t before, start, ns, after;
	struct st_report r0, r1;

	EXPECT_EQ(cycles(w, WARM_UP), 0);
	malloc_trim(0);
	before = resident();
	EXPECT_EQ(st_report(keeper, &r0), 0);
	start = test_wall_ns();
	EXPECT_EQ(cycles(w, n), 0);
	ns = (test_wall_ns() - start) / n;
	malloc_trim(0);
	after = resident();
	EXPECT_EQ(st_report(keeper, &r1), 0);
	printf("# %llu hosts, %llu ns each, resident %lld KB more\n",
	       (unsigned long long)n, (unsigned long long)ns,
	       ((long long)after - (long long)before) / 1024);
	EXPECT_EQ(r1.objects, r0.objects);
	EXPECT_EQ(r1.timers, r0.timers);
	/* less than a byte a host over a million is noise of the allocator */
	if (TIMED)
		EXPECT_LE(after, before + (1 << 20));
	if (TIMED && soak)
		EXPECT_LT(ns, 200000);
	EXPECT_EQ(st_world_free(w, NULL), 0);
}

TEST(two_thousand_hosts_leave_nothing)
{
	churn(TIMED ? 2000 : 300, false);
}

TEST_SOAK(a_million_hosts_leave_nothing)
{
	churn(test_soak_count(1000000), true);
}

TEST(live_host_fits_512_kb)
{
	struct st_world *w = st_world_new(NULL);
	struct st_host *h[AT_ONCE];
	uint64_t before, each;
	char name[16];

	EXPECT_EQ(cycles(w, 1), 0); /* what the process keeps for all */
	h[0] = host(w, "h0");
	before = resident();
	for (int i = 1; i < AT_ONCE; i++) {
		snprintf(name, sizeof(name), "h%d", i);
		h[i] = host(w, name);
	}
	each = (resident() - before) / (AT_ONCE - 1);
	printf("# %llu KB a host\n", (unsigned long long)each / 1024);
	if (TIMED)
		EXPECT_LT(each, 512 << 10);
	for (int i = 0; i < AT_ONCE; i++)
		EXPECT_EQ(st_host_free(h[i]), 0);
	EXPECT_EQ(st_world_free(w, NULL), 0);
}
