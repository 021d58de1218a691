// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * neigh_proxy - answer for somebody else, and not at once
 *
 * Where:   arp_process() finds a proxy entry by pneigh_lookup() and keeps the
 *          request in pneigh_enqueue(); the table's proxy_redo() answers it.
 * Mirrors: the pneigh functions of net/core/neighbour.c.
 * Spec:    RFC 4861 §7.2.8: a proxy waits, so that the owner is faster.
 *
 * Timers: proxy_timer is armed while packets wait, for the first that is due.
 */
#include "core/neigh_priv.h"
#include "core/rtnl.h"
#include "lib/random.h"
#include "lib/slab.h"

#include <linux/rtnetlink.h>

static u32 pneigh_hash(const void *pkey, unsigned int key_len)
{
	u32 hash;

	memcpy(&hash, (const char *)pkey + key_len - 4, sizeof(hash));
	hash ^= hash >> 16;
	hash ^= hash >> 8;
	hash ^= hash >> 4;
	return hash & PNEIGH_HASHMASK;
}

static struct pneigh_entry *pneigh_find(struct neigh_table *tbl,
					const struct net *net, const void *pkey,
					const struct net_device *dev)
{
	struct pneigh_entry *n;

	n = tbl->phash_buckets[pneigh_hash(pkey, tbl->key_len)];
	for (; n; n = n->next) {
		if (!memcmp(n->key, pkey, tbl->key_len) && n->net == net &&
		    (n->dev == dev || !n->dev))
			return n;
	}
	return NULL;
}

struct pneigh_entry *__pneigh_lookup(struct neigh_table *tbl, struct net *net,
				     const void *key, struct net_device *dev)
{
	return pneigh_find(tbl, net, key, dev);
}
EXPORT_SYMBOL(__pneigh_lookup);

/**
 * pneigh_lookup - do we answer for this address?
 * @tbl: the table
 * @net: the namespace
 * @key: the address
 * @dev: the device asked on; with @creat: NULL means all
 * @creat: make the entry if there is none
 *
 * Context: any; with @creat: rtnl.
 * Return: borrowed; NULL: no, or no memory.
 */
struct pneigh_entry *pneigh_lookup(struct neigh_table *tbl, struct net *net,
				   const void *key, struct net_device *dev,
				   int creat)
{
	struct pneigh_entry *n, **head;

	read_lock_bh(&tbl->lock);
	n = pneigh_find(tbl, net, key, dev);
	read_unlock_bh(&tbl->lock);
	if (n || !creat)
		return n;

	ASSERT_RTNL();
	n = kzalloc(sizeof(*n) + tbl->key_len, GFP_KERNEL);
	if (!n)
		return NULL;
	n->net = net;
	n->dev = dev;
	memcpy(n->key, key, tbl->key_len);
	dev_hold(dev);
	if (tbl->pconstructor && tbl->pconstructor(n)) {
		dev_put(dev);
		kfree(n);
		return NULL;
	}
	head = &tbl->phash_buckets[pneigh_hash(key, tbl->key_len)];
	write_lock_bh(&tbl->lock);
	n->next = *head;
	*head = n;
	write_unlock_bh(&tbl->lock);
	return n;
}
EXPORT_SYMBOL(pneigh_lookup);

static void pneigh_free(struct neigh_table *tbl, struct pneigh_entry *n)
{
	if (tbl->pdestructor)
		tbl->pdestructor(n);
	dev_put(n->dev);
	kfree(n);
}

/**
 * pneigh_delete - answer for it no more
 * @tbl: the table
 * @net: the namespace
 * @key: the address
 * @dev: exactly as it was made
 *
 * Context: rtnl.
 * Return: 0 or -ENOENT.
 */
int pneigh_delete(struct neigh_table *tbl, struct net *net, const void *key,
		  struct net_device *dev)
{
	struct pneigh_entry *n, **np;

	np = &tbl->phash_buckets[pneigh_hash(key, tbl->key_len)];
	write_lock_bh(&tbl->lock);
	for (; (n = *np); np = &n->next) {
		if (!memcmp(n->key, key, tbl->key_len) && n->dev == dev &&
		    n->net == net) {
			*np = n->next;
			break;
		}
	}
	write_unlock_bh(&tbl->lock);
	if (!n)
		return -ENOENT;
	pneigh_notify(tbl, n, RTM_DELNEIGH);
	pneigh_free(tbl, n);
	return 0;
}
EXPORT_SYMBOL(pneigh_delete);

/* All of @dev (NULL: all). Context: rtnl. */
void pneigh_ifdown(struct neigh_table *tbl, struct net_device *dev)
{
	struct pneigh_entry *n, **np, *dead = NULL;

	write_lock_bh(&tbl->lock);
	for (unsigned int h = 0; h <= PNEIGH_HASHMASK; h++) {
		np = &tbl->phash_buckets[h];
		while ((n = *np)) {
			if (dev && n->dev != dev) {
				np = &n->next;
				continue;
			}
			*np = n->next;
			n->next = dead;
			dead = n;
		}
	}
	write_unlock_bh(&tbl->lock);
	while ((n = dead)) {
		dead = n->next;
		pneigh_free(tbl, n);
	}
}

