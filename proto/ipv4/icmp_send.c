// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * icmp_send - say what went wrong, not too often, and never to the wrong one
 *
 * Where:   icmp_send() from everywhere in IPv4; icmp_reply() from icmp.c. Out
 *          by ip_append_data() on a control socket of this CPU.
 * Mirrors: net/ipv4/icmp.c, cut out.
 * Spec:    RFC 792; RFC 1122 §3.2.2 (to whom not), RFC 1812 §4.3.2 (how much
 *          to quote, how often, from which address).
 *
 * Two brakes. A bucket for the whole namespace: icmp_msgs_per_sec tokens flow
 * in, icmp_msgs_burst is its size. One for each host: icmp_ratelimit is the
 * time that a token takes, six can be saved up. Only types in icmp_ratemask
 * are braked; "fragmentation needed" never is.
 */
#include "core/netfilter.h"
#include "core/trace.h"
#include "lib/err.h"
#include "lib/machine.h"
#include "lib/percpu.h"
#include "lib/random.h"
#include "lib/sched.h"
#include "proto/ipv4/icmp_priv.h"
#include "proto/ipv4/inetpeer.h"

#define INADDR_DUMMY_ADDR 0xc0000008 /* RFC 7600: 192.0.0.8 */
#define ICMP_QUOTE_MAX	  576	     /* RFC 1812 §4.3.2.3 */

DEFINE_PER_CPU(struct sock *, ipv4_icmp_sk);

/* ---- the brakes -----------------------------------------------------------
 */

/**
 * icmp_global_allow - is a token left for this namespace?
 *
 * Context: any.
 */
bool icmp_global_allow(struct net *net)
{
	struct netns_ipv4 *ip4 = net_ipv4(net);
	u32 now = (u32)jiffies, oldstamp, delta;
	int incr, new, old;

	if (atomic_read(&ip4->icmp_global_credit) > 0)
		return true;
	oldstamp = READ_ONCE(ip4->icmp_global_stamp);
	delta = min_t(u32, now - oldstamp, HZ);
	if (delta < HZ / 50)
		return false;
	incr = (int)((u64)READ_ONCE(ip4->sysctl_icmp_msgs_per_sec) * delta /
		     HZ);
	if (!incr)
		return false;
	if (cmpxchg(&ip4->icmp_global_stamp, oldstamp, now) == oldstamp) {
		old = atomic_read(&ip4->icmp_global_credit);
		do {
			new = min(old + incr,
				  READ_ONCE(ip4->sysctl_icmp_msgs_burst));
		} while (!atomic_try_cmpxchg(&ip4->icmp_global_credit, &old,
					     new));
	}
	return true;
}
EXPORT_SYMBOL(icmp_global_allow);

/* A message goes: 0, 1 or 2 tokens, so that nobody can count them. */
void icmp_global_consume(struct net *net)
{
	int credits = (int)get_random_u32_below(3);

	if (credits)
		atomic_sub(credits, &net_ipv4(net)->icmp_global_credit);
}
EXPORT_SYMBOL(icmp_global_consume);

static bool icmpv4_mask_allow(struct net *net, int type, int code)
{
	if (type > NR_ICMP_TYPES)
		return true;
	if (type == ICMP_DEST_UNREACH && code == ICMP_FRAG_NEEDED)
		return true; /* path MTU discovery must not starve */
	return !((1U << type) &
		 (u32)READ_ONCE(net_ipv4(net)->sysctl_icmp_ratemask));
}

/* *@apply: a token is to be taken when it goes. */
static bool icmpv4_global_allow(struct net *net, int type, int code,
				bool *apply)
{
	if (icmpv4_mask_allow(net, type, code))
		return true;
	if (!icmp_global_allow(net))
		return false;
	*apply = true;
	return true;
}

static bool icmpv4_xrlim_allow(struct net *net, struct rtable *rt,
			       struct flowi4 *fl4, bool apply)
{
	struct inet_peer *peer;
	bool rc = true;

	if (!apply)
		return true;
	if (rt->dst.dev && (rt->dst.dev->flags & IFF_LOOPBACK))
		return true;
	peer = inet_getpeer_v4(net_ipv4(net)->peers, fl4->daddr, 0, 1);
	rc = inet_peer_xrlim_allow(
		peer, READ_ONCE(net_ipv4(net)->sysctl_icmp_ratelimit));
	if (peer)
		inet_putpeer(peer);
	if (rc)
		icmp_global_consume(net);
	return rc;
}

