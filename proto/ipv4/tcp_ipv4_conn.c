// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tcp_ipv4_conn - connections over IPv4: opened by us, and accepted
 *
 * Where:   connect() → tcp_v4_connect() → tcp_connect();
 *          tcp_conn_request() and tcp_check_req() through the ops below.
 * Mirrors: net/ipv4/tcp_ipv4.c, cut. Left out: Fast Open, repair, MD5.
 * Spec:    RFC 9293 §3.10.1 (OPEN), §3.10.7.4; RFC 6528; RFC 6191.
 */
#include "core/module.h"
#include "core/trace.h"
#include "hdr/ecn.h"
#include "lib/err.h"
#include "lib/random.h"
#include "lib/slab.h"
#include "proto/ipv4/tcp_priv.h"

/* ---- the checksum -------------------------------------------------------- */

/* Addresses are summed; the device, or the last step before it, does the rest.
 */
void __tcp_v4_send_check(struct sk_buff *skb, __be32 saddr, __be32 daddr)
{
	struct tcphdr *th = tcp_hdr(skb);

	skb->ip_summed = CHECKSUM_PARTIAL;
	th->check = (__sum16)~tcp_v4_check((int)skb->len, saddr, daddr, 0);
	skb->csum_start = (u16)(skb_transport_header(skb) - skb->head);
	skb->csum_offset = offsetof(struct tcphdr, check);
}

void tcp_v4_send_check(struct sock *sk, struct sk_buff *skb)
{
	__tcp_v4_send_check(skb, inet_sk(sk)->inet_saddr,
			    inet_sk(sk)->inet_daddr);
}
EXPORT_SYMBOL(tcp_v4_send_check);

/* ---- connect() ----------------------------------------------------------- */

/**
 * tcp_twsk_unique - may a connection in TIME_WAIT be taken over?
 * @sk: the new one; given an ISN beyond the old one's numbers
 * @sktw: the small socket; a reference is given with 1
 * @twp: NULL: the caller named the port; else net.ipv4.tcp_tw_reuse counts
 *
 * RFC 6191: safe if timestamps have ticked, since PAWS drops what is old.
 * Context: BH off, the chain locked.
 * Return: 1: yes.
 */
int tcp_twsk_unique(struct sock *sk, struct sock *sktw, void *twp)
{
	u8 reuse = READ_ONCE(tcp_net(sk)->sysctl_tcp_tw_reuse);
	const struct tcp_timewait_sock *tcptw = tcp_twsk(sktw);
	struct tcp_sock *tp = tcp_sk(sk);

	/* 2: on the loopback device only */
	if (reuse == 2 && sktw->sk_bound_dev_if != LOOPBACK_IFINDEX &&
	    !ipv4_is_loopback(sktw->sk_daddr) &&
	    !ipv4_is_loopback(sktw->sk_rcv_saddr))
		reuse = 0;
	if (!tcptw->tw_ts_recent_stamp ||
	    (twp && !(reuse && time_after32(ktime_get_seconds(),
					    tcptw->tw_ts_recent_stamp))))
		return 0;
	WRITE_ONCE(tp->write_seq, (tcptw->tw_snd_nxt + 65535 + 2) ?: 1);
	tp->rx_opt.ts_recent = tcptw->tw_ts_recent;
	tp->rx_opt.ts_recent_stamp = tcptw->tw_ts_recent_stamp;
	sock_hold(sktw);
	return 1;
}
EXPORT_SYMBOL(tcp_twsk_unique);

/* The route to the peer, or to the first hop. Gives, or ERR_PTR(). */
static struct rtable *tcp_v4_connect_route(struct sock *sk, __be32 nexthop,
					   __be16 dport)
{
	struct inet_sock *inet = inet_sk(sk);
	struct flowi4 *fl4 = &inet->cork.fl.u.ip4;
	struct net *net = sock_net(sk);
	struct rtable *rt;

	flowi4_init_output(
		fl4, sk->sk_bound_dev_if, READ_ONCE(sk->sk_mark),
		ip_sock_rt_tos(sk), ip_sock_rt_scope(sk), IPPROTO_TCP,
		inet_sk_transparent(sk) ? FLOWI_FLAG_ANYSRC : 0, nexthop,
		inet->inet_saddr, dport, inet->inet_sport, sk->sk_cred.uid);
	rt = ip_route_output_flow(net, fl4, sk);
	if (IS_ERR(rt)) {
		if (PTR_ERR(rt) == -ENETUNREACH)
			IP_INC_STATS(net, IPSTATS_MIB_OUTNOROUTES);
		return rt;
	}
	if (rt->rt_flags & (RTCF_MULTICAST | RTCF_BROADCAST)) {
		ip_rt_put(rt);
		return ERR_PTR(-ENETUNREACH);
	}
	return rt;
}

