// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * api_locks_test - the report counts locks that are held
 *
 * Where:   st_report() of api/look.c; lockdep_locks_held().
 * Mirrors: nothing.
 * Spec:    struct st_report in api/strata.h.
 */
#include "api/strata.h"
#include "lib/err.h"
#include "lib/mutex.h"
#include "lib/sched.h"
#include "lib/spinlock.h"
#include "tests/harness.h"

struct holder {
	struct st_host *h;
	struct mutex mutex;
	spinlock_t spin;
	uint64_t inside;
};

static uint64_t held(struct st_host *h)
{
	struct st_report r = {.locks_held = ~0ULL};

	EXPECT_EQ(st_report(h, &r), 0);
	return r.locks_held;
}

/* Sleeps with a mutex held; asks for the report with a spinlock, too. */
static int hold(void *data)
{
	struct holder *x = data;

	mutex_init(&x->mutex);
	spin_lock_init(&x->spin);
	mutex_lock(&x->mutex);
	spin_lock(&x->spin);
	x->inside = current->lockdep_depth;
	spin_unlock(&x->spin);
	schedule_timeout_uninterruptible(100);
	mutex_unlock(&x->mutex);
	return 0;
}

TEST(report_counts_the_locks_of_sleeping_tasks)
{
	struct st_world *w = st_world_new(NULL);
	struct st_host *a = st_host_new_bare(w, "a", 1);
	struct st_host *b = st_host_new_bare(w, "b", 1);
	struct holder x = {.h = a}, y = {.h = a};

	ASSERT(a && b);
	EXPECT_EQ(held(a), 0);
	EXPECT_EQ(st_task(a, hold, &x), 0);
	st_run(w, 50 * ST_MSEC, NULL, NULL);
	EXPECT_EQ(x.inside, 2);
	EXPECT_EQ(held(a), 1);
	EXPECT_EQ(held(b), 0); /* another host's tasks */
	EXPECT_EQ(st_task(a, hold, &y), 0);
	st_run(w, 60 * ST_MSEC, NULL, NULL);
	EXPECT_EQ(held(a), 2);
	st_run(w, 130 * ST_MSEC, NULL, NULL);
	EXPECT_EQ(held(a), 1);
	st_run(w, ST_SEC, NULL, NULL);
	EXPECT_EQ(held(a), 0);
	EXPECT_EQ(st_world_free(w, NULL), 0);
}
