// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * proto_arp_test - who is answered, what is learned, what is forbidden
 *
 * Where:   proto/ipv4/arp.c, arp_output.c, arp_ctl.c.
 * Mirrors: nothing.
 * Spec:    RFC 826, RFC 5227; ip-sysctl.rst on arp_*.
 */
#include "tests/unit/ip_world.h"
#include "tests/unit/vfs_text.h"

#include "core/neighbour.h"
#include "core/proc.h"
#include "core/rtnl.h"
#include "hdr/arp.h"
#include "lib/slab.h"
#include "proto/ipv4/arp.h"

static const u8 mac_us[ETH_ALEN] = {2, 0, 0, 0, 0, 1};
static const u8 mac_a[ETH_ALEN] = {2, 0, 0, 0, 0, 0xa};
static const u8 mac_b[ETH_ALEN] = {2, 0, 0, 0, 0, 0xb};
static const u8 mac_all[ETH_ALEN] = {255, 255, 255, 255, 255, 255};

static struct net_device *dev;

static int hard_header(struct sk_buff *skb, struct net_device *d,
		       unsigned short type, const void *daddr,
		       const void *saddr, unsigned int len)
{
	struct ethhdr *eth = skb_push(skb, ETH_HLEN);

	memcpy(eth->h_dest, daddr, ETH_ALEN);
	memcpy(eth->h_source, saddr ? saddr : d->dev_addr, ETH_ALEN);
	eth->h_proto = htons(type);
	return ETH_HLEN;
}

static const struct header_ops test_header_ops = {
	.create = hard_header,
};

static void begin(void)
{
	ip_world_begin();
	dev = ip_world.dev[0];
	dev->flags &= ~(unsigned int)IFF_NOARP;
	dev->header_ops = &test_header_ops;
	dev->hard_header_len = ETH_HLEN;
	memcpy(dev->dev_addr, mac_us, ETH_ALEN);
}
TEST_SETUP(begin);
TEST_TEARDOWN(ip_world_end);

/* RFC 826 for Ethernet and IPv4. */
struct arp_frame {
	struct ethhdr eth;
	struct arphdr h;
	u8 sha[ETH_ALEN];
	u8 sip[4];
	u8 tha[ETH_ALEN];
	u8 tip[4];
} __packed;

static struct sk_buff *arp_make(u16 op, const u8 *sha, const char *sip,
				const u8 *tha, const char *tip, u8 pkt_type)
{
	struct arp_frame f = {.h = {.ar_hrd = htons(ARPHRD_ETHER),
				    .ar_pro = htons(ETH_P_IP),
				    .ar_hln = ETH_ALEN,
				    .ar_pln = 4,
				    .ar_op = htons(op)}};
	__be32 s = ip4(sip), t = ip4(tip);
	struct sk_buff *skb = alloc_skb(128, GFP_KERNEL);

	memcpy(f.sha, sha, ETH_ALEN);
	memcpy(f.sip, &s, 4);
	memcpy(f.tha, tha ? tha : mac_us, ETH_ALEN);
	memcpy(f.tip, &t, 4);
	skb_reserve(skb, 2);
	skb_put_data(skb, &f, sizeof(f));
	skb->dev = dev;
	skb->protocol = htons(ETH_P_ARP);
	skb->pkt_type = pkt_type;
	skb_reset_mac_header(skb);
	__skb_pull(skb, ETH_HLEN);
	return skb;
}

static void arp_in(u16 op, const u8 *sha, const char *sip, const char *tip,
		   u8 pkt_type)
{
	skb_in(arp_make(op, sha, sip, NULL, tip, pkt_type));
}

