/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * seq_buf - text that grows inside a buffer of fixed size
 *
 * Where:   see seq_buf.h.
 * Mirrors: lib/seq_buf.c.
 * Spec:    none.
 */
#include "lib/seq_buf.h"

#include "lib/kernel.h"
#include "lib/vsprintf.h"

/**
 * seq_buf_vprintf - print
 * @s: where to
 * @fmt: format, see vsprintf.h
 * @args: arguments
 *
 * Context: any.
 * Return: 0, or -1 when it did not fit.
 */
int seq_buf_vprintf(struct seq_buf *s, const char *fmt, va_list args)
{
	size_t left = seq_buf_buffer_left(s);
	int len;

	if (left) {
		len = kvsnprintf(s->buffer + s->len, left, fmt, args);
		if ((size_t)len < left) {
			s->len += (size_t)len;
			return 0;
		}
	}
	seq_buf_set_overflow(s);
	return -1;
}
EXPORT_SYMBOL(seq_buf_vprintf);

/**
 * seq_buf_printf - print
 * @s: where to
 * @fmt: format, see vsprintf.h
 *
 * Context: any.
 * Return: 0, or -1 when it did not fit.
 */
int seq_buf_printf(struct seq_buf *s, const char *fmt, ...)
{
	va_list args;
	int ret;

	va_start(args, fmt);
	ret = seq_buf_vprintf(s, fmt, args);
	va_end(args);
	return ret;
}
EXPORT_SYMBOL(seq_buf_printf);

/**
 * seq_buf_putmem - append bytes
 * @s: where to
 * @mem: bytes
 * @len: how many; all or none
 *
 * Context: any.
 * Return: 0, or -1 when they did not fit.
 */
int seq_buf_putmem(struct seq_buf *s, const void *mem, size_t len)
{
	if (len > seq_buf_buffer_left(s)) {
		seq_buf_set_overflow(s);
		return -1;
	}
	memcpy(s->buffer + s->len, mem, len);
	s->len += len;
	return 0;
}
EXPORT_SYMBOL(seq_buf_putmem);

/**
 * seq_buf_puts - append a string
 * @s: where to
 * @str: string
 *
 * Context: any.
 * Return: 0, or -1 when it did not fit.
 */
int seq_buf_puts(struct seq_buf *s, const char *str)
{
	return seq_buf_putmem(s, str, strlen(str));
}
EXPORT_SYMBOL(seq_buf_puts);

/**
 * seq_buf_putc - append a character
 * @s: where to
 * @c: character
 *
 * Context: any.
 * Return: 0, or -1 when it did not fit.
 */
int seq_buf_putc(struct seq_buf *s, unsigned char c)
{
	return seq_buf_putmem(s, &c, 1);
}
EXPORT_SYMBOL(seq_buf_putc);

/**
 * seq_buf_str - end the text with a NUL
 * @s: buffer; its last byte is given up for the NUL when it is full
 *
 * Context: any.
 * Return: the text.
 */
const char *seq_buf_str(struct seq_buf *s)
{
	if (!s->size)
		return "";
	s->buffer[min(seq_buf_used(s), s->size - 1)] = '\0';
	return s->buffer;
}
EXPORT_SYMBOL(seq_buf_str);
