// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * seq_file - a text that grows while it is printed
 *
 * Where:   the show functions of /proc and /sys files print with it.
 * Mirrors: fs/seq_file.c, without iterators: a text is made whole.
 *
 * The first failure to grow is kept in @err, so that printers need not look.
 */
#include "core/proc.h"
#include "lib/kernel.h"
#include "lib/slab.h"
#include "lib/string.h"
#include "lib/vsprintf.h"

#define SEQ_START 512

/* Room for @more bytes and a NUL. Atomic: printers may hold a lock. */
static bool seq_room(struct seq_file *m, size_t more)
{
	size_t size = max(m->size, (size_t)SEQ_START);
	char *buf;

	if (m->err)
		return false;
	if (m->count + more < m->size)
		return true;
	while (size <= m->count + more)
		size *= 2;
	buf = krealloc(m->buf, size, GFP_ATOMIC);
	if (!buf) {
		m->err = -ENOMEM;
		return false;
	}
	m->buf = buf;
	m->size = size;
	return true;
}

/**
 * seq_write - append bytes
 * @m: the text
 * @data: what
 * @len: how many
 *
 * Context: any with a baton. Return: 0, or -ENOMEM.
 */
int seq_write(struct seq_file *m, const void *data, size_t len)
{
	if (!seq_room(m, len))
		return m->err;
	memcpy(m->buf + m->count, data, len);
	m->count += len;
	m->buf[m->count] = '\0';
	return 0;
}
EXPORT_SYMBOL(seq_write);

void seq_puts(struct seq_file *m, const char *s)
{
	seq_write(m, s, strlen(s));
}
EXPORT_SYMBOL(seq_puts);

void seq_putc(struct seq_file *m, char c)
{
	seq_write(m, &c, 1);
}
EXPORT_SYMBOL(seq_putc);

void seq_vprintf(struct seq_file *m, const char *fmt, va_list args)
{
	va_list again;
	int len;

	va_copy(again, args);
	len = vsnprintf(m->buf ? m->buf + m->count : NULL, m->size - m->count,
			fmt, args);
	if (m->count + (size_t)len >= m->size && seq_room(m, (size_t)len))
		vsnprintf(m->buf + m->count, m->size - m->count, fmt, again);
	va_end(again);
	if (!m->err)
		m->count += (size_t)len;
	else if (m->buf)
		m->buf[m->count] = '\0';
}
EXPORT_SYMBOL(seq_vprintf);

void seq_printf(struct seq_file *m, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	seq_vprintf(m, fmt, args);
	va_end(args);
}
EXPORT_SYMBOL(seq_printf);

/*
 * The column in which seq_pad() ends, counted from here. As in the kernel it
 * is kept until the next seq_setwidth().
 */
void seq_setwidth(struct seq_file *m, size_t size)
{
	m->pad_until = m->count + size;
}
EXPORT_SYMBOL(seq_setwidth);

void seq_pad(struct seq_file *m, char c)
{
	while (m->count < m->pad_until && !m->err)
		seq_putc(m, ' ');
	if (c)
		seq_putc(m, c);
}
EXPORT_SYMBOL(seq_pad);

void seq_release(struct seq_file *m)
{
	kfree(m->buf);
	m->buf = NULL;
	m->size = m->count = 0;
}
EXPORT_SYMBOL(seq_release);
