// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tcp_connect - segments without data: SYN, SYN-ACK, ACK, FIN, RST
 *
 * Where:   tcp_v4_connect() → tcp_connect(); a listener's answer is made by
 *          tcp_make_synack(); all others leave by tcp_transmit.c.
 * Mirrors: net/ipv4/tcp_output.c, cut from it. Left out: Fast Open, ECN.
 * Spec:    RFC 9293 §3.5 (opening), §3.6 (closing), §3.10.4; RFC 9293
 *          §3.8.6.3 (delayed ACKs); RFC 7323.
 *
 * SYN and FIN take a sequence number, and wait in the queues as data does;
 * ACK and RST are sent and forgotten.
 */
#include "core/sock_limits.h"
#include "core/trace.h"
#include "proto/ipv4/tcp_priv.h"

/* ---- parts -----------------------------------------------------------------
 */

/* @skb, without payload, is the segment @seq with @flags. */
void tcp_init_nondata_skb(struct sk_buff *skb, u32 seq, u8 flags)
{
	skb->ip_summed = CHECKSUM_PARTIAL;
	TCP_SKB_CB(skb)->tcp_flags = flags;
	tcp_skb_pcount_set(skb, 1);
	TCP_SKB_CB(skb)->seq = seq;
	if (flags & (TCPHDR_SYN | TCPHDR_FIN))
		seq++;
	TCP_SKB_CB(skb)->end_seq = seq;
}

/* Give an skb with room for all headers, for what is sent and forgotten. */
static struct sk_buff *tcp_alloc_nondata(u32 seq, u8 flags, gfp_t gfp)
{
	struct sk_buff *skb = alloc_skb(MAX_TCP_HEADER, gfp);

	if (unlikely(!skb))
		return NULL;
	skb_reserve(skb, MAX_TCP_HEADER);
	tcp_init_nondata_skb(skb, seq, flags);
	return skb;
}

/* A sequence that the peer accepts although its window has shrunk. */
static u32 tcp_acceptable_seq(const struct sock *sk)
{
	const struct tcp_sock *tp = tcp_sk(sk);
	u32 end = tcp_wnd_end(tp);

	if (!before(end, tp->snd_nxt) ||
	    (tp->rx_opt.wscale_ok &&
	     tp->snd_nxt - end < 1U << tp->rx_opt.rcv_wscale))
		return tp->snd_nxt;
	return end;
}

/* Charged, and in flight from now on. */
void tcp_connect_queue_skb(struct sock *sk, struct sk_buff *skb)
{
	struct tcp_skb_cb *tcb = TCP_SKB_CB(skb);
	struct tcp_sock *tp = tcp_sk(sk);

	tcb->end_seq += skb->len;
	__skb_header_release(skb);
	sk_wmem_queued_add(sk, (int)skb->truesize);
	sk_mem_charge(sk, (int)skb->truesize);
	WRITE_ONCE(tp->write_seq, tcb->end_seq);
	tp->packets_out += (u32)tcp_skb_pcount(skb);
}

/* ---- SYN -------------------------------------------------------------------
 */

/* The window that our SYN offers, and its scale. */
static void tcp_connect_window(struct sock *sk, const struct dst_entry *dst)
{
	struct tcp_sock *tp = tcp_sk(sk);
	u32 full = (u32)tcp_full_space(sk), mss = tp->advmss;
	u8 rcv_wscale;

	if (!tp->window_clamp)
		tp->window_clamp = dst_metric(dst, RTAX_WINDOW);
	if ((sk->sk_userlocks & SOCK_RCVBUF_LOCK) &&
	    (tp->window_clamp > full || tp->window_clamp == 0))
		tp->window_clamp = full;
	if (tp->rx_opt.ts_recent_stamp)
		mss -= tp->tcp_header_len - (u32)sizeof(struct tcphdr);
	tcp_select_initial_window(sk, (int)full, mss, &tp->rcv_wnd,
				  &tp->window_clamp,
				  tcp_net(sk)->sysctl_tcp_window_scaling,
				  &rcv_wscale, dst_metric(dst, RTAX_INITRWND));
	tp->rx_opt.rcv_wscale = rcv_wscale & 0xf;
	tp->rcv_ssthresh = tp->rcv_wnd;
}

