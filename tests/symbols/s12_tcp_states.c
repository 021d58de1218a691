// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * s12_tcp_states - enum of TCP's states
 *
 * Where:   compiled by tests/symbols/compile against installed headers.
 * Mirrors: include/net/tcp_states.h
 */
#include "core/tcp_states.h"
#include "symbols.h"

IS(TCP_ESTABLISHED, 1);
IS(TCP_SYN_SENT, 2);
IS(TCP_SYN_RECV, 3);
IS(TCP_FIN_WAIT1, 4);
IS(TCP_FIN_WAIT2, 5);
IS(TCP_TIME_WAIT, 6);
IS(TCP_CLOSE, 7);
IS(TCP_CLOSE_WAIT, 8);
IS(TCP_LAST_ACK, 9);
IS(TCP_LISTEN, 10);
IS(TCP_CLOSING, 11);
IS(TCP_NEW_SYN_RECV, 12);
IS(TCP_MAX_STATES, 13);
