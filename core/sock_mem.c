// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sock_mem - what packets cost a socket, and its transport
 *
 * Where:   a packet is charged when it gets an owner, and its destructor gives
 *          that back; sk_rmem_schedule() and sk_wmem_schedule() ask first.
 * Mirrors: net/core/sock.c, cut. The books: core/sock_mem.h.
 */
#include "core/sock_mem.h"
#include "lib/kernel.h"
#include "lib/slab.h"

/* ---- a packet's owner ------------------------------------------------------
 */

/*
 * A packet on its way out has died. The last one of a socket that is gone
 * frees it: sk_wmem_alloc began at 1 and sk_free() took that 1 away.
 */
void sock_wfree(struct sk_buff *skb)
{
	struct sock *sk = skb->sk;
	unsigned int len = skb->truesize;

	if (!sock_flag(sk, SOCK_USE_WRITE_QUEUE)) {
		/* Hold on for the callback. */
		WARN_ON(refcount_sub_and_test((int)len - 1,
					      &sk->sk_wmem_alloc));
		sk->sk_write_space(sk);
		len = 1;
	}
	if (refcount_sub_and_test((int)len, &sk->sk_wmem_alloc))
		sk_destruct(sk);
}
EXPORT_SYMBOL(sock_wfree);

/* The same, but the socket is not told of the room. */
void __sock_wfree(struct sk_buff *skb)
{
	struct sock *sk = skb->sk;

	if (refcount_sub_and_test((int)skb->truesize, &sk->sk_wmem_alloc))
		sk_destruct(sk);
}
EXPORT_SYMBOL(__sock_wfree);

void skb_set_owner_w(struct sk_buff *skb, struct sock *sk)
{
	skb_orphan(skb);
	skb->sk = sk;
	if (unlikely(!sk_fullsock(sk))) {
		skb->destructor = sock_efree;
		sock_hold(sk);
		return;
	}
	skb->destructor = sock_wfree;
	skb->hash = sk->sk_txhash;
	skb->l4_hash = sk->sk_txhash != 0;
	refcount_add((int)skb->truesize, &sk->sk_wmem_alloc);
}
EXPORT_SYMBOL(skb_set_owner_w);

void sock_rfree(struct sk_buff *skb)
{
	struct sock *sk = skb->sk;

	atomic_sub((int)skb->truesize, &sk->sk_rmem_alloc);
	sk_mem_uncharge(sk, (int)skb->truesize);
}
EXPORT_SYMBOL(sock_rfree);

void skb_set_owner_r(struct sk_buff *skb, struct sock *sk)
{
	skb_orphan(skb);
	skb->sk = sk;
	skb->destructor = sock_rfree;
	atomic_add((int)skb->truesize, &sk->sk_rmem_alloc);
	sk_mem_charge(sk, (int)skb->truesize);
}
EXPORT_SYMBOL(skb_set_owner_r);

void sock_efree(struct sk_buff *skb)
{
	sock_put(skb->sk);
}
EXPORT_SYMBOL(sock_efree);

bool skb_set_owner_sk_safe(struct sk_buff *skb, struct sock *sk)
{
	if (!sk || !refcount_inc_not_zero(&sk->sk_refcnt))
		return false;
	skb_orphan(skb);
	skb->destructor = sock_efree;
	skb->sk = sk;
	return true;
}
EXPORT_SYMBOL(skb_set_owner_sk_safe);

void skb_set_owner_edemux(struct sk_buff *skb, struct sock *sk)
{
	skb_set_owner_sk_safe(skb, sk);
}
EXPORT_SYMBOL(skb_set_owner_edemux);

/* ---- the transport's account -----------------------------------------------
 */

static int netns_ipv4_int(const struct sock *sk, int offset, int otherwise)
{
	const struct net *net = sock_net(sk);

	if (!offset || !net->ipv4)
		return otherwise;
	return READ_ONCE(*(const int *)((const char *)net->ipv4 + offset));
}

int sk_get_rmem0(const struct sock *sk)
{
	return netns_ipv4_int(sk, sk->sk_prot->sysctl_rmem_offset,
			      SOCK_MIN_RCVBUF);
}
EXPORT_SYMBOL(sk_get_rmem0);

int sk_get_wmem0(const struct sock *sk)
{
	return netns_ipv4_int(sk, sk->sk_prot->sysctl_wmem_offset,
			      SOCK_MIN_SNDBUF);
}
EXPORT_SYMBOL(sk_get_wmem0);

static void sk_enter_memory_pressure(struct sock *sk)
{
	if (sk_has_memory_pressure(sk))
		sk->sk_prot->enter_memory_pressure(sk);
}

static void sk_leave_memory_pressure(struct sock *sk)
{
	if (sk->sk_prot->leave_memory_pressure)
		sk->sk_prot->leave_memory_pressure(sk);
	else if (sk_under_memory_pressure(sk))
		WRITE_ONCE(*proto_memory_pressure(sk->sk_prot), 0);
}

/* Less than its minimum: a socket may have that under pressure, too. */
static bool below_minimum(const struct sock *sk, int kind)
{
	if (kind == SK_MEM_RECV)
		return sk_rmem_alloc_get(sk) < sk_get_rmem0(sk);
	if (sk->sk_type == SOCK_STREAM)
		return sk->sk_wmem_queued < sk_get_wmem0(sk);
	return sk_wmem_alloc_get(sk) + 1 < sk_get_wmem0(sk);
}

/* If all used as much as this one, would it still be below the hard limit? */
static bool below_fair_share(const struct sock *sk)
{
	int used = sk->sk_wmem_queued + sk_rmem_alloc_get(sk) +
		   sk->sk_forward_alloc;
	long all = (long)sk_sockets_allocated_read_positive(sk) *
		   sk_mem_pages(used);

	return sk_prot_mem_limits(sk, 2) > all;
}

