/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ptr_ring - a bounded queue of pointers between two CPUs
 *
 * Where:   page pool, pfifo_fast, cpumap, TAP.
 * Mirrors: include/linux/ptr_ring.h.
 * Spec:    none.
 *
 * A NULL slot is empty, so producer and consumer read no index of each
 * other's: each side has its own cache line and its own lock.
 */
#ifndef LIB_PTR_RING_H
#define LIB_PTR_RING_H

#include "lib/kernel.h"
#include "lib/slab.h"
#include "lib/spinlock.h"

struct ptr_ring {
	/* guarded by producer_lock */
	int producer ____cacheline_aligned_in_smp;
	spinlock_t producer_lock;
	/* guarded by consumer_lock */
	int consumer ____cacheline_aligned_in_smp;
	spinlock_t consumer_lock;
	/* immutable but for ptr_ring_resize(), which takes both locks */
	int size ____cacheline_aligned_in_smp;
	void **queue;
};

static inline bool __ptr_ring_full(struct ptr_ring *r)
{
	return READ_ONCE(r->queue[r->producer]) != NULL;
}

/* -ENOSPC when full; the caller holds the producer lock (or is alone). */
static inline int __ptr_ring_produce(struct ptr_ring *r, void *ptr)
{
	if (unlikely(!r->size) || __ptr_ring_full(r))
		return -ENOSPC;
	/* What @ptr points to is visible before @ptr is. */
	smp_store_release(&r->queue[r->producer], ptr);
	r->producer = r->producer + 1 < r->size ? r->producer + 1 : 0;
	return 0;
}

static inline int ptr_ring_produce(struct ptr_ring *r, void *ptr)
{
	int ret;

	spin_lock(&r->producer_lock);
	ret = __ptr_ring_produce(r, ptr);
	spin_unlock(&r->producer_lock);
	return ret;
}

static inline int ptr_ring_produce_bh(struct ptr_ring *r, void *ptr)
{
	int ret;

	spin_lock_bh(&r->producer_lock);
	ret = __ptr_ring_produce(r, ptr);
	spin_unlock_bh(&r->producer_lock);
	return ret;
}

static inline void *__ptr_ring_peek(struct ptr_ring *r)
{
	return likely(r->size) ? smp_load_acquire(&r->queue[r->consumer])
			       : NULL;
}

/* Never true for a consumer when there is something; a hint to others. */
static inline bool __ptr_ring_empty(struct ptr_ring *r)
{
	return unlikely(!r->size) ||
	       !READ_ONCE(r->queue[READ_ONCE(r->consumer)]);
}

static inline void __ptr_ring_discard_one(struct ptr_ring *r)
{
	int consumer = r->consumer;

	/* The slot is free only after its content was read. */
	smp_store_release(&r->queue[consumer], NULL);
	WRITE_ONCE(r->consumer, consumer + 1 < r->size ? consumer + 1 : 0);
}

/* Gives the oldest or NULL; the caller holds the consumer lock. */
static inline void *__ptr_ring_consume(struct ptr_ring *r)
{
	void *ptr = __ptr_ring_peek(r);

	if (ptr)
		__ptr_ring_discard_one(r);
	return ptr;
}

static inline void *ptr_ring_consume(struct ptr_ring *r)
{
	void *ptr;

	spin_lock(&r->consumer_lock);
	ptr = __ptr_ring_consume(r);
	spin_unlock(&r->consumer_lock);
	return ptr;
}

static inline void *ptr_ring_consume_bh(struct ptr_ring *r)
{
	void *ptr;

	spin_lock_bh(&r->consumer_lock);
	ptr = __ptr_ring_consume(r);
	spin_unlock_bh(&r->consumer_lock);
	return ptr;
}

static inline int __ptr_ring_consume_batched(struct ptr_ring *r, void **array,
					     int n)
{
	int i;

	for (i = 0; i < n; i++) {
		array[i] = __ptr_ring_consume(r);
		if (!array[i])
			break;
	}
	return i;
}

static inline int ptr_ring_consume_batched(struct ptr_ring *r, void **array,
					   int n)
{
	int ret;

	spin_lock(&r->consumer_lock);
	ret = __ptr_ring_consume_batched(r, array, n);
	spin_unlock(&r->consumer_lock);
	return ret;
}

static inline bool ptr_ring_full(struct ptr_ring *r)
{
	bool ret;

	spin_lock(&r->producer_lock);
	ret = __ptr_ring_full(r);
	spin_unlock(&r->producer_lock);
	return ret;
}

static inline bool ptr_ring_empty(struct ptr_ring *r)
{
	bool ret;

	spin_lock(&r->consumer_lock);
	ret = __ptr_ring_empty(r);
	spin_unlock(&r->consumer_lock);
	return ret;
}

static inline int ptr_ring_init(struct ptr_ring *r, int size, gfp_t gfp)
{
	r->queue = kvcalloc((size_t)size, sizeof(void *), gfp);
	if (!r->queue)
		return -ENOMEM;
	r->size = size;
	r->producer = 0;
	r->consumer = 0;
	spin_lock_init(&r->producer_lock);
	spin_lock_init(&r->consumer_lock);
	return 0;
}

/* Nobody else uses @r any more; what is left goes to @destroy. */
static inline void ptr_ring_cleanup(struct ptr_ring *r, void (*destroy)(void *))
{
	void *ptr;

	while (destroy && (ptr = ptr_ring_consume(r)))
		destroy(ptr);
	kvfree(r->queue);
	r->queue = NULL;
	r->size = 0;
}

/* What does not fit into the new size goes to @destroy, newest first kept. */
static inline int ptr_ring_resize(struct ptr_ring *r, int size, gfp_t gfp,
				  void (*destroy)(void *))
{
	void **queue = kvcalloc((size_t)size, sizeof(void *), gfp);
	void **old;
	void *ptr;
	int n = 0;

	if (!queue)
		return -ENOMEM;
	spin_lock_bh(&r->consumer_lock);
	spin_lock(&r->producer_lock);
	while ((ptr = __ptr_ring_consume(r))) {
		if (n < size)
			queue[n++] = ptr;
		else if (destroy)
			destroy(ptr);
	}
	old = r->queue;
	r->queue = queue;
	r->size = size;
	r->consumer = 0;
	r->producer = n < size ? n : 0;
	spin_unlock(&r->producer_lock);
	spin_unlock_bh(&r->consumer_lock);
	kvfree(old);
	return 0;
}

#endif /* LIB_PTR_RING_H */
