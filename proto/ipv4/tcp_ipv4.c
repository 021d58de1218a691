// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tcp_ipv4 - from IP to a connection
 *
 * Where:   ip_protocol_deliver_rcu() → tcp_v4_rcv() → tcp_v4_do_rcv() →
 *          tcp_rcv_established() or tcp_rcv_state_process(). Answers without a
 *          socket: tcp_ipv4_reply.c; connect() and accepted children:
 *          tcp_ipv4_conn.c; ICMP: tcp_ipv4_err.c.
 * Mirrors: net/ipv4/tcp_ipv4.c, cut. Left out: MD5, IPsec.
 * Spec:    RFC 9293 §3.10.7.
 *
 *	found               then
 *	nothing             RST                               NO_SOCKET
 *	a listener          no lock: SYN, or a cookie's ACK
 *	a request           tcp_check_req(): perhaps a child
 *	a small socket      tcp_timewait_state_process()
 *	a socket            its slock; owned: to the backlog
 */
#include "core/module.h"
#include "hdr/ecn.h"
#include "proto/ipv4/tcp_priv.h"

/* ---- the segment's own --------------------------------------------------- */

/* IP's control block makes room for TCP's, and goes back before a new try. */
void tcp_v4_fill_cb(struct sk_buff *skb, const struct iphdr *iph,
		    const struct tcphdr *th)
{
	struct tcp_skb_cb *cb = TCP_SKB_CB(skb);

	memmove(&cb->header.h4, IPCB(skb), sizeof(struct inet_skb_parm));
	cb->seq = ntohl(th->seq);
	cb->end_seq = cb->seq + th->syn + th->fin + skb->len - th->doff * 4U;
	cb->ack_seq = ntohl(th->ack_seq);
	cb->tcp_flags = ((const u8 *)th)[13];
	cb->tcp_tw_isn = 0;
	cb->ip_dsfield = ipv4_get_dsfield(iph);
	cb->sacked = 0;
	cb->txstamp_ack = 0;
	cb->eor = 0;
	cb->has_rxtstamp = skb->tstamp || skb_hwtstamps(skb)->hwtstamp;
}

static void tcp_v4_restore_cb(struct sk_buff *skb)
{
	memmove(IPCB(skb), &TCP_SKB_CB(skb)->header.h4,
		sizeof(struct inet_skb_parm));
}

static int tcp_filter(struct sock *sk, struct sk_buff *skb)
{
	return sk_filter_trim_cap(sk, skb, tcp_hdrlen(skb));
}

static void tcp_csum_error(struct net *net)
{
	__TCP_INC_STATS(net, TCP_MIB_CSUMERRORS);
	__TCP_INC_STATS(net, TCP_MIB_INERRS);
}

/* Takes @skb. SKB_CONSUMED: it was no drop. */
static void tcp_v4_discard(struct sock *sk, struct sk_buff *skb,
			   enum skb_drop_reason reason)
{
	if (reason == SKB_CONSUMED)
		consume_skb(skb);
	else
		sk_skb_reason_drop(sk, skb, reason);
}

/* As above, and the socket counts it. @refcounted: its reference goes. */
static void tcp_v4_discard_and_put(struct sock *sk, struct sk_buff *skb,
				   enum skb_drop_reason reason, bool refcounted)
{
	if (reason != SKB_CONSUMED)
		atomic_inc(&sk->sk_drops);
	tcp_v4_discard(sk, skb, reason);
	if (refcounted)
		sock_put(sk);
}

/* ---- early demux --------------------------------------------------------- */

/**
 * tcp_v4_early_demux - the socket before the route: it may know the route
 * @skb: borrowed; skb->sk and the route may be set
 *
 * Context: softirq, RCU; struct net_protocol.early_demux.
 * Return: 0.
 */
