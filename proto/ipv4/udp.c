// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * udp - datagrams: sendmsg() and the other calls
 *
 * Where:   udp_sendmsg() → ip_make_skb() → udp_send_skb() → ip_send_skb().
 *          Up: udp_input.c, udp_recv.c. Ports: udp_port.c.
 * Mirrors: net/ipv4/udp.c. Left out: UDP-Lite, IPsec in UDP.
 * Spec:    RFC 768, RFC 1122 §4.1, udp(7).
 *
 *	 0      7 8     15 16    23 24    31
 *	+--------+--------+--------+--------+
 *	|      source     |   destination   |
 *	+--------+--------+--------+--------+
 *	|      length     |    checksum     |
 *	+--------+--------+--------+--------+
 *
 * Without UDP_CORK and MSG_MORE nothing is locked: the datagram is built on
 * the caller's stack. Corked bytes wait in sk_write_queue; up->pending says
 * so.
 */
#include "proto/ipv4/udp.h"
#include "core/iov_iter.h"
#include "core/module.h"
#include "core/sock_reuseport.h"
#include "core/tcp_states.h"
#include "core/trace.h"
#include "lib/err.h"
#include "proto/ipv4/datagram.h"
#include "proto/ipv4/offload.h"
#include "proto/protocol.h"

/* ---- the datagram leaves ------------------------------------------------- */

/**
 * udp4_hwcsum - the checksum of a datagram that the device may finish
 * @skb: borrowed; a chain of packets is summed here
 *
 * Context: process.
 */
void udp4_hwcsum(struct sk_buff *skb, __be32 src, __be32 dst)
{
	struct udphdr *uh = udp_hdr(skb);
	int offset = skb_transport_offset(skb);
	int len = (int)skb->len - offset, hlen = len;
	struct sk_buff *frags;
	__wsum csum = 0;

	if (!skb_has_frag_list(skb)) {
		skb->csum_start = (u16)(skb_transport_header(skb) - skb->head);
		skb->csum_offset = offsetof(struct udphdr, check);
		uh->check = (__sum16)~udp_v4_check(len, src, dst, 0);
		return;
	}
	skb_walk_frags (skb, frags) {
		csum = csum_add(csum, frags->csum);
		hlen -= (int)frags->len;
	}
	csum = skb_checksum(skb, offset, hlen, csum);
	skb->ip_summed = CHECKSUM_NONE;
	uh->check = udp_v4_check(len, src, dst, csum);
	if (!uh->check)
		uh->check = CSUM_MANGLED_0;
}
EXPORT_SYMBOL(udp4_hwcsum);

/* The sum of the header and of what was summed while it was copied. */
static __wsum udp_csum(struct sk_buff *skb)
{
	__wsum csum = csum_partial(skb_transport_header(skb),
				   sizeof(struct udphdr), skb->csum);
	struct sk_buff *frag;

	skb_walk_frags (skb, frag)
		csum = csum_add(csum, frag->csum);
	return csum;
}

/* UDP_SEGMENT: cut later, by GSO or the device. 0 or -EINVAL. */
static int udp_set_gso(struct sock *sk, struct sk_buff *skb,
		       const struct inet_cork *cork, unsigned int datalen)
{
	struct skb_shared_info *shinfo = skb_shinfo(skb);
	unsigned int hlen = skb_network_header_len(skb) + sizeof(struct udphdr);

	if (hlen + cork->gso_size > cork->fragsize ||
	    datalen > cork->gso_size * UDP_MAX_SEGMENTS || sk->sk_no_check_tx)
		return -EINVAL;
	if (datalen <= cork->gso_size)
		return 0;
	shinfo->gso_size = cork->gso_size;
	shinfo->gso_type = SKB_GSO_UDP_L4;
	shinfo->gso_segs = (u16)DIV_ROUND_UP(datalen, cork->gso_size);
	skb->ip_summed = CHECKSUM_PARTIAL; /* each segment has its own sum */
	return 0;
}

