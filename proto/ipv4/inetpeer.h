/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * inetpeer - a little memory about each host we answered: rate tokens
 *
 * Where:   ICMP errors and redirects (route.c, icmp.c) ask for the tokens of
 *          the host they are about to answer.
 * Mirrors: include/net/inetpeer.h.
 * Spec:    RFC 1812 §4.3.2.8 (rate limiting of ICMP).
 */
#ifndef PROTO_IPV4_INETPEER_H
#define PROTO_IPV4_INETPEER_H

#include <linux/in6.h>

#include "lib/atomic.h"
#include "lib/rbtree.h"
#include "lib/rcupdate.h"
#include "lib/refcount.h"
#include "lib/spinlock.h"
#include "lib/types.h"

struct inetpeer_addr {
	union {
		struct {
			__be32 addr;
			int vif; /* l3mdev */
		} a4;
		struct in6_addr a6;
		u32 key[4];
	};
	u16 family;
};

struct inet_peer {
	struct rb_node rb_node; /* base->lock, read also under RCU */
	struct inetpeer_addr daddr;
	u32 metrics[17];
	u32 rate_tokens; /* jiffies saved up; racy on purpose */
	u32 n_redirects;
	unsigned long rate_last; /* jiffies of the last look */
	u32 dtime;		 /* jiffies of the last use */
	atomic_t rid;		 /* fragments received: ip_fragment.c */
	refcount_t refcnt;	 /* 1: only the tree's */
	struct rcu_head rcu;
};

/* One tree for each family and namespace. */
struct inet_peer_base {
	struct rb_root rb_root;
	seqlock_t lock;
	int total;
};

/* The tree's size from which peers that rest are taken out, and its bound. */
#define INET_PEER_THRESHOLD 65664
#define INET_PEER_MINTTL    (120 * HZ)
#define INET_PEER_MAXTTL    (10 * 60 * HZ)

void inet_peer_base_init(struct inet_peer_base *bp);
void inetpeer_invalidate_tree(struct inet_peer_base *bp);
/* Gives a reference, or NULL when there is none and not @create. */
struct inet_peer *inet_getpeer(struct inet_peer_base *base,
			       const struct inetpeer_addr *daddr, int create);
void inet_putpeer(struct inet_peer *p);
/* One token of @timeout jiffies, at most 6 saved up. Softirq or process. */
bool inet_peer_xrlim_allow(struct inet_peer *peer, int timeout);

static inline struct inet_peer *inet_getpeer_v4(struct inet_peer_base *base,
						__be32 v4daddr, int vif,
						int create)
{
	struct inetpeer_addr daddr = {
		.a4 = {.addr = v4daddr, .vif = vif}, .family = 2, /* AF_INET */
	};

	return inet_getpeer(base, &daddr, create);
}

static inline struct inet_peer *inet_getpeer_v6(struct inet_peer_base *base,
						const struct in6_addr *v6daddr,
						int create)
{
	struct inetpeer_addr daddr = {
		.a6 = *v6daddr, .family = 10, /* AF_INET6 */
	};

	return inet_getpeer(base, &daddr, create);
}

#endif /* PROTO_IPV4_INETPEER_H */
