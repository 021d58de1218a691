/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vsprintf_ptr - what %p prints: addresses, bytes, masks, errors
 *
 * Where:   called by vsprintf.c. Cut from it for its length.
 * Mirrors: the pointer() half of lib/vsprintf.c.
 * Spec:    RFC 5952 §4 for %pI6c; RFC 4291 §2.2.
 */
#include <linux/in.h>
#include <linux/in6.h>
#include <linux/socket.h>

#include "lib/bitmap.h"
#include "lib/byteorder.h"
#include "lib/kernel.h"
#include "lib/vsprintf.h"
#include "lib/vsprintf_priv.h"

/* linux/socket.h does not number the families; these are ABI. */
#define FAMILY_INET  2
#define FAMILY_INET6 10

/* The longest: "[" 8 groups, dotted quad "]:65535/1048575%4294967295" */
#define ADDR_STRLEN 96

static char *put_decimal(char *p, unsigned int n, int min_digits)
{
	char digits[10];
	int i = 0;

	do {
		digits[i++] = (char)('0' + n % 10);
		n /= 10;
	} while (n || i < min_digits);
	while (i)
		*p++ = digits[--i];
	return p;
}

static char *put_ip4(char *p, const u8 *addr, const char *fmt)
{
	bool little = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__;
	bool reversed = fmt[2] == 'l' || (fmt[2] == 'h' && little);
	int digits = fmt[0] == 'i' ? 3 : 1;

	for (int i = 0; i < 4; i++) {
		if (i)
			*p++ = '.';
		p = put_decimal(p, addr[reversed ? 3 - i : i], digits);
	}
	return p;
}

static char *put_ip6(char *p, const u8 *addr, bool colons)
{
	for (int i = 0; i < 16; i++) {
		if (colons && i && !(i & 1))
			*p++ = ':';
		p = hex_byte_pack(p, addr[i]);
	}
	return p;
}

/* IPv4-mapped (RFC 4291 §2.5.5.2) and ISATAP (RFC 5214 §6.1) addresses. */
static bool ends_in_ip4(const u8 *addr)
{
	static const u8 mapped[12] = {[10] = 0xff, [11] = 0xff};

	if (!memcmp(addr, mapped, sizeof(mapped)))
		return true;
	return (addr[8] & 0xfd) == 0 && !addr[9] && addr[10] == 0x5e &&
	       addr[11] == 0xfe;
}

/* The first of the longest runs of two or more zero groups; length or 0. */
static int longest_zero_run(const u8 *addr, int groups, int *start)
{
	int best = 0, run = 0;

	for (int i = 0; i < groups; i++) {
		run = addr[2 * i] | addr[2 * i + 1] ? 0 : run + 1;
		if (run > best) {
			best = run;
			*start = i - run + 1;
		}
	}
	return best > 1 ? best : 0;
}

/* RFC 5952 §4: small letters, no leading zeros, "::" for the longest run. */
static char *put_ip6_compressed(char *p, const u8 *addr)
{
	bool ip4 = ends_in_ip4(addr);
	int groups = ip4 ? 6 : 8, start = -1;
	int run = longest_zero_run(addr, groups, &start);
	int i = 0, shift;
	u16 word;

	if (!run)
		start = -1;
	while (i < groups) {
		if (i == start) {
			*p++ = ':';
			if (!i)
				*p++ = ':';
			i += run;
			continue;
		}
		word = get_unaligned_be16(addr + 2 * i);
		for (shift = 12; shift && !(word >> shift); shift -= 4)
			;
		for (; shift >= 0; shift -= 4)
			*p++ = hex_asc_lo(word >> shift);
		if (++i < groups || ip4)
			*p++ = ':';
	}
	return ip4 ? put_ip4(p, addr + 12, "I4") : p;
}

/* %pIS: @fmt stands at the S. Return: end of text, NULL: unknown family. */
static char *put_sockaddr(char *p, const void *sa, const char *fmt)
{
	const struct sockaddr_in *sin = sa;
	const struct sockaddr_in6 *sin6 = sa;
	bool port = false, flow = false, scope = false, compress = false;

	while (*++fmt) {
		port |= *fmt == 'p';
		flow |= *fmt == 'f';
		scope |= *fmt == 's';
		compress |= *fmt == 'c';
		if (!strchr("pfschnbl", *fmt))
			break;
	}

	if (sin->sin_family == FAMILY_INET) {
		p = put_ip4(p, (const u8 *)&sin->sin_addr, "I4");
	} else if (sin->sin_family == FAMILY_INET6) {
		const u8 *addr = sin6->sin6_addr.in6_u.u6_addr8;

		if (port || flow || scope)
			*p++ = '[';
		p = compress ? put_ip6_compressed(p, addr)
			     : put_ip6(p, addr, true);
		if (port || flow || scope)
			*p++ = ']';
	} else {
		return NULL;
	}

	/* The port stands at the same place in both. */
	if (port) {
		*p++ = ':';
		p = put_decimal(p, be16_to_cpu(sin->sin_port), 1);
	}
	if (sin->sin_family == FAMILY_INET)
		return p;
	if (flow) {
		*p++ = '/';
		p = put_decimal(
			p, be32_to_cpu(sin6->sin6_flowinfo) & 0x0fffffff, 1);
	}
	if (scope) {
		*p++ = '%';
		p = put_decimal(p, sin6->sin6_scope_id, 1);
	}
	return p;
}

