// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * icmp - ICMP messages that come in: answer, pass on, believe or ignore
 *
 * Where:   net_protocol IPPROTO_ICMP: ip_local_deliver() → icmp_rcv() → one
 *          handler per type; errors go on to the err_handler of the protocol
 *          whose packet is quoted.
 * Mirrors: net/ipv4/icmp.c; sending is in icmp_send.c. Left out: PROBE
 *          (RFC 8335: icmp_echo_enable_probe is off and stays so).
 * Spec:    RFC 792, RFC 1122 §3.2.2, RFC 1191, RFC 4884.
 */
#include "core/trace.h"
#include "lib/err.h"
#include "proto/ipv4/icmp_priv.h"
#include "proto/protocol.h"

#include "core/errqueue.h"

/* RFC 1122 §4.2.3.9: which are hints only, and which end a connection. */
const struct icmp_err icmp_err_convert[NR_ICMP_UNREACH + 1] = {
	[ICMP_NET_UNREACH] = {ENETUNREACH, 0},
	[ICMP_HOST_UNREACH] = {EHOSTUNREACH, 0},
	[ICMP_PROT_UNREACH] = {ENOPROTOOPT, 1},
	[ICMP_PORT_UNREACH] = {ECONNREFUSED, 1},
	[ICMP_FRAG_NEEDED] = {EMSGSIZE, 0},
	[ICMP_SR_FAILED] = {EOPNOTSUPP, 0},
	[ICMP_NET_UNKNOWN] = {ENETUNREACH, 1},
	[ICMP_HOST_UNKNOWN] = {EHOSTDOWN, 1},
	[ICMP_HOST_ISOLATED] = {ENONET, 1},
	[ICMP_NET_ANO] = {ENETUNREACH, 1},
	[ICMP_HOST_ANO] = {EHOSTUNREACH, 1},
	[ICMP_NET_UNR_TOS] = {ENETUNREACH, 0},
	[ICMP_HOST_UNR_TOS] = {EHOSTUNREACH, 0},
	[ICMP_PKT_FILTERED] = {EHOSTUNREACH, 1},
	[ICMP_PREC_VIOLATION] = {EHOSTUNREACH, 1},
	[ICMP_PREC_CUTOFF] = {EHOSTUNREACH, 1},
};
EXPORT_SYMBOL(icmp_err_convert);

int icmp_sk_errno(struct sock *sk, struct sk_buff *skb, u32 info, bool *harderr)
{
	const struct icmphdr *icmph = icmp_hdr(skb);

	*harderr = false;
	switch (icmph->type) {
	case ICMP_SOURCE_QUENCH: /* RFC 6633: ignored */
		return 0;
	case ICMP_PARAMETERPROB:
		*harderr = true;
		return EPROTO;
	case ICMP_DEST_UNREACH:
		if (icmph->code == ICMP_FRAG_NEEDED) {
			ipv4_sk_update_pmtu(skb, sk, info);
			*harderr = READ_ONCE(inet_sk(sk)->pmtudisc) !=
				   IP_PMTUDISC_DONT;
			return *harderr ? EMSGSIZE : 0;
		}
		if (icmph->code > NR_ICMP_UNREACH)
			return EHOSTUNREACH;
		*harderr = icmp_err_convert[icmph->code].fatal;
		return icmp_err_convert[icmph->code].errno_;
	case ICMP_REDIRECT:
		ipv4_sk_redirect(skb, sk);
		return 0;
	default:
		return EHOSTUNREACH;
	}
}
EXPORT_SYMBOL(icmp_sk_errno);

/* ---- errors ----------------------------------------------------------------
 */

/* @skb's data is at the quoted IP header. */
static enum skb_drop_reason icmp_socket_deliver(struct sk_buff *skb, u32 info)
{
	const struct iphdr *iph = (const struct iphdr *)skb->data;
	const struct ip_raw_ops *raw = ip_raw_ops_get();
	const struct net_protocol *ipprot;
	int protocol = iph->protocol;

