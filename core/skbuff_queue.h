/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * skbuff_queue - lists of packets, trees of packets
 *
 * Where:   included by core/skbuff.h only. Sockets, qdiscs, the backlog.
 * Mirrors: include/linux/skbuff.h. The __ forms expect queue->lock held (or a
 *          queue nobody else sees).
 */
#ifndef CORE_SKBUFF_QUEUE_H
#define CORE_SKBUFF_QUEUE_H

#ifndef CORE_SKBUFF_H
#error "include core/skbuff.h"
#endif

static inline int skb_queue_empty(const struct sk_buff_head *list)
{
	return list->next == (const struct sk_buff *)list;
}

static inline bool skb_queue_empty_lockless(const struct sk_buff_head *list)
{
	return READ_ONCE(list->next) == (const struct sk_buff *)list;
}

static inline bool skb_queue_is_last(const struct sk_buff_head *list,
				     const struct sk_buff *skb)
{
	return skb->next == (const struct sk_buff *)list;
}

static inline bool skb_queue_is_first(const struct sk_buff_head *list,
				      const struct sk_buff *skb)
{
	return skb->prev == (const struct sk_buff *)list;
}

static inline struct sk_buff *skb_queue_next(const struct sk_buff_head *list,
					     const struct sk_buff *skb)
{
	BUG_ON(skb_queue_is_last(list, skb));
	return skb->next;
}

static inline struct sk_buff *skb_queue_prev(const struct sk_buff_head *list,
					     const struct sk_buff *skb)
{
	BUG_ON(skb_queue_is_first(list, skb));
	return skb->prev;
}

static inline struct sk_buff *skb_peek(const struct sk_buff_head *list)
{
	struct sk_buff *skb = list->next;

	return skb == (const struct sk_buff *)list ? NULL : skb;
}
#define __skb_peek(list) ((list)->next)

static inline struct sk_buff *skb_peek_next(struct sk_buff *skb,
					    const struct sk_buff_head *list)
{
	struct sk_buff *next = skb->next;

	return next == (const struct sk_buff *)list ? NULL : next;
}

static inline struct sk_buff *skb_peek_tail(const struct sk_buff_head *list)
{
	struct sk_buff *skb = READ_ONCE(list->prev);

	return skb == (const struct sk_buff *)list ? NULL : skb;
}

static inline __u32 skb_queue_len(const struct sk_buff_head *list)
{
	return list->qlen;
}

static inline __u32 skb_queue_len_lockless(const struct sk_buff_head *list)
{
	return READ_ONCE(list->qlen);
}

static inline void __skb_queue_head_init(struct sk_buff_head *list)
{
	/* somebody may ask without the lock whether it is empty */
	WRITE_ONCE(list->prev, (struct sk_buff *)list);
	WRITE_ONCE(list->next, (struct sk_buff *)list);
	WRITE_ONCE(list->qlen, 0);
}

#define skb_queue_head_init(list)                                              \
	do {                                                                   \
		struct sk_buff_head *__list = (list);                          \
		spin_lock_init(&__list->lock);                                 \
		__skb_queue_head_init(__list);                                 \
	} while (0)

static inline void __skb_insert(struct sk_buff *newsk, struct sk_buff *prev,
				struct sk_buff *next, struct sk_buff_head *list)
{
	WRITE_ONCE(newsk->next, next);
	WRITE_ONCE(newsk->prev, prev);
	WRITE_ONCE(((struct sk_buff_list *)next)->prev, newsk);
	WRITE_ONCE(((struct sk_buff_list *)prev)->next, newsk);
	WRITE_ONCE(list->qlen, list->qlen + 1);
}

static inline void __skb_queue_splice(const struct sk_buff_head *list,
				      struct sk_buff *prev,
				      struct sk_buff *next)
{
	struct sk_buff *first = list->next;
	struct sk_buff *last = list->prev;

	WRITE_ONCE(first->prev, prev);
	WRITE_ONCE(((struct sk_buff_list *)prev)->next, first);
	WRITE_ONCE(last->next, next);
	WRITE_ONCE(((struct sk_buff_list *)next)->prev, last);
}

static inline void skb_queue_splice(const struct sk_buff_head *list,
				    struct sk_buff_head *head)
{
	if (!skb_queue_empty(list)) {
		__skb_queue_splice(list, (struct sk_buff *)head, head->next);
		head->qlen += list->qlen;
	}
}

static inline void skb_queue_splice_init(struct sk_buff_head *list,
					 struct sk_buff_head *head)
{
	skb_queue_splice(list, head);
	__skb_queue_head_init(list);
}

static inline void skb_queue_splice_tail(const struct sk_buff_head *list,
					 struct sk_buff_head *head)
{
	if (!skb_queue_empty(list)) {
		__skb_queue_splice(list, head->prev, (struct sk_buff *)head);
		WRITE_ONCE(head->qlen, head->qlen + list->qlen);
	}
}

static inline void skb_queue_splice_tail_init(struct sk_buff_head *list,
					      struct sk_buff_head *head)
{
	skb_queue_splice_tail(list, head);
	__skb_queue_head_init(list);
}

static inline void __skb_queue_after(struct sk_buff_head *list,
				     struct sk_buff *prev,
				     struct sk_buff *newsk)
{
	__skb_insert(newsk, prev, ((struct sk_buff_list *)prev)->next, list);
}

