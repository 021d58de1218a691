// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * s11_napi_state - the bits of a NAPI context's state
 *
 * Where:   compiled by tests/symbols/compile against installed headers.
 * Mirrors: include/linux/netdevice.h
 */
#include "core/napi.h"
#include "symbols.h"

IS(NAPI_STATE_SCHED, 0);
IS(NAPI_STATE_MISSED, 1);
IS(NAPI_STATE_DISABLE, 2);
IS(NAPI_STATE_NPSVC, 3);
IS(NAPI_STATE_LISTED, 4);
IS(NAPI_STATE_NO_BUSY_POLL, 5);
IS(NAPI_STATE_IN_BUSY_POLL, 6);
IS(NAPI_STATE_PREFER_BUSY_POLL, 7);
IS(NAPI_STATE_THREADED, 8);
IS(NAPI_STATE_SCHED_THREADED, 9);
