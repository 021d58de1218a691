// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * af_inet - PF_INET sockets: what all transports of IPv4 have in common
 *
 * Where:   core/socket.c calls the family's create() and proto_ops; these find
 *          the transport (inet_protosw) and call its struct proto.
 * Mirrors: net/ipv4/af_inet.c; stream calls are in af_inet_stream.c, the
 *          module's start in af_inet_init.c.
 * Spec:    ip(7), socket(7); POSIX socket calls.
 */
#include <linux/capability.h>

#include "core/datagram.h"
#include "core/module.h"
#include "core/sock.h"
#include "core/tcp_states.h"
#include "core/trace.h"
#include "hdr/ip.h"
#include "lib/err.h"
#include "lib/rculist.h"
#include "lib/slab.h"
#include "proto/ipv4/af_inet.h"
#include "proto/ipv4/arp.h"
#include "proto/ipv4/igmp.h"
#include "proto/ipv4/ip.h"
#include "proto/ipv4/protosw.h"
#include "proto/protocol.h"

DEFINE_STATIC_PER_MACHINE(const struct inet6_ops *, inet6_ops);

/* ---- what IPv6 adds -------------------------------------------------------
 */

/* Context: process. 0 or -EBUSY. */
int inet6_ops_register(const struct inet6_ops *ops)
{
	if (machine_var(inet6_ops))
		return -EBUSY;
	rcu_assign_pointer(machine_var(inet6_ops), ops);
	return 0;
}
EXPORT_SYMBOL(inet6_ops_register);

void inet6_ops_unregister(void)
{
	rcu_assign_pointer(machine_var(inet6_ops), NULL);
	synchronize_net();
}
EXPORT_SYMBOL(inet6_ops_unregister);

const struct inet6_ops *inet6_ops_get(void)
{
	return rcu_dereference(machine_var(inet6_ops));
}
EXPORT_SYMBOL(inet6_ops_get);

int inet_recv_error(struct sock *sk, struct msghdr *msg, int len, int *addr_len)
{
	const struct inet6_ops *ops;

	if (sk->sk_family == AF_INET)
		return ip_recv_error(sk, msg, len, addr_len);
	ops = inet6_ops_get();
	return ops && ops->recv_error ? ops->recv_error(sk, msg, len, addr_len)
				      : -EINVAL;
}
EXPORT_SYMBOL(inet_recv_error);

/* ---- birth and death ------------------------------------------------------
 */

/* The last reference is gone. Context: any. */
void inet_sock_destruct(struct sock *sk)
{
	struct inet_sock *inet = inet_sk(sk);

	__skb_queue_purge_reason(&sk->sk_receive_queue,
				 SKB_DROP_REASON_SOCKET_CLOSE);
	__skb_queue_purge_reason(&sk->sk_error_queue,
				 SKB_DROP_REASON_SOCKET_CLOSE);
	sk_mem_reclaim(sk);
	if (sk->sk_type == SOCK_STREAM && sk->sk_state != TCP_CLOSE) {
		pr_err("Attempt to release TCP socket in state %d\n",
		       sk->sk_state);
		return;
	}
	WARN_ON_ONCE(!sock_flag(sk, SOCK_DEAD));
	WARN_ON_ONCE(atomic_read(&sk->sk_rmem_alloc));
	WARN_ON_ONCE(refcount_read(&sk->sk_wmem_alloc));
	WARN_ON_ONCE(sk->sk_wmem_queued);
	kfree(inet->inet_opt);
	dst_release(sk->sk_dst_cache);
	dst_release(sk->sk_rx_dst);
}
EXPORT_SYMBOL(inet_sock_destruct);

/* RCU. The kind of socket; *@protocol may be chosen. Or ERR_PTR(). */
static const struct inet_protosw *inetsw_find(int type, int *protocol)
{
	struct inetsw_node *n;
	int err = -ESOCKTNOSUPPORT;

	list_for_each_entry_rcu (n, &inetsw_get()->list[type], list) {
		if (*protocol == n->p->protocol) {
			if (*protocol != IPPROTO_IP)
				return n->p;
		} else if (*protocol == IPPROTO_IP) {
			*protocol = n->p->protocol;
			return n->p;
		} else if (n->p->protocol == IPPROTO_IP) {
			return n->p; /* a wild one: raw */
		}
		err = -EPROTONOSUPPORT;
	}
	return ERR_PTR(err);
}

