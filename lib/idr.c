/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * idr - numbers for objects, objects for numbers
 *
 * Where:   see idr.h.
 * Mirrors: lib/idr.c and the part of lib/radix-tree.c that it uses.
 * Spec:    none.
 *
 * A node of shift s covers 64 << s numbers. In a leaf (shift 0) a bit of
 * @full says that the number is taken, even for a NULL pointer; above, that
 * the child has no free number. Readers under RCU see a node only when it is
 * complete, and it is freed a grace period after it was cut off.
 */
#include "lib/idr.h"

#include "lib/bitops.h"
#include "lib/printk.h"
#include "lib/slab.h"

#define IDR_BITS  6
#define IDR_SLOTS (1u << IDR_BITS)

struct idr_node {
	u8 shift;
	u8 count; /* slots in use: numbers or children */
	u64 full;
	struct idr_node *parent;
	void __rcu *slots[IDR_SLOTS];
	struct rcu_head rcu;
};

/* One beyond the largest number that a tree with this root holds. */
static u64 capacity(const struct idr_node *root)
{
	return (u64)IDR_SLOTS << root->shift;
}

static unsigned int slot_of(const struct idr_node *node, u64 id)
{
	return (unsigned int)(id >> node->shift) & (IDR_SLOTS - 1);
}

static struct idr_node *node_alloc(unsigned int shift, struct idr_node *parent,
				   gfp_t gfp)
{
	struct idr_node *node = kzalloc(sizeof(*node), gfp);

	if (node) {
		node->shift = (u8)shift;
		node->parent = parent;
	}
	return node;
}

/* The leaf that holds @id, or NULL. Context: RCU or the caller's lock. */
static struct idr_node *find_leaf(const struct idr *idr, u64 id)
{
	struct idr_node *node = rcu_dereference(idr->root);

	if (!node || id >= capacity(node))
		return NULL;
	while (node && node->shift)
		node = rcu_dereference(node->slots[slot_of(node, id)]);
	return node;
}

/* The smallest free number >= @id below @node; capacity() or more: none. */
static u64 next_free(const struct idr_node *node, u64 id)
{
	u64 size = 1ULL << node->shift, sub;
	unsigned int slot;

	while (id < capacity(node)) {
		slot = (unsigned int)(id >> node->shift);
		if (!(node->full & BIT_ULL(slot))) {
			const struct idr_node *below = node->slots[slot];

			if (!node->shift || !below)
				return id;
			sub = next_free(below, id & (size - 1));
			if (sub < size)
				return (u64)slot * size + sub;
		}
		id = (u64)(slot + 1) * size;
	}
	return id;
}

/* Adds levels on top until @id is covered. */
static int grow(struct idr *idr, u64 id, gfp_t gfp)
{
	struct idr_node *root = idr->root, *top;

	if (!root) {
		unsigned int shift = 0;

		while (id >> shift >= IDR_SLOTS)
			shift += IDR_BITS;
		root = node_alloc(shift, NULL, gfp);
		if (!root)
			return -ENOMEM;
		rcu_assign_pointer(idr->root, root);
	}
	while (id >= capacity(root)) {
		top = node_alloc(root->shift + IDR_BITS, NULL, gfp);
		if (!top)
			return -ENOMEM;
		top->count = 1;
		top->full = root->full == U64_MAX;
		top->slots[0] = root;
		root->parent = top;
		rcu_assign_pointer(idr->root, top);
		root = top;
	}
	return 0;
}

/* Frees empty nodes from @node upwards. */
static void prune(struct idr *idr, struct idr_node *node)
{
	struct idr_node *parent;

	for (; node && !node->count; node = parent) {
		parent = node->parent;
		if (!parent) {
			RCU_INIT_POINTER(idr->root, NULL);
		} else {
			for (unsigned int i = 0; i < IDR_SLOTS; i++)
				if (parent->slots[i] == node)
					RCU_INIT_POINTER(parent->slots[i],
							 NULL);
			parent->count--;
		}
		kfree_rcu(node, rcu);
	}
}

