// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ping - echo requests for everybody: socket(AF_INET, SOCK_DGRAM, IPPROTO_ICMP)
 *
 * Where:   down: ping_v4_sendmsg() → ip_append_data(); the echo's id is the
 *          socket's port. Up: icmp.c → ping_rcv() for replies, ping_err().
 * Mirrors: net/ipv4/ping.c. Left out: IPv6.
 * Spec:    icmp(7); who may is net.ipv4.ping_group_range.
 */
#include "proto/ipv4/ping.h"
#include "core/datagram.h"
#include "core/iov_iter.h"
#include "core/module.h"
#include "core/proc.h"
#include "core/sysctl.h"
#include "core/tcp_states.h"
#include "lib/err.h"
#include "proto/ipv4/af_inet.h"
#include "proto/ipv4/datagram.h"
#include "proto/ipv4/icmp.h"
#include "proto/ipv4/ip.h"
#include "proto/ipv4/udp.h"
#include "proto/protocol.h"

struct ping_table {
	struct hlist_head hash[PING_HTABLE_SIZE]; /* RCU */
	spinlock_t lock;
	u16 rover; /* the last id given out */
};

DEFINE_STATIC_PER_MACHINE(struct ping_table, ping_table);

/* ---- ids -------------------------------------------------------------------
 */

static struct hlist_head *ping_hashslot(const struct net *net, u16 num)
{
	u32 i = (num + net_hash_mix(net)) & PING_HTABLE_MASK;

	return &machine_var(ping_table).hash[i];
}

/* Another socket of the namespace that has the id, or NULL. Lock held. */
static struct sock *ping_id_user(struct sock *sk, u16 ident)
{
	struct sock *sk2;

	sk_for_each(sk2, ping_hashslot(sock_net(sk), ident))
	{
		if (net_eq(sock_net(sk2), sock_net(sk)) &&
		    inet_sk(sk2)->inet_num == ident)
			return sk2;
	}
	return NULL;
}

/* See struct proto. @ident 0: any that is free. */
static int ping_get_port(struct sock *sk, unsigned short ident)
{
	struct ping_table *table = &machine_var(ping_table);
	struct sock *sk2;
	int tries, ret = 1;

	spin_lock_bh(&table->lock);
	if (!ident) {
		for (tries = 0, ident = table->rover; tries < 65536; tries++) {
			ident++;
			if (ident && !ping_id_user(sk, ident))
				break;
		}
		if (tries == 65536)
			goto out;
		table->rover = ident;
	} else {
		sk2 = ping_id_user(sk, ident);
		if (sk2 && sk2 != sk && (!sk2->sk_reuse || !sk->sk_reuse))
			goto out;
	}
	inet_sk(sk)->inet_num = ident;
	if (sk_unhashed(sk)) {
		sock_set_flag(sk, SOCK_RCU_FREE);
		sk_add_node_rcu(sk, ping_hashslot(sock_net(sk), ident));
	}
	ret = 0;
out:
	spin_unlock_bh(&table->lock);
	return ret;
}

static void ping_unhash(struct sock *sk)
{
	struct ping_table *table = &machine_var(ping_table);
	struct inet_sock *inet = inet_sk(sk);

	spin_lock_bh(&table->lock);
	if (sk_del_node_init_rcu(sk)) {
		inet->inet_num = 0;
		inet->inet_sport = 0;
	}
	spin_unlock_bh(&table->lock);
}

/* Context: RCU. Borrowed, or NULL. */
static struct sock *ping_lookup(struct net *net, struct sk_buff *skb, u16 ident)
{
	int dif = skb->dev->ifindex;
	struct sock *sk;

	sk_for_each_rcu(sk, ping_hashslot(net, ident))
	{
		const struct inet_sock *inet = inet_sk(sk);

		if (!net_eq(sock_net(sk), net) || inet->inet_num != ident ||
		    (inet->inet_rcv_saddr &&
		     inet->inet_rcv_saddr != ip_hdr(skb)->daddr) ||
		    (sk->sk_bound_dev_if && sk->sk_bound_dev_if != dif))
			continue;
		return sk;
	}
	return NULL;
}