int tcp_v4_early_demux(struct sk_buff *skb)
{
	const struct iphdr *iph;
	const struct tcphdr *th;
	struct dst_entry *dst;
	struct sock *sk;

	if (skb->pkt_type != PACKET_HOST ||
	    !pskb_may_pull(skb, (unsigned int)skb_transport_offset(skb) +
					sizeof(struct tcphdr)))
		return 0;
	iph = ip_hdr(skb);
	th = tcp_hdr(skb);
	if (th->doff < sizeof(struct tcphdr) / 4)
		return 0;
	sk = __inet_lookup_established(dev_net(skb->dev), inet_hashinfo_get(),
				       iph->saddr, th->source, iph->daddr,
				       ntohs(th->dest), skb->dev->ifindex, 0);
	if (!sk)
		return 0;
	skb->sk = sk;
	skb->destructor = sock_edemux;
	if (!sk_fullsock(sk))
		return 0;
	dst = rcu_dereference(sk->sk_rx_dst);
	if (dst)
		dst = dst_check(dst, 0);
	if (dst && sk->sk_rx_dst_ifindex == skb->skb_iif)
		skb_dst_set_noref(skb, dst);
	return 0;
}

/* The route that @skb came by is kept for early demux. */
void inet_sk_rx_dst_set(struct sock *sk, const struct sk_buff *skb)
{
	struct dst_entry *dst = skb_dst(skb);

	if (!dst || !dst_hold_safe(dst))
		return;
	dst_release(xchg(&sk->sk_rx_dst, dst));
	sk->sk_rx_dst_ifindex = skb->skb_iif;
}
EXPORT_SYMBOL(inet_sk_rx_dst_set);

/* ---- the backlog --------------------------------------------------------- */

/* May @skb be appended to @tail, the last of the backlog? */
static bool tcp_backlog_fits(const struct sk_buff *tail,
			     const struct sk_buff *skb)
{
	const struct tcphdr *th = (const struct tcphdr *)skb->data;
	const struct tcphdr *thtail = (const struct tcphdr *)tail->data;
	const struct tcp_skb_cb *a = TCP_SKB_CB(tail), *b = TCP_SKB_CB(skb);

	return a->end_seq == b->seq && a->ip_dsfield == b->ip_dsfield &&
	       !((a->tcp_flags | b->tcp_flags) &
		 (TCPHDR_SYN | TCPHDR_RST | TCPHDR_URG)) &&
	       (a->tcp_flags & b->tcp_flags & TCPHDR_ACK) &&
	       !((a->tcp_flags ^ b->tcp_flags) & (TCPHDR_ECE | TCPHDR_CWR)) &&
	       thtail->doff == th->doff &&
	       !memcmp(thtail + 1, th + 1, th->doff * 4U - sizeof(*th));
}

/* As GRO does, but nobody needs to cut it again. True: it took @skb. */
static bool tcp_backlog_coalesce(struct sock *sk, struct sk_buff *tail,
				 struct sk_buff *skb)
{
	struct tcphdr *th = (struct tcphdr *)skb->data;
	struct tcphdr *thtail = (struct tcphdr *)tail->data;
	struct tcp_skb_cb *a = TCP_SKB_CB(tail), *b = TCP_SKB_CB(skb);
	unsigned int hdrlen = th->doff * 4U;
	u16 segs = max_t(u16, skb_shinfo(skb)->gso_segs, 1);
	u16 size = skb_shinfo(skb)->gso_size ?: (u16)(skb->len - hdrlen);
	bool fragstolen;
	int delta;