	/* RFC 792: the header and 8 bytes, which hold the ports */
	if (!pskb_may_pull(skb, iph->ihl * 4U + 8)) {
		__ICMP_INC_STATS(dev_net(skb->dev), ICMP_MIB_INERRORS);
		return SKB_DROP_REASON_PKT_TOO_SMALL;
	}
	if (raw)
		raw->icmp_error(skb, protocol, info);
	ipprot = inet_protos_get((unsigned int)protocol);
	if (ipprot && ipprot->err_handler)
		(void)CALL("net_protocol.err_handler", ipprot->err_handler, skb,
			   info);
	return SKB_NOT_DROPPED_YET;
}

static bool icmp_tag_validation(int proto)
{
	const struct net_protocol *p = inet_protos_get((unsigned int)proto);

	return p && p->icmp_strict_tag_validation;
}

/* False: ignore it. *@info: the MTU of the next hop; 0: an old router. */
static bool icmp_frag_needed(struct net *net, struct sk_buff *skb,
			     const struct iphdr *iph, u32 *info)
{
	switch (READ_ONCE(net_ipv4(net)->sysctl_ip_no_pmtu_disc)) {
	case 2:
		return false;
	case 3:
		if (!icmp_tag_validation(iph->protocol))
			return false;
		*info = ntohs(icmp_hdr(skb)->un.frag.mtu);
		return true;
	case 0:
		*info = ntohs(icmp_hdr(skb)->un.frag.mtu);
		return true;
	default:
		return true;
	}
}

/* What the error means beyond its type. False: ignore it. */
static bool icmp_unreach_info(struct net *net, struct sk_buff *skb,
			      const struct iphdr *iph, u32 *info)
{
	const struct icmphdr *icmph = icmp_hdr(skb);

	switch (icmph->type) {
	case ICMP_DEST_UNREACH:
		if (icmph->code == ICMP_FRAG_NEEDED &&
		    !icmp_frag_needed(net, skb, iph, info))
			return false;
		return icmph->code <= NR_ICMP_UNREACH;
	case ICMP_PARAMETERPROB:
		*info = ntohl(icmph->un.gateway) >> 24;
		return true;
	case ICMP_TIME_EXCEEDED:
		return icmph->code != ICMP_EXC_FRAGTIME;
	default:
		return true;
	}
}

/* Destination unreachable, source quench, time exceeded, parameter problem. */
static enum skb_drop_reason icmp_unreach(struct sk_buff *skb)
{
	struct net *net = dev_net(skb_dst(skb)->dev);
	const struct iphdr *iph;
	u32 info = 0;

	if (!pskb_may_pull(skb, sizeof(struct iphdr))) {
		__ICMP_INC_STATS(net, ICMP_MIB_INERRORS);
		return SKB_DROP_REASON_PKT_TOO_SMALL;
	}
	iph = (const struct iphdr *)skb->data;
	if (iph->ihl < 5) {
		__ICMP_INC_STATS(net, ICMP_MIB_INERRORS);
		return SKB_DROP_REASON_IP_INHDR;
	}
	if (!icmp_unreach_info(net, skb, iph, &info))
		return SKB_DROP_REASON_ICMP_IGNORED;
	/* RFC 1122 §3.2.2: some answer broadcasts with errors; not for us */
	if (!READ_ONCE(
		    net_ipv4(net)->sysctl_icmp_ignore_bogus_error_responses) &&
	    inet_addr_type_dev_table(net, skb->dev, iph->daddr) ==
		    RTN_BROADCAST) {
		pr_warn_ratelimited("%pI4 sent an invalid ICMP type %u, code "
				    "%u error to a broadcast: %pI4 on %s\n",
				    &ip_hdr(skb)->saddr, icmp_hdr(skb)->type,
				    icmp_hdr(skb)->code, &iph->daddr,
				    skb->dev->name);
		return SKB_DROP_REASON_ICMP_IGNORED;
	}
	return icmp_socket_deliver(skb, info);
}

