/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ip_sockglue - what the halves of the socket level IP say to each other
 *
 * Where:   ip_sockglue.c, ip_sockopt_mc.c, raw.c.
 * Mirrors: nothing; in the kernel it is one file.
 * Spec:    ip(7).
 */
#ifndef PROTO_IPV4_IP_SOCKGLUE_H
#define PROTO_IPV4_IP_SOCKGLUE_H

#include "core/socket.h"

struct sock;

#ifndef IP_LOCAL_PORT_RANGE
#define IP_LOCAL_PORT_RANGE 51
#endif
#ifndef IP_PROTOCOL
#define IP_PROTOCOL 52
#endif

/* ip_sockopt_mc.c: multicast. Context: process, sock locked (set). */
bool ip_mc_sockopt(int optname);
bool ip_mc_sockopt_needs_rtnl(int optname);
int ip_mc_setsockopt(struct sock *sk, int optname, sockptr_t optval,
		     unsigned int optlen);
int ip_mc_getsockopt(struct sock *sk, int optname, char *optval, int *optlen);

int ip_ra_control(struct sock *sk, bool on);

#endif /* PROTO_IPV4_IP_SOCKGLUE_H */
