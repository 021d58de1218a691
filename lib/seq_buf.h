/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * seq_buf - text that grows inside a buffer of fixed size
 *
 * Where:   /proc files, reports, traces.
 * Mirrors: include/linux/seq_buf.h, lib/seq_buf.c.
 * Spec:    none.
 *
 * What does not fit is left out and remembered: look at
 * seq_buf_has_overflowed() once, at the end.
 */
#ifndef LIB_SEQ_BUF_H
#define LIB_SEQ_BUF_H

#include "lib/types.h"

struct seq_buf {
	char *buffer; /* the caller's */
	size_t size;
	size_t len; /* size + 1: something did not fit */
};

static inline void seq_buf_init(struct seq_buf *s, char *buf, size_t size)
{
	s->buffer = buf;
	s->size = size;
	s->len = 0;
}

static inline void seq_buf_clear(struct seq_buf *s)
{
	s->len = 0;
}

static inline bool seq_buf_has_overflowed(const struct seq_buf *s)
{
	return s->len > s->size;
}

static inline void seq_buf_set_overflow(struct seq_buf *s)
{
	s->len = s->size + 1;
}

static inline size_t seq_buf_buffer_left(const struct seq_buf *s)
{
	return seq_buf_has_overflowed(s) ? 0 : s->size - s->len;
}

static inline size_t seq_buf_used(const struct seq_buf *s)
{
	return s->len < s->size ? s->len : s->size;
}

/* All return 0, or -1 when it did not fit. */
int seq_buf_printf(struct seq_buf *s, const char *fmt, ...) __printf(2, 3);
int seq_buf_vprintf(struct seq_buf *s, const char *fmt, va_list args)
	__printf(2, 0);
int seq_buf_puts(struct seq_buf *s, const char *str);
int seq_buf_putc(struct seq_buf *s, unsigned char c);
int seq_buf_putmem(struct seq_buf *s, const void *mem, size_t len);
const char *seq_buf_str(struct seq_buf *s);

#endif /* LIB_SEQ_BUF_H */