static inline void __skb_queue_before(struct sk_buff_head *list,
				      struct sk_buff *next,
				      struct sk_buff *newsk)
{
	__skb_insert(newsk, ((struct sk_buff_list *)next)->prev, next, list);
}

static inline void __skb_queue_head(struct sk_buff_head *list,
				    struct sk_buff *newsk)
{
	__skb_queue_after(list, (struct sk_buff *)list, newsk);
}

static inline void __skb_queue_tail(struct sk_buff_head *list,
				    struct sk_buff *newsk)
{
	__skb_queue_before(list, (struct sk_buff *)list, newsk);
}

static inline void __skb_unlink(struct sk_buff *skb, struct sk_buff_head *list)
{
	struct sk_buff *next = skb->next, *prev = skb->prev;

	WRITE_ONCE(list->qlen, list->qlen - 1);
	skb->next = skb->prev = NULL;
	WRITE_ONCE(((struct sk_buff_list *)next)->prev, prev);
	WRITE_ONCE(((struct sk_buff_list *)prev)->next, next);
}

static inline struct sk_buff *__skb_dequeue(struct sk_buff_head *list)
{
	struct sk_buff *skb = skb_peek(list);

	if (skb)
		__skb_unlink(skb, list);
	return skb;
}

static inline struct sk_buff *__skb_dequeue_tail(struct sk_buff_head *list)
{
	struct sk_buff *skb = skb_peek_tail(list);

	if (skb)
		__skb_unlink(skb, list);
	return skb;
}

/* With the queue's lock. Context: any; take @newsk, give what they return. */
void skb_queue_head(struct sk_buff_head *list, struct sk_buff *newsk);
void skb_queue_tail(struct sk_buff_head *list, struct sk_buff *newsk);
struct sk_buff *skb_dequeue(struct sk_buff_head *list);
struct sk_buff *skb_dequeue_tail(struct sk_buff_head *list);
void skb_unlink(struct sk_buff *skb, struct sk_buff_head *list);
void skb_append(struct sk_buff *old, struct sk_buff *newsk,
		struct sk_buff_head *list);
/* Empty the queue; the packets die of @reason, after the lock is released. */
void skb_queue_purge_reason(struct sk_buff_head *list,
			    enum skb_drop_reason reason);
#define skb_queue_purge(list)                                                  \
	skb_queue_purge_reason(list, SKB_DROP_REASON_QUEUE_PURGE)
void __skb_queue_purge_reason(struct sk_buff_head *list,
			      enum skb_drop_reason reason);
#define __skb_queue_purge(list)                                                \
	__skb_queue_purge_reason(list, SKB_DROP_REASON_QUEUE_PURGE)
void skb_errqueue_purge(struct sk_buff_head *list);

#define skb_queue_walk(queue, skb)                                             \
	for ((skb) = (queue)->next; (skb) != (struct sk_buff *)(queue);        \
	     (skb) = (skb)->next)
#define skb_queue_walk_safe(queue, skb, tmp)                                   \
	for ((skb) = (queue)->next, (tmp) = (skb)->next;                       \
	     (skb) != (struct sk_buff *)(queue);                               \
	     (skb) = (tmp), (tmp) = (skb)->next)
#define skb_queue_walk_from(queue, skb)                                        \
	for (; (skb) != (struct sk_buff *)(queue); (skb) = (skb)->next)
#define skb_queue_walk_from_safe(queue, skb, tmp)                              \
	for ((tmp) = (skb)->next; (skb) != (struct sk_buff *)(queue);          \
	     (skb) = (tmp), (tmp) = (skb)->next)
#define skb_queue_reverse_walk(queue, skb)                                     \
	for ((skb) = (queue)->prev; (skb) != (struct sk_buff *)(queue);        \
	     (skb) = (skb)->prev)
#define skb_queue_reverse_walk_safe(queue, skb, tmp)                           \
	for ((skb) = (queue)->prev, (tmp) = (skb)->prev;                       \
	     (skb) != (struct sk_buff *)(queue);                               \
	     (skb) = (tmp), (tmp) = (skb)->prev)

/* A list without a head: skb->next, NULL at the end. */
#define skb_list_walk_safe(first, skb, next_skb)                               \
	for ((skb) = (first), (next_skb) = (skb) ? (skb)->next : NULL; (skb);  \
	     (skb) = (next_skb), (next_skb) = (skb) ? (skb)->next : NULL)

static inline void skb_list_del_init(struct sk_buff *skb)
{
	__list_del_entry(&skb->list);
	skb_mark_not_on_list(skb);
}

/* ---- trees */

#define rb_to_skb(rb)	   rb_entry_safe(rb, struct sk_buff, rbnode)
#define skb_rb_first(root) rb_to_skb(rb_first(root))
#define skb_rb_last(root)  rb_to_skb(rb_last(root))
#define skb_rb_next(skb)   rb_to_skb(rb_next(&(skb)->rbnode))
#define skb_rb_prev(skb)   rb_to_skb(rb_prev(&(skb)->rbnode))
#define skb_rbtree_walk(skb, root)                                             \
	for ((skb) = skb_rb_first(root); (skb); (skb) = skb_rb_next(skb))
#define skb_rbtree_walk_from(skb) for (; (skb); (skb) = skb_rb_next(skb))
/* Give: how many bytes of truesize died. */
unsigned int skb_rbtree_purge(struct rb_root *root);

#endif