static void tcp_connect_init(struct sock *sk)
{
	const struct dst_entry *dst = __sk_dst_get(sk);
	struct inet_connection_sock *icsk = inet_csk(sk);
	struct tcp_sock *tp = tcp_sk(sk);

	/* Mended when the SYN-ACK tells what the peer can. */
	tp->tcp_header_len = sizeof(struct tcphdr);
	if (tcp_net(sk)->sysctl_tcp_timestamps)
		tp->tcp_header_len += TCPOLEN_TSTAMP_ALIGNED;
	if (tp->rx_opt.user_mss)
		tp->rx_opt.mss_clamp = tp->rx_opt.user_mss;
	tp->max_window = 0;
	tcp_mtup_init(sk);
	tcp_sync_mss(sk, dst_mtu(dst));
	tp->advmss = tcp_mss_clamp(tp, (u16)dst_metric_advmss(dst));
	tcp_initialize_rcv_mss(sk);
	tcp_connect_window(sk, dst);
	sk->sk_err = 0;
	sock_reset_flag(sk, SOCK_DONE);
	tp->snd_wnd = 0;
	tp->snd_wl1 = 0;
	tcp_write_queue_purge(sk);
	tp->snd_una = tp->write_seq;
	tp->snd_sml = tp->write_seq;
	tp->snd_up = tp->write_seq;
	WRITE_ONCE(tp->snd_nxt, tp->write_seq);
	tp->rcv_nxt = 0;
	tp->rcv_wup = 0;
	WRITE_ONCE(tp->copied_seq, 0);
	icsk->icsk_rto = TCP_TIMEOUT_INIT;
	icsk->icsk_retransmits = 0;
	tcp_clear_retrans(tp);
}

/**
 * tcp_connect - send a SYN
 * @sk: locked, in SYN_SENT, hashed, with a route; write_seq is the ISN
 *
 * Context: process. Return: 0, -EHOSTUNREACH, -ENOBUFS, -ECONNREFUSED.
 */
int tcp_connect(struct sock *sk)
{
	struct tcp_sock *tp = tcp_sk(sk);
	struct sk_buff *buff;
	int err;

	if (inet_csk(sk)->icsk_af_ops->rebuild_header(sk))
		return -EHOSTUNREACH;
	tcp_connect_init(sk);
	buff = tcp_stream_alloc_skb(sk, sk->sk_allocation, true);
	if (unlikely(!buff))
		return -ENOBUFS;
	tcp_init_nondata_skb(buff, tp->write_seq++, TCPHDR_SYN);
	tcp_mstamp_refresh(tp);
	tp->retrans_stamp = tcp_time_stamp(tp);
	tcp_connect_queue_skb(sk, buff);
	tcp_rbtree_insert(&sk->tcp_rtx_queue, buff);
	err = tcp_transmit_skb(sk, buff, 1, sk->sk_allocation);
	if (err == -ECONNREFUSED)
		return err;
	/* Only now, so that OutSegs counts it. */
	WRITE_ONCE(tp->snd_nxt, tp->write_seq);
	tp->pushed_seq = tp->write_seq;
	TCP_INC_STATS(sock_net(sk), TCP_MIB_ACTIVEOPENS);
	/* It may be lost below us: the timer sends it again. */
	inet_csk_reset_xmit_timer(sk, ICSK_TIME_RETRANS, inet_csk(sk)->icsk_rto,
				  TCP_RTO_MAX);
	return 0;
}

/* ---- SYN-ACK ---------------------------------------------------------------
 */

