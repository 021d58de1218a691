/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * firewall - a hook at INPUT that drops UDP
 *
 * Where:   tests/topology; a file of its own, for it speaks the stack's words
 *          and the tests speak libc's.
 * Mirrors: iptables -A INPUT -p udp -j DROP.
 */
#ifndef TESTS_FIREWALL_H
#define TESTS_FIREWALL_H

#include "api/strata.h"

void firewall_up(struct st_host *h);
void firewall_down(struct st_host *h);

#endif