/* The next frame that left is this one. */
static void expect_sent(u16 op, const u8 *dst, const char *sip, const char *tip)
{
	struct sk_buff *skb = sent();
	struct arp_frame f;
	__be32 s = ip4(sip), t = ip4(tip);

	ASSERT_NOT_NULL(skb);
	ASSERT_EQ(skb->len, sizeof(f));
	skb_copy_bits(skb, 0, &f, sizeof(f));
	EXPECT_EQ(skb->protocol, htons(ETH_P_ARP));
	EXPECT_MEMEQ(f.eth.h_dest, dst, ETH_ALEN);
	EXPECT_MEMEQ(f.eth.h_source, mac_us, ETH_ALEN);
	EXPECT_EQ(ntohs(f.h.ar_op), op);
	EXPECT_EQ(ntohs(f.h.ar_hrd), ARPHRD_ETHER);
	EXPECT_EQ(ntohs(f.h.ar_pro), ETH_P_IP);
	EXPECT_MEMEQ(f.sha, mac_us, ETH_ALEN);
	EXPECT_MEMEQ(f.sip, &s, 4);
	EXPECT_MEMEQ(f.tip, &t, 4);
	consume_skb(skb);
}

static void expect_silence(void)
{
	struct sk_buff *skb = sent();

	EXPECT_NULL(skb);
	if (skb)
		consume_skb(skb);
}

/* State of @ip's entry, -1: none; its address is compared with @mac. */
static int state_of(const char *ip, const u8 *mac)
{
	__be32 addr = ip4(ip);
	struct neighbour *n = neigh_lookup(arp_neigh_table(), &addr, dev);
	int state;

	if (!n)
		return -1;
	state = n->nud_state;
	if (mac)
		EXPECT_MEMEQ(n->ha, mac, ETH_ALEN);
	neigh_release(n);
	return state;
}

/* ---- answering ---- */

TEST(arp_request_for_us_is_answered_and_the_asker_learned)
{
	arp_in(ARPOP_REQUEST, mac_a, "10.0.0.2", "10.0.0.1", PACKET_BROADCAST);
	expect_sent(ARPOP_REPLY, mac_a, "10.0.0.1", "10.0.0.2");
	expect_silence();
	EXPECT_EQ(state_of("10.0.0.2", mac_a), NUD_STALE);
}

TEST(arp_request_for_others_is_not_answered)
{
	arp_in(ARPOP_REQUEST, mac_a, "10.0.0.2", "10.0.0.9", PACKET_BROADCAST);
	expect_silence();
	EXPECT_EQ(state_of("10.0.0.2", NULL), -1);
}

TEST(arp_probe_is_answered_without_learning)
{
	arp_in(ARPOP_REQUEST, mac_a, "0.0.0.0", "10.0.0.1", PACKET_BROADCAST);
	expect_sent(ARPOP_REPLY, mac_a, "10.0.0.1", "0.0.0.0");
	EXPECT_EQ(state_of("0.0.0.0", NULL), -1);
}

TEST(arp_ignore_decides_for_which_addresses)
{
	/* 0: any of ours, also the other device's */
	arp_in(ARPOP_REQUEST, mac_a, "10.0.0.2", "10.0.1.1", PACKET_BROADCAST);
	expect_sent(ARPOP_REPLY, mac_a, "10.0.1.1", "10.0.0.2");
	EXPECT_EQ(set("conf/eth0/arp_ignore", "1"), 0);
	arp_in(ARPOP_REQUEST, mac_a, "10.0.0.2", "10.0.1.1", PACKET_BROADCAST);
	expect_silence();
	EXPECT_EQ(drops(SKB_DROP_REASON_ARP_IGNORED), 1);
	arp_in(ARPOP_REQUEST, mac_a, "10.0.0.2", "10.0.0.1", PACKET_BROADCAST);
	expect_sent(ARPOP_REPLY, mac_a, "10.0.0.1", "10.0.0.2");
	EXPECT_EQ(set("conf/eth0/arp_ignore", "8"), 0);
	arp_in(ARPOP_REQUEST, mac_a, "10.0.0.2", "10.0.0.1", PACKET_BROADCAST);
	expect_silence();
	EXPECT_EQ(drops(SKB_DROP_REASON_ARP_IGNORED), 2);
}

