/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * completion - wait until somebody is done
 *
 * Where:   a task that started something and must not go on before its end.
 * Mirrors: include/linux/completion.h.
 */
#ifndef LIB_COMPLETION_H
#define LIB_COMPLETION_H

#include "lib/wait.h"

struct completion {
	unsigned int done;
	struct wait_queue_head wait;
};

void init_completion(struct completion *x);
void reinit_completion(struct completion *x);
void complete(struct completion *x);		/* any context */
void complete_all(struct completion *x);	/* any context */
void wait_for_completion(struct completion *x); /* process */
unsigned long wait_for_completion_timeout(struct completion *x,
					  unsigned long timeout);
bool try_wait_for_completion(struct completion *x);

#endif
