/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * flow_dissector - from a packet's headers to the key of its flow
 *
 * Where:   skb_get_hash() for RPS, XPS, fq and multipath routes; cls_flower
 *          and the policy rules ask for keys of their own choice.
 * Mirrors: include/net/flow_dissector.h. MPLS, TIPC, batman, PPPoE and IPsec
 *          keys are left out.
 * Spec:    RFC 2784 (GRE), RFC 2890 (its key), IEEE 802.1Q.
 *
 * A struct flow_dissector says which keys are wanted and where in the
 * caller's struct each is put.
 */
#ifndef CORE_FLOW_DISSECTOR_H
#define CORE_FLOW_DISSECTOR_H

#include "hdr/eth.h"
#include "hdr/socket.h"

#include <linux/in6.h>

#include "core/skbuff.h"
#include "lib/siphash.h"
#include "lib/types.h"

struct net;
struct net_device;

struct flow_dissector_key_control {
	u16 thoff; /* of the transport header, from skb->data */
	u16 addr_type;
	u32 flags;
};
#define FLOW_DIS_IS_FRAGMENT   BIT(0)
#define FLOW_DIS_FIRST_FRAG    BIT(1)
#define FLOW_DIS_ENCAPSULATION BIT(2)

enum flow_dissect_ret {
	FLOW_DISSECT_RET_OUT_GOOD,
	FLOW_DISSECT_RET_OUT_BAD,
	FLOW_DISSECT_RET_PROTO_AGAIN,
	FLOW_DISSECT_RET_IPPROTO_AGAIN,
	FLOW_DISSECT_RET_CONTINUE,
};

struct flow_dissector_key_basic {
	__be16 n_proto;
	u8 ip_proto;
	u8 padding;
};

struct flow_dissector_key_tags {
	u32 flow_label;
};

struct flow_dissector_key_vlan {
	u16 vlan_id : 12;
	u16 vlan_dei : 1;
	u16 vlan_priority : 3;
	__be16 vlan_tpid;
	__be16 vlan_eth_type;
	u16 padding;
};

struct flow_dissector_key_keyid {
	__be32 keyid;
};

struct flow_dissector_key_ipv4_addrs {
	__be32 src; /* in this order: hashed as they lie */
	__be32 dst;
};

struct flow_dissector_key_ipv6_addrs {
	struct in6_addr src;
	struct in6_addr dst;
};

struct flow_dissector_key_addrs {
	union {
		struct flow_dissector_key_ipv4_addrs v4addrs;
		struct flow_dissector_key_ipv6_addrs v6addrs;
	};
};

struct flow_dissector_key_arp {
	__u32 sip;
	__u32 tip;
	__u8 op;
	unsigned char sha[ETH_ALEN];
	unsigned char tha[ETH_ALEN];
};

struct flow_dissector_key_ports {
	union {
		__be32 ports;
		struct {
			__be16 src;
			__be16 dst;
		};
	};
};

struct flow_dissector_key_icmp {
	struct {
		u8 type;
		u8 code;
	};
	u16 id; /* of those that have one (echo, timestamp) */
};

struct flow_dissector_key_eth_addrs {
	unsigned char dst[ETH_ALEN];
	unsigned char src[ETH_ALEN];
};

struct flow_dissector_key_tcp {
	__be16 flags;
};

struct flow_dissector_key_ip {
	__u8 tos;
	__u8 ttl;
};

struct flow_dissector_key_meta {
	int ingress_ifindex;
	u16 ingress_iftype;
};

