// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * udp_input - from IP to a socket's queue
 *
 * Where:   ip_protocol_deliver_rcu() → udp_rcv() → lookup → udp_queue_rcv_skb()
 *          → the receive queue; icmp.c → udp_err().
 * Mirrors: net/ipv4/udp.c, cut.
 * Spec:    RFC 768, RFC 1122 §4.1.3.
 *
 *	what                      counted as        the packet dies of
 *	no socket                 NoPorts           NO_SOCKET, and ICMP
 *	longer than what came     InErrors          PKT_TOO_SMALL
 *	wrong checksum            InCsumErrors      UDP_CSUM
 *	receive buffer full       RcvbufErrors      SOCKET_RCVBUFF
 *	UDP's memory is used up   MemErrors         PROTO_MEM
 *	multicast for nobody      IgnoredMulti      NO_SOCKET
 * All but the first and the last count as InErrors, too.
 */
#include "core/datagram.h"
#include "core/gso.h"
#include "core/sock_reuseport.h"
#include "core/tcp_states.h"
#include "core/trace.h"
#include "lib/err.h"
#include "lib/jhash.h"
#include "proto/ipv4/icmp.h"
#include "proto/ipv4/igmp.h"
#include "proto/ipv4/udp.h"
#include "proto/protocol.h"

/* ---- whose is it?
 * -------------------------------------------------------------- */

u32 udp_ehashfn(const struct net *net, __be32 laddr, u16 lport, __be32 faddr,
		__be16 fport)
{
	return jhash_3words((u32)laddr, (u32)faddr,
			    (u32)lport << 16 | (u32)fport,
			    udp_ehash_secret() + net_hash_mix(net));
}

/* How well a socket fits; < 0: not at all. More named is better. */
static int compute_score(struct sock *sk, struct net *net, __be32 saddr,
			 __be16 sport, __be32 daddr, u16 hnum, int dif,
			 int sdif)
{
	const struct inet_sock *inet = inet_sk(sk);
	int score = sk->sk_family == PF_INET ? 2 : 1;

	if (!net_eq(sock_net(sk), net) || udp_sk(sk)->udp_port_hash != hnum ||
	    sk->sk_ipv6only || sk->sk_rcv_saddr != daddr ||
	    !udp_sk_bound_dev_eq(net, sk->sk_bound_dev_if, dif, sdif))
		return -1;
	if (inet->inet_daddr) {
		if (inet->inet_daddr != saddr)
			return -1;
		score += 4;
	}
	if (inet->inet_dport) {
		if (inet->inet_dport != sport)
			return -1;
		score += 4;
	}
	if (sk->sk_bound_dev_if)
		score += 4;
	if (READ_ONCE(sk->sk_incoming_cpu) == (int)this_cpu()->id)
		score++;
	return score;
}

/* The best of the chain of @daddr, which may be the wildcard. */
static struct sock *udp4_lib_lookup2(struct net *net, __be32 saddr,
				     __be16 sport, __be32 daddr, u16 hnum,
				     int dif, int sdif, struct sk_buff *skb)
{
	u32 hash2 = ipv4_portaddr_hash(net, daddr, hnum);
	struct udp_hslot *hslot2 = udp_hashslot2(udp_table_get(), (u16)hash2);
	struct sock *result = NULL, *member;
	struct udp_sock *up;
	int badness = 0;

	hlist_for_each_entry_rcu (up, &hslot2->head, udp_portaddr_node) {
		struct sock *sk = &up->inet.sk;
		int score = compute_score(sk, net, saddr, sport, daddr, hnum,
					  dif, sdif);

		if (score <= badness)
			continue;
		member = NULL;
		if (sk->sk_reuseport && sk->sk_state != TCP_ESTABLISHED)
			member = reuseport_select_sock(
				sk, udp_ehashfn(net, daddr, hnum, saddr, sport),
				skb, sizeof(struct udphdr));
		/* a connected member would score higher: look at all */
		if (member && !reuseport_has_conns(sk))
			return member;
		result = member ?: sk;
		badness = score;
	}
	return result;
}

