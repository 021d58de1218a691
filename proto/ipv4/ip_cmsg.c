// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ip_cmsg - control messages and extended errors of level IP
 *
 * Where:   sendmsg() and recvmsg() of UDP, raw and ping; ICMP errors end up
 *          here when the socket has IP_RECVERR.
 * Mirrors: net/ipv4/ip_sockglue.c, cut.
 * Spec:    ip(7); RFC 4884 for the extensions.
 */
#include "core/datagram.h"
#include "core/errqueue.h"
#include "hdr/icmp.h"
#include "hdr/udp.h"
#include "lib/slab.h"
#include "proto/ipv4/icmp.h"
#include "proto/ipv4/ip.h"
#include "proto/ipv4/ip_sockglue.h"

#include <linux/net_tstamp.h>

/* ---- what a received packet says of itself ------------------------------- */

static void ip_cmsg_recv_pktinfo(struct msghdr *msg, struct sk_buff *skb)
{
	struct in_pktinfo info = *PKTINFO_SKB_CB(skb);

	info.ipi_addr.s_addr = ip_hdr(skb)->daddr;
	put_cmsg(msg, SOL_IP, IP_PKTINFO, sizeof(info), &info);
}

static void ip_cmsg_recv_ttl(struct msghdr *msg, struct sk_buff *skb)
{
	int ttl = ip_hdr(skb)->ttl;

	put_cmsg(msg, SOL_IP, IP_TTL, sizeof(int), &ttl);
}

static void ip_cmsg_recv_opts(struct msghdr *msg, struct sk_buff *skb)
{
	if (IPCB(skb)->opt.optlen)
		put_cmsg(msg, SOL_IP, IP_RECVOPTS, IPCB(skb)->opt.optlen,
			 ip_hdr(skb) + 1);
}

static void ip_cmsg_recv_retopts(struct net *net, struct msghdr *msg,
				 struct sk_buff *skb)
{
	unsigned char optbuf[sizeof(struct ip_options) + 40] __aligned(8);
	struct ip_options *opt = (struct ip_options *)optbuf;

	if (!IPCB(skb)->opt.optlen)
		return;
	if (ip_options_echo(net, opt, skb)) {
		msg->msg_flags |= MSG_CTRUNC;
		return;
	}
	ip_options_undo(opt);
	put_cmsg(msg, SOL_IP, IP_RETOPTS, opt->optlen, opt->__data);
}

static void ip_cmsg_recv_fragsize(struct msghdr *msg, struct sk_buff *skb)
{
	int val = IPCB(skb)->frag_max_size;

	if (val)
		put_cmsg(msg, SOL_IP, IP_RECVFRAGSIZE, sizeof(val), &val);
}

static void ip_cmsg_recv_checksum(struct msghdr *msg, struct sk_buff *skb,
				  int tlen, int offset)
{
	__wsum csum = skb->csum;

	if (skb->ip_summed != CHECKSUM_COMPLETE)
		return;
	if (offset) {
		int tend_off = skb_transport_offset(skb) + tlen;

		csum = csum_sub(csum, skb_checksum(skb, tend_off, offset, 0));
	}
	put_cmsg(msg, SOL_IP, IP_CHECKSUM, sizeof(__wsum), &csum);
}

static void ip_cmsg_recv_dstaddr(struct msghdr *msg, struct sk_buff *skb)
{
	int end = skb_transport_offset(skb) + 4;
	__be16 _ports[2], *ports;
	struct sockaddr_in sin;

	if (end <= 0)
		return;
	ports = skb_header_pointer(skb, skb_transport_offset(skb),
				   sizeof(_ports), &_ports);
	if (!ports)
		return;
	sin = (struct sockaddr_in){
		.sin_family = AF_INET,
		.sin_addr.s_addr = ip_hdr(skb)->daddr,
		.sin_port = ports[1],
	};
	put_cmsg(msg, SOL_IP, IP_ORIGDSTADDR, sizeof(sin), &sin);
}

