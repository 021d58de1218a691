/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * wire_knobs - how bad a wire is
 *
 * Where:   drivers/wire.c, and later the fault knobs of tap.
 * Mirrors: struct tc_netem_qopt.
 */
#ifndef DRIVERS_WIRE_KNOBS_H
#define DRIVERS_WIRE_KNOBS_H

#include "lib/types.h"

struct netlink_ext_ack;

struct wire_knobs {
	u64 rate;	      /* bits per second, 0: infinite */
	ktime_t delay;	      /* ns, one way */
	ktime_t jitter;	      /* ns, ± around delay, in order */
	ktime_t reorder_hold; /* ns that an overtaken frame waits longer */
	u32 loss;	      /* probabilities in 2^32 */
	u32 reorder;
	u32 duplicate;
	u32 corrupt;
	u32 fcs; /* arrives with a bad FCS: the card refuses it */
};

/*
 * "rate" 10mbit, "delay" 5ms, "jitter" 1ms, "loss" "reorder" "duplicate"
 * "corrupt" "fcs" 0.01 or 1%, "hold" 1ms. -EINVAL with a text; all have names
 * there.
 */
int wire_knob(struct wire_knobs *k, const char *key, const char *value,
	      struct netlink_ext_ack *extack);

#endif
