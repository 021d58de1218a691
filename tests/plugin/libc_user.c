// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * libc_user - calls libc behind the stack's back
 *
 * Where:   tests/plugin/loader_test.c loads it.
 * Mirrors: nothing.
 */
#include "core/module.h"

void *malloc(size_t size);
void free(void *p);
void exit(int status) __noreturn;

static void *memory;

static int __init libc_user_init(void)
{
	memory = malloc(16);
	return memory ? 0 : -ENOMEM;
}

static void __exit libc_user_exit(void)
{
	if (!memory)
		exit(1);
	free(memory);
}

module_init(libc_user_init);
module_exit(libc_user_exit);
MODULE_DESCRIPTION("calls libc");
MODULE_LICENSE("GPL");
