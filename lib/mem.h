/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mem - memory and locks that belong to a world, not to a machine
 *
 * Where:   what lies between machines: the cables of drivers/wire.c. Inside a
 *          machine it is kmalloc() and spinlock_t.
 * Mirrors: nothing in the kernel.
 */
#ifndef LIB_MEM_H
#define LIB_MEM_H

#include "lib/types.h"

struct world;
struct world_lock;

/* Any context. Zeroed memory, or NULL. */
void *world_alloc(size_t size);
void world_free_mem(void *p);

/* Short sections between machines; nothing is called with it but lib's own. */
struct world_lock *world_lock_new(void);
void world_lock_free(struct world_lock *l);
void world_lock(struct world_lock *l);
void world_unlock(struct world_lock *l);
struct world_lock *world_wires_lock(struct world *world);

#endif