/* ---- life ------------------------------------------------------------------
 */

static int ping_init_sock(struct sock *sk)
{
	const struct netns_ipv4 *ip4 = net_ipv4(sock_net(sk));
	u32 gid = sk->sk_cred.gid;

	if (gid < READ_ONCE(ip4->ping_group_range[0]) ||
	    gid > READ_ONCE(ip4->ping_group_range[1]))
		return -EACCES;
	return 0;
}

static void ping_close(struct sock *sk, long timeout)
{
	sk_common_release(sk);
}

static int ping_check_bind_addr(struct sock *sk, const struct sockaddr_in *addr,
				int addr_len)
{
	struct net *net = sock_net(sk);
	int type = RTN_LOCAL;

	if (addr_len < (int)sizeof(*addr))
		return -EINVAL;
	if (addr->sin_family != AF_INET &&
	    (addr->sin_family != AF_UNSPEC || addr->sin_addr.s_addr))
		return -EAFNOSUPPORT;
	if (addr->sin_addr.s_addr)
		type = (int)inet_addr_type(net, addr->sin_addr.s_addr);
	if (type == RTN_MULTICAST || type == RTN_BROADCAST ||
	    !inet_addr_valid_or_nonlocal(net, inet_sk(sk),
					 addr->sin_addr.s_addr, type))
		return -EADDRNOTAVAIL;
	return 0;
}

static int ping_bind(struct sock *sk, struct sockaddr *uaddr, int addr_len)
{
	const struct sockaddr_in *addr = (struct sockaddr_in *)uaddr;
	struct inet_sock *inet = inet_sk(sk);
	int err = ping_check_bind_addr(sk, addr, addr_len);
	u16 snum;

	if (err)
		return err;
	lock_sock(sk);
	err = -EINVAL;
	if (inet->inet_num)
		goto out;
	inet->inet_rcv_saddr = inet->inet_saddr = addr->sin_addr.s_addr;
	snum = ntohs(addr->sin_port);
	err = -EADDRINUSE;
	if (ping_get_port(sk, snum)) {
		inet->inet_rcv_saddr = inet->inet_saddr = 0;
		goto out;
	}
	inet_bind_end(sk, snum);
	err = 0;
out:
	release_sock(sk);
	return err;
}

/* ---- down ------------------------------------------------------------------
 */

struct pingfakehdr {
	struct icmphdr icmph;
	struct msghdr *msg;
	__wsum wcheck; /* of the payload so far */
};

static int ping_getfrag(void *from, char *to, int offset, int len, int odd,
			struct sk_buff *skb)
{
	struct pingfakehdr *pfh = from;
	__wsum csum = 0;

	if (!csum_and_copy_from_iter_full(to, (size_t)len, &csum,
					  &pfh->msg->msg_iter))
		return -EFAULT;
	pfh->wcheck = csum_block_add(pfh->wcheck, csum, offset);
	return 0;
}

static int ping_v4_push_pending_frames(struct sock *sk, struct pingfakehdr *pfh,
				       struct flowi4 *fl4)
{
	struct sk_buff *skb = skb_peek(&sk->sk_write_queue);

	if (!skb)
		return 0;
	pfh->wcheck =
		csum_partial(&pfh->icmph, sizeof(pfh->icmph), pfh->wcheck);
	pfh->icmph.checksum = csum_fold(pfh->wcheck);
	memcpy(icmp_hdr(skb), &pfh->icmph, sizeof(pfh->icmph));
	skb->ip_summed = CHECKSUM_NONE;
	return ip_push_pending_frames(sk, fl4);
}

static int ping_check_send(struct sock *sk, struct msghdr *msg, size_t len,
			   struct icmphdr *icmph, __be32 *daddr)
{
	const struct sockaddr_in *usin = msg->msg_name;

