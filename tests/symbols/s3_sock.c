// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * s3_sock - struct sock
 *
 * Where:   compiled by tests/symbols/compile against installed headers.
 * Mirrors: include/net/sock.h
 */
#include "core/sock.h"
#include "symbols.h"

HAS_MEMBER(struct sock, __sk_common);
HAS_MEMBER(struct sock, sk_flags);
HAS_MEMBER(struct sock, sk_receive_queue);
HAS_MEMBER(struct sock, sk_write_queue);
HAS_MEMBER(struct sock, sk_rcvbuf);
HAS_MEMBER(struct sock, sk_sndbuf);
HAS_MEMBER(struct sock, sk_wmem_alloc);
HAS_MEMBER(struct sock, sk_rmem_alloc);
HAS_MEMBER(struct sock, sk_prot);
HAS_SLOT(struct sock, sk_state_change);
HAS_SLOT(struct sock, sk_data_ready);
HAS_SLOT(struct sock, sk_write_space);
HAS_SLOT(struct sock, sk_error_report);
