// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ipv4_world - a machine with lo, two links, and IPv4's routing alone
 *
 * Where:   the tests of routes, rules and addresses.
 * Mirrors: nothing.
 * Spec:    none.
 */
#ifndef TESTS_UNIT_IPV4_WORLD_H
#define TESTS_UNIT_IPV4_WORLD_H

#include "core/extack.h"
#include "core/netdevice.h"
#include "core/skbuff.h"
#include "proto/ipv4/inetdevice.h"
#include "proto/ipv4/ip_fib.h"
#include "proto/ipv4/route.h"
#include "tests/unit/ipv4_double.h"
#include "tests/world.h"

struct ipv4_world {
	struct test_host host;
	struct task_guard guard;
	struct net *net;
	struct net_device *lo, *dev[2]; /* "lo", "eth0", "eth1" */
};

extern struct ipv4_world ipv4_world;

/* Before and after each test; leaves the task on CPU 0, RTNL not held. */
void ipv4_world_begin(void);
void ipv4_world_begin_on(struct test_host host);
void ipv4_world_end(void);

/* As the ip command's words; with RTNL taken. Return: 0 or -errno. */
int addr_add(struct net_device *dev, const char *addr, int plen);
int addr_del(struct net_device *dev, const char *addr, int plen);
int route_add(struct fib_config *cfg);
int route_del(struct fib_config *cfg);
/* A plain one: gateway NULL: on the link. */
int route_to(const char *dst, int plen, const char *gw, struct net_device *dev,
	     u32 metric);
/* The sentence that the last refusal came with, or "". */
const char *refusal(void);

int sysctl_set(const char *name, const char *value);

/* A UDP packet as it comes up from @dev, without a route. Gives one. */
struct sk_buff *packet(struct net_device *dev, const char *src, const char *dst,
		       u16 sport, u16 dport);

/* An output route to @dst; @fl4 says from where, and is filled in. Gives. */
struct rtable *out(const char *dst, struct flowi4 *fl4);

#endif /* TESTS_UNIT_IPV4_WORLD_H */
