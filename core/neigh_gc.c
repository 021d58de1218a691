// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * neigh_gc - forget neighbours: nobody wants them, the table is full, the
 *	device is gone
 *
 * Where:   works of each table, __neigh_create() when there is no room, ARP
 *          and ND when a device changes.
 * Mirrors: the garbage collection and flushing of net/core/neighbour.c.
 *
 * Works: gc_work looks through a table every base_reachable_time / 2, and
 * draws each reachable_time anew every 300 s; managed_work keeps entries alive
 * that a daemon wants. Deviation: gc_work sleeps while the table is empty,
 * managed_work while there is nothing to manage, so that a machine without
 * traffic has no timer.
 *
 * Only entries that nobody but the table refers to are collected; a flush
 * makes the others harmless, and they die with their last reference.
 */
#include "core/neigh_priv.h"

#include <linux/rtnetlink.h>

/* ---- forgetting ---------------------------------------------------------- */

/* Unhashed: nobody finds it any more. Both locks held. */
static void neigh_mark_dead(struct neighbour *n)
{
	n->dead = 1;
	if (!list_empty(&n->gc_list)) {
		list_del_init(&n->gc_list);
		atomic_dec(&n->tbl->gc_entries);
	}
	if (!list_empty(&n->managed_list))
		list_del_init(&n->managed_list);
}

/* Takes the table's reference. Context: tbl->lock held. */
static void neigh_cleanup_and_release(struct neighbour *n)
{
	__neigh_notify(n, RTM_DELNEIGH, 0, 0);
	call_netevent_notifiers(NETEVENT_NEIGH_UPDATE, n);
	neigh_release(n);
}

/* If only the table refers to it. Context: tbl->lock held. */
static bool neigh_del_unused(struct neighbour *n)
{
	bool gone = false;

	write_lock(&n->lock);
	if (refcount_read(&n->refcnt) == 1) {
		hlist_del_rcu(&n->hash);
		neigh_mark_dead(n);
		gone = true;
	}
	write_unlock(&n->lock);
	if (gone)
		neigh_cleanup_and_release(n);
	return gone;
}

/* Context: tbl->lock held. */
bool neigh_remove_one(struct neighbour *ndel, struct neigh_table *tbl)
{
	return !ndel->dead && neigh_del_unused(ndel);
}

/**
 * neigh_remove_release - let an entry go that was just made FAILED
 * @n: taken
 *
 * Context: any.
 */
void neigh_remove_release(struct neighbour *n)
{
	struct neigh_table *tbl = n->tbl;

	write_lock_bh(&tbl->lock);
	/* BH are off: memory of the entry stays until the lock is released */
	neigh_release(n);
	neigh_remove_one(n, tbl);
	write_unlock_bh(&tbl->lock);
}
EXPORT_SYMBOL(neigh_remove_release);

/* May the entry go when the table is full? n->lock held. */
static bool neigh_forced_gc_may(struct neigh_table *tbl, struct neighbour *n)
{
	unsigned long tref = jiffies - 5 * HZ;

	return n->nud_state == NUD_FAILED || n->nud_state == NUD_NOARP ||
	       (tbl->is_multicast && tbl->is_multicast(n->primary_key)) ||
	       !time_in_range(n->updated, tref, jiffies);
}

/* The table is full: forget who was not changed for 5 s. Return: how many. */
int neigh_forced_gc(struct neigh_table *tbl)
{
	int max_clean =
		atomic_read(&tbl->gc_entries) - READ_ONCE(tbl->gc_thresh2);
	struct neighbour *n, *tmp;
	int shrunk = 0;

	NEIGH_CACHE_STAT_INC(tbl, forced_gc_runs);
	write_lock_bh(&tbl->lock);
	list_for_each_entry_safe (n, tmp, &tbl->gc_list, gc_list) {
		bool may;

		if (refcount_read(&n->refcnt) != 1)
			continue;
		write_lock(&n->lock);
		may = neigh_forced_gc_may(tbl, n);
		write_unlock(&n->lock);
		if (may && neigh_remove_one(n, tbl))
			shrunk++;
		if (shrunk >= max_clean)
			break;
	}
	WRITE_ONCE(tbl->last_flush, jiffies);
	write_unlock_bh(&tbl->lock);
	return shrunk;
}

