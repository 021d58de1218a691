/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vsprintf - our own printf: formats, numbers, strings
 *
 * Where:   see vsprintf.h; what stands behind %p is in vsprintf_ptr.c.
 * Mirrors: lib/vsprintf.c.
 * Spec:    C11 §7.21.6.1. As in the kernel, "%#x" of 0 gives "0x0", and a
 *          NULL string is "(null)".
 */
#include "lib/vsprintf.h"

#include "lib/kernel.h"
#include "lib/vsprintf_priv.h"

static void out_pad(struct printf_out *o, char c, int n)
{
	while (n-- > 0)
		out_char(o, c);
}

void out_string(struct printf_out *o, const char *s,
		const struct printf_spec *spec)
{
	int len = 0;

	if (!s)
		s = "(null)";
	else if (IS_ERR(s) || (unsigned long)s < 4096)
		s = "(efault)";
	while ((spec->precision < 0 || len < spec->precision) && s[len])
		len++;

	if (!(spec->flags & SPEC_LEFT))
		out_pad(o, ' ', spec->width - len);
	for (int i = 0; i < len; i++)
		out_char(o, s[i]);
	if (spec->flags & SPEC_LEFT)
		out_pad(o, ' ', spec->width - len);
}

/* The sign of @num by flags, 0 for none; makes @num positive. */
static char take_sign(u64 *num, const struct printf_spec *spec)
{
	if (!(spec->flags & SPEC_SIGNED))
		return 0;
	if ((s64)*num < 0) {
		*num = -*num;
		return '-';
	}
	if (spec->flags & SPEC_PLUS)
		return '+';
	return spec->flags & SPEC_SPACE ? ' ' : 0;
}

void out_number(struct printf_out *o, u64 num, const struct printf_spec *spec)
{
	char sign = take_sign(&num, spec);
	bool hex = spec->base == 16, special = spec->flags & SPEC_SPECIAL;
	bool prefix = special && (hex || (spec->base == 8 && num));
	const char *set = spec->flags & SPEC_SMALL ? hex_asc : hex_asc_upper;
	char digits[24];
	int n = 0, zeros, blanks;

	do {
		digits[n++] = set[num % spec->base];
		num /= spec->base;
	} while (num);

	zeros = max(spec->precision - n, 0);
	blanks = spec->width - n - zeros - (sign ? 1 : 0) -
		 (prefix ? (hex ? 2 : 1) : 0);
	/* Zeros fill the field unless a precision or '-' says otherwise. */
	if ((spec->flags & SPEC_ZERO) && !(spec->flags & SPEC_LEFT) &&
	    spec->precision < 0) {
		zeros = max(blanks, 0);
		blanks = 0;
	}

	if (!(spec->flags & SPEC_LEFT))
		out_pad(o, ' ', blanks);
	if (sign)
		out_char(o, sign);
	if (prefix)
		out_char(o, '0');
	if (prefix && hex)
		out_char(o, spec->flags & SPEC_SMALL ? 'x' : 'X');
	out_pad(o, '0', zeros);
	while (n)
		out_char(o, digits[--n]);
	if (spec->flags & SPEC_LEFT)
		out_pad(o, ' ', blanks);
}

static void out_one_char(struct printf_out *o, char c,
			 const struct printf_spec *spec)
{
	if (!(spec->flags & SPEC_LEFT))
		out_pad(o, ' ', spec->width - 1);
	out_char(o, c);
	if (spec->flags & SPEC_LEFT)
		out_pad(o, ' ', spec->width - 1);
}

static unsigned int flag_of(char c)
{
	switch (c) {
	case '-':
		return SPEC_LEFT;
	case '+':
		return SPEC_PLUS;
	case ' ':
		return SPEC_SPACE;
	case '#':
		return SPEC_SPECIAL;
	case '0':
		return SPEC_ZERO;
	default:
		return 0;
	}
}

static int parse_int(const char **fmt)
{
	int n = 0;

	while (**fmt >= '0' && **fmt <= '9' && n < 100000)
		n = n * 10 + *(*fmt)++ - '0';
	return n;
}

/* Reads what stands between '%' and the conversion. */
static const char *decode_spec(const char *fmt, struct printf_spec *spec,
			       va_list *args)
{
	*spec = (struct printf_spec){.width = -1, .precision = -1, .base = 10};

	while (flag_of(*fmt))
		spec->flags |= flag_of(*fmt++);

	if (*fmt == '*') {
		fmt++;
		spec->width = va_arg(*args, int);
		if (spec->width < 0) {
			spec->flags |= SPEC_LEFT;
			spec->width = -spec->width;
		}
	} else if (*fmt >= '0' && *fmt <= '9') {
		spec->width = parse_int(&fmt);
	}

	if (*fmt == '.') {
		fmt++;
		if (*fmt == '*') {
			fmt++;
			spec->precision = va_arg(*args, int);
		} else {
			spec->precision = parse_int(&fmt);
		}
	}

	if (*fmt && strchr("hlLzjt", *fmt)) {
		spec->qualifier = *fmt++;
		if (spec->qualifier == *fmt && (*fmt == 'l' || *fmt == 'h'))
			spec->qualifier = *fmt++ == 'l' ? 'L' : 'H';
	}
	return fmt;
}

