// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ip_options - what may stand behind the 20 bytes of an IPv4 header
 *
 * Where:   up: ip_rcv_options() compiles and follows source routes; on the way
 *          through: ip_forward_options(); down: ip_options_build().
 * Mirrors: net/ipv4/ip_options.c. Left out: CIPSO (an unknown option here).
 * Spec:    RFC 791 §3.1, RFC 1812 §5.2.4, RFC 2113 (router alert).
 *
 * To compile is to check once and to remember where each option begins: the
 * offsets in struct ip_options count from the start of the IP header.
 */
#include "proto/ipv4/ip.h"

#include <linux/capability.h>

#include "lib/err.h"
#include "lib/ktime.h"
#include "lib/slab.h"
#include "proto/ipv4/icmp.h"

#define OPT_BASE ((int)sizeof(struct iphdr))

/* Milliseconds since midnight UT: RFC 791, internet timestamp. Any context. */
__be32 inet_current_timestamp(void)
{
	u64 ms = (u64)ktime_get_real() / NSEC_PER_MSEC;

	return htonl((u32)(ms % (86400ULL * MSEC_PER_SEC)));
}
EXPORT_SYMBOL(inet_current_timestamp);

/**
 * ip_options_build - write the options of a packet of ours
 * @skb: borrowed; its header has room for opt->optlen bytes
 * @opt: compiled
 * @daddr: the final destination, last entry of a source route
 * @rt: says which of our addresses to write
 *
 * Context: any, RCU.
 */
void ip_options_build(struct sk_buff *skb, const struct ip_options *opt,
		      __be32 daddr, struct rtable *rt)
{
	unsigned char *iph = skb_network_header(skb);
	__be32 now;

	memcpy(&IPCB(skb)->opt, opt, sizeof(struct ip_options));
	memcpy(iph + OPT_BASE, opt->__data, opt->optlen);
	opt = &IPCB(skb)->opt;
	if (opt->srr)
		memcpy(iph + opt->srr + iph[opt->srr + 1] - 4, &daddr, 4);
	if (opt->rr_needaddr)
		ip_rt_get_source(iph + opt->rr + iph[opt->rr + 2] - 5, skb, rt);
	if (opt->ts_needaddr)
		ip_rt_get_source(iph + opt->ts + iph[opt->ts + 2] - 9, skb, rt);
	if (opt->ts_needtime) {
		now = inet_current_timestamp();
		memcpy(iph + opt->ts + iph[opt->ts + 2] - 5, &now, 4);
	}
}

/* ---- echo ---------------------------------------------------------------- */

static int echo_record_route(struct ip_options *dopt,
			     const struct ip_options *sopt,
			     const unsigned char *sptr, unsigned char *dptr)
{
	int optlen = sptr[sopt->rr + 1], soffset = sptr[sopt->rr + 2];

	dopt->rr = (unsigned char)(dopt->optlen + OPT_BASE);
	memcpy(dptr, sptr + sopt->rr, (size_t)optlen);
	if (sopt->rr_needaddr && soffset <= optlen) {
		if (soffset + 3 > optlen)
			return -EINVAL;
		dptr[2] = (unsigned char)(soffset + 4);
		dopt->rr_needaddr = 1;
	}
	return optlen;
}

static int echo_timestamp(struct net *net, struct ip_options *dopt,
			  const struct ip_options *sopt,
			  const unsigned char *sptr, unsigned char *dptr)
{
	int optlen = sptr[sopt->ts + 1], soffset = sptr[sopt->ts + 2];
	__be32 addr;

	dopt->ts = (unsigned char)(dopt->optlen + OPT_BASE);
	memcpy(dptr, sptr + sopt->ts, (size_t)optlen);
	if (soffset > optlen)
		return optlen;
	if (sopt->ts_needaddr) {
		if (soffset + 3 > optlen)
			return -EINVAL;
		dopt->ts_needaddr = 1;
		soffset += 4;
	}
	if (sopt->ts_needtime) {
		if (soffset + 3 > optlen)
			return -EINVAL;
		if ((dptr[3] & 0xF) != IPOPT_TS_PRESPEC) {
			dopt->ts_needtime = 1;
			soffset += 4;
		} else if (soffset + 7 <= optlen) {
			memcpy(&addr, dptr + soffset - 1, 4);
			if (inet_addr_type(net, addr) != RTN_UNICAST) {
				dopt->ts_needtime = 1;
				soffset += 8;
			}
		}
	}
	dptr[2] = (unsigned char)soffset;
	return optlen;
}

