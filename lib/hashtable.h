/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hashtable - a hash table of fixed size, inside its owner
 *
 * Where:   small tables whose size is known: devices by index, groups.
 * Mirrors: include/linux/hashtable.h.
 * Spec:    none.
 */
#ifndef LIB_HASHTABLE_H
#define LIB_HASHTABLE_H

#include "lib/hash.h"
#include "lib/rculist.h"

#define DECLARE_HASHTABLE(name, bits) struct hlist_head name[1 << (bits)]
#define HASH_SIZE(name)		      ARRAY_SIZE(name)
#define HASH_BITS(name)		      ilog2(HASH_SIZE(name))

#define hash_min(val, bits)                                                    \
	(sizeof(val) <= 4 ? hash_32((u32)(val), bits)                          \
			  : hash_64((u64)(val), bits))

static inline void __hash_init(struct hlist_head *ht, unsigned int sz)
{
	memset(ht, 0, sz * sizeof(*ht));
}

static inline bool __hash_empty(struct hlist_head *ht, unsigned int sz)
{
	while (sz--)
		if (!hlist_empty(&ht[sz]))
			return false;
	return true;
}

#define hash_init(table)  __hash_init(table, HASH_SIZE(table))
#define hash_empty(table) __hash_empty(table, HASH_SIZE(table))

#define __hash_bucket(table, key) (&(table)[hash_min(key, HASH_BITS(table))])
#define hash_add(table, node, key)                                             \
	hlist_add_head(node, __hash_bucket(table, key))
#define hash_add_rcu(table, node, key)                                         \
	hlist_add_head_rcu(node, __hash_bucket(table, key))
#define hash_hashed(node)  (!hlist_unhashed(node))
#define hash_del(node)	   hlist_del_init(node)
#define hash_del_rcu(node) hlist_del_init_rcu(node)

/* @bkt is the caller's loop variable; leaving early leaves both loops. */
#define hash_for_each(name, bkt, obj, member)                                  \
	for ((bkt) = 0, obj = NULL; !obj && (bkt) < (int)HASH_SIZE(name);      \
	     (bkt)++)                                                          \
		hlist_for_each_entry (obj, &(name)[bkt], member)
#define hash_for_each_rcu(name, bkt, obj, member)                              \
	for ((bkt) = 0, obj = NULL; !obj && (bkt) < (int)HASH_SIZE(name);      \
	     (bkt)++)                                                          \
		hlist_for_each_entry_rcu (obj, &(name)[bkt], member)
#define hash_for_each_safe(name, bkt, tmp, obj, member)                        \
	for ((bkt) = 0, obj = NULL; !obj && (bkt) < (int)HASH_SIZE(name);      \
	     (bkt)++)                                                          \
		hlist_for_each_entry_safe (obj, tmp, &(name)[bkt], member)

/* All in the bucket of @key: compare the keys. */
#define hash_for_each_possible(name, obj, member, key)                         \
	hlist_for_each_entry (obj, __hash_bucket(name, key), member)
#define hash_for_each_possible_rcu(name, obj, member, key, cond...)            \
	hlist_for_each_entry_rcu (obj, __hash_bucket(name, key), member)
#define hash_for_each_possible_safe(name, obj, tmp, member, key)               \
	hlist_for_each_entry_safe (obj, tmp, __hash_bucket(name, key), member)

#endif /* LIB_HASHTABLE_H */