	if (!skb_shinfo(tail)->gso_size)
		skb_shinfo(tail)->gso_size = (u16)(tail->len - hdrlen);
	__skb_pull(skb, hdrlen);
	if (!skb_try_coalesce(tail, skb, &fragstolen, &delta)) {
		__skb_push(skb, hdrlen);
		return false;
	}
	a->end_seq = b->end_seq;
	if (!before(b->ack_seq, a->ack_seq)) {
		a->ack_seq = b->ack_seq;
		thtail->ack_seq = th->ack_seq;
		thtail->window = th->window;
	}
	/* both, so that a FIN does not enter the fast path */
	thtail->fin |= th->fin;
	a->tcp_flags |= b->tcp_flags;
	if (b->has_rxtstamp) {
		a->has_rxtstamp = true;
		tail->tstamp = skb->tstamp;
	}
	skb_shinfo(tail)->gso_size = max(skb_shinfo(tail)->gso_size, size);
	skb_shinfo(tail)->gso_segs = (u16)min_t(
		u32, max_t(u32, skb_shinfo(tail)->gso_segs, 1) + segs, U16_MAX);
	sk->sk_backlog.len += delta;
	__NET_INC_STATS(sock_net(sk), LINUX_MIB_TCPBACKLOGCOALESCE);
	kfree_skb_partial(skb, fragstolen);
	return true;
}

/**
 * tcp_add_backlog - the socket is owned: its owner will see to @skb
 * @sk: its slock held; released when true
 * @skb: taken when false
 * @reason: why not
 *
 * Context: softirq.
 * Return: true: there is no room, or its checksum is wrong.
 */
bool tcp_add_backlog(struct sock *sk, struct sk_buff *skb,
		     enum skb_drop_reason *reason)
{
	struct sk_buff *tail = sk->sk_backlog.tail;
	u32 limit;

	skb_condense(skb);
	skb_dst_drop(skb); /* not beyond RCU; nobody asks for it */
	if (unlikely(tcp_checksum_complete(skb))) {
		bh_unlock_sock(sk);
		tcp_csum_error(sock_net(sk));
		*reason = SKB_DROP_REASON_TCP_CSUM;
		return true;
	}
	if (tail && tcp_backlog_fits(tail, skb) &&
	    tcp_backlog_coalesce(sk, tail, skb))
		return false;
	/* Only the owner can make room by merging: so some more. */
	limit = (u32)READ_ONCE(sk->sk_rcvbuf) +
		((u32)READ_ONCE(sk->sk_sndbuf) >> 1) + 64 * 1024;
	if (likely(!sk_add_backlog(sk, skb, limit)))
		return false;
	bh_unlock_sock(sk);
	__NET_INC_STATS(sock_net(sk), LINUX_MIB_TCPBACKLOGDROP);
	*reason = SKB_DROP_REASON_SOCKET_BACKLOG;
	return true;
}
EXPORT_SYMBOL(tcp_add_backlog);

/* ---- one segment for one socket ------------------------------------------ */

/* The kept route: is it still good, and this segment's? */
static void tcp_v4_check_rx_dst(struct sock *sk, const struct sk_buff *skb)
{
	struct dst_entry *dst = sk->sk_rx_dst;

	if (!dst ||
	    (sk->sk_rx_dst_ifindex == skb->skb_iif && dst_check(dst, 0)))
		return;
	RCU_INIT_POINTER(sk->sk_rx_dst, NULL);
	dst_release(dst);
}

/* For a listener. Takes @skb. */
static void tcp_v4_listen_rcv(struct sock *sk, struct sk_buff *skb)
{
	struct sock *nsk = sk;

	if (!tcp_hdr(skb)->syn)
		nsk = cookie_v4_check(sk, skb);
	if (!nsk) {
		tcp_v4_discard(sk, skb, SKB_DROP_REASON_TCP_LISTEN_OVERFLOW);
		return;
	}
	if (nsk == sk ? tcp_rcv_state_process(sk, skb)
		      : tcp_child_process(sk, nsk, skb)) {
		tcp_v4_send_reset(sk, skb);
		tcp_v4_discard(sk, skb, SKB_DROP_REASON_TCP_FLAGS);
	}
}

/**
 * tcp_v4_do_rcv - a segment for @sk
 * @sk: its slock held, or owned by us (from the backlog); a listener: neither
 * @skb: taken
 *
 * Context: softirq or process with BH off; struct proto.backlog_rcv.
 * Return: 0.
 */