/* The way back is the way here, reversed: RFC 1122 §3.2.1.8 (c). */
static int echo_source_route(struct ip_options *dopt,
			     const struct ip_options *sopt, struct sk_buff *skb,
			     unsigned char *dptr)
{
	const unsigned char *start = skb_network_header(skb) + sopt->srr;
	int optlen = start[1], soffset = start[2], doffset = 0;
	__be32 faddr = 0;

	if (soffset > optlen)
		soffset = optlen + 1;
	soffset -= 4;
	if (soffset > 3) {
		memcpy(&faddr, &start[soffset - 1], 4);
		for (soffset -= 4, doffset = 4; soffset > 3;
		     soffset -= 4, doffset += 4)
			memcpy(&dptr[doffset - 1], &start[soffset - 1], 4);
		/* RFC 1812 §5.2.4.1: the first hop may stand there twice. */
		if (!memcmp(&ip_hdr(skb)->saddr, &start[soffset + 3], 4))
			doffset -= 4;
	}
	if (doffset <= 3)
		return 0;
	dopt->faddr = faddr;
	dptr[0] = start[0];
	dptr[1] = (unsigned char)(doffset + 3);
	dptr[2] = 4;
	dopt->srr = (unsigned char)(dopt->optlen + OPT_BASE);
	dopt->is_strictroute = sopt->is_strictroute;
	return doffset + 3;
}

/**
 * __ip_options_echo - the options of the answer to @skb
 * @dopt: written; 40 bytes of data behind it
 * @skb: borrowed
 * @sopt: its options, compiled
 *
 * Context: any.
 * Return: 0, or -EINVAL: they cannot be answered.
 */
int __ip_options_echo(struct net *net, struct ip_options *dopt,
		      struct sk_buff *skb, const struct ip_options *sopt)
{
	const unsigned char *sptr = skb_network_header(skb);
	unsigned char *dptr = dopt->__data;
	int n;

	memset(dopt, 0, sizeof(*dopt));
	if (sopt->optlen == 0)
		return 0;
	if (sopt->rr) {
		n = echo_record_route(dopt, sopt, sptr, dptr);
		if (n < 0)
			return n;
		dptr += n;
		dopt->optlen = (unsigned char)(dopt->optlen + n);
	}
	if (sopt->ts) {
		n = echo_timestamp(net, dopt, sopt, sptr, dptr);
		if (n < 0)
			return n;
		dptr += n;
		dopt->optlen = (unsigned char)(dopt->optlen + n);
	}
	if (sopt->srr) {
		n = echo_source_route(dopt, sopt, skb, dptr);
		dptr += n;
		dopt->optlen = (unsigned char)(dopt->optlen + n);
	}
	while (dopt->optlen & 3) {
		*dptr++ = IPOPT_END;
		dopt->optlen++;
	}
	return 0;
}
EXPORT_SYMBOL(__ip_options_echo);

/**
 * ip_options_fragment - leave only what each fragment must carry
 * @skb: borrowed; a fragment that is not the first
 *
 * RFC 791: options without the copied bit stand in the first one only.
 * Context: any.
 */
void ip_options_fragment(struct sk_buff *skb)
{
	unsigned char *optptr = skb_network_header(skb) + sizeof(struct iphdr);
	struct ip_options *opt = &IPCB(skb)->opt;
	int l = opt->optlen, optlen;

	while (l > 0) {
		if (*optptr == IPOPT_END)
			break;
		if (*optptr == IPOPT_NOOP) {
			l--;
			optptr++;
			continue;
		}
		optlen = l < 2 ? 0 : optptr[1];
		if (optlen < 2 || optlen > l)
			return;
		if (!IPOPT_COPIED(*optptr))
			memset(optptr, IPOPT_NOOP, (size_t)optlen);
		l -= optlen;
		optptr += optlen;
	}
	opt->ts = 0;
	opt->rr = 0;
	opt->rr_needaddr = 0;
	opt->ts_needaddr = 0;
	opt->ts_needtime = 0;
}

/* ---- compile --------------------------------------------------------------
 */

/* One compilation: an option's checker answers NULL, or the byte at fault. */
struct compile {
	struct net *net;
	struct ip_options *opt;
	struct sk_buff *skb;	 /* NULL: options that a socket wants to send */
	const struct rtable *rt; /* of @skb */
	unsigned char *iph;	 /* where the IP header is, or would be */
	bool raw;		 /* the socket's owner may send anything */
};

static __be32 spec_dst(struct compile *c)
{
	return fib_compute_spec_dst(c->skb);
}

