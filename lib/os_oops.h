/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * os_oops - what a report needs of the host: one at a time, and somewhere to go
 *
 * Where:   between oops.c (the text) and os_oops.c, os_watchdog.c (signals).
 * Mirrors: oops_begin() and oops_end() of arch/x86/kernel/dumpstack.c.
 * Spec:    none.
 */
#ifndef LIB_OS_OOPS_H
#define LIB_OS_OOPS_H

#include "lib/types.h"

#define OOPS_EXIT_STATUS 70 /* EX_SOFTWARE of sysexits(3) */

/* One report at a time. False: this thread is in one already. */
bool os_oops_begin(void);
void os_oops_end(void);
void os_oops_write(const char *text, size_t len); /* to stderr */

/*
 * A report from a signal handler. @what: the first line; @ucontext: what was
 * interrupted. Return: whether a sink took it.
 */
bool oops_signal(const char *what, const void *ucontext);
/* exit() within a task. */
void oops_exit(void);

#endif /* LIB_OS_OOPS_H */
