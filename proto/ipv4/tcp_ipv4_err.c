// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tcp_ipv4_err - what ICMP says about a segment of ours
 *
 * Where:   icmp_rcv() → tcp_v4_err().
 * Mirrors: net/ipv4/tcp_ipv4.c, cut.
 * Spec:    RFC 9293 §3.9.2.2 (a connection does not end by it), RFC 5927 §4.1
 *          (its sequence number must be in flight), RFC 1191, RFC 6069.
 */
#include "core/module.h"
#include "proto/ipv4/icmp.h"
#include "proto/ipv4/tcp_priv.h"

/**
 * tcp_v4_mtu_reduced - the path's MTU went down
 * @sk: locked, tp->mtu_info is set
 *
 * Context: softirq, or process from release_sock().
 */
void tcp_v4_mtu_reduced(struct sock *sk)
{
	u32 mtu = READ_ONCE(tcp_sk(sk)->mtu_info);
	struct dst_entry *dst;

	if ((1 << sk->sk_state) & (TCPF_LISTEN | TCPF_CLOSE))
		return;
	dst = inet_csk_update_pmtu(sk, mtu);
	if (!dst)
		return;
	/* It may not get through at all: then this is why. */
	if (mtu < dst_mtu(dst) && ip_dst_dont_fragment(sk, dst))
		WRITE_ONCE(sk->sk_err_soft, EMSGSIZE);
	mtu = dst_mtu(dst);
	if (READ_ONCE(inet_sk(sk)->pmtudisc) != IP_PMTUDISC_DONT &&
	    ip_sk_accept_pmtu(sk) && inet_csk(sk)->icsk_pmtu_cookie > mtu) {
		tcp_sync_mss(sk, mtu);
		tcp_simple_retransmit(sk); /* what was too long is lost */
	}
}
EXPORT_SYMBOL(tcp_v4_mtu_reduced);

/* Too big. The owner, if there is one, sees to it when it lets go. */
static void tcp_v4_frag_needed(struct sock *sk, u32 info)
{
	if (sk->sk_state == TCP_LISTEN)
		return;
	WRITE_ONCE(tcp_sk(sk)->mtu_info, info);
	if (!sock_owned_by_user(sk))
		tcp_v4_mtu_reduced(sk);
	else if (!test_and_set_bit(TCP_MTU_REDUCED_DEFERRED, &sk->sk_tsq_flags))
		sock_hold(sk);
}

/* RFC 6069: unreachable is not congested: the last doubling is taken back. */
static void tcp_ld_RTO_revert(struct sock *sk, u32 seq)
{
	struct inet_connection_sock *icsk = inet_csk(sk);
	struct tcp_sock *tp = tcp_sk(sk);
	struct sk_buff *skb = tcp_rtx_queue_head(sk);
	s32 remaining;

	if (sock_owned_by_user(sk) || seq != tp->snd_una ||
	    !icsk->icsk_retransmits || !icsk->icsk_backoff ||
	    WARN_ON_ONCE(!skb))
		return;
	icsk->icsk_backoff--;
	icsk->icsk_rto = tp->srtt_us ? __tcp_set_rto(tp) : TCP_TIMEOUT_INIT;
	icsk->icsk_rto = (u32)inet_csk_rto_backoff(icsk, TCP_RTO_MAX);
	tcp_mstamp_refresh(tp);
	remaining =
		(s32)(icsk->icsk_rto -
		      (u32)usecs_to_jiffies((u32)(tp->tcp_mstamp -
						  tcp_skb_timestamp_us(skb))));
	if (remaining > 0)
		inet_csk_reset_xmit_timer(sk, ICSK_TIME_RETRANS,
					  (unsigned long)remaining,
					  TCP_RTO_MAX);
	else
		tcp_retransmit_timer(sk);
}

/* About a SYN-ACK. Takes the request's reference. */
static void tcp_req_err(struct sock *sk, u32 seq, const struct icmphdr *icmph)
{
	struct request_sock *req = inet_reqsk(sk);
	bool abort = icmph->type == ICMP_PARAMETERPROB ||
		     icmph->type == ICMP_TIME_EXCEEDED ||
		     (icmph->type == ICMP_DEST_UNREACH &&
		      (icmph->code == ICMP_NET_UNREACH ||
		       icmph->code == ICMP_HOST_UNREACH));

	if (seq != tcp_rsk(req)->snt_isn) {
		__NET_INC_STATS(read_pnet(&inet_rsk(req)->ireq_net),
				LINUX_MIB_OUTOFWINDOWICMPS);
	} else if (abort) {
		inet_csk_reqsk_queue_drop(req->rsk_listener, req);
		tcp_listendrop(req->rsk_listener);
	}
	reqsk_put(req);
}

