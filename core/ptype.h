/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ptype - the lists of packet_types, as the packet's way walks them
 *
 * Where:   dev_rx.c, dev_tx.c (taps).
 * Mirrors: ptype_all, ptype_base of net/core/dev.c.
 */
#ifndef CORE_PTYPE_H
#define CORE_PTYPE_H

#include "core/netdevice.h"

#define PTYPE_HASH_SIZE 16
#define PTYPE_HASH_MASK (PTYPE_HASH_SIZE - 1)

/* The link of a registered packet_type: made by dev_add_pack(). */
struct ptype_entry {
	struct list_head list; /* RCU */
	struct packet_type *pt;
	__be16 type;		/* copies: the lists need no more */
	struct net_device *dev; /* as the packet_type had it */
	struct list_head all;	/* the machine's */
	struct rcu_head rcu;
};

/* Context: rcu_read_lock(). */
struct list_head *ptype_all_list(void);
struct list_head *ptype_base_of(__be16 type);

bool net_timestamp_needed(void);

/* dev_rx.c */
int __netif_receive_skb(struct sk_buff *skb);

/* /proc/net/ptype: every one, in the order of registration. */
void ptype_walk(void (*fn)(void *data, const struct ptype_entry *e),
		void *data);

#endif /* CORE_PTYPE_H */
