// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * packet_snd - a frame as the application wrote it
 *
 * Where:   sendmsg() → dev_queue_xmit(), past IP and its hooks.
 * Mirrors: net/packet/af_packet.c, cut.
 * Spec:    packet(7). SOCK_RAW: the link header is in the data; SOCK_DGRAM: it
 *          is made from the address.
 */
#include "core/datagram.h"
#include "core/iov_iter.h"
#include "core/trace.h"
#include "hdr/eth.h"
#include "hdr/vlan.h"
#include "lib/err.h"
#include "proto/packet/internal.h"

/* One sendmsg(). */
struct packet_send {
	struct socket *sock;
	struct packet_sock *po;
	struct msghdr *msg;
	size_t len;
	struct net_device *dev; /* a reference */
	__be16 proto;
	const unsigned char *addr; /* SOCK_DGRAM: to whom */
	unsigned int reserve;	   /* SOCK_RAW: the link header's length */
	struct sockcm_cookie sockc;
	struct virtio_net_hdr vh;
};

/* Device, protocol and address: named, or what the socket is bound to. */
static int packet_send_dest(struct packet_send *s)
{
	const struct sockaddr_ll *sll = s->msg->msg_name;
	int namelen = s->msg->msg_namelen;

	if (!sll || !namelen) {
		spin_lock_bh(&s->po->bind_lock);
		s->dev = s->po->prot_hook.dev;
		dev_hold(s->dev);
		spin_unlock_bh(&s->po->bind_lock);
		s->proto = READ_ONCE(s->po->num);
	} else {
		int head = offsetof(struct sockaddr_ll, sll_addr);

		if (namelen < (int)sizeof(*sll) ||
		    namelen < sll->sll_halen + head)
			return -EINVAL;
		s->proto = sll->sll_protocol;
		s->dev = dev_get_by_index(sock_net(&s->po->sk),
					  sll->sll_ifindex);
		if (s->sock->type == SOCK_DGRAM) {
			if (s->dev && namelen < s->dev->addr_len + head)
				return -EINVAL;
			s->addr = sll->sll_addr;
		}
	}
	if (!s->dev)
		return -ENXIO;
	return s->dev->flags & IFF_UP ? 0 : -ENETDOWN;
}

static int packet_take_vnet(struct packet_send *s)
{
	struct virtio_net_hdr *vh = &s->vh;

	if (s->len < sizeof(*vh))
		return -EINVAL;
	s->len -= sizeof(*vh);
	if (memcpy_from_msg(vh, s->msg, sizeof(*vh)))
		return -EFAULT;
	if ((vh->flags & VIRTIO_NET_HDR_F_NEEDS_CSUM) &&
	    vh->csum_start + vh->csum_offset + 2 > vh->hdr_len)
		vh->hdr_len = (u16)(vh->csum_start + vh->csum_offset + 2);
	return vh->hdr_len > s->len ? -EINVAL : 0;
}

/* What the header in front of the frame asks for. 0 or -EINVAL. */
static int packet_vnet_to_skb(const struct virtio_net_hdr *vh,
			      struct sk_buff *skb)
{
	unsigned int type = 0;

	if ((vh->flags & VIRTIO_NET_HDR_F_NEEDS_CSUM) &&
	    !skb_partial_csum_set(skb, vh->csum_start, vh->csum_offset))
		return -EINVAL;
	switch (vh->gso_type & ~VIRTIO_NET_HDR_GSO_ECN) {
	case VIRTIO_NET_HDR_GSO_NONE:
		return 0;
	case VIRTIO_NET_HDR_GSO_TCPV4:
		type = SKB_GSO_TCPV4;
		break;
	case VIRTIO_NET_HDR_GSO_TCPV6:
		type = SKB_GSO_TCPV6;
		break;
	case VIRTIO_NET_HDR_GSO_UDP_L4:
		type = SKB_GSO_UDP_L4;
		break;
	default:
		return -EINVAL;
	}
	if (!vh->gso_size)
		return -EINVAL;
	if (vh->gso_type & VIRTIO_NET_HDR_GSO_ECN)
		type |= SKB_GSO_TCP_ECN;
	skb_shinfo(skb)->gso_size = vh->gso_size;
	skb_shinfo(skb)->gso_type = type | SKB_GSO_DODGY;
	return 0;
}

/* May the frame be 4 bytes longer? With a VLAN tag it may. */
static bool packet_extra_vlan_len_allowed(const struct net_device *dev,
					  struct sk_buff *skb)
{
	if (dev->type != ARPHRD_ETHER || skb_headlen(skb) < ETH_HLEN)
		return false;
	skb_reset_mac_header(skb);
	return eth_hdr(skb)->h_proto == htons(ETH_P_8021Q);
}

