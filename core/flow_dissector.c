// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * flow_dissector - walk the headers, write down the keys that are wanted
 *
 * Where:   core/flow_hash.c for RPS, XPS and fair queues; cls_flower; the
 *          policy rules of routing. Reads only; the packet may be on its way
 *          up or down, linear or not.
 * Mirrors: net/core/flow_dissector.c.
 * Spec:    RFC 2784 and RFC 2890 (GRE), RFC 8200 §4 (extension headers).
 *
 * Two loops in one: each turn looks either at an EtherType (proto) or at an IP
 * protocol (ip_proto). A tunnel sends us from the second back to the first. A
 * packet of nothing but headers is cut off after 15.
 */
#include "core/flow_dissector.h"
#include "core/netdevice.h"
#include "hdr/arp.h"
#include "hdr/icmp.h"
#include "hdr/ip.h"
#include "hdr/ipv6.h"
#include "hdr/tcp.h"
#include "hdr/vlan.h"

#define MAX_FLOW_DISSECT_HDRS 15

/* RFC 2784 §2.1, RFC 2890 §2. */
struct gre_base_hdr {
	__be16 flags;
	__be16 protocol;
};
#define GRE_CSUM    0x8000
#define GRE_ROUTING 0x4000
#define GRE_KEY	    0x2000
#define GRE_SEQ	    0x1000
#define GRE_VERSION 0x0007

/* Where the walk stands. */
struct dissect {
	const struct sk_buff *skb;
	const struct flow_dissector *fd;
	void *target;
	const void *data;
	int hlen;
	int nhoff;	    /* of the header that is next */
	__be16 proto;	    /* EtherType it has, or had */
	u8 ip_proto;	    /* 0: not yet known */
	u8 vlans;	    /* tags seen */
	unsigned int flags; /* FLOW_DISSECTOR_F_* */
	struct flow_dissector_key_control *control;
};

/* Where the caller wants key @id, or NULL. */
static void *dissect_key(const struct dissect *d, enum flow_dissector_key_id id)
{
	if (!dissector_uses_key(d->fd, id))
		return NULL;
	return skb_flow_dissector_target(d->fd, id, d->target);
}

/* @len bytes at @offset: in place, or in @buf; NULL: not that many. */
static const void *dissect_header(const struct dissect *d, int offset, int len,
				  void *buf)
{
	return __skb_header_pointer(d->skb, offset, len, d->data, d->hlen, buf);
}

/**
 * skb_flow_dissector_init - say which keys are wanted, and where
 * @flow_dissector: filled in
 * @key: ids and offsets; CONTROL and BASIC must be among them
 * @key_count: how many
 *
 * Context: any.
 */
void skb_flow_dissector_init(struct flow_dissector *flow_dissector,
			     const struct flow_dissector_key *key,
			     unsigned int key_count)
{
	memset(flow_dissector, 0, sizeof(*flow_dissector));
	for (unsigned int i = 0; i < key_count; i++, key++) {
		WARN_ON_ONCE(key->offset > U16_MAX);
		WARN_ON_ONCE(dissector_uses_key(flow_dissector, key->key_id));
		flow_dissector->used_keys |= 1ULL << key->key_id;
		flow_dissector->offset[key->key_id] =
			(unsigned short)key->offset;
	}
	WARN_ON_ONCE(!dissector_uses_key(flow_dissector,
					 FLOW_DISSECTOR_KEY_CONTROL));
	WARN_ON_ONCE(
		!dissector_uses_key(flow_dissector, FLOW_DISSECTOR_KEY_BASIC));
}
EXPORT_SYMBOL(skb_flow_dissector_init);

/* Where the ports stand behind the transport header's start; -1: it has none.
 */
static int proto_ports_offset(u8 ip_proto)
{
	switch (ip_proto) {
	case IPPROTO_TCP:
	case IPPROTO_UDP:
	case IPPROTO_DCCP:
	case IPPROTO_ESP: /* its SPI serves as well */
	case IPPROTO_SCTP:
	case IPPROTO_UDPLITE:
		return 0;
	case IPPROTO_AH:
		return 4;
	default:
		return -1;
	}
}

/**
 * __skb_flow_get_ports - source and destination port as one word
 * @skb: borrowed; may be NULL
 * @thoff: of the transport header
 * @ip_proto: its protocol
 * @data: bytes; NULL: skb->data
 * @hlen: how many
 *
 * Context: any.
 * Return: as they lie in the packet; 0: none.
 */