static enum skb_drop_reason icmp_redirect(struct sk_buff *skb)
{
	if (!pskb_may_pull(skb, sizeof(struct iphdr))) {
		__ICMP_INC_STATS(dev_net(skb->dev), ICMP_MIB_INERRORS);
		return SKB_DROP_REASON_PKT_TOO_SMALL;
	}
	return icmp_socket_deliver(skb, ntohl(icmp_hdr(skb)->un.gateway));
}

/**
 * icmp_err - an ICMP message of ours met trouble
 * @skb: borrowed; data at the quoted IP header
 * @info: the MTU, or what icmp_unreach() found
 *
 * Context: softirq, RCU; struct net_protocol.err_handler.
 */
int icmp_err(struct sk_buff *skb, u32 info)
{
	struct iphdr *iph = (struct iphdr *)skb->data;
	int offset = iph->ihl << 2;
	struct icmphdr *icmph = (struct icmphdr *)(skb->data + offset);
	const struct icmp_ping_ops *ping = icmp_ping_ops_get();
	int type = icmp_hdr(skb)->type, code = icmp_hdr(skb)->code;
	struct net *net = dev_net(skb->dev);

	/* Echo replies are ours; all else came from a socket. */
	if (icmph->type != ICMP_ECHOREPLY) {
		if (ping)
			ping->err(skb, offset, info);
		return 0;
	}
	if (type == ICMP_DEST_UNREACH && code == ICMP_FRAG_NEEDED)
		ipv4_update_pmtu(skb, net, info, 0, IPPROTO_ICMP);
	else if (type == ICMP_REDIRECT)
		ipv4_redirect(skb, net, 0, IPPROTO_ICMP);
	return 0;
}
EXPORT_SYMBOL(icmp_err);

/* ---- questions -------------------------------------------------------------
 */

/* RFC 1122 §3.2.2.6: answer, with the same data. */
static enum skb_drop_reason icmp_echo(struct sk_buff *skb)
{
	struct net *net = dev_net(skb_dst(skb)->dev);
	struct icmp_bxm p = {
		.skb = skb,
		.data_len = (int)skb->len,
		.data.icmph = *icmp_hdr(skb),
		.head_len = sizeof(struct icmphdr),
	};

	if (READ_ONCE(net_ipv4(net)->sysctl_icmp_echo_ignore_all))
		return SKB_DROP_REASON_ICMP_IGNORED;
	p.data.icmph.type = ICMP_ECHOREPLY;
	icmp_reply(&p, skb);
	return SKB_NOT_DROPPED_YET;
}

/* RFC 1122 §3.2.2.8: originate, receive, transmit; ms since midnight. */
static enum skb_drop_reason icmp_timestamp(struct sk_buff *skb)
{
	struct icmp_bxm p = {
		.skb = skb,
		.data.icmph = *icmp_hdr(skb),
		.head_len = sizeof(struct icmphdr) + 12,
	};

	if (skb->len < 4) {
		__ICMP_INC_STATS(dev_net(skb_dst(skb)->dev), ICMP_MIB_INERRORS);
		return SKB_DROP_REASON_PKT_TOO_SMALL;
	}
	p.data.times[1] = inet_current_timestamp();
	p.data.times[2] = p.data.times[1];
	if (skb_copy_bits(skb, 0, &p.data.times[0], 4))
		return SKB_DROP_REASON_PKT_TOO_SMALL;
	p.data.icmph.type = ICMP_TIMESTAMPREPLY;
	p.data.icmph.code = 0;
	icmp_reply(&p, skb);
	return SKB_NOT_DROPPED_YET;
}

static enum skb_drop_reason icmp_discard(struct sk_buff *skb)
{
	return SKB_DROP_REASON_ICMP_IGNORED;
}

/* Takes @skb, unlike the others: a socket may keep it. */
static enum skb_drop_reason icmp_echoreply(struct sk_buff *skb)
{
	const struct icmp_ping_ops *ping = icmp_ping_ops_get();

