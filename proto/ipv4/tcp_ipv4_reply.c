// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tcp_ipv4_reply - RSTs and ACKs of nobody in particular
 *
 * Where:   tcp_ipv4.c, tcp_minisocks.c → tcp_v4_send_reset(), … →
 *          ip_send_unicast_reply() by the namespace's own socket.
 * Mirrors: net/ipv4/tcp_ipv4.c, cut.
 * Spec:    RFC 9293 §3.5.2 (what a RST carries), §3.10.7.1.
 *
 * Each namespace has one socket for this (net_ipv4(net)->tcp_ctl_sk); one
 * lock for each machine keeps two CPUs apart. Linux has a socket for each CPU.
 */
#include "core/module.h"
#include "core/net_namespace.h"
#include "lib/machine.h"
#include "proto/ipv4/af_inet.h"
#include "proto/ipv4/tcp_priv.h"

DEFINE_STATIC_PER_MACHINE(spinlock_t, tcp_reply_lock);

/* A header, and room for timestamps. */
struct tcp_reply {
	struct tcphdr th;
	__be32 opt[TCPOLEN_TSTAMP_ALIGNED / 4];
	struct net *net;
	unsigned int len;
	u32 mark;
	u32 priority;
	u32 txhash;
	struct ip_reply_arg arg;
};

/* Ports swapped; what of @sk, if there is one, counts for the route. */
static void tcp_reply_init(struct tcp_reply *rep, const struct sock *sk,
			   const struct sk_buff *skb)
{
	const struct tcphdr *th = tcp_hdr(skb);

	memset(rep, 0, sizeof(*rep));
	rep->th.dest = th->source;
	rep->th.source = th->dest;
	rep->len = sizeof(rep->th);
	rep->net = sk ? sock_net(sk) : dev_net(skb_dst(skb)->dev);
	rep->arg.tos = ip_hdr(skb)->tos;
	if (!sk)
		return;
	rep->arg.bound_dev_if = sk->sk_bound_dev_if;
	if (sk->sk_state == TCP_TIME_WAIT) {
		rep->mark = inet_twsk(sk)->tw_mark;
		rep->priority = inet_twsk(sk)->tw_priority;
		rep->txhash = inet_twsk(sk)->tw_txhash;
		rep->arg.uid = inet_twsk(sk)->tw_uid;
		if (inet_twsk(sk)->tw_transparent)
			rep->arg.flags = IP_REPLY_ARG_NOSRCCHECK;
		return;
	}
	rep->mark = READ_ONCE(sk->sk_mark);
	rep->priority = READ_ONCE(sk->sk_priority);
	rep->txhash = READ_ONCE(sk->sk_txhash);
	rep->arg.uid = sk->sk_cred.uid;
	if (inet_sk_transparent(sk))
		rep->arg.flags = IP_REPLY_ARG_NOSRCCHECK;
}

/* Borrows @skb. Context: softirq, or process with BH off. */
static void tcp_reply_send(struct tcp_reply *rep, const struct sock *sk,
			   struct sk_buff *skb)
{
	struct sock *ctl_sk = net_ipv4(rep->net)->tcp_ctl_sk;
	const struct iphdr *iph = ip_hdr(skb);

	if (unlikely(!ctl_sk))
		return;
	rep->th.doff = (rep->len / 4) & 0xf;
	rep->arg.iov[0].iov_base = &rep->th;
	rep->arg.iov[0].iov_len = rep->len;
	rep->arg.csum = csum_tcpudp_nofold(iph->daddr, iph->saddr, rep->len,
					   IPPROTO_TCP, 0);
	rep->arg.csumoffset = offsetof(struct tcphdr, check) / 2;
	spin_lock_bh(&machine_var(tcp_reply_lock));
	ctl_sk->sk_mark = rep->mark;
	ctl_sk->sk_priority = rep->priority;
	ip_send_unicast_reply(ctl_sk, sk, skb, &TCP_SKB_CB(skb)->header.h4.opt,
			      iph->saddr, iph->daddr, &rep->arg, rep->len, 0,
			      rep->txhash);
	ctl_sk->sk_mark = 0;
	spin_unlock_bh(&machine_var(tcp_reply_lock));
	__TCP_INC_STATS(rep->net, TCP_MIB_OUTSEGS);
}

/**
 * tcp_v4_send_reset - RFC 9293 §3.10.7.1: what is not ours to have is reset
 * @sk: whose it would be: a socket of any kind; NULL: nobody's
 * @skb: borrowed; TCP_SKB_CB() is filled
 *
 * Context: softirq, RCU, or process from the backlog.
 */
