/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * inet_sock - a socket of PF_INET: addresses, ports, and what IP adds to each
 *             packet of it
 *
 * Where:   embedded first in raw_sock, udp_sock, inet_connection_sock; an
 *          IPv6 socket is one too (pinet6).
 * Mirrors: include/net/inet_sock.h, include/net/inet_common.h.
 * Spec:    ip(7) for the options.
 */
#ifndef PROTO_IPV4_INET_SOCK_H
#define PROTO_IPV4_INET_SOCK_H

#include <linux/in.h>
#include <linux/ip.h>

#include "core/flow.h"
#include "core/sock.h"
#include "core/trace.h"
#include "lib/bitops.h"

struct inet_protosw;
struct ip_mc_socklist;
struct ipv6_pinfo;
struct rtable;

/* IP options as compiled: offsets from the IP header, 0: not there. */
struct ip_options {
	__be32 faddr;	/* first hop of a source route */
	__be32 nexthop; /* the one that a packet of ours goes to now */
	unsigned char optlen;
	unsigned char srr;
	unsigned char rr;
	unsigned char ts;
	unsigned char is_strictroute : 1;
	unsigned char srr_is_hit : 1;  /* we are the hop named in it */
	unsigned char is_changed : 1;  /* header checksum is wrong now */
	unsigned char rr_needaddr : 1; /* our address must be written */
	unsigned char ts_needtime : 1;
	unsigned char ts_needaddr : 1;
	unsigned char router_alert;
	unsigned char cipso;
	unsigned char __pad2;
	unsigned char __data[0]; /* a flexible one may not lie inside */
};

struct ip_options_rcu {
	struct rcu_head rcu;
	struct ip_options opt;
};

/* With room for as many options as there can be. */
struct ip_options_data {
	struct ip_options_rcu opt;
	char data[40];
};

/* What the packets of one (corked) datagram have in common. */
struct inet_cork {
	unsigned int flags; /* IPCORK_* */
	__be32 addr;
	struct ip_options *opt;
	unsigned int fragsize;
	int length; /* of all that is queued */
	struct dst_entry *dst;
	u8 tx_flags;
	u8 ttl;
	s16 tos;
	u32 priority;
	u16 gso_size;
	u32 ts_opt_id;
	u64 transmit_time;
	u32 mark;
};
#define IPCORK_OPT	 1 /* opt is ours to free */
#define IPCORK_ALLFRAG	 2
#define IPCORK_TS_OPT_ID 4

struct inet_cork_full {
	struct inet_cork base;
	struct flowi fl;
};

enum { /* inet_flags */
       INET_FLAGS_PKTINFO = 0,
       INET_FLAGS_TTL = 1,
       INET_FLAGS_TOS = 2,
       INET_FLAGS_RECVOPTS = 3,
       INET_FLAGS_RETOPTS = 4,
       INET_FLAGS_PASSSEC = 5,
       INET_FLAGS_ORIGDSTADDR = 6,
       INET_FLAGS_CHECKSUM = 7,
       INET_FLAGS_RECVFRAGSIZE = 8,
       INET_FLAGS_RECVERR = 9,
       INET_FLAGS_RECVERR_RFC4884 = 10,
       INET_FLAGS_FREEBIND = 11,
       INET_FLAGS_HDRINCL = 12,
       INET_FLAGS_MC_LOOP = 13,
       INET_FLAGS_MC_ALL = 14,
       INET_FLAGS_TRANSPARENT = 15,
       INET_FLAGS_IS_ICSK = 16,
       INET_FLAGS_NODEFRAG = 17,
       INET_FLAGS_BIND_ADDRESS_NO_PORT = 18,
       INET_FLAGS_DEFER_CONNECT = 19,
       INET_FLAGS_MC6_LOOP = 20,
       INET_FLAGS_RECVERR6_RFC4884 = 21,
       INET_FLAGS_MC6_ALL = 22,
       INET_FLAGS_AUTOFLOWLABEL_SET = 23,
       INET_FLAGS_AUTOFLOWLABEL = 24,
       INET_FLAGS_DONTFRAG = 25,
       INET_FLAGS_RECVERR6 = 26,
       INET_FLAGS_REPFLOW = 27,
       INET_FLAGS_RTALERT_ISOLATE = 28,
       INET_FLAGS_SNDFLOW = 29,
       INET_FLAGS_RTALERT = 30,
};

