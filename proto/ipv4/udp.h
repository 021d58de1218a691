/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * udp - datagram sockets: the tables, the socket, what IPv6 shares
 *
 * Where:   udp.c (calls), udp_port.c (who has which port), udp_input.c (up);
 *          inet_create() for SOCK_DGRAM.
 * Mirrors: include/net/udp.h, include/linux/udp.h. Left out: UDP-Lite, tunnel
 *          helpers.
 * Spec:    RFC 768, RFC 1122 §4.1, udp(7).
 */
#ifndef PROTO_IPV4_UDP_H
#define PROTO_IPV4_UDP_H

#include "hdr/udp.h"

#include "core/snmp.h"
#include "proto/ipv4/inet_sock.h"
#include "proto/ipv4/ip.h"

struct seq_file;

#define UDP_HTABLE_SIZE	 256 /* chains; the kernel has them by memory */
#define UDP_MAX_SEGMENTS (1 << 6UL)

struct udp_hslot {
	struct hlist_head head; /* RCU */
	int count;
	spinlock_t lock;
};

/*
 * Each socket stands in two chains: by port, and by port and local address.
 * The shorter one is searched.
 */
struct udp_table {
	struct udp_hslot *hash;
	struct udp_hslot *hash2;
	unsigned int mask;
	unsigned int log;
};

struct udp_skb_cb {
	struct inet_skb_parm h4; /* first: IPCB() stays valid */
	u16 cscov;
	u8 partial_cov;
};
#define UDP_SKB_CB(skb) ((struct udp_skb_cb *)((skb)->cb))
_Static_assert(sizeof(struct udp_skb_cb) <= 48, "it must fit skb->cb");

struct udp_sock {
	struct inet_sock inet; /* first */
#define udp_port_hash	  inet.sk.__sk_common.skc_u16hashes[0]
#define udp_portaddr_hash inet.sk.__sk_common.skc_u16hashes[1]
#define udp_portaddr_node inet.sk.__sk_common.skc_portaddr_node
	int pending;	/* AF_INET: frames wait for the cork to be pulled */
	u8 corkflag;	/* UDP_CORK */
	u8 encap_type;	/* UDP_ENCAP_*: encap_rcv is called */
	u8 gro_enabled; /* UDP_GRO: merged datagrams are wanted */
	u8 accept_udp_l4;
	u8 no_check6_tx;
	u8 no_check6_rx;
	u16 len;      /* of the corked datagram, with its header */
	u16 gso_size; /* UDP_SEGMENT */
	/*
	 * Softirq, RCU. encap_rcv takes @skb when it returns 0; > 0: it is an
	 * ordinary datagram; < 0: deliver it to protocol -ret.
	 */
	int (*encap_rcv)(struct sock *sk, struct sk_buff *skb);
	void (*encap_err_rcv)(struct sock *sk, struct sk_buff *skb, int err,
			      __be16 port, u32 info, u8 *payload);
	int (*encap_err_lookup)(struct sock *sk, struct sk_buff *skb);
	void (*encap_destroy)(struct sock *sk);
};

static inline struct udp_sock *udp_sk(const struct sock *sk)
{
	return container_of(inet_sk(sk), struct udp_sock, inet);
}

extern struct proto udp_prot;

/*
 * inet_init() calls udp_init() before it registers protosws: proto, tables,
 * the IPPROTO_UDP handler, sysctls, /proc/net/udp. 0 or -errno. Process.
 */
int udp_init(void);
void udp_exit(void);

/* ---- udp_port.c: the tables of this machine. ----------------------------- */

struct udp_table *udp_table_get(void);
u32 udp_ehash_secret(void); /* this machine's */
int udp_table_init(void);
void udp_table_exit(void);

static inline u32 udp_hashfn(const struct net *net, u32 num, u32 mask)
{
	return (num + net_hash_mix(net)) & mask;
}

static inline struct udp_hslot *udp_hashslot(struct udp_table *table,
					     const struct net *net, u32 num)
{
	return &table->hash[udp_hashfn(net, num, table->mask)];
}

static inline struct udp_hslot *udp_hashslot2(struct udp_table *table, u32 hash)
{
	return &table->hash2[hash & table->mask];
}