/* Has nobody wanted it for gc_stale_time? n->lock held. */
static bool neigh_is_stale(struct neighbour *n)
{
	unsigned long stale = (unsigned long)NEIGH_VAR(n->parms, GC_STALETIME);
	unsigned long now = jiffies;

	if ((n->nud_state & (NUD_PERMANENT | NUD_IN_TIMER)) ||
	    (n->flags & NTF_EXT_LEARNED))
		return false;
	if (time_before(n->used, n->confirmed) &&
	    time_before_eq(n->confirmed, now))
		n->used = n->confirmed;
	if (refcount_read(&n->refcnt) != 1)
		return false;
	return n->nud_state == NUD_FAILED || time_before(now, n->used) ||
	       time_after_eq(now, n->used + stale);
}

static void neigh_gc_bucket(struct hlist_head *bucket)
{
	struct hlist_node *tmp;
	struct neighbour *n;
	bool stale;

	hlist_for_each_entry_safe (n, tmp, bucket, hash) {
		write_lock(&n->lock);
		stale = neigh_is_stale(n);
		write_unlock(&n->lock);
		if (stale)
			neigh_del_unused(n);
	}
}

static unsigned long neigh_gc_period(const struct neigh_table *tbl)
{
	return (unsigned long)NEIGH_VAR(&tbl->parms, BASE_REACHABLE_TIME) >> 1;
}

void neigh_gc_arm(struct neigh_table *tbl)
{
	if (!delayed_work_pending(&tbl->gc_work))
		queue_delayed_work(system_power_efficient_wq, &tbl->gc_work,
				   neigh_gc_period(tbl));
}

/* Context: process. */
static void neigh_periodic_work(struct work_struct *work)
{
	struct neigh_table *tbl =
		container_of(work, struct neigh_table, gc_work.work);
	struct neigh_parms *p;

	NEIGH_CACHE_STAT_INC(tbl, periodic_gc_runs);
	write_lock_bh(&tbl->lock);
	if (time_after(jiffies, tbl->last_rand + 300 * HZ)) {
		WRITE_ONCE(tbl->last_rand, jiffies);
		list_for_each_entry (p, &tbl->parms_list, list)
			p->reachable_time = (int)neigh_rand_reach_time(
				(unsigned long)NEIGH_VAR(p,
							 BASE_REACHABLE_TIME));
	}
	if (atomic_read(&tbl->entries) >= READ_ONCE(tbl->gc_thresh1)) {
		for (unsigned int i = 0; i < (1U << tbl->nht->hash_shift); i++)
			neigh_gc_bucket(&tbl->nht->hash_buckets[i]);
	}
	write_unlock_bh(&tbl->lock);
	if (atomic_read(&tbl->entries))
		neigh_gc_arm(tbl);
}

void neigh_managed_arm(struct neigh_table *tbl)
{
	if (!delayed_work_pending(&tbl->managed_work))
		queue_delayed_work(
			system_power_efficient_wq, &tbl->managed_work,
			(unsigned long)NEIGH_VAR(&tbl->parms,
						 INTERVAL_PROBE_TIME_MS));
}

/* Context: process. */
static void neigh_managed_work(struct work_struct *work)
{
	struct neigh_table *tbl =
		container_of(work, struct neigh_table, managed_work.work);
	struct neighbour *n;
	bool more;

	write_lock_bh(&tbl->lock);
	list_for_each_entry (n, &tbl->managed_list, managed_list)
		neigh_event_send_probe(n, NULL, false);
	more = !list_empty(&tbl->managed_list);
	write_unlock_bh(&tbl->lock);
	if (more)
		neigh_managed_arm(tbl);
}

void neigh_gc_init(struct neigh_table *tbl)
{
	INIT_DEFERRABLE_WORK(&tbl->gc_work, neigh_periodic_work);
	INIT_DEFERRABLE_WORK(&tbl->managed_work, neigh_managed_work);
}

/* Permanent and learned entries are not collected. Any context. */
void neigh_update_gc_list(struct neighbour *n)
{
	struct neigh_table *tbl = n->tbl;
	bool exempt, listed;

	write_lock_bh(&tbl->lock);
	write_lock(&n->lock);
	exempt = (n->nud_state & NUD_PERMANENT) || (n->flags & NTF_EXT_LEARNED);
	listed = !list_empty(&n->gc_list);
	if (n->dead) {
		/* it is on no list and will be on none */
	} else if (exempt && listed) {
		list_del_init(&n->gc_list);
		atomic_dec(&tbl->gc_entries);
	} else if (!exempt && !listed) {
		list_add_tail(&n->gc_list, &tbl->gc_list);
		atomic_inc(&tbl->gc_entries);
	}
	write_unlock(&n->lock);
	write_unlock_bh(&tbl->lock);
}