static u64 fetch_signed(const struct printf_spec *spec, va_list *args)
{
	switch (spec->qualifier) {
	case 'L':
	case 'j':
		return (u64)va_arg(*args, long long);
	case 'l':
	case 'z':
	case 't':
		return (u64)va_arg(*args, long);
	case 'h':
		return (u64)(short)va_arg(*args, int);
	case 'H':
		return (u64)(signed char)va_arg(*args, int);
	default:
		return (u64)va_arg(*args, int);
	}
}

static u64 fetch_unsigned(const struct printf_spec *spec, va_list *args)
{
	u64 num = fetch_signed(spec, args);

	switch (spec->qualifier) {
	case 'h':
		return (u16)num;
	case 'H':
		return (u8)num;
	case 0:
		return (u32)num;
	default:
		return num;
	}
}

/* Prints one conversion; returns the place behind it. */
static const char *out_conversion(struct printf_out *o, const char *fmt,
				  struct printf_spec *spec, va_list *args)
{
	switch (*fmt) {
	case 'd':
	case 'i':
		spec->flags |= SPEC_SIGNED;
		out_number(o, fetch_signed(spec, args), spec);
		break;
	case 'x':
		spec->flags |= SPEC_SMALL;
		fallthrough;
	case 'X':
		spec->base = 16;
		out_number(o, fetch_unsigned(spec, args), spec);
		break;
	case 'o':
		spec->base = 8;
		fallthrough;
	case 'u':
		out_number(o, fetch_unsigned(spec, args), spec);
		break;
	case 'c':
		out_one_char(o, (char)va_arg(*args, int), spec);
		break;
	case 's':
		out_string(o, va_arg(*args, const char *), spec);
		break;
	case 'p':
		out_pointer(o, fmt + 1, va_arg(*args, void *), spec);
		while ((fmt[1] >= '0' && fmt[1] <= '9') ||
		       ((fmt[1] | 32) >= 'a' && (fmt[1] | 32) <= 'z'))
			fmt++;
		break;
	case '%':
		out_char(o, '%');
		break;
	default:
		/* Unknown: shown as it stands; at the end nothing is behind. */
		out_char(o, '%');
		if (!*fmt)
			return fmt;
		out_char(o, *fmt);
	}
	return fmt + 1;
}

/**
 * kvsnprintf - print into a buffer
 * @buf: where to; always ends in NUL when @size is not 0
 * @size: of @buf
 * @fmt: format, see vsprintf.h
 * @args: arguments; undefined afterwards
 *
 * Context: any.
 * Return: the length without NUL that all of it has.
 */
int kvsnprintf(char *buf, size_t size, const char *fmt, va_list args)
{
	struct printf_out o = {.buf = buf, .size = size};
	struct printf_spec spec;
	va_list ap;

	va_copy(ap, args);
	while (*fmt) {
		if (*fmt != '%') {
			out_char(&o, *fmt++);
			continue;
		}
		fmt = decode_spec(fmt + 1, &spec, &ap);
		fmt = out_conversion(&o, fmt, &spec, &ap);
	}
	va_end(ap);
	if (size)
		buf[min(o.len, size - 1)] = '\0';
	return (int)o.len;
}
EXPORT_SYMBOL(kvsnprintf);

/**
 * ksnprintf - print into a buffer; snprintf() is a macro for it
 * @buf: where to
 * @size: of @buf
 * @fmt: format
 *
 * Context: any.
 * Return: as kvsnprintf().
 */
int ksnprintf(char *buf, size_t size, const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = kvsnprintf(buf, size, fmt, args);
	va_end(args);
	return len;
}
EXPORT_SYMBOL(ksnprintf);

/**
 * kvscnprintf - print into a buffer and say what went in
 * @buf: where to
 * @size: of @buf
 * @fmt: format
 * @args: arguments
 *
 * Context: any.
 * Return: characters written, without NUL.
 */
int kvscnprintf(char *buf, size_t size, const char *fmt, va_list args)
{
	int len = kvsnprintf(buf, size, fmt, args);

	if (!size)
		return 0;
	return (size_t)len < size ? len : (int)size - 1;
}
EXPORT_SYMBOL(kvscnprintf);

/**
 * kscnprintf - print into a buffer and say what went in
 * @buf: where to
 * @size: of @buf
 * @fmt: format
 *
 * Context: any.
 * Return: characters written, without NUL.
 */
int kscnprintf(char *buf, size_t size, const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = kvscnprintf(buf, size, fmt, args);
	va_end(args);
	return len;
}
EXPORT_SYMBOL(kscnprintf);

/**
 * kvsprintf - print into a buffer that is known to be large enough
 * @buf: where to
 * @fmt: format
 * @args: arguments
 *
 * Context: any.
 * Return: characters written, without NUL.
 */
int kvsprintf(char *buf, const char *fmt, va_list args)
{
	return kvsnprintf(buf, INT_MAX, fmt, args);
}
EXPORT_SYMBOL(kvsprintf);

/**
 * ksprintf - print into a buffer that is known to be large enough
 * @buf: where to
 * @fmt: format
 *
 * Context: any.
 * Return: characters written, without NUL.
 */
int ksprintf(char *buf, const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = kvsnprintf(buf, INT_MAX, fmt, args);
	va_end(args);
	return len;
}
EXPORT_SYMBOL(ksprintf);
