/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * protocol - who takes a packet by its IP protocol number, who makes sockets
 *
 * Where:   ip_local_deliver() finds the net_protocol, icmp.c tells its
 *          err_handler; inet_create() finds the inet_protosw; gro.c and gso.c
 *          find the net_offload.
 * Mirrors: include/net/protocol.h.
 * Spec:    https://www.iana.org/assignments/protocol-numbers
 *
 * Nothing registered is written into: the structs are static const, and each
 * machine has its own tables.
 */
#ifndef PROTO_PROTOCOL_H
#define PROTO_PROTOCOL_H

#include "core/gro.h"
#include "core/skbuff.h"
#include "core/socket.h"
#include "lib/list.h"

struct in6_addr;
struct inet6_skb_parm;
struct pernet_operations;
struct proto;

#define MAX_INET_PROTOS 256 /* the protocol field is a byte */

/**
 * struct net_protocol - a protocol above IPv4
 * @handler: required; softirq, RCU; takes @skb, whose data is at the transport
 *	header; < 0: deliver it to protocol number -ret instead
 * @err_handler: optional; softirq, RCU; borrows @skb, whose data is at the
 *	quoted IP header; 0, or -ENOENT when no socket is concerned
 * @early_demux: optional; softirq, RCU; borrows; may set skb->sk and the route
 * @no_policy: IPsec policies are its own business
 * @icmp_strict_tag_validation: ICMP "too big" needs a known socket
 */
struct net_protocol {
	int (*handler)(struct sk_buff *skb);
	int (*err_handler)(struct sk_buff *skb, u32 info);
	int (*early_demux)(struct sk_buff *skb);
	unsigned int no_policy : 1;
	unsigned int icmp_strict_tag_validation : 1;
};

/* The same above IPv6. handler: > 0: the next header is at that offset. */
struct inet6_protocol {
	int (*handler)(struct sk_buff *skb);
	int (*err_handler)(struct sk_buff *skb, struct inet6_skb_parm *opt,
			   u8 type, u8 code, int offset, __be32 info);
	int (*early_demux)(struct sk_buff *skb);
	unsigned int flags;
};
#define INET6_PROTO_NOPOLICY 0x1
#define INET6_PROTO_FINAL    0x2

/**
 * struct inet_protosw - socket(AF_INET, type, protocol)
 * @type: SOCK_STREAM, SOCK_DGRAM, SOCK_RAW
 * @protocol: IPPROTO_*; IPPROTO_IP: any (raw)
 * @prot: required
 * @ops: required
 * @flags: INET_PROTOSW_*
 */
struct inet_protosw {
	unsigned short type;
	unsigned short protocol;
	struct proto *prot;
	const struct proto_ops *ops;
	unsigned char flags;
};
#define INET_PROTOSW_REUSE     0x01 /* ports are reused without asking */
#define INET_PROTOSW_PERMANENT 0x02 /* cannot be overridden or taken out */
#define INET_PROTOSW_ICSK      0x04 /* an inet_connection_sock */

/*
 * Context: process. 0, -EINVAL: no handler, or -1: the number is taken (add),
 * is somebody else's (del). del waits until no CPU is inside the handler.
 */
int inet_add_protocol(const struct net_protocol *prot, unsigned char num);
int inet_del_protocol(const struct net_protocol *prot, unsigned char num);
/* The same for offloads (ip_offload.c). */
int inet_add_offload(const struct net_offload *prot, unsigned char num);
int inet_del_offload(const struct net_offload *prot, unsigned char num);
/* Context: RCU. The one of this machine, or NULL. */
const struct net_protocol *inet_protos_get(unsigned int num);
const struct net_offload *inet_offloads_get(unsigned int num);

/* Context: process. -EINVAL: bad type; -EPERM: a permanent one is there. */
int inet_register_protosw(const struct inet_protosw *p);
void inet_unregister_protosw(const struct inet_protosw *p);

/**
 * struct inet_transport - all that a protocol of ipv4.so registers
 * @net_ops: what each namespace has of it
 * @sw: its sockets; @sw->prot is registered, too
 * @protocol: its packets, by @sw->protocol; NULL: they come another way
 */
struct inet_transport {
	const struct pernet_operations *net_ops;
	const struct inet_protosw *sw;
	const struct net_protocol *protocol;
};
/* Context: process, ipv4.so's init and exit. 0 or -errno: nothing is left. */
int inet_register_transport(const struct inet_transport *t);
void inet_unregister_transport(const struct inet_transport *t);

#endif /* PROTO_PROTOCOL_H */
