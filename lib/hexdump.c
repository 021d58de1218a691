/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hexdump - between bytes and hex digits
 *
 * Where:   addresses, keys, masks.
 * Mirrors: lib/hexdump.c.
 * Spec:    none.
 */
#include "lib/kernel.h"

const char hex_asc[] = "0123456789abcdef";
EXPORT_SYMBOL(hex_asc);
const char hex_asc_upper[] = "0123456789ABCDEF";
EXPORT_SYMBOL(hex_asc_upper);

/**
 * hex_to_bin - the value of a digit
 * @ch: character
 *
 * Context: any.
 * Return: 0..15, or -1.
 */
int hex_to_bin(unsigned char ch)
{
	if (ch >= '0' && ch <= '9')
		return ch - '0';
	ch |= 0x20;
	return ch >= 'a' && ch <= 'f' ? ch - 'a' + 10 : -1;
}
EXPORT_SYMBOL(hex_to_bin);

/**
 * hex2bin - digits to bytes
 * @dst: @count bytes
 * @src: 2 * @count digits
 * @count: bytes
 *
 * Context: any.
 * Return: 0, or -EINVAL at the first character that is no digit.
 */
int hex2bin(u8 *dst, const char *src, size_t count)
{
	int hi, lo;

	while (count--) {
		hi = hex_to_bin((unsigned char)*src++);
		if (hi < 0)
			return -EINVAL;
		lo = hex_to_bin((unsigned char)*src++);
		if (lo < 0)
			return -EINVAL;
		*dst++ = (u8)(hi << 4 | lo);
	}
	return 0;
}
EXPORT_SYMBOL(hex2bin);

/**
 * bin2hex - bytes to digits
 * @dst: 2 * @count characters; no NUL is written
 * @src: bytes
 * @count: how many
 *
 * Context: any.
 * Return: the end of what was written.
 */
char *bin2hex(char *dst, const void *src, size_t count)
{
	const u8 *p = src;

	while (count--)
		dst = hex_byte_pack(dst, *p++);
	return dst;
}
EXPORT_SYMBOL(bin2hex);