/* As above; twice modules are asked for. A module reference comes with it. */
static const struct inet_protosw *inetsw_get_kind(int type, int *protocol)
{
	const struct inet_protosw *p;

	for (int tries = 0;; tries++) {
		rcu_read_lock();
		p = inetsw_find(type, protocol);
		if (!IS_ERR(p) && !try_module_get(p->prot->owner))
			p = ERR_PTR(-EPROTONOSUPPORT);
		rcu_read_unlock();
		if (!IS_ERR(p) || tries == 2)
			return p;
		if (tries == 0)
			request_module("net-pf-%d-proto-%d-type-%d", PF_INET,
				       *protocol, type);
		else
			request_module("net-pf-%d-proto-%d", PF_INET,
				       *protocol);
	}
}

static void inet_init_sk(struct net *net, struct socket *sock, struct sock *sk,
			 const struct inet_protosw *p, int protocol)
{
	struct inet_sock *inet = inet_sk(sk);

	if (p->flags & INET_PROTOSW_REUSE)
		sk->sk_reuse = SK_CAN_REUSE;
	inet_assign_bit(IS_ICSK, sk, p->flags & INET_PROTOSW_ICSK);
	if (sock->type == SOCK_RAW) {
		inet->inet_num = (u16)protocol;
		if (protocol == IPPROTO_RAW)
			inet_set_bit(HDRINCL, sk);
	}
	inet->pmtudisc = READ_ONCE(net_ipv4(net)->sysctl_ip_no_pmtu_disc)
				 ? IP_PMTUDISC_DONT
				 : IP_PMTUDISC_WANT;
	sock_init_data(sock, sk);
	sk->sk_destruct = inet_sock_destruct;
	sk->sk_protocol = (u16)protocol;
	sk->sk_backlog_rcv = sk->sk_prot->backlog_rcv;
	inet->uc_ttl = -1;
	inet_set_bit(MC_LOOP, sk);
	inet->mc_ttl = 1;
	inet_set_bit(MC_ALL, sk);
}

/**
 * inet_create - make a socket of PF_INET
 *
 * Context: process; struct net_proto_family.create.
 * Return: 0, -EINVAL, -ESOCKTNOSUPPORT, -EPROTONOSUPPORT, -EPERM (raw
 * without CAP_NET_RAW), -ENOBUFS, or what the protocol's init() said.
 */
int inet_create(struct net *net, struct socket *sock, int protocol, int kern)
{
	const struct inet_protosw *p;
	struct sock *sk;
	int err;

	trace_inet_create(NULL, (u64)sock->type, (u64)protocol);
	if (protocol < 0 || protocol >= IPPROTO_MAX)
		return -EINVAL;
	sock->state = SS_UNCONNECTED;
	p = inetsw_get_kind(sock->type, &protocol);
	if (IS_ERR(p))
		return (int)PTR_ERR(p);
	err = -EPERM;
	if (sock->type == SOCK_RAW && !kern && !sock_capable(sock, CAP_NET_RAW))
		goto put;
	err = -ENOBUFS;
	sk = sk_alloc(net, PF_INET, GFP_KERNEL, p->prot, kern);
	if (!sk)
		goto put;
	sock->ops = p->ops;
	inet_init_sk(net, sock, sk, p, protocol);
	err = 0;
	if (inet_sk(sk)->inet_num) {
		inet_sk(sk)->inet_sport = htons(inet_sk(sk)->inet_num);
		err = sk->sk_prot->hash(sk);
	}
	if (!err && sk->sk_prot->init)
		err = sk->sk_prot->init(sk);
	if (err) {
		sk_common_release(sk);
		sock->sk = NULL;
	}
put:
	module_put(p->prot->owner);
	return err;
}

/* Context: process; struct proto_ops.release. */
int inet_release(struct socket *sock)
{
	struct sock *sk = sock->sk;
	long timeout = 0;

	if (!sk)
		return 0;
	ip_mc_drop_socket(sk);
	if (sock_flag(sk, SOCK_LINGER))
		timeout = (long)sk->sk_lingertime;
	sk->sk_prot->close(sk, timeout);
	sock->sk = NULL;
	return 0;
}
EXPORT_SYMBOL(inet_release);

/**
 * inet_ctl_sock_create - a socket of the stack's own, in no hash
 * @sk: given; it holds neither @net nor a module
 * @pf: AF_INET's or AF_INET6's
 *
 * Context: process. Return: 0, or what inet_create() said.
 */
int inet_ctl_sock_create(struct sock **sk, const struct net_proto_family *pf,
			 unsigned short type, unsigned char protocol,
			 struct net *net)
{
	struct socket *sock;
	int err = sock_create_own(net, pf, type, protocol, &sock);

