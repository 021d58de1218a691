// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fib_notifier - tell the listeners that a route or a rule came or went
 *
 * Where:   called by fib_rules.c and each family's tables.
 * Mirrors: net/core/fib_notifier.c, without the replay for hardware.
 * Spec:    none.
 */
#include "core/fib_notifier.h"

#include "core/rtnl.h"
#include "lib/machine.h"

DEFINE_STATIC_PER_MACHINE(struct raw_notifier_head, fib_chain);

/**
 * register_fib_notifier - hear of changes in every namespace of the machine
 * @nb: called with an enum fib_event_type and a struct fib_notifier_info
 *
 * Context: process, RTNL held. Return: 0, -EEXIST, -ENOMEM.
 */
int register_fib_notifier(struct notifier_block *nb)
{
	ASSERT_RTNL();
	return raw_notifier_chain_register(&machine_var(fib_chain), nb);
}
EXPORT_SYMBOL(register_fib_notifier);

/**
 * unregister_fib_notifier - the contrary; @nb is not called afterwards
 * @nb: as registered
 *
 * Context: process, RTNL held. Return: 0, -ENOENT.
 */
int unregister_fib_notifier(struct notifier_block *nb)
{
	ASSERT_RTNL();
	return raw_notifier_chain_unregister(&machine_var(fib_chain), nb);
}
EXPORT_SYMBOL(unregister_fib_notifier);

/**
 * call_fib_notifiers - tell what happened
 * @net: the namespace
 * @family: AF_*
 * @event: what
 * @nlflags: NLM_F_* for the message
 * @data: to what; borrowed
 *
 * Context: process, RTNL held.
 */
void call_fib_notifiers(struct net *net, int family, enum fib_event_type event,
			unsigned int nlflags, const void *data)
{
	struct fib_notifier_info info = {
		.net = net,
		.family = family,
		.nlflags = nlflags,
		.data = data,
	};

	raw_notifier_call_chain(&machine_var(fib_chain), event, &info);
}
EXPORT_SYMBOL(call_fib_notifiers);

static int fib_notifier_init(void)
{
	RAW_INIT_NOTIFIER_HEAD(&machine_var(fib_chain));
	return 0;
}
core_initcall(fib_notifier_init, NULL);