	if (len > 0xFFFF)
		return -EMSGSIZE;
	if (len < sizeof(*icmph))
		return -EINVAL;
	if (msg->msg_flags & MSG_OOB)
		return -EOPNOTSUPP;
	if (memcpy_from_msg(icmph, msg, sizeof(*icmph)))
		return -EFAULT;
	if (icmph->type != ICMP_ECHO || icmph->code)
		return -EINVAL;
	if (!usin || !msg->msg_namelen) {
		if (sk->sk_state != TCP_ESTABLISHED)
			return -EDESTADDRREQ;
		*daddr = inet_sk(sk)->inet_daddr;
		return 0;
	}
	if (msg->msg_namelen < (int)sizeof(*usin))
		return -EINVAL;
	if (usin->sin_family != AF_INET)
		return -EAFNOSUPPORT;
	*daddr = usin->sin_addr.s_addr;
	return 0;
}

static int ping_send(struct sock *sk, struct msghdr *msg, size_t len,
		     struct ipcm_cookie *ipc, struct pingfakehdr *pfh,
		     __be32 daddr, __be32 saddr)
{
	struct inet_sock *inet = inet_sk(sk);
	struct rtable *rt;
	struct flowi4 fl4;
	int err;

	inet_datagram_way(inet, daddr, &ipc->oif, &saddr);
	flowi4_init_output(
		&fl4, ipc->oif, ipc->sockc.mark, get_rttos(ipc, inet),
		ip_sendmsg_scope(inet, ipc, msg), (u8)sk->sk_protocol,
		inet_sk_transparent(sk) ? FLOWI_FLAG_ANYSRC : 0, daddr, saddr,
		0, 0, sk->sk_cred.uid);
	fl4.fl4_icmp_type = pfh->icmph.type;
	fl4.fl4_icmp_code = pfh->icmph.code;
	rt = ip_route_datagram(sk, &fl4);
	if (IS_ERR(rt))
		return (int)PTR_ERR(rt);
	if (!ipc->addr)
		ipc->addr = fl4.daddr;
	lock_sock(sk);
	err = ip_append_data(sk, &fl4, ping_getfrag, pfh, (int)len,
			     sizeof(struct icmphdr), ipc, &rt, msg->msg_flags);
	if (err)
		ip_flush_pending_frames(sk);
	else
		err = ping_v4_push_pending_frames(sk, pfh, &fl4);
	release_sock(sk);
	ip_rt_put(rt);
	return err;
}

/* Context: process; struct proto.sendmsg. Return: bytes or -errno. */
static int ping_v4_sendmsg(struct sock *sk, struct msghdr *msg, size_t len)
{
	struct pingfakehdr pfh = {.msg = msg};
	struct ip_options_data opt_copy;
	struct ipcm_cookie ipc;
	__be32 daddr, saddr;
	int err;

	err = ping_check_send(sk, msg, len, &pfh.icmph, &daddr);
	if (err)
		return err;
	pfh.icmph.checksum = 0;
	pfh.icmph.un.echo.id = inet_sk(sk)->inet_sport;
	ipcm_init_sk(&ipc, inet_sk(sk));
	err = ipcm_from_msg(sk, msg, &ipc, &opt_copy);
	if (err)
		goto out;
	saddr = ipc.addr;
	ipc.addr = daddr;
	err = -EINVAL;
	if (ipc.opt && ipc.opt->opt.srr && !daddr)
		goto out;
	if (ipc.opt && ipc.opt->opt.srr)
		daddr = ipc.opt->opt.faddr;
	err = ping_send(sk, msg, len, &ipc, &pfh, daddr, saddr);
out:
	ipcm_free_opt(&ipc, &opt_copy);
	if (!err) {
		icmp_out_count(sock_net(sk), pfh.icmph.type);
		return (int)len;
	}
	return err;
}

/* ---- up --------------------------------------------------------------------
 */

static enum skb_drop_reason __ping_queue_rcv_skb(struct sock *sk,
						 struct sk_buff *skb)
{
	enum skb_drop_reason reason;

	if (sock_queue_rcv_skb_reason(sk, skb, &reason) < 0) {
		kfree_skb_reason(skb, reason);
		return reason;
	}
	return SKB_NOT_DROPPED_YET;
}

