// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * s7_skb_shared_info - struct skb_shared_info
 *
 * Where:   compiled by tests/symbols/compile against installed headers.
 * Mirrors: include/linux/skbuff.h
 */
#include "core/skbuff.h"
#include "symbols.h"

HAS_MEMBER(struct skb_shared_info, nr_frags);
HAS_MEMBER(struct skb_shared_info, tx_flags);
HAS_MEMBER(struct skb_shared_info, gso_size);
HAS_MEMBER(struct skb_shared_info, gso_segs);
HAS_MEMBER(struct skb_shared_info, gso_type);
HAS_MEMBER(struct skb_shared_info, frag_list);
HAS_MEMBER(struct skb_shared_info, hwtstamps);
HAS_MEMBER(struct skb_shared_info, tskey);
HAS_MEMBER(struct skb_shared_info, dataref);
HAS_MEMBER(struct skb_shared_info, frags[MAX_SKB_FRAGS - 1]);
