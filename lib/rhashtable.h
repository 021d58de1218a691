/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rhashtable - a hash table that grows and shrinks while it is read
 *
 * Where:   fragment queues, nf_tables sets, netlink sockets, flow tables.
 * Mirrors: include/linux/rhashtable.h, lib/rhashtable.c, without rhltable.
 * Spec:    none.
 *
 * Readers hold rcu_read_lock() only. Writers take one lock per table. Above
 * 3/4 full a second table of twice the size is made, and each later insert or
 * removal moves a few buckets; readers look into the old table, then the new.
 * Moving an entry can lead a reader of the old chain into the new one, so
 * each chain ends in a mark that names its bucket: who ends elsewhere than
 * he began starts again.
 */
#ifndef LIB_RHASHTABLE_H
#define LIB_RHASHTABLE_H

#include "lib/atomic.h"
#include "lib/jhash.h"
#include "lib/kernel.h"
#include "lib/rcupdate.h"
#include "lib/spinlock.h"

struct rhashtable;

struct rhash_head {
	struct rhash_head __rcu *next;
};

struct rhashtable_compare_arg {
	struct rhashtable *ht;
	const void *key;
};

typedef u32 (*rht_hashfn_t)(const void *data, u32 len, u32 seed);
typedef u32 (*rht_obj_hashfn_t)(const void *data, u32 len, u32 seed);
/* 0 when they are equal. */
typedef int (*rht_obj_cmpfn_t)(struct rhashtable_compare_arg *arg,
			       const void *obj);

/**
 * struct rhashtable_params - immutable after rhashtable_init()
 * @nelem_hint: expected number of objects
 * @key_len: bytes of key at @key_offset; 0 when @obj_hashfn is given
 * @key_offset: of the key in the object
 * @head_offset: of the rhash_head in the object
 * @max_size: most buckets; 0 is no limit
 * @min_size: fewest buckets
 * @automatic_shrinking: below 30 % full, halve
 * @hashfn: of a key; jhash() by default
 * @obj_hashfn: of an object, when the key is not plain bytes
 * @obj_cmpfn: key against object; memcmp() by default
 */
struct rhashtable_params {
	u16 nelem_hint;
	u16 key_len;
	u16 key_offset;
	u16 head_offset;
	unsigned int max_size;
	u16 min_size;
	bool automatic_shrinking;
	rht_hashfn_t hashfn;
	rht_obj_hashfn_t obj_hashfn;
	rht_obj_cmpfn_t obj_cmpfn;
};

struct bucket_table {
	unsigned int size;   /* a power of two */
	unsigned int rehash; /* buckets below it have moved on */
	struct bucket_table __rcu *future_tbl;
	struct rcu_head rcu;
	struct rhash_head __rcu *buckets[];
};

struct rhashtable {
	/* immutable */
	struct rhashtable_params p;
	unsigned int max_elems;
	u32 hash_rnd;
	/* guarded by lock, read under RCU */
	struct bucket_table __rcu *tbl;
	unsigned int generation; /* +1 each time @tbl is replaced */
	spinlock_t lock;
	atomic_t nelems;
};

struct rhashtable_iter {
	struct rhashtable *ht;
	struct bucket_table *tbl;
	struct rhash_head *p; /* given last */
	unsigned int generation;
	unsigned int slot;
	unsigned int skip; /* entries of @slot already given */
	bool end_of_table;
};

#define RHT_NULLS_MARKER(tbl, bkt)                                             \
	((struct rhash_head *)(((unsigned long)&(tbl)->buckets[bkt]) | 1UL))

static inline bool rht_is_a_nulls(const struct rhash_head *ptr)
{
	return (unsigned long)ptr & 1;
}

static inline void *rht_obj(const struct rhashtable *ht,
			    const struct rhash_head *he)
{
	return (char *)he - ht->p.head_offset;
}

static __always_inline u32 rht_key_hashfn(const struct rhashtable *ht,
					  const void *key,
					  const struct rhashtable_params params)
{
	if (params.hashfn)
		return params.hashfn(key, params.key_len, ht->hash_rnd);
	return jhash(key, params.key_len, ht->hash_rnd);
}

static __always_inline u32
rht_head_hashfn(const struct rhashtable *ht, const struct rhash_head *he,
		const struct rhashtable_params params)
{
	const char *obj = rht_obj(ht, he);

	if (params.obj_hashfn)
		return params.obj_hashfn(obj, params.key_len, ht->hash_rnd);
	return rht_key_hashfn(ht, obj + params.key_offset, params);
}

static __always_inline bool rht_equal(struct rhashtable *ht, const void *key,
				      const struct rhash_head *he,
				      const struct rhashtable_params params)
{
	const char *obj = rht_obj(ht, he);

	if (params.obj_cmpfn) {
		struct rhashtable_compare_arg arg = {.ht = ht, .key = key};

		return !params.obj_cmpfn(&arg, obj);
	}
	return !memcmp(obj + params.key_offset, key, params.key_len);
}