/* ---- out ------------------------------------------------------------------
 */

/* BH is off. The CPU's socket for @net, or NULL: it is in use. */
static struct sock *icmp_xmit_lock(struct net *net)
{
	struct sock *sk = cpu_var(ipv4_icmp_sk);

	/* sending made a packet that makes us send: not twice */
	if (unlikely(!sk || !spin_trylock(&sk->sk_lock.slock)))
		return NULL;
	sock_net_set(sk, net);
	return sk;
}

static void icmp_xmit_unlock(struct sock *sk)
{
	sock_net_set(sk, &init_net);
	spin_unlock(&sk->sk_lock.slock);
}

/* Context: any. A message of @type left. */
void icmp_out_count(struct net *net, unsigned char type)
{
	ICMPMSGOUT_INC_STATS(net, type);
	ICMP_INC_STATS(net, ICMP_MIB_OUTMSGS);
}
EXPORT_SYMBOL(icmp_out_count);

static int icmp_glue_bits(void *from, char *to, int offset, int len, int odd,
			  struct sk_buff *skb)
{
	struct icmp_bxm *p = from;
	__wsum csum = skb_copy_and_csum_bits(p->skb, p->offset + offset,
					     (u8 *)to, len);

	skb->csum = csum_block_add(skb->csum, csum, odd);
	if (icmp_pointers[p->data.icmph.type].err)
		nf_ct_attach(skb, p->skb);
	return 0;
}

static void icmp_push_reply(struct sock *sk, struct icmp_bxm *p,
			    struct flowi4 *fl4, struct ipcm_cookie *ipc,
			    struct rtable **rt)
{
	struct sk_buff *skb, *skb1;
	struct icmphdr *icmph;
	__wsum csum;

	if (ip_append_data(sk, fl4, icmp_glue_bits, p,
			   p->data_len + p->head_len, p->head_len, ipc, rt,
			   MSG_DONTWAIT) < 0) {
		__ICMP_INC_STATS(sock_net(sk), ICMP_MIB_OUTERRORS);
		ip_flush_pending_frames(sk);
		return;
	}
	skb = skb_peek(&sk->sk_write_queue);
	if (!skb)
		return;
	icmph = icmp_hdr(skb);
	csum = csum_partial_copy_nocheck(&p->data, icmph, p->head_len);
	skb_queue_walk (&sk->sk_write_queue, skb1)
		csum = csum_add(csum, skb1->csum);
	icmph->checksum = csum_fold(csum);
	skb->ip_summed = CHECKSUM_NONE;
	ip_push_pending_frames(sk, fl4);
}

/* The socket is locked, BH off. */
static void icmp_reply_locked(struct sock *sk, struct net *net,
			      struct icmp_bxm *p, struct sk_buff *skb,
			      bool apply)
{
	u32 mark = IP4_REPLY_MARK(net, skb->mark);
	struct flowi4 fl4 = {
		.flowi4_mark = mark,
		.flowi4_tos = ip_hdr(skb)->tos & IPTOS_RT_MASK,
		.flowi4_proto = IPPROTO_ICMP,
		.daddr = ip_hdr(skb)->saddr,
		.saddr = fib_compute_spec_dst(skb),
		.fl4_icmp_type = p->data.icmph.type,
		.fl4_icmp_code = p->data.icmph.code,
	};
	struct ipcm_cookie ipc;
	struct rtable *rt;

	p->data.icmph.checksum = 0;
	ipcm_init(&ipc);
	inet_sk(sk)->tos = ip_hdr(skb)->tos;
	ipc.sockc.mark = mark;
	ipc.addr = fl4.daddr;
	if (p->replyopts.opt.opt.optlen) {
		ipc.opt = &p->replyopts.opt;
		if (ipc.opt->opt.srr)
			fl4.daddr = ipc.opt->opt.faddr;
	}
	rt = ip_route_output_key(net, &fl4);
	if (IS_ERR(rt))
		return;
	if (icmpv4_xrlim_allow(net, rt, &fl4, apply))
		icmp_push_reply(sk, p, &fl4, &ipc, &rt);
	if (rt)
		ip_rt_put(rt);
}

