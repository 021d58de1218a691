// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * failinit - init says no after it has registered a file
 *
 * Where:   tests/plugin/loader_test.c loads it.
 * Mirrors: nothing.
 */
#include "core/module.h"

#include "core/proc.h"

static int failinit_show(struct seq_file *m, void *data)
{
	return 0;
}

/* The planted bug: the error path does not undo. */
static int __init failinit_init(void)
{
	proc_file(NULL, "/proc/failinit", failinit_show, NULL, NULL);
	return -ENODEV;
}

module_init(failinit_init);
MODULE_DESCRIPTION("init says no");
MODULE_LICENSE("GPL");
