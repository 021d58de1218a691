/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fib_notifier - who wants to hear that a route or a rule came or went
 *
 * Where:   the tables and rules of each family call; rtnetlink tells its
 *          listeners (RTM_NEWROUTE, RTM_NEWRULE).
 * Mirrors: include/net/fib_notifier.h; the chain is the machine's, each call
 *          names its namespace.
 * Spec:    none.
 */
#ifndef CORE_FIB_NOTIFIER_H
#define CORE_FIB_NOTIFIER_H

#include "core/notifier.h"
#include "lib/types.h"

struct net;

enum fib_event_type {
	FIB_EVENT_ENTRY_REPLACE,
	FIB_EVENT_ENTRY_APPEND,
	FIB_EVENT_ENTRY_ADD,
	FIB_EVENT_ENTRY_DEL,
	FIB_EVENT_RULE_ADD,
	FIB_EVENT_RULE_DEL,
};

/*
 * @data: what happened to: struct fib_rt_info (IPv4 routes), struct fib_rule,
 * or the family's own. Borrowed for the call. @nlflags: for the message.
 */
struct fib_notifier_info {
	struct net *net;
	int family;
	unsigned int nlflags;
	const void *data;
};

/* Context: process, RTNL held. */
int register_fib_notifier(struct notifier_block *nb);
int unregister_fib_notifier(struct notifier_block *nb);
void call_fib_notifiers(struct net *net, int family, enum fib_event_type event,
			unsigned int nlflags, const void *data);

#endif /* CORE_FIB_NOTIFIER_H */
