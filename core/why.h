/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * why - what happened to a packet that did not arrive, in words
 *
 * Where:   `why drops`, `why SKB`, st_why(). why.c finds what happened,
 *          why_text.c has the words.
 * Mirrors: nothing in the kernel.
 */
#ifndef CORE_WHY_H
#define CORE_WHY_H

#include "core/dropreason.h"

struct view;

/* How packets are lost before and beside the reasons of core/dropreason.h. */
enum why_cause {
	WHY_RING_FULL,	  /* the card had no descriptor: rx_missed_errors */
	WHY_NO_BUFFER,	  /* no memory for a descriptor's buffer */
	WHY_FRAME_ERROR,  /* the card refused the frame */
	WHY_BUDGET,	  /* net_rx_action() stopped early; nothing died */
	WHY_SMALL_BUFFER, /* SOCKET_RCVBUFF, a buffer below the default */
	WHY_SLOW_READER,  /* SOCKET_RCVBUFF, the default or more */
	WHY_NR_CAUSES,
};

/**
 * struct why_text - one cause, explained
 * @what: what happened
 * @where: in which layer
 * @counter: which counter of Linux moves
 * @look: the command that shows it
 * @try: what would help
 *
 * Sentences without a period. In @look and @try, %s is the device.
 */
struct why_text {
	const char *what;
	const char *where;
	const char *counter;
	const char *look;
	const char *try;
};

const struct why_text *why_cause_text(enum why_cause cause);
/* A reason without words of its own has general ones; @what is never NULL. */
struct why_text why_reason_text(enum skb_drop_reason reason);

/* Not a word behind `show`: show_one() writes it. */
extern const struct view why_view;

#endif /* CORE_WHY_H */