void tcp_v4_send_reset(const struct sock *sk, struct sk_buff *skb)
{
	const struct tcphdr *th = tcp_hdr(skb);
	struct tcp_reply rep;

	/* Never in response to a reset. */
	if (th->rst)
		return;
	if (!sk && (!skb_dst(skb) || skb_rtable(skb)->rt_type != RTN_LOCAL))
		return;
	tcp_reply_init(&rep, sk, skb);
	rep.th.rst = 1;
	if (th->ack) {
		rep.th.seq = th->ack_seq;
	} else {
		rep.th.ack = 1;
		rep.th.ack_seq = htonl(ntohl(th->seq) + th->syn + th->fin +
				       skb->len - th->doff * 4U);
	}
	trace_tcp_send_reset(skb, ntohs(th->dest), ntohs(th->source),
			     ntohl(rep.th.seq));
	tcp_reply_send(&rep, sk, skb);
	__TCP_INC_STATS(rep.net, TCP_MIB_OUTRSTS);
}
EXPORT_SYMBOL(tcp_v4_send_reset);

/* What an ACK says. @tsecr 0: no timestamps. */
struct tcp_ack_arg {
	u32 seq, ack;
	u32 win; /* scaled */
	u32 tsval, tsecr;
};

static void tcp_v4_send_ack(struct tcp_reply *rep, const struct sock *sk,
			    struct sk_buff *skb, const struct tcp_ack_arg *a)
{
	rep->th.ack = 1;
	rep->th.seq = htonl(a->seq);
	rep->th.ack_seq = htonl(a->ack);
	rep->th.window = htons((u16)a->win);
	if (a->tsecr) {
		rep->opt[0] =
			htonl((TCPOPT_NOP << 24) | (TCPOPT_NOP << 16) |
			      (TCPOPT_TIMESTAMP << 8) | TCPOLEN_TIMESTAMP);
		rep->opt[1] = htonl(a->tsval);
		rep->opt[2] = htonl(a->tsecr);
		rep->len += TCPOLEN_TSTAMP_ALIGNED;
	}
	tcp_reply_send(rep, sk, skb);
}

/* @sk: in TIME_WAIT; the caller's reference goes. */
void tcp_v4_timewait_ack(struct sock *sk, struct sk_buff *skb)
{
	struct inet_timewait_sock *tw = inet_twsk(sk);
	const struct tcp_timewait_sock *tcptw = tcp_twsk(sk);
	const struct tcp_ack_arg a = {
		.seq = tcptw->tw_snd_nxt,
		.ack = tcptw->tw_rcv_nxt,
		.win = tcptw->tw_rcv_wnd >> tw->tw_rcv_wscale,
		.tsval = tcp_time_stamp_raw() + tcptw->tw_ts_offset,
		.tsecr = tcptw->tw_ts_recent,
	};
	struct tcp_reply rep;

	tcp_reply_init(&rep, sk, skb);
	rep.arg.tos = tw->tw_tos;
	tcp_v4_send_ack(&rep, sk, skb, &a);
	inet_twsk_put(tw);
}

/* @sk: the listener. struct request_sock_ops.send_ack. */
void tcp_v4_reqsk_send_ack(const struct sock *sk, struct sk_buff *skb,
			   struct request_sock *req)
{
	const struct tcp_request_sock *treq = tcp_rsk(req);
	const struct tcp_ack_arg a = {
		.seq = treq->snt_isn + 1,
		.ack = treq->rcv_nxt,
		/* RFC 7323 §2.3: only a SYN's window is not scaled */
		.win = req->rsk_rcv_wnd >> inet_rsk(req)->rcv_wscale,
		.tsval = tcp_time_stamp_raw() + treq->ts_off,
		.tsecr = READ_ONCE(req->ts_recent),
	};
	struct tcp_reply rep;

	tcp_reply_init(&rep, sk, skb);
	rep.txhash = READ_ONCE(treq->txhash);
	tcp_v4_send_ack(&rep, sk, skb, &a);
}

/* ---- a machine's, a namespace's ------------------------------------------ */

int tcp_v4_net_init(struct net *net)
{
	struct sock **skp = &net_ipv4(net)->tcp_ctl_sk;
	int err = inet_ctl_sock_create(skp, &inet_family_ops, SOCK_RAW,
				       IPPROTO_TCP, net);

	if (err)
		return err;
	sock_set_flag(*skp, SOCK_USE_WRITE_QUEUE);
	/* DF and id 0, as the segments of connections */
	inet_sk(*skp)->pmtudisc = IP_PMTUDISC_DO;
	return 0;
}

void tcp_v4_net_exit(struct net *net)
{
	inet_ctl_sock_destroy(net_ipv4(net)->tcp_ctl_sk);
	net_ipv4(net)->tcp_ctl_sk = NULL;
}

int tcp_v4_init(void)
{
	int err = inet_twsk_slab_init();

	if (err)
		return err;
	spin_lock_init(&machine_var(tcp_reply_lock));
	err = reqsk_slab_init(&tcp_request_sock_ops);
	if (err)
		inet_twsk_slab_exit();
	return err;
}

/* Every namespace has let go of its own already. */
void tcp_v4_exit(void)
{
	reqsk_slab_exit(&tcp_request_sock_ops);
	inet_twsk_slab_exit();
	inet_hashinfo_free(inet_hashinfo_get());
}
