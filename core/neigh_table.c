// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * neigh_table - who is known on the link: find and make
 *
 * Where:   IP looks a next hop up for each packet (RCU, no reference); ARP and
 *          ND fill a table and register it.
 * Mirrors: the table half of net/core/neighbour.c; forgetting is in
 *          neigh_gc.c.
 *
 * Locks: tbl->lock (hash, lists, parms) before n->lock.
 */
#define pr_fmt(fmt) "neighbour: " fmt

#include "core/neigh_priv.h"
#include "lib/hashtable.h"
#include "lib/random.h"
#include "lib/slab.h"

DEFINE_STATIC_PER_MACHINE(struct neigh_table *, neigh_tables[NEIGH_NR_TABLES]);

/* ---- the hash table --------------------------------------------------------
 */

static struct neigh_hash_table *neigh_hash_alloc(unsigned int shift)
{
	struct neigh_hash_table *ret;

	ret = kmalloc(sizeof(*ret), GFP_ATOMIC);
	if (!ret)
		return NULL;
	ret->hash_buckets =
		kcalloc(1UL << shift, sizeof(*ret->hash_buckets), GFP_ATOMIC);
	if (!ret->hash_buckets) {
		kfree(ret);
		return NULL;
	}
	ret->hash_shift = shift;
	for (int i = 0; i < NEIGH_NUM_HASH_RND; i++)
		ret->hash_rnd[i] = get_random_u32() | 1;
	return ret;
}

static void neigh_hash_free(struct neigh_hash_table *nht)
{
	kfree(nht->hash_buckets);
	kfree(nht);
}

static void neigh_hash_free_rcu(struct rcu_head *head)
{
	neigh_hash_free(container_of(head, struct neigh_hash_table, rcu));
}

static struct hlist_head *neigh_bucket(struct neigh_table *tbl,
				       struct neigh_hash_table *nht,
				       const void *pkey,
				       const struct net_device *dev)
{
	u32 hash = tbl->hash(pkey, dev, nht->hash_rnd);

	return &nht->hash_buckets[hash >> (32 - nht->hash_shift)];
}

/* More entries than buckets. Give the table in use. tbl->lock held. */
static struct neigh_hash_table *neigh_hash_grow(struct neigh_table *tbl,
						unsigned int shift)
{
	struct neigh_hash_table *old = tbl->nht, *new;

	NEIGH_CACHE_STAT_INC(tbl, hash_grows);
	new = neigh_hash_alloc(shift);
	if (!new)
		return old;
	for (unsigned int i = 0; i < (1U << old->hash_shift); i++) {
		struct hlist_node *tmp;
		struct neighbour *n;

		hlist_for_each_entry_safe (n, tmp, &old->hash_buckets[i],
					   hash) {
			hlist_del_rcu(&n->hash);
			hlist_add_head_rcu(
				&n->hash,
				neigh_bucket(tbl, new, n->primary_key, n->dev));
		}
	}
	rcu_assign_pointer(tbl->nht, new);
	call_rcu(&old->rcu, neigh_hash_free_rcu);
	return new;
}

static struct neighbour *neigh_bucket_find(struct neigh_table *tbl,
					   struct hlist_head *bucket,
					   const void *pkey,
					   const struct net_device *dev)
{
	struct neighbour *n;

	hlist_for_each_entry_rcu (n, bucket, hash) {
		if (n->dev == dev && tbl->key_eq(n, pkey))
			return n;
	}
	return NULL;
}

struct neighbour *___neigh_lookup_noref(struct neigh_table *tbl,
					const void *pkey,
					struct net_device *dev)
{
	struct neigh_hash_table *nht = rcu_dereference(tbl->nht);

	return neigh_bucket_find(tbl, neigh_bucket(tbl, nht, pkey, dev), pkey,
				 dev);
}
EXPORT_SYMBOL(___neigh_lookup_noref);

/**
 * neigh_lookup - is he known?
 * @tbl: the table
 * @pkey: his protocol address
 * @dev: the link
 *
 * Context: any.
 * Return: gives his entry, or NULL.
 */
struct neighbour *neigh_lookup(struct neigh_table *tbl, const void *pkey,
			       struct net_device *dev)
{
	struct neighbour *n;

