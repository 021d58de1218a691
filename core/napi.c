// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * napi - polling instead of interrupts, within a budget
 *
 * Where:   napi_schedule() in a driver's handler; net_rx_action() runs in
 *          NET_RX_SOFTIRQ and calls the polls.
 * Mirrors: the NAPI part of net/core/dev.c. Busy polling and threads are in
 *          napi_busy.c.
 * Spec:    Documentation/networking/napi.rst.
 *
 * Timers: napi->timer. Started by napi_complete_done() when gro_flush_timeout
 * is set and packets are held, or interrupts deferred; stopped by
 * napi_disable(); at expiry napi_watchdog() schedules a poll.
 *
 * Three mistakes of drivers are reported, once each: a poll above its budget,
 * a poll below its budget that did not complete (it would never run again),
 * and a completion of what was not scheduled.
 */
#define pr_fmt(fmt) "napi: " fmt

#include "core/dev_priv.h"
#include "core/gro.h"
#include "core/napi_priv.h"
#include "core/softnet.h"
#include "core/trace.h"
#include "lib/atomic.h"
#include "lib/hashtable.h"
#include "lib/interrupt.h"
#include "lib/kthread.h"

#define NAPI_HASH_BITS 4

const char *const napi_state_names[] = {
	"SCHED",    "MISSED",	      "DISABLE",      "NPSVC",
	"LISTED",   "NO_BUSY_POLL",   "IN_BUSY_POLL", "PREFER_BUSY_POLL",
	"THREADED", "SCHED_THREADED",
};
EXPORT_SYMBOL(napi_state_names);

DEFINE_STATIC_PER_MACHINE(struct hlist_head, napi_hash[1 << NAPI_HASH_BITS]);
DEFINE_STATIC_PER_MACHINE(spinlock_t, napi_hash_lock);
DEFINE_STATIC_PER_MACHINE(unsigned int, napi_gen_id);

/* Remember a step of the state machine, for "show napi". */
void napi_transition(struct napi_struct *n, const char *what, int work)
{
	unsigned int i =
		__atomic_fetch_add(&n->transition_head, 1, __ATOMIC_RELAXED) %
		NAPI_TRANSITIONS;

	n->transitions[i] = (struct napi_transition){
		.time = ktime_get(),
		.state = READ_ONCE(n->state),
		.work = work,
		.what = what,
	};
}

const char *napi_dev_name(const struct napi_struct *n)
{
	return n->dev ? n->dev->name : "(no_device)";
}

/* ---- scheduling -------------------------------------------------------------
 */

/* Context: the CPU that will poll; SCHED is ours. */
void ____napi_schedule(struct softnet_data *sd, struct napi_struct *napi)
{
	napi->scheduled++;
	napi_transition(napi, "schedule", 0);
	trace_napi_schedule(NULL, napi_dev_name(napi), napi->napi_id);
	if (test_bit(NAPI_STATE_THREADED, &napi->state) && napi->thread) {
		set_bit(NAPI_STATE_SCHED_THREADED, &napi->state);
		wake_up_process(napi->thread);
		return;
	}
	list_add_tail(&napi->poll_list, &sd->poll_list);
	WRITE_ONCE(napi->list_owner, (int)sd->cpu);
	/* net_rx_action() looks at the list again before it ends */
	if (!sd->in_net_rx_action)
		raise_softirq(NET_RX_SOFTIRQ);
}

bool napi_schedule_prep(struct napi_struct *n)
{
	unsigned long new, val = READ_ONCE(n->state);

	do {
		if (unlikely(val & NAPIF_STATE_DISABLE))
			return false;
		new = val | NAPIF_STATE_SCHED;
		/* somebody polls already: he shall look once more */
		if (val & NAPIF_STATE_SCHED)
			new |= NAPIF_STATE_MISSED;
	} while (!try_cmpxchg(&n->state, &val, new));
	return !(val & NAPIF_STATE_SCHED);
}
EXPORT_SYMBOL(napi_schedule_prep);

void __napi_schedule(struct napi_struct *n)
{
	____napi_schedule(this_softnet(), n);
}
EXPORT_SYMBOL(__napi_schedule);

