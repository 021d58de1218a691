/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * skbuff_priv - what the skbuff files share with each other and nobody else
 *
 * Where:   core/skbuff*.c, core/book.c.
 * Mirrors: nothing; in the kernel it is one file.
 */
#ifndef CORE_SKBUFF_PRIV_H
#define CORE_SKBUFF_PRIV_H

#include "core/book.h"
#include "core/skbuff.h"

struct kmem_cache;

/* How a packet ends; passed down to its frag_list. */
struct skb_end {
	enum skb_death death;
	enum skb_drop_reason reason;
	const char *func;
	int line;
	const void *ip; /* the same, as an address: never in a record */
};

/* Per machine. */
struct skb_machine {
	struct kmem_cache *head_cache;
	struct kmem_cache *fclone_cache;
	struct kmem_cache *small_head_cache;
	void (*panic_hook)(const struct sk_buff *skb);
};
struct skb_machine *skb_machine(void);

/* A head of at least *@size bytes in all; *@size: what it really has. */
void *skb_kmalloc_head(unsigned int *size, gfp_t gfp);
void skb_kfree_head(void *head, unsigned int end_offset);
/* The kernel's kmalloc sizes: they decide truesize. */
unsigned int skb_size_roundup(unsigned int size);

struct sk_buff *skb_alloc_struct(gfp_t gfp, bool fclone);
void skb_init_head(struct sk_buff *skb, void *head, unsigned int size);
void skb_free_struct(struct sk_buff *skb);

void skb_release_data(struct sk_buff *skb, const struct skb_end *end);
void skb_release_all(struct sk_buff *skb, const struct skb_end *end);
void skb_free_list(struct sk_buff *segs, const struct skb_end *end);
/* The last user is gone: book, trace, free. */
void skb_die(struct sk_buff *skb, const struct skb_end *end);

void skb_free_head(struct sk_buff *skb);
void skb_defer_free_flush_all(void);

/*
 * Call @fn for each run of bytes of @len at @offset (which may be negative:
 * the headroom), in order. Return: bytes that @skb does not have.
 */
typedef void skb_walk_fn(void *ctx, void *bytes, unsigned int n);
int skb_walk(const struct sk_buff *skb, int offset, int len, skb_walk_fn *fn,
	     void *ctx);

/* skb_release_data() for who makes a private copy of shared data. */
void skb_unshare_data(struct sk_buff *skb);

/* Count the route that @nskb got from @oskb, if that was counted. */
void __skb_dst_copy(struct sk_buff *nskb, unsigned long refdst);

#endif