	if (ping)
		return ping->rcv(skb);
	kfree_skb_reason(skb, SKB_DROP_REASON_NO_SOCKET);
	return SKB_DROP_REASON_NO_SOCKET;
}

const struct icmp_control icmp_pointers[NR_ICMP_TYPES + 1] = {
	[ICMP_ECHOREPLY] = {NULL, false}, /* icmp_echoreply() */
	[1] = {icmp_discard, true},
	[2] = {icmp_discard, true},
	[ICMP_DEST_UNREACH] = {icmp_unreach, true},
	[ICMP_SOURCE_QUENCH] = {icmp_unreach, true},
	[ICMP_REDIRECT] = {icmp_redirect, true},
	[6] = {icmp_discard, true},
	[7] = {icmp_discard, true},
	[ICMP_ECHO] = {icmp_echo, false},
	[9] = {icmp_discard, true},
	[10] = {icmp_discard, true},
	[ICMP_TIME_EXCEEDED] = {icmp_unreach, true},
	[ICMP_PARAMETERPROB] = {icmp_unreach, true},
	[ICMP_TIMESTAMP] = {icmp_timestamp, false},
	[ICMP_TIMESTAMPREPLY] = {icmp_discard, false},
	[ICMP_INFO_REQUEST] = {icmp_discard, false},
	[ICMP_INFO_REPLY] = {icmp_discard, false},
	[ICMP_ADDRESS] = {icmp_discard, false},
	[ICMP_ADDRESSREPLY] = {icmp_discard, false},
};

/* RFC 1122 §3.2.2.6, §3.2.2.8: what may be asked of all at once. */
static bool icmp_broadcast_ok(const struct net *net, u8 type)
{
	if ((type == ICMP_ECHO || type == ICMP_TIMESTAMP) &&
	    READ_ONCE(net_ipv4(net)->sysctl_icmp_echo_ignore_broadcasts))
		return false;
	return type == ICMP_ECHO || type == ICMP_TIMESTAMP ||
	       type == ICMP_ADDRESS || type == ICMP_ADDRESSREPLY;
}

/**
 * icmp_rcv - an ICMP message for us
 * @skb: taken; data at the ICMP header
 *
 * Context: softirq, RCU; struct net_protocol.handler.
 */
int icmp_rcv(struct sk_buff *skb)
{
	struct rtable *rt = skb_rtable(skb);
	struct net *net = dev_net(rt->dst.dev);
	enum skb_drop_reason reason = SKB_DROP_REASON_PKT_TOO_SMALL;
	const struct icmphdr *icmph;

	__ICMP_INC_STATS(net, ICMP_MIB_INMSGS);
	if (skb_checksum_simple_validate(skb)) {
		reason = SKB_DROP_REASON_ICMP_CSUM;
		__ICMP_INC_STATS(net, ICMP_MIB_CSUMERRORS);
		goto error;
	}
	if (!pskb_pull(skb, sizeof(*icmph)))
		goto error;
	icmph = icmp_hdr(skb);
	trace_icmp_rcv(skb, icmph->type, icmph->code, ip_hdr(skb)->saddr,
		       ip_hdr(skb)->daddr);
	cpu_cost(layer);
	ICMPMSGIN_INC_STATS(net, icmph->type);
	/* RFC 1122 §3.2.2: unknown types are silently discarded */
	if (icmph->type > NR_ICMP_TYPES) {
		reason = SKB_DROP_REASON_UNHANDLED_PROTO;
		goto error;
	}
	if ((rt->rt_flags & (RTCF_BROADCAST | RTCF_MULTICAST)) &&
	    !icmp_broadcast_ok(net, icmph->type)) {
		reason = SKB_DROP_REASON_INVALID_PROTO;
		goto error;
	}
	if (icmph->type == ICMP_ECHOREPLY)
		return icmp_echoreply(skb) ? NET_RX_DROP : NET_RX_SUCCESS;
	reason = icmp_pointers[icmph->type].handler(skb);
	if (!reason) {
		consume_skb(skb);
		return NET_RX_SUCCESS;
	}
	goto drop;
error:
	__ICMP_INC_STATS(net, ICMP_MIB_INERRORS);
drop:
	kfree_skb_reason(skb, reason);
	return NET_RX_DROP;
}
EXPORT_SYMBOL(icmp_rcv);