/**
 * ip_cmsg_recv_offset - the control messages that @sk asked for
 * @msg: where to
 * @skb: borrowed
 * @tlen: of the transport header
 * @offset: bytes of payload that were skipped
 *
 * Context: process.
 */
void ip_cmsg_recv_offset(struct msghdr *msg, struct sock *sk,
			 struct sk_buff *skb, int tlen, int offset)
{
	unsigned long flags = inet_cmsg_flags(inet_sk(sk));
	u8 tos = ip_hdr(skb)->tos;

	if (flags & IP_CMSG_PKTINFO)
		ip_cmsg_recv_pktinfo(msg, skb);
	if (flags & IP_CMSG_TTL)
		ip_cmsg_recv_ttl(msg, skb);
	if (flags & IP_CMSG_TOS)
		put_cmsg(msg, SOL_IP, IP_TOS, 1, &tos);
	if (flags & IP_CMSG_RECVOPTS)
		ip_cmsg_recv_opts(msg, skb);
	if (flags & IP_CMSG_RETOPTS)
		ip_cmsg_recv_retopts(sock_net(sk), msg, skb);
	if (flags & IP_CMSG_ORIGDSTADDR)
		ip_cmsg_recv_dstaddr(msg, skb);
	if (flags & IP_CMSG_CHECKSUM)
		ip_cmsg_recv_checksum(msg, skb, tlen, offset);
	if (flags & IP_CMSG_RECVFRAGSIZE)
		ip_cmsg_recv_fragsize(msg, skb);
}
EXPORT_SYMBOL(ip_cmsg_recv_offset);

/**
 * ipv4_pktinfo_prepare - note for IP_PKTINFO what the route knows
 * @sk: who may ask
 * @skb: borrowed; its cb begins with a struct in_pktinfo afterwards
 * @drop_dst: it needs the route no longer
 *
 * The route does not outlive the softirq, the packet in the queue does.
 * Context: softirq, RCU.
 */
void ipv4_pktinfo_prepare(const struct sock *sk, struct sk_buff *skb,
			  bool drop_dst)
{
	struct in_pktinfo *info = PKTINFO_SKB_CB(skb);
	struct rtable *rt = skb_rtable(skb);

	if (inet_test_bit(PKTINFO, sk) && rt) {
		/* to ourselves through lo: the device of the address */
		if (info->ipi_ifindex == LOOPBACK_IFINDEX && rt->rt_iif)
			info->ipi_ifindex = rt->rt_iif;
		info->ipi_spec_dst.s_addr = fib_compute_spec_dst(skb);
	} else {
		info->ipi_ifindex = 0;
		info->ipi_spec_dst.s_addr = 0;
	}
	if (drop_dst)
		skb_dst_drop(skb);
}
EXPORT_SYMBOL(ipv4_pktinfo_prepare);

/* ---- what a packet to be sent shall be ----------------------------------- */

static int cmsg_send_pktinfo(struct cmsghdr *cmsg, struct ipcm_cookie *ipc)
{
	struct in_pktinfo info;

	if (cmsg->cmsg_len != CMSG_LEN(sizeof(info)))
		return -EINVAL;
	memcpy(&info, CMSG_DATA(cmsg), sizeof(info));
	if (info.ipi_ifindex)
		ipc->oif = info.ipi_ifindex;
	ipc->addr = info.ipi_spec_dst.s_addr;
	return 0;
}

static int cmsg_send_tos(struct cmsghdr *cmsg, struct ipcm_cookie *ipc)
{
	int val;

	if (cmsg->cmsg_len == CMSG_LEN(sizeof(int)))
		memcpy(&val, CMSG_DATA(cmsg), sizeof(val));
	else if (cmsg->cmsg_len == CMSG_LEN(sizeof(u8)))
		val = *(u8 *)CMSG_DATA(cmsg);
	else
		return -EINVAL;
	if (val < 0 || val > 255)
		return -EINVAL;
	ipc->tos = (s16)val;
	ipc->sockc.priority = rt_tos2priority((u8)val);
	return 0;
}

