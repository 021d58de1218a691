// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * text - results as text that grows
 *
 * Where:   st_report_text(), st_last(), st_show().
 * Mirrors: lib/seq_buf.c, but on the caller's heap and without a limit.
 */
#include "api/internal.h"

#include "lib/vsprintf.h"

static bool make_room(struct st_text *t, size_t more)
{
	size_t room = t->room ? t->room : 256;
	char *s;

	if (t->failed)
		return false;
	while (room < t->len + more + 1)
		room *= 2;
	if (room == t->room)
		return true;
	s = realloc(t->s, room);
	if (!s) {
		t->failed = true;
		return false;
	}
	t->s = s;
	t->room = room;
	return true;
}

void st_text_add(struct st_text *t, const char *fmt, ...)
{
	va_list ap, again;
	int n;

	va_start(ap, fmt);
	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, ap);
	if (n >= 0 && make_room(t, (size_t)n)) {
		vsnprintf(t->s + t->len, t->room - t->len, fmt, again);
		t->len += (size_t)n;
	}
	va_end(again);
	va_end(ap);
}

char *st_text_end(struct st_text *t)
{
	if (!t->failed && make_room(t, 0)) {
		t->s[t->len] = '\0';
		return t->s;
	}
	free(t->s);
	return st_fail_ptr(-ENOMEM, "out of memory for the text");
}
