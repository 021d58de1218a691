// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lib_list_test - list, hlist, list_nulls, llist: corner cases
 *
 * Where:   tests/unit/lib_test.
 * Mirrors: lib/list-test.c.
 * Spec:    lib/list.h.
 */
#include "tests/harness.h"

#include "lib/hlist.h"
#include "lib/list.h"
#include "lib/list_nulls.h"
#include "lib/llist.h"

struct item {
	int nr;
	struct list_head node;
	struct hlist_node hnode;
	struct hlist_nulls_node nnode;
	struct llist_node lnode;
};

static struct item items[8];

static void number_items(void)
{
	memset(items, 0, sizeof(items));
	for (int i = 0; i < 8; i++)
		items[i].nr = i;
}
TEST_SETUP(number_items);

/* The numbers on a list as decimal digits, checked in both directions. */
static long order(struct list_head *head)
{
	long forward = 0, backward = 0, scale = 1;
	struct item *it;

	list_for_each_entry (it, head, node)
		forward = forward * 10 + it->nr;
	list_for_each_entry_reverse(it, head, node)
	{
		backward += it->nr * scale;
		scale *= 10;
	}
	EXPECT_EQ(forward, backward);
	return forward;
}

static void fill(struct list_head *head, int from, int to)
{
	for (int i = from; i <= to; i++)
		list_add_tail(&items[i].node, head);
}

TEST(list_new_is_empty)
{
	LIST_HEAD(head);

	EXPECT(list_empty(&head));
	EXPECT(!list_is_singular(&head));
	EXPECT_NULL(list_first_entry_or_null(&head, struct item, node));
	EXPECT_NULL(list_last_entry_or_null(&head, struct item, node));
	list_rotate_left(&head);
	EXPECT(list_empty(&head));
}

TEST(list_add_is_stack_and_tail_is_queue)
{
	LIST_HEAD(head);

	fill(&head, 1, 3);
	list_add(&items[4].node, &head);
	EXPECT_EQ(order(&head), 4123);
	EXPECT_EQ(list_count_nodes(&head), 4u);
	EXPECT(list_is_first(&items[4].node, &head));
	EXPECT(list_is_last(&items[3].node, &head));
}

TEST(list_del_poisons_and_del_init_does_not)
{
	LIST_HEAD(head);

	fill(&head, 1, 3);
	list_del(&items[2].node);
	EXPECT_EQ(order(&head), 13);
	EXPECT(items[2].node.next == LIST_POISON1);
	EXPECT(items[2].node.prev == LIST_POISON2);
	list_del_init(&items[1].node);
	EXPECT(list_empty(&items[1].node));
	EXPECT(list_is_singular(&head));
	list_del_init(&items[1].node);
	EXPECT_EQ(order(&head), 3);
}

TEST(list_move_and_replace_keep_the_rest)
{
	LIST_HEAD(head);

	fill(&head, 1, 4);
	list_move(&items[3].node, &head);
	EXPECT_EQ(order(&head), 3124);
	list_move_tail(&items[1].node, &head);
	EXPECT_EQ(order(&head), 3241);
	list_replace_init(&items[2].node, &items[7].node);
	EXPECT_EQ(order(&head), 3741);
	EXPECT(list_empty(&items[2].node));
	list_rotate_left(&head);
	EXPECT_EQ(order(&head), 7413);
}

TEST(list_splice_of_empty_changes_nothing)
{
	LIST_HEAD(a);
	LIST_HEAD(b);

	fill(&a, 1, 2);
	list_splice_init(&b, &a);
	list_splice_tail_init(&b, &a);
	EXPECT_EQ(order(&a), 12);
	list_splice_init(&a, &b);
	EXPECT_EQ(order(&b), 12);
	EXPECT(list_empty(&a));
}

TEST(list_splice_goes_to_head_or_tail)
{
	LIST_HEAD(a);
	LIST_HEAD(b);
	LIST_HEAD(c);

	fill(&a, 1, 2);
	fill(&b, 3, 4);
	fill(&c, 5, 6);
	list_splice_init(&b, &a);
	list_splice_tail_init(&c, &a);
	EXPECT_EQ(order(&a), 341256);
	EXPECT(list_empty(&b) && list_empty(&c));
}

