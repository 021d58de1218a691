// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * s18_xdp_buff - struct xdp_buff
 *
 * Where:   compiled by tests/symbols/compile against installed headers.
 * Mirrors: include/net/xdp.h
 */
#include "core/xdp.h"
#include "symbols.h"

HAS_MEMBER(struct xdp_buff, data);
HAS_MEMBER(struct xdp_buff, data_end);
HAS_MEMBER(struct xdp_buff, data_meta);
HAS_MEMBER(struct xdp_buff, data_hard_start);
HAS_MEMBER(struct xdp_buff, rxq);
HAS_MEMBER(struct xdp_buff, txq);
HAS_MEMBER(struct xdp_buff, frame_sz);
