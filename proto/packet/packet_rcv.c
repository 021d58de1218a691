// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * packet_rcv - a copy of each frame into the socket's queue, and to its reader
 *
 * Where:   __netif_receive_skb_core() and dev_queue_xmit_nit() call
 *          packet_rcv() as a packet_type.
 * Mirrors: net/packet/af_packet.c, cut.
 * Spec:    packet(7). SOCK_RAW: with the link header; SOCK_DGRAM: without.
 */
#include "core/datagram.h"
#include "core/trace.h"
#include "proto/packet/internal.h"

/* Who sent it, and by what: put together while the device is known. */
static void packet_note_address(const struct packet_sock *po,
				struct sk_buff *skb, struct net_device *dev,
				struct net_device *orig_dev)
{
	struct sockaddr_ll *sll = &PACKET_SKB_CB(skb)->ll;

	memset(sll, 0, sizeof(*sll));
	sll->sll_hatype = dev->type;
	sll->sll_pkttype = skb->pkt_type;
	sll->sll_ifindex = po->origdev ? orig_dev->ifindex : dev->ifindex;
	sll->sll_halen = (u8)dev_parse_header(skb, sll->sll_addr);
	PACKET_SKB_CB(skb)->origlen = skb->len;
}

/* Takes @skb, which is nobody else's. */
static void packet_enqueue(struct packet_sock *po, struct sk_buff *skb)
{
	struct sock *sk = &po->sk;

	skb_set_owner_r(skb, sk);
	skb->dev = NULL;
	skb_dst_drop(skb);
	nf_reset_ct(skb);
	spin_lock_bh(&sk->sk_receive_queue.lock);
	po->stats.tp_packets++;
	__skb_queue_tail(&sk->sk_receive_queue, skb);
	spin_unlock_bh(&sk->sk_receive_queue.lock);
	trace_sock_queue_rcv(skb, ntohs(po->num), (u64)sk_rmem_alloc_get(sk));
	CALL_VOID("sock.sk_data_ready", sk->sk_data_ready, sk);
}

/* Where @skb's data were: it may belong to others, too. */
static void packet_restore(struct sk_buff *skb, unsigned char *head,
			   unsigned int len)
{
	if (skb->data != head && skb_shared(skb)) {
		skb->data = head;
		skb->len = len;
	}
}

static int packet_drop(struct packet_sock *po, struct sk_buff *skb)
{
	atomic_inc(&po->tp_drops);
	atomic_inc(&po->sk.sk_drops);
	sk_skb_reason_drop(&po->sk, skb, SKB_DROP_REASON_PACKET_SOCK_ERROR);
	return 0;
}

/* See internal.h. Return: 0. */
int packet_rcv(struct sk_buff *skb, struct net_device *dev,
	       struct packet_type *pt, struct net_device *orig_dev)
{
	struct packet_sock *po = pkt_sk(pt->af_packet_priv);
	unsigned char *head = skb->data;
	unsigned int len = skb->len;
	struct sock *sk = &po->sk;
	struct sk_buff *nskb;

	cpu_cost(layer);
	if (skb->pkt_type == PACKET_LOOPBACK ||
	    !net_eq(dev_net(dev), sock_net(sk))) {
		consume_skb(skb); /* a copy: nobody misses it */
		return 0;
	}
	skb->dev = dev;
	if (dev_has_header(dev)) {
		if (sk->sk_type != SOCK_DGRAM)
			skb_push(skb, (unsigned int)(skb->data -
						     skb_mac_header(skb)));
		else if (skb->pkt_type == PACKET_OUTGOING)
			skb_pull(skb, (unsigned int)skb_network_offset(skb));
	}
	if (sk_rmem_alloc_get(sk) >= READ_ONCE(sk->sk_rcvbuf)) {
		packet_restore(skb, head, len);
		return packet_drop(po, skb);
	}
	if (skb_shared(skb)) {
		nskb = skb_clone(skb, GFP_ATOMIC);
		packet_restore(skb, head, len);
		if (!nskb)
			return packet_drop(po, skb);
		consume_skb(skb);
		skb = nskb;
	}
	packet_note_address(po, skb, dev, orig_dev);
	packet_enqueue(po, skb);
	return 0;
}

/* ---- the reader
 * ----------------------------------------------------------------- */