/**
 * __udp4_lib_lookup - the socket for a datagram
 * @saddr, @sport: from
 * @daddr, @dport: to
 * @dif: ifindex it came in by; @sdif: of a slave below it, or 0
 * @skb: borrowed; for BPF, may be NULL
 *
 * Connected to the sender, else bound to the address, else to the port.
 * Context: RCU. Return: borrowed, or NULL.
 */
struct sock *__udp4_lib_lookup(struct net *net, __be32 saddr, __be16 sport,
			       __be32 daddr, __be16 dport, int dif, int sdif,
			       struct sk_buff *skb)
{
	u16 hnum = ntohs(dport);
	struct sock *sk;

	sk = udp4_lib_lookup2(net, saddr, sport, daddr, hnum, dif, sdif, skb);
	if (sk)
		return sk;
	return udp4_lib_lookup2(net, saddr, sport, htonl(INADDR_ANY), hnum, dif,
				sdif, skb);
}
EXPORT_SYMBOL(__udp4_lib_lookup);

/* As above, with a reference. */
struct sock *udp4_lib_lookup(struct net *net, __be32 saddr, __be16 sport,
			     __be32 daddr, __be16 dport, int dif)
{
	struct sock *sk;

	rcu_read_lock();
	sk = __udp4_lib_lookup(net, saddr, sport, daddr, dport, dif, 0, NULL);
	if (sk && !refcount_inc_not_zero(&sk->sk_refcnt))
		sk = NULL;
	rcu_read_unlock();
	return sk;
}
EXPORT_SYMBOL(udp4_lib_lookup);

/* ---- into the queue
 * --------------------------------------------------------------- */

/*
 * Room for @skb? The limit is looked at before: one datagram may go over it.
 * What is charged is returned by udp_rmem_release().
 */
static int udp_charge(struct sock *sk, struct sk_buff *skb)
{
	int rmem = sk_rmem_alloc_get(sk), rcvbuf = READ_ONCE(sk->sk_rcvbuf);

	if (rmem > rcvbuf)
		return -ENOMEM;
	/* under pressure small datagrams give back what they do not use */
	if (rmem > rcvbuf >> 1)
		skb_condense(skb);
	if (!sk_rmem_schedule(sk, skb, (int)skb->truesize))
		return -ENOBUFS;
	sk_mem_charge(sk, (int)skb->truesize);
	atomic_add((int)skb->truesize, &sk->sk_rmem_alloc);
	return 0;
}

/**
 * __udp_enqueue_schedule_skb - the end of a datagram's way up
 * @sk: whose
 * @skb: taken when 0
 *
 * Context: softirq, RCU.
 * Return: 0, -ENOMEM (receive buffer), -ENOBUFS (UDP's memory).
 */
int __udp_enqueue_schedule_skb(struct sock *sk, struct sk_buff *skb)
{
	struct sk_buff_head *list = &sk->sk_receive_queue;
	int err;

	skb_orphan(skb);
	spin_lock_bh(&list->lock);
	err = udp_charge(sk, skb);
	if (!err) {
		skb->dev = NULL;
		__skb_queue_tail(list, skb);
	}
	spin_unlock_bh(&list->lock);
	if (err) {
		atomic_inc(&sk->sk_drops);
		trace_sock_rcvqueue_full(skb, (u64)sk_rmem_alloc_get(sk),
					 skb->truesize, (u64)sk->sk_rcvbuf);
		return err;
	}
	trace_sock_queue_rcv(skb, sk->sk_num, (u64)sk_rmem_alloc_get(sk));
	if (!sock_flag(sk, SOCK_DEAD))
		CALL_VOID("sock.sk_data_ready", sk->sk_data_ready, sk);
	return 0;
}
EXPORT_SYMBOL(__udp_enqueue_schedule_skb);

/* Takes @skb. 0, or -1: dropped. */
static int __udp_queue_rcv_skb(struct sock *sk, struct sk_buff *skb)
{
	enum skb_drop_reason reason = SKB_DROP_REASON_PROTO_MEM;
	struct net *net = sock_net(sk);
	int rc = __udp_enqueue_schedule_skb(sk, skb);

	if (!rc)
		return 0;
	if (rc == -ENOMEM) {
		sock_book_full(sk);
		UDP_INC_STATS(net, UDP_MIB_RCVBUFERRORS, 0);
		reason = SKB_DROP_REASON_SOCKET_RCVBUFF;
	} else {
		UDP_INC_STATS(net, UDP_MIB_MEMERRORS, 0);
	}
	UDP_INC_STATS(net, UDP_MIB_INERRORS, 0);
	trace_udp_fail_queue_rcv_skb(skb, sk->sk_num, rc);
	sk_skb_reason_drop(sk, skb, reason);
	return -1;
}

