// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * s13_tcp_sock - struct tcp_sock
 *
 * Where:   compiled by tests/symbols/compile against installed headers.
 * Mirrors: include/linux/tcp.h
 */
#include "proto/tcp.h"
#include "symbols.h"

HAS_MEMBER(struct tcp_sock, inet_conn);
HAS_MEMBER(struct tcp_sock, rcv_nxt);
HAS_MEMBER(struct tcp_sock, copied_seq);
HAS_MEMBER(struct tcp_sock, rcv_wup);
HAS_MEMBER(struct tcp_sock, snd_nxt);
HAS_MEMBER(struct tcp_sock, snd_una);
HAS_MEMBER(struct tcp_sock, snd_sml);
HAS_MEMBER(struct tcp_sock, rcv_wnd);
HAS_MEMBER(struct tcp_sock, write_seq);
HAS_MEMBER(struct tcp_sock, snd_cwnd);
HAS_MEMBER(struct tcp_sock, snd_ssthresh);
HAS_MEMBER(struct tcp_sock, srtt_us);
HAS_MEMBER(struct tcp_sock, mdev_us);
HAS_MEMBER(struct tcp_sock, rttvar_us);
HAS_MEMBER(struct tcp_sock, rto);
HAS_MEMBER(struct tcp_sock, retransmits);
HAS_MEMBER(struct tcp_sock, tsoffset);
HAS_MEMBER(struct tcp_sock, rcv_tsval);
HAS_MEMBER(struct tcp_sock, rcv_tsecr);
HAS_MEMBER(struct tcp_sock, selective_acks);
IS(__builtin_offsetof(struct tcp_sock, inet_conn), 0);
