// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * syncookies - answer SYNs without remembering them
 *
 * Where:   tcp_conn_request() when the SYN queue is full; tcp_v4_do_rcv() of
 *          a listener for an ACK that no request is known for.
 * Mirrors: net/ipv4/syncookies.c.
 * Spec:    RFC 4987 §3.6; D. J. Bernstein, SYN cookies.
 *
 * The ISN of our SYN-ACK is the cookie: the peer's ACK brings it back.
 *
 *	cookie = H0(addresses, ports) + peer's ISN + minutes << 24
 *	         + (H1(addresses, ports, minutes) + index of the MSS) mod 2^24
 *
 * What else the SYN said comes back in the low bits of our timestamp:
 *
 *	| 31 …     6 |  5  |  4   | 3   …  0 |
 *	| clock      | ECN | SACK | wscale   |   15: no window scaling
 */
#include "core/module.h"
#include "lib/err.h"
#include "lib/machine.h"
#include "lib/random.h"
#include "proto/ipv4/tcp_priv.h"

#define COOKIEBITS	     24
#define COOKIEMASK	     ((1U << COOKIEBITS) - 1)
#define MAX_SYNCOOKIE_AGE    2 /* periods */
#define TCP_SYNCOOKIE_PERIOD (60 * HZ)
#define TCP_SYNCOOKIE_VALID  (MAX_SYNCOOKIE_AGE * TCP_SYNCOOKIE_PERIOD)

#define TSBITS		   6
#define TS_OPT_WSCALE_MASK 0xf
#define TS_OPT_SACK	   BIT(4)
#define TS_OPT_ECN	   BIT(5)

/* What MSS a cookie can say: default, tunnels, PPPoE, Ethernet. */
static const u16 msstab[] = {536, 1300, 1440, 1460};

DEFINE_STATIC_PER_MACHINE(siphash_key_t, syncookie_secret[2]);

static u32 cookie_hash(__be32 saddr, __be32 daddr, __be16 sport, __be16 dport,
		       u32 count, int c)
{
	return (u32)siphash_4u32(
		(u32)saddr, (u32)daddr, (u32)sport << 16 | (u32)dport, count,
		siphash_key_once(&machine_var(syncookie_secret)[c]));
}

static u32 tcp_cookie_time(void)
{
	return (u32)(get_jiffies_64() / TCP_SYNCOOKIE_PERIOD);
}

/* ---- out ----------------------------------------------------------------- */

/**
 * cookie_init_timestamp - a time, a little in the past, that tells options
 * @req: what the SYN said
 * @now: ns
 *
 * Context: softirq.
 * Return: ns, of which the SYN-ACK's timestamp is made.
 */
u64 cookie_init_timestamp(struct request_sock *req, u64 now)
{
	const struct inet_request_sock *ireq = inet_rsk(req);
	u64 ts, ts_now = now / NSEC_PER_MSEC;
	u64 options = TS_OPT_WSCALE_MASK;

	if (ireq->wscale_ok)
		options = ireq->snd_wscale;
	if (ireq->sack_ok)
		options |= TS_OPT_SACK;
	if (ireq->ecn_ok)
		options |= TS_OPT_ECN;
	ts = (ts_now >> TSBITS << TSBITS) | options;
	if (ts > ts_now)
		ts -= 1U << TSBITS;
	return ts * NSEC_PER_MSEC;
}

/**
 * cookie_v4_init_sequence - the cookie for a SYN
 * @skb: borrowed; the SYN
 * @mssp: its MSS; given the largest of the table that is not larger
 *
 * Context: softirq.
 * Return: the ISN.
 */
__u32 cookie_v4_init_sequence(const struct sk_buff *skb, __u16 *mssp)
{
	const struct iphdr *iph = ip_hdr(skb);
	const struct tcphdr *th = tcp_hdr(skb);
	u32 count = tcp_cookie_time();
	u32 mssind;

	for (mssind = ARRAY_SIZE(msstab) - 1; mssind; mssind--)
		if (*mssp >= msstab[mssind])
			break;
	*mssp = msstab[mssind];
	return cookie_hash(iph->saddr, iph->daddr, th->source, th->dest, 0, 0) +
	       ntohl(th->seq) + (count << COOKIEBITS) +
	       ((cookie_hash(iph->saddr, iph->daddr, th->source, th->dest,
			     count, 1) +
		 mssind) &
		COOKIEMASK);
}