__be32 __skb_flow_get_ports(const struct sk_buff *skb, int thoff, u8 ip_proto,
			    const void *data, int hlen)
{
	int poff = proto_ports_offset(ip_proto);
	const __be32 *ports;
	__be32 buf;

	if (!data) {
		data = skb->data;
		hlen = (int)skb_headlen(skb);
	}
	if (poff < 0)
		return 0;
	ports = __skb_header_pointer(skb, thoff + poff, sizeof(buf), data, hlen,
				     &buf);
	return ports ? get_unaligned(ports) : 0;
}
EXPORT_SYMBOL(__skb_flow_get_ports);

/**
 * skb_flow_dissect_meta - what is not in the packet: where it came in
 * @skb: borrowed
 * @flow_dissector: asked for FLOW_DISSECTOR_KEY_META or not
 * @target_container: the caller's struct
 *
 * Context: rcu_read_lock().
 */
void skb_flow_dissect_meta(const struct sk_buff *skb,
			   const struct flow_dissector *flow_dissector,
			   void *target_container)
{
	struct flow_dissector_key_meta *meta;

	if (!dissector_uses_key(flow_dissector, FLOW_DISSECTOR_KEY_META))
		return;
	meta = skb_flow_dissector_target(
		flow_dissector, FLOW_DISSECTOR_KEY_META, target_container);
	meta->ingress_ifindex = skb->skb_iif;
	if (skb->dev)
		meta->ingress_iftype = skb->dev->type;
}
EXPORT_SYMBOL(skb_flow_dissect_meta);

static void dissect_ports(const struct dissect *d)
{
	struct flow_dissector_key_ports *key;

	key = dissect_key(d, FLOW_DISSECTOR_KEY_PORTS);
	if (!key)
		key = dissect_key(d, FLOW_DISSECTOR_KEY_PORTS_RANGE);
	if (key)
		key->ports = __skb_flow_get_ports(d->skb, d->nhoff, d->ip_proto,
						  d->data, d->hlen);
}

static void dissect_ip_fields(const struct dissect *d, u8 tos, u8 ttl)
{
	struct flow_dissector_key_ip *key;

	key = dissect_key(d, FLOW_DISSECTOR_KEY_IP);
	if (key) {
		key->tos = tos;
		key->ttl = ttl;
	}
}

static enum flow_dissect_ret dissect_ipv4(struct dissect *d)
{
	struct flow_dissector_key_addrs *addrs;
	const struct iphdr *iph;
	struct iphdr buf;

	iph = dissect_header(d, d->nhoff, sizeof(buf), &buf);
	if (!iph || iph->ihl < 5)
		return FLOW_DISSECT_RET_OUT_BAD;
	d->nhoff += iph->ihl * 4;
	d->ip_proto = iph->protocol;

	addrs = dissect_key(d, FLOW_DISSECTOR_KEY_IPV4_ADDRS);
	if (addrs) {
		memcpy(&addrs->v4addrs, &iph->saddr, sizeof(addrs->v4addrs));
		d->control->addr_type = FLOW_DISSECTOR_KEY_IPV4_ADDRS;
	}
	dissect_ip_fields(d, iph->tos, iph->ttl);

	if (ip_is_fragment(iph)) {
		d->control->flags |= FLOW_DIS_IS_FRAGMENT;
		if (iph->frag_off & htons(IP_OFFSET))
			return FLOW_DISSECT_RET_OUT_GOOD;
		d->control->flags |= FLOW_DIS_FIRST_FRAG;
		if (!(d->flags & FLOW_DISSECTOR_F_PARSE_1ST_FRAG))
			return FLOW_DISSECT_RET_OUT_GOOD;
	}
	return FLOW_DISSECT_RET_IPPROTO_AGAIN;
}

static enum flow_dissect_ret dissect_ipv6(struct dissect *d)
{
	struct flow_dissector_key_addrs *addrs;
	struct flow_dissector_key_tags *tags;
	const struct ipv6hdr *iph;
	struct ipv6hdr buf;
	__be32 label;

	iph = dissect_header(d, d->nhoff, sizeof(buf), &buf);
	if (!iph)
		return FLOW_DISSECT_RET_OUT_BAD;
	d->nhoff += (int)sizeof(*iph);
	d->ip_proto = iph->nexthdr;

	addrs = dissect_key(d, FLOW_DISSECTOR_KEY_IPV6_ADDRS);
	if (addrs) {
		memcpy(&addrs->v6addrs, &iph->saddr, sizeof(addrs->v6addrs));
		d->control->addr_type = FLOW_DISSECTOR_KEY_IPV6_ADDRS;
	}
	dissect_ip_fields(d, ipv6_get_dsfield(iph), iph->hop_limit);

