/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * neigh_priv - what the files of the neighbour layer share
 *
 * Where:   neighbour.c (states), neigh_table.c (who is there), neigh_proxy.c,
 *          neigh_cfg.c (control), neigh_sysctl.c. Nobody else.
 * Mirrors: the static part of net/core/neighbour.c.
 */
#ifndef CORE_NEIGH_PRIV_H
#define CORE_NEIGH_PRIV_H

#include "core/neighbour.h"

/* neighbour.c; n->lock held */
void neigh_set_state(struct neighbour *n, u8 new);
int neigh_del_timer(struct neighbour *n);
int neigh_blackhole(struct neighbour *n, struct sk_buff *skb);
void neigh_timer_handler(struct timer_list *t);
/* Take what waits out of the entry: freed when no lock is held. */
void neigh_queue_take(struct neighbour *n, struct sk_buff_head *list);
void neigh_queue_drop(struct sk_buff_head *list, enum skb_drop_reason reason);

/* neigh_table.c */
struct neighbour *___neigh_create(struct neigh_table *tbl, const void *pkey,
				  struct net_device *dev, u32 flags,
				  bool exempt_from_gc, bool want_ref);

/* neigh_gc.c; remove_one: tbl->lock held */
void neigh_gc_init(struct neigh_table *tbl);
void neigh_gc_arm(struct neigh_table *tbl);
void neigh_managed_arm(struct neigh_table *tbl);
int neigh_forced_gc(struct neigh_table *tbl); /* how many went */
bool neigh_remove_one(struct neighbour *ndel, struct neigh_table *tbl);
void neigh_update_gc_list(struct neighbour *n);
void neigh_update_managed_list(struct neighbour *n);

/* neigh_cfg.c; any context */
void __neigh_notify(struct neighbour *n, int type, int flags, u32 pid);
void neigh_update_notify(struct neighbour *n, u32 nlmsg_pid);
void pneigh_notify(struct neigh_table *tbl, struct pneigh_entry *p, int type);
int neigh_stat_register(struct neigh_table *tbl);
void neigh_stat_unregister(struct neigh_table *tbl);

/* neigh_proxy.c */
void neigh_proxy_process(struct timer_list *t);
void pneigh_ifdown(struct neigh_table *tbl, struct net_device *dev);
void pneigh_queue_purge(struct neigh_table *tbl, const struct net_device *dev);

#endif /* CORE_NEIGH_PRIV_H */
