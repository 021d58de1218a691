// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * relo - one source, three builds: RELO is 1, 2, or 3, whose init fails
 *
 * Where:   tests/plugin/loader_test.c loads it.
 * Mirrors: nothing.
 */
#include "core/module.h"

#include "core/proc.h"

static int given;
module_param(given, int, 0644);

DEFINE_STATIC_PER_MACHINE(struct proc_entry *, file);

static int relo_show(struct seq_file *m, void *data)
{
	seq_printf(m, "build %d given %d\n", RELO, given);
	return 0;
}

static int __init relo_init(void)
{
	if (RELO == 3)
		return -ENODEV;
	machine_var(file) =
		proc_file(NULL, "/proc/relo", relo_show, NULL, NULL);
	return PTR_ERR_OR_ZERO(machine_var(file));
}

static void __exit relo_exit(void)
{
	proc_remove(machine_var(file));
}

module_init(relo_init);
module_exit(relo_exit);
MODULE_ALIAS("relo-alias");
MODULE_DESCRIPTION("built three times");
MODULE_LICENSE("GPL");