void icmp_reply(struct icmp_bxm *p, struct sk_buff *skb)
{
	struct net *net = dev_net(skb_rtable(skb)->dst.dev);
	bool apply = false;
	struct sock *sk;

	if (ip_options_echo(net, &p->replyopts.opt.opt, skb))
		return;
	local_bh_disable();
	if (icmpv4_global_allow(net, p->data.icmph.type, p->data.icmph.code,
				&apply)) {
		sk = icmp_xmit_lock(net);
		if (sk) {
			icmp_reply_locked(sk, net, p, skb, apply);
			icmp_xmit_unlock(sk);
		}
	}
	local_bh_enable();
}

/* ---- errors ---------------------------------------------------------------
 */

/* RFC 1122 §3.2.2: an error is never sent as the result of … */
static bool icmp_may_send(struct sk_buff *skb_in, const struct rtable *rt,
			  int type)
{
	const struct iphdr *iph = ip_hdr(skb_in);
	u8 _inner, *inner;
	int off;

	if ((u8 *)iph < skb_in->head ||
	    skb_network_header(skb_in) + sizeof(*iph) >
		    skb_tail_pointer(skb_in))
		return false;
	/* … a datagram sent as a link-layer broadcast */
	if (skb_in->pkt_type != PACKET_HOST)
		return false;
	/* … a datagram destined to a broadcast or multicast address */
	if (rt->rt_flags & (RTCF_BROADCAST | RTCF_MULTICAST))
		return false;
	/* … a non-initial fragment */
	if (iph->frag_off & htons(IP_OFFSET))
		return false;
	/* … an ICMP error; a type that nobody knows may be one */
	if (!icmp_pointers[type].err || iph->protocol != IPPROTO_ICMP)
		return true;
	off = (int)(skb_network_header(skb_in) + (iph->ihl << 2) -
		    skb_in->data) +
	      (int)offsetof(struct icmphdr, type);
	inner = skb_header_pointer(skb_in, off, sizeof(_inner), &_inner);
	return inner && *inner <= NR_ICMP_TYPES && !icmp_pointers[*inner].err;
}

/* RFC 1812 §4.3.2.4: the address of the interface it goes out by; 0: so. */
static __be32 icmp_source(struct net *net, struct sk_buff *skb_in,
			  const struct rtable *rt)
{
	struct net_device *dev = NULL;

	if (rt->rt_flags & RTCF_LOCAL)
		return ip_hdr(skb_in)->daddr;
	if (rt_is_input_route(rt) &&
	    READ_ONCE(net_ipv4(net)->sysctl_icmp_errors_use_inbound_ifaddr))
		dev = dev_get_by_index_rcu(net, IPCB(skb_in)->iif
							?: skb_in->skb_iif);
	return dev ? inet_select_addr(dev, ip_hdr(skb_in)->saddr, RT_SCOPE_LINK)
		   : 0;
}

/* How many bytes of @skb_in are quoted; ≤ 0: not even its header. */
static int icmp_room(const struct rtable *rt, const struct icmp_bxm *p)
{
	int room = min_t(int, (int)dst_mtu(&rt->dst), ICMP_QUOTE_MAX);

	room -= (int)sizeof(struct iphdr) + p->replyopts.opt.opt.optlen;
	room -= (int)sizeof(struct icmphdr);
	if (room <= (int)sizeof(struct iphdr))
		return 0;
	return min_t(int, room, (int)p->skb->len - p->offset);
}

/* The socket is locked, BH off, RCU. @p has its header and options. */
static void icmp_send_locked(struct sock *sk, struct net *net,
			     struct sk_buff *skb_in, struct rtable *rt,
			     struct icmp_bxm *p, bool apply)
{
	const struct iphdr *iph = ip_hdr(skb_in);
	u8 type = p->data.icmph.type;
	u8 tos = icmp_pointers[type].err ? (u8)((iph->tos & IPTOS_TOS_MASK) |
						IPTOS_PREC_INTERNETCONTROL)
					 : iph->tos;
	struct flowi4 fl4 = {
		.flowi4_mark = IP4_REPLY_MARK(net, skb_in->mark),
		.flowi4_tos = tos & IPTOS_RT_MASK,
		.flowi4_proto = IPPROTO_ICMP,
		.daddr = p->replyopts.opt.opt.srr ? p->replyopts.opt.opt.faddr
						  : iph->saddr,
		.saddr = icmp_source(net, skb_in, rt),
		.fl4_icmp_type = type,
		.fl4_icmp_code = p->data.icmph.code,
	};
	struct ipcm_cookie ipc;