/* When the SYN-ACK leaves: its timestamp; a cookie hides options in it. */
static void tcp_stamp_synack(struct sk_buff *skb, struct request_sock *req)
{
	u64 now = tcp_clock_ns();

	if (req->syncookie && inet_rsk(req)->tstamp_ok) {
		skb->skb_mstamp_ns = cookie_init_timestamp(req, now);
		return;
	}
	skb->skb_mstamp_ns = now;
	if (!tcp_rsk(req)->snt_synack)
		tcp_rsk(req)->snt_synack = tcp_skb_timestamp_us(skb);
}

/**
 * tcp_make_synack - the answer to a SYN
 * @sk: the listener, borrowed, not locked
 * @dst: taken
 * @req: what the SYN said
 * @syn_skb: borrowed, the SYN, or NULL: sent again
 *
 * Context: softirq.
 * Return: gives the segment, without checksum and IP header; NULL: no memory.
 */
struct sk_buff *tcp_make_synack(const struct sock *sk, struct dst_entry *dst,
				struct request_sock *req,
				struct sk_buff *syn_skb)
{
	const struct inet_request_sock *ireq = inet_rsk(req);
	struct tcp_out_options opts = {0};
	unsigned int hlen;
	struct sk_buff *skb;
	struct tcphdr *th;
	u16 mss;

	skb = alloc_skb(MAX_TCP_HEADER, GFP_ATOMIC);
	if (unlikely(!skb)) {
		dst_release(dst);
		return NULL;
	}
	skb_reserve(skb, MAX_TCP_HEADER);
	if (!req->syncookie)
		skb_set_owner_w(skb, req_to_sk(req));
	skb_dst_set(skb, dst);
	mss = tcp_mss_clamp(tcp_sk(sk), (u16)dst_metric_advmss(dst));
	tcp_stamp_synack(skb, req);
	skb_set_hash(skb, tcp_rsk(req)->txhash, PKT_HASH_TYPE_L4);
	hlen = tcp_synack_options(sk, req, mss, skb, &opts) +
	       (unsigned int)sizeof(*th);
	skb_push(skb, hlen);
	skb_reset_transport_header(skb);
	th = tcp_hdr(skb);
	memset(th, 0, sizeof(*th));
	th->syn = 1;
	th->ack = 1;
	th->source = htons(ireq->ir_num);
	th->dest = ireq->ir_rmt_port;
	th->seq = htonl(tcp_rsk(req)->snt_isn);
	th->ack_seq = htonl(tcp_rsk(req)->rcv_nxt);
	th->window = htons((u16)min(req->rsk_rcv_wnd, 65535U));
	th->doff = (hlen >> 2) & 0xf;
	tcp_options_write(th, NULL, &opts);
	skb->mark = ireq->ir_mark;
	skb->ip_summed = CHECKSUM_PARTIAL;
	skb->tstamp = 0;
	TCP_INC_STATS(sock_net(sk), TCP_MIB_OUTSEGS);
	trace_tcp_transmit(skb, ireq->ir_num, ntohs(ireq->ir_rmt_port),
			   tcp_rsk(req)->snt_isn, tcp_rsk(req)->rcv_nxt);
	return skb;
}

/**
 * tcp_send_synack - both have sent a SYN: ours, again, with an ACK
 * @sk: locked, in SYN_RECV
 *
 * RFC 9293 §3.5, figure 7. Context: softirq. Return: 0, -EFAULT: there is no
 * SYN in the queue, -ENOMEM, or what IP said.
 */
