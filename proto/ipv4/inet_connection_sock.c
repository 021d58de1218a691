// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * inet_connection_sock - birth and death of a connected socket, its timers
 *                        and its routes
 *
 * Where:   TCP's files, for both address families. Ports: inet_csk_port.c;
 *          the listener's queues: inet_csk_reqsk.c.
 * Mirrors: net/ipv4/inet_connection_sock.c, cut.
 * Spec:    RFC 6298 §5 (one timer for what is not acknowledged), RFC 1122
 *          §4.2.3.2 (one for ACKs that wait), §4.2.3.6 (keepalive).
 *
 * Timers: icsk_retransmit_timer (its meaning: icsk_pending), icsk_delack_timer,
 * sk_timer (keepalive, SYN_RECV, FIN_WAIT2). A running one holds the socket.
 */
#include "core/module.h"
#include "core/snmp.h"
#include "core/tcp_states.h"
#include "lib/err.h"
#include "proto/ipv4/inet_hashtables.h"
#include "proto/ipv4/ip.h"
#include "proto/ipv4/tcp_priv.h"

/* ---- timers -------------------------------------------------------------- */

void inet_csk_init_xmit_timers(struct sock *sk,
			       void (*retransmit_handler)(struct timer_list *),
			       void (*delack_handler)(struct timer_list *),
			       void (*keepalive_handler)(struct timer_list *))
{
	struct inet_connection_sock *icsk = inet_csk(sk);

	timer_setup(&icsk->icsk_retransmit_timer, retransmit_handler, 0);
	timer_setup(&icsk->icsk_delack_timer, delack_handler, 0);
	timer_setup(&sk->sk_timer, keepalive_handler, 0);
	icsk->icsk_pending = icsk->icsk_ack.pending = 0;
}
EXPORT_SYMBOL(inet_csk_init_xmit_timers);

void inet_csk_clear_xmit_timers(struct sock *sk)
{
	struct inet_connection_sock *icsk = inet_csk(sk);

	icsk->icsk_pending = icsk->icsk_ack.pending = 0;
	sk_stop_timer(sk, &icsk->icsk_retransmit_timer);
	sk_stop_timer(sk, &icsk->icsk_delack_timer);
	sk_stop_timer(sk, &sk->sk_timer);
}
EXPORT_SYMBOL(inet_csk_clear_xmit_timers);

void inet_csk_clear_xmit_timer(struct sock *sk, int what)
{
	struct inet_connection_sock *icsk = inet_csk(sk);

	switch (what) {
	case ICSK_TIME_RETRANS:
	case ICSK_TIME_PROBE0:
		icsk->icsk_pending = 0;
		sk_stop_timer(sk, &icsk->icsk_retransmit_timer);
		break;
	case ICSK_TIME_DACK:
		icsk->icsk_ack.pending = 0;
		icsk->icsk_ack.retry = 0;
		sk_stop_timer(sk, &icsk->icsk_delack_timer);
		break;
	default:
		WARN_ON_ONCE(1);
	}
}
EXPORT_SYMBOL(inet_csk_clear_xmit_timer);

void inet_csk_reset_xmit_timer(struct sock *sk, int what, unsigned long when,
			       unsigned long max_when)
{
	struct inet_connection_sock *icsk = inet_csk(sk);
	unsigned long expires = jiffies + min(when, max_when);

	switch (what) {
	case ICSK_TIME_RETRANS:
	case ICSK_TIME_PROBE0:
	case ICSK_TIME_LOSS_PROBE:
	case ICSK_TIME_REO_TIMEOUT:
		icsk->icsk_pending = (__u8)what;
		icsk->icsk_timeout = expires;
		sk_reset_timer(sk, &icsk->icsk_retransmit_timer, expires);
		break;
	case ICSK_TIME_DACK:
		icsk->icsk_ack.pending |= ICSK_ACK_TIMER;
		icsk->icsk_ack.timeout = (__u32)expires;
		sk_reset_timer(sk, &icsk->icsk_delack_timer, expires);
		break;
	default:
		WARN_ON_ONCE(1);
	}
}
EXPORT_SYMBOL(inet_csk_reset_xmit_timer);

