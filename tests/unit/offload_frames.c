// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * offload_frames - TCP and UDP frames for the tests of GRO and GSO
 *
 * Where:   core_gro_test.c, core_gso_test.c.
 * Mirrors: nothing.
 *
 * The payload at sequence number s is a function of s, so a stream that was
 * cut or merged can be compared with itself.
 */
#include "tests/unit/offload_frames.h"
#include "lib/slab.h"
#include "tests/harness.h"

static unsigned int frame_tcp(const struct frame *f, struct tcphdr *th)
{
	u8 *opt = (u8 *)(th + 1);
	unsigned int hlen = sizeof(*th) + (f->tsval ? 12 : 0);

	memset(th, 0, hlen);
	th->source = htons((u16)(1000 + f->flow));
	th->dest = htons(80);
	th->seq = htonl(f->seq);
	th->ack_seq = htonl(f->ack);
	th->doff = (hlen / 4) & 0xf;
	th->ack = 1;
	th->syn = f->syn;
	th->fin = f->fin;
	th->rst = f->rst;
	th->psh = f->psh;
	th->urg = f->urg;
	th->cwr = f->cwr;
	th->window = htons(1000);
	if (f->tsval) {
		opt[0] = 1;
		opt[1] = 1;
		opt[2] = 8;
		opt[3] = 10;
		put_unaligned_be32(f->tsval, opt + 4);
	}
	return hlen;
}

unsigned int frame_bytes(const struct frame *f, u8 *buf)
{
	struct ethhdr *eth = (struct ethhdr *)buf;
	struct iphdr *iph = (struct iphdr *)(eth + 1);
	u8 *l4 = (u8 *)(iph + 1);
	__sum16 *check;
	unsigned int hlen, l4len;

	memset(buf, 0, ETH_HLEN + sizeof(*iph));
	memset(eth->h_source, 2, ETH_ALEN);
	eth->h_proto = htons(ETH_P_IP);
	if (f->udp) {
		struct udphdr *uh = (struct udphdr *)l4;

		hlen = sizeof(*uh);
		uh->source = htons((u16)(1000 + f->flow));
		uh->dest = htons(53);
		uh->len = htons((u16)(hlen + f->len));
		uh->check = 0;
		check = &uh->check;
	} else {
		hlen = frame_tcp(f, (struct tcphdr *)l4);
		check = &((struct tcphdr *)l4)->check;
	}
	for (unsigned int i = 0; i < f->len; i++)
		l4[hlen + i] = (u8)((f->seq + i) * 131 >> 3);
	l4len = hlen + f->len;

	iph->version = 4;
	iph->ihl = 5;
	iph->tos = f->tos;
	iph->tot_len = htons((u16)(sizeof(*iph) + l4len));
	iph->id = htons(f->id);
	iph->frag_off = htons((f->no_df ? 0 : IP_DF) | (f->frag ? IP_MF : 0));
	iph->ttl = f->ttl ? f->ttl : 64;
	iph->protocol = f->udp ? IPPROTO_UDP : IPPROTO_TCP;
	iph->saddr = htonl(0x0a000001);
	iph->daddr = htonl(0x0a000002);
	ip_send_check(iph);
	*check = csum_tcpudp_magic(iph->saddr, iph->daddr, l4len, iph->protocol,
				   csum_partial(l4, (int)l4len, 0));
	if (f->bad_csum)
		*check ^= 0x55;
	return ETH_HLEN + (unsigned int)sizeof(*iph) + l4len;
}

/* The payload into a page, the headers linear, as a NIC that splits does. */
static void frame_move_to_page(struct sk_buff *skb, const u8 *payload,
			       unsigned int len)
{
	struct page *page = alloc_pages(GFP_ATOMIC, 2);

	ASSERT_NOT_NULL(page);
	memcpy((u8 *)page_address(page) + 64, payload, len);
	skb_add_rx_frag(skb, 0, page, 64, (int)len, len);
}

struct sk_buff *frame_skb(struct testdev *t, const struct frame *f,
			  enum frame_memory memory)
{
	static u8 room[FRAME_MAX] __aligned(8);
	u8 *buf = room + 2;
	unsigned int len = frame_bytes(f, buf), linear = len;
	struct sk_buff *skb;

	if (memory == FRAME_PAGES)
		linear = len - f->len;
	skb = memory == FRAME_LINEAR ? alloc_skb(linear + 66, GFP_ATOMIC)
				     : netdev_alloc_skb(t->dev, linear + 2);
	ASSERT_NOT_NULL(skb);
	skb_reserve(skb, memory == FRAME_LINEAR ? 66 : 2);
	skb_put_data(skb, buf, linear);
	if (linear < len)
		frame_move_to_page(skb, buf + linear, len - linear);
	skb->dev = t->dev;
	skb_reset_mac_header(skb);
	skb->protocol = htons(ETH_P_IP);
	skb->pkt_type = PACKET_HOST;
	__skb_pull(skb, ETH_HLEN);
	return skb;
}