static unsigned char *compile_srr(struct compile *c, unsigned char *o, int len)
{
	struct ip_options *opt = c->opt;

	if (len < 3)
		return o + 1;
	if (o[2] < 4)
		return o + 2;
	if (opt->srr) /* RFC 1812 §5.2.4.1: one of them at most */
		return o;
	if (!c->skb) {
		if (o[2] != 4 || len < 7 || ((len - 3) & 3))
			return o + 1;
		memcpy(&opt->faddr, &o[3], 4);
		if (len > 7)
			memmove(&o[3], &o[7], (size_t)len - 7);
	}
	opt->is_strictroute = o[0] == IPOPT_SSRR;
	opt->srr = (unsigned char)(o - c->iph);
	return NULL;
}

static unsigned char *compile_rr(struct compile *c, unsigned char *o, int len)
{
	struct ip_options *opt = c->opt;
	__be32 addr;

	if (opt->rr)
		return o;
	if (len < 3)
		return o + 1;
	if (o[2] < 4)
		return o + 2;
	if (o[2] <= len) {
		if (o[2] + 3 > len)
			return o + 2;
		if (c->rt) {
			addr = spec_dst(c);
			memcpy(&o[o[2] - 1], &addr, 4);
			opt->is_changed = 1;
		}
		o[2] += 4;
		opt->rr_needaddr = 1;
	}
	opt->rr = (unsigned char)(o - c->iph);
	return NULL;
}

/*
 * There is room in a timestamp option. *@timep: where the time goes, or NULL.
 * Return: NULL, or the byte at fault.
 */
static unsigned char *compile_ts_room(struct compile *c, unsigned char *o,
				      int len, unsigned char **timep)
{
	struct ip_options *opt = c->opt;
	__be32 addr;

	if (o[2] + 3 > len)
		return o + 2;
	switch (o[3] & 0xF) {
	case IPOPT_TS_TSONLY:
		if (c->skb)
			*timep = &o[o[2] - 1];
		opt->ts_needtime = 1;
		o[2] += 4;
		return NULL;
	case IPOPT_TS_TSANDADDR:
		if (o[2] + 7 > len)
			return o + 2;
		if (c->rt) {
			addr = spec_dst(c);
			memcpy(&o[o[2] - 1], &addr, 4);
			*timep = &o[o[2] + 3];
		}
		opt->ts_needaddr = 1;
		opt->ts_needtime = 1;
		o[2] += 8;
		return NULL;
	case IPOPT_TS_PRESPEC:
		if (o[2] + 7 > len)
			return o + 2;
		memcpy(&addr, &o[o[2] - 1], 4);
		if (inet_addr_type(c->net, addr) == RTN_UNICAST)
			return NULL; /* not ours to fill in */
		if (c->skb)
			*timep = &o[o[2] + 3];
		opt->ts_needtime = 1;
		o[2] += 8;
		return NULL;
	default:
		return !c->skb && !c->raw ? o + 3 : NULL;
	}
}

static unsigned char *compile_ts(struct compile *c, unsigned char *o, int len)
{
	struct ip_options *opt = c->opt;
	unsigned char *timeptr = NULL, *bad;
	__be32 now;

	if (opt->ts)
		return o;
	if (len < 4)
		return o + 1;
	if (o[2] < 5)
		return o + 2;
	if (o[2] <= len) {
		bad = compile_ts_room(c, o, len, &timeptr);
		if (bad)
			return bad;
		if (timeptr) {
			now = inet_current_timestamp();
			memcpy(timeptr, &now, 4);
			opt->is_changed = 1;
		}
	} else if ((o[3] & 0xF) != IPOPT_TS_PRESPEC) {
		if (o[3] >> 4 == 15)
			return o + 3;
		if (c->skb) {
			o[3] = (unsigned char)(o[3] + 0x10); /* overflow + 1 */
			opt->is_changed = 1;
		}
	}
	opt->ts = (unsigned char)(o - c->iph);
	return NULL;
}

static unsigned char *compile_one(struct compile *c, unsigned char *o, int len)
{
	switch (*o) {
	case IPOPT_SSRR:
	case IPOPT_LSRR:
		return compile_srr(c, o, len);
	case IPOPT_RR:
		return compile_rr(c, o, len);
	case IPOPT_TIMESTAMP:
		return compile_ts(c, o, len);
	case IPOPT_RA:
		if (len < 4)
			return o + 1;
		if (o[2] == 0 && o[3] == 0)
			c->opt->router_alert = (unsigned char)(o - c->iph);
		return NULL;
	default:
		return !c->skb && !c->raw ? o : NULL;
	}
}

