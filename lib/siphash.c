/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * siphash - keyed hashes that an attacker cannot steer
 *
 * Where:   see siphash.h.
 * Mirrors: lib/siphash.c.
 * Spec:    Aumasson and Bernstein, SipHash: a fast short-input PRF, 2012:
 *          SipHash-2-4, SipHash-1-3, HalfSipHash-1-3.
 */
#include "lib/siphash.h"

#include "lib/bitops.h"
#include "lib/byteorder.h"

/* "somepseudorandomlygeneratedbytes" */
#define SIP_INIT0 0x736f6d6570736575ULL
#define SIP_INIT1 0x646f72616e646f6dULL
#define SIP_INIT2 0x6c7967656e657261ULL
#define SIP_INIT3 0x7465646279746573ULL

struct sip {
	u64 v0, v1, v2, v3;
	int rounds; /* per word; the end has @rounds + 2 */
};

static __always_inline void sip_round(struct sip *s)
{
	s->v0 += s->v1, s->v1 = rol64(s->v1, 13), s->v1 ^= s->v0;
	s->v0 = rol64(s->v0, 32);
	s->v2 += s->v3, s->v3 = rol64(s->v3, 16), s->v3 ^= s->v2;
	s->v0 += s->v3, s->v3 = rol64(s->v3, 21), s->v3 ^= s->v0;
	s->v2 += s->v1, s->v1 = rol64(s->v1, 17), s->v1 ^= s->v2;
	s->v2 = rol64(s->v2, 32);
}

static __always_inline void sip_init(struct sip *s, u64 k0, u64 k1, int rounds)
{
	s->v0 = SIP_INIT0 ^ k0;
	s->v1 = SIP_INIT1 ^ k1;
	s->v2 = SIP_INIT2 ^ k0;
	s->v3 = SIP_INIT3 ^ k1;
	s->rounds = rounds;
}

static __always_inline void sip_word(struct sip *s, u64 m)
{
	s->v3 ^= m;
	for (int i = 0; i < s->rounds; i++)
		sip_round(s);
	s->v0 ^= m;
}

/* @b: the bytes left, and the length in the top byte. */
static __always_inline u64 sip_end(struct sip *s, u64 b)
{
	sip_word(s, b);
	s->v2 ^= 0xff;
	for (int i = 0; i < s->rounds + 2; i++)
		sip_round(s);
	return s->v0 ^ s->v1 ^ s->v2 ^ s->v3;
}

static __always_inline u64 sip_bytes(struct sip *s, const u8 *p, size_t len)
{
	u64 b = (u64)len << 56;
	u8 tail[8] = {0};

	for (; len >= 8; len -= 8, p += 8)
		sip_word(s, get_unaligned_le64(p));
	if (len)
		memcpy(tail, p, len);
	return sip_end(s, b | get_unaligned_le64(tail));
}

/**
 * siphash - SipHash-2-4 of bytes
 * @data: bytes, at any alignment
 * @len: how many
 * @key: secret
 *
 * Context: any.
 * Return: 64 bits.
 */
u64 siphash(const void *data, size_t len, const siphash_key_t *key)
{
	struct sip s;

	sip_init(&s, key->key[0], key->key[1], 2);
	return sip_bytes(&s, data, len);
}
EXPORT_SYMBOL(siphash);

/* The fixed forms equal siphash() of the little-endian words. */

/**
 * siphash_1u64 - of one word
 * @a: word
 * @key: secret
 *
 * Context: any.
 * Return: 64 bits.
 */
u64 siphash_1u64(u64 a, const siphash_key_t *key)
{
	struct sip s;

	sip_init(&s, key->key[0], key->key[1], 2);
	sip_word(&s, a);
	return sip_end(&s, 8ULL << 56);
}
EXPORT_SYMBOL(siphash_1u64);

/**
 * siphash_2u64 - of two words
 * @a: word
 * @b: word
 * @key: secret
 *
 * Context: any.
 * Return: 64 bits.
 */
u64 siphash_2u64(u64 a, u64 b, const siphash_key_t *key)
{
	struct sip s;

	sip_init(&s, key->key[0], key->key[1], 2);
	sip_word(&s, a);
	sip_word(&s, b);
	return sip_end(&s, 16ULL << 56);
}
EXPORT_SYMBOL(siphash_2u64);

/**
 * siphash_3u64 - of three words
 * @a: word
 * @b: word
 * @c: word
 * @key: secret
 *
 * Context: any.
 * Return: 64 bits.
 */
u64 siphash_3u64(u64 a, u64 b, u64 c, const siphash_key_t *key)
{
	struct sip s;

	sip_init(&s, key->key[0], key->key[1], 2);
	sip_word(&s, a);
	sip_word(&s, b);
	sip_word(&s, c);
	return sip_end(&s, 24ULL << 56);
}
EXPORT_SYMBOL(siphash_3u64);

/**
 * siphash_4u64 - of four words
 * @a: word
 * @b: word
 * @c: word
 * @d: word
 * @key: secret
 *
 * Context: any.
 * Return: 64 bits.
 */
u64 siphash_4u64(u64 a, u64 b, u64 c, u64 d, const siphash_key_t *key)
{
	struct sip s;

	sip_init(&s, key->key[0], key->key[1], 2);
	sip_word(&s, a);
	sip_word(&s, b);
	sip_word(&s, c);
	sip_word(&s, d);
	return sip_end(&s, 32ULL << 56);
}
EXPORT_SYMBOL(siphash_4u64);

