// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tcp_minisocks - before a connection is a socket, and after it was one
 *
 * Where:   tcp_v4_rcv() → tcp_check_req() for a request,
 *          tcp_timewait_state_process() for a small socket; tcp_time_wait()
 *          from tcp_input.c and tcp_close().
 * Mirrors: net/ipv4/tcp_minisocks.c. Left out: Fast Open, MD5, metrics.
 * Spec:    RFC 9293 §3.10.7.4 (SYN-RECEIVED, TIME-WAIT), RFC 7323 §5 (PAWS),
 *          RFC 1337, RFC 5961 §5 and §7 (few answers to what is out of window).
 */
#include "core/module.h"
#include "proto/ipv4/tcp_priv.h"

/* ---- after: FIN-WAIT-2 without an owner, TIME-WAIT ----------------------- */

/* Out of window: an ACK, if not too many went already. */
static enum tcp_tw_status
tcp_timewait_check_oow_rate_limit(struct inet_timewait_sock *tw,
				  const struct sk_buff *skb, int mib_idx)
{
	struct tcp_timewait_sock *tcptw = tcp_twsk((struct sock *)tw);

	if (!tcp_oow_rate_limited(twsk_net(tw), skb, mib_idx,
				  &tcptw->tw_last_oow_ack_time))
		return TCP_TW_ACK; /* keeps the reference */
	inet_twsk_put(tw);
	return TCP_TW_SUCCESS;
}

static void tcp_tw_store_ts(struct tcp_timewait_sock *tcptw,
			    const struct tcp_options_received *opt)
{
	if (!opt->saw_tstamp)
		return;
	tcptw->tw_ts_recent_stamp = (int)ktime_get_seconds();
	tcptw->tw_ts_recent = opt->rcv_tsval;
}

/* Timestamps of @skb. True: they are older than the last ones. */
static bool tcp_tw_paws(struct tcp_timewait_sock *tcptw,
			const struct sk_buff *skb, const struct tcphdr *th,
			struct tcp_options_received *opt)
{
	opt->saw_tstamp = 0;
	if (th->doff <= sizeof(*th) >> 2 || !tcptw->tw_ts_recent_stamp)
		return false;
	tcp_parse_options(twsk_net(&tcptw->tw_sk), skb, opt, 0);
	if (!opt->saw_tstamp)
		return false;
	if (opt->rcv_tsecr)
		opt->rcv_tsecr -= tcptw->tw_ts_offset;
	opt->ts_recent = tcptw->tw_ts_recent;
	opt->ts_recent_stamp = tcptw->tw_ts_recent_stamp;
	return tcp_paws_reject(opt, th->rst);
}

/* What tcp_rcv_state_process() does in FIN-WAIT-2, without a receiver. */
static enum tcp_tw_status
tcp_tw_fin_wait2(struct inet_timewait_sock *tw, const struct sk_buff *skb,
		 const struct tcphdr *th,
		 const struct tcp_options_received *opt, bool paws_reject)
{
	struct tcp_timewait_sock *tcptw = tcp_twsk((struct sock *)tw);
	u32 seq = TCP_SKB_CB(skb)->seq, end_seq = TCP_SKB_CB(skb)->end_seq;

	if (paws_reject ||
	    !tcp_in_window(seq, end_seq, tcptw->tw_rcv_nxt,
			   tcptw->tw_rcv_nxt + tcptw->tw_rcv_wnd))
		return tcp_timewait_check_oow_rate_limit(
			tw, skb, LINUX_MIB_TCPACKSKIPPEDFINWAIT2);
	if (th->rst) {
		inet_twsk_deschedule_put(tw);
		return TCP_TW_SUCCESS;
	}
	if (th->syn && !before(seq, tcptw->tw_rcv_nxt))
		return TCP_TW_RST;
	if (!th->ack || !after(end_seq, tcptw->tw_rcv_nxt) || end_seq == seq) {
		inet_twsk_put(tw); /* nothing new */
		return TCP_TW_SUCCESS;
	}
	/* Data for nobody: reset. Only a FIN may come. */
	if (!th->fin || end_seq != tcptw->tw_rcv_nxt + 1)
		return TCP_TW_RST;
	tw->tw_substate = TCP_TIME_WAIT;
	tcptw->tw_rcv_nxt = end_seq;
	tcp_tw_store_ts(tcptw, opt);
	inet_twsk_reschedule(tw, TCP_TIMEWAIT_LEN);
	return TCP_TW_ACK;
}