int tcp_v4_do_rcv(struct sock *sk, struct sk_buff *skb)
{
	sk->sk_napi_id = skb->napi_id;
	if (sk->sk_state == TCP_ESTABLISHED) { /* the usual way */
		tcp_v4_check_rx_dst(sk, skb);
		tcp_rcv_established(sk, skb);
		return 0;
	}
	if (tcp_checksum_complete(skb)) {
		tcp_csum_error(sock_net(sk));
		tcp_v4_discard(sk, skb, SKB_DROP_REASON_TCP_CSUM);
		return 0;
	}
	if (sk->sk_state == TCP_LISTEN) {
		tcp_v4_listen_rcv(sk, skb);
		return 0;
	}
	if (tcp_rcv_state_process(sk, skb)) {
		tcp_v4_send_reset(sk, skb);
		tcp_v4_discard(sk, skb, SKB_DROP_REASON_TCP_FLAGS);
	}
	return 0;
}
EXPORT_SYMBOL(tcp_v4_do_rcv);

/* ---- from IP ------------------------------------------------------------- */

/* What the steps of tcp_v4_rcv() hand to each other. */
struct tcp_v4_seg {
	struct sk_buff *skb;
	struct net *net;
	struct sock *sk;
	bool refcounted; /* sk's reference is ours */
	u32 tw_isn;
	int dif;
};

enum tcp_v4_step { STEP_DONE, STEP_LOOKUP, STEP_PROCESS };

/* The header is whole and the checksum set up, or @skb is dead: false. */
static bool tcp_v4_rcv_header(struct sk_buff *skb, struct net *net)
{
	enum skb_drop_reason reason = SKB_DROP_REASON_PKT_TOO_SMALL;
	const struct tcphdr *th;

	if (skb->pkt_type != PACKET_HOST) {
		tcp_v4_discard(NULL, skb, SKB_DROP_REASON_OTHERHOST);
		return false;
	}
	__TCP_INC_STATS(net, TCP_MIB_INSEGS);
	if (!pskb_may_pull(skb, sizeof(struct tcphdr)))
		goto discard;
	th = (const struct tcphdr *)skb->data;
	if (unlikely(th->doff < sizeof(struct tcphdr) / 4)) {
		__TCP_INC_STATS(net, TCP_MIB_INERRS);
		goto discard;
	}
	if (!pskb_may_pull(skb, th->doff * 4U))
		goto discard;
	if (skb_checksum_init(skb, IPPROTO_TCP, inet_compute_pseudo)) {
		tcp_csum_error(net);
		reason = SKB_DROP_REASON_TCP_CSUM;
		goto discard;
	}
	th = (const struct tcphdr *)skb->data;
	trace_tcp_rcv(skb, ntohs(th->source), ntohs(th->dest), ntohl(th->seq),
		      ntohl(th->ack_seq));
	return true;
discard:
	tcp_v4_discard(NULL, skb, reason);
	return false;
}

/* Nobody: say so, if it is intact. Takes the packet. */
static void tcp_v4_no_socket(struct tcp_v4_seg *s)
{
	struct sk_buff *skb = s->skb;

	nf_reset_ct(skb);
	tcp_v4_fill_cb(skb, ip_hdr(skb), tcp_hdr(skb));
	if (tcp_checksum_complete(skb)) {
		tcp_csum_error(s->net);
		tcp_v4_discard(NULL, skb, SKB_DROP_REASON_TCP_CSUM);
		return;
	}
	tcp_v4_send_reset(NULL, skb);
	tcp_v4_discard(NULL, skb, SKB_DROP_REASON_NO_SOCKET);
}

/* A new SYN: the listener is asked, and the small one makes place. */
static enum tcp_v4_step tcp_v4_tw_syn(struct tcp_v4_seg *s)
{
	struct sk_buff *skb = s->skb;
	const struct iphdr *iph = ip_hdr(skb);
	const struct tcphdr *th = tcp_hdr(skb);
	struct sock *sk2;