enum flow_dissector_key_id {
	FLOW_DISSECTOR_KEY_CONTROL,
	FLOW_DISSECTOR_KEY_BASIC,
	FLOW_DISSECTOR_KEY_IPV4_ADDRS,
	FLOW_DISSECTOR_KEY_IPV6_ADDRS,
	FLOW_DISSECTOR_KEY_PORTS,
	FLOW_DISSECTOR_KEY_PORTS_RANGE,
	FLOW_DISSECTOR_KEY_ICMP,
	FLOW_DISSECTOR_KEY_ETH_ADDRS,
	FLOW_DISSECTOR_KEY_ARP,
	FLOW_DISSECTOR_KEY_VLAN,
	FLOW_DISSECTOR_KEY_FLOW_LABEL,
	FLOW_DISSECTOR_KEY_GRE_KEYID,
	FLOW_DISSECTOR_KEY_ENC_KEYID,
	FLOW_DISSECTOR_KEY_ENC_IPV4_ADDRS,
	FLOW_DISSECTOR_KEY_ENC_IPV6_ADDRS,
	FLOW_DISSECTOR_KEY_ENC_CONTROL,
	FLOW_DISSECTOR_KEY_ENC_PORTS,
	FLOW_DISSECTOR_KEY_TCP,
	FLOW_DISSECTOR_KEY_IP,
	FLOW_DISSECTOR_KEY_CVLAN,
	FLOW_DISSECTOR_KEY_META,
	FLOW_DISSECTOR_KEY_MAX,
};

#define FLOW_DISSECTOR_F_PARSE_1ST_FRAG	    BIT(0) /* ports of a first one */
#define FLOW_DISSECTOR_F_STOP_AT_FLOW_LABEL BIT(1)
#define FLOW_DISSECTOR_F_STOP_AT_ENCAP	    BIT(2)
#define FLOW_DISSECTOR_F_STOP_BEFORE_ENCAP  BIT(3)

struct flow_dissector_key {
	enum flow_dissector_key_id key_id;
	size_t offset; /* in the caller's struct */
};

struct flow_dissector {
	unsigned long long used_keys; /* bit per key id */
	unsigned short offset[FLOW_DISSECTOR_KEY_MAX];
};

/* The key of a flow; what is hashed begins at n_proto. */
struct flow_keys_basic {
	struct flow_dissector_key_control control;
	struct flow_dissector_key_basic basic;
};

struct flow_keys {
	struct flow_dissector_key_control control;
#define FLOW_KEYS_HASH_START_FIELD basic
	struct flow_dissector_key_basic basic __aligned(SIPHASH_ALIGNMENT);
	struct flow_dissector_key_tags tags;
	struct flow_dissector_key_vlan vlan;
	struct flow_dissector_key_vlan cvlan;
	struct flow_dissector_key_keyid keyid;
	struct flow_dissector_key_ports ports;
	struct flow_dissector_key_icmp icmp;
	/* last: only as much as addr_type says is hashed */
	struct flow_dissector_key_addrs addrs;
};
#define FLOW_KEYS_HASH_OFFSET                                                  \
	offsetof(struct flow_keys, FLOW_KEYS_HASH_START_FIELD)

#define FLOW_KEYS_DIGEST_LEN 16
struct flow_keys_digest {
	u8 data[FLOW_KEYS_DIGEST_LEN];
};

__be32 flow_get_u32_src(const struct flow_keys *flow);
__be32 flow_get_u32_dst(const struct flow_keys *flow);

/* The dissectors that the hash functions use. */
extern const struct flow_dissector flow_keys_dissector;
extern const struct flow_dissector flow_keys_basic_dissector;
extern const struct flow_dissector flow_keys_dissector_symmetric;

void skb_flow_dissector_init(struct flow_dissector *flow_dissector,
			     const struct flow_dissector_key *key,
			     unsigned int key_count);

/**
 * __skb_flow_dissect - fill the keys that @flow_dissector wants
 * @net: whose; may be NULL
 * @skb: borrowed; NULL: @data, @proto, @nhoff and @hlen say all
 * @target_container: the caller's struct, zeroed
 * @data: where the bytes lie; NULL: skb->data
 * @proto, @nhoff: EtherType and offset of the network header
 * @hlen: bytes at @data
 * @flags: FLOW_DISSECTOR_F_*
 *
 * Context: any. Return: false when the headers are short or wrong; what was
 * understood until then is filled in.
 */
bool __skb_flow_dissect(const struct net *net, const struct sk_buff *skb,
			const struct flow_dissector *flow_dissector,
			void *target_container, const void *data, __be16 proto,
			int nhoff, int hlen, unsigned int flags);

