// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kallsyms - names of functions, found once per machine
 *
 * Where:   core/dev_rx.c when packets are traced.
 * Mirrors: kernel/kallsyms.c in purpose; the tables are the objects' own.
 */
#include "core/kallsyms.h"

#include "lib/list.h"
#include "lib/machine.h"
#include "lib/oops.h"
#include "lib/sched.h"
#include "lib/slab.h"
#include "lib/spinlock.h"
#include "lib/string.h"

struct symbol {
	struct list_head node;
	const void *fn;
	char name[80];
};

DEFINE_STATIC_PER_MACHINE(struct list_head, symbols);
DEFINE_STATIC_PER_MACHINE(spinlock_t, symbols_lock);

static const char *find(const void *fn)
{
	struct symbol *s;

	list_for_each_entry (s, &machine_var(symbols), node) {
		if (s->fn == fn)
			return s->name;
	}
	return NULL;
}

/* "echo_rcv+0x0/0x40 [proto_echo]" is a whole function: only its name. */
static void cut_offset(char *name)
{
	char *plus = strchr(name, '+'), *rest = plus ? strchr(plus, ' ') : NULL;

	if (plus)
		memmove(plus, rest ? rest : "", rest ? strlen(rest) + 1 : 1);
}

const char *kallsyms_name(const void *fn)
{
	const char *name;
	struct symbol *s;

	spin_lock_bh(&machine_var(symbols_lock));
	name = find(fn);
	spin_unlock_bh(&machine_var(symbols_lock));
	if (name)
		return name;

	s = kmalloc(sizeof(*s), GFP_ATOMIC);
	if (!s)
		return "?";
	s->fn = fn;
	oops_symbol(fn, s->name, sizeof(s->name));
	cut_offset(s->name);
	spin_lock_bh(&machine_var(symbols_lock));
	list_add(&s->node, &machine_var(symbols));
	spin_unlock_bh(&machine_var(symbols_lock));
	return s->name;
}
EXPORT_SYMBOL(kallsyms_name);

void kallsyms_forget(const void *start, const void *end)
{
	struct symbol *s, *tmp;

	spin_lock_bh(&machine_var(symbols_lock));
	list_for_each_entry_safe (s, tmp, &machine_var(symbols), node) {
		if (s->fn < start || s->fn >= end)
			continue;
		list_del(&s->node);
		kfree(s);
	}
	spin_unlock_bh(&machine_var(symbols_lock));
}

static int __init kallsyms_init(void)
{
	spin_lock_init(&machine_var(symbols_lock));
	INIT_LIST_HEAD(&machine_var(symbols));
	return 0;
}

static void __exit kallsyms_exit(void)
{
	kallsyms_forget(NULL, (const void *)UINTPTR_MAX);
}
pure_initcall(kallsyms_init, kallsyms_exit);