static void udp_set_checksum(struct sock *sk, struct sk_buff *skb,
			     const struct flowi4 *fl4, int len)
{
	struct udphdr *uh = udp_hdr(skb);

	if (sk->sk_no_check_tx) {
		skb->ip_summed = CHECKSUM_NONE;
		return;
	}
	if (skb->ip_summed == CHECKSUM_PARTIAL) {
		udp4_hwcsum(skb, fl4->saddr, fl4->daddr);
		return;
	}
	uh->check = udp_v4_check(len, fl4->saddr, fl4->daddr, udp_csum(skb));
	if (!uh->check)
		uh->check = CSUM_MANGLED_0; /* 0 would mean: none */
}

/* Takes @skb. 0 or -errno. */
static int udp_send_skb(struct sk_buff *skb, struct flowi4 *fl4,
			struct inet_cork *cork)
{
	struct sock *sk = skb->sk;
	struct net *net = sock_net(sk);
	struct udphdr *uh = udp_hdr(skb);
	int len = (int)skb->len - skb_transport_offset(skb), err;

	uh->source = inet_sk(sk)->inet_sport;
	uh->dest = fl4->fl4_dport;
	uh->len = htons((u16)len);
	uh->check = 0;
	if (cork->gso_size) {
		err = udp_set_gso(sk, skb, cork,
				  (unsigned int)len - sizeof(*uh));
		if (err) {
			kfree_skb_reason(skb, SKB_DROP_REASON_INVALID_PROTO);
			return err;
		}
	}
	udp_set_checksum(sk, skb, fl4, len);
	trace_udp_send(skb, fl4->daddr, ntohs(fl4->fl4_dport), (u64)len);
	cpu_cost(layer);
	err = ip_send_skb(net, skb);
	if (!err) {
		UDP_INC_STATS(net, UDP_MIB_OUTDATAGRAMS, 0);
	} else if (err == -ENOBUFS && !inet_test_bit(RECVERR, sk)) {
		UDP_INC_STATS(net, UDP_MIB_SNDBUFERRORS, 0);
		err = 0;
	}
	return err;
}

/* The cork is pulled. Context: process, @sk locked. 0 or -errno. */
int udp_push_pending_frames(struct sock *sk)
{
	struct inet_sock *inet = inet_sk(sk);
	struct udp_sock *up = udp_sk(sk);
	struct flowi4 *fl4 = &inet->cork.fl.u.ip4;
	struct sk_buff *skb;
	int err = 0;

	skb = ip_finish_skb(sk, fl4);
	if (skb)
		err = udp_send_skb(skb, fl4, &inet->cork.base);
	up->len = 0;
	WRITE_ONCE(up->pending, 0);
	return err;
}
EXPORT_SYMBOL(udp_push_pending_frames);

/* What is corked dies. Context: process, @sk locked. */
void udp_flush_pending_frames(struct sock *sk)
{
	struct udp_sock *up = udp_sk(sk);

	if (!up->pending)
		return;
	up->len = 0;
	WRITE_ONCE(up->pending, 0);
	ip_flush_pending_frames(sk);
}
EXPORT_SYMBOL(udp_flush_pending_frames);

/* ---- sendmsg()
 * -------------------------------------------------------------------- */

/**
 * udp_cmsg_send - control messages of level SOL_UDP
 * @gso_size: of a UDP_SEGMENT message
 *
 * Context: process.
 * Return: 0; > 0: there are others, for ip_cmsg_send(); -EINVAL.
 */
int udp_cmsg_send(struct sock *sk, struct msghdr *msg, u16 *gso_size)
{
	struct cmsghdr *cmsg;
	int need_ip = 0;

	for_each_cmsghdr(cmsg, msg)
	{
		if (!CMSG_OK(msg, cmsg))
			return -EINVAL;
		if (cmsg->cmsg_level != SOL_UDP) {
			need_ip = 1;
			continue;
		}
		if (cmsg->cmsg_type != UDP_SEGMENT ||
		    cmsg->cmsg_len != CMSG_LEN(sizeof(u16)))
			return -EINVAL;
		memcpy(gso_size, CMSG_DATA(cmsg), sizeof(u16));
	}
	return need_ip;
}
EXPORT_SYMBOL(udp_cmsg_send);

/* One sendmsg(). */
struct udp_send {
	struct sock *sk;
	struct msghdr *msg;
	size_t len;
	struct ipcm_cookie ipc;
	struct ip_options_data opt_copy;
	bool connected;
	bool corkreq;
	u8 scope;
	__be32 saddr, daddr, faddr; /* faddr: the first hop */
	__be16 dport;
};

