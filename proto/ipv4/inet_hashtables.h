/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * inet_hashtables - who has this connection, who listens, who has this port
 *
 * Where:   tcp_v4_rcv() finds the socket of a segment; bind(), connect() find
 *          a port.
 * Mirrors: include/net/inet_hashtables.h, inet_timewait_sock and request_sock
 *          stand in the same table. Left out: bhash2 (ports by address), BPF.
 * Spec:    RFC 9293 §3.10 (a connection is named by its four numbers).
 *
 * Three tables for each machine: ehash by the four numbers (readers: RCU),
 * lhash2 by port and local address of listeners, bhash by port. They are made
 * when the machine's first TCP socket is: a machine without TCP has none.
 * Sockets are freed after a grace period, so a reader may stay on a chain;
 * if the one it stands on moved to another chain the nulls mark tells.
 */
#ifndef PROTO_IPV4_INET_HASHTABLES_H
#define PROTO_IPV4_INET_HASHTABLES_H

#include "lib/list_nulls.h"
#include "proto/ipv4/inet_connection_sock.h"
#include "proto/ipv4/inet_timewait_sock.h"

#define INET_EHASH_SIZE	  65536 /* chains; the kernel has them by memory */
#define INET_EHASH_LOCKS  256
#define INET_BHASH_SIZE	  16384
#define INET_LHTABLE_SIZE 64

struct inet_ehash_bucket {
	struct hlist_nulls_head chain;
};

struct inet_listen_hashbucket {
	spinlock_t lock;
	struct hlist_nulls_head nulls_head;
};

/* A local port in use, and by whom; bhash chain's lock. */
struct inet_bind_bucket {
	possible_net_t ib_net;
	unsigned short port;
	signed char fastreuse;	   /* > 0: all owners said SO_REUSEADDR */
	signed char fastreuseport; /* FASTREUSEPORT_* */
	u32 fastuid;
	__be32 fast_rcv_saddr;
	unsigned short fast_sk_family;
	bool fast_ipv6_only;
	struct hlist_node node;
	struct hlist_head owners; /* by sk_bind_node; small ones too */
};
#define FASTREUSEPORT_ANY    1
#define FASTREUSEPORT_STRICT 2

static inline struct net *ib_net(const struct inet_bind_bucket *ib)
{
	return read_pnet(&ib->ib_net);
}

struct inet_bind_hashbucket {
	spinlock_t lock;
	struct hlist_head chain;
};

struct inet_hashinfo {
	struct inet_ehash_bucket *ehash; /* NULL: not made yet */
	spinlock_t *ehash_locks;
	unsigned int ehash_mask;
	unsigned int ehash_locks_mask;
	struct inet_bind_hashbucket *bhash;
	unsigned int bhash_size;
	struct inet_listen_hashbucket *lhash2;
	unsigned int lhash2_mask;
	u32 ehash_secret;
};

/* The one of this machine. Context: any. */
struct inet_hashinfo *inet_hashinfo_get(void);
/* Make the tables, if nobody did. Context: process. 0 or -ENOMEM. */
int inet_hashinfo_alloc(struct inet_hashinfo *h);
void inet_hashinfo_free(struct inet_hashinfo *h);

#define INET_MATCH(sk, net, saddr, sport, daddr, dport, dif, sdif)             \
	(net_eq(sock_net(sk), net) && (sk)->sk_daddr == (saddr) &&             \
	 (sk)->sk_rcv_saddr == (daddr) && (sk)->sk_dport == (sport) &&         \
	 (sk)->sk_num == (dport) &&                                            \
	 (!(sk)->sk_bound_dev_if || (sk)->sk_bound_dev_if == (dif) ||          \
	  (sk)->sk_bound_dev_if == (sdif)))

u32 inet_ehashfn(const struct net *net, __be32 laddr, __u16 lport, __be32 faddr,
		 __be16 fport);

static inline struct inet_ehash_bucket *
inet_ehash_bucket(struct inet_hashinfo *hashinfo, unsigned int hash)
{
	return &hashinfo->ehash[hash & hashinfo->ehash_mask];
}

static inline spinlock_t *inet_ehash_lockp(struct inet_hashinfo *hashinfo,
					   unsigned int hash)
{
	return &hashinfo->ehash_locks[hash & hashinfo->ehash_locks_mask];
}

/* ---- lookup. Context: RCU. ----------------------------------------------- */

/*
 * @sport as in the packet, @hnum our port in host order. Give a full socket,
 * a request_sock or a timewait one: look at sk_state first. NULL: none.
 */
