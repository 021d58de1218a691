/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * jhash - Bob Jenkins' lookup3, the hash of most tables
 *
 * Where:   neighbour, fragment, rhashtable, flow hashes.
 * Mirrors: include/linux/jhash.h: same values on the same input.
 * Spec:    burtleburtle.net/bob/c/lookup3.c, public domain.
 */
#ifndef LIB_JHASH_H
#define LIB_JHASH_H

#include "lib/bitops.h"
#include "lib/byteorder.h"

#define JHASH_INITVAL 0xdeadbeef
#define jhash_size(n) ((u32)1 << (n))
#define jhash_mask(n) (jhash_size(n) - 1)

#define __jhash_mix(a, b, c)                                                   \
	do {                                                                   \
		a -= c, a ^= rol32(c, 4), c += b;                              \
		b -= a, b ^= rol32(a, 6), a += c;                              \
		c -= b, c ^= rol32(b, 8), b += a;                              \
		a -= c, a ^= rol32(c, 16), c += b;                             \
		b -= a, b ^= rol32(a, 19), a += c;                             \
		c -= b, c ^= rol32(b, 4), b += a;                              \
	} while (0)

#define __jhash_final(a, b, c)                                                 \
	do {                                                                   \
		c ^= b, c -= rol32(b, 14);                                     \
		a ^= c, a -= rol32(c, 11);                                     \
		b ^= a, b -= rol32(a, 25);                                     \
		c ^= b, c -= rol32(b, 16);                                     \
		a ^= c, a -= rol32(c, 4);                                      \
		b ^= a, b -= rol32(a, 14);                                     \
		c ^= b, c -= rol32(b, 24);                                     \
	} while (0)

/**
 * jhash - hash bytes at any alignment
 * @key: the bytes
 * @length: how many
 * @initval: seed, or an earlier hash
 *
 * Context: any.
 * Return: 32 bits, all of them good.
 */
static inline u32 jhash(const void *key, u32 length, u32 initval)
{
	u32 a, b, c;
	const u8 *k = key;
	u8 tail[12] = {0};

	a = b = c = JHASH_INITVAL + length + initval;
	while (length > 12) {
		a += get_unaligned((const u32 *)k);
		b += get_unaligned((const u32 *)(k + 4));
		c += get_unaligned((const u32 *)(k + 8));
		__jhash_mix(a, b, c);
		length -= 12;
		k += 12;
	}
	if (!length)
		return c;
	/* The last bytes are taken as little-endian words, zero-filled. */
	memcpy(tail, k, length);
	a += get_unaligned_le32(tail);
	b += get_unaligned_le32(tail + 4);
	c += get_unaligned_le32(tail + 8);
	__jhash_final(a, b, c);
	return c;
}

/* As jhash(), for an array of @length words. */
static inline u32 jhash2(const u32 *k, u32 length, u32 initval)
{
	u32 a, b, c;

	a = b = c = JHASH_INITVAL + (length << 2) + initval;
	while (length > 3) {
		a += k[0];
		b += k[1];
		c += k[2];
		__jhash_mix(a, b, c);
		length -= 3;
		k += 3;
	}
	if (!length)
		return c;
	if (length > 2)
		c += k[2];
	if (length > 1)
		b += k[1];
	a += k[0];
	__jhash_final(a, b, c);
	return c;
}

static inline u32 __jhash_nwords(u32 a, u32 b, u32 c, u32 initval)
{
	a += initval;
	b += initval;
	c += initval;
	__jhash_final(a, b, c);
	return c;
}

static inline u32 jhash_3words(u32 a, u32 b, u32 c, u32 initval)
{
	return __jhash_nwords(a, b, c, initval + JHASH_INITVAL + (3 << 2));
}

static inline u32 jhash_2words(u32 a, u32 b, u32 initval)
{
	return __jhash_nwords(a, b, 0, initval + JHASH_INITVAL + (2 << 2));
}

static inline u32 jhash_1word(u32 a, u32 initval)
{
	return __jhash_nwords(a, 0, 0, initval + JHASH_INITVAL + (1 << 2));
}

#endif /* LIB_JHASH_H */
