/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rculist - lists that readers walk while one writer changes them
 *
 * Where:   every list of the packet path: devices, protocols, hooks, routes.
 * Mirrors: include/linux/rculist.h.
 * Spec:    none.
 *
 * Writers hold their lock; a removed node keeps its ->next until a grace
 * period is over, so that who stands on it finds the way out.
 */
#ifndef LIB_RCULIST_H
#define LIB_RCULIST_H

#include "lib/hlist.h"
#include "lib/list.h"
#include "lib/rcupdate.h"

#define list_next_rcu(list)   (*((struct list_head **)(&(list)->next)))
#define hlist_first_rcu(head) (*((struct hlist_node **)(&(head)->first)))
#define hlist_next_rcu(node)  (*((struct hlist_node **)(&(node)->next)))
#define hlist_pprev_rcu(node) (*((struct hlist_node **)((node)->pprev)))

static inline void __list_add_rcu(struct list_head *new, struct list_head *prev,
				  struct list_head *next)
{
	new->next = next;
	new->prev = prev;
	rcu_assign_pointer(list_next_rcu(prev), new);
	next->prev = new;
}

static inline void list_add_rcu(struct list_head *new, struct list_head *head)
{
	__list_add_rcu(new, head, head->next);
}

static inline void list_add_tail_rcu(struct list_head *new,
				     struct list_head *head)
{
	__list_add_rcu(new, head->prev, head);
}

static inline void list_del_rcu(struct list_head *entry)
{
	__list_del_entry(entry);
	entry->prev = LIST_POISON2;
}

static inline void list_replace_rcu(struct list_head *old,
				    struct list_head *new)
{
	new->next = old->next;
	new->prev = old->prev;
	rcu_assign_pointer(list_next_rcu(new->prev), new);
	new->next->prev = new;
	old->prev = LIST_POISON2;
}

#define list_entry_rcu(ptr, type, member)                                      \
	container_of((struct list_head *)READ_ONCE_DEPENDS(ptr), type, member)
#define list_first_or_null_rcu(ptr, type, member)                              \
	({                                                                     \
		struct list_head *__lf_head = (ptr);                           \
		struct list_head *__lf_next =                                  \
			READ_ONCE_DEPENDS(__lf_head->next);                    \
		likely(__lf_head != __lf_next)                                 \
			? list_entry(__lf_next, type, member)                  \
			: NULL;                                                \
	})
#define list_next_or_null_rcu(head, ptr, type, member)                         \
	({                                                                     \
		struct list_head *__ln_next = READ_ONCE_DEPENDS((ptr)->next);  \
		likely(__ln_next != (head))                                    \
			? list_entry(__ln_next, type, member)                  \
			: NULL;                                                \
	})

/* The optional last argument, a lockdep condition, is accepted. */
#define list_for_each_entry_rcu(pos, head, member, cond...)                    \
	for (pos = list_entry(rcu_dereference_raw(list_next_rcu(head)),        \
			      __typeof__(*pos), member);                       \
	     &pos->member != (head);                                           \
	     pos = list_entry(                                                 \
		     rcu_dereference_raw(list_next_rcu(&pos->member)),         \
		     __typeof__(*pos), member))
#define list_for_each_entry_continue_rcu(pos, head, member)                    \
	for (pos = list_entry(                                                 \
		     rcu_dereference_raw(list_next_rcu(&pos->member)),         \
		     __typeof__(*pos), member);                                \
	     &pos->member != (head);                                           \
	     pos = list_entry(                                                 \
		     rcu_dereference_raw(list_next_rcu(&pos->member)),         \
		     __typeof__(*pos), member))
#define list_for_each_entry_from_rcu(pos, head, member)                        \
	for (; &(pos)->member != (head);                                       \
	     pos = list_entry(                                                 \
		     rcu_dereference_raw(list_next_rcu(&(pos)->member)),       \
		     __typeof__(*(pos)), member))

static inline void hlist_del_rcu(struct hlist_node *n)
{
	__hlist_del(n);
	WRITE_ONCE(n->pprev, LIST_POISON2);
}

static inline void hlist_del_init_rcu(struct hlist_node *n)
{
	if (!hlist_unhashed(n)) {
		__hlist_del(n);
		WRITE_ONCE(n->pprev, NULL);
	}
}

static inline void hlist_add_head_rcu(struct hlist_node *n,
				      struct hlist_head *h)
{
	struct hlist_node *first = h->first;

	n->next = first;
	WRITE_ONCE(n->pprev, &h->first);
	rcu_assign_pointer(hlist_first_rcu(h), n);
	if (first)
		WRITE_ONCE(first->pprev, &n->next);
}

static inline void hlist_add_tail_rcu(struct hlist_node *n,
				      struct hlist_head *h)
{
	struct hlist_node **last = &h->first;

	while (*last)
		last = &(*last)->next;
	n->next = NULL;
	WRITE_ONCE(n->pprev, last);
	rcu_assign_pointer(*last, n);
}

static inline void hlist_add_before_rcu(struct hlist_node *n,
					struct hlist_node *next)
{
	WRITE_ONCE(n->pprev, next->pprev);
	n->next = next;
	rcu_assign_pointer(hlist_pprev_rcu(n), n);
	WRITE_ONCE(next->pprev, &n->next);
}

static inline void hlist_add_behind_rcu(struct hlist_node *n,
					struct hlist_node *prev)
{
	n->next = prev->next;
	WRITE_ONCE(n->pprev, &prev->next);
	rcu_assign_pointer(hlist_next_rcu(prev), n);
	if (n->next)
		WRITE_ONCE(n->next->pprev, &n->next);
}

static inline void hlist_replace_rcu(struct hlist_node *old,
				     struct hlist_node *new)
{
	struct hlist_node *next = old->next;

	new->next = next;
	WRITE_ONCE(new->pprev, old->pprev);
	rcu_assign_pointer(*new->pprev, new);
	if (next)
		WRITE_ONCE(next->pprev, &new->next);
	WRITE_ONCE(old->pprev, LIST_POISON2);
}

#define hlist_for_each_entry_rcu(pos, head, member, cond...)                   \
	for (pos = hlist_entry_safe(                                           \
		     rcu_dereference_raw(hlist_first_rcu(head)),               \
		     __typeof__(*(pos)), member);                              \
	     pos; pos = hlist_entry_safe(                                      \
			  rcu_dereference_raw(hlist_next_rcu(&(pos)->member)), \
			  __typeof__(*(pos)), member))
#define hlist_for_each_entry_continue_rcu(pos, member)                         \
	for (pos = hlist_entry_safe(                                           \
		     rcu_dereference_raw(hlist_next_rcu(&(pos)->member)),      \
		     __typeof__(*(pos)), member);                              \
	     pos; pos = hlist_entry_safe(                                      \
			  rcu_dereference_raw(hlist_next_rcu(&(pos)->member)), \
			  __typeof__(*(pos)), member))
#define hlist_for_each_entry_from_rcu(pos, member)                             \
	for (; pos; pos = hlist_entry_safe(rcu_dereference_raw(hlist_next_rcu( \
						   &(pos)->member)),           \
					   __typeof__(*(pos)), member))

#endif /* LIB_RCULIST_H */