	tags = dissect_key(d, FLOW_DISSECTOR_KEY_FLOW_LABEL);
	label = ip6_flowlabel(iph);
	if (label) {
		if (tags)
			tags->flow_label = ntohl(label);
		if (d->flags & FLOW_DISSECTOR_F_STOP_AT_FLOW_LABEL)
			return FLOW_DISSECT_RET_OUT_GOOD;
	}
	return FLOW_DISSECT_RET_IPPROTO_AGAIN;
}

static void dissect_vlan_key(const struct dissect *d, u16 tci, __be16 tpid)
{
	struct flow_dissector_key_vlan *key;

	key = dissect_key(d, d->vlans ? FLOW_DISSECTOR_KEY_CVLAN
				      : FLOW_DISSECTOR_KEY_VLAN);
	if (!key)
		return;
	key->vlan_id = tci & VLAN_VID_MASK;
	key->vlan_dei = !!(tci & VLAN_CFI_MASK);
	key->vlan_priority = tci >> VLAN_PRIO_SHIFT;
	key->vlan_tpid = tpid;
	key->vlan_eth_type = d->proto;
}

/* The first tag may stand beside the packet; further ones are in it. */
static enum flow_dissect_ret dissect_vlan(struct dissect *d)
{
	const struct sk_buff *skb = d->skb;
	__be16 tpid = d->proto;
	const struct vlan_hdr *vlan;
	struct vlan_hdr buf;
	u16 tci;

	if (!d->vlans && skb && skb_vlan_tag_present(skb)) {
		d->proto = skb->protocol;
		tci = skb_vlan_tag_get(skb);
	} else {
		vlan = dissect_header(d, d->nhoff, sizeof(buf), &buf);
		if (!vlan)
			return FLOW_DISSECT_RET_OUT_BAD;
		d->proto = vlan->h_vlan_encapsulated_proto;
		d->nhoff += (int)sizeof(*vlan);
		tci = ntohs(vlan->h_vlan_TCI);
	}
	if (d->vlans < 2)
		dissect_vlan_key(d, tci, tpid);
	d->vlans++;
	return FLOW_DISSECT_RET_PROTO_AGAIN;
}

static enum flow_dissect_ret dissect_arp(struct dissect *d)
{
	struct flow_dissector_key_arp *key;
	struct {
		struct arphdr h;
		u8 sha[ETH_ALEN];
		u8 sip[4];
		u8 tha[ETH_ALEN];
		u8 tip[4];
	} __packed buf;
	const __typeof__(buf) *arp;

	key = dissect_key(d, FLOW_DISSECTOR_KEY_ARP);
	if (!key)
		return FLOW_DISSECT_RET_OUT_GOOD;
	arp = dissect_header(d, d->nhoff, sizeof(buf), &buf);
	if (!arp)
		return FLOW_DISSECT_RET_OUT_BAD;
	if (arp->h.ar_hrd != htons(ARPHRD_ETHER) ||
	    arp->h.ar_pro != htons(ETH_P_IP) || arp->h.ar_hln != ETH_ALEN ||
	    arp->h.ar_pln != 4 ||
	    (arp->h.ar_op != htons(ARPOP_REQUEST) &&
	     arp->h.ar_op != htons(ARPOP_REPLY)))
		return FLOW_DISSECT_RET_OUT_BAD;

	memcpy(&key->sip, arp->sip, sizeof(key->sip));
	memcpy(&key->tip, arp->tip, sizeof(key->tip));
	key->op = ntohs(arp->h.ar_op) & 0xff;
	ether_addr_copy(key->sha, arp->sha);
	ether_addr_copy(key->tha, arp->tha);
	return FLOW_DISSECT_RET_OUT_GOOD;
}

static enum flow_dissect_ret dissect_proto(struct dissect *d)
{
	switch (d->proto) {
	case htons(ETH_P_IP):
		return dissect_ipv4(d);
	case htons(ETH_P_IPV6):
		return dissect_ipv6(d);
	case htons(ETH_P_8021AD):
	case htons(ETH_P_8021Q):
		return dissect_vlan(d);
	case htons(ETH_P_ARP):
		return dissect_arp(d);
	default:
		return FLOW_DISSECT_RET_OUT_BAD;
	}
}

/* A packet in the packet: does the caller want to look inside? */
static enum flow_dissect_ret dissect_inner(struct dissect *d, __be16 proto)
{
	d->proto = proto;
	d->control->flags |= FLOW_DIS_ENCAPSULATION;
	if (d->flags & FLOW_DISSECTOR_F_STOP_AT_ENCAP)
		return FLOW_DISSECT_RET_OUT_GOOD;
	return FLOW_DISSECT_RET_PROTO_AGAIN;
}

