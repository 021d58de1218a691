// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tcp_options - read a segment's options; timestamps and what they protect
 *
 * Where:   tcp_input.c for each segment, tcp_conn_request.c for a SYN.
 * Mirrors: net/ipv4/tcp_input.c, cut. Left out: Fast Open, MD5, MPTCP.
 * Spec:    RFC 9293 §3.2; RFC 7323 §2 (window scale), §3 (timestamps), §5
 *          (PAWS); RFC 2018 §2, §3 (SACK); RFC 5961 §7 (challenge ACKs).
 */
#include "hdr/ip.h"
#include "lib/byteorder.h"
#include "proto/ipv4/tcp_priv.h"

static void parse_mss(const struct tcphdr *th, const u8 *ptr, u8 size,
		      int estab, struct tcp_options_received *rx)
{
	u16 mss;

	if (size != TCPOLEN_MSS || !th->syn || estab)
		return;
	mss = get_unaligned_be16(ptr);
	if (!mss)
		return;
	if (rx->user_mss && rx->user_mss < mss)
		mss = rx->user_mss;
	rx->mss_clamp = mss;
}

static void parse_wscale(const struct tcphdr *th, const u8 *ptr, u8 size,
			 int estab, struct tcp_options_received *rx,
			 const struct net *net)
{
	u8 wscale;

	if (size != TCPOLEN_WINDOW || !th->syn || estab ||
	    !READ_ONCE(net_ipv4(net)->sysctl_tcp_window_scaling))
		return;
	wscale = *ptr;
	rx->wscale_ok = 1;
	/* RFC 7323 §2.3: more than 14 is taken as 14 */
	rx->snd_wscale = min_t(u8, wscale, TCP_MAX_WSCALE);
}

static void parse_timestamp(const u8 *ptr, u8 size, int estab,
			    struct tcp_options_received *rx,
			    const struct net *net)
{
	if (size != TCPOLEN_TIMESTAMP)
		return;
	if (estab ? !rx->tstamp_ok
		  : !READ_ONCE(net_ipv4(net)->sysctl_tcp_timestamps))
		return;
	rx->saw_tstamp = 1;
	rx->rcv_tsval = get_unaligned_be32(ptr);
	rx->rcv_tsecr = get_unaligned_be32(ptr + 4);
}

/* One option that has a length. @ptr is behind kind and length. */
static void parse_option(const struct net *net, struct sk_buff *skb,
			 const struct tcphdr *th, u8 kind, u8 size,
			 const u8 *ptr, struct tcp_options_received *rx,
			 int estab)
{
	switch (kind) {
	case TCPOPT_MSS:
		parse_mss(th, ptr, size, estab, rx);
		break;
	case TCPOPT_WINDOW:
		parse_wscale(th, ptr, size, estab, rx, net);
		break;
	case TCPOPT_TIMESTAMP:
		parse_timestamp(ptr, size, estab, rx, net);
		break;
	case TCPOPT_SACK_PERM:
		if (size == TCPOLEN_SACK_PERM && th->syn && !estab &&
		    READ_ONCE(net_ipv4(net)->sysctl_tcp_sack))
			rx->sack_ok = TCP_SACK_SEEN;
		break;
	case TCPOPT_SACK:
		/* tcp_sack.c finds the blocks by this offset */
		if (size >= TCPOLEN_SACK_BASE + TCPOLEN_SACK_PERBLOCK &&
		    (size - TCPOLEN_SACK_BASE) % TCPOLEN_SACK_PERBLOCK == 0 &&
		    rx->sack_ok)
			TCP_SKB_CB(skb)->sacked = (u8)(ptr - 2 - (u8 *)th);
		break;
	default:
		rx->saw_unknown = 1;
		break;
	}
}

/**
 * tcp_parse_options - all options of a segment
 * @skb: borrowed; its header is linear
 * @rx: what they say; fields of options that are not there stay, but for
 *	saw_tstamp
 * @estab: a connection is there: what only a SYN may say is ignored
 *
 * Context: any. Malformed options end the reading.
 */
void tcp_parse_options(const struct net *net, const struct sk_buff *skb,
		       struct tcp_options_received *rx, int estab)
{
	const struct tcphdr *th = tcp_hdr(skb);
	const u8 *ptr = (const u8 *)(th + 1);
	int length = th->doff * 4 - (int)sizeof(*th);

	rx->saw_tstamp = 0;
	rx->saw_unknown = 0;
	while (length > 0) {
		u8 kind = *ptr++, size;

		if (kind == TCPOPT_EOL)
			return;
		if (kind == TCPOPT_NOP) {
			length--;
			continue;
		}
		if (length < 2)
			return;
		size = *ptr++;
		if (size < 2 || size > length)
			return;
		parse_option(net, (struct sk_buff *)skb, th, kind, size, ptr,
			     rx, estab);
		ptr += size - 2;
		length -= size;
	}
}
EXPORT_SYMBOL(tcp_parse_options);

