// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * s1_socket - struct socket
 *
 * Where:   compiled by tests/symbols/compile against installed headers.
 * Mirrors: include/linux/net.h
 */
#include "core/socket.h"
#include "symbols.h"

HAS_MEMBER(struct socket, state);
HAS_MEMBER(struct socket, type);
HAS_MEMBER(struct socket, flags);
HAS_MEMBER(struct socket, file);
HAS_MEMBER(struct socket, sk);
HAS_MEMBER(struct socket, ops);
HAS_MEMBER(struct socket, wq);