static enum flow_dissect_ret dissect_gre(struct dissect *d)
{
	struct flow_dissector_key_keyid *keyid;
	int offset = sizeof(struct gre_base_hdr);
	const struct gre_base_hdr *hdr;
	struct gre_base_hdr buf;
	const struct ethhdr *eth;
	struct ethhdr ethbuf;
	__be16 proto;

	hdr = dissect_header(d, d->nhoff, sizeof(buf), &buf);
	if (!hdr)
		return FLOW_DISSECT_RET_OUT_BAD;
	/* Routing was withdrawn with RFC 2784; version 1 is PPTP's. */
	if (hdr->flags & htons(GRE_ROUTING | GRE_VERSION))
		return FLOW_DISSECT_RET_OUT_GOOD;

	proto = hdr->protocol;
	if (hdr->flags & htons(GRE_CSUM))
		offset += 4;
	if (hdr->flags & htons(GRE_KEY)) {
		const __be32 *key;
		__be32 keybuf;

		key = dissect_header(d, d->nhoff + offset, sizeof(keybuf),
				     &keybuf);
		if (!key)
			return FLOW_DISSECT_RET_OUT_BAD;
		keyid = dissect_key(d, FLOW_DISSECTOR_KEY_GRE_KEYID);
		if (keyid)
			keyid->keyid = get_unaligned(key);
		offset += 4;
	}
	if (hdr->flags & htons(GRE_SEQ))
		offset += 4;

	if (proto == htons(ETH_P_TEB)) {
		eth = dissect_header(d, d->nhoff + offset, sizeof(ethbuf),
				     &ethbuf);
		if (!eth)
			return FLOW_DISSECT_RET_OUT_BAD;
		proto = eth->h_proto;
		offset += (int)sizeof(*eth);
	}
	d->nhoff += offset;
	return dissect_inner(d, proto);
}

/* RFC 8200 §4.3, §4.4, §4.6: next header and length in units of 8. */
static enum flow_dissect_ret dissect_ipv6_option(struct dissect *d)
{
	const u8 *opt;
	u8 buf[2];

	if (d->proto != htons(ETH_P_IPV6))
		return FLOW_DISSECT_RET_OUT_GOOD;
	opt = dissect_header(d, d->nhoff, sizeof(buf), buf);
	if (!opt)
		return FLOW_DISSECT_RET_OUT_BAD;
	d->ip_proto = opt[0];
	d->nhoff += (opt[1] + 1) << 3;
	return FLOW_DISSECT_RET_IPPROTO_AGAIN;
}

static enum flow_dissect_ret dissect_ipv6_fragment(struct dissect *d)
{
	const struct frag_hdr *fh;
	struct frag_hdr buf;

	if (d->proto != htons(ETH_P_IPV6))
		return FLOW_DISSECT_RET_OUT_GOOD;
	fh = dissect_header(d, d->nhoff, sizeof(buf), &buf);
	if (!fh)
		return FLOW_DISSECT_RET_OUT_BAD;
	d->control->flags |= FLOW_DIS_IS_FRAGMENT;
	d->nhoff += (int)sizeof(*fh);
	d->ip_proto = fh->nexthdr;
	if (!(fh->frag_off & htons(IP6_OFFSET))) {
		d->control->flags |= FLOW_DIS_FIRST_FRAG;
		if (d->flags & FLOW_DISSECTOR_F_PARSE_1ST_FRAG)
			return FLOW_DISSECT_RET_IPPROTO_AGAIN;
	}
	return FLOW_DISSECT_RET_OUT_GOOD;
}

static void dissect_tcp(const struct dissect *d)
{
	struct flow_dissector_key_tcp *key;
	const __be16 *flags;
	__be16 buf;

	key = dissect_key(d, FLOW_DISSECTOR_KEY_TCP);
	if (!key)
		return;
	/* The 12 bits behind the header's length: bytes 12 and 13. */
	flags = dissect_header(d, d->nhoff + 12, sizeof(buf), &buf);
	if (flags)
		key->flags = get_unaligned(flags) & htons(0x0fff);
}