/* Addresses are known; the local port may not be. */
static void tcp_v4_connect_identity(struct sock *sk, __be32 daddr, __be16 dport,
				    const struct ip_options_rcu *opt)
{
	struct inet_sock *inet = inet_sk(sk);
	struct tcp_sock *tp = tcp_sk(sk);

	if (!inet->inet_saddr)
		inet->inet_saddr = inet->cork.fl.u.ip4.saddr;
	sk_rcv_saddr_set(sk, inet->inet_saddr);
	/* timestamps of another peer say nothing */
	if (tp->rx_opt.ts_recent_stamp && inet->inet_daddr != daddr) {
		tp->rx_opt.ts_recent = 0;
		tp->rx_opt.ts_recent_stamp = 0;
		WRITE_ONCE(tp->write_seq, 0);
	}
	inet->inet_dport = dport;
	sk_daddr_set(sk, daddr);
	inet_csk(sk)->icsk_ext_hdr_len = opt ? opt->opt.optlen : 0;
	tp->rx_opt.mss_clamp = TCP_MSS_DEFAULT;
}

/* All four numbers are known: initial numbers, and the SYN. */
static int tcp_v4_connect_start(struct sock *sk)
{
	struct inet_sock *inet = inet_sk(sk);
	struct tcp_sock *tp = tcp_sk(sk);

	if (!tp->write_seq)
		WRITE_ONCE(tp->write_seq,
			   secure_tcp_seq(inet->inet_saddr, inet->inet_daddr,
					  inet->inet_sport, inet->inet_dport));
	WRITE_ONCE(tp->tsoffset,
		   secure_tcp_ts_off(sock_net(sk), inet->inet_saddr,
				     inet->inet_daddr));
	atomic_set(&inet->inet_id, (u16)get_random_u32());
	return tcp_connect(sk);
}

/* The port, the route with it, the SYN. Takes @rt. 0 or -errno. */
static int tcp_v4_connect_hash(struct sock *sk, struct rtable *rt)
{
	struct inet_sock *inet = inet_sk(sk);
	__be16 orig_sport = inet->inet_sport;
	int err;

	err = inet_hash_connect(&tcp_net(sk)->tcp_death_row, sk);
	if (err) {
		ip_rt_put(rt);
		return err;
	}
	sk->sk_txhash = get_random_u32() ?: 1;
	rt = ip_route_newports(&inet->cork.fl.u.ip4, rt, orig_sport,
			       inet->inet_dport, inet->inet_sport,
			       inet->inet_dport, sk, sock_net(sk));
	if (IS_ERR(rt))
		return (int)PTR_ERR(rt);
	sk->sk_gso_type = SKB_GSO_TCPV4;
	sk_setup_caps(sk, &rt->dst);
	return tcp_v4_connect_start(sk);
}

/**
 * tcp_v4_connect - RFC 9293 §3.10.1: an active OPEN
 * @uaddr: sockaddr_in
 *
 * Context: process, @sk locked; struct proto.connect.
 * Return: 0: the SYN is on its way; -EINVAL, -EAFNOSUPPORT, -ENETUNREACH,
 * -EADDRNOTAVAIL, …
 */
