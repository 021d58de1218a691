// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cyc_b - needs cyc_a, which needs it
 *
 * Where:   tests/plugin/loader_test.c loads it.
 * Mirrors: nothing.
 */
#include "core/module.h"

static int __init cyc_b_init(void)
{
	return 0;
}

static void __exit cyc_b_exit(void)
{
}

module_init(cyc_b_init);
module_exit(cyc_b_exit);
MODULE_DESCRIPTION("needs cyc_a, which needs it");
MODULE_LICENSE("GPL");
MODULE_SOFTDEP("pre: cyc_a");
