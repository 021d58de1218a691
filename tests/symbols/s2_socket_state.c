// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * s2_socket_state - enum socket_state
 *
 * Where:   compiled by tests/symbols/compile against installed headers.
 * Mirrors: include/uapi/linux/net.h
 */
#include "core/socket.h"
#include "symbols.h"

IS(SS_FREE, 0);
IS(SS_UNCONNECTED, 1);
IS(SS_CONNECTING, 2);
IS(SS_CONNECTED, 3);
IS(SS_DISCONNECTING, 4);