	inet_sk(sk)->tos = tos;
	ipcm_init(&ipc);
	ipc.addr = iph->saddr;
	ipc.opt = &p->replyopts.opt;
	ipc.sockc.mark = fl4.flowi4_mark;
	rt = ip_route_output_key_hash(net, &fl4, skb_in);
	if (IS_ERR(rt))
		return;
	if (!icmpv4_xrlim_allow(net, rt, &fl4, apply))
		goto out;
	p->data_len = icmp_room(rt, p);
	if (p->data_len <= 0)
		goto out;
	if (!fl4.saddr)
		fl4.saddr = htonl(INADDR_DUMMY_ADDR);
	trace_icmp_send(skb_in, type, p->data.icmph.code, fl4.daddr,
			ntohl(p->data.icmph.un.gateway));
	icmp_push_reply(sk, p, &fl4, &ipc, &rt);
out:
	if (rt)
		ip_rt_put(rt);
}

void __icmp_send(struct sk_buff *skb_in, int type, int code, __be32 info,
		 const struct ip_options *opt)
{
	struct rtable *rt = skb_rtable(skb_in);
	struct icmp_bxm p = {
		.skb = skb_in,
		.head_len = sizeof(struct icmphdr),
		.data.icmph = {.type = (u8)type, .code = (u8)code},
	};
	bool apply = false;
	struct sock *sk;
	struct net *net;

	if (!rt || type > NR_ICMP_TYPES || !icmp_may_send(skb_in, rt, type))
		return;
	if (!rt->dst.dev)
		return;
	net = dev_net(rt->dst.dev);
	p.data.icmph.un.gateway = info;
	p.offset = skb_network_offset(skb_in);
	local_bh_disable();
	rcu_read_lock();
	if (!(skb_in->dev && (skb_in->dev->flags & IFF_LOOPBACK)) &&
	    !icmpv4_global_allow(net, type, code, &apply))
		goto out;
	sk = icmp_xmit_lock(net);
	if (!sk)
		goto out;
	if (!__ip_options_echo(net, &p.replyopts.opt.opt, skb_in, opt))
		icmp_send_locked(sk, net, skb_in, rt, &p, apply);
	icmp_xmit_unlock(sk);
out:
	rcu_read_unlock();
	local_bh_enable();
}
EXPORT_SYMBOL(__icmp_send);

void icmp_send(struct sk_buff *skb_in, int type, int code, __be32 info)
{
	__icmp_send(skb_in, type, code, info, &IPCB(skb_in)->opt);
}
EXPORT_SYMBOL(icmp_send);

/* A driver's skb->cb is its own: no options. */
void icmp_ndo_send(struct sk_buff *skb_in, int type, int code, __be32 info)
{
	struct ip_options opts = {0};

	__icmp_send(skb_in, type, code, info, &opts);
}
EXPORT_SYMBOL(icmp_ndo_send);

/* ---- the control sockets ---------------------------------------------------
 */

static struct proto icmp_prot = {
	.name = "ICMP",
	.obj_size = sizeof(struct inet_sock),
};

static struct sock *icmp_sk_create(void)
{
	struct sock *sk =
		sk_alloc(&init_net, PF_INET, GFP_KERNEL, &icmp_prot, 1);

	if (!sk)
		return NULL;
	sock_init_data(NULL, sk);
	sk->sk_type = SOCK_RAW;
	sk->sk_protocol = IPPROTO_ICMP;
	sk->sk_allocation = GFP_ATOMIC;
	inet_sk(sk)->uc_ttl = -1;
	inet_sk(sk)->mc_ttl = 1;
	inet_sk(sk)->pmtudisc = IP_PMTUDISC_DONT;
	/* two packets of 64 KB at once */
	sk->sk_sndbuf = (int)(2 * SKB_TRUESIZE(64 * 1024));
	return sk;
}

void icmp_send_exit(void)
{
	struct cpu *cpu;

	for_each_cpu_of (current_machine(), cpu) {
		struct sock **skp = &cpu_var_of(cpu, ipv4_icmp_sk);

		if (*skp) {
			sock_set_flag(*skp, SOCK_DEAD);
			sock_put(*skp);
		}
		*skp = NULL;
	}
	proto_unregister(&icmp_prot);
}

int icmp_send_init(void)
{
	int err = proto_register(&icmp_prot, 1);
	struct cpu *cpu;

	if (err)
		return err;
	for_each_cpu_of (current_machine(), cpu) {
		struct sock *sk = icmp_sk_create();

		if (!sk) {
			icmp_send_exit();
			return -ENOMEM;
		}
		cpu_var_of(cpu, ipv4_icmp_sk) = sk;
	}
	return 0;
}