/* A RST or a bare ACK, just as expected. Takes the reference. */
static enum tcp_tw_status
tcp_tw_in_order(struct inet_timewait_sock *tw, const struct tcphdr *th,
		const struct tcp_options_received *opt)
{
	if (th->rst) {
		/* RFC 1337 says: do not let it be killed. It is a choice. */
		if (!READ_ONCE(net_ipv4(twsk_net(tw))->sysctl_tcp_rfc1337)) {
			inet_twsk_deschedule_put(tw);
			return TCP_TW_SUCCESS;
		}
	} else {
		inet_twsk_reschedule(tw, TCP_TIMEWAIT_LEN);
	}
	tcp_tw_store_ts(tcp_twsk((struct sock *)tw), opt);
	inet_twsk_put(tw);
	return TCP_TW_SUCCESS;
}

/* RFC 9293 §3.6.1, RFC 7323 §5.5: a SYN that can only be a new one. */
static bool tcp_tw_new_syn(const struct tcp_timewait_sock *tcptw,
			   const struct sk_buff *skb, const struct tcphdr *th,
			   const struct tcp_options_received *opt)
{
	return th->syn && !th->rst && !th->ack &&
	       (after(TCP_SKB_CB(skb)->seq, tcptw->tw_rcv_nxt) ||
		(opt->saw_tstamp &&
		 (s32)(tcptw->tw_ts_recent - opt->rcv_tsval) < 0));
}

/**
 * tcp_timewait_state_process - a segment for a connection that is over
 * @tw: a reference goes with TCP_TW_SUCCESS; else the caller keeps it
 * @skb: borrowed
 * @th: its header
 * @tw_isn: given with TCP_TW_SYN: an ISN beyond all that was sent
 *
 * Context: softirq.
 * Return: what the caller does: nothing, reset, acknowledge, listen.
 */
enum tcp_tw_status tcp_timewait_state_process(struct inet_timewait_sock *tw,
					      struct sk_buff *skb,
					      const struct tcphdr *th,
					      u32 *tw_isn)
{
	struct tcp_timewait_sock *tcptw = tcp_twsk((struct sock *)tw);
	const struct tcp_skb_cb *cb = TCP_SKB_CB(skb);
	struct tcp_options_received tmp_opt;
	bool paws_reject = tcp_tw_paws(tcptw, skb, th, &tmp_opt);

	if (tw->tw_substate == TCP_FIN_WAIT2)
		return tcp_tw_fin_wait2(tw, skb, th, &tmp_opt, paws_reject);
	if (!paws_reject && cb->seq == tcptw->tw_rcv_nxt &&
	    (cb->seq == cb->end_seq || th->rst))
		return tcp_tw_in_order(tw, th, &tmp_opt);
	if (!paws_reject && tcp_tw_new_syn(tcptw, skb, th, &tmp_opt)) {
		*tw_isn = (tcptw->tw_snd_nxt + 65535 + 2) ?: 1;
		return TCP_TW_SYN;
	}
	if (paws_reject)
		__NET_INC_STATS(twsk_net(tw), LINUX_MIB_PAWSESTABREJECTED);
	if (th->rst) {
		inet_twsk_put(tw);
		return TCP_TW_SUCCESS;
	}
	/* A SYN with a low number may be a good one: then do not stay longer.
	 */
	if (paws_reject || th->ack)
		inet_twsk_reschedule(tw, TCP_TIMEWAIT_LEN);
	return tcp_timewait_check_oow_rate_limit(
		tw, skb, LINUX_MIB_TCPACKSKIPPEDTIMEWAIT);
}

