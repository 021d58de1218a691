// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tcp_conn_request - a SYN for a listener: a request, and a SYN-ACK
 *
 * Where:   tcp_rcv_state_process() of a listener → af_ops->conn_request() →
 *          tcp_conn_request() → af_ops->send_synack().
 * Mirrors: net/ipv4/tcp_input.c and tcp_minisocks.c, cut. Left out: Fast Open,
 *          saved SYNs, metrics of peers (so no peer counts as proven).
 * Spec:    RFC 9293 §3.10.7.2 (LISTEN, third), RFC 4987 §3, RFC 3168 §6.1.1.
 *
 *	listen(fd, backlog)           half-open     established, not accepted
 *	full when                     >= backlog    > backlog
 *	then a SYN is answered by     a cookie, or dropped
 *	                              dropped
 *	counted as                    TCPReqQFull…  ListenOverflows
 * Each dropped SYN is a ListenDrop.
 */
#include "core/module.h"
#include "hdr/ecn.h"
#include "lib/random.h"
#include "proto/ipv4/tcp_priv.h"

/* A hash that spreads flows; never 0. */
static u32 net_tx_rndhash(void)
{
	return get_random_u32() ?: 1;
}

/* ---- the request --------------------------------------------------------- */

struct request_sock *inet_reqsk_alloc(const struct request_sock_ops *ops,
				      struct sock *sk_listener,
				      bool attach_listener)
{
	struct request_sock *req =
		reqsk_alloc(ops, sk_listener, attach_listener);
	struct inet_request_sock *ireq = inet_rsk(req);

	if (!req)
		return NULL;
	ireq->ireq_state = TCP_NEW_SYN_RECV;
	write_pnet(&ireq->ireq_net, sock_net(sk_listener));
	ireq->ireq_family = sk_listener->sk_family;
	req->timeout = TCP_TIMEOUT_INIT;
	return req;
}
EXPORT_SYMBOL(inet_reqsk_alloc);

/* What the SYN said. */
static void tcp_openreq_init(struct request_sock *req,
			     const struct tcp_options_received *rx_opt,
			     struct sk_buff *skb, const struct sock *sk)
{
	struct inet_request_sock *ireq = inet_rsk(req);
	struct tcp_request_sock *treq = tcp_rsk(req);

	treq->rcv_isn = TCP_SKB_CB(skb)->seq;
	treq->rcv_nxt = TCP_SKB_CB(skb)->seq + 1;
	treq->syn_tos = TCP_SKB_CB(skb)->ip_dsfield;
	treq->txhash = net_tx_rndhash();
	req->mss = rx_opt->mss_clamp;
	req->ts_recent = rx_opt->saw_tstamp ? rx_opt->rcv_tsval : 0;
	ireq->tstamp_ok = rx_opt->tstamp_ok;
	ireq->sack_ok = rx_opt->sack_ok != 0;
	ireq->wscale_ok = rx_opt->wscale_ok;
	ireq->snd_wscale = rx_opt->snd_wscale;
	ireq->ir_rmt_port = tcp_hdr(skb)->source;
	ireq->ir_num = ntohs(tcp_hdr(skb)->dest);
	ireq->ir_mark = inet_request_mark(sk, skb);
	ireq->ir_iif = sk->sk_bound_dev_if;
	ireq->no_srccheck = inet_sk_transparent(sk);
}

/* RFC 3168 §6.1.1: ECE and CWR on a SYN that is not itself marked as able. */
static void tcp_ecn_create_request(struct request_sock *req,
				   const struct sk_buff *skb,
				   const struct sock *listen_sk,
				   const struct dst_entry *dst)
{
	const struct tcphdr *th = tcp_hdr(skb);
	bool ect, ecn_ok;

	if (!th->ece || !th->cwr)
		return;
	ect = !INET_ECN_is_not_ect(TCP_SKB_CB(skb)->ip_dsfield);
	ecn_ok = READ_ONCE(tcp_net(listen_sk)->sysctl_tcp_ecn) ||
		 dst_feature(dst, RTAX_FEATURE_ECN);
	if (((!ect || th->res1) && ecn_ok) ||
	    (inet_csk(listen_sk)->icsk_ca_ops->flags & TCP_CONG_NEEDS_ECN))
		inet_rsk(req)->ecn_ok = 1;
}

/**
 * tcp_openreq_init_rwin - the first window that we offer
 * @req: given it, and the scale
 * @sk_listener: its buffer counts
 * @dst: borrowed; its MSS and metrics count
 *
 * Context: softirq.
 */
