/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * notifier - chains of functions to call when something has happened
 *
 * Where:   device events (NETDEV_*), address events, neighbour events.
 * Mirrors: include/linux/notifier.h. The raw, atomic and blocking chains of
 *          the kernel are one kind here: the chain is walked under RCU's
 *          rules and changed under the owner's lock.
 *
 * Deviation: a notifier_block is not linked into the chain; registering
 * allocates the link. One static block serves every machine.
 */
#ifndef CORE_NOTIFIER_H
#define CORE_NOTIFIER_H

#include "lib/list.h"
#include "lib/types.h"

#define NOTIFY_DONE	 0x0000
#define NOTIFY_OK	 0x0001
#define NOTIFY_STOP_MASK 0x8000
#define NOTIFY_BAD	 (NOTIFY_STOP_MASK | 0x0002)
#define NOTIFY_STOP	 (NOTIFY_OK | NOTIFY_STOP_MASK)

struct notifier_block;
typedef int (*notifier_fn_t)(struct notifier_block *nb, unsigned long action,
			     void *data);

/* Higher priority is called first; equal ones in the order they came. */
struct notifier_block {
	notifier_fn_t notifier_call;
	int priority;
};

struct raw_notifier_head {
	struct list_head head;
};

/* An errno as a verdict that ends the walk, and back. */
static inline int notifier_from_errno(int err)
{
	return err ? NOTIFY_STOP_MASK | (NOTIFY_OK - err) : NOTIFY_OK;
}

static inline int notifier_to_errno(int ret)
{
	ret &= ~NOTIFY_STOP_MASK;
	return ret > NOTIFY_OK ? NOTIFY_OK - ret : 0;
}

void RAW_INIT_NOTIFIER_HEAD(struct raw_notifier_head *nh);

/* Context: the owner's lock. Return: 0, -EEXIST, -ENOMEM; -ENOENT. */
int raw_notifier_chain_register(struct raw_notifier_head *nh,
				struct notifier_block *nb);
int raw_notifier_chain_unregister(struct raw_notifier_head *nh,
				  struct notifier_block *nb);

/**
 * raw_notifier_call_chain - call everybody until one says stop
 *
 * Context: the owner's, or rcu_read_lock().
 * Return: the last notifier's answer, NOTIFY_DONE for an empty chain.
 */
int raw_notifier_call_chain(struct raw_notifier_head *nh, unsigned long action,
			    void *data);

#define blocking_notifier_head		   raw_notifier_head
#define atomic_notifier_head		   raw_notifier_head
#define BLOCKING_INIT_NOTIFIER_HEAD	   RAW_INIT_NOTIFIER_HEAD
#define ATOMIC_INIT_NOTIFIER_HEAD	   RAW_INIT_NOTIFIER_HEAD
#define blocking_notifier_chain_register   raw_notifier_chain_register
#define blocking_notifier_chain_unregister raw_notifier_chain_unregister
#define blocking_notifier_call_chain	   raw_notifier_call_chain
#define atomic_notifier_chain_register	   raw_notifier_chain_register
#define atomic_notifier_chain_unregister   raw_notifier_chain_unregister
#define atomic_notifier_call_chain	   raw_notifier_call_chain

#endif /* CORE_NOTIFIER_H */
