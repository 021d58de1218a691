/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * llist - a lock-free stack: many add, one takes all
 *
 * Where:   what other CPUs hand back: freed skbs, wake-ups, IPIs.
 * Mirrors: include/linux/llist.h.
 * Spec:    none.
 */
#ifndef LIB_LLIST_H
#define LIB_LLIST_H

#include "lib/atomic.h"
#include "lib/kernel.h"

struct llist_head {
	struct llist_node *first;
};

struct llist_node {
	struct llist_node *next;
};

#define LLIST_HEAD_INIT(name)                                                  \
	{                                                                      \
		NULL                                                           \
	}
#define LLIST_HEAD(name) struct llist_head name = LLIST_HEAD_INIT(name)

static inline void init_llist_head(struct llist_head *list)
{
	list->first = NULL;
}

static inline bool llist_empty(const struct llist_head *head)
{
	return !READ_ONCE(head->first);
}

/* Whether the list was empty: then somebody must be told. */
static inline bool llist_add_batch(struct llist_node *new_first,
				   struct llist_node *new_last,
				   struct llist_head *head)
{
	struct llist_node *first = READ_ONCE(head->first);

	do {
		new_last->next = first;
	} while (!try_cmpxchg(&head->first, &first, new_first));
	return !first;
}

static inline bool llist_add(struct llist_node *new, struct llist_head *head)
{
	return llist_add_batch(new, new, head);
}

/* Newest first; llist_reverse_order() gives the order of adding. */
static inline struct llist_node *llist_del_all(struct llist_head *head)
{
	return llist_empty(head) ? NULL : xchg(&head->first, NULL);
}

/* One taker only: a second one could see a node come back. */
static inline struct llist_node *llist_del_first(struct llist_head *head)
{
	struct llist_node *entry = smp_load_acquire(&head->first);

	do {
		if (!entry)
			return NULL;
	} while (!try_cmpxchg(&head->first, &entry, READ_ONCE(entry->next)));
	return entry;
}

static inline struct llist_node *llist_reverse_order(struct llist_node *head)
{
	struct llist_node *next, *new = NULL;

	for (; head; head = next) {
		next = head->next;
		head->next = new;
		new = head;
	}
	return new;
}

#define llist_entry(ptr, type, member) container_of(ptr, type, member)
#define __llist_entry_safe(ptr, type, member)                                  \
	({                                                                     \
		struct llist_node *__le_p = (ptr);                             \
		__le_p ? llist_entry(__le_p, type, member) : NULL;             \
	})

#define llist_for_each(pos, node) for ((pos) = (node); pos; (pos) = (pos)->next)
#define llist_for_each_safe(pos, n, node)                                      \
	for ((pos) = (node); (pos) && ((n) = (pos)->next, true); (pos) = (n))
#define llist_for_each_entry(pos, node, member)                                \
	for ((pos) = __llist_entry_safe((node), __typeof__(*(pos)), member);   \
	     (pos); (pos) = __llist_entry_safe((pos)->member.next,             \
					       __typeof__(*(pos)), member))
#define llist_for_each_entry_safe(pos, n, node, member)                        \
	for ((pos) = __llist_entry_safe((node), __typeof__(*(pos)), member);   \
	     (pos) && ((n) = __llist_entry_safe((pos)->member.next,            \
						__typeof__(*(pos)), member),   \
		      true);                                                   \
	     (pos) = (n))

#endif /* LIB_LLIST_H */
