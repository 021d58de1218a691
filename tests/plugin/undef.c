// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * undef - calls what nobody exports
 *
 * Where:   tests/plugin/loader_test.c loads it.
 * Mirrors: nothing.
 */
#include "core/module.h"

int nobody_exports_this(void);

static int __init undef_init(void)
{
	return nobody_exports_this();
}

module_init(undef_init);
MODULE_DESCRIPTION("calls what nobody exports");
MODULE_LICENSE("GPL");