/* A cookie went out: for two minutes ACKs may bring some back. */
void tcp_synq_overflow(const struct sock *sk)
{
	int *stamp = &tcp_sk(sk)->rx_opt.ts_recent_stamp;
	int now = (int)tcp_jiffies32 ?: 1;

	if (!READ_ONCE(*stamp) || (u32)(now - READ_ONCE(*stamp)) > HZ)
		WRITE_ONCE(*stamp, now);
}

bool tcp_synq_no_recent_overflow(const struct sock *sk)
{
	int last = READ_ONCE(tcp_sk(sk)->rx_opt.ts_recent_stamp);

	return !last ||
	       tcp_jiffies32 - ((u32)last - HZ) > TCP_SYNCOOKIE_VALID + HZ;
}

/* ---- back ---------------------------------------------------------------- */

/* The MSS that the cookie tells; 0: it is none of ours, or too old. */
static u16 __cookie_v4_check(const struct iphdr *iph, const struct tcphdr *th,
			     u32 cookie)
{
	u32 count = tcp_cookie_time(), diff, mssind;

	cookie -= cookie_hash(iph->saddr, iph->daddr, th->source, th->dest, 0,
			      0) +
		  ntohl(th->seq) - 1;
	diff = (count - (cookie >> COOKIEBITS)) & (U32_MAX >> COOKIEBITS);
	if (diff >= MAX_SYNCOOKIE_AGE)
		return 0;
	mssind = (cookie - cookie_hash(iph->saddr, iph->daddr, th->source,
				       th->dest, count - diff, 1)) &
		 COOKIEMASK;
	return mssind < ARRAY_SIZE(msstab) ? msstab[mssind] : 0;
}

/**
 * cookie_timestamp_decode - the options that a timestamp brought back
 * @opt: rcv_tsecr is without our offset; sack_ok, wscale are set
 *
 * Context: softirq.
 * Return: false: we cannot have sent that.
 */
bool cookie_timestamp_decode(const struct net *net,
			     struct tcp_options_received *opt)
{
	const struct netns_ipv4 *ipv4 = net_ipv4(net);
	u32 options = opt->rcv_tsecr;

	if (!opt->saw_tstamp) {
		tcp_clear_options(opt);
		return true;
	}
	if (!READ_ONCE(ipv4->sysctl_tcp_timestamps))
		return false;
	opt->sack_ok = (options & TS_OPT_SACK) ? TCP_SACK_SEEN : 0;
	if (opt->sack_ok && !READ_ONCE(ipv4->sysctl_tcp_sack))
		return false;
	if ((options & TS_OPT_WSCALE_MASK) == TS_OPT_WSCALE_MASK)
		return true;
	opt->wscale_ok = 1;
	opt->snd_wscale = options & TS_OPT_WSCALE_MASK;
	return READ_ONCE(ipv4->sysctl_tcp_window_scaling) != 0;
}
EXPORT_SYMBOL(cookie_timestamp_decode);

static bool cookie_ecn_ok(const struct tcp_options_received *opt,
			  const struct net *net, const struct dst_entry *dst)
{
	return opt->saw_tstamp && (opt->rcv_tsecr & TS_OPT_ECN) &&
	       (READ_ONCE(net_ipv4(net)->sysctl_tcp_ecn) ||
		dst_feature(dst, RTAX_FEATURE_ECN));
}

/* The MSS of a valid cookie in @skb; 0: it is an ordinary segment. */
static u16 cookie_v4_mss(struct sock *sk, const struct sk_buff *skb)
{
	const struct tcphdr *th = tcp_hdr(skb);
	u16 mss;

	if (!READ_ONCE(tcp_net(sk)->sysctl_tcp_syncookies) || !th->ack ||
	    th->rst || tcp_synq_no_recent_overflow(sk))
		return 0;
	mss = __cookie_v4_check(ip_hdr(skb), th, ntohl(th->ack_seq) - 1);
	__NET_INC_STATS(sock_net(sk), mss ? LINUX_MIB_SYNCOOKIESRECV
					  : LINUX_MIB_SYNCOOKIESFAILED);
	return mss;
}