TEST(arp_malformed_dies_of_a_reason)
{
	struct sk_buff *skb;

	skb = arp_make(ARPOP_REQUEST, mac_a, "10.0.0.2", NULL, "10.0.0.1", 0);
	((struct arphdr *)skb->data)->ar_hln = 5;
	skb_in(skb);
	skb = arp_make(ARPOP_REQUEST, mac_a, "10.0.0.2", NULL, "10.0.0.1", 0);
	((struct arphdr *)skb->data)->ar_pro = htons(ETH_P_IPV6);
	skb_in(skb);
	skb = arp_make(9, mac_a, "10.0.0.2", NULL, "10.0.0.1", 0);
	skb_in(skb);
	EXPECT_EQ(drops(SKB_DROP_REASON_ARP_MALFORMED), 3);
	skb = arp_make(ARPOP_REQUEST, mac_a, "10.0.0.2", NULL, "10.0.0.1", 0);
	skb_trim(skb, 27);
	skb_in(skb);
	EXPECT_EQ(drops(SKB_DROP_REASON_PKT_TOO_SMALL), 1);
	arp_in(ARPOP_REQUEST, mac_a, "10.0.0.2", "224.0.0.1", PACKET_HOST);
	arp_in(ARPOP_REQUEST, mac_a, "10.0.0.2", "127.0.0.1", PACKET_HOST);
	EXPECT_EQ(drops(SKB_DROP_REASON_IP_INVALID_DEST), 2);
	expect_silence();
}

TEST(arp_proxy_answers_for_the_other_side_after_a_while)
{
	EXPECT_EQ(set("conf/eth0/forwarding", "1"), 0);
	arp_in(ARPOP_REQUEST, mac_a, "10.0.0.2", "10.0.1.9", PACKET_BROADCAST);
	wait_jiffies(1000);
	expect_silence();
	EXPECT_EQ(set("conf/eth0/proxy_arp", "1"), 0);
	arp_in(ARPOP_REQUEST, mac_a, "10.0.0.2", "10.0.1.9", PACKET_BROADCAST);
	wait_jiffies(1000);
	expect_sent(ARPOP_REPLY, mac_a, "10.0.1.9", "10.0.0.2");
	/* to us alone: at once */
	arp_in(ARPOP_REQUEST, mac_a, "10.0.0.2", "10.0.1.9", PACKET_HOST);
	expect_sent(ARPOP_REPLY, mac_a, "10.0.1.9", "10.0.0.2");
}

/* ---- learning ---- */

TEST(arp_solicit_asks_and_the_answer_is_believed)
{
	__be32 addr = ip4("10.0.0.7");
	struct neighbour *n;

	n = neigh_create(arp_neigh_table(), &addr, dev);
	ASSERT(!IS_ERR(n));
	neigh_event_send(n, NULL);
	expect_sent(ARPOP_REQUEST, mac_all, "10.0.0.1", "10.0.0.7");
	arp_in(ARPOP_REPLY, mac_b, "10.0.0.7", "10.0.0.1", PACKET_HOST);
	EXPECT_EQ(state_of("10.0.0.7", mac_b), NUD_REACHABLE);

	/* within locktime the first answer stays */
	arp_in(ARPOP_REPLY, mac_a, "10.0.0.7", "10.0.0.1", PACKET_HOST);
	EXPECT_EQ(state_of("10.0.0.7", mac_b), NUD_REACHABLE);
	wait_jiffies(1200);
	arp_in(ARPOP_REPLY, mac_a, "10.0.0.7", "10.0.0.1", PACKET_HOST);
	EXPECT_EQ(state_of("10.0.0.7", mac_a), NUD_REACHABLE);
	neigh_release(n);
}

TEST(arp_unasked_words_make_no_entry_unless_accepted)
{
	arp_in(ARPOP_REPLY, mac_a, "10.0.0.7", "10.0.0.1", PACKET_HOST);
	EXPECT_EQ(state_of("10.0.0.7", NULL), -1);
	EXPECT_EQ(set("conf/eth0/arp_accept", "1"), 0);
	arp_in(ARPOP_REPLY, mac_a, "10.0.0.7", "10.0.0.1", PACKET_HOST);
	EXPECT_EQ(state_of("10.0.0.7", mac_a), NUD_REACHABLE);
}

