// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * noexit - has no module_exit()
 *
 * Where:   tests/plugin/loader_test.c loads it.
 * Mirrors: nothing.
 */
#include "core/module.h"

static int __init noexit_init(void)
{
	return 0;
}

module_init(noexit_init);
MODULE_DESCRIPTION("has no module_exit()");
MODULE_LICENSE("GPL");
