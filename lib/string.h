/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * string - what the kernel has beyond libc's <string.h>
 *
 * Where:   names, parameters, sysctls, commands.
 * Mirrors: include/linux/string.h, lib/string.c, lib/string_helpers.c.
 *          kstrdup() and kmemdup() are in slab.h.
 * Spec:    none.
 */
#ifndef LIB_STRING_H
#define LIB_STRING_H

#include <string.h>

#include "lib/types.h"

ssize_t strscpy(char *dest, const char *src, size_t count);
ssize_t strscpy_pad(char *dest, const char *src, size_t count);
char *skip_spaces(const char *str);
char *strim(char *s);
char *strnchr(const char *s, size_t count, int c);
char *strreplace(char *str, char old, char new);
void *memchr_inv(const void *start, int c, size_t bytes);
bool sysfs_streq(const char *s1, const char *s2);
int match_string(const char *const *array, size_t n, const char *string);
int str_to_args(char *s, char **argv, int max);

#define strstrip(s) strim(s)

/* The length of @prefix when @str begins with it, else 0. */
static inline size_t str_has_prefix(const char *str, const char *prefix)
{
	size_t len = strlen(prefix);

	return strncmp(str, prefix, len) ? 0 : len;
}

static inline bool strstarts(const char *str, const char *prefix)
{
	return !strncmp(str, prefix, strlen(prefix));
}

/* What stands behind the last slash. */
static inline const char *kbasename(const char *path)
{
	const char *tail = strrchr(path, '/');

	return tail ? tail + 1 : path;
}

/* Not removed by the optimiser. */
static inline void memzero_explicit(void *s, size_t count)
{
	memset(s, 0, count);
	__asm__ __volatile__("" : : "r"(s) : "memory");
}

static inline bool mem_is_zero(const void *s, size_t n)
{
	return !memchr_inv(s, 0, n);
}

static inline const char *str_yes_no(bool v)
{
	return v ? "yes" : "no";
}

static inline const char *str_on_off(bool v)
{
	return v ? "on" : "off";
}

#endif /* LIB_STRING_H */