static int udp_send_dest(struct udp_send *s)
{
	const struct sockaddr_in *usin = s->msg->msg_name;

	if (!usin || !s->msg->msg_namelen) {
		if (s->sk->sk_state != TCP_ESTABLISHED)
			return -EDESTADDRREQ;
		s->daddr = inet_sk(s->sk)->inet_daddr;
		s->dport = inet_sk(s->sk)->inet_dport;
		s->connected = true;
		return 0;
	}
	if (s->msg->msg_namelen < (int)sizeof(*usin))
		return -EINVAL;
	if (usin->sin_family != AF_INET && usin->sin_family != AF_UNSPEC)
		return -EAFNOSUPPORT;
	s->daddr = usin->sin_addr.s_addr;
	s->dport = usin->sin_port;
	return s->dport ? 0 : -EINVAL;
}

static int udp_send_cmsgs(struct udp_send *s)
{
	int err;

	ipcm_init_sk(&s->ipc, inet_sk(s->sk));
	s->ipc.gso_size = READ_ONCE(udp_sk(s->sk)->gso_size);
	if (s->msg->msg_controllen) {
		err = udp_cmsg_send(s->sk, s->msg, &s->ipc.gso_size);
		if (err > 0) {
			err = ip_cmsg_send(s->sk, s->msg, &s->ipc,
					   s->sk->sk_family == AF_INET6);
			s->connected = false;
		}
		if (err < 0)
			return err;
	}
	ipcm_sk_opt(&s->ipc, inet_sk(s->sk), &s->opt_copy);
	return 0;
}

/* Source, first hop, device: what the options say. 0 or -EINVAL. */
static int udp_send_way(struct udp_send *s)
{
	struct inet_sock *inet = inet_sk(s->sk);

	s->saddr = s->ipc.addr;
	s->ipc.addr = s->faddr = s->daddr;
	if (s->ipc.opt && s->ipc.opt->opt.srr) {
		if (!s->daddr)
			return -EINVAL;
		s->faddr = s->ipc.opt->opt.faddr;
		s->connected = false;
	}
	s->scope = ip_sendmsg_scope(inet, &s->ipc, s->msg);
	if (s->scope == RT_SCOPE_LINK)
		s->connected = false;
	if (ipv4_is_multicast(s->daddr))
		s->connected = false;
	else if (ipv4_is_lbcast(s->daddr) && READ_ONCE(inet->uc_index))
		s->ipc.oif = READ_ONCE(inet->uc_index);
	inet_datagram_way(inet, s->daddr, &s->ipc.oif, &s->saddr);
	return 0;
}

/* The route: the connected socket's, or one for this datagram. */
static struct rtable *udp_send_route(struct udp_send *s, struct flowi4 *fl4)
{
	struct rtable *rt = NULL;

	flowi4_init_output(fl4, s->ipc.oif, s->ipc.sockc.mark,
			   get_rttos(&s->ipc, inet_sk(s->sk)), s->scope,
			   (u8)s->sk->sk_protocol,
			   inet_sk_transparent(s->sk) ? FLOWI_FLAG_ANYSRC : 0,
			   s->faddr, s->saddr, s->dport,
			   inet_sk(s->sk)->inet_sport, s->sk->sk_cred.uid);
	if (s->connected)
		rt = (struct rtable *)sk_dst_check(s->sk, 0);
	if (rt)
		return rt;
	rt = ip_route_datagram(s->sk, fl4);
	if (s->connected && !IS_ERR(rt))
		sk_dst_set(s->sk, dst_clone(&rt->dst));
	return rt;
}

/* More for the corked datagram. Takes the sock's lock away. */
static int udp_append_locked(struct sock *sk, struct msghdr *msg,
			     struct flowi4 *fl4, struct ipcm_cookie *ipc,
			     int ulen, bool corkreq, struct rtable **rtp)
{
	unsigned int flags = msg->msg_flags | (corkreq ? MSG_MORE : 0U);
	struct udp_sock *up = udp_sk(sk);
	int err;

	up->len = (u16)(up->len + ulen);
	err = ip_append_data(sk, fl4, ip_generic_getfrag, msg, ulen,
			     sizeof(struct udphdr), ipc, rtp, flags);
	if (err)
		udp_flush_pending_frames(sk);
	else if (!corkreq)
		err = udp_push_pending_frames(sk);
	else if (unlikely(skb_queue_empty(&sk->sk_write_queue)))
		WRITE_ONCE(up->pending, 0);
	release_sock(sk);
	return err;
}

