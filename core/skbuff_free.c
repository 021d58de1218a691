// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * skbuff_free - death of packets
 *
 * Where:   kfree_skb_reason() where something went wrong, consume_skb() where
 *          it did not, napi_consume_skb() at a driver's completion.
 * Mirrors: the freeing half of net/core/skbuff.c.
 *
 * The order is: the last user goes (skb_unref), the death is booked and
 * traced, what the packet refers to is released (route, connection, socket),
 * then its data if nobody shares it, then the struct.
 */
#include <linux/errno.h>

#include "core/page_pool.h"
#include "core/skbuff_priv.h"
#include "core/trace.h"
#include "lib/machine.h"
#include "lib/os_sdt.h"
#include "lib/percpu.h"
#include "lib/slab.h"

/* Structs that other CPUs sent home; their packets are dead already. */
struct skb_defer {
	struct llist_head list;
	atomic_t count;
};
DEFINE_STATIC_PER_CPU(struct skb_defer, skb_defer);

/* Pages: to the pool they came from, if the packet says that it may. */
void skb_page_unref(struct page *page, bool recycle)
{
	if (recycle && napi_pp_put_page(page))
		return;
	put_page(page);
}
EXPORT_SYMBOL(skb_page_unref);

void skb_page_ref(struct page *page, bool recycle)
{
	if (recycle && page_is_pp(page))
		page_pool_ref_page(page);
	else
		get_page(page);
}
EXPORT_SYMBOL(skb_page_ref);

/* Takes one reference of frag @f; managed ones belong to the ubuf. */
void skb_frag_unref(struct sk_buff *skb, int f)
{
	if (!skb_zcopy_managed(skb))
		skb_page_unref(skb_shinfo(skb)->frags[f].page, skb->pp_recycle);
}
EXPORT_SYMBOL(skb_frag_unref);

void skb_free_head(struct sk_buff *skb)
{
	if (!skb->head_frag)
		skb_kfree_head(skb->head, skb_end_offset(skb));
	else if (!skb->pp_recycle ||
		 !napi_pp_put_page(virt_to_head_page(skb->head)))
		skb_free_frag(skb->head);
}

/* Whether the data has no other user any more. */
static bool skb_data_unref(const struct sk_buff *skb,
			   struct skb_shared_info *shinfo)
{
	int bias;

	if (!skb->cloned)
		return true;
	bias = skb->nohdr ? (1 << SKB_DATAREF_SHIFT) + 1 : 1;
	if (atomic_read(&shinfo->dataref) == bias)
		smp_rmb();
	else if (atomic_sub_return(bias, &shinfo->dataref))
		return false;
	return true;
}

void skb_release_data(struct sk_buff *skb, const struct skb_end *end)
{
	struct skb_shared_info *shinfo = skb_shinfo(skb);
	bool managed;
	int i;

	if (!skb_data_unref(skb, shinfo))
		goto exit;

	managed = skb_zcopy_managed(skb);
	skb_zcopy_clear(skb, true);
	for (i = 0; i < shinfo->nr_frags && !managed; i++)
		__skb_frag_unref(&shinfo->frags[i], skb->pp_recycle);
	if (shinfo->frag_list)
		skb_free_list(shinfo->frag_list, end);
	skb_free_head(skb);
exit:
	/*
	 * Recycling is a right of whoever frees the data last. Having given
	 * our share away, we must not come back for it.
	 */
	skb->pp_recycle = 0;
}

void skb_unshare_data(struct sk_buff *skb)
{
	static const struct skb_end end = {.reason = SKB_CONSUMED};

	skb_release_data(skb, &end);
}

/**
 * skb_release_head_state - drop what the packet refers to
 * @skb: borrowed; its route, socket, connection and extensions are gone
 *
 * Context: softirq or process; destructors may take the socket's spinlock.
 */
void skb_release_head_state(struct sk_buff *skb)
{
	skb_dst_drop(skb);
	if (skb->destructor) {
		skb->destructor(skb);
		skb->destructor = NULL;
		skb->sk = NULL;
	}
	nf_reset_ct(skb);
	skb_ext_reset(skb);
}
EXPORT_SYMBOL(skb_release_head_state);

void __skb_ext_put(struct skb_ext *ext)
{
	if (refcount_dec_and_test(&ext->refcnt))
		ext->free(ext);
}
EXPORT_SYMBOL(__skb_ext_put);

