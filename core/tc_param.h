/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tc_param - the options of a qdisc, classifier or action, as a table
 *
 * Where:   a row says where the value lives in the private struct, its range,
 *          default and unit, and where it stands in TCA_OPTIONS. Core stores
 *          defaults at creation, parses and range-checks what tc sends, and
 *          dumps the same way, so that the unmodified tc shows it.
 * Mirrors: what every file of net/sched does by hand in init(), change(),
 * dump(). Spec:    <linux/pkt_sched.h>, <linux/pkt_cls.h>.
 *
 * Three places a value may have in the message: the payload of attribute
 * @attr of TCA_OPTIONS (plain attributes); a field at @opt_offset of an options
 * struct that attribute @attr carries; the same in an options struct that is
 * TCA_OPTIONS itself (@attr TC_ATTR_SELF: tc_prio_qopt, tc_fifo_qopt).
 */
#ifndef CORE_TC_PARAM_H
#define CORE_TC_PARAM_H

#include "lib/kernel.h"
#include "lib/types.h"

enum tc_param_type {
	TC_TYPE_U8,
	TC_TYPE_U16,
	TC_TYPE_U32,
	TC_TYPE_S32,
	TC_TYPE_U64,
	TC_TYPE_S64,
	TC_TYPE_FLAG, /* present or not; bool in the struct */
};

#define TC_ATTR_AUTO 0xffff /* row number + 1: a plug-in's own attributes */
#define TC_ATTR_SELF 0xfffe
#define TC_NO_OFFSET 0xffff

/**
 * struct tc_param - one option
 * @name: of the field; for messages and "show qdisc"
 * @unit: "packets", "bytes", "us"; for messages
 * @offset: in the private struct
 * @min, @max: what is accepted; outside: -EINVAL with a text naming both
 * @def: stored before init()
 * @scale: the message's value times this is ours (1; 1000 for us to ns)
 * @attr: attribute number, TC_ATTR_AUTO or TC_ATTR_SELF
 * @opt_offset: in the options struct, or TC_NO_OFFSET
 * @opt_size: bytes of that struct
 * @type, @wire_type: in the private struct; in the message
 * @read_only: dumped, refused when given
 */
struct tc_param {
	const char *name;
	const char *unit;
	size_t offset;
	s64 min;
	s64 max;
	s64 def;
	u32 scale;
	u16 attr;
	u16 opt_offset;
	u16 opt_size;
	u8 type;
	u8 wire_type;
	bool read_only;
};

#define __TC_PARAM(t, strct, field, lo, hi, dflt, u, a, oo, os)                \
	{                                                                      \
		.name = #field, .unit = u, .offset = offsetof(strct, field),   \
		.min = lo, .max = hi, .def = dflt, .scale = 1, .attr = a,      \
		.opt_offset = oo, .opt_size = os, .type = t, .wire_type = t,   \
	}

/* A plug-in's: attribute row + 1, payload one number. */
#define TC_PARAM_U32(strct, field, lo, hi, dflt, unit)                         \
	__TC_PARAM(TC_TYPE_U32, strct, field, lo, hi, dflt, unit,              \
		   TC_ATTR_AUTO, TC_NO_OFFSET, 0)
#define TC_PARAM_U64(strct, field, lo, hi, dflt, unit)                         \
	__TC_PARAM(TC_TYPE_U64, strct, field, lo, hi, dflt, unit,              \
		   TC_ATTR_AUTO, TC_NO_OFFSET, 0)
#define TC_PARAM_FLAG(strct, field)                                            \
	__TC_PARAM(TC_TYPE_FLAG, strct, field, 0, 1, 0, "", TC_ATTR_AUTO,      \
		   TC_NO_OFFSET, 0)

/* The kernel's attribute @a: TCA_FQ_CODEL_LIMIT. */
#define TC_PARAM_U32_ATTR(strct, field, a, lo, hi, dflt, unit)                 \
	__TC_PARAM(TC_TYPE_U32, strct, field, lo, hi, dflt, unit, a,           \
		   TC_NO_OFFSET, 0)
/* Field @of of struct @os in attribute @a, e.g. TCA_TBF_PARMS. */
#define TC_PARAM_U32_OPT(strct, field, a, os, of, lo, hi, dflt, unit)          \
	__TC_PARAM(TC_TYPE_U32, strct, field, lo, hi, dflt, unit, a,           \
		   offsetof(os, of), sizeof(os))

/* Store the defaults of @n rows in @priv. */
void tc_params_default(const struct tc_param *params, unsigned int n,
		       void *priv);
/* Read and write one field, by its type. set: 0 or -ERANGE. */
s64 tc_param_get(const struct tc_param *p, const void *priv);
int tc_param_set(const struct tc_param *p, void *priv, s64 val);
const struct tc_param *tc_param_find(const struct tc_param *params,
				     unsigned int n, const char *name);

#endif /* CORE_TC_PARAM_H */
