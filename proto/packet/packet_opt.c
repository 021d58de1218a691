// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * packet_opt - options of packet sockets
 *
 * Where:   setsockopt(SOL_PACKET), getsockopt(SOL_PACKET).
 * Mirrors: net/packet/af_packet.c, cut. Rings and fanout are unknown options.
 * Spec:    packet(7).
 */
#include "core/dev_addr_lists.h"
#include "core/rtnl.h"
#include "lib/slab.h"
#include "proto/packet/internal.h"

struct packet_mreq_max {
	int mr_ifindex;
	unsigned short mr_type;
	unsigned short mr_alen;
	unsigned char mr_address[MAX_ADDR_LEN];
};

/* ---- what the device shall receive; rtnl
 * --------------------------------------- */

/* @what: 1 or -1. 0 or -errno. */
static int packet_dev_mc(struct net_device *dev, struct packet_mclist *i,
			 int what)
{
	switch (i->type) {
	case PACKET_MR_MULTICAST:
		if (i->alen != dev->addr_len)
			return -EINVAL;
		return what > 0 ? dev_mc_add(dev, i->addr)
				: dev_mc_del(dev, i->addr);
	case PACKET_MR_PROMISC:
		return dev_set_promiscuity(dev, what);
	case PACKET_MR_ALLMULTI:
		return dev_set_allmulti(dev, what);
	case PACKET_MR_UNICAST:
		if (i->alen != dev->addr_len)
			return -EINVAL;
		return what > 0 ? dev_uc_add(dev, i->addr)
				: dev_uc_del(dev, i->addr);
	default:
		return 0;
	}
}

static struct packet_mclist **packet_mc_find(struct packet_sock *po,
					     const struct packet_mreq_max *mreq)
{
	struct packet_mclist **pp, *i;

	for (pp = &po->mclist; (i = *pp) != NULL; pp = &i->next)
		if (i->ifindex == mreq->mr_ifindex &&
		    i->type == mreq->mr_type && i->alen == mreq->mr_alen &&
		    !memcmp(i->addr, mreq->mr_address, i->alen))
			break;
	return pp;
}

static int packet_mc_add(struct packet_sock *po,
			 const struct packet_mreq_max *mreq)
{
	struct packet_mclist *i = *packet_mc_find(po, mreq);
	struct net_device *dev;
	int err;

	dev = __dev_get_by_index(sock_net(&po->sk), mreq->mr_ifindex);
	if (!dev)
		return -ENODEV;
	if (mreq->mr_alen > dev->addr_len)
		return -EINVAL;
	if (i) {
		i->count++;
		return 0;
	}
	i = kzalloc(sizeof(*i), GFP_KERNEL);
	if (!i)
		return -ENOBUFS;
	i->type = mreq->mr_type;
	i->ifindex = mreq->mr_ifindex;
	i->alen = mreq->mr_alen;
	i->count = 1;
	memcpy(i->addr, mreq->mr_address, i->alen);
	err = packet_dev_mc(dev, i, 1);
	if (err) {
		kfree(i);
		return err;
	}
	i->next = po->mclist;
	po->mclist = i;
	return 0;
}

static void packet_mc_free(struct packet_sock *po, struct packet_mclist *i)
{
	struct net_device *dev;

	dev = __dev_get_by_index(sock_net(&po->sk), i->ifindex);
	if (dev)
		packet_dev_mc(dev, i, -1);
	kfree(i);
}

/* Linux answers 0 for what was not there. */
static int packet_mc_drop(struct packet_sock *po,
			  const struct packet_mreq_max *mreq)
{
	struct packet_mclist **pp = packet_mc_find(po, mreq), *i = *pp;

	if (!i || --i->count)
		return 0;
	*pp = i->next;
	packet_mc_free(po, i);
	return 0;
}

/* The socket is closed. Context: process. */
void packet_flush_mclist(struct sock *sk)
{
	struct packet_sock *po = pkt_sk(sk);
	struct packet_mclist *i;

	if (!po->mclist)
		return;
	rtnl_lock();
	while ((i = po->mclist) != NULL) {
		po->mclist = i->next;
		packet_mc_free(po, i);
	}
	rtnl_unlock();
}

void packet_dev_mclist_delete(struct net_device *dev, struct sock *sk)
{
	struct packet_mclist **pp = &pkt_sk(sk)->mclist, *i;

	while ((i = *pp) != NULL) {
		if (i->ifindex != dev->ifindex) {
			pp = &i->next;
			continue;
		}
		*pp = i->next;
		packet_dev_mc(dev, i, -1);
		kfree(i);
	}
}