void skb_release_all(struct sk_buff *skb, const struct skb_end *end)
{
	skb_release_head_state(skb);
	if (likely(skb->head))
		skb_release_data(skb, end);
}

static void skb_trace_drop(const struct sk_buff *skb, const struct skb_end *end)
{
	OS_PROBE4(skb, kfree_skb, skb, end->ip, ntohs(skb->protocol),
		  end->reason);
	if (likely(!READ_ONCE(strata_trace_key)))
		return;
	__trace_ip(end->ip);
	trace_kfree_skb(skb, end->reason, end->func, (u64)end->line,
			skb->protocol);
	__trace_ip(NULL);
}

static void skb_trace_end(const struct sk_buff *skb, const struct skb_end *end)
{
	switch (end->death) {
	case SKB_DIED_DROPPED:
		skb_trace_drop(skb, end);
		break;
	case SKB_DIED_XMIT_DONE:
		trace_skb_xmit_done(skb);
		break;
	case SKB_DIED_MERGED:
		trace_skb_merged(skb, skb->len);
		break;
	default:
		OS_PROBE1(skb, consume_skb, skb);
		trace_consume_skb(skb);
		break;
	}
}

void skb_die(struct sk_buff *skb, const struct skb_end *end)
{
	skb_trace_end(skb, end);
	book_death(skb, end->death, end->reason);
	skb_release_all(skb, end);
	skb_free_struct(skb);
}

/* One reference of each; those with other users live on. */
void skb_free_list(struct sk_buff *segs, const struct skb_end *end)
{
	struct sk_buff *next;

	for (; segs; segs = next) {
		next = segs->next;
		/* the chain of a shared one is its other user's, too */
		if (!skb_unref(segs))
			continue;
		skb_mark_not_on_list(segs);
		skb_die(segs, end);
	}
}

static const struct skb_end skb_end_consumed = {
	.death = SKB_DIED_CONSUMED,
	.reason = SKB_CONSUMED,
};
static const struct skb_end skb_end_xmit = {
	.death = SKB_DIED_XMIT_DONE,
	.reason = SKB_CONSUMED,
};
static const struct skb_end skb_end_merged = {
	.death = SKB_DIED_MERGED,
	.reason = SKB_CONSUMED,
};

static struct skb_end skb_end_of(enum skb_drop_reason reason, const char *func,
				 int line, const void *ip)
{
	struct skb_end end = {SKB_DIED_DROPPED, reason, func, line, ip};

	if (reason == SKB_CONSUMED)
		return skb_end_consumed;
	if (WARN_ON_ONCE(reason == SKB_NOT_DROPPED_YET ||
			 (unsigned int)reason >= SKB_DROP_REASON_MAX))
		end.reason = SKB_DROP_REASON_NOT_SPECIFIED;
	return end;
}

/**
 * sk_skb_reason_drop_at - one user less; if it was the last, a drop
 * @sk: the socket that refuses it, or NULL
 * @skb: taken; NULL is nothing
 * @reason: why; SKB_CONSUMED makes it a consume_skb()
 * @func: where, filled in by kfree_skb_reason()
 * @line: where
 *
 * Context: any with a baton, not under a lock that a destructor takes.
 * TOUR: drop
 */
void sk_skb_reason_drop_at(struct sock *sk, struct sk_buff *skb,
			   enum skb_drop_reason reason, const char *func,
			   int line)
{
	struct skb_end end;

	if (!skb_unref(skb))
		return;
	end = skb_end_of(reason, func, line, __builtin_return_address(0));
	skb_die(skb, &end);
}
EXPORT_SYMBOL(sk_skb_reason_drop_at);

/* A list linked by skb->next. Takes one reference of each. */
void kfree_skb_list_reason_at(struct sk_buff *segs, enum skb_drop_reason reason,
			      const char *func, int line)
{
	struct skb_end end =
		skb_end_of(reason, func, line, __builtin_return_address(0));

	skb_free_list(segs, &end);
}
EXPORT_SYMBOL(kfree_skb_list_reason_at);

/**
 * consume_skb - one user less; if it was the last, it reached its end
 * @skb: taken; NULL is nothing
 *
 * Context: any with a baton.
 */
void consume_skb(struct sk_buff *skb)
{
	if (skb_unref(skb))
		skb_die(skb, &skb_end_consumed);
}
EXPORT_SYMBOL(consume_skb);

