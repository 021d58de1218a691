/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ip - IPv4: what is kept with a packet, and the functions it passes through
 *
 * Where:   up: ip_rcv → ip_local_deliver or ip_forward. Down: ip_queue_xmit,
 *          ip_make_skb, ip_build_and_send_pkt → ip_local_out → ip_output.
 * Mirrors: include/net/ip.h. The header itself: hdr/ip.h.
 * Spec:    RFC 791, RFC 1122 §3, RFC 1812, RFC 6864 (the id field).
 */
#ifndef PROTO_IPV4_IP_H
#define PROTO_IPV4_IP_H

#include "hdr/ip.h"

#include "core/flow.h"
#include "core/netdevice.h"
#include "core/snmp.h"
#include "core/sock.h"
#include "lib/jhash.h"
#include "proto/ipv4/inet_sock.h"
#include "proto/ipv4/netns.h"
#include "proto/ipv4/route.h"

struct fib_info;
struct icmp_err;
struct in_device;
struct packet_type;

#define IPV4_MAX_PMTU 65535U
#define IPV4_MIN_MTU  68 /* RFC 791 §3.2 */

/* skb->cb while IPv4 has the packet; TCP and UDP keep it in theirs. */
struct inet_skb_parm {
	int iif;
	struct ip_options opt; /* compiled; opt.optlen 0: none */
	u16 flags;	       /* IPSKB_* */
#define IPSKB_FORWARDED	       BIT(0)
#define IPSKB_XFRM_TUNNEL_SIZE BIT(1)
#define IPSKB_XFRM_TRANSFORMED BIT(2)
#define IPSKB_FRAG_COMPLETE    BIT(3)
#define IPSKB_REROUTED	       BIT(4) /* a hook changed the route */
#define IPSKB_DOREDIRECT       BIT(5)
#define IPSKB_FRAG_PMTU	       BIT(6) /* made of fragments with DF */
#define IPSKB_L3SLAVE	       BIT(7)
#define IPSKB_NOPOLICY	       BIT(8)
#define IPSKB_MULTIPATH	       BIT(9)
	u16 frag_max_size; /* of the largest fragment; 0: was whole */
};
#define IPCB(skb)	    ((struct inet_skb_parm *)((skb)->cb))
#define PKTINFO_SKB_CB(skb) ((struct in_pktinfo *)((skb)->cb))
_Static_assert(sizeof(struct inet_skb_parm) <= 24,
	       "it is the first part of tcp_skb_cb and sock_exterr_skb");

/* What one sendmsg() wants: from its control messages, else the socket's. */
struct ipcm_cookie {
	struct sockcm_cookie sockc;
	__be32 addr;
	int oif;
	struct ip_options_rcu *opt;
	u8 protocol;
	u8 ttl;
	s16 tos; /* -1: the socket's */
	u16 gso_size;
};

static inline void ipcm_init(struct ipcm_cookie *ipcm)
{
	*ipcm = (struct ipcm_cookie){.tos = -1};
}

static inline void ipcm_init_sk(struct ipcm_cookie *ipcm,
				const struct inet_sock *inet)
{
	*ipcm = (struct ipcm_cookie){.tos = READ_ONCE(inet->tos)};
	sockcm_init(&ipcm->sockc, &inet->sk);
	ipcm->oif = READ_ONCE(inet->sk.sk_bound_dev_if);
	ipcm->addr = inet->inet_saddr;
	ipcm->protocol = inet->inet_num & 0xff;
}

struct ip_reply_arg {
	struct kvec iov[1];
	int flags; /* IP_REPLY_ARG_* */
	__wsum csum;
	int csumoffset; /* in u16s from the start of iov; -1: none */
	int bound_dev_if;
	u8 tos;
	u32 uid;
};
#define IP_REPLY_ARG_NOSRCCHECK 1

static inline u8 ip_reply_arg_flowi_flags(const struct ip_reply_arg *arg)
{
	return (arg->flags & IP_REPLY_ARG_NOSRCCHECK) ? FLOWI_FLAG_ANYSRC : 0;
}

/* A socket with IP_ROUTER_ALERT; netns_ipv4->ra_chain. */
struct ip_ra_chain {
	struct ip_ra_chain *next; /* RCU */
	struct sock *sk;	  /* NULL: it is being taken out */
	struct rcu_head rcu;
};

