/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rhashtable - a hash table that grows and shrinks while it is read
 *
 * Where:   see rhashtable.h.
 * Mirrors: lib/rhashtable.c. Deviation: one lock per table instead of one bit
 *          per bucket, and writers move the buckets instead of a worker.
 * Spec:    none.
 *
 * There are at most two tables: @tbl and its future_tbl. New objects go into
 * the newer one. Buckets of @tbl below its @rehash are empty for good; when
 * all are, the newer one becomes @tbl.
 */
#include "lib/rhashtable.h"

#include "lib/random.h"
#include "lib/slab.h"

#define HASH_DEFAULT_SIZE 64u
#define HASH_MIN_SIZE	  4u
#define REHASH_BUCKETS	  8 /* moved by each insertion or removal */

static struct bucket_table *bucket_table_alloc(unsigned int size, gfp_t gfp)
{
	struct bucket_table *tbl;

	tbl = kvzalloc(struct_size(tbl, buckets, size), gfp);
	if (!tbl)
		return NULL;
	tbl->size = size;
	for (unsigned int i = 0; i < size; i++)
		tbl->buckets[i] = RHT_NULLS_MARKER(tbl, i);
	return tbl;
}

/* Context: @ht->lock held. */
static struct bucket_table *newest_tbl(struct rhashtable *ht)
{
	return ht->tbl->future_tbl ? ht->tbl->future_tbl : ht->tbl;
}

static struct rhash_head **bucket_of(struct rhashtable *ht,
				     struct bucket_table *tbl,
				     const struct rhash_head *obj)
{
	return &tbl->buckets[rht_head_hashfn(ht, obj, ht->p) & (tbl->size - 1)];
}

/*
 * Moves the last entry of a chain to the head of its new one. It is reachable
 * all the time: first by both, then by the new chain only. A reader that
 * stands on it walks on in the new chain and sees that at its end.
 */
static void move_last(struct rhashtable *ht, struct bucket_table *future,
		      struct rhash_head **bucket)
{
	struct rhash_head **link = bucket, *last, *nulls;
	struct rhash_head **to;

	while (!rht_is_a_nulls((*link)->next))
		link = &(*link)->next;
	last = *link;
	nulls = last->next;
	to = bucket_of(ht, future, last);
	RCU_INIT_POINTER(last->next, *to);
	rcu_assign_pointer(*to, last);
	rcu_assign_pointer(*link, nulls);
}

/* Context: @ht->lock held. Goes on with a rehash, if there is one. */
static void rehash_some(struct rhashtable *ht)
{
	struct bucket_table *tbl = ht->tbl, *future = tbl->future_tbl;

	if (!future)
		return;
	for (int i = 0; i < REHASH_BUCKETS && tbl->rehash < tbl->size; i++) {
		struct rhash_head **bucket = &tbl->buckets[tbl->rehash];

		while (!rht_is_a_nulls(*bucket))
			move_last(ht, future, bucket);
		tbl->rehash++;
	}
	if (tbl->rehash < tbl->size)
		return;
	rcu_assign_pointer(ht->tbl, future);
	ht->generation++;
	kfree_rcu(tbl, rcu);
}

/* Context: @ht->lock held. Without memory the chains only get longer. */
static void start_rehash(struct rhashtable *ht, unsigned int size)
{
	struct bucket_table *future;

	if (ht->tbl->future_tbl || size == ht->tbl->size)
		return;
	future = bucket_table_alloc(size, GFP_ATOMIC | __GFP_NOWARN);
	if (future)
		rcu_assign_pointer(ht->tbl->future_tbl, future);
}

/* After an insertion: above 3/4 full, double. Context: @ht->lock held. */
static void maybe_grow(struct rhashtable *ht)
{
	unsigned int size = ht->tbl->size;

	if ((unsigned int)atomic_read(&ht->nelems) > size / 4 * 3 &&
	    (!ht->p.max_size || size < ht->p.max_size))
		start_rehash(ht, size * 2);
}

/* After a removal: below 30 % full, halve. Context: @ht->lock held. */
static void maybe_shrink(struct rhashtable *ht)
{
	unsigned int size = ht->tbl->size;

	if (ht->p.automatic_shrinking && size > ht->p.min_size &&
	    (unsigned int)atomic_read(&ht->nelems) < size * 3 / 10)
		start_rehash(ht, size / 2);
}