void __napi_schedule_irqoff(struct napi_struct *n)
{
	____napi_schedule(this_softnet(), n);
}
EXPORT_SYMBOL(__napi_schedule_irqoff);

/* How long to wait with the next poll, 0: not; *@irq: may it be unmasked? */
static unsigned long napi_defer(struct napi_struct *n, int work_done, bool *irq)
{
	unsigned long timeout = 0;

	if (work_done) {
		if (n->gro_bitmask)
			timeout = READ_ONCE(n->dev->gro_flush_timeout);
		n->defer_hard_irqs_count =
			(int)READ_ONCE(n->dev->napi_defer_hard_irqs);
	}
	if (n->defer_hard_irqs_count > 0) {
		n->defer_hard_irqs_count--;
		timeout = READ_ONCE(n->dev->gro_flush_timeout);
		if (timeout)
			*irq = false;
	}
	return timeout;
}

bool napi_complete_done(struct napi_struct *n, int work_done)
{
	unsigned long val, new, timeout;
	bool ret = true;

	/* The busy poller or netpoll owns it: they will end it. */
	if (unlikely(READ_ONCE(n->state) &
		     (NAPIF_STATE_NPSVC | NAPIF_STATE_IN_BUSY_POLL)))
		return false;
	timeout = napi_defer(n, work_done, &ret);
	if (n->gro_bitmask)
		napi_gro_flush(n, !!timeout);
	gro_normal_list(n);
	if (unlikely(!list_empty(&n->poll_list)))
		list_del_init(&n->poll_list);
	WRITE_ONCE(n->list_owner, -1);

	val = READ_ONCE(n->state);
	do {
		if (WARN_ONCE(
			    !(val & NAPIF_STATE_SCHED),
			    "%s: napi_complete_done() of what is not scheduled",
			    napi_dev_name(n)))
			return false;
		new = val & ~(NAPIF_STATE_MISSED | NAPIF_STATE_SCHED |
			      NAPIF_STATE_SCHED_THREADED |
			      NAPIF_STATE_PREFER_BUSY_POLL);
		if (val & NAPIF_STATE_MISSED)
			new |= NAPIF_STATE_SCHED;
	} while (!try_cmpxchg(&n->state, &val, new));
	/* From here on it may be another CPU's: counts are atomic. */
	__atomic_fetch_add(&n->completions, 1, __ATOMIC_RELAXED);
	trace_napi_complete(NULL, napi_dev_name(n), (unsigned int)work_done);
	if (unlikely(val & NAPIF_STATE_MISSED)) {
		napi_transition(n, "missed", work_done);
		__napi_schedule(n);
		return false;
	}
	napi_transition(n, "complete", work_done);
	if (timeout)
		hrtimer_start(&n->timer, ns_to_ktime(timeout),
			      HRTIMER_MODE_REL_PINNED);
	return ret;
}
EXPORT_SYMBOL(napi_complete_done);

static enum hrtimer_restart napi_watchdog(struct hrtimer *timer)
{
	struct napi_struct *n = container_of(timer, struct napi_struct, timer);

	if (!napi_disable_pending(n) &&
	    !test_and_set_bit(NAPI_STATE_SCHED, &n->state)) {
		clear_bit(NAPI_STATE_PREFER_BUSY_POLL, &n->state);
		__napi_schedule_irqoff(n);
	}
	return HRTIMER_NORESTART;
}

/* ---- polling ---------------------------------------------------------------
 */

/* Did the driver keep the contract? Context: poll's callsite still pushed. */
static void napi_poll_check(struct napi_struct *n, int work, int weight,
			    u64 completions)
{
	if (unlikely(work > weight))
		WARN_ONCE(true,
			  "%s: NAPI poll function returned %d, exceeding its "
			  "budget of %d",
			  napi_dev_name(n), work, weight);
	if (unlikely(work < weight &&
		     READ_ONCE(n->completions) == completions &&
		     (READ_ONCE(n->state) &
		      (NAPIF_STATE_SCHED | NAPIF_STATE_NPSVC |
		       NAPIF_STATE_IN_BUSY_POLL)) == NAPIF_STATE_SCHED))
		WARN_ONCE(true,
			  "%s: NAPI poll function returned %d of %d without "
			  "napi_complete_done(): it will not be polled again",
			  napi_dev_name(n), work, weight);
}

