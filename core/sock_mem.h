/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sock_mem - what packets cost a socket, and its transport
 *
 * Where:   charged where a packet joins a queue, given back when it dies.
 * Mirrors: include/net/sock.h, net/core/sock.c, net/core/stream.c. Left out:
 *          cgroups, SO_RESERVE_MEM, per-CPU caches of the account.
 *
 * Three books. sk_rmem_alloc and sk_wmem_alloc count the truesize of packets
 * received and sent, sk_wmem_queued that of a stream's write queue; each has
 * its limit (SO_RCVBUF, SO_SNDBUF). The transport's account counts pages of
 * all its sockets (proto_memory_allocated) against three limits: below [0]
 * all is well; above [1] it is under pressure until it falls below [0];
 * above [2] nobody gets more. A socket buys whole pages ahead and keeps what
 * it has not used in sk_forward_alloc, so that few packets touch the account.
 */
#ifndef CORE_SOCK_MEM_H
#define CORE_SOCK_MEM_H

#include "core/sock.h"
#include "core/sock_proto.h"

#define SOCK_MIN_SNDBUF (2048 * 2)
#define SOCK_MIN_RCVBUF 2048
#define SK_MEM_SEND	0
#define SK_MEM_RECV	1
#define SK_MEM_QUANTUM	4096

/* ---- a packet's owner ------------------------------------------------------
 */

/* The packet is charged to @sk until it dies. Any context. */
void skb_set_owner_w(struct sk_buff *skb, struct sock *sk);
void skb_set_owner_r(struct sk_buff *skb, struct sock *sk);
bool skb_set_owner_sk_safe(struct sk_buff *skb, struct sock *sk);
void skb_set_owner_edemux(struct sk_buff *skb, struct sock *sk);
void sock_wfree(struct sk_buff *skb);
void __sock_wfree(struct sk_buff *skb); /* tells nobody: TCP does it itself */
void sock_rfree(struct sk_buff *skb);
void sock_efree(struct sk_buff *skb);

static inline int sk_wmem_alloc_get(const struct sock *sk)
{
	return (int)refcount_read(&sk->sk_wmem_alloc) - 1;
}

static inline int sk_rmem_alloc_get(const struct sock *sk)
{
	return atomic_read(&sk->sk_rmem_alloc);
}

static inline bool sk_has_allocations(const struct sock *sk)
{
	return sk_wmem_alloc_get(sk) || sk_rmem_alloc_get(sk);
}

static inline bool sock_writeable(const struct sock *sk)
{
	return sk_wmem_alloc_get(sk) < (READ_ONCE(sk->sk_sndbuf) >> 1);
}

void *sock_kmalloc(struct sock *sk, int size, gfp_t priority);
void sock_kfree_s(struct sock *sk, void *mem, int size);
bool sk_page_frag_refill(struct sock *sk, struct page_frag *pfrag);

static inline struct page_frag *sk_page_frag(struct sock *sk)
{
	return &sk->sk_frag;
}

/* ---- the transport's account -----------------------------------------------
 * Context: any, the sock owned or its queue's lock held.
 */

static inline int sk_mem_pages(int amt)
{
	return (amt + SK_MEM_QUANTUM - 1) / SK_MEM_QUANTUM;
}

static inline bool sk_has_account(const struct sock *sk)
{
	return sk->sk_prot->sysctl_mem != NULL;
}

static inline long sk_prot_mem_limits(const struct sock *sk, int index)
{
	return READ_ONCE(proto_sysctl_mem(sk->sk_prot)[index]);
}

/* Pages in use, by all sockets of the transport. */
static inline long sk_memory_allocated(const struct sock *sk)
{
	return READ_ONCE(*proto_memory_allocated(sk->sk_prot));
}

static inline bool sk_has_memory_pressure(const struct sock *sk)
{
	return sk->sk_prot->enter_memory_pressure != NULL;
}

static inline bool sk_under_memory_pressure(const struct sock *sk)
{
	return sk_has_memory_pressure(sk) &&
	       READ_ONCE(*proto_memory_pressure(sk->sk_prot)) != 0;
}

static inline void sk_sockets_allocated_inc(struct sock *sk)
{
	__atomic_fetch_add(proto_sockets_allocated(sk->sk_prot), 1,
			   __ATOMIC_RELAXED);
}

static inline void sk_sockets_allocated_dec(struct sock *sk)
{
	__atomic_fetch_sub(proto_sockets_allocated(sk->sk_prot), 1,
			   __ATOMIC_RELAXED);
}

static inline int sk_sockets_allocated_read_positive(const struct sock *sk)
{
	return READ_ONCE(*proto_sockets_allocated(sk->sk_prot));
}

/* The least a socket may always have, whatever the others use. */
int sk_get_rmem0(const struct sock *sk);
int sk_get_wmem0(const struct sock *sk);

/* 1: @size more bytes are bought; 0: refused. */
int __sk_mem_schedule(struct sock *sk, int size, int kind);
/* @amt pages into the account, for @size bytes; sk_forward_alloc is not. */
int __sk_mem_raise_allocated(struct sock *sk, int size, int amt, int kind);
void __sk_mem_reduce_allocated(struct sock *sk, int amt);
void __sk_mem_reclaim(struct sock *sk, int amount);
/* What must go on, goes: FIN, retransmission. Over any limit. */
void sk_forced_mem_schedule(struct sock *sk, int size);