static void dissect_icmp(const struct dissect *d)
{
	struct flow_dissector_key_icmp *key;
	const u8 *icmp;
	u8 buf[8];

	key = dissect_key(d, FLOW_DISSECTOR_KEY_ICMP);
	if (!key)
		return;
	icmp = dissect_header(d, d->nhoff, sizeof(buf), buf);
	if (!icmp)
		return;
	key->type = icmp[0];
	key->code = icmp[1];
	key->id = 0;
	switch (key->type) {
	case 0:	  /* echo reply */
	case 8:	  /* echo */
	case 13:  /* timestamp */
	case 14:  /* timestamp reply */
	case 128: /* ICMPv6 echo */
	case 129: /* and its reply */
		memcpy(&key->id, icmp + 4, sizeof(key->id));
		if (!key->id)
			key->id = 1; /* 0 means: it has none */
	}
}

static enum flow_dissect_ret dissect_ip_proto(struct dissect *d)
{
	bool before = d->flags & FLOW_DISSECTOR_F_STOP_BEFORE_ENCAP;

	switch (d->ip_proto) {
	case IPPROTO_GRE:
		return before ? FLOW_DISSECT_RET_OUT_GOOD : dissect_gre(d);
	case IPPROTO_IPIP:
		return before ? FLOW_DISSECT_RET_OUT_GOOD
			      : dissect_inner(d, htons(ETH_P_IP));
	case IPPROTO_IPV6:
		return before ? FLOW_DISSECT_RET_OUT_GOOD
			      : dissect_inner(d, htons(ETH_P_IPV6));
	case NEXTHDR_HOP:
	case NEXTHDR_ROUTING:
	case NEXTHDR_DEST:
		return dissect_ipv6_option(d);
	case NEXTHDR_FRAGMENT:
		return dissect_ipv6_fragment(d);
	case IPPROTO_TCP:
		dissect_tcp(d);
		return FLOW_DISSECT_RET_OUT_GOOD;
	case IPPROTO_ICMP:
	case IPPROTO_ICMPV6:
		dissect_icmp(d);
		return FLOW_DISSECT_RET_OUT_GOOD;
	default:
		return FLOW_DISSECT_RET_OUT_GOOD;
	}
}

static bool dissect_walk(struct dissect *d)
{
	enum flow_dissect_ret ret = FLOW_DISSECT_RET_PROTO_AGAIN;

	for (int headers = 0; headers < MAX_FLOW_DISSECT_HDRS; headers++) {
		ret = ret == FLOW_DISSECT_RET_PROTO_AGAIN ? dissect_proto(d)
							  : dissect_ip_proto(d);
		if (ret == FLOW_DISSECT_RET_OUT_GOOD)
			return true;
		if (ret == FLOW_DISSECT_RET_OUT_BAD)
			return false;
	}
	return true; /* too many: what we have must do */
}

/* Whether the ports lie behind what was walked over. */
static bool dissect_has_ports(const struct dissect *d)
{
	u32 flags = d->control->flags;

	if (!(flags & FLOW_DIS_IS_FRAGMENT))
		return true;
	return (flags & FLOW_DIS_FIRST_FRAG) &&
	       (d->flags & FLOW_DISSECTOR_F_PARSE_1ST_FRAG);
}

/* See core/flow_dissector.h. */
bool __skb_flow_dissect(const struct net *net, const struct sk_buff *skb,
			const struct flow_dissector *flow_dissector,
			void *target_container, const void *data, __be16 proto,
			int nhoff, int hlen, unsigned int flags)
{
	struct dissect d = {
		.skb = skb,
		.fd = flow_dissector,
		.target = target_container,
		.data = data,
		.hlen = hlen,
		.nhoff = nhoff,
		.proto = proto,
		.flags = flags,
	};
	struct flow_dissector_key_eth_addrs *eth;
	struct flow_dissector_key_basic *basic;
	unsigned int len;
	bool good;

	if (!data) {
		d.data = skb->data;
		d.proto = skb_protocol(skb, false);
		d.nhoff = skb_network_offset(skb);
		d.hlen = (int)skb_headlen(skb);
	}
	d.control = dissect_key(&d, FLOW_DISSECTOR_KEY_CONTROL);
	basic = dissect_key(&d, FLOW_DISSECTOR_KEY_BASIC);
	eth = dissect_key(&d, FLOW_DISSECTOR_KEY_ETH_ADDRS);
	if (eth && skb && skb_mac_header_was_set(skb))
		memcpy(eth, eth_hdr(skb), sizeof(*eth));

	good = dissect_walk(&d);
	if (good && dissect_has_ports(&d))
		dissect_ports(&d);

	len = skb ? skb->len : (unsigned int)d.hlen;
	d.control->thoff = (u16)min((unsigned int)d.nhoff, len);
	basic->n_proto = d.proto;
	basic->ip_proto = d.ip_proto;
	return good;
}
EXPORT_SYMBOL(__skb_flow_dissect);
