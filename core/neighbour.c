// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * neighbour - does he still answer? The states of one neighbour
 *
 * Where:   neigh_output() from IP -> n->output -> dev_queue_xmit(); ARP and ND
 *          report what they heard by neigh_update().
 * Mirrors: the state machine of net/core/neighbour.c; neigh_table.c has the
 *          hash table and garbage, neigh_cfg.c what a user may do.
 * Spec:    RFC 4861 §7.3.2; quotations are from there.
 *
 *	                  neigh_event_send()
 *	        NONE ------------------------> INCOMPLETE --- no answer to
 *	         ^                              |    mcast_solicit --> FAILED
 *	         |                answer: send  |                       | ^
 *	  gc, ifdown: gone        what waited   v          send again --+ |
 *	                      +----------> REACHABLE                      |
 *	             answer   |              |    | reachable_time, sent  |
 *	       (or upper      |  not sent:   |    | in the last 5 s       |
 *	        layer's word) |  STALE <-----+    v                       |
 *	                      |    |           DELAY                      |
 *	                      |    +- send ---> |  delay_first_probe_time |
 *	                      |                 v                         |
 *	                      +-------------- PROBE --- ucast_solicit ----+
 *	NOARP, PERMANENT: only a user changes them.
 *
 * Timers: each entry has one. It runs in INCOMPLETE, REACHABLE, DELAY and
 * PROBE (NUD_IN_TIMER), holds a reference while it is armed, and is armed by
 * neigh_add_timer() only. At expiry neigh_timer_handler() decides by state.
 */
#define pr_fmt(fmt) "neighbour: " fmt

#include "core/dst.h"
#include "core/extack.h"
#include "core/neigh_priv.h"
#include "core/trace.h"

#define NEIGH_MIN_TIMER (HZ / 100) /* no probe sooner than that */

/* The one place where nud_state changes. Context: n->lock held. */
void neigh_set_state(struct neighbour *n, u8 new)
{
	u8 old = n->nud_state;

	WARN_ON_ONCE(new &(new - 1));
	WRITE_ONCE(n->nud_state, new);
	if (old != new)
		trace_neigh_update(NULL, n->dev ? n->dev->name : "", old, new);
}

static void neigh_add_timer(struct neighbour *n, unsigned long when)
{
	if (time_before(when, jiffies + 1))
		when = jiffies + 1;
	neigh_hold(n);
	if (unlikely(mod_timer(&n->timer, when))) {
		/* it was armed: one reference is enough */
		WARN_ONCE(true, "NEIGH: BUG, double timer add, state is %x\n",
			  n->nud_state);
		refcount_dec(&n->refcnt);
	}
}

/* Return: 1 it was armed. */
int neigh_del_timer(struct neighbour *n)
{
	if ((n->nud_state & NUD_IN_TIMER) && timer_delete(&n->timer)) {
		neigh_release(n);
		return 1;
	}
	return 0;
}

/* An entry that is dead, or was never asked for. */
int neigh_blackhole(struct neighbour *n, struct sk_buff *skb)
{
	kfree_skb_reason(skb, SKB_DROP_REASON_NEIGH_DEAD);
	return -ENETDOWN;
}

void neigh_queue_take(struct neighbour *n, struct sk_buff_head *list)
{
	skb_queue_splice_tail_init(&n->arp_queue, list);
	n->arp_queue_len_bytes = 0;
}

void neigh_queue_drop(struct sk_buff_head *list, enum skb_drop_reason reason)
{
	struct sk_buff *skb;

	while ((skb = __skb_dequeue(list)))
		kfree_skb_reason(skb, reason);
}

/* "no longer known to be reachable": look twice before each packet. */
static void neigh_suspect(struct neighbour *n)
{
	WRITE_ONCE(n->output, n->ops->output);
}

static void neigh_connect(struct neighbour *n)
{
	WRITE_ONCE(n->output, n->ops->connected_output);
}

static int neigh_max_probes(const struct neighbour *n)
{
	const struct neigh_parms *p = n->parms;

	return NEIGH_VAR(p, UCAST_PROBES) + NEIGH_VAR(p, APP_PROBES) +
	       (n->nud_state & NUD_PROBE ? NEIGH_VAR(p, MCAST_REPROBES)
					 : NEIGH_VAR(p, MCAST_PROBES));
}

static unsigned long neigh_retrans(const struct neighbour *n)
{
	return (unsigned long)max(NEIGH_VAR(n->parms, RETRANS_TIME),
				  NEIGH_MIN_TIMER);
}

/*
 * Nobody answers: what waited is returned to its senders. The report may come
 * back to this very entry (an ICMP error to ourselves), so the lock is given
 * up and the state looked at again. Context: n->lock held, and again.
 */
static void neigh_invalidate(struct neighbour *n) __must_hold(&n->lock)
{
	struct sk_buff_head left;
	struct sk_buff *skb;

	NEIGH_CACHE_STAT_INC(n->tbl, res_failed);
	n->updated = jiffies;
	while (n->nud_state == NUD_FAILED &&
	       (skb = __skb_dequeue(&n->arp_queue))) {
		write_unlock(&n->lock);
		n->ops->error_report(n, skb);
		write_lock(&n->lock);
	}
	__skb_queue_head_init(&left);
	neigh_queue_take(n, &left);
	if (!skb_queue_empty(&left)) {
		write_unlock(&n->lock);
		neigh_queue_drop(&left, SKB_DROP_REASON_NEIGH_FAILED);
		write_lock(&n->lock);
	}
}

/* Ask. Context: n->lock held, released here. */
static void neigh_probe(struct neighbour *n) __releases(&n->lock)
{
	struct sk_buff *skb = skb_peek_tail(&n->arp_queue);

	/* the newest packet shows which source address to ask with */
	if (skb)
		skb = skb_clone(skb, GFP_ATOMIC);
	write_unlock(&n->lock);
	if (n->ops->solicit)
		n->ops->solicit(n, skb);
	atomic_inc(&n->probes);
	if (skb)
		consume_skb(skb);
}

/*
 * REACHABLE: "more than ReachableTime has passed since the last positive
 * confirmation". Sent to lately: DELAY, else STALE. Return: next expiry.
 */
static unsigned long neigh_timer_reachable(struct neighbour *n, bool *notify)
{
	unsigned long reachable = (unsigned long)n->parms->reachable_time;
	unsigned long delay =
		(unsigned long)NEIGH_VAR(n->parms, DELAY_PROBE_TIME);
	unsigned long now = jiffies;

	if (time_before_eq(now, n->confirmed + reachable))
		return n->confirmed + reachable;
	n->updated = now;
	neigh_suspect(n);
	if (time_before_eq(now, n->used + delay)) {
		neigh_set_state(n, NUD_DELAY);
		return now + delay;
	}
	neigh_set_state(n, NUD_STALE);
	*notify = true;
	return now;
}

/*
 * DELAY: "an optimization that gives upper-layer protocols additional time to
 * provide reachability confirmation". Return: next expiry.
 */
static unsigned long neigh_timer_delay(struct neighbour *n, bool *notify)
{
	unsigned long delay =
		(unsigned long)NEIGH_VAR(n->parms, DELAY_PROBE_TIME);
	unsigned long now = jiffies;

	n->updated = now;
	*notify = true;
	if (time_before_eq(now, n->confirmed + delay)) {
		neigh_set_state(n, NUD_REACHABLE);
		neigh_connect(n);
		return n->confirmed + (unsigned long)n->parms->reachable_time;
	}
	neigh_set_state(n, NUD_PROBE);
	atomic_set(&n->probes, 0);
	return now + neigh_retrans(n);
}

/* Return: whether @n must be probed now. Context: n->lock held. */
static bool neigh_timer_step(struct neighbour *n, bool *notify)
{
	unsigned long next;

	if (n->nud_state & NUD_REACHABLE)
		next = neigh_timer_reachable(n, notify);
	else if (n->nud_state & NUD_DELAY)
		next = neigh_timer_delay(n, notify);
	else
		next = jiffies + neigh_retrans(n);

	if ((n->nud_state & (NUD_INCOMPLETE | NUD_PROBE)) &&
	    atomic_read(&n->probes) >= neigh_max_probes(n)) {
		neigh_set_state(n, NUD_FAILED);
		*notify = true;
		neigh_invalidate(n);
		return false;
	}
	if (n->nud_state & NUD_IN_TIMER) {
		if (time_before(next, jiffies + NEIGH_MIN_TIMER))
			next = jiffies + NEIGH_MIN_TIMER;
		if (!mod_timer(&n->timer, next))
			neigh_hold(n);
	}
	return n->nud_state & (NUD_INCOMPLETE | NUD_PROBE);
}

/* Context: TIMER_SOFTIRQ; has the timer's reference. */
void neigh_timer_handler(struct timer_list *t)
{
	struct neighbour *n = from_timer(n, t, timer);
	bool notify = false, probe = false;

	write_lock(&n->lock);
	if (n->nud_state & NUD_IN_TIMER)
		probe = neigh_timer_step(n, &notify);
	if (probe)
		neigh_probe(n);
	else
		write_unlock(&n->lock);
	if (notify)
		neigh_update_notify(n, 0);
	neigh_release(n);
}

/* ---- somebody wants to send -----------------------------------------------
 */

/* Keep @skb; what has no room any more goes to @dropped. n->lock held. */
static void neigh_queue_skb(struct neighbour *n, struct sk_buff *skb,
			    struct sk_buff_head *dropped)
{
	unsigned int limit = (unsigned int)NEIGH_VAR(n->parms, QUEUE_LEN_BYTES);
	struct sk_buff *old;

	while (n->arp_queue_len_bytes + skb->truesize > limit) {
		old = __skb_dequeue(&n->arp_queue);
		if (!old)
			break;
		n->arp_queue_len_bytes -= old->truesize;
		NEIGH_CACHE_STAT_INC(n->tbl, unres_discards);
		__skb_queue_tail(dropped, old);
	}
	skb_dst_force(skb);
	__skb_queue_tail(&n->arp_queue, skb);
	n->arp_queue_len_bytes += skb->truesize;
	trace_neigh_queue(skb, n->dev->name, n->nud_state,
			  skb_queue_len(&n->arp_queue));
}

/* NONE, FAILED: begin to ask. False: there is no way to ask. n->lock held. */
static bool neigh_start_resolving(struct neighbour *n, bool immediate_ok)
{
	const struct neigh_parms *p = n->parms;
	unsigned long now = jiffies;

	neigh_del_timer(n);
	n->updated = now;
	if (!(NEIGH_VAR(p, MCAST_PROBES) + NEIGH_VAR(p, APP_PROBES))) {
		neigh_set_state(n, NUD_FAILED);
		return false;
	}
	/* there is no address that unicast probes could go to */
	atomic_set(&n->probes, NEIGH_VAR(p, UCAST_PROBES));
	neigh_set_state(n, NUD_INCOMPLETE);
	neigh_add_timer(n, immediate_ok ? now + neigh_retrans(n) : now + 1);
	return true;
}

/* "Sending a packet to a STALE neighbour": DELAY. n->lock held. */
static void neigh_start_delay(struct neighbour *n)
{
	neigh_del_timer(n);
	n->updated = jiffies;
	neigh_set_state(n, NUD_DELAY);
	neigh_add_timer(n, jiffies + (unsigned long)NEIGH_VAR(
					     n->parms, DELAY_PROBE_TIME));
}

/* Whether @n can be used or asked; else *@reason. n->lock held. */
static bool neigh_event_step(struct neighbour *n, bool immediate_ok,
			     bool *probe, enum skb_drop_reason *reason)
{
	if (n->nud_state & (NUD_CONNECTED | NUD_DELAY | NUD_PROBE))
		return true;
	if (n->dead) {
		*reason = SKB_DROP_REASON_NEIGH_DEAD;
		return n->nud_state & NUD_STALE;
	}
	if (n->nud_state & NUD_STALE) {
		neigh_start_delay(n);
	} else if (!(n->nud_state & NUD_INCOMPLETE)) {
		*reason = SKB_DROP_REASON_NEIGH_FAILED;
		if (!neigh_start_resolving(n, immediate_ok))
			return false;
		*probe = immediate_ok;
	}
	return true;
}

/**
 * __neigh_event_send - somebody wants to send, and the state is not good
 * @neigh: borrowed
 * @skb: taken when 1 is returned; NULL: just begin to ask
 * @immediate_ok: solicit from here instead of from the timer
 *
 * Context: any without neigh->lock.
 * Return: 0: send now; 1: wait, or it was dropped with a reason.
 */
int __neigh_event_send(struct neighbour *neigh, struct sk_buff *skb,
		       const bool immediate_ok)
{
	enum skb_drop_reason reason = SKB_NOT_DROPPED_YET;
	struct sk_buff_head dropped;
	bool probe = false, ok;
	int rc = 0;

	__skb_queue_head_init(&dropped);
	write_lock_bh(&neigh->lock);
	ok = neigh_event_step(neigh, immediate_ok, &probe, &reason);
	if (ok && neigh->nud_state == NUD_INCOMPLETE) {
		if (skb)
			neigh_queue_skb(neigh, skb, &dropped);
		rc = 1;
	}
	if (probe)
		neigh_probe(neigh);
	else
		write_unlock(&neigh->lock);
	neigh_queue_drop(&dropped, SKB_DROP_REASON_NEIGH_QUEUEFULL);
	local_bh_enable();
	if (ok)
		return rc;
	if (skb)
		kfree_skb_reason(skb, reason);
	return 1;
}
EXPORT_SYMBOL(__neigh_event_send);

/* ---- somebody was heard of --------------------------------------------------
 */

/* What one neigh_update() carries from step to step. */
struct neigh_change {
	const u8 *lladdr;
	u8 new;
	u8 old;
	u32 flags;
	bool notify;
	bool gc_update;
	bool managed_update;
	bool update_isrouter;
	const char *why; /* it was refused */
};

static void neigh_update_hhs(struct neighbour *n)
{
	const struct header_ops *ops = n->dev->header_ops;
	struct hh_cache *hh = &n->hh;

	if (!ops || !ops->cache_update || !READ_ONCE(hh->hh_len))
		return;
	write_seqlock_bh(&hh->hh_lock);
	ops->cache_update(hh, n->dev, n->ha);
	write_sequnlock_bh(&hh->hh_lock);
}

/* Flags that only a user sets. */
static void neigh_update_flags(struct neighbour *n, struct neigh_change *c)
{
	u32 want = 0, diff;

	if (!(c->flags & NEIGH_UPDATE_F_ADMIN))
		return;
	if (c->flags & NEIGH_UPDATE_F_EXT_LEARNED)
		want |= NTF_EXT_LEARNED;
	if (c->flags & NEIGH_UPDATE_F_MANAGED)
		want |= NTF_MANAGED;
	diff = (n->flags ^ want) & (NTF_EXT_LEARNED | NTF_MANAGED);
	n->flags ^= diff;
	c->gc_update = diff & NTF_EXT_LEARNED;
	c->managed_update = diff & NTF_MANAGED;
	c->notify |= diff != 0;
}

/* FAILED, INCOMPLETE, NONE: forget the address. n->lock held. */
static void neigh_update_invalid(struct neighbour *n, struct neigh_change *c)
{
	neigh_del_timer(n);
	if (c->old & NUD_CONNECTED)
		neigh_suspect(n);
	neigh_set_state(n, c->new);
	c->notify = c->old & NUD_VALID;
	if ((c->old & (NUD_INCOMPLETE | NUD_PROBE)) && (c->new &NUD_FAILED)) {
		neigh_invalidate(n);
		c->notify = true;
	}
}

/*
 * Which address is meant: c->lladdr becomes n->ha if it is the known one.
 * Return: 0 or -EINVAL.
 */
static int neigh_update_pick(struct neighbour *n, struct neigh_change *c)
{
	unsigned int len = n->dev->addr_len;

	if (!len) {
		c->lladdr = n->ha;
	} else if (c->lladdr) {
		if ((c->old & NUD_VALID) && !memcmp(c->lladdr, n->ha, len))
			c->lladdr = n->ha;
	} else {
		if (!(c->old & NUD_VALID)) {
			c->why = "No link layer address given";
			return -EINVAL;
		}
		c->lladdr = n->ha;
	}
	return 0;
}

/*
 * May this word change what was valid? RFC 4861 §7.2.5: without the override
 * flag another address makes a REACHABLE entry STALE at most.
 */
static bool neigh_update_allowed(struct neighbour *n, struct neigh_change *c)
{
	if (!(c->old & NUD_VALID))
		return true;
	if (c->lladdr != n->ha && !(c->flags & NEIGH_UPDATE_F_OVERRIDE)) {
		c->update_isrouter = false;
		if (!(c->flags & NEIGH_UPDATE_F_WEAK_OVERRIDE) ||
		    !(c->old & NUD_CONNECTED))
			return false;
		c->lladdr = n->ha;
		c->new = NUD_STALE;
	} else if (c->lladdr == n->ha && c->new == NUD_STALE &&
		   !(c->flags & NEIGH_UPDATE_F_ADMIN)) {
		c->new = c->old; /* no news is no reason for doubt */
	}
	return true;
}

/* State, timer and address. n->lock held. */
static void neigh_update_apply(struct neighbour *n, struct neigh_change *c)
{
	/* Else a repeated word would move the locktime window. */
	if (c->new != c->old || c->lladdr != n->ha)
		n->updated = jiffies;
	if (c->new != c->old) {
		neigh_del_timer(n);
		if (c->new &NUD_PROBE)
			atomic_set(&n->probes, 0);
		neigh_set_state(n, c->new);
		if (c->new &NUD_IN_TIMER)
			neigh_add_timer(
				n, jiffies + (c->new &NUD_REACHABLE
						      ? (unsigned long)n->parms
								->reachable_time
						      : 0));
		c->notify = true;
	}
	if (c->lladdr != n->ha) {
		write_seqlock(&n->ha_lock);
		memcpy(n->ha, c->lladdr, n->dev->addr_len);
		write_sequnlock(&n->ha_lock);
		neigh_update_hhs(n);
		if (!(c->new &NUD_CONNECTED))
			n->confirmed = jiffies -
				       ((unsigned long)NEIGH_VAR(
						n->parms, BASE_REACHABLE_TIME)
					<< 1);
		c->notify = true;
	}
}

/* One packet that waited goes out, through the neighbour its route names. */
static void neigh_send_queued(struct neighbour *n, struct sk_buff *skb)
{
	struct dst_entry *dst = skb_dst(skb);
	struct neighbour *n1 = n, *n2 = NULL;

	rcu_read_lock();
	if (dst && dst->obsolete != DST_OBSOLETE_DEAD) {
		n2 = dst_neigh_lookup_skb(dst, skb);
		if (n2)
			n1 = n2;
	}
	READ_ONCE(n1->output)(n1, skb);
	if (n2)
		neigh_release(n2);
	rcu_read_unlock();
}

/* The address is known: send what waited. n->lock held, and again. */
static void neigh_update_flush(struct neighbour *n) __must_hold(&n->lock)
{
	struct sk_buff_head left;
	struct sk_buff *skb;

	while ((n->nud_state & NUD_VALID) &&
	       (skb = __skb_dequeue(&n->arp_queue))) {
		write_unlock_bh(&n->lock);
		neigh_send_queued(n, skb);
		write_lock_bh(&n->lock);
	}
	__skb_queue_head_init(&left);
	neigh_queue_take(n, &left);
	if (!skb_queue_empty(&left)) {
		write_unlock_bh(&n->lock);
		neigh_queue_drop(&left, SKB_DROP_REASON_NEIGH_FAILED);
		write_lock_bh(&n->lock);
	}
}

static void neigh_update_is_router(struct neighbour *n, struct neigh_change *c)
{
	u32 want = c->flags & NEIGH_UPDATE_F_ISROUTER ? NTF_ROUTER : 0;

	if ((n->flags ^ want) & NTF_ROUTER) {
		n->flags ^= NTF_ROUTER;
		c->notify = true;
	}
}

/* The whole of it. Return: 0 or -errno. Context: n->lock held, and again. */
static int neigh_update_locked(struct neighbour *n, struct neigh_change *c)
{
	int err;

	if (n->dead) {
		c->why = "Neighbor entry is now dead";
		c->new = c->old;
		return -EPERM;
	}
	if (!(c->flags & NEIGH_UPDATE_F_ADMIN) &&
	    (c->old & (NUD_NOARP | NUD_PERMANENT))) {
		c->new = c->old;
		return -EPERM;
	}
	neigh_update_flags(n, c);
	if (c->flags & (NEIGH_UPDATE_F_USE | NEIGH_UPDATE_F_MANAGED)) {
		c->new = c->old & ~NUD_PERMANENT;
		neigh_set_state(n, c->new);
		return 0;
	}
	if (!(c->new &NUD_VALID)) {
		neigh_update_invalid(n, c);
		return 0;
	}
	err = neigh_update_pick(n, c);
	if (err) {
		c->new = c->old;
		return err;
	}
	if (c->new &NUD_CONNECTED)
		n->confirmed = jiffies;
	c->update_isrouter = c->flags & NEIGH_UPDATE_F_OVERRIDE_ISROUTER;
	if (!neigh_update_allowed(n, c)) {
		c->new = c->old;
		return 0;
	}
	neigh_update_apply(n, c);
	if (c->new == c->old)
		return 0;
	if (c->new &NUD_CONNECTED)
		neigh_connect(n);
	else
		neigh_suspect(n);
	if (!(c->old & NUD_VALID))
		neigh_update_flush(n);
	return 0;
}

/**
 * __neigh_update - see neigh_update() in core/neighbour.h
 * @neigh: borrowed
 * @lladdr: dev->addr_len bytes, or NULL
 * @new: NUD_*
 * @flags: NEIGH_UPDATE_F_*
 * @nlmsg_pid: who asked
 * @extack: gets a sentence; may be NULL
 *
 * Context: any, neigh->lock not held.
 * Return: 0, -EPERM or -EINVAL.
 */
int __neigh_update(struct neighbour *neigh, const u8 *lladdr, u8 new, u32 flags,
		   u32 nlmsg_pid, struct netlink_ext_ack *extack)
{
	struct neigh_change c = {.lladdr = lladdr, .new = new, .flags = flags};
	int err;

	write_lock_bh(&neigh->lock);
	c.old = neigh->nud_state;
	err = neigh_update_locked(neigh, &c);
	if (c.update_isrouter)
		neigh_update_is_router(neigh, &c);
	write_unlock_bh(&neigh->lock);

	if (c.why && extack)
		extack->_msg = c.why;
	if (((c.new ^ c.old) & NUD_PERMANENT) || c.gc_update)
		neigh_update_gc_list(neigh);
	if (c.managed_update)
		neigh_update_managed_list(neigh);
	if (c.notify)
		neigh_update_notify(neigh, nlmsg_pid);
	return err;
}
EXPORT_SYMBOL(__neigh_update);

int neigh_update(struct neighbour *neigh, const u8 *lladdr, u8 new, u32 flags,
		 u32 nlmsg_pid)
{
	return __neigh_update(neigh, lladdr, new, flags, nlmsg_pid, NULL);
}
EXPORT_SYMBOL(neigh_update);

/**
 * __neigh_set_probe_once - a router that failed: one probe more
 * @neigh: borrowed
 *
 * Context: softirq, neigh->lock held.
 */
void __neigh_set_probe_once(struct neighbour *neigh)
{
	if (neigh->dead)
		return;
	neigh->updated = jiffies;
	if (!(neigh->nud_state & NUD_FAILED))
		return;
	neigh_set_state(neigh, NUD_INCOMPLETE);
	atomic_set(&neigh->probes, neigh_max_probes(neigh));
	neigh_add_timer(neigh, jiffies + neigh_retrans(neigh));
}
EXPORT_SYMBOL(__neigh_set_probe_once);

/**
 * neigh_event_ns - somebody asked us, and so told us who he is
 * @tbl: the table
 * @lladdr: his address, or NULL
 * @saddr: his protocol address
 * @dev: where he was heard
 *
 * Context: softirq.
 * Return: gives his entry, or NULL.
 */
struct neighbour *neigh_event_ns(struct neigh_table *tbl, u8 *lladdr,
				 void *saddr, struct net_device *dev)
{
	struct neighbour *n;

	n = __neigh_lookup(tbl, saddr, dev, lladdr || !dev->addr_len);
	if (n)
		neigh_update(n, lladdr, NUD_STALE, NEIGH_UPDATE_F_OVERRIDE, 0);
	return n;
}
EXPORT_SYMBOL(neigh_event_ns);