struct sock *__inet_lookup_established(struct net *net,
				       struct inet_hashinfo *hashinfo,
				       __be32 saddr, __be16 sport, __be32 daddr,
				       u16 hnum, int dif, int sdif);
/* Borrowed: listeners are freed by RCU. */
struct sock *__inet_lookup_listener(struct net *net,
				    struct inet_hashinfo *hashinfo,
				    struct sk_buff *skb, int doff, __be32 saddr,
				    __be16 sport, __be32 daddr, u16 hnum,
				    int dif, int sdif);
struct sock *__inet_lookup(struct net *net, struct inet_hashinfo *hashinfo,
			   struct sk_buff *skb, int doff, __be32 saddr,
			   __be16 sport, __be32 daddr, __be16 dport, int dif,
			   int sdif, bool *refcounted);
/* Of a segment: early demux may have left it in skb->sk. */
struct sock *__inet_lookup_skb(struct inet_hashinfo *hashinfo,
			       struct sk_buff *skb, int doff, __be16 sport,
			       __be16 dport, int sdif, bool *refcounted);
/* sock_put() for whatever lookup gave. */
void sock_gen_put(struct sock *sk);
void sock_edemux(struct sk_buff *skb);

/* ---- in and out. Context: BH off or process. ----------------------------- */

/* @osk goes as @sk comes; false: there is such a connection already. */
bool inet_ehash_insert(struct sock *sk, struct sock *osk, bool *found_dup_sk);
bool inet_ehash_nolisten(struct sock *sk, struct sock *osk, bool *found_dup_sk);
int __inet_hash(struct sock *sk, struct sock *osk);
int inet_hash(struct sock *sk);
void inet_unhash(struct sock *sk);
void inet_put_port(struct sock *sk);
void __inet_put_port(struct sock *sk);
/* @child gets the port of @sk. 0 or -ENOENT, -ENOMEM. */
int __inet_inherit_port(const struct sock *sk, struct sock *child);
void inet_bind_hash(struct sock *sk, struct inet_bind_bucket *tb,
		    unsigned short snum);
struct inet_bind_bucket *inet_bind_bucket_create(struct net *net,
						 struct inet_bind_hashbucket *h,
						 unsigned short snum);
void inet_bind_bucket_destroy(struct inet_bind_bucket *tb);

static inline struct inet_bind_hashbucket *
inet_bhashfn(struct inet_hashinfo *h, const struct net *net, u16 port)
{
	return &h->bhash[(port + net_hash_mix(net)) & (h->bhash_size - 1)];
}

/* connect(): a free local port if there is none yet; hashed. 0 or -errno. */
int inet_hash_connect(struct inet_timewait_death_row *death_row,
		      struct sock *sk);

/* TCP's word on taking over a connection in TIME_WAIT: 1 yes. */
int tcp_twsk_unique(struct sock *sk, struct sock *sktw, void *twp);

static inline void sk_daddr_set(struct sock *sk, __be32 addr)
{
	sk->sk_daddr = addr;
}

static inline void sk_rcv_saddr_set(struct sock *sk, __be32 addr)
{
	sk->sk_rcv_saddr = addr;
}

/* inet_request_sock: what an IPv4 or IPv6 SYN said. */
struct inet_request_sock {
	struct request_sock req; /* first */
#define ir_loc_addr    req.__req_common.skc_rcv_saddr
#define ir_rmt_addr    req.__req_common.skc_daddr
#define ir_num	       req.__req_common.skc_num
#define ir_rmt_port    req.__req_common.skc_dport
#define ir_v6_rmt_addr req.__req_common.skc_v6_daddr
#define ir_v6_loc_addr req.__req_common.skc_v6_rcv_saddr
#define ir_iif	       req.__req_common.skc_bound_dev_if
#define ir_cookie      req.__req_common.skc_cookie
#define ireq_net       req.__req_common.skc_net
#define ireq_state     req.__req_common.skc_state
#define ireq_family    req.__req_common.skc_family
	u16 snd_wscale : 4, rcv_wscale : 4, tstamp_ok : 1, sack_ok : 1,
		wscale_ok : 1, ecn_ok : 1, acked : 1, no_srccheck : 1;
	u32 ir_mark;
	struct ip_options_rcu *ireq_opt; /* RCU; to be answered with */
};

static inline struct inet_request_sock *inet_rsk(const struct request_sock *sk)
{
	return (struct inet_request_sock *)sk;
}

#endif /* PROTO_IPV4_INET_HASHTABLES_H */
