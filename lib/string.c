/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * string - what the kernel has beyond libc's <string.h>
 *
 * Where:   see string.h.
 * Mirrors: lib/string.c, lib/string_helpers.c.
 * Spec:    none.
 */
#include "lib/string.h"

#include "lib/kernel.h"

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/**
 * strscpy - copy a string into a buffer of a size
 * @dest: always ends in NUL when @count is not 0
 * @src: string
 * @count: size of @dest
 *
 * Context: any.
 * Return: characters copied, or -E2BIG when it was cut.
 */
ssize_t strscpy(char *dest, const char *src, size_t count)
{
	size_t len;

	if (!count)
		return -E2BIG;
	len = strnlen(src, count);
	if (len < count) {
		memcpy(dest, src, len + 1);
		return (ssize_t)len;
	}
	memcpy(dest, src, count - 1);
	dest[count - 1] = '\0';
	return -E2BIG;
}
EXPORT_SYMBOL(strscpy);

/**
 * strscpy_pad - strscpy(), and zeros to the end: for what leaves the stack
 * @dest: destination
 * @src: string
 * @count: size of @dest
 *
 * Context: any.
 * Return: as strscpy().
 */
ssize_t strscpy_pad(char *dest, const char *src, size_t count)
{
	ssize_t len = strscpy(dest, src, count);

	if (len >= 0)
		memset(dest + len, 0, count - (size_t)len);
	return len;
}
EXPORT_SYMBOL(strscpy_pad);

/**
 * skip_spaces - the first that is no white space
 * @str: string
 *
 * Context: any.
 * Return: a place in @str.
 */
char *skip_spaces(const char *str)
{
	while (is_space(*str))
		str++;
	return (char *)str;
}
EXPORT_SYMBOL(skip_spaces);

/**
 * strim - cut white space off both ends, in place
 * @s: string
 *
 * Context: any.
 * Return: its first character that is no white space.
 */
char *strim(char *s)
{
	size_t len = strlen(s);

	while (len && is_space(s[len - 1]))
		len--;
	s[len] = '\0';
	return skip_spaces(s);
}
EXPORT_SYMBOL(strim);

/**
 * strnchr - strchr() in the first @count characters
 * @s: string
 * @count: most characters
 * @c: which
 *
 * Context: any.
 * Return: its place or NULL.
 */
char *strnchr(const char *s, size_t count, int c)
{
	for (; count--; s++) {
		if (*s == (char)c)
			return (char *)s;
		if (!*s)
			break;
	}
	return NULL;
}
EXPORT_SYMBOL(strnchr);

/**
 * strreplace - replace a character everywhere
 * @str: string
 * @old: what goes
 * @new: what comes
 *
 * Context: any.
 * Return: @str.
 */
char *strreplace(char *str, char old, char new)
{
	for (char *s = str; *s; s++)
		if (*s == old)
			*s = new;
	return str;
}
EXPORT_SYMBOL(strreplace);

/**
 * memchr_inv - the first byte that differs
 * @start: memory
 * @c: what all should be
 * @bytes: how many
 *
 * Context: any.
 * Return: its address, or NULL when all are @c.
 */
void *memchr_inv(const void *start, int c, size_t bytes)
{
	const u8 *p = start;

	for (; bytes--; p++)
		if (*p != (u8)c)
			return (void *)p;
	return NULL;
}
EXPORT_SYMBOL(memchr_inv);

/**
 * sysfs_streq - equal but for a newline at the end
 * @s1: string
 * @s2: string
 *
 * Context: any.
 * Return: whether.
 */
bool sysfs_streq(const char *s1, const char *s2)
{
	while (*s1 && *s1 == *s2) {
		s1++;
		s2++;
	}
	if (*s1 == '\n' && !s1[1])
		s1++;
	if (*s2 == '\n' && !s2[1])
		s2++;
	return !*s1 && !*s2;
}
EXPORT_SYMBOL(sysfs_streq);

/**
 * match_string - find a string in an array
 * @array: strings; a NULL ends it early
 * @n: how many
 * @string: which
 *
 * Context: any.
 * Return: its index or -EINVAL.
 */
int match_string(const char *const *array, size_t n, const char *string)
{
	for (size_t i = 0; i < n && array[i]; i++)
		if (!strcmp(array[i], string))
			return (int)i;
	return -EINVAL;
}
EXPORT_SYMBOL(match_string);

/**
 * str_to_args - cut a line into words, in place
 * @s: line; white space divides, double quotes hold together
 * @argv: room for @max pointers; the one after the last word is NULL
 * @max: at least 1
 *
 * Context: any.
 * Return: words; -E2BIG for too many, -EINVAL for a quote left open.
 */
int str_to_args(char *s, char **argv, int max)
{
	int argc = 0;

	for (s = skip_spaces(s); *s; s = skip_spaces(s)) {
		bool quoted = false;
		char *out = s;

		if (argc == max - 1)
			return -E2BIG;
		argv[argc++] = out;
		for (; *s && (quoted || !is_space(*s)); s++) {
			if (*s == '"')
				quoted = !quoted;
			else
				*out++ = *s;
		}
		if (quoted)
			return -EINVAL;
		if (*s)
			s++;
		*out = '\0';
	}
	argv[argc] = NULL;
	return argc;
}
EXPORT_SYMBOL(str_to_args);