static bool udp_lib_checksum_complete(struct sk_buff *skb)
{
	return !skb_csum_unnecessary(skb) && __skb_checksum_complete(skb);
}

/* From here on the data is the payload; the header's sum is kept. */
static void udp_csum_pull_header(struct sk_buff *skb)
{
	if (!skb->csum_valid && skb->ip_summed == CHECKSUM_NONE)
		skb->csum = csum_partial(skb->data, sizeof(struct udphdr),
					 skb->csum);
	skb_pull_rcsum(skb, sizeof(struct udphdr));
}

static int udp_queue_drop(struct sock *sk, struct sk_buff *skb,
			  enum skb_drop_reason reason)
{
	if (reason == SKB_DROP_REASON_UDP_CSUM)
		UDP_INC_STATS(sock_net(sk), UDP_MIB_CSUMERRORS, 0);
	UDP_INC_STATS(sock_net(sk), UDP_MIB_INERRORS, 0);
	atomic_inc(&sk->sk_drops);
	sk_skb_reason_drop(sk, skb, reason);
	return -1;
}

/* Takes @skb; > 0: not taken, deliver it to that protocol. */
static int udp_queue_rcv_one_skb(struct sock *sk, struct sk_buff *skb)
{
	struct udp_sock *up = udp_sk(sk);
	int ret;

	nf_reset_ct(skb);
	if (up->encap_type && up->encap_rcv) {
		if (udp_lib_checksum_complete(skb))
			return udp_queue_drop(sk, skb,
					      SKB_DROP_REASON_UDP_CSUM);
		ret = CALL("udp_sock.encap_rcv", up->encap_rcv, sk, skb);
		if (ret <= 0) {
			UDP_INC_STATS(sock_net(sk), UDP_MIB_INDATAGRAMS, 0);
			return -ret;
		}
	}
	if (sk->sk_filter && udp_lib_checksum_complete(skb))
		return udp_queue_drop(sk, skb, SKB_DROP_REASON_UDP_CSUM);
	if (sk_filter_trim_cap(sk, skb, sizeof(struct udphdr)))
		return udp_queue_drop(sk, skb, SKB_DROP_REASON_SOCKET_FILTER);
	udp_csum_pull_header(skb);
	ipv4_pktinfo_prepare(sk, skb, true);
	return __udp_queue_rcv_skb(sk, skb);
}

/* Merged by GRO, for a socket that has not asked for such: cut again. */
static struct sk_buff *udp_rcv_segment(struct sock *sk, struct sk_buff *skb)
{
	struct sk_buff *segs;

	/* from ourselves: nobody has summed it yet, nobody needs to */
	if (skb->pkt_type == PACKET_LOOPBACK)
		skb->ip_summed = CHECKSUM_PARTIAL;
	segs = __skb_gso_segment(skb, NETIF_F_SG, false);
	if (IS_ERR_OR_NULL(segs)) {
		int n = (int)skb_wire_segs(skb);

		atomic_add(n, &sk->sk_drops);
		SNMP_ADD_STATS(sock_net(sk)->mib.udp_statistics,
			       UDP_MIB_INERRORS, (u64)n);
		kfree_skb_reason(skb, SKB_DROP_REASON_SKB_GSO_SEG);
		return NULL;
	}
	consume_skb(skb);
	return segs;
}

static bool udp_unexpected_gso(struct sock *sk, const struct sk_buff *skb)
{
	return skb_is_gso(skb) && !udp_sk(sk)->accept_udp_l4;
}