void tcp_openreq_init_rwin(struct request_sock *req,
			   const struct sock *sk_listener,
			   const struct dst_entry *dst)
{
	const struct tcp_sock *tp = tcp_sk(sk_listener);
	int full_space = tcp_full_space(sk_listener);
	u32 mss = dst_metric_advmss(dst), rcv_wnd;
	u16 user_mss = READ_ONCE(tp->rx_opt.user_mss);
	u8 rcv_wscale;

	if (user_mss && user_mss < mss)
		mss = user_mss;
	req->rsk_window_clamp =
		READ_ONCE(tp->window_clamp) ?: dst_metric(dst, RTAX_WINDOW);
	if (sk_listener->sk_userlocks & SOCK_RCVBUF_LOCK &&
	    (req->rsk_window_clamp > (u32)full_space || !req->rsk_window_clamp))
		req->rsk_window_clamp = (u32)full_space;
	rcv_wnd = dst_metric(dst, RTAX_INITRWND);
	if (rcv_wnd && (u32)full_space < rcv_wnd * mss)
		full_space = (int)(rcv_wnd * mss);
	if (inet_rsk(req)->tstamp_ok)
		mss -= TCPOLEN_TSTAMP_ALIGNED;
	tcp_select_initial_window(sk_listener, full_space, mss,
				  &req->rsk_rcv_wnd, &req->rsk_window_clamp,
				  inet_rsk(req)->wscale_ok, &rcv_wscale,
				  rcv_wnd);
	inet_rsk(req)->rcv_wscale = rcv_wscale;
}
EXPORT_SYMBOL(tcp_openreq_init_rwin);

/* ---- floods -------------------------------------------------------------- */

/* The SYN queue is full. True: answer by a cookie. */
static bool tcp_syn_flood_action(struct sock *sk, const char *proto)
{
	struct request_sock_queue *queue = &inet_csk(sk)->icsk_accept_queue;
	u8 syncookies = READ_ONCE(tcp_net(sk)->sysctl_tcp_syncookies);

	__NET_INC_STATS(sock_net(sk), syncookies
					      ? LINUX_MIB_TCPREQQFULLDOCOOKIES
					      : LINUX_MIB_TCPREQQFULLDROP);
	if (syncookies != 2 && !READ_ONCE(queue->synflood_warned) &&
	    xchg(&queue->synflood_warned, 1) == 0)
		pr_info_ratelimited(
			"%s: Possible SYN flooding on port %pI4:%u. %s.\n",
			proto, &sk->sk_rcv_saddr, sk->sk_num,
			syncookies ? "Sending cookies" : "Dropping request");
	return syncookies != 0;
}

/* Without cookies the last quarter of the backlog is kept for known peers. */
static bool tcp_syn_backlog_low(const struct sock *sk)
{
	int max = READ_ONCE(tcp_net(sk)->sysctl_max_syn_backlog);

	return !READ_ONCE(tcp_net(sk)->sysctl_tcp_syncookies) &&
	       max - inet_csk_reqsk_queue_len(sk) < max >> 2;
}

/* ---- the SYN ------------------------------------------------------------- */

/* Give the request of a SYN, without numbers of ours; NULL: no memory. */
static struct request_sock *
tcp_syn_request(const struct request_sock_ops *rsk_ops,
		const struct tcp_request_sock_ops *af_ops, struct sock *sk,
		struct sk_buff *skb, bool want_cookie)
{
	struct request_sock *req = inet_reqsk_alloc(rsk_ops, sk, !want_cookie);
	struct tcp_options_received opt;

	if (!req)
		return NULL;
	req->syncookie = want_cookie;
	tcp_rsk(req)->af_specific = af_ops;
	memset(&opt, 0, sizeof(opt));
	opt.mss_clamp = af_ops->mss_clamp;
	opt.user_mss = READ_ONCE(tcp_sk(sk)->rx_opt.user_mss);
	tcp_parse_options(sock_net(sk), skb, &opt, 0);
	/* a cookie's options travel in the timestamp */
	if (want_cookie && !opt.saw_tstamp)
		tcp_clear_options(&opt);
	opt.tstamp_ok = opt.saw_tstamp;
	tcp_openreq_init(req, &opt, skb, sk);
	return req;
}

static u32 tcp_syn_cookie(const struct tcp_request_sock_ops *af_ops,
			  struct sock *sk, const struct sk_buff *skb,
			  struct request_sock *req)
{
	tcp_synq_overflow(sk);
	__NET_INC_STATS(sock_net(sk), LINUX_MIB_SYNCOOKIESSENT);
	if (!inet_rsk(req)->tstamp_ok)
		inet_rsk(req)->ecn_ok = 0;
	return af_ops->cookie_init_seq(skb, &req->mss);
}

