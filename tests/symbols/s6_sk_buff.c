// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * s6_sk_buff - struct sk_buff
 *
 * Where:   compiled by tests/symbols/compile against installed headers.
 * Mirrors: include/linux/skbuff.h
 */
#include "core/skbuff.h"
#include "symbols.h"

HAS_MEMBER(struct sk_buff, next);
HAS_MEMBER(struct sk_buff, prev);
HAS_MEMBER(struct sk_buff, rbnode);
HAS_MEMBER(struct sk_buff, sk);
HAS_MEMBER(struct sk_buff, ip_defrag_offset);
HAS_MEMBER(struct sk_buff, tstamp);
HAS_MEMBER(struct sk_buff, skb_mstamp_ns);
HAS_MEMBER(struct sk_buff, dev);
HAS_MEMBER(struct sk_buff, transport_header);
HAS_MEMBER(struct sk_buff, network_header);
HAS_MEMBER(struct sk_buff, mac_header);
HAS_MEMBER(struct sk_buff, tail);
HAS_MEMBER(struct sk_buff, end);
HAS_MEMBER(struct sk_buff, head);
HAS_MEMBER(struct sk_buff, data);
HAS_MEMBER(struct sk_buff, len);
HAS_MEMBER(struct sk_buff, data_len);
HAS_MEMBER(struct sk_buff, mac_len);
HAS_MEMBER(struct sk_buff, hdr_len);
HAS_MEMBER(struct sk_buff, users);
HAS_MEMBER(struct sk_buff, protocol);
HAS_BITS(struct sk_buff, pkt_type);
HAS_BITS(struct sk_buff, ignore_df);
HAS_BITS(struct sk_buff, dst_pending_confirm);
HAS_BITS(struct sk_buff, ip_summed);
HAS_BITS(struct sk_buff, ooo_okay);
HAS_BITS(struct sk_buff, l4_hash);
HAS_BITS(struct sk_buff, sw_hash);
HAS_BITS(struct sk_buff, wifi_acked_valid);
HAS_BITS(struct sk_buff, wifi_acked);
HAS_BITS(struct sk_buff, no_fcs);
HAS_BITS(struct sk_buff, encapsulation);
HAS_BITS(struct sk_buff, encap_hdr_csum);
HAS_BITS(struct sk_buff, csum_valid);
