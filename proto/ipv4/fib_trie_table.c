// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fib_trie_table - whole tables: flushed, made, split, freed
 *
 * Where:   fib_frontend.c, when a device or address goes, when a namespace
 *          gets its first rule, when it ends.
 * Mirrors: net/ipv4/fib_trie.c, cut: fib_table_flush() to fib_trie_table().
 * Spec:    none.
 */
#include "core/netdevice.h"
#include "lib/byteorder.h"
#include "lib/kernel.h"
#include "proto/ipv4/fib_lookup.h"

/*
 * Remove from the leaf at or after *@key what @match wants. Return: whether
 * there may be more leaves; *@key is then behind the one just done.
 */
static bool flush_leaf(struct trie *t, t_key *key,
		       bool (*match)(struct fib_table *tb,
				     const struct fib_alias *fa, bool all),
		       struct fib_table *tb, struct net *net, bool all,
		       int *found)
{
	struct key_vector *l = leaf_walk_rcu(t, *key);
	struct hlist_node *tmp;
	struct fib_alias *fa;
	struct fib_info *fi;

	if (!l)
		return false;
	*key = l->key;
	hlist_for_each_entry_safe (fa, tmp, &l->leaf, fa_list) {
		if (!match(tb, fa, all))
			continue;
		if (net)
			rtmsg_fib(RTM_DELROUTE, htonl(l->key), fa,
				  KEYLENGTH - fa->fa_slen, tb->tb_id, net, 0);
		if (net && fa->fa_slen == KEYLENGTH)
			tb->tb_num_default--;
		fi = fa->fa_info;
		fib_remove_alias(t, node_parent(l), l, fa);
		if (net)
			fib_release_info(fi);
		(*found)++;
	}
	return (*key)++ != KEY_MAX;
}

/* What is dead: its nexthops are, or its preferred source is gone. */
static bool flush_match(struct fib_table *tb, const struct fib_alias *fa,
			bool all)
{
	return fa->tb_id == tb->tb_id &&
	       (all || (fa->fa_info->fib_flags & RTNH_F_DEAD));
}

/**
 * fib_table_flush - remove the routes that are dead, or all
 * @net: the namespace
 * @tb: the table
 * @flush_all: the namespace goes: everything
 *
 * Context: process, RTNL held. Return: how many.
 */
int fib_table_flush(struct net *net, struct fib_table *tb, bool flush_all)
{
	t_key key = 0;
	int found = 0;

	while (flush_leaf(table_trie(tb), &key, flush_match, tb, net, flush_all,
			  &found))
		;
	return found;
}

static bool flush_external_match(struct fib_table *tb,
				 const struct fib_alias *fa, bool all)
{
	return fa->tb_id != tb->tb_id;
}

/* After fib_trie_unmerge(): main forgets local's; fib_infos moved away. */
void fib_table_flush_external(struct fib_table *tb)
{
	t_key key = 0;
	int found = 0;

	while (flush_leaf(table_trie(tb), &key, flush_external_match, tb, NULL,
			  true, &found))
		;
}

/* ---- tables -------------------------------------------------------------- */

/* Gives a table; with @alias its routes lie in that one's trie. */
struct fib_table *fib_trie_table(u32 id, struct fib_table *alias)
{
	size_t sz = sizeof(struct fib_table);
	struct fib_table *tb;
	struct trie *t;

	if (!alias)
		sz += sizeof(struct trie);
	tb = kzalloc(sz, GFP_KERNEL);
	if (!tb)
		return NULL;

	tb->tb_id = id;
	tb->tb_data = alias ? alias->__data : tb->__data;
	if (alias)
		return tb;
	t = table_trie(tb);
	t->kv[0].pos = KEYLENGTH;
	t->kv[0].slen = KEYLENGTH;
	return tb;
}

static void fib_free_table_rcu(struct rcu_head *head)
{
	kfree(container_of(head, struct fib_table, rcu));
}

/* Context: RTNL; the table is flushed and out of reach of new readers. */
void fib_free_table(struct fib_table *tb)
{
	call_rcu(&tb->rcu, fib_free_table_rcu);
}

/*
 * Gives a copy of local table @oldtb with a trie of its own, @oldtb itself
 * if it has one, or NULL without memory. fib_infos are now the copy's.
 */
struct fib_table *fib_trie_unmerge(struct fib_table *oldtb)
{
	struct fib_table *local_tb;
	struct key_vector *l, *leaf, *tp;
	struct fib_alias *fa;
	t_key key = 0;

	if (oldtb->tb_data == oldtb->__data)
		return oldtb;
	local_tb = fib_trie_table(oldtb->tb_id, NULL);
	if (!local_tb)
		return NULL;

	while ((leaf = leaf_walk_rcu(table_trie(oldtb), key))) {
		hlist_for_each_entry (fa, &leaf->leaf, fa_list) {
			if (fa->tb_id != oldtb->tb_id)
				continue;
			l = fib_find_node(table_trie(local_tb), &tp, leaf->key);
			if (!fib_insert_alias(table_trie(local_tb), tp, l, fa,
					      NULL, leaf->key))
				goto out;
		}
		key = leaf->key + 1;
		if (!key)
			break;
	}
	return local_tb;
out:
	key = 0;
	while (flush_leaf(table_trie(local_tb), &key, flush_match, local_tb,
			  NULL, true, &(int){0}))
		;
	fib_free_table(local_tb);
	return NULL;
}
