/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ping - echo requests without rights: socket(AF_INET, SOCK_DGRAM, ICMP)
 *
 * Where:   icmp.c hands over replies and errors by struct icmp_ping_ops.
 * Mirrors: include/net/ping.h.
 * Spec:    icmp(7), net.ipv4.ping_group_range in ip-sysctl.rst.
 */
#ifndef PROTO_IPV4_PING_H
#define PROTO_IPV4_PING_H

#include "proto/ipv4/inet_sock.h"

#define PING_HTABLE_SIZE 64
#define PING_HTABLE_MASK (PING_HTABLE_SIZE - 1)

/* net.ipv4.ping_group_range of a new namespace: nobody */
#define PING_GROUP_RANGE_MIN 1U
#define PING_GROUP_RANGE_MAX 0U
#define GID_T_MAX	     (~0U - 1)

extern struct proto ping_prot;

/* As raw_init(). */
int ping_init(void);
void ping_exit(void);

#endif /* PROTO_IPV4_PING_H */