static int udp_queue_rcv_skb(struct sock *sk, struct sk_buff *skb)
{
	struct sk_buff *next, *segs;
	int ret;

	if (likely(!udp_unexpected_gso(sk, skb)))
		return udp_queue_rcv_one_skb(sk, skb);
	__skb_push(skb, (unsigned int)-skb_mac_offset(skb));
	segs = udp_rcv_segment(sk, skb);
	skb_list_walk_safe(segs, skb, next)
	{
		skb_mark_not_on_list(skb);
		__skb_pull(skb, (unsigned int)skb_transport_offset(skb));
		if (skb->ip_summed == CHECKSUM_NONE && !skb->csum_valid)
			skb->csum_valid = 1; /* GRO has verified it */
		ret = udp_queue_rcv_one_skb(sk, skb);
		if (ret > 0)
			ip_protocol_deliver_rcu(dev_net(skb->dev), skb, ret);
	}
	return 0;
}

/* Return for ip_protocol_deliver_rcu(): -protocol: deliver it there. */
static int udp_unicast_rcv_skb(struct sock *sk, struct sk_buff *skb)
{
	int ret = udp_queue_rcv_skb(sk, skb);

	return ret > 0 ? -ret : 0;
}

/* ---- to all of a group or a network
 * ------------------------------------------------- */

static bool __udp_is_mcast_sock(struct net *net, const struct sock *sk,
				const struct iphdr *iph,
				const struct udphdr *uh, int dif, int sdif)
{
	const struct inet_sock *inet = inet_sk(sk);

	return net_eq(sock_net(sk), net) &&
	       udp_sk(sk)->udp_port_hash == ntohs(uh->dest) &&
	       (!inet->inet_daddr || inet->inet_daddr == iph->saddr) &&
	       (!inet->inet_dport || inet->inet_dport == uh->source) &&
	       (!inet->inet_rcv_saddr || inet->inet_rcv_saddr == iph->daddr) &&
	       !sk->sk_ipv6only &&
	       udp_sk_bound_dev_eq(net, sk->sk_bound_dev_if, dif, sdif) &&
	       ip_mc_sf_allow(sk, iph->daddr, iph->saddr, dif, sdif);
}

/* Takes @skb: each socket that wants it gets a clone, the first the packet. */
static int __udp4_lib_mcast_deliver(struct net *net, struct sk_buff *skb)
{
	const struct iphdr *iph = ip_hdr(skb);
	const struct udphdr *uh = udp_hdr(skb);
	struct udp_hslot *hslot =
		udp_hashslot(udp_table_get(), net, ntohs(uh->dest));
	struct sock *sk, *first = NULL;
	struct sk_buff *nskb;

	sk_for_each_rcu(sk, &hslot->head)
	{
		if (!__udp_is_mcast_sock(net, sk, iph, uh, skb->dev->ifindex,
					 0))
			continue;
		if (!first) {
			first = sk;
			continue;
		}
		nskb = skb_clone(skb, GFP_ATOMIC);
		if (unlikely(!nskb)) {
			atomic_inc(&sk->sk_drops);
			UDP_INC_STATS(net, UDP_MIB_RCVBUFERRORS, 0);
			UDP_INC_STATS(net, UDP_MIB_INERRORS, 0);
			continue;
		}
		if (udp_queue_rcv_skb(sk, nskb) > 0)
			consume_skb(nskb);
	}
	if (first) {
		if (udp_queue_rcv_skb(first, skb) > 0)
			consume_skb(skb);
	} else {
		UDP_INC_STATS(net, UDP_MIB_IGNOREDMULTI, 0);
		kfree_skb_reason(skb, SKB_DROP_REASON_NO_SOCKET);
	}
	return 0;
}

/* ---- from IP
 * ----------------------------------------------------------------------------
 */

/*
 * Set up the checksum; it is verified when the data is copied. 0 in the
 * header: the sender made none. Return: non-zero: it is wrong.
 */
static int udp4_csum_init(struct sk_buff *skb, const struct udphdr *uh)
{
	int err = skb_checksum_init_zero_check(skb, IPPROTO_UDP, uh->check,
					       inet_compute_pseudo);

	if (err || skb->ip_summed != CHECKSUM_COMPLETE || skb->csum_valid)
		return err;
	if (skb->csum_complete_sw)
		return 1;
	skb->ip_summed = CHECKSUM_NONE; /* the device may be wrong */
	return 0;
}

/* The socket that early demux has found, with its reference; or NULL. */
static struct sock *udp_steal_sock(struct sk_buff *skb)
{
	struct sock *sk = skb->sk;