int tcp_send_synack(struct sock *sk)
{
	struct sk_buff *skb = tcp_rtx_queue_head(sk), *nskb;

	if (!skb || !(TCP_SKB_CB(skb)->tcp_flags & TCPHDR_SYN))
		return -EFAULT;
	if (TCP_SKB_CB(skb)->tcp_flags & TCPHDR_ACK)
		return tcp_transmit_skb(sk, skb, 1, GFP_ATOMIC);
	if (skb_cloned(skb)) {
		tcp_skb_tsorted_save(skb)
		{
			nskb = skb_copy(skb, GFP_ATOMIC);
		}
		tcp_skb_tsorted_restore(skb);
		if (!nskb)
			return -ENOMEM;
		INIT_LIST_HEAD(&nskb->tcp_tsorted_anchor);
		tcp_highest_sack_replace(sk, skb, nskb);
		tcp_rtx_queue_unlink_and_free(skb, sk);
		__skb_header_release(nskb);
		tcp_rbtree_insert(&sk->tcp_rtx_queue, nskb);
		sk_wmem_queued_add(sk, (int)nskb->truesize);
		sk_mem_charge(sk, (int)nskb->truesize);
		skb = nskb;
	}
	TCP_SKB_CB(skb)->tcp_flags |= TCPHDR_ACK;
	return tcp_transmit_skb(sk, skb, 1, GFP_ATOMIC);
}

/* ---- FIN, RST --------------------------------------------------------------
 */

/* Give a FIN of its own in the write queue; false: no memory. */
static bool tcp_queue_fin(struct sock *sk)
{
	struct sk_buff *skb = alloc_skb_fclone(MAX_TCP_HEADER, GFP_ATOMIC);
	struct tcp_sock *tp = tcp_sk(sk);

	if (unlikely(!skb))
		return false;
	INIT_LIST_HEAD(&skb->tcp_tsorted_anchor);
	skb_reserve(skb, MAX_TCP_HEADER);
	sk_forced_mem_schedule(sk, (int)skb->truesize);
	tcp_init_nondata_skb(skb, tp->write_seq, TCPHDR_ACK | TCPHDR_FIN);
	__skb_header_release(skb);
	WRITE_ONCE(tp->write_seq, TCP_SKB_CB(skb)->end_seq);
	__tcp_add_write_queue_tail(sk, skb);
	if (tcp_send_head(sk) == skb)
		tcp_chrono_start(sk, TCP_CHRONO_BUSY);
	sk_wmem_queued_add(sk, (int)skb->truesize);
	sk_mem_charge(sk, (int)skb->truesize);
	return true;
}

/**
 * tcp_send_fin - we have no more to say
 *
 * The FIN goes with the last packet of the write queue when there is one; under
 * memory pressure even with one that is in flight, and then it leaves when that
 * is sent again. Context: process or softirq, the socket's lock held.
 */
void tcp_send_fin(struct sock *sk)
{
	struct sk_buff *tail = tcp_write_queue_tail(sk), *tskb = tail;
	struct tcp_sock *tp = tcp_sk(sk);

	if (!tskb && tcp_under_memory_pressure(sk))
		tskb = tcp_rtx_queue_tail(sk);
	if (tskb) {
		TCP_SKB_CB(tskb)->tcp_flags |= TCPHDR_FIN;
		TCP_SKB_CB(tskb)->end_seq++;
		WRITE_ONCE(tp->write_seq, tp->write_seq + 1);
		if (!tail) {
			WRITE_ONCE(tp->snd_nxt, tp->snd_nxt + 1);
			return;
		}
	} else if (!tcp_queue_fin(sk)) {
		return;
	}
	__tcp_push_pending_frames(sk, tcp_current_mss(sk), TCP_NAGLE_OFF);
}

