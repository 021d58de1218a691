// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * timers - what a timer costs, among few and among many
 *
 * Where:   make bench; lib/timer.c and lib/hrtimer.c below it.
 * Mirrors: none.
 * Spec:    PERFORMANCE.md: a timer costs the same among 10 and 100,000.
 *
 * Each figure is the median of nine rounds, and the sizes take turns within a
 * round, so that a slow moment of the host meets all of them. The virtual
 * executor is used: the time shown is the processor's, not the world's.
 */
#include <stdio.h>
#include <stdlib.h>

#include "lib/err.h"
#include "lib/hrtimer.h"
#include "lib/ktime.h"
#include "lib/machine.h"
#include "lib/os.h"
#include "lib/prandom.h"
#include "lib/timer.h"

#define ROUNDS	9
#define OPS	200000
#define NR_FEW	10
#define NR_MANY 100000

struct bench {
	struct world *world;
	struct machine *machine;
	struct task_guard guard;
	struct timer_list *timers;
	struct hrtimer *hrtimers;
	struct rnd_state rnd;
	unsigned int n; /* armed beside the one that is measured */
};

static unsigned long fired;

static void count_fn(struct timer_list *t)
{
	fired++;
}

static enum hrtimer_restart hcount_fn(struct hrtimer *t)
{
	fired++;
	return HRTIMER_NORESTART;
}

/* ns for each operation */
static double per_op(s64 start, unsigned long ops)
{
	return (double)(os_clock_monotonic() - start) / (double)ops;
}

/* A retransmission timer: moved by each packet, far enough to change slots. */
static double arm_cancel(struct bench *b)
{
	struct timer_list t;
	s64 start;

	timer_setup(&t, count_fn, 0);
	start = os_clock_monotonic();
	for (unsigned long i = 0; i < OPS; i++) {
		mod_timer(&t, jiffies + 200 + (i & 1023));
		timer_delete(&t);
	}
	return per_op(start, OPS);
}

static double move(struct bench *b)
{
	struct timer_list t;
	double ns;
	s64 start;

	timer_setup(&t, count_fn, 0);
	start = os_clock_monotonic();
	for (unsigned long i = 0; i < OPS; i++)
		mod_timer(&t, jiffies + 200 + (i & 1023));
	ns = per_op(start, OPS);
	timer_delete(&t);
	return ns;
}

static double hr_arm_cancel(struct bench *b)
{
	struct hrtimer t;
	s64 start;

	hrtimer_setup(&t, hcount_fn, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	start = os_clock_monotonic();
	for (unsigned long i = 0; i < OPS; i++) {
		hrtimer_start(&t, 1000000 + (ktime_t)(i & 0xffff) * 1000,
			      HRTIMER_MODE_REL);
		hrtimer_cancel(&t);
	}
	return per_op(start, OPS);
}

/* All that are armed fire within a minute: turns, softirqs, handlers. */
static double expire(struct bench *b)
{
	unsigned long before = fired;
	double ns;
	s64 start;

	task_leave(&b->guard);
	start = os_clock_monotonic();
	world_run(b->world, world_now(b->world) + 70 * NSEC_PER_SEC, NULL,
		  NULL);
	ns = per_op(start, fired - before);
	task_enter(&b->guard, b->machine, 0);
	return ns;
}

static void arm_all(struct bench *b)
{
	for (unsigned int i = 0; i < b->n; i++) {
		u32 ms = prandom_u32_max_state(&b->rnd, 60000) + 1000;

		mod_timer(&b->timers[i], jiffies + ms);
		hrtimer_start(&b->hrtimers[i], (ktime_t)ms * 1000003,
			      HRTIMER_MODE_REL);
	}
}

static const struct {
	const char *what;
	double (*fn)(struct bench *b);
} rows[] = {
	{"arm and cancel a timer", arm_cancel},
	{"move an armed timer", move},
	{"arm and cancel an hrtimer", hr_arm_cancel},
	{"expire a timer or hrtimer", expire}, /* last: empties the wheel */
};
#define NR_ROWS (sizeof(rows) / sizeof(rows[0]))

static int cmp(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void bench_init(struct bench *b)
{
	struct world_opts wo = {.mode = WORLD_VIRTUAL, .seed = 1};
	struct machine_opts mo = {.name = "bench", .nr_cpus = 1};

	b->world = world_new(&wo);
	b->machine = machine_new(b->world, &mo);
	b->timers = calloc(NR_MANY, sizeof(*b->timers));
	b->hrtimers = calloc(NR_MANY, sizeof(*b->hrtimers));
	if (IS_ERR(b->machine) || !b->timers || !b->hrtimers)
		exit(1);
	prandom_seed_state(&b->rnd, 1);
	task_enter(&b->guard, b->machine, 0);
	for (unsigned int i = 0; i < NR_MANY; i++) {
		timer_setup(&b->timers[i], count_fn, 0);
		hrtimer_setup(&b->hrtimers[i], hcount_fn, CLOCK_MONOTONIC,
			      HRTIMER_MODE_REL);
	}
}

int main(void)
{
	static const unsigned int sizes[] = {NR_FEW, NR_MANY};
	static double ns[NR_ROWS][2][ROUNDS];
	struct bench b;
	int left;

	bench_init(&b);
	for (int r = 0; r < ROUNDS; r++) {
		for (int s = 0; s < 2; s++) {
			b.n = sizes[s];
			arm_all(&b);
			for (size_t i = 0; i < NR_ROWS; i++)
				ns[i][s][r] = rows[i].fn(&b);
		}
	}
	printf("%-28s %10s %10s %8s\n", "ns each, among", "10", "100,000",
	       "ratio");
	for (size_t i = 0; i < NR_ROWS; i++) {
		for (int s = 0; s < 2; s++)
			qsort(ns[i][s], ROUNDS, sizeof(double), cmp);
		printf("%-28s %10.1f %10.1f %8.2f\n", rows[i].what,
		       ns[i][0][ROUNDS / 2], ns[i][1][ROUNDS / 2],
		       ns[i][1][ROUNDS / 2] / ns[i][0][ROUNDS / 2]);
	}
	task_leave(&b.guard);
	left = machine_free(b.machine);
	world_free(b.world);
	free(b.timers);
	free(b.hrtimers);
	return left != 0;
}
