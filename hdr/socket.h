/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * socket - addresses and I/O vectors, without libc
 *
 * Where:   socket calls, and the uapi headers that mention struct sockaddr.
 * Mirrors: include/linux/socket.h. A file that includes libc's <sys/socket.h>
 *          does so first and gets libc's types, which have the same layout.
 */
#ifndef HDR_SOCKET_H
#define HDR_SOCKET_H

#include <linux/socket.h>
#include <linux/uio.h>

#include "lib/types.h"

#ifndef _SYS_SOCKET_H
/* Keep libc's out of <linux/if.h>. */
#define _SYS_SOCKET_H 1

typedef __kernel_sa_family_t sa_family_t;

struct sockaddr {
	sa_family_t sa_family;
	char sa_data[14];
};

#define sockaddr_storage __kernel_sockaddr_storage

#define AF_UNSPEC    0
#define AF_UNIX	     1
#define AF_LOCAL     AF_UNIX
#define AF_INET	     2
#define AF_AX25	     3
#define AF_IPX	     4
#define AF_APPLETALK 5
#define AF_NETROM    6
#define AF_BRIDGE    7
#define AF_INET6     10
#define AF_NETLINK   16
#define AF_PACKET    17
#define AF_MPLS	     28
#define AF_XDP	     44
#define AF_MAX	     46
#define PF_UNSPEC    AF_UNSPEC
#define PF_UNIX	     AF_UNIX
#define PF_INET	     AF_INET
#define PF_BRIDGE    AF_BRIDGE
#define PF_INET6     AF_INET6
#define PF_NETLINK   AF_NETLINK
#define PF_PACKET    AF_PACKET
#define PF_MAX	     AF_MAX
#endif

#endif /* HDR_SOCKET_H */
