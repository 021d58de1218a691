/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * offload - how IPv4, TCP and UDP are merged and cut
 *
 * Where:   core/gro.c and core/gso.c reach IPv4 by its packet_offload, IPv4
 *          reaches the transports by inet_offloads[]. IPv6 shares the parts
 *          of TCP and UDP that know no addresses.
 * Mirrors: include/net/gro.h, the offload parts of include/net/tcp.h, udp.h
 *          and protocol.h.
 * Spec:    the rules of merging are in core/gro.h.
 */
#ifndef PROTO_IPV4_OFFLOAD_H
#define PROTO_IPV4_OFFLOAD_H

#include "core/gro.h"
#include "core/gso.h"
#include "hdr/ip.h"
#include "hdr/tcp.h"
#include "hdr/udp.h"
#include "proto/protocol.h"

struct sk_buff;

/* The sum of IPv4's pseudo-header, for skb_gro_checksum_validate(). */
static inline __wsum inet_gro_compute_pseudo(const struct sk_buff *skb,
					     int proto)
{
	const struct iphdr *iph = skb_gro_network_header(skb);

	return csum_tcpudp_nofold(iph->saddr, iph->daddr, skb_gro_len(skb),
				  (u8)proto, 0);
}

/* ---- ip_offload.c
 * ------------------------------------------------------------
 */

/* Context: process; by ipv4.so's init and exit. 0 or -errno. */
int ipv4_offload_init(void);
void ipv4_offload_exit(void);

struct sk_buff *inet_gso_segment(struct sk_buff *skb,
				 netdev_features_t features);
struct sk_buff *inet_gro_receive(struct list_head *head, struct sk_buff *skb);
int inet_gro_complete(struct sk_buff *skb, int nhoff);

/* ---- tcp_offload.c
 * ----------------------------------------------------------- */

extern const struct net_offload tcpv4_offload;

/* Data at the TCP header; see struct offload_callbacks. */
struct sk_buff *tcp_gso_segment(struct sk_buff *skb,
				netdev_features_t features);
struct sk_buff *tcp_gro_receive(struct list_head *head, struct sk_buff *skb);
/* After th->check holds the pseudo-header's sum. */
void tcp_gro_complete(struct sk_buff *skb);

/* ---- udp_offload.c
 * ------------------------------------------------------------ */

#define UDP_GRO_CNT_MAX 64

extern const struct net_offload udpv4_offload;

/* What the socket of a datagram wants; udp.c answers. */
enum udp_gro_wish {
	UDP_GRO_NO_SOCKET, /* forwarded, or nobody listens */
	UDP_GRO_OFF,
	UDP_GRO_ON, /* setsockopt(UDP_GRO) */
};
/* Context: softirq, RCU. Headers at skb_gro_network_header(@skb). */
typedef enum udp_gro_wish udp_gro_lookup_fn(struct sk_buff *skb, __be16 sport,
					    __be16 dport);
/* @family: AF_INET or AF_INET6; @fn NULL: no sockets any more. Process. */
void udp_gro_set_lookup(int family, udp_gro_lookup_fn *fn);

struct sk_buff *__udp_gso_segment(struct sk_buff *gso_skb,
				  netdev_features_t features, bool is_ipv6);
struct sk_buff *udp_gro_receive(struct list_head *head, struct sk_buff *skb,
				struct udphdr *uh, enum udp_gro_wish wish);
/* After uh->check holds the pseudo-header's sum. */
int udp_gro_complete(struct sk_buff *skb, int nhoff);

static inline struct udphdr *udp_gro_udphdr(struct sk_buff *skb)
{
	unsigned int off = skb_gro_offset(skb);

	return skb_gro_header(skb, off + sizeof(struct udphdr), off);
}

#endif /* PROTO_IPV4_OFFLOAD_H */
