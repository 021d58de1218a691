// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lib_lockdep_test - held locks, their order, their contexts
 *
 * Where:   unit tests of lib.
 * Mirrors: lib/locking-selftest.c in purpose.
 * Spec:    lib/lockdep.h.
 *
 * Order and context are kept in debug and sanitizer builds only.
 */
#include <stdio.h>

#include "lib/interrupt.h"
#include "lib/kernel.h"
#include "lib/lockdep.h"
#include "lib/mutex.h"
#include "lib/oops.h"
#include "lib/spinlock.h"
#include "tests/unit/host_fixture.h"

static char reports[65536];
static spinlock_t lock_a, lock_b, lock_c;

static void keep_report(void *data, const char *text)
{
	size_t used = strlen(reports);

	snprintf(reports + used, sizeof(reports) - used, "%s", text);
}

static void setup(void)
{
	reports[0] = '\0';
	oops_reset();
	oops_set_sink(keep_report, NULL);
	host_begin(1);
	spin_lock_init(&lock_a);
	spin_lock_init(&lock_b);
	spin_lock_init(&lock_c);
}
TEST_SETUP(setup);

static void teardown(void)
{
	EXPECT_EQ(current->lockdep_depth, 0);
	host_end();
	oops_set_sink(NULL, NULL);
}
TEST_TEARDOWN(teardown);

/* Only where the graph is kept: what must have been reported. */
static void expect_reports(unsigned long n, const char *text)
{
	if (STRATA_LOCKDEP) {
		EXPECT_EQ(oops_count(), n);
		EXPECT_NOT_NULL(strstr(reports, text));
	} else {
		EXPECT_EQ(oops_count(), 0);
	}
	oops_reset();
	reports[0] = '\0';
}

static void take(spinlock_t *first, spinlock_t *second)
{
	spin_lock_bh(first);
	spin_lock(second);
	spin_unlock(second);
	spin_unlock_bh(first);
}

TEST(held_locks_are_known_in_any_order_of_release)
{
	spin_lock(&lock_a);
	spin_lock(&lock_b);
	EXPECT(lock_is_held(&lock_a));
	EXPECT(lock_is_held(&lock_b));
	spin_unlock(&lock_a);
	EXPECT(!lock_is_held(&lock_a));
	lockdep_assert_held(&lock_b);
	spin_unlock(&lock_b);
	EXPECT(!lock_is_held(&lock_b));
}

TEST(assertion_of_a_lock_not_held_is_reported)
{
	lockdep_assert_held(&lock_a);
	EXPECT_EQ(oops_count(), 1);
	EXPECT_NOT_NULL(strstr(reports, "lock_is_held(&lock_a)"));
	oops_reset();
}

TEST(release_of_a_lock_not_held_is_reported)
{
	lock_released(&lock_a, HERE);
	EXPECT_EQ(oops_count(), 1);
	oops_reset();
}

TEST(same_order_twice_is_silent)
{
	take(&lock_a, &lock_b);
	take(&lock_a, &lock_b);
	take(&lock_b, &lock_c);
	take(&lock_a, &lock_c);
	EXPECT_EQ(oops_count(), 0);
}

TEST(inversion_is_reported_once_with_names_and_places)
{
	char ab[200], ba[200];
	int line_ab, line_ba;

	spin_lock_bh(&lock_a);
	line_ab = __LINE__ + 1;
	spin_lock(&lock_b);
	spin_unlock(&lock_b);
	spin_unlock_bh(&lock_a);
	EXPECT_EQ(oops_count(), 0);

	spin_lock_bh(&lock_b);
	line_ba = __LINE__ + 1;
	spin_lock(&lock_a);
	spin_unlock(&lock_a);
	spin_unlock_bh(&lock_b);
	snprintf(ab, sizeof(ab), "but &lock_b was taken at %s:%d while &lock_a",
		 __FILE__, line_ab);
	snprintf(ba, sizeof(ba), "&lock_a is taken at %s:%d while &lock_b",
		 __FILE__, line_ba);
	if (STRATA_LOCKDEP) {
		EXPECT_NOT_NULL(strstr(reports, ab));
		EXPECT_NOT_NULL(strstr(reports, ba));
	}
	expect_reports(1, "possible circular locking dependency");
	take(&lock_b, &lock_a);
	EXPECT_EQ(oops_count(), 0);
}