/**
 * struct ip_raw_ops - what raw.c does for ip_input.c and icmp.c
 * @local_deliver: softirq, RCU; borrows; copies for each socket that wants
 *	it; non-zero: there was one
 * @icmp_error: softirq, RCU; borrows @skb, at the quoted header
 * @rcv: softirq, RCU; takes @skb
 */
struct ip_raw_ops {
	int (*local_deliver)(struct sk_buff *skb, int protocol);
	void (*icmp_error)(struct sk_buff *skb, int protocol, u32 info);
	int (*rcv)(struct sock *sk, struct sk_buff *skb);
};
/* One for each machine; NULL: gone. Context: process; get: RCU. */
void ip_raw_ops_set(const struct ip_raw_ops *ops);
const struct ip_raw_ops *ip_raw_ops_get(void);

/* By the TOS byte: TC_PRIO_*. RFC 1349, before DSCP. */
extern const u8 ip_tos2prio[16];
static inline u8 rt_tos2priority(u8 tos)
{
	return ip_tos2prio[(tos & IPTOS_TOS_MASK) >> 1];
}

/* ---- up: ip_input.c. Take @skb. Context: softirq, RCU. ------------------- */

int ip_rcv(struct sk_buff *skb, struct net_device *dev, struct packet_type *pt,
	   struct net_device *orig_dev);
void ip_list_rcv(struct list_head *head, struct packet_type *pt,
		 struct net_device *orig_dev);
int ip_local_deliver(struct sk_buff *skb);
/* IP_ROUTER_ALERT sockets had it: true, and @skb is theirs. */
bool ip_call_ra_chain(struct sk_buff *skb);
void ip_protocol_deliver_rcu(struct net *net, struct sk_buff *skb, int proto);
int ip_forward(struct sk_buff *skb);

/* ---- down: ip_output.c. Take @skb. Return: NET_XMIT_* or -errno. --------- */

int __ip_local_out(struct net *net, struct sock *sk, struct sk_buff *skb);
int ip_local_out(struct net *net, struct sock *sk, struct sk_buff *skb);
int ip_output(struct net *net, struct sock *sk, struct sk_buff *skb);
int ip_mc_output(struct net *net, struct sock *sk, struct sk_buff *skb);
/* A header for a packet with data only; @saddr, @daddr of a SYN-ACK. */
int ip_build_and_send_pkt(struct sk_buff *skb, const struct sock *sk,
			  __be32 saddr, __be32 daddr,
			  struct ip_options_rcu *opt, u8 tos);
/* For a connected socket, which keeps the route. */
int __ip_queue_xmit(struct sock *sk, struct sk_buff *skb, struct flowi *fl,
		    u8 tos);
int ip_queue_xmit(struct sock *sk, struct sk_buff *skb, struct flowi *fl);
/* A RST, an ACK of TIME_WAIT: answer @skb, borrowed, without a socket. */
void ip_send_unicast_reply(struct sock *sk, const struct sock *orig_sk,
			   struct sk_buff *skb, const struct ip_options *sopt,
			   __be32 daddr, __be32 saddr,
			   const struct ip_reply_arg *arg, unsigned int len,
			   u64 transmit_time, u32 txhash);
/* Cut to the MTU; @output takes each piece. */
int ip_do_fragment(struct net *net, struct sock *sk, struct sk_buff *skb,
		   int (*output)(struct net *, struct sock *,
				 struct sk_buff *));

struct ip_fraglist_iter {
	struct sk_buff *frag;
	struct iphdr *iph;
	int offset;
	unsigned int hlen;
};
void ip_fraglist_init(struct sk_buff *skb, struct iphdr *iph, unsigned int hlen,
		      struct ip_fraglist_iter *iter);
void ip_fraglist_prepare(struct sk_buff *skb, struct ip_fraglist_iter *iter);
static inline struct sk_buff *ip_fraglist_next(struct ip_fraglist_iter *iter)
{
	struct sk_buff *skb = iter->frag;

	iter->frag = skb->next;
	skb_mark_not_on_list(skb);
	return skb;
}

