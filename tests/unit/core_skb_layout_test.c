// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * core_skb_layout_test - the drawing of a packet, letter by letter
 *
 * Where:   core_test.
 * Mirrors: nothing.
 * Spec:    core/skb_layout.h; checklist row 60.
 */
#include <stdio.h>

#include "core/skb_layout.h"
#include "lib/oops.h"
#include "tests/unit/core_fixture.h"

TEST_CORE_HOST(1);

static void expect_text(const struct sk_buff *skb, const char *want)
{
	char text[4000];

	skb_layout_print(skb, text, sizeof(text));
	if (!EXPECT_STREQ(text, want))
		printf("%s", text);
}

/* clang-format off */
static const char picture_1[] =
"skb 1 (alloc), users 1, truesize 832\n"
"len 0 = 0 linear + 0 in frags\n"
"dev -  protocol 0x0000  type host  iif 0  tstamp 0.000000000\n"
"mark 0x0  priority 0x0  hash 0x0  csum none\n"
"sk -  dst -  conntrack -\n"
" head,data,tail      0 +------------------------------------------------+\n"
"                       | tailroom                             256 bytes |\n"
"            end    256 +------------------------------------------------+\n"
"                       | skb_shared_info: dataref 1          nr_frags 0 |\n"
"                       +------------------------------------------------+\n";

static const char picture_2[] =
"skb 1 (alloc), users 1, truesize 832\n"
"len 59 = 59 linear + 0 in frags\n"
"dev -  protocol 0x0000  type host  iif 0  tstamp 0.000000000\n"
"mark 0x0  priority 0x0  hash 0x0  csum none\n"
"sk -  dst -  conntrack -\n"
"           head      0 +------------------------------------------------+\n"
"                       | headroom                              10 bytes |\n"
"       data,mac     10 +------------------------------------------------+\n"
"                       | mac header                            14 bytes |\n"
"                       | ee ee ee ee ee ee ee ee ..                     |\n"
"        network     24 +------------------------------------------------+\n"
"                       | network header                        20 bytes |\n"
"                       | 45 45 45 45 45 45 45 45 ..                     |\n"
"      transport     44 +------------------------------------------------+\n"
"                       | transport header, payload             25 bytes |\n"
"                       | 11 11 11 11 11 11 11 11 ..                     |\n"
"           tail     69 +------------------------------------------------+\n"
"                       | tailroom                             187 bytes |\n"
"            end    256 +------------------------------------------------+\n"
"                       | skb_shared_info: dataref 1          nr_frags 0 |\n"
"                       +------------------------------------------------+\n";

static const char picture_3[] =
"skb 3 (clone of 1), users 1, truesize 4288, page head, shared data\n"
"len 1491 = 40 linear + 1451 in frags\n"
"dev -  protocol 0x0800  type multicast  iif 2  tstamp 12.000000345\n"
"mark 0x2a  priority 0x7  hash 0xdeadbeef l4  csum unnecessary  vlan 5\n"
"sk -  dst -  conntrack -\n"
"           head      0 +------------------------------------------------+\n"
"                       | headroom                              64 bytes |\n"
"            mac     64 +------------------------------------------------+\n"
"                       | mac header, pulled                    14 bytes |\n"
"                       | 00 00 00 00 00 00 00 00 ..                     |\n"
"   data,network     78 +------------------------------------------------+\n"
"                       | network header                        20 bytes |\n"
"                       | 00 00 00 00 00 00 00 00 ..                     |\n"
"      transport     98 +------------------------------------------------+\n"
"                       | transport header, payload             20 bytes |\n"
"                       | 00 00 00 00 00 00 00 00 ..                     |\n"
"           tail    118 +------------------------------------------------+\n"
"                       | tailroom                            1546 bytes |\n"
"            end   1664 +------------------------------------------------+\n"
"                       | skb_shared_info: dataref 2          nr_frags 1 |\n"
"                       | gso_size 1448  gso_segs 2  gso_type 0x1        |\n"
"                       | frags[0] page+2048, 1448 bytes                 |\n"
"                       | ab ab ab ab ab ab ab ab ..                     |\n"
"                       | frag_list: skb 2, 3 bytes                      |\n"
"                       +------------------------------------------------+\n";
/* clang-format on */

TEST(skb_layout_of_an_empty_packet)
{
	struct sk_buff *skb = alloc_skb(200, GFP_KERNEL);

	expect_text(skb, picture_1);
	consume_skb(skb);
}

TEST(skb_layout_of_a_sent_packet_shows_its_headers)
{
	struct sk_buff *skb = alloc_skb(200, GFP_KERNEL);

	skb_reserve(skb, 64);
	memcpy(skb_put(skb, 5), "hello", 5);
	memset(skb_push(skb, 20), 0x11, 20);
	skb_reset_transport_header(skb);
	memset(skb_push(skb, 20), 0x45, 20);
	skb_reset_network_header(skb);
	memset(skb_push(skb, 14), 0xee, 14);
	skb_reset_mac_header(skb);
	expect_text(skb, picture_2);
	consume_skb(skb);
}

TEST(skb_layout_of_a_received_gro_packet_with_frags)
{
	struct sk_buff *skb = netdev_alloc_skb(NULL, 1600);
	struct sk_buff *more = alloc_skb(100, GFP_KERNEL);
	struct page *page = alloc_page(GFP_KERNEL);
	struct sk_buff *clone;

	skb_put_zero(skb, 54);
	skb_reset_mac_header(skb);
	skb_pull(skb, 14);
	skb_reset_network_header(skb);
	skb_set_transport_header(skb, 20);
	memset(page_address(page), 0xab, 4096);
	skb_add_rx_frag(skb, 0, page, 2048, 1448, 2048);
	skb_put_zero(more, 3);
	skb_shinfo(skb)->frag_list = more;
	skb->len += 3;
	skb->data_len += 3;
	skb_shinfo(skb)->gso_size = 1448;
	skb_shinfo(skb)->gso_segs = 2;
	skb_shinfo(skb)->gso_type = SKB_GSO_TCPV4;
	skb->protocol = htons(0x0800);
	skb->pkt_type = PACKET_MULTICAST;
	skb->skb_iif = 2;
	skb->tstamp = 12000000345;
	skb->mark = 42;
	skb->priority = 7;
	skb_set_hash(skb, 0xdeadbeef, PKT_HASH_TYPE_L4);
	skb->ip_summed = CHECKSUM_UNNECESSARY;
	skb->vlan_present = 1;
	skb->vlan_tci = 0x6005;
	clone = skb_clone(skb, GFP_ATOMIC);
	expect_text(clone, picture_3);
	consume_skb(skb);
	consume_skb(clone);
}
