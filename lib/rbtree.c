/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rbtree - balanced trees that live inside their objects
 *
 * Where:   see rbtree.h.
 * Mirrors: lib/rbtree.c.
 * Spec:    Cormen et al., red-black trees. A red node has black children;
 *          every way from the root to a NULL passes as many black nodes.
 *
 * New nodes are red and have colour bit 0, so linking needs no colour.
 * Mirror-image cases share code: side 0 is left, side 1 is right.
 */
#include "lib/rbtree.h"

#define RB_BLACK 1UL

static bool is_black(const struct rb_node *node)
{
	return !node || (node->__rb_parent_color & RB_BLACK);
}

static bool is_red(const struct rb_node *node)
{
	return !is_black(node);
}

static void set_black(struct rb_node *node)
{
	node->__rb_parent_color |= RB_BLACK;
}

static void set_red(struct rb_node *node)
{
	node->__rb_parent_color &= ~RB_BLACK;
}

static void set_parent(struct rb_node *node, struct rb_node *parent)
{
	node->__rb_parent_color =
		(node->__rb_parent_color & RB_BLACK) | (unsigned long)parent;
}

static void copy_color(struct rb_node *node, const struct rb_node *from)
{
	node->__rb_parent_color = (node->__rb_parent_color & ~RB_BLACK) |
				  (from->__rb_parent_color & RB_BLACK);
}

static struct rb_node **child(struct rb_node *node, int side)
{
	return side ? &node->rb_right : &node->rb_left;
}

/* @new (maybe NULL) takes the place of @old below @parent. */
static void change_child(struct rb_node *old, struct rb_node *new,
			 struct rb_node *parent, struct rb_root *root)
{
	if (!parent)
		WRITE_ONCE(root->rb_node, new);
	else if (parent->rb_left == old)
		WRITE_ONCE(parent->rb_left, new);
	else
		WRITE_ONCE(parent->rb_right, new);
}

/* @node sinks to @side; its child on the other side comes up. */
static struct rb_node *rotate(struct rb_node *node, int side,
			      struct rb_root *root)
{
	struct rb_node *up = *child(node, !side);
	struct rb_node *parent = rb_parent(node);
	struct rb_node *inner = *child(up, side);

	WRITE_ONCE(*child(node, !side), inner);
	if (inner)
		set_parent(inner, node);
	WRITE_ONCE(*child(up, side), node);
	set_parent(node, up);
	set_parent(up, parent);
	change_child(node, up, parent, root);
	return up;
}

/**
 * rb_insert_color - balance after rb_link_node()
 * @node: what was linked
 * @root: its tree
 *
 * Context: any; the caller keeps others out.
 */
void rb_insert_color(struct rb_node *node, struct rb_root *root)
{
	struct rb_node *parent, *gparent, *uncle;
	int side;

	while ((parent = rb_parent(node)) && is_red(parent)) {
		gparent = rb_parent(parent); /* the root is black */
		side = parent == gparent->rb_right;
		uncle = *child(gparent, !side);
		if (is_red(uncle)) {
			set_black(parent);
			set_black(uncle);
			set_red(gparent);
			node = gparent;
			continue;
		}
		if (node == *child(parent, !side))
			parent = rotate(parent, side, root);
		set_black(parent);
		set_red(gparent);
		rotate(gparent, !side, root);
		break;
	}
	set_black(root->rb_node);
}
EXPORT_SYMBOL(rb_insert_color);

/* The ways through @node (maybe NULL), a child of @parent, lack one black. */
static void erase_color(struct rb_node *node, struct rb_node *parent,
			struct rb_root *root)
{
	struct rb_node *sibling;
	int side;

	while (parent && is_black(node)) {
		side = node == parent->rb_right;
		sibling = *child(parent, !side); /* exists: it is blacker */
		if (is_red(sibling)) {
			set_black(sibling);
			set_red(parent);
			rotate(parent, side, root);
			sibling = *child(parent, !side);
		}
		if (is_black(sibling->rb_left) && is_black(sibling->rb_right)) {
			set_red(sibling);
			node = parent;
			parent = rb_parent(node);
			continue;
		}
		if (is_black(*child(sibling, !side))) {
			set_black(*child(sibling, side));
			set_red(sibling);
			sibling = rotate(sibling, !side, root);
		}
		copy_color(sibling, parent);
		set_black(parent);
		set_black(*child(sibling, !side));
		rotate(parent, side, root);
		return;
	}
	if (node)
		set_black(node);
}

/*
 * @node has two children: its successor takes its place and colour. Gives
 * the child and parent from which a black may be missing, and whether.
 */
static bool replace_by_successor(struct rb_node *node, struct rb_root *root,
				 struct rb_node **hole, struct rb_node **parent)
{
	struct rb_node *next = node->rb_right;
	bool black;

