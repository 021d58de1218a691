// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * raw - sockets that see whole IP packets, and may write the header
 *
 * Where:   ip_protocol_deliver_rcu() → raw_local_deliver() → a copy for each
 *          socket. Down: raw_send.c.
 * Mirrors: net/ipv4/raw.c. Left out: multicast routing's ioctls.
 * Spec:    raw(7).
 */
#include "proto/ipv4/raw.h"
#include "core/datagram.h"
#include "core/module.h"
#include "core/proc.h"
#include "core/tcp_states.h"
#include "lib/err.h"
#include "lib/mutex.h"
#include "proto/ipv4/datagram.h"
#include "proto/ipv4/icmp.h"
#include "proto/ipv4/igmp.h"
#include "proto/ipv4/ip.h"
#include "proto/ipv4/ip_sockglue.h"
#include "proto/ipv4/udp.h"

DEFINE_STATIC_PER_MACHINE(struct raw_hashinfo, raw_v4_hashinfo);

static struct hlist_head *raw_chain(unsigned int protocol)
{
	return &machine_var(raw_v4_hashinfo)
			.ht[protocol & (RAW_HTABLE_SIZE - 1)];
}

int raw_hash_sk(struct sock *sk)
{
	struct raw_hashinfo *h = &machine_var(raw_v4_hashinfo);

	sock_set_flag(sk, SOCK_RCU_FREE);
	spin_lock_bh(&h->lock);
	sk_add_node_rcu(sk, raw_chain(inet_sk(sk)->inet_num));
	spin_unlock_bh(&h->lock);
	return 0;
}
EXPORT_SYMBOL(raw_hash_sk);

void raw_unhash_sk(struct sock *sk)
{
	struct raw_hashinfo *h = &machine_var(raw_v4_hashinfo);

	spin_lock_bh(&h->lock);
	sk_del_node_init_rcu(sk);
	spin_unlock_bh(&h->lock);
}
EXPORT_SYMBOL(raw_unhash_sk);

bool raw_v4_match(struct net *net, const struct sock *sk, unsigned short num,
		  __be32 raddr, __be32 laddr, int dif, int sdif)
{
	const struct inet_sock *inet = inet_sk(sk);

	return net_eq(sock_net(sk), net) && inet->inet_num == num &&
	       (!inet->inet_daddr || inet->inet_daddr == raddr) &&
	       (!inet->inet_rcv_saddr || inet->inet_rcv_saddr == laddr) &&
	       (!sk->sk_bound_dev_if || sk->sk_bound_dev_if == dif ||
		sk->sk_bound_dev_if == sdif);
}
EXPORT_SYMBOL(raw_v4_match);

/* ---- up --------------------------------------------------------------------
 */

/* Does the socket's ICMP_FILTER refuse it? */
static bool icmp_filter(const struct sock *sk, const struct sk_buff *skb)
{
	struct icmphdr _hdr;
	const struct icmphdr *hdr;

	hdr = skb_header_pointer(skb, skb_transport_offset(skb), sizeof(_hdr),
				 &_hdr);
	if (!hdr)
		return true;
	return hdr->type < 32 && (raw_sk(sk)->filter.data & (1U << hdr->type));
}

static int raw_rcv_skb(struct sock *sk, struct sk_buff *skb)
{
	enum skb_drop_reason reason;

	ipv4_pktinfo_prepare(sk, skb, true);
	if (sock_queue_rcv_skb_reason(sk, skb, &reason) < 0) {
		kfree_skb_reason(skb, reason);
		return NET_RX_DROP;
	}
	return NET_RX_SUCCESS;
}

/* Takes @skb, whose data is at the transport header. Softirq, RCU. */
static int raw_rcv(struct sock *sk, struct sk_buff *skb)
{
	cpu_cost(layer);
	nf_reset_ct(skb);
	skb_push(skb, (unsigned int)-skb_network_offset(skb));
	return raw_rcv_skb(sk, skb);
}

static bool raw_wants(const struct sock *sk, const struct sk_buff *skb,
		      const struct iphdr *iph)
{
	return (iph->protocol != IPPROTO_ICMP || !icmp_filter(sk, skb)) &&
	       ip_mc_sf_allow(sk, iph->daddr, iph->saddr, skb->dev->ifindex, 0);
}

/* See struct ip_raw_ops. */
static int raw_local_deliver(struct sk_buff *skb, int protocol)
{
	const struct iphdr *iph = ip_hdr(skb);
	struct net *net = dev_net(skb->dev);
	struct sk_buff *clone;
	int delivered = 0;
	struct sock *sk;

	sk_for_each_rcu(sk, raw_chain((unsigned int)protocol))
	{
		if (!raw_v4_match(net, sk, iph->protocol, iph->saddr,
				  iph->daddr, skb->dev->ifindex, 0))
			continue;
		if (sk_rmem_alloc_get(sk) >= READ_ONCE(sk->sk_rcvbuf)) {
			atomic_inc(&sk->sk_drops);
			continue;
		}
		delivered = 1;
		if (!raw_wants(sk, skb, iph))
			continue;
		clone = skb_clone(skb, GFP_ATOMIC);
		if (clone)
			raw_rcv(sk, clone);
	}
	return delivered;
}