/* cmsg_flags for inet_cmsg_flags() */
#define IP_CMSG_PKTINFO	     BIT(INET_FLAGS_PKTINFO)
#define IP_CMSG_TTL	     BIT(INET_FLAGS_TTL)
#define IP_CMSG_TOS	     BIT(INET_FLAGS_TOS)
#define IP_CMSG_RECVOPTS     BIT(INET_FLAGS_RECVOPTS)
#define IP_CMSG_RETOPTS	     BIT(INET_FLAGS_RETOPTS)
#define IP_CMSG_PASSSEC	     BIT(INET_FLAGS_PASSSEC)
#define IP_CMSG_ORIGDSTADDR  BIT(INET_FLAGS_ORIGDSTADDR)
#define IP_CMSG_CHECKSUM     BIT(INET_FLAGS_CHECKSUM)
#define IP_CMSG_RECVFRAGSIZE BIT(INET_FLAGS_RECVFRAGSIZE)
#define IP_CMSG_ALL	     0x1ffUL

struct inet_sock {
	struct sock sk; /* first */
	struct ipv6_pinfo *pinet6;
#define inet_daddr     sk.__sk_common.skc_daddr
#define inet_rcv_saddr sk.__sk_common.skc_rcv_saddr
#define inet_dport     sk.__sk_common.skc_dport
#define inet_num       sk.__sk_common.skc_num

	unsigned long inet_flags;
	__be32 inet_saddr; /* the source of what is sent */
	s16 uc_ttl;	   /* -1: the route's */
	__be16 inet_sport;
	struct ip_options_rcu *inet_opt; /* RCU */
	atomic_t inet_id;		 /* of a connected socket's packets */
	u8 tos;
	u8 min_ttl;
	u8 mc_ttl;
	u8 pmtudisc; /* IP_PMTUDISC_* */
	u8 rcv_tos;
	u8 convert_csum;
	int uc_index;
	int mc_index;
	__be32 mc_addr;
	u32 local_port_range; /* high << 16 | low; 0: the namespace's */
	struct ip_mc_socklist *mc_list;
	struct inet_cork_full cork;
};

static inline struct inet_sock *inet_sk(const struct sock *sk)
{
	return container_of((struct sock *)sk, struct inet_sock, sk);
}

