/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * extack - the sentence that goes with an errno to who asked for a change
 *
 * Where:   passed down by the control side; set where the refusal happens;
 *          netlink puts it into NLMSGERR_ATTR_MSG, the shell prints it.
 * Mirrors: struct netlink_ext_ack and NL_SET_* of include/linux/netlink.h.
 * Spec:    <linux/netlink.h>, enum nlmsgerr_attrs.
 *
 * A sentence is a constant string, or formatted into the struct itself. A
 * NULL extack is fine everywhere: nobody listens.
 */
#ifndef CORE_EXTACK_H
#define CORE_EXTACK_H

#include "lib/types.h"
#include "lib/vsprintf.h"

#define NETLINK_MAX_COOKIE_LEN 20
#define NETLINK_MAX_FMTMSG_LEN 80

struct nla_policy;
struct nlattr;

struct netlink_ext_ack {
	const char *_msg;
	const struct nlattr *bad_attr;
	const struct nla_policy *policy;
	const struct nlattr *miss_nest;
	u16 miss_type;
	u8 cookie[NETLINK_MAX_COOKIE_LEN];
	u8 cookie_len;
	char _msg_buf[NETLINK_MAX_FMTMSG_LEN];
};

#define NL_SET_ERR_MSG(extack, msg)                                            \
	do {                                                                   \
		struct netlink_ext_ack *__extack = (extack);                   \
                                                                               \
		if (__extack)                                                  \
			__extack->_msg = (msg);                                \
	} while (0)

#define NL_SET_ERR_MSG_FMT(extack, fmt, args...)                               \
	do {                                                                   \
		struct netlink_ext_ack *__extack = (extack);                   \
                                                                               \
		if (!__extack)                                                 \
			break;                                                 \
		ksnprintf(__extack->_msg_buf, NETLINK_MAX_FMTMSG_LEN, fmt,     \
			  ##args);                                             \
		__extack->_msg = __extack->_msg_buf;                           \
	} while (0)

#define NL_SET_ERR_MSG_MOD(extack, msg)                                        \
	NL_SET_ERR_MSG((extack), KBUILD_MODNAME ": " msg)

#define NL_SET_BAD_ATTR(extack, attr)                                          \
	do {                                                                   \
		if ((extack))                                                  \
			(extack)->bad_attr = (attr);                           \
	} while (0)

#define NL_SET_ERR_MSG_ATTR(extack, attr, msg)                                 \
	do {                                                                   \
		NL_SET_ERR_MSG(extack, msg);                                   \
		NL_SET_BAD_ATTR(extack, attr);                                 \
	} while (0)

#endif /* CORE_EXTACK_H */