static void tcp_twsk_init(struct inet_timewait_sock *tw, const struct sock *sk)
{
	struct tcp_timewait_sock *tcptw = tcp_twsk((struct sock *)tw);
	const struct tcp_sock *tp = tcp_sk(sk);

	tw->tw_mark = sk->sk_mark;
	tw->tw_priority = sk->sk_priority;
	tw->tw_txhash = sk->sk_txhash;
	tw->tw_rcv_wscale = tp->rx_opt.rcv_wscale;
	tcptw->tw_rcv_nxt = tp->rcv_nxt;
	tcptw->tw_snd_nxt = tp->snd_nxt;
	tcptw->tw_rcv_wnd = tcp_receive_window(tp);
	tcptw->tw_ts_recent = tp->rx_opt.ts_recent;
	tcptw->tw_ts_recent_stamp = tp->rx_opt.ts_recent_stamp;
	tcptw->tw_ts_offset = tp->tsoffset;
}

/**
 * tcp_time_wait - a small socket takes over, @sk is done
 * @state: TCP_FIN_WAIT2 or TCP_TIME_WAIT
 * @timeo: jiffies, for FIN_WAIT2; at least 3.5 RTO
 *
 * Context: @sk locked.
 */
void tcp_time_wait(struct sock *sk, int state, int timeo)
{
	const struct inet_connection_sock *icsk = inet_csk(sk);
	const int rto = (int)((icsk->icsk_rto << 2) - (icsk->icsk_rto >> 1));
	struct inet_timewait_sock *tw;

	tw = inet_twsk_alloc(sk, &tcp_net(sk)->tcp_death_row, state);
	if (tw) {
		tcp_twsk_init(tw, sk);
		if (timeo < rto)
			timeo = rto;
		if (state == TCP_TIME_WAIT)
			timeo = TCP_TIMEWAIT_LEN;
		local_bh_disable();
		inet_twsk_schedule(tw, timeo);
		inet_twsk_hashdance(tw, sk, inet_hashinfo_get());
		local_bh_enable();
	} else {
		/* too many, or no memory: the peer will see a RST */
		NET_INC_STATS(sock_net(sk), LINUX_MIB_TCPTIMEWAITOVERFLOW);
	}
	tcp_done(sk);
}
EXPORT_SYMBOL(tcp_time_wait);

/* ---- before: the child --------------------------------------------------- */

/*
 * The listener's congestion control or the namespace's. Left out: the route's
 * (RTAX_CC_ALGO).
 */
void tcp_ca_openreq_child(struct sock *sk, const struct dst_entry *dst)
{
	struct inet_connection_sock *icsk = inet_csk(sk);

	if (!icsk->icsk_ca_setsockopt ||
	    !try_module_get(icsk->icsk_ca_ops->owner))
		tcp_assign_congestion_control(sk);
	tcp_set_ca_state(sk, TCP_CA_Open);
}
EXPORT_SYMBOL(tcp_ca_openreq_child);

/* Sequence numbers: the SYNs are behind us. */
static void tcp_openreq_child_seq(struct tcp_sock *newtp,
				  const struct tcp_request_sock *treq)
{
	u32 seq = treq->rcv_isn + 1;

	newtp->rcv_wup = seq;
	WRITE_ONCE(newtp->copied_seq, seq);
	WRITE_ONCE(newtp->rcv_nxt, seq);
	newtp->segs_in = 1;
	newtp->snd_wl1 = treq->rcv_isn;
	seq = treq->snt_isn + 1;
	newtp->snd_sml = seq;
	newtp->snd_una = seq;
	WRITE_ONCE(newtp->snd_nxt, seq);
	newtp->snd_up = seq;
	newtp->pushed_seq = seq;
	WRITE_ONCE(newtp->write_seq, seq);
}