struct ip_frag_state {
	bool DF;
	unsigned int hlen;
	unsigned int ll_rs;
	unsigned int mtu;
	unsigned int left;
	int offset;
	int ptr;
	__be16 not_last_frag;
};
void ip_frag_init(struct sk_buff *skb, unsigned int hlen, unsigned int ll_rs,
		  unsigned int mtu, bool DF, struct ip_frag_state *state);
/* Gives the next piece of the borrowed @skb, or ERR_PTR(-ENOMEM). */
struct sk_buff *ip_frag_next(struct sk_buff *skb, struct ip_frag_state *state);

/* ---- corking: ip_append.c. Context: process, sock locked (or lockless for
 * ip_make_skb). @getfrag copies the next @len bytes at @offset of @from.
 */

typedef int ip_getfrag_t(void *from, char *to, int offset, int len, int odd,
			 struct sk_buff *skb);
int ip_generic_getfrag(void *from, char *to, int offset, int len, int odd,
		       struct sk_buff *skb);
int ip_append_data(struct sock *sk, struct flowi4 *fl4, ip_getfrag_t *getfrag,
		   void *from, int len, int protolen, struct ipcm_cookie *ipc,
		   struct rtable **rt, unsigned int flags);
struct sk_buff *__ip_make_skb(struct sock *sk, struct flowi4 *fl4,
			      struct sk_buff_head *queue,
			      struct inet_cork *cork);
int ip_send_skb(struct net *net, struct sk_buff *skb);
int ip_push_pending_frames(struct sock *sk, struct flowi4 *fl4);
void ip_flush_pending_frames(struct sock *sk);
struct sk_buff *ip_make_skb(struct sock *sk, struct flowi4 *fl4,
			    ip_getfrag_t *getfrag, void *from, int length,
			    int transhdrlen, struct ipcm_cookie *ipc,
			    struct rtable **rtp, struct inet_cork *cork,
			    unsigned int flags);

static inline struct sk_buff *ip_finish_skb(struct sock *sk, struct flowi4 *fl4)
{
	return __ip_make_skb(sk, fl4, &sk->sk_write_queue,
			     &inet_sk(sk)->cork.base);
}

/* The mark of an answer: net.ipv4.fwmark_reflect. */
#define IP4_REPLY_MARK(net, m)                                                 \
	(READ_ONCE(net_ipv4(net)->sysctl_fwmark_reflect) ? (m) : 0u)

/* ---- small answers ------------------------------------------------------- */

static inline u8 get_rttos(struct ipcm_cookie *ipc, struct inet_sock *inet)
{
	return (ipc->tos != -1 ? (u8)ipc->tos : READ_ONCE(inet->tos)) & (u8)~3;
}

static inline u8 get_rtconn_flags(struct ipcm_cookie *ipc, struct sock *sk)
{
	return sock_flag(sk, SOCK_LOCALROUTE) ? RTO_ONLINK : 0;
}

static inline u8 ip_sock_rt_tos(const struct sock *sk)
{
	return READ_ONCE(inet_sk(sk)->tos) & (u8)~3;
}

static inline u8 ip_sock_rt_scope(const struct sock *sk)
{
	return sock_flag(sk, SOCK_LOCALROUTE) ? RT_SCOPE_LINK
					      : RT_SCOPE_UNIVERSE;
}

static inline u8 ip_sendmsg_scope(const struct inet_sock *inet,
				  const struct ipcm_cookie *ipc,
				  const struct msghdr *msg)
{
	return (sock_flag(&inet->sk, SOCK_LOCALROUTE) ||
		msg->msg_flags & MSG_DONTROUTE ||
		(ipc->opt && ipc->opt->opt.is_strictroute))
		       ? RT_SCOPE_LINK
		       : RT_SCOPE_UNIVERSE;
}

static inline bool ip_dst_dont_fragment(const struct sock *sk,
					const struct dst_entry *dst)
{
	u8 pmtudisc = READ_ONCE(inet_sk(sk)->pmtudisc);

	return pmtudisc == IP_PMTUDISC_DO ||
	       (pmtudisc == IP_PMTUDISC_WANT &&
		!dst_metric_locked(dst, RTAX_MTU));
}