/* The first bytes of a corked datagram. */
static int udp_cork(struct udp_send *s, const struct flowi4 *fl4,
		    struct rtable **rtp)
{
	struct flowi4 *cork_fl4 = &inet_sk(s->sk)->cork.fl.u.ip4;

	lock_sock(s->sk);
	if (unlikely(udp_sk(s->sk)->pending)) {
		/* somebody else corked it meanwhile */
		release_sock(s->sk);
		return -EINVAL;
	}
	cork_fl4->daddr = s->daddr;
	cork_fl4->saddr = fl4->saddr;
	cork_fl4->fl4_dport = s->dport;
	cork_fl4->fl4_sport = inet_sk(s->sk)->inet_sport;
	WRITE_ONCE(udp_sk(s->sk)->pending, AF_INET);
	return udp_append_locked(s->sk, s->msg, cork_fl4, &s->ipc,
				 (int)(s->len + sizeof(struct udphdr)), true,
				 rtp);
}

static int udp_send_routed(struct udp_send *s)
{
	unsigned int flags = s->msg->msg_flags;
	struct inet_cork cork = {0};
	struct sk_buff *skb;
	struct flowi4 fl4;
	struct rtable *rt;
	int err = 0;

	rt = udp_send_route(s, &fl4);
	if (IS_ERR(rt))
		return (int)PTR_ERR(rt);
	if (flags & MSG_CONFIRM) {
		if (flags & MSG_PROBE)
			dst_confirm_neigh(&rt->dst, &fl4.daddr);
		if ((flags & MSG_PROBE) && !s->len)
			goto put;
	}
	if (!s->ipc.addr)
		s->daddr = s->ipc.addr = fl4.daddr;
	if (s->corkreq) {
		err = udp_cork(s, &fl4, &rt);
		goto put;
	}
	/* Lockless fast path for the non-corking case. */
	skb = ip_make_skb(s->sk, &fl4, ip_generic_getfrag, s->msg,
			  (int)(s->len + sizeof(struct udphdr)),
			  sizeof(struct udphdr), &s->ipc, &rt, &cork, flags);
	if (IS_ERR(skb))
		err = (int)PTR_ERR(skb);
	else if (skb)
		err = udp_send_skb(skb, &fl4, &cork);
put:
	ip_rt_put(rt);
	return err;
}

static int udp_send_done(struct sock *sk, size_t len, int err)
{
	if (!err)
		return (int)len;
	/* no room: the kernel's reader of the counter cannot tell why */
	if (err == -ENOBUFS ||
	    (sk->sk_socket && test_bit(SOCK_NOSPACE, &sk->sk_socket->flags)))
		UDP_INC_STATS(sock_net(sk), UDP_MIB_SNDBUFERRORS, 0);
	return err;
}

/**
 * udp_sendmsg - one datagram, or a part of one
 * @msg: msg_name: to whom; without it the socket must be connected
 *
 * Context: process; struct proto.sendmsg.
 * Return: bytes, or -EMSGSIZE, -EDESTADDRREQ, -EINVAL, -EACCES, -EAGAIN, what
 * the route says, …
 */
int udp_sendmsg(struct sock *sk, struct msghdr *msg, size_t len)
{
	struct udp_sock *up = udp_sk(sk);
	struct udp_send s = {
		.sk = sk,
		.msg = msg,
		.len = len,
		.corkreq = READ_ONCE(up->corkflag) || msg->msg_flags & MSG_MORE,
	};
	int err;

	if (len > 0xFFFF)
		return -EMSGSIZE;
	if (msg->msg_flags & MSG_OOB)
		return -EOPNOTSUPP;
	if (READ_ONCE(up->pending)) {
		struct rtable *rt = NULL;

		lock_sock(sk);
		if (likely(up->pending == AF_INET)) {
			ipcm_init_sk(&s.ipc, inet_sk(sk));
			err = udp_append_locked(
				sk, msg, &inet_sk(sk)->cork.fl.u.ip4, &s.ipc,
				(int)len, s.corkreq, &rt);
			return udp_send_done(sk, len, err);
		}
		err = up->pending;
		release_sock(sk);
		if (err)
			return -EINVAL;
	}
	err = udp_send_dest(&s);
	if (err)
		return err;
	err = udp_send_cmsgs(&s);
	if (!err)
		err = udp_send_way(&s);
	if (!err)
		err = udp_send_routed(&s);
	ipcm_free_opt(&s.ipc, &s.opt_copy);
	return udp_send_done(sk, len, err);
}
EXPORT_SYMBOL(udp_sendmsg);