/* Takes the free number @id. */
static int insert(struct idr *idr, u64 id, void *ptr, gfp_t gfp)
{
	struct idr_node *node, *below;
	unsigned int slot;

	if (grow(idr, id, gfp))
		goto nomem;
	for (node = idr->root; node->shift; node = below) {
		slot = slot_of(node, id);
		below = node->slots[slot];
		if (below)
			continue;
		below = node_alloc(node->shift - IDR_BITS, node, gfp);
		if (!below) {
			prune(idr, node);
			return -ENOMEM;
		}
		node->count++;
		rcu_assign_pointer(node->slots[slot], below);
	}
	slot = slot_of(node, id);
	node->count++;
	node->full |= BIT_ULL(slot);
	rcu_assign_pointer(node->slots[slot], ptr);
	while (node->full == U64_MAX && node->parent) {
		node = node->parent;
		node->full |= BIT_ULL(slot_of(node, id));
	}
	return 0;
nomem:
	prune(idr, idr->root);
	return -ENOMEM;
}

/* @min and @max are counted from 0, below the base. */
static int alloc_range(struct idr *idr, void *ptr, u64 min, u64 max, u64 *id,
		       gfp_t gfp)
{
	const struct idr_node *root = idr->root;
	u64 free = min;

	if (root && min < capacity(root))
		free = next_free(root, min);
	if (min > max || free > max)
		return -ENOSPC;
	*id = free;
	return insert(idr, free, ptr, gfp);
}

/**
 * idr_alloc_u32 - give an object the smallest free number
 * @idr: numbers
 * @ptr: object
 * @id: the least number; the one given afterwards. Written before @ptr can
 *	be found, so it may be a field of the object
 * @max: the largest
 * @gfp: GFP_*
 *
 * Context: the caller's lock.
 * Return: 0, -ENOMEM, -ENOSPC.
 */
int idr_alloc_u32(struct idr *idr, void *ptr, u32 *id, unsigned long max,
		  gfp_t gfp)
{
	u32 base = idr->idr_base;
	u64 got;
	int err;

	if (max < base)
		return -ENOSPC;
	err = alloc_range(idr, NULL, *id < base ? 0 : *id - base, max - base,
			  &got, gfp);
	if (err)
		return err;
	*id = (u32)got + base;
	idr_replace(idr, ptr, *id);
	return 0;
}
EXPORT_SYMBOL(idr_alloc_u32);

/**
 * idr_alloc - give an object the smallest free number of a range
 * @idr: numbers
 * @ptr: object
 * @start: the least
 * @end: one above the largest; 0 or less: INT_MAX is the largest
 * @gfp: GFP_*
 *
 * Context: the caller's lock.
 * Return: the number, -ENOMEM, -ENOSPC, -EINVAL.
 */
int idr_alloc(struct idr *idr, void *ptr, int start, int end, gfp_t gfp)
{
	u32 id = (u32)start;
	int err;

	if (WARN_ON_ONCE(start < 0))
		return -EINVAL;
	err = idr_alloc_u32(idr, ptr, &id,
			    end > 0 ? (unsigned long)end - 1 : INT_MAX, gfp);
	return err ? err : (int)id;
}
EXPORT_SYMBOL(idr_alloc);

/**
 * idr_alloc_cyclic - as idr_alloc(), but go on where the last one was
 * @idr: numbers
 * @ptr: object
 * @start: the least, after going round too
 * @end: one above the largest; 0 or less: INT_MAX is the largest
 * @gfp: GFP_*
 *
 * Context: the caller's lock.
 * Return: the number, -ENOMEM, -ENOSPC.
 */
int idr_alloc_cyclic(struct idr *idr, void *ptr, int start, int end, gfp_t gfp)
{
	unsigned long max = end > 0 ? (unsigned long)end - 1 : INT_MAX;
	u32 id = max(idr->idr_next, (u32)start);
	int err;

	err = idr_alloc_u32(idr, ptr, &id, max, gfp);
	if (err == -ENOSPC && id > (u32)start) {
		id = (u32)start;
		err = idr_alloc_u32(idr, ptr, &id, max, gfp);
	}
	if (err)
		return err;
	idr->idr_next = id + 1;
	return (int)id;
}
EXPORT_SYMBOL(idr_alloc_cyclic);

