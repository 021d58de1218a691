// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tc_param - reading and writing the fields that a parameter table names
 *
 * Where:   qdisc_alloc() stores defaults; netlink's tc parses and dumps.
 * Mirrors: nothing: it replaces the parsers of net/sched.
 */
#include "core/tc_param.h"
#include "lib/string.h"

s64 tc_param_get(const struct tc_param *p, const void *priv)
{
	const char *at = (const char *)priv + p->offset;

	switch (p->type) {
	case TC_TYPE_U8:
		return *(const u8 *)at;
	case TC_TYPE_U16:
		return *(const u16 *)at;
	case TC_TYPE_U32:
		return *(const u32 *)at;
	case TC_TYPE_S32:
		return *(const s32 *)at;
	case TC_TYPE_FLAG:
		return *(const bool *)at;
	default:
		return *(const s64 *)at;
	}
}
EXPORT_SYMBOL(tc_param_get);

static void tc_param_store(const struct tc_param *p, void *priv, s64 val)
{
	char *at = (char *)priv + p->offset;

	switch (p->type) {
	case TC_TYPE_U8:
		*(u8 *)at = (u8)val;
		break;
	case TC_TYPE_U16:
		*(u16 *)at = (u16)val;
		break;
	case TC_TYPE_U32:
		*(u32 *)at = (u32)val;
		break;
	case TC_TYPE_S32:
		*(s32 *)at = (s32)val;
		break;
	case TC_TYPE_FLAG:
		*(bool *)at = val != 0;
		break;
	default:
		*(s64 *)at = val;
	}
}

/* Return: 0, or -ERANGE and nothing is changed. */
int tc_param_set(const struct tc_param *p, void *priv, s64 val)
{
	if (val < p->min || val > p->max)
		return -ERANGE;
	tc_param_store(p, priv, val);
	return 0;
}
EXPORT_SYMBOL(tc_param_set);

void tc_params_default(const struct tc_param *params, unsigned int n,
		       void *priv)
{
	for (unsigned int i = 0; i < n; i++)
		tc_param_store(&params[i], priv, params[i].def);
}
EXPORT_SYMBOL(tc_params_default);

const struct tc_param *tc_param_find(const struct tc_param *params,
				     unsigned int n, const char *name)
{
	for (unsigned int i = 0; i < n; i++) {
		if (!strcmp(params[i].name, name))
			return &params[i];
	}
	return NULL;
}
EXPORT_SYMBOL(tc_param_find);