/* What both sides said of options and windows. */
static void tcp_openreq_child_opts(struct tcp_sock *newtp,
				   const struct request_sock *req,
				   const struct sk_buff *skb)
{
	const struct inet_request_sock *ireq = inet_rsk(req);
	struct tcp_options_received *opt = &newtp->rx_opt;

	opt->tstamp_ok = ireq->tstamp_ok;
	opt->sack_ok = ireq->sack_ok;
	opt->wscale_ok = ireq->wscale_ok;
	opt->mss_clamp = req->mss;
	newtp->window_clamp = req->rsk_window_clamp;
	newtp->rcv_ssthresh = req->rsk_rcv_wnd;
	newtp->rcv_wnd = req->rsk_rcv_wnd;
	if (opt->wscale_ok) {
		opt->snd_wscale = ireq->snd_wscale;
		opt->rcv_wscale = ireq->rcv_wscale;
	} else {
		opt->snd_wscale = opt->rcv_wscale = 0;
		newtp->window_clamp = min(newtp->window_clamp, 65535U);
	}
	newtp->snd_wnd = (u32)ntohs(tcp_hdr(skb)->window) << opt->snd_wscale;
	newtp->max_window = newtp->snd_wnd;
	newtp->tcp_header_len = sizeof(struct tcphdr);
	opt->ts_recent_stamp = 0;
	if (opt->tstamp_ok) {
		opt->ts_recent = READ_ONCE(req->ts_recent);
		opt->ts_recent_stamp = (int)ktime_get_seconds();
		newtp->tcp_header_len += TCPOLEN_TSTAMP_ALIGNED;
	}
	newtp->ecn_flags = ireq->ecn_ok ? TCP_ECN_OK : 0;
}

/**
 * tcp_create_openreq_child - the socket that a request becomes
 * @sk: the listener, which it is a copy of
 * @req: what was agreed on
 * @skb: borrowed; the ACK
 *
 * Context: softirq.
 * Return: given, its slock held, two references, in no hash; or NULL.
 */
struct sock *tcp_create_openreq_child(const struct sock *sk,
				      struct request_sock *req,
				      struct sk_buff *skb)
{
	struct sock *newsk = inet_csk_clone_lock(sk, req, GFP_ATOMIC);
	const struct tcp_request_sock *treq = tcp_rsk(req);
	struct inet_connection_sock *newicsk;
	struct tcp_sock *newtp;

	if (!newsk)
		return NULL;
	newicsk = inet_csk(newsk);
	newtp = tcp_sk(newsk);
	newtp->pred_flags = 0;
	tcp_openreq_child_seq(newtp, treq);
	newsk->tcp_rtx_queue = RB_ROOT;
	newtp->out_of_order_queue = RB_ROOT;
	INIT_LIST_HEAD(&newtp->tsorted_sent_queue);
	minmax_reset(&newtp->rtt_min, tcp_jiffies32, ~0U);
	newicsk->icsk_ack.lrcvtime = tcp_jiffies32;
	newtp->lsndtime = tcp_jiffies32;
	newsk->sk_txhash = READ_ONCE(treq->txhash);
	newtp->total_retrans = req->num_retrans;
	tcp_init_xmit_timers(newsk);
	if (sock_flag(newsk, SOCK_KEEPOPEN))
		inet_csk_reset_keepalive_timer(
			newsk, (unsigned long)keepalive_time_when(newtp));
	tcp_openreq_child_opts(newtp, req, skb);
	if (req->num_timeout) {
		/* was the SYN-ACK sent again in vain? timestamps will tell */
		newtp->undo_marker = treq->snt_isn;
		newtp->retrans_stamp = (u32)(treq->snt_synack / 1000);
	}
	newtp->tsoffset = treq->ts_off;
	if (skb->len >= TCP_MSS_DEFAULT + newtp->tcp_header_len)
		newicsk->icsk_ack.last_seg_size =
			(__u16)(skb->len - newtp->tcp_header_len);
	__TCP_INC_STATS(sock_net(sk), TCP_MIB_PASSIVEOPENS);
	return newsk;
}
EXPORT_SYMBOL(tcp_create_openreq_child);

/* ---- before: the request ------------------------------------------------- */