/* @req is complete: remember it, unless it is a cookie, and answer. */
static void tcp_syn_answer(struct sock *sk, struct dst_entry *dst,
			   struct flowi *fl, struct request_sock *req,
			   struct sk_buff *skb)
{
	const struct tcp_request_sock_ops *af_ops = tcp_rsk(req)->af_specific;

	tcp_openreq_init_rwin(req, sk, dst);
	if (!req->syncookie)
		inet_csk_reqsk_queue_hash_add(sk, req, req->timeout);
	af_ops->send_synack(sk, dst, fl, req, skb);
	if (req->syncookie)
		reqsk_free(req);
	else
		reqsk_put(req);
}

/**
 * tcp_conn_request - RFC 9293 §3.10.7.2, third: a SYN
 * @rsk_ops: what the request is
 * @af_ops: what is particular to the address family
 * @sk: the listener
 * @skb: borrowed; the SYN. Its tcp_tw_isn, if there is one: a TIME_WAIT
 *	makes place, so it is taken whatever the queue's length
 *
 * Context: softirq.
 * Return: 0: answered; else the reason to drop @skb with.
 */
int tcp_conn_request(const struct request_sock_ops *rsk_ops,
		     const struct tcp_request_sock_ops *af_ops, struct sock *sk,
		     struct sk_buff *skb)
{
	enum skb_drop_reason reason = SKB_DROP_REASON_TCP_LISTEN_OVERFLOW;
	u32 isn = TCP_SKB_CB(skb)->tcp_tw_isn;
	struct request_sock *req;
	bool want_cookie = false;
	struct dst_entry *dst;
	struct flowi fl;

	if (!isn && (READ_ONCE(tcp_net(sk)->sysctl_tcp_syncookies) == 2 ||
		     inet_csk_reqsk_queue_is_full(sk))) {
		want_cookie = tcp_syn_flood_action(sk, rsk_ops->slab_name);
		if (!want_cookie)
			goto drop;
	}
	if (sk_acceptq_is_full(sk)) {
		NET_INC_STATS(sock_net(sk), LINUX_MIB_LISTENOVERFLOWS);
		goto drop;
	}
	req = tcp_syn_request(rsk_ops, af_ops, sk, skb, want_cookie);
	if (!req) {
		reason = SKB_DROP_REASON_NOMEM;
		goto drop;
	}
	dst = af_ops->route_req(sk, skb, &fl, req);
	if (!dst) {
		reason = SKB_DROP_REASON_IP_OUTNOROUTES;
		goto drop_and_free;
	}
	if (inet_rsk(req)->tstamp_ok)
		tcp_rsk(req)->ts_off = af_ops->init_ts_off(sock_net(sk), skb);
	tcp_ecn_create_request(req, skb, sk, dst);
	if (want_cookie) {
		isn = tcp_syn_cookie(af_ops, sk, skb, req);
	} else if (!isn) {
		if (tcp_syn_backlog_low(sk))
			goto drop_and_release;
		isn = af_ops->init_seq(skb);
	}
	tcp_rsk(req)->snt_isn = isn;
	tcp_syn_answer(sk, dst, &fl, req, skb);
	return 0;
drop_and_release:
	dst_release(dst);
drop_and_free:
	__reqsk_free(req);
drop:
	tcp_listendrop(sk);
	return (int)reason;
}
EXPORT_SYMBOL(tcp_conn_request);

/* ---- again --------------------------------------------------------------- */

int tcp_rtx_synack(const struct sock *sk, struct request_sock *req)
{
	struct flowi fl;
	int res;

	/* perhaps the path was to blame */
	if (READ_ONCE(sk->sk_txrehash))
		WRITE_ONCE(tcp_rsk(req)->txhash, net_tx_rndhash());
	res = tcp_rsk(req)->af_specific->send_synack(sk, NULL, &fl, req, NULL);
	if (!res) {
		TCP_INC_STATS(sock_net(sk), TCP_MIB_RETRANSSEGS);
		NET_INC_STATS(sock_net(sk), LINUX_MIB_TCPSYNRETRANS);
	}
	return res;
}
EXPORT_SYMBOL(tcp_rtx_synack);

void tcp_syn_ack_timeout(const struct request_sock *req)
{
	__NET_INC_STATS(read_pnet(&inet_rsk(req)->ireq_net),
			LINUX_MIB_TCPTIMEOUTS);
}
EXPORT_SYMBOL(tcp_syn_ack_timeout);