/* Protocol and network header of what is known by its bytes only. */
static void packet_parse_headers(struct packet_send *s, struct sk_buff *skb)
{
	skb_reset_mac_header(skb);
	if ((!skb->protocol || skb->protocol == htons(ETH_P_ALL)) &&
	    s->sock->type == SOCK_RAW && s->dev->type == ARPHRD_ETHER &&
	    skb_headlen(skb) >= ETH_HLEN)
		skb->protocol = eth_hdr(skb)->h_proto;
	if (!skb_transport_header_was_set(skb))
		skb->transport_header = skb->network_header;
}

/* Give the frame, ready to go, or ERR_PTR(). */
static struct sk_buff *packet_build(struct packet_send *s)
{
	unsigned int hlen = LL_RESERVED_SPACE(s->dev);
	struct sock *sk = &s->po->sk;
	struct sk_buff *skb;
	int offset = 0, err;

	skb = sock_alloc_send_skb(sk, hlen + s->dev->needed_tailroom + s->len,
				  (int)(s->msg->msg_flags & MSG_DONTWAIT),
				  &err);
	if (!skb)
		return ERR_PTR(err);
	skb_reserve(skb, (int)hlen);
	skb_reset_network_header(skb);
	err = -EINVAL;
	if (s->sock->type == SOCK_DGRAM) {
		offset = dev_hard_header(skb, s->dev, ntohs(s->proto), s->addr,
					 NULL, (unsigned int)s->len);
		if (unlikely(offset < 0))
			goto drop;
	} else if (s->reserve) {
		skb_reserve(skb, -(int)s->reserve);
	}
	skb_put(skb, (unsigned int)s->len);
	err = skb_copy_datagram_from_iter(skb, offset, &s->msg->msg_iter,
					  (int)s->len);
	if (err)
		goto drop;
	err = -EINVAL;
	if (!skb->len ||
	    (s->sock->type == SOCK_RAW &&
	     !dev_validate_header(s->dev, (char *)skb->data, (int)s->len)))
		goto drop;
	err = -EMSGSIZE;
	if (!s->vh.gso_type && s->len > s->dev->mtu + s->reserve &&
	    !packet_extra_vlan_len_allowed(s->dev, skb))
		goto drop;
	sock_tx_timestamp(sk, (u16)s->sockc.tsflags,
			  &skb_shinfo(skb)->tx_flags);
	skb->protocol = s->proto;
	skb->dev = s->dev;
	skb->priority = s->sockc.priority;
	skb->mark = s->sockc.mark;
	skb->tstamp = (ktime_t)s->sockc.transmit_time;
	err = packet_vnet_to_skb(&s->vh, skb);
	if (err)
		goto drop;
	packet_parse_headers(s, skb);
	return skb;
drop:
	kfree_skb_reason(skb, SKB_DROP_REASON_PACKET_SOCK_ERROR);
	return ERR_PTR(err);
}

static int packet_xmit(struct packet_send *s)
{
	struct sk_buff *skb = packet_build(s);
	int err;

	if (IS_ERR(skb))
		return (int)PTR_ERR(skb);
	cpu_cost(layer);
	err = s->po->qdisc_bypass ? __dev_direct_xmit(skb, 0)
				  : dev_queue_xmit(skb);
	return err > 0 ? net_xmit_errno(err) : err;
}

/* Context: process; struct proto_ops.sendmsg. Return: bytes or -errno. */
int packet_sendmsg(struct socket *sock, struct msghdr *msg, size_t len)
{
	struct packet_send s = {
		.sock = sock,
		.po = pkt_sk(sock->sk),
		.msg = msg,
		.len = len,
	};
	int err = packet_send_dest(&s);

	if (err)
		goto put;
	sockcm_init(&s.sockc, sock->sk);
	if (msg->msg_controllen)
		err = sock_cmsg_send(sock->sk, msg, &s.sockc);
	if (!err && s.po->has_vnet_hdr)
		err = packet_take_vnet(&s);
	if (err)
		goto put;
	if (sock->type == SOCK_RAW)
		s.reserve = s.dev->hard_header_len;
	err = -EMSGSIZE;
	if (!s.vh.gso_type && s.len > s.dev->mtu + s.reserve + VLAN_HLEN)
		goto put;
	err = packet_xmit(&s);
put:
	dev_put(s.dev);
	return err ? err : (int)len;
}
