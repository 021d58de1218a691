// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * nolicense - has no licence
 *
 * Where:   tests/plugin/loader_test.c loads it.
 * Mirrors: nothing.
 */
#include "core/module.h"

static int __init nolicense_init(void)
{
	return 0;
}

static void __exit nolicense_exit(void)
{
}

module_init(nolicense_init);
module_exit(nolicense_exit);
MODULE_DESCRIPTION("has no licence");
