/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * story - the way of a packet, as the steps that people learn
 *
 * Where:   `last` and `timeline`; story.c reads the events, story_text.c
 *          writes them.
 * Mirrors: nothing in the kernel. The twelve steps up and the ten down are
 *          those of the article with which many begin; the functions are the
 *          ones that were really passed.
 */
#ifndef SHELL_STORY_H
#define SHELL_STORY_H

#include <stdbool.h>
#include <stdint.h>

#include "api/strata.h"

#define STORY_STEPS 12 /* at most; counted from 1 */

/* One step of the way. */
struct story_step {
	bool met;
	bool placed;	/* a packet was in hand: data and len are known */
	uint64_t ns;	/* since the first step */
	uint32_t data;	/* where the step found skb->data, from skb->head */
	uint32_t len;	/* skb->len there */
	int moved;	/* how far skb->data moves until the next step */
	uint32_t names; /* which of the way's functions were passed */
};

struct story {
	uint32_t skb;
	bool tx;
	bool also;	       /* there is a story in the other direction too */
	bool forwarded;	       /* step 9 of the way up is FORWARD */
	const char *transport; /* "UDP", … */
	const char *reason;    /* it was dropped; NULL: no */
	unsigned int died;     /* in which step */
	unsigned int nr;       /* steps of this direction */
	uint64_t ns;	       /* from the first step to the last event */
	struct story_step step[STORY_STEPS + 1];
};

/* The last that came (@tx: went out, or was made here). 0: none. */
uint32_t story_last(struct st_host *h, bool tx);
/*
 * What is remembered of @skb. Return: 0, or -errno with a sentence in
 * st_errmsg().
 */
int story_read(struct st_host *h, uint32_t skb, bool tx, struct story *s);
const char *story_title(const struct story *s, unsigned int step);
/* Call @fn for each function of @step that was passed, in order. */
void story_names(const struct story *s, unsigned int step,
		 void (*fn)(void *data, const char *name), void *data);

/* Texts to free(); JSON: one object. NULL: out of memory. */
char *story_steps(const struct story *s, bool json);
char *story_timeline(const struct story *s, bool json);

#endif
