/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * random - the only source of chance: the machine's seeded generator
 *
 * Where:   ports, ISNs, hash keys, jitter, loss.
 * Mirrors: include/linux/random.h. The same seed gives the same numbers; there
 *          is no entropy here, on purpose, and no secrecy.
 */
#ifndef LIB_RANDOM_H
#define LIB_RANDOM_H

#include "lib/types.h"

struct machine;

/* Context: any with a baton. */
u32 get_random_u32(void);
u64 get_random_u64(void);
void get_random_bytes(void *buf, size_t len);
u32 get_random_u32_below(u32 ceil); /* 0 .. ceil - 1 */
u32 get_random_u32_inclusive(u32 floor, u32 ceil);
#define prandom_u32_max(n)	  get_random_u32_below(n)
#define get_random_once(buf, len) get_random_bytes(buf, len)

int random_machine_init(struct machine *machine); /* after the images */

#endif
