// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * wire_knobs - read rates, times and probabilities as people write them
 *
 * Where:   "knob eth0 loss=1%", wire blocks of a configuration file.
 * Mirrors: iproute2's get_rate, get_time and get_percent, in integers.
 */
#include "drivers/wire_knobs.h"
#include "core/extack.h"
#include "lib/kernel.h"
#include "lib/ktime.h"
#include "lib/string.h"
#include "lib/vsprintf.h"

struct unit {
	const char *name;
	u64 factor;
};

static const struct unit rates[] = {
	{"bit", 1},	      {"kbit", 1000}, {"mbit", 1000000},
	{"gbit", 1000000000}, {"", 1},
};

static const struct unit times[] = {
	{"ns", 1},
	{"us", NSEC_PER_USEC},
	{"ms", NSEC_PER_MSEC},
	{"s", NSEC_PER_SEC},
};

/*
 * Digits, a point, digits: the number times @scale, exact to 9 places. What
 * follows is left in *@rest. False: no digits, or too large.
 */
static bool parse_decimal(const char *s, u64 scale, u64 *val, const char **rest)
{
	u64 whole = 0, part = 0, unit = 1;
	const char *p = s;

	for (; *p >= '0' && *p <= '9'; p++) {
		if (whole > 1000000000ULL)
			return false;
		whole = whole * 10 + (u64)(*p - '0');
	}
	if (*p == '.')
		for (p++; *p >= '0' && *p <= '9'; p++) {
			if (unit == 1000000000ULL)
				continue;
			part = part * 10 + (u64)(*p - '0');
			unit *= 10;
		}
	if (p == s || (whole && scale > ~0ULL / (whole + 1)))
		return false;
	*val = whole * scale + part * scale / unit;
	*rest = p;
	return true;
}

static bool parse_unit(const char *s, const struct unit *units, size_t n,
		       u64 *val)
{
	const char *rest;

	for (size_t i = 0; i < n; i++)
		if (parse_decimal(s, units[i].factor, val, &rest) &&
		    !strcmp(rest, units[i].name))
			return true;
	return false;
}

static bool parse_chance(const char *s, u32 *p)
{
	const char *rest;
	u64 v;

	if (!parse_decimal(s, 1ULL << 32, &v, &rest))
		return false;
	if (!strcmp(rest, "%"))
		v /= 100;
	else if (*rest)
		return false;
	if (v > 1ULL << 32)
		return false;
	*p = (u32)min_t(u64, v, U32_MAX);
	return true;
}

static bool set_time(ktime_t *t, const char *value)
{
	u64 v;

	if (!parse_unit(value, times, ARRAY_SIZE(times), &v) ||
	    v > 3600ULL * NSEC_PER_SEC)
		return false;
	*t = (ktime_t)v;
	return true;
}

static bool set_rate(u64 *rate, const char *value)
{
	return parse_unit(value, rates, ARRAY_SIZE(rates), rate);
}

int wire_knob(struct wire_knobs *k, const char *key, const char *value,
	      struct netlink_ext_ack *extack)
{
	bool ok;

	if (!k->reorder_hold)
		k->reorder_hold = NSEC_PER_MSEC;
	if (!strcmp(key, "rate"))
		ok = set_rate(&k->rate, value);
	else if (!strcmp(key, "delay"))
		ok = set_time(&k->delay, value);
	else if (!strcmp(key, "jitter"))
		ok = set_time(&k->jitter, value);
	else if (!strcmp(key, "hold"))
		ok = set_time(&k->reorder_hold, value);
	else if (!strcmp(key, "loss"))
		ok = parse_chance(value, &k->loss);
	else if (!strcmp(key, "reorder"))
		ok = parse_chance(value, &k->reorder);
	else if (!strcmp(key, "duplicate"))
		ok = parse_chance(value, &k->duplicate);
	else if (!strcmp(key, "corrupt"))
		ok = parse_chance(value, &k->corrupt);
	else if (!strcmp(key, "fcs"))
		ok = parse_chance(value, &k->fcs);
	else {
		NL_SET_ERR_MSG_FMT(extack,
				   "%s: unknown; there are rate delay jitter "
				   "hold loss reorder duplicate corrupt fcs "
				   "rx tx queues overrun irq",
				   key);
		return -EINVAL;
	}
	if (ok)
		return 0;
	NL_SET_ERR_MSG_FMT(extack,
			   "%s=%s: write a rate as 10mbit, a time as 5ms, a "
			   "probability as 0.01 or 1%%",
			   key, value);
	return -EINVAL;
}
EXPORT_SYMBOL(wire_knob);