TEST(ring_of_three_is_found)
{
	take(&lock_a, &lock_b);
	take(&lock_b, &lock_c);
	EXPECT_EQ(oops_count(), 0);
	take(&lock_c, &lock_a);
	expect_reports(1, "but &lock_c was taken at");
}

TEST(trylock_has_no_order)
{
	take(&lock_a, &lock_b);
	spin_lock_bh(&lock_b);
	EXPECT(spin_trylock(&lock_a));
	spin_unlock(&lock_a);
	spin_unlock_bh(&lock_b);
	EXPECT_EQ(oops_count(), 0);
}

TEST(mutex_and_spinlock_share_one_order)
{
	struct mutex m;

	mutex_init(&m);
	mutex_lock(&m);
	might_sleep(); /* a mutex does not forbid it */
	spin_lock_bh(&lock_a);
	spin_unlock_bh(&lock_a);
	mutex_unlock(&m);
	EXPECT_EQ(oops_count(), 0);
	spin_lock_bh(&lock_a);
	lock_acquired(m.key, &m, HERE);
	lock_released(&m, HERE);
	spin_unlock_bh(&lock_a);
	expect_reports(1, "while &lock_a is held");
}

TEST(machines_have_their_own_order)
{
	struct machine *other = test_machine(host.world, "other", 1);
	struct task_guard g;

	take(&lock_a, &lock_b);
	task_leave(&guard);
	task_enter(&g, other, 0);
	take(&lock_b, &lock_a);
	task_leave(&g);
	EXPECT_EQ(machine_free(other), 0);
	task_enter(&guard, host.machine, 0);
	EXPECT_EQ(oops_count(), 0);
}

static void action(void)
{
	spin_lock(&lock_c);
	spin_unlock(&lock_c);
}

static void run_softirq(void)
{
	open_softirq(BLOCK_SOFTIRQ, action);
	local_bh_disable();
	raise_softirq(BLOCK_SOFTIRQ);
	local_bh_enable();
}

TEST(lock_of_softirqs_taken_with_softirqs_enabled_is_reported)
{
	spin_lock(&lock_c);
	spin_unlock(&lock_c);
	EXPECT_EQ(oops_count(), 0);
	run_softirq();
	expect_reports(1, "inconsistent lock state");
	run_softirq();
	EXPECT_EQ(oops_count(), 0);
}

TEST(lock_of_softirqs_taken_by_bh_and_irqsave_forms_is_silent)
{
	unsigned long flags;

	run_softirq();
	spin_lock_bh(&lock_c);
	spin_unlock_bh(&lock_c);
	spin_lock_irqsave(&lock_c, flags);
	EXPECT(irqs_disabled());
	spin_unlock_irqrestore(&lock_c, flags);
	EXPECT(!irqs_disabled());
	EXPECT_EQ(oops_count(), 0);
}

TEST(sleep_with_a_spinlock_held_names_the_lock)
{
	spin_lock(&lock_a);
	might_sleep();
	spin_unlock(&lock_a);
	EXPECT_EQ(oops_count(), 1);
	EXPECT_NOT_NULL(strstr(reports, "1 lock held by"));
	EXPECT_NOT_NULL(strstr(reports, "&lock_a, at "));
	oops_reset();
}

/* What a module's locks would be: keys that go away with its text. */
TEST(classes_of_a_module_that_went_are_forgotten)
{
	static const struct lock_class_key key[2] = {{"x", "m.c", 1},
						     {"y", "m.c", 2}};
	spinlock_t x, y;

	__spin_lock_init(&x, &key[0]);
	__spin_lock_init(&y, &key[1]);
	take(&x, &y);
	lockdep_free_key_range(host.machine, key, sizeof(key));
	take(&y, &x);
	EXPECT_EQ(oops_count(), 0);
	take(&x, &y);
	expect_reports(1, "possible circular locking dependency");
}

TEST(too_many_locks_are_reported_and_survived)
{
	static const struct lock_class_key key = {"?", "?", 0};
	char locks[MAX_HELD_LOCKS + 2];

	for (unsigned int i = 0; i < ARRAY_SIZE(locks); i++)
		lock_acquired(&key, &locks[i], "here");
	EXPECT_EQ(current->lockdep_depth, MAX_HELD_LOCKS);
	for (unsigned int i = ARRAY_SIZE(locks); i--;)
		lock_released(&locks[i], "here");
	EXPECT_NOT_NULL(strstr(reports, "locks held"));
	oops_reset();
}
