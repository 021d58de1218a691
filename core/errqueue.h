/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * errqueue - errors that come with a packet: recvmsg(MSG_ERRQUEUE)
 *
 * Where:   ICMP errors, transmit timestamps, zerocopy completions, on a
 *          socket's sk_error_queue; the description lies in skb->cb.
 * Mirrors: include/linux/errqueue.h.
 */
#ifndef CORE_ERRQUEUE_H
#define CORE_ERRQUEUE_H

#include "core/skbuff.h"

/* <linux/errqueue.h> wants it; the guard is libc's and the kernel's own. */
#ifndef _STRUCT_TIMESPEC
#define _STRUCT_TIMESPEC
struct timespec {
	long tv_sec;
	long tv_nsec;
};
#endif
#include <linux/errqueue.h>

#define SKB_EXT_ERR(skb) ((struct sock_exterr_skb *)((skb)->cb))

struct sock_exterr_skb {
	u8 header[24]; /* the network layer's own part of cb: inet_skb_parm */
	struct sock_extended_err ee;
	u16 addr_offset; /* of the address that the error speaks of */
	__be16 port;
	u8 opt_stats : 1;
};

_Static_assert(sizeof(struct sock_exterr_skb) <= 48, "it must fit skb->cb");

#endif