/* One call of the driver's poll. Return: packets. */
int napi_call_poll(struct napi_struct *n, int weight)
{
	struct callsite site = {"napi_struct.poll", (const void *)n->poll,
				current->callsite};
	u64 completions = READ_ONCE(n->completions);
	int work, cpu = (int)smp_processor_id();

	WRITE_ONCE(n->poll_owner, cpu);
	current->callsite = &site;
	work = n->poll(n, weight);
	__atomic_fetch_add(&n->polls, 1, __ATOMIC_RELAXED);
	__atomic_fetch_add(&n->packets, (u64)max(work, 0), __ATOMIC_RELAXED);
	__atomic_fetch_add(&n->empty_polls, work == 0, __ATOMIC_RELAXED);
	/* the backlog's poll completes by itself, without a device */
	if (n->dev)
		napi_poll_check(n, work, weight, completions);
	current->callsite = site.up;
	/* unless it has completed and another one polls by now */
	cmpxchg(&n->poll_owner, cpu, -1);
	trace_napi_poll(NULL, napi_dev_name(n), n->napi_id, (unsigned int)work,
			(unsigned int)weight);
	cpu_cost(poll);
	return work;
}

/* Return: packets; *@repoll: there are more, it stays scheduled. */
int __napi_poll(struct napi_struct *n, bool *repoll)
{
	int work = 0, weight = n->weight;

	/* napi_disable() or a busy poller may have taken it meanwhile */
	if (test_bit(NAPI_STATE_SCHED, &n->state))
		work = napi_call_poll(n, weight);
	if (likely(work < weight))
		return work;

	/* The whole budget: the driver must not have touched the state. */
	if (unlikely(napi_disable_pending(n))) {
		napi_complete(n);
		return work;
	}
	if (napi_prefer_busy_poll(n)) {
		if (napi_complete_done(n, work))
			napi_schedule(n);
		return work;
	}
	if (n->gro_bitmask)
		napi_gro_flush(n, HZ >= 1000);
	gro_normal_list(n);
	if (unlikely(!list_empty(&n->poll_list))) {
		WARN_ONCE(true, "%s: budget exhausted after napi rescheduled",
			  napi_dev_name(n));
		return work;
	}
	napi_transition(n, "repoll", work);
	*repoll = true;
	return work;
}

static noinline int napi_poll(struct napi_struct *n, struct list_head *repoll)
{
	bool do_repoll = false;
	int work;

	list_del_init(&n->poll_list);
	work = __napi_poll(n, &do_repoll);
	if (do_repoll)
		list_add_tail(&n->poll_list, repoll);
	return work;
}

/*
 * NET_RX_SOFTIRQ: poll what is scheduled, until nothing is, netdev_budget
 * packets are done or netdev_budget_usecs are over; then come back later.
 * TOUR: napi-poll
 */
static void net_rx_action(void)
{
	struct softnet_data *sd = this_softnet();
	unsigned long time_limit =
		jiffies + usecs_to_jiffies(net_hotdata.netdev_budget_usecs);
	int budget = READ_ONCE(net_hotdata.netdev_budget);
	LIST_HEAD(list);
	LIST_HEAD(repoll);

	sd->net_rx_actions++;
	sd->in_net_rx_action = true;
	rps_take_kick(sd);
	list_splice_init(&sd->poll_list, &list);
	for (;;) {
		skb_defer_free_flush();
		if (list_empty(&list)) {
			if (!list_empty(&repoll) || list_empty(&sd->poll_list))
				break;
			list_splice_init(&sd->poll_list, &list);
			continue;
		}
		clock_latch(this_cpu());
		budget -= napi_poll(
			list_first_entry(&list, struct napi_struct, poll_list),
			&repoll);
		cpu_settle();
		if (unlikely(budget <= 0 ||
			     time_after_eq(jiffies, time_limit))) {
			WRITE_ONCE(sd->time_squeeze, sd->time_squeeze + 1);
			break;
		}
	}
	/* first what was not reached, then what wants more, then newcomers */
	list_splice_tail_init(&sd->poll_list, &list);
	list_splice_tail(&repoll, &list);
	list_splice(&list, &sd->poll_list);
	if (!list_empty(&sd->poll_list))
		__raise_softirq(NET_RX_SOFTIRQ);
	sd->in_net_rx_action = false;
	net_rps_action(sd);
}

