/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * refcount - what happens when a count goes wrong
 *
 * Where:   called by the inline functions of refcount.h.
 * Mirrors: lib/refcount.c.
 * Spec:    none.
 */
#include "lib/refcount.h"

#include "lib/printk.h"

/**
 * refcount_warn_saturate - park a broken count and report it
 * @r: count
 * @t: what was wrong
 *
 * The object is leaked on purpose: a leak is found, a use after free is not.
 *
 * Context: any.
 */
void refcount_warn_saturate(refcount_t *r, enum refcount_saturation_type t)
{
	static const char *const text[] = {
		[REFCOUNT_ADD_NOT_ZERO_OVF] = "saturated; leaking memory",
		[REFCOUNT_ADD_OVF] = "saturated; leaking memory",
		[REFCOUNT_ADD_UAF] = "addition on 0; use-after-free",
		[REFCOUNT_SUB_UAF] = "underflow; use-after-free",
		[REFCOUNT_DEC_LEAK] = "decrement hit 0; leaking memory",
	};

	refcount_set(r, REFCOUNT_SATURATED);
	WARN(1, "refcount_t: %s", text[t]);
}
EXPORT_SYMBOL(refcount_warn_saturate);