	if (err)
		return err;
	*sk = sock->sk;
	(*sk)->sk_allocation = GFP_ATOMIC;
	(*sk)->sk_prot->unhash(*sk);
	return 0;
}
EXPORT_SYMBOL(inet_ctl_sock_create);

/* ---- addresses ------------------------------------------------------------
 */

/* Context: any. */
bool inet_can_nonlocal_bind(struct net *net, struct inet_sock *inet)
{
	return READ_ONCE(net_ipv4(net)->sysctl_ip_nonlocal_bind) ||
	       test_bit(INET_FLAGS_FREEBIND, &inet->inet_flags) ||
	       test_bit(INET_FLAGS_TRANSPARENT, &inet->inet_flags);
}
EXPORT_SYMBOL(inet_can_nonlocal_bind);

bool inet_addr_valid_or_nonlocal(struct net *net, struct inet_sock *inet,
				 __be32 addr, int addr_type)
{
	return inet_can_nonlocal_bind(net, inet) || addr == htonl(INADDR_ANY) ||
	       addr_type == RTN_LOCAL || addr_type == RTN_MULTICAST ||
	       addr_type == RTN_BROADCAST;
}
EXPORT_SYMBOL(inet_addr_valid_or_nonlocal);

bool inet_port_requires_bind_service(const struct net *net, u16 port)
{
	return port < READ_ONCE(net_ipv4(net)->sysctl_ip_prot_sock);
}
EXPORT_SYMBOL(inet_port_requires_bind_service);

/* A port of its own, if it has none. Context: process. 0 or -EAGAIN. */
static int inet_autobind(struct sock *sk)
{
	struct inet_sock *inet = inet_sk(sk);
	int err = 0;

	lock_sock(sk);
	if (!inet->inet_num) {
		if (sk->sk_prot->get_port(sk, 0))
			err = -EAGAIN;
		else
			inet->inet_sport = htons(inet->inet_num);
	}
	release_sock(sk);
	return err;
}

void inet_bind_end(struct sock *sk, u16 snum)
{
	struct inet_sock *inet = inet_sk(sk);

	if (inet->inet_rcv_saddr)
		sk->sk_userlocks |= SOCK_BINDADDR_LOCK;
	if (snum)
		sk->sk_userlocks |= SOCK_BINDPORT_LOCK;
	inet->inet_sport = htons(inet->inet_num);
	inet->inet_daddr = 0;
	inet->inet_dport = 0;
	sk_dst_reset(sk);
}

/* @sk is locked. */
static int bind_locked(struct sock *sk, const struct sockaddr_in *addr,
		       int addr_type, u32 flags)
{
	struct inet_sock *inet = inet_sk(sk);
	u16 snum = ntohs(addr->sin_port);

	if (sk->sk_state != TCP_CLOSE || inet->inet_num)
		return -EINVAL;
	inet->inet_rcv_saddr = inet->inet_saddr = addr->sin_addr.s_addr;
	if (addr_type == RTN_MULTICAST || addr_type == RTN_BROADCAST)
		inet->inet_saddr = 0; /* the device's */
	if ((snum || !(inet_test_bit(BIND_ADDRESS_NO_PORT, sk) ||
		       flags & BIND_FORCE_ADDRESS_NO_PORT)) &&
	    sk->sk_prot->get_port(sk, snum)) {
		inet->inet_saddr = inet->inet_rcv_saddr = 0;
		return -EADDRINUSE;
	}
	inet_bind_end(sk, snum);
	return 0;
}

int __inet_bind(struct sock *sk, struct sockaddr *uaddr, int addr_len,
		u32 flags)
{
	const struct sockaddr_in *addr = (struct sockaddr_in *)uaddr;
	struct net *net = sock_net(sk);
	int addr_type, err;
	u16 snum;

	/* AF_UNSPEC passes for AF_INET when the address is 0.0.0.0 */
	if (addr->sin_family != AF_INET &&
	    (addr->sin_family != AF_UNSPEC ||
	     addr->sin_addr.s_addr != htonl(INADDR_ANY)))
		return -EAFNOSUPPORT;
	addr_type = (int)inet_addr_type_table(net, addr->sin_addr.s_addr,
					      RT_TABLE_LOCAL);
	if (!inet_addr_valid_or_nonlocal(net, inet_sk(sk),
					 addr->sin_addr.s_addr, addr_type))
		return -EADDRNOTAVAIL;
	snum = ntohs(addr->sin_port);
	if (!(flags & BIND_NO_CAP_NET_BIND_SERVICE) && snum &&
	    inet_port_requires_bind_service(net, snum) &&
	    !sk_capable(sk, CAP_NET_BIND_SERVICE))
		return -EACCES;
	if (flags & BIND_WITH_LOCK)
		lock_sock(sk);
	err = bind_locked(sk, addr, addr_type, flags);
	if (flags & BIND_WITH_LOCK)
		release_sock(sk);
	return err;
}
EXPORT_SYMBOL(__inet_bind);