/* ---- life
 * --------------------------------------------------------------------- */

/* Context: rcu_read_lock(). */
struct napi_struct *napi_by_id(unsigned int napi_id)
{
	struct hlist_head *h =
		&machine_var(napi_hash)[hash_min(napi_id, NAPI_HASH_BITS)];
	struct napi_struct *n;

	hlist_for_each_entry_rcu (n, h, napi_hash_node) {
		if (n->napi_id == napi_id)
			return n;
	}
	return NULL;
}
EXPORT_SYMBOL(napi_by_id);

static void napi_hash_add(struct napi_struct *n)
{
	unsigned int *gen = &machine_var(napi_gen_id);

	spin_lock_bh(&machine_var(napi_hash_lock));
	do {
		if (unlikely(++*gen < MIN_NAPI_ID))
			*gen = MIN_NAPI_ID;
	} while (napi_by_id(*gen));
	n->napi_id = *gen;
	hlist_add_head_rcu(
		&n->napi_hash_node,
		&machine_var(napi_hash)[hash_min(n->napi_id, NAPI_HASH_BITS)]);
	spin_unlock_bh(&machine_var(napi_hash_lock));
}

static void napi_hash_del(struct napi_struct *n)
{
	spin_lock_bh(&machine_var(napi_hash_lock));
	if (!hlist_unhashed(&n->napi_hash_node))
		hlist_del_init_rcu(&n->napi_hash_node);
	spin_unlock_bh(&machine_var(napi_hash_lock));
}

/* What every context needs, the backlog's too. */
void napi_init(struct napi_struct *n, napi_poll_fn poll, int weight)
{
	INIT_LIST_HEAD(&n->poll_list);
	INIT_LIST_HEAD(&n->dev_list);
	INIT_HLIST_NODE(&n->napi_hash_node);
	hrtimer_setup(&n->timer, napi_watchdog, CLOCK_MONOTONIC,
		      HRTIMER_MODE_REL_PINNED);
	for (int i = 0; i < GRO_HASH_BUCKETS; i++) {
		INIT_LIST_HEAD(&n->gro_hash[i].list);
		n->gro_hash[i].count = 0;
	}
	n->gro_bitmask = 0;
	n->skb = NULL;
	INIT_LIST_HEAD(&n->rx_list);
	n->rx_count = 0;
	n->poll = poll;
	n->weight = weight;
	n->poll_owner = -1;
	n->list_owner = -1;
	n->irq = -1;
	n->thread = NULL;
}

void netif_napi_add_weight(struct net_device *dev, struct napi_struct *napi,
			   napi_poll_fn poll, int weight)
{
	if (WARN_ON(test_and_set_bit(NAPI_STATE_LISTED, &napi->state)))
		return;
	if (weight > NAPI_POLL_WEIGHT)
		netdev_err(dev, "napi_add() called with weight %d\n", weight);
	napi_init(napi, poll, weight);
	napi->dev = dev;
	list_add_tail_rcu(&napi->dev_list, &dev->napi_list);
	/* off until napi_enable() */
	set_bit(NAPI_STATE_SCHED, &napi->state);
	set_bit(NAPI_STATE_NPSVC, &napi->state);
	if (!test_bit(NAPI_STATE_NO_BUSY_POLL, &napi->state))
		napi_hash_add(napi);
	if (dev->threaded && napi_kthread_create(napi))
		dev->threaded = false;
}
EXPORT_SYMBOL(netif_napi_add_weight);

