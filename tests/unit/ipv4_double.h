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

/* What the doubles saw. */
struct ipv4_double {
	int icmp_sent;
	int icmp_type, icmp_code;
	u32 icmp_info;
};
extern struct ipv4_double ipv4_double;

int ipv4_double_arp_init(void);
int ipv4_double_arp_exit(void);

#endif /* TESTS_UNIT_IPV4_DOUBLE_H */