static int ping_queue_rcv_skb(struct sock *sk, struct sk_buff *skb)
{
	return __ping_queue_rcv_skb(sk, skb) ? -1 : 0;
}

/* See struct icmp_ping_ops. */
static enum skb_drop_reason ping_rcv(struct sk_buff *skb)
{
	const struct icmphdr *icmph = icmp_hdr(skb);
	struct sock *sk;

	cpu_cost(layer);
	/* the reader gets it with its header */
	skb_push(skb, (unsigned int)(skb->data - (const u8 *)icmph));
	sk = ping_lookup(dev_net(skb->dev), skb, ntohs(icmph->un.echo.id));
	if (sk)
		return __ping_queue_rcv_skb(sk, skb);
	kfree_skb_reason(skb, SKB_DROP_REASON_NO_SOCKET);
	return SKB_DROP_REASON_NO_SOCKET;
}

/* See struct icmp_ping_ops. */
static void ping_err(struct sk_buff *skb, int offset, u32 info)
{
	struct icmphdr *quoted = (struct icmphdr *)(skb->data + offset);
	bool recverr, harderr;
	struct sock *sk;
	int err;

	if (quoted->type != ICMP_ECHO || quoted->code)
		return;
	sk = ping_lookup(dev_net(skb->dev), skb, ntohs(quoted->un.echo.id));
	if (!sk)
		return;
	err = icmp_sk_errno(sk, skb, info, &harderr);
	if (icmp_hdr(skb)->type == ICMP_REDIRECT)
		err = EREMOTEIO; /* as Linux does, for ping sockets only */
	recverr = inet_test_bit(RECVERR, sk);
	if (!err || (!recverr && (!harderr || sk->sk_state != TCP_ESTABLISHED)))
		return;
	if (recverr)
		ip_icmp_error(sk, skb, err, 0, info, (u8 *)quoted);
	WRITE_ONCE(sk->sk_err, err);
	sk_error_report(sk);
}

static const struct icmp_ping_ops ping_ops = {
	.rcv = ping_rcv,
	.err = ping_err,
};

/* Context: process; struct proto.recvmsg. Return: bytes or -errno. */
static int ping_recvmsg(struct sock *sk, struct msghdr *msg, size_t len,
			int flags, int *addr_len)
{
	struct sk_buff *skb;
	int copied, err;

	if (flags & MSG_OOB)
		return -EOPNOTSUPP;
	if (flags & MSG_ERRQUEUE)
		return inet_recv_error(sk, msg, (int)len, addr_len);
	skb = skb_recv_datagram(sk, (unsigned int)flags, &err);
	if (!skb)
		return err;
	/* icmp.c has verified the checksum */
	copied = skb_copy_datagram_trunc(skb, msg, len);
	if (copied < 0)
		goto out;
	sock_recv_cmsgs(msg, sk, skb);
	ip_put_name(msg, skb, 0, addr_len);
	if (inet_cmsg_flags(inet_sk(sk)))
		ip_cmsg_recv_offset(msg, sk, skb, 0, 0);
out:
	skb_free_datagram(sk, skb);
	return copied;
}

struct proto ping_prot = {
	.name = "PING",
	.owner = THIS_MODULE,
	.close = ping_close,
	.connect = ip4_datagram_connect,
	.disconnect = udp_disconnect,
	.init = ping_init_sock,
	.setsockopt = ip_setsockopt,
	.getsockopt = ip_getsockopt,
	.sendmsg = ping_v4_sendmsg,
	.recvmsg = ping_recvmsg,
	.bind = ping_bind,
	.backlog_rcv = ping_queue_rcv_skb,
	.release_cb = ip4_datagram_release_cb,
	.unhash = ping_unhash,
	.get_port = ping_get_port,
	.put_port = ping_unhash,
	.obj_size = sizeof(struct inet_sock),
};

static const struct inet_protosw ping_protosw = {
	.type = SOCK_DGRAM,
	.protocol = IPPROTO_ICMP,
	.prot = &ping_prot,
	.ops = &inet_sockraw_ops,
	.flags = INET_PROTOSW_REUSE,
};

