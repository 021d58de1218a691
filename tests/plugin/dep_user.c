// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * dep_user - calls what dep_base exports
 *
 * Where:   tests/plugin/loader_test.c loads it.
 * Mirrors: nothing.
 */
#include "core/module.h"

int dep_base_answer(void);

static int __init dep_user_init(void)
{
	return dep_base_answer() == 42 ? 0 : -EINVAL;
}

static void __exit dep_user_exit(void)
{
}

module_init(dep_user_init);
module_exit(dep_user_exit);
MODULE_DESCRIPTION("calls what dep_base exports");
MODULE_LICENSE("GPL");