/* Timestamps where RFC 7323 Appendix A recommends them, and nothing else. */
static bool tcp_parse_aligned_timestamp(struct tcp_sock *tp,
					const struct tcphdr *th)
{
	const __be32 *ptr = (const __be32 *)(th + 1);

	if (*ptr != htonl((TCPOPT_NOP << 24) | (TCPOPT_NOP << 16) |
			  (TCPOPT_TIMESTAMP << 8) | TCPOLEN_TIMESTAMP))
		return false;
	tp->rx_opt.saw_tstamp = 1;
	tp->rx_opt.rcv_tsval = ntohl(ptr[1]);
	tp->rx_opt.rcv_tsecr = ptr[2] ? ntohl(ptr[2]) - tp->tsoffset : 0;
	return true;
}

bool tcp_fast_parse_options(const struct net *net, const struct sk_buff *skb,
			    const struct tcphdr *th, struct tcp_sock *tp)
{
	if (th->doff == sizeof(*th) / 4) {
		tp->rx_opt.saw_tstamp = 0;
		return false;
	}
	if (tp->rx_opt.tstamp_ok &&
	    th->doff == (sizeof(*th) + TCPOLEN_TSTAMP_ALIGNED) / 4 &&
	    tcp_parse_aligned_timestamp(tp, th))
		return true;
	tcp_parse_options(net, skb, &tp->rx_opt, 1);
	if (tp->rx_opt.saw_tstamp && tp->rx_opt.rcv_tsecr)
		tp->rx_opt.rcv_tsecr -= tp->tsoffset;
	return true;
}

/* ---- timestamps: RFC 7323 §4, §5 ------------------------------------------
 */

void tcp_store_ts_recent(struct tcp_sock *tp)
{
	tp->rx_opt.ts_recent = tp->rx_opt.rcv_tsval;
	tp->rx_opt.ts_recent_stamp = (int)ktime_get_seconds();
}

/* The value to echo comes from a segment that the last ACK left open: §4.3. */
void tcp_replace_ts_recent(struct tcp_sock *tp, u32 seq)
{
	if (tp->rx_opt.saw_tstamp && !after(seq, tp->rcv_wup) &&
	    tcp_paws_check(&tp->rx_opt, 0))
		tcp_store_ts_recent(tp);
}

/* Is this segment's timestamp as new as what we have? */
bool tcp_paws_check(const struct tcp_options_received *rx_opt, int paws_win)
{
	if ((s32)(rx_opt->ts_recent - rx_opt->rcv_tsval) <= paws_win)
		return true;
	/* §5.5: after 24 days of silence ours means nothing */
	if (unlikely(!((s64)ktime_get_seconds() <
		       (s64)rx_opt->ts_recent_stamp + TCP_PAWS_24DAYS)))
		return true;
	/* Some peers send 0 with a SYN's answer and count from there. */
	return !rx_opt->ts_recent;
}

bool tcp_paws_reject(const struct tcp_options_received *rx_opt, int rst)
{
	if (tcp_paws_check(rx_opt, 0))
		return false;
	/* RFC 7323 §5.3: a RST is not checked; but a fresh one should fit. */
	if (rst && !((s64)ktime_get_seconds() <
		     (s64)rx_opt->ts_recent_stamp + TCP_PAWS_MSL))
		return false;
	return true;
}

/**
 * tcp_oow_rate_limited - must this segment stay without an answer?
 * @skb: borrowed; with data, or a SYN, it may always be answered
 * @mib_idx: LINUX_MIB_*, counted when it must
 * @last_oow_ack_time: tcp_jiffies32 of the last answer, of the connection
 *
 * Two stacks that take each other's segments for bad must not answer each
 * other for ever.
 */
bool tcp_oow_rate_limited(struct net *net, const struct sk_buff *skb,
			  int mib_idx, u32 *last_oow_ack_time)
{
	if (TCP_SKB_CB(skb)->seq != TCP_SKB_CB(skb)->end_seq &&
	    !tcp_hdr(skb)->syn)
		return false;
	if (*last_oow_ack_time) {
		s32 elapsed = (s32)(tcp_jiffies32 - *last_oow_ack_time);

		if (elapsed >= 0 &&
		    elapsed <
			    READ_ONCE(net_ipv4(net)
					      ->sysctl_tcp_invalid_ratelimit)) {
			NET_INC_STATS(net, mib_idx);
			return true;
		}
	}
	*last_oow_ack_time = tcp_jiffies32;
	return false;
}