void neigh_update_managed_list(struct neighbour *n)
{
	struct neigh_table *tbl = n->tbl;
	bool arm = false;

	write_lock_bh(&tbl->lock);
	write_lock(&n->lock);
	if (!n->dead) {
		bool listed = !list_empty(&n->managed_list);

		arm = n->flags & NTF_MANAGED;
		if (arm && !listed)
			list_add_tail(&n->managed_list, &tbl->managed_list);
		else if (!arm && listed)
			list_del_init(&n->managed_list);
	}
	write_unlock(&n->lock);
	write_unlock_bh(&tbl->lock);
	if (arm)
		neigh_managed_arm(tbl);
}

/* Somebody still uses it: make it harmless. n->lock held. */
static void neigh_disarm(struct neighbour *n, struct sk_buff_head *dropped)
{
	neigh_queue_take(n, dropped);
	WRITE_ONCE(n->output, neigh_blackhole);
	neigh_set_state(n, n->nud_state & NUD_VALID ? NUD_NOARP : NUD_NONE);
}

/* Forget all on @dev (NULL: on all). tbl->lock held; what waited: @dropped. */
static void neigh_flush_dev(struct neigh_table *tbl, struct net_device *dev,
			    bool skip_perm, struct sk_buff_head *dropped)
{
	struct neigh_hash_table *nht = tbl->nht;

	for (unsigned int i = 0; i < (1U << nht->hash_shift); i++) {
		struct hlist_node *tmp;
		struct neighbour *n;

		hlist_for_each_entry_safe (n, tmp, &nht->hash_buckets[i],
					   hash) {
			if (dev && n->dev != dev)
				continue;
			if (skip_perm && (n->nud_state & NUD_PERMANENT) &&
			    !(n->flags & NTF_EXT_LEARNED))
				continue;
			write_lock(&n->lock);
			hlist_del_rcu(&n->hash);
			neigh_del_timer(n);
			neigh_mark_dead(n);
			if (refcount_read(&n->refcnt) != 1)
				neigh_disarm(n, dropped);
			write_unlock(&n->lock);
			neigh_cleanup_and_release(n);
		}
	}
}

/**
 * neigh_changeaddr - the device has another address: ask everybody again
 * @tbl: the table
 * @dev: the device
 *
 * Context: rtnl.
 */
void neigh_changeaddr(struct neigh_table *tbl, struct net_device *dev)
{
	struct sk_buff_head dropped;

	__skb_queue_head_init(&dropped);
	write_lock_bh(&tbl->lock);
	neigh_flush_dev(tbl, dev, false, &dropped);
	write_unlock_bh(&tbl->lock);
	neigh_queue_drop(&dropped, SKB_DROP_REASON_NEIGH_DEAD);
}
EXPORT_SYMBOL(neigh_changeaddr);

static int __neigh_ifdown(struct neigh_table *tbl, struct net_device *dev,
			  bool skip_perm)
{
	struct sk_buff_head dropped;

	__skb_queue_head_init(&dropped);
	write_lock_bh(&tbl->lock);
	neigh_flush_dev(tbl, dev, skip_perm, &dropped);
	write_unlock_bh(&tbl->lock);
	neigh_queue_drop(&dropped, SKB_DROP_REASON_NEIGH_DEAD);

	pneigh_ifdown(tbl, dev);
	pneigh_queue_purge(tbl, dev);
	if (skb_queue_empty_lockless(&tbl->proxy_queue))
		timer_delete_sync(&tbl->proxy_timer);
	return 0;
}

/**
 * neigh_carrier_down - the cable is out: who was asked may be gone
 * @tbl: the table
 * @dev: the device
 *
 * Entries made by hand stay. Context: rtnl.
 * Return: 0.
 */
int neigh_carrier_down(struct neigh_table *tbl, struct net_device *dev)
{
	return __neigh_ifdown(tbl, dev, true);
}
EXPORT_SYMBOL(neigh_carrier_down);

/**
 * neigh_ifdown - the device is down: forget all on it
 * @tbl: the table
 * @dev: the device; NULL: all
 *
 * Context: rtnl.
 * Return: 0.
 */
int neigh_ifdown(struct neigh_table *tbl, struct net_device *dev)
{
	return __neigh_ifdown(tbl, dev, false);
}
EXPORT_SYMBOL(neigh_ifdown);