static inline bool ip_sk_accept_pmtu(const struct sock *sk)
{
	u8 pmtudisc = READ_ONCE(inet_sk(sk)->pmtudisc);

	return pmtudisc != IP_PMTUDISC_INTERFACE &&
	       pmtudisc != IP_PMTUDISC_OMIT;
}

static inline bool ip_sk_use_pmtu(const struct sock *sk)
{
	return READ_ONCE(inet_sk(sk)->pmtudisc) < IP_PMTUDISC_PROBE;
}

static inline bool ip_sk_ignore_df(const struct sock *sk)
{
	u8 pmtudisc = READ_ONCE(inet_sk(sk)->pmtudisc);

	return pmtudisc < IP_PMTUDISC_DO || pmtudisc == IP_PMTUDISC_OMIT;
}

unsigned int ip_skb_dst_mtu(struct sock *sk, const struct sk_buff *skb);

/* The id of the next packet to @iph->daddr from @iph->saddr. */
void __ip_select_ident(struct net *net, struct iphdr *iph, int segs);
u32 ip_idents_reserve(u32 hash, int segs);
void ip_select_ident_segs(struct net *net, struct sk_buff *skb, struct sock *sk,
			  int segs);
static inline void ip_select_ident(struct net *net, struct sk_buff *skb,
				   struct sock *sk)
{
	ip_select_ident_segs(net, skb, sk, 1);
}

static inline __wsum inet_compute_pseudo(struct sk_buff *skb, int proto)
{
	return csum_tcpudp_nofold(ip_hdr(skb)->saddr, ip_hdr(skb)->daddr,
				  skb->len, (u8)proto, 0);
}

/* The transport may be hashed by addresses and ports; set for output. */
static inline int ip_select_ttl(const struct inet_sock *inet,
				const struct dst_entry *dst)
{
	int ttl = READ_ONCE(inet->uc_ttl);

	return ttl < 0 ? ip4_dst_hoplimit(dst) : ttl;
}

static inline void ip_copy_addrs(struct iphdr *iph, const struct flowi4 *fl4)
{
	iph->saddr = fl4->saddr;
	iph->daddr = fl4->daddr;
}

static inline u32 ipv4_portaddr_hash(const struct net *net, __be32 saddr,
				     unsigned int port)
{
	return jhash_1word((u32)saddr, net_hash_mix(net)) ^ port;
}

static inline int ip_transport_len(const struct sk_buff *skb)
{
	return (int)(skb_ip_totlen(skb) - skb_network_header_len(skb));
}

/* The port range of the socket or its namespace, low in the low half. */
bool inet_sk_get_local_port_range(const struct sock *sk, int *low, int *high);
void inet_get_local_port_range(const struct net *net, int *low, int *high);
bool inet_is_local_reserved_port(const struct net *net, unsigned short port);
bool inet_port_requires_bind_service(const struct net *net, u16 port);
/* Whether a socket may bind to what is not, or not yet, its own. */
bool inet_can_nonlocal_bind(struct net *net, struct inet_sock *inet);
bool inet_addr_valid_or_nonlocal(struct net *net, struct inet_sock *inet,
				 __be32 addr, int addr_type);

/* ---- options: ip_options.c ----------------------------------------------- */

/* Write @opt behind the header, with our addresses and the time. */
void ip_options_build(struct sk_buff *skb, const struct ip_options *opt,
		      __be32 daddr, struct rtable *rt);
/* What an answer to @skb carries, into @dopt of 60 bytes. 0 or -EINVAL. */
int __ip_options_echo(struct net *net, struct ip_options *dopt,
		      struct sk_buff *skb, const struct ip_options *sopt);
static inline int ip_options_echo(struct net *net, struct ip_options *dopt,
				  struct sk_buff *skb)
{
	return __ip_options_echo(net, dopt, skb, &IPCB(skb)->opt);
}
void ip_options_fragment(struct sk_buff *skb);
/* Check and index; *@info: byte at fault. 0 or -EINVAL. */
int __ip_options_compile(struct net *net, struct ip_options *opt,
			 struct sk_buff *skb, __be32 *info);
int ip_options_compile(struct net *net, struct ip_options *opt,
		       struct sk_buff *skb);