static int cmsg_send_byte(struct cmsghdr *cmsg, u8 *to)
{
	int val;

	if (cmsg->cmsg_len != CMSG_LEN(sizeof(int)))
		return -EINVAL;
	memcpy(&val, CMSG_DATA(cmsg), sizeof(val));
	if (val < 1 || val > 255)
		return -EINVAL;
	*to = (u8)val;
	return 0;
}

static int ip_cmsg_send_one(struct sock *sk, struct cmsghdr *cmsg,
			    struct ipcm_cookie *ipc)
{
	int len;

	switch (cmsg->cmsg_type) {
	case IP_RETOPTS:
		len = (int)(cmsg->cmsg_len - sizeof(struct cmsghdr));
		return ip_options_get(sk, &ipc->opt,
				      KERNEL_SOCKPTR(CMSG_DATA(cmsg)),
				      min(len, 40));
	case IP_PKTINFO:
		return cmsg_send_pktinfo(cmsg, ipc);
	case IP_TTL:
		return cmsg_send_byte(cmsg, &ipc->ttl);
	case IP_TOS:
		return cmsg_send_tos(cmsg, ipc);
	case IP_PROTOCOL:
		return cmsg_send_byte(cmsg, &ipc->protocol);
	default:
		return -EINVAL;
	}
}

/**
 * ip_cmsg_send - control messages of sendmsg()
 * @ipc: filled in; ipc->opt is for ipcm_free_opt(), errors or not
 * @allow_ipv6: of a socket that speaks both: its messages are skipped
 *
 * Context: process.
 * Return: 0, -EINVAL, or what the message's own parser says.
 */
int ip_cmsg_send(struct sock *sk, struct msghdr *msg, struct ipcm_cookie *ipc,
		 bool allow_ipv6)
{
	struct cmsghdr *cmsg;
	int err;

	for_each_cmsghdr(cmsg, msg)
	{
		if (!CMSG_OK(msg, cmsg))
			return -EINVAL;
		if (cmsg->cmsg_level == SOL_SOCKET)
			err = __sock_cmsg_send(sk, cmsg, &ipc->sockc);
		else if (cmsg->cmsg_level == SOL_IP)
			err = ip_cmsg_send_one(sk, cmsg, ipc);
		else
			continue;
		if (err)
			return err;
	}
	return 0;
}
EXPORT_SYMBOL(ip_cmsg_send);

/**
 * ipcm_sk_opt - the socket's IP options, where no message has named others
 * @ipc: set up by ipcm_init_sk()
 * @copy: lies as long as @ipc; the socket's may change meanwhile
 *
 * Context: process.
 */
void ipcm_sk_opt(struct ipcm_cookie *ipc, const struct inet_sock *inet,
		 struct ip_options_data *copy)
{
	const struct ip_options_rcu *opt;

	if (ipc->opt)
		return;
	rcu_read_lock();
	opt = rcu_dereference(inet->inet_opt);
	if (opt) {
		memcpy(copy, opt, sizeof(*opt) + opt->opt.optlen);
		ipc->opt = &copy->opt;
	}
	rcu_read_unlock();
}
EXPORT_SYMBOL(ipcm_sk_opt);

/**
 * ipcm_from_msg - control messages of sendmsg(), and what they do not say
 * @ipc: set up by ipcm_init_sk()
 * @copy: lies as long as @ipc
 *
 * Whatever it returns, ipcm_free_opt() has to follow.
 * Context: process. Return: as ip_cmsg_send().
 */
int ipcm_from_msg(struct sock *sk, struct msghdr *msg, struct ipcm_cookie *ipc,
		  struct ip_options_data *copy)
{
	int err = msg->msg_controllen ? ip_cmsg_send(sk, msg, ipc, false) : 0;