/* Context: @ht->lock held, so no mark can lead astray. */
static struct rhash_head *find_in(struct rhashtable *ht,
				  struct bucket_table *tbl, u32 hash,
				  const void *key)
{
	struct rhash_head *he = tbl->buckets[hash & (tbl->size - 1)];

	for (; !rht_is_a_nulls(he); he = he->next)
		if (rht_equal(ht, key, he, ht->p))
			return he;
	return NULL;
}

static void *find_locked(struct rhashtable *ht, const void *key)
{
	u32 hash = rht_key_hashfn(ht, key, ht->p);
	struct rhash_head *he = find_in(ht, ht->tbl, hash, key);

	if (!he && ht->tbl->future_tbl)
		he = find_in(ht, ht->tbl->future_tbl, hash, key);
	return he ? rht_obj(ht, he) : NULL;
}

/**
 * __rhashtable_insert - the common half of all insertions
 * @ht: table
 * @key: of @obj: it must not be there yet; NULL: do not look
 * @obj: object's head
 *
 * Context: any but hardirq.
 * Return: NULL when @obj went in; the object that has the key;
 * ERR_PTR(-E2BIG) when the table holds twice max_size objects.
 */
void *__rhashtable_insert(struct rhashtable *ht, const void *key,
			  struct rhash_head *obj)
{
	struct rhash_head **bucket;
	void *ret = NULL;

	spin_lock_bh(&ht->lock);
	rehash_some(ht);
	if (key)
		ret = find_locked(ht, key);
	if (!ret && (unsigned int)atomic_read(&ht->nelems) >= ht->max_elems)
		ret = ERR_PTR(-E2BIG);
	if (!ret) {
		bucket = bucket_of(ht, newest_tbl(ht), obj);
		RCU_INIT_POINTER(obj->next, *bucket);
		rcu_assign_pointer(*bucket, obj);
		atomic_inc(&ht->nelems);
		maybe_grow(ht);
	}
	spin_unlock_bh(&ht->lock);
	return ret;
}
EXPORT_SYMBOL(__rhashtable_insert);

/* What points at @obj in one of the tables, or NULL. */
static struct rhash_head **find_link(struct rhashtable *ht,
				     struct rhash_head *obj)
{
	struct bucket_table *tbl = ht->tbl;
	struct rhash_head **link;

	for (; tbl; tbl = tbl->future_tbl)
		for (link = bucket_of(ht, tbl, obj); !rht_is_a_nulls(*link);
		     link = &(*link)->next)
			if (*link == obj)
				return link;
	return NULL;
}

/**
 * __rhashtable_remove - take an object out
 * @ht: table
 * @obj: object's head; free it after a grace period
 *
 * Context: any but hardirq.
 * Return: 0, -ENOENT.
 */
int __rhashtable_remove(struct rhashtable *ht, struct rhash_head *obj)
{
	struct rhash_head **link;

	spin_lock_bh(&ht->lock);
	link = find_link(ht, obj);
	if (link) {
		rcu_assign_pointer(*link, obj->next);
		atomic_dec(&ht->nelems);
		rehash_some(ht);
		maybe_shrink(ht);
	}
	spin_unlock_bh(&ht->lock);
	return link ? 0 : -ENOENT;
}
EXPORT_SYMBOL(__rhashtable_remove);

/**
 * __rhashtable_replace - put an object where another one of its key is
 * @ht: table
 * @obj_old: goes; free it after a grace period
 * @obj_new: comes
 *
 * Context: any but hardirq.
 * Return: 0, -ENOENT, -EINVAL for another hash.
 */
int __rhashtable_replace(struct rhashtable *ht, struct rhash_head *obj_old,
			 struct rhash_head *obj_new)
{
	struct rhash_head **link;

	if (rht_head_hashfn(ht, obj_old, ht->p) !=
	    rht_head_hashfn(ht, obj_new, ht->p))
		return -EINVAL;
	spin_lock_bh(&ht->lock);
	link = find_link(ht, obj_old);
	if (link) {
		RCU_INIT_POINTER(obj_new->next, obj_old->next);
		rcu_assign_pointer(*link, obj_new);
	}
	spin_unlock_bh(&ht->lock);
	return link ? 0 : -ENOENT;
}
EXPORT_SYMBOL(__rhashtable_replace);