void inet_csk_delete_keepalive_timer(struct sock *sk)
{
	sk_stop_timer(sk, &sk->sk_timer);
}
EXPORT_SYMBOL(inet_csk_delete_keepalive_timer);

void inet_csk_reset_keepalive_timer(struct sock *sk, unsigned long len)
{
	sk_reset_timer(sk, &sk->sk_timer, jiffies + len);
}
EXPORT_SYMBOL(inet_csk_reset_keepalive_timer);

/* ---- birth --------------------------------------------------------------- */

/* What the copy of a listener must not have of it. */
static void inet_csk_clone_reset(struct sock *newsk)
{
	struct inet_connection_sock *newicsk = inet_csk(newsk);

	newsk->sk_reuseport_cb = NULL;
	newsk->sk_err_soft = 0;
	newsk->sk_priority = 0;
	newsk->sk_tsq_flags = 0;
	newsk->sk_backlog.len = 0;
	newsk->sk_dst_pending_confirm = 0;
	newsk->sk_write_pending = 0;
	newsk->sk_ack_backlog = 0;
	atomic_set(&newsk->sk_zckey, 0);
	sock_set_flag(newsk, SOCK_RCU_FREE);
	inet_sk(newsk)->mc_list = NULL;
	inet_sk(newsk)->inet_opt = NULL;
	newicsk->icsk_bind_hash = NULL;
	newicsk->icsk_retransmits = 0;
	newicsk->icsk_backoff = 0;
	newicsk->icsk_probes_out = 0;
	newicsk->icsk_probes_tstamp = 0;
	memset(&newicsk->icsk_accept_queue, 0,
	       sizeof(newicsk->icsk_accept_queue));
}

struct sock *inet_csk_clone_lock(const struct sock *sk,
				 const struct request_sock *req, gfp_t priority)
{
	const struct inet_request_sock *ireq = inet_rsk(req);
	struct sock *newsk = sk_clone_lock(sk, priority);
	struct inet_sock *newinet;

	if (!newsk)
		return NULL;
	sk_sockets_allocated_inc(newsk);
	newinet = inet_sk(newsk);
	inet_csk_clone_reset(newsk);
	newinet->inet_dport = ireq->ir_rmt_port;
	newinet->inet_num = ireq->ir_num;
	newinet->inet_sport = htons(ireq->ir_num);
	newsk->sk_incoming_cpu = (int)smp_processor_id();
	newsk->sk_mark = ireq->ir_mark;
	atomic64_set(&newsk->sk_cookie, atomic64_read(&ireq->ir_cookie));
	inet_sk_set_state(newsk, TCP_SYN_RECV);
	return newsk;
}
EXPORT_SYMBOL(inet_csk_clone_lock);

/* ---- death --------------------------------------------------------------- */

/**
 * inet_csk_destroy_sock - a closed socket without an owner ends
 * @sk: TCP_CLOSE, SOCK_DEAD, unhashed; counted as an orphan; a reference goes
 *
 * Context: BH off or process, @sk locked.
 */
void inet_csk_destroy_sock(struct sock *sk)
{
	WARN_ON(sk->sk_state != TCP_CLOSE);
	WARN_ON(!sock_flag(sk, SOCK_DEAD));
	WARN_ON(!sk_unhashed(sk));
	WARN_ON(inet_sk(sk)->inet_num && !inet_csk(sk)->icsk_bind_hash);
	sk->sk_prot->destroy(sk);
	__skb_queue_purge_reason(&sk->sk_receive_queue,
				 SKB_DROP_REASON_SOCKET_CLOSE);
	WARN_ON_ONCE(!skb_queue_empty(&sk->sk_write_queue));
	sk_mem_reclaim(sk);
	WARN_ON_ONCE(sk->sk_wmem_queued);
	tcp_orphan_count_dec();
	sock_put(sk);
}
EXPORT_SYMBOL(inet_csk_destroy_sock);

