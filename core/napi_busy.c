// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * napi_busy - polling outside of softirq: by the reader, or by a thread
 *
 * Where:   sk_busy_loop() before a reader sleeps; "napi/eth0-65" threads.
 * Mirrors: the busy poll and threaded NAPI parts of net/core/dev.c.
 */
#include "core/dev_priv.h"
#include "core/gro.h"
#include "core/napi_priv.h"
#include "core/rtnl.h"
#include "core/softnet.h"
#include "lib/atomic.h"
#include "lib/kthread.h"

/* ---- a thread of its own
 * ------------------------------------------------------ */

/* Sleep until there is work. Return: 0 work, -1 stop. */
static int napi_thread_wait(struct napi_struct *n)
{
	set_current_state(TASK_INTERRUPTIBLE);
	while (!kthread_should_stop()) {
		/* SCHED alone may belong to somebody else, e.g. napi_disable */
		if (test_bit(NAPI_STATE_SCHED_THREADED, &n->state)) {
			set_current_state(TASK_RUNNING);
			return 0;
		}
		schedule();
		set_current_state(TASK_INTERRUPTIBLE);
	}
	set_current_state(TASK_RUNNING);
	return -1;
}

static int napi_threaded_poll(void *data)
{
	struct napi_struct *n = data;
	bool repoll;

	while (!napi_thread_wait(n)) {
		do {
			repoll = false;
			local_bh_disable();
			clock_latch(this_cpu());
			__napi_poll(n, &repoll);
			cpu_settle();
			net_rps_action(this_softnet());
			local_bh_enable();
			cond_resched();
		} while (repoll);
	}
	return 0;
}

int napi_kthread_create(struct napi_struct *n)
{
	struct task_struct *t;

	t = kthread_create(napi_threaded_poll, n, "napi/%s-%u", n->dev->name,
			   n->napi_id);
	if (IS_ERR(t)) {
		netdev_err(n->dev, "no thread for napi %u: %ld\n", n->napi_id,
			   PTR_ERR(t));
		return (int)PTR_ERR(t);
	}
	n->thread = t;
	wake_up_process(t); /* it waits for work by itself */
	return 0;
}

/**
 * dev_set_threaded - poll all of a device's contexts in threads, or not
 *
 * Context: process, rtnl held. Return: 0, -ENOMEM.
 */
int dev_set_threaded(struct net_device *dev, bool threaded)
{
	struct napi_struct *n;
	int err = 0;

	ASSERT_RTNL();
	if (dev->threaded == threaded)
		return 0;
	if (threaded) {
		list_for_each_entry (n, &dev->napi_list, dev_list) {
			if (!n->thread)
				err = napi_kthread_create(n);
			if (err) {
				threaded = false;
				break;
			}
		}
	}
	dev->threaded = threaded;
	/* A poll in softirq ends there; the next one is the thread's. */
	list_for_each_entry (n, &dev->napi_list, dev_list) {
		if (threaded)
			set_bit(NAPI_STATE_THREADED, &n->state);
		else
			clear_bit(NAPI_STATE_THREADED, &n->state);
	}
	return err;
}
EXPORT_SYMBOL(dev_set_threaded);

/* ---- by who waits for the data
 * -------------------------------------------------- */

#define BUSY_POLL_STEP 1000 /* ns that one empty look is charged */

static void __busy_poll_stop(struct napi_struct *n, bool skip_schedule)
{
	if (!skip_schedule) {
		gro_normal_list(n);
		__napi_schedule(n);
		return;
	}
	if (n->gro_bitmask)
		napi_gro_flush(n, HZ >= 1000);
	gro_normal_list(n);
	clear_bit(NAPI_STATE_SCHED, &n->state);
}

/* One more poll, which may complete; else softirq goes on. */
static void busy_poll_stop(struct napi_struct *n, bool prefer, u16 budget)
{
	bool skip_schedule = false;
	unsigned long timeout;
	int rc;

	clear_bit(NAPI_STATE_MISSED, &n->state);
	clear_bit(NAPI_STATE_IN_BUSY_POLL, &n->state);
	local_bh_disable();
	if (prefer) {
		n->defer_hard_irqs_count =
			(int)READ_ONCE(n->dev->napi_defer_hard_irqs);
		timeout = READ_ONCE(n->dev->gro_flush_timeout);
		if (n->defer_hard_irqs_count && timeout) {
			hrtimer_start(&n->timer, ns_to_ktime(timeout),
				      HRTIMER_MODE_REL_PINNED);
			skip_schedule = true;
		}
	}
	rc = napi_call_poll(n, budget);
	if (rc == budget)
		__busy_poll_stop(n, skip_schedule);
	local_bh_enable();
}

/* Become the owner of @n, unless somebody is. */
static bool busy_poll_claim(struct napi_struct *n, bool prefer)
{
	unsigned long val = READ_ONCE(n->state);

	if (val & (NAPIF_STATE_DISABLE | NAPIF_STATE_SCHED |
		   NAPIF_STATE_IN_BUSY_POLL)) {
		if (prefer)
			set_bit(NAPI_STATE_PREFER_BUSY_POLL, &n->state);
		return false;
	}
	if (!try_cmpxchg(&n->state, &val,
			 val | NAPIF_STATE_IN_BUSY_POLL | NAPIF_STATE_SCHED)) {
		if (prefer)
			set_bit(NAPI_STATE_PREFER_BUSY_POLL, &n->state);
		return false;
	}
	return true;
}

static int busy_poll_once(struct napi_struct *n, u16 budget)
{
	int work;

	local_bh_disable();
	clock_latch(this_cpu());
	work = napi_call_poll(n, budget);
	gro_normal_list(n);
	if (work > 0 && n->dev)
		NET_ADD_STATS(dev_net(n->dev), LINUX_MIB_BUSYPOLLRXPACKETS,
			      (u64)work);
	skb_defer_free_flush();
	local_bh_enable();
	return work;
}

void napi_busy_loop(unsigned int napi_id, bool (*loop_end)(void *, ktime_t),
		    void *loop_end_arg, bool prefer_busy_poll, u16 budget)
{
	ktime_t start = ktime_get();
	struct napi_struct *n;
	bool owner = false;
	int work;

	might_sleep();
	for (;;) {
		rcu_read_lock();
		n = napi_by_id(napi_id);
		if (!n) {
			rcu_read_unlock();
			return;
		}
		if (!owner)
			owner = busy_poll_claim(n, prefer_busy_poll);
		work = owner ? busy_poll_once(n, budget) : 0;
		if (!loop_end || loop_end(loop_end_arg, start)) {
			if (owner)
				busy_poll_stop(n, prefer_busy_poll, budget);
			rcu_read_unlock();
			return;
		}
		/* Let the hardware and others run: give it up, and the CPU. */
		if (owner && !work) {
			busy_poll_stop(n, prefer_busy_poll, budget);
			owner = false;
		}
		rcu_read_unlock();
		if (!work)
			cpu_charge(BUSY_POLL_STEP);
		cpu_settle();
		if (!owner)
			cond_resched();
	}
}
EXPORT_SYMBOL(napi_busy_loop);