int tcp_v4_connect(struct sock *sk, struct sockaddr *uaddr, int addr_len)
{
	const struct sockaddr_in *usin = (const struct sockaddr_in *)uaddr;
	struct inet_sock *inet = inet_sk(sk);
	const struct ip_options_rcu *opt = inet->inet_opt;
	__be32 daddr, nexthop;
	struct rtable *rt;
	int err;

	if (addr_len < (int)sizeof(*usin))
		return -EINVAL;
	if (usin->sin_family != AF_INET)
		return -EAFNOSUPPORT;
	nexthop = daddr = usin->sin_addr.s_addr;
	if (opt && opt->opt.srr) {
		if (!daddr)
			return -EINVAL;
		nexthop = opt->opt.faddr;
	}
	rt = tcp_v4_connect_route(sk, nexthop, usin->sin_port);
	if (IS_ERR(rt))
		return (int)PTR_ERR(rt);
	if (!opt || !opt->opt.srr)
		daddr = inet->cork.fl.u.ip4.daddr;
	tcp_v4_connect_identity(sk, daddr, usin->sin_port, opt);
	/* Found by nobody until it is hashed, so the state may come first. */
	tcp_set_state(sk, TCP_SYN_SENT);
	err = tcp_v4_connect_hash(sk, rt);
	if (!err)
		return 0;
	tcp_set_state(sk, TCP_CLOSE); /* unhashes, gives the port back */
	if (!(sk->sk_userlocks & SOCK_BINDADDR_LOCK)) {
		inet->inet_saddr = 0;
		sk_rcv_saddr_set(sk, 0);
	}
	sk->sk_route_caps = 0;
	inet->inet_dport = 0;
	return err;
}
EXPORT_SYMBOL(tcp_v4_connect);

int tcp_v4_pre_connect(struct sock *sk, struct sockaddr *uaddr, int addr_len)
{
	return addr_len < (int)sizeof(struct sockaddr_in) ? -EINVAL : 0;
}

/* ---- a SYN: what is IPv4's about it -------------------------------------- */

struct ip_options_rcu *tcp_v4_save_options(struct net *net,
					   const struct sk_buff *skb)
{
	const struct ip_options *opt = &TCP_SKB_CB(skb)->header.h4.opt;
	struct ip_options_rcu *dopt;

	if (!opt->optlen)
		return NULL;
	dopt = kzalloc(sizeof(struct ip_options_data), GFP_ATOMIC);
	if (dopt &&
	    __ip_options_echo(net, &dopt->opt, (struct sk_buff *)skb, opt)) {
		kfree(dopt);
		dopt = NULL;
	}
	return dopt;
}

static struct dst_entry *tcp_v4_route_req(const struct sock *sk,
					  struct sk_buff *skb, struct flowi *fl,
					  struct request_sock *req)
{
	struct inet_request_sock *ireq = inet_rsk(req);

	sk_rcv_saddr_set(req_to_sk(req), ip_hdr(skb)->daddr);
	sk_daddr_set(req_to_sk(req), ip_hdr(skb)->saddr);
	ireq->ireq_opt = tcp_v4_save_options(sock_net(sk), skb);
	return inet_csk_route_req(sk, &fl->u.ip4, req);
}

static u32 tcp_v4_init_seq(const struct sk_buff *skb)
{
	return secure_tcp_seq(ip_hdr(skb)->daddr, ip_hdr(skb)->saddr,
			      tcp_hdr(skb)->dest, tcp_hdr(skb)->source);
}

static u32 tcp_v4_init_ts_off(const struct net *net, const struct sk_buff *skb)
{
	return secure_tcp_ts_off(net, ip_hdr(skb)->daddr, ip_hdr(skb)->saddr);
}

static int tcp_v4_send_synack(const struct sock *sk, struct dst_entry *dst,
			      struct flowi *fl, struct request_sock *req,
			      struct sk_buff *syn_skb)
{
	const struct inet_request_sock *ireq = inet_rsk(req);
	u8 tos = READ_ONCE(inet_sk(sk)->tos);
	struct sk_buff *skb;
	int err;

	if (!dst)
		dst = inet_csk_route_req(sk, &fl->u.ip4, req);
	if (!dst)
		return -EHOSTUNREACH;
	skb = tcp_make_synack(sk, dst, req, syn_skb); /* takes dst */
	if (!skb)
		return -ENOMEM;
	if (skb->destructor == sock_efree)
		skb->destructor = sock_edemux; /* a request is no full socket */
	__tcp_v4_send_check(skb, ireq->ir_loc_addr, ireq->ir_rmt_addr);
	if (READ_ONCE(tcp_net(sk)->sysctl_tcp_reflect_tos))
		tos = (tcp_rsk(req)->syn_tos & (u8)~INET_ECN_MASK) |
		      (tos & INET_ECN_MASK);
	rcu_read_lock();
	err = ip_build_and_send_pkt(skb, sk, ireq->ir_loc_addr,
				    ireq->ir_rmt_addr,
				    rcu_dereference(ireq->ireq_opt), tos);
	rcu_read_unlock();
	return net_xmit_eval(err);
}