	if (!err)
		ipcm_sk_opt(ipc, inet_sk(sk), copy);
	return err;
}
EXPORT_SYMBOL(ipcm_from_msg);

/* What ip_cmsg_send() has made is freed, the copy is not. Context: any. */
void ipcm_free_opt(struct ipcm_cookie *ipc, const struct ip_options_data *copy)
{
	if (ipc->opt != &copy->opt)
		kfree(ipc->opt);
}
EXPORT_SYMBOL(ipcm_free_opt);

/* ---- errors ----------------------------------------------------------------
 */

static void ipv4_icmp_error_rfc4884(const struct sk_buff *skb,
				    struct sock_ee_data_rfc4884 *out)
{
	const struct icmphdr *icmph = icmp_hdr(skb);

	switch (icmph->type) {
	case ICMP_DEST_UNREACH:
	case ICMP_TIME_EXCEEDED:
	case ICMP_PARAMETERPROB:
		ip_icmp_error_rfc4884(skb, out, sizeof(struct icmphdr),
				      icmph->un.reserved[1] * (int)sizeof(u32));
	}
}

/**
 * ip_icmp_error - an ICMP error for the error queue of @sk
 * @skb: borrowed; transport header at the ICMP header, data at the quoted one
 * @err: positive errno
 * @port: where the quoted packet went
 * @info: MTU, pointer, gateway
 * @payload: where the quoted packet's own data begin
 *
 * Context: softirq, RCU.
 */
void ip_icmp_error(struct sock *sk, struct sk_buff *skb, int err, __be16 port,
		   u32 info, u8 *payload)
{
	const struct iphdr *quoted = (const struct iphdr *)(icmp_hdr(skb) + 1);
	const u8 *daddr = (const u8 *)&quoted->daddr;
	const struct icmphdr *icmph = icmp_hdr(skb);
	struct sock_exterr_skb *serr;

	skb = skb_clone(skb, GFP_ATOMIC);
	if (!skb)
		return;
	serr = SKB_EXT_ERR(skb);
	serr->ee = (struct sock_extended_err){
		.ee_errno = (u32)err,
		.ee_origin = SO_EE_ORIGIN_ICMP,
		.ee_type = icmph->type,
		.ee_code = icmph->code,
		.ee_info = info,
	};
	serr->addr_offset = (u16)(daddr - skb_network_header(skb));
	serr->port = port;
	serr->opt_stats = 0;
	if (skb_pull(skb, (unsigned int)(payload - skb->data))) {
		if (inet_test_bit(RECVERR_RFC4884, sk))
			ipv4_icmp_error_rfc4884(skb, &serr->ee.ee_rfc4884);
		skb_reset_transport_header(skb);
		if (!sock_queue_err_skb(sk, skb))
			return;
	}
	kfree_skb_reason(skb, SKB_DROP_REASON_SOCKET_RCVBUFF);
}
EXPORT_SYMBOL(ip_icmp_error);

/**
 * ip_local_error - an error of our own for the error queue
 * @err: positive errno: EMSGSIZE
 * @info: the MTU
 *
 * Context: process, or softirq.
 */
void ip_local_error(struct sock *sk, int err, __be32 daddr, __be16 dport,
		    u32 info)
{
	struct sock_exterr_skb *serr;
	struct sk_buff *skb;
	struct iphdr *iph;

	if (!inet_test_bit(RECVERR, sk))
		return;
	skb = alloc_skb(sizeof(struct iphdr), GFP_ATOMIC);
	if (!skb)
		return;
	iph = skb_put_zero(skb, sizeof(struct iphdr));
	skb_reset_network_header(skb);
	iph->daddr = daddr;
	serr = SKB_EXT_ERR(skb);
	serr->ee = (struct sock_extended_err){
		.ee_errno = (u32)err,
		.ee_origin = SO_EE_ORIGIN_LOCAL,
		.ee_info = info,
	};
	serr->addr_offset = offsetof(struct iphdr, daddr);
	serr->port = dport;
	serr->opt_stats = 0;
	__skb_pull(skb, sizeof(struct iphdr));
	skb_reset_transport_header(skb);
	if (sock_queue_err_skb(sk, skb))
		kfree_skb_reason(skb, SKB_DROP_REASON_SOCKET_RCVBUFF);
}
EXPORT_SYMBOL(ip_local_error);

