// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * arp_output - make ARP packets and send them
 *
 * Where:   arp_solicit() and arp_process(), devinet.c when an address is
 *          announced; ends in dev_queue_xmit().
 * Mirrors: arp_create(), arp_xmit(), arp_send() and arp_mc_map() of
 *          net/ipv4/arp.c.
 * Spec:    RFC 826, RFC 1112 §6.4.
 */
#include "core/netfilter.h"
#include "core/trace.h"
#include "hdr/arp.h"
#include "proto/ipv4/arp.h"
#include "proto/ipv4/arp_priv.h"

/* RFC 1112 §6.4: the low 23 bits of the group behind 01:00:5e. */
static void ip_eth_mc_map(__be32 naddr, u8 *buf)
{
	u32 addr = ntohl(naddr);

	buf[0] = 0x01;
	buf[1] = 0x00;
	buf[2] = 0x5e;
	buf[3] = (addr >> 16) & 0x7f;
	buf[4] = (addr >> 8) & 0xff;
	buf[5] = addr & 0xff;
}

/**
 * arp_mc_map - a group's link address
 * @addr: the group
 * @haddr: filled in
 * @dev: the device
 * @dir: for sending: the broadcast address will do
 *
 * Context: any.
 * Return: 0 or -EINVAL.
 */
int arp_mc_map(__be32 addr, u8 *haddr, struct net_device *dev, int dir)
{
	if (dev->type == ARPHRD_ETHER) {
		ip_eth_mc_map(addr, haddr);
		return 0;
	}
	if (!dir)
		return -EINVAL;
	memcpy(haddr, dev->broadcast, dev->addr_len);
	return 0;
}

/* ---- sending ---------------------------------------------------------------
 */

/**
 * arp_create - make an ARP packet with its link header
 * @type: ARPOP_*
 * @ptype: EtherType, ETH_P_ARP
 * @dest_ip: target address
 * @dev: where it will be sent
 * @src_ip: sender address; 0: a probe
 * @dest_hw: of the link header; NULL: broadcast
 * @src_hw: sender; NULL: the device's
 * @target_hw: in the packet; NULL: zeroes
 *
 * Context: any.
 * Return: gives a packet, or NULL.
 */
struct sk_buff *arp_create(int type, int ptype, __be32 dest_ip,
			   struct net_device *dev, __be32 src_ip,
			   const unsigned char *dest_hw,
			   const unsigned char *src_hw,
			   const unsigned char *target_hw)
{
	unsigned int hlen = LL_RESERVED_SPACE(dev);
	struct sk_buff *skb;
	struct arphdr *arp;
	u8 *p;

	skb = alloc_skb(arp_hdr_len(dev) + hlen + dev->needed_tailroom,
			GFP_ATOMIC);
	if (!skb)
		return NULL;
	skb_reserve(skb, (int)hlen);
	skb_reset_network_header(skb);
	skb_put(skb, arp_hdr_len(dev));
	skb->dev = dev;
	skb->protocol = htons(ETH_P_ARP);
	if (!src_hw)
		src_hw = dev->dev_addr;
	if (!dest_hw)
		dest_hw = dev->broadcast;
	if (dev_hard_header(skb, dev, (unsigned short)ptype, dest_hw, src_hw,
			    skb->len) < 0) {
		kfree_skb_reason(skb, SKB_DROP_REASON_DEV_HDR);
		return NULL;
	}

	arp = arp_hdr(skb);
	arp->ar_hrd = htons(dev->type);
	arp->ar_pro = htons(ETH_P_IP);
	arp->ar_hln = dev->addr_len;
	arp->ar_pln = 4;
	arp->ar_op = htons((u16)type);

	p = (u8 *)(arp + 1);
	memcpy(p, src_hw, dev->addr_len);
	p += dev->addr_len;
	memcpy(p, &src_ip, 4);
	p += 4;
	if (target_hw)
		memcpy(p, target_hw, dev->addr_len);
	else
		memset(p, 0, dev->addr_len);
	p += dev->addr_len;
	memcpy(p, &dest_ip, 4);
	return skb;
}
EXPORT_SYMBOL(arp_create);

static int arp_xmit_finish(struct net *net, struct sock *sk,
			   struct sk_buff *skb)
{
	return dev_queue_xmit(skb);
}

/**
 * arp_xmit - show it to the hooks, and send
 * @skb: taken; of arp_create()
 *
 * Context: any.
 */
void arp_xmit(struct sk_buff *skb)
{
	rcu_read_lock();
	NF_HOOK(NFPROTO_ARP, NF_ARP_OUT, dev_net(skb->dev), NULL, skb, NULL,
		skb->dev, arp_xmit_finish);
	rcu_read_unlock();
}
EXPORT_SYMBOL(arp_xmit);

/**
 * arp_send - make and send
 * @type: ARPOP_*
 * @ptype: ETH_P_ARP
 * @dest_ip: target address
 * @dev: where
 * @src_ip: sender address
 * @dest_hw: of the link header; NULL: broadcast
 * @src_hw: sender; NULL: the device's
 * @target_hw: in the packet; NULL: zeroes
 *
 * Context: any.
 */
void arp_send(int type, int ptype, __be32 dest_ip, struct net_device *dev,
	      __be32 src_ip, const unsigned char *dest_hw,
	      const unsigned char *src_hw, const unsigned char *target_hw)
{
	struct sk_buff *skb;

	if (dev->flags & IFF_NOARP)
		return;
	skb = arp_create(type, ptype, dest_ip, dev, src_ip, dest_hw, src_hw,
			 target_hw);
	if (!skb)
		return;
	trace_arp_send(skb, (u64)type, src_ip, dest_ip);
	arp_xmit(skb);
}
EXPORT_SYMBOL(arp_send);