#define inet_test_bit(nr, sk)                                                  \
	test_bit(INET_FLAGS_##nr, &inet_sk(sk)->inet_flags)
#define inet_set_bit(nr, sk) set_bit(INET_FLAGS_##nr, &inet_sk(sk)->inet_flags)
#define inet_clear_bit(nr, sk)                                                 \
	clear_bit(INET_FLAGS_##nr, &inet_sk(sk)->inet_flags)
#define inet_assign_bit(nr, sk, val)                                           \
	do {                                                                   \
		if (val)                                                       \
			inet_set_bit(nr, sk);                                  \
		else                                                           \
			inet_clear_bit(nr, sk);                                \
	} while (0)

static inline unsigned long inet_cmsg_flags(const struct inet_sock *inet)
{
	return READ_ONCE(inet->inet_flags) & IP_CMSG_ALL;
}

static inline bool inet_sk_transparent(const struct sock *sk)
{
	return inet_test_bit(TRANSPARENT, sk);
}

static inline bool inet_is_connected_icsk(const struct sock *sk)
{
	return inet_test_bit(IS_ICSK, sk);
}

/* The one writer of sk_state: traces what TCP's diagram shows. */
static inline void inet_sk_set_state(struct sock *sk, int state)
{
	int old = sk->sk_state;

	sk->sk_state = (unsigned char)state;
	trace_inet_sock_set_state(NULL, sk->sk_num, ntohs(sk->sk_dport), old,
				  state);
}
#define inet_sk_state_store(sk, state) inet_sk_set_state(sk, state)

static inline int inet_sk_state_load(const struct sock *sk)
{
	return smp_load_acquire(&sk->sk_state);
}

static inline u32 inet_request_mark(const struct sock *sk, struct sk_buff *skb)
{
	return READ_ONCE(sk->sk_mark);
}

/* ---- af_inet.c: the calls, shared with AF_INET6. Context: process. ------- */

extern const struct proto_ops inet_dgram_ops;	/* poll is udp_poll() */
extern const struct proto_ops inet_sockraw_ops; /* raw, ping */

int inet_release(struct socket *sock);
int inet_bind(struct socket *sock, struct sockaddr *uaddr, int addr_len);
int inet_bind_sk(struct sock *sk, struct sockaddr *uaddr, int addr_len);
#define BIND_FORCE_ADDRESS_NO_PORT   (1 << 0) /* as the option says */
#define BIND_WITH_LOCK		     (1 << 1) /* take lock_sock() */
#define BIND_FROM_BPF		     (1 << 2)
#define BIND_NO_CAP_NET_BIND_SERVICE (1 << 3)
int __inet_bind(struct sock *sk, struct sockaddr *uaddr, int addr_len,
		u32 flags);
int inet_dgram_connect(struct socket *sock, struct sockaddr *uaddr,
		       int addr_len, int flags);
int __inet_stream_connect(struct socket *sock, struct sockaddr *uaddr,
			  int addr_len, int flags, int is_sendmsg);
int inet_stream_connect(struct socket *sock, struct sockaddr *uaddr,
			int addr_len, int flags);
int inet_accept(struct socket *sock, struct socket *newsock, int flags);
int inet_getname(struct socket *sock, struct sockaddr *uaddr, int peer);
int inet_listen(struct socket *sock, int backlog);
int inet_shutdown(struct socket *sock, int how);
int inet_ioctl(struct socket *sock, unsigned int cmd, unsigned long arg);
int inet_send_prepare(struct sock *sk); /* autobind */
int inet_sendmsg(struct socket *sock, struct msghdr *msg, size_t size);
int inet_recvmsg(struct socket *sock, struct msghdr *msg, size_t size,
		 int flags);
void inet_sock_destruct(struct sock *sk);
int inet_sk_rebuild_header(struct sock *sk);
/* A socket of the stack's own, in no hash: TCP's for resets. Gives. */
int inet_ctl_sock_create(struct sock **sk, const struct net_proto_family *pf,
			 unsigned short type, unsigned char protocol,
			 struct net *net);
static inline void inet_ctl_sock_destroy(struct sock *sk)
{
	if (sk)
		sock_release(sk->sk_socket);
}

/* Bytes that the reader is told of: MSG_TRUNC and the like are the caller's. */
int inet_recv_error(struct sock *sk, struct msghdr *msg, int len,
		    int *addr_len);

/*
 * What IPv6, when it is loaded, does for us: errors for an AF_INET6 socket
 * that carries IPv4, and its own inet_ctl calls. One for each machine; NULL
 * entries: not there. Context: process; reading: RCU.
 */
struct inet6_ops {
	int (*recv_error)(struct sock *sk, struct msghdr *msg, int len,
			  int *addr_len);
	void (*destroy_sock)(struct sock *sk);
};
int inet6_ops_register(const struct inet6_ops *ops);
void inet6_ops_unregister(void);
const struct inet6_ops *inet6_ops_get(void);

#endif /* PROTO_IPV4_INET_SOCK_H */
