// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * foreign - built against other headers
 *
 * Where:   tests/plugin/loader_test.c loads it.
 * Mirrors: nothing.
 */
#include "core/module.h"

static int __init foreign_init(void)
{
	return 0;
}

static void __exit foreign_exit(void)
{
}

module_init(foreign_init);
module_exit(foreign_exit);
MODULE_DESCRIPTION("built against other headers");
MODULE_LICENSE("GPL");