static void tcp_v4_reqsk_destructor(struct request_sock *req)
{
	kfree(inet_rsk(req)->ireq_opt);
}

const struct request_sock_ops tcp_request_sock_ops = {
	.family = PF_INET,
	.obj_size = sizeof(struct tcp_request_sock),
	.slab_name = "request_sock_TCP",
	.rtx_syn_ack = tcp_rtx_synack,
	.send_ack = tcp_v4_reqsk_send_ack,
	.send_reset = tcp_v4_send_reset,
	.destructor = tcp_v4_reqsk_destructor,
	.syn_ack_timeout = tcp_syn_ack_timeout,
};

const struct tcp_request_sock_ops tcp_request_sock_ipv4_ops = {
	.mss_clamp = TCP_MSS_DEFAULT,
	.route_req = tcp_v4_route_req,
	.init_seq = tcp_v4_init_seq,
	.init_ts_off = tcp_v4_init_ts_off,
	.send_synack = tcp_v4_send_synack,
	.cookie_init_seq = cookie_v4_init_sequence,
};

int tcp_v4_conn_request(struct sock *sk, struct sk_buff *skb)
{
	/* RFC 9293 §3.9.2.3: never answer what many have heard. */
	if (skb_rtable(skb)->rt_flags & (RTCF_BROADCAST | RTCF_MULTICAST)) {
		tcp_listendrop(sk);
		return SKB_DROP_REASON_IP_INVALID_DEST;
	}
	return tcp_conn_request(&tcp_request_sock_ops,
				&tcp_request_sock_ipv4_ops, sk, skb);
}
EXPORT_SYMBOL(tcp_v4_conn_request);

/* ---- the child ----------------------------------------------------------- */

/* Addresses and IP's options; what came with the ACK is kept for readers. */
static void tcp_v4_child_identity(struct sock *newsk, const struct sock *sk,
				  const struct request_sock *req,
				  const struct sk_buff *skb)
{
	const struct inet_request_sock *ireq = inet_rsk(req);
	struct inet_sock *newinet = inet_sk(newsk);

	newsk->sk_gso_type = SKB_GSO_TCPV4;
	inet_sk_rx_dst_set(newsk, skb);
	sk_daddr_set(newsk, ireq->ir_rmt_addr);
	sk_rcv_saddr_set(newsk, ireq->ir_loc_addr);
	newsk->sk_bound_dev_if = ireq->ir_iif;
	newinet->inet_saddr = ireq->ir_loc_addr;
	newinet->inet_opt = ireq->ireq_opt;
	inet_csk(newsk)->icsk_ext_hdr_len =
		newinet->inet_opt ? newinet->inet_opt->opt.optlen : 0;
	newinet->mc_index = skb->skb_iif;
	newinet->mc_ttl = ip_hdr(skb)->ttl;
	newinet->rcv_tos = ip_hdr(skb)->tos;
	atomic_set(&newinet->inet_id, (u16)get_random_u32());
	if (READ_ONCE(tcp_net(sk)->sysctl_tcp_reflect_tos))
		newinet->tos = tcp_rsk(req)->syn_tos & (u8)~INET_ECN_MASK;
}

/* Takes @dst. */
static void tcp_v4_child_route(struct sock *newsk, const struct sock *sk,
			       struct dst_entry *dst)
{
	u32 advmss = dst_metric_advmss(dst);
	u16 user_mss = READ_ONCE(tcp_sk(sk)->rx_opt.user_mss);

	sk_setup_caps(newsk, dst);
	tcp_ca_openreq_child(newsk, dst);
	tcp_sync_mss(newsk, dst_mtu(dst));
	if (user_mss && user_mss < advmss)
		advmss = user_mss;
	tcp_sk(newsk)->advmss = (u16)advmss;
	tcp_initialize_rcv_mss(newsk);
}