/**
 * pneigh_walk - each proxy entry
 * @tbl: the table
 * @net: of this namespace; NULL: all
 * @fn: non-zero stops
 * @data: for @fn
 *
 * Context: any.
 * Return: what @fn said last, 0.
 */
int pneigh_walk(struct neigh_table *tbl, const struct net *net,
		int (*fn)(struct pneigh_entry *p, void *data), void *data)
{
	int ret = 0;

	read_lock_bh(&tbl->lock);
	for (unsigned int h = 0; !ret && h <= PNEIGH_HASHMASK; h++) {
		struct pneigh_entry *n = tbl->phash_buckets[h];

		for (; !ret && n; n = n->next) {
			if (!net || n->net == net)
				ret = fn(n, data);
		}
	}
	read_unlock_bh(&tbl->lock);
	return ret;
}
EXPORT_SYMBOL(pneigh_walk);

/* ---- what waits ------------------------------------------------------------
 */

/* One packet less of @dev in the queue. Context: any. */
static void neigh_parms_qlen_dec(struct neigh_table *tbl,
				 const struct net_device *dev)
{
	struct neigh_parms *p;

	write_lock_bh(&tbl->lock);
	list_for_each_entry (p, &tbl->parms_list, list) {
		if (p->dev == dev)
			p->qlen--;
	}
	write_unlock_bh(&tbl->lock);
}

/* Context: TIMER_SOFTIRQ. */
void neigh_proxy_process(struct timer_list *t)
{
	struct neigh_table *tbl = from_timer(tbl, t, proxy_timer);
	unsigned long now = jiffies;
	struct sk_buff *skb, *tmp;
	struct sk_buff_head due;
	long next = 0;

	__skb_queue_head_init(&due);
	spin_lock(&tbl->proxy_queue.lock);
	skb_queue_walk_safe (&tbl->proxy_queue, skb, tmp) {
		long tdif = (long)(NEIGH_CB(skb)->sched_next - now);

		if (tdif <= 0) {
			__skb_unlink(skb, &tbl->proxy_queue);
			__skb_queue_tail(&due, skb);
		} else if (!next || tdif < next) {
			next = tdif;
		}
	}
	if (next)
		mod_timer(&tbl->proxy_timer, now + (unsigned long)next);
	spin_unlock(&tbl->proxy_queue.lock);

	while ((skb = __skb_dequeue(&due))) {
		struct net_device *dev = skb->dev;

		neigh_parms_qlen_dec(tbl, dev);
		if (tbl->proxy_redo && netif_running(dev)) {
			rcu_read_lock();
			tbl->proxy_redo(skb);
			rcu_read_unlock();
		} else {
			kfree_skb_reason(skb, SKB_DROP_REASON_DEV_DOWN);
		}
		dev_put(dev);
	}
}

/**
 * pneigh_enqueue - answer this request later
 * @tbl: the table
 * @p: of the device it came in by
 * @skb: taken
 *
 * Context: softirq.
 */
void pneigh_enqueue(struct neigh_table *tbl, struct neigh_parms *p,
		    struct sk_buff *skb)
{
	unsigned int delay = (unsigned int)NEIGH_VAR(p, PROXY_DELAY);
	unsigned long sched_next = jiffies;

	if (delay)
		sched_next += get_random_u32_below(delay);
	if (p->qlen > (u32)NEIGH_VAR(p, PROXY_QLEN)) {
		kfree_skb_reason(skb, SKB_DROP_REASON_NEIGH_QUEUEFULL);
		return;
	}
	NEIGH_CB(skb)->sched_next = sched_next;
	NEIGH_CB(skb)->flags |= LOCALLY_ENQUEUED;
	skb_dst_drop(skb);
	dev_hold(skb->dev);

	spin_lock_bh(&tbl->proxy_queue.lock);
	if (timer_delete(&tbl->proxy_timer) &&
	    time_before(tbl->proxy_timer.expires, sched_next))
		sched_next = tbl->proxy_timer.expires;
	__skb_queue_tail(&tbl->proxy_queue, skb);
	p->qlen++;
	mod_timer(&tbl->proxy_timer, sched_next);
	spin_unlock_bh(&tbl->proxy_queue.lock);
}
EXPORT_SYMBOL(pneigh_enqueue);

/* What waits on @dev (NULL: all) is not answered. Context: process. */
void pneigh_queue_purge(struct neigh_table *tbl, const struct net_device *dev)
{
	struct sk_buff *skb, *tmp;
	struct sk_buff_head dead;

	__skb_queue_head_init(&dead);
	spin_lock_bh(&tbl->proxy_queue.lock);
	skb_queue_walk_safe (&tbl->proxy_queue, skb, tmp) {
		if (dev && skb->dev != dev)
			continue;
		__skb_unlink(skb, &tbl->proxy_queue);
		__skb_queue_tail(&dead, skb);
	}
	spin_unlock_bh(&tbl->proxy_queue.lock);

	while ((skb = __skb_dequeue(&dead))) {
		struct net_device *of = skb->dev;

		neigh_parms_qlen_dec(tbl, of);
		kfree_skb_reason(skb, SKB_DROP_REASON_DEV_DOWN);
		dev_put(of);
	}
}