static void raw_err(struct sock *sk, struct sk_buff *skb, u32 info)
{
	const struct icmphdr *icmph = icmp_hdr(skb);
	bool recverr = inet_test_bit(RECVERR, sk), harderr;
	int err = icmp_sk_errno(sk, skb, info, &harderr);

	/* as Linux does: raw sockets hear of it with IP_PMTUDISC_DONT, too */
	if (icmph->type == ICMP_DEST_UNREACH && icmph->code == ICMP_FRAG_NEEDED)
		err = EMSGSIZE;
	/* without a peer nobody knows whom it concerns */
	if (!err || (!recverr && sk->sk_state != TCP_ESTABLISHED))
		return;
	if (recverr) {
		const struct iphdr *iph = (const struct iphdr *)skb->data;
		u8 *payload = skb->data + (iph->ihl << 2);

		if (inet_test_bit(HDRINCL, sk))
			payload = skb->data;
		ip_icmp_error(sk, skb, err, 0, info, payload);
	}
	if (recverr || harderr) {
		WRITE_ONCE(sk->sk_err, err);
		sk_error_report(sk);
	}
}

/* See struct ip_raw_ops. */
static void raw_icmp_error(struct sk_buff *skb, int protocol, u32 info)
{
	struct net *net = dev_net(skb->dev);
	struct sock *sk;

	sk_for_each_rcu(sk, raw_chain((unsigned int)protocol))
	{
		const struct iphdr *iph = (const struct iphdr *)skb->data;

		if (raw_v4_match(net, sk, iph->protocol, iph->daddr, iph->saddr,
				 skb->dev->ifindex, 0))
			raw_err(sk, skb, info);
	}
}

static const struct ip_raw_ops raw_ops = {
	.local_deliver = raw_local_deliver,
	.icmp_error = raw_icmp_error,
	.rcv = raw_rcv,
};

/* ---- the other calls
 * --------------------------------------------------------- */

static void raw_close(struct sock *sk, long timeout)
{
	ip_ra_control(sk, false);
	sk_common_release(sk);
}

static void raw_destroy(struct sock *sk)
{
	lock_sock(sk);
	ip_flush_pending_frames(sk);
	release_sock(sk);
}

static int raw_bind(struct sock *sk, struct sockaddr *uaddr, int addr_len)
{
	struct sockaddr_in *addr = (struct sockaddr_in *)uaddr;
	struct inet_sock *inet = inet_sk(sk);
	struct net *net = sock_net(sk);
	int type, err = -EINVAL;

	lock_sock(sk);
	if (sk->sk_state != TCP_CLOSE || addr_len < (int)sizeof(*addr))
		goto out;
	type = (int)inet_addr_type_table(net, addr->sin_addr.s_addr,
					 RT_TABLE_LOCAL);
	err = -EADDRNOTAVAIL;
	if (!inet_addr_valid_or_nonlocal(net, inet, addr->sin_addr.s_addr,
					 type))
		goto out;
	inet->inet_rcv_saddr = inet->inet_saddr = addr->sin_addr.s_addr;
	if (type == RTN_MULTICAST || type == RTN_BROADCAST)
		inet->inet_saddr = 0;
	sk_dst_reset(sk);
	err = 0;
out:
	release_sock(sk);
	return err;
}

/* Context: process; struct proto.recvmsg. Return: bytes or -errno. */
static int raw_recvmsg(struct sock *sk, struct msghdr *msg, size_t len,
		       int flags, int *addr_len)
{
	struct sk_buff *skb;
	int copied, err;

	if (flags & MSG_OOB)
		return -EOPNOTSUPP;
	if (flags & MSG_ERRQUEUE)
		return ip_recv_error(sk, msg, (int)len, addr_len);
	skb = skb_recv_datagram(sk, (unsigned int)flags, &err);
	if (!skb)
		return err;
	copied = skb_copy_datagram_trunc(skb, msg, len);
	if (copied >= 0) {
		sock_recv_cmsgs(msg, sk, skb);
		ip_put_name(msg, skb, 0, addr_len);
		if (inet_cmsg_flags(inet_sk(sk)))
			ip_cmsg_recv_offset(msg, sk, skb, 0, 0);
		if (flags & MSG_TRUNC)
			copied = (int)skb->len;
	}
	skb_free_datagram(sk, skb);
	return copied;
}

static int raw_setsockopt(struct sock *sk, int level, int optname,
			  sockptr_t optval, unsigned int optlen)
{
	if (level != SOL_RAW)
		return ip_setsockopt(sk, level, optname, optval, optlen);
	if (optname != ICMP_FILTER)
		return -ENOPROTOOPT;
	if (inet_sk(sk)->inet_num != IPPROTO_ICMP)
		return -EOPNOTSUPP;
	return copy_from_sockptr(
		&raw_sk(sk)->filter, optval,
		min_t(unsigned int, optlen, sizeof(struct icmp_filter)));
}