/*
 * From IP_OPTIONS of setsockopt() and cmsg of @sk, whose rights count. Gives
 * *@optp; frees the old. Deviation: the kernel has @net and asks current.
 */
int ip_options_get(const struct sock *sk, struct ip_options_rcu **optp,
		   sockptr_t data, int optlen);
/* Milliseconds since midnight UT: IP and ICMP timestamps. */
__be32 inet_current_timestamp(void);
void ip_options_undo(struct ip_options *opt);
void ip_forward_options(struct sk_buff *skb);
/* LSRR, SSRR through us: route to the next address. 0 or -errno. */
int ip_options_rcv_srr(struct sk_buff *skb, struct net_device *dev);

/* ---- the socket's level IP: ip_sockglue.c -------------------------------- */

int ip_setsockopt(struct sock *sk, int level, int optname, sockptr_t optval,
		  unsigned int optlen);
int ip_getsockopt(struct sock *sk, int level, int optname, char __user *optval,
		  int __user *optlen);
int ip_cmsg_send(struct sock *sk, struct msghdr *msg, struct ipcm_cookie *ipc,
		 bool allow_ipv6);
/* ip_cmsg_send() of IPv4 alone, then ipcm_sk_opt(). */
int ipcm_from_msg(struct sock *sk, struct msghdr *msg, struct ipcm_cookie *ipc,
		  struct ip_options_data *copy);
void ipcm_sk_opt(struct ipcm_cookie *ipc, const struct inet_sock *inet,
		 struct ip_options_data *copy);
void ipcm_free_opt(struct ipcm_cookie *ipc, const struct ip_options_data *copy);
void ip_cmsg_recv_offset(struct msghdr *msg, struct sock *sk,
			 struct sk_buff *skb, int tlen, int offset);
static inline void ip_cmsg_recv(struct msghdr *msg, struct sk_buff *skb)
{
	ip_cmsg_recv_offset(msg, skb->sk, skb, 0, 0);
}
void ipv4_pktinfo_prepare(const struct sock *sk, struct sk_buff *skb,
			  bool drop_dst);
int ip_recv_error(struct sock *sk, struct msghdr *msg, int len, int *addr_len);
void ip_icmp_error(struct sock *sk, struct sk_buff *skb, int err, __be16 port,
		   u32 info, u8 *payload);
void ip_local_error(struct sock *sk, int err, __be32 daddr, __be16 dport,
		    u32 info);

/* ---- fragments: ip_fragment.c -------------------------------------------- */

enum ip_defrag_users {
	IP_DEFRAG_LOCAL_DELIVER,
	IP_DEFRAG_CALL_RA_CHAIN,
	IP_DEFRAG_CONNTRACK_IN,
	__IP_DEFRAG_CONNTRACK_IN_END = IP_DEFRAG_CONNTRACK_IN + 0xffff,
	IP_DEFRAG_CONNTRACK_OUT,
	__IP_DEFRAG_CONNTRACK_OUT_END = IP_DEFRAG_CONNTRACK_OUT + 0xffff,
	IP_DEFRAG_CONNTRACK_BRIDGE_IN,
	__IP_DEFRAG_CONNTRACK_BRIDGE_IN_END =
		IP_DEFRAG_CONNTRACK_BRIDGE_IN + 0xffff,
	IP_DEFRAG_VS_IN,
	IP_DEFRAG_VS_OUT,
	IP_DEFRAG_VS_FWD,
	IP_DEFRAG_AF_PACKET,
	IP_DEFRAG_MACVLAN,
};

/* Takes @skb. 0: it became the whole packet; else it waits or is dead. */
int ip_defrag(struct net *net, struct sk_buff *skb, u32 user);
/* Takes and gives: whole, or NULL: it waits. */
struct sk_buff *ip_check_defrag(struct net *net, struct sk_buff *skb, u32 user);

/* ---- init: each is called by af_inet.c's inet_init(), in this order -------
 */

int ipfrag_init(void);
void ipfrag_exit(void);
int ip_misc_proc_init(void);
void ip_misc_proc_exit(void);
int sysctl_ipv4_init(void);
void sysctl_ipv4_exit(void);

#endif /* PROTO_IPV4_IP_H */