/* ---- sendmsg() that can be undone -------------------------------------------
 */

/* As with a cork of its own, so that all but the last step is done. */
static int udp_send_prepare(struct sock *sk, struct msghdr *msg, size_t len)
{
	if (READ_ONCE(udp_sk(sk)->pending) || msg->msg_flags & MSG_MORE ||
	    READ_ONCE(udp_sk(sk)->corkflag))
		return -EBUSY;
	if (!len)
		return -EOPNOTSUPP; /* a cork holds bytes */
	msg->msg_flags |= MSG_MORE;
	return udp_sendmsg(sk, msg, len);
}

static int udp_send_commit(struct sock *sk, bool ok)
{
	int err = 0;

	lock_sock(sk);
	if (!ok)
		udp_flush_pending_frames(sk);
	else if (udp_sk(sk)->pending)
		err = udp_push_pending_frames(sk);
	release_sock(sk);
	return err;
}

/* ---- life ----------------------------------------------------------------
 */

static void udp_destruct_sock(struct sock *sk)
{
	udp_destruct_common(sk);
	inet_sock_destruct(sk);
}

int udp_init_sock(struct sock *sk)
{
	sk->sk_destruct = udp_destruct_sock;
	trace_udp_init_sock(NULL, (u64)sk->sk_rcvbuf);
	return 0;
}
EXPORT_SYMBOL(udp_init_sock);

static void udp_destroy_sock(struct sock *sk)
{
	struct udp_sock *up = udp_sk(sk);

	lock_sock(sk);
	sock_set_flag(sk, SOCK_DEAD);
	udp_flush_pending_frames(sk);
	release_sock(sk);
	if (up->encap_type && up->encap_destroy)
		CALL_VOID("udp_sock.encap_destroy", up->encap_destroy, sk);
}

void udp_lib_close(struct sock *sk, long timeout)
{
	sk_common_release(sk);
}
EXPORT_SYMBOL(udp_lib_close);

int udp_pre_connect(struct sock *sk, struct sockaddr *uaddr, int addr_len)
{
	return addr_len < (int)sizeof(struct sockaddr_in) ? -EINVAL : 0;
}
EXPORT_SYMBOL(udp_pre_connect);

/* Context: process. As ip4_datagram_connect(); members of a group differ. */
static int udp_connect(struct sock *sk, struct sockaddr *uaddr, int addr_len)
{
	int err = ip4_datagram_connect(sk, uaddr, addr_len);

	if (!err)
		reuseport_has_conns_set(sk);
	return err;
}

/* No peer any more. Context: process, @sk locked. Return: 0. */
int __udp_disconnect(struct sock *sk, int flags)
{
	struct inet_sock *inet = inet_sk(sk);

	sk->sk_state = TCP_CLOSE;
	inet->inet_daddr = 0;
	inet->inet_dport = 0;
	sk->sk_bound_dev_if = 0;
	if (!(sk->sk_userlocks & SOCK_BINDADDR_LOCK)) {
		inet->inet_rcv_saddr = inet->inet_saddr = 0;
		if (sk->sk_prot->rehash &&
		    (sk->sk_userlocks & SOCK_BINDPORT_LOCK))
			sk->sk_prot->rehash(sk);
	}
	if (!(sk->sk_userlocks & SOCK_BINDPORT_LOCK)) {
		sk->sk_prot->unhash(sk);
		inet->inet_sport = 0;
	}
	sk_dst_reset(sk);
	return 0;
}
EXPORT_SYMBOL(__udp_disconnect);

int udp_disconnect(struct sock *sk, int flags)
{
	lock_sock(sk);
	__udp_disconnect(sk, flags);
	release_sock(sk);
	return 0;
}
EXPORT_SYMBOL(udp_disconnect);