static inline bool skb_flow_dissect(const struct sk_buff *skb,
				    const struct flow_dissector *flow_dissector,
				    void *target_container, unsigned int flags)
{
	return __skb_flow_dissect(NULL, skb, flow_dissector, target_container,
				  NULL, 0, 0, 0, flags);
}

static inline bool skb_flow_dissect_flow_keys(const struct sk_buff *skb,
					      struct flow_keys *flow,
					      unsigned int flags)
{
	memset(flow, 0, sizeof(*flow));
	return __skb_flow_dissect(NULL, skb, &flow_keys_dissector, flow, NULL,
				  0, 0, 0, flags);
}

static inline bool skb_flow_dissect_flow_keys_basic(
	const struct net *net, const struct sk_buff *skb,
	struct flow_keys_basic *flow, const void *data, __be16 proto, int nhoff,
	int hlen, unsigned int flags)
{
	memset(flow, 0, sizeof(*flow));
	return __skb_flow_dissect(net, skb, &flow_keys_basic_dissector, flow,
				  data, proto, nhoff, hlen, flags);
}

void skb_flow_dissect_meta(const struct sk_buff *skb,
			   const struct flow_dissector *flow_dissector,
			   void *target_container);
/* Ports at @thoff, as one word; 0: @ip_proto has none. */
__be32 __skb_flow_get_ports(const struct sk_buff *skb, int thoff, u8 ip_proto,
			    const void *data, int hlen);
static inline __be32 skb_flow_get_ports(const struct sk_buff *skb, int thoff,
					u8 ip_proto)
{
	return __skb_flow_get_ports(skb, thoff, ip_proto, NULL, 0);
}

/* Offset of the payload behind the transport header; 0: not understood. */
u32 skb_get_poff(const struct sk_buff *skb);
u32 __skb_get_poff(const struct sk_buff *skb, const void *data,
		   const struct flow_keys_basic *keys, int hlen);

/* Never 0. Both directions of a flow hash alike: addresses are sorted. */
u32 flow_hash_from_keys(struct flow_keys *keys);
u32 flow_hash_from_keys_seed(struct flow_keys *keys,
			     const siphash_key_t *keyval);
void make_flow_keys_digest(struct flow_keys_digest *digest,
			   const struct flow_keys *flow);

static inline bool flow_keys_have_l4(const struct flow_keys *keys)
{
	return keys->ports.ports || keys->tags.flow_label;
}

static inline bool dissector_uses_key(const struct flow_dissector *fd,
				      enum flow_dissector_key_id key_id)
{
	return fd->used_keys & (1ULL << key_id);
}

static inline void *skb_flow_dissector_target(const struct flow_dissector *fd,
					      enum flow_dissector_key_id key_id,
					      void *target_container)
{
	return (char *)target_container + fd->offset[key_id];
}

/* A queue of @dev for a packet that no CPU map decides. */
u16 skb_tx_hash(const struct net_device *dev, const struct net_device *sb_dev,
		struct sk_buff *skb);

/* ---- RSS: what a NIC computes
 * ------------------------------------------------
 */

#define TOEPLITZ_KEY_LEN 40 /* enough for IPv6 and ports */

/* Hash @len bytes of @data (network order: src, dst, sport, dport). */
u32 toeplitz_hash(const u8 *key, const void *data, unsigned int len);
/*
 * RSS of a frame whose network header is at @nhoff: 4-tuple for TCP and, if
 * @udp_ports, UDP; 2-tuple otherwise; 0: not IP. *@type: PKT_HASH_TYPE_*.
 */
u32 rss_hash(const u8 *key, const void *frame, int nhoff, int hlen,
	     __be16 proto, bool udp_ports, enum pkt_hash_types *type);
/* The key of Microsoft's specification, which most NICs start with. */
extern const u8 toeplitz_default_key[TOEPLITZ_KEY_LEN];

#endif /* CORE_FLOW_DISSECTOR_H */
