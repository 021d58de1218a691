/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * flow - the key of a route lookup: who sends what to whom, and through what
 *
 * Where:   filled in by whoever has a packet or wants to send one; read by
 *          the policy rules (core/fib_rules.c) and the tables of each family.
 * Mirrors: include/net/flow.h; xfrm and tunnel keys are left out.
 * Spec:    none; the fields are those that rules and tables can match on.
 *
 * Addresses and ports stand in network order, everything else in host order.
 */
#ifndef CORE_FLOW_H
#define CORE_FLOW_H

#include <linux/in6.h>
#include <string.h>

#include "lib/kernel.h"
#include "lib/types.h"

#define LOOPBACK_IFINDEX 1 /* each namespace's lo is its first device */

struct flow_keys;
struct sk_buff;

/* What both families have. */
struct flowi_common {
	int flowic_oif; /* bound or wanted; 0: any */
	int flowic_iif; /* where it came in; LOOPBACK_IFINDEX: from us */
	int flowic_l3mdev;
	u32 flowic_mark;
	u8 flowic_tos;
	u8 flowic_scope;
	u8 flowic_proto;
	u8 flowic_flags;	    /* FLOWI_FLAG_* */
#define FLOWI_FLAG_ANYSRC      0x01 /* the source need not be ours */
#define FLOWI_FLAG_KNOWN_NH    0x02 /* the gateway was given (bridges) */
#define FLOWI_FLAG_SKIP_NH_OIF 0x04
	u32 flowic_uid;
	u32 flowic_multipath_hash; /* given by the caller; 0: compute */
};

union flowi_uli {
	struct {
		__be16 dport;
		__be16 sport;
	} ports;
	struct {
		u8 type;
		u8 code;
	} icmpt;
	__be32 gre_key;
};

struct flowi4 {
	struct flowi_common __fl_common;
#define flowi4_oif	      __fl_common.flowic_oif
#define flowi4_iif	      __fl_common.flowic_iif
#define flowi4_l3mdev	      __fl_common.flowic_l3mdev
#define flowi4_mark	      __fl_common.flowic_mark
#define flowi4_tos	      __fl_common.flowic_tos
#define flowi4_scope	      __fl_common.flowic_scope
#define flowi4_proto	      __fl_common.flowic_proto
#define flowi4_flags	      __fl_common.flowic_flags
#define flowi4_uid	      __fl_common.flowic_uid
#define flowi4_multipath_hash __fl_common.flowic_multipath_hash
	__be32 saddr;
	__be32 daddr;
	union flowi_uli uli;
#define fl4_sport     uli.ports.sport
#define fl4_dport     uli.ports.dport
#define fl4_icmp_type uli.icmpt.type
#define fl4_icmp_code uli.icmpt.code
#define fl4_gre_key   uli.gre_key
};

struct flowi6 {
	struct flowi_common __fl_common;
#define flowi6_oif    __fl_common.flowic_oif
#define flowi6_iif    __fl_common.flowic_iif
#define flowi6_l3mdev __fl_common.flowic_l3mdev
#define flowi6_mark   __fl_common.flowic_mark
#define flowi6_scope  __fl_common.flowic_scope
#define flowi6_proto  __fl_common.flowic_proto
#define flowi6_flags  __fl_common.flowic_flags
#define flowi6_uid    __fl_common.flowic_uid
	struct in6_addr daddr;
	struct in6_addr saddr;
	__be32 flowlabel; /* traffic class and label, as in the header */
	union flowi_uli uli;
#define fl6_sport     uli.ports.sport
#define fl6_dport     uli.ports.dport
#define fl6_icmp_type uli.icmpt.type
#define fl6_icmp_code uli.icmpt.code
	u32 mp_hash;
};

struct flowi {
	union {
		struct flowi_common __fl_common;
		struct flowi4 ip4;
		struct flowi6 ip6;
	} u;
#define flowi_oif    u.__fl_common.flowic_oif
#define flowi_iif    u.__fl_common.flowic_iif
#define flowi_l3mdev u.__fl_common.flowic_l3mdev
#define flowi_mark   u.__fl_common.flowic_mark
#define flowi_tos    u.__fl_common.flowic_tos
#define flowi_scope  u.__fl_common.flowic_scope
#define flowi_proto  u.__fl_common.flowic_proto
#define flowi_flags  u.__fl_common.flowic_flags
#define flowi_uid    u.__fl_common.flowic_uid
};

static inline struct flowi_common *flowi4_to_flowi_common(struct flowi4 *fl4)
{
	return &fl4->__fl_common;
}

static inline struct flowi *flowi4_to_flowi(struct flowi4 *fl4)
{
	return container_of(fl4, struct flowi, u.ip4);
}

static inline struct flowi_common *flowi6_to_flowi_common(struct flowi6 *fl6)
{
	return &fl6->__fl_common;
}

static inline struct flowi *flowi6_to_flowi(struct flowi6 *fl6)
{
	return container_of(fl6, struct flowi, u.ip6);
}

/* The key of a packet of ours; iif is set to lo, as the rules expect. */
static inline void flowi4_init_output(struct flowi4 *fl4, int oif, u32 mark,
				      u8 tos, u8 scope, u8 proto, u8 flags,
				      __be32 daddr, __be32 saddr, __be16 dport,
				      __be16 sport, u32 uid)
{
	memset(fl4, 0, sizeof(*fl4));
	fl4->flowi4_oif = oif;
	fl4->flowi4_iif = LOOPBACK_IFINDEX;
	fl4->flowi4_mark = mark;
	fl4->flowi4_tos = tos;
	fl4->flowi4_scope = scope;
	fl4->flowi4_proto = proto;
	fl4->flowi4_flags = flags;
	fl4->flowi4_uid = uid;
	fl4->daddr = daddr;
	fl4->saddr = saddr;
	fl4->fl4_dport = dport;
	fl4->fl4_sport = sport;
}

/* Before the second lookup of connect(): what the first one found. */
static inline void flowi4_update_output(struct flowi4 *fl4, int oif, u8 tos,
					__be32 daddr, __be32 saddr)
{
	fl4->flowi4_oif = oif;
	fl4->flowi4_tos = tos;
	fl4->daddr = daddr;
	fl4->saddr = saddr;
}

#endif /* CORE_FLOW_H */