/**
 * rhashtable_lookup - find the object of a key
 * @ht: table
 * @key: key
 * @params: those of rhashtable_init(); constant, so that calls are direct
 *
 * Context: rcu_read_lock() held; the object is valid until it is given up.
 * Return: the object or NULL.
 */
static __always_inline void *
rhashtable_lookup(struct rhashtable *ht, const void *key,
		  const struct rhashtable_params params)
{
	struct bucket_table *tbl = rcu_dereference(ht->tbl);
	u32 hash = rht_key_hashfn(ht, key, params);
	struct rhash_head *he;
	u32 bkt;

	do {
		bkt = hash & (tbl->size - 1);
		do {
			he = rcu_dereference(tbl->buckets[bkt]);
			for (; !rht_is_a_nulls(he);
			     he = rcu_dereference(he->next))
				if (rht_equal(ht, key, he, params))
					return rht_obj(ht, he);
		} while (he != RHT_NULLS_MARKER(tbl, bkt));
		/* What left this table is in the next before it left. */
		smp_rmb();
		tbl = rcu_dereference(tbl->future_tbl);
	} while (unlikely(tbl));
	return NULL;
}

/* As rhashtable_lookup(), but the caller keeps the object alive himself. */
static __always_inline void *
rhashtable_lookup_fast(struct rhashtable *ht, const void *key,
		       const struct rhashtable_params params)
{
	void *obj;

	rcu_read_lock();
	obj = rhashtable_lookup(ht, key, params);
	rcu_read_unlock();
	return obj;
}

int rhashtable_init(struct rhashtable *ht,
		    const struct rhashtable_params *params);
void rhashtable_free_and_destroy(struct rhashtable *ht,
				 void (*free_fn)(void *ptr, void *arg),
				 void *arg);
void rhashtable_destroy(struct rhashtable *ht);

void *__rhashtable_insert(struct rhashtable *ht, const void *key,
			  struct rhash_head *obj);
int __rhashtable_remove(struct rhashtable *ht, struct rhash_head *obj);
int __rhashtable_replace(struct rhashtable *ht, struct rhash_head *obj_old,
			 struct rhash_head *obj_new);

/* Objects of equal keys may stand side by side. 0, -E2BIG. */
static inline int rhashtable_insert_fast(struct rhashtable *ht,
					 struct rhash_head *obj,
					 const struct rhashtable_params params)
{
	void *ret = __rhashtable_insert(ht, NULL, obj);

	(void)params;
	return PTR_ERR_OR_ZERO(ret);
}

/* Gives the object that has the key already, NULL if @obj went in, ERR_PTR. */
static inline void *
rhashtable_lookup_get_insert_key(struct rhashtable *ht, const void *key,
				 struct rhash_head *obj,
				 const struct rhashtable_params params)
{
	(void)params;
	return __rhashtable_insert(ht, key, obj);
}

static inline void *
rhashtable_lookup_get_insert_fast(struct rhashtable *ht, struct rhash_head *obj,
				  const struct rhashtable_params params)
{
	const char *key = (char *)rht_obj(ht, obj) + params.key_offset;

	return __rhashtable_insert(ht, key, obj);
}

/* -EEXIST when the key is there. */
static inline int
rhashtable_lookup_insert_key(struct rhashtable *ht, const void *key,
			     struct rhash_head *obj,
			     const struct rhashtable_params params)
{
	void *ret = rhashtable_lookup_get_insert_key(ht, key, obj, params);

	if (IS_ERR(ret))
		return (int)PTR_ERR(ret);
	return ret ? -EEXIST : 0;
}

static inline int
rhashtable_lookup_insert_fast(struct rhashtable *ht, struct rhash_head *obj,
			      const struct rhashtable_params params)
{
	const char *key = (char *)rht_obj(ht, obj) + params.key_offset;

	return rhashtable_lookup_insert_key(ht, key, obj, params);
}

/* 0, or -ENOENT; free the object after a grace period. */
static inline int rhashtable_remove_fast(struct rhashtable *ht,
					 struct rhash_head *obj,
					 const struct rhashtable_params params)
{
	(void)params;
	return __rhashtable_remove(ht, obj);
}

/* The keys are equal; -EINVAL when they hash differently. */
static inline int rhashtable_replace_fast(struct rhashtable *ht,
					  struct rhash_head *obj_old,
					  struct rhash_head *obj_new,
					  const struct rhashtable_params params)
{
	(void)params;
	return __rhashtable_replace(ht, obj_old, obj_new);
}

void rhashtable_walk_enter(struct rhashtable *ht, struct rhashtable_iter *iter);
void rhashtable_walk_exit(struct rhashtable_iter *iter);
int rhashtable_walk_start_check(struct rhashtable_iter *iter);
void *rhashtable_walk_next(struct rhashtable_iter *iter);
void *rhashtable_walk_peek(struct rhashtable_iter *iter);
void rhashtable_walk_stop(struct rhashtable_iter *iter);

static inline void rhashtable_walk_start(struct rhashtable_iter *iter)
{
	(void)rhashtable_walk_start_check(iter);
}

#endif /* LIB_RHASHTABLE_H */
