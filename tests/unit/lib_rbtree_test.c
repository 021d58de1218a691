// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lib_rbtree_test - the rules of the tree under random operations
 *
 * Where:   tests/unit/lib_test.
 * Mirrors: lib/rbtree_test.c.
 * Spec:    Cormen et al., red-black trees.
 */
#include "tests/harness.h"

#include "lib/rbtree.h"

#define NODES 600

struct thing {
	struct rb_node node;
	u32 key;
	u32 serial;
	bool in;
};

static struct thing things[NODES];

static bool less(struct rb_node *a, const struct rb_node *b)
{
	return rb_entry(a, struct thing, node)->key <
	       container_of_const(b, struct thing, node)->key;
}

static int cmp_key(const void *key, const struct rb_node *n)
{
	u32 k = *(const u32 *)key;
	u32 other = container_of_const(n, struct thing, node)->key;

	return k < other ? -1 : k > other;
}

static int cmp_node(struct rb_node *a, const struct rb_node *b)
{
	return cmp_key(&rb_entry(a, struct thing, node)->key, b);
}

/* Black height of a subtree, -1 when a rule is broken. */
static int black_height(const struct rb_node *n, const struct rb_node *parent)
{
	bool red;
	int left, right;

	if (!n)
		return 0;
	red = !(n->__rb_parent_color & 1);
	if (rb_parent(n) != parent || (red && !parent))
		return -1;
	if (red && !(parent->__rb_parent_color & 1))
		return -1;
	left = black_height(n->rb_left, n);
	right = black_height(n->rb_right, n);
	return left < 0 || left != right ? -1 : left + !red;
}

/* The order both ways, and as many nodes as there should be. */
static void check_tree(const struct rb_root *root, int expected)
{
	const struct rb_node *n, *last = NULL;
	int count = 0;

	ASSERT(black_height(root->rb_node, NULL) >= 0);
	for (n = rb_first(root); n; n = rb_next(n)) {
		ASSERT(rb_prev(n) == last);
		if (last)
			ASSERT(container_of_const(last, struct thing, node)
				       ->key <=
			       container_of_const(n, struct thing, node)->key);
		last = n;
		count++;
	}
	ASSERT(rb_last(root) == last);
	ASSERT_EQ(count, expected);
}

TEST(rbtree_empty_has_no_nodes)
{
	struct rb_root root = RB_ROOT;
	u32 key = 1;

	EXPECT(RB_EMPTY_ROOT(&root));
	EXPECT_NULL(rb_first(&root));
	EXPECT_NULL(rb_last(&root));
	EXPECT_NULL(rb_first_postorder(&root));
	EXPECT_NULL(rb_find(&key, &root, cmp_key));
}

TEST(rbtree_100k_random_operations_keep_invariants)
{
	struct rb_root root = RB_ROOT;
	int in = 0;

	memset(things, 0, sizeof(things));
	for (int op = 0; op < 100000; op++) {
		struct thing *t = &things[test_random() % NODES];

		if (t->in) {
			rb_erase(&t->node, &root);
			in--;
		} else {
			t->key = (u32)(test_random() % 1000);
			rb_add(&t->node, &root, less);
			in++;
		}
		t->in = !t->in;
		if (op % 64 == 0)
			check_tree(&root, in);
	}
	check_tree(&root, in);
	for (int i = 0; i < NODES; i++)
		if (things[i].in)
			rb_erase(&things[i].node, &root);
	EXPECT(RB_EMPTY_ROOT(&root));
}

TEST(rbtree_cached_knows_the_smallest)
{
	struct rb_root_cached root = RB_ROOT_CACHED;
	int in = 0;

	memset(things, 0, sizeof(things));
	for (int op = 0; op < 20000; op++) {
		struct thing *t = &things[test_random() % 64];
		struct rb_node *before = rb_first_cached(&root), *got;

		if (t->in) {
			got = rb_erase_cached(&t->node, &root);
			if (before == &t->node)
				ASSERT(got == rb_first(&root.rb_root));
			else
				ASSERT_NULL(got);
			in--;
		} else {
			t->key = (u32)(test_random() % 100);
			got = rb_add_cached(&t->node, &root, less);
			ASSERT((got == &t->node) ==
			       (rb_first(&root.rb_root) == &t->node));
			in++;
		}
		t->in = !t->in;
		ASSERT(rb_first_cached(&root) == rb_first(&root.rb_root));
	}
	check_tree(&root.rb_root, in);
}

TEST(rbtree_equal_keys_keep_order_of_insertion)
{
	struct rb_root root = RB_ROOT;
	struct rb_node *n;
	u32 serial = 0, key = 5;

	for (u32 i = 0; i < 100; i++) {
		things[i].key = i % 3 ? 5 : 4;
		things[i].serial = i;
		rb_add(&things[i].node, &root, less);
	}
	n = rb_find_first(&key, &root, cmp_key);
	ASSERT_NOT_NULL(n);
	EXPECT_EQ(rb_entry(n, struct thing, node)->serial, 1u);
	for (; n; n = rb_next(n)) {
		EXPECT_GT(rb_entry(n, struct thing, node)->serial, serial);
		serial = rb_entry(n, struct thing, node)->serial;
	}
	EXPECT_EQ(serial, 98u);
}

TEST(rbtree_find_add_refuses_a_second_one)
{
	struct rb_root root = RB_ROOT;
	u32 key = 50;

	for (u32 i = 0; i < 100; i++) {
		things[i].key = i;
		EXPECT_NULL(rb_find_add(&things[i].node, &root, cmp_node));
	}
	things[200].key = key;
	EXPECT(rb_find_add(&things[200].node, &root, cmp_node) ==
	       &things[50].node);
	EXPECT(rb_find(&key, &root, cmp_key) == &things[50].node);
	rb_replace_node(&things[50].node, &things[200].node, &root);
	EXPECT(rb_find(&key, &root, cmp_key) == &things[200].node);
	check_tree(&root, 100);
	key = 1000;
	EXPECT_NULL(rb_find(&key, &root, cmp_key));
}

TEST(rbtree_postorder_visits_children_first)
{
	struct rb_root root = RB_ROOT;
	struct thing *t, *n;
	int visited = 0;

	memset(things, 0, sizeof(things));
	for (u32 i = 0; i < NODES; i++) {
		things[i].key = i * 7919 % NODES;
		rb_add(&things[i].node, &root, less);
	}
	rbtree_postorder_for_each_entry_safe(t, n, &root, node)
	{
		struct rb_node *l = t->node.rb_left, *r = t->node.rb_right;

		EXPECT(!l || rb_entry(l, struct thing, node)->in);
		EXPECT(!r || rb_entry(r, struct thing, node)->in);
		t->in = true;
		visited++;
	}
	EXPECT_EQ(visited, NODES);
}

TEST(rbtree_clear_node_is_empty)
{
	struct thing t;

	RB_CLEAR_NODE(&t.node);
	EXPECT(RB_EMPTY_NODE(&t.node));
	EXPECT_NULL(rb_next(&t.node));
}