	if (!sk || skb->destructor != sock_efree)
		return NULL;
	skb->sk = NULL;
	skb->destructor = NULL;
	return sk;
}

/* A connected socket keeps the input route, for early demux. */
static void udp_sk_rx_dst_set(struct sock *sk, struct dst_entry *dst)
{
	struct dst_entry *old;

	if (!dst || !dst_hold_safe(dst))
		return;
	old = xchg(&sk->sk_rx_dst, dst);
	dst_release(old);
}

static int udp_rcv_stolen(struct sock *sk, struct sk_buff *skb)
{
	struct dst_entry *dst = skb_dst(skb);
	int ret;

	if (rcu_dereference(sk->sk_rx_dst) != dst)
		udp_sk_rx_dst_set(sk, dst);
	ret = udp_unicast_rcv_skb(sk, skb);
	sock_put(sk);
	return ret;
}

/* Nobody wants it: say so, if it is intact. Takes @skb. */
static int udp_no_socket(struct net *net, struct sk_buff *skb)
{
	nf_reset_ct(skb);
	if (udp_lib_checksum_complete(skb)) {
		UDP_INC_STATS(net, UDP_MIB_CSUMERRORS, 0);
		UDP_INC_STATS(net, UDP_MIB_INERRORS, 0);
		kfree_skb_reason(skb, SKB_DROP_REASON_UDP_CSUM);
		return 0;
	}
	UDP_INC_STATS(net, UDP_MIB_NOPORTS, 0);
	icmp_send(skb, ICMP_DEST_UNREACH, ICMP_PORT_UNREACH, 0);
	kfree_skb_reason(skb, SKB_DROP_REASON_NO_SOCKET);
	return 0;
}

static int udp_rcv_drop(struct net *net, struct sk_buff *skb,
			enum skb_drop_reason reason)
{
	if (reason == SKB_DROP_REASON_UDP_CSUM)
		UDP_INC_STATS(net, UDP_MIB_CSUMERRORS, 0);
	UDP_INC_STATS(net, UDP_MIB_INERRORS, 0);
	kfree_skb_reason(skb, reason);
	return 0;
}

/**
 * udp_rcv - a datagram for us
 * @skb: taken; data at the UDP header
 *
 * Context: softirq, RCU; struct net_protocol.handler.
 * Return: 0, or -protocol: it was not taken, deliver it there.
 */
int udp_rcv(struct sk_buff *skb)
{
	struct net *net = dev_net(skb->dev);
	const struct iphdr *iph;
	const struct udphdr *uh;
	struct sock *sk;
	unsigned int ulen;

	if (!pskb_may_pull(skb, sizeof(struct udphdr)))
		return udp_rcv_drop(net, skb, SKB_DROP_REASON_PKT_TOO_SMALL);
	ulen = ntohs(udp_hdr(skb)->len);
	if (ulen > skb->len || ulen < sizeof(struct udphdr) ||
	    pskb_trim_rcsum(skb, ulen))
		return udp_rcv_drop(net, skb, SKB_DROP_REASON_PKT_TOO_SMALL);
	iph = ip_hdr(skb);
	uh = udp_hdr(skb);
	trace_udp_rcv(skb, iph->saddr, ntohs(uh->source), iph->daddr,
		      ntohs(uh->dest));
	cpu_cost(layer);
	if (udp4_csum_init(skb, uh))
		return udp_rcv_drop(net, skb, SKB_DROP_REASON_UDP_CSUM);
	sk = udp_steal_sock(skb);
	if (sk)
		return udp_rcv_stolen(sk, skb);
	if (skb_rtable(skb)->rt_flags & (RTCF_BROADCAST | RTCF_MULTICAST))
		return __udp4_lib_mcast_deliver(net, skb);
	sk = __udp4_lib_lookup(net, iph->saddr, uh->source, iph->daddr,
			       uh->dest, skb->dev->ifindex, 0, skb);
	return sk ? udp_unicast_rcv_skb(sk, skb) : udp_no_socket(net, skb);
}
EXPORT_SYMBOL(udp_rcv);