/* Context: process, sock locked. 0, or 1: the port is taken. */
int udp_lib_get_port(struct sock *sk, unsigned short snum,
		     unsigned int hash2_nulladdr);
int udp_v4_get_port(struct sock *sk, unsigned short snum);
int udp_lib_hash(struct sock *sk);
void udp_lib_unhash(struct sock *sk);
void udp_lib_rehash(struct sock *sk, u16 newhash);
void udp_v4_rehash(struct sock *sk);
/* Do two sockets want the same local address? */
bool inet_rcv_saddr_equal(const struct sock *sk, const struct sock *sk2,
			  bool match_wildcard);

/* ---- udp_input.c --------------------------------------------------------- */

/* Context: softirq or RCU. Borrowed (sockets are freed by RCU), or NULL. */
struct sock *__udp4_lib_lookup(struct net *net, __be32 saddr, __be16 sport,
			       __be32 daddr, __be16 dport, int dif, int sdif,
			       struct sk_buff *skb);
/* The same, with a reference. */
struct sock *udp4_lib_lookup(struct net *net, __be32 saddr, __be16 sport,
			     __be32 daddr, __be16 dport, int dif);
u32 udp_ehashfn(const struct net *net, __be32 laddr, u16 lport, __be32 faddr,
		__be16 fport);
int udp_rcv(struct sk_buff *skb); /* takes */
int udp_err(struct sk_buff *skb, u32 info);
int udp_v4_early_demux(struct sk_buff *skb);
/* Takes @skb. 0, or < 0: it was dropped, and counted. */
int __udp_enqueue_schedule_skb(struct sock *sk, struct sk_buff *skb);

/* ---- udp_recv.c: the reader -----------------------------------------------
 */

/* Give the next datagram, or NULL with *@err; skb_consume_udp() takes it. */
struct sk_buff *__skb_recv_udp(struct sock *sk, unsigned int flags, int *off,
			       int *err);
void skb_consume_udp(struct sock *sk, struct sk_buff *skb, int len);
int udp_recvmsg(struct sock *sk, struct msghdr *msg, size_t len, int flags,
		int *addr_len);
int udp_ioctl(struct sock *sk, int cmd, int *karg);
__poll_t udp_poll(struct file *file, struct socket *sock,
		  struct poll_table_struct *wait);
void udp_destruct_common(struct sock *sk);

/* ---- udp.c; shared with IPv6. Context: process. ---------------------------
 */

int udp_init_sock(struct sock *sk);
void udp_lib_close(struct sock *sk, long timeout);
int udp_disconnect(struct sock *sk, int flags);
int __udp_disconnect(struct sock *sk, int flags);
int udp_abort(struct sock *sk, int err);
int udp_pre_connect(struct sock *sk, struct sockaddr *uaddr, int addr_len);
int udp_sendmsg(struct sock *sk, struct msghdr *msg, size_t len);
int udp_push_pending_frames(struct sock *sk);
void udp_flush_pending_frames(struct sock *sk);
int udp_cmsg_send(struct sock *sk, struct msghdr *msg, u16 *gso_size);
int udp_lib_setsockopt(struct sock *sk, int level, int optname,
		       sockptr_t optval, unsigned int optlen,
		       int (*push_pending_frames)(struct sock *));
int udp_lib_getsockopt(struct sock *sk, int level, int optname, char *optval,
		       int *optlen);
/* The sum over the frames of a corked datagram that are not one packet. */
void udp4_hwcsum(struct sk_buff *skb, __be32 src, __be32 dst);

/* ---- udp_proc.c: /proc/net/udp --------------------------------
 */

extern const struct pernet_operations udp_net_ops;
/* A line of /proc/net/udp and of its like. */
void udp4_format_sock(struct seq_file *m, const struct sock *sk,
		      unsigned int bucket);

static inline __sum16 udp_v4_check(int len, __be32 saddr, __be32 daddr,
				   __wsum base)
{
	return csum_tcpudp_magic(saddr, daddr, (u32)len, IPPROTO_UDP, base);
}

static inline bool udp_sk_bound_dev_eq(const struct net *net, int bound_dev_if,
				       int dif, int sdif)
{
	return !bound_dev_if || bound_dev_if == dif || bound_dev_if == sdif;
}

#endif /* PROTO_IPV4_UDP_H */
