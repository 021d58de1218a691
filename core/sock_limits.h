/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sock_limits - what core/sock*.c share: limits and the table of protocols
 *
 * Where:   core/sock.c, sock_opt.c, sock_queue.c, proto.c.
 * Mirrors: the globals sysctl_rmem_max … of net/core/sock.c.
 */
#ifndef CORE_SOCK_LIMITS_H
#define CORE_SOCK_LIMITS_H

#include "lib/types.h"

struct kmem_cache;
struct proto;

/* net.core.{r,w}mem_{max,default} of the machine */
u32 sysctl_rmem_max(void);
u32 sysctl_wmem_max(void);
u32 sysctl_rmem_default(void);
u32 sysctl_wmem_default(void);

struct kmem_cache *proto_slab(const struct proto *prot);
u64 next_sock_cookie(void);

#endif