int inet_bind_sk(struct sock *sk, struct sockaddr *uaddr, int addr_len)
{
	if (sk->sk_prot->bind) /* raw */
		return sk->sk_prot->bind(sk, uaddr, addr_len);
	if (addr_len < (int)sizeof(struct sockaddr_in))
		return -EINVAL;
	return __inet_bind(sk, uaddr, addr_len, BIND_WITH_LOCK);
}
EXPORT_SYMBOL(inet_bind_sk);

/* Context: process; struct proto_ops.bind. */
int inet_bind(struct socket *sock, struct sockaddr *uaddr, int addr_len)
{
	return inet_bind_sk(sock->sk, uaddr, addr_len);
}
EXPORT_SYMBOL(inet_bind);

/* Context: process; struct proto_ops.connect of datagram sockets. */
int inet_dgram_connect(struct socket *sock, struct sockaddr *uaddr,
		       int addr_len, int flags)
{
	struct sock *sk = sock->sk;
	int err;

	if (addr_len < (int)sizeof(uaddr->sa_family))
		return -EINVAL;
	if (uaddr->sa_family == AF_UNSPEC)
		return sk->sk_prot->disconnect(sk, flags);
	if (sk->sk_prot->pre_connect) {
		err = sk->sk_prot->pre_connect(sk, uaddr, addr_len);
		if (err)
			return err;
	}
	if (!inet_sk(sk)->inet_num && inet_autobind(sk))
		return -EAGAIN;
	return sk->sk_prot->connect(sk, uaddr, addr_len);
}
EXPORT_SYMBOL(inet_dgram_connect);

/* Context: process; struct proto_ops.getname. Return: the length or -errno. */
int inet_getname(struct socket *sock, struct sockaddr *uaddr, int peer)
{
	struct sockaddr_in *sin = (struct sockaddr_in *)uaddr;
	struct sock *sk = sock->sk;
	struct inet_sock *inet = inet_sk(sk);

	memset(sin, 0, sizeof(*sin));
	sin->sin_family = AF_INET;
	lock_sock(sk);
	if (peer) {
		if (!inet->inet_dport ||
		    (((1 << sk->sk_state) & (TCPF_CLOSE | TCPF_SYN_SENT)) &&
		     peer == 1)) {
			release_sock(sk);
			return -ENOTCONN;
		}
		sin->sin_port = inet->inet_dport;
		sin->sin_addr.s_addr = inet->inet_daddr;
	} else {
		sin->sin_port = inet->inet_sport;
		sin->sin_addr.s_addr = inet->inet_rcv_saddr ?: inet->inet_saddr;
	}
	release_sock(sk);
	return (int)sizeof(*sin);
}
EXPORT_SYMBOL(inet_getname);

/* ---- data -----------------------------------------------------------------
 */

/* Context: process. 0 or -EAGAIN. */
int inet_send_prepare(struct sock *sk)
{
	if (!inet_sk(sk)->inet_num && !sk->sk_prot->no_autobind)
		return inet_autobind(sk);
	return 0;
}
EXPORT_SYMBOL(inet_send_prepare);

/* Context: process; struct proto_ops.sendmsg. */
int inet_sendmsg(struct socket *sock, struct msghdr *msg, size_t size)
{
	struct sock *sk = sock->sk;

	if (inet_send_prepare(sk))
		return -EAGAIN;
	return sk->sk_prot->sendmsg(sk, msg, size);
}
EXPORT_SYMBOL(inet_sendmsg);

/* Context: process; struct proto_ops.recvmsg. */
int inet_recvmsg(struct socket *sock, struct msghdr *msg, size_t size,
		 int flags)
{
	struct sock *sk = sock->sk;
	int addr_len = 0, err;

	err = sk->sk_prot->recvmsg(sk, msg, size, flags, &addr_len);
	if (err >= 0)
		msg->msg_namelen = addr_len;
	return err;
}
EXPORT_SYMBOL(inet_recvmsg);