/**
 * siphash_1u32 - of four bytes
 * @a: word
 * @key: secret
 *
 * Context: any.
 * Return: 64 bits.
 */
u64 siphash_1u32(u32 a, const siphash_key_t *key)
{
	struct sip s;

	sip_init(&s, key->key[0], key->key[1], 2);
	return sip_end(&s, 4ULL << 56 | a);
}
EXPORT_SYMBOL(siphash_1u32);

/**
 * siphash_3u32 - of twelve bytes
 * @a: word
 * @b: word
 * @c: word
 * @key: secret
 *
 * Context: any.
 * Return: 64 bits.
 */
u64 siphash_3u32(u32 a, u32 b, u32 c, const siphash_key_t *key)
{
	struct sip s;

	sip_init(&s, key->key[0], key->key[1], 2);
	sip_word(&s, (u64)b << 32 | a);
	return sip_end(&s, 12ULL << 56 | c);
}
EXPORT_SYMBOL(siphash_3u32);

/**
 * hsiphash - SipHash-1-3 of bytes, cut to 32 bits: for hash tables only
 * @data: bytes, at any alignment
 * @len: how many
 * @key: secret
 *
 * Context: any.
 * Return: 32 bits.
 */
u32 hsiphash(const void *data, size_t len, const hsiphash_key_t *key)
{
	struct sip s;

	sip_init(&s, key->key[0], key->key[1], 1);
	return (u32)sip_bytes(&s, data, len);
}
EXPORT_SYMBOL(hsiphash);

/**
 * hsiphash_1u32 - hsiphash() of one word
 * @a: word
 * @key: secret
 *
 * Context: any.
 * Return: 32 bits.
 */
u32 hsiphash_1u32(u32 a, const hsiphash_key_t *key)
{
	struct sip s;

	sip_init(&s, key->key[0], key->key[1], 1);
	return (u32)sip_end(&s, 4ULL << 56 | a);
}
EXPORT_SYMBOL(hsiphash_1u32);

/**
 * hsiphash_2u32 - hsiphash() of two words
 * @a: word
 * @b: word
 * @key: secret
 *
 * Context: any.
 * Return: 32 bits.
 */
u32 hsiphash_2u32(u32 a, u32 b, const hsiphash_key_t *key)
{
	struct sip s;

	sip_init(&s, key->key[0], key->key[1], 1);
	sip_word(&s, (u64)b << 32 | a);
	return (u32)sip_end(&s, 8ULL << 56);
}
EXPORT_SYMBOL(hsiphash_2u32);

/**
 * hsiphash_3u32 - hsiphash() of three words
 * @a: word
 * @b: word
 * @c: word
 * @key: secret
 *
 * Context: any.
 * Return: 32 bits.
 */
u32 hsiphash_3u32(u32 a, u32 b, u32 c, const hsiphash_key_t *key)
{
	struct sip s;

	sip_init(&s, key->key[0], key->key[1], 1);
	sip_word(&s, (u64)b << 32 | a);
	return (u32)sip_end(&s, 12ULL << 56 | c);
}
EXPORT_SYMBOL(hsiphash_3u32);

/**
 * hsiphash_4u32 - hsiphash() of four words
 * @a: word
 * @b: word
 * @c: word
 * @d: word
 * @key: secret
 *
 * Context: any.
 * Return: 32 bits.
 */
u32 hsiphash_4u32(u32 a, u32 b, u32 c, u32 d, const hsiphash_key_t *key)
{
	struct sip s;

	sip_init(&s, key->key[0], key->key[1], 1);
	sip_word(&s, (u64)b << 32 | a);
	sip_word(&s, (u64)d << 32 | c);
	return (u32)sip_end(&s, 16ULL << 56);
}
EXPORT_SYMBOL(hsiphash_4u32);

static void halfsip_round(u32 v[4])
{
	v[0] += v[1], v[1] = rol32(v[1], 5), v[1] ^= v[0];
	v[0] = rol32(v[0], 16);
	v[2] += v[3], v[3] = rol32(v[3], 8), v[3] ^= v[2];
	v[0] += v[3], v[3] = rol32(v[3], 7), v[3] ^= v[0];
	v[2] += v[1], v[1] = rol32(v[1], 13), v[1] ^= v[2];
	v[2] = rol32(v[2], 16);
}

static void halfsip_word(u32 v[4], u32 m)
{
	v[3] ^= m;
	halfsip_round(v);
	v[0] ^= m;
}

/**
 * halfsiphash - HalfSipHash-1-3: what the kernel's hsiphash() is on 32 bits
 * @data: bytes, at any alignment
 * @len: how many
 * @key: secret
 *
 * Context: any.
 * Return: 32 bits.
 */
u32 halfsiphash(const void *data, size_t len, const halfsiphash_key_t *key)
{
	u32 v[4] = {key->key[0], key->key[1], 0x6c796765U ^ key->key[0],
		    0x74656462U ^ key->key[1]};
	u32 b = (u32)len << 24;
	const u8 *p = data;
	u8 tail[4] = {0};

	for (; len >= 4; len -= 4, p += 4)
		halfsip_word(v, get_unaligned_le32(p));
	if (len)
		memcpy(tail, p, len);
	halfsip_word(v, b | get_unaligned_le32(tail));
	v[2] ^= 0xff;
	for (int i = 0; i < 3; i++)
		halfsip_round(v);
	return v[1] ^ v[3];
}
EXPORT_SYMBOL(halfsiphash);
