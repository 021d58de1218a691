/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kstrtox - strings to numbers, strictly
 *
 * Where:   see kstrtox.h.
 * Mirrors: lib/kstrtox.c.
 * Spec:    an optional '+' (or '-'), digits, an optional newline, the end.
 */
#include "lib/kernel.h"

/* Base 0: 0x is 16, a leading 0 is 8, else 10. Skips an 0x of base 16. */
static const char *fixup_base(const char *s, unsigned int *base)
{
	bool x = s[0] == '0' && (s[1] | 0x20) == 'x' &&
		 hex_to_bin((unsigned char)s[2]) >= 0;

	if (!*base)
		*base = x ? 16 : (s[0] == '0' ? 8 : 10);
	return *base == 16 && x ? s + 2 : s;
}

/* Return: behind the last digit; *@overflow when it does not fit. */
static const char *parse_digits(const char *s, unsigned int base,
				unsigned long long *res, bool *overflow)
{
	int digit;

	*res = 0;
	*overflow = false;
	for (;; s++) {
		digit = hex_to_bin((unsigned char)*s);
		if (digit < 0 || (unsigned int)digit >= base)
			return s;
		*overflow |= check_mul_overflow(*res, base, res);
		*overflow |= check_add_overflow(*res, (unsigned long long)digit,
						res);
	}
}

/**
 * kstrtoull - an unsigned number
 * @s: text
 * @base: 2..16, or 0 to guess
 * @res: result, written on success only
 *
 * Context: any.
 * Return: 0, -EINVAL for what is no number, -ERANGE for too large.
 */
int kstrtoull(const char *s, unsigned int base, unsigned long long *res)
{
	unsigned long long val;
	const char *end;
	bool overflow;

	if (*s == '+')
		s++;
	s = fixup_base(s, &base);
	end = parse_digits(s, base, &val, &overflow);
	if (end == s)
		return -EINVAL;
	if (*end == '\n')
		end++;
	if (overflow)
		return -ERANGE;
	if (*end)
		return -EINVAL;
	*res = val;
	return 0;
}
EXPORT_SYMBOL(kstrtoull);

/**
 * kstrtoll - a signed number
 * @s: text
 * @base: 2..16, or 0 to guess
 * @res: result, written on success only
 *
 * Context: any.
 * Return: 0, -EINVAL, -ERANGE.
 */
int kstrtoll(const char *s, unsigned int base, long long *res)
{
	bool negative = *s == '-';
	unsigned long long val;
	int err;

	if (negative && s[1] == '+')
		return -EINVAL;
	err = kstrtoull(s + negative, base, &val);
	if (err)
		return err;
	if (val > (unsigned long long)S64_MAX + negative)
		return -ERANGE;
	*res = negative ? (long long)-val : (long long)val;
	return 0;
}
EXPORT_SYMBOL(kstrtoll);

/* The narrower types: the wide parse, then the range. */
#define KSTRTO(name, wide, wide_type, type)                                    \
	int name(const char *s, unsigned int base, type *res)                  \
	{                                                                      \
		wide_type val;                                                 \
		int err = wide(s, base, &val);                                 \
                                                                               \
		if (err)                                                       \
			return err;                                            \
		if (val != (wide_type)(type)val)                               \
			return -ERANGE;                                        \
		*res = (type)val;                                              \
		return 0;                                                      \
	}

KSTRTO(kstrtoul, kstrtoull, unsigned long long, unsigned long)
EXPORT_SYMBOL(kstrtoul);
KSTRTO(kstrtol, kstrtoll, long long, long)
EXPORT_SYMBOL(kstrtol);
KSTRTO(kstrtouint, kstrtoull, unsigned long long, unsigned int)
EXPORT_SYMBOL(kstrtouint);
KSTRTO(kstrtoint, kstrtoll, long long, int)
EXPORT_SYMBOL(kstrtoint);
KSTRTO(kstrtou16, kstrtoull, unsigned long long, u16)
EXPORT_SYMBOL(kstrtou16);
KSTRTO(kstrtos16, kstrtoll, long long, s16)
EXPORT_SYMBOL(kstrtos16);
KSTRTO(kstrtou8, kstrtoull, unsigned long long, u8)
EXPORT_SYMBOL(kstrtou8);
KSTRTO(kstrtos8, kstrtoll, long long, s8)
EXPORT_SYMBOL(kstrtos8);

/**
 * kstrtobool - yes or no
 * @s: begins with one of y Y t T 1 n N f F 0, or "on", "off"
 * @res: result, written on success only
 *
 * Context: any.
 * Return: 0 or -EINVAL.
 */
int kstrtobool(const char *s, bool *res)
{
	if (!s || !*s)
		return -EINVAL;
	if (strchr("yYtT1", s[0]))
		*res = true;
	else if (strchr("nNfF0", s[0]))
		*res = false;
	else if ((s[0] | 0x20) == 'o' && (s[1] | 0x20) == 'n')
		*res = true;
	else if ((s[0] | 0x20) == 'o' && (s[1] | 0x20) == 'f')
		*res = false;
	else
		return -EINVAL;
	return 0;
}
EXPORT_SYMBOL(kstrtobool);

/**
 * simple_strtoull - the number that a text begins with
 * @cp: text
 * @endp: where it ends, unless NULL
 * @base: 2..16, or 0 to guess
 *
 * Context: any.
 * Return: the number modulo 2^64; 0 when there is none.
 */
unsigned long long simple_strtoull(const char *cp, char **endp,
				   unsigned int base)
{
	unsigned long long val;
	bool overflow;

	cp = fixup_base(cp, &base);
	cp = parse_digits(cp, base, &val, &overflow);
	if (endp)
		*endp = (char *)cp;
	return val;
}
EXPORT_SYMBOL(simple_strtoull);

/**
 * simple_strtoul - the number that a text begins with
 * @cp: text
 * @endp: where it ends, unless NULL
 * @base: 2..16, or 0 to guess
 *
 * Context: any.
 * Return: the number; 0 when there is none.
 */
unsigned long simple_strtoul(const char *cp, char **endp, unsigned int base)
{
	return (unsigned long)simple_strtoull(cp, endp, base);
}
EXPORT_SYMBOL(simple_strtoul);

/**
 * simple_strtol - the signed number that a text begins with
 * @cp: text
 * @endp: where it ends, unless NULL
 * @base: 2..16, or 0 to guess
 *
 * Context: any.
 * Return: the number; 0 when there is none.
 */
long simple_strtol(const char *cp, char **endp, unsigned int base)
{
	if (*cp == '-')
		return (long)-simple_strtoull(cp + 1, endp, base);
	return (long)simple_strtoull(cp, endp, base);
}
EXPORT_SYMBOL(simple_strtol);