/* @sk is locked; @how has the bits of RCV_SHUTDOWN, SEND_SHUTDOWN. */
static int shutdown_locked(struct socket *sock, struct sock *sk, int how)
{
	int err = 0;

	switch (sk->sk_state) {
	case TCP_CLOSE:
		err = -ENOTCONN;
		break;
	case TCP_LISTEN:
		if (!(how & RCV_SHUTDOWN))
			return 0;
		goto disconnect;
	case TCP_SYN_SENT:
		goto disconnect;
	default:
		break;
	}
	sk->sk_shutdown |= (u8)how;
	if (sk->sk_prot->shutdown)
		sk->sk_prot->shutdown(sk, how);
	return err;
disconnect:
	err = sk->sk_prot->disconnect(sk, O_NONBLOCK);
	sock->state = err ? SS_DISCONNECTING : SS_UNCONNECTED;
	return err;
}

/* Context: process; struct proto_ops.shutdown. */
int inet_shutdown(struct socket *sock, int how)
{
	struct sock *sk = sock->sk;
	int err;

	how++; /* SHUT_RD 0, SHUT_WR 1, SHUT_RDWR 2 become bits */
	if ((how & ~SHUTDOWN_MASK) || !how)
		return -EINVAL;
	lock_sock(sk);
	if (sock->state == SS_CONNECTING) {
		if ((1 << sk->sk_state) &
		    (TCPF_SYN_SENT | TCPF_SYN_RECV | TCPF_CLOSE))
			sock->state = SS_DISCONNECTING;
		else
			sock->state = SS_CONNECTED;
	}
	err = shutdown_locked(sock, sk, how);
	sk->sk_state_change(sk); /* whoever polls sees POLLHUP, POLLRDHUP */
	release_sock(sk);
	return err;
}
EXPORT_SYMBOL(inet_shutdown);

/* Context: process; struct proto_ops.ioctl. */
int inet_ioctl(struct socket *sock, unsigned int cmd, unsigned long arg)
{
	struct sock *sk = sock->sk;
	struct net *net = sock_net(sk);
	int karg, err;

	switch (cmd) {
	case SIOCADDRT:
	case SIOCDELRT:
		return ip_rt_ioctl(net, cmd, (void *)arg, sk);
	case SIOCRTMSG:
		return -EINVAL;
	case SIOCDARP:
	case SIOCSARP:
		if (!sk_capable(sk, CAP_NET_ADMIN))
			return -EPERM;
		fallthrough;
	case SIOCGARP:
		return arp_ioctl(net, cmd, (struct arpreq *)arg);
	case SIOCGIFADDR:
	case SIOCGIFBRDADDR:
	case SIOCGIFNETMASK:
	case SIOCGIFDSTADDR:
	case SIOCSIFADDR:
	case SIOCSIFBRDADDR:
	case SIOCSIFNETMASK:
	case SIOCSIFDSTADDR:
	case SIOCSIFFLAGS:
		return devinet_ioctl(net, cmd, (void *)arg, sk);
	default:
		break;
	}
	if (!sk->sk_prot->ioctl)
		return -ENOIOCTLCMD;
	karg = 0;
	err = sk->sk_prot->ioctl(sk, (int)cmd, &karg);
	if (!err)
		*(int *)arg = karg;
	return err;
}
EXPORT_SYMBOL(inet_ioctl);

const struct proto_ops inet_dgram_ops = {
	.family = PF_INET,
	.owner = THIS_MODULE,
	.release = inet_release,
	.bind = inet_bind,
	.connect = inet_dgram_connect,
	.socketpair = sock_no_socketpair,
	.accept = sock_no_accept,
	.getname = inet_getname,
	.poll = udp_poll,
	.ioctl = inet_ioctl,
	.listen = sock_no_listen,
	.shutdown = inet_shutdown,
	.setsockopt = sock_common_setsockopt,
	.getsockopt = sock_common_getsockopt,
	.sendmsg = inet_sendmsg,
	.recvmsg = inet_recvmsg,
};
EXPORT_SYMBOL(inet_dgram_ops);

/* Raw and ping: no checksum is verified late, so the queue says it all. */
const struct proto_ops inet_sockraw_ops = {
	.family = PF_INET,
	.owner = THIS_MODULE,
	.release = inet_release,
	.bind = inet_bind,
	.connect = inet_dgram_connect,
	.socketpair = sock_no_socketpair,
	.accept = sock_no_accept,
	.getname = inet_getname,
	.poll = datagram_poll,
	.ioctl = inet_ioctl,
	.listen = sock_no_listen,
	.shutdown = inet_shutdown,
	.setsockopt = sock_common_setsockopt,
	.getsockopt = sock_common_getsockopt,
	.sendmsg = inet_sendmsg,
	.recvmsg = inet_recvmsg,
};
EXPORT_SYMBOL(inet_sockraw_ops);
