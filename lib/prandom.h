/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * prandom - a generator whose whole state is in one small struct
 *
 * Where:   the machine's random source (lib/random.h), wires, netem, tests:
 *          whoever must repeat its choices owns a struct rnd_state.
 * Mirrors: include/linux/prandom.h in names; the numbers are not the kernel's.
 * Spec:    xoshiro128++ and splitmix64 (Blackman and Vigna, 2019), which are
 *          in the public domain.
 */
#ifndef LIB_PRANDOM_H
#define LIB_PRANDOM_H

#include "lib/types.h"

struct rnd_state {
	u32 s[4]; /* never all zero after prandom_seed_state() */
};

void prandom_seed_state(struct rnd_state *state, u64 seed);
u32 prandom_u32_state(struct rnd_state *state);
u64 prandom_u64_state(struct rnd_state *state);
void prandom_bytes_state(struct rnd_state *state, void *buf, size_t nbytes);

/* One of 0 .. @ep_ro - 1; 0 when @ep_ro is 0. */
static inline u32 prandom_u32_max_state(struct rnd_state *state, u32 ep_ro)
{
	return (u32)(((u64)prandom_u32_state(state) * ep_ro) >> 32);
}

#endif /* LIB_PRANDOM_H */
