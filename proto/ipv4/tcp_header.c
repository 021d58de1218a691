// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tcp_header - the options of a segment: which, and in which order
 *
 * Where:   tcp_transmit.c and tcp_make_synack(); tcp_current_mss() asks for
 *          their size.
 * Mirrors: net/ipv4/tcp_output.c, cut from it. Left out: MD5, Fast Open,
 *          MPTCP, SMC.
 * Spec:    RFC 9293 §3.2, RFC 7323 §2.2 and 3.2, RFC 2018 §2 and 3.
 *
 * Four-byte words, in Linux's order, which peers' fast paths expect:
 *
 *	SYN:  MSS | SACK_PERM TS | tsval | tsecr | NOP WSCALE
 *	data: NOP NOP TS | tsval | tsecr | NOP NOP SACK | left | right | …
 */
#include "lib/minmax.h"
#include "proto/ipv4/tcp_priv.h"

#define TCP_OPT_WORD(a, b, c, d)                                               \
	htonl(((u32)(a) << 24) | ((u32)(b) << 16) | ((u32)(c) << 8) | (u32)(d))

static __be32 *tcp_write_timestamp(__be32 *ptr,
				   const struct tcp_out_options *opts)
{
	/* SACK_PERM fills the two bytes that would be NOPs */
	if (opts->options & OPTION_SACK_ADVERTISE)
		*ptr++ = TCP_OPT_WORD(TCPOPT_SACK_PERM, TCPOLEN_SACK_PERM,
				      TCPOPT_TIMESTAMP, TCPOLEN_TIMESTAMP);
	else
		*ptr++ = TCP_OPT_WORD(TCPOPT_NOP, TCPOPT_NOP, TCPOPT_TIMESTAMP,
				      TCPOLEN_TIMESTAMP);
	*ptr++ = htonl(opts->tsval);
	*ptr++ = htonl(opts->tsecr);
	return ptr;
}

/* A D-SACK goes first, once: RFC 2883 §4. */
static void tcp_write_sack(__be32 *ptr, struct tcp_sock *tp, u8 blocks)
{
	u8 dsack = tp->rx_opt.dsack, i;

	*ptr++ = TCP_OPT_WORD(TCPOPT_NOP, TCPOPT_NOP, TCPOPT_SACK,
			      TCPOLEN_SACK_BASE +
				      blocks * TCPOLEN_SACK_PERBLOCK);
	for (i = 0; i < blocks; i++) {
		const struct tcp_sack_block *sp =
			dsack && !i ? &tp->duplicate_sack[0]
				    : &tp->selective_acks[i - dsack];

		*ptr++ = htonl(sp->start_seq);
		*ptr++ = htonl(sp->end_seq);
	}
	tp->rx_opt.dsack = 0;
}

void tcp_options_write(struct tcphdr *th, struct tcp_sock *tp,
		       const struct tcp_out_options *opts)
{
	__be32 *ptr = (__be32 *)(th + 1);

	if (unlikely(opts->mss))
		*ptr++ = htonl((TCPOPT_MSS << 24) | (TCPOLEN_MSS << 16) |
			       opts->mss);
	if (likely(opts->options & OPTION_TS))
		ptr = tcp_write_timestamp(ptr, opts);
	else if (opts->options & OPTION_SACK_ADVERTISE)
		*ptr++ = TCP_OPT_WORD(TCPOPT_NOP, TCPOPT_NOP, TCPOPT_SACK_PERM,
				      TCPOLEN_SACK_PERM);
	if (unlikely(opts->options & OPTION_WSCALE))
		*ptr++ = TCP_OPT_WORD(TCPOPT_NOP, TCPOPT_WINDOW, TCPOLEN_WINDOW,
				      opts->ws);
	if (unlikely(opts->num_sack_blocks && tp))
		tcp_write_sack(ptr, tp, opts->num_sack_blocks);
}