/* All of them. Return: NULL, or the byte at fault. */
static unsigned char *compile_all(struct compile *c, unsigned char *o)
{
	unsigned char *bad;
	int l = c->opt->optlen, len;

	while (l > 0) {
		if (*o == IPOPT_END) {
			/* what follows means nothing and leaks nothing */
			for (o++, l--; l > 0; o++, l--) {
				if (*o == IPOPT_END)
					continue;
				*o = IPOPT_END;
				c->opt->is_changed = 1;
			}
			return NULL;
		}
		if (*o == IPOPT_NOOP) {
			l--;
			o++;
			continue;
		}
		if (l < 2)
			return o;
		len = o[1];
		if (len < 2 || len > l)
			return o;
		bad = compile_one(c, o, len);
		if (bad)
			return bad;
		l -= len;
		o += len;
	}
	return NULL;
}

static int options_compile(struct compile *c, __be32 *info)
{
	unsigned char *optptr, *bad;

	if (c->skb) {
		c->rt = skb_rtable(c->skb);
		optptr = (unsigned char *)&ip_hdr(c->skb)[1];
	} else {
		optptr = c->opt->__data;
	}
	c->iph = optptr - OPT_BASE;
	bad = compile_all(c, optptr);
	if (!bad)
		return 0;
	if (info)
		*info = htonl((u32)(bad - c->iph) << 24);
	return -EINVAL;
}

/**
 * __ip_options_compile - check the options and note where they stand
 * @opt: opt->optlen is set; written
 * @skb: borrowed; its header may be written. NULL: @opt's own data
 * @info: where the fault is, as ICMP_PARAMETERPROB says it; may be NULL
 *
 * Context: any, RCU.
 * Return: 0 or -EINVAL.
 */
int __ip_options_compile(struct net *net, struct ip_options *opt,
			 struct sk_buff *skb, __be32 *info)
{
	struct compile c = {.net = net, .opt = opt, .skb = skb};

	return options_compile(&c, info);
}
EXPORT_SYMBOL(__ip_options_compile);

/* As above, and the sender is told. */
int ip_options_compile(struct net *net, struct ip_options *opt,
		       struct sk_buff *skb)
{
	__be32 info;
	int ret = __ip_options_compile(net, opt, skb, &info);

	if (ret && skb)
		icmp_send(skb, ICMP_PARAMETERPROB, 0, info);
	return ret;
}
EXPORT_SYMBOL(ip_options_compile);

/* Back to what the application gave: getsockopt(IP_OPTIONS). Any context. */
void ip_options_undo(struct ip_options *opt)
{
	unsigned char *o;

	if (opt->srr) {
		o = opt->__data + opt->srr - OPT_BASE;
		memmove(o + 7, o + 3, (size_t)o[1] - 7);
		memcpy(o + 3, &opt->faddr, 4);
	}
	if (opt->rr_needaddr) {
		o = opt->__data + opt->rr - OPT_BASE;
		o[2] -= 4;
		memset(&o[o[2] - 1], 0, 4);
	}
	if (!opt->ts)
		return;
	o = opt->__data + opt->ts - OPT_BASE;
	if (opt->ts_needtime) {
		o[2] -= 4;
		memset(&o[o[2] - 1], 0, 4);
		if ((o[3] & 0xF) == IPOPT_TS_PRESPEC)
			o[2] -= 4;
	}
	if (opt->ts_needaddr) {
		o[2] -= 4;
		memset(&o[o[2] - 1], 0, 4);
	}
}
EXPORT_SYMBOL(ip_options_undo);

/* Context: process. 0, -EINVAL, -EFAULT, -ENOMEM; *@optp stays then. */
int ip_options_get(const struct sock *sk, struct ip_options_rcu **optp,
		   sockptr_t data, int optlen)
{
	struct ip_options_rcu *opt;
	struct compile c = {.net = sock_net(sk)};
	int err;

	if (optlen < 0 || optlen > 40)
		return -EINVAL;
	opt = kzalloc(sizeof(*opt) + (((size_t)optlen + 3) & ~3UL), GFP_KERNEL);
	if (!opt)
		return -ENOMEM;
	if (optlen &&
	    copy_from_sockptr(opt->opt.__data, data, (size_t)optlen)) {
		kfree(opt);
		return -EFAULT;
	}
	opt->opt.optlen = (unsigned char)((optlen + 3) & ~3);
	c.opt = &opt->opt;
	c.raw = sk_capable(sk, CAP_NET_RAW);
	err = optlen ? options_compile(&c, NULL) : 0;
	if (err) {
		kfree(opt);
		return err;
	}
	kfree(*optp);
	*optp = opt;
	return 0;
}
EXPORT_SYMBOL(ip_options_get);

