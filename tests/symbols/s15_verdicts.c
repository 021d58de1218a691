// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * s15_verdicts - what a hook may answer
 *
 * Where:   compiled by tests/symbols/compile against installed headers.
 * Mirrors: include/uapi/linux/netfilter.h
 */
#include "core/netfilter.h"
#include "symbols.h"

IS(NF_DROP, 0);
IS(NF_ACCEPT, 1);
IS(NF_STOLEN, 2);
IS(NF_QUEUE, 3);
IS(NF_REPEAT, 4);
IS(NF_STOP, 5);
