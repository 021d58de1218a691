// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lib_rculist_test - a reader on a removed node gets out; hashtable
 *
 * Where:   tests/unit/lib_test.
 * Mirrors: lib/hashtable_test.c.
 * Spec:    lib/rculist.h, lib/hashtable.h.
 */
#include "lib/hashtable.h"
#include "lib/rculist.h"
#include "tests/harness.h"

struct item {
	int nr;
	struct list_head node;
	struct hlist_node hnode;
};

static struct item items[8];

static void number_items(void)
{
	memset(items, 0, sizeof(items));
	for (int i = 0; i < 8; i++)
		items[i].nr = i;
}
TEST_SETUP(number_items);

TEST(rculist_walk_goes_on_from_a_removed_node)
{
	LIST_HEAD(head);
	struct item *it;
	long seen = 0;

	for (int i = 1; i <= 4; i++)
		list_add_tail_rcu(&items[i].node, &head);
	list_add_rcu(&items[5].node, &head);
	list_for_each_entry_rcu (it, &head, node) {
		seen = seen * 10 + it->nr;
		if (it->nr & 1)
			list_del_rcu(&it->node);
		if (it->nr == 4)
			list_replace_rcu(&it->node, &items[6].node);
	}
	EXPECT_EQ(seen, 51234);
	seen = 0;
	list_for_each_entry (it, &head, node)
		seen = seen * 10 + it->nr;
	EXPECT_EQ(seen, 26);
	EXPECT(list_first_or_null_rcu(&head, struct item, node) == &items[2]);
	EXPECT_NULL(list_next_or_null_rcu(&head, &items[6].node, struct item,
					  node));
}

TEST(hlist_rcu_walk_goes_on_from_a_removed_node)
{
	HLIST_HEAD(head);
	struct item *it;
	long seen = 0;

	EXPECT_NULL(hlist_entry_safe(head.first, struct item, hnode));
	hlist_add_head_rcu(&items[2].hnode, &head);
	hlist_add_before_rcu(&items[1].hnode, &items[2].hnode);
	hlist_add_tail_rcu(&items[4].hnode, &head);
	hlist_add_behind_rcu(&items[3].hnode, &items[2].hnode);
	hlist_for_each_entry_rcu (it, &head, hnode) {
		seen = seen * 10 + it->nr;
		if (it->nr == 2)
			hlist_del_rcu(&it->hnode);
		if (it->nr == 3)
			hlist_replace_rcu(&it->hnode, &items[5].hnode);
		if (it->nr == 4)
			hlist_del_init_rcu(&it->hnode);
	}
	EXPECT_EQ(seen, 1234);
	EXPECT(hlist_unhashed(&items[4].hnode));
	seen = 0;
	hlist_for_each_entry (it, &head, hnode)
		seen = seen * 10 + it->nr;
	EXPECT_EQ(seen, 15);
}

TEST(hashtable_finds_by_key)
{
	DECLARE_HASHTABLE(table, 2);
	struct hlist_node *tmp;
	struct item *it;
	int bkt, n = 0;

	hash_init(table);
	EXPECT(hash_empty(table));
	for (int i = 0; i < 8; i++)
		hash_add_rcu(table, &items[i].hnode, (u32)i);
	for (int i = 0; i < 8; i++) {
		struct item *found = NULL;

		hash_for_each_possible(table, it, hnode,
				       (u32)i) if (it->nr == i) found = it;
		EXPECT(found == &items[i]);
	}
	hash_for_each(table, bkt, it, hnode) n += it->nr;
	EXPECT_EQ(n, 28);
	hash_for_each_safe(table, bkt, tmp, it, hnode) hash_del(&it->hnode);
	EXPECT(hash_empty(table));
}
