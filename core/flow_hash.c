// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * flow_hash - one number for all packets of a flow
 *
 * Where:   RPS chooses a CPU by it, XPS a transmit queue, fq_codel a queue,
 *          multipath a route; rss_hash() is what an emulated NIC computes.
 * Mirrors: the hash half of net/core/flow_dissector.c, skb_tx_hash() of
 *          net/core/dev.c.
 * Spec:    SipHash; the Toeplitz hash of Microsoft's "RSS hashing types".
 *
 * The machine's key comes from its seed: the same seed, the same CPUs. Both
 * directions of a connection give the same number, for addresses and ports
 * are put in order first.
 */
#include "core/flow_dissector.h"
#include "core/hotdata.h"
#include "core/netdevice.h"
#include "hdr/ip.h"
#include "hdr/ipv6.h"
#include "hdr/tcp.h"

#define FD_BIT(id) (1ULL << FLOW_DISSECTOR_KEY_##id)
#define FD_AT(id, field)                                                       \
	[FLOW_DISSECTOR_KEY_##id] = offsetof(struct flow_keys, field)

const struct flow_dissector flow_keys_dissector = {
	.used_keys = FD_BIT(CONTROL) | FD_BIT(BASIC) | FD_BIT(IPV4_ADDRS) |
		     FD_BIT(IPV6_ADDRS) | FD_BIT(PORTS) | FD_BIT(VLAN) |
		     FD_BIT(FLOW_LABEL) | FD_BIT(GRE_KEYID),
	.offset =
		{
			FD_AT(CONTROL, control),
			FD_AT(BASIC, basic),
			FD_AT(IPV4_ADDRS, addrs.v4addrs),
			FD_AT(IPV6_ADDRS, addrs.v6addrs),
			FD_AT(PORTS, ports),
			FD_AT(VLAN, vlan),
			FD_AT(FLOW_LABEL, tags),
			FD_AT(GRE_KEYID, keyid),
		},
};
EXPORT_SYMBOL(flow_keys_dissector);

const struct flow_dissector flow_keys_dissector_symmetric = {
	.used_keys = FD_BIT(CONTROL) | FD_BIT(BASIC) | FD_BIT(IPV4_ADDRS) |
		     FD_BIT(IPV6_ADDRS) | FD_BIT(PORTS),
	.offset =
		{
			FD_AT(CONTROL, control),
			FD_AT(BASIC, basic),
			FD_AT(IPV4_ADDRS, addrs.v4addrs),
			FD_AT(IPV6_ADDRS, addrs.v6addrs),
			FD_AT(PORTS, ports),
		},
};
EXPORT_SYMBOL(flow_keys_dissector_symmetric);

const struct flow_dissector flow_keys_basic_dissector = {
	.used_keys = FD_BIT(CONTROL) | FD_BIT(BASIC),
	.offset =
		{
			FD_AT(CONTROL, control),
			FD_AT(BASIC, basic),
		},
};
EXPORT_SYMBOL(flow_keys_basic_dissector);

static u32 flow_fold6(const struct in6_addr *a)
{
	return a->s6_addr32[0] ^ a->s6_addr32[1] ^ a->s6_addr32[2] ^
	       a->s6_addr32[3];
}

/**
 * flow_get_u32_src - the source address in 32 bits, IPv6 folded
 * @flow: dissected keys
 *
 * Context: any.
 * Return: network order; 0: no address.
 */
__be32 flow_get_u32_src(const struct flow_keys *flow)
{
	if (flow->control.addr_type == FLOW_DISSECTOR_KEY_IPV4_ADDRS)
		return flow->addrs.v4addrs.src;
	if (flow->control.addr_type == FLOW_DISSECTOR_KEY_IPV6_ADDRS)
		return flow_fold6(&flow->addrs.v6addrs.src);
	return 0;
}
EXPORT_SYMBOL(flow_get_u32_src);

/**
 * flow_get_u32_dst - the destination address in 32 bits, IPv6 folded
 * @flow: dissected keys
 *
 * Context: any.
 * Return: network order; 0: no address.
 */
__be32 flow_get_u32_dst(const struct flow_keys *flow)
{
	if (flow->control.addr_type == FLOW_DISSECTOR_KEY_IPV4_ADDRS)
		return flow->addrs.v4addrs.dst;
	if (flow->control.addr_type == FLOW_DISSECTOR_KEY_IPV6_ADDRS)
		return flow_fold6(&flow->addrs.v6addrs.dst);
	return 0;
}
EXPORT_SYMBOL(flow_get_u32_dst);

/* The smaller first, so that both directions look alike. */
static void flow_hash_consistentify(struct flow_keys *keys)
{
	struct flow_dissector_key_addrs *a = &keys->addrs;

	switch (keys->control.addr_type) {
	case FLOW_DISSECTOR_KEY_IPV4_ADDRS:
		if ((u32)a->v4addrs.dst < (u32)a->v4addrs.src)
			swap(a->v4addrs.src, a->v4addrs.dst);
		break;
	case FLOW_DISSECTOR_KEY_IPV6_ADDRS:
		if (memcmp(&a->v6addrs.dst, &a->v6addrs.src,
			   sizeof(a->v6addrs.dst)) < 0)
			swap(a->v6addrs.src, a->v6addrs.dst);
		break;
	default:
		return;
	}
	if ((u16)keys->ports.dst < (u16)keys->ports.src)
		swap(keys->ports.src, keys->ports.dst);
}

/* Bytes from FLOW_KEYS_HASH_START_FIELD to the end of the address. */
static size_t flow_keys_hash_length(const struct flow_keys *flow)
{
	size_t len = offsetof(struct flow_keys, addrs) - FLOW_KEYS_HASH_OFFSET;

	if (flow->control.addr_type == FLOW_DISSECTOR_KEY_IPV4_ADDRS)
		len += sizeof(flow->addrs.v4addrs);
	else if (flow->control.addr_type == FLOW_DISSECTOR_KEY_IPV6_ADDRS)
		len += sizeof(flow->addrs.v6addrs);
	return len;
}

/**
 * flow_hash_from_keys_seed - hash a flow with a key of the caller's
 * @keys: addresses and ports are put in order
 * @keyval: the key
 *
 * Context: any.
 * Return: never 0.
 */
u32 flow_hash_from_keys_seed(struct flow_keys *keys,
			     const siphash_key_t *keyval)
{
	u32 hash;

	flow_hash_consistentify(keys);
	hash = (u32)siphash((const char *)keys + FLOW_KEYS_HASH_OFFSET,
			    flow_keys_hash_length(keys), keyval);
	return hash ? hash : 1;
}
EXPORT_SYMBOL(flow_hash_from_keys_seed);

static siphash_key_t machine_hashrnd(void)
{
	siphash_key_t key;

	BUILD_BUG_ON(sizeof(key) != sizeof(net_hotdata.hashrnd));
	memcpy(&key, net_hotdata.hashrnd, sizeof(key));
	return key;
}

/**
 * flow_hash_from_keys - hash a flow with the machine's key
 * @keys: addresses and ports are put in order
 *
 * Context: any.
 * Return: never 0.
 */
u32 flow_hash_from_keys(struct flow_keys *keys)
{
	siphash_key_t key = machine_hashrnd();

	return flow_hash_from_keys_seed(keys, &key);
}
EXPORT_SYMBOL(flow_hash_from_keys);

/**
 * make_flow_keys_digest - 16 bytes that tell flows apart
 * @digest: filled in
 * @flow: dissected keys
 *
 * Context: any.
 */
void make_flow_keys_digest(struct flow_keys_digest *digest,
			   const struct flow_keys *flow)
{
	struct {
		__be16 n_proto;
		u8 ip_proto;
		u8 padding;
		__be32 ports;
		__be32 src;
		__be32 dst;
	} data = {
		.n_proto = flow->basic.n_proto,
		.ip_proto = flow->basic.ip_proto,
		.ports = flow->ports.ports,
		.src = flow_get_u32_src(flow),
		.dst = flow_get_u32_dst(flow),
	};

	BUILD_BUG_ON(sizeof(data) != sizeof(*digest));
	memcpy(digest, &data, sizeof(data));
}
EXPORT_SYMBOL(make_flow_keys_digest);

static u32 skb_hash_with(const struct sk_buff *skb, struct flow_keys *keys,
			 const siphash_key_t *key)
{
	skb_flow_dissect_flow_keys(skb, keys,
				   FLOW_DISSECTOR_F_STOP_AT_FLOW_LABEL);
	return flow_hash_from_keys_seed(keys, key);
}

/**
 * __skb_get_hash - compute skb->hash
 * @skb: borrowed
 *
 * Context: any.
 */
void __skb_get_hash(struct sk_buff *skb)
{
	siphash_key_t key = machine_hashrnd();
	struct flow_keys keys;
	u32 hash = skb_hash_with(skb, &keys, &key);

	__skb_set_sw_hash(skb, hash, flow_keys_have_l4(&keys));
}
EXPORT_SYMBOL(__skb_get_hash);

/**
 * skb_get_hash_perturb - a flow hash of the caller's own
 * @skb: borrowed; skb->hash stays
 * @perturb: a siphash_key_t
 *
 * Context: any.
 * Return: never 0.
 */
u32 skb_get_hash_perturb(const struct sk_buff *skb, const void *perturb)
{
	struct flow_keys keys;

	return skb_hash_with(skb, &keys, perturb);
}
EXPORT_SYMBOL(skb_get_hash_perturb);

/**
 * __skb_get_hash_symmetric - addresses and ports only, no tags and labels
 * @skb: borrowed; skb->hash stays
 *
 * Context: any.
 * Return: never 0; the same for both directions.
 */
u32 __skb_get_hash_symmetric(const struct sk_buff *skb)
{
	struct flow_keys keys;

	memset(&keys, 0, sizeof(keys));
	__skb_flow_dissect(NULL, skb, &flow_keys_dissector_symmetric, &keys,
			   NULL, 0, 0, 0, 0);
	return flow_hash_from_keys(&keys);
}
EXPORT_SYMBOL(__skb_get_hash_symmetric);

/* Bytes of the transport header; 0: fixed headers only are known. */
static u32 transport_hdrlen(u8 ip_proto)
{
	switch (ip_proto) {
	case IPPROTO_UDP:
	case IPPROTO_UDPLITE:
	case IPPROTO_ICMP:
	case IPPROTO_ICMPV6:
	case IPPROTO_IGMP:
		return 8;
	case IPPROTO_DCCP:
	case IPPROTO_SCTP:
		return 12;
	default:
		return 0;
	}
}

/**
 * __skb_get_poff - where the payload begins
 * @skb: borrowed; may be NULL
 * @data: bytes
 * @keys: of a dissection
 * @hlen: bytes at @data
 *
 * Context: any.
 * Return: offset from @data.
 */
u32 __skb_get_poff(const struct sk_buff *skb, const void *data,
		   const struct flow_keys_basic *keys, int hlen)
{
	u32 poff = keys->control.thoff;

	/* A later fragment has no transport header. */
	if ((keys->control.flags & FLOW_DIS_IS_FRAGMENT) &&
	    !(keys->control.flags & FLOW_DIS_FIRST_FRAG))
		return poff;

	if (keys->basic.ip_proto == IPPROTO_TCP) {
		const u8 *doff;
		u8 buf;

		/* byte 12: the header's length in its upper half */
		doff = __skb_header_pointer(skb, (int)poff + 12, 1, data, hlen,
					    &buf);
		if (!doff)
			return poff;
		return poff + max(20U, (*doff & 0xF0U) >> 2);
	}
	return poff + transport_hdrlen(keys->basic.ip_proto);
}
EXPORT_SYMBOL(__skb_get_poff);

/**
 * skb_get_poff - where the payload of a packet begins
 * @skb: borrowed
 *
 * Context: any.
 * Return: offset from skb->data; 0: its headers are not understood.
 */
u32 skb_get_poff(const struct sk_buff *skb)
{
	struct flow_keys_basic keys;

	if (!skb_flow_dissect_flow_keys_basic(NULL, skb, &keys, NULL, 0, 0, 0,
					      0))
		return 0;
	return __skb_get_poff(skb, skb->data, &keys, (int)skb_headlen(skb));
}
EXPORT_SYMBOL(skb_get_poff);

/**
 * skb_tx_hash - a transmit queue for a packet
 * @dev: the device
 * @sb_dev: whose traffic classes count; NULL: @dev's
 * @skb: borrowed
 *
 * A forwarded packet leaves by the queue whose number it came in by.
 * Context: any.
 * Return: below dev->real_num_tx_queues.
 */
u16 skb_tx_hash(const struct net_device *dev, const struct net_device *sb_dev,
		struct sk_buff *skb)
{
	unsigned int qoffset = 0, qcount = READ_ONCE(dev->real_num_tx_queues);

	if (!sb_dev)
		sb_dev = dev;
	if (dev->num_tc) {
		u8 tc = dev->prio_tc_map[skb->priority & TC_BITMASK];

		if (sb_dev->tc_to_txq[tc].count) {
			qoffset = sb_dev->tc_to_txq[tc].offset;
			qcount = sb_dev->tc_to_txq[tc].count;
		}
	}
	if (skb_rx_queue_recorded(skb)) {
		unsigned int queue = skb_get_rx_queue(skb);

		if (queue >= qoffset)
			queue -= qoffset;
		return (u16)(queue % qcount + qoffset);
	}
	return (u16)(reciprocal_scale(skb_get_hash(skb), qcount) + qoffset);
}
EXPORT_SYMBOL(skb_tx_hash);

/* ---- RSS --------------------------------------------------------------- */

const u8 toeplitz_default_key[TOEPLITZ_KEY_LEN] = {
	0x6d, 0x5a, 0x56, 0xda, 0x25, 0x5b, 0x0e, 0xc2, 0x41, 0x67,
	0x25, 0x3d, 0x43, 0xa3, 0x8f, 0xb0, 0xd0, 0xca, 0x2b, 0xcb,
	0xae, 0x7b, 0x30, 0xb4, 0x77, 0xcb, 0x2d, 0xa3, 0x80, 0x30,
	0xf2, 0x0c, 0x6a, 0x42, 0xb7, 0x3b, 0xbe, 0xac, 0x01, 0xfa,
};
EXPORT_SYMBOL(toeplitz_default_key);

/**
 * toeplitz_hash - each bit that is set adds the 32 key bits that begin there
 * @key: TOEPLITZ_KEY_LEN bytes
 * @data: network order
 * @len: at most TOEPLITZ_KEY_LEN - 4
 *
 * Context: any.
 * Return: the hash.
 */
u32 toeplitz_hash(const u8 *key, const void *data, unsigned int len)
{
	u32 window = get_unaligned_be32(key), hash = 0;
	const u8 *p = data;

	for (unsigned int i = 0; i < len; i++) {
		u8 next = key[i + 4];

		for (int bit = 7; bit >= 0; bit--) {
			if (p[i] & (1 << bit))
				hash ^= window;
			window = window << 1 | ((next >> bit) & 1);
		}
	}
	return hash;
}
EXPORT_SYMBOL(toeplitz_hash);

/**
 * rss_hash - what a NIC with RSS computes for a received frame
 * @key: TOEPLITZ_KEY_LEN bytes
 * @frame: the bytes
 * @nhoff: of the network header
 * @hlen: bytes at @frame
 * @proto: EtherType
 * @udp_ports: whether UDP's ports count (ethtool -N rx-flow-hash udp4 sdfn)
 * @type: set to PKT_HASH_TYPE_NONE, L3 or L4
 *
 * Context: any.
 * Return: 0 when it is not IP.
 */
u32 rss_hash(const u8 *key, const void *frame, int nhoff, int hlen,
	     __be16 proto, bool udp_ports, enum pkt_hash_types *type)
{
	struct flow_keys keys;
	u8 input[36];
	unsigned int len;
	bool ports;

	*type = PKT_HASH_TYPE_NONE;
	memset(&keys, 0, sizeof(keys));
	if (!__skb_flow_dissect(NULL, NULL, &flow_keys_dissector, &keys, frame,
				proto, nhoff, hlen,
				FLOW_DISSECTOR_F_STOP_BEFORE_ENCAP))
		return 0;
	if (keys.control.addr_type == FLOW_DISSECTOR_KEY_IPV4_ADDRS)
		len = sizeof(keys.addrs.v4addrs);
	else if (keys.control.addr_type == FLOW_DISSECTOR_KEY_IPV6_ADDRS)
		len = sizeof(keys.addrs.v6addrs);
	else
		return 0;
	memcpy(input, &keys.addrs, len);

	ports = keys.basic.ip_proto == IPPROTO_TCP ||
		(udp_ports && keys.basic.ip_proto == IPPROTO_UDP);
	ports &= !(keys.control.flags & FLOW_DIS_IS_FRAGMENT);
	*type = ports ? PKT_HASH_TYPE_L4 : PKT_HASH_TYPE_L3;
	if (ports) {
		memcpy(input + len, &keys.ports.ports, 4);
		len += 4;
	}
	return toeplitz_hash(key, input, len);
}
EXPORT_SYMBOL(rss_hash);