/* @err: positive. A connection that is not open yet ends; an open one not. */
static void tcp_v4_report(struct sock *sk, struct sk_buff *skb, int err,
			  const struct tcphdr *th, u32 info)
{
	bool opening = (1 << sk->sk_state) & (TCPF_SYN_SENT | TCPF_SYN_RECV);

	if (opening)
		ip_icmp_error(sk, skb, err, th->dest, info, (u8 *)th);
	if (sock_owned_by_user(sk) ||
	    (!opening && !inet_test_bit(RECVERR, sk))) {
		WRITE_ONCE(sk->sk_err_soft, err);
		return;
	}
	WRITE_ONCE(sk->sk_err, err);
	sk_error_report(sk);
	if (opening)
		tcp_done(sk);
}

/* @sk's slock is held and its sequence number fits. */
static void tcp_v4_err_sock(struct sock *sk, struct sk_buff *skb,
			    const struct tcphdr *th, u32 info)
{
	const struct icmphdr *icmph = icmp_hdr(skb);
	bool harderr;
	int err;

	if (icmph->type == ICMP_REDIRECT && sock_owned_by_user(sk))
		return;
	if (icmph->type == ICMP_DEST_UNREACH) {
		if (icmph->code > NR_ICMP_UNREACH)
			return;
		if (icmph->code == ICMP_FRAG_NEEDED) {
			tcp_v4_frag_needed(sk, info);
			return;
		}
		if (icmph->code == ICMP_NET_UNREACH ||
		    icmph->code == ICMP_HOST_UNREACH)
			tcp_ld_RTO_revert(sk, ntohl(th->seq));
	}
	err = icmp_sk_errno(sk, skb, info, &harderr);
	if (err)
		tcp_v4_report(sk, skb, err, th, info);
}

/**
 * tcp_v4_err - an ICMP error about a segment of ours
 * @skb: borrowed; data at the quoted IP header
 * @info: MTU, pointer, gateway
 *
 * Context: softirq, RCU; struct net_protocol.err_handler.
 * Return: 0, or -ENOENT: no socket.
 */
int tcp_v4_err(struct sk_buff *skb, u32 info)
{
	const struct iphdr *iph = (const struct iphdr *)skb->data;
	struct tcphdr *th = (struct tcphdr *)(skb->data + (iph->ihl << 2));
	const struct icmphdr *icmph = icmp_hdr(skb);
	struct net *net = dev_net(skb->dev);
	struct sock *sk;

	sk = __inet_lookup_established(net, inet_hashinfo_get(), iph->daddr,
				       th->dest, iph->saddr, ntohs(th->source),
				       skb->dev->ifindex, 0);
	if (!sk) {
		__ICMP_INC_STATS(net, ICMP_MIB_INERRORS);
		return -ENOENT;
	}
	if (sk->sk_state == TCP_TIME_WAIT) {
		inet_twsk_put(inet_twsk(sk));
		return 0;
	}
	if (sk->sk_state == TCP_NEW_SYN_RECV) {
		tcp_req_err(sk, ntohl(th->seq), icmph);
		return 0;
	}
	bh_lock_sock(sk);
	if (sock_owned_by_user(sk) && !(icmph->type == ICMP_DEST_UNREACH &&
					icmph->code == ICMP_FRAG_NEEDED))
		__NET_INC_STATS(net, LINUX_MIB_LOCKDROPPEDICMPS);
	if (sk->sk_state == TCP_CLOSE)
		goto unlock;
	if (unlikely(iph->ttl < READ_ONCE(inet_sk(sk)->min_ttl))) {
		__NET_INC_STATS(net, LINUX_MIB_TCPMINTTLDROP);
		goto unlock;
	}
	if (!between(ntohl(th->seq), tcp_sk(sk)->snd_una, tcp_sk(sk)->snd_nxt))
		__NET_INC_STATS(net, LINUX_MIB_OUTOFWINDOWICMPS);
	else
		tcp_v4_err_sock(sk, skb, th, info);
unlock:
	bh_unlock_sock(sk);
	sock_put(sk);
	return 0;
}
EXPORT_SYMBOL(tcp_v4_err);