static int packet_set_membership(struct packet_sock *po, int optname,
				 sockptr_t optval, unsigned int optlen)
{
	struct packet_mreq_max mreq;
	int err;

	memset(&mreq, 0, sizeof(mreq));
	if (optlen < sizeof(struct packet_mreq))
		return -EINVAL;
	optlen = min_t(unsigned int, optlen, sizeof(mreq));
	if (copy_from_sockptr(&mreq, optval, optlen))
		return -EFAULT;
	if (optlen < mreq.mr_alen + offsetof(struct packet_mreq, mr_address))
		return -EINVAL;
	rtnl_lock();
	err = optname == PACKET_ADD_MEMBERSHIP ? packet_mc_add(po, &mreq)
					       : packet_mc_drop(po, &mreq);
	rtnl_unlock();
	return err;
}

/* ---- switches
 * -------------------------------------------------------------------- */

static int packet_set_switch(struct packet_sock *po, int optname, int val)
{
	switch (optname) {
	case PACKET_AUXDATA:
		po->auxdata = val != 0;
		return 0;
	case PACKET_ORIGDEV:
		po->origdev = val != 0;
		return 0;
	case PACKET_VNET_HDR:
		if (po->sk.sk_type != SOCK_RAW)
			return -EINVAL;
		po->has_vnet_hdr = val != 0;
		return 0;
	case PACKET_IGNORE_OUTGOING:
		if (val < 0 || val > 1)
			return -EINVAL;
		WRITE_ONCE(po->prot_hook.ignore_outgoing, val != 0);
		return 0;
	case PACKET_QDISC_BYPASS:
		po->qdisc_bypass = val != 0;
		return 0;
	case PACKET_COPY_THRESH:
		po->copy_thresh = val;
		return 0;
	default:
		return -ENOPROTOOPT;
	}
}

/* Context: process; struct proto_ops.setsockopt. */
int packet_setsockopt(struct socket *sock, int level, int optname,
		      sockptr_t optval, unsigned int optlen)
{
	struct packet_sock *po = pkt_sk(sock->sk);
	int val, err;

	if (level != SOL_PACKET)
		return -ENOPROTOOPT;
	switch (optname) {
	case PACKET_ADD_MEMBERSHIP:
	case PACKET_DROP_MEMBERSHIP:
		return packet_set_membership(po, optname, optval, optlen);
	case PACKET_AUXDATA:
	case PACKET_ORIGDEV:
	case PACKET_VNET_HDR:
	case PACKET_IGNORE_OUTGOING:
	case PACKET_QDISC_BYPASS:
	case PACKET_COPY_THRESH:
		break;
	default:
		return -ENOPROTOOPT;
	}
	if (optlen < sizeof(val))
		return -EINVAL;
	if (copy_from_sockptr(&val, optval, sizeof(val)))
		return -EFAULT;
	lock_sock(sock->sk);
	err = packet_set_switch(po, optname, val);
	release_sock(sock->sk);
	return err;
}

/* Since the last time they were asked for. */
static void packet_get_stats(struct packet_sock *po, struct tpacket_stats *st)
{
	struct sk_buff_head *queue = &po->sk.sk_receive_queue;

	spin_lock_bh(&queue->lock);
	*st = po->stats;
	memset(&po->stats, 0, sizeof(po->stats));
	spin_unlock_bh(&queue->lock);
	st->tp_drops = (unsigned int)atomic_xchg(&po->tp_drops, 0);
	st->tp_packets += st->tp_drops;
}

static int packet_get_switch(const struct packet_sock *po, int optname,
			     int *val)
{
	switch (optname) {
	case PACKET_AUXDATA:
		*val = po->auxdata;
		return 0;
	case PACKET_ORIGDEV:
		*val = po->origdev;
		return 0;
	case PACKET_VNET_HDR:
		*val = po->has_vnet_hdr;
		return 0;
	case PACKET_IGNORE_OUTGOING:
		*val = po->prot_hook.ignore_outgoing;
		return 0;
	case PACKET_QDISC_BYPASS:
		*val = po->qdisc_bypass;
		return 0;
	case PACKET_COPY_THRESH:
		*val = po->copy_thresh;
		return 0;
	default:
		return -ENOPROTOOPT;
	}
}

/* Context: process; struct proto_ops.getsockopt. */
int packet_getsockopt(struct socket *sock, int level, int optname, char *optval,
		      int *optlen)
{
	struct packet_sock *po = pkt_sk(sock->sk);
	struct tpacket_stats st;
	const void *data = &st;
	int val, err, len = sizeof(st);

	if (level != SOL_PACKET)
		return -ENOPROTOOPT;
	if (*optlen < 0)
		return -EINVAL;
	if (optname == PACKET_STATISTICS) {
		packet_get_stats(po, &st);
	} else {
		err = packet_get_switch(po, optname, &val);
		if (err)
			return err;
		data = &val;
		len = sizeof(val);
	}
	*optlen = min(*optlen, len);
	memcpy(optval, data, (size_t)*optlen);
	return 0;
}