TEST(arp_announcement_moves_an_address_at_once_unless_dropped)
{
	arp_in(ARPOP_REQUEST, mac_a, "10.0.0.2", "10.0.0.1", PACKET_BROADCAST);
	forget(&ip_world.out);
	arp_in(ARPOP_REQUEST, mac_b, "10.0.0.2", "10.0.0.2", PACKET_BROADCAST);
	EXPECT_EQ(state_of("10.0.0.2", mac_b), NUD_STALE);
	EXPECT_EQ(set("conf/eth0/drop_gratuitous_arp", "1"), 0);
	arp_in(ARPOP_REQUEST, mac_a, "10.0.0.2", "10.0.0.2", PACKET_BROADCAST);
	EXPECT_EQ(state_of("10.0.0.2", mac_b), NUD_STALE);
	EXPECT_EQ(drops(SKB_DROP_REASON_ARP_IGNORED), 1);
}

TEST(arp_groups_and_broadcast_need_no_question)
{
	u8 haddr[ETH_ALEN];
	static const u8 want[] = {0x01, 0x00, 0x5e, 0x7f, 0x01, 0x02};
	__be32 addr = ip4("239.255.1.2");
	struct neighbour *n;

	EXPECT_EQ(arp_mc_map(addr, haddr, dev, 0), 0);
	EXPECT_MEMEQ(haddr, want, ETH_ALEN);
	n = neigh_create(arp_neigh_table(), &addr, dev);
	EXPECT_EQ(n->nud_state, NUD_NOARP);
	EXPECT_MEMEQ(n->ha, want, ETH_ALEN);
	neigh_release(n);
	addr = ip4("10.0.0.255");
	n = neigh_create(arp_neigh_table(), &addr, dev);
	EXPECT_EQ(n->nud_state, NUD_NOARP);
	EXPECT_MEMEQ(n->ha, mac_all, ETH_ALEN);
	neigh_release(n);
}

/* ---- by hand ---- */

static void arpreq_set(struct arpreq *r, const char *ip, const u8 *mac)
{
	struct sockaddr_in sin = {.sin_family = AF_INET};

	memset(r, 0, sizeof(*r));
	sin.sin_addr.s_addr = ip4(ip);
	memcpy(&r->arp_pa, &sin, sizeof(r->arp_pa));
	r->arp_ha.sa_family = ARPHRD_ETHER;
	if (mac)
		memcpy(r->arp_ha.sa_data, mac, ETH_ALEN);
	strcpy(r->arp_dev, "eth0");
}

TEST(arp_ioctls_set_get_delete_and_proc_shows)
{
	struct arpreq r;
	const char *text;

	arpreq_set(&r, "10.0.0.5", mac_b);
	r.arp_flags = ATF_PERM;
	EXPECT_EQ(arp_ioctl(&init_net, 0x8955, &r), 0);
	EXPECT_EQ(state_of("10.0.0.5", mac_b), NUD_PERMANENT);
	arpreq_set(&r, "10.0.0.5", NULL);
	EXPECT_EQ(arp_ioctl(&init_net, 0x8954, &r), 0);
	EXPECT_EQ(r.arp_flags, ATF_PERM | ATF_COM);
	EXPECT_MEMEQ(r.arp_ha.sa_data, mac_b, ETH_ALEN);

	text = vfs_text(&init_net, "/proc/net/arp");
	EXPECT_STREQ(
		text,
		"IP address       HW type     Flags       HW address       "
		"     Mask     Device\n"
		"10.0.0.5         0x1         0x6         "
		"02:00:00:00:00:0b     *        eth0\n");

	EXPECT_EQ(arp_ioctl(&init_net, 0x8953, &r), 0);
	EXPECT_EQ(arp_ioctl(&init_net, 0x8954, &r), -ENXIO);
	r.arp_pa.sa_family = AF_INET6;
	EXPECT_EQ(arp_ioctl(&init_net, 0x8954, &r), -EPFNOSUPPORT);
	arpreq_set(&r, "10.0.0.5", mac_b);
	strcpy(r.arp_dev, "none");
	EXPECT_EQ(arp_ioctl(&init_net, 0x8955, &r), -ENODEV);
}