/* Is there an address that the packet went to? */
static bool ipv4_datagram_support_addr(const struct sock_exterr_skb *serr)
{
	return serr->ee.ee_origin == SO_EE_ORIGIN_ICMP ||
	       serr->ee.ee_origin == SO_EE_ORIGIN_LOCAL || serr->port;
}

/* Does its header say who sent the error, and by which device? */
static bool ipv4_datagram_support_cmsg(const struct sock *sk,
				       struct sk_buff *skb, int ee_origin)
{
	struct in_pktinfo *info = PKTINFO_SKB_CB(skb);

	if (ee_origin == SO_EE_ORIGIN_ICMP)
		return true;
	if (ee_origin != SO_EE_ORIGIN_TIMESTAMPING || !skb->dev ||
	    !(sk->sk_tsflags & SOF_TIMESTAMPING_OPT_CMSG))
		return false;
	info->ipi_spec_dst.s_addr = ip_hdr(skb)->saddr;
	info->ipi_ifindex = skb->dev->ifindex;
	return true;
}

struct ip_errhdr {
	struct sock_extended_err ee;
	struct sockaddr_in offender;
};

static void ip_put_error(struct sock *sk, struct msghdr *msg,
			 struct sk_buff *skb, int *addr_len)
{
	struct sock_exterr_skb *serr = SKB_EXT_ERR(skb);
	struct sockaddr_in *sin = msg->msg_name;
	struct ip_errhdr errhdr;

	memset(&errhdr, 0, sizeof(errhdr));
	if (sin && ipv4_datagram_support_addr(serr)) {
		memset(sin, 0, sizeof(*sin));
		sin->sin_family = AF_INET;
		memcpy(&sin->sin_addr,
		       skb_network_header(skb) + serr->addr_offset,
		       sizeof(sin->sin_addr));
		sin->sin_port = serr->port;
		*addr_len = sizeof(*sin);
	}
	errhdr.ee = serr->ee;
	if (ipv4_datagram_support_cmsg(sk, skb, serr->ee.ee_origin)) {
		errhdr.offender.sin_family = AF_INET;
		errhdr.offender.sin_addr.s_addr = ip_hdr(skb)->saddr;
		if (inet_cmsg_flags(inet_sk(sk)))
			ip_cmsg_recv(msg, skb);
	}
	put_cmsg(msg, SOL_IP, IP_RECVERR, sizeof(errhdr), &errhdr);
	msg->msg_flags |= MSG_ERRQUEUE;
}

/**
 * ip_recv_error - recvmsg(MSG_ERRQUEUE)
 * @msg: gets the quoted packet's data, its destination as msg_name, and a
 *	control message IP_RECVERR with the offender
 *
 * Context: process.
 * Return: bytes, or -EAGAIN, -EFAULT.
 */
int ip_recv_error(struct sock *sk, struct msghdr *msg, int len, int *addr_len)
{
	struct sk_buff *skb = sock_dequeue_err_skb(sk);
	int copied;

	if (!skb)
		return -EAGAIN;
	copied = skb_copy_datagram_trunc(skb, msg, (size_t)len);
	if (copied >= 0) {
		sock_recv_cmsgs(msg, sk, skb);
		ip_put_error(sk, msg, skb, addr_len);
	}
	consume_skb(skb);
	return copied;
}
EXPORT_SYMBOL(ip_recv_error);
