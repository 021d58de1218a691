/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * internal - a packet socket, for the files of packet.so
 *
 * Where:   af_packet.c (life, bind), packet_rcv.c, packet_snd.c, packet_opt.c.
 * Mirrors: net/packet/internal.h. Left out: rings (TPACKET), fanout.
 * Spec:    packet(7).
 */
#ifndef PROTO_PACKET_INTERNAL_H
#define PROTO_PACKET_INTERNAL_H

#include "hdr/socket.h"

#include <linux/if_packet.h>
#include <linux/virtio_net.h>

#include "core/netdevice.h"
#include "core/sock.h"

#ifndef VIRTIO_NET_HDR_GSO_UDP_L4
#define VIRTIO_NET_HDR_GSO_UDP_L4 5
#endif

/* A wish of a socket: promiscuous, all multicast, one address. rtnl. */
struct packet_mclist {
	struct packet_mclist *next;
	int ifindex;
	int count;
	unsigned short type; /* PACKET_MR_* */
	unsigned short alen;
	unsigned char addr[MAX_ADDR_LEN];
};

/* All of a namespace. */
struct netns_packet {
	spinlock_t lock;
	struct hlist_head sklist; /* RCU */
	struct proc_entry *proc;
};

struct packet_sock {
	struct sock sk;		    /* first */
	struct tpacket_stats stats; /* the receive queue's lock */
	atomic_t tp_drops;

	spinlock_t bind_lock; /* what follows, up to prot_hook */
	bool running;	      /* prot_hook is registered */
	int ifindex;	      /* bound to; 0: all; -1: it is gone */
	__be16 num;	      /* EtherType */
	struct packet_type prot_hook;

	bool auxdata;
	bool origdev;
	bool has_vnet_hdr;
	bool qdisc_bypass;
	int copy_thresh;
	struct packet_mclist *mclist; /* rtnl */
};

static inline struct packet_sock *pkt_sk(const struct sock *sk)
{
	return container_of((struct sock *)sk, struct packet_sock, sk);
}

/* skb->cb in the queue: the address, but for family and protocol. */
struct packet_skb_cb {
	unsigned int origlen;
	struct sockaddr_ll ll;
};
#define PACKET_SKB_CB(skb) ((struct packet_skb_cb *)((skb)->cb))
_Static_assert(sizeof(struct packet_skb_cb) <= 48, "it must fit skb->cb");

/* packet_rcv.c: takes @skb; struct packet_type.func. Softirq, or a tap. */
int packet_rcv(struct sk_buff *skb, struct net_device *dev,
	       struct packet_type *pt, struct net_device *orig_dev);
int packet_recvmsg(struct socket *sock, struct msghdr *msg, size_t len,
		   int flags);
/* packet_snd.c */
int packet_sendmsg(struct socket *sock, struct msghdr *msg, size_t len);
/* packet_opt.c */
int packet_setsockopt(struct socket *sock, int level, int optname,
		      sockptr_t optval, unsigned int optlen);
int packet_getsockopt(struct socket *sock, int level, int optname, char *optval,
		      int *optlen);
void packet_flush_mclist(struct sock *sk);
/* rtnl. @dev goes: its wishes go with it. */
void packet_dev_mclist_delete(struct net_device *dev, struct sock *sk);

#endif /* PROTO_PACKET_INTERNAL_H */
