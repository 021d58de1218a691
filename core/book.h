/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * book - every packet is accounted for: births = deaths + alive
 *
 * Where:   core/skbuff.c books each birth and death; `show books`, every
 *          test's end and machine_free() read the sums.
 * Mirrors: nothing in the kernel; drop monitor counts only the drops.
 *
 *	births		alloc, rx, clone, copy, segment
 *	deaths		consumed, xmit_done, merged, dropped by reason
 *
 * One copy for each CPU, summed on read, so that booking is an increment. A
 * packet may die on another CPU than it was born on: only the sums balance.
 */
#ifndef CORE_BOOK_H
#define CORE_BOOK_H

#include "core/dropreason.h"
#include "core/skbuff.h"
#include "lib/types.h"

struct machine;

/* How it dies. */
enum skb_death {
	SKB_DIED_CONSUMED,  /* it reached its end */
	SKB_DIED_XMIT_DONE, /* the device has sent it */
	SKB_DIED_MERGED,    /* its bytes are in another packet */
	SKB_DIED_DROPPED,
	SKB_NR_DEATHS
};

struct skb_book {
	u64 births[SKB_NR_BIRTHS];
	u64 deaths[SKB_NR_DEATHS];
	u64 drops[SKB_DROP_REASON_MAX]; /* sum = deaths[DROPPED] */
};

/* A packet that is alive, for the leak report. */
struct skb_live {
	u32 id;
	u32 parent;
	unsigned int len;
	unsigned int users;
	const char *born_at; /* "file:line" */
	enum skb_birth birth;
};

/* The sums over all CPUs. Context: any; exact when no CPU runs. */
void book_read(struct machine *machine, struct skb_book *sum);
s64 book_alive(struct machine *machine);
u64 book_drops(struct machine *machine, enum skb_drop_reason reason);

/*
 * Does it balance? Logs what does not: packets alive (with the place of their
 * birth in sanitizer builds), drops whose sum is wrong. Return: packets alive,
 * or -EUCLEAN when the book itself is wrong.
 */
int book_check(struct machine *machine);

/* The books as text, lines of at most 80 columns. Return: length. */
int book_print(struct machine *machine, char *buf, size_t size);

/* Call @fn for each packet alive, oldest first; sanitizer builds only. */
int book_for_each_live(struct machine *machine,
		       void (*fn)(void *data, const struct skb_live *live),
		       void *data);

/*
 * Look at the packet alive with that id; it cannot die meanwhile, so @fn must
 * not free packets or sleep. Return: whether there is one; sanitizer builds
 * only. Context: any with a baton.
 */
bool book_look(struct machine *machine, u32 id,
	       void (*fn)(void *data, const struct sk_buff *skb), void *data);

/* "file:line" where it was born, or NULL: not known in this build. */
const char *skb_born_at(struct machine *machine, u16 place);

const char *skb_birth_name(enum skb_birth birth);
const char *skb_death_name(enum skb_death death);

/*
 * skbuff's own: Context: any with a baton. book_extra(): bytes that sanitizer
 * builds want behind an object of the cache for @skbs of them.
 */
unsigned int book_extra(unsigned int skbs);
int book_init(void);
void book_exit(void);
void book_birth(struct sk_buff *skb, enum skb_birth birth, u32 parent,
		const char *where);
/* gso: what alloc_skb() made is a segment of @parent. */
void book_rebirth(struct sk_buff *skb, enum skb_birth birth,
		  const struct sk_buff *parent);
void book_death(struct sk_buff *skb, enum skb_death death,
		enum skb_drop_reason reason);

#endif