	NEIGH_CACHE_STAT_INC(tbl, lookups);
	rcu_read_lock();
	n = ___neigh_lookup_noref(tbl, pkey, dev);
	if (n) {
		if (!refcount_inc_not_zero(&n->refcnt))
			n = NULL;
		NEIGH_CACHE_STAT_INC(tbl, hits);
	}
	rcu_read_unlock();
	return n;
}
EXPORT_SYMBOL(neigh_lookup);

/* ---- making -------------------------------------------------------------- */

/* Room for one more that may be collected; counts it. */
static bool neigh_reserve(struct neigh_table *tbl)
{
	int entries = atomic_inc_return(&tbl->gc_entries) - 1;
	int thresh3 = READ_ONCE(tbl->gc_thresh3);

	if (entries < thresh3 &&
	    (entries < READ_ONCE(tbl->gc_thresh2) ||
	     !time_after(jiffies, READ_ONCE(tbl->last_flush) + 5 * HZ)))
		return true;
	if (neigh_forced_gc(tbl) || entries < thresh3)
		return true;
	pr_info_ratelimited("%s: neighbor table overflow!\n", tbl->id);
	NEIGH_CACHE_STAT_INC(tbl, table_fulls);
	atomic_dec(&tbl->gc_entries);
	return false;
}

static struct neighbour *neigh_alloc(struct neigh_table *tbl,
				     struct net_device *dev, u32 flags)
{
	struct neighbour *n = kzalloc(tbl->entry_size, GFP_ATOMIC);

	if (!n)
		return NULL;
	__skb_queue_head_init(&n->arp_queue);
	rwlock_init(&n->lock);
	seqlock_init(&n->ha_lock);
	seqlock_init(&n->hh.hh_lock);
	n->updated = n->used = jiffies;
	n->nud_state = NUD_NONE;
	n->output = neigh_blackhole;
	n->flags = flags;
	n->parms = neigh_parms_clone(&tbl->parms);
	timer_setup(&n->timer, neigh_timer_handler, 0);
	refcount_set(&n->refcnt, 1);
	n->dead = 1;
	INIT_LIST_HEAD(&n->gc_list);
	INIT_LIST_HEAD(&n->managed_list);
	n->tbl = tbl;
	NEIGH_CACHE_STAT_INC(tbl, allocs);
	atomic_inc(&tbl->entries);
	n->dev = dev;
	dev_hold(dev);
	return n;
}

/*
 * Into the table, unless somebody was faster. Give what is in the table, or
 * ERR_PTR(-EINVAL): the device is going.
 */
static struct neighbour *neigh_insert(struct neigh_table *tbl,
				      struct neighbour *n, bool exempt_from_gc,
				      bool want_ref)
{
	struct neigh_hash_table *nht;
	struct hlist_head *bucket;
	struct neighbour *rc;

	write_lock_bh(&tbl->lock);
	nht = tbl->nht;
	if (atomic_read(&tbl->entries) > (1 << nht->hash_shift))
		nht = neigh_hash_grow(tbl, nht->hash_shift + 1);
	if (n->parms->dead) {
		rc = ERR_PTR(-EINVAL);
		goto out;
	}
	bucket = neigh_bucket(tbl, nht, n->primary_key, n->dev);
	rc = neigh_bucket_find(tbl, bucket, n->primary_key, n->dev);
	if (!rc) {
		rc = n;
		n->dead = 0;
		n->seq = ++tbl->next_seq;
		if (!exempt_from_gc)
			list_add_tail(&n->gc_list, &tbl->gc_list);
		if (n->flags & NTF_MANAGED)
			list_add_tail(&n->managed_list, &tbl->managed_list);
		hlist_add_head_rcu(&n->hash, bucket);
	}
	if (want_ref)
		neigh_hold(rc);
out:
	write_unlock_bh(&tbl->lock);
	return rc;
}

