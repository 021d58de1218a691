/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * icmp_priv - what icmp.c (receiving) and icmp_send.c (sending) share
 *
 * Where:   proto/ipv4/icmp*.c only.
 * Mirrors: statics of net/ipv4/icmp.c.
 * Spec:    RFC 792.
 */
#ifndef PROTO_IPV4_ICMP_PRIV_H
#define PROTO_IPV4_ICMP_PRIV_H

#include "proto/ipv4/icmp.h"
#include "proto/ipv4/ip.h"

/* A message to be sent: header, and where its data come from. */
struct icmp_bxm {
	struct sk_buff *skb; /* borrowed */
	int offset;
	int data_len;
	struct {
		struct icmphdr icmph;
		__be32 times[3];
	} data;
	int head_len;
	struct ip_options_data replyopts;
};

/**
 * struct icmp_control - what to do with a type
 * @handler: softirq, RCU; borrows; why it is dropped, or SKB_NOT_DROPPED_YET
 * @err: it is an error: it answers none and is answered by none
 */
struct icmp_control {
	enum skb_drop_reason (*handler)(struct sk_buff *skb);
	bool err;
};
extern const struct icmp_control icmp_pointers[NR_ICMP_TYPES + 1];

/* Answer @skb, borrowed, to where it came from. Context: softirq, RCU. */
void icmp_reply(struct icmp_bxm *icmp_param, struct sk_buff *skb);

int icmp_send_init(void);
void icmp_send_exit(void);

#endif /* PROTO_IPV4_ICMP_PRIV_H */