	while (next->rb_left)
		next = next->rb_left;
	black = is_black(next);
	*hole = next->rb_right;
	*parent = rb_parent(next);
	if (*parent == node) {
		*parent = next;
	} else {
		WRITE_ONCE((*parent)->rb_left, *hole);
		if (*hole)
			set_parent(*hole, *parent);
		WRITE_ONCE(next->rb_right, node->rb_right);
		set_parent(node->rb_right, next);
	}
	WRITE_ONCE(next->rb_left, node->rb_left);
	set_parent(node->rb_left, next);
	next->__rb_parent_color = node->__rb_parent_color;
	change_child(node, next, rb_parent(node), root);
	return black;
}

/**
 * rb_erase - take a node out
 * @node: which; not changed itself
 * @root: its tree
 *
 * Context: any; the caller keeps others out.
 */
void rb_erase(struct rb_node *node, struct rb_root *root)
{
	struct rb_node *hole, *parent;
	bool black;

	if (node->rb_left && node->rb_right) {
		black = replace_by_successor(node, root, &hole, &parent);
	} else {
		hole = node->rb_left ? node->rb_left : node->rb_right;
		parent = rb_parent(node);
		black = is_black(node);
		if (hole)
			set_parent(hole, parent);
		change_child(node, hole, parent, root);
	}
	if (black)
		erase_color(hole, parent, root);
}
EXPORT_SYMBOL(rb_erase);

/* The outermost node of the subtree on @side. */
static struct rb_node *outermost(struct rb_node *node, int side)
{
	while (node && *child(node, side))
		node = *child(node, side);
	return node;
}

static struct rb_node *step(const struct rb_node *node, int side)
{
	struct rb_node *pos = (struct rb_node *)node, *parent;

	if (RB_EMPTY_NODE(node))
		return NULL;
	if (*child(pos, side))
		return outermost(*child(pos, side), !side);
	while ((parent = rb_parent(pos)) && pos == *child(parent, side))
		pos = parent;
	return parent;
}

/**
 * rb_next - the node behind
 * @node: where to start
 *
 * Context: any; the caller keeps writers out.
 * Return: the next larger node or NULL.
 */
struct rb_node *rb_next(const struct rb_node *node)
{
	return step(node, 1);
}
EXPORT_SYMBOL(rb_next);

/**
 * rb_prev - the node before
 * @node: where to start
 *
 * Context: any; the caller keeps writers out.
 * Return: the next smaller node or NULL.
 */
struct rb_node *rb_prev(const struct rb_node *node)
{
	return step(node, 0);
}
EXPORT_SYMBOL(rb_prev);

/**
 * rb_first - the smallest node
 * @root: tree
 *
 * Context: any; the caller keeps writers out.
 * Return: it or NULL.
 */
struct rb_node *rb_first(const struct rb_root *root)
{
	return outermost(root->rb_node, 0);
}
EXPORT_SYMBOL(rb_first);

/**
 * rb_last - the largest node
 * @root: tree
 *
 * Context: any; the caller keeps writers out.
 * Return: it or NULL.
 */
struct rb_node *rb_last(const struct rb_root *root)
{
	return outermost(root->rb_node, 1);
}
EXPORT_SYMBOL(rb_last);

/* The leaf that comes first in postorder below @node. */
static struct rb_node *deepest_left(struct rb_node *node)
{
	for (;;) {
		if (node->rb_left)
			node = node->rb_left;
		else if (node->rb_right)
			node = node->rb_right;
		else
			return node;
	}
}

/**
 * rb_first_postorder - the first node when children come before parents
 * @root: tree
 *
 * Context: any; the caller keeps writers out.
 * Return: it or NULL.
 */
struct rb_node *rb_first_postorder(const struct rb_root *root)
{
	return root->rb_node ? deepest_left(root->rb_node) : NULL;
}
EXPORT_SYMBOL(rb_first_postorder);

/**
 * rb_next_postorder - the next node when children come before parents
 * @node: where to start; may be NULL
 *
 * Context: any; the caller keeps writers out.
 * Return: it or NULL.
 */
struct rb_node *rb_next_postorder(const struct rb_node *node)
{
	struct rb_node *parent;

	if (!node)
		return NULL;
	parent = rb_parent(node);
	if (parent && node == parent->rb_left && parent->rb_right)
		return deepest_left(parent->rb_right);
	return parent;
}
EXPORT_SYMBOL(rb_next_postorder);

/**
 * rb_replace_node - put a node where another one is
 * @victim: goes
 * @new: comes; must have the same place in the order
 * @root: their tree
 *
 * Context: any; the caller keeps others out.
 */
void rb_replace_node(struct rb_node *victim, struct rb_node *new,
		     struct rb_root *root)
{
	*new = *victim;
	if (victim->rb_left)
		set_parent(victim->rb_left, new);
	if (victim->rb_right)
		set_parent(victim->rb_right, new);
	change_child(victim, new, rb_parent(victim), root);
}
EXPORT_SYMBOL(rb_replace_node);
