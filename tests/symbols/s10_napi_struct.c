// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * s10_napi_struct - struct napi_struct
 *
 * Where:   compiled by tests/symbols/compile against installed headers.
 * Mirrors: include/linux/netdevice.h
 */
#include "core/gro.h"
#include "core/napi.h"
#include "symbols.h"

HAS_MEMBER(struct napi_struct, poll_list);
HAS_MEMBER(struct napi_struct, state);
HAS_MEMBER(struct napi_struct, weight);
HAS_MEMBER(struct napi_struct, defer_hard_irqs_count);
HAS_MEMBER(struct napi_struct, gro_bitmask);
HAS_MEMBER(struct napi_struct, poll_owner);
HAS_MEMBER(struct napi_struct, list_owner);
HAS_MEMBER(struct napi_struct, dev);
HAS_MEMBER(struct napi_struct, gro_hash[GRO_HASH_BUCKETS - 1]);
HAS_MEMBER(struct napi_struct, skb);
HAS_MEMBER(struct napi_struct, rx_list);
HAS_MEMBER(struct napi_struct, rx_count);
HAS_MEMBER(struct napi_struct, timer);
HAS_MEMBER(struct napi_struct, thread);
HAS_SLOT(struct napi_struct, poll);
