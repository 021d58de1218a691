// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * raw_send - sendmsg() of raw sockets
 *
 * Where:   raw_sendmsg() → ip_append_data(), or with IP_HDRINCL straight to
 *          the hook LOCAL_OUT.
 * Mirrors: net/ipv4/raw.c, cut.
 * Spec:    raw(7): which fields of the header are filled in.
 */
#include "core/iov_iter.h"
#include "core/netfilter.h"
#include "core/tcp_states.h"
#include "lib/err.h"
#include "proto/ipv4/datagram.h"
#include "proto/ipv4/icmp.h"
#include "proto/ipv4/ip.h"
#include "proto/ipv4/raw.h"

/* What the application left out of its IP header. */
static int raw_complete_header(struct sock *sk, struct sk_buff *skb,
			       const struct flowi4 *fl4, size_t length)
{
	struct iphdr *iph = ip_hdr(skb);
	unsigned int iphlen = iph->ihl * 4;

	if (iphlen > length)
		return -EINVAL;
	if (iphlen < sizeof(*iph))
		return 0;
	if (!iph->saddr)
		iph->saddr = fl4->saddr;
	iph->tot_len = htons((u16)length);
	if (!iph->id)
		ip_select_ident(sock_net(sk), skb, NULL);
	ip_send_check(iph);
	skb->transport_header += (u16)iphlen;
	if (iph->protocol == IPPROTO_ICMP &&
	    length >= iphlen + sizeof(struct icmphdr))
		icmp_out_count(sock_net(sk), icmp_hdr(skb)->type);
	return 0;
}

static struct sk_buff *raw_hdrinc_skb(struct sock *sk, struct msghdr *msg,
				      size_t length, struct rtable **rtp,
				      const struct sockcm_cookie *sockc,
				      int *err)
{
	const struct net_device *dev = (*rtp)->dst.dev;
	unsigned int hlen = LL_RESERVED_SPACE(dev);
	struct sk_buff *skb;

	skb = sock_alloc_send_skb(sk, length + hlen + dev->needed_tailroom + 15,
				  (int)(msg->msg_flags & MSG_DONTWAIT), err);
	if (!skb)
		return NULL;
	skb_reserve(skb, (int)hlen);
	skb->protocol = htons(ETH_P_IP);
	skb->priority = sockc->priority;
	skb->mark = sockc->mark;
	skb->tstamp = (ktime_t)sockc->transmit_time;
	skb_dst_set(skb, &(*rtp)->dst);
	*rtp = NULL;
	skb_reset_network_header(skb);
	skb->transport_header = skb->network_header;
	sock_tx_timestamp(sk, (u16)sockc->tsflags, &skb_shinfo(skb)->tx_flags);
	if (msg->msg_flags & MSG_CONFIRM)
		skb_set_dst_pending_confirm(skb, 1);
	return skb;
}

/* IP_HDRINCL: the packet as the application wrote it. */
static int raw_send_hdrinc(struct sock *sk, struct flowi4 *fl4,
			   struct msghdr *msg, size_t length,
			   struct rtable **rtp,
			   const struct sockcm_cookie *sockc)
{
	struct net_device *dev = (*rtp)->dst.dev;
	struct net *net = sock_net(sk);
	struct sk_buff *skb;
	int err = 0;

	if (length > dev->mtu) {
		ip_local_error(sk, EMSGSIZE, fl4->daddr,
			       inet_sk(sk)->inet_dport, dev->mtu);
		return -EMSGSIZE;
	}
	if (length < sizeof(struct iphdr))
		return -EINVAL;
	if (msg->msg_flags & MSG_PROBE)
		return 0;
	skb = raw_hdrinc_skb(sk, msg, length, rtp, sockc, &err);
	if (!skb)
		goto count;
	err = memcpy_from_msg(skb_put(skb, (unsigned int)length), msg,
			      (int)length);
	if (!err)
		err = raw_complete_header(sk, skb, fl4, length);
	if (err) {
		kfree_skb_reason(skb, SKB_DROP_REASON_SKB_UCOPY_FAULT);
		goto count;
	}
	rcu_read_lock();
	err = NF_HOOK(NFPROTO_IPV4, NF_INET_LOCAL_OUT, net, sk, skb, NULL, dev,
		      dst_output);
	rcu_read_unlock();
	if (err > 0)
		err = net_xmit_errno(err);
	if (!err)
		return 0;
count:
	IP_INC_STATS(net, IPSTATS_MIB_OUTDISCARDS);
	return err == -ENOBUFS && !inet_test_bit(RECVERR, sk) ? 0 : err;
}

/* Rules may match ICMP's type and code: look at what will be sent. */
static int raw_probe_proto_opt(struct msghdr *msg, struct flowi4 *fl4)
{
	u8 hdr[2];

	if (fl4->flowi4_proto != IPPROTO_ICMP || msg_data_left(msg) < 2)
		return 0;
	if (memcpy_from_msg(hdr, msg, sizeof(hdr)))
		return -EFAULT;
	iov_iter_revert(&msg->msg_iter, sizeof(hdr));
	fl4->fl4_icmp_type = hdr[0];
	fl4->fl4_icmp_code = hdr[1];
	return 0;
}

