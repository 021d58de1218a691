/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hash - a cheap hash of one number
 *
 * Where:   hashtable.h, device index tables.
 * Mirrors: include/linux/hash.h; there is no hash_ptr(), for no pointer may
 *          decide an order.
 * Spec:    Knuth, volume 3, §6.4: multiplication by the golden ratio.
 */
#ifndef LIB_HASH_H
#define LIB_HASH_H

#include "lib/types.h"

#define GOLDEN_RATIO_32 0x61C88647
#define GOLDEN_RATIO_64 0x61C8864680B583EBull

static inline u32 hash_32(u32 val, unsigned int bits)
{
	return (val * GOLDEN_RATIO_32) >> (32 - bits);
}

static inline u32 hash_64(u64 val, unsigned int bits)
{
	return (u32)(val * GOLDEN_RATIO_64 >> (64 - bits));
}

#define hash_long(val, bits) hash_64(val, bits)

#endif /* LIB_HASH_H */
