// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * holder - takes references to itself when told
 *
 * Where:   tests/plugin/loader_test.c loads it.
 * Mirrors: nothing.
 */
#include "core/module.h"

#include "core/proc.h"
#include "lib/ktime.h"

DEFINE_STATIC_PER_MACHINE(struct proc_entry *, file);

/* A reader stays inside for a second. */
static int holder_show(struct seq_file *m, void *data)
{
	schedule_timeout_uninterruptible(HZ);
	seq_puts(m, "awake\n");
	return 0;
}

static int holder_write(struct net *net, const char *buf, size_t len,
			void *data)
{
	if (*buf == '+')
		__module_get(THIS_MODULE);
	else
		module_put(THIS_MODULE);
	return 0;
}

static int __init holder_init(void)
{
	machine_var(file) = proc_file(NULL, "/proc/holder", holder_show,
				      holder_write, NULL);
	return PTR_ERR_OR_ZERO(machine_var(file));
}

static void __exit holder_exit(void)
{
	proc_remove(machine_var(file));
}

module_init(holder_init);
module_exit(holder_exit);
MODULE_DESCRIPTION("takes references to itself");
MODULE_LICENSE("GPL");