/* Above the first limit: may @sk have it nevertheless? */
static bool mem_is_granted(struct sock *sk, long allocated, int kind)
{
	if (allocated > sk_prot_mem_limits(sk, 1))
		sk_enter_memory_pressure(sk);
	if (allocated > sk_prot_mem_limits(sk, 2))
		return false;
	if (below_minimum(sk, kind))
		return true;
	if (!sk_has_memory_pressure(sk))
		return false;
	return !sk_under_memory_pressure(sk) || below_fair_share(sk);
}

/**
 * __sk_mem_raise_allocated - pages into the transport's account
 * @sk: who wants them
 * @size: bytes that it wants them for
 * @amt: pages
 * @kind: SK_MEM_SEND or SK_MEM_RECV
 *
 * A stream that may not send more gets a smaller buffer; what fills that up
 * is granted, since the writer then waits, which an error would not let it do.
 * Context: any. Return: 1, or 0: refused, nothing has changed.
 */
int __sk_mem_raise_allocated(struct sock *sk, int size, int amt, int kind)
{
	long *account = proto_memory_allocated(sk->sk_prot);
	long allocated = __atomic_add_fetch(account, amt, __ATOMIC_RELAXED);

	if (allocated <= sk_prot_mem_limits(sk, 0)) {
		sk_leave_memory_pressure(sk);
		return 1;
	}
	if (mem_is_granted(sk, allocated, kind))
		return 1;
	if (kind == SK_MEM_SEND && sk->sk_type == SOCK_STREAM) {
		sk_stream_moderate_sndbuf(sk);
		if (sk->sk_wmem_queued + size >= sk->sk_sndbuf)
			return 1;
	}
	__atomic_fetch_sub(account, amt, __ATOMIC_RELAXED);
	return 0;
}
EXPORT_SYMBOL(__sk_mem_raise_allocated);

int __sk_mem_schedule(struct sock *sk, int size, int kind)
{
	int amt = sk_mem_pages(size);

	/* before it is asked: below_fair_share() counts it */
	sk_forward_alloc_add(sk, amt * SK_MEM_QUANTUM);
	if (__sk_mem_raise_allocated(sk, size, amt, kind))
		return 1;
	sk_forward_alloc_add(sk, -amt * SK_MEM_QUANTUM);
	return 0;
}
EXPORT_SYMBOL(__sk_mem_schedule);

void __sk_mem_reduce_allocated(struct sock *sk, int amt)
{
	long *account = proto_memory_allocated(sk->sk_prot);
	long left = __atomic_sub_fetch(account, amt, __ATOMIC_RELAXED);

	if (sk_under_memory_pressure(sk) && left < sk_prot_mem_limits(sk, 0))
		sk_leave_memory_pressure(sk);
}
EXPORT_SYMBOL(__sk_mem_reduce_allocated);

/* Context: any. Whole pages of @amount bytes of sk_forward_alloc go back. */
void __sk_mem_reclaim(struct sock *sk, int amount)
{
	int pages = amount / SK_MEM_QUANTUM;

	sk_forward_alloc_add(sk, -pages * SK_MEM_QUANTUM);
	__sk_mem_reduce_allocated(sk, pages);
}
EXPORT_SYMBOL(__sk_mem_reclaim);

void sk_forced_mem_schedule(struct sock *sk, int size)
{
	int amt = sk_mem_pages(size - sk->sk_forward_alloc);

	if (!sk_has_account(sk) || size <= sk->sk_forward_alloc)
		return;
	sk_forward_alloc_add(sk, amt * SK_MEM_QUANTUM);
	__atomic_fetch_add(proto_memory_allocated(sk->sk_prot), amt,
			   __ATOMIC_RELAXED);
}
EXPORT_SYMBOL(sk_forced_mem_schedule);

/* ---- options and pages -----------------------------------------------------
 */

void *sock_kmalloc(struct sock *sk, int size, gfp_t priority)
{
	int optmem = READ_ONCE(sock_net(sk)->core.sysctl_optmem_max);
	void *mem;

	if (size > optmem || atomic_read(&sk->sk_omem_alloc) + size >= optmem)
		return NULL;
	mem = kmalloc((size_t)size, priority);
	if (mem)
		atomic_add(size, &sk->sk_omem_alloc);
	return mem;
}
EXPORT_SYMBOL(sock_kmalloc);

void sock_kfree_s(struct sock *sk, void *mem, int size)
{
	if (!mem)
		return;
	kfree(mem);
	atomic_sub(size, &sk->sk_omem_alloc);
}
EXPORT_SYMBOL(sock_kfree_s);

/* Is there room in the socket's page, or a new page? 32 KB, else 4 KB. */
bool sk_page_frag_refill(struct sock *sk, struct page_frag *pfrag)
{
	unsigned int order = SKB_FRAG_PAGE_ORDER;

	if (pfrag->page) {
		if (page_ref_count(pfrag->page) == 1) {
			pfrag->offset = 0;
			return true;
		}
		if (pfrag->offset + 32 <= pfrag->size)
			return true;
		put_page(pfrag->page);
	}
	pfrag->offset = 0;
	pfrag->page = alloc_pages(sk->sk_allocation, order);
	if (!pfrag->page) {
		order = 0;
		pfrag->page = alloc_page(sk->sk_allocation);
	}
	pfrag->size = (u32)(PAGE_SIZE << order);
	return pfrag->page != NULL;
}
EXPORT_SYMBOL(sk_page_frag_refill);
