// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * core_live_test - what core promises when its CPUs are threads
 *
 * Where:   core_test; names say "live", so that the thread sanitizer's tree
 *          runs them too.
 * Mirrors: nothing.
 */
#include "core/trace.h"
#include "lib/atomic.h"
#include "lib/err.h"
#include "lib/kthread.h"
#include "lib/ktime.h"
#include "lib/slab.h"
#include "tests/unit/host_fixture.h"

static struct task_struct *run_on(unsigned int cpu, int (*fn)(void *),
				  void *data)
{
	struct task_struct *t =
		kthread_create_on_cpu(fn, data, cpu, "t/%u", cpu);

	ASSERT(!IS_ERR(t));
	wake_up_process(t);
	return t;
}

/* ---- who looks at events comes and goes */

struct watcher {
	struct trace_consumer consumer;
	unsigned int seen, gone;
	unsigned int *late;
};

/* Slow, so that whoever does not wait is caught. */
static void watch(void *data, struct machine *machine,
		  const struct trace_rec *rec)
{
	struct watcher *w = data;
	ktime_t end = world_now(machine->world) + 5 * NSEC_PER_USEC;

	while (world_now(machine->world) < end)
		;
	w->seen++;
	if (READ_ONCE(w->gone))
		__atomic_fetch_add(w->late, 1, __ATOMIC_RELAXED);
}

static int tell_many(void *data)
{
	while (!kthread_should_stop()) {
		for (unsigned int i = 0; i < 50; i++)
			trace_irq_handler_entry(NULL, i, "eth0");
		cond_resched();
	}
	return 0;
}

TEST(live_trace_consumer_may_go_when_unregister_returns)
{
	unsigned int late = 0, seen = 0;
	struct task_struct *t;

	host_begin_live(2);
	t = run_on(1, tell_many, NULL);
	for (unsigned int i = 0; i < 100; i++) {
		struct watcher *w = kzalloc(sizeof(*w), GFP_KERNEL);

		w->late = &late;
		w->consumer.fn = watch;
		w->consumer.data = w;
		trace_mask_parse(&w->consumer.mask, "irq:irq_handler_entry");
		ASSERT_EQ(trace_register(host.machine, &w->consumer), 0);
		schedule_timeout_uninterruptible(1);
		trace_unregister(host.machine, &w->consumer);
		WRITE_ONCE(w->gone, 1);
		seen += w->seen;
		cond_resched();
		kfree(w);
	}
	kthread_stop(t);
	EXPECT_GT(seen, 0);
	EXPECT_EQ(late, 0);
	host_end();
}

static bool stop_never(void *data, const struct trace_rec *rec,
		       const struct sk_buff *skb)
{
	unsigned int *asked = data;

	WRITE_ONCE(*asked, *asked + 1);
	return false;
}

/* The stop point's data is the caller's again when it is cleared. */
TEST(live_stop_point_is_cleared_under_traffic)
{
	struct trace_mask mask;
	struct task_struct *t;
	unsigned int total = 0;

	host_begin_live(2);
	trace_mask_parse(&mask, "irq:irq_handler_entry");
	t = run_on(1, tell_many, NULL);
	for (unsigned int i = 0; i < 100; i++) {
		unsigned int *asked = kzalloc(sizeof(*asked), GFP_KERNEL);

		EXPECT_EQ(
			trace_set_stop(host.machine, &mask, stop_never, asked),
			0);
		schedule_timeout_uninterruptible(1);
		trace_set_stop(host.machine, NULL, NULL, NULL);
		total += *asked;
		kfree(asked);
	}
	kthread_stop(t);
	if (strata_park)
		EXPECT_GT(total, 0);
	host_end();
}