/* The caller has released the head's state and is the last user. Takes. */
void __consume_stateless_skb(struct sk_buff *skb)
{
	skb_die(skb, &skb_end_consumed);
}
EXPORT_SYMBOL(__consume_stateless_skb);

/* The caller has taken the last user away (skb_unref). Takes. */
void __kfree_skb(struct sk_buff *skb)
{
	skb_die(skb, &skb_end_consumed);
}
EXPORT_SYMBOL(__kfree_skb);

/* As __kfree_skb(), but a drop. Takes. */
void __napi_kfree_skb_at(struct sk_buff *skb, enum skb_drop_reason reason,
			 const char *func, int line)
{
	struct skb_end end =
		skb_end_of(reason, func, line, __builtin_return_address(0));

	skb_die(skb, &end);
}
EXPORT_SYMBOL(__napi_kfree_skb_at);

/**
 * kfree_skb_partial - its bytes went into another packet
 * @skb: taken; the only user
 * @head_stolen: its head, too: only the struct is left
 *
 * Context: any.
 */
void kfree_skb_partial(struct sk_buff *skb, bool head_stolen)
{
	if (!head_stolen) {
		skb_die(skb, &skb_end_merged);
		return;
	}
	skb_trace_end(skb, &skb_end_merged);
	book_death(skb, SKB_DIED_MERGED, SKB_CONSUMED);
	skb_release_head_state(skb);
	skb_free_struct(skb);
}
EXPORT_SYMBOL(kfree_skb_partial);

/* GRO: the head became a frag of another packet. Takes. Context: softirq. */
void napi_skb_free_stolen_head(struct sk_buff *skb)
{
	kfree_skb_partial(skb, true);
}
EXPORT_SYMBOL(napi_skb_free_stolen_head);

/**
 * napi_consume_skb - the device has sent it
 * @skb: taken; NULL is nothing
 * @budget: of the running NAPI poll, or 0
 *
 * Context: softirq or process; from a hardirq: dev_consume_skb_irq().
 */
void napi_consume_skb(struct sk_buff *skb, int budget)
{
	if (skb_unref(skb))
		skb_die(skb, &skb_end_xmit);
}
EXPORT_SYMBOL(napi_consume_skb);

static void skb_free_deferred(struct skb_defer *defer)
{
	struct llist_node *node = llist_del_all(&defer->list);
	struct sk_buff *skb, *next;

	atomic_set(&defer->count, 0);
	node = llist_reverse_order(node);
	llist_for_each_entry_safe(skb, next, node, ll_node)
	{
		skb_release_data(skb, &skb_end_consumed);
		skb_free_struct(skb);
	}
}

/* What other CPUs sent home to this one. Context: softirq. */
void skb_defer_free_flush(void)
{
	struct skb_defer *defer = &cpu_var(skb_defer);

	if (!llist_empty(&defer->list))
		skb_free_deferred(defer);
}
EXPORT_SYMBOL(skb_defer_free_flush);

/* The machine stops. */
void skb_defer_free_flush_all(void)
{
	struct cpu *c;

	for_each_cpu_of (current_machine(), c)
		skb_free_deferred(&cpu_var_of(c, skb_defer));
}

#define SKB_DEFER_MAX 64

/**
 * skb_attempt_defer_free - consumed here, but its memory is another CPU's
 * @skb: taken; the only user, without route and socket
 *
 * The packet is dead at once, in book and trace; its buffer goes back to the
 * CPU where it was allocated, whose next net_rx_action() frees it. With too
 * many on the way it is freed here.
 *
 * Context: process or softirq.
 */
void skb_attempt_defer_free(struct sk_buff *skb)
{
	unsigned int cpu = skb->alloc_cpu;
	struct skb_defer *defer;

	if (cpu == smp_processor_id() || cpu >= num_online_cpus())
		goto nodefer;
	defer = &cpu_var_of(&current_machine()->cpus[cpu], skb_defer);
	if (atomic_inc_return(&defer->count) > SKB_DEFER_MAX)
		goto nodefer;

	skb_trace_end(skb, &skb_end_consumed);
	book_death(skb, SKB_DIED_CONSUMED, SKB_CONSUMED);
	skb_release_head_state(skb);
	llist_add(&skb->ll_node, &defer->list);
	return;
nodefer:
	skb_die(skb, &skb_end_consumed);
}
EXPORT_SYMBOL(skb_attempt_defer_free);
