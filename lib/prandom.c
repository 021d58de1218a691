/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * prandom - a generator whose whole state is in one small struct
 *
 * Where:   see prandom.h.
 * Mirrors: lib/random32.c in names; the numbers are not the kernel's.
 * Spec:    xoshiro128++ seeded by splitmix64 (Blackman and Vigna, 2019).
 */
#include "lib/prandom.h"

#include "lib/bitops.h"
#include "lib/byteorder.h"

static u64 splitmix64(u64 *x)
{
	u64 z = *x += 0x9e3779b97f4a7c15ULL;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
	return z ^ (z >> 31);
}

/**
 * prandom_seed_state - start a generator
 * @state: what is started
 * @seed: any number; each gives another sequence
 *
 * Context: any.
 */
void prandom_seed_state(struct rnd_state *state, u64 seed)
{
	u64 a = splitmix64(&seed);
	u64 b = splitmix64(&seed);

	state->s[0] = (u32)a;
	state->s[1] = (u32)(a >> 32);
	state->s[2] = (u32)b;
	/* All zero would stay zero: one bit is always set. */
	state->s[3] = (u32)(b >> 32) | 1;
}
EXPORT_SYMBOL(prandom_seed_state);

/**
 * prandom_u32_state - the next number
 * @state: the generator; the caller keeps others out
 *
 * Context: any.
 * Return: 32 bits.
 */
u32 prandom_u32_state(struct rnd_state *state)
{
	u32 *s = state->s;
	u32 result = rol32(s[0] + s[3], 7) + s[0];
	u32 t = s[1] << 9;

	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= t;
	s[3] = rol32(s[3], 11);
	return result;
}
EXPORT_SYMBOL(prandom_u32_state);

/**
 * prandom_u64_state - the next two numbers as one
 * @state: the generator
 *
 * Context: any.
 * Return: 64 bits; the first number is the low half.
 */
u64 prandom_u64_state(struct rnd_state *state)
{
	u64 low = prandom_u32_state(state);

	return (u64)prandom_u32_state(state) << 32 | low;
}
EXPORT_SYMBOL(prandom_u64_state);

/**
 * prandom_bytes_state - fill memory
 * @state: the generator
 * @buf: where to
 * @nbytes: how many bytes; the same on CPUs of both byte orders
 *
 * Context: any.
 */
void prandom_bytes_state(struct rnd_state *state, void *buf, size_t nbytes)
{
	u8 *p = buf, last[4];

	for (; nbytes >= 4; nbytes -= 4, p += 4)
		put_unaligned_le32(prandom_u32_state(state), p);
	if (!nbytes)
		return;
	put_unaligned_le32(prandom_u32_state(state), last);
	memcpy(p, last, nbytes);
}
EXPORT_SYMBOL(prandom_bytes_state);
