/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * os_backtrace - which functions are running, by name, file and line
 *
 * Where:   oops.c, for its reports.
 * Mirrors: arch/x86/kernel/unwind_*.c, kernel/kallsyms.c in purpose.
 * Spec:    ELF (System V gABI) for the symbol table.
 *
 * All of it may be called from a handler of a fault signal.
 */
#ifndef LIB_OS_BACKTRACE_H
#define LIB_OS_BACKTRACE_H

#include "lib/types.h"

#define OS_MAX_FRAMES 32
#define OS_LINE_LEN   96

struct os_symbol {
	char name[80]; /* of the function; "" when nothing is known */
	unsigned long offset, size;
	char object[48];     /* "libstrata.so.0", "sch_step.so", "" */
	char path[256];	     /* of that object */
	unsigned long vaddr; /* within the object, for addr2line */
};

/*
 * Fill in up to @max return addresses, innermost first, of this thread or,
 * with a handler's ucontext_t, of what the signal interrupted; there the first
 * is the interrupted instruction. Return: how many.
 */
unsigned int os_backtrace(const void **pc, unsigned int max,
			  const void *ucontext);

/* Return: whether @pc lies in an object; @sym is filled in either way. */
bool os_symbol(const void *pc, struct os_symbol *sym);

/* Read what may not be there. Return: whether it was. */
bool os_peek(const void *addr, void *buf, size_t len);

/*
 * "file:line" for each of @n addresses by asking addr2line; "" where there is
 * no answer. Takes a tenth of a second and more. A return address means the
 * call before it; @exact: the first one is no return address.
 */
void os_addr2line(const void *const *pc, unsigned int n, bool exact,
		  char (*line)[OS_LINE_LEN]);

#endif /* LIB_OS_BACKTRACE_H */
