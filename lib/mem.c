// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mem - memory and locks that belong to a world, not to a machine
 *
 * Where:   drivers/wire.c.
 * Mirrors: nothing in the kernel.
 */
#include "lib/mem.h"
#include "lib/compiler.h"
#include "lib/machine.h"
#include "lib/os.h"

void *world_alloc(size_t size)
{
	return os_zalloc(size);
}
EXPORT_SYMBOL(world_alloc);

void world_free_mem(void *p)
{
	os_free(p);
}
EXPORT_SYMBOL(world_free_mem);

struct world_lock *world_lock_new(void)
{
	return (struct world_lock *)os_lock_new();
}
EXPORT_SYMBOL(world_lock_new);

void world_lock_free(struct world_lock *l)
{
	os_lock_free((struct os_lock *)l);
}
EXPORT_SYMBOL(world_lock_free);

void world_lock(struct world_lock *l)
{
	os_lock((struct os_lock *)l);
}
EXPORT_SYMBOL(world_lock);

void world_unlock(struct world_lock *l)
{
	os_unlock((struct os_lock *)l);
}
EXPORT_SYMBOL(world_unlock);

struct world_lock *world_wires_lock(struct world *world)
{
	return (struct world_lock *)world->lock;
}
EXPORT_SYMBOL(world_wires_lock);