static int raw_getsockopt(struct sock *sk, int level, int optname, char *optval,
			  int *optlen)
{
	if (level != SOL_RAW)
		return ip_getsockopt(sk, level, optname, optval, optlen);
	if (optname != ICMP_FILTER)
		return -ENOPROTOOPT;
	if (inet_sk(sk)->inet_num != IPPROTO_ICMP)
		return -EOPNOTSUPP;
	if (*optlen < 0)
		return -EINVAL;
	*optlen = min_t(int, *optlen, sizeof(struct icmp_filter));
	memcpy(optval, &raw_sk(sk)->filter, (size_t)*optlen);
	return 0;
}

struct proto raw_prot = {
	.name = "RAW",
	.owner = THIS_MODULE,
	.close = raw_close,
	.destroy = raw_destroy,
	.connect = ip4_datagram_connect,
	.disconnect = udp_disconnect,
	.ioctl = datagram_ioctl,
	.setsockopt = raw_setsockopt,
	.getsockopt = raw_getsockopt,
	.sendmsg = raw_sendmsg,
	.recvmsg = raw_recvmsg,
	.bind = raw_bind,
	.backlog_rcv = raw_rcv_skb,
	.release_cb = ip4_datagram_release_cb,
	.hash = raw_hash_sk,
	.unhash = raw_unhash_sk,
	.diag_destroy = udp_abort,
	.obj_size = sizeof(struct raw_sock),
};

static const struct inet_protosw raw_protosw = {
	.type = SOCK_RAW,
	.protocol = IPPROTO_IP, /* any */
	.prot = &raw_prot,
	.ops = &inet_sockraw_ops,
	.flags = INET_PROTOSW_REUSE,
};

/* ---- /proc/net/raw
 * ------------------------------------------------------------ */

static int raw_seq_show(struct seq_file *m, void *data)
{
	struct net *net = seq_file_net(m);
	struct sock *sk;

	seq_puts(m, "  sl  local_address rem_address   st tx_queue rx_queue "
		    "tr tm->when retrnsmt   uid  timeout inode ref pointer "
		    "drops\n");
	rcu_read_lock();
	for (unsigned int i = 0; i < RAW_HTABLE_SIZE; i++) {
		sk_for_each_rcu(sk, raw_chain(i))
		{
			const struct inet_sock *inet = inet_sk(sk);

			if (!net_eq(sock_net(sk), net))
				continue;
			seq_printf(m,
				   "%4u: %08X:%04X %08X:%04X %02X %08X:%08X "
				   "%02X:%08lX %08X %5u %8d %llu %d %016d %d\n",
				   i, inet->inet_rcv_saddr, inet->inet_num,
				   inet->inet_daddr, 0, sk->sk_state,
				   sk_wmem_alloc_get(sk), sk_rmem_alloc_get(sk),
				   0, 0L, 0, sk->sk_cred.uid, 0,
				   (unsigned long long)sk->sk_ino,
				   (int)refcount_read(&sk->sk_refcnt), 0,
				   atomic_read(&sk->sk_drops));
		}
	}
	rcu_read_unlock();
	return 0;
}

/* What a namespace has of ours: the file, and IP_ROUTER_ALERT's lock. */
struct raw_net {
	struct proc_entry *proc;
	struct mutex ra_mutex;
};

DEFINE_STATIC_PER_MACHINE(unsigned int, raw_net_id);

static int raw_init_net(struct net *net)
{
	struct raw_net *rn = net_generic(net, machine_var(raw_net_id));

	mutex_init(&rn->ra_mutex);
	net_ipv4(net)->ra_mutex = &rn->ra_mutex;
	rn->proc = proc_file(net, "/proc/net/raw", raw_seq_show, NULL, NULL);
	return IS_ERR(rn->proc) ? (int)PTR_ERR(rn->proc) : 0;
}

static void raw_exit_net(struct net *net)
{
	struct raw_net *rn = net_generic(net, machine_var(raw_net_id));

	proc_remove(rn->proc);
}

static const struct pernet_operations raw_net_ops = {
	.init = raw_init_net,
	.exit = raw_exit_net,
	.id = &raw_net_id,
	.size = sizeof(struct raw_net),
};

static const struct inet_transport raw_transport = {
	.net_ops = &raw_net_ops,
	.sw = &raw_protosw,
};

/* Context: process, ipv4.so's init. 0 or -errno. */
int raw_init(void)
{
	int err;

	spin_lock_init(&machine_var(raw_v4_hashinfo).lock);
	err = inet_register_transport(&raw_transport);
	if (!err)
		ip_raw_ops_set(&raw_ops);
	return err;
}

void raw_exit(void)
{
	ip_raw_ops_set(NULL);
	inet_unregister_transport(&raw_transport);
}
