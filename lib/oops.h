/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * oops - what is printed when our own code, or a module, is wrong
 *
 * Where:   WARN(), BUG(), a fault signal, exit() called by a module, a CPU
 *          that has not given its baton for two seconds.
 * Mirrors: lib/bug.c, kernel/panic.c, kernel/watchdog.c.
 *
 * A report names the claim, file and line, the module and callback in which
 * it happened (current->callsite), the packet in hand with its steps, and the
 * locks held. Tests count them: a run with a report has failed.
 */
#ifndef LIB_OOPS_H
#define LIB_OOPS_H

#include "lib/types.h"

struct machine;
struct task_struct;

/* Upper layers add lines: the packet's steps, the module's name. */
typedef void (*oops_section_fn)(struct task_struct *t,
				void (*line)(const char *fmt, ...));
void oops_add_section(oops_section_fn fn); /* process start; few */

/* Install handlers for SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT and exit(). */
void oops_install(void);
unsigned long oops_count(void); /* reports so far in this process */
void oops_reset(void);		/* tests that provoke one */
/* Tests: run @fn(@data) on each report's text instead of stderr. */
void oops_set_sink(void (*fn)(void *data, const char *text), void *data);

#endif