TEST(list_cut_position_takes_up_to_entry)
{
	LIST_HEAD(head);
	LIST_HEAD(cut);

	list_cut_position(&cut, &head, &head);
	EXPECT(list_empty(&cut));
	fill(&head, 1, 4);
	list_cut_position(&cut, &head, &items[2].node);
	EXPECT_EQ(order(&cut), 12);
	EXPECT_EQ(order(&head), 34);
	list_cut_position(&cut, &head, &head);
	EXPECT(list_empty(&cut));
	list_cut_position(&cut, &head, &items[4].node);
	EXPECT_EQ(order(&cut), 34);
	EXPECT(list_empty(&head));
}

TEST(list_safe_walk_survives_removal)
{
	struct item *it, *n;
	LIST_HEAD(head);

	fill(&head, 1, 6);
	list_for_each_entry_safe (it, n, &head, node)
		if (it->nr & 1)
			list_del(&it->node);
	EXPECT_EQ(order(&head), 246);
	list_for_each_entry_safe_reverse(it, n, &head, node)
		list_del(&it->node);
	EXPECT(list_empty(&head));
}

TEST(hlist_add_and_del_keep_pprev)
{
	HLIST_HEAD(head);
	struct item *it;
	struct hlist_node *n;
	long seen = 0;

	EXPECT(hlist_unhashed(&items[1].hnode));
	hlist_add_head(&items[3].hnode, &head);
	EXPECT(hlist_is_singular_node(&items[3].hnode, &head));
	hlist_add_before(&items[1].hnode, &items[3].hnode);
	hlist_add_behind(&items[2].hnode, &items[1].hnode);
	hlist_add_behind(&items[4].hnode, &items[3].hnode);
	hlist_for_each_entry (it, &head, hnode)
		seen = seen * 10 + it->nr;
	EXPECT_EQ(seen, 1234);
	hlist_del_init(&items[1].hnode);
	hlist_del_init(&items[1].hnode);
	hlist_del(&items[3].hnode);
	seen = 0;
	hlist_for_each_entry_safe (it, n, &head, hnode) {
		seen = seen * 10 + it->nr;
		hlist_del(&it->hnode);
	}
	EXPECT_EQ(seen, 24);
	EXPECT(hlist_empty(&head));
}

TEST(hlist_move_list_moves_the_back_pointer)
{
	HLIST_HEAD(from);
	HLIST_HEAD(to);

	hlist_add_head(&items[1].hnode, &from);
	hlist_move_list(&from, &to);
	EXPECT(hlist_empty(&from));
	hlist_del_init(&items[1].hnode);
	EXPECT(hlist_empty(&to));
}

TEST(hlist_nulls_end_names_the_chain)
{
	struct hlist_nulls_head head;
	struct hlist_nulls_node *pos;
	struct item *it;
	long seen = 0;

	INIT_HLIST_NULLS_HEAD(&head, 77);
	EXPECT(hlist_nulls_empty(&head));
	hlist_nulls_add_head_rcu(&items[2].nnode, &head);
	hlist_nulls_add_head_rcu(&items[1].nnode, &head);
	hlist_nulls_add_tail_rcu(&items[3].nnode, &head);
	hlist_nulls_for_each_entry(it, pos, &head, nnode) seen =
		seen * 10 + it->nr;
	EXPECT_EQ(seen, 123);
	EXPECT_EQ(get_nulls_value(pos), 77u);
	hlist_nulls_del_rcu(&items[2].nnode);
	hlist_nulls_del_init_rcu(&items[1].nnode);
	EXPECT(hlist_nulls_unhashed(&items[1].nnode));
	seen = 0;
	hlist_nulls_for_each_entry_rcu(it, pos, &head, nnode) seen =
		seen * 10 + it->nr;
	EXPECT_EQ(seen, 3);
}

TEST(llist_takes_newest_first_and_reverses)
{
	LLIST_HEAD(head);
	struct llist_node *all;
	struct item *it, *n;
	long seen = 0;

	EXPECT(llist_add(&items[1].lnode, &head));
	EXPECT(!llist_add(&items[2].lnode, &head));
	EXPECT(!llist_add(&items[3].lnode, &head));
	EXPECT(llist_del_first(&head) == &items[3].lnode);
	EXPECT(!llist_add(&items[4].lnode, &head));
	all = llist_reverse_order(llist_del_all(&head));
	EXPECT(llist_empty(&head));
	EXPECT_NULL(llist_del_all(&head));
	EXPECT_NULL(llist_del_first(&head));
	llist_for_each_entry_safe(it, n, all, lnode) seen = seen * 10 + it->nr;
	EXPECT_EQ(seen, 124);
}