	sk2 = __inet_lookup_listener(
		s->net, inet_hashinfo_get(), skb, (int)__tcp_hdrlen(th),
		iph->saddr, th->source, iph->daddr, ntohs(th->dest), s->dif, 0);
	if (!sk2)
		return STEP_DONE;
	inet_twsk_deschedule_put(inet_twsk(s->sk));
	s->sk = sk2;
	s->refcounted = false;
	tcp_v4_restore_cb(skb);
	return STEP_PROCESS;
}

static enum tcp_v4_step tcp_v4_time_wait(struct tcp_v4_seg *s)
{
	struct inet_timewait_sock *tw = inet_twsk(s->sk);
	enum skb_drop_reason reason = SKB_CONSUMED;
	struct sk_buff *skb = s->skb;

	tcp_v4_fill_cb(skb, ip_hdr(skb), tcp_hdr(skb));
	if (tcp_checksum_complete(skb)) {
		inet_twsk_put(tw);
		tcp_csum_error(s->net);
		tcp_v4_discard(NULL, skb, SKB_DROP_REASON_TCP_CSUM);
		return STEP_DONE;
	}
	switch (tcp_timewait_state_process(tw, skb, tcp_hdr(skb), &s->tw_isn)) {
	case TCP_TW_SYN:
		if (tcp_v4_tw_syn(s) == STEP_PROCESS)
			return STEP_PROCESS;
		s->tw_isn = 0;
		reason = SKB_DROP_REASON_TCP_INVALID_SYN;
		fallthrough;
	case TCP_TW_ACK:
		tcp_v4_timewait_ack(s->sk, skb); /* its reference goes */
		break;
	case TCP_TW_RST:
		tcp_v4_send_reset(s->sk, skb);
		inet_twsk_deschedule_put(tw);
		reason = SKB_DROP_REASON_TCP_ABORT_ON_DATA;
		break;
	case TCP_TW_SUCCESS:
		break;
	}
	tcp_v4_discard(NULL, skb, reason);
	return STEP_DONE;
}

/*
 * tcp_check_req() gave @nsk. The child's first segment; or the listener has
 * to look at it (then STEP_PROCESS).
 */
static enum tcp_v4_step tcp_v4_req_done(struct tcp_v4_seg *s, struct sock *nsk,
					struct request_sock *req)
{
	struct sock *sk = s->sk;

	nf_reset_ct(s->skb);
	if (nsk == sk) {
		reqsk_put(req);
		tcp_v4_restore_cb(s->skb);
		return STEP_PROCESS;
	}
	/* @req's reference is the accept queue's now */
	if (tcp_child_process(sk, nsk, s->skb)) {
		tcp_v4_send_reset(sk, s->skb);
		tcp_v4_discard_and_put(sk, s->skb, SKB_DROP_REASON_TCP_FLAGS,
				       true);
		return STEP_DONE;
	}
	sock_put(sk);
	return STEP_DONE;
}

static enum tcp_v4_step tcp_v4_new_syn_recv(struct tcp_v4_seg *s)
{
	struct request_sock *req = inet_reqsk(s->sk);
	enum skb_drop_reason reason = SKB_DROP_REASON_SOCKET_FILTER;
	struct sock *sk = req->rsk_listener, *nsk = NULL;
	struct sk_buff *skb = s->skb;
	bool lost_race = false;

