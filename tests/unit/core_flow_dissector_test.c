// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * core_flow_dissector_test - from bytes to a flow, from a flow to a number
 *
 * Where:   core/flow_dissector.c, flow_hash.c.
 * Mirrors: nothing.
 * Spec:    checklist row 38; the verification suite of Microsoft's RSS.
 */
#include "core/flow_dissector.h"
#include "hdr/ip.h"
#include "hdr/ipv6.h"
#include "tests/testdev.h"
#include "tests/unit/core_fixture.h"

TEST_CORE_HOST(1);

/* ---- packets, byte by byte ---- */

static u8 bytes[256];
static int n_bytes;

static void add(const void *p, int n)
{
	memcpy(bytes + n_bytes, p, (size_t)n);
	n_bytes += n;
}

static void add_ip(u8 proto, u32 saddr, u32 daddr, u16 frag)
{
	struct iphdr iph = {.version = 4,
			    .ihl = 5,
			    .ttl = 64,
			    .protocol = proto,
			    .frag_off = htons(frag),
			    .saddr = htonl(saddr),
			    .daddr = htonl(daddr)};

	add(&iph, sizeof(iph));
}

static void add_ip6(u8 next, u32 label)
{
	struct ipv6hdr h = {.nexthdr = next, .hop_limit = 9};

	ip6_flow_hdr(&h, 0, htonl(label));
	h.saddr.s6_addr[15] = 1;
	h.daddr.s6_addr[15] = 2;
	add(&h, sizeof(h));
}

static void add_ports(u16 sport, u16 dport)
{
	u8 l4[20] = {(u8)(sport >> 8), (u8)sport, (u8)(dport >> 8), (u8)dport};

	l4[12] = 0x50;
	l4[13] = 0x12;
	add(l4, sizeof(l4));
}

static bool dissect(struct flow_keys *keys, __be16 proto, unsigned int flags)
{
	bool ok;

	memset(keys, 0, sizeof(*keys));
	ok = __skb_flow_dissect(NULL, NULL, &flow_keys_dissector, keys, bytes,
				htons(proto), 0, n_bytes, flags);
	return ok;
}

static void begin_packet(void)
{
	memset(bytes, 0, sizeof(bytes));
	n_bytes = 0;
}

static void expect_tuple(const struct flow_keys *k, u32 src, u32 dst, u16 sport,
			 u16 dport)
{
	EXPECT_EQ(k->control.addr_type, FLOW_DISSECTOR_KEY_IPV4_ADDRS);
	EXPECT_EQ(ntohl(k->addrs.v4addrs.src), src);
	EXPECT_EQ(ntohl(k->addrs.v4addrs.dst), dst);
	EXPECT_EQ(ntohs(k->ports.src), sport);
	EXPECT_EQ(ntohs(k->ports.dst), dport);
}

TEST(dissect_ipv4_tcp_gives_the_five_tuple)
{
	struct flow_keys k;

	begin_packet();
	add_ip(IPPROTO_TCP, 1, 2, 0);
	add_ports(1000, 80);
	EXPECT(dissect(&k, ETH_P_IP, 0));
	expect_tuple(&k, 1, 2, 1000, 80);
	EXPECT_EQ(k.basic.ip_proto, IPPROTO_TCP);
	EXPECT_EQ(k.basic.n_proto, htons(ETH_P_IP));
	EXPECT_EQ(k.control.thoff, 20);
}

TEST(dissect_truncated_packets_never_read_behind_the_end)
{
	struct flow_keys k;

	begin_packet();
	add_ip(IPPROTO_TCP, 1, 2, 0);
	add_ports(1000, 80);
	for (int n = 0; n < n_bytes; n++) {
		u8 *exact = __builtin_alloca((size_t)n + 1);

		memcpy(exact, bytes, (size_t)n);
		memset(&k, 0, sizeof(k));
		EXPECT_EQ(__skb_flow_dissect(NULL, NULL, &flow_keys_dissector,
					     &k, exact, htons(ETH_P_IP), 0, n,
					     0),
			  n >= 20);
		EXPECT_EQ(k.ports.ports != 0, n >= 24);
	}
	EXPECT(!dissect(&k, 0x1234, 0));
}

