// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * s19_xdp_action - enum xdp_action
 *
 * Where:   compiled by tests/symbols/compile against installed headers.
 * Mirrors: include/uapi/linux/bpf.h
 */
#include "core/xdp.h"
#include "symbols.h"

IS(XDP_ABORTED, 0);
IS(XDP_DROP, 1);
IS(XDP_PASS, 2);
IS(XDP_TX, 3);
IS(XDP_REDIRECT, 4);
