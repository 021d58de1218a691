// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sock_cmsg - the control messages of SOL_SOCKET that sendmsg() takes
 *
 * Where:   ip_cmsg_send() and its siblings call it for level SOL_SOCKET.
 * Mirrors: __sock_cmsg_send() of net/core/sock.c.
 * Spec:    socket(7): SO_MARK, SO_PRIORITY, SO_TIMESTAMPING, SCM_TXTIME.
 */
#include "core/sock.h"

#include <linux/capability.h>
#include <linux/net_tstamp.h>

#include "lib/err.h"

#ifndef SCM_TS_OPT_ID
#define SCM_TS_OPT_ID 81
#endif
#define SOF_TX_RECORD_MASK                                                     \
	(SOF_TIMESTAMPING_TX_HARDWARE | SOF_TIMESTAMPING_TX_SOFTWARE |         \
	 SOF_TIMESTAMPING_TX_SCHED | SOF_TIMESTAMPING_TX_ACK)

static bool cmsg_is(const struct cmsghdr *cmsg, size_t size)
{
	return cmsg->cmsg_len == CMSG_LEN(size);
}

static int cmsg_timestamping(struct cmsghdr *cmsg, struct sockcm_cookie *sockc)
{
	u32 tsflags;

	if (!cmsg_is(cmsg, sizeof(u32)))
		return -EINVAL;
	tsflags = *(u32 *)CMSG_DATA(cmsg);
	if (tsflags & ~(u32)SOF_TX_RECORD_MASK)
		return -EINVAL;
	sockc->tsflags &= ~(u32)SOF_TX_RECORD_MASK;
	sockc->tsflags |= tsflags;
	return 0;
}

/**
 * __sock_cmsg_send - take one control message of SOL_SOCKET
 *
 * Context: process.
 * Return: 0, -EINVAL (length, unknown), -EPERM (SO_MARK without rights).
 */
int __sock_cmsg_send(struct sock *sk, struct cmsghdr *cmsg,
		     struct sockcm_cookie *sockc)
{
	u32 val;

	switch (cmsg->cmsg_type) {
	case SO_MARK:
		if (!sk_capable(sk, CAP_NET_RAW) &&
		    !sk_capable(sk, CAP_NET_ADMIN))
			return -EPERM;
		if (!cmsg_is(cmsg, sizeof(u32)))
			return -EINVAL;
		sockc->mark = *(u32 *)CMSG_DATA(cmsg);
		return 0;
	case SO_TIMESTAMPING_OLD:
	case SO_TIMESTAMPING_NEW:
		return cmsg_timestamping(cmsg, sockc);
	case SCM_TXTIME:
		if (!sock_flag(sk, SOCK_TXTIME) || !cmsg_is(cmsg, sizeof(u64)))
			return -EINVAL;
		memcpy(&sockc->transmit_time, CMSG_DATA(cmsg), sizeof(u64));
		return 0;
	case SO_PRIORITY:
		if (!cmsg_is(cmsg, sizeof(u32)))
			return -EINVAL;
		val = *(u32 *)CMSG_DATA(cmsg);
		if (val > 6 && !sk_capable(sk, CAP_NET_ADMIN) &&
		    !sk_capable(sk, CAP_NET_RAW))
			return -EPERM;
		sockc->priority = val;
		return 0;
	case SCM_RIGHTS:
	case SCM_CREDENTIALS:
		return 0; /* of unix sockets; ignored elsewhere */
	default:
		return -EINVAL;
	}
}
EXPORT_SYMBOL(__sock_cmsg_send);

/**
 * sock_cmsg_send - take all control messages of SOL_SOCKET
 *
 * Context: process.
 * Return: 0, or what the first bad one says.
 */
int sock_cmsg_send(struct sock *sk, struct msghdr *msg,
		   struct sockcm_cookie *sockc)
{
	struct cmsghdr *cmsg;
	int ret;

	for_each_cmsghdr(cmsg, msg)
	{
		if (!CMSG_OK(msg, cmsg))
			return -EINVAL;
		if (cmsg->cmsg_level != SOL_SOCKET)
			continue;
		ret = __sock_cmsg_send(sk, cmsg, sockc);
		if (ret)
			return ret;
	}
	return 0;
}
EXPORT_SYMBOL(sock_cmsg_send);
