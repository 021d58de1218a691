/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * bitmap - bit arrays to text and back
 *
 * Where:   /sys files that hold CPU masks; "%*pb".
 * Mirrors: lib/bitmap.c, lib/bitmap-str.c.
 * Spec:    hex in groups of 32 bits, highest first; lists as "0-3,8".
 */
#include "lib/bitmap.h"

#include "lib/vsprintf.h"

/* snprintf() at @len of a buffer that may be full, or NULL. */
#define print_at(buf, size, len, fmt, ...)                                     \
	ksnprintf((size_t)(len) < (size) ? (buf) + (len) : NULL,               \
		  (size_t)(len) < (size) ? (size) - (size_t)(len) : 0, fmt,    \
		  __VA_ARGS__)

/* Bits @start .. @start + 31; @start is a multiple of 32. */
static u32 bitmap_word32(const unsigned long *map, unsigned int start)
{
	return (u32)(map[BIT_WORD(start)] >> (start % BITS_PER_LONG));
}

/**
 * bitmap_print_mask - print as hex words
 * @buf: where to; may be NULL when @size is 0
 * @size: of @buf
 * @maskp: bits
 * @nmaskbits: how many
 *
 * Context: any.
 * Return: the length that all of it has.
 */
int bitmap_print_mask(char *buf, size_t size, const unsigned long *maskp,
		      unsigned int nmaskbits)
{
	unsigned int start = round_down(max(nmaskbits, 1u) - 1, 32u);
	unsigned int bits = nmaskbits - start;
	int len = 0;
	u32 word;

	if (size)
		buf[0] = '\0';
	for (; nmaskbits; start -= 32, bits = 32) {
		word = bitmap_word32(maskp, start);
		if (bits < 32)
			word &= (1u << bits) - 1;
		len += print_at(buf, size, len, "%s%0*x", len ? "," : "",
				(int)DIV_ROUND_UP(bits, 4), word);
		if (!start)
			break;
	}
	return len;
}
EXPORT_SYMBOL(bitmap_print_mask);

/**
 * bitmap_print_list - print as ranges
 * @buf: where to; may be NULL when @size is 0
 * @size: of @buf
 * @maskp: bits
 * @nmaskbits: how many
 *
 * Context: any.
 * Return: the length that all of it has.
 */
int bitmap_print_list(char *buf, size_t size, const unsigned long *maskp,
		      unsigned int nmaskbits)
{
	unsigned long first, end = 0;
	int len = 0;

	if (size)
		buf[0] = '\0';
	while ((first = find_next_bit(maskp, nmaskbits, end)) < nmaskbits) {
		end = find_next_zero_bit(maskp, nmaskbits, first);
		len += print_at(buf, size, len, "%s%lu", len ? "," : "", first);
		if (end - first > 1)
			len += print_at(buf, size, len, "-%lu", end - 1);
	}
	return len;
}
EXPORT_SYMBOL(bitmap_print_list);

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/**
 * bitmap_parse - read hex words
 * @buf: text; ends at NUL, newline or @buflen
 * @buflen: most characters
 * @dst: bits
 * @nbits: how many there are
 *
 * Each group has up to 8 digits and stands for 32 bits.
 *
 * Context: any.
 * Return: 0, -EINVAL for what is no mask, -EOVERFLOW for too many bits.
 */
int bitmap_parse(const char *buf, unsigned int buflen, unsigned long *dst,
		 int nbits)
{
	const char *end = buf;
	unsigned int pos = 0, digits = 0;
	int value;

	while ((size_t)(end - buf) < buflen && *end && *end != '\n')
		end++;
	bitmap_zero(dst, (unsigned int)nbits);
	while (end > buf && is_space(end[-1]))
		end--;
	while (buf < end && is_space(*buf))
		buf++;
	if (buf == end)
		return -EINVAL;

	/* From the right: each digit is worth four bits more. */
	while (end > buf) {
		if (*--end == ',') {
			if (!digits)
				return -EINVAL;
			digits = 0;
			pos = round_up(pos, 32u);
			continue;
		}
		value = hex_to_bin((unsigned char)*end);
		if (value < 0)
			return -EINVAL;
		if (++digits > 8)
			return -EOVERFLOW;
		for (unsigned int bit = pos; value; value >>= 1, bit++) {
			if (!(value & 1))
				continue;
			if (bit >= (unsigned int)nbits)
				return -EOVERFLOW;
			__set_bit(bit, dst);
		}
		pos += 4;
	}
	return digits ? 0 : -EINVAL;
}
EXPORT_SYMBOL(bitmap_parse);

/* A number, or N for the last bit. Return: what follows, or NULL. */
static const char *parse_bit(const char *s, unsigned int nbits,
			     unsigned int *bit)
{
	if (*s == 'N') {
		*bit = nbits - 1;
		return s + 1;
	}
	if (*s < '0' || *s > '9')
		return NULL;
	for (*bit = 0; *s >= '0' && *s <= '9'; s++) {
		if (*bit > U16_MAX)
			return NULL;
		*bit = *bit * 10 + (unsigned int)(*s - '0');
	}
	return s;
}

/* One of "5", "0-7", "0-7:2/4" (of each four the first two), "all". */
static const char *parse_range(const char *s, unsigned long *maskp,
			       unsigned int nbits, int *err)
{
	unsigned int first, last, used = 1, group = 1;

	*err = -EINVAL;
	if (!strncmp(s, "all", 3)) {
		first = 0;
		last = nbits - 1;
		s += 3;
	} else {
		s = parse_bit(s, nbits, &first);
		last = first;
		if (s && *s == '-')
			s = parse_bit(s + 1, nbits, &last);
	}
	if (s && *s == ':') {
		s = parse_bit(s + 1, nbits, &used);
		s = s && *s == '/' ? parse_bit(s + 1, nbits, &group) : NULL;
	}
	if (!s || first > last || !group || used > group)
		return NULL;
	*err = -ERANGE;
	if (last >= nbits)
		return NULL;
	*err = 0;
	for (unsigned int bit = first; bit <= last; bit++)
		if ((bit - first) % group < used)
			__set_bit(bit, maskp);
	return s;
}

/**
 * bitmap_parselist - read ranges
 * @buf: text; ends at NUL or newline; empty is no bit
 * @maskp: bits
 * @nmaskbits: how many there are
 *
 * Context: any.
 * Return: 0, -EINVAL for what is no list, -ERANGE for a bit beyond the end.
 */
int bitmap_parselist(const char *buf, unsigned long *maskp, int nmaskbits)
{
	int err;

	bitmap_zero(maskp, (unsigned int)nmaskbits);
	for (;;) {
		while (*buf == ',' || is_space(*buf))
			buf++;
		if (!*buf)
			return 0;
		buf = parse_range(buf, maskp, (unsigned int)nmaskbits, &err);
		if (!buf)
			return err;
		if (*buf && *buf != ',' && !is_space(*buf))
			return -EINVAL;
	}
}
EXPORT_SYMBOL(bitmap_parselist);
