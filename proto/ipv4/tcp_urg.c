// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tcp_urg - one byte that is in a hurry
 *
 * Where:   tcp_input.c for each segment; tcp_recv.c gives the byte to a reader
 *          with MSG_OOB, or in its place (SO_OOBINLINE). poll() says POLLPRI.
 * Mirrors: net/ipv4/tcp_input.c, cut. Left out: SIGURG; who embeds us polls.
 * Spec:    RFC 9293 §3.8.5; RFC 6093 §2.1 (the pointer is one too far, as
 *          everybody has it; net.ipv4.tcp_stdurg for the letter).
 */
#include "proto/ipv4/tcp_priv.h"

/* ---- urgent data: RFC 9293 §3.8.5, RFC 6093
 * ------------------------------------ */

static void tcp_check_urg(struct sock *sk, const struct tcphdr *th)
{
	struct tcp_sock *tp = tcp_sk(sk);
	u32 ptr = ntohs(th->urg_ptr);

	if (ptr && !READ_ONCE(tcp_net(sk)->sysctl_tcp_stdurg))
		ptr--;
	ptr += ntohl(th->seq);
	if (after(tp->copied_seq, ptr)) /* read already */
		return;
	if (before(ptr, tp->rcv_nxt)) /* it has passed, unmarked */
		return;
	if (tp->urg_data && !after(ptr, tp->urg_seq))
		return;
	/* A second one before the first was read: that becomes plain data. */
	if (tp->urg_seq == tp->copied_seq && tp->urg_data &&
	    !sock_flag(sk, SOCK_URGINLINE) && tp->copied_seq != tp->rcv_nxt) {
		struct sk_buff *skb = skb_peek(&sk->sk_receive_queue);

		tp->copied_seq++;
		if (skb && !before(tp->copied_seq, TCP_SKB_CB(skb)->end_seq)) {
			__skb_unlink(skb, &sk->sk_receive_queue);
			consume_skb(skb);
		}
	}
	WRITE_ONCE(tp->urg_data, TCP_URG_NOTYET);
	WRITE_ONCE(tp->urg_seq, ptr);
	tp->pred_flags = 0;
}

/* @skb: borrowed; its data is at the TCP header */
void tcp_urg(struct sock *sk, struct sk_buff *skb, const struct tcphdr *th)
{
	struct tcp_sock *tp = tcp_sk(sk);
	u32 ptr;
	u8 byte;

	if (unlikely(th->urg))
		tcp_check_urg(sk, th);
	if (likely(tp->urg_data != TCP_URG_NOTYET))
		return;
	ptr = tp->urg_seq - ntohl(th->seq) + th->doff * 4U - th->syn;
	if (ptr >= skb->len)
		return;
	if (skb_copy_bits(skb, (int)ptr, &byte, 1))
		BUG();
	WRITE_ONCE(tp->urg_data, (u16)(TCP_URG_VALID | byte));
	if (!sock_flag(sk, SOCK_DEAD))
		sk->sk_data_ready(sk);
}