/* Context: process; struct proto.diag_destroy. Return: 0. */
int udp_abort(struct sock *sk, int err)
{
	lock_sock(sk);
	sk->sk_err = err;
	sk_error_report(sk);
	__udp_disconnect(sk, 0);
	release_sock(sk);
	return 0;
}

static int udp_setsockopt(struct sock *sk, int level, int optname,
			  sockptr_t optval, unsigned int optlen)
{
	if (level == SOL_UDP)
		return udp_lib_setsockopt(sk, level, optname, optval, optlen,
					  udp_push_pending_frames);
	return ip_setsockopt(sk, level, optname, optval, optlen);
}

static int udp_getsockopt(struct sock *sk, int level, int optname, char *optval,
			  int *optlen)
{
	if (level == SOL_UDP)
		return udp_lib_getsockopt(sk, level, optname, optval, optlen);
	return ip_getsockopt(sk, level, optname, optval, optlen);
}

/* net.ipv4.udp_mem of a host with 4 GB; in pages: free, pressure, hard */
static const long udp_mem[3] = {94611, 126151, 189222};

struct proto udp_prot = {
	.name = "UDP",
	.owner = THIS_MODULE,
	.close = udp_lib_close,
	.pre_connect = udp_pre_connect,
	.connect = udp_connect,
	.disconnect = udp_disconnect,
	.ioctl = udp_ioctl,
	.init = udp_init_sock,
	.destroy = udp_destroy_sock,
	.setsockopt = udp_setsockopt,
	.getsockopt = udp_getsockopt,
	.sendmsg = udp_sendmsg,
	.recvmsg = udp_recvmsg,
	.send_prepare = udp_send_prepare,
	.send_commit = udp_send_commit,
	.release_cb = ip4_datagram_release_cb,
	.hash = udp_lib_hash,
	.unhash = udp_lib_unhash,
	.rehash = udp_v4_rehash,
	.get_port = udp_v4_get_port,
	.put_port = udp_lib_unhash,
	.diag_destroy = udp_abort,
	.sysctl_mem = udp_mem,
	.sysctl_wmem_offset = offsetof(struct netns_ipv4, sysctl_udp_wmem_min),
	.sysctl_rmem_offset = offsetof(struct netns_ipv4, sysctl_udp_rmem_min),
	.obj_size = sizeof(struct udp_sock),
};
EXPORT_SYMBOL(udp_prot);

static const struct net_protocol udp_protocol = {
	.handler = udp_rcv,
	.err_handler = udp_err,
	.early_demux = udp_v4_early_demux,
	.no_policy = 1,
};

static const struct inet_protosw udp_protosw = {
	.type = SOCK_DGRAM,
	.protocol = IPPROTO_UDP,
	.prot = &udp_prot,
	.ops = &inet_dgram_ops,
	.flags = INET_PROTOSW_PERMANENT,
};

/* Does a socket want merged datagrams? See udp_gro_lookup_fn. */
static enum udp_gro_wish udp4_gro_wish(struct sk_buff *skb, __be16 sport,
				       __be16 dport)
{
	const struct iphdr *iph = skb_gro_network_header(skb);
	struct sock *sk;

	sk = __udp4_lib_lookup(dev_net(skb->dev), iph->saddr, sport, iph->daddr,
			       dport, skb->dev->ifindex, 0, NULL);
	if (!sk)
		return UDP_GRO_NO_SOCKET;
	return udp_sk(sk)->gro_enabled ? UDP_GRO_ON : UDP_GRO_OFF;
}

static const struct inet_transport udp_transport = {
	.net_ops = &udp_net_ops,
	.sw = &udp_protosw,
	.protocol = &udp_protocol,
};

/* Context: process, ipv4.so's init. 0 or -errno. */
int udp_init(void)
{
	int err = udp_table_init();

	if (err)
		return err;
	err = inet_register_transport(&udp_transport);
	if (err) {
		udp_table_exit();
		return err;
	}
	udp_gro_set_lookup(AF_INET, udp4_gro_wish);
	return 0;
}

void udp_exit(void)
{
	udp_gro_set_lookup(AF_INET, NULL);
	inet_unregister_transport(&udp_transport);
	udp_table_exit();
}
