// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ipv4_double - what lies above and below routing in ipv4.so, as doubles
 *
 * Where:   the tests and the bench of routes, rules and addresses.
 * Mirrors: nothing.
 * Spec:    none.
 */
#ifndef TESTS_UNIT_IPV4_DOUBLE_H
#define TESTS_UNIT_IPV4_DOUBLE_H

#include "lib/types.h"
#include "tests/unit/ip4.h"

struct net_device;

/* What the doubles saw. */
struct ipv4_double {
	int icmp_sent;
	int icmp_type, icmp_code;
	u32 icmp_info;
};
extern struct ipv4_double ipv4_double;

/* IPv4's routing in init_net of the current machine. 0 or -errno. */
int ipv4_double_init(void);
int ipv4_double_exit(void); /* neighbours left */

/* A link that is up: "lo", or an Ethernet that swallows all. NULL: failed. */
struct net_device *ipv4_double_link(const char *name);
void ipv4_double_unlink(struct net_device *dev);

/* "10.0.0.1" in network order. */

#endif /* TESTS_UNIT_IPV4_DOUBLE_H */