TEST(dissect_fragments_have_no_ports_unless_asked)
{
	struct flow_keys k;

	begin_packet();
	add_ip(IPPROTO_UDP, 1, 2, IP_MF);
	add_ports(1000, 80);
	EXPECT(dissect(&k, ETH_P_IP, 0));
	EXPECT_EQ(k.ports.ports, 0);
	EXPECT_EQ(k.control.flags, FLOW_DIS_IS_FRAGMENT | FLOW_DIS_FIRST_FRAG);
	EXPECT(dissect(&k, ETH_P_IP, FLOW_DISSECTOR_F_PARSE_1ST_FRAG));
	EXPECT_EQ(ntohs(k.ports.src), 1000);

	begin_packet();
	add_ip(IPPROTO_UDP, 1, 2, 100);
	add_ports(1000, 80);
	EXPECT(dissect(&k, ETH_P_IP, FLOW_DISSECTOR_F_PARSE_1ST_FRAG));
	EXPECT_EQ(k.ports.ports, 0);
	EXPECT_EQ(k.control.flags, FLOW_DIS_IS_FRAGMENT);
}

TEST(dissect_goes_through_vlan_gre_and_ipip)
{
	static const u8 vlan[4] = {0x20, 0x05, 0x08, 0x00};
	static const u8 gre[8] = {0x20, 0, 0x08, 0, 1, 2, 3, 4};
	struct flow_keys k;

	begin_packet();
	add(vlan, 4);
	add_ip(IPPROTO_GRE, 1, 2, 0);
	add(gre, 8);
	add_ip(IPPROTO_IPIP, 3, 4, 0);
	add_ip(IPPROTO_UDP, 5, 6, 0);
	add_ports(7, 8);
	EXPECT(dissect(&k, ETH_P_8021Q, 0));
	expect_tuple(&k, 5, 6, 7, 8);
	EXPECT_EQ(k.vlan.vlan_id, 5);
	EXPECT_EQ(k.vlan.vlan_priority, 1);
	EXPECT_EQ(ntohl(k.keyid.keyid), 0x01020304);
	EXPECT(k.control.flags & FLOW_DIS_ENCAPSULATION);

	EXPECT(dissect(&k, ETH_P_8021Q, FLOW_DISSECTOR_F_STOP_BEFORE_ENCAP));
	EXPECT_EQ(ntohl(k.addrs.v4addrs.src), 1);
	EXPECT_EQ(k.basic.ip_proto, IPPROTO_GRE);
}

TEST(dissect_endless_tunnels_end)
{
	struct flow_keys k;

	begin_packet();
	for (u32 i = 0; i < 12; i++)
		add_ip(IPPROTO_IPIP, i, i, 0);
	EXPECT(dissect(&k, ETH_P_IP, 0));
	EXPECT_EQ(ntohl(k.addrs.v4addrs.src), 7); /* 15 turns */
}

TEST(dissect_ipv6_with_extension_headers_and_labels)
{
	static const u8 hop[8] = {IPPROTO_UDP};
	struct flow_keys k;

	begin_packet();
	add_ip6(NEXTHDR_HOP, 0x12345);
	add(hop, 8);
	add_ports(7, 8);
	EXPECT(dissect(&k, ETH_P_IPV6, 0));
	EXPECT_EQ(k.control.addr_type, FLOW_DISSECTOR_KEY_IPV6_ADDRS);
	EXPECT_EQ(ntohs(k.ports.src), 7);
	EXPECT_EQ(k.tags.flow_label, 0x12345);
	EXPECT(dissect(&k, ETH_P_IPV6, FLOW_DISSECTOR_F_STOP_AT_FLOW_LABEL));
	EXPECT_EQ(k.ports.ports, 0);
}

/* Noise: whatever it says, it must come back. */
TEST(dissect_random_bytes_terminates)
{
	struct flow_keys k;

	for (int i = 0; i < 20000; i++) {
		for (unsigned int j = 0; j < 128; j += 8) {
			u64 r = test_random();

			memcpy(bytes + j, &r, 8);
		}
		n_bytes = (int)(test_random() % 128);
		bytes[0] = 0x45;
		dissect(&k, i & 1 ? ETH_P_IP : ETH_P_IPV6, (u32)i & 15);
	}
	EXPECT(true);
}

/* ---- hashes ---- */

static struct sk_buff *flow_skb(u32 src, u32 dst, u16 sport, u16 dport)
{
	struct sk_buff *skb = alloc_skb(64, GFP_KERNEL);

	begin_packet();
	add_ip(IPPROTO_TCP, src, dst, 0);
	add_ports(sport, dport);
	skb_put_data(skb, bytes, (unsigned int)n_bytes);
	skb_reset_network_header(skb);
	skb->protocol = htons(ETH_P_IP);
	return skb;
}

static u32 hash_of(u32 src, u32 dst, u16 sport, u16 dport)
{
	struct sk_buff *skb = flow_skb(src, dst, sport, dport);
	u32 hash = skb_get_hash(skb);

	EXPECT(skb->l4_hash);
	EXPECT(skb->sw_hash);
	EXPECT_EQ(skb_get_hash(skb), hash);
	consume_skb(skb);
	return hash;
}

