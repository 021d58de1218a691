/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * name_table - copies of names, by number
 *
 * Where:   core/trace.c (names in events), core/book.c (places of birth):
 *          a module's text may be gone when they are read.
 * Mirrors: nothing.
 *
 * Names are added without a lock, so that neither tracing nor a sanitizer
 * build changes an interleaving, and are never removed.
 */
#ifndef CORE_NAME_TABLE_H
#define CORE_NAME_TABLE_H

#include "lib/types.h"

#define NAME_TABLE_SIZE 1024
#define NAME_TABLE_LEN	43 /* with the final zero; the end of a longer one */

struct name_table {
	struct name_slot {
		u32 hash; /* 0: free */
		bool ready;
		char name[NAME_TABLE_LEN];
	} slot[NAME_TABLE_SIZE];
};

/* Context: any. The number of a copy of @name, from 1; 0: the table is full. */
u32 name_table_add(struct name_table *table, const char *name);
/* The copy, or NULL; @table may be NULL. */
const char *name_table_get(const struct name_table *table, u64 id);

#endif
