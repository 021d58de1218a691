/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vsprintf_priv - what the two halves of our printf share
 *
 * Where:   vsprintf.c reads formats and prints numbers and strings;
 *          vsprintf_ptr.c prints what stands behind %p.
 * Mirrors: the local types of lib/vsprintf.c.
 * Spec:    none.
 */
#ifndef LIB_VSPRINTF_PRIV_H
#define LIB_VSPRINTF_PRIV_H

#include "lib/types.h"

struct printf_out {
	char *buf;
	size_t size; /* what fits, NUL included */
	size_t len;  /* what would have been written */
};

#define SPEC_LEFT    0x01
#define SPEC_PLUS    0x02
#define SPEC_SPACE   0x04
#define SPEC_SPECIAL 0x08
#define SPEC_ZERO    0x10
#define SPEC_SIGNED  0x20
#define SPEC_SMALL   0x40

struct printf_spec {
	int width;     /* -1: none */
	int precision; /* -1: none */
	unsigned int flags;
	unsigned int base;
	int qualifier; /* 0, or one of H h l L z t */
};

static inline void out_char(struct printf_out *o, char c)
{
	if (o->len < o->size)
		o->buf[o->len] = c;
	o->len++;
}

void out_string(struct printf_out *o, const char *s,
		const struct printf_spec *spec);
void out_number(struct printf_out *o, u64 num, const struct printf_spec *spec);
void out_pointer(struct printf_out *o, const char *fmt, void *ptr,
		 const struct printf_spec *spec);

#endif /* LIB_VSPRINTF_PRIV_H */
