// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * s4_sock_common - struct sock_common
 *
 * Where:   compiled by tests/symbols/compile against installed headers.
 * Mirrors: include/net/sock.h
 */
#include "core/sock.h"
#include "symbols.h"

HAS_MEMBER(struct sock_common, skc_family);
HAS_MEMBER(struct sock_common, skc_state);
HAS_BITS(struct sock_common, skc_reuse);
HAS_MEMBER(struct sock_common, skc_bound_dev_if);
HAS_MEMBER(struct sock_common, skc_bind_node);
HAS_MEMBER(struct sock_common, skc_portaddr_node);
HAS_MEMBER(struct sock_common, skc_prot);
HAS_MEMBER(struct sock_common, skc_net);
HAS_MEMBER(struct sock_common, skc_node);
HAS_MEMBER(struct sock_common, skc_nulls_node);
HAS_MEMBER(struct sock_common, skc_cookie);
HAS_MEMBER(struct sock_common, skc_daddr);
HAS_MEMBER(struct sock_common, skc_rcv_saddr);
HAS_MEMBER(struct sock_common, skc_v6_daddr);
HAS_MEMBER(struct sock_common, skc_v6_rcv_saddr);
HAS_MEMBER(struct sock_common, skc_dport);
HAS_MEMBER(struct sock_common, skc_num);
