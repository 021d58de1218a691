// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * s5_proto_ops - struct proto_ops
 *
 * Where:   compiled by tests/symbols/compile against installed headers.
 * Mirrors: include/linux/net.h
 */
#include "core/socket.h"
#include "symbols.h"

HAS_MEMBER(struct proto_ops, family);
HAS_MEMBER(struct proto_ops, owner);
HAS_SLOT(struct proto_ops, release);
HAS_SLOT(struct proto_ops, bind);
HAS_SLOT(struct proto_ops, connect);
HAS_SLOT(struct proto_ops, socketpair);
HAS_SLOT(struct proto_ops, accept);
HAS_SLOT(struct proto_ops, getname);
HAS_SLOT(struct proto_ops, poll);
HAS_SLOT(struct proto_ops, ioctl);
HAS_SLOT(struct proto_ops, listen);
HAS_SLOT(struct proto_ops, shutdown);
HAS_SLOT(struct proto_ops, setsockopt);
HAS_SLOT(struct proto_ops, getsockopt);
HAS_SLOT(struct proto_ops, sendmsg);
HAS_SLOT(struct proto_ops, recvmsg);
HAS_SLOT(struct proto_ops, mmap);
HAS_SLOT(struct proto_ops, sendpage);