/* ---- on the way through ---------------------------------------------------
 */

/* The hop that was us becomes the address that we leave by. */
static void forward_srr(struct sk_buff *skb, struct ip_options *opt,
			struct rtable *rt)
{
	unsigned char *o = skb_network_header(skb) + opt->srr;
	int ptr, space = o[1];

	for (ptr = o[2]; ptr + 3 <= space; ptr += 4)
		if (!memcmp(&opt->nexthop, &o[ptr - 1], 4))
			break;
	if (ptr + 3 <= space) {
		opt->is_changed = 1;
		ip_hdr(skb)->daddr = opt->nexthop;
		ip_rt_get_source(&o[ptr - 1], skb, rt);
		o[2] = (unsigned char)(ptr + 4);
	}
	if (opt->ts_needaddr) {
		o = skb_network_header(skb) + opt->ts;
		ip_rt_get_source(&o[o[2] - 9], skb, rt);
		opt->is_changed = 1;
	}
}

/**
 * ip_forward_options - fill in what a router has to, sum the header up
 * @skb: borrowed; routed, header writable
 *
 * Context: softirq, RCU.
 */
void ip_forward_options(struct sk_buff *skb)
{
	struct ip_options *opt = &IPCB(skb)->opt;
	struct rtable *rt = skb_rtable(skb);
	unsigned char *o;

	if (opt->rr_needaddr) {
		o = skb_network_header(skb) + opt->rr;
		ip_rt_get_source(&o[o[2] - 5], skb, rt);
		opt->is_changed = 1;
	}
	if (opt->srr_is_hit)
		forward_srr(skb, opt, rt);
	if (opt->is_changed) {
		opt->is_changed = 0;
		ip_send_check(ip_hdr(skb));
	}
}
EXPORT_SYMBOL(ip_forward_options);

/* Route @skb to @nexthop; its old route comes back when that fails. */
static int srr_route(struct sk_buff *skb, __be32 nexthop,
		     struct net_device *dev)
{
	unsigned long orefdst = skb->_skb_refdst;
	const struct iphdr *iph = ip_hdr(skb);
	struct rtable *rt;

	skb->_skb_refdst = 0;
	if (!ip_route_input(skb, nexthop, iph->saddr, iph->tos, dev)) {
		rt = skb_rtable(skb);
		if (rt->rt_type == RTN_UNICAST || rt->rt_type == RTN_LOCAL) {
			refdst_drop(orefdst);
			return 0;
		}
		skb_dst_drop(skb);
	}
	skb->_skb_refdst = orefdst;
	return -EINVAL;
}

/**
 * ip_options_rcv_srr - a source route that leads here: where to now
 * @skb: borrowed; routed
 * @dev: it came by
 *
 * Context: softirq, RCU.
 * Return: 0, or -EINVAL: drop it; the sender was told where he may be.
 */
int ip_options_rcv_srr(struct sk_buff *skb, struct net_device *dev)
{
	struct ip_options *opt = &IPCB(skb)->opt;
	unsigned char *o = skb_network_header(skb) + opt->srr;
	struct iphdr *iph = ip_hdr(skb);
	struct rtable *rt = skb_rtable(skb);
	__be32 nexthop = 0;
	int ptr, space;

	if (!rt)
		return 0;
	if (skb->pkt_type != PACKET_HOST)
		return -EINVAL;
	if (rt->rt_type == RTN_UNICAST) {
		if (!opt->is_strictroute)
			return 0;
		icmp_send(skb, ICMP_PARAMETERPROB, 0, htonl(16U << 24));
		return -EINVAL;
	}
	if (rt->rt_type != RTN_LOCAL)
		return -EINVAL;
	for (ptr = o[2], space = o[1]; ptr <= space; ptr += 4) {
		if (ptr + 3 > space) {
			icmp_send(skb, ICMP_PARAMETERPROB, 0,
				  htonl((opt->srr + 2U) << 24));
			return -EINVAL;
		}
		memcpy(&nexthop, &o[ptr - 1], 4);
		if (srr_route(skb, nexthop, dev))
			return -EINVAL;
		if (skb_rtable(skb)->rt_type != RTN_LOCAL)
			break;
		iph->daddr = nexthop; /* that is us again: go on */
		opt->is_changed = 1;
	}
	if (ptr <= space) {
		opt->srr_is_hit = 1;
		opt->nexthop = nexthop;
		opt->is_changed = 1;
	}
	return 0;
}
EXPORT_SYMBOL(ip_options_rcv_srr);