struct neighbour *___neigh_create(struct neigh_table *tbl, const void *pkey,
				  struct net_device *dev, u32 flags,
				  bool exempt_from_gc, bool want_ref)
{
	struct neighbour *n, *rc = ERR_PTR(-ENOBUFS);
	int error = 0;

	if (!exempt_from_gc && !neigh_reserve(tbl))
		return rc;
	n = neigh_alloc(tbl, dev, flags);
	if (!n)
		goto out_reserve;
	memcpy(n->primary_key, pkey, tbl->key_len);
	if (tbl->constructor)
		error = tbl->constructor(n);
	if (error >= 0 && n->parms->neigh_setup)
		error = n->parms->neigh_setup(n);
	n->confirmed =
		jiffies -
		((unsigned long)NEIGH_VAR(n->parms, BASE_REACHABLE_TIME) << 1);
	rc = error < 0 ? ERR_PTR(error)
		       : neigh_insert(tbl, n, exempt_from_gc, want_ref);
	if (rc == n) {
		neigh_gc_arm(tbl);
		if (flags & NTF_MANAGED)
			neigh_managed_arm(tbl);
		return n;
	}
	neigh_release(n);
out_reserve:
	if (!exempt_from_gc)
		atomic_dec(&tbl->gc_entries);
	return rc;
}

/**
 * __neigh_create - an entry for him
 * @tbl: the table
 * @pkey: his protocol address
 * @dev: the link
 * @want_ref: else the entry is borrowed, under RCU
 *
 * Context: any.
 * Return: his entry; another's, if somebody was faster; ERR_PTR(-ENOBUFS): the
 * table is full; ERR_PTR(): what the protocol's constructor said.
 */
struct neighbour *__neigh_create(struct neigh_table *tbl, const void *pkey,
				 struct net_device *dev, bool want_ref)
{
	return ___neigh_create(tbl, pkey, dev, 0, false, want_ref);
}
EXPORT_SYMBOL(__neigh_create);

/**
 * neigh_destroy - the last reference is gone
 * @n: taken
 *
 * Context: any.
 */
void neigh_destroy(struct neighbour *n)
{
	struct sk_buff_head dropped;

	NEIGH_CACHE_STAT_INC(n->tbl, destroys);
	if (WARN_ON_ONCE(!n->dead))
		return;
	WARN_ON_ONCE(neigh_del_timer(n));
	__skb_queue_head_init(&dropped);
	write_lock_bh(&n->lock);
	neigh_queue_take(n, &dropped);
	write_unlock_bh(&n->lock);
	neigh_queue_drop(&dropped, SKB_DROP_REASON_NEIGH_DEAD);

	dev_put(n->dev);
	neigh_parms_put(n->parms);
	atomic_dec(&n->tbl->entries);
	kfree_rcu(n, rcu);
}
EXPORT_SYMBOL(neigh_destroy);

/* ---- parms ------------------------------------------------------------------
 */

/**
 * neigh_rand_reach_time - base × 0.5 … 1.5, so that hosts do not ask in step
 * @base: jiffies
 *
 * Context: any.
 * Return: jiffies.
 */
unsigned long neigh_rand_reach_time(unsigned long base)
{
	return base ? get_random_u32_below((u32)base) + (base >> 1) : 0;
}
EXPORT_SYMBOL(neigh_rand_reach_time);

static void neigh_parms_randomise(struct neigh_parms *p)
{
	p->reachable_time = (int)neigh_rand_reach_time(
		(unsigned long)NEIGH_VAR(p, BASE_REACHABLE_TIME));
}

struct neigh_parms *neigh_parms_alloc(struct net_device *dev,
				      struct neigh_table *tbl)
{
	struct neigh_parms *p;

	p = kmemdup(&tbl->parms, sizeof(*p), GFP_KERNEL);
	if (!p)
		return NULL;
	p->tbl = tbl;
	refcount_set(&p->refcnt, 1);
	neigh_parms_randomise(p);
	p->qlen = 0;
	p->dead = 0;
	p->dev = dev;
	dev_hold(dev);
	p->net = dev_net(dev);
	p->sysctl_table = NULL;
	neigh_parms_data_state_cleanall(p);

	write_lock_bh(&tbl->lock);
	list_add(&p->list, &tbl->parms.list);
	write_unlock_bh(&tbl->lock);
	return p;
}
EXPORT_SYMBOL(neigh_parms_alloc);

static void neigh_rcu_put_parms(struct rcu_head *head)
{
	neigh_parms_put(container_of(head, struct neigh_parms, rcu_head));
}

