/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vsprintf - our own printf, which knows addresses
 *
 * Where:   log lines, /proc, sysctls, traces.
 * Mirrors: lib/vsprintf.c, Documentation/core-api/printk-formats.rst.
 * Spec:    C11 §7.21.6.1 without floating point, %n, and locales; and
 *
 *	%pI4 %pi4 [hnbl]	IPv4 address; order host, network, big, little
 *	%pI6 %pi6 %pI6c		IPv6 address; c: RFC 5952
 *	%pIS[pfsc]		struct sockaddr; port, flowinfo, scope
 *	%pM %pMF %pMR %pm	MAC address; dashes, reversed, plain
 *	%*ph[CDN]		up to 64 bytes in hex; colon, dash, nothing
 *	%*pb %*pbl		bitmap; as a list
 *	%pe			errno by name, from an ERR_PTR()
 *	%pV			struct va_format: another format inside
 *	%pNF			netdev features
 *	%p			"(ptr)": no pointer's value leaves this process
 *
 * libc has functions of the same names in the same process, so ours are
 * called k*, and the kernel's names are macros.
 */
#ifndef LIB_VSPRINTF_H
#define LIB_VSPRINTF_H

#include "lib/types.h"

struct va_format {
	const char *fmt;
	va_list *va;
};

/* Return: what the length would have been with room enough, without NUL. */
int kvsnprintf(char *buf, size_t size, const char *fmt, va_list args)
	__printf(3, 0);
int ksnprintf(char *buf, size_t size, const char *fmt, ...) __printf(3, 4);
/* Return: what was written, without NUL; 0 when @size is 0. */
int kvscnprintf(char *buf, size_t size, const char *fmt, va_list args)
	__printf(3, 0);
int kscnprintf(char *buf, size_t size, const char *fmt, ...) __printf(3, 4);
int kvsprintf(char *buf, const char *fmt, va_list args) __printf(2, 0);
int ksprintf(char *buf, const char *fmt, ...) __printf(2, 3);

const char *errname(int err); /* "ENOENT", or NULL */

#undef vsnprintf
#undef snprintf
#undef vsprintf
#undef sprintf
#define vsnprintf  kvsnprintf
#define snprintf   ksnprintf
#define vscnprintf kvscnprintf
#define scnprintf  kscnprintf
#define vsprintf   kvsprintf
#define sprintf	   ksprintf

#endif /* LIB_VSPRINTF_H */