static int raw_dest(struct sock *sk, struct msghdr *msg, __be32 *daddr)
{
	const struct sockaddr_in *usin = msg->msg_name;

	if (!usin || !msg->msg_namelen) {
		if (sk->sk_state != TCP_ESTABLISHED)
			return -EDESTADDRREQ;
		*daddr = inet_sk(sk)->inet_daddr;
		return 0;
	}
	if (msg->msg_namelen < (int)sizeof(*usin))
		return -EINVAL;
	if (usin->sin_family != AF_INET && usin->sin_family != AF_UNSPEC)
		return -EAFNOSUPPORT;
	*daddr = usin->sin_addr.s_addr;
	return 0;
}

/* Device and source when the socket's options say them, and the key. */
static void raw_flow(struct sock *sk, struct msghdr *msg,
		     struct ipcm_cookie *ipc, struct flowi4 *fl4, __be32 daddr,
		     __be32 saddr)
{
	struct inet_sock *inet = inet_sk(sk);
	bool hdrincl = inet_test_bit(HDRINCL, sk);
	u8 flags = inet_sk_transparent(sk) || hdrincl ? FLOWI_FLAG_ANYSRC : 0;

	inet_datagram_way(inet, daddr, &ipc->oif, &saddr);
	if (hdrincl)
		flags |= FLOWI_FLAG_KNOWN_NH;
	flowi4_init_output(fl4, ipc->oif, ipc->sockc.mark, get_rttos(ipc, inet),
			   ip_sendmsg_scope(inet, ipc, msg),
			   hdrincl ? ipc->protocol : (u8)sk->sk_protocol, flags,
			   daddr, saddr, 0, 0, sk->sk_cred.uid);
}

static int raw_append(struct sock *sk, struct flowi4 *fl4, struct msghdr *msg,
		      size_t len, struct ipcm_cookie *ipc, struct rtable **rtp)
{
	int err;

	if (!ipc->addr)
		ipc->addr = fl4->daddr;
	lock_sock(sk);
	err = ip_append_data(sk, fl4, ip_generic_getfrag, msg, (int)len, 0, ipc,
			     rtp, msg->msg_flags);
	if (err)
		ip_flush_pending_frames(sk);
	else if (!(msg->msg_flags & MSG_MORE)) {
		err = ip_push_pending_frames(sk, fl4);
		if (err == -ENOBUFS && !inet_test_bit(RECVERR, sk))
			err = 0;
	}
	release_sock(sk);
	return err;
}

static int raw_send(struct sock *sk, struct msghdr *msg, size_t len,
		    struct ipcm_cookie *ipc, __be32 daddr, __be32 saddr)
{
	bool hdrincl = inet_test_bit(HDRINCL, sk);
	struct rtable *rt;
	struct flowi4 fl4;
	int err;

	raw_flow(sk, msg, ipc, &fl4, daddr, saddr);
	if (!hdrincl) {
		err = raw_probe_proto_opt(msg, &fl4);
		if (err)
			return err;
	}
	rt = ip_route_output_flow(sock_net(sk), &fl4, sk);
	if (IS_ERR(rt))
		return (int)PTR_ERR(rt);
	err = -EACCES;
	if ((rt->rt_flags & RTCF_BROADCAST) && !sock_flag(sk, SOCK_BROADCAST))
		goto put;
	err = 0;
	if (msg->msg_flags & MSG_CONFIRM) {
		if (msg->msg_flags & MSG_PROBE)
			dst_confirm_neigh(&rt->dst, &fl4.daddr);
		if ((msg->msg_flags & MSG_PROBE) && !len)
			goto put;
	}
	err = hdrincl ? raw_send_hdrinc(sk, &fl4, msg, len, &rt, &ipc->sockc)
		      : raw_append(sk, &fl4, msg, len, ipc, &rt);
put:
	ip_rt_put(rt);
	return err;
}

/* Context: process; struct proto.sendmsg. Return: bytes or -errno. */
int raw_sendmsg(struct sock *sk, struct msghdr *msg, size_t len)
{
	bool hdrincl = inet_test_bit(HDRINCL, sk);
	struct ip_options_data opt_copy;
	struct ipcm_cookie ipc;
	__be32 daddr, saddr;
	int err;

	if (len > 0xFFFF)
		return -EMSGSIZE;
	if (msg->msg_flags & MSG_OOB)
		return -EOPNOTSUPP;
	err = raw_dest(sk, msg, &daddr);
	if (err)
		return err;
	ipcm_init_sk(&ipc, inet_sk(sk));
	if (hdrincl)
		ipc.protocol = IPPROTO_RAW;
	err = ipcm_from_msg(sk, msg, &ipc, &opt_copy);
	if (err)
		goto out;
	saddr = ipc.addr;
	ipc.addr = daddr;
	err = -EINVAL;
	if (ipc.opt && (hdrincl || (ipc.opt->opt.srr && !daddr)))
		goto out;
	if (ipc.opt && ipc.opt->opt.srr)
		daddr = ipc.opt->opt.faddr;
	err = raw_send(sk, msg, len, &ipc, daddr, saddr);
out:
	ipcm_free_opt(&ipc, &opt_copy);
	return err ? err : (int)len;
}