/**
 * idr_find - the object of a number
 * @idr: numbers
 * @id: which
 *
 * Context: rcu_read_lock() or the caller's lock.
 * Return: the object or NULL.
 */
void *idr_find(const struct idr *idr, unsigned long id)
{
	struct idr_node *leaf;

	if (id < idr->idr_base)
		return NULL;
	leaf = find_leaf(idr, id - idr->idr_base);
	if (!leaf)
		return NULL;
	return rcu_dereference(leaf->slots[slot_of(leaf, id - idr->idr_base)]);
}
EXPORT_SYMBOL(idr_find);

/* The leaf of a number that is taken, else NULL. */
static struct idr_node *taken_leaf(const struct idr *idr, unsigned long *id)
{
	struct idr_node *leaf;

	if (*id < idr->idr_base)
		return NULL;
	*id -= idr->idr_base;
	leaf = find_leaf(idr, *id);
	return leaf && (leaf->full & BIT_ULL(slot_of(leaf, *id))) ? leaf : NULL;
}

/**
 * idr_remove - free a number
 * @idr: numbers
 * @id: which
 *
 * Context: the caller's lock; free the object after a grace period.
 * Return: its object; NULL when the number was free.
 */
void *idr_remove(struct idr *idr, unsigned long id)
{
	struct idr_node *leaf = taken_leaf(idr, &id), *node;
	unsigned int slot;
	void *ptr;

	if (!leaf)
		return NULL;
	slot = slot_of(leaf, id);
	ptr = leaf->slots[slot];
	RCU_INIT_POINTER(leaf->slots[slot], NULL);
	for (node = leaf; node; node = node->parent)
		node->full &= ~BIT_ULL(slot_of(node, id));
	leaf->count--;
	prune(idr, leaf);
	return ptr;
}
EXPORT_SYMBOL(idr_remove);

/**
 * idr_replace - give a taken number another object
 * @idr: numbers
 * @ptr: object
 * @id: number
 *
 * Context: the caller's lock; free the old object after a grace period.
 * Return: the old object, ERR_PTR(-ENOENT) when the number is free.
 */
void *idr_replace(struct idr *idr, void *ptr, unsigned long id)
{
	struct idr_node *leaf = taken_leaf(idr, &id);
	unsigned int slot;
	void *old;

	if (!leaf)
		return ERR_PTR(-ENOENT);
	slot = slot_of(leaf, id);
	old = leaf->slots[slot];
	rcu_assign_pointer(leaf->slots[slot], ptr);
	return old;
}
EXPORT_SYMBOL(idr_replace);

/* The first object at or after *@id below @node. */
static void *next_object(const struct idr_node *node, u64 *id)
{
	u64 size = 1ULL << node->shift, sub;
	void *below, *ptr;
	unsigned int slot;

	while (*id < capacity(node)) {
		slot = (unsigned int)(*id >> node->shift);
		below = rcu_dereference(node->slots[slot]);
		if (below && !node->shift)
			return below;
		if (below) {
			sub = *id & (size - 1);
			ptr = next_object(below, &sub);
			*id = (u64)slot * size + sub;
			if (ptr)
				return ptr;
		}
		*id = (u64)(slot + 1) * size;
	}
	return NULL;
}

/**
 * idr_get_next_ul - the object with the next number
 * @idr: numbers
 * @nextid: where to start; the number found
 *
 * Context: rcu_read_lock() or the caller's lock.
 * Return: the object, or NULL at the end: @nextid is then as it was.
 */
void *idr_get_next_ul(struct idr *idr, unsigned long *nextid)
{
	const struct idr_node *root = rcu_dereference(idr->root);
	u32 base = idr->idr_base;
	u64 id = *nextid < base ? 0 : *nextid - base;
	void *ptr = root ? next_object(root, &id) : NULL;

	if (ptr)
		*nextid = id + base;
	return ptr;
}
EXPORT_SYMBOL(idr_get_next_ul);