/* ---- /proc/net/icmp
 * ---------------------------------------------------------- */

static int ping_seq_show(struct seq_file *m, void *data)
{
	struct sock *sk;

	seq_setwidth(m, 127);
	seq_puts(m, "  sl  local_address rem_address   st tx_queue rx_queue "
		    "tr tm->when retrnsmt   uid  timeout inode ref pointer "
		    "drops");
	seq_pad(m, '\n');
	rcu_read_lock();
	for (unsigned int i = 0; i < PING_HTABLE_SIZE; i++) {
		sk_for_each_rcu(sk, &machine_var(ping_table).hash[i])
		{
			if (net_eq(sock_net(sk), seq_file_net(m)))
				udp4_format_sock(m, sk, i);
		}
	}
	rcu_read_unlock();
	return 0;
}

DEFINE_STATIC_PER_MACHINE(unsigned int, ping_net_id);

/* Both or none; the wrong way round means nobody. */
static int ipv4_ping_group_range(const struct ctl_table *table, int write,
				 void *buffer, size_t *lenp, loff_t *ppos)
{
	u32 *range = table->data, new[2] = {range[0], range[1]};
	struct ctl_table tmp = *table;
	int err;

	tmp.data = new;
	err = proc_douintvec(&tmp, write, buffer, lenp, ppos);
	if (err || !write)
		return err;
	if (new[0] > GID_T_MAX || new[1] > GID_T_MAX)
		return -EINVAL;
	if (new[0] > new[1]) {
		new[0] = PING_GROUP_RANGE_MIN;
		new[1] = PING_GROUP_RANGE_MAX;
	}
	WRITE_ONCE(range[0], new[0]);
	WRITE_ONCE(range[1], new[1]);
	return 0;
}

static const struct ctl_table ping_table_sysctl[] = {
	{
		.procname = "ping_group_range",
		.data = SYSCTL_OFFSET(struct netns_ipv4, ping_group_range),
		.maxlen = sizeof_field(struct netns_ipv4, ping_group_range),
		.mode = 0644,
		.proc_handler = ipv4_ping_group_range,
	},
};

struct ping_net {
	struct proc_entry *proc;
	struct ctl_table_header *sysctl;
};

static int ping_init_net(struct net *net)
{
	struct ping_net *pn = net_generic(net, machine_var(ping_net_id));
	struct netns_ipv4 *ip4 = net_ipv4(net);

	ip4->ping_group_range[0] = PING_GROUP_RANGE_MIN;
	ip4->ping_group_range[1] = PING_GROUP_RANGE_MAX;
	pn->sysctl =
		register_net_sysctl_of(net, "net/ipv4", ping_table_sysctl, ip4);
	if (!pn->sysctl)
		return -ENOMEM;
	pn->proc = proc_file(net, "/proc/net/icmp", ping_seq_show, NULL, NULL);
	if (!IS_ERR(pn->proc))
		return 0;
	unregister_net_sysctl_table(pn->sysctl);
	return (int)PTR_ERR(pn->proc);
}

static void ping_exit_net(struct net *net)
{
	struct ping_net *pn = net_generic(net, machine_var(ping_net_id));

	proc_remove(pn->proc);
	unregister_net_sysctl_table(pn->sysctl);
}

static const struct pernet_operations ping_net_ops = {
	.init = ping_init_net,
	.exit = ping_exit_net,
	.id = &ping_net_id,
	.size = sizeof(struct ping_net),
};

static const struct inet_transport ping_transport = {
	.net_ops = &ping_net_ops,
	.sw = &ping_protosw,
};

/* Context: process, ipv4.so's init. 0 or -errno. */
int ping_init(void)
{
	int err;

	spin_lock_init(&machine_var(ping_table).lock);
	err = inet_register_transport(&ping_transport);
	if (!err)
		icmp_ping_ops_set(&ping_ops);
	return err;
}

void ping_exit(void)
{
	icmp_ping_ops_set(NULL);
	inet_unregister_transport(&ping_transport);
}