static unsigned int first_size(const struct rhashtable_params *p)
{
	unsigned int size = HASH_DEFAULT_SIZE;

	if (p->nelem_hint)
		size = (unsigned int)roundup_pow_of_two(
			(unsigned int)p->nelem_hint * 4 / 3);
	size = max(size, (unsigned int)p->min_size);
	return p->max_size ? min(size, p->max_size) : size;
}

/**
 * rhashtable_init - make a table
 * @ht: table
 * @params: copied; see struct rhashtable_params
 *
 * Context: process.
 * Return: 0, -EINVAL, -ENOMEM.
 */
int rhashtable_init(struct rhashtable *ht,
		    const struct rhashtable_params *params)
{
	memset(ht, 0, sizeof(*ht));
	if ((!params->key_len && !params->obj_hashfn) ||
	    (params->obj_hashfn && !params->obj_cmpfn))
		return -EINVAL;
	ht->p = *params;
	ht->p.min_size = (u16)max_t(
		unsigned int, HASH_MIN_SIZE,
		params->min_size
			? (unsigned int)roundup_pow_of_two(params->min_size)
			: 0);
	ht->max_elems = INT_MAX;
	if (params->max_size) {
		ht->p.max_size =
			(unsigned int)rounddown_pow_of_two(params->max_size);
		ht->max_elems = min(ht->p.max_size, 1u << 30) * 2;
		ht->max_elems = min_t(unsigned int, ht->max_elems, INT_MAX);
	}
	ht->hash_rnd = get_random_u32();
	spin_lock_init(&ht->lock);
	ht->tbl = bucket_table_alloc(first_size(&ht->p), GFP_KERNEL);
	return ht->tbl ? 0 : -ENOMEM;
}
EXPORT_SYMBOL(rhashtable_init);

static void free_objects(struct rhashtable *ht, struct bucket_table *tbl,
			 void (*free_fn)(void *ptr, void *arg), void *arg)
{
	struct rhash_head *he, *next;

	for (unsigned int i = 0; i < tbl->size; i++)
		for (he = tbl->buckets[i]; !rht_is_a_nulls(he); he = next) {
			next = he->next;
			free_fn(rht_obj(ht, he), arg);
		}
}

/**
 * rhashtable_free_and_destroy - end of a table and its objects
 * @ht: table; nobody else uses it any more, readers included
 * @free_fn: called for each object, unless NULL
 * @arg: given to it
 *
 * Context: process.
 */
void rhashtable_free_and_destroy(struct rhashtable *ht,
				 void (*free_fn)(void *ptr, void *arg),
				 void *arg)
{
	struct bucket_table *tbl = ht->tbl, *next;

	for (; tbl; tbl = next) {
		next = tbl->future_tbl;
		if (free_fn)
			free_objects(ht, tbl, free_fn, arg);
		kvfree(tbl);
	}
	ht->tbl = NULL;
}
EXPORT_SYMBOL(rhashtable_free_and_destroy);

/**
 * rhashtable_destroy - end of a table; the objects are the caller's
 * @ht: table; nobody else uses it any more
 *
 * Context: process.
 */
void rhashtable_destroy(struct rhashtable *ht)
{
	rhashtable_free_and_destroy(ht, NULL, NULL);
}
EXPORT_SYMBOL(rhashtable_destroy);

/**
 * rhashtable_walk_enter - begin a walk over all objects
 * @ht: table
 * @iter: the walk
 *
 * The walk may stop between objects and go on later. An object may be seen
 * twice when others come or the table is rehashed; while the walk rests, one
 * may be missed when the object given last was removed.
 *
 * Context: any.
 */
void rhashtable_walk_enter(struct rhashtable *ht, struct rhashtable_iter *iter)
{
	memset(iter, 0, sizeof(*iter));
	iter->ht = ht;
	iter->generation = READ_ONCE(ht->generation);
}
EXPORT_SYMBOL(rhashtable_walk_enter);

/**
 * rhashtable_walk_exit - end a walk
 * @iter: the walk
 *
 * Context: any, after rhashtable_walk_stop().
 */
void rhashtable_walk_exit(struct rhashtable_iter *iter)
{
	iter->ht = NULL;
}
EXPORT_SYMBOL(rhashtable_walk_exit);

static void walk_restart(struct rhashtable_iter *iter)
{
	iter->tbl = rcu_dereference(iter->ht->tbl);
	iter->generation = READ_ONCE(iter->ht->generation);
	iter->slot = 0;
	iter->skip = 0;
	iter->p = NULL;
	iter->end_of_table = false;
}

