/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * idr - numbers for objects, objects for numbers; ida: numbers alone
 *
 * Where:   interface indexes, namespace ids, qdisc handles, socket cookies.
 * Mirrors: include/linux/idr.h, lib/idr.c.
 * Spec:    the smallest free number is given.
 *
 * A radix tree of 64-way nodes, each with a bit per full slot, so that the
 * smallest free number is found on one way down. Callers lock among
 * themselves; idr_find() and the walks may also run under rcu_read_lock().
 * An ida locks itself.
 */
#ifndef LIB_IDR_H
#define LIB_IDR_H

#include "lib/kernel.h"
#include "lib/rcupdate.h"
#include "lib/spinlock.h"

struct idr_node;

struct idr {
	struct idr_node __rcu *root;
	u32 idr_base; /* no number below it */
	u32 idr_next; /* where idr_alloc_cyclic() goes on */
};

#define IDR_INIT_BASE(base)                                                    \
	{                                                                      \
		.idr_base = (base)                                             \
	}
#define IDR_INIT(name)                                                         \
	{                                                                      \
		.root = NULL                                                   \
	}

static inline void idr_init_base(struct idr *idr, u32 base)
{
	idr->root = NULL;
	idr->idr_base = base;
	idr->idr_next = 0;
}

static inline void idr_init(struct idr *idr)
{
	idr_init_base(idr, 0);
}

/* Memory is taken in idr_alloc(), so there is nothing to load before. */
static inline void idr_preload(gfp_t gfp_mask)
{
	(void)gfp_mask;
}

static inline void idr_preload_end(void)
{
}

int idr_alloc(struct idr *idr, void *ptr, int start, int end, gfp_t gfp);
int idr_alloc_u32(struct idr *idr, void *ptr, u32 *id, unsigned long max,
		  gfp_t gfp);
int idr_alloc_cyclic(struct idr *idr, void *ptr, int start, int end, gfp_t gfp);
void *idr_find(const struct idr *idr, unsigned long id);
void *idr_remove(struct idr *idr, unsigned long id);
void *idr_replace(struct idr *idr, void *ptr, unsigned long id);
int idr_for_each(const struct idr *idr, int (*fn)(int id, void *p, void *data),
		 void *data);
void *idr_get_next_ul(struct idr *idr, unsigned long *nextid);
void *idr_get_next(struct idr *idr, int *nextid);
void idr_destroy(struct idr *idr);

static inline bool idr_is_empty(const struct idr *idr)
{
	return !READ_ONCE(idr->root);
}

static inline unsigned int idr_get_cursor(const struct idr *idr)
{
	return READ_ONCE(idr->idr_next);
}

static inline void idr_set_cursor(struct idr *idr, unsigned int val)
{
	WRITE_ONCE(idr->idr_next, val);
}

#define idr_for_each_entry(idr, entry, id)                                     \
	for (id = 0; ((entry) = idr_get_next(idr, &(id))) != NULL; id += 1U)
#define idr_for_each_entry_continue(idr, entry, id)                            \
	for (; ((entry) = idr_get_next(idr, &(id))) != NULL; ++id)
#define idr_for_each_entry_ul(idr, entry, tmp, id)                             \
	for (tmp = 0, id = 0;                                                  \
	     ((entry) = tmp <= id ? idr_get_next_ul(idr, &(id)) : NULL) !=     \
	     NULL;                                                             \
	     tmp = id, ++id)

struct ida {
	spinlock_t lock;
	struct idr idr; /* guarded by lock */
};

void ida_init(struct ida *ida);
void ida_destroy(struct ida *ida);
int ida_alloc_range(struct ida *ida, unsigned int min, unsigned int max,
		    gfp_t gfp);
void ida_free(struct ida *ida, unsigned int id);

static inline int ida_alloc(struct ida *ida, gfp_t gfp)
{
	return ida_alloc_range(ida, 0, INT_MAX, gfp);
}

static inline int ida_alloc_min(struct ida *ida, unsigned int min, gfp_t gfp)
{
	return ida_alloc_range(ida, min, INT_MAX, gfp);
}

static inline int ida_alloc_max(struct ida *ida, unsigned int max, gfp_t gfp)
{
	return ida_alloc_range(ida, 0, max, gfp);
}

static inline bool ida_is_empty(const struct ida *ida)
{
	return idr_is_empty(&ida->idr);
}

#endif /* LIB_IDR_H */