TEST(hash_is_the_same_in_both_directions_and_spread)
{
	unsigned int buckets[8] = {};
	struct sk_buff *a, *b;

	EXPECT_EQ(hash_of(1, 2, 3, 4), hash_of(2, 1, 4, 3));
	EXPECT_NE(hash_of(1, 2, 3, 4), hash_of(1, 2, 3, 5));
	EXPECT_NE(hash_of(1, 2, 3, 4), 0);
	for (u16 i = 0; i < 800; i++)
		buckets[hash_of(1, 2, i, 80) & 7]++;
	for (int i = 0; i < 8; i++) {
		EXPECT_GT(buckets[i], 60);
		EXPECT_LT(buckets[i], 140);
	}
	a = flow_skb(1, 2, 3, 4);
	b = flow_skb(2, 1, 4, 3);
	EXPECT_EQ(__skb_get_hash_symmetric(a), __skb_get_hash_symmetric(b));
	EXPECT_EQ(skb_get_poff(a), 40);
	consume_skb(a);
	consume_skb(b);
}

/* "Verifying the RSS hash calculation": addresses, ports, both results. */
TEST(toeplitz_matches_the_published_vectors)
{
	static const struct {
		u32 dst, src;
		u16 dport, sport;
		u32 ip, tcp;
	} v[] = {
		{0xa18e6450, 0x420995bb, 1766, 2794, 0x323e8fc2, 0x51ccc178},
		{0x41458c53, 0xc75c6f02, 4739, 14230, 0xd718262a, 0xc626b0ea},
		{0x0c16cfb8, 0x1813c65f, 38024, 12898, 0xd2d0a5de, 0x5c2b394a},
		{0xd18ea306, 0x261bcd1e, 2217, 48228, 0x82989176, 0xafc7327f},
		{0xcabc7f02, 0x9927a3bf, 1303, 44251, 0x5d1809c5, 0x10e828a2},
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(v); i++) {
		enum pkt_hash_types type;

		begin_packet();
		add_ip(IPPROTO_TCP, v[i].src, v[i].dst, 0);
		add_ports(v[i].sport, v[i].dport);
		EXPECT_EQ(rss_hash(toeplitz_default_key, bytes, 0, n_bytes,
				   htons(ETH_P_IP), false, &type),
			  v[i].tcp);
		EXPECT_EQ(type, PKT_HASH_TYPE_L4);
		bytes[9] = IPPROTO_UDP;
		EXPECT_EQ(rss_hash(toeplitz_default_key, bytes, 0, n_bytes,
				   htons(ETH_P_IP), false, &type),
			  v[i].ip);
		EXPECT_EQ(type, PKT_HASH_TYPE_L3);
		EXPECT_EQ(rss_hash(toeplitz_default_key, bytes, 0, n_bytes,
				   htons(ETH_P_IP), true, &type),
			  v[i].tcp);
	}
}

TEST(toeplitz_matches_a_published_ipv6_vector)
{
	static const u8 in[36] = {
		0x3f, 0xfe, 0x25, 0x01, 0x02, 0x00, 0x1f, 0xff, 0,
		0,    0,    0,	  0,	0,    0,    7,	  0x3f, 0xfe,
		0x25, 0x01, 2,	  0,	0,    3,    0,	  0,	0,
		0,    0,    0,	  0,	1,    0x0a, 0xea, 6,	0xe6,
	};

	EXPECT_EQ(toeplitz_hash(toeplitz_default_key, in, 32), 0x2cc18cd5);
	EXPECT_EQ(toeplitz_hash(toeplitz_default_key, in, 36), 0x40207d3d);
}

TEST(tx_hash_follows_the_receive_queue)
{
	struct testdev *t = testdev_new("eth0", 4, false);
	struct sk_buff *skb = flow_skb(1, 2, 3, 4);
	unsigned int seen = 0;

	skb_record_rx_queue(skb, 2);
	EXPECT_EQ(skb_tx_hash(t->dev, NULL, skb), 2);
	skb_record_rx_queue(skb, 6);
	EXPECT_EQ(skb_tx_hash(t->dev, NULL, skb), 2);
	consume_skb(skb);
	for (u16 i = 0; i < 64; i++) {
		skb = flow_skb(1, 2, i, 4);
		seen |= 1U << skb_tx_hash(t->dev, NULL, skb);
		consume_skb(skb);
	}
	EXPECT_EQ(seen, 0xf);
	testdev_free(t);
}