/* ---- RFC 4884: objects behind the quoted packet ----------------------------
 */

static bool rfc4884_valid(const struct sk_buff *skb, int off)
{
	struct icmp_extobj_hdr _objh, *objh;
	struct icmp_ext_hdr _exth, *exth;
	u16 olen;

	exth = skb_header_pointer(skb, off, sizeof(_exth), &_exth);
	if (!exth)
		return false;
	if (exth->version != 2)
		return true;
	if (exth->checksum &&
	    csum_fold(skb_checksum(skb, off, (int)skb->len - off, 0)))
		return false;
	off += (int)sizeof(_exth);
	while (off < (int)skb->len) {
		objh = skb_header_pointer(skb, off, sizeof(_objh), &_objh);
		if (!objh)
			return false;
		olen = ntohs(objh->length);
		if (olen < sizeof(_objh))
			return false;
		off += olen;
		if (off > (int)skb->len)
			return false;
	}
	return true;
}

/**
 * ip_icmp_error_rfc4884 - where the extensions of an error begin
 * @skb: borrowed; data behind the quoted transport header
 * @out: len and flags are written when there are any
 * @thlen: of the ICMP header
 * @off: length of the quoted packet as the ICMP header says, in bytes
 *
 * Context: softirq, RCU.
 */
void ip_icmp_error_rfc4884(const struct sk_buff *skb,
			   struct sock_ee_data_rfc4884 *out, int thlen, int off)
{
	int hlen = -skb_transport_offset(skb) - thlen;

	/* RFC 4884 §3: at least 128 bytes are quoted */
	if (off < 128 || off < hlen)
		return;
	off -= hlen;
	if (off + (int)sizeof(struct icmp_ext_hdr) > (int)skb->len)
		return;
	out->len = (u16)off;
	if (!rfc4884_valid(skb, off))
		out->flags |= SO_EE_RFC4884_FLAG_INVALID;
}
EXPORT_SYMBOL(ip_icmp_error_rfc4884);

/* ---- init ------------------------------------------------------------------
 */

static const struct net_protocol icmp_protocol = {
	.handler = icmp_rcv,
	.err_handler = icmp_err,
	.no_policy = 1,
};

static int icmp_net_init(struct net *net)
{
	struct netns_ipv4 *ip4 = net_ipv4(net);

	/* RFC 1122 §3.2.2.6 leaves broadcasts to us: no smurf attacks */
	ip4->sysctl_icmp_echo_ignore_broadcasts = 1;
	ip4->sysctl_icmp_ignore_bogus_error_responses = 1;
	ip4->sysctl_icmp_ratelimit = 1 * HZ;
	/* unreachable, source quench, time exceeded, parameter problem */
	ip4->sysctl_icmp_ratemask = 0x1818;
	ip4->sysctl_icmp_msgs_per_sec = 1000;
	ip4->sysctl_icmp_msgs_burst = 50;
	return 0;
}

static struct pernet_operations icmp_ops = {
	.init = icmp_net_init,
};

/* Context: process, init. 0 or -errno. */
int icmp_init(void)
{
	int err = icmp_send_init();

	if (err)
		return err;
	err = register_pernet_subsys(&icmp_ops);
	if (err)
		goto send;
	err = inet_add_protocol(&icmp_protocol, IPPROTO_ICMP);
	if (!err)
		return 0;
	unregister_pernet_subsys(&icmp_ops);
send:
	icmp_send_exit();
	return err;
}

void icmp_exit(void)
{
	inet_del_protocol(&icmp_protocol, IPPROTO_ICMP);
	unregister_pernet_subsys(&icmp_ops);
	icmp_send_exit();
}