/* The request as it would be, had it been kept. NULL: no memory. */
static struct request_sock *
cookie_v4_request(struct sock *sk, const struct sk_buff *skb,
		  const struct tcp_options_received *opt, u16 mss)
{
	const struct tcphdr *th = tcp_hdr(skb);
	struct inet_request_sock *ireq;
	struct tcp_request_sock *treq;
	struct request_sock *req;

	req = inet_reqsk_alloc(&tcp_request_sock_ops, sk, false);
	if (!req)
		return NULL;
	ireq = inet_rsk(req);
	treq = tcp_rsk(req);
	req->syncookie = 1;
	req->mss = mss;
	req->ts_recent = opt->saw_tstamp ? opt->rcv_tsval : 0;
	treq->af_specific = &tcp_request_sock_ipv4_ops;
	treq->rcv_isn = ntohl(th->seq) - 1;
	treq->rcv_nxt = treq->rcv_isn + 1;
	treq->snt_isn = ntohl(th->ack_seq) - 1;
	treq->txhash = get_random_u32() ?: 1;
	ireq->ir_num = ntohs(th->dest);
	ireq->ir_rmt_port = th->source;
	ireq->ir_loc_addr = ip_hdr(skb)->daddr;
	ireq->ir_rmt_addr = ip_hdr(skb)->saddr;
	ireq->ir_mark = inet_request_mark(sk, (struct sk_buff *)skb);
	ireq->ir_iif = sk->sk_bound_dev_if;
	ireq->snd_wscale = opt->snd_wscale;
	ireq->sack_ok = opt->sack_ok != 0;
	ireq->wscale_ok = opt->wscale_ok;
	ireq->tstamp_ok = opt->saw_tstamp;
	/* the SYN's own are forgotten: let us hope the ACK has the same */
	ireq->ireq_opt = tcp_v4_save_options(sock_net(sk), skb);
	return req;
}

/* The child, locked, in the accept queue. Takes @req and @dst. */
static struct sock *tcp_get_cookie_sock(struct sock *sk, struct sk_buff *skb,
					struct request_sock *req,
					struct dst_entry *dst, u32 tsoff)
{
	struct sock *child;
	bool own_req;

	child = inet_csk(sk)->icsk_af_ops->syn_recv_sock(sk, skb, req, dst,
							 NULL, &own_req);
	if (child) {
		refcount_set(&req->rsk_refcnt, 1);
		tcp_sk(child)->tsoffset = tsoff;
		if (inet_csk_reqsk_queue_add(sk, req, child))
			return child;
		bh_unlock_sock(child);
		sock_put(child);
	}
	__reqsk_free(req);
	return NULL;
}

struct sock *cookie_v4_check(struct sock *sk, struct sk_buff *skb)
{
	struct tcp_options_received opt = {0};
	struct net *net = sock_net(sk);
	struct request_sock *req;
	struct dst_entry *dst;
	struct flowi4 fl4;
	u16 mss = cookie_v4_mss(sk, skb);
	struct sock *child;
	u32 tsoff = 0;

	if (!mss)
		return sk;
	tcp_parse_options(net, skb, &opt, 0);
	if (opt.saw_tstamp && opt.rcv_tsecr) {
		tsoff = secure_tcp_ts_off(net, ip_hdr(skb)->daddr,
					  ip_hdr(skb)->saddr);
		opt.rcv_tsecr -= tsoff;
	}
	if (!cookie_timestamp_decode(net, &opt))
		return sk;
	req = cookie_v4_request(sk, skb, &opt, mss);
	if (!req)
		return NULL;
	dst = inet_csk_route_req(sk, &fl4, req);
	if (!dst) {
		reqsk_free(req);
		return NULL;
	}
	tcp_openreq_init_rwin(req, sk, dst); /* as it was for the SYN-ACK */
	inet_rsk(req)->ecn_ok = cookie_ecn_ok(&opt, net, dst);
	child = tcp_get_cookie_sock(sk, skb, req, dst, tsoff);
	if (child)
		inet_sk(child)->cork.fl.u.ip4 = fl4;
	return child;
}