/* The connection is given up: RFC 9293 §3.10.5. Process or softirq. */
void tcp_send_active_reset(struct sock *sk, gfp_t priority)
{
	struct tcp_sock *tp = tcp_sk(sk);
	struct sk_buff *skb;
	u32 seq = tcp_acceptable_seq(sk);

	TCP_INC_STATS(sock_net(sk), TCP_MIB_OUTRSTS);
	skb = tcp_alloc_nondata(seq, TCPHDR_ACK | TCPHDR_RST, priority);
	if (!skb) {
		NET_INC_STATS(sock_net(sk), LINUX_MIB_TCPABORTFAILED);
		return;
	}
	tcp_mstamp_refresh(tp);
	trace_tcp_send_reset(skb, inet_sk(sk)->inet_num, ntohs(sk->sk_dport),
			     seq);
	if (tcp_transmit_skb(sk, skb, 0, priority))
		NET_INC_STATS(sock_net(sk), LINUX_MIB_TCPABORTFAILED);
}

/* ---- ACK -------------------------------------------------------------------
 */

/* Send an ACK of @rcv_nxt; without memory the delayed-ACK timer tries again. */
void __tcp_send_ack(struct sock *sk, u32 rcv_nxt)
{
	struct inet_connection_sock *icsk = inet_csk(sk);
	unsigned long delay;
	struct sk_buff *skb;

	if (sk->sk_state == TCP_CLOSE)
		return;
	skb = tcp_alloc_nondata(tcp_acceptable_seq(sk), TCPHDR_ACK, GFP_ATOMIC);
	if (unlikely(!skb)) {
		delay = (unsigned long)TCP_DELACK_MAX << icsk->icsk_ack.retry;
		if (delay < TCP_RTO_MAX)
			icsk->icsk_ack.retry++;
		inet_csk_schedule_ack(sk);
		icsk->icsk_ack.ato = TCP_ATO_MIN;
		inet_csk_reset_xmit_timer(sk, ICSK_TIME_DACK, delay,
					  TCP_RTO_MAX);
		return;
	}
	skb_set_tcp_pure_ack(skb);
	__tcp_transmit_skb(sk, skb, 0, GFP_ATOMIC, rcv_nxt);
}

void tcp_send_ack(struct sock *sk)
{
	__tcp_send_ack(sk, tcp_sk(sk)->rcv_nxt);
}

u32 tcp_delack_max(const struct sock *sk)
{
	return inet_csk(sk)->icsk_delack_max;
}

/* How long this ACK may wait: ato, bounded by the RTT and by RFC 9293. */
static u32 tcp_delack_time(struct sock *sk)
{
	struct inet_connection_sock *icsk = inet_csk(sk);
	const struct tcp_sock *tp = tcp_sk(sk);
	u32 ato = icsk->icsk_ack.ato, max_ato = HZ / 2, rtt;

	if (ato > TCP_DELACK_MIN) {
		if (inet_csk_in_pingpong_mode(sk) ||
		    (icsk->icsk_ack.pending & ICSK_ACK_PUSHED))
			max_ato = TCP_DELACK_MAX;
		if (tp->srtt_us) {
			rtt = (u32)usecs_to_jiffies(tp->srtt_us >> 3);
			max_ato = min(max_ato, max(rtt, TCP_DELACK_MIN));
		}
		ato = min(ato, max_ato);
	}
	return min(ato, tcp_delack_max(sk));
}

/* An ACK is due, but data of ours may take it along. */
void tcp_send_delayed_ack(struct sock *sk)
{
	struct inet_connection_sock *icsk = inet_csk(sk);
	u32 ato = tcp_delack_time(sk), now = tcp_jiffies32;
	u32 timeout = now + ato;

	if (icsk->icsk_ack.pending & ICSK_ACK_TIMER) {
		/* It would fire soon anyway. */
		if (!time_after32(icsk->icsk_ack.timeout, now + (ato >> 2))) {
			tcp_send_ack(sk);
			return;
		}
		/* Never later than the first that waits. */
		if (time_after32(timeout, icsk->icsk_ack.timeout))
			timeout = icsk->icsk_ack.timeout;
	}
	inet_csk_schedule_ack(sk);
	inet_csk_reset_xmit_timer(sk, ICSK_TIME_DACK, timeout - now,
				  TCP_RTO_MAX);
}