static inline void sk_forward_alloc_add(struct sock *sk, int val)
{
	WRITE_ONCE(sk->sk_forward_alloc, sk->sk_forward_alloc + val);
}

static inline int sk_forward_alloc_get(const struct sock *sk)
{
	return READ_ONCE(sk->sk_forward_alloc);
}

static inline bool sk_wmem_schedule(struct sock *sk, int size)
{
	return !sk_has_account(sk) || size <= sk->sk_forward_alloc ||
	       __sk_mem_schedule(sk, size - sk->sk_forward_alloc, SK_MEM_SEND);
}

static inline bool __sk_rmem_schedule(struct sock *sk, int size,
				      bool pfmemalloc)
{
	return !sk_has_account(sk) || size <= sk->sk_forward_alloc ||
	       __sk_mem_schedule(sk, size - sk->sk_forward_alloc,
				 SK_MEM_RECV) ||
	       pfmemalloc;
}

static inline bool sk_rmem_schedule(struct sock *sk, struct sk_buff *skb,
				    int size)
{
	return __sk_rmem_schedule(sk, size, false);
}

/* Whole pages that nobody uses go back. */
static inline void sk_mem_reclaim(struct sock *sk)
{
	if (sk_has_account(sk) && sk->sk_forward_alloc >= SK_MEM_QUANTUM)
		__sk_mem_reclaim(sk, sk->sk_forward_alloc);
}

static inline void sk_mem_reclaim_final(struct sock *sk)
{
	sk_mem_reclaim(sk);
}

static inline void sk_mem_charge(struct sock *sk, int size)
{
	if (sk_has_account(sk))
		sk_forward_alloc_add(sk, -size);
}

static inline void sk_mem_uncharge(struct sock *sk, int size)
{
	if (!sk_has_account(sk))
		return;
	sk_forward_alloc_add(sk, size);
	sk_mem_reclaim(sk);
}

/* ---- a stream's write queue ------------------------------------------------
 */

static inline int sk_stream_min_wspace(const struct sock *sk)
{
	return READ_ONCE(sk->sk_wmem_queued) >> 1;
}

static inline int sk_stream_wspace(const struct sock *sk)
{
	return READ_ONCE(sk->sk_sndbuf) - READ_ONCE(sk->sk_wmem_queued);
}

static inline void sk_wmem_queued_add(struct sock *sk, int val)
{
	WRITE_ONCE(sk->sk_wmem_queued, sk->sk_wmem_queued + val);
}

/* Room for more; @wake: is it enough to wake a writer? */
static inline bool __sk_stream_memory_free(const struct sock *sk, int wake)
{
	if (READ_ONCE(sk->sk_wmem_queued) >= READ_ONCE(sk->sk_sndbuf))
		return false;
	return !sk->sk_prot->stream_memory_free ||
	       sk->sk_prot->stream_memory_free(sk, wake);
}

static inline bool sk_stream_memory_free(const struct sock *sk)
{
	return __sk_stream_memory_free(sk, 0);
}

/* As poll() says it: a third of the buffer must be free. */
static inline bool __sk_stream_is_writeable(const struct sock *sk, int wake)
{
	return sk_stream_wspace(sk) >= sk_stream_min_wspace(sk) &&
	       __sk_stream_memory_free(sk, wake);
}

static inline bool sk_stream_is_writeable(const struct sock *sk)
{
	return __sk_stream_is_writeable(sk, 0);
}

/* Under pressure the send buffer shrinks to what is in use. */
static inline void sk_stream_moderate_sndbuf(struct sock *sk)
{
	if (!(sk->sk_userlocks & SOCK_SNDBUF_LOCK))
		WRITE_ONCE(sk->sk_sndbuf,
			   max_t(int,
				 min(sk->sk_sndbuf, sk->sk_wmem_queued >> 1),
				 SOCK_MIN_SNDBUF));
}

/* A packet of the write queue has reached its end. Takes @skb. */
static inline void sk_wmem_free_skb(struct sock *sk, struct sk_buff *skb)
{
	sk_wmem_queued_add(sk, -(int)skb->truesize);
	sk_mem_uncharge(sk, (int)skb->truesize);
	consume_skb(skb);
}

/* core/stream.c; context: process with the sock locked, unless said. */
void sk_stream_write_space(struct sock *sk); /* any; sk->sk_write_space */
/* Until connected: 0, -errno of the sock, -EAGAIN, -EPIPE, a signal's. */
int sk_stream_wait_connect(struct sock *sk, long *timeo_p);
/* Linger: until the FIN is acknowledged, at most @timeo_p. */
void sk_stream_wait_close(struct sock *sk, long timeo_p);
/* Until there is room: 0, -EAGAIN, -EPIPE, a signal's. */
int sk_stream_wait_memory(struct sock *sk, long *timeo_p);
/* The errno for a write that failed: a hard error first, then @err. */
int sk_stream_error(struct sock *sk, int flags, int err);
/* The end: queues are emptied, the account is settled. Softirq or process. */
void sk_stream_kill_queues(struct sock *sk);

#endif /* CORE_SOCK_MEM_H */
