/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * oops - what is printed when our own code, or a module, is wrong
 *
 * Where:   WARN(), BUG(), a fault signal, exit() called by a module, a CPU
 *          that has not given its baton for two seconds.
 * Mirrors: lib/bug.c, kernel/panic.c, kernel/watchdog.c.
 * Spec:    none.
 *
 * A report names the claim, file and line, the module and callback in which
 * it happened (current->callsite), the packet in hand with its steps, and the
 * locks held. Tests count them: a run with a report has failed.
 */
#ifndef LIB_OOPS_H
#define LIB_OOPS_H

#include "lib/compiler.h"
#include "lib/types.h"

struct machine;
struct task_struct;

/*
 * As WARN(), for who knows the guilty place as "file:line" (NULL: the frames
 * tell). The _once form speaks once for each place in this process; all are
 * counted. Any context, any thread, current or not.
 */
void oops_report(const char *where, const char *fmt, ...) __printf(2, 3) __cold;
void oops_report_once(const char *where, const char *fmt, ...)
	__printf(2, 3) __cold;

/* "name+0x12 [module]" for an address in some text; any context. */
void oops_symbol(const void *addr, char *buf, size_t size);

/* Upper layers add lines: the packet's steps, the module's name. */
typedef void (*oops_section_fn)(struct task_struct *t,
				void (*line)(const char *fmt, ...));
void oops_add_section(oops_section_fn fn); /* process start; few */

/* Install handlers for SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT and exit(). */
void oops_install(void);
/*
 * Each thread that runs tasks calls this once: a stack of its own for fault
 * handlers, without which a stack overflow ends in silence. Cheap when done.
 */
void oops_thread_init(void);
unsigned long oops_count(void); /* reports so far in this process */
void oops_reset(void);		/* tests that provoke one */
/* Tests: run @fn(@data) on each report's text instead of stderr. */
void oops_set_sink(void (*fn)(void *data, const char *text), void *data);

/*
 * Look from a thread of its own whether some CPU of any machine of this
 * process has kept its baton for @seconds: then that CPU's thread reports the
 * soft lockup. With a sink it goes on after the report; without one the
 * process ends with status 70. Works in every kind of world.
 */
void watchdog_start(unsigned int seconds);
void watchdog_stop(void);

#endif /* LIB_OOPS_H */
