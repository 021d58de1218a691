// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * name_table - copies of names, by number
 *
 * Where:   core/trace.c, core/book.c.
 * Mirrors: nothing.
 */
#include "core/name_table.h"

#include "lib/atomic.h"
#include "lib/jhash.h"
#include "lib/string.h"

/* A slot is claimed by its hash, and readable when ready. */
static bool name_claim(struct name_slot *s, u32 hash, const char *name)
{
	u32 old = cmpxchg(&s->hash, 0, hash);

	if (!old) {
		strscpy(s->name, name, sizeof(s->name));
		smp_store_release(&s->ready, true);
		return true;
	}
	if (old != hash)
		return false;
	while (!smp_load_acquire(&s->ready))
		cpu_relax();
	return !strcmp(s->name, name);
}

u32 name_table_add(struct name_table *table, const char *name)
{
	size_t len = strlen(name);
	u32 hash, i, slot;

	if (len >= NAME_TABLE_LEN)
		name += len - NAME_TABLE_LEN + 1;
	hash = jhash(name, (u32)strlen(name), 0) | 1;
	for (i = 0; i < NAME_TABLE_SIZE; i++) {
		slot = (hash + i) % NAME_TABLE_SIZE;
		if (name_claim(&table->slot[slot], hash, name))
			return slot + 1;
	}
	return 0;
}

const char *name_table_get(const struct name_table *table, u64 id)
{
	if (!table || !id || id > NAME_TABLE_SIZE || !table->slot[id - 1].ready)
		return NULL;
	return table->slot[id - 1].name;
}