/* What we say our MSS is: the route's, which may have gone down. */
static u16 tcp_advertise_mss(struct sock *sk)
{
	const struct dst_entry *dst = __sk_dst_get(sk);
	struct tcp_sock *tp = tcp_sk(sk);
	u32 metric;

	if (dst) {
		metric = dst_metric_advmss(dst);
		if (metric < tp->advmss)
			tp->advmss = (u16)metric;
	}
	return tp->advmss;
}

/* Bytes of options that a SYN or SYN-ACK with these flags has. */
static unsigned int tcp_syn_options_size(const struct tcp_out_options *opts)
{
	unsigned int size = TCPOLEN_MSS_ALIGNED;

	if (opts->options & OPTION_TS)
		size += TCPOLEN_TSTAMP_ALIGNED;
	else if (opts->options & OPTION_SACK_ADVERTISE)
		size += TCPOLEN_SACKPERM_ALIGNED;
	if (opts->options & OPTION_WSCALE)
		size += TCPOLEN_WSCALE_ALIGNED;
	return size;
}

/* Our SYN: all that we can. Return: bytes. */
unsigned int tcp_syn_options(struct sock *sk, struct sk_buff *skb,
			     struct tcp_out_options *opts)
{
	const struct netns_ipv4 *ipv4 = tcp_net(sk);
	struct tcp_sock *tp = tcp_sk(sk);

	opts->mss = tcp_advertise_mss(sk);
	if (ipv4->sysctl_tcp_timestamps) {
		opts->options |= OPTION_TS;
		opts->tsval = tcp_skb_timestamp(skb) + tp->tsoffset;
		opts->tsecr = tp->rx_opt.ts_recent;
	}
	if (ipv4->sysctl_tcp_window_scaling) {
		opts->options |= OPTION_WSCALE;
		opts->ws = tp->rx_opt.rcv_wscale;
	}
	if (ipv4->sysctl_tcp_sack)
		opts->options |= OPTION_SACK_ADVERTISE;
	return tcp_syn_options_size(opts);
}

/* Our SYN-ACK: what the SYN offered. Return: bytes. */
unsigned int tcp_synack_options(const struct sock *sk, struct request_sock *req,
				unsigned int mss, const struct sk_buff *skb,
				struct tcp_out_options *opts)
{
	const struct inet_request_sock *ireq = inet_rsk(req);

	opts->mss = (u16)mss;
	if (ireq->tstamp_ok) {
		opts->options |= OPTION_TS;
		opts->tsval = tcp_skb_timestamp(skb) + tcp_rsk(req)->ts_off;
		opts->tsecr = READ_ONCE(req->ts_recent);
	}
	if (ireq->wscale_ok) {
		opts->options |= OPTION_WSCALE;
		opts->ws = ireq->rcv_wscale;
	}
	if (ireq->sack_ok)
		opts->options |= OPTION_SACK_ADVERTISE;
	return tcp_syn_options_size(opts);
}

/* An open connection's segment; @skb NULL: only the size is asked for. */
unsigned int tcp_established_options(struct sock *sk, struct sk_buff *skb,
				     struct tcp_out_options *opts)
{
	struct tcp_sock *tp = tcp_sk(sk);
	unsigned int size = 0, eff_sacks, room;

	opts->options = 0;
	if (likely(tp->rx_opt.tstamp_ok)) {
		opts->options |= OPTION_TS;
		opts->tsval = skb ? tcp_skb_timestamp(skb) + tp->tsoffset : 0;
		opts->tsecr = tp->rx_opt.ts_recent;
		size += TCPOLEN_TSTAMP_ALIGNED;
	}
	eff_sacks = tp->rx_opt.num_sacks + tp->rx_opt.dsack;
	if (unlikely(eff_sacks)) {
		room = (MAX_TCP_OPTION_SPACE - size -
			TCPOLEN_SACK_BASE_ALIGNED) /
		       TCPOLEN_SACK_PERBLOCK;
		opts->num_sack_blocks = (u8)min(eff_sacks, room);
		size += TCPOLEN_SACK_BASE_ALIGNED +
			opts->num_sack_blocks * TCPOLEN_SACK_PERBLOCK;
	}
	return size;
}