/* As tcp_tw_paws(). When ts_recent was stored is only estimated. */
static bool tcp_req_paws(const struct net *net, struct request_sock *req,
			 const struct sk_buff *skb,
			 struct tcp_options_received *opt)
{
	const struct tcphdr *th = tcp_hdr(skb);

	opt->saw_tstamp = 0;
	if (th->doff <= sizeof(*th) >> 2)
		return false;
	tcp_parse_options(net, skb, opt, 0);
	if (!opt->saw_tstamp)
		return false;
	opt->ts_recent = READ_ONCE(req->ts_recent);
	if (opt->rcv_tsecr)
		opt->rcv_tsecr -= tcp_rsk(req)->ts_off;
	opt->ts_recent_stamp =
		(int)(ktime_get_seconds() -
		      (s64)(reqsk_timeout(req, TCP_RTO_MAX) / HZ));
	return tcp_paws_reject(opt, th->rst);
}

static bool tcp_req_rate_limited(const struct sock *sk,
				 const struct sk_buff *skb,
				 struct request_sock *req)
{
	return tcp_oow_rate_limited(sock_net(sk), skb,
				    LINUX_MIB_TCPACKSKIPPEDSYNRECV,
				    &tcp_rsk(req)->last_oow_ack_time);
}

/* The SYN once more: our answer was lost, or is late. */
static void tcp_req_syn_again(struct sock *sk, const struct sk_buff *skb,
			      struct request_sock *req)
{
	if (!tcp_req_rate_limited(sk, skb, req) && !inet_rtx_syn_ack(sk, req))
		mod_timer_pending(&req->rsk_timer,
				  jiffies + reqsk_timeout(req, TCP_RTO_MAX));
}

/* Out of window, or an old timestamp: say what we expect. */
static enum skb_drop_reason tcp_req_bad_seq(struct sock *sk,
					    struct sk_buff *skb,
					    struct request_sock *req,
					    bool paws_reject)
{
	if (!tcp_hdr(skb)->rst && !tcp_req_rate_limited(sk, skb, req))
		req->rsk_ops->send_ack(sk, skb, req);
	if (!paws_reject)
		return SKB_DROP_REASON_TCP_INVALID_SEQUENCE;
	NET_INC_STATS(sock_net(sk), LINUX_MIB_PAWSESTABREJECTED);
	return SKB_DROP_REASON_TCP_RFC7323_PAWS;
}

/* A SYN (answered by a RST) or a RST: the request ends. */
static enum skb_drop_reason tcp_req_reset(struct sock *sk, struct sk_buff *skb,
					  struct request_sock *req, bool rst,
					  bool *lost_race)
{
	bool unlinked;

	if (!rst)
		req->rsk_ops->send_reset(sk, skb);
	unlinked = inet_csk_reqsk_queue_drop(sk, req);
	if (unlinked)
		__NET_INC_STATS(sock_net(sk), LINUX_MIB_EMBRYONICRSTS);
	*lost_race = !unlinked;
	return rst ? SKB_DROP_REASON_TCP_RESET
		   : SKB_DROP_REASON_TCP_INVALID_SYN;
}

/* The ACK is good: the child, or NULL with *@reason. */
static struct sock *tcp_req_complete(struct sock *sk, struct sk_buff *skb,
				     struct request_sock *req, bool *lost_race,
				     enum skb_drop_reason *reason)
{
	struct sock *child;
	bool own_req;

	child = inet_csk(sk)->icsk_af_ops->syn_recv_sock(sk, skb, req, NULL,
							 req, &own_req);
	if (child) {
		tcp_synack_rtt_meas(child, req);
		*lost_race = !own_req;
		*reason = SKB_DROP_REASON_TCP_CLOSE;
		return inet_csk_complete_hashdance(sk, child, req, own_req);
	}
	/* No room: as if the ACK were lost; the peer's data will ask again. */
	if (!READ_ONCE(tcp_net(sk)->sysctl_tcp_abort_on_overflow))
		inet_rsk(req)->acked = 1;
	else
		tcp_req_reset(sk, skb, req, false, lost_race);
	*reason = SKB_DROP_REASON_TCP_LISTEN_OVERFLOW;
	return NULL;
}