void inet_csk_prepare_forced_close(struct sock *sk)
{
	bh_unlock_sock(sk);
	sock_put(sk); /* one of the two of sk_clone_lock() */
	sock_set_flag(sk, SOCK_DEAD);
	tcp_orphan_count_inc();
	inet_sk(sk)->inet_num = 0; /* it has no port */
}
EXPORT_SYMBOL(inet_csk_prepare_forced_close);

/* ---- addresses and routes ------------------------------------------------ */

void inet_csk_addr2sockaddr(struct sock *sk, struct sockaddr *uaddr)
{
	struct sockaddr_in *sin = (struct sockaddr_in *)uaddr;

	sin->sin_family = AF_INET;
	sin->sin_addr.s_addr = inet_sk(sk)->inet_daddr;
	sin->sin_port = inet_sk(sk)->inet_dport;
}
EXPORT_SYMBOL(inet_csk_addr2sockaddr);

/* The route of @req's connection, with the IP options @opt. Or NULL. */
static struct dst_entry *inet_csk_route(const struct sock *sk,
					struct flowi4 *fl4,
					const struct request_sock *req,
					const struct ip_options_rcu *opt)
{
	const struct inet_request_sock *ireq = inet_rsk(req);
	struct net *net = read_pnet(&ireq->ireq_net);
	struct rtable *rt;

	flowi4_init_output(fl4, ireq->ir_iif, ireq->ir_mark, ip_sock_rt_tos(sk),
			   ip_sock_rt_scope(sk), (u8)sk->sk_protocol,
			   inet_sk_transparent(sk) ? FLOWI_FLAG_ANYSRC : 0,
			   opt && opt->opt.srr ? opt->opt.faddr
					       : ireq->ir_rmt_addr,
			   ireq->ir_loc_addr, ireq->ir_rmt_port,
			   htons(ireq->ir_num), sk->sk_cred.uid);
	rt = ip_route_output_flow(net, fl4, sk);
	if (!IS_ERR(rt)) {
		if (!opt || !opt->opt.is_strictroute || !rt->rt_uses_gateway)
			return &rt->dst;
		ip_rt_put(rt);
	}
	__IP_INC_STATS(net, IPSTATS_MIB_OUTNOROUTES);
	return NULL;
}

struct dst_entry *inet_csk_route_req(const struct sock *sk, struct flowi4 *fl4,
				     const struct request_sock *req)
{
	struct dst_entry *dst;

	rcu_read_lock();
	dst = inet_csk_route(sk, fl4, req,
			     rcu_dereference(inet_rsk(req)->ireq_opt));
	rcu_read_unlock();
	return dst;
}
EXPORT_SYMBOL(inet_csk_route_req);

/* As above; the key stays in the child for ip_queue_xmit(). */
struct dst_entry *inet_csk_route_child_sock(const struct sock *sk,
					    struct sock *newsk,
					    const struct request_sock *req)
{
	return inet_csk_route_req(sk, &inet_sk(newsk)->cork.fl.u.ip4, req);
}
EXPORT_SYMBOL(inet_csk_route_child_sock);

static struct dst_entry *inet_csk_current_dst(struct sock *sk)
{
	return inet_sk_rebuild_header(sk) ? NULL : __sk_dst_get(sk);
}

/**
 * inet_csk_update_pmtu - an ICMP error told the MTU of the path
 * @sk: locked
 * @mtu: of the packet that went through
 *
 * Context: softirq or process.
 * Return: the route as it is now, borrowed; NULL: there is none.
 */
struct dst_entry *inet_csk_update_pmtu(struct sock *sk, u32 mtu)
{
	struct dst_entry *dst = inet_csk_current_dst(sk);

	if (!dst)
		return NULL;
	dst->ops->update_pmtu(dst, sk, NULL, mtu, true);
	return inet_csk_current_dst(sk);
}
EXPORT_SYMBOL(inet_csk_update_pmtu);
