/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * list_nulls - hlists whose end says which chain it is the end of
 *
 * Where:   socket tables whose objects may move while a reader walks.
 * Mirrors: include/linux/list_nulls.h, rculist_nulls.h.
 * Spec:    none.
 *
 * The last pointer is odd and carries a number. A reader that ends at
 * another number than it began with was led astray and starts again.
 */
#ifndef LIB_LIST_NULLS_H
#define LIB_LIST_NULLS_H

#include "lib/kernel.h"
#include "lib/poison.h"

struct hlist_nulls_node {
	struct hlist_nulls_node *next, **pprev;
};

struct hlist_nulls_head {
	struct hlist_nulls_node *first;
};

#define NULLS_MARKER(value) (1UL | (((unsigned long)(value)) << 1))
#define INIT_HLIST_NULLS_HEAD(ptr, nulls)                                      \
	((ptr)->first = (struct hlist_nulls_node *)NULLS_MARKER(nulls))

static inline bool is_a_nulls(const struct hlist_nulls_node *ptr)
{
	return (unsigned long)ptr & 1;
}

static inline unsigned long get_nulls_value(const struct hlist_nulls_node *ptr)
{
	return (unsigned long)ptr >> 1;
}

static inline bool hlist_nulls_unhashed(const struct hlist_nulls_node *h)
{
	return !READ_ONCE(h->pprev);
}

static inline bool hlist_nulls_empty(const struct hlist_nulls_head *h)
{
	return is_a_nulls(READ_ONCE(h->first));
}

/* The release makes the object's fields visible before the object. */
static inline void hlist_nulls_add_head_rcu(struct hlist_nulls_node *n,
					    struct hlist_nulls_head *h)
{
	struct hlist_nulls_node *first = h->first;

	WRITE_ONCE(n->next, first);
	WRITE_ONCE(n->pprev, &h->first);
	smp_store_release(&h->first, n);
	if (!is_a_nulls(first))
		WRITE_ONCE(first->pprev, &n->next);
}

static inline void hlist_nulls_add_head(struct hlist_nulls_node *n,
					struct hlist_nulls_head *h)
{
	hlist_nulls_add_head_rcu(n, h);
}

static inline void hlist_nulls_add_tail_rcu(struct hlist_nulls_node *n,
					    struct hlist_nulls_head *h)
{
	struct hlist_nulls_node **last = &h->first;

	while (!is_a_nulls(*last))
		last = &(*last)->next;
	WRITE_ONCE(n->next, *last);
	WRITE_ONCE(n->pprev, last);
	smp_store_release(last, n);
}

static inline void __hlist_nulls_del(struct hlist_nulls_node *n)
{
	struct hlist_nulls_node *next = n->next;
	struct hlist_nulls_node **pprev = n->pprev;

	WRITE_ONCE(*pprev, next);
	if (!is_a_nulls(next))
		WRITE_ONCE(next->pprev, pprev);
}

static inline void hlist_nulls_del(struct hlist_nulls_node *n)
{
	__hlist_nulls_del(n);
	WRITE_ONCE(n->pprev, LIST_POISON2);
}

/* ->next stays: a reader may stand on the node. */
static inline void hlist_nulls_del_rcu(struct hlist_nulls_node *n)
{
	hlist_nulls_del(n);
}

static inline void hlist_nulls_del_init_rcu(struct hlist_nulls_node *n)
{
	if (!hlist_nulls_unhashed(n)) {
		__hlist_nulls_del(n);
		WRITE_ONCE(n->pprev, NULL);
	}
}

#define hlist_nulls_entry(ptr, type, member) container_of(ptr, type, member)

/* @pos ends as the nulls of the chain that was walked to its end. */
#define hlist_nulls_for_each_entry(tpos, pos, head, member)                    \
	for (pos = (head)->first; !is_a_nulls(pos) && ({                       \
		     tpos = hlist_nulls_entry(pos, __typeof__(*tpos), member); \
		     1;                                                        \
	     });                                                               \
	     pos = pos->next)
#define hlist_nulls_for_each_entry_rcu(tpos, pos, head, member)                \
	for (pos = smp_load_acquire(&(head)->first); !is_a_nulls(pos) && ({    \
		     tpos = hlist_nulls_entry(pos, __typeof__(*tpos), member); \
		     1;                                                        \
	     });                                                               \
	     pos = smp_load_acquire(&pos->next))

#endif /* LIB_LIST_NULLS_H */