/**
 * idr_get_next - the object with the next number
 * @idr: numbers
 * @nextid: where to start; the number found
 *
 * Context: rcu_read_lock() or the caller's lock.
 * Return: the object, or NULL at the end.
 */
void *idr_get_next(struct idr *idr, int *nextid)
{
	unsigned long id = (unsigned long)*nextid;
	void *ptr;

	if (*nextid < 0)
		return NULL;
	ptr = idr_get_next_ul(idr, &id);
	if (!ptr || WARN_ON_ONCE(id > INT_MAX))
		return NULL;
	*nextid = (int)id;
	return ptr;
}
EXPORT_SYMBOL(idr_get_next);

/**
 * idr_for_each - call a function for each object
 * @idr: numbers
 * @fn: function; not 0 ends the walk
 * @data: given to it
 *
 * Context: rcu_read_lock() or the caller's lock. @fn may remove its object.
 * Return: what @fn returned last, 0 at the end.
 */
int idr_for_each(const struct idr *idr, int (*fn)(int id, void *p, void *data),
		 void *data)
{
	unsigned long id = 0;
	void *ptr;
	int ret;

	for (; (ptr = idr_get_next_ul((struct idr *)idr, &id)); id++) {
		ret = fn((int)id, ptr, data);
		if (ret)
			return ret;
	}
	return 0;
}
EXPORT_SYMBOL(idr_for_each);

static void free_below(struct idr_node *node)
{
	for (unsigned int i = 0; node->shift && i < IDR_SLOTS; i++)
		if (node->slots[i])
			free_below(node->slots[i]);
	kfree_rcu(node, rcu);
}

/**
 * idr_destroy - free all numbers; the objects are the caller's
 * @idr: numbers; may be used again
 *
 * Context: the caller's lock.
 */
void idr_destroy(struct idr *idr)
{
	struct idr_node *root = idr->root;

	RCU_INIT_POINTER(idr->root, NULL);
	if (root)
		free_below(root);
}
EXPORT_SYMBOL(idr_destroy);

/**
 * ida_init - numbers without objects
 * @ida: numbers
 *
 * Context: any.
 */
void ida_init(struct ida *ida)
{
	spin_lock_init(&ida->lock);
	idr_init(&ida->idr);
}
EXPORT_SYMBOL(ida_init);

/**
 * ida_destroy - free all numbers
 * @ida: numbers
 *
 * Context: any.
 */
void ida_destroy(struct ida *ida)
{
	spin_lock_bh(&ida->lock);
	idr_destroy(&ida->idr);
	spin_unlock_bh(&ida->lock);
}
EXPORT_SYMBOL(ida_destroy);

/**
 * ida_alloc_range - the smallest free number of a range
 * @ida: numbers
 * @min: the least
 * @max: the largest
 * @gfp: GFP_*; the memory is taken under the lock, so it never sleeps
 *
 * Context: any but hardirq.
 * Return: the number, -ENOMEM, -ENOSPC.
 */
int ida_alloc_range(struct ida *ida, unsigned int min, unsigned int max,
		    gfp_t gfp)
{
	u32 id = min;
	int err;

	if ((int)min < 0)
		return -ENOSPC;
	if ((int)max < 0)
		max = INT_MAX;
	gfp &= ~__GFP_DIRECT_RECLAIM;
	spin_lock_bh(&ida->lock);
	err = idr_alloc_u32(&ida->idr, NULL, &id, max, gfp);
	spin_unlock_bh(&ida->lock);
	return err ? err : (int)id;
}
EXPORT_SYMBOL(ida_alloc_range);

/**
 * ida_free - free a number
 * @ida: numbers
 * @id: which; freeing a free one is reported
 *
 * Context: any but hardirq.
 */
void ida_free(struct ida *ida, unsigned int id)
{
	unsigned long nr = id;
	bool taken;

	spin_lock_bh(&ida->lock);
	taken = taken_leaf(&ida->idr, &nr);
	idr_remove(&ida->idr, id);
	spin_unlock_bh(&ida->lock);
	WARN(!taken, "ida_free called for id=%u which is not allocated", id);
}
EXPORT_SYMBOL(ida_free);