	if (tcp_checksum_complete(skb)) {
		reqsk_put(req);
		tcp_csum_error(s->net);
		tcp_v4_discard(NULL, skb, SKB_DROP_REASON_TCP_CSUM);
		return STEP_DONE;
	}
	if (unlikely(sk->sk_state != TCP_LISTEN)) {
		inet_csk_reqsk_queue_drop_and_put(sk, req);
		return STEP_LOOKUP;
	}
	/* @req holds it, but may go before we are done */
	sock_hold(sk);
	s->sk = sk;
	s->refcounted = true;
	if (!tcp_filter(sk, skb)) {
		tcp_v4_fill_cb(skb, ip_hdr(skb), tcp_hdr(skb));
		nsk = tcp_check_req(sk, skb, req, &lost_race, &reason);
	}
	if (nsk)
		return tcp_v4_req_done(s, nsk, req);
	reqsk_put(req);
	if (lost_race) {
		/* another CPU has made the socket: it may want this segment */
		tcp_v4_restore_cb(skb);
		sock_put(sk);
		return STEP_LOOKUP;
	}
	tcp_v4_discard_and_put(sk, skb, reason, true);
	return STEP_DONE;
}

/* A full socket: a listener is not locked at all. */
static void tcp_v4_full_sock(struct tcp_v4_seg *s)
{
	enum skb_drop_reason reason;
	struct sk_buff *skb = s->skb;
	struct sock *sk = s->sk;

	if (unlikely(ip_hdr(skb)->ttl < READ_ONCE(inet_sk(sk)->min_ttl))) {
		__NET_INC_STATS(s->net, LINUX_MIB_TCPMINTTLDROP);
		reason = SKB_DROP_REASON_TCP_MINTTL;
		goto discard;
	}
	nf_reset_ct(skb);
	if (tcp_filter(sk, skb)) {
		reason = SKB_DROP_REASON_SOCKET_FILTER;
		goto discard;
	}
	tcp_v4_fill_cb(skb, ip_hdr(skb), tcp_hdr(skb));
	TCP_SKB_CB(skb)->tcp_tw_isn = s->tw_isn;
	skb->dev = NULL;
	if (sk->sk_state == TCP_LISTEN) {
		tcp_v4_do_rcv(sk, skb);
		goto put;
	}
	bh_lock_sock_nested(sk);
	tcp_segs_in(tcp_sk(sk), skb);
	if (!sock_owned_by_user(sk))
		tcp_v4_do_rcv(sk, skb);
	else if (tcp_add_backlog(sk, skb, &reason))
		goto discard; /* it has unlocked */
	bh_unlock_sock(sk);
put:
	if (s->refcounted)
		sock_put(sk);
	return;
discard:
	tcp_v4_discard_and_put(sk, skb, reason, s->refcounted);
}

/**
 * tcp_v4_rcv - a segment for us
 * @skb: taken; data at the TCP header
 *
 * Context: softirq, RCU; struct net_protocol.handler.
 * Return: 0.
 */
int tcp_v4_rcv(struct sk_buff *skb)
{
	struct tcp_v4_seg s = {
		.skb = skb,
		.net = dev_net(skb->dev),
		.dif = skb->dev->ifindex,
	};
	enum tcp_v4_step step = STEP_LOOKUP;
	const struct tcphdr *th;

	cpu_cost(layer);
	if (!tcp_v4_rcv_header(skb, s.net))
		return 0;
	for (;;) {
		if (step == STEP_LOOKUP) {
			th = tcp_hdr(skb);
			s.sk = __inet_lookup_skb(
				inet_hashinfo_get(), skb, (int)__tcp_hdrlen(th),
				th->source, th->dest, 0, &s.refcounted);
			if (!s.sk) {
				tcp_v4_no_socket(&s);
				return 0;
			}
		}
		if (s.sk->sk_state == TCP_TIME_WAIT) {
			step = tcp_v4_time_wait(&s);
		} else if (s.sk->sk_state == TCP_NEW_SYN_RECV) {
			step = tcp_v4_new_syn_recv(&s);
		} else {
			tcp_v4_full_sock(&s);
			step = STEP_DONE;
		}
		if (step == STEP_DONE)
			return 0;
	}
}
EXPORT_SYMBOL(tcp_v4_rcv);
