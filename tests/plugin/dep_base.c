// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * dep_base - exports what dep_user calls
 *
 * Where:   tests/plugin/loader_test.c loads it.
 * Mirrors: nothing.
 */
#include "core/module.h"

int dep_base_answer(void);

int dep_base_answer(void)
{
	return 42;
}
EXPORT_SYMBOL(dep_base_answer);

static int __init dep_base_init(void)
{
	return 0;
}

static void __exit dep_base_exit(void)
{
}

module_init(dep_base_init);
module_exit(dep_base_exit);
MODULE_DESCRIPTION("exports what dep_user calls");
MODULE_LICENSE("GPL");