struct sock *tcp_check_req(struct sock *sk, struct sk_buff *skb,
			   struct request_sock *req, bool *lost_race,
			   enum skb_drop_reason *reason)
{
	const struct tcp_skb_cb *cb = TCP_SKB_CB(skb);
	struct tcp_request_sock *treq = tcp_rsk(req);
	__be32 flg = tcp_flag_word(tcp_hdr(skb)) &
		     (TCP_FLAG_RST | TCP_FLAG_SYN | TCP_FLAG_ACK);
	struct tcp_options_received tmp_opt;
	bool paws = tcp_req_paws(sock_net(sk), req, skb, &tmp_opt);

	*reason = SKB_CONSUMED;
	if (cb->seq == treq->rcv_isn && flg == TCP_FLAG_SYN && !paws) {
		tcp_req_syn_again(sk, skb, req);
		return NULL;
	}
	/* Not of our SYN-ACK: the listener will reset it. */
	if ((flg & TCP_FLAG_ACK) && cb->ack_seq != treq->snt_isn + 1)
		return sk;
	/* RFC 9293 §3.10.7.4, first: check the sequence number */
	if (paws || !tcp_in_window(cb->seq, cb->end_seq, treq->rcv_nxt,
				   treq->rcv_nxt + req->rsk_rcv_wnd)) {
		*reason = tcp_req_bad_seq(sk, skb, req, paws);
		return NULL;
	}
	if (tmp_opt.saw_tstamp && !after(cb->seq, treq->rcv_nxt))
		WRITE_ONCE(req->ts_recent, tmp_opt.rcv_tsval);
	if (cb->seq == treq->rcv_isn)
		flg &= ~TCP_FLAG_SYN; /* it lies before the window */
	/* second, the RST bit; fourth, the SYN bit */
	if (flg & (TCP_FLAG_RST | TCP_FLAG_SYN)) {
		__TCP_INC_STATS(sock_net(sk), TCP_MIB_ATTEMPTFAILS);
		*reason = tcp_req_reset(sk, skb, req, flg & TCP_FLAG_RST,
					lost_race);
		return NULL;
	}
	/* fifth, the ACK bit */
	if (!(flg & TCP_FLAG_ACK)) {
		*reason = SKB_DROP_REASON_TCP_FLAGS;
		return NULL;
	}
	/* TCP_DEFER_ACCEPT: a bare ACK wakes nobody. */
	if (req->num_timeout <
		    READ_ONCE(inet_csk(sk)
				      ->icsk_accept_queue.rskq_defer_accept) &&
	    cb->end_seq == treq->rcv_isn + 1) {
		inet_rsk(req)->acked = 1;
		__NET_INC_STATS(sock_net(sk), LINUX_MIB_TCPDEFERACCEPTDROP);
		return NULL;
	}
	return tcp_req_complete(sk, skb, req, lost_race, reason);
}
EXPORT_SYMBOL(tcp_check_req);

/**
 * tcp_child_process - the child's first segment
 * @parent: the listener, to be woken
 * @child: locked; unlocked here, and a reference goes
 * @skb: taken when 0
 *
 * Context: softirq.
 * Return: 0, or 1: reset the sender.
 */
int tcp_child_process(struct sock *parent, struct sock *child,
		      struct sk_buff *skb)
{
	int state = child->sk_state, ret = 0;

	child->sk_napi_id = skb->napi_id;
	tcp_segs_in(tcp_sk(child), skb);
	if (!sock_owned_by_user(child)) {
		ret = tcp_rcv_state_process(child, skb);
		if (state == TCP_SYN_RECV && child->sk_state != state)
			parent->sk_data_ready(parent);
	} else if (sk_add_backlog(child, skb, UINT_MAX)) {
		/* accept()ed already, by another CPU */
		kfree_skb_reason(skb, SKB_DROP_REASON_SOCKET_BACKLOG);
	}
	bh_unlock_sock(child);
	sock_put(child);
	return ret;
}
EXPORT_SYMBOL(tcp_child_process);