/* The connected socket of exactly these four, if it is first in its chain. */
static struct sock *udp4_demux_lookup(struct net *net, const struct iphdr *iph,
				      const struct udphdr *uh, int dif)
{
	u16 hnum = ntohs(uh->dest);
	u32 hash2 = ipv4_portaddr_hash(net, iph->daddr, hnum);
	struct udp_hslot *hslot2 = udp_hashslot2(udp_table_get(), (u16)hash2);
	struct udp_sock *up;

	hlist_for_each_entry_rcu (up, &hslot2->head, udp_portaddr_node) {
		struct sock *sk = &up->inet.sk;

		if (sk->sk_state == TCP_ESTABLISHED && sk->sk_num == hnum &&
		    net_eq(sock_net(sk), net) &&
		    sk->sk_rcv_saddr == iph->daddr &&
		    sk->sk_daddr == iph->saddr && sk->sk_dport == uh->source &&
		    udp_sk_bound_dev_eq(net, sk->sk_bound_dev_if, dif, 0))
			return sk;
		break;
	}
	return NULL;
}

/**
 * udp_v4_early_demux - the socket before the route: it may know the route
 * @skb: borrowed; skb->sk and the route may be set
 *
 * Context: softirq, RCU; struct net_protocol.early_demux. Return: 0.
 */
int udp_v4_early_demux(struct sk_buff *skb)
{
	struct dst_entry *dst;
	struct sock *sk;

	if (skb->pkt_type != PACKET_HOST ||
	    !pskb_may_pull(skb, (unsigned int)skb_transport_offset(skb) +
					sizeof(struct udphdr)))
		return 0;
	sk = udp4_demux_lookup(dev_net(skb->dev), ip_hdr(skb), udp_hdr(skb),
			       skb->dev->ifindex);
	if (!sk || !refcount_inc_not_zero(&sk->sk_refcnt))
		return 0;
	skb->sk = sk;
	skb->destructor = sock_efree;
	dst = rcu_dereference(sk->sk_rx_dst);
	if (dst)
		dst = dst_check(dst, 0);
	if (dst)
		skb_dst_set_noref(skb, dst);
	return 0;
}

/* ---- errors
 * -------------------------------------------------------------------------------
 */

/* The tunnel's own business? Then it has dealt with it. */
static bool udp_err_encap(struct sock *sk, struct sk_buff *skb, int err,
			  __be16 port, u32 info, u8 *payload)
{
	struct udp_sock *up = udp_sk(sk);

	if (!up->encap_type || !up->encap_err_lookup ||
	    CALL("udp_sock.encap_err_lookup", up->encap_err_lookup, sk, skb))
		return false;
	if (up->encap_err_rcv)
		CALL_VOID("udp_sock.encap_err_rcv", up->encap_err_rcv, sk, skb,
			  err, port, info, payload);
	return true;
}

/**
 * udp_err - an ICMP error about a datagram of ours
 * @skb: borrowed; data at the quoted IP header
 * @info: MTU, pointer, gateway
 *
 * Context: softirq, RCU; struct net_protocol.err_handler.
 * Return: 0, or -ENOENT: no socket.
 */
int udp_err(struct sk_buff *skb, u32 info)
{
	const struct iphdr *iph = (const struct iphdr *)skb->data;
	struct udphdr *uh = (struct udphdr *)(skb->data + (iph->ihl << 2));
	struct net *net = dev_net(skb->dev);
	bool harderr, recverr;
	struct sock *sk;
	int err;

	sk = __udp4_lib_lookup(net, iph->daddr, uh->dest, iph->saddr,
			       uh->source, skb->dev->ifindex, 0, NULL);
	if (!sk) {
		ICMP_INC_STATS(net, ICMP_MIB_INERRORS);
		return -ENOENT;
	}
	err = icmp_sk_errno(sk, skb, info, &harderr);
	if (!err || udp_err_encap(sk, skb, err, uh->dest, info, (u8 *)(uh + 1)))
		return 0;
	recverr = inet_test_bit(RECVERR, sk);
	if (!recverr && (!harderr || sk->sk_state != TCP_ESTABLISHED))
		return 0;
	if (recverr)
		ip_icmp_error(sk, skb, err, uh->dest, info, (u8 *)(uh + 1));
	WRITE_ONCE(sk->sk_err, err);
	sk_error_report(sk);
	return 0;
}
EXPORT_SYMBOL(udp_err);
