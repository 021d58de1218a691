/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * net_utils - addresses from text
 *
 * Where:   see net_utils.h.
 * Mirrors: lib/net_utils.c, net/core/utils.c.
 * Spec:    RFC 4291 §2.2; RFC 6943 §3.1.1 "strict" form for IPv4.
 */
#include "lib/net_utils.h"

#include "lib/byteorder.h"
#include "lib/kernel.h"

struct text {
	const char *pos, *end;
	int delim; /* the character that ends an address, -1: only the end */
};

static struct text text_of(const char *src, int srclen, int delim)
{
	size_t len = srclen < 0 ? strlen(src) : strnlen(src, (size_t)srclen);

	return (struct text){.pos = src, .end = src + len, .delim = delim};
}

/* The character at the position, -1 at the end. */
static int peek(const struct text *t)
{
	if (t->pos == t->end || (unsigned char)*t->pos == t->delim)
		return -1;
	return (unsigned char)*t->pos;
}

/* Up to three digits, at most 255, no leading zero. */
static bool read_octet(struct text *t, u8 *octet)
{
	const char *start = t->pos;
	unsigned int n = 0;

	while (peek(t) >= '0' && peek(t) <= '9' && t->pos - start < 3)
		n = n * 10 + (unsigned int)(*t->pos++ - '0');
	if (t->pos == start || n > 255 || (*start == '0' && t->pos - start > 1))
		return false;
	*octet = (u8)n;
	return true;
}

static bool read_ip4(struct text *t, u8 *dst)
{
	for (int i = 0; i < 4; i++) {
		if (i) {
			if (peek(t) != '.')
				return false;
			t->pos++;
		}
		if (!read_octet(t, &dst[i]))
			return false;
	}
	return peek(t) < 0;
}

/**
 * in4_pton - an IPv4 address from dotted decimals
 * @src: text
 * @srclen: most characters, -1: to the NUL
 * @dst: 4 bytes, written on success only
 * @delim: a character that ends the address, -1: none
 * @end: where reading stopped, unless NULL
 *
 * Context: any.
 * Return: 1, or 0 when it is no address.
 */
int in4_pton(const char *src, int srclen, u8 *dst, int delim, const char **end)
{
	struct text t = text_of(src, srclen, delim);
	u8 addr[4];
	bool ok = read_ip4(&t, addr);

	if (ok)
		memcpy(dst, addr, sizeof(addr));
	if (end)
		*end = t.pos;
	return ok;
}
EXPORT_SYMBOL(in4_pton);

/* One to four hex digits. */
static bool read_group(struct text *t, u8 *dst)
{
	const char *start = t->pos;
	u32 word = 0;

	while (peek(t) >= 0 && hex_to_bin((u8)*t->pos) >= 0 &&
	       t->pos - start < 4)
		word = word << 4 | (u32)hex_to_bin((u8)*t->pos++);
	put_unaligned_be16((u16)word, dst);
	return t->pos > start;
}

/* Fills @addr from the left; *@gap is where "::" stood, -1: nowhere. */
static int read_ip6_groups(struct text *t, u8 *addr, int *gap)
{
	int len = 0;

	*gap = -1;
	if (peek(t) == ':') {
		if (t->end - t->pos < 2 || t->pos[1] != ':')
			return -1;
		t->pos++; /* the second colon is read below */
	}
	while (peek(t) >= 0) {
		struct text ip4 = *t;

		if (peek(t) == ':') {
			if (*gap >= 0)
				return -1;
			*gap = len;
			t->pos++;
			continue;
		}
		if (len <= 12 && read_ip4(&ip4, addr + len)) {
			*t = ip4;
			return len + 4;
		}
		if (len > 14 || !read_group(t, addr + len))
			return -1;
		len += 2;
		if (peek(t) < 0)
			break;
		if (peek(t) != ':')
			return -1;
		t->pos++;
		if (peek(t) < 0)
			return -1; /* one colon at the end */
	}
	return len;
}

/**
 * in6_pton - an IPv6 address from text
 * @src: text
 * @srclen: most characters, -1: to the NUL
 * @dst: 16 bytes, written on success only
 * @delim: a character that ends the address, -1: none
 * @end: where reading stopped, unless NULL
 *
 * Context: any.
 * Return: 1, or 0 when it is no address.
 */
int in6_pton(const char *src, int srclen, u8 *dst, int delim, const char **end)
{
	struct text t = text_of(src, srclen, delim);
	u8 addr[16] = {0};
	int gap, len;

	len = read_ip6_groups(&t, addr, &gap);
	if (end)
		*end = t.pos;
	/* "::" stands for at least one group. */
	if (len < 0 || (gap < 0 ? len != 16 : len > 14))
		return 0;
	memset(dst, 0, 16);
	if (gap < 0)
		gap = len;
	memcpy(dst, addr, (size_t)gap);
	memcpy(dst + 16 - (len - gap), addr + gap, (size_t)(len - gap));
	return 1;
}
EXPORT_SYMBOL(in6_pton);

/**
 * in_aton - an IPv4 address from dotted decimals, unchecked
 * @str: text
 *
 * Context: any.
 * Return: the address; what is missing is 0.
 */
__be32 in_aton(const char *str)
{
	u32 addr = 0;

	for (int i = 0; i < 4; i++) {
		u32 octet = 0;

		while (*str >= '0' && *str <= '9')
			octet = octet * 10 + (u32)(*str++ - '0');
		addr = addr << 8 | (octet & 0xff);
		if (*str == '.')
			str++;
	}
	return cpu_to_be32(addr);
}
EXPORT_SYMBOL(in_aton);

/**
 * mac_pton - a MAC address from "00:11:22:33:44:55"; dashes also do
 * @s: text; what follows the address is not looked at
 * @mac: 6 bytes, written on success only
 *
 * Context: any.
 * Return: whether it is one.
 */
bool mac_pton(const char *s, u8 *mac)
{
	u8 addr[6];

	for (int i = 0; i < 6; i++, s += 3) {
		if (hex2bin(&addr[i], s, 1))
			return false;
		if (i < 5 && s[2] != ':' && s[2] != '-')
			return false;
	}
	memcpy(mac, addr, sizeof(addr));
	return true;
}
EXPORT_SYMBOL(mac_pton);