void netif_napi_add_tx_weight(struct net_device *dev, struct napi_struct *napi,
			      napi_poll_fn poll, int weight)
{
	set_bit(NAPI_STATE_NO_BUSY_POLL, &napi->state);
	netif_napi_add_weight(dev, napi, poll, weight);
}
EXPORT_SYMBOL(netif_napi_add_tx_weight);

/* Packets that still wait for a successor, or for the list to be handed up. */
static void napi_drop_held(struct napi_struct *n)
{
	struct sk_buff *skb, *tmp;

	for (int i = 0; i < GRO_HASH_BUCKETS; i++) {
		list_for_each_entry_safe (skb, tmp, &n->gro_hash[i].list,
					  list) {
			skb_list_del_init(skb);
			kfree_skb_reason(skb, SKB_DROP_REASON_QUEUE_PURGE);
		}
		n->gro_hash[i].count = 0;
	}
	n->gro_bitmask = 0;
	list_for_each_entry_safe (skb, tmp, &n->rx_list, list) {
		skb_list_del_init(skb);
		kfree_skb_reason(skb, SKB_DROP_REASON_QUEUE_PURGE);
	}
	n->rx_count = 0;
	if (n->skb) {
		kfree_skb_reason(n->skb, SKB_DROP_REASON_QUEUE_PURGE);
		n->skb = NULL;
	}
}

void __netif_napi_del(struct napi_struct *napi)
{
	if (!test_and_clear_bit(NAPI_STATE_LISTED, &napi->state))
		return;
	napi_hash_del(napi);
	list_del_rcu(&napi->dev_list);
	if (napi->thread) {
		kthread_stop(napi->thread);
		napi->thread = NULL;
	}
	napi_drop_held(napi);
}
EXPORT_SYMBOL(__netif_napi_del);

void netif_napi_del(struct napi_struct *napi)
{
	__netif_napi_del(napi);
	synchronize_net();
}
EXPORT_SYMBOL(netif_napi_del);

/**
 * napi_disable - wait until the poll is over, and let no other begin
 *
 * Context: process; may sleep.
 */
void napi_disable(struct napi_struct *n)
{
	unsigned long val, new;

	might_sleep();
	set_bit(NAPI_STATE_DISABLE, &n->state);
	val = READ_ONCE(n->state);
	do {
		while (val & (NAPIF_STATE_SCHED | NAPIF_STATE_NPSVC)) {
			schedule_timeout_uninterruptible(1);
			val = READ_ONCE(n->state);
		}
		new = val | NAPIF_STATE_SCHED | NAPIF_STATE_NPSVC;
		new &= ~(NAPIF_STATE_THREADED | NAPIF_STATE_PREFER_BUSY_POLL);
	} while (!try_cmpxchg(&n->state, &val, new));
	hrtimer_cancel(&n->timer);
	clear_bit(NAPI_STATE_DISABLE, &n->state);
	napi_transition(n, "disable", 0);
}
EXPORT_SYMBOL(napi_disable);

void napi_enable(struct napi_struct *n)
{
	unsigned long new, val = READ_ONCE(n->state);

	if (WARN(!(val & NAPIF_STATE_SCHED),
		 "%s: napi_enable() of what is enabled already",
		 napi_dev_name(n)))
		return;
	do {
		new = val & ~(NAPIF_STATE_SCHED | NAPIF_STATE_NPSVC);
		if (n->dev->threaded && n->thread)
			new |= NAPIF_STATE_THREADED;
	} while (!try_cmpxchg(&n->state, &val, new));
	napi_transition(n, "enable", 0);
}
EXPORT_SYMBOL(napi_enable);

/* Wait until a poll that runs now is over. Context: process. */
void napi_synchronize(const struct napi_struct *n)
{
	while (test_bit(NAPI_STATE_SCHED, &n->state))
		schedule_timeout_uninterruptible(1);
}
EXPORT_SYMBOL(napi_synchronize);

static int napi_machine_init(void)
{
	spin_lock_init(&machine_var(napi_hash_lock));
	machine_var(napi_gen_id) = MIN_NAPI_ID - 1;
	open_softirq(NET_RX_SOFTIRQ, net_rx_action);
	return 0;
}
core_initcall(napi_machine_init, NULL);