void neigh_parms_release(struct neigh_table *tbl, struct neigh_parms *parms)
{
	if (!parms || parms == &tbl->parms)
		return;
	write_lock_bh(&tbl->lock);
	list_del(&parms->list);
	parms->dead = 1;
	write_unlock_bh(&tbl->lock);
	dev_put(parms->dev);
	parms->dev = NULL;
	call_rcu(&parms->rcu_head, neigh_rcu_put_parms);
}
EXPORT_SYMBOL(neigh_parms_release);

void neigh_parms_destroy(struct neigh_parms *parms)
{
	kfree(parms);
}
EXPORT_SYMBOL(neigh_parms_destroy);

/* ---- tables -------------------------------------------------------------- */

int neigh_table_init(int index, struct neigh_table *tbl)
{
	size_t phsize = (PNEIGH_HASHMASK + 1) * sizeof(*tbl->phash_buckets);

	INIT_LIST_HEAD(&tbl->parms_list);
	INIT_LIST_HEAD(&tbl->gc_list);
	INIT_LIST_HEAD(&tbl->managed_list);
	list_add(&tbl->parms.list, &tbl->parms_list);
	tbl->parms.tbl = tbl;
	tbl->parms.net = &init_net;
	refcount_set(&tbl->parms.refcnt, 1);
	neigh_parms_randomise(&tbl->parms);
	if (!tbl->entry_size)
		tbl->entry_size = (unsigned int)ALIGN(
			offsetof(struct neighbour, primary_key) + tbl->key_len,
			8UL);
	rwlock_init(&tbl->lock);
	neigh_gc_init(tbl);
	timer_setup(&tbl->proxy_timer, neigh_proxy_process, 0);
	skb_queue_head_init(&tbl->proxy_queue);
	tbl->last_flush = jiffies;
	tbl->last_rand =
		jiffies + (unsigned long)tbl->parms.reachable_time * 20;
	tbl->machine = current_machine();

	tbl->stats = alloc_percpu(struct neigh_statistics);
	tbl->nht = neigh_hash_alloc(3);
	tbl->phash_buckets = kzalloc(phsize, GFP_KERNEL);
	if (!tbl->stats || !tbl->nht || !tbl->phash_buckets ||
	    neigh_stat_register(tbl))
		goto err;
	WRITE_ONCE(machine_var(neigh_tables)[index], tbl);
	return 0;
err:
	if (tbl->nht)
		neigh_hash_free(tbl->nht);
	kfree(tbl->phash_buckets);
	if (tbl->stats)
		free_percpu(tbl->stats);
	return -ENOMEM;
}
EXPORT_SYMBOL(neigh_table_init);

int neigh_table_clear(int index, struct neigh_table *tbl)
{
	int left;

	RCU_INIT_POINTER(machine_var(neigh_tables)[index], NULL);
	synchronize_rcu();
	cancel_delayed_work_sync(&tbl->managed_work);
	cancel_delayed_work_sync(&tbl->gc_work);
	timer_delete_sync(&tbl->proxy_timer);
	neigh_ifdown(tbl, NULL);
	cancel_delayed_work_sync(&tbl->gc_work);
	rcu_barrier(); /* entries and parms that wait for readers */
	left = atomic_read(&tbl->entries);
	if (left)
		pr_err("%s: neighbour leakage\n", tbl->id);

	neigh_hash_free(tbl->nht);
	kfree(tbl->phash_buckets);
	neigh_stat_unregister(tbl);
	free_percpu(tbl->stats);
	tbl->nht = NULL;
	tbl->phash_buckets = NULL;
	tbl->stats = NULL;
	return left;
}
EXPORT_SYMBOL(neigh_table_clear);

struct neigh_table *neigh_table_get(int index)
{
	if (index < 0 || index >= NEIGH_NR_TABLES)
		return NULL;
	return rcu_dereference(machine_var(neigh_tables)[index]);
}
EXPORT_SYMBOL(neigh_table_get);

struct neigh_table *neigh_find_table(int family)
{
	for (int i = 0; i < NEIGH_NR_TABLES; i++) {
		struct neigh_table *tbl = neigh_table_get(i);

		if (tbl && tbl->family == family)
			return tbl;
	}
	return NULL;
}
EXPORT_SYMBOL(neigh_find_table);