static char *put_mac(char *p, const u8 *addr, const char *fmt)
{
	char separator = fmt[1] == 'F' ? '-' : ':';
	bool reversed = fmt[1] == 'R';

	for (int i = 0; i < 6; i++) {
		if (i && fmt[0] == 'M')
			*p++ = separator;
		p = hex_byte_pack(p, addr[reversed ? 5 - i : i]);
	}
	return p;
}

/* The address formats; a string of at most ADDR_STRLEN. */
static const char *format_addr(char *buf, const char *fmt, const void *ptr)
{
	char *end = NULL;

	if ((fmt[0] | 32) == 'm')
		end = put_mac(buf, ptr, fmt);
	else if (fmt[1] == '4')
		end = put_ip4(buf, ptr, fmt);
	else if (fmt[1] == '6' && fmt[0] == 'I' && fmt[2] == 'c')
		end = put_ip6_compressed(buf, ptr);
	else if (fmt[1] == '6')
		end = put_ip6(buf, ptr, fmt[0] == 'I');
	else if (fmt[1] == 'S')
		end = put_sockaddr(buf, ptr, fmt + 1);
	if (!end)
		return "(einval)";
	*end = '\0';
	return buf;
}

/* %*ph: the width is the number of bytes. */
static void out_hex(struct printf_out *o, const char *fmt, const u8 *bytes,
		    int width)
{
	int len = width < 0 ? 1 : min(width, 64);
	char separator = ' ';

	if (fmt[1] == 'C')
		separator = ':';
	else if (fmt[1] == 'D')
		separator = '-';
	else if (fmt[1] == 'N')
		separator = 0;
	for (int i = 0; i < len; i++) {
		if (i && separator)
			out_char(o, separator);
		out_char(o, hex_asc_hi(bytes[i]));
		out_char(o, hex_asc_lo(bytes[i]));
	}
}

/* Where the rest of @o is, for a function that prints into a buffer. */
static char *out_rest(const struct printf_out *o, size_t *left)
{
	*left = o->len < o->size ? o->size - o->len : 0;
	return *left ? o->buf + o->len : NULL;
}

/* %*pb: the width is the number of bits. */
static void out_bitmap(struct printf_out *o, const char *fmt,
		       const unsigned long *bits, int width)
{
	unsigned int nbits = (unsigned int)max(width, 0);
	size_t left;
	char *buf = out_rest(o, &left);

	o->len += (size_t)(fmt[1] == 'l'
				   ? bitmap_print_list(buf, left, bits, nbits)
				   : bitmap_print_mask(buf, left, bits, nbits));
}

static void out_va_format(struct printf_out *o, const struct va_format *vaf)
{
	va_list args;
	size_t left;
	char *buf = out_rest(o, &left);

	va_copy(args, *vaf->va);
	o->len += (size_t)kvsnprintf(buf, left, vaf->fmt, args);
	va_end(args);
}

static void out_errname(struct printf_out *o, const void *ptr,
			const struct printf_spec *spec)
{
	const char *name = errname((int)PTR_ERR(ptr));
	struct printf_spec number = *spec;
	char buf[24];

	if (name) {
		buf[0] = '-';
		strncpy(buf + 1, name, sizeof(buf) - 2);
		buf[sizeof(buf) - 1] = '\0';
		out_string(o, buf, spec);
		return;
	}
	number.flags |= SPEC_SIGNED;
	out_number(o, (u64)PTR_ERR(ptr), &number);
}

static void out_features(struct printf_out *o, u64 features)
{
	static const struct printf_spec spec = {
		.width = 18,
		.precision = -1,
		.flags = SPEC_SPECIAL | SPEC_SMALL | SPEC_ZERO,
		.base = 16,
	};

	out_number(o, features, &spec);
}

/* @fmt stands behind the p. */
void out_pointer(struct printf_out *o, const char *fmt, void *ptr,
		 const struct printf_spec *spec)
{
	struct printf_spec plain = *spec;
	char buf[ADDR_STRLEN];

	plain.precision = -1;
	if (fmt[0] == 'e' && IS_ERR(ptr)) {
		out_errname(o, ptr, &plain);
		return;
	}
	if (!fmt[0] || !strchr("IiMmhbVN", fmt[0])) {
		out_string(o, "(ptr)", &plain);
		return;
	}
	/* Would be followed: NULL and errors are shown as such. */
	if (!ptr || IS_ERR(ptr) || (unsigned long)ptr < 4096) {
		if (fmt[0] == 'h' || fmt[0] == 'b')
			plain.width = -1;
		out_string(o, ptr, &plain);
		return;
	}
	switch (fmt[0]) {
	case 'h':
		out_hex(o, fmt, ptr, spec->width);
		break;
	case 'b':
		out_bitmap(o, fmt, ptr, spec->width);
		break;
	case 'V':
		out_va_format(o, ptr);
		break;
	case 'N':
		out_features(o, *(const u64 *)ptr);
		break;
	default:
		out_string(o, format_addr(buf, fmt, ptr), &plain);
	}
}
