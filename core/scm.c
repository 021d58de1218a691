// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * scm - control messages to the application
 *
 * Where:   recvmsg(): IP_PKTINFO, timestamps, IP_RECVERR.
 * Mirrors: put_cmsg() of net/core/scm.c; file descriptors and credentials
 *          belong to unix sockets, which we do not have.
 */
#include <linux/errno.h>
#include <string.h>

#include "hdr/socket.h"

/**
 * put_cmsg - append a control message
 * @msg: msg_control moves on
 * @level: SOL_*
 * @type: of that level
 * @len: of @data
 * @data: copied
 *
 * With too little room the message is cut and MSG_CTRUNC set.
 * Context: process. Return: 0.
 */
int put_cmsg(struct msghdr *msg, int level, int type, int len, const void *data)
{
	struct cmsghdr hdr = {.cmsg_level = level, .cmsg_type = type};
	size_t cmlen = CMSG_LEN((size_t)len);

	if (!msg->msg_control || msg->msg_controllen < sizeof(hdr)) {
		msg->msg_flags |= MSG_CTRUNC;
		return 0;
	}
	if (msg->msg_controllen < cmlen) {
		msg->msg_flags |= MSG_CTRUNC;
		cmlen = msg->msg_controllen;
	}
	hdr.cmsg_len = cmlen;
	memcpy(msg->msg_control, &hdr, sizeof(hdr));
	memcpy(CMSG_DATA(msg->msg_control), data, cmlen - sizeof(hdr));

	cmlen = min(CMSG_SPACE((size_t)len), msg->msg_controllen);
	msg->msg_control = (char *)msg->msg_control + cmlen;
	msg->msg_controllen -= cmlen;
	return 0;
}
EXPORT_SYMBOL(put_cmsg);
