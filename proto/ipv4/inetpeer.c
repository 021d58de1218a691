// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * inetpeer - a little memory about each host we answered
 *
 * Where:   route_icmp.c and icmp.c ask before they answer a stranger.
 * Mirrors: net/ipv4/inetpeer.c.
 * Spec:    RFC 1812 §4.3.2.8.
 *
 * A red-black tree by address, one per family and namespace. Readers walk it
 * under RCU and check by the sequence count that nobody turned it meanwhile;
 * only who is not found takes the lock. Peers that rest are taken out along
 * the way of those who insert: the fuller the tree, the sooner, so that a
 * flood of forged senders cannot grow it without bound.
 */
#include "proto/ipv4/inetpeer.h"

#include "lib/kernel.h"
#include "lib/ktime.h"
#include "lib/slab.h"

#define PEER_MAX_GC 32 /* looked at in one insertion */

void inet_peer_base_init(struct inet_peer_base *bp)
{
	bp->rb_root = RB_ROOT;
	seqlock_init(&bp->lock);
	bp->total = 0;
}
EXPORT_SYMBOL(inet_peer_base_init);

static int inetpeer_addr_cmp(const struct inetpeer_addr *a,
			     const struct inetpeer_addr *b)
{
	int i, n = a->family == 2 ? 2 : 4; /* words */

	for (i = 0; i < n; i++) {
		if (a->key[i] == b->key[i])
			continue;
		return a->key[i] < b->key[i] ? -1 : 1;
	}
	return 0;
}

static void inetpeer_free_rcu(struct rcu_head *head)
{
	kfree(container_of(head, struct inet_peer, rcu));
}

void inet_putpeer(struct inet_peer *p)
{
	WRITE_ONCE(p->dtime, (u32)jiffies);
	if (refcount_dec_and_test(&p->refcnt))
		call_rcu(&p->rcu, inetpeer_free_rcu);
}
EXPORT_SYMBOL(inet_putpeer);

/*
 * Find @daddr. With @gc: who was passed, for a collection. *@parent and *@link:
 * where it belongs. Gives a reference, or NULL.
 */
static struct inet_peer *lookup(const struct inetpeer_addr *daddr,
				struct inet_peer_base *base,
				struct inet_peer **gc, unsigned int *gc_cnt,
				struct rb_node **parent, struct rb_node ***link)
{
	struct rb_node **pp = &base->rb_root.rb_node, *p;
	unsigned int depth = 0;

	*parent = NULL;
	while ((p = READ_ONCE(*pp)) && depth++ < 64) {
		struct inet_peer *peer = rb_entry(p, struct inet_peer, rb_node);
		int cmp = inetpeer_addr_cmp(daddr, &peer->daddr);

		*parent = p;
		if (!cmp)
			return refcount_inc_not_zero(&peer->refcnt) ? peer
								    : NULL;
		if (gc && *gc_cnt < PEER_MAX_GC)
			gc[(*gc_cnt)++] = peer;
		pp = cmp < 0 ? &p->rb_left : &p->rb_right;
	}
	*link = pp;
	return NULL;
}

/* Those of @gc who rest long enough go. Lock held. */
static void inet_peer_gc(struct inet_peer_base *base, struct inet_peer **gc,
			 unsigned int gc_cnt)
{
	u32 ttl = 0, now = (u32)jiffies;
	unsigned int i;

	if (base->total < INET_PEER_THRESHOLD)
		ttl = INET_PEER_MAXTTL - (INET_PEER_MAXTTL - INET_PEER_MINTTL) /
						 HZ * base->total /
						 INET_PEER_THRESHOLD * HZ;
	for (i = 0; i < gc_cnt; i++) {
		struct inet_peer *p = gc[i];

		if (now - READ_ONCE(p->dtime) < ttl ||
		    !refcount_dec_if_one(&p->refcnt))
			continue;
		rb_erase(&p->rb_node, &base->rb_root);
		base->total--;
		call_rcu(&p->rcu, inetpeer_free_rcu);
	}
}

static struct inet_peer *inet_peer_insert(struct inet_peer_base *base,
					  const struct inetpeer_addr *daddr,
					  struct rb_node *parent,
					  struct rb_node **link)
{
	struct inet_peer *p = kzalloc(sizeof(*p), GFP_ATOMIC);

	if (!p)
		return NULL;
	p->daddr = *daddr;
	p->dtime = (u32)jiffies;
	refcount_set(&p->refcnt, 2);	  /* the tree's and the caller's */
	p->rate_last = jiffies - 60 * HZ; /* all tokens from the start */
	rb_link_node(&p->rb_node, parent, link);
	rb_insert_color(&p->rb_node, &base->rb_root);
	base->total++;
	return p;
}

/**
 * inet_getpeer - what we know of a host
 * @base: the tree
 * @daddr: its address
 * @create: make one when there is none
 *
 * Context: any. Return: gives a reference (inet_putpeer()), or NULL.
 */
struct inet_peer *inet_getpeer(struct inet_peer_base *base,
			       const struct inetpeer_addr *daddr, int create)
{
	struct inet_peer *p, *gc[PEER_MAX_GC];
	struct rb_node *parent, **link = NULL;
	unsigned int seq, gc_cnt = 0;
	bool turned;

	rcu_read_lock();
	seq = read_seqbegin(&base->lock);
	p = lookup(daddr, base, NULL, NULL, &parent, &link);
	turned = read_seqretry(&base->lock, seq);
	rcu_read_unlock();
	if (p || (!create && !turned))
		return p;

	write_seqlock_bh(&base->lock);
	p = lookup(daddr, base, gc, &gc_cnt, &parent, &link);
	if (!p && create && link)
		p = inet_peer_insert(base, daddr, parent, link);
	if (gc_cnt)
		inet_peer_gc(base, gc, gc_cnt);
	write_sequnlock_bh(&base->lock);
	return p;
}
EXPORT_SYMBOL(inet_getpeer);

/**
 * inet_peer_xrlim_allow - may one more answer go to this host?
 * @peer: the host; NULL: yes
 * @timeout: jiffies that one answer costs; six may be saved up
 *
 * Context: any.
 */
bool inet_peer_xrlim_allow(struct inet_peer *peer, int timeout)
{
	unsigned long now = jiffies, token;
	bool rc = false;

	if (!peer)
		return true;
	token = peer->rate_tokens + (now - peer->rate_last);
	token = min(token, 6UL * timeout);
	peer->rate_last = now;
	if (token >= (unsigned long)timeout) {
		token -= timeout;
		rc = true;
	}
	peer->rate_tokens = (u32)token;
	return rc;
}
EXPORT_SYMBOL(inet_peer_xrlim_allow);

/* The namespace goes. Context: process. */
void inetpeer_invalidate_tree(struct inet_peer_base *bp)
{
	struct rb_node *p = rb_first(&bp->rb_root);

	while (p) {
		struct inet_peer *peer = rb_entry(p, struct inet_peer, rb_node);

		p = rb_next(p);
		rb_erase(&peer->rb_node, &bp->rb_root);
		inet_putpeer(peer);
	}
	bp->total = 0;
}
EXPORT_SYMBOL(inetpeer_invalidate_tree);
