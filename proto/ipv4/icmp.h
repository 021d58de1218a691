/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * icmp - ICMP for the rest of IPv4: say what went wrong, be told of it
 *
 * Where:   icmp_send() from ip_forward.c, route.c, udp.c, netfilter;
 *          net_protocol.err_handler of whoever sent the quoted packet.
 * Mirrors: include/net/icmp.h.
 * Spec:    RFC 792, RFC 1122 §3.2.2, RFC 1812 §4.3, RFC 4884.
 */
#ifndef PROTO_IPV4_ICMP_H
#define PROTO_IPV4_ICMP_H

#include "hdr/icmp.h"

#include "proto/ipv4/inet_sock.h"

struct net;
struct sk_buff;

/* What an ICMP_DEST_UNREACH code means to a socket. */
struct icmp_err {
	int errno_; /* positive */
	unsigned int fatal : 1;
};
extern const struct icmp_err icmp_err_convert[NR_ICMP_UNREACH + 1];

/**
 * icmp_sk_errno - what an ICMP error about its packet means to a socket
 * @sk: its route learns of a new path MTU or a better gateway
 * @skb: borrowed; the transport header is the ICMP one, data the quoted header
 * @info: MTU, pointer, gateway
 * @harderr: set: it ends what waits, without IP_RECVERR too
 *
 * Context: softirq, RCU.
 * Return: a positive errno; 0: no news for the application.
 */
int icmp_sk_errno(struct sock *sk, struct sk_buff *skb, u32 info,
		  bool *harderr);

/**
 * __icmp_send - tell the sender of @skb_in what happened to it
 * @skb_in: borrowed; its network header is set and it has a route
 * @type: ICMP_DEST_UNREACH, ICMP_TIME_EXCEEDED, ICMP_PARAMETERPROB,
 *	ICMP_REDIRECT
 * @info: what stands behind the checksum: MTU, pointer, gateway
 * @opt: options of @skb_in to answer with
 *
 * Says nothing when RFC 1122 §3.2.2 forbids it or a rate limit is reached.
 * Context: any.
 */
void __icmp_send(struct sk_buff *skb_in, int type, int code, __be32 info,
		 const struct ip_options *opt);
void icmp_send(struct sk_buff *skb_in, int type, int code, __be32 info);
/* For drivers: with the address that the packet had before NAT. */
void icmp_ndo_send(struct sk_buff *skb_in, int type, int code, __be32 info);

/* An error for one of our sockets: borrows @skb, at the quoted header. */
int icmp_err(struct sk_buff *skb, u32 info);
int icmp_rcv(struct sk_buff *skb); /* takes */
void icmp_out_count(struct net *net, unsigned char type);
/* A token of the machine-wide (per namespace) bucket; any context. */
bool icmp_global_allow(struct net *net);
void icmp_global_consume(struct net *net);
/* RFC 4884: where the extension objects of an error lie, for sockets. */
struct sock_ee_data_rfc4884;
void ip_icmp_error_rfc4884(const struct sk_buff *skb,
			   struct sock_ee_data_rfc4884 *out, int thlen,
			   int off);

/**
 * struct icmp_ping_ops - what ping.c does for icmp.c
 * @rcv: softirq, RCU; an echo reply; takes @skb; 0: a socket had it
 * @err: softirq, RCU; borrows @skb, at the quoted header; @info: see
 * __icmp_send
 */
struct icmp_ping_ops {
	enum skb_drop_reason (*rcv)(struct sk_buff *skb);
	void (*err)(struct sk_buff *skb, int offset, u32 info);
};
/* One for each machine; NULL: gone. Context: process; get: RCU. */
void icmp_ping_ops_set(const struct icmp_ping_ops *ops);
const struct icmp_ping_ops *icmp_ping_ops_get(void);

int icmp_init(void);
void icmp_exit(void);

#endif /* PROTO_IPV4_ICMP_H */