/* Into the hash. NULL: a cookie's ACK came twice. See below. */
static struct sock *tcp_v4_child_hash(struct sock *newsk,
				      struct request_sock *req,
				      struct request_sock *req_unhash,
				      bool *own_req)
{
	bool found_dup_sk = false;

	*own_req = inet_ehash_nolisten(
		newsk, req_unhash ? req_to_sk(req_unhash) : NULL,
		&found_dup_sk);
	if (likely(*own_req)) {
		inet_rsk(req)->ireq_opt = NULL; /* the child's now */
		return newsk;
	}
	inet_sk(newsk)->inet_opt = NULL;
	if (!req_unhash && found_dup_sk) {
		bh_unlock_sock(newsk);
		sock_put(newsk);
		return NULL;
	}
	return newsk;
}

/**
 * tcp_v4_syn_recv_sock - the socket of a connection that is complete
 * @sk: the listener
 * @skb: borrowed; the ACK
 * @req: what was agreed on
 * @dst: taken; NULL: look it up
 * @req_unhash: @req, to be replaced; NULL: a cookie brought it
 * @own_req: given: the child is in the hash; false: another CPU was first
 *	and the child is ended already, but for a reference
 *
 * Context: softirq.
 * Return: given, locked; or NULL: no room, no memory, no route.
 */
struct sock *tcp_v4_syn_recv_sock(const struct sock *sk, struct sk_buff *skb,
				  struct request_sock *req,
				  struct dst_entry *dst,
				  struct request_sock *req_unhash,
				  bool *own_req)
{
	struct sock *newsk;

	if (sk_acceptq_is_full(sk)) {
		NET_INC_STATS(sock_net(sk), LINUX_MIB_LISTENOVERFLOWS);
		goto drop;
	}
	newsk = tcp_create_openreq_child(sk, req, skb);
	if (!newsk)
		goto drop;
	tcp_v4_child_identity(newsk, sk, req, skb);
	if (!dst)
		dst = inet_csk_route_child_sock(sk, newsk, req);
	if (!dst)
		goto close;
	tcp_v4_child_route(newsk, sk, dst);
	dst = NULL;
	if (!__inet_inherit_port(sk, newsk))
		return tcp_v4_child_hash(newsk, req, req_unhash, own_req);
close:
	inet_sk(newsk)->inet_opt = NULL; /* still the request's */
	inet_csk_prepare_forced_close(newsk);
	tcp_done(newsk);
drop:
	dst_release(dst);
	tcp_listendrop((struct sock *)sk);
	return NULL;
}
EXPORT_SYMBOL(tcp_v4_syn_recv_sock);

const struct inet_connection_sock_af_ops ipv4_specific = {
	.queue_xmit = ip_queue_xmit,
	.send_check = tcp_v4_send_check,
	.rebuild_header = inet_sk_rebuild_header,
	.sk_rx_dst_set = inet_sk_rx_dst_set,
	.conn_request = tcp_v4_conn_request,
	.syn_recv_sock = tcp_v4_syn_recv_sock,
	.net_header_len = sizeof(struct iphdr),
	.sockaddr_len = sizeof(struct sockaddr_in),
	.setsockopt = ip_setsockopt,
	.getsockopt = ip_getsockopt,
	.addr2sockaddr = inet_csk_addr2sockaddr,
	.mtu_reduced = tcp_v4_mtu_reduced,
};

/* ---- life ---------------------------------------------------------------- */

int tcp_v4_init_sock(struct sock *sk)
{
	tcp_init_sock(sk);
	inet_csk(sk)->icsk_af_ops = &ipv4_specific;
	trace_tcp_v4_init_sock(NULL, (u64)sk->sk_rcvbuf);
	return inet_hashinfo_alloc(inet_hashinfo_get());
}

void tcp_v4_destroy_sock(struct sock *sk)
{
	tcp_clear_xmit_timers(sk);
	tcp_cleanup_congestion_control(sk);
	tcp_write_queue_purge(sk);
	skb_rbtree_purge(&tcp_sk(sk)->out_of_order_queue);
	if (inet_csk(sk)->icsk_bind_hash)
		inet_put_port(sk);
	sk_sockets_allocated_dec(sk);
}
EXPORT_SYMBOL(tcp_v4_destroy_sock);