/* Where is the object given last? If it is gone, the count must do. */
static void walk_resume(struct rhashtable_iter *iter)
{
	struct rhash_head *he = rcu_dereference(iter->tbl->buckets[iter->slot]);
	unsigned int skip = 0;

	for (; !rht_is_a_nulls(he); he = rcu_dereference(he->next)) {
		skip++;
		if (he == iter->p) {
			iter->skip = skip;
			return;
		}
	}
	iter->p = NULL;
}

/**
 * rhashtable_walk_start_check - take the walk up
 * @iter: the walk
 *
 * Context: any; holds rcu_read_lock() until rhashtable_walk_stop().
 * Return: 0; -EAGAIN when the table was replaced and the walk begins anew.
 */
int rhashtable_walk_start_check(struct rhashtable_iter *iter)
{
	bool moved;

	rcu_read_lock();
	moved = iter->generation != READ_ONCE(iter->ht->generation);
	if (!iter->tbl || moved)
		walk_restart(iter);
	else if (iter->p)
		walk_resume(iter);
	return moved ? -EAGAIN : 0;
}
EXPORT_SYMBOL(rhashtable_walk_start_check);

/**
 * rhashtable_walk_stop - let the walk rest; objects may go away
 * @iter: the walk
 *
 * Context: the one of rhashtable_walk_start().
 */
void rhashtable_walk_stop(struct rhashtable_iter *iter)
{
	rcu_read_unlock();
}
EXPORT_SYMBOL(rhashtable_walk_stop);

/* The entry number @skip of bucket @slot, or NULL. */
static struct rhash_head *entry_at(const struct rhashtable_iter *iter)
{
	struct rhash_head *he = rcu_dereference(iter->tbl->buckets[iter->slot]);
	unsigned int skip = iter->skip;

	for (; !rht_is_a_nulls(he); he = rcu_dereference(he->next))
		if (!skip--)
			return he;
	return NULL;
}

/* Goes to the place of the next object. Return: it, or NULL at the end. */
static struct rhash_head *walk_find(struct rhashtable_iter *iter)
{
	struct rhash_head *he;

	/* The walker may have removed the object given last: its next stays. */
	if (iter->p) {
		he = rcu_dereference(iter->p->next);
		if (!rht_is_a_nulls(he))
			return he;
		iter->p = NULL;
		iter->slot++;
		iter->skip = 0;
	}
	while (iter->tbl) {
		for (; iter->slot < iter->tbl->size; iter->slot++) {
			he = entry_at(iter);
			if (he)
				return he;
			iter->skip = 0;
		}
		iter->tbl = rcu_dereference(iter->tbl->future_tbl);
		iter->slot = 0;
	}
	iter->end_of_table = true;
	return NULL;
}

/**
 * rhashtable_walk_next - the next object
 * @iter: the walk
 *
 * Context: between rhashtable_walk_start() and _stop().
 * Return: the object, NULL at the end, ERR_PTR(-EAGAIN) when the table was
 * replaced: the walk goes on from its beginning.
 */
void *rhashtable_walk_next(struct rhashtable_iter *iter)
{
	if (iter->generation != READ_ONCE(iter->ht->generation)) {
		walk_restart(iter);
		return ERR_PTR(-EAGAIN);
	}
	if (iter->end_of_table)
		return NULL;
	iter->p = walk_find(iter);
	if (!iter->p)
		return NULL;
	iter->skip++;
	return rht_obj(iter->ht, iter->p);
}
EXPORT_SYMBOL(rhashtable_walk_next);

/**
 * rhashtable_walk_peek - the object given last, or else the next one
 * @iter: the walk
 *
 * Context: between rhashtable_walk_start() and _stop().
 * Return: as rhashtable_walk_next(), but the walk does not move.
 */
void *rhashtable_walk_peek(struct rhashtable_iter *iter)
{
	struct rhash_head *he;

	if (iter->p)
		return rht_obj(iter->ht, iter->p);
	if (iter->generation != READ_ONCE(iter->ht->generation)) {
		walk_restart(iter);
		return ERR_PTR(-EAGAIN);
	}
	if (iter->end_of_table)
		return NULL;
	he = walk_find(iter);
	return he ? rht_obj(iter->ht, he) : NULL;
}
EXPORT_SYMBOL(rhashtable_walk_peek);