static void packet_put_auxdata(struct msghdr *msg, struct sk_buff *skb)
{
	struct tpacket_auxdata aux = {
		.tp_status = TP_STATUS_USER,
		.tp_len = PACKET_SKB_CB(skb)->origlen,
		.tp_snaplen = skb->len,
		.tp_net = (u16)skb_network_offset(skb),
	};

	if (skb->ip_summed == CHECKSUM_PARTIAL)
		aux.tp_status |= TP_STATUS_CSUMNOTREADY;
	else if (skb->pkt_type != PACKET_OUTGOING && skb_csum_unnecessary(skb))
		aux.tp_status |= TP_STATUS_CSUM_VALID;
	if (skb->vlan_present) {
		aux.tp_vlan_tci = skb->vlan_tci;
		aux.tp_vlan_tpid = ntohs(skb->vlan_proto);
		aux.tp_status |=
			TP_STATUS_VLAN_VALID | TP_STATUS_VLAN_TPID_VALID;
	}
	put_cmsg(msg, SOL_PACKET, PACKET_AUXDATA, sizeof(aux), &aux);
}

static int packet_gso_to_vnet(const struct sk_buff *skb,
			      struct virtio_net_hdr *vh)
{
	const struct skb_shared_info *sinfo = skb_shinfo(skb);

	vh->hdr_len = (u16)skb_headlen(skb);
	vh->gso_size = sinfo->gso_size;
	if (sinfo->gso_type & SKB_GSO_TCPV4)
		vh->gso_type = VIRTIO_NET_HDR_GSO_TCPV4;
	else if (sinfo->gso_type & SKB_GSO_TCPV6)
		vh->gso_type = VIRTIO_NET_HDR_GSO_TCPV6;
	else if (sinfo->gso_type & SKB_GSO_UDP_L4)
		vh->gso_type = VIRTIO_NET_HDR_GSO_UDP_L4;
	else
		return -EINVAL;
	if (sinfo->gso_type & SKB_GSO_TCP_ECN)
		vh->gso_type |= VIRTIO_NET_HDR_GSO_ECN;
	return 0;
}

/* What the frame lacks: sum and cuts, in front of it. 0 or -errno. */
static int packet_rcv_vnet(struct msghdr *msg, const struct sk_buff *skb,
			   size_t *len)
{
	struct virtio_net_hdr vh = {0};

	if (*len < sizeof(vh) ||
	    (skb_is_gso(skb) && packet_gso_to_vnet(skb, &vh)))
		return -EINVAL;
	*len -= sizeof(vh);
	if (skb->ip_summed == CHECKSUM_PARTIAL) {
		vh.flags = VIRTIO_NET_HDR_F_NEEDS_CSUM;
		vh.csum_start = (u16)skb_checksum_start_offset(skb);
		vh.csum_offset = skb->csum_offset;
	} else if (skb->ip_summed == CHECKSUM_UNNECESSARY) {
		vh.flags = VIRTIO_NET_HDR_F_DATA_VALID;
	}
	return memcpy_to_msg(msg, &vh, sizeof(vh));
}

static void packet_put_name(struct msghdr *msg, struct sk_buff *skb)
{
	struct sockaddr_ll *sll = &PACKET_SKB_CB(skb)->ll;

	sll->sll_family = AF_PACKET;
	sll->sll_protocol = skb->protocol;
	if (!msg->msg_name)
		return;
	memcpy(msg->msg_name, sll, sizeof(*sll));
	msg->msg_namelen = sizeof(*sll);
}

/* Context: process; struct proto_ops.recvmsg. Return: bytes or -errno. */
int packet_recvmsg(struct socket *sock, struct msghdr *msg, size_t len,
		   int flags)
{
	struct sock *sk = sock->sk;
	struct packet_sock *po = pkt_sk(sk);
	int copied, vnet = 0, err;
	struct sk_buff *skb;

	if (flags & ~(MSG_PEEK | MSG_DONTWAIT | MSG_TRUNC | MSG_ERRQUEUE))
		return -EINVAL;
	if (flags & MSG_ERRQUEUE)
		return sock_recv_errqueue(sk, msg, (int)len, SOL_PACKET,
					  PACKET_TX_TIMESTAMP);
	skb = skb_recv_datagram(sk, (unsigned int)flags, &err);
	if (!skb)
		return err;
	if (po->has_vnet_hdr) {
		err = packet_rcv_vnet(msg, skb, &len);
		if (err)
			goto out;
		vnet = sizeof(struct virtio_net_hdr);
	}
	err = copied = skb_copy_datagram_trunc(skb, msg, len);
	if (err < 0)
		goto out;
	packet_put_name(msg, skb);
	sock_recv_cmsgs(msg, sk, skb);
	if (po->auxdata)
		packet_put_auxdata(msg, skb);
	err = vnet + (flags & MSG_TRUNC ? (int)skb->len : copied);
out:
	skb_free_datagram(sk, skb);
	return err;
}
